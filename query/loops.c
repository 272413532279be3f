/* loops.c -- three loops over a segment: by passage, for what every answer must hold; by document, for words that must
 * all be present, be it elsewhere in the document; by window, for words of which any may do.
 *
 * The first two leap from list to list and look at few passages. Once a document is known to hold all words, and
 * everywhere in the third, each list is added into an array of scores over 2,048 passages: one pass per list without a
 * branch that depends on the others, which measurement shows to beat merging cursors (FACTS: the scoring loop decides).
 * Pruning by block maxima is left out until it pays; the lists allow it.
 */
#include "loops.h"

enum { WINDOW = 2048 };

/* ---- what the loops ask ---- */

static bool alive(const struct rhz_collector *c, const struct rhz_searched *s, uint32_t passage)
{
    return !s->has_dead ||
           rhz_publication_alive(&c->snapshot->publication, rhz_segment_document_of(s->segment, passage));
}

/* Level of a passage that holds `here` soft words, `weight` in all, of which its document holds `around`. */
static int level_of(const struct rhz_collector *c, const struct rhz_levels *levels, size_t here, float weight,
                    size_t around)
{
    size_t n = c->plan->n_soft;

    if (here == n)
        return RHZ_LEVEL_HERE;
    if (!here && !c->plan->anchored)
        return RHZ_NO_LEVEL;
    if (levels->any)
        return RHZ_LEVEL_HERE;
    if (around == n)
        return RHZ_LEVEL_AROUND;
    if (!levels->relax)
        return RHZ_NO_LEVEL;
    if (around + 1 == n)
        return RHZ_LEVEL_BUT_ONE;
    return here && weight >= levels->half ? RHZ_LEVEL_HALF : RHZ_NO_LEVEL;
}

static rhz_status out_of_segment(struct rhz_error *err)
{
    return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : une liste de passages sort de son segment.");
}

/* How many soft words the document of `passage` holds, where it is known to differ from what the passage holds. */
static size_t around_of(const struct rhz_searched *s, uint32_t passage, size_t here)
{
    return s->around ? s->around[rhz_segment_document_of(s->segment, passage) - s->first_document] : here;
}

/* Date of the document of `passage`, read once; 0 when dates do not count. */
static rhz_status date_of(struct rhz_collector *c, struct rhz_searched *s, uint32_t passage, uint32_t *date,
                          struct rhz_error *err)
{
    uint32_t document = rhz_segment_document_of(s->segment, passage), *known;
    struct rhz_document_record r;
    rhz_status st;

    known = &s->dates[document - s->first_document];
    if (!*known) {
        struct rhz_arena *scratch = rhz_arena_new(); /* a record tells all its passages */

        st = scratch ? rhz_snapshot_document(c->snapshot, document, scratch, &r, err) : rhz_no_memory(err);
        rhz_arena_free(scratch);
        if (st != RHZ_OK)
            return st;
        *known = r.date + 1;
    }
    *date = *known - 1;
    return RHZ_OK;
}

/* A passage that answers: counted, and offered to the best. */
static rhz_status answer(struct rhz_collector *c, struct rhz_searched *s, uint32_t passage, int level, float score,
                         size_t here, size_t around, struct rhz_error *err)
{
    uint32_t date = 0;
    rhz_status st;

    if (level == RHZ_NO_LEVEL)
        return RHZ_OK;
    if (around == c->plan->n_soft) {
        c->total++;
        c->total_here += here == c->plan->n_soft;
        if (s->matched)
            s->matched[(passage - s->first_passage) / 64] |= UINT64_C(1) << (passage - s->first_passage) % 64;
    }
    if (s->dates && c->top.k && (st = date_of(c, s, passage, &date, err)) != RHZ_OK)
        return st;
    if (rhz_top_wants(&c->top, (uint32_t)level, date, score))
        rhz_top_add(&c->top, (uint32_t)level, date, score, passage);
    return RHZ_OK;
}

static rhz_status clause_iter(struct rhz_collector *c, struct rhz_searched *s, const struct rhz_clause *clause,
                              struct rhz_iter **out, struct rhz_error *err)
{
    *out = NULL;
    return clause ? rhz_iter_clause(clause, s->lists, c->snapshot->arena, out, err) : RHZ_OK;
}

static bool meets(struct rhz_iter *it, uint32_t passage)
{
    return it && rhz_iter_seek(it, passage) == passage;
}

/* What leaf `i` gives to `passage`; seeks forward. */
static float score_leaf(const struct rhz_collector *c, const struct rhz_searched *s, size_t i, uint32_t passage)
{
    struct rhz_list *l = s->lists[i];
    uint32_t at = passage - s->first_passage;

    if (!c->plan->leaves[i].scored)
        return 0;
    rhz_list_seek(l, passage);
    return l->passage != passage ? 0
           : rhz_score(&c->scorer, c->weights[i], l->frequencies[l->at], l->context_frequencies[l->at],
                       s->text_lengths[at], s->context_lengths[at], l->form_sets[l->at] & l->exact);
}

/* ---- by passage ---- */

/* The soft words that `passage` holds: how many, and their weight. Their lists stand on it afterwards, or past it. */
static size_t words_here(const struct rhz_collector *c, const struct rhz_searched *s, uint32_t passage, float *weight)
{
    size_t here = 0;

    *weight = 0;
    for (size_t i = 0; i < c->plan->n_soft; i++)
        if (s->lists[c->plan->soft[i]]->passage == passage) {
            here++;
            *weight += c->weights[c->plan->soft[i]];
        }
    return here;
}

rhz_status rhz_loop_required(struct rhz_collector *c, struct rhz_searched *s, const struct rhz_levels *levels,
                             struct rhz_error *err)
{
    struct rhz_iter *it, *excluded;
    rhz_status st;

    if ((st = clause_iter(c, s, c->plan->required, &it, err)) != RHZ_OK ||
        (st = clause_iter(c, s, c->plan->excluded, &excluded, err)) != RHZ_OK)
        return st;
    for (uint32_t p = s->first_passage; (p = rhz_iter_seek(it, p)) != RHZ_NONE; p++) {
        float score = 0, weight;
        size_t here, around;

        if ((st = rhz_patience_check(&c->patience, err)) != RHZ_OK)
            return st;
        if (p - s->first_passage >= s->n_passages)
            return out_of_segment(err);
        if (meets(excluded, p) || !alive(c, s, p))
            continue;
        for (size_t i = 0; i < c->plan->n_leaves; i++)
            score += score_leaf(c, s, i, p);
        here = words_here(c, s, p, &weight);
        around = around_of(s, p, here);
        if ((st = answer(c, s, p, level_of(c, levels, here, weight, around), score, here, around, err)) != RHZ_OK)
            return st;
    }
    return RHZ_OK;
}

/* ---- windows ---- */

struct window {
    uint32_t base, n;         /* first passage, how many */
    float score[WINDOW];
    float weight[WINDOW];     /* of the words present */
    uint16_t present[WINDOW]; /* how many of them */
};

/* Add the postings at..end of a block, all inside the window. */
static void add_block(struct window *w, const struct rhz_collector *c, const struct rhz_searched *s,
                      const struct rhz_list *l, float weight, uint32_t end)
{
    const uint8_t *text = s->text_lengths, *context = s->context_lengths;

    for (uint32_t i = l->at; i < end; i++) {
        uint32_t d = l->passages[i] - s->first_passage, at = l->passages[i] - w->base;

        w->score[at] += rhz_score(&c->scorer, weight, l->frequencies[i], l->context_frequencies[i], text[d], context[d],
                                  l->form_sets[i] & l->exact);
        w->weight[at] += weight;
        w->present[at]++;
    }
}

static void add_list(struct window *w, const struct rhz_collector *c, const struct rhz_searched *s,
                     struct rhz_list *l, float weight)
{
    uint32_t limit = w->base + w->n;

    while (l->passage < limit) {
        uint32_t end = l->n;

        if (l->passages[end - 1] >= limit) {
            uint32_t low = l->at;

            while (low < end) {
                uint32_t middle = low + (end - low) / 2;

                if (l->passages[middle] < limit)
                    low = middle + 1;
                else
                    end = middle;
            }
        }
        add_block(w, c, s, l, weight, end);
        if (end < l->n) {
            l->at = end;
            l->passage = l->passages[end];
        } else {
            rhz_list_next_block(l);
        }
    }
}

static void fill_window(struct window *w, struct rhz_collector *c, struct rhz_searched *s, uint32_t base, uint32_t n)
{
    w->base = base;
    w->n = n < WINDOW ? n : WINDOW;
    memset(w->score, 0, w->n * sizeof *w->score);
    memset(w->weight, 0, w->n * sizeof *w->weight);
    memset(w->present, 0, w->n * sizeof *w->present);
    for (size_t i = 0; i < c->plan->n_soft; i++)
        add_list(w, c, s, s->lists[c->plan->soft[i]], c->weights[c->plan->soft[i]]);
}

/* First passage of the window from `i` on that holds a word: rare words leave most of it empty, four at a look. */
static uint32_t next_present(const struct window *w, uint32_t i)
{
    uint64_t four;

    while (i < w->n && !w->present[i]) {
        for (i++; i % 4 == 0 && i + 4 <= w->n; i += 4) {
            memcpy(&four, &w->present[i], sizeof four);
            if (four)
                break;
        }
    }
    return i;
}

/* ---- by document ---- */

struct document_loop {
    struct rhz_collector *c;
    struct rhz_searched *s;
    const struct rhz_levels *levels;
    struct rhz_iter *required, *excluded;
    bool *soft; /* per leaf */
    struct window *w;
};

/* The first document at or after passage `p` that holds every soft word and, maybe, what is required; *first is RHZ_NONE
 * when there is none. */
static rhz_status next_document(struct document_loop *d, uint32_t p, uint32_t *first, uint32_t *end, struct rhz_error *err)
{
    const struct rhz_plan *plan = d->c->plan;
    struct rhz_searched *s = d->s;
    size_t i = 0;

    while (p - s->first_passage < s->n_passages) {
        rhz_segment_document_range(s->segment, p, first, end);
        for (i = 0, p = d->required ? rhz_iter_seek(d->required, *first) : *first; p < *end && i < plan->n_soft; i++) {
            rhz_list_seek(s->lists[plan->soft[i]], *first);
            p = s->lists[plan->soft[i]]->passage;
        }
        if (p < *end)
            return rhz_patience_check(&d->c->patience, err);
    }
    *first = RHZ_NONE;
    return p == RHZ_NONE || p == s->first_passage + s->n_passages ? RHZ_OK : out_of_segment(err);
}

/* What is required reads lists of its own where a word is wanted as well: windows run ahead of it. */
static rhz_status required_iter(struct document_loop *d, struct rhz_error *err)
{
    struct rhz_arena *arena = d->c->snapshot->arena;
    size_t n = d->c->plan->n_leaves;
    struct rhz_list **lists = rhz_arena_zalloc(arena, n, sizeof *lists);
    rhz_status st;

    if (!lists)
        return rhz_no_memory(err);
    for (size_t i = 0; i < n; i++) {
        lists[i] = d->s->lists[i];
        if (d->soft[i] && (st = rhz_list_copy(lists[i], arena, &lists[i], err)) != RHZ_OK)
            return st;
    }
    return rhz_iter_clause(d->c->plan->required, lists, arena, &d->required, err);
}

/* What the leaves that are not soft give to a passage. */
static float score_others(const struct document_loop *d, uint32_t passage)
{
    float score = 0;

    for (size_t i = 0; i < d->c->plan->n_leaves; i++)
        if (!d->soft[i])
            score += score_leaf(d->c, d->s, i, passage);
    return score;
}

/* The passages of a window, which lies in a document that holds all words. */
static rhz_status read_document(struct document_loop *d, struct rhz_error *err)
{
    const struct window *w = d->w;
    uint32_t limit = w->base + w->n;

    for (uint32_t p = w->base; p < limit; p++) {
        uint32_t i;
        int level;
        rhz_status st;

        p = d->required ? rhz_iter_seek(d->required, p) : w->base + next_present(w, p - w->base);
        if (p >= limit)
            break;
        i = p - w->base;
        level = level_of(d->c, d->levels, w->present[i], w->weight[i], d->c->plan->n_soft);
        if (level == RHZ_NO_LEVEL || meets(d->excluded, p))
            continue;
        st = answer(d->c, d->s, p, level, w->score[i] + (d->required ? score_others(d, p) : 0), w->present[i],
                    d->c->plan->n_soft, err);
        if (st != RHZ_OK)
            return st;
    }
    return RHZ_OK;
}

rhz_status rhz_loop_documents(struct rhz_collector *c, struct rhz_searched *s, const struct rhz_levels *levels,
                              struct rhz_error *err)
{
    struct rhz_arena *arena = c->snapshot->arena;
    struct document_loop d = {.c = c, .s = s, .levels = levels, .w = rhz_arena_alloc(arena, sizeof *d.w),
                              .soft = rhz_arena_zalloc(arena, c->plan->n_leaves, sizeof *d.soft)};
    uint32_t first, end;
    rhz_status st;

    if (!d.w || !d.soft)
        return rhz_no_memory(err);
    for (size_t i = 0; i < c->plan->n_soft; i++)
        d.soft[c->plan->soft[i]] = true;
    if ((c->plan->required && (st = required_iter(&d, err)) != RHZ_OK) ||
        (st = clause_iter(c, s, c->plan->excluded, &d.excluded, err)) != RHZ_OK)
        return st;
    for (uint32_t p = s->first_passage;; p = end) {
        if ((st = next_document(&d, p, &first, &end, err)) != RHZ_OK || first == RHZ_NONE)
            return st;
        if (!alive(c, s, first))
            continue;
        for (uint32_t base = first; base < end; base += d.w->n) {
            fill_window(d.w, c, s, base, end - base);
            if ((st = read_document(&d, err)) != RHZ_OK)
                return st;
        }
    }
}

/* ---- by window ---- */

static rhz_status read_window(struct rhz_collector *c, struct rhz_searched *s, const struct window *w,
                              const struct rhz_levels *levels, struct rhz_iter *excluded, struct rhz_error *err)
{
    rhz_status st;


    for (uint32_t i = next_present(w, 0); i < w->n; i = next_present(w, i + 1)) {
        size_t around = around_of(s, w->base + i, w->present[i]);
        int level = level_of(c, levels, w->present[i], w->weight[i], around);
        bool wanted = level != RHZ_NO_LEVEL && (s->dates || rhz_top_wants(&c->top, (uint32_t)level, 0, w->score[i]));

        if ((wanted || around == c->plan->n_soft) && !meets(excluded, w->base + i) && alive(c, s, w->base + i) &&
            (st = answer(c, s, w->base + i, level, w->score[i], w->present[i], around, err)) != RHZ_OK)
            return st;
    }
    return RHZ_OK;
}

static uint32_t first_passage(const struct rhz_collector *c, const struct rhz_searched *s)
{
    uint32_t first = RHZ_NONE;

    for (size_t i = 0; i < c->plan->n_soft; i++)
        if (s->lists[c->plan->soft[i]]->passage < first)
            first = s->lists[c->plan->soft[i]]->passage;
    return first;
}

rhz_status rhz_loop_any(struct rhz_collector *c, struct rhz_searched *s, const struct rhz_levels *levels,
                        struct rhz_error *err)
{
    struct window *w = rhz_arena_alloc(c->snapshot->arena, sizeof *w);
    struct rhz_iter *excluded;
    uint32_t base;
    rhz_status st;

    if (!w)
        return rhz_no_memory(err);
    if ((st = clause_iter(c, s, c->plan->excluded, &excluded, err)) != RHZ_OK)
        return st;
    while ((base = first_passage(c, s)) != RHZ_NONE) {
        if (base - s->first_passage >= s->n_passages)
            return out_of_segment(err);
        fill_window(w, c, s, base, s->n_passages - (base - s->first_passage));
        if ((st = read_window(c, s, w, levels, excluded, err)) != RHZ_OK)
            return st;
        c->patience.steps += 63; /* a window is worth a look at the clock */
        if ((st = rhz_patience_check(&c->patience, err)) != RHZ_OK)
            return st;
    }
    return RHZ_OK;
}
