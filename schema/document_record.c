/* document_record.c -- the stored forms of a document: its description, and the layout that follows its text.
 *
 * Both are written for a catalogue of many small documents: what is usual costs nothing (presence bits), numbers are
 * distances from what the reader can predict. A block that follows the one before, under the heading that the levels
 * say, is one byte and its length. See doc/format.md, "Documents and text".
 */
#include "document.h"

/* ---- description ---- */

/* The byte that opens a record: type in the low three bits, then what is present. */
enum {
    TYPE_BITS = 7, TYPE_OTHER = 7, /* a type of its own: the text follows */
    HAS_LANGUAGE = 1 << 3,         /* other than "fr" */
    HAS_TITLE = 1 << 4, HAS_URL = 1 << 5, HAS_DATE = 1 << 6,
    HAS_PAGES = 1 << 7, HAS_FLAGS = 1 << 8, HAS_REPAIRS = 1 << 9, NO_LINES = 1 << 10,
    PRESENCE_MOST = (1 << 11) - 1,
    PASSAGE_LEAST = 2 /* bytes of the shortest passage entry */
};

/* Numbers are stored in bases: append, never reorder; at most 6. */
static const char *const types[] = {"", "proces-verbal", "rapport-activite", "diaporama", "page-programme", "billet", "autre"};
enum { TYPES = sizeof types / sizeof types[0] };

static unsigned type_number(struct rhz_span type)
{
    unsigned i;

    for (i = 0; i < TYPES; i++)
        if (rhz_span_eq(type, rhz_span_of(types[i])))
            return i;
    return TYPE_OTHER;
}

static unsigned presence_of(const struct rhz_document_record *r)
{
    unsigned has = type_number(r->type);
    bool lines = r->n_lines != 0, pages = r->n_pages != 0;
    size_t i;

    for (i = 0; i < r->n_passages; i++) {
        lines = lines || r->passages[i].line_from || r->passages[i].line_to;
        pages = pages || r->passages[i].page;
    }
    return has | (rhz_span_eq(r->language, RHZ_SPAN("fr")) ? 0u : HAS_LANGUAGE) | (r->title.n ? HAS_TITLE : 0u) |
           (r->url.n ? HAS_URL : 0u) | (r->date ? HAS_DATE : 0u) | (pages ? HAS_PAGES : 0u) |
           (r->flags ? HAS_FLAGS : 0u) | (r->n_repairs ? HAS_REPAIRS : 0u) | (lines ? 0u : NO_LINES);
}

static void put_passages(struct rhz_buf *b, const struct rhz_document_record *r, unsigned has)
{
    uint32_t end = 0, page = 1, line = 1;
    size_t i;

    rhz_put_varint(b, r->n_passages);
    for (i = 0; i < r->n_passages; i++) {
        const struct rhz_passage_record *p = &r->passages[i];
        rhz_put_from(b, p->start, end);
        rhz_put_varint(b, p->end - p->start);
        end = p->end;
        if (has & HAS_PAGES) {
            rhz_put_from(b, p->page, page);
            page = p->page;
        }
        if (!(has & NO_LINES)) {
            rhz_put_from(b, p->line_from, line);
            rhz_put_from(b, p->line_to, p->line_from);
            line = p->line_to;
        }
    }
}

void rhz_document_record_put(struct rhz_buf *b, const struct rhz_document_record *r)
{
    unsigned has = presence_of(r);

    rhz_put_varint(b, has);
    rhz_put_varint(b, r->first_passage);
    rhz_put_varint(b, r->text_bytes);
    rhz_put_varint(b, r->layout_bytes);
    rhz_buf_append(b, r->content, sizeof r->content);
    if ((has & TYPE_BITS) == TYPE_OTHER)
        rhz_put_bytes(b, r->type);
    if (has & HAS_LANGUAGE)
        rhz_put_bytes(b, r->language);
    if (has & HAS_TITLE)
        rhz_put_bytes(b, r->title);
    if (has & HAS_URL)
        rhz_put_bytes(b, r->url);
    if (has & HAS_DATE)
        rhz_put_varint(b, r->date);
    if (has & HAS_FLAGS)
        rhz_put_varint(b, r->flags);
    if (has & HAS_REPAIRS)
        rhz_put_varint(b, r->n_repairs);
    rhz_put_varint(b, r->n_blocks);
    if (has & HAS_PAGES)
        rhz_put_varint(b, r->n_pages);
    if (!(has & NO_LINES))
        rhz_put_varint(b, r->n_lines);
    put_passages(b, r, has);
}

static uint32_t get_u32(struct rhz_reader *r)
{
    return (uint32_t)rhz_get_at_most(r, UINT32_MAX);
}

/** A text that the presence bits announce: it may not be the one that its absence would mean. */
static struct rhz_span get_unusual(struct rhz_reader *r, const char *usual)
{
    struct rhz_span s = rhz_get_bytes(r);

    if (rhz_span_eq(s, rhz_span_of(usual)))
        r->bad = true;
    return s;
}

static void get_description(struct rhz_reader *r, unsigned has, struct rhz_document_record *out)
{
    struct rhz_span content;

    out->first_passage = get_u32(r);
    out->text_bytes = get_u32(r);
    out->layout_bytes = get_u32(r);
    content = rhz_get_raw(r, sizeof out->content);
    if (content.n)
        memcpy(out->content, content.p, sizeof out->content);
    out->type = (has & TYPE_BITS) == TYPE_OTHER ? get_unusual(r, "") : rhz_span_of(types[has & TYPE_BITS]);
    if ((has & TYPE_BITS) == TYPE_OTHER && type_number(out->type) != TYPE_OTHER)
        r->bad = true;
    out->language = has & HAS_LANGUAGE ? get_unusual(r, "fr") : RHZ_SPAN("fr");
    out->title = has & HAS_TITLE ? get_unusual(r, "") : rhz_span("", 0);
    out->url = has & HAS_URL ? get_unusual(r, "") : rhz_span("", 0);
    out->date = has & HAS_DATE ? get_u32(r) : 0;
    out->flags = has & HAS_FLAGS ? get_u32(r) : 0;
    out->n_repairs = has & HAS_REPAIRS ? get_u32(r) : 0;
    out->n_blocks = get_u32(r);
    out->n_pages = has & HAS_PAGES ? get_u32(r) : 0;
    out->n_lines = has & NO_LINES ? 0 : get_u32(r);
}

static void get_passages(struct rhz_reader *r, unsigned has, struct rhz_document_record *out)
{
    uint32_t end = 0, page = 1, line = 1;
    size_t i;

    for (i = 0; i < out->n_passages && !r->bad; i++) {
        struct rhz_passage_record *p = &out->passages[i];
        p->start = rhz_get_from(r, end);
        if (p->start > out->text_bytes)
            r->bad = true;
        p->end = end = p->start + (r->bad ? 0 : (uint32_t)rhz_get_at_most(r, out->text_bytes - p->start));
        if (has & HAS_PAGES)
            p->page = page = rhz_get_from(r, page);
        if (!(has & NO_LINES)) {
            p->line_from = rhz_get_from(r, line);
            p->line_to = line = rhz_get_from(r, p->line_from);
        }
    }
}

static rhz_status damaged(struct rhz_error *err)
{
    return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : la description d'un document est illisible.");
}

rhz_status rhz_document_record_get(struct rhz_span value, struct rhz_arena *arena, struct rhz_document_record *out,
                                   struct rhz_error *err)
{
    struct rhz_reader r = rhz_reader(value);
    unsigned has = (unsigned)rhz_get_at_most(&r, PRESENCE_MOST);

    *out = (struct rhz_document_record){0};
    get_description(&r, has, out);
    out->n_passages = (size_t)rhz_get_at_most(&r, rhz_left(&r) / PASSAGE_LEAST);
    if (r.bad)
        return damaged(err);
    out->passages = rhz_arena_zalloc(arena, out->n_passages, sizeof out->passages[0]);
    if (!out->passages)
        return rhz_no_memory(err);
    get_passages(&r, has, out);
    return r.bad || r.p != r.end ? damaged(err) : RHZ_OK;
}

/* ---- layout ---- */

/* The byte that opens a block: kind, level (15: it follows), and whether place and heading are as predicted. */
enum { KIND_BITS = 7, LEVEL_SHIFT = 3, LEVEL_FOLLOWS = 15, IRREGULAR = 128, BLOCK_LEAST = 2, MARK_LEAST = 2, PAGE_LEAST = 3 };

/** What the next block is expected to be, from those before it: the same when writing and reading. */
struct forecast {
    uint32_t start, last_heading;
};

/** The heading above: the last one, or for a heading the last one of a smaller level. */
static uint32_t expected_heading(const struct rhz_block *blocks, const struct forecast *f, unsigned kind, unsigned level)
{
    uint32_t h = f->last_heading;
    unsigned steps;

    /* Levels of a sound chain shrink, so it has at most 255 steps; a forged one costs no more. */
    if (kind == RHZ_BLOCK_HEADING)
        for (steps = 0; steps < UINT8_MAX && h != RHZ_NONE && blocks[h].level >= level; steps++)
            h = blocks[h].heading;
    return h;
}

static void advance(struct forecast *f, const struct rhz_block *blocks, uint32_t i)
{
    /* end + 1 passes UINT32_MAX for no text that fits in memory beside its blocks; then the next is "irregular". */
    f->start = blocks[i].end + 1;
    if (blocks[i].kind == RHZ_BLOCK_HEADING)
        f->last_heading = i;
}

static void put_block(struct rhz_buf *b, const struct rhz_block *blocks, uint32_t i, const struct forecast *f)
{
    const struct rhz_block *k = &blocks[i];
    bool irregular = k->start != f->start || k->heading != expected_heading(blocks, f, k->kind, k->level);
    unsigned level = k->level < LEVEL_FOLLOWS ? k->level : LEVEL_FOLLOWS;

    rhz_buf_byte(b, (unsigned char)(k->kind | level << LEVEL_SHIFT | (irregular ? IRREGULAR : 0)));
    if (level == LEVEL_FOLLOWS)
        rhz_put_varint(b, k->level);
    if (irregular) {
        rhz_put_from(b, k->start, f->start);
        rhz_put_varint(b, k->heading == RHZ_NONE ? 0 : (uint64_t)k->heading + 1);
    }
    rhz_put_varint(b, k->end - k->start);
    if (k->kind == RHZ_BLOCK_SPEAKER)
        rhz_put_varint(b, k->speaker_end ? (uint64_t)(k->speaker_end - k->start) + 1 : 0);
}

static void put_passage(struct rhz_buf *b, const struct rhz_document *d, const struct rhz_passage *p,
                        const struct rhz_passage *before)
{
    const struct rhz_block *first = &d->blocks[p->first_block], *last = first + p->n_blocks - 1;
    bool exact = p->start == first->start && p->end == last->end;
    bool heading = p->heading == first->heading;

    rhz_put_varint(b, (uint64_t)p->n_blocks << 2 | (exact ? 0 : 1) | (heading ? 0 : 2));
    rhz_put_from(b, p->first_block, before ? before->first_block + before->n_blocks : 0);
    if (!exact) {
        rhz_put_varint(b, p->start - first->start);
        rhz_put_varint(b, p->end - p->start);
    }
    if (!heading)
        rhz_put_varint(b, p->heading == RHZ_NONE ? 0 : (uint64_t)p->heading + 1);
}

static void put_marks(struct rhz_buf *b, const struct rhz_document *d)
{
    uint32_t offset = 0, number = 0;
    size_t i;

    rhz_put_varint(b, d->n_lines);
    for (i = 0; i < d->n_lines; i++) {
        rhz_put_varint(b, d->lines[i].offset - offset);
        rhz_put_from(b, d->lines[i].line, number);
        offset = d->lines[i].offset;
        number = d->lines[i].line;
    }
    offset = number = 0;
    rhz_put_varint(b, d->n_pages);
    for (i = 0; i < d->n_pages; i++) {
        rhz_put_varint(b, d->pages[i].offset - offset);
        rhz_put_from(b, d->pages[i].page, number);
        rhz_put_bytes(b, d->pages[i].label);
        offset = d->pages[i].offset;
        number = d->pages[i].page;
    }
}

void rhz_layout_put(struct rhz_buf *b, const struct rhz_document *d)
{
    struct forecast f = {0, RHZ_NONE};
    size_t i;

    rhz_put_varint(b, d->n_blocks);
    for (i = 0; i < d->n_blocks; i++) {
        put_block(b, d->blocks, (uint32_t)i, &f);
        advance(&f, d->blocks, (uint32_t)i);
    }
    rhz_put_varint(b, d->n_passages);
    for (i = 0; i < d->n_passages; i++)
        put_passage(b, d, &d->passages[i], i ? &d->passages[i - 1] : NULL);
    put_marks(b, d);
}

/** Heading numbers are stored plus one, 0 for none; a heading must stand before `limit`. */
static uint32_t get_heading(struct rhz_reader *r, uint32_t limit)
{
    uint64_t v = rhz_get_at_most(r, limit);

    return v ? (uint32_t)(v - 1) : RHZ_NONE;
}

static void get_block(struct rhz_reader *r, struct rhz_document *d, uint32_t i, const struct forecast *f)
{
    struct rhz_block *k = &d->blocks[i];
    unsigned head = rhz_get_byte(r), level = head >> LEVEL_SHIFT & LEVEL_FOLLOWS;
    uint32_t most = (uint32_t)d->text.n;

    k->kind = head & KIND_BITS;
    k->level = (uint8_t)(level == LEVEL_FOLLOWS ? rhz_get_at_most(r, UINT8_MAX) : level);
    if (k->kind < RHZ_BLOCK_HEADING || k->kind > RHZ_BLOCK_SPEAKER || (level == LEVEL_FOLLOWS && k->level < level))
        r->bad = true;
    k->start = f->start;
    k->heading = expected_heading(d->blocks, f, k->kind, k->level);
    if (head & IRREGULAR) {
        k->start = rhz_get_from(r, f->start);
        k->heading = get_heading(r, i);
        /* A chain goes through headings only; this also keeps expected_heading from running in circles. */
        if (k->heading != RHZ_NONE && d->blocks[k->heading].kind != RHZ_BLOCK_HEADING)
            r->bad = true;
    }
    if (k->start > most || (i && k->start < d->blocks[i - 1].end))
        r->bad = true;
    k->end = k->start + (r->bad ? 0 : (uint32_t)rhz_get_at_most(r, most - k->start));
    if (k->kind == RHZ_BLOCK_SPEAKER) {
        uint32_t name = (uint32_t)rhz_get_at_most(r, (uint64_t)(k->end - k->start) + 1);
        k->speaker_end = name ? k->start + name - 1 : 0;
    }
}

static void get_passage(struct rhz_reader *r, struct rhz_document *d, struct rhz_passage *p, const struct rhz_passage *before)
{
    uint64_t head = rhz_get_varint(r);
    const struct rhz_block *first, *last;

    p->first_block = rhz_get_from(r, before ? before->first_block + before->n_blocks : 0);
    if (r->bad || p->first_block >= d->n_blocks || head >> 2 == 0 || head >> 2 > d->n_blocks - p->first_block) {
        r->bad = true;
        return;
    }
    p->n_blocks = (uint32_t)(head >> 2);
    first = &d->blocks[p->first_block];
    last = first + p->n_blocks - 1;
    p->start = first->start;
    p->end = last->end;
    if (head & 1) {
        p->start += (uint32_t)rhz_get_at_most(r, last->end - first->start);
        p->end = p->start + (uint32_t)rhz_get_at_most(r, last->end - p->start);
    }
    p->heading = head & 2 ? get_heading(r, (uint32_t)d->n_blocks) : first->heading;
}

static bool get_blocks(struct rhz_reader *r, struct rhz_arena *arena, struct rhz_document *d)
{
    struct forecast f = {0, RHZ_NONE};
    uint32_t i;

    d->n_blocks = (size_t)rhz_get_at_most(r, rhz_left(r) / BLOCK_LEAST);
    d->blocks = rhz_arena_zalloc(arena, d->n_blocks, sizeof d->blocks[0]);
    if (!d->blocks)
        return false;
    for (i = 0; i < d->n_blocks && !r->bad; i++) {
        get_block(r, d, i, &f);
        advance(&f, d->blocks, i);
    }
    return true;
}

static bool get_passage_ranges(struct rhz_reader *r, struct rhz_arena *arena, struct rhz_document *d)
{
    size_t i;

    d->n_passages = (size_t)rhz_get_at_most(r, rhz_left(r) / PASSAGE_LEAST);
    d->passages = rhz_arena_zalloc(arena, d->n_passages, sizeof d->passages[0]);
    if (!d->passages)
        return false;
    for (i = 0; i < d->n_passages && !r->bad; i++)
        get_passage(r, d, &d->passages[i], i ? &d->passages[i - 1] : NULL);
    return true;
}

static bool get_lines(struct rhz_reader *r, struct rhz_arena *arena, struct rhz_document *d)
{
    uint32_t offset = 0, line = 0;
    size_t i;

    d->n_lines = (size_t)rhz_get_at_most(r, rhz_left(r) / MARK_LEAST);
    d->lines = rhz_arena_zalloc(arena, d->n_lines, sizeof d->lines[0]);
    if (!d->lines)
        return false;
    for (i = 0; i < d->n_lines && !r->bad; i++) {
        offset += (uint32_t)rhz_get_at_most(r, d->text.n - offset);
        line = rhz_get_from(r, line);
        d->lines[i] = (struct rhz_line_mark){offset, line};
    }
    return true;
}

static bool get_pages(struct rhz_reader *r, struct rhz_arena *arena, struct rhz_document *d)
{
    uint32_t offset = 0, page = 0;
    size_t i;

    d->n_pages = (size_t)rhz_get_at_most(r, rhz_left(r) / PAGE_LEAST);
    d->pages = rhz_arena_zalloc(arena, d->n_pages, sizeof d->pages[0]);
    if (!d->pages)
        return false;
    for (i = 0; i < d->n_pages && !r->bad; i++) {
        offset += (uint32_t)rhz_get_at_most(r, d->text.n - offset);
        page = rhz_get_from(r, page);
        d->pages[i] = (struct rhz_page_mark){offset, page, rhz_get_bytes(r)};
    }
    return true;
}

rhz_status rhz_layout_get(struct rhz_span bytes, struct rhz_arena *arena, struct rhz_document *d, struct rhz_error *err)
{
    struct rhz_reader r = rhz_reader(bytes);

    d->n_blocks = d->n_passages = d->n_lines = d->n_pages = 0;
    if (d->text.n > UINT32_MAX - 1)
        return damaged(err);
    if (!get_blocks(&r, arena, d) || !get_passage_ranges(&r, arena, d) || !get_lines(&r, arena, d) ||
        !get_pages(&r, arena, d))
        return rhz_no_memory(err);
    return r.bad || r.p != r.end ? damaged(err) : RHZ_OK;
}
