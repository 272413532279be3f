/* test_document.c -- look-ups, and the stored forms of a document. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "document.h"
#include "property.h"

static const struct rhz_document empty_document;

static void assert_same_span(struct rhz_span a, struct rhz_span b)
{
    assert_int_equal(a.n, b.n);
    assert_true(rhz_span_eq(a, b));
}

/* ---- a small document, made by hand ---- */

/*                    0         10        20        30        40
 *                    0123456789012345678901234567890123456789012345 */
static char text[] = "Bilan\nMoyens\nUn local.\nDeux vélos.\nSuites\nFin.\n";
static struct rhz_block blocks[] = {
    {RHZ_BLOCK_HEADING, 1, 0, 5, RHZ_NONE, 0},   {RHZ_BLOCK_HEADING, 2, 6, 12, 0, 0},
    {RHZ_BLOCK_LIST_ITEM, 1, 13, 22, 1, 0},      {RHZ_BLOCK_LIST_ITEM, 1, 23, 35, 1, 0},
    {RHZ_BLOCK_HEADING, 2, 36, 42, 0, 0},        {RHZ_BLOCK_PARAGRAPH, 0, 43, 47, 4, 0},
};
static struct rhz_passage passages[] = {{13, 35, 2, 2, 1}, {43, 47, 5, 1, 4}};
static struct rhz_line_mark lines[] = {{0, 1}, {6, 3}, {13, 4}, {23, 5}, {36, 7}, {43, 8}};

static struct rhz_document sample(struct rhz_page_mark pages[2])
{
    pages[0] = (struct rhz_page_mark){0, 1, RHZ_SPAN("")};
    pages[1] = (struct rhz_page_mark){36, 2, RHZ_SPAN("ii")};
    return (struct rhz_document){
        .text = {text, sizeof text - 1}, .blocks = blocks, .n_blocks = 6, .passages = passages, .n_passages = 2,
        .lines = lines, .n_lines = 6, .pages = pages, .n_pages = 2};
}

static void test_places(void **state)
{
    struct rhz_page_mark pages[2];
    struct rhz_document d = sample(pages);
    struct rhz_span label;

    (void)state;
    assert_int_equal(rhz_document_line(&d, 0), 1);
    assert_int_equal(rhz_document_line(&d, 12), 3);
    assert_int_equal(rhz_document_line(&d, 13), 4);
    assert_int_equal(rhz_document_line(&d, 4000), 8);
    assert_int_equal(rhz_document_page(&d, 35, &label), 1);
    assert_int_equal(label.n, 0);
    assert_int_equal(rhz_document_page(&d, 36, &label), 2);
    assert_same_span(label, RHZ_SPAN("ii"));
    assert_int_equal(rhz_document_page(&d, 36, NULL), 2);
    d = empty_document;
    assert_int_equal(rhz_document_line(&d, 0), 0);
    assert_int_equal(rhz_document_page(&d, 0, &label), 0);
    assert_int_equal(rhz_document_block(&d, 0), RHZ_NONE);
}

static void test_blocks(void **state)
{
    struct rhz_page_mark pages[2];
    struct rhz_document d = sample(pages);
    uint32_t path[4];

    (void)state;
    assert_int_equal(rhz_document_block(&d, 0), 0);
    assert_int_equal(rhz_document_block(&d, 5), 0); /* its '\n' */
    assert_int_equal(rhz_document_block(&d, 6), 1);
    assert_int_equal(rhz_document_block(&d, 30), 3);
    assert_int_equal(rhz_document_block(&d, 47), 5);
    assert_int_equal(rhz_document_block(&d, 48), RHZ_NONE);
    assert_same_span(rhz_document_slice(&d, 36, 42), RHZ_SPAN("Suites"));
    assert_int_equal(rhz_document_slice(&d, 42, 36).n, 0);
    assert_int_equal(rhz_document_slice(&d, 0, 49).n, 0);
    assert_int_equal(rhz_document_heading_path(&d, 4, path, 4), 2);
    assert_int_equal(path[0], 0);
    assert_int_equal(path[1], 4);
    assert_int_equal(rhz_document_heading_path(&d, 4, path, 1), 1);
    assert_int_equal(path[0], 0);
    assert_int_equal(rhz_document_heading_path(&d, RHZ_NONE, path, 4), 0);
    d.blocks = (struct rhz_block[]){{RHZ_BLOCK_HEADING, 1, 0, 5, 0, 0}}; /* a heading above itself: damaged */
    d.n_blocks = 1;
    assert_int_equal(rhz_document_heading_path(&d, 0, path, 4), 1);
}

/* ---- layout ---- */

static void assert_same_layout(const struct rhz_document *a, const struct rhz_document *b)
{
    size_t i;

    assert_int_equal(a->n_blocks, b->n_blocks);
    for (i = 0; i < a->n_blocks; i++) {
        const struct rhz_block *x = &a->blocks[i], *y = &b->blocks[i];
        assert_int_equal(x->kind, y->kind);
        assert_int_equal(x->level, y->level);
        assert_int_equal(x->start, y->start);
        assert_int_equal(x->end, y->end);
        assert_int_equal(x->heading, y->heading);
        assert_int_equal(x->speaker_end, y->speaker_end);
    }
    assert_int_equal(a->n_passages, b->n_passages);
    if (a->n_passages)
        assert_memory_equal(a->passages, b->passages, a->n_passages * sizeof a->passages[0]);
    assert_int_equal(a->n_lines, b->n_lines);
    if (a->n_lines)
        assert_memory_equal(a->lines, b->lines, a->n_lines * sizeof a->lines[0]);
    assert_int_equal(a->n_pages, b->n_pages);
    for (i = 0; i < a->n_pages; i++) {
        assert_int_equal(a->pages[i].offset, b->pages[i].offset);
        assert_int_equal(a->pages[i].page, b->pages[i].page);
        assert_same_span(a->pages[i].label, b->pages[i].label);
    }
}

static void assert_layout_returns(const struct rhz_document *d, struct rhz_buf *b)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_document back = {.text = d->text};
    struct rhz_error err;

    rhz_buf_reset(b);
    rhz_layout_put(b, d);
    assert_false(b->failed);
    if (rhz_layout_get(rhz_buf_view(b), arena, &back, &err) != RHZ_OK)
        fail_msg("%s", err.text);
    assert_same_layout(d, &back);
    rhz_arena_free(arena);
}

static void test_layout(void **state)
{
    struct rhz_page_mark pages[2];
    struct rhz_document d = sample(pages);
    struct rhz_buf b = {0};

    (void)state;
    assert_layout_returns(&d, &b);
    assert_true(format_shows(rhz_buf_view(&b)));
    assert_layout_returns(&empty_document, &b);
    assert_int_equal(b.n, 4);
    rhz_buf_free(&b);
}

/** Any well-formed document: mostly regular, with gaps, odd headings, deep levels and cut passages now and then. */
static void random_layout(uint64_t *seed, struct rhz_arena *arena, struct rhz_document *d)
{
    uint32_t at = 0, last = RHZ_NONE, i, n = random_below(seed, 30);

    *d = empty_document;
    d->n_blocks = n;
    d->blocks = rhz_arena_zalloc(arena, n + 1, sizeof d->blocks[0]);
    for (i = 0; i < n; i++) {
        struct rhz_block *k = &d->blocks[i];
        k->kind = (uint8_t)(1 + random_below(seed, 5));
        k->level = (uint8_t)(random_one_in(seed, 10) ? random_below(seed, 256) : random_below(seed, 4));
        k->start = at + (random_one_in(seed, 8) ? random_below(seed, 300) : 0);
        k->end = k->start + random_below(seed, 400);
        k->heading = random_one_in(seed, 8) ? RHZ_NONE : last;
        if (k->kind == RHZ_BLOCK_SPEAKER && random_one_in(seed, 2))
            k->speaker_end = k->start + random_below(seed, k->end - k->start + 1);
        if (k->kind == RHZ_BLOCK_SPEAKER && k->speaker_end == 0)
            k->speaker_end = 0;
        if (k->kind == RHZ_BLOCK_HEADING)
            last = i;
        at = k->end + 1;
    }
    d->text = rhz_span("", at); /* the length alone is looked at */
    d->passages = rhz_arena_zalloc(arena, n + 1, sizeof d->passages[0]);
    for (i = 0; i < n; i += d->passages[d->n_passages++].n_blocks) {
        struct rhz_passage *p = &d->passages[d->n_passages];
        const struct rhz_block *e;
        p->first_block = i;
        p->n_blocks = 1 + random_below(seed, n - i < 3 ? n - i : 3);
        e = &d->blocks[i + p->n_blocks - 1];
        p->start = d->blocks[i].start;
        p->end = e->end;
        p->heading = random_one_in(seed, 5) ? RHZ_NONE : d->blocks[i].heading;
        if (random_one_in(seed, 3)) {
            p->start += random_below(seed, e->end - p->start + 1);
            p->end = p->start + random_below(seed, e->end - p->start + 1);
        }
    }
    d->n_lines = random_below(seed, 10);
    d->lines = rhz_arena_zalloc(arena, d->n_lines + 1, sizeof d->lines[0]);
    for (i = 0; i < d->n_lines; i++)
        d->lines[i] = (struct rhz_line_mark){i * (at / 10), random_number(seed)};
    d->n_pages = random_below(seed, 5);
    d->pages = rhz_arena_zalloc(arena, d->n_pages + 1, sizeof d->pages[0]);
    for (i = 0; i < d->n_pages; i++)
        d->pages[i] = (struct rhz_page_mark){i * (at / 10), random_number(seed), random_text(seed, arena, 4)};
}

struct layout_target {
    struct rhz_span text;
};

static bool decode_layout(void *context, struct rhz_span bytes)
{
    struct layout_target *t = context;
    struct rhz_document d = {.text = t->text};
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_error err;
    uint32_t path[4];
    bool accepted = rhz_layout_get(bytes, arena, &d, &err) == RHZ_OK;

    if (accepted && d.n_blocks)
        rhz_document_heading_path(&d, (uint32_t)d.n_blocks - 1, path, 4);
    rhz_arena_free(arena);
    return accepted;
}

static void test_layout_property(void **state)
{
    uint64_t seed = 20240611;
    struct rhz_buf b = {0};
    int i;

    (void)state;
    printf("seed %llu\n", (unsigned long long)seed);
    for (i = 0; i < 400; i++) {
        struct rhz_arena *arena = rhz_arena_new();
        struct rhz_document d;
        random_layout(&seed, arena, &d);
        assert_layout_returns(&d, &b);
        if (i < 20) {
            struct layout_target t = {d.text};
            assert_true(survives_damage(rhz_buf_view(&b), decode_layout, &t, true, &seed));
        }
        rhz_arena_free(arena);
    }
    rhz_buf_free(&b);
}

/* ---- description ---- */

static void assert_same_record(const struct rhz_document_record *a, const struct rhz_document_record *b)
{
    assert_int_equal(a->first_passage, b->first_passage);
    assert_int_equal(a->text_bytes, b->text_bytes);
    assert_int_equal(a->layout_bytes, b->layout_bytes);
    assert_same_span(a->title, b->title);
    assert_same_span(a->type, b->type);
    assert_same_span(a->language, b->language);
    assert_same_span(a->url, b->url);
    assert_int_equal(a->date, b->date);
    assert_int_equal(a->flags, b->flags);
    assert_int_equal(a->n_repairs, b->n_repairs);
    assert_int_equal(a->n_blocks, b->n_blocks);
    assert_int_equal(a->n_pages, b->n_pages);
    assert_int_equal(a->n_lines, b->n_lines);
    assert_memory_equal(a->content, b->content, 16);
    assert_int_equal(a->n_passages, b->n_passages);
    if (a->n_passages)
        assert_memory_equal(a->passages, b->passages, a->n_passages * sizeof a->passages[0]);
}

static void assert_record_returns(const struct rhz_document_record *r, struct rhz_buf *b)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_document_record back;

    rhz_buf_reset(b);
    rhz_document_record_put(b, r);
    assert_false(b->failed);
    assert_int_equal(rhz_document_record_get(rhz_buf_view(b), arena, &back, NULL), RHZ_OK);
    assert_same_record(r, &back);
    rhz_arena_free(arena);
}

static void test_record_of_a_catalogue(void **state)
{
    struct rhz_passage_record p = {0, 812, 0, 54321, 54321};
    struct rhz_document_record r = {
        .first_passage = 54321, .text_bytes = 813, .layout_bytes = 12,
        .type = RHZ_SPAN("billet"), .language = RHZ_SPAN("fr"), .n_blocks = 2, .n_lines = 1,
        .content = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, .n_passages = 1, .passages = &p};
    struct rhz_buf b = {0};

    (void)state;
    assert_record_returns(&r, &b);
    printf("record of a document of one passage: %zu bytes\n", b.n);
    assert_true(b.n <= 34);
    assert_true(format_shows(rhz_buf_view(&b)));
    rhz_buf_free(&b);
}

static bool decode_record(void *context, struct rhz_span bytes)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_document_record r;
    bool accepted = rhz_document_record_get(bytes, arena, &r, NULL) == RHZ_OK;

    (void)context;
    rhz_arena_free(arena);
    return accepted;
}

static void random_record(uint64_t *seed, struct rhz_arena *arena, struct rhz_document_record *r)
{
    uint32_t i;

    *r = (struct rhz_document_record){
        .first_passage = random_number(seed),
        .text_bytes = 1 + random_number(seed) / 2, .layout_bytes = random_number(seed), .title = random_text(seed, arena, 20),
        .type = random_one_in(seed, 2) ? random_text(seed, arena, 9) : RHZ_SPAN("diaporama"),
        .language = random_one_in(seed, 2) ? random_text(seed, arena, 2) : RHZ_SPAN("fr"),
        .url = random_one_in(seed, 2) ? random_text(seed, arena, 30) : RHZ_SPAN(""),
        .date = random_one_in(seed, 2) ? 20240611 : 0, .flags = random_below(seed, 4), .n_repairs = random_below(seed, 2),
        .n_blocks = random_number(seed), .n_pages = random_one_in(seed, 2) ? random_number(seed) : 0,
        .n_lines = random_one_in(seed, 2) ? random_number(seed) : 0, .n_passages = random_below(seed, 20)};
    for (i = 0; i < 16; i++)
        r->content[i] = (unsigned char)random_next(seed);
    r->passages = rhz_arena_zalloc(arena, r->n_passages + 1, sizeof r->passages[0]);
    for (i = 0; i < r->n_passages; i++) {
        struct rhz_passage_record *p = &r->passages[i];
        p->start = random_below(seed, r->text_bytes);
        p->end = p->start + random_below(seed, r->text_bytes - p->start + 1);
        if (random_one_in(seed, 2))
            p->page = random_number(seed);
        if (random_one_in(seed, 2))
            p->line_from = random_number(seed), p->line_to = random_number(seed);
    }
}

static void test_record_property(void **state)
{
    uint64_t seed = 77;
    struct rhz_buf b = {0};
    int i;

    (void)state;
    printf("seed %llu\n", (unsigned long long)seed);
    for (i = 0; i < 1000; i++) {
        struct rhz_arena *arena = rhz_arena_new();
        struct rhz_document_record r;
        random_record(&seed, arena, &r);
        assert_record_returns(&r, &b);
        if (i < 30)
            assert_true(survives_damage(rhz_buf_view(&b), decode_record, NULL, true, &seed));
        rhz_arena_free(arena);
    }
    rhz_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places), cmocka_unit_test(test_blocks), cmocka_unit_test(test_layout),
        cmocka_unit_test(test_layout_property), cmocka_unit_test(test_record_of_a_catalogue),
        cmocka_unit_test(test_record_property),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
