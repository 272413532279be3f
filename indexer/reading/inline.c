/* inline.c -- markdown and HTML inside a line. Converters of PDF write a little of both; what is removed is only what
 * cannot be text: paired stars at word edges, links, known tags. "Total net*" and "5 * 3" keep their stars.
 *
 * One pass, each mark looking ahead a bounded way, so that a line of a million brackets takes linear time. */
#include "inline.h"
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

    return rhz_word_among(s, TAGS);
}

/** Tags around which words do not touch. */
static bool is_break(struct rhz_span name)
{
    static const char *const TAGS[] = {"br", "p", "td", "th", "tr", "hr", "div", "li", "ul", "ol", "dt", "dd", "h1", "h2", "h3",
                                       "h4", "h5", "h6", "table", "section", "article", "summary", "details", "blockquote",
                                       "figcaption", "option", NULL};
    return rhz_word_among(name, TAGS);
}

static bool is_alpha(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

enum rhz_tag_kind rhz_inline_tag(const char *p, const char *end, bool any, size_t *n)
{
    size_t left = (size_t)(end - p), most = any ? LINK_MOST : TAG_MOST + 2;
    const char *q = memchr(p, '>', left < most ? left : most), *name = p + 1, *after;
    bool closing = name < end && *name == '/';

    if (!q)
        return RHZ_TAG_NONE;
    name += closing;
    for (after = name; after < q && (is_alpha(*after) || (any && after > name && (*after == '-' || (*after >= '0' && *after <= '9')))); after++)
        ;
    if (after == name || (after < q && *after != ' ' && *after != '/' && !(any && (*after == '\n' || *after == '\t'))))
        return RHZ_TAG_NONE;
    if (any ? memchr(after, '<', (size_t)(q - after)) != NULL : !is_tag(rhz_span(name, (size_t)(after - name))))
        return RHZ_TAG_NONE;
    *n = (size_t)(q + 1 - p);
    return is_break(rhz_span(name, (size_t)(after - name))) ? RHZ_TAG_BREAK : RHZ_TAG_WORD;
}

size_t rhz_inline_autolink(const char *p, const char *end)
{
    size_t left = (size_t)(end - p);
    const char *q = memchr(p, '>', left < LINK_MOST ? left : LINK_MOST);
    struct rhz_span inside = q ? rhz_span(p + 1, (size_t)(q - p - 1)) : rhz_span("", 0);

    if (!q || memchr(inside.p, ' ', inside.n) || memchr(inside.p, '\n', inside.n))
        return 0;
    return (inside.n > 8 && memcmp(inside.p, "http", 4) == 0) || memchr(inside.p, '@', inside.n) ? inside.n + 2 : 0;
}

static void angle(struct cleaner *c)
{
    size_t n = rhz_inline_autolink(c->p, c->end);
    enum rhz_tag_kind kind;

    if (n) {
        rhz_buf_append(c->out, c->p + 1, n - 2);
        c->p += n;
    } else if ((kind = rhz_inline_tag(c->p, c->end, false, &n)) != RHZ_TAG_NONE) {
        if (kind == RHZ_TAG_BREAK)
            rhz_buf_byte(c->out, ' ');
        c->p += n;
    } else {
        rhz_buf_byte(c->out, '<');
        c->p++;
    }
}

/* The names that French documents hold; none has a text longer than its name and marks. */
static const struct {
    const char *name, *text;
} ENTITIES[] = {
    {"amp", "&"},     {"lt", "<"},      {"gt", ">"},      {"quot", "\""},    {"apos", "'"},    {"nbsp", " "},    {"ensp", " "},
    {"emsp", " "},    {"thinsp", " "},  {"shy", ""},      {"zwnj", ""},      {"eacute", "é"},  {"egrave", "è"},  {"ecirc", "ê"},
    {"euml", "ë"},    {"agrave", "à"},  {"acirc", "â"},   {"auml", "ä"},     {"ccedil", "ç"},  {"icirc", "î"},   {"iuml", "ï"},
    {"ocirc", "ô"},   {"ouml", "ö"},    {"ugrave", "ù"},  {"ucirc", "û"},    {"uuml", "ü"},    {"yuml", "ÿ"},    {"ntilde", "ñ"},
    {"oelig", "œ"},   {"aelig", "æ"},   {"Eacute", "É"},  {"Egrave", "È"},   {"Ecirc", "Ê"},   {"Agrave", "À"},  {"Acirc", "Â"},
    {"Ccedil", "Ç"},  {"Icirc", "Î"},   {"Ocirc", "Ô"},   {"OElig", "Œ"},    {"AElig", "Æ"},   {"euro", "€"},    {"laquo", "«"},
    {"raquo", "»"},   {"hellip", "…"},  {"ndash", "–"},   {"mdash", "—"},    {"lsquo", "‘"},   {"rsquo", "’"},   {"ldquo", "“"},
    {"rdquo", "”"},   {"deg", "°"},     {"middot", "·"},  {"bull", "•"},     {"copy", "©"},    {"reg", "®"},     {"trade", "™"},
    {"times", "×"},   {"rarr", "→"},    {"sup2", "²"},    {"sup3", "³"},     {"frac12", "½"},  {"sect", "§"},    {"ordm", "º"},
};

/** A character by its number: what cannot be read as text becomes U+FFFD, white space one space. */
static size_t numeric_entity(const char *p, const char *end, struct rhz_buf *out)
{
    const char *q = p + 2;
    bool hex = q < end && (*q == 'x' || *q == 'X');
    uint32_t c = 0;
    char utf8[4];
    unsigned digits = 0;

    for (q += hex; q < end && digits < 8; q++, digits++) {
        unsigned d;
        if (*q >= '0' && *q <= '9')
            d = (unsigned)(*q - '0');
        else if (hex && (*q | 0x20) >= 'a' && (*q | 0x20) <= 'f')
            d = (unsigned)((*q | 0x20) - 'a' + 10);
        else
            break;
        c = c > 0x10FFFF ? c : c * (hex ? 16 : 10) + d;
    }
    if (digits == 0 || q >= end || *q != ';')
        return 0;
    c = c == 0 || (c >= 0x7F && c < 0xA0) ? 0xFFFD : c < ' ' ? ' ' : c;
    rhz_buf_append(out, utf8, rhz_utf8_put(utf8, c));
    return (size_t)(q + 1 - p);
}

size_t rhz_inline_entity(const char *p, const char *end, struct rhz_buf *out)
{
    size_t left = (size_t)(end - p), i, n;
    const char *semicolon;

    if (left < 4)
        return 0;
    if (p[1] == '#')
        return numeric_entity(p, end, out);
    if (!is_alpha(p[1]) || !(semicolon = memchr(p, ';', left < 9 ? left : 9)))
        return 0;
    n = (size_t)(semicolon - p - 1);
    for (i = 0; i < sizeof ENTITIES / sizeof ENTITIES[0]; i++)
        if (strlen(ENTITIES[i].name) == n && memcmp(p + 1, ENTITIES[i].name, n) == 0) {
            rhz_buf_str(out, ENTITIES[i].text);
            return n + 2;
        }
    return 0;
}

static void entity(struct cleaner *c)
{
    size_t n = rhz_inline_entity(c->p, c->end, c->out);

    if (n) {
        c->p += n;
        return;
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
