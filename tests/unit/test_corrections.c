/* test_corrections.c -- lines of a corrections file: what each says, what is wrong with the others; the file on disk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base_folder.h"
#include "corrections.h"
#include "corrections_file.h"

static struct rhz_correction_line read_line(const char *text, struct rhz_arena *arena)
{
    struct rhz_correction_line c;

    assert_true(rhz_correction_read(rhz_span_of(text), arena, &c));
    return c;
}

static void assert_span(struct rhz_span s, const char *expected)
{
    if (!rhz_span_eq(s, rhz_span_of(expected)))
        fail_msg("« %.*s » instead of « %s »", (int)s.n, s.p, expected);
}

static void test_lines(void **state)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_correction_line c;

    (void)state;
    c = read_line("fusionner Personne \"Odile Ferrandin\" « O. Ferrandain »", arena);
    assert_int_equal(c.action, RHZ_CORRECTION_MERGE);
    assert_span(c.key, "ferrandin odile");
    assert_span(c.other, "O. Ferrandain");
    c = read_line("séparer personne \"Odile Ferrandin\" \"Odile Kolb\"  ", arena);
    assert_int_equal(c.action, RHZ_CORRECTION_SPLIT);
    c = read_line("separer Personne \"Odile Ferrandin\" dans \"documents/a b.txt\"", arena);
    assert_int_equal(c.action, RHZ_CORRECTION_ALONE);
    assert_span(c.uri, "documents/a b.txt");
    c = read_line("renommer Organisation \"ademe\" en \"ADEME\"", arena);
    assert_int_equal(c.action, RHZ_CORRECTION_RENAME);
    assert_span(c.other, "ADEME");
    c = read_line("classer Organisation \"Rives\" en programme", arena);
    assert_int_equal(c.to_kind, RHZ_PROGRAMME);
    c = read_line("classer Organisation \"Rives\" en labo", arena);
    assert_int_equal(c.to_sub, RHZ_SUB_LABO);
    c = read_line("rejeter Evenement \"Rives\"", arena);
    assert_int_equal(c.action, RHZ_CORRECTION_REJECT);
    c = read_line("rejeter finance Organisation \"ADEME\" Programme \"Rives\" 2021", arena);
    assert_int_equal(c.action, RHZ_CORRECTION_REJECT_LINK);
    assert_int_equal(c.relation, RHZ_FINANCE);
    assert_int_equal(c.other_kind, RHZ_PROGRAMME);
    assert_int_equal(c.year, 2021);
    c = read_line("ajouter FINANCE Organisation \"ADEME\" Programme \"Rives\" 2021 montant \"12 000 €\" nature realise preuve \"d/pv.txt\" page 2 ligne 12", arena);
    assert_int_equal(c.action, RHZ_CORRECTION_ADD);
    assert_int_equal(c.relation, RHZ_FINANCE);
    assert_int_equal(c.year, 2021);
    assert_int_equal(c.nature, RHZ_NATURE_REALISE);
    assert_span(c.amount, "12 000 €");
    assert_span(c.proof, "d/pv.txt");
    c = read_line("ajouter administre Personne \"Odile Ferrandin\" Organisation \"Rives\" rôle « présidente »", arena);
    assert_int_equal(c.action, RHZ_CORRECTION_ADD);
    assert_span(c.role, "présidente");
    assert_int_equal(c.year, 0);
    c = read_line("ajouter Personne \"Odile Ferrandin\"", arena);
    assert_int_equal(c.action, RHZ_CORRECTION_ADD);
    assert_int_equal(c.relation, 0);
    rhz_arena_free(arena);
}

static void test_slips(void **state)
{
    static const char *const slips[] = {
        "fusioner Personne \"A B\" \"C D\"", "fusionner \"A B\" \"C D\"", "fusionner Personne \"A B\"",
        "fusionner Personne \"A B\" \"C D", "fusionner Personne \"A B\" \"B A\"", "fusionner Personne \"\" \"C D\"",
        "fusionner Personne \"--\" \"C D\"", "fusionner Personne \"A B\" \"C D\" \"E F\"", "renommer Personne \"A B\" \"C D\"",
        "classer Organisation \"A\" en truc", "classer Personne \"A B\" en labo", "classer Organisation \"A\" en Document",
        "rejeter FINANCE Organisation \"A\"", "rejeter FINANCE Organisation \"A\" Programme \"B\" 21",
        "rejeter FINANCE Organisation \"A\" Programme \"B\" 20211", "rejeter", "«", "\"",
        "ajouter", "ajouter Personne", "ajouter FINANCE Organisation \"A\"", "ajouter FINANCE Organisation \"A\" Programme \"--\"",
        "ajouter FINANCE Organisation \"A\" Programme \"B\" 21", "ajouter FINANCE Organisation \"A\" Programme \"B\" montant 12",
        "ajouter Personne \"A B\" montant \"12\"", "ajouter FINANCE Organisation \"A\" Programme \"B\" ligne 12",
        "ajouter FINANCE Organisation \"A\" Programme \"B\" nature rose", "ajouter Personne \"A B\" preuve \"d\" ligne douze",
    };
    struct rhz_arena *arena = rhz_arena_new();
    size_t i;

    (void)state;
    for (i = 0; i < sizeof slips / sizeof *slips; i++) {
        struct rhz_correction_line c = read_line(slips[i], arena);
        if (c.action != RHZ_CORRECTION_NONE || !c.problem)
            fail_msg("taken: %s", slips[i]);
    }
    rhz_arena_free(arena);
}

static void test_file(void **state)
{
    static const char text[] = "# notes\n\nrenommer Personne \"A B\" en \"C D\"\r\nrejeter Personne \"C D\"\nrien\n";
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_corrections c;

    (void)state;
    assert_true(rhz_corrections_read(RHZ_SPAN(text), arena, &c));
    assert_int_equal(c.n, 3);
    assert_int_equal(c.v[0].place, 3);
    assert_int_equal(c.v[1].number, 2);
    assert_span(c.v[1].key, "a b"); /* the name that the line before gave */
    assert_non_null(c.v[2].problem);
    rhz_arena_free(arena);
}

static void test_on_disk(void **state)
{
    char folder[256], base[300], path[320];
    struct rhz_buf b = {0};
    struct rhz_error err;
    FILE *f;

    (void)state;
    folder_make(folder);
    snprintf(base, sizeof base, "%s/b.rhz/", folder);
    assert_int_equal(rhz_corrections_load(base, &b, &err), RHZ_OK);
    assert_int_equal(b.n, 0);
    assert_int_equal(rhz_corrections_save(base, RHZ_SPAN("une ligne\n"), &err), RHZ_OK);
    assert_int_equal(rhz_corrections_load(base, &b, &err), RHZ_OK);
    assert_span(rhz_buf_view(&b), "une ligne\n");
    assert_int_equal(rhz_corrections_save(base, RHZ_SPAN(""), &err), RHZ_OK);
    assert_int_equal(rhz_corrections_save(base, RHZ_SPAN(""), &err), RHZ_OK);
    snprintf(path, sizeof path, "%s/b.rhz.corrections", folder);
    assert_null(fopen(path, "r"));
    f = fopen(path, "w");
    assert_non_null(f);
    fputs("renommer \xFF", f);
    fclose(f);
    assert_int_equal(rhz_corrections_load(base, &b, &err), RHZ_INVALID);
    remove(path);
    rhz_buf_free(&b);
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines), cmocka_unit_test(test_slips),
                                       cmocka_unit_test(test_file), cmocka_unit_test(test_on_disk)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
