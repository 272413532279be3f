/* interventions.c -- who speaks at an event: "avec les interventions de A et B", "un webinaire avec A (Structure)".
 *
 * The event is the one named in the sentence, else the one of the heading. All persons from the cue to the end of the
 * sentence speak there, unless a word before one says that only a work of theirs is meant.
 */
#include "prose.h"

static size_t cue_at(const struct rhz_prose *p, size_t i)
{
    static const char *const cues[] = {"intervention d*", "interventions d*", "temoignage d*", "temoignages d*", "en presence d*", "les regards d*",
                                       "anime* par", "animee* par", "ouvert* par", "introduit* par", "conclu* par", "cloture* par", "intervenant*", "table ronde avec", "conference d*", "echange avec", "echanges avec", "avec la participation d*"};
    static const char events[] = " webinaire atelier colloque seminaire rencontre journee table conference debat soiree ";
    size_t limit = rhz_prose_any(p, i, cues, sizeof cues / sizeof *cues);
    if (limit > i)
        return limit;
    if (i > 0 && p->w[i - 1].kind == RHZ_EVENEMENT && p->w[i - 1].entity != p->x->assembly && rhz_prose_in(p, i, " avec autour "))
        return i + 1; /* "« Attendre », avec A" */
    if (i > 0 && rhz_prose_in(p, i, " avec ") && p->w[i].sep == ',' && p->x->document->blocks[p->block].end - p->x->document->blocks[p->block].start < 400)
        for (size_t k = 0; k < i && k < 3; k++)
            if (p->w[k].kind == RHZ_EVENEMENT && p->w[k].entity != p->x->assembly)
                return i + 1; /* "« Attendre », table ronde, Lyon, avec A" */
    return rhz_prose_in(p, i, events) && rhz_prose_in(p, i + 1, " avec ") && p->w[i + 1].sep == 0 ? i + 2 : i;
}

/* Only a work, a thought or an invitation of theirs. */
static bool is_author(const struct rhz_prose *p, size_t i)
{
    for (size_t k = i; k-- > 0 && k + 5 > i;) {
        if (rhz_prose_in(p, k, " livre ouvrage article these travaux pensee theorie film roman texte tribune essai excuse excusee philosophe memoire "))
            return true;
        if (p->w[k + 1].sep && k + 1 < i)
            return false;
    }
    return false;
}

static uint32_t event_of(struct rhz_prose *p, size_t cue)
{
    for (size_t i = cue; i-- > 0;)
        if (rhz_prose_is(p, i, RHZ_EVENEMENT))
            return p->w[i].entity;
    uint32_t e = rhz_prose_before(p);
    if (e != RHZ_NONE && rhz_facts_get_entity(p->x->facts, e)->kind == RHZ_EVENEMENT)
        return e;
    e = rhz_prose_section(p);
    return e != RHZ_NONE && rhz_facts_get_entity(p->x->facts, e)->kind == RHZ_EVENEMENT ? e : RHZ_NONE;
}

/* "A y a présenté...": at the event said before. */
static bool read_there(struct rhz_prose *p)
{
    static const char verbs[] = " presente rappele plaide parle temoigne raconte expose anime ouvert conclu intervenu intervenue intervenus intervenues defendu montre ";
    for (size_t i = 1; i + 2 < p->ws.n; i++) {
        if (!rhz_prose_in(p, i, " y ") || !rhz_prose_in(p, i + 1, " a ont est sont ") || !rhz_prose_in(p, i + 2, verbs))
            continue;
        uint32_t event = event_of(p, i);
        for (size_t k = i; event != RHZ_NONE && k-- > 0;) {
            if (!rhz_prose_is(p, k, RHZ_PERSONNE) || (k > 0 && p->w[k - 1].entity == p->w[k].entity))
                continue;
            struct rhz_fact fact = {RHZ_INTERVIENT_DANS, p->w[k].entity, event, p->ws.w[k].start, p->ws.w[i + 2].end, "intervention"};
            if (!rhz_prose_state(p, &fact))
                return false;
        }
        return true;
    }
    return true;
}

bool rhz_read_interventions(struct rhz_prose *p)
{
    if (!read_there(p))
        return false;
    for (size_t i = 0; i < p->ws.n; i++) {
        size_t limit = p->w[i].kind ? i : cue_at(p, i);
        uint32_t event = limit > i ? event_of(p, i) : RHZ_NONE;
        if (event == RHZ_NONE)
            continue;
        for (size_t k = limit; k < p->ws.n; k++) {
            if (!rhz_prose_is(p, k, RHZ_PERSONNE) || (k > 0 && p->w[k - 1].entity == p->w[k].entity) || is_author(p, k))
                continue;
            struct rhz_fact fact = {RHZ_INTERVIENT_DANS, p->w[k].entity, event, p->ws.w[i].start, p->ws.w[rhz_prose_past(p, k) - 1].end, "intervention"};
            if (!rhz_prose_state(p, &fact))
                return false;
        }
        return true;
    }
    return true;
}
