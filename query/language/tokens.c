/* tokens.c -- one token at a time, at the byte where the parser stands: going back costs nothing.
 *
 * A name is made of letters of any script, digits and _. Typographic dashes and arrows that word processors put in
 * (– for -, « » kept out) are not accepted in silence: the message says which character to type.
 */
#include "tokens.h"

#include <utf8proc.h>

static bool is_letter(uint32_t c)
{
    utf8proc_category_t k;

    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    k = utf8proc_category((utf8proc_int32_t)c);
    return (k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_LO) || k == UTF8PROC_CATEGORY_NL ||
           k == UTF8PROC_CATEGORY_MN || k == UTF8PROC_CATEGORY_MC || k == UTF8PROC_CATEGORY_PC;
}

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static bool is_space(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x202F || c == 0x2009 || c == 0xFEFF || c == 0x2028 ||
           c == 0x2029 || (c >= 0x1C && c <= 0x1F) || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x205F ||
           c == 0x3000 || c == 0x180E;
}

static unsigned char at_byte(struct rhz_span q, size_t at)
{
    return at < q.n ? (unsigned char)q.p[at] : 0;
}

/* The byte after white space and comments; *open: a comment that does not end began here. */
static size_t skip(struct rhz_span q, size_t at, size_t *open)
{
    *open = SIZE_MAX;
    while (at < q.n) {
        unsigned step;
        uint32_t c = rhz_utf8_next(q.p + at, q.p + q.n, &step);

        if (is_space(c)) {
            at += step;
        } else if (c == '/' && at_byte(q, at + 1) == '/') {
            while (at < q.n && q.p[at] != '\n' && q.p[at] != '\r')
                at++;
        } else if (c == '/' && at_byte(q, at + 1) == '*') {
            size_t end = at + 2;
            while (end + 1 < q.n && (q.p[end] != '*' || q.p[end + 1] != '/'))
                end++;
            if (end + 1 >= q.n) {
                *open = at;
                return at;
            }
            at = end + 2;
        } else {
            break;
        }
    }
    return at;
}

static struct ql_token token(struct rhz_span q, enum ql_token_type type, size_t start, size_t end)
{
    return (struct ql_token){.type = type, .text = rhz_span(q.p + start, end - start), .start = start, .end = end};
}

static struct ql_token wrong(struct rhz_span q, size_t start, size_t end, const char *why)
{
    struct ql_token t = token(q, QL_WRONG, start, end);

    t.why = why;
    return t;
}

static size_t end_of_name(struct rhz_span q, size_t at)
{
    while (at < q.n) {
        unsigned step;
        uint32_t c = rhz_utf8_next(q.p + at, q.p + q.n, &step);
        if (!is_letter(c) && !(c < 0x80 && is_digit((unsigned char)c)))
            break;
        at += step;
    }
    return at;
}

static struct ql_token string(struct rhz_span q, size_t start)
{
    char quote = q.p[start];
    size_t at = start + 1;

    while (at < q.n && q.p[at] != quote)
        at += q.p[at] == '\\' && at + 1 < q.n ? 2 : 1;
    if (at >= q.n)
        return wrong(q, start, q.n, "ce texte n'a pas de guillemet fermant");
    return token(q, QL_STRING, start, at + 1);
}

static struct ql_token backquoted(struct rhz_span q, size_t start)
{
    size_t at = start + 1;
    struct ql_token t;

    while (at < q.n && (q.p[at] != '`' || at_byte(q, at + 1) == '`'))
        at += q.p[at] == '`' ? 2 : 1;
    if (at >= q.n)
        return wrong(q, start, q.n, "ce nom n'a pas d'accent grave fermant");
    t = token(q, QL_QUOTED, start, at + 1);
    t.text = rhz_span(q.p + start + 1, at - start - 1);
    return t;
}

static struct ql_token number(struct rhz_span q, size_t start)
{
    size_t at = start, mark;
    bool whole = true;

    if (q.p[at] == '0' && (at_byte(q, at + 1) == 'x' || at_byte(q, at + 1) == 'o')) {
        at = end_of_name(q, at + 2);
        return token(q, QL_WHOLE, start, at);
    }
    while (is_digit(at_byte(q, at)))
        at++;
    if (at_byte(q, at) == '.' && is_digit(at_byte(q, at + 1))) {
        whole = false;
        for (at++; is_digit(at_byte(q, at)); at++)
            ;
    }
    mark = at;
    if (at_byte(q, at) == 'e' || at_byte(q, at) == 'E') {
        at++;
        if (at_byte(q, at) == '-' || at_byte(q, at) == '+')
            at++;
        if (is_digit(at_byte(q, at))) {
            whole = false;
            while (is_digit(at_byte(q, at)))
                at++;
        } else {
            at = mark;
        }
    }
    if (end_of_name(q, at) > at)
        return wrong(q, start, end_of_name(q, at), "ce nombre est suivi de lettres");
    return token(q, whole ? QL_WHOLE : QL_DECIMAL, start, at);
}

static struct ql_token sign(struct rhz_span q, size_t start)
{
    static const char *const pairs[] = {"<=", ">=", "<>", "..", "=~", "+=", "!="};
    struct ql_token t = token(q, QL_SIGN, start, start + 1);
    size_t i;

    t.sign = (unsigned char)q.p[start];
    for (i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (q.p[start] == pairs[i][0] && at_byte(q, start + 1) == (unsigned char)pairs[i][1]) {
            t.sign = QL_SIGN2(pairs[i][0], pairs[i][1]);
            t.end = start + 2;
            t.text.n = 2;
        }
    return t;
}

static const char *foreign(uint32_t c)
{
    if (c == 0x2013 || c == 0x2014 || c == 0x2010 || c == 0x2011 || c == 0x2212)
        return "ce tiret est typographique ; tapez « - »";
    if (c == 0x2018 || c == 0x2019 || c == 0x201C || c == 0x201D || c == 0xAB || c == 0xBB)
        return "ce guillemet est typographique ; les textes s'écrivent entre ' ou \"";
    if (c == 0x2192 || c == 0x2190)
        return "cette flèche est typographique ; tapez « -> » ou « <- »";
    return "ce caractère n'a pas de sens ici";
}

struct ql_token rhz_ql_token(struct rhz_span q, size_t at)
{
    size_t open, start = skip(q, at, &open);
    unsigned step = 1;
    uint32_t c;

    if (open != SIZE_MAX)
        return wrong(q, open, q.n, "ce commentaire n'est pas fermé par « */ »");
    if (start >= q.n)
        return token(q, QL_END, q.n, q.n);
    c = rhz_utf8_next(q.p + start, q.p + q.n, &step);
    if (is_letter(c))
        return token(q, QL_NAME, start, end_of_name(q, start));
    if (c == '\'' || c == '"')
        return string(q, start);
    if (c == '`')
        return backquoted(q, start);
    if (c < 0x80 && (is_digit((unsigned char)c) || (c == '.' && is_digit(at_byte(q, start + 1)))))
        return number(q, start);
    if (c == '$') {
        struct ql_token t = at_byte(q, start + 1) == '`' ? backquoted(q, start + 1)
                                                         : token(q, QL_PARAMETER, start + 1, end_of_name(q, start + 1));
        if (t.type == QL_WRONG || t.text.n == 0)
            return wrong(q, start, t.end, "un paramètre s'écrit « $nom »");
        t.type = QL_PARAMETER;
        t.start = start;
        return t;
    }
    if (c < 0x80 && strchr("()[]{},.:;|+-*/%^=<>!&", (int)c) && c)
        return sign(q, start);
    return wrong(q, start, start + step, foreign(c));
}

bool rhz_ql_is_word(const struct ql_token *t, const char *word)
{
    size_t i;

    if (t->type != QL_NAME || t->text.n != strlen(word))
        return false;
    for (i = 0; i < t->text.n; i++) {
        char c = t->text.p[i];
        if ((c >= 'a' && c <= 'z' ? c - 32 : c) != word[i])
            return false;
    }
    return true;
}
