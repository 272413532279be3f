/* graph_edges.c -- statements -> edges and properties: what they have in common makes a key, and each key is one.
 *
 * The key is a string of bytes made of public things only (relation, public ids, years, amounts); its 128-bit hash
 * stands for it. Sorting the statements by hash puts those of one edge side by side, gives edges in order of public
 * id (the first 52 bits), and owes nothing to the order in which documents came.
 */
#include <stdlib.h>

#include "graph_state.h"

/* Which amounts contradict each other is asked for pairs of one key; past this many a pair is looked at only when
 * close in order, so that a file made of one row a hundred thousand times costs time in proportion to its size. */
enum { RIVALS_COMPARED = 512 };

static bool amount_is_in_key(const struct build_fact *f)
{
    return f->property || f->relation == RHZ_FINANCE || f->relation == RHZ_BUDGET;
}

static void put_interval(struct rhz_buf *key, const struct build_fact *f)
{
    rhz_put_varint(key, f->year);
    rhz_put_varint(key, f->from);
    rhz_put_varint(key, f->to);
}

static void put_folded(struct rhz_buf *key, struct rhz_span text, struct rhz_buf *folded)
{
    rhz_name_fold(text, folded);
    if (folded->failed)
        key->failed = true;
    rhz_put_bytes(key, rhz_buf_view(folded));
}

/* Money is in euros unless said: "70 000" and "70 000 €" are one figure. */
static struct rhz_span unit_of(const struct graph_build *g, const struct build_fact *f)
{
    struct rhz_span unit = rhz_strings_at(&g->strings, f->unit);

    return unit.n == 0 && f->relation && f->has_amount ? RHZ_SPAN("EUR") : unit;
}

static void put_key(const struct graph_build *g, const struct build_fact *f, struct rhz_buf *key, struct rhz_buf *folded)
{
    const struct build_node *node = BUILD_ARRAY(struct build_node, g->nodes);

    rhz_buf_reset(key);
    rhz_buf_byte(key, f->relation);
    rhz_buf_byte(key, f->property);
    rhz_put_le64(key, node[f->subject].id);
    put_interval(key, f);
    if (f->relation)
        rhz_put_le64(key, node[f->object].id);
    else
        put_folded(key, rhz_strings_at(&g->strings, f->label), folded);
    if (!amount_is_in_key(f))
        return;
    rhz_buf_byte(key, f->nature);
    /* Money from a funder is income, whether a row of the accounts says so or a sentence does not; a programme's
     * budget has two sides. */
    rhz_buf_byte(key, f->relation == RHZ_FINANCE ? 0 : f->sense);
    rhz_put_bytes(key, unit_of(g, f));
    if (f->relation)
        put_folded(key, rhz_strings_at(&g->strings, f->role), folded);
}

static bool make_keys(const struct graph_build *g, struct build_fact *v, size_t n)
{
    struct rhz_buf key = {0}, folded = {0};
    size_t i;
    bool ok;

    for (i = 0; i < n && !key.failed; i++) {
        put_key(g, &v[i], &key, &folded);
        v[i].rival = rhz_hash64(rhz_buf_view(&key));
        if (amount_is_in_key(&v[i])) {
            rhz_buf_byte(&key, v[i].has_amount);
            rhz_put_signed(&key, v[i].has_amount ? v[i].cents : 0);
        }
        rhz_hash128(rhz_buf_view(&key), v[i].key);
    }
    ok = !key.failed;
    rhz_buf_free(&key);
    rhz_buf_free(&folded);
    return ok;
}

/* Entities become nodes; a statement with an end that names nothing, or with one node at both ends, says nothing. */
static size_t keep_linked(struct graph_build *g, struct build_fact *v, size_t n)
{
    const struct build_entity *e = BUILD_ARRAY(struct build_entity, g->entities);
    size_t i, kept = 0;

    for (i = 0; i < n; i++) {
        struct build_fact f = v[i];
        f.subject = e[f.subject].node;
        if (f.relation)
            f.object = e[f.object].node;
        if (f.subject == RHZ_NONE || (f.relation && (f.object == RHZ_NONE || f.object == f.subject)))
            continue;
        if (rhz_build_rejects(g, &f))
            continue;
        v[kept++] = f;
    }
    return kept;
}

static int by_key(const void *a, const void *b)
{
    const struct build_fact *x = a, *y = b;
    int c = memcmp(x->key, y->key, sizeof x->key);

    if (c)
        return c;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return (x->statement > y->statement) - (x->statement < y->statement);
}

/* The public id is the head of the hash. Two keys that share 52 bits share it: which of them would yield depended on all
 * others, and nothing finds an edge by its id. */
static bool make_groups(const struct build_fact *v, size_t n, struct rhz_buf *groups)
{
    size_t i, last = 0;

    for (i = 0; i < n && !groups->failed; i++) {
        struct build_group x = {.first = (uint32_t)i, .n = 1, .number = (uint32_t)BUILD_COUNT(struct build_group, *groups)};
        if (i && memcmp(v[i].key, v[i - 1].key, sizeof v[i].key) == 0) {
            BUILD_ARRAY(struct build_group, *groups)[last].n++;
            continue;
        }
        x.id = rhz_be64(v[i].key) >> 12;
        last = x.number;
        rhz_buf_append(groups, &x, sizeof x);
    }
    return !groups->failed;
}

/* ---- divergence ---- */

static uint64_t magnitude(int64_t v)
{
    return v < 0 ? -(uint64_t)v : (uint64_t)v;
}

/* How coarsely an amount is written, in hundredths: 42 500,40 to the hundredth, 42 500 to the hundred. At least three
 * figures count as meant, so that 40 000 is not "about 42 500". */
static uint64_t grain(int64_t cents)
{
    uint64_t a = magnitude(cents), g = 1;

    while (a && a % (g * 10) == 0 && g * 10 <= a / 100)
        g *= 10;
    return g;
}

/* Two amounts agree when one is the other rounded. */
static bool amounts_agree(int64_t a, int64_t b)
{
    uint64_t ga = grain(a), gb = grain(b), g = ga > gb ? ga : gb;
    uint64_t apart = a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a;

    return ga == gb ? apart == 0 : apart <= g / 2;
}

/* True when some document says `a` and not `b`. Facts of a group are in order of document rank. */
static bool says_without(const struct build_fact *v, const struct build_group *a, const struct build_group *b)
{
    size_t i, j = 0;

    for (i = 0; i < a->n; i++) {
        uint32_t rank = v[a->first + i].rank;
        while (j < b->n && v[b->first + j].rank < rank)
            j++;
        if (j == b->n || v[b->first + j].rank != rank)
            return true;
    }
    return false;
}

/* A document that gives two amounts speaks of two things; documents contradict each other when each gives an amount
 * that the other lacks. */
static void compare_rivals(const struct build_fact *v, struct build_group *a, struct build_group *b)
{
    const struct build_fact *x = &v[a->first], *y = &v[b->first];

    if (!x->has_amount || !y->has_amount || amounts_agree(x->cents, y->cents))
        return;
    if (says_without(v, a, b) && says_without(v, b, a))
        a->divergent = b->divergent = true;
}

struct rival {
    uint64_t key;
    uint32_t group;
};

static int by_rival(const void *a, const void *b)
{
    const struct rival *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->group > y->group) - (x->group < y->group);
}

static bool mark_divergent(const struct build_fact *v, struct rhz_buf *groups)
{
    struct build_group *group = BUILD_ARRAY(struct build_group, *groups);
    size_t i, j, n = BUILD_COUNT(struct build_group, *groups);
    struct rival *r = malloc((n + 1) * sizeof *r);

    if (!r)
        return false;
    for (i = 0; i < n; i++)
        r[i] = (struct rival){v[group[i].first].rival, (uint32_t)i};
    qsort(r, n, sizeof *r, by_rival);
    for (i = 0; i < n; i++) {
        if (!amount_is_in_key(&v[group[r[i].group].first]))
            continue;
        for (j = i + 1; j < n && j - i < RIVALS_COMPARED && r[j].key == r[i].key; j++)
            compare_rivals(v, &group[r[i].group], &group[r[j].group]);
    }
    free(r);
    return true;
}

/* ---- both kinds alike ---- */

rhz_status rhz_build_group(struct graph_build *g, struct rhz_buf *facts, struct rhz_buf *groups, struct rhz_error *err)
{
    struct build_fact *v = BUILD_ARRAY(struct build_fact, *facts);
    size_t n = BUILD_COUNT(struct build_fact, *facts);

    if (n == 0)
        return RHZ_OK;
    if (!make_keys(g, v, n))
        return rhz_no_memory(err);
    qsort(v, n, sizeof *v, by_key);
    if (!make_groups(v, n, groups) || !mark_divergent(v, groups))
        return rhz_no_memory(err);
    return rhz_build_within_budget(g, err);
}

static rhz_status gather(struct graph_build *g, struct rhz_buf *facts, struct rhz_buf *groups, struct rhz_error *err)
{
    size_t n = BUILD_COUNT(struct build_fact, *facts);

    if (n)
        facts->n = keep_linked(g, BUILD_ARRAY(struct build_fact, *facts), n) * sizeof(struct build_fact);
    return rhz_build_group(g, facts, groups, err);
}

void rhz_build_count_ends(struct graph_build *g)
{
    struct build_node *node = BUILD_ARRAY(struct build_node, g->nodes);
    const struct build_fact *link = BUILD_ARRAY(struct build_fact, g->links);
    const struct build_fact *value = BUILD_ARRAY(struct build_fact, g->values);
    const struct build_group *edge = BUILD_ARRAY(struct build_group, g->edges);
    const struct build_group *property = BUILD_ARRAY(struct build_group, g->properties);
    size_t i;

    for (i = 0; i < BUILD_COUNT(struct build_group, g->edges); i++) {
        node[link[edge[i].first].subject].n_edges++;
        node[link[edge[i].first].object].n_edges++;
    }
    for (i = 0; i < BUILD_COUNT(struct build_group, g->properties); i++)
        node[value[property[i].first].subject].n_properties++;
}

rhz_status rhz_build_edges(struct graph_build *g, struct rhz_error *err)
{
    rhz_status st;

    if ((st = gather(g, &g->links, &g->edges, err)) != RHZ_OK)
        return st;
    if ((st = gather(g, &g->values, &g->properties, err)) != RHZ_OK)
        return st;
    rhz_build_count_ends(g);
    return RHZ_OK;
}
