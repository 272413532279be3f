/* likeness.c -- which written forms mot* and mot~ mean: those that begin so, and those a letter or two away.
 *
 * mot~ allows one change (a letter more, less, other, or two swapped) in words of three to five letters, two in longer
 * ones, and never in the first letter: people rarely miss it, and it bounds the walk of the dictionary.
 */
#include "plan.h"

enum { LETTERS = 40 };

unsigned rhz_fuzzy_slack(struct rhz_span word)
{
    size_t n = rhz_utf8_length(word);

    return n < 3 || n > LETTERS ? 0 : n < 6 ? 1 : 2;
}

static size_t letters_of(struct rhz_span s, uint32_t out[LETTERS + 2])
{
    size_t n = 0;
    unsigned step;

    for (size_t at = 0; at < s.n && n < LETTERS + 2; at += step)
        out[n++] = rhz_utf8_next(s.p + at, s.p + s.n, &step);
    return n;
}

static unsigned least3(unsigned a, unsigned b, unsigned c)
{
    unsigned m = a < b ? a : b;

    return m < c ? m : c;
}

/* Distance of optimal alignment, three rows of the usual table; larger than `slack` may be any larger number. */
static unsigned distance(const uint32_t *a, size_t n, const uint32_t *b, size_t m, unsigned slack)
{
    unsigned rows[3][LETTERS + 3];

    for (size_t j = 0; j <= m; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned *now = rows[i % 3], *before = rows[(i + 2) % 3], *earlier = rows[(i + 1) % 3], least = (unsigned)i;

        now[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            now[j] = least3(before[j] + 1, now[j - 1] + 1, before[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && earlier[j - 2] + 1 < now[j])
                now[j] = earlier[j - 2] + 1;
            least = now[j] < least ? now[j] : least;
        }
        if (least > slack)
            return slack + 1;
    }
    return rows[n % 3][m];
}

static bool is_near(struct rhz_span form, struct rhz_span word, unsigned slack)
{
    uint32_t a[LETTERS + 2], b[LETTERS + 2];
    size_t n, m;

    if (!form.n || form.p[0] != word.p[0] || form.n > word.n + 4 * slack || word.n > form.n + 4 * slack)
        return false;
    n = letters_of(form, a);
    m = letters_of(word, b);
    if (n > LETTERS || m > LETTERS || n > m + slack || m > n + slack)
        return rhz_span_eq(form, word);
    return distance(a, n, b, m, slack) <= slack;
}

bool rhz_form_like(const struct rhz_leaf *leaf, struct rhz_span form)
{
    if (leaf->kind == RHZ_LEAF_FUZZY)
        return is_near(form, leaf->prefix, leaf->slack ? leaf->slack : rhz_fuzzy_slack(leaf->prefix));
    return form.n >= leaf->prefix.n && memcmp(form.p, leaf->prefix.p, leaf->prefix.n) == 0;
}

/* The shorter a word, the more words are near it that have nothing to do with it. */
bool rhz_leaf_guess(struct rhz_leaf *leaf, unsigned slack)
{
    enum { ONE = 5, TWO = 8 };
    struct rhz_span word;

    if (leaf->kind == RHZ_LEAF_WORD && leaf->slots[0].n_readings == 1) {
        word = leaf->slots[0].readings[0].form;
        leaf->prefix = word;
    } else if (leaf->kind == RHZ_LEAF_FUZZY && leaf->slack) { /* guessed before, with less slack */
        word = leaf->prefix;
    } else {
        return false;
    }
    if (rhz_utf8_length(word) < (slack == 1 ? ONE : TWO) || rhz_utf8_length(word) > LETTERS || (word.p[0] >= '0' && word.p[0] <= '9'))
        return false;
    leaf->kind = RHZ_LEAF_FUZZY;
    leaf->n_slots = 0;
    leaf->slack = slack;
    return true;
}
