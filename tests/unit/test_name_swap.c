/* Nothing hangs on whose names they are: with every person and programme replaced by another of the same form, the
 * facts are the same but for the names. tests/data/extract/swap.tsv: document, a name, the one that replaces it. */
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

/* `text` with the swaps of `document` applied, one pass from left to right, the first line that matches wins. */
static struct rhz_span swapped(struct rhz_span text, struct rhz_span swaps, const char *document)
{
    struct rhz_buf out = {0};
    size_t name = strlen(document);
    for (size_t at = 0; at < text.n;) {
        size_t took = 0;
        for (const char *line = swaps.p, *stop = swaps.p + swaps.n; line < stop && took == 0;) {
            const char *eol = memchr(line, '\n', (size_t)(stop - line));
            const char *last = eol ? eol : stop;
            if ((size_t)(last - line) > name + 1 && memcmp(line, document, name) == 0 && line[name] == '\t') {
                const char *from = line + name + 1, *tab = memchr(from, '\t', (size_t)(last - from));
                size_t n = tab ? (size_t)(tab - from) : 0;
                if (n && text.n - at >= n && memcmp(text.p + at, from, n) == 0) {
                    rhz_buf_append(&out, tab + 1, (size_t)(last - tab - 1));
                    took = n;
                }
            }
            line = last + 1;
        }
        if (took == 0)
            rhz_buf_byte(&out, (unsigned char)text.p[at++]);
        at += took;
    }
    struct rhz_span s = rhz_arena_copy(arena, rhz_buf_view(&out));
    rhz_buf_free(&out);
    return s;
}

/* Lines sorted again: swapped names change their order. */
static struct rhz_span sorted(struct rhz_span text)
{
    size_t n = 0, count = 0;
    for (size_t i = 0; i < text.n; i++)
        count += text.p[i] == '\n';
    char **lines = rhz_arena_zalloc(arena, count + 1, sizeof *lines);
    char *copy = rhz_arena_str(arena, text);
    struct rhz_buf out = {0};
    for (char *line = strtok(copy, "\n"); line; line = strtok(NULL, "\n"))
        lines[n++] = line;
    qsort(lines, n, sizeof *lines, compare_lines);
    for (size_t i = 0; i < n; i++) {
        rhz_buf_str(&out, lines[i]);
        rhz_buf_byte(&out, '\n');
    }
    struct rhz_span s = rhz_arena_copy(arena, rhz_buf_view(&out));
    rhz_buf_free(&out);
    return s;
}

static void other_names_give_the_same_facts(void **state)
{
    (void)state;
    for (size_t i = 0; i < EXTRACT_NAMES; i++) {
        char path[128];
        struct rhz_document d;
        struct rhz_facts f;
        rhz_arena_reset(arena);
        struct rhz_span swaps = read_whole("tests/data/extract/swap.tsv", arena);
        snprintf(path, sizeof path, "tests/data/extract/%s.txt", extract_names[i]);
        struct rhz_span text = read_whole(path, arena);
        snprintf(path, sizeof path, "tests/data/extract/%s.expect", extract_names[i]);
        struct rhz_span wanted = read_whole(path, arena);
        assert_true(swaps.p && text.p && wanted.p);
        extract_text(gazetteer, swapped(text, swaps, extract_names[i]), arena, &d, &f);
        struct rhz_span got = sorted(facts_lines(&f, arena)), expected = sorted(swapped(wanted, swaps, extract_names[i]));
        if (!rhz_span_eq(got, expected))
            print_message("%s, found:\n%.*s\nexpected:\n%.*s", extract_names[i], (int)got.n, got.p, (int)expected.n, expected.p);
        assert_true(rhz_span_eq(got, expected));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(other_names_give_the_same_facts)};
    return cmocka_run_group_tests(tests, begin, end);
}
