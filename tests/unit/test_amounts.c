/* test_amounts.c -- figures as French accounts write them, and what must not be taken for one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "amounts.h"
#include "plain_words.h"

struct cell_case {
    const char *cell;
    enum rhz_figure_kind kind;
    int64_t cents;
    const char *unit;
};

static const struct cell_case cells[] = {
    {"42 500", RHZ_FIGURE_AMOUNT, 4250000, ""},
    {"1 283 732", RHZ_FIGURE_AMOUNT, 128373200, ""},
    {"1\xC2\xA0" "283\xE2\x80\xAF" "732,5\xC2\xA0€", RHZ_FIGURE_AMOUNT, 128373250, "EUR"},
    {"1.283.732,07", RHZ_FIGURE_AMOUNT, 128373207, ""},
    {"12.500 €", RHZ_FIGURE_AMOUNT, 1250000, "EUR"},
    {"12,500 €", RHZ_FIGURE_AMOUNT, 1250000, "EUR"},
    {"0,125", RHZ_FIGURE_AMOUNT, 13, ""},
    {"3.5", RHZ_FIGURE_AMOUNT, 350, ""},
    {"1,255 M€", RHZ_FIGURE_AMOUNT, 125500000, "EUR"},
    {"1,3 million d'euros", RHZ_FIGURE_AMOUNT, 130000000, "EUR"},
    {"12 k€", RHZ_FIGURE_AMOUNT, 1200000, "EUR"},
    {"12,5 K€", RHZ_FIGURE_AMOUNT, 1250000, "EUR"},
    {"7 K euros", RHZ_FIGURE_AMOUNT, 700000, "EUR"},
    {"5 000 dollars", RHZ_FIGURE_AMOUNT, 500000, "USD"},
    {"€ 1 200", RHZ_FIGURE_AMOUNT, 120000, "EUR"},
    {"300 euros", RHZ_FIGURE_AMOUNT, 30000, "EUR"},
    {"(5 089)", RHZ_FIGURE_AMOUNT, -508900, ""},
    {"(2023)", RHZ_FIGURE_AMOUNT, -202300, ""},
    {"(5 089 €)", RHZ_FIGURE_AMOUNT, -508900, "EUR"},
    {"- 42", RHZ_FIGURE_AMOUNT, -4200, ""},
    {"\xE2\x88\x92" "42", RHZ_FIGURE_AMOUNT, -4200, ""},
    {"-5 089,10 €", RHZ_FIGURE_AMOUNT, -508910, "EUR"},
    {"+ 12", RHZ_FIGURE_AMOUNT, 1200, ""},
    {"0", RHZ_FIGURE_AMOUNT, 0, ""},
    {"876€/an", RHZ_FIGURE_AMOUNT, 87600, "EUR"},
    {"302 167*", RHZ_FIGURE_AMOUNT, 30216700, ""},
    {"15 000 € (1)", RHZ_FIGURE_AMOUNT, 1500000, "EUR"},
    {"15 000 € HT", RHZ_FIGURE_AMOUNT, 1500000, "EUR"},
    {" 15 000 ", RHZ_FIGURE_AMOUNT, 1500000, ""},
    {"2023", RHZ_FIGURE_YEAR, 202300, ""},
    {"2 023", RHZ_FIGURE_AMOUNT, 202300, ""},
    {"2023 €", RHZ_FIGURE_AMOUNT, 202300, "EUR"},
    {"12 %", RHZ_FIGURE_PERCENT, 1200, ""},
    {"", RHZ_FIGURE_EMPTY, 0, ""},
    {" - ", RHZ_FIGURE_EMPTY, 0, ""},
    {"—", RHZ_FIGURE_EMPTY, 0, ""},
    {"néant", RHZ_FIGURE_EMPTY, 0, ""},
    {"70 000 70 000", RHZ_FIGURE_NONE, 0, ""},
    {"2023 500", RHZ_FIGURE_NONE, 0, ""},
    {"12/03/2024", RHZ_FIGURE_NONE, 0, ""},
    {"9h30", RHZ_FIGURE_NONE, 0, ""},
    {"02 40 12 34 56", RHZ_FIGURE_NONE, 0, ""},
    {"60 - Achats", RHZ_FIGURE_NONE, 0, ""},
    {"1234567890123456789", RHZ_FIGURE_NONE, 0, ""},
    {"999 999 999 999 999 999", RHZ_FIGURE_NONE, 0, ""},
    {"999999999999999 milliards", RHZ_FIGURE_NONE, 0, ""},
    {"Assurances", RHZ_FIGURE_NONE, 0, ""},
    {"(5 089", RHZ_FIGURE_NONE, 0, ""},
    {"1,5 fois", RHZ_FIGURE_NONE, 0, ""},
};

static void test_cells(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        struct rhz_figure f;

        rhz_figure_cell(rhz_span_of(cells[i].cell), &f);
        if (f.kind != cells[i].kind || (f.kind > RHZ_FIGURE_EMPTY && f.cents != cells[i].cents) ||
            (f.kind > RHZ_FIGURE_EMPTY && !rhz_span_eq(f.unit, rhz_span_of(cells[i].unit))))
            fail_msg("« %s »: kind %d, %lld %.*s", cells[i].cell, f.kind, (long long)f.cents, (int)f.unit.n, f.unit.p);
    }
}

/* Each prose, then the amounts that stand in it, in order. */
static const struct {
    const char *text;
    int64_t cents[4];
    unsigned n;
    const char *unit;
} proses[] = {
    {"une aide de 70 000€/ an et 3 000 euros", {7000000, 300000}, 2, "EUR"},
    {"En 2023 70 000 € ont été versés", {7000000}, 1, "EUR"},
    {"le programme (5 000 dollars)", {500000}, 1, "USD"},
    {"près de 1,3 million d'euros", {130000000}, 1, "EUR"},
    {"une salle de 300 places, 12 ateliers, 45 %", {0}, 0, ""},
    {"de 12 à 15 k€", {1500000}, 1, "EUR"},
    {"réf. A4500 €", {0}, 0, ""},
    {"coût:1.250,50€.", {125050}, 1, "EUR"},
};

static void test_prose(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof proses / sizeof *proses; i++) {
        struct rhz_span text = rhz_span_of(proses[i].text);
        struct rhz_figure f = {0};
        unsigned n = 0;

        while (rhz_figure_next(text, f.end, &f)) {
            if (n >= proses[i].n || f.cents != proses[i].cents[n] || !rhz_span_eq(f.unit, rhz_span_of(proses[i].unit)))
                fail_msg("« %s »: %lld", proses[i].text, (long long)f.cents);
            n++;
        }
        assert_int_equal(n, proses[i].n);
    }
}

static void test_scale(void **state)
{
    (void)state;
    assert_int_equal(rhz_figure_scale(RHZ_SPAN("Budget 2025 (en k€)")), 1000);
    assert_int_equal(rhz_figure_scale(RHZ_SPAN("En milliers d'euros")), 1000);
    assert_int_equal(rhz_figure_scale(RHZ_SPAN("M€")), 1000000);
    assert_int_equal(rhz_figure_scale(RHZ_SPAN("2023 (€)")), 1);
    assert_int_equal(rhz_figure_scale(RHZ_SPAN("Montant en euros")), 1);
    assert_int_equal(rhz_figure_scale(RHZ_SPAN("Kilomètres")), 0);
    assert_int_equal(rhz_figure_scale(RHZ_SPAN("européens")), 0);
}

/* Any amount of cents, written with spaces and a comma, reads back; so does its negative in parentheses. */
static void test_round_trip(void **state)
{
    unsigned seed = 20240607;

    (void)state;
    print_message("seed %u\n", seed);
    srand(seed);
    for (int i = 0; i < 20000; i++) {
        int64_t cents = ((int64_t)rand() << 10 ^ rand()) % 1000000000000, rest = cents / 100;
        char digits[32], text[64];
        size_t n, at = 0;
        struct rhz_figure f;

        if (i % 2)
            text[at++] = '(';
        snprintf(digits, sizeof digits, "%lld", (long long)rest);
        n = strlen(digits);
        for (size_t k = 0; k < n; k++) {
            if (k && (n - k) % 3 == 0)
                text[at++] = ' ';
            text[at++] = digits[k];
        }
        at += (size_t)snprintf(text + at, sizeof text - at, ",%02d%s", (int)(cents % 100), i % 2 ? ")" : " €");
        rhz_figure_cell(rhz_span(text, at), &f);
        if (f.kind != RHZ_FIGURE_AMOUNT || f.cents != (i % 2 ? -cents : cents))
            fail_msg("« %s »: %lld", text, (long long)f.cents);
    }
}

/* A line of a million groups must not be read once per group. */
static void test_linear(void **state)
{
    struct rhz_buf b = {0};
    struct rhz_figure f = {0};
    uint64_t start = rhz_now_us();

    (void)state;
    for (int i = 0; i < 1000000; i++)
        rhz_buf_str(&b, "111 ");
    assert_false(b.failed);
    assert_false(rhz_figure_next(rhz_buf_view(&b), 0, &f));
    assert_true(rhz_now_us() - start < 5000000);
    rhz_buf_free(&b);
}

static void test_plain_words(void **state)
{
    struct rhz_plain_words w;
    struct rhz_span s = RHZ_SPAN("74 - Subventions d’État & Œuvres (N-1)");

    (void)state;
    rhz_plain_words(s, &w);
    assert_int_equal(w.n, 7);
    assert_int_equal(rhz_plain_number(&w, 0), 74);
    assert_int_equal(rhz_plain_find(&w, "subvention* d etat"), 1);
    assert_int_equal(rhz_plain_match(&w, 1, "subvention* d etat"), 3);
    assert_int_equal(rhz_plain_find(&w, "oeuvres"), 4);
    assert_int_equal(rhz_plain_find(&w, "n 1"), 5);
    assert_int_equal(rhz_plain_find(&w, "subvention"), -1);
    assert_memory_equal(s.p + w.words[3].start, "État", w.words[3].end - w.words[3].start);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),      cmocka_unit_test(test_prose),  cmocka_unit_test(test_scale),
        cmocka_unit_test(test_round_trip), cmocka_unit_test(test_linear), cmocka_unit_test(test_plain_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
