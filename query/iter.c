/* iter.c -- AND by leapfrog from the rarest child, OR by the least of its children, EXCEPT by looking aside.
 *
 * Document at a time, seek only: every operator is one small loop, and a damaged or finished list is simply at its end.
 */
#include "iter.h"

#include <stdlib.h>

struct rhz_iter *rhz_iter_list(struct rhz_list *list, struct rhz_arena *arena)
{
    struct rhz_iter *it = rhz_arena_zalloc(arena, 1, sizeof *it);

    if (it) {
        it->kind = RHZ_CLAUSE_LEAF;
        it->list = list;
        it->cost = list->df;
    }
    return it;
}

static int by_cost(const void *a, const void *b)
{
    const struct rhz_iter *p = *(struct rhz_iter *const *)a, *q = *(struct rhz_iter *const *)b;

    return (p->cost > q->cost) - (p->cost < q->cost);
}

static struct rhz_iter *combine(enum rhz_clause_kind kind, struct rhz_iter **children, size_t n,
                                struct rhz_arena *arena)
{
    struct rhz_iter *it;

    if (n == 1)
        return children[0];
    if (!(it = rhz_arena_zalloc(arena, 1, sizeof *it)))
        return NULL;
    it->kind = kind;
    it->children = children;
    it->n_children = n;
    if (kind == RHZ_CLAUSE_AND)
        qsort(children, n, sizeof *children, by_cost);
    it->cost = children[0]->cost;
    for (size_t i = 1; kind == RHZ_CLAUSE_OR && i < n; i++)
        it->cost += children[i]->cost;
    return it;
}

struct rhz_iter *rhz_iter_all(struct rhz_iter **children, size_t n, struct rhz_arena *arena)
{
    return combine(RHZ_CLAUSE_AND, children, n, arena);
}

static rhz_status leaf(struct rhz_list *list, bool share, struct rhz_arena *arena, struct rhz_iter **out,
                       struct rhz_error *err)
{
    rhz_status st;

    if (!share && (st = rhz_list_copy(list, arena, &list, err)) != RHZ_OK)
        return st;
    *out = rhz_iter_list(list, arena);
    return *out ? RHZ_OK : rhz_no_memory(err);
}

static rhz_status build(const struct rhz_clause *clause, struct rhz_list **lists, bool share, struct rhz_arena *arena,
                        struct rhz_iter **out, struct rhz_error *err)
{
    struct rhz_iter **children;
    size_t n = 0;
    rhz_status st;

    if (clause->kind == RHZ_CLAUSE_LEAF)
        return leaf(lists[clause->leaf], share, arena, out, err);
    for (const struct rhz_clause *c = clause->first; c; c = c->next)
        n++;
    if (!(children = rhz_arena_zalloc(arena, n, sizeof *children)))
        return rhz_no_memory(err);
    n = 0;
    for (const struct rhz_clause *c = clause->first; c; c = c->next, n++) {
        bool moves_it = share && (clause->kind == RHZ_CLAUSE_AND || (clause->kind == RHZ_CLAUSE_EXCEPT && n == 0));

        if ((st = build(c, lists, moves_it, arena, &children[n], err)) != RHZ_OK)
            return st;
    }
    *out = combine(clause->kind, children, n, arena);
    return *out ? RHZ_OK : rhz_no_memory(err);
}

rhz_status rhz_iter_clause(const struct rhz_clause *clause, struct rhz_list **lists, struct rhz_arena *arena,
                           struct rhz_iter **out, struct rhz_error *err)
{
    return build(clause, lists, true, arena, out, err);
}

static uint32_t seek_and(struct rhz_iter *it, uint32_t target)
{
    for (size_t i = 0; i < it->n_children && target != RHZ_NONE;) {
        uint32_t at = rhz_iter_seek(it->children[i], target);

        /* A child that jumps sends the others after it; it stands on the new target itself. */
        i = at == target ? i + 1 : i ? 0 : 1;
        target = at;
    }
    return target;
}

static uint32_t seek_or(struct rhz_iter *it, uint32_t target)
{
    uint32_t first = RHZ_NONE;

    for (size_t i = 0; i < it->n_children; i++) {
        uint32_t at = rhz_iter_seek(it->children[i], target);

        if (at < first)
            first = at;
    }
    return first;
}

static bool any_at(struct rhz_iter *it, uint32_t passage)
{
    for (size_t i = 1; i < it->n_children; i++)
        if (rhz_iter_seek(it->children[i], passage) == passage)
            return true;
    return false;
}

static uint32_t seek_except(struct rhz_iter *it, uint32_t target)
{
    for (;; target++) {
        target = rhz_iter_seek(it->children[0], target);
        if (target == RHZ_NONE || !any_at(it, target))
            return target;
    }
}

uint32_t rhz_iter_seek(struct rhz_iter *it, uint32_t target)
{
    switch (it->kind) {
    case RHZ_CLAUSE_LEAF:
        rhz_list_seek(it->list, target);
        it->passage = it->list->passage;
        break;
    case RHZ_CLAUSE_AND:
        it->passage = seek_and(it, target);
        break;
    case RHZ_CLAUSE_OR:
        it->passage = seek_or(it, target);
        break;
    case RHZ_CLAUSE_EXCEPT:
        it->passage = seek_except(it, target);
        break;
    }
    return it->passage;
}
