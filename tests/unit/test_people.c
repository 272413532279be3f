/* Persons, offices, affiliations and funding in fifteen styles of minutes, reports and slides, all invented: tests/data/extract/X.txt gives X.expect.
 * RHZ_UPDATE=1 writes the .expect files anew: read the difference. And of every statement: both ends are named, by one of their forms, in the quote or in a support. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>

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

static void reads_documents_of_many_styles(void **state)
{
    (void)state;
    for (size_t i = 0; i < EXTRACT_NAMES; i++) {
        char path[128];
        struct rhz_document d;
        struct rhz_facts f;
        rhz_arena_reset(arena);
        snprintf(path, sizeof path, "tests/data/extract/%s.txt", extract_names[i]);
        struct rhz_span text = read_whole(path, arena);
        snprintf(path, sizeof path, "tests/data/extract/%s.expect", extract_names[i]);
        struct rhz_span wanted = read_whole(path, arena);
        assert_non_null(text.p);
        assert_non_null(wanted.p);
        extract_text(gazetteer, text, arena, &d, &f);
        struct rhz_span got = facts_lines(&f, arena);
        FILE *file = getenv("RHZ_UPDATE") ? fopen(path, "w") : NULL;
        if (file) {
            assert_int_equal(fwrite(got.p, 1, got.n, file), got.n);
            fclose(file);
            continue;
        }
        if (!rhz_span_eq(got, wanted))
            print_message("%s, found:\n%.*s", extract_names[i], (int)got.n, got.p);
        assert_true(rhz_span_eq(got, wanted));
    }
}

/* ---- proofs ---- */

static bool holds(struct rhz_span text, struct rhz_span form)
{
    return form.n > 0 && memmem(text.p, text.n, form.p, form.n) != NULL;
}

static bool named(const struct rhz_document *d, const struct rhz_document_entity *e, const struct rhz_statement *s, int which)
{
    struct rhz_span quote = rhz_document_slice(d, s->start, s->end);
    for (size_t f = 0; f < e->n_forms; f++) {
        if (holds(quote, e->forms[f]))
            return true;
        for (size_t k = 0; k < s->n_supports; k++)
            if (s->supports[k].end == which &&
                holds(rhz_document_slice(d, s->supports[k].start, s->supports[k].limit), e->forms[f]))
                return true;
    }
    return false;
}

static void check_proofs(const char *path)
{
    struct rhz_document d;
    struct rhz_facts f;
    rhz_arena_reset(arena);
    struct rhz_span text = read_whole(path, arena);
    assert_non_null(text.p);
    extract_text(gazetteer, text, arena, &d, &f);
    for (size_t i = 0; i < f.n_statements; i++) {
        const struct rhz_statement *s = &f.statements[i];
        if (!s->relation)
            continue;
        bool subject = named(&d, &f.entities[s->subject], s, RHZ_END_SUBJECT);
        bool object = named(&d, &f.entities[s->object], s, RHZ_END_OBJECT);
        if (!subject || !object)
            print_message("%s line %u: an end of %s is not named in its proof\n", path, rhz_document_line(&d, s->start),
                          rhz_relation_word(s->relation)->name);
        assert_true(subject && object);
        assert_true(i == 0 || f.statements[i - 1].start <= s->start);
    }
    for (size_t e = 0; e < f.n_entities; e++)
        for (size_t m = 0; m < f.entities[e].n_mentions; m++)
            assert_true(f.entities[e].mentions[m].start < f.entities[e].mentions[m].end &&
                        f.entities[e].mentions[m].end <= d.text.n);
}

static void proves_every_statement(void **state)
{
    (void)state;
    char path[512];
    for (size_t i = 0; i < EXTRACT_NAMES; i++) {
        snprintf(path, sizeof path, "tests/data/extract/%s.txt", extract_names[i]);
        check_proofs(path);
    }
    DIR *shared = opendir("../shared/documents");
    if (!shared) {
        print_message("../shared/documents absent: only our own documents were checked\n");
        return;
    }
    for (struct dirent *e; (e = readdir(shared)) != NULL;)
        if (strstr(e->d_name, ".txt")) {
            snprintf(path, sizeof path, "../shared/documents/%s", e->d_name);
            check_proofs(path);
        }
    closedir(shared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_documents_of_many_styles),
        cmocka_unit_test(proves_every_statement),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
