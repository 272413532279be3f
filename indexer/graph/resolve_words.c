/* resolve_words.c -- what comparisons of names share: cutting in words, one letter of difference. */
#include "resolve_rules.h"

bool rhz_reading_cut(struct rhz_span text, struct rhz_reading_words *out)
{
    const char *p = text.p, *end = p + text.n;

    out->n = 0;
    while (p < end) {
        const char *q = memchr(p, ' ', (size_t)(end - p));
        if (!q)
            q = end;
        if (out->n == RHZ_READING_WORDS)
            return false;
        out->w[out->n++] = rhz_span(p, (size_t)(q - p));
        p = q < end ? q + 1 : end;
    }
    return true;
}

/* Keys are folded: nearly all letters are one byte, and a letter of another alphabet counts as two. */
bool rhz_one_letter_apart(struct rhz_span a, struct rhz_span b)
{
    size_t i = 0, j = 0;

    if (a.n < b.n) {
        struct rhz_span x = a;
        a = b;
        b = x;
    }
    if (a.n - b.n > 1 || rhz_span_eq(a, b))
        return false;
    while (i < b.n && a.p[i] == b.p[i])
        i++;
    while (j < b.n - i && a.p[a.n - 1 - j] == b.p[b.n - 1 - j])
        j++;
    if (i + j + 1 >= a.n)
        return true; /* all but one byte of the longer are common */
    return a.n == b.n && i + j + 2 == a.n && a.p[i] == b.p[i + 1] && a.p[i + 1] == b.p[i];
}

/* One row of the usual table at a time. */
bool rhz_two_letters_apart(struct rhz_span a, struct rhz_span b)
{
    enum { LONGEST = 64, MANY = 9 };
    unsigned char row[LONGEST + 1];
    size_t i, j;

    while (a.n && b.n && a.p[0] == b.p[0]) { /* most pairs share most of their letters */
        a = rhz_span(a.p + 1, a.n - 1);
        b = rhz_span(b.p + 1, b.n - 1);
    }
    while (a.n && b.n && a.p[a.n - 1] == b.p[b.n - 1]) {
        a.n--;
        b.n--;
    }
    if (a.n > LONGEST || b.n > LONGEST || (a.n > b.n ? a.n - b.n : b.n - a.n) > 2)
        return false;
    for (j = 0; j <= b.n; j++)
        row[j] = (unsigned char)(j < MANY ? j : MANY);
    for (i = 0; i < a.n; i++) {
        unsigned char diagonal = row[0];
        row[0] = (unsigned char)(i + 1 < MANY ? i + 1 : MANY);
        for (j = 0; j < b.n; j++) {
            unsigned char best = (unsigned char)(diagonal + (a.p[i] != b.p[j]));
            diagonal = row[j + 1];
            if (row[j] + 1 < best)
                best = (unsigned char)(row[j] + 1);
            if (diagonal + 1 < best)
                best = (unsigned char)(diagonal + 1);
            row[j + 1] = best < MANY ? best : MANY;
        }
    }
    return row[b.n] <= 2;
}
