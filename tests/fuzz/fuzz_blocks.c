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

/* The same document without some names keeps its promises too, and masked again is as it was. */
static void mask(struct rhz_arena *arena, struct rhz_span bytes)
{
    static const unsigned char salt[RHZ_MASK_SALT] = {7};
    static const char *const forms[] = {"a b", "x", "le", "Odile Ferrandin", "de la"};
    struct rhz_document_hints hints = {.date = 0};
    struct rhz_document d;
    struct rhz_buf line = {0};
    size_t i, n = 0;

    rhz_buf_str(&line, "oublier ");
    rhz_mask_put_salt(&line, salt);
    for (i = 0; i < sizeof forms / sizeof *forms; i++)
        rhz_mask_put_form(&line, salt, rhz_span_of(forms[i]));
    if (!rhz_mask_read(rhz_buf_view(&line), arena, &hints.mask) || !hints.mask)
        abort();
    if (rhz_document_build(bytes, &hints, arena, &d, NULL) == RHZ_OK &&
        (read_broken_promise(&d) || !rhz_mask_document(hints.mask, &d, arena, &n) || n))
        abort();
    rhz_buf_free(&line);
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
    mask(arena, bytes);
    rhz_arena_free(arena);
    return 0;
}
