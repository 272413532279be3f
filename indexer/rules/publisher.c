/* publisher.c -- the body that speaks in a document: "nous", "l'association".
 *
 * It signs in set phrases: assemblée générale de X, rapport d'activité de X, l'association X, l'équipe de X. Each such
 * phrase is a vote for X, and those of the first blocks weigh more, since titles say it on purpose. A name that stands
 * alone beside the title votes too, when a word of bodies opens it (Réseau, Club, Maison) or an article does. A single
 * vote from the body of a text decides nothing.
 */
#include "recognise.h"

enum { CANDIDATES = 64, TITLE_BLOCKS = 8 };

struct candidate {
    char key[RHZ_FOLD_MAX];
    size_t n;
    unsigned votes;
    uint32_t start, end; /* the best witness: with a capital article when there is one */
    uint8_t sub;
    bool upper;
    bool standing;       /* it stands alone among the first blocks: its name is the whole line */
    size_t n_words;
    char article[5]; /* "La ", "Les ", "L'": how it is called, whatever the case of the witness */
};

struct poll {
    struct rhz_extraction *x;
    struct rhz_words ws;
    struct candidate all[CANDIDATES];
    size_t n;
};

static const char links[] = " de du des d ";
static const char names_articles[] = " la le les l ";

/* Limit of the name that begins at k: capitals, numbers, small words between capitals. `upper`: all is in capitals. */
static size_t name_run(const struct rhz_words *ws, size_t k, bool upper)
{
    size_t limit = k;
    bool capital = false;
    while (limit < k + 8 && limit < ws->n && (limit == k || rhz_word_joined(ws, limit))) {
        const struct rhz_name_word *w = &ws->w[limit];
        bool small = rhz_word_in(ws, limit, " de du des d la le les l et en a au aux pour sur ");
        bool figure = w->shape == RHZ_WORD_NUMBER && ws->text.p[w->end - 1] <= '9';
        if (figure && (w->end - w->start == 4 || (limit > k && rhz_word_in(ws, limit - 1, " du le de des "))))
            break; /* a year, a day */
        if (rhz_word_in(ws, limit, " lundi mardi mercredi jeudi vendredi samedi dimanche "))
            break;
        if (w->shape == RHZ_WORD_LOWER && !small)
            break;
        if (rhz_word_capital(ws, limit) && !(upper && small))
            capital = true;
        limit++;
    }
    while (limit > k && rhz_word_in(ws, limit - 1, " de du des d la le les l et en a au aux pour sur "))
        limit--;
    return capital ? limit : k;
}

static struct candidate *candidate_of(struct poll *p, const char *key, size_t n)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->all[i].n == n && memcmp(p->all[i].key, key, n) == 0)
            return &p->all[i];
    if (p->n == CANDIDATES)
        return NULL;
    struct candidate *c = &p->all[p->n++];
    memset(c, 0, sizeof *c);
    memcpy(c->key, key, n);
    c->n = n;
    return c;
}

static void note_article(struct candidate *c, const struct rhz_words *ws, size_t k)
{
    static const char *const written[] = {"La ", "Le ", "Les ", "L'"};
    static const char *const keys[] = {" la ", " le ", " les ", " l "};
    for (size_t a = 0; a < 4; a++)
        if (rhz_word_in(ws, k, keys[a]))
            strcpy(c->article, written[a]);
}

/* Vote for words [first, limit); k: the article before them, or first. `sub`: what kind of body, 0: not known. */
static void vote_words(struct poll *p, size_t k, size_t first, size_t limit, unsigned weight, bool upper, uint8_t sub, bool standing)
{
    struct rhz_words *ws = &p->ws;
    char key[RHZ_FOLD_MAX];
    uint32_t end = ws->w[limit - 1].end;
    size_t n = rhz_fold_key(rhz_span(ws->text.p + ws->w[first].start, end - ws->w[first].start), key);
    struct candidate *c = n > 2 ? candidate_of(p, key, n) : NULL;
    if (!c)
        return;
    bool article = first > k && ws->w[k].shape != RHZ_WORD_LOWER && !upper;
    if (first == k + 1 && !rhz_word_in(ws, k, " d "))
        note_article(c, ws, k);
    if (c->votes == 0 || (c->upper && !upper) || (article && c->end - c->start < end - ws->w[k].start && !upper)) {
        c->start = article ? ws->w[k].start : ws->w[first].start;
        c->end = end;
        c->upper = upper;
    }
    c->n_words = limit - first;
    c->standing = c->standing || standing;
    c->sub = sub ? sub : c->sub;
    c->votes += weight;
}

/* Vote for the name that begins at word k, an article or the name itself. */
static void vote(struct poll *p, size_t k, unsigned weight, bool upper)
{
    struct rhz_words *ws = &p->ws;
    struct rhz_name_match m;
    size_t first = k;
    if (first < ws->n && rhz_word_in(ws, first, names_articles) && rhz_word_joined(ws, first + 1))
        first++;
    if (first + 1 < ws->n && rhz_word_in(ws, first, " association federation ") && rhz_word_joined(ws, first + 1) &&
        !rhz_word_in(ws, first + 1, links)) {
        k = first = first + 1; /* de l'association X */
        if (rhz_word_in(ws, first, names_articles) && rhz_word_joined(ws, first + 1))
            first++;
    }
    size_t limit = first < ws->n ? name_run(ws, first, upper) : first;
    uint8_t sub = RHZ_SUB_NONE;
    if (!upper && first < ws->n && rhz_organisation_at(ws, first, &m) && m.score >= RHZ_NAME_IN_TEXT && m.first == first) {
        limit = m.limit;
        sub = m.sub;
    }
    if (limit == first || rhz_word_in(ws, first, " assemblee conseil bureau comite commission rapport annee exercice "))
        return;
    vote_words(p, k, first, limit, weight, upper, sub, false);
}

/* Words after a trigger that may stand before "de X": ordinaire, annuelle, du 3 mai 2023... */
static size_t past_qualifiers(const struct rhz_words *ws, size_t k)
{
    static const char qualifiers[] = " ordinaire extraordinaire mixte annuelle annuel constitutive elective janvier "
                                     "fevrier mars avril mai juin juillet aout septembre octobre novembre decembre et ";
    size_t limit = k + 6;
    while (k < limit && rhz_word_joined(ws, k)) {
        bool date = rhz_word_in(ws, k, " du ") && k + 1 < ws->n && ws->w[k + 1].shape == RHZ_WORD_NUMBER;
        if (!date && ws->w[k].shape != RHZ_WORD_NUMBER && !rhz_word_in(ws, k, qualifiers))
            break;
        k++;
    }
    return k;
}

#define WHOSE_NOUNS " equipe adherents membres statuts comptes benevoles salaries siege activite bilan "

#define LETTER_NOUNS " lettre bulletin gazette newsletter blog "

/* Words that a publisher is named behind; all others cost one look. */
static const char triggers[] = WHOSE_NOUNS LETTER_NOUNS " assemblee rapport association ";

/* Word after a phrase that a publisher's name follows, when one begins at i; i otherwise. */
static size_t past_trigger(const struct rhz_words *ws, size_t i)
{
    if (rhz_word_in(ws, i, " assemblee ") && rhz_word_joined(ws, i + 1) && rhz_word_in(ws, i + 1, " generale "))
        return past_qualifiers(ws, i + 2);
    if (rhz_word_in(ws, i, " rapport ")) {
        size_t k = i + 1;
        while (k < i + 8 && rhz_word_joined(ws, k) && rhz_word_in(ws, k, " d de activite activites moral financier annuel et "))
            k++;
        return k > i + 1 && rhz_word_in(ws, k - 1, " de d ") ? k - 1 : past_qualifiers(ws, k);
    }
    if (rhz_word_in(ws, i, LETTER_NOUNS)) {
        size_t k = i + 1;
        while (k < i + 3 && rhz_word_joined(ws, k) && rhz_word_in(ws, k, " d information infos mensuelle trimestrielle annuelle "))
            k++;
        return k;
    }
    if (rhz_word_in(ws, i, WHOSE_NOUNS))
        return i + 1;
    return i;
}

static bool is_upper_block(const struct rhz_words *ws)
{
    for (size_t i = 0; i < ws->n; i++)
        if (ws->w[i].shape == RHZ_WORD_LOWER || ws->w[i].shape == RHZ_WORD_CAPITAL)
            return false;
    return ws->n > 0;
}

static void poll_words(struct poll *p, unsigned weight)
{
    struct rhz_words *ws = &p->ws;
    bool upper = is_upper_block(ws);
    for (size_t i = 0; i + 1 < ws->n; i++) {
        if (!rhz_word_in(ws, i, triggers))
            continue;
        size_t k = past_trigger(ws, i);
        if (k > i && rhz_word_joined(ws, k) && rhz_word_in(ws, k, links)) {
            bool strong = rhz_word_in(ws, i, " assemblee rapport ") || (weight > 1 && rhz_word_in(ws, i, LETTER_NOUNS));
            vote(p, k + 1, strong ? weight * 3 : weight, upper);
        } else if (i >= 2 && rhz_word_in(ws, i, " association ") && rhz_word_in(ws, i + 1, " loi regie reconnue ") && ws->text.p[ws->w[i - 1].end] == ',') {
            size_t from = i - 1; /* "La Coopérative des X, association loi 1901" */
            while (from > 0 && from + 8 > i && rhz_word_joined(ws, from))
                from--;
            vote(p, from, 4, upper);
        } else if (rhz_word_in(ws, i, " association ") && rhz_word_joined(ws, i + 1) && !rhz_word_in(ws, i + 1, links)) {
            vote(p, i + 1, weight, upper);
        }
    }
}

/* ---- names that stand alone beside the title ---- */

static const char legal_forms[] = " scic scop sarl sas sasu eurl gie asbl ";
static const char body_words[] =
    " association federation reseau club maison collectif union amicale comite foyer centre ligue cooperative compagnie "
    "fondation societe groupement mutuelle syndicat confederation observatoire atelier ateliers amis cercle confrerie "
    "harmonie chorale orchestre theatre festival recyclerie ressourcerie regie coordination entente ";

static bool speaks_of_a_document(const struct rhz_words *ws)
{
    for (size_t i = 0; i < ws->n; i++)
        if ((rhz_word_in(ws, i, " assemblee ") && rhz_word_in(ws, i + 1, " generale ")) || rhz_word_in(ws, i, " rapport bilan compte-rendu proces-verbal ") ||
            (rhz_word_in(ws, i, " compte ") && rhz_word_in(ws, i + 1, " rendu ")) || (rhz_word_in(ws, i, " comite ") && rhz_word_in(ws, i + 2, " pilotage ")) ||
            (rhz_word_in(ws, i, " siege ") && rhz_word_in(ws, i + 1, " social ")) || rhz_word_in(ws, i, " reunion seance "))
            return true;
    return false;
}

/* One line of words that hold together, none of them a number: what a name may be. */
static bool is_one_phrase(const struct rhz_words *ws, const struct rhz_block *b)
{
    if (ws->n < 2 || ws->n > 14 || b->end - b->start > 110 || ws->w[0].start > b->start + 2)
        return false;
    for (size_t i = 0; i < ws->n; i++)
        if ((i > 0 && !rhz_word_joined(ws, i)) || ws->w[i].shape == RHZ_WORD_NUMBER)
            return false;
    return b->end - ws->w[ws->n - 1].end <= 1 && strchr(".:?,;", ws->text.p[b->end - 1]) == NULL;
}

static bool is_of_a_sitting(const struct rhz_words *ws, size_t i)
{
    if (rhz_word_in(ws, i, " assemblee conseil bureau commission rapport bilan compte proces compte-rendu proces-verbal ordre liste seance "
                           "reunion page exercice edition annee sommaire edito ordinaire election projet programme ministere ville commune departement region "
                           "communaute composition invitation convocation "))
        return !(rhz_word_in(ws, i, " conseil ") && rhz_word_in(ws, i + 1, " de ") && rhz_word_in(ws, i + 2, " quartier developpement "));
    return rhz_word_in(ws, i, " comite ") &&
           (rhz_word_in(ws, i + 1, " directeur technique consultatif social syndical scientifique ") || rhz_word_in(ws, i + 2, " pilotage suivi direction gestion "));
}

/* Where the name begins behind "ASSOCIATION", "SCIC" and an article; `k`: the article or the name. */
static size_t past_forms(const struct rhz_words *ws, size_t *k)
{
    size_t first = 0;
    if (rhz_word_in(ws, 0, legal_forms) || (rhz_word_in(ws, 0, " association ") && !rhz_word_in(ws, 1, links) &&
        !rhz_word_in(ws, 1, " sportive culturelle nationale francaise regionale departementale locale intercommunale familiale ")))
        first = 1;
    *k = first;
    return first < ws->n && rhz_word_in(ws, first, names_articles) && rhz_word_joined(ws, first + 1) ? first + 1 : first;
}

/* How often the document writes words [first, limit) of ws elsewhere, with a capital; counts to `most`. */
static unsigned recurs(struct poll *p, size_t first, size_t limit, unsigned most)
{
    const struct rhz_document *d = p->x->document;
    struct rhz_words ws = {.gazetteer = p->ws.gazetteer, .text = p->ws.text, .arena = p->x->arena};
    char key[RHZ_FOLD_MAX], other[RHZ_FOLD_MAX];
    uint32_t from = p->ws.w[first].start, to = p->ws.w[limit - 1].end;
    size_t n = rhz_fold_key(rhz_span(p->ws.text.p + from, to - from), key), words = limit - first;
    unsigned times = 0;
    for (size_t b = 0; b < d->n_blocks && times < most; b++) {
        if ((d->blocks[b].start <= from && from < d->blocks[b].end) || d->blocks[b].kind == RHZ_BLOCK_TABLE_ROW)
            continue;
        if (!rhz_words_cut(&ws, d->blocks[b].start, d->blocks[b].end))
            return times;
        for (size_t i = 0; i + words <= ws.n && times < most; i++) {
            if (!rhz_word_capital(&ws, i) && ws.w[i].shape != RHZ_WORD_INITIAL)
                continue;
            struct rhz_span s = rhz_span(ws.text.p + ws.w[i].start, ws.w[i + words - 1].end - ws.w[i].start);
            if (s.n < n + 12 && rhz_fold_key(s, other) == n && memcmp(key, other, n) == 0)
                times++;
        }
    }
    return times;
}

/* Is the line, whole, the name of a body? `beside`: a line that says what document this is stands next to it. */
static void stand(struct poll *p, const struct rhz_block *line, bool beside, bool first_line)
{
    struct rhz_words *ws = &p->ws;
    struct rhz_name_match m;
    struct rhz_block trimmed = *line, *b = &trimmed;
    const char *open = memmem(ws->text.p + b->start, b->end - b->start, " (", 2);
    if (open && ws->text.p[b->end - 1] == ')' && ws->n > 2 && ws->w[ws->n - 1].shape == RHZ_WORD_UPPER && ws->text.p + ws->w[ws->n - 1].start == open + 2) {
        b->end = (uint32_t)(open - ws->text.p); /* "Réseau des X (RX)" */
        if (!rhz_words_cut(ws, b->start, b->end))
            return;
    }
    if (!is_one_phrase(ws, b))
        return;
    if (first_line && rhz_word_in(ws, 0, " ville commune departement region communaute metropole ") && rhz_organisation_at(ws, 0, &m) && m.limit == ws->n) {
        vote_words(p, 0, 0, ws->n, 2, is_upper_block(ws), m.sub, true); /* whose commission meets, when no other body is named */
        return;
    }
    bool upper = is_upper_block(ws);
    size_t k, first = past_forms(ws, &k), limit = ws->n, capitals = 0;
    if (limit > first + 1 && ws->w[limit - 1].shape == RHZ_WORD_UPPER && rhz_word_in(ws, limit - 1, legal_forms))
        limit--;
    if (first >= limit || is_of_a_sitting(ws, first))
        return;
    for (size_t i = first; i < limit; i++)
        capitals += rhz_word_capital(ws, i);
    bool legal = k > 0 || limit < ws->n, opened = rhz_word_capital(ws, first) && rhz_word_in(ws, first, body_words), held = opened;
    for (size_t i = first + 1; i < limit && i < first + 3; i++) /* Handball Club des..., VÉLO CLUB DE */
        held = held || (rhz_word_in(ws, i, body_words) && rhz_word_capital(ws, i));
    bool article = first > k && ws->w[k].shape != RHZ_WORD_LOWER && rhz_word_capital(ws, first) && !upper;
    bool quarter = rhz_word_in(ws, first, " conseil ");
    bool shouted = upper && first > k && beside && capitals >= 2 && recurs(p, first, limit, 1) > 0; /* "LA PASSERELLE DES X" */
    bool repeated = !legal && !opened && !held && !quarter && !article && !shouted && beside && capitals >= 2 && recurs(p, first, limit, 3) == 3;
    if (!(legal || opened || held || quarter || shouted || repeated || (article && beside)) || (capitals < 2 && !opened && !quarter))
        return;
    if (rhz_person_at(ws, first, &m) && m.limit == limit && m.score >= RHZ_NAME_IN_TEXT)
        return;
    uint8_t sub = rhz_organisation_at(ws, first, &m) && m.first == first ? m.sub : 0;
    vote_words(p, k, first, limit, repeated ? 2 : beside ? 5 : 3, upper, sub, true);
}

/* A running head: "Rapport d'activité 2019 | X", "X – procès-verbal": the part that is no document is who publishes it. */
static void poll_head(struct poll *p, const struct rhz_block *b)
{
    static const char *const signs[] = {" | ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", " \xE2\x80\xA2 ", " - "};
    struct rhz_words *ws = &p->ws;
    const char *text = ws->text.p + b->start;
    size_t n = b->end - b->start;
    for (size_t s = 0; s < sizeof signs / sizeof *signs; s++) {
        const char *at = memmem(text, n, signs[s], strlen(signs[s]));
        if (!at)
            continue;
        uint32_t left = (uint32_t)(at - ws->text.p), right = left + (uint32_t)strlen(signs[s]);
        for (int side = 0; side < 2; side++) {
            struct rhz_name_match m;
            if (!rhz_words_cut(ws, side ? right : b->start, side ? b->end : left) || !speaks_of_a_document(ws))
                continue;
            if (!rhz_words_cut(ws, side ? b->start : right, side ? left : b->end) || ws->n == 0 || ws->n > 8 || is_of_a_sitting(ws, 0) || speaks_of_a_document(ws))
                return;
            size_t first = ws->n > 1 && rhz_word_in(ws, 0, names_articles) ? 1 : 0;
            bool upper = is_upper_block(ws);
            if (name_run(ws, first, upper) == ws->n && !(rhz_person_at(ws, first, &m) && m.limit == ws->n))
                vote_words(p, 0, first, ws->n, 3, upper, 0, true);
            return;
        }
    }
}

/* "L'ESCALE X RAPPORT D'ACTIVITÉ 2018", one title of two lines: the name before the words of the document, which comes back. */
static void poll_title(struct poll *p, const struct rhz_block *b)
{
    struct rhz_words *ws = &p->ws;
    size_t at = 1;
    if (b->end - b->start > 110 || !rhz_words_cut(ws, b->start, b->end))
        return;
    while (at < ws->n && !(rhz_word_in(ws, at, " rapport bilan ") && rhz_word_in(ws, at + 1, " d de des moral annuel ")) &&
           !rhz_word_in(ws, at, " proces-verbal compte-rendu "))
        at++;
    if (at >= ws->n || at > 8 || is_of_a_sitting(ws, 0) || is_of_a_sitting(ws, 1))
        return;
    bool upper = is_upper_block(ws);
    size_t first = rhz_word_in(ws, 0, names_articles) && at > 1 ? 1 : 0;
    if (name_run(ws, first, upper) < at || rhz_word_in(ws, first, " annee exercice ") || recurs(p, first, at, 2) < 2)
        return;
    vote_words(p, 0, first, at, 5, upper, 0, true);
}

static bool poll_standing(struct poll *p)
{
    const struct rhz_document *d = p->x->document;
    bool says[TITLE_BLOCKS + 1] = {false};
    size_t n = d->n_blocks < TITLE_BLOCKS ? d->n_blocks : TITLE_BLOCKS;
    for (size_t b = 0; b < n; b++) {
        if (d->blocks[b].end - d->blocks[b].start > 200)
            continue;
        if (!rhz_words_cut(&p->ws, d->blocks[b].start, d->blocks[b].end))
            return false;
        says[b] = speaks_of_a_document(&p->ws);
    }
    for (size_t b = 0; b < n && b < 3; b++)
        poll_title(p, &d->blocks[b]);
    for (size_t b = 0; b < n; b++) {
        bool beside = says[b + 1] || (b > 0 && says[b - 1]) || (b > 1 && says[b - 2]) || (b + 2 < n && says[b + 2]);
        uint8_t kind = d->blocks[b].kind;
        if (says[b] || (kind != RHZ_BLOCK_HEADING && kind != RHZ_BLOCK_PARAGRAPH) || d->blocks[b].end - d->blocks[b].start > 110)
            continue;
        if (!rhz_words_cut(&p->ws, d->blocks[b].start, d->blocks[b].end))
            return false;
        stand(p, &d->blocks[b], beside, b == 0);
    }
    return true;
}

/* ---- names that only come back ---- */

/* The word of the site or of the addresses ("la27eregion" in x@la27eregion.fr); empty: none. */
static struct rhz_span site_word(struct rhz_span text)
{
    static const char *const marks[] = {"@", "www.", "https://"};
    for (size_t m = 0; m < sizeof marks / sizeof *marks; m++)
        for (const char *p = text.p, *end = text.p + text.n; (p = memmem(p, (size_t)(end - p), marks[m], strlen(marks[m]))) != NULL;) {
            p += strlen(marks[m]);
            if (end - p > 4 && memcmp(p, "www.", 4) == 0)
                p += 4;
            size_t n = 0;
            while (p + n < end && ((p[n] >= 'a' && p[n] <= 'z') || (p[n] >= '0' && p[n] <= '9') || p[n] == '-'))
                n++;
            if (n >= 5 && p + n < end && p[n] == '.' && !rhz_span_eq(rhz_span(p, n), RHZ_SPAN("gmail")) && !rhz_span_eq(rhz_span(p, n), RHZ_SPAN("youtube")))
                return rhz_span(p, n);
        }
    return rhz_span("", 0);
}

/* The letters of the key, without blanks, hold the site's word or are held by it. */
static bool is_of_site(const char *key, size_t n, struct rhz_span site)
{
    char letters[RHZ_FOLD_MAX], word[RHZ_FOLD_MAX];
    size_t k = 0, w = 0;
    for (size_t i = 0; i < n; i++)
        if (key[i] != ' ')
            letters[k++] = key[i];
    for (size_t i = 0; i < site.n && w < sizeof word; i++)
        if (site.p[i] != '-')
            word[w++] = site.p[i];
    return k >= 5 && w >= 5 && (memmem(letters, k, word, w) || memmem(word, w, letters, k));
}

/* Words [first, limit) may name who publishes: no public body that the document speaks of, no person. */
static bool may_publish(struct poll *p, size_t first, size_t limit, bool of_site)
{
    struct rhz_words *ws = &p->ws;
    struct rhz_name_match m;
    if (limit <= first || limit > first + 6 || is_of_a_sitting(ws, first))
        return false;
    if (rhz_organisation_at(ws, first, &m) && m.sub != RHZ_SUB_ASSOCIATION && m.sub != RHZ_SUB_RESEAU && !of_site)
        return false;
    return !(rhz_person_at(ws, first, &m) && m.score >= RHZ_NAME_IN_TEXT);
}

/* "La Cordée Commune a voulu", "(La Cordée Commune)", the name in the site's address: where nothing else tells. */
static void poll_recurring_words(struct poll *p, struct rhz_span site)
{
    struct rhz_words *ws = &p->ws;
    if (is_upper_block(ws))
        return;
    for (size_t i = 0; i + 1 < ws->n; i++) {
        char key[RHZ_FOLD_MAX];
        bool article = rhz_word_in(ws, i, names_articles) && rhz_word_joined(ws, i + 1) && ws->w[i].shape != RHZ_WORD_LOWER;
        size_t first = article ? i + 1 : i;
        if (!rhz_word_capital(ws, first) || (!article && site.n == 0) || (i > 0 && rhz_word_joined(ws, i) && rhz_word_capital(ws, i - 1)))
            continue;
        size_t limit = name_run(ws, first, false);
        if (limit <= first)
            continue;
        size_t n = rhz_fold_key(rhz_span(ws->text.p + ws->w[first].start, ws->w[limit - 1].end - ws->w[first].start), key);
        bool of_site = site.n && is_of_site(key, n, site);
        if ((!of_site && (!article || limit < first + 2)) || !may_publish(p, first, limit, of_site))
            continue;
        bool acts = limit < ws->n && rhz_word_joined(ws, limit) &&
                    rhz_word_in(ws, limit, " a ont est sont remercie remercient lance organise organisent anime propose proposent accompagne poursuit souhaite entend assure ");
        bool bracketed = ws->w[i].start > 0 && ws->text.p[ws->w[i].start - 1] == '(' && ws->w[limit - 1].end < ws->text.n && ws->text.p[ws->w[limit - 1].end] == ')';
        if (of_site || acts || bracketed)
            vote_words(p, article ? i : first, first, limit, of_site ? 4 : acts ? 2 : 1, false, 0, false);
        i = limit - 1;
    }
}

static bool poll_recurring(struct poll *p)
{
    const struct rhz_document *d = p->x->document;
    struct rhz_span site = site_word(d->text);
    for (size_t b = 0; b < d->n_blocks; b++) {
        if (d->blocks[b].kind == RHZ_BLOCK_TABLE_ROW)
            continue;
        if (!rhz_words_cut(&p->ws, d->blocks[b].start, d->blocks[b].end))
            return false;
        poll_recurring_words(p, site);
    }
    return true;
}

/* ---- the name as it is best written ---- */

/* The same words somewhere in small letters: the text's own way to write a name that the title shouts. */
static bool find_witness(struct poll *p, struct candidate *c)
{
    const struct rhz_document *d = p->x->document;
    struct rhz_words *ws = &p->ws;
    char key[RHZ_FOLD_MAX];
    for (size_t b = 0; b < d->n_blocks; b++) {
        if (!rhz_words_cut(ws, d->blocks[b].start, d->blocks[b].end))
            return false;
        if (is_upper_block(ws))
            continue;
        for (size_t i = 0; i + c->n_words <= ws->n; i++) {
            if (ws->w[i].shape != RHZ_WORD_CAPITAL)
                continue;
            uint32_t start = ws->w[i].start, end = ws->w[i + c->n_words - 1].end;
            if (end - start > 2 * c->n + 8 || rhz_fold_key(rhz_span(ws->text.p + start, end - start), key) != c->n || memcmp(key, c->key, c->n) != 0)
                continue;
            c->start = start;
            c->end = end;
            c->upper = false;
            if (i > 0 && rhz_word_joined(ws, i) && rhz_word_in(ws, i - 1, names_articles))
                note_article(c, ws, i - 1);
            return true;
        }
    }
    return true;
}

static bool is_sigle(struct rhz_words *ws, size_t i)
{
    unsigned f = rhz_word_flags(ws, i);
    return ws->w[i].end - ws->w[i].start <= 5 && (f & RHZ_GAZ_SIGLE) && rhz_gaz_word(f) == 0 && rhz_gaz_given(f) < 2;
}

/* FÉDÉRATION DES CHORALES DU PAYS -> Fédération des Chorales du Pays. */
static bool recase(struct poll *p, const struct candidate *c, struct rhz_buf *out)
{
    static const char small[] = " de du des d la le les l et en a au aux pour sur sous par ";
    struct rhz_words *ws = &p->ws;
    if (!rhz_words_cut(ws, c->start, c->end))
        return false;
    for (size_t i = 0; i < ws->n; i++) {
        struct rhz_span word = rhz_word_span(ws, i);
        if (i > 0)
            rhz_buf_append(out, ws->text.p + ws->w[i - 1].end, ws->w[i].start - ws->w[i - 1].end);
        if (i > 0 && rhz_word_in(ws, i, small))
            for (size_t k = 0; k < word.n; k++) /* \xC3\x80 is the only one beyond ASCII */
                rhz_buf_byte(out, (unsigned char)(word.p[k] >= 'A' && word.p[k] <= 'Z' ? word.p[k] | 32 : word.p[k] == '\x80' ? '\xA0' : word.p[k]));
        else if (is_sigle(ws, i))
            rhz_buf_span(out, word);
        else
            rhz_append_recased(ws, i, out);
    }
    return !out->failed;
}

static bool begins_with_article(struct rhz_span s)
{
    return s.n > 3 && (memcmp(s.p, "La ", 3) == 0 || memcmp(s.p, "Le ", 3) == 0 || memcmp(s.p, "Les", 3) == 0 ||
                       memcmp(s.p, "L'", 2) == 0);
}

static bool name_publisher(struct poll *p, struct candidate *c)
{
    struct rhz_extraction *x = p->x;
    struct rhz_buf small = {0};
    if (c->upper && (!find_witness(p, c) || (c->upper && !recase(p, c, &small)))) {
        rhz_buf_free(&small);
        return false;
    }
    struct rhz_span written = c->upper ? rhz_arena_copy(x->arena, rhz_buf_view(&small)) : rhz_document_slice(x->document, c->start, c->end);
    rhz_buf_free(&small);
    const char *name = begins_with_article(written) || c->sub
                           ? rhz_arena_str(x->arena, written)
                           : rhz_arena_printf(x->arena, "%s%.*s", c->article, (int)written.n, written.p);
    if (!name)
        return false;
    uint32_t e = rhz_facts_entity(x->facts, RHZ_ORGANISATION, c->sub ? c->sub : RHZ_SUB_ASSOCIATION, rhz_span_of(name),
                                  c->start, c->end);
    if (e == RHZ_NONE)
        return false;
    rhz_facts_set_publisher(x->facts, e, c->start, c->end);
    /* "Réseau des X (RX)": its other name */
    struct rhz_words *ws = &p->ws;
    struct rhz_span text = x->document->text;
    if (c->end + 4 < text.n && text.p[c->end] == ' ' && text.p[c->end + 1] == '(' && rhz_words_cut(ws, c->end + 2, (uint32_t)rhz_utf8_floor(text, c->end + 40 < text.n ? c->end + 40 : text.n)) &&
        ws->n > 0 && ws->w[0].shape == RHZ_WORD_UPPER && ws->w[0].start == c->end + 2 && ws->w[0].end < text.n && text.p[ws->w[0].end] == ')')
        return rhz_facts_alias(x->facts, e, rhz_word_span(ws, 0)) &&
               rhz_facts_entity(x->facts, RHZ_ORGANISATION, RHZ_SUB_NONE, rhz_word_span(ws, 0), ws->w[0].start, ws->w[0].end) != RHZ_NONE;
    return true;
}

static struct candidate *most_voted(struct poll *p)
{
    struct candidate *best = NULL;
    for (size_t i = 0; i < p->n; i++)
        if (!best || p->all[i].votes > best->votes)
            best = &p->all[i];
    return best;
}

rhz_status rhz_find_publisher(struct rhz_extraction *x, struct rhz_error *err)
{
    const struct rhz_document *d = x->document;
    struct poll *p = rhz_arena_zalloc(x->arena, 1, sizeof *p);
    if (!p)
        return rhz_no_memory(err);
    p->x = x;
    p->ws = (struct rhz_words){.gazetteer = x->gazetteer, .text = d->text, .arena = x->arena};
    static const char *const needles[] = {"ssemblée", "apport", "quipe", "dhérents", "embres", "tatuts", "omptes",
                                          "ssociation", "alariés", "siège", "ctivité", "ilan", "névoles"};
    for (size_t b = 0; b < d->n_blocks; b++) {
        if (b >= TITLE_BLOCKS &&
            !rhz_text_holds(x->gazetteer, d->text, d->blocks[b].start, d->blocks[b].end, needles, sizeof needles / sizeof *needles))
            continue; /* capitals matter near the top only */
        if (!rhz_words_cut(&p->ws, d->blocks[b].start, d->blocks[b].end))
            return rhz_no_memory(err);
        poll_words(p, b < TITLE_BLOCKS ? 2 : 1);
        if (d->blocks[b].end - d->blocks[b].start < 110 && d->blocks[b].kind != RHZ_BLOCK_TABLE_ROW && d->blocks[b].kind != RHZ_BLOCK_LIST_ITEM)
            poll_head(p, &d->blocks[b]);
    }
    if (!poll_standing(p))
        return rhz_no_memory(err);
    struct candidate *best = most_voted(p);
    if (!best || best->votes < 2) {
        if (!poll_recurring(p))
            return rhz_no_memory(err);
        best = most_voted(p);
    }
    if (!best || best->votes < 2)
        return RHZ_OK;
    return name_publisher(p, best) ? RHZ_OK : rhz_no_memory(err);
}
