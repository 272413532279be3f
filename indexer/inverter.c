/* inverter.c -- tokens to postings, one segment at a time.
 *
 * Each term has a chain of bytes (chains.h) to which its occurrences are appended as they come; when the segment is
 * written the terms are sorted, once, and each chain is read back. Against collecting (term, passage, position) triples
 * and sorting them all, this takes a third of the memory and sorts hundreds of thousands of terms, not millions of
 * occurrences.
 *
 *     occurrence: varint (value << 3 | flags); [passage gap, when NEW]; [form, when FORM]
 *     value: gap from the last position of the term in this passage, or, when CONTEXT, occurrences in the context
 */
#include "inverter.h"

#include <stdlib.h>

#include "context.h"
#include "terms.h"

enum { NEW_PASSAGE = 1, OTHER_FORM = 2, CONTEXT = 4, FLAG_BITS = 3 };

struct passage_row {
    uint32_t document, text_words, context_words;
};

struct rhz_inverter {
    uint32_t number, first_document, first_passage;
    uint32_t n_documents;
    uint64_t text_bytes;
    struct rhz_analyzer *analyzer;
    struct rhz_chains chains;
    struct rhz_terms terms;
    struct passage_row *passages;
    size_t n_passages, cap_passages;
    struct rhz_buf mentions; /* varints: document, ordinal, n, passages */
    struct rhz_context *context;
};

rhz_status rhz_inverter_new(uint32_t number, uint32_t first_document, uint32_t first_passage, struct rhz_inverter **out,
                            struct rhz_error *err)
{
    struct rhz_inverter *v = calloc(1, sizeof *v);

    *out = NULL;
    if (!v)
        return rhz_no_memory(err);
    v->number = number;
    v->first_document = first_document;
    v->first_passage = first_passage;
    v->analyzer = rhz_analyzer_new();
    v->context = rhz_context_new();
    if (!v->analyzer || !v->context) {
        rhz_inverter_free(v);
        return rhz_no_memory(err);
    }
    *out = v;
    return RHZ_OK;
}

void rhz_inverter_free(struct rhz_inverter *v)
{
    if (!v)
        return;
    rhz_analyzer_free(v->analyzer);
    rhz_context_free(v->context);
    rhz_chains_free(&v->chains);
    rhz_terms_free(&v->terms);
    rhz_buf_free(&v->mentions);
    free(v->passages);
    free(v);
}

size_t rhz_inverter_memory(const struct rhz_inverter *v)
{
    return sizeof *v + rhz_chains_memory(&v->chains) + rhz_terms_memory(&v->terms) +
           v->cap_passages * sizeof *v->passages + v->mentions.cap + rhz_context_memory(v->context);
}

uint32_t rhz_inverter_documents(const struct rhz_inverter *v)
{
    return v->n_documents;
}

/* ---- occurrences ---- */

/* Append one occurrence of a lexeme in passage `passage` (relative). */
static bool occur(struct rhz_inverter *v, const struct rhz_gathered_lexeme *slot, uint32_t passage, uint32_t value,
                  unsigned flags)
{
    struct rhz_gathered_term *t = &v->terms.terms[slot->term];
    uint32_t gap = 0;
    bool ok;

    if (t->passage != passage + 1) {
        flags |= NEW_PASSAGE;
        gap = passage + 1 - t->passage;
        t->passage = passage + 1;
        t->position = 0;
    }
    if (!(flags & CONTEXT)) {
        uint32_t position = value;
        value -= t->position;
        t->position = position;
    }
    if (slot->form != t->form)
        flags |= OTHER_FORM;
    t->form = slot->form;
    ok = rhz_chain_put(&v->chains, &t->chain, (uint64_t)value << FLAG_BITS | flags);
    if (flags & NEW_PASSAGE)
        ok = ok && rhz_chain_put(&v->chains, &t->chain, gap);
    if (flags & OTHER_FORM)
        ok = ok && rhz_chain_put(&v->chains, &t->chain, slot->form);
    return ok;
}

/*
 * Most of the time of a token goes to waiting for three places of memory that follow from one another: the entry of its
 * lexeme, its term, the end of its chain. They are asked for a few tokens ahead, each when the one before has come.
 */
enum { LEXEME_AHEAD = 12, TERM_AHEAD = 8, CHAIN_AHEAD = 4 };

static void look_ahead(const struct rhz_inverter *v, const struct rhz_token *tokens, size_t n, size_t i)
{
#if defined(__GNUC__)
    const struct rhz_terms *t = &v->terms;

    if (i + LEXEME_AHEAD < n && tokens[i + LEXEME_AHEAD].lexeme->id < t->n_lexemes)
        __builtin_prefetch(&t->lexemes[tokens[i + LEXEME_AHEAD].lexeme->id]);
    /* An entry not learnt yet says term 0, or nothing when there is none: a useless look, never a wrong one. */
    if (i + TERM_AHEAD < n && tokens[i + TERM_AHEAD].lexeme->id < t->n_lexemes && t->n)
        __builtin_prefetch(&t->terms[t->lexemes[tokens[i + TERM_AHEAD].lexeme->id].term], 1);
    if (i + CHAIN_AHEAD < n && tokens[i + CHAIN_AHEAD].lexeme->id < t->n_lexemes && t->n)
        __builtin_prefetch(t->terms[t->lexemes[tokens[i + CHAIN_AHEAD].lexeme->id].term].chain.at, 1);
#else
    (void)v, (void)tokens, (void)n, (void)i;
#endif
}

static rhz_status add_text(struct rhz_inverter *v, struct rhz_span text, uint32_t passage, uint32_t *words)
{
    const struct rhz_token *tokens;
    size_t n, i;
    rhz_status st = rhz_analyze(v->analyzer, text, &tokens, &n);

    if (st != RHZ_OK)
        return st;
    *words = 0;
    for (i = 0; i < n; i++) {
        struct rhz_gathered_lexeme *slot;
        look_ahead(v, tokens, n, i);
        slot = rhz_terms_lexeme(&v->terms, tokens[i].lexeme);
        if (!slot || !occur(v, slot, passage, tokens[i].position, 0))
            return RHZ_NO_MEMORY;
        slot->occurrences++;
        *words += i == 0 || tokens[i].position != tokens[i - 1].position;
    }
    return RHZ_OK;
}

static rhz_status add_context(struct rhz_inverter *v, const struct rhz_context_word *words, size_t n, uint32_t passage,
                              uint32_t *total)
{
    size_t i;

    *total = 0;
    for (i = 0; i < n; i++) {
        struct rhz_gathered_lexeme *slot = rhz_terms_lexeme(&v->terms, words[i].lexeme);
        if (!slot || !occur(v, slot, passage, words[i].occurrences, CONTEXT))
            return RHZ_NO_MEMORY;
        *total += words[i].occurrences;
    }
    return RHZ_OK;
}

static rhz_status add_passage(struct rhz_inverter *v, const struct rhz_document *d, const struct rhz_passage *p,
                              uint32_t document)
{
    const struct rhz_context_word *words;
    struct passage_row row = {document, 0, 0};
    struct rhz_span text;
    size_t n;
    rhz_status st;

    if (p->start > p->end || p->end > d->text.n)
        return RHZ_INVALID;
    text = rhz_span(d->text.p + p->start, p->end - p->start);
    st = rhz_context_of(v->context, v->analyzer, d, p->heading, &words, &n);
    if (st == RHZ_OK)
        st = add_context(v, words, n, (uint32_t)v->n_passages, &row.context_words);
    if (st == RHZ_OK)
        st = add_text(v, text, (uint32_t)v->n_passages, &row.text_words);
    if (st == RHZ_OK)
        v->passages[v->n_passages++] = row;
    return st;
}

static bool room_for_passages(struct rhz_inverter *v, size_t more)
{
    size_t cap = v->cap_passages ? v->cap_passages : 1024;
    struct passage_row *p;

    if (more > RHZ_NONE - 1 - v->n_passages - v->first_passage)
        return false;
    while (cap < v->n_passages + more)
        cap += cap / 2;
    if (cap == v->cap_passages)
        return true;
    p = realloc(v->passages, cap * sizeof *p);
    if (!p)
        return false;
    v->passages = p;
    v->cap_passages = cap;
    return true;
}

/* ---- mentions ---- */

/* Passage of `d` that holds offset `at`; n_passages when none does (a heading of its own). */
static size_t passage_at(const struct rhz_document *d, uint32_t at)
{
    size_t low = 0, high = d->n_passages;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (d->passages[middle].end <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low < d->n_passages && d->passages[low].start <= at ? low : d->n_passages;
}

static void remember_entity(struct rhz_inverter *v, const struct rhz_document *d, const struct rhz_document_entity *e,
                            uint32_t document, uint32_t ordinal, uint32_t first)
{
    struct rhz_buf passages = {0};
    size_t i, n = 0, last = SIZE_MAX;

    for (i = 0; i < e->n_mentions; i++) {
        size_t at = passage_at(d, e->mentions[i].start);
        if (at == d->n_passages || (n && at <= last))
            continue;
        rhz_put_varint(&passages, first + at);
        last = at;
        n++;
    }
    if (n) {
        rhz_put_varint(&v->mentions, document);
        rhz_put_varint(&v->mentions, ordinal);
        rhz_put_varint(&v->mentions, n);
        rhz_buf_span(&v->mentions, rhz_buf_view(&passages));
    }
    v->mentions.failed |= passages.failed;
    rhz_buf_free(&passages);
}

rhz_status rhz_inverter_add(struct rhz_inverter *v, const struct rhz_document *d, const struct rhz_facts *facts,
                            struct rhz_error *err)
{
    uint32_t document = v->first_document + v->n_documents, first = v->first_passage + (uint32_t)v->n_passages;
    size_t i;
    rhz_status st = RHZ_OK;

    if (!room_for_passages(v, d->n_passages))
        return rhz_no_memory(err);
    rhz_context_document(v->context);
    for (i = 0; i < d->n_passages && st == RHZ_OK; i++)
        st = add_passage(v, d, &d->passages[i], document);
    if (st == RHZ_INVALID)
        return rhz_fail(err, st, "Un passage du document sort de son texte.");
    if (st != RHZ_OK)
        return rhz_no_memory(err);
    for (i = 0; facts && i < facts->n_entities; i++)
        remember_entity(v, d, &facts->entities[i], document, (uint32_t)i, first);
    if (v->mentions.failed)
        return rhz_no_memory(err);
    v->n_documents++;
    v->text_bytes += d->text.n;
    return RHZ_OK;
}

/* ---- writing ---- */

/* One posting being put together, and the forms of its term under their final numbers. */
struct gather {
    struct rhz_buf forms;            /* struct rhz_span, most frequent first */
    struct rhz_buf lexemes;          /* const struct rhz_gathered_lexeme *, in the same order */
    struct rhz_buf number;           /* uint32_t: final number of a form, by arrival */
    struct rhz_buf positions, entry_forms; /* uint32_t */
    struct rhz_posting posting;
    uint32_t distinct;
};

static void gather_free(struct gather *g)
{
    rhz_buf_free(&g->forms);
    rhz_buf_free(&g->lexemes);
    rhz_buf_free(&g->number);
    rhz_buf_free(&g->positions);
    rhz_buf_free(&g->entry_forms);
}

static int by_occurrences(const void *a, const void *b)
{
    const struct rhz_gathered_lexeme *x = *(const struct rhz_gathered_lexeme *const *)a;
    const struct rhz_gathered_lexeme *y = *(const struct rhz_gathered_lexeme *const *)b;

    if (x->occurrences != y->occurrences)
        return x->occurrences > y->occurrences ? -1 : 1;
    return rhz_span_cmp(x->lexeme->form, y->lexeme->form);
}

static uint32_t *numbers(struct rhz_buf *b)
{
    return (uint32_t *)(void *)b->p;
}

/* Number the forms anew, most frequent first. */
static bool order_forms(struct rhz_inverter *v, const struct rhz_gathered_term *t, struct gather *g)
{
    const struct rhz_gathered_lexeme **lexemes;
    uint32_t id, i;

    rhz_buf_reset(&g->forms);
    rhz_buf_reset(&g->lexemes);
    rhz_buf_reset(&g->number);
    for (id = t->first_lexeme; id != RHZ_NONE; id = v->terms.lexemes[id].next) {
        const struct rhz_gathered_lexeme *l = &v->terms.lexemes[id];
        rhz_buf_append(&g->lexemes, &l, sizeof l);
    }
    if (!rhz_buf_reserve(&g->number, t->n_forms * sizeof(uint32_t)) || g->lexemes.failed)
        return false;
    lexemes = (const struct rhz_gathered_lexeme **)(void *)g->lexemes.p;
    qsort(lexemes, t->n_forms, sizeof *lexemes, by_occurrences);
    for (i = 0; i < t->n_forms; i++) {
        rhz_buf_append(&g->forms, &lexemes[i]->lexeme->form, sizeof(struct rhz_span));
        numbers(&g->number)[lexemes[i]->form] = i;
    }
    return !g->forms.failed;
}

/* Entries at one position come in the order of the tokens: sort them by form. Their number is that of readings. */
static void add_entry(struct gather *g, uint32_t position, uint32_t form)
{
    size_t n, at;
    uint32_t *forms, *positions;

    rhz_buf_append(&g->positions, &position, sizeof position);
    rhz_buf_append(&g->entry_forms, &form, sizeof form);
    if (g->positions.failed || g->entry_forms.failed)
        return;
    n = g->positions.n / sizeof position;
    positions = numbers(&g->positions);
    forms = numbers(&g->entry_forms);
    g->distinct += n == 1 || positions[n - 2] != position;
    for (at = n - 1; at && positions[at - 1] == position && forms[at - 1] > form; at--)
        forms[at] = forms[at - 1];
    forms[at] = form;
    if (at && positions[at - 1] == position && forms[at - 1] == form) { /* the same reading twice */
        memmove(forms + at, forms + at + 1, (n - 1 - at) * sizeof *forms);
        g->positions.n -= sizeof position;
        g->entry_forms.n -= sizeof form;
    }
}

static void begin_posting(struct gather *g, uint32_t passage)
{
    g->posting = (struct rhz_posting){.passage = passage};
    g->distinct = 0;
    rhz_buf_reset(&g->positions);
    rhz_buf_reset(&g->entry_forms);
}

static rhz_status end_posting(struct gather *g, struct rhz_segment_writer *w, struct rhz_error *err)
{
    if (g->positions.failed || g->entry_forms.failed)
        return rhz_no_memory(err);
    g->posting.frequency = g->distinct;
    g->posting.n_entries = (uint32_t)(g->positions.n / sizeof(uint32_t));
    g->posting.positions = numbers(&g->positions);
    g->posting.forms = numbers(&g->entry_forms);
    return rhz_segment_writer_posting(w, &g->posting, err);
}

static rhz_status write_postings(struct rhz_inverter *v, const struct rhz_gathered_term *t, struct gather *g,
                                 struct rhz_segment_writer *w, struct rhz_error *err)
{
    struct rhz_chain_reader r;
    uint32_t passage = 0, position = 0, form = 0, final;
    rhz_status st;

    for (rhz_chain_open(&r, &v->chains, &t->chain); rhz_chain_more(&r);) {
        uint64_t head = rhz_chain_get(&r);
        uint32_t value = (uint32_t)(head >> FLAG_BITS);
        if (head & NEW_PASSAGE) {
            if (passage && (st = end_posting(g, w, err)) != RHZ_OK)
                return st;
            passage += (uint32_t)rhz_chain_get(&r);
            position = 0;
            begin_posting(g, v->first_passage + passage - 1);
        }
        if (head & OTHER_FORM)
            form = (uint32_t)rhz_chain_get(&r);
        final = numbers(&g->number)[form];
        if (head & CONTEXT) {
            g->posting.context_frequency += value;
            g->posting.context_forms |= (uint8_t)(1u << (final < 7 ? final : 7));
        } else {
            position += value;
            add_entry(g, position, final);
        }
    }
    return passage ? end_posting(g, w, err) : RHZ_OK;
}

static rhz_status write_terms(struct rhz_inverter *v, struct rhz_segment_writer *w, struct rhz_error *err)
{
    uint32_t *order = rhz_terms_sorted(&v->terms);
    struct gather g = {{0}, {0}, {0}, {0}, {0}, {0}, 0};
    rhz_status st = RHZ_OK;
    size_t i;

    if (v->terms.n && !order)
        return rhz_no_memory(err);
    for (i = 0; i < v->terms.n && st == RHZ_OK; i++) {
        const struct rhz_gathered_term *t = &v->terms.terms[order[i]];
        if (!order_forms(v, t, &g)) {
            st = rhz_no_memory(err);
            break;
        }
        st = rhz_segment_writer_term(w, t->key, (const struct rhz_span *)(const void *)g.forms.p, t->n_forms, err);
        if (st == RHZ_OK)
            st = write_postings(v, t, &g, w, err);
    }
    gather_free(&g);
    free(order);
    return st;
}

static rhz_status write_mentions(struct rhz_inverter *v, struct rhz_segment_writer *w, struct rhz_error *err)
{
    struct rhz_reader r = rhz_reader(rhz_buf_view(&v->mentions));
    struct rhz_buf passages = {0};
    rhz_status st = RHZ_OK;

    while (rhz_left(&r) && st == RHZ_OK) {
        uint32_t document = (uint32_t)rhz_get_varint(&r), ordinal = (uint32_t)rhz_get_varint(&r), passage;
        uint64_t n = rhz_get_varint(&r), i;
        rhz_buf_reset(&passages);
        for (i = 0; i < n; i++) {
            passage = (uint32_t)rhz_get_varint(&r);
            rhz_buf_append(&passages, &passage, sizeof passage);
        }
        st = passages.failed ? rhz_no_memory(err)
                             : rhz_segment_writer_mentions(w, document, ordinal, numbers(&passages), (size_t)n, err);
    }
    rhz_buf_free(&passages);
    return st;
}

static rhz_status write_passages(struct rhz_inverter *v, struct rhz_segment_writer *w, struct rhz_error *err)
{
    rhz_status st = RHZ_OK;
    size_t i;

    for (i = 0; i < v->n_passages && st == RHZ_OK; i++)
        st = rhz_segment_writer_passage(w, v->passages[i].document, v->passages[i].text_words, v->passages[i].context_words,
                                        err);
    return st;
}

rhz_status rhz_inverter_flush(struct rhz_inverter *v, struct rhz_store *store, struct rhz_txn **txn,
                              struct rhz_segment_info *info, struct rhz_error *err)
{
    struct rhz_segment_writer *w = NULL;
    rhz_status st;

    memset(info, 0, sizeof *info);
    info->number = v->number;
    info->first_document = v->first_document;
    info->n_documents = v->n_documents;
    info->first_passage = v->first_passage;
    info->n_passages = (uint32_t)v->n_passages;
    info->text_bytes = v->text_bytes;
    if ((st = rhz_segment_writer_new(store, txn, info, &w, err)) == RHZ_OK &&
        (st = write_passages(v, w, err)) == RHZ_OK && (st = write_mentions(v, w, err)) == RHZ_OK &&
        (st = write_terms(v, w, err)) == RHZ_OK)
        st = rhz_segment_writer_finish(w, info, err);
    rhz_segment_writer_free(w);
    return st;
}
