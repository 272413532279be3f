/* fuzz_blocks.c -- any bytes as block events, as a reader gone wrong could send them: refused, or a document that keeps
 * its promises; what decodes encodes back to the same event. */
#include <stdlib.h>

#include "../unit/read_text.h"

#include "fuzz.h"

static void round_trip(struct rhz_arena *arena, const struct rhz_event *e)
{
    struct rhz_buf b = {0};
    struct rhz_event again;
    struct rhz_reader r;

    rhz_event_put(&b, e);
    r = rhz_reader(rhz_buf_view(&b));
    if (!rhz_event_get(&r, arena, &again) || again.kind != e->kind || !rhz_span_eq(again.text, e->text) || again.n_lines != e->n_lines ||
        (e->n_lines && memcmp(again.lines, e->lines, e->n_lines * sizeof *e->lines) != 0))
        abort();
    rhz_buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rhz_span bytes = rhz_span((const char *)data, size);
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_reader r = rhz_reader(bytes);
    struct rhz_document d;
    struct rhz_event e;

    while (rhz_event_get(&r, arena, &e))
        round_trip(arena, &e);
    if (rhz_document_build(bytes, NULL, arena, &d, NULL) == RHZ_OK && read_broken_promise(&d))
        abort();
    rhz_arena_free(arena);
    return 0;
}
