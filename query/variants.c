/* variants.c -- which words of a query are a name, or an expression that has synonyms, and how else one says it.
 *
 * The longest run of words that is a key of the index of names wins, from left to right. A name that any other name of
 * the entity repeats word for word (Rennes, Ville de Rennes) needs no variant: the words find it. Only what a passage
 * says otherwise does (DITP).
 */
#include "variants.h"

#include "field_filter.h"
#include "names.h"

enum {
    LONGEST = 12,    /* words of a name */
    MOST_WORDS = 64, /* of the query that are looked at */
    MOST_NODES = 8,  /* that bear one name: a name of more says nothing */
    MOST_NAMES = 8   /* other names of an entity that are highlighted */
};

struct namer {
    struct rhz_plan *plan;
    struct rhz_span query;
    const struct rhz_graph *graph;
    struct rhz_analyzer *analyzer;
    struct rhz_arena *arena;
    struct rhz_error *err;
    struct rhz_buf fold, key, room;
    signed char known[MOST_WORDS]; /* does some name hold the word? 0: not yet asked */
};

static struct rhz_span text_of(const struct namer *n, size_t first, size_t end)
{
    const struct rhz_plan_word *w = n->plan->words;

    return rhz_span(n->query.p + w[first].start, w[end - 1].end - w[first].start);
}

rhz_status rhz_variant_add(struct rhz_plan *plan, const struct rhz_variant *v, struct rhz_arena *arena,
                           struct rhz_error *err)
{
    if (!RHZ_PUSH(arena, plan->variants, plan->n_variants, plan->variant_cap))
        return rhz_no_memory(err);
    plan->variants[plan->n_variants++] = *v;
    return RHZ_OK;
}

rhz_status rhz_variant_cover(const struct rhz_plan *plan, size_t first, size_t end, struct rhz_variant *v,
                             struct rhz_arena *arena, struct rhz_error *err)
{
    if (!(v->covers = rhz_arena_zalloc(arena, end - first, sizeof *v->covers)))
        return rhz_no_memory(err);
    for (size_t i = first, k; i < end; i++) {
        uint32_t leaf = plan->words[i].leaf;

        for (k = 0; k < v->n_covers && v->covers[k] != leaf; k++)
            ;
        if (leaf != RHZ_NONE && k == v->n_covers)
            v->covers[v->n_covers++] = leaf;
    }
    return RHZ_OK;
}

rhz_status rhz_variant_seek(struct rhz_plan *plan, struct rhz_span text, struct rhz_variant *v, struct rhz_analyzer *analyzer,
                            struct rhz_arena *arena, struct rhz_error *err)
{
    uint32_t leaf, *leaves;
    rhz_status st = rhz_plan_add_shown(plan, text, false, analyzer, arena, &leaf, err);

    if (st != RHZ_OK || leaf == RHZ_NONE)
        return st;
    if (!(leaves = rhz_arena_zalloc(arena, v->n_leaves + 1, sizeof *leaves)))
        return rhz_no_memory(err);
    if (v->n_leaves)
        memcpy(leaves, v->leaves, v->n_leaves * sizeof *leaves);
    leaves[v->n_leaves++] = leaf;
    v->leaves = leaves;
    return RHZ_OK;
}

bool rhz_variant_covers(const struct rhz_plan *plan, uint32_t leaf)
{
    for (size_t i = 0; i < plan->n_variants; i++)
        for (size_t k = 0; k < plan->variants[i].n_covers; k++)
            if (plan->variants[i].covers[k] == leaf)
                return true;
    return false;
}

/* ---- is it a name? ---- */

static rhz_status is_known(struct namer *n, size_t i, bool *yes)
{
    struct rhz_numbers nodes;
    struct rhz_span word;
    rhz_status st;

    if (!n->known[i]) {
        rhz_name_fold(text_of(n, i, i + 1), &n->fold);
        word = rhz_buf_view(&n->fold);
        if (memchr(word.p, ' ', word.n)) /* Grenoble-Alpes: the first part will do */
            word.n = (size_t)((const char *)memchr(word.p, ' ', word.n) - word.p);
        if (n->fold.failed)
            return rhz_no_memory(n->err);
        if ((st = rhz_graph_nodes_of_word(n->graph, word, &nodes, n->err)) != RHZ_OK)
            return st;
        n->known[i] = word.n && nodes.n ? 1 : -1;
    }
    *yes = n->known[i] == 1;
    return RHZ_OK;
}

/* The nodes that words first..end-1 name, at most MOST_NODES + 1 of them. */
static rhz_status nodes_named(struct namer *n, size_t first, size_t end, uint32_t nodes[MOST_NODES + 1], size_t *n_nodes)
{
    static const enum rhz_kind kinds[] = {RHZ_PERSONNE, RHZ_ORGANISATION, RHZ_PROGRAMME, RHZ_EVENEMENT};
    struct rhz_numbers list;
    rhz_status st;

    *n_nodes = 0;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        rhz_name_key(kinds[k], text_of(n, first, end), &n->key);
        if (n->key.failed)
            return rhz_no_memory(n->err);
        if (!n->key.n)
            continue;
        if ((st = rhz_graph_nodes_of_key(n->graph, kinds[k], rhz_buf_view(&n->key), &list, n->err)) != RHZ_OK)
            return st;
        for (size_t i = 0; i < list.n && *n_nodes <= MOST_NODES; i++)
            nodes[(*n_nodes)++] = rhz_numbers_at(&list, i);
    }
    return RHZ_OK;
}

/* ---- its other names ---- */

struct others {
    struct rhz_span names[MOST_NODES * MOST_NAMES], keys[MOST_NODES * MOST_NAMES];
    bool sought[MOST_NODES * MOST_NAMES];
    size_t n;
};

/* Does this name mean the entity wherever it stands? An acronym or three words of a body do; a first name does not. The
 * recogniser does not mark every place where such a name stands. */
static bool is_telling(unsigned kind, struct rhz_span name, struct rhz_span key)
{
    size_t words = 1, letters = 0;

    if (kind == RHZ_PERSONNE)
        return false;
    for (size_t i = 0; i < key.n; i++)
        words += key.p[i] == ' ';
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] >= 'a' && name.p[i] <= 'z')
            return words >= 3;
        letters += name.p[i] >= 'A' && name.p[i] <= 'Z';
    }
    return words >= 3 || (words == 1 && letters >= 3);
}

/* A name that does not hold all words typed, unless one like it is there. */
static rhz_status add_other(struct namer *n, struct others *o, unsigned kind, struct rhz_span name, struct rhz_span typed)
{
    struct rhz_span key;

    if (o->n == MOST_NODES * MOST_NAMES || rhz_name_has_words(name, typed, &n->room))
        return RHZ_OK;
    rhz_name_key((enum rhz_kind)kind, name, &n->key);
    key = rhz_arena_copy(n->arena, rhz_buf_view(&n->key));
    if (n->room.failed || n->key.failed || !key.p)
        return rhz_no_memory(n->err);
    for (size_t i = 0; i < o->n; i++)
        if (rhz_span_eq(o->keys[i], key))
            return RHZ_OK;
    o->keys[o->n] = key;
    o->sought[o->n] = is_telling(kind, name, key);
    o->names[o->n] = rhz_arena_copy(n->arena, name);
    return o->names[o->n++].p ? RHZ_OK : rhz_no_memory(n->err);
}

static rhz_status other_names(struct namer *n, struct others *o, const struct rhz_graph_node *node, struct rhz_span typed)
{
    size_t most = o->n + MOST_NAMES;
    rhz_status st = add_other(n, o, node->kind, node->name, typed);

    for (size_t i = 0; st == RHZ_OK && i < node->n_aliases && o->n < most; i++)
        st = add_other(n, o, node->kind, node->aliases[i], typed);
    return st;
}

/* Nodes that have no other name are dropped; those that do are added to `v`, their names to `o`. */
static rhz_status look_at_nodes(struct namer *n, const uint32_t *nodes, size_t n_nodes, struct rhz_variant *v,
                                struct others *o)
{
    struct rhz_span typed;
    struct rhz_graph_node node;
    rhz_status st;

    rhz_name_fold(v->typed, &n->fold);
    typed = rhz_arena_copy(n->arena, rhz_buf_view(&n->fold));
    v->nodes = rhz_arena_zalloc(n->arena, n_nodes, sizeof *v->nodes);
    if (n->fold.failed || !typed.p || !v->nodes)
        return rhz_no_memory(n->err);
    for (size_t i = 0; i < n_nodes; i++) {
        size_t before = o->n;

        if ((st = rhz_graph_node(n->graph, nodes[i], n->arena, &node, n->err)) != RHZ_OK ||
            (st = other_names(n, o, &node, typed)) != RHZ_OK)
            return st;
        if (o->n == before)
            continue;
        v->entity = v->n_nodes ? 0 : node.id;
        v->nodes[v->n_nodes++] = nodes[i];
    }
    return RHZ_OK;
}

/* Words first..end-1 as a variant; *yes: they are a name. */
static rhz_status name_words(struct namer *n, size_t first, size_t end, bool *yes)
{
    struct rhz_variant v = {.typed = text_of(n, first, end)};
    uint32_t nodes[MOST_NODES + 1], leaf;
    struct others o = {.n = 0};
    struct rhz_span *names;
    size_t n_nodes;
    rhz_status st;

    if ((st = nodes_named(n, first, end, nodes, &n_nodes)) != RHZ_OK)
        return st;
    *yes = n_nodes > 0 && n_nodes <= MOST_NODES;
    if (!*yes || (st = look_at_nodes(n, nodes, n_nodes, &v, &o)) != RHZ_OK || !v.n_nodes)
        return st;
    if (!(names = rhz_arena_zalloc(n->arena, o.n, sizeof *names)))
        return rhz_no_memory(n->err);
    for (size_t i = 0; i < o.n; i++) {
        names[i] = o.names[i];
        st = o.sought[i] ? rhz_variant_seek(n->plan, names[i], &v, n->analyzer, n->arena, n->err)
                         : rhz_plan_add_shown(n->plan, names[i], true, n->analyzer, n->arena, &leaf, n->err);
        if (st != RHZ_OK)
            return st;
    }
    v.names = names;
    v.n_names = o.n;
    if ((st = rhz_variant_cover(n->plan, first, end, &v, n->arena, n->err)) != RHZ_OK)
        return st;
    return rhz_variant_add(n->plan, &v, n->arena, n->err);
}

/* The longest name that begins at word `first`; *end is `first` when there is none. */
static rhz_status longest_name(struct namer *n, size_t first, size_t n_words, size_t *end)
{
    const struct rhz_plan_word *w = n->plan->words;
    size_t most = first;
    bool yes = true;
    rhz_status st;

    *end = first;
    while (most < n_words && most - first < LONGEST && w[most].run == w[first].run) {
        if (w[most].leaf != RHZ_NONE && ((st = is_known(n, most, &yes)) != RHZ_OK || !yes)) {
            if (st != RHZ_OK)
                return st;
            break;
        }
        most++;
    }
    for (yes = false; most > first && !yes; most--) {
        if (w[most - 1].leaf == RHZ_NONE)
            continue;
        if ((st = name_words(n, first, most, &yes)) != RHZ_OK)
            return st;
        *end = yes ? most : first;
    }
    return RHZ_OK;
}

rhz_status rhz_variants_of_names(struct rhz_plan *plan, struct rhz_span query, const struct rhz_graph *g,
                                 struct rhz_analyzer *analyzer, struct rhz_arena *arena, struct rhz_error *err)
{
    struct namer n = {.plan = plan, .query = query, .graph = g, .analyzer = analyzer, .arena = arena, .err = err};
    size_t n_words = plan->n_words < MOST_WORDS ? plan->n_words : MOST_WORDS, end;
    rhz_status st = RHZ_OK;

    if (!g->counts.nodes)
        return RHZ_OK;
    for (size_t i = 0; i < n_words && st == RHZ_OK; i = end > i ? end : i + 1) {
        end = i;
        if (plan->words[i].leaf != RHZ_NONE)
            st = longest_name(&n, i, n_words, &end);
    }
    rhz_buf_free(&n.fold);
    rhz_buf_free(&n.key);
    rhz_buf_free(&n.room);
    return st;
}

/* ---- synonyms ---- */

struct speaker {
    struct rhz_plan *plan;
    struct rhz_span query;
    const struct rhz_synonyms *synonyms;
    struct rhz_analyzer *analyzer;
    struct rhz_arena *arena;
    struct rhz_error *err;
};

/* Looks at words first..end-1; *yes: they are an expression, and a variant was added. */
typedef rhz_status look(struct speaker *s, size_t first, size_t end, bool *yes);

static struct rhz_span spoken(const struct speaker *s, size_t first, size_t end)
{
    const struct rhz_plan_word *w = s->plan->words;

    return rhz_span(s->query.p + w[first].start, w[end - 1].end - w[first].start);
}

/* The longest expressions, from left to right; a run goes as far as its words are not covered by what came before. */
static rhz_status each_expression(struct speaker *s, look *at)
{
    const struct rhz_plan *plan = s->plan;
    size_t n = plan->n_words < MOST_WORDS ? plan->n_words : MOST_WORDS, before = plan->n_variants, end;
    rhz_status st;
    bool yes;

    for (size_t i = 0; i < n; i = end > i ? end : i + 1) {
        size_t most = i;

        end = i;
        while (most < n && most - i < LONGEST && plan->words[most].run == plan->words[i].run)
            most++;
        for (yes = false; most > i && !yes; most--) {
            bool covered = false;

            for (size_t k = i; k < most && before; k++)
                covered |= plan->words[k].leaf != RHZ_NONE && rhz_variant_covers(plan, plan->words[k].leaf);
            if (covered || plan->words[i].leaf == RHZ_NONE || plan->words[most - 1].leaf == RHZ_NONE)
                continue;
            if ((st = at(s, i, most, &yes)) != RHZ_OK)
                return st;
            end = yes ? most : i;
        }
    }
    return RHZ_OK;
}

/* Words first..end-1 are found by these expressions as well. */
static rhz_status say_otherwise(struct speaker *s, size_t first, size_t end, const struct rhz_span *names, size_t n)
{
    struct rhz_variant v = {.typed = spoken(s, first, end), .names = names, .n_names = n};
    rhz_status st;

    for (size_t i = 0; i < n; i++)
        if ((st = rhz_variant_seek(s->plan, names[i], &v, s->analyzer, s->arena, s->err)) != RHZ_OK)
            return st;
    if ((st = rhz_variant_cover(s->plan, first, end, &v, s->arena, s->err)) != RHZ_OK)
        return st;
    return rhz_variant_add(s->plan, &v, s->arena, s->err);
}

static rhz_status look_in_file(struct speaker *s, size_t first, size_t end, bool *yes)
{
    enum { MOST_EXPRESSIONS = 32 };
    const struct rhz_synonym *found;
    struct rhz_span key, *names = rhz_arena_zalloc(s->arena, MOST_EXPRESSIONS, sizeof *names);
    size_t n, n_names = 0;
    rhz_status st = rhz_synonym_key(s->analyzer, spoken(s, first, end), s->arena, &key, s->err);

    if (st != RHZ_OK)
        return st;
    if (!names)
        return rhz_no_memory(s->err);
    n = key.n ? rhz_synonyms_find(s->synonyms, key, &found) : 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < s->synonyms->group_sizes[found[i].group] && n_names < MOST_EXPRESSIONS; k++)
            if (!rhz_span_eq(s->synonyms->groups[found[i].group][k], found[i].text))
                names[n_names++] = s->synonyms->groups[found[i].group][k];
    *yes = n_names > 0;
    return *yes ? say_otherwise(s, first, end, names, n_names) : RHZ_OK;
}

static bool in_capitals(struct rhz_span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= 'a' && s.p[i] <= 'z')
            return false;
    return true;
}

static rhz_status look_in_usage(struct speaker *s, size_t first, size_t end, bool *yes)
{
    struct rhz_span typed = spoken(s, first, end), other, *name;
    struct rhz_buf key = {0};
    bool capitals;

    rhz_name_key(RHZ_ORGANISATION, typed, &key);
    other = rhz_usual_acronym(rhz_buf_view(&key), &capitals);
    *yes = !key.failed && other.n && (!capitals || in_capitals(typed));
    rhz_buf_free(&key);
    if (!*yes)
        return RHZ_OK;
    if (!(name = rhz_arena_zalloc(s->arena, 1, sizeof *name)))
        return rhz_no_memory(s->err);
    *name = other;
    return say_otherwise(s, first, end, name, 1);
}

rhz_status rhz_variants_of_synonyms(struct rhz_plan *plan, struct rhz_span query, const struct rhz_synonyms *synonyms,
                                    struct rhz_analyzer *analyzer, struct rhz_arena *arena, struct rhz_error *err)
{
    struct speaker s = {plan, query, synonyms, analyzer, arena, err};

    return synonyms && synonyms->n ? each_expression(&s, look_in_file) : RHZ_OK;
}

rhz_status rhz_variants_of_usage(struct rhz_plan *plan, struct rhz_span query, struct rhz_analyzer *analyzer,
                                 struct rhz_arena *arena, struct rhz_error *err)
{
    struct speaker s = {plan, query, NULL, analyzer, arena, err};

    return each_expression(&s, look_in_usage);
}
