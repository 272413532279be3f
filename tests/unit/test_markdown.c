/* test_markdown.c -- Markdown: what becomes which block, on which line; hostile text in linear time. All names are
 * invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "guard.h"
#include "inline.h"
#include "read_text.h"

static void expect(const char *text, const char *outline)
{
    struct read_text t;
    const char *broken;

    read_with(&t, &rhz_reader_markdown, rhz_span_of(text), 1);
    assert_int_equal(t.status, RHZ_OK);
    assert_string_equal(t.outline.p, outline);
    broken = read_broken_promise(&t.d);
    if (broken)
        fail_msg("%s", broken);
    read_end(&t);
}

static void headings(void **state)
{
    (void)state;
    expect("# Un\n\n## Deux ##\n### Trois {#ancre .c}\n####### sept\n#non\n", "T1 Un\nT2 Deux\nT3 Trois\nP ####### sept #non\n");
    expect("Titre\nen deux lignes\n===\nSous-titre\n---\ntexte\n", "T1 Titre en deux lignes\nT2 Sous-titre\nP texte\n");
    expect("# **Gras** et `code`\n\\# pas un titre\n", "T1 Gras et code\nP # pas un titre\n");
    expect("Une longue phrase de prose, que son auteur a voulu séparer de la suite par un simple filet horizontal.\n---\nSuite.\n",
           "P Une longue phrase de prose, que son auteur a voulu séparer de la suite par un simple filet horizontal.\nP Suite.\n");
    expect("Un mot\n-\nautre\n", "P Un mot - autre\n");
    expect("#\n\ntexte\n\n***\n- - -\n_ _ _\nfin\n", "P texte\nP fin\n");
}

static void paragraphs(void **state)
{
    (void)state;
    expect("Une phrase\ncoupée,\n   en retrait.\n\nUne autre.\n", "P Une phrase coupée, en retrait.\nP Une autre.\n");
    expect("Zoé Dupin  \nprésidente  \nIgor Lamy\\\nTrésorier\n", "P Zoé Dupin présidente\nP Igor Lamy\nP Trésorier\n");
    expect("un mot trans-\nmis et la Seine-\nMaritime\n", "P un mot transmis et la Seine-Maritime\n");
    expect("texte\n    ni code\n\n    du code *tel quel*\n    suite\n\n    fin\n", "P texte ni code\nP du code *tel quel* suite\nP fin\n");
    expect("```sh\n# ceci *n'est pas* un titre\n\nfin\n```\naprès\n", "P # ceci *n'est pas* un titre\nP fin\nP après\n");
    expect("~~~\n```\n~~~~\n> ```\n> code\nhors\n", "P ```\nP code\nP hors\n");
}

static void lists(void **state)
{
    (void)state;
    expect("- un\n  - deux\n    * trois\n- quatre\nsuite\n\n  autre paragraphe\n\nhors\n",
           "I1 un\nI2 deux\nI3 trois\nI1 quatre suite\nP autre paragraphe\nP hors\n");
    expect("3. trois\n4) quatre\n   - dedans\n\ntexte\n2. pas une liste\n1. une liste\n",
           "I1 3. trois\nI1 4) quatre\nI2 dedans\nP texte 2. pas une liste\nI1 1. une liste\n");
    expect("- [ ] à faire\n- [x] fait\n- [y] autre\n-\n- fin\n", "I1 à faire\nI1 fait\nI1 [y] autre\nI1 fin\n");
    expect("- # Titre\n- ```\n  code\n  ```\n-\tà tabulation\n\t- dedans\n", "T1 Titre\nI1 code\nI1 à tabulation\nI2 dedans\n");
    expect("• puce typographique\n• autre\n", "I1 puce typographique\nI1 autre\n");
}

static void quotes(void **state)
{
    (void)state;
    expect("> cité\nparesseux\n> > double\n\n> - item\n> suite\n\nhors\n", "P cité paresseux\nP double\nI1 item suite\nP hors\n");
    expect("> un\n>\n> deux\n- liste\n", "P un\nP deux\nI1 liste\n");
}

static void tables(void **state)
{
    (void)state;
    expect("| Poste | 2030 | 2031 |\n|:--|--:|:-:|\n| Loyer | 1 200 | |\n| **Eau** | | `4|5` |\n|  |  |  |\n\nfin\n",
           "R Poste|2030|2031\nR Loyer|1 200|\nR Eau||`4|5`\nP fin\n");
    expect("intro\nA | B\n--- | ---\n1 | x \\| y\n2\n# Fin\n", "P intro\nR A|B\nR 1|x | y\nR 2|\nT1 Fin\n");
    expect("| a | b |\n| c | d |\n", "R a|b\nR c|d\n");
    expect("a | b\n:-- | - | -\n", "P a | b :-- | - | -\n");
    expect("- item\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n", "I1 item\nR a|b\nR 1|2\n");
}

static void labels(void **state)
{
    (void)state;
    expect("# Séance\n\n**Présents :**\n\n- Zoé Dupin\n\n#### Suite\n\nExcusés :\n\nIgor Lamy.\n",
           "T1 Séance\nT4 Présents :\nI1 Zoé Dupin\nT4 Suite\nT5 Excusés :\nP Igor Lamy.\n");
    expect("# Séance\n\n**Zoé Dupin** : le calendrier tient-il toujours ?\n\nIgor Lamy : oui, il tient toujours.\n\n**Fin**\n",
           "T1 Séance\nS Zoé Dupin\nS Igor Lamy\nP Fin\n");
}

static void definitions(void **state)
{
    (void)state;
    expect("Voir [le site][s], [s] et [autre][], [non] ; note[^1].\n\n[S]: https://a.example 'Titre'\n[autre]: <x>\n[Attention]: ceci est un texte\n\n"
           "[^1]: La *note*,\n    suite.\n",
           "P Voir le site, s et autre, [non] ; note.\nP [Attention]: ceci est un texte\nP La note, suite.\n");
}

static void html(void **state)
{
    (void)state;
    expect("<!-- caché -->\n\n<!--\ncaché\n\n- encore -->\n\n<div class=\"x\">vu</div> et<br>suite\n\n<script>\nf(\"x\")\n</script>\nfin <!-- a\nb --> fin\n",
           "P vu et suite\nP fin fin\n");
    expect("texte\n\n<!-- page 2 -->\n\nsuite\n", "P texte\nP suite\n");
}

static void clean(const char *text, const char *expected)
{
    struct rhz_buf out = {0};

    assert_true(rhz_inline_markdown(rhz_span_of(text), NULL, &out));
    rhz_buf_byte(&out, 0);
    assert_string_equal(out.p, expected);
    rhz_buf_free(&out);
}

static void inline_marks(void **state)
{
    (void)state;
    clean("**a** *b* ***c*** __d__ _e_ ~~f~~", "a b c d e f");
    clean("5 * 3 * 2, Total net*, snake_case_x, 2**3", "5 * 3 * 2, Total net*, snake_case_x, 2**3");
    clean("*a **b** c* et **a *b***", "a b c et a b");
    clean("**« Nous »** et l'*école* ; *adhérent*·e·s", "« Nous » et l'école ; adhérent·e·s");
    clean("`*a*` ``b`c`` `d", "*a* b`c `d");
    clean("[a](b) ![c](d \"e\") [f](<g h>) [i](j(k)) [l] (m) [![n](o)](p)", "a c f i [l] (m) n");
    clean("[a](b c) [a](b", "[a](b c) [a](b");
    clean("<https://x.example> <a@b.example> <b>c</b> 3 < 4 > 2 <5", "https://x.example a@b.example c 3 < 4 > 2 <5");
    clean("&amp; &eacute; &#233; &#xE9; &#0; &inconnu; &", "& é é é \xEF\xBF\xBD &inconnu; &");
    clean("\\*a\\* \\\\ \\é [\\]](x)", "*a* \\ \\é ]");
    clean("[a\nb](c\nd) `e\nf`", "[a\nb](c\nd) e\nf");
    clean("[a\nb](c\n\"d\") g", "a\nb\n g");
}

static void lines_of_the_source(void **state)
{
    static const char TEXT[] = "---\ntitre: T\n---\n# Un\n\ndeux *trois\nquatre* [cinq](x\n\"y\") six\n\n- sept\n  huit\n\n| a | b |\n|---|---|\n| neuf | dix |\n"
                               "```\n\nonze\ndouze\n```\nTreize\n===\n";
    static const struct {
        const char *word;
        uint32_t line;
    } AT[] = {{"Un", 4}, {"deux", 6}, {"quatre", 7}, {"six", 8}, {"sept", 10}, {"huit", 11}, {"a\t", 13}, {"neuf", 15}, {"onze", 18}, {"douze", 19}, {"Treize", 21}};
    struct read_text t;
    size_t i;

    (void)state;
    read_with(&t, &rhz_reader_markdown, rhz_span_of(TEXT), 1);
    assert_int_equal(t.status, RHZ_OK);
    for (i = 0; i < sizeof AT / sizeof AT[0]; i++) {
        const char *p = memmem(t.d.text.p, t.d.text.n, AT[i].word, strlen(AT[i].word));
        assert_non_null(p);
        if (read_line_at(&t.d, (uint32_t)(p - t.d.text.p)) != AT[i].line)
            fail_msg("%s: line %u", AT[i].word, read_line_at(&t.d, (uint32_t)(p - t.d.text.p)));
    }
    assert_true(rhz_span_eq(t.d.title, RHZ_SPAN("T")));
    read_end(&t);
}

static void front_matter(void **state)
{
    struct read_text t;

    (void)state;
    read_with(&t, &rhz_reader_markdown,
              RHZ_SPAN("---\r\ntitle: \"Le \\\"bilan\\\" \\u00e9crit\" # note\r\ndate: 2031-03-12 14:00:00 +0100\r\ntags:\r\n  - a\r\n- b\r\nType: Procès-verbal\r\n"
                       "url: https://a.example/x\r\nlang: fr\r\nauthor: 'L''Ami'\r\ninterne: true\r\n---\r\ntexte\r\n"), 1);
    assert_int_equal(t.status, RHZ_OK);
    assert_true(rhz_span_eq(t.d.title, RHZ_SPAN("Le \"bilan\" écrit")));
    assert_int_equal(t.d.date, 20310312);
    assert_true(rhz_span_eq(t.d.type, RHZ_SPAN("proces-verbal")));
    assert_true(rhz_span_eq(t.d.url, RHZ_SPAN("https://a.example/x")));
    assert_true(t.d.flags & RHZ_DOCUMENT_INTERNAL);
    assert_string_equal(t.outline.p, "P texte\n");
    read_end(&t);
    /* Values that are not understood are as if not given. */
    read_with(&t, &rhz_reader_markdown, RHZ_SPAN("---\ntitre: >-\n  Un titre\n  plié\ndate: bientôt\ntype: page\nurl: /x\n...\nLe 3 mars 2031.\n"), 1);
    assert_true(rhz_span_eq(t.d.title, RHZ_SPAN("Un titre plié")));
    assert_int_equal(t.d.date, 20310303);
    assert_true(rhz_span_eq(t.d.type, RHZ_SPAN("autre")));
    assert_int_equal(t.d.url.n, 0);
    read_end(&t);
}

static void text_that_is_no_front_matter(void **state)
{
    (void)state;
    expect("---\ntitre: x\n\njamais fermé\n", "P titre: x\nP jamais fermé\n");
    expect("---\ntitre: \"x\n---\nfin\n", "T2 titre: \"x\nP fin\n");
    expect("---\nAttention : ceci est un texte.\n\n---\nfin\n", "P Attention : ceci est un texte.\nP fin\n");
    expect("texte\n\n---\ntitre: x\n---\n", "P texte\nT2 titre: x\n");
}

static void choice_of_reader(void **state)
{
    static const struct {
        const char *name, *text, *reader;
    } FILES[] = {{"a.md", "x", "markdown"},       {"A.MARKDOWN", "x", "markdown"}, {"a.txt", "# Un\n\ntexte\n\n## Deux\n", "markdown"},
                 {"a.txt", "---\ntitre: x\n---\n", "markdown"}, {"LISEZMOI", "# Un\n\n# Deux\n", "markdown"},
                 {"a.txt", "texte\n\n# Un\n\n## Deux\n", "txt"}, {"a.txt", "# Un\n\n## Deux\f", "txt"}, {"a.txt", "---\n- a\n", "txt"},
                 {"m", "x", "txt"}};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        const struct rhz_reader_format *f = rhz_reader_for(rhz_span_of(FILES[i].text), rhz_span_of(FILES[i].name), NULL);
        assert_non_null(f);
        assert_string_equal(f->name, FILES[i].reader);
    }
}

static void empty_files(void **state)
{
    static const char *const TEXTS[] = {"\n\n", "---\ntitre: x\n---\n", "<!-- rien -->", "***\n", "[a]: b\n", "> \n- \n"};
    struct read_text t;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        read_with(&t, &rhz_reader_markdown, rhz_span_of(TEXTS[i]), 1);
        assert_int_equal(t.status, RHZ_INVALID);
        read_end(&t);
    }
}

/** Patterns that invite quadratic work, a megabyte of each. */
static void linear_time(void **state)
{
    static const char *const PATTERNS[] = {"[", "![", "](", "[a](", "*a ", "a* *b ", "**a*", "_a__", "`", "`a``b", "<", "<!--", "<a ", "&", "\\",
                                           ">", "> ", "- ", "-\n", "1. ", "- a\n\n", ">\n", "|", "|a", "|\n", "a|b\n", "|-", "[a]:b\n", "[^a]", "~~",
                                           "a-\n", "    ", "\t", "```\n", "#", "# a\n", "a\n===\n", "---\n", "a: b\n", "<script", "***\n* a", "a  \nB"};
    size_t i, k, n, bytes = (size_t)1 << 20;
    char *text = malloc(bytes);

    (void)state;
    assert_non_null(text);
    for (i = 0; i < sizeof PATTERNS / sizeof PATTERNS[0]; i++) {
        struct rhz_buf events = {0};
        uint32_t repairs;
        n = strlen(PATTERNS[i]);
        for (k = 0; k < bytes; k++)
            text[k] = PATTERNS[i][k % n];
        guard_begin(PATTERNS[i]);
        (void)rhz_reader_markdown.read(rhz_span(text, bytes), 1, &events, &repairs, NULL);
        guard_end();
        rhz_buf_free(&events);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headings),     cmocka_unit_test(paragraphs),   cmocka_unit_test(lists),
        cmocka_unit_test(quotes),       cmocka_unit_test(tables),       cmocka_unit_test(labels),
        cmocka_unit_test(definitions),  cmocka_unit_test(html),         cmocka_unit_test(inline_marks),
        cmocka_unit_test(lines_of_the_source), cmocka_unit_test(front_matter), cmocka_unit_test(text_that_is_no_front_matter),
        cmocka_unit_test(choice_of_reader), cmocka_unit_test(empty_files), cmocka_unit_test(linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
