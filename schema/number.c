/* number.c -- what digits and the marks between them mean.
 *
 * A number is one token whatever separates its thousands; the parts of a date are tokens, as of one written in words. Nothing
 * looks further than a few dozen bytes.
 */
#include "number.h"

#include <stdio.h>

static bool is_digit(const char *p, const char *end)
{
    return p < end && *p >= '0' && *p <= '9';
}

bool rhz_is_digits(const char *p, const char *q)
{
    for (; p < q; p++)
        if (!is_digit(p, q))
            return false;
    return true;
}

/* Does the word go on at p? */
static bool goes_on(const char *p, const char *end)
{
    unsigned n;
    enum rhz_char k = p < end ? rhz_char_class(rhz_utf8_next(p, end, &n)) : RHZ_CHAR_OTHER;

    return k == RHZ_CHAR_LETTER || k == RHZ_CHAR_DIGIT || k == RHZ_CHAR_MARK;
}

/* ---- groups and decimals ---- */

/* Bytes of the space, dot or apostrophe that may separate thousands at p. */
static unsigned thousands_mark(const char *p, const char *end)
{
    unsigned n;
    uint32_t c;

    if (p >= end)
        return 0;
    if (*p == ' ' || *p == '.' || *p == '\'')
        return 1;
    c = rhz_utf8_next(p, end, &n);
    return c == 0xA0 || c == 0x202F || c == 0x2009 || c == 0x2007 || c == 0x2008 || c == 0x2019 ? n : 0;
}

/* Three digits and no more. */
static bool is_group(const char *p, const char *end)
{
    return end - p >= 3 && is_digit(p, end) && is_digit(p + 1, end) && is_digit(p + 2, end) && !goes_on(p + 3, end);
}

/* Past `1 234 567` or `1.234.567`, one mark throughout; `q` when there are no groups. Digits go to form. */
static const char *read_groups(const char *p, const char *q, const char *end, char *form, size_t *n)
{
    unsigned mark = thousands_mark(q, end);
    const char *first = q;

    if (!mark || q - p > 3 || *p == '0')
        return q;
    while ((size_t)(end - q) > mark && memcmp(q, first, mark) == 0 && is_group(q + mark, end) && *n < 30) {
        memcpy(form + *n, q + mark, 3);
        *n += 3;
        q += mark + 3;
    }
    /* 1.234.56 and 12.345.6789 are something else */
    if (*first == '.' && q < end && *q == '.' && is_digit(q + 1, end)) {
        *n = (size_t)(first - p);
        return first;
    }
    return q;
}

/* Past `,25`; `q` when no decimals follow. 12,50 and 12,5 have one form, 12,00 that of 12. */
static const char *read_decimals(const char *q, const char *end, char *form, size_t *n)
{
    const char *stop = q + 1;
    size_t k;

    if (q >= end || (*q != ',' && *q != '.') || !is_digit(q + 1, end))
        return q;
    while (is_digit(stop, end))
        stop++;
    k = (size_t)(stop - q - 1);
    if (k > 3 || goes_on(stop, end) ||
        (stop < end && (*stop == '.' || *stop == ',' || *stop == '/' || *stop == '-') && is_digit(stop + 1, end)))
        return q;
    memcpy(form + *n, q, k + 1);
    form[*n] = ',';
    if (k == 2 && q[2] == '0')
        k = q[1] == '0' ? 0 : 1;
    *n += k ? k + 1 : 0;
    return stop;
}

const char *rhz_number_read(const char *p, const char *q, const char *end, char form[RHZ_WORD_BYTES + 4], size_t *n)
{
    *n = (size_t)(q - p);
    memcpy(form, p, *n);
    return read_decimals(read_groups(p, q, end, form, n), end, form, n);
}

/* ---- scale and units ---- */

/* Past one space of any width. */
static const char *skip_space(const char *p, const char *end)
{
    unsigned n;
    uint32_t c;

    if (p >= end)
        return p;
    if (*p == ' ')
        return p + 1;
    c = rhz_utf8_next(p, end, &n);
    return c == 0xA0 || c == 0x202F || c == 0x2009 ? p + n : p;
}

static bool starts(const char *p, const char *end, const char *word)
{
    size_t n = strlen(word);

    return (size_t)(end - p) >= n && memcmp(p, word, n) == 0;
}

/* Zeros that the word at p adds. */
static unsigned zeros_at(const char *p, const char *end)
{
    static const struct {
        const char *word;
        unsigned zeros;
        bool whole; /* a word by itself, perhaps with s; else a currency must follow */
    } scales[] = {{"million", 6, true}, {"milliard", 9, true}, {"Md", 9, false}, {"M", 6, false}, {"m", 6, false},
                  {"k", 3, false},      {"K", 3, false}};
    size_t i;

    for (i = 0; i < sizeof scales / sizeof scales[0]; i++) {
        const char *q = p + strlen(scales[i].word);

        if (!starts(p, end, scales[i].word))
            continue;
        if (scales[i].whole)
            return goes_on(q + (q < end && *q == 's'), end) ? 0 : scales[i].zeros;
        q = skip_space(q, end);
        if (starts(q, end, "\xE2\x82\xAC") || starts(q, end, "euro") || starts(q, end, "EUR"))
            return scales[i].zeros;
    }
    return 0;
}

size_t rhz_number_scale(struct rhz_span form, const char *after, const char *end, char out[RHZ_WORD_BYTES + 4])
{
    unsigned zeros;
    size_t n = 0, i;

    after = skip_space(after, end);
    if (after >= end || !memchr("mMkK", *after, 4) || !(zeros = zeros_at(after, end)) || form.n == 0 || form.n > 12 || form.p[0] == '0')
        return 0;
    for (i = 0; i < form.n && form.p[i] != ','; i++)
        out[n++] = form.p[i];
    for (i++; i < form.n; i++, zeros--) {
        if (!zeros)
            return 0;
        out[n++] = form.p[i];
    }
    while (zeros--)
        out[n++] = '0';
    return n;
}

const char *rhz_unit_end(const char *p, const char *q)
{
    static const char *const units[] = {"k",  "m",  "md", "mds", "ke", "km", "kg", "cm", "mm", "ha",  "kwh", "mwh",
                                        "eur", "euro", "euros", "min", "mn", "h", NULL};
    char letters[8];
    size_t n = 0;
    int i;

    while (p + n < q && n < sizeof letters && ((p[n] | 0x20) >= 'a' && (p[n] | 0x20) <= 'z')) {
        letters[n] = p[n] | 0x20;
        n++;
    }
    for (i = 0; units[i]; i++)
        if (strlen(units[i]) == n && memcmp(units[i], letters, n) == 0)
            break;
    if (!units[i])
        return NULL;
    if (p + n == q)
        return q;
    /* 14h30 */
    return n == 1 && letters[0] == 'h' && q - p - 1 <= 2 && rhz_is_digits(p + 1, q) ? p + 1 : NULL;
}

/* ---- dates ---- */

/* One or two digits, or four, at p: their value, and how many. */
static uint32_t digits_at(const char *p, const char *end, size_t *n)
{
    uint32_t v = 0;

    for (*n = 0; *n < 5 && is_digit(p + *n, end); ++*n)
        v = v * 10 + (uint32_t)(p[*n] - '0');
    return v;
}

static void put_day(struct rhz_date_parts *d, unsigned i, const char *p, size_t n, uint32_t value)
{
    d->part[i].start = p;
    d->part[i].end = p + n;
    snprintf(d->part[i].reading[0], sizeof d->part[i].reading[0], "%u", value);
    d->part[i].reading[1][0] = 0;
}

static void put_month(struct rhz_date_parts *d, unsigned i, const char *p, size_t n, uint32_t value)
{
    static const char *const names[] = {"janvier", "f\xC3\xA9vrier", "mars", "avril", "mai", "juin", "juillet", "ao\xC3\xBBt",
                                        "septembre", "octobre", "novembre", "décembre"};

    put_day(d, i, p, n, value);
    snprintf(d->part[i].reading[1], sizeof d->part[i].reading[1], "%s", names[value - 1]);
}

static void put_year(struct rhz_date_parts *d, unsigned i, const char *p, size_t n, uint32_t value)
{
    put_day(d, i, p, n, value);
    if (n == 2)
        snprintf(d->part[i].reading[1], sizeof d->part[i].reading[1], "%u", value + (value < 50 ? 2000 : 1900));
}

static bool is_day(uint32_t v, size_t n)
{
    return n <= 2 && v >= 1 && v <= 31;
}

static bool is_month(uint32_t v, size_t n)
{
    return n <= 2 && v >= 1 && v <= 12;
}

static bool is_year(uint32_t v, size_t n)
{
    return n == 4 && v >= 1000 && v <= 2999;
}

bool rhz_date_read(const char *p, const char *end, struct rhz_date_parts *out)
{
    const char *at[3];
    uint32_t v[3];
    size_t n[3], i;
    char mark = 0;

    for (i = 0; i < 3; i++) {
        at[i] = p;
        v[i] = digits_at(p, end, &n[i]);
        p += n[i];
        if (!n[i] || n[i] == 3 || n[i] == 5)
            return false;
        if (i == 2)
            break;
        if (p >= end || (*p != '/' && *p != '.' && *p != '-') || (i && *p != mark))
            return false;
        mark = *p++;
    }
    /* 12.05.2024.3 and 06-12-34-56 are something else */
    if (goes_on(p, end) || (p < end && *p == mark && is_digit(p + 1, end)))
        return false;
    if (mark == '-' && is_year(v[0], n[0]) && is_month(v[1], n[1]) && is_day(v[2], n[2])) {
        put_year(out, 0, at[0], n[0], v[0]);
        put_month(out, 1, at[1], n[1], v[1]);
        put_day(out, 2, at[2], n[2], v[2]);
        return true;
    }
    if (!is_day(v[0], n[0]) || !is_month(v[1], n[1]) ||
        !(is_year(v[2], n[2]) || (mark == '/' && n[0] == 2 && n[1] == 2 && n[2] == 2)))
        return false;
    put_day(out, 0, at[0], n[0], v[0]);
    put_month(out, 1, at[1], n[1], v[1]);
    put_year(out, 2, at[2], n[2], v[2]);
    return true;
}
