/* small_document.h -- a document from a few lines, for tests of rules that read blocks and need no reader.
 *
 * "# " opens a heading, "- " a list item, a line with a tab is a table row, an empty line leaves a gap in the numbers of
 * lines, anything else is a paragraph.
 */
#ifndef SMALL_DOCUMENT_H
#define SMALL_DOCUMENT_H

#include <stdlib.h>

#include "document.h"

static inline void small_document(struct rhz_arena *arena, const char *source, struct rhz_document *d)
{
    struct rhz_buf text = {0};
    size_t n = 1;
    uint32_t line = 1, heading = RHZ_NONE;

    for (const char *p = source; *p; p++)
        n += *p == '\n';
    memset(d, 0, sizeof *d);
    d->blocks = rhz_arena_zalloc(arena, n, sizeof *d->blocks);
    d->lines = rhz_arena_zalloc(arena, n, sizeof *d->lines);
    for (const char *p = source; *p; line++) {
        const char *end = strchr(p, '\n');
        size_t bytes = end ? (size_t)(end - p) : strlen(p);
        struct rhz_block *b = &d->blocks[d->n_blocks];
        const char *next = end ? end + 1 : p + bytes;

        if (bytes) {
            b->kind = memchr(p, '\t', bytes) ? RHZ_BLOCK_TABLE_ROW : RHZ_BLOCK_PARAGRAPH;
            b->heading = heading;
            if (p[0] == '#') {
                b->kind = RHZ_BLOCK_HEADING;
                b->heading = RHZ_NONE;
                b->level = 1;
                heading = (uint32_t)d->n_blocks;
            } else if (p[0] == '-' && p[1] == ' ') {
                b->kind = RHZ_BLOCK_LIST_ITEM;
            }
            if (b->kind == RHZ_BLOCK_HEADING || b->kind == RHZ_BLOCK_LIST_ITEM)
                p += 2, bytes -= 2;
            d->lines[d->n_lines++] = (struct rhz_line_mark){(uint32_t)text.n, line};
            b->start = (uint32_t)text.n;
            rhz_buf_append(&text, p, bytes);
            b->end = (uint32_t)text.n;
            rhz_buf_byte(&text, '\n');
            d->n_blocks++;
        }
        p = next;
    }
    d->text = rhz_arena_copy(arena, rhz_buf_view(&text));
    if (text.failed || !d->text.p)
        abort();
    rhz_buf_free(&text);
}

#endif
