/* compare.c -- what two entities have in common: the same relation, the same way, to the same third. */
#include <stdlib.h>

#include "base.h"
#include "rhizome.h"

struct rhz_comparison {
    struct rhz_arena *arena;
    struct rhz_links *a, *b;
    struct rhz_compared *v;
    size_t n;
};

static const struct rhz_link_end *other_end(const struct rhz_link *l, bool outgoing)
{
    return outgoing ? &l->to : &l->from;
}

/* Links come by relation and latest year first, so the first of a kind is the one to show. */
static struct rhz_compared *find(struct rhz_comparison *c, const char *relation, bool outgoing, uint64_t other)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i].outgoing == outgoing && c->v[i].other.id == other && strcmp(c->v[i].relation, relation) == 0)
            return &c->v[i];
    return NULL;
}

static void add(struct rhz_comparison *c, const struct rhz_links *links, uint64_t self, uint64_t against, bool left)
{
    for (size_t i = 0; i < rhz_links_count(links); i++) {
        const struct rhz_link *l = rhz_links_get(links, i);
        bool outgoing = l->from.id == self;
        const struct rhz_link_end *other = other_end(l, outgoing);
        struct rhz_compared *x = other->id == against ? NULL : find(c, l->relation, outgoing, other->id);

        if (!x) {
            x = &c->v[c->n++];
            *x = (struct rhz_compared){.relation = l->relation, .outgoing = outgoing, .other = *other};
        }
        if (left && !x->a)
            x->a = l;
        if (!left && !x->b)
            x->b = l;
    }
}

static int by_share(const void *a, const void *b)
{
    const struct rhz_compared *x = a, *y = b;
    int share = (x->a && x->b) ? 0 : x->a ? 1 : 2, other = (y->a && y->b) ? 0 : y->a ? 1 : 2, c;

    if (share != other)
        return share - other;
    if ((c = strcmp(x->relation, y->relation)) != 0 || (c = (int)y->outgoing - (int)x->outgoing) != 0)
        return c;
    c = strcmp(x->other.name, y->other.name);
    return c ? c : (x->other.id > y->other.id) - (x->other.id < y->other.id);
}

rhz_status rhz_compare(struct rhz_base *b, uint64_t left, uint64_t right, struct rhz_period period,
                       struct rhz_comparison **out, struct rhz_error *err)
{
    struct rhz_link_filter filter = {.size = sizeof filter, .period = period};
    struct rhz_comparison *c = calloc(1, sizeof *c);
    rhz_status st;

    *out = NULL;
    if (c)
        c->arena = rhz_arena_new();
    if (!c || !c->arena)
        st = rhz_no_memory(err);
    else if (left == right)
        st = rhz_fail(err, RHZ_INVALID, "On compare deux entités : c'est deux fois la même.");
    else if ((st = rhz_links_of(b, left, &filter, &c->a, err)) == RHZ_OK)
        st = rhz_links_of(b, right, &filter, &c->b, err);
    if (st == RHZ_OK) {
        c->v = rhz_arena_zalloc(c->arena, rhz_links_count(c->a) + rhz_links_count(c->b), sizeof *c->v);
        st = c->v ? RHZ_OK : rhz_no_memory(err);
    }
    if (st == RHZ_OK) {
        add(c, c->a, left, right, true);
        add(c, c->b, right, left, false);
        if (c->n)
            qsort(c->v, c->n, sizeof *c->v, by_share);
        *out = c;
    } else {
        rhz_comparison_free(c);
    }
    return st;
}

size_t rhz_comparison_count(const struct rhz_comparison *c)
{
    return c->n;
}

const struct rhz_compared *rhz_comparison_get(const struct rhz_comparison *c, size_t i)
{
    return i < c->n ? &c->v[i] : NULL;
}

void rhz_comparison_free(struct rhz_comparison *c)
{
    if (!c)
        return;
    rhz_links_free(c->a);
    rhz_links_free(c->b);
    rhz_arena_free(c->arena);
    free(c);
}
