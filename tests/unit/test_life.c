/* The life of a base: documents come, change and go over many runs, segments are merged, the base is compacted; and what
 * it answers depends on the documents alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_folder.h"
#include "merge.h"
#include "random.h"
#include "rhizome.h"
#include "rhizome_index.h"
#include "store.h"

enum { SMALL = 8, DOCUMENTS = 24 };

static const char *const queries[] = {
    "jardin", "jardins partages", "\"conseil d'administration\"", "budget -tresorier", "adherent*", "compost OU verger",
    "la", "titre:rapport marmotte", "subvention ademe 2021", "adheraient jardin", "\"adhérera\"", "adhère*", "eleves", "+verger prunier mirabelle"};
static const char *const words[] = {
    "jardin", "jardins", "jardinière", "verger", "prunier", "mirabelle", "compost", "composteur", "budget", "trésorier",
    "trésorière", "adhérent", "adhérente", "adhérent·e·s", "adhésion", "élève", "élèves", "élevé", "conseil", "conseils", "marmotte",
    "adhérer", "adhérons", "adhérez", "adhèrent", "adhérais", "adhérait", "adhéraient", "adhérant", "adhère", "adhérera",
    "la", "le", "des", "partagés", "partagé", "subvention", "subventions", "hiver", "l'hiver", "printemps", "rapport"};

struct world {
    char files[256], base[300];
    uint64_t seed;
};

static void begin(struct world *w, uint64_t seed)
{
    folder_make(w->files);
    snprintf(w->base, sizeof w->base, "%s/base.rhz", w->files);
    w->seed = seed;
}

static void end(struct world *w)
{
    folder_remove(w->files);
}

static void file_path(const struct world *w, unsigned i, char path[400])
{
    snprintf(path, 400, "%s/textes", w->files);
    mkdir(path, 0777);
    snprintf(path, 400, "%s/textes/note-%02u.txt", w->files, i);
}

/* Text `version` of document i: the same in every world. */
static void write_file(const struct world *w, unsigned i, unsigned version)
{
    uint64_t seed = 1000 * i + version + 1;
    unsigned paragraphs = 1 + random_below(&seed, 6), p, n;
    char path[400];
    FILE *f;

    file_path(w, i, path);
    f = fopen(path, "w");
    assert_non_null(f);
    fprintf(f, "Rapport d'activité %u de l'association Les Loriots\n\n", 2010 + i % 10);
    for (p = 0; p < paragraphs; p++) {
        fprintf(f, "%u. Le %s du %s\n\n", p + 1, words[random_below(&seed, 10)], words[10 + random_below(&seed, 21)]);
        for (n = 60 + random_below(&seed, 60); n; n--)
            fprintf(f, "%s%s", words[random_below(&seed, sizeof words / sizeof words[0])], n % 15 ? " " : ". Le conseil d'administration ");
        fprintf(f, ".\n\nL'ADEME verse une subvention de %u 500 € à l'association Les Loriots en %u.\n"
                   "Capucine Belleroche, trésorière, présente le budget.\n\n", 1 + (i + version) % 7, 2010 + i % 10);
    }
    fclose(f);
}

static void must_index(const struct world *w, struct rhz_index_report *report)
{
    struct rhz_index_options o = {.size = sizeof o, .merge_passages = SMALL};
    char path[400];
    const char *paths[] = {path};
    struct rhz_error err = {RHZ_OK, ""};

    snprintf(path, sizeof path, "%s/textes", w->files);
    if (rhz_index(w->base, paths, 1, &o, report, &err) != RHZ_OK)
        fail_msg("%s", err.text);
}

static void must_compact(const struct world *w)
{
    struct rhz_compact_report r;
    struct rhz_error err = {RHZ_OK, ""};

    if (rhz_compact(w->base, 0, &r, &err) != RHZ_OK)
        fail_msg("%s", err.text);
}

/* ---- what a base says ---- */

static rhz_status keep(void *context, const char *bytes, size_t n)
{
    rhz_buf_append(context, bytes, n);
    return RHZ_OK;
}

static struct rhz_base *open_base(const struct world *w)
{
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_base *b;

    if (rhz_base_open(w->base, &b, &err) != RHZ_OK)
        fail_msg("%s", err.text);
    return b;
}

static char *exported(const struct world *w)
{
    struct rhz_base *b = open_base(w);
    struct rhz_buf out = {0};
    struct rhz_error err = {RHZ_OK, ""};

    if (rhz_export_jsonl(b, keep, &out, &err) != RHZ_OK)
        fail_msg("%s", err.text);
    rhz_base_close(b);
    rhz_buf_byte(&out, 0);
    return out.p;
}

static char *found(const struct world *w)
{
    struct rhz_search_options o = {.size = sizeof o, .limit = 500};
    struct rhz_base *b = open_base(w);
    struct rhz_buf out = {0};
    struct rhz_error err = {RHZ_OK, ""};

    for (size_t q = 0; q < sizeof queries / sizeof queries[0]; q++) {
        struct rhz_hits *hits;
        if (rhz_search(b, queries[q], strlen(queries[q]), &o, &hits, &err) != RHZ_OK)
            fail_msg("%s : %s", queries[q], err.text);
        rhz_buf_printf(&out, "== %s : %llu\n", queries[q], (unsigned long long)rhz_hits_total(hits));
        for (size_t i = 0; i < rhz_hits_count(hits); i++) {
            const struct rhz_hit *h = rhz_hits_get(hits, i);
            rhz_buf_printf(&out, "%.9g %s/%u %s:%u %s\n", h->score, h->document, h->ordinal, h->uri, h->line_from, h->snippet);
        }
        rhz_hits_free(hits);
    }
    rhz_base_close(b);
    rhz_buf_byte(&out, 0);
    return out.p;
}

static struct rhz_statistics counted(const struct world *w)
{
    struct rhz_base *b = open_base(w);
    struct rhz_statistics s;

    assert_int_equal(rhz_base_statistics(b, &s, NULL), RHZ_OK);
    rhz_base_close(b);
    return s;
}

static void assert_same(char *a, char *b)
{
    if (strcmp(a, b) != 0) {
        size_t i = 0;
        while (a[i] == b[i])
            i++;
        i = i > 100 ? i - 100 : 0;
        fail_msg("differ:\n%.300s\n----\n%.300s", a + i, b + i);
    }
    free(a);
    free(b);
}

/* ---- properties ---- */

/* Additions over many runs: merging and compacting change nothing of what is answered. */
static void test_additions(void **state)
{
    struct world many, once;
    struct rhz_index_report r;

    (void)state;
    begin(&many, 1);
    begin(&once, 1);
    for (unsigned i = 0; i < DOCUMENTS; i++) {
        write_file(&many, i, 0);
        write_file(&once, i, 0);
        must_index(&many, &r);
        assert_int_equal(r.documents_added, 1);
    }
    must_index(&once, &r);
    printf("%u runs: %llu segments\n", DOCUMENTS, (unsigned long long)counted(&many).segments);
    assert_true(counted(&many).segments <= 9);
    assert_int_equal(counted(&many).words, counted(&once).words);
    assert_same(exported(&many), exported(&once));
    assert_same(found(&many), found(&once));
    must_compact(&many);
    assert_int_equal(counted(&many).segments, 1);
    assert_same(exported(&many), exported(&once));
    assert_same(found(&many), found(&once));
    must_compact(&once);
    must_compact(&once);
    assert_same(exported(&many), exported(&once));
    assert_same(found(&many), found(&once));
    end(&many);
    end(&once);
}

/* Documents change again and again; once compacted, the base is the one made in one run of the last texts. */
static void test_changes(void **state)
{
    for (uint64_t seed = 1; seed <= 2; seed++) {
        unsigned version[DOCUMENTS] = {0};
        struct world many, once;
        struct rhz_index_report r;
        uint64_t random = seed;

        (void)state;
        printf("seed %llu: ", (unsigned long long)seed);
        begin(&many, seed);
        begin(&once, seed);
        for (unsigned run = 0; run < 20; run++) {
            for (unsigned k = 1 + random_below(&random, 4); k; k--) {
                unsigned i = random_below(&random, DOCUMENTS);
                write_file(&many, i, ++version[i]);
            }
            must_index(&many, &r);
            if (run == 10 && seed % 2)
                must_compact(&many);
        }
        for (unsigned i = 0; i < DOCUMENTS; i++)
            if (version[i])
                write_file(&once, i, version[i]);
        must_index(&once, &r);
        printf("%llu segments, %llu dead documents\n", (unsigned long long)counted(&many).segments,
               (unsigned long long)counted(&many).dead_documents);
        assert_same(exported(&many), exported(&once));
        must_compact(&many);
        assert_int_equal(counted(&many).dead_documents, 0);
        assert_int_equal(counted(&many).words, counted(&once).words);
        assert_same(exported(&many), exported(&once));
        assert_same(found(&many), found(&once));
        must_index(&many, &r); /* nothing is read again */
        assert_int_equal(r.documents_added + r.documents_replaced, 0);
        end(&many);
        end(&once);
    }
}

/* Added then removed is never added: by the files that vanish, by address, and whatever was merged in between. */
static void test_removals(void **state)
{
    struct world many, once;
    struct rhz_index_options o = {.size = sizeof o, .merge_passages = SMALL, .prune = 1};
    struct rhz_index_report r;
    struct rhz_error err = {RHZ_OK, ""};
    char path[400];
    const char *paths[] = {path}, *uris[] = {"textes/note-20.txt", "textes/note-21.txt", "textes/note-20.txt"};
    const char *unknown[] = {"textes/note-22.txt", "textes/note"};

    (void)state;
    begin(&many, 3);
    begin(&once, 3);
    for (unsigned i = 0; i < DOCUMENTS; i++) {
        write_file(&many, i, 0);
        if (i % 4)
            write_file(&once, i, 0);
        if (i % 3 == 2)
            must_index(&many, &r);
    }
    for (unsigned i = 0; i < DOCUMENTS; i += 4) {
        file_path(&many, i, path);
        if (i != 20)
            unlink(path);
    }
    snprintf(path, sizeof path, "%s/textes", many.files);
    o.dry_run = 1;
    assert_int_equal(rhz_index(many.base, paths, 1, &o, &r, &err), RHZ_OK);
    assert_int_equal(r.addresses_removed, 5);
    o.dry_run = 0;
    assert_int_equal(rhz_index(many.base, paths, 1, &o, &r, &err), RHZ_OK);
    assert_int_equal(r.addresses_removed, 5);
    assert_int_equal(rhz_remove(many.base, unknown, 2, NULL, &r, &err), RHZ_NOT_FOUND);
    assert_int_equal(r.addresses_removed, 0);
    assert_int_equal(rhz_remove(many.base, uris, 3, &o, &r, &err), RHZ_OK);
    assert_int_equal(r.addresses_removed, 2);
    must_index(&once, &r);
    assert_int_equal(rhz_remove(once.base, uris + 1, 1, &o, &r, &err), RHZ_OK);
    assert_same(exported(&many), exported(&once));
    must_compact(&many);
    must_compact(&once);
    assert_same(exported(&many), exported(&once));
    assert_same(found(&many), found(&once));
    end(&many);
    end(&once);
}

/* Nothing is left, then something is again. */
static void test_emptied(void **state)
{
    struct world w;
    struct rhz_index_report r;
    const char *uris[] = {"textes/note-00.txt", "textes/note-01.txt"};
    char *first;

    (void)state;
    begin(&w, 1);
    write_file(&w, 0, 0);
    write_file(&w, 1, 0);
    must_index(&w, &r);
    first = exported(&w);
    assert_int_equal(rhz_remove(w.base, uris, 2, NULL, &r, NULL), RHZ_OK);
    assert_int_equal(counted(&w).documents + counted(&w).segments + counted(&w).persons, 0);
    must_compact(&w);
    assert_int_equal(counted(&w).documents + counted(&w).segments, 0);
    must_index(&w, &r);
    assert_int_equal(r.documents_added, 2);
    assert_same(first, exported(&w));
    end(&w);
}

/* A folder that cannot be read whole removes nothing. */
static void test_prune_is_careful(void **state)
{
    struct world w;
    struct rhz_index_options o = {.size = sizeof o, .prune = 1};
    struct rhz_index_report r;
    struct rhz_error err = {RHZ_OK, ""};
    char path[400], file[400], missing[500];
    const char *paths[] = {path, missing}, *one[] = {file};

    (void)state;
    begin(&w, 1);
    write_file(&w, 0, 0);
    write_file(&w, 1, 0);
    must_index(&w, &r);
    file_path(&w, 1, file);
    unlink(file);
    file_path(&w, 0, file);
    snprintf(path, sizeof path, "%s/textes", w.files);
    snprintf(missing, sizeof missing, "%s/absent", path);
    assert_int_equal(rhz_index(w.base, paths, 2, &o, &r, &err), RHZ_INVALID);
    assert_int_equal(counted(&w).documents, 2);
    assert_int_equal(rhz_index(w.base, one, 1, &o, &r, &err), RHZ_OK); /* a file named alone stands for itself */
    assert_int_equal(counted(&w).documents, 2);
    assert_int_equal(rhz_index(w.base, paths, 1, &o, &r, &err), RHZ_OK);
    assert_int_equal(counted(&w).documents, 1);
    end(&w);
}

/* ---- choosing ---- */

static void test_choice_is_amortised(void **state)
{
    struct rhz_segment_info s[64] = {0};
    uint32_t dead[64] = {0};
    struct rhz_publication p = {.segments = s};
    struct rhz_merge_limits limits = {.least = SMALL, .fan = 4, .dead_percent = 20};
    uint64_t seed = 7, written = 0, added = 0;
    size_t first, n, most = 0;

    (void)state;
    for (unsigned run = 0; run < 20000; run++) {
        uint32_t size = 1 + random_skewed(&seed, 8);
        s[p.n_segments++].n_passages = size;
        added += size;
        for (rhz_merge_choose(&p, dead, &limits, &first, &n); n; rhz_merge_choose(&p, dead, &limits, &first, &n)) {
            uint32_t sum = 0;
            for (size_t i = first; i < first + n; i++)
                sum += s[i].n_passages;
            written += sum;
            s[first].n_passages = sum;
            memmove(s + first + 1, s + first + n, (p.n_segments - first - n) * sizeof *s);
            p.n_segments -= n - 1;
        }
        most = p.n_segments > most ? p.n_segments : most;
        assert_true(p.n_segments < 60);
    }
    printf("20000 runs, %llu passages: each written %.1f times, at most %zu segments\n", (unsigned long long)added,
           (double)written / (double)added, most);
    assert_true(written < added * 12);
    assert_true(most <= 40);
}

static void test_choice_of_dead(void **state)
{
    struct rhz_segment_info s[2] = {{.n_passages = 100000}, {.n_passages = 100, .n_left_out = 50}};
    uint32_t dead[2] = {20000, 10};
    struct rhz_publication p = {.segments = s, .n_segments = 2};
    size_t first, n;

    (void)state;
    rhz_merge_choose(&p, dead, &rhz_merge_defaults, &first, &n);
    assert_int_equal(n, 0);
    dead[1] = 11;
    rhz_merge_choose(&p, dead, &rhz_merge_defaults, &first, &n);
    assert_true(n == 1 && first == 1);
}

/* ---- erased ---- */

static bool file_holds(const char *path, const char *what)
{
    FILE *f = fopen(path, "r");
    char *bytes = malloc(1 << 24);
    size_t n = f ? fread(bytes, 1, 1 << 24, f) : 0;
    bool holds = n && memmem(bytes, n, what, strlen(what));

    if (f)
        fclose(f);
    free(bytes);
    return holds;
}

static void write_text(const struct world *w, unsigned i, const char *title, const char *text)
{
    char path[400];
    FILE *f;

    file_path(w, i, path);
    f = fopen(path, "w");
    assert_non_null(f);
    fprintf(f, "%s\n\n%s\n", title, text);
    fclose(f);
}

/* What a document said before it was replaced is in no file of a compacted base: title, words, written forms. */
static void test_erased(void **state)
{
    struct world w;
    struct rhz_index_report r;
    char old[400], fresh[400];

    (void)state;
    begin(&w, 1);
    for (unsigned i = 0; i < 6; i++)
        write_file(&w, i, 0);
    write_text(&w, 6, "Les zigouillettes du printemps", "On y plante des xylofleurs et des xylofleures chaque année au jardin.");
    must_index(&w, &r);
    snprintf(old, sizeof old, "%s/g0001/data.mdb", w.base);
    snprintf(fresh, sizeof fresh, "%s/g0002/data.mdb", w.base);
    assert_true(file_holds(old, "zigouillet"));
    assert_true(file_holds(old, "xylofl")); /* its stem */
    write_text(&w, 6, "Les semis du printemps", "On y plante des haricots chaque année au jardin.");
    must_index(&w, &r);
    must_compact(&w);
    assert_int_not_equal(access(old, F_OK), 0);
    assert_int_equal(access(fresh, F_OK), 0);
    assert_false(file_holds(fresh, "zigouillet"));
    assert_false(file_holds(fresh, "xylofl"));
    assert_true(file_holds(fresh, "haricot"));
    end(&w);
}

/* A reader that stays open follows to the new generation, and one that reads goes on with what it has. */
static void test_readers_follow(void **state)
{
    struct world w;
    struct rhz_index_report r;
    struct rhz_store *store;
    struct rhz_txn *t;
    struct rhz_span v;
    struct rhz_error err;
    char *before;

    (void)state;
    begin(&w, 1);
    for (unsigned i = 0; i < 6; i++)
        write_file(&w, i, 0);
    must_index(&w, &r);
    before = found(&w);
    assert_int_equal(rhz_store_open(w.base, RHZ_STORE_READ, 0, &store, &err), RHZ_OK);
    assert_int_equal(rhz_txn_begin(store, false, &t, &err), RHZ_OK);
    must_compact(&w);
    assert_int_equal(rhz_txn_get(t, RHZ_DB_META, RHZ_SPAN("publication"), &v, &err), RHZ_OK);
    rhz_txn_abort(t);
    assert_int_equal(rhz_txn_begin(store, false, &t, &err), RHZ_OK);
    assert_int_equal(rhz_txn_get(t, RHZ_DB_META, RHZ_SPAN("publication"), &v, &err), RHZ_OK);
    rhz_txn_abort(t);
    rhz_store_close(store);
    assert_same(before, found(&w));
    end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_choice_is_amortised), cmocka_unit_test(test_choice_of_dead), cmocka_unit_test(test_additions),
        cmocka_unit_test(test_removals),            cmocka_unit_test(test_emptied),        cmocka_unit_test(test_prune_is_careful),
        cmocka_unit_test(test_changes),             cmocka_unit_test(test_erased),         cmocka_unit_test(test_readers_follow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
