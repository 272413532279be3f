/* open_values.c -- typed values of open graphs: bytes <-> heads of values. Nothing is allocated; nesting is bounded. */
#include "open_values.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void rhz_open_put_real(struct rhz_buf *b, double v)
{
    uint64_t bits;

    memcpy(&bits, &v, sizeof bits);
    rhz_buf_byte(b, RHZ_OPEN_REAL);
    rhz_put_le64(b, bits);
}

struct rhz_open_value rhz_open_get(struct rhz_reader *r)
{
    struct rhz_open_value v = {.type = (enum rhz_open_type)rhz_get_byte(r)};
    uint64_t bits;

    switch (v.type) {
    case RHZ_OPEN_INTEGER: v.integer = rhz_get_signed(r); break;
    case RHZ_OPEN_REAL:
        bits = rhz_get_le64(r);
        memcpy(&v.real, &bits, sizeof bits);
        break;
    case RHZ_OPEN_TEXT: v.text = rhz_get_bytes(r); break;
    case RHZ_OPEN_LIST: v.n = rhz_get_at_most(r, rhz_left(r)); break;
    case RHZ_OPEN_MAP: v.n = rhz_get_at_most(r, rhz_left(r) / 2); break;
    case RHZ_OPEN_NULL:
    case RHZ_OPEN_FALSE:
    case RHZ_OPEN_TRUE: break;
    default: r->bad = true;
    }
    if (r->bad)
        v = (struct rhz_open_value){.type = RHZ_OPEN_NULL};
    return v;
}

static void skip(struct rhz_reader *r, unsigned depth)
{
    struct rhz_open_value v = rhz_open_get(r);
    uint64_t i;

    if (depth > RHZ_OPEN_DEPTH)
        r->bad = true;
    for (i = 0; i < v.n && !r->bad; i++) {
        if (v.type == RHZ_OPEN_MAP)
            rhz_get_bytes(r);
        skip(r, depth + 1);
    }
}

void rhz_open_skip(struct rhz_reader *r)
{
    skip(r, 0);
}

uint64_t rhz_open_hash(const struct rhz_open_value *v, bool *indexed)
{
    unsigned char bytes[9] = {(unsigned char)v->type};
    double real = v->type == RHZ_OPEN_INTEGER ? (double)v->integer : v->real;

    *indexed = true;
    switch (v->type) {
    case RHZ_OPEN_FALSE:
    case RHZ_OPEN_TRUE: return rhz_hash64(rhz_span((char *)bytes, 1));
    case RHZ_OPEN_INTEGER:
    case RHZ_OPEN_REAL:
        if (real == 0)
            real = 0; /* -0.0 too */
        bytes[0] = RHZ_OPEN_REAL;
        memcpy(bytes + 1, &real, 8);
        return rhz_hash64(rhz_span((char *)bytes, 9));
    case RHZ_OPEN_TEXT: return rhz_hash64(v->text) ^ RHZ_OPEN_TEXT;
    default: *indexed = false; return 0;
    }
}

/* ---- lists at the end of records ---- */

struct rhz_open_list rhz_open_labels(struct rhz_span open)
{
    struct rhz_open_list l = {.r = rhz_reader(open)};

    l.left = rhz_get_at_most(&l.r, rhz_left(&l.r));
    return l;
}

bool rhz_open_next_label(struct rhz_open_list *l, uint32_t *symbol)
{
    if (l->left == 0 || l->r.bad)
        return false;
    l->left--;
    *symbol = (uint32_t)rhz_get_at_most(&l->r, UINT32_MAX);
    return !l->r.bad;
}

struct rhz_open_list rhz_open_node_properties(struct rhz_span open)
{
    struct rhz_open_list l = rhz_open_labels(open);
    uint32_t symbol;

    while (rhz_open_next_label(&l, &symbol))
        ;
    l.left = rhz_get_at_most(&l.r, rhz_left(&l.r) / 2);
    return l;
}

struct rhz_open_list rhz_open_edge_properties(struct rhz_span open, uint32_t *relation)
{
    struct rhz_open_list l = {.r = rhz_reader(open)};

    *relation = (uint32_t)rhz_get_at_most(&l.r, RHZ_OPEN_RELATIONS);
    l.left = rhz_get_at_most(&l.r, rhz_left(&l.r) / 2);
    return l;
}

bool rhz_open_next_property(struct rhz_open_list *l, uint32_t *symbol)
{
    if (l->left == 0 || l->r.bad)
        return false;
    l->left--;
    *symbol = (uint32_t)rhz_get_at_most(&l->r, UINT32_MAX);
    return !l->r.bad;
}

/* ---- reals as text ---- */

void rhz_real_text(double v, char out[40])
{
    bool plain = v == 0 || (fabs(v) >= 1e-3 && fabs(v) < 1e15), whole = true;
    int precision;
    char *p;

    if (isnan(v) || isinf(v)) {
        snprintf(out, 40, "%s", isnan(v) ? "NaN" : v < 0 ? "-Infinity" : "Infinity");
        return;
    }
    for (precision = plain ? 0 : 1; precision < 21; precision++) {
        snprintf(out, 38, plain ? "%.*f" : "%.*g", precision, v);
        if (strtod(out, NULL) == v)
            break;
    }
    for (p = out; *p; p++) {
        if (*p == ',')
            *p = '.';
        if (*p == '.' || *p == 'e')
            whole = false;
    }
    if (whole)
        memcpy(p, ".0", 3);
}
