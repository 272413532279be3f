/* field_nodes.c -- the nodes that a field names: those that bear the very name, else those one of whose names holds all
 * its words. Several may: all are meant, since a field filters and does not choose. */
#include "field_filter.h"
#include "graph.h"
#include "names.h"

struct search {
    const struct rhz_graph *graph;
    struct rhz_arena *arena;
    unsigned kind; /* 0: any */
    uint32_t *v;
    size_t n, cap;
    struct rhz_error *err;
};

static rhz_status add(struct search *s, uint32_t node)
{
    if (!RHZ_PUSH(s->arena, s->v, s->n, s->cap))
        return rhz_no_memory(s->err);
    s->v[s->n++] = node;
    return RHZ_OK;
}

static rhz_status by_key(struct search *s, struct rhz_span name)
{
    struct rhz_buf key = {0};
    struct rhz_numbers list;
    rhz_status st = RHZ_OK;

    for (unsigned kind = 1; kind < RHZ_KIND_COUNT && st == RHZ_OK; kind++) {
        if (s->kind && kind != s->kind)
            continue;
        rhz_name_key(kind, name, &key);
        if (key.failed)
            st = rhz_no_memory(s->err);
        else if (!key.n)
            continue;
        else
            st = rhz_graph_nodes_of_key(s->graph, kind, rhz_buf_view(&key), &list, s->err);
        for (size_t i = 0; st == RHZ_OK && i < list.n; i++)
            st = add(s, rhz_numbers_at(&list, i));
    }
    rhz_buf_free(&key);
    return st;
}

static bool name_holds(struct rhz_span name, struct rhz_span word)
{
    for (size_t i = 0; i + word.n <= name.n; i++)
        if ((i == 0 || name.p[i - 1] == ' ') && memcmp(name.p + i, word.p, word.n) == 0 &&
            (i + word.n == name.n || name.p[i + word.n] == ' '))
            return true;
    return false;
}

bool rhz_name_has_words(struct rhz_span form, struct rhz_span words, struct rhz_buf *room)
{
    rhz_name_fold(form, room);
    while (words.n) {
        const char *space = memchr(words.p, ' ', words.n);
        struct rhz_span w = rhz_span(words.p, space ? (size_t)(space - words.p) : words.n);

        if (!name_holds(rhz_buf_view(room), w))
            return false;
        words = space ? rhz_span(space + 1, words.n - w.n - 1) : rhz_span("", 0);
    }
    return true;
}

/* Nodes that hold the longest word are read, and all words sought in each of their names. */
static rhz_status by_words(struct search *s, struct rhz_span words)
{
    size_t bytes = rhz_graph_bits_bytes(s->graph);
    unsigned char *bits = rhz_arena_zalloc(s->arena, bytes, 1);
    struct rhz_span rest = words, longest = {"", 0};
    struct rhz_buf room = {0};
    rhz_status st;

    if (!bits)
        return rhz_no_memory(s->err);
    while (rest.n) {
        const char *space = memchr(rest.p, ' ', rest.n);
        struct rhz_span w = rhz_span(rest.p, space ? (size_t)(space - rest.p) : rest.n);

        longest = w.n > longest.n ? w : longest;
        rest = space ? rhz_span(space + 1, rest.n - w.n - 1) : rhz_span("", 0);
    }
    st = rhz_graph_mark_word(s->graph, longest, false, bits, s->err);
    for (uint32_t i = 0; st == RHZ_OK && i < s->graph->counts.nodes; i++) {
        struct rhz_graph_node n;
        bool meant = false;

        if (!(bits[i / 8] >> i % 8 & 1) || (st = rhz_graph_node(s->graph, i, s->arena, &n, s->err)) != RHZ_OK)
            continue;
        if (s->kind && n.kind != s->kind)
            continue;
        meant = rhz_name_has_words(n.name, words, &room);
        for (size_t k = 0; !meant && k < n.n_aliases; k++)
            meant = rhz_name_has_words(n.aliases[k], words, &room);
        if (meant)
            st = add(s, i);
    }
    if (st == RHZ_OK && room.failed)
        st = rhz_no_memory(s->err);
    rhz_buf_free(&room);
    return st;
}

/* "#1234": the node of this public id. */
static rhz_status by_id(struct search *s, struct rhz_span digits)
{
    struct rhz_graph_node n;
    uint64_t id = 0;
    uint32_t node;
    rhz_status st;

    for (size_t i = 0; i < digits.n && id < UINT64_C(1) << 53; i++) {
        if (digits.p[i] < '0' || digits.p[i] > '9')
            return RHZ_OK;
        id = id * 10 + (uint64_t)(digits.p[i] - '0');
    }
    if ((st = rhz_graph_find(s->graph, id, &node, s->err)) == RHZ_NOT_FOUND)
        return RHZ_OK;
    if (st != RHZ_OK || (st = rhz_graph_node(s->graph, node, s->arena, &n, s->err)) != RHZ_OK)
        return st;
    return s->kind && n.kind != s->kind ? RHZ_OK : add(s, node);
}

rhz_status rhz_field_nodes(const struct rhz_graph *g, unsigned kind, struct rhz_span name, struct rhz_arena *arena,
                           uint32_t **nodes, size_t *n, struct rhz_error *err)
{
    struct search s = {.graph = g, .arena = arena, .kind = kind, .err = err};
    struct rhz_buf folded = {0};
    bool is_id = name.n > 1 && name.p[0] == '#';
    rhz_status st = is_id ? by_id(&s, rhz_span(name.p + 1, name.n - 1)) : by_key(&s, name);

    if (st == RHZ_OK && !s.n && !is_id) {
        rhz_name_fold(name, &folded);
        if (folded.failed)
            st = rhz_no_memory(err);
        else if (folded.n)
            st = by_words(&s, rhz_buf_view(&folded));
    }
    rhz_buf_free(&folded);
    *nodes = s.v;
    *n = s.n;
    return st;
}
