/* parser.h -- tokens -> syntax tree. What the words mean in a base is the plan's business. */
#ifndef RHZ_PARSER_H
#define RHZ_PARSER_H

#include "lexer.h"

enum {
    RHZ_QUERY_BYTES = 16 << 10, /* longest query: some 2,500 words */
    RHZ_QUERY_DEPTH = 64,       /* parentheses inside parentheses */
    RHZ_NEAR_MOST = 100         /* greatest distance */
};

enum rhz_query_kind {
    RHZ_NODE_WORDS,  /* neighbouring bare words: analyzed as one text, so that `70 000` is one number */
    RHZ_NODE_PREFIX,
    RHZ_NODE_FUZZY,
    RHZ_NODE_PHRASE,
    RHZ_NODE_NEAR,   /* "..."~5 : text and distance */
    RHZ_NODE_FIELD,  /* field and text, or field and a phrase's text */
    RHZ_NODE_LIST,   /* juxtaposed: children may be signed and, when bare words, relaxed */
    RHZ_NODE_AND,    /* ET */
    RHZ_NODE_OR,     /* OU */
    RHZ_NODE_EXCEPT  /* first child, less all the others */
};

struct rhz_query_node {
    enum rhz_query_kind kind;
    enum rhz_query_field field;
    char sign;            /* '+', '-' or 0, as a child of a LIST */
    uint32_t start, end;  /* bytes of the query */
    struct rhz_span text; /* leaves */
    uint32_t distance;    /* NEAR: in words, 1 to RHZ_NEAR_MOST */
    struct rhz_query_node *first, *next;
};

struct rhz_query_tree {
    struct rhz_query_node *root; /* NULL: the query holds no token */
    bool open_phrase;            /* a closing quote is missing */
};

/**
 * Parse a query. `query` must outlive the tree, which lives in `arena`.
 * Errors: RHZ_INVALID (too long, too deep, not UTF-8, not well formed): the text says where (character, from 1),
 *   what was found and what was expected, and *offset (may be NULL) is the byte. RHZ_NO_MEMORY.
 */
rhz_status rhz_query_parse(struct rhz_span query, struct rhz_arena *arena, struct rhz_query_tree *out, uint32_t *offset,
                           struct rhz_error *err);

#endif
