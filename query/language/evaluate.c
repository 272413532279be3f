/* evaluate.c -- expressions over the row, by walking the tree. Null is unknown: it goes through operations, and conditions
 * have three values. */
#include "evaluate.h"

#include <math.h>
#include <regex.h>
#include <stdio.h>

#include "functions.h"
#include "open_values.h"
#include "tokens.h"

static rhz_status evaluate_all(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, struct ql_value **out)
{
    struct ql_value *v = rhz_arena_alloc(arena, (e->n_args ? e->n_args : 1) * sizeof *v);
    rhz_status st = v ? RHZ_OK : rhz_ql_no_room(x);
    size_t i;

    for (i = 0; i < e->n_args && st == RHZ_OK; i++)
        st = rhz_ql_evaluate(x, e->args[i], arena, &v[i]);
    *out = v;
    return st;
}

static struct ql_value from_truth(enum ql_truth t)
{
    return t == QL_UNKNOWN ? ql_null() : ql_bool(t == QL_TRUE);
}

rhz_status rhz_ql_condition(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, enum ql_truth *out)
{
    struct ql_value v;
    rhz_status st = rhz_ql_evaluate(x, e, arena, &v);

    if (st != RHZ_OK)
        return st;
    if (v.type != QL_BOOL && v.type != QL_NULL)
        return rhz_ql_fault(x, e, "une condition est vraie ou fausse, et ceci est %s", rhz_ql_type_name(v.type));
    *out = v.type == QL_NULL ? QL_UNKNOWN : v.truth ? QL_TRUE : QL_FALSE;
    return RHZ_OK;
}

/* ---- logic ---- */

static rhz_status logic(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, struct ql_value *out)
{
    enum ql_truth decides = e->type == QL_E_AND ? QL_FALSE : QL_TRUE, all = decides == QL_FALSE ? QL_TRUE : QL_FALSE, one;
    rhz_status st;
    size_t i;

    for (i = 0; i < e->n_args; i++) {
        if ((st = rhz_ql_condition(x, e->args[i], arena, &one)) != RHZ_OK)
            return st;
        if (one == decides) {
            *out = from_truth(one);
            return RHZ_OK;
        }
        if (one == QL_UNKNOWN)
            all = QL_UNKNOWN;
    }
    *out = from_truth(all);
    return RHZ_OK;
}

static rhz_status exclusive(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, struct ql_value *out)
{
    bool result = false, unknown = false;
    enum ql_truth one;
    rhz_status st;
    size_t i;

    for (i = 0; i < e->n_args; i++) {
        if ((st = rhz_ql_condition(x, e->args[i], arena, &one)) != RHZ_OK)
            return st;
        unknown |= one == QL_UNKNOWN;
        result ^= one == QL_TRUE;
    }
    *out = unknown ? ql_null() : ql_bool(result);
    return RHZ_OK;
}

static enum ql_truth opposite(enum ql_truth t)
{
    return t == QL_UNKNOWN ? t : t == QL_TRUE ? QL_FALSE : QL_TRUE;
}

static enum ql_truth compare_pair(unsigned op, struct ql_value a, struct ql_value b)
{
    enum ql_truth t;
    int order;

    if (op == '=')
        return rhz_ql_equal(a, b);
    if (op == QL_SIGN2('<', '>'))
        return opposite(rhz_ql_equal(a, b));
    if (a.type == QL_NULL || b.type == QL_NULL)
        return QL_UNKNOWN;
    if ((t = rhz_ql_compare(a, b, &order)) != QL_TRUE)
        return t;
    switch (op) {
    case '<': return order < 0 ? QL_TRUE : QL_FALSE;
    case '>': return order > 0 ? QL_TRUE : QL_FALSE;
    case QL_SIGN2('<', '='): return order <= 0 ? QL_TRUE : QL_FALSE;
    default: return order >= 0 ? QL_TRUE : QL_FALSE;
    }
}

/* a < b <= c is a < b AND b <= c, each value computed once. */
static rhz_status comparison(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, struct ql_value *out)
{
    enum ql_truth all = QL_TRUE, one;
    struct ql_value a, b;
    rhz_status st = rhz_ql_evaluate(x, e->args[0], arena, &a);
    size_t i;

    for (i = 1; i < e->n_args && st == RHZ_OK; i++) {
        if ((st = rhz_ql_evaluate(x, e->args[i], arena, &b)) != RHZ_OK)
            return st;
        one = compare_pair(e->ops[i - 1], a, b);
        if (one == QL_FALSE)
            all = QL_FALSE;
        else if (one == QL_UNKNOWN && all == QL_TRUE)
            all = QL_UNKNOWN;
        a = b;
    }
    *out = from_truth(all);
    return st;
}

static enum ql_truth contains(struct ql_value element, struct ql_value list)
{
    enum ql_truth all = QL_FALSE, one;
    uint32_t i;

    for (i = 0; i < list.n; i++) {
        one = rhz_ql_equal(element, list.items[i]);
        if (one == QL_TRUE)
            return QL_TRUE;
        if (one == QL_UNKNOWN)
            all = QL_UNKNOWN;
    }
    return all;
}

static rhz_status in_list(struct ql_run *x, const struct ql_expr *e, struct ql_value a, struct ql_value b, struct ql_value *out)
{
    if (b.type == QL_NULL)
        *out = ql_null();
    else if (b.type != QL_LIST)
        return rhz_ql_fault(x, e->args[1], "IN cherche dans une liste, et ceci est %s", rhz_ql_type_name(b.type));
    else
        *out = from_truth(contains(a, b));
    return RHZ_OK;
}

/* ---- texts ---- */

static bool text_holds(enum ql_expr_type type, struct rhz_span a, struct rhz_span b)
{
    if (b.n > a.n)
        return false;
    if (type == QL_E_STARTS)
        return memcmp(a.p, b.p, b.n) == 0;
    if (type == QL_E_ENDS)
        return memcmp(a.p + (a.n - b.n), b.p, b.n) == 0;
    return b.n == 0 || memmem(a.p, a.n, b.p, b.n) != NULL;
}

/* What glibc's matcher cannot bound is refused: references back, repeated repeats. */
static bool bounded_pattern(struct rhz_span s)
{
    size_t i, braces = 0;

    for (i = 0; i < s.n; i++) {
        braces += s.p[i] == '{';
        if (s.p[i] == '\\' && i + 1 < s.n && s.p[i + 1] >= '0' && s.p[i + 1] <= '9')
            return false;
        i += s.p[i] == '\\';
    }
    return s.n <= 256 && braces <= 2 && memchr(s.p, 0, s.n) == NULL;
}

static rhz_status matches(struct ql_run *x, const struct ql_expr *e, struct rhz_span text, struct rhz_span pattern,
                          struct rhz_arena *arena, struct ql_value *out)
{
    bool fold = pattern.n >= 4 && memcmp(pattern.p, "(?i)", 4) == 0;
    char *source, *subject;
    regex_t compiled;

    if (fold)
        pattern = rhz_span(pattern.p + 4, pattern.n - 4);
    if (!bounded_pattern(pattern))
        return rhz_ql_fault(x, e->args[1], "cette expression rationnelle est trop longue ou renvoie en arrière");
    source = rhz_arena_printf(arena, "^(%.*s)$", (int)pattern.n, pattern.p);
    subject = rhz_arena_str(arena, text);
    if (!source || !subject)
        return rhz_ql_no_room(x);
    if (regcomp(&compiled, source, REG_EXTENDED | REG_NOSUB | (fold ? REG_ICASE : 0)) != 0)
        return rhz_ql_fault(x, e->args[1], "cette expression rationnelle est mal formée");
    *out = ql_bool(regexec(&compiled, subject, 0, NULL, 0) == 0);
    regfree(&compiled);
    return RHZ_OK;
}

/* ---- arithmetic ---- */

static rhz_status not_numbers(struct ql_run *x, const struct ql_expr *e, struct ql_value a, struct ql_value b)
{
    return rhz_ql_fault(x, e, "cette opération demande deux nombres, et voici %s et %s", rhz_ql_type_name(a.type),
                        rhz_ql_type_name(b.type));
}

static rhz_status whole_arithmetic(struct ql_run *x, const struct ql_expr *e, int64_t a, int64_t b, struct ql_value *out)
{
    int64_t v = 0;
    bool over = false;

    switch (e->type) {
    case QL_E_ADD: over = __builtin_add_overflow(a, b, &v); break;
    case QL_E_SUBTRACT: over = __builtin_sub_overflow(a, b, &v); break;
    case QL_E_MULTIPLY: over = __builtin_mul_overflow(a, b, &v); break;
    default:
        if (b == 0)
            return rhz_ql_fault(x, e, "division par zéro");
        if (b == -1) /* INT64_MIN / -1 */
            over = e->type == QL_E_DIVIDE && __builtin_sub_overflow(0, a, &v);
        else
            v = e->type == QL_E_DIVIDE ? a / b : a % b;
    }
    if (over)
        return rhz_ql_fault(x, e, "le résultat dépasse les entiers de 64 bits");
    *out = ql_integer(v);
    return RHZ_OK;
}

static rhz_status arithmetic(struct ql_run *x, const struct ql_expr *e, struct ql_value a, struct ql_value b, struct ql_value *out)
{
    double p, q;

    if (a.type == QL_NULL || b.type == QL_NULL) {
        *out = ql_null();
        return RHZ_OK;
    }
    if (!ql_is_number(a) || !ql_is_number(b))
        return not_numbers(x, e, a, b);
    if (a.type == QL_INTEGER && b.type == QL_INTEGER && e->type != QL_E_POWER)
        return whole_arithmetic(x, e, a.integer, b.integer, out);
    p = ql_as_real(a);
    q = ql_as_real(b);
    switch (e->type) {
    case QL_E_ADD: p += q; break;
    case QL_E_SUBTRACT: p -= q; break;
    case QL_E_MULTIPLY: p *= q; break;
    case QL_E_DIVIDE: p = p / q; break;
    case QL_E_MODULO: p = fmod(p, q); break;
    default: p = pow(p, q);
    }
    *out = ql_real(p);
    return RHZ_OK;
}

static rhz_status join_lists(struct ql_run *x, struct ql_value a, struct ql_value b, struct rhz_arena *arena, struct ql_value *out)
{
    const struct ql_value *left = a.type == QL_LIST ? a.items : &a, *right = b.type == QL_LIST ? b.items : &b;
    size_t n = a.type == QL_LIST ? a.n : 1, m = b.type == QL_LIST ? b.n : 1;
    struct ql_value *items = rhz_arena_alloc(arena, (n + m ? n + m : 1) * sizeof *items);

    if (!items)
        return rhz_ql_no_room(x);
    if (n)
        memcpy(items, left, n * sizeof *items);
    if (m)
        memcpy(items + n, right, m * sizeof *items);
    *out = ql_list(items, n + m);
    return RHZ_OK;
}

static struct rhz_span as_text(struct ql_value v, char room[48])
{
    if (v.type == QL_TEXT)
        return ql_span(v);
    if (v.type == QL_INTEGER)
        snprintf(room, 48, "%lld", (long long)v.integer);
    else if (v.type == QL_REAL)
        rhz_real_text(v.real, room);
    else
        snprintf(room, 48, "%s", v.truth ? "true" : "false");
    return rhz_span_of(room);
}

static rhz_status add(struct ql_run *x, const struct ql_expr *e, struct ql_value a, struct ql_value b, struct rhz_arena *arena,
                      struct ql_value *out)
{
    char left[48], right[48], *p;
    struct rhz_span s, t;

    if (a.type == QL_LIST || b.type == QL_LIST) {
        if (a.type != QL_NULL && b.type != QL_NULL)
            return join_lists(x, a, b, arena, out);
        *out = ql_null();
        return RHZ_OK;
    }
    if (a.type == QL_NULL || b.type == QL_NULL || (a.type != QL_TEXT && b.type != QL_TEXT))
        return arithmetic(x, e, a, b, out);
    if ((a.type != QL_TEXT && !ql_is_number(a) && a.type != QL_BOOL) || (b.type != QL_TEXT && !ql_is_number(b) && b.type != QL_BOOL))
        return rhz_ql_fault(x, e, "%s et %s ne s'ajoutent pas", rhz_ql_type_name(a.type), rhz_ql_type_name(b.type));
    s = as_text(a, left);
    t = as_text(b, right);
    p = rhz_arena_alloc(arena, s.n + t.n + 1);
    if (!p)
        return rhz_ql_no_room(x);
    memcpy(p, s.p, s.n);
    memcpy(p + s.n, t.p, t.n);
    *out = ql_text(rhz_span(p, s.n + t.n));
    return RHZ_OK;
}

static rhz_status sign(struct ql_run *x, const struct ql_expr *e, struct ql_value v, struct ql_value *out)
{
    *out = v;
    if (v.type == QL_NULL)
        return RHZ_OK;
    if (!ql_is_number(v))
        return rhz_ql_fault(x, e, "un signe va devant un nombre, et ceci est %s", rhz_ql_type_name(v.type));
    if (e->type == QL_E_PLUS)
        return RHZ_OK;
    if (v.type == QL_REAL)
        *out = ql_real(-v.real);
    else if (v.integer == INT64_MIN)
        return rhz_ql_fault(x, e, "le résultat dépasse les entiers de 64 bits");
    else
        *out = ql_integer(-v.integer);
    return RHZ_OK;
}

/* ---- properties, elements ---- */

static rhz_status property(struct ql_run *x, const struct ql_expr *e, struct ql_value of, struct rhz_span key, uint32_t symbol,
                           struct rhz_arena *arena, struct ql_value *out)
{
    switch (of.type) {
    case QL_NODE:
    case QL_EDGE: return rhz_ql_property(x, of, key, symbol, arena, out);
    case QL_MAP: *out = rhz_ql_at_key(of, key); return RHZ_OK;
    case QL_NULL: *out = ql_null(); return RHZ_OK;
    default:
        return rhz_ql_fault(x, e, "%s n'a pas de propriété « %.*s »", rhz_ql_type_name(of.type), (int)(key.n > 40 ? 40 : key.n),
                            key.p);
    }
}

static rhz_status element(struct ql_run *x, const struct ql_expr *e, struct ql_value of, struct ql_value at,
                          struct rhz_arena *arena, struct ql_value *out)
{
    uint32_t symbol;
    rhz_status st;

    *out = ql_null();
    if (of.type == QL_NULL)
        return RHZ_OK;
    if (of.type == QL_LIST) {
        int64_t i = at.integer;
        if (at.type == QL_NULL)
            return RHZ_OK;
        if (at.type != QL_INTEGER)
            return rhz_ql_fault(x, e->args[1], "le rang d'un élément est un entier, et ceci est %s", rhz_ql_type_name(at.type));
        if (i < 0)
            i += of.n;
        if (i >= 0 && i < of.n)
            *out = of.items[i];
        return RHZ_OK;
    }
    if (of.type != QL_MAP && of.type != QL_NODE && of.type != QL_EDGE)
        return rhz_ql_fault(x, e, "%s n'a pas d'éléments", rhz_ql_type_name(of.type));
    if (at.type == QL_NULL)
        return RHZ_OK;
    if (at.type != QL_TEXT)
        return rhz_ql_fault(x, e->args[1], "une clé est un texte, et ceci est %s", rhz_ql_type_name(at.type));
    if ((st = rhz_ql_property_symbol(x, ql_span(at), &symbol)) != RHZ_OK)
        return st;
    return property(x, e, of, ql_span(at), symbol, arena, out);
}

static rhz_status slice(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, struct ql_value *out)
{
    struct ql_value of, bound[2] = {{.type = QL_INTEGER}, {.type = QL_INTEGER}};
    rhz_status st = rhz_ql_evaluate(x, e->args[0], arena, &of);
    int i;

    *out = ql_null();
    if (st != RHZ_OK)
        return st;
    bound[1].integer = of.n;
    for (i = 0; i < 2; i++) {
        if (!e->args[1 + i])
            continue;
        if ((st = rhz_ql_evaluate(x, e->args[1 + i], arena, &bound[i])) != RHZ_OK)
            return st;
        if (bound[i].type != QL_INTEGER && bound[i].type != QL_NULL)
            return rhz_ql_fault(x, e->args[1 + i], "le rang d'un élément est un entier, et ceci est %s", rhz_ql_type_name(bound[i].type));
    }
    if (of.type == QL_NULL || bound[0].type == QL_NULL || bound[1].type == QL_NULL)
        return RHZ_OK;
    if (of.type != QL_LIST)
        return rhz_ql_fault(x, e, "seule une liste se découpe, et ceci est %s", rhz_ql_type_name(of.type));
    for (i = 0; i < 2; i++) {
        if (bound[i].integer < 0)
            bound[i].integer += of.n;
        if (bound[i].integer < 0)
            bound[i].integer = 0;
        if (bound[i].integer > of.n)
            bound[i].integer = of.n;
    }
    if (bound[1].integer < bound[0].integer)
        bound[1].integer = bound[0].integer;
    *out = ql_list(of.items + bound[0].integer, (size_t)(bound[1].integer - bound[0].integer));
    return RHZ_OK;
}

static rhz_status map_of(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, struct ql_value *out)
{
    struct ql_entry *entries = rhz_arena_alloc(arena, (e->n_args ? e->n_args : 1) * sizeof *entries);
    rhz_status st = entries ? RHZ_OK : rhz_ql_no_room(x);
    uint32_t n = 0, j;
    size_t i;

    for (i = 0; i < e->n_args && st == RHZ_OK; i++) {
        struct ql_value v;
        st = rhz_ql_evaluate(x, e->args[i], arena, &v);
        for (j = 0; j < n && !rhz_span_eq(entries[j].key, e->keys[i]); j++)
            ;
        entries[j] = (struct ql_entry){e->keys[i], v};
        n += j == n;
    }
    *out = (struct ql_value){.type = QL_MAP, .n = n, .entries = entries};
    return st;
}

static rhz_status put_entry(struct ql_run *x, struct rhz_arena *arena, struct ql_entry **v, size_t *n, size_t *cap,
                            struct rhz_span key, struct ql_value value)
{
    size_t i;

    for (i = 0; i < *n; i++)
        if (rhz_span_eq((*v)[i].key, key)) {
            (*v)[i].value = value;
            return RHZ_OK;
        }
    if (!RHZ_PUSH(arena, *v, *n, *cap))
        return rhz_ql_no_room(x);
    (*v)[(*n)++] = (struct ql_entry){key, value};
    return RHZ_OK;
}

static rhz_status projection(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, struct ql_value *out)
{
    struct ql_entry *v = NULL;
    struct ql_value of, one;
    size_t n = 0, cap = 0, i;
    uint32_t j;
    rhz_status st = rhz_ql_evaluate(x, e->args[0], arena, &of);

    *out = ql_null();
    if (st != RHZ_OK || of.type == QL_NULL)
        return st;
    if (of.type != QL_NODE && of.type != QL_EDGE && of.type != QL_MAP)
        return rhz_ql_fault(x, e, "%s n'a pas de propriétés", rhz_ql_type_name(of.type));
    for (i = 1; i < e->n_args && st == RHZ_OK; i++) {
        if (e->args[i]) {
            if ((st = rhz_ql_evaluate(x, e->args[i], arena, &one)) == RHZ_OK)
                st = put_entry(x, arena, &v, &n, &cap, e->keys[i - 1], one);
            continue;
        }
        one = of;
        if (of.type != QL_MAP)
            st = rhz_ql_properties(x, of, arena, &one);
        for (j = 0; st == RHZ_OK && j < one.n; j++)
            st = put_entry(x, arena, &v, &n, &cap, one.entries[j].key, one.entries[j].value);
    }
    *out = (struct ql_value){.type = QL_MAP, .n = (uint32_t)n, .entries = v};
    return st;
}

static rhz_status has_labels(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, struct ql_value *out)
{
    struct ql_value v;
    bool has = false;
    size_t i;
    rhz_status st = rhz_ql_evaluate(x, e->args[0], arena, &v);

    *out = ql_null();
    if (st != RHZ_OK || v.type == QL_NULL)
        return st;
    if (v.type == QL_NODE) {
        st = rhz_ql_has_labels(x, v.n, &e->labels, &has);
    } else if (v.type == QL_EDGE) { /* r:TYPE */
        struct rhz_span type;
        if ((st = rhz_ql_type_of(x, v, arena, &type)) != RHZ_OK)
            return st;
        for (i = 0, has = !e->labels.any; i < e->labels.n; i++) {
            bool same = rhz_span_eq(type, e->labels.names[i]);
            has = e->labels.any ? has || same : has && same;
        }
    } else {
        return rhz_ql_fault(x, e, "seul un nœud a un genre, et ceci est %s", rhz_ql_type_name(v.type));
    }
    *out = ql_bool(has);
    return st;
}

/* ---- CASE ---- */

static rhz_status case_of(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, struct ql_value *out)
{
    struct ql_value subject = ql_null(), v;
    enum ql_truth t = QL_UNKNOWN;
    rhz_status st = e->args[0] ? rhz_ql_evaluate(x, e->args[0], arena, &subject) : RHZ_OK;
    size_t i;

    for (i = 1; i + 1 < e->n_args && st == RHZ_OK; i += 2) {
        if (!e->args[0]) {
            st = rhz_ql_condition(x, e->args[i], arena, &t);
        } else if ((st = rhz_ql_evaluate(x, e->args[i], arena, &v)) == RHZ_OK) {
            t = rhz_ql_equal(subject, v);
        }
        if (st == RHZ_OK && t == QL_TRUE)
            return rhz_ql_evaluate(x, e->args[i + 1], arena, out);
    }
    *out = ql_null();
    if (st == RHZ_OK && e->args[e->n_args - 1])
        st = rhz_ql_evaluate(x, e->args[e->n_args - 1], arena, out);
    return st;
}

/* ---- over lists ---- */

static rhz_status list_of(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, struct ql_value *list)
{
    rhz_status st = rhz_ql_evaluate(x, e, arena, list);

    if (st == RHZ_OK && list->type != QL_LIST && list->type != QL_NULL)
        return rhz_ql_fault(x, e, "il faut une liste, et ceci est %s", rhz_ql_type_name(list->type));
    return st;
}

static rhz_status for_list(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, struct ql_value *out)
{
    struct ql_value list, *items;
    rhz_status st = list_of(x, e->args[0], arena, &list);
    uint32_t n = 0, i;

    *out = ql_null();
    if (st != RHZ_OK || list.type == QL_NULL)
        return st;
    items = rhz_arena_alloc(arena, (list.n ? list.n : 1) * sizeof *items);
    if (!items)
        return rhz_ql_no_room(x);
    for (i = 0; i < list.n && st == RHZ_OK; i++) {
        enum ql_truth keep = QL_TRUE;
        x->row[e->slot] = items[n] = list.items[i];
        if ((st = rhz_ql_tick(x)) == RHZ_OK && e->args[1])
            st = rhz_ql_condition(x, e->args[1], arena, &keep);
        if (st == RHZ_OK && keep == QL_TRUE) {
            if (e->args[2])
                st = rhz_ql_evaluate(x, e->args[2], arena, &items[n]);
            n++;
        }
    }
    *out = ql_list(items, n);
    return st;
}

static rhz_status quantifier(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, struct ql_value *out)
{
    struct ql_value list;
    size_t counts[3] = {0};
    rhz_status st = list_of(x, e->args[0], arena, &list);
    uint32_t i;

    *out = ql_null();
    if (st != RHZ_OK || list.type == QL_NULL)
        return st;
    for (i = 0; i < list.n && st == RHZ_OK; i++) {
        enum ql_truth t = QL_TRUE;
        x->row[e->slot] = list.items[i];
        if ((st = rhz_ql_tick(x)) == RHZ_OK) {
            if (e->args[1])
                st = rhz_ql_condition(x, e->args[1], arena, &t);
            else if (list.items[i].type != QL_BOOL)
                t = QL_UNKNOWN;
            else
                t = list.items[i].truth ? QL_TRUE : QL_FALSE;
        }
        counts[t]++;
    }
    switch (e->op) {
    case 'a': *out = counts[QL_FALSE] ? ql_bool(false) : counts[QL_UNKNOWN] ? ql_null() : ql_bool(true); break;
    case 'y': *out = counts[QL_TRUE] ? ql_bool(true) : counts[QL_UNKNOWN] ? ql_null() : ql_bool(false); break;
    case 'n': *out = counts[QL_TRUE] ? ql_bool(false) : counts[QL_UNKNOWN] ? ql_null() : ql_bool(true); break;
    default:
        *out = counts[QL_TRUE] > 1 ? ql_bool(false) : counts[QL_UNKNOWN] ? ql_null() : ql_bool(counts[QL_TRUE] == 1);
    }
    return st;
}

static rhz_status reduce(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, struct ql_value *out)
{
    struct ql_value list, sum;
    rhz_status st = rhz_ql_evaluate(x, e->args[0], arena, &sum);
    uint32_t i;

    *out = ql_null();
    if (st != RHZ_OK || (st = list_of(x, e->args[1], arena, &list)) != RHZ_OK || list.type == QL_NULL)
        return st;
    for (i = 0; i < list.n && st == RHZ_OK; i++) {
        x->row[e->slot] = sum;
        x->row[e->slot2] = list.items[i];
        if ((st = rhz_ql_tick(x)) == RHZ_OK)
            st = rhz_ql_evaluate(x, e->args[2], arena, &sum);
    }
    *out = sum;
    return st;
}

/* ---- patterns ---- */

static rhz_status pattern(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, struct ql_value *out)
{
    struct ql_value *items = NULL;
    size_t n = 0, cap = 0;
    bool have = false;
    rhz_status st = rhz_ql_subplan_rewind(x, e->subplan);

    if (e->type == QL_E_EXISTS) {
        if (st == RHZ_OK)
            st = rhz_ql_subplan_next(x, e->subplan, &have);
        *out = ql_bool(have);
        return st;
    }
    while (st == RHZ_OK && (st = rhz_ql_subplan_next(x, e->subplan, &have)) == RHZ_OK && have) {
        if (e->type == QL_E_COUNT) {
            n++;
            continue;
        }
        if (!RHZ_PUSH(arena, items, n, cap))
            return rhz_ql_no_room(x);
        if ((st = rhz_ql_evaluate(x, e->args[0], arena, &items[n])) == RHZ_OK && !rhz_ql_keep(arena, items[n], &items[n]))
            return rhz_ql_no_room(x);
        n++;
    }
    *out = e->type == QL_E_COUNT ? ql_integer((int64_t)n) : ql_list(items, n);
    return st;
}

/* ---- all ---- */

static rhz_status call(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, struct ql_value *out)
{
    struct ql_value *args;
    rhz_status st = evaluate_all(x, e, arena, &args);
    size_t i;

    if (st != RHZ_OK)
        return st;
    *out = ql_null();
    for (i = 0; i < e->n_args && !e->function->takes_null; i++)
        if (args[i].type == QL_NULL)
            return RHZ_OK;
    return e->function->run(x, e, args, e->n_args, arena, out);
}

static rhz_status pair(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, struct ql_value *out)
{
    struct ql_value a, b;
    rhz_status st;

    if ((st = rhz_ql_evaluate(x, e->args[0], arena, &a)) != RHZ_OK || (st = rhz_ql_evaluate(x, e->args[1], arena, &b)) != RHZ_OK)
        return st;
    switch (e->type) {
    case QL_E_INDEX: return element(x, e, a, b, arena, out);
    case QL_E_IN: return in_list(x, e, a, b, out);
    case QL_E_ADD: return add(x, e, a, b, arena, out);
    case QL_E_STARTS:
    case QL_E_ENDS:
    case QL_E_CONTAINS:
        *out = a.type == QL_TEXT && b.type == QL_TEXT ? ql_bool(text_holds(e->type, ql_span(a), ql_span(b))) : ql_null();
        return RHZ_OK;
    case QL_E_MATCHES:
        *out = ql_null();
        return a.type == QL_TEXT && b.type == QL_TEXT ? matches(x, e, ql_span(a), ql_span(b), arena, out) : RHZ_OK;
    default: return arithmetic(x, e, a, b, out);
    }
}

static rhz_status one(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, struct ql_value *out)
{
    struct ql_value v;
    enum ql_truth t = QL_UNKNOWN;
    rhz_status st;

    if (e->type == QL_E_NOT) {
        st = rhz_ql_condition(x, e->args[0], arena, &t);
        *out = from_truth(opposite(t));
        return st;
    }
    if ((st = rhz_ql_evaluate(x, e->args[0], arena, &v)) != RHZ_OK)
        return st;
    switch (e->type) {
    case QL_E_IS_NULL:
    case QL_E_IS_NOT_NULL: *out = ql_bool((v.type == QL_NULL) == (e->type == QL_E_IS_NULL)); return RHZ_OK;
    case QL_E_PROPERTY: return property(x, e, v, e->text, e->symbol, arena, out);
    default: return sign(x, e, v, out);
    }
}

rhz_status rhz_ql_evaluate(struct ql_run *x, const struct ql_expr *e, struct rhz_arena *arena, struct ql_value *out)
{
    struct ql_value *items;
    rhz_status st;

    switch (e->type) {
    case QL_E_LITERAL: *out = e->value; return RHZ_OK;
    case QL_E_VARIABLE:
    case QL_E_SLOT: *out = x->row[e->slot]; return RHZ_OK;
    case QL_E_PARAMETER: *out = x->parameters[e->slot]; return RHZ_OK;
    case QL_E_LIST:
        st = evaluate_all(x, e, arena, &items);
        *out = ql_list(items, e->n_args);
        return st;
    case QL_E_MAP: return map_of(x, e, arena, out);
    case QL_E_PROJECTION: return projection(x, e, arena, out);
    case QL_E_AND:
    case QL_E_OR: return logic(x, e, arena, out);
    case QL_E_XOR: return exclusive(x, e, arena, out);
    case QL_E_COMPARE: return comparison(x, e, arena, out);
    case QL_E_SLICE: return slice(x, e, arena, out);
    case QL_E_LABELS: return has_labels(x, e, arena, out);
    case QL_E_CALL: return call(x, e, arena, out);
    case QL_E_CASE: return case_of(x, e, arena, out);
    case QL_E_FOR_LIST: return for_list(x, e, arena, out);
    case QL_E_QUANTIFIER: return quantifier(x, e, arena, out);
    case QL_E_REDUCE: return reduce(x, e, arena, out);
    case QL_E_EXISTS:
    case QL_E_COUNT:
    case QL_E_FOR_PATTERN: return pattern(x, e, arena, out);
    case QL_E_NOT:
    case QL_E_MINUS:
    case QL_E_PLUS:
    case QL_E_IS_NULL:
    case QL_E_IS_NOT_NULL:
    case QL_E_PROPERTY: return one(x, e, arena, out);
    default: return pair(x, e, arena, out);
    }
}
