/* amounts.c -- French figures to hundredths.
 *
 * One hand-written scanner for cells and prose: sign, digits in groups, decimals, multiplier, unit, period. It works on
 * bytes and never on a locale. What is ambiguous is refused rather than guessed: groups that are not of three digits,
 * more than fifteen digits, text left over in a cell.
 */
#include "amounts.h"

enum { MOST_DIGITS = 15 }; /* times 100 fits an int64_t, with room for a multiplier that is checked */

/* ---- steps over the text ---- */

struct scan {
    const char *p, *end;
};

static unsigned space_at(const char *p, const char *end)
{
    static const char *const spaces[] = {" ", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89", "\xE2\x80\x87"};

    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        size_t n = strlen(spaces[i]);

        if ((size_t)(end - p) >= n && memcmp(p, spaces[i], n) == 0)
            return (unsigned)n;
    }
    return 0;
}

/* A few only: a figure and its unit stand close together, and a line of spaces must not be walked again and again. */
static void skip_spaces(struct scan *s)
{
    unsigned n, turns = 0;

    while (turns++ < 4 && s->p < s->end && (n = space_at(s->p, s->end)))
        s->p += n;
}

static bool take(struct scan *s, const char *word)
{
    size_t n = strlen(word);

    if ((size_t)(s->end - s->p) < n || memcmp(s->p, word, n) != 0)
        return false;
    s->p += n;
    return true;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_letter(const char *p, const char *end)
{
    return p < end && ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || ((unsigned char)*p >= 0xC3 && (unsigned char)*p <= 0xC9));
}

/* A word in lower case ASCII, case aside, that no letter follows. */
static bool take_word(struct scan *s, const char *word)
{
    const char *p = s->p;

    for (; *word; word++, p++)
        if (p >= s->end || (*p >= 'A' && *p <= 'Z' ? *p + 32 : *p) != *word)
            return false;
    if (is_letter(p, s->end))
        return false;
    s->p = p;
    return true;
}

static bool take_any(struct scan *s, const char *const *words)
{
    for (; *words; words++)
        if (take_word(s, *words))
            return true;
    return false;
}

static bool take_minus(struct scan *s)
{
    return take(s, "-") || take(s, "\xE2\x88\x92") || take(s, "\xE2\x80\x93") || take(s, "\xE2\x80\x94");
}

/* ---- units ---- */

static const char *const thousand_words[] = {"mille", "milliers", "millier", NULL};
static const char *const million_words[] = {"millions", "million", NULL};
static const char *const billion_words[] = {"milliards", "milliard", NULL};
static const char *const euro_words[] = {"euros", "euro", "eur", NULL};
static const char *const dollar_words[] = {"dollars", "dollar", "usd", NULL};

static bool take_euro(struct scan *s) { return take(s, "€") || take_any(s, euro_words); }

static struct rhz_span take_currency(struct scan *s)
{
    static const struct rhz_span none = {"", 0};

    if (take_euro(s))
        return RHZ_SPAN("EUR");
    if (take(s, "$") || take_any(s, dollar_words))
        return RHZ_SPAN("USD");
    if (take(s, "£") || take_word(s, "gbp"))
        return RHZ_SPAN("GBP");
    if (take_word(s, "chf"))
        return RHZ_SPAN("CHF");
    return none;
}

static int64_t factor_word(struct scan *s)
{
    if (take_any(s, thousand_words))
        return 1000;
    if (take_any(s, million_words))
        return 1000000;
    return take_any(s, billion_words) ? 1000000000 : 1;
}

static void skip_of(struct scan *s)
{
    struct scan t = *s;

    skip_spaces(&t);
    if (take(&t, "d'") || take(&t, "d’") || take(&t, "de "))
        *s = t;
}

/* k€, K euros, M€, millions d'euros, mille: the factor, 1 when none is written. k and M need a currency behind. */
static int64_t take_factor(struct scan *s)
{
    struct scan t = *s, u;
    int64_t factor = factor_word(&t);

    if (factor > 1) {
        skip_of(&t);
        skip_spaces(&t);
        *s = t;
        return factor;
    }
    if (t.p >= t.end || (*t.p != 'k' && *t.p != 'K' && *t.p != 'M'))
        return 1;
    factor = *t.p == 'M' ? 1000000 : 1000;
    t.p++;
    skip_of(&t);
    skip_spaces(&t);
    u = t;
    if (!take_currency(&u).n)
        return 1;
    *s = t;
    return factor;
}

static bool take_period(struct scan *s)
{
    static const char *const periods[] = {"an", "ans", "mois", "jour", "jours", "heure", "personne", NULL};
    struct scan t = *s;

    skip_spaces(&t);
    if (!take(&t, "/") && !take_word(&t, "par"))
        return false;
    skip_spaces(&t);
    if (!take_any(&t, periods))
        return false;
    *s = t;
    return true;
}

/* ---- digits ---- */

struct digits {
    int64_t value;          /* without the decimals */
    unsigned n;
    unsigned cents;         /* the first two decimals, rounded by the third */
    int64_t micro;          /* the first six decimals, for multipliers */
    bool grouped, decimals;
};

static unsigned count_digits(const char *p, const char *end)
{
    unsigned n = 0;

    while (p < end && n <= MOST_DIGITS && is_digit(*p))
        p++, n++;
    return n;
}

static void add_digits(struct scan *s, struct digits *d, unsigned n)
{
    for (; n; n--, s->p++, d->n++)
        if (d->n < MOST_DIGITS)
            d->value = d->value * 10 + (*s->p - '0');
}

/* A separator of thousands at p: its bytes when exactly three digits follow it, else 0. */
static unsigned group_at(const struct scan *s, char mark)
{
    unsigned n = mark ? (s->p < s->end && *s->p == mark) : space_at(s->p, s->end);

    return n && count_digits(s->p + n, s->end) == 3 ? n : 0;
}

static void take_decimals(struct scan *s, struct digits *d)
{
    int64_t unit = 100000;
    unsigned n = count_digits(s->p + 1, s->end);

    s->p++;
    d->decimals = true;
    for (unsigned i = 0; i < n; i++, s->p++, unit /= 10)
        d->micro += (*s->p - '0') * unit;
    d->cents = (unsigned)((d->micro + 5000) / 10000);
}

/* The mark that separates thousands: a space (0), or a dot, comma or apostrophe when the figure reads so. */
static char group_mark(const struct scan *s)
{
    for (const char *m = ".,'"; *m; m++) {
        struct scan after = *s;

        if (!group_at(s, *m))
            continue;
        after.p += 4;
        skip_spaces(&after);
        return take_factor(&after) > 1 ? 0 : *m; /* 1,255 M€ is decimal: nobody writes thousands of millions so */
    }
    return 0;
}

static bool take_digits(struct scan *s, struct digits *d)
{
    unsigned n = count_digits(s->p, s->end), step;
    bool zero = n && *s->p == '0';
    char mark = 0;

    *d = (struct digits){0};
    if (!n || n > MOST_DIGITS)
        return false;
    add_digits(s, d, n);
    if (n <= 3 && !zero) {
        mark = group_mark(s);
        while (d->n <= MOST_DIGITS && (step = group_at(s, mark))) {
            s->p += step;
            add_digits(s, d, 3);
            d->grouped = true;
        }
    }
    if (d->n > MOST_DIGITS)
        return false;
    if (s->end - s->p >= 2 && (*s->p == ',' || *s->p == '.') && *s->p != mark && is_digit(s->p[1])) {
        unsigned decimals = count_digits(s->p + 1, s->end);

        if (decimals <= 6)
            take_decimals(s, d);
    }
    return !(s->p < s->end && is_digit(*s->p));
}

static bool scale(const struct digits *d, int64_t factor, int64_t *cents)
{
    if (factor == 1) {
        *cents = d->value * 100 + d->cents;
        return true;
    }
    if (d->value > INT64_MAX / 200 / factor)
        return false;
    /* micro is in millionths: times factor (at most 10^9) and a hundred it fits 64 bits. */
    *cents = d->value * factor * 100 + (d->micro * factor / 10000);
    return true;
}

/* Sign, figure, unit, period at s; out gets everything but start and end. */
static bool take_figure(struct scan *s, struct rhz_figure *out)
{
    struct scan t = *s, u;
    struct digits d;
    int64_t factor;
    bool minus = take_minus(&t), loose = true;
    const char *first;

    skip_spaces(&t);
    if (!minus && take(&t, "+"))
        skip_spaces(&t);
    out->unit = take_currency(&t);
    skip_spaces(&t);
    first = t.p;
    if (!take_digits(&t, &d))
        return false;
    loose = d.grouped || d.decimals || minus || t.p - first != 4;
    u = t;
    skip_spaces(&u);
    factor = take_factor(&u);
    if (factor > 1)
        t = u;
    else
        u = t;
    skip_spaces(&u);
    if (!out->unit.n && (out->unit = take_currency(&u)).n)
        t = u;
    out->scaled = factor > 1;
    if (!out->unit.n && !out->scaled && take(&u, "%")) {
        out->kind = RHZ_FIGURE_PERCENT;
        t = u;
    } else if (!loose && !out->unit.n && !out->scaled && d.value >= 1950 && d.value <= 2099) {
        out->kind = RHZ_FIGURE_YEAR;
    } else {
        out->kind = RHZ_FIGURE_AMOUNT;
    }
    if (!scale(&d, factor, &out->cents))
        return false;
    if (minus)
        out->cents = -out->cents;
    out->by_period = take_period(&t);
    *s = t;
    return true;
}

/* ---- cells ---- */

static bool means_nothing(struct rhz_span cell)
{
    static const char *const signs[] = {"-", "--", "---", "–", "—", "−", ".", "...", "…", "/", "- €", "-€", "– €",
                                        "néant", "Néant", "NEANT", "n.c.", "NC", "nc", "n/a", "N/A", "ns", "x", "X", NULL};

    for (size_t i = 0; signs[i]; i++)
        if (rhz_span_eq(cell, rhz_span_of(signs[i])))
            return true;
    return cell.n == 0;
}

/* What may stand after a figure in its cell: HT, TTC, footnote stars, "(1)". */
static void skip_notes(struct scan *s)
{
    static const char *const taxes[] = {"ht", "ttc", "net", "nets", NULL};

    skip_spaces(s);
    take_any(s, taxes);
    skip_spaces(s);
    while (s->p < s->end && *s->p == '*')
        s->p++;
    skip_spaces(s);
    if (s->end - s->p >= 3 && s->p[0] == '(' && is_digit(s->p[1])) {
        struct scan t = {s->p + 2, s->end};

        if (t.p < t.end && is_digit(*t.p))
            t.p++;
        if (take(&t, ")"))
            *s = t;
    }
}

static struct rhz_span trim(struct rhz_span s)
{
    unsigned n;

    s = rhz_span_trim(s);
    while (s.n && (n = space_at(s.p, s.p + s.n)))
        s.p += n, s.n -= n;
    while (s.n >= 2 && (memcmp(s.p + s.n - 2, "\xC2\xA0", 2) == 0))
        s.n -= 2;
    while (s.n >= 3 && (memcmp(s.p + s.n - 3, "\xE2\x80\xAF", 3) == 0))
        s.n -= 3;
    return s;
}

void rhz_figure_cell(struct rhz_span cell, struct rhz_figure *out)
{
    struct rhz_span c = trim(cell);
    struct scan s = {c.p, c.p + c.n};
    bool parenthesis;

    *out = (struct rhz_figure){0};
    out->start = (uint32_t)(c.n ? c.p - cell.p : 0);
    out->end = out->start + (uint32_t)c.n;
    if (means_nothing(c)) {
        out->kind = RHZ_FIGURE_EMPTY;
        return;
    }
    if (c.n > 64)
        return;
    parenthesis = take(&s, "(");
    skip_spaces(&s);
    if (!take_figure(&s, out)) {
        out->kind = RHZ_FIGURE_NONE;
        return;
    }
    if (parenthesis) {
        skip_spaces(&s);
        if (!take(&s, ")")) {
            out->kind = RHZ_FIGURE_NONE;
            return;
        }
        skip_spaces(&s);
        if (!out->unit.n)
            out->unit = take_currency(&s);
        if (out->kind == RHZ_FIGURE_YEAR)
            out->kind = RHZ_FIGURE_AMOUNT;
        out->cents = out->cents > 0 ? -out->cents : out->cents;
    }
    skip_notes(&s);
    if (s.p != s.end)
        out->kind = RHZ_FIGURE_NONE;
}

/* ---- prose ---- */

/* May a figure begin at p? Not in the middle of a word or of a longer figure. */
static bool begins(struct rhz_span text, const char *p)
{
    if (!is_digit(*p))
        return false;
    if (p == text.p)
        return true;
    if ((unsigned char)p[-1] >= 0x80) /* the end of a sign or of a space, unless the character is a letter */
        return p - text.p < 2 || !is_letter(p - 2, p);
    return !is_digit(p[-1]) && !is_letter(p - 1, p) && p[-1] != '.' && p[-1] != ',';
}

bool rhz_figure_next(struct rhz_span text, uint32_t from, struct rhz_figure *out)
{
    const char *end = text.p + text.n;

    for (const char *p = text.p + (from < text.n ? from : text.n); p < end; p++) {
        struct scan s = {p, end};

        if (!begins(text, p))
            continue;
        *out = (struct rhz_figure){0};
        if (take_figure(&s, out) && out->kind == RHZ_FIGURE_AMOUNT && out->unit.n) {
            /* "- 42 €" is negative in a cell; in prose a dash introduces. */
            out->start = (uint32_t)(p - text.p);
            out->end = (uint32_t)(s.p - text.p);
            return true;
        }
        while (p + 1 < end && is_digit(p[1]))
            p++;
    }
    return false;
}

int32_t rhz_figure_scale(struct rhz_span header)
{
    int32_t found = 0;
    size_t most = header.n < 400 ? header.n : 400;

    for (size_t i = 0; i < most; i++) {
        struct scan s = {header.p + i, header.p + header.n}, t;
        int64_t factor;

        if (i && is_letter(header.p + i - 1, header.p + i))
            continue;
        factor = take_factor(&s);
        t = s;
        if (!take_euro(&t))
            continue;
        if (factor > 1 && factor <= 1000000)
            return (int32_t)factor;
        found = 1;
    }
    return found;
}
