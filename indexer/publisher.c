/* publisher.c -- the body that speaks in a document: "nous", "l'association".
 *
 * It signs in set phrases: assemblée générale de X, rapport d'activité de X, l'association X, l'équipe de X. Each such
 * phrase is a vote for X, and those of the first blocks weigh more, since titles say it on purpose. A single vote from
 * the body of a text decides nothing.
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

/* Vote for the name that begins at word k, an article or the name itself. */
static void vote(struct poll *p, size_t k, unsigned weight, bool upper)
{
    struct rhz_words *ws = &p->ws;
    struct rhz_name_match m;
    size_t first = k;
    char key[RHZ_FOLD_MAX];
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
    c->sub = sub ? sub : c->sub;
    c->votes += weight;
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
    if (rhz_word_in(ws, i, " equipe adherents membres statuts comptes benevoles salaries siege activite bilan "))
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
        unsigned char first = (unsigned char)ws->text.p[ws->w[i].start];
        if (first < 0x80 && !strchr("aremscbAREMSCB", first))
            continue; /* no trigger begins so */
        size_t k = past_trigger(ws, i);
        if (k > i && rhz_word_joined(ws, k) && rhz_word_in(ws, k, links)) {
            bool strong = rhz_word_in(ws, i, " assemblee rapport ");
            vote(p, k + 1, strong ? weight * 3 : weight, upper);
        } else if (rhz_word_in(ws, i, " association ") && rhz_word_joined(ws, i + 1) && !rhz_word_in(ws, i + 1, links)) {
            vote(p, i + 1, weight, upper);
        }
    }
}

static bool begins_with_article(struct rhz_span s)
{
    return s.n > 3 && (memcmp(s.p, "La ", 3) == 0 || memcmp(s.p, "Le ", 3) == 0 || memcmp(s.p, "Les", 3) == 0 ||
                       memcmp(s.p, "L'", 2) == 0);
}

static bool name_publisher(struct rhz_extraction *x, const struct candidate *c)
{
    struct rhz_span written = rhz_document_slice(x->document, c->start, c->end);
    const char *name = begins_with_article(written) || c->sub
                           ? rhz_arena_str(x->arena, written)
                           : rhz_arena_printf(x->arena, "%s%.*s", c->article, (int)written.n, written.p);
    if (!name)
        return false;
    uint32_t e = rhz_facts_entity(x->facts, RHZ_ORGANISATION, c->sub ? c->sub : RHZ_SUB_ASSOCIATION, rhz_span_of(name),
                                  c->start, c->end);
    if (e != RHZ_NONE)
        rhz_facts_set_publisher(x->facts, e, c->start, c->end);
    return e != RHZ_NONE;
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
            !rhz_text_holds(d->text, d->blocks[b].start, d->blocks[b].end, needles, sizeof needles / sizeof *needles))
            continue; /* capitals matter near the top only */
        if (!rhz_words_cut(&p->ws, d->blocks[b].start, d->blocks[b].end))
            return rhz_no_memory(err);
        poll_words(p, b < TITLE_BLOCKS ? 2 : 1);
    }
    struct candidate *best = NULL;
    for (size_t i = 0; i < p->n; i++)
        if (!best || p->all[i].votes > best->votes)
            best = &p->all[i];
    if (!best || best->votes < 2)
        return RHZ_OK;
    return name_publisher(x, best) ? RHZ_OK : rhz_no_memory(err);
}
