/* test_postings.c -- the coders of the index, without a store: decode(encode(x)) = x, bounds hold, no byte harms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "random.h"
#include "segment_parts.h"

enum { ROUNDS = 3000 };

/* ---- lengths and frequencies ---- */

static void test_lengths(void **state)
{
    uint32_t w, before = 0;
    unsigned c;

    (void)state;
    for (c = 0; c < 256; c++) {
        assert_int_equal(rhz_length_code(rhz_length_of((uint8_t)c)), c);
        assert_true(c == 0 || rhz_length_of((uint8_t)c) > rhz_length_of((uint8_t)(c - 1)));
    }
    for (w = 0; w <= 32; w++)
        assert_int_equal(rhz_length_of(rhz_length_code(w)), w);
    for (w = 0; w < 1000000; w += 1 + w / 100) {
        uint8_t code = rhz_length_code(w), up = rhz_frequency_code(w);
        assert_true(code >= before);
        before = code;
        assert_true(rhz_length_of(code) <= w);
        assert_true(w > 500000 || (double)rhz_length_of(code) >= w / 1.07);
        assert_true(rhz_frequency_bound(up) >= w);
        assert_true(up == 0 || rhz_length_of((uint8_t)(up - 1)) < w);
    }
    assert_int_equal(rhz_frequency_bound(rhz_frequency_code(UINT32_MAX)), UINT32_MAX);
}

static void test_frontier(void **state)
{
    uint64_t seed = 11;
    unsigned round, i, j, most;

    (void)state;
    for (round = 0; round < ROUNDS; round++) {
        struct rhz_frontier f = {0};
        struct { uint32_t f, c; uint8_t l; } v[RHZ_BLOCK];
        for (i = 0; i < RHZ_BLOCK; i++) {
            v[i].f = random_skewed(&seed, 24);
            v[i].c = random_below(&seed, 2) ? 0 : random_skewed(&seed, 8);
            v[i].l = (uint8_t)random_below(&seed, 256);
            rhz_frontier_add(&f, v[i].f, v[i].c, v[i].l);
        }
        for (most = RHZ_BLOCK; most; most /= 2) {
            rhz_frontier_reduce(&f, most);
            assert_true(f.n >= 1 && f.n <= most);
            for (i = 0; i < RHZ_BLOCK; i++) {
                bool covered = false;
                for (j = 0; j < f.n; j++)
                    covered |= rhz_frequency_bound(f.at[j].frequency) >= v[i].f &&
                               rhz_frequency_bound(f.at[j].context) >= v[i].c && f.at[j].length <= v[i].l;
                assert_true(covered);
            }
        }
    }
}

/* ---- columns and runs ---- */

static void test_columns(void **state)
{
    uint64_t seed = 1;
    unsigned round, i;

    (void)state;
    for (round = 0; round < ROUNDS; round++) {
        uint32_t v[RHZ_BLOCK], back[RHZ_BLOCK];
        unsigned n = round % 3 ? 1 + random_below(&seed, RHZ_BLOCK) : RHZ_BLOCK, bits = random_below(&seed, 33);
        struct rhz_buf b = {0};
        struct rhz_reader r;
        for (i = 0; i < n; i++)
            v[i] = random_skewed(&seed, bits);
        rhz_column_put(&b, v, n);
        rhz_buf_byte(&b, 0xAA);
        r = rhz_reader(rhz_buf_view(&b));
        rhz_column_get(&r, back, n);
        assert_memory_equal(v, back, n * sizeof v[0]);
        assert_int_equal(rhz_get_byte(&r), 0xAA);
        assert_false(r.bad);
        r = rhz_reader(rhz_buf_view(&b));
        rhz_column_skip(&r, n);
        assert_int_equal(rhz_get_byte(&r), 0xAA);
        r = rhz_reader(rhz_span(b.p, random_below(&seed, (uint32_t)b.n - 1)));
        rhz_column_get(&r, back, n);
        assert_true(r.bad);
        rhz_buf_free(&b);
    }
}

static void test_runs(void **state)
{
    static const size_t sizes[] = {0, 1, 127, 128, 129, 255, 256, 257, 1000};
    uint64_t seed = 2;
    uint32_t v[1000], out[1000];
    size_t s, i;
    unsigned round;

    (void)state;
    for (s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        struct rhz_buf b = {0};
        struct rhz_run run;
        struct rhz_reader r;
        for (i = 0; i < sizes[s]; i++)
            v[i] = random_skewed(&seed, 20);
        rhz_run_put(&b, v, sizes[s]);
        rhz_buf_byte(&b, 0x55);
        rhz_run_open(&run, rhz_reader(rhz_buf_view(&b)), sizes[s]);
        for (round = 0; round < 200; round++) {
            uint32_t from = random_below(&seed, (uint32_t)sizes[s] + 1), n = random_below(&seed, (uint32_t)sizes[s] - from + 1);
            assert_true(rhz_run_get(&run, from, n, out));
            assert_memory_equal(out, v + from, n * sizeof v[0]);
        }
        assert_false(rhz_run_get(&run, sizes[s], 1, out));
        r = rhz_run_end(&run);
        assert_int_equal(rhz_get_byte(&r), 0x55);
        rhz_buf_free(&b);
    }
}

/* ---- blocks ---- */

struct shape {
    unsigned n, gap_bits, frequency_bits, forms;
    bool contexts;
};

static void random_block(uint64_t *seed, const struct shape *s, struct rhz_posting_block *b, uint32_t base)
{
    unsigned i;

    b->n = s->n;
    for (i = 0; i < s->n; i++) {
        base += random_skewed(seed, s->gap_bits);
        b->passages[i] = base++;
        b->contexts[i] = s->contexts ? random_below(seed, 3) : 0;
        b->frequencies[i] = random_skewed(seed, s->frequency_bits) + (b->contexts[i] == 0);
        b->sets[i] = (uint8_t)(1u << random_below(seed, s->forms < 8 ? s->forms : 8));
        if (random_below(seed, 5) == 0)
            b->sets[i] |= (uint8_t)(1u << random_below(seed, s->forms < 8 ? s->forms : 8));
    }
}

static struct shape random_shape(uint64_t *seed)
{
    static const unsigned forms[] = {1, 1, 2, 3, 7, 8, 9, 300};
    struct shape s = {random_below(seed, 3) ? 1 + random_below(seed, RHZ_BLOCK) : RHZ_BLOCK, random_below(seed, 18),
                      random_below(seed, 8), forms[random_below(seed, 8)], random_below(seed, 3) == 0};
    return s;
}

static void test_posting_blocks(void **state)
{
    uint64_t seed = 3;
    unsigned round;

    (void)state;
    for (round = 0; round < ROUNDS; round++) {
        struct shape s = random_shape(&seed);
        struct rhz_posting_block in, out;
        struct rhz_buf b = {0};
        struct rhz_reader r;
        uint32_t base = random_below(&seed, 1000), last;
        random_block(&seed, &s, &in, base);
        last = in.passages[in.n - 1];
        rhz_posting_block_put(&b, &in, base, s.forms);
        r = rhz_reader(rhz_buf_view(&b));
        out.n = in.n;
        assert_true(rhz_posting_block_get(&r, &out, base, last + 1, s.forms));
        assert_int_equal(rhz_left(&r), 0);
        assert_memory_equal(in.passages, out.passages, in.n * sizeof in.passages[0]);
        assert_memory_equal(in.frequencies, out.frequencies, in.n * sizeof in.frequencies[0]);
        assert_memory_equal(in.contexts, out.contexts, in.n * sizeof in.contexts[0]);
        assert_memory_equal(in.sets, out.sets, in.n);
        r = rhz_reader(rhz_buf_view(&b));
        assert_false(rhz_posting_block_get(&r, &out, base, last, s.forms)); /* past the segment */
        rhz_buf_free(&b);
    }
}

static void test_form_ranks(void **state)
{
    unsigned set;
    uint32_t form;

    (void)state;
    for (set = 1; set < 256; set++)
        for (form = 0; form < 300; form++) {
            uint32_t rank = rhz_form_rank((uint8_t)set, form);
            if (set >> (form < 7 ? form : 7) & 1)
                assert_int_equal(rhz_form_of_rank((uint8_t)set, rank), form);
            else
                assert_int_equal(rank, RHZ_NONE);
        }
}

struct entries {
    uint32_t n, frequency, positions[400], forms[400];
    uint8_t set;
};

static void random_entries(uint64_t *seed, unsigned n_forms, unsigned most, struct entries *e)
{
    uint32_t position = random_below(seed, 200), i, n = random_below(seed, most);

    memset(e, 0, sizeof *e);
    for (i = 0; i < n; i++) {
        uint32_t form = random_below(seed, 3) ? 0 : random_below(seed, n_forms);
        do {
            e->positions[e->n] = position;
            e->forms[e->n++] = form;
            e->set |= (uint8_t)(1u << (form < 7 ? form : 7));
            form += 1 + random_below(seed, n_forms);
        } while (form < n_forms && random_below(seed, 4) == 0);
        e->frequency++;
        position += 1 + random_skewed(seed, 8);
    }
    if (!e->n)
        e->set = 1;
}

static void test_position_blocks(void **state)
{
    static struct entries e[RHZ_BLOCK];
    uint64_t seed = 4;
    unsigned round, i, j;

    (void)state;
    for (round = 0; round < ROUNDS / 10; round++) {
        unsigned n = 1 + random_below(&seed, RHZ_BLOCK), forms = random_below(&seed, 2) ? 1 + random_below(&seed, 4) : 300;
        struct rhz_position_gather g = {0};
        struct rhz_position_block p;
        struct rhz_buf b = {0};
        uint32_t frequencies[RHZ_BLOCK] = {0}, at[400], form[400];
        uint8_t sets[RHZ_BLOCK] = {0};
        for (i = 0; i < n; i++) {
            random_entries(&seed, forms, round % 2 ? 4 : 100, &e[i]);
            frequencies[i] = e[i].frequency;
            sets[i] = e[i].set;
            rhz_position_gather_add(&g, e[i].set, e[i].frequency, e[i].positions, e[i].forms, e[i].n);
        }
        rhz_position_block_put(&b, &g);
        assert_false(b.failed);
        assert_true(rhz_position_block_open(&p, rhz_reader(rhz_buf_view(&b)), frequencies, sets, n));
        for (j = 0; j < 2 * n; j++) {
            i = random_below(&seed, n);
            assert_int_equal(rhz_position_block_entries(&p, i), e[i].n);
            assert_true(rhz_position_block_get(&p, i, at, form));
            assert_memory_equal(at, e[i].positions, e[i].n * sizeof at[0]);
            assert_memory_equal(form, e[i].forms, e[i].n * sizeof at[0]);
        }
        rhz_position_gather_free(&g);
        rhz_buf_free(&b);
    }
}

/* ---- dictionary ---- */

static void test_dictionary_forms(void **state)
{
    static const struct { const char *term, *form; } pairs[] = {
        {"reglement", "réglementées"}, {"subvent", "subventions"}, {"2023", "2023"}, {"coeur", "cœur"}, {"ete", "été"},
        {"elev", "élève"}, {"a", "à"}, {"x", "tout-autre"}, {"ecologiqu", "ÉCOLOGIQUE"}, {"naif", "naïf"},
        {"deca", "deçà"}, {"aeeeeeeeee", "aéééééééééé"}, {"abcdefghijklmnopqrstuve", "abcdefghijklmnopqrstuvé"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct rhz_dictionary_block b = {0};
        struct rhz_dictionary_form form = {rhz_span_of(pairs[i].form), 1};
        struct rhz_dictionary_entry e = {.term = rhz_span_of(pairs[i].term), .document_frequency = 1, .occurrences = 1,
                                         .forms = &form, .n_forms = 1, .single = true, .passage = 70, .position = 9};
        struct rhz_dictionary_reader d;
        struct rhz_buf out = {0};
        struct rhz_reader r;
        assert_true(rhz_dictionary_put(&b, &e, 300));
        assert_true(rhz_dictionary_open(&d, rhz_buf_view(&b.bytes), 300));
        assert_true(rhz_dictionary_step(&d));
        assert_int_equal(d.passage, 70);
        assert_int_equal(d.position, 9);
        assert_true(rhz_dictionary_forms(&d, &out));
        r = rhz_reader(rhz_buf_view(&out));
        assert_int_equal(rhz_get_varint(&r), 1);
        assert_true(rhz_span_eq(rhz_get_bytes(&r), form.form));
        assert_false(rhz_dictionary_step(&d));
        assert_false(d.r.bad);
        rhz_buf_free(&out);
        rhz_dictionary_free(&b);
    }
}

static void test_long_terms(void **state)
{
    char term[2000], a[RHZ_TERM_MAX], b[RHZ_TERM_MAX];
    struct rhz_span first, second;

    (void)state;
    memset(term, 'z', sizeof term);
    first = rhz_term_key(rhz_span(term, 480), a);
    assert_ptr_equal(first.p, term);
    first = rhz_term_key(rhz_span(term, sizeof term), a);
    term[1999] = 'y';
    second = rhz_term_key(rhz_span(term, sizeof term), b);
    assert_int_equal(first.n, RHZ_TERM_MAX);
    assert_false(rhz_span_eq(first, second));
    assert_true(rhz_span_eq(rhz_term_key(first, b), first));
}

/* ---- hostile bytes ---- */

static void test_hostile(void **state)
{
    uint64_t seed = 5;
    unsigned round, i;

    (void)state;
    for (round = 0; round < 20 * ROUNDS; round++) {
        char bytes[300];
        unsigned n = random_below(&seed, sizeof bytes);
        struct rhz_posting_block block;
        struct rhz_dictionary_reader d;
        struct rhz_position_block p;
        uint32_t *at;
        struct rhz_reader r;
        for (i = 0; i < n; i++)
            bytes[i] = (char)(random_below(&seed, 3) ? random_below(&seed, 256) : random_below(&seed, 8));
        r = rhz_reader(rhz_span(bytes, n));
        block.n = 1 + random_below(&seed, RHZ_BLOCK);
        if (rhz_posting_block_get(&r, &block, random_below(&seed, 10), 1000, 1 + random_below(&seed, 10)) &&
            rhz_position_block_open(&p, r, block.frequencies, block.sets, block.n))
            for (i = 0; i < block.n; i++) {
                uint64_t entries = rhz_position_block_entries(&p, i);
                assert_true(block.passages[i] < 1000);
                assert_true(entries <= 300 * RHZ_BLOCK);
                at = malloc(2 * sizeof *at * (entries + 1));
                rhz_position_block_get(&p, i, at, at + entries);
                free(at);
            }
        if (rhz_dictionary_open(&d, rhz_span(bytes, n), 1000))
            while (rhz_dictionary_step(&d)) {
                struct rhz_buf forms = {0};
                rhz_dictionary_forms(&d, &forms);
                rhz_buf_free(&forms);
            }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lengths),        cmocka_unit_test(test_frontier),         cmocka_unit_test(test_columns),
        cmocka_unit_test(test_runs),           cmocka_unit_test(test_posting_blocks),   cmocka_unit_test(test_form_ranks),
        cmocka_unit_test(test_position_blocks), cmocka_unit_test(test_dictionary_forms), cmocka_unit_test(test_long_terms),
        cmocka_unit_test(test_hostile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
