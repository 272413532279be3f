/* duplicates.c -- nodes that may be one: what resolution was not sure enough of, for a person to decide.
 *
 * The same comparisons as resolution, less strict (frequent names, two letters, a given name astray), and some that it
 * never makes: one name under two kinds, a name that begins another. Nothing is changed here.
 */
#include "rhizome_index.h"

#include <stdlib.h>

#include "codec.h"
#include "corrections.h"
#include "corrections_file.h"
#include "graph.h"
#include "resolve_rules.h"

/* A word that more nodes hold says nothing of two of them. */
enum { BLOCK_MOST = 200, WORD_LEAST = 4, ACRONYM_LEAST = 3 };

struct thing {
    struct rhz_graph_node node;
    struct rhz_span key;
    struct rhz_person person;
};

struct block {
    uint64_t hash;
    uint32_t thing;
};

struct pair {
    uint32_t a, b; /* a < b */
    const char *reason;
    unsigned rank; /* likeliest first */
};

struct duplicates {
    struct rhz_arena *arena;
    struct thing *v;
    size_t n;
    struct rhz_buf blocks, pairs;
    struct rhz_corrections lines;
};

/* ---- what is compared ---- */

static void put_block(struct duplicates *d, char what, struct rhz_span text, uint32_t thing)
{
    struct rhz_buf b = {0};
    struct block x = {.thing = thing};

    rhz_buf_byte(&b, (unsigned char)what);
    rhz_buf_span(&b, text);
    x.hash = rhz_hash64(rhz_buf_view(&b));
    d->blocks.failed = d->blocks.failed || b.failed;
    rhz_buf_append(&d->blocks, &x, sizeof x);
    rhz_buf_free(&b);
}

static void put_blocks(struct duplicates *d, uint32_t number)
{
    const struct thing *t = &d->v[number];
    struct rhz_reading_words w;
    char initials[RHZ_READING_WORDS];
    size_t i, n = 0;

    if (!rhz_reading_cut(t->key, &w))
        return;
    for (i = 0; i < w.n; i++) {
        initials[n++] = w.w[i].p[0];
        if (w.w[i].n >= WORD_LEAST)
            put_block(d, 'w', w.w[i], number);
        if (w.w[i].n >= WORD_LEAST + 2) { /* a misspelt word keeps its head or its tail */
            put_block(d, 'h', rhz_span(w.w[i].p, WORD_LEAST), number);
            put_block(d, 't', rhz_span(w.w[i].p + w.w[i].n - WORD_LEAST, WORD_LEAST), number);
        }
    }
    if (w.n == 1 && t->key.n >= ACRONYM_LEAST)
        put_block(d, 'a', t->key, number);
    else if (w.n >= ACRONYM_LEAST)
        put_block(d, 'a', rhz_span(initials, n), number);
}

static rhz_status read_things(struct duplicates *d, const struct rhz_graph *g, struct rhz_error *err)
{
    struct rhz_buf key = {0};
    uint32_t i;
    rhz_status st = RHZ_OK;

    d->v = rhz_arena_zalloc(d->arena, (size_t)g->counts.nodes + 1, sizeof *d->v);
    if (!d->v)
        return rhz_no_memory(err);
    for (i = 0; i < g->counts.nodes && st == RHZ_OK; i++) {
        struct thing *t = &d->v[i];
        if ((st = rhz_graph_node(g, i, d->arena, &t->node, err)) != RHZ_OK)
            break;
        if (!t->node.id) /* a number that stands for nothing */
            continue;
        rhz_name_key(t->node.kind, t->node.name, &key);
        t->key = key.failed ? (struct rhz_span){NULL, 0} : rhz_arena_copy(d->arena, rhz_buf_view(&key));
        if (!t->key.p || !rhz_person_read(t->node.name, NULL, d->arena, &t->person))
            st = rhz_no_memory(err);
        else
            put_blocks(d, i);
    }
    d->n = g->counts.nodes;
    rhz_buf_free(&key);
    return st == RHZ_OK && d->blocks.failed ? rhz_no_memory(err) : st;
}

/* ---- reasons ---- */

static bool begins(struct rhz_span part, struct rhz_span whole)
{
    return part.n < whole.n && memcmp(part.p, whole.p, part.n) == 0 && whole.p[part.n] == ' ' &&
           memchr(part.p, ' ', part.n) != NULL;
}

static const char *why_persons(const struct rhz_person *a, const struct rhz_person *b, unsigned *rank)
{
    bool short_side;

    switch (rhz_persons_link(a, b, &short_side)) {
    case RHZ_LINK_MISSPELT:
        return *rank = 0, "même prénom, noms à une lettre près";
    case RHZ_LINK_SHORTENED:
        return *rank = 2, "même prénom, l'un des noms est une partie de l'autre";
    case RHZ_LINK_INITIALS:
        return *rank = 3, "même nom, initiales du prénom";
    case RHZ_LINK_IDENTIFIER: /* names alone never tell */
    case RHZ_LINK_NONE:
        break;
    }
    if (a->n_given == 0 || b->n_given == 0)
        return NULL;
    if (a->n_given == 1 && b->n_given == 1 && rhz_span_eq(a->joined, b->joined) && a->given[0].n >= WORD_LEAST &&
        rhz_one_letter_apart(a->given[0], b->given[0]))
        return *rank = 1, "même nom, prénoms à une lettre près";
    if (rhz_persons_agree(a, b) && !a->initials && !b->initials)
        return *rank = 4, "même prénom, noms à deux lettres près";
    return NULL;
}

static const char *why_names(struct rhz_span a, struct rhz_span b, unsigned *rank)
{
    struct rhz_reading_words x, y;

    if (!rhz_reading_cut(a, &x) || !rhz_reading_cut(b, &y))
        return NULL;
    if ((x.n == 1 && rhz_is_acronym_of(a, &y, y.n)) || (y.n == 1 && rhz_is_acronym_of(b, &x, x.n)))
        return *rank = 1, "l'un est le sigle de l'autre";
    if (a.n > 2 * WORD_LEAST && rhz_one_letter_apart(a, b))
        return *rank = 0, "noms à une lettre près";
    if (begins(a, b) || begins(b, a))
        return *rank = 5, "l'un commence par l'autre";
    return NULL;
}

/* Words that say of what sort a title is, or nothing at all. */
static bool says_little(struct rhz_span word)
{
    static const char *const words[] = {"dans",      "pour",     "avec",       "entre",      "comment",   "quel",      "quelle",   "quels",      "quelles",   "vers",
                                        "rencontre", "rencontres", "nationale", "nationales", "journee",   "journees",  "conference", "assemblee", "generale",  "conseil",
                                        "comite",    "webinaire", "programme",  "programmes", "projet",    "projets",   "appel",    "appels",     "atelier",   "ateliers",
                                        "formation", "seminaire", "colloque",   "table",      "ronde",     "cycle",     "festival", "annuelle",   "annuelles", "assises"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (rhz_span_eq(word, rhz_span_of(words[i])))
            return true;
    return word.n < WORD_LEAST;
}

static bool is_number(struct rhz_span word)
{
    return word.p[0] >= '0' && word.p[0] <= '9';
}

static bool has_word(const struct rhz_reading_words *w, struct rhz_span word, size_t limit)
{
    for (size_t i = 0; i < limit; i++)
        if (rhz_span_eq(w->w[i], word))
            return true;
    return false;
}

/* Words of a that count, once each, and how many of them b has; false: a number is of one of them only. */
static bool compare_titles(const struct rhz_reading_words *a, const struct rhz_reading_words *b, size_t *n, size_t *common)
{
    *n = *common = 0;
    for (size_t i = 0; i < a->n; i++) {
        bool met = has_word(b, a->w[i], b->n);
        if (is_number(a->w[i]) && !met)
            return false; /* another year, another day */
        if (is_number(a->w[i]) || says_little(a->w[i]) || has_word(a, a->w[i], i))
            continue;
        ++*n;
        *common += met;
    }
    return true;
}

/* The title of one thing told by two documents: most of the words that count are the same. */
static const char *why_titles(struct rhz_span a, struct rhz_span b, unsigned *rank)
{
    struct rhz_reading_words x, y;
    size_t nx, ny, common, again;

    if (!rhz_reading_cut(a, &x) || !rhz_reading_cut(b, &y) || !compare_titles(&x, &y, &nx, &common) || !compare_titles(&y, &x, &ny, &again))
        return NULL;
    return common >= 2 && 2 * common >= (nx < ny ? nx : ny) ? (*rank = 3, "titres proches, par les mots qui comptent") : NULL;
}

static const char *why(const struct thing *a, const struct thing *b, unsigned *rank)
{
    if (a->node.kind != b->node.kind)
        return rhz_span_eq(a->key, b->key) ? (*rank = 2, "même nom, genres différents") : NULL;
    if (rhz_span_eq(a->key, b->key))
        return NULL; /* a correction sets them apart */
    if (a->node.kind == RHZ_PERSONNE)
        return why_persons(&a->person, &b->person, rank);
    const char *reason = a->node.kind == RHZ_EVENEMENT ? NULL : why_names(a->key, b->key, rank);
    return reason || a->node.kind == RHZ_ORGANISATION ? reason : why_titles(a->key, b->key, rank);
}

/* Somebody already said that they are two. */
static bool is_decided(const struct duplicates *d, const struct thing *a, const struct thing *b)
{
    size_t i;

    for (i = 0; i < d->lines.n; i++) {
        const struct rhz_correction_line *l = &d->lines.v[i];
        if (l->action == RHZ_CORRECTION_SPLIT && l->kind == (enum rhz_kind)a->node.kind &&
            ((rhz_span_eq(l->key, a->key) && rhz_span_eq(l->other_key, b->key)) ||
             (rhz_span_eq(l->key, b->key) && rhz_span_eq(l->other_key, a->key))))
            return true;
    }
    return false;
}

/* ---- pairs ---- */

static int by_block(const void *a, const void *b)
{
    const struct block *x = a, *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->thing > y->thing) - (x->thing < y->thing);
}

static int by_pair(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;

    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

static bool find_pairs(struct duplicates *d)
{
    struct block *v = (struct block *)(void *)d->blocks.p;
    size_t n = d->blocks.n / sizeof *v, i, j, k, end;

    if (n)
        qsort(v, n, sizeof *v, by_block);
    for (i = 0; i < n; i = end) {
        for (end = i + 1; end < n && v[end].hash == v[i].hash;)
            end++;
        for (j = i; j < end && end - i <= BLOCK_MOST; j++)
            for (k = j + 1; k < end; k++) {
                struct pair p = {.a = v[j].thing, .b = v[k].thing};
                if (p.a != p.b && (p.reason = why(&d->v[p.a], &d->v[p.b], &p.rank)) != NULL &&
                    !is_decided(d, &d->v[p.a], &d->v[p.b]))
                    rhz_buf_append(&d->pairs, &p, sizeof p);
            }
    }
    if (d->pairs.n)
        qsort(d->pairs.p, d->pairs.n / sizeof(struct pair), sizeof(struct pair), by_pair);
    return !d->pairs.failed;
}

static rhz_status tell(struct duplicates *d, void (*visit)(void *context, const struct rhz_duplicate *x), void *context,
                       struct rhz_error *err)
{
    const struct pair *v = (const struct pair *)(const void *)d->pairs.p;
    size_t i, n = d->pairs.n / sizeof *v;

    for (i = 0; i < n; i++) {
        const struct rhz_graph_node *a = &d->v[v[i].a].node, *b = &d->v[v[i].b].node;
        struct rhz_duplicate x = {.reason = v[i].reason, .id = {a->id, b->id},
                                  .kind = {rhz_kind_word(a->kind)->name, rhz_kind_word(b->kind)->name},
                                  .name = {rhz_arena_str(d->arena, a->name), rhz_arena_str(d->arena, b->name)},
                                  .n_documents = {a->n_documents, b->n_documents}};
        if (i && by_pair(&v[i], &v[i - 1]) == 0)
            continue;
        if (!x.name[0] || !x.name[1])
            return rhz_no_memory(err);
        visit(context, &x);
    }
    return RHZ_OK;
}

rhz_status rhz_duplicates_each(const char *base, void (*visit)(void *context, const struct rhz_duplicate *d), void *context,
                               struct rhz_error *err)
{
    struct duplicates d = {.arena = rhz_arena_new()};
    struct rhz_corrections_copy copy;
    struct rhz_publication p;
    struct rhz_store *store = NULL;
    struct rhz_txn *t = NULL;
    struct rhz_graph g;
    rhz_status st = d.arena ? RHZ_OK : rhz_no_memory(err);

    if (st != RHZ_OK || (st = rhz_store_open(base, RHZ_STORE_READ, 0, &store, err)) != RHZ_OK ||
        (st = rhz_txn_begin(store, false, &t, err)) != RHZ_OK ||
        (st = rhz_publication_get(t, d.arena, &p, err)) != RHZ_OK || (st = rhz_graph_open(t, p.graph, &g, err)) != RHZ_OK ||
        (st = rhz_corrections_copy_get(t, p.graph, &copy, err)) != RHZ_OK)
        goto done;
    if (!rhz_corrections_read(copy.text, d.arena, &d.lines))
        st = rhz_no_memory(err);
    if (st == RHZ_OK)
        st = read_things(&d, &g, err);
    if (st == RHZ_OK && !find_pairs(&d))
        st = rhz_no_memory(err);
    if (st == RHZ_OK)
        st = tell(&d, visit, context, err);
done:
    rhz_txn_abort(t);
    rhz_store_close(store);
    rhz_buf_free(&d.blocks);
    rhz_buf_free(&d.pairs);
    rhz_arena_free(d.arena);
    return st;
}
