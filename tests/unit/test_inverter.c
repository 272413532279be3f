/* test_inverter.c -- the index answers like a naive scan of the tokens, over generated documents with titles, headings,
 * inclusive writing and mentions; and its memory is what it says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_folder.h"
#include "chains.h"
#include "context.h"
#include "inverter.h"
#include "random.h"
#include "terms.h"

enum { DOCUMENTS = 60, FIRST_DOCUMENT = 5, FIRST_PASSAGE = 300, SEGMENT = 2 };

/* One occurrence as a naive scan sees it: enough to rebuild every posting. */
struct occurrence {
    char term[64], form[64];
    uint32_t passage, position;
    uint32_t context; /* occurrences in context; then `position` is meaningless */
    bool is_context;
};

struct world {
    char root[256];
    struct rhz_store *store;
    struct rhz_segment_info info;
    struct rhz_arena *arena;
    struct rhz_document documents[DOCUMENTS];
    struct rhz_facts facts[DOCUMENTS];
    struct rhz_analyzer *analyzer;
    struct rhz_buf all; /* struct occurrence, sorted by term, passage, text before context, position, form */
};

static void must(rhz_status st, const struct rhz_error *err)
{
    if (st != RHZ_OK)
        fail_msg("status %d: %s", st, err->text);
}

/* ---- documents ---- */

static const char *const words[] = {
    "association", "l'assemblée", "générale", "subvention", "subventions", "subventionnée", "ETAT", "état", "trésorière",
    "adhérent·e·s", "adhérents", "le", "la", "de", "et", "des", "70 000 €", "2017", "27e", "socio-culturel", "œuvre",
    "quartier", "quartiers", "élu.es", "tou.te.s", "aujourd'hui", "qu'elle", "compte-rendu", "S.A.R.L.", "Europe",
    "budget", "budgets", "budgétaire", "programme", "jardins", "partagés", "contact@exemple.org", "élève", "élèves",
};

static void random_line(uint64_t *seed, struct rhz_buf *b, unsigned n)
{
    unsigned i;

    for (i = 0; i < n; i++) {
        unsigned w = random_below(seed, sizeof words / sizeof words[0]);
        if (i)
            rhz_buf_str(b, random_below(seed, 9) ? " " : ", ");
        if (random_below(seed, 12) == 0)
            rhz_buf_printf(b, "mot%u", (unsigned)random_below(seed, 500));
        else
            rhz_buf_str(b, words[w]);
    }
}

static void add_block(struct world *w, struct rhz_document *d, struct rhz_buf *text, uint8_t kind, uint8_t level,
                      uint32_t start, uint32_t heading)
{
    struct rhz_block *old = d->blocks;

    d->blocks = rhz_arena_zalloc(w->arena, d->n_blocks + 1, sizeof *d->blocks);
    if (d->n_blocks)
        memcpy(d->blocks, old, d->n_blocks * sizeof *old);
    d->blocks[d->n_blocks++] = (struct rhz_block){kind, level, start, (uint32_t)text->n, heading, 0};
    rhz_buf_byte(text, '\n');
}

static void make_document(struct world *w, uint64_t *seed, struct rhz_document *d)
{
    struct rhz_buf text = {0}, title = {0};
    uint32_t heading = RHZ_NONE, top = RHZ_NONE, start;
    unsigned i, n = random_below(seed, 30);

    random_line(seed, &title, random_below(seed, 6));
    d->title = rhz_arena_copy(w->arena, rhz_buf_view(&title));
    d->passages = rhz_arena_zalloc(w->arena, n + 1, sizeof *d->passages);
    for (i = 0; i < n; i++) {
        if (random_below(seed, 4) == 0) {
            uint8_t level = top == RHZ_NONE || random_below(seed, 3) == 0 ? 1 : 2;
            start = (uint32_t)text.n;
            if (level == 1 && random_below(seed, 2))
                rhz_buf_span(&text, d->title); /* the title said again */
            else
                random_line(seed, &text, 1 + random_below(seed, 5));
            add_block(w, d, &text, RHZ_BLOCK_HEADING, level, start, level == 1 ? RHZ_NONE : top);
            heading = (uint32_t)d->n_blocks - 1;
            if (level == 1)
                top = heading;
        }
        start = (uint32_t)text.n;
        random_line(seed, &text, random_below(seed, 80));
        d->passages[d->n_passages++] = (struct rhz_passage){start, (uint32_t)text.n, (uint32_t)d->n_blocks, 1, heading};
        add_block(w, d, &text, RHZ_BLOCK_PARAGRAPH, 0, start, heading);
    }
    d->text = rhz_arena_copy(w->arena, rhz_buf_view(&text));
    rhz_buf_free(&text);
    rhz_buf_free(&title);
}

static void make_facts(struct world *w, uint64_t *seed, const struct rhz_document *d, struct rhz_facts *f)
{
    size_t i, j;

    f->n_entities = random_below(seed, 12);
    f->entities = rhz_arena_zalloc(w->arena, f->n_entities + 1, sizeof *f->entities);
    for (i = 0; i < f->n_entities; i++) {
        struct rhz_document_entity *e = &f->entities[i];
        uint32_t at = 0;
        e->mentions = rhz_arena_zalloc(w->arena, 40, sizeof *e->mentions);
        for (j = 0; j < 40 && at + 3 < d->text.n; j++) {
            at += random_below(seed, 400);
            if (at + 3 < d->text.n)
                e->mentions[e->n_mentions++] = (struct rhz_mention){at, at + 3};
        }
    }
}

/* ---- the naive scan ---- */

static void note(struct world *w, const struct rhz_lexeme *l, uint32_t passage, uint32_t position, bool context, uint32_t n)
{
    struct occurrence o;

    memset(&o, 0, sizeof o);
    assert_true(l->term.n < sizeof o.term && l->form.n < sizeof o.form);
    memcpy(o.term, l->term.p, l->term.n);
    memcpy(o.form, l->form.p, l->form.n);
    o.passage = passage;
    o.position = position;
    o.is_context = context;
    o.context = n;
    rhz_buf_append(&w->all, &o, sizeof o);
}

static void note_line(struct world *w, struct rhz_span line, uint32_t passage)
{
    const struct rhz_token *t;
    size_t n, i, j;

    assert_int_equal(rhz_analyze(w->analyzer, line, &t, &n), RHZ_OK);
    for (i = 0; i < n; i++) {
        uint32_t counts = 1;
        if (t[i].lexeme->flags & RHZ_LEXEME_STOP)
            continue;
        for (j = 0; j < i; j++)
            if (t[j].position == t[i].position && rhz_span_eq(t[j].lexeme->term, t[i].lexeme->term))
                counts = 0;
        note(w, t[i].lexeme, passage, 0, true, counts);
    }
}

static void scan_passage(struct world *w, const struct rhz_document *d, const struct rhz_passage *p, uint32_t passage)
{
    const struct rhz_token *t;
    uint32_t h;
    size_t n, i;

    note_line(w, d->title, passage);
    for (h = p->heading; h != RHZ_NONE; h = d->blocks[h].heading) {
        struct rhz_span line = rhz_document_slice(d, d->blocks[h].start, d->blocks[h].end);
        if (!rhz_span_eq(line, d->title))
            note_line(w, line, passage);
    }
    assert_int_equal(rhz_analyze(w->analyzer, rhz_document_slice(d, p->start, p->end), &t, &n), RHZ_OK);
    for (i = 0; i < n; i++)
        note(w, t[i].lexeme, passage, t[i].position, false, 0);
}

static int by_place(const void *a, const void *b)
{
    const struct occurrence *x = a, *y = b;
    int c = strcmp(x->term, y->term);

    if (c)
        return c;
    if (x->passage != y->passage)
        return x->passage < y->passage ? -1 : 1;
    if (x->is_context != y->is_context)
        return x->is_context ? 1 : -1;
    if (x->position != y->position)
        return x->position < y->position ? -1 : 1;
    return strcmp(x->form, y->form);
}

static int setup(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    struct rhz_inverter *v;
    struct rhz_error err = {0};
    struct rhz_txn *t;
    uint64_t seed = 21;
    uint32_t passage = FIRST_PASSAGE;
    char base[300];
    size_t i, j;

    folder_make(w->root);
    snprintf(base, sizeof base, "%s/asso.rhz", w->root);
    must(rhz_store_open(base, RHZ_STORE_CREATE, 0, &w->store, &err), &err);
    w->arena = rhz_arena_new();
    w->analyzer = rhz_analyzer_new();
    must(rhz_inverter_new(SEGMENT, FIRST_DOCUMENT, FIRST_PASSAGE, &v, &err), &err);
    for (i = 0; i < DOCUMENTS; i++) {
        make_document(w, &seed, &w->documents[i]);
        make_facts(w, &seed, &w->documents[i], &w->facts[i]);
        must(rhz_inverter_add(v, &w->documents[i], i % 5 ? &w->facts[i] : NULL, &err), &err);
        for (j = 0; j < w->documents[i].n_passages; j++)
            scan_passage(w, &w->documents[i], &w->documents[i].passages[j], passage++);
    }
    assert_int_equal(rhz_inverter_documents(v), DOCUMENTS);
    assert_true(rhz_inverter_memory(v) > 1 << 20);
    must(rhz_txn_begin(w->store, true, &t, &err), &err);
    must(rhz_inverter_flush(v, w->store, &t, &w->info, &err), &err);
    must(rhz_txn_commit(t, &err), &err);
    rhz_inverter_free(v);
    assert_int_equal(w->info.n_documents, DOCUMENTS);
    assert_int_equal(w->info.n_passages, passage - FIRST_PASSAGE);
    qsort(w->all.p, w->all.n / sizeof(struct occurrence), sizeof(struct occurrence), by_place);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;

    rhz_analyzer_free(w->analyzer);
    rhz_arena_free(w->arena);
    rhz_buf_free(&w->all);
    rhz_store_close(w->store);
    folder_remove(w->root);
    free(w);
    return 0;
}

/* ---- comparison ---- */

static uint32_t form_number(const struct rhz_term *t, const char *form)
{
    struct rhz_span f;
    uint64_t n;
    uint32_t i;

    for (i = 0; rhz_term_form(t, i, &f, &n); i++)
        if (rhz_span_eq(f, rhz_span_of(form)))
            return i;
    fail_msg("form %s is missing", form);
    return 0;
}

/* The posting at `p` must be what the occurrences o[0..n) of one passage say. */
static void assert_passage(struct rhz_postings *p, const struct rhz_term *t, const struct occurrence *o, size_t n,
                           uint64_t *counts)
{
    const uint32_t *positions, *forms;
    uint32_t context = 0, frequency = 0;
    uint8_t set = 0;
    size_t i, j, entries = 0, got;

    assert_int_equal(p->passage, o->passage);
    assert_true(rhz_postings_entries(p, &positions, &forms, &got));
    for (i = 0; i < n; i++) {
        uint32_t form = form_number(t, o[i].form);
        bool found = false;
        set |= (uint8_t)(1u << (form < 7 ? form : 7));
        if (o[i].is_context) {
            context += o[i].context;
            continue;
        }
        frequency += i == 0 || o[i].position != o[i - 1].position;
        if (i && o[i].position == o[i - 1].position && strcmp(o[i].form, o[i - 1].form) == 0)
            continue;
        entries++;
        counts[form]++;
        for (j = 0; j < got; j++)
            found |= positions[j] == o[i].position && forms[j] == form;
        assert_true(found);
    }
    assert_int_equal(got, entries);
    assert_int_equal(p->frequency, frequency);
    assert_int_equal(p->context_frequency, context);
    assert_int_equal(p->forms, set);
}

static void assert_list(struct rhz_segment *s, struct rhz_arena *arena, const struct occurrence *o, size_t n)
{
    struct rhz_error err = {0};
    struct rhz_postings *p;
    struct rhz_term t;
    struct rhz_span form;
    uint64_t counts[100] = {0}, occurrences, before = UINT64_MAX, sum = 0;
    uint32_t df = 0, i;
    size_t from, to;

    must(rhz_segment_term(s, rhz_span_of(o->term), &t, &err), &err);
    assert_true(t.n_forms < 100);
    must(rhz_postings_open(s, &t, arena, &p, &err), &err);
    for (from = 0; from < n; from = to, df++, rhz_postings_next(p)) {
        for (to = from; to < n && o[to].passage == o[from].passage; to++)
            ;
        sum += p->frequency;
        assert_passage(p, &t, o + from, to - from, counts);
    }
    assert_int_equal(p->passage, RHZ_NONE);
    assert_int_equal(t.document_frequency, df);
    assert_int_equal(t.occurrences, sum);
    for (i = 0; i < t.n_forms; i++) {
        assert_true(rhz_term_form(&t, i, &form, &occurrences));
        assert_true(occurrences <= before);
        /* A lone form is counted by positions, several by entries. */
        assert_int_equal(occurrences, counts[i]);
        before = occurrences;
    }
}

static void test_same_as_scan(void **state)
{
    struct world *w = *state;
    const struct occurrence *o = (const struct occurrence *)(void *)w->all.p;
    size_t n = w->all.n / sizeof *o, from, to, terms = 0;
    struct rhz_segment *s;
    struct rhz_error err = {0};
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_term_walk *walk;
    struct rhz_term term;
    struct rhz_txn *t;

    must(rhz_txn_begin(w->store, false, &t, &err), &err);
    must(rhz_segment_open(t, &w->info, arena, &s, &err), &err);
    must(rhz_term_walk_open(s, RHZ_SPAN(""), &walk, &err), &err);
    for (from = 0; from < n; from = to, terms++) {
        for (to = from; to < n && strcmp(o[to].term, o[from].term) == 0; to++)
            ;
        assert_list(s, arena, o + from, to - from);
        must(rhz_term_walk_next(walk, &term, &err), &err);
        assert_true(rhz_span_eq(term.term, rhz_span_of(o[from].term)));
    }
    assert_int_equal(rhz_term_walk_next(walk, &term, &err), RHZ_NOT_FOUND);
    assert_true(terms > 300);
    rhz_term_walk_close(walk);
    rhz_txn_abort(t);
    rhz_arena_free(arena);
}

static void test_lengths(void **state)
{
    struct world *w = *state;
    const struct occurrence *o = (const struct occurrence *)(void *)w->all.p;
    size_t n = w->all.n / sizeof *o, i;
    struct rhz_segment *s;
    struct rhz_error err = {0};
    struct rhz_arena *arena = rhz_arena_new();
    uint32_t *context = calloc(w->info.n_passages, sizeof *context), passage = 0, d;
    uint64_t words_of_context = 0;
    struct rhz_txn *t;

    must(rhz_txn_begin(w->store, false, &t, &err), &err);
    must(rhz_segment_open(t, &w->info, arena, &s, &err), &err);
    for (i = 0; i < n; i++)
        context[o[i].passage - FIRST_PASSAGE] += o[i].context;
    for (d = 0; d < DOCUMENTS; d++)
        for (i = 0; i < w->documents[d].n_passages; i++, passage++) {
            const struct rhz_token *tokens;
            const struct rhz_passage *p = &w->documents[d].passages[i];
            size_t m, k, distinct = 0;
            assert_int_equal(rhz_segment_document_of(s, FIRST_PASSAGE + passage), FIRST_DOCUMENT + d);
            assert_int_equal(rhz_segment_context_lengths(s)[passage], rhz_length_code(context[passage]));
            rhz_analyze(w->analyzer, rhz_document_slice(&w->documents[d], p->start, p->end), &tokens, &m);
            for (k = 0; k < m; k++)
                distinct += k == 0 || tokens[k].position != tokens[k - 1].position;
            assert_int_equal(rhz_segment_text_lengths(s)[passage], rhz_length_code((uint32_t)distinct));
            words_of_context += context[passage];
        }
    assert_int_equal(w->info.context_words, words_of_context);
    rhz_txn_abort(t);
    rhz_arena_free(arena);
    free(context);
}

static void test_mentions(void **state)
{
    struct world *w = *state;
    struct rhz_segment *s;
    struct rhz_error err = {0};
    struct rhz_arena *arena = rhz_arena_new();
    uint32_t first = FIRST_PASSAGE, d;
    size_t e, i, j;
    struct rhz_txn *t;

    must(rhz_txn_begin(w->store, false, &t, &err), &err);
    must(rhz_segment_open(t, &w->info, arena, &s, &err), &err);
    for (d = 0; d < DOCUMENTS; first += (uint32_t)w->documents[d++].n_passages)
        for (e = 0; e < 13; e++) {
            uint32_t *got;
            size_t n, want = 0;
            must(rhz_segment_mentions(s, FIRST_DOCUMENT + d, (uint32_t)e, arena, &got, &n, &err), &err);
            for (i = 0; i < w->documents[d].n_passages && d % 5 && e < w->facts[d].n_entities; i++) {
                const struct rhz_passage *p = &w->documents[d].passages[i];
                bool there = false;
                for (j = 0; j < w->facts[d].entities[e].n_mentions; j++) {
                    uint32_t at = w->facts[d].entities[e].mentions[j].start;
                    there |= at >= p->start && at < p->end;
                }
                if (there) {
                    assert_true(want < n);
                    assert_int_equal(got[want], first + i);
                    want++;
                }
            }
            assert_int_equal(n, want);
        }
    rhz_txn_abort(t);
    rhz_arena_free(arena);
}

/* ---- its parts ---- */

static void test_chains(void **state)
{
    enum { CHAINS = 50 };
    struct rhz_chains c = {0};
    struct rhz_chain chains[CHAINS] = {{0}};
    uint64_t seed = 1, check = 1;
    unsigned i, which, counts[CHAINS] = {0};

    (void)state;
    for (i = 0; i < 300000; i++) {
        which = random_below(&seed, 10) ? random_below(&seed, 5) : random_below(&seed, CHAINS);
        assert_true(rhz_chain_put(&c, &chains[which], (uint64_t)random_skewed(&seed, 32) << 3 | which % 8));
        counts[which]++;
    }
    assert_true(rhz_chains_memory(&c) >= 300000 && rhz_chains_memory(&c) < 3 << 20);
    for (i = 0; i < CHAINS; i++) {
        struct rhz_chain_reader r;
        unsigned n = 0;
        for (rhz_chain_open(&r, &c, &chains[i]); rhz_chain_more(&r); n++)
            assert_int_equal(rhz_chain_get(&r) % 8, i % 8);
        assert_int_equal(n, counts[i]);
    }
    seed = 1; /* the same numbers again, in the order they went in */
    {
        struct rhz_chain_reader readers[CHAINS];
        for (i = 0; i < CHAINS; i++)
            rhz_chain_open(&readers[i], &c, &chains[i]);
        for (i = 0; i < 300000; i++) {
            which = random_below(&seed, 10) ? random_below(&seed, 5) : random_below(&seed, CHAINS);
            check &= rhz_chain_get(&readers[which]) == ((uint64_t)random_skewed(&seed, 32) << 3 | which % 8);
        }
    }
    assert_int_equal(check, 1);
    rhz_chains_free(&c);
}

/* A segment without passages, and a document of nothing, are written and read like others. */
static void test_empty(void **state)
{
    struct world *w = *state;
    struct rhz_document nothing = {.text = RHZ_SPAN(""), .title = RHZ_SPAN("Rien")};
    struct rhz_segment_info info;
    struct rhz_inverter *v;
    struct rhz_segment *s;
    struct rhz_error err = {0};
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_term term;
    struct rhz_txn *t;

    must(rhz_inverter_new(SEGMENT + 1, 1000, 5000, &v, &err), &err);
    must(rhz_inverter_add(v, &nothing, NULL, &err), &err);
    must(rhz_txn_begin(w->store, true, &t, &err), &err);
    must(rhz_inverter_flush(v, w->store, &t, &info, &err), &err);
    must(rhz_txn_commit(t, &err), &err);
    rhz_inverter_free(v);
    assert_int_equal(info.n_documents, 1);
    assert_int_equal(info.n_passages, 0);
    must(rhz_txn_begin(w->store, false, &t, &err), &err);
    must(rhz_segment_open(t, &info, arena, &s, &err), &err);
    assert_int_equal(rhz_segment_term(s, RHZ_SPAN("rien"), &term, &err), RHZ_NOT_FOUND);
    rhz_txn_abort(t);
    rhz_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_scan), cmocka_unit_test(test_lengths), cmocka_unit_test(test_mentions),
        cmocka_unit_test(test_chains),       cmocka_unit_test(test_empty),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
