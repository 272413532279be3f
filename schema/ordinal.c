/* ordinal.c -- ordinals brought to one form.
 *
 * Roman numerals are read only where nothing else is meant: letters I, V, X in capitals, a well-formed numeral, an
 * ordinal ending in lower case. L, C, D, M are left out, or Le, Ce, De, Me would be 50th, 100th, 500th and 1000th.
 */
#include "ordinal.h"

#include <stdio.h>
#include <stdlib.h>

static bool is_one_of(struct rhz_span s, const char *const *words)
{
    char folded[16];
    struct rhz_span f = rhz_span(folded, rhz_fold_into(s, folded, sizeof folded));

    if (s.n > 12)
        return false;
    for (; *words; words++)
        if (rhz_span_eq(f, rhz_span_of(*words)))
            return true;
    return false;
}

static const char *const decimal_endings[] = {"e",    "es",   "er",    "ers", "re",  "res", "ere",  "eres", "eme",
                                              "emes", "ieme", "iemes", "nd",  "nds", "nde", "ndes", NULL};
/* Fewer after a Roman one: Vers is a preposition, not a 5th. */
static const char *const roman_first[] = {"er", "ere", NULL};
static const char *const roman_endings[] = {"e", "eme", "ieme", NULL};

static uint32_t decimal(struct rhz_span s)
{
    uint32_t v = 0;
    size_t i;

    if (s.n == 0 || s.n > 4 || s.p[0] == '0')
        return 0;
    for (i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return 0;
        v = v * 10 + (uint32_t)(s.p[i] - '0');
    }
    return v;
}

static uint32_t roman(struct rhz_span s)
{
    static const char *const units[] = {"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"};
    uint32_t tens = 0;
    size_t i;

    while (tens < 3 && tens < s.n && s.p[tens] == 'X')
        tens++;
    for (i = 0; i < 10; i++)
        if (rhz_span_eq(rhz_span(s.p + tens, s.n - tens), rhz_span_of(units[i])))
            return tens * 10 + (uint32_t)i;
    return 0;
}

static size_t put(uint32_t value, char out[RHZ_WORD_BYTES + 4])
{
    return (size_t)snprintf(out, RHZ_WORD_BYTES, value == 1 ? "%uer" : "%ue", value);
}

size_t rhz_ordinal_join(struct rhz_span number, struct rhz_span ending, char out[RHZ_WORD_BYTES + 4])
{
    uint32_t value = decimal(number);
    const char *const *endings = decimal_endings;

    if (!value) {
        value = roman(number);
        endings = value == 1 ? roman_first : roman_endings;
    }
    return value && is_one_of(ending, endings) ? put(value, out) : 0;
}

/* xxie, as people type it: from ten on, for vie is a word. */
static size_t lower_roman(struct rhz_span raw, char out[RHZ_WORD_BYTES + 4])
{
    char capitals[8];
    size_t i = 0;

    for (; i < raw.n && i < sizeof capitals && strchr("ivx", raw.p[i]); i++)
        capitals[i] = (char)(raw.p[i] - 32);
    return i < raw.n ? rhz_ordinal_join(rhz_span(capitals, i), rhz_span(raw.p + i, raw.n - i), out) : 0;
}

size_t rhz_ordinal_form(struct rhz_span raw, char out[RHZ_WORD_BYTES + 4])
{
    size_t i = 0;

    if (raw.n < 2 || raw.n > 20)
        return 0;
    if (raw.p[0] >= '0' && raw.p[0] <= '9') {
        while (i < raw.n && raw.p[i] >= '0' && raw.p[i] <= '9')
            i++;
    } else {
        if (raw.p[0] == 'x')
            return lower_roman(raw, out);
        while (i < raw.n && (raw.p[i] == 'I' || raw.p[i] == 'V' || raw.p[i] == 'X'))
            i++;
        if (i < raw.n && raw.p[i] >= 'A' && raw.p[i] <= 'Z')
            return 0;
    }
    if (i == 0 || i == raw.n)
        return 0;
    return rhz_ordinal_join(rhz_span(raw.p, i), rhz_span(raw.p + i, raw.n - i), out);
}

uint32_t rhz_ordinal_value(struct rhz_span form)
{
    char out[RHZ_WORD_BYTES + 4];
    size_t n = form.n && form.p[0] >= '0' && form.p[0] <= '9' ? rhz_ordinal_form(form, out) : 0;

    if (!n || !rhz_span_eq(rhz_span(out, n), form))
        return 0;
    return (uint32_t)strtoul(out, NULL, 10);
}
