/* divergences.c -- what documents say otherwise than each other, side by side with the proofs.
 *
 * The indexer marks amounts that contradict each other (graph_edges.c knows of roundings, natures and which document says
 * what); here they are gathered by what they are about. Offices are compared here: two persons who hold one office of one
 * body in one year contradict each other only when no document names both, since one that does tells of a succession or a
 * shared office. All edges and properties are read once: a base has few contradictions, and nothing indexes them.
 */
#include <stdlib.h>

#include "link_read.h"
#include "names.h"

struct rhz_divergences {
    struct rhz_arena *arena;
    struct rhz_divergence *v;
    size_t n, cap;
};

/* An edge or a property that may be a side: what it is about as numbers, then a word (label, office, unit). */
struct side {
    uint32_t about[7];
    struct rhz_span word;
    uint32_t number, person;
};

struct reading {
    struct rhz_link_reader in;
    struct rhz_divergence_filter filter;
    unsigned relation;
    uint32_t entity; /* node, RHZ_NONE: all */
    struct side *sides;
    size_t n, cap;
    struct rhz_divergences *out;
};

static int by_subject(const void *a, const void *b)
{
    const struct side *x = a, *y = b;
    size_t i;
    int c;

    for (i = 0; i < sizeof x->about / sizeof *x->about; i++)
        if (x->about[i] != y->about[i])
            return x->about[i] < y->about[i] ? -1 : 1;
    if ((c = rhz_span_cmp(x->word, y->word)) != 0)
        return c;
    return (x->number > y->number) - (x->number < y->number);
}

static bool same_subject(const struct side *x, const struct side *y)
{
    return memcmp(x->about, y->about, sizeof x->about) == 0 && rhz_span_eq(x->word, y->word);
}

static bool add_side(struct reading *r, const struct side *s)
{
    struct rhz_span word;

    if (!RHZ_PUSH(r->out->arena, r->sides, r->n, r->cap))
        return false;
    word = rhz_arena_copy(r->out->arena, s->word);
    r->sides[r->n] = *s;
    r->sides[r->n++].word = word;
    return word.p != NULL;
}

static bool in_period(const struct reading *r, uint32_t year)
{
    return rhz_period_is_open(r->filter.period) || (year && (!r->filter.period.from || year >= r->filter.period.from / 10000) &&
                                                    (!r->filter.period.to || year <= r->filter.period.to / 10000));
}

static struct rhz_divergence *add(struct reading *r, enum rhz_divergence_kind what, size_t n)
{
    struct rhz_divergences *out = r->out;
    struct rhz_divergence *d;

    if (!RHZ_PUSH(out->arena, out->v, out->n, out->cap))
        return NULL;
    d = &out->v[out->n];
    *d = (struct rhz_divergence){.what = (uint8_t)what, .relation = "", .label = "", .nature = "", .unit = "", .n = n,
                                 .body = {.kind = "", .name = ""}, .other = {.kind = "", .name = ""}};
    return d;
}

/* ---- amounts of links ---- */

static rhz_status gather_amounts(struct reading *r, struct rhz_error *err)
{
    rhz_status st = RHZ_OK;

    r->n = 0;
    for (uint32_t i = 0; i < r->in.view.graph.counts.edges && st == RHZ_OK; i++) {
        struct rhz_graph_edge e;
        rhz_arena_reset(r->in.scratch);
        if ((st = rhz_graph_edge(&r->in.view.graph, i, r->in.scratch, &e, err)) != RHZ_OK || !e.divergent ||
            (r->relation && e.relation != r->relation) || !in_period(r, e.year) ||
            (r->entity != RHZ_NONE && e.from != r->entity && e.to != r->entity))
            continue;
        struct side s = {{e.relation, e.from, e.to, e.year, e.nature, e.date_from, e.date_to}, e.unit, i, 0};
        if (!add_side(r, &s))
            st = rhz_no_memory(err);
    }
    return st;
}

static rhz_status add_amounts(struct reading *r, const struct side *s, size_t n, struct rhz_error *err)
{
    struct rhz_link *v = rhz_arena_zalloc(r->out->arena, n, sizeof *v);
    struct rhz_divergence *d = add(r, RHZ_DIVERGENT_AMOUNT, 0);
    int64_t least = INT64_MAX, most = INT64_MIN;
    rhz_status st = v && d ? RHZ_OK : rhz_no_memory(err);

    for (size_t i = 0; i < n && st == RHZ_OK; i++) {
        struct rhz_link *l = &v[d->n];
        if ((st = rhz_link_read(&r->in, s[i].number, l, err)) != RHZ_OK || l->n_evidence == 0)
            continue;
        least = l->cents < least ? l->cents : least;
        most = l->cents > most ? l->cents : most;
        d->n++;
    }
    if (st != RHZ_OK || d->n < 2)
        return st; /* what was said otherwise has died since */
    d->links = v;
    d->body = v[0].from;
    d->other = v[0].to;
    d->relation = v[0].relation;
    d->year = v[0].year;
    d->nature = v[0].nature;
    d->unit = v[0].unit;
    d->gap = most - least;
    r->out->n++;
    return RHZ_OK;
}

/* ---- figures of accounts ---- */

static rhz_status gather_figures(struct reading *r, struct rhz_error *err)
{
    struct rhz_buf label = {0};
    rhz_status st = RHZ_OK;

    r->n = 0;
    for (uint32_t i = 0; i < r->in.view.graph.counts.properties && st == RHZ_OK; i++) {
        struct rhz_graph_property p;
        rhz_arena_reset(r->in.scratch);
        if ((st = rhz_graph_property(&r->in.view.graph, i, r->in.scratch, &p, err)) != RHZ_OK || !p.divergent ||
            !in_period(r, p.year) || (r->entity != RHZ_NONE && p.node != r->entity))
            continue;
        rhz_name_fold(p.label, &label);
        struct side s = {{p.property, p.node, p.year, p.nature, p.sense, p.date_from, p.date_to}, rhz_buf_view(&label), i, 0};
        if (label.failed || !add_side(r, &s))
            st = rhz_no_memory(err);
        rhz_buf_reset(&label);
    }
    rhz_buf_free(&label);
    return st;
}

static rhz_status add_figures(struct reading *r, const struct side *s, size_t n, struct rhz_error *err)
{
    struct rhz_property_value *v = rhz_arena_zalloc(r->out->arena, n, sizeof *v);
    struct rhz_divergence *d = add(r, RHZ_DIVERGENT_FIGURE, 0);
    int64_t least = INT64_MAX, most = INT64_MIN;
    rhz_status st = v && d ? RHZ_OK : rhz_no_memory(err);

    for (size_t i = 0; i < n && st == RHZ_OK; i++) {
        struct rhz_graph_property p;
        rhz_arena_reset(r->in.scratch);
        if ((st = rhz_graph_property(&r->in.view.graph, s[i].number, r->in.scratch, &p, err)) != RHZ_OK ||
            (st = rhz_property_read(&r->in, &p, &v[d->n], err)) != RHZ_OK || v[d->n].n_evidence == 0)
            continue;
        least = v[d->n].cents < least ? v[d->n].cents : least;
        most = v[d->n].cents > most ? v[d->n].cents : most;
        d->n++;
    }
    if (st != RHZ_OK || d->n < 2)
        return st;
    d->values = v;
    d->label = v[0].label;
    d->year = v[0].year;
    d->nature = v[0].nature;
    d->unit = v[0].unit;
    d->gap = most - least;
    r->out->n++;
    return rhz_link_end_read(&r->in, s[0].about[1], &d->body, err);
}

/* ---- offices ---- */

/* Offices that one person holds at a time, by the folded word that says them. */
static const struct {
    const char *words[2], *office;
} offices[] = {{{"president", "presidente"}, "présidence"}, {{"tresorier", "tresoriere"}, "trésorerie"},
               {{"directeur", "directrice"}, "direction"}, {{"maire", "maire"}, "mairie"}};

/* The office that a role says whole ("Présidente", "Président de l'association"); NULL when it is shared, past or another's. */
static const char *office_of(struct rhz_span role)
{
    static const char *const others[] = {"co", "vice", "adjoint", "adjointe", "honneur", "honoraire", "seance", "sortant", "sortante", "ancien", "ancienne",
                                         "delegue", "deleguee", "commission", "jury", "college", "presidents", "technique", "artistique", "scientifique"};
    struct rhz_buf b = {0};
    const char *found = NULL;
    bool other = false, first = true;

    rhz_name_fold(role, &b);
    for (const char *p = b.p, *end = p + b.n; !b.failed && b.n && p < end && !other; first = false) {
        const char *q = memchr(p, ' ', (size_t)(end - p));
        struct rhz_span word = rhz_span(p, (size_t)((q ? q : end) - p));
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            other = other || rhz_span_eq(word, rhz_span_of(others[i]));
        for (size_t i = 0; i < sizeof offices / sizeof *offices && first; i++)
            if (rhz_span_eq(word, rhz_span_of(offices[i].words[0])) || rhz_span_eq(word, rhz_span_of(offices[i].words[1])))
                found = offices[i].office;
        p = q ? q + 1 : end;
    }
    rhz_buf_free(&b);
    return other ? NULL : found;
}

static rhz_status gather_offices(struct reading *r, struct rhz_error *err)
{
    rhz_status st = RHZ_OK;

    r->n = 0;
    for (uint32_t i = 0; i < r->in.view.graph.counts.edges && st == RHZ_OK; i++) {
        struct rhz_graph_edge e;
        rhz_arena_reset(r->in.scratch);
        if ((st = rhz_graph_edge(&r->in.view.graph, i, r->in.scratch, &e, err)) != RHZ_OK || e.relation != RHZ_ADMINISTRE || !e.year ||
            !in_period(r, e.year) || (r->entity != RHZ_NONE && e.from != r->entity && e.to != r->entity))
            continue;
        for (size_t k = 0; k < e.n_roles && st == RHZ_OK; k++) {
            const char *office = office_of(e.roles[k]);
            struct side s = {{e.to, e.year}, {"", 0}, i, e.from};
            if (office)
                s.word = rhz_span_of(office);
            if (office && !add_side(r, &s))
                st = rhz_no_memory(err);
        }
    }
    return st;
}

/* Some document proves both links: it knows of the two. */
static bool share_a_document(const struct rhz_link *a, const struct rhz_link *b)
{
    for (size_t i = 0; i < a->n_evidence; i++)
        for (size_t k = 0; k < b->n_evidence; k++)
            if (strcmp(a->evidence[i].document, b->evidence[k].document) == 0)
                return true;
    return false;
}

static rhz_status add_office(struct reading *r, const struct side *s, size_t n, struct rhz_error *err)
{
    struct rhz_link *v = rhz_arena_zalloc(r->out->arena, n, sizeof *v);
    struct rhz_divergence *d;
    size_t kept = 0;
    rhz_status st = v ? RHZ_OK : rhz_no_memory(err);

    for (size_t i = 0; i < n && st == RHZ_OK; i++) {
        if (i && s[i].number == s[i - 1].number)
            continue; /* two roles of one link say it */
        if ((st = rhz_link_read(&r->in, s[i].number, &v[kept], err)) == RHZ_OK && v[kept].n_evidence)
            kept++;
    }
    for (size_t i = 0; i < kept; i++)
        for (size_t k = i + 1; k < kept && st == RHZ_OK; k++) {
            if (v[i].from.id == v[k].from.id || share_a_document(&v[i], &v[k]))
                continue;
            struct rhz_link *pair = rhz_arena_alloc(r->out->arena, 2 * sizeof *pair);
            if (!pair || !(d = add(r, RHZ_DIVERGENT_OFFICE, 2)) || !(d->label = rhz_arena_str(r->out->arena, s[0].word)))
                return rhz_no_memory(err);
            pair[0] = v[i];
            pair[1] = v[k];
            d->links = pair;
            d->body = v[i].to;
            d->relation = v[i].relation;
            d->year = v[i].year;
            r->out->n++;
        }
    return st;
}

/* ---- all of them ---- */

static rhz_status group(struct reading *r, rhz_status (*add_group)(struct reading *r, const struct side *s, size_t n, struct rhz_error *err),
                        struct rhz_error *err)
{
    rhz_status st = RHZ_OK;

    if (r->n)
        qsort(r->sides, r->n, sizeof *r->sides, by_subject);
    for (size_t i = 0, n; i < r->n && st == RHZ_OK; i += n) {
        for (n = 1; i + n < r->n && same_subject(&r->sides[i], &r->sides[i + n]);)
            n++;
        if (n > 1)
            st = add_group(r, &r->sides[i], n, err);
    }
    return st;
}

static int widest_first(const void *a, const void *b)
{
    const struct rhz_divergence *x = a, *y = b;
    bool office = x->what == RHZ_DIVERGENT_OFFICE, other = y->what == RHZ_DIVERGENT_OFFICE;
    int c;

    if (office != other)
        return office ? 1 : -1;
    if (x->gap != y->gap)
        return x->gap > y->gap ? -1 : 1;
    if (x->year != y->year)
        return x->year > y->year ? -1 : 1;
    if ((c = strcmp(x->body.name, y->body.name)) != 0 || (c = strcmp(x->other.name, y->other.name)) != 0)
        return c;
    return strcmp(x->label, y->label);
}

static rhz_status read_filter(struct reading *r, const struct rhz_divergence_filter *filter, struct rhz_error *err)
{
    r->entity = RHZ_NONE;
    if (!filter)
        return RHZ_OK;
    if (filter->size < sizeof *filter)
        return rhz_fail(err, RHZ_INVALID, "Le filtre de divergences est d'une autre version de la bibliothèque.");
    r->filter = *filter;
    if (filter->relation && !(r->relation = rhz_relation_number(rhz_span_of(filter->relation))))
        return rhz_fail(err, RHZ_INVALID, "« %s » n'est pas une relation de la base.", filter->relation);
    return filter->entity ? rhz_view_find(&r->in.view, filter->entity, &r->entity, err) : RHZ_OK;
}

static bool wants(const struct reading *r, enum rhz_divergence_kind what)
{
    if (r->filter.what && r->filter.what != (int)what)
        return false;
    return !r->relation || what == RHZ_DIVERGENT_AMOUNT || (what == RHZ_DIVERGENT_OFFICE && r->relation == RHZ_ADMINISTRE);
}

static rhz_status read_all(struct reading *r, struct rhz_error *err)
{
    rhz_status st = RHZ_OK;

    if (wants(r, RHZ_DIVERGENT_AMOUNT) && (st = gather_amounts(r, err)) == RHZ_OK)
        st = group(r, add_amounts, err);
    if (st == RHZ_OK && wants(r, RHZ_DIVERGENT_FIGURE) && (st = gather_figures(r, err)) == RHZ_OK)
        st = group(r, add_figures, err);
    if (st == RHZ_OK && wants(r, RHZ_DIVERGENT_OFFICE) && (st = gather_offices(r, err)) == RHZ_OK)
        st = group(r, add_office, err);
    return st;
}

rhz_status rhz_divergences_of(struct rhz_base *b, const struct rhz_divergence_filter *filter, struct rhz_divergences **out,
                              struct rhz_error *err)
{
    struct reading r = {.out = calloc(1, sizeof *r.out)};
    rhz_status st;

    *out = NULL;
    if (r.out)
        r.out->arena = rhz_arena_new();
    if (!r.out || !r.out->arena)
        st = rhz_no_memory(err);
    else if ((st = rhz_link_reader_open(b, r.out->arena, &r.in, err)) == RHZ_OK && (st = read_filter(&r, filter, err)) == RHZ_OK)
        st = read_all(&r, err);
    if (st == RHZ_OK && r.out->n)
        qsort(r.out->v, r.out->n, sizeof *r.out->v, widest_first);
    rhz_link_reader_close(&r.in);
    if (st == RHZ_OK)
        *out = r.out;
    else
        rhz_divergences_free(r.out);
    return st;
}

size_t rhz_divergences_count(const struct rhz_divergences *d)
{
    return d->n;
}

const struct rhz_divergence *rhz_divergences_get(const struct rhz_divergences *d, size_t i)
{
    return i < d->n ? &d->v[i] : NULL;
}

void rhz_divergences_free(struct rhz_divergences *d)
{
    if (!d)
        return;
    rhz_arena_free(d->arena);
    free(d);
}
