/* value.c -- when two values are equal, in what order they stand, and how they are kept.
 *
 * Three relations that must not be confused: equality knows "unknown" (null = null is null), grouping does not, and the
 * order of ORDER BY is total over all types.
 */
#include "value.h"

#include <math.h>

#include "codec.h"

bool rhz_ql_same_edge(struct ql_value a, struct ql_value b)
{
    return a.n == b.n && a.relation == b.relation && (a.relation != UINT16_MAX || a.whole == b.whole);
}

/* ---- equality ---- */

static bool same_number(struct ql_value a, struct ql_value b)
{
    if (a.type == QL_INTEGER && b.type == QL_INTEGER)
        return a.integer == b.integer;
    if (a.type == b.type)
        return a.real == b.real;
    /* An integer beyond 2^53 equals a real only when the real is exactly it. */
    if (a.type == QL_REAL)
        return same_number(b, a);
    return (double)a.integer == b.real && b.real < 9223372036854775808.0 && b.real >= -9223372036854775808.0 &&
           (int64_t)b.real == a.integer;
}

static enum ql_truth equal_items(const struct ql_value *a, const struct ql_value *b, size_t n)
{
    enum ql_truth all = QL_TRUE;
    size_t i;

    for (i = 0; i < n; i++) {
        enum ql_truth one = rhz_ql_equal(a[i], b[i]);
        if (one == QL_FALSE)
            return QL_FALSE;
        if (one == QL_UNKNOWN)
            all = QL_UNKNOWN;
    }
    return all;
}

static const struct ql_entry *find_entry(struct ql_value map, struct rhz_span key)
{
    uint32_t i;

    for (i = 0; i < map.n; i++)
        if (rhz_span_eq(map.entries[i].key, key))
            return &map.entries[i];
    return NULL;
}

static enum ql_truth equal_maps(struct ql_value a, struct ql_value b)
{
    enum ql_truth all = QL_TRUE;
    uint32_t i;

    if (a.n != b.n)
        return QL_FALSE;
    for (i = 0; i < a.n; i++) {
        const struct ql_entry *other = find_entry(b, a.entries[i].key);
        enum ql_truth one = other ? rhz_ql_equal(a.entries[i].value, other->value) : QL_FALSE;
        if (one == QL_FALSE)
            return QL_FALSE;
        if (one == QL_UNKNOWN)
            all = QL_UNKNOWN;
    }
    return all;
}

enum ql_truth rhz_ql_equal(struct ql_value a, struct ql_value b)
{
    if (a.type == QL_NULL || b.type == QL_NULL)
        return QL_UNKNOWN;
    if (ql_is_number(a) && ql_is_number(b))
        return same_number(a, b) ? QL_TRUE : QL_FALSE;
    if (a.type != b.type)
        return QL_FALSE;
    switch (a.type) {
    case QL_BOOL: return a.truth == b.truth ? QL_TRUE : QL_FALSE;
    case QL_TEXT: return rhz_span_eq(ql_span(a), ql_span(b)) ? QL_TRUE : QL_FALSE;
    case QL_LIST: return a.n == b.n ? equal_items(a.items, b.items, a.n) : QL_FALSE;
    case QL_MAP: return equal_maps(a, b);
    case QL_NODE: return a.n == b.n ? QL_TRUE : QL_FALSE;
    case QL_EDGE: return rhz_ql_same_edge(a, b) ? QL_TRUE : QL_FALSE;
    case QL_PATH: return a.n == b.n ? equal_items(a.items, b.items, 2 * (size_t)a.n + 1) : QL_FALSE;
    default: return QL_UNKNOWN;
    }
}

bool rhz_ql_same(struct ql_value a, struct ql_value b)
{
    size_t i, n;

    if (a.type == QL_NODE && b.type == QL_NODE)
        return a.n == b.n;
    if (ql_is_number(a) && ql_is_number(b))
        return same_number(a, b) || (a.type == QL_REAL && b.type == QL_REAL && isnan(a.real) && isnan(b.real));
    if (a.type != b.type || a.n != b.n)
        return false;
    switch (a.type) {
    case QL_NULL: return true;
    case QL_LIST:
    case QL_PATH:
        n = a.type == QL_PATH ? 2 * (size_t)a.n + 1 : a.n;
        for (i = 0; i < n; i++)
            if (!rhz_ql_same(a.items[i], b.items[i]))
                return false;
        return true;
    case QL_MAP:
        for (i = 0; i < a.n; i++) {
            const struct ql_entry *other = find_entry(b, a.entries[i].key);
            if (!other || !rhz_ql_same(a.entries[i].value, other->value))
                return false;
        }
        return true;
    default: return rhz_ql_equal(a, b) == QL_TRUE;
    }
}

static uint64_t mix(uint64_t h, uint64_t v)
{
    h ^= v + 0x9E3779B97F4A7C15u + (h << 6) + (h >> 2);
    h *= 0xFF51AFD7ED558CCDu;
    return h ^ h >> 32;
}

static uint64_t hash_number(struct ql_value v)
{
    union {
        double real;
        uint64_t bits;
    } u;

    u.real = ql_as_real(v);
    if (u.real == 0)
        u.real = 0; /* -0.0 too */
    if (isnan(u.real))
        return mix(QL_REAL, 1);
    return mix(QL_REAL, u.bits);
}

uint64_t rhz_ql_hash(struct ql_value v)
{
    uint64_t h = v.type;
    size_t i, n;

    switch (v.type) {
    case QL_BOOL: return mix(h, v.truth);
    case QL_INTEGER:
    case QL_REAL: return hash_number(v);
    case QL_TEXT: return mix(h, rhz_hash64(ql_span(v)));
    case QL_NODE: return mix(h, v.n);
    case QL_EDGE: return mix(mix(h, v.relation), v.n);
    case QL_LIST:
    case QL_PATH:
        n = v.type == QL_PATH ? 2 * (size_t)v.n + 1 : v.n;
        for (i = 0; i < n; i++)
            h = mix(h, rhz_ql_hash(v.items[i]));
        return h;
    case QL_MAP: /* in whatever order the keys stand */
        for (i = 0, n = 0; i < v.n; i++)
            h += mix(rhz_hash64(v.entries[i].key), rhz_ql_hash(v.entries[i].value));
        return h;
    default: return mix(h, 0);
    }
}

/* ---- order ---- */

/* Maps, nodes, edges, lists, paths, texts, booleans, numbers, null. */
static int rank(struct ql_value v)
{
    static const int ranks[] = {[QL_MAP] = 0,  [QL_NODE] = 1, [QL_EDGE] = 2, [QL_LIST] = 3,    [QL_PATH] = 4,
                                [QL_TEXT] = 5, [QL_BOOL] = 6, [QL_REAL] = 7, [QL_INTEGER] = 7, [QL_NULL] = 8};
    return ranks[v.type];
}

static int order_numbers(struct ql_value a, struct ql_value b)
{
    double x, y;

    if (a.type == QL_INTEGER && b.type == QL_INTEGER)
        return (a.integer > b.integer) - (a.integer < b.integer);
    x = ql_as_real(a);
    y = ql_as_real(b);
    if (isnan(x) || isnan(y))
        return (isnan(x) ? 1 : 0) - (isnan(y) ? 1 : 0);
    return (x > y) - (x < y);
}

static int order_items(const struct ql_value *a, size_t n, const struct ql_value *b, size_t m)
{
    size_t i;

    for (i = 0; i < n && i < m; i++) {
        int c = rhz_ql_order(a[i], b[i]);
        if (c)
            return c;
    }
    return (n > m) - (n < m);
}

static int order_maps(struct ql_value a, struct ql_value b)
{
    uint32_t i;

    if (a.n != b.n)
        return a.n < b.n ? -1 : 1;
    for (i = 0; i < a.n; i++) {
        int c = rhz_span_cmp(a.entries[i].key, b.entries[i].key);
        if (c == 0)
            c = rhz_ql_order(a.entries[i].value, b.entries[i].value);
        if (c)
            return c;
    }
    return 0;
}

int rhz_ql_order(struct ql_value a, struct ql_value b)
{
    int x = rank(a), y = rank(b);

    if (x != y)
        return x < y ? -1 : 1;
    switch (a.type) {
    case QL_MAP: return order_maps(a, b);
    case QL_NODE: return (a.n > b.n) - (a.n < b.n);
    case QL_EDGE: return a.n != b.n ? (a.n < b.n ? -1 : 1) : (a.whole > b.whole && a.relation == UINT16_MAX) -
                                                                 (a.whole < b.whole && a.relation == UINT16_MAX);
    case QL_LIST: return order_items(a.items, a.n, b.items, b.n);
    case QL_PATH: return order_items(a.items, 2 * (size_t)a.n + 1, b.items, 2 * (size_t)b.n + 1);
    case QL_TEXT: {
        int c = rhz_span_cmp(ql_span(a), ql_span(b));
        return (c > 0) - (c < 0);
    }
    case QL_BOOL: return (int)a.truth - (int)b.truth;
    case QL_INTEGER:
    case QL_REAL: return order_numbers(a, b);
    default: return 0;
    }
}

static enum ql_truth compare_lists(struct ql_value a, struct ql_value b, int *order)
{
    uint32_t i;

    for (i = 0; i < a.n && i < b.n; i++) {
        enum ql_truth t;
        if (rhz_ql_equal(a.items[i], b.items[i]) == QL_TRUE)
            continue;
        t = rhz_ql_compare(a.items[i], b.items[i], order);
        if (t != QL_TRUE || *order)
            return t;
    }
    *order = (a.n > b.n) - (a.n < b.n);
    return QL_TRUE;
}

enum ql_truth rhz_ql_compare(struct ql_value a, struct ql_value b, int *order)
{
    *order = 0;
    if (ql_is_number(a) && ql_is_number(b)) {
        if (isnan(ql_as_real(a)) || isnan(ql_as_real(b)))
            return QL_FALSE;
        *order = order_numbers(a, b);
        return QL_TRUE;
    }
    if (a.type != b.type)
        return QL_UNKNOWN;
    if (a.type == QL_TEXT || a.type == QL_BOOL) {
        *order = rhz_ql_order(a, b);
        return QL_TRUE;
    }
    return a.type == QL_LIST ? compare_lists(a, b, order) : QL_UNKNOWN;
}

/* ---- keeping ---- */

static bool keep_items(struct rhz_arena *arena, const struct ql_value *v, size_t n, const struct ql_value **out)
{
    struct ql_value *copy = rhz_arena_alloc(arena, (n ? n : 1) * sizeof *copy);
    size_t i;

    *out = copy;
    for (i = 0; copy && i < n; i++)
        if (!rhz_ql_keep(arena, v[i], &copy[i]))
            return false;
    return copy != NULL;
}

bool rhz_ql_keep(struct rhz_arena *arena, struct ql_value v, struct ql_value *out)
{
    struct ql_entry *entries;
    struct rhz_span s;
    uint32_t i;

    *out = v;
    switch (v.type) {
    case QL_TEXT:
        s = rhz_arena_copy(arena, ql_span(v));
        out->text = s.p;
        return s.p != NULL;
    case QL_LIST: return keep_items(arena, v.items, v.n, &out->items);
    case QL_PATH: return keep_items(arena, v.items, 2 * (size_t)v.n + 1, &out->items);
    case QL_MAP:
        entries = rhz_arena_alloc(arena, (v.n ? v.n : 1) * sizeof *entries);
        out->entries = entries;
        for (i = 0; entries && i < v.n; i++) {
            entries[i].key = rhz_arena_copy(arena, v.entries[i].key);
            if (!entries[i].key.p || !rhz_ql_keep(arena, v.entries[i].value, &entries[i].value))
                return false;
        }
        return entries != NULL;
    default: return true;
    }
}

struct ql_value rhz_ql_at_key(struct ql_value map, struct rhz_span key)
{
    const struct ql_entry *e = find_entry(map, key);

    return e ? e->value : ql_null();
}

const char *rhz_ql_type_name(enum ql_type type)
{
    static const char *const names[] = {"null", "un booléen", "un entier", "un réel", "un texte", "une liste",
                                        "une table de clés", "un nœud", "un lien", "un chemin"};
    return names[type];
}
