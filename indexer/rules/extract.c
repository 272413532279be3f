/* extract.c -- the rules in their order. Names first: the rules for lists and tables look them up. */
#include "added.h"
#include "prose.h"

rhz_status rhz_extract(const struct rhz_gazetteer *g, const struct rhz_document *d, struct rhz_arena *arena,
                       struct rhz_facts *out, struct rhz_error *err)
{
    struct rhz_extraction x = {.gazetteer = g, .document = d, .arena = arena, .year = d->date / 10000,
                               .assembly = RHZ_NONE};
    rhz_status st;

    memset(out, 0, sizeof *out);
    out->publisher = RHZ_NONE;
    if (!(x.facts = rhz_facts_builder_new(d, arena)))
        return rhz_no_memory(err);
    if (rhz_span_eq(d->type, RHZ_SPAN(RHZ_ADDED_TYPE))) {
        if ((st = rhz_read_added(&x, err)) != RHZ_OK)
            return st;
        return rhz_facts_finish(x.facts, out) ? RHZ_OK : rhz_no_memory(err);
    }
    if (rhz_span_eq(d->type, RHZ_SPAN("vocabulaire"))) {
        if ((st = rhz_read_vocabulary(&x, err)) != RHZ_OK)
            return st;
        return rhz_facts_finish(x.facts, out) ? RHZ_OK : rhz_no_memory(err);
    }
    if (!rhz_words_learn(g, d->text))
        return rhz_no_memory(err);
    (void)((st = rhz_recognise(&x, err)) != RHZ_OK || (st = rhz_find_prose_names(&x, err)) != RHZ_OK ||
           (st = rhz_find_bodies_by_place(&x, err)) != RHZ_OK ||
           (st = rhz_read_people(&x, err)) != RHZ_OK || (st = rhz_name_bodies_again(&x, err)) != RHZ_OK ||
           (st = rhz_read_relations(&x, err)) != RHZ_OK || (st = rhz_read_identifiers(&x, err)) != RHZ_OK ||
           (st = rhz_read_budgets(&x, err)) != RHZ_OK);
    rhz_words_forget(g); /* the text ends with its document */
    if (st != RHZ_OK)
        return st;
    return rhz_facts_finish(x.facts, out) ? RHZ_OK : rhz_no_memory(err);
}
