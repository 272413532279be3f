/* added_facts.c -- the facts of a document of corrections (added.h): each line « ajouter » is read as it is written. */
#include "amounts.h"
#include "corrections.h"
#include "extract.h"

/* The entity that a line names; its name is quoted in the line, which is its mention. */
static uint32_t entity(struct rhz_extraction *x, enum rhz_kind kind, struct rhz_span name)
{
    uint32_t start = (uint32_t)(name.p - x->document->text.p);

    return rhz_facts_entity(x->facts, kind, RHZ_SUB_NONE, name, start, start + (uint32_t)name.n);
}

static bool read_line(struct rhz_extraction *x, const struct rhz_block *b)
{
    struct rhz_correction_line l;
    struct rhz_statement s = {.start = b->start, .end = b->end, .rule = RHZ_SPAN("user"), .object = RHZ_NONE};
    struct rhz_figure amount;

    if (!rhz_correction_read(rhz_span(x->document->text.p + b->start, b->end - b->start), x->arena, &l))
        return false;
    if (l.action != RHZ_CORRECTION_ADD)
        return true;
    if ((s.subject = entity(x, l.kind, l.name)) == RHZ_NONE)
        return false;
    if (!l.relation)
        return true; /* an entity alone: its mention is enough */
    if ((s.object = entity(x, l.other_kind, l.other)) == RHZ_NONE)
        return false;
    s.relation = (uint8_t)l.relation;
    s.year = l.year;
    s.role = l.role;
    s.nature = (uint8_t)l.nature;
    if (l.amount.n) {
        rhz_figure_cell(l.amount, &amount);
        s.has_amount = amount.kind == RHZ_FIGURE_AMOUNT || amount.kind == RHZ_FIGURE_YEAR;
        s.cents = amount.cents;
        s.unit = amount.unit.n ? amount.unit : RHZ_SPAN("EUR");
    }
    return s.subject == s.object || rhz_facts_statement(x->facts, &s);
}

rhz_status rhz_read_added(struct rhz_extraction *x, struct rhz_error *err)
{
    for (size_t b = 0; b < x->document->n_blocks; b++)
        if (!read_line(x, &x->document->blocks[b]))
            return rhz_no_memory(err);
    return RHZ_OK;
}
