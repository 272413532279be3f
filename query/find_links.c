/* find_links.c -- questions that links answer: who, which, how much, how many, since when, whether.
 *
 * The edges that the question's relations, names, years, natures and roles leave are gathered first, then shown as what is
 * asked for: the entities at their other end, their amounts, their number, their years. Words that nothing reads must be
 * found in roles; when none is, and no name holds the question together, there is no answer rather than a wrong one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "answers.h"

struct edge {
    struct rhz_graph_edge e;
    uint32_t other;      /* the end that answers */
    uint64_t matched;    /* filter words found in its roles */
    enum rhz_holding holding;
    bool repeated;       /* its sum is that of another edge */
};

struct found {
    struct rhz_asking *a;
    struct edge *v;
    size_t n, cap;
    bool undated_too;    /* only undated links were found */
    uint64_t unread;     /* words left over that no role holds */
};

#define BIT(x) (1u << (x))
enum { OUTDONE_MOST = 2000, KIND_MOST = 300 };
enum { MONEY = 1u << RHZ_FINANCE | 1u << RHZ_BUDGET };

/* ---- edges of one node ---- */

static bool nature_wanted(const struct rhz_question *q, const struct rhz_graph_edge *e)
{
    if (!q->natures || !(BIT(e->relation) & MONEY))
        return true;
    return q->natures & BIT(e->nature) || (!e->nature && q->natures & BIT(RHZ_NATURE_REALISE));
}

static rhz_status kind_wanted(struct found *f, uint32_t node, bool *wanted, struct rhz_error *err)
{
    const struct rhz_question *q = f->a->q;
    struct rhz_graph_node n;
    rhz_status st;

    *wanted = true;
    if ((!q->kinds && !q->subs) || q->asked == RHZ_ASKED_AMOUNT || q->asked == RHZ_ASKED_WHETHER || q->asked == RHZ_ASKED_WHEN)
        return RHZ_OK;
    rhz_arena_reset(f->a->in.scratch);
    if ((st = rhz_graph_node(&f->a->in.view.graph, node, f->a->in.scratch, &n, err)) != RHZ_OK)
        return st;
    *wanted = (!q->kinds || q->kinds & BIT(n.kind)) && (!q->subs || q->subs & BIT(n.sub));
    return RHZ_OK;
}

static rhz_status match_roles(struct found *f, struct edge *x, struct rhz_error *err)
{
    rhz_status st = RHZ_OK;

    for (size_t i = 0; i < x->e.n_roles && st == RHZ_OK; i++) {
        uint64_t bits;
        st = rhz_filters_in(f->a, x->e.roles[i], &bits, err);
        x->matched |= bits;
    }
    return st;
}

static bool has_live_proof(struct found *f, const struct rhz_graph_edge *e)
{
    for (size_t i = 0; i < e->n_proofs; i++)
        if (rhz_publication_alive(&f->a->in.view.snapshot.publication, e->proofs[i].document))
            return true;
    return false;
}

static rhz_status add_edge(struct found *f, struct rhz_adjacent at, struct rhz_error *err)
{
    const struct rhz_question *q = f->a->q;
    struct rhz_time t;
    struct edge x = {.other = at.other, .holding = RHZ_HOLDS};
    bool wanted;
    rhz_status st = kind_wanted(f, at.other, &wanted, err);

    if (st != RHZ_OK || !wanted || (st = rhz_graph_edge(&f->a->in.view.graph, at.edge, f->a->q->arena, &x.e, err)) != RHZ_OK ||
        !nature_wanted(q, &x.e) || !has_live_proof(f, &x.e))
        return st;
    if ((st = rhz_edge_time(&f->a->in.view.graph, &x.e, &t, err)) != RHZ_OK)
        return st;
    if (!rhz_period_is_open(q->period))
        x.holding = rhz_time_in(t, q->period);
    if (x.holding == RHZ_NOT_THEN)
        return RHZ_OK;
    if (x.holding != RHZ_UNDATED && q->n_years > 1) { /* years named one by one: one of them, not those between */
        enum rhz_holding any = RHZ_NOT_THEN;
        for (size_t i = 0; i < q->n_years && any == RHZ_NOT_THEN; i++)
            any = rhz_time_in(t, rhz_period_of_year(q->years[i]));
        if (any == RHZ_NOT_THEN)
            return RHZ_OK;
    }
    if ((st = match_roles(f, &x, err)) != RHZ_OK)
        return st;
    if (!RHZ_PUSH(q->arena, f->v, f->n, f->cap))
        return rhz_no_memory(err);
    f->v[f->n++] = x;
    return RHZ_OK;
}

static rhz_status edges_of(struct found *f, uint32_t node, uint32_t relations, int side, struct rhz_error *err)
{
    struct rhz_adjacency list;
    rhz_status st = RHZ_OK;

    if (rhz_now_us() > f->a->deadline)
        return rhz_fail(err, RHZ_LIMIT, "La question a été arrêtée : elle demandait trop de temps.");
    for (unsigned r = 1; r < RHZ_RELATION_COUNT && st == RHZ_OK; r++) {
        for (int outgoing = 0; outgoing < 2 && relations & BIT(r) && st == RHZ_OK; outgoing++) {
            if (side == (outgoing ? 1 : -1)) /* the subject answers: the node is the object */
                continue;
            st = rhz_graph_adjacency(&f->a->in.view.graph, node, r, outgoing, &list, err);
            for (size_t i = 0; st == RHZ_OK && i < list.n; i++)
                st = add_edge(f, rhz_adjacency_at(&list, i), err);
        }
    }
    return st;
}

/* ---- edges of the question ---- */

/* All edges of the relations, from where they lead: few events, programmes and bodies rather than many people. */
static rhz_status all_edges(struct found *f, uint32_t relations, struct rhz_error *err)
{
    static const unsigned ends[] = {RHZ_EVENEMENT, RHZ_PROGRAMME, RHZ_ORGANISATION};
    struct rhz_numbers list;
    rhz_status st = RHZ_OK;

    for (size_t k = 0; k < sizeof ends / sizeof ends[0] && st == RHZ_OK; k++) {
        st = rhz_graph_nodes_of_kind(&f->a->in.view.graph, ends[k], &list, err);
        for (size_t i = 0; i < list.n && st == RHZ_OK; i++)
            st = edges_of(f, rhz_numbers_at(&list, i), relations, 1, err);
    }
    return st;
}

static bool is_person(const struct rhz_question_name *name)
{
    return name->kinds == BIT(RHZ_PERSONNE);
}

/* Edges of one name, whatever it may mean; what it then means is settled by who has any. */
static rhz_status edges_of_name(struct found *f, struct rhz_question_name *name, uint32_t relations, struct rhz_error *err)
{
    struct rhz_question *q = f->a->q;
    size_t kept = 0, before = f->n;
    rhz_status st = RHZ_OK;

    for (size_t i = 0; i < name->n && st == RHZ_OK; i++) {
        size_t start = f->n;
        st = edges_of(f, name->nodes[i], relations, is_person(name) ? 0 : q->side, err);
        if (st == RHZ_OK && f->n == start && relations & BIT(RHZ_PARTENAIRE_DE) && !(relations & MONEY))
            st = edges_of(f, name->nodes[i], relations, 0, err);
        if (f->n > start)
            name->nodes[kept++] = name->nodes[i];
    }
    if (kept && f->n > before)
        name->n = kept;
    return st;
}

static bool is_node_of(const struct rhz_question_name *name, uint32_t node)
{
    for (size_t i = 0; i < name->n; i++)
        if (name->nodes[i] == node)
            return true;
    return false;
}

/* Keep the edges that join `name` to one of the others. */
static size_t keep_between(struct found *f, const struct rhz_question *q)
{
    size_t kept = 0;

    for (size_t i = 0; i < f->n; i++) {
        int ends = -1;
        bool both = false;
        for (size_t k = 0; k < q->n_names; k++)
            if (is_node_of(&q->names[k], f->v[i].e.from) || is_node_of(&q->names[k], f->v[i].e.to)) {
                both = ends >= 0 && ends != (int)k;
                ends = both ? ends : (int)k;
                if (both)
                    break;
            }
        if (both)
            f->v[kept++] = f->v[i];
    }
    return kept;
}

/* Is `node` joined to `name` by any relation? */
static rhz_status joined(struct found *f, uint32_t node, const struct rhz_question_name *name, bool *yes, struct rhz_error *err)
{
    struct rhz_adjacency list;
    rhz_status st = RHZ_OK;

    *yes = is_node_of(name, node);
    for (unsigned r = 1; r < RHZ_RELATION_COUNT && !*yes && st == RHZ_OK; r++)
        for (int outgoing = 0; outgoing < 2 && !*yes && st == RHZ_OK; outgoing++) {
            st = rhz_graph_adjacency(&f->a->in.view.graph, node, r, outgoing, &list, err);
            for (size_t i = 0; st == RHZ_OK && i < list.n && !*yes; i++)
                *yes = is_node_of(name, rhz_adjacency_at(&list, i).other);
        }
    return st;
}

static bool some_name_is_body(const struct rhz_asking *a)
{
    for (size_t k = 0; k < a->q->n_names; k++)
        if (is_node_of(&a->q->names[k], a->body))
            return true;
    return false;
}

/* Edges of several names: between them, else of one of them; answers must also meet those of another kind. */
static rhz_status edges_of_names(struct found *f, uint32_t relations, struct rhz_error *err)
{
    struct rhz_question *q = f->a->q;
    size_t marks[RHZ_QUESTION_NAMES + 1], kept = 0;
    rhz_status st = RHZ_OK;
    int side = q->side;

    if (q->asked != RHZ_ASKED_ENTITY && q->asked != RHZ_ASKED_COUNT && q->n_names > 1) {
        q->side = 0;
        for (size_t k = 0; k < q->n_names && st == RHZ_OK; k++)
            st = edges_of_name(f, &q->names[k], relations, err);
        q->side = side;
        if (st != RHZ_OK || (kept = keep_between(f, q)) > 0) {
            f->n = kept;
            return st;
        }
        f->n = 0;
        if (q->asked == RHZ_ASKED_WHETHER || !some_name_is_body(f->a))
            return RHZ_OK;
        q->side = 0;
    }
    for (size_t k = 0; k < q->n_names && st == RHZ_OK; k++) {
        marks[k] = f->n;
        q->names[k].unused = q->n_names > 1 && (q->names[k].given || (is_node_of(&q->names[k], f->a->body) && q->asked != RHZ_ASKED_ENTITY));
        if (q->names[k].unused) /* what is given to its programmes is given to it */
            continue;
        if (k == 0 || q->names[k].kinds & q->names[0].kinds)
            st = edges_of_name(f, &q->names[k], relations, err);
    }
    q->side = side;
    marks[q->n_names] = f->n;
    for (size_t i = 0; i < f->n && st == RHZ_OK; i++) {
        bool keep = true;
        size_t own = 0;
        if (rhz_now_us() > f->a->deadline)
            return rhz_fail(err, RHZ_LIMIT, "La question a été arrêtée : elle demandait trop de temps.");
        while (own + 1 < q->n_names && i >= marks[own + 1])
            own++;
        for (size_t k = 0; k < q->n_names && keep && st == RHZ_OK; k++) {
            bool same = q->names[k].kinds & q->names[0].kinds;
            if (k == own || q->names[k].given || (same && !(q->says & RHZ_SAYS_BOTH)))
                continue;
            if (!same) {
                st = joined(f, f->v[i].other, &q->names[k], &keep, err);
            } else {
                keep = false;
                for (size_t j = marks[k]; j < marks[k + 1] && !keep; j++)
                    keep = f->v[j].other == f->v[i].other;
            }
        }
        f->v[i].holding = keep ? f->v[i].holding : RHZ_NOT_THEN;
    }
    kept = 0;
    for (size_t i = 0; i < f->n; i++)
        if (f->v[i].holding != RHZ_NOT_THEN)
            f->v[kept++] = f->v[i];
    f->n = kept;
    return st;
}

/* Dated edges where there are any, else undated ones, said to be so. */
static void settle_time(struct found *f)
{
    size_t kept = 0;

    if (rhz_period_is_open(f->a->q->period))
        return;
    for (size_t i = 0; i < f->n; i++)
        if (f->v[i].holding != RHZ_UNDATED)
            f->v[kept++] = f->v[i];
    if (kept || f->a->q->each_year)
        f->n = kept;
    else
        f->undated_too = f->n > 0;
}

/* Only a role could explain the word: it says no relation and no kind. */
static bool is_unexplained(const struct rhz_question *q, size_t i)
{
    const struct rhz_lexical *x = q->words[i].name < 0 ? q->words[i].lexical : NULL;

    return rhz_question_is_left(q, i) || (x && x->says & RHZ_SAYS_FILTER && !x->relations && !x->kinds);
}

/* Edges whose roles hold most of what the question filters by. */
static void settle_roles(struct found *f)
{
    struct rhz_question *q = f->a->q;
    uint64_t filters = rhz_filters_of(q), required = 0, met = 0;
    bool named = false;
    int best = 0;
    size_t kept = 0;

    f->unread = 0;

    for (size_t i = 0; i < q->n_words; i++)
        if (filters >> i & 1 && q->words[i].lexical && q->words[i].lexical->relations & q->relations && !(BIT(RHZ_ADHERE_A) & q->words[i].lexical->relations))
            required |= (uint64_t)1 << i;
    for (size_t k = 0; k < q->n_names; k++)
        named |= !q->names[k].given;
    for (size_t i = 0; i < f->n; i++) {
        int n = __builtin_popcountll(f->v[i].matched);
        best = n > best ? n : best;
    }
    for (size_t i = 0; i < f->n; i++)
        if (__builtin_popcountll(f->v[i].matched) == best) {
            met |= f->v[i].matched;
            f->v[kept++] = f->v[i];
        }
    f->n = kept;
    f->a->met = best ? met : 0;
    for (size_t i = 0; i < q->n_words; i++)
        if (is_unexplained(q, i) && !(met >> i & 1))
            f->unread |= (uint64_t)1 << i;
    if ((best == 0 && (required || (filters && !named))) || (f->unread && !named))
        f->n = 0;
}

static rhz_status gather(struct found *f, uint32_t relations, struct rhz_error *err)
{
    struct rhz_question *q = f->a->q;
    rhz_status st;

    f->n = 0;
    f->undated_too = false;
    if (q->n_names)
        st = edges_of_names(f, relations, err);
    else
        st = all_edges(f, relations, err);
    if (st != RHZ_OK)
        return st;
    settle_time(f);
    settle_roles(f);
    return RHZ_OK;
}

/* ---- an ambiguous name ---- */

/* Several entities bear the name and have answers of their own: which is meant? Events are taken together. */
static rhz_status ask_back(struct found *f, bool *ambiguous, struct rhz_error *err)
{
    struct rhz_question *q = f->a->q;

    *ambiguous = false;
    for (size_t k = 0; k < q->n_names && !*ambiguous; k++) {
        struct rhz_question_name *name = &q->names[k];
        char *text;
        if (name->n < 2 || name->kinds == BIT(RHZ_EVENEMENT))
            continue;
        text = rhz_arena_str(q->arena, rhz_span(q->text.p + q->words[name->from].start, q->words[name->to - 1].end - q->words[name->from].start));
        if (!text)
            return rhz_no_memory(err);
        *ambiguous = true;
        f->a->out->outcome = RHZ_AMBIGUOUS;
        rhz_answers_say(f->a->out, "« %s » peut désigner plusieurs entités : laquelle ?", text);
        return rhz_entities_of_nodes(&f->a->in, name->nodes, name->n, &f->a->out->candidates, err);
    }
    return RHZ_OK;
}

/* ---- showing ---- */

static int by_place(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;
    bool xm = x->e.has_amount, ym = y->e.has_amount;

    if (xm != ym)
        return xm ? -1 : 1;
    if (xm && x->e.cents != y->e.cents)
        return x->e.cents > y->e.cents ? -1 : 1;
    if (x->e.n_proofs && y->e.n_proofs) {
        if (x->e.proofs[0].document != y->e.proofs[0].document)
            return x->e.proofs[0].document < y->e.proofs[0].document ? -1 : 1;
        if (x->e.proofs[0].statement != y->e.proofs[0].statement)
            return x->e.proofs[0].statement < y->e.proofs[0].statement ? -1 : 1;
    }
    return (x->e.id > y->e.id) - (x->e.id < y->e.id);
}

static rhz_status prove(struct found *f, struct rhz_answer *x, const struct edge *e, struct rhz_error *err)
{
    struct rhz_evidence *v;
    size_t n, left = RHZ_ANSWER_PROOFS > x->n_evidence ? RHZ_ANSWER_PROOFS - x->n_evidence : 0;
    rhz_status st = RHZ_OK;

    n = e->e.n_proofs < left ? e->e.n_proofs : left;
    if (n)
        st = rhz_evidence_read(f->a->in.evidence, e->e.proofs, n, f->a->out->arena, &v, &n, err);
    return st == RHZ_OK && n ? rhz_answer_prove(f->a->out, x, v, n, err) : st;
}

/* "2022 : présidente ; 42 500 € (prévisionnel)": what the edges of an answer say beside its name. */
static void describe(struct rhz_buf *b, const struct rhz_graph_edge *e)
{
    rhz_buf_str(b, b->n ? " ; " : "");
    if (e->date_from)
        rhz_buf_printf(b, "%u", e->date_from / 10000);
    if (e->date_to)
        rhz_buf_printf(b, "-%u", e->date_to / 10000);
    if (!e->date_from && !e->date_to && e->year)
        rhz_buf_printf(b, "%u", e->year);
    for (size_t i = 0; i < e->n_roles && i < 3; i++) {
        rhz_buf_str(b, i ? ", " : b->n && b->p[b->n - 1] != ' ' ? " : " : "");
        rhz_buf_span(b, e->roles[i]);
    }
}

static void write_amount(struct rhz_buf *b, int64_t cents, struct rhz_span unit)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%lld", (long long)(cents < 0 ? -(cents / 100) : cents / 100));

    rhz_buf_str(b, cents < 0 ? "-" : "");
    for (int i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0)
            rhz_buf_byte(b, ' ');
        rhz_buf_byte(b, (unsigned char)digits[i]);
    }
    if (cents % 100)
        rhz_buf_printf(b, ",%02d", (int)(cents < 0 ? -(cents % 100) : cents % 100));
    rhz_buf_byte(b, ' ');
    if (rhz_span_eq(unit, RHZ_SPAN("EUR")))
        rhz_buf_str(b, "€");
    else
        rhz_buf_span(b, unit);
}

static rhz_status set_detail(struct found *f, struct rhz_answer *x, struct rhz_buf *b, struct rhz_error *err)
{
    x->detail = rhz_arena_str(f->a->out->arena, rhz_buf_view(b));
    return x->detail && !b->failed ? RHZ_OK : rhz_no_memory(err);
}

struct group {
    uint32_t node;
    size_t first, n;     /* its edges, from the first shown */
    int64_t sum, due;    /* of outcomes, each amount once; of what is due or deferred */
    uint64_t years;      /* of q->years, in which it holds */
};

/* ---- one sum, said several times ---- */

static int by_sum(const void *a, const void *b)
{
    const struct rhz_graph_edge *x = &(*(struct edge *const *)a)->e, *y = &(*(struct edge *const *)b)->e;
    int c = (x->from > y->from) - (x->from < y->from);

    if (c || (c = (x->year > y->year) - (x->year < y->year)) != 0 || (c = (x->cents > y->cents) - (x->cents < y->cents)) != 0 ||
        (c = rhz_span_cmp(x->unit, y->unit)) != 0)
        return c;
    if (!x->nature != !y->nature) /* one whose nature is said stands for those whose is not */
        return x->nature ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static bool is_one_sum(const struct rhz_graph_edge *x, const struct rhz_graph_edge *y)
{
    return x->from == y->from && x->year == y->year && x->cents == y->cents && rhz_span_eq(x->unit, y->unit) &&
           (x->to == y->to || x->joint == y->joint) && (x->nature == y->nature || !x->nature || !y->nature);
}

/* Edges that state a sum which another states too are marked, so that each counts once. */
static rhz_status mark_repeated(struct found *f, struct rhz_error *err)
{
    enum { WINDOW = 32 };
    struct edge **v = rhz_arena_alloc(f->a->q->arena, (f->n + 1) * sizeof *v);
    size_t n = 0;

    if (!v)
        return rhz_no_memory(err);
    for (size_t i = 0; i < f->n; i++)
        if (f->v[i].e.has_amount)
            v[n++] = &f->v[i];
    if (n)
        qsort(v, n, sizeof *v, by_sum);
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k-- > 0 && i - k <= WINDOW && v[k]->e.from == v[i]->e.from && !v[i]->repeated;)
            v[i]->repeated = !v[k]->repeated && is_one_sum(&v[k]->e, &v[i]->e);
    return RHZ_OK;
}

/* ---- entities ---- */

static int by_other(const void *a, const void *b)
{
    const struct edge *const *x = a, *const *y = b;

    if ((*x)->other != (*y)->other)
        return (*x)->other < (*y)->other ? -1 : 1;
    return (*x > *y) - (*x < *y); /* the order in which they are shown */
}

static int by_first(const void *a, const void *b)
{
    const struct group *x = a, *y = b;

    return (x->first > y->first) - (x->first < y->first);
}

static rhz_status add_to_group(struct found *f, struct group *g, const struct edge *x, struct rhz_error *err)
{
    const struct rhz_question *q = f->a->q;
    struct rhz_time t;
    rhz_status st = rhz_edge_time(&f->a->in.view.graph, &x->e, &t, err);

    g->n++;
    if (x->e.has_amount && !x->repeated) {
        if (!x->e.nature || x->e.nature == RHZ_NATURE_REALISE)
            g->sum += x->e.cents;
        else
            g->due += x->e.cents;
    }
    for (size_t k = 0; st == RHZ_OK && k < q->n_years; k++) {
        enum rhz_holding h = rhz_time_in(t, rhz_period_of_year(q->years[k]));
        if (h == RHZ_HOLDS || h == RHZ_OBSERVED)
            g->years |= (uint64_t)1 << k;
    }
    return st;
}

/* The entities at the other ends, in the order of their first edges, with what is needed to choose among them. Edges of one
 * entity come to stand together. */
static rhz_status make_groups(struct found *f, struct group **v, size_t *n, struct rhz_error *err)
{
    struct edge **order = rhz_arena_alloc(f->a->q->arena, (f->n + 1) * sizeof *order);
    struct edge *sorted = rhz_arena_alloc(f->a->q->arena, (f->n + 1) * sizeof *sorted);
    rhz_status st = RHZ_OK;
    size_t cap = 0;

    *v = NULL;
    *n = 0;
    if (!order || !sorted)
        return rhz_no_memory(err);
    for (size_t i = 0; i < f->n; i++)
        order[i] = &f->v[i];
    if (f->n)
        qsort(order, f->n, sizeof *order, by_other);
    for (size_t i = 0; i < f->n && st == RHZ_OK; i++) {
        if (!*n || (*v)[*n - 1].node != order[i]->other) {
            if (!RHZ_PUSH(f->a->q->arena, *v, *n, cap))
                return rhz_no_memory(err);
            (*v)[(*n)++] = (struct group){.node = order[i]->other, .first = (size_t)(order[i] - f->v)};
        }
        st = add_to_group(f, &(*v)[*n - 1], order[i], err);
    }
    if (st == RHZ_OK && *n)
        qsort(*v, *n, sizeof **v, by_first);
    for (size_t i = 0, at = 0; i < *n && st == RHZ_OK; i++) { /* a group's edges, where the groups now stand */
        struct edge *const *one = order;
        size_t low = 0, high = f->n;
        while (low < high) {
            size_t mid = (low + high) / 2;
            if (order[mid]->other < (*v)[i].node)
                low = mid + 1;
            else
                high = mid;
        }
        for (one = order + low; (size_t)(one - order) < f->n && (*one)->other == (*v)[i].node; one++)
            sorted[at++] = **one;
        (*v)[i].first = at - (*v)[i].n;
    }
    f->v = sorted;
    return st;
}

static void keep_groups(const struct rhz_question *q, struct group *v, size_t *n)
{
    size_t kept = 0, best = 0;
    bool money = false;

    if (q->each_year) {
        uint64_t all = ((uint64_t)1 << q->n_years) - 1;
        for (size_t i = 0; i < *n; i++)
            if (v[i].years == all)
                v[kept++] = v[i];
        *n = kept;
    }
    if (!(q->says & (RHZ_SAYS_MOST | RHZ_SAYS_LEAST)) || *n == 0)
        return;
    for (size_t i = 0; i < *n; i++)
        money |= v[i].sum > 0;
    for (size_t i = 0; i < *n && !money; i++) /* nothing is said to be an outcome: what is due or foreseen */
        v[i].sum = v[i].due;
    for (size_t i = 0; i < *n; i++)
        money |= v[i].sum > 0;
    for (size_t i = 1; i < *n; i++) {
        bool more = money ? v[i].sum > v[best].sum : v[i].n > v[best].n, less = money ? v[i].sum < v[best].sum && v[i].sum : v[i].n < v[best].n;
        if (q->says & RHZ_SAYS_MOST ? more : less || (money && !v[best].sum))
            best = i;
    }
    for (size_t i = kept = 0; i < *n; i++)
        if (money ? v[i].sum == v[best].sum : v[i].n == v[best].n)
            v[kept++] = v[i];
    *n = kept;
}

static rhz_status show_entity(struct found *f, const struct group *g, struct rhz_error *err)
{
    struct rhz_answers *out = f->a->out;
    struct rhz_answer *x = rhz_answers_add(out);
    struct rhz_entity e;
    struct rhz_buf detail = {0};
    rhz_status st;

    if (!x)
        return rhz_no_memory(err);
    if ((st = rhz_entity_read(&f->a->in, g->node, &e, err)) != RHZ_OK)
        return st;
    x->kind = e.kind;
    x->id = e.id;
    x->name = e.name;
    x->aliases = e.aliases;
    x->n_aliases = e.n_aliases;
    for (size_t i = g->first; i < g->first + g->n && st == RHZ_OK && (x->n_evidence < RHZ_ANSWER_PROOFS || detail.n <= 160); i++) {
        const struct rhz_graph_edge *l = &f->v[i].e;
        st = prove(f, x, &f->v[i], err);
        if (detail.n > 160)
            continue;
        if (l->has_amount) {
            rhz_buf_str(&detail, detail.n ? " ; " : "");
            if (l->year)
                rhz_buf_printf(&detail, "%u : ", l->year);
            write_amount(&detail, l->cents, l->unit);
            if (l->nature)
                rhz_buf_printf(&detail, " (%s)", rhz_nature_word(l->nature)->label);
        } else if (l->n_roles || !detail.n) {
            describe(&detail, l);
        }
    }
    if (f->a->q->says & (RHZ_SAYS_MOST | RHZ_SAYS_LEAST) && g->sum) {
        x->has_value = true;
        x->cents = g->sum;
        x->unit = "EUR";
    }
    if (st == RHZ_OK)
        st = set_detail(f, x, &detail, err);
    rhz_buf_free(&detail);
    if (st == RHZ_OK && !x->n_evidence)
        out->n--;
    return st;
}

static rhz_status show_entities(struct found *f, struct rhz_error *err)
{
    struct group *v;
    size_t n;
    rhz_status st = make_groups(f, &v, &n, err);

    if (st != RHZ_OK)
        return st;
    keep_groups(f->a->q, v, &n);
    for (size_t i = 0; i < n && i < RHZ_ANSWERS_MOST && st == RHZ_OK; i++)
        st = show_entity(f, &v[i], err);
    return st;
}

static rhz_status show_count(struct found *f, struct rhz_error *err)
{
    struct rhz_answer *x;
    struct group *v;
    size_t n;
    rhz_status st = make_groups(f, &v, &n, err);

    if (st != RHZ_OK)
        return st;
    keep_groups(f->a->q, v, &n);
    if (!n)
        return RHZ_OK;
    if (!(x = rhz_answers_add(f->a->out)))
        return rhz_no_memory(err);
    x->kind = "nombre";
    x->has_value = true;
    x->cents = 100 * (int64_t)n;
    x->unit = "";
    x->detail = "compté sur les liens de la base";
    for (size_t i = 0; i < n && st == RHZ_OK && x->n_evidence < RHZ_ANSWER_PROOFS; i++)
        st = prove(f, x, &f->v[v[i].first], err);
    return st;
}

/* ---- amounts ---- */

/* A forecast says nothing new where the outcome of the same year is known, unless it is asked for. */
static bool is_outdone(const struct found *f, const struct rhz_graph_edge *e)
{
    if (f->a->q->natures || e->nature != RHZ_NATURE_PREVISIONNEL)
        return false;
    for (size_t i = 0; i < f->n && i < OUTDONE_MOST; i++) {
        const struct rhz_graph_edge *x = &f->v[i].e;
        if (x->has_amount && x->from == e->from && x->to == e->to && x->year == e->year && (!x->nature || x->nature == RHZ_NATURE_REALISE))
            return true;
    }
    return false;
}

static int by_year(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;

    return x->e.year != y->e.year ? (x->e.year < y->e.year ? -1 : 1) : by_place(a, b);
}

static rhz_status show_amount(struct found *f, const struct edge *l, struct rhz_error *err)
{
    struct rhz_answers *out = f->a->out;
    struct rhz_answer *x = NULL;
    struct rhz_graph_node from, to;
    struct rhz_buf detail = {0};
    rhz_status st;

    for (size_t i = 0; i < out->n && !x; i++) /* one figure, said twice */
        if (out->v[i].has_value && out->v[i].cents == l->e.cents && out->v[i].year == l->e.year && out->v[i].id == l->e.from + 1u &&
            rhz_span_eq(rhz_span_of(out->v[i].unit), l->e.unit) &&
            (!l->e.nature || !*out->v[i].nature || strcmp(out->v[i].nature, rhz_nature_word(l->e.nature)->name) == 0))
            x = &out->v[i];
    if (x)
        return prove(f, x, l, err);
    if (!(x = rhz_answers_add(out)))
        return rhz_no_memory(err);
    rhz_arena_reset(f->a->in.scratch);
    if ((st = rhz_graph_node(&f->a->in.view.graph, l->e.from, f->a->in.scratch, &from, err)) != RHZ_OK ||
        (st = rhz_graph_node(&f->a->in.view.graph, l->e.to, f->a->in.scratch, &to, err)) != RHZ_OK)
        return st;
    x->kind = "nombre";
    x->id = l->e.from + 1u; /* until all are shown: who gives it */
    x->has_value = true;
    x->cents = l->e.cents;
    x->unit = rhz_arena_str(out->arena, l->e.unit);
    x->year = l->e.year;
    x->nature = rhz_nature_word(l->e.nature)->name;
    rhz_buf_span(&detail, from.name);
    rhz_buf_str(&detail, " → ");
    rhz_buf_span(&detail, to.name);
    st = x->unit ? set_detail(f, x, &detail, err) : rhz_no_memory(err);
    rhz_buf_free(&detail);
    return st == RHZ_OK ? prove(f, x, l, err) : st;
}

/* The sum of outcomes, where several amounts answer one question. */
static void say_total(struct found *f)
{
    struct rhz_buf b = {0};
    struct rhz_span unit = {"", 0};
    int64_t sum = 0;
    size_t n = 0;

    for (size_t i = 0; i < f->n; i++) {
        const struct rhz_graph_edge *e = &f->v[i].e;
        if (!e->has_amount || (e->nature && e->nature != RHZ_NATURE_REALISE) || f->v[i].repeated)
            continue;
        if (n && !rhz_span_eq(unit, e->unit))
            return;
        unit = e->unit;
        if (__builtin_add_overflow(sum, e->cents, &sum))
            return;
        n++;
    }
    if (n < 2)
        return;
    write_amount(&b, sum, unit);
    if (!b.failed)
        rhz_answers_say(f->a->out, "En tout, réalisé : %.*s.", (int)b.n, b.p);
    rhz_buf_free(&b);
}

static rhz_status show_amounts(struct found *f, struct rhz_error *err)
{
    const struct rhz_question *q = f->a->q;
    const struct edge *best = NULL;
    rhz_status st = RHZ_OK;

    if (q->says & RHZ_SAYS_TREND && f->n)
        qsort(f->v, f->n, sizeof *f->v, by_year);
    for (size_t i = 0; i < f->n && st == RHZ_OK; i++) {
        const struct edge *x = &f->v[i];
        if (!x->e.has_amount || is_outdone(f, &x->e))
            continue;
        if (q->says & (RHZ_SAYS_MOST | RHZ_SAYS_LEAST)) {
            if (!best || (q->says & RHZ_SAYS_MOST ? x->e.cents > best->e.cents : x->e.cents < best->e.cents))
                best = x;
        } else if (f->a->out->n < RHZ_ANSWERS_MOST) {
            st = show_amount(f, x, err);
        }
    }
    if (best && st == RHZ_OK)
        st = show_amount(f, best, err);
    for (size_t i = 0; i < f->a->out->n; i++)
        f->a->out->v[i].id = 0;
    if (st == RHZ_OK && !best)
        say_total(f);
    return st;
}

/* ---- years, roles, yes ---- */

static rhz_status show_years(struct found *f, struct rhz_error *err)
{
    const struct rhz_question *q = f->a->q;
    rhz_status st = RHZ_OK;

    if (f->n)
        qsort(f->v, f->n, sizeof *f->v, by_year);
    for (size_t i = 0; i < f->n && st == RHZ_OK; i++) {
        const struct rhz_graph_edge *e = &f->v[i].e;
        uint32_t year = e->date_from ? e->date_from / 10000 : e->year;
        struct rhz_answer *x = NULL;
        if (q->says & RHZ_SAYS_END && e->date_to)
            year = e->date_to / 10000;
        if (!year)
            continue;
        for (size_t k = 0; k < f->a->out->n && !x; k++)
            x = f->a->out->v[k].year == year ? &f->a->out->v[k] : NULL;
        if (!x) {
            if (f->a->out->n && q->says & RHZ_SAYS_SINCE)
                break;
            if (!(x = rhz_answers_add(f->a->out)))
                return rhz_no_memory(err);
            x->kind = "texte";
            x->year = year;
            x->text = rhz_arena_printf(f->a->out->arena, "%u", year);
            x->detail = e->date_from || e->date_to ? "" : e->year_of_document ? "constaté cette année-là" : "";
            if (!x->text)
                return rhz_no_memory(err);
        }
        st = prove(f, x, &f->v[i], err);
    }
    return st;
}

static rhz_status show_yes(struct found *f, struct rhz_error *err)
{
    struct rhz_answer *x;
    struct rhz_buf detail = {0};
    rhz_status st = RHZ_OK;

    if (!f->n)
        return RHZ_OK;
    if (!(x = rhz_answers_add(f->a->out)))
        return rhz_no_memory(err);
    x->kind = "oui";
    x->text = "oui";
    for (size_t i = 0; i < f->n && st == RHZ_OK; i++) {
        if (detail.n < 120 && (f->v[i].e.n_roles || f->v[i].e.year) && !f->v[i].e.has_amount)
            describe(&detail, &f->v[i].e);
        st = prove(f, x, &f->v[i], err);
    }
    if (st == RHZ_OK)
        st = set_detail(f, x, &detail, err);
    rhz_buf_free(&detail);
    return st;
}

static rhz_status show_roles(struct found *f, struct rhz_error *err)
{
    struct rhz_answers *out = f->a->out;
    rhz_status st = RHZ_OK;

    for (size_t i = 0; i < f->n && st == RHZ_OK; i++) {
        const struct rhz_graph_edge *e = &f->v[i].e;
        struct rhz_link_end end;
        rhz_arena_reset(f->a->in.scratch);
        if ((st = rhz_link_end_read(&f->a->in, f->v[i].other, &end, err)) != RHZ_OK)
            return st;
        for (size_t k = 0; k < e->n_roles && st == RHZ_OK; k++) {
            struct rhz_answer *x = NULL;
            char *role = rhz_arena_str(out->arena, e->roles[k]);
            if (!role)
                return rhz_no_memory(err);
            for (size_t j = 0; j < out->n && !x; j++)
                x = strcasecmp(out->v[j].text, role) == 0 ? &out->v[j] : NULL;
            if (!x) {
                if (!(x = rhz_answers_add(out)))
                    return rhz_no_memory(err);
                x->kind = "texte";
                x->text = role;
                x->year = e->year;
                x->detail = end.name;
            }
            st = prove(f, x, &f->v[i], err);
        }
    }
    return st;
}

/* The entity itself, with what its links say of it. */
static rhz_status show_sheet(struct found *f, struct rhz_error *err)
{
    const struct rhz_question_name *name = &f->a->q->names[0];
    struct rhz_answers *out = f->a->out;
    rhz_status st = RHZ_OK;

    for (size_t i = 0; i < name->n && st == RHZ_OK; i++) {
        struct found own = {.a = f->a};
        struct rhz_answer *x = rhz_answers_add(out);
        struct rhz_entity e;
        struct rhz_buf detail = {0};
        if (!x)
            return rhz_no_memory(err);
        if ((st = rhz_entity_read(&f->a->in, name->nodes[i], &e, err)) != RHZ_OK ||
            (st = edges_of(&own, name->nodes[i], UINT32_MAX, 0, err)) != RHZ_OK)
            return st;
        x->kind = e.kind;
        x->id = e.id;
        x->name = e.name;
        x->aliases = e.aliases;
        x->n_aliases = e.n_aliases;
        for (size_t k = 0; k < own.n && st == RHZ_OK; k++) {
            struct rhz_link_end end;
            if (x->n_evidence < RHZ_ANSWER_PROOFS)
                st = prove(&own, x, &own.v[k], err);
            rhz_arena_reset(f->a->in.scratch);
            if (st == RHZ_OK && detail.n < 200 && (st = rhz_link_end_read(&f->a->in, own.v[k].other, &end, err)) == RHZ_OK) {
                const struct rhz_word *w = rhz_relation_word(own.v[k].e.relation);
                rhz_buf_printf(&detail, "%s%s %s", detail.n ? " ; " : "", own.v[k].e.from == name->nodes[i] ? w->label : w->other, end.name);
                if (own.v[k].e.year)
                    rhz_buf_printf(&detail, " (%u)", own.v[k].e.year);
            }
        }
        if (st == RHZ_OK)
            st = set_detail(f, x, &detail, err);
        rhz_buf_free(&detail);
        if (st == RHZ_OK && !x->n_evidence)
            out->n--;
    }
    return st;
}

/* ---- the question ---- */

static rhz_status show(struct found *f, struct rhz_error *err)
{
    bool ambiguous = false;
    rhz_status st;

    if (!f->n)
        return RHZ_OK;
    if ((st = ask_back(f, &ambiguous, err)) != RHZ_OK || ambiguous)
        return st;
    qsort(f->v, f->n, sizeof *f->v, by_place);
    if ((st = mark_repeated(f, err)) != RHZ_OK)
        return st;
    for (size_t i = 0; i < f->a->q->n_words; i++)
        if (f->unread >> i & 1) {
            const struct rhz_question_word *w = &f->a->q->words[i];
            rhz_answers_say(f->a->out, "« %.*s » n'a pas été compris.", (int)(w->end - w->start), f->a->q->text.p + w->start);
        }
    if (f->undated_too)
        rhz_answers_say(f->a->out, "Rien n'est daté de ce temps-là : ces liens sont sans date.");
    switch (f->a->q->asked) {
    case RHZ_ASKED_AMOUNT:
        return show_amounts(f, err);
    case RHZ_ASKED_COUNT:
        return show_count(f, err);
    case RHZ_ASKED_WHEN:
        return show_years(f, err);
    case RHZ_ASKED_WHETHER:
        return show_yes(f, err);
    case RHZ_ASKED_ROLE:
        return show_roles(f, err);
    default:
        return show_entities(f, err);
    }
}

static rhz_status money_of_names(struct found *f, struct rhz_error *err)
{
    const struct rhz_question *q = f->a->q;
    bool budget = q->relations & BIT(RHZ_BUDGET) && !(q->says & (RHZ_SAYS_MOST | RHZ_SAYS_LEAST));
    uint32_t first = budget || !(q->relations & BIT(RHZ_FINANCE)) ? BIT(RHZ_BUDGET) : BIT(RHZ_FINANCE);
    rhz_status st = RHZ_OK;

    for (int turn = 0; turn < 2 && st == RHZ_OK && !f->a->out->n && f->a->out->outcome != RHZ_AMBIGUOUS; turn++) {
        st = gather(f, turn ? MONEY & ~first : first, err);
        if (st == RHZ_OK)
            st = show(f, err);
    }
    return st;
}

/* ---- a kind alone: "programmes en 2024", "webinaires" ---- */

static rhz_status show_node(struct found *f, uint32_t node, struct rhz_error *err)
{
    const struct rhz_question *q = f->a->q;
    struct group g = {.node = node};
    struct rhz_graph_node n;
    rhz_status st;

    rhz_arena_reset(f->a->in.scratch);
    if ((st = rhz_graph_node(&f->a->in.view.graph, node, f->a->in.scratch, &n, err)) != RHZ_OK || (q->subs && !(q->subs & BIT(n.sub))))
        return st;
    f->n = 0;
    if ((st = edges_of(f, node, UINT32_MAX, 0, err)) != RHZ_OK)
        return st;
    settle_time(f);
    g.n = f->undated_too ? 0 : f->n;
    f->undated_too = false;
    return g.n ? show_entity(f, &g, err) : RHZ_OK;
}

static rhz_status show_kind(struct found *f, struct rhz_error *err)
{
    struct rhz_question *q = f->a->q;
    uint32_t kinds = q->kinds, subs = q->subs;
    struct rhz_numbers list;
    rhz_status st = RHZ_OK;

    q->kinds = q->subs = 0; /* of the nodes themselves, not of what they are linked to */
    for (unsigned k = 1; k < RHZ_KIND_COUNT && st == RHZ_OK; k++) {
        if (!(kinds & BIT(k)))
            continue;
        st = rhz_graph_nodes_of_kind(&f->a->in.view.graph, k, &list, err);
        for (size_t i = 0; i < list.n && st == RHZ_OK && f->a->out->n < KIND_MOST; i++) {
            q->subs = subs;
            st = show_node(f, rhz_numbers_at(&list, i), err);
        }
    }
    q->kinds = kinds;
    q->subs = subs;
    return st;
}

static bool asks_kind(const struct rhz_question *q)
{
    for (size_t i = 0; i < q->n_words; i++)
        if (is_unexplained(q, i))
            return false;
    return q->kinds && !q->relations && !q->n_names && (q->asked == RHZ_ASKED_ENTITY || q->asked == RHZ_ASKED_COUNT);
}

/* Their number, where it is asked for. */
static rhz_status count_kind(struct found *f, struct rhz_error *err)
{
    struct rhz_answers *out = f->a->out;
    struct rhz_answer total = {.kind = "nombre", .has_value = true, .unit = "", .nature = "", .detail = "compté sur les liens de la base"};
    rhz_status st = show_kind(f, err);

    total.cents = 100 * (int64_t)out->n;
    for (size_t i = 0; i < out->n && st == RHZ_OK; i++)
        st = rhz_answer_prove(out, &total, out->v[i].evidence, 1, err);
    if (st == RHZ_OK && out->n) {
        out->v[0] = total;
        out->n = 1;
    }
    return st;
}

rhz_status rhz_answer_by_links(struct rhz_asking *a, struct rhz_error *err)
{
    struct rhz_question *q = a->q;
    struct found f = {.a = a};
    uint32_t relations = q->relations;
    bool ambiguous;
    rhz_status st;

    if (q->asked == RHZ_ASKED_SHEET || (q->asked == RHZ_ASKED_ROLE && q->says & RHZ_SAYS_WHO && q->n_names)) {
        if (q->n_names && q->names[0].n > 1 && q->asked == RHZ_ASKED_ROLE)
            return ask_back(&f, &ambiguous, err);
        return q->n_names ? show_sheet(&f, err) : RHZ_OK;
    }
    if (q->asked == RHZ_ASKED_AMOUNT && (relations & MONEY || (!relations && q->n_names)))
        return money_of_names(&f, err);
    if (q->asked == RHZ_ASKED_AMOUNT)
        return RHZ_OK;
    if (asks_kind(q))
        return q->asked == RHZ_ASKED_COUNT ? count_kind(&f, err) : show_kind(&f, err);
    if (!relations)
        return RHZ_OK;
    if ((st = gather(&f, relations, err)) != RHZ_OK)
        return st;
    return show(&f, err);
}
