/* find_figures.c -- questions that a figure of the accounts answers: "charges de personnel en 2022 et 2023".
 *
 * Every word of the question that tells something must be found in the label of the figure, or, less well, in the sentence that
 * proves it. Labels with the fewest words beside those asked for win. One amount stated twice is one answer with two proofs.
 */
#include <stdlib.h>
#include <strings.h>

#include "answers.h"

enum { VAGUE = 8 }; /* more figures of one year than this: the question did not say which */

struct figure {
    struct rhz_graph_property p;
    uint64_t by_label, by_quote; /* words of the question */
    uint64_t by_root;            /* those of by_label that need no synonym */
    bool says_total;             /* the label says that it is one */
    unsigned extras;             /* words of the label that the question does not say */
    struct rhz_evidence *evidence;
    size_t n_evidence;
};

struct reading {
    struct rhz_asking *a;
    uint64_t wanted;
    struct figure *v;
    size_t n, cap;
};

#define BIT(x) (1u << (x))

/* ---- words ---- */

/* Words that must be met: what is left over, names, kinds, and amounts that accounts have a line for. */
static uint64_t wanted_words(const struct rhz_asking *a)
{
    const struct rhz_question *q = a->q;
    uint64_t bits = 0;

    for (size_t i = 0; i < q->n_words; i++) {
        const struct rhz_question_word *w = &q->words[i];
        const struct rhz_lexical *x = w->lexical;
        bool account = x && x->says & RHZ_SAYS_MONEY && !x->natures && !(x->relations & BIT(RHZ_BUDGET)) && !(x->says & RHZ_SAYS_ALL);
        bool body = w->name >= 0 && (q->names[w->name].given || q->names[w->name].nodes[0] == a->body);
        if (w->stop || w->folded.n < 2 || body || (w->number && w->folded.n == 4 && w->name < 0))
            continue;
        if (w->name >= 0 || (a->wide && x && x->relations) || rhz_question_is_filter(q, i) || account || (x && x->kinds && w->name < 0))
            bits |= (uint64_t)1 << i;
    }
    return bits;
}

/* Words of a label that need not be asked for. */
static bool is_free_word(struct rhz_span w)
{
    static const char *const words[] = {"exercice", "annuel", "total", "net", "comptable", "montant", "euros", "global", "general",
                                        "charge", "produit", "annee", "somme", "previsionnel"};

    if (w.n < 2 || (w.p[0] >= '0' && w.p[0] <= '9'))
        return true;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (rhz_words_alike(w, rhz_span_of(words[i])))
            return true;
    return false;
}

/* Words of the question found in `text`; *extras counts those of the text that are not of the question. */
static rhz_status meet(struct reading *r, struct rhz_span text, uint64_t *bits, uint64_t *roots, unsigned *extras, bool in_label,
                       struct rhz_error *err)
{
    const struct rhz_question *q = r->a->q;
    const struct rhz_token *tokens;
    uint32_t last = UINT32_MAX;
    struct rhz_buf folded = {0};
    size_t n;

    *bits = *roots = 0;
    *extras = 0;
    if (rhz_analyze(r->a->analyzer, text, &tokens, &n) != RHZ_OK)
        return rhz_no_memory(err);
    for (size_t i = 0; i < n; i++) {
        bool met = false;
        if (tokens[i].position == last)
            continue;
        last = tokens[i].position;
        rhz_buf_reset(&folded);
        rhz_fold(tokens[i].lexeme->form, &folded);
        for (size_t k = 0; k < q->n_words; k++)
            if (r->wanted >> k & 1 && rhz_question_word_like(q, k, rhz_buf_view(&folded))) {
                *bits |= (uint64_t)1 << k;
                if (in_label)
                    rhz_note_met(r->a, k, rhz_buf_view(&folded));
                if (rhz_words_one_root(q->words[k].folded, rhz_buf_view(&folded)))
                    *roots |= (uint64_t)1 << k;
                met = true;
            }
        if (!met && !(tokens[i].lexeme->flags & RHZ_LEXEME_STOP) && !is_free_word(rhz_buf_view(&folded)))
            ++*extras;
    }
    rhz_buf_free(&folded);
    return RHZ_OK;
}

/* ---- figures ---- */

static bool in_time(const struct rhz_question *q, const struct rhz_graph_property *p)
{
    struct rhz_time t = {.from = p->date_from, .to = p->date_to, .year = p->year};
    enum rhz_holding h;

    if (rhz_period_is_open(q->period))
        return true;
    for (size_t i = 0; i < q->n_years; i++)
        if ((h = rhz_time_in(t, rhz_period_of_year(q->years[i]))) == RHZ_HOLDS || h == RHZ_OBSERVED)
            return true;
    h = rhz_time_in(t, q->period);
    return q->n_years == 0 && (h == RHZ_HOLDS || h == RHZ_OBSERVED);
}

static bool nature_wanted(const struct rhz_question *q, const struct rhz_graph_property *p)
{
    return !q->natures || q->natures & BIT(p->nature) || (!p->nature && q->natures & BIT(RHZ_NATURE_REALISE));
}

static rhz_status read_proofs(struct reading *r, struct figure *x, struct rhz_error *err)
{
    rhz_status st = rhz_evidence_read(r->a->in.evidence, x->p.proofs, x->p.n_proofs, r->a->out->arena, &x->evidence, &x->n_evidence, err);
    uint64_t bits, roots;
    unsigned extras;

    for (size_t i = 0; i < x->n_evidence && st == RHZ_OK && x->by_label != r->wanted; i++) {
        st = meet(r, rhz_span_of(x->evidence[i].quote), &bits, &roots, &extras, false, err);
        x->by_quote |= bits;
    }
    return st;
}

/* "TOTAL" of the charges is asked for as charges, and any line of them may be: the sense of a figure says a word too. */
static void read_sense(struct reading *r, struct figure *x)
{
    struct rhz_span sense = rhz_span_of(rhz_sense_word(x->p.sense)->name);

    for (size_t k = 0; sense.n && k < r->a->q->n_words; k++)
        if (r->wanted >> k & 1 && rhz_question_word_like(r->a->q, k, sense)) {
            if (x->p.total)
                rhz_note_met(r->a, k, sense);
            if (x->p.total)
                x->by_label |= (uint64_t)1 << k;
            x->by_quote |= (uint64_t)1 << k;
        }
}

static rhz_status add_figure(struct reading *r, uint32_t number, struct rhz_error *err)
{
    const struct rhz_question *q = r->a->q;
    struct figure x = {.by_label = 0};
    rhz_status st = rhz_graph_property(&r->a->in.view.graph, number, q->arena, &x.p, err);

    if (st != RHZ_OK || x.p.property != RHZ_PROPERTY_CHIFFRE || !x.p.has_amount || !in_time(q, &x.p) || !nature_wanted(q, &x.p))
        return st;
    if (q->asked == RHZ_ASKED_COUNT && rhz_span_eq(x.p.unit, RHZ_SPAN("EUR")))
        return RHZ_OK;
    if ((st = meet(r, x.p.label, &x.by_label, &x.by_root, &x.extras, true, err)) != RHZ_OK)
        return st;
    read_sense(r, &x);
    x.says_total = x.p.label.n >= 5 && strncasecmp(x.p.label.p, "total", 5) == 0;
    if (!x.by_label)
        return RHZ_OK;
    if ((st = read_proofs(r, &x, err)) != RHZ_OK || !x.n_evidence || (x.by_label | x.by_quote) != r->wanted)
        return st;
    if (!RHZ_PUSH(q->arena, r->v, r->n, r->cap))
        return rhz_no_memory(err);
    r->v[r->n++] = x;
    return RHZ_OK;
}

static rhz_status figures_of(struct reading *r, uint32_t node, struct rhz_error *err)
{
    struct rhz_numbers list;
    rhz_status st = rhz_graph_properties(&r->a->in.view.graph, node, &list, err);

    for (size_t i = 0; st == RHZ_OK && i < list.n; i++)
        st = add_figure(r, rhz_numbers_at(&list, i), err);
    return st;
}

/* "budget 2024": of the whole, its products; of a programme, links say it. */
static rhz_status totals_of(struct reading *r, uint32_t node, struct rhz_error *err)
{
    const struct rhz_question *q = r->a->q;
    struct rhz_numbers list;
    rhz_status st = rhz_graph_properties(&r->a->in.view.graph, node, &list, err);

    for (size_t i = 0; st == RHZ_OK && i < list.n; i++) {
        struct figure x = {.says_total = true};
        if ((st = rhz_graph_property(&r->a->in.view.graph, rhz_numbers_at(&list, i), q->arena, &x.p, err)) != RHZ_OK)
            return st;
        if (!x.p.total || x.p.sense != RHZ_SENSE_PRODUIT || !x.p.has_amount || x.p.label.n < 5 || strncasecmp(x.p.label.p, "total", 5) != 0 ||
            !in_time(q, &x.p) || !nature_wanted(q, &x.p) || (st = read_proofs(r, &x, err)) != RHZ_OK || !x.n_evidence)
            continue;
        if (!RHZ_PUSH(q->arena, r->v, r->n, r->cap))
            return rhz_no_memory(err);
        r->v[r->n++] = x;
    }
    return st;
}

/* ---- the best of them ---- */

/* What is due or deferred is on the balance sheet, a part of what the year's line already says. */
static int apart(const struct figure *x)
{
    return x->p.nature == RHZ_NATURE_A_RECEVOIR || x->p.nature == RHZ_NATURE_CONSTATE_AVANCE;
}

static int balance(const struct figure *x)
{
    return x->p.sense == RHZ_SENSE_ACTIF || x->p.sense == RHZ_SENSE_PASSIF;
}

/* <0: `x` meets the question better, by words alone. */
static int compare_words(const struct figure *x, const struct figure *y)
{
    int mine = __builtin_popcountll(x->by_label), yours = __builtin_popcountll(y->by_label);

    if (mine == yours) {
        mine = __builtin_popcountll(x->by_root);
        yours = __builtin_popcountll(y->by_root);
    }
    return mine != yours ? yours - mine : apart(x) - apart(y);
}

static int by_fit(const void *a, const void *b)
{
    const struct figure *x = a, *y = b;
    int c = compare_words(x, y);

    if (c)
        return c;
    if (x->extras != y->extras)
        return x->extras < y->extras ? -1 : 1;
    if (balance(x) != balance(y)) /* what the result account says before the balance sheet */
        return balance(x) - balance(y);
    if (x->p.year != y->p.year)
        return x->p.year < y->p.year ? -1 : 1;
    return (x->p.id > y->p.id) - (x->p.id < y->p.id);
}

static bool forecast_beside_outcome(const struct reading *r, const struct figure *x)
{
    if (r->a->q->natures || x->p.nature != RHZ_NATURE_PREVISIONNEL)
        return false;
    for (size_t i = 0; i < r->n; i++)
        if (r->v[i].p.year == x->p.year && r->v[i].p.nature != RHZ_NATURE_PREVISIONNEL)
            return true;
    return false;
}

static void keep_best(struct reading *r)
{
    size_t kept = 0;

    for (size_t i = 0; r->a->q->says & RHZ_SAYS_ALL && i < r->n; i++) /* a total is asked for */
        if (r->v[i].says_total)
            r->v[kept++] = r->v[i];
    r->n = kept ? kept : r->n;
    if (!r->n)
        return;
    qsort(r->v, r->n, sizeof *r->v, by_fit);
    for (kept = 0; kept < r->n && r->v[kept].extras == r->v[0].extras && compare_words(&r->v[kept], &r->v[0]) == 0;)
        kept++;
    r->n = kept;
    for (size_t i = kept = 0; i < r->n; i++)
        if (!forecast_beside_outcome(r, &r->v[i]))
            r->v[kept++] = r->v[i];
    r->n = kept;
}

static rhz_status show_figure(struct reading *r, const struct figure *x, struct rhz_error *err)
{
    struct rhz_answers *out = r->a->out;
    struct rhz_answer *y = NULL;

    for (size_t i = 0; i < out->n && !y; i++)
        if (out->v[i].cents == x->p.cents && rhz_span_eq(rhz_span_of(out->v[i].unit), x->p.unit) &&
            (out->v[i].year == x->p.year || !out->v[i].year || !x->p.year))
            y = &out->v[i];
    if (y)
        return rhz_answer_prove(out, y, x->evidence, x->n_evidence, err);
    if (!(y = rhz_answers_add(out)))
        return rhz_no_memory(err);
    y->kind = "nombre";
    y->has_value = true;
    y->cents = x->p.cents;
    y->year = x->p.year;
    y->nature = rhz_nature_word(x->p.nature)->name;
    y->unit = rhz_arena_str(out->arena, x->p.unit);
    y->detail = rhz_arena_str(out->arena, x->p.label);
    if (!y->unit || !y->detail)
        return rhz_no_memory(err);
    return rhz_answer_prove(out, y, x->evidence, x->n_evidence, err);
}

static int by_year(const void *a, const void *b)
{
    const struct rhz_answer *x = a, *y = b;

    return (x->year > y->year) - (x->year < y->year);
}

static bool too_vague(const struct rhz_answers *out)
{
    for (size_t i = 0; i < out->n; i++) {
        size_t same = 0;
        for (size_t k = 0; k < out->n; k++)
            same += out->v[k].year == out->v[i].year;
        if (same > VAGUE)
            return true;
    }
    return false;
}

static void keep_extreme(const struct rhz_question *q, struct rhz_answers *out)
{
    size_t best = 0;

    if (!(q->says & (RHZ_SAYS_MOST | RHZ_SAYS_LEAST)) || out->n < 2)
        return;
    for (size_t i = 1; i < out->n; i++)
        if (q->says & RHZ_SAYS_MOST ? out->v[i].cents > out->v[best].cents : out->v[i].cents < out->v[best].cents)
            best = i;
    out->v[0] = out->v[best];
    out->n = 1;
}

rhz_status rhz_answer_by_figures(struct rhz_asking *a, struct rhz_error *err)
{
    const struct rhz_question *q = a->q;
    struct reading r = {.a = a, .wanted = wanted_words(a)};
    rhz_status st = RHZ_OK;

    if (!r.wanted && !(q->relations & BIT(RHZ_BUDGET)))
        return RHZ_OK;
    if (!r.wanted && a->body != RHZ_NONE)
        st = totals_of(&r, a->body, err);
    for (size_t i = 0; r.wanted && i < q->n_names && st == RHZ_OK; i++)
        for (size_t k = 0; k < q->names[i].n && st == RHZ_OK; k++)
            if (q->names[i].nodes[k] != a->body) {
                uint64_t all = r.wanted;
                for (size_t w = q->names[i].from; w < q->names[i].to; w++)
                    r.wanted &= ~((uint64_t)1 << w);
                if (r.wanted)
                    st = figures_of(&r, q->names[i].nodes[k], err);
                r.wanted = r.n ? r.wanted : all;
            }
    if (st == RHZ_OK && r.wanted && !r.n && a->body != RHZ_NONE)
        st = figures_of(&r, a->body, err);
    if (st != RHZ_OK)
        return st;
    keep_best(&r);
    for (size_t i = 0; i < r.n && a->out->n < RHZ_ANSWERS_MOST && st == RHZ_OK; i++)
        st = show_figure(&r, &r.v[i], err);
    if (st == RHZ_OK && too_vague(a->out))
        a->out->n = 0;
    a->figures = a->out->n > 0;
    for (size_t i = 0; a->out->n && i < r.n; i++)
        a->met = i ? a->met & r.v[i].by_label : r.v[i].by_label;
    if (a->out->n)
        qsort(a->out->v, a->out->n, sizeof *a->out->v, by_year);
    keep_extreme(q, a->out);
    return st;
}
