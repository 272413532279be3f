/* check_graph.c -- the graph built again, beside the base, and held against the stored one byte for byte.
 *
 * A generation depends on the set of documents alone, but for its numbers when it was amended; so the same facts and
 * addresses, copied into a base of their own in the temporary folder, must give the same records. That base is
 * removed at the end; the one under verification is never written, and may be read-only.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "corrections_file.h"
#include "graph_build.h"

/* ---- records, one by one ---- */

static rhz_status check_nodes(struct check *c, const struct rhz_graph *g, struct rhz_error *err)
{
    struct rhz_graph_node node;
    struct rhz_entity_ref *refs;
    size_t n;
    uint32_t i, found;
    rhz_status st = RHZ_OK;

    for (i = 0; i < g->counts.nodes && st == RHZ_OK; i++) {
        rhz_arena_reset(c->unit);
        if ((st = rhz_graph_node(g, i, c->unit, &node, err)) == RHZ_OK && node.id == 0)
            continue; /* a number that stands for nothing */
        if (st == RHZ_OK && (st = rhz_graph_members(g, i, c->unit, &refs, &n, err)) == RHZ_OK)
            st = rhz_graph_find(g, node.id, &found, err);
        if (st == RHZ_OK && found != i)
            return rhz_fail(err, RHZ_CORRUPT, "le nœud %u ne se retrouve pas par son identifiant.", i);
    }
    return st;
}

static rhz_status check_edges(struct check *c, const struct rhz_graph *g, struct rhz_error *err)
{
    struct rhz_graph_edge edge;
    struct rhz_graph_property property;
    uint32_t i;
    rhz_status st = RHZ_OK;

    for (i = 0; i < g->counts.edges && st == RHZ_OK; i++) {
        rhz_arena_reset(c->unit);
        st = rhz_graph_edge(g, i, c->unit, &edge, err);
        if (st == RHZ_OK && (edge.from >= g->counts.nodes || edge.to >= g->counts.nodes))
            return rhz_fail(err, RHZ_CORRUPT, "le lien %u n'a pas ses deux bouts.", i);
    }
    for (i = 0; i < g->counts.properties && st == RHZ_OK; i++) {
        rhz_arena_reset(c->unit);
        st = rhz_graph_property(g, i, c->unit, &property, err);
        if (st == RHZ_OK && property.node >= g->counts.nodes)
            return rhz_fail(err, RHZ_CORRUPT, "la propriété %u n'est celle de personne.", i);
    }
    return st;
}

static rhz_status check_records(struct check *c, struct rhz_error *err)
{
    struct rhz_error why = {RHZ_OK, ""};
    struct rhz_graph g;
    rhz_status st = rhz_graph_open(c->txn, c->publication.graph, &g, &why);

    if (st == RHZ_OK) {
        c->report->nodes = g.counts.nodes - g.counts.retired_nodes;
        c->report->edges = g.counts.edges - g.counts.retired_edges;
    }
    if (st == RHZ_OK && (st = check_nodes(c, &g, &why)) == RHZ_OK)
        st = check_edges(c, &g, &why);
    return rhz_check_soft(c, st, &why, "Graphe", err);
}

/* ---- the graph built again ---- */

struct scratch {
    char path[512];
    struct rhz_store *store;
    struct rhz_txn *txn;
};

static int remove_entry(const char *path, const struct stat *s, int kind, struct FTW *f)
{
    (void)s;
    (void)kind;
    (void)f;
    return remove(path);
}

static rhz_status scratch_open(struct scratch *s, struct rhz_error *err)
{
    const char *tmp = getenv("TMPDIR");
    rhz_status st;

    snprintf(s->path, sizeof s->path, "%s/rhizome-verifier-XXXXXX", tmp && *tmp && strlen(tmp) < 400 ? tmp : "/tmp");
    if (!mkdtemp(s->path)) {
        st = rhz_fail(err, RHZ_IO, "Un dossier temporaire ne peut être créé dans « %s » : donnez-en un autre dans TMPDIR.",
                      tmp && *tmp ? tmp : "/tmp");
        s->path[0] = 0;
        return st;
    }
    if ((st = rhz_store_open(s->path, RHZ_STORE_CREATE, 0, &s->store, err)) != RHZ_OK)
        return st;
    return rhz_txn_begin(s->store, true, &s->txn, err);
}

static void scratch_close(struct scratch *s)
{
    rhz_txn_abort(s->txn);
    rhz_store_close(s->store);
    if (s->path[0])
        nftw(s->path, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static rhz_status copy_database(struct check *c, struct scratch *s, enum rhz_db db, struct rhz_error *err)
{
    struct rhz_db_cursor *cursor;
    struct rhz_span k, v;
    rhz_status st = rhz_db_cursor_open(c->txn, db, &cursor, err);

    if (st != RHZ_OK)
        return st;
    for (st = rhz_db_seek(cursor, rhz_span("", 0), &k, &v, err); st == RHZ_OK; st = rhz_db_next(cursor, &k, &v, err)) {
        if ((st = rhz_txn_append(s->txn, db, k, v, err)) != RHZ_OK)
            break;
        if (rhz_txn_written(s->txn) < RHZ_TXN_DIRTY / 2)
            continue;
        st = rhz_txn_commit(s->txn, err);
        s->txn = NULL;
        if (st != RHZ_OK || (st = rhz_txn_begin(s->store, true, &s->txn, err)) != RHZ_OK)
            break;
    }
    rhz_db_cursor_close(cursor);
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

/* What a key of the graph is of, in words. */
static void tell(struct check *c, struct rhz_span key, const char *what)
{
    static const struct { char part; const char *name; } parts[] = {
        {'A', "les liens du nœud"}, {'C', "la table des sigles"}, {'R', "la liste des numéros libres"}, {'F', "la table des noms pliés"},
        {'T', "les variantes du nœud"}, {'D', "les entités du document"}, {'E', "le lien"}, {'H', "l'en-tête"},
        {'I', "la table des identifiants"}, {'K', "la table des noms"}, {'L', "une liste de nœuds"},
        {'M', "les mentions du nœud"}, {'N', "le nœud"}, {'P', "la propriété"}, {'S', "les propriétés du nœud"},
        {'W', "la table des mots des noms"},
    };
    size_t i;

    for (i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (key.n > 4 && key.p[4] == parts[i].part)
            break;
    if (i == sizeof parts / sizeof parts[0])
        rhz_check_finding(c, "Graphe : un enregistrement de nature inconnue est %s.", what);
    else if (key.n >= 9 && strchr("ADEMNPST", parts[i].part))
        rhz_check_finding(c, "Graphe : %s %u : %s.", parts[i].name, rhz_be32(key.p + 5), what);
    else
        rhz_check_finding(c, "Graphe : %s : %s.", parts[i].name, what);
}

/* ---- numbers ---- */

/* The graph in force may have been amended: its numbers are then not those of a fresh one, but public ids tell which is which.
 * What numbers of the stored graph are in the fresh one. */
struct renumbering {
    struct rhz_buf nodes, edges, properties; /* uint32_t; RHZ_NONE: there is none */
};

struct numbered {
    uint64_t id;
    uint32_t number;
};

static int by_id(const void *a, const void *b)
{
    const struct numbered *x = a, *y = b;

    return x->id != y->id ? (x->id > y->id) - (x->id < y->id) : (x->number > y->number) - (x->number < y->number);
}

static rhz_status list_ids(struct rhz_txn *t, uint32_t generation, enum rhz_graph_part part, struct rhz_buf *out, struct rhz_error *err)
{
    struct rhz_db_cursor *c = NULL;
    struct rhz_buf prefix = {0};
    struct rhz_span k, v;
    rhz_status st;

    rhz_graph_key(&prefix, generation, part);
    st = prefix.failed ? rhz_no_memory(err) : rhz_db_cursor_open(t, RHZ_DB_GRAPH, &c, err);
    if (st == RHZ_OK)
        st = rhz_db_seek(c, rhz_buf_view(&prefix), &k, &v, err);
    for (; st == RHZ_OK && k.n == prefix.n + 4 && memcmp(k.p, prefix.p, prefix.n) == 0; st = rhz_db_next(c, &k, &v, err)) {
        struct numbered n = {.number = rhz_be32(k.p + prefix.n)};
        if (v.n < 8)
            continue;
        n.id = rhz_le64(v.p);
        rhz_buf_append(out, &n, sizeof n);
    }
    rhz_db_cursor_close(c);
    rhz_buf_free(&prefix);
    if (out->failed)
        return rhz_no_memory(err);
    if (out->n)
        qsort(out->p, out->n / sizeof(struct numbered), sizeof(struct numbered), by_id);
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

static rhz_status renumber(struct check *c, struct scratch *s, enum rhz_graph_part part, uint32_t end, struct rhz_buf *out,
                           struct rhz_error *err)
{
    struct rhz_buf stored = {0}, fresh = {0};
    const struct numbered *x, *y;
    uint32_t *map;
    size_t i, j = 0, n, m;
    rhz_status st;

    if (!rhz_buf_reserve(out, (size_t)end * sizeof *map + 1))
        return rhz_no_memory(err);
    map = (uint32_t *)(void *)out->p;
    memset(map, 0xFF, (size_t)end * sizeof *map);
    out->n = (size_t)end * sizeof *map;
    if ((st = list_ids(c->txn, c->publication.graph, part, &stored, err)) == RHZ_OK)
        st = list_ids(s->txn, c->publication.graph, part, &fresh, err);
    x = (const struct numbered *)(const void *)stored.p;
    y = (const struct numbered *)(const void *)fresh.p;
    n = stored.n / sizeof *x;
    m = fresh.n / sizeof *y;
    for (i = 0; i < n && st == RHZ_OK; i++) {
        while (j < m && y[j].id < x[i].id)
            j++;
        if (j < m && y[j].id == x[i].id && x[i].number < end)
            map[x[i].number] = y[j++].number;
    }
    rhz_buf_free(&stored);
    rhz_buf_free(&fresh);
    return st;
}

static uint32_t renumbered(const struct rhz_buf *map, uint32_t number)
{
    return number < map->n / sizeof(uint32_t) ? ((const uint32_t *)(const void *)map->p)[number] : RHZ_NONE;
}

/* A record of the stored graph as the fresh one would hold it, or nothing for a number that is free. */
struct translation {
    struct rhz_buf key, value;
    bool nothing;
};

static void translate_list(const struct rhz_span v, const struct rhz_buf *map, struct rhz_buf *out)
{
    size_t i;

    for (i = 0; i + 4 <= v.n; i += 4)
        rhz_put_le32(out, renumbered(map, rhz_le32(v.p + i)));
}

static rhz_status translate_value(struct check *c, char part, struct rhz_span v, const struct renumbering *r, struct rhz_buf *out,
                                  struct rhz_error *err)
{
    struct rhz_graph_edge e;
    struct rhz_graph_property p;
    struct rhz_graph_counts counts;
    size_t i;
    rhz_status st = RHZ_OK;

    rhz_arena_reset(c->unit);
    switch (part) {
    case RHZ_GRAPH_ADJACENCY:
        for (i = 0; i + RHZ_ADJACENT_BYTES <= v.n; i += RHZ_ADJACENT_BYTES) {
            struct rhz_adjacent a = {.other = renumbered(&r->nodes, rhz_le32(v.p + i)), .edge = renumbered(&r->edges, rhz_le32(v.p + i + 4)),
                                     .year = rhz_le32(v.p + i + 8)};
            rhz_graph_adjacent_put(out, &a);
        }
        break;
    case RHZ_GRAPH_DOCUMENT:
    case RHZ_GRAPH_FOLDED:
    case RHZ_GRAPH_ID:
    case RHZ_GRAPH_KEY:
    case RHZ_GRAPH_LIST:
    case RHZ_GRAPH_WORD:
        translate_list(v, &r->nodes, out);
        break;
    case RHZ_GRAPH_STATED:
        translate_list(v, &r->properties, out);
        break;
    case RHZ_GRAPH_EDGE:
        if ((st = rhz_graph_edge_get(v, c->unit, &e, err)) == RHZ_OK) {
            e.from = renumbered(&r->nodes, e.from);
            e.to = renumbered(&r->nodes, e.to);
            rhz_graph_edge_put(out, &e);
        }
        break;
    case RHZ_GRAPH_PROPERTY:
        if ((st = rhz_graph_property_get(v, c->unit, &p, err)) == RHZ_OK) {
            p.node = renumbered(&r->nodes, p.node);
            rhz_graph_property_put(out, &p);
        }
        break;
    case RHZ_GRAPH_HEAD:
        if ((st = rhz_graph_counts_get(v, &counts, err)) == RHZ_OK) {
            counts.nodes -= counts.retired_nodes;
            counts.edges -= counts.retired_edges;
            counts.properties -= counts.retired_properties;
            counts.retired_nodes = counts.retired_edges = counts.retired_properties = 0;
            counts.amended = false;
            rhz_graph_counts_put(out, &counts);
        }
        break;
    default:
        rhz_buf_span(out, v);
    }
    return st;
}

static rhz_status translate(struct check *c, struct rhz_span k, struct rhz_span v, const struct renumbering *r, struct translation *out,
                            struct rhz_error *err)
{
    char part = k.n > 4 ? k.p[4] : 0;
    const struct rhz_buf *map = part && strchr("AMNST", part) ? &r->nodes : part == 'E' ? &r->edges : part == 'P' ? &r->properties : NULL;
    rhz_status st;

    rhz_buf_reset(&out->key);
    rhz_buf_reset(&out->value);
    rhz_buf_span(&out->key, k);
    if (map && k.n >= 9 && !out->key.failed)
        rhz_store_be32((unsigned char *)out->key.p + 5, renumbered(map, rhz_be32(k.p + 5)));
    out->nothing = part == RHZ_GRAPH_FREE || (part && strchr("ENP", part) && v.n == 0);
    st = translate_value(c, part, v, r, &out->value, err);
    return st == RHZ_OK && (out->key.failed || out->value.failed) ? rhz_no_memory(err) : st;
}

static rhz_status count_records(struct rhz_txn *t, uint32_t generation, uint64_t *n, struct rhz_error *err)
{
    struct rhz_db_cursor *c = NULL;
    unsigned char prefix[4];
    struct rhz_span k, v;
    rhz_status st = rhz_db_cursor_open(t, RHZ_DB_GRAPH, &c, err);

    rhz_store_be32(prefix, generation);
    *n = 0;
    if (st == RHZ_OK)
        st = rhz_db_seek(c, rhz_span((const char *)prefix, 4), &k, &v, err);
    for (; st == RHZ_OK && k.n >= 4 && memcmp(k.p, prefix, 4) == 0; st = rhz_db_next(c, &k, &v, err))
        ++*n;
    rhz_db_cursor_close(c);
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

static int by_hash(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* What the fresh graph holds and no stored record was. */
static rhz_status tell_missing(struct check *c, struct scratch *s, struct rhz_buf *met, struct rhz_error *err)
{
    struct rhz_db_cursor *cursor = NULL;
    unsigned char prefix[4];
    struct rhz_span k, v;
    uint64_t *hash = (uint64_t *)(void *)met->p;
    size_t n = met->n / sizeof *hash;
    rhz_status st = rhz_db_cursor_open(s->txn, RHZ_DB_GRAPH, &cursor, err);

    rhz_store_be32(prefix, c->publication.graph);
    if (st == RHZ_OK)
        st = rhz_db_seek(cursor, rhz_span((const char *)prefix, 4), &k, &v, err);
    for (; st == RHZ_OK && k.n >= 4 && memcmp(k.p, prefix, 4) == 0; st = rhz_db_next(cursor, &k, &v, err)) {
        uint64_t x = rhz_hash64(k);
        if (!n || !bsearch(&x, hash, n, sizeof x, by_hash))
            tell(c, k, "il manque");
    }
    rhz_db_cursor_close(cursor);
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

/* Each stored record, in the fresh graph's numbers, is one of it, and they are as many. */
static rhz_status compare_each(struct check *c, struct scratch *s, const struct renumbering *r, struct rhz_buf *met, struct rhz_error *err)
{
    struct rhz_db_cursor *cursor = NULL;
    struct translation as = {.nothing = false};
    unsigned char prefix[4];
    struct rhz_span k, v, fresh;
    rhz_status st = rhz_db_cursor_open(c->txn, RHZ_DB_GRAPH, &cursor, err);

    rhz_store_be32(prefix, c->publication.graph);
    if (st == RHZ_OK)
        st = rhz_db_seek(cursor, rhz_span((const char *)prefix, 4), &k, &v, err);
    for (; st == RHZ_OK && k.n >= 4 && memcmp(k.p, prefix, 4) == 0; st = rhz_db_next(cursor, &k, &v, err)) {
        uint64_t hash;
        struct rhz_error why = {RHZ_OK, ""};
        st = translate(c, k, v, r, &as, &why);
        if (st == RHZ_CORRUPT) {
            tell(c, k, "il est illisible");
            st = RHZ_OK;
            continue;
        }
        if (st != RHZ_OK) {
            rhz_fail(err, st, "%s", why.text);
            break;
        }
        if (as.nothing)
            continue;
        st = rhz_txn_get(s->txn, RHZ_DB_GRAPH, rhz_buf_view(&as.key), &fresh, err);
        if (st == RHZ_NOT_FOUND)
            tell(c, k, "les documents ne le disent pas");
        else if (st == RHZ_OK && !rhz_span_eq(fresh, rhz_buf_view(&as.value)))
            tell(c, k, "ce n'est pas ce que disent les documents");
        if (st != RHZ_OK && st != RHZ_NOT_FOUND)
            break;
        st = RHZ_OK;
        hash = rhz_hash64(rhz_buf_view(&as.key));
        rhz_buf_append(met, &hash, sizeof hash);
    }
    rhz_db_cursor_close(cursor);
    rhz_buf_free(&as.key);
    rhz_buf_free(&as.value);
    if (st == RHZ_OK || st == RHZ_NOT_FOUND)
        st = met->failed ? rhz_no_memory(err) : RHZ_OK;
    return st;
}

static rhz_status compare(struct check *c, struct scratch *s, struct rhz_error *err)
{
    struct renumbering r = {.nodes = {0}};
    struct rhz_buf met = {0};
    struct rhz_graph g;
    uint64_t n = 0;
    rhz_status st;

    if ((st = rhz_graph_open(c->txn, c->publication.graph, &g, err)) != RHZ_OK || (st = rhz_txn_entries(c->txn, RHZ_DB_GRAPH, &n, err)) != RHZ_OK)
        return st;
    if (g.counts.nodes > n || g.counts.edges > n || g.counts.properties > n) {
        rhz_check_finding(c, "Graphe : l'en-tête compte plus d'éléments que la base n'en tient.");
        return RHZ_OK;
    }
    if ((st = renumber(c, s, RHZ_GRAPH_NODE, g.counts.nodes, &r.nodes, err)) != RHZ_OK ||
        (st = renumber(c, s, RHZ_GRAPH_EDGE, g.counts.edges, &r.edges, err)) != RHZ_OK ||
        (st = renumber(c, s, RHZ_GRAPH_PROPERTY, g.counts.properties, &r.properties, err)) != RHZ_OK ||
        (st = compare_each(c, s, &r, &met, err)) != RHZ_OK)
        goto done;
    if (met.n)
        qsort(met.p, met.n / sizeof(uint64_t), sizeof(uint64_t), by_hash);
    if ((st = count_records(s->txn, c->publication.graph, &n, err)) == RHZ_OK && n != met.n / sizeof(uint64_t))
        st = tell_missing(c, s, &met, err);
done:
    rhz_buf_free(&r.nodes);
    rhz_buf_free(&r.edges);
    rhz_buf_free(&r.properties);
    rhz_buf_free(&met);
    return st;
}

static rhz_status build_again(struct check *c, struct scratch *s, struct rhz_error *err)
{
    struct rhz_error why = {RHZ_OK, ""};
    struct rhz_corrections_copy corrections;
    rhz_status st;

    if ((st = scratch_open(s, err)) != RHZ_OK || (st = copy_database(c, s, RHZ_DB_ADDRESS, err)) != RHZ_OK ||
        (st = copy_database(c, s, RHZ_DB_FACTS, err)) != RHZ_OK)
        return st;
    st = rhz_corrections_copy_get(c->txn, c->publication.graph, &corrections, &why);
    if (st == RHZ_OK)
        st = rhz_graph_build(s->store, &s->txn, &c->publication, c->publication.graph, corrections.text,
                             c->o.memory_bytes, &why);
    if (st != RHZ_OK)
        return rhz_check_soft(c, st, &why, "Graphe", err);
    return compare(c, s, err);
}

rhz_status rhz_check_graph(struct check *c, struct rhz_error *err)
{
    struct scratch s = {.path = ""};
    rhz_status st = c->publication.graph ? check_records(c, err) : RHZ_OK;

    /* A run was stopped before its graph: that of the publication before it is in force, and cannot be built again. */
    c->report->graph_late = c->publication.graph_publication != c->publication.number;
    if (st != RHZ_OK || c->o.quick || c->report->graph_late)
        return st;
    st = build_again(c, &s, err);
    scratch_close(&s);
    return st;
}
