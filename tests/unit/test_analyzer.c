/* test_analyzer.c -- tables of texts with the tokens they give; properties on random bytes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "guard.h"
#include "analyzer.h"

static struct rhz_analyzer *analyzer;

static int setup(void **state)
{
    (void)state;
    return (analyzer = rhz_analyzer_new()) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    rhz_analyzer_free(analyzer);
    return 0;
}

/* Forms of the text, `a|b` for readings of one position, a space between positions. */
static void show(struct rhz_span text, struct rhz_buf *out)
{
    const struct rhz_token *t;
    size_t n, i;

    rhz_buf_reset(out);
    assert_int_equal(rhz_analyze(analyzer, text, &t, &n), RHZ_OK);
    for (i = 0; i < n; i++) {
        if (i)
            rhz_buf_byte(out, t[i].position == t[i - 1].position ? '|' : ' ');
        rhz_buf_span(out, t[i].lexeme->form);
    }
    rhz_buf_byte(out, 0);
    assert_false(out->failed);
}

struct text_case {
    const char *text, *forms;
};

static void check_table(const struct text_case *c, size_t n)
{
    struct rhz_buf b = {0};
    size_t i, bad = 0;

    for (i = 0; i < n; i++) {
        show(rhz_span_of(c[i].text), &b);
        if (strcmp(b.p, c[i].forms) != 0) {
            print_error("%s: [%s], expected [%s]\n", c[i].text, b.p, c[i].forms);
            bad++;
        }
    }
    rhz_buf_free(&b);
    assert_int_equal(bad, 0);
}

#define CHECK(table) check_table(table, sizeof(table) / sizeof(table)[0])

static void words(void **state)
{
    static const struct text_case cases[] = {
        {"", ""},
        {"Le bilan, clos.", "le bilan clos"},
        {"L'association d’Orange qu'Emma l`été", "association orange emma été"},
        {"JUSQU'à LʼAN", "à an"},
        {"aujourd’hui prud'hommes entr'aide presqu'île", "aujourd'hui prud'hommes entr'aide presqu'ile"},
        {"rock'n'roll", "rock roll"},
        {"McDonald's", "mcdonald"},
        {"c'", ""},
        {"Marie-Claude", "marie claude"},
        {"compte-rendu", "compte rendu"},
        {"a-t-il viendra-t-elle", "a il viendra elle"},
        {"Va-t-en", "va t en"},
        {"week-end", "weekend|week weekend|end"},
        {"e-mail", "email email|mail"},
        {"socio-culturel", "socioculturel|socio socioculturel|culturel"},
        {"cœur ﬁnal Ærø", "coeur final aerø"},
        {"e\xCC\x81te\xCC\x81", "été"},
        {"sub\xC2\xADven\xE2\x80\x8Btion fin\xC2\xAD.", "subvention fin"},
        {"\xEF\xBB\xBF" "mot", "mot"},
        {"CO₂ m² n°12", "co2 m2 n 12"},
        {"bad\xFF" "bytes \xC3", "bad bytes"},
    };
    (void)state;
    CHECK(cases);
}

static void acronyms(void **state)
{
    static const struct text_case cases[] = {
        {"La C.A.F. paie", "la caf paie"},
        {"M.E.L et C.A.F", "mel et caf"},
        {"É.N.A.", "éna"},
        {"J.-C. Martin", "j c martin"},
        {"A.Dupont", "a dupont"},
        {"A.B.Dupont", "a b dupont"},
        {"fin.Le", "fin le"},
        {"p.12", "p 12"},
    };
    (void)state;
    CHECK(cases);
}

static void numbers(void **state)
{
    static const struct text_case cases[] = {
        {"70 000 €", "70000"},
        {"12\xE2\x80\xAF" "000\xC2\xA0€", "12000"},
        {"1\xC2\xA0" "234\xC2\xA0" "567,50 €", "1234567,5"},
        {"12.000 €", "12000"},
        {"12 000,00 €", "12000"},
        {"2023 2024", "2023 2024"},
        {"en 2023 70 000 €", "en 2023 70000"},
        {"06 12 34 56 78", "6 12 34 56 78"},
        {"12 0000", "12 0000"},
        {"1,3 million", "1,3|1300000 million"},
        {"le 12.05.2024", "le 12 5|mai 2024"},
        {"2019-2020", "2019 2020"},
        {"12/05/2024", "12 5|mai 2024"},
        {"70k 15h30", "70 k 15 h 30"},
        {"27e 27ᵉ 27^e 27ème 27^ème 27EME", "27e 27e 27e 27e 27e 27e"},
        {"1er 1ère 1re 1ᵉʳ 1^er Ier", "1er 1er 1er 1er 1er 1er"},
        {"XXIe XIXème XXI^e Ve Vers Le", "21e 19e 21e 5e vers le"},
        {"1. Rapport 2. Bilan", "1 rapport 2 bilan"},
    };
    (void)state;
    CHECK(cases);
}

static void inclusive(void **state)
{
    static const struct text_case cases[] = {
        {"adhérent·e·s", "adhérent|adhérents|adhérente|adhérentes"},
        {"adhérent.e.s votent.", "adhérent|adhérents|adhérente|adhérentes votent"},
        {"étudiant-e-s", "étudiant|étudiants|étudiante|étudiantes"},
        {"salarié(e)s", "salarié|salariés|salariée|salariées"},
        {"salarié(e)", "salarié|salariée"},
        {"salarié•e‧s", "salarié|salariés|salariée|salariées"},
        {"adhérent/e/s", "adhérent|adhérents|adhérente|adhérentes"},
        {"coordinateur·rice·s", "coordinateur|coordinateurs|coordinatrice|coordinatrices"},
        {"directeurs/trices", "directeur|directeurs|directrice|directrices"},
        {"directeur(trice)s", "directeur|directeurs|directrice|directrices"},
        {"chercheur.euse.s", "chercheur|chercheurs|chercheuse|chercheuses"},
        {"tou.te.s tous·tes", "tous|toute|toutes tous|toute|toutes"},
        {"élu.es élu.e.", "élu|élus|élue|élues élu|élue"},
        {"professionnel·le·s", "professionnel|professionnels|professionnelle|professionnelles"},
        {"citoyen-ne-s", "citoyen|citoyens|citoyenne|citoyennes"},
        {"conseiller·ère·s", "conseiller|conseillers|conseillère|conseillères"},
        {"heureux·se", "heureux|heureuse"},
        {"actif·ve·s", "actif|actifs|active|actives"},
        {"régionaux·ales", "régional|régionaux|régionale|régionales"},
        {"chef·fe", "chef|cheffe"},
        {"français·e·s", "français|française|françaises"},
        {"adhérents·es", "adhérent|adhérents|adhérente|adhérentes"},
        {"document(s) lieu(x)", "document|documents lieu|lieux"},
        {"membre·s", "membre|membres"},
        {"ADHÉRENT.E.S ÉLU·E·S", "adhérent|adhérents|adhérente|adhérentes élu|élus|élue|élues"},
        {"adhérent.e.\ns", "adhérent|adhérents|adhérente|adhérentes"},
        {"un·e", "un|une"},
        /* none of these */
        {"a-t-il", "a il"},
        {"site.fr", "site.fr|site fr"},
        {"etc. Elle", "etc elle"},
        {"Seine-et-Marne", "seine et marne"},
        {"et/ou km/h", "et ou km h"},
        {"dit-elle est-ce", "dit elle est ce"},
        {"fin.E", "fin e"},
        {"le·la", "le la"},
        {"il/elle", "il elle"},
        {"Villers-lès-Nancy", "villers lès nancy"},
    };
    (void)state;
    CHECK(cases);
}

static void addresses(void **state)
{
    static const struct text_case cases[] = {
        {"contact@asso-exemple.fr.", "contact@asso-exemple.fr|contact asso exemple fr"},
        {"https://www.exemple.org/page/", "exemple.org/page|exemple org page"},
        {"www.exemple.coop, ici", "exemple.coop|exemple coop ici"},
        {"élu.es fin.de", "élu|élus|élue|élues fin de"},
        {"l'exemple.fr", "exemple.fr|exemple fr"},
    };
    (void)state;
    CHECK(cases);
}

/* ---- terms ---- */

static struct rhz_span term_of(const char *word)
{
    const struct rhz_token *t;
    size_t n;

    assert_int_equal(rhz_analyze(analyzer, rhz_span_of(word), &t, &n), RHZ_OK);
    assert_true(n > 0);
    return t[0].lexeme->term;
}

static bool meet(const char *a, const char *b)
{
    bool same = rhz_span_eq(term_of(a), term_of(b));
    if (!same)
        print_message("%s: %.*s; %s: %.*s\n", a, (int)term_of(a).n, term_of(a).p, b, (int)term_of(b).n, term_of(b).p);
    return same;
}

static void terms(void **state)
{
    static const char *const same[][2] = {
        {"trésorière", "tresoriere"}, {"ÉTAT", "etat"}, {"état", "états"}, {"œuvres", "oeuvre"}, {"régionaux", "régional"},
        {"travaux", "travail"}, {"yeux", "œil"}, {"subventions", "subventionnée"}, {"salariée", "SALARIES"},
        {"publié", "publier"}, {"publie", "publier"}, {"adhérente", "adhérents"}, {"chercheuse", "chercheur"},
        {"directrice", "directeurs"}, {"active", "actif"}, {"publique", "publics"}, {"lieux", "lieu"},
        {"étrangère", "étranger"}, {"conseillères", "conseiller"}, {"cheffe", "chef"}, {"dépassé", "dépasse"},
        {"heureuse", "heureux"}, {"congrès", "congres"}, {"créée", "créer"}, {"coordinatrice", "coordinateur"},
        {"communiqué", "communication"}, {"professionnelle", "professionnels"}, {"C.A.F.", "caf"},
    };
    static const char *const apart[][2] = {
        {"région", "religion"}, {"commune", "communication"}, {"université", "univers"}, {"département", "départ"},
        {"partie", "partition"}, {"chantier", "chant"}, {"public", "publication"}, {"organisme", "organe"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof same / sizeof same[0]; i++)
        assert_true(meet(same[i][0], same[i][1]));
    for (i = 0; i < sizeof apart / sizeof apart[0]; i++)
        if (rhz_span_eq(term_of(apart[i][0]), term_of(apart[i][1])))
            fail_msg("%s meets %s", apart[i][0], apart[i][1]);
}

static unsigned flags_of(const char *word)
{
    const struct rhz_token *t;
    size_t n;

    assert_int_equal(rhz_analyze(analyzer, rhz_span_of(word), &t, &n), RHZ_OK);
    assert_true(n > 0);
    return t[0].lexeme->flags;
}

static void flags(void **state)
{
    (void)state;
    assert_int_equal(flags_of("les"), RHZ_LEXEME_STOP);
    assert_int_equal(flags_of("OÙ"), RHZ_LEXEME_STOP);
    assert_int_equal(flags_of("OU"), RHZ_LEXEME_STOP);
    assert_int_equal(flags_of("sûr"), 0);
    assert_int_equal(flags_of("bilan"), 0);
    assert_int_equal(flags_of("70 000"), RHZ_LEXEME_NUMBER);
    assert_int_equal(flags_of("XXIe"), RHZ_LEXEME_NUMBER);
    assert_int_equal(flags_of("1,3"), RHZ_LEXEME_NUMBER);
    assert_int_equal(flags_of("a@exemple.fr"), RHZ_LEXEME_ADDRESS);
}

static void extents(void **state)
{
    static const struct {
        const char *text, *extent;
    } cases[] = {
        {"l’avocat", "avocat"}, {"(adhérent·e·s)", "adhérent·e·s"}, {"« C.A.F. »", "C.A.F"},
        {"  70 000 €", "70 000"}, {"le contact@exemple.fr.", "contact@exemple.fr"},
    };
    const struct rhz_token *t;
    size_t i, n;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *at = strstr(cases[i].text, cases[i].extent);
        struct rhz_token last;
        assert_int_equal(rhz_analyze(analyzer, rhz_span_of(cases[i].text), &t, &n), RHZ_OK);
        assert_true(n > 0);
        last = i == 4 ? t[1] : t[n - 1];
        assert_int_equal(last.start, at - cases[i].text);
        assert_int_equal(last.end, at - cases[i].text + (ptrdiff_t)strlen(cases[i].extent));
    }
}

/* ---- properties ---- */

static uint64_t seed = 20240607;

static uint32_t any(uint32_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % below;
}

/* A sieve hides words, never one that is sought, and moves none. */
static void check_sieve(struct rhz_span text)
{
    const struct rhz_token *t;
    struct rhz_token *all;
    size_t n, m, i;

    assert_int_equal(rhz_analyze(analyzer, text, &t, &n), RHZ_OK);
    assert_non_null(all = calloc(n + 1, sizeof *all));
    if (n)
        memcpy(all, t, n * sizeof *all);
    for (unsigned k = 0; n && k < 3; k++) {
        struct rhz_span wanted = all[k * (n - 1) / 2].lexeme->term;
        struct rhz_sieve sieve;

        rhz_sieve_init(&sieve);
        rhz_sieve_keep(&sieve, wanted);
        assert_int_equal(rhz_analyze_sieved(analyzer, text, &sieve, &t, &m), RHZ_OK);
        assert_int_equal(m, n);
        for (i = 0; i < n; i++) {
            assert_true(t[i].position == all[i].position && t[i].start == all[i].start && t[i].end == all[i].end);
            if (t[i].lexeme)
                assert_ptr_equal(t[i].lexeme, all[i].lexeme);
            else
                assert_false(rhz_span_eq(all[i].lexeme->term, wanted));
        }
    }
    free(all);
}

static void sieves(void **state)
{
    static const char *const texts[] = {
        "Les yeux rivés", "L'œil, ÉGLISE, église, Ève", "Au XXIe ou xxie siècle, le 21e, la Ire, la Ve et le 1er", "ŒUVRES oeuvre",
        "Çà et là, çÀ, ñandú, Ñ, ß, Straße, ÆTHER, æ", "𝐀utre, Ａutre, ﬁn, EÌtat", "2023, 06, 70 000 k€, 14h30"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct rhz_token *t;
        size_t n, m;

        assert_int_equal(rhz_analyze(analyzer, rhz_span_of(texts[i]), &t, &n), RHZ_OK);
        for (size_t k = 0; k < n; k++) {
            struct rhz_sieve sieve;
            const struct rhz_lexeme *wanted;

            assert_int_equal(rhz_analyze(analyzer, rhz_span_of(texts[i]), &t, &m), RHZ_OK);
            wanted = t[k].lexeme;
            rhz_sieve_init(&sieve);
            rhz_sieve_keep(&sieve, wanted->term);
            assert_int_equal(rhz_analyze_sieved(analyzer, rhz_span_of(texts[i]), &sieve, &t, &m), RHZ_OK);
            if (t[k].lexeme != wanted)
                fail_msg("%s: %.*s is hidden", texts[i], (int)wanted->form.n, wanted->form.p);
        }
        check_sieve(rhz_span_of(texts[i]));
    }
    /* and it does hide */
    {
        struct rhz_sieve sieve;
        const struct rhz_token *t;
        size_t n;

        rhz_analyzer_forget(analyzer);
        rhz_sieve_init(&sieve);
        rhz_sieve_keep(&sieve, RHZ_SPAN("bilan"));
        assert_int_equal(rhz_analyze_sieved(analyzer, RHZ_SPAN("le bilan de Zoé, élan"), &sieve, &t, &n), RHZ_OK);
        assert_int_equal(rhz_analyzer_lexemes(analyzer), 1);
    }
}

static void check_tokens(struct rhz_span text)
{
    const struct rhz_token *t;
    size_t n, i;

    assert_int_equal(rhz_analyze(analyzer, text, &t, &n), RHZ_OK);
    for (i = 0; i < n; i++) {
        assert_true(t[i].start < t[i].end && t[i].end <= text.n);
        /* on character limits, and no ill-formed byte inside */
        assert_int_equal(rhz_utf8_valid(rhz_span(text.p + t[i].start, t[i].end - t[i].start)), t[i].end - t[i].start);
        assert_true(t[i].lexeme->term.n > 0 && t[i].lexeme->form.n > 0);
        assert_int_equal(rhz_utf8_valid(t[i].lexeme->form), t[i].lexeme->form.n);
        assert_int_equal(rhz_utf8_valid(t[i].lexeme->term), t[i].lexeme->term.n);
        assert_true(t[i].lexeme->id < rhz_analyzer_lexemes(analyzer));
        if (i) {
            assert_true(t[i].position == t[i - 1].position || t[i].position == t[i - 1].position + 1);
            assert_true(t[i].start >= t[i - 1].start);
        } else {
            assert_int_equal(t[i].position, 0);
        }
    }
    check_sieve(text);
}

static const char *const pieces[] = {
    "a", "e", "s", "é", "É", "e\xCC\x81", "œ", "adhérent", "directeur", "rice", "trices", "·", ".", "-", "(", ")", "/", "'",
    "’", " ", "\n", "\t", "\xC2\xA0", "\xE2\x80\xAF", "\xC2\xAD", "12", "000", "1", "^", "ᵉ", "ème", "XXI", "@", "www.", ".fr",
    "http://", "co", "t", "il", "\xFF", "\xC3", "\xE2\x80", "\xF0\x9F\x98\x80", "日本", "\xCC\x81", "ﬁ", "ß", "İ", "L", "qu", ",",
};

static void random_text(struct rhz_buf *b)
{
    uint32_t i, n = any(60);

    rhz_buf_reset(b);
    for (i = 0; i < n; i++)
        if (any(20) == 0)
            rhz_buf_byte(b, (unsigned char)any(256));
        else
            rhz_buf_str(b, pieces[any(sizeof pieces / sizeof pieces[0])]);
}

static void hostile_bytes(void **state)
{
    struct rhz_buf b = {0};
    int i;

    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (i = 0; i < 30000; i++) {
        char *exact;
        random_text(&b);
        exact = malloc(b.n ? b.n : 1); /* so that a sanitizer sees a read past the end */
        assert_non_null(exact);
        if (b.n)
            memcpy(exact, b.p, b.n);
        check_tokens(rhz_span(exact, b.n));
        free(exact);
        if (i % 1000 == 0)
            rhz_analyzer_forget(analyzer);
    }
    rhz_buf_free(&b);
}

static void long_words(void **state)
{
    static const char *const units[] = {"a", "é", "e\xCC\x81", "\xCC\x81", "a.", "a-", "a'", "1 000 ", "·e", "\xC2\xAD", "a@", "12 ", "ﷺ"};
    struct rhz_buf b = {0};
    size_t i, k;

    (void)state;
    for (i = 0; i < sizeof units / sizeof units[0]; i++) {
        rhz_buf_reset(&b);
        for (k = 0; k < 200000; k++)
            rhz_buf_str(&b, units[i]);
        guard_begin(units[i]);
        check_tokens(rhz_buf_view(&b));
        guard_end();
        rhz_analyzer_forget(analyzer);
    }
    rhz_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words),     cmocka_unit_test(acronyms), cmocka_unit_test(numbers),
        cmocka_unit_test(inclusive), cmocka_unit_test(addresses), cmocka_unit_test(terms),
        cmocka_unit_test(flags),     cmocka_unit_test(extents),  cmocka_unit_test(hostile_bytes),
        cmocka_unit_test(long_words), cmocka_unit_test(sieves),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
