/* snippet.c -- analyse the passage as it was indexed, mark what the query means, cut the window that says most.
 *
 * Matching is by tokens, never by bytes: l'avocat lights up avocat, a stem lights up its other forms, a phrase only
 * where it stands in order, words near one another only where they are. A window is worth the weights of the different words in it, a little more when they come
 * again. It begins at a sentence when one begins near enough.
 */
#include "snippet.h"

#include <stdlib.h>

#include "near.h"

/* A word of the passage: all readings of one position. */
struct rhz_snippet_word {
    uint32_t start, end;         /* bytes */
    uint32_t first, n;           /* tokens */
    uint32_t position;
};

struct rhz_snippet_mark {
    uint32_t word, leaf;
};

struct maker {
    struct rhz_snippet_memo *memo;
    const struct rhz_plan *plan;
    const float *weights;
    struct rhz_span text;
    struct rhz_arena *arena;
    struct rhz_error *err;
    const struct rhz_token *tokens;
    struct rhz_snippet_word *words;
    size_t n_words;
    struct rhz_snippet_mark *marks; /* by word */
    size_t n_marks;
    struct rhz_buf fold;
};

/* A crafted passage may match everywhere: what lies beyond is shown, not highlighted. */
enum { MOST_MARKS = 4096, WINDOW_MARKS = 256 };

static bool make_words(struct maker *m, size_t n_tokens)
{
    struct rhz_snippet_memo *memo = m->memo;

    if (n_tokens > memo->words_cap) {
        memo->words_cap = n_tokens * 2;
        if (!(memo->words = rhz_arena_zalloc(memo->arena, memo->words_cap, sizeof *memo->words))) {
            memo->words_cap = 0;
            return false;
        }
    }
    m->words = memo->words;
    for (size_t i = 0; i < n_tokens; i++) {
        const struct rhz_token *t = &m->tokens[i];
        struct rhz_snippet_word *w = m->n_words ? &m->words[m->n_words - 1] : NULL;

        if (!w || t->position != w->position) {
            m->words[m->n_words++] = (struct rhz_snippet_word){t->start, t->end, (uint32_t)i, 1, t->position};
            continue;
        }
        w->n++;
        w->start = t->start < w->start ? t->start : w->start;
        w->end = t->end > w->end ? t->end : w->end;
    }
    return true;
}

/* ---- what matches ---- */

static struct rhz_span folded(struct maker *m, struct rhz_span form)
{
    rhz_buf_reset(&m->fold);
    rhz_fold(form, &m->fold);
    return rhz_buf_view(&m->fold);
}

static bool word_is(struct maker *m, const struct rhz_snippet_word *w, const struct rhz_slot *slot, bool by_form)
{
    for (uint32_t t = w->first; t < w->first + w->n; t++) {
        const struct rhz_lexeme *x = m->tokens[t].lexeme;

        for (size_t r = 0; x && r < slot->n_readings; r++)
            if (rhz_span_eq(slot->readings[r].term, x->term) &&
                (!by_form || rhz_span_eq(folded(m, x->form), slot->readings[r].form)))
                return true;
    }
    return false;
}

static bool word_like(struct maker *m, const struct rhz_snippet_word *w, const struct rhz_leaf *leaf)
{
    for (uint32_t t = w->first; t < w->first + w->n; t++)
        if (m->tokens[t].lexeme && rhz_form_like(leaf, folded(m, m->tokens[t].lexeme->form)))
            return true;
    return false;
}

/* The word that stands `offset` places after word `i`. */
static size_t word_after(const struct maker *m, size_t i, uint32_t offset)
{
    uint32_t wanted = m->words[i].position + offset;

    while (i < m->n_words && m->words[i].position < wanted)
        i++;
    return i < m->n_words && m->words[i].position == wanted ? i : SIZE_MAX;
}

static bool push_mark(struct maker *m, size_t word, size_t leaf)
{
    if (m->n_marks == MOST_MARKS)
        return true;
    if (!RHZ_PUSH(m->memo->arena, m->memo->marks, m->n_marks, m->memo->marks_cap))
        return false;
    m->marks = m->memo->marks;
    m->marks[m->n_marks++] = (struct rhz_snippet_mark){(uint32_t)word, (uint32_t)leaf};
    return true;
}

static bool phrase_at(struct maker *m, size_t i, const struct rhz_leaf *leaf)
{
    for (size_t s = 0; s < leaf->n_slots; s++) {
        size_t w = word_after(m, i, leaf->slots[s].offset);

        if (w == SIZE_MAX || !word_is(m, &m->words[w], &leaf->slots[s], leaf->kind == RHZ_LEAF_QUOTED))
            return false;
    }
    return true;
}

static bool mark_word(struct maker *m, size_t i, size_t l)
{
    const struct rhz_leaf *leaf = &m->plan->leaves[l];

    if (leaf->kind == RHZ_LEAF_PREFIX || leaf->kind == RHZ_LEAF_FUZZY)
        return !word_like(m, &m->words[i], leaf) || push_mark(m, i, l);
    if (!phrase_at(m, i, leaf))
        return true;
    for (size_t s = 0; s < leaf->n_slots; s++)
        if (!push_mark(m, word_after(m, i, leaf->slots[s].offset), l))
            return false;
    return true;
}

/* The words of the passage that may stand for slot `s`: their places, and in `at` which they are. */
static bool near_word(struct maker *m, const struct rhz_leaf *leaf, size_t s, struct rhz_near_word *out, uint32_t **at)
{
    uint32_t *positions = rhz_arena_alloc(m->memo->arena, m->n_words * sizeof *positions);
    size_t n = 0;

    *at = rhz_arena_alloc(m->memo->arena, m->n_words * sizeof **at);
    if (!positions || !*at)
        return false;
    for (size_t i = 0; i < m->n_words; i++)
        if (word_is(m, &m->words[i], &leaf->slots[s], true)) {
            positions[n] = m->words[i].position;
            (*at)[n++] = (uint32_t)i;
        }
    *out = (struct rhz_near_word){.positions = positions, .n = n};
    return true;
}

static bool mark_near(struct maker *m, size_t l)
{
    const struct rhz_leaf *leaf = &m->plan->leaves[l];
    struct rhz_near near = {.n = leaf->n_slots, .distance = leaf->distance};
    size_t next[RHZ_NEAR_WORDS] = {0}; /* per slot: the first place that no window held yet */
    uint32_t *at[RHZ_NEAR_WORDS], first, last;

    if (!(near.words = rhz_arena_zalloc(m->memo->arena, near.n, sizeof *near.words)))
        return false;
    for (size_t s = 0; s < near.n; s++)
        if (!near_word(m, leaf, s, &near.words[s], &at[s]))
            return false;
    while (rhz_near_next(&near, &first, &last))
        for (size_t s = 0; s < near.n; s++)
            for (; next[s] < near.words[s].n && near.words[s].positions[next[s]] <= last; next[s]++)
                if (near.words[s].positions[next[s]] >= first && !push_mark(m, at[s][next[s]], l))
                    return false;
    return true;
}

static int by_word(const void *a, const void *b)
{
    const struct rhz_snippet_mark *p = a, *q = b;

    if (p->word != q->word)
        return p->word < q->word ? -1 : 1;
    return (p->leaf > q->leaf) - (p->leaf < q->leaf);
}

static bool means(struct maker *m, const struct rhz_lexeme *x, const struct rhz_leaf *leaf)
{
    if (leaf->kind == RHZ_LEAF_PREFIX || leaf->kind == RHZ_LEAF_FUZZY)
        return rhz_form_like(leaf, folded(m, x->form));
    for (size_t s = 0; s < leaf->n_slots; s++)
        for (size_t r = 0; r < leaf->slots[s].n_readings; r++)
            if (rhz_span_eq(leaf->slots[s].readings[r].term, x->term))
                return true;
    return false;
}

static bool is_shown(const struct rhz_leaf *leaf)
{
    return leaf->scored || leaf->shown;
}

/* Most words of a passage have been seen before and are none of the query's: a look at the memo settles them. */
static bool may_match(struct maker *m, const struct rhz_snippet_word *w)
{
    for (uint32_t t = w->first; t < w->first + w->n; t++) {
        const struct rhz_lexeme *x = m->tokens[t].lexeme;
        uint8_t *known = x && x->id < m->memo->n ? &m->memo->of[x->id] : NULL;
        bool yes = false;

        if (!x || (known && *known == 1))
            continue;
        for (size_t l = 0; !(known && *known) && l < m->plan->n_leaves && !yes; l++)
            yes = is_shown(&m->plan->leaves[l]) && means(m, x, &m->plan->leaves[l]);
        if (known && !*known)
            *known = yes ? 2 : 1;
        if (yes || (known && *known == 2))
            return true;
    }
    return false;
}

/* Words that begin otherwise than all of the query's are not looked up; a few letters away, the first may be another. */
static void make_sieve(struct maker *m)
{
    struct rhz_sieve *s = &m->memo->sieve;

    if (m->memo->has_sieve)
        return;
    m->memo->has_sieve = true;
    rhz_sieve_init(s);
    for (size_t l = 0; l < m->plan->n_leaves; l++) {
        const struct rhz_leaf *leaf = &m->plan->leaves[l];

        if (!is_shown(leaf))
            continue;
        if (leaf->kind == RHZ_LEAF_FUZZY)
            rhz_sieve_keep_all(s);
        else if (leaf->kind == RHZ_LEAF_PREFIX)
            rhz_sieve_keep(s, leaf->prefix);
        for (size_t i = 0; i < leaf->n_slots; i++)
            for (size_t r = 0; r < leaf->slots[i].n_readings; r++)
                rhz_sieve_keep(s, leaf->slots[i].readings[r].term);
    }
}

/* Room for the lexemes that there are now, and some that will come. */
static bool grow_memo(struct maker *m, size_t lexemes)
{
    uint8_t *of;

    if (lexemes <= m->memo->n)
        return true;
    if (!(of = rhz_arena_zalloc(m->memo->arena, lexemes + lexemes / 2 + 1024, 1)))
        return false;
    if (m->memo->n)
        memcpy(of, m->memo->of, m->memo->n);
    m->memo->of = of;
    m->memo->n = lexemes + lexemes / 2 + 1024;
    return true;
}

static bool make_marks(struct maker *m)
{
    size_t n = 0;

    for (size_t i = 0; i < m->n_words; i++) {
        if (!may_match(m, &m->words[i]))
            continue;
        for (size_t l = 0; l < m->plan->n_leaves; l++)
            if (is_shown(&m->plan->leaves[l]) && m->plan->leaves[l].kind != RHZ_LEAF_NEAR && !mark_word(m, i, l))
                return false;
    }
    for (size_t l = 0; l < m->plan->n_leaves; l++)
        if (m->plan->leaves[l].kind == RHZ_LEAF_NEAR && is_shown(&m->plan->leaves[l]) && !mark_near(m, l))
            return false;
    if (!m->n_marks)
        return true;
    qsort(m->marks, m->n_marks, sizeof *m->marks, by_word);
    for (size_t i = 0; i < m->n_marks; i++)
        if (!n || by_word(&m->marks[i], &m->marks[n - 1]) != 0)
            m->marks[n++] = m->marks[i];
    m->n_marks = n;
    return true;
}

/* ---- which window ---- */

/* Worth of the marks from `from` that lie within `words` words; *last gets the last of them. */
static float worth(const struct maker *m, size_t from, uint32_t words, size_t *last)
{
    bool seen[RHZ_PLAN_LEAVES] = {false};
    float sum = 0;

    for (size_t i = from; i < m->n_marks && i - from < WINDOW_MARKS; i++) {
        if (m->marks[i].word - m->marks[from].word >= words)
            break;
        sum += m->weights[m->marks[i].leaf] * (seen[m->marks[i].leaf] ? 0.1f : 1.0f);
        seen[m->marks[i].leaf] = true;
        *last = i;
    }
    return sum;
}

/* First and last word that the window must show. */
static void best_marks(const struct maker *m, uint32_t words, size_t *first, size_t *last)
{
    float best = 0;

    *first = *last = 0;
    for (size_t i = 0; i < m->n_marks; i++) {
        size_t end = i;
        float w = worth(m, i, words, &end);

        if (w > best) {
            best = w;
            *first = m->marks[i].word;
            *last = m->marks[end].word;
        }
    }
}

/* Does a sentence (or a line of a list, a row) begin with word `i`? */
static bool begins_sentence(const struct maker *m, size_t i)
{
    if (i == 0)
        return true;
    for (uint32_t at = m->words[i - 1].end; at < m->words[i].start; at++) {
        char c = m->text.p[at];

        if (c == '\n' || c == '!' || c == '?' || (c == '.' && at + 1 < m->text.n && m->text.p[at + 1] == ' '))
            return true;
    }
    return false;
}

/* Widen [*first, *last] to about `words` words: back to the sentence's beginning when it is near, else a third of the
 * room; then forward, to a sentence's end when that wastes little. */
static void widen(const struct maker *m, uint32_t words, size_t *first, size_t *last)
{
    size_t room = words - (*last - *first + 1), start = *first, end, i;

    if (m->n_words <= words) {
        *first = 0;
        *last = m->n_words - 1;
        return;
    }
    for (i = *first; i > 0 && *first - i < room && !begins_sentence(m, i); i--)
        ;
    if (begins_sentence(m, i))
        start = i;
    else
        start = *first - (room / 3 < *first ? room / 3 : *first);
    end = start + words < m->n_words ? start + words - 1 : m->n_words - 1;
    if (end == m->n_words - 1 && end + 1 >= words && start > end + 1 - words) {
        /* Near the end of the passage: spend what is left on what comes before. */
        size_t earliest = end + 1 - words;

        for (i = earliest; i < start && !begins_sentence(m, i); i++)
            ;
        start = i < start ? i : start;
    }
    /* `i` is the word after the cut. */
    for (i = end + 1; i < m->n_words && i > *last && i >= start + words * 3 / 5; i--)
        if (begins_sentence(m, i)) {
            end = i - 1;
            break;
        }
    *first = start;
    *last = end;
}

/* ---- the text of it ---- */

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Punctuation that touches a word goes with it, within reason; at either end of the passage, all there is. */
enum { TOUCHING = 32 };

static uint32_t touching_before(const struct maker *m, size_t word)
{
    uint32_t at = m->words[word].start, least = word ? m->words[word - 1].end : 0, i;

    if (at - least > TOUCHING)
        return at;
    if (word == 0)
        return 0;
    for (i = at; i > least && !is_space(m->text.p[i - 1]); i--)
        ;
    return i;
}

static uint32_t touching_after(const struct maker *m, size_t word)
{
    uint32_t at = m->words[word].end, most = word + 1 < m->n_words ? m->words[word + 1].start : (uint32_t)m->text.n, i;

    if (most - at > TOUCHING)
        return at;
    if (word + 1 == m->n_words)
        return most;
    for (i = at; i < most && !is_space(m->text.p[i]); i++)
        ;
    /* what a cut leaves open is not shown: « Bretagne, … » */
    while (i > at && strchr(",;:(/-", m->text.p[i - 1]))
        i--;
    return i;
}

/* What white space becomes: the strongest of a run. */
enum gap { NO_GAP, SPACE, CELL, BLOCK };

/* Copies bytes with white space made single, and remembers where the marks went. */
struct copier {
    struct rhz_buf out;
    struct rhz_highlight *highlights;
    size_t n_highlights;
    enum gap gap; /* owed before the next byte */
};

static void pay_gap(struct copier *c)
{
    static const char *const gaps[] = {"", " ", " | ", " · "};

    if (c->out.n)
        rhz_buf_str(&c->out, gaps[c->gap]);
    c->gap = NO_GAP;
}

static void copy_bytes(struct copier *c, const char *p, size_t n)
{
    for (size_t i = 0, from; i < n;) {
        if (is_space(p[i])) {
            enum gap gap = p[i] == '\n' ? BLOCK : p[i] == '\t' ? CELL : SPACE;

            c->gap = gap > c->gap ? gap : c->gap;
            i++;
            continue;
        }
        pay_gap(c);
        for (from = i; i < n && !is_space(p[i]); i++)
            ;
        rhz_buf_append(&c->out, p + from, i - from);
    }
}

static void copy_mark(struct copier *c, const char *p, size_t n)
{
    struct rhz_highlight h;

    pay_gap(c);
    h.start = (uint32_t)c->out.n;
    copy_bytes(c, p, n);
    h.end = (uint32_t)c->out.n;
    if (h.end > h.start)
        c->highlights[c->n_highlights++] = h;
}

static void copy_window(const struct maker *m, size_t first, size_t last, struct copier *c)
{
    uint32_t at = touching_before(m, first), end = touching_after(m, last);
    size_t i = 0;

    if (first > 0)
        rhz_buf_str(&c->out, "… ");
    while (i < m->n_marks && m->marks[i].word < first)
        i++;
    for (; i < m->n_marks && m->marks[i].word <= last; i++) {
        const struct rhz_snippet_word *w = &m->words[m->marks[i].word];

        if (w->start < at) /* the same word for another leaf */
            continue;
        copy_bytes(c, m->text.p + at, w->start - at);
        copy_mark(c, m->text.p + w->start, w->end - w->start);
        at = w->end;
    }
    copy_bytes(c, m->text.p + at, end > at ? end - at : 0);
    if (last + 1 < m->n_words)
        rhz_buf_str(&c->out, " …");
}

static rhz_status write_snippet(struct maker *m, size_t first, size_t last, struct rhz_snippet *out)
{
    struct copier c = {.highlights = rhz_arena_zalloc(m->arena, m->n_marks + 1, sizeof *c.highlights)};
    struct rhz_span text = {NULL, 0};

    if (c.highlights) {
        if (m->n_words)
            copy_window(m, first, last, &c);
        else
            copy_bytes(&c, m->text.p, rhz_utf8_floor(m->text, m->text.n < 400 ? m->text.n : 400));
        if (!c.out.failed)
            text = rhz_arena_copy(m->arena, rhz_buf_view(&c.out));
    }
    rhz_buf_free(&c.out);
    if (!text.p)
        return rhz_no_memory(m->err);
    *out = (struct rhz_snippet){text.p, text.n, c.highlights, c.n_highlights};
    return RHZ_OK;
}

rhz_status rhz_snippet_make(const struct rhz_plan *plan, const float *weights, struct rhz_analyzer *analyzer,
                            struct rhz_snippet_memo *memo, struct rhz_span passage, uint32_t words,
                            struct rhz_arena *arena, struct rhz_snippet *out, struct rhz_error *err)
{
    struct maker m = {.memo = memo, .plan = plan, .weights = weights, .text = passage, .arena = arena, .err = err};
    size_t n_tokens, first = 0, last = 0;
    rhz_status st;

    make_sieve(&m);
    if ((st = rhz_analyze_sieved(analyzer, passage, &memo->sieve, &m.tokens, &n_tokens)) != RHZ_OK)
        return st == RHZ_NO_MEMORY ? rhz_no_memory(err) : st;
    if (n_tokens && (!grow_memo(&m, rhz_analyzer_lexemes(analyzer)) || !make_words(&m, n_tokens) || !make_marks(&m)))
        st = rhz_no_memory(err);
    if (st == RHZ_OK && m.n_words) {
        best_marks(&m, words, &first, &last);
        widen(&m, words, &first, &last);
    }
    if (st == RHZ_OK)
        st = write_snippet(&m, first, last, out);
    rhz_buf_free(&m.fold);
    return st;
}
