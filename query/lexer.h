/* lexer.h -- a query string -> tokens, which are spans of it. No allocation, no error: every byte belongs to some token
 * or to white space, and what a token may follow is the parser's business.
 *
 * Thread-safe: the state is the caller's. The query must be well-formed UTF-8 and outlive the tokens.
 */
#ifndef RHZ_LEXER_H
#define RHZ_LEXER_H

#include "base.h"

enum rhz_query_token_kind {
    RHZ_QUERY_END,
    RHZ_QUERY_WORD,   /* a run without white space: one word, or l'avocat, 1,3, adhérent(e)s */
    RHZ_QUERY_PREFIX, /* mot* ; text: without the star */
    RHZ_QUERY_FUZZY,  /* mot~ ; text: without the tilde */
    RHZ_QUERY_PHRASE, /* "..." « ... » “ ... ” ; text: what stands between the quotes */
    RHZ_QUERY_FIELD,  /* champ: ; text: the name, known to rhz_query_field() */
    RHZ_QUERY_DISTANCE, /* ~5, set against the closing quote of a phrase; text: what follows the tilde */
    RHZ_QUERY_PLUS,   /* + or - set against what follows */
    RHZ_QUERY_MINUS,
    RHZ_QUERY_OPEN,   /* ( */
    RHZ_QUERY_CLOSE,  /* ) */
    RHZ_QUERY_AND,    /* ET, in capitals */
    RHZ_QUERY_OR,     /* OU */
    RHZ_QUERY_EXCEPT  /* SAUF */
};

struct rhz_query_token {
    enum rhz_query_token_kind kind;
    uint32_t start, end;  /* bytes of the query, quotes and marks included */
    struct rhz_span text; /* the part that is searched */
    bool open;            /* PHRASE: its closing quote is missing, it runs to the end */
};

struct rhz_lexer {
    struct rhz_span query;
    uint32_t at;
    bool boundary; /* white space, an opening parenthesis or the beginning stands just before `at` */
    bool quoted;   /* a closing quote does */
};

/** Begin at the first byte. `query.n` must be below UINT32_MAX. */
struct rhz_lexer rhz_lexer(struct rhz_span query);
/** The next token; RHZ_QUERY_END for ever once the query is read. */
struct rhz_query_token rhz_lexer_next(struct rhz_lexer *l);

enum rhz_query_field {
    RHZ_FIELD_NONE,
    RHZ_FIELD_YEAR,
    RHZ_FIELD_TITLE,
    RHZ_FIELD_TYPE,
    RHZ_FIELD_DOCUMENT,
    RHZ_FIELD_PERSON,
    RHZ_FIELD_ORGANISATION,
    RHZ_FIELD_PROGRAMME,
    RHZ_FIELD_FUNDER
};
/** The field of this name (accents written or not), RHZ_FIELD_NONE when there is none. */
enum rhz_query_field rhz_query_field(struct rhz_span name);

#endif
