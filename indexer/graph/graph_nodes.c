/* graph_nodes.c -- document entities -> nodes: resolution, then what a node is called and where it is mentioned. */
#include <stdlib.h>

#include "best_name.h"
#include "graph_state.h"
#include "resolve.h"

/* ---- components ---- */

/* Documents that variants are given to resolution as being of: their own number where they define a name, else none. */
enum { NOWHERE = RHZ_NONE - 1, SHARED = RHZ_NONE - 2 };

static struct rhz_span first_word(struct rhz_span key)
{
    const char *space = key.n ? memchr(key.p, ' ', key.n) : NULL;

    return rhz_span(key.p, space ? (size_t)(space - key.p) : key.n);
}

/* What documents define for all, then what those of a variant define for it. */
static void list_definitions(const struct graph_build *g, struct rhz_buf *out)
{
    const struct build_definition *d = BUILD_ARRAY(struct build_definition, g->definitions);
    const struct build_variant *v = BUILD_ARRAY(struct build_variant, g->variants);
    size_t i;

    for (i = 0; i < BUILD_COUNT(struct build_definition, g->definitions); i++) {
        struct rhz_definition x = {d[i].kind, SHARED, rhz_strings_at(&g->strings, d[i].shorter),
                                   rhz_strings_at(&g->strings, d[i].longer), true};
        if (d[i].n)
            rhz_buf_append(out, &x, sizeof x);
    }
    for (i = 0; i < BUILD_COUNT(struct build_variant, g->variants); i++) {
        struct rhz_definition x = {v[i].kind, (uint32_t)i, rhz_strings_at(&g->strings, v[i].key),
                                   rhz_strings_at(&g->strings, v[i].whole), false};
        if (v[i].n_entities && v[i].whole != RHZ_NONE)
            rhz_buf_append(out, &x, sizeof x);
        if (v[i].n_entities && v[i].learnt != RHZ_NONE) {
            x.shorter = first_word(v[i].whole != RHZ_NONE ? x.longer : x.shorter);
            x.longer = rhz_strings_at(&g->strings, v[i].learnt);
            rhz_buf_append(out, &x, sizeof x);
        }
    }
}

static struct rhz_resolve_entity variant_entity(const struct graph_build *g, const struct build_variant *v, uint32_t number)
{
    bool own = v->whole != RHZ_NONE || v->learnt != RHZ_NONE || v->salt != RHZ_NONE;

    return (struct rhz_resolve_entity){.kind = v->kind, .sub = v->sub, .document = own ? number : (uint32_t)NOWHERE,
                                       .key = v->n_entities ? rhz_strings_at(&g->strings, v->key) : rhz_span("", 0),
                                       .name = rhz_strings_at(&g->strings, v->name), .weight = v->n_entities,
                                       .rna = rhz_strings_at(&g->strings, v->rna), .siren = rhz_strings_at(&g->strings, v->siren)};
}

rhz_status rhz_build_resolve(struct graph_build *g, size_t *n_components, struct rhz_error *err)
{
    struct build_variant *variant = BUILD_ARRAY(struct build_variant, g->variants);
    size_t i, n = BUILD_COUNT(struct build_variant, g->variants);
    struct rhz_resolve_entity *v = malloc((n + 1) * sizeof *v);
    struct rhz_resolve_input input = {.gazetteer = g->gazetteer};
    struct rhz_buf definitions = {0};
    rhz_status st = RHZ_OK;

    for (i = 0; i < n && v; i++)
        v[i] = variant_entity(g, &variant[i], (uint32_t)i);
    list_definitions(g, &definitions);
    if (!v || definitions.failed || !rhz_build_rules(g))
        st = rhz_no_memory(err);
    input.definitions = BUILD_ARRAY(struct rhz_definition, definitions);
    input.n_definitions = BUILD_COUNT(struct rhz_definition, definitions);
    input.rules = BUILD_ARRAY(struct rhz_resolve_rule, g->corrections.rules);
    input.n_rules = BUILD_COUNT(struct rhz_resolve_rule, g->corrections.rules);
    if (st == RHZ_OK)
        st = rhz_resolve(v, n, &input, n_components, err);
    for (i = 0; i < n && st == RHZ_OK; i++) {
        variant[i].node = v[i].component;
        variant[i].reading = v[i].reading;
        variant[i].plain = v[i].plain;
    }
    if (st == RHZ_OK)
        rhz_build_note_rules(g);
    rhz_buf_free(&definitions);
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
    const struct build_variant *variant = BUILD_ARRAY(struct build_variant, g->variants);
    struct build_entity *e = BUILD_ARRAY(struct build_entity, g->entities);
    size_t i, n = BUILD_COUNT(struct build_entity, g->entities), kept = 0;
    struct member *v = malloc((n + 1) * sizeof *v);
    struct build_node *node = NULL;

    if (!v)
        return rhz_no_memory(err);
    for (i = 0; i < n; i++) {
        e[i].node = e[i].variant == RHZ_NONE ? RHZ_NONE : variant[e[i].variant].node;
        if (e[i].node != RHZ_NONE)
            v[kept++] = (struct member){e[i].node, e[i].document, e[i].ordinal, (uint32_t)i};
    }
    qsort(v, kept, sizeof *v, by_component);
    for (i = 0; i < kept; i++) {
        if (i == 0 || v[i].component != v[i - 1].component) {
            struct build_node x = {.component = v[i].component, .kind = e[v[i].entity].kind, .first_member = (uint32_t)i};
            rhz_buf_append(&g->nodes, &x, sizeof x);
            if (g->nodes.failed)
                break;
            node = BUILD_ARRAY(struct build_node, g->nodes) + BUILD_COUNT(struct build_node, g->nodes) - 1;
        }
        rhz_buf_append(&g->members, &v[i].entity, sizeof v[i].entity);
        node->n_members++;
        node->n_mentions += e[v[i].entity].n_mentions;
        node->n_documents += i == 0 || v[i].component != v[i - 1].component || v[i].document != v[i - 1].document;
    }
    free(v);
    return rhz_build_within_budget(g, err);
}

static int by_told(const void *a, const void *b, void *build)
{
    const struct graph_build *g = build;
    const struct build_variant *v = BUILD_ARRAY(struct build_variant, g->variants);
    const struct build_variant *x = &v[*(const uint32_t *)a], *y = &v[*(const uint32_t *)b];
    uint32_t left[] = {x->key, x->name, x->whole, x->learnt, x->salt, x->rna, x->siren},
             right[] = {y->key, y->name, y->whole, y->learnt, y->salt, y->rna, y->siren};
    size_t i;
    int c;

    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    for (i = 0; i < sizeof left / sizeof *left; i++) /* an absent string is empty, so comes first */
        if (left[i] != right[i] && (c = rhz_span_cmp(rhz_strings_at(&g->strings, left[i]), rhz_strings_at(&g->strings, right[i]))) != 0)
            return c;
    return (x->sub > y->sub) - (x->sub < y->sub);
}

rhz_status rhz_build_gather_variants(struct graph_build *g, struct rhz_error *err)
{
    struct build_variant *v = BUILD_ARRAY(struct build_variant, g->variants);
    struct build_node *node = BUILD_ARRAY(struct build_node, g->nodes);
    uint32_t i, n = (uint32_t)BUILD_COUNT(struct build_variant, g->variants), *list;
    size_t n_listed, k;

    for (i = 0; i < n; i++)
        if (v[i].node != RHZ_NONE)
            rhz_buf_append(&g->node_variants, &i, sizeof i);
    list = BUILD_ARRAY(uint32_t, g->node_variants);
    n_listed = BUILD_COUNT(uint32_t, g->node_variants);
    if (g->node_variants.failed)
        return rhz_no_memory(err);
    if (n_listed)
        qsort_r(list, n_listed, sizeof *list, by_told, g);
    for (k = 0; k < n_listed; k++) {
        struct build_node *x = &node[v[list[k]].node];
        if (x->n_variants == 0) {
            x->first_variant = (uint32_t)k;
            x->salt = v[list[k]].salt;
        }
        if (v[list[k]].salt == RHZ_NONE)
            x->salt = RHZ_NONE;
        v[list[k]].place = x->n_variants++;
    }
    return RHZ_OK;
}

static const struct build_variant *variant_at(const struct graph_build *g, const struct build_node *node, size_t i)
{
    return BUILD_ARRAY(struct build_variant, g->variants) + BUILD_ARRAY(uint32_t, g->node_variants)[node->first_variant + i];
}

/* ---- names ---- */

/* The sub-kind most documents give; "autre" only when none says better; the first of the table when even. */
static uint8_t vote_sub(const struct graph_build *g, const struct build_node *node)
{
    size_t votes[RHZ_SUB_COUNT] = {0}, i;
    unsigned best = RHZ_SUB_NONE;

    for (i = 0; i < node->n_variants; i++)
        if (variant_at(g, node, i)->sub < RHZ_SUB_COUNT)
            votes[variant_at(g, node, i)->sub] += variant_at(g, node, i)->n_entities;
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
    const struct build_form *form = BUILD_ARRAY(struct build_form, g->forms);
    uint32_t *v;
    size_t i, j, n, kept = 0;

    rhz_buf_reset(out);
    for (i = 0; i < node->n_variants; i++) {
        const struct build_variant *x = variant_at(g, node, i);
        rhz_buf_append(out, &x->name, sizeof x->name);
        for (j = 0; j < x->n_forms; j++)
            rhz_buf_append(out, &form[x->first_form + j].form, sizeof form->form);
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
    uint64_t weight = 0;
    size_t i;

    for (i = 0; i < node->n_variants; i++) {
        const struct build_variant *v = variant_at(g, node, i);
        if (rhz_span_eq(key, rhz_strings_at(&g->strings, v->key)))
            weight += v->n_mentions + v->n_entities;
    }
    return weight;
}

void rhz_build_naming_free(struct build_naming *w)
{
    rhz_buf_free(&w->forms);
    rhz_buf_free(&w->sorted);
    rhz_buf_free(&w->key);
    rhz_buf_free(&w->best);
    rhz_buf_free(&w->name);
}

/* The best of the forms in w->sorted. */
static bool choose_name(struct graph_build *g, struct build_node *node, struct build_naming *w)
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

static bool name_node(struct graph_build *g, struct build_node *node, struct build_naming *w)
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

/* The least of the keys that mean this node wherever they stand. A node that has none (initials, an acronym that one
 * document explains) is told from others of its key by how it reads, so that no id depends on what other nodes there are. */
bool rhz_build_identify(struct graph_build *g, struct build_node *node)
{
    const struct build_variant *own = NULL;
    struct rhz_span salt = node->salt == RHZ_NONE ? RHZ_SPAN("") : rhz_strings_at(&g->strings, node->salt);
    struct rhz_buf told = {0};
    size_t i;

    for (i = 0; i < node->n_variants && !own; i++) /* in order of their keys */
        if (variant_at(g, node, i)->plain)
            own = variant_at(g, node, i);
    node->key = (own ? own : variant_at(g, node, 0))->key;
    rhz_buf_span(&told, salt);
    if (!own) {
        uint64_t reading = variant_at(g, node, 0)->reading;
        for (i = 1; i < node->n_variants && variant_at(g, node, i)->key == node->key; i++)
            if (variant_at(g, node, i)->reading < reading)
                reading = variant_at(g, node, i)->reading;
        rhz_buf_byte(&told, 1);
        rhz_put_le64(&told, reading);
    }
    node->id = told.failed ? 0 : rhz_node_id(node->kind, rhz_strings_at(&g->strings, node->key), rhz_buf_view(&told));
    rhz_buf_free(&told);
    return node->id != 0;
}

bool rhz_build_name_node(struct graph_build *g, struct build_node *node, struct build_naming *w)
{
    return rhz_build_identify(g, node) && name_node(g, node, w);
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
    struct build_variant *variant = BUILD_ARRAY(struct build_variant, g->variants);
    size_t i, n = BUILD_COUNT(struct build_node, g->nodes), n_entities = BUILD_COUNT(struct build_entity, g->entities);
    uint32_t *node_of = malloc((n + 1) * sizeof *node_of);

    if (!node_of)
        return rhz_no_memory(err);
    if (n)
        qsort(v, n, sizeof *v, by_id);
    for (i = 0; i < n; i++) {
        if (i && v[i].id <= v[i - 1].id) {
            v[i].id = v[i - 1].id + 1;
            g->shifted = true;
        }
        v[i].number = (uint32_t)i;
        node_of[v[i].component] = (uint32_t)i;
    }
    for (i = 0; i < n_entities; i++)
        if (e[i].node != RHZ_NONE)
            e[i].node = node_of[e[i].node];
    for (i = 0; i < BUILD_COUNT(struct build_variant, g->variants); i++)
        if (variant[i].node != RHZ_NONE)
            variant[i].node = node_of[variant[i].node];
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
    struct build_naming w = {0};
    struct build_node *v;
    size_t i, n, n_components;
    rhz_status st;

    if ((st = rhz_build_resolve(g, &n_components, err)) != RHZ_OK)
        return st;
    if ((st = gather_members(g, err)) != RHZ_OK)
        return st;
    if ((st = rhz_build_gather_variants(g, err)) != RHZ_OK)
        return st;
    v = BUILD_ARRAY(struct build_node, g->nodes);
    n = BUILD_COUNT(struct build_node, g->nodes);
    for (i = 0; i < n && st == RHZ_OK; i++)
        if (!rhz_build_name_node(g, &v[i], &w))
            st = rhz_no_memory(err);
    rhz_build_naming_free(&w);
    if (st == RHZ_OK)
        st = rhz_build_within_budget(g, err);
    if (st == RHZ_OK)
        st = number_nodes(g, err);
    return st ? st : rhz_build_rank_names(g, err);
}
