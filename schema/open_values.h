/* open_values.h -- what nodes and edges of a graph of others (`importer --libre`) bear beside the usual record: labels, a
 * relation, properties of any JSON value. Layout: doc/format.md, "Open graphs".
 *
 * Names are symbols of the base, numbered from 1 in each class. Values are read in place.
 */
#ifndef RHZ_OPEN_VALUES_H
#define RHZ_OPEN_VALUES_H

#include "codec.h"

enum rhz_symbol_class { RHZ_SYMBOL_LABEL = 'l', RHZ_SYMBOL_RELATION = 'r', RHZ_SYMBOL_PROPERTY = 'p' };

enum rhz_open_type {
    RHZ_OPEN_NULL,
    RHZ_OPEN_FALSE,
    RHZ_OPEN_TRUE,
    RHZ_OPEN_INTEGER, /* signed varint */
    RHZ_OPEN_REAL,    /* 8 bytes, IEEE 754, little-endian */
    RHZ_OPEN_TEXT,    /* bytes */
    RHZ_OPEN_LIST,    /* varint n, n values */
    RHZ_OPEN_MAP      /* varint n, n times: bytes key, value */
};

enum { RHZ_OPEN_DEPTH = 64, RHZ_OPEN_RELATIONS = 60000 };

struct rhz_open_value {
    enum rhz_open_type type;
    int64_t integer;
    double real;
    struct rhz_span text;
    uint64_t n; /* elements of a list or map, which follow in the reader */
};

/** Head of the next value; a reader gone bad gives null. */
struct rhz_open_value rhz_open_get(struct rhz_reader *r);
/** Pass over a whole value. */
void rhz_open_skip(struct rhz_reader *r);
/** The shortest text that reads back as the same real, with ".0" for a whole one; "NaN", "Infinity". */
void rhz_real_text(double v, char out[40]);
void rhz_open_put_real(struct rhz_buf *b, double v);
/** The hash under which a scalar is indexed: the same for 1 and 1.0; *indexed false for null, lists and maps. */
uint64_t rhz_open_hash(const struct rhz_open_value *v, bool *indexed);

/** The end of a node: labels, then properties. `labels` steps over the symbols; then rhz_open_properties. */
struct rhz_open_list {
    struct rhz_reader r;
    uint64_t left;
};
struct rhz_open_list rhz_open_labels(struct rhz_span open);
/** The next label; false past the last. */
bool rhz_open_next_label(struct rhz_open_list *l, uint32_t *symbol);
/** Properties of a node, or of an edge (whose relation comes first). */
struct rhz_open_list rhz_open_node_properties(struct rhz_span open);
struct rhz_open_list rhz_open_edge_properties(struct rhz_span open, uint32_t *relation);
/** The next property's symbol; its value is then the next in l->r: read or skip it. False past the last. */
bool rhz_open_next_property(struct rhz_open_list *l, uint32_t *symbol);

#endif
