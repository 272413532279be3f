/* test_budget.c -- whole tables -> statements, against what a reader of the table would write down.
 *
 * Each tests/data/budget/NAME.txt begins with lines "@publisher NAME", "@programme NAME": what other rules have found.
 * Its statements, printed one a line, must be those of NAME.expect. RHZ_UPDATE=1 in the environment rewrites them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "guard.h"
#include "extract.h"
#include "small_document.h"

static const char *const samples[] = {"deux-tables-cote-a-cote", "bilan-et-details", "liste-du-comite", "liste-a-puces",
                                      "plan-de-financement", "charges-puis-produits", "pas-des-comptes", "prose"};

static bool read_whole(const char *path, struct rhz_buf *out)
{
    FILE *f = fopen(path, "rb");
    char chunk[4096];
    size_t n;

    if (!f)
        return false;
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
        rhz_buf_append(out, chunk, n);
    fclose(f);
    rhz_buf_byte(out, 0);
    return !out->failed;
}

/* All places where the text names it, as the rules that find names would say. */
static void name_entity(struct rhz_extraction *x, enum rhz_kind kind, struct rhz_span name, bool publisher)
{
    const struct rhz_span text = x->document->text;
    uint32_t entity = rhz_facts_entity(x->facts, kind, RHZ_SUB_NONE, name, 0, 0), start = 0, limit = 0;

    for (const char *p = text.p, *at; (at = memmem(p, text.n - (size_t)(p - text.p), name.p, name.n)); p = at + 1) {
        if (!limit) {
            start = (uint32_t)(at - text.p);
            limit = start + (uint32_t)name.n;
        }
        rhz_facts_entity(x->facts, kind, RHZ_SUB_NONE, name, (uint32_t)(at - text.p), (uint32_t)(at - text.p + (ptrdiff_t)name.n));
    }
    if (publisher)
        rhz_facts_set_publisher(x->facts, entity, start, limit);
}

static void print_name(struct rhz_buf *out, const struct rhz_facts *f, uint32_t ordinal)
{
    rhz_buf_span(out, f->entities[ordinal].name);
}

static void print_statement(struct rhz_buf *out, const struct rhz_facts *f, const struct rhz_statement *s)
{
    int64_t cents = s->cents < 0 ? -s->cents : s->cents;

    if (s->relation) {
        rhz_buf_printf(out, "%s ", rhz_relation_word(s->relation)->name);
        print_name(out, f, s->subject);
        rhz_buf_str(out, " -> ");
        print_name(out, f, s->object);
    } else {
        rhz_buf_printf(out, "%s %.*s", rhz_property_word(s->property)->name, (int)s->label.n, s->label.p);
    }
    rhz_buf_printf(out, " | %u | ", s->year);
    if (s->has_amount)
        rhz_buf_printf(out, "%s%lld.%02lld %.*s", s->cents < 0 ? "-" : "", (long long)(cents / 100), (long long)(cents % 100),
                       (int)s->unit.n, s->unit.p);
    rhz_buf_printf(out, " | %s | %s | %.*s%s%s\n", rhz_nature_word(s->nature)->name, rhz_sense_word(s->sense)->name, (int)s->role.n, s->role.p,
                   s->flags & RHZ_STATEMENT_TOTAL ? " total" : "", s->group ? " joint" : "");
}

/* Both ends of a link are named in the quote or in a support filed under that end. */
static bool named(const struct rhz_document *d, const struct rhz_facts *f, const struct rhz_statement *s, uint32_t ordinal,
                  uint8_t end)
{
    const struct rhz_document_entity *e = &f->entities[ordinal];

    for (size_t i = 0; i < e->n_forms; i++) {
        if (memmem(d->text.p + s->start, s->end - s->start, e->forms[i].p, e->forms[i].n))
            return true;
        for (size_t k = 0; k < s->n_supports; k++)
            if (s->supports[k].end == end && memmem(d->text.p + s->supports[k].start, s->supports[k].limit - s->supports[k].start,
                                                    e->forms[i].p, e->forms[i].n))
                return true;
    }
    return false;
}

static void check_proofs(const struct rhz_document *d, const struct rhz_facts *f)
{
    for (size_t i = 0; i < f->n_statements; i++) {
        const struct rhz_statement *s = &f->statements[i];

        assert_true(s->start < s->end && s->end <= d->text.n);
        if (!named(d, f, s, s->subject, RHZ_END_SUBJECT) || (s->relation && !named(d, f, s, s->object, RHZ_END_OBJECT)))
            fail_msg("an end is not named: %.*s", (int)(s->end - s->start), d->text.p + s->start);
    }
}

static void run_sample(const struct rhz_gazetteer *g, const char *sample, struct rhz_buf *out)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_buf file = {0};
    struct rhz_document d;
    struct rhz_facts facts;
    struct rhz_error err = {0};
    struct rhz_extraction x = {.gazetteer = g, .document = &d, .arena = arena, .assembly = RHZ_NONE};
    char path[256];
    const char *p, *body;

    snprintf(path, sizeof path, "tests/data/budget/%s.txt", sample);
    if (!read_whole(path, &file))
        fail_msg("%s cannot be read (run from the project's root)", path);
    for (body = file.p; *body == '@'; body = strchr(body, '\n') + 1)
        ;
    small_document(arena, body, &d);
    x.facts = rhz_facts_builder_new(&d, arena);
    assert_non_null(x.facts);
    for (p = file.p; *p == '@'; p = strchr(p, '\n') + 1) {
        const char *name = strchr(p, ' ') + 1;
        struct rhz_span s = rhz_span(name, (size_t)(strchr(p, '\n') - name));

        if (p[1] == 'y')
            x.year = (uint32_t)strtoul(name, NULL, 10);
        else
            name_entity(&x, strncmp(p, "@programme", 10) == 0 ? RHZ_PROGRAMME : RHZ_ORGANISATION, s,
                        strncmp(p, "@publisher", 10) == 0);
    }
    assert_int_equal(rhz_read_budgets(&x, &err), RHZ_OK);
    assert_true(rhz_facts_finish(x.facts, &facts));
    check_proofs(&d, &facts);
    for (size_t i = 0; i < facts.n_statements; i++)
        print_statement(out, &facts, &facts.statements[i]);
    rhz_buf_free(&file);
    rhz_arena_free(arena);
}

static void test_samples(void **state)
{
    bool update = getenv("RHZ_UPDATE") != NULL;

    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct rhz_buf found = {0}, expected = {0};
        char path[256];

        run_sample(*state, samples[i], &found);
        rhz_buf_byte(&found, 0);
        snprintf(path, sizeof path, "tests/data/budget/%s.expect", samples[i]);
        if (update) {
            FILE *f = fopen(path, "wb");

            assert_non_null(f);
            fputs(found.p, f);
            fclose(f);
        } else {
            assert_true(read_whole(path, &expected));
            if (strcmp(found.p, expected.p) != 0)
                fail_msg("%s: found\n%s", samples[i], found.p);
        }
        rhz_buf_free(&found);
        rhz_buf_free(&expected);
    }
}

/* Every account must be read in time that grows with the bytes, whatever the rows hold. */
static void test_hostile(void **state)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_buf b = {0};
    struct rhz_document d;
    struct rhz_facts facts;
    struct rhz_extraction x = {.gazetteer = *state, .document = &d, .arena = arena, .assembly = RHZ_NONE};

    rhz_buf_str(&b, "# Budget 2024\nSubventions\t2023\t2024\n");
    for (int i = 0; i < 20000; i++)
        rhz_buf_printf(&b, "Ville de Cahors (Projet %c%d)\t%d\t%d\n", 'A' + i % 26, i, i, i + 1);
    for (int i = 0; i < 100000; i++)
        rhz_buf_str(&b, "74 - a\t1\t");
    rhz_buf_byte(&b, '\n');
    rhz_buf_byte(&b, 0);
    assert_false(b.failed);
    small_document(arena, b.p, &d);
    x.facts = rhz_facts_builder_new(&d, arena);
    guard_begin("budget");
    assert_int_equal(rhz_read_budgets(&x, NULL), RHZ_OK);
    guard_end();
    assert_true(rhz_facts_finish(x.facts, &facts));
    rhz_buf_free(&b);
    rhz_arena_free(arena);
}

static int open_gazetteer(void **state)
{
    struct rhz_gazetteer *g = NULL;

    if (rhz_gazetteer_open(&g, NULL) != RHZ_OK)
        return -1;
    *state = g;
    return 0;
}

static int close_gazetteer(void **state)
{
    rhz_gazetteer_close(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_samples), cmocka_unit_test(test_hostile)};

    return cmocka_run_group_tests(tests, open_gazetteer, close_gazetteer);
}
