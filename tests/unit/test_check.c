/* test_check.c -- a sound base is found sound; a bit flipped in any kind of record is told.
 *
 * Bits are flipped through LMDB, one at a time, at random places of random records of each database. What a flip may do
 * unseen, since nothing in a base says it a second time:
 *   meta       the version of the writer, the place of a root on disk, the time of a publication, free numbers that grow
 *   address    versions of reader and rules; a version of an address that is not in force any more
 *   document   type, language, public address, date, flags, repairs; in a title, what is no word
 *   segment    a count of occurrences that only orders forms; a bound that promises more than there is; bits of padding;
 *              lengths of dead passages
 * Everything else must be told, and the shares below are held.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base_folder.h"
#include "batch.h"
#include "codec.h"
#include "random.h"
#include "rhizome_index.h"

enum { DEAD = 3 }; /* number of the document that the second run replaces */

struct world {
    char path[256];
    char findings[4096];
    size_t n;
};

static void minutes(struct rhz_buf *b, unsigned k)
{
    static const char *const people[] = {"Maëlle Guivarch", "Corentin Plouzennec", "Solenn Tanguy", "Ewen Kerdraon"};

    rhz_buf_reset(b);
    rhz_buf_printf(b, "PROCÈS-VERBAL DE L'ASSEMBLÉE GÉNÉRALE DE LA PASSERELLE DES LISIÈRES\n\n%u MAI 2022\n\nPrésents :\n\n", k + 1);
    for (unsigned i = 0; i < 3; i++)
        rhz_buf_printf(b, "- %s (Région Bretagne)\n", people[(k + i) % 4]);
    rhz_buf_printf(b, "\nCOMPTES 2021\n\nPRODUITS\t\tRéalisé 2021\nSubvention ADEME\t\t%u 000\n\nDÉBATS\n\n", k + 3);
    for (unsigned i = 0; i < 40; i++)
        rhz_buf_printf(b, "Les adhérent·e·s du verger numéro %u plantent l'aulne et %u saules près de la mare.\n\n", i * 7 + k, i);
    rhz_buf_byte(b, '\f');
    rhz_buf_str(b, "La séance est levée.\n");
}

static void add(struct rhz_batch *batch, unsigned k, unsigned version)
{
    struct rhz_buf text = {0};
    struct rhz_source s = {.reader = &rhz_reader_txt, .first_line = 1};
    struct rhz_error err;
    enum rhz_batch_outcome outcome;
    uint32_t repairs;
    char uri[64];

    snprintf(uri, sizeof uri, "pv/%u.txt", k);
    minutes(&text, k * 10 + version);
    s.uri = rhz_span_of(uri);
    s.bytes = rhz_buf_view(&text);
    if (rhz_batch_add(batch, &s, &outcome, &repairs, &err) != RHZ_OK)
        fail_msg("%s", err.text);
    rhz_buf_free(&text);
}

/* Two runs; the second replaces a document, so that a dead one is there too. */
static int make_world(void **state)
{
    struct world *w = test_calloc(1, sizeof *w);
    struct rhz_error err;

    folder_make(w->path);
    for (unsigned run = 0; run < 2; run++) {
        struct rhz_store *store;
        struct rhz_batch *batch;
        assert_int_equal(rhz_store_open(w->path, RHZ_STORE_CREATE, 0, &store, &err), RHZ_OK);
        assert_int_equal(rhz_batch_new(store, 64 << 20, &batch, &err), RHZ_OK);
        for (unsigned k = 0; k < 4; k++)
            add(batch, k, run && k == 2);
        if (run)
            add(batch, 7, 0);
        assert_int_equal(rhz_batch_publish(batch, &err), RHZ_OK);
        assert_int_equal(rhz_batch_publish_graph(batch, &err), RHZ_OK);
        rhz_batch_free(batch);
        rhz_store_close(store);
    }
    *state = w;
    return 0;
}

static int end_world(void **state)
{
    struct world *w = *state;

    folder_remove(w->path);
    test_free(w);
    return 0;
}

static void note(void *context, const char *text)
{
    struct world *w = context;
    int n = snprintf(w->findings + w->n, sizeof w->findings - w->n, "%s\n", text);

    if (n > 0 && (size_t)n < sizeof w->findings - w->n)
        w->n += (size_t)n;
}

/* True when something is told, by a finding or by refusing the base. */
static bool told(struct world *w, int quick)
{
    struct rhz_check_options o = {.size = sizeof o, .quick = quick, .on_finding = note, .context = w};
    struct rhz_check_report r;
    struct rhz_error err = {RHZ_OK, ""};
    rhz_status st;

    w->n = 0;
    w->findings[0] = 0;
    st = rhz_check(w->path, &o, &r, &err);
    if (st != RHZ_OK)
        note(w, err.text);
    assert_true(st == RHZ_OK || st == RHZ_FORMAT || st == RHZ_CORRUPT);
    return st != RHZ_OK || r.findings;
}

static void test_sound(void **state)
{
    struct world *w = *state;
    struct rhz_check_options o = {.size = sizeof o};
    struct rhz_check_report r;

    if (told(w, 0) || told(w, 1))
        fail_msg("%s", w->findings);
    assert_int_equal(rhz_check(w->path, &o, &r, NULL), RHZ_OK);
    assert_int_equal(r.documents, 5);
    assert_true(r.postings > 300 && r.statements > 10 && r.edges > 5);
}

/* ---- flips ---- */

static void put(struct world *w, enum rhz_db db, struct rhz_span key, struct rhz_span value)
{
    struct rhz_store *store;
    struct rhz_txn *t;
    struct rhz_error err;

    if (rhz_store_open(w->path, RHZ_STORE_WRITE, 0, &store, &err) != RHZ_OK)
        fail_msg("%s", err.text);
    assert_int_equal(rhz_txn_begin(store, true, &t, &err), RHZ_OK);
    if (value.p)
        assert_int_equal(rhz_txn_put(t, db, key, value, &err), RHZ_OK);
    else
        assert_int_equal(rhz_txn_delete(t, db, key, &err), RHZ_OK);
    assert_int_equal(rhz_txn_commit(t, &err), RHZ_OK);
    rhz_store_close(store);
}

/* A copy of record `i` of a database; false past the last. */
static bool record(struct world *w, enum rhz_db db, size_t i, struct rhz_buf *key, struct rhz_buf *value)
{
    struct rhz_store *store;
    struct rhz_txn *t;
    struct rhz_db_cursor *c;
    struct rhz_span k, v;
    rhz_status st;

    assert_int_equal(rhz_store_open(w->path, RHZ_STORE_READ, 0, &store, NULL), RHZ_OK);
    assert_int_equal(rhz_txn_begin(store, false, &t, NULL), RHZ_OK);
    assert_int_equal(rhz_db_cursor_open(t, db, &c, NULL), RHZ_OK);
    for (st = rhz_db_seek(c, rhz_span("", 0), &k, &v, NULL); st == RHZ_OK && i > 0; i--)
        st = rhz_db_next(c, &k, &v, NULL);
    if (st == RHZ_OK) {
        rhz_buf_reset(key);
        rhz_buf_reset(value);
        rhz_buf_span(key, k);
        rhz_buf_span(value, v);
    }
    rhz_db_cursor_close(c);
    rhz_txn_abort(t);
    rhz_store_close(store);
    return st == RHZ_OK;
}

static size_t count(struct world *w, enum rhz_db db)
{
    struct rhz_store *store;
    struct rhz_txn *t;
    uint64_t n;

    assert_int_equal(rhz_store_open(w->path, RHZ_STORE_READ, 0, &store, NULL), RHZ_OK);
    assert_int_equal(rhz_txn_begin(store, false, &t, NULL), RHZ_OK);
    assert_int_equal(rhz_txn_entries(t, db, &n, NULL), RHZ_OK);
    rhz_txn_abort(t);
    rhz_store_close(store);
    return (size_t)n;
}

/* Records of the dead document serve nobody, nor does the address that led to it. */
static bool is_dead(enum rhz_db db, const struct rhz_buf *key)
{
    if (db == RHZ_DB_ADDRESS)
        return key->n > 5 && memcmp(key->p, "apv/2", 5) == 0;
    return (db == RHZ_DB_DOCUMENT || db == RHZ_DB_FACTS) && rhz_be32(key->p) == DEAD;
}

static bool skipped(enum rhz_db db, const struct rhz_buf *key, const struct rhz_buf *value)
{
    if (is_dead(db, key))
        return true;
    /* Look-ups have no value; the format and the analyzer make the base refused, which other tests show. */
    return value->n == 0 || (db == RHZ_DB_META && !(key->n == 11 && memcmp(key->p, "publication", 11) == 0));
}

/* Share of `flips` flips that are told, in hundredths. */
static unsigned flip_some(struct world *w, enum rhz_db db, unsigned flips, const char *name)
{
    struct rhz_buf key = {0}, value = {0};
    size_t n = count(w, db);
    unsigned seen = 0, done = 0;
    uint64_t seed = 20240607 + (uint64_t)db;

    for (unsigned tries = 0; done < flips && tries < 50 * flips; tries++) {
        assert_true(record(w, db, (size_t)(random_next(&seed) % n), &key, &value));
        if (skipped(db, &key, &value))
            continue;
        /* The last two bytes of an address are versions of programs. */
        size_t at = (size_t)(random_next(&seed) % (db == RHZ_DB_ADDRESS ? value.n - 2 : value.n));
        char bit = (char)(1 << random_next(&seed) % 8);
        value.p[at] ^= bit;
        put(w, db, rhz_buf_view(&key), rhz_buf_view(&value));
        done++;
        if (told(w, 0))
            seen++;
        else
            print_message("%s: not told: record %02x %02x %02x %02x %02x..., byte %zu of %zu\n", name, (unsigned char)key.p[0],
                          key.n > 1 ? (unsigned char)key.p[1] : 0, key.n > 2 ? (unsigned char)key.p[2] : 0,
                          key.n > 3 ? (unsigned char)key.p[3] : 0, key.n > 4 ? (unsigned char)key.p[4] : 0, at, value.n);
        value.p[at] ^= bit;
        put(w, db, rhz_buf_view(&key), rhz_buf_view(&value));
    }
    assert_false(told(w, 0));
    rhz_buf_free(&key);
    rhz_buf_free(&value);
    print_message("%s: %u of %u flips told\n", name, seen, done);
    return done ? seen * 100 / done : 0;
}

static void test_flips(void **state)
{
    struct world *w = *state;

    assert_true(flip_some(w, RHZ_DB_TEXT, 30, "text") == 100);
    assert_true(flip_some(w, RHZ_DB_FACTS, 40, "facts") == 100);
    assert_true(flip_some(w, RHZ_DB_GRAPH, 40, "graph") == 100);
    assert_true(flip_some(w, RHZ_DB_ADDRESS, 20, "address") == 100);
    assert_true(flip_some(w, RHZ_DB_DOCUMENT, 40, "document") >= 60);
    assert_true(flip_some(w, RHZ_DB_SEGMENT, 60, "segment") >= 85);
    assert_true(flip_some(w, RHZ_DB_META, 20, "meta") >= 40);
}

/* Each kind of record, taken away. */
static void test_missing(void **state)
{
    static const struct { enum rhz_db db; const char *name; } all[] = {
        {RHZ_DB_ADDRESS, "address"}, {RHZ_DB_DOCUMENT, "document"}, {RHZ_DB_TEXT, "text"},
        {RHZ_DB_SEGMENT, "segment"}, {RHZ_DB_FACTS, "facts"},       {RHZ_DB_GRAPH, "graph"},
    };
    struct world *w = *state;
    struct rhz_buf key = {0}, value = {0};
    uint64_t seed = 42;

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        size_t n = count(w, all[i].db);
        unsigned missed = 0;
        for (unsigned k = 0; k < 6; k++) {
            assert_true(record(w, all[i].db, (size_t)(random_next(&seed) % n), &key, &value));
            if (is_dead(all[i].db, &key))
                continue;
            put(w, all[i].db, rhz_buf_view(&key), rhz_span(NULL, 0));
            if (!told(w, 0)) {
                missed++;
                print_message("%s: not missed: %02x %02x %02x %02x %02x\n", all[i].name, (unsigned char)key.p[0],
                              (unsigned char)key.p[1], (unsigned char)key.p[2], (unsigned char)key.p[3], (unsigned char)key.p[4]);
            }
            put(w, all[i].db, rhz_buf_view(&key), rhz_buf_view(&value).n ? rhz_buf_view(&value) : rhz_span("", 0));
        }
        assert_int_equal(missed, 0);
    }
    assert_false(told(w, 0));
    rhz_buf_free(&key);
    rhz_buf_free(&value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sound),
        cmocka_unit_test(test_flips),
        cmocka_unit_test(test_missing),
    };
    return cmocka_run_group_tests(tests, make_world, end_world);
}
