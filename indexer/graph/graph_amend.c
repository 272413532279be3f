/* graph_amend.c -- the graph in force, amended where documents came or went.
 *
 * What is decided for all names at once is cheap: there are as many variants as distinct names, and which of them are
 * one is decided anew by the very functions that make a graph afresh, so that it cannot come out otherwise. What costs,
 * the members of nodes, their names, their edges with all proofs, is done again only for the components that are not
 * what they were: those in which a document was counted in or out, and those that such a change joined or split.
 * No document is read but those that changed and those that share an edge with them.
 *
 * Everything is computed before anything is written, and all is written in the one transaction that publishes. What
 * does not fit, or is not as expected (a record that is missing), leaves the graph to be made afresh.
 */
#include "graph_amend.h"

#include <stdlib.h>

#include "corrections_file.h"

/* ---- small things ---- */

struct amend_document *rhz_amend_touched(const struct amend *a, uint32_t document)
{
    struct amend_document *v = AMEND_OF(struct amend_document, a->touched);
    size_t low = 0, high = BUILD_COUNT(struct amend_document, a->touched);

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (v[middle].document < document)
            low = middle + 1;
        else if (v[middle].document > document)
            high = middle;
        else
            return &v[middle];
    }
    return NULL;
}

uint32_t rhz_amend_number(const struct rhz_numbers *free_ones, size_t *used, uint32_t *end)
{
    return *used < free_ones->n ? rhz_numbers_at(free_ones, (*used)++) : (*end)++;
}

static rhz_status lost(struct amend *a)
{
    a->lost = true;
    return RHZ_OK;
}

static struct amend_home *home_of(const struct amend *a, uint32_t variant)
{
    return AMEND_OF(struct amend_home, a->homes) + variant;
}

/* Variants made since get a home: none. */
static bool grow_homes(struct amend *a)
{
    struct amend_home none = {.old = RHZ_NONE};

    while (BUILD_COUNT(struct amend_home, a->homes) < BUILD_COUNT(struct build_variant, a->g->variants) && !a->homes.failed)
        rhz_buf_append(&a->homes, &none, sizeof none);
    return !a->homes.failed;
}

/* ---- the graph in force ---- */

static bool keep(struct graph_build *g, struct rhz_span text, uint32_t *string)
{
    *string = text.n ? rhz_strings_add(&g->strings, text) : RHZ_NONE;
    return text.n == 0 || *string != RHZ_NONE;
}

static rhz_status take_variant(struct amend *a, const struct rhz_graph_variant *v, uint32_t number)
{
    struct graph_build *g = a->g;
    struct build_variant x = {.kind = a->old[number].kind, .sub = v->sub};
    struct amend_home home = {.old = number};
    uint32_t variant, form;
    size_t i;

    x.key = rhz_strings_add(&g->strings, v->key);
    x.name = rhz_strings_add(&g->strings, v->name);
    if (x.key == RHZ_NONE || x.name == RHZ_NONE || !keep(g, v->whole, &x.whole) || !keep(g, v->learnt, &x.learnt) ||
        !keep(g, v->salt, &x.salt) || !keep(g, v->rna, &x.rna) || !keep(g, v->siren, &x.siren))
        return rhz_no_memory(a->err);
    variant = rhz_build_variant(g, &x);
    if (variant == RHZ_NONE)
        return rhz_no_memory(a->err);
    if (variant < BUILD_COUNT(struct amend_home, a->homes)) /* two nodes claim it */
        return lost(a);
    BUILD_ARRAY(struct build_variant, g->variants)[variant].n_entities = v->n_entities;
    BUILD_ARRAY(struct build_variant, g->variants)[variant].n_mentions = v->n_mentions;
    for (i = 0; i < v->n_forms; i++)
        if ((form = rhz_strings_add(&g->strings, v->forms[i].text)) == RHZ_NONE ||
            !rhz_build_form(g, variant, form, (int)v->forms[i].n))
            return rhz_no_memory(a->err);
    rhz_buf_append(&a->homes, &home, sizeof home);
    return a->homes.failed ? rhz_no_memory(a->err) : RHZ_OK;
}

static rhz_status take_node(struct amend *a, uint32_t number, struct rhz_span record, struct rhz_span variants)
{
    struct amend_old *o = &a->old[number];
    struct rhz_graph_variant *v;
    size_t i, n;
    rhz_status st;

    if (record.n < 9)
        return lost(a);
    o->id = rhz_le64(record.p);
    o->kind = (uint8_t)record.p[8];
    o->first_variant = (uint32_t)BUILD_COUNT(struct build_variant, a->g->variants);
    rhz_arena_reset(a->unit);
    if ((st = rhz_graph_variants_get(variants, a->unit, &v, &n, a->err)) != RHZ_OK)
        return st;
    o->n_variants = (uint32_t)n;
    for (i = 0; i < n && st == RHZ_OK && !a->lost; i++)
        st = take_variant(a, &v[i], number);
    return st;
}

/* Records of a part, in order. */
struct scan {
    struct rhz_db_cursor *cursor;
    struct rhz_buf prefix;
    struct rhz_span key, value; /* key: what follows the part */
    bool begun;
};

static rhz_status scan_open(struct scan *s, struct amend *a, enum rhz_graph_part part)
{
    rhz_graph_key(&s->prefix, a->graph.generation, part);
    return s->prefix.failed ? rhz_no_memory(a->err) : rhz_db_cursor_open(*a->g->txn, RHZ_DB_GRAPH, &s->cursor, a->err);
}

static rhz_status scan_next(struct scan *s, struct amend *a)
{
    struct rhz_span k;
    rhz_status st = s->begun ? rhz_db_next(s->cursor, &k, &s->value, a->err)
                             : rhz_db_seek(s->cursor, rhz_buf_view(&s->prefix), &k, &s->value, a->err);

    s->begun = true;
    if (st == RHZ_OK && (k.n < s->prefix.n || memcmp(k.p, s->prefix.p, s->prefix.n) != 0))
        st = RHZ_NOT_FOUND;
    if (st == RHZ_OK)
        s->key = rhz_span(k.p + s->prefix.n, k.n - s->prefix.n);
    return st;
}

static void scan_close(struct scan *s)
{
    rhz_db_cursor_close(s->cursor);
    rhz_buf_free(&s->prefix);
}

/* Nodes and their variants lie side by side in order of number, each in its part. */
static rhz_status load_nodes(struct amend *a)
{
    struct scan nodes = {.begun = false}, variants = {.begun = false};
    uint32_t i;
    rhz_status st;

    a->old = calloc((size_t)a->graph.counts.nodes + 1, sizeof *a->old);
    if (!a->old)
        return rhz_no_memory(a->err);
    if ((st = scan_open(&nodes, a, RHZ_GRAPH_NODE)) == RHZ_OK)
        st = scan_open(&variants, a, RHZ_GRAPH_VARIANTS);
    for (i = 0; i < a->graph.counts.nodes && st == RHZ_OK && !a->lost; i++) {
        a->old[i].node = RHZ_NONE;
        if ((st = scan_next(&nodes, a)) != RHZ_OK || nodes.key.n != 4 || rhz_be32(nodes.key.p) != i)
            st = st == RHZ_OK || st == RHZ_NOT_FOUND ? lost(a) : st;
        else if (nodes.value.n == 0)
            continue;
        else if ((st = scan_next(&variants, a)) != RHZ_OK || variants.key.n != 4 || rhz_be32(variants.key.p) != i)
            st = st == RHZ_OK || st == RHZ_NOT_FOUND ? lost(a) : st;
        else
            st = take_node(a, i, nodes.value, variants.value);
    }
    scan_close(&nodes);
    scan_close(&variants);
    return st;
}

static rhz_status load_definitions(struct amend *a)
{
    struct scan s = {.begun = false};
    rhz_status st = scan_open(&s, a, RHZ_GRAPH_DEFINED);

    while (st == RHZ_OK && !a->lost && (st = scan_next(&s, a)) == RHZ_OK) {
        struct rhz_span shorter;
        struct rhz_tally *v;
        size_t i, n;
        rhz_arena_reset(a->unit);
        if (s.key.n == 0)
            st = lost(a);
        else
            st = rhz_graph_definitions_get(s.value, a->unit, &shorter, &v, &n, a->err);
        for (i = 0; !a->lost && st == RHZ_OK && i < n; i++) {
            if (!rhz_build_define(a->g, (uint8_t)s.key.p[0], shorter, v[i].text, (int)v[i].n))
                st = rhz_no_memory(a->err);
            rhz_buf_append(&a->defined, &v[i].n, sizeof v[i].n);
        }
    }
    scan_close(&s);
    if (a->defined.failed)
        return rhz_no_memory(a->err);
    if (BUILD_COUNT(uint32_t, a->defined) != BUILD_COUNT(struct build_definition, a->g->definitions))
        return lost(a);
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

/* Effects of lines that are counted document by document go on from what they were; the others are counted again. */
static rhz_status load_corrections(struct amend *a)
{
    struct build_corrections *c = &a->g->corrections;
    struct rhz_corrections_copy copy;
    size_t i;
    rhz_status st = rhz_corrections_copy_get(*a->g->txn, a->graph.generation, &copy, a->err);

    if (st != RHZ_OK)
        return st;
    if (!rhz_span_eq(copy.text, c->text) || c->rejects_links)
        return lost(a);
    for (i = 0; i < c->lines.n; i++) {
        const struct rhz_correction_line *l = &c->lines.v[i];
        if (l->action == RHZ_CORRECTION_REJECT || (l->action == RHZ_CORRECTION_CLASSIFY && l->to_kind)) {
            if (4 * i + 4 > copy.effects.n)
                return lost(a);
            c->effects[i] = rhz_le32(copy.effects.p + 4 * i);
        }
    }
    return RHZ_OK;
}

static rhz_status load_free(struct amend *a, char what, struct rhz_numbers *out)
{
    struct rhz_buf key = {0};
    rhz_status st;

    rhz_graph_key(&key, a->graph.generation, RHZ_GRAPH_FREE);
    rhz_buf_byte(&key, (unsigned char)what);
    st = key.failed ? rhz_no_memory(a->err) : rhz_txn_get(*a->g->txn, RHZ_DB_GRAPH, rhz_buf_view(&key), &out->bytes, a->err);
    rhz_buf_free(&key);
    if (st == RHZ_NOT_FOUND)
        out->bytes = rhz_span("", 0);
    out->n = out->bytes.n / 4;
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

/* ---- documents in and out ---- */

static rhz_status take_document(struct amend *a, struct build_document *d, int sign)
{
    struct rhz_facts facts;
    rhz_status st;

    rhz_arena_reset(a->unit);
    a->work->documents++;
    st = rhz_build_facts_of(a->g, d->document, a->unit, &facts, a->err);
    if (st == RHZ_NOT_FOUND) { /* it says nothing */
        d->n_entities = 0;
        return RHZ_OK;
    }
    if (st == RHZ_OK)
        st = rhz_build_take_entities(a->g, &facts, d, sign, a->unit, a->err);
    return st == RHZ_OK && !grow_homes(a) ? rhz_no_memory(a->err) : st;
}

/* What was counted in before is counted out: it must have been there, as the graph in force says. */
static rhz_status count_out(struct amend *a, struct amend_document *t)
{
    const struct build_entity *e;
    struct rhz_numbers stored;
    uint32_t i;
    rhz_status st;

    t->old.document = t->document;
    if ((st = take_document(a, &t->old, -1)) != RHZ_OK ||
        (st = rhz_graph_document_nodes(&a->graph, t->document, &stored, a->err)) != RHZ_OK)
        return st;
    if (stored.n != t->old.n_entities)
        return lost(a);
    e = BUILD_ARRAY(struct build_entity, a->g->entities) + t->old.first_entity;
    for (i = 0; i < t->old.n_entities; i++) {
        uint32_t number = rhz_numbers_at(&stored, i);
        if ((e[i].variant == RHZ_NONE ? RHZ_NONE : home_of(a, e[i].variant)->old) != number)
            return lost(a);
        if (e[i].variant != RHZ_NONE)
            home_of(a, e[i].variant)->changed = true;
    }
    return RHZ_OK;
}

static rhz_status count_in(struct amend *a, struct amend_document *t)
{
    uint32_t i;
    rhz_status st;

    t->now.document = t->document;
    if ((st = take_document(a, &t->now, 1)) != RHZ_OK)
        return st;
    for (i = 0; i < t->now.n_entities; i++) {
        const struct build_entity *e = BUILD_ARRAY(struct build_entity, a->g->entities) + t->now.first_entity + i;
        if (e->variant != RHZ_NONE)
            home_of(a, e->variant)->changed = true;
    }
    return RHZ_OK;
}

static rhz_status has_address(struct amend *a, uint32_t document, uint64_t publication, bool *has)
{
    struct rhz_span *uris;
    size_t n = 0;
    rhz_status st;

    rhz_arena_reset(a->unit);
    st = rhz_document_uris(*a->g->txn, document, publication, a->unit, &uris, &n, a->err);
    *has = st == RHZ_OK && n > 0;
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

static rhz_status count_documents(struct amend *a)
{
    struct amend_document *t = AMEND_OF(struct amend_document, a->touched);
    size_t i, n = BUILD_COUNT(struct amend_document, a->touched);
    rhz_status st = RHZ_OK;

    for (i = 0; i < n && st == RHZ_OK; i++) {
        if ((st = has_address(a, t[i].document, a->from_publication, &t[i].was)) == RHZ_OK)
            st = has_address(a, t[i].document, a->g->publication->number, &t[i].is);
        t[i].is = t[i].is && rhz_publication_alive(a->g->publication, t[i].document);
    }
    if (st == RHZ_OK)
        st = rhz_build_find_documents(a->g, a->from_publication, a->err);
    for (i = 0; i < n && st == RHZ_OK && !a->lost; i++)
        if (t[i].was)
            st = count_out(a, &t[i]);
    if (st == RHZ_OK)
        st = rhz_build_find_documents(a->g, a->g->publication->number, a->err);
    for (i = 0; i < n && st == RHZ_OK && !a->lost; i++)
        if (t[i].is)
            st = count_in(a, &t[i]);
    rhz_build_sort_forms(a->g);
    return st;
}

/* ---- components ---- */

static const struct build_variant *variant_at(const struct graph_build *g, const struct build_node *node, size_t i, uint32_t *number)
{
    *number = BUILD_ARRAY(uint32_t, g->node_variants)[node->first_variant + i];
    return BUILD_ARRAY(struct build_variant, g->variants) + *number;
}

/* The node of the graph in force that a component still is, with the same variants, of which none changed. */
static uint32_t same_as(const struct amend *a, const struct build_node *node)
{
    uint32_t old = RHZ_NONE, number;
    size_t i;

    for (i = 0; i < node->n_variants; i++) {
        const struct amend_home *home;
        variant_at(a->g, node, i, &number);
        home = home_of(a, number);
        if (home->changed || home->old == RHZ_NONE || (i && home->old != old))
            return RHZ_NONE;
        old = home->old;
    }
    return a->old[old].n_variants == node->n_variants ? old : RHZ_NONE;
}

/* Its id is another, though its variants are the same: since a body of its name bears another number, or none does any more. */
static bool is_renamed(struct amend *a, struct build_node *node, uint32_t old)
{
    uint32_t number;
    size_t i;

    for (i = 0; i < node->n_variants; i++) {
        const struct build_variant *v = variant_at(a->g, node, i, &number);
        if (v->rna != RHZ_NONE || v->siren != RHZ_NONE)
            return !rhz_build_identify(a->g, node) || node->id != a->old[old].id;
    }
    return false;
}

static rhz_status make_components(struct amend *a, size_t n_components)
{
    struct graph_build *g = a->g;
    const struct build_variant *v;
    struct build_node *node;
    uint32_t number;
    size_t i;
    rhz_status st;

    for (i = 0; i < n_components; i++) {
        struct build_node x = {.component = (uint32_t)i, .number = RHZ_NONE, .salt = RHZ_NONE};
        rhz_buf_append(&g->nodes, &x, sizeof x);
    }
    if (g->nodes.failed)
        return rhz_no_memory(a->err);
    if ((st = rhz_build_gather_variants(g, a->err)) != RHZ_OK)
        return st;
    for (i = 0; i < a->graph.counts.nodes; i++)
        a->old[i].dissolved = a->old[i].id != 0;
    node = BUILD_ARRAY(struct build_node, g->nodes);
    for (i = 0; i < n_components; i++) {
        uint32_t old = same_as(a, &node[i]);
        v = variant_at(g, &node[i], 0, &number);
        node[i].kind = v->kind;
        if (old == RHZ_NONE || is_renamed(a, &node[i], old))
            continue;
        node[i].number = old;
        node[i].id = a->old[old].id;
        a->old[old].node = (uint32_t)i;
        a->old[old].dissolved = false;
    }
    return RHZ_OK;
}

/* A node made anew keeps the number of its id. */
static rhz_status find_number(struct amend *a, struct build_node *node, uint32_t index)
{
    uint32_t old;
    rhz_status st = rhz_graph_find(&a->graph, node->id, &old, a->err);

    if (st == RHZ_OK && old < a->graph.counts.nodes && a->old[old].id != node->id) /* the id of a name of another node */
        st = RHZ_NOT_FOUND;
    if (st == RHZ_NOT_FOUND) {
        node->number = rhz_amend_number(&a->free_nodes, &a->used_nodes, &a->node_end);
        return RHZ_OK;
    }
    if (st != RHZ_OK)
        return st;
    if (old >= a->graph.counts.nodes || !a->old[old].dissolved || a->old[old].node != RHZ_NONE) /* ids collide */
        return lost(a);
    a->old[old].node = index;
    node->number = old;
    return RHZ_OK;
}

static int by_value64(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

    return (a > b) - (a < b);
}

static rhz_status name_components(struct amend *a)
{
    struct graph_build *g = a->g;
    struct build_node *node = BUILD_ARRAY(struct build_node, g->nodes);
    size_t i, n = BUILD_COUNT(struct build_node, g->nodes), n_ids;
    struct build_naming w = {0};
    struct rhz_buf ids = {0};
    rhz_status st = RHZ_OK;

    for (i = 0; i < n && st == RHZ_OK && !a->lost; i++) {
        if (node[i].number != RHZ_NONE) {
            rhz_build_correct_node(g, &node[i]); /* for what the lines count */
            continue;
        }
        a->work->nodes++;
        if (!rhz_build_name_node(g, &node[i], &w))
            st = rhz_no_memory(a->err);
        else
            st = find_number(a, &node[i], (uint32_t)i);
        node[i].anew = true;
        rhz_buf_append(&ids, &node[i].id, sizeof node[i].id);
    }
    n_ids = BUILD_COUNT(uint64_t, ids);
    if (st == RHZ_OK && ids.failed)
        st = rhz_no_memory(a->err);
    if (st == RHZ_OK && n_ids)
        qsort(ids.p, n_ids, sizeof(uint64_t), by_value64);
    for (i = 1; i < n_ids && st == RHZ_OK; i++)
        if (BUILD_ARRAY(uint64_t, ids)[i] == BUILD_ARRAY(uint64_t, ids)[i - 1])
            st = lost(a);
    rhz_buf_free(&ids);
    rhz_build_naming_free(&w);
    return st;
}

/* ---- members ---- */

static void add_member(struct amend *a, const struct amend_member *m)
{
    rhz_buf_append(&a->members, m, sizeof *m);
}

/* Members that stay go where their variants go. */
static rhz_status take_members(struct amend *a, uint32_t number)
{
    const struct build_node *node = BUILD_ARRAY(struct build_node, a->g->nodes);
    const struct build_variant *variant = BUILD_ARRAY(struct build_variant, a->g->variants);
    struct rhz_entity_ref *refs;
    size_t i, n;
    rhz_status st;

    rhz_arena_reset(a->unit);
    if ((st = rhz_graph_members(&a->graph, number, a->unit, &refs, &n, a->err)) != RHZ_OK)
        return st;
    for (i = 0; i < n; i++) {
        struct amend_member m = {.document = refs[i].document, .ordinal = refs[i].ordinal, .n_mentions = refs[i].n_mentions};
        const struct amend_document *t = rhz_amend_touched(a, m.document);
        if (t && t->was)
            continue;
        if (refs[i].variant >= a->old[number].n_variants)
            return lost(a);
        m.variant = a->old[number].first_variant + refs[i].variant;
        m.node = variant[m.variant].node;
        if (m.node == RHZ_NONE)
            return lost(a);
        add_member(a, &m);
        if (node[m.node].number != number) {
            struct amend_moved x = {m.document, m.ordinal, number, m.node};
            rhz_buf_append(&a->moved, &x, sizeof x);
        }
    }
    return RHZ_OK;
}

static void take_new_members(struct amend *a, const struct amend_document *t)
{
    const struct build_variant *variant = BUILD_ARRAY(struct build_variant, a->g->variants);
    struct build_entity *e = BUILD_ARRAY(struct build_entity, a->g->entities) + t->now.first_entity;
    uint32_t i;

    for (i = 0; i < t->now.n_entities; i++) {
        struct amend_member m = {.document = t->document, .ordinal = i, .n_mentions = e[i].n_mentions, .variant = e[i].variant};
        if (m.variant == RHZ_NONE)
            continue;
        e[i].node = m.node = variant[m.variant].node;
        add_member(a, &m);
    }
}

static int by_member(const void *x, const void *y)
{
    const struct amend_member *a = x, *b = y;

    if (a->node != b->node)
        return a->node < b->node ? -1 : 1;
    if (a->document != b->document)
        return a->document < b->document ? -1 : 1;
    return (a->ordinal > b->ordinal) - (a->ordinal < b->ordinal);
}

static int by_entity(const void *x, const void *y)
{
    const struct amend_moved *a = x, *b = y;

    if (a->document != b->document)
        return a->document < b->document ? -1 : 1;
    return (a->ordinal > b->ordinal) - (a->ordinal < b->ordinal);
}

static rhz_status gather_members(struct amend *a)
{
    struct build_node *node = BUILD_ARRAY(struct build_node, a->g->nodes);
    const struct amend_document *t = AMEND_OF(struct amend_document, a->touched);
    struct amend_member *m;
    size_t i, n;
    uint32_t number;
    rhz_status st = RHZ_OK;

    for (number = 0; number < a->graph.counts.nodes && st == RHZ_OK && !a->lost; number++)
        if (a->old[number].dissolved)
            st = take_members(a, number);
    for (i = 0; i < BUILD_COUNT(struct amend_document, a->touched); i++)
        if (t[i].is)
            take_new_members(a, &t[i]);
    if (st != RHZ_OK || a->lost)
        return st;
    if (a->members.failed || a->moved.failed)
        return rhz_no_memory(a->err);
    m = AMEND_OF(struct amend_member, a->members);
    n = BUILD_COUNT(struct amend_member, a->members);
    if (n)
        qsort(m, n, sizeof *m, by_member);
    if (a->moved.n)
        qsort(a->moved.p, BUILD_COUNT(struct amend_moved, a->moved), sizeof(struct amend_moved), by_entity);
    for (i = 0; i < n; i++) {
        struct build_node *x = &node[m[i].node];
        if (!x->anew)
            return lost(a);
        if (x->n_members++ == 0)
            x->first_member = (uint32_t)i;
        x->n_mentions += m[i].n_mentions;
        x->n_documents += i == 0 || m[i].node != m[i - 1].node || m[i].document != m[i - 1].document;
    }
    return RHZ_OK;
}

rhz_status rhz_amend_nodes(struct amend *a)
{
    size_t n_components;
    rhz_status st;

    a->node_end = a->graph.counts.nodes;
    a->edge_end = a->graph.counts.edges;
    a->property_end = a->graph.counts.properties;
    if ((st = load_corrections(a)) != RHZ_OK || a->lost || (st = load_nodes(a)) != RHZ_OK || a->lost ||
        (st = load_definitions(a)) != RHZ_OK || a->lost || (st = load_free(a, 'N', &a->free_nodes)) != RHZ_OK ||
        (st = load_free(a, 'E', &a->free_edges)) != RHZ_OK || (st = load_free(a, 'P', &a->free_properties)) != RHZ_OK)
        return st;
    if ((st = count_documents(a)) != RHZ_OK || a->lost)
        return st;
    if ((st = rhz_build_resolve(a->g, &n_components, a->err)) != RHZ_OK || (st = make_components(a, n_components)) != RHZ_OK)
        return st;
    if ((st = name_components(a)) != RHZ_OK || a->lost)
        return st;
    return gather_members(a);
}

/* ---- the whole ---- */

static int by_document(const void *x, const void *y)
{
    const struct amend_document *a = x, *b = y;

    return (a->document > b->document) - (a->document < b->document);
}

static rhz_status list_touched(struct amend *a, const uint32_t *v, size_t n)
{
    struct amend_document *t;
    size_t i, kept = 0;

    for (i = 0; i < n; i++) {
        struct amend_document x = {.document = v[i]};
        rhz_buf_append(&a->touched, &x, sizeof x);
    }
    if (a->touched.failed)
        return rhz_no_memory(a->err);
    if (n == 0)
        return RHZ_OK;
    t = AMEND_OF(struct amend_document, a->touched);
    qsort(t, n, sizeof *t, by_document);
    for (i = 0; i < n; i++)
        if (kept == 0 || t[kept - 1].document != t[i].document)
            t[kept++] = t[i];
    a->touched.n = kept * sizeof *t;
    return RHZ_OK;
}

static void amend_free(struct amend *a)
{
    free(a->old);
    rhz_buf_free(&a->homes);
    rhz_buf_free(&a->touched);
    rhz_buf_free(&a->defined);
    rhz_buf_free(&a->moved);
    rhz_buf_free(&a->members);
    rhz_buf_free(&a->classes);
    rhz_buf_free(&a->edges);
    rhz_buf_free(&a->properties);
    rhz_arena_free(a->unit);
    rhz_arena_free(a->arena);
}

rhz_status rhz_graph_amend(struct rhz_store *store, struct rhz_txn **txn, const struct rhz_publication *p, uint64_t from_publication,
                           const uint32_t *documents, size_t n, struct rhz_span corrections, size_t memory_bytes, bool *done,
                           struct rhz_graph_work *work, struct rhz_error *err)
{
    struct graph_build g = {.store = store, .txn = txn, .publication = p, .generation = p->graph, .memory_bytes = memory_bytes};
    struct rhz_graph_work ignored;
    struct amend a = {.g = &g, .from_publication = from_publication, .arena = rhz_arena_new(), .unit = rhz_arena_new(), .err = err,
                      .work = work ? work : &ignored};
    rhz_status st = a.arena && a.unit ? RHZ_OK : rhz_no_memory(err);

    *a.work = (struct rhz_graph_work){0};
    *done = false;
    if (st != RHZ_OK || (st = rhz_graph_open(*txn, p->graph, &a.graph, err)) != RHZ_OK || a.graph.counts.shifted)
        goto done;
    if ((st = rhz_gazetteer_open(&g.gazetteer, err)) != RHZ_OK || (st = rhz_build_read_corrections(&g, corrections, err)) != RHZ_OK ||
        (st = list_touched(&a, documents, n)) != RHZ_OK)
        goto done;
    if ((st = rhz_amend_nodes(&a)) != RHZ_OK || a.lost || (st = rhz_build_within_budget(&g, err)) != RHZ_OK)
        goto done;
    if ((st = rhz_amend_facts(&a)) != RHZ_OK || a.lost || (st = rhz_build_within_budget(&g, err)) != RHZ_OK)
        goto done;
    st = rhz_amend_write(&a);
    *done = st == RHZ_OK && !a.lost;
done:
    if (st == RHZ_CORRUPT) /* what is stored is not to be amended; made afresh, it is mended */
        st = RHZ_OK;
    rhz_gazetteer_close(g.gazetteer);
    rhz_build_free_corrections(&g);
    rhz_build_free(&g);
    amend_free(&a);
    return st;
}
