/* graph_nodes.c -- document entities -> nodes: resolution, then what a node is called and where it is mentioned. */
#include <stdlib.h>

#include "best_name.h"
#include "graph_state.h"
#include "resolve.h"

/* ---- components ---- */

static struct rhz_definition *list_definitions(const struct graph_build *g, size_t *n)
{
    const struct build_definition *d = BUILD_ARRAY(struct build_definition, g->definitions);
    struct rhz_definition *v;
    size_t i;

    *n = BUILD_COUNT(struct build_definition, g->definitions);
    v = malloc((*n + 1) * sizeof *v);
    for (i = 0; v && i < *n; i++)
        v[i] = (struct rhz_definition){d[i].kind, d[i].document, rhz_strings_at(&g->strings, d[i].shorter),
                                       rhz_strings_at(&g->strings, d[i].longer), d[i].everywhere};
    return v;
}

static rhz_status resolve_entities(struct graph_build *g, size_t *n_components, struct rhz_error *err)
{
    struct build_entity *e = BUILD_ARRAY(struct build_entity, g->entities);
    size_t i, n = BUILD_COUNT(struct build_entity, g->entities);
    struct rhz_resolve_entity *v = malloc((n + 1) * sizeof *v);
    struct rhz_resolve_input input = {.gazetteer = g->gazetteer};
    struct rhz_definition *definitions = list_definitions(g, &input.n_definitions);
    rhz_status st = v && definitions ? RHZ_OK : rhz_no_memory(err);

    for (i = 0; i < n && st == RHZ_OK; i++)
        v[i] = (struct rhz_resolve_entity){.kind = e[i].kind, .sub = e[i].sub, .document = e[i].document,
                                           .key = rhz_strings_at(&g->strings, e[i].key),
                                           .name = rhz_strings_at(&g->strings, e[i].name)};
    input.definitions = definitions;
    if (st == RHZ_OK)
        st = rhz_build_rules(g, &input.rules, &input.n_rules, err);
    if (st == RHZ_OK)
        st = rhz_resolve(v, n, &input, n_components, err);
    for (i = 0; i < n && st == RHZ_OK; i++) {
        e[i].node = v[i].component;
        if (v[i].salt.n && (e[i].salt = rhz_strings_add(&g->strings, v[i].salt)) == RHZ_NONE)
            st = rhz_no_memory(err);
    }
    if (st == RHZ_OK)
        rhz_build_note_rules(g, input.rules, input.n_rules);
    free(definitions);
    free(v);
    return st;
}

struct member {
    uint32_t component, document, ordinal, entity;
};

static int by_component(const void *a, const void *b)
{
    const struct member *x = a, *y = b;

    if (x->component != y->component)
        return x->component < y->component ? -1 : 1;
    if (x->document != y->document)
        return x->document < y->document ? -1 : 1;
    return (x->ordinal > y->ordinal) - (x->ordinal < y->ordinal);
}

/* One node for each component, with its members in `members`. Ids come later. */
static rhz_status gather_members(struct graph_build *g, struct rhz_error *err)
{
    const struct build_entity *e = BUILD_ARRAY(struct build_entity, g->entities);
    size_t i, n = BUILD_COUNT(struct build_entity, g->entities), kept = 0;
    struct member *v = malloc((n + 1) * sizeof *v);
    struct build_node *node = NULL;

    if (!v)
        return rhz_no_memory(err);
    for (i = 0; i < n; i++)
        if (e[i].node != RHZ_NONE)
            v[kept++] = (struct member){e[i].node, e[i].document, e[i].ordinal, (uint32_t)i};
    qsort(v, kept, sizeof *v, by_component);
    for (i = 0; i < kept; i++) {
        if (i == 0 || v[i].component != v[i - 1].component) {
            struct build_node x = {.component = v[i].component, .kind = e[v[i].entity].kind, .first_member = (uint32_t)i,
                                   .salt = e[v[i].entity].salt};
            rhz_buf_append(&g->nodes, &x, sizeof x);
            if (g->nodes.failed)
                break;
            node = BUILD_ARRAY(struct build_node, g->nodes) + BUILD_COUNT(struct build_node, g->nodes) - 1;
        }
        rhz_buf_append(&g->members, &v[i].entity, sizeof v[i].entity);
        node->n_members++;
        if (e[v[i].entity].salt == RHZ_NONE)
            node->salt = RHZ_NONE;
        node->n_mentions += e[v[i].entity].n_mentions;
        node->n_documents += i == 0 || v[i].component != v[i - 1].component || v[i].document != v[i - 1].document;
    }
    free(v);
    return rhz_build_within_budget(g, err);
}

/* ---- names ---- */

/* The sub-kind most documents give; "autre" only when none says better; the first of the table when even. */
static uint8_t vote_sub(const struct graph_build *g, const struct build_node *node)
{
    const struct build_entity *e = BUILD_ARRAY(struct build_entity, g->entities);
    const uint32_t *member = BUILD_ARRAY(uint32_t, g->members) + node->first_member;
    size_t votes[RHZ_SUB_COUNT] = {0}, i;
    unsigned best = RHZ_SUB_NONE;

    for (i = 0; i < node->n_members; i++)
        if (e[member[i]].sub < RHZ_SUB_COUNT)
            votes[e[member[i]].sub]++;
    for (i = RHZ_SUB_NONE + 1; i < RHZ_SUB_COUNT; i++)
        if (i != RHZ_SUB_AUTRE && votes[i] && (best == RHZ_SUB_NONE || votes[i] > votes[best]))
            best = (unsigned)i;
    if (best == RHZ_SUB_NONE && votes[RHZ_SUB_AUTRE])
        best = RHZ_SUB_AUTRE;
    return (uint8_t)best;
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

struct named {
    struct rhz_span text;
    uint32_t string;
};

static int by_text(const void *a, const void *b)
{
    return rhz_span_cmp(((const struct named *)a)->text, ((const struct named *)b)->text);
}

/* Every distinct written form of a node's members, as string numbers. */
static size_t distinct_forms(const struct graph_build *g, const struct build_node *node, struct rhz_buf *out)
{
    const struct build_entity *e = BUILD_ARRAY(struct build_entity, g->entities);
    const uint32_t *member = BUILD_ARRAY(uint32_t, g->members) + node->first_member;
    const uint32_t *forms = BUILD_ARRAY(uint32_t, g->forms);
    uint32_t *v;
    size_t i, n, kept = 0;

    rhz_buf_reset(out);
    for (i = 0; i < node->n_members; i++) {
        const struct build_entity *x = &e[member[i]];
        rhz_buf_append(out, &x->name, sizeof x->name);
        rhz_buf_append(out, forms + x->first_form, x->n_forms * sizeof *forms);
    }
    if (out->failed)
        return 0;
    v = BUILD_ARRAY(uint32_t, *out);
    n = BUILD_COUNT(uint32_t, *out);
    qsort(v, n, sizeof *v, by_value);
    for (i = 0; i < n; i++)
        if (i == 0 || v[i] != v[i - 1])
            v[kept++] = v[i];
    return kept;
}

/* How often the documents use the names of this key, 0: it is no whole name of the node but a first name or an acronym
 * that holds in one document only. */
static uint64_t weigh_key(const struct graph_build *g, const struct build_node *node, struct rhz_span key)
{
    const struct build_entity *e = BUILD_ARRAY(struct build_entity, g->entities);
    const uint32_t *member = BUILD_ARRAY(uint32_t, g->members) + node->first_member;
    uint32_t same = RHZ_NONE;
    uint64_t weight = 0;
    size_t i;

    for (i = 0; i < node->n_members; i++) { /* strings are distinct: equal keys have one number */
        const struct build_entity *x = &e[member[i]];
        if (same == RHZ_NONE && rhz_span_eq(key, rhz_strings_at(&g->strings, x->key)))
            same = x->key;
        if (x->key == same)
            weight += (uint64_t)x->n_mentions + 1;
    }
    return weight;
}

struct naming {
    struct rhz_buf forms, sorted, key, best, name;
};

static void free_naming(struct naming *w)
{
    rhz_buf_free(&w->forms);
    rhz_buf_free(&w->sorted);
    rhz_buf_free(&w->key);
    rhz_buf_free(&w->best);
    rhz_buf_free(&w->name);
}

/* The best of the forms in w->sorted. */
static bool choose_name(struct graph_build *g, struct build_node *node, struct naming *w)
{
    const struct named *v = BUILD_ARRAY(struct named, w->sorted);
    size_t i, n = BUILD_COUNT(struct named, w->sorted);
    struct rhz_name_candidate best = {.weight = 0};

    node->name = RHZ_NONE;
    for (i = 0; i < n; i++) {
        struct rhz_name_candidate c = {.form = v[i].text};
        rhz_name_key(node->kind, c.form, &w->key);
        c.key = rhz_buf_view(&w->key);
        if (w->key.failed || !(c.weight = weigh_key(g, node, c.key)) ||
            (node->name != RHZ_NONE && rhz_best_name(node->kind, &c, &best) >= 0))
            continue;
        rhz_buf_reset(&w->best);
        rhz_buf_span(&w->best, c.key);
        best = c;
        best.key = rhz_buf_view(&w->best);
        node->name = v[i].string;
    }
    if (node->name == RHZ_NONE || w->key.failed || w->best.failed)
        return false;
    if (node->new_name.n) {
        node->name = rhz_strings_add(&g->strings, node->new_name);
    } else if (node->kind == RHZ_ORGANISATION) {
        rhz_body_name(best.form, &w->name);
        node->name = w->name.failed ? RHZ_NONE : rhz_strings_add(&g->strings, rhz_buf_view(&w->name));
    }
    return node->name != RHZ_NONE;
}

static bool name_node(struct graph_build *g, struct build_node *node, struct naming *w)
{
    size_t i, n = distinct_forms(g, node, &w->forms);
    const uint32_t *form;
    struct named *sorted;

    if (n == 0)
        return false;
    form = BUILD_ARRAY(uint32_t, w->forms);
    rhz_buf_reset(&w->sorted);
    for (i = 0; i < n; i++) {
        struct named x = {rhz_strings_at(&g->strings, form[i]), form[i]};
        rhz_buf_append(&w->sorted, &x, sizeof x);
    }
    if (w->sorted.failed)
        return false;
    sorted = BUILD_ARRAY(struct named, w->sorted);
    qsort(sorted, n, sizeof *sorted, by_text);
    node->sub = vote_sub(g, node);
    rhz_build_correct_node(g, node);
    if (!choose_name(g, node, w))
        return false;
    node->first_alias = (uint32_t)BUILD_COUNT(uint32_t, g->aliases);
    for (i = 0; i < n; i++)
        if (sorted[i].string != node->name && sorted[i].text.n)
            rhz_buf_append(&g->aliases, &sorted[i].string, sizeof sorted[i].string);
    node->n_aliases = (uint32_t)(BUILD_COUNT(uint32_t, g->aliases) - node->first_alias);
    return true;
}

/* ---- ids and order ---- */

/* Members are of one component, so any order of their keys gives the same least one. */
static uint32_t least_key(const struct graph_build *g, const struct build_node *node)
{
    const struct build_entity *e = BUILD_ARRAY(struct build_entity, g->entities);
    const uint32_t *member = BUILD_ARRAY(uint32_t, g->members) + node->first_member;
    uint32_t best = e[member[0]].key;
    size_t i;

    for (i = 1; i < node->n_members; i++)
        if (e[member[i]].key != best &&
            rhz_span_cmp(rhz_strings_at(&g->strings, e[member[i]].key), rhz_strings_at(&g->strings, best)) < 0)
            best = e[member[i]].key;
    return best;
}

static int by_id(const void *a, const void *b)
{
    const struct build_node *x = a, *y = b;

    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return (x->component > y->component) - (x->component < y->component);
}

/* Two names in 2^52 may share a hash: the later component then takes the next free number, so that ids stay apart and
 * still depend on the set of names alone (components are in order of kind and key). */
static rhz_status number_nodes(struct graph_build *g, struct rhz_error *err)
{
    struct build_node *v = BUILD_ARRAY(struct build_node, g->nodes);
    struct build_entity *e = BUILD_ARRAY(struct build_entity, g->entities);
    size_t i, n = BUILD_COUNT(struct build_node, g->nodes), n_entities = BUILD_COUNT(struct build_entity, g->entities);
    uint32_t *node_of = malloc((n + 1) * sizeof *node_of);

    if (!node_of)
        return rhz_no_memory(err);
    if (n)
        qsort(v, n, sizeof *v, by_id);
    for (i = 0; i < n; i++) {
        if (i && v[i].id <= v[i - 1].id)
            v[i].id = v[i - 1].id + 1;
        node_of[v[i].component] = (uint32_t)i;
    }
    for (i = 0; i < n_entities; i++)
        if (e[i].node != RHZ_NONE)
            e[i].node = node_of[e[i].node];
    free(node_of);
    return RHZ_OK;
}

struct ranked {
    struct rhz_span folded, name;
    uint32_t node;
};

static int by_folded_name(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    int c = rhz_span_cmp(x->folded, y->folded);

    if (c == 0)
        c = rhz_span_cmp(x->name, y->name);
    return c ? c : (x->node > y->node) - (x->node < y->node);
}

/* The alphabetical place of each node: lists for people are in this order. */
rhz_status rhz_build_rank_names(struct graph_build *g, struct rhz_error *err)
{
    struct build_node *node = BUILD_ARRAY(struct build_node, g->nodes);
    size_t i, n = BUILD_COUNT(struct build_node, g->nodes);
    struct ranked *v = malloc((n + 1) * sizeof *v);
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_buf folded = {0};
    rhz_status st = v && arena ? RHZ_OK : rhz_no_memory(err);

    for (i = 0; i < n && st == RHZ_OK; i++) {
        v[i] = (struct ranked){.name = rhz_strings_at(&g->strings, node[i].name), .node = (uint32_t)i};
        rhz_name_fold(v[i].name, &folded);
        v[i].folded = rhz_arena_copy(arena, rhz_buf_view(&folded));
        if (folded.failed || !v[i].folded.p)
            st = rhz_no_memory(err);
    }
    if (st == RHZ_OK) {
        qsort(v, n, sizeof *v, by_folded_name);
        for (i = 0; i < n; i++)
            node[v[i].node].name_rank = (uint32_t)i;
    }
    rhz_buf_free(&folded);
    rhz_arena_free(arena);
    free(v);
    return st;
}

rhz_status rhz_build_nodes(struct graph_build *g, struct rhz_error *err)
{
    struct naming w = {0};
    struct build_node *v;
    size_t i, n, n_components;
    rhz_status st;

    if ((st = resolve_entities(g, &n_components, err)) != RHZ_OK)
        return st;
    if ((st = gather_members(g, err)) != RHZ_OK)
        return st;
    v = BUILD_ARRAY(struct build_node, g->nodes);
    n = BUILD_COUNT(struct build_node, g->nodes);
    for (i = 0; i < n && st == RHZ_OK; i++) {
        v[i].key = least_key(g, &v[i]);
        v[i].id = rhz_node_id(v[i].kind, rhz_strings_at(&g->strings, v[i].key),
                              v[i].salt == RHZ_NONE ? RHZ_SPAN("") : rhz_strings_at(&g->strings, v[i].salt));
        if (!v[i].id || !name_node(g, &v[i], &w))
            st = rhz_no_memory(err);
    }
    free_naming(&w);
    if (st == RHZ_OK)
        st = rhz_build_within_budget(g, err);
    if (st == RHZ_OK)
        st = number_nodes(g, err);
    return st ? st : rhz_build_rank_names(g, err);
}
