/* lexer.c -- tokens of the query language.
 *
 * The lexer cuts at white space, quotes and parentheses only; words inside a run are the analyzer's business, so that
 * a query is cut exactly as documents are. Signs are operators only where a person can mean them: set against a word
 * and after a space, so that `Jean-Marie`, `a-t-il` and `C++` stay words; a tilde that touches a closing quote begins a
 * distance. Parentheses inside a word (adhérent(e)s)
 * are inclusive writing. ET, OU and SAUF are operators in capitals only: in lower case they are words.
 */
#include "lexer.h"

struct rhz_lexer rhz_lexer(struct rhz_span query)
{
    return (struct rhz_lexer){query, 0, true, false};
}

static uint32_t peek(const struct rhz_lexer *l, uint32_t at, unsigned *n)
{
    if (at >= l->query.n) {
        *n = 0;
        return 0;
    }
    return rhz_utf8_next(l->query.p + at, l->query.p + l->query.n, n);
}

/* White space of Unicode, and control characters: a pasted NUL or tab separates words. */
static bool is_blank(uint32_t c)
{
    return c <= 0x20 || c == 0x7F || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

/* The single quotes of English are not here: they are apostrophes in French. */
static bool is_quote(uint32_t c)
{
    return c == '"' || c == 0xAB || c == 0xBB || (c >= 0x201C && c <= 0x201F) || c == 0x2033 || c == 0xFF02;
}

/* « closes with », » (as in German) with «; all the others close one another, since keyboards and editors mix them. */
static bool closes(uint32_t open, uint32_t c)
{
    if (open == 0xAB)
        return c == 0xBB;
    if (open == 0xBB)
        return c == 0xAB;
    return is_quote(c) && c != 0xAB && c != 0xBB;
}

static bool is_letter(uint32_t c)
{
    return (c | 0x20) - 'a' < 26 || (c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7);
}

/* At a parenthesis after a letter: the byte after the closing one when the whole is an inclusive ending, (e) or
 * (trice), else 0. Eight letters hold the longest ending in use. */
static uint32_t inclusive_ending(const struct rhz_lexer *l, uint32_t at)
{
    unsigned n, letters = 0;
    uint32_t c;

    for (at++; letters <= 8; letters++, at += n) {
        c = peek(l, at, &n);
        if (c == ')' && letters)
            return at + 1;
        if (!is_letter(c))
            break;
    }
    return 0;
}

/* End of the run that begins at `at`: the first blank, quote or parenthesis that is not part of a word. */
static uint32_t run_end(const struct rhz_lexer *l, uint32_t at)
{
    bool after_letter = false;
    uint32_t c, ending;
    unsigned n;

    for (; (c = peek(l, at, &n)), n; at += n) {
        if (is_blank(c) || is_quote(c) || c == ')')
            break;
        if (c == '(') {
            ending = after_letter ? inclusive_ending(l, at) : 0;
            if (!ending)
                break;
            at = ending;
            n = 0;
            continue;
        }
        after_letter = is_letter(c);
    }
    return at;
}

enum rhz_query_field rhz_query_field(struct rhz_span name)
{
    static const struct {
        const char *name;
        enum rhz_query_field field;
    } fields[] = {
        {"annee", RHZ_FIELD_YEAR},         {"année", RHZ_FIELD_YEAR},
        {"titre", RHZ_FIELD_TITLE},        {"type", RHZ_FIELD_TYPE},
        {"document", RHZ_FIELD_DOCUMENT},  {"personne", RHZ_FIELD_PERSON},
        {"organisation", RHZ_FIELD_ORGANISATION}, {"programme", RHZ_FIELD_PROGRAMME},
        {"financeur", RHZ_FIELD_FUNDER},
    };

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (rhz_span_eq(name, rhz_span_of(fields[i].name)))
            return fields[i].field;
    return RHZ_FIELD_NONE;
}

/* « meurt -il » has a blank too many; nobody excludes a pronoun. */
static bool is_pronoun(const struct rhz_lexer *l, uint32_t at)
{
    static const char *const pronouns[] = {"il", "elle", "on", "ils", "elles", "je", "tu", "nous", "vous", "t-il", "t-elle", "t-on"};

    for (size_t i = 0; i < sizeof pronouns / sizeof *pronouns; i++) {
        size_t n = strlen(pronouns[i]);
        unsigned step;
        uint32_t c;

        if (l->query.n - at < n || memcmp(l->query.p + at, pronouns[i], n) != 0)
            continue;
        c = peek(l, at + (uint32_t)n, &step);
        if (!step || (!is_letter(c) && c != '-' && c != '*' && c != '~'))
            return true;
    }
    return false;
}

static struct rhz_query_token token(struct rhz_lexer *l, enum rhz_query_token_kind kind, uint32_t start, uint32_t end)
{
    struct rhz_query_token t = {kind, start, end, rhz_span(l->query.p + start, end - start), false};

    l->at = end;
    l->boundary = kind == RHZ_QUERY_OPEN;
    l->quoted = false;
    return t;
}

static struct rhz_query_token phrase(struct rhz_lexer *l, uint32_t start, uint32_t open, unsigned open_n)
{
    uint32_t at = start + open_n, c;
    struct rhz_query_token t;
    unsigned n;

    for (; (c = peek(l, at, &n)), n; at += n)
        if (closes(open, c))
            break;
    t = token(l, RHZ_QUERY_PHRASE, start, at + n);
    t.text = rhz_span(l->query.p + start + open_n, at - start - open_n);
    t.open = n == 0;
    l->quoted = !t.open;
    return t;
}

/* `champ:valeur`: the name must be one of ours and the value must touch the colon, so that addresses and ordinary
 * punctuation stay words. */
static uint32_t field_name(const struct rhz_lexer *l, uint32_t start, uint32_t end)
{
    const char *colon = memchr(l->query.p + start, ':', end - start);
    uint32_t n = colon ? (uint32_t)(colon - l->query.p) - start : 0, c;
    unsigned step;

    if (!n || rhz_query_field(rhz_span(l->query.p + start, n)) == RHZ_FIELD_NONE)
        return 0;
    c = peek(l, start + n + 1, &step);
    return step && !is_blank(c) && c != ')' ? n : 0;
}

/* `~5`, or whatever else stands there: what a distance may be is the parser's business. */
static struct rhz_query_token distance(struct rhz_lexer *l, uint32_t start)
{
    struct rhz_query_token t = token(l, RHZ_QUERY_DISTANCE, start, run_end(l, start));

    t.text.p++;
    t.text.n--;
    return t;
}

static enum rhz_query_token_kind operator_of(struct rhz_span s)
{
    if (rhz_span_eq(s, RHZ_SPAN("ET")))
        return RHZ_QUERY_AND;
    if (rhz_span_eq(s, RHZ_SPAN("OU")))
        return RHZ_QUERY_OR;
    return rhz_span_eq(s, RHZ_SPAN("SAUF")) ? RHZ_QUERY_EXCEPT : RHZ_QUERY_WORD;
}

static struct rhz_query_token word(struct rhz_lexer *l, uint32_t start)
{
    uint32_t end = run_end(l, start), n = field_name(l, start, end);
    struct rhz_query_token t;
    char last;

    if (n) {
        t = token(l, RHZ_QUERY_FIELD, start, start + n + 1);
        t.text.n = n;
        return t;
    }
    t = token(l, RHZ_QUERY_WORD, start, end);
    last = t.text.p[t.text.n - 1];
    if (t.text.n > 1 && (last == '*' || last == '~')) {
        t.kind = last == '*' ? RHZ_QUERY_PREFIX : RHZ_QUERY_FUZZY;
        t.text.n--;
    } else {
        t.kind = operator_of(t.text);
    }
    return t;
}

struct rhz_query_token rhz_lexer_next(struct rhz_lexer *l)
{
    uint32_t c, after, sign_at;
    unsigned n, step;

    if (l->quoted && peek(l, l->at, &n) == '~')
        return distance(l, l->at);
    while ((c = peek(l, l->at, &n)), n && is_blank(c)) {
        l->at += n;
        l->boundary = true;
    }
    if (!n)
        return token(l, RHZ_QUERY_END, l->at, l->at);
    if (is_quote(c))
        return phrase(l, l->at, c, n);
    if (c == '(')
        return token(l, RHZ_QUERY_OPEN, l->at, l->at + 1);
    if (c == ')')
        return token(l, RHZ_QUERY_CLOSE, l->at, l->at + 1);
    sign_at = l->at + n;
    after = peek(l, sign_at, &step);
    if (l->boundary && (c == '+' || c == '-' || c == 0x2212) && step && !is_blank(after) && after != ')' &&
        !is_pronoun(l, sign_at))
        return token(l, c == '+' ? RHZ_QUERY_PLUS : RHZ_QUERY_MINUS, l->at, sign_at);
    return word(l, l->at);
}
