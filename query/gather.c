/* gather.c -- several posting lists into one: readings of a word, forms as written, prefixes.
 *
 * Windows of 2,048 passages: each list adds its postings to the window, then the window is read out in order. Against
 * merging k cursors by a heap, the cost per posting does not grow with k (a prefix may have hundreds of terms).
 */
#include "list.h"

enum { WINDOW = 2048, PREFIX_TERMS = 4096 };

/* ---- which forms are meant ---- */

static bool form_is_meant(struct rhz_span form, const struct rhz_leaf *leaf, const struct rhz_slot *slot,
                          struct rhz_buf *fold)
{
    struct rhz_span folded;

    rhz_buf_reset(fold);
    rhz_fold(form, fold);
    folded = rhz_buf_view(fold);
    if (leaf->kind == RHZ_LEAF_PREFIX || leaf->kind == RHZ_LEAF_FUZZY)
        return rhz_form_like(leaf, folded);
    for (size_t i = 0; i < slot->n_readings; i++)
        if (rhz_span_eq(folded, slot->readings[i].form))
            return true;
    return false;
}

rhz_status rhz_form_choose(const struct rhz_term *t, const struct rhz_leaf *leaf, const struct rhz_slot *slot,
                           struct rhz_arena *arena, struct rhz_form_choice *out, struct rhz_error *err)
{
    uint8_t *of = t->n_forms > 7 ? rhz_arena_zalloc(arena, t->n_forms, 1) : NULL;
    struct rhz_buf fold = {0};
    rhz_status st = RHZ_OK;

    *out = (struct rhz_form_choice){.all = true, .of = of};
    if (t->n_forms > 7 && !of)
        return rhz_no_memory(err);
    for (uint32_t i = 0; i < t->n_forms; i++) {
        struct rhz_span form;
        uint64_t occurrences;

        if (!rhz_term_form(t, i, &form, &occurrences)) {
            st = rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : les formes d'un mot ne se lisent pas.");
            break;
        }
        if (!form_is_meant(form, leaf, slot, &fold)) {
            out->all = false;
            continue;
        }
        out->low |= (uint8_t)(1u << (i < 7 ? i : 7));
        if (of)
            of[i] = 1;
    }
    if (fold.failed)
        st = rhz_no_memory(err);
    rhz_buf_free(&fold);
    return st;
}

/* ---- gathered postings ---- */

bool rhz_gathered_push(struct rhz_gathered *g, struct rhz_arena *arena, uint32_t passage, uint32_t frequency,
                       uint32_t context_frequency, bool exact)
{
    size_t cap[4] = {g->cap, g->cap, g->cap, g->cap};

    if (!RHZ_PUSH(arena, g->passages, g->n, cap[0]) || !RHZ_PUSH(arena, g->frequencies, g->n, cap[1]) ||
        !RHZ_PUSH(arena, g->context_frequencies, g->n, cap[2]) || !RHZ_PUSH(arena, g->form_sets, g->n, cap[3]))
        return false;
    for (int i = 1; i < 4; i++)
        cap[0] = cap[i] < cap[0] ? cap[i] : cap[0];
    g->cap = cap[0];
    g->passages[g->n] = passage;
    g->frequencies[g->n] = frequency;
    g->context_frequencies[g->n] = context_frequency;
    g->form_sets[g->n++] = exact;
    return true;
}

void rhz_gathered_finish(const struct rhz_gathered *g, struct rhz_list *l)
{
    if (!g->n)
        return;
    l->passages = g->passages;
    l->frequencies = g->frequencies;
    l->context_frequencies = g->context_frequencies;
    l->form_sets = g->form_sets;
    l->exact = 1;
    l->n = (uint32_t)g->n;
    l->at = 0;
    l->passage = l->passages[0];
    l->df = g->n;
}

/* ---- the sources: one posting list each ---- */

struct source {
    struct rhz_postings *postings;
    struct rhz_form_choice choice; /* WORD: the form as typed; else the forms that count at all */
    bool context;                  /* occurrences in the context count */
};

struct sources {
    struct source *v;
    size_t n, cap;
};

static rhz_status add_source(struct rhz_list *l, const struct rhz_leaf *leaf, const struct rhz_term *term,
                             struct rhz_arena *arena, struct sources *out, struct rhz_error *err)
{
    struct source s = {0};
    rhz_status st;

    if ((st = rhz_form_choose(term, leaf, leaf->slots, arena, &s.choice, err)) != RHZ_OK)
        return st;
    if (leaf->kind != RHZ_LEAF_WORD && !s.choice.low)
        return RHZ_OK;
    s.context = !rhz_leaf_by_form(leaf); /* phrases are sought in the text alone: so is a phrase of one word */
    if ((st = rhz_postings_open(l->segment, term, arena, &s.postings, err)) != RHZ_OK)
        return st;
    if (!RHZ_PUSH(arena, out->v, out->n, out->cap))
        return rhz_no_memory(err);
    out->v[out->n++] = s;
    return RHZ_OK;
}

static rhz_status reading_sources(struct rhz_list *l, const struct rhz_leaf *leaf, struct rhz_arena *arena,
                                  struct sources *out, struct rhz_error *err)
{
    const struct rhz_slot *slot = leaf->slots;
    struct rhz_term term;
    rhz_status st;

    for (size_t i = 0, j; i < slot->n_readings; i++) {
        for (j = 0; j < i && !rhz_span_eq(slot->readings[j].term, slot->readings[i].term); j++)
            ;
        if (j < i)
            continue;
        st = rhz_segment_term(l->segment, slot->readings[i].term, &term, err);
        if (st == RHZ_OK)
            st = add_source(l, leaf, &term, arena, out, err);
        if (st != RHZ_OK && st != RHZ_NOT_FOUND)
            return st;
    }
    return RHZ_OK;
}

/* Terms with a form that begins with the prefix, or is near the word. A stem may be shorter than the prefix and differ from it near its end
 * (fréquence: frequent), never in its first letters: the walk covers the terms that share those. */
static rhz_status prefix_sources(struct rhz_list *l, const struct rhz_leaf *leaf, struct rhz_arena *arena,
                                 struct rhz_patience *patience, struct sources *out, struct rhz_error *err)
{
    size_t letters = leaf->kind == RHZ_LEAF_PREFIX ? 3 : 1;
    struct rhz_span head = {leaf->prefix.p, rhz_utf8_floor(leaf->prefix, leaf->prefix.n < letters ? leaf->prefix.n : letters)};
    struct rhz_term_walk *walk;
    struct rhz_term term;
    rhz_status st;

    if ((st = rhz_term_walk_open(l->segment, head, &walk, err)) != RHZ_OK)
        return st;
    while ((st = rhz_term_walk_next(walk, &term, err)) == RHZ_OK) {
        if (term.term.n < head.n || memcmp(term.term.p, head.p, head.n) != 0)
            break;
        if ((st = rhz_patience_check(patience, err)) != RHZ_OK ||
            (st = add_source(l, leaf, &term, arena, out, err)) != RHZ_OK)
            break;
        if (out->n > PREFIX_TERMS) {
            st = rhz_fail(err, RHZ_LIMIT, "« %.*s » désigne trop de mots : écrivez-en plus de lettres.",
                          (int)leaf->prefix.n, leaf->prefix.p);
            break;
        }
    }
    rhz_term_walk_close(walk);
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

/* ---- the window ---- */

struct window {
    uint32_t base;
    uint64_t touched[WINDOW / 64];
    uint32_t frequency[WINDOW], context[WINDOW];
    bool exact[WINDOW];
};

/* At how many places of the current posting a chosen form stands. The set of forms decides in most cases; the positions
 * are read when chosen and other forms occur together. Entries of one place (readings) are neighbours. */
static uint32_t chosen_occurrences(struct source *s, bool *corrupt)
{
    struct rhz_postings *p = s->postings;
    const uint32_t *forms, *positions;
    size_t n_entries, last = SIZE_MAX;
    uint32_t n = 0;

    if (!p->frequency || !(p->forms & s->choice.low))
        return 0;
    if (s->choice.all || (!(p->forms & ~s->choice.low) && !(p->forms & 0x80)))
        return p->frequency;
    if (!rhz_postings_entries(p, &positions, &forms, &n_entries)) {
        *corrupt = true;
        return 0;
    }
    for (size_t i = 0; i < n_entries; i++)
        if (rhz_form_chosen(&s->choice, forms[i]) && (last == SIZE_MAX || positions[i] != positions[last])) {
            last = i;
            n++;
        }
    return n;
}

static void add_posting(struct window *w, struct source *s, bool word, bool *corrupt)
{
    struct rhz_postings *p = s->postings;
    uint32_t i = p->passage - w->base, context = s->context ? p->context_frequency : 0;
    bool plainly = word && (p->forms & s->choice.low & 0x7F);
    uint32_t chosen = plainly ? 1 : chosen_occurrences(s, corrupt);
    uint32_t frequency = word ? p->frequency : chosen;

    /* The set of forms is of text and context together: with no text, it is the context's. */
    if (!word && !(p->frequency ? chosen : p->forms & s->choice.low))
        context = 0;

    if (!frequency && !context)
        return;
    w->touched[i / 64] |= UINT64_C(1) << (i % 64);
    w->frequency[i] += frequency;
    if (context > w->context[i])
        w->context[i] = context;
    w->exact[i] |= chosen != 0;
}

static bool read_out(struct window *w, struct rhz_gathered *g, struct rhz_arena *arena)
{
    for (uint32_t word = 0; word < WINDOW / 64; word++)
        for (uint64_t bits = w->touched[word]; bits; bits &= bits - 1) {
            uint32_t i = word * 64 + (uint32_t)__builtin_ctzll(bits);

            if (!rhz_gathered_push(g, arena, w->base + i, w->frequency[i], w->context[i], w->exact[i]))
                return false;
        }
    return true;
}

/* The first passage that any source still has, RHZ_NONE at the end: empty windows are skipped. */
static uint32_t first_passage(const struct sources *s)
{
    uint32_t first = RHZ_NONE;

    for (size_t i = 0; i < s->n; i++)
        if (s->v[i].postings->passage < first)
            first = s->v[i].postings->passage;
    return first;
}

static rhz_status merge(struct rhz_list *l, struct sources *s, bool word, struct window *w, struct rhz_arena *arena,
                        struct rhz_patience *patience, struct rhz_error *err)
{
    struct rhz_gathered g = {0};
    rhz_status st;

    while ((w->base = first_passage(s)) != RHZ_NONE) {
        memset(w->touched, 0, sizeof w->touched);
        memset(w->frequency, 0, sizeof w->frequency);
        memset(w->context, 0, sizeof w->context);
        memset(w->exact, 0, sizeof w->exact);
        for (size_t i = 0; i < s->n; i++) {
            struct rhz_postings *p = s->v[i].postings;

            for (; p->passage != RHZ_NONE && p->passage - w->base < WINDOW; rhz_postings_next(p))
                add_posting(w, &s->v[i], word, &l->corrupt);
            l->corrupt |= p->corrupt;
        }
        if (!read_out(w, &g, arena))
            return rhz_no_memory(err);
        patience->steps += 63; /* a window is worth a look at the clock */
        if ((st = rhz_patience_check(patience, err)) != RHZ_OK)
            return st;
    }
    rhz_gathered_finish(&g, l);
    return RHZ_OK;
}

rhz_status rhz_list_gather(struct rhz_list *l, const struct rhz_leaf *leaf, struct rhz_arena *arena,
                           struct rhz_patience *patience, struct rhz_error *err)
{
    struct sources sources = {0};
    struct window *w = NULL;
    rhz_status st;

    st = leaf->kind != RHZ_LEAF_WORD && leaf->kind != RHZ_LEAF_QUOTED ? prefix_sources(l, leaf, arena, patience, &sources, err)
                                       : reading_sources(l, leaf, arena, &sources, err);
    if (st != RHZ_OK || !sources.n)
        return st;
    if (!(w = rhz_arena_alloc(arena, sizeof *w)))
        return rhz_no_memory(err);
    return merge(l, &sources, leaf->kind == RHZ_LEAF_WORD, w, arena, patience, err);
}
