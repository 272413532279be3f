/* question_read.c -- words, years and the frame of a question. */

#include "question.h"

/* ---- words ---- */

static rhz_status fold_word(struct rhz_question *q, struct rhz_span form, struct rhz_span *out, struct rhz_error *err)
{
    struct rhz_buf b = {0};

    rhz_fold(form, &b);
    *out = rhz_arena_copy(q->arena, rhz_buf_view(&b));
    if (b.failed || !out->p) {
        rhz_buf_free(&b);
        return rhz_no_memory(err);
    }
    rhz_buf_free(&b);
    return RHZ_OK;
}

static rhz_status cut(struct rhz_question *q, struct rhz_analyzer *analyzer, struct rhz_error *err)
{
    const struct rhz_token *tokens;
    uint32_t last = UINT32_MAX;
    size_t n;
    rhz_status st = rhz_analyze(analyzer, q->text, &tokens, &n);

    if (st != RHZ_OK)
        return rhz_no_memory(err);
    for (size_t i = 0; i < n && st == RHZ_OK; i++) {
        struct rhz_question_word *w = q->n_words ? &q->words[q->n_words - 1] : NULL;
        if (tokens[i].position == last && w) {
            if (w->n_readings < 3 && (st = fold_word(q, tokens[i].lexeme->form, &w->readings[w->n_readings], err)) == RHZ_OK)
                w->n_readings++;
            continue;
        }
        if (q->n_words == RHZ_QUESTION_WORDS)
            return rhz_fail(err, RHZ_INVALID, "La question est trop longue : %d mots au plus.", RHZ_QUESTION_WORDS);
        last = tokens[i].position;
        w = &q->words[q->n_words++];
        *w = (struct rhz_question_word){.start = tokens[i].start, .end = tokens[i].end, .name = -1};
        w->stop = tokens[i].lexeme->flags & RHZ_LEXEME_STOP;
        w->number = tokens[i].lexeme->flags & RHZ_LEXEME_NUMBER;
        st = fold_word(q, tokens[i].lexeme->form, &w->folded, err);
    }
    return st;
}

/* "où" asks for a place; "ou" joins. Folded they are one, so the written form decides. */
static bool is_where(const struct rhz_question *q, const struct rhz_question_word *w)
{
    struct rhz_span written = rhz_span(q->text.p + w->start, w->end - w->start);

    return rhz_span_eq(written, RHZ_SPAN("où")) || rhz_span_eq(written, RHZ_SPAN("Où")) ||
           (w == q->words && rhz_span_eq(w->folded, RHZ_SPAN("ou")));
}

/* The -t-il of an inverted verb. */
static bool is_inverted(const struct rhz_question *q, const struct rhz_question_word *w)
{
    static const char *const pronouns[] = {"il", "elle", "ils", "elles", "on"};

    for (size_t i = 0; w->start && q->text.p[w->start - 1] == '-' && i < sizeof pronouns / sizeof pronouns[0]; i++)
        if (rhz_span_eq(w->folded, rhz_span_of(pronouns[i])))
            return true;
    return false;
}

/* "qu'est-ce que" asks what, "est-ce que" asks whether. */
static bool is_what(const struct rhz_question *q, const struct rhz_question_word *w)
{
    return w->start >= 2 && (q->text.p[w->start - 1] == '\'' || (unsigned char)q->text.p[w->start - 1] == 0x99);
}

static void read_words(struct rhz_question *q)
{
    static const struct rhz_lexical where = {"où", RHZ_SAYS_WHERE, 0, 0, 0, 0}, what = {"qu'est-ce que", RHZ_SAYS_NOTHING, 0, 0, 0, 0};
    struct rhz_span forms[RHZ_QUESTION_WORDS];

    for (size_t i = 0; i < q->n_words; i++)
        forms[i] = q->words[i].folded;
    for (size_t i = 0; i < q->n_words;) {
        size_t taken = 0;
        const struct rhz_lexical *x = rhz_lexicon_find(forms + i, q->n_words - i, &taken);
        for (size_t k = 0; !x && k < q->words[i].n_readings; k++)
            x = rhz_lexicon_find(&q->words[i].readings[k], 1, &taken);
        if (is_where(q, &q->words[i])) {
            x = &where;
            taken = 1;
        }
        if (x && x->says & RHZ_SAYS_WHETHER && is_what(q, &q->words[i]))
            x = &what;
        if (q->words[i].number)
            x = NULL;
        for (size_t k = 0; k < (x ? taken : 1); k++) {
            q->words[i + k].lexical = x;
            q->words[i + k].group = i;
        }
        i += x ? taken : 1;
    }
}

/* ---- years ---- */

static uint32_t year_of(const struct rhz_question_word *w)
{
    uint32_t v = 0;

    for (size_t i = 0; i < w->folded.n; i++) {
        if (w->folded.p[i] < '0' || w->folded.p[i] > '9' || w->folded.n != 4)
            return 0;
        v = v * 10 + (uint32_t)(w->folded.p[i] - '0');
    }
    return v >= 1900 && v <= 2100 ? v : 0;
}

static uint32_t says_at(const struct rhz_question *q, size_t i)
{
    return q->words[i].lexical ? q->words[i].lexical->says : 0;
}

/* Is `word`, folded, among the few before word `i`? Elided ones leave no word, so the text is read. */
static bool stands_before(const struct rhz_question *q, size_t i, const char *word)
{
    uint32_t from = i ? q->words[i - 1].start : 0, to = q->words[i].start;
    struct rhz_buf b = {0};
    bool found;

    from = from > 12 ? from - 12 : 0;
    rhz_fold(rhz_span(q->text.p + rhz_utf8_floor(q->text, from), to - rhz_utf8_floor(q->text, from)), &b);
    found = b.n && memmem(b.p, b.n, word, strlen(word)) != NULL;
    rhz_buf_free(&b);
    return found;
}

static bool is_word(const struct rhz_question *q, size_t i, const char *word)
{
    return i < q->n_words && rhz_span_eq(q->words[i].folded, rhz_span_of(word));
}

/* "de 2017 à 2020", "entre 2017 et 2020", "2017-2020", "2017..2020": word `i` and the next year are the ends of a period. */
static bool is_range(const struct rhz_question *q, size_t i, size_t next)
{
    uint32_t gap = q->words[next].start - q->words[i].end;
    const char *between = q->text.p + q->words[i].end;

    if (next == i + 1)
        return (gap == 1 && *between == '-') || (gap >= 2 && memmem(between, gap, "..", 2)) || memmem(between, gap, "\xE2\x80\x93", 3);
    if (next != i + 2)
        return false;
    if (is_word(q, i + 1, "a") && i && (is_word(q, i - 1, "de") || is_word(q, i - 1, "depuis")))
        return true;
    return (is_word(q, i + 1, "et") || is_word(q, i + 1, "a")) && i && (is_word(q, i - 1, "entre") || is_word(q, i - 1, "de"));
}

static size_t next_year(const struct rhz_question *q, size_t i)
{
    while (++i < q->n_words && !(year_of(&q->words[i]) && q->words[i].name < 0))
        ;
    return i;
}

static void add_year(struct rhz_question *q, uint32_t year)
{
    uint32_t from = year * 10000 + 101, to = year * 10000 + 1231;

    if (q->n_years < RHZ_QUESTION_YEARS)
        q->years[q->n_years++] = year;
    if (!q->period.from || from < q->period.from)
        q->period.from = from;
    if (!q->period.to || to > q->period.to)
        q->period.to = to;
}

static void read_years(struct rhz_question *q)
{
    q->n_years = 0;
    q->period = (struct rhz_period){0, 0};
    for (size_t i = next_year(q, (size_t)-1); i < q->n_words;) {
        size_t next = next_year(q, i);
        uint32_t year = year_of(&q->words[i]);
        bool open = i && (says_at(q, i - 1) & RHZ_SAYS_SINCE || (i > 1 && says_at(q, i - 2) & RHZ_SAYS_SINCE && q->words[i - 1].stop));
        if (next < q->n_words && is_range(q, i, next)) {
            q->period = (struct rhz_period){year * 10000 + 101, year_of(&q->words[next]) * 10000 + 1231};
            q->n_years = 0;
            return;
        }
        if (stands_before(q, i, "jusqu") || (i && says_at(q, i - 1) & RHZ_SAYS_UNTIL)) {
            bool before = i && is_word(q, i - 1, "avant");
            q->period.to = before ? (year - 1) * 10000 + 1231 : year * 10000 + 1231;
            q->n_years = 0;
        } else if (open) {
            bool after = is_word(q, i - 1, "apres");
            q->period.from = (year + (after ? 1 : 0)) * 10000 + 101;
            q->n_years = 0;
        } else {
            add_year(q, year);
        }
        i = next;
    }
}

/* ---- the frame ---- */

bool rhz_question_is_left(const struct rhz_question *q, size_t i)
{
    const struct rhz_question_word *w = &q->words[i];

    return w->name < 0 && !w->lexical && !w->stop && !year_of(w) && w->folded.n > 1;
}

bool rhz_question_is_filter(const struct rhz_question *q, size_t i)
{
    const struct rhz_question_word *w = &q->words[i];

    return rhz_question_is_left(q, i) || (w->name < 0 && w->lexical && w->lexical->says & RHZ_SAYS_FILTER && !w->stop);
}

bool rhz_question_word_like(const struct rhz_question *q, size_t i, struct rhz_span folded)
{
    const struct rhz_question_word *w = &q->words[i];

    if (rhz_words_alike(w->folded, folded))
        return true;
    for (size_t k = 0; k < w->n_readings; k++)
        if (rhz_words_alike(w->readings[k], folded))
            return true;
    return false;
}

/* The group that begins at word `i`, outside names; NULL: none begins there. */
static const struct rhz_lexical *group_at(const struct rhz_question *q, size_t i)
{
    return q->words[i].name < 0 && q->words[i].lexical && q->words[i].group == i ? q->words[i].lexical : NULL;
}

static void gather(struct rhz_question *q)
{
    uint32_t weak = 0, strong = 0;

    q->says = q->natures = 0;
    for (size_t i = 0; i < q->n_words; i++) {
        const struct rhz_lexical *x = group_at(q, i);
        if (!x)
            continue;
        q->says |= x->says;
        q->natures |= x->natures;
        if (x->says & RHZ_SAYS_WEAK)
            weak |= x->relations;
        else
            strong |= x->relations;
    }
    q->relations = strong ? strong : weak;
    if (q->natures & 1u << RHZ_NATURE_A_RECEVOIR) /* "doit verser" */
        q->natures &= ~(1u << RHZ_NATURE_REALISE);
}

/* "le programme Grandes Marées", "webinaire sur la dune": the noun only says what sort of thing the name is. */
static bool describes_name(const struct rhz_question *q, size_t i)
{
    const struct rhz_lexical *x = q->words[i].lexical;
    size_t k = i;

    while (k < q->n_words && q->words[k].group == i && q->words[k].name < 0)
        k++;
    if (k < q->n_words && q->words[k].name >= 0 && q->names[q->words[k].name].kinds & x->kinds)
        return true;
    while (k < q->n_words && q->words[k].stop && q->words[k].name < 0)
        k++;
    return k < q->n_words && q->words[k].name >= 0 && x->says & RHZ_SAYS_EVENT && q->names[q->words[k].name].kinds & x->kinds;
}

/* Who is asked is no programme and no event. */
static bool names_things(const struct rhz_lexical *x)
{
    return x->kinds && !(x->kinds & (1u << RHZ_PERSONNE | 1u << RHZ_ORGANISATION)) && !x->relations;
}

/* The first noun, after word `from`, that says what is asked for. */
static const struct rhz_lexical *first_noun(const struct rhz_question *q, size_t from)
{
    for (size_t i = from; i < q->n_words; i++) {
        const struct rhz_lexical *x = group_at(q, i);
        if (x && x->says & RHZ_SAYS_NOUN && !(x->kinds && describes_name(q, i)) && !(q->says & RHZ_SAYS_WHO && names_things(x)))
            return x;
    }
    return NULL;
}

static size_t place_of(const struct rhz_question *q, uint32_t says)
{
    size_t i = 0;

    while (i < q->n_words && !(group_at(q, i) && group_at(q, i)->says & says))
        i++;
    return i;
}

static bool has_inversion(const struct rhz_question *q)
{
    for (size_t i = 0; i < q->n_words; i++)
        if (q->words[i].name < 0 && is_inverted(q, &q->words[i]))
            return true;
    return false;
}

static bool has_interrogative(const struct rhz_question *q)
{
    static const char *const words[] = {"quel", "quelle", "quels", "quelles", "que", "quoi", "comment"};

    if (q->says & (RHZ_SAYS_WHO | RHZ_SAYS_HOW_MUCH | RHZ_SAYS_NUMBER | RHZ_SAYS_WHEN | RHZ_SAYS_WHERE))
        return true;
    for (size_t i = 0; i < q->n_words; i++)
        for (size_t k = 0; q->words[i].name < 0 && k < sizeof words / sizeof words[0]; k++)
            if (rhz_span_eq(q->words[i].folded, rhz_span_of(words[k])) &&
                !(q->words[i].lexical && q->words[i].lexical->says & RHZ_SAYS_WHETHER))
                return true; /* "qu'est-ce que" keeps its que */
    return false;
}

static bool anything_left(const struct rhz_question *q)
{
    for (size_t i = 0; i < q->n_words; i++)
        if (rhz_question_is_filter(q, i))
            return true;
    return false;
}

static size_t typed_names(const struct rhz_question *q)
{
    size_t n = 0;

    for (size_t i = 0; i < q->n_names; i++)
        n += !q->names[i].given;
    return n;
}

static enum rhz_asked asked_by(struct rhz_question *q, const struct rhz_lexical *noun)
{
    size_t names = typed_names(q);

    if (q->says & RHZ_SAYS_LINK && names >= 2)
        return RHZ_ASKED_LINK;
    if (q->says & RHZ_SAYS_WHEN)
        return RHZ_ASKED_WHEN;
    if (q->says & RHZ_SAYS_NUMBER)
        return RHZ_ASKED_COUNT;
    if (q->says & RHZ_SAYS_HOW_MUCH) {
        const struct rhz_lexical *counted = first_noun(q, place_of(q, RHZ_SAYS_HOW_MUCH));
        bool verb = q->relations & (1u << RHZ_FINANCE | 1u << RHZ_BUDGET);
        return counted && !(counted->says & RHZ_SAYS_MONEY) && !(verb && !counted->relations) ? RHZ_ASKED_COUNT : RHZ_ASKED_AMOUNT;
    }
    if (q->says & RHZ_SAYS_WHO && !q->relations && names == 1 && !anything_left(q))
        return RHZ_ASKED_ROLE;
    if (q->says & RHZ_SAYS_ROLE && names)
        return RHZ_ASKED_ROLE;
    if (q->says & RHZ_SAYS_WHERE)
        return RHZ_ASKED_WHERE;
    if (!(q->says & RHZ_SAYS_WHO) && names && (q->says & RHZ_SAYS_WHETHER || (has_inversion(q) && !has_interrogative(q))))
        return RHZ_ASKED_WHETHER;
    if (q->says & RHZ_SAYS_WHO)
        return RHZ_ASKED_ENTITY;
    if (q->says & RHZ_SAYS_TREND || (noun && noun->says & RHZ_SAYS_MONEY))
        return RHZ_ASKED_AMOUNT;
    if (q->natures && !(noun && noun->says & (RHZ_SAYS_SUBJECT | RHZ_SAYS_OBJECT)))
        return RHZ_ASKED_AMOUNT;
    if (q->relations || (noun && (names || noun->kinds)))
        return RHZ_ASKED_ENTITY;
    if (names && !anything_left(q))
        return RHZ_ASKED_SHEET;
    return anything_left(q) && !names ? RHZ_ASKED_AMOUNT : RHZ_ASKED_ENTITY;
}

/* What relations may join the asked kind to the names, when no word says. */
static uint32_t usual_relations(const struct rhz_question *q)
{
    uint32_t named = q->n_names ? q->names[0].kinds : 0, asked = q->kinds;
    uint32_t person = 1u << RHZ_PERSONNE, body = 1u << RHZ_ORGANISATION, programme = 1u << RHZ_PROGRAMME, event = 1u << RHZ_EVENEMENT;
    uint32_t makes = 1u << RHZ_PARTENAIRE_DE | 1u << RHZ_PORTE | 1u << RHZ_FINANCE, found = 0;

    if (asked & person)
        found |= (named & body ? 1u << RHZ_AFFILIE_A | 1u << RHZ_ADMINISTRE : 0) | (named & programme ? 1u << RHZ_PARTICIPE_A | 1u << RHZ_PORTE : 0) |
                 (named & event ? 1u << RHZ_PRESENT_A | 1u << RHZ_INTERVIENT_DANS : 0);
    if (asked & body)
        found |= (named & programme ? makes : 0) | (named & person ? 1u << RHZ_AFFILIE_A | 1u << RHZ_ADMINISTRE : 0) |
                 (named & body ? 1u << RHZ_ADHERE_A | 1u << RHZ_PARTENAIRE_DE | 1u << RHZ_FINANCE : 0);
    if (asked & programme)
        found |= (named & body ? makes | 1u << RHZ_PARTICIPE_A : 0) | (named & person ? 1u << RHZ_PARTICIPE_A | 1u << RHZ_PORTE : 0);
    if (asked & event)
        found |= (named & person ? 1u << RHZ_PRESENT_A | 1u << RHZ_INTERVIENT_DANS : 0) | (named & body ? 1u << RHZ_PORTE : 0);
    return found;
}

static int side_of(const struct rhz_question *q, const struct rhz_lexical *noun)
{
    const uint32_t given = 1u << RHZ_FINANCE | 1u << RHZ_BUDGET | 1u << RHZ_PARTENAIRE_DE | 1u << RHZ_PORTE | 1u << RHZ_AUDITE;

    for (size_t i = 0; i < q->n_names; i++)
        if (q->names[i].by && q->relations & given)
            return -1;
    if (q->says & RHZ_SAYS_TAKES)
        return 1;
    if (noun && noun->says & RHZ_SAYS_SUBJECT)
        return 1;
    if (noun && noun->says & RHZ_SAYS_OBJECT)
        return -1;
    if (noun && noun->kinds & (1u << RHZ_PROGRAMME | 1u << RHZ_EVENEMENT) && !(noun->says & RHZ_SAYS_SUBJECT) && q->n_names &&
        q->names[0].kinds & (1u << RHZ_ORGANISATION | 1u << RHZ_PERSONNE))
        return -1;
    return q->says & RHZ_SAYS_WHO && !(q->says & RHZ_SAYS_LINK) ? 1 : 0;
}

void rhz_question_frame(struct rhz_question *q)
{
    const struct rhz_lexical *noun;

    read_years(q);
    gather(q);
    noun = first_noun(q, q->says & RHZ_SAYS_HOW_MUCH ? place_of(q, RHZ_SAYS_HOW_MUCH) : q->says & RHZ_SAYS_NUMBER ? place_of(q, RHZ_SAYS_NUMBER) : 0);
    q->kinds = noun ? noun->kinds : 0;
    q->subs = noun ? noun->subs : 0;
    q->money_first = noun && noun->says & RHZ_SAYS_MONEY;
    q->asked = asked_by(q, noun);
    q->said_relations = q->relations;
    rhz_question_suppose(q);
    q->side = q->relations == 1u << RHZ_SIEGE_DANS ? -1 : side_of(q, noun);
    q->each_year = q->says & RHZ_SAYS_BOTH && q->n_years > 1;
}

void rhz_question_suppose(struct rhz_question *q)
{
    if (!q->relations)
        q->relations = usual_relations(q);
    if (!q->relations && q->asked == RHZ_ASKED_ENTITY && anything_left(q) && (!q->kinds || q->kinds == 1u << RHZ_PERSONNE)) /* a trade: "qui est paysagiste" */
        q->relations = 1u << RHZ_AFFILIE_A | 1u << RHZ_ADMINISTRE;
    if (!q->relations && (q->asked == RHZ_ASKED_ROLE || q->asked == RHZ_ASKED_WHETHER || q->asked == RHZ_ASKED_WHERE))
        q->relations = 1u << RHZ_ADMINISTRE | 1u << RHZ_AFFILIE_A | 1u << RHZ_PARTICIPE_A | 1u << RHZ_AUDITE;
    if (q->relations == (1u << RHZ_SIEGE_DANS | 1u << RHZ_ADMINISTRE)) /* a body sits in others, a person on a board */
        q->relations = q->n_names && q->names[0].kinds == 1u << RHZ_ORGANISATION && !q->names[0].given && !(q->says & RHZ_SAYS_WHO)
                           ? 1u << RHZ_SIEGE_DANS : 1u << RHZ_ADMINISTRE;
    if (q->asked != RHZ_ASKED_AMOUNT && q->relations & 1u << RHZ_FINANCE)
        q->relations &= ~(1u << RHZ_BUDGET);
}

rhz_status rhz_question_read(struct rhz_question *q, struct rhz_analyzer *analyzer, struct rhz_error *err)
{
    rhz_status st;

    if (q->text.n > RHZ_QUESTION_BYTES)
        return rhz_fail(err, RHZ_INVALID, "La question est trop longue : %d octets au plus.", RHZ_QUESTION_BYTES);
    if ((st = cut(q, analyzer, err)) != RHZ_OK)
        return st;
    if (!q->n_words)
        return rhz_fail(err, RHZ_INVALID, "La question ne contient aucun mot.");
    read_words(q);
    return RHZ_OK;
}
