/* parse.c -- clauses of a relationship query, and what all parts of the parser stand on.
 *
 * Recursive descent, the grammar above each function; doc/requete.md is its page for people. Tokens are read where the
 * parser stands, so going back after an attempt is moving an offset. The first problem wins.
 */
#include <stdio.h>

#include "parser_state.h"

/* ---- ground ---- */

bool rhz_ql_problem(struct ql_problem *p, size_t start, size_t end, const char *format, ...)
{
    va_list args;

    if (p->set)
        return false;
    p->set = true;
    p->start = start;
    p->end = end;
    va_start(args, format);
    vsnprintf(p->text, sizeof p->text, format, args);
    va_end(args);
    p->text[rhz_utf8_valid(rhz_span_of(p->text))] = 0; /* a long name may have been cut inside a character */
    return false;
}

bool rhz_ql_out_of_memory(struct ql_parser *p)
{
    p->no_memory = true;
    return rhz_ql_problem(p->problem, 0, 0, "Mémoire insuffisante");
}

void rhz_ql_advance(struct ql_parser *p)
{
    p->last_end = p->token.end;
    p->token = rhz_ql_token(p->text, p->token.end);
    if (++p->steps > QL_STEPS_LEAST + QL_STEPS_A_BYTE * (uint64_t)p->text.n)
        rhz_ql_problem(p->problem, p->token.start, p->token.end, "La requête est trop imbriquée");
    if (p->problem->set) /* nothing more is worth reading */
        p->token = (struct ql_token){.type = QL_END, .text = rhz_span("", 0), .start = p->text.n, .end = p->text.n};
}

bool rhz_ql_at_sign(const struct ql_parser *p, unsigned sign)
{
    return p->token.type == QL_SIGN && p->token.sign == sign;
}

bool rhz_ql_at_word(const struct ql_parser *p, const char *word)
{
    return rhz_ql_is_word(&p->token, word);
}

bool rhz_ql_take_sign(struct ql_parser *p, unsigned sign)
{
    if (!rhz_ql_at_sign(p, sign))
        return false;
    rhz_ql_advance(p);
    return true;
}

bool rhz_ql_take_word(struct ql_parser *p, const char *word)
{
    if (!rhz_ql_at_word(p, word))
        return false;
    rhz_ql_advance(p);
    return true;
}

bool rhz_ql_expected(struct ql_parser *p, const char *what)
{
    const struct ql_token *t = &p->token;
    int n = t->text.n > 40 ? 40 : (int)t->text.n;

    if (t->type == QL_WRONG)
        return rhz_ql_problem(p->problem, t->start, t->end, "%c%s", t->why[0] == 'c' ? 'C' : t->why[0], t->why + 1);
    if (t->type == QL_END)
        return rhz_ql_problem(p->problem, t->start, t->end, "La requête s'arrête trop tôt ; attendu : %s", what);
    n = (int)rhz_utf8_floor(t->text, (size_t)n);
    return rhz_ql_problem(p->problem, t->start, t->end, "« %.*s%s » n'est pas à sa place ; attendu : %s", n, t->text.p,
                          (size_t)n < t->text.n ? "…" : "", what);
}

bool rhz_ql_need_sign(struct ql_parser *p, unsigned sign, const char *what)
{
    return rhz_ql_take_sign(p, sign) || rhz_ql_expected(p, what);
}

bool rhz_ql_need_word(struct ql_parser *p, const char *word)
{
    char what[40];

    if (rhz_ql_take_word(p, word))
        return true;
    snprintf(what, sizeof what, "« %s »", word);
    return rhz_ql_expected(p, what);
}

bool rhz_ql_at_name(const struct ql_parser *p)
{
    return p->token.type == QL_NAME || p->token.type == QL_QUOTED;
}

/* `a ``name` -> a `name */
static bool unquote(struct ql_parser *p, struct rhz_span *name)
{
    char *copy = rhz_arena_alloc(p->arena, name->n + 1);
    size_t i, n = 0;

    if (!copy)
        return rhz_ql_out_of_memory(p);
    for (i = 0; i < name->n; i++) {
        copy[n++] = name->p[i];
        if (name->p[i] == '`')
            i++;
    }
    *name = rhz_span(copy, n);
    return true;
}

bool rhz_ql_need_name(struct ql_parser *p, struct rhz_span *out, const char *what)
{
    if (!rhz_ql_at_name(p))
        return rhz_ql_expected(p, what);
    *out = p->token.text;
    if (p->token.type == QL_QUOTED && out->n && memchr(out->p, '`', out->n) && !unquote(p, out))
        return false;
    rhz_ql_advance(p);
    return true;
}

bool rhz_ql_enter(struct ql_parser *p)
{
    if (p->problem->set)
        return false;
    if (++p->depth > QL_DEPTH_MOST)
        return rhz_ql_problem(p->problem, p->token.start, p->token.end,
                              "La requête est trop imbriquée : plus de %d niveaux", QL_DEPTH_MOST);
    return true;
}

struct ql_mark rhz_ql_mark(const struct ql_parser *p)
{
    return (struct ql_mark){p->token, p->last_end, p->n_parameters, p->depth, *p->problem};
}

void rhz_ql_back(struct ql_parser *p, const struct ql_mark *m)
{
    bool exhausted = p->steps > QL_STEPS_LEAST + QL_STEPS_A_BYTE * (uint64_t)p->text.n;

    p->token = m->token;
    p->last_end = m->last_end;
    p->n_parameters = m->n_parameters;
    p->depth = m->depth;
    if (!p->no_memory && !exhausted)
        *p->problem = m->problem;
}

/* ---- clauses ---- */

/* MATCH = [OPTIONAL] MATCH path {"," path} [WHERE expression] */
static bool match_clause(struct ql_parser *p, struct ql_clause *c)
{
    c->type = QL_MATCH;
    if (rhz_ql_take_word(p, "OPTIONAL"))
        c->match.optional = true;
    return rhz_ql_need_word(p, "MATCH") && rhz_ql_paths(p, &c->match);
}

/* UNWIND = UNWIND expression AS name */
static bool unwind_clause(struct ql_parser *p, struct ql_clause *c)
{
    c->type = QL_UNWIND;
    rhz_ql_advance(p);
    return (c->expr = rhz_ql_expression(p)) && rhz_ql_need_word(p, "AS") &&
           rhz_ql_need_name(p, &c->name, "un nom de variable");
}

/* item = expression [AS name] */
static bool item(struct ql_parser *p, struct ql_item *it)
{
    *it = (struct ql_item){.slot = QL_NO_SLOT, .start = (uint32_t)p->token.start};
    if (!(it->expr = rhz_ql_expression(p)))
        return false;
    it->name = rhz_span(p->text.p + it->start, p->last_end - it->start);
    if (rhz_ql_take_word(p, "AS")) {
        it->aliased = true;
        return rhz_ql_need_name(p, &it->name, "un nom de colonne");
    }
    if (it->expr->type == QL_E_VARIABLE && !it->expr->parenthesised) {
        it->name = it->expr->text;
        it->aliased = true;
    }
    return true;
}

/* items = ("*" | item) {"," item} */
static bool items(struct ql_parser *p, struct ql_clause *c)
{
    size_t cap = 0;

    if (rhz_ql_take_sign(p, '*')) {
        c->star = true;
        if (!rhz_ql_take_sign(p, ','))
            return true;
    }
    do {
        if (!RHZ_PUSH(p->arena, c->items, c->n_items, cap))
            return rhz_ql_out_of_memory(p);
        if (!item(p, &c->items[c->n_items]))
            return false;
        c->n_items++;
    } while (rhz_ql_take_sign(p, ','));
    return true;
}

/* sort = expression [ASC | ASCENDING | DESC | DESCENDING] */
static bool sorts(struct ql_parser *p, struct ql_clause *c)
{
    size_t cap = 0;

    do {
        struct ql_sort *s;
        if (!RHZ_PUSH(p->arena, c->sorts, c->n_sorts, cap))
            return rhz_ql_out_of_memory(p);
        s = &c->sorts[c->n_sorts];
        *s = (struct ql_sort){.expr = rhz_ql_expression(p)};
        if (!s->expr)
            return false;
        if (rhz_ql_take_word(p, "DESC") || rhz_ql_take_word(p, "DESCENDING"))
            s->descending = true;
        else if (!rhz_ql_take_word(p, "ASC"))
            rhz_ql_take_word(p, "ASCENDING");
        c->n_sorts++;
    } while (rhz_ql_take_sign(p, ','));
    return true;
}

/* projection = [DISTINCT] items [ORDER BY sort {"," sort}] [SKIP expression] [LIMIT expression];  WITH: [WHERE expression] */
static bool projection(struct ql_parser *p, struct ql_clause *c, enum ql_clause_type type)
{
    c->type = type;
    rhz_ql_advance(p);
    c->distinct = rhz_ql_take_word(p, "DISTINCT");
    if (!items(p, c))
        return false;
    if (rhz_ql_take_word(p, "ORDER") && (!rhz_ql_need_word(p, "BY") || !sorts(p, c)))
        return false;
    if (rhz_ql_take_word(p, "SKIP") && !(c->skip = rhz_ql_expression(p)))
        return false;
    if (rhz_ql_take_word(p, "LIMIT") && !(c->limit = rhz_ql_expression(p)))
        return false;
    if (type == QL_WITH && rhz_ql_take_word(p, "WHERE") && !(c->where = rhz_ql_expression(p)))
        return false;
    return true;
}

/* CALL = CALL recherche "(" expression ")" YIELD column [AS name] {"," column [AS name]} [WHERE expression] */
static bool call_clause(struct ql_parser *p, struct ql_clause *c)
{
    size_t cap = 0;

    c->type = QL_SEARCH;
    rhz_ql_advance(p);
    if (!rhz_ql_at_word(p, "RECHERCHE"))
        return rhz_ql_expected(p, "« recherche », la seule procédure : CALL recherche('mots') YIELD passage, document, score");
    rhz_ql_advance(p);
    if (!rhz_ql_need_sign(p, '(', "« ( » puis les mots cherchés") || !(c->expr = rhz_ql_expression(p)) ||
        !rhz_ql_need_sign(p, ')', "« ) »") || !rhz_ql_need_word(p, "YIELD"))
        return false;
    do {
        struct ql_item *it;
        if (!RHZ_PUSH(p->arena, c->items, c->n_items, cap))
            return rhz_ql_out_of_memory(p);
        it = &c->items[c->n_items];
        *it = (struct ql_item){.slot = QL_NO_SLOT, .start = (uint32_t)p->token.start};
        if (!rhz_ql_at_word(p, "PASSAGE") && !rhz_ql_at_word(p, "DOCUMENT") && !rhz_ql_at_word(p, "SCORE"))
            return rhz_ql_expected(p, "passage, document ou score");
        it->expr = rhz_ql_new_expr(p, QL_E_VARIABLE, p->token.start, 0);
        if (!it->expr)
            return false;
        it->expr->text = it->name = p->token.text;
        it->expr->op = rhz_ql_at_word(p, "PASSAGE") ? 'p' : rhz_ql_at_word(p, "DOCUMENT") ? 'd' : 's';
        rhz_ql_advance(p);
        if (rhz_ql_take_word(p, "AS") && !rhz_ql_need_name(p, &it->name, "un nom de variable"))
            return false;
        c->n_items++;
    } while (rhz_ql_take_sign(p, ','));
    return !rhz_ql_take_word(p, "WHERE") || (c->where = rhz_ql_expression(p));
}

static bool refuse_updates(struct ql_parser *p)
{
    static const char *const words[] = {"CREATE", "MERGE", "SET", "DELETE", "DETACH", "REMOVE", "FOREACH", "LOAD", "DROP"};
    size_t i;

    for (i = 0; i < sizeof words / sizeof *words; i++)
        if (rhz_ql_at_word(p, words[i]))
            return rhz_ql_problem(p->problem, p->token.start, p->token.end,
                                  "« %s » écrit dans le graphe, et une requête ne fait que lire ; les corrections se font "
                                  "avec « rhizome fusionner », « renommer », « rejeter »", words[i]);
    return true;
}

static bool clause(struct ql_parser *p, struct ql_clause *c)
{
    *c = (struct ql_clause){.start = (uint32_t)p->token.start, .slot = QL_NO_SLOT};
    if (rhz_ql_at_word(p, "MATCH") || rhz_ql_at_word(p, "OPTIONAL"))
        return match_clause(p, c);
    if (rhz_ql_at_word(p, "UNWIND"))
        return unwind_clause(p, c);
    if (rhz_ql_at_word(p, "WITH"))
        return projection(p, c, QL_WITH);
    if (rhz_ql_at_word(p, "RETURN"))
        return projection(p, c, QL_RETURN);
    if (rhz_ql_at_word(p, "CALL"))
        return call_clause(p, c);
    if (!refuse_updates(p))
        return false;
    return rhz_ql_expected(p, "MATCH, OPTIONAL MATCH, UNWIND, WITH, CALL ou RETURN");
}

/* single = clause {clause} RETURN ... */
static bool single(struct ql_parser *p, struct ql_single *s)
{
    size_t cap = 0;

    do {
        if (!RHZ_PUSH(p->arena, s->clauses, s->n, cap))
            return rhz_ql_out_of_memory(p);
        if (!clause(p, &s->clauses[s->n]) || p->problem->set)
            return false;
        s->clauses[s->n].end = (uint32_t)p->last_end;
    } while (s->clauses[s->n++].type != QL_RETURN);
    return true;
}

/* query = single {UNION [ALL] single} [";"] */
static bool query(struct ql_parser *p, struct ql_query *q)
{
    size_t cap = 0;
    bool all = false;

    if (p->token.type == QL_END)
        return rhz_ql_problem(p->problem, 0, 0, "La requête est vide ; par exemple : MATCH (p:Programme) RETURN p.nom LIMIT 10");
    for (;;) {
        if (!RHZ_PUSH(p->arena, q->parts, q->n_parts, cap))
            return rhz_ql_out_of_memory(p);
        q->parts[q->n_parts] = (struct ql_single){.all = all};
        if (!single(p, &q->parts[q->n_parts++]))
            return false;
        if (!rhz_ql_at_word(p, "UNION"))
            break;
        rhz_ql_advance(p);
        all = rhz_ql_take_word(p, "ALL");
        if (q->n_parts > 1 && all != q->parts[1].all)
            return rhz_ql_problem(p->problem, p->token.start, p->token.end,
                                  "UNION et UNION ALL ne se mêlent pas dans une même requête");
    }
    rhz_ql_take_sign(p, ';');
    return p->token.type == QL_END || rhz_ql_expected(p, "la fin de la requête, ou UNION");
}

rhz_status rhz_ql_parse(struct rhz_span text, struct rhz_arena *arena, struct ql_query **out, struct ql_problem *problem)
{
    struct ql_parser p = {.text = text, .arena = arena, .problem = problem};
    struct ql_query *q = rhz_arena_zalloc(arena, 1, sizeof *q);
    size_t valid = rhz_utf8_valid(text);

    *out = q;
    if (!q)
        return RHZ_NO_MEMORY;
    q->text = text;
    if (text.n > QL_QUERY_BYTES)
        rhz_ql_problem(problem, 0, 0, "La requête est trop longue : plus de %d Kio", QL_QUERY_BYTES >> 10);
    if (valid < text.n)
        rhz_ql_problem(problem, valid, valid + 1, "La requête n'est pas en UTF-8");
    p.token = rhz_ql_token(text, 0);
    if (!problem->set && query(&p, q) && !problem->set) {
        q->parameters = p.parameters;
        q->n_parameters = p.n_parameters;
        return RHZ_OK;
    }
    if (!problem->set)
        rhz_ql_expected(&p, "une clause");
    return p.no_memory ? RHZ_NO_MEMORY : RHZ_INVALID;
}
