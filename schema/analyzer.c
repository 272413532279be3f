/* analyzer.c -- cut text into tokens.
 *
 * One pass from left to right. Most words stand between spaces: a table of bytes says so, the lexicon gives their
 * lexeme, and that is all. Only where the byte after a word may join it to what follows (apostrophe, dot, hyphen,
 * parenthesis, slash, a space after digits...) does the text go through the readers below, each of which either takes
 * the whole construction and returns its end, or returns NULL and leaves the word alone. None looks further than a
 * bounded distance, so that time is linear whatever the bytes.
 *
 * Positions: each word has one; elided articles (l', d', qu') and the t of a-t-il have none; an inclusive form has
 * one for all its readings. Parts of a compound follow one another, so that compte-rendu is compte rendu. After a
 * prefix that is no word by itself (socio-culturel, co-construction, e-mail) the compound in one word is a second
 * reading at both positions: socioculturel finds it, and is found by it.
 */
#include "analyzer.h"

#include <stdlib.h>

#include "inclusive.h"
#include "lexicon.h"
#include "netaddress.h"
#include "number.h"
#include "ordinal.h"

struct rhz_analyzer {
    struct rhz_lexicon *lexicon;
    struct rhz_token *tokens;
    size_t n, cap;
    struct rhz_inclusive inclusive; /* too large for the stack of a thread that analyses deep in its calls */
};

/* A word cut whose lexeme is not looked up yet. */
struct pending {
    struct rhz_span raw;
    uint64_t hash;
    size_t token;
};

enum { PENDING = 8 };

/* One text being cut. */
struct scan {
    struct rhz_analyzer *a;
    const struct rhz_sieve *sieve; /* NULL: all words are wanted */
    const char *text, *end;
    const char *no_address; /* no address begins before this */
    const struct rhz_lexeme *joined; /* the compound whose last part is the next word */
    /* Look-ups run a few words behind: the table is larger than the processor's cache, and a line of it takes as long
     * to arrive as several words to cut. */
    struct pending pending[PENDING];
    size_t n_pending; /* in all; the last PENDING of them wait */
    uint32_t position;
    bool failed;
};

const char *rhz_analyzer_fingerprint(void)
{
    return "rhizome-fr 2";
}

struct rhz_analyzer *rhz_analyzer_new(void)
{
    struct rhz_analyzer *a = calloc(1, sizeof *a);

    if (!a)
        return NULL;
    a->lexicon = rhz_lexicon_new();
    if (!a->lexicon) {
        free(a);
        return NULL;
    }
    return a;
}

void rhz_analyzer_free(struct rhz_analyzer *a)
{
    if (!a)
        return;
    rhz_lexicon_free(a->lexicon);
    free(a->tokens);
    free(a);
}

uint32_t rhz_analyzer_lexemes(const struct rhz_analyzer *a)
{
    return rhz_lexicon_count(a->lexicon);
}

void rhz_analyzer_forget(struct rhz_analyzer *a)
{
    rhz_lexicon_forget(a->lexicon);
    if (a->cap > 1 << 16) {
        free(a->tokens);
        a->tokens = NULL;
        a->cap = 0;
    }
    a->n = 0;
}

/* ---- bytes ---- */

enum { LETTER = 1, DIGIT = 2, JOINER = 4, HIGH = 8 };

/* What a byte may be: a letter or digit of a word, something that may join words, the start of a longer character. */
static const unsigned char kinds[256] = {
    ['0'] = DIGIT, ['1'] = DIGIT, ['2'] = DIGIT, ['3'] = DIGIT, ['4'] = DIGIT, ['5'] = DIGIT, ['6'] = DIGIT,
    ['7'] = DIGIT, ['8'] = DIGIT, ['9'] = DIGIT,
    ['a'] = LETTER, ['b'] = LETTER, ['c'] = LETTER, ['d'] = LETTER, ['e'] = LETTER, ['f'] = LETTER, ['g'] = LETTER,
    ['h'] = LETTER, ['i'] = LETTER, ['j'] = LETTER, ['k'] = LETTER, ['l'] = LETTER, ['m'] = LETTER, ['n'] = LETTER,
    ['o'] = LETTER, ['p'] = LETTER, ['q'] = LETTER, ['r'] = LETTER, ['s'] = LETTER, ['t'] = LETTER, ['u'] = LETTER,
    ['v'] = LETTER, ['w'] = LETTER, ['x'] = LETTER, ['y'] = LETTER, ['z'] = LETTER,
    ['A'] = LETTER, ['B'] = LETTER, ['C'] = LETTER, ['D'] = LETTER, ['E'] = LETTER, ['F'] = LETTER, ['G'] = LETTER,
    ['H'] = LETTER, ['I'] = LETTER, ['J'] = LETTER, ['K'] = LETTER, ['L'] = LETTER, ['M'] = LETTER, ['N'] = LETTER,
    ['O'] = LETTER, ['P'] = LETTER, ['Q'] = LETTER, ['R'] = LETTER, ['S'] = LETTER, ['T'] = LETTER, ['U'] = LETTER,
    ['V'] = LETTER, ['W'] = LETTER, ['X'] = LETTER, ['Y'] = LETTER, ['Z'] = LETTER,
    ['\''] = JOINER, ['`'] = JOINER, ['.'] = JOINER, ['-'] = JOINER, ['('] = JOINER, ['/'] = JOINER, ['@'] = JOINER,
    [':'] = JOINER, ['^'] = JOINER, [','] = JOINER, ['_'] = JOINER, ['%'] = JOINER, ['+'] = JOINER,
    /* lead bytes of two to four; continuation bytes and C0, C1, F5.. begin nothing */
#define HIGH8(b) [b] = HIGH, [b + 1] = HIGH, [b + 2] = HIGH, [b + 3] = HIGH, [b + 4] = HIGH, [b + 5] = HIGH, \
                 [b + 6] = HIGH, [b + 7] = HIGH
    [0xC2] = HIGH, [0xC3] = HIGH, [0xC4] = HIGH, [0xC5] = HIGH, [0xC6] = HIGH, [0xC7] = HIGH,
    HIGH8(0xC8), HIGH8(0xD0), HIGH8(0xD8), HIGH8(0xE0), HIGH8(0xE8), [0xF0] = HIGH, [0xF1] = HIGH, [0xF2] = HIGH,
    [0xF3] = HIGH, [0xF4] = HIGH,
#undef HIGH8
};

static unsigned kind_at(const char *p)
{
    return kinds[(unsigned char)*p];
}

static bool is_digit(const char *p, const char *end)
{
    return p < end && kind_at(p) == DIGIT;
}

static enum rhz_char class_at(const char *p, const char *end, unsigned *n)
{
    *n = 1;
    if (p >= end)
        return RHZ_CHAR_OTHER;
    return rhz_char_class(rhz_utf8_next(p, end, n));
}

/* Does a word begin at p? */
static bool begins_word(const char *p, const char *end)
{
    unsigned n;
    enum rhz_char k;

    if (p >= end)
        return false;
    if (kind_at(p) & (LETTER | DIGIT))
        return true;
    k = kind_at(p) == HIGH ? class_at(p, end, &n) : RHZ_CHAR_OTHER;
    return k == RHZ_CHAR_LETTER || k == RHZ_CHAR_DIGIT;
}

/* End of the word at p; characters to ignore are inside only when the word goes on after them. */
static const char *word_end(const char *p, const char *end)
{
    unsigned n;

    for (;;) {
        while (p < end && kind_at(p) & (LETTER | DIGIT))
            p++;
        if (p >= end || kind_at(p) != HIGH)
            return p;
        if ((unsigned char)p[0] == 0xC3 && p + 1 < end && ((unsigned char)p[1] & 0xC0) == 0x80 &&
            ((unsigned char)p[1] & 0x1F) != 0x17) { /* À to ÿ, but × and ÷ */
            p += 2;
            continue;
        }
        switch (class_at(p, end, &n)) {
        case RHZ_CHAR_LETTER:
        case RHZ_CHAR_DIGIT:
        case RHZ_CHAR_MARK:
            p += n;
            break;
        case RHZ_CHAR_IGNORABLE: {
            const char *q = p + n;
            while (q < end && kind_at(q) == HIGH && class_at(q, end, &n) == RHZ_CHAR_IGNORABLE)
                q += n;
            if (!begins_word(q, end))
                return p;
            p = q;
            break;
        }
        default:
            return p;
        }
    }
}

/* ---- sieves ---- */

void rhz_sieve_init(struct rhz_sieve *s)
{
    for (unsigned b = 0; b < 256; b++)
        s->keeps[b] = b >= 0xC0; /* what begins with other characters is looked up */
}

void rhz_sieve_keep_all(struct rhz_sieve *s)
{
    memset(s->keeps, true, sizeof s->keeps);
}

static void keep_letter(struct rhz_sieve *s, char letter)
{
    s->keeps[(unsigned char)letter] = s->keeps[(unsigned char)letter & ~0x20u] = true;
    for (unsigned b = 0x80; b < 0xC0; b++) {
        char character[2] = {(char)0xC3, (char)b}, folded[8];
        size_t n = rhz_fold_into(rhz_span(character, 2), folded, sizeof folded);

        if (!n || folded[0] == letter || (unsigned char)folded[0] >= 0x80)
            s->keeps[b] = true;
    }
}

/* The exceptions: XXIe is 21e, yeux is oeil (a unit test looks for more). */
void rhz_sieve_keep(struct rhz_sieve *s, struct rhz_span wanted)
{
    char first = wanted.n ? *wanted.p : 0;

    if (first >= '0' && first <= '9') {
        memset(s->keeps + '0', true, 10);
        for (const char *p = "ivx"; *p; p++)
            keep_letter(s, *p);
    } else if (first >= 'a' && first <= 'z') {
        keep_letter(s, first);
        if (first == 'o')
            keep_letter(s, 'y');
    } else {
        rhz_sieve_keep_all(s);
    }
}

static bool is_kept(const struct rhz_sieve *s, const char *start, const char *end)
{
    unsigned char first = (unsigned char)*start;

    return s->keeps[first == 0xC3 && end - start > 1 ? (unsigned char)start[1] : first];
}

/* ---- tokens ---- */

static bool reserve(struct rhz_analyzer *a)
{
    size_t cap = a->cap ? a->cap * 2 : 256;
    struct rhz_token *t;

    if (a->n < a->cap)
        return true;
    if (cap > SIZE_MAX / 2 / sizeof *t)
        return false;
    t = realloc(a->tokens, cap * sizeof *t);
    if (!t)
        return false;
    a->tokens = t;
    a->cap = cap;
    return true;
}

/* A token at the current position, its lexeme still to come. */
static bool put_blank(struct scan *s, const char *start, const char *end)
{
    if (!reserve(s->a)) {
        s->failed = true;
        return false;
    }
    s->a->tokens[s->a->n++] =
        (struct rhz_token){NULL, s->position, (uint32_t)(start - s->text), (uint32_t)(end - s->text)};
    return true;
}

/* One more token at the current position. */
static void put(struct scan *s, const struct rhz_lexeme *l, const char *start, const char *end)
{
    if (!l)
        s->failed = true;
    else if (put_blank(s, start, end))
        s->a->tokens[s->a->n - 1].lexeme = l;
}

static void look_up(struct scan *s, const struct pending *w)
{
    const struct rhz_lexeme *l = rhz_lexicon_word(s->a->lexicon, w->raw, w->hash);

    s->a->tokens[w->token].lexeme = l;
    s->failed = s->failed || !l;
}

/* Its lexeme is looked up some words later. */
static void expect_word(struct scan *s, const char *start, const char *end)
{
    struct pending *w = &s->pending[s->n_pending % PENDING];
    struct rhz_span raw = rhz_span(start, (size_t)(end - start));

    if (raw.n > RHZ_WORD_BYTES)
        raw.n = rhz_utf8_floor(raw, RHZ_WORD_BYTES);
    if (s->n_pending >= PENDING)
        look_up(s, w);
    if (!put_blank(s, start, end))
        return;
    *w = (struct pending){raw, rhz_lexicon_expect(s->a->lexicon, raw), s->a->n - 1};
    s->n_pending++;
}

/* The same for a word as it stands in the text. */
static void put_word(struct scan *s, const char *start, const char *end)
{
    if (s->sieve && !is_kept(s->sieve, start, end)) {
        put_blank(s, start, end);
        return;
    }
    expect_word(s, start, end);
}

static void look_up_rest(struct scan *s)
{
    size_t i = s->n_pending < PENDING ? 0 : s->n_pending - PENDING;

    for (; i < s->n_pending && !s->failed; i++)
        look_up(s, &s->pending[i % PENDING]);
}

/* Readings of a compound that ends at this word come first. */
static void put_joined(struct scan *s, const char *start, const char *end)
{
    if (s->joined)
        put(s, s->joined, start, end);
    s->joined = NULL;
}

static void emit_word(struct scan *s, const char *start, const char *end)
{
    put_joined(s, start, end);
    put_word(s, start, end);
    s->position++;
}

static void emit_form(struct scan *s, const char *form, size_t n, const char *start, const char *end)
{
    put_joined(s, start, end);
    put(s, rhz_lexicon_form(s->a->lexicon, rhz_span(form, n), 0), start, end);
    s->position++;
}

/* ---- elision ---- */

static struct rhz_span folded_word(const char *start, const char *end, char out[24])
{
    struct rhz_span raw = rhz_span(start, (size_t)(end - start));

    return raw.n > 20 ? rhz_span(out, 0) : rhz_span(out, rhz_fold_into(raw, out, 24));
}

static bool is_one_of(struct rhz_span w, const char *const *words)
{
    for (; *words; words++)
        if (w.n && (*words)[0] == w.p[0] && strncmp(*words, w.p, w.n) == 0 && (*words)[w.n] == 0)
            return true;
    return false;
}

static bool is_elided(struct rhz_span w)
{
    static const char *const elided[] = {"l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu",
                                         "quoiqu", "presqu", "quelqu", "parcequ", NULL};
    return is_one_of(w, elided);
}

/* Words that keep their apostrophe: what stands before it, and how what stands after begins. */
static bool keeps_apostrophe(struct rhz_span before, struct rhz_span after)
{
    static const struct {
        const char *before, *after;
    } whole[] = {{"aujourd", "hui"}, {"prud", "hom"}, {"entr", ""}, {"presqu", "ile"}, {"grand", "mere"}};
    size_t i;

    for (i = 0; i < sizeof whole / sizeof whole[0]; i++)
        if (rhz_span_eq(before, rhz_span_of(whole[i].before)) && after.n >= strlen(whole[i].after) &&
            memcmp(after.p, whole[i].after, strlen(whole[i].after)) == 0)
            return true;
    return false;
}

/* N'Diaye, M'Barek: names that are written Ndiaye as well, where French elides before vowels alone. */
static bool is_african(const char *p, const char *q, const char *next, const char *end)
{
    return q - p == 1 && (*p == 'N' || *p == 'M') && next < end && *next >= 'A' && *next <= 'Z' && !strchr("AEIOUHY", *next);
}

/* `q` is past the word, at an apostrophe of n bytes. */
static const char *read_apostrophe(struct scan *s, const char *p, const char *q, unsigned n)
{
    const char *next = q + n, *stop;
    char before[24], after[24], form[RHZ_WORD_BYTES + 4];
    struct rhz_span w = folded_word(p, q, before);
    size_t m, k;

    if (begins_word(next, s->end)) {
        stop = word_end(next, s->end);
        if (keeps_apostrophe(w, folded_word(next, stop, after))) {
            m = rhz_word_form(rhz_span(p, (size_t)(q - p)), form);
            form[m++] = '\'';
            k = rhz_fold_into(rhz_span(next, (size_t)(stop - next)), after, sizeof after);
            memcpy(form + m, after, k);
            return emit_form(s, form, m + k, p, stop), stop;
        }
        /* the English genitive leaves no stray s */
        if (stop - next == 1 && (*next == 's' || *next == 'S') && !is_elided(w))
            return emit_word(s, p, q), stop;
    }
    if (is_african(p, q, next, s->end)) {
        char joined[RHZ_WORD_BYTES + 8];

        stop = word_end(next, s->end);
        joined[0] = (char)(*p | 0x20);
        m = 1 + rhz_word_form(rhz_span(next, (size_t)(stop - next)), joined + 1);
        put_joined(s, p, stop);
        put(s, rhz_lexicon_form(s->a->lexicon, rhz_span(joined, m), 0), p, stop);
        return emit_word(s, next, stop), stop;
    }
    return is_elided(w) ? next : NULL;
}

/* ---- numbers ---- */

/* A number of `n` bytes at the current position, and what it comes to: 70 k€ is 70 and 70000. */
static void emit_number(struct scan *s, const char *form, size_t n, const char *start, const char *end)
{
    char scaled[RHZ_WORD_BYTES + 4];
    size_t m = rhz_number_scale(rhz_span(form, n), end, s->end, scaled);

    put_joined(s, start, end);
    put(s, rhz_lexicon_form(s->a->lexicon, rhz_span(form, n), 0), start, end);
    if (m)
        put(s, rhz_lexicon_form(s->a->lexicon, rhz_span(scaled, m), 0), start, end);
    s->position++;
}

static const char *emit_ordinal(struct scan *s, const char *p, const char *q, const char *ending, const char *stop)
{
    char form[RHZ_WORD_BYTES + 4];
    size_t n = rhz_ordinal_join(rhz_span(p, (size_t)(q - p)), rhz_span(ending, (size_t)(stop - ending)), form);

    return n ? (emit_form(s, form, n, p, stop), stop) : NULL;
}

/* 06/06/2024: its parts follow one another; the month can be read by its name, a short year in full. */
static const char *read_date(struct scan *s, const char *p)
{
    struct rhz_date_parts d;
    unsigned i, k;

    if (!rhz_date_read(p, s->end, &d))
        return NULL;
    for (i = 0; i < 3; i++) {
        for (k = 0; k < 2; k++)
            if (d.part[i].reading[k][0])
                put(s, rhz_lexicon_form(s->a->lexicon, rhz_span_of(d.part[i].reading[k]), 0), d.part[i].start, d.part[i].end);
        s->position++;
    }
    return d.part[2].end;
}

/* 27 e, 1 er, 27°: an ordinal whose ending a conversion has set apart. */
static const char *read_apart_ordinal(struct scan *s, const char *p, const char *q)
{
    const char *stop;

    if (s->end - q < 2 || q - p > 3)
        return NULL;
    if (q - p < 3 && (unsigned char)q[0] == 0xC2 && (unsigned char)q[1] == 0xB0 && word_end(q + 2, s->end) - q != 3) /* but 20°C */
        {
        char form[RHZ_WORD_BYTES + 4];
        size_t n = rhz_ordinal_join(rhz_span(p, (size_t)(q - p)), RHZ_SPAN("e"), form);

        return n ? (emit_form(s, form, n, p, q + 2), q + 2) : NULL;
    }
    if (*q != ' ' || !begins_word(q + 1, s->end) || kind_at(q + 1) == DIGIT)
        return NULL;
    stop = word_end(q + 1, s->end);
    if (stop - q > 6 || (stop < s->end && kind_at(stop) & JOINER))
        return NULL;
    return emit_ordinal(s, p, q, q + 1, stop);
}

/* The digits [p, q), perhaps with groups and decimals after them. */
static const char *read_number(struct scan *s, const char *p, const char *q)
{
    char form[RHZ_WORD_BYTES + 4];
    const char *stop;
    size_t n = (size_t)(q - p);

    if (!rhz_is_digits(p, q) || n > 20)
        return NULL;
    if (q < s->end && *q == '^' && begins_word(q + 1, s->end))
        return emit_ordinal(s, p, q, q + 1, word_end(q + 1, s->end));
    /* 05.2024 in 12.05.2024: a part of a date has no decimals of its own */
    if (p - s->text >= 2 && (p[-1] == '.' || p[-1] == ',') && kind_at(p - 2) == DIGIT)
        return NULL;
    stop = rhz_number_read(p, q, s->end, form, &n);
    return stop > q ? (emit_number(s, form, n, p, stop), stop) : NULL;
}

/* 06 is 6, as in dates and hours. */
static void emit_digits(struct scan *s, const char *p, const char *q)
{
    const char *first = q - p == 2 && *p == '0' ? p + 1 : p;

    if (q - first > 20)
        emit_word(s, p, q);
    else
        emit_number(s, first, (size_t)(q - first), p, q);
}

/* 70k€, 14h30, 06: digits and what is written at them. The word begins with a digit. */
static const char *read_measure(struct scan *s, const char *p, const char *q)
{
    const char *unit = p, *rest;
    char scaled[RHZ_WORD_BYTES + 4];

    while (unit < q && kind_at(unit) == DIGIT)
        unit++;
    if (unit == q) {
        const char *r = read_apart_ordinal(s, p, q);

        if (!r && ((q - p == 2 && *p == '0') || rhz_number_scale(rhz_span(p, (size_t)(q - p)), q, s->end, scaled)))
            emit_digits(s, p, r = q);
        return r; /* NULL: digits and no more, the quick way of other words */
    }
    rest = rhz_unit_end(unit, q);
    if (!rest)
        return NULL;
    emit_digits(s, p, unit);
    emit_word(s, unit, rest);
    if (rest < q)
        emit_digits(s, rest, q);
    return q;
}

/* XXI^e */
static const char *read_roman(struct scan *s, const char *p, const char *q)
{
    char form[RHZ_WORD_BYTES + 4];
    const char *stop;
    size_t n;

    if (!begins_word(q + 1, s->end) || q - p > 8)
        return NULL;
    stop = word_end(q + 1, s->end);
    n = rhz_ordinal_join(rhz_span(p, (size_t)(q - p)), rhz_span(q + 1, (size_t)(stop - q - 1)), form);
    return n ? (emit_form(s, form, n, p, stop), stop) : NULL;
}

/* ---- acronyms ---- */

/* Past the single letter at p, NULL when there is none or more letters follow. */
static const char *single_letter(const char *p, const char *end)
{
    unsigned n;

    if (p >= end || class_at(p, end, &n) != RHZ_CHAR_LETTER)
        return NULL;
    p += n;
    return word_end(p - n, end) == p ? p : NULL;
}

/* The next letter of an acronym, after the dot at `dot`: at once, or a space further when a capital with its dot is there. */
static const char *next_initial(const char *dot, const char *end, bool *spaced)
{
    const char *p = dot + 1, *q;

    *spaced = end - p > 2 && *p == ' ' && p[1] >= 'A' && p[1] <= 'Z';
    p += *spaced;
    q = single_letter(p, end);
    return q && (!*spaced || (q < end && *q == '.')) ? p : NULL;
}

/* C.A.F., M.E.L: single letters between dots, two at least, three when spaces are between them too (J. M. Dupont has
 * initials). The last dot is left to the sentence. */
static const char *read_acronym(struct scan *s, const char *p, const char *q)
{
    char letters[RHZ_WORD_BYTES + 4], form[RHZ_WORD_BYTES + 4];
    const char *next, *stop = q;
    size_t n = (size_t)(q - p), count = 1;
    bool spaced, any = false;

    if (single_letter(p, s->end) != q)
        return NULL;
    memcpy(letters, p, n);
    while (stop < s->end && *stop == '.' && (next = next_initial(stop, s->end, &spaced)) != NULL && n < 60) {
        stop = single_letter(next, s->end);
        memcpy(letters + n, next, (size_t)(stop - next));
        n += (size_t)(stop - next);
        any |= spaced;
        count++;
    }
    /* A.Dupont: initials before a name, not an acronym */
    if (count < (any ? 3 : 2) || (stop < s->end && *stop == '.' && begins_word(stop + 1, s->end)))
        return NULL;
    n = rhz_word_form(rhz_span(letters, n), form);
    return emit_form(s, form, n, p, stop), stop;
}

static bool is_capital(const char *p)
{
    return (*p >= 'A' && *p <= 'Z') || ((unsigned char)p[0] == 0xC3 && (unsigned char)p[1] <= 0x9E);
}

/* R A P P O R T: capitals set apart by single spaces, four at least. */
static const char *read_spaced(struct scan *s, const char *p, const char *q)
{
    char letters[RHZ_WORD_BYTES + 4], form[RHZ_WORD_BYTES + 4];
    const char *next, *stop = q;
    size_t n = (size_t)(q - p), count = 1;

    memcpy(letters, p, n);
    while (s->end - stop > 1 && *stop == ' ' && is_capital(stop + 1) && (next = single_letter(stop + 1, s->end)) && n < 80) {
        memcpy(letters + n, stop + 1, (size_t)(next - stop - 1));
        n += (size_t)(next - stop - 1);
        stop = next;
        count++;
    }
    if (count < 4)
        return NULL;
    n = rhz_word_form(rhz_span(letters, n), form);
    return emit_form(s, form, n, p, stop), stop;
}

/* ---- addresses ---- */

static const char *read_address(struct scan *s, const char *p)
{
    struct rhz_span form = {NULL, 0};
    char bytes[RHZ_WORD_BYTES + 4];
    const char *stop, *q;
    uint32_t position = s->position;
    size_t looked, n;

    if (p < s->no_address)
        return NULL;
    n = rhz_netaddress_read(rhz_span(p, (size_t)(s->end - p)), &form, &looked);
    if (n == 0) {
        s->no_address = p + looked;
        return NULL;
    }
    stop = p + n;
    s->joined = NULL;
    if (form.n > RHZ_WORD_BYTES)
        form.n = RHZ_WORD_BYTES;
    n = rhz_word_form(form, bytes);
    put(s, rhz_lexicon_form(s->a->lexicon, rhz_span(bytes, n), RHZ_LEXEME_ADDRESS), p, stop);
    /* its words, so that a part finds it; not the scheme and www, nor the single letters of agent-e-s in a path */
    for (p = form.p; p < stop; p = q) {
        q = p + 1;
        if (!begins_word(p, stop))
            continue;
        q = word_end(p, stop);
        if (q - p > 1)
            emit_word(s, p, q);
    }
    if (s->position == position)
        s->position++;
    return stop;
}

/* ---- hyphens ---- */

/* Prefixes that are no words by themselves: what follows may as well be written without the hyphen. */
static bool is_bound_prefix(struct rhz_span w)
{
    static const char *const prefixes[] = {
        "agro",  "anti",  "auto",  "bi",    "bio",   "co",    "cyber", "e",     "eco",   "electro", "extra", "geo",   "hydro",
        "hyper", "infra", "inter", "intra", "macro", "medico", "mega", "meta",  "micro",   "mini",  "mono",  "multi",
        "neo",   "para",  "photo", "pluri", "poly",  "post",  "pre",   "pseudo", "psycho", "re",    "retro", "semi",
        "socio", "super", "supra", "tele",  "thermo", "trans", "ultra", "uni",  "week",    NULL};
    return w.n && is_one_of(w, prefixes);
}

/* Of these, those that are no word at all: the compound may be written in two words. */
static bool is_loose_prefix(const char *p, const char *q)
{
    static const char *const five[] = {"socio", "multi", "pluri", "inter", "micro"};

    if (q - p == 2)
        return (p[0] | 0x20) == 'c' && (p[1] | 0x20) == 'o';
    for (size_t i = 0; q - p == 5 && i < sizeof five / sizeof *five; i++)
        if ((p[0] | 0x20) == five[i][0] && memcmp(p + 1, five[i] + 1, 4) == 0)
            return true;
    return false;
}

/* `next` is past the hyphen. The part before is emitted here, the one after by the main loop. */
static const char *read_hyphen(struct scan *s, const char *p, const char *q, const char *next)
{
    static const char *const after_t[] = {"il", "elle", "on", "ils", "elles", NULL};
    char folded[24], letters[2 * RHZ_WORD_BYTES + 4], form[RHZ_WORD_BYTES + 4];
    const char *stop;
    const struct rhz_lexeme *joined;
    size_t n;

    if (!begins_word(next, s->end))
        return NULL;
    stop = word_end(next, s->end);
    if (q - p == 1 && (*p | 0x20) == 't' && p > s->text && (p[-1] == '-' || (unsigned char)p[-1] >= 0x80) &&
        is_one_of(folded_word(next, stop, folded), after_t))
        return next;
    if (!is_bound_prefix(folded_word(p, q, folded)) || stop - next < 3 || stop - next > RHZ_WORD_BYTES / 2 ||
        kind_at(next) == DIGIT)
        return NULL;
    memcpy(letters, p, (size_t)(q - p));
    memcpy(letters + (q - p), next, (size_t)(stop - next));
    n = rhz_word_form(rhz_span(letters, (size_t)(q - p) + (size_t)(stop - next)), form);
    joined = rhz_lexicon_form(s->a->lexicon, rhz_span(form, n), 0);
    put_joined(s, p, q);
    put(s, joined, p, q);
    if (q - p > 1) /* e-mail leaves no stray e */
        put_word(s, p, q);
    s->position++;
    s->joined = joined;
    s->failed = s->failed || !joined;
    return next;
}

/* ---- the pass ---- */

static const char *read_inclusive(struct scan *s, const char *p, const char *q)
{
    struct rhz_inclusive *x = &s->a->inclusive;
    unsigned i;

    if (!rhz_inclusive_read(rhz_span(p, (size_t)(q - p)), s->end, x))
        return NULL;
    put_joined(s, p, x->end);
    for (i = 0; i < x->n; i++)
        put(s, rhz_lexicon_form(s->a->lexicon, rhz_span(x->form[i], x->length[i]), 0), p, x->end);
    s->position++;
    return x->end;
}

/* The word [p, q) is followed by a character that may join it to more. Returns the end of what was taken. */
static const char *read_joined(struct scan *s, const char *p, const char *q)
{
    const char *r = NULL;
    unsigned n;
    uint32_t c = rhz_utf8_next(q, s->end, &n);

    if (rhz_char_class(c) == RHZ_CHAR_APOSTROPHE)
        return kind_at(p) == DIGIT ? read_number(s, p, q) : read_apostrophe(s, p, q, n);
    if (c == ' ' && kind_at(p) != DIGIT)
        return q - p == 1 ? read_spaced(s, p, q) : read_hyphen(s, p, q, q + 1);
    if (c < 0x80 && c != '(' && c != '^' && c != ',')
        r = read_address(s, p);
    if (!r && kind_at(p) == DIGIT && !(r = read_date(s, p)))
        r = read_number(s, p, q);
    if (!r && c == '^')
        r = read_roman(s, p, q);
    if (!r && c == 0xB0 && q - p <= 8) { /* XX° */
        char form[RHZ_WORD_BYTES + 4];
        size_t m = rhz_ordinal_join(rhz_span(p, (size_t)(q - p)), RHZ_SPAN("e"), form);

        r = m && kind_at(p) != DIGIT ? (emit_form(s, form, m, p, q + n), q + n) : NULL;
    }
    if (!r && c == '.')
        r = read_acronym(s, p, q);
    if (!r && c != '^' && c != ',' && c != ':' && c != '@')
        r = read_inclusive(s, p, q);
    if (!r && (c == '-' || c == 0x2010 || c == 0x2011))
        r = read_hyphen(s, p, q, q + n);
    return r;
}

static bool may_join(const char *p, const char *q, const char *end)
{
    if (q >= end)
        return false;
    if (*q == ' ')
        return kind_at(p) == DIGIT ? is_digit(q + 1, end)
               : q - p == 1        ? *p >= 'A' && *p <= 'Z' && end - q > 2
                                   : (q - p == 2 || q - p == 5) && is_loose_prefix(p, q);
    return kind_at(q) & (JOINER | HIGH);
}

rhz_status rhz_analyze(struct rhz_analyzer *a, struct rhz_span text, const struct rhz_token **tokens, size_t *n)
{
    return rhz_analyze_sieved(a, text, NULL, tokens, n);
}

rhz_status rhz_analyze_sieved(struct rhz_analyzer *a, struct rhz_span text, const struct rhz_sieve *sieve,
                              const struct rhz_token **tokens, size_t *n)
{
    struct scan s = {.a = a, .sieve = sieve, .text = text.p, .end = text.p + text.n, .no_address = text.p};
    const char *p = text.p, *q, *r;
    unsigned step;

    a->n = 0;
    if (text.n >= UINT32_MAX)
        return RHZ_LIMIT;
    while (p < s.end && !s.failed) {
        if (!begins_word(p, s.end)) {
            if (kind_at(p) == HIGH)
                rhz_utf8_next(p, s.end, &step), p += step;
            else
                p++;
            continue;
        }
        q = word_end(p, s.end);
        r = may_join(p, q, s.end) ? read_joined(&s, p, q) : NULL;
        if (!r && kind_at(p) == DIGIT)
            r = read_measure(&s, p, q);
        if (!r)
            emit_word(&s, p, q);
        p = r ? r : q;
    }
    look_up_rest(&s);
    *tokens = a->tokens;
    *n = s.failed ? 0 : a->n;
    return s.failed ? RHZ_NO_MEMORY : RHZ_OK;
}
