/* added.c -- the lines of corrections that add facts, as the text of a document. */
#include "added.h"

#include "corrections.h"

bool rhz_added_text(struct rhz_span corrections, struct rhz_arena *arena, struct rhz_buf *out)
{
    struct rhz_corrections lines;
    uint32_t at = 1;

    if (!rhz_corrections_read(corrections, arena, &lines))
        return false;
    for (size_t i = 0; i < lines.n; i++) {
        if (lines.v[i].action != RHZ_CORRECTION_ADD)
            continue;
        for (; at < lines.v[i].place; at++)
            rhz_buf_byte(out, '\n');
        rhz_buf_span(out, lines.v[i].text);
    }
    return !out->failed;
}

static rhz_status read_added(struct rhz_span bytes, uint32_t first_line, struct rhz_buf *out, uint32_t *n_repairs, struct rhz_error *err)
{
    const char *p = bytes.p, *end = p + bytes.n;

    (void)n_repairs;
    for (uint32_t line = first_line; p < end; line++) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        struct rhz_line_mark mark = {0, line};
        struct rhz_event e = {.kind = RHZ_EVENT_BLOCK, .block = RHZ_BLOCK_PARAGRAPH, .lines = &mark, .n_lines = 1,
                              .text = rhz_span(p, (size_t)((nl ? nl : end) - p))};
        if (e.text.n)
            rhz_event_put(out, &e);
        p = nl ? nl + 1 : end;
    }
    return out->failed ? rhz_no_memory(err) : RHZ_OK;
}

const struct rhz_reader_format rhz_reader_added = {.name = "corrections", .version = 1, .read = read_added};
