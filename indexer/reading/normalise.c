/* normalise.c -- the hot loop of the builder. Runs of ASCII, é and ’ are copied whole; other characters are looked at
 * one by one; utf8proc composes only a stretch that holds a character which may not be composed, since it is ten times
 * slower than the rest of the reader together. */
#include "normalise.h"

#include <stdlib.h>

#include "letters.h"

enum { MARKS_MOST = 30 };

struct normaliser {
    struct rhz_buf *out;
    size_t block, from; /* where the block and this stretch begin in out */
    bool cells, compose;
    unsigned marks; /* in a row */
};

static bool wants_space(const struct normaliser *n)
{
    char last;

    if (n->out->n <= n->block)
        return false;
    last = n->out->p[n->out->n - 1];
    return last != ' ' && last != '\t';
}

static void put_space(struct normaliser *n)
{
    if (wants_space(n))
        rhz_buf_byte(n->out, ' ');
}

static void put_tab(struct normaliser *n)
{
    if (!n->cells) {
        put_space(n);
        return;
    }
    if (n->out->n > n->block && n->out->p[n->out->n - 1] == ' ')
        n->out->n--;
    rhz_buf_byte(n->out, '\t');
}

/** Bytes of a character that is canonical as it stands: 0 for those that need a look. */
static unsigned plain_bytes(const unsigned char *p, const unsigned char *end)
{
    if (*p > 0x20 && *p < 0x7F)
        return 1;
    if (end - p < 2 || (p[1] & 0xC0) != 0x80)
        return 0;
    if (*p >= 0xC3 && *p <= 0xCB) /* U+00C0 to U+02FF */
        return 2;
    if (*p == 0xE2 && end - p >= 3 && p[1] == 0x80 && p[2] >= 0x93 && p[2] <= 0xA6) /* – to … */
        return 3;
    return 0;
}

/** Characters past U+02FF that neither compose nor decompose: punctuation, signs of money, arrows, shapes. */
static bool composed(uint32_t c)
{
    return (c >= 0x2012 && c <= 0x2027) || (c >= 0x2030 && c <= 0x205E) || (c >= 0x20A0 && c <= 0x20BF) || (c >= 0x2190 && c <= 0x2199) ||
           (c >= 0x2500 && c <= 0x27BF) || (c >= 0x1F300 && c <= 0x1FAFF);
}

static void put_other(struct normaliser *n, const char *p, unsigned bytes, uint32_t c)
{
    bool in_word = wants_space(n) && ((unsigned char)n->out->p[n->out->n - 1] >= 0x80 || rhz_is_letter((unsigned char)n->out->p[n->out->n - 1]));

    if (c == 0xFFFD && !in_word) { /* what is left of an icon */
        put_space(n);
    } else if (c == 0xFFFD) {
        rhz_buf_str(n->out, "\xEF\xBF\xBD");
    } else if (c == 0x2010 || c == 0x2011) {
        rhz_buf_byte(n->out, '-');
    } else if (rhz_is_private(c) || (c & 0xFFFE) == 0xFFFE || (c >= 0x7F && c < 0xA0)) {
        put_space(n);
    } else {
        if (c >= 0x300 && !composed(c)) {
            if (utf8proc_get_property((utf8proc_int32_t)c)->combining_class != 0) {
                if (n->out->n == n->from || ++n->marks > MARKS_MOST)
                    return;
            } else {
                n->marks = 0;
            }
            n->compose = true;
        } else {
            n->marks = 0;
        }
        rhz_buf_append(n->out, p, bytes);
    }
}

/** One character that plain_bytes does not know. */
static unsigned put_one(struct normaliser *n, const char *p, const char *end)
{
    unsigned bytes;
    uint32_t c = rhz_utf8_next(p, end, &bytes);

    if (c == '\t')
        put_tab(n);
    else if (rhz_is_space(c) || c < 0x20)
        put_space(n);
    else if (!rhz_is_invisible(c))
        put_other(n, p, bytes, c);
    return bytes;
}

static void compose(struct normaliser *n)
{
    utf8proc_uint8_t *composed_text = NULL;
    utf8proc_ssize_t bytes;

    if (n->out->failed)
        return;
    bytes = utf8proc_map((const utf8proc_uint8_t *)n->out->p + n->from, (utf8proc_ssize_t)(n->out->n - n->from), &composed_text,
                         UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (bytes < 0) {
        n->out->failed = true;
    } else {
        n->out->n = n->from;
        rhz_buf_append(n->out, composed_text, (size_t)bytes);
    }
    free(composed_text);
}

void rhz_normalise(struct rhz_buf *out, size_t block, struct rhz_span s, bool cells)
{
    struct normaliser n = {.out = out, .block = block, .from = out->n, .cells = cells};
    const char *p = s.p, *end = s.p + s.n;

    while (p < end && !out->failed) {
        const char *q = p;
        unsigned bytes;
        while (q < end) {
            if (*q == ' ' && (q > p ? q[-1] != ' ' : wants_space(&n)))
                bytes = 1;
            else
                bytes = plain_bytes((const unsigned char *)q, (const unsigned char *)end);
            if (!bytes)
                break;
            q += bytes;
        }
        if (q > p) {
            rhz_buf_append(out, p, (size_t)(q - p));
            n.marks = 0;
        }
        p = q < end ? q + put_one(&n, q, end) : q;
    }
    if (n.compose)
        compose(&n);
}
