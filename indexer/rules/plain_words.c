/* plain_words.c -- see the header. The fold covers Latin-1 and the French ligatures: what the vocabularies of accounts
 * are written with. Other letters are kept as their bytes, so that they end no word and match nothing by accident. */
#include "plain_words.h"

/* U+00C0 to U+00FF without accents; 0: not a letter (the signs of multiplication and division). */
static const char latin1[64] = "aaaaaa" "\1" "ceeeeiiii" "dnooooo" "\0" "ouuuuy" "\2" "\3"
                               "aaaaaa" "\1" "ceeeeiiii" "dnooooo" "\0" "ouuuuy" "\2" "y";

/* Appends the folded letter to `out` (room for 4 bytes); returns its bytes, 0 when `c` separates words. */
static unsigned fold(uint32_t c, char *out)
{
    if (c < 128) {
        out[0] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        return (c >= '0' && c <= '9') || (out[0] >= 'a' && out[0] <= 'z');
    }
    if (c >= 0xC0 && c <= 0xFF) {
        const char *two = NULL;

        out[0] = latin1[c - 0xC0];
        if (out[0] == 1)
            two = "ae";
        else if (out[0] == 2)
            two = "th";
        else if (out[0] == 3)
            two = "ss";
        if (!two)
            return out[0] != 0;
        memcpy(out, two, 2);
        return 2;
    }
    if (c == 0x152 || c == 0x153) {
        memcpy(out, "oe", 2);
        return 2;
    }
    if (c == 0x178) {
        out[0] = 'y';
        return 1;
    }
    if (c < 0x100 || (c >= 0x2000 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x303F) || c >= 0xE000)
        return 0; /* signs, punctuation, spaces */
    return rhz_utf8_put(out, c);
}

void rhz_plain_words(struct rhz_span s, struct rhz_plain_words *out)
{
    const char *p = s.p, *end = s.p + s.n;
    struct rhz_plain_word *word = NULL;

    out->n = 0;
    out->n_text = 0;
    out->cut = false;
    while (p < end) {
        unsigned n, m;
        char folded[4];

        if (word && (unsigned char)*p < 128 && out->n_text < RHZ_PLAIN_BYTES && fold((unsigned char)*p, folded)) { /* most letters */
            out->text[out->n_text++] = folded[0];
            word->n++;
            word->end = (uint32_t)(++p - s.p);
            continue;
        }
        uint32_t c = rhz_utf8_next(p, end, &n);

        m = fold(c, folded);
        if (c >= 0x300 && c <= 0x36F) { /* a combining accent belongs to the letter before it */
            p += n;
            if (word)
                word->end = (uint32_t)(p - s.p);
            continue;
        }
        if (!m) {
            word = NULL;
            p += n;
            continue;
        }
        if (out->n_text + m > RHZ_PLAIN_BYTES || (!word && out->n == RHZ_PLAIN_WORDS)) {
            out->cut = true;
            return;
        }
        if (!word) {
            word = &out->words[out->n++];
            word->start = (uint32_t)(p - s.p);
            word->at = out->n_text;
            word->n = 0;
        }
        memcpy(out->text + out->n_text, folded, m);
        out->n_text = (uint16_t)(out->n_text + m);
        word->n = (uint16_t)(word->n + m);
        p += n;
        word->end = (uint32_t)(p - s.p);
    }
}

struct rhz_span rhz_plain_word(const struct rhz_plain_words *w, unsigned i)
{
    if (i >= w->n)
        return rhz_span("", 0);
    return rhz_span(w->text + w->words[i].at, w->words[i].n);
}

/* One word against the first word of the pattern; the rest of the pattern is returned through *pattern. */
static bool match_one(struct rhz_span word, const char **pattern)
{
    const char *p = *pattern;
    size_t n = 0;

    while (p[n] && p[n] != ' ')
        n++;
    *pattern = p[n] ? p + n + 1 : p + n;
    if (n && p[n - 1] == '*')
        return word.n >= n - 1 && memcmp(word.p, p, n - 1) == 0;
    return word.n == n && memcmp(word.p, p, n) == 0;
}

unsigned rhz_plain_match(const struct rhz_plain_words *w, unsigned i, const char *pattern)
{
    unsigned n = 0;

    while (*pattern) {
        if (i + n >= w->n || !match_one(rhz_plain_word(w, i + n), &pattern))
            return 0;
        n++;
    }
    return n;
}

int rhz_plain_find(const struct rhz_plain_words *w, const char *pattern)
{
    for (unsigned i = 0; i < w->n; i++)
        if (rhz_plain_match(w, i, pattern))
            return (int)i;
    return -1;
}

unsigned rhz_plain_match_any(const struct rhz_plain_words *w, unsigned i, const char *const *patterns)
{
    unsigned best = 0;

    if (i >= w->n)
        return 0;
    for (char first = w->text[w->words[i].at]; *patterns; patterns++) {
        unsigned n = (*patterns)[0] == first ? rhz_plain_match(w, i, *patterns) : 0;

        if (n > best)
            best = n;
    }
    return best;
}

bool rhz_plain_has_any(const struct rhz_plain_words *w, const char *const *patterns)
{
    for (unsigned i = 0; i < w->n; i++)
        if (rhz_plain_match_any(w, i, patterns))
            return true;
    return false;
}

long rhz_plain_number(const struct rhz_plain_words *w, unsigned i)
{
    struct rhz_span s = rhz_plain_word(w, i);
    long v = 0;

    if (!s.n || s.n > 9)
        return -1;
    for (size_t k = 0; k < s.n; k++) {
        if (s.p[k] < '0' || s.p[k] > '9')
            return -1;
        v = v * 10 + (s.p[k] - '0');
    }
    return v;
}
