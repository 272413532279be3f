/* pieces.c -- words -> pieces: words side by side, as a reader sees them. What typesetting took apart is put together first:
 * drop capitals, letters spaced out, raised figures; bullets and numbers stay with the words that they announce. */
#include <math.h>
#include <stdlib.h>

#include "lines.h"
#include "page.h"

enum { NEAR_ROWS = 6 }; /* a raised figure belongs to one of the last rows */

struct row {
    float base, size;
    uint32_t first, n; /* in the order of rows */
};

static int by_base(const void *a, const void *b, void *page)
{
    const struct rhz_pdf_word *words = ((const struct rhz_pdf_page *)page)->words;
    const struct rhz_pdf_word *v = &words[*(const uint32_t *)a], *w = &words[*(const uint32_t *)b];

    if (v->base != w->base)
        return v->base < w->base ? -1 : 1;
    return v->x0 < w->x0 ? -1 : v->x0 > w->x0;
}

static int by_x(const void *a, const void *b, void *page)
{
    const struct rhz_pdf_word *words = ((const struct rhz_pdf_page *)page)->words;
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    const struct rhz_pdf_word *v = &words[i], *w = &words[j];

    if (v->x0 != w->x0)
        return v->x0 < w->x0 ? -1 : 1;
    return i < j ? -1 : i > j;
}

static struct rhz_span text_of(const struct rhz_pdf_page *p, const struct rhz_pdf_word *w)
{
    return rhz_span(p->text.p + w->text, w->bytes);
}

static bool is_letter_word(const struct rhz_pdf_page *p, const struct rhz_pdf_word *w)
{
    unsigned n;
    uint32_t c;

    if (w->letters != 1 || !w->bytes)
        return false;
    c = rhz_utf8_next(p->text.p + w->text, p->text.p + w->text + w->bytes, &n);
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xC0 && c < 0x180);
}

/* ---- drop capitals ---- */

/** The word that begins the line of which this large letter is the first; NULL: none. */
static struct rhz_pdf_word *line_of_capital(struct rhz_pdf_page *p, const struct rhz_pdf_word *capital)
{
    struct rhz_pdf_word *best = NULL;
    float top = capital->base - 0.72f * capital->size;
    size_t i;

    for (i = 0; i < p->n_words; i++) {
        struct rhz_pdf_word *w = &p->words[i];
        if (w == capital || w->turned || !w->bytes || w->size * 1.7f > capital->size || w->x0 < capital->x1 - 0.1f * capital->size ||
            w->x0 > capital->x1 + 0.8f * w->size)
            continue;
        if (fabsf(w->base - 0.72f * w->size - top) < 0.6f * w->size && (!best || w->x0 < best->x0))
            best = w;
    }
    return best;
}

/** A letter of three lines' height goes before the word that it begins. */
static void mend_capitals(struct rhz_pdf_page *p, float body)
{
    size_t i, tried = 0;

    for (i = 0; i < p->n_words && tried < 8; i++) {
        struct rhz_pdf_word *w = &p->words[i], *line;
        uint32_t at = (uint32_t)p->text.n;
        unsigned n;
        if (w->turned || w->size < 1.8f * body || !is_letter_word(p, w))
            continue;
        tried++;
        if (!(line = line_of_capital(p, w)))
            continue;
        rhz_buf_reserve(&p->text, w->bytes + line->bytes + 1);
        if (p->text.failed)
            return;
        rhz_buf_span(&p->text, text_of(p, w));
        /* "A" and "près" are one word, "A" and "Paris" are two */
        if (rhz_utf8_next(p->text.p + line->text, p->text.p + line->text + line->bytes, &n) < 'a')
            rhz_buf_byte(&p->text, ' ');
        rhz_buf_span(&p->text, text_of(p, line));
        line->text = at;
        line->bytes = (uint32_t)(p->text.n - at);
        line->letters += w->letters;
        line->x0 = w->x0;
        w->bytes = 0;
    }
}

/* ---- rows ---- */

/** Is the small word right beside a word of the row, raised or lowered? */
static bool touches(const struct rhz_pdf_page *p, const struct row *r, const uint32_t *order, const struct rhz_pdf_word *w)
{
    uint32_t i;

    for (i = 0; i < r->n; i++) {
        const struct rhz_pdf_word *v = &p->words[order[r->first + i]];
        if ((fabsf(w->x0 - v->x1) < 0.25f * v->size || fabsf(v->x0 - w->x1) < 0.25f * v->size))
            return true;
    }
    return false;
}

static bool belongs(const struct rhz_pdf_page *p, const struct row *r, const uint32_t *order, const struct rhz_pdf_word *w)
{
    float small = w->size < r->size ? w->size : r->size, apart = fabsf(w->base - r->base);

    if (apart <= 0.3f * small)
        return true;
    return apart < 0.65f * (w->size > r->size ? w->size : r->size) && (w->size < 0.85f * r->size || r->size < 0.85f * w->size) &&
           r->n < 64 && touches(p, r, order, w);
}

/** Words by rows: `order` gets their numbers, row after row. False: memory. */
static bool make_rows(struct rhz_pdf_page *p, struct rhz_arena *arena, uint32_t **order, struct row **rows, size_t *n_rows)
{
    uint32_t *sorted = rhz_arena_alloc(arena, (p->n_words + 1) * sizeof *sorted);
    uint32_t *chain = rhz_arena_alloc(arena, (p->n_words + 1) * sizeof *chain);
    struct row *v = rhz_arena_alloc(arena, (p->n_words + 1) * sizeof *v);
    size_t n = 0, i, r, at;

    *order = rhz_arena_alloc(arena, (p->n_words + 1) * sizeof **order);
    if (!sorted || !chain || !v || !*order)
        return false;
    for (i = 0, at = 0; i < p->n_words; i++)
        if (p->words[i].bytes && !p->words[i].turned)
            sorted[at++] = (uint32_t)i;
    qsort_r(sorted, at, sizeof *sorted, by_base, p);
    *n_rows = 0;
    /* Words of one row stand together in `order`, as rows close when they are NEAR_ROWS behind: so first decide, then place. */
    for (i = 0; i < at; i++) {
        const struct rhz_pdf_word *w = &p->words[sorted[i]];
        size_t from = *n_rows > NEAR_ROWS ? *n_rows - NEAR_ROWS : 0;
        for (r = *n_rows; r > from; r--) {
            struct row *row = &v[r - 1];
            struct row members = {row->base, row->size, 0, 0};
            uint32_t j, k = 0;
            /* the last words of the row, enough to see whether w touches one */
            for (j = row->first; j != UINT32_MAX && k < 64; j = chain[j])
                (*order)[k++] = j;
            members.n = k;
            if (belongs(p, &members, *order, w))
                break;
        }
        if (r == from) {
            v[*n_rows] = (struct row){w->base, w->size, UINT32_MAX, 0};
            r = ++*n_rows;
        } else if (w->size > v[r - 1].size) { /* the larger letters say where the line stands */
            v[r - 1].base = w->base;
            v[r - 1].size = w->size;
        }
        chain[sorted[i]] = v[r - 1].first;
        v[r - 1].first = sorted[i];
        v[r - 1].n++;
    }
    for (r = 0; r < *n_rows; r++) {
        uint32_t j, k = 0;
        for (j = v[r].first; j != UINT32_MAX; j = chain[j])
            (*order)[n + k++] = j;
        v[r].first = (uint32_t)n;
        qsort_r(*order + n, k, sizeof **order, by_x, p);
        n += k;
    }
    *rows = v;
    return true;
}

/* ---- letters spaced out ---- */

/**
 * "R A P P O R T": four letters or more, each a word, evenly spaced, are one word; a wider space parts two. Says how many
 * words of the row from `at` are such letters, and where their words are parted.
 */
static uint32_t spaced_letters(const struct rhz_pdf_page *p, const uint32_t *row, uint32_t at, uint32_t n, float *part)
{
    uint32_t k = at, i;
    float sum = 0, least = 1e9f;

    while (k < n && is_letter_word(p, &p->words[row[k]]) && (k == at || p->words[row[k]].x0 - p->words[row[k - 1]].x1 < 2.5f * p->words[row[k]].size))
        k++;
    if (k - at < 4)
        return 0;
    for (i = at + 1; i < k; i++) {
        float gap = p->words[row[i]].x0 - p->words[row[i - 1]].x1;
        sum += gap;
        if (gap < least)
            least = gap;
    }
    *part = sum / (float)(k - at - 1) * 1.45f;
    if (least < 0)
        least = 0;
    return k - at;
}

static void mend_spaced(struct rhz_pdf_page *p, const uint32_t *row, uint32_t n)
{
    uint32_t at = 0, k, i;
    float part = 0;

    while (at < n) {
        if ((k = spaced_letters(p, row, at, n, &part)) == 0) {
            at++;
            continue;
        }
        for (i = at + 1; i < at + k; i++) {
            struct rhz_pdf_word *w = &p->words[row[i]];
            float gap = w->x0 - p->words[row[i - 1]].x1;
            w->glued = gap <= part;
            w->x0 = p->words[row[i - 1]].x1 + (w->glued ? 0 : 0.3f * w->size); /* no gap for what looks for columns */
        }
        at += k;
    }
}

/* ---- pieces ---- */

static bool is_marker(struct rhz_span s)
{
    char line[24];
    struct rhz_marker m;

    if (s.n == 0 || s.n > 8)
        return false;
    memcpy(line, s.p, s.n);
    line[s.n] = ' ';
    line[s.n + 1] = 'x';
    m = rhz_line_marker(rhz_span(line, s.n + 2));
    return m.style != RHZ_MARKER_NONE && m.bytes == s.n + 1;
}

/** "2.1", "IV.", "Article": no; the number of a section, which a tab sets apart from its title. */
static bool is_section_number(struct rhz_span s)
{
    size_t i, dots = 0;

    if (s.n == 0 || s.n > 12 || s.p[0] < '0' || s.p[0] > '9')
        return false;
    for (i = 0; i < s.n; i++) {
        if (s.p[i] == '.')
            dots++;
        else if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    }
    return s.n - dots <= (dots ? 2 * (dots + 1) : 3);
}

/* ---- leaders ---- */

static bool is_dots(struct rhz_span s)
{
    size_t i = 0;

    while (i < s.n && s.p[i] == '.')
        i++;
    if (i == s.n)
        return true;
    return rhz_span_eq(s, RHZ_SPAN("\xE2\x80\xA6"));
}

/**
 * Dots that lead to a page number: written as four, so that plain.h knows a line of a table of contents. True: there are such;
 * the row is then one piece.
 */
static bool mend_leaders(struct rhz_pdf_page *p, uint32_t *row, uint32_t *n)
{
    uint32_t i, j, kept = 0, dots = 0;
    bool found = false;

    for (i = 0; i < *n; i = j) {
        size_t bytes = 0;
        for (j = i; j < *n && is_dots(text_of(p, &p->words[row[j]])); j++)
            bytes += p->words[row[j]].bytes;
        if (j == i) {
            row[kept++] = row[i];
            j++;
            continue;
        }
        if (bytes < 5) {
            while (i < j)
                row[kept++] = row[i++];
            continue;
        }
        found = true;
        dots = row[i];
        p->words[dots].text = (uint32_t)p->text.n;
        p->words[dots].bytes = p->words[dots].letters = 4;
        p->words[dots].glued = false;
        p->words[dots].x1 = p->words[row[j - 1]].x1;
        rhz_buf_str(&p->text, "....");
        row[kept++] = dots;
    }
    *n = kept;
    return found;
}

/** Digits, with what amounts, dates and percentages have around them; or a dash, which stands for none. */
static bool is_figure(struct rhz_span s)
{
    size_t i, digits = 0, letters = 0;

    for (i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        digits += c >= '0' && c <= '9';
        letters += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == 0xC3;
    }
    if (s.n == 0)
        return false;
    if (rhz_span_eq(s, RHZ_SPAN("-")) || rhz_span_eq(s, RHZ_SPAN("\xE2\x80\x93")))
        return true;
    if (digits > 0 && letters <= 3 && letters <= digits)
        return true;
    /* "4 dates", "27 avril 2031"; not "64 - Personnel", "1. Budget" */
    for (i = 0; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
        ;
    if (i == s.n || s.p[i] != ' ')
        return false;
    return s.p[0] >= '0' && s.p[0] <= '9' && s.n <= 16 && rhz_text_words(s, 4) < 4 && !memmem(s.p, s.n, " -", 2) &&
           !memmem(s.p, s.n, " \xE2\x80\x93", 4) && letters && rhz_text_words(s, 2) > 1;
}

/** Gap that parts two pieces of this row: wider than its words are spaced, where they are many. */
static float parting(const struct rhz_pdf_page *p, const uint32_t *row, uint32_t n, float *gaps)
{
    uint32_t i, k = 0, j;
    float median;

    for (i = 1; i < n && k < 256; i++) {
        float gap = (p->words[row[i]].x0 - p->words[row[i - 1]].x1) / (p->words[row[i]].size + 0.01f);
        if (gap < 0.05f)
            continue;
        for (j = k++; j > 0 && gaps[j - 1] > gap; j--)
            gaps[j] = gaps[j - 1];
        gaps[j] = gap;
    }
    median = k >= 5 ? gaps[k / 2] : 0.25f;
    median *= 2.2f;
    return median < 0.9f ? 0.9f : median > 1.6f ? 1.6f : median;
}

void rhz_pdf_piece_text(const struct rhz_pdf_page *p, const struct rhz_pdf_piece *piece, struct rhz_buf *b)
{
    uint32_t i;

    for (i = 0; i < piece->n; i++) {
        const struct rhz_pdf_word *w = &p->words[piece->first + i];
        if (i && !w->glued)
            rhz_buf_byte(b, ' ');
        rhz_buf_span(b, text_of(p, w));
    }
}

static void finish_piece(const struct rhz_pdf_page *p, struct rhz_pdf_piece *piece)
{
    uint32_t i;
    char text[48];
    struct rhz_buf b = {text, 0, sizeof text, false};
    size_t bytes = 0;

    piece->bold = true;
    piece->size = 0;
    for (i = 0; i < piece->n; i++) {
        const struct rhz_pdf_word *w = &p->words[piece->first + i];
        piece->bold &= w->bold || w->letters < 2;
        bytes += w->bytes + 1u;
        if (w->size > piece->size) {
            piece->size = w->size;
            piece->base = w->base;
        }
        if (i == 0 || w->x0 < piece->x0)
            piece->x0 = w->x0;
        if (i == 0 || w->x1 > piece->x1)
            piece->x1 = w->x1;
    }
    piece->figure = false;
    if (bytes < sizeof text) { /* it fits: the buffer does not grow */
        rhz_pdf_piece_text(p, piece, &b);
        piece->figure = is_figure(rhz_buf_view(&b));
    }
    if (piece->n == 1 && p->words[piece->first].letters < 2)
        piece->bold = p->words[piece->first].bold;
}

bool rhz_pdf_pieces(struct rhz_pdf_page *p, float body, struct rhz_arena *arena, struct rhz_pdf_piece **out, size_t *n)
{
    struct rhz_pdf_piece *v = rhz_arena_alloc(arena, (p->n_words + 1) * sizeof *v);
    struct rhz_pdf_word *words;
    uint32_t *order, i;
    struct row *rows;
    size_t n_rows, r, at = 0;
    float *gaps = rhz_arena_alloc(arena, 256 * sizeof *gaps);

    *n = 0;
    *out = v;
    if (!v || !gaps)
        return false;
    mend_capitals(p, body);
    if (p->text.failed || !make_rows(p, arena, &order, &rows, &n_rows))
        return false;
    words = rhz_arena_alloc(arena, (p->n_words + 1) * sizeof *words);
    if (!words)
        return false;
    for (r = 0; r < n_rows; r++) {
        uint32_t *row = order + rows[r].first;
        float part;
        bool leaders = mend_leaders(p, row, &rows[r].n);
        if (p->text.failed)
            return false;
        mend_spaced(p, row, rows[r].n);
        part = leaders ? 1e6f : parting(p, row, rows[r].n, gaps);
        for (i = 0; i < rows[r].n; i++) {
            const struct rhz_pdf_word *w = &p->words[row[i]];
            bool opens = i == 0;
            if (i) {
                const struct rhz_pdf_word *before = &p->words[row[i - 1]];
                float gap = w->x0 - before->x1, size = w->size < before->size ? w->size : before->size;
                struct rhz_pdf_piece *piece = &v[*n - 1];
                opens = gap > part * size &&
                        !(piece->n == 1 && gap < 4 * size &&
                          (is_marker(text_of(p, before)) ||
                           (is_section_number(text_of(p, before)) && rhz_text_words(text_of(p, w), 1) && !is_figure(text_of(p, w)))));
            }
            if (opens)
                v[(*n)++] = (struct rhz_pdf_piece){.first = (uint32_t)at};
            words[at] = *w;
            /* glued was said in poppler's order: it holds between neighbours that touch */
            if (i && w->glued && w->x0 - p->words[row[i - 1]].x1 > 0.15f * w->size)
                words[at].glued = false;
            if (i == 0)
                words[at].glued = false;
            at++;
            v[*n - 1].n++;
        }
    }
    p->words = words; /* those on their side are left out */
    p->n_words = at;
    p->cap_words = at;
    for (r = 0; r < *n; r++)
        finish_piece(p, &v[r]);
    return true;
}

/* ---- bands ---- */

/* Heights as letters have them, no more: lines set solid do not overlap, and a figure set beside the middle of a cell of two
 * lines overlaps both. */
static float piece_top(const struct rhz_pdf_piece *q)
{
    return q->base - 0.74f * q->size;
}

static int by_top(const void *a, const void *b)
{
    const struct rhz_pdf_piece *p = a, *q = b;
    float s = piece_top(p), t = piece_top(q);

    if (s != t)
        return s < t ? -1 : 1;
    if (p->x0 != q->x0)
        return p->x0 < q->x0 ? -1 : 1;
    return p->first < q->first ? -1 : p->first > q->first;
}

static int piece_by_x(const void *a, const void *b)
{
    const struct rhz_pdf_piece *p = a, *q = b;

    if (p->x0 != q->x0)
        return p->x0 < q->x0 ? -1 : 1;
    if (p->base != q->base)
        return p->base < q->base ? -1 : 1;
    return p->first < q->first ? -1 : p->first > q->first;
}

bool rhz_pdf_bands(struct rhz_pdf_piece *pieces, size_t n, struct rhz_arena *arena, struct rhz_pdf_band **out, size_t *n_bands)
{
    struct rhz_pdf_band *v = rhz_arena_alloc(arena, (n + 1) * sizeof *v);
    size_t i;

    *out = v;
    *n_bands = 0;
    if (!v)
        return false;
    qsort(pieces, n, sizeof *pieces, by_top);
    for (i = 0; i < n; i++) {
        float top = piece_top(&pieces[i]), bottom = pieces[i].base + 0.1f * pieces[i].size;
        struct rhz_pdf_band *last = *n_bands ? &v[*n_bands - 1] : NULL;
        if (!last || top >= last->bottom) {
            v[(*n_bands)++] = (struct rhz_pdf_band){top, bottom, (uint32_t)i, 1};
            continue;
        }
        last->n++;
        if (bottom > last->bottom)
            last->bottom = bottom;
    }
    for (i = 0; i < *n_bands; i++)
        qsort(pieces + v[i].first, v[i].n, sizeof *pieces, piece_by_x);
    return true;
}
