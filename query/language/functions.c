/* functions.c -- what expressions may call: one table at the end, sorted by name; above it, one function each.
 *
 * But where the table says otherwise a null argument gives null before the function is run. Functions of openCypher keep
 * its names; ours are `nomme` and `plie`.
 */
#include "functions.h"
#include "open_values.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <utf8proc.h>

#include "names.h"

#define FUNCTION(name) \
    static rhz_status name(struct ql_run *x, const struct ql_expr *e, const struct ql_value *args, size_t n, \
                           struct rhz_arena *arena, struct ql_value *out)
#define UNUSED (void)x, (void)e, (void)args, (void)n, (void)arena

static rhz_status wrong_type(struct ql_run *x, const struct ql_expr *e, size_t i, struct ql_value v, const char *wanted)
{
    return rhz_ql_fault(x, e->args[i], "« %.*s » attend %s, et ceci est %s", (int)e->text.n, e->text.p, wanted,
                        rhz_ql_type_name(v.type));
}

/* ---- nodes, edges, paths ---- */

FUNCTION(f_id)
{
    uint64_t id = 0;
    rhz_status st;

    UNUSED;
    if (args[0].type != QL_NODE && args[0].type != QL_EDGE)
        return wrong_type(x, e, 0, args[0], "un nœud ou un lien");
    st = rhz_ql_id(x, args[0], &id);
    *out = ql_integer((int64_t)id);
    return st;
}

FUNCTION(f_labels)
{
    UNUSED;
    if (args[0].type != QL_NODE)
        return wrong_type(x, e, 0, args[0], "un nœud");
    return rhz_ql_labels_of(x, args[0].n, arena, out);
}

FUNCTION(f_type)
{
    struct rhz_span type = {"", 0};
    rhz_status st;

    UNUSED;
    if (args[0].type != QL_EDGE)
        return wrong_type(x, e, 0, args[0], "un lien");
    st = rhz_ql_type_of(x, args[0], arena, &type);
    *out = ql_text(type);
    return st;
}

FUNCTION(f_properties)
{
    UNUSED;
    if (args[0].type == QL_MAP) {
        *out = args[0];
        return RHZ_OK;
    }
    if (args[0].type != QL_NODE && args[0].type != QL_EDGE)
        return wrong_type(x, e, 0, args[0], "un nœud, un lien ou une table de clés");
    return rhz_ql_properties(x, args[0], arena, out);
}

FUNCTION(f_keys)
{
    struct ql_value map, *items;
    uint32_t i;
    rhz_status st = f_properties(x, e, args, n, arena, &map);

    if (st != RHZ_OK)
        return st;
    items = rhz_arena_alloc(arena, (map.n ? map.n : 1) * sizeof *items);
    if (!items)
        return rhz_ql_no_room(x);
    for (i = 0; i < map.n; i++)
        items[i] = ql_text(map.entries[i].key);
    *out = ql_list(items, map.n);
    return RHZ_OK;
}

static rhz_status end_of(struct ql_run *x, const struct ql_expr *e, const struct ql_value *args, bool start, struct ql_value *out)
{
    uint32_t from = 0, to = 0;
    rhz_status st;

    if (args[0].type != QL_EDGE)
        return wrong_type(x, e, 0, args[0], "un lien");
    st = rhz_ql_ends(x, args[0], &from, &to);
    *out = ql_node(start ? from : to);
    return st;
}

FUNCTION(f_startnode)
{
    UNUSED;
    return end_of(x, e, args, true, out);
}

FUNCTION(f_endnode)
{
    UNUSED;
    return end_of(x, e, args, false, out);
}

static rhz_status of_path(struct ql_run *x, const struct ql_expr *e, struct ql_value path, size_t first, struct rhz_arena *arena,
                          struct ql_value *out)
{
    struct ql_value *items;
    size_t total = 2 * (size_t)path.n + 1, i, n = 0;

    if (path.type != QL_PATH)
        return wrong_type(x, e, 0, path, "un chemin");
    items = rhz_arena_alloc(arena, ((size_t)path.n + 1) * sizeof *items);
    if (!items)
        return rhz_ql_no_room(x);
    for (i = first; i < total; i += 2)
        items[n++] = path.items[i];
    *out = ql_list(items, n);
    return RHZ_OK;
}

FUNCTION(f_nodes)
{
    UNUSED;
    return of_path(x, e, args[0], 0, arena, out);
}

FUNCTION(f_relationships)
{
    UNUSED;
    return of_path(x, e, args[0], 1, arena, out);
}

FUNCTION(f_length)
{
    UNUSED;
    if (args[0].type != QL_PATH)
        return wrong_type(x, e, 0, args[0], "un chemin");
    *out = ql_integer(args[0].n);
    return RHZ_OK;
}

FUNCTION(f_nomme)
{
    bool is = false;
    rhz_status st;

    UNUSED;
    if (args[0].type != QL_NODE)
        return wrong_type(x, e, 0, args[0], "un nœud");
    if (args[1].type != QL_TEXT)
        return wrong_type(x, e, 1, args[1], "un nom");
    st = rhz_ql_is_named(x, args[0].n, ql_span(args[1]), &is);
    *out = ql_bool(is);
    return st;
}

/* ---- lists ---- */

FUNCTION(f_size)
{
    UNUSED;
    if (args[0].type == QL_LIST || args[0].type == QL_MAP)
        *out = ql_integer(args[0].n);
    else if (args[0].type == QL_TEXT)
        *out = ql_integer((int64_t)rhz_utf8_length(ql_span(args[0])));
    else
        return wrong_type(x, e, 0, args[0], "une liste ou un texte");
    return RHZ_OK;
}

FUNCTION(f_isempty)
{
    UNUSED;
    if (args[0].type != QL_LIST && args[0].type != QL_MAP && args[0].type != QL_TEXT)
        return wrong_type(x, e, 0, args[0], "une liste ou un texte");
    *out = ql_bool(args[0].n == 0);
    return RHZ_OK;
}

static rhz_status need_list(struct ql_run *x, const struct ql_expr *e, struct ql_value v)
{
    return v.type == QL_LIST ? RHZ_OK : wrong_type(x, e, 0, v, "une liste");
}

FUNCTION(f_head)
{
    UNUSED;
    *out = args[0].type == QL_LIST && args[0].n ? args[0].items[0] : ql_null();
    return need_list(x, e, args[0]);
}

FUNCTION(f_last)
{
    UNUSED;
    *out = args[0].type == QL_LIST && args[0].n ? args[0].items[args[0].n - 1] : ql_null();
    return need_list(x, e, args[0]);
}

FUNCTION(f_tail)
{
    UNUSED;
    *out = args[0].type == QL_LIST && args[0].n ? ql_list(args[0].items + 1, args[0].n - 1) : ql_list(NULL, 0);
    return need_list(x, e, args[0]);
}

static rhz_status reverse_text(struct ql_run *x, struct rhz_span s, struct rhz_arena *arena, struct ql_value *out)
{
    char *p = rhz_arena_alloc(arena, s.n + 1);
    size_t at = 0;

    if (!p)
        return rhz_ql_no_room(x);
    while (at < s.n) {
        unsigned step;
        rhz_utf8_next(s.p + at, s.p + s.n, &step);
        memcpy(p + (s.n - at - step), s.p + at, step);
        at += step;
    }
    *out = ql_text(rhz_span(p, s.n));
    return RHZ_OK;
}

FUNCTION(f_reverse)
{
    struct ql_value *items;
    uint32_t i;

    UNUSED;
    if (args[0].type == QL_TEXT)
        return reverse_text(x, ql_span(args[0]), arena, out);
    if (args[0].type != QL_LIST)
        return wrong_type(x, e, 0, args[0], "une liste ou un texte");
    items = rhz_arena_alloc(arena, (args[0].n ? args[0].n : 1) * sizeof *items);
    if (!items)
        return rhz_ql_no_room(x);
    for (i = 0; i < args[0].n; i++)
        items[i] = args[0].items[args[0].n - 1 - i];
    *out = ql_list(items, args[0].n);
    return RHZ_OK;
}

FUNCTION(f_range)
{
    int64_t step = n > 2 ? args[2].integer : 1;
    struct ql_value *items;
    uint64_t count, width, i;

    UNUSED;
    for (i = 0; i < n; i++)
        if (args[i].type != QL_INTEGER)
            return wrong_type(x, e, i, args[i], "un entier");
    if (step == 0)
        return rhz_ql_fault(x, e->args[2], "le pas de « range » ne peut pas être zéro");
    if (step > 0 ? args[0].integer > args[1].integer : args[0].integer < args[1].integer) {
        *out = ql_list(NULL, 0);
        return RHZ_OK;
    }
    width = step > 0 ? (uint64_t)args[1].integer - (uint64_t)args[0].integer : (uint64_t)args[0].integer - (uint64_t)args[1].integer;
    count = width / (step > 0 ? (uint64_t)step : (uint64_t)0 - (uint64_t)step) + 1;
    if (count > x->memory / sizeof *items || count > UINT32_MAX)
        return rhz_fail(x->err, RHZ_LIMIT, "Cette liste serait trop longue pour la mémoire accordée à la requête.");
    items = rhz_arena_alloc(arena, count * sizeof *items);
    if (!items)
        return rhz_ql_no_room(x);
    for (i = 0; i < count; i++)
        items[i] = ql_integer((int64_t)((uint64_t)args[0].integer + i * (uint64_t)step));
    *out = ql_list(items, count);
    return RHZ_OK;
}

FUNCTION(f_coalesce)
{
    size_t i;

    UNUSED;
    *out = ql_null();
    for (i = 0; i < n && out->type == QL_NULL; i++)
        *out = args[i];
    return RHZ_OK;
}

FUNCTION(f_exists)
{
    UNUSED;
    *out = ql_bool(args[0].type != QL_NULL);
    return RHZ_OK;
}

/* ---- conversions ---- */

static rhz_status text_of(struct ql_run *x, const char *s, struct rhz_arena *arena, struct ql_value *out)
{
    struct rhz_span copy = rhz_arena_copy(arena, rhz_span_of(s));

    *out = ql_text(copy);
    return copy.p ? RHZ_OK : rhz_ql_no_room(x);
}

FUNCTION(f_tostring)
{
    char room[48];

    UNUSED;
    switch (args[0].type) {
    case QL_TEXT: *out = args[0]; return RHZ_OK;
    case QL_BOOL: *out = ql_text(args[0].truth ? RHZ_SPAN("true") : RHZ_SPAN("false")); return RHZ_OK;
    case QL_INTEGER: snprintf(room, sizeof room, "%lld", (long long)args[0].integer); return text_of(x, room, arena, out);
    case QL_REAL: rhz_real_text(args[0].real, room); return text_of(x, room, arena, out);
    default: return wrong_type(x, e, 0, args[0], "un nombre, un booléen ou un texte");
    }
}

static double number_of_text(struct rhz_span s)
{
    char text[64];
    size_t i;

    s = rhz_span_trim(s);
    if (s.n == 0 || s.n >= sizeof text)
        return NAN;
    for (i = 0; i < s.n; i++)
        if (!strchr("0123456789+-.eE", s.p[i]) || !s.p[i])
            return NAN;
    memcpy(text, s.p, s.n);
    text[s.n] = 0;
    return rhz_ql_read_real(text);
}

FUNCTION(f_tointeger)
{
    double v;

    UNUSED;
    *out = ql_null();
    if (args[0].type == QL_INTEGER) {
        *out = args[0];
        return RHZ_OK;
    }
    if (args[0].type == QL_TEXT) {
        struct rhz_span s = rhz_span_trim(ql_span(args[0]));
        char text[32], *end;
        if (s.n && s.n < sizeof text) {
            long long whole;
            memcpy(text, s.p, s.n);
            text[s.n] = 0;
            whole = strtoll(text, &end, 10);
            if (*end == 0 && whole != INT64_MAX && whole != INT64_MIN) {
                *out = ql_integer(whole);
                return RHZ_OK;
            }
        }
        v = number_of_text(s);
    } else if (args[0].type == QL_REAL) {
        v = args[0].real;
    } else {
        return wrong_type(x, e, 0, args[0], "un nombre ou un texte");
    }
    if (v > -9.2e18 && v < 9.2e18)
        *out = ql_integer((int64_t)v);
    return RHZ_OK;
}

FUNCTION(f_tofloat)
{
    double v;

    UNUSED;
    *out = ql_null();
    if (ql_is_number(args[0]))
        v = ql_as_real(args[0]);
    else if (args[0].type == QL_TEXT)
        v = number_of_text(ql_span(args[0]));
    else
        return wrong_type(x, e, 0, args[0], "un nombre ou un texte");
    if (!isnan(v) || args[0].type != QL_TEXT)
        *out = ql_real(v);
    return RHZ_OK;
}

FUNCTION(f_toboolean)
{
    struct rhz_span s;

    UNUSED;
    *out = ql_null();
    if (args[0].type == QL_BOOL) {
        *out = args[0];
    } else if (args[0].type == QL_TEXT) {
        s = rhz_span_trim(ql_span(args[0]));
        if (s.n == 4 && strncasecmp(s.p, "true", 4) == 0)
            *out = ql_bool(true);
        if (s.n == 5 && strncasecmp(s.p, "false", 5) == 0)
            *out = ql_bool(false);
    } else {
        return wrong_type(x, e, 0, args[0], "un booléen ou un texte");
    }
    return RHZ_OK;
}

/* ---- texts ---- */

static rhz_status need_text(struct ql_run *x, const struct ql_expr *e, const struct ql_value *args, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (args[i].type != QL_TEXT)
            return wrong_type(x, e, i, args[i], "un texte");
    return RHZ_OK;
}

/* Upper or lower case, a letter at a time. */
static rhz_status change_case(struct ql_run *x, const struct ql_expr *e, const struct ql_value *args, struct rhz_arena *arena,
                              bool upper, struct ql_value *out)
{
    struct rhz_span s = ql_span(args[0]);
    char *p;
    size_t at = 0, n = 0;
    rhz_status st = need_text(x, e, args, 1);

    if (st != RHZ_OK)
        return st;
    p = rhz_arena_alloc(arena, 2 * s.n + 8);
    if (!p)
        return rhz_ql_no_room(x);
    while (at < s.n) {
        unsigned step;
        utf8proc_int32_t c = (utf8proc_int32_t)rhz_utf8_next(s.p + at, s.p + s.n, &step);
        n += rhz_utf8_put(p + n, (uint32_t)(upper ? utf8proc_toupper(c) : utf8proc_tolower(c)));
        at += step;
    }
    *out = ql_text(rhz_span(p, n));
    return RHZ_OK;
}

FUNCTION(f_toupper)
{
    UNUSED;
    return change_case(x, e, args, arena, true, out);
}

FUNCTION(f_tolower)
{
    UNUSED;
    return change_case(x, e, args, arena, false, out);
}

/* Without accents, case and punctuation, as names are compared. */
FUNCTION(f_plie)
{
    struct rhz_buf b = {0};
    struct rhz_span copy;
    rhz_status st = need_text(x, e, args, 1);

    UNUSED;
    if (st != RHZ_OK)
        return st;
    rhz_name_fold(ql_span(args[0]), &b);
    copy = rhz_arena_copy(arena, rhz_buf_view(&b));
    *out = ql_text(copy);
    if (b.failed || !copy.p)
        st = rhz_ql_no_room(x);
    rhz_buf_free(&b);
    return st;
}

static rhz_status trim(struct ql_run *x, const struct ql_expr *e, const struct ql_value *args, bool left, bool right,
                       struct ql_value *out)
{
    struct rhz_span s = ql_span(args[0]);
    rhz_status st = need_text(x, e, args, 1);

    while (st == RHZ_OK && left && s.n && isspace((unsigned char)s.p[0]))
        s.p++, s.n--;
    while (st == RHZ_OK && right && s.n && isspace((unsigned char)s.p[s.n - 1]))
        s.n--;
    *out = ql_text(s);
    return st;
}

FUNCTION(f_trim)
{
    UNUSED;
    return trim(x, e, args, true, true, out);
}

FUNCTION(f_ltrim)
{
    UNUSED;
    return trim(x, e, args, true, false, out);
}

FUNCTION(f_rtrim)
{
    UNUSED;
    return trim(x, e, args, false, true, out);
}

/* Byte where character `i` begins. */
static size_t character(struct rhz_span s, int64_t i)
{
    size_t at = 0;

    while (i-- > 0 && at < s.n) {
        unsigned step;
        rhz_utf8_next(s.p + at, s.p + s.n, &step);
        at += step;
    }
    return at;
}

static rhz_status count_of(struct ql_run *x, const struct ql_expr *e, const struct ql_value *args, size_t i)
{
    if (args[i].type != QL_INTEGER)
        return wrong_type(x, e, i, args[i], "un entier");
    return args[i].integer >= 0 ? RHZ_OK : rhz_ql_fault(x, e->args[i], "ce nombre de caractères ne peut pas être négatif");
}

FUNCTION(f_left)
{
    struct rhz_span s = ql_span(args[0]);
    rhz_status st = need_text(x, e, args, 1);

    UNUSED;
    if (st != RHZ_OK || (st = count_of(x, e, args, 1)) != RHZ_OK)
        return st;
    *out = ql_text(rhz_span(s.p, character(s, args[1].integer)));
    return RHZ_OK;
}

FUNCTION(f_right)
{
    struct rhz_span s = ql_span(args[0]);
    int64_t length;
    size_t at;
    rhz_status st = need_text(x, e, args, 1);

    UNUSED;
    if (st != RHZ_OK || (st = count_of(x, e, args, 1)) != RHZ_OK)
        return st;
    length = (int64_t)rhz_utf8_length(s);
    at = character(s, args[1].integer >= length ? 0 : length - args[1].integer);
    *out = ql_text(rhz_span(s.p + at, s.n - at));
    return RHZ_OK;
}

FUNCTION(f_substring)
{
    struct rhz_span s = ql_span(args[0]);
    size_t at, end;
    rhz_status st = need_text(x, e, args, 1);

    UNUSED;
    if (st != RHZ_OK || (st = count_of(x, e, args, 1)) != RHZ_OK || (n > 2 && (st = count_of(x, e, args, 2)) != RHZ_OK))
        return st;
    at = character(s, args[1].integer);
    s = rhz_span(s.p + at, s.n - at);
    end = n > 2 ? character(s, args[2].integer) : s.n;
    *out = ql_text(rhz_span(s.p, end));
    return RHZ_OK;
}

FUNCTION(f_replace)
{
    struct rhz_span s = ql_span(args[0]), from = ql_span(args[1]), to = ql_span(args[2]);
    struct rhz_buf b = {0};
    const char *hit;
    rhz_status st = need_text(x, e, args, 3);

    UNUSED;
    if (st != RHZ_OK)
        return st;
    while (from.n && (hit = memmem(s.p, s.n, from.p, from.n))) {
        rhz_buf_append(&b, s.p, (size_t)(hit - s.p));
        rhz_buf_span(&b, to);
        s = rhz_span(hit + from.n, s.n - (size_t)(hit - s.p) - from.n);
        if (b.n > x->memory)
            b.failed = true;
        if (b.failed)
            break;
    }
    rhz_buf_span(&b, s);
    s = b.failed ? (struct rhz_span){NULL, 0} : rhz_arena_copy(arena, rhz_buf_view(&b));
    rhz_buf_free(&b);
    *out = ql_text(s);
    return s.p ? RHZ_OK : rhz_ql_no_room(x);
}

FUNCTION(f_split)
{
    struct rhz_span s = ql_span(args[0]), by = ql_span(args[1]);
    struct ql_value *items = NULL;
    size_t count = 0, cap = 0;
    rhz_status st = need_text(x, e, args, 2);

    UNUSED;
    if (st != RHZ_OK)
        return st;
    for (;;) {
        unsigned step = 1;
        const char *hit = by.n ? memmem(s.p, s.n, by.p, by.n) : NULL;
        size_t len = hit ? (size_t)(hit - s.p) : s.n;
        if (by.n == 0 && s.n) {
            rhz_utf8_next(s.p, s.p + s.n, &step);
            len = step;
        }
        if (!RHZ_PUSH(arena, items, count, cap))
            return rhz_ql_no_room(x);
        items[count++] = ql_text(rhz_span(s.p, len));
        if (by.n == 0 ? len >= s.n : !hit)
            break;
        s = rhz_span(s.p + len + by.n, s.n - len - by.n);
    }
    *out = ql_list(items, count);
    return RHZ_OK;
}

/* ---- numbers ---- */

static rhz_status need_number(struct ql_run *x, const struct ql_expr *e, const struct ql_value *args, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (!ql_is_number(args[i]))
            return wrong_type(x, e, i, args[i], "un nombre");
    return RHZ_OK;
}

#define REAL_FUNCTION(name, expression) \
    FUNCTION(name) \
    { \
        double v = ql_as_real(args[0]); \
        UNUSED; \
        *out = ql_real(expression); \
        return need_number(x, e, args, 1); \
    }

static const double pi = 3.14159265358979323846;

REAL_FUNCTION(f_ceil, ceil(v))
REAL_FUNCTION(f_floor, floor(v))
REAL_FUNCTION(f_sqrt, sqrt(v))
REAL_FUNCTION(f_exp, exp(v))
REAL_FUNCTION(f_log, log(v))
REAL_FUNCTION(f_log10, log10(v))
REAL_FUNCTION(f_sin, sin(v))
REAL_FUNCTION(f_cos, cos(v))
REAL_FUNCTION(f_tan, tan(v))
REAL_FUNCTION(f_cot, 1 / tan(v))
REAL_FUNCTION(f_asin, asin(v))
REAL_FUNCTION(f_acos, acos(v))
REAL_FUNCTION(f_atan, atan(v))
REAL_FUNCTION(f_haversin, (1 - cos(v)) / 2)
REAL_FUNCTION(f_degrees, v * 180 / pi)
REAL_FUNCTION(f_radians, v * pi / 180)

FUNCTION(f_round)
{
    double scale = 1;
    rhz_status st = need_number(x, e, args, 1);

    UNUSED;
    if (st == RHZ_OK && n > 1) {
        if (args[1].type != QL_INTEGER || args[1].integer < 0 || args[1].integer > 15)
            return rhz_ql_fault(x, e->args[1], "le nombre de décimales va de 0 à 15");
        scale = pow(10, (double)args[1].integer);
    }
    *out = ql_real(floor(ql_as_real(args[0]) * scale + 0.5) / scale);
    return st;
}

FUNCTION(f_atan2)
{
    UNUSED;
    *out = ql_real(atan2(ql_as_real(args[0]), ql_as_real(args[1])));
    return need_number(x, e, args, 2);
}

FUNCTION(f_pi)
{
    UNUSED;
    *out = ql_real(pi);
    return RHZ_OK;
}

FUNCTION(f_e)
{
    UNUSED;
    *out = ql_real(2.71828182845904523536);
    return RHZ_OK;
}

/* From 0 to 1, anew at each row. */
FUNCTION(f_rand)
{
    uint64_t v = rhz_now_us() * 0x9E3779B97F4A7C15u + ++x->ticks;

    UNUSED;
    v ^= v >> 33;
    v *= 0xFF51AFD7ED558CCDu;
    v ^= v >> 33;
    *out = ql_real((double)(v >> 11) / 9007199254740992.0);
    return RHZ_OK;
}

FUNCTION(f_abs)
{
    UNUSED;
    *out = args[0];
    if (args[0].type == QL_REAL)
        *out = ql_real(fabs(args[0].real));
    else if (args[0].type == QL_INTEGER && args[0].integer < 0) {
        if (args[0].integer == INT64_MIN)
            return rhz_ql_fault(x, e, "le résultat dépasse les entiers de 64 bits");
        *out = ql_integer(-args[0].integer);
    }
    return need_number(x, e, args, 1);
}

FUNCTION(f_sign)
{
    double v = ql_as_real(args[0]);

    UNUSED;
    *out = ql_integer((v > 0) - (v < 0));
    return need_number(x, e, args, 1);
}

/* ---- the table ---- */

#define F(name, least, most, run, takes) {name, QL_ORDINARY, least, most, 0, false, run, takes}
#define FN(name, least, most, run) {name, QL_ORDINARY, least, most, 0, true, run, NULL}
#define A(name, arguments, which) {name, QL_AGGREGATE, arguments, arguments, which, true, NULL, NULL}

static const struct ql_function functions[] = {
    F("abs", 1, 1, f_abs, NULL),
    F("acos", 1, 1, f_acos, NULL),
    F("asin", 1, 1, f_asin, NULL),
    F("atan", 1, 1, f_atan, NULL),
    F("atan2", 2, 2, f_atan2, NULL),
    A("avg", 1, QL_AVG),
    F("ceil", 1, 1, f_ceil, NULL),
    FN("coalesce", 1, 255, f_coalesce),
    A("collect", 1, QL_COLLECT),
    F("cos", 1, 1, f_cos, NULL),
    F("cot", 1, 1, f_cot, NULL),
    A("count", 1, QL_COUNT),
    F("degrees", 1, 1, f_degrees, NULL),
    F("e", 0, 0, f_e, NULL),
    F("endnode", 1, 1, f_endnode, "r"),
    FN("exists", 1, 1, f_exists),
    F("exp", 1, 1, f_exp, NULL),
    F("floor", 1, 1, f_floor, NULL),
    F("haversin", 1, 1, f_haversin, NULL),
    F("head", 1, 1, f_head, "l"),
    F("id", 1, 1, f_id, "x"),
    F("isempty", 1, 1, f_isempty, NULL),
    F("keys", 1, 1, f_keys, NULL),
    F("labels", 1, 1, f_labels, "n"),
    F("last", 1, 1, f_last, "l"),
    F("left", 2, 2, f_left, NULL),
    F("length", 1, 1, f_length, "p"),
    F("log", 1, 1, f_log, NULL),
    F("log10", 1, 1, f_log10, NULL),
    F("ltrim", 1, 1, f_ltrim, NULL),
    A("max", 1, QL_MAX),
    A("min", 1, QL_MIN),
    F("nodes", 1, 1, f_nodes, "p"),
    F("nomme", 2, 2, f_nomme, "n"),
    A("percentilecont", 2, QL_PERCENTILE_CONT),
    A("percentiledisc", 2, QL_PERCENTILE_DISC),
    F("pi", 0, 0, f_pi, NULL),
    F("plie", 1, 1, f_plie, NULL),
    F("properties", 1, 1, f_properties, NULL),
    F("radians", 1, 1, f_radians, NULL),
    F("rand", 0, 0, f_rand, NULL),
    F("range", 2, 3, f_range, NULL),
    F("relationships", 1, 1, f_relationships, "p"),
    F("rels", 1, 1, f_relationships, "p"),
    F("replace", 3, 3, f_replace, NULL),
    F("reverse", 1, 1, f_reverse, NULL),
    F("right", 2, 2, f_right, NULL),
    F("round", 1, 2, f_round, NULL),
    F("rtrim", 1, 1, f_rtrim, NULL),
    F("sign", 1, 1, f_sign, NULL),
    F("sin", 1, 1, f_sin, NULL),
    F("size", 1, 1, f_size, "s"),
    F("split", 2, 2, f_split, NULL),
    F("sqrt", 1, 1, f_sqrt, NULL),
    F("startnode", 1, 1, f_startnode, "r"),
    A("stdev", 1, QL_STDEV),
    A("stdevp", 1, QL_STDEVP),
    F("substring", 2, 3, f_substring, NULL),
    A("sum", 1, QL_SUM),
    F("tail", 1, 1, f_tail, "l"),
    F("tan", 1, 1, f_tan, NULL),
    F("toboolean", 1, 1, f_toboolean, NULL),
    F("tofloat", 1, 1, f_tofloat, NULL),
    F("tointeger", 1, 1, f_tointeger, NULL),
    F("tolower", 1, 1, f_tolower, NULL),
    F("tostring", 1, 1, f_tostring, NULL),
    F("toupper", 1, 1, f_toupper, NULL),
    F("trim", 1, 1, f_trim, NULL),
    F("type", 1, 1, f_type, "r"),
};

enum { N_FUNCTIONS = sizeof functions / sizeof functions[0], LONGEST = 24 };

/* The name in lower case, in `out`; false when it is longer than any of ours. */
static bool lower(struct rhz_span name, char out[LONGEST])
{
    size_t i;

    if (name.n >= LONGEST)
        return false;
    for (i = 0; i < name.n; i++)
        out[i] = (char)(name.p[i] >= 'A' && name.p[i] <= 'Z' ? name.p[i] + 32 : name.p[i]);
    out[name.n] = 0;
    return true;
}

const struct ql_function *rhz_ql_function(struct rhz_span name)
{
    size_t from = 0, to = N_FUNCTIONS;
    char text[LONGEST];

    if (!lower(name, text))
        return NULL;
    while (from < to) {
        size_t middle = (from + to) / 2;
        int c = strcmp(text, functions[middle].name);
        if (c == 0)
            return &functions[middle];
        if (c < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return NULL;
}

static unsigned distance(const char *a, const char *b)
{
    unsigned row[LONGEST + 1], j;
    size_t i, n = strlen(b);

    for (j = 0; j <= n; j++)
        row[j] = j;
    for (i = 0; a[i]; i++) {
        unsigned diagonal = row[0];
        row[0]++;
        for (j = 0; j < n; j++) {
            unsigned change = diagonal + (a[i] != b[j]), drop = row[j + 1] + 1, add = row[j] + 1;
            diagonal = row[j + 1];
            row[j + 1] = change < drop ? change : drop;
            if (add < row[j + 1])
                row[j + 1] = add;
        }
    }
    return row[n];
}

const char *rhz_ql_function_near(struct rhz_span name)
{
    const char *near = NULL;
    unsigned best = 3;
    char text[LONGEST];
    size_t i;

    for (i = 0; lower(name, text) && i < N_FUNCTIONS; i++) {
        unsigned d = distance(text, functions[i].name);
        if (d < best && d < name.n) {
            best = d;
            near = functions[i].name;
        }
    }
    return near;
}
