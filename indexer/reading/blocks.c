/* blocks.c -- block events <-> bytes. The decoder trusts nothing: events may come from another process, which a broken
 * file may have taken over. It checks all that the builder relies on, but for the text itself, which the builder
 * repairs anyway. */
#include "blocks.h"

static void put_block(struct rhz_buf *b, const struct rhz_event *e)
{
    uint32_t offset = 0, line = 0;
    size_t i;

    rhz_buf_byte(b, e->block);
    rhz_buf_byte(b, e->level);
    rhz_put_bytes(b, e->text);
    if (e->block == RHZ_BLOCK_SPEAKER)
        rhz_put_varint(b, e->speaker_end);
    rhz_put_varint(b, e->n_lines);
    for (i = 0; i < e->n_lines; i++) {
        rhz_put_varint(b, e->lines[i].offset - offset);
        rhz_put_signed(b, (int64_t)e->lines[i].line - line);
        offset = e->lines[i].offset;
        line = e->lines[i].line;
    }
}

void rhz_event_put(struct rhz_buf *b, const struct rhz_event *e)
{
    rhz_buf_byte(b, e->kind);
    switch (e->kind) {
    case RHZ_EVENT_BLOCK:
        put_block(b, e);
        break;
    case RHZ_EVENT_PAGE:
        rhz_put_varint(b, e->page);
        rhz_put_bytes(b, e->text);
        break;
    case RHZ_EVENT_META:
        rhz_put_bytes(b, e->key);
        rhz_put_bytes(b, e->text);
        break;
    case RHZ_EVENT_RECORD:
        rhz_put_bytes(b, e->text);
        break;
    default:
        b->failed = true;
    }
}

static bool level_fits(uint8_t block, uint8_t level)
{
    switch (block) {
    case RHZ_BLOCK_HEADING:
    case RHZ_BLOCK_LIST_ITEM:
        return level >= 1 && level <= RHZ_LEVEL_MAX;
    case RHZ_BLOCK_PARAGRAPH:
        return level <= RHZ_PARAGRAPH_CONTINUES;
    case RHZ_BLOCK_TABLE_ROW:
    case RHZ_BLOCK_SPEAKER:
        return level == 0;
    default:
        return false;
    }
}

static void get_lines(struct rhz_reader *r, struct rhz_arena *arena, struct rhz_event *e)
{
    /* A mark takes two bytes at least: a count that cannot be true is refused before memory is asked for. */
    size_t n = (size_t)rhz_get_at_most(r, rhz_left(r) / 2), i;
    uint64_t offset = 0;
    int64_t line = 0;
    struct rhz_line_mark *v;

    if (n == 0)
        return;
    v = rhz_arena_alloc(arena, n * sizeof *v);
    if (!v) {
        r->bad = e->no_memory = true;
        return;
    }
    for (i = 0; i < n && !r->bad; i++) {
        uint64_t step = rhz_get_at_most(r, e->text.n);
        int64_t lines = rhz_get_signed(r);
        if (lines < -(int64_t)UINT32_MAX || lines > (int64_t)UINT32_MAX)
            r->bad = true;
        else
            line += lines;
        offset += step;
        if (line < 0 || line > (int64_t)UINT32_MAX || offset > e->text.n || (i > 0 && step == 0))
            r->bad = true;
        v[i] = (struct rhz_line_mark){(uint32_t)offset, (uint32_t)line};
    }
    e->lines = v;
    e->n_lines = n;
}

static void get_block(struct rhz_reader *r, struct rhz_arena *arena, struct rhz_event *e)
{
    e->block = rhz_get_byte(r);
    e->level = rhz_get_byte(r);
    e->text = rhz_get_bytes(r);
    if (!level_fits(e->block, e->level) || e->text.n > UINT32_MAX)
        r->bad = true;
    if (e->block == RHZ_BLOCK_SPEAKER)
        e->speaker_end = (uint32_t)rhz_get_at_most(r, e->text.n);
    get_lines(r, arena, e);
}

bool rhz_event_get(struct rhz_reader *r, struct rhz_arena *arena, struct rhz_event *out)
{
    *out = (struct rhz_event){0};
    out->text = out->key = rhz_span("", 0);
    if (rhz_left(r) == 0)
        return false;
    out->kind = rhz_get_byte(r);
    switch (out->kind) {
    case RHZ_EVENT_BLOCK:
        get_block(r, arena, out);
        break;
    case RHZ_EVENT_PAGE:
        out->page = (uint32_t)rhz_get_at_most(r, UINT32_MAX);
        out->text = rhz_get_bytes(r);
        if (out->page == 0)
            r->bad = true;
        break;
    case RHZ_EVENT_META:
        out->key = rhz_get_bytes(r);
        out->text = rhz_get_bytes(r);
        break;
    case RHZ_EVENT_RECORD:
        out->text = rhz_get_bytes(r);
        break;
    default:
        r->bad = true;
    }
    return !r->bad;
}
