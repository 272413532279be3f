/* test_import.c -- an export that is imported gives the same export: over generated graphs, with lines shuffled and keys
 * unknown; records of proofs; a file that is refused leaves nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "graph_base.h"
#include "imported.h"
#include "property.h"
#include "rhizome.h"
#include "rhizome_index.h"

enum { GRAPHS = 12, DOCUMENTS = 6 };
static const uint64_t SEED = 20260608;

static rhz_status append(void *context, const char *bytes, size_t n)
{
    rhz_buf_append(context, bytes, n);
    return RHZ_OK;
}

static struct rhz_buf exported(const char *path)
{
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_buf b = {0};
    struct rhz_base *base;

    must(rhz_base_open(path, &base, &err), &err, "open");
    must(rhz_export_jsonl(base, append, &b, &err), &err, "export");
    rhz_base_close(base);
    return b;
}

static void write_file(const char *path, struct rhz_span bytes)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
    assert_int_equal(fclose(f), 0);
}

/* ---- the lines of a file in another order, with keys of another version ---- */

static int phase_of(struct rhz_span line)
{
    return line.p[6] == 'h' ? 0 : line.p[6] == 'd' ? 1 : line.p[6] == 'n' ? 2 : 3;
}

static size_t split(struct rhz_span text, struct rhz_span *v)
{
    size_t n = 0, i, from = 0;

    for (i = 0; i < text.n; i++)
        if (text.p[i] == '\n') {
            v[n++] = rhz_span(text.p + from, i - from);
            from = i + 1;
        }
    return n;
}

static struct rhz_buf shuffled(struct rhz_span text, uint64_t seed)
{
    struct rhz_span *v = malloc((text.n + 1) * sizeof *v);
    struct rhz_buf out = {0};
    size_t n, i, j;

    assert_non_null(v);
    n = split(text, v);
    for (i = n; i-- > 1;) {
        struct rhz_span t = v[i];
        j = random_below(&seed, (uint32_t)i + 1);
        if (phase_of(v[j]) != phase_of(v[i]))
            continue;
        v[i] = v[j];
        v[j] = t;
    }
    for (i = 0; i < n; i++) {
        rhz_buf_append(&out, v[i].p, v[i].n - 1);
        rhz_buf_str(&out, ",\"plus_tard\":{\"a\":[1,null]}}\r\n");
    }
    free(v);
    return out;
}

static void assert_imports_as(const char *root, unsigned number, struct rhz_span file, struct rhz_span wanted)
{
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_import_report report;
    struct rhz_check_report check;
    struct rhz_buf again;
    char path[320], base[320];

    snprintf(path, sizeof path, "%s/%u.jsonl", root, number);
    snprintf(base, sizeof base, "%s/%u-importee", root, number);
    write_file(path, file);
    must(rhz_import(base, path, false, 0, &report, &err), &err, "import");
    again = exported(base);
    assert_int_equal(again.n, wanted.n);
    assert_memory_equal(again.p, wanted.p, wanted.n);
    must(rhz_check(base, NULL, &check, &err), &err, "check");
    assert_int_equal(check.findings, 0);
    assert_int_equal(check.edges, report.edges);
    rhz_buf_free(&again);
}

static void test_same_bytes(void **state)
{
    char root[256], path[320], uri[64];
    unsigned g, i;

    (void)state;
    folder_make(root);
    for (g = 0; g < GRAPHS; g++) {
        struct made_document *docs[DOCUMENTS];
        struct rhz_buf first, other;
        for (i = 0; i < DOCUMENTS; i++) {
            snprintf(uri, sizeof uri, "racine/%u-%u.txt", g, i);
            docs[i] = made_anything(uri, SEED + g * DOCUMENTS + i, 4 + g);
        }
        snprintf(path, sizeof path, "%s/base%u", root, g);
        base_write(path, docs, DOCUMENTS, DOCUMENTS);
        first = exported(path);
        other = shuffled(rhz_buf_view(&first), SEED + g);
        assert_imports_as(root, 2 * g, rhz_buf_view(&first), rhz_buf_view(&first));
        assert_imports_as(root, 2 * g + 1, rhz_buf_view(&other), rhz_buf_view(&first));
        rhz_buf_free(&first);
        rhz_buf_free(&other);
        for (i = 0; i < DOCUMENTS; i++)
            made_free(docs[i]);
    }
    folder_remove(root);
}

/* What no document of ours says but the form can: more roles than proofs, amounts below zero, days, no document. */
static const char ODD[] =
    "{\"t\":\"header\",\"format\":1,\"rhizome\":\"" RHIZOME_VERSION "\"}\n"
    "{\"t\":\"document\",\"id\":\"%016llx\",\"uri\":\"a.txt\",\"date\":\"2024-06\",\"pages\":3}\n"
    "{\"t\":\"node\",\"id\":1,\"kind\":\"Personne\",\"name\":\"Odile Ferrandin\",\"aliases\":[\"FERRANDIN Odile\"]}\n"
    "{\"t\":\"node\",\"id\":4503599627370495,\"kind\":\"Organisation\",\"name\":\"ADEME\"}\n"
    "{\"t\":\"edge\",\"id\":9,\"relation\":\"FINANCE\",\"from\":4503599627370495,\"to\":1,\"divergent\":true,\"props\":{\"annee\":2023,"
    "\"annee_du_document\":true,\"debut\":2022,\"fin\":2024,\"date_fin\":\"2024-06-06\",\"montant\":-42500.07,\"devise\":\"USD\","
    "\"montant_commun\":true,\"roles\":[\"a\",\"b\",\"c\"]},\"evidence\":[{\"document\":\"%016llx\",\"uri\":\"a.txt\",\"page\":2,"
    "\"line\":7,\"start\":0,\"end\":4294967295,\"rule\":\"essai\",\"quote\":\"tab\\tet \\\"mots\\\"\","
    "\"supports\":[{\"end\":\"to\",\"why\":\"heading\",\"page\":1,\"line\":3,\"quote\":\"Titre\"}]}]}\n";

static void test_odd(void **state)
{
    unsigned long long id = rhz_document_id(RHZ_SPAN("a.txt"));
    char root[256], text[4096];

    (void)state;
    folder_make(root);
    snprintf(text, sizeof text, ODD, id, id);
    assert_imports_as(root, 0, rhz_span_of(text), rhz_span_of(text));
    folder_remove(root);
}

static void test_refused(void **state)
{
    struct rhz_error err = {RHZ_OK, ""};
    unsigned long long id = rhz_document_id(RHZ_SPAN("a.txt"));
    char root[256], text[4096], file[320], base[320];

    (void)state;
    folder_make(root);
    snprintf(text, sizeof text, ODD, id, id);
    snprintf(file, sizeof file, "%s/0.jsonl", root);
    snprintf(base, sizeof base, "%s/0-importee", root);
    write_file(file, rhz_span(text, strlen(text) - 3)); /* cut in its last line */
    assert_int_equal(rhz_import(base, file, false, 0, NULL, &err), RHZ_INVALID);
    assert_string_equal(err.text, "Ligne 5 : ce n'est pas un objet JSON valide.");
    assert_imports_as(root, 0, rhz_span_of(text), rhz_span_of(text)); /* the same base, which is empty still */
    assert_int_equal(rhz_import(base, file, false, 0, NULL, &err), RHZ_INVALID); /* and now is not */
    assert_int_equal(rhz_compact(base, 0, &(struct rhz_compact_report){0}, &err), RHZ_INVALID);
    folder_remove(root);
}

static bool decode(void *context, struct rhz_span bytes)
{
    struct rhz_imported_proof p;

    return rhz_imported_get(bytes, context, &p, NULL) == RHZ_OK;
}

static void test_records(void **state)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_imported_support s = {RHZ_END_OBJECT, 1, 2, 300, RHZ_SPAN("Titre")};
    struct rhz_imported_proof p = {7, 4000, 3, 12, RHZ_SPAN("essai"), RHZ_SPAN("des mots"), &s, 1}, q;
    struct rhz_buf b = {0};
    uint64_t seed = SEED;

    (void)state;
    rhz_imported_put(&b, &p);
    assert_int_equal(rhz_imported_get(rhz_buf_view(&b), arena, &q, NULL), RHZ_OK);
    assert_true(q.start == 7 && q.end == 4000 && q.page == 3 && q.line == 12 && rhz_span_eq(q.quote, p.quote));
    assert_true(q.n_supports == 1 && q.supports[0].line == 300 && rhz_span_eq(q.supports[0].quote, s.quote));
    assert_true(survives_damage(rhz_buf_view(&b), decode, arena, true, &seed));
    rhz_buf_free(&b);
    rhz_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_odd),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_records),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
