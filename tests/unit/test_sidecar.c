/* test_sidecar.c -- descriptions beside files: parsed, found by the walk, followed when they change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base_folder.h"
#include "read_text.h"
#include "rhizome.h"
#include "rhizome_index.h"
#include "sidecar.h"
#include "walk.h"

struct remarks {
    char text[1024];
    uint32_t lines[8];
    size_t n;
};

static void note(void *context, uint32_t line, const char *text)
{
    struct remarks *r = context;

    assert_true(r->n < 8);
    r->lines[r->n++] = line;
    snprintf(r->text, sizeof r->text, "%s", text);
}

static void parse(const char *text, struct rhz_arena *arena, struct remarks *r, struct rhz_document_hints *h)
{
    memset(r, 0, sizeof *r);
    assert_int_equal(rhz_sidecar_parse(rhz_span_of(text), arena, note, r, h, NULL), RHZ_OK);
}

static void fields(void **state)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_document_hints h;
    struct remarks r;

    (void)state;
    parse("---\n# note\ntitre : 'L''été' # fin\ndate: 3 mars 2031\ntype: \"Rapport d'activité\"\nurl: https://a.example/#x\nlangue: fr\ninterne: oui\n---\n",
          arena, &r, &h);
    assert_int_equal(r.n, 0);
    assert_true(rhz_span_eq(h.title, RHZ_SPAN("L'été")));
    assert_true(rhz_span_eq(h.type, RHZ_SPAN("rapport-activite")));
    assert_true(rhz_span_eq(h.url, RHZ_SPAN("https://a.example/#x")));
    assert_true(rhz_span_eq(h.language, RHZ_SPAN("fr")));
    assert_int_equal(h.date, 20310303);
    assert_int_equal(h.internal, 1);
    parse("interne: non\ntitre:\n", arena, &r, &h);
    assert_int_equal(r.n, 0);
    assert_int_equal(h.internal, -1);
    parse("", arena, &r, &h);
    assert_int_equal(h.internal, 0);
    rhz_arena_free(arena);
}

static void bad_lines(void **state)
{
    static const char *const BAD[] = {"titre", "tire: x", "titre: \"x", "titre: 'x' y", "date: bientôt", "type: roman", "url: a.example", "langue: français !",
                                      "titre: \"\\q\"", "  en retrait", "Attention : x"};
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_document_hints h;
    struct remarks r;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        char text[128];
        snprintf(text, sizeof text, "\nlangue: en\n- x\n%s\n\ndate: 2031\n", BAD[i]);
        if (BAD[i][0] == ' ') /* after a list's entry, it would belong to it */
            snprintf(text, sizeof text, "langue: en # x\n\n# y\n%s\ndate: 2031\n", "\"x\"");
        parse(text, arena, &r, &h);
        if (r.n != 1 || r.lines[0] != 4)
            fail_msg("%s: %zu remarks, line %u", BAD[i], r.n, r.lines[0]);
        assert_int_equal(h.date, 20310000); /* the other lines hold */
    }
    parse("interne: oiu\n", arena, &r, &h);
    assert_int_equal(r.n, 1);
    assert_int_equal(h.internal, 1); /* in doubt, not for the public */
    assert_int_equal(rhz_sidecar_parse(RHZ_SPAN("%PDF-1.4\0\1\2"), arena, note, &r, &h, NULL), RHZ_OK);
    assert_int_equal(r.n, 2);
    assert_int_equal(r.lines[1], 0);
    rhz_arena_free(arena);
}

/* ---- on disk ---- */

struct place {
    char folder[256], base[300];
    struct remarks r;
    char uri[300];
    int refused;
};

static void write_file(const struct place *p, const char *name, const char *text)
{
    char path[600];
    FILE *f;

    snprintf(path, sizeof path, "%s/lot/%s", p->folder, name);
    f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void make_place(struct place *p)
{
    char path[600];

    memset(p, 0, sizeof *p);
    folder_make(p->folder);
    snprintf(p->base, sizeof p->base, "%s/base", p->folder);
    snprintf(path, sizeof path, "%s/lot", p->folder);
    assert_int_equal(mkdir(path, 0700), 0);
}

static void on_notice(void *context, const struct rhz_index_notice *n)
{
    struct place *p = context;

    snprintf(p->uri, sizeof p->uri, "%s", n->uri);
    p->refused = n->refused;
    note(&p->r, n->line, n->text);
}

static void index_lot(struct place *p, const char *below, struct rhz_index_report *report)
{
    struct rhz_index_options o = {.size = sizeof o, .on_notice = on_notice, .context = p};
    struct rhz_error err = {RHZ_OK, ""};
    char path[600];
    const char *paths[] = {path};

    p->r.n = 0;
    snprintf(path, sizeof path, "%s/lot%s", p->folder, below);
    if (rhz_index(p->base, paths, 1, &o, report, &err) != RHZ_OK)
        fail_msg("%s", err.text);
}

static void expect_document(const struct place *p, const char *uri, const char *title, const char *date, const char *url, int internal)
{
    struct rhz_base *base = NULL;
    struct rhz_documents *found = NULL;
    struct rhz_error err = {RHZ_OK, ""};
    const struct rhz_document_info *d;

    if (rhz_base_open(p->base, &base, &err) != RHZ_OK || rhz_document_find(base, uri, &found, &err) != RHZ_OK)
        fail_msg("%s", err.text);
    d = rhz_documents_get(found, 0);
    assert_string_equal(d->title, title);
    assert_string_equal(d->date, date);
    assert_string_equal(d->url, url);
    assert_int_equal(d->internal, internal);
    rhz_documents_free(found);
    rhz_base_close(base);
}

static void followed(void **state)
{
    struct rhz_index_report r;
    struct place p;

    (void)state;
    make_place(&p);
    write_file(&p, "a.md", "---\ntitre: Du texte\ndate: 2030\ninterne: oui\nurl: https://texte.example/\n---\n\nLe conseil s'est tenu.\n");
    write_file(&p, "a-b.txt", "Un autre texte.\n");
    index_lot(&p, "", &r);
    assert_int_equal(r.documents_added, 2);
    expect_document(&p, "lot/a.md", "Du texte", "2030", "https://texte.example/", 1);
    write_file(&p, "a.md.yml", "titre: De la description\ninterne: non\n");
    index_lot(&p, "", &r);
    assert_int_equal(r.documents_replaced, 1);
    assert_int_equal(r.documents_unchanged, 1);
    assert_int_equal(r.refused, 0);
    assert_int_equal(p.r.n, 0);
    expect_document(&p, "lot/a.md", "De la description", "2030", "https://texte.example/", 0);
    index_lot(&p, "/a.md", &r); /* named directly, it is the same */
    assert_int_equal(r.documents_unchanged, 1);
    index_lot(&p, "/a.md.yml", &r);
    assert_int_equal(r.documents_unchanged, 1);
    write_file(&p, "a.md.yml", "titre: Autre\ndate: plus tard\n");
    index_lot(&p, "", &r);
    assert_int_equal(r.documents_replaced, 1);
    assert_int_equal(p.r.n, 1);
    assert_int_equal(p.r.lines[0], 2);
    assert_int_equal(p.refused, 0);
    assert_string_equal(p.uri, "lot/a.md.yml");
    expect_document(&p, "lot/a.md", "Autre", "2030", "https://texte.example/", 1);
    {
        char path[600];
        snprintf(path, sizeof path, "%s/lot/a.md.yml", p.folder);
        remove(path);
    }
    index_lot(&p, "", &r);
    assert_int_equal(r.documents_replaced, 1);
    expect_document(&p, "lot/a.md", "Du texte", "2030", "https://texte.example/", 1);
    folder_remove(p.folder);
}

static void what_is_not_a_description(void **state)
{
    struct rhz_index_report r;
    struct place p;
    char *large = malloc(RHZ_SIDECAR_MOST + 2);

    (void)state;
    make_place(&p);
    write_file(&p, "seul.yml", "titre: x\n");
    write_file(&p, "a.txt", "Un texte.\n");
    write_file(&p, "site.jsonl", "{\"id\": \"a\", \"text\": \"Un texte.\"}\n{\"id\": \"b\", \"text\": \"Un second.\"}\n");
    index_lot(&p, "", &r);
    assert_int_equal(r.refused, 1);
    assert_int_equal(r.documents_added, 3);
    write_file(&p, "site.jsonl.yml", "titre: x\n");
    index_lot(&p, "/site.jsonl", &r);
    assert_int_equal(r.documents_unchanged, 2);
    assert_int_equal(p.r.n, 1); /* said once */
    memset(large, '#', RHZ_SIDECAR_MOST + 1);
    large[RHZ_SIDECAR_MOST + 1] = 0;
    write_file(&p, "a.txt.yml", large); /* it may say that the document is internal */
    index_lot(&p, "", &r);
    assert_int_equal(r.refused, 2);
    free(large);
    folder_remove(p.folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields),
        cmocka_unit_test(bad_lines),
        cmocka_unit_test(followed),
        cmocka_unit_test(what_is_not_a_description),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
