/* entities.c -- from a name as typed to the entities it may mean, and lists of entities.
 *
 * The index of words answers which nodes hold each word typed, as the beginning of one of theirs; bitmaps are
 * intersected, and the few nodes left are read and ranked by how their names meet the words:
 *   0 the name, by its key   1 the words begin a name   2 each word is a word of one name   3 each begins one.
 * Nodes one of whose names only together hold all words (one in this alias, one in that) are left out by the ranking.
 */
#include <stdlib.h>

#include "link_read.h"
#include "names.h"

struct rhz_entities {
    struct rhz_arena *arena;
    struct rhz_entity *v;
    bool *exact;
    size_t n;
    uint64_t total;
};

enum { EXACT, BEGINS, WORDS, PREFIXES, UNLIKE, WORDS_MOST = 16 };

/* ---- results ---- */

static struct rhz_entities *new_entities(void)
{
    struct rhz_entities *e = calloc(1, sizeof *e);

    if (e && !(e->arena = rhz_arena_new())) {
        free(e);
        return NULL;
    }
    return e;
}

static bool make_room(struct rhz_entities *e, size_t n)
{
    e->v = rhz_arena_zalloc(e->arena, n, sizeof *e->v);
    e->exact = rhz_arena_zalloc(e->arena, n, sizeof *e->exact);
    return e->v && e->exact;
}

/* Copy node `number` into the next place. */
static rhz_status add_node(struct rhz_entities *e, struct rhz_view *v, uint32_t number, bool exact, struct rhz_error *err)
{
    struct rhz_entity *x = &e->v[e->n];
    struct rhz_graph_node n;
    rhz_status st = rhz_graph_node(&v->graph, number, v->snapshot.arena, &n, err);

    if (st != RHZ_OK)
        return st;
    *x = (struct rhz_entity){.id = n.id, .kind = rhz_kind_word(n.kind)->name, .sub = rhz_subkind_word(n.sub)->name,
                             .n_aliases = n.n_aliases, .n_documents = n.n_documents, .n_mentions = n.n_mentions,
                             .n_links = n.n_edges, .n_properties = n.n_properties};
    x->name = rhz_arena_str(e->arena, n.name);
    if (!x->name || !rhz_copy_strings(e->arena, n.aliases, n.n_aliases, &x->aliases))
        return rhz_no_memory(err);
    e->exact[e->n++] = exact;
    return RHZ_OK;
}

static rhz_status read_kind(const char *name, unsigned *kind, struct rhz_error *err)
{
    *kind = name && *name ? rhz_kind_number(rhz_span_of(name)) : 0;
    if (name && *name && !*kind)
        return rhz_fail(err, RHZ_INVALID,
                        "« %s » n'est pas une sorte d'entité : Personne, Organisation, Programme, Evenement ou Document.",
                        name);
    return RHZ_OK;
}

/* ---- the words typed ---- */

struct words {
    struct rhz_buf folded;
    struct rhz_span all, word[WORDS_MOST]; /* `word`: those that are looked up */
    size_t n;
};

/* Articles and the like say nothing of a name when another word does. */
static bool is_small(struct rhz_span w)
{
    static const char *const small[] = {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les"};
    size_t i;

    for (i = 0; i < sizeof small / sizeof small[0]; i++)
        if (rhz_span_eq(w, rhz_span_of(small[i])))
            return true;
    return false;
}

static struct rhz_span next_word(struct rhz_span *rest)
{
    const char *space = rest->n ? memchr(rest->p, ' ', rest->n) : NULL;
    struct rhz_span w = rhz_span(rest->p, space ? (size_t)(space - rest->p) : rest->n);

    *rest = rhz_span(rest->p + w.n + (space != NULL), rest->n - w.n - (space != NULL));
    return w;
}

static void cut_words(struct words *w, bool with_small)
{
    struct rhz_span rest = w->all, word;

    while (rest.n && w->n < WORDS_MOST) {
        word = next_word(&rest);
        if (word.n && (with_small || !is_small(word)))
            w->word[w->n++] = word;
    }
}

static bool read_words(struct words *w, const char *name)
{
    *w = (struct words){0};
    rhz_name_fold(rhz_span_of(name), &w->folded);
    w->all = rhz_buf_view(&w->folded);
    cut_words(w, false);
    if (w->n == 0)
        cut_words(w, true);
    return !w->folded.failed;
}

/* ---- candidates ---- */

struct candidate {
    uint64_t id;
    uint32_t node, rank, n_documents;
    struct rhz_span folded;
};

struct finding {
    struct rhz_view view;
    struct words words;
    unsigned kind;
    unsigned char *bits, *exact; /* one bit a node */
    struct rhz_arena *scratch;   /* one node */
    struct candidate *v;
    size_t n, cap;
};

static rhz_status mark_exact(struct finding *f, const char *name, struct rhz_error *err)
{
    struct rhz_buf key = {0};
    struct rhz_numbers list;
    unsigned kind;
    size_t i;
    rhz_status st = RHZ_OK;

    for (kind = 1; kind < RHZ_KIND_COUNT && st == RHZ_OK; kind++) {
        if (f->kind && kind != f->kind)
            continue;
        rhz_name_key(kind, rhz_span_of(name), &key);
        if (key.failed)
            st = rhz_no_memory(err);
        else if (key.n)
            st = rhz_graph_nodes_of_key(&f->view.graph, kind, rhz_buf_view(&key), &list, err);
        for (i = 0; st == RHZ_OK && key.n && i < list.n; i++) {
            uint32_t node = rhz_numbers_at(&list, i);
            if (node < f->view.graph.counts.nodes)
                f->exact[node / 8] |= (unsigned char)(1u << node % 8);
        }
    }
    rhz_buf_free(&key);
    return st;
}

/* Nodes that hold every word, and those that bear the very name. */
static rhz_status mark_candidates(struct finding *f, const char *name, struct rhz_error *err)
{
    size_t bytes = rhz_graph_bits_bytes(&f->view.graph), i, j;
    unsigned char *one = rhz_arena_alloc(f->view.snapshot.arena, bytes);
    rhz_status st = RHZ_OK;

    f->bits = rhz_arena_zalloc(f->view.snapshot.arena, bytes, 1);
    f->exact = rhz_arena_zalloc(f->view.snapshot.arena, bytes, 1);
    if (!one || !f->bits || !f->exact)
        return rhz_no_memory(err);
    for (i = 0; i < f->words.n && st == RHZ_OK; i++) {
        memset(one, 0, bytes);
        st = rhz_graph_mark_word(&f->view.graph, f->words.word[i], true, one, err);
        for (j = 0; j < bytes; j++)
            f->bits[j] = i ? f->bits[j] & one[j] : one[j];
    }
    if (st == RHZ_OK)
        st = mark_exact(f, name, err);
    for (j = 0; j < bytes && st == RHZ_OK; j++)
        f->bits[j] |= f->exact[j];
    return st;
}

static bool begins_with(struct rhz_span s, struct rhz_span with)
{
    return s.n >= with.n && memcmp(s.p, with.p, with.n) == 0;
}

/* How each word typed meets the words of one name: WORDS, PREFIXES or UNLIKE. */
static unsigned meet_words(const struct words *w, struct rhz_span name)
{
    unsigned rank = WORDS;
    size_t i;

    for (i = 0; i < w->n; i++) {
        unsigned best = UNLIKE;
        struct rhz_span rest = name, word;
        while (rest.n && best != WORDS) {
            word = next_word(&rest);
            if (rhz_span_eq(word, w->word[i]))
                best = WORDS;
            else if (begins_with(word, w->word[i]))
                best = PREFIXES;
        }
        if (best > rank)
            rank = best;
    }
    return rank;
}

static unsigned rank_form(const struct words *w, struct rhz_span form, struct rhz_buf *folded)
{
    rhz_name_fold(form, folded);
    if (begins_with(rhz_buf_view(folded), w->all))
        return BEGINS;
    return meet_words(w, rhz_buf_view(folded));
}

static unsigned rank_node(const struct words *w, const struct rhz_graph_node *n, struct rhz_buf *folded)
{
    unsigned best = rank_form(w, n->name, folded), rank;
    size_t i;

    for (i = 0; i < n->n_aliases && best > BEGINS; i++)
        if ((rank = rank_form(w, n->aliases[i], folded)) < best)
            best = rank;
    return best;
}

static rhz_status add_candidate(struct finding *f, uint32_t number, struct rhz_buf *folded, struct rhz_error *err)
{
    struct candidate x = {.node = number};
    struct rhz_graph_node n;
    bool alive;
    rhz_status st;

    rhz_arena_reset(f->scratch);
    if ((st = rhz_graph_node(&f->view.graph, number, f->scratch, &n, err)) != RHZ_OK)
        return st;
    if (f->kind && n.kind != f->kind)
        return RHZ_OK;
    x.rank = f->exact[number / 8] & 1u << number % 8 ? EXACT : rank_node(&f->words, &n, folded);
    if (x.rank == UNLIKE)
        return RHZ_OK;
    if ((st = rhz_view_alive(&f->view, number, f->scratch, &alive, err)) != RHZ_OK || !alive)
        return st;
    x.n_documents = n.n_documents;
    x.id = n.id;
    rhz_name_fold(n.name, folded);
    x.folded = rhz_arena_copy(f->view.snapshot.arena, rhz_buf_view(folded));
    if (folded->failed || !x.folded.p || !RHZ_PUSH(f->view.snapshot.arena, f->v, f->n, f->cap))
        return rhz_no_memory(err);
    f->v[f->n++] = x;
    return RHZ_OK;
}

static int by_likeness(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    int c;

    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    if (x->n_documents != y->n_documents)
        return x->n_documents > y->n_documents ? -1 : 1;
    c = rhz_span_cmp(x->folded, y->folded);
    return c ? c : (x->id > y->id) - (x->id < y->id);
}

static rhz_status find(struct finding *f, const char *name, uint32_t limit, struct rhz_entities *out,
                       struct rhz_error *err)
{
    struct rhz_buf folded = {0};
    size_t i, most;
    rhz_status st = read_words(&f->words, name) ? RHZ_OK : rhz_no_memory(err);

    if (st == RHZ_OK && f->words.n) /* else it holds no letter and names nothing */
        st = mark_candidates(f, name, err);
    for (i = 0; f->words.n && i < f->view.graph.counts.nodes && st == RHZ_OK; i++)
        if (f->bits[i / 8] == 0)
            i |= 7; /* the next eight at once */
        else if (f->bits[i / 8] & 1u << i % 8)
            st = add_candidate(f, (uint32_t)i, &folded, err);
    rhz_buf_free(&folded);
    if (st != RHZ_OK)
        return st;
    if (f->n)
        qsort(f->v, f->n, sizeof *f->v, by_likeness);
    out->total = f->n;
    most = limit && limit < f->n ? limit : f->n;
    if (!make_room(out, most))
        return rhz_no_memory(err);
    for (i = 0; i < most && st == RHZ_OK; i++)
        st = add_node(out, &f->view, f->v[i].node, f->v[i].rank == EXACT, err);
    return st;
}

rhz_status rhz_entities_find(struct rhz_base *b, const char *name, const char *kind, uint32_t limit,
                             struct rhz_entities **out, struct rhz_error *err)
{
    struct finding f = {.scratch = rhz_arena_new()};
    struct rhz_entities *e = new_entities();
    rhz_status st;

    *out = NULL;
    if (!e || !f.scratch)
        st = rhz_no_memory(err);
    else if ((st = read_kind(kind, &f.kind, err)) == RHZ_OK && (st = rhz_view_open(b, &f.view, err)) == RHZ_OK)
        st = find(&f, name, limit, e, err);
    rhz_buf_free(&f.words.folded);
    rhz_view_close(&f.view);
    rhz_arena_free(f.scratch);
    if (st == RHZ_OK)
        *out = e;
    else
        rhz_entities_free(e);
    return st;
}

/* ---- lists ---- */

static rhz_status list(struct rhz_view *v, unsigned kind, uint32_t offset, uint32_t limit, struct rhz_entities *out,
                       struct rhz_error *err)
{
    struct rhz_arena *scratch = rhz_arena_new();
    struct rhz_numbers all;
    size_t i;
    bool alive;
    rhz_status st = scratch ? rhz_graph_nodes_of_kind(&v->graph, kind, &all, err) : rhz_no_memory(err);

    if (st != RHZ_OK)
        goto done;
    if (!make_room(out, limit && limit < all.n ? limit : all.n)) {
        st = rhz_no_memory(err);
        goto done;
    }
    for (i = 0; i < all.n && st == RHZ_OK; i++) {
        rhz_arena_reset(scratch);
        if ((st = rhz_view_alive(v, rhz_numbers_at(&all, i), scratch, &alive, err)) != RHZ_OK || !alive)
            continue;
        if (out->total >= offset && (limit == 0 || out->n < limit))
            st = add_node(out, v, rhz_numbers_at(&all, i), false, err);
        out->total++;
    }
done:
    rhz_arena_free(scratch);
    return st;
}

rhz_status rhz_entities_list(struct rhz_base *b, const char *kind, uint32_t offset, uint32_t limit,
                             struct rhz_entities **out, struct rhz_error *err)
{
    struct rhz_entities *e = new_entities();
    struct rhz_view v = {0};
    unsigned number;
    rhz_status st;

    *out = NULL;
    if (!e)
        return rhz_no_memory(err);
    if ((st = read_kind(kind, &number, err)) == RHZ_OK && (st = rhz_view_open(b, &v, err)) == RHZ_OK)
        st = list(&v, number, offset, limit, e, err);
    rhz_view_close(&v);
    if (st == RHZ_OK)
        *out = e;
    else
        rhz_entities_free(e);
    return st;
}

rhz_status rhz_entities_by_id(struct rhz_base *b, uint64_t id, struct rhz_entities **out, struct rhz_error *err)
{
    struct rhz_entities *e = new_entities();
    struct rhz_view v = {0};
    uint32_t node;
    rhz_status st;

    *out = NULL;
    if (!e)
        return rhz_no_memory(err);
    if ((st = rhz_view_open(b, &v, err)) == RHZ_OK && (st = rhz_view_find(&v, id, &node, err)) == RHZ_OK)
        st = make_room(e, 1) ? add_node(e, &v, node, true, err) : rhz_no_memory(err);
    e->total = e->n;
    rhz_view_close(&v);
    if (st == RHZ_OK)
        *out = e;
    else
        rhz_entities_free(e);
    return st;
}

rhz_status rhz_entities_of_nodes(struct rhz_link_reader *r, const uint32_t *nodes, size_t n, struct rhz_entities **out,
                                 struct rhz_error *err)
{
    struct rhz_entities *e = new_entities();
    rhz_status st = e && make_room(e, n) ? RHZ_OK : rhz_no_memory(err);

    *out = NULL;
    for (size_t i = 0; i < n && st == RHZ_OK; i++)
        st = add_node(e, &r->view, nodes[i], false, err);
    if (st == RHZ_OK) {
        e->total = n;
        *out = e;
    } else {
        rhz_entities_free(e);
    }
    return st;
}

size_t rhz_entities_count(const struct rhz_entities *e)
{
    return e->n;
}

uint64_t rhz_entities_total(const struct rhz_entities *e)
{
    return e->total;
}

bool rhz_entities_exact(const struct rhz_entities *e, size_t i)
{
    return i < e->n && e->exact[i];
}

const struct rhz_entity *rhz_entities_get(const struct rhz_entities *e, size_t i)
{
    return i < e->n ? &e->v[i] : NULL;
}

void rhz_entities_free(struct rhz_entities *e)
{
    if (!e)
        return;
    rhz_arena_free(e->arena);
    free(e);
}
