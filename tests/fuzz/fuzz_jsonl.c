/* fuzz_jsonl.c -- any bytes as a record of a catalogue: refused with a sentence, or a document that keeps its promises. */
#include <stdlib.h>

#include "../unit/read_text.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct read_text t;

    read_with(&t, &rhz_reader_jsonl, rhz_span((const char *)data, size), 1);
    if (t.status == RHZ_OK && read_broken_promise(&t.d))
        abort();
    if (t.status != RHZ_OK && t.status != RHZ_INVALID)
        abort();
    read_end(&t);
    return 0;
}
