/* test_vocabulary.c -- a vocabulary: what is refused, and what its names bring together in other documents. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base_folder.h"
#include "reader.h"
#include "rhizome.h"
#include "rhizome_index.h"

static void expect_refused(const char *text, const char *why)
{
    struct rhz_buf out = {0};
    struct rhz_error err = {0};
    uint32_t repairs = 0;

    assert_int_equal(rhz_reader_vocabulary.read(rhz_span_of(text), 1, &out, &repairs, &err), RHZ_INVALID);
    if (!strstr(err.text, why))
        fail_msg("%s: %s", text, err.text);
    rhz_buf_free(&out);
}

static void test_refused(void **state)
{
    (void)state;
    expect_refused("genre\tnom\nlicorne\tX\n", "Ligne 2 : le genre");
    expect_refused("genre\tnom\n\n# x\npersonne\t \n", "Ligne 4 : le nom manque");
    expect_refused("genre;nom;autres;RNA;SIREN\npersonne;A;;12;\n", "RNA");
    expect_refused("genre;nom;autres;RNA;SIREN\npersonne;A;;;12345\n", "SIREN");
    expect_refused("genre;nom\npersonne;A;B;;;;\n", "cinq colonnes");
    expect_refused("genre;nom\n", "aucun nom");
    assert_true(rhz_reader_vocabulary.accepts(RHZ_SPAN("\xEF\xBB\xBFGenre;Nom\r\n"), RHZ_SPAN("x")));
    assert_false(rhz_reader_vocabulary.accepts(RHZ_SPAN("Genre et nom\n"), RHZ_SPAN("x.txt")));
    assert_false(rhz_reader_vocabulary.accepts(RHZ_SPAN(""), RHZ_SPAN("x")));
}

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[400];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (!(f = fopen(path, "w")) || fputs(text, f) < 0 || fclose(f) != 0)
        abort();
}

static void expect_entity(struct rhz_base *base, const char *typed, const char *name, uint32_t documents)
{
    struct rhz_entities *e;
    struct rhz_error err;

    assert_int_equal(rhz_entities_find(base, typed, NULL, 10, &e, &err), RHZ_OK);
    if (rhz_entities_count(e) != 1 || strcmp(rhz_entities_get(e, 0)->name, name) != 0 ||
        rhz_entities_get(e, 0)->n_documents != documents)
        fail_msg("%s: %zu entities, %s, %u documents", typed, rhz_entities_count(e),
                 rhz_entities_count(e) ? rhz_entities_get(e, 0)->name : "",
                 rhz_entities_count(e) ? rhz_entities_get(e, 0)->n_documents : 0);
    rhz_entities_free(e);
}

/* A name that no rule could bring to another, in a document that never heard of the other: one entity all the same. */
static void test_brings_together(void **state)
{
    char folder[256], base_path[300];
    const char *paths[1] = {folder};
    struct rhz_index_report report;
    struct rhz_base *base = NULL;
    struct rhz_error err = {0};

    (void)state;
    folder_make(folder);
    snprintf(base_path, sizeof base_path, "%s/base.rhz", folder);
    write_file(folder, "noms.tsv",
               "genre\tnom\tautres noms\tRNA\tSIREN\norganisation\tAgence bretonne des rivages\tABR | La Maison des dunes\t"
               "W351234567\t123456782\npersonne\tOdile Ferrandin\tOdile Le Goff\n");
    write_file(folder, "pv.txt",
               "Compte rendu de l'assemblée générale du 3 mai 2022\n\nPrésents : Odile Le Goff, présidente ; Yann Kerbrat (La "
               "Maison des dunes).\n");
    if (rhz_index(base_path, paths, 1, NULL, &report, &err) != RHZ_OK || rhz_base_open(base_path, &base, &err) != RHZ_OK)
        fail_msg("%s", err.text);
    expect_entity(base, "maison des dunes", "Agence bretonne des rivages", 2);
    expect_entity(base, "agence bretonne des rivages", "Agence bretonne des rivages", 2);
    expect_entity(base, "odile ferrandin", "Odile Le Goff", 2);
    rhz_base_close(base);
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_refused), cmocka_unit_test(test_brings_together)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
