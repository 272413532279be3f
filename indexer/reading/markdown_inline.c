/* markdown_inline.c -- the inline marks of Markdown, undone in two passes: one writes text and sets aside what may be
 * marks, the other pairs the stars and underscores by CommonMark's rules. A mark that goes is overwritten with NUL and
 * dropped at the end, so that offsets hold meanwhile.
 *
 * Hostile text: each look ahead is bounded, or is not tried again once it has failed; pairing remembers how far down the
 * stack of openers a search has failed. */
#include "inline.h"

#include "codec.h"
#include "letters.h"

enum { DESTINATION_MOST = 2048, PARENTHESES_MOST = 32, LABEL_MOST = 512, TICKS_MOST = 32, BRACKETS_MOST = 64 };

struct delimiter {
    size_t at;       /* in out */
    size_t n, first; /* marks left: [first, first + n) of the run */
    size_t whole;    /* marks of the run at first */
    char mark;
    bool opens, closes;
};

struct markdown {
    const char *p, *start, *end;
    const struct rhz_labels *labels;
    struct rhz_buf *out;
    struct rhz_buf delimiters;         /* of struct delimiter */
    size_t brackets[BRACKETS_MOST];    /* offsets in out of '[' still open */
    size_t n_brackets;
    bool no_ticks[TICKS_MOST];         /* no run of so many backticks is left ahead */
    bool no_comment_end;
};

static bool is_line_end(char c)
{
    return c == '\n' || c == '\v';
}

/** Pass over source bytes; only their line ends are kept. */
static void skip_to(struct markdown *m, const char *to)
{
    for (; m->p < to; m->p++)
        if (is_line_end(*m->p))
            rhz_buf_byte(m->out, (unsigned char)*m->p);
}

static void copy(struct markdown *m, size_t n)
{
    rhz_buf_append(m->out, m->p, n);
    m->p += n;
}

static void erase(struct markdown *m, size_t at, size_t n)
{
    if (!m->out->failed)
        memset(m->out->p + at, 0, n);
}

/* ---- labels ---- */

uint64_t rhz_label_hash(struct rhz_span label)
{
    char folded[LABEL_MOST];
    size_t n = 0, i;

    for (i = 0; i < label.n && n < sizeof folded; i++) {
        char c = label.p[i];
        if (c == ' ' || c == '\t' || is_line_end(c)) {
            if (n && folded[n - 1] != ' ')
                folded[n++] = ' ';
        } else {
            folded[n++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
        }
    }
    if (n && folded[n - 1] == ' ')
        n--;
    return rhz_hash64(rhz_span(folded, n));
}

static bool is_defined(const struct markdown *m, struct rhz_span label)
{
    size_t low = 0, high = m->labels ? m->labels->n : 0;
    uint64_t key;

    if (high == 0 || label.n == 0 || label.n > LABEL_MOST)
        return false;
    key = rhz_label_hash(label);
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (m->labels->v[mid] < key)
            low = mid + 1;
        else
            high = mid;
    }
    return low < m->labels->n && m->labels->v[low] == key;
}

/* ---- links ---- */

static const char *skip_white(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || is_line_end(*p)))
        p++;
    return p;
}

/** After "](": the byte after the closing bracket; NULL: no destination is written here. */
static const char *destination_end(const char *p, const char *end)
{
    unsigned depth = 0;
    char quote;

    if (end - p > DESTINATION_MOST)
        end = p + DESTINATION_MOST;
    p = skip_white(p, end);
    if (p < end && *p == '<') {
        while (p < end && *p != '>' && !is_line_end(*p))
            p++;
        if (p == end || *p != '>')
            return NULL;
        p++;
    } else {
        for (; p < end && (unsigned char)*p > ' ' && !(*p == ')' && depth == 0); p++) {
            if (*p == '\\' && p + 1 < end && (unsigned char)p[1] > ' ')
                p++;
            else if (*p == '(' && ++depth > PARENTHESES_MOST)
                return NULL;
            else if (*p == ')')
                depth--;
        }
    }
    p = skip_white(p, end);
    if (p < end && (*p == '"' || *p == '\'' || *p == '(')) {
        quote = *p == '(' ? ')' : *p;
        for (p++; p < end && *p != quote; p++)
            if (*p == '\\')
                p++;
        p = p < end ? skip_white(p + 1, end) : end;
    }
    return p < end && *p == ')' ? p + 1 : NULL;
}

/** After "]": the end of "[label]" when it is defined; NULL otherwise. An empty label is that of the link's own words. */
static const char *reference_end(const struct markdown *m, const char *p)
{
    size_t left = (size_t)(m->end - p), i;

    if (left < 2 || *p != '[')
        return NULL;
    for (i = 1; i < left && i < LABEL_MOST && p[i] != ']' && p[i] != '['; i++)
        ;
    if (i == left || p[i] != ']')
        return NULL;
    return i == 1 || is_defined(m, rhz_span(p + 1, i - 1)) ? p + i + 1 : NULL;
}

static void open_bracket(struct markdown *m)
{
    size_t left = (size_t)(m->end - m->p), i;

    if (left > 3 && m->p[1] == '^') { /* a call of a note */
        for (i = 2; i < left && i < LABEL_MOST && m->p[i] != ']' && (unsigned char)m->p[i] > ' '; i++)
            ;
        if (i < left && m->p[i] == ']' && is_defined(m, rhz_span(m->p + 1, i - 1))) {
            m->p += i + 1;
            return;
        }
    }
    if (m->n_brackets == BRACKETS_MOST) { /* the outermost is given up */
        memmove(m->brackets, m->brackets + 1, (BRACKETS_MOST - 1) * sizeof m->brackets[0]);
        m->n_brackets--;
    }
    m->brackets[m->n_brackets++] = m->out->n;
    copy(m, 1);
}

static void close_bracket(struct markdown *m)
{
    const char *after = NULL;
    size_t open;

    if (m->n_brackets == 0) {
        copy(m, 1);
        return;
    }
    open = m->brackets[--m->n_brackets];
    if (m->p + 1 < m->end && m->p[1] == '(')
        after = destination_end(m->p + 2, m->end);
    if (!after && !m->out->failed) {
        bool own = is_defined(m, rhz_span(m->out->p + open + 1, m->out->n - open - 1));
        after = reference_end(m, m->p + 1);
        if (after == m->p + 3 && !own)
            after = NULL;
        else if (!after && own)
            after = m->p + 1;
    }
    if (!after) {
        copy(m, 1);
        return;
    }
    erase(m, open, 1);
    skip_to(m, after);
}

/* ---- code, tags, escapes ---- */

static void code(struct markdown *m)
{
    const char *q = m->p, *r;
    size_t n, run;

    while (q < m->end && *q == '`')
        q++;
    n = (size_t)(q - m->p);
    for (r = q; n < TICKS_MOST && !m->no_ticks[n] && r < m->end; r += run) {
        run = 1;
        if (*r != '`')
            continue;
        while (r + run < m->end && r[run] == '`')
            run++;
        if (run != n)
            continue;
        m->p = q;
        copy(m, (size_t)(r - q));
        m->p = r + n;
        return;
    }
    if (n < TICKS_MOST)
        m->no_ticks[n] = true;
    copy(m, n);
}

static void angle(struct markdown *m)
{
    size_t left = (size_t)(m->end - m->p), n = rhz_inline_autolink(m->p, m->end);
    enum rhz_tag_kind kind;

    if (n) {
        m->p++;
        copy(m, n - 2);
        m->p++;
        return;
    }
    if (left > 6 && memcmp(m->p, "<!--", 4) == 0 && !m->no_comment_end) {
        const char *q = memmem(m->p + 4, left - 4, "-->", 3);
        if (q) {
            skip_to(m, q + 3);
            return;
        }
        m->no_comment_end = true;
    }
    kind = rhz_inline_tag(m->p, m->end, true, &n);
    if (kind == RHZ_TAG_NONE) {
        copy(m, 1);
        return;
    }
    if (kind == RHZ_TAG_BREAK)
        rhz_buf_byte(m->out, ' ');
    skip_to(m, m->p + n);
}

static bool is_ascii_punctuation(char c)
{
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

static void escape(struct markdown *m)
{
    if (m->p + 1 < m->end && is_ascii_punctuation(m->p[1])) {
        m->p++;
        copy(m, 1);
    } else {
        copy(m, 1);
    }
}

/* ---- emphasis ---- */

static bool is_space_or_edge(uint32_t c)
{
    return c == 0 || rhz_is_space(c);
}

static bool is_punctuation(uint32_t c)
{
    utf8proc_category_t k;

    if (c < 0x80)
        return is_ascii_punctuation((char)c);
    k = utf8proc_category((utf8proc_int32_t)c);
    return k >= UTF8PROC_CATEGORY_PC && k <= UTF8PROC_CATEGORY_SO;
}

/** A run of stars, underscores or tildes: written as it is, and noted when it may open or close. */
static void emphasis(struct markdown *m, char mark)
{
    struct delimiter d = {.at = m->out->n, .mark = mark};
    uint32_t before, after;
    bool left, right;
    unsigned n;

    while (m->p + d.n < m->end && m->p[d.n] == mark)
        d.n++;
    d.whole = d.n;
    before = m->p > m->start ? rhz_utf8_before(m->start, m->p) : 0;
    after = m->p + d.n < m->end ? rhz_utf8_next(m->p + d.n, m->end, &n) : 0;
    left = !is_space_or_edge(after) && (!is_punctuation(after) || is_space_or_edge(before) || is_punctuation(before));
    right = !is_space_or_edge(before) && (!is_punctuation(before) || is_space_or_edge(after) || is_punctuation(after));
    d.opens = left && (mark != '_' || !right || is_punctuation(before));
    d.closes = right && (mark != '_' || !left || is_punctuation(after));
    copy(m, d.n);
    if ((d.opens || d.closes) && (mark != '~' || d.n == 2))
        rhz_buf_append(&m->delimiters, &d, sizeof d);
}

/** CommonMark: marks that both open and close do not pair when their sum is a multiple of 3, unless both are. */
static bool pair(const struct delimiter *a, const struct delimiter *b)
{
    if (a->mark != b->mark)
        return false;
    if (!(a->closes || b->opens))
        return true;
    return (a->whole + b->whole) % 3 != 0 || (a->whole % 3 == 0 && b->whole % 3 == 0);
}

enum { BOTTOMS = 3 * 3 * 2 };

static size_t *bottom_of(size_t bottoms[BOTTOMS], const struct delimiter *d)
{
    unsigned mark = d->mark == '*' ? 0 : d->mark == '_' ? 1 : 2;

    return &bottoms[(mark * 3 + d->whole % 3) * 2 + d->opens];
}

/** Take one or two marks of both. */
static void take_pair(struct markdown *m, struct delimiter *opener, struct delimiter *closer)
{
    size_t n = opener->n >= 2 && closer->n >= 2 ? 2 : 1;

    opener->n -= n;
    erase(m, opener->at + opener->first + opener->n, n);
    erase(m, closer->at + closer->first, n);
    closer->first += n;
    closer->n -= n;
}

/* The array of delimiters becomes the stack of openers as it is read: what is pushed was read before. */
static void pair_all(struct markdown *m)
{
    struct delimiter *v = (struct delimiter *)(void *)m->delimiters.p;
    size_t n = m->delimiters.n / sizeof *v, i, j, top = 0, bottoms[BOTTOMS] = {0};

    for (i = 0; i < n; i++) {
        struct delimiter d = v[i];
        while (d.closes && d.n) {
            size_t *bottom = bottom_of(bottoms, &d);
            for (j = top; j > *bottom && !pair(&v[j - 1], &d); j--)
                ;
            if (j == *bottom) {
                *bottom = top;
                break;
            }
            take_pair(m, &v[j - 1], &d);
            top = v[j - 1].n ? j : j - 1;
            for (j = 0; j < BOTTOMS; j++)
                if (bottoms[j] > top)
                    bottoms[j] = top;
        }
        if (d.opens && d.n)
            v[top++] = d;
    }
}

/* ---- the whole ---- */

static void plain_run(struct markdown *m)
{
    static const char MARKS[] = "*_~[]<&\\!`";
    const char *q = m->p + 1;

    while (q < m->end && (*q == 0 || !strchr(MARKS, *q)))
        q++;
    copy(m, (size_t)(q - m->p));
}

static void step(struct markdown *m)
{
    size_t n;

    switch (*m->p) {
    case '*':
    case '_':
    case '~':
        emphasis(m, *m->p);
        break;
    case '[':
        open_bracket(m);
        break;
    case ']':
        close_bracket(m);
        break;
    case '<':
        angle(m);
        break;
    case '`':
        code(m);
        break;
    case '\\':
        escape(m);
        break;
    case '&':
        if ((n = rhz_inline_entity(m->p, m->end, m->out)) != 0)
            m->p += n;
        else
            copy(m, 1);
        break;
    case '!': /* an image shows its words */
        if (m->p + 1 < m->end && m->p[1] == '[')
            m->p++;
        else
            copy(m, 1);
        break;
    default:
        plain_run(m);
    }
}

static void drop_erased(struct rhz_buf *out, size_t from)
{
    size_t i, n = from;

    for (i = from; i < out->n; i++)
        if (out->p[i])
            out->p[n++] = out->p[i];
    out->n = n;
}

bool rhz_inline_markdown(struct rhz_span s, const struct rhz_labels *labels, struct rhz_buf *out)
{
    struct markdown m = {.p = s.p, .start = s.p, .end = s.p + s.n, .labels = labels, .out = out};
    size_t from = out->n;
    bool ok;

    while (m.p < m.end && !out->failed)
        step(&m);
    ok = !out->failed && !m.delimiters.failed;
    if (ok) {
        pair_all(&m);
        drop_erased(out, from);
    }
    rhz_buf_free(&m.delimiters);
    return ok;
}
