/* guess_name.c -- what a short label names by itself: a cell, the words between parentheses, an item of a list.
 *
 * The document comes first: a label that is already an entity here is that entity. Then the forms of names, which must
 * cover the label: "Ville de Nantes" is one, "Achats de la ville de Nantes" is a label about something.
 */
#include "recognise.h"

/* The label without bullets, markup, quotes and closing punctuation. */
static struct rhz_span bare(struct rhz_span s)
{
    static const char *const edges[] = {" ", "\t", "*", "-", "_", ".", ",", ";", ":", "\"", "'", "(", ")", "[", "]", "•",
                                        "–", "—", "«", "»", "“", "”", "›", "‹", ">", "\xC2\xA0"};
    for (bool again = true; again;) {
        again = false;
        for (size_t e = 0; e < sizeof edges / sizeof *edges; e++) {
            size_t n = strlen(edges[e]);
            if (s.n >= n && memcmp(s.p, edges[e], n) == 0)
                s.p += n, s.n -= n, again = true;
            if (s.n >= n && memcmp(s.p + s.n - n, edges[e], n) == 0)
                s.n -= n, again = true;
        }
    }
    return s;
}

static bool known_here(const struct rhz_extraction *x, struct rhz_span label, struct rhz_name_guess *out)
{
    static const uint8_t kinds[] = {RHZ_PROGRAMME, RHZ_ORGANISATION, RHZ_PERSONNE, RHZ_EVENEMENT};
    for (size_t k = 0; k < sizeof kinds; k++) {
        uint32_t e = rhz_facts_find(x->facts, kinds[k], label);
        if (e == RHZ_NONE)
            continue;
        const struct rhz_document_entity *entity = rhz_facts_get_entity(x->facts, e);
        *out = (struct rhz_name_guess){entity->kind, entity->sub, label, 92};
        return true;
    }
    return false;
}

/* First word of the label proper: an article does not count. */
static size_t past_article(const struct rhz_words *ws)
{
    return ws->n > 1 && ws->w[0].shape == RHZ_WORD_LOWER && rhz_word_in(ws, 0, " la le les l ") ? 1 : 0;
}

static void set(struct rhz_name_guess *out, enum rhz_kind kind, enum rhz_subkind sub, const struct rhz_words *ws,
                size_t first, size_t limit, unsigned confidence)
{
    *out = (struct rhz_name_guess){kind, sub,
                                   rhz_span(ws->text.p + ws->w[first].start, ws->w[limit - 1].end - ws->w[first].start),
                                   confidence > 100 ? 100 : confidence};
}

/* A territory named without its kind: "Bretagne" alone in a table of funders. */
static bool place_alone(struct rhz_words *ws, size_t first, struct rhz_name_guess *out)
{
    unsigned f = rhz_gazetteer_look(ws->gazetteer, rhz_span(ws->text.p + ws->w[first].start,
                                                            ws->w[ws->n - 1].end - ws->w[first].start));
    if (!rhz_word_capital(ws, first) || ws->n - first > 6)
        return false;
    if (f & RHZ_GAZ_REGION)
        set(out, RHZ_ORGANISATION, RHZ_SUB_REGION, ws, first, ws->n, 70);
    else if (f & RHZ_GAZ_DEPARTEMENT)
        set(out, RHZ_ORGANISATION, RHZ_SUB_DEPARTEMENT, ws, first, ws->n, 65);
    else if (f & RHZ_GAZ_EPCI && ws->n - first > 1)
        set(out, RHZ_ORGANISATION, RHZ_SUB_EPCI, ws, first, ws->n, 65);
    else if (rhz_gaz_commune(f) >= 2 || (rhz_gaz_commune(f) && rhz_gaz_word(f) == 0 && rhz_gaz_given(f) < 2))
        set(out, RHZ_ORGANISATION, RHZ_SUB_COMMUNE, ws, first, ws->n, rhz_gaz_commune(f) >= 2 ? 65 : 50);
    else
        return false;
    return true;
}

void rhz_guess_name(const struct rhz_extraction *x, struct rhz_span label, struct rhz_name_guess *out)
{
    struct rhz_words ws = {.gazetteer = x->gazetteer, .arena = x->arena};
    struct rhz_name_match m;
    memset(out, 0, sizeof *out);
    label = bare(label);
    if (label.n < 2 || label.n > 200)
        return;
    if (known_here(x, label, out))
        return;
    ws.text = label;
    if (!rhz_words_cut(&ws, 0, (uint32_t)label.n) || ws.n == 0)
        return;
    size_t first = past_article(&ws);
    if (rhz_organisation_at(&ws, first, &m)) {
        if (m.limit == ws.n)
            set(out, RHZ_ORGANISATION, m.sub, &ws, m.first, m.limit, m.score + 10);
        else if (m.score >= 80 && !rhz_word_joined(&ws, m.limit))
            set(out, RHZ_ORGANISATION, m.sub, &ws, m.first, m.limit, m.score - 20);
        if (out->kind)
            return;
    }
    if (place_alone(&ws, first, out))
        return;
    if (rhz_person_at(&ws, first, &m) && m.limit == ws.n && m.score >= RHZ_NAME_IN_TEXT)
        set(out, RHZ_PERSONNE, RHZ_SUB_NONE, &ws, m.first, m.limit, m.score);
}
