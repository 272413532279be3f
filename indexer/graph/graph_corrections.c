/* graph_corrections.c -- what corrections change between the facts of the documents and the graph.
 *
 * Facts are never rewritten: kinds and rejections apply as they are read, joins and splits in resolution, names and
 * rejected links after it. So undoing a line is building without it. Names are found through an index by (kind, key),
 * so that corrections cost nothing to the entities they do not name.
 */
#include <stdlib.h>

#include "corrections_file.h"
#include "graph_state.h"

static int by_name(const void *a, const void *b)
{
    const struct build_correction *x = a, *y = b;
    int c;

    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if ((c = rhz_span_cmp(x->key, y->key)) != 0)
        return c;
    return (x->line > y->line) - (x->line < y->line);
}

rhz_status rhz_build_read_corrections(struct graph_build *g, struct rhz_span text, struct rhz_error *err)
{
    struct build_corrections *c = &g->corrections;
    size_t i;

    c->arena = rhz_arena_new();
    /* A copy: the text may be the base's own, which moves when a transaction is committed. */
    if (!c->arena || !(c->text = rhz_arena_copy(c->arena, text)).p || !rhz_corrections_read(c->text, c->arena, &c->lines))
        return rhz_no_memory(err);
    c->effects = rhz_arena_zalloc(c->arena, c->lines.n + 1, sizeof *c->effects);
    c->names = rhz_arena_zalloc(c->arena, c->lines.n + 1, sizeof *c->names);
    c->documents = rhz_arena_alloc(c->arena, (c->lines.n + 1) * sizeof *c->documents);
    if (!c->effects || !c->names || !c->documents)
        return rhz_no_memory(err);
    memset(c->documents, 0xFF, (c->lines.n + 1) * sizeof *c->documents);
    for (i = 0; i < c->lines.n; i++)
        if (c->lines.v[i].action == RHZ_CORRECTION_REJECT_LINK)
            c->rejects_links = true;
        else if (c->lines.v[i].action == RHZ_CORRECTION_ADD)
            c->effects[i] = 1; /* a document of the base says it */
        else if (c->lines.v[i].action == RHZ_CORRECTION_FORGET)
            c->effects[i] = 1; /* in texts, before any fact */
        else if (c->lines.v[i].action)
            c->names[c->n_names++] = (struct build_correction){c->lines.v[i].kind, c->lines.v[i].key, (uint32_t)i};
    if (c->n_names)
        qsort(c->names, c->n_names, sizeof *c->names, by_name);
    return RHZ_OK;
}

void rhz_build_free_corrections(struct graph_build *g)
{
    rhz_buf_free(&g->corrections.rules);
    rhz_buf_free(&g->corrections.rule_lines);
    rhz_arena_free(g->corrections.arena);
}

/* Corrections whose first name is this one: names[first, *end). */
static size_t find_name(const struct build_corrections *c, enum rhz_kind kind, struct rhz_span key, size_t *end)
{
    size_t low = 0, high = c->n_names;

    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct build_correction *x = &c->names[middle];
        if (x->kind < kind || (x->kind == kind && rhz_span_cmp(x->key, key) < 0))
            low = middle + 1;
        else
            high = middle;
    }
    for (*end = low; *end < c->n_names && c->names[*end].kind == kind && rhz_span_eq(c->names[*end].key, key);)
        ++*end;
    return low;
}

/* ---- as facts are read ---- */

bool rhz_build_correct_entity(struct graph_build *g, struct rhz_span name, uint8_t *kind, struct rhz_buf *key, int sign)
{
    struct build_corrections *c = &g->corrections;
    size_t end, i = find_name(c, *kind, rhz_buf_view(key), &end);
    uint8_t to = 0;

    for (; i < end; i++) {
        const struct rhz_correction_line *l = &c->lines.v[c->names[i].line];
        if (l->action == RHZ_CORRECTION_REJECT) {
            c->effects[c->names[i].line] += (uint32_t)sign;
            rhz_buf_reset(key); /* it names nothing */
            return true;
        }
        if (l->action == RHZ_CORRECTION_CLASSIFY && l->to_kind) {
            c->effects[c->names[i].line] += (uint32_t)sign;
            to = (uint8_t)l->to_kind; /* of several the last line */
        }
    }
    if (to && to != *kind) {
        *kind = to;
        rhz_name_key(to, name, key);
    }
    return !key->failed;
}

rhz_status rhz_build_find_documents(struct graph_build *g, uint64_t publication, struct rhz_error *err)
{
    struct build_corrections *c = &g->corrections;
    size_t i;

    for (i = 0; i < c->lines.n; i++) {
        struct rhz_address a;
        rhz_status st;
        if (c->lines.v[i].action != RHZ_CORRECTION_ALONE)
            continue;
        st = rhz_address_get(*g->txn, c->lines.v[i].uri, publication, &a, err);
        if (st != RHZ_OK && st != RHZ_NOT_FOUND)
            return st;
        c->documents[i] = st == RHZ_OK && a.document ? a.document : RHZ_NONE;
    }
    return RHZ_OK;
}

struct rhz_span rhz_build_salt(const struct graph_build *g, uint32_t document, enum rhz_kind kind, struct rhz_span key)
{
    const struct build_corrections *c = &g->corrections;
    struct rhz_span salt = {"", 0};
    size_t end, i = find_name(c, kind, key, &end);

    for (; i < end; i++)
        if (c->documents[c->names[i].line] == document) /* of several the last line */
            salt = c->lines.v[c->names[i].line].uri;
    return salt;
}

/* ---- in resolution ---- */

static void add_rule(struct build_corrections *c, const struct rhz_resolve_rule *rule, uint32_t line)
{
    rhz_buf_append(&c->rules, rule, sizeof *rule);
    rhz_buf_append(&c->rule_lines, &line, sizeof line);
}

/* A variant that has a salt is of one document: the line that gave it speaks of it. */
static void add_alone(struct graph_build *g, uint32_t number, const struct build_variant *v)
{
    struct build_corrections *c = &g->corrections;
    struct rhz_span key = rhz_strings_at(&g->strings, v->key), salt = rhz_strings_at(&g->strings, v->salt);
    size_t end, i = find_name(c, v->kind, key, &end);

    for (; i < end; i++) {
        const struct rhz_correction_line *l = &c->lines.v[c->names[i].line];
        struct rhz_resolve_rule x = {.verb = RHZ_RULE_ALONE, .kind = l->kind, .a = l->key, .salt = l->uri, .document = number};
        if (l->action == RHZ_CORRECTION_ALONE && rhz_span_eq(l->uri, salt))
            add_rule(c, &x, c->names[i].line);
    }
}

bool rhz_build_rules(struct graph_build *g)
{
    struct build_corrections *c = &g->corrections;
    const struct build_variant *v = BUILD_ARRAY(struct build_variant, g->variants);
    size_t i;

    for (i = 0; i < c->lines.n; i++) {
        const struct rhz_correction_line *l = &c->lines.v[i];
        struct rhz_resolve_rule x = {.kind = l->kind, .a = l->key, .b = l->other_key, .salt = l->uri, .document = RHZ_NONE};
        if (l->action != RHZ_CORRECTION_MERGE && l->action != RHZ_CORRECTION_SPLIT)
            continue;
        x.verb = l->action == RHZ_CORRECTION_MERGE ? RHZ_RULE_JOIN : RHZ_RULE_APART;
        add_rule(c, &x, (uint32_t)i);
    }
    for (i = 0; i < BUILD_COUNT(struct build_variant, g->variants) && c->n_names; i++)
        if (v[i].salt != RHZ_NONE && v[i].n_entities)
            add_alone(g, (uint32_t)i, &v[i]);
    return !c->rules.failed && !c->rule_lines.failed;
}

void rhz_build_note_rules(struct graph_build *g)
{
    struct build_corrections *c = &g->corrections;
    const struct rhz_resolve_rule *v = BUILD_ARRAY(struct rhz_resolve_rule, c->rules);
    const uint32_t *line = BUILD_ARRAY(uint32_t, c->rule_lines);
    size_t i, n = BUILD_COUNT(struct rhz_resolve_rule, c->rules);

    for (i = 0; i < n; i++)
        c->effects[line[i]] = 0;
    for (i = 0; i < n; i++)
        c->effects[line[i]] += v[i].effects;
}

/* ---- nodes and links ---- */

/* The keys by which corrections may name a node: those of its variants, equal ones side by side. */
static struct rhz_span variant_key(const struct graph_build *g, const struct build_node *node, size_t i)
{
    const struct build_variant *v = BUILD_ARRAY(struct build_variant, g->variants);

    return rhz_strings_at(&g->strings, v[BUILD_ARRAY(uint32_t, g->node_variants)[node->first_variant + i]].key);
}

void rhz_build_correct_node(struct graph_build *g, struct build_node *node)
{
    struct build_corrections *c = &g->corrections;
    const struct rhz_correction_line *rename = NULL, *classify = NULL;
    size_t i, j, end;

    if (c->n_names == 0 || node->salt != RHZ_NONE)
        return;
    for (i = 0; i < node->n_variants; i++) {
        struct rhz_span key = variant_key(g, node, i);
        if (i && key.p == variant_key(g, node, i - 1).p)
            continue;
        for (j = find_name(c, node->kind, key, &end); j < end; j++) {
            const struct rhz_correction_line *l = &c->lines.v[c->names[j].line];
            bool sub = l->action == RHZ_CORRECTION_CLASSIFY && l->to_sub;
            if (l->action != RHZ_CORRECTION_RENAME && !sub)
                continue;
            c->effects[c->names[j].line]++;
            if (sub && (!classify || l->number > classify->number))
                classify = l;
            if (!sub && (!rename || l->number > rename->number))
                rename = l;
        }
    }
    if (classify)
        node->sub = (uint8_t)classify->to_sub;
    if (rename)
        node->new_name = rename->other;
}

static bool node_bears(const struct graph_build *g, uint32_t number, enum rhz_kind kind, struct rhz_span key)
{
    const struct build_node *node = BUILD_ARRAY(struct build_node, g->nodes) + number;
    size_t i;

    if (node->kind != kind)
        return false;
    for (i = 0; i < node->n_variants; i++)
        if (rhz_span_eq(key, variant_key(g, node, i)))
            return true;
    return false;
}

bool rhz_build_rejects(struct graph_build *g, const struct build_fact *f)
{
    struct build_corrections *c = &g->corrections;
    size_t i;

    for (i = 0; i < c->lines.n && c->rejects_links && f->relation; i++) {
        const struct rhz_correction_line *l = &c->lines.v[i];
        if (l->action != RHZ_CORRECTION_REJECT_LINK || l->relation != f->relation || (l->year && l->year != f->year) ||
            !node_bears(g, f->subject, l->kind, l->key) || !node_bears(g, f->object, l->other_kind, l->other_key))
            continue;
        c->effects[i]++;
        return true;
    }
    return false;
}

/* ---- the copy ---- */

rhz_status rhz_build_keep_corrections(struct graph_build *g, struct rhz_error *err)
{
    const struct build_corrections *c = &g->corrections;

    return rhz_corrections_copy_put(*g->txn, g->generation, c->text, c->effects, c->lines.n, err);
}
