/* collect.c -- two loops over a segment: by passage, driven by what every answer must hold, and by window, for words
 * of which any may do.
 *
 * The first leaps from list to list and looks at few passages. The second adds each list into an array of scores over
 * 2,048 passages: one pass per list without a branch that depends on the others, which measurement shows to beat merging
 * cursors (FACTS: the scoring loop decides). Pruning by block maxima is left out until it pays; the lists allow it.
 */
#include "collect.h"

#include "field_filter.h"

enum { WINDOW = 2048, NO_LEVEL = UINT32_MAX };

/* How a loop tells strong answers from weak ones. */
struct levels {
    bool any;   /* every passage counts the same */
    bool relax; /* passages that lack some words are answers, below */
    float half; /* of the summed weight of the soft leaves that occur at all */
};

/* ---- opening ---- */

static bool segment_has_dead(const struct rhz_publication *p, const struct rhz_segment_info *info)
{
    size_t low = 0, high = p->n_dead;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (p->dead[middle] < info->first_document)
            low = middle + 1;
        else
            high = middle;
    }
    return low < p->n_dead && p->dead[low] - info->first_document < info->n_documents;
}

static rhz_status open_segment(struct rhz_collector *c, const struct rhz_segment_info *info, struct rhz_searched *s,
                               struct rhz_error *err)
{
    struct rhz_arena *arena = c->snapshot->arena;
    rhz_status st;

    if ((st = rhz_segment_open(c->snapshot->txn, info, arena, &s->segment, err)) != RHZ_OK)
        return st;
    s->first_passage = info->first_passage;
    s->n_passages = info->n_passages;
    s->text_lengths = rhz_segment_text_lengths(s->segment);
    s->context_lengths = rhz_segment_context_lengths(s->segment);
    s->has_dead = segment_has_dead(&c->snapshot->publication, info);
    return RHZ_OK;
}

/* The part of a field's passages that lies in a segment, as a list. */
static rhz_status field_list(struct rhz_searched *s, const struct rhz_field_set *set, struct rhz_arena *arena,
                             struct rhz_list **out, struct rhz_error *err)
{
    size_t from = 0, to;

    while (from < set->n && set->passages[from] < s->first_passage)
        from++;
    for (to = from; to < set->n && set->passages[to] - s->first_passage < s->n_passages; to++)
        ;
    return rhz_list_of(s->segment, set->passages + from, to - from, arena, out, err);
}

static rhz_status open_lists(struct rhz_collector *c, struct rhz_searched *s, const struct rhz_field_set *sets,
                             struct rhz_error *err)
{
    struct rhz_arena *arena = c->snapshot->arena;
    rhz_status st;

    if (!(s->lists = rhz_arena_zalloc(arena, c->plan->n_leaves, sizeof *s->lists)))
        return rhz_no_memory(err);
    for (size_t i = 0; i < c->plan->n_leaves; i++) {
        const struct rhz_leaf *leaf = &c->plan->leaves[i];

        st = leaf->kind == RHZ_LEAF_FIELD ? field_list(s, &sets[i], arena, &s->lists[i], err)
                                          : rhz_list_open(s->segment, leaf, arena, &c->patience, &s->lists[i], err);
        if (st != RHZ_OK)
            return st;
        c->df[i] += s->lists[i]->df;
    }
    return RHZ_OK;
}

static rhz_status find_fields(struct rhz_collector *c, struct rhz_field_set *sets, struct rhz_error *err)
{
    struct rhz_fields f = {.snapshot = c->snapshot, .patience = &c->patience};
    rhz_status st = RHZ_OK;

    f.segments = rhz_arena_zalloc(c->snapshot->arena, c->n_segments, sizeof *f.segments);
    if (!f.segments)
        return rhz_no_memory(err);
    for (size_t i = 0; i < c->n_segments; i++)
        f.segments[i] = c->segments[i].segment;
    for (size_t i = 0; i < c->plan->n_leaves && st == RHZ_OK; i++)
        if (c->plan->leaves[i].kind == RHZ_LEAF_FIELD)
            st = rhz_field_find(&f, &c->plan->leaves[i], &sets[i], err);
    c->hint = f.hint;
    return st;
}

static rhz_status open_segments(struct rhz_collector *c, struct rhz_error *err)
{
    const struct rhz_publication *p = &c->snapshot->publication;
    uint64_t text = 0, context = 0;
    rhz_status st;

    for (size_t i = 0; i < p->n_segments; i++) {
        if ((st = open_segment(c, &p->segments[i], &c->segments[i], err)) != RHZ_OK)
            return st;
        c->n_passages += p->segments[i].n_passages;
        text += p->segments[i].text_words;
        context += p->segments[i].context_words;
    }
    rhz_scorer_init(&c->scorer, c->params, c->n_passages ? (double)text / (double)c->n_passages : 0,
                    c->n_passages ? (double)context / (double)c->n_passages : 0);
    return RHZ_OK;
}

rhz_status rhz_collect_open(struct rhz_collector *c, struct rhz_error *err)
{
    struct rhz_arena *arena = c->snapshot->arena;
    struct rhz_field_set *sets = rhz_arena_zalloc(arena, c->plan->n_leaves, sizeof *sets);
    rhz_status st;

    c->n_segments = c->snapshot->publication.n_segments;
    c->segments = rhz_arena_zalloc(arena, c->n_segments, sizeof *c->segments);
    c->df = rhz_arena_zalloc(arena, c->plan->n_leaves, sizeof *c->df);
    c->weights = rhz_arena_zalloc(arena, c->plan->n_leaves, sizeof *c->weights);
    if (!sets || !c->segments || !c->df || !c->weights)
        return rhz_no_memory(err);
    if ((st = open_segments(c, err)) != RHZ_OK || (st = find_fields(c, sets, err)) != RHZ_OK)
        return st;
    for (size_t i = 0; i < c->n_segments; i++)
        if ((st = open_lists(c, &c->segments[i], sets, err)) != RHZ_OK)
            return st;
    for (size_t i = 0; i < c->plan->n_leaves; i++)
        c->weights[i] = rhz_leaf_weight(c->params, c->n_passages, c->df[i], c->plan->leaves[i].times);
    return RHZ_OK;
}

struct rhz_searched *rhz_collect_segment(struct rhz_collector *c, uint32_t passage)
{
    size_t low = 0, high = c->n_segments;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (c->segments[middle].first_passage <= passage)
            low = middle;
        else
            high = middle;
    }
    return &c->segments[low];
}

rhz_status rhz_collect_identify(void *collector, struct rhz_candidate *candidate, struct rhz_error *err)
{
    struct rhz_collector *c = collector;
    struct rhz_searched *s = rhz_collect_segment(c, candidate->passage);
    struct rhz_span uri;
    rhz_status st;

    candidate->document = rhz_segment_document_of(s->segment, candidate->passage);
    if ((st = rhz_snapshot_uri(c->snapshot, candidate->document, c->snapshot->arena, &uri, err)) == RHZ_OK)
        candidate->id = rhz_document_id(uri);
    return st;
}

/* ---- what both loops ask ---- */

static bool alive(const struct rhz_collector *c, const struct rhz_searched *s, uint32_t passage)
{
    return !s->has_dead ||
           rhz_publication_alive(&c->snapshot->publication, rhz_segment_document_of(s->segment, passage));
}

/* Level of a passage that holds `present` of the soft words, `weight` in all. */
static uint32_t level_of(const struct rhz_collector *c, const struct levels *levels, size_t present, float weight)
{
    size_t n = c->plan->n_soft;

    if (present == n)
        return 0;
    if (!present && !c->plan->anchored)
        return NO_LEVEL;
    if (!levels->relax)
        return levels->any ? 0 : NO_LEVEL;
    if (present + 1 == n)
        return 1;
    return present && weight >= levels->half ? 2 : NO_LEVEL;
}

static rhz_status out_of_segment(struct rhz_error *err)
{
    return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : une liste de passages sort de son segment.");
}

static rhz_status excluded_iter(struct rhz_collector *c, struct rhz_searched *s, struct rhz_iter **out,
                                struct rhz_error *err)
{
    *out = NULL;
    return c->plan->excluded ? rhz_iter_clause(c->plan->excluded, s->lists, c->snapshot->arena, out, err) : RHZ_OK;
}

/* ---- by passage ---- */

/* What an answer must hold: the clause and, when `all`, every soft leaf. */
static rhz_status driver(struct rhz_collector *c, struct rhz_searched *s, bool all, struct rhz_iter **out,
                         struct rhz_error *err)
{
    const struct rhz_plan *plan = c->plan;
    struct rhz_arena *arena = c->snapshot->arena;
    struct rhz_iter **children = rhz_arena_zalloc(arena, plan->n_soft + 1, sizeof *children);
    size_t n = 0;
    rhz_status st;

    if (!children)
        return rhz_no_memory(err);
    if (plan->required && (st = rhz_iter_clause(plan->required, s->lists, arena, &children[n++], err)) != RHZ_OK)
        return st;
    for (size_t i = 0; all && i < plan->n_soft; i++)
        if (!(children[n++] = rhz_iter_list(s->lists[plan->soft[i]], arena)))
            return rhz_no_memory(err);
    *out = rhz_iter_all(children, n, arena);
    return *out ? RHZ_OK : rhz_no_memory(err);
}

/* Sum of what the scored leaves give to `passage`. */
static float score_passage(const struct rhz_collector *c, const struct rhz_searched *s, uint32_t passage)
{
    uint8_t text = s->text_lengths[passage - s->first_passage], context = s->context_lengths[passage - s->first_passage];
    float score = 0;

    for (size_t i = 0; i < c->plan->n_leaves; i++) {
        struct rhz_list *l = s->lists[i];

        if (!c->plan->leaves[i].scored)
            continue;
        rhz_list_seek(l, passage);
        if (l->passage == passage)
            score += rhz_score(&c->scorer, c->weights[i], l->frequencies[l->at], l->context_frequencies[l->at], text,
                               context, l->form_sets[l->at] & l->exact);
    }
    return score;
}

/* Level of `passage`, on which score_passage() has put the lists. */
static uint32_t level_at(const struct rhz_collector *c, const struct rhz_searched *s, const struct levels *levels,
                         uint32_t passage, bool *all)
{
    size_t present = 0;
    float weight = 0;

    for (size_t i = 0; i < c->plan->n_soft; i++)
        if (s->lists[c->plan->soft[i]]->passage == passage) {
            present++;
            weight += c->weights[c->plan->soft[i]];
        }
    *all = present == c->plan->n_soft;
    return level_of(c, levels, present, weight);
}

static rhz_status by_passage(struct rhz_collector *c, struct rhz_searched *s, bool need_all,
                             const struct levels *levels, struct rhz_error *err)
{
    struct rhz_iter *it, *excluded;
    rhz_status st;

    if ((st = driver(c, s, need_all, &it, err)) != RHZ_OK || (st = excluded_iter(c, s, &excluded, err)) != RHZ_OK)
        return st;
    for (uint32_t p = s->first_passage; (p = rhz_iter_seek(it, p)) != RHZ_NONE; p++) {
        uint32_t level = 0;
        bool all = true;
        float score;

        if ((st = rhz_patience_check(&c->patience, err)) != RHZ_OK)
            return st;
        if (p - s->first_passage >= s->n_passages)
            return out_of_segment(err);
        if ((excluded && rhz_iter_seek(excluded, p) == p) || !alive(c, s, p))
            continue;
        score = score_passage(c, s, p);
        if (!need_all)
            level = level_at(c, s, levels, p, &all);
        c->total += all;
        if (level != NO_LEVEL && rhz_top_wants(&c->top, level, score))
            rhz_top_add(&c->top, level, score, p);
    }
    return RHZ_OK;
}

/* ---- by window ---- */

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

static void read_out(struct rhz_collector *c, struct rhz_searched *s, const struct window *w,
                     const struct levels *levels, struct rhz_iter *excluded)
{
    size_t all = c->plan->n_soft;

    for (uint32_t i = next_present(w, 0); i < w->n; i = next_present(w, i + 1)) {
        uint32_t level;
        bool wanted;

        level = level_of(c, levels, w->present[i], w->weight[i]);
        wanted = level != NO_LEVEL && rhz_top_wants(&c->top, level, w->score[i]);
        if (!wanted && w->present[i] != all)
            continue;
        if ((excluded && rhz_iter_seek(excluded, w->base + i) == w->base + i) || !alive(c, s, w->base + i))
            continue;
        c->total += w->present[i] == all;
        if (wanted)
            rhz_top_add(&c->top, level, w->score[i], w->base + i);
    }
}

static uint32_t first_passage(const struct rhz_collector *c, const struct rhz_searched *s)
{
    uint32_t first = RHZ_NONE;

    for (size_t i = 0; i < c->plan->n_soft; i++)
        if (s->lists[c->plan->soft[i]]->passage < first)
            first = s->lists[c->plan->soft[i]]->passage;
    return first;
}

static rhz_status by_window(struct rhz_collector *c, struct rhz_searched *s, const struct levels *levels,
                            struct rhz_error *err)
{
    struct window *w = rhz_arena_alloc(c->snapshot->arena, sizeof *w);
    struct rhz_iter *excluded;
    rhz_status st;

    if (!w)
        return rhz_no_memory(err);
    if ((st = excluded_iter(c, s, &excluded, err)) != RHZ_OK)
        return st;
    while ((w->base = first_passage(c, s)) != RHZ_NONE) {
        uint32_t at = w->base - s->first_passage;

        if (at >= s->n_passages)
            return out_of_segment(err);
        w->n = s->n_passages - at < WINDOW ? s->n_passages - at : WINDOW;
        memset(w->score, 0, sizeof w->score);
        memset(w->weight, 0, sizeof w->weight);
        memset(w->present, 0, sizeof w->present);
        for (size_t i = 0; i < c->plan->n_soft; i++)
            add_list(w, c, s, s->lists[c->plan->soft[i]], c->weights[c->plan->soft[i]]);
        read_out(c, s, w, levels, excluded);
        c->patience.steps += 63; /* a window is worth a look at the clock */
        if ((st = rhz_patience_check(&c->patience, err)) != RHZ_OK)
            return st;
    }
    return RHZ_OK;
}

/* ---- the modes ---- */

enum loop { ALL_WORDS, DRIVEN, WINDOWED };

static rhz_status fresh_lists(struct rhz_collector *c, struct rhz_searched *s, struct rhz_error *err)
{
    struct rhz_arena *arena = c->snapshot->arena;
    struct rhz_list **lists = rhz_arena_zalloc(arena, c->plan->n_leaves, sizeof *lists);
    rhz_status st;

    if (!lists)
        return rhz_no_memory(err);
    for (size_t i = 0; i < c->plan->n_leaves; i++)
        if ((st = rhz_list_copy(s->lists[i], arena, &lists[i], err)) != RHZ_OK)
            return st;
    s->lists = lists;
    return RHZ_OK;
}

static rhz_status check_lists(const struct rhz_collector *c, const struct rhz_searched *s, struct rhz_error *err)
{
    for (size_t i = 0; i < c->plan->n_leaves; i++)
        if (s->lists[i]->corrupt)
            return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : une liste de passages ne se lit pas.");
    return RHZ_OK;
}

static rhz_status run(struct rhz_collector *c, enum loop loop, const struct levels *levels, size_t k,
                      struct rhz_error *err)
{
    rhz_status st;

    rhz_top_init(&c->top, c->snapshot->arena, k);
    c->total = 0;
    for (size_t i = 0; i < c->n_segments; i++) {
        struct rhz_searched *s = &c->segments[i];

        if (c->ran && (st = fresh_lists(c, s, err)) != RHZ_OK)
            return st;
        st = loop == WINDOWED ? by_window(c, s, levels, err) : by_passage(c, s, loop == ALL_WORDS, levels, err);
        if (st != RHZ_OK || (st = check_lists(c, s, err)) != RHZ_OK)
            return st;
    }
    c->ran = true;
    return rhz_top_finish(&c->top, rhz_collect_identify, c, err);
}

rhz_status rhz_collect(struct rhz_collector *c, enum rhz_search_mode mode, size_t k, struct rhz_error *err)
{
    const struct rhz_plan *plan = c->plan;
    enum loop weak = plan->required ? DRIVEN : WINDOWED;
    bool relaxable = plan->n_soft > 1 || (plan->n_soft && plan->anchored);
    struct levels levels = {.any = mode == RHZ_SEARCH_ANY};
    rhz_status st;

    if (levels.any && plan->n_soft)
        return run(c, weak, &levels, k, err);
    if (plan->n_soft == 1 && !plan->required)
        return run(c, WINDOWED, &levels, k, err);
    if ((st = run(c, ALL_WORDS, &levels, k, err)) != RHZ_OK || mode != RHZ_SEARCH_AUTO || !relaxable ||
        c->total >= RHZ_ENOUGH)
        return st;
    levels.relax = true;
    for (size_t i = 0; i < plan->n_soft; i++)
        if (c->df[plan->soft[i]])
            levels.half += c->weights[plan->soft[i]];
    levels.half /= 2;
    return run(c, weak, &levels, k, err);
}

rhz_status rhz_collect_best(struct rhz_collector *c, enum rhz_search_mode mode, size_t offset, size_t limit,
                            struct rhz_error *err)
{
    size_t wanted = offset + limit, near = RHZ_RERANKED;
    struct rhz_top *t = &c->top;
    rhz_status st;

    if ((st = rhz_collect(c, mode, wanted > near ? wanted : near, err)) != RHZ_OK)
        return st;
    if (t->n < near)
        near = t->n;
    /* First who is among those brought forward, then their order, then that of the rest. */
    if ((st = rhz_candidates_sort(t->v, t->n, near ? near - 1 : 0, near, rhz_collect_identify, c, err)) != RHZ_OK ||
        (st = rhz_collect_proximity(c, t->v, near, err)) != RHZ_OK ||
        (st = rhz_candidates_sort(t->v, near, offset, wanted, rhz_collect_identify, c, err)) != RHZ_OK ||
        (st = rhz_candidates_sort(t->v + near, t->n - near, 0, wanted, rhz_collect_identify, c, err)) != RHZ_OK)
        return st;
    for (size_t i = offset; i < t->n && i < wanted; i++)
        if (!t->v[i].document && (st = rhz_collect_identify(c, &t->v[i], err)) != RHZ_OK)
            return st;
    return RHZ_OK;
}
