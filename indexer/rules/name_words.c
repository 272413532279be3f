/* name_words.c -- cutting into words for the rules of names. Not the analyzer: here capitals, hyphens and gaps matter, and
 * nothing is interned, so that a word without a capital costs a few nanoseconds.
 */
#include "name_words.h"

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

bool rhz_words_cut(struct rhz_words *ws, uint32_t start, uint32_t end)
{
    const char *base = ws->text.p, *p = base + start, *stop = base + end, *before = p;
    ws->n = 0;
    while (p < stop) {
        unsigned n;
        uint32_t c = next_char(p, stop, &n);
        if (!(c < 0x80 ? is_plain((unsigned char)c) : is_letter(c))) {
            p += n;
            continue;
        }
        if (!RHZ_PUSH(ws->arena, ws->w, ws->n, ws->cap))
            return false;
        struct rhz_name_word w = {.start = (uint32_t)(p - base), .gap = gap_of(ws, before, p)};
        p = take_word(p, stop, &w.shape);
        before = p;
        w.end = (uint32_t)(p - base);
        ws->w[ws->n++] = w;
    }
    return true;
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

unsigned rhz_word_flags(struct rhz_words *ws, size_t i)
{
    struct rhz_name_word *w = &ws->w[i];
    if (!w->looked) {
        char key[RHZ_FOLD_MAX];
        size_t n = rhz_fold_key(rhz_word_span(ws, i), key);
        unsigned flags = n ? rhz_gazetteer_find(ws->gazetteer, key, n) : 0;
        if (n && memchr(key, ' ', n) && rhz_gaz_given(flags) == 0)
            flags |= flags_of_parts(ws->gazetteer, key, n);
        w->flags = (uint16_t)flags;
        w->looked = true;
    }
    return w->flags;
}

enum { LISTED = 62 }; /* longest word of a list, and more */

static inline uint64_t eight(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* Is needle[1 .. n], between the blanks of needle[0] and needle[n + 1], a word of the list? Eight places are looked at
 * together for a blank and then the word's first letter, since these lists are asked about most words of a text. */
static bool listed(const char needle[LISTED + 3], size_t n, const char *list)
{
    const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
    const uint64_t blanks = ones * ' ', firsts = ones * (unsigned char)needle[1];
    const char *p = list, *end = list + strlen(list);
    if ((size_t)(end - p) < n + 2)
        return false;
    for (const char *last = end - (n + 2); p <= last;) {
        if (end - p >= 9) {
            uint64_t other = (eight(p) ^ blanks) | (eight(p + 1) ^ firsts); /* a zero byte: both are met there */
            if (((other - ones) & ~other & high) == 0) {
                p += 8;
                continue;
            }
        }
        for (const char *stop = p + 8; p < stop && p <= last; p++)
            if (p[0] == ' ' && p[1] == needle[1] && memcmp(p + 1, needle + 1, n + 1) == 0)
                return true;
    }
    return false;
}

bool rhz_key_in(const char *key, size_t n, const char *list)
{
    char needle[LISTED + 3];
    if (n == 0 || n > LISTED)
        return false;
    memcpy(needle + 1, key, n);
    needle[n + 1] = ' ';
    return listed(needle, n, list);
}

bool rhz_word_in(const struct rhz_words *ws, size_t i, const char *list)
{
    char key[RHZ_FOLD_MAX], needle[LISTED + 3];
    if (i >= ws->n)
        return false;
    struct rhz_span s = rhz_word_span(ws, i);
    size_t n = 0;
    while (n < s.n && n < LISTED && (s.p[n] | 32) >= 'a' && (s.p[n] | 32) <= 'z') {
        needle[n + 1] = s.p[n] | 32; /* ASCII letters need no folding */
        n++;
    }
    needle[n + 1] = ' ';
    if (n == s.n && n > 0)
        return listed(needle, n, list);
    return rhz_key_in(key, rhz_fold_key(s, key), list);
}

bool rhz_text_holds(struct rhz_span text, uint32_t start, uint32_t end, const char *const *needles, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (memmem(text.p + start, end - start, needles[i], strlen(needles[i])))
            return true;
    return false;
}
