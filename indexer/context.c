/* context.c -- title and heading path as words; see context.h. */
#include "context.h"

#include <stdlib.h>

/* Words of one title or heading, in `words` of the context. */
struct line {
    size_t from, n;
    bool known;
};

struct rhz_context {
    struct rhz_arena *arena;        /* of the document */
    struct rhz_buf words;           /* struct rhz_context_word, of every line analysed so far */
    struct line title, *headings;   /* by block */
    struct rhz_buf path;            /* struct rhz_context_word: what is over `heading` */
    uint32_t heading;
    bool has_document, has_path;
};

struct rhz_context *rhz_context_new(void)
{
    struct rhz_context *c = calloc(1, sizeof *c);

    if (c && !(c->arena = rhz_arena_new())) {
        free(c);
        c = NULL;
    }
    return c;
}

void rhz_context_free(struct rhz_context *c)
{
    if (!c)
        return;
    rhz_arena_free(c->arena);
    rhz_buf_free(&c->words);
    rhz_buf_free(&c->path);
    free(c);
}

size_t rhz_context_memory(const struct rhz_context *c)
{
    return sizeof *c + rhz_arena_used(c->arena) + c->words.cap + c->path.cap;
}

void rhz_context_document(struct rhz_context *c)
{
    rhz_arena_reset(c->arena);
    rhz_buf_reset(&c->words);
    c->headings = NULL;
    c->has_document = c->has_path = false;
}

static struct rhz_context_word *words_of(const struct rhz_context *c, const struct line *l)
{
    return (struct rhz_context_word *)(void *)c->words.p + l->from;
}

/* Does the term of tokens[i] occur among the tokens before it at the same position? */
static bool same_term_before(const struct rhz_token *tokens, size_t i)
{
    size_t j;

    for (j = i; j-- > 0 && tokens[j].position == tokens[i].position;)
        if (rhz_span_eq(tokens[j].lexeme->term, tokens[i].lexeme->term))
            return true;
    return false;
}

static rhz_status analyse_line(struct rhz_context *c, struct rhz_analyzer *a, struct rhz_span text, struct line *l)
{
    const struct rhz_token *tokens;
    size_t n, i;
    rhz_status st;

    if (l->known)
        return RHZ_OK;
    if ((st = rhz_analyze(a, text, &tokens, &n)) != RHZ_OK)
        return st;
    l->from = c->words.n / sizeof(struct rhz_context_word);
    for (i = l->n = 0; i < n && l->n < RHZ_CONTEXT_WORDS; i++) {
        struct rhz_context_word w = {tokens[i].lexeme, !same_term_before(tokens, i)};
        if (tokens[i].lexeme->flags & RHZ_LEXEME_STOP)
            continue;
        rhz_buf_append(&c->words, &w, sizeof w);
        l->n++;
    }
    l->known = true;
    return c->words.failed ? RHZ_NO_MEMORY : RHZ_OK;
}

static bool same_words(const struct rhz_context *c, const struct line *a, const struct line *b)
{
    size_t i;

    for (i = 0; i < a->n && a->n == b->n; i++)
        if (words_of(c, a)[i].lexeme != words_of(c, b)[i].lexeme)
            return false;
    return a->n == b->n;
}

static int by_lexeme(const void *a, const void *b)
{
    uint32_t x = ((const struct rhz_context_word *)a)->lexeme->id, y = ((const struct rhz_context_word *)b)->lexeme->id;

    return (x > y) - (x < y);
}

/* Sum the words said several times: each costs bytes in every passage under the heading. */
static void join_words(struct rhz_buf *path)
{
    struct rhz_context_word *w = (struct rhz_context_word *)(void *)path->p;
    size_t n = path->n / sizeof *w, i, kept = 0;

    if (!n)
        return;
    qsort(w, n, sizeof *w, by_lexeme);
    for (i = 1; i < n; i++) {
        if (w[i].lexeme == w[kept].lexeme)
            w[kept].occurrences += w[i].occurrences;
        else
            w[++kept] = w[i];
    }
    path->n = (kept + 1) * sizeof *w;
}

static void add_line(struct rhz_context *c, const struct line *l)
{
    if (l->n)
        rhz_buf_append(&c->path, words_of(c, l), l->n * sizeof(struct rhz_context_word));
}

static rhz_status begin_document(struct rhz_context *c, struct rhz_analyzer *a, const struct rhz_document *d)
{
    if (c->has_document)
        return RHZ_OK;
    c->title = (struct line){0, 0, false};
    c->headings = rhz_arena_zalloc(c->arena, d->n_blocks, sizeof *c->headings);
    if (!c->headings)
        return RHZ_NO_MEMORY;
    c->has_document = true;
    return analyse_line(c, a, d->title, &c->title);
}

static rhz_status make_path(struct rhz_context *c, struct rhz_analyzer *a, const struct rhz_document *d, uint32_t heading)
{
    unsigned depth;
    rhz_status st;

    rhz_buf_reset(&c->path);
    add_line(c, &c->title);
    /* The bound on depth also ends a chain that turns on itself. */
    for (depth = 0; heading < d->n_blocks && depth < RHZ_CONTEXT_DEPTH; depth++) {
        const struct rhz_block *b = &d->blocks[heading];
        if (b->start > b->end || b->end > d->text.n)
            return RHZ_INVALID;
        if ((st = analyse_line(c, a, rhz_span(d->text.p + b->start, b->end - b->start), &c->headings[heading])) != RHZ_OK)
            return st;
        if (!same_words(c, &c->headings[heading], &c->title))
            add_line(c, &c->headings[heading]);
        heading = b->heading;
    }
    join_words(&c->path);
    return c->path.failed ? RHZ_NO_MEMORY : RHZ_OK;
}

rhz_status rhz_context_of(struct rhz_context *c, struct rhz_analyzer *a, const struct rhz_document *d, uint32_t heading,
                          const struct rhz_context_word **words, size_t *n)
{
    rhz_status st = begin_document(c, a, d);

    if (st == RHZ_OK && (!c->has_path || c->heading != heading)) {
        st = make_path(c, a, d, heading);
        c->heading = heading;
        c->has_path = st == RHZ_OK;
    }
    *words = (const struct rhz_context_word *)(const void *)c->path.p;
    *n = c->path.n / sizeof **words;
    return st;
}
