/* find_common.c -- what links two entities: links between them, what both are linked to, else the shortest path.
 *
 * Thirds are taken from the least connected on: a laboratory where both work says more than an association of which
 * everyone is a member. Presence at one assembly counts only where nothing else links them.
 */
#include <stdlib.h>

#include "answers.h"

struct tie {
    uint32_t edge, other;
    unsigned relation;
};

struct third {
    uint32_t node, n_edges;
    unsigned loose; /* 0: by work or money; 1: by a board or membership; 2: by presence */
};

struct ties {
    struct tie *v;
    size_t n, cap;
};

static rhz_status read_ties(struct rhz_asking *a, uint32_t node, struct ties *out, struct rhz_error *err)
{
    struct rhz_adjacency list;
    rhz_status st = RHZ_OK;

    for (unsigned r = 1; r < RHZ_RELATION_COUNT && st == RHZ_OK; r++)
        for (int outgoing = 0; outgoing < 2 && st == RHZ_OK; outgoing++) {
            st = rhz_graph_adjacency(&a->in.view.graph, node, r, outgoing, &list, err);
            for (size_t i = 0; st == RHZ_OK && i < list.n; i++) {
                if (!RHZ_PUSH(a->q->arena, out->v, out->n, out->cap))
                    return rhz_no_memory(err);
                out->v[out->n++] = (struct tie){rhz_adjacency_at(&list, i).edge, rhz_adjacency_at(&list, i).other, r};
            }
        }
    return st;
}

static int by_other(const void *a, const void *b)
{
    const struct tie *x = a, *y = b;

    if (x->other != y->other)
        return x->other < y->other ? -1 : 1;
    return (x->edge > y->edge) - (x->edge < y->edge);
}

static unsigned looseness(unsigned relation)
{
    if (relation == RHZ_PRESENT_A || relation == RHZ_EXCUSE_A || relation == RHZ_INTERVIENT_DANS)
        return 2;
    return relation == RHZ_ADMINISTRE || relation == RHZ_ADHERE_A ? 1 : 0;
}

static unsigned loosest(const struct ties *t, uint32_t node)
{
    unsigned best = 3;

    for (size_t i = 0; i < t->n; i++)
        if (t->v[i].other == node && looseness(t->v[i].relation) < best)
            best = looseness(t->v[i].relation);
    return best;
}

static int telling_first(const void *a, const void *b)
{
    const struct third *x = a, *y = b;

    if (x->loose != y->loose)
        return x->loose < y->loose ? -1 : 1;
    if (x->n_edges != y->n_edges)
        return x->n_edges < y->n_edges ? -1 : 1;
    return (x->node > y->node) - (x->node < y->node);
}

static rhz_status prove_tie(struct rhz_asking *a, struct rhz_answer *x, uint32_t edge, struct rhz_error *err)
{
    struct rhz_link l;
    rhz_status st = rhz_link_read(&a->in, edge, &l, err);

    return st == RHZ_OK ? rhz_answer_prove(a->out, x, l.evidence, l.n_evidence, err) : st;
}

static rhz_status show_third(struct rhz_asking *a, const struct ties t[2], uint32_t node, struct rhz_error *err)
{
    struct rhz_answer *x = rhz_answers_add(a->out);
    struct rhz_entity e;
    const char *labels[2] = {"", ""};
    rhz_status st;

    if (!x)
        return rhz_no_memory(err);
    if ((st = rhz_entity_read(&a->in, node, &e, err)) != RHZ_OK)
        return st;
    x->kind = e.kind;
    x->id = e.id;
    x->name = e.name;
    x->aliases = e.aliases;
    x->n_aliases = e.n_aliases;
    for (int side = 0; side < 2 && st == RHZ_OK; side++)
        for (size_t i = 0; i < t[side].n && st == RHZ_OK; i++) {
            if (t[side].v[i].other != node)
                continue;
            st = prove_tie(a, x, t[side].v[i].edge, err);
            labels[side] = rhz_relation_word(t[side].v[i].relation)->label;
        }
    x->detail = rhz_arena_printf(a->out->arena, "%s%s%s", labels[0], strcmp(labels[0], labels[1]) ? " ; " : "",
                                 strcmp(labels[0], labels[1]) ? labels[1] : "");
    if (st == RHZ_OK && !x->detail)
        st = rhz_no_memory(err);
    if (st == RHZ_OK && !x->n_evidence)
        a->out->n--;
    return st;
}

/* Links from one to the other, said in words. */
static rhz_status show_direct(struct rhz_asking *a, const struct ties *t, uint32_t to, struct rhz_error *err)
{
    rhz_status st = RHZ_OK;

    for (size_t i = 0; i < t->n && st == RHZ_OK; i++) {
        struct rhz_answer *x;
        struct rhz_link l;
        if (t->v[i].other != to || (i && t->v[i - 1].other == to && t->v[i - 1].relation == t->v[i].relation))
            continue;
        if ((st = rhz_link_read(&a->in, t->v[i].edge, &l, err)) != RHZ_OK || !l.n_evidence)
            continue;
        if (!(x = rhz_answers_add(a->out)))
            return rhz_no_memory(err);
        x->kind = "texte";
        x->year = l.year;
        x->text = rhz_arena_printf(a->out->arena, "%s %s %s", l.from.name, rhz_relation_word(t->v[i].relation)->label, l.to.name);
        if (!x->text)
            return rhz_no_memory(err);
        st = rhz_answer_prove(a->out, x, l.evidence, l.n_evidence, err);
    }
    return st;
}

static rhz_status show_common(struct rhz_asking *a, struct ties t[2], struct rhz_error *err)
{
    struct third *v = NULL;
    size_t n = 0, cap = 0, i = 0, k = 0;
    rhz_status st = RHZ_OK;

    while (i < t[0].n && k < t[1].n) {
        struct rhz_graph_node node;
        uint32_t x = t[0].v[i].other, y = t[1].v[k].other;
        if (x != y) {
            i += x < y;
            k += y < x;
            continue;
        }
        if (!RHZ_PUSH(a->q->arena, v, n, cap))
            return rhz_no_memory(err);
        rhz_arena_reset(a->in.scratch);
        if ((st = rhz_graph_node(&a->in.view.graph, x, a->in.scratch, &node, err)) != RHZ_OK)
            return st;
        v[n] = (struct third){.node = x, .n_edges = node.n_edges, .loose = loosest(&t[0], x)};
        v[n].loose = loosest(&t[1], x) > v[n].loose ? loosest(&t[1], x) : v[n].loose;
        n++;
        while (i < t[0].n && t[0].v[i].other == x)
            i++;
        while (k < t[1].n && t[1].v[k].other == x)
            k++;
    }
    if (n)
        qsort(v, n, sizeof *v, telling_first);
    for (unsigned relation = 1; n && relation < RHZ_RELATION_COUNT; relation++)
        if (looseness(relation) <= v[0].loose)
            a->ties |= 1u << relation;
    for (i = 0; i < n && v[i].loose == v[0].loose && st == RHZ_OK; i++)
        st = show_third(a, t, v[i].node, err);
    return st;
}

static rhz_status show_path(struct rhz_asking *a, uint64_t from, uint64_t to, struct rhz_error *err)
{
    struct rhz_path_options o = {.size = sizeof o, .period = a->q->period, .deadline_ms = 3000};
    struct rhz_paths *p;
    rhz_status st = rhz_paths_between(a->base, from, to, &o, &p, err);

    if (st != RHZ_OK)
        return st == RHZ_LIMIT ? RHZ_OK : st;
    for (size_t hop = 0; hop < rhz_paths_length(p) && st == RHZ_OK; hop++) {
        size_t n;
        const struct rhz_link *l = rhz_paths_links(p, 0, hop, &n);
        struct rhz_answer *x = n ? rhz_answers_add(a->out) : NULL;
        if (!x)
            break;
        x->kind = "texte";
        x->year = l->year;
        x->text = rhz_arena_printf(a->out->arena, "%s %s %s", l->from.name,
                                   rhz_relation_word(rhz_relation_number(rhz_span_of(l->relation)))->label, l->to.name);
        if (!x->text)
            st = rhz_no_memory(err);
        else
            st = rhz_answer_copy_proofs(a->out, x, l->evidence, l->n_evidence, err);
    }
    if (st == RHZ_OK && rhz_paths_length(p))
        rhz_answers_say(a->out, "Ils ne sont liés que de proche en proche, par %zu liens.", rhz_paths_length(p));
    rhz_paths_free(p);
    return st;
}

rhz_status rhz_answer_by_common(struct rhz_asking *a, struct rhz_error *err)
{
    const struct rhz_question *q = a->q;
    struct ties t[2] = {{0}, {0}};
    struct rhz_graph_node ends[2];
    rhz_status st = RHZ_OK;

    if (q->n_names < 2 || q->names[0].nodes[0] == q->names[1].nodes[0])
        return RHZ_OK;
    for (int i = 0; i < 2 && st == RHZ_OK; i++) {
        st = read_ties(a, q->names[i].nodes[0], &t[i], err);
        if (st == RHZ_OK)
            st = rhz_graph_node(&a->in.view.graph, q->names[i].nodes[0], q->arena, &ends[i], err);
        if (t[i].n)
            qsort(t[i].v, t[i].n, sizeof *t[i].v, by_other);
    }
    if (st == RHZ_OK)
        st = show_direct(a, &t[0], q->names[1].nodes[0], err);
    if (st == RHZ_OK)
        st = show_common(a, t, err);
    return st == RHZ_OK && !a->out->n ? show_path(a, ends[0].id, ends[1].id, err) : st;
}
