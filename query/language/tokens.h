/* tokens.h (private to query/language/) -- the text of a relationship query -> tokens. Tokens are spans of the text; nothing is copied. */
#ifndef RHZ_QL_TOKENS_H
#define RHZ_QL_TOKENS_H

#include "base.h"

enum ql_token_type {
    QL_END,       /* of the text */
    QL_NAME,      /* letters, digits and _; keywords too: they are told apart by their spelling */
    QL_QUOTED,    /* `a name in backquotes`; text without them, a doubled one stands for one */
    QL_STRING,    /* 'text' or "text", with its quotes; escapes are read later */
    QL_WHOLE,     /* 12, 0x1F, 0o17 */
    QL_DECIMAL,   /* 1.5, .5, 1e9 */
    QL_PARAMETER, /* $name; text without the $ */
    QL_SIGN,      /* one or two characters: see `sign` */
    QL_WRONG      /* a string, comment or backquote that does not end; a character that is none of ours; see `why` */
};

/** Two-character signs as 'a' | 'b' << 8. */
#define QL_SIGN2(a, b) ((unsigned)(unsigned char)(a) | (unsigned)(unsigned char)(b) << 8)

struct ql_token {
    enum ql_token_type type;
    unsigned sign;
    struct rhz_span text;
    size_t start, end; /* bytes of the query */
    const char *why;   /* QL_WRONG: what is wrong, in French */
};

/** The token at or after byte `at` of `query`; white space and comments are passed over. */
struct ql_token rhz_ql_token(struct rhz_span query, size_t at);
/** Is it the keyword `word` (capitals, ASCII), in any case? */
bool rhz_ql_is_word(const struct ql_token *t, const char *word);

#endif
