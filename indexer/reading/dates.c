/* dates.c -- a scan for digits and month names; each candidate is read by one small grammar:
 *
 *     [weekday] day [er] month [year] | month year | d/m/y | y-m-d | year
 */
#include "dates.h"

#include "letters.h"
#include "lines.h"

struct scan {
    const char *p, *end;
};

static const char *const MONTHS[12][4] = {
    {"janvier", "janv", NULL, NULL},      {"février", "fevrier", "févr", NULL}, {"mars", NULL, NULL, NULL},
    {"avril", "avr", NULL, NULL},         {"mai", NULL, NULL, NULL},            {"juin", NULL, NULL, NULL},
    {"juillet", "juil", NULL, NULL},      {"août", "aout", NULL, NULL},         {"septembre", "sept", NULL, NULL},
    {"octobre", "oct", NULL, NULL},       {"novembre", "nov", NULL, NULL},      {"décembre", "decembre", "déc", NULL},
};

static bool is_word_byte(char c)
{
    return (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static void skip_spaces(struct scan *s)
{
    unsigned n;

    while (s->p < s->end && rhz_is_space(rhz_utf8_next(s->p, s->end, &n)))
        s->p += n;
}

static unsigned digits(struct scan *s, uint32_t *value)
{
    unsigned n = 0;

    for (*value = 0; s->p < s->end && n < 9 && rhz_is_digit((unsigned char)*s->p); s->p++, n++)
        *value = *value * 10 + (uint32_t)(*s->p - '0');
    return n;
}

/** Month number of the word at s, 0: none; steps over it and a point of abbreviation. */
static unsigned month(struct scan *s)
{
    const char *q = s->p;
    unsigned i, j;

    while (q < s->end && q - s->p < 12 && ((unsigned char)*q >= 0x80 || ((*q | 0x20) >= 'a' && (*q | 0x20) <= 'z')) &&
           !((unsigned char)*q == 0xC2 || (unsigned char)*q == 0xE2))
        q++;
    if (q - s->p < 3 || (q < s->end && rhz_is_digit((unsigned char)*q)))
        return 0;
    for (i = 0; i < 12; i++)
        for (j = 0; j < 4 && MONTHS[i][j]; j++) {
            const char *const one[] = {MONTHS[i][j], NULL};
            if (rhz_word_among(rhz_span(s->p, (size_t)(q - s->p)), one)) {
                s->p = q;
                if (j > 0 && s->p < s->end && *s->p == '.')
                    s->p++;
                return i + 1;
            }
        }
    return 0;
}

static bool is_year(uint32_t v, unsigned n)
{
    return n == 4 && v >= 1900 && v < 2100;
}

static uint32_t year_after(struct scan *s)
{
    struct scan t = *s;
    uint32_t v;
    unsigned n;

    skip_spaces(&t);
    n = digits(&t, &v);
    if (!is_year(v, n) || (t.p < t.end && is_word_byte(*t.p) && (unsigned char)*t.p < 0x80))
        return 0;
    *s = t;
    return v;
}

static uint32_t compose(uint32_t y, uint32_t m, uint32_t d)
{
    return y && m <= 12 && d <= 31 ? y * 10000 + m * 100 + d : 0;
}

/** d/m/y or y-m-d after a first number; 0: neither. */
static uint32_t numeric(struct scan *s, uint32_t first, unsigned n_first)
{
    struct scan t = *s;
    char sep = t.p < t.end ? *t.p : 0;
    uint32_t second, third, date;
    unsigned n2, n3;

    if (sep != '/' && sep != '-' && sep != '.')
        return 0;
    t.p++;
    n2 = digits(&t, &second);
    if (n2 == 0 || n2 > 2 || t.p >= t.end || *t.p != sep)
        return 0;
    t.p++;
    n3 = digits(&t, &third);
    if (is_year(first, n_first) && n3 && n3 <= 2)
        date = compose(first, second, third);
    else if (n_first <= 2 && is_year(third, n3))
        date = compose(third, second, first);
    else if (n_first <= 2 && n3 == 2 && sep == '/')
        date = compose(2000 + third, second, first);
    else
        return 0;
    if (second == 0 || (date && date % 100 == 0) || (t.p < t.end && is_word_byte(*t.p)))
        return 0;
    *s = t;
    return date;
}

/** After a day number: "er", spaces, a month, perhaps a year. */
static uint32_t after_day(struct scan *s, uint32_t day, uint32_t default_year)
{
    struct scan t = *s;
    uint32_t m, y;

    if (day == 0 || day > 31)
        return 0;
    if (t.end - t.p >= 2 && (t.p[0] | 0x20) == 'e' && (t.p[1] | 0x20) == 'r')
        t.p += 2;
    skip_spaces(&t);
    m = month(&t);
    if (!m)
        return 0;
    y = year_after(&t);
    if (!y)
        y = default_year;
    if (y)
        *s = t;
    return compose(y, m, day);
}

static bool is_amount(const struct scan *s)
{
    struct scan t = *s;

    skip_spaces(&t);
    return (t.end - t.p >= 3 && memcmp(t.p, "\xE2\x82\xAC", 3) == 0) || (t.end - t.p >= 4 && memcmp(t.p, "euro", 4) == 0) ||
           (t.p < t.end && (*t.p == '%' || *t.p == ','));
}

static uint32_t from_number(struct scan *s, uint32_t default_year)
{
    uint32_t v, date;
    unsigned n = digits(s, &v);

    if ((date = numeric(s, v, n)) != 0 || (n <= 2 && (date = after_day(s, v, default_year)) != 0))
        return date;
    if (is_year(v, n) && !(s->p < s->end && is_word_byte(*s->p) && (unsigned char)*s->p < 0xC2) && !is_amount(s))
        return v * 10000;
    while (s->p < s->end && rhz_is_digit((unsigned char)*s->p))
        s->p++;
    return 0;
}

static uint32_t from_month(struct scan *s)
{
    struct scan t = *s;
    uint32_t m = month(&t), y = m ? year_after(&t) : 0;

    if (y)
        *s = t;
    return compose(y, m, 0);
}

bool rhz_find_date(struct rhz_span text, uint32_t from, uint32_t default_year, struct rhz_found_date *out)
{
    const char *p = text.p + (from < text.n ? from : text.n), *end = text.p + text.n;

    for (; p < end; p++) {
        struct scan s = {p, end};
        bool at_word = p == text.p || !is_word_byte(p[-1]);
        uint32_t date = 0;
        if (!at_word)
            continue;
        if (rhz_is_digit((unsigned char)*p)) {
            date = from_number(&s, default_year);
            if (!date && s.p > p)
                p = s.p - 1;
        } else if (strchr("jfmasondJFMASOND", *p) && *p) {
            date = from_month(&s);
        }
        if (date) {
            *out = (struct rhz_found_date){date, (uint32_t)(p - text.p), (uint32_t)(s.p - text.p)};
            return true;
        }
    }
    return false;
}

uint32_t rhz_parse_date(struct rhz_span s)
{
    struct rhz_found_date d;
    struct scan t = {s.p, s.p + s.n};
    uint32_t y, m;
    unsigned n;

    n = digits(&t, &y); /* 2024-06 */
    if (is_year(y, n) && t.end - t.p == 3 && *t.p == '-') {
        t.p++;
        if (digits(&t, &m) == 2 && m >= 1 && m <= 12)
            return compose(y, m, 0);
    }
    return rhz_find_date(s, 0, 0, &d) ? d.date : 0;
}
