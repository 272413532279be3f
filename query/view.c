/* view.c -- a generation of the graph behind a publication that may be younger: a run publishes text as it goes and the
 * graph once at its end, and in between a document may have been replaced that the graph still speaks of. What only
 * dead documents say is left out by whoever reads. */
#include "view.h"

#include <inttypes.h>

rhz_status rhz_view_open(struct rhz_base *b, struct rhz_view *out, struct rhz_error *err)
{
    const struct rhz_publication *p = &out->snapshot.publication;
    rhz_status st = rhz_snapshot_open(b, &out->snapshot, err);

    if (st != RHZ_OK)
        return st;
    out->current = p->graph_publication == p->number || p->n_dead == 0;
    return rhz_graph_open(out->snapshot.txn, p->graph, &out->graph, err);
}

void rhz_view_close(struct rhz_view *v)
{
    rhz_snapshot_close(&v->snapshot);
}

rhz_status rhz_view_alive(struct rhz_view *v, uint32_t node, struct rhz_arena *scratch, bool *alive, struct rhz_error *err)
{
    struct rhz_entity_ref *refs;
    size_t n, i;
    rhz_status st;

    *alive = true;
    if (v->current)
        return RHZ_OK;
    if ((st = rhz_graph_members(&v->graph, node, scratch, &refs, &n, err)) != RHZ_OK)
        return st;
    for (i = 0; i < n; i++)
        if (rhz_publication_alive(&v->snapshot.publication, refs[i].document))
            return RHZ_OK;
    *alive = false;
    return RHZ_OK;
}

rhz_status rhz_view_find(struct rhz_view *v, uint64_t id, uint32_t *node, struct rhz_error *err)
{
    rhz_status st = rhz_graph_find(&v->graph, id, node, err);
    bool alive = false;

    if (st == RHZ_OK)
        st = rhz_view_alive(v, *node, v->snapshot.arena, &alive, err);
    if (st == RHZ_NOT_FOUND || (st == RHZ_OK && !alive))
        return rhz_fail(err, RHZ_NOT_FOUND, "Aucune entité de la base ne porte le numéro %" PRIu64 ".", id);
    return st;
}

bool rhz_copy_strings(struct rhz_arena *arena, const struct rhz_span *v, size_t n, const char *const **out)
{
    const char **copy = rhz_arena_zalloc(arena, n, sizeof *copy);
    size_t i;

    *out = copy;
    for (i = 0; copy && i < n; i++)
        if (!(copy[i] = rhz_arena_str(arena, v[i])))
            return false;
    return copy != NULL;
}
