/* vocabulary.c -- the rows of a vocabulary: an entity each, its other names and its numbers, stated by the row itself.
 *
 * Nothing is guessed of such a document: no other rule reads it. Another name is a statement, because what the user says of a
 * name holds in all documents, as what they define themselves does (graph/definitions.c).
 */
#include "identifiers.h"
#include "mask.h"
#include "names.h"
#include "recognise.h"

struct row {
    struct rhz_extraction *x;
    uint32_t start, end, entity;
    unsigned kind;
};

static bool state(const struct row *r, enum rhz_property property, struct rhz_span value)
{
    return rhz_facts_statement(r->x->facts, &(struct rhz_statement){.property = property, .subject = r->entity, .object = RHZ_NONE,
                                                                    .label = value, .rule = RHZ_SPAN("vocabulary"),
                                                                    .start = r->start, .end = r->end});
}

/* Not "---", nor one that is to be forgotten. */
static bool is_name(enum rhz_kind kind, struct rhz_span cell)
{
    struct rhz_buf key = {0};
    bool some;

    rhz_name_key(kind, cell, &key);
    some = key.failed || key.n > 0;
    rhz_buf_free(&key);
    return some && !memmem(cell.p, cell.n, RHZ_MASK, strlen(RHZ_MASK));
}

static bool take_cell(struct row *r, unsigned column, struct rhz_span cell)
{
    uint32_t start = (uint32_t)(cell.p - r->x->document->text.p);
    struct rhz_identifier id;

    if (column == 0) {
        r->kind = rhz_kind_number(cell);
        return true;
    }
    if (!r->kind || !cell.n || !is_name((enum rhz_kind)r->kind, cell))
        return true; /* the row names nobody, or has one name less */
    if (column == 1) {
        r->entity = rhz_facts_entity(r->x->facts, (enum rhz_kind)r->kind, RHZ_SUB_NONE, cell, start, start + (uint32_t)cell.n);
        return r->entity != RHZ_NONE;
    }
    if (r->entity == RHZ_NONE)
        return true;
    if (rhz_identifier_read(cell, &id)) {
        struct rhz_span value = rhz_arena_copy(r->x->arena, rhz_span(id.value, id.n));
        return value.p && state(r, id.property, value);
    }
    return rhz_facts_alias(r->x->facts, r->entity, cell) &&
           rhz_facts_mention(r->x->facts, r->entity, start, start + (uint32_t)cell.n) && state(r, RHZ_PROPERTY_AUTRE_NOM, cell);
}

static bool take_row(struct rhz_extraction *x, const struct rhz_block *b)
{
    struct row r = {x, b->start, b->end, RHZ_NONE, 0};
    struct rhz_span rest = rhz_span(x->document->text.p + b->start, b->end - b->start);

    for (unsigned column = 0;; column++) {
        const char *tab = memchr(rest.p, '\t', rest.n);
        struct rhz_span cell = rhz_span(rest.p, tab ? (size_t)(tab - rest.p) : rest.n);

        if (!take_cell(&r, column, cell))
            return false;
        if (!tab)
            return true;
        rest = rhz_span(tab + 1, rest.n - cell.n - 1);
    }
}

rhz_status rhz_read_vocabulary(struct rhz_extraction *x, struct rhz_error *err)
{
    for (size_t i = 0; i < x->document->n_blocks; i++)
        if (x->document->blocks[i].kind == RHZ_BLOCK_TABLE_ROW && !take_row(x, &x->document->blocks[i]))
            return rhz_no_memory(err);
    return RHZ_OK;
}
