/* typeset.c -- a page as a careful typist would write it: lines joined to paragraphs, headings marked, cells between tabs.
 *
 * What a heading or a list is in the end is decided where that is decided for all texts (indexer/reading/plain.c); what only
 * the page shows is said here: size and weight of letters, white between lines, indents, columns. */
#include <math.h>
#include <stdlib.h>

#include "hyphen.h"
#include "letters.h"
#include "lines.h"
#include "page.h"
#include "regions.h"

enum {
    DEPTH = 6,             /* columns within columns */
    HEADING_BYTES = 240, HEADING_LINES = 4
};

struct line {
    float x0, x1, base, size, first_width; /* of its first word */
    bool bold, marked;     /* marked: begins with a bullet or a number */
    struct rhz_span text;
};

struct setter {
    struct rhz_pdf_page *page;
    const struct rhz_pdf_survey *survey;
    struct rhz_arena *arena;
    struct rhz_buf *out;
    struct rhz_hyphens hyphens;
    float body;
    struct line *lines;    /* of the flow being gathered */
    size_t n_lines, cap_lines;
    float items[8];        /* left edges of bullets by depth */
    size_t n_items;
    bool ok;
};

/* ---- out ---- */

static void blank_line(struct setter *s)
{
    struct rhz_buf *b = s->out;

    if (b->n && b->p[b->n - 1] != '\f' && !(b->n > 1 && b->p[b->n - 1] == '\n' && b->p[b->n - 2] == '\n'))
        rhz_buf_byte(b, '\n');
}

/** Add words to what is being written from `start` on: a space between, or nothing where a word was broken. */
static void join(struct setter *s, struct rhz_buf *b, size_t start, struct rhz_span text)
{
    size_t cut;

    if (b->failed || b->n == start) {
        rhz_buf_span(b, text);
        return;
    }
    cut = rhz_hyphen_join(&s->hyphens, rhz_span("", 0), rhz_span(b->p + start, b->n - start), text);
    if (cut == RHZ_HYPHEN_NONE)
        rhz_buf_byte(b, ' ');
    else
        b->n -= cut;
    rhz_buf_span(b, text);
}

/* ---- lines to paragraphs ---- */

static bool begins_lower(struct rhz_span s)
{
    return rhz_is_lower(rhz_text_first(s));
}

static bool has_letters(struct rhz_span s)
{
    size_t i, n = 0;

    for (i = 0; i < s.n; i++)
        n += (unsigned)((s.p[i] | 0x20) - 'a') < 26u || (unsigned char)s.p[i] >= 0xC3;
    return n >= 2;
}

/** White between base lines in this flow: the one that most lines have. */
static float usual_pitch(const struct setter *s)
{
    float best = 1.2f * s->body;
    size_t i, j, most = 0;

    for (i = 1; i < s->n_lines && i < 200; i++) {
        float pitch = s->lines[i].base - s->lines[i - 1].base;
        size_t alike = 0;
        if (pitch < 0.7f * s->lines[i].size || pitch > 2.2f * s->lines[i].size)
            continue;
        for (j = 1; j < s->n_lines && j < 200; j++)
            alike += fabsf(s->lines[j].base - s->lines[j - 1].base - pitch) < 0.6f;
        if (alike > most) {
            most = alike;
            best = pitch;
        }
    }
    return best;
}

struct flow {
    float left, right, pitch;
};

/** Do the words of `b` go on from `a`, in one paragraph that began at line `first`? */
static bool goes_on(const struct flow *f, const struct line *first, const struct line *a, const struct line *b)
{
    float gap = b->base - a->base, largest = a->size > b->size ? a->size : b->size;
    bool centred = fabsf((a->x0 + a->x1) / 2 - (b->x0 + b->x1) / 2) < 0.6f * b->size && fabsf(a->x0 - b->x0) > 0.8f * b->size;
    float right = f->right;

    if (b->marked || memmem(a->text.p, a->text.n, "....", 4) || fabsf(a->size - b->size) > 0.09f * largest || gap < 0)
        return false;
    if (a->bold != b->bold && !(a->marked || rhz_text_ends_open(a->text)))
        return false;
    if (gap > 1.28f * f->pitch && gap > 1.32f * largest)
        return false;
    if (gap > 1.9f * largest && gap > 1.12f * f->pitch)
        return false;
    if (rhz_hyphen_ends(a->text))
        return true;
    if (first->marked) /* what belongs to an item is set under its words, or goes on in its sentence */
        return b->x0 > first->x0 + 0.5f * b->size || begins_lower(b->text) || a->x1 > right - 2.5f * a->size;
    if (centred)
        return largest > 0 && !rhz_text_ends_sentence(a->text);
    if (b->x0 > a->x0 + 0.9f * b->size && a != first && b->x0 < f->left + 6 * b->size)
        return false; /* the first line of the next one is indented */
    if (b->x0 > a->x0 + 6 * b->size || a->x0 > b->x0 + 6 * b->size)
        return false;
    /* The next word would have fitted on the line: its end is the end of something. */
    if (a->x1 + 0.3f * a->size + b->first_width < right - 0.8f * a->size)
        return begins_lower(b->text) && !rhz_text_ends_sentence(a->text) && a->text.n && a->text.p[a->text.n - 1] != ':';
    return true;
}

static size_t item_depth(struct setter *s, float x)
{
    size_t i;

    for (i = 0; i < s->n_items; i++)
        if (fabsf(s->items[i] - x) < 0.7f * s->body) {
            s->n_items = i + 1;
            return i;
        }
    while (s->n_items && s->items[s->n_items - 1] > x)
        s->n_items--;
    if (s->n_items < 4)
        s->items[s->n_items++] = x;
    return s->n_items - 1;
}

static void write_item(struct setter *s, const struct line *first, struct rhz_span text)
{
    struct rhz_marker m = rhz_line_marker(text);
    size_t depth = item_depth(s, first->x0);

    for (; depth; depth--)
        rhz_buf_str(s->out, "  ");
    if (m.style == RHZ_MARKER_SYMBOL) {
        rhz_buf_str(s->out, "- ");
        text = rhz_span(text.p + m.bytes, text.n - m.bytes);
    }
    rhz_buf_span(s->out, text);
    rhz_buf_byte(s->out, '\n');
}

/** Write lines [from, to) as one paragraph. `apart`: there is white above. */
static void write_paragraph(struct setter *s, size_t from, size_t to, bool apart)
{
    const struct line *first = &s->lines[from];
    struct rhz_buf text = {0};
    struct rhz_span words;
    bool bold = true;
    unsigned level;
    size_t i;

    for (i = from; i < to; i++) {
        join(s, &text, 0, s->lines[i].text);
        bold &= s->lines[i].bold;
    }
    s->ok &= !text.failed;
    words = rhz_buf_view(&text);
    level = words.n <= HEADING_BYTES && to - from <= HEADING_LINES && has_letters(words) ? rhz_pdf_heading_level(s->survey, first->size) : 0;
    if (level && first->marked && rhz_line_marker(words).style == RHZ_MARKER_SYMBOL)
        level = 0;
    if (level) {
        blank_line(s);
        for (i = 0; i < level; i++)
            rhz_buf_byte(s->out, '#');
        rhz_buf_byte(s->out, ' ');
        rhz_buf_span(s->out, words);
        rhz_buf_str(s->out, "\n\n");
    } else if (bold && !first->marked && words.n <= HEADING_BYTES && has_letters(words)) {
        blank_line(s);
        rhz_buf_str(s->out, "**");
        rhz_buf_span(s->out, words);
        rhz_buf_str(s->out, "**\n\n");
    } else {
        if (apart)
            blank_line(s);
        if (first->marked) {
            write_item(s, first, words);
        } else {
            rhz_buf_span(s->out, words);
            rhz_buf_byte(s->out, '\n');
        }
    }
    rhz_buf_free(&text);
}

/** The lines gathered, as paragraphs. */
static void write_flow(struct setter *s)
{
    struct flow f = {1e9f, -1e9f, usual_pitch(s)};
    size_t i, from = 0;

    for (i = 0; i < s->n_lines; i++) {
        f.left = s->lines[i].x0 < f.left ? s->lines[i].x0 : f.left;
        f.right = s->lines[i].x1 > f.right ? s->lines[i].x1 : f.right;
    }
    for (i = 1; i <= s->n_lines; i++) {
        bool apart;
        if (i < s->n_lines && goes_on(&f, &s->lines[from], &s->lines[i - 1], &s->lines[i]))
            continue;
        apart = from == 0 || s->lines[from].base - s->lines[from - 1].base > 1.28f * f.pitch ||
                (!s->lines[from].marked && (s->lines[from - 1].marked || s->lines[from].x0 > f.left + 0.8f * s->body));
        write_paragraph(s, from, i, apart);
        from = i;
    }
    s->n_lines = 0;
}

static void gather_line(struct setter *s, const struct rhz_pdf_piece *pieces, uint32_t n)
{
    struct rhz_buf text = {0};
    struct line *l;
    uint32_t i;
    struct rhz_marker m;

    if (!RHZ_PUSH(s->arena, s->lines, s->n_lines, s->cap_lines)) {
        s->ok = false;
        return;
    }
    l = &s->lines[s->n_lines];
    *l = (struct line){.x0 = pieces[0].x0, .x1 = pieces[n - 1].x1, .base = pieces[0].base, .bold = true};
    if (s->page->text.p[s->page->words[pieces[0].first].text] == '#')
        rhz_buf_str(&text, "\xEE\x80\x80"); /* a private character, which the builder drops: this is no mark of ours */
    l->first_width = s->page->words[pieces[0].first].x1 - s->page->words[pieces[0].first].x0;
    for (i = 0; i < n; i++) {
        if (i)
            rhz_buf_byte(&text, ' ');
        rhz_pdf_piece_text(s->page, &pieces[i], &text);
        l->bold &= pieces[i].bold;
        l->size = pieces[i].size > l->size ? pieces[i].size : l->size;
    }
    l->text = rhz_trim_text(rhz_arena_copy(s->arena, rhz_buf_view(&text)));
    s->ok &= !text.failed && l->text.p;
    rhz_buf_free(&text);
    if (!s->ok || l->text.n == 0)
        return;
    m = rhz_line_marker(l->text);
    l->marked = m.style != RHZ_MARKER_NONE;
    s->n_lines++;
}

static int by_line(const void *a, const void *b)
{
    const struct rhz_pdf_piece *p = a, *q = b;

    if (fabsf(p->base - q->base) > 0.35f * q->size)
        return p->base < q->base ? -1 : 1;
    return p->x0 < q->x0 ? -1 : p->x0 > q->x0;
}

/** A band that is no part of columns: its pieces line by line. */
static void gather_band(struct setter *s, struct rhz_pdf_piece *pieces, const struct rhz_pdf_band *b)
{
    struct rhz_pdf_piece *v = pieces + b->first;
    uint32_t i = 0, j;

    qsort(v, b->n, sizeof *v, by_line);
    while (i < b->n) {
        for (j = i + 1; j < b->n && fabsf(v[j].base - v[i].base) <= 0.35f * v[j].size; j++)
            ;
        gather_line(s, v + i, j - i);
        i = j;
    }
}

/* ---- tables ---- */

struct row {
    struct rhz_span cells[RHZ_PDF_COLUMNS + 1];
    float base;
    uint32_t filled;
    bool figures;          /* in a column but the first */
};

static struct rhz_span add_to_cell(struct setter *s, struct rhz_span so_far, struct rhz_span more)
{
    struct rhz_buf b = {0};

    rhz_buf_span(&b, so_far);
    if (so_far.n && more.n)
        join(s, &b, 0, more);
    else
        rhz_buf_span(&b, more);
    so_far = rhz_arena_copy(s->arena, rhz_buf_view(&b));
    s->ok &= !b.failed && so_far.p;
    rhz_buf_free(&b);
    return so_far.p ? so_far : rhz_span("", 0);
}

static void read_row(struct setter *s, const struct rhz_pdf_region *r, struct rhz_pdf_piece *pieces,
                     const struct rhz_pdf_band *b, struct row *out)
{
    struct rhz_pdf_piece *v = pieces + b->first;
    struct rhz_buf text = {0};
    uint32_t i;

    memset(out, 0, sizeof *out);
    for (i = 0; i <= RHZ_PDF_COLUMNS; i++)
        out->cells[i] = rhz_span("", 0);
    out->base = b->bottom;
    qsort(v, b->n, sizeof *v, by_line);
    for (i = 0; i < b->n; i++) {
        size_t k = rhz_pdf_column_of(r, &v[i]);
        rhz_buf_reset(&text);
        rhz_pdf_piece_text(s->page, &v[i], &text);
        out->filled += out->cells[k].n == 0;
        out->cells[k] = add_to_cell(s, out->cells[k], rhz_buf_view(&text));
        out->figures |= k > 0 && v[i].figure;
    }
    s->ok &= !text.failed;
    rhz_buf_free(&text);
}

static bool unfinished(struct rhz_span s)
{
    const char *open = memrchr(s.p, '(', s.n);

    return s.n && (rhz_hyphen_ends(s) || rhz_text_ends_open(s) || s.p[s.n - 1] == ',' || (open && !memchr(open, ')', (size_t)(s.p + s.n - open))));
}

/** Is the row no row but the rest of the one above? `close`: it is set as lines of one cell are. */
static bool is_rest(const struct row *above, const struct row *row, size_t columns, bool close)
{
    size_t k, within = 0, begun = 0;

    for (k = 0; k < columns; k++) {
        if (row->cells[k].n == 0)
            continue;
        if (above->cells[k].n == 0 && !(k == 0 && above->filled))
            return false; /* a cell that has nothing above it begins */
        within += begins_lower(row->cells[k]) || unfinished(above->cells[k]);
        begun++;
    }
    if (row->figures && above->figures)
        return false;
    if (row->figures) /* a label over two lines, its figures beside the last one */
        return row->cells[0].n && above->filled == 1 && above->cells[0].n && (begins_lower(row->cells[0]) || unfinished(above->cells[0]));
    return within == begun || (close && row->cells[0].n == 0) || (close && within > 0 && begun < columns);
}

static void write_row(struct setter *s, const struct row *row, size_t columns)
{
    size_t k;

    for (k = 0; k < columns; k++) {
        if (k)
            rhz_buf_byte(s->out, '\t');
        rhz_buf_span(s->out, row->cells[k]);
    }
    rhz_buf_byte(s->out, '\n');
}

/** A table of contents without dots: titles, and numbers of pages that never fall. */
static bool is_contents(const struct rhz_pdf_page *p, const struct rhz_pdf_region *r, const struct rhz_pdf_piece *pieces,
                        const struct rhz_pdf_band *bands)
{
    unsigned before = 0, numbers = 0;
    size_t i;

    if (r->n_cuts != 1 || r->n < 3)
        return false;
    for (i = 0; i < r->n; i++) {
        const struct rhz_pdf_band *b = &bands[r->first + i];
        const struct rhz_pdf_piece *last = &pieces[b->first + b->n - 1];
        const struct rhz_pdf_word *w = &p->words[last->first];
        unsigned number = 0;
        uint32_t k;
        if (b->n == 1 && !last->figure)
            continue; /* a title over two lines, one with dots */
        if (b->n > 2 || last->n != 1 || w->bytes > 4)
            return false;
        for (k = 0; k < w->bytes; k++) {
            char c = p->text.p[w->text + k];
            if (c < '0' || c > '9')
                return false;
            number = number * 10 + (unsigned)(c - '0');
        }
        if (number < before || number > 2000)
            return false;
        before = number;
        numbers++;
    }
    return numbers > 2;
}

static void write_contents(struct setter *s, const struct rhz_pdf_region *r, struct rhz_pdf_piece *pieces, const struct rhz_pdf_band *bands)
{
    struct row row;
    size_t i;

    blank_line(s);
    for (i = 0; i < r->n && s->ok; i++) {
        read_row(s, r, pieces, &bands[r->first + i], &row);
        rhz_buf_span(s->out, row.cells[0]);
        if (row.cells[1].n)
            rhz_buf_str(s->out, " .... ");
        rhz_buf_span(s->out, row.cells[1]);
        rhz_buf_byte(s->out, '\n');
    }
    blank_line(s);
}

static void write_table(struct setter *s, const struct rhz_pdf_region *r, struct rhz_pdf_piece *pieces, const struct rhz_pdf_band *bands)
{
    struct row row, next;
    size_t i, k, columns = r->n_cuts + 1;
    float pitch = 0;

    for (i = 1; i < r->n; i++)
        pitch += (bands[r->first + i].bottom - bands[r->first + i - 1].bottom) / (float)(r->n - 1);
    blank_line(s);
    read_row(s, r, pieces, &bands[r->first], &row);
    for (i = 1; i < r->n && s->ok; i++) {
        float step = bands[r->first + i].bottom - bands[r->first + i - 1].bottom;
        read_row(s, r, pieces, &bands[r->first + i], &next);
        if (is_rest(&row, &next, columns, step < 0.9f * pitch && step < 1.4f * s->body)) {
            for (k = 0; k < columns; k++)
                if (next.cells[k].n)
                    row.cells[k] = add_to_cell(s, row.cells[k], next.cells[k]);
            row.figures |= next.figures;
            continue;
        }
        write_row(s, &row, columns);
        row = next;
    }
    write_row(s, &row, columns);
    blank_line(s);
}

/* ---- regions ---- */

static void set_pieces(struct setter *s, struct rhz_pdf_piece *pieces, size_t n, unsigned depth);

static void set_columns(struct setter *s, const struct rhz_pdf_region *r, const struct rhz_pdf_piece *pieces, const struct rhz_pdf_band *bands,
                        unsigned depth)
{
    size_t k, i, n, all = bands[r->first + r->n - 1].first + bands[r->first + r->n - 1].n - bands[r->first].first;
    struct rhz_pdf_piece *column = rhz_arena_alloc(s->arena, (all + 1) * sizeof *column);

    if (!column) {
        s->ok = false;
        return;
    }
    for (k = 0; k <= r->n_cuts && s->ok; k++) {
        for (i = n = 0; i < all; i++)
            if (rhz_pdf_column_of(r, &pieces[bands[r->first].first + i]) == k)
                column[n++] = pieces[bands[r->first].first + i];
        blank_line(s);
        s->n_items = 0; /* a column has its own indents */
        set_pieces(s, column, n, depth + 1);
        blank_line(s);
    }
}

static void set_pieces(struct setter *s, struct rhz_pdf_piece *pieces, size_t n, unsigned depth)
{
    struct rhz_pdf_band *bands;
    struct rhz_pdf_region r;
    size_t n_bands, at;

    if (n == 0)
        return;
    if (!rhz_pdf_bands(pieces, n, s->arena, &bands, &n_bands)) {
        s->ok = false;
        return;
    }
    for (at = 0; at < n_bands && s->ok; at += r.n) {
        rhz_pdf_next_region(s->page, pieces, bands, n_bands, at, s->body, &r);
        if (r.kind == RHZ_PDF_LINES || depth >= DEPTH) {
            gather_band(s, pieces, &bands[at]);
            r.n = 1;
            continue;
        }
        write_flow(s);
        if (r.kind == RHZ_PDF_TABLE && is_contents(s->page, &r, pieces, bands))
            write_contents(s, &r, pieces, bands);
        else if (r.kind == RHZ_PDF_TABLE)
            write_table(s, &r, pieces, bands);
        else
            set_columns(s, &r, pieces, bands, depth);
    }
    write_flow(s);
}

/* ---- pages ---- */

/** Words on their side, each run of them a paragraph; what is short is an ornament. */
static void gather_turned(struct setter *s, struct rhz_buf *out)
{
    const struct rhz_pdf_page *p = s->page;
    float x = -1e9f;
    size_t i;

    for (i = 0; i < p->n_words; i++) {
        const struct rhz_pdf_word *w = &p->words[i];
        if (!w->turned || w->letters < 2)
            continue;
        if (out->n)
            rhz_buf_byte(out, fabsf(w->x0 - x) < w->size ? ' ' : '\n');
        rhz_buf_append(out, p->text.p + w->text, w->bytes);
        x = w->x0;
    }
}

/** Drop running headers, footers and page numbers. */
static size_t drop_furniture(struct setter *s, struct rhz_pdf_piece *pieces, size_t n, uint32_t *label)
{
    struct rhz_pdf_band *bands;
    size_t n_bands, i, kept = 0;

    if (!rhz_pdf_bands(pieces, n, s->arena, &bands, &n_bands)) {
        s->ok = false;
        return 0;
    }
    for (i = 0; i < n_bands; i++) {
        uint32_t number;
        if (rhz_pdf_is_furniture(s->survey, s->page, pieces, &bands[i], &number)) {
            if (number)
                *label = number;
            continue;
        }
        memmove(pieces + kept, pieces + bands[i].first, bands[i].n * sizeof *pieces);
        kept += bands[i].n;
    }
    return kept;
}

bool rhz_pdf_typeset(struct rhz_pdf_page *p, const struct rhz_pdf_survey *survey, struct rhz_arena *arena, struct rhz_buf *out,
                     uint32_t *label)
{
    struct setter s = {.page = p, .survey = survey, .arena = arena, .out = out, .body = rhz_pdf_body(survey), .ok = true};
    struct rhz_pdf_piece *pieces;
    struct rhz_buf turned = {0};
    size_t n;

    *label = 0;
    gather_turned(&s, &turned);
    if (!rhz_pdf_pieces(p, s.body, arena, &pieces, &n)) {
        rhz_buf_free(&turned);
        return false;
    }
    n = drop_furniture(&s, pieces, n, label);
    set_pieces(&s, pieces, n, 0);
    if (turned.n > 24) {
        blank_line(&s);
        rhz_buf_span(out, rhz_buf_view(&turned));
        rhz_buf_byte(out, '\n');
    }
    rhz_buf_free(&turned);
    rhz_hyphens_end(&s.hyphens);
    return s.ok && !out->failed;
}
