/* hyphen.c -- joins or keeps. The hyphen stays when the next piece begins with a capital, a digit or d', when the word
 * is an inverted verb or begins as a known compound, or when the text writes the compound elsewhere inside a line;
 * else it was put there by whoever broke the line. */
#include "hyphen.h"

#include <stdlib.h>

#include "codec.h"
#include "letters.h"
#include "lines.h"

enum { SLOTS = 1 << 16, WORD_MOST = 48 };

static size_t hyphen_bytes(struct rhz_span s)
{
    if (s.n >= 2 && s.p[s.n - 1] == '-')
        return 1;
    if (s.n >= 3 && memcmp(s.p + s.n - 2, "\xC2\xAD", 2) == 0)
        return 2;
    if (s.n >= 4 && memcmp(s.p + s.n - 3, "\xE2\x80\x90", 3) == 0)
        return 3;
    return 0;
}

bool rhz_hyphen_ends(struct rhz_span text)
{
    size_t n = hyphen_bytes(text);

    return n && rhz_is_letter(rhz_utf8_before(text.p, text.p + text.n - n));
}

static bool is_word_byte(char c)
{
    return (unsigned char)c >= 0x80 || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static struct rhz_span word_ending(const char *start, const char *end)
{
    const char *p = end;

    while (p > start && end - p < WORD_MOST && is_word_byte(p[-1]))
        p--;
    return rhz_span(p, (size_t)(end - p));
}

static struct rhz_span word_beginning(const char *start, const char *end)
{
    const char *p = start;

    while (p < end && p - start < WORD_MOST && is_word_byte(*p))
        p++;
    return rhz_span(start, (size_t)(p - start));
}

static uint64_t *slot_of(struct rhz_hyphens *h, uint64_t key)
{
    size_t at = key & (SLOTS - 1);

    while (h->slots[at] && h->slots[at] != key)
        at = (at + 1) & (SLOTS - 1);
    return &h->slots[at];
}

static uint64_t pair_key(struct rhz_span left, struct rhz_span right)
{
    uint64_t key = rhz_hash64(left) * 31 + rhz_hash64(right);
    return key ? key : 1;
}

static void learn(struct rhz_hyphens *h, struct rhz_span whole)
{
    const char *p = whole.p, *end = p + whole.n;

    h->slots = calloc(SLOTS, sizeof *h->slots);
    while (h->slots && p < end && h->n < SLOTS / 2 && (p = memchr(p, '-', (size_t)(end - p))) != NULL) {
        struct rhz_span left = word_ending(whole.p, p), right = word_beginning(p + 1, end);
        if (left.n && right.n) {
            uint64_t key = pair_key(left, right), *slot = slot_of(h, key);
            h->n += *slot == 0;
            *slot = key;
        }
        p++;
    }
}

/** Left parts that keep their hyphen before a lower-case word. */
static const char *const LEFTS[] = {"recherche", "savoir", "savoirs", "rendez", "porte", "compte", "comptes", "bien", "chef", "peut", "celui", "celle",
                                    "ceux", "celles", "vice", "non", "semi", "mi", "demi", "sous", "ex", "quasi", "quelques", "soi", "vis",
                                    "tiers", "grand", "grands", "haut", "arc", "avant", "après", "arrière", "contre", "mot", "mots", "plus",
                                    "moins", "mieux", "au", "par", "là", "ci", "est", "outre", "belle", "beau", "petit", "petits", "demande",
                                    "design", "action", "maître", "chargé", "socio", "co", NULL};
/** Right parts that only follow a hyphen: inverted verbs, -ci, -là, -même, and so on. */
static const char *const RIGHTS[] = {"t", "il", "elle", "on", "ils", "elles", "vous", "nous", "je", "tu", "ce", "là", "ci", "même", "mêmes", "y",
                                     "moi", "toi", "lui", "leur", "être", "faire", "dire", "rendu", "rendus", "vous", NULL};

static bool keeps_hyphen(struct rhz_hyphens *h, struct rhz_span whole, struct rhz_span left, struct rhz_span next)
{
    unsigned n;
    uint32_t c = rhz_utf8_next(next.p, next.p + next.n, &n);
    struct rhz_span right = word_beginning(next.p, next.p + next.n);
    char after = right.n < next.n ? right.p[right.n] : 0;

    if (!rhz_is_lower(c))
        return true;
    if (after == '-' || after == '\'' || (right.n >= 4 && (memcmp(right.p + 1, "\xE2\x80\x99", 3) == 0)))
        return true;
    if (rhz_word_among(left, LEFTS) || rhz_word_among(right, RIGHTS))
        return true;
    if (!h->slots)
        learn(h, whole);
    return h->slots && *slot_of(h, pair_key(left, right)) != 0;
}

size_t rhz_hyphen_join(struct rhz_hyphens *h, struct rhz_span whole, struct rhz_span so_far, struct rhz_span next)
{
    size_t n = hyphen_bytes(so_far);
    struct rhz_span left;
    unsigned length;
    uint32_t first;

    if (!n || !next.n || !rhz_hyphen_ends(so_far))
        return RHZ_HYPHEN_NONE;
    first = rhz_utf8_next(next.p, next.p + next.n, &length);
    if (!rhz_is_letter(first) && !rhz_is_digit(first))
        return RHZ_HYPHEN_NONE;
    left = word_ending(so_far.p, so_far.p + so_far.n - n);
    if (n == 2) /* a soft hyphen never belongs to the word */
        return 2;
    return keeps_hyphen(h, whole, left, next) ? 0 : n;
}

void rhz_hyphens_end(struct rhz_hyphens *h)
{
    free(h->slots);
    *h = (struct rhz_hyphens){0};
}
