/* find_counts.c -- "how many": a number that a sentence says right before what is counted ("36 collectivités adhérentes").
 *
 * Counting links gives what the base holds, not what there is; a document that says the number says it better. The best passages for
 * the words of the question are read, and a number counts when the thing counted follows it and its sentence says the
 * rest, in a document of the year asked for or beside that year.
 */
#include <stdio.h>
#include <stdlib.h>

#include "answers.h"

enum { PASSAGES = 12, SPOKEN_MOST = 4 };

struct reading {
    struct rhz_asking *a;
    uint64_t wanted;     /* words of the question */
    size_t counted;      /* the first of them: what is counted */
};

static uint64_t wanted_words(const struct rhz_question *q, size_t *counted)
{
    uint64_t bits = 0;
    bool after = false;

    *counted = RHZ_QUESTION_WORDS;
    for (size_t i = 0; i < q->n_words; i++) {
        const struct rhz_question_word *w = &q->words[i];
        const struct rhz_lexical *x = w->lexical;
        after |= x && x->says & (RHZ_SAYS_NUMBER | RHZ_SAYS_HOW_MUCH);
        if (!after || w->stop || w->folded.n < 3 || w->number || (x && x->says & (RHZ_SAYS_NUMBER | RHZ_SAYS_HOW_MUCH | RHZ_SAYS_BODY)))
            continue;
        if (x && !(x->kinds || x->says & (RHZ_SAYS_NOUN | RHZ_SAYS_FILTER) || x->relations))
            continue;
        bits |= (uint64_t)1 << i;
        *counted = *counted == RHZ_QUESTION_WORDS ? i : *counted;
    }
    return bits;
}

static rhz_status fold_token(const struct rhz_token *t, struct rhz_buf *b)
{
    rhz_buf_reset(b);
    rhz_fold(t->lexeme->form, b);
    return b->failed ? RHZ_NO_MEMORY : RHZ_OK;
}

static uint64_t like(const struct reading *r, struct rhz_span folded)
{
    uint64_t bits = 0;

    for (size_t k = 0; k < r->a->q->n_words; k++)
        if (r->wanted >> k & 1 && rhz_question_word_like(r->a->q, k, folded))
            bits |= (uint64_t)1 << k;
    return bits;
}

/* "36", "1 250"; 0 when it is a year or no number of things. */
static int64_t number_of(struct rhz_span folded)
{
    int64_t v = 0;

    for (size_t i = 0; i < folded.n; i++) {
        if (folded.p[i] < '0' || folded.p[i] > '9' || v > 100000000)
            return 0;
        v = v * 10 + (folded.p[i] - '0');
    }
    return v >= 1900 && v <= 2100 && folded.n == 4 ? 0 : v;
}

static bool in_time(const struct rhz_question *q, struct rhz_span text, const struct rhz_document_info *d)
{
    char year[16];
    uint32_t dated = (uint32_t)strtoul(d->date, NULL, 10);

    if (rhz_period_is_open(q->period))
        return true;
    for (size_t i = 0; i < q->n_years; i++) {
        snprintf(year, sizeof year, "%u", q->years[i]);
        if (memmem(text.p, text.n, year, 4))
            return true;
    }
    return dated && (!q->period.from || dated >= q->period.from / 10000) && (!q->period.to || dated <= q->period.to / 10000);
}

static rhz_status show(struct reading *r, const struct rhz_text_block *b, const struct rhz_document_info *d, int64_t value, struct rhz_error *err)
{
    struct rhz_answers *out = r->a->out;
    const struct rhz_question *q = r->a->q;
    const struct rhz_question_word *w = &q->words[r->counted];
    struct rhz_evidence e = {.document = d->id, .uri = d->uri, .title = d->title, .date = d->date, .page = b->page, .line = b->line,
                             .start = b->start, .end = b->end, .rule = "sentence", .quote = b->text};
    struct rhz_answer *x = NULL;

    for (size_t i = 0; i < out->n && !x; i++)
        x = out->v[i].cents == 100 * value ? &out->v[i] : NULL;
    if (!x) {
        if (!(x = rhz_answers_add(out)))
            return rhz_no_memory(err);
        x->kind = "nombre";
        x->has_value = true;
        x->cents = 100 * value;
        x->unit = rhz_arena_str(out->arena, rhz_span(q->text.p + w->start, w->end - w->start));
        if (!x->unit)
            return rhz_no_memory(err);
    }
    return rhz_answer_copy_proofs(out, x, &e, 1, err);
}

static rhz_status read_block(struct reading *r, const struct rhz_text_block *b, const struct rhz_document_info *d, struct rhz_error *err)
{
    const struct rhz_token *tokens;
    struct rhz_buf folded = {0};
    uint64_t said = 0;
    int64_t number = 0, value = 0;
    uint32_t at = 0;
    size_t n;
    rhz_status st;

    if (rhz_analyze(r->a->analyzer, rhz_span_of(b->text), &tokens, &n) != RHZ_OK)
        return rhz_no_memory(err);
    for (size_t i = 0; i < n; i++) {
        uint64_t bits;
        if ((st = fold_token(&tokens[i], &folded)) != RHZ_OK) {
            rhz_buf_free(&folded);
            return rhz_no_memory(err);
        }
        bits = like(r, rhz_buf_view(&folded));
        said |= bits;
        if (number && !value && bits >> r->counted & 1 && tokens[i].position == at + 1)
            value = number;
        if (tokens[i].lexeme->flags & RHZ_LEXEME_NUMBER) {
            number = number_of(rhz_buf_view(&folded));
            at = tokens[i].position;
        }
    }
    rhz_buf_free(&folded);
    return value && said == r->wanted && in_time(r->a->q, rhz_span_of(b->text), d) ? show(r, b, d, value, err) : RHZ_OK;
}

static rhz_status read_passage(struct reading *r, const struct rhz_hit *h, struct rhz_error *err)
{
    struct rhz_text *t = NULL;
    rhz_status st = rhz_text_open(r->a->base, h->uri, 0, h->line_from, h->line_to, &t, err);

    for (size_t i = 0; st == RHZ_OK && i < rhz_text_count(t); i++)
        st = read_block(r, rhz_text_get(t, i), rhz_text_document(t), err);
    if (st == RHZ_OK)
        rhz_text_free(t);
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

rhz_status rhz_answer_by_counts(struct rhz_asking *a, struct rhz_error *err)
{
    struct rhz_search_options o = {.size = sizeof o, .limit = PASSAGES, .bare = true};
    struct reading r = {.a = a};
    struct rhz_buf words = {0};
    struct rhz_hits *hits = NULL;
    rhz_status st = RHZ_OK;

    r.wanted = wanted_words(a->q, &r.counted);
    for (size_t i = 0; i < a->q->n_words; i++)
        if (r.wanted >> i & 1) {
            rhz_buf_str(&words, words.n ? " " : "");
            rhz_buf_span(&words, rhz_span(a->q->text.p + a->q->words[i].start, a->q->words[i].end - a->q->words[i].start));
        }
    if (words.failed)
        st = rhz_no_memory(err);
    else if (words.n)
        st = rhz_search(a->base, words.p, words.n, &o, &hits, err);
    for (size_t i = 0; st == RHZ_OK && hits && i < rhz_hits_count(hits) && a->out->n < SPOKEN_MOST; i++)
        if (rhz_hits_get(hits, i)->line_from)
            st = read_passage(&r, rhz_hits_get(hits, i), err);
    rhz_hits_free(hits);
    rhz_buf_free(&words);
    return st == RHZ_INVALID || st == RHZ_LIMIT ? RHZ_OK : st;
}
