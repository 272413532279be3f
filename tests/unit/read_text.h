/* read_text.h -- text -> document in one call, and its blocks as lines: "T2 Titre", "P texte", "I1 item", "R a|b",
 * "S nom: dit". Expected outlines are written the same way. */
#ifndef READ_TEXT_H
#define READ_TEXT_H

#include "reader.h"

struct read_text {
    struct rhz_arena *arena;
    struct rhz_buf events, outline;
    struct rhz_document d;
    uint32_t repairs;
    rhz_status status;
    struct rhz_error err;
};

static inline void read_outline(struct read_text *t)
{
    static const char KINDS[] = "?TPIRS";
    size_t i, j;

    for (i = 0; i < t->d.n_blocks; i++) {
        const struct rhz_block *b = &t->d.blocks[i];
        rhz_buf_byte(&t->outline, (unsigned char)KINDS[b->kind]);
        if (b->kind == RHZ_BLOCK_HEADING || b->kind == RHZ_BLOCK_LIST_ITEM)
            rhz_buf_printf(&t->outline, "%u", b->level);
        rhz_buf_byte(&t->outline, ' ');
        if (b->speaker_end) {
            rhz_buf_append(&t->outline, t->d.text.p + b->start, b->speaker_end - b->start);
            rhz_buf_byte(&t->outline, '\n');
            continue;
        }
        for (j = b->start; j < b->end; j++)
            rhz_buf_byte(&t->outline, t->d.text.p[j] == '\t' ? '|' : (unsigned char)t->d.text.p[j]);
        rhz_buf_byte(&t->outline, '\n');
    }
    rhz_buf_byte(&t->outline, 0);
}

static inline void read_with(struct read_text *t, const struct rhz_reader_format *format, struct rhz_span bytes, uint32_t line)
{
    memset(t, 0, sizeof *t);
    t->arena = rhz_arena_new();
    t->status = format->read(bytes, line, &t->events, &t->repairs, &t->err);
    if (t->status == RHZ_OK)
        t->status = rhz_document_build(rhz_buf_view(&t->events), NULL, t->arena, &t->d, &t->err);
    if (t->status == RHZ_OK)
        read_outline(t);
}

static inline void read_end(struct read_text *t)
{
    rhz_buf_free(&t->events);
    rhz_buf_free(&t->outline);
    rhz_arena_free(t->arena);
}

/** Everything that a built document promises; asserted on each document that a test builds. */
static inline const char *read_broken_promise(const struct rhz_document *d)
{
    size_t i;
    uint32_t at = 0;

    if (rhz_utf8_valid(d->text) != d->text.n)
        return "text is not UTF-8";
    for (i = 0; i < d->n_blocks; i++) {
        const struct rhz_block *b = &d->blocks[i];
        if (b->start != at || b->end <= b->start || d->text.p[b->end] != '\n')
            return "blocks do not follow one another";
        if (memchr(d->text.p + b->start, '\n', b->end - b->start))
            return "a line feed inside a block";
        if (b->heading != RHZ_NONE && (b->heading >= i || d->blocks[b->heading].kind != RHZ_BLOCK_HEADING))
            return "a heading that is none";
        if (b->speaker_end && (b->kind != RHZ_BLOCK_SPEAKER || b->speaker_end <= b->start || b->speaker_end > b->end))
            return "a speaker's name out of its block";
        at = b->end + 1;
    }
    if (at != d->text.n)
        return "text after the last block";
    for (i = 1; i < d->n_lines; i++)
        if (d->lines[i].offset <= d->lines[i - 1].offset)
            return "line marks do not ascend";
    for (i = 1; i < d->n_pages; i++)
        if (d->pages[i].offset <= d->pages[i - 1].offset)
            return "page marks do not ascend";
    for (i = 0, at = 0; i < d->n_passages; i++) {
        const struct rhz_passage *p = &d->passages[i];
        if (p->start < at || p->end <= p->start || p->end > d->text.n)
            return "passages overlap or are empty";
        for (; at < p->start; at++)
            if (d->text.p[at] != ' ' && d->text.p[at] != '\n' && d->text.p[at] != '\t')
                return "text in no passage";
        if (p->first_block + p->n_blocks > d->n_blocks || d->blocks[p->first_block].end < p->start ||
            d->blocks[p->first_block + p->n_blocks - 1].end < p->end)
            return "a passage's blocks do not hold it";
        at = p->end;
    }
    for (; at < d->text.n; at++)
        if (d->text.p[at] != ' ' && d->text.p[at] != '\n' && d->text.p[at] != '\t')
            return "text after the last passage";
    return NULL;
}

static inline uint32_t read_words(struct rhz_span s)
{
    uint32_t n = 0;
    bool in = false;
    size_t i;

    for (i = 0; i < s.n; i++) {
        bool space = s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\t';
        n += !space && !in;
        in = !space;
    }
    return n;
}

static inline uint32_t read_line_at(const struct rhz_document *d, uint32_t offset)
{
    uint32_t line = 0;
    size_t i;

    for (i = 0; i < d->n_lines && d->lines[i].offset <= offset; i++)
        line = d->lines[i].line;
    return line;
}

#endif
