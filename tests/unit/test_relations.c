/* Relations stated in sentences and headings of invented reports: tests/data/relations/X.txt gives the links of
 * X.expect (relation, subject, object, year), no other link of these relations, and both ends of each are named. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "extract_files.h"

static struct rhz_gazetteer *gazetteer;
static struct rhz_arena *arena;

static int begin(void **state)
{
    (void)state;
    arena = rhz_arena_new();
    return arena && rhz_gazetteer_open(&gazetteer, NULL) == RHZ_OK ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    rhz_gazetteer_close(gazetteer);
    rhz_arena_free(arena);
    return 0;
}

static bool is_of_prose(const struct rhz_statement *s)
{
    switch (s->relation) {
    case RHZ_PARTENAIRE_DE: case RHZ_PORTE: case RHZ_PARTICIPE_A: case RHZ_PARTIE_DE: case RHZ_SIEGE_DANS: case RHZ_INTERVIENT_DANS:
        return true;
    default:
        return false;
    }
}

static bool named(const struct rhz_facts *f, const struct rhz_statement *s, uint32_t entity, enum rhz_support_end end)
{
    const struct rhz_document_entity *e = &f->entities[entity];
    for (size_t m = 0; m < e->n_mentions; m++) {
        if (e->mentions[m].start >= s->start && e->mentions[m].end <= s->end)
            return true;
        for (size_t k = 0; k < s->n_supports; k++)
            if (s->supports[k].end == end && e->mentions[m].start >= s->supports[k].start && e->mentions[m].end <= s->supports[k].limit)
                return true;
    }
    return false;
}

/* One line a link; every expected line must be there and no other. */
static void check(const char *name)
{
    char path[160];
    struct rhz_document d;
    struct rhz_facts f;
    unsigned wrong = 0;
    rhz_arena_reset(arena);
    snprintf(path, sizeof path, "tests/data/relations/%s.txt", name);
    struct rhz_span text = read_whole(path, arena);
    snprintf(path, sizeof path, "tests/data/relations/%s.expect", name);
    struct rhz_span expect = read_whole(path, arena);
    assert_non_null(text.p);
    assert_non_null(expect.p);
    extract_text(gazetteer, text, arena, &d, &f);
    struct rhz_buf found = {0};
    rhz_buf_byte(&found, '\n');
    for (size_t i = 0; i < f.n_statements; i++) {
        const struct rhz_statement *s = &f.statements[i];
        if (!is_of_prose(s))
            continue;
        const struct rhz_document_entity *a = &f.entities[s->subject], *b = &f.entities[s->object];
        char *line = rhz_arena_printf(arena, "\n%s\t%.*s\t%.*s\t%u\n", rhz_relation_word(s->relation)->name, (int)a->name.n, a->name.p,
                                      (int)b->name.n, b->name.p, s->year);
        rhz_buf_str(&found, line + 1);
        if (!memmem(expect.p, expect.n, line + 1, strlen(line + 1))) {
            print_message("%s: not expected: %s", name, line + 1);
            wrong++;
        }
        if (!named(&f, s, s->subject, RHZ_END_SUBJECT) || !named(&f, s, s->object, RHZ_END_OBJECT)) {
            print_message("%s: an end is not named: %s", name, line + 1);
            wrong++;
        }
    }
    for (const char *line = expect.p, *stop = expect.p + expect.n; line < stop;) {
        const char *eol = memchr(line, '\n', (size_t)(stop - line));
        size_t n = (size_t)(eol ? eol - line : stop - line) + 1;
        if (!memmem(found.p, found.n, line, n)) {
            print_message("%s: missing: %.*s", name, (int)n, line);
            wrong++;
        }
        line += n;
    }
    rhz_buf_free(&found);
    assert_int_equal(wrong, 0);
}

static void reads_a_report(void **state)
{
    (void)state;
    check("rapport");
}

static void reads_minutes(void **state)
{
    (void)state;
    check("assemblee");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_a_report), cmocka_unit_test(reads_minutes)};
    return cmocka_run_group_tests(tests, begin, end);
}
