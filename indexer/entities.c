/* entities.c -- mentions of persons and organisations anywhere in a document, by the form of their names.
 *
 * One pass over the blocks; a block without capitals costs its bytes. What needs the whole document (who speaks,
 * which assembly, programmes, first names alone) lives in publisher.c, events.c, programmes.c and people.c.
 */
#include "recognise.h"

static bool add_person(struct rhz_extraction *x, struct rhz_words *ws, const struct rhz_name_match *m, struct rhz_buf *name)
{
    rhz_buf_reset(name);
    rhz_person_name(ws, m, name);
    return !name->failed &&
           rhz_facts_entity(x->facts, RHZ_PERSONNE, RHZ_SUB_NONE, rhz_buf_view(name), m->start, m->end) != RHZ_NONE;
}

static bool add_organisation(struct rhz_extraction *x, struct rhz_words *ws, const struct rhz_name_match *m)
{
    struct rhz_span name = rhz_span(ws->text.p + m->start, m->end - m->start);
    return rhz_facts_entity(x->facts, RHZ_ORGANISATION, m->sub, name, m->start, m->end) != RHZ_NONE;
}

/* All names of the words in ws. The longer name wins: a body's name may hold a person's. */
static bool recognise_words(struct rhz_extraction *x, struct rhz_words *ws, struct rhz_buf *name)
{
    struct rhz_name_match m;
    for (size_t i = 0; i < ws->n;) {
        if (rhz_organisation_at(ws, i, &m) && m.score >= RHZ_NAME_IN_TEXT) {
            if (!add_organisation(x, ws, &m))
                return false;
            i = m.limit;
        } else if (rhz_person_at(ws, i, &m) && m.score >= RHZ_NAME_IN_TEXT) {
            if (!add_person(x, ws, &m, name))
                return false;
            i = m.limit;
        } else {
            i++;
        }
    }
    return true;
}

rhz_status rhz_recognise(struct rhz_extraction *x, struct rhz_error *err)
{
    const struct rhz_document *d = x->document;
    struct rhz_words ws = {.gazetteer = x->gazetteer, .text = d->text, .arena = x->arena};
    struct rhz_buf name = {0};
    bool ok = true;
    for (size_t b = 0; ok && b < d->n_blocks; b++)
        ok = rhz_words_cut(&ws, d->blocks[b].start, d->blocks[b].end) && recognise_words(x, &ws, &name);
    rhz_buf_free(&name);
    if (!ok)
        return rhz_no_memory(err);
    rhz_status st = rhz_find_publisher(x, err);
    return st == RHZ_OK ? rhz_find_assembly(x, err) : st;
}
