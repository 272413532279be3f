/* names.c -- keys of names, the choice between written forms, public ids of nodes.
 *
 * A key is made from the folded name with everything but letters and digits as a separator. Words of a person's name
 * are sorted rather than guessed at (which is the family name of "Martin Thomas"?); for other kinds the order says
 * something (Paris Nord, Nord Paris): a leading article goes, in names of bodies every article and "de" as well. C.A.F. is CAF for bodies; J.-M. stays two
 * initials for persons, since resolution compares initials one by one.
 */
#include "names.h"

#include <stdlib.h>

#include "analyzer.h"
#include "codec.h"
#include "fold.h"

static bool is_word_char(uint32_t c)
{
    enum rhz_char k = rhz_char_class(c);

    return k == RHZ_CHAR_LETTER || k == RHZ_CHAR_DIGIT || k == RHZ_CHAR_MARK;
}

/* Past the single letter at p when a dot follows it, else NULL. */
static const char *dotted_letter(const char *p, const char *end)
{
    unsigned n;

    if (p >= end || rhz_char_class(rhz_utf8_next(p, end, &n)) != RHZ_CHAR_LETTER)
        return NULL;
    p += n;
    return p < end && *p == '.' ? p : NULL;
}

/* C.A.F., M.E.L: letters one by one with dots between, the last dot optional, then no more of a word. Copies the
 * letters alone and returns the end; `p` when there are not two of them. */
static const char *copy_acronym(const char *p, const char *end, struct rhz_buf *out)
{
    const char *q = p, *stop;
    size_t before = out->n;
    unsigned n, letters = 0;

    while ((stop = dotted_letter(q, end)) != NULL) {
        rhz_buf_append(out, q, (size_t)(stop - q));
        q = stop + 1;
        letters++;
    }
    if (letters && q < end && rhz_char_class(rhz_utf8_next(q, end, &n)) == RHZ_CHAR_LETTER) {
        rhz_buf_append(out, q, n);
        q += n;
        letters++;
    }
    if (letters >= 2 && (q >= end || !is_word_char(rhz_utf8_next(q, end, &n))))
        return q;
    out->n = before;
    return p;
}

static inline bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* The words of folded text, one space between. */
static void put_words(struct rhz_span folded, bool acronyms, struct rhz_buf *out)
{
    const char *p = folded.p, *end = p + folded.n, *q;
    bool inside = false;
    unsigned n;

    rhz_buf_reset(out);
    while (p < end) {
        for (q = p; q < end && is_plain(*q);)
            q++;
        if (q - p >= 2) { /* most words, whole; a letter alone may begin an acronym */
            if (!inside && out->n)
                rhz_buf_byte(out, ' ');
            rhz_buf_append(out, p, (size_t)(q - p));
            inside = true;
            p = q;
            continue;
        }
        bool word = is_word_char(rhz_utf8_next(p, end, &n));
        if (word && !inside && out->n)
            rhz_buf_byte(out, ' ');
        if (word && !inside && acronyms && (q = copy_acronym(p, end, out)) != p) {
            p = q;
            continue;
        }
        if (word)
            rhz_buf_append(out, p, n);
        inside = word;
        p += n;
    }
}

static void fold_words(struct rhz_span name, bool acronyms, struct rhz_buf *out)
{
    char small[256];
    struct rhz_buf folded = {0};
    size_t n = rhz_fold_into(name, small, sizeof small);

    if (n < sizeof small - 80) { /* nothing was cut, not even one long character */
        put_words(rhz_span(small, n), acronyms, out);
        return;
    }
    rhz_fold(name, &folded);
    put_words(rhz_buf_view(&folded), acronyms, out);
    out->failed = out->failed || folded.failed;
    rhz_buf_free(&folded);
}

/* ---- persons: words in byte order ---- */

static int compare_words(const void *a, const void *b)
{
    return rhz_span_cmp(*(const struct rhz_span *)a, *(const struct rhz_span *)b);
}

enum { NAME_WORDS = 32 }; /* beyond, a "name" is a sentence: its first words are sorted, the rest is kept as it is */

static void sort_words(struct rhz_buf *b)
{
    struct rhz_span words[NAME_WORDS];
    struct rhz_buf sorted = {0};
    const char *p = b->n ? b->p : "", *end = p + b->n;
    size_t n = 0, i;

    while (p < end && n < NAME_WORDS) {
        const char *q = memchr(p, ' ', (size_t)(end - p));
        if (!q)
            q = end;
        words[n++] = rhz_span(p, (size_t)(q - p));
        p = q < end ? q + 1 : end;
    }
    qsort(words, n, sizeof words[0], compare_words);
    for (i = 0; i < n; i++) {
        if (i)
            rhz_buf_byte(&sorted, ' ');
        rhz_buf_span(&sorted, words[i]);
    }
    if (p < end) {
        rhz_buf_byte(&sorted, ' ');
        rhz_buf_append(&sorted, p, (size_t)(end - p));
    }
    if (!sorted.failed && sorted.n == b->n && sorted.n)
        memcpy(b->p, sorted.p, sorted.n);
    b->failed = b->failed || sorted.failed;
    rhz_buf_free(&sorted);
}

/* ---- others: without a leading article; bodies also without small words and marks of the plural ---- */

static bool is_one_of(struct rhz_span word, const char *const *list, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (rhz_span_eq(word, rhz_span_of(list[i])))
            return true;
    return false;
}

static void drop_article(struct rhz_buf *b)
{
    static const char *const articles[] = {"le ", "la ", "les ", "l "};
    size_t i, n;

    for (i = 0; i < sizeof articles / sizeof articles[0]; i++) {
        n = strlen(articles[i]);
        if (b->n > n && memcmp(b->p, articles[i], n) == 0) {
            memmove(b->p, b->p + n, b->n - n);
            b->n -= n;
            return;
        }
    }
}

/* Département de la Manche, Département de Manche; Ville de X, villes de X: who writes chooses, the body is one. Only
 * words of five letters and more lose their s: an acronym's belongs to it. */
static void tidy_body(struct rhz_buf *b)
{
    static const char *const small[] = {"d", "de", "des", "du", "l", "la", "le", "les"};
    const char *p = b->n ? b->p : "", *end = p + b->n, *q;
    size_t kept = 0;

    for (; p < end; p = q + 1) {
        struct rhz_span word;
        q = memchr(p, ' ', (size_t)(end - p));
        if (!q)
            q = end;
        word = rhz_span(p, (size_t)(q - p));
        if (is_one_of(word, small, sizeof small / sizeof small[0]))
            continue;
        if (word.n >= 5 && word.p[word.n - 1] == 's' && word.p[word.n - 2] != 's')
            word.n--;
        if (kept)
            b->p[kept++] = ' ';
        memmove(b->p + kept, word.p, word.n);
        kept += word.n;
    }
    if (kept) /* a name of small words only keeps them */
        b->n = kept;
}

/* Bytes of the sign of inclusive writing at p: a point or a middle dot; 0: none. */
static size_t inclusive_sign(const char *p, const char *end)
{
    if (p < end && *p == '.')
        return 1;
    return end - p >= 2 && memcmp(p, "\xC2\xB7", 2) == 0 ? 2 : 0;
}

/* agent.e.s, agent·es: agents. Titles of events are written either way. Copies without the other gender. */
static void copy_without_inclusive(struct rhz_span name, struct rhz_buf *out)
{
    static const char *const endings[] = {"e", "ne", "le", "fe", "te", "se", "rice", "trice", "euse"};
    const char *p = name.p, *end = name.p + name.n;

    for (; p < end; p++) {
        const char *q = p + inclusive_sign(p, end);
        size_t k, n = 0;
        if (q == p || p == name.p || !((p[-1] | 32) >= 'a' && (p[-1] | 32) <= 'z')) {
            rhz_buf_byte(out, (unsigned char)*p);
            continue;
        }
        for (k = 0; k < sizeof endings / sizeof endings[0]; k++) {
            size_t m = strlen(endings[k]);
            if (m > n && (size_t)(end - q) >= m && memcmp(q, endings[k], m) == 0)
                n = m;
        }
        const char *r = q + n;
        bool plural = false;
        if (n && r + inclusive_sign(r, end) < end && r[inclusive_sign(r, end)] == 's') {
            r += inclusive_sign(r, end) + 1;
            plural = true;
        }
        if (!n || (r < end && is_word_char((unsigned char)*r))) {
            rhz_buf_byte(out, (unsigned char)*p);
            continue;
        }
        if (plural)
            rhz_buf_byte(out, 's');
        p = r - 1;
    }
}

void rhz_name_key(enum rhz_kind kind, struct rhz_span name, struct rhz_buf *out)
{
    if (kind == RHZ_EVENEMENT || kind == RHZ_PROGRAMME) {
        struct rhz_buf plain = {0};
        copy_without_inclusive(name, &plain);
        fold_words(rhz_buf_view(&plain), true, out);
        out->failed = out->failed || plain.failed;
        rhz_buf_free(&plain);
    } else
        fold_words(name, kind != RHZ_PERSONNE, out);
    if (kind == RHZ_PERSONNE)
        sort_words(out);
    else if (kind == RHZ_ORGANISATION)
        tidy_body(out);
    else
        drop_article(out);
}

void rhz_name_fold(struct rhz_span name, struct rhz_buf *out)
{
    fold_words(name, true, out);
}

/* ---- which form reads best ---- */

struct look {
    size_t characters, accents, capitals, small;
    bool family_first; /* a person: the first word in capitals, a later one not */
};

static struct look look_at(struct rhz_span s)
{
    struct look l = {0};
    const char *p = s.p, *end = p + s.n;
    bool first_capitals = true, first_word = true, any = false;
    unsigned n;

    for (; p < end; p += n) {
        uint32_t c = rhz_utf8_next(p, end, &n);
        enum rhz_char k = rhz_char_class(c);
        bool upper = (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE), lower = k == RHZ_CHAR_LETTER && !upper;
        l.characters += k != RHZ_CHAR_MARK;
        l.accents += k == RHZ_CHAR_MARK || (k == RHZ_CHAR_LETTER && c >= 0xC0);
        l.capitals += upper;
        l.small += lower;
        if (first_word && lower)
            first_capitals = false;
        any = any || k == RHZ_CHAR_LETTER;
        if (any && c == ' ')
            first_word = false;
    }
    l.family_first = first_capitals && !first_word && l.small > 0;
    return l;
}

static int prefer_true(bool a, bool b)
{
    return a == b ? 0 : a ? -1 : 1;
}

static int prefer_more(size_t a, size_t b)
{
    return a == b ? 0 : a > b ? -1 : 1;
}

int rhz_name_better(enum rhz_kind kind, struct rhz_span a, struct rhz_span b)
{
    struct look x = look_at(a), y = look_at(b);
    int c;

    if (kind == RHZ_PERSONNE && (c = prefer_true(!x.family_first, !y.family_first)) != 0)
        return c;
    if ((c = prefer_true(x.small && x.capitals, y.small && y.capitals)) != 0)
        return c;
    if ((c = prefer_more(x.accents, y.accents)) != 0)
        return c;
    if ((c = prefer_more(x.characters, y.characters)) != 0)
        return c;
    /* Jean Martin over Jean MARTIN */
    if (kind == RHZ_PERSONNE && (c = prefer_more(y.capitals, x.capitals)) != 0)
        return c;
    return rhz_span_cmp(a, b);
}

uint64_t rhz_node_id(enum rhz_kind kind, struct rhz_span least_key, struct rhz_span salt)
{
    struct rhz_buf b = {0};
    uint64_t id;

    rhz_buf_byte(&b, (unsigned char)kind);
    rhz_buf_span(&b, least_key);
    rhz_buf_byte(&b, 0); /* a key holds no zero byte: key and salt cannot be confused */
    rhz_buf_span(&b, salt);
    id = rhz_hash64(rhz_buf_view(&b)) >> 12;
    id = b.failed ? 0 : id ? id : 1;
    rhz_buf_free(&b);
    return id;
}
