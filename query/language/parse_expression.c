/* parse_expression.c -- expressions, by falling priority:
 *
 *     OR  <  XOR  <  AND  <  NOT  <  = <> < <= > >= (chained)  <  IN, STARTS WITH, ENDS WITH, CONTAINS, =~, IS [NOT] NULL
 *         <  + -  <  * / %  <  ^  <  unary + -  <  .key [index] :Label  <  atoms
 */
#include <errno.h>
#include <stdlib.h>

#include "functions.h"
#include "parser_state.h"

static struct ql_expr *or_expression(struct ql_parser *p);
static struct ql_expr *sum(struct ql_parser *p);

/* ---- making ---- */

struct ql_expr *rhz_ql_new_expr(struct ql_parser *p, enum ql_expr_type type, size_t start, size_t n_args)
{
    struct ql_expr *e = rhz_arena_zalloc(p->arena, 1, sizeof *e);

    if (e && n_args)
        e->args = rhz_arena_zalloc(p->arena, n_args, sizeof *e->args);
    if (!e || (n_args && !e->args)) {
        rhz_ql_out_of_memory(p);
        return NULL;
    }
    e->type = (uint8_t)type;
    e->slot = e->slot2 = QL_NO_SLOT;
    e->start = (uint32_t)start;
    e->end = (uint32_t)p->token.end;
    e->n_args = n_args;
    e->depth = 1;
    return e;
}

bool rhz_ql_add_arg(struct ql_parser *p, struct ql_expr *e, size_t i, struct ql_expr *arg)
{
    e->args[i] = arg;
    e->end = (uint32_t)p->last_end;
    if (arg && arg->depth >= e->depth)
        e->depth = (uint16_t)(arg->depth + 1);
    if (e->depth > QL_CHAIN_MOST)
        return rhz_ql_problem(p->problem, e->start, e->end, "Cette expression est trop longue : plus de %d opérations à la suite",
                              QL_CHAIN_MOST);
    return true;
}

/* A growing list of arguments. */
struct args {
    struct ql_expr **v;
    size_t n, cap;
};

static bool push(struct ql_parser *p, struct args *a, struct ql_expr *e)
{
    if (!RHZ_PUSH(p->arena, a->v, a->n, a->cap))
        return rhz_ql_out_of_memory(p);
    a->v[a->n++] = e;
    return e != NULL;
}

static struct ql_expr *gather(struct ql_parser *p, enum ql_expr_type type, size_t start, struct args *a)
{
    struct ql_expr *e = rhz_ql_new_expr(p, type, start, 0);
    size_t i;

    if (!e)
        return NULL;
    e->args = a->v;
    e->n_args = a->n;
    e->end = (uint32_t)p->last_end;
    for (i = 0; i < a->n; i++)
        if (!rhz_ql_add_arg(p, e, i, a->v[i]))
            return NULL;
    return e;
}

static struct ql_expr *binary(struct ql_parser *p, enum ql_expr_type type, struct ql_expr *a, struct ql_expr *b)
{
    struct ql_expr *e = a && b ? rhz_ql_new_expr(p, type, a->start, 2) : NULL;

    return e && rhz_ql_add_arg(p, e, 0, a) && rhz_ql_add_arg(p, e, 1, b) ? e : NULL;
}

static struct ql_expr *unary(struct ql_parser *p, enum ql_expr_type type, size_t start, struct ql_expr *a)
{
    struct ql_expr *e = a ? rhz_ql_new_expr(p, type, start, 1) : NULL;

    return e && rhz_ql_add_arg(p, e, 0, a) ? e : NULL;
}

static struct ql_expr *literal(struct ql_parser *p, struct ql_value v)
{
    struct ql_expr *e = rhz_ql_new_expr(p, QL_E_LITERAL, p->token.start, 0);

    if (e)
        e->value = v;
    rhz_ql_advance(p);
    return e;
}

/* ---- literals ---- */

static bool number_text(struct ql_parser *p, const struct ql_token *t, char out[512])
{
    if (t->text.n >= 512)
        return rhz_ql_problem(p->problem, t->start, t->end, "Ce nombre est trop long");
    memcpy(out, t->text.p, t->text.n);
    out[t->text.n] = 0;
    return true;
}

/* whole: decimal, 0x hexadecimal, 0o octal; `negative` when a minus stands right before it. */
static struct ql_expr *whole(struct ql_parser *p, bool negative)
{
    char text[512], *end;
    const char *digits = text;
    int base = 10;
    unsigned long long v;

    if (!number_text(p, &p->token, text))
        return NULL;
    if (text[0] == '0' && (text[1] == 'x' || text[1] == 'o')) {
        base = text[1] == 'x' ? 16 : 8;
        digits = text + 2;
    }
    errno = 0;
    v = strtoull(digits, &end, base);
    if (*end || end == digits) {
        rhz_ql_problem(p->problem, p->token.start, p->token.end, "« %.40s » n'est pas un nombre", text);
        return NULL;
    }
    if (errno == ERANGE || v > (uint64_t)INT64_MAX + (negative ? 1 : 0)) {
        rhz_ql_problem(p->problem, p->token.start, p->token.end, "Cet entier est trop grand : au plus %lld", (long long)INT64_MAX);
        return NULL;
    }
    return literal(p, ql_integer(negative ? (int64_t)(0 - v) : (int64_t)v));
}

static struct ql_expr *decimal(struct ql_parser *p, bool negative)
{
    char text[512];
    double v;

    if (!number_text(p, &p->token, text))
        return NULL;
    v = rhz_ql_read_real(text);
    if (v - v != 0) {
        rhz_ql_problem(p->problem, p->token.start, p->token.end, "Ce nombre réel est trop grand");
        return NULL;
    }
    return literal(p, ql_real(negative ? -v : v));
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* \uXXXX, \UXXXXXXXX: `at` stands on the u. Returns the digits read, 0 when they are wrong. */
static unsigned escape_code(struct rhz_span s, size_t at, uint32_t *code)
{
    unsigned n = s.p[at] == 'u' ? 4 : 8, i;

    *code = 0;
    for (i = 0; i < n; i++) {
        int d = at + 1 + i < s.n ? hex_digit(s.p[at + 1 + i]) : -1;
        if (d < 0)
            return 0;
        *code = *code << 4 | (uint32_t)d;
    }
    return *code > 0x10FFFF || (*code >= 0xD800 && *code < 0xE000) ? 0 : n;
}

/* 'text': \\ \' \" \b \f \n \r \t \uXXXX \UXXXXXXXX */
static struct ql_expr *string(struct ql_parser *p)
{
    struct rhz_span s = rhz_span(p->token.text.p + 1, p->token.text.n - 2);
    char *out;
    size_t n = 0, i;

    if (s.n == 0 || !memchr(s.p, '\\', s.n))
        return literal(p, ql_text(s));
    out = rhz_arena_alloc(p->arena, s.n + 1);
    if (!out) {
        rhz_ql_out_of_memory(p);
        return NULL;
    }
    for (i = 0; i < s.n; i++) {
        static const char from[] = "\\'\"`bfnrtBFNRT", to[] = "\\'\"`\b\f\n\r\t\b\f\n\r\t";
        const char *known;
        uint32_t code;
        unsigned digits;

        if (s.p[i] != '\\') {
            out[n++] = s.p[i];
            continue;
        }
        i++;
        known = s.p[i] ? strchr(from, s.p[i]) : NULL;
        if (known) {
            out[n++] = to[known - from];
        } else if ((s.p[i] == 'u' || s.p[i] == 'U') && (digits = escape_code(s, i, &code))) {
            n += rhz_utf8_put(out + n, code);
            i += digits;
        } else {
            size_t at = p->token.start + 1 + i - 1;
            rhz_ql_problem(p->problem, at, at + 2, "Cet échappement n'existe pas ; une barre oblique inverse s'écrit « \\\\ »");
            return NULL;
        }
    }
    return literal(p, ql_text(rhz_span(out, n)));
}

/* parameter = "$" name */
struct ql_expr *rhz_ql_parameter(struct ql_parser *p)
{
    struct ql_expr *e = rhz_ql_new_expr(p, QL_E_PARAMETER, p->token.start, 0);
    size_t i;

    if (!e)
        return NULL;
    e->text = p->token.text;
    for (i = 0; i < p->n_parameters && !rhz_span_eq(p->parameters[i], e->text); i++)
        ;
    if (i == p->n_parameters) {
        if (!RHZ_PUSH(p->arena, p->parameters, p->n_parameters, p->cap_parameters)) {
            rhz_ql_out_of_memory(p);
            return NULL;
        }
        p->parameters[p->n_parameters++] = e->text;
    }
    if (i >= QL_SLOTS_MOST) {
        rhz_ql_problem(p->problem, p->token.start, p->token.end, "La requête a trop de paramètres");
        return NULL;
    }
    e->slot = (uint16_t)i;
    rhz_ql_advance(p);
    return e;
}

/* list = "[" [expression {"," expression}] "]" */
static struct ql_expr *list_literal(struct ql_parser *p, size_t start)
{
    struct args a = {0};

    if (!rhz_ql_at_sign(p, ']'))
        do {
            if (!push(p, &a, rhz_ql_expression(p)))
                return NULL;
        } while (rhz_ql_take_sign(p, ','));
    if (!rhz_ql_need_sign(p, ']', "« , » ou « ] »"))
        return NULL;
    return gather(p, QL_E_LIST, start, &a);
}

/* map = "{" [key ":" expression {"," key ":" expression}] "}" */
struct ql_expr *rhz_ql_map(struct ql_parser *p)
{
    struct args a = {0};
    struct rhz_span *keys = NULL;
    size_t start = p->token.start, n = 0, cap = 0;
    struct ql_expr *e;

    rhz_ql_advance(p);
    if (!rhz_ql_at_sign(p, '}'))
        do {
            if (!RHZ_PUSH(p->arena, keys, n, cap)) {
                rhz_ql_out_of_memory(p);
                return NULL;
            }
            if (!rhz_ql_need_name(p, &keys[n], "une clé") || !rhz_ql_need_sign(p, ':', "« : » après la clé") ||
                !push(p, &a, rhz_ql_expression(p)))
                return NULL;
            n++;
        } while (rhz_ql_take_sign(p, ','));
    if (!rhz_ql_need_sign(p, '}', "« , » ou « } »"))
        return NULL;
    e = gather(p, QL_E_MAP, start, &a);
    if (e)
        e->keys = keys;
    return e;
}

/* ---- what holds variables of its own ---- */

/* pattern comprehension = "[" [name "="] plain path [WHERE expression] "|" expression "]", after the "[" */
static struct ql_expr *for_pattern(struct ql_parser *p, size_t start)
{
    struct ql_expr *e = rhz_ql_new_expr(p, QL_E_FOR_PATTERN, start, 1), *result;

    if (!e)
        return NULL;
    e->match = rhz_arena_zalloc(p->arena, 1, sizeof *e->match);
    if (e->match)
        e->match->paths = rhz_arena_zalloc(p->arena, 1, sizeof *e->match->paths);
    if (!e->match || !e->match->paths) {
        rhz_ql_out_of_memory(p);
        return NULL;
    }
    e->match->n_paths = 1;
    if (!rhz_ql_path(p, e->match->paths))
        return NULL;
    if (e->match->paths->n == 0) {
        rhz_ql_expected(p, "un lien : [(a)-[:RELATION]->(b) | b.nom]");
        return NULL;
    }
    if (rhz_ql_take_word(p, "WHERE") && !(e->match->where = rhz_ql_expression(p)))
        return NULL;
    if (!rhz_ql_need_sign(p, '|', "« | » et ce qu'il faut retenir de chaque motif"))
        return NULL;
    result = rhz_ql_expression(p);
    if (!result || !rhz_ql_need_sign(p, ']', "« ] »") || !rhz_ql_add_arg(p, e, 0, result))
        return NULL;
    e->text = rhz_span(p->text.p + start, e->end - start);
    return e;
}

/* list comprehension = "[" name IN expression [WHERE expression] ["|" expression] "]", after the "[" */
static struct ql_expr *for_list(struct ql_parser *p, size_t start)
{
    struct ql_expr *e = rhz_ql_new_expr(p, QL_E_FOR_LIST, start, 3), *x;

    if (!e || !rhz_ql_need_name(p, &e->text, "un nom") || !rhz_ql_need_word(p, "IN") || !(x = rhz_ql_expression(p)) ||
        !rhz_ql_add_arg(p, e, 0, x))
        return NULL;
    if (rhz_ql_take_word(p, "WHERE") && (!(x = rhz_ql_expression(p)) || !rhz_ql_add_arg(p, e, 1, x)))
        return NULL;
    if (rhz_ql_take_sign(p, '|') && (!(x = rhz_ql_expression(p)) || !rhz_ql_add_arg(p, e, 2, x)))
        return NULL;
    if (!rhz_ql_need_sign(p, ']', "« | » ou « ] »"))
        return NULL;
    e->end = (uint32_t)p->last_end;
    return e;
}

static struct ql_expr *in_brackets(struct ql_parser *p)
{
    size_t start = p->token.start;
    struct ql_mark m;
    struct ql_expr *e;

    rhz_ql_advance(p);
    m = rhz_ql_mark(p);
    if (rhz_ql_at_name(p)) {
        struct rhz_span name;
        bool is_for;
        rhz_ql_need_name(p, &name, "");
        is_for = rhz_ql_at_word(p, "IN");
        rhz_ql_back(p, &m);
        if (is_for) {
            /* [x IN list] is a comprehension, [x IN list, y] and [x IN list OR y] are lists of truths: try. */
            e = for_list(p, start);
            if (e || p->no_memory)
                return e;
            if (rhz_ql_at_sign(p, '|'))
                return NULL;
            {
                struct ql_mark failed = rhz_ql_mark(p);
                rhz_ql_back(p, &m);
                e = list_literal(p, start);
                if (!e && !p->no_memory)
                    *p->problem = failed.problem;
                return e;
            }
        }
    }
    if (rhz_ql_at_sign(p, '(') || rhz_ql_at_name(p)) {
        e = for_pattern(p, start);
        if (e || p->no_memory)
            return e;
        rhz_ql_back(p, &m);
    }
    return list_literal(p, start);
}

/* quantifier = (all | any | none | single) "(" name IN expression [WHERE expression] ")" */
static struct ql_expr *quantifier(struct ql_parser *p, char op, size_t start)
{
    struct ql_expr *e = rhz_ql_new_expr(p, QL_E_QUANTIFIER, start, 2), *x;

    if (!e || !rhz_ql_need_name(p, &e->text, "un nom") || !rhz_ql_need_word(p, "IN") || !(x = rhz_ql_expression(p)) ||
        !rhz_ql_add_arg(p, e, 0, x))
        return NULL;
    e->op = (uint8_t)op;
    if (rhz_ql_take_word(p, "WHERE") && (!(x = rhz_ql_expression(p)) || !rhz_ql_add_arg(p, e, 1, x)))
        return NULL;
    if (!rhz_ql_need_sign(p, ')', "WHERE et une condition, puis « ) »"))
        return NULL;
    e->end = (uint32_t)p->last_end;
    return e;
}

/* reduce = reduce "(" name "=" expression "," name IN expression "|" expression ")" */
static struct ql_expr *reduce(struct ql_parser *p, size_t start)
{
    struct ql_expr *e = rhz_ql_new_expr(p, QL_E_REDUCE, start, 3), *x;

    if (!e || !rhz_ql_need_name(p, &e->text, "le nom de l'accumulateur") || !rhz_ql_need_sign(p, '=', "« = »") ||
        !(x = rhz_ql_expression(p)) || !rhz_ql_add_arg(p, e, 0, x) || !rhz_ql_need_sign(p, ',', "« , »") ||
        !rhz_ql_need_name(p, &e->text2, "un nom") || !rhz_ql_need_word(p, "IN") || !(x = rhz_ql_expression(p)) ||
        !rhz_ql_add_arg(p, e, 1, x) || !rhz_ql_need_sign(p, '|', "« | »") || !(x = rhz_ql_expression(p)) ||
        !rhz_ql_add_arg(p, e, 2, x) || !rhz_ql_need_sign(p, ')', "« ) »"))
        return NULL;
    e->end = (uint32_t)p->last_end;
    return e;
}

/* CASE [expression] {WHEN expression THEN expression} [ELSE expression] END */
static struct ql_expr *case_of(struct ql_parser *p)
{
    size_t start = p->token.start;
    struct args a = {0};

    rhz_ql_advance(p);
    if (rhz_ql_at_word(p, "WHEN")) {
        push(p, &a, NULL);
    } else if (!push(p, &a, rhz_ql_expression(p))) {
        return NULL;
    }
    do {
        if (!rhz_ql_need_word(p, "WHEN") || !push(p, &a, rhz_ql_expression(p)) || !rhz_ql_need_word(p, "THEN") ||
            !push(p, &a, rhz_ql_expression(p)))
            return NULL;
    } while (rhz_ql_at_word(p, "WHEN"));
    if (rhz_ql_take_word(p, "ELSE")) {
        if (!push(p, &a, rhz_ql_expression(p)))
            return NULL;
    } else {
        push(p, &a, NULL);
    }
    return rhz_ql_need_word(p, "END") ? gather(p, QL_E_CASE, start, &a) : NULL;
}

/* ---- patterns as expressions ---- */

static struct ql_expr *exists_of(struct ql_parser *p, size_t start, enum ql_expr_type type)
{
    struct ql_expr *e = rhz_ql_new_expr(p, type, start, 0);

    if (!e)
        return NULL;
    e->match = rhz_arena_zalloc(p->arena, 1, sizeof *e->match);
    if (!e->match)
        rhz_ql_out_of_memory(p);
    return e->match ? e : NULL;
}

/* A path of one edge or more, where an expression may stand. NULL without a problem: it is none. */
static struct ql_expr *pattern(struct ql_parser *p)
{
    struct ql_mark m = rhz_ql_mark(p);
    struct ql_expr *e = exists_of(p, p->token.start, QL_E_EXISTS);

    if (!e)
        return NULL;
    e->match->paths = rhz_arena_zalloc(p->arena, 1, sizeof *e->match->paths);
    if (!e->match->paths) {
        rhz_ql_out_of_memory(p);
        return NULL;
    }
    e->match->n_paths = 1;
    if (rhz_ql_plain_path(p, e->match->paths) && e->match->paths->n) {
        e->op = 'p'; /* bare, which is a condition only: see scope.c */
        e->end = (uint32_t)p->last_end;
        e->text = rhz_span(p->text.p + e->start, e->end - e->start);
        return e;
    }
    rhz_ql_back(p, &m);
    return NULL;
}

/* EXISTS "{" [MATCH] paths "}", COUNT "{" ... "}", at the brace */
static struct ql_expr *braces(struct ql_parser *p, size_t start, enum ql_expr_type type)
{
    struct ql_expr *e = exists_of(p, start, type);

    rhz_ql_advance(p);
    rhz_ql_take_word(p, "MATCH");
    if (!e || !rhz_ql_paths(p, e->match))
        return NULL;
    if (rhz_ql_take_word(p, "RETURN") && !rhz_ql_expression(p))
        return NULL;
    if (!rhz_ql_need_sign(p, '}', "« } »"))
        return NULL;
    e->end = (uint32_t)p->last_end;
    e->text = rhz_span(p->text.p + start, e->end - start);
    return e;
}

/* ---- calls ---- */

/* call = name {"." name} "(" [DISTINCT] [expression {"," expression}] ")"; "*" for count alone */
static struct ql_expr *call(struct ql_parser *p, struct rhz_span name, size_t start, size_t name_end)
{
    const struct ql_function *f = rhz_ql_function(name);
    struct args a = {0};
    bool distinct, star;
    struct ql_expr *e;

    if (!f) {
        const char *near = rhz_ql_function_near(name);
        rhz_ql_problem(p->problem, start, name_end, near ? "La fonction « %.*s » n'existe pas ; vouliez-vous dire « %s » ?"
                                                         : "La fonction « %.*s » n'existe pas%s",
                       (int)(name.n > 40 ? 40 : name.n), name.p, near ? near : "");
        return NULL;
    }
    distinct = rhz_ql_take_word(p, "DISTINCT");
    star = f->kind == QL_AGGREGATE && f->aggregate == QL_COUNT && !distinct && rhz_ql_take_sign(p, '*');
    if (!star && !rhz_ql_at_sign(p, ')'))
        do {
            if (!push(p, &a, rhz_ql_expression(p)))
                return NULL;
        } while (rhz_ql_take_sign(p, ','));
    if (!rhz_ql_need_sign(p, ')', "« , » ou « ) »"))
        return NULL;
    if (!star && (a.n < f->least || a.n > f->most)) {
        rhz_ql_problem(p->problem, start, p->last_end, "« %.*s » prend %u argument%s%s, pas %zu", (int)name.n, name.p, f->least,
                       f->least > 1 ? "s" : "", f->most > f->least ? " au moins" : "", a.n);
        return NULL;
    }
    if (distinct && f->kind != QL_AGGREGATE) {
        rhz_ql_problem(p->problem, start, p->last_end, "DISTINCT ne va qu'avec ce qui rassemble des lignes : count, sum, collect...");
        return NULL;
    }
    e = gather(p, QL_E_CALL, start, &a);
    if (e) {
        e->function = f;
        e->text = name;
        e->distinct = distinct;
        e->op = star ? '*' : 0;
    }
    return e;
}

static struct ql_expr *named(struct ql_parser *p)
{
    static const struct {
        const char *word;
        char op;
    } quantifiers[] = {{"ALL", 'a'}, {"ANY", 'y'}, {"NONE", 'n'}, {"SINGLE", 's'}};
    size_t start = p->token.start, name_end, i;
    struct ql_token first = p->token;
    struct ql_mark m = rhz_ql_mark(p);
    struct rhz_span name;
    struct ql_expr *e;

    if (!rhz_ql_need_name(p, &name, "un nom"))
        return NULL;
    name_end = p->last_end;
    if (rhz_ql_at_sign(p, '{') && (rhz_ql_is_word(&first, "EXISTS") || rhz_ql_is_word(&first, "COUNT")))
        return braces(p, start, rhz_ql_is_word(&first, "EXISTS") ? QL_E_EXISTS : QL_E_COUNT);
    if (rhz_ql_at_sign(p, '(') && first.type == QL_NAME) {
        rhz_ql_advance(p);
        for (i = 0; i < 4; i++)
            if (rhz_ql_is_word(&first, quantifiers[i].word))
                return quantifier(p, quantifiers[i].op, start);
        if (rhz_ql_is_word(&first, "REDUCE"))
            return reduce(p, start);
        if (rhz_ql_is_word(&first, "EXISTS") && rhz_ql_at_sign(p, '(')) {
            e = pattern(p);
            if (p->problem->set)
                return NULL;
            if (e) {
                e->op = 0;
                return rhz_ql_need_sign(p, ')', "« ) »") ? e : NULL;
            }
        }
        if (rhz_ql_is_word(&first, "SHORTESTPATH") || rhz_ql_is_word(&first, "ALLSHORTESTPATHS")) {
            rhz_ql_problem(p->problem, start, name_end, "Un plus court chemin se cherche dans MATCH : MATCH c = shortestPath((a)-[*]-(b))");
            return NULL;
        }
        return call(p, name, start, name_end);
    }
    (void)m;
    e = rhz_ql_new_expr(p, QL_E_VARIABLE, start, 0);
    if (e) {
        e->text = name;
        e->end = (uint32_t)name_end;
    }
    return e;
}

/* ---- atoms ---- */

static struct ql_expr *parenthesised(struct ql_parser *p)
{
    size_t start = p->token.start;
    struct ql_expr *e = pattern(p);

    if (e || p->problem->set)
        return e;
    rhz_ql_advance(p);
    e = rhz_ql_expression(p);
    if (!e || !rhz_ql_need_sign(p, ')', "« ) »"))
        return NULL;
    e->parenthesised = true;
    (void)start;
    return e;
}

/* atom = literal | parameter | list | map | CASE | call | variable | "(" expression ")" | pattern */
static struct ql_expr *atom(struct ql_parser *p)
{
    switch (p->token.type) {
    case QL_WHOLE: return whole(p, false);
    case QL_DECIMAL: return decimal(p, false);
    case QL_STRING: return string(p);
    case QL_PARAMETER: return rhz_ql_parameter(p);
    case QL_QUOTED: return named(p);
    case QL_NAME:
        if (rhz_ql_at_word(p, "TRUE"))
            return literal(p, ql_bool(true));
        if (rhz_ql_at_word(p, "FALSE"))
            return literal(p, ql_bool(false));
        if (rhz_ql_at_word(p, "NULL"))
            return literal(p, ql_null());
        if (rhz_ql_at_word(p, "CASE"))
            return case_of(p);
        return named(p);
    case QL_SIGN:
        if (p->token.sign == '[')
            return in_brackets(p);
        if (p->token.sign == '{')
            return rhz_ql_map(p);
        if (p->token.sign == '(')
            return parenthesised(p);
        break;
    default: break;
    }
    rhz_ql_expected(p, "une valeur, une variable ou une fonction");
    return NULL;
}

/* index = "[" expression "]" | "[" [expression] ".." [expression] "]" */
static struct ql_expr *indexed(struct ql_parser *p, struct ql_expr *of)
{
    struct ql_expr *from = NULL, *to = NULL, *e;

    rhz_ql_advance(p);
    if (!rhz_ql_at_sign(p, QL_SIGN2('.', '.')) && !(from = rhz_ql_expression(p)))
        return NULL;
    if (!rhz_ql_take_sign(p, QL_SIGN2('.', '.'))) {
        e = binary(p, QL_E_INDEX, of, from);
    } else {
        if (!rhz_ql_at_sign(p, ']') && !(to = rhz_ql_expression(p)))
            return NULL;
        e = rhz_ql_new_expr(p, QL_E_SLICE, of->start, 3);
        if (!e || !rhz_ql_add_arg(p, e, 0, of) || !rhz_ql_add_arg(p, e, 1, from) || !rhz_ql_add_arg(p, e, 2, to))
            return NULL;
    }
    if (!e || !rhz_ql_need_sign(p, ']', "« ] »"))
        return NULL;
    e->end = (uint32_t)p->last_end;
    return e;
}

/* projection = variable "{" ("." name | "." "*" | name ":" expression | name) {"," ...} "}" */
static struct ql_expr *map_projection(struct ql_parser *p, struct ql_expr *of)
{
    struct args a = {0};
    struct rhz_span *keys = NULL;
    size_t n = 0, cap = 0;
    struct ql_expr *e, *x;

    rhz_ql_advance(p);
    if (!push(p, &a, of))
        return NULL;
    if (!rhz_ql_at_sign(p, '}'))
        do {
            size_t start = p->token.start;
            if (!RHZ_PUSH(p->arena, keys, n, cap)) {
                rhz_ql_out_of_memory(p);
                return NULL;
            }
            if (rhz_ql_take_sign(p, '.')) {
                if (rhz_ql_take_sign(p, '*')) {
                    keys[n++] = rhz_span("", 0);
                    push(p, &a, NULL);
                    continue;
                }
                if (!rhz_ql_need_name(p, &keys[n], "un nom de propriété, ou *") || !(x = unary(p, QL_E_PROPERTY, start, of)))
                    return NULL;
                x->text = keys[n];
            } else {
                if (!rhz_ql_need_name(p, &keys[n], "une clé, ou « . » et un nom de propriété"))
                    return NULL;
                if (rhz_ql_take_sign(p, ':')) {
                    x = rhz_ql_expression(p);
                } else if ((x = rhz_ql_new_expr(p, QL_E_VARIABLE, start, 0))) {
                    x->text = keys[n];
                }
            }
            if (!push(p, &a, x))
                return NULL;
            n++;
        } while (rhz_ql_take_sign(p, ','));
    if (!rhz_ql_need_sign(p, '}', "« , » ou « } »"))
        return NULL;
    e = gather(p, QL_E_PROJECTION, of->start, &a);
    if (e)
        e->keys = keys;
    return e;
}

/* postfix = atom {"." name | index | labels | projection} */
static struct ql_expr *postfix(struct ql_parser *p)
{
    struct ql_expr *e = atom(p), *x;

    while (e && !p->problem->set) {
        if (rhz_ql_at_sign(p, '.')) {
            rhz_ql_advance(p);
            x = unary(p, QL_E_PROPERTY, e->start, e);
            if (!x || !rhz_ql_need_name(p, &x->text, "un nom de propriété"))
                return NULL;
            x->end = (uint32_t)p->last_end;
            e = x;
        } else if (rhz_ql_at_sign(p, '[')) {
            e = indexed(p, e);
        } else if (rhz_ql_at_sign(p, ':')) {
            x = unary(p, QL_E_LABELS, e->start, e);
            if (!x || !rhz_ql_label_names(p, &x->labels))
                return NULL;
            x->end = (uint32_t)p->last_end;
            e = x;
        } else if (rhz_ql_at_sign(p, '{') && e->type == QL_E_VARIABLE) {
            e = map_projection(p, e);
        } else {
            break;
        }
    }
    return p->problem->set ? NULL : e;
}

/* signed = {"+" | "-"} postfix */
static struct ql_expr *signed_value(struct ql_parser *p)
{
    size_t start = p->token.start;
    struct ql_expr *e;

    if (rhz_ql_at_sign(p, '-') || rhz_ql_at_sign(p, '+')) {
        bool minus = rhz_ql_at_sign(p, '-');
        rhz_ql_advance(p);
        if (minus && p->token.type == QL_WHOLE) {
            struct ql_mark m = rhz_ql_mark(p);
            e = whole(p, true);
            if (!e)
                return NULL;
            if (!rhz_ql_at_sign(p, '.') && !rhz_ql_at_sign(p, '[')) {
                e->start = (uint32_t)start;
                return e;
            }
            rhz_ql_back(p, &m);
        }
        if (!rhz_ql_enter(p))
            return NULL;
        e = signed_value(p);
        p->depth--;
        return unary(p, minus ? QL_E_MINUS : QL_E_PLUS, start, e);
    }
    return postfix(p);
}

/* power = signed {"^" signed} */
static struct ql_expr *power(struct ql_parser *p)
{
    struct ql_expr *e = signed_value(p);

    while (e && rhz_ql_take_sign(p, '^'))
        e = binary(p, QL_E_POWER, e, signed_value(p));
    return e;
}

/* product = power {("*" | "/" | "%") power} */
static struct ql_expr *product(struct ql_parser *p)
{
    struct ql_expr *e = power(p);

    while (e) {
        if (rhz_ql_take_sign(p, '*'))
            e = binary(p, QL_E_MULTIPLY, e, power(p));
        else if (rhz_ql_take_sign(p, '/'))
            e = binary(p, QL_E_DIVIDE, e, power(p));
        else if (rhz_ql_take_sign(p, '%'))
            e = binary(p, QL_E_MODULO, e, power(p));
        else
            break;
    }
    return e;
}

/* sum = product {("+" | "-") product} */
static struct ql_expr *sum(struct ql_parser *p)
{
    struct ql_expr *e = product(p);

    while (e) {
        if (rhz_ql_take_sign(p, '+'))
            e = binary(p, QL_E_ADD, e, product(p));
        else if (rhz_ql_take_sign(p, '-'))
            e = binary(p, QL_E_SUBTRACT, e, product(p));
        else
            break;
    }
    return e;
}

/* predicate = sum {IN sum | STARTS WITH sum | ENDS WITH sum | CONTAINS sum | "=~" sum | IS [NOT] NULL} */
static struct ql_expr *predicate(struct ql_parser *p)
{
    struct ql_expr *e = sum(p);

    while (e) {
        if (rhz_ql_take_word(p, "IN")) {
            e = binary(p, QL_E_IN, e, sum(p));
        } else if (rhz_ql_take_word(p, "STARTS")) {
            e = rhz_ql_need_word(p, "WITH") ? binary(p, QL_E_STARTS, e, sum(p)) : NULL;
        } else if (rhz_ql_take_word(p, "ENDS")) {
            e = rhz_ql_need_word(p, "WITH") ? binary(p, QL_E_ENDS, e, sum(p)) : NULL;
        } else if (rhz_ql_take_word(p, "CONTAINS")) {
            e = binary(p, QL_E_CONTAINS, e, sum(p));
        } else if (rhz_ql_take_sign(p, QL_SIGN2('=', '~'))) {
            e = binary(p, QL_E_MATCHES, e, sum(p));
        } else if (rhz_ql_take_word(p, "IS")) {
            bool not = rhz_ql_take_word(p, "NOT");
            e = rhz_ql_need_word(p, "NULL") ? unary(p, not ? QL_E_IS_NOT_NULL : QL_E_IS_NULL, e->start, e) : NULL;
        } else {
            break;
        }
    }
    return e;
}

static bool at_comparison(const struct ql_parser *p)
{
    return rhz_ql_at_sign(p, '=') || rhz_ql_at_sign(p, '<') || rhz_ql_at_sign(p, '>') ||
           rhz_ql_at_sign(p, QL_SIGN2('<', '>')) || rhz_ql_at_sign(p, QL_SIGN2('<', '=')) ||
           rhz_ql_at_sign(p, QL_SIGN2('>', '='));
}

/* comparison = predicate {("=" | "<>" | "<" | "<=" | ">" | ">=") predicate} */
static struct ql_expr *comparison(struct ql_parser *p)
{
    struct ql_expr *first = predicate(p), *e;
    struct args a = {0};
    unsigned *ops = NULL;
    size_t n = 0, cap = 0;

    if (first && rhz_ql_at_sign(p, QL_SIGN2('!', '='))) {
        rhz_ql_problem(p->problem, p->token.start, p->token.end, "« différent de » s'écrit « <> »");
        return NULL;
    }
    if (!first || !at_comparison(p))
        return first;
    if (!push(p, &a, first))
        return NULL;
    while (at_comparison(p)) {
        if (!RHZ_PUSH(p->arena, ops, n, cap)) {
            rhz_ql_out_of_memory(p);
            return NULL;
        }
        ops[n++] = p->token.sign;
        rhz_ql_advance(p);
        if (!push(p, &a, predicate(p)))
            return NULL;
    }
    e = gather(p, QL_E_COMPARE, first->start, &a);
    if (e)
        e->ops = ops;
    return e;
}

/* not = {NOT} comparison */
static struct ql_expr *not_expression(struct ql_parser *p)
{
    size_t start = p->token.start;
    struct ql_expr *e;

    if (!rhz_ql_take_word(p, "NOT"))
        return comparison(p);
    if (!rhz_ql_enter(p))
        return NULL;
    e = not_expression(p);
    p->depth--;
    return unary(p, QL_E_NOT, start, e);
}

static struct ql_expr *chain(struct ql_parser *p, const char *word, enum ql_expr_type type,
                             struct ql_expr *(*next)(struct ql_parser *))
{
    struct ql_expr *first = next(p);
    struct args a = {0};

    if (!first || !rhz_ql_at_word(p, word))
        return first;
    if (!push(p, &a, first))
        return NULL;
    while (rhz_ql_take_word(p, word))
        if (!push(p, &a, next(p)))
            return NULL;
    return gather(p, type, first->start, &a);
}

/* and = not {AND not};  xor = and {XOR and};  expression = xor {OR xor} */
static struct ql_expr *and_expression(struct ql_parser *p)
{
    return chain(p, "AND", QL_E_AND, not_expression);
}

static struct ql_expr *xor_expression(struct ql_parser *p)
{
    return chain(p, "XOR", QL_E_XOR, and_expression);
}

static struct ql_expr *or_expression(struct ql_parser *p)
{
    return chain(p, "OR", QL_E_OR, xor_expression);
}

struct ql_expr *rhz_ql_expression(struct ql_parser *p)
{
    struct ql_expr *e;

    if (!rhz_ql_enter(p))
        return NULL;
    e = or_expression(p);
    p->depth--;
    return p->problem->set ? NULL : e;
}

/* ---- comparing trees ---- */

static bool same_args(const struct ql_expr *a, const struct ql_expr *b)
{
    size_t i;

    for (i = 0; i < a->n_args; i++)
        if (!rhz_ql_same_expr(a->args[i], b->args[i]))
            return false;
    return true;
}

bool rhz_ql_same_expr(const struct ql_expr *a, const struct ql_expr *b)
{
    size_t i;

    if (!a || !b || a == b)
        return a == b;
    if (a->type != b->type || a->n_args != b->n_args || a->op != b->op || a->distinct != b->distinct)
        return false;
    if (a->type != QL_E_CALL && (!rhz_span_eq(a->text, b->text) || !rhz_span_eq(a->text2, b->text2)))
        return false;
    switch (a->type) {
    case QL_E_LITERAL: return rhz_ql_same(a->value, b->value) && a->value.type == b->value.type;
    case QL_E_VARIABLE:
    case QL_E_SLOT: return a->slot == b->slot;
    case QL_E_CALL: return a->function == b->function && same_args(a, b);
    case QL_E_EXISTS:
    case QL_E_COUNT:
    case QL_E_FOR_PATTERN: return same_args(a, b); /* their text was compared */
    case QL_E_MAP:
    case QL_E_PROJECTION:
        for (i = 0; i < a->n_args - (a->type == QL_E_PROJECTION); i++)
            if (!rhz_span_eq(a->keys[i], b->keys[i]))
                return false;
        return same_args(a, b);
    case QL_E_COMPARE:
        return memcmp(a->ops, b->ops, (a->n_args - 1) * sizeof *a->ops) == 0 && same_args(a, b);
    case QL_E_LABELS:
        if (a->labels.n != b->labels.n || a->labels.any != b->labels.any)
            return false;
        for (i = 0; i < a->labels.n; i++)
            if (!rhz_span_eq(a->labels.names[i], b->labels.names[i]))
                return false;
        return same_args(a, b);
    default: return same_args(a, b);
    }
}
