/* The builder: one entity a name, mentions by place, forms, statements once, order at the end. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "extract.h"
#include "small_document.h"

static struct rhz_arena *arena;
static struct rhz_document d;
static struct rhz_facts_builder *b;

static void start(const char *text)
{
    arena = rhz_arena_new();
    small_document(arena, text, &d);
    b = rhz_facts_builder_new(&d, arena);
    assert_non_null(b);
}

/* The place of the nth (from 0) `words` in the text. */
static uint32_t at(const char *words, int nth)
{
    const char *p = d.text.p;
    for (;; p++) {
        p = strstr(p, words);
        assert_non_null(p);
        if (nth-- == 0)
            return (uint32_t)(p - d.text.p);
    }
}

static uint32_t add(enum rhz_kind kind, enum rhz_subkind sub, const char *words, int nth)
{
    uint32_t from = at(words, nth);
    return rhz_facts_entity(b, kind, sub, rhz_span_of(words), from, from + (uint32_t)strlen(words));
}

static void one_entity_for_all_writings(void **state)
{
    (void)state;
    struct rhz_facts f;
    start("LENOIR Anaïs vient.\nAnais LENOIR parle.\nAnaïs Lenoir part.\n");
    uint32_t e = add(RHZ_PERSONNE, 0, "LENOIR Anaïs", 0);
    assert_int_equal(add(RHZ_PERSONNE, 0, "Anais LENOIR", 0), e);
    assert_int_equal(add(RHZ_PERSONNE, 0, "Anaïs Lenoir", 0), e);
    assert_int_equal(add(RHZ_PERSONNE, 0, "Anaïs Lenoir", 0), e); /* the same place: one mention */
    assert_int_not_equal(rhz_facts_entity(b, RHZ_ORGANISATION, 0, rhz_span_of("Anaïs Lenoir"), 0, 0), e);
    assert_int_equal(rhz_facts_find(b, RHZ_PERSONNE, rhz_span_of("anais lenoir")), e);
    assert_int_equal(rhz_facts_find(b, RHZ_PERSONNE, rhz_span_of("Inconnue")), RHZ_NONE);
    assert_true(rhz_facts_finish(b, &f));
    assert_int_equal(f.n_entities, 1); /* the other one is neither mentioned nor stated */
    assert_int_equal(f.entities[0].n_mentions, 3);
    assert_int_equal(f.entities[0].n_forms, 3);
    assert_true(rhz_span_eq(f.entities[0].name, rhz_span_of("Anaïs Lenoir")));
    rhz_arena_free(arena);
}

static void authorities_have_two_names(void **state)
{
    (void)state;
    start("Ville de Nantes, puis Nantes, puis Angers et la Région Bretagne.\n");
    uint32_t nantes = add(RHZ_ORGANISATION, RHZ_SUB_COMMUNE, "Ville de Nantes", 0);
    assert_int_equal(add(RHZ_ORGANISATION, RHZ_SUB_COMMUNE, "Nantes", 1), nantes);
    uint32_t angers = add(RHZ_ORGANISATION, RHZ_SUB_COMMUNE, "Angers", 0);
    assert_true(rhz_span_eq(rhz_facts_get_entity(b, angers)->name, rhz_span_of("Ville d'Angers")));
    assert_int_equal(rhz_facts_find(b, RHZ_ORGANISATION, rhz_span_of("Ville d’Angers")), angers);
    uint32_t bretagne = add(RHZ_ORGANISATION, RHZ_SUB_REGION, "Région Bretagne", 0);
    assert_int_equal(rhz_facts_find(b, RHZ_ORGANISATION, rhz_span_of("Bretagne")), bretagne);
    assert_true(rhz_facts_alias(b, bretagne, rhz_span_of("Conseil régional")));
    assert_int_equal(rhz_facts_find(b, RHZ_ORGANISATION, rhz_span_of("conseil regional")), bretagne);
    assert_true(rhz_facts_alias(b, bretagne, rhz_span_of("Nantes"))); /* taken: stays */
    assert_int_equal(rhz_facts_find(b, RHZ_ORGANISATION, rhz_span_of("Nantes")), nantes);
    rhz_arena_free(arena);
}

static void finds_what_covers_a_place(void **state)
{
    (void)state;
    char text[4000];
    size_t n = 0;
    for (int i = 0; i < 100; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "mot Ville de Nantes %03d fin\n", i);
    start(text);
    uint32_t city = RHZ_NONE, place = RHZ_NONE;
    for (int i = 99; i >= 0; i -= 3) { /* any order of arrival */
        place = add(RHZ_PROGRAMME, 0, "Nantes", i);
        city = add(RHZ_ORGANISATION, RHZ_SUB_COMMUNE, "Ville de Nantes", i);
    }
    for (int i = 0; i < 100; i++) {
        bool known = i % 3 == 0;
        uint32_t from = at("Ville de Nantes", i);
        assert_int_equal(rhz_facts_at(b, from + 10), known ? city : RHZ_NONE); /* the longer one speaks */
        assert_int_equal(rhz_facts_at(b, from - 1), RHZ_NONE);
        assert_int_equal(rhz_facts_at(b, from + 15), RHZ_NONE);
        assert_int_equal(rhz_facts_named_in(b, place, from, from + 15), known);
    }
    assert_int_equal(rhz_facts_at(b, (uint32_t)d.text.n + 5000), RHZ_NONE);
    uint32_t from, to;
    assert_true(rhz_facts_first_mention(b, city, &from, &to));
    assert_int_equal(from, at("Ville de Nantes", 0));
    assert_int_equal(to - from, 15);
    rhz_arena_free(arena);
}

static void states_once_and_in_order(void **state)
{
    (void)state;
    struct rhz_facts f;
    start("Jeanne Morvan adhère au Club Neptune.\nIvan Rosel aussi.\n");
    uint32_t club = add(RHZ_ORGANISATION, 0, "Club Neptune", 0), ivan = add(RHZ_PERSONNE, 0, "Ivan Rosel", 0);
    uint32_t jeanne = add(RHZ_PERSONNE, 0, "Jeanne Morvan", 0);
    struct rhz_support support = {RHZ_END_OBJECT, RHZ_SUPPORT_HEADING, at("Club", 0), at("Club", 0) + 12};
    struct rhz_statement s = {.relation = RHZ_ADHERE_A, .subject = ivan, .object = club, .start = at("Ivan", 0),
                              .end = at("Ivan", 0) + 10, .supports = &support, .n_supports = 1, .rule = RHZ_SPAN("essai")};
    assert_true(rhz_facts_statement(b, &s));
    assert_true(rhz_facts_statement(b, &s));
    support.start = 0; /* copied: the caller's may change */
    struct rhz_statement first = {.relation = RHZ_ADHERE_A, .subject = jeanne, .object = club, .start = 0, .end = 36};
    assert_true(rhz_facts_statement(b, &first));
    first.object = 99;
    assert_false(rhz_facts_statement(b, &first)); /* no such entity */
    first.object = club;
    first.end = (uint32_t)d.text.n + 1;
    assert_false(rhz_facts_statement(b, &first)); /* no such text */
    rhz_facts_set_publisher(b, club, at("Club", 0), at("Club", 0) + 12);
    assert_true(rhz_facts_finish(b, &f));
    assert_int_equal(f.n_statements, 2);
    assert_int_equal(f.n_entities, 3);
    assert_int_equal(f.statements[0].subject, 0); /* Jeanne is named first */
    assert_int_equal(f.statements[0].object, 1);
    assert_int_equal(f.statements[1].subject, 2);
    assert_int_equal(f.publisher, 1);
    assert_int_equal(f.statements[1].supports[0].start, at("Club", 0));
    rhz_arena_free(arena);
}

static void an_empty_document_has_no_facts(void **state)
{
    (void)state;
    struct rhz_facts f;
    start("");
    assert_true(rhz_facts_finish(b, &f));
    assert_int_equal(f.n_entities + f.n_statements, 0);
    assert_int_equal(f.publisher, RHZ_NONE);
    rhz_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_entity_for_all_writings), cmocka_unit_test(authorities_have_two_names),
        cmocka_unit_test(finds_what_covers_a_place),   cmocka_unit_test(states_once_and_in_order),
        cmocka_unit_test(an_empty_document_has_no_facts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
