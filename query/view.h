/* view.h (private to query/) -- the graph as a snapshot sees it: the generation in force, less what died since it was built. */
#ifndef RHZ_VIEW_H
#define RHZ_VIEW_H

#include "graph.h"
#include "snapshot.h"

struct rhz_view {
    struct rhz_snapshot snapshot;
    struct rhz_graph graph;
    bool current; /* the graph goes up to the publication: nothing in it can be dead */
};

/** Close it after any outcome. */
rhz_status rhz_view_open(struct rhz_base *b, struct rhz_view *out, struct rhz_error *err);
void rhz_view_close(struct rhz_view *v);

/** Does a live document still mention this node? `scratch` is used and left as it is used. */
rhz_status rhz_view_alive(struct rhz_view *v, uint32_t node, struct rhz_arena *scratch, bool *alive, struct rhz_error *err);
/** Number of the node with this public id; RHZ_NOT_FOUND with its sentence when there is none, or it is dead. */
rhz_status rhz_view_find(struct rhz_view *v, uint64_t id, uint32_t *node, struct rhz_error *err);

/** A copy of strings as the NULL-free array of a result; false when memory is out. */
bool rhz_copy_strings(struct rhz_arena *arena, const struct rhz_span *v, size_t n, const char *const **out);

#endif
