/* test_table.c -- header cells, and the shapes of the tables that associations print. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "guard.h"
#include "small_document.h"
#include "table.h"

static const struct {
    const char *cell;
    bool known;
    unsigned year, nature, sense;
    int relative, scale;
} heads[] = {
    {"Réalisé 2022", true, 2022, RHZ_NATURE_REALISE, 0, 0, 0},
    {"Prévi. 2024", true, 2024, RHZ_NATURE_PREVISIONNEL, 0, 0, 0},
    {"2023 (€)", true, 2023, 0, 0, 0, 1},
    {"Budget prévisionnel 2025", true, 2025, RHZ_NATURE_PREVISIONNEL, 0, 0, 0},
    {"Budget réalisé 2025", true, 2025, RHZ_NATURE_REALISE, 0, 0, 0},
    {"BP 25", true, 2025, RHZ_NATURE_PREVISIONNEL, 0, 0, 0},
    {"Net 23", true, 2023, 0, 0, 0, 0},
    {"Au 31/12/23", true, 2023, 0, 0, 0, 0},
    {"31 décembre 2023", true, 2023, 0, 0, 0, 0},
    {"Exercice N-1", true, 0, 0, 0, 2, 0},
    {"N", true, 0, 0, 0, 1, 0},
    {"N+1", true, 0, 0, 0, -1, 0},
    {"Saison 2023-2024", false, 2023, 0, 0, 0, 0},
    {"2023/24", true, 2023, 0, 0, 0, 0},
    {"CHARGES", true, 0, 0, RHZ_SENSE_CHARGE, 0, 0},
    {"Recettes (en k€)", true, 0, 0, RHZ_SENSE_PRODUIT, 0, 1000},
    {"Actif immobilisé", false, 0, 0, RHZ_SENSE_ACTIF, 0, 0},
    {"Assurances", false, 0, 0, 0, 0, 0},
};

static void test_heads(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        struct rhz_head h;

        rhz_head_read(rhz_span_of(heads[i].cell), &h);
        if (h.known != heads[i].known || h.year != heads[i].year || h.nature != heads[i].nature || h.sense != heads[i].sense ||
            h.relative != heads[i].relative || h.scale != heads[i].scale)
            fail_msg("« %s »: known %d year %u nature %u sense %u relative %d scale %d", heads[i].cell, h.known, h.year,
                     h.nature, h.sense, h.relative, h.scale);
    }
}

struct fixture {
    struct rhz_arena *arena, *scratch;
    struct rhz_document d;
    struct rhz_table t[8];
    unsigned n;
};

static void read_all(struct fixture *f, const char *source)
{
    uint32_t from = 0;

    f->arena = rhz_arena_new();
    f->scratch = rhz_arena_new();
    f->n = 0;
    small_document(f->arena, source, &f->d);
    while (f->n < 8 && rhz_table_next(&f->d, from, f->n ? &f->t[f->n - 1] : NULL, f->scratch, &f->t[f->n]) == RHZ_OK)
        from = f->t[f->n++].end_block;
}

static void end(struct fixture *f)
{
    rhz_arena_free(f->arena);
    rhz_arena_free(f->scratch);
}

static void assert_text(const struct fixture *f, unsigned t, unsigned row, unsigned column, const char *expected)
{
    struct rhz_span s = rhz_table_text(&f->d, &f->t[t].rows[row], column);

    if (!rhz_span_eq(s, rhz_span_of(expected)))
        fail_msg("table %u row %u column %u: « %.*s »", t, row, column, (int)s.n, s.p);
}

static void test_years(void **state)
{
    struct fixture f;

    (void)state;
    read_all(&f, "Budget de la Maison des lavoirs\t2024\t2023\nAchats\t1 200\t900\nSubventions\t\t3 000\n");
    assert_int_equal(f.n, 1);
    assert_int_equal(f.t[0].n_sides, 1);
    assert_int_equal(f.t[0].rows[0].kind, RHZ_ROW_HEADER);
    assert_int_equal(f.t[0].columns[1].head.year, 2024);
    assert_int_equal(f.t[0].columns[2].head.year, 2023);
    assert_int_equal(f.t[0].sides[0].figures, 1);
    assert_int_equal(f.t[0].sides[0].end, 3);
    assert_text(&f, 0, 2, 2, "3 000");
    assert_true(f.t[0].caption_end > f.t[0].caption_start);
    end(&f);
}

static void test_side_by_side(void **state)
{
    struct fixture f;

    (void)state;
    read_all(&f, "CHARGES\t2023\t2024\tPRODUITS\t2023\t2024\n"
                 "60 - Achats\t10\t20\t70 - Ventes\t5\t6\n"
                 "Fournitures\t10\t20\t\t\t\n"
                 "\t\t\t74 - Subventions\t15\t14\n"
                 "Total\t20\t40\tTotal\t20\t\n");
    assert_int_equal(f.n, 1);
    assert_int_equal(f.t[0].n_sides, 2);
    assert_int_equal(f.t[0].sides[0].sense, RHZ_SENSE_CHARGE);
    assert_int_equal(f.t[0].sides[1].sense, RHZ_SENSE_PRODUIT);
    assert_int_equal(f.t[0].sides[1].first, 3);
    assert_int_equal(f.t[0].columns[5].head.year, 2024);
    assert_text(&f, 0, 3, 3, "74 - Subventions");
    end(&f);
}

/* The header stands on two rows; the years of the upper one cover two columns each. */
static void test_two_header_rows(void **state)
{
    struct fixture f;

    (void)state;
    read_all(&f, "\t2023\t\t2024\t\n\tBudget\tRéalisé\tBudget\tRéalisé\nAchats\t10\t20\t5\t6\nLoyers\t1\t2\t5\t6\n");
    assert_int_equal(f.n, 1);
    assert_int_equal(f.t[0].columns[2].head.year, 2023);
    assert_int_equal(f.t[0].columns[2].head.nature, RHZ_NATURE_REALISE);
    assert_int_equal(f.t[0].columns[3].head.year, 2024);
    assert_int_equal(f.t[0].columns[4].head.year, 2024);
    assert_int_equal(f.t[0].columns[3].head.nature, RHZ_NATURE_PREVISIONNEL);
    end(&f);
}

static void test_balance_and_details(void **state)
{
    struct fixture f;

    (void)state;
    read_all(&f, "ACTIF\t\t\t\tPASSIF\t\n\tBrut\tAmort.\tNet 23\t\tAu 31/12/23\n"
                 "Actif immobilisé\t\t\t\tFonds propres\t\n"
                 "Titres\t30\t10\t20\tRéserves\t15\n"
                 "Créances*\t5\t\t5\tDettes\t10\n"
                 "TOTAL GÉNÉRAL\t35\t10\t25\tTOTAL GÉNÉRAL\t25\n"
                 "\n"
                 "*dont Subvention à recevoir\t5\n"
                 "Ademe (Passerelles)\t5\n");
    assert_int_equal(f.n, 2);
    assert_int_equal(f.t[0].n_sides, 2);
    assert_int_equal(f.t[0].sides[0].sense, RHZ_SENSE_ACTIF);
    assert_int_equal(f.t[0].sides[1].sense, RHZ_SENSE_PASSIF);
    assert_true(f.t[0].columns[1].head.part);
    assert_int_equal(f.t[0].columns[3].head.year, 2023);
    assert_int_equal(f.t[0].columns[5].head.year, 2023);
    assert_true(f.t[1].detail);
    assert_true(f.t[1].joined);
    assert_int_equal(f.t[1].rows[0].kind, RHZ_ROW_CAPTION);
    end(&f);
}

/* Stacked tables: the second has its own words but not its own years. */
static void test_stacked(void **state)
{
    struct fixture f;

    (void)state;
    read_all(&f, "Charges\t2023\t2024\nAchats\t10\t20\nTotal des charges\t10\t20\nProduits\t\t\nAdhésions\t4\t5\n");
    assert_int_equal(f.n, 2);
    assert_int_equal(f.t[1].sides[0].sense, RHZ_SENSE_PRODUIT);
    assert_int_equal(f.t[1].columns[2].head.year, 2024);
    end(&f);
}

static void test_codes_and_roles(void **state)
{
    struct fixture f;

    (void)state;
    read_all(&f, "60\tAchats\t1 200\n61\tServices\t300\n74\tSubventions\t9 000\n"
                 "# Plan de financement\n"
                 "Financeur\tProjet\tMontant\tStatut\nVille de Lyon\tPasserelles\t5 000 €\tacquis\nADEME\tPasserelles\t2 000 €\tdemandé\n");
    assert_int_equal(f.n, 2);
    assert_int_equal(f.t[0].columns[0].kind, RHZ_COLUMN_CODE);
    assert_int_equal(f.t[0].sides[0].figures, 2);
    assert_int_equal(f.t[1].columns[0].head.role, RHZ_HEAD_FUNDER);
    assert_int_equal(f.t[1].columns[1].head.role, RHZ_HEAD_PROGRAMME);
    assert_int_equal(f.t[1].columns[3].head.role, RHZ_HEAD_STATE);
    assert_int_equal(f.t[1].sides[0].figures, 2);
    end(&f);
}

static void test_lists(void **state)
{
    struct fixture f;

    (void)state;
    read_all(&f, "# Subventions 2024\n- Département du Lot : 3 000 €\n- Région : en attente\n- Ville de Cahors 1 500 €.\n"
                 "Nous avons dépensé en tout 300 €\nMasse salariale : 12 000 €\n");
    assert_int_equal(f.n, 2);
    assert_true(f.t[0].list);
    assert_int_equal(f.t[0].n_rows, 3);
    assert_text(&f, 0, 0, 0, "Département du Lot");
    assert_text(&f, 0, 2, 0, "Ville de Cahors");
    assert_int_equal(f.t[0].rows[2].cells[1].figure.cents, 150000);
    assert_int_equal(f.t[1].n_rows, 1);
    assert_text(&f, 1, 0, 0, "Masse salariale");
    end(&f);
}

/* Amounts that look like years do not open a table. */
static void test_amounts_like_years(void **state)
{
    struct fixture f;

    (void)state;
    read_all(&f, "Association\t2023\t2024\nAchats\t1500\t900\nAdhésions\t2000\t1985\nDons\t12\t15\n");
    assert_int_equal(f.n, 1);
    assert_int_equal(f.t[0].columns[1].head.year, 2023);
    assert_int_equal(f.t[0].rows[2].kind, RHZ_ROW_DATA);
    end(&f);
}

/* Rows of any shape: nothing is read outside, time stays linear. */
static void test_hostile(void **state)
{
    struct rhz_buf b = {0};
    struct fixture f;

    (void)state;
    for (int i = 0; i < 100000; i++)
        rhz_buf_str(&b, "12\t");
    rhz_buf_byte(&b, '\n');
    for (int i = 0; i < 200000; i++)
        rhz_buf_printf(&b, "a\t%d\n", i);
    rhz_buf_byte(&b, 0);
    assert_false(b.failed);
    guard_begin("table");
    f.arena = rhz_arena_new();
    f.scratch = rhz_arena_new();
    small_document(f.arena, b.p, &f.d);
    {
        struct rhz_table t, last;
        uint32_t from = 0, n = 0;

        while (rhz_table_next(&f.d, from, n ? &last : NULL, f.scratch, &t) == RHZ_OK) {
            assert_true(t.end_block > from && t.n_columns <= RHZ_TABLE_COLUMNS && t.n_rows <= RHZ_TABLE_ROWS);
            from = t.end_block;
            last = t;
            n++;
            rhz_arena_reset(f.scratch);
        }
        assert_int_equal(from, 200001);
    }
    guard_end();
    rhz_buf_free(&b);
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heads),          cmocka_unit_test(test_years),
        cmocka_unit_test(test_side_by_side),   cmocka_unit_test(test_two_header_rows),
        cmocka_unit_test(test_balance_and_details), cmocka_unit_test(test_stacked),
        cmocka_unit_test(test_codes_and_roles), cmocka_unit_test(test_lists),
        cmocka_unit_test(test_amounts_like_years), cmocka_unit_test(test_hostile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
