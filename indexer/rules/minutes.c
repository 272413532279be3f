/* minutes.c -- who speaks in minutes written in sentences: "M. Durand demande si...", "La trésorière, Ana Duval, présente".
 *
 * A person speaks in the assembly where a sentence opens with the name, what the person is, and a verb of speech.
 * A surname behind a civility is the only person of the document who bears it.
 */
#include "people.h"

/* ---- "Mme Duval" ---- */

/* The surname of words [first, limit), folded, ends the person's name. */
static bool bears(const struct rhz_document_entity *e, const char *key, size_t n)
{
    char name[RHZ_FOLD_MAX * 2];
    if (e->kind != RHZ_PERSONNE || e->name.n >= RHZ_FOLD_MAX)
        return false;
    size_t m = rhz_fold_phrase(e->name, name, sizeof name);
    return m > n + 1 && name[m - n - 1] == ' ' && memcmp(name + m - n, key, n) == 0;
}

static uint32_t bearer(const struct rhz_extraction *x, struct rhz_span surname)
{
    char key[RHZ_FOLD_MAX * 2];
    size_t n = surname.n < RHZ_FOLD_MAX ? rhz_fold_phrase(surname, key, sizeof key) : 0;
    uint32_t found = RHZ_NONE;
    for (uint32_t e = 0; n >= 2 && e < rhz_facts_count(x->facts); e++) {
        if (!bears(rhz_facts_get_entity(x->facts, e), key, n))
            continue;
        if (found != RHZ_NONE)
            return RHZ_NONE; /* two of that name */
        found = e;
    }
    return found;
}

static bool read_civility(struct rhz_people *p, struct rhz_words *ws, size_t i)
{
    size_t first = i + 1, limit = first;
    while (limit < ws->n && limit < first + 5 && ws->w[limit].start - ws->w[limit - 1].end <= 2 &&
           (rhz_word_capital(ws, limit) || (limit + 1 < ws->n && rhz_word_in(ws, limit, " de du des d la le ben el van von ") && rhz_word_capital(ws, limit + 1))))
        limit++;
    for (; limit > first; limit--) {
        struct rhz_span surname = rhz_span(ws->text.p + ws->w[first].start, ws->w[limit - 1].end - ws->w[first].start);
        uint32_t e = bearer(p->x, surname);
        if (e == RHZ_NONE)
            continue;
        if (rhz_facts_at(p->x->facts, ws->w[first].start) == e)
            return true;
        return rhz_facts_entity(p->x->facts, RHZ_PERSONNE, RHZ_SUB_NONE, rhz_facts_get_entity(p->x->facts, e)->name, ws->w[first].start,
                                ws->w[limit - 1].end) != RHZ_NONE;
    }
    return true;
}

/* "A. Duval", "P.-Y. Duval": the only Duval of the document, whose given name begins so. */
static bool read_initials(struct rhz_people *p, struct rhz_words *ws, size_t i)
{
    size_t first = i + 1;
    while (first < ws->n && first < i + 3 && ws->w[first].shape == RHZ_WORD_INITIAL)
        first++;
    size_t limit = first;
    while (limit < ws->n && limit < first + 4 && rhz_word_joined(ws, limit) &&
           (rhz_word_capital(ws, limit) || (limit == first && rhz_word_in(ws, limit, " de du des d la le ben el van von ") && rhz_word_capital(ws, limit + 1))))
        limit++;
    for (; limit > first; limit--) {
        struct rhz_span surname = rhz_span(ws->text.p + ws->w[first].start, ws->w[limit - 1].end - ws->w[first].start);
        uint32_t e = bearer(p->x, surname);
        if (e == RHZ_NONE || rhz_facts_at(p->x->facts, ws->w[i].start) != RHZ_NONE)
            continue;
        struct rhz_span name = rhz_facts_get_entity(p->x->facts, e)->name, initial = rhz_word_span(ws, i);
        if (name.n < initial.n || initial.n == 0 || (memcmp(name.p, initial.p, initial.n) != 0))
            continue;
        return rhz_facts_entity(p->x->facts, RHZ_PERSONNE, RHZ_SUB_NONE, name, ws->w[i].start, ws->w[limit - 1].end) != RHZ_NONE;
    }
    return true;
}

bool rhz_spread_surnames(struct rhz_people *p)
{
    static const char *const civilities[] = {"M", "Mme", "Mlle", "onsieur", "adame", "Dr", "Me", "Pr"};
    const struct rhz_document *d = p->x->document;
    struct rhz_words *ws = &p->ws;
    for (size_t b = 0; b < d->n_blocks; b++) {
        if (!rhz_words_cut(ws, d->blocks[b].start, d->blocks[b].end))
            return false;
        for (size_t i = 0; i + 1 < ws->n; i++)
            if (ws->w[i].shape == RHZ_WORD_INITIAL && (i == 0 || ws->w[i - 1].shape != RHZ_WORD_INITIAL) && ws->w[i].end < ws->text.n && ws->text.p[ws->w[i].end] == '.' &&
                !read_initials(p, ws, i))
                return false;
        if (!rhz_text_holds(ws->gazetteer, d->text, d->blocks[b].start, d->blocks[b].end, civilities, sizeof civilities / sizeof *civilities))
            continue;
        for (size_t i = 0; i + 1 < ws->n; i++)
            if (rhz_word_capital(ws, i + 1) && ws->w[i].end - ws->w[i].start < 13 && (rhz_word_capital(ws, i) || ws->w[i].shape == RHZ_WORD_INITIAL) &&
                rhz_is_civility(ws, i) && !read_civility(p, ws, i))
                return false;
    }
    return true;
}

/* ---- speech ---- */

static const char speech[] =
    " demande demandent repond repondent explique expliquent precise precisent presente presentent rappelle rappellent indique indiquent souligne soulignent "
    "signale signalent expose exposent remercie remercient propose proposent ajoute ajoutent estime estiment souhaite souhaitent insiste insistent informe "
    "informent annonce annoncent evoque evoquent intervient interviennent conclut revient reviennent confirme confirment note detaille detaillent introduit "
    "introduisent commente regrette regrettent salue observe complete reagit alerte craint interroge interrogent etonne felicite felicitent accueille ouvre "
    "relate raconte temoigne temoignent constate suggere rapporte clot ";

/* Past what says who the person is: ", trésorier," "(Ville de X)". */
static size_t past_aside(const struct rhz_words *ws, size_t i)
{
    const char *gap = ws->text.p + ws->w[i - 1].end;
    size_t n = i < ws->n ? ws->w[i].start - ws->w[i - 1].end : 0;
    char close = n && memchr(gap, '(', n) ? ')' : n && *gap == ',' ? ',' : 0;
    if (!close)
        return i;
    for (size_t k = i; k + 1 < ws->n && k < i + 22; k++) {
        const char *after = ws->text.p + ws->w[k].end;
        size_t m = ws->w[k + 1].start - ws->w[k].end;
        if (memchr(after, '.', m) || memchr(after, ';', m))
            return i;
        if (memchr(after, close, m) && (close == ')' || ws->w[k + 1].shape == RHZ_WORD_LOWER) &&
            (close == ')' || rhz_word_in(ws, k + 1, speech) || rhz_word_in(ws, k + 1, " s se fait rend donne prend lui nous ")))
            return k + 1;
    }
    return i;
}

/* A verb of speech at word i, or behind "s'", "nous", "en"; "rend compte", "fait le point", "prend la parole". */
static bool speaks_at(const struct rhz_words *ws, size_t i)
{
    size_t k = i;
    while (k < i + 2 && k < ws->n && rhz_word_in(ws, k, " s se nous en y lui ensuite alors quant aussi egalement puis "))
        k++;
    if (k >= ws->n || (k > i && !rhz_word_joined(ws, k)))
        return false;
    if (rhz_word_in(ws, k, " rend rendent fait font prend prennent donne donnent "))
        return rhz_word_in(ws, k + 1, " compte part lecture etat ") ||
               ((rhz_word_in(ws, k + 1, " le la un ") && rhz_word_in(ws, k + 2, " point parole bilan retour ")));
    return rhz_word_in(ws, k, speech);
}

static bool add_speaker(struct rhz_people *p, uint32_t person, uint32_t start, uint32_t end)
{
    struct rhz_link link = {.relation = RHZ_INTERVIENT_DANS, .subject = person, .object = p->x->assembly, .quote = {start, end}, .rule = "minutes"};
    return rhz_add_link(p->x, &link);
}

static uint32_t person_at(const struct rhz_people *p, const struct rhz_words *ws, size_t i)
{
    uint32_t e = i < ws->n ? rhz_facts_at(p->x->facts, ws->w[i].start) : RHZ_NONE;
    return e != RHZ_NONE && rhz_facts_get_entity(p->x->facts, e)->kind == RHZ_PERSONNE ? e : RHZ_NONE;
}

/* The sentence that begins at word i: "(Le président,) A (et B) (, fonction,) verbe". */
static bool read_sentence(struct rhz_people *p, struct rhz_words *ws, size_t i)
{
    uint32_t persons[4];
    size_t n = 0, at = i;
    if (rhz_word_in(ws, at, " le la l ") && at + 1 < ws->n && rhz_is_function(ws, at + 1, at + 2)) { /* "La présidente, A," */
        while (at < i + 8 && at < ws->n && person_at(p, ws, at) == RHZ_NONE)
            at++;
    }
    at += at < ws->n && rhz_is_civility(ws, at);
    while (n < 4) {
        uint32_t e = person_at(p, ws, at);
        if (e == RHZ_NONE)
            return true;
        persons[n++] = e;
        while (at < ws->n && person_at(p, ws, at) == e)
            at++;
        size_t past = at < ws->n ? past_aside(ws, at) : at;
        if (past < ws->n && rhz_word_in(ws, past, " et ") && past + 1 < ws->n) {
            at = past + 1 + rhz_is_civility(ws, past + 1);
            continue;
        }
        at = past;
        break;
    }
    if (at >= ws->n || !speaks_at(ws, at))
        return true;
    uint32_t start = ws->w[i].start, end = ws->w[at].end;
    for (size_t k = 0; k < n; k++)
        if (!add_speaker(p, persons[k], start, end))
            return false;
    return true;
}

static bool begins(const struct rhz_words *ws, size_t i)
{
    if (i == 0)
        return true;
    const char *gap = ws->text.p + ws->w[i - 1].end;
    size_t n = ws->w[i].start - ws->w[i - 1].end;
    if (ws->w[i].gap != RHZ_GAP_STOP || ws->w[i].shape == RHZ_WORD_LOWER || !(memchr(gap, '.', n) || memchr(gap, '!', n) || memchr(gap, '?', n) || memchr(gap, '\n', n)))
        return false;
    return !(n == 2 && gap[0] == '.' && ((ws->w[i - 1].shape == RHZ_WORD_INITIAL) || rhz_is_civility(ws, i - 1)));
}

bool rhz_read_minutes(struct rhz_people *p)
{
    const struct rhz_document *d = p->x->document;
    struct rhz_words *ws = &p->ws;
    if (p->x->assembly == RHZ_NONE)
        return true;
    for (size_t b = 0; b < d->n_blocks; b++) {
        const struct rhz_block *block = &d->blocks[b];
        if (block->kind == RHZ_BLOCK_TABLE_ROW || block->kind == RHZ_BLOCK_HEADING)
            continue;
        if (!rhz_words_cut(ws, block->start, block->end))
            return false;
        for (size_t i = 0; i < ws->n; i++)
            if (begins(ws, i) && !read_sentence(p, ws, i))
                return false;
    }
    return true;
}
