/* affiliations.c -- for whom a person acts, from what stands right after the name.
 *
 * "(Structure)", ", fonction, Structure", " - Structure", ", directrice de la Structure". In a list the last place is
 * the structure's even when nothing else tells; in a sentence only a name that has the form of one counts.
 */
#include "people.h"

enum { PARTS = 12 };

/* Between quotes, after a function: co-fondatrice de « X ». */
static bool quoted_in(const struct rhz_words *ws, struct rhz_name_match *m)
{
    for (size_t i = 1; i < ws->n; i++) {
        uint32_t gap = ws->w[i - 1].end;
        bool opens = false;
        for (uint32_t k = gap; k < ws->w[i].start; k++)
            opens = opens || memcmp(ws->text.p + k, "\xC2\xAB", 2) == 0 || memcmp(ws->text.p + k, "\xE2\x80\x9C", 3) == 0;
        if (!opens || !(rhz_word_capital(ws, i) || ws->w[i].shape == RHZ_WORD_INITIAL))
            continue;
        size_t limit = i + 1;
        while (limit < ws->n && limit < i + 7 && rhz_word_joined(ws, limit))
            limit++;
        *m = (struct rhz_name_match){.first = i, .limit = limit, .start = ws->w[i].start, .end = ws->w[limit - 1].end};
        return true;
    }
    return false;
}

/* "professeure à X Tech", "cheffe de projet chez X": capitals after a preposition of place, up to the end of the part. */
static bool capitals_after(struct rhz_words *ws, struct rhz_name_match *m)
{
    size_t i = ws->n;
    while (i > 1 && rhz_word_capital(ws, i - 1) && rhz_word_joined(ws, i - 1))
        i--;
    if (i == ws->n || i == 0 || rhz_word_capital(ws, i - 1) || rhz_is_civility(ws, i) || rhz_is_civility(ws, i - 1))
        return false;
    bool elided = rhz_word_in(ws, i - 1, " l la ") && i >= 2 && rhz_word_in(ws, i - 2, " a ");
    if (!elided && !rhz_word_in(ws, i - 1, " a au chez "))
        return false;
    unsigned f = rhz_gazetteer_look(ws->gazetteer, rhz_span(ws->text.p + ws->w[i].start, ws->w[ws->n - 1].end - ws->w[i].start));
    bool place = rhz_gaz_commune(f) || (f & (RHZ_GAZ_DEPARTEMENT | RHZ_GAZ_REGION | RHZ_GAZ_COUNTRY));
    if (place || (ws->n - i < 2 && ws->w[i].shape != RHZ_WORD_UPPER))
        return false;
    *m = (struct rhz_name_match){.first = i, .limit = ws->n, .start = ws->w[i].start, .end = ws->w[ws->n - 1].end};
    return true;
}

/* The structure named in [part]; false: none. `loose`: an unknown capitalised label is one. */
static bool structure_in(struct rhz_people *p, struct rhz_part part, bool loose, struct rhz_name_match *m)
{
    struct rhz_words *ws = &p->ws;
    if (!rhz_words_cut(ws, part.start, part.end) || ws->n == 0)
        return false;
    bool function = rhz_is_function(ws, 0, ws->n);
    for (size_t i = 0; i < ws->n; i++) {
        uint32_t known = rhz_facts_at(p->x->facts, ws->w[i].start);
        if (rhz_organisation_at(ws, i, m) && m->score >= RHZ_NAME_IN_TEXT && !m->plural)
            return true;
        if (known != RHZ_NONE && rhz_facts_get_entity(p->x->facts, known)->kind == RHZ_ORGANISATION && i + 1 == ws->n)
            return *m = (struct rhz_name_match){.first = i, .limit = i + 1, .start = ws->w[i].start, .end = ws->w[i].end}, true;
    }
    if (function && quoted_in(ws, m))
        return true;
    if (function && (loose || (ws->n > 2 && rhz_word_capital(ws, ws->n - 2))))
        return capitals_after(ws, m);
    if (!loose || ws->n > 8)
        return false;
    size_t first = ws->n > 1 && ws->w[0].shape == RHZ_WORD_LOWER && rhz_word_in(ws, 0, " la le les l ") ? 1 : 0;
    bool capital = rhz_word_capital(ws, first) || (ws->w[first].shape == RHZ_WORD_INITIAL && ws->n > 1);
    unsigned f = rhz_word_flags(ws, first);
    if (!capital || ws->w[first].shape == RHZ_WORD_NUMBER || (ws->n == 1 && rhz_gaz_word(f) >= 3))
        return false;
    bool article = first == 1;
    *m = (struct rhz_name_match){.first = 0, .limit = ws->n, .start = article ? ws->w[1].start : ws->w[0].start,
                                 .end = ws->w[ws->n - 1].end, .sub = rhz_organisation_sub(ws, 0, ws->n)};
    return true;
}

static bool add(struct rhz_people *p, uint32_t person, uint32_t quote, uint32_t quote_end, const struct rhz_name_match *m,
                struct rhz_part role)
{
    struct rhz_span name = rhz_document_slice(p->x->document, m->start, m->end);
    uint32_t e = rhz_facts_at(p->x->facts, m->start);
    if (e == RHZ_NONE || rhz_facts_get_entity(p->x->facts, e)->kind != RHZ_ORGANISATION)
        e = rhz_facts_entity(p->x->facts, RHZ_ORGANISATION, m->sub, name, m->start, m->end);
    if (e == RHZ_NONE)
        return false;
    struct rhz_link link = {.relation = RHZ_AFFILIE_A, .subject = person, .object = e, .quote = {quote, quote_end},
                            .role = role, .rule = "affiliation"};
    return rhz_add_link(p->x, &link) && rhz_note_elsewhere(p, person, e);
}

/* "n'étant pas", "excusé": the parenthesis speaks of something else. */
static bool is_remark(const struct rhz_words *ws)
{
    for (size_t i = 0; i < ws->n; i++)
        if (rhz_word_in(ws, i, " excuse excusee excuses excusees pouvoir procuration jusqu depuis depart arrive arrivee "
                               "visio distance absent absente partie quitte secretaire seance "))
            return true;
    return false;
}

/* "conseiller (pouvoir à Mme Y)": the parenthesis speaks of something else. End of what stands before it. */
static uint32_t before_remark(struct rhz_people *p, struct rhz_part part)
{
    const char *open = memchr(p->ws.text.p + part.start, '(', part.end - part.start);
    uint32_t at = open ? (uint32_t)(open - p->ws.text.p) : part.end;
    if (!open || !rhz_words_cut(&p->ws, at, part.end) || !is_remark(&p->ws))
        return part.end;
    while (at > part.start && p->ws.text.p[at - 1] == ' ')
        at--;
    return at;
}

static struct rhz_part role_before(struct rhz_people *p, struct rhz_part part, uint32_t until)
{
    struct rhz_part role = rhz_trim_part(p->ws.text, (struct rhz_part){part.start, until});
    static const char *const links[] = {" de la", " de l'", " de l’", " à l'", " à l’", " à la", " au", " à", " du", " de", " d'", " d’", " des",
                                        " chez", " pour", " en", " la", " le", " l'"};
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        size_t n = strlen(links[i]);
        if (role.end - role.start > n && memcmp(p->ws.text.p + role.end - n, links[i], n) == 0) {
            role.end -= (uint32_t)n;
            break;
        }
    }
    while (role.end > role.start && strchr(" (", p->ws.text.p[role.end - 1]) != NULL)
        role.end--; /* ", présidente (Structure)" */
    return rhz_trim_part(p->ws.text, role);
}

/* (Structure), (Structure – Y étant excusée), (fonction, Structure) */
static bool read_parenthesis(struct rhz_people *p, uint32_t person, uint32_t quote, struct rhz_part inside, bool loose)
{
    struct rhz_part parts[PARTS], role = {0, 0};
    struct rhz_span text = p->ws.text;
    uint32_t end = inside.end < text.n && text.p[inside.end] == ')' ? inside.end + 1 : inside.end;
    uint32_t dash = inside.end;
    for (uint32_t i = inside.start; i + 4 < inside.end; i++)
        if (text.p[i] == ' ' && (memcmp(text.p + i + 1, "– ", 4) == 0 || memcmp(text.p + i + 1, "- ", 2) == 0)) {
            dash = i;
            break;
        }
    size_t n = rhz_cut_parts(text, inside.start, dash, ",;", parts, PARTS);
    bool found = false;
    for (size_t i = 0; i < n; i++) {
        struct rhz_name_match m;
        if (!rhz_words_cut(&p->ws, parts[i].start, parts[i].end) || p->ws.n == 0 || is_remark(&p->ws))
            continue;
        if (rhz_is_function(&p->ws, 0, p->ws.n) && role.start == role.end)
            role = parts[i];
        if (!structure_in(p, parts[i], loose && !found, &m))
            continue;
        if (role.start == parts[i].start)
            role = role_before(p, parts[i], m.start);
        if (!add(p, person, quote, end, &m, role))
            return false;
        found = true; /* "(INRAE, UMR X)": a second one must have the form of one */
    }
    return true;
}

/* A person's name begins here: what follows belongs to that person. */
static bool is_next_person(struct rhz_people *p, struct rhz_part part)
{
    struct rhz_name_match m;
    struct rhz_words *ws = &p->ws;
    if (!rhz_words_cut(ws, part.start, part.end))
        return true;
    for (size_t i = 0; i < ws->n; i++) {
        if (!rhz_word_capital(ws, i))
            continue;
        uint32_t known = rhz_facts_at(p->x->facts, ws->w[i].start);
        if (known != RHZ_NONE && rhz_facts_get_entity(p->x->facts, known)->kind == RHZ_PERSONNE)
            return true;
        if (i < 2 && known == RHZ_NONE && rhz_person_at(ws, i, &m) && m.score >= RHZ_NAME_IN_TEXT)
            return true;
    }
    return false;
}

static uint32_t sentence_end(struct rhz_span text, uint32_t from, uint32_t end)
{
    for (uint32_t i = from; i < end; i++)
        if (text.p[i] == '\n' || (strchr(";:?!", text.p[i]) != NULL) ||
            (text.p[i] == '.' && (i + 1 >= end || text.p[i + 1] == ' ' || text.p[i + 1] == '\n')))
            return i;
    return end;
}

/* ", de La Ruche": capitals with their article are a structure, unless they are a place. */
static bool named_after_de(struct rhz_words *ws, struct rhz_name_match *m)
{
    if (ws->n < 3 || ws->n > 6 || !rhz_word_in(ws, 1, " la le les l ") || !rhz_word_capital(ws, 1) || !rhz_word_capital(ws, 2))
        return false;
    unsigned f = rhz_gazetteer_look(ws->gazetteer, rhz_span(ws->text.p + ws->w[1].start, ws->w[ws->n - 1].end - ws->w[1].start));
    if (rhz_gaz_commune(f) || (f & (RHZ_GAZ_DEPARTEMENT | RHZ_GAZ_REGION)))
        return false;
    *m = (struct rhz_name_match){.first = 1, .limit = ws->n, .start = ws->w[1].start, .end = ws->w[ws->n - 1].end};
    return true;
}

/* ", fonction, Structure" and its kin, part by part. */
static bool read_apposition(struct rhz_people *p, uint32_t person, uint32_t quote, struct rhz_part rest, bool loose)
{
    struct rhz_part parts[PARTS], role = {0, 0};
    struct rhz_span text = p->ws.text;
    uint32_t end = loose ? rest.end : sentence_end(text, rest.start, rest.end);
    uint32_t colon = rest.start;
    while (loose && colon < end && !(text.p[colon] == ':' && (colon + 1 == end || text.p[colon + 1] == ' ')))
        colon++;
    size_t n = rhz_cut_parts(text, rest.start, loose ? colon : end, loose ? ",\t" : ",", parts, PARTS);
    bool function = false;
    for (size_t i = 0; i < n; i++) {
        struct rhz_name_match m;
        parts[i].end = before_remark(p, parts[i]);
        if (is_next_person(p, parts[i]) || !rhz_words_cut(&p->ws, parts[i].start, parts[i].end) || p->ws.n == 0)
            return true;
        bool is_function = rhz_is_function(&p->ws, 0, p->ws.n);
        bool ours = i == 0 && !loose && rhz_word_in(&p->ws, 0, " de du d ");
        if (!function && !is_function && !loose && !ours)
            return true; /* a sentence goes on */
        if (is_function && !function)
            role = parts[i];
        function = function || is_function;
        bool named = structure_in(p, parts[i], loose && (i > 0 || n == 1 || is_function), &m);
        if (!named && ours)
            named = named_after_de(&p->ws, &m);
        if (!named)
            continue;
        if (is_function)
            role = role_before(p, parts[i], m.start);
        if (!add(p, person, quote, m.end, &m, role))
            return false;
        if (!loose)
            return true;
    }
    return true;
}

uint32_t rhz_structure_of(struct rhz_people *p, struct rhz_part part, bool *ok)
{
    struct rhz_words *ws = &p->ws;
    struct rhz_name_match m;
    struct rhz_facts_builder *facts = p->x->facts;
    if (part.start >= part.end || !(*ok = rhz_words_cut(ws, part.start, part.end)) || ws->n == 0)
        return RHZ_NONE;
    size_t first = ws->n > 1 && rhz_word_in(ws, 0, " la le les l ") && (ws->w[0].shape == RHZ_WORD_LOWER || rhz_organisation_at(ws, 1, &m)) ? 1 : 0;
    uint32_t known = rhz_facts_at(facts, ws->w[first].start);
    if (known != RHZ_NONE && rhz_facts_get_entity(facts, known)->kind == RHZ_ORGANISATION)
        return known;
    if (known != RHZ_NONE || ws->n > 10 || rhz_is_function(ws, first, ws->n) || part.end - part.start > 100 ||
        (!rhz_word_capital(ws, first) && ws->w[first].shape != RHZ_WORD_INITIAL) || rhz_word_in(ws, first, " individuel individuelle particulier "))
        return RHZ_NONE;
    m = (struct rhz_name_match){.start = ws->w[first].start, .end = part.end, .sub = rhz_organisation_sub(ws, first, ws->n)};
    known = rhz_facts_entity(facts, RHZ_ORGANISATION, m.sub, rhz_document_slice(p->x->document, m.start, m.end), m.start, m.end);
    *ok = known != RHZ_NONE;
    return known;
}

bool rhz_read_affiliation(struct rhz_people *p, uint32_t person, uint32_t quote, struct rhz_part rest, bool loose)
{
    struct rhz_span text = p->ws.text;
    uint32_t at = rest.start;
    while (at < rest.end && text.p[at] == ' ')
        at++;
    if (at >= rest.end)
        return true;
    if (text.p[at] == '(') {
        uint32_t close = at + 1;
        int depth = 1;
        for (; close < rest.end; close++) {
            depth += text.p[close] == '(';
            if (text.p[close] == ')' && --depth == 0)
                break;
        }
        return read_parenthesis(p, person, quote, (struct rhz_part){at + 1, close}, loose);
    }
    bool dash = rest.end - at > 2 && (text.p[at] == '-' || memcmp(text.p + at, "–", 3) == 0 || memcmp(text.p + at, "—", 3) == 0);
    bool word = (text.p[at] | 32) >= 'a' && (text.p[at] | 32) <= 'z'; /* a function on the line under the name */
    if (text.p[at] == ',' || (loose && (dash || text.p[at] == '\t' || word || (unsigned char)text.p[at] == 0xC3)))
        return read_apposition(p, person, quote, rest, loose);
    return true;
}
