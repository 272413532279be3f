/* test_publication.c -- what readers may see: the publication record, addresses by version, their cleaning. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/wait.h>

#include "base_folder.h"
#include "codec.h"
#include "publication.h"
#include "property.h"

struct bench {
    char root[256], base[300];
    struct rhz_store *store;
    struct rhz_txn *t;
    struct rhz_arena *arena;
};

static int setup(void **state)
{
    struct bench *b = calloc(1, sizeof *b);

    folder_make(b->root);
    snprintf(b->base, sizeof b->base, "%s/asso.rhz", b->root);
    if (rhz_store_open(b->base, RHZ_STORE_CREATE, 0, &b->store, NULL) != RHZ_OK ||
        rhz_txn_begin(b->store, true, &b->t, NULL) != RHZ_OK)
        abort();
    b->arena = rhz_arena_new();
    *state = b;
    return 0;
}

static int teardown(void **state)
{
    struct bench *b = *state;

    rhz_txn_abort(b->t);
    rhz_store_close(b->store);
    rhz_arena_free(b->arena);
    folder_remove(b->root);
    free(b);
    return 0;
}

/* ---- the record ---- */

static struct rhz_segment_info two_segments[] = {
    {4, 1, 10, 1, 25, 0, 3000, 120, 20000},
    {2, 15, 5, 30, 7, 0, 900, 40, 6000},
};
static uint32_t two_dead[] = {3, 17};
static const struct rhz_publication example = {
    .number = 7, .time = 1700000000, .next_document = 20, .next_passage = 37, .next_segment = 5, .graph = 3,
    .graph_publication = 6, .n_segments = 2, .segments = two_segments, .n_dead = 2, .dead = two_dead};

static void assert_same(const struct rhz_publication *a, const struct rhz_publication *b)
{
    size_t i;

    assert_true(a->number == b->number && a->time == b->time && a->graph_publication == b->graph_publication);
    assert_int_equal(a->next_document, b->next_document);
    assert_int_equal(a->next_passage, b->next_passage);
    assert_int_equal(a->next_segment, b->next_segment);
    assert_int_equal(a->graph, b->graph);
    assert_int_equal(a->n_segments, b->n_segments);
    for (i = 0; i < a->n_segments; i++) {
        const struct rhz_segment_info *x = &a->segments[i], *y = &b->segments[i];
        assert_int_equal(x->number, y->number);
        assert_int_equal(x->first_document, y->first_document);
        assert_int_equal(x->n_documents, y->n_documents);
        assert_int_equal(x->first_passage, y->first_passage);
        assert_int_equal(x->n_passages, y->n_passages);
        assert_int_equal(x->n_left_out, y->n_left_out);
        assert_true(x->text_words == y->text_words && x->context_words == y->context_words && x->text_bytes == y->text_bytes);
    }
    assert_int_equal(a->n_dead, b->n_dead);
    for (i = 0; i < a->n_dead; i++)
        assert_int_equal(a->dead[i], b->dead[i]);
}

static void test_publication(void **state)
{
    struct bench *b = *state;
    struct rhz_publication p;
    struct rhz_buf record = {0};

    assert_int_equal(rhz_publication_get(b->t, b->arena, &p, NULL), RHZ_OK);
    assert_true(p.number == 0 && p.n_segments == 0 && p.next_document == 1 && p.next_segment == 1);
    assert_int_equal(rhz_publication_put(b->t, &example, NULL), RHZ_OK);
    assert_int_equal(rhz_publication_get(b->t, b->arena, &p, NULL), RHZ_OK);
    assert_same(&example, &p);
    rhz_publication_encode(&record, &example);
    assert_true(format_shows(rhz_buf_view(&record)));
    rhz_buf_free(&record);
}

static void test_look_ups(void **state)
{
    (void)state;
    assert_true(rhz_publication_alive(&example, 1) && rhz_publication_alive(&example, 10));
    assert_false(rhz_publication_alive(&example, 0));
    assert_false(rhz_publication_alive(&example, 3)); /* dead */
    assert_false(rhz_publication_alive(&example, 12)); /* between segments */
    assert_true(rhz_publication_alive(&example, 19));
    assert_false(rhz_publication_alive(&example, 20));
    assert_ptr_equal(rhz_publication_segment_of_passage(&example, 25), &two_segments[0]);
    assert_null(rhz_publication_segment_of_passage(&example, 26));
    assert_ptr_equal(rhz_publication_segment_of_passage(&example, 36), &two_segments[1]);
    assert_null(rhz_publication_segment_of_passage(&example, 0));
    assert_null(rhz_publication_segment_of_passage(&example, UINT32_MAX));
    assert_ptr_equal(rhz_publication_segment_of_document(&example, 15), &two_segments[1]);
}

static void assert_not_publishable(struct bench *b, const struct rhz_publication *p)
{
    struct rhz_error err;

    assert_int_equal(rhz_publication_put(b->t, p, &err), RHZ_INVALID);
}

static void test_broken_publications_are_refused(void **state)
{
    struct bench *b = *state;
    struct rhz_segment_info s[2];
    struct rhz_publication p = example;
    uint32_t dead[2] = {17, 3};

    memcpy(s, two_segments, sizeof s);
    p.number = 0;
    assert_not_publishable(b, &p);
    p = example;
    p.dead = dead; /* not ascending */
    assert_not_publishable(b, &p);
    dead[0] = 3, dead[1] = 20; /* never given */
    assert_not_publishable(b, &p);
    p = example;
    p.graph_publication = 8;
    assert_not_publishable(b, &p);
    p = example;
    p.next_document = 19; /* cuts the last segment */
    assert_not_publishable(b, &p);
    p = example;
    p.segments = s;
    s[1].first_document = 10; /* overlaps */
    assert_not_publishable(b, &p);
    s[1].first_document = 15, s[1].number = 4; /* twice the same number */
    assert_not_publishable(b, &p);
    s[1].number = 5; /* not given yet */
    assert_not_publishable(b, &p);
    s[1].number = 2;
    assert_int_equal(rhz_publication_put(b->t, &p, NULL), RHZ_OK);
}

static bool decode(void *context, struct rhz_span bytes)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_publication p;
    bool accepted = rhz_publication_decode(bytes, arena, &p, NULL) == RHZ_OK;

    (void)context;
    rhz_arena_free(arena);
    return accepted;
}

static void test_publication_property(void **state)
{
    struct bench *b = *state;
    uint64_t seed = 4242;
    struct rhz_buf record = {0};
    int i;

    printf("seed %llu\n", (unsigned long long)seed);
    for (i = 0; i < 300; i++) {
        struct rhz_segment_info s[20];
        struct rhz_publication p = {.number = 1 + random_number(&seed), .time = (int64_t)random_next(&seed) >> 20,
                                    .next_segment = 1000, .graph = random_number(&seed), .segments = s}, back;
        uint32_t document = 1, passage = 1, at = 0, dead[30];
        p.graph_publication = random_below(&seed, (uint32_t)p.number);
        p.n_segments = random_below(&seed, 20);
        for (size_t j = 0; j < p.n_segments; j++) {
            s[j] = (struct rhz_segment_info){(uint32_t)(999 - j), document + random_below(&seed, 9), random_number(&seed) >> 12,
                                             passage + random_below(&seed, 9), random_number(&seed) >> 12, 0,
                                             random_next(&seed), random_next(&seed), random_next(&seed)};
            document = s[j].first_document + s[j].n_documents;
            passage = s[j].first_passage + s[j].n_passages;
            s[j].n_left_out = random_below(&seed, s[j].n_passages + 1);
        }
        p.next_passage = passage + random_below(&seed, 100);
        for (p.n_dead = 0; p.n_dead < random_below(&seed, 30); p.n_dead++)
            dead[p.n_dead] = at += 1 + random_below(&seed, 100);
        p.dead = dead;
        p.next_document = (document > at ? document : at) + 1 + random_below(&seed, 5);
        rhz_buf_reset(&record);
        rhz_publication_encode(&record, &p);
        assert_int_equal(rhz_publication_decode(rhz_buf_view(&record), b->arena, &back, NULL), RHZ_OK);
        assert_same(&p, &back);
        if (i < 20)
            assert_true(survives_damage(rhz_buf_view(&record), decode, NULL, true, &seed));
    }
    rhz_buf_free(&record);
}

static void test_damaged_publication(void **state)
{
    struct bench *b = *state;
    struct rhz_publication p;
    struct rhz_error err;

    assert_int_equal(rhz_meta_put(b->t, "publication", RHZ_SPAN("\1\2\3"), NULL), RHZ_OK);
    assert_int_equal(rhz_publication_get(b->t, b->arena, &p, &err), RHZ_CORRUPT);
    assert_non_null(strstr(err.text, "abîmée"));
}

/* ---- addresses ---- */

/** A publication of one segment that holds documents 1 to `n`, `dead` (0: none) being dead. */
static struct rhz_publication holding(uint64_t number, uint32_t n, uint32_t *dead)
{
    static struct rhz_segment_info s;

    s = (struct rhz_segment_info){1, 1, n, 1, n, 0, 1, 1, 1};
    return (struct rhz_publication){.number = number, .next_document = n + 1, .next_passage = n + 1, .next_segment = 2,
                                    .n_segments = 1, .segments = &s, .n_dead = dead ? 1 : 0, .dead = dead};
}

static void name(struct bench *b, const char *uri, uint32_t document, char content, uint64_t publication)
{
    struct rhz_address a = {.uri = rhz_span_of(uri), .document = document, .reader_version = 2, .rules_version = 5};

    memset(a.content, content, 16);
    if (rhz_address_put(b->t, &a, publication, NULL) != RHZ_OK)
        fail_msg("%s", uri);
}

static uint32_t document_of(struct bench *b, const char *uri, uint64_t as_of)
{
    struct rhz_address a;
    rhz_status st = rhz_address_get(b->t, rhz_span_of(uri), as_of, &a, NULL);

    if (st == RHZ_NOT_FOUND)
        return RHZ_KEY_MAX; /* no document has this number here */
    assert_int_equal(st, RHZ_OK);
    assert_true(rhz_span_eq(a.uri, rhz_span_of(uri)));
    return a.document;
}

static void assert_uris(struct bench *b, uint32_t document, uint64_t as_of, const char *expected)
{
    struct rhz_span *uris;
    struct rhz_buf all = {0};
    size_t n, i;

    assert_int_equal(rhz_document_uris(b->t, document, as_of, b->arena, &uris, &n, NULL), RHZ_OK);
    for (i = 0; i < n; i++) {
        rhz_buf_span(&all, uris[i]);
        rhz_buf_byte(&all, ' ');
    }
    rhz_buf_byte(&all, 0);
    assert_string_equal(all.p, expected);
    rhz_buf_free(&all);
}

static void test_versions(void **state)
{
    struct bench *b = *state;

    name(b, "docs/a.txt", 1, 'A', 1);
    name(b, "docs/a", 2, 'B', 1);
    name(b, "docs/a.txt", 3, 'C', 4);
    name(b, "docs/a.txt", 0, 0, 6);
    assert_int_equal(document_of(b, "docs/a.txt", 0), RHZ_KEY_MAX);
    assert_int_equal(document_of(b, "docs/a.txt", 1), 1);
    assert_int_equal(document_of(b, "docs/a.txt", 3), 1);
    assert_int_equal(document_of(b, "docs/a.txt", 4), 3);
    assert_int_equal(document_of(b, "docs/a.txt", 99), 0);
    assert_int_equal(document_of(b, "docs/a", 99), 2);
    assert_int_equal(document_of(b, "docs/", 99), RHZ_KEY_MAX);
    assert_int_equal(document_of(b, "docs/b", 99), RHZ_KEY_MAX);
    assert_int_equal(document_of(b, "", 99), RHZ_KEY_MAX);
    assert_uris(b, 1, 1, "docs/a.txt ");
    assert_uris(b, 1, 4, "");
    assert_uris(b, 3, 4, "docs/a.txt ");
    assert_uris(b, 3, 6, "");
}

static void test_address_fields(void **state)
{
    struct bench *b = *state;
    struct rhz_address a = {.uri = RHZ_SPAN("pv/2024.txt"), .document = 300, .reader_version = 1, .rules_version = 2}, back;
    struct rhz_span k, v;
    struct rhz_db_cursor *c;

    memset(a.content, 0xC0, 16);
    assert_int_equal(rhz_address_put(b->t, &a, 7, NULL), RHZ_OK);
    assert_int_equal(rhz_db_cursor_open(b->t, RHZ_DB_ADDRESS, &c, NULL), RHZ_OK);
    assert_int_equal(rhz_db_seek(c, RHZ_SPAN("a"), &k, &v, NULL), RHZ_OK);
    assert_true(format_shows(k) && format_shows(v));
    rhz_db_cursor_close(c);
    memset(a.sidecar, 0x51, 16);
    assert_int_equal(rhz_address_put(b->t, &a, 8, NULL), RHZ_OK);
    assert_int_equal(rhz_address_get(b->t, a.uri, 8, &back, NULL), RHZ_OK);
    assert_memory_equal(back.content, a.content, 16);
    assert_memory_equal(back.sidecar, a.sidecar, 16);
    assert_true(back.document == 300 && back.reader_version == 1 && back.rules_version == 2);
    a.uri = rhz_span("a\0b", 3);
    assert_int_equal(rhz_address_put(b->t, &a, 8, NULL), RHZ_INVALID);
    a.uri = RHZ_SPAN("");
    assert_int_equal(rhz_address_put(b->t, &a, 8, NULL), RHZ_INVALID);
}

/** Around and far beyond the longest key; two that share their beginning. */
static void test_long_uris(void **state)
{
    struct bench *b = *state;
    static const size_t lengths[] = {480, 500, 501, 502, 511, 600, 5000};
    char uri[5001];
    size_t i;

    for (i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        memset(uri, 'x', lengths[i]);
        uri[lengths[i]] = 0;
        name(b, uri, (uint32_t)i + 1, 'L', 1);
    }
    uri[4999] = 'y';
    name(b, uri, 90, 'L', 1);
    assert_int_equal(document_of(b, uri, 1), 90);
    for (i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        struct rhz_span *uris;
        size_t n;
        memset(uri, 'x', lengths[i]);
        uri[lengths[i]] = 0;
        assert_int_equal(document_of(b, uri, 1), i + 1);
        assert_int_equal(rhz_document_uris(b->t, (uint32_t)i + 1, 1, b->arena, &uris, &n, NULL), RHZ_OK);
        assert_int_equal(n, 1);
        assert_true(rhz_span_eq(uris[0], rhz_span_of(uri)));
    }
}

static rhz_status gather(void *context, const struct rhz_address *a)
{
    struct rhz_buf *all = context;

    rhz_buf_span(all, a->uri);
    rhz_buf_printf(all, "=%u ", a->document);
    return a->document == 99 ? RHZ_LIMIT : RHZ_OK;
}

static void assert_each(struct bench *b, uint64_t as_of, rhz_status answer, const char *expected)
{
    struct rhz_buf all = {0};

    assert_int_equal(rhz_address_each(b->t, as_of, gather, &all, NULL), answer);
    rhz_buf_byte(&all, 0);
    assert_string_equal(all.p, expected);
    rhz_buf_free(&all);
}

static void test_each(void **state)
{
    struct bench *b = *state;

    assert_each(b, 5, RHZ_OK, "");
    name(b, "b", 2, 'B', 1);
    name(b, "a/b", 3, 'C', 2);
    name(b, "a", 1, 'A', 1);
    name(b, "a", 4, 'D', 3);
    name(b, "b", 0, 0, 3);
    assert_each(b, 0, RHZ_OK, "");
    assert_each(b, 1, RHZ_OK, "a=1 b=2 ");
    assert_each(b, 2, RHZ_OK, "a=1 a/b=3 b=2 ");
    assert_each(b, 3, RHZ_OK, "a=4 a/b=3 ");
    name(b, "a/a", 99, 'E', 3);
    assert_each(b, 3, RHZ_LIMIT, "a=4 a/a=99 ");
}

static uint32_t by_content(struct bench *b, char content, char sidecar, const struct rhz_publication *p)
{
    unsigned char c[16], s[16];
    uint32_t document;
    rhz_status st;

    memset(c, content, 16);
    memset(s, sidecar, 16);
    st = rhz_content_find(b->t, c, s, p, &document, NULL);
    assert_int_equal(st, document ? RHZ_OK : RHZ_NOT_FOUND);
    return document;
}

static void test_content(void **state)
{
    struct bench *b = *state;
    uint32_t dead = 1;
    struct rhz_publication p = holding(1, 3, NULL);
    struct rhz_address a = {.uri = RHZ_SPAN("avec"), .document = 3};

    name(b, "z", 1, 'A', 1);
    name(b, "copie", 1, 'A', 1);
    name(b, "autre", 2, 'B', 1);
    memset(a.content, 'A', 16);
    memset(a.sidecar, 'S', 16);
    assert_int_equal(rhz_address_put(b->t, &a, 1, NULL), RHZ_OK);
    assert_int_equal(by_content(b, 'A', 0, &p), 1);
    assert_int_equal(by_content(b, 'A', 'S', &p), 3);
    assert_int_equal(by_content(b, 'B', 0, &p), 2);
    assert_int_equal(by_content(b, 'B', 'S', &p), 0);
    assert_uris(b, 1, 1, "copie z ");
    p = holding(1, 3, &dead);
    assert_int_equal(by_content(b, 'A', 0, &p), 0);
    p = holding(1, 1, NULL); /* 2 was written and not published */
    assert_int_equal(by_content(b, 'B', 0, &p), 0);
}

static void clean(struct bench *b, const struct rhz_publication *p, size_t most)
{
    size_t n;

    do
        assert_int_equal(rhz_address_clean(b->t, p, most, &n, NULL), RHZ_OK);
    while (n >= most);
}

static uint64_t entries(struct bench *b)
{
    uint64_t n;

    assert_int_equal(rhz_txn_entries(b->t, RHZ_DB_ADDRESS, &n, NULL), RHZ_OK);
    return n;
}

static void test_clean(void **state)
{
    struct bench *b = *state;
    uint32_t dead = 1;
    struct rhz_publication p = holding(2, 4, &dead);

    name(b, "a", 1, 'A', 1);
    name(b, "a", 2, 'B', 2);  /* a was replaced: 1 is dead */
    name(b, "b", 3, 'C', 1);
    name(b, "copie", 3, 'C', 1);
    name(b, "copie", 0, 0, 2); /* withdrawn; document 3 lives on under b */
    name(b, "d", 4, 'D', 2);
    name(b, "d", 5, 'E', 3);  /* a killed run: nothing of 3 was published */
    name(b, "e", 5, 'E', 3);
    name(b, "f", 3, 'C', 3);
    clean(b, &p, 2);
    /* Three addresses in force, with a content and a document look-up each. */
    assert_int_equal(entries(b), 9);
    assert_each(b, 99, RHZ_OK, "a=2 b=3 d=4 ");
    assert_int_equal(by_content(b, 'C', 0, &p), 3);
    assert_int_equal(by_content(b, 'B', 0, &p), 2);
    assert_uris(b, 3, 99, "b ");
    clean(b, &p, 100);
    assert_int_equal(entries(b), 9);
}

static void test_damaged_address(void **state)
{
    struct bench *b = *state;
    struct rhz_address a;
    struct rhz_span k = rhz_span("aa\0\0\0\0\0\0\0\0\1", 11);

    assert_int_equal(rhz_txn_put(b->t, RHZ_DB_ADDRESS, k, RHZ_SPAN("\0\1abc"), NULL), RHZ_OK);
    assert_int_equal(rhz_address_get(b->t, RHZ_SPAN("a"), 1, &a, NULL), RHZ_CORRUPT);
    assert_int_equal(rhz_address_each(b->t, 1, gather, &a, NULL), RHZ_CORRUPT);
}

/* ---- a reader sees the last publication, a killed run leaves it whole ---- */

static void test_killed_run(void **state)
{
    struct bench *b = *state;
    struct rhz_publication p = holding(1, 1, NULL), seen;
    struct rhz_txn *reader;
    int status;
    pid_t pid;

    name(b, "a", 1, 'A', 1);
    assert_int_equal(rhz_publication_put(b->t, &p, NULL), RHZ_OK);
    assert_int_equal(rhz_txn_commit(b->t, NULL), RHZ_OK);
    b->t = NULL;
    rhz_store_close(b->store);
    if ((pid = fork()) == 0) { /* writes the next publication in several commits and dies before the last */
        struct bench child = *b;
        if (rhz_store_open(b->base, RHZ_STORE_WRITE, 0, &child.store, NULL) != RHZ_OK ||
            rhz_txn_begin(child.store, true, &child.t, NULL) != RHZ_OK)
            _exit(1);
        name(&child, "a", 2, 'B', 2);
        name(&child, "b", 3, 'C', 2);
        if (rhz_txn_commit(child.t, NULL) != RHZ_OK || rhz_txn_begin(child.store, true, &child.t, NULL) != RHZ_OK)
            _exit(2);
        p.number = 2;
        rhz_publication_put(child.t, &p, NULL);
        _exit(7);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(WEXITSTATUS(status), 7);
    assert_int_equal(rhz_store_open(b->base, RHZ_STORE_WRITE, 0, &b->store, NULL), RHZ_OK);
    assert_int_equal(rhz_txn_begin(b->store, false, &reader, NULL), RHZ_OK);
    assert_int_equal(rhz_publication_get(reader, b->arena, &seen, NULL), RHZ_OK);
    assert_true(seen.number == 1);
    rhz_txn_abort(reader);
    assert_int_equal(rhz_txn_begin(b->store, true, &b->t, NULL), RHZ_OK);
    assert_int_equal(document_of(b, "a", seen.number), 1);
    assert_int_equal(document_of(b, "b", seen.number), RHZ_KEY_MAX);
    clean(b, &seen, 1);
    assert_int_equal(entries(b), 3);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_publication), TEST(test_look_ups), TEST(test_broken_publications_are_refused),
        TEST(test_publication_property), TEST(test_damaged_publication), TEST(test_versions), TEST(test_address_fields),
        TEST(test_long_uris), TEST(test_each), TEST(test_content), TEST(test_clean), TEST(test_damaged_address),
        TEST(test_killed_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
