/* rows.c -- which lines are rows, and where their cells end.
 *
 * Text laid out in columns has lost its empty cells; they come back from the places where figures end, since figures
 * are flushed right: a cluster of ends is a column. Two columns of words side by side are not a table: without figures
 * there is no telling a gap from wide spacing, and the lines stay text. */
#include "rows.h"

#include "letters.h"

enum { GAP = 2, WIDE_GAP = 3, NEAR = 3 };

/* ---- aligned by spaces ---- */

struct cell {
    struct rhz_span text;
    uint32_t left, right; /* columns, in characters */
};

/** Next cell of a line: text up to GAP spaces or the end. */
static bool next_cell(const char **p, const char *end, uint32_t *column, struct cell *out)
{
    const char *q, *last;

    for (; *p < end && **p == ' '; ++*p)
        ++*column;
    if (*p >= end)
        return false;
    out->left = *column;
    out->right = *column;
    last = q = *p;
    while (q < end && !(*q == ' ' && end - q >= GAP && q[1] == ' ')) {
        *column += ((unsigned char)*q & 0xC0) != 0x80;
        q++;
        if (q[-1] != ' ') {
            last = q;
            out->right = *column;
        }
    }
    out->text = rhz_span(*p, (size_t)(last - *p));
    *p = q;
    return true;
}

/** A figure as accounts write them: 12 500,00 € (3 %) - 42; at least one digit or a dash alone. */
static bool is_figure(struct rhz_span s)
{
    const char *p = s.p, *end = p + s.n;
    bool digit = false;
    unsigned n;

    if (s.n > 24)
        return false;
    for (; p < end; p += n) {
        uint32_t c = rhz_utf8_next(p, end, &n);
        digit |= rhz_is_digit(c);
        if (!rhz_is_digit(c) && !rhz_is_space(c) && c != ',' && c != '.' && c != '-' && c != '+' && c != '%' && c != '(' && c != ')' &&
            c != 0x20AC && c != 0x2013 && c != 0x2212 && c != 'k' && c != 'K')
            return false;
    }
    return digit || (s.n <= 3 && s.n > 0 && (*s.p == '-' || (unsigned char)*s.p == 0xE2));
}

struct row_shape {
    unsigned cells, figures;
    bool wide;
};

static struct row_shape shape_of(struct rhz_span raw)
{
    const char *p = raw.p, *end = p + raw.n, *before = p;
    struct row_shape s = {0};
    uint32_t column = 0;
    struct cell c;

    while (s.cells < RHZ_ROW_COLUMNS && next_cell(&p, end, &column, &c)) {
        if (s.cells && c.text.p - before >= WIDE_GAP)
            s.wide = true;
        s.figures += is_figure(c.text);
        s.cells++;
        before = c.text.p + c.text.n;
    }
    return s;
}

static void add_column(struct rhz_row_columns *v, uint32_t at, bool label)
{
    size_t i;

    for (i = 0; i < v->n; i++)
        if (v->label[i] == label && at + NEAR > v->at[i] && at < v->at[i] + NEAR) {
            if (at > v->at[i] && !label)
                v->at[i] = at;
            return;
        }
    if (v->n == RHZ_ROW_COLUMNS)
        return;
    for (i = v->n++; i > 0 && v->at[i - 1] > at; i--) {
        v->at[i] = v->at[i - 1];
        v->label[i] = v->label[i - 1];
    }
    v->at[i] = at;
    v->label[i] = label;
}

/** A dash for nothing, a year over figures: where it ends is not where figures end. */
static bool is_loose_figure(struct rhz_span s)
{
    bool year = s.n == 4 && (memcmp(s.p, "19", 2) == 0 || memcmp(s.p, "20", 2) == 0);
    return s.n <= 3 ? !rhz_is_digit((unsigned char)s.p[0]) : year;
}

static void learn_columns(struct rhz_span raw, struct rhz_row_columns *v, bool loose)
{
    const char *p = raw.p, *end = p + raw.n;
    uint32_t column = 0;
    struct cell c;
    bool first = true;

    for (; next_cell(&p, end, &column, &c); first = false)
        if (!first && is_figure(c.text) && is_loose_figure(c.text) == loose)
            add_column(v, c.right, false);
}

enum { LABEL_ROWS = 3, LABELS = 4 };

/** Labels that begin at one place behind the figures of several rows: a second table beside the first. */
static void learn_labels(const struct rhz_text_line *lines, size_t n, struct rhz_row_columns *v)
{
    struct { uint32_t left; unsigned rows; } seen[LABELS] = {{0, 0}};
    for (size_t i = 0; i < n; i++) {
        const char *p = lines[i].raw.p, *end = p + lines[i].raw.n;
        uint32_t column = 0;
        bool figure = false;
        struct cell c;
        while (next_cell(&p, end, &column, &c)) {
            if (is_figure(c.text)) {
                figure = true;
                continue;
            }
            for (size_t k = 0; figure && k < LABELS; k++)
                if (seen[k].rows == 0 || (c.left + NEAR > seen[k].left && c.left < seen[k].left + NEAR)) {
                    seen[k].left = seen[k].rows ? seen[k].left : c.left;
                    seen[k].rows++;
                    break;
                }
        }
    }
    for (size_t k = 0; k < LABELS; k++)
        if (seen[k].rows >= LABEL_ROWS)
            add_column(v, seen[k].left, true);
}

static size_t spaces_extent(const struct rhz_text_line *lines, size_t n, struct rhz_row_columns *columns)
{
    size_t i, figures = 0;

    columns->n = 0;
    for (i = 0; i < n; i++) {
        struct row_shape s = lines[i].tabs ? (struct row_shape){0} : shape_of(lines[i].raw);
        if (s.cells < 2 || !s.wide)
            break;
        figures += s.figures > 0;
    }
    if (i < 2 || figures * 2 < i)
        return 0;
    n = i;
    for (i = 0; i < n; i++)
        learn_columns(lines[i].raw, columns, false);
    if (columns->n == 0)
        for (i = 0; i < n; i++)
            learn_columns(lines[i].raw, columns, true);
    if (columns->n)
        learn_labels(lines, n, columns);
    return columns->n ? n : 0;
}

static bool begins_label(const struct rhz_row_columns *v, const struct cell *c)
{
    for (size_t i = 0; i < v->n; i++)
        if (v->label[i] && c->left + NEAR > v->at[i] && c->left < v->at[i] + NEAR)
            return true;
    return false;
}

/** Column of a cell: the one whose figures end nearest to where it ends, whose labels begin where it begins. 0 is the
 * first label's, before them all. */
static size_t column_of(const struct rhz_row_columns *v, const struct cell *c)
{
    size_t i, best = 0;
    uint32_t distance = UINT32_MAX;
    bool figure = is_figure(c->text);

    for (i = 0; i < v->n; i++)
        if (!figure && v->label[i] && c->left + NEAR > v->at[i] && c->left < v->at[i] + NEAR)
            return i + 1;
    for (i = 0; i < v->n; i++) {
        uint32_t d = c->right > v->at[i] ? c->right - v->at[i] : v->at[i] - c->right;
        if (!v->label[i] && c->left <= v->at[i] && d < distance) {
            distance = d;
            best = i + 1;
        }
    }
    return best;
}

/* ---- cells ---- */

/** Write one cell, cleaned and trimmed; true when it says something. */
static bool put_cell(struct rhz_outline *o, struct rhz_span cell, bool first)
{
    size_t from, i;
    struct rhz_span s;
    bool says = false;

    if (!first)
        rhz_outline_text(o, rhz_span("\t", 1));
    if (!rhz_buf_reserve(&o->text, cell.n + 1))
        return false;
    from = o->text.n;
    rhz_inline_clean(cell, &o->text);
    s = rhz_trim_text(rhz_span(o->text.p + from, o->text.n - from));
    if (s.n)
        memmove(o->text.p + from, s.p, s.n);
    o->text.n = from + s.n;
    rhz_outline_text(o, rhz_span("", 0));
    for (i = 0; i < s.n && !says; i++)
        says = !strchr("-=:+*", o->text.p[from + i]);
    return says;
}

static bool tab_row(struct rhz_span raw, struct rhz_outline *o)
{
    const char *p = raw.p, *end = p + raw.n, *q;
    bool first = true, says = false;

    for (;; p = q + 1, first = false) {
        q = memchr(p, '\t', (size_t)(end - p));
        if (!q)
            q = end;
        says |= put_cell(o, rhz_span(p, (size_t)(q - p)), first);
        if (q == end)
            return says;
    }
}

static struct rhz_span without_marker(struct rhz_span s)
{
    struct rhz_marker m = rhz_line_marker(s = rhz_trim_text(s));

    return m.style == RHZ_MARKER_SYMBOL ? rhz_span(s.p + m.bytes, s.n - m.bytes) : s;
}

static bool pipe_row(struct rhz_span raw, struct rhz_outline *o)
{
    struct rhz_span s = rhz_trim_text(raw);
    const char *p, *end, *q;
    bool first = true, says = false;

    s = without_marker(s);
    if (s.n && s.p[0] == '|')
        s.p++, s.n--;
    if (s.n && s.p[s.n - 1] == '|')
        s.n--;
    for (p = s.p, end = p + s.n;; p = q + 1, first = false) {
        q = memchr(p, '|', (size_t)(end - p));
        if (!q)
            q = end;
        says |= put_cell(o, without_marker(rhz_span(p, (size_t)(q - p))), first);
        if (q == end)
            return says;
    }
}

static bool spaced_row(struct rhz_span raw, const struct rhz_row_columns *columns, struct rhz_outline *o)
{
    const char *p = raw.p, *end = p + raw.n;
    size_t at = 0, want;
    uint32_t column = 0;
    bool says = false, first = true;
    struct cell c;

    while (next_cell(&p, end, &column, &c)) {
        want = first && !is_figure(c.text) && !begins_label(columns, &c) ? 0 : column_of(columns, &c);
        if (want == at && !first) { /* two texts in one column stay words of one cell */
            rhz_outline_text(o, rhz_span(" ", 1));
            says |= put_cell(o, c.text, true);
        } else {
            for (; at < want; at++)
                rhz_outline_text(o, rhz_span("\t", 1));
            says |= put_cell(o, c.text, true);
        }
        first = false;
    }
    for (; at < columns->n; at++)
        rhz_outline_text(o, rhz_span("\t", 1));
    return says;
}

/* ---- signatures side by side ---- */

enum { SIGNED_GAP = 5, SIGNED_MOST = 3 };

/** "La présidente,": an article and the word of an office. */
static bool is_office_cell(struct rhz_span s)
{
    static const char *const ARTICLES[] = {"le", "la", "les", NULL};
    static const char *const OFFICES[] = {"président", "présidente", "president", "presidente", "trésorier", "trésorière", "tresorier",
                                          "tresoriere", "secrétaire", "secretaire", "vice-président", "vice-présidente", "maire",
                                          "directeur", "directrice", "rapporteur", "rapporteure", NULL};
    struct rhz_span rest = s, word;
    bool article;

    while (s.n && strchr(",:", s.p[s.n - 1]))
        rest = s = rhz_trim_text(rhz_span(s.p, s.n - 1));
    word = rhz_next_word(&rest);
    if ((article = rhz_word_among(word, ARTICLES)))
        word = rhz_next_word(&rest);
    return s.n < 60 && rhz_word_among(word, OFFICES);
}

/** Cells of a line that wide gaps divide; 0: no such line, or more than SIGNED_MOST. */
static unsigned signed_cells(const struct rhz_text_line *l, struct cell *cells)
{
    const char *p = l->raw.p, *end = p + l->raw.n;
    uint32_t column = 0;
    unsigned n = 0;
    struct cell c;

    while (next_cell(&p, end, &column, &c)) {
        if (n == SIGNED_MOST || (n && c.left < cells[n - 1].right + SIGNED_GAP))
            return 0;
        cells[n++] = c;
    }
    return n;
}

/** A line of offices and one of as many names below: without the columns nobody could tell who signs as what. */
static size_t signed_extent(const struct rhz_text_line *lines, size_t n)
{
    struct cell over[SIGNED_MOST], under[SIGNED_MOST];
    unsigned cells = n > 1 && !lines[0].tabs && !lines[1].tabs ? signed_cells(&lines[0], over) : 0;

    if (cells < 2 || signed_cells(&lines[1], under) != cells)
        return 0;
    for (unsigned i = 0; i < cells; i++)
        if (!is_office_cell(over[i].text) || is_office_cell(under[i].text) || is_figure(under[i].text))
            return 0;
    return 2;
}

static bool signed_row(struct rhz_span raw, struct rhz_outline *o)
{
    const char *p = raw.p, *end = p + raw.n;
    uint32_t column = 0;
    bool first = true, says = false;
    struct cell c;

    for (; next_cell(&p, end, &column, &c); first = false)
        says |= put_cell(o, c.text, first);
    return says;
}

/* ---- under heads ---- */

static bool is_head_cell(struct rhz_span s)
{
    static const char *const HEADS[] = {"nom", "noms", "prénom", "prenom", "prénoms", "structure", "structures", "organisme", "organisation", "signature", "signatures",
                                        "fonction", "qualité", "émargement", "emargement", "collège", "college", "présence", "presence", "commune", "club", "mandat",
                                        "téléphone", "courriel", "pouvoir", "institution", "établissement", NULL};
    struct rhz_span rest = s;

    return s.n < 40 && rhz_word_among(rhz_next_word(&rest), HEADS);
}

bool rhz_row_names_columns(const struct rhz_text_line *line, struct rhz_row_columns *columns)
{
    const char *p = line->raw.p, *end = p + line->raw.n;
    uint32_t column = 0;
    struct rhz_row_columns v = {.n = 0};
    struct rhz_span start = line->text;
    struct cell c;

    if (line->raw.n > 240 || !is_head_cell(rhz_next_word(&start)))
        return false; /* most lines end here */
    while (v.n < RHZ_ROW_COLUMNS && next_cell(&p, end, &column, &c)) {
        if (!is_head_cell(c.text))
            return false;
        v.label[v.n] = true;
        v.at[v.n++] = c.left;
    }
    if (v.n < 3 || line->tabs || line->pipes)
        return false;
    *columns = v;
    return true;
}

static size_t named_column(const struct rhz_row_columns *v, uint32_t left)
{
    size_t i = v->n;

    while (i > 0 && v->at[i - 1] > left + 1)
        i--;
    return i ? i - 1 : 0;
}

size_t rhz_named_extent(const struct rhz_text_line *lines, size_t n, const struct rhz_row_columns *columns)
{
    size_t i;

    for (i = 0; i < n && columns->n; i++) {
        const char *p = lines[i].raw.p, *end = p + lines[i].raw.n;
        uint32_t column = 0;
        unsigned cells = 0;
        bool fits = !lines[i].tabs && !lines[i].pipes;
        struct cell c;
        while (fits && next_cell(&p, end, &column, &c)) {
            uint32_t at = columns->at[named_column(columns, c.left)];
            fits = c.left + 1 >= at && c.left <= at + 1;
            cells++;
        }
        if (!fits || cells < 2)
            break;
    }
    return i;
}

static bool named_row(struct rhz_span raw, const struct rhz_row_columns *columns, struct rhz_outline *o)
{
    const char *p = raw.p, *end = p + raw.n;
    uint32_t column = 0;
    size_t at = 0;
    bool says = false;
    struct cell c;

    while (next_cell(&p, end, &column, &c)) {
        for (size_t want = named_column(columns, c.left); at < want; at++)
            rhz_outline_text(o, rhz_span("\t", 1));
        says |= put_cell(o, c.text, true);
    }
    for (; at + 1 < columns->n; at++)
        rhz_outline_text(o, rhz_span("\t", 1));
    return says;
}

/* ---- rows ---- */

static bool is_pipe_line(const struct rhz_text_line *l)
{
    struct rhz_span s = without_marker(l->raw);

    return l->pipes && s.n > 1 && s.p[0] == '|';
}

size_t rhz_row_extent(const struct rhz_text_line *lines, size_t n, enum rhz_row_form *form, struct rhz_row_columns *columns)
{
    size_t i = 0;

    columns->n = 0;
    if (lines[0].tabs && !lines[0].hashes && !memchr(lines[0].text.p, '\t', rhz_line_marker(lines[0].text).bytes)) {
        *form = RHZ_ROW_TABS;
        while (i < n && (lines[i].tabs || lines[i].tab_ends))
            i++;
    } else if (is_pipe_line(&lines[0])) {
        *form = RHZ_ROW_PIPES;
        while (i < n && is_pipe_line(&lines[i]))
            i++;
    } else if (memchr(lines[0].raw.p, ' ', lines[0].raw.n)) {
        *form = RHZ_ROW_SPACES;
        i = spaces_extent(lines, n, columns);
        if (i == 0 && (i = signed_extent(lines, n)) > 0)
            *form = RHZ_ROW_SIGNED;
    }
    return i;
}

bool rhz_row_write(const struct rhz_text_line *line, enum rhz_row_form form, const struct rhz_row_columns *columns,
                   struct rhz_outline *o)
{
    switch (form) {
    case RHZ_ROW_TABS:
        return tab_row(line->raw, o);
    case RHZ_ROW_PIPES:
        return pipe_row(line->raw, o);
    case RHZ_ROW_SIGNED:
        return signed_row(line->raw, o);
    case RHZ_ROW_NAMED:
        return named_row(line->raw, columns, o);
    default:
        return spaced_row(line->raw, columns, o);
    }
}
