/* survey.c -- counts over all lines of a text. Lines are told by their ordinal, so that the second pass drops exactly
 * those that stood at a page's edge, and not the same words inside a table. */
#include "survey.h"

#include <stdlib.h>

#include "codec.h"
#include "letters.h"
#include "lines.h"

enum {
    SHORT_LINE = 120,      /* bytes: longer lines are no headers and no titles */
    EDGE = 2,              /* lines at the head and foot of a page that may be running ones */
    DISTINCT_MOST = 1 << 16, /* hashes remembered; a text with more distinct short lines only loses refinements */
    LISTED_MOST = 1 << 20    /* lines at page edges, lone numbers */
};

/* ---- a table of counts ---- */

struct counts {
    struct {
        uint64_t key;
        uint32_t n;
    } *slots;
    size_t cap, n; /* cap is a power of two */
};

static bool counts_grow(struct counts *t)
{
    struct counts larger = {.cap = t->cap ? t->cap * 2 : 256};
    size_t i;

    larger.slots = calloc(larger.cap, sizeof *larger.slots);
    if (!larger.slots)
        return false;
    for (i = 0; i < t->cap; i++) {
        size_t at = t->slots[i].key & (larger.cap - 1);
        if (!t->slots[i].n)
            continue;
        while (larger.slots[at].n)
            at = (at + 1) & (larger.cap - 1);
        larger.slots[at].key = t->slots[i].key;
        larger.slots[at].n = t->slots[i].n;
    }
    larger.n = t->n;
    free(t->slots);
    *t = larger;
    return true;
}

/** The count of `key`, 0 and room for it when `add`. NULL: unknown, or the table is full. */
static uint32_t *counts_at(struct counts *t, uint64_t key, bool add)
{
    size_t at;

    if (add && t->n * 2 >= t->cap && (t->n >= DISTINCT_MOST || !counts_grow(t)))
        add = false;
    if (!t->cap)
        return NULL;
    for (at = key & (t->cap - 1); t->slots[at].n; at = (at + 1) & (t->cap - 1))
        if (t->slots[at].key == key)
            return &t->slots[at].n;
    if (!add)
        return NULL;
    t->slots[at].key = key;
    t->n++;
    return &t->slots[at].n;
}

static void counts_add(struct counts *t, uint64_t key)
{
    uint32_t *n = counts_at(t, key, true);

    if (n && *n < UINT32_MAX)
        ++*n;
}

/* ---- lines ---- */

/** First of '\n', '\r', '\f' in [p, end): by windows, so that a file of '\r' alone does not scan to its end each time. */
static const char *line_end(const char *p, const char *end)
{
    enum { WINDOW = 512 };

    while (p < end) {
        size_t n = end - p < WINDOW ? (size_t)(end - p) : WINDOW;
        const char *q = memchr(p, '\n', n), *other;
        if (q)
            n = (size_t)(q - p);
        if ((other = memchr(p, '\f', n)) != NULL) {
            q = other;
            n = (size_t)(q - p);
        }
        if ((other = memchr(p, '\r', n)) != NULL)
            q = other;
        if (q)
            return q;
        p += n;
    }
    return end;
}

bool rhz_next_line(struct rhz_span *rest, struct rhz_span *line, bool *feed)
{
    const char *end = rest->p + rest->n, *q;

    *feed = false;
    if (rest->n == 0)
        return false;
    q = line_end(rest->p, end);
    *line = rhz_span(rest->p, (size_t)(q - rest->p));
    *feed = q < end && *q == '\f';
    if (q < end)
        q += *q == '\r' && q + 1 < end && q[1] == '\n' ? 2 : 1;
    *rest = rhz_span(q, (size_t)(end - q));
    return true;
}

static bool skip_word(struct rhz_span *s, const char *word)
{
    size_t i, n = strlen(word);

    if (s->n < n)
        return false;
    for (i = 0; i < n; i++)
        if ((s->p[i] | 0x20) != word[i])
            return false;
    *s = rhz_span_trim(rhz_span(s->p + n, s->n - n));
    return true;
}

static uint32_t skip_number(struct rhz_span *s)
{
    uint32_t v = 0;
    size_t i;

    for (i = 0; i < s->n && i < 6 && rhz_is_digit((unsigned char)s->p[i]); i++)
        v = v * 10 + (uint32_t)(s->p[i] - '0');
    *s = rhz_span_trim(rhz_span(s->p + i, s->n - i));
    return v;
}

/** Without the signs that frame a page mark. */
static struct rhz_span unframe(struct rhz_span s)
{
    static const char SIGNS[] = "-=_*#[](){}<>!| ";

    while (s.n && strchr(SIGNS, s.p[0]) && s.p[0])
        s.p++, s.n--;
    while (s.n && strchr(SIGNS, s.p[s.n - 1]) && s.p[s.n - 1])
        s.n--;
    return s;
}

uint32_t rhz_page_line(struct rhz_span line)
{
    struct rhz_span s = unframe(rhz_span_trim(line));
    uint32_t page;

    if (s.n < 5 || s.n > 40 || !(skip_word(&s, "page") || skip_word(&s, "diapositive") || skip_word(&s, "slide")))
        return 0;
    if (s.n && !rhz_is_digit((unsigned char)s.p[0]) && skip_word(&s, "n\xC2") && s.n)
        s.p++, s.n--; /* the second byte of ° */
    page = skip_number(&s);
    if (page && s.n && (s.p[0] == '/' || skip_word(&s, "sur") || skip_word(&s, "de"))) {
        if (s.n && s.p[0] == '/')
            s = rhz_span_trim(rhz_span(s.p + 1, s.n - 1));
        skip_number(&s);
    }
    return s.n == 0 ? page : 0;
}

/** The line without a page number at either end: "12 | Rapport 2024", "Rapport 2024 - 12/36". */
static struct rhz_span running_core(struct rhz_span s)
{
    struct rhz_span t = s;

    while (t.n && (rhz_is_digit((unsigned char)t.p[t.n - 1]) || strchr(" /-|", t.p[t.n - 1])) && s.n - t.n < 10)
        t.n--;
    /* "Rapport 2024" ends with a year, not with a page. */
    if (s.n - t.n == 5 && (memcmp(s.p + s.n - 4, "20", 2) == 0 || memcmp(s.p + s.n - 4, "19", 2) == 0))
        t = s;
    s = t;
    while (t.n && (rhz_is_digit((unsigned char)t.p[0]) || strchr(" /-|", t.p[0])) && (size_t)(t.p - s.p) < 10)
        t.p++, t.n--;
    return t;
}

/* ---- the survey ---- */

struct edge {
    uint64_t core;
    uint32_t ordinal;
};
struct number {
    uint32_t value, ordinal;
};

struct surveyor {
    struct counts running, isolated;
    struct edge *edges;
    size_t n_edges, edges_cap;
    struct number *numbers;
    size_t n_numbers, numbers_cap;
    struct edge recent[EDGE]; /* last short lines of the page */
    unsigned n_recent, at_head; /* lines seen since the page began, up to EDGE */
    uint32_t pages, feeds, marks, first_mark;
    bool text_before_mark;
    uint32_t widths[160], n_widths; /* of lines that another follows at once */
    uint32_t sections;
    struct rhz_arena *arena;
    bool failed;
};

static void add_edge(struct surveyor *v, struct edge e)
{
    if (v->n_edges >= LISTED_MOST)
        return;
    if (!RHZ_PUSH(v->arena, v->edges, v->n_edges, v->edges_cap)) {
        v->failed = true;
        return;
    }
    v->edges[v->n_edges++] = e;
    counts_add(&v->running, e.core);
}

static void end_page(struct surveyor *v)
{
    unsigned i;

    for (i = 0; i < v->n_recent; i++)
        add_edge(v, v->recent[i]);
    v->n_recent = v->at_head = 0;
    v->pages++;
}

static bool is_number(struct rhz_span s, uint32_t *value)
{
    struct rhz_span t = unframe(s);

    *value = skip_number(&t);
    return s.n < 16 && t.n == 0 && *value > 0 && *value < 2000 && rhz_is_digit((unsigned char)unframe(s).p[0]);
}

/** A line of text that may run along the pages: the first and last ones of each are remembered. */
static void see_edge(struct surveyor *v, struct rhz_span s, uint32_t ordinal)
{
    struct rhz_span core = running_core(s);
    struct edge e = {core.n ? rhz_hash64(core) : 0, ordinal};

    if (s.n > SHORT_LINE)
        e.core = rhz_hash64(s) | 1; /* long: stands in the way, matches nothing by chance */
    if (v->at_head < EDGE) {
        v->at_head++;
        if (s.n <= SHORT_LINE)
            add_edge(v, e);
        return;
    }
    if (v->n_recent == EDGE) {
        memmove(v->recent, v->recent + 1, sizeof v->recent[0] * (EDGE - 1));
        v->n_recent--;
    }
    v->recent[v->n_recent++] = e;
}

static void see_number(struct surveyor *v, struct rhz_span s, uint32_t ordinal)
{
    uint32_t value;

    if (s.n >= 16 || v->n_numbers >= LISTED_MOST || !is_number(s, &value))
        return;
    if (!RHZ_PUSH(v->arena, v->numbers, v->n_numbers, v->numbers_cap)) {
        v->failed = true;
        return;
    }
    v->numbers[v->n_numbers++] = (struct number){value, ordinal};
}

static void see_section(struct surveyor *v, struct rhz_span s)
{
    unsigned depth;
    size_t n;

    if (s.n > SHORT_LINE || memchr(s.p, '\t', s.n))
        return;
    n = rhz_line_time(s);
    if (n == 0)
        n = rhz_line_section(s, &depth);
    v->sections += n && rhz_text_is_caps(rhz_span(s.p + n, s.n - n));
}

static void see_line(struct surveyor *v, struct rhz_span s, uint32_t ordinal)
{
    uint32_t page = s.n <= 60 ? rhz_page_line(s) : 0;

    if (page) {
        if (!v->marks++)
            v->first_mark = page;
        end_page(v);
        return;
    }
    if (!v->marks)
        v->text_before_mark = true;
    see_edge(v, s, ordinal);
    see_number(v, s, ordinal);
    if (rhz_is_digit((unsigned char)s.p[0]) || s.p[0] == 'I' || s.p[0] == 'V')
        see_section(v, s);
}

static void see_all(struct surveyor *v, struct rhz_span text)
{
    struct rhz_span rest = text, line, before = {"", 0};
    bool feed, blank_before = true, blank_two_before = true;
    uint32_t ordinal = 0;

    for (; rhz_next_line(&rest, &line, &feed) && !v->failed; ordinal++) {
        struct rhz_span s = rhz_trim_text(rhz_span(line.p, line.n));
        bool blank = s.n == 0;
        if (!blank_before && !blank && before.n < 160) { /* `before` is followed at once */
            v->widths[before.n]++;
            v->n_widths++;
        }
        if (!blank_before && blank && blank_two_before && before.n <= SHORT_LINE)
            counts_add(&v->isolated, rhz_hash64(before));
        if (!blank)
            see_line(v, s, ordinal);
        blank_two_before = blank_before;
        blank_before = blank;
        before = s;
        if (feed) {
            v->feeds++;
            end_page(v);
            if (!blank && blank_two_before && before.n <= SHORT_LINE)
                counts_add(&v->isolated, rhz_hash64(before));
            blank_before = true;
        }
    }
    end_page(v);
}

/** The widest usual line, when lines that continue nearly all come close to it. */
static uint32_t wrap_width(const struct surveyor *v)
{
    uint32_t sum = 0, near = 0, in_range = 0;
    size_t w, i;

    for (i = 30; i < 160; i++)
        in_range += v->widths[i];
    if (in_range < 8)
        return 0;
    for (w = 159; w > 30; w--) {
        sum += v->widths[w];
        if (sum * 20 >= in_range)
            break;
    }
    for (i = w > 45 ? w - 14 : 31; i <= w; i++)
        near += v->widths[i];
    return near * 2 >= v->n_widths && w >= 45 ? (uint32_t)w : 0;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int by_hash(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/** Running headers are dropped but for the first time: it may be the title. Numbers at edges always. */
static void drop_running(struct surveyor *v, struct rhz_survey *out, size_t *cap)
{
    uint32_t least = v->pages * 2 / 5 > 3 ? v->pages * 2 / 5 : 3;
    size_t i;

    if (!v->feeds && v->marks < 2)
        return;
    for (i = 0; i < v->n_edges && !v->failed; i++) {
        uint32_t *n = v->edges[i].core ? counts_at(&v->running, v->edges[i].core, false) : NULL;
        if (v->edges[i].core && (!n || (*n < least && *n != UINT32_MAX)))
            continue;
        if (n && *n != UINT32_MAX) {
            *n = UINT32_MAX; /* seen once */
            continue;
        }
        if (!RHZ_PUSH(v->arena, out->dropped, out->n_dropped, *cap)) {
            v->failed = true;
            return;
        }
        out->dropped[out->n_dropped++] = v->edges[i].ordinal;
    }
}

/** Lone numbers that count up by one are page numbers even where no page is marked. */
static void drop_numbers(struct surveyor *v, struct rhz_survey *out, size_t *cap)
{
    size_t i, j, from;

    for (from = 0; from < v->n_numbers; from = i) {
        for (i = from + 1; i < v->n_numbers && v->numbers[i].value == v->numbers[i - 1].value + 1; i++)
            ;
        for (j = from; i - from >= 3 && j < i; j++) {
            if (!RHZ_PUSH(v->arena, out->dropped, out->n_dropped, *cap)) {
                v->failed = true;
                return;
            }
            out->dropped[out->n_dropped++] = v->numbers[j].ordinal;
        }
    }
}

static void keep_repeated(struct surveyor *v, struct rhz_survey *out)
{
    size_t i;

    out->repeated = rhz_arena_zalloc(v->arena, v->isolated.n + 1, sizeof *out->repeated);
    if (!out->repeated) {
        v->failed = true;
        return;
    }
    for (i = 0; i < v->isolated.cap; i++)
        if (v->isolated.slots[i].n >= 2)
            out->repeated[out->n_repeated++] = v->isolated.slots[i].key;
    qsort(out->repeated, out->n_repeated, sizeof *out->repeated, by_hash);
}

bool rhz_survey_begin(struct rhz_span text, struct rhz_survey *out)
{
    struct surveyor v = {0};
    size_t cap = 0;

    *out = (struct rhz_survey){0};
    v.arena = out->arena = rhz_arena_new();
    if (!v.arena)
        return false;
    see_all(&v, text);
    if (v.feeds)
        out->paging = RHZ_PAGES_FEED;
    else if (v.marks >= 2)
        out->paging = v.first_mark == 1 && v.text_before_mark ? RHZ_PAGES_FOOTER : RHZ_PAGES_HEADER;
    out->wrap = wrap_width(&v);
    out->enumerated = v.sections >= 2;
    drop_running(&v, out, &cap);
    drop_numbers(&v, out, &cap);
    if (out->n_dropped)
        qsort(out->dropped, out->n_dropped, sizeof *out->dropped, by_number);
    keep_repeated(&v, out);
    free(v.running.slots);
    free(v.isolated.slots);
    return !v.failed;
}

void rhz_survey_end(struct rhz_survey *s)
{
    rhz_arena_free(s->arena);
    *s = (struct rhz_survey){0};
}

bool rhz_survey_repeats(const struct rhz_survey *s, struct rhz_span line)
{
    uint64_t key = rhz_hash64(line);

    return s->n_repeated && bsearch(&key, s->repeated, s->n_repeated, sizeof key, by_hash);
}
