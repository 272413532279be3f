/* parser.c -- recursive descent over the lexer's tokens, one function a rule.
 *
 * From loosest to tightest: OU, then ET and SAUF, then juxtaposition, then the signs. Juxtaposition is tighter than
 * the written operators because people read `assemblée générale OU conseil municipal` so. Unclosed quotes are closed
 * at the end with a hint, because everybody forgets one; a lost parenthesis or operator is an error, because guessing
 * would silently change the meaning.
 */
#include "parser.h"

#include "rhizome.h"

struct parser {
    struct rhz_lexer lexer;
    struct rhz_query_token token; /* the one not yet consumed */
    struct rhz_arena *arena;
    struct rhz_query_tree *tree;
    struct rhz_error *err;
    uint32_t *offset;
    unsigned depth;
};

static rhz_status parse_or(struct parser *p, struct rhz_query_node **out);

static void advance(struct parser *p)
{
    p->token = rhz_lexer_next(&p->lexer);
    if (p->token.open)
        p->tree->open_phrase = true;
}

/* Where a byte is, for people: characters from 1. */
static size_t character(const struct parser *p, uint32_t at)
{
    return rhz_utf8_length(rhz_span(p->lexer.query.p, at)) + 1;
}

static rhz_status expected(struct parser *p, const char *what)
{
    uint32_t at = p->token.start, n = p->token.end - at;

    if (p->offset)
        *p->offset = at;
    if (p->token.kind == RHZ_QUERY_END)
        return rhz_fail(p->err, RHZ_INVALID, "La requête s'arrête trop tôt (caractère %zu) : %s.", character(p, at),
                        what);
    if (n > 40)
        n = (uint32_t)rhz_utf8_floor(rhz_span(p->lexer.query.p + at, n), 40);
    return rhz_fail(p->err, RHZ_INVALID, "« %.*s » au caractère %zu : %s.", (int)n, p->lexer.query.p + at,
                    character(p, at), what);
}

static struct rhz_query_node *node(struct parser *p, enum rhz_query_kind kind)
{
    struct rhz_query_node *n = rhz_arena_zalloc(p->arena, 1, sizeof *n);

    if (!n)
        return NULL;
    n->kind = kind;
    n->start = p->token.start;
    n->end = p->token.end;
    n->text = p->token.text;
    return n;
}

/* words = WORD { WORD }. Signed words stand alone: +70 000 requires 70. */
static rhz_status parse_words(struct parser *p, bool alone, struct rhz_query_node **out)
{
    struct rhz_query_node *n = node(p, RHZ_NODE_WORDS);

    if (!n)
        return rhz_no_memory(p->err);
    do {
        if (p->token.text.n > 1 && p->token.text.p[0] == '*')
            return expected(p, "l'étoile ne va qu'à la fin d'un mot (sub*)");
        n->end = p->token.end;
        advance(p);
    } while (!alone && p->token.kind == RHZ_QUERY_WORD);
    n->text = rhz_span(p->lexer.query.p + n->start, n->end - n->start);
    *out = n;
    return RHZ_OK;
}

/* quoted = PHRASE [ DISTANCE ] */
static rhz_status parse_quoted(struct parser *p, struct rhz_query_node **out)
{
    struct rhz_query_node *n = node(p, RHZ_NODE_PHRASE);
    struct rhz_span digits;

    if (!(*out = n))
        return rhz_no_memory(p->err);
    advance(p);
    if (p->token.kind != RHZ_QUERY_DISTANCE)
        return RHZ_OK;
    digits = p->token.text;
    for (size_t i = 0; i < digits.n; i++) {
        if (digits.p[i] < '0' || digits.p[i] > '9')
            return expected(p, "un nombre de mots était attendu après le tilde (\"deux mots\"~5)");
        if (n->distance <= RHZ_NEAR_MOST)
            n->distance = n->distance * 10 + (uint32_t)(digits.p[i] - '0');
    }
    if (!digits.n)
        return expected(p, "un nombre de mots était attendu après le tilde (\"deux mots\"~5)");
    if (!n->distance || n->distance > RHZ_NEAR_MOST)
        return expected(p, "la distance va de 1 à 100 mots");
    n->kind = RHZ_NODE_NEAR;
    n->end = p->token.end;
    advance(p);
    return RHZ_OK;
}

/* field = FIELD ( WORD | PHRASE | PREFIX | FUZZY ) */
static rhz_status parse_field(struct parser *p, struct rhz_query_node **out)
{
    struct rhz_query_node *n = node(p, RHZ_NODE_FIELD);

    if (!n)
        return rhz_no_memory(p->err);
    n->field = rhz_query_field(p->token.text);
    advance(p);
    if (p->token.kind != RHZ_QUERY_WORD && p->token.kind != RHZ_QUERY_PHRASE && p->token.kind != RHZ_QUERY_PREFIX &&
        p->token.kind != RHZ_QUERY_FUZZY)
        return expected(p, "une valeur était attendue après le nom du champ");
    n->text = p->token.text;
    n->end = p->token.end;
    advance(p);
    if (p->token.kind == RHZ_QUERY_DISTANCE)
        return expected(p, "un champ n'a pas de distance entre ses mots, elle se demande au texte (\"deux mots\"~5)");
    *out = n;
    return RHZ_OK;
}

/* group = "(" or ")" */
static rhz_status parse_group(struct parser *p, struct rhz_query_node **out)
{
    uint32_t open = p->token.start;
    rhz_status st;

    if (p->depth == RHZ_QUERY_DEPTH)
        return expected(p, "trop de parenthèses sont imbriquées, la limite est de 64");
    p->depth++;
    advance(p);
    if ((st = parse_or(p, out)) != RHZ_OK)
        return st;
    p->depth--;
    if (p->token.kind != RHZ_QUERY_CLOSE) {
        if (p->offset)
            *p->offset = open;
        return rhz_fail(p->err, RHZ_INVALID, "La parenthèse ouverte au caractère %zu n'est pas fermée.",
                        character(p, open));
    }
    (*out)->start = open;
    (*out)->end = p->token.end;
    advance(p);
    return RHZ_OK;
}

static enum rhz_query_kind leaf_kind(enum rhz_query_token_kind kind)
{
    return kind == RHZ_QUERY_PREFIX ? RHZ_NODE_PREFIX : RHZ_NODE_FUZZY;
}

/* atom = words | PREFIX | FUZZY | quoted | field | group */
static rhz_status parse_atom(struct parser *p, bool alone, struct rhz_query_node **out)
{
    switch (p->token.kind) {
    case RHZ_QUERY_WORD:
        return parse_words(p, alone, out);
    case RHZ_QUERY_FIELD:
        return parse_field(p, out);
    case RHZ_QUERY_OPEN:
        return parse_group(p, out);
    case RHZ_QUERY_PHRASE:
        return parse_quoted(p, out);
    case RHZ_QUERY_PREFIX:
    case RHZ_QUERY_FUZZY:
        if (!(*out = node(p, leaf_kind(p->token.kind))))
            return rhz_no_memory(p->err);
        advance(p);
        return RHZ_OK;
    case RHZ_QUERY_AND:
    case RHZ_QUERY_OR:
    case RHZ_QUERY_EXCEPT:
        return expected(p, "un mot était attendu avant cet opérateur (en minuscules, c'est un mot comme un autre)");
    default:
        return expected(p, "un mot, une expression entre guillemets ou une parenthèse ouvrante était attendu");
    }
}

static bool begins_item(enum rhz_query_token_kind kind)
{
    switch (kind) {
    case RHZ_QUERY_WORD:
    case RHZ_QUERY_PREFIX:
    case RHZ_QUERY_FUZZY:
    case RHZ_QUERY_PHRASE:
    case RHZ_QUERY_FIELD:
    case RHZ_QUERY_PLUS:
    case RHZ_QUERY_MINUS:
    case RHZ_QUERY_OPEN:
        return true;
    default:
        return false;
    }
}

/* list = item { item } ; item = [ "+" | "-" ] atom. Always a LIST node, so that signs have one place. */
static rhz_status parse_list(struct parser *p, struct rhz_query_node **out)
{
    struct rhz_query_node *list = node(p, RHZ_NODE_LIST), **tail, *item;
    rhz_status st;

    if (!list)
        return rhz_no_memory(p->err);
    tail = &list->first;
    do {
        char sign = p->token.kind == RHZ_QUERY_PLUS ? '+' : p->token.kind == RHZ_QUERY_MINUS ? '-' : 0;

        if (sign)
            advance(p);
        if ((st = parse_atom(p, sign != 0, &item)) != RHZ_OK)
            return st;
        item->sign = sign;
        list->end = item->end;
        *tail = item;
        tail = &item->next;
    } while (begins_item(p->token.kind));
    *out = list;
    return RHZ_OK;
}

/* One binary level: first { operator next }; the node is made only when an operator stands there. */
static rhz_status parse_level(struct parser *p, enum rhz_query_token_kind operator, enum rhz_query_kind kind,
                              rhz_status (*operand)(struct parser *, struct rhz_query_node **),
                              struct rhz_query_node **out)
{
    struct rhz_query_node *first, *n, **tail;
    rhz_status st;

    if ((st = operand(p, &first)) != RHZ_OK)
        return st;
    *out = first;
    if (p->token.kind != operator)
        return RHZ_OK;
    if (!(n = node(p, kind)))
        return rhz_no_memory(p->err);
    n->start = first->start;
    n->first = first;
    tail = &first->next;
    while (p->token.kind == operator) {
        advance(p);
        if ((st = operand(p, tail)) != RHZ_OK)
            return st;
        n->end = (*tail)->end;
        tail = &(*tail)->next;
    }
    *out = n;
    return RHZ_OK;
}

/* and = list { "ET" list } */
static rhz_status parse_and(struct parser *p, struct rhz_query_node **out)
{
    return parse_level(p, RHZ_QUERY_AND, RHZ_NODE_AND, parse_list, out);
}

/* except = and { "SAUF" and } */
static rhz_status parse_except(struct parser *p, struct rhz_query_node **out)
{
    return parse_level(p, RHZ_QUERY_EXCEPT, RHZ_NODE_EXCEPT, parse_and, out);
}

/* or = except { "OU" except } */
static rhz_status parse_or(struct parser *p, struct rhz_query_node **out)
{
    return parse_level(p, RHZ_QUERY_OR, RHZ_NODE_OR, parse_except, out);
}

static rhz_status check_bytes(struct rhz_span query, uint32_t *offset, struct rhz_error *err)
{
    size_t valid;

    if (query.n > RHZ_QUERY_BYTES) {
        if (offset)
            *offset = RHZ_QUERY_BYTES;
        return rhz_fail(err, RHZ_INVALID, "La requête est trop longue (%zu octets) : la limite est de %d octets.",
                        query.n, RHZ_QUERY_BYTES);
    }
    valid = rhz_utf8_valid(query);
    if (valid == query.n)
        return RHZ_OK;
    if (offset)
        *offset = (uint32_t)valid;
    return rhz_fail(err, RHZ_INVALID, "La requête n'est pas de l'UTF-8 bien formé (caractère %zu).",
                    rhz_utf8_length(rhz_span(query.p, valid)) + 1);
}

rhz_status rhz_query_parse(struct rhz_span query, struct rhz_arena *arena, struct rhz_query_tree *out, uint32_t *offset,
                           struct rhz_error *err)
{
    struct parser p = {.arena = arena, .tree = out, .err = err, .offset = offset};
    rhz_status st;

    *out = (struct rhz_query_tree){0};
    if ((st = check_bytes(query, offset, err)) != RHZ_OK)
        return st;
    p.lexer = rhz_lexer(query);
    advance(&p);
    if (p.token.kind == RHZ_QUERY_END)
        return RHZ_OK;
    if ((st = parse_or(&p, &out->root)) != RHZ_OK)
        return st;
    if (p.token.kind == RHZ_QUERY_CLOSE)
        return expected(&p, "cette parenthèse fermante n'en ferme aucune");
    return p.token.kind == RHZ_QUERY_END ? RHZ_OK : expected(&p, "un mot était attendu");
}

rhz_status rhz_query_check(const char *query, size_t n, size_t *offset, struct rhz_error *err)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_query_tree tree;
    uint32_t at = 0;
    rhz_status st = arena ? rhz_query_parse(rhz_span(query, n), arena, &tree, &at, err) : rhz_no_memory(err);

    rhz_arena_free(arena);
    if (offset)
        *offset = at;
    return st;
}
