/* Words for the rules of names: a document cut once for all rules gives, for any part of it, the words that the part gives
 * when it is cut alone; what is kept with a form is what looking again would say. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "name_words.h"
#include "random.h"

static struct rhz_gazetteer *whole, *parts; /* one cuts documents whole, the other never does */
static struct rhz_arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = rhz_arena_new();
    return arena && rhz_gazetteer_open(&whole, NULL) == RHZ_OK && rhz_gazetteer_open(&parts, NULL) == RHZ_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    rhz_gazetteer_close(whole);
    rhz_gazetteer_close(parts);
    rhz_arena_free(arena);
    return 0;
}

static const char *const pieces[] = {" ", " ", " ", "\n", "-", "'", "’", ".", ", ", "(", ") ", "^", "« ", "J.", "J.-M.", "l'", "c'h", "Penmarc'h", "27^e",
                                     "rue", "Rue", "RUE", "de", "Ville", "École", "ÉCOLE", "Jean-Marie", "vice-présidente", "Sète", "œuvre", "x",
                                     "12", "2024", "\xF0\x9F\x98\x80", "\xC2\xA0", "étés", "\xE2\x80\x91", "DUVAL", "o", "ª", "Ærø", "’h"};

static void assert_same_words(const struct rhz_words *a, const struct rhz_words *b)
{
    static const char list[] = " rue de ville jean marie presidente ecole ";
    static const char *const needles[] = {"cole", "U", "arie"};
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        assert_int_equal(a->w[i].start, b->w[i].start);
        assert_int_equal(a->w[i].end, b->w[i].end);
        assert_int_equal(a->w[i].shape, b->w[i].shape);
        assert_int_equal(a->w[i].gap, b->w[i].gap);
        assert_int_equal(rhz_word_flags(a, i), rhz_word_flags(b, i));
        assert_int_equal(rhz_word_in(a, i, list), rhz_word_in(b, i, list));
        assert_int_equal(rhz_word_part_in(a, i, list), rhz_word_part_in(b, i, list));
        char key[RHZ_FOLD_MAX];
        size_t n = rhz_fold_key(rhz_word_span(a, i), key);
        assert_int_equal(rhz_word_in(a, i, list), rhz_key_in(key, n, list));
    }
    uint32_t start = a->n ? a->w[0].start : 0, end = a->n ? a->w[a->n - 1].end : 0;
    assert_int_equal(rhz_text_holds(whole, a->text, start, end, needles, 3), rhz_text_holds(parts, b->text, start, end, needles, 3));
}

static void any_part_is_cut_alike(void **state)
{
    uint64_t seed = 20260730;
    (void)state;
    for (int turn = 0; turn < 200; turn++) {
        struct rhz_buf b = {0};
        for (uint32_t n = random_below(&seed, 60); n > 0; n--)
            rhz_buf_str(&b, pieces[random_below(&seed, sizeof pieces / sizeof *pieces)]);
        struct rhz_span text = rhz_buf_view(&b);
        struct rhz_words a = {.gazetteer = whole, .text = text, .arena = arena}, c = {.gazetteer = parts, .text = text, .arena = arena};
        assert_true(rhz_words_learn(whole, text));
        for (int part = 0; part < 60; part++) {
            uint32_t start = rhz_utf8_floor(text, random_below(&seed, (uint32_t)text.n + 1));
            uint32_t end = rhz_utf8_floor(text, start + random_below(&seed, (uint32_t)text.n - start + 1));
            end = end < start ? start : end;
            assert_true(rhz_words_cut(&a, start, end) && rhz_words_cut(&c, start, end));
            assert_same_words(&a, &c);
        }
        rhz_words_forget(whole);
        rhz_buf_free(&b);
    }
}

/* The same needles asked in part, then whole: two questions. */
static void needles_in_part_are_another_question(void **state)
{
    static const char *const needles[] = {"gramme", "rojet"};
    struct rhz_span text = RHZ_SPAN("Un projet");
    (void)state;
    assert_true(rhz_words_learn(whole, text));
    assert_false(rhz_text_holds(whole, text, 0, (uint32_t)text.n, needles, 1));
    assert_true(rhz_text_holds(whole, text, 0, (uint32_t)text.n, needles, 2));
    assert_false(rhz_text_holds(whole, text, 0, (uint32_t)text.n, needles, 1));
    rhz_words_forget(whole);
}

/* More words than a gazetteer keeps: it begins anew between documents, and answers the same. */
static void forgets_when_many(void **state)
{
    (void)state;
    for (unsigned turn = 0, word = 0; turn < 4; turn++) {
        struct rhz_buf b = {0};
        for (unsigned i = 0; i < 40000; i++)
            rhz_buf_printf(&b, "mot%u ", word++);
        rhz_buf_str(&b, "Rue");
        struct rhz_words ws = {.gazetteer = whole, .text = rhz_buf_view(&b), .arena = arena};
        assert_true(rhz_words_learn(whole, ws.text) && rhz_words_cut(&ws, 0, (uint32_t)ws.text.n));
        assert_int_equal(ws.n, 40001);
        assert_true(rhz_word_in(&ws, 40000, " rue "));
        assert_false(rhz_word_in(&ws, 39999, " rue "));
        assert_true(rhz_gazetteer_forms(whole)->n < (1 << 16) + 40001);
        rhz_words_forget(whole);
        rhz_buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_part_is_cut_alike), cmocka_unit_test(needles_in_part_are_another_question), cmocka_unit_test(forgets_when_many)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
