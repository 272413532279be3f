/* test_blocks.c -- block events: encode and decode are inverse; damaged bytes are refused, never followed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "blocks.h"

static void every_kind_comes_back(void **state)
{
    const struct rhz_line_mark lines[] = {{0, 12}, {5, 13}, {9, 20}};
    const struct rhz_event in[] = {
        {.kind = RHZ_EVENT_RECORD, .text = RHZ_SPAN("fiche-1")},
        {.kind = RHZ_EVENT_META, .key = RHZ_SPAN("titre"), .text = RHZ_SPAN("Un titre")},
        {.kind = RHZ_EVENT_PAGE, .page = 300, .text = RHZ_SPAN("xii")},
        {.kind = RHZ_EVENT_BLOCK, .block = RHZ_BLOCK_SPEAKER, .text = RHZ_SPAN("Paul : oui."), .speaker_end = 4, .lines = lines, .n_lines = 3},
        {.kind = RHZ_EVENT_BLOCK, .block = RHZ_BLOCK_HEADING, .level = 6, .text = RHZ_SPAN("Six")},
    };
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_buf b = {0};
    struct rhz_reader r;
    struct rhz_event e;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof in / sizeof in[0]; i++)
        rhz_event_put(&b, &in[i]);
    assert_false(b.failed);
    r = rhz_reader(rhz_buf_view(&b));
    for (i = 0; i < sizeof in / sizeof in[0]; i++) {
        assert_true(rhz_event_get(&r, arena, &e));
        assert_int_equal(e.kind, in[i].kind);
        assert_int_equal(e.block, in[i].block);
        assert_int_equal(e.level, in[i].level);
        assert_int_equal(e.page, in[i].page);
        assert_int_equal(e.speaker_end, in[i].speaker_end);
        assert_true(rhz_span_eq(e.text, in[i].text));
        assert_int_equal(e.n_lines, in[i].n_lines);
        if (e.n_lines)
            assert_memory_equal(e.lines, in[i].lines, e.n_lines * sizeof e.lines[0]);
    }
    assert_false(rhz_event_get(&r, arena, &e));
    assert_false(r.bad);
    rhz_buf_free(&b);
    rhz_arena_free(arena);
}

/* The worked bytes of doc/format.md. */
static void bytes_are_as_documented(void **state)
{
    const struct rhz_line_mark lines[] = {{0, 3}};
    const struct rhz_event e = {.kind = RHZ_EVENT_BLOCK, .block = RHZ_BLOCK_HEADING, .level = 2, .text = RHZ_SPAN("Vie"), .lines = lines, .n_lines = 1};
    struct rhz_buf b = {0};

    (void)state;
    rhz_event_put(&b, &e);
    assert_int_equal(b.n, 10);
    assert_memory_equal(b.p, "\x01\x01\x02\x03Vie\x01\x00\x06", 10);
    rhz_buf_free(&b);
}

static void refuse(const char *bytes, size_t n)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_reader r = rhz_reader(rhz_span(bytes, n));
    struct rhz_event e;

    assert_false(rhz_event_get(&r, arena, &e));
    assert_true(r.bad);
    rhz_arena_free(arena);
}

static void damage_is_refused(void **state)
{
    (void)state;
    refuse("\x09", 1);                               /* unknown kind */
    refuse("\x01\x01\x00\x01x\x00", 6);              /* heading without a level */
    refuse("\x01\x07\x00\x01x\x00", 6);              /* unknown block */
    refuse("\x01\x02\x00\x05x\x00", 6);              /* text longer than the bytes */
    refuse("\x01\x05\x00\x01x\x02\x00", 7);          /* name longer than the turn */
    refuse("\x01\x02\x00\x01x\x7F\x00", 7);          /* more marks than bytes */
    refuse("\x01\x02\x00\x02xy\x02\x00\x02\x00\x02", 11); /* marks that do not ascend */
    refuse("\x02\x00\x00", 3);                       /* page 0 */
}

static void every_prefix_is_safe(void **state)
{
    const struct rhz_line_mark lines[] = {{0, 1}, {2, 2}};
    const struct rhz_event e = {.kind = RHZ_EVENT_BLOCK, .block = RHZ_BLOCK_TABLE_ROW, .text = RHZ_SPAN("a\tb\tc"), .lines = lines, .n_lines = 2};
    struct rhz_buf b = {0};
    size_t n;

    (void)state;
    rhz_event_put(&b, &e);
    for (n = 1; n < b.n; n++)
        refuse(b.p, n);
    rhz_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_comes_back),
        cmocka_unit_test(bytes_are_as_documented),
        cmocka_unit_test(damage_is_refused),
        cmocka_unit_test(every_prefix_is_safe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
