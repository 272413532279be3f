/* entities.c -- mentions of persons and organisations anywhere in a document, by the form of their names.
 *
 * One pass over the blocks; a block without capitals costs its bytes. What needs the whole document (who speaks,
 * which assembly, programmes, first names alone) lives in publisher.c, events.c, programmes.c and people.c.
 */
#include "recognise.h"
#include "territories.h"

static bool add_person(struct rhz_extraction *x, struct rhz_words *ws, const struct rhz_name_match *m, struct rhz_buf *name)
{
    rhz_buf_reset(name);
    rhz_person_name(ws, m, name);
    return !name->failed &&
           rhz_facts_entity(x->facts, RHZ_PERSONNE, RHZ_SUB_NONE, rhz_buf_view(name), m->start, m->end) != RHZ_NONE;
}

/* The letters of an acronym are initials of words [first, limit), in order. */
static bool abbreviates(const struct rhz_words *ws, size_t acronym, size_t first, size_t limit)
{
    char key[RHZ_FOLD_MAX], initial[RHZ_FOLD_MAX];
    size_t n = rhz_fold_key(rhz_word_span(ws, acronym), key), at = 0;
    for (size_t i = first; i < limit && at < n; i++)
        if (rhz_fold_key(rhz_word_span(ws, i), initial) && initial[0] == key[at])
            at++;
    return n >= 2 && at == n && limit - first >= 2;
}

/* Word k is an acronym alone between parentheses right after the name that ends before it. */
static bool is_bracketed(const struct rhz_words *ws, size_t k)
{
    return k > 0 && k < ws->n && ws->w[k].shape == RHZ_WORD_UPPER && ws->w[k].start - ws->w[k - 1].end == 2 &&
           ws->text.p[ws->w[k - 1].end + 1] == '(' && ws->w[k].end < ws->text.n && ws->text.p[ws->w[k].end] == ')';
}

/* "Agence d'urbanisme du littoral (AUL)", "AUL (Agence d'urbanisme du littoral)": two names of one body. */
static bool add_organisation(struct rhz_extraction *x, struct rhz_words *ws, const struct rhz_name_match *m)
{
    struct rhz_span name = rhz_span(ws->text.p + m->start, m->end - m->start);
    uint32_t e = RHZ_NONE;
    bool after = is_bracketed(ws, m->limit) && abbreviates(ws, m->limit, m->first, m->limit);
    bool before = m->first > 0 && ws->w[m->first - 1].shape == RHZ_WORD_UPPER && m->start - ws->w[m->first - 1].end == 2 &&
                  ws->text.p[m->start - 1] == '(' && abbreviates(ws, m->first - 1, m->first, m->limit);
    size_t acronym = after ? m->limit : m->first - 1;
    if (after || before)
        e = rhz_facts_find(x->facts, RHZ_ORGANISATION, rhz_word_span(ws, acronym));
    if (e != RHZ_NONE && !rhz_facts_alias(x->facts, e, name))
        return false;
    if ((e = rhz_facts_entity(x->facts, RHZ_ORGANISATION, m->sub, name, m->start, m->end)) == RHZ_NONE)
        return false;
    if (!after && !before)
        return true;
    return rhz_facts_alias(x->facts, e, rhz_word_span(ws, acronym)) &&
           rhz_facts_entity(x->facts, RHZ_ORGANISATION, m->sub, rhz_word_span(ws, acronym), ws->w[acronym].start,
                            ws->w[acronym].end) != RHZ_NONE;
}

/* The authority of one place of a plural head: "les villes de X et Y" names Ville de X and Ville de Y. */
static bool add_member(struct rhz_extraction *x, struct rhz_words *ws, const struct rhz_name_match *head, size_t first, size_t limit)
{
    static const char *const singular[] = {[RHZ_SUB_COMMUNE] = "Ville", [RHZ_SUB_DEPARTEMENT] = "D\xC3\xA9partement", [RHZ_SUB_REGION] = "R\xC3\xA9gion"};
    struct rhz_buf name = {0};
    uint32_t start = ws->w[first].start, end = ws->w[limit - 1].end, from = start;
    if (head->sub == RHZ_SUB_EPCI) {
        rhz_buf_append(&name, ws->text.p + start, end - start);
        rhz_buf_str(&name, " M\xC3\xA9tropole");
    } else if (head->sub >= sizeof singular / sizeof *singular || !singular[head->sub]) {
        return true;
    } else {
        rhz_buf_str(&name, singular[head->sub]);
    }
    if (head->sub == RHZ_SUB_EPCI)
        ;
    else if (head->sub == RHZ_SUB_DEPARTEMENT && first > 0 && rhz_word_joined(ws, first)) { /* "de la Gironde", as written */
        size_t at = first;
        while (at > 0 && rhz_word_joined(ws, at) && rhz_word_in(ws, at - 1, " de du d des la l "))
            at--;
        from = ws->w[at].start;
        rhz_buf_byte(&name, ' ');
        rhz_buf_append(&name, ws->text.p + from, end - from);
    } else {
        rhz_append_complement(&name, rhz_span(ws->text.p + start, end - start));
    }
    bool ok = !name.failed && rhz_facts_entity(x->facts, RHZ_ORGANISATION, head->sub, rhz_buf_view(&name), start, end) != RHZ_NONE;
    rhz_buf_free(&name);
    return ok;
}

/* Of "communautés de communes du X et du Y" the one of words [first, limit), its preposition as written. */
static bool add_community(struct rhz_extraction *x, struct rhz_words *ws, const struct rhz_name_match *head, size_t first, size_t limit)
{
    struct rhz_buf name = {0};
    size_t at = first;
    while (at > head->first + 1 && rhz_word_joined(ws, at) && rhz_word_in(ws, at - 1, " de du d des la l le les "))
        at--;
    rhz_buf_str(&name, rhz_word_in(ws, head->first + 1, " urbaines ") ? "Communaut\xC3\xA9 urbaine "
                       : rhz_word_in(ws, head->first + 2, " communes ") ? "Communaut\xC3\xA9 de communes " : "Communaut\xC3\xA9 d'agglom\xC3\xA9ration ");
    rhz_buf_append(&name, ws->text.p + ws->w[at].start, ws->w[limit - 1].end - ws->w[at].start);
    bool ok = !name.failed && rhz_facts_entity(x->facts, RHZ_ORGANISATION, head->sub, rhz_buf_view(&name), ws->w[first].start, ws->w[limit - 1].end) != RHZ_NONE;
    rhz_buf_free(&name);
    return ok;
}

/* Places joined by commas and "et" after a plural head; *past: the word behind the last. */
static bool add_members(struct rhz_extraction *x, struct rhz_words *ws, const struct rhz_name_match *head, size_t *past)
{
    size_t i = head->first + 1;
    bool community = rhz_word_in(ws, head->first, " communautes ");
    if (community) /* "communautés de communes du X et de Y": behind the kind */
        i += rhz_word_in(ws, i, " urbaines ") ? 1 : 2;
    for (int many = 0; many < 30; many++) {
        while (i < ws->n && rhz_word_in(ws, i, " de du d des la le les l et ") && i < *past + 4)
            i++;
        size_t limit = i;
        while (rhz_word_capital(ws, limit) && (limit == i || rhz_word_joined(ws, limit)))
            limit++;
        unsigned f = limit > i ? rhz_gazetteer_look(ws->gazetteer, rhz_span(ws->text.p + ws->w[i].start, ws->w[limit - 1].end - ws->w[i].start)) : 0;
        bool wide = f & (RHZ_GAZ_DEPARTEMENT | RHZ_GAZ_REGION), after_de = rhz_word_joined(ws, i) && i > 0 && rhz_word_in(ws, i - 1, " de d du ");
        bool place = (community && limit > i) || rhz_gaz_commune(f) || (head->sub != RHZ_SUB_COMMUNE && wide) ||
                     (head->sub == RHZ_SUB_COMMUNE && !wide && !(f & RHZ_GAZ_COUNTRY) && after_de && limit > i); /* too small for the table */
        if (!place)
            return true;
        if (community ? !add_community(x, ws, head, i, limit) : !add_member(x, ws, head, i, limit))
            return false;
        *past = limit;
        bool comma = limit < ws->n && ws->w[limit].start - ws->w[limit - 1].end == 2 && ws->text.p[ws->w[limit - 1].end] == ',';
        bool and = limit < ws->n && rhz_word_joined(ws, limit) && rhz_word_in(ws, limit, " et ");
        if (!comma && !and)
            return true;
        i = limit;
    }
    return true;
}

/* All names of the words in ws. The longer name wins: a body's name may hold a person's. */
static bool recognise_words(struct rhz_extraction *x, struct rhz_words *ws, struct rhz_buf *name)
{
    struct rhz_name_match m;
    uint32_t start = 0, end = 0;
    rhz_facts_publisher(x->facts, &start, &end);
    for (size_t i = 0; i < ws->n;) {
        if (ws->w[i].start >= start && ws->w[i].end <= end)
            i++; /* the publisher's name where it was found: nothing in it is a name by itself */
        else if (rhz_organisation_at(ws, i, &m) && m.score >= RHZ_NAME_IN_TEXT) {
            size_t past = m.first + 1;
            if (m.plural ? !add_members(x, ws, &m, &past) : !add_organisation(x, ws, &m))
                return false;
            i = m.plural ? past : m.limit;
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
    rhz_status st = rhz_find_publisher(x, err);
    bool ok = true;
    if (st != RHZ_OK)
        return st;
    for (size_t b = 0; ok && b < d->n_blocks; b++)
        ok = rhz_words_cut(&ws, d->blocks[b].start, d->blocks[b].end) && recognise_words(x, &ws, &name);
    rhz_buf_free(&name);
    if (!ok)
        return rhz_no_memory(err);
    st = rhz_find_programmes(x, err);
    return st == RHZ_OK ? rhz_find_assembly(x, err) : st;
}
