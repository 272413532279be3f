/* resolve.c -- document entities -> components.
 *
 * Entities of one kind and one name key say the same thing of themselves, so they are first folded into one profile;
 * all later work is on profiles, whose number is that of distinct names, not of documents. Today two profiles are one
 * only when they are equal, so every component is one profile; rules that accept more (initials, misspellings,
 * acronyms) add blocking keys in `propose` and cases in `same_thing`, and nothing else moves.
 */
#include "resolve.h"

#include <stdlib.h>

#include "codec.h"
#include "document.h"

struct profile {
    enum rhz_kind kind;
    struct rhz_span key;
    uint32_t parent; /* union-find; the root is the least profile of its component */
};

/* "These two may be one": profiles that share a block are compared. */
struct proposal {
    uint64_t block;
    uint32_t profile;
};

struct resolution {
    struct rhz_resolve_entity **order; /* by (kind, key), empty keys left out */
    size_t n_order;
    struct profile *profiles;
    size_t n_profiles;
    struct rhz_buf proposals;
};

static int by_name(const void *a, const void *b)
{
    const struct rhz_resolve_entity *x = *(struct rhz_resolve_entity *const *)a;
    const struct rhz_resolve_entity *y = *(struct rhz_resolve_entity *const *)b;

    return x->kind != y->kind ? (x->kind > y->kind) - (x->kind < y->kind) : rhz_span_cmp(x->key, y->key);
}

static int by_block(const void *a, const void *b)
{
    const struct proposal *x = a, *y = b;

    if (x->block != y->block)
        return x->block < y->block ? -1 : 1;
    return (x->profile > y->profile) - (x->profile < y->profile);
}

/* Profiles in order; until components are known, `component` of an entity holds its profile. */
static bool make_profiles(struct resolution *r, struct rhz_resolve_entity *v, size_t n)
{
    size_t i;

    r->order = malloc((n + 1) * sizeof *r->order);
    r->profiles = malloc((n + 1) * sizeof *r->profiles);
    if (!r->order || !r->profiles)
        return false;
    for (i = 0; i < n; i++) {
        v[i].component = RHZ_NONE;
        if (v[i].key.n)
            r->order[r->n_order++] = &v[i];
    }
    qsort(r->order, r->n_order, sizeof *r->order, by_name);
    for (i = 0; i < r->n_order; i++) {
        struct rhz_resolve_entity *e = r->order[i];
        if (i == 0 || by_name(&r->order[i - 1], &r->order[i]) != 0) {
            r->profiles[r->n_profiles] = (struct profile){e->kind, e->key, (uint32_t)r->n_profiles};
            r->n_profiles++;
        }
        e->component = (uint32_t)(r->n_profiles - 1);
    }
    return true;
}

/* The blocks of a profile. One now: its name. */
static void propose(struct resolution *r, uint32_t number)
{
    const struct profile *p = &r->profiles[number];
    struct proposal x = {rhz_hash64(p->key) ^ (uint64_t)p->kind, number};

    rhz_buf_append(&r->proposals, &x, sizeof x);
}

/* The decision on a pair: a function of the two profiles alone. */
static bool same_thing(const struct profile *a, const struct profile *b)
{
    return a->kind == b->kind && rhz_span_eq(a->key, b->key);
}

static uint32_t root_of(struct profile *p, uint32_t i)
{
    while (p[i].parent != i) {
        p[i].parent = p[p[i].parent].parent;
        i = p[i].parent;
    }
    return i;
}

static void join(struct profile *p, uint32_t a, uint32_t b)
{
    a = root_of(p, a);
    b = root_of(p, b);
    if (a < b)
        p[b].parent = a;
    else
        p[a].parent = b;
}

static bool compare_blocks(struct resolution *r)
{
    struct proposal *v;
    size_t n, i, j, end;

    for (i = 0; i < r->n_profiles; i++)
        propose(r, (uint32_t)i);
    if (r->proposals.failed)
        return false;
    v = (struct proposal *)(void *)r->proposals.p;
    n = r->proposals.n / sizeof *v;
    if (n)
        qsort(v, n, sizeof *v, by_block);
    for (i = 0; i < n; i = end) {
        for (end = i + 1; end < n && v[end].block == v[i].block;)
            end++;
        for (; i < end; i++)
            for (j = i + 1; j < end; j++)
                if (same_thing(&r->profiles[v[i].profile], &r->profiles[v[j].profile]))
                    join(r->profiles, v[i].profile, v[j].profile);
    }
    return true;
}

/* A root is the least profile of its component, so numbering roots in order numbers components by (kind, least key). */
static bool number_components(struct resolution *r, size_t *n_components)
{
    uint32_t *number = malloc((r->n_profiles + 1) * sizeof *number);
    size_t i;

    *n_components = 0;
    if (!number)
        return false;
    for (i = 0; i < r->n_profiles; i++) {
        uint32_t root = root_of(r->profiles, (uint32_t)i);
        number[i] = root == i ? (uint32_t)(*n_components)++ : number[root];
    }
    for (i = 0; i < r->n_order; i++)
        r->order[i]->component = number[r->order[i]->component];
    free(number);
    return true;
}

rhz_status rhz_resolve(struct rhz_resolve_entity *v, size_t n, size_t *n_components, struct rhz_error *err)
{
    struct resolution r = {0};
    rhz_status st = RHZ_OK;

    *n_components = 0;
    if (!make_profiles(&r, v, n) || !compare_blocks(&r) || !number_components(&r, n_components))
        st = rhz_no_memory(err);
    free(r.order);
    free(r.profiles);
    rhz_buf_free(&r.proposals);
    return st;
}
