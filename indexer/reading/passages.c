/* passages.c -- blocks -> passages. First units that must not be cut: a block, or, of a block with too many words, some
 * sentences; then neighbours are gathered while they are short and under the same heading.
 *
 * A heading opens the passage of what it heads, so that a search for its words lands there. A lead-in that ends with
 * ':' stays with the list it leads in. Every byte of text but the separators lies in exactly one passage. */
#include "document_parts.h"
#include "lines.h"

enum { SENTENCE_BYTES = 4 << 10 };

struct unit {
    uint32_t start, end, block;
    uint32_t words;
};

struct cutter {
    struct rhz_document *d;
    struct rhz_arena *arena;
    size_t cap;
    struct rhz_passage now; /* start == end: none is open */
    uint32_t words;
    bool only_headings, leads_in;
    uint8_t last_kind;
    bool failed;
};

static uint32_t count_words(struct rhz_span s, uint32_t most)
{
    const unsigned char *p = (const unsigned char *)s.p, *end = p + s.n;
    uint32_t n = 0;

    while (p < end && n <= most) {
        while (p < end && (*p == ' ' || *p == '\t'))
            p++;
        n += p < end;
        while (p < end && *p != ' ' && *p != '\t')
            p++;
    }
    return n;
}

static void close_passage(struct cutter *c)
{
    struct rhz_document *d = c->d;

    if (c->now.end > c->now.start) {
        if (!RHZ_PUSH(c->arena, d->passages, d->n_passages, c->cap)) {
            c->failed = true;
            return;
        }
        d->passages[d->n_passages++] = c->now;
    }
    c->now = (struct rhz_passage){0};
    c->words = 0;
    c->leads_in = false;
}

/** Does a heading of this level part what follows from the open passage? */
static bool heading_closes(const struct cutter *c, unsigned level)
{
    if (c->only_headings)
        return false; /* a title and its subtitle */
    return level <= 2 ? c->words >= RHZ_PASSAGE_TINY : c->words >= RHZ_PASSAGE_ENOUGH / 2;
}

static bool closes_before(const struct cutter *c, const struct unit *u)
{
    const struct rhz_block *b = &c->d->blocks[u->block];

    if (c->words + u->words > RHZ_PASSAGE_MOST)
        return true;
    if (b->kind == RHZ_BLOCK_HEADING)
        return heading_closes(c, b->level);
    if (c->only_headings || c->leads_in)
        return false;
    if (u->words < RHZ_PASSAGE_TINY && c->words + u->words <= RHZ_PASSAGE_WANTED && b->kind == c->last_kind)
        return false; /* a list or a table goes on */
    if (b->kind != c->last_kind && (b->kind == RHZ_BLOCK_TABLE_ROW || c->last_kind == RHZ_BLOCK_TABLE_ROW))
        return c->words >= RHZ_PASSAGE_TINY;
    return c->words >= RHZ_PASSAGE_ENOUGH || c->words + u->words > RHZ_PASSAGE_WANTED + RHZ_PASSAGE_ENOUGH;
}

static void add_unit(struct cutter *c, const struct unit *u)
{
    const struct rhz_block *b = &c->d->blocks[u->block];
    bool heading = b->kind == RHZ_BLOCK_HEADING;

    if (c->now.end > c->now.start && closes_before(c, u))
        close_passage(c);
    if (c->now.end == c->now.start) {
        c->now = (struct rhz_passage){.start = u->start, .first_block = u->block, .heading = b->heading};
        c->only_headings = true;
    }
    if (c->only_headings && !heading)
        c->now.heading = b->heading;
    c->only_headings &= heading;
    c->now.end = u->end;
    c->now.n_blocks = u->block - c->now.first_block + 1;
    c->words += u->words;
    c->leads_in = !heading && c->words < RHZ_PASSAGE_WANTED && c->d->text.p[u->end - 1] == ':';
    c->last_kind = b->kind;
}

/** A sentence longer than a passage: cut at white space, for lack of better. */
static uint32_t cut_words(struct rhz_span s, uint32_t words)
{
    uint32_t i = 0;

    while (i < s.n && words--) {
        while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t'))
            i++;
        while (i < s.n && s.p[i] != ' ' && s.p[i] != '\t')
            i++;
    }
    while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t'))
        i++;
    return i;
}

static uint32_t trimmed(const struct rhz_document *d, uint32_t start, uint32_t end)
{
    while (end > start && d->text.p[end - 1] == ' ')
        end--;
    return end;
}

/** A block of too many words: units of whole sentences, about RHZ_PASSAGE_WANTED words each. */
static void cut_block(struct cutter *c, uint32_t block)
{
    const struct rhz_block *b = &c->d->blocks[block];
    struct unit u = {b->start, b->start, block, 0};
    uint32_t at = b->start;

    while (at < b->end) {
        /* No sentence is looked for beyond what a passage may hold, lest a long one be searched again at each cut. */
        struct rhz_span rest = rhz_span(c->d->text.p + at, b->end - at < SENTENCE_BYTES ? b->end - at : SENTENCE_BYTES);
        size_t n = rhz_sentence_end(rest, 0);
        uint32_t words = count_words(rhz_span(rest.p, n), RHZ_PASSAGE_MOST);
        if (words > RHZ_PASSAGE_MOST) {
            words = RHZ_PASSAGE_MOST;
            n = cut_words(rest, words);
        } else if (n == SENTENCE_BYTES && n < b->end - at) {
            n = rhz_utf8_floor(rest, cut_words(rest, words > 1 ? words - 1 : 1));
        }
        if (u.words && u.words + words > RHZ_PASSAGE_WANTED) {
            u.end = trimmed(c->d, u.start, at);
            add_unit(c, &u);
            u = (struct unit){at, at, block, 0};
        }
        u.words += words;
        at += (uint32_t)n;
    }
    u.end = trimmed(c->d, u.start, b->end);
    if (u.end > u.start)
        add_unit(c, &u);
}

bool rhz_cut_passages(struct rhz_document *d, struct rhz_arena *arena)
{
    struct cutter c = {.d = d, .arena = arena};
    uint32_t i;

    d->passages = NULL;
    d->n_passages = 0;
    for (i = 0; i < d->n_blocks && !c.failed; i++) {
        const struct rhz_block *b = &d->blocks[i];
        uint32_t words = count_words(rhz_span(d->text.p + b->start, b->end - b->start), RHZ_PASSAGE_MOST);
        if (words > RHZ_PASSAGE_WANTED + RHZ_PASSAGE_ENOUGH) {
            cut_block(&c, i);
        } else {
            struct unit u = {b->start, b->end, i, words};
            add_unit(&c, &u);
        }
    }
    close_passage(&c);
    return !c.failed;
}
