/* table.c -- cutting a run of rows into tables, and naming their columns.
 *
 * Two passes over the rows of a table and no look back: first where it ends (a new header, a "dont" caption, a blank
 * line before rows of another width), then what each column holds, by counting. Header words decide only what counting
 * cannot: year, nature and sense. */
#include "table.h"

#include "plain_words.h"

static struct rhz_span slice(const struct rhz_document *d, uint32_t start, uint32_t end)
{
    return rhz_span(d->text.p + start, end - start);
}

struct rhz_span rhz_table_text(const struct rhz_document *d, const struct rhz_table_row *row, unsigned column)
{
    if (column >= row->n_cells)
        return rhz_span("", 0);
    return slice(d, row->cells[column].start, row->cells[column].end);
}

/* Rows grow by doubling in the scratch arena. */
struct rows {
    struct rhz_table_row *v;
    size_t n, cap;
};

/* ---- one row ---- */

enum { LONGEST_ITEM = 300, LONGEST_PARAGRAPH = 120 };

/* " (projet X)" behind an amount: the words between the parentheses; empty when something else stands there. */
static struct rhz_span note_after(const char *p, const char *end)
{
    const char *close;

    while (p < end && *p == ' ')
        p++;
    if (p >= end || *p != '(' || !(close = memchr(p, ')', (size_t)(end - p))) || memchr(p + 1, '(', (size_t)(close - p - 1)))
        return rhz_span("", 0);
    return rhz_span_trim(rhz_span(p + 1, (size_t)(close - p - 1)));
}

/* "label : amount" in a block of text: where the label ends and the amount stands. The amount has a unit and closes the
 * text; a paragraph must have the colon as well, because prose ends with amounts too. */
static bool split_item(const struct rhz_document *d, const struct rhz_block *b, struct rhz_span *label, struct rhz_span *amount,
                       struct rhz_span *note)
{
    bool item = b->kind == RHZ_BLOCK_LIST_ITEM;
    struct rhz_span text = slice(d, b->start, b->end);
    struct rhz_figure f;
    const char *p;
    bool marked = false;

    if ((!item && b->kind != RHZ_BLOCK_PARAGRAPH) || text.n > (item ? LONGEST_ITEM : LONGEST_PARAGRAPH))
        return false;
    if (!rhz_figure_next(text, 0, &f) || f.start == 0)
        return false;
    *amount = slice(d, b->start + f.start, b->start + f.end);
    p = amount->p + amount->n;
    *note = note_after(p, text.p + text.n);
    if (note->n)
        p = note->p + note->n;
    for (; p < text.p + text.n; p++)
        if (!strchr(" .;,)*", *p))
            return false;
    *label = rhz_span_trim(slice(d, b->start, b->start + f.start));
    marked = label->n > 4 && memcmp(label->p + label->n - 3, "...", 3) == 0; /* dots that lead to the amount */
    for (bool again = true; again && label->n;) {
        bool dash = label->n > 3 && label->p[label->n - 3] == '\xE2' && label->p[label->n - 2] == '\x80' &&
                    (label->p[label->n - 1] == '\x93' || label->p[label->n - 1] == '\x94');
        again = dash || strchr(":=.-( ", label->p[label->n - 1]);
        marked |= dash || label->p[label->n - 1] == ':';
        label->n -= again ? (dash ? 3 : 1) : 0;
    }
    return label->n && (item || marked);
}

static bool row_like(const struct rhz_document *d, uint32_t block)
{
    struct rhz_span label, amount, note;

    return d->blocks[block].kind == RHZ_BLOCK_TABLE_ROW || split_item(d, &d->blocks[block], &label, &amount, &note);
}

static void set_cell(const struct rhz_document *d, struct rhz_span s, struct rhz_table_cell *c)
{
    c->start = (uint32_t)(s.p - d->text.p);
    c->end = c->start + (uint32_t)s.n;
    rhz_figure_cell(s, &c->figure);
}

/* An item of a list as a row of two cells, of one when no amount closes it. */
static bool read_item(const struct rhz_document *d, uint32_t block, struct rhz_arena *scratch, struct rhz_table_row *row)
{
    const struct rhz_block *b = &d->blocks[block];
    struct rhz_span label = slice(d, b->start, b->end), amount, note = {0};
    bool split = split_item(d, b, &label, &amount, &note);

    if (!split)
        label = slice(d, b->start, b->end);
    *row = (struct rhz_table_row){.block = block, .n_cells = split ? 2 : 1, .kind = RHZ_ROW_DATA};
    row->cells = rhz_arena_zalloc(scratch, 2, sizeof *row->cells);
    if (!row->cells)
        return false;
    set_cell(d, label, &row->cells[0]);
    row->cells[0].figure.kind = RHZ_FIGURE_NONE;
    if (split)
        set_cell(d, amount, &row->cells[1]);
    if (split && note.n) {
        row->note_start = (uint32_t)(note.p - d->text.p);
        row->note_end = row->note_start + (uint32_t)note.n;
    }
    return true;
}

static rhz_status gather_items(const struct rhz_document *d, uint32_t from, struct rhz_arena *scratch, struct rows *rows)
{
    uint8_t kind = d->blocks[from].kind;

    for (uint32_t b = from; b < d->n_blocks && d->blocks[b].kind == kind && rows->n < RHZ_TABLE_ROWS; b++) {
        if (kind == RHZ_BLOCK_PARAGRAPH && !row_like(d, b))
            break;
        if (!RHZ_PUSH(scratch, rows->v, rows->n, rows->cap) || !read_item(d, b, scratch, &rows->v[rows->n]))
            return RHZ_NO_MEMORY;
        rows->n++;
    }
    return RHZ_OK;
}

static bool read_row(const struct rhz_document *d, uint32_t block, struct rhz_arena *scratch, struct rhz_table_row *row)
{
    const struct rhz_block *b = &d->blocks[block];
    const char *text = d->text.p;
    uint32_t n = 1, at = b->start;

    for (uint32_t i = b->start; i < b->end && n < RHZ_TABLE_COLUMNS; i++)
        n += text[i] == '\t';
    *row = (struct rhz_table_row){.block = block, .n_cells = n, .kind = RHZ_ROW_DATA};
    row->cells = rhz_arena_zalloc(scratch, n, sizeof *row->cells);
    if (!row->cells)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        struct rhz_table_cell *c = &row->cells[i];
        const char *tab = memchr(text + at, '\t', b->end - at);
        uint32_t end = tab ? (uint32_t)(tab - text) : b->end;
        struct rhz_span s = rhz_span_trim(slice(d, at, end));

        c->start = s.n ? (uint32_t)(s.p - text) : at;
        c->end = c->start + (uint32_t)s.n;
        rhz_figure_cell(s, &c->figure);
        at = tab ? end + 1 : end;
    }
    while (row->n_cells > 1 && row->cells[row->n_cells - 1].start == row->cells[row->n_cells - 1].end)
        row->n_cells--;
    return true;
}

static bool is_empty(const struct rhz_table_cell *c) { return c->start == c->end; }

/* Counts of one row that tell headers, captions and sections apart. */
struct row_look {
    unsigned filled, texts, amounts;
    unsigned known, unknown; /* texts and years beyond the first cell that are header words, or not */
    bool column;             /* a year, a nature, a role or a sense stands there */
    bool bare;               /* beside an unknown label, nothing but years: perhaps amounts (Adhésions 2000 1985) */
    bool again;              /* the same year twice */
};

static void look_at(const struct rhz_document *d, const struct rhz_table_row *row, struct row_look *out)
{
    int64_t year = 0;

    *out = (struct row_look){.bare = true};
    for (uint32_t i = 0; i < row->n_cells; i++) {
        const struct rhz_table_cell *c = &row->cells[i];
        struct rhz_head h;

        if (is_empty(c))
            continue;
        out->filled++;
        if (c->figure.kind == RHZ_FIGURE_AMOUNT || c->figure.kind == RHZ_FIGURE_PERCENT) {
            out->amounts++;
            continue;
        }
        if (c->figure.kind == RHZ_FIGURE_EMPTY)
            continue;
        out->texts++;
        rhz_head_read(slice(d, c->start, c->end), &h);
        if (c->figure.kind == RHZ_FIGURE_YEAR) {
            out->again |= c->figure.cents == year;
            year = c->figure.cents;
        } else if (h.known || i) {
            out->bare = false;
        }
        if (i == 0 && !(h.known && (h.sense || h.year || h.relative || h.role)))
            continue;
        out->bare &= i > 0;
        if (h.known)
            out->known++;
        else
            out->unknown++;
        out->column |= h.known && (h.column || (h.role && (i || out->known > 1)) || h.sense);
    }
}

/* `n_data`: rows of data above. A label with years may open a table; further down it is a row of amounts. */
static bool is_header(const struct row_look *k, size_t n_data)
{
    if (k->bare && k->filled > k->known && (n_data || k->again))
        return false;
    return k->amounts == 0 && k->column && k->unknown <= k->known;
}

/* "*dont Subvention à recevoir", "Détail des produits constatés d'avance": the next rows are its parts. */
static bool is_detail_caption(const struct rhz_document *d, const struct rhz_table_row *row, const struct row_look *k)
{
    static const char *const openings[] = {"dont", "detail*", "soit", NULL};
    static const char *const words[] = {"a recevoir", "constate* d avance", "detail*", NULL};
    struct rhz_span s = rhz_table_text(d, row, 0);
    struct rhz_plain_words w;

    if (k->filled > 2 || k->texts != 1 || !s.n)
        return false;
    rhz_plain_words(s, &w);
    return rhz_plain_match_any(&w, 0, openings) && (s.p[0] == '*' || s.p[0] == '(' || rhz_plain_has_any(&w, words));
}

/* ---- where a table ends ---- */

static bool blank_between(const struct rhz_document *d, uint32_t block)
{
    uint32_t before, here;

    if (!d->n_lines || !block)
        return false;
    before = rhz_document_line(d, d->blocks[block - 1].start);
    here = rhz_document_line(d, d->blocks[block].start);
    return here > before + 1;
}

/* Rows gathered so far that are no header and no caption. */
static bool ends_before(const struct rhz_document *d, const struct rows *rows, size_t n_data, const struct rhz_table_row *row,
                        const struct row_look *look)
{
    const struct rhz_table_row *last = &rows->v[rows->n - 1];

    if (rows->n >= RHZ_TABLE_ROWS)
        return true;
    if (is_detail_caption(d, row, look))
        return true;
    if (is_header(look, n_data))
        return n_data > 0;
    return n_data > 0 && blank_between(d, row->block) && (row->n_cells > 2) != (last->n_cells > 2) && look->filled > 1;
}

static rhz_status gather(const struct rhz_document *d, uint32_t from, struct rhz_arena *scratch, struct rows *rows,
                         bool *detail)
{
    size_t n_data = 0;

    *detail = false;
    for (uint32_t b = from; b < d->n_blocks && d->blocks[b].kind == RHZ_BLOCK_TABLE_ROW; b++) {
        struct rhz_table_row row;
        struct row_look look;

        if (!read_row(d, b, scratch, &row))
            return RHZ_NO_MEMORY;
        look_at(d, &row, &look);
        if (rows->n && ends_before(d, rows, n_data, &row, &look))
            break;
        if (!rows->n && is_detail_caption(d, &row, &look)) {
            row.kind = RHZ_ROW_CAPTION;
            *detail = true;
        } else if (is_header(&look, n_data)) {
            row.kind = RHZ_ROW_HEADER;
            /* A title in one cell above the header belongs to it. */
            for (size_t i = rows->n; i && rows->v[i - 1].kind == RHZ_ROW_DATA; i--)
                rows->v[i - 1].kind = RHZ_ROW_CAPTION;
        } else if (n_data || look.filled > 1) {
            n_data++;
        }
        if (!RHZ_PUSH(scratch, rows->v, rows->n, rows->cap))
            return RHZ_NO_MEMORY;
        rows->v[rows->n++] = row;
    }
    return RHZ_OK;
}

/* ---- what the columns hold ---- */

struct column_count {
    uint32_t texts, figures, percents, signs, small, last_text_row;
};

static void count_cells(const struct rhz_document *d, const struct rhz_table *t, struct column_count *counts)
{
    (void)d;
    for (uint32_t r = 0; r < t->n_rows; r++) {
        const struct rhz_table_row *row = &t->rows[r];

        if (row->kind != RHZ_ROW_DATA)
            continue;
        for (uint32_t i = 0; i < row->n_cells; i++) {
            const struct rhz_table_cell *c = &row->cells[i];
            struct column_count *k = &counts[i];

            switch (c->figure.kind) {
            case RHZ_FIGURE_NONE: k->texts++; break;
            case RHZ_FIGURE_EMPTY: k->signs += !is_empty(c); break;
            case RHZ_FIGURE_PERCENT: k->percents++; break;
            default:
                k->figures++;
                k->small += !c->figure.unit.n && c->figure.cents % 100 == 0 && c->figure.cents >= 100 && c->figure.cents < 10000000 &&
                            !memchr(d->text.p + c->start, ' ', c->end - c->start);
            }
        }
    }
}

static uint8_t kind_of(const struct column_count *k, const struct rhz_head *head)
{
    if (head->role == RHZ_HEAD_IGNORE)
        return RHZ_COLUMN_IGNORE;
    if (k->percents > k->figures && k->percents >= k->texts)
        return RHZ_COLUMN_IGNORE;
    if (k->texts > k->figures)
        return RHZ_COLUMN_LABEL;
    if (k->figures || k->signs)
        return RHZ_COLUMN_FIGURE;
    return head->column ? RHZ_COLUMN_FIGURE : RHZ_COLUMN_EMPTY;
}

static void classify(struct rhz_table *t, const struct column_count *counts)
{
    for (unsigned i = 0; i < t->n_columns; i++)
        t->columns[i].kind = kind_of(&counts[i], &t->columns[i].head);
    /* Account numbers in a column of their own: small whole figures, and the labels come next. */
    if (t->n_columns > 2 && t->columns[0].kind == RHZ_COLUMN_FIGURE && t->columns[1].kind == RHZ_COLUMN_LABEL &&
        counts[0].small == counts[0].figures && !t->columns[0].head.year)
        t->columns[0].kind = RHZ_COLUMN_CODE;
}

static void find_sides(struct rhz_table *t)
{
    struct rhz_table_side *s = NULL;

    t->n_sides = 0;
    for (unsigned i = 0; i < t->n_columns; i++) {
        uint8_t kind = t->columns[i].kind;
        bool label = kind == RHZ_COLUMN_LABEL || kind == RHZ_COLUMN_CODE;

        if (label && (!s || s->end > s->figures)) {
            if (t->n_sides == RHZ_TABLE_SIDES)
                return;
            s = &t->sides[t->n_sides++];
            *s = (struct rhz_table_side){.first = (uint8_t)i, .figures = (uint8_t)(i + 1), .end = (uint8_t)(i + 1)};
        } else if (s && label) {
            s->figures = s->end = (uint8_t)(i + 1);
        } else if (s && kind != RHZ_COLUMN_EMPTY) {
            s->end = (uint8_t)(i + 1);
        }
        t->columns[i].side = (uint8_t)(s ? t->n_sides - 1 : UINT8_MAX);
    }
}

/* ---- headers ---- */

/* A header row without a cell above the labels stands one column too far left. */
static unsigned shift_of(const struct rhz_document *d, const struct rhz_table *t, const struct rhz_table_row *row)
{
    struct rhz_head h;

    if (row->n_cells + 1 != t->n_columns || is_empty(&row->cells[0]))
        return 0;
    rhz_head_read(rhz_table_text(d, row, 0), &h);
    return h.known && h.column && !h.role && !h.sense;
}

/* One header row over the columns: years and natures carry to the right over empty cells, as merged cells print. */
static void head_row(const struct rhz_document *d, struct rhz_table *t, const struct rhz_table_row *row, bool lowest)
{
    unsigned shift = shift_of(d, t, row);
    struct rhz_head carried = {0};
    uint32_t start = 0, end = 0;

    for (unsigned i = shift; i < t->n_columns; i++) {
        const struct rhz_table_cell *c = i - shift < row->n_cells ? &row->cells[i - shift] : NULL;
        struct rhz_table_column *col = &t->columns[i];

        if (c && !is_empty(c)) {
            rhz_head_read(slice(d, c->start, c->end), &carried);
            start = c->start;
            end = c->end;
            if (!carried.known && i == 0) {
                if (t->caption_start == t->caption_end) {
                    t->caption_start = start;
                    t->caption_end = end;
                }
                carried = (struct rhz_head){0};
                continue;
            }
        } else if (lowest) {
            continue;
        } else {
            carried.part = carried.column = false;
            carried.role = 0;
        }
        if (col->head_start == col->head_end || (!col->head.year && !col->head.relative && (carried.year || carried.relative))) {
            col->head_start = start;
            col->head_end = end;
        }
        rhz_head_merge(&col->head, &carried);
    }
}

static bool any_head(const struct rhz_table *t)
{
    for (unsigned i = 0; i < t->n_columns; i++)
        if (t->columns[i].head.column)
            return true;
    return false;
}

/* The lowest header row says most; those above complete it. */
static void read_headers(const struct rhz_document *d, struct rhz_table *t, const struct rhz_table *previous)
{
    unsigned n = 0;

    for (uint32_t r = t->n_rows; r-- && n < RHZ_TABLE_HEADERS;) {
        const struct rhz_table_row *row = &t->rows[r];

        if (row->kind == RHZ_ROW_HEADER)
            head_row(d, t, row, n++ == 0);
        else if (row->kind == RHZ_ROW_CAPTION && t->caption_start == t->caption_end) {
            t->caption_start = row->cells[0].start;
            t->caption_end = row->cells[0].end;
        }
    }
    if (any_head(t) || !previous || !t->joined || t->detail || t->list || previous->list || t->n_columns < 2)
        return;
    for (unsigned i = 1; i < t->n_columns && i < previous->n_columns; i++) {
        rhz_head_merge(&t->columns[i].head, &previous->columns[i].head);
        if (t->columns[i].head_start == t->columns[i].head_end || t->columns[i].head.year == previous->columns[i].head.year) {
            t->columns[i].head_start = previous->columns[i].head_start;
            t->columns[i].head_end = previous->columns[i].head_end;
        }
    }
}

/* The sense of a side: said above its labels, or above any of its figures. A sense above figures that differs from
 * column to column (one column of charges, one of resources) stays with the columns. */
static void sense_of_sides(struct rhz_table *t)
{
    for (unsigned s = 0; s < t->n_sides; s++) {
        struct rhz_table_side *side = &t->sides[s];
        bool differ = false;

        for (unsigned i = side->first; i < side->end; i++) {
            const struct rhz_table_column *c = &t->columns[i];

            if (!c->head.sense)
                continue;
            if (side->sense && side->sense != c->head.sense)
                differ = true;
            if (!side->sense) {
                side->sense = c->head.sense;
                side->sense_start = c->head_start;
                side->sense_end = c->head_end;
            }
        }
        if (differ)
            side->sense = 0;
    }
}

rhz_status rhz_table_next(const struct rhz_document *d, uint32_t from, const struct rhz_table *previous,
                          struct rhz_arena *scratch, struct rhz_table *out)
{
    struct column_count counts[RHZ_TABLE_COLUMNS] = {{0}};
    struct rows rows = {0};
    rhz_status st;

    while (from < d->n_blocks && !row_like(d, from))
        from++;
    if (from >= d->n_blocks)
        return RHZ_NOT_FOUND;
    *out = (struct rhz_table){.first_block = from, .joined = previous && previous->end_block == from};
    out->list = d->blocks[from].kind != RHZ_BLOCK_TABLE_ROW;
    st = out->list ? gather_items(d, from, scratch, &rows) : gather(d, from, scratch, &rows, &out->detail);
    if (st != RHZ_OK)
        return st;
    out->rows = rows.v;
    out->n_rows = (uint32_t)rows.n;
    out->end_block = from + (uint32_t)rows.n;
    for (size_t i = 0; i < rows.n; i++)
        if (rows.v[i].n_cells > out->n_columns)
            out->n_columns = rows.v[i].n_cells;
    count_cells(d, out, counts);
    read_headers(d, out, previous);
    classify(out, counts);
    find_sides(out);
    sense_of_sides(out);
    return RHZ_OK;
}
