/* test_txt.c -- the form of plain text: what becomes which block, on which line and page. All names are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "guard.h"
#include "read_text.h"

#define PROSE "Le conseil a examiné la proposition et demande un complément d'information avant la prochaine réunion du bureau."

static void expect(const char *text, const char *outline)
{
    struct read_text t;
    const char *broken;

    read_with(&t, &rhz_reader_txt, rhz_span_of(text), 1);
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
    expect("COMPTE RENDU\n\nVie associative\n\n" PROSE "\n", "T1 COMPTE RENDU\nT3 Vie associative\nP " PROSE "\n");
    expect("# Un\n\ntexte un.\n\n## Deux\n\ntexte deux.\n", "T1 Un\nP texte un.\nT2 Deux\nP texte deux.\n");
    expect("LE BILAN\n\n1 NOS ACTIONS\n\nLes ateliers\n\n" PROSE "\n\n2 LES COMPTES\n\n" PROSE "\n",
           "T1 LE BILAN\nT2 1 NOS ACTIONS\nT3 Les ateliers\nP " PROSE "\nT2 2 LES COMPTES\nP " PROSE "\n");
    expect("LE BILAN\n\n9h30 : TEMPS 1 : ACCUEIL\n\n**Les inscriptions**\n\n" PROSE "\n\n10h : TEMPS 2 : VOTES\n\nRÉSULTAT\n\n" PROSE "\n",
           "T1 LE BILAN\nT2 9h30 : TEMPS 1 : ACCUEIL\nT3 Les inscriptions\nP " PROSE "\nT2 10h : TEMPS 2 : VOTES\nT4 RÉSULTAT\nP " PROSE "\n");
}

static void short_lines_that_are_no_headings(void **state)
{
    (void)state;
    expect("NOS MEMBRES\n\nParis\n\nLyon\n\nNantes\n\nBrest\n\nRennes\n\n" PROSE "\n",
           "T1 NOS MEMBRES\nT3 Paris\nP Lyon\nP Nantes\nP Brest\nT4 Rennes\nP " PROSE "\n");
    expect("BUREAU\n\nZoé Dupin, présidente, Ville de Nantes.\n\nIgor Lamy, trésorier, ADEME.\n",
           "T1 BUREAU\nP Zoé Dupin, présidente, Ville de Nantes.\nP Igor Lamy, trésorier, ADEME.\n");
    expect("FRISE\n\nAvril 2031\n\nOuverture\n\n", "T1 FRISE\nP Avril 2031\nP Ouverture\n");
    expect("VOTE\n\n" PROSE "\n\nZoé DUPIN\n\nPrésidente\n", "T1 VOTE\nP " PROSE "\nP Zoé DUPIN\nP Présidente\n");
}

static void labels_and_lists(void **state)
{
    (void)state;
    expect("SÉANCE\n\nMembres :\n\nSur place :\n\nZoé Dupin, Igor Lamy.\n\nÀ distance :\n\nAna Roy.\n",
           "T1 SÉANCE\nT4 Membres :\nT5 Sur place :\nP Zoé Dupin, Igor Lamy.\nT5 À distance :\nP Ana Roy.\n");
    expect("LISTE\n\n- un\n  - deux\n• trois\n➤ quatre\n>> cinq\n★ six\n\n1. sept\nb) huit\n(3) neuf\n",
           "T1 LISTE\nI1 un\nI2 deux\nI1 trois\nI1 quatre\nI1 cinq\nI1 six\nI1 1. sept\nI1 b) huit\nI1 (3) neuf\n");
    expect("LISTE\n\n- un item qui se poursuit\nà la ligne suivante\n- un autre\n", "T1 LISTE\nI1 un item qui se poursuit à la ligne suivante\nI1 un autre\n");
}

static void agenda(void **state)
{
    (void)state;
    expect("JOURNÉE\n\n9h00 Accueil\n\n9h30 Ateliers\n\nTrois groupes au choix\n\n11h Pause\n\nLes ateliers\n\n" PROSE "\n",
           "T1 JOURNÉE\nI1 9h00 Accueil\nI1 9h30 Ateliers\nP Trois groupes au choix\nI1 11h Pause\nT3 Les ateliers\nP " PROSE "\n");
}

static void speakers(void **state)
{
    (void)state;
    expect("DÉBAT\n\nZoé Dupin : est-ce que le calendrier tient toujours ?\n\nIgor : oui, il tient toujours.\n\nBudget : deux postes, un loyer.\n\n"
           "Les Ateliers : ADEME, Ville de Nantes\n\nJean de La Tour : merci à vous tous.\n",
           "T1 DÉBAT\nS Zoé Dupin\nS Igor\nP Budget : deux postes, un loyer.\nP Les Ateliers : ADEME, Ville de Nantes\nS Jean de La Tour\n");
}

static void broken_lines(void **state)
{
    (void)state;
    expect("Les bénévoles ont relu le mémoire sur les paysages et les\nœuvres des jardins du quartier ; un long tra-\nvail. Chaque ville "
           "suit son chemin, peut-\nêtre, et le Val-\nd'Oise aussi avec la Seine-\nMaritime.\n",
           "P Les bénévoles ont relu le mémoire sur les paysages et les œuvres des jardins du quartier ; un long travail. Chaque ville suit son "
           "chemin, peut-être, et le Val-d'Oise aussi avec la Seine-Maritime.\n");
    expect("La recherche-action avance. " PROSE " La recherche-\naction continue.\n",
           "P La recherche-action avance. " PROSE " La recherche-action continue.\n");
    expect("SUITE\n\n" PROSE " Et puis\n\nla suite vient après une ligne vide.\n", "T1 SUITE\nP " PROSE " Et puis la suite vient après une ligne vide.\n");
    expect("Ouverture du chantier\nRepas des équipes\n", "P Ouverture du chantier\nP Repas des équipes\n");
}

static void tables(void **state)
{
    (void)state;
    expect("COMPTES\n\n\tBrut\tNet\nAchats\t1 200\t\n\t\t900\n", "T1 COMPTES\nR |Brut|Net\nR Achats|1 200|\nR ||900\n");
    expect("| Nom | Part |\n|-----|-----:|\n| Nantes | 12 |\n", "R Nom|Part\nR Nantes|12\n");
    expect("COMPTES\n\nPoste              2030      2031\nAchats            1 200       900\nLoyer                         450\n",
           "T1 COMPTES\nR Poste|2030|2031\nR Achats|1 200|900\nR Loyer||450\n");
    expect("1.\tPremier point\n2.\tSecond point\n", "I1 1. Premier point\nI1 2. Second point\n");
}

/** As pdftotext -layout writes: a centred head, wrapped lines, a table in columns, page numbers at the foot. */
static void a_laid_out_page(void **state)
{
    (void)state;
    expect("                     ATELIER VERTIGO\n            Procès-verbal de la réunion\n                 du 12 mars 2031\n\n"
           "Présents : Zoé Dupin (Ville de Nantes), Igor Lamy (ADEME), Ana Roy, Paul de\nBrest (Région Bretagne), Lise Ott.\n\n"
           "1. Les comptes\n\nPoste                 2029       2030\nDons                12 000     15 500\n  de la Ville                   9 000\n"
           "Total               13 200     16 850\n\n                                   Page 1/2\nLes comptes sont approuvés par les mem-\nbres présents.\n\n"
           "                                   Page 2/2\n",
           "T1 ATELIER VERTIGO\nP Procès-verbal de la réunion du 12 mars 2031\n"
           "P Présents : Zoé Dupin (Ville de Nantes), Igor Lamy (ADEME), Ana Roy, Paul de Brest (Région Bretagne), Lise Ott.\n"
           "T2 1. Les comptes\nR Poste|2029|2030\nR Dons|12 000|15 500\nR de la Ville||9 000\nR Total|13 200|16 850\n"
           "P Les comptes sont approuvés par les membres présents.\n");
}

static void markup(void **state)
{
    (void)state;
    expect("Voir [le site](https://a.example/x_(1\\)) et **tout** ou *rien*, 3 * 4, note* et <https://b.example/>.\n",
           "P Voir le site) et tout ou rien, 3 * 4, note* et https://b.example/.\n");
    expect("La 27^e et la 3<sup>e</sup> &amp; les_mots_bas.\n", "P La 27^e et la 3e & les_mots_bas.\n");
}

static void pages(void **state)
{
    struct read_text t;

    (void)state;
    read_with(&t, &rhz_reader_txt, RHZ_SPAN("Bulletin\n\nUn texte.\n\n1\n\fBulletin\n\nLa fin de ce texte qui est assez long pour continuer\n\n2\n\fBulletin\n\n"
                                            "sur la page suivante.\n\n3\n"), 1);
    assert_int_equal(t.status, RHZ_OK);
    assert_string_equal(t.outline.p, "T1 Bulletin\nP Un texte.\nP La fin de ce texte qui est assez long pour continuer sur la page suivante.\n");
    assert_int_equal(t.d.n_pages, 3);
    assert_int_equal(t.d.pages[2].page, 3);
    assert_memory_equal(t.d.text.p + t.d.pages[2].offset, "sur la page", 11);
    assert_null(read_broken_promise(&t.d));
    read_end(&t);
    read_with(&t, &rhz_reader_txt, RHZ_SPAN("--- page 4 ---\nUn.\n--- page 5 ---\nDeux.\n"), 1);
    assert_int_equal(t.d.n_pages, 2);
    assert_int_equal(t.d.pages[1].page, 5);
    read_end(&t);
    read_with(&t, &rhz_reader_txt, RHZ_SPAN("Un.\nPage 1/2\nDeux.\nPage 2/2\n"), 1);
    assert_int_equal(t.d.n_pages, 2);
    assert_int_equal(t.d.pages[0].page, 1);
    assert_int_equal(t.d.pages[1].page, 2);
    read_end(&t);
    read_with(&t, &rhz_reader_txt, RHZ_SPAN("Un.\n\nDeux.\n"), 1);
    assert_int_equal(t.d.n_pages, 0);
    read_end(&t);
}

static void charsets(void **state)
{
    struct read_text t;

    (void)state;
    expect("\xEF\xBB\xBFL'été.\r\n\r\nDeux.\r\n", "P L'été.\nP Deux.\n");
    expect("L'e\xCC\x81te\xCC\x81 \xE2\x80\x8B" "des co\xC2\xADmit\xC3\xA9s, 70\xC2\xA0" "000 €.\n", "P L'été des comités, 70 000 €.\n");
    read_with(&t, &rhz_reader_txt, RHZ_SPAN("L'\xE9t\xE9 \x9Cuvre.\n"), 1);
    assert_string_equal(t.outline.p, "P L'été œuvre.\n");
    assert_int_equal(t.repairs, 3);
    read_end(&t);
    read_with(&t, &rhz_reader_txt, RHZ_SPAN("Un été cassé par \xFFun octet : été, né, clé, pré.\n"), 1);
    assert_int_equal(t.repairs, 1);
    assert_int_equal(t.status, RHZ_OK);
    read_end(&t);
    read_with(&t, &rhz_reader_txt, rhz_span("\xFF\xFE\xE9\0t\0\xE9\0.\0\n\0", 12), 1);
    assert_string_equal(t.outline.p, "P été.\n");
    read_end(&t);
}

static void refuse(struct rhz_span bytes, const char *sentence)
{
    struct read_text t;

    read_with(&t, &rhz_reader_txt, bytes, 1);
    assert_int_equal(t.status, RHZ_INVALID);
    assert_string_equal(t.err.text, sentence);
    read_end(&t);
}

static void refusals(void **state)
{
    struct rhz_error err;

    (void)state;
    refuse(RHZ_SPAN("%PDF-1.4 etc"), "Ce n'est pas du texte : c'est un fichier PDF.");
    refuse(rhz_span("\0\0\0\0\0\0\0", 7), "Ce n'est pas du texte : il contient des octets de commande.");
    refuse(RHZ_SPAN(" \n\t\n \f\n"), "Le fichier est vide : il ne contient aucun mot.");
    assert_null(rhz_reader_for(RHZ_SPAN(""), RHZ_SPAN("a.txt"), &err));
    assert_string_equal(err.text, "Le fichier est vide.");
    assert_null(rhz_reader_for(RHZ_SPAN("PK\x03\x04"), RHZ_SPAN("a.txt"), &err));
    assert_non_null(rhz_reader_for(RHZ_SPAN("<html>"), RHZ_SPAN("d/a.html"), &err)); /* in the sandbox */
    assert_ptr_equal(rhz_reader_for(RHZ_SPAN("Bonjour"), RHZ_SPAN("d/A.TXT"), &err), &rhz_reader_txt);
    assert_ptr_equal(rhz_reader_for(RHZ_SPAN("Bonjour"), RHZ_SPAN("d.x/README"), &err), &rhz_reader_txt);
    assert_ptr_equal(rhz_reader_for(RHZ_SPAN("{}"), RHZ_SPAN("c.jsonl"), &err), &rhz_reader_jsonl);
}

/* ---- properties over real and random files ---- */

static void words_stand_on_their_lines(struct rhz_span file)
{
    struct read_text t;
    const char *p = file.p, *end = file.p + file.n, **starts = calloc(file.n + 2, sizeof *starts);
    size_t n_lines = 0, i;
    const char *broken;

    assert_non_null(starts);
    starts[++n_lines] = p;
    for (; p < end; p++)
        if (*p == '\n')
            starts[++n_lines] = p + 1;
    starts[n_lines + 1] = end;
    read_with(&t, &rhz_reader_txt, file, 1);
    assert_int_equal(t.status, RHZ_OK);
    broken = read_broken_promise(&t.d);
    if (broken)
        fail_msg("%s", broken);
    for (i = 0; i < t.d.text.n;) {
        size_t j = i;
        uint32_t line = read_line_at(&t.d, (uint32_t)i);
        assert_in_range(line, 1, n_lines);
        while (j < t.d.text.n && ((unsigned char)t.d.text.p[j] | 0x20) >= 'a' && ((unsigned char)t.d.text.p[j] | 0x20) <= 'z' &&
               read_line_at(&t.d, (uint32_t)j) == line)
            j++;
        if (j > i && !memmem(starts[line], (size_t)(starts[line + 1] - starts[line]), t.d.text.p + i, j - i))
            fail_msg("« %.*s » n'est pas à la ligne %u", (int)(j - i), t.d.text.p + i, line);
        i = j > i ? j : i + 1;
    }
    for (i = 0; i < t.d.n_passages; i++)
        assert_in_range(read_words(rhz_span(t.d.text.p + t.d.passages[i].start, t.d.passages[i].end - t.d.passages[i].start)), 1, 250);
    read_end(&t);
    free(starts);
}

static void real_files(void **state)
{
    static const char *const NAMES[] = {"../shared/documents/000_71e9add87fc9d2b7.txt", "../shared/documents/001_8554f40af4c7becc.txt",
                                        "../shared/documents/003_dfeccedfd5ae28b6.txt"};
    size_t i, seen = 0;

    (void)state;
    for (i = 0; i < 3; i++) {
        struct rhz_buf b = {0};
        char tmp[4096];
        size_t n;
        FILE *f = fopen(NAMES[i], "rb");
        if (!f)
            continue;
        while ((n = fread(tmp, 1, sizeof tmp, f)) > 0)
            rhz_buf_append(&b, tmp, n);
        fclose(f);
        words_stand_on_their_lines(rhz_buf_view(&b));
        rhz_buf_free(&b);
        seen++;
    }
    if (!seen) {
        print_message("documents réels absents : test sauté\n");
        skip();
    }
}

/** Random lines made of the signs that rules look at. */
static void random_files(void **state)
{
    static const char *const PIECES[] = {"Le conseil ", "DÉCIDE ", "a-", "- ", "• ", "1. ", "12h30 ", ": ", "\t", "| ", "\n", "\n\n", "\f", "   ", "**", "*", "[", "](x)",
                                         "Zoé Dupin", " : oui, c'est cela. ", "2031", "page 3", "# ", "été ", "é", "e\xCC\x81", "\xC2\xA0", "\xEF\x82\xB7 ", "...", "? ", "d'",
                                         "\r\n", "\xFF", "<b>", "&amp;", "https://a.example/ ", "long "};
    uint64_t seed = 20240607;
    int round;

    (void)state;
    print_message("graine %llu\n", (unsigned long long)seed);
    for (round = 0; round < 3000; round++) {
        struct rhz_buf b = {0};
        struct read_text t;
        const char *broken;
        int k, n = 1 + round % 120;
        for (k = 0; k < n; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            rhz_buf_str(&b, PIECES[(seed >> 33) % (sizeof PIECES / sizeof PIECES[0])]);
        }
        read_with(&t, &rhz_reader_txt, rhz_buf_view(&b), 1);
        if (t.status == RHZ_OK) {
            broken = read_broken_promise(&t.d);
            if (broken)
                fail_msg("tour %d : %s\n%.*s", round, broken, (int)b.n, b.p);
        }
        read_end(&t);
        rhz_buf_free(&b);
    }
}

static struct rhz_buf repeated(const char *piece, size_t bytes)
{
    struct rhz_buf b = {0};

    while (b.n < bytes)
        rhz_buf_str(&b, piece);
    return b;
}

/** Input that invites quadratic work. */
static void hostile_files(void **state)
{
    static const char *const PIECES[] = {"a", "a ", "\t", "[", "](", "*a ", "\r", "a\r", "\f", "a\f", "a\n", "A\n\n", "- a\n", "a\tb\n", "<", "e\xCC\x81\xCC\xA3", "\xCC\x81\xCC\xA3",
                                         "a-\n", "..", "1\n\n", "a  b   1\n", "| a |\n", "12h a\n\n", "A :\n\n", "\xEF\xBF\xBD", "Zoé Dupin : oui. ", "\n", "é-\ni", "p. "};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof PIECES / sizeof PIECES[0]; i++) {
        struct rhz_buf b = repeated(PIECES[i], 512 << 10);
        struct read_text t;
        guard_begin(PIECES[i]);
        read_with(&t, &rhz_reader_txt, rhz_buf_view(&b), 1);
        guard_end();
        if (t.status == RHZ_OK)
            assert_null(read_broken_promise(&t.d));
        read_end(&t);
        rhz_buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headings), cmocka_unit_test(short_lines_that_are_no_headings), cmocka_unit_test(labels_and_lists),
        cmocka_unit_test(agenda), cmocka_unit_test(speakers), cmocka_unit_test(broken_lines), cmocka_unit_test(tables), cmocka_unit_test(a_laid_out_page),
        cmocka_unit_test(markup), cmocka_unit_test(pages), cmocka_unit_test(charsets), cmocka_unit_test(refusals),
        cmocka_unit_test(real_files), cmocka_unit_test(random_files), cmocka_unit_test(hostile_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
