/* acronyms.c -- "Agence du littoral (ADL)": what a text says once, a search for either finds.
 *
 * Nothing is stored for it: the few passages that hold a rare short word are read when it is asked for, the first two of
 * each document, since a text explains an acronym where it first uses it. When texts disagree, none is followed.
 */
#include "acronyms.h"

#include "variants.h"

enum {
    SHORTEST = 2,
    LONGEST = 10,    /* letters of an acronym */
    MOST_WORDS = 24, /* of what it stands for */
    MOST_SKIPPED = 2,
    MOST_RUN = 12,   /* words of the query that are read together */
    MOST_ASKED = 48, /* words of the query that are looked at */
    MOST_READ = 10,  /* passages read for one acronym */
    PER_DOCUMENT = 2
};

/* ---- in a text ---- */

/* A word with its first letter, folded. */
struct word {
    uint32_t start, end;
    char initial;
    bool small;
};

static bool ends_word(char c)
{
    return (unsigned char)c <= ' ' || memchr("()[]{}<>\"'.,;:!?/-&", c, 20) != NULL;
}

/* The bytes of U+2019 and of U+00A0. */
static size_t odd_gap(const char *p, size_t n)
{
    return n >= 3 && memcmp(p, "\xE2\x80\x99", 3) == 0 ? 3 : n >= 2 && memcmp(p, "\xC2\xA0", 2) == 0 ? 2 : 0;
}

static bool is_small(struct rhz_span w)
{
    static const char *const small[] = {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les",
                                        "par", "pour", "sur", "dans", "à"};

    for (size_t i = 0; i < sizeof small / sizeof *small; i++)
        if (rhz_span_eq(w, rhz_span_of(small[i])))
            return true;
    return false;
}

/* The words of `text`, at most `most`: the last ones when `last`. Sentence ends and other parentheses are not crossed. */
static size_t cut_words(struct rhz_span text, bool last, struct word *words, size_t most)
{
    struct rhz_buf fold = {0};
    size_t n = 0, at = 0;

    while (at < text.n) {
        size_t start = at, gap;

        while (at < text.n && !ends_word(text.p[at]) && !odd_gap(text.p + at, text.n - at))
            at++;
        if (at > start) {
            struct rhz_span w = rhz_span(text.p + start, at - start);

            if (n == most && !last)
                break;
            if (n == most)
                memmove(words, words + 1, --n * sizeof *words);
            rhz_buf_reset(&fold);
            rhz_fold(w, &fold);
            words[n++] = (struct word){(uint32_t)start, (uint32_t)at, fold.n ? fold.p[0] : 0, is_small(rhz_buf_view(&fold))};
        }
        if (at == text.n)
            break;
        gap = odd_gap(text.p + at, text.n - at);
        if (!gap && (strchr(".;:!?()", text.p[at]) || text.p[at] == '\n')) {
            if (!last)
                break;
            n = 0;
        }
        at += gap ? gap : 1;
    }
    rhz_buf_free(&fold);
    return n;
}

/* Do the letters of `acronym` begin words [*first, n), from the last on? Moves *first to the word of the first letter. */
static bool match_back(const struct word *words, size_t n, struct rhz_span acronym, size_t *first)
{
    size_t i = n, skipped = 0;

    for (size_t k = acronym.n; k-- > 0;) {
        while (i > 0 && words[i - 1].initial != acronym.p[k]) {
            i--;
            if (!words[i].small && ++skipped > MOST_SKIPPED)
                return false;
        }
        if (i == 0)
            return false;
        i--;
    }
    *first = i;
    return !words[i].small && n - i >= 2;
}

static bool before(struct rhz_span text, size_t open, struct rhz_span acronym, struct rhz_span *out)
{
    size_t from = open > 400 ? open - 400 : 0, first;
    struct rhz_span head = rhz_span(text.p + from, open - from);
    struct word words[MOST_WORDS];
    size_t n = cut_words(head, true, words, MOST_WORDS);

    if (!n || !match_back(words, n, acronym, &first))
        return false;
    *out = rhz_span(head.p + words[first].start, words[n - 1].end - words[first].start);
    return true;
}

static bool inside(struct rhz_span text, struct rhz_span acronym, struct rhz_span *out)
{
    struct word words[MOST_WORDS];
    size_t n = cut_words(text, false, words, MOST_WORDS), first;

    if (!n || !match_back(words, n, acronym, &first) || first != 0)
        return false;
    *out = rhz_span(text.p + words[0].start, words[n - 1].end - words[0].start);
    return true;
}

static bool folds_to(struct rhz_span s, struct rhz_span folded)
{
    struct rhz_buf b = {0};
    bool yes;

    if (s.n > 4 * LONGEST)
        return false;
    rhz_fold(s, &b);
    yes = !b.failed && rhz_span_eq(rhz_buf_view(&b), folded);
    rhz_buf_free(&b);
    return yes;
}

/* The word that ends right before `at`, one space apart. */
static struct rhz_span word_before(struct rhz_span text, size_t at)
{
    size_t end = at && text.p[at - 1] == ' ' ? at - 1 : at, start = end;

    while (start > 0 && !ends_word(text.p[start - 1]) && end - start < 4 * LONGEST)
        start--;
    return rhz_span(text.p + start, end - start);
}

bool rhz_acronym_in(struct rhz_span text, struct rhz_span acronym, struct rhz_span *words)
{
    const char *open = text.p, *end = text.p + text.n, *close;

    while (open < end && (open = memchr(open, '(', (size_t)(end - open)))) {
        size_t at = (size_t)(open - text.p);

        if ((close = memchr(open, ')', (size_t)(end - open)))) {
            struct rhz_span in = rhz_span_trim(rhz_span(open + 1, (size_t)(close - open) - 1));

            if (folds_to(in, acronym) && before(text, at, acronym, words))
                return true;
            if (in.n <= 400 && folds_to(word_before(text, at), acronym) && inside(in, acronym, words))
                return true;
        }
        open++;
    }
    return false;
}

/* ---- in the base ---- */

struct finder {
    struct rhz_collector *c;
    struct rhz_span query;
    struct rhz_analyzer *analyzer;
    struct rhz_text_reader *reader;
    struct rhz_error *err;
    struct rhz_arena *arena;
};

static rhz_status passage_text(struct finder *f, uint32_t document, uint32_t passage, struct rhz_span *out)
{
    struct rhz_document_record r;
    rhz_status st = rhz_snapshot_document(f->c->snapshot, document, f->arena, &r, f->err);
    uint32_t i = passage - r.first_passage;

    if (st != RHZ_OK)
        return st;
    if (i >= r.n_passages || r.passages[i].end > r.text_bytes || r.passages[i].start > r.passages[i].end)
        return rhz_fail(f->err, RHZ_CORRUPT, "La base est abîmée : un document ne contient pas ce passage.");
    return rhz_text_reader_get(f->reader, r.segment, r.body_offset + r.passages[i].start,
                               r.passages[i].end - r.passages[i].start, f->arena, out, f->err);
}

/* What the texts say of one acronym. */
struct definition {
    struct rhz_span words, key; /* words.n 0: nothing */
    bool disputed;
};

static rhz_status read_passage(struct finder *f, struct rhz_span acronym, uint32_t document, uint32_t passage,
                               struct definition *d)
{
    struct rhz_span text, words, key;
    rhz_status st = passage_text(f, document, passage, &text);

    if (st != RHZ_OK || !rhz_acronym_in(text, acronym, &words) || (st = rhz_synonym_key(f->analyzer, words, f->arena, &key, f->err)) != RHZ_OK)
        return st;
    if (!d->words.n) {
        d->words = rhz_arena_copy(f->arena, words);
        d->key = key;
        return d->words.p ? RHZ_OK : rhz_no_memory(f->err);
    }
    d->disputed |= !rhz_span_eq(key, d->key);
    return RHZ_OK;
}

static rhz_status read_segment(struct finder *f, struct rhz_searched *s, struct rhz_span term, struct rhz_span acronym,
                               unsigned *read, struct definition *d)
{
    struct rhz_postings *p;
    struct rhz_term found;
    uint32_t document = 0;
    unsigned here = 0;
    rhz_status st = rhz_segment_term(s->segment, term, &found, f->err);

    if (st == RHZ_NOT_FOUND)
        return RHZ_OK;
    if (st != RHZ_OK || (st = rhz_postings_open(s->segment, &found, f->arena, &p, f->err)) != RHZ_OK)
        return st;
    while (p->passage != RHZ_NONE && *read < MOST_READ) {
        uint32_t first, end, of = rhz_segment_document_of(s->segment, p->passage);

        here = of == document ? here + 1 : 1;
        document = of;
        if (here > PER_DOCUMENT || !rhz_publication_alive(&f->c->snapshot->publication, of)) {
            rhz_segment_document_range(s->segment, p->passage, &first, &end);
            rhz_postings_seek(p, end);
            continue;
        }
        if (p->frequency) {
            ++*read;
            if ((st = read_passage(f, acronym, of, p->passage, d)) != RHZ_OK)
                return st;
        }
        rhz_postings_next(p);
    }
    return rhz_patience_check(&f->c->patience, f->err);
}

static rhz_status define(struct finder *f, struct rhz_span acronym, struct definition *d)
{
    const struct rhz_token *tokens;
    struct rhz_span term;
    unsigned read = 0;
    rhz_status st;
    size_t n;

    *d = (struct definition){.disputed = false};
    if (rhz_analyze(f->analyzer, acronym, &tokens, &n) != RHZ_OK)
        return rhz_no_memory(f->err);
    if (n != 1)
        return RHZ_OK;
    if (!(term = rhz_arena_copy(f->arena, tokens[0].lexeme->term)).p)
        return rhz_no_memory(f->err);
    for (size_t i = 0; i < f->c->n_segments; i++)
        if ((st = read_segment(f, &f->c->segments[i], term, acronym, &read, d)) != RHZ_OK)
            return st;
    if (d->disputed)
        d->words.n = 0;
    return RHZ_OK;
}

/* ---- in the query ---- */

static struct rhz_span text_of(const struct finder *f, size_t first, size_t end)
{
    const struct rhz_plan_word *w = f->c->plan->words;

    return rhz_span(f->query.p + w[first].start, w[end - 1].end - w[first].start);
}

/* Words first..end-1 are found by `other` too. */
static rhz_status add(struct finder *f, size_t first, size_t end, struct rhz_span other)
{
    struct rhz_variant v = {.typed = text_of(f, first, end), .n_names = 1};
    struct rhz_span *name = rhz_arena_zalloc(f->arena, 1, sizeof *name);
    rhz_status st;

    if (!name)
        return rhz_no_memory(f->err);
    *name = other;
    v.names = name;
    if ((st = rhz_variant_seek(f->c->plan, other, &v, f->analyzer, f->arena, f->err)) != RHZ_OK || !v.n_leaves ||
        (st = rhz_variant_cover(f->c->plan, first, end, &v, f->arena, f->err)) != RHZ_OK)
        return st;
    return rhz_variant_add(f->c->plan, &v, f->arena, f->err);
}

static bool is_upper(struct rhz_span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= 'a' && s.p[i] <= 'z')
            return false;
    return true;
}

/* Short words are read about; longer ones when they are in capitals, as people write acronyms. */
static rhz_status ask_word(struct finder *f, size_t i)
{
    enum { SHORT_WORD = 5 };
    const struct rhz_plan_word *w = &f->c->plan->words[i];
    struct rhz_span typed = text_of(f, i, i + 1), acronym;
    struct definition d;
    struct rhz_buf b = {0};
    rhz_status st;

    if (w->leaf == RHZ_NONE || rhz_variant_covers(f->c->plan, w->leaf) || typed.n > 4 * LONGEST)
        return RHZ_OK;
    rhz_fold(typed, &b);
    acronym = b.failed ? rhz_span(NULL, 0) : rhz_arena_copy(f->arena, rhz_buf_view(&b));
    rhz_buf_free(&b);
    if (!acronym.p)
        return rhz_no_memory(f->err);
    if (acronym.n < SHORTEST || acronym.n > LONGEST || (acronym.n > SHORT_WORD && !is_upper(typed)))
        return RHZ_OK;
    if ((st = define(f, acronym, &d)) != RHZ_OK || !d.words.n)
        return st;
    return add(f, i, i + 1, d.words);
}

/* Do the texts call words first..end-1 by their initials? */
static rhz_status ask_initials(struct finder *f, size_t first, size_t end, struct rhz_span acronym, bool *yes)
{
    struct definition d;
    struct rhz_span key, upper;
    rhz_status st;

    *yes = false;
    if ((st = define(f, acronym, &d)) != RHZ_OK || !d.words.n || (st = rhz_synonym_key(f->analyzer, text_of(f, first, end), f->arena, &key, f->err)) != RHZ_OK)
        return st;
    if (!rhz_span_eq(key, d.key))
        return RHZ_OK;
    *yes = true;
    upper = rhz_arena_copy(f->arena, acronym);
    if (!upper.p)
        return rhz_no_memory(f->err);
    for (size_t i = 0; i < upper.n; i++)
        if (upper.p[i] >= 'a' && upper.p[i] <= 'z')
            ((char *)upper.p)[i] = (char)(upper.p[i] - 'a' + 'A');
    return add(f, first, end, upper);
}

/* The longest run of words from `first` on that has an acronym; *end is `first` when none has. */
static rhz_status ask_run(struct finder *f, size_t first, size_t n_words, size_t *end)
{
    const struct rhz_plan_word *w = f->c->plan->words;
    char initials[MOST_RUN];
    size_t ends[MOST_RUN], n = 0;
    struct rhz_buf b = {0};
    bool yes = false;
    rhz_status st = RHZ_OK;

    *end = first;
    for (size_t i = first; i < n_words && i - first < MOST_RUN && n < LONGEST && w[i].run == w[first].run; i++) {
        if (w[i].leaf == RHZ_NONE)
            continue;
        if (rhz_variant_covers(f->c->plan, w[i].leaf))
            break;
        rhz_buf_reset(&b);
        rhz_fold(text_of(f, i, i + 1), &b);
        if (b.failed || !b.n)
            break;
        initials[n] = b.p[0];
        ends[n++] = i + 1;
    }
    rhz_buf_free(&b);
    for (; n > SHORTEST && !yes && st == RHZ_OK; n--)
        if ((st = ask_initials(f, first, ends[n - 1], rhz_span(initials, n), &yes)) == RHZ_OK && yes)
            *end = ends[n - 1];
    return st;
}

static rhz_status ask_all(struct finder *f)
{
    size_t n = f->c->plan->n_words < MOST_ASKED ? f->c->plan->n_words : MOST_ASKED, end;
    rhz_status st;

    for (size_t i = 0; i < n; i = end > i ? end : i + 1) {
        end = i;
        if (f->c->plan->words[i].leaf == RHZ_NONE)
            continue;
        if ((st = ask_run(f, i, n, &end)) != RHZ_OK || (end == i && (st = ask_word(f, i)) != RHZ_OK))
            return st;
    }
    return RHZ_OK;
}

rhz_status rhz_acronyms_find(struct rhz_collector *c, struct rhz_span query, struct rhz_analyzer *analyzer,
                             struct rhz_error *err)
{
    struct finder f = {.c = c, .query = query, .analyzer = analyzer, .err = err, .arena = c->snapshot->arena};
    rhz_status st;

    if (!c->plan->n_words || !c->n_segments)
        return RHZ_OK;
    if (!(f.reader = rhz_base_take_reader(c->snapshot->base, c->snapshot->txn)))
        return rhz_no_memory(err);
    st = ask_all(&f);
    rhz_base_give_reader(c->snapshot->base, f.reader);
    return st;
}
