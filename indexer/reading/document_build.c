/* document_build.c -- events -> document. Text is normalised stretch by stretch, one stretch a source line, so that line
 * marks stay exact without a table of offsets; a block too long for the rules that read it is cut in several. */
#include "document_parts.h"

#include "dates.h"
#include "hyphen.h"
#include "letters.h"
#include "normalise.h"

enum {
    BLOCK_BYTES = 64 << 10,       /* a longer block is cut: rules may then look at a block as a whole */
    CHUNK_BYTES = 32 << 10,
    TEXT_BYTES = INT32_MAX        /* offsets are 32 bits; half leaves room for sums */
};

struct builder {
    struct rhz_document *d;
    struct rhz_arena *arena, *scratch; /* scratch: marks of one event */
    struct rhz_buf text;
    size_t blocks_cap, lines_cap, pages_cap;
    uint32_t headings[RHZ_LEVEL_MAX + 1]; /* block index by level in force, RHZ_NONE */
    struct rhz_hyphens hyphens;
    struct rhz_span meta_title, meta_type, meta_language, meta_url;
    uint32_t meta_date;
    bool record; /* of a catalogue */
    bool failed;
};

/* ---- marks ---- */

static void mark_line(struct builder *b, uint32_t line)
{
    struct rhz_document *d = b->d;
    uint32_t offset = (uint32_t)b->text.n;

    if (d->n_lines && d->lines[d->n_lines - 1].offset == offset)
        d->n_lines--; /* a line of which nothing was left */
    if (d->n_lines && d->lines[d->n_lines - 1].line == line)
        return;
    if (!RHZ_PUSH(b->arena, d->lines, d->n_lines, b->lines_cap)) {
        b->failed = true;
        return;
    }
    d->lines[d->n_lines++] = (struct rhz_line_mark){offset, line};
}

static void mark_page(struct builder *b, const struct rhz_event *e)
{
    struct rhz_document *d = b->d;
    uint32_t offset = (uint32_t)b->text.n;

    if (d->n_pages && d->pages[d->n_pages - 1].offset == offset)
        d->n_pages--; /* an empty page */
    if (!RHZ_PUSH(b->arena, d->pages, d->n_pages, b->pages_cap)) {
        b->failed = true;
        return;
    }
    d->pages[d->n_pages++] = (struct rhz_page_mark){offset, e->page, rhz_arena_copy(b->arena, e->text)};
    b->failed |= !d->pages[d->n_pages - 1].label.p;
}

/* ---- blocks ---- */

static uint32_t heading_above(const struct builder *b, unsigned level)
{
    while (level > 0)
        if (b->headings[--level] != RHZ_NONE)
            return b->headings[level];
    return RHZ_NONE;
}

static struct rhz_block *open_block(struct builder *b, uint8_t kind, uint8_t level)
{
    struct rhz_document *d = b->d;
    struct rhz_block *block;
    bool heading = kind == RHZ_BLOCK_HEADING;

    if (!RHZ_PUSH(b->arena, d->blocks, d->n_blocks, b->blocks_cap)) {
        b->failed = true;
        return NULL;
    }
    block = &d->blocks[d->n_blocks++];
    *block = (struct rhz_block){.kind = kind, .level = kind == RHZ_BLOCK_PARAGRAPH ? 0 : level};
    block->start = block->end = (uint32_t)b->text.n;
    block->heading = heading_above(b, heading ? level : RHZ_LEVEL_MAX + 1);
    return block;
}

static bool says_something(struct rhz_span s)
{
    size_t i;

    for (i = 0; i < s.n; i++)
        if (s.p[i] != ' ' && s.p[i] != '\t')
            return true;
    return false;
}

static void discard_block(struct builder *b, const struct rhz_block *block)
{
    struct rhz_document *d = b->d;

    b->text.n = block->start;
    while (d->n_lines && d->lines[d->n_lines - 1].offset > b->text.n)
        d->n_lines--;
    d->n_blocks--;
}

/** End the last block: no white space at its end, one '\n' after it. */
static void close_block(struct builder *b)
{
    struct rhz_document *d = b->d;
    struct rhz_block *block = &d->blocks[d->n_blocks - 1];
    unsigned level;

    if (b->text.failed)
        return;
    while (b->text.n > block->start && b->text.p[b->text.n - 1] == ' ')
        b->text.n--;
    block->end = (uint32_t)b->text.n;
    if (!says_something(rhz_span(b->text.p + block->start, block->end - block->start))) {
        discard_block(b, block);
        return;
    }
    if (block->speaker_end > block->end)
        block->speaker_end = block->end;
    rhz_buf_byte(&b->text, '\n');
    if (block->kind == RHZ_BLOCK_HEADING) {
        for (level = block->level; level <= RHZ_LEVEL_MAX; level++)
            b->headings[level] = RHZ_NONE;
        b->headings[block->level] = (uint32_t)(d->n_blocks - 1);
    }
}

/** Where to end a chunk: after a sentence, else at a space, else at a character. */
static size_t chunk_of(struct rhz_span s)
{
    size_t n, at, end;

    if (s.n <= CHUNK_BYTES)
        return s.n;
    for (at = CHUNK_BYTES / 2, end = 0; at < CHUNK_BYTES;) {
        at = rhz_sentence_end(rhz_span(s.p, CHUNK_BYTES), at);
        if (at < CHUNK_BYTES)
            end = at;
    }
    if (end)
        return end;
    for (n = CHUNK_BYTES; n > CHUNK_BYTES / 2; n--)
        if (s.p[n - 1] == ' ' || s.p[n - 1] == '\t')
            return n;
    n = rhz_utf8_floor(s, CHUNK_BYTES);
    return n ? n : CHUNK_BYTES;
}

/** Add a stretch that stands on one source line; opens further blocks when this one is full. */
static void add_stretch(struct builder *b, struct rhz_span s, uint32_t line)
{
    struct rhz_document *d = b->d;

    while (s.n && !b->failed && !b->text.failed) {
        struct rhz_block *block = &d->blocks[d->n_blocks - 1];
        size_t n = chunk_of(s);
        if (b->text.n - block->start + n > BLOCK_BYTES && b->text.n > block->start) {
            uint8_t kind = block->kind, level = block->level;
            size_t before = d->n_blocks;
            close_block(b);
            if (d->n_blocks < before || !open_block(b, kind == RHZ_BLOCK_SPEAKER || kind == RHZ_BLOCK_HEADING ? RHZ_BLOCK_PARAGRAPH : kind, level))
                return;
            block = &d->blocks[d->n_blocks - 1];
        }
        if (line)
            mark_line(b, line);
        rhz_normalise(&b->text, block->start, rhz_span(s.p, n), block->kind == RHZ_BLOCK_TABLE_ROW);
        s.p += n;
        s.n -= n;
    }
}

/** All stretches of an event: cut at line marks, and after a speaker's name. */
static void add_text(struct builder *b, const struct rhz_event *e)
{
    size_t i = 0, at = 0;
    uint32_t line = 0;

    while (at < e->text.n && !b->failed) {
        size_t end = e->text.n;
        while (i < e->n_lines && e->lines[i].offset <= at)
            line = e->lines[i++].line;
        if (i < e->n_lines && e->lines[i].offset < end)
            end = e->lines[i].offset;
        if (at < e->speaker_end && e->speaker_end < end)
            end = e->speaker_end;
        add_stretch(b, rhz_span(e->text.p + at, end - at), line);
        at = end;
        if (at == e->speaker_end && at && b->d->n_blocks) {
            struct rhz_block *block = &b->d->blocks[b->d->n_blocks - 1];
            if (block->kind == RHZ_BLOCK_SPEAKER) {
                block->speaker_end = (uint32_t)b->text.n;
                while (block->speaker_end > block->start && b->text.p[block->speaker_end - 1] == ' ')
                    block->speaker_end--;
            }
        }
    }
}

/** The rest of the block before: its '\n' becomes a space, or goes where a word was broken. */
static bool reopen_block(struct builder *b, const struct rhz_event *e)
{
    struct rhz_document *d = b->d;
    struct rhz_block *block = d->n_blocks ? &d->blocks[d->n_blocks - 1] : NULL;
    struct rhz_span so_far;
    size_t cut;

    if (!block || block->kind == RHZ_BLOCK_HEADING || block->kind == RHZ_BLOCK_TABLE_ROW || b->text.failed)
        return false;
    so_far = rhz_span(b->text.p + block->start, block->end - block->start);
    cut = rhz_hyphen_join(&b->hyphens, rhz_span("", 0), so_far, e->text);
    if (cut == RHZ_HYPHEN_NONE) {
        b->text.p[b->text.n - 1] = ' ';
        return true;
    }
    b->text.n -= 1 + cut;
    if (d->n_pages && d->pages[d->n_pages - 1].offset > b->text.n)
        d->pages[d->n_pages - 1].offset = (uint32_t)b->text.n;
    return true;
}

static void add_block(struct builder *b, const struct rhz_event *e)
{
    bool continues = e->block == RHZ_BLOCK_PARAGRAPH && e->level == RHZ_PARAGRAPH_CONTINUES;

    if (!(continues && reopen_block(b, e)) && !open_block(b, e->block, e->level))
        return;
    add_text(b, e);
    if (!b->failed)
        close_block(b);
}

/* ---- meta ---- */

static void add_meta(struct builder *b, const struct rhz_event *e)
{
    const struct {
        const char *key;
        struct rhz_span *to;
    } fields[] = {{"titre", &b->meta_title}, {"type", &b->meta_type}, {"langue", &b->meta_language}, {"url", &b->meta_url}};
    size_t i;

    for (i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (rhz_span_eq(e->key, rhz_span_of(fields[i].key)))
            *fields[i].to = e->text;
    if (rhz_span_eq(e->key, RHZ_SPAN("date")))
        b->meta_date = rhz_parse_date(e->text);
    if (rhz_span_eq(e->key, RHZ_SPAN("ocr")))
        b->d->flags |= RHZ_DOCUMENT_OCR;
    if (rhz_span_eq(e->key, RHZ_SPAN("interne")) && e->text.n && !rhz_span_eq(e->text, RHZ_SPAN("non")))
        b->d->flags |= RHZ_DOCUMENT_INTERNAL;
}

/** A short field: normalised like text, on one line. */
static struct rhz_span field(struct builder *b, struct rhz_span hint, struct rhz_span meta)
{
    struct rhz_span s = hint.n ? hint : meta;
    struct rhz_buf clean = {0};

    if (!s.n)
        return rhz_span("", 0);
    rhz_normalise(&clean, 0, s, false);
    b->failed |= clean.failed;
    s = rhz_arena_copy(b->arena, rhz_span_trim(rhz_buf_view(&clean)));
    rhz_buf_free(&clean);
    b->failed |= !s.p;
    return s.p ? s : rhz_span("", 0);
}

static void finish(struct builder *b, const struct rhz_document_hints *h)
{
    static const struct rhz_document_hints NONE = {0};
    struct rhz_document *d = b->d;
    size_t n_masked = 0;

    if (!h)
        h = &NONE;
    d->title = field(b, h->title, b->meta_title);
    d->type = field(b, h->type, b->meta_type);
    d->language = field(b, h->language, b->meta_language);
    d->url = field(b, h->url, b->meta_url);
    if (!d->language.n)
        d->language = RHZ_SPAN("fr");
    d->date = h->date ? h->date : b->meta_date;
    if (h->internal > 0)
        d->flags |= RHZ_DOCUMENT_INTERNAL;
    else if (h->internal < 0)
        d->flags &= ~(uint32_t)RHZ_DOCUMENT_INTERNAL;
    d->text = rhz_arena_copy(b->arena, rhz_buf_view(&b->text));
    b->failed |= !d->text.p;
    if (!b->failed) /* masked first: nothing may read a name that is to be forgotten */
        b->failed = !rhz_mask_document(h->mask, d, b->arena, &n_masked) || !rhz_describe(d, b->record, b->arena) ||
                    !rhz_cut_passages(d, b->arena);
}

static rhz_status read_events(struct builder *b, struct rhz_span events, struct rhz_error *err)
{
    struct rhz_reader r = rhz_reader(events);
    struct rhz_event e = {0};

    while (!b->failed && !b->text.failed && rhz_event_get(&r, b->scratch, &e)) {
        if (b->text.n + e.text.n > TEXT_BYTES)
            return rhz_fail(err, RHZ_LIMIT, "Le document est trop long : plus de 2 Gio de texte.");
        if (e.kind == RHZ_EVENT_BLOCK)
            add_block(b, &e);
        else if (e.kind == RHZ_EVENT_PAGE)
            mark_page(b, &e);
        else if (e.kind == RHZ_EVENT_META)
            add_meta(b, &e);
        else
            b->record = true;
        if (rhz_arena_used(b->scratch))
            rhz_arena_reset(b->scratch);
    }
    if (r.bad && e.no_memory)
        return rhz_no_memory(err);
    if (r.bad)
        return rhz_fail(err, RHZ_CORRUPT, "Le lecteur de ce format a rendu un résultat endommagé.");
    return b->failed || b->text.failed ? rhz_no_memory(err) : RHZ_OK;
}

rhz_status rhz_document_build(struct rhz_span events, const struct rhz_document_hints *hints, struct rhz_arena *arena,
                              struct rhz_document *out, struct rhz_error *err)
{
    struct builder b = {.d = out, .arena = arena, .scratch = rhz_arena_new()};
    rhz_status st;
    size_t i;

    *out = (struct rhz_document){0};
    out->text = out->title = out->type = out->language = out->url = rhz_span("", 0);
    for (i = 0; i <= RHZ_LEVEL_MAX; i++)
        b.headings[i] = RHZ_NONE;
    rhz_buf_reserve(&b.text, events.n + 1); /* canonical text is hardly ever longer than its events */
    st = b.scratch ? read_events(&b, events, err) : rhz_no_memory(err);
    if (st == RHZ_OK) {
        finish(&b, hints);
        if (b.failed)
            st = rhz_no_memory(err);
    }
    rhz_hyphens_end(&b.hyphens);
    rhz_buf_free(&b.text);
    rhz_arena_free(b.scratch);
    return st;
}
