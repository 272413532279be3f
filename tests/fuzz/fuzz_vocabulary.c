/* fuzz_vocabulary.c -- any bytes as a vocabulary: read, built, and every promise of a document kept, or one line named. */
#include <stdlib.h>

#include "../unit/read_text.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct read_text t;

    read_with(&t, &rhz_reader_vocabulary, rhz_span((const char *)data, size), 1);
    if (t.status == RHZ_OK && read_broken_promise(&t.d))
        abort();
    if (t.status != RHZ_OK && t.status != RHZ_INVALID)
        abort();
    read_end(&t);
    return 0;
}
