/* fuzz_markdown.c -- any bytes as Markdown: read, built, every promise of a document kept; and as a description. */
#include <stdlib.h>

#include "../unit/read_text.h"
#include "inline.h"
#include "sidecar.h"

#include "fuzz.h"

static void ignore(void *context, uint32_t line, const char *text)
{
    (void)context;
    (void)line;
    if (!*text)
        abort();
}

static size_t line_ends(struct rhz_span s)
{
    size_t i, n = 0;

    for (i = 0; i < s.n; i++)
        n += s.p[i] == '\n' || s.p[i] == '\v';
    return n;
}

static void as_inline(struct rhz_span s)
{
    struct rhz_buf out = {0};

    if (rhz_utf8_valid(s) != s.n)
        return;
    if (!rhz_inline_markdown(s, NULL, &out) || out.n > s.n || line_ends(rhz_buf_view(&out)) != line_ends(s))
        abort();
    rhz_buf_free(&out);
}

static void as_sidecar(struct rhz_span s)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_document_hints hints;

    if (rhz_sidecar_parse(s, arena, ignore, NULL, &hints, NULL) != RHZ_OK)
        abort();
    rhz_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rhz_span bytes = rhz_span((const char *)data, size);
    struct read_text t;

    read_with(&t, &rhz_reader_markdown, bytes, 1);
    if (t.status == RHZ_OK && read_broken_promise(&t.d))
        abort();
    if (t.status != RHZ_OK && t.status != RHZ_INVALID)
        abort();
    read_end(&t);
    as_inline(bytes);
    as_sidecar(bytes);
    return 0;
}
