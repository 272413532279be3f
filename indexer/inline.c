/* inline.c -- markdown and HTML inside a line. Converters of PDF write a little of both; what is removed is only what
 * cannot be text: paired stars at word edges, links, known tags. "Total net*" and "5 * 3" keep their stars.
 *
 * One pass, each mark looking ahead a bounded way, so that a line of a million brackets takes linear time. */
#include "lines.h"

enum { LINK_MOST = 2048, TAG_MOST = 128, NO_BRACKET = -1 };

struct cleaner {
    const char *p, *end, *start;
    struct rhz_buf *out;
    size_t from;       /* where this line begins in out */
    long bracket;      /* offset in out of the last '[' still open */
    const char *close; /* the closing mark of the emphasis that is open */
};

static bool is_word_byte(char c)
{
    return (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool at_left_edge(const struct cleaner *c)
{
    return c->p == c->start || !is_word_byte(c->p[-1]);
}

/** A star or underscore: dropped when double, or when it pairs with the next one around words. */
static void emphasis(struct cleaner *c, char mark)
{
    const char *q = c->p;

    while (q < c->end && *q == mark)
        q++;
    if (c->p == c->close) {
        c->p++;
        c->close = NULL;
        return;
    }
    if (q - c->p >= 2 && (mark == '*' || (at_left_edge(c) || q == c->end || !is_word_byte(*q)))) {
        c->p = q;
        return;
    }
    if (q - c->p == 1 && !c->close && at_left_edge(c) && q < c->end && *q != ' ' && *q != '\t') {
        const char *other = memchr(q, mark, (size_t)(c->end - q));
        if (other && other[-1] != ' ' && (other + 1 == c->end || (!is_word_byte(other[1]) && other[1] != mark))) {
            c->close = other;
            c->p++;
            return;
        }
    }
    rhz_buf_append(c->out, c->p, (size_t)(q - c->p));
    c->p = q;
}

/** `](` after an open bracket: the address goes, the words stay. */
static void bracket_close(struct cleaner *c)
{
    size_t left = (size_t)(c->end - c->p);
    const char *q = NULL;

    if (c->bracket != NO_BRACKET && left > 2 && c->p[1] == '(')
        q = memchr(c->p, ')', left < LINK_MOST ? left : LINK_MOST);
    if (!q) {
        rhz_buf_byte(c->out, ']');
        c->p++;
    } else if (!c->out->failed) {
        char *open = c->out->p + c->bracket;
        memmove(open, open + 1, c->out->n - (size_t)c->bracket - 1);
        c->out->n--;
        c->p = q + 1;
    } else {
        c->p = q + 1;
    }
    c->bracket = NO_BRACKET;
}

static bool is_tag(struct rhz_span s)
{
    static const char *const TAGS[] = {"a",  "b",  "i",  "u",   "em", "br",    "p",     "td", "th",  "tr",     "hr",  "sup",
                                       "sub", "img", "div", "span", "small", "strong", "table", "li", "ul", "center", "font", NULL};
    size_t n = 0;

    if (s.n && s.p[0] == '/')
        s.p++, s.n--;
    while (n < s.n && (s.p[n] | 0x20) >= 'a' && (s.p[n] | 0x20) <= 'z')
        n++;
    return (n == s.n || s.p[n] == ' ' || s.p[n] == '/') && rhz_word_among(rhz_span(s.p, n), TAGS);
}

static void angle(struct cleaner *c)
{
    size_t left = (size_t)(c->end - c->p);
    const char *q = memchr(c->p, '>', left < LINK_MOST ? left : LINK_MOST);
    struct rhz_span inside = q ? rhz_span(c->p + 1, (size_t)(q - c->p - 1)) : rhz_span("", 0);

    if (q && !memchr(inside.p, ' ', inside.n) &&
        ((inside.n > 8 && memcmp(inside.p, "http", 4) == 0) || memchr(inside.p, '@', inside.n))) {
        rhz_buf_span(c->out, inside);
        c->p = q + 1;
    } else if (q && inside.n <= TAG_MOST && is_tag(inside)) {
        if (inside.n >= 2 && (inside.p[0] | 0x20) == 'b' && (inside.p[1] | 0x20) == 'r')
            rhz_buf_byte(c->out, ' ');
        c->p = q + 1;
    } else {
        rhz_buf_byte(c->out, '<');
        c->p++;
    }
}

static void entity(struct cleaner *c)
{
    static const struct {
        const char *name, *text;
    } ENTITIES[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&nbsp;", " "}, {"&#39;", "'"}, {"&apos;", "'"}};
    size_t i;

    for (i = 0; i < sizeof ENTITIES / sizeof ENTITIES[0]; i++) {
        size_t n = strlen(ENTITIES[i].name);
        if ((size_t)(c->end - c->p) >= n && memcmp(c->p, ENTITIES[i].name, n) == 0) {
            rhz_buf_str(c->out, ENTITIES[i].text);
            c->p += n;
            return;
        }
    }
    rhz_buf_byte(c->out, '&');
    c->p++;
}

static void escape(struct cleaner *c)
{
    if (c->p + 1 < c->end && strchr("*_#[]<>`|~", c->p[1]) && c->p[1]) {
        rhz_buf_byte(c->out, (unsigned char)c->p[1]);
        c->p += 2;
        return;
    }
    rhz_buf_byte(c->out, '\\');
    c->p++;
}

static void plain_run(struct cleaner *c)
{
    const char *q = c->p;

    while (q < c->end && *q != '*' && *q != '_' && *q != '[' && *q != ']' && *q != '<' && *q != '&' && *q != '\\' && *q != '!')
        q++;
    rhz_buf_append(c->out, c->p, (size_t)(q - c->p));
    c->p = q;
}

void rhz_inline_clean(struct rhz_span s, struct rhz_buf *out)
{
    struct cleaner c = {s.p, s.p + s.n, s.p, out, out->n, NO_BRACKET, NULL};

    while (c.p < c.end) {
        switch (*c.p) {
        case '*':
        case '_':
            emphasis(&c, *c.p);
            break;
        case '[':
            c.bracket = (long)out->n;
            rhz_buf_byte(out, '[');
            c.p++;
            break;
        case ']':
            bracket_close(&c);
            break;
        case '<':
            angle(&c);
            break;
        case '&':
            entity(&c);
            break;
        case '\\':
            escape(&c);
            break;
        case '!': /* ![an image](…) is treated as a link */
            if (c.p + 1 < c.end && c.p[1] == '[')
                c.p++;
            else
                rhz_buf_byte(out, (unsigned char)*c.p++);
            break;
        default:
            plain_run(&c);
        }
    }
}
