/* test_facts.c -- the FACTS record: returns what was put, stays small, refuses damage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "facts.h"
#include "property.h"

static void assert_same_span(struct rhz_span a, struct rhz_span b)
{
    assert_int_equal(a.n, b.n);
    assert_true(rhz_span_eq(a, b));
}

static void assert_same_entity(const struct rhz_document_entity *a, const struct rhz_document_entity *b)
{
    size_t i;

    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->sub, b->sub);
    assert_same_span(a->name, b->name);
    assert_int_equal(a->n_forms, b->n_forms);
    for (i = 0; i < a->n_forms; i++)
        assert_same_span(a->forms[i], b->forms[i]);
    assert_int_equal(a->n_mentions, b->n_mentions);
    if (a->n_mentions)
        assert_memory_equal(a->mentions, b->mentions, a->n_mentions * sizeof a->mentions[0]);
}

static void assert_same_statement(const struct rhz_statement *a, const struct rhz_statement *b)
{
    size_t i;

    assert_int_equal(a->relation, b->relation);
    assert_int_equal(a->property, b->property);
    assert_int_equal(a->nature, b->nature);
    assert_int_equal(a->sense, b->sense);
    assert_int_equal(a->flags, b->flags);
    assert_int_equal(a->subject, b->subject);
    assert_int_equal(a->object, b->object);
    assert_int_equal(a->year, b->year);
    assert_int_equal(a->from, b->from);
    assert_int_equal(a->to, b->to);
    assert_int_equal(a->has_amount, b->has_amount);
    assert_true(a->cents == b->cents);
    assert_same_span(a->unit, b->unit);
    assert_int_equal(a->group, b->group);
    assert_same_span(a->role, b->role);
    assert_same_span(a->label, b->label);
    assert_same_span(a->rule, b->rule);
    assert_int_equal(a->start, b->start);
    assert_int_equal(a->end, b->end);
    assert_int_equal(a->n_supports, b->n_supports);
    for (i = 0; i < a->n_supports; i++) {
        assert_int_equal(a->supports[i].end, b->supports[i].end);
        assert_int_equal(a->supports[i].why, b->supports[i].why);
        assert_int_equal(a->supports[i].start, b->supports[i].start);
        assert_int_equal(a->supports[i].limit, b->supports[i].limit);
    }
}

static void assert_returns(const struct rhz_facts *f, struct rhz_buf *b)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_facts back;
    struct rhz_error err;
    size_t i;

    rhz_buf_reset(b);
    rhz_facts_put(b, f);
    assert_false(b->failed);
    if (rhz_facts_get(rhz_buf_view(b), arena, &back, &err) != RHZ_OK)
        fail_msg("%s", err.text);
    assert_int_equal(f->publisher, back.publisher);
    assert_int_equal(f->n_entities, back.n_entities);
    for (i = 0; i < f->n_entities; i++)
        assert_same_entity(&f->entities[i], &back.entities[i]);
    assert_int_equal(f->n_statements, back.n_statements);
    for (i = 0; i < f->n_statements; i++)
        assert_same_statement(&f->statements[i], &back.statements[i]);
    rhz_arena_free(arena);
}

static void test_nothing(void **state)
{
    struct rhz_facts f = {.publisher = RHZ_NONE};
    struct rhz_buf b = {0};

    (void)state;
    assert_returns(&f, &b);
    assert_int_equal(b.n, 3);
    assert_true(format_shows(rhz_buf_view(&b)));
    rhz_buf_free(&b);
}

/** « L'ADEME verse 42 500 € au programme Marguerite en 2023. » */
static void test_worked_example(void **state)
{
    struct rhz_span ademe = RHZ_SPAN("ADEME"), programme = RHZ_SPAN("Marguerite");
    struct rhz_mention m0 = {2, 7}, m1 = {38, 48};
    struct rhz_document_entity e[] = {
        {RHZ_ORGANISATION, RHZ_SUB_ETABLISSEMENT, ademe, &ademe, 1, &m0, 1},
        {RHZ_PROGRAMME, 0, programme, &programme, 1, &m1, 1},
    };
    struct rhz_statement s = {.relation = RHZ_FINANCE, .subject = 0, .object = 1, .year = 2023, .has_amount = true,
                              .cents = 4250000, .unit = RHZ_SPAN("EUR"), .rule = RHZ_SPAN("sentence"), .start = 0, .end = 57};
    struct rhz_facts f = {e, 2, &s, 1, RHZ_NONE};
    struct rhz_buf b = {0};

    (void)state;
    assert_returns(&f, &b);
    assert_true(format_shows(rhz_buf_view(&b)));
    rhz_buf_free(&b);
}

/* ---- any facts ---- */

static void random_entity(uint64_t *seed, struct rhz_arena *arena, struct rhz_document_entity *e)
{
    uint32_t i, at = 0;

    e->kind = (uint8_t)(1 + random_below(seed, RHZ_KIND_COUNT - 1));
    e->sub = (uint8_t)random_below(seed, RHZ_SUB_COUNT);
    e->n_forms = random_below(seed, 4);
    e->forms = rhz_arena_zalloc(arena, e->n_forms + 1, sizeof e->forms[0]);
    for (i = 0; i < e->n_forms; i++)
        e->forms[i] = random_text(seed, arena, 12);
    e->name = e->n_forms && random_one_in(seed, 2) ? e->forms[e->n_forms - 1] : random_text(seed, arena, 12);
    e->n_mentions = random_below(seed, 6);
    e->mentions = rhz_arena_zalloc(arena, e->n_mentions + 1, sizeof e->mentions[0]);
    for (i = 0; i < e->n_mentions; i++) {
        at += random_number(seed) / 64;
        e->mentions[i] = (struct rhz_mention){at, at + random_below(seed, 50)};
    }
}

static void random_statement(uint64_t *seed, struct rhz_arena *arena, uint32_t n_entities, uint32_t *at, struct rhz_statement *s)
{
    uint32_t i;

    if (random_one_in(seed, 2))
        s->relation = (uint8_t)(1 + random_below(seed, RHZ_RELATION_COUNT - 1));
    else
        s->property = (uint8_t)(1 + random_below(seed, RHZ_PROPERTY_COUNT - 1));
    s->subject = random_below(seed, n_entities);
    s->object = s->relation ? random_below(seed, n_entities) : RHZ_NONE;
    s->nature = (uint8_t)random_below(seed, RHZ_NATURE_COUNT);
    s->sense = (uint8_t)random_below(seed, RHZ_SENSE_COUNT);
    s->flags = random_below(seed, 8);
    s->year = random_one_in(seed, 2) ? 1900 + random_below(seed, 200) : 0;
    s->from = random_one_in(seed, 3) ? 20230000 + random_below(seed, 1300) : 0;
    s->to = random_one_in(seed, 3) ? 20230000 + random_below(seed, 1300) : 0;
    s->has_amount = random_one_in(seed, 2);
    s->cents = s->has_amount ? (int64_t)random_next(seed) >> random_below(seed, 64) : 0;
    s->unit = random_text(seed, arena, 4);
    s->rule = random_text(seed, arena, 3);
    s->role = random_text(seed, arena, 6);
    s->label = random_text(seed, arena, 6);
    s->group = random_below(seed, 3);
    s->start = *at += random_number(seed) / 256;
    s->end = s->start + random_below(seed, 500);
    s->n_supports = random_below(seed, 3);
    s->supports = rhz_arena_zalloc(arena, s->n_supports + 1, sizeof s->supports[0]);
    for (i = 0; i < s->n_supports; i++) {
        uint32_t p = random_number(seed) / 2;
        s->supports[i] = (struct rhz_support){(uint8_t)(1 + random_below(seed, 2)),
                                              (uint8_t)(1 + random_below(seed, RHZ_SUPPORT_COUNT - 1)), p,
                                              p + random_below(seed, 100)};
    }
}

static void random_facts(uint64_t *seed, struct rhz_arena *arena, uint32_t most, struct rhz_facts *f)
{
    uint32_t i, at = 0;

    *f = (struct rhz_facts){.publisher = RHZ_NONE};
    f->n_entities = random_below(seed, most);
    f->n_statements = f->n_entities ? random_below(seed, most) : 0;
    f->entities = rhz_arena_zalloc(arena, f->n_entities + 1, sizeof f->entities[0]);
    f->statements = rhz_arena_zalloc(arena, f->n_statements + 1, sizeof f->statements[0]);
    if (f->n_entities && random_one_in(seed, 2))
        f->publisher = random_below(seed, (uint32_t)f->n_entities);
    for (i = 0; i < f->n_entities; i++)
        random_entity(seed, arena, &f->entities[i]);
    for (i = 0; i < f->n_statements; i++)
        random_statement(seed, arena, (uint32_t)f->n_entities, &at, &f->statements[i]);
}

static bool decode(void *context, struct rhz_span bytes)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_facts f;
    bool accepted = rhz_facts_get(bytes, arena, &f, NULL) == RHZ_OK;

    (void)context;
    rhz_arena_free(arena);
    return accepted;
}

static void test_property(void **state)
{
    uint64_t seed = 1901;
    struct rhz_buf b = {0};
    int i;

    (void)state;
    printf("seed %llu\n", (unsigned long long)seed);
    for (i = 0; i < 400; i++) {
        struct rhz_arena *arena = rhz_arena_new();
        struct rhz_facts f;
        /* Some with more words than the table searches. */
        random_facts(&seed, arena, i % 50 == 49 ? 300 : 12, &f);
        assert_returns(&f, &b);
        if (i < 20)
            assert_true(survives_damage(rhz_buf_view(&b), decode, NULL, true, &seed));
        rhz_arena_free(arena);
    }
    rhz_buf_free(&b);
}

static void test_wrong_ordinals(void **state)
{
    struct rhz_statement s = {.relation = RHZ_FINANCE, .subject = 0, .object = 2, .rule = RHZ_SPAN("x")};
    struct rhz_document_entity e[2] = {{.kind = RHZ_PERSONNE}, {.kind = RHZ_PERSONNE}};
    struct rhz_facts f = {e, 2, &s, 1, RHZ_NONE};
    struct rhz_buf b = {0};

    (void)state;
    rhz_facts_put(&b, &f);
    assert_false(decode(NULL, rhz_buf_view(&b)));
    rhz_buf_reset(&b);
    s.object = 1;
    f.publisher = 2;
    rhz_facts_put(&b, &f);
    assert_false(decode(NULL, rhz_buf_view(&b)));
    rhz_buf_reset(&b);
    f.publisher = 1;
    rhz_facts_put(&b, &f);
    assert_true(decode(NULL, rhz_buf_view(&b)));
    e[0].kind = RHZ_KIND_COUNT;
    rhz_buf_reset(&b);
    rhz_facts_put(&b, &f);
    assert_false(decode(NULL, rhz_buf_view(&b)));
    rhz_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing), cmocka_unit_test(test_worked_example), cmocka_unit_test(test_property),
        cmocka_unit_test(test_wrong_ordinals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
