/* parser_state.h (private to query/language/) -- what the parts of the parser share: clauses (parse.c), patterns (parse_pattern.c),
 * expressions (parse_expression.c). */
#ifndef RHZ_QL_PARSER_STATE_H
#define RHZ_QL_PARSER_STATE_H

#include "syntax.h"
#include "tokens.h"

/* A query that backtracks much is nested beyond reason: tokens read before it is refused, per byte of the query. */
enum { QL_STEPS_A_BYTE = 40, QL_STEPS_LEAST = 1 << 16 };

struct ql_parser {
    struct rhz_span text;
    struct rhz_arena *arena;
    struct ql_problem *problem;
    struct ql_token token; /* the one to read */
    size_t last_end;       /* where the token before it ended */
    unsigned depth;
    uint64_t steps;
    bool no_memory;
    struct rhz_span *parameters;
    size_t n_parameters, cap_parameters;
};

void rhz_ql_advance(struct ql_parser *p);
bool rhz_ql_at_sign(const struct ql_parser *p, unsigned sign);
bool rhz_ql_at_word(const struct ql_parser *p, const char *word);
/** Take the token when it is this one. */
bool rhz_ql_take_sign(struct ql_parser *p, unsigned sign);
bool rhz_ql_take_word(struct ql_parser *p, const char *word);
/** The same, else the problem "attendu : what". */
bool rhz_ql_need_sign(struct ql_parser *p, unsigned sign, const char *what);
bool rhz_ql_need_word(struct ql_parser *p, const char *word);
/** A name, plain or in backquotes; `what` says what for. */
bool rhz_ql_need_name(struct ql_parser *p, struct rhz_span *out, const char *what);
bool rhz_ql_at_name(const struct ql_parser *p);
/** Problem at the token to read: what was expected. Always false. */
bool rhz_ql_expected(struct ql_parser *p, const char *what);
bool rhz_ql_out_of_memory(struct ql_parser *p);
/** Enter one level of nesting; false, with the problem, when it is too deep. Leave with p->depth--. */
bool rhz_ql_enter(struct ql_parser *p);

/** Where to come back to after an attempt. */
struct ql_mark {
    struct ql_token token;
    size_t last_end, n_parameters;
    unsigned depth;
    struct ql_problem problem;
};
struct ql_mark rhz_ql_mark(const struct ql_parser *p);
void rhz_ql_back(struct ql_parser *p, const struct ql_mark *m);

struct ql_expr *rhz_ql_expression(struct ql_parser *p);          /* NULL after a problem */
struct ql_expr *rhz_ql_new_expr(struct ql_parser *p, enum ql_expr_type type, size_t start, size_t n_args);
bool rhz_ql_add_arg(struct ql_parser *p, struct ql_expr *e, size_t i, struct ql_expr *arg); /* sets depth and end too */
struct ql_expr *rhz_ql_map(struct ql_parser *p);                 /* at { */
struct ql_expr *rhz_ql_parameter(struct ql_parser *p);           /* at $ */

bool rhz_ql_path(struct ql_parser *p, struct ql_path_pattern *out);     /* name = pattern, shortestPath(...) */
bool rhz_ql_plain_path(struct ql_parser *p, struct ql_path_pattern *out); /* (a)-[b]->(c)... */
bool rhz_ql_paths(struct ql_parser *p, struct ql_match *out);           /* path, path... [WHERE] */
bool rhz_ql_label_names(struct ql_parser *p, struct ql_labels *out);    /* :A:B or :A|B, one or more */

#endif
