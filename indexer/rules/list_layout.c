/* list_layout.c -- the form of lists of persons: what announces one, how it is cut, what each part is.
 *
 * Minutes write the same list as one line with commas, one person a line, cells of a row, with structures between
 * parentheses or after a dash. All of these are parts: a name first, then perhaps something about it.
 */
#include "people.h"

/* ---- leads ---- */

/* What announces a list: its words, and the same folded in one line for phrases. */
struct lead {
    struct rhz_words ws;
    char key[240];
    size_t n;
};

static bool has_word(const struct lead *l, const char *list)
{
    for (size_t i = 0; i < l->ws.n; i++)
        if (rhz_word_part_in(&l->ws, i, list))
            return true;
    return false;
}

static bool has_phrase(const struct lead *l, const char *phrase)
{
    return memmem(l->key, l->n, phrase, strlen(phrase)) != NULL;
}

static bool is_board(const struct lead *l)
{
    return has_phrase(l, "conseil d administration") || has_phrase(l, "comite directeur") || has_phrase(l, "comite scientifique") || has_phrase(l, "conseil scientifique") ||
           has_phrase(l, "comite d orientation") ||
           has_phrase(l, "conseil collegial") || has_phrase(l, "membres elus") ||
           has_phrase(l, "composition du bureau") || has_phrase(l, "membres du bureau") ||
           has_phrase(l, "co presidence") || has_phrase(l, "comite executif") ||
           has_word(l, " bureau administrateur administrateurs administratrice administratrices ca gouvernance "
                            "codir comex representants dirigeants ");
}

/* "Sont élus pour trois ans", "Ont été réélues" */
static bool elects(const struct lead *l)
{
    static const char *const openings[] = {"sont ", "ont ete ", "est ", "a ete "};
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
        if (l->n > strlen(openings[i]) && memcmp(l->key, openings[i], strlen(openings[i])) == 0)
            return has_word(l, " elu elue elus elues reelu reelue reelus reelues nommes nommees designes designees ");
    return false;
}

static enum rhz_list_type type_of(const struct lead *l)
{
    size_t n = l->n;
    if (elects(l))
        return has_word(l, " scrutateur scrutateurs seance delegue delegues deleguee commission jury ") ? RHZ_LIST_IGNORED : RHZ_LIST_BOARD;
    bool fresh = has_word(l, " nouveau nouveaux nouvelle nouvelles nouvel bienvenue elus renouvellement ");
    if (has_phrase(l, "ont donne pouvoir") || has_phrase(l, "ayant donne pouvoir") || has_phrase(l, "a donne pouvoir"))
        return RHZ_LIST_EXCUSED;
    if (n == 0 || has_word(l, " sont est ont a avons avez peut faut doit doivent portes portee ") )
        if (n == 0 || !has_word(l, " present presents presentes presente participe assiste "))
            return RHZ_LIST_NONE; /* a sentence about them, not a list of them */
    if (has_word(l, " present presents presentes ") && has_word(l, " represente representes representees ") && !has_word(l, " excuse excuses excusees "))
        return RHZ_LIST_PRESENT; /* "présents ou représentés" */
    if (has_word(l, " excuse excuses excusee excusees pouvoir pouvoirs procuration procurations represente "
                         "representes representee representees mandat mandats "))
        return RHZ_LIST_EXCUSED;
    if (has_word(l, " absent absents absente absentes candidat candidats candidate candidates candidature "
                         "candidatures ordre remerciements contact contacts destinataire destinataires diffusion copie representent "
                    "propose proposes proposee proposees pressenti pressentis pressentie pressenties ") ||
        (!fresh && has_word(l, " sortant sortants sortante sortantes demissionnaire demissionnaires partant partants "
                                    "partante ancien anciens ancienne anciennes quitte quittent depart departs ")))
        return RHZ_LIST_IGNORED;
    if (has_word(l, " present presents presente presentes presentiel distanciel visio visioconference "
                         "participant participants participante participantes participaient assistaient emargement "
                         "presences invite invites invitee invitees assistent assistaient ") ||
        (n < 60 && (strncmp(l->key, "sur place", 9) == 0 || strncmp(l->key, "a distance", 10) == 0)))
        return RHZ_LIST_PRESENT;
    if (has_word(l, " intervenant intervenants intervenante intervenantes orateurs oratrices conferenciers ") ||
        has_phrase(l, "table ronde avec"))
        return RHZ_LIST_SPEAKERS;
    if (is_board(l))
        return RHZ_LIST_BOARD;
    if (has_word(l, " equipe salarie salaries salariees permanents permanentes alternance stage stages stagiaire "
                         "stagiaires immersion apprentissage apprenti apprentis benevoles ") ||
        has_phrase(l, "service civique"))
        return RHZ_LIST_TEAM;
    if (has_word(l, " adherent adherents adherente adherentes adhesion adhesions cotisants ") ||
        has_phrase(l, "membres individuels") || has_phrase(l, "membres institutionnels") ||
        has_phrase(l, "nouveaux membres") || has_phrase(l, "membres actifs") ||
        has_phrase(l, "membres de l association") || has_phrase(l, "structures membres") ||
        has_phrase(l, "clubs affilies") || has_phrase(l, "membres fondateurs"))
        return RHZ_LIST_MEMBERS;
    return RHZ_LIST_NONE;
}

enum rhz_list_type rhz_list_type_of(struct rhz_people *p, uint32_t start, uint32_t end)
{
    struct lead l = {.ws = {.gazetteer = p->ws.gazetteer, .text = p->ws.text, .arena = p->x->arena}};
    enum { LEAD_BYTES = sizeof l.key - 2 }; /* a longer one announces by its beginning */
    if (end - start > LEAD_BYTES)
        end = start + (uint32_t)rhz_utf8_floor(rhz_span(p->ws.text.p + start, end - start), LEAD_BYTES);
    l.n = rhz_fold_phrase(rhz_span(p->ws.text.p + start, end - start), l.key, sizeof l.key);
    return rhz_words_cut(&l.ws, start, end) ? type_of(&l) : RHZ_LIST_NONE;
}

/* ---- parts ---- */

static bool is_edge(unsigned char c)
{
    return c <= ' ' || strchr(",;:.*-_\"/>+|", c) != NULL;
}

struct rhz_part rhz_trim_part(struct rhz_span text, struct rhz_part p)
{
    static const char *const signs[] = {"•", "–", "—", "★", "➤", "▪", "◦", "○", "●", "·", "→", "«", "»", "“", "”"};
    for (bool again = true; again && p.start < p.end;) {
        again = false;
        while (p.start < p.end && is_edge((unsigned char)text.p[p.start]))
            p.start++;
        while (p.end > p.start && is_edge((unsigned char)text.p[p.end - 1]))
            p.end--;
        for (size_t s = 0; s < sizeof signs / sizeof *signs; s++) {
            size_t n = strlen(signs[s]);
            if (p.end - p.start >= n && memcmp(text.p + p.start, signs[s], n) == 0)
                p.start += (uint32_t)n, again = true;
            if (p.end - p.start >= n && memcmp(text.p + p.end - n, signs[s], n) == 0)
                p.end -= (uint32_t)n, again = true;
        }
    }
    return p;
}

size_t rhz_cut_parts(struct rhz_span text, uint32_t start, uint32_t end, const char *separators, struct rhz_part *parts,
                     size_t most)
{
    size_t n = 0;
    int depth = 0;
    uint32_t from = start;
    bool signs[256] = {['('] = true, [')'] = true, ['['] = true, [']'] = true, ['\0'] = true};
    for (const char *s = separators; *s; s++)
        signs[(unsigned char)*s] = true;
    for (uint32_t i = start; i <= end && n < most; i++) {
        while (i < end && !signs[(unsigned char)text.p[i]])
            i++;
        char c = i < end ? text.p[i] : '\0';
        depth += c == '(' || c == '[';
        depth -= (c == ')' || c == ']') && depth > 0;
        bool cut = i == end || (depth == 0 && strchr(separators, c) != NULL);
        if (!cut)
            continue;
        struct rhz_part p = rhz_trim_part(text, (struct rhz_part){from, n + 1 == most ? end : i});
        if (p.start < p.end)
            parts[n++] = p;
        from = i + 1;
    }
    return n;
}

/* What follows the name inside the part; true when it can follow a name in a list. */
static bool rest_of(const struct rhz_people *p, struct rhz_part part, size_t limit, struct rhz_part *rest)
{
    const struct rhz_words *ws = &p->ws;
    uint32_t at = ws->w[limit - 1].end;
    *rest = (struct rhz_part){at, part.end};
    if (memmem(ws->text.p + at, part.end - at, "pas \xC3\xA9lu", 7) || memmem(ws->text.p + at, part.end - at, "pas r\xC3\xA9\xC3\xA9lu", 10))
        return false; /* who stood and was not chosen */
    if (limit < ws->n && rhz_word_in(ws, limit, " dont qui ") && ws->w[limit].start - at <= 3)
        return false; /* a sentence about that person */
    while (at < part.end && ws->text.p[at] == ' ')
        at++;
    if (at >= part.end)
        return true;
    if (strchr(",(:;-*[/", ws->text.p[at]) != NULL || (unsigned char)ws->text.p[at] >= 0xE2)
        return true; /* a dash, a bullet */
    if (limit < ws->n && ws->w[limit].shape == RHZ_WORD_LOWER && rhz_word_joined(ws, limit) && rhz_is_function(ws, limit, limit + 1))
        return true; /* the line below: what the person does */
    if (rhz_word_joined(ws, limit) && rhz_word_in(ws, limit, " donne donnant ayant ") && rhz_word_in(ws, limit + 1, " pouvoir procuration mandat donne "))
        return true;
    return false;
}

enum rhz_part_kind rhz_part_kind_of(struct rhz_people *p, struct rhz_part part, struct rhz_name_match *m,
                                    struct rhz_part *rest)
{
    struct rhz_words *ws = &p->ws;
    *rest = (struct rhz_part){part.end, part.end};
    if (part.start >= part.end || part.end - part.start > 2000 || !rhz_words_cut(ws, part.start, part.end) || ws->n == 0)
        return RHZ_PART_OTHER;
    size_t first = 0;
    while (first + 1 < ws->n && first < 2 && rhz_is_civility(ws, first) && rhz_word_capital(ws, first + 1))
        first++;
    struct rhz_name_match org;
    bool organisation = rhz_organisation_at(ws, first, &org) && org.score >= RHZ_NAME_IN_TEXT;
    if (rhz_person_at(ws, first, m) && rest_of(p, part, m->limit, rest) && !(organisation && org.limit >= m->limit))
        return m->score >= 45 ? RHZ_PART_PERSON : m->score >= RHZ_NAME_IN_LIST ? RHZ_PART_LIKELY : RHZ_PART_OTHER;
    if (organisation)
        return RHZ_PART_ORGANISATION;
    size_t limit = first;
    while (limit < ws->n && (limit == first || rhz_word_joined(ws, limit)))
        limit++;
    *m = (struct rhz_name_match){.first = first, .limit = limit, .start = ws->w[first].start, .end = ws->w[limit - 1].end,
                                 .score = RHZ_NAME_IN_LIST};
    if (!rest_of(p, part, limit, rest) || rhz_is_function(ws, first, limit))
        return RHZ_PART_OTHER;
    if (rhz_person_shape(ws, first, limit))
        return RHZ_PART_LIKELY;
    if (limit == first + 1 && ws->w[first].shape == RHZ_WORD_CAPITAL) {
        unsigned f = rhz_word_flags(ws, first);
        return rhz_gaz_given(f) >= 1 && rhz_gaz_word(f) < 3 ? RHZ_PART_FIRST_NAME : RHZ_PART_OTHER;
    }
    return RHZ_PART_OTHER;
}
