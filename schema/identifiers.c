/* identifiers.c -- how RNA, SIREN and SIRET are written, and whether their check digit is right.
 *
 * RNA: W, then nine characters, the first two the département (whose second may be a letter: 2A, 9R), the others digits.
 * SIREN and SIRET: Luhn's sum of all digits is a multiple of ten. The places of La Poste follow another rule, which is not
 * known here: their SIRET is taken for a wrong number.
 */
#include "identifiers.h"

enum { DIGITS_MOST = 24 };

/* Digits at the beginning of s. groups[i]: the i-th of them is the last of a group; ends[i]: where it ends. */
struct run {
    char digits[DIGITS_MOST];
    size_t ends[DIGITS_MOST];
    bool last[DIGITS_MOST];
    size_t n;
    bool cut; /* more than fit */
};

static bool is_digit(struct rhz_span s, size_t i)
{
    return i < s.n && s.p[i] >= '0' && s.p[i] <= '9';
}

static bool is_letter(struct rhz_span s, size_t i)
{
    return i < s.n && ((s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] >= 'a' && s.p[i] <= 'z') || (unsigned char)s.p[i] >= 0xC3);
}

/* What may stand between two digits of one number: its bytes, 0: nothing. */
static size_t separator_at(struct rhz_span s, size_t i)
{
    if (i < s.n && (s.p[i] == ' ' || s.p[i] == '.' || s.p[i] == '-'))
        return 1;
    if (i + 1 < s.n && (unsigned char)s.p[i] == 0xC2 && (unsigned char)s.p[i + 1] == 0xA0) /* no-break space */
        return 2;
    return i + 2 < s.n && (unsigned char)s.p[i] == 0xE2 && (unsigned char)s.p[i + 1] == 0x80 &&
                   ((unsigned char)s.p[i + 2] == 0xAF || (unsigned char)s.p[i + 2] == 0x89) /* thin spaces */
               ? 3 : 0;
}

static void read_run(struct rhz_span s, size_t from, struct run *r)
{
    size_t i = from;

    *r = (struct run){.n = 0};
    while (is_digit(s, i)) {
        size_t gap = separator_at(s, i + 1);
        if (r->n == DIGITS_MOST) {
            r->cut = true;
            return;
        }
        r->digits[r->n] = s.p[i];
        r->ends[r->n] = ++i;
        r->last[r->n++] = !is_digit(s, i);
        if (gap && is_digit(s, i + gap))
            i += gap;
    }
    if (r->n && is_letter(s, i))
        r->last[r->n - 1] = false; /* 123456782B */
}

static bool luhn(const char *digits, size_t n)
{
    unsigned sum = 0;
    size_t i;

    for (i = 0; i < n; i++) {
        unsigned d = (unsigned)(digits[n - 1 - i] - '0') * (i % 2 ? 2 : 1);
        sum += d > 9 ? d - 9 : d;
    }
    return sum % 10 == 0;
}

static bool all_zero(const char *digits, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (digits[i] != '0')
            return false;
    return true;
}

static bool take(const struct run *r, size_t n, enum rhz_property property, struct rhz_identifier *out, size_t *used)
{
    if (r->n < n || !r->last[n - 1] || !luhn(r->digits, n) || !luhn(r->digits, RHZ_SIREN_BYTES) || all_zero(r->digits, RHZ_SIREN_BYTES))
        return false;
    *out = (struct rhz_identifier){.property = property, .n = n};
    memcpy(out->value, r->digits, n);
    *used = r->ends[n - 1];
    return true;
}

static bool read_rna(struct rhz_span s, struct rhz_identifier *out, size_t *used)
{
    struct rhz_identifier x = {.property = RHZ_PROPERTY_RNA, .value = "W", .n = 1};
    size_t i = 1;

    while (x.n < RHZ_RNA_BYTES) {
        size_t gap = separator_at(s, i);
        if (gap && (is_digit(s, i + gap) || (x.n == 2 && is_letter(s, i + gap))))
            i += gap;
        if (is_digit(s, i))
            x.value[x.n++] = s.p[i++];
        else if (x.n == 2 && i < s.n && s.p[i] >= 'A' && s.p[i] <= 'Z')
            x.value[x.n++] = s.p[i++];
        else
            return false;
    }
    if (is_digit(s, i) || is_letter(s, i))
        return false;
    *out = x;
    *used = i;
    return true;
}

bool rhz_identifier_at(struct rhz_span s, struct rhz_identifier *out, size_t *used)
{
    struct run r;

    if (s.n && (s.p[0] == 'W' || s.p[0] == 'w'))
        return read_rna(s, out, used);
    read_run(s, 0, &r);
    return take(&r, RHZ_SIRET_BYTES, RHZ_PROPERTY_SIRET, out, used) || take(&r, RHZ_SIREN_BYTES, RHZ_PROPERTY_SIREN, out, used);
}

bool rhz_identifier_read(struct rhz_span s, struct rhz_identifier *out)
{
    size_t used;

    return rhz_identifier_at(s, out, &used) && used == s.n;
}

struct rhz_span rhz_identifier_siren(enum rhz_property property, struct rhz_span value)
{
    if ((property == RHZ_PROPERTY_SIREN && value.n == RHZ_SIREN_BYTES) ||
        (property == RHZ_PROPERTY_SIRET && value.n == RHZ_SIRET_BYTES))
        return rhz_span(value.p, RHZ_SIREN_BYTES);
    return rhz_span("", 0);
}
