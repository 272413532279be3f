/* bodies_by_place.c -- bodies that nothing in their name tells, only where it stands.
 *
 * "Le Journal des X, 12 mars 2018" on a line of its own, as a review of the press writes it; "Intervention pour X -
 * 07/06" in the calendar of a year. A place, a person or a meeting there is none: what is already known, or begins
 * like one, is left alone. A review is believed where its heading says so, or from its third line on.
 */
#include "recognise.h"

enum { LINE_BYTES = 110, ENTRY_BYTES = 240, NAME_WORDS = 7, LINES = 3 };

struct places {
    struct rhz_extraction *x;
    struct rhz_words ws;
};

static const char months[] = " janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre aout-septembre juillet-aout ete automne hiver printemps ";

static bool add(struct places *p, size_t first, size_t limit, enum rhz_subkind sub)
{
    uint32_t start = p->ws.w[first].start, end = p->ws.w[limit - 1].end;
    return rhz_facts_entity(p->x->facts, RHZ_ORGANISATION, sub, rhz_span(p->ws.text.p + start, end - start), start, end) != RHZ_NONE;
}

/* Words [first, limit) may name a body here. */
static bool may_name(struct places *p, size_t first, size_t limit)
{
    struct rhz_words *ws = &p->ws;
    struct rhz_name_match m;
    if (first >= limit || limit - first > NAME_WORDS || !rhz_word_capital(ws, first) || ws->w[first].shape == RHZ_WORD_NUMBER ||
        rhz_word_in(ws, first, " fait signe certifie publie adopte assemblee conseil reunion journee atelier seminaire webinaire rencontre commission comite bureau colloque forum point rapport version edition page "
                               "paris france lundi mardi mercredi jeudi vendredi samedi dimanche ") || rhz_word_in(ws, first, months))
        return false;
    for (size_t i = first; i < limit; i++)
        if (rhz_facts_at(p->x->facts, ws->w[i].start) != RHZ_NONE)
            return false;
    unsigned f = rhz_gazetteer_look(ws->gazetteer, rhz_span(ws->text.p + ws->w[first].start, ws->w[limit - 1].end - ws->w[first].start));
    if (rhz_gaz_commune(f) || (f & (RHZ_GAZ_COUNTRY | RHZ_GAZ_DEPARTEMENT | RHZ_GAZ_REGION)))
        return false;
    return !(rhz_person_at(ws, first, &m) && m.score >= RHZ_NAME_IN_LIST);
}

/* ---- the press ---- */

static bool comma_before(const struct rhz_words *ws, size_t i)
{
    return i > 0 && memchr(ws->text.p + ws->w[i - 1].end, ',', ws->w[i].start - ws->w[i - 1].end) != NULL;
}

/* First word of the date that ends the line, behind a comma; 0: none. */
static size_t date_at_end(const struct rhz_words *ws)
{
    size_t i = ws->n;
    bool month = false;
    while (i > 0 && (ws->w[i - 1].shape == RHZ_WORD_NUMBER || rhz_word_part_in(ws, i - 1, months) || rhz_word_in(ws, i - 1, " le "))) {
        i--;
        month = month || rhz_word_part_in(ws, i, months);
    }
    return month && i > 0 && i < ws->n && comma_before(ws, i) ? i : 0;
}

/* "Revue, Journal, 12 mars 2018", perhaps behind a quoted title. The first of them in *first, *date: where they end. */
static bool is_press_line(struct places *p, const struct rhz_block *b, size_t *first, size_t *date)
{
    struct rhz_words *ws = &p->ws;
    if (b->kind == RHZ_BLOCK_TABLE_ROW || b->end - b->start > LINE_BYTES || b->end - b->start < 10 || !memchr(ws->text.p + b->start, ',', b->end - b->start) ||
        !rhz_words_cut(ws, b->start, b->end) || ws->n < 3 || (*date = date_at_end(ws)) == 0)
        return false;
    *first = 0;
    for (size_t i = 1; i < *date; i++) { /* « Titre », Journal, date */
        const char *gap = ws->text.p + ws->w[i - 1].end;
        size_t n = ws->w[i].start - ws->w[i - 1].end;
        if (memmem(gap, n, "\xC2\xBB", 2) || memmem(gap, n, "\xE2\x80\x9D", 3))
            *first = i;
    }
    if (*first && !comma_before(ws, *first))
        return false;
    return *first < *date && ws->w[*first].shape != RHZ_WORD_LOWER;
}

static bool says_press(const struct rhz_extraction *x, uint32_t block)
{
    static const char *const needles[] = {"presse", "PRESSE", "Presse", "dias", "DIAS", "parlent", "PARLENT", "tribune", "Tribune", "TRIBUNE"};
    const struct rhz_document *d = x->document;
    uint32_t h = d->blocks[block].heading;
    for (int depth = 0; h != RHZ_NONE && depth < 3; h = d->blocks[h].heading, depth++)
        if (rhz_text_holds(x->gazetteer, d->text, d->blocks[h].start, d->blocks[h].end, needles, sizeof needles / sizeof *needles))
            return true;
    return false;
}

static bool read_press_line(struct places *p, size_t first, size_t date)
{
    struct rhz_words *ws = &p->ws;
    for (size_t i = first, from = first; i < date; i++) {
        bool last = i + 1 == date || comma_before(ws, i + 1);
        if (!last)
            continue;
        if (may_name(p, from, i + 1) && !add(p, from, i + 1, RHZ_SUB_MEDIA))
            return false;
        from = i + 1;
    }
    return true;
}

static bool read_press(struct places *p)
{
    const struct rhz_document *d = p->x->document;
    size_t first, date, lines = 0;
    for (uint32_t b = 0; b < d->n_blocks && lines < LINES; b++)
        if (is_press_line(p, &d->blocks[b], &first, &date) && may_name(p, first, first + 1 < date && !comma_before(&p->ws, first + 1) ? first + 2 : first + 1))
            lines++;
    for (uint32_t b = 0; lines && b < d->n_blocks; b++)
        if ((lines >= LINES || says_press(p->x, b)) && is_press_line(p, &d->blocks[b], &first, &date) && !read_press_line(p, first, date))
            return false;
    return true;
}

/* ---- the calendar ---- */

/* Limit of a run of capitals with small words between them. */
static size_t name_run(const struct rhz_words *ws, size_t i)
{
    size_t limit = i;
    while (limit < i + NAME_WORDS) {
        size_t at = limit;
        while (limit > i && at < limit + 2 && at < ws->n && rhz_word_joined(ws, at) && rhz_word_in(ws, at, " de du des d et for of the la le les l "))
            at++;
        if (at >= ws->n || (at > i && !rhz_word_joined(ws, at)) || !rhz_word_capital(ws, at))
            break;
        limit = at + 1;
    }
    return limit;
}

/* The entry closes with a day: "- 07/06", "– 14-16/10". */
static bool ends_with_day(const struct rhz_block *b, struct rhz_span text)
{
    uint32_t i = b->end;
    while (i > b->start && text.p[i - 1] == ' ')
        i--;
    if (i < b->start + 8 || text.p[i - 1] < '0' || text.p[i - 1] > '9')
        return false;
    const char *slash = memchr(text.p + i - 4, '/', 4);
    return slash && slash[-1] >= '0' && slash[-1] <= '9';
}

/* "Intervention pour X à Y - 31/05", "Visite du X – 30/09". */
static bool read_entry(struct places *p, const struct rhz_block *b)
{
    struct rhz_words *ws = &p->ws;
    if (b->kind == RHZ_BLOCK_TABLE_ROW || b->end - b->start > ENTRY_BYTES || !ends_with_day(b, ws->text) || !rhz_words_cut(ws, b->start, b->end) || ws->n < 4)
        return true;
    bool visit = rhz_word_in(ws, 0, " visite accueil ");
    if (!visit && !rhz_word_in(ws, 0, " intervention interventions formation participation animation conference accompagnement atelier organisation "))
        return true;
    for (size_t i = 1; i + 2 < ws->n && i < 24; i++) {
        bool for_whom = rhz_word_in(ws, i, " pour chez ") || (visit && i == 1 && rhz_word_in(ws, i, " de du des d "));
        bool theirs = rhz_word_in(ws, i, " de d ") && rhz_word_in(ws, i - 1, " communautes communaute reseau equipe equipes membres adherents salaries agents ");
        if (!for_whom && !theirs)
            continue;
        size_t k = i + 1;
        while (k < i + 3 && rhz_word_in(ws, k, " la le les l ") && ws->w[k].shape == RHZ_WORD_LOWER)
            k++;
        if (k >= ws->n || !rhz_word_joined(ws, k))
            continue;
        size_t limit = name_run(ws, k);
        if (limit > k && may_name(p, k, limit) && !add(p, k, limit, rhz_organisation_sub(ws, k, limit)))
            return false;
    }
    return true;
}

rhz_status rhz_find_bodies_by_place(struct rhz_extraction *x, struct rhz_error *err)
{
    const struct rhz_document *d = x->document;
    struct places p = {.x = x, .ws = {.gazetteer = x->gazetteer, .text = d->text, .arena = x->arena}};
    bool ok = read_press(&p);
    for (size_t b = 0; ok && b < d->n_blocks; b++)
        ok = read_entry(&p, &d->blocks[b]);
    return ok ? RHZ_OK : rhz_no_memory(err);
}
