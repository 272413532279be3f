/* html_blocks.c -- elements -> drafts of the outline, in one walk. A block element ends the paragraph that is open and begins
 * none: text does, and what it is (heading, item, text) is told by the elements around it. So empty elements and the layers of
 * <div> that sites are made of leave nothing behind.
 *
 * A table is data, a row a draft, unless it is there for the layout (role, nested tables, headings in cells, one column).
 */
#include "html_blocks.h"

#include <stdio.h>
#include <strings.h>

#include "letters.h"
#include "lines.h"
#include "outline.h"

enum { COLUMNS_MOST = 256, PAIR_BYTES = 200, LISTS_MOST = 32 };

struct list {
    bool ordered, fresh; /* fresh: the first text of the item has not come yet */
    uint32_t number;
};

struct writer {
    struct rhz_outline outline;
    struct rhz_draft *open;   /* text goes on in it; NULL: text begins another */
    bool space;               /* white space came since the last word */
    bool broken;              /* a line break came since the last word */
    bool plain;               /* some text of the open draft is not in bold */
    bool label;               /* the open draft announces what follows, whatever its form */
    unsigned bold, heading;   /* depth in <b>; level of the heading that text belongs to, 0: none */
    unsigned item;            /* depth of the item that is open: no further lists count beyond LISTS_MOST */
    struct list lists[LISTS_MOST];
    unsigned n_lists;
    uint32_t marked;          /* line of the last mark of the open draft */
    bool in_row;              /* text goes into cells: blocks do not end it */
};

static void close_draft(struct writer *w)
{
    struct rhz_draft *d = w->open;

    w->space = w->broken = false;
    if (!d || w->in_row)
        return;
    w->open = NULL;
    if (d->text_bytes == 0) {
        w->outline.n--;
        return;
    }
    if (w->label && d->kind == RHZ_DRAFT_PARAGRAPH) {
        d->kind = RHZ_DRAFT_LABEL;
        d->form = RHZ_FORM_BOLD;
    } else if (d->kind == RHZ_DRAFT_PARAGRAPH) {
        rhz_outline_classify(&w->outline, d, true, !w->plain);
    }
    rhz_outline_settle(&w->outline, false);
}

static void begin_draft(struct writer *w, uint32_t line)
{
    struct list *list = w->n_lists ? &w->lists[w->n_lists - 1] : NULL;
    enum rhz_draft_kind kind = w->heading ? RHZ_DRAFT_HEADING : list && list->fresh ? RHZ_DRAFT_ITEM : RHZ_DRAFT_PARAGRAPH;
    char number[16];
    int n;

    w->open = rhz_outline_add(&w->outline, kind);
    w->open->level = (uint8_t)(kind == RHZ_DRAFT_HEADING ? w->heading : kind != RHZ_DRAFT_ITEM ? 0 : w->n_lists < RHZ_LEVEL_MAX ? w->n_lists : RHZ_LEVEL_MAX);
    w->plain = false;
    rhz_outline_mark(&w->outline, line);
    w->marked = line;
    if (kind != RHZ_DRAFT_ITEM)
        return;
    list->fresh = false;
    if (list->ordered) {
        n = snprintf(number, sizeof number, "%u. ", list->number);
        rhz_outline_text(&w->outline, rhz_span(number, (size_t)n));
    }
}

/** What parts the word to come from the last one of the draft. */
static void part_words(struct writer *w, struct rhz_span word, uint32_t line)
{
    uint32_t last = rhz_text_last(rhz_outline_view(&w->outline, w->open));
    bool new_entry = w->broken && !rhz_is_lower(rhz_text_first(word));

    if (new_entry && !w->in_row && !w->heading) { /* a break parts entries, where it is not the wrapping of a sentence */
        close_draft(w);
        begin_draft(w, line);
    } else if (new_entry && w->in_row && rhz_is_letter(last) && rhz_is_letter(rhz_text_first(word))) {
        rhz_outline_text(&w->outline, rhz_span("; ", 2)); /* entries of a cell, which is one line */
    } else if ((w->space || w->broken) && w->open->text_bytes && last) {
        rhz_outline_text(&w->outline, rhz_span(" ", 1));
    }
    w->space = w->broken = false;
}

static void add_word(struct writer *w, struct rhz_span word, uint32_t line)
{
    if (!w->open)
        begin_draft(w, line);
    else
        part_words(w, word, line);
    w->space = w->broken = false;
    if (line != w->marked) {
        rhz_outline_mark(&w->outline, line);
        w->marked = line;
    }
    w->plain |= w->bold == 0;
    rhz_outline_text(&w->outline, word);
}

/** Text of one node; in <pre> its lines are lines. */
static void add_text(struct writer *w, const struct rhz_html_node *node, bool lines)
{
    const char *p = node->text.p, *end = p + node->text.n;
    uint32_t line = node->line;

    while (p < end) {
        const char *q = p;
        while (q < end && (unsigned char)*q > ' ')
            q++;
        if (q > p) {
            add_word(w, rhz_span(p, (size_t)(q - p)), line);
            p = q;
            continue;
        }
        w->space = true;
        if (*p == '\n') {
            line++;
            w->broken |= lines;
        }
        p++;
    }
}

/* ---- walking ---- */

static void walk(struct writer *w, const struct rhz_html_node *top, bool lines);

static void walk_block(struct writer *w, const struct rhz_html_node *node, bool lines)
{
    close_draft(w);
    walk(w, node, lines);
    close_draft(w);
}

static void walk_list(struct writer *w, const struct rhz_html_node *node)
{
    struct rhz_span start = rhz_html_attribute(node, "start");
    uint32_t number = 0;
    size_t i;

    close_draft(w);
    if (w->n_lists == LISTS_MOST) {
        walk(w, node, false);
        return;
    }
    for (i = 0; i < start.n && i < 8 && rhz_is_digit((unsigned char)start.p[i]); i++)
        number = number * 10 + (uint32_t)(start.p[i] - '0');
    w->lists[w->n_lists++] = (struct list){.ordered = node->element == RHZ_HTML_OL, .number = number ? number - 1 : 0};
    walk(w, node, false);
    close_draft(w);
    w->n_lists--;
}

static void walk_item(struct writer *w, const struct rhz_html_node *node)
{
    close_draft(w);
    if (w->n_lists) {
        w->lists[w->n_lists - 1].fresh = true;
        w->lists[w->n_lists - 1].number++;
    }
    walk(w, node, false);
    close_draft(w);
    if (w->n_lists)
        w->lists[w->n_lists - 1].fresh = false;
}

static void walk_heading(struct writer *w, const struct rhz_html_node *node)
{
    unsigned before = w->heading;

    close_draft(w);
    w->heading = 1u + node->element - RHZ_HTML_H1;
    walk(w, node, false);
    close_draft(w);
    w->heading = before;
}

static void walk_label(struct writer *w, const struct rhz_html_node *node)
{
    close_draft(w);
    w->label = true;
    walk(w, node, false);
    close_draft(w);
    w->label = false;
}

/* ---- lists of terms ---- */

static bool holds_blocks(const struct rhz_html_node *node)
{
    const struct rhz_html_node *n;

    for (n = node->first; n; n = n->next)
        if (!n->hidden && rhz_html_is_block(n) && (n->element != RHZ_HTML_P || n != node->first))
            return true;
    return false;
}

static const struct rhz_html_node *next_shown(const struct rhz_html_node *node)
{
    for (node = node->next; node && (node->hidden || node->text_bytes == 0); node = node->next)
        ;
    return node;
}

/** <dt>Président</dt><dd>A. B.</dd>: one entry, "Président : A. B."; longer descriptions stand below their term. */
static const struct rhz_html_node *walk_term(struct writer *w, const struct rhz_html_node *term)
{
    const struct rhz_html_node *told = next_shown(term), *after = told ? next_shown(told) : NULL;
    struct rhz_span text;
    struct list whole = {.fresh = true};

    if (!told || told->element != RHZ_HTML_DD || (after && after->element == RHZ_HTML_DD) || term->text_bytes + told->text_bytes > PAIR_BYTES ||
        holds_blocks(told) || w->n_lists == LISTS_MOST) {
        walk_label(w, term);
        return term;
    }
    close_draft(w);
    w->lists[w->n_lists++] = whole;
    walk(w, term, false);
    if (w->open) {
        text = rhz_outline_view(&w->outline, w->open);
        if (rhz_text_last(text) != ':')
            rhz_outline_text(&w->outline, RHZ_SPAN(" :"));
        w->space = true;
    }
    walk(w, told->first && told->first == told->last && told->first->element == RHZ_HTML_P ? told->first : told, false);
    close_draft(w);
    w->n_lists--;
    return told;
}

static void walk_terms(struct writer *w, const struct rhz_html_node *top)
{
    const struct rhz_html_node *n;

    close_draft(w);
    for (n = top->first; n; n = n->next) {
        if (n->hidden)
            continue;
        if (n->element == RHZ_HTML_DT)
            n = walk_term(w, n);
        else if (n->element == RHZ_HTML_DD)
            walk_block(w, n, false);
        else if (n->element == RHZ_HTML_DIV) /* groups of terms */
            walk_terms(w, n);
    }
    close_draft(w);
}

/* ---- tables ---- */

static size_t spanned(const struct rhz_html_node *cell, const char *name)
{
    struct rhz_span s = rhz_html_attribute(cell, name);
    size_t i, n = 0;

    for (i = 0; i < s.n && i < 6 && rhz_is_digit((unsigned char)s.p[i]); i++)
        n = n * 10 + (size_t)(s.p[i] - '0');
    return n == 0 ? 1 : n < COLUMNS_MOST ? n : COLUMNS_MOST;
}

static bool is_cell(const struct rhz_html_node *node)
{
    return !node->hidden && (node->element == RHZ_HTML_TD || node->element == RHZ_HTML_TH);
}

/** The next row of the table, not of one inside it. */
static const struct rhz_html_node *next_row(const struct rhz_html_node *node, const struct rhz_html_node *table)
{
    bool below = node == table;

    while ((node = rhz_html_next(node, table, below)) != NULL) {
        below = !node->hidden && (node->element == RHZ_HTML_TBODY || node->element == RHZ_HTML_THEAD || node->element == RHZ_HTML_TFOOT ||
                                  node->element == RHZ_HTML_OTHER || node->element == RHZ_HTML_FORM);
        if (node->element == RHZ_HTML_TR && !node->hidden)
            return node;
    }
    return NULL;
}

static bool is_for_layout(const struct rhz_html_node *table)
{
    struct rhz_span role = rhz_html_attribute(table, "role");
    const struct rhz_html_node *n, *cell;
    size_t columns = 0;

    if ((role.n == 12 && strncasecmp(role.p, "presentation", 12) == 0) || (role.n == 4 && strncasecmp(role.p, "none", 4) == 0))
        return true;
    for (n = rhz_html_next(table, table, true); n; n = rhz_html_next(n, table, !n->hidden))
        if (n->element == RHZ_HTML_TABLE || (n->element >= RHZ_HTML_H1 && n->element <= RHZ_HTML_H6))
            return true;
    for (n = next_row(table, table); n && columns < 2; n = next_row(n, table))
        for (columns = 0, cell = n->first; cell; cell = cell->next)
            columns += is_cell(cell);
    return columns < 2;
}

struct grid {
    uint32_t taken[COLUMNS_MOST]; /* rows that a cell above still takes of this column */
    size_t width;                 /* columns of the first row */
    size_t column;
};

static void begin_cell(struct writer *w, struct grid *g)
{
    if (g->column++)
        rhz_outline_text(&w->outline, rhz_span("\t", 1));
    w->space = w->broken = false;
}

static void pass_taken(struct writer *w, struct grid *g)
{
    while (g->column < COLUMNS_MOST && g->taken[g->column]) {
        g->taken[g->column]--;
        begin_cell(w, g);
    }
}

static void add_cell(struct writer *w, struct grid *g, const struct rhz_html_node *cell)
{
    size_t columns = spanned(cell, "colspan"), rows = spanned(cell, "rowspan"), i;

    for (i = 0; i < columns && g->column < COLUMNS_MOST; i++) {
        g->taken[g->column] = (uint32_t)(rows - 1);
        begin_cell(w, g);
        if (i == 0)
            walk(w, cell, false);
    }
}

static void add_row(struct writer *w, struct grid *g, const struct rhz_html_node *row)
{
    const struct rhz_html_node *cell;
    size_t i;

    if (row->text_bytes == 0)
        return;
    w->open = rhz_outline_add(&w->outline, RHZ_DRAFT_ROW);
    w->in_row = true;
    w->marked = 0;
    g->column = 0;
    for (cell = row->first; cell && g->column < COLUMNS_MOST; cell = cell->next) {
        if (!is_cell(cell))
            continue;
        pass_taken(w, g);
        if (g->column < COLUMNS_MOST)
            add_cell(w, g, cell);
    }
    pass_taken(w, g);
    if (g->width == 0)
        g->width = g->column;
    for (i = g->column; i < g->width; i++)
        rhz_outline_text(&w->outline, rhz_span("\t", 1));
    w->in_row = false;
    if (w->open->n_marks == 0)
        w->outline.n--; /* no word in it */
    else
        rhz_outline_settle(&w->outline, false);
    w->open = NULL;
    w->space = w->broken = false;
}

static void walk_table(struct writer *w, const struct rhz_html_node *table)
{
    const struct rhz_html_node *n;
    struct grid g = {.width = 0};

    if (w->in_row || is_for_layout(table)) {
        walk_block(w, table, false);
        return;
    }
    close_draft(w);
    for (n = table->first; n; n = n->next)
        if (n->element == RHZ_HTML_CAPTION && !n->hidden)
            walk_label(w, n);
    for (n = next_row(table, table); n; n = next_row(n, table))
        add_row(w, &g, n);
}

/* ---- elements ---- */

static void walk_element(struct writer *w, const struct rhz_html_node *n, bool lines)
{
    switch (n->element) {
    case RHZ_HTML_BR:
        w->broken = true;
        break;
    case RHZ_HTML_B:
    case RHZ_HTML_STRONG:
        w->bold++;
        walk(w, n, lines);
        w->bold--;
        break;
    case RHZ_HTML_UL:
    case RHZ_HTML_OL:
    case RHZ_HTML_MENU:
        walk_list(w, n);
        break;
    case RHZ_HTML_LI:
        walk_item(w, n);
        break;
    case RHZ_HTML_H1:
    case RHZ_HTML_H2:
    case RHZ_HTML_H3:
    case RHZ_HTML_H4:
    case RHZ_HTML_H5:
    case RHZ_HTML_H6:
        walk_heading(w, n);
        break;
    case RHZ_HTML_SUMMARY:
    case RHZ_HTML_LEGEND:
        walk_label(w, n);
        break;
    case RHZ_HTML_DL:
        walk_terms(w, n);
        break;
    case RHZ_HTML_TABLE:
        walk_table(w, n);
        break;
    case RHZ_HTML_PRE:
        walk_block(w, n, true);
        break;
    default:
        if (rhz_html_is_block(n))
            walk_block(w, n, lines);
        else
            walk(w, n, lines);
    }
}

/** Inside a cell, whose text is one line, blocks part text as breaks do. */
static void walk_in_row(struct writer *w, const struct rhz_html_node *n, bool lines)
{
    bool apart = n->element == RHZ_HTML_BR || rhz_html_is_block(n);

    w->broken |= apart;
    walk(w, n, lines);
    w->broken |= apart;
}

/** As deep as the tree, which is bounded. */
static void walk(struct writer *w, const struct rhz_html_node *top, bool lines)
{
    const struct rhz_html_node *n;

    for (n = top->first; n; n = n->next) {
        if (n->hidden)
            continue;
        if (n->element == RHZ_HTML_TEXT)
            add_text(w, n, lines);
        else if (w->in_row)
            walk_in_row(w, n, lines);
        else
            walk_element(w, n, lines);
    }
}

rhz_status rhz_html_put_blocks(const struct rhz_html_content *content, struct rhz_buf *out, struct rhz_error *err)
{
    struct writer w = {.open = NULL};

    rhz_outline_begin(&w.outline, out, false);
    if (content->title)
        walk_heading(&w, content->title);
    if (content->top->element == RHZ_HTML_TEXT || !content->top->hidden)
        walk_block(&w, content->top, false);
    return rhz_outline_end(&w.outline) && !out->failed ? RHZ_OK : rhz_no_memory(err);
}
