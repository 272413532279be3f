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
    c->rule_lines = rhz_arena_zalloc(c->arena, c->lines.n + 1, sizeof *c->rule_lines);
    if (!c->effects || !c->names || !c->rule_lines)
        return rhz_no_memory(err);
    for (i = 0; i < c->lines.n; i++)
        if (c->lines.v[i].action == RHZ_CORRECTION_REJECT_LINK)
            c->rejects_links = true;
        else if (c->lines.v[i].action)
            c->names[c->n_names++] = (struct build_correction){c->lines.v[i].kind, c->lines.v[i].key, (uint32_t)i};
    if (c->n_names)
        qsort(c->names, c->n_names, sizeof *c->names, by_name);
    return RHZ_OK;
}

void rhz_build_free_corrections(struct graph_build *g)
{
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

bool rhz_build_correct_entity(struct graph_build *g, struct rhz_span name, uint8_t *kind, struct rhz_buf *key)
{
    struct build_corrections *c = &g->corrections;
    size_t end, i = find_name(c, *kind, rhz_buf_view(key), &end);
    uint8_t to = 0;

    for (; i < end; i++) {
        const struct rhz_correction_line *l = &c->lines.v[c->names[i].line];
        if (l->action == RHZ_CORRECTION_REJECT) {
            c->effects[c->names[i].line]++;
            rhz_buf_reset(key); /* it names nothing */
            return true;
        }
        if (l->action == RHZ_CORRECTION_CLASSIFY && l->to_kind) {
            c->effects[c->names[i].line]++;
            to = (uint8_t)l->to_kind; /* of several the last line */
        }
    }
    if (to && to != *kind) {
        *kind = to;
        rhz_name_key(to, name, key);
    }
    return !key->failed;
}

/* ---- in resolution ---- */

static rhz_status document_of(struct graph_build *g, struct rhz_span uri, uint32_t *document, struct rhz_error *err)
{
    struct rhz_address a;
    rhz_status st = rhz_address_get(*g->txn, uri, g->publication->number, &a, err);

    *document = st == RHZ_OK && a.document ? a.document : RHZ_NONE;
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

rhz_status rhz_build_rules(struct graph_build *g, struct rhz_resolve_rule **out, size_t *n, struct rhz_error *err)
{
    struct build_corrections *c = &g->corrections;
    struct rhz_resolve_rule *v = rhz_arena_zalloc(c->arena, c->lines.n + 1, sizeof *v);
    size_t i;
    rhz_status st = v ? RHZ_OK : rhz_no_memory(err);

    *n = 0;
    for (i = 0; i < c->lines.n && st == RHZ_OK; i++) {
        const struct rhz_correction_line *l = &c->lines.v[i];
        struct rhz_resolve_rule x = {.kind = l->kind, .a = l->key, .b = l->other_key, .salt = l->uri, .document = RHZ_NONE};
        if (l->action == RHZ_CORRECTION_MERGE)
            x.verb = RHZ_RULE_JOIN;
        else if (l->action == RHZ_CORRECTION_SPLIT)
            x.verb = RHZ_RULE_APART;
        else if (l->action == RHZ_CORRECTION_ALONE)
            x.verb = RHZ_RULE_ALONE;
        else
            continue;
        if (x.verb == RHZ_RULE_ALONE && ((st = document_of(g, l->uri, &x.document, err)) != RHZ_OK || x.document == RHZ_NONE))
            continue;
        c->rule_lines[*n] = (uint32_t)i;
        v[(*n)++] = x;
    }
    *out = v;
    return st;
}

void rhz_build_note_rules(struct graph_build *g, const struct rhz_resolve_rule *v, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        g->corrections.effects[g->corrections.rule_lines[i]] = v[i].effects;
}

/* ---- nodes and links ---- */

/* The keys by which corrections may name a node: those of its members, each once or more. */
static struct rhz_span member_key(const struct graph_build *g, const struct build_node *node, size_t i)
{
    const struct build_entity *e = BUILD_ARRAY(struct build_entity, g->entities);

    return rhz_strings_at(&g->strings, e[BUILD_ARRAY(uint32_t, g->members)[node->first_member + i]].key);
}

void rhz_build_correct_node(struct graph_build *g, struct build_node *node)
{
    struct build_corrections *c = &g->corrections;
    const struct rhz_correction_line *rename = NULL, *classify = NULL;
    size_t i, j, end;

    if (c->n_names == 0 || node->salt != RHZ_NONE)
        return;
    for (i = 0; i < node->n_members; i++) {
        struct rhz_span key = member_key(g, node, i);
        if (i && key.p == member_key(g, node, i - 1).p)
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
    for (i = 0; i < node->n_members; i++)
        if (rhz_span_eq(key, member_key(g, node, i)))
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
