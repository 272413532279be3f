/* test_document_build.c -- description, dates, passages, limits; names are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dates.h"
#include "document_parts.h"
#include "read_text.h"

/* ---- dates ---- */

static uint32_t date_in(const char *text)
{
    struct rhz_found_date f;

    return rhz_find_date(rhz_span_of(text), 0, 0, &f) ? f.date : 0;
}

static void dates(void **state)
{
    static const struct {
        const char *text;
        uint32_t date;
    } CASES[] = {
        {"réunie le vendredi 28 juin 2031 à 14h", 20310628}, {"le 1er août 2030", 20300801},    {"LE 6 JUIN 2024", 20240606},
        {"le 06/11/2029, à Brest", 20291106},                {"2029-11-06", 20291106},          {"au 31.12.2030", 20301231},
        {"en février 2030", 20300200},                       {"FÉVRIER 2030", 20300200},        {"depuis 1998", 19980000},
        {"3 déc. 2030", 20301203},                           {"il y a 2030 euros", 0},          {"2030 € de dons", 0},
        {"20301 pages", 0},                                  {"le 28 juin", 0},                 {"31/31/2030", 0},
        {"réf. 12-20301-7", 0},                              {"", 0},                           {"entre 2030 et 2031", 20300000},
    };
    struct rhz_found_date f;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        if (date_in(CASES[i].text) != CASES[i].date)
            fail_msg("%s: %u", CASES[i].text, date_in(CASES[i].text));
    assert_true(rhz_find_date(RHZ_SPAN("le 28 juin"), 0, 2031, &f));
    assert_int_equal(f.date, 20310628);
    assert_int_equal(rhz_parse_date(RHZ_SPAN("2031-05")), 20310500);
    assert_int_equal(rhz_parse_date(RHZ_SPAN("hier")), 0);
}

/* ---- sentences ---- */

static void sentences(void **state)
{
    static const char TEXT[] = "M. Lamy et J. Roy sont venus. Les adhérent.e.s votent (art. 3) 3.5 points ! « Oui. » Fin";
    static const char *const PARTS[] = {"M. Lamy et J. Roy sont venus. ", "Les adhérent.e.s votent (art. 3) 3.5 points ! ", "« Oui. » ", "Fin"};
    size_t i, at = 0;

    (void)state;
    for (i = 0; i < 4; i++) {
        size_t end = rhz_sentence_end(RHZ_SPAN(TEXT), at);
        assert_int_equal(end - at, strlen(PARTS[i]));
        assert_memory_equal(TEXT + at, PARTS[i], end - at);
        at = end;
    }
}

/* ---- description ---- */

static void described(const char *text, const char *title, const char *type, uint32_t date)
{
    struct read_text t;

    read_with(&t, &rhz_reader_txt, rhz_span_of(text), 1);
    assert_int_equal(t.status, RHZ_OK);
    if (!rhz_span_eq(t.d.title, rhz_span_of(title)) || !rhz_span_eq(t.d.type, rhz_span_of(type)) || t.d.date != date)
        fail_msg("%.*s / %.*s / %u", (int)t.d.title.n, t.d.title.p, (int)t.d.type.n, t.d.type.p, t.d.date);
    read_end(&t);
}

static void descriptions(void **state)
{
    (void)state;
    described("COMPTE RENDU DE LA RÉUNION DU BUREAU DE VERTIGO\n\n12 MARS 2031\n\nPrésents :\n\nZoé Dupin.\n\nLe bureau de Vertigo remercie.\n",
              "Compte rendu de la réunion du bureau de Vertigo du 12 mars 2031", "proces-verbal", 20310312);
    described("ASSOCIATION VERTIGO\n\nProcès-verbal de la réunion du bureau\ndu 12 mars 2031\n\nPrésents : Zoé Dupin.\n",
              "Procès-verbal de la réunion du bureau du 12 mars 2031", "proces-verbal", 20310312);
    described("BIENVENUE\n\nà la réunion publique\n2031 de l'Atelier Vert\n\nNous allons commencer ! Merci de couper vos micros.\n",
              "Réunion publique 2031 de l'Atelier Vert", "autre", 20310000);
    described("RAPPORT D'ACTIVITÉ 2030\n\nPhoto prise à Brest\n\nCette année a été longue et riche.\n", "Rapport d'activité 2030", "rapport-activite", 20300000);
    described("Une phrase seule, sans titre, dite en 2029. Une autre.\n", "Une phrase seule, sans titre, dite en 2029.", "autre", 20290000);
    described("Comment débattre ?\n\nPublié le 3 mai 2030\n\nIl y a plusieurs façons de débattre entre voisins et voisines.\n", "Comment débattre ?", "billet", 20300503);
}

static void hints_win(void **state)
{
    const struct rhz_document_hints hints = {.title = RHZ_SPAN("Le  vrai titre"), .type = RHZ_SPAN("billet"), .date = 20300101};
    struct read_text t;
    struct rhz_document d;

    (void)state;
    read_with(&t, &rhz_reader_txt, RHZ_SPAN("PROCÈS VERBAL DU 3 MAI 2031\n\nTexte.\n"), 1);
    assert_int_equal(rhz_document_build(rhz_buf_view(&t.events), &hints, t.arena, &d, NULL), RHZ_OK);
    assert_true(rhz_span_eq(d.title, RHZ_SPAN("Le vrai titre")));
    assert_true(rhz_span_eq(d.type, RHZ_SPAN("billet")));
    assert_true(rhz_span_eq(d.language, RHZ_SPAN("fr")));
    assert_int_equal(d.date, 20300101);
    read_end(&t);
}

/* ---- passages ---- */

static void put_sentences(struct rhz_buf *b, int n)
{
    while (n--)
        rhz_buf_str(b, "La commission propose de revoir le calendrier des travaux. ");
}

static void long_paragraphs_are_cut_between_sentences(void **state)
{
    struct rhz_buf b = {0};
    struct read_text t;
    size_t i;

    (void)state;
    put_sentences(&b, 200);
    read_with(&t, &rhz_reader_txt, rhz_buf_view(&b), 1);
    assert_int_equal(t.status, RHZ_OK);
    assert_null(read_broken_promise(&t.d));
    assert_int_equal(t.d.n_blocks, 1);
    assert_in_range(t.d.n_passages, 10, 25);
    for (i = 0; i < t.d.n_passages; i++) {
        assert_int_equal(t.d.text.p[t.d.passages[i].end - 1], '.');
        assert_int_equal(t.d.text.p[t.d.passages[i].start], 'L');
    }
    read_end(&t);
    rhz_buf_free(&b);
}

static void a_sentence_without_end_is_cut_at_250_words(void **state)
{
    struct rhz_buf b = {0};
    struct read_text t;
    size_t i;

    (void)state;
    for (i = 0; i < 5000; i++)
        rhz_buf_str(&b, "mot ");
    read_with(&t, &rhz_reader_txt, rhz_buf_view(&b), 1);
    assert_null(read_broken_promise(&t.d));
    assert_int_equal(t.d.n_passages, 20);
    for (i = 0; i < t.d.n_passages; i++)
        assert_int_equal(read_words(rhz_span(t.d.text.p + t.d.passages[i].start, t.d.passages[i].end - t.d.passages[i].start)), 250);
    read_end(&t);
    rhz_buf_free(&b);
}

static void sections_are_not_joined(void **state)
{
    struct rhz_buf b = {0};
    struct read_text t;

    (void)state;
    rhz_buf_str(&b, "# Un\n\n");
    put_sentences(&b, 3);
    rhz_buf_str(&b, "\n\n# Deux\n\n");
    put_sentences(&b, 3);
    rhz_buf_str(&b, "\n\nIl faut :\n\n- une salle\n- une date\n");
    read_with(&t, &rhz_reader_txt, rhz_buf_view(&b), 1);
    assert_null(read_broken_promise(&t.d));
    assert_int_equal(t.d.n_passages, 2);
    assert_memory_equal(t.d.text.p + t.d.passages[1].start, "Deux", 4);
    assert_int_equal(t.d.passages[1].heading, 2);
    read_end(&t);
    rhz_buf_free(&b);
}

static void huge_blocks_are_cut(void **state)
{
    struct rhz_buf b = {0};
    struct read_text t;
    size_t i;

    (void)state;
    put_sentences(&b, 5000);
    for (i = 0; i < 300000; i++)
        rhz_buf_byte(&b, 'x');
    read_with(&t, &rhz_reader_txt, rhz_buf_view(&b), 1);
    assert_null(read_broken_promise(&t.d));
    for (i = 0; i < t.d.n_blocks; i++)
        assert_in_range(t.d.blocks[i].end - t.d.blocks[i].start, 1, 64 << 10);
    read_end(&t);
    rhz_buf_free(&b);
}

static void damaged_events_are_refused(void **state)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_document d;
    struct rhz_error err;

    (void)state;
    assert_int_equal(rhz_document_build(RHZ_SPAN("\x01\x02\x00\x09x"), NULL, arena, &d, &err), RHZ_CORRUPT);
    assert_int_equal(rhz_document_build(RHZ_SPAN(""), NULL, arena, &d, &err), RHZ_OK);
    assert_int_equal(d.n_blocks, 0);
    assert_int_equal(rhz_document_build(RHZ_SPAN("\x01\x02\x00\x03\xFF\xC3x\x00"), NULL, arena, &d, &err), RHZ_OK);
    assert_null(read_broken_promise(&d));
    rhz_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates), cmocka_unit_test(sentences), cmocka_unit_test(descriptions), cmocka_unit_test(hints_win),
        cmocka_unit_test(long_paragraphs_are_cut_between_sentences), cmocka_unit_test(a_sentence_without_end_is_cut_at_250_words),
        cmocka_unit_test(sections_are_not_joined), cmocka_unit_test(huge_blocks_are_cut), cmocka_unit_test(damaged_events_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
