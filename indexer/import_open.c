/* import_open.c -- JSON values of an open graph -> their stored form. Keys of a map of properties are put in byte order, so that what
 * is exported does not depend on how it was written. */
#include <jansson.h>
#include <stdlib.h>

#include "import_state.h"

uint32_t rhz_import_symbol(struct import_symbols *s, struct rhz_span name)
{
    uint32_t n = rhz_strings_add(&s->names, name), zero = 0, uses;

    if (n == RHZ_NONE)
        return 0;
    while (s->uses.n <= n * sizeof zero && !s->uses.failed)
        rhz_buf_append(&s->uses, &zero, sizeof zero);
    if (s->uses.failed)
        return 0;
    memcpy(&uses, s->uses.p + n * sizeof uses, sizeof uses);
    uses++;
    memcpy(s->uses.p + n * sizeof uses, &uses, sizeof uses);
    return n + 1;
}

struct entry {
    struct rhz_span key;
    json_t *value;
};

static int by_key(const void *a, const void *b)
{
    return rhz_span_cmp(((const struct entry *)a)->key, ((const struct entry *)b)->key);
}

/* The entries of an object in byte order of their keys; in `arena`. */
static struct entry *entries_of(json_t *v, struct rhz_arena *arena, size_t *n)
{
    struct entry *e = rhz_arena_zalloc(arena, json_object_size(v) + 1, sizeof *e);
    void *at;

    *n = 0;
    for (at = json_object_iter(v); e && at; at = json_object_iter_next(v, at))
        e[(*n)++] = (struct entry){rhz_span_of(json_object_iter_key(at)), json_object_iter_value(at)};
    if (e && *n)
        qsort(e, *n, sizeof *e, by_key);
    return e;
}

static rhz_status put_value(struct import *x, json_t *v, struct rhz_buf *out, unsigned depth)
{
    struct entry *e;
    size_t i, n;
    rhz_status st = RHZ_OK;

    if (depth > RHZ_OPEN_DEPTH)
        return rhz_fail(x->err, RHZ_INVALID, "Ligne %u : une propriété est imbriquée sur plus de %d niveaux.", x->line, RHZ_OPEN_DEPTH);
    switch (json_typeof(v)) {
    case JSON_NULL: rhz_buf_byte(out, RHZ_OPEN_NULL); break;
    case JSON_TRUE: rhz_buf_byte(out, RHZ_OPEN_TRUE); break;
    case JSON_FALSE: rhz_buf_byte(out, RHZ_OPEN_FALSE); break;
    case JSON_INTEGER:
        rhz_buf_byte(out, RHZ_OPEN_INTEGER);
        rhz_put_signed(out, json_integer_value(v));
        break;
    case JSON_REAL: rhz_open_put_real(out, json_real_value(v)); break;
    case JSON_STRING:
        rhz_buf_byte(out, RHZ_OPEN_TEXT);
        rhz_put_bytes(out, rhz_span(json_string_value(v), json_string_length(v)));
        break;
    case JSON_ARRAY:
        rhz_buf_byte(out, RHZ_OPEN_LIST);
        rhz_put_varint(out, json_array_size(v));
        for (i = 0; i < json_array_size(v) && st == RHZ_OK; i++)
            st = put_value(x, json_array_get(v, i), out, depth + 1);
        break;
    case JSON_OBJECT:
        if (!(e = entries_of(v, x->unit, &n)))
            return rhz_no_memory(x->err);
        rhz_buf_byte(out, RHZ_OPEN_MAP);
        rhz_put_varint(out, n);
        for (i = 0; i < n && st == RHZ_OK; i++) {
            rhz_put_bytes(out, e[i].key);
            st = put_value(x, e[i].value, out, depth + 1);
        }
        break;
    }
    return st;
}

/* A property that is null is absent. */
static rhz_status put_properties(struct import *x, json_t *props, struct rhz_buf *out)
{
    size_t n = 0, kept = 0, i;
    struct entry *e = props ? entries_of(props, x->unit, &n) : NULL;
    rhz_status st = RHZ_OK;

    if (props && !e)
        return rhz_no_memory(x->err);
    for (i = 0; i < n; i++)
        kept += !json_is_null(e[i].value);
    rhz_put_varint(out, kept);
    for (i = 0; i < n && st == RHZ_OK; i++) {
        uint32_t symbol;
        if (json_is_null(e[i].value))
            continue;
        if (!(symbol = rhz_import_symbol(&x->properties, e[i].key)))
            return rhz_no_memory(x->err);
        rhz_put_varint(out, symbol);
        st = put_value(x, e[i].value, out, 0);
    }
    return st == RHZ_OK && out->failed ? rhz_no_memory(x->err) : st;
}

rhz_status rhz_import_open_node(struct import *x, const struct rhz_import_line *l, struct rhz_buf *out)
{
    size_t i, j;

    rhz_put_varint(out, l->n_labels);
    for (i = 0; i < l->n_labels; i++) {
        uint32_t symbol = rhz_import_symbol(&x->labels, l->labels[i]);
        for (j = 0; j < i; j++)
            if (rhz_span_eq(l->labels[i], l->labels[j]))
                return rhz_fail(x->err, RHZ_INVALID, "Ligne %u : « labels » nomme deux fois la même étiquette.", x->line);
        if (!symbol)
            return rhz_no_memory(x->err);
        rhz_put_varint(out, symbol);
    }
    return put_properties(x, l->props, out);
}

rhz_status rhz_import_open_edge(struct import *x, const struct rhz_import_line *l, struct rhz_buf *out, uint32_t *relation)
{
    *relation = rhz_import_symbol(&x->relations, l->relation_name);
    if (!*relation)
        return rhz_no_memory(x->err);
    if (*relation > RHZ_OPEN_RELATIONS)
        return rhz_fail(x->err, RHZ_INVALID, "Ligne %u : il y a plus de %d relations différentes.", x->line, RHZ_OPEN_RELATIONS);
    rhz_put_varint(out, *relation);
    return put_properties(x, l->props, out);
}
