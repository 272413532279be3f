/* merge_terms.c -- the dictionaries of several segments walked side by side, their lists joined term by term.
 *
 * Segments follow one another, so the lists of a term do too: joining is copying, but for the numbers of its written
 * forms. Forms are ordered by what is alive; one that only dead documents wrote is left out, for a reader of `mot*` would
 * meet it. Of an input with dead documents each list is therefore read twice, once to count.
 *
 * A set of forms says of those from the eighth on only that one occurs. Positions tell which; a form that stands in a
 * context alone is then not told from its like, and stays "one from the eighth on" where there are so many.
 */
#include <stdlib.h>

#include "merge.h"

enum { LAST_BIT = 7 };

struct input {
    const struct rhz_merge_input *of;
    struct rhz_term_walk *walk;
    bool ended, here;         /* here: the current term is in it */
    struct rhz_term term;
    uint64_t *occurrences;    /* of each form, by number here; in `unit` */
    uint32_t *form;           /* new number of each; RHZ_NONE: left out */
    uint8_t context;          /* forms that occur in contexts alive */
    bool any;                 /* a posting is alive */
};

struct form {
    struct rhz_span form;
    uint64_t occurrences;
};

struct join {
    const struct rhz_numbering *numbers;
    struct input *in;
    size_t n;
    struct rhz_arena *unit;   /* one term */
    struct rhz_segment_writer *w;
    struct form *forms;
    size_t n_forms;
    struct rhz_buf positions, entry_forms; /* uint32_t, of one posting */
};

/* ---- one posting, whatever holds it ---- */

struct cursor {
    struct rhz_postings *list; /* NULL: the one posting of a term said once */
    const struct rhz_term *term;
    uint32_t passage, zero;
};

static rhz_status cursor_open(struct join *j, struct input *in, struct cursor *c, struct rhz_error *err)
{
    rhz_status st;

    *c = (struct cursor){.term = &in->term};
    if (in->term.place == 0) {
        c->passage = in->of->info->first_passage + in->term.single_passage;
        return RHZ_OK;
    }
    if ((st = rhz_postings_open(in->of->segment, &in->term, j->unit, &c->list, err)) == RHZ_OK)
        c->passage = c->list->passage;
    return st;
}

static rhz_status cursor_next(struct input *in, struct cursor *c, struct rhz_error *err)
{
    if (!c->list) {
        c->passage = RHZ_NONE;
        return RHZ_OK;
    }
    rhz_postings_next(c->list);
    c->passage = c->list->passage;
    if (c->list->corrupt)
        return rhz_fail(err, RHZ_CORRUPT, "Le segment %u de l'index est endommagé (liste).", (unsigned)in->of->info->number);
    return RHZ_OK;
}

static rhz_status cursor_entries(struct input *in, struct cursor *c, const uint32_t **positions, const uint32_t **forms,
                                 size_t *n, struct rhz_error *err)
{
    if (!c->list) {
        *positions = &c->term->single_position;
        *forms = &c->zero;
        *n = 1;
        return RHZ_OK;
    }
    if (rhz_postings_entries(c->list, positions, forms, n))
        return RHZ_OK;
    if (c->list->no_memory)
        return rhz_no_memory(err);
    return rhz_fail(err, RHZ_CORRUPT, "Le segment %u de l'index est endommagé (positions).", (unsigned)in->of->info->number);
}

/* A passage outside the segment would lead the numbering astray. */
static bool in_range(const struct input *in, uint32_t passage)
{
    return passage - in->of->info->first_passage < in->of->info->n_passages;
}

/* ---- what is alive of the term in one input ---- */

static rhz_status count_lists(struct join *j, struct input *in, struct rhz_error *err)
{
    struct cursor c;
    const uint32_t *positions, *forms;
    size_t n, i;
    rhz_status st = cursor_open(j, in, &c, err);

    for (; st == RHZ_OK && c.passage != RHZ_NONE; st = cursor_next(in, &c, err)) {
        if (!in_range(in, c.passage) || rhz_merge_passage(j->numbers, in->of, c.passage) == RHZ_NONE)
            continue;
        in->any = true;
        if (c.list && c.list->context_frequency)
            in->context |= c.list->forms;
        if ((st = cursor_entries(in, &c, &positions, &forms, &n, err)) != RHZ_OK)
            break;
        for (i = 0; i < n; i++)
            if (forms[i] < in->term.n_forms)
                in->occurrences[forms[i]]++;
    }
    return st;
}

static bool form_lives(const struct input *in, uint32_t i)
{
    if (in->of->whole || in->occurrences[i])
        return true;
    return i < LAST_BIT ? in->context >> i & 1 : in->term.n_forms == LAST_BIT + 1 && in->context >> LAST_BIT;
}

/* Number of a form among those of the join, a new one when it was not there. RHZ_NONE: no memory. */
static uint32_t join_form(struct join *j, struct rhz_span form, uint64_t occurrences, size_t *cap)
{
    size_t i;

    for (i = 0; i < j->n_forms && !rhz_span_eq(j->forms[i].form, form); i++)
        ;
    if (i == j->n_forms) {
        struct rhz_span copy = rhz_arena_copy(j->unit, form);
        if (!copy.p || !RHZ_PUSH(j->unit, j->forms, j->n_forms, *cap))
            return RHZ_NONE;
        j->forms[j->n_forms++] = (struct form){copy, 0};
    }
    j->forms[i].occurrences += occurrences;
    return (uint32_t)i;
}

static rhz_status gather_forms(struct join *j, struct input *in, size_t *cap, struct rhz_error *err)
{
    struct rhz_span form;
    uint64_t occurrences;
    uint32_t i;
    rhz_status st;

    in->occurrences = rhz_arena_zalloc(j->unit, in->term.n_forms, sizeof *in->occurrences);
    in->form = rhz_arena_zalloc(j->unit, in->term.n_forms, sizeof *in->form);
    in->context = 0;
    in->any = in->of->whole;
    if (!in->occurrences || !in->form)
        return rhz_no_memory(err);
    if (!in->of->whole && (st = count_lists(j, in, err)) != RHZ_OK)
        return st;
    for (i = 0; i < in->term.n_forms; i++) {
        if (!rhz_term_form(&in->term, i, &form, &occurrences))
            return rhz_fail(err, RHZ_CORRUPT, "Le segment %u de l'index est endommagé (formes).",
                            (unsigned)in->of->info->number);
        in->form[i] = RHZ_NONE;
        if (form_lives(in, i) &&
            (in->form[i] = join_form(j, form, in->of->whole ? occurrences : in->occurrences[i], cap)) == RHZ_NONE)
            return rhz_no_memory(err);
    }
    return RHZ_OK;
}

/* ---- forms of the joined term ---- */

static int by_occurrences(const void *a, const void *b)
{
    const struct form *x = *(const struct form *const *)a, *y = *(const struct form *const *)b;

    if (x->occurrences != y->occurrences)
        return x->occurrences > y->occurrences ? -1 : 1;
    return rhz_span_cmp(x->form, y->form);
}

/* Sort the forms, renumber them in the inputs, and begin the term. */
static rhz_status begin_term(struct join *j, struct rhz_span term, struct rhz_error *err)
{
    const struct form **order = rhz_arena_zalloc(j->unit, j->n_forms, sizeof *order);
    uint32_t *place = rhz_arena_zalloc(j->unit, j->n_forms, sizeof *place);
    struct rhz_span *spans = rhz_arena_zalloc(j->unit, j->n_forms, sizeof *spans);
    size_t i, k;

    if (!order || !place || !spans)
        return rhz_no_memory(err);
    for (i = 0; i < j->n_forms; i++)
        order[i] = &j->forms[i];
    qsort(order, j->n_forms, sizeof *order, by_occurrences);
    for (i = 0; i < j->n_forms; i++) {
        place[order[i] - j->forms] = (uint32_t)i;
        spans[i] = order[i]->form;
    }
    for (k = 0; k < j->n; k++)
        for (i = 0; j->in[k].here && i < j->in[k].term.n_forms; i++)
            if (j->in[k].form[i] != RHZ_NONE)
                j->in[k].form[i] = place[j->in[k].form[i]];
    return rhz_segment_writer_term(j->w, term, spans, j->n_forms, err);
}

static uint8_t bit_of(uint32_t form)
{
    return (uint8_t)(1u << (form < LAST_BIT ? form : LAST_BIT));
}

/* A set of forms under the new numbers. Those in the text are known by their entries; what is left to say is the context. */
static uint8_t new_set(const struct join *j, const struct input *in, uint8_t set)
{
    uint8_t out = 0;
    uint32_t i, n = in->term.n_forms;

    for (i = 0; i < LAST_BIT && i < n; i++)
        if ((set >> i & 1) && in->form[i] != RHZ_NONE)
            out |= bit_of(in->form[i]);
    if (set >> LAST_BIT && n == LAST_BIT + 1 && in->form[LAST_BIT] != RHZ_NONE)
        out |= bit_of(in->form[LAST_BIT]);
    else if (set >> LAST_BIT && n > LAST_BIT + 1 && j->n_forms > LAST_BIT)
        out |= 1u << LAST_BIT;
    return out;
}

/* ---- postings ---- */

/* Entries under new numbers; those at one position in order of form again. */
static rhz_status map_entries(struct join *j, const struct input *in, const uint32_t *positions, const uint32_t *forms,
                              size_t n, struct rhz_error *err)
{
    uint32_t *out;
    size_t i, at;

    rhz_buf_reset(&j->entry_forms);
    rhz_buf_reset(&j->positions);
    rhz_buf_append(&j->positions, positions, n * sizeof *positions);
    if (j->positions.failed || !rhz_buf_reserve(&j->entry_forms, n * sizeof *out + 1))
        return rhz_no_memory(err);
    out = (uint32_t *)(void *)j->entry_forms.p;
    for (i = 0; i < n; i++) {
        uint32_t form = forms[i] < in->term.n_forms ? in->form[forms[i]] : RHZ_NONE;
        if (form == RHZ_NONE)
            return rhz_fail(err, RHZ_CORRUPT, "Le segment %u de l'index est endommagé (formes).",
                            (unsigned)in->of->info->number);
        for (at = i; at && positions[at - 1] == positions[i] && out[at - 1] > form; at--)
            out[at] = out[at - 1];
        out[at] = form;
    }
    return RHZ_OK;
}

static rhz_status copy_posting(struct join *j, struct input *in, struct cursor *c, uint32_t passage, struct rhz_error *err)
{
    struct rhz_posting p = {.passage = passage, .frequency = c->list ? c->list->frequency : 1};
    const uint32_t *positions = NULL, *forms = NULL;
    size_t n;
    rhz_status st;

    if ((st = cursor_entries(in, c, &positions, &forms, &n, err)) != RHZ_OK ||
        (st = map_entries(j, in, positions, forms, n, err)) != RHZ_OK)
        return st;
    if (c->list && c->list->context_frequency) {
        p.context_frequency = c->list->context_frequency;
        p.context_forms = new_set(j, in, c->list->forms);
    }
    p.n_entries = (uint32_t)n;
    p.positions = (const uint32_t *)(const void *)j->positions.p;
    p.forms = (const uint32_t *)(const void *)j->entry_forms.p;
    return rhz_segment_writer_posting(j->w, &p, err);
}

static rhz_status copy_list(struct join *j, struct input *in, struct rhz_error *err)
{
    struct cursor c;
    uint32_t passage;
    rhz_status st = cursor_open(j, in, &c, err);

    for (; st == RHZ_OK && c.passage != RHZ_NONE; st = cursor_next(in, &c, err)) {
        if (!in_range(in, c.passage))
            return rhz_fail(err, RHZ_CORRUPT, "Le segment %u de l'index est endommagé (liste).",
                            (unsigned)in->of->info->number);
        passage = rhz_merge_passage(j->numbers, in->of, c.passage);
        if (passage != RHZ_NONE && (st = copy_posting(j, in, &c, passage, err)) != RHZ_OK)
            return st;
    }
    return st;
}

/* ---- term by term ---- */

static rhz_status step(struct input *in, struct rhz_error *err)
{
    rhz_status st = rhz_term_walk_next(in->walk, &in->term, err);

    in->ended = st == RHZ_NOT_FOUND;
    return in->ended ? RHZ_OK : st;
}

/* The least term that any input stands on; false at the end. Sets `here`. */
static bool least_term(struct join *j, struct rhz_span *term)
{
    bool found = false;
    size_t i;

    for (i = 0; i < j->n; i++)
        if (!j->in[i].ended && (!found || rhz_span_cmp(j->in[i].term.term, *term) < 0)) {
            *term = j->in[i].term.term;
            found = true;
        }
    for (i = 0; i < j->n; i++)
        j->in[i].here = found && !j->in[i].ended && rhz_span_eq(j->in[i].term.term, *term);
    return found;
}

static rhz_status join_term(struct join *j, struct rhz_span term, struct rhz_error *err)
{
    size_t i, cap = 0;
    bool any = false;
    rhz_status st = RHZ_OK;

    rhz_arena_reset(j->unit);
    j->forms = NULL;
    j->n_forms = 0;
    for (i = 0; i < j->n && st == RHZ_OK; i++)
        if (j->in[i].here) {
            st = gather_forms(j, &j->in[i], &cap, err);
            any |= j->in[i].any;
        }
    if (st != RHZ_OK || !any)
        return st;
    if (!j->n_forms && join_form(j, term, 0, &cap) == RHZ_NONE) /* alive in contexts alone, in which form is not known */
        return rhz_no_memory(err);
    st = begin_term(j, term, err);
    for (i = 0; i < j->n && st == RHZ_OK; i++)
        if (j->in[i].here && j->in[i].any)
            st = copy_list(j, &j->in[i], err);
    return st;
}

static rhz_status join_all(struct join *j, struct rhz_error *err)
{
    struct rhz_span term = {NULL, 0};
    char room[RHZ_TERM_MAX];
    size_t i;
    rhz_status st = RHZ_OK;

    while (st == RHZ_OK && least_term(j, &term)) {
        memcpy(room, term.p, term.n); /* the walks move on below */
        st = join_term(j, rhz_span(room, term.n), err);
        for (i = 0; i < j->n && st == RHZ_OK; i++)
            if (j->in[i].here)
                st = step(&j->in[i], err);
    }
    return st;
}

rhz_status rhz_merge_terms(const struct rhz_numbering *numbers, const struct rhz_merge_input *in, size_t n,
                           struct rhz_segment_writer *w, struct rhz_error *err)
{
    struct join j = {.numbers = numbers, .n = n, .w = w, .unit = rhz_arena_new(), .in = calloc(n, sizeof *j.in)};
    size_t i;
    rhz_status st = j.unit && j.in ? RHZ_OK : rhz_no_memory(err);

    for (i = 0; i < n && st == RHZ_OK; i++) {
        j.in[i].of = &in[i];
        if ((st = rhz_term_walk_open(in[i].segment, rhz_span("", 0), &j.in[i].walk, err)) == RHZ_OK)
            st = step(&j.in[i], err);
    }
    if (st == RHZ_OK)
        st = join_all(&j, err);
    for (i = 0; j.in && i < n; i++)
        rhz_term_walk_close(j.in[i].walk);
    rhz_buf_free(&j.positions);
    rhz_buf_free(&j.entry_forms);
    rhz_arena_free(j.unit);
    free(j.in);
    return st;
}
