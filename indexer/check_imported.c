/* check_imported.c -- an imported base: there is no text to hold anything against, but every proof must be there and read. */
#include "check.h"
#include "graph.h"
#include "imported.h"

static rhz_status check_proofs(struct check *c, const struct rhz_statement_ref *v, size_t n, struct rhz_error *err)
{
    struct rhz_imported_proof proof;
    struct rhz_span value;
    unsigned char key[RHZ_PROOF_KEY];
    size_t i;
    rhz_status st = RHZ_OK;

    for (i = 0; i < n && st == RHZ_OK; i++) {
        rhz_imported_key(key, v[i].document, v[i].statement);
        if (!rhz_publication_alive(&c->publication, v[i].document))
            return rhz_fail(err, RHZ_CORRUPT, "une preuve cite un document qui n'existe pas.");
        st = rhz_txn_get(c->txn, RHZ_DB_FACTS, rhz_span((const char *)key, sizeof key), &value, err);
        if (st == RHZ_OK)
            st = rhz_imported_get(value, c->unit, &proof, err);
    }
    return st;
}

static rhz_status check_all_proofs(struct check *c, struct rhz_error *err)
{
    struct rhz_graph g;
    struct rhz_graph_edge e;
    struct rhz_graph_property p;
    uint32_t i;
    rhz_status st = rhz_graph_open(c->txn, c->publication.graph, &g, err);

    for (i = 0; st == RHZ_OK && i < g.counts.edges; i++) {
        rhz_arena_reset(c->unit);
        if ((st = rhz_graph_edge(&g, i, c->unit, &e, err)) == RHZ_OK)
            st = check_proofs(c, e.proofs, e.n_proofs, err);
    }
    for (i = 0; st == RHZ_OK && i < g.counts.properties; i++) {
        rhz_arena_reset(c->unit);
        if ((st = rhz_graph_property(&g, i, c->unit, &p, err)) == RHZ_OK)
            st = check_proofs(c, p.proofs, p.n_proofs, err);
    }
    return st;
}

rhz_status rhz_check_imported(struct check *c, struct rhz_error *err)
{
    struct rhz_error why = {RHZ_OK, ""};
    bool imported;
    rhz_status st = rhz_imported_is(c->txn, &imported, err);

    if (st != RHZ_OK || !imported)
        return st;
    c->o.quick = true; /* nothing can be computed again without the texts */
    return rhz_check_soft(c, check_all_proofs(c, &why), &why, "Preuves importées", err);
}
