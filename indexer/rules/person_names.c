/* person_names.c -- the form of a person's name.
 *
 * A given name that the gazetteer knows opens most names; what follows must look like a surname, known or not, since
 * most surnames are rare. Capitals tell more than any list: in "Ana DUVAL" or "DUVAL Ana" the part in capitals is the
 * surname. A given name that is also a common word or a town (Rose, Constant, Florence) needs more beside it. What
 * stands before may take everything back: rue, lycée, prix, fondation are named after persons and are not persons.
 */
#include "recognise.h"

static const char particles[] = " de du des d la le van von der den ter ben bel el al da dos das di del della do y ";
static const char named_after[] =
    " foyer rue avenue boulevard place square quai pont allee cours impasse chemin route parc stade gymnase piscine salle "
    "espace centre lycee college ecole ecoles groupe universite institut hopital clinique maison residence theatre "
    "mediatheque bibliotheque musee prix fondation fonds campus amphi amphitheatre auditorium gare port cite station "
    "metro palais chateau villa jardin esplanade laboratoire conservatoire cinema complexe ville commune region "
    "departement metropole agglomeration pays saint sainte st ste notre complexe halle tour chaire bourse trophee coupe "
    "tournoi association scp sarl sas eurl cabinet societe librairie editions loi rapport mission plan programme ";
static const char not_surnames[] =
    " metropole agglomeration communaute region departement ville mairie commune conseil association universite institut "
    "agence ministere fondation centre ecole bureau comite service direction france president presidente tresorier "
    "tresoriere secretaire directeur directrice maire adjoint adjointe responsable membre janvier fevrier mars avril mai "
    "juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche et ou en "
    "au aux par pour sur dans avec excuse excusee excuses absent absente present presente titulaire suppleant suppleante "
    "il elle on nous vous ils elles ce cette ces son sa ses leur un une les qui que est sont a ";

bool rhz_is_civility(const struct rhz_words *ws, size_t i)
{
    return rhz_word_in(ws, i, " m mm mme mmes mlle mr monsieur messieurs madame mesdames mademoiselle dr docteur pr "
                              "professeur me maitre ");
}

/* "M. Durand": a civility, never the initial of a given name. */
static bool is_monsieur(const struct rhz_words *ws, size_t i)
{
    bool compound = i > 0 && ws->w[i - 1].shape == RHZ_WORD_INITIAL && rhz_word_joined(ws, i); /* J.-M. */
    return !compound && ws->text.p[ws->w[i].start] == 'M' && i + 1 < ws->n && ws->w[i + 1].shape != RHZ_WORD_INITIAL;
}

static bool is_initial(const struct rhz_words *ws, size_t i)
{
    return i < ws->n && !is_monsieur(ws, i) && ws->w[i].shape == RHZ_WORD_INITIAL && ws->w[i].end < ws->text.n &&
           ws->text.p[ws->w[i].end] == '.';
}

/* Index of the surname word that ends a run of particles at k ("de la", "BEN", "d'"), k itself when there is none. */
static size_t skip_particles(const struct rhz_words *ws, size_t k)
{
    size_t from = k;
    while (k < from + 3 && rhz_word_joined(ws, k) && rhz_word_in(ws, k, particles))
        k++;
    if (k < ws->n && ws->w[k].shape == RHZ_WORD_INITIAL && k + 1 < ws->n && ws->w[k + 1].gap == RHZ_GAP_APOSTROPHE)
        k++; /* D'Angelo, L'Haridon, N'Diaye */
    return k;
}

/* "de" joins a place to a given name as easily as a surname: Anne de Grenoble. */
static bool place_after_particle(struct rhz_words *ws, size_t from, size_t k)
{
    if (k == from || ws->w[from].shape != RHZ_WORD_LOWER)
        return false;
    unsigned f = rhz_word_flags(ws, k);
    return rhz_gaz_commune(f) >= 2 || (f & (RHZ_GAZ_DEPARTEMENT | RHZ_GAZ_REGION | RHZ_GAZ_COUNTRY)) ||
           rhz_gaz_word(f) >= 3;
}

/* A later word still belongs to the surname: not an ordinary word that happens to begin a phrase. */
static bool goes_on(struct rhz_words *ws, size_t k, bool upper, bool shouting)
{
    if (upper != (ws->w[k].shape == RHZ_WORD_UPPER))
        return false;
    unsigned f = rhz_word_flags(ws, k);
    return (upper && !shouting) || rhz_gaz_word(f) < 2 || rhz_gaz_surname(f) >= (shouting ? 3u : 2u);
}

/* Limit of the surname that begins at k, k when there is none. `shouting`: the given name is in capitals too. */
static size_t surname(struct rhz_words *ws, size_t k, bool shouting)
{
    size_t limit = k;
    bool upper = false;
    for (int words = 0; words < 3; words++) {
        size_t at = skip_particles(ws, limit);
        if (!rhz_word_joined(ws, at) || !rhz_word_capital(ws, at)) {
            /* Capitals that are also particles: "Daya BEN", "LE" alone end a name too. */
            return limit;
        }
        if (rhz_word_in(ws, at, not_surnames) || place_after_particle(ws, limit, at))
            return limit;
        if (words == 0)
            upper = ws->w[at].shape == RHZ_WORD_UPPER;
        else if (!goes_on(ws, at, upper, shouting))
            return limit;
        limit = at + 1;
    }
    return limit;
}

/* Words between i and the head of a phrase that names something after a person: "rue du", "Institut Pierre et". */
static bool is_named_after(const struct rhz_words *ws, size_t i)
{
    for (size_t back = 1; back <= 4 && back <= i; back++) {
        size_t k = i - back;
        if (!rhz_word_joined(ws, k + 1))
            return false;
        if (rhz_word_in(ws, k, named_after))
            return true;
        if (ws->w[k].shape == RHZ_WORD_LOWER && !rhz_word_in(ws, k, " de du des d la le les l et ") && back > 1)
            return false;
    }
    return false;
}

static unsigned given_score(struct rhz_words *ws, size_t i)
{
    static const unsigned by_class[] = {0, 20, 34, 40}, by_word[] = {0, 4, 12, 24};
    if (is_initial(ws, i))
        return 22;
    unsigned f = rhz_word_flags(ws, i), score = by_class[rhz_gaz_given(f)];
    if (score == 0)
        return 0;
    unsigned doubt = by_word[rhz_gaz_word(f)] + ((f & (RHZ_GAZ_COUNTRY | RHZ_GAZ_REGION | RHZ_GAZ_DEPARTEMENT)) ? 15 : 0);
    if (rhz_gaz_surname(f) > rhz_gaz_given(f))
        doubt += 4;
    if (memchr(rhz_word_span(ws, i).p, '-', rhz_word_span(ws, i).n))
        score += 8;
    return doubt >= score ? 1 : score - doubt;
}

static unsigned surname_score(struct rhz_words *ws, size_t first, size_t limit, bool given_upper)
{
    size_t k = skip_particles(ws, first);
    if (k >= limit)
        k = limit - 1;
    unsigned f = rhz_word_flags(ws, k), score = rhz_gaz_surname(f) >= 2 ? 26 : rhz_gaz_surname(f) == 1 ? 24 : 20;
    if (ws->w[k].shape == RHZ_WORD_UPPER && !given_upper)
        score += (f & RHZ_GAZ_SIGLE) && ws->w[k].end - ws->w[k].start <= 5 ? 5 : 25;
    else if (rhz_gaz_word(f) >= 2 && rhz_gaz_surname(f) < 2)
        score -= 16;
    else if (rhz_gaz_word(f) >= 1 && rhz_gaz_surname(f) < 1)
        score -= 8;
    if (rhz_gaz_commune(f) == 3 || (f & (RHZ_GAZ_COUNTRY | RHZ_GAZ_REGION)))
        score = score > 12 ? score - 12 : 0;
    return score;
}

/* What stands beside the name: a civility before, or after it a function or a parenthesis. */
static unsigned context_score(struct rhz_words *ws, size_t i, size_t limit)
{
    unsigned score = 0;
    if (i > 0 && rhz_is_civility(ws, i - 1))
        score += 30;
    if (i > 0 && rhz_word_joined(ws, i) && ws->w[i - 1].shape == RHZ_WORD_LOWER && rhz_is_function(ws, i - 1, i))
        score += 18;
    if (limit < ws->n) {
        const char *after = ws->text.p + ws->w[limit - 1].end;
        if ((*after == ',' || (*after == ' ' && after[1] == '(')) && rhz_is_function(ws, limit, limit + 1))
            score += 18;
    }
    return score;
}

static bool finish(const struct rhz_words *ws, size_t i, size_t limit, unsigned score, bool inverted,
                   struct rhz_name_match *out)
{
    *out = (struct rhz_name_match){.first = i, .limit = limit, .start = ws->w[i].start, .end = ws->w[limit - 1].end,
                                   .score = score > 100 ? 100 : score, .inverted = inverted};
    return true;
}

/* NOM Prénom: capitals, then a given name that is not in capitals. */
static bool inverted_at(struct rhz_words *ws, size_t i, struct rhz_name_match *out)
{
    size_t k = i;
    while (k < i + 4 && k < ws->n && ws->w[k].shape == RHZ_WORD_UPPER && (k == i || rhz_word_joined(ws, k)))
        k++;
    if (k == i || k >= ws->n || !rhz_word_joined(ws, k) || ws->w[k].shape != RHZ_WORD_CAPITAL ||
        rhz_word_in(ws, i, not_surnames))
        return false;
    unsigned f = rhz_word_flags(ws, k), given = given_score(ws, k);
    if (rhz_gaz_given(f) == 0)
        return false;
    unsigned first = rhz_word_flags(ws, i), score = given + 28;
    if ((first & (RHZ_GAZ_SIGLE | RHZ_GAZ_SCHOOL)) && rhz_gaz_surname(first) < 2)
        score -= 26;
    return finish(ws, i, k + 1, score + context_score(ws, i, k + 1), true, out);
}

/* An unknown capitalised word right before: the name, or something else, begins there ("Xan BEN SALAH"). */
static bool begins_before(struct rhz_words *ws, size_t i)
{
    if (i == 0 || !rhz_word_joined(ws, i) || !rhz_word_capital(ws, i - 1) || rhz_is_civility(ws, i - 1))
        return false;
    return rhz_gaz_word(rhz_word_flags(ws, i - 1)) < 2 && !rhz_is_function(ws, i - 1, i);
}

bool rhz_person_at(struct rhz_words *ws, size_t i, struct rhz_name_match *out)
{
    if (i >= ws->n || (!rhz_word_capital(ws, i) && !is_initial(ws, i)))
        return false;
    if (ws->w[i].shape == RHZ_WORD_INITIAL && strchr("IVX", ws->text.p[ws->w[i].start]) && i + 1 < ws->n && ws->w[i + 1].shape == RHZ_WORD_UPPER &&
        rhz_gaz_word(rhz_word_flags(ws, i + 1)) >= 2)
        return false; /* "I. RAPPORT MORAL" */
    if (ws->w[i].shape == RHZ_WORD_CAPITAL && rhz_gaz_given(rhz_word_flags(ws, i)) == 0)
        return false; /* most capitals of a text end here */
    if (is_named_after(ws, i) || begins_before(ws, i))
        return false;
    if (ws->w[i].shape == RHZ_WORD_UPPER && inverted_at(ws, i, out))
        return true;
    unsigned given = given_score(ws, i);
    if (given == 0 || rhz_word_in(ws, i, not_surnames))
        return false;
    size_t k = i + 1;
    while (k < i + 3 && (is_initial(ws, k - 1) || rhz_word_joined(ws, k)) && k < ws->n &&
           (is_initial(ws, k) || (rhz_word_capital(ws, k) && rhz_gaz_given(rhz_word_flags(ws, k)) >= 2)) &&
           k + 1 < ws->n && rhz_word_joined(ws, k + 1) && rhz_word_capital(ws, k + 1) &&
           (ws->w[k].shape == ws->w[i].shape || is_initial(ws, k)) && !rhz_word_in(ws, k + 1, not_surnames))
        k++; /* Anne Laure Duval: further given names */
    bool upper = ws->w[i].shape == RHZ_WORD_UPPER;
    size_t limit = surname(ws, k, upper);
    if (limit == k)
        return false;
    unsigned score = given + surname_score(ws, k, limit, upper) + context_score(ws, i, limit);
    return finish(ws, i, limit, score, false, out);
}

/* Of an unknown name something must still look like one: a known given name or surname, or NOM after Prénom; and
 * nothing like a phrase ("Belle Saison") or a place. */
static bool shape_evidence(struct rhz_words *ws, size_t first, size_t limit)
{
    size_t common = 0, capitals = 0;
    bool evidence = false;
    for (size_t i = first; i < limit; i++) {
        unsigned f = rhz_word_flags(ws, i);
        if (!rhz_word_capital(ws, i))
            continue;
        if (f & (RHZ_GAZ_REGION | RHZ_GAZ_COUNTRY | RHZ_GAZ_SCHOOL) || rhz_gaz_commune(f) == 3)
            return false;
        capitals++;
        common += rhz_gaz_word(f) >= 2 && rhz_gaz_given(f) < 2 && rhz_gaz_surname(f) < 3;
        evidence = evidence || (rhz_gaz_given(f) && rhz_gaz_word(f) < 2) || (rhz_gaz_surname(f) && rhz_gaz_word(f) < 2);
    }
    bool upper_end = ws->w[limit - 1].shape == RHZ_WORD_UPPER && ws->w[first].shape == RHZ_WORD_CAPITAL;
    if (rhz_gaz_word(rhz_word_flags(ws, first)) >= 2 && rhz_gaz_given(rhz_word_flags(ws, first)) == 0 && !upper_end)
        return false;
    return common < capitals && (evidence || upper_end || common == 0);
}

bool rhz_person_shape(struct rhz_words *ws, size_t first, size_t limit)
{
    size_t capitals = 0;
    if (limit - first < 2 || limit - first > 6)
        return false;
    for (size_t i = first; i < limit; i++) {
        if (i > first && !rhz_word_joined(ws, i))
            return false;
        if (rhz_word_capital(ws, i)) {
            if (rhz_word_in(ws, i, not_surnames) || rhz_word_in(ws, i, named_after))
                return false;
            capitals++;
        } else if (!rhz_word_in(ws, i, particles) && ws->w[i].shape != RHZ_WORD_INITIAL) {
            return false;
        }
    }
    return capitals >= 2 && capitals <= 5 && shape_evidence(ws, first, limit);
}

/* ---- the name as it is best written ---- */

static bool is_upper_word(const struct rhz_words *ws, size_t i)
{
    return ws->w[i].shape == RHZ_WORD_UPPER;
}

/* Lower-case form of the capitals of Latin-1 and Latin Extended-A, which is all that French names use. */
static uint32_t small(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    if (c >= 0xC0 && c <= 0xDE && c != 0xD7)
        return c + 32;
    if (c == 0x178)
        return 0xFF;
    if (c >= 0x100 && c < 0x138)
        return c | 1;
    if (c >= 0x14A && c < 0x178)
        return c | 1;
    if ((c >= 0x139 && c < 0x149) || (c >= 0x179 && c < 0x17F))
        return (c & 1) ? c + 1 : c;
    return c;
}

void rhz_append_recased(const struct rhz_words *ws, size_t i, struct rhz_buf *out)
{
    struct rhz_span s = rhz_word_span(ws, i);
    bool upper = is_upper_word(ws, i), inside = false;
    for (const char *p = s.p, *end = s.p + s.n; p < end;) {
        unsigned n;
        char bytes[4];
        uint32_t c = rhz_utf8_next(p, end, &n);
        uint32_t put = upper && inside ? small(c) : c;
        rhz_buf_append(out, bytes, rhz_utf8_put(bytes, put));
        inside = c != '-';
        p += n;
    }
}

static void append_words(const struct rhz_words *ws, size_t first, size_t limit, struct rhz_buf *out)
{
    for (size_t i = first; i < limit; i++) {
        if (i > first) { /* as it stands between them: a blank, an apostrophe, the point of an initial */
            struct rhz_span gap = rhz_span(ws->text.p + ws->w[i - 1].end, ws->w[i].start - ws->w[i - 1].end);
            if (gap.n > 0 && (gap.p[0] == ' ' || gap.p[0] == '\t'))
                rhz_buf_byte(out, ' ');
            else
                rhz_buf_span(out, gap);
        }
        rhz_append_recased(ws, i, out);
    }
}

void rhz_person_name(const struct rhz_words *ws, const struct rhz_name_match *m, struct rhz_buf *out)
{
    if (!m->inverted) {
        append_words(ws, m->first, m->limit, out);
        return;
    }
    append_words(ws, m->limit - 1, m->limit, out);
    rhz_buf_byte(out, ' ');
    append_words(ws, m->first, m->limit - 1, out);
}
