/* graph_amend_write.c -- what changed in a graph -> the store, record by record, in one transaction.
 *
 * First what is gone is read (names of dissolved nodes, for the indexes of names), then records are put, then the lists that are
 * in an order: an entry is taken out, or put in where a search by halves finds its place, so that a list costs
 * its length to copy and a few names to read. The orders are those of graph_write.c, by public things.
 */
#include "graph_amend.h"

#include <stdlib.h>

#include "corrections_file.h"

/* An entry to take out of, or put in the list of neighbours of a node. */
struct neighbour_change {
    uint32_t node, other, edge, year;
    uint8_t relation, direction;
    bool add;
};

/* A number to take out of, or put in a list under a key. */
struct list_change {
    struct rhz_span key; /* what follows generation and part */
    uint32_t number;
    bool add;
};

/* What puts a node in order among others. */
struct place {
    struct rhz_span folded, name;
    uint64_t id;
    uint32_t n_documents;
    bool known;
};

struct amend_writer {
    struct amend *a;
    struct rhz_buf key, value, scratch, forms;
    struct rhz_buf neighbours;             /* struct neighbour_change */
    struct rhz_buf keys, words, folded, lists, stated; /* struct list_change */
    struct rhz_buf ids;                    /* struct build_id; number RHZ_NONE: it goes */
    struct place *places;                  /* by number */
    int32_t *d_edges, *d_properties;       /* by number */
    struct rhz_graph_counts counts;
    struct rhz_buf free_nodes, free_edges, free_properties; /* uint32_t */
};

static struct rhz_txn *txn_of(const struct amend_writer *w)
{
    return *w->a->g->txn;
}

static void begin(struct amend_writer *w, enum rhz_graph_part part)
{
    rhz_graph_key(&w->key, w->a->graph.generation, part);
    rhz_buf_reset(&w->value);
}

static rhz_status put(struct amend_writer *w)
{
    if (w->key.failed || w->value.failed || w->scratch.failed)
        return rhz_no_memory(w->a->err);
    w->a->work->records++;
    if (rhz_txn_written(txn_of(w)) > RHZ_TXN_DIRTY) /* not one small transaction any more */
        w->a->lost = true;
    return w->a->lost ? RHZ_OK : rhz_txn_put(txn_of(w), RHZ_DB_GRAPH, rhz_buf_view(&w->key), rhz_buf_view(&w->value), w->a->err);
}

static rhz_status take_away(struct amend_writer *w)
{
    rhz_status st = w->key.failed ? rhz_no_memory(w->a->err) : rhz_txn_delete(txn_of(w), RHZ_DB_GRAPH, rhz_buf_view(&w->key), w->a->err);

    w->a->work->records++;
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

static rhz_status get(struct amend_writer *w, struct rhz_span *value)
{
    if (w->key.failed)
        return rhz_no_memory(w->a->err);
    return rhz_txn_get(txn_of(w), RHZ_DB_GRAPH, rhz_buf_view(&w->key), value, w->a->err);
}

static struct build_node *node_at(const struct amend_writer *w, size_t i)
{
    return BUILD_ARRAY(struct build_node, w->a->g->nodes) + i;
}

/* ---- what changes: ids ---- */

/* The table of ids holds those that redirect too, and which they are depends on all names: it is listed whole, in
 * memory, and held against the stored one. */
static rhz_status note_ids(struct amend_writer *w)
{
    struct amend *a = w->a;
    struct rhz_db_cursor *c = NULL;
    struct rhz_buf ids = {0};
    struct rhz_span k, v;
    const struct build_id *x;
    size_t i = 0, n;
    rhz_status st = rhz_build_list_ids(a->g, &ids) ? rhz_db_cursor_open(txn_of(w), RHZ_DB_GRAPH, &c, a->err) : rhz_no_memory(a->err);

    x = BUILD_ARRAY(struct build_id, ids);
    n = BUILD_COUNT(struct build_id, ids);
    rhz_graph_key(&w->key, a->graph.generation, RHZ_GRAPH_ID);
    if (st == RHZ_OK)
        st = w->key.failed ? rhz_no_memory(a->err) : rhz_db_seek(c, rhz_buf_view(&w->key), &k, &v, a->err);
    for (; st == RHZ_OK && k.n == w->key.n + 8 && memcmp(k.p, w->key.p, w->key.n) == 0; st = rhz_db_next(c, &k, &v, a->err)) {
        struct build_id stored = {rhz_be64(k.p + w->key.n), v.n == 4 ? rhz_le32(v.p) : RHZ_NONE};
        for (; i < n && x[i].id < stored.id; i++)
            rhz_buf_append(&w->ids, &x[i], sizeof x[i]);
        if (i < n && x[i].id == stored.id) {
            if (x[i].number != stored.number)
                rhz_buf_append(&w->ids, &x[i], sizeof x[i]);
            i++;
            continue;
        }
        stored.number = RHZ_NONE;
        rhz_buf_append(&w->ids, &stored, sizeof stored);
    }
    for (; i < n; i++)
        rhz_buf_append(&w->ids, &x[i], sizeof x[i]);
    rhz_db_cursor_close(c);
    rhz_buf_free(&ids);
    if (st != RHZ_OK && st != RHZ_NOT_FOUND)
        return st;
    return w->ids.failed ? rhz_no_memory(a->err) : RHZ_OK;
}

static rhz_status write_ids(struct amend_writer *w)
{
    const struct build_id *x = BUILD_ARRAY(struct build_id, w->ids);
    size_t i;
    rhz_status st = RHZ_OK;

    for (i = 0; i < BUILD_COUNT(struct build_id, w->ids) && st == RHZ_OK; i++) {
        begin(w, RHZ_GRAPH_ID);
        rhz_put_be64(&w->key, x[i].id);
        rhz_put_le32(&w->value, x[i].number);
        st = x[i].number == RHZ_NONE ? take_away(w) : put(w);
    }
    return st;
}

/* ---- what changes: names ---- */

static void note_list(struct rhz_buf *changes, struct rhz_span key, uint32_t number, bool add, struct rhz_arena *arena)
{
    struct list_change x = {rhz_arena_copy(arena, key), number, add};

    changes->failed |= !x.key.p;
    rhz_buf_append(changes, &x, sizeof x);
}

/* The keys and words of one form, as graph_write.c makes them. */
static void note_form(struct amend_writer *w, uint8_t kind, struct rhz_span form, uint32_t number, bool add)
{
    struct rhz_arena *arena = w->a->arena;
    size_t from = 0, i;

    rhz_name_key(kind, form, &w->scratch);
    if (w->scratch.n) {
        rhz_buf_reset(&w->value);
        rhz_buf_byte(&w->value, kind);
        rhz_graph_key_name(&w->value, rhz_buf_view(&w->scratch));
        note_list(&w->keys, rhz_buf_view(&w->value), number, add, arena);
    }
    w->keys.failed |= w->scratch.failed || w->value.failed;
    rhz_name_fold(form, &w->scratch);
    for (i = 0; i <= w->scratch.n; i++) {
        if (i < w->scratch.n && w->scratch.p[i] != ' ')
            continue;
        if (i > from) {
            rhz_buf_reset(&w->value);
            rhz_graph_key_name(&w->value, rhz_span(w->scratch.p + from, i - from));
            note_list(&w->words, rhz_buf_view(&w->value), number, add, arena);
            w->words.failed |= w->value.failed;
        }
        from = i + 1;
    }
    w->words.failed |= w->scratch.failed;
}

/* The name alone, by which nodes are walked in order. */
static void note_name(struct amend_writer *w, struct rhz_span name, uint32_t number, bool add)
{
    rhz_name_fold(name, &w->scratch);
    rhz_buf_reset(&w->value);
    rhz_graph_key_name(&w->value, rhz_buf_view(&w->scratch));
    note_list(&w->folded, rhz_buf_view(&w->value), number, add, w->a->arena);
    w->folded.failed |= w->scratch.failed || w->value.failed;
}

static void note_names(struct amend_writer *w, const struct build_node *n)
{
    const struct rhz_strings *s = &w->a->g->strings;
    const uint32_t *alias = BUILD_ARRAY(uint32_t, w->a->g->aliases) + n->first_alias;
    uint32_t i;

    note_name(w, rhz_strings_at(s, n->name), n->number, true);
    note_form(w, n->kind, rhz_strings_at(s, n->name), n->number, true);
    for (i = 0; i < n->n_aliases; i++)
        note_form(w, n->kind, rhz_strings_at(s, alias[i]), n->number, true);
}

static void note_in_lists(struct amend_writer *w, uint8_t kind, uint32_t number, bool add)
{
    char all = 0, one = (char)kind;

    note_list(&w->lists, rhz_span(&all, 1), number, add, w->a->arena);
    note_list(&w->lists, rhz_span(&one, 1), number, add, w->a->arena);
}

/* ---- what changes: edges ---- */

static void note_neighbour(struct amend_writer *w, uint32_t node, uint8_t relation, uint8_t direction, uint32_t other, uint32_t edge,
                           uint32_t year, bool add)
{
    struct neighbour_change x = {node, other, edge, year, relation, direction, add};

    rhz_buf_append(&w->neighbours, &x, sizeof x);
}

static void note_edge(struct amend_writer *w, uint32_t from, uint32_t to, uint8_t relation, uint32_t edge, uint32_t year, bool add)
{
    note_neighbour(w, from, relation, 0, to, edge, year, add);
    note_neighbour(w, to, relation, 1, from, edge, year, add);
    w->d_edges[from] += add ? 1 : -1;
    w->d_edges[to] += add ? 1 : -1;
    w->counts.edges_by_relation[relation] += add ? 1u : (uint32_t)-1;
}

static void retire(struct rhz_buf *list, uint32_t number)
{
    rhz_buf_append(list, &number, sizeof number);
}

static void note_edges(struct amend_writer *w)
{
    struct amend *a = w->a;
    const struct amend_record *r = AMEND_OF(struct amend_record, a->edges);
    const struct build_group *group = BUILD_ARRAY(struct build_group, a->g->edges);
    size_t i;

    for (i = 0; i < BUILD_COUNT(struct amend_record, a->edges); i++)
        if (!r[i].kept) {
            note_edge(w, r[i].from, r[i].to, r[i].relation, r[i].number, r[i].year, false);
            retire(&w->free_edges, r[i].number);
        }
    for (i = 0; i < BUILD_COUNT(struct build_group, a->g->edges); i++) {
        const struct build_fact *f = BUILD_ARRAY(struct build_fact, a->g->links) + group[i].first;
        if (group[i].is_new)
            note_edge(w, node_at(w, f->subject)->number, node_at(w, f->object)->number, f->relation, group[i].number, rhz_build_year(f), true);
    }
}

static void note_property(struct amend_writer *w, uint32_t node, uint32_t property, bool add)
{
    unsigned char key[4];

    rhz_store_be32(key, node);
    note_list(&w->stated, rhz_span((const char *)key, 4), property, add, w->a->arena);
    w->d_properties[node] += add ? 1 : -1;
}

static void note_properties(struct amend_writer *w)
{
    struct amend *a = w->a;
    const struct amend_record *r = AMEND_OF(struct amend_record, a->properties);
    const struct build_group *group = BUILD_ARRAY(struct build_group, a->g->properties);
    size_t i;

    for (i = 0; i < BUILD_COUNT(struct amend_record, a->properties); i++)
        if (!r[i].kept) {
            note_property(w, r[i].from, r[i].number, false);
            retire(&w->free_properties, r[i].number);
        }
    for (i = 0; i < BUILD_COUNT(struct build_group, a->g->properties); i++)
        if (group[i].is_new)
            note_property(w, node_at(w, (BUILD_ARRAY(struct build_fact, a->g->values) + group[i].first)->subject)->number, group[i].number, true);
}

static int by_number(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

    return (a > b) - (a < b);
}

/* A node that stays has another name: it moves in the lists of all its neighbours. */
static rhz_status note_renamed(struct amend_writer *w, uint32_t node, const uint32_t *retired, size_t n_retired)
{
    unsigned relation, direction;
    size_t i;
    rhz_status st = RHZ_OK;

    for (relation = 1; relation < RHZ_RELATION_COUNT && st == RHZ_OK; relation++)
        for (direction = 0; direction < 2 && st == RHZ_OK; direction++) {
            struct rhz_adjacency list;
            st = rhz_graph_adjacency(&w->a->graph, node, relation, direction == 0, &list, w->a->err);
            for (i = 0; st == RHZ_OK && i < list.n; i++) {
                struct rhz_adjacent x = rhz_adjacency_at(&list, i);
                if (n_retired && bsearch(&x.edge, retired, n_retired, sizeof *retired, by_number))
                    continue;
                note_neighbour(w, x.other, (uint8_t)relation, (uint8_t)!direction, node, x.edge, x.year, false);
                note_neighbour(w, x.other, (uint8_t)relation, (uint8_t)!direction, node, x.edge, x.year, true);
            }
        }
    return st;
}

/* ---- what changes: nodes ---- */

/* A dissolved node: its names leave the indexes, and it leaves the lists, unless what bears its number stays in place. */
static rhz_status note_dissolved(struct amend_writer *w, uint32_t number, const uint32_t *retired, size_t n_retired)
{
    struct amend *a = w->a;
    const struct amend_old *o = &a->old[number];
    struct build_node *now = o->node == RHZ_NONE ? NULL : node_at(w, o->node);
    struct rhz_graph_node n;
    bool renamed;
    size_t i;
    rhz_status st;

    rhz_arena_reset(a->unit);
    if ((st = rhz_graph_node(&a->graph, number, a->unit, &n, a->err)) != RHZ_OK)
        return st;
    note_name(w, n.name, number, false);
    note_form(w, n.kind, n.name, number, false);
    for (i = 0; i < n.n_aliases; i++)
        note_form(w, n.kind, n.aliases[i], number, false);
    w->counts.nodes_by_kind[n.kind]--;
    if (!now) {
        note_in_lists(w, n.kind, number, false);
        retire(&w->free_nodes, number);
        return RHZ_OK;
    }
    now->n_edges = n.n_edges;
    now->n_properties = n.n_properties;
    renamed = !rhz_span_eq(n.name, rhz_strings_at(&a->g->strings, now->name));
    if (renamed || n.n_documents != now->n_documents) {
        note_in_lists(w, n.kind, number, false);
        note_in_lists(w, n.kind, number, true);
    }
    return renamed ? note_renamed(w, number, retired, n_retired) : RHZ_OK;
}

static rhz_status note_nodes(struct amend_writer *w)
{
    struct amend *a = w->a;
    uint32_t *retired = BUILD_ARRAY(uint32_t, w->free_edges), i;
    size_t n_retired = BUILD_COUNT(uint32_t, w->free_edges), k;
    rhz_status st = RHZ_OK;

    if (n_retired)
        qsort(retired, n_retired, sizeof *retired, by_number);
    for (i = 0; i < a->graph.counts.nodes && st == RHZ_OK; i++)
        if (a->old[i].dissolved)
            st = note_dissolved(w, i, retired, n_retired);
    for (k = 0; k < BUILD_COUNT(struct build_node, a->g->nodes) && st == RHZ_OK; k++) {
        struct build_node *n = node_at(w, k);
        if (!n->anew)
            continue;
        note_names(w, n);
        w->counts.nodes_by_kind[n->kind]++;
        if (n->number >= a->graph.counts.nodes || a->old[n->number].node != k)
            note_in_lists(w, n->kind, n->number, true);
    }
    return st;
}

/* ---- records ---- */

static rhz_status write_node(struct amend_writer *w, const struct build_node *n)
{
    struct amend *a = w->a;
    const struct amend_member *m = AMEND_OF(struct amend_member, a->members) + n->first_member;
    const struct build_variant *v = BUILD_ARRAY(struct build_variant, a->g->variants);
    uint32_t i;
    rhz_status st;

    begin(w, RHZ_GRAPH_NODE);
    rhz_put_be32(&w->key, n->number);
    rhz_build_put_node(a->g, n, (uint32_t)((int32_t)n->n_edges + w->d_edges[n->number]),
                       (uint32_t)((int32_t)n->n_properties + w->d_properties[n->number]), &w->scratch, &w->value);
    if ((st = put(w)) != RHZ_OK)
        return st;
    rhz_buf_reset(&w->scratch);
    for (i = 0; i < n->n_members; i++) {
        struct rhz_entity_ref r = {m[i].document, m[i].ordinal, m[i].n_mentions, v[m[i].variant].place};
        rhz_buf_append(&w->scratch, &r, sizeof r);
    }
    begin(w, RHZ_GRAPH_MEMBERS);
    rhz_put_be32(&w->key, n->number);
    rhz_graph_members_put(&w->value, BUILD_ARRAY(struct rhz_entity_ref, w->scratch), BUILD_COUNT(struct rhz_entity_ref, w->scratch));
    if ((st = put(w)) != RHZ_OK)
        return st;
    begin(w, RHZ_GRAPH_VARIANTS);
    rhz_put_be32(&w->key, n->number);
    rhz_build_put_variants(a->g, n, &w->forms, &w->scratch, &w->value);
    return put(w);
}

static rhz_status retire_node(struct amend_writer *w, uint32_t number)
{
    rhz_status st;

    begin(w, RHZ_GRAPH_NODE);
    rhz_put_be32(&w->key, number);
    if ((st = put(w)) != RHZ_OK)
        return st;
    begin(w, RHZ_GRAPH_MEMBERS);
    rhz_put_be32(&w->key, number);
    if ((st = take_away(w)) != RHZ_OK)
        return st;
    begin(w, RHZ_GRAPH_VARIANTS);
    rhz_put_be32(&w->key, number);
    return take_away(w);
}

/* A node that is what it was, but for the number of its edges. */
static rhz_status count_ends(struct amend_writer *w, uint32_t number)
{
    struct amend *a = w->a;
    struct rhz_graph_node n;
    rhz_status st;

    rhz_arena_reset(a->unit);
    if ((st = rhz_graph_node(&a->graph, number, a->unit, &n, a->err)) != RHZ_OK)
        return st;
    n.n_edges = (uint32_t)((int32_t)n.n_edges + w->d_edges[number]);
    n.n_properties = (uint32_t)((int32_t)n.n_properties + w->d_properties[number]);
    begin(w, RHZ_GRAPH_NODE);
    rhz_put_be32(&w->key, number);
    rhz_graph_node_put(&w->value, &n); /* before put() changes what `n` borrows */
    return put(w);
}

static rhz_status write_nodes(struct amend_writer *w)
{
    struct amend *a = w->a;
    uint32_t i;
    size_t k;
    rhz_status st = RHZ_OK;

    for (i = 0; i < a->graph.counts.nodes && st == RHZ_OK; i++)
        if (a->old[i].dissolved && a->old[i].node == RHZ_NONE)
            st = retire_node(w, i);
        else if (!a->old[i].dissolved && a->old[i].id && (w->d_edges[i] || w->d_properties[i]))
            st = count_ends(w, i);
    for (k = 0; k < BUILD_COUNT(struct build_node, a->g->nodes) && st == RHZ_OK; k++)
        if (node_at(w, k)->anew)
            st = write_node(w, node_at(w, k));
    return st;
}

static rhz_status write_moved(struct amend_writer *w, const struct amend_moved *m, size_t n)
{
    struct rhz_span stored;
    size_t i;
    rhz_status st;

    begin(w, RHZ_GRAPH_DOCUMENT);
    rhz_put_be32(&w->key, m->document);
    if ((st = get(w, &stored)) != RHZ_OK)
        return st;
    rhz_buf_span(&w->value, stored);
    for (i = 0; i < n && !w->value.failed; i++)
        if (4 * (size_t)m[i].ordinal + 4 <= w->value.n)
            rhz_store_le32((unsigned char *)w->value.p + 4 * (size_t)m[i].ordinal, node_at(w, m[i].node)->number);
    return put(w);
}

static rhz_status write_documents(struct amend_writer *w)
{
    struct amend *a = w->a;
    const struct amend_document *t = AMEND_OF(struct amend_document, a->touched);
    const struct amend_moved *m = AMEND_OF(struct amend_moved, a->moved);
    size_t n_moved = BUILD_COUNT(struct amend_moved, a->moved), i, end;
    uint32_t j;
    rhz_status st = RHZ_OK;

    for (i = 0; i < BUILD_COUNT(struct amend_document, a->touched) && st == RHZ_OK; i++) {
        const struct build_entity *e = BUILD_ARRAY(struct build_entity, a->g->entities) + t[i].now.first_entity;
        w->counts.documents += (t[i].is ? 1u : 0u) - (t[i].was ? 1u : 0u);
        begin(w, RHZ_GRAPH_DOCUMENT);
        rhz_put_be32(&w->key, t[i].document);
        for (j = 0; t[i].is && j < t[i].now.n_entities; j++)
            rhz_put_le32(&w->value, e[j].node == RHZ_NONE ? RHZ_NONE : node_at(w, e[j].node)->number);
        st = w->value.n ? put(w) : take_away(w);
    }
    for (i = 0; i < n_moved && st == RHZ_OK; i = end) {
        for (end = i + 1; end < n_moved && m[end].document == m[i].document;)
            end++;
        st = write_moved(w, m + i, end - i);
    }
    return st;
}

/* Records that are gone leave an empty one: their numbers stand for nothing. */
static rhz_status retire_records(struct amend_writer *w, enum rhz_graph_part part, const struct rhz_buf *numbers, size_t n)
{
    const uint32_t *v = BUILD_ARRAY(uint32_t, *numbers);
    size_t i;
    rhz_status st = RHZ_OK;

    for (i = 0; i < n && st == RHZ_OK; i++) {
        begin(w, part);
        rhz_put_be32(&w->key, v[i]);
        st = put(w);
    }
    return st;
}

static int by_id(const void *x, const void *y)
{
    const struct amend_record *a = x, *b = y;

    return (a->id > b->id) - (a->id < b->id);
}

static bool is_as_stored(const struct amend_writer *w, const struct rhz_buf *records, uint64_t id)
{
    struct amend_record key = {.id = id};
    const struct amend_record *r =
        records->n ? bsearch(&key, records->p, BUILD_COUNT(struct amend_record, *records), sizeof key, by_id) : NULL;

    return r && rhz_span_eq(r->value, rhz_buf_view(&w->value));
}

static rhz_status write_groups(struct amend_writer *w, enum rhz_graph_part part, const struct rhz_buf *groups, const struct rhz_buf *records)
{
    const struct build_group *group = BUILD_ARRAY(struct build_group, *groups);
    size_t i;
    rhz_status st = RHZ_OK;

    for (i = 0; i < BUILD_COUNT(struct build_group, *groups) && st == RHZ_OK; i++) {
        begin(w, part);
        rhz_put_be32(&w->key, group[i].number);
        if (!(part == RHZ_GRAPH_EDGE ? rhz_build_put_edge : rhz_build_put_property)(w->a->g, &group[i], &w->scratch, &w->value))
            return rhz_no_memory(w->a->err);
        if (group[i].is_new || !is_as_stored(w, records, group[i].id))
            st = put(w);
    }
    return st;
}

/* ---- lists in an order ---- */

static const struct place *place_of(struct amend_writer *w, uint32_t number, rhz_status *st)
{
    struct amend *a = w->a;
    struct place *p = &w->places[number < a->node_end ? number : 0];
    struct rhz_graph_node n;

    if (p->known || *st != RHZ_OK)
        return p;
    rhz_arena_reset(a->unit);
    if (number >= a->node_end || (*st = rhz_graph_node(&a->graph, number, a->unit, &n, a->err)) != RHZ_OK) {
        a->lost |= number >= a->node_end;
        return p;
    }
    rhz_name_fold(n.name, &w->scratch);
    p->folded = rhz_arena_copy(a->arena, rhz_buf_view(&w->scratch));
    p->name = rhz_arena_copy(a->arena, n.name);
    p->id = n.id;
    p->n_documents = n.n_documents;
    p->known = true;
    if (w->scratch.failed || !p->folded.p || !p->name.p)
        *st = rhz_no_memory(a->err);
    return p;
}

static int compare_names(struct amend_writer *w, uint32_t x, uint32_t y, rhz_status *st)
{
    const struct place *a = place_of(w, x, st), *b = place_of(w, y, st);
    int c;

    if (*st != RHZ_OK || x == y)
        return 0;
    if ((c = rhz_span_cmp(a->folded, b->folded)) != 0 || (c = rhz_span_cmp(a->name, b->name)) != 0)
        return c;
    return (a->id > b->id) - (a->id < b->id);
}

/* The public id that begins the record of an edge or a property. */
static uint64_t id_of(struct amend_writer *w, enum rhz_graph_part part, uint32_t number, rhz_status *st)
{
    struct rhz_span v = {"", 0};

    rhz_graph_key(&w->scratch, w->a->graph.generation, part);
    rhz_put_be32(&w->scratch, number);
    if (*st == RHZ_OK)
        *st = w->scratch.failed ? rhz_no_memory(w->a->err)
                                : rhz_txn_get(txn_of(w), RHZ_DB_GRAPH, rhz_buf_view(&w->scratch), &v, w->a->err);
    w->a->lost |= *st == RHZ_NOT_FOUND || (*st == RHZ_OK && v.n < 8);
    return *st == RHZ_OK && v.n >= 8 ? rhz_le64(v.p) : 0;
}

static int compare_neighbours(struct amend_writer *w, const char *x, const char *y, rhz_status *st)
{
    uint32_t year_x = rhz_le32(x + 8), year_y = rhz_le32(y + 8), edge_x = rhz_le32(x + 4), edge_y = rhz_le32(y + 4);
    uint64_t a, b;
    int c;

    if (year_x != year_y)
        return year_x > year_y ? -1 : 1;
    if ((c = compare_names(w, rhz_le32(x), rhz_le32(y), st)) != 0 || edge_x == edge_y)
        return c;
    a = id_of(w, RHZ_GRAPH_EDGE, edge_x, st);
    b = id_of(w, RHZ_GRAPH_EDGE, edge_y, st);
    return (a > b) - (a < b);
}

static int compare_documents(struct amend_writer *w, const char *x, const char *y, rhz_status *st)
{
    uint32_t a = rhz_le32(x), b = rhz_le32(y);
    const struct place *p = place_of(w, a, st), *q = place_of(w, b, st);

    if (*st == RHZ_OK && p->n_documents != q->n_documents)
        return p->n_documents > q->n_documents ? -1 : 1;
    return compare_names(w, a, b, st);
}

static int compare_nodes(struct amend_writer *w, const char *x, const char *y, rhz_status *st)
{
    uint64_t a = place_of(w, rhz_le32(x), st)->id, b = place_of(w, rhz_le32(y), st)->id;

    return (a > b) - (a < b);
}

static int compare_properties(struct amend_writer *w, const char *x, const char *y, rhz_status *st)
{
    uint64_t a = id_of(w, RHZ_GRAPH_PROPERTY, rhz_le32(x), st), b = id_of(w, RHZ_GRAPH_PROPERTY, rhz_le32(y), st);

    return (a > b) - (a < b);
}

typedef int compare_entries(struct amend_writer *w, const char *x, const char *y, rhz_status *st);

/* Put an entry of `width` bytes into w->value, in order. */
static rhz_status insert(struct amend_writer *w, const char *entry, size_t width, compare_entries *compare)
{
    size_t low = 0, high = w->value.n / width;
    rhz_status st = RHZ_OK;

    while (low < high && st == RHZ_OK) {
        size_t middle = (low + high) / 2;
        if (compare(w, w->value.p + middle * width, entry, &st) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (st != RHZ_OK)
        return st;
    rhz_buf_append(&w->value, entry, width); /* makes room */
    if (w->value.failed)
        return rhz_no_memory(w->a->err);
    memmove(w->value.p + (low + 1) * width, w->value.p + low * width, w->value.n - (low + 1) * width);
    memcpy(w->value.p + low * width, entry, width);
    return RHZ_OK;
}

/* The list as stored in w->value, without the entries that `gone` says. */
static rhz_status take_list(struct amend_writer *w, size_t width, bool (*gone)(const char *entry, const void *changes, size_t n),
                            const void *changes, size_t n)
{
    struct rhz_span stored = {"", 0};
    size_t i;
    rhz_status st = get(w, &stored);

    if (st != RHZ_OK && st != RHZ_NOT_FOUND)
        return st;
    for (i = 0; i + width <= stored.n; i += width)
        if (!gone(stored.p + i, changes, n))
            rhz_buf_append(&w->value, stored.p + i, width);
    return w->value.failed ? rhz_no_memory(w->a->err) : RHZ_OK;
}

/* Keys are built in w->key by the caller. */
static rhz_status put_list(struct amend_writer *w)
{
    return w->value.n ? put(w) : take_away(w);
}

static int by_list(const void *x, const void *y)
{
    const struct list_change *a = x, *b = y;
    int c = rhz_span_cmp(a->key, b->key);

    if (c)
        return c;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    return (a->add > b->add) - (a->add < b->add);
}

static bool is_taken(const char *entry, const void *changes, size_t n)
{
    const struct list_change *v = changes;
    uint32_t number = rhz_le32(entry);
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (v[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && v[low].number == number;
}

/* In unordered lists a name that goes and comes back changes nothing. */
static bool changes_nothing(const struct list_change *v, size_t n)
{
    size_t i, end;

    for (i = 0; i < n; i = end) {
        for (end = i + 1; end < n && v[end].number == v[i].number;)
            end++;
        if (v[i].add == v[end - 1].add)
            return false;
    }
    return true;
}

static rhz_status write_lists(struct amend_writer *w, enum rhz_graph_part part, struct rhz_buf *changes, compare_entries *compare,
                              bool moves)
{
    struct list_change *v = BUILD_ARRAY(struct list_change, *changes);
    size_t n = BUILD_COUNT(struct list_change, *changes), i, j, end;
    unsigned char entry[4];
    rhz_status st = RHZ_OK;

    if (n)
        qsort(v, n, sizeof *v, by_list);
    for (i = 0; i < n && st == RHZ_OK && !w->a->lost; i = end) {
        for (end = i + 1; end < n && rhz_span_eq(v[end].key, v[i].key);)
            end++;
        if (!moves && changes_nothing(v + i, end - i))
            continue;
        begin(w, part);
        rhz_buf_span(&w->key, v[i].key);
        st = take_list(w, 4, is_taken, v + i, end - i);
        for (j = i; j < end && st == RHZ_OK; j++) {
            if (!v[j].add || (j > i && v[j - 1].add && v[j - 1].number == v[j].number))
                continue;
            rhz_store_le32(entry, v[j].number);
            st = insert(w, (const char *)entry, 4, compare);
        }
        if (st == RHZ_OK)
            st = put_list(w);
    }
    return st;
}

static int by_neighbour(const void *x, const void *y)
{
    const struct neighbour_change *a = x, *b = y;

    if (a->node != b->node)
        return a->node < b->node ? -1 : 1;
    if (a->relation != b->relation)
        return a->relation < b->relation ? -1 : 1;
    if (a->direction != b->direction)
        return a->direction < b->direction ? -1 : 1;
    return (a->edge > b->edge) - (a->edge < b->edge);
}

static bool is_edge_taken(const char *entry, const void *changes, size_t n)
{
    const struct neighbour_change *v = changes;
    uint32_t edge = rhz_le32(entry + 4);
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (v[middle].edge < edge)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && v[low].edge == edge;
}

static rhz_status write_neighbours(struct amend_writer *w)
{
    struct neighbour_change *v = BUILD_ARRAY(struct neighbour_change, w->neighbours);
    size_t n = BUILD_COUNT(struct neighbour_change, w->neighbours), i, j, end;
    rhz_status st = RHZ_OK;

    if (n)
        qsort(v, n, sizeof *v, by_neighbour);
    for (i = 0; i < n && st == RHZ_OK && !w->a->lost; i = end) {
        for (end = i + 1; end < n && v[end].node == v[i].node && v[end].relation == v[i].relation && v[end].direction == v[i].direction;)
            end++;
        begin(w, RHZ_GRAPH_ADJACENCY);
        rhz_put_be32(&w->key, v[i].node);
        rhz_graph_key_relation(&w->key, v[i].relation);
        rhz_buf_byte(&w->key, v[i].direction);
        st = take_list(w, RHZ_ADJACENT_BYTES, is_edge_taken, v + i, end - i);
        for (j = i; j < end && st == RHZ_OK; j++) {
            unsigned char entry[RHZ_ADJACENT_BYTES];
            if (!v[j].add)
                continue;
            rhz_store_le32(entry, v[j].other);
            rhz_store_le32(entry + 4, v[j].edge);
            rhz_store_le32(entry + 8, v[j].year);
            st = insert(w, (const char *)entry, RHZ_ADJACENT_BYTES, compare_neighbours);
        }
        if (st == RHZ_OK)
            st = put_list(w);
    }
    return st;
}

/* ---- definitions, free numbers, head ---- */

/* One short name all of whose long names are put again. */
static rhz_status write_defined(struct amend_writer *w, const struct build_definition *of)
{
    struct amend *a = w->a;
    const struct rhz_strings *s = &a->g->strings;

    begin(w, RHZ_GRAPH_DEFINED);
    rhz_buf_byte(&w->key, of->kind);
    rhz_graph_key_name(&w->key, rhz_strings_at(s, of->shorter));
    return rhz_build_put_defined(a->g, of, &w->scratch, &w->value) ? put(w) : take_away(w);
}

static rhz_status write_definitions(struct amend_writer *w)
{
    struct amend *a = w->a;
    const struct build_definition *d = BUILD_ARRAY(struct build_definition, a->g->definitions);
    const uint32_t *before = BUILD_ARRAY(uint32_t, a->defined);
    size_t i, n = BUILD_COUNT(struct build_definition, a->g->definitions), n_before = BUILD_COUNT(uint32_t, a->defined);
    rhz_status st = RHZ_OK;

    for (i = 0; i < n && st == RHZ_OK; i++)
        if (d[i].n != (i < n_before ? before[i] : 0))
            st = write_defined(w, &d[i]);
    return st;
}

static rhz_status write_free(struct amend_writer *w, char what, const struct rhz_buf *list)
{
    const uint32_t *v = BUILD_ARRAY(uint32_t, *list);
    size_t i;

    begin(w, RHZ_GRAPH_FREE);
    rhz_buf_byte(&w->key, (unsigned char)what);
    for (i = 0; i < BUILD_COUNT(uint32_t, *list); i++)
        rhz_put_le32(&w->value, v[i]);
    return put_list(w);
}

static rhz_status write_head(struct amend_writer *w)
{
    struct amend *a = w->a;

    w->counts.nodes = a->node_end;
    w->counts.edges = a->edge_end;
    w->counts.properties = a->property_end;
    w->counts.retired_nodes = (uint32_t)BUILD_COUNT(uint32_t, w->free_nodes);
    w->counts.retired_edges = (uint32_t)BUILD_COUNT(uint32_t, w->free_edges);
    w->counts.retired_properties = (uint32_t)BUILD_COUNT(uint32_t, w->free_properties);
    w->counts.statements += BUILD_COUNT(struct build_fact, a->g->links) + BUILD_COUNT(struct build_fact, a->g->values) - a->n_facts_before;
    w->counts.amended = true;
    begin(w, RHZ_GRAPH_HEAD);
    rhz_graph_counts_put(&w->value, &w->counts);
    return put(w);
}

/* ---- the whole ---- */

static void keep_free(struct rhz_buf *out, const struct rhz_numbers *v, size_t used)
{
    for (; used < v->n; used++)
        retire(out, rhz_numbers_at(v, used));
}

static rhz_status note_changes(struct amend_writer *w)
{
    rhz_status st;

    note_edges(w);
    note_properties(w);
    if ((st = note_nodes(w)) == RHZ_OK)
        st = note_ids(w);
    if (w->neighbours.failed || w->keys.failed || w->words.failed || w->folded.failed || w->lists.failed || w->stated.failed || w->free_nodes.failed ||
        w->free_edges.failed || w->free_properties.failed)
        return rhz_no_memory(w->a->err);
    return st;
}

static rhz_status write_changes(struct amend_writer *w, size_t n_edges, size_t n_properties)
{
    struct amend *a = w->a;
    rhz_status st;

    if ((st = write_nodes(w)) != RHZ_OK || (st = write_ids(w)) != RHZ_OK || (st = write_documents(w)) != RHZ_OK)
        return st;
    if ((st = retire_records(w, RHZ_GRAPH_EDGE, &w->free_edges, n_edges)) != RHZ_OK ||
        (st = retire_records(w, RHZ_GRAPH_PROPERTY, &w->free_properties, n_properties)) != RHZ_OK)
        return st;
    if ((st = write_groups(w, RHZ_GRAPH_EDGE, &a->g->edges, &a->edges)) != RHZ_OK ||
        (st = write_groups(w, RHZ_GRAPH_PROPERTY, &a->g->properties, &a->properties)) != RHZ_OK)
        return st;
    /* Orders ask for names and ids: of records that are written now. */
    if ((st = write_neighbours(w)) != RHZ_OK ||
        (st = write_lists(w, RHZ_GRAPH_STATED, &w->stated, compare_properties, false)) != RHZ_OK ||
        (st = write_lists(w, RHZ_GRAPH_LIST, &w->lists, compare_documents, true)) != RHZ_OK ||
        (st = write_lists(w, RHZ_GRAPH_KEY, &w->keys, compare_nodes, false)) != RHZ_OK ||
        (st = write_lists(w, RHZ_GRAPH_FOLDED, &w->folded, compare_nodes, false)) != RHZ_OK ||
        (st = write_lists(w, RHZ_GRAPH_WORD, &w->words, compare_nodes, false)) != RHZ_OK)
        return st;
    if ((st = write_definitions(w)) != RHZ_OK || (st = write_free(w, 'N', &w->free_nodes)) != RHZ_OK ||
        (st = write_free(w, 'E', &w->free_edges)) != RHZ_OK || (st = write_free(w, 'P', &w->free_properties)) != RHZ_OK ||
        (st = write_head(w)) != RHZ_OK)
        return st;
    return rhz_build_keep_corrections(a->g, a->err);
}

static void writer_free(struct amend_writer *w)
{
    rhz_buf_free(&w->key);
    rhz_buf_free(&w->value);
    rhz_buf_free(&w->scratch);
    rhz_buf_free(&w->forms);
    rhz_buf_free(&w->neighbours);
    rhz_buf_free(&w->keys);
    rhz_buf_free(&w->words);
    rhz_buf_free(&w->folded);
    rhz_buf_free(&w->ids);
    rhz_buf_free(&w->lists);
    rhz_buf_free(&w->stated);
    rhz_buf_free(&w->free_nodes);
    rhz_buf_free(&w->free_edges);
    rhz_buf_free(&w->free_properties);
    free(w->places);
    free(w->d_edges);
    free(w->d_properties);
}

rhz_status rhz_amend_write(struct amend *a)
{
    struct amend_writer w = {.a = a, .counts = a->graph.counts};
    size_t n = (size_t)a->node_end + 1, n_edges, n_properties;
    rhz_status st;

    w.places = calloc(n, sizeof *w.places);
    w.d_edges = calloc(n, sizeof *w.d_edges);
    w.d_properties = calloc(n, sizeof *w.d_properties);
    st = w.places && w.d_edges && w.d_properties ? note_changes(&w) : rhz_no_memory(a->err);
    n_edges = BUILD_COUNT(uint32_t, w.free_edges);
    n_properties = BUILD_COUNT(uint32_t, w.free_properties);
    /* What was free before and still is lies in the map: it is copied before the first write. */
    keep_free(&w.free_nodes, &a->free_nodes, a->used_nodes);
    keep_free(&w.free_edges, &a->free_edges, a->used_edges);
    keep_free(&w.free_properties, &a->free_properties, a->used_properties);
    if (st == RHZ_OK && (w.free_nodes.failed || w.free_edges.failed || w.free_properties.failed))
        st = rhz_no_memory(a->err);
    if (st == RHZ_OK && !a->lost)
        st = write_changes(&w, n_edges, n_properties);
    writer_free(&w);
    return st;
}
