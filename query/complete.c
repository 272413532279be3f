/* complete.c -- what is being typed -> names of entities and words of the base, the most used first.
 *
 * Entities come from the index of words of names: the words typed, the last one as a beginning, leave a bitmap of nodes, and
 * the list of nodes by use is read until enough of them are found. Words come from a walk of the dictionary over terms that
 * share the first letters; a term stands for its forms and shows the most frequent one that fits. Nothing is stored for it.
 */
#include <stdlib.h>

#include "names.h"
#include "view.h"

enum {
    DEFAULT_LIMIT = 10,
    MOST_TYPED = 256,   /* bytes */
    MOST_WORDS = 8,     /* of a name */
    WORD_LETTERS = 2,   /* typed of a word before words are proposed */
    HEAD = 3,           /* letters that a term surely shares with its forms */
    SURPLUS = 4         /* entities looked at for one that is given */
};

struct rhz_completions {
    struct rhz_arena *arena;
    struct rhz_completion *v;
    size_t n;
};

struct completer {
    struct rhz_view view;
    struct rhz_arena *scratch; /* the same as the snapshot's */
    struct rhz_span typed, kept; /* kept: what stands before the word being typed */
    struct rhz_buf folded, word, room;
    uint32_t limit;
    struct rhz_completions *out;
};

static rhz_status add(struct completer *c, struct rhz_span before, struct rhz_span text, const char *kind, uint64_t entity,
                      uint64_t uses, struct rhz_error *err)
{
    struct rhz_buf b = {0};
    const char *whole;

    rhz_buf_span(&b, before);
    rhz_buf_span(&b, text);
    whole = b.failed ? NULL : rhz_arena_str(c->out->arena, rhz_buf_view(&b));
    rhz_buf_free(&b);
    if (!whole)
        return rhz_no_memory(err);
    c->out->v[c->out->n++] = (struct rhz_completion){whole, kind, entity, uses};
    return RHZ_OK;
}

static bool begins(struct rhz_span s, struct rhz_span with)
{
    return s.n >= with.n && memcmp(s.p, with.p, with.n) == 0;
}

/* ---- entities ---- */

static bool is_small(struct rhz_span w)
{
    static const char *const small[] = {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les"};

    for (size_t i = 0; i < sizeof small / sizeof *small; i++)
        if (rhz_span_eq(w, rhz_span_of(small[i])))
            return true;
    return false;
}

/* Marks the nodes that hold every word, the last as a beginning when it is still being typed. *none: there is no word. */
static rhz_status mark_nodes(struct completer *c, bool ended, unsigned char *bits, bool *none, struct rhz_error *err)
{
    size_t bytes = rhz_graph_bits_bytes(&c->view.graph), n = 0;
    unsigned char *one = rhz_arena_alloc(c->scratch, bytes);
    struct rhz_span rest = rhz_buf_view(&c->folded);
    rhz_status st;

    if (!one)
        return rhz_no_memory(err);
    for (unsigned i = 0; rest.n && i < MOST_WORDS; i++) {
        const char *space = memchr(rest.p, ' ', rest.n);
        struct rhz_span w = rhz_span(rest.p, space ? (size_t)(space - rest.p) : rest.n);
        bool last = !space;

        rest = last ? rhz_span("", 0) : rhz_span(space + 1, rest.n - w.n - 1);
        if (is_small(w) && !(last && !n))
            continue;
        memset(one, 0, bytes);
        if ((st = rhz_graph_mark_word(&c->view.graph, w, last && !ended, one, err)) != RHZ_OK)
            return st;
        for (size_t k = 0; k < bytes; k++)
            bits[k] = n ? bits[k] & one[k] : one[k];
        n++;
    }
    *none = n == 0;
    return RHZ_OK;
}

struct named {
    struct rhz_graph_node node;
    bool first; /* its name begins with what was typed */
};

/* The most used nodes among those marked. */
static rhz_status read_nodes(struct completer *c, const unsigned char *bits, struct named *v, size_t most, size_t *n,
                             struct rhz_error *err)
{
    struct rhz_numbers all;
    rhz_status st = rhz_graph_nodes_of_kind(&c->view.graph, 0, &all, err);

    for (size_t i = 0; st == RHZ_OK && i < all.n && *n < most; i++) {
        uint32_t node = rhz_numbers_at(&all, i);
        bool alive;

        if (node >= c->view.graph.counts.nodes || !(bits[node / 8] >> node % 8 & 1))
            continue;
        if ((st = rhz_view_alive(&c->view, node, c->scratch, &alive, err)) != RHZ_OK || !alive)
            continue;
        if ((st = rhz_graph_node(&c->view.graph, node, c->scratch, &v[*n].node, err)) != RHZ_OK)
            break;
        rhz_name_fold(v[*n].node.name, &c->room);
        v[*n].first = begins(rhz_buf_view(&c->room), rhz_buf_view(&c->folded));
        (*n)++;
    }
    return st;
}

static rhz_status complete_names(struct completer *c, bool ended, struct rhz_error *err)
{
    unsigned char *bits = rhz_arena_zalloc(c->scratch, rhz_graph_bits_bytes(&c->view.graph), 1);
    struct named *v = rhz_arena_zalloc(c->scratch, (size_t)c->limit * SURPLUS, sizeof *v);
    size_t n = 0;
    bool none = true;
    rhz_status st;

    if (!bits || !v)
        return rhz_no_memory(err);
    if ((st = mark_nodes(c, ended, bits, &none, err)) != RHZ_OK || none ||
        (st = read_nodes(c, bits, v, (size_t)c->limit * SURPLUS, &n, err)) != RHZ_OK)
        return st;
    for (int second = 0; second < 2; second++)
        for (size_t i = 0; i < n && c->out->n < c->limit; i++)
            if (v[i].first == !second &&
                (st = add(c, rhz_span("", 0), v[i].node.name, rhz_kind_word(v[i].node.kind)->name, v[i].node.id,
                          v[i].node.n_documents, err)) != RHZ_OK)
                return st;
    return RHZ_OK;
}

/* ---- words ---- */

struct candidate {
    struct rhz_span term, form; /* form: the most frequent one that fits */
    uint64_t uses, form_uses;
};

struct candidates {
    struct candidate *v;
    size_t n, cap;
};

/* Forms are in small letters: what is not ASCII in them is an accent or a ligature. */
static bool form_begins(struct completer *c, struct rhz_span form, struct rhz_span word)
{
    unsigned char any = 0;

    for (size_t i = 0; i < form.n && i < word.n; i++)
        any |= (unsigned char)form.p[i];
    if (any < 0x80)
        return begins(form, word);
    rhz_buf_reset(&c->room);
    rhz_fold(form, &c->room);
    return begins(rhz_buf_view(&c->room), word);
}

/* What a term contributes: its forms that begin like the word. With few letters typed, all of them do, and they are looked
 * at only when the term is among the best. */
static bool weigh_forms(struct completer *c, const struct rhz_term *t, struct candidate *x)
{
    struct rhz_span word = rhz_buf_view(&c->word);

    for (uint32_t i = 0; i < t->n_forms; i++) {
        struct rhz_span form;
        uint64_t n;

        if (!rhz_term_form(t, i, &form, &n))
            return false;
        if (!form_begins(c, form, word))
            continue;
        if (!x->form.p) {
            x->form = form;
            x->form_uses = n;
        }
        x->uses += n;
        if (word.n <= HEAD) { /* the others begin so too */
            x->uses = t->occurrences;
            break;
        }
    }
    return x->uses > 0;
}

static rhz_status walk_words(struct completer *c, struct rhz_segment *s, struct candidates *out, struct rhz_error *err)
{
    struct rhz_span word = rhz_buf_view(&c->word), head = rhz_span(word.p, rhz_utf8_floor(word, word.n < HEAD ? word.n : HEAD));
    struct rhz_term_walk *w;
    struct rhz_term term;
    rhz_status st;

    if ((st = rhz_term_walk_open(s, head, &w, err)) != RHZ_OK)
        return st;
    while ((st = rhz_term_walk_next(w, &term, err)) == RHZ_OK && begins(term.term, head)) {
        struct candidate x = {.uses = 0};

        if (!weigh_forms(c, &term, &x))
            continue;
        x.term = rhz_arena_copy(c->scratch, term.term);
        x.form = rhz_arena_copy(c->scratch, x.form);
        if (!x.term.p || !x.form.p || !RHZ_PUSH(c->scratch, out->v, out->n, out->cap)) {
            st = rhz_no_memory(err);
            break;
        }
        out->v[out->n++] = x;
    }
    rhz_term_walk_close(w);
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

static int by_term(const void *a, const void *b)
{
    return rhz_span_cmp(((const struct candidate *)a)->term, ((const struct candidate *)b)->term);
}

static int by_use(const void *a, const void *b)
{
    const struct candidate *p = a, *q = b;

    if (p->uses != q->uses)
        return p->uses > q->uses ? -1 : 1;
    return rhz_span_cmp(p->term, q->term);
}

/* A term of several segments is one. */
static void join_segments(struct candidates *c)
{
    size_t n = 0;

    if (c->n)
        qsort(c->v, c->n, sizeof *c->v, by_term);
    for (size_t i = 0; i < c->n; i++) {
        if (!n || !rhz_span_eq(c->v[n - 1].term, c->v[i].term)) {
            c->v[n++] = c->v[i];
            continue;
        }
        c->v[n - 1].uses += c->v[i].uses;
        if (c->v[i].form_uses > c->v[n - 1].form_uses) {
            c->v[n - 1].form = c->v[i].form;
            c->v[n - 1].form_uses = c->v[i].form_uses;
        }
    }
    c->n = n;
}

/* Does a live document still hold this form? A word that only removed documents hold is in the dictionary until a merge. */
static rhz_status is_said(struct completer *c, struct rhz_segment *s, const struct candidate *x, bool *said,
                          struct rhz_error *err)
{
    struct rhz_postings *p;
    struct rhz_term term;
    struct rhz_span form;
    uint64_t uses;
    uint32_t i = 0;
    rhz_status st = rhz_segment_term(s, x->term, &term, err);

    if (st != RHZ_OK)
        return st == RHZ_NOT_FOUND ? RHZ_OK : st;
    while (i < term.n_forms && !(rhz_term_form(&term, i, &form, &uses) && rhz_span_eq(form, x->form)))
        i++;
    if (i == term.n_forms)
        return RHZ_OK;
    if ((st = rhz_postings_open(s, &term, c->scratch, &p, err)) != RHZ_OK)
        return st;
    for (; !*said && p->passage != RHZ_NONE; rhz_postings_next(p))
        *said = (p->forms >> (i < 7 ? i : 7) & 1) &&
                rhz_publication_alive(&c->view.snapshot.publication, rhz_segment_document_of(s, p->passage));
    return RHZ_OK;
}

/* The most used candidate from `from` on comes first; *said: a live document holds it. */
static rhz_status next_best(struct completer *c, struct candidates *all, size_t from, struct rhz_segment **segments, bool *said,
                            struct rhz_error *err)
{
    const struct rhz_publication *p = &c->view.snapshot.publication;
    size_t best = from;
    struct candidate x;
    rhz_status st = RHZ_OK;

    for (size_t i = from + 1; i < all->n; i++)
        if (by_use(&all->v[i], &all->v[best]) < 0)
            best = i;
    x = all->v[best];
    all->v[best] = all->v[from];
    all->v[from] = x;
    *said = p->n_dead == 0;
    for (size_t i = 0; !*said && st == RHZ_OK && i < p->n_segments; i++)
        st = is_said(c, segments[i], &x, said, err);
    return st;
}

/* Words that a search passes over are not worth typing. */
static rhz_status is_stop(struct rhz_analyzer *a, struct rhz_span form, bool *stop, struct rhz_error *err)
{
    const struct rhz_token *tokens;
    size_t n;

    if (!a || rhz_analyze(a, form, &tokens, &n) != RHZ_OK)
        return rhz_no_memory(err);
    *stop = n > 0 && (tokens[0].lexeme->flags & RHZ_LEXEME_STOP);
    return RHZ_OK;
}

static rhz_status give_words(struct completer *c, struct candidates *all, struct rhz_segment **segments, struct rhz_error *err)
{
    struct rhz_analyzer *a = rhz_base_take_analyzer(c->view.snapshot.base);
    bool said, stop = false;
    rhz_status st = RHZ_OK;

    for (size_t i = 0, given = 0; i < all->n && given < c->limit && st == RHZ_OK; i++) {
        if ((st = next_best(c, all, i, segments, &said, err)) != RHZ_OK || !said ||
            (st = is_stop(a, all->v[i].form, &stop, err)) != RHZ_OK || stop)
            continue;
        st = add(c, c->kept, all->v[i].form, "", 0, all->v[i].uses, err);
        given++;
    }
    rhz_base_give_analyzer(c->view.snapshot.base, a);
    return st;
}

static rhz_status complete_words(struct completer *c, struct rhz_error *err)
{
    const struct rhz_publication *p = &c->view.snapshot.publication;
    struct rhz_segment **segments = rhz_arena_zalloc(c->scratch, p->n_segments + 1, sizeof *segments);
    struct candidates all = {0};
    rhz_status st;

    if (!segments)
        return rhz_no_memory(err);
    for (size_t i = 0; i < p->n_segments; i++)
        if ((st = rhz_segment_open(c->view.snapshot.txn, &p->segments[i], c->scratch, &segments[i], err)) != RHZ_OK ||
            (st = walk_words(c, segments[i], &all, err)) != RHZ_OK)
            return st;
    if (p->n_segments > 1)
        join_segments(&all);
    return give_words(c, &all, segments, err);
}

/* ---- what is typed ---- */

/* The word being typed: what follows the last space, apostrophe, hyphen or opening sign. */
static size_t word_begin(struct rhz_span s)
{
    size_t at = 0;
    unsigned n;

    for (size_t i = 0; i < s.n; i += n) {
        uint32_t ch = rhz_utf8_next(s.p + i, s.p + s.n, &n);

        if (ch <= ' ' || ch == 0xA0 || ch == 0x202F || ch == '\'' || ch == 0x2019 || ch == '-' || ch == '"' || ch == '(' ||
            ch == 0xAB || ch == ':' || ch == '+')
            at = i + n;
    }
    return at;
}

static rhz_status complete(struct completer *c, struct rhz_error *err)
{
    size_t at = word_begin(c->typed);
    bool ended = at == c->typed.n && at;
    rhz_status st = RHZ_OK;

    c->kept = rhz_span(c->typed.p, at);
    rhz_name_fold(c->typed, &c->folded);
    rhz_fold(rhz_span(c->typed.p + at, c->typed.n - at), &c->word);
    if (c->folded.failed || c->word.failed)
        return rhz_no_memory(err);
    if (c->view.graph.counts.nodes && c->folded.n)
        st = complete_names(c, ended, err);
    /* Names and words share the page: words get half of it, more when names are few. */
    if (st == RHZ_OK && c->out->n > (c->limit + 1) / 2 && !ended)
        c->out->n = (c->limit + 1) / 2;
    if (st == RHZ_OK && rhz_utf8_length(rhz_buf_view(&c->word)) >= WORD_LETTERS) {
        c->limit -= (uint32_t)c->out->n;
        st = complete_words(c, err);
    }
    return st;
}

rhz_status rhz_complete(struct rhz_base *b, const char *typed, size_t n, uint32_t limit, struct rhz_completions **out,
                        struct rhz_error *err)
{
    struct completer c = {.typed = rhz_span(typed, n), .limit = limit ? limit : DEFAULT_LIMIT};
    struct rhz_arena *arena;
    rhz_status st;

    *out = NULL;
    if (n > MOST_TYPED || rhz_utf8_valid(c.typed) != n)
        return rhz_fail(err, RHZ_INVALID, n > MOST_TYPED ? "Le début tapé est trop long (plus de %d octets)."
                                                         : "Le début tapé n'est pas de l'UTF-8 bien formé.", MOST_TYPED);
    if (c.limit > 1000)
        c.limit = 1000;
    if (!(arena = rhz_arena_new()) || !(c.out = rhz_arena_zalloc(arena, 1, sizeof *c.out)) ||
        !(c.out->v = rhz_arena_zalloc(arena, c.limit, sizeof *c.out->v))) {
        rhz_arena_free(arena);
        return rhz_no_memory(err);
    }
    c.out->arena = arena;
    if ((st = rhz_view_open(b, &c.view, err)) == RHZ_OK) {
        c.scratch = c.view.snapshot.arena;
        st = complete(&c, err);
    }
    rhz_view_close(&c.view);
    rhz_buf_free(&c.folded);
    rhz_buf_free(&c.word);
    rhz_buf_free(&c.room);
    if (st == RHZ_OK)
        *out = c.out;
    else
        rhz_arena_free(arena);
    return st;
}

size_t rhz_completions_count(const struct rhz_completions *c)
{
    return c->n;
}

const struct rhz_completion *rhz_completions_get(const struct rhz_completions *c, size_t i)
{
    return i < c->n ? &c->v[i] : NULL;
}

void rhz_completions_free(struct rhz_completions *c)
{
    if (c)
        rhz_arena_free(c->arena);
}
