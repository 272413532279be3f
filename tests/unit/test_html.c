/* test_html.c -- pages of HTML: which part is the document, what becomes which block, on which line; what a page says of
 * itself; tag soup and hostile pages. All names are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "html_reader.h"
#include "read_text.h"

static void read_page(struct read_text *t, struct rhz_span page)
{
    memset(t, 0, sizeof *t);
    t->arena = rhz_arena_new();
    t->status = rhz_html_read(page, 0, &t->events, &t->repairs, &t->err);
    if (t->status == RHZ_OK)
        t->status = rhz_document_build(rhz_buf_view(&t->events), NULL, t->arena, &t->d, &t->err);
    if (t->status == RHZ_OK)
        read_outline(t);
}

static void expect(const char *page, const char *outline)
{
    struct read_text t;
    const char *broken;

    read_page(&t, rhz_span_of(page));
    if (t.status != RHZ_OK)
        fail_msg("%s", t.err.text);
    assert_string_equal(t.outline.p, outline);
    broken = read_broken_promise(&t.d);
    if (broken)
        fail_msg("%s", broken);
    read_end(&t);
}

static void blocks(void **state)
{
    (void)state;
    expect("<h1>Un</h1><p>Une <em>phrase</em>\n coupée.</p><h3>Deux</h3><div><div>Autre<span> suite</span></div>fin</div>",
           "T1 Un\nP Une phrase coupée.\nT3 Deux\nP Autre suite\nP fin\n");
    expect("<p>Le 27<sup>e</sup> jour, l&#39;&eacute;t&eacute;&nbsp;!<p>sans fin de balise<p>   ", "P Le 27e jour, l'été !\nP sans fin de balise\n");
    expect("<p>Une phrase<br>qui continue<br>Zoé Dupin<br/>Igor Lamy</p>", "P Une phrase qui continue\nP Zoé Dupin\nP Igor Lamy\n");
    expect("<pre>Une ligne\n  Autre ligne\n</pre>", "P Une ligne\nP Autre ligne\n");
    expect("<p>Avant.<p><b>Les trois chantiers</b></p><p>Texte de fin.</p>", "P Avant.\nT4 Les trois chantiers\nP Texte de fin.\n");
    expect("<p><strong>Zoé Dupin :</strong> nous avons bien avancé cette année.</p><p><b>Igor Lamy :</b> oui, tous ensemble.</p>", "S Zoé Dupin\nS Igor Lamy\n");
    expect("<p>Avant.<details><summary>Membres</summary><p>Zoé Dupin, Igor Lamy.</p></details>", "P Avant.\nT4 Membres\nP Zoé Dupin, Igor Lamy.\n");
    expect("<p>un<!-- rien --><script>var x='<p>non</p>'</script><style>p{}</style><template><p>non</p></template></p>", "P un\n");
}

static void lists(void **state)
{
    (void)state;
    expect("<ul><li>un<ul><li>deux<li>trois</ul><li><p>quatre</p><p>Suite.</p></ul>", "I1 un\nI2 deux\nI2 trois\nI1 quatre\nP Suite.\n");
    expect("<ol start=\"3\"><li>trois<li>quatre</ol><ol><li>un</ol>", "I1 3. trois\nI1 4. quatre\nI1 1. un\n");
    expect("<dl><dt>Présidente</dt><dd>Zoé Dupin</dd><dt>Trésorier :<dd><p>Igor Lamy</p></dl>", "I1 Présidente : Zoé Dupin\nI1 Trésorier : Igor Lamy\n");
    expect("<p>Avant.<dl><dt>Membres</dt><dd>Zoé Dupin</dd><dd>Igor Lamy</dd></dl>", "P Avant.\nT4 Membres\nP Zoé Dupin\nP Igor Lamy\n");
    expect("<li>hors liste", "P hors liste\n");
}

static void tables(void **state)
{
    (void)state;
    expect("<p>Avant.<table><caption>Produits</caption><tr><th>Poste<th>2030<th>2031<tr><td>Loyer<td>1&nbsp;200<td></table><p>Fin.</p>",
           "P Avant.\nT4 Produits\nR Poste|2030|2031\nR Loyer|1 200|\nP Fin.\n");
    expect("<table><tr><td rowspan=2>Aides<td>1<td>2<tr><td>3<td>4<tr><td colspan=2>Total<td>6</table>", "R Aides|1|2\nR |3|4\nR Total||6\n");
    expect("<table><tr><td><p>Zoé Dupin</p><p>Igor Lamy</p><td>une<br>suite<tr><td><td></table>", "R Zoé Dupin; Igor Lamy|une suite\n");
    /* There for the layout. */
    expect("<table role=presentation><tr><td>Gauche<td>Droite</table>", "P Gauche\nP Droite\n");
    expect("<table><tr><td><h2>Titre</h2><p>Texte.<td>Autre.</table>", "T2 Titre\nP Texte.\nP Autre.\n");
    expect("<table><tr><td>Une colonne<tr><td>Deux lignes</table>", "P Une colonne\nP Deux lignes\n");
    expect("<table><tr><td>a<td><table><tr><td>b<td>c</table></table>", "P a\nR b|c\n");
}

static const char SENTENCES[] = "La coopérative a tenu cinq réunions publiques dans les communes du canton, et chacune a réuni plus de trente personnes. "
                                "Les échanges ont porté sur le partage de l'eau, les haies et les chemins.";

/** A page of some site: `around` stands before and after the document. */
static void expect_document(const char *before, const char *after)
{
    char page[8192], outline[1024];

    snprintf(page, sizeof page, "<!DOCTYPE html><title>T</title><body class='has-sidebar'>%s<p>%s</p><p>%s</p>%s</body>", before, SENTENCES, SENTENCES, after);
    snprintf(outline, sizeof outline, "P %s\nP %s\n", SENTENCES, SENTENCES);
    expect(page, outline);
}

static void what_surrounds(void **state)
{
    (void)state;
    expect_document("<header><a href=/>Accueil</a></header><nav><ul><li><a href=/a>Projets</a></ul></nav><main>", "</main><footer>Mentions légales</footer>");
    expect_document("<div id=menu-principal>Accueil Projets</div><div class=content>", "</div><div class='widget widget_text'>Suivez nous</div>");
    expect_document("<div class='cookie-banner'>Nous déposons des traceurs pour mesurer l'audience de ce site, rien de plus.</div>", "");
    expect_document("<ul><li><a href=/a>Accueil</a><li><a href=/b>Projets</a><li><a href=/c>Contact</a></ul>", "<aside>Lire aussi : rien.</aside>");
    expect_document("<div role=navigation>Vous êtes ici</div><article>", "<footer><a href=#>Partager</a></footer></article>");
    expect_document("<p hidden>caché</p><p style='display : none'>caché</p><span aria-hidden=true>icône</span>", "");
    expect_document("<div><div><section class=elementor-widget>", "</section></div></div><div class='related-posts'><a href=/x>Un autre article</a></div>");
    /* What holds most of the page is the page, whatever it is called. */
    expect_document("<div class=menu>", "</div>");
    expect_document("<form id=aspnet><div class=search>Chercher</div>", "</form>");
    /* A list of links that a sentence announces is content. */
    expect("<main><p>Les partenaires :</p><ul><li><a href=/a>Ville de Vire</a><li><a href=/b>CC du Bocage</a><li><a href=/c>Parc</a></ul></main>",
           "P Les partenaires :\nI1 Ville de Vire\nI1 CC du Bocage\nI1 Parc\n");
    expect("<body><header><h1>Un titre de page</h1></header><article><p>La coopérative a tenu cinq réunions publiques dans le canton cette année.</p></article>",
           "P La coopérative a tenu cinq réunions publiques dans le canton cette année.\n");
    expect("<body><div><h1>Un titre de page</h1></div><article><p>La coopérative a tenu cinq réunions publiques dans le canton cette année.</p></article>",
           "T1 Un titre de page\nP La coopérative a tenu cinq réunions publiques dans le canton cette année.\n");
}

static void expect_described(const char *page, const char *title, uint32_t date, const char *type, const char *url)
{
    struct read_text t;

    read_page(&t, rhz_span_of(page));
    assert_int_equal(t.status, RHZ_OK);
    if (!rhz_span_eq(t.d.title, rhz_span_of(title)))
        fail_msg("title: %.*s, not %s", (int)t.d.title.n, t.d.title.p, title);
    assert_int_equal(t.d.date, date);
    if (type)
        assert_true(rhz_span_eq(t.d.type, rhz_span_of(type)));
    assert_true(rhz_span_eq(t.d.url, rhz_span_of(url)));
    assert_true(rhz_span_eq(t.d.language, RHZ_SPAN("fr")));
    read_end(&t);
}

static void metadata(void **state)
{
    (void)state;
    expect_described("<html lang=fr-FR><title>Les haies | Coopérative</title><meta property=og:site_name content=Coopérative>"
                     "<meta name=date content=2031-03-12><link rel=canonical href=https://coop.example/haies><p>Texte.",
                     "Les haies", 20310312, NULL, "https://coop.example/haies");
    expect_described("<title>Autre</title><meta property='og:title' content='Les haies'><h1>Nos haies</h1><p>Texte.", "Nos haies", 0, NULL, "");
    expect_described("<title>x</title><script type='application/ld+json'>{\"@graph\":[{\"@type\":\"WebSite\",\"name\":\"Coop\"},"
                     "{\"@type\":[\"BlogPosting\"],\"headline\":\"L'eau qui dort\",\"datePublished\":\"2031-05-02T08:00:00Z\"}]}</script>"
                     "<meta property='article:published_time' content='2031-05-01'><p>Texte.",
                     "L'eau qui dort", 20310502, "billet", "");
    expect_described("<title>Une page</title><p>Le <time datetime='2031-05'>mois de mai</time>.", "Une page", 20310500, NULL, "");
    expect_described("<!-- saved from url=(0026)https://coop.example/page -->\n<title>Page</title><p>Texte.", "Page", 0, NULL, "https://coop.example/page");
    expect_described("<!-- Mirrored from coop.example/p.html by X --><title>Page</title><p>Texte.", "Page", 0, NULL, "https://coop.example/p.html");
    /* What is none is left out. */
    expect_described("<title>Page</title><meta name=date content=hier><link rel=canonical href=/relatif><script type='application/ld+json'>{\"@type\":[}</script><p>Texte.",
                     "Page", 0, NULL, "");
}

static void lines(void **state)
{
    struct read_text t;

    (void)state;
    read_page(&t, rhz_span_of("<h1>Un</h1>\n\n<p>deux\ntrois</p>\n<table>\n<tr><td>a</td>\n<td>b</td></tr></table>\n<p>&eacute;t&eacute;\nfin</p>"));
    assert_int_equal(t.status, RHZ_OK);
    assert_string_equal(t.outline.p, "T1 Un\nP deux trois\nR a|b\nP été fin\n");
    assert_int_equal(read_line_at(&t.d, 0), 1);
    assert_int_equal(read_line_at(&t.d, 3), 3);   /* deux */
    assert_int_equal(read_line_at(&t.d, 8), 4);   /* trois */
    assert_int_equal(read_line_at(&t.d, 14), 6);  /* a */
    assert_int_equal(read_line_at(&t.d, 16), 7);  /* b */
    assert_int_equal(read_line_at(&t.d, 18), 8);  /* été */
    assert_int_equal(read_line_at(&t.d, 24), 9);  /* fin */
    read_end(&t);
}

static void charsets(void **state)
{
    static const char LATIN9[] = "<meta charset=iso-8859-15><p>\xE9t\xE9 : 5 \xA4, c\xBDur";
    static const char UTF8_SAYING_LATIN[] = "<meta charset=iso-8859-1><p>\xC3\xA9t\xC3\xA9";
    static const char UTF16[] = "\xFF\xFE<\0p\0>\0\xE9\0t\0";
    struct read_text t;

    (void)state;
    read_page(&t, rhz_span(LATIN9, sizeof LATIN9 - 1));
    assert_int_equal(t.status, RHZ_OK);
    assert_string_equal(t.outline.p, "P été : 5 €, cœur\n");
    assert_int_equal(t.repairs, 0);
    read_end(&t);
    expect(UTF8_SAYING_LATIN, "P été\n");
    read_page(&t, rhz_span(UTF16, sizeof UTF16 - 1));
    assert_int_equal(t.status, RHZ_OK);
    assert_string_equal(t.outline.p, "P ét\n");
    read_end(&t);
}

static void kinds(void **state)
{
    static const char *const PAGES[] = {"<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">", "\xEF\xBB\xBF\n <html lang=fr>",
                                        "<?xml version=\"1.0\"?>\n<!DOCTYPE html>", "<!-- saved from url=(0014)about:internet -->\n<html>", "<body>"};
    static const char *const OTHERS[] = {"Un texte avec <html> dedans", "{\"html\": 1}", "", "html", "- <body>"};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof PAGES / sizeof PAGES[0]; i++)
        assert_true(rhz_reader_html.accepts(rhz_span_of(PAGES[i]), rhz_span_of("x.txt")));
    for (i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++)
        assert_false(rhz_reader_html.accepts(rhz_span_of(OTHERS[i]), rhz_span_of("x.html")));
}

static void repeat(struct rhz_buf *b, const char *s, size_t n)
{
    while (n--)
        rhz_buf_str(b, s);
}

static void hostile(void **state)
{
    static const char *const REPEATED[] = {"<div>", "<b>", "<ul><li>", "<table><tr><td>", "<dl><dt>a<dd>", "<a href=x>", "<p", "<!--", "&#", "<td>", "</p>",
                                           "<script>", "<p x=y>a<br>", "<svg><p>", "<h1>a", "<article>", "\xFF", "<pre>\n\n"};
    struct rhz_buf page = {0};
    struct read_text t;
    const char *broken;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof REPEATED / sizeof REPEATED[0]; i++) {
        rhz_buf_reset(&page);
        rhz_buf_str(&page, "<html><p>Texte.");
        repeat(&page, REPEATED[i], 20000);
        rhz_buf_str(&page, "Fin.");
        read_page(&t, rhz_buf_view(&page));
        assert_int_equal(t.status, RHZ_OK);
        if ((broken = read_broken_promise(&t.d)) != NULL)
            fail_msg("%s: %s", REPEATED[i], broken);
        read_end(&t);
    }
    read_page(&t, RHZ_SPAN("<html><body><div id=app></div><script src=app.js></script>"));
    assert_int_equal(t.status, RHZ_INVALID);
    read_end(&t);
    rhz_buf_reset(&page);
    repeat(&page, "<p>Un mot.", 100000);
    memset(&t, 0, sizeof t);
    t.arena = rhz_arena_new();
    assert_int_equal(rhz_html_read(rhz_buf_view(&page), 1 << 20, &t.events, &t.repairs, &t.err), RHZ_NO_MEMORY);
    read_end(&t);
    rhz_buf_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks), cmocka_unit_test(lists),    cmocka_unit_test(tables), cmocka_unit_test(what_surrounds), cmocka_unit_test(metadata),
        cmocka_unit_test(lines),  cmocka_unit_test(charsets), cmocka_unit_test(kinds),  cmocka_unit_test(hostile),
    };

    return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
