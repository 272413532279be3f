/* op_search.c -- CALL recherche('mots') YIELD passage, document, score: full text as the start of a pattern. */
#include <stdlib.h>

#include "operators.h"

enum { HITS_MOST = 1000 };

struct search {
    struct ql_op op;
    const struct ql_clause *clause;
    struct rhz_hits *hits;
    size_t at;
    struct rhz_snapshot view; /* the query's, for the document's number */
};

static rhz_status run_search(struct ql_run *x, struct search *o)
{
    struct rhz_search_options options = {.size = sizeof options, .limit = HITS_MOST, .snippet_words = 60};
    struct ql_value words;
    rhz_status st;

    rhz_hits_free(o->hits);
    o->hits = NULL;
    o->at = 0;
    rhz_arena_reset(o->op.arena);
    if ((st = rhz_ql_evaluate(x, o->clause->expr, o->op.arena, &words)) != RHZ_OK || words.type == QL_NULL)
        return st;
    if (words.type != QL_TEXT)
        return rhz_ql_fault(x, o->clause->expr, "recherche() prend les mots cherchés, et ceci est %s", rhz_ql_type_name(words.type));
    return rhz_search(x->base, words.text, words.n, &options, &o->hits, x->err);
}

static rhz_status document_of(struct ql_run *x, const struct rhz_hit *h, uint32_t *out)
{
    struct rhz_address a;
    rhz_status st = rhz_address_get(x->view.snapshot.txn, rhz_span_of(h->uri), x->view.snapshot.publication.number, &a, x->err);

    *out = st == RHZ_OK ? a.document : 0;
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

/* {texte, page, ligne, rubrique, numero}: what a reader needs to find it. */
static rhz_status passage(struct ql_run *x, const struct rhz_hit *h, struct rhz_arena *arena, struct ql_value *out)
{
    struct ql_entry *e = rhz_arena_alloc(arena, 5 * sizeof *e);
    char *number = rhz_arena_printf(arena, "%s/%u", h->document, h->ordinal);
    uint32_t n = 0;

    if (!e || !number)
        return rhz_ql_no_room(x);
    e[n++] = (struct ql_entry){RHZ_SPAN("texte"), ql_text(rhz_span_of(h->snippet))};
    if (h->page)
        e[n++] = (struct ql_entry){RHZ_SPAN("page"), ql_integer(h->page)};
    if (h->line_from)
        e[n++] = (struct ql_entry){RHZ_SPAN("ligne"), ql_integer(h->line_from)};
    if (h->n_headings)
        e[n++] = (struct ql_entry){RHZ_SPAN("rubrique"), ql_text(rhz_span_of(h->headings[h->n_headings - 1]))};
    e[n++] = (struct ql_entry){RHZ_SPAN("numero"), ql_text(rhz_span_of(number))};
    *out = (struct ql_value){.type = QL_MAP, .n = n, .entries = e};
    return RHZ_OK;
}

static rhz_status search_next(struct ql_run *x, struct ql_op *op, bool *have)
{
    struct search *o = (struct search *)op;
    const struct rhz_hit *h;
    uint32_t document;
    rhz_status st = RHZ_OK;
    size_t i;

    for (;;) {
        while (!o->hits || o->at == rhz_hits_count(o->hits)) {
            rhz_hits_free(o->hits);
            o->hits = NULL;
            if ((st = rhz_ql_next(x, op->input, have)) != RHZ_OK || !*have || (st = run_search(x, o)) != RHZ_OK)
                return st;
        }
        h = rhz_hits_get(o->hits, o->at++);
        if ((st = document_of(x, h, &document)) != RHZ_OK)
            return st;
        if (!document) /* published since this query began */
            continue;
        rhz_arena_reset(op->arena);
        for (i = 0; i < o->clause->n_items && st == RHZ_OK; i++) {
            const struct ql_item *it = &o->clause->items[i];
            if (it->expr->op == 'p')
                st = passage(x, h, op->arena, &x->row[it->slot]);
            else
                x->row[it->slot] = it->expr->op == 'd' ? ql_node(document | QL_DOCUMENT_BIT) : ql_real(h->score);
        }
        *have = true;
        return st;
    }
}

static void search_rewind(struct ql_op *op)
{
    struct search *o = (struct search *)op;

    rhz_hits_free(o->hits);
    o->hits = NULL;
}

struct ql_op *rhz_ql_op_search(struct ql_maker *m, struct ql_op *input, const struct ql_clause *clause)
{
    struct search *o = input ? rhz_ql_new_op(m, sizeof *o, "recherche en plein texte", input) : NULL;

    if (!o)
        return NULL;
    o->op.next = search_next;
    o->op.rewind = search_rewind;
    o->op.close = search_rewind;
    o->op.estimate = 20;
    o->clause = clause;
    return &o->op;
}
