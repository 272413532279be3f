/* events.c -- the assembly or meeting that a document records.
 *
 * Minutes and slides of an assembly name it near their top, without the year or the body often: the entity's name is
 * put together from kind, year and publisher, so that the slides and the minutes of one assembly meet.
 */
#include "recognise.h"
#include "territories.h"

enum { TOP_BLOCKS = 12 };

static bool phrase_at(const struct rhz_words *ws, size_t i, const char *const *words, size_t n)
{
    if (i + n > ws->n)
        return false;
    for (size_t k = 0; k < n; k++)
        if ((k > 0 && !rhz_word_joined(ws, i + k)) || !rhz_word_in(ws, i + k, words[k]))
            return false;
    return true;
}

/* Most blocks hold no word of a meeting's name; letters that keep their bytes in both cases tell. */
static bool may_name_meeting(const struct rhz_extraction *x, const struct rhz_block *b)
{
    static const char *const needles[] = {"ssembl", "SSEMBL", "onseil", "ONSEIL", "omit", "OMIT", "l\xC3\xA9ni", "L\xC3\x89NI", "LENI", "\xC3\xA9union", "\xC3\x89UNION", "EUNION",
                                         "roupe", "ROUPE", "ureau", "UREAU", "ommission", "OMMISSION"};
    return rhz_text_holds(x->gazetteer, x->document->text, b->start, b->end, needles, sizeof needles / sizeof *needles);
}

struct meeting {
    const char *name;
    const char *words[4];
    size_t n;
    bool dated; /* many a year: the day tells them apart */
    bool titled; /* a common word: it must open a title, and what follows there is part of the name */
};

static const struct meeting meetings[] = {
    {"Assemblée générale", {" assemblee ", " generale "}, 2, false, false},
    {"Conseil d'administration", {" conseil ", " d ", " administration "}, 3, true, false},
    {"Conseil municipal", {" conseil ", " municipal "}, 2, true, false},
    {"Conseil communautaire", {" conseil ", " communautaire "}, 2, true, false},
    {"Comité directeur", {" comite ", " directeur "}, 2, true, false},
    {"Comité syndical", {" comite ", " syndical "}, 2, true, false},
    {"Comité de pilotage", {" comite ", " de ", " pilotage "}, 3, true, false},
    {"Comité social et économique", {" comite ", " social ", " et ", " economique "}, 4, true, false},
    {"Comité d'entreprise", {" comite ", " d ", " entreprise "}, 3, true, false},
    {"Comité technique", {" comite ", " technique "}, 2, true, false},
    {"Comité consultatif", {" comite ", " consultatif "}, 2, true, false},
    {"Conseil de quartier", {" conseil ", " de ", " quartier "}, 3, true, false},
    {"Conseil d'école", {" conseil ", " d ", " ecole "}, 3, true, false},
    {"Conseil de surveillance", {" conseil ", " de ", " surveillance "}, 3, true, false},
    {"Conseil scientifique", {" conseil ", " scientifique "}, 2, true, false},
    {"Conseil syndical", {" conseil ", " syndical "}, 2, true, false},
    {"Comité scientifique", {" comite ", " scientifique "}, 2, true, false},
    {"Groupe de travail", {" groupe ", " de ", " travail "}, 3, true, true},
    {"Journée plénière", {" journee ", " pleniere "}, 2, true, false},
    {"Réunion plénière", {" reunion ", " pleniere "}, 2, true, false},
    {"Séance plénière", {" seance ", " pleniere "}, 2, true, false},
    {"Plénière", {" pleniere "}, 1, true, true},
    {"Réunion de bureau", {" reunion ", " de ", " bureau "}, 3, true, false},
    {"Réunion du bureau", {" reunion ", " du ", " bureau "}, 3, true, false},
    {"Bureau", {" bureau "}, 1, true, true},
    {"Commission", {" commission "}, 1, true, true},
    {"Comité", {" comite "}, 1, true, true},
    {"Réunion", {" reunion "}, 1, true, true},
};

/* "LE CONSEIL D'ADMINISTRATION AU 31 DÉCEMBRE": who sat that day, not a sitting. */
static bool is_composition(const struct rhz_words *ws, size_t limit)
{
    return limit + 1 < ws->n && rhz_word_in(ws, limit, " au ") && ws->w[limit + 1].shape == RHZ_WORD_NUMBER;
}

/* "Commission Culture", "COMPTE RENDU DE LA RÉUNION DU...": with a capital, alone or behind what the paper is. */
static bool opens_title(const struct rhz_words *ws, size_t i)
{
    if (ws->n > 16 || (i > 0 && !rhz_word_in(ws, i - 1, " du de la le ")))
        return false;
    if (i == 0)
        return ws->w[i].shape != RHZ_WORD_LOWER && ws->n < 12;
    for (size_t k = 0; k < i; k++)
        if (rhz_word_in(ws, k, " rendu compte-rendu verbal proces-verbal pv cr releve "))
            return true;
    return false;
}

/* Most words begin no meeting's name: asked once a word. */
static bool begins_meeting(const struct rhz_words *ws, size_t i)
{
    struct rhz_name_form *form = rhz_name_form_of(ws, i);
    unsigned question = rhz_form_question(rhz_gazetteer_forms(ws->gazetteer), meetings);
    int known = rhz_form_answer(form, question);
    bool begins = false;
    for (size_t m = 0; known < 0 && !begins && m < sizeof meetings / sizeof *meetings; m++)
        begins = rhz_word_in(ws, i, meetings[m].words[0]);
    return known >= 0 ? known : rhz_form_keep(form, question, begins);
}

static size_t meeting_at(const struct rhz_words *ws, size_t i, const struct meeting **which)
{
    if (!begins_meeting(ws, i))
        return i;
    for (size_t m = 0; m < sizeof meetings / sizeof *meetings; m++)
        if (phrase_at(ws, i, meetings[m].words, meetings[m].n) && (!meetings[m].titled || opens_title(ws, i)) && !is_composition(ws, i + meetings[m].n)) {
            *which = &meetings[m];
            return i + meetings[m].n;
        }
    return i;
}

/* " du Réseau X", " de la Fédération Y", " de l'Association Z": the head of a name calls for its article. */
static void append_body(const struct rhz_extraction *x, struct rhz_buf *out, struct rhz_span name)
{
    static const char masculine[] = " reseau club centre comite collectif foyer cercle groupement syndicat conseil festival parc cafe jardin ";
    static const char feminine[] = " federation maison ligue cooperative compagnie confrerie ressourcerie fondation mutuelle societe ville commune "
                                   "communaute region mission recyclerie confederation metropole fabrique ";
    static const char elided[] = " association union amicale atelier office agence ecole universite observatoire institut harmonie orchestre ";
    struct rhz_words ws = {.gazetteer = x->gazetteer, .text = name, .arena = x->arena};
    const char *with = NULL;
    if (rhz_words_cut(&ws, 0, (uint32_t)name.n) && ws.n > 0 && ws.w[0].start == 0) {
        bool club = (ws.n > 1 && rhz_word_in(&ws, 1, " club ")) || (ws.n > 2 && rhz_word_in(&ws, 2, " club "));
        with = rhz_word_in(&ws, 0, elided) ? " de l'" : rhz_word_in(&ws, 0, feminine) ? " de la "
               : rhz_word_in(&ws, 0, masculine) || (club && !rhz_word_in(&ws, 0, " la le les l ")) ? " du " : NULL;
    }
    if (!with) {
        rhz_append_complement(out, name);
        return;
    }
    rhz_buf_str(out, with);
    rhz_buf_span(out, name);
}

/* The publisher's own name may begin as the meeting's: "Conseil de quartier des Prés" meets as itself. */
static struct rhz_span without_meeting(const struct meeting *m, struct rhz_span name)
{
    size_t n = strlen(m->name);
    return name.n > n + 1 && memcmp(name.p, m->name, n) == 0 && name.p[n] == ' ' ? rhz_span(name.p + n, name.n - n) : rhz_span("", 0);
}

static void compose(const struct rhz_extraction *x, const struct meeting *m, struct rhz_buf *name)
{
    static const char *const months[] = {"", "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
                                         "septembre", "octobre", "novembre", "décembre"};
    uint32_t date = x->document->date, month = date / 100 % 100, day = date % 100;
    uint32_t publisher = rhz_facts_publisher(x->facts, NULL, NULL);
    rhz_buf_str(name, m->name);
    if (m->dated && day > 0 && month >= 1 && month <= 12)
        rhz_buf_printf(name, " du %u%s %s", day, day == 1 ? "er" : "", months[month]);
    if (date)
        rhz_buf_printf(name, " %u", date / 10000);
    if (publisher == RHZ_NONE)
        return;
    struct rhz_span body = rhz_facts_get_entity(x->facts, publisher)->name, rest = without_meeting(m, body);
    if (rest.n)
        rhz_buf_span(name, rest);
    else
        append_body(x, name, body);
}

/* "la dernière assemblée générale" is another one. */
static bool is_another(const struct rhz_words *ws, size_t i)
{
    return i > 0 && rhz_word_joined(ws, i) &&
           rhz_word_in(ws, i - 1, " derniere prochaine precedente prochain dernier precedent une un chaque toute ");
}

static bool mention_meeting(struct rhz_extraction *x, struct rhz_words *ws, const struct meeting *m, struct rhz_span name,
                            bool ours_only)
{
    for (size_t i = 0; i < ws->n; i++) {
        const struct meeting *found = NULL;
        size_t limit = meeting_at(ws, i, &found);
        if (limit == i || found != m || is_another(ws, i))
            continue;
        if (ours_only && !(i > 0 && rhz_word_in(ws, i - 1, " notre ")))
            continue;
        if (m->titled && i == 0) /* "COMMISSION CULTURE, PATRIMOINE" */
            while (limit < ws->n && limit < 12 && ws->w[limit].shape != RHZ_WORD_NUMBER && !rhz_word_in(ws, limit, " du reunion seance n "))
                limit++;
        uint32_t e = rhz_facts_entity(x->facts, RHZ_EVENEMENT, RHZ_SUB_NONE, name, ws->w[i].start, ws->w[limit - 1].end);
        if (e == RHZ_NONE)
            return false;
        if (!ours_only)
            x->assembly = e;
    }
    return true;
}

/* The meeting of the top blocks; an assembly wins over the board that prepared it. */
static const struct meeting *meeting_on_top(struct rhz_extraction *x, struct rhz_words *ws)
{
    const struct rhz_document *d = x->document;
    const struct meeting *best = NULL;
    for (size_t b = 0; b < d->n_blocks && b < TOP_BLOCKS; b++) {
        if (!may_name_meeting(x, &d->blocks[b]))
            continue;
        if (!rhz_words_cut(ws, d->blocks[b].start, d->blocks[b].end))
            return best;
        for (size_t i = 0; i < ws->n && i < 24; i++) {
            const struct meeting *found = NULL;
            if (meeting_at(ws, i, &found) > i && !is_another(ws, i) && (!best || found < best) &&
                !(found->dated && d->date % 100 == 0)) /* many a year, and no day: a report speaks of its board */
                best = found;
        }
    }
    return best;
}

rhz_status rhz_find_assembly(struct rhz_extraction *x, struct rhz_error *err)
{
    const struct rhz_document *d = x->document;
    struct rhz_words ws = {.gazetteer = x->gazetteer, .text = d->text, .arena = x->arena};
    struct rhz_buf name = {0};
    const struct meeting *m = meeting_on_top(x, &ws);
    bool ours_only = m == NULL, ok = true;
    if (!m)
        m = &meetings[0]; /* a report says "notre assemblée générale s'est tenue le..." */
    compose(x, m, &name);
    if (d->date == 0 && rhz_facts_publisher(x->facts, NULL, NULL) == RHZ_NONE)
        ok = true; /* nothing tells it from any other */
    else
        for (size_t b = 0; ok && b < d->n_blocks; b++)
            ok = !may_name_meeting(x, &d->blocks[b]) ||
                 (rhz_words_cut(&ws, d->blocks[b].start, d->blocks[b].end) &&
                  mention_meeting(x, &ws, m, rhz_buf_view(&name), ours_only));
    ok = ok && !name.failed;
    rhz_buf_free(&name);
    return ok ? RHZ_OK : rhz_no_memory(err);
}
