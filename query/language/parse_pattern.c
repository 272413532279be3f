/* parse_pattern.c -- (a:Personne {nom: 'X'})-[r:PORTE|PARTICIPE_A*1..3]->(b), named, shortest, with WHERE. */
#include <stdlib.h>

#include "parser_state.h"

static bool add_name(struct ql_parser *p, struct rhz_span **v, size_t *n, size_t *cap, const char *what)
{
    if (!RHZ_PUSH(p->arena, *v, *n, *cap))
        return rhz_ql_out_of_memory(p);
    if (!rhz_ql_need_name(p, &(*v)[*n], what))
        return false;
    ++*n;
    return true;
}

/* labels = ":" name {":" name} | ":" name {"|" name} */
bool rhz_ql_label_names(struct ql_parser *p, struct ql_labels *out)
{
    size_t cap = 0;

    if (!rhz_ql_need_sign(p, ':', "« : »") || !add_name(p, &out->names, &out->n, &cap, "un genre de nœud"))
        return false;
    if (rhz_ql_at_sign(p, '|')) {
        out->any = true;
        while (rhz_ql_take_sign(p, '|')) {
            rhz_ql_take_sign(p, ':');
            if (!add_name(p, &out->names, &out->n, &cap, "un genre de nœud"))
                return false;
        }
        return true;
    }
    while (rhz_ql_at_sign(p, ':')) {
        rhz_ql_advance(p);
        if (!add_name(p, &out->names, &out->n, &cap, "un genre de nœud"))
            return false;
    }
    return true;
}

/* properties = map | parameter */
static bool properties(struct ql_parser *p, struct ql_expr **out)
{
    if (rhz_ql_at_sign(p, '{'))
        return (*out = rhz_ql_map(p));
    if (p->token.type == QL_PARAMETER)
        return (*out = rhz_ql_parameter(p));
    return true;
}

/* node = "(" [name] [labels] [properties] ")" */
static bool node(struct ql_parser *p, struct ql_node_pattern *n)
{
    *n = (struct ql_node_pattern){.slot = QL_NO_SLOT, .start = (uint32_t)p->token.start};
    if (!rhz_ql_need_sign(p, '(', "« ( », le début d'un nœud"))
        return false;
    if (rhz_ql_at_name(p) && !rhz_ql_need_name(p, &n->name, "un nom de variable"))
        return false;
    if (rhz_ql_at_sign(p, ':') && !rhz_ql_label_names(p, &n->labels))
        return false;
    if (!properties(p, &n->properties))
        return false;
    n->end = (uint32_t)p->token.end;
    return rhz_ql_need_sign(p, ')', "« ) », la fin du nœud");
}

/* types = ":" name {"|" [":"] name} */
static bool types(struct ql_parser *p, struct ql_edge_pattern *e)
{
    size_t cap = 0;

    rhz_ql_advance(p);
    do {
        if (e->n_types)
            rhz_ql_take_sign(p, ':');
        if (!add_name(p, &e->types, &e->n_types, &cap, "une relation"))
            return false;
    } while (rhz_ql_take_sign(p, '|'));
    return true;
}

static bool bound(struct ql_parser *p, uint32_t *out)
{
    unsigned long long v;
    char digits[24];

    if (p->token.text.n >= sizeof digits)
        return rhz_ql_problem(p->problem, p->token.start, p->token.end, "Cette longueur de chemin est trop grande");
    memcpy(digits, p->token.text.p, p->token.text.n);
    digits[p->token.text.n] = 0;
    v = strtoull(digits, NULL, 10);
    *out = v > UINT32_MAX - 1 ? UINT32_MAX - 1 : (uint32_t)v;
    rhz_ql_advance(p);
    return true;
}

/* length = "*" [whole] [".." [whole]] */
static bool length(struct ql_parser *p, struct ql_edge_pattern *e)
{
    bool has_least = false;

    rhz_ql_advance(p);
    e->variable = true;
    e->least = 1;
    e->most = UINT32_MAX;
    if (p->token.type == QL_WHOLE) {
        if (!bound(p, &e->least))
            return false;
        has_least = true;
    }
    if (!rhz_ql_take_sign(p, QL_SIGN2('.', '.'))) {
        if (has_least)
            e->most = e->least;
        return true;
    }
    return p->token.type != QL_WHOLE || bound(p, &e->most);
}

/* detail = "[" [name] [types] [length] [properties] "]" */
static bool detail(struct ql_parser *p, struct ql_edge_pattern *e)
{
    rhz_ql_advance(p);
    if (rhz_ql_at_name(p) && !rhz_ql_need_name(p, &e->name, "un nom de variable"))
        return false;
    if (rhz_ql_at_sign(p, ':') && !types(p, e))
        return false;
    if (rhz_ql_at_sign(p, '*') && !length(p, e))
        return false;
    return properties(p, &e->properties) && rhz_ql_need_sign(p, ']', "« ] », la fin du lien");
}

/* edge = ["<"] "-" [detail] "-" [">"] */
static bool edge(struct ql_parser *p, struct ql_edge_pattern *e)
{
    bool left, right;

    *e = (struct ql_edge_pattern){.slot = QL_NO_SLOT, .start = (uint32_t)p->token.start};
    left = rhz_ql_take_sign(p, '<');
    if (!rhz_ql_need_sign(p, '-', "« - », le début d'un lien"))
        return false;
    if (rhz_ql_at_sign(p, '[') && !detail(p, e))
        return false;
    if (!rhz_ql_need_sign(p, '-', "« - » ou « -> », la fin d'un lien"))
        return false;
    right = rhz_ql_take_sign(p, '>');
    e->direction = left == right ? 0 : right ? 1 : -1;
    e->end = (uint32_t)p->last_end;
    return true;
}

/* plain path = node {edge node} */
bool rhz_ql_plain_path(struct ql_parser *p, struct ql_path_pattern *out)
{
    size_t cap_nodes = 0, cap_edges = 0;

    *out = (struct ql_path_pattern){.slot = QL_NO_SLOT, .start = (uint32_t)p->token.start};
    if (!rhz_ql_enter(p))
        return false;
    for (;;) {
        if (!RHZ_PUSH(p->arena, out->nodes, out->n, cap_nodes))
            return rhz_ql_out_of_memory(p);
        if (!node(p, &out->nodes[out->n]))
            return false;
        if (!rhz_ql_at_sign(p, '-') && !rhz_ql_at_sign(p, '<'))
            break;
        if (!RHZ_PUSH(p->arena, out->edges, out->n, cap_edges))
            return rhz_ql_out_of_memory(p);
        if (!edge(p, &out->edges[out->n]))
            return false;
        if (++out->n > QL_CHAIN_MOST)
            return rhz_ql_problem(p->problem, p->token.start, p->token.end, "Ce motif est trop long");
    }
    out->end = (uint32_t)p->last_end;
    p->depth--;
    return true;
}

/* shortest = (shortestPath | allShortestPaths) "(" plain path ")" */
static bool shortest(struct ql_parser *p, struct ql_path_pattern *out)
{
    enum ql_path_mode mode = rhz_ql_at_word(p, "SHORTESTPATH") ? QL_SHORTEST : QL_ALL_SHORTEST;
    size_t start = p->token.start;

    rhz_ql_advance(p);
    if (!rhz_ql_need_sign(p, '(', "« ( »") || !rhz_ql_plain_path(p, out) || !rhz_ql_need_sign(p, ')', "« ) »"))
        return false;
    if (out->n != 1)
        return rhz_ql_problem(p->problem, start, p->last_end,
                              "Un plus court chemin relie deux nœuds par un seul lien : shortestPath((a)-[*]-(b))");
    if (out->edges[0].variable && out->edges[0].least > 1)
        return rhz_ql_problem(p->problem, start, p->last_end, "Un plus court chemin part de 0 ou 1 lien, pas de %u",
                              out->edges[0].least);
    if (!out->edges[0].variable)
        out->edges[0].least = out->edges[0].most = 1;
    out->edges[0].variable = true;
    out->mode = mode;
    out->start = (uint32_t)start;
    return true;
}

/* path = [name "="] (shortest | plain path) */
bool rhz_ql_path(struct ql_parser *p, struct ql_path_pattern *out)
{
    struct rhz_span name = {0};

    if (rhz_ql_at_name(p) && !rhz_ql_at_word(p, "SHORTESTPATH") && !rhz_ql_at_word(p, "ALLSHORTESTPATHS")) {
        if (!rhz_ql_need_name(p, &name, "un nom de chemin") || !rhz_ql_need_sign(p, '=', "« = » après le nom du chemin"))
            return false;
    }
    if (rhz_ql_at_word(p, "SHORTESTPATH") || rhz_ql_at_word(p, "ALLSHORTESTPATHS")) {
        if (!shortest(p, out))
            return false;
    } else if (!rhz_ql_plain_path(p, out)) {
        return false;
    }
    out->name = name;
    return true;
}

/* paths = path {"," path} [WHERE expression] */
bool rhz_ql_paths(struct ql_parser *p, struct ql_match *out)
{
    size_t cap = 0;

    do {
        if (!RHZ_PUSH(p->arena, out->paths, out->n_paths, cap))
            return rhz_ql_out_of_memory(p);
        if (!rhz_ql_path(p, &out->paths[out->n_paths]))
            return false;
        out->n_paths++;
    } while (rhz_ql_take_sign(p, ','));
    return !rhz_ql_take_word(p, "WHERE") || (out->where = rhz_ql_expression(p));
}
