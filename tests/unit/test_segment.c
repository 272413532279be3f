/* test_segment.c -- a segment written to a base and read back answers like the plain lists it was made from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyzer.h"
#include "base_folder.h"
#include "random.h"
#include "segment_parts.h"

/* Used while the analyzer is not part of the library. */
__attribute__((weak)) const char *rhz_analyzer_fingerprint(void)
{
    return "test";
}

enum { FIRST_PASSAGE = 1000, FIRST_DOCUMENT = 50, PASSAGES = 5000, SEGMENT = 7 };

/* ---- the plain model: what a naive index would hold ---- */

struct model_posting {
    uint32_t passage, frequency, context, n_entries, *positions, *forms;
    uint8_t set;
};
struct model_term {
    char term[2100];
    size_t bytes;
    uint32_t n_forms, n;
    struct model_posting *postings;
    uint64_t occurrences, *form_counts;
};
struct model {
    struct rhz_store *store;
    struct rhz_segment_info info;
    uint32_t documents[PASSAGES], text_words[PASSAGES], context_words[PASSAGES];
    struct model_term *terms;
    size_t n_terms;
    char root[256];
};

static struct rhz_span form_text(uint32_t i, char room[32])
{
    return rhz_span(room, (size_t)snprintf(room, 32, "formé%u", (unsigned)i));
}

static void model_posting(uint64_t *seed, struct model_term *t, struct model_posting *p, uint32_t passage, unsigned tf_bits)
{
    uint32_t i, position = random_below(seed, 100);

    p->passage = passage;
    p->context = random_below(seed, 4) ? 0 : 1 + random_below(seed, 3);
    p->frequency = random_skewed(seed, tf_bits) + (p->context == 0);
    p->positions = malloc((2 * p->frequency + 1) * sizeof *p->positions);
    p->forms = malloc((2 * p->frequency + 1) * sizeof *p->forms);
    for (i = 0; i < p->frequency; i++) {
        uint32_t form = random_below(seed, 4) ? 0 : random_below(seed, t->n_forms), reading;
        for (reading = 0; reading < 2 && form < t->n_forms && (!reading || random_below(seed, 10) == 0); reading++) {
            p->positions[p->n_entries] = position;
            p->forms[p->n_entries++] = form;
            p->set |= (uint8_t)(1u << (form < 7 ? form : 7));
            t->form_counts[form]++;
            form += 1 + random_below(seed, 3);
        }
        position += 1 + random_skewed(seed, 7);
    }
    if (!p->set)
        p->set = 1;
    t->occurrences += p->frequency;
}

static void model_term(uint64_t *seed, struct model_term *t, uint32_t n_forms, uint32_t df, unsigned tf_bits)
{
    uint32_t i, left = PASSAGES;

    t->n_forms = n_forms;
    t->postings = calloc(df, sizeof *t->postings);
    t->form_counts = calloc(n_forms, sizeof *t->form_counts);
    for (i = 0; i < PASSAGES && t->n < df; i++, left--)
        if (random_below(seed, left) < df - t->n)
            model_posting(seed, t, &t->postings[t->n++], FIRST_PASSAGE + i, tf_bits);
}

static int by_term(const void *a, const void *b)
{
    const struct model_term *x = a, *y = b;
    char rx[RHZ_TERM_MAX], ry[RHZ_TERM_MAX];

    return rhz_span_cmp(rhz_term_key(rhz_span(x->term, x->bytes), rx), rhz_term_key(rhz_span(y->term, y->bytes), ry));
}

static void model_terms(struct model *m)
{
    static const struct { uint32_t df, forms; unsigned tf; } shapes[] = {
        {1, 1, 0},   {1, 300, 5},  {2, 1, 0},    {127, 2, 2},  {128, 1, 1},  {129, 3, 3},    {256, 1, 0},
        {257, 9, 1}, {5000, 1, 4}, {4999, 8, 2}, {2500, 2, 6}, {20, 300, 3}, {1, 1, 18},     {300, 4, 12},
    };
    uint64_t seed = 42;
    size_t i, n_shapes = sizeof shapes / sizeof shapes[0];

    m->n_terms = 1500;
    m->terms = calloc(m->n_terms, sizeof *m->terms);
    for (i = 0; i < m->n_terms; i++) {
        struct model_term *t = &m->terms[i];
        t->bytes = (size_t)snprintf(t->term, sizeof t->term, "%c%c%u", 'a' + (int)random_below(&seed, 26),
                                    'a' + (int)random_below(&seed, 26), (unsigned)i);
        if (i % 100 == 50) { /* long ones, alike up to their last byte */
            memset(t->term, 'q', 2000);
            t->term[1999] = (char)('a' + i / 100);
            t->bytes = 2000;
        }
        if (i < n_shapes)
            model_term(&seed, t, shapes[i].forms, shapes[i].df, shapes[i].tf);
        else
            model_term(&seed, t, 1 + random_below(&seed, 4), 1 + random_skewed(&seed, 9), random_below(&seed, 4));
    }
    qsort(m->terms, m->n_terms, sizeof *m->terms, by_term);
}

/* ---- writing it ---- */

static void must(rhz_status st, const struct rhz_error *err)
{
    if (st != RHZ_OK)
        fail_msg("status %d: %s", st, err->text);
}

static void write_term(struct rhz_segment_writer *w, const struct model_term *t)
{
    struct rhz_span forms[300];
    char room[300][32];
    struct rhz_error err = {0};
    uint32_t i;

    for (i = 0; i < t->n_forms; i++)
        forms[i] = form_text(i, room[i]);
    must(rhz_segment_writer_term(w, rhz_span(t->term, t->bytes), forms, t->n_forms, &err), &err);
    for (i = 0; i < t->n; i++) {
        const struct model_posting *p = &t->postings[i];
        struct rhz_posting posting = {.passage = p->passage, .frequency = p->frequency, .context_frequency = p->context,
                                      .n_entries = p->n_entries, .positions = p->positions, .forms = p->forms,
                                      .context_forms = p->n_entries ? 0 : 1};
        must(rhz_segment_writer_posting(w, &posting, &err), &err);
    }
}

static size_t mention_passages(uint32_t document, uint32_t ordinal, uint32_t *out)
{
    uint64_t seed = document * 1000u + ordinal;
    uint32_t at = random_below(&seed, PASSAGES / 2);
    size_t n = random_below(&seed, 50) ? random_below(&seed, 5) : 2000, i;

    for (i = 0; i < n && at < PASSAGES; i++) {
        out[i] = FIRST_PASSAGE + at;
        at += 1 + (n < 100 ? random_below(&seed, 40) : random_below(&seed, 2));
    }
    return i;
}

static void write_segment(struct model *m)
{
    struct rhz_segment_writer *w;
    struct rhz_error err = {0};
    struct rhz_txn *t;
    uint32_t passages[PASSAGES], document, ordinal;
    size_t i;

    must(rhz_txn_begin(m->store, true, &t, &err), &err);
    must(rhz_segment_writer_new(m->store, &t, &m->info, &w, &err), &err);
    for (i = 0; i < PASSAGES; i++)
        must(rhz_segment_writer_passage(w, m->documents[i], m->text_words[i], m->context_words[i], &err), &err);
    for (document = FIRST_DOCUMENT; document < FIRST_DOCUMENT + 60; document += 1 + document % 3)
        for (ordinal = 0; ordinal < 30; ordinal += 1 + ordinal % 2)
            must(rhz_segment_writer_mentions(w, document, ordinal, passages, mention_passages(document, ordinal, passages),
                                             &err), &err);
    for (i = 0; i < m->n_terms; i++)
        write_term(w, &m->terms[i]);
    must(rhz_segment_writer_finish(w, &m->info, &err), &err);
    rhz_segment_writer_free(w);
    must(rhz_txn_commit(t, &err), &err);
}

static int setup(void **state)
{
    struct model *m = calloc(1, sizeof *m);
    struct rhz_error err = {0};
    uint64_t seed = 9;
    char base[300];
    uint32_t i;

    folder_make(m->root);
    snprintf(base, sizeof base, "%s/asso.rhz", m->root);
    must(rhz_store_open(base, RHZ_STORE_CREATE, 0, &m->store, &err), &err);
    m->info = (struct rhz_segment_info){.number = SEGMENT, .first_document = FIRST_DOCUMENT, .n_documents = 600,
                                        .first_passage = FIRST_PASSAGE};
    for (i = 0; i < PASSAGES; i++) {
        m->documents[i] = FIRST_DOCUMENT + i / 10 + (i > 100);
        m->text_words[i] = 1 + random_skewed(&seed, 9);
        m->context_words[i] = random_below(&seed, 20);
    }
    model_terms(m);
    write_segment(m);
    *state = m;
    return 0;
}

static int teardown(void **state)
{
    struct model *m = *state;
    size_t i, j;

    for (i = 0; i < m->n_terms; i++) {
        for (j = 0; j < m->terms[i].n; j++) {
            free(m->terms[i].postings[j].positions);
            free(m->terms[i].postings[j].forms);
        }
        free(m->terms[i].postings);
        free(m->terms[i].form_counts);
    }
    free(m->terms);
    rhz_store_close(m->store);
    folder_remove(m->root);
    free(m);
    return 0;
}

/* ---- reading it ---- */

struct open {
    struct rhz_txn *txn;
    struct rhz_arena *arena;
    struct rhz_segment *segment;
};

static struct open open_segment(struct model *m)
{
    struct open o;
    struct rhz_error err = {0};

    o.arena = rhz_arena_new();
    must(rhz_txn_begin(m->store, false, &o.txn, &err), &err);
    must(rhz_segment_open(o.txn, &m->info, o.arena, &o.segment, &err), &err);
    return o;
}

static void close_segment(struct open *o)
{
    rhz_txn_abort(o->txn);
    rhz_arena_free(o->arena);
}

static void assert_term(const struct rhz_term *t, const struct model_term *m)
{
    char room[RHZ_TERM_MAX], form_room[32];
    uint32_t i;

    assert_true(rhz_span_eq(t->term, rhz_term_key(rhz_span(m->term, m->bytes), room)));
    assert_int_equal(t->document_frequency, m->n);
    assert_int_equal(t->occurrences, m->occurrences);
    assert_int_equal(t->n_forms, m->n_forms);
    for (i = 0; i < m->n_forms; i++) {
        struct rhz_span form;
        uint64_t n;
        assert_true(rhz_term_form(t, i, &form, &n));
        assert_true(rhz_span_eq(form, form_text(i, form_room)));
        assert_int_equal(n, m->form_counts[i]);
    }
}

static struct rhz_term look_up(struct open *o, const struct model_term *m)
{
    struct rhz_term t;
    struct rhz_error err = {0};

    must(rhz_segment_term(o->segment, rhz_span(m->term, m->bytes), &t, &err), &err);
    return t;
}

static void test_look_up(void **state)
{
    struct model *m = *state;
    struct open o = open_segment(m);
    struct rhz_term t;
    struct rhz_error err = {0};
    size_t i;

    for (i = 0; i < m->n_terms; i++) {
        char other[2101];
        t = look_up(&o, &m->terms[i]);
        assert_term(&t, &m->terms[i]);
        memcpy(other, m->terms[i].term, m->terms[i].bytes);
        other[m->terms[i].bytes] = '!';
        assert_int_equal(rhz_segment_term(o.segment, rhz_span(other, m->terms[i].bytes + 1), &t, &err), RHZ_NOT_FOUND);
    }
    assert_int_equal(rhz_segment_term(o.segment, RHZ_SPAN(""), &t, &err), RHZ_NOT_FOUND);
    assert_int_equal(rhz_segment_term(o.segment, RHZ_SPAN("\x01"), &t, &err), RHZ_NOT_FOUND);
    assert_int_equal(rhz_segment_term(o.segment, RHZ_SPAN("zzzz"), &t, &err), RHZ_NOT_FOUND);
    close_segment(&o);
}

static void test_walk(void **state)
{
    struct model *m = *state;
    struct open o = open_segment(m);
    struct rhz_term_walk *w;
    struct rhz_error err = {0};
    struct rhz_term t;
    uint64_t seed = 3;
    size_t i, from;
    unsigned round;

    for (round = 0; round < 200; round++) {
        struct model_term key = {.term = "", .bytes = 0};
        if (round)
            key.bytes = (size_t)snprintf(key.term, sizeof key.term, "%c%c%u", 'a' + (int)random_below(&seed, 26),
                                         'a' + (int)random_below(&seed, 26), (unsigned)random_below(&seed, 1500));
        for (from = 0; from < m->n_terms && by_term(&m->terms[from], &key) < 0; from++)
            ;
        must(rhz_term_walk_open(o.segment, rhz_span(key.term, key.bytes), &w, &err), &err);
        for (i = from; i < m->n_terms && (round == 0 || i < from + 10); i++) {
            must(rhz_term_walk_next(w, &t, &err), &err);
            assert_term(&t, &m->terms[i]);
        }
        if (i == m->n_terms)
            assert_int_equal(rhz_term_walk_next(w, &t, &err), RHZ_NOT_FOUND);
        rhz_term_walk_close(w);
    }
    close_segment(&o);
}

static void assert_posting(struct rhz_postings *p, const struct model_posting *m, bool positions)
{
    const uint32_t *at, *forms;
    size_t n;

    assert_int_equal(p->passage, m->passage);
    assert_int_equal(p->frequency, m->frequency);
    assert_int_equal(p->context_frequency, m->context);
    assert_int_equal(p->forms, m->set);
    if (!positions)
        return;
    assert_true(rhz_postings_entries(p, &at, &forms, &n));
    assert_int_equal(n, m->n_entries);
    if (n) {
        assert_memory_equal(at, m->positions, n * sizeof *at);
        assert_memory_equal(forms, m->forms, n * sizeof *at);
        at = rhz_postings_positions(p, &forms);
        assert_non_null(at);
        assert_int_equal(at[0], m->positions[0]);
        assert_int_equal(at[m->frequency - 1], m->positions[m->n_entries - 1]);
        for (n = 1; n < m->frequency; n++)
            assert_true(at[n] > at[n - 1]);
    }
}

static void test_every_posting(void **state)
{
    struct model *m = *state;
    struct open o = open_segment(m);
    struct rhz_error err = {0};
    size_t i, j;

    for (i = 0; i < m->n_terms; i++) {
        struct rhz_term t = look_up(&o, &m->terms[i]);
        struct rhz_postings *p;
        must(rhz_postings_open(o.segment, &t, o.arena, &p, &err), &err);
        for (j = 0; j < m->terms[i].n; j++, rhz_postings_next(p))
            assert_posting(p, &m->terms[i].postings[j], true);
        assert_int_equal(p->passage, RHZ_NONE);
        assert_false(p->corrupt);
        assert_int_equal(rhz_postings_decoded(p), (m->terms[i].n + RHZ_BLOCK - 1) / RHZ_BLOCK);
        rhz_postings_next(p);
        rhz_postings_seek(p, 1);
        assert_int_equal(p->passage, RHZ_NONE);
    }
    close_segment(&o);
}

/* Seeking gives what scanning gives, and skips what it may. */
static void test_seek(void **state)
{
    struct model *m = *state;
    struct open o = open_segment(m);
    struct rhz_error err = {0};
    uint64_t seed = 8;
    size_t i, j;
    unsigned round;

    for (i = 0; i < m->n_terms; i++)
        for (round = 0; round < (m->terms[i].n > 100 ? 40 : 3); round++) {
            struct rhz_term t = look_up(&o, &m->terms[i]);
            struct rhz_postings *p;
            uint32_t target = 1, step = 1 + random_below(&seed, 3000);
            must(rhz_postings_open(o.segment, &t, o.arena, &p, &err), &err);
            for (j = 0;; target += 1 + random_below(&seed, step)) {
                rhz_postings_seek(p, target);
                while (j < m->terms[i].n && m->terms[i].postings[j].passage < target)
                    j++;
                if (j == m->terms[i].n)
                    break;
                assert_posting(p, &m->terms[i].postings[j], round % 2);
                if (target < FIRST_PASSAGE)
                    target = FIRST_PASSAGE - 1;
            }
            assert_int_equal(p->passage, RHZ_NONE);
            assert_false(p->corrupt);
        }
    for (i = 0; i < m->n_terms; i++)
        if (m->terms[i].n > 10 * RHZ_BLOCK) {
            struct rhz_term t = look_up(&o, &m->terms[i]);
            struct rhz_postings *p;
            must(rhz_postings_open(o.segment, &t, o.arena, &p, &err), &err);
            rhz_postings_seek(p, m->terms[i].postings[m->terms[i].n - 1].passage);
            assert_int_equal(rhz_postings_decoded(p), 2);
        }
    close_segment(&o);
}

static void assert_bound(struct model *m, const struct model_term *t, uint32_t from, uint32_t last,
                         const struct rhz_competitor *c, size_t n)
{
    uint32_t j;
    size_t k;

    for (j = 0; j < t->n; j++) {
        const struct model_posting *p = &t->postings[j];
        bool covered = false;
        if (p->passage < from || p->passage > last)
            continue;
        for (k = 0; k < n; k++)
            covered |= c[k].frequency >= p->frequency && c[k].context_frequency >= p->context &&
                       c[k].length_code <= rhz_length_code(m->text_words[p->passage - FIRST_PASSAGE]);
        assert_true(covered);
    }
}

static void test_block_max(void **state)
{
    struct model *m = *state;
    struct open o = open_segment(m);
    struct rhz_error err = {0};
    size_t i;

    for (i = 0; i < m->n_terms; i++) {
        struct rhz_term t = look_up(&o, &m->terms[i]);
        struct rhz_postings *p;
        uint32_t target = 0, last, seen = 0;
        must(rhz_postings_open(o.segment, &t, o.arena, &p, &err), &err);
        for (;; target = last + 1) {
            struct rhz_competitor c[RHZ_COMPETITORS];
            size_t n = rhz_postings_block_max(p, target, &last, c, 1 + i % RHZ_COMPETITORS);
            if (!n)
                break;
            assert_true(n <= 1 + i % RHZ_COMPETITORS);
            assert_bound(m, &m->terms[i], target, last, c, n);
            seen++;
        }
        assert_int_equal(last, RHZ_NONE);
        assert_int_equal(seen, (m->terms[i].n + RHZ_BLOCK - 1) / RHZ_BLOCK);
        assert_int_equal(rhz_postings_decoded(p), 1);
    }
    close_segment(&o);
}

static void test_arrays(void **state)
{
    struct model *m = *state;
    struct open o = open_segment(m);
    uint64_t text = 0, context = 0;
    uint32_t i;

    for (i = 0; i < PASSAGES; i++) {
        assert_int_equal(rhz_segment_text_lengths(o.segment)[i], rhz_length_code(m->text_words[i]));
        assert_int_equal(rhz_segment_context_lengths(o.segment)[i], rhz_length_code(m->context_words[i]));
        assert_int_equal(rhz_segment_document_of(o.segment, FIRST_PASSAGE + i), m->documents[i]);
        text += m->text_words[i];
        context += m->context_words[i];
    }
    assert_int_equal(m->info.text_words, text);
    assert_int_equal(m->info.context_words, context);
    assert_int_equal(m->info.n_passages, PASSAGES);
    close_segment(&o);
}

static void test_mentions(void **state)
{
    struct model *m = *state;
    struct open o = open_segment(m);
    struct rhz_error err = {0};
    uint32_t document, ordinal, expected[PASSAGES], *got;
    size_t n;

    for (document = FIRST_DOCUMENT - 2; document < FIRST_DOCUMENT + 70; document++)
        for (ordinal = 0; ordinal < 35; ordinal++) {
            uint32_t d = FIRST_DOCUMENT, e = 0;
            size_t want = 0;
            while (d < document)
                d += 1 + d % 3;
            while (e < ordinal)
                e += 1 + e % 2;
            if (d == document && d < FIRST_DOCUMENT + 60 && e == ordinal && e < 30)
                want = mention_passages(document, ordinal, expected);
            must(rhz_segment_mentions(o.segment, document, ordinal, o.arena, &got, &n, &err), &err);
            assert_int_equal(n, want);
            if (n)
                assert_memory_equal(got, expected, n * sizeof *got);
        }
    close_segment(&o);
}

/* Pieces keep clear of the ends of chunks, and one longer than a chunk is found again. */
static void test_pieces(void **state)
{
    struct model *m = *state;
    struct rhz_error err = {0};
    struct rhz_txn *t;
    struct rhz_piece_writer w = {.store = m->store, .segment = 99, .part = RHZ_PART_POSITIONS};
    struct rhz_piece_reader r = {.segment = 99, .part = RHZ_PART_POSITIONS};
    static char bytes[3 * RHZ_CHUNK];
    enum { N = 400 };
    uint64_t at[N], seed = 77;
    size_t size[N];
    unsigned i;

    must(rhz_txn_begin(m->store, true, &t, &err), &err);
    w.txn = &t;
    for (i = 0; i < N; i++) {
        size[i] = random_below(&seed, 8) ? 4 + random_below(&seed, 5000) : 4 + random_below(&seed, i % 50 ? 100000 : sizeof bytes - 4);
        at[i] = rhz_piece_address(&w, size[i]);
        assert_true(i == 0 || at[i] == rhz_piece_place(rhz_piece_end(at[i - 1], size[i - 1]), size[i]));
        memcpy(bytes, &i, sizeof i);
        memcpy(bytes + size[i] - sizeof i, &i, sizeof i);
        must(rhz_piece_write(&w, rhz_span(bytes, size[i]), &err), &err);
    }
    must(rhz_piece_finish(&w, &err), &err);
    must(rhz_txn_commit(t, &err), &err);
    must(rhz_txn_begin(m->store, false, &t, &err), &err);
    r.txn = t;
    for (i = 0; i < N; i++) {
        struct rhz_span s;
        must(rhz_piece_read(&r, at[i], &s, &err), &err);
        assert_true(s.n >= size[i]);
        assert_memory_equal(s.p, &i, sizeof i);
        assert_memory_equal(s.p + size[i] - sizeof i, &i, sizeof i);
    }
    rhz_txn_abort(t);
    rhz_buf_free(&w.chunk);
}

static void test_order_is_checked(void **state)
{
    struct model *m = *state;
    struct rhz_segment_info info = {.number = 11, .first_document = 1, .n_documents = 1, .first_passage = 1};
    struct rhz_segment_writer *w;
    struct rhz_error err = {0};
    struct rhz_txn *t;
    struct rhz_span form = RHZ_SPAN("b");
    uint32_t zero = 0;
    struct rhz_posting p = {.passage = 2, .frequency = 1, .positions = &zero, .forms = &zero};

    must(rhz_txn_begin(m->store, true, &t, &err), &err);
    must(rhz_segment_writer_new(m->store, &t, &info, &w, &err), &err);
    must(rhz_segment_writer_passage(w, 1, 1, 0, &err), &err);
    must(rhz_segment_writer_term(w, RHZ_SPAN("b"), &form, 1, &err), &err);
    assert_int_equal(rhz_segment_writer_posting(w, &p, &err), RHZ_INVALID);
    p.passage = 1;
    must(rhz_segment_writer_posting(w, &p, &err), &err);
    assert_int_equal(rhz_segment_writer_posting(w, &p, &err), RHZ_INVALID);
    assert_int_equal(rhz_segment_writer_passage(w, 1, 1, 0, &err), RHZ_INVALID);
    assert_int_equal(rhz_segment_writer_term(w, RHZ_SPAN("a"), &form, 1, &err), RHZ_INVALID);
    rhz_segment_writer_free(w);
    rhz_txn_abort(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_look_up), cmocka_unit_test(test_walk),      cmocka_unit_test(test_every_posting),
        cmocka_unit_test(test_seek),    cmocka_unit_test(test_block_max), cmocka_unit_test(test_arrays),
        cmocka_unit_test(test_mentions), cmocka_unit_test(test_pieces),   cmocka_unit_test(test_order_is_checked),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
