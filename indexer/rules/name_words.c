/* name_words.c -- cutting into words for the rules of names. Not the analyzer: here capitals, hyphens and gaps matter, and
 * nothing is interned, so that a word without a capital costs a few nanoseconds.
 */
#include "name_words.h"

#include <stdlib.h>

/* Letters beyond ASCII: everything but spaces, punctuation and symbols of the blocks that French text uses. */
static bool is_letter(uint32_t c)
{
    if (c < 0x80)
        return (c | 32) >= 'a' && (c | 32) <= 'z';
    if (c < 0xC0)
        return c == 0xAA || c == 0xBA;
    if (c == 0xD7 || c == 0xF7)
        return false;
    return !(c >= 0x2000 && c <= 0x2E7F) && !(c >= 0x3000 && c <= 0x303F) && !(c >= 0xE000 && c <= 0xFAFF) &&
           !(c >= 0xFE00 && c <= 0xFE6F) && c != 0xFFFD && c < 0x1F000;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z';
    if (c >= 0xC0 && c <= 0xDE)
        return c != 0xD7;
    if (c >= 0x100 && c < 0x180)
        return c < 0x139 || c >= 0x14A ? (c & 1) == 0 && c != 0x138 : (c & 1) == 1;
    return c >= 0x386 && c < 0x430 && !(c >= 0x3AC && c < 0x400); /* Greek and Cyrillic capitals */
}

static bool is_hyphen(uint32_t c)
{
    return c == '-' || c == 0x2010 || c == 0x2011;
}

/* Letters and digits of ASCII, which most bytes are. */
static inline bool is_plain(unsigned char c)
{
    return ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9');
}

static inline uint32_t next_char(const char *p, const char *end, unsigned *n)
{
    if ((unsigned char)*p < 0x80)
        return *n = 1, (unsigned char)*p;
    return rhz_utf8_next(p, end, n);
}

/* The apostrophe of Breton: Penmarc'h, Le Floc'h. No elided c' stands before an h in French. Its bytes, 0: none. */
static unsigned inner_apostrophe(const char *start, const char *p, const char *end)
{
    unsigned n = *p == '\'' ? 1 : end - p > 3 && memcmp(p, "\xE2\x80\x99", 3) == 0 ? 3 : 0;
    return n && p > start && p + n < end && (p[-1] | 32) == 'c' && (p[n] | 32) == 'h' ? n : 0;
}

/* One word from p: its end, and its shape from the letters met. */
static const char *take_word(const char *p, const char *end, uint8_t *shape)
{
    unsigned n, letters = 0, capitals = 0;
    uint32_t first = next_char(p, end, &n);
    const char *last = p, *start = p;
    while (p < end) {
        while (p < end && is_plain((unsigned char)*p)) {
            letters += *p > '9';
            capitals += *p >= 'A' && *p <= 'Z';
            last = ++p;
        }
        if (p == end || *p == ' ')
            break;
        unsigned apostrophe = inner_apostrophe(start, p, end);
        if (apostrophe) {
            p += apostrophe;
            continue;
        }
        uint32_t c = next_char(p, end, &n);
        if (is_hyphen(c)) {
            unsigned m;
            if (last != p || p + n >= end || !is_letter(next_char(p + n, end, &m)))
                break;
            p += n; /* only between letters: the next turn takes one */
            continue;
        }
        if (c == '^' && is_digit(first) && last == p) { /* 27^e */
            p += n;
            continue;
        }
        if (!is_letter(c) && !is_digit(c))
            break;
        letters += is_letter(c);
        capitals += is_capital(c);
        p += n;
        last = p;
    }
    *shape = is_digit(first)     ? RHZ_WORD_NUMBER
             : !is_capital(first) ? RHZ_WORD_LOWER
             : letters == 1       ? RHZ_WORD_INITIAL
             : capitals == letters ? RHZ_WORD_UPPER
                                   : RHZ_WORD_CAPITAL;
    return last;
}

/* The gap between the previous word's end and p. */
static uint8_t gap_of(const struct rhz_words *ws, const char *from, const char *p)
{
    if (ws->n == 0)
        return RHZ_GAP_STOP;
    if (ws->w[ws->n - 1].shape == RHZ_WORD_INITIAL && from < p && *from == '.') {
        from++;
        if (from < p && *from == '-') /* J.-M. */
            from++;
    }
    if (p - from == 1 && *from == '\'')
        return RHZ_GAP_APOSTROPHE;
    if (p - from == 3 && memcmp(from, "\xE2\x80\x99", 3) == 0)
        return RHZ_GAP_APOSTROPHE;
    while (from < p && *from == ' ')
        from++;
    return from == p ? RHZ_GAP_SPACE : RHZ_GAP_STOP;
}

enum { SMALL = 1, BIG = 2, DIGIT = 4, HIGH = 8 };

/* ASCII by class; bytes of longer letters are HIGH, all else separates. */
static const uint8_t classes[256] = {
    ['0' ... '9'] = DIGIT, ['A' ... 'Z'] = BIG, ['a' ... 'z'] = SMALL, [0x80 ... 0xFF] = HIGH,
};

/* A word of ASCII letters that a blank or a common sign ends, as most are: its end, NULL when it is another kind of word. */
static const char *take_plain_word(const char *p, const char *stop, uint8_t *shape)
{
    const char *start = p++;
    bool big = classes[(unsigned char)*start] == BIG;
    if (classes[(unsigned char)*start] & ~(SMALL | BIG))
        return NULL;
    while (p < stop && classes[(unsigned char)*p] == SMALL)
        p++;
    if (p < stop && ((classes[(unsigned char)*p] && classes[(unsigned char)*p] != SMALL) || *p == '-' || *p == '\'' || *p == '^'))
        return NULL;
    *shape = !big ? RHZ_WORD_LOWER : p - start == 1 ? RHZ_WORD_INITIAL : RHZ_WORD_CAPITAL;
    return p;
}

/* Words of text[start, end) into ws->own. */
static bool cut(struct rhz_words *ws, uint32_t start, uint32_t end)
{
    struct rhz_name_forms *forms = rhz_gazetteer_forms(ws->gazetteer);
    const char *base = ws->text.p, *p = base + start, *stop = base + end, *before = p;
    ws->n = 0;
    ws->w = ws->own;
    while (p < stop) {
        unsigned n = 1;
        uint8_t class = classes[(unsigned char)*p];
        if (class == 0 || (class == HIGH && !is_letter(next_char(p, stop, &n)))) {
            p += n;
            continue;
        }
        if (!RHZ_PUSH(ws->arena, ws->own, ws->n, ws->cap))
            return false;
        ws->w = ws->own;
        struct rhz_name_word w = {.start = (uint32_t)(p - base), .gap = RHZ_GAP_SPACE};
        if (ws->n == 0 || p - before != 1 || *before != ' ')
            w.gap = gap_of(ws, before, p);
        const char *limit = take_plain_word(p, stop, &w.shape);
        before = limit ? limit : take_word(p, stop, &w.shape);
        if (!rhz_name_form(forms, rhz_span(p, (size_t)(before - p)), &w.form))
            return false;
        p = before;
        w.end = (uint32_t)(p - base);
        ws->own[ws->n++] = w;
    }
    return true;
}

enum { LONGEST_PAGE = 4 << 20 }; /* beyond, a document is cut part by part: memory stays bounded */

bool rhz_words_learn(const struct rhz_gazetteer *g, struct rhz_span text)
{
    struct rhz_name_forms *forms = rhz_gazetteer_forms(g);
    struct rhz_words ws = {.gazetteer = g, .text = text, .own = forms->page, .cap = forms->cap_page};
    rhz_words_forget(g);
    rhz_name_forms_trim(forms);
    if (text.n > LONGEST_PAGE)
        return true;
    size_t most = text.n / 2 + 1; /* a letter and what separates it from the next */
    if (ws.cap < most) {
        free(forms->page);
        forms->cap_page = 0;
        if (!(forms->page = malloc(most * sizeof *forms->page)))
            return false;
        ws.own = forms->page;
        ws.cap = forms->cap_page = most;
    }
    if (!cut(&ws, 0, (uint32_t)text.n))
        return false;
    forms->n_page = ws.n;
    forms->page_text = text;
    return true;
}

void rhz_words_forget(const struct rhz_gazetteer *g)
{
    rhz_gazetteer_forms(g)->page_text = rhz_span(NULL, 0);
}

/* Are these words of the text that was cut as a whole? */
static bool is_page(const struct rhz_words *ws)
{
    struct rhz_span text = rhz_gazetteer_forms(ws->gazetteer)->page_text;
    return text.p && text.p == ws->text.p && text.n == ws->text.n;
}

/* Index of the first word of the page that ends behind `offset`. */
static size_t word_behind(const struct rhz_name_forms *f, uint32_t offset)
{
    size_t low = 0, high = f->n_page;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (f->page[middle].end <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The words of the page in [start, end), unless one lies across a bound: then they are other words. */
static bool slice_page(struct rhz_words *ws, uint32_t start, uint32_t end)
{
    const struct rhz_name_forms *f = rhz_gazetteer_forms(ws->gazetteer);
    size_t first = word_behind(f, start), limit = first;
    if (first < f->n_page && f->page[first].start < start)
        return false;
    limit = end - start < 64 ? first : word_behind(f, end);
    while (limit < f->n_page && f->page[limit].end <= end)
        limit++;
    if (limit < f->n_page && f->page[limit].start < end)
        return false;
    ws->n = limit - first;
    ws->w = f->page + first;
    return true;
}

/* A copy in which nothing stands before the first word, as in a part that is read alone. */
static bool detach(struct rhz_words *ws)
{
    if (ws->cap < ws->n) {
        size_t cap = ws->n + 32;
        ws->cap = 0;
        if (!(ws->own = rhz_arena_alloc(ws->arena, cap * sizeof *ws->own)))
            return false;
        ws->cap = cap;
    }
    memcpy(ws->own, ws->w, ws->n * sizeof *ws->own);
    ws->own[0].gap = RHZ_GAP_STOP;
    ws->w = ws->own;
    return true;
}

bool rhz_words_cut(struct rhz_words *ws, uint32_t start, uint32_t end)
{
    if (!is_page(ws) || !slice_page(ws, start, end))
        return cut(ws, start, end);
    return ws->n == 0 || ws->w[0].gap == RHZ_GAP_STOP || detach(ws);
}

/* Least class of each family over the parts of a hyphenated key. */
static unsigned flags_of_parts(const struct rhz_gazetteer *g, const char *key, size_t n)
{
    unsigned given = 3, surname = 3, parts = 0;
    for (size_t i = 0, from = 0; i <= n; i++) {
        if (i < n && key[i] != ' ')
            continue;
        unsigned f = rhz_gazetteer_find(g, key + from, i - from);
        given = rhz_gaz_given(f) < given ? rhz_gaz_given(f) : given;
        surname = rhz_gaz_surname(f) < surname ? rhz_gaz_surname(f) : surname;
        from = i + 1;
        parts++;
    }
    return parts > 1 ? given | surname << 2 : 0;
}

unsigned rhz_word_flags(const struct rhz_words *ws, size_t i)
{
    struct rhz_name_form *f = rhz_name_form_of(ws, i);
    if (!f->looked) {
        const char *key = f->key + 1;
        unsigned flags = f->n_key ? rhz_gazetteer_find(ws->gazetteer, key, f->n_key) : 0;
        if (f->n_key && memchr(key, ' ', f->n_key) && rhz_gaz_given(flags) == 0)
            flags |= flags_of_parts(ws->gazetteer, key, f->n_key);
        f->flags = (uint16_t)flags;
        f->looked = true;
    }
    return f->flags;
}

bool rhz_key_in(const char *key, size_t n, const char *list)
{
    return rhz_listed(key, n, list);
}

bool rhz_word_in(const struct rhz_words *ws, size_t i, const char *list)
{
    if (i >= ws->n)
        return false;
    struct rhz_name_forms *forms = rhz_gazetteer_forms(ws->gazetteer);
    struct rhz_name_form *form = &forms->all[ws->w[i].form];
    int known = rhz_form_known_in(forms, form, list);
    return known >= 0 ? known : rhz_form_in(forms, form, list, false);
}

bool rhz_word_part_in(const struct rhz_words *ws, size_t i, const char *list)
{
    if (i >= ws->n)
        return false;
    struct rhz_name_forms *forms = rhz_gazetteer_forms(ws->gazetteer);
    struct rhz_name_form *form = &forms->all[ws->w[i].form];
    int known = rhz_form_known_in(forms, form, list);
    return known >= 0 ? known : rhz_form_in(forms, form, list, true);
}

static bool holds(const char *p, size_t n, const char *const *needles, size_t n_needles)
{
    for (size_t i = 0; i < n_needles; i++)
        if (memmem(p, n, needles[i], strlen(needles[i])))
            return true;
    return false;
}

bool rhz_text_holds(const struct rhz_gazetteer *g, struct rhz_span text, uint32_t start, uint32_t end, const char *const *needles, size_t n)
{
    struct rhz_words ws = {.gazetteer = g, .text = text};
    if (!is_page(&ws) || !slice_page(&ws, start, end))
        return holds(text.p + start, end - start, needles, n);
    unsigned question = rhz_form_question(rhz_gazetteer_forms(g), needles + n - 1); /* the same needles, or the first of them */
    for (size_t i = 0; i < ws.n; i++) {
        struct rhz_name_form *f = rhz_name_form_of(&ws, i);
        int known = rhz_form_answer(f, question);
        if (known > 0 || (known < 0 && rhz_form_keep(f, question, holds(rhz_form_written(f), f->n_written, needles, n))))
            return true;
    }
    return false;
}
