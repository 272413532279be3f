/* collect.c -- a plan over all live segments: its lists opened and weighed, the loop that fits it, the best in order. */
#include "loops.h"

#include "field_filter.h"
#include "graph.h"

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
    s->first_document = info->first_document;
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
             : leaf->unsought             ? rhz_list_of(s->segment, NULL, 0, arena, &s->lists[i], err)
                              : rhz_list_open(s->segment, leaf, arena, &c->patience, &s->lists[i], err);
        if (st != RHZ_OK)
            return st;
    }
    return RHZ_OK;
}

static rhz_status find_fields(struct rhz_collector *c, struct rhz_fields *f, struct rhz_field_set *sets,
                              struct rhz_error *err)
{
    rhz_status st = RHZ_OK;

    for (size_t i = 0; i < c->plan->n_leaves && st == RHZ_OK; i++)
        if (c->plan->leaves[i].kind == RHZ_LEAF_FIELD)
            st = rhz_field_find(f, &c->plan->leaves[i], &sets[i], err);
    c->hint = f->hint;
    return st;
}

/* ---- variants ---- */

/* Where the entities of a variant are mentioned. */
static rhz_status find_mentions(struct rhz_collector *c, struct rhz_fields *f, const struct rhz_variant *v,
                                struct rhz_field_set *out, struct rhz_error *err)
{
    struct rhz_graph graph;
    rhz_status st = RHZ_OK;

    *out = (struct rhz_field_set){0};
    if (v->n_nodes)
        st = rhz_graph_open(c->snapshot->txn, c->snapshot->publication.graph, &graph, err);
    for (size_t i = 0; st == RHZ_OK && i < v->n_nodes; i++)
        st = rhz_field_mentions(f, &graph, v->nodes[i], out, err);
    if (st == RHZ_OK)
        rhz_field_sort(out);
    return st;
}

/* The passages of one segment that hold a leaf. */
static rhz_status passages_of(struct rhz_collector *c, const struct rhz_list *list, struct rhz_field_set *out,
                              struct rhz_error *err)
{
    struct rhz_arena *arena = c->snapshot->arena;
    struct rhz_list *l;
    rhz_status st;

    *out = (struct rhz_field_set){0};
    if ((st = rhz_list_copy(list, arena, &l, err)) != RHZ_OK)
        return st;
    for (; l->passage != RHZ_NONE; rhz_list_next(l)) {
        if (!RHZ_PUSH(arena, out->passages, out->n, out->cap))
            return rhz_no_memory(err);
        out->passages[out->n++] = l->passage;
    }
    return RHZ_OK;
}

static rhz_status join_list(struct rhz_collector *c, struct rhz_searched *s, struct rhz_variant *v,
                            const struct rhz_list *part, struct rhz_error *err)
{
    struct rhz_field_set own;
    rhz_status st = passages_of(c, part, &own, err);

    for (size_t i = 0; st == RHZ_OK && i < v->n_covers; i++)
        st = rhz_list_join(&s->lists[v->covers[i]], own.passages, own.n, c->snapshot->arena, &c->patience, &v->found, err);
    return st;
}

static rhz_status join_variant(struct rhz_collector *c, struct rhz_searched *s, struct rhz_variant *v,
                               const struct rhz_field_set *mentions, struct rhz_error *err)
{
    struct rhz_list *part;
    rhz_status st = field_list(s, mentions, c->snapshot->arena, &part, err);

    if (st == RHZ_OK)
        st = join_list(c, s, v, part, err);
    for (size_t i = 0; st == RHZ_OK && i < v->n_leaves; i++)
        st = join_list(c, s, v, s->lists[v->leaves[i]], err);
    return st;
}

/* A variant that a passage holds stands for the words that it covers. */
static rhz_status join_variants(struct rhz_collector *c, struct rhz_fields *f, struct rhz_error *err)
{
    struct rhz_field_set mentions = {0};
    rhz_status st;

    for (size_t i = 0; i < c->plan->n_variants; i++) {
        struct rhz_variant *v = &c->plan->variants[i];

        if ((st = find_mentions(c, f, v, &mentions, err)) != RHZ_OK)
            return st;
        for (size_t k = 0; k < c->n_segments; k++)
            if ((st = join_variant(c, &c->segments[k], v, &mentions, err)) != RHZ_OK)
                return st;
    }
    return RHZ_OK;
}

rhz_status rhz_collect_segments(struct rhz_collector *c, struct rhz_error *err)
{
    const struct rhz_publication *p = &c->snapshot->publication;
    uint64_t text = 0, context = 0;
    rhz_status st;

    c->n_segments = p->n_segments;
    if (!(c->segments = rhz_arena_zalloc(c->snapshot->arena, c->n_segments, sizeof *c->segments)))
        return rhz_no_memory(err);
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

/* Open leaf `i` anew in all segments. */
static rhz_status reopen(struct rhz_collector *c, size_t i, struct rhz_error *err)
{
    rhz_status st = RHZ_OK;

    for (size_t k = 0; k < c->n_segments && st == RHZ_OK; k++) {
        struct rhz_searched *s = &c->segments[k];

        st = rhz_list_open(s->segment, &c->plan->leaves[i], c->snapshot->arena, &c->patience, &s->lists[i], err);
        if (st == RHZ_OK)
            c->df[i] += s->lists[i]->df;
    }
    return st;
}

enum { GUESSES = 8 }; /* a query: each walks the dictionary */

/* Bare words that nothing holds are misspelt more often than not: forms one letter away stand for them, else two. */
static rhz_status guess_words(struct rhz_collector *c, struct rhz_error *err)
{
    unsigned guesses = 0;
    rhz_status st;

    for (size_t i = 0; i < c->plan->n_leaves && guesses < GUESSES; i++)
        for (unsigned slack = 1; slack <= 2 && !c->df[i] && c->plan->leaves[i].bare; slack++) {
            if (!rhz_leaf_guess(&c->plan->leaves[i], slack))
                break;
            guesses++;
            if ((st = reopen(c, i, err)) != RHZ_OK)
                return st;
        }
    return RHZ_OK;
}

static void count_passages(struct rhz_collector *c)
{
    for (size_t i = 0; i < c->plan->n_leaves; i++)
        for (size_t k = 0; k < c->n_segments; k++)
            c->df[i] += c->segments[k].lists[i]->df;
}

float rhz_leaf_share(const struct rhz_rank_params *p, const struct rhz_leaf *leaf)
{
    return (leaf->asked ? 1 - p->asked : 1) * (leaf->kind == RHZ_LEAF_FUZZY && leaf->slack ? p->guess : 1);
}

/* Another name weighs as much as the words that it stands for: it is only shown, and a window must be worth showing. */
static void weigh(struct rhz_collector *c)
{
    const struct rhz_plan *plan = c->plan;
    float most = 0;

    for (size_t i = 0; i < plan->n_leaves; i++) {
        const struct rhz_leaf *leaf = &plan->leaves[i];

        c->weights[i] = rhz_leaf_weight(c->params, c->n_passages, c->df[i], leaf->times) * rhz_leaf_share(c->params, leaf);
        if (plan->leaves[i].scored && c->weights[i] > most)
            most = c->weights[i];
    }
    for (size_t i = 0; i < plan->n_leaves; i++)
        if (plan->leaves[i].shown)
            c->weights[i] = most;
}

rhz_status rhz_collect_open(struct rhz_collector *c, struct rhz_error *err)
{
    struct rhz_arena *arena = c->snapshot->arena;
    struct rhz_field_set *sets = rhz_arena_zalloc(arena, c->plan->n_leaves, sizeof *sets);
    struct rhz_fields f = {.snapshot = c->snapshot, .patience = &c->patience};
    rhz_status st;

    if (!c->segments && (st = rhz_collect_segments(c, err)) != RHZ_OK)
        return st;
    c->df = rhz_arena_zalloc(arena, c->plan->n_leaves, sizeof *c->df);
    c->weights = rhz_arena_zalloc(arena, c->plan->n_leaves, sizeof *c->weights);
    f.segments = rhz_arena_zalloc(arena, c->n_segments, sizeof *f.segments);
    if (!sets || !c->df || !c->weights || !f.segments)
        return rhz_no_memory(err);
    for (size_t i = 0; i < c->n_segments; i++)
        f.segments[i] = c->segments[i].segment;
    if ((st = find_fields(c, &f, sets, err)) != RHZ_OK)
        return st;
    for (size_t i = 0; i < c->n_segments; i++)
        if ((st = open_lists(c, &c->segments[i], sets, err)) != RHZ_OK)
            return st;
    if ((st = join_variants(c, &f, err)) != RHZ_OK)
        return st;
    count_passages(c);
    if (c->guess && (st = guess_words(c, err)) != RHZ_OK)
        return st;
    weigh(c);
    return RHZ_OK;
}

rhz_status rhz_collect_mark(struct rhz_collector *c, struct rhz_error *err)
{
    for (size_t i = 0; i < c->n_segments; i++) {
        struct rhz_searched *s = &c->segments[i];

        if (!s->matched && !(s->matched = rhz_arena_zalloc(c->snapshot->arena, s->n_passages / 64 + 1, sizeof *s->matched)))
            return rhz_no_memory(err);
    }
    return RHZ_OK;
}

rhz_status rhz_collect_by_date(struct rhz_collector *c, struct rhz_error *err)
{
    for (size_t i = 0; i < c->n_segments; i++) {
        struct rhz_searched *s = &c->segments[i];
        uint32_t n = rhz_segment_info(s->segment)->n_documents;

        if (!(s->dates = rhz_arena_zalloc(c->snapshot->arena, (size_t)n + 1, sizeof *s->dates)))
            return rhz_no_memory(err);
    }
    return RHZ_OK;
}

uint64_t rhz_collect_documents(const struct rhz_collector *c)
{
    uint32_t last = 0;
    uint64_t n = 0;

    for (size_t i = 0; i < c->n_segments; i++) {
        const struct rhz_searched *s = &c->segments[i];

        for (uint32_t w = 0; s->matched && w < s->n_passages / 64 + 1; w++)
            for (uint64_t bits = s->matched[w]; bits; bits &= bits - 1) {
                uint32_t passage = s->first_passage + w * 64 + (uint32_t)__builtin_ctzll(bits);
                uint32_t document = rhz_segment_document_of(s->segment, passage);

                n += document != last;
                last = document;
            }
    }
    return n;
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

/* ---- the modes ---- */

typedef rhz_status loop(struct rhz_collector *, struct rhz_searched *, const struct rhz_levels *, struct rhz_error *);

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

/* Counts, for each document of the segment, the soft words that it holds anywhere. */
static rhz_status count_around(struct rhz_collector *c, struct rhz_searched *s, struct rhz_error *err)
{
    struct rhz_arena *arena = c->snapshot->arena;
    uint32_t n = rhz_segment_info(s->segment)->n_documents;
    rhz_status st;

    if (!(s->around = rhz_arena_zalloc(arena, (size_t)n + 1, sizeof *s->around)))
        return rhz_no_memory(err);
    for (size_t i = 0; i < c->plan->n_soft; i++) {
        struct rhz_list *l;
        uint32_t last = RHZ_NONE;

        if ((st = rhz_list_copy(s->lists[c->plan->soft[i]], arena, &l, err)) != RHZ_OK)
            return st;
        for (; l->passage != RHZ_NONE; rhz_list_next_block(l)) {
            if ((st = rhz_patience_check(&c->patience, err)) != RHZ_OK)
                return st;
            for (uint32_t k = l->at; k < l->n && l->passages[k] - s->first_passage < s->n_passages; k++) {
                uint32_t document = rhz_segment_document_of(s->segment, l->passages[k]) - s->first_document;

                if (document != last && document < n)
                    s->around[document]++;
                last = document;
            }
        }
    }
    return RHZ_OK;
}

static rhz_status run(struct rhz_collector *c, loop *go, const struct rhz_levels *levels, bool around, size_t k,
                      struct rhz_error *err)
{
    rhz_status st;

    rhz_top_init(&c->top, c->snapshot->arena, k);
    c->total = c->total_here = 0;
    for (size_t i = 0; i < c->n_segments; i++) {
        struct rhz_searched *s = &c->segments[i];

        if (s->matched)
            memset(s->matched, 0, (s->n_passages / 64 + 1) * sizeof *s->matched);
        if ((c->ran && (st = fresh_lists(c, s, err)) != RHZ_OK) || (around && (st = count_around(c, s, err)) != RHZ_OK) ||
            (st = go(c, s, levels, err)) != RHZ_OK || (st = check_lists(c, s, err)) != RHZ_OK)
            return st;
    }
    c->ran = true;
    return rhz_top_finish(&c->top, rhz_collect_identify, c, err);
}

rhz_status rhz_collect(struct rhz_collector *c, enum rhz_search_mode mode, size_t k, struct rhz_error *err)
{
    const struct rhz_plan *plan = c->plan;
    loop *weak = plan->required ? rhz_loop_required : rhz_loop_any;
    bool relaxable = plan->n_soft > 1 || (plan->n_soft && plan->anchored);
    struct rhz_levels levels = {.any = mode == RHZ_SEARCH_ANY};
    rhz_status st;

    if (!plan->n_soft || (plan->n_soft == 1 && !plan->required))
        return run(c, weak, &levels, false, k, err);
    if (levels.any)
        return run(c, weak, &levels, true, k, err);
    if ((st = run(c, rhz_loop_documents, &levels, false, k, err)) != RHZ_OK || mode != RHZ_SEARCH_AUTO || !relaxable ||
        c->total >= RHZ_ENOUGH)
        return st;
    levels.relax = true;
    for (size_t i = 0; i < plan->n_soft; i++)
        if (c->df[plan->soft[i]])
            levels.half += c->weights[plan->soft[i]];
    levels.half /= 2;
    return run(c, weak, &levels, true, k, err);
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
        (st = rhz_collect_elsewhere(c, t->v, near, err)) != RHZ_OK ||
        (st = rhz_candidates_sort(t->v, near, offset, wanted, rhz_collect_identify, c, err)) != RHZ_OK ||
        (st = rhz_candidates_sort(t->v + near, t->n - near, 0, wanted, rhz_collect_identify, c, err)) != RHZ_OK)
        return st;
    for (size_t i = offset; i < t->n && i < wanted; i++)
        if (!t->v[i].document && (st = rhz_collect_identify(c, &t->v[i], err)) != RHZ_OK)
            return st;
    return RHZ_OK;
}
