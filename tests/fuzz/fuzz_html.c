/* fuzz_html.c -- any bytes as a page: refused with a sentence, or a document that keeps its promises. */
#include <stdlib.h>

#include "../unit/read_text.h"
#include "html_reader.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rhz_span bytes = rhz_span((const char *)data, size);
    struct read_text t = {.arena = rhz_arena_new()};

    rhz_reader_html.accepts(bytes, rhz_span("x.html", 6));
    t.status = rhz_html_read(bytes, 256u << 20, &t.events, &t.repairs, &t.err);
    if (t.status == RHZ_OK)
        t.status = rhz_document_build(rhz_buf_view(&t.events), NULL, t.arena, &t.d, &t.err);
    if (t.status == RHZ_OK && read_broken_promise(&t.d))
        abort();
    if (t.status != RHZ_OK && t.status != RHZ_INVALID)
        abort();
    read_end(&t);
    return 0;
}
