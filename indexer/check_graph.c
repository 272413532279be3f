/* check_graph.c -- the graph built again, beside the base, and held against the stored one byte for byte.
 *
 * A generation depends on the set of documents alone, and is written under numbers that do; so the same facts and
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
        if ((st = rhz_graph_node(g, i, c->unit, &node, err)) == RHZ_OK &&
            (st = rhz_graph_members(g, i, c->unit, &refs, &n, err)) == RHZ_OK)
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
        c->report->nodes = g.counts.nodes;
        c->report->edges = g.counts.edges;
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
        {'A', "les liens du nœud"}, {'D', "les entités du document"}, {'E', "le lien"}, {'H', "l'en-tête"},
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
    else if (key.n >= 9 && strchr("ADEMNPS", parts[i].part))
        rhz_check_finding(c, "Graphe : %s %u : %s.", parts[i].name, rhz_be32(key.p + 5), what);
    else
        rhz_check_finding(c, "Graphe : %s : %s.", parts[i].name, what);
}

struct side {
    struct rhz_db_cursor *cursor;
    struct rhz_span k, v;
    rhz_status st;
};

/* The next record of the generation; past it, RHZ_NOT_FOUND. */
static void step(struct side *s, struct rhz_span prefix, bool first, struct rhz_error *err)
{
    s->st = first ? rhz_db_seek(s->cursor, prefix, &s->k, &s->v, err) : rhz_db_next(s->cursor, &s->k, &s->v, err);
    if (s->st == RHZ_OK && (s->k.n < prefix.n || memcmp(s->k.p, prefix.p, prefix.n) != 0))
        s->st = RHZ_NOT_FOUND;
}

static rhz_status compare(struct check *c, struct side *stored, struct side *fresh, struct rhz_error *err)
{
    char prefix[4];
    struct rhz_span generation = rhz_span(prefix, sizeof prefix);

    rhz_store_be32((unsigned char *)prefix, c->publication.graph);
    step(stored, generation, true, err);
    step(fresh, generation, true, err);
    while (stored->st == RHZ_OK || fresh->st == RHZ_OK) {
        int order = stored->st != RHZ_OK ? 1 : fresh->st != RHZ_OK ? -1 : rhz_span_cmp(stored->k, fresh->k);
        if (order < 0)
            tell(c, stored->k, "les documents ne le disent pas");
        else if (order > 0)
            tell(c, fresh->k, "il manque");
        else if (!rhz_span_eq(stored->v, fresh->v))
            tell(c, stored->k, "ce n'est pas ce que disent les documents");
        if (order <= 0)
            step(stored, generation, false, err);
        if (order >= 0)
            step(fresh, generation, false, err);
    }
    if (stored->st != RHZ_NOT_FOUND)
        return stored->st;
    return fresh->st == RHZ_NOT_FOUND ? RHZ_OK : fresh->st;
}

static rhz_status build_again(struct check *c, struct scratch *s, struct rhz_error *err)
{
    struct side stored = {.cursor = NULL}, fresh = {.cursor = NULL};
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
    if ((st = rhz_db_cursor_open(c->txn, RHZ_DB_GRAPH, &stored.cursor, err)) == RHZ_OK &&
        (st = rhz_db_cursor_open(s->txn, RHZ_DB_GRAPH, &fresh.cursor, err)) == RHZ_OK)
        st = compare(c, &stored, &fresh, err);
    rhz_db_cursor_close(fresh.cursor);
    rhz_db_cursor_close(stored.cursor);
    return st;
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
