/* test_jsonl.c -- records of a catalogue: what is taken, what is refused and how it is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "read_text.h"

static void a_record_is_a_document(void **state)
{
    struct read_text t;
    struct rhz_reader r;
    struct rhz_event e;

    (void)state;
    read_with(&t, &rhz_reader_jsonl,
              RHZ_SPAN("{\"id\":\"b-7\",\"titre\":\"Un billet\",\"date\":\"2031-03-02\",\"type\":\"billet\",\"url\":\"https://a.example/7\",\"autre\":[1],"
                       "\"texte\":\"Premier paragraphe.\\n\\n- un\\n- deux\\n\"}"), 41);
    assert_int_equal(t.status, RHZ_OK);
    r = rhz_reader(rhz_buf_view(&t.events));
    assert_true(rhz_event_get(&r, t.arena, &e));
    assert_int_equal(e.kind, RHZ_EVENT_RECORD);
    assert_true(rhz_span_eq(e.text, RHZ_SPAN("b-7")));
    assert_string_equal(t.outline.p, "P Premier paragraphe.\nI1 un\nI1 deux\n");
    assert_true(rhz_span_eq(t.d.title, RHZ_SPAN("Un billet")));
    assert_true(rhz_span_eq(t.d.type, RHZ_SPAN("billet")));
    assert_true(rhz_span_eq(t.d.url, RHZ_SPAN("https://a.example/7")));
    assert_int_equal(t.d.date, 20310302);
    assert_int_equal(read_line_at(&t.d, 0), 41);
    assert_int_equal(read_line_at(&t.d, (uint32_t)t.d.text.n - 2), 41);
    assert_null(read_broken_promise(&t.d));
    read_end(&t);
    read_with(&t, &rhz_reader_jsonl, RHZ_SPAN("{\"id\":12,\"date\":2031,\"text\":\"Un.\"}\r\n"), 1);
    assert_int_equal(t.status, RHZ_OK);
    assert_int_equal(t.d.date, 20310000);
    read_end(&t);
}

static void refuse(struct rhz_span bytes, const char *sentence)
{
    struct read_text t;

    read_with(&t, &rhz_reader_jsonl, bytes, 3);
    assert_int_equal(t.status, RHZ_INVALID);
    assert_string_equal(t.err.text, sentence);
    assert_int_equal(t.events.n, 0);
    read_end(&t);
}

static void bad_records_are_refused(void **state)
{
    (void)state;
    refuse(RHZ_SPAN("{\"id\":\"a\",\"id\":\"b\",\"text\":\"x\"}"), "Ligne 3 : une clé est donnée deux fois.");
    refuse(RHZ_SPAN("{\"id\":\"a\",\"text\":\"\xE9t\xE9\"}"), "Ligne 3 : le texte n'est pas de l'UTF-8 valide.");
    refuse(RHZ_SPAN("{\"text\":\"x\"}"), "Ligne 3 : il manque « id ».");
    refuse(RHZ_SPAN("{\"id\":\"a\"}"), "Ligne 3 : « text » est vide ou absent.");
    refuse(RHZ_SPAN("{\"id\":\"a\",\"text\":[1]}"), "Ligne 3 : « text » doit être un texte.");
    refuse(RHZ_SPAN("[1]"), "Ligne 3 : un objet JSON est attendu.");
    refuse(RHZ_SPAN("{\"id\":"), "Ligne 3 : ce n'est pas un objet JSON valide, vers le caractère 6.");
    refuse(RHZ_SPAN("{\"id\":\"a\",\"text\":\"x\"} {}"), "Ligne 3 : du texte suit l'objet JSON, vers le caractère 23.");
}

static void deep_nesting_is_refused(void **state)
{
    struct rhz_buf b = {0};
    struct read_text t;
    int i;

    (void)state;
    for (i = 0; i < 100000; i++)
        rhz_buf_byte(&b, '[');
    read_with(&t, &rhz_reader_jsonl, rhz_buf_view(&b), 3);
    assert_int_equal(t.status, RHZ_INVALID);
    assert_string_equal(t.err.text, "Ligne 3 : valeurs imbriquées trop profondément.");
    read_end(&t);
    rhz_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_a_document),
        cmocka_unit_test(bad_records_are_refused),
        cmocka_unit_test(deep_nesting_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
