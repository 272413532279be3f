/* suggest.c -- "Vouliez-vous dire : subvention ?"
 *
 * Words of the base alone are proposed, so that a proposal never finds nothing. A candidate begins like the word, or with a
 * letter that sounds alike; it is judged by the letters that differ, by its sound (subvantion, akkueil, fotographie) and
 * then by how often it is written. Against a list of deletions in the index, the walk costs a millisecond or two for a
 * misspelt word, and nothing for all others.
 */
#include "suggest.h"

enum {
    LETTERS = 32,
    SHORTEST = 4,      /* letters of a word that is put right */
    MOST_REPLACED = 3, /* words of one query */
    RARE = 1, FREQUENT = 100 /* a word this rare is doubted when another letter makes it this frequent */
};

/* ---- sounds ---- */

static bool begins(const char *p, const char *end, const char *with)
{
    size_t n = strlen(with);

    return (size_t)(end - p) >= n && memcmp(p, with, n) == 0;
}

/* The longest groups first; what has no line stays as it is. */
static const struct {
    const char *letters, *sound;
} sounds[] = {
    {"eaux", "o"}, {"eau", "o"}, {"aux", "o"}, {"au", "o"},  {"ph", "f"},  {"qu", "k"},  {"ck", "k"},  {"ch", "S"}, {"gn", "N"},
    {"ain", "1"},  {"ein", "1"}, {"oin", "w1"}, {"in", "1"}, {"im", "1"},  {"un", "1"},  {"ym", "1"},  {"yn", "1"}, {"an", "2"},
    {"am", "2"},   {"en", "2"},  {"em", "2"},  {"on", "3"},  {"om", "3"},  {"ou", "u"},  {"oi", "wa"}, {"ai", "e"}, {"ei", "e"},
    {"oeu", "E"},  {"eu", "E"},  {"tion", "si3"}, {"sc", "s"}, {"ss", "s"}, {"ge", "je"}, {"gi", "ji"}, {"ce", "se"},
    {"ci", "si"},  {"cy", "si"}, {"th", "t"},  {"c", "k"},   {"q", "k"},   {"y", "i"},   {"z", "s"},   {"h", ""},   {"x", "ks"},
    {"w", "v"},
};

void rhz_word_sound(struct rhz_span w, struct rhz_buf *out)
{
    const char *p = w.p, *end = w.p + w.n;
    size_t from = out->n;

    while (p < end) {
        size_t i, n = 1;
        struct rhz_span sound = rhz_span(p, 1);

        for (i = 0; i < sizeof sounds / sizeof *sounds && !begins(p, end, sounds[i].letters); i++)
            ;
        if (i < sizeof sounds / sizeof *sounds) {
            n = strlen(sounds[i].letters);
            sound = rhz_span_of(sounds[i].sound);
        }
        for (size_t k = 0; k < sound.n; k++)
            if (out->n == from || out->p[out->n - 1] != sound.p[k]) /* doubled letters sound once */
                rhz_buf_byte(out, (unsigned char)sound.p[k]);
        p += n;
    }
    /* What ends a word is rarely heard. */
    while (!out->failed && out->n > from + 2 && strchr("estdp", out->p[out->n - 1]))
        out->n--;
}

/* ---- letters ---- */

static size_t letters_of(struct rhz_span s, uint32_t out[LETTERS])
{
    size_t n = 0;
    unsigned step;

    for (size_t at = 0; at < s.n; at += step) {
        if (n == LETTERS)
            return 0;
        out[n++] = rhz_utf8_next(s.p + at, s.p + s.n, &step);
    }
    return n;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* A letter more or less costs 2, or 1 when it doubles the one before; another letter 2; two swapped 2. */
static unsigned table_distance(const uint32_t *a, size_t n, const uint32_t *b, size_t m, unsigned most)
{
    unsigned rows[3][LETTERS + 1];

    for (size_t j = 0; j <= m; j++)
        rows[0][j] = (unsigned)(2 * j);
    for (size_t i = 1; i <= n; i++) {
        unsigned *now = rows[i % 3], *before = rows[(i + 2) % 3], *earlier = rows[(i + 1) % 3], best;

        best = now[0] = (unsigned)(2 * i);
        for (size_t j = 1; j <= m; j++) {
            unsigned drop = before[j] + (i > 1 && a[i - 1] == a[i - 2] ? 1 : 2);
            unsigned add = now[j - 1] + (j > 1 && b[j - 1] == b[j - 2] ? 1 : 2);

            now[j] = least(least(drop, add), before[j - 1] + (a[i - 1] != b[j - 1] ? 2 : 0));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], earlier[j - 2] + 2);
            best = least(best, now[j]);
        }
        if (best > 2 * most)
            return best;
    }
    return rows[n % 3][m];
}

unsigned rhz_word_distance(struct rhz_span a, struct rhz_span b, unsigned most)
{
    uint32_t x[LETTERS], y[LETTERS];
    size_t n = letters_of(a, x), m = letters_of(b, y);

    if (!n || !m || n > m + most || m > n + most)
        return 2 * most + 1;
    return table_distance(x, n, y, m, most);
}

/* ---- candidates ---- */

struct best {
    struct rhz_buf word;   /* as written */
    struct rhz_span wrong; /* folded */
    struct rhz_buf sound, fold, other;
    uint32_t letters;      /* of `wrong`, a bit each */
    unsigned most;         /* letters that may differ */
    unsigned distance;
    uint64_t occurrences;
};

static unsigned letters_allowed(size_t letters)
{
    return letters <= 4 ? 1 : letters <= 8 ? 2 : 3;
}

static bool has_digit(struct rhz_span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= '0' && s.p[i] <= '9')
            return true;
    return false;
}

/* Which letters a folded word is made of: a change of one letter changes two bits at most. */
static uint32_t letter_set(struct rhz_span s)
{
    uint32_t set = 0;

    for (size_t i = 0; i < s.n; i++)
        set |= UINT32_C(1) << ((unsigned char)s.p[i] & 31);
    return set;
}

static bool is_ascii(struct rhz_span s)
{
    unsigned char any = 0;

    for (size_t i = 0; i < s.n; i++)
        any |= (unsigned char)s.p[i];
    return any < 0x80;
}

static void judge(struct best *b, struct rhz_span form, uint64_t occurrences)
{
    struct rhz_span folded = form; /* forms are in small letters: without accents, they are folded */
    unsigned d;

    if (!is_ascii(form)) {
        rhz_buf_reset(&b->fold);
        rhz_fold(form, &b->fold);
        folded = rhz_buf_view(&b->fold);
    }
    if ((unsigned)__builtin_popcount(letter_set(folded) ^ b->letters) > 2 * (b->most + 1))
        return;
    if (has_digit(folded) || rhz_span_eq(folded, b->wrong))
        return;
    d = rhz_word_distance(b->wrong, folded, b->most + 1);
    if (d > 2 * b->most + 2)
        return;
    rhz_buf_reset(&b->other);
    rhz_word_sound(folded, &b->other);
    if (!b->other.failed && rhz_span_eq(rhz_buf_view(&b->other), rhz_buf_view(&b->sound)))
        d = d > 2 ? d - 2 : 1;
    else if (d > 2 * b->most)
        return;
    if (d > b->distance || (d == b->distance && (occurrences < b->occurrences ||
                                                (occurrences == b->occurrences && rhz_span_cmp(form, rhz_buf_view(&b->word)) >= 0))))
        return;
    b->distance = d;
    b->occurrences = occurrences;
    rhz_buf_reset(&b->word);
    rhz_buf_span(&b->word, form);
}

/* The forms of the terms that begin with `head`. The same form in two segments counts with the larger number, which is
 * enough to tell frequent from rare. */
static rhz_status walk(struct rhz_collector *c, struct rhz_segment *s, struct rhz_span head, struct best *b,
                       struct rhz_error *err)
{
    struct rhz_term_walk *w;
    struct rhz_term term;
    rhz_status st;

    if ((st = rhz_term_walk_open(s, head, &w, err)) != RHZ_OK)
        return st;
    while ((st = rhz_term_walk_next(w, &term, err)) == RHZ_OK) {
        if (term.term.n < head.n || memcmp(term.term.p, head.p, head.n) != 0)
            break;
        if ((st = rhz_patience_check(&c->patience, err)) != RHZ_OK)
            break;
        if (term.term.n > b->wrong.n + 2 * b->most + 2) /* a stem is hardly longer than its forms */
            continue;
        for (uint32_t i = 0; i < term.n_forms; i++) {
            struct rhz_span form;
            uint64_t occurrences;

            if (!rhz_term_form(&term, i, &form, &occurrences))
                break;
            if (form.n <= b->wrong.n + 4 * b->most && form.n + 2 * b->most + 2 >= b->wrong.n)
                judge(b, form, occurrences);
        }
    }
    rhz_term_walk_close(w);
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

/* What a word may begin with that begins so, by ear: at most four, the first its own letter. */
static size_t heads(struct rhz_span word, struct rhz_span out[4])
{
    static const char *const alike[][3] = {{"f", "ph", NULL}, {"k", "c", "q"}, {"c", "k", "s"}, {"s", "c", NULL}, {"z", "s", NULL},
                                           {"j", "g", NULL},  {"g", "j", NULL}, {"o", "h", "a"}, {"e", "h", "a"}, {"i", "h", "y"},
                                           {"a", "h", "e"},   {"u", "h", NULL}, {"q", "c", "k"}, {"p", "f", NULL}};
    size_t n = 0;

    out[n++] = rhz_span(word.p, rhz_utf8_floor(word, 1) ? 1 : rhz_utf8_floor(word, 2));
    if (word.p[0] == 'h' && word.n > 1)
        out[n++] = rhz_span(word.p + 1, 1);
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++)
        for (size_t k = 1; word.p[0] == alike[i][0][0] && k < 3 && alike[i][k]; k++)
            out[n++] = rhz_span_of(alike[i][k]);
    return n;
}

/* Most people have the first letters right: wider circles are drawn only while nothing is one letter away. */
static rhz_status find_best(struct rhz_collector *c, struct best *b, struct rhz_error *err)
{
    struct rhz_span head[4], own;
    size_t n = heads(b->wrong, head);
    rhz_status st;

    own = rhz_span(b->wrong.p, rhz_utf8_floor(b->wrong, 2));
    for (size_t i = 0; i < c->n_segments; i++)
        if ((st = walk(c, c->segments[i].segment, own, b, err)) != RHZ_OK)
            return st;
    for (size_t k = 0; k < n && b->distance > 2; k++)
        for (size_t i = 0; i < c->n_segments; i++)
            if (head[k].n && (st = walk(c, c->segments[i].segment, head[k], b, err)) != RHZ_OK)
                return st;
    return b->word.failed || b->fold.failed || b->sound.failed ? rhz_no_memory(err) : RHZ_OK;
}

/* ---- the query ---- */

/* A word to put right: bare, of letters, in no passage or hardly any. */
static bool is_doubtful(const struct rhz_collector *c, const struct rhz_plan_word *w, struct rhz_span typed)
{
    return w->leaf != RHZ_NONE && c->df[w->leaf] <= (c->total <= RARE ? RARE : 0) && !has_digit(typed) && typed.n <= 4 * LETTERS &&
           rhz_utf8_length(typed) >= SHORTEST;
}

static rhz_status replace(struct rhz_collector *c, const struct rhz_plan_word *w, struct rhz_span typed, struct rhz_buf *out,
                          bool *changed, struct rhz_error *err)
{
    struct best b = {.distance = 1000};
    struct rhz_buf folded = {0};
    uint64_t df = c->df[w->leaf];
    rhz_status st = RHZ_OK;

    rhz_fold(typed, &folded);
    b.wrong = rhz_buf_view(&folded);
    b.letters = letter_set(b.wrong);
    b.most = letters_allowed(rhz_utf8_length(b.wrong));
    if (folded.failed)
        st = rhz_no_memory(err);
    else if (b.wrong.n) {
        rhz_word_sound(b.wrong, &b.sound);
        st = find_best(c, &b, err);
    }
    if (st == RHZ_OK && b.word.n && (!df || (b.distance <= 2 && b.occurrences >= FREQUENT * df))) {
        rhz_buf_span(out, rhz_buf_view(&b.word));
        *changed = true;
    } else {
        rhz_buf_span(out, typed);
    }
    rhz_buf_free(&folded);
    rhz_buf_free(&b.word);
    rhz_buf_free(&b.sound);
    rhz_buf_free(&b.fold);
    rhz_buf_free(&b.other);
    return st;
}

rhz_status rhz_suggest(struct rhz_collector *c, struct rhz_span query, struct rhz_span *out, struct rhz_error *err)
{
    const struct rhz_plan *plan = c->plan;
    struct rhz_buf b = {0};
    unsigned replaced = 0;
    bool changed = false;
    uint32_t at = 0;
    rhz_status st = RHZ_OK;

    *out = rhz_span("", 0);
    for (size_t i = 0; i < plan->n_words && st == RHZ_OK && replaced < MOST_REPLACED; i++) {
        const struct rhz_plan_word *w = &plan->words[i];
        struct rhz_span typed = rhz_span(query.p + w->start, w->end - w->start);

        if (w->start < at || !is_doubtful(c, w, typed))
            continue;
        rhz_buf_span(&b, rhz_span(query.p + at, w->start - at));
        st = replace(c, w, typed, &b, &changed, err);
        at = w->end;
        replaced++;
    }
    rhz_buf_span(&b, rhz_span(query.p + at, query.n - at));
    if (st == RHZ_OK && changed && !(*out = rhz_arena_copy(c->snapshot->arena, rhz_buf_view(&b))).p)
        st = rhz_no_memory(err);
    rhz_buf_free(&b);
    return st;
}
