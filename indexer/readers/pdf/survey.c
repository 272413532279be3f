/* survey.c -- a first look over the pages: how large the text is, how large headings are, what comes back in the margins.
 *
 * Of each page the bands nearest to its top and bottom edges are kept, as hashes with figures taken for one another ("Rapport
 * 2031, page 3" and "page 4" are one line). One that stands at the same height on a quarter of the pages is furniture. The
 * number printed in it is the page's label when, over most pages, it runs along with the pages themselves. */
#include <math.h>
#include <stdlib.h>

#include "codec.h"
#include "page.h"

enum {
    SIZES = 200,          /* half points: up to 100 */
    EDGE_BANDS = 4,       /* at the top, and as many at the bottom */
    LINE_BYTES = 512,
    LEVELS = 5
};

struct edge {
    uint64_t hash;        /* of its words without figures */
    float y;              /* middle, from the edge that it is near to */
    uint32_t page;
    int32_t shift;        /* number printed less the page's own; NO_NUMBER */
    bool lone;            /* nothing but a number */
    bool numbered;        /* a number among words */
};
#define NO_NUMBER INT32_MIN

struct rhz_pdf_survey {
    uint64_t letters[SIZES + 1];
    uint32_t lines[SIZES + 1]; /* pieces in letters of this size */
    struct edge *edges;
    size_t n_edges, cap_edges;
    uint32_t n_pages;
    float body;
    float levels[LEVELS];  /* sizes of headings, falling */
    unsigned n_levels, first_level;
    int32_t shift;         /* of most printed numbers; NO_NUMBER: they follow nothing */
    struct rhz_arena *arena;
};

struct rhz_pdf_survey *rhz_pdf_survey_new(void)
{
    struct rhz_pdf_survey *s = calloc(1, sizeof *s);

    if (s && !(s->arena = rhz_arena_new())) {
        free(s);
        return NULL;
    }
    if (s)
        s->body = 10;
    return s;
}

void rhz_pdf_survey_free(struct rhz_pdf_survey *s)
{
    if (s)
        rhz_arena_free(s->arena);
    free(s);
}

static unsigned size_slot(float size)
{
    float half = size * 2 + 0.5f;

    return half < 1 ? 0 : half > SIZES ? SIZES : (unsigned)half;
}

/* ---- margins ---- */

static bool is_margin_word(struct rhz_span w)
{
    static const char *const WORDS[] = {"page", "p.", "p", "-", "\xE2\x80\x93", "\xE2\x80\x94", "/", "|", "sur", "de"};
    size_t i;

    for (i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++)
        if (w.n == strlen(WORDS[i]) && strncasecmp(w.p, WORDS[i], w.n) == 0)
            return true;
    return false;
}

static bool is_roman(struct rhz_span w)
{
    size_t i;

    for (i = 0; i < w.n; i++)
        if (!memchr("ivxlIVXL", w.p[i], 8))
            return false;
    return w.n > 0 && w.n < 7;
}

/** What a band says of itself: the hash of its words, figures taken for one another, and the numbers in it. */
static struct edge describe(const struct rhz_pdf_page *p, const struct rhz_pdf_piece *pieces, const struct rhz_pdf_band *band)
{
    char line[LINE_BYTES];
    size_t n = 0;
    struct edge e = {.page = p->number, .shift = NO_NUMBER, .lone = true};
    uint32_t i, j, k;
    float middle = (band->top + band->bottom) / 2;

    e.y = middle < p->height / 2 ? middle : p->height - middle;
    for (i = 0; i < band->n; i++) {
        const struct rhz_pdf_piece *q = &pieces[band->first + i];
        for (j = 0; j < q->n; j++) {
            const struct rhz_pdf_word *w = &p->words[q->first + j];
            struct rhz_span s = rhz_span(p->text.p + w->text, w->bytes);
            uint32_t number = 0;
            bool digits = s.n > 0 && s.n < 6;
            if (is_roman(s))
                s = RHZ_SPAN("0");
            e.numbered |= digits && s.p[0] >= '0' && s.p[0] <= '9';
            for (k = 0; k < s.n; k++) {
                bool digit = s.p[k] >= '0' && s.p[k] <= '9';
                digits &= digit;
                number = number * 10 + (digit && k < 6 ? (uint32_t)(s.p[k] - '0') : 0);
                if (n < LINE_BYTES && !(digit && n && line[n - 1] == '#'))
                    line[n++] = digit ? '#' : s.p[k];
            }
            if (digits && e.shift == NO_NUMBER && number > 0 && number < 20000) /* "3 / 12": the first */
                e.shift = (int32_t)number - (int32_t)p->number;
            else if (digits && number == p->number)
                e.shift = 0;
            e.lone &= digits || is_margin_word(s);
        }
        if (n < LINE_BYTES)
            line[n++] = ' ';
    }
    e.lone &= e.shift != NO_NUMBER;
    e.hash = rhz_hash64(rhz_span(line, n));
    return e;
}

static bool at_edge(const struct rhz_pdf_page *p, const struct rhz_pdf_band *b)
{
    return b->bottom < 0.16f * p->height || b->top > 0.84f * p->height;
}

bool rhz_pdf_survey_page(struct rhz_pdf_survey *s, struct rhz_pdf_page *p, struct rhz_arena *arena)
{
    struct rhz_pdf_piece *pieces;
    struct rhz_pdf_band *bands;
    size_t n, n_bands, i;

    for (i = 0; i < p->n_words; i++)
        if (!p->words[i].turned)
            s->letters[size_slot(p->words[i].size)] += p->words[i].letters;
    if (!rhz_pdf_pieces(p, 1e6f, arena, &pieces, &n) || !rhz_pdf_bands(pieces, n, arena, &bands, &n_bands))
        return false;
    s->n_pages++;
    for (i = 0; i < n; i++)
        s->lines[size_slot(pieces[i].size)]++;
    for (i = 0; i < n_bands; i++) {
        if ((i >= EDGE_BANDS && i + EDGE_BANDS < n_bands) || !at_edge(p, &bands[i]))
            continue;
        if (!RHZ_PUSH(s->arena, s->edges, s->n_edges, s->cap_edges))
            return false;
        s->edges[s->n_edges++] = describe(p, pieces, &bands[i]);
    }
    return true;
}

static int by_hash(const void *a, const void *b)
{
    const struct edge *e = a, *f = b;

    if (e->hash != f->hash)
        return e->hash < f->hash ? -1 : 1;
    return e->y < f->y ? -1 : e->y > f->y;
}

static int by_shift(const void *a, const void *b)
{
    int32_t s = *(const int32_t *)a, t = *(const int32_t *)b;

    return s < t ? -1 : s > t;
}

/** The shift between printed and real numbers that most pages have. */
static bool find_shift(struct rhz_pdf_survey *s)
{
    int32_t *v = rhz_arena_alloc(s->arena, (s->n_edges + 1) * sizeof *v);
    size_t n = 0, i, run = 0, best = 0;

    s->shift = NO_NUMBER;
    if (!v)
        return false;
    for (i = 0; i < s->n_edges; i++)
        if (s->edges[i].shift != NO_NUMBER)
            v[n++] = s->edges[i].shift;
    qsort(v, n, sizeof *v, by_shift);
    for (i = 0; i < n; i++) {
        run = i && v[i] == v[i - 1] ? run + 1 : 1;
        if (run > best) {
            best = run;
            s->shift = v[i];
        }
    }
    if (best < 2 || best * 2 < s->n_pages)
        s->shift = NO_NUMBER;
    return true;
}

static void find_sizes(struct rhz_pdf_survey *s)
{
    unsigned i, most = 20;
    bool title;

    for (i = 1; i <= SIZES; i++)
        if (s->letters[i] > s->letters[most])
            most = i;
    if (s->letters[most])
        s->body = (float)most / 2;
    for (i = SIZES; i > 0 && s->n_levels < LEVELS; i--) {
        float size = (float)i / 2;
        if (size < 1.12f * s->body)
            break;
        if (s->letters[i] < 3 || (s->n_levels && size > 0.94f * s->levels[s->n_levels - 1]))
            continue;
        s->levels[s->n_levels++] = size;
    }
    /* The largest letters are the title's when they stand on a line or two, else those of chapters. */
    title = s->n_levels && s->lines[size_slot(s->levels[0])] <= 4;
    s->first_level = title ? 1 : 2;
}

bool rhz_pdf_survey_end(struct rhz_pdf_survey *s)
{
    find_sizes(s);
    if (s->n_edges)
        qsort(s->edges, s->n_edges, sizeof *s->edges, by_hash);
    return find_shift(s);
}

float rhz_pdf_body(const struct rhz_pdf_survey *s)
{
    return s->body;
}

unsigned rhz_pdf_heading_level(const struct rhz_pdf_survey *s, float size)
{
    unsigned i;

    if (size < 1.1f * s->body)
        return 0;
    for (i = 0; i + 1 < s->n_levels; i++)
        if (size > 0.94f * s->levels[i])
            break;
    i += s->first_level;
    return i > LEVELS ? LEVELS : i;
}

/** How many pages have this line at this height. */
static size_t count_alike(const struct rhz_pdf_survey *s, const struct edge *e)
{
    size_t low = 0, high = s->n_edges, n = 0;

    while (low < high) {
        size_t mid = (low + high) / 2;
        if (s->edges[mid].hash < e->hash || (s->edges[mid].hash == e->hash && s->edges[mid].y < e->y - 4))
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < s->n_edges && s->edges[low].hash == e->hash && s->edges[low].y <= e->y + 4; low++)
        n++;
    return n;
}

/** How many pages make a line furniture: fewer when there is a number in it, which is then the page's. */
static size_t least_alike(uint32_t pages, bool numbered)
{
    if (pages <= 4)
        return 2;
    if (numbered || pages <= 12)
        return 3;
    return pages <= 40 ? 4 : pages / 8 < 12 ? pages / 8 : 12;
}

bool rhz_pdf_is_furniture(const struct rhz_pdf_survey *s, const struct rhz_pdf_page *p, const struct rhz_pdf_piece *pieces,
                          const struct rhz_pdf_band *band, uint32_t *label)
{
    struct edge e;
    size_t alike;
    bool furniture;

    if (label)
        *label = 0;
    if (!at_edge(p, band))
        return false;
    e = describe(p, pieces, band);
    if (e.lone && (e.shift == 0 || e.shift == s->shift)) {
        if (label)
            *label = (uint32_t)((int32_t)p->number + e.shift);
        return true;
    }
    alike = count_alike(s, &e);
    furniture = alike >= least_alike(s->n_pages, e.numbered);
    if (furniture && label && s->shift != NO_NUMBER && e.shift == s->shift)
        *label = (uint32_t)((int32_t)p->number + e.shift);
    return furniture;
}
