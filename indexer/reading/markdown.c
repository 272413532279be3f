/* markdown.c -- lines -> blocks, in one pass as CommonMark describes it: a stack of containers (quotes, list items, notes)
 * and one open leaf, whose lines are gathered until it ends. Leaves become drafts of the outline, which knows labels and
 * speakers' turns as it does for plain text.
 *
 * Where CommonMark would lose what a report says, the report wins: hard breaks part entries of a list, a table needs no
 * rule when its rows stand between pipes, a paragraph of prose above "---" is not a heading. The stack is bounded, so that
 * a line costs no more than its length, whatever came before. */
#include "markdown.h"

#include <stdlib.h>

#include "codec.h"
#include "hyphen.h"
#include "inline.h"
#include "letters.h"
#include "lines.h"
#include "markdown_lines.h"
#include "outline.h"
#include "survey.h"

enum { DEPTH_MOST = 32, UNDERLINED_BYTES = 240, UNDERLINED_WORDS = 14, CELLS_MOST = 256 };

enum container_kind { QUOTE, ITEM, NOTE };
enum leaf_kind { NOTHING, PARAGRAPH, FENCE, CODE, TABLE, HIDDEN };

struct container {
    uint8_t kind;
    bool fresh;             /* ITEM: its first block has not come yet */
    size_t content;         /* columns that its lines are indented by */
    struct rhz_span number; /* ITEM of an ordered list: "3." */
};

struct cursor {
    const char *p, *end;
    size_t column; /* of p */
    size_t pad;    /* columns of a tab just before p that are still to be read */
};

struct markdown {
    struct rhz_outline outline;
    struct rhz_hyphens hyphens;
    struct rhz_span whole;
    struct rhz_labels labels;
    struct rhz_buf label_bytes;
    struct container stack[DEPTH_MOST];
    size_t depth;
    uint8_t leaf;
    struct rhz_buf raw;     /* lines of the leaf, '\n' between them, '\v' where the line is broken on purpose */
    struct rhz_buf clean;
    uint32_t first;         /* line of the source where raw begins */
    uint32_t line;
    char fence;             /* FENCE: its mark */
    size_t fence_length;
    size_t columns;         /* TABLE */
    size_t rows;
    const char *hidden_end; /* HIDDEN: "-->", "</script" */
    bool failed;
};

/* ---- columns ---- */

static bool has_indent(const struct cursor *c, size_t n)
{
    size_t have = c->pad, column = c->column;
    const char *p;

    for (p = c->p; have < n && p < c->end && (*p == ' ' || *p == '\t'); p++) {
        size_t w = *p == ' ' ? 1 : 4 - column % 4;
        have += w;
        column += w;
    }
    return have >= n;
}

static void take_columns(struct cursor *c, size_t n)
{
    while (n > 0) {
        if (c->pad) {
            c->pad--;
        } else if (c->p < c->end && *c->p == ' ') {
            c->p++;
            c->column++;
        } else if (c->p < c->end && *c->p == '\t') {
            size_t w = 4 - c->column % 4;
            c->p++;
            c->column += w;
            c->pad = w - 1;
        } else {
            return;
        }
        n--;
    }
}

static void take_bytes(struct cursor *c, size_t n)
{
    c->p += n;
    c->column += n;
}

static struct rhz_span rest_of(const struct cursor *c)
{
    return rhz_span(c->p, (size_t)(c->end - c->p));
}

/** Less than four columns of white space are passed over; their number. */
static size_t take_indent(struct cursor *c)
{
    size_t n = 0;

    while (n < 3 && has_indent(c, 1)) {
        take_columns(c, 1);
        n++;
    }
    return n;
}

/* ---- leaves -> drafts ---- */

static struct container *fresh_item(struct markdown *m)
{
    struct container *c = m->depth ? &m->stack[m->depth - 1] : NULL;

    return c && c->kind == ITEM && c->fresh ? c : NULL;
}

static uint8_t item_level(const struct markdown *m)
{
    size_t i, n = 0;

    for (i = 0; i < m->depth; i++)
        n += m->stack[i].kind == ITEM;
    return (uint8_t)(n > RHZ_LEVEL_MAX ? RHZ_LEVEL_MAX : n);
}

/** Add what stands on one line of the source to the draft being written. */
static void add_stretch(struct markdown *m, struct rhz_draft *d, struct rhz_span s, uint32_t line)
{
    struct rhz_outline *o = &m->outline;

    s = rhz_trim_text(s);
    if (s.n == 0)
        return;
    if (d->text_bytes) {
        size_t cut = rhz_hyphen_join(&m->hyphens, m->whole, rhz_outline_view(o, d), s);
        if (cut == RHZ_HYPHEN_NONE) {
            rhz_outline_text(o, rhz_span(" ", 1));
        } else if (!o->text.failed) {
            o->text.n -= cut;
            d->text_bytes -= cut;
        }
    }
    rhz_outline_mark(o, line);
    rhz_outline_text(o, s);
}

static const char *line_end(const char *p, const char *end)
{
    while (p < end && *p != '\n' && *p != '\v')
        p++;
    return p;
}

static struct rhz_draft *begin_draft(struct markdown *m, enum rhz_draft_kind kind, unsigned level, uint32_t line)
{
    struct container *item = fresh_item(m);
    struct rhz_draft *d = rhz_outline_add(&m->outline, kind);

    d->level = (uint8_t)level;
    if (!item)
        return d;
    item->fresh = false;
    if (kind != RHZ_DRAFT_PARAGRAPH)
        return d;
    d->kind = RHZ_DRAFT_ITEM;
    d->level = item_level(m);
    if (item->number.n) {
        rhz_outline_mark(&m->outline, line);
        rhz_outline_text(&m->outline, item->number);
    }
    return d;
}

static void end_draft(struct markdown *m, struct rhz_draft *d, bool bold)
{
    if (d->text_bytes == 0) {
        m->outline.n--;
        return;
    }
    if (d->kind == RHZ_DRAFT_PARAGRAPH)
        rhz_outline_classify(&m->outline, d, d->n_marks == 1, bold);
    rhz_outline_settle(&m->outline, false);
}

/** Drafts of `clean`: one, or several where a hard break parts entries. */
static void emit_lines(struct markdown *m, struct rhz_span clean, enum rhz_draft_kind kind, unsigned level, bool bold)
{
    const char *p = clean.p, *end = p + clean.n;
    struct rhz_draft *d = begin_draft(m, kind, level, m->first);
    uint32_t line = m->first;

    for (;;) {
        const char *q = line_end(p, end);
        struct rhz_span next;
        add_stretch(m, d, rhz_span(p, (size_t)(q - p)), line++);
        if (q == end)
            break;
        p = q + 1;
        next = rhz_trim_text(rhz_span(p, (size_t)(line_end(p, end) - p)));
        if (*q == '\v' && kind != RHZ_DRAFT_HEADING && next.n && !rhz_is_lower(rhz_text_first(next))) {
            end_draft(m, d, false);
            d = begin_draft(m, RHZ_DRAFT_PARAGRAPH, 0, line);
        }
    }
    end_draft(m, d, bold);
}

static void emit_marked(struct markdown *m, enum rhz_draft_kind kind, unsigned level)
{
    struct rhz_span raw = rhz_buf_view(&m->raw);
    bool bold = rhz_text_is_bold(rhz_trim_text(raw));

    rhz_buf_reset(&m->clean);
    if (m->raw.failed || !rhz_inline_markdown(raw, &m->labels, &m->clean))
        m->failed = true;
    else
        emit_lines(m, rhz_buf_view(&m->clean), kind, level, bold);
}

/** A hard break at the end of a paragraph breaks nothing. */
static void end_paragraph_mark(struct markdown *m)
{
    if (m->leaf == PARAGRAPH && m->raw.n && !m->raw.failed && m->raw.p[m->raw.n - 1] == '\v')
        m->raw.n--;
}

/** End the open leaf; code stays open over blank lines, but what it has said so far is a paragraph. */
static void flush_leaf(struct markdown *m)
{
    end_paragraph_mark(m);
    if (m->raw.n && m->leaf == PARAGRAPH)
        emit_marked(m, RHZ_DRAFT_PARAGRAPH, 0);
    else if (m->raw.n && (m->leaf == FENCE || m->leaf == CODE))
        emit_lines(m, rhz_buf_view(&m->raw), RHZ_DRAFT_PARAGRAPH, 0, false);
    m->failed |= m->raw.failed;
    rhz_buf_reset(&m->raw);
}

static void close_leaf(struct markdown *m)
{
    flush_leaf(m);
    m->leaf = NOTHING;
}

/** End the leaf, and all containers but the first `depth`. */
static void close_to(struct markdown *m, size_t depth)
{
    close_leaf(m);
    m->depth = depth;
}

static void add_raw(struct markdown *m, struct rhz_span s, char separator)
{
    size_t at;

    if (m->raw.n)
        rhz_buf_byte(&m->raw, (unsigned char)separator);
    else
        m->first = m->line;
    at = m->raw.n;
    rhz_buf_span(&m->raw, s);
    for (; !m->raw.failed && at < m->raw.n; at++)
        if (m->raw.p[at] == '\v' || m->raw.p[at] == '\0' || m->raw.p[at] == '\f')
            m->raw.p[at] = ' ';
}

static void emit_heading(struct markdown *m, struct rhz_span text, unsigned level)
{
    close_leaf(m);
    add_raw(m, text, '\n');
    if (m->raw.n)
        emit_marked(m, RHZ_DRAFT_HEADING, level);
    rhz_buf_reset(&m->raw);
}

/* ---- tables ---- */

/** One cell: "\|" is a pipe wherever it stands, even in code. */
static void add_cell(struct markdown *m, struct rhz_span cell)
{
    size_t i;

    rhz_buf_reset(&m->raw);
    rhz_buf_reset(&m->clean);
    for (i = 0; i < cell.n; i++) {
        if (cell.p[i] == '\\' && i + 1 < cell.n && cell.p[i + 1] == '|')
            i++;
        rhz_buf_byte(&m->raw, (unsigned char)(cell.p[i] == '\t' || cell.p[i] == '\v' ? ' ' : cell.p[i]));
    }
    if (m->raw.failed || !rhz_inline_markdown(rhz_buf_view(&m->raw), &m->labels, &m->clean))
        m->failed = true;
    else
        rhz_outline_text(&m->outline, rhz_trim_text(rhz_buf_view(&m->clean)));
    rhz_buf_reset(&m->raw);
}

static void emit_row(struct markdown *m, struct rhz_span line, uint32_t number)
{
    struct rhz_draft *d;
    struct rhz_span rest, cell;
    struct container *item = fresh_item(m);
    bool piped, words = false;
    size_t n = 0;

    if (rhz_md_rule(line) && m->rows == 1)
        return;
    m->rows++;
    if (item)
        item->fresh = false;
    d = rhz_outline_add(&m->outline, RHZ_DRAFT_ROW);
    rhz_outline_mark(&m->outline, number);
    for (rest = rhz_md_row(line, &piped); rhz_md_cell(&rest, &cell); n++) {
        if (n)
            rhz_outline_text(&m->outline, rhz_span("\t", 1));
        words |= cell.n > 0;
        if (cell.n)
            add_cell(m, cell);
    }
    if (n > m->columns && m->rows == 1)
        m->columns = n < CELLS_MOST ? n : CELLS_MOST;
    for (; n < m->columns; n++)
        rhz_outline_text(&m->outline, rhz_span("\t", 1));
    if (!words || d->text_bytes == 0)
        m->outline.n--;
    else
        rhz_outline_settle(&m->outline, false);
}

static bool is_row(struct rhz_span line)
{
    bool piped;

    return line.n > 2 && line.p[0] == '|' && (rhz_md_row(line, &piped), piped) && rhz_md_cells(line) > 1;
}

/** A rule under the last line of a paragraph makes it the head of a table. */
static bool make_table(struct markdown *m, struct rhz_span line)
{
    struct rhz_span raw = rhz_buf_view(&m->raw);
    size_t at = raw.n, n;
    char *head;

    if (!rhz_md_rule(line) || m->raw.failed)
        return false;
    while (at > 0 && raw.p[at - 1] != '\n' && raw.p[at - 1] != '\v')
        at--;
    if (rhz_md_cells(line) != rhz_md_cells(rhz_span(raw.p + at, raw.n - at)))
        return false;
    n = raw.n - at;
    if (!(head = malloc(n + 1))) {
        m->failed = true;
        return true;
    }
    memcpy(head, raw.p + at, n);
    m->raw.n = at ? at - 1 : 0;
    close_leaf(m);
    m->leaf = TABLE;
    m->columns = m->rows = 0;
    emit_row(m, rhz_span(head, n), m->line - 1);
    free(head);
    return true;
}

/* ---- containers ---- */

static bool is_empty(const struct cursor *c)
{
    return rhz_trim_text(rest_of(c)).n == 0;
}

/** How many containers go on in this line; the cursor passes their marks. */
static size_t match(const struct markdown *m, struct cursor *c, bool blank)
{
    size_t i;

    for (i = 0; i < m->depth; i++) {
        const struct container *k = &m->stack[i];
        if (k->kind == QUOTE) {
            struct cursor ahead = *c;
            take_indent(&ahead);
            if (ahead.pad || ahead.p == ahead.end || *ahead.p != '>')
                return i;
            take_bytes(&ahead, 1);
            if (has_indent(&ahead, 1))
                take_columns(&ahead, 1);
            *c = ahead;
            blank = is_empty(c);
        } else if (blank) {
            continue;
        } else if (has_indent(c, k->content)) {
            take_columns(c, k->content);
        } else {
            return i;
        }
    }
    return i;
}

static struct container *push(struct markdown *m, enum container_kind kind, size_t content)
{
    struct container *k = &m->stack[m->depth++];

    *k = (struct container){.kind = (uint8_t)kind, .content = content, .number = {"", 0}};
    return k;
}

static void begin_quote(struct markdown *m, struct cursor *c)
{
    push(m, QUOTE, 0);
    take_bytes(c, 1);
    if (has_indent(c, 1))
        take_columns(c, 1);
}

static void begin_item(struct markdown *m, struct cursor *c, struct rhz_md_marker marker, size_t indent)
{
    struct container *k = push(m, ITEM, 0);
    size_t width = rhz_utf8_length(rhz_span(c->p, marker.bytes)), spaces = 0, task;

    k->fresh = true;
    if (marker.ordered)
        k->number = rhz_span(c->p, marker.bytes);
    c->p += marker.bytes;
    c->column += width;
    if (is_empty(c))
        spaces = 1;
    else if (has_indent(c, 5)) /* code, right after the mark */
        take_columns(c, spaces = 1);
    else
        for (; has_indent(c, 1); spaces++)
            take_columns(c, 1);
    k->content = indent + width + spaces;
    if ((task = rhz_md_task(rest_of(c))) != 0)
        take_bytes(c, task);
}

/** May this marker begin an item, in the middle of a paragraph too? */
static bool begins_item(const struct cursor *c, struct rhz_md_marker marker, bool in_paragraph)
{
    struct rhz_span s = rest_of(c);

    if (marker.bytes == 0)
        return false;
    if (!in_paragraph)
        return true;
    return rhz_trim_text(rhz_span(s.p + marker.bytes, s.n - marker.bytes)).n && (!marker.ordered || marker.number == 1);
}

/* ---- hidden text ---- */

static bool holds(struct rhz_span s, const char *words)
{
    return s.n && memmem(s.p, s.n, words, strlen(words));
}

static bool begins(struct rhz_span s, const char *words)
{
    size_t i, n = strlen(words);

    for (i = 0; i < n && i < s.n; i++)
        if ((s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] | 0x20 : s.p[i]) != words[i])
            return false;
    return i == n;
}

/** Comments and scripts, which no page shows; true: the line is taken. */
static bool begin_hidden(struct markdown *m, struct rhz_span s, size_t depth)
{
    static const struct {
        const char *begin, *end;
    } KINDS[] = {{"<!--", "-->"}, {"<script", "</script"}, {"<style", "</style"}};
    size_t i;
    uint32_t page;

    for (i = 0; i < 3 && !begins(s, KINDS[i].begin); i++)
        ;
    if (i == 3)
        return false;
    if ((page = rhz_page_line(s)) != 0) {
        close_to(m, depth);
        rhz_outline_add(&m->outline, RHZ_DRAFT_PAGE)->page = page;
        rhz_outline_settle(&m->outline, false);
        return true;
    }
    if (holds(s, KINDS[i].end))
        return i > 0; /* a comment on one line: what follows it is text */
    close_to(m, depth);
    m->leaf = HIDDEN;
    m->hidden_end = KINDS[i].end;
    return true;
}

/* ---- lines ---- */

static void code_line(struct markdown *m, struct cursor *c)
{
    if (is_empty(c))
        flush_leaf(m);
    else
        add_raw(m, rhz_trim_text(rest_of(c)), '\n');
}

static void fence_line(struct markdown *m, struct cursor *c)
{
    struct cursor ahead = *c;

    take_indent(&ahead);
    if (!has_indent(&ahead, 1) && rhz_md_fence_ends(rest_of(&ahead), m->fence, m->fence_length))
        close_leaf(m);
    else
        code_line(m, c);
}

/** A line ends on purpose: two spaces, or a backslash that is not itself escaped. Takes the backslash. */
static bool take_hard_break(struct rhz_span *s)
{
    size_t n = s->n, slashes = 0;

    while (n && (s->p[n - 1] == ' ' || s->p[n - 1] == '\t'))
        n--;
    if (s->n - n >= 2)
        return true;
    while (slashes < n && s->p[n - 1 - slashes] == '\\')
        slashes++;
    if (n != s->n || slashes % 2 == 0)
        return false;
    s->n--;
    return true;
}

static void paragraph_line(struct markdown *m, struct rhz_span s)
{
    /* What ends the line before is known only now: its last byte was kept as a mark. */
    bool broken = m->raw.n && !m->raw.failed && m->raw.p[m->raw.n - 1] == '\v';
    bool hard;

    if (broken)
        m->raw.n--;
    hard = take_hard_break(&s);
    add_raw(m, rhz_trim_text(s), broken ? '\v' : '\n');
    m->leaf = PARAGRAPH;
    if (hard)
        rhz_buf_byte(&m->raw, '\v');
}

/** A paragraph above "---": a heading, unless it is prose above a rule. */
static bool is_underlined(const struct markdown *m)
{
    struct rhz_span s = rhz_trim_text(rhz_buf_view(&m->raw));

    return s.n <= UNDERLINED_BYTES && !(rhz_text_last(s) == '.' && rhz_text_words(s, UNDERLINED_WORDS + 1) > UNDERLINED_WORDS);
}

/** Underlines and rules, which need the paragraph above. */
static bool ends_paragraph(struct markdown *m, struct rhz_span s)
{
    unsigned level = rhz_md_underline(s);

    if (level && rhz_trim_text(s).n > 1) { /* "-" alone is an item without words */
        end_paragraph_mark(m);
        if (level == 1 || is_underlined(m)) {
            emit_marked(m, RHZ_DRAFT_HEADING, level);
            rhz_buf_reset(&m->raw);
        }
        close_leaf(m);
        return true;
    }
    if (memchr(s.p, '|', s.n)) {
        end_paragraph_mark(m);
        return make_table(m, s);
    }
    return false;
}

/** Leaves that are known by their first line. `depth`: containers that go on. */
static bool begin_leaf(struct markdown *m, struct rhz_span s, size_t depth)
{
    struct rhz_span text;
    unsigned level = rhz_md_heading(s, &text);
    size_t fence = rhz_md_fence(s);

    if (level) {
        close_to(m, depth);
        emit_heading(m, text, level);
    } else if (fence) {
        close_to(m, depth);
        m->leaf = FENCE;
        m->fence = s.p[0];
        m->fence_length = fence;
    } else if (rhz_md_break(s) || begins(s, ":::")) {
        close_to(m, depth);
    } else if (is_row(s) && !(m->leaf == TABLE && depth == m->depth)) {
        close_to(m, depth);
        m->leaf = TABLE;
        m->columns = m->rows = 0;
        emit_row(m, s, m->line);
    } else {
        return begin_hidden(m, s, depth);
    }
    return true;
}

/** Definitions of links vanish; those of notes are containers. Returns the bytes of a note's mark. */
static size_t note_bytes(struct rhz_span s, bool in_paragraph, bool *vanishes)
{
    struct rhz_span label = {"", 0};
    size_t n = s.n && s.p[0] == '[' ? rhz_md_definition(s, &label) : 0;

    *vanishes = n && label.p[0] != '^' && !in_paragraph;
    return n && label.p[0] == '^' ? n : 0;
}

static void text_line(struct markdown *m, struct cursor *c, size_t depth)
{
    struct rhz_span s = rest_of(c);

    if (m->leaf == PARAGRAPH) { /* goes on, even without the marks of its containers */
        paragraph_line(m, s);
        return;
    }
    if (depth < m->depth)
        close_to(m, depth);
    if (m->leaf == TABLE) {
        emit_row(m, s, m->line);
        return;
    }
    close_leaf(m);
    paragraph_line(m, s);
}

/** What the line begins, container by container, then the leaf. */
static void open_line(struct markdown *m, struct cursor *c, size_t depth)
{
    for (;;) {
        bool all = depth == m->depth, in_paragraph = all && m->leaf == PARAGRAPH, vanishes;
        struct cursor at = *c;
        size_t indent, note;
        struct rhz_span s;
        struct rhz_md_marker marker;

        if (has_indent(c, 4)) {
            if (m->leaf == PARAGRAPH || (m->leaf == TABLE && all))
                break;
            if (!all || m->leaf != CODE)
                close_to(m, depth);
            m->leaf = CODE;
            take_columns(c, 4);
            code_line(m, c);
            return;
        }
        indent = take_indent(&at);
        s = rest_of(&at);
        if (s.n == 0)
            return; /* a mark of a container, and nothing after it */
        *c = at;
        if (m->leaf == CODE)
            close_to(m, depth);
        if (in_paragraph && ends_paragraph(m, s))
            return;
        if (begin_leaf(m, s, depth))
            return;
        marker = rhz_md_list_marker(s);
        note = note_bytes(s, in_paragraph, &vanishes);
        if (vanishes) {
            close_to(m, depth);
            return;
        }
        if (m->depth == DEPTH_MOST && depth == DEPTH_MOST)
            break;
        if (*s.p == '>') {
            close_to(m, depth);
            begin_quote(m, c);
        } else if (begins_item(c, marker, in_paragraph)) {
            close_to(m, depth);
            begin_item(m, c, marker, indent);
        } else if (note) {
            close_to(m, depth);
            push(m, NOTE, 4);
            take_bytes(c, note);
        } else {
            break;
        }
        depth = m->depth;
        if (is_empty(c))
            return;
    }
    text_line(m, c, depth);
}

static void blank_line(struct markdown *m, size_t depth)
{
    if (depth < m->depth)
        close_to(m, depth);
    else
        close_leaf(m);
}

static void take_line(struct markdown *m, struct rhz_span line)
{
    struct cursor c = {line.p, line.p + line.n, 0, 0};
    bool blank = is_empty(&c);
    size_t depth = match(m, &c, blank);

    if (m->leaf == HIDDEN && depth == m->depth) {
        if (holds(line, m->hidden_end))
            m->leaf = NOTHING;
    } else if (m->leaf == FENCE && depth == m->depth) {
        fence_line(m, &c);
    } else if (is_empty(&c)) {
        blank_line(m, depth);
    } else {
        open_line(m, &c, depth);
    }
}

/* ---- the whole ---- */

static int by_value(const void *a, const void *b)
{
    uint64_t x, y;

    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

/** Labels may be defined after they are used: a first pass finds them. */
static bool find_labels(struct markdown *m)
{
    struct rhz_span rest = m->whole, line, label;
    bool feed;

    while (rhz_next_line(&rest, &line, &feed)) {
        while (line.n && (*line.p == ' ' || *line.p == '>'))
            line.p++, line.n--;
        if (line.n && *line.p == '[' && rhz_md_definition(line, &label)) {
            uint64_t key = rhz_label_hash(label);
            rhz_buf_append(&m->label_bytes, &key, sizeof key);
        }
    }
    m->labels.v = (const uint64_t *)(const void *)m->label_bytes.p;
    m->labels.n = m->label_bytes.n / sizeof(uint64_t);
    if (m->labels.n)
        qsort(m->label_bytes.p, m->labels.n, sizeof(uint64_t), by_value);
    return !m->label_bytes.failed;
}

static void read_lines(struct markdown *m, uint32_t first_line)
{
    struct rhz_span rest = m->whole, line;
    bool feed;

    for (m->line = first_line; !m->failed && rhz_next_line(&rest, &line, &feed);) {
        take_line(m, line);
        if (!feed && m->line < UINT32_MAX)
            m->line++;
    }
    close_to(m, 0);
}

rhz_status rhz_markdown_read(struct rhz_span text, uint32_t first_line, struct rhz_buf *out, struct rhz_error *err)
{
    struct markdown *m = calloc(1, sizeof *m);
    bool ok;

    if (!m)
        return rhz_no_memory(err);
    m->whole = text;
    rhz_outline_begin(&m->outline, out, false);
    if (find_labels(m))
        read_lines(m, first_line);
    else
        m->failed = true;
    ok = rhz_outline_end(&m->outline) && !m->failed && !out->failed;
    rhz_hyphens_end(&m->hyphens);
    rhz_buf_free(&m->raw);
    rhz_buf_free(&m->clean);
    rhz_buf_free(&m->label_bytes);
    free(m);
    return ok ? RHZ_OK : rhz_no_memory(err);
}
