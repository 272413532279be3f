/* finance_prose.c -- "co-financé par A, B et C", "A a versé 12 000 € pour X", "une subvention de 3 000 € de A".
 *
 * A sentence at a time, and only sentences with a word of money. Names are those that recognition found there: this
 * file guesses none. A sentence that doubts, denies, asks or plans states nothing. Few forms, each exact: what people
 * say about money is full of near misses, and a wrong funder is worse than a missing one. */
#include "finance_prose.h"

#include "name_words.h"
#include "plain_words.h"
#include "recognise.h"

enum { MOST_WORDS = 160, WORD_BYTES = 24, MOST_FUNDERS = 6, LONGEST_SENTENCE = 1600 };

struct word {
    uint32_t start, end; /* document bytes */
    uint32_t entity;     /* RHZ_NONE: names nothing */
    uint8_t n;
    char text[WORD_BYTES]; /* folded, cut */
};

struct sentence {
    struct rhz_budget *b;
    uint32_t block, start, end;
    struct word w[MOST_WORDS];
    unsigned n;
    struct rhz_figure money; /* the only amount of the sentence, or kind NONE */
    uint32_t money_at;       /* document byte */
    unsigned n_money;
    uint32_t year;           /* of funding: said in the sentence, else the only one of the paragraph */
    uint32_t figure_year;    /* of a figure: said in the sentence, else before it in the paragraph */
    bool year_of_document;
    bool done;               /* the money has been paid */
    bool due;                /* it has been granted and is still to come */
};

static struct rhz_span slice(const struct rhz_budget *b, uint32_t start, uint32_t end)
{
    return rhz_span(b->x->document->text.p + start, end - start);
}

/* ---- words ---- */

static void read_words(struct sentence *s)
{
    struct rhz_plain_words piece;
    uint32_t at = s->start;

    s->n = 0;
    do {
        unsigned keep;

        rhz_plain_words(slice(s->b, at, s->end), &piece);
        keep = piece.cut && piece.n > 1 ? piece.n - 1 : piece.n; /* the last one may be half a word */
        for (unsigned i = 0; i < keep && s->n < MOST_WORDS; i++) {
            struct word *w = &s->w[s->n++];
            struct rhz_span text = rhz_plain_word(&piece, i);

            w->start = at + piece.words[i].start;
            w->end = at + piece.words[i].end;
            w->entity = rhz_facts_at(s->b->x->facts, w->start);
            w->n = (uint8_t)(text.n < WORD_BYTES ? text.n : WORD_BYTES);
            memcpy(w->text, text.p, w->n);
        }
        if (keep)
            at += piece.words[keep - 1].end;
    } while (piece.cut && piece.n && s->n < MOST_WORDS);
}

static bool is(const struct sentence *s, unsigned i, const char *pattern)
{
    size_t n = strlen(pattern);
    bool prefix = n && pattern[n - 1] == '*';

    if (i >= s->n)
        return false;
    n -= prefix;
    return prefix ? s->w[i].n >= n && memcmp(s->w[i].text, pattern, n) == 0
                  : s->w[i].n == n && memcmp(s->w[i].text, pattern, n) == 0;
}

static bool is_any(const struct sentence *s, unsigned i, const char *const *patterns)
{
    if (i >= s->n)
        return false;
    for (char first = s->w[i].text[0]; *patterns; patterns++)
        if (**patterns == first && is(s, i, *patterns))
            return true;
    return false;
}

static bool has_any(const struct sentence *s, const char *const *patterns)
{
    for (unsigned i = 0; i < s->n; i++)
        if (is_any(s, i, patterns))
            return true;
    return false;
}

static uint8_t kind_at(const struct sentence *s, unsigned i)
{
    const struct rhz_document_entity *e = i < s->n && s->w[i].entity != RHZ_NONE ? rhz_facts_get_entity(s->b->x->facts, s->w[i].entity) : NULL;

    return e ? e->kind : 0;
}

/* First word after those that name the same thing as word i. */
static unsigned past(const struct sentence *s, unsigned i)
{
    uint32_t entity = s->w[i].entity;

    while (i < s->n && s->w[i].entity == entity)
        i++;
    return i;
}

/* A body other than the one that speaks. */
static bool is_funder(const struct sentence *s, unsigned i)
{
    return kind_at(s, i) == RHZ_ORGANISATION && s->w[i].entity != s->b->publisher;
}

/* ---- what keeps a sentence from stating ---- */

static unsigned around(unsigned i, unsigned before) { return i > before ? i - before : 0; }

static bool states_nothing(const struct sentence *s, unsigned from, unsigned to)
{
    static const char *const doubts[] = {
        "pas", "ni", "aucun", "aucune", "jamais", "sollicite*", "demande*", "candidat*", "souhait*", "espere*", "esperons", "envisag*", "pourrait",
        "pourraient", "pourrions", "devrait", "devraient", "aurait", "serait", "seraient", "refus*", "rejet*", "cherch*", "tente", "tenter", 
        "attente", "si", "quid", "potentiel*", "discussion*", "projette", "hypothese", "renonc*", "sinon", "ancien*", "perdu*", "annule*", NULL};

    for (unsigned i = from; i < to && i < s->n; i++)
        if (is_any(s, i, doubts))
            return true;
    return false;
}

/* ---- year, money ---- */

/* The year, when the text outside parentheses says only one: "300 € (contre 200 € en 2020)" is not of 2022. */
static uint32_t only_year(struct rhz_span text)
{
    uint32_t found = 0;
    bool aside = false;

    for (size_t i = 0; i + 4 <= text.n; i++) {
        const char *p = text.p + i;
        bool digits = true;
        uint32_t year = 0;

        if (aside) {
            const char *close = memchr(p, ')', text.n - i);
            if (!close)
                break;
            i = (size_t)(close - text.p);
            aside = false;
            continue;
        }
        if ((unsigned char)*p > '9') /* most bytes */
            continue;
        aside = *p == '(';
        if (aside)
            continue;
        for (int k = 0; k < 4; k++) {
            digits &= p[k] >= '0' && p[k] <= '9';
            year = year * 10 + (uint32_t)(p[k] - '0');
        }
        if (!digits || (i && p[-1] >= '0' && p[-1] <= '9') || (i + 4 < text.n && p[4] >= '0' && p[4] <= '9'))
            continue;
        if (year < 1950 || year > 2099)
            continue;
        if (found && found != year)
            return 0;
        found = year;
    }
    return found;
}

/* "X (2012-2015), financé par A": the first year of the only period written so; 0: none, or several. */
static uint32_t period_start(struct rhz_span text)
{
    uint32_t found = 0;

    for (size_t i = 0; i + 9 <= text.n; i++) {
        size_t dash = text.p[i + 4] == '-' ? 1 : i + 11 <= text.n && memcmp(text.p + i + 4, "\xE2\x80\x93", 3) == 0 ? 3 : 0;
        struct rhz_span first = rhz_span(text.p + i, 4), second = rhz_span(text.p + i + 4 + dash, 4);
        uint32_t from = dash ? only_year(first) : 0, to = from ? only_year(second) : 0;

        if (!from || to <= from || (i && text.p[i - 1] >= '0' && text.p[i - 1] <= '9'))
            continue;
        if (found)
            return 0;
        found = from;
    }
    return found;
}

static void read_year(struct sentence *s)
{
    static const char *const now[] = {"maintenant", "desormais", "actuellement", "aujourd", NULL};
    const struct rhz_block *b = &s->b->x->document->blocks[s->block];

    s->year_of_document = s->done = s->due = false;
    s->figure_year = s->year = only_year(slice(s->b, s->start, s->end));
    if (!s->figure_year && s->end - b->start <= 8 * LONGEST_SENTENCE)
        s->figure_year = only_year(slice(s->b, b->start, s->end));
    if (!s->year && b->end - b->start <= 8 * LONGEST_SENTENCE)
        s->year = only_year(slice(s->b, b->start, b->end)); /* the paragraph speaks of one year only */
    if (!s->year)
        s->year = period_start(slice(s->b, s->start, s->end));
    if (!s->year && has_any(s, now)) {
        s->year = s->b->x->year;
        s->year_of_document = s->year != 0;
    }
}

static void read_money(struct sentence *s)
{
    struct rhz_span text = slice(s->b, s->start, s->end);
    struct rhz_figure f = {0};

    s->n_money = 0;
    s->money = (struct rhz_figure){0};
    while (s->n_money < 8 && rhz_figure_next(text, f.end, &f)) {
        if (s->n_money == 1 && f.by_period && f.start > 5 && memmem(text.p + s->money.end, f.start - s->money.end, "soit", 4))
            continue; /* "27 000 €, soit 9 000 € par an" */
        if (s->n_money++ == 0) {
            s->money = f;
            s->money_at = s->start + f.start;
        }
    }
    if (s->n_money != 1)
        s->money.kind = RHZ_FIGURE_NONE;
}

/* ---- what is funded ---- */

struct target {
    uint32_t object;
    struct rhz_support support; /* end 0: none needed */
};

static bool heading_target(const struct sentence *s, struct target *out)
{
    const struct rhz_document *d = s->b->x->document;
    uint32_t heading = d->blocks[s->block].heading;
    struct rhz_plain_words w;

    if (heading == RHZ_NONE)
        return false;
    rhz_plain_words(slice(s->b, d->blocks[heading].start, d->blocks[heading].end), &w);
    for (unsigned i = 0; i < w.n; i++) {
        uint32_t e = rhz_facts_at(s->b->x->facts, d->blocks[heading].start + w.words[i].start);
        const struct rhz_document_entity *entity = e == RHZ_NONE ? NULL : rhz_facts_get_entity(s->b->x->facts, e);

        if (!entity || !(entity->kind == RHZ_PROGRAMME || (entity->kind == RHZ_EVENEMENT && e != s->b->x->assembly)))
            continue;
        *out = (struct target){e, {RHZ_END_OBJECT, RHZ_SUPPORT_HEADING, d->blocks[heading].start, d->blocks[heading].end}};
        return true;
    }
    return false;
}

/* What a page or a convention of one programme speaks of. */
static bool document_target(const struct sentence *s, struct target *out)
{
    static const char *const said[] = {"projet", "programme", NULL};
    uint32_t topic = has_any(s, said) ? rhz_document_topic(s->b->x) : RHZ_NONE, start, end;

    if (topic == RHZ_NONE || !rhz_facts_first_mention(s->b->x->facts, topic, &start, &end))
        return false;
    *out = (struct target){topic, {RHZ_END_OBJECT, RHZ_SUPPORT_COREFERENCE, start, end}};
    return true;
}

static bool publisher_target(const struct sentence *s, struct target *out)
{
    if (s->b->publisher == RHZ_NONE)
        return false;
    *out = (struct target){s->b->publisher, {RHZ_END_OBJECT, RHZ_SUPPORT_PUBLISHER, s->b->publisher_start, s->b->publisher_end}};
    return true;
}

/* The programme nearest before word `at`, else the nearest after it. */
static bool programme_target(const struct sentence *s, unsigned at, struct target *out)
{
    for (unsigned i = at; i-- > 0;)
        if (kind_at(s, i) == RHZ_PROGRAMME) {
            *out = (struct target){.object = s->w[i].entity};
            return true;
        }
    for (unsigned i = at; i < s->n; i++)
        if (kind_at(s, i) == RHZ_PROGRAMME) {
            *out = (struct target){.object = s->w[i].entity};
            return true;
        }
    return false;
}

/* The words just before word `at` as a programme that the document names elsewhere: "le programme Passerelles, financé par". */
static bool words_before(const struct sentence *s, unsigned at, struct target *out)
{
    for (unsigned n = at < 8 ? at : 8; n; n--) {
        struct rhz_span part = slice(s->b, s->w[at - n].start, s->w[at - 1].end);
        uint32_t e = rhz_facts_find(s->b->x->facts, RHZ_PROGRAMME, part);
        const struct rhz_document_entity *entity = e == RHZ_NONE ? NULL : rhz_facts_get_entity(s->b->x->facts, e);

        if (!entity)
            continue;
        *out = (struct target){.object = rhz_facts_entity(s->b->x->facts, RHZ_PROGRAMME, RHZ_SUB_NONE, entity->name,
                                                          s->w[at - n].start, s->w[at - 1].end)};
        return out->object != RHZ_NONE;
    }
    return false;
}

/* "nous sommes financés par", "l'association est financée par": said of the body that speaks. */
static bool speaks_of_us(const struct sentence *s, unsigned at)
{
    static const char *const us[] = {"nous", "association", "comite", NULL};

    for (unsigned i = around(at, 3); i < at; i++)
        if (is_any(s, i, us) || (s->w[i].entity != RHZ_NONE && s->w[i].entity == s->b->publisher))
            return true;
    return false;
}

/* ---- statements ---- */

static bool state(struct sentence *s, const uint32_t *funders, unsigned n, const struct target *t, bool with_money)
{
    uint32_t group = n > 1 && with_money ? s->b->next_group++ : 0;
    bool ok = true;

    for (unsigned i = 0; i < n && ok; i++) {
        struct rhz_support support = t->support;
        struct rhz_statement f = {.relation = RHZ_FINANCE, .subject = funders[i], .object = t->object, .year = s->year,
                                  .start = s->start, .end = s->end, .group = group, .rule = RHZ_SPAN("finance-prose"),
                                  .supports = &support, .n_supports = support.end && support.limit > support.start};

        if (f.subject == f.object)
            continue;
        if (with_money) {
            f.has_amount = true;
            f.cents = s->money.cents;
            f.unit = s->money.unit;
        }
        /* Said of a year that is over when the document speaks: an outcome. */
        if (s->year && (s->year < s->b->x->year || s->done))
            f.nature = RHZ_NATURE_REALISE;
        if (s->due)
            f.nature = RHZ_NATURE_A_RECEVOIR;
        if (s->year_of_document)
            f.flags |= RHZ_STATEMENT_YEAR_OF_DOCUMENT;
        if (f.object == s->b->publisher)
            f.flags |= RHZ_STATEMENT_OBJECT_IS_PUBLISHER;
        ok = rhz_facts_statement(s->b->x->facts, &f);
    }
    return ok;
}

/* Funders named one after the other from word i: "le ministère de A, la Ville de B et C". */
static unsigned list_from(const struct sentence *s, unsigned i, uint32_t *funders, unsigned n)
{
    static const char *const units[] = {"euros", "euro", "k", "ke", "m", NULL};
    static const char *const between[] = {"le", "la", "les", "l", "et", "par", "ainsi", "que", "de", "du", "des", "d", NULL};

    while (i < s->n && n < MOST_FUNDERS) {
        if (is_funder(s, i)) {
            funders[n++] = s->w[i].entity;
            i = past(s, i);
        } else if (is_any(s, i, between) || (n && (s->w[i].text[0] <= '9' || is_any(s, i, units)))) {
            i++; /* "A (45 000 €) et B" */
        } else {
            break;
        }
    }
    return n;
}

static unsigned distinct(uint32_t *v, unsigned n)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < n; i++) {
        bool twice = false;

        for (unsigned k = 0; k < kept; k++)
            twice |= v[k] == v[i];
        if (!twice)
            v[kept++] = v[i];
    }
    return kept;
}

static unsigned word_of(const struct sentence *s, uint32_t offset)
{
    unsigned i = 0;

    while (i < s->n && s->w[i].end <= offset)
        i++;
    return i;
}

/* "X, co-financé par A, par B et par C" */
static bool passive(struct sentence *s, bool *said)
{
    static const char *const participles[] = {"finance", "financee", "finances", "financees", "cofinance", "cofinancee", "cofinances",
                                              "cofinancees", "subventionne", "subventionnee", "subventionnes", "subventionnees", NULL};

    for (unsigned i = 0; i + 2 < s->n; i++) {
        uint32_t funders[MOST_FUNDERS];
        unsigned n, par = i + 1;
        struct target t;

        if (!is_any(s, i, participles) || s->w[i].entity != RHZ_NONE)
            continue;
        while (par < s->n && par <= i + 3 && !is(s, par, "par"))
            par++;
        if (!is(s, par, "par") || states_nothing(s, around(i, 8), par) || !(n = list_from(s, par + 1, funders, 0)))
            continue;
        for (unsigned k = par + 2; k + 1 < s->n; k++) /* "..., et par C" further on */
            if (is(s, k, "par") && (is(s, k - 1, "et") || is(s, k - 1, "que") || s->b->x->document->text.p[s->w[k - 1].end] == ','))
                n = list_from(s, k + 1, funders, n);
        n = distinct(funders, n);
        if (!words_before(s, i - (i && is(s, i - 1, "co")), &t) && !(speaks_of_us(s, i) && publisher_target(s, &t)) &&
            !programme_target(s, i, &t) && !heading_target(s, &t))
            continue;
        *said = true;
        if (n > 1 && s->money.kind == RHZ_FIGURE_AMOUNT) { /* the one amount is of the funder right before it */
            unsigned money = word_of(s, s->money_at);
            for (unsigned k = 0; k < n; k++)
                if (money > 0 && s->w[money - 1].entity == funders[k] && s->b->x->document->text.p[s->money_at - 1] == '(') {
                    uint32_t paying = funders[k];
                    funders[k] = funders[n - 1];
                    return state(s, &paying, 1, &t, true) && state(s, funders, n - 1, &t, false);
                }
        }
        return state(s, funders, n, &t, s->money.kind == RHZ_FIGURE_AMOUNT && n == 1);
    }
    return true;
}

/* The only funder of the sentence; RHZ_NONE: none or several. */
static uint32_t only_funder(const struct sentence *s, unsigned *at)
{
    uint32_t found = RHZ_NONE;

    for (unsigned i = 0; i < s->n; i++) {
        if (!is_funder(s, i))
            continue;
        if (found != RHZ_NONE && s->w[i].entity != found)
            return RHZ_NONE;
        if (found == RHZ_NONE)
            *at = i;
        found = s->w[i].entity;
    }
    return found;
}

/* "lancé en 2014, a reçu 3 000 € en 2016": the year behind the amount. "reçue en février": a month of the document's year. */
static void year_after(struct sentence *s, unsigned money)
{
    static const char *const months[] = {"janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
                                         "decembre"};
    uint32_t year = money < s->n ? only_year(slice(s->b, s->w[money].start, s->end)) : 0, month = s->b->x->document->date / 100 % 100;

    if (year)
        s->year = year;
    if (only_year(slice(s->b, s->start, s->end)) || year)
        return;
    for (unsigned i = money; i + 1 < s->n && s->figure_year == 0; i++)
        for (unsigned m = 0; m < 12 && is(s, i, "en"); m++)
            if (is(s, i + 1, months[m]) && month > m) {
                s->year = s->b->x->year;
                s->year_of_document = true;
            }
}

/* "nous a versé", "à l'association": money for all that we do, under whatever heading it is said. */
static bool says_us(const struct sentence *s)
{
    static const char *const us[] = {"nous", "association", "notre", NULL};

    return has_any(s, us);
}

/* One funder, one amount, and a word that makes the one pay the other. */
static bool paid(struct sentence *s, bool *said)
{
    static const char *const gifts[] = {"subvention", "subventions", "aide", "dotation", "don", "financement", "partenariat", "convention", "soutien",
                                        "contribution", "bourse", "prix", "mecenat", "enveloppe", NULL};
    static const char *const verbs[] = {"verse", "versee", "accorde", "accordee", "attribue", "attribuee", "alloue", "allouee", "octroye", "octroyee",
                                        "apporte", "donne", "finance", "subventionne", "contribue", "consacre", "consacrera", "apportera", "versera", NULL};
    static const char *const given[] = {"recu", "obtenu", "recoit", "percu", "beneficie", "beneficions", "recue", "recues", "percue", "encaissee", NULL};
    static const char *const settled[] = {"verse", "versee", "recu", "recue", "percu", "percue", "encaisse", "encaissee", NULL};
    unsigned at = 0, money;
    uint32_t funder = only_funder(s, &at);
    bool gift = false, verb = false, paid_out = false, level, due = false;
    struct target t;

    if (funder == RHZ_NONE || s->money.kind != RHZ_FIGURE_AMOUNT)
        return true;
    money = word_of(s, s->money_at);
    for (unsigned i = 0; i < s->n; i++) {
        bool near = i + 12 >= money && i <= money + 12;

        gift |= near && s->w[i].entity == RHZ_NONE && is_any(s, i, gifts);
        verb |= s->w[i].entity == RHZ_NONE && is_any(s, i, verbs) && (i > at ? i < money : is(s, i + 1, "par"));
        verb |= i > money && gift && is(s, i - 1, "ete") && is_any(s, i, verbs); /* "la subvention de X (3 000 €) a été versée" */
        paid_out |= s->w[i].entity == RHZ_NONE && is_any(s, i, settled);
        due |= is(s, i, "recevoir") && i && is(s, i - 1, "a");
    }
    level = money >= 3 && is(s, money - 1, "de") && is(s, money - 2, "hauteur");
    if (states_nothing(s, around(at < money ? at : money, 8), (at < money ? money : at) + 8) || !(verb || due || (gift && (level || has_any(s, given) || money < at))))
        return true;
    if (!programme_target(s, money, &t) && (says_us(s) || !heading_target(s, &t)) && !document_target(s, &t) && !publisher_target(s, &t))
        return true;
    *said = true;
    if (!s->year)
        year_after(s, money);
    s->done = paid_out && s->year && s->year <= s->b->x->year;
    s->due = due;
    return state(s, &funder, 1, &t, true);
}

/* Funders and amounts one after the other: "financé par A à hauteur de 3 000 € et par B (2 000 €)", "A a versé 3 000 € pour X et B
 * 2 000 € pour Y". As many of each, in turns; what each pays for is named behind its amount, else before them all. */
static bool in_turns(struct sentence *s, bool *said)
{
    enum { PAIRS = 6 };
    static const char *const gives[] = {"verse", "versent", "accorde", "accordent", "attribue", "attribuent", "alloue", "octroye", "apporte", "apportent", "donne",
                                        "finance", "financee", "finances", "financees", "cofinance", "cofinancee", "subventionne", "contribue", "contribuent",
                                        "soutient", "soutenu", "soutenue", "cofinances", "cofinancees", NULL};
    struct rhz_span text = slice(s->b, s->start, s->end);
    struct rhz_figure f = {0}, amounts[PAIRS];
    unsigned at[PAIRS], funder[PAIRS], behind[PAIRS], n = 0;
    bool gift = false;
    struct target common, own;

    if (s->n_money < 2 || s->n_money > PAIRS)
        return true;
    while (n < s->n_money && rhz_figure_next(text, f.end, &f)) {
        if (f.kind != RHZ_FIGURE_AMOUNT)
            return true;
        amounts[n] = f;
        at[n] = word_of(s, s->start + f.start);
        behind[n++] = word_of(s, s->start + f.end);
    }
    for (unsigned k = 0; k < n; k++) {
        unsigned from = k ? behind[k - 1] : 0, count = 0;
        for (unsigned i = from; i < at[k] && i < s->n; i = i + 1 > past(s, i) || !is_funder(s, i) ? i + 1 : past(s, i)) {
            gift |= k == 0 && s->w[i].entity == RHZ_NONE && is_any(s, i, gives);
            if (is_funder(s, i)) {
                count++;
                funder[k] = s->w[i].entity;
            }
        }
        if (count != 1)
            return true;
    }
    for (unsigned i = behind[n - 1]; i < s->n; i++)
        if (is_funder(s, i))
            return true;
    if (!gift || states_nothing(s, 0, s->n))
        return true;
    common.object = RHZ_NONE;
    for (unsigned i = 0; i < at[0] && common.object == RHZ_NONE; i++)
        if (kind_at(s, i) == RHZ_PROGRAMME)
            common = (struct target){.object = s->w[i].entity};
    if (common.object == RHZ_NONE && !heading_target(s, &common) && !document_target(s, &common) && !publisher_target(s, &common)) {
        common.object = rhz_document_topic(s->b->x);
        common.support = (struct rhz_support){RHZ_END_OBJECT, RHZ_SUPPORT_COREFERENCE, 0, 0};
        if (common.object != RHZ_NONE && !rhz_facts_first_mention(s->b->x->facts, common.object, &common.support.start, &common.support.limit))
            common.object = RHZ_NONE;
    }
    for (unsigned k = 0; k < n; k++) {
        unsigned stop = k + 1 < n ? at[k + 1] : s->n;
        own = common;
        for (unsigned i = behind[k]; i < stop; i++) {
            if (is_funder(s, i))
                break;
            if (kind_at(s, i) == RHZ_PROGRAMME) {
                own = (struct target){.object = s->w[i].entity};
                break;
            }
        }
        if (own.object == RHZ_NONE)
            continue;
        s->money = amounts[k];
        *said = true;
        if (!state(s, &funder[k], 1, &own, true))
            return false;
    }
    return true;
}

/* "Avec l'ADEME, nous avons un financement pour deux ans": no amount, but said of us and now. */
static bool held(struct sentence *s, bool *said)
{
    static const char *const gifts[] = {"financement", "subvention", NULL};
    unsigned at = 0;
    uint32_t funder = only_funder(s, &at);
    struct target t;

    if (funder == RHZ_NONE || s->n_money)
        return true;
    for (unsigned i = 0; i + 3 < s->n; i++) {
        bool we = is(s, i, "nous") && (is(s, i + 1, "avons") || is(s, i + 1, "recevons") || is(s, i + 1, "percevons"));

        for (unsigned k = i + 2; we && k < i + 6 && k < s->n; k++) {
            bool linked = at > k ? at <= k + 4 : (at && is(s, at - 1, "la") ? at == 2 : at == 1) && is(s, 0, "avec");

            if (!is_any(s, k, gifts) || !linked || states_nothing(s, 0, s->n) || !publisher_target(s, &t))
                continue;
            *said = true;
            return state(s, &funder, 1, &t, false);
        }
    }
    return true;
}

/* ---- figures of the accounts ---- */

static const struct {
    const char *words[4];
    uint8_t sense;
} nouns[] = {
    {{"volume", "global", "d", "activite"}, 0}, {{"volume", "d", "activite"}, 0}, {{"resultat", "de", "l", "exercice"}, RHZ_SENSE_RESULTAT},
    {{"resultat", "net"}, RHZ_SENSE_RESULTAT}, {{"resultat", "annuel"}, RHZ_SENSE_RESULTAT}, {{"excedent"}, RHZ_SENSE_RESULTAT},
    {{"deficit"}, RHZ_SENSE_RESULTAT}, {{"benefice"}, RHZ_SENSE_RESULTAT}, {{"baisse", "d", "activite"}, RHZ_SENSE_RESULTAT},
    {{"total", "des", "charges"}, RHZ_SENSE_CHARGE}, {{"total", "des", "depenses"}, RHZ_SENSE_CHARGE}, {{"masse", "salariale"}, RHZ_SENSE_CHARGE},
    {{"total", "des", "produits"}, RHZ_SENSE_PRODUIT}, {{"total", "des", "recettes"}, RHZ_SENSE_PRODUIT}, {{"chiffre", "d", "affaires"}, RHZ_SENSE_PRODUIT},
    {{"fonds", "propres"}, RHZ_SENSE_PASSIF}, {{"provision", "pour", "risques"}, RHZ_SENSE_PASSIF},
};

static unsigned noun_at(const struct sentence *s, unsigned i, uint8_t *sense)
{
    for (size_t k = 0; k < sizeof nouns / sizeof *nouns; k++) {
        unsigned n = 0;

        while (n < 4 && nouns[k].words[n] && is(s, i + n, nouns[k].words[n]))
            n++;
        if (n == 4 || !nouns[k].words[n]) {
            *sense = nouns[k].sense;
            return n;
        }
    }
    return 0;
}

static bool state_figure(struct sentence *s, const struct rhz_figure *f, uint32_t start, uint32_t end, uint8_t sense, bool minus)
{
    struct rhz_support support = {RHZ_END_SUBJECT, RHZ_SUPPORT_PUBLISHER, s->b->publisher_start, s->b->publisher_end};
    struct rhz_statement c = {.property = RHZ_PROPERTY_CHIFFRE, .subject = s->b->publisher, .object = RHZ_NONE, .year = s->figure_year,
                              .start = s->start, .end = s->end, .sense = sense, .has_amount = true, .cents = minus ? -f->cents : f->cents,
                              .unit = f->unit, .rule = RHZ_SPAN("figure-prose"), .label = slice(s->b, start, end),
                              .supports = &support, .n_supports = support.limit > support.start};

    return rhz_facts_statement(s->b->x->facts, &c);
}

/* The words between the noun and its amount: only those that link, and years. */
static bool links(const struct sentence *s, unsigned from, unsigned to)
{
    static const char *const linking[] = {"s", "eleve", "etablit", "est", "de", "a", "atteint", "represente", "pres", "environ", "etait", "d", "un", "montant",
                                          "en", "pour", "l", "annee", "exercice", "du", "la", "au", "nettement", "hausse", "baisse", "par", "rapport", "an",
                                          "passe", "precedent", "precedente", "global", "total", "annuel", "fut", "soit", "plus", "moins", NULL};

    if (to > from + 14)
        return false;
    for (unsigned i = from; i < to; i++)
        if (!is_any(s, i, linking) && !is(s, i, "20*"))
            return false;
    return true;
}

static bool figures(struct sentence *s, bool *said)
{
    struct rhz_span text = slice(s->b, s->start, s->end);
    struct rhz_figure f = {0};

    if (s->b->publisher == RHZ_NONE || !s->n_money)
        return true;
    for (unsigned i = 0; i < s->n; i++)
        if (is_funder(s, i))
            return true; /* the accounts may be those of the other body */
    for (unsigned turn = 0; turn < 8 && rhz_figure_next(text, f.end, &f); turn++) {
        unsigned money = word_of(s, s->start + f.start), after = word_of(s, s->start + f.end);
        uint8_t sense = 0;
        bool ok = true, done = false;

        for (unsigned i = money > 18 ? money - 18 : 0; i < money && !done; i++) {
            unsigned n = noun_at(s, i, &sense);

            if (!n || !links(s, i + n, money) || f.by_period)
                continue;
            ok = state_figure(s, &f, s->w[i].start, s->w[i + n - 1].end, sense, is(s, i, "baisse") || is(s, i, "deficit"));
            done = true;
        }
        /* "des 40 000 € de recettes en 2021" */
        if (!done && is(s, after, "de") && (is(s, after + 1, "financements") || is(s, after + 1, "recettes")) && money && is(s, money - 1, "des")) {
            ok = state_figure(s, &f, s->w[after + 1].start, s->w[after + 1].end, RHZ_SENSE_PRODUIT, false);
            done = true;
        }
        *said |= done;
        if (!ok)
            return false;
    }
    return true;
}

/* ---- sentences ---- */

static bool speaks_of_money(const struct rhz_budget *b, uint32_t start, uint32_t end)
{
    static const char *const stems[] = {"euro", "dollar", "financ", "subvention", "Financ", "Subvention"};

    return rhz_text_holds(b->x->gazetteer, b->x->document->text, start, end, stems, sizeof stems / sizeof *stems) ||
           memmem(b->x->document->text.p + start, end - start, "€", strlen("€"));
}

static bool read_sentence(struct sentence *s)
{
    bool said = false;

    if (s->end - s->start > LONGEST_SENTENCE || !speaks_of_money(s->b, s->start, s->end))
        return true;
    read_words(s);
    read_year(s);
    read_money(s);
    if (s->b->x->document->text.p[s->end - 1] == '?')
        return true;
    if (!in_turns(s, &said))
        return false;
    if (said)
        return true;
    if (!passive(s, &said) || !(said || paid(s, &said)) || !(said || held(s, &said)))
        return false;
    return figures(s, &said);
}

/* Does a sentence end at byte i of the block? A full stop, then space and no lower case. */
static bool ends_at(struct rhz_span text, size_t i)
{
    char c = text.p[i];

    if (i + 1 == text.n)
        return true;
    if (c != '.' && c != '!' && c != '?' && c != ';' && c != '\n')
        return false;
    if (c == '\n' || c == ';')
        return true;
    return text.p[i + 1] == ' ' && i + 2 < text.n && !(text.p[i + 2] >= 'a' && text.p[i + 2] <= 'z') && !(i >= 2 && text.p[i - 2] == ' ');
}

static bool read_block(struct sentence *s)
{
    const struct rhz_block *b = &s->b->x->document->blocks[s->block];
    struct rhz_span text = slice(s->b, b->start, b->end);
    size_t from = b->kind == RHZ_BLOCK_SPEAKER && b->speaker_end > b->start && b->speaker_end <= b->end ? b->speaker_end - b->start : 0;

    if (!speaks_of_money(s->b, b->start, b->end))
        return true;
    while (from < text.n && (text.p[from] == ' ' || text.p[from] == ':'))
        from++;
    for (size_t i = from; i < text.n; i++) {
        if (!ends_at(text, i))
            continue;
        s->start = b->start + (uint32_t)from;
        s->end = b->start + (uint32_t)i + 1;
        if (s->end > s->start && !read_sentence(s))
            return false;
        from = i + 1;
        while (from < text.n && text.p[from] == ' ')
            from++;
    }
    return true;
}

rhz_status rhz_finance_prose(struct rhz_budget *b)
{
    const struct rhz_document *d = b->x->document;
    struct sentence *s;

    rhz_arena_reset(b->scratch);
    s = rhz_arena_zalloc(b->scratch, 1, sizeof *s);
    if (!s)
        return RHZ_NO_MEMORY;
    s->b = b;
    for (s->block = 0; s->block < d->n_blocks; s->block++) {
        uint8_t kind = d->blocks[s->block].kind;

        if (kind != RHZ_BLOCK_TABLE_ROW && !b->read[s->block] && !read_block(s))
            return RHZ_NO_MEMORY;
    }
    return RHZ_OK;
}
