/* link_read.c -- decoding for people: names for numbers, words for codes, quotes for proofs. */
#include "link_read.h"

#include <stdlib.h>

rhz_status rhz_link_reader_open(struct rhz_base *b, struct rhz_arena *arena, struct rhz_link_reader *out, struct rhz_error *err)
{
    struct rhz_span graph;
    rhz_status st;

    out->arena = arena;
    out->scratch = rhz_arena_new();
    if (!out->scratch || !arena)
        return rhz_no_memory(err);
    if ((st = rhz_view_open(b, &out->view, err)) != RHZ_OK)
        return st;
    /* Its relations are no relations of ours. */
    if (rhz_meta_get(out->view.snapshot.txn, "graph", &graph, err) == RHZ_OK && rhz_span_eq(graph, RHZ_SPAN("libre")))
        return rhz_fail(err, RHZ_INVALID, "Cette base tient un graphe d'ailleurs (importer --libre) : il s'interroge avec « rhizome "
                        "requete ».");
    return rhz_evidence_reader_new(&out->view.snapshot, &out->evidence, err);
}

void rhz_link_reader_close(struct rhz_link_reader *r)
{
    rhz_evidence_reader_free(r->evidence);
    rhz_view_close(&r->view);
    rhz_arena_free(r->scratch);
}

rhz_status rhz_link_end_read(struct rhz_link_reader *r, uint32_t node, struct rhz_link_end *out, struct rhz_error *err)
{
    struct rhz_graph_node n;
    rhz_status st = rhz_graph_node(&r->view.graph, node, r->scratch, &n, err);

    if (st != RHZ_OK)
        return st;
    *out = (struct rhz_link_end){.id = n.id, .kind = rhz_kind_word(n.kind)->name};
    out->name = rhz_arena_str(r->arena, n.name);
    return out->name ? RHZ_OK : rhz_no_memory(err);
}

rhz_status rhz_link_of_edge(struct rhz_link_reader *r, const struct rhz_graph_edge *e, struct rhz_link *out,
                            struct rhz_error *err)
{
    struct rhz_evidence *evidence;
    rhz_status st;

    *out = (struct rhz_link){.id = e->id, .relation = rhz_relation_word(e->relation)->name, .year = e->year,
                             .year_of_document = e->year_of_document, .has_amount = e->has_amount, .joint = e->joint,
                             .divergent = e->divergent, .cents = e->cents, .n_roles = e->n_roles,
                             .nature = rhz_nature_word(e->nature)->name, .holding = RHZ_HOLDS};
    rhz_date_text(e->date_from, out->date_from);
    rhz_date_text(e->date_to, out->date_to);
    out->unit = rhz_arena_str(r->arena, e->unit);
    if (!out->unit || !rhz_copy_strings(r->arena, e->roles, e->n_roles, &out->roles))
        return rhz_no_memory(err);
    if ((st = rhz_link_end_read(r, e->from, &out->from, err)) != RHZ_OK ||
        (st = rhz_link_end_read(r, e->to, &out->to, err)) != RHZ_OK)
        return st;
    st = rhz_evidence_read(r->evidence, e->proofs, e->n_proofs, r->arena, &evidence, &out->n_evidence, err);
    out->evidence = evidence;
    return st;
}

rhz_status rhz_link_read(struct rhz_link_reader *r, uint32_t edge, struct rhz_link *out, struct rhz_error *err)
{
    struct rhz_graph_edge e;
    rhz_status st;

    rhz_arena_reset(r->scratch);
    st = rhz_graph_edge(&r->view.graph, edge, r->scratch, &e, err);
    return st == RHZ_OK ? rhz_link_of_edge(r, &e, out, err) : st;
}

rhz_status rhz_entity_read(struct rhz_link_reader *r, uint32_t node, struct rhz_entity *out, struct rhz_error *err)
{
    struct rhz_graph_node n;
    rhz_status st;

    rhz_arena_reset(r->scratch);
    if ((st = rhz_graph_node(&r->view.graph, node, r->scratch, &n, err)) != RHZ_OK)
        return st;
    *out = (struct rhz_entity){.id = n.id, .kind = rhz_kind_word(n.kind)->name, .sub = rhz_subkind_word(n.sub)->name,
                               .n_aliases = n.n_aliases, .n_documents = n.n_documents, .n_mentions = n.n_mentions,
                               .n_links = n.n_edges, .n_properties = n.n_properties};
    out->name = rhz_arena_str(r->arena, n.name);
    if (!out->name || !rhz_copy_strings(r->arena, n.aliases, n.n_aliases, &out->aliases))
        return rhz_no_memory(err);
    return RHZ_OK;
}

rhz_status rhz_property_read(struct rhz_link_reader *r, const struct rhz_graph_property *p, struct rhz_property_value *out,
                             struct rhz_error *err)
{
    struct rhz_evidence *evidence;
    rhz_status st;

    *out = (struct rhz_property_value){.id = p->id, .name = rhz_property_word(p->property)->name,
                                       .has_amount = p->has_amount, .total = p->total, .divergent = p->divergent,
                                       .cents = p->cents, .year = p->year, .nature = rhz_nature_word(p->nature)->name,
                                       .sense = rhz_sense_word(p->sense)->name};
    out->label = rhz_arena_str(r->arena, p->label);
    out->unit = rhz_arena_str(r->arena, p->unit);
    if (!out->label || !out->unit)
        return rhz_no_memory(err);
    st = rhz_evidence_read(r->evidence, p->proofs, p->n_proofs, r->arena, &evidence, &out->n_evidence, err);
    out->evidence = evidence;
    return st;
}
