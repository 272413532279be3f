/* test_french.c -- which words of a text a query finds: a table of cases, and a vocabulary read with and without
 * accents. Every text and name is invented. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <zstd.h>

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

/* ---- a search without an index ---- */

struct text {
    struct rhz_token *tokens;
    size_t n;
};

static struct text cut(const char *s)
{
    struct text t = {0};
    const struct rhz_token *tokens;

    assert_int_equal(rhz_analyze(analyzer, rhz_span_of(s), &tokens, &t.n), RHZ_OK);
    t.tokens = calloc(t.n + 1, sizeof *t.tokens);
    assert_non_null(t.tokens);
    if (t.n)
        memcpy(t.tokens, tokens, t.n * sizeof *tokens);
    return t;
}

static bool same_folded(struct rhz_span a, struct rhz_span b)
{
    struct rhz_buf x = {0}, y = {0};
    bool same;

    rhz_fold(a, &x);
    rhz_fold(b, &y);
    same = rhz_span_eq(rhz_buf_view(&x), rhz_buf_view(&y));
    rhz_buf_free(&x);
    rhz_buf_free(&y);
    return same;
}

/* Does one reading at position `at` of the query stand in the document (anywhere, or as written at position `there`)? */
static bool stands(const struct text *d, const struct text *q, uint32_t at, bool as_written, uint32_t there)
{
    size_t i, k;

    for (i = 0; i < q->n; i++)
        for (k = 0; q->tokens[i].position == at && k < d->n; k++)
            if (as_written ? d->tokens[k].position == there && same_folded(d->tokens[k].lexeme->form, q->tokens[i].lexeme->form)
                           : rhz_span_eq(d->tokens[k].lexeme->term, q->tokens[i].lexeme->term))
                return true;
    return false;
}

static uint32_t n_positions(const struct text *t)
{
    return t->n ? t->tokens[t->n - 1].position + 1 : 0;
}

static bool phrase_at(const struct text *d, const struct text *q, uint32_t there)
{
    uint32_t i;

    for (i = 0; i < n_positions(q); i++)
        if (!stands(d, q, i, true, there + i))
            return false;
    return true;
}

/* "words in quotes" as written, others by their terms; all of them. */
static bool finds(const char *document, const char *query)
{
    struct text d = cut(document), q = cut(query);
    bool found = n_positions(&q) > 0;
    uint32_t i;

    if (query[0] == '"') {
        for (i = 0, found = false; i < n_positions(&d) && !found; i++)
            found = phrase_at(&d, &q, i);
    } else {
        for (i = 0; i < n_positions(&q) && found; i++)
            found = stands(&d, &q, i, false, 0);
    }
    free(d.tokens);
    free(q.tokens);
    return found;
}

static const struct {
    const char *document, *query;
    bool found;
} cases[] = {
    /* elision, apostrophes */
    {"Le budget de l'atelier", "atelier", true},
    {"Le budget de l’atelier", "\"atelier\"", true},
    {"Il faut qu’Hector vienne", "hector", true},
    {"jusqu'ici tout va", "ici", true},
    {"LORSQU'ELLE vote", "elle", true},
    {"aujourd’hui encore", "\"aujourd'hui\"", true},
    {"aujourd'hui", "hui", false},
    {"le conseil de prud’hommes", "prud'homme", true},
    {"l'entr'aide", "entr'aide", true},
    {"la salle d'à côté", "d", false},
    /* accents, case, ligatures, decomposition */
    {"La trésorière parle", "tresoriere", true},
    {"LA TRESORIERE PARLE", "trésorière", true},
    {"ASSEMBLEE GENERALE", "assemblée générale", true},
    {"assemblée", "assemblee", true},
    {"les œuvres", "oeuvre", true},
    {"les oeuvres", "œuvre", true},
    {"un bureau de\xCC\x81partemental", "départemental", true},
    {"le ﬁnancement", "financement", true},
    {"Noël", "noel", true},
    {"SALARIES", "salarié", true},
    {"salariées", "SALARIE", true},
    {"des congés", "conges", true},
    {"le congrès", "CONGRES", true},
    {"l'énergie", "ENERGIES", true},
    {"la subven\xC2\xADtion", "subvention", true},
    /* number and gender */
    {"les comités régionaux", "régional", true},
    {"les travaux", "travail", true},
    {"un œil", "yeux", true},
    {"les vitraux", "vitrail", true},
    {"les élus", "élue", true},
    {"les cheffes", "chef", true},
    {"une directrice", "directeurs", true},
    {"une chercheuse", "chercheur", true},
    {"la fonction publique", "publics", true},
    {"une personne active", "actifs", true},
    {"des étrangères", "étranger", true},
    {"les lieux", "lieu", true},
    {"les jeux", "jeu", true},
    {"les lois", "loi", true},
    {"trente euros", "euro", true},
    {"les commissions", "commission", true},
    {"une association française", "français", true},
    {"des conflits", "conflit", true},
    {"la première", "premier", true},
    /* families */
    {"une action subventionnée", "subventions", true},
    {"un poste financé", "financement", true},
    {"il a publié", "publier", true},
    {"elle publie", "publier", true},
    {"la modification", "modifié", true},
    {"les employés", "emploi", true},
    {"conventionné", "convention", true},
    /* not the same word */
    {"la région", "religion", false},
    {"la commune", "communication", false},
    {"l'université", "univers", false},
    {"le département", "départ", false},
    {"le parlement", "parler", false},
    {"un chantier", "chant", false},
    {"les données", "don", false},
    {"un organisme", "organe", false},
    {"un désir", "des", false},
    {"une retraite", "retrait", false},
    {"le loyer", "loi", false},
    {"le bureau", "\"bureaux\"", false},
    {"la marche", "\"marches\"", false},
    {"la marche", "\"marché\"", true},
    /* inclusive writing */
    {"Les adhérent·e·s votent", "adhérents", true},
    {"Les adhérent·e·s votent", "\"les adhérentes votent\"", true},
    {"Les adhérent.e.s votent", "\"adhérente\"", true},
    {"Les étudiant-e-s votent", "étudiantes", true},
    {"Les salarié(e)s votent", "\"salariées\"", true},
    {"Les coordinateur·rice·s", "\"coordinatrice\"", true},
    {"Les directeurs/trices", "directrices", true},
    {"Les directeurs/trices", "trices", false},
    {"Les administrateur·rice·s", "rice", false},
    {"Les adhérent·e·s", "\"e\"", false},
    {"Les adhérent.e.s", "s", false},
    {"tou.te.s ensemble", "toutes", true},
    {"tou·te·s ensemble", "\"tous ensemble\"", true},
    {"les élu.es", "\"élues\"", true},
    {"les chercheur.euse.s", "\"chercheuses\"", true},
    {"les adhérents", "adhérent·e·s", true},
    {"les chargées de mission", "chargé·e·s", true},
    {"les professionnel·le·s", "professionnelles", true},
    {"Seine-et-Marne", "marne", true},
    {"parents et/ou enfants", "ou enfants", true},
    {"le document(s)", "\"documents\"", true},
    /* acronyms, ordinals, numbers, addresses */
    {"l'aide de la C.A.F. locale", "CAF", true},
    {"l'aide de la CAF", "c.a.f.", true},
    {"au XXIe siècle", "21e", true},
    {"la 27ᵉ édition", "27ème", true},
    {"la 1ère édition", "1er", true},
    {"12\xE2\x80\xAF" "000 € versés", "12000", true},
    {"12 000 € versés", "12.000", true},
    {"70 000 €", "\"70 000\"", true},
    {"70 000 €", "70", false},
    {"en 2023 2024", "2023", true},
    {"12 000,00 €", "12000", true},
    {"1,3 million", "1.3", true},
    {"écrire à bureau@asso-exemple.fr", "bureau@asso-exemple.fr", true},
    {"voir https://www.exemple.org/bilan", "exemple.org", true},
    {"voir https://www.exemple.org/bilan", "bilan", true},
    /* compounds */
    {"Élue : Marie-Line Vautier", "\"marie line\"", true},
    {"le compte rendu", "compte-rendu", true},
    {"le compte-rendu", "\"compte rendu\"", true},
    {"un centre socioculturel", "socio-culturel", true},
    {"un centre socio-culturel", "socioculturel", true},
    {"un centre socio-culturel", "culturel", true},
    {"la co-construction", "coconstruction", true},
    {"un e-mail", "email", true},
    {"un week-end", "weekend", true},
    {"y a-t-il", "t", false},
    {"y a-t-il", "il", true},
};

static void table(void **state)
{
    size_t i, bad = 0, n = sizeof cases / sizeof cases[0];

    (void)state;
    for (i = 0; i < n; i++)
        if (finds(cases[i].document, cases[i].query) != cases[i].found) {
            print_error("%s / %s: expected %s\n", cases[i].document, cases[i].query, cases[i].found ? "found" : "not found");
            bad++;
        }
    print_message("%zu cases, %zu wrong\n", n, bad);
    assert_int_equal(bad, 0);
}

/* ---- with and without accents ---- */

static const char vocabulary[] =
    "abonné abonnée accès accompagné accompagnée activité adhérent adhérente adhésion agréé agréée agrément année années "
    "après arrêté assemblée associé associée bénéfice bénéficiaire bénévole bénévolat bénéficié bâtiment célèbre chargé "
    "chargée clé clôturé collège comité communauté communiqué compétence complément comptabilité conférence congé congrès "
    "conventionné coopérative coordonné créé créée création crédit déclaré décidé décès décédé délégué déléguée délibéré "
    "délai démarche démission dépensé dépôt député développé développement différé différent diplômé diplômée directrice "
    "école économie économique écologie écrit éducation égalité électricité élève élection élu élue élus émission employé "
    "employée énergie enquête entrée époque équipe établi établissement état étranger étrangère étude étudiant étudié été "
    "évalué événement excédent excusé excusée exonéré expérience fédération fête février fière financé financée fréquence "
    "garantie général générale généraux généreux gère gérer grâce hébergé hébergée hôpital hôtel identité immatériel "
    "indépendant indemnité inégalité informé initiée insertion intérêt intermédiaire intégré invité itinérant itinéraire "
    "journée léger légère légal lycée maître manière matière médiathèque médiation mémoire ménagère métier métropole "
    "ministère mobilité modifié musée nécessaire nécessité négocié numérique obtenu opéré opération parité particulière "
    "pédagogie pénalité péri période périmètre piégé poésie précarité précédent précisé préfet première préparé président "
    "présidée prévention prévu prévue privé procès progrès projeté propriété protégé prêt publié publiée qualité quartière "
    "réalisé réalisée récépissé reçu réduit réélu référent régie région régional règlement régulière relevé rémunéré repère "
    "représenté république réseau réservé résidence résolution responsabilité résultat réuni réunie réunion réussite "
    "révisé rivière rôle salarié salariée salariés santé scène séance sécurité séjour sélectionné semé série siège "
    "société sociétaire solidarité soirée spécialité stratégie stratégique succès suppléant supplémentaire sûreté système "
    "tâche théâtre théorie thème trésorerie trésorier trésorière trimestrière université usagère vérifié vérité vidéo "
    "vieillesse voté votée zèle être côté dû où à";

struct tally {
    size_t words, apart;
};

static struct rhz_span first_term(struct rhz_span word, char out[256])
{
    const struct rhz_token *t;
    size_t n;

    if (rhz_analyze(analyzer, word, &t, &n) != RHZ_OK || n == 0 || t[0].lexeme->term.n > 256)
        return rhz_span(out, 0);
    memcpy(out, t[0].lexeme->term.p, t[0].lexeme->term.n);
    return rhz_span(out, t[0].lexeme->term.n);
}

static void count_words(struct rhz_span text, struct tally *tally)
{
    const char *p = text.p, *end = p + text.n, *q;
    struct rhz_buf folded = {0};
    char a[256], b[256];

    for (; p < end; p = q + 1) {
        q = memchr(p, ' ', (size_t)(end - p));
        if (!q)
            q = end;
        if (q == p || q - p > 200)
            continue;
        rhz_buf_reset(&folded);
        rhz_fold(rhz_span(p, (size_t)(q - p)), &folded);
        if (folded.n == (size_t)(q - p)) /* no accent, or none that shows */
            continue;
        tally->words++;
        tally->apart += !rhz_span_eq(first_term(rhz_span(p, (size_t)(q - p)), a), first_term(rhz_buf_view(&folded), b));
    }
    rhz_buf_free(&folded);
}

static void with_and_without_accents(void **state)
{
    struct tally t = {0};

    (void)state;
    count_words(rhz_span(vocabulary, sizeof vocabulary - 1), &t);
    print_message("%zu accented words, %zu do not meet their bare spelling\n", t.words, t.apart);
    assert_true(t.words > 200);
    assert_int_equal(t.apart, 0);
}

/* The same over a large corpus, when it lies beside the project. */
static void corpus_without_accents(void **state)
{
    FILE *f = fopen("../shared/speed/passages-60k.tsv.zst", "rb");
    static char in[1 << 17], out[(1 << 17) + 1];
    ZSTD_DStream *z;
    struct tally t = {0};
    size_t n;

    (void)state;
    if (!f) {
        print_message("../shared/speed is not there\n");
        skip();
    }
    z = ZSTD_createDStream();
    assert_non_null(z);
    while (t.words < 200000 && (n = fread(in, 1, sizeof in, f)) > 0) {
        ZSTD_inBuffer i = {in, n, 0};
        while (i.pos < i.size) {
            ZSTD_outBuffer o = {out, sizeof out - 1, 0};
            if (ZSTD_isError(ZSTD_decompressStream(z, &o, &i)))
                fail_msg("the corpus does not decompress");
            count_words(rhz_span(out, o.pos), &t);
        }
        rhz_analyzer_forget(analyzer);
    }
    ZSTD_freeDStream(z);
    fclose(f);
    print_message("%zu accented words of a corpus, %zu (%.2f %%) do not meet their bare spelling\n", t.words, t.apart,
                  100.0 * (double)t.apart / (double)t.words);
    assert_true(t.apart * 100 < t.words);
}

/* ---- properties ---- */

static void decompose(struct rhz_span s, struct rhz_buf *out)
{
    static const struct {
        const char *composed, *decomposed;
    } pairs[] = {{"é", "e\xCC\x81"}, {"è", "e\xCC\x80"}, {"ê", "e\xCC\x82"}, {"à", "a\xCC\x80"}, {"ç", "c\xCC\xA7"},
                 {"ô", "o\xCC\x82"}, {"î", "i\xCC\x82"}, {"û", "u\xCC\x82"}, {"â", "a\xCC\x82"}, {"ë", "e\xCC\x88"},
                 {"É", "E\xCC\x81"}, {"À", "A\xCC\x80"}, {"ï", "i\xCC\x88"}, {"ù", "u\xCC\x80"}};
    size_t i = 0, k;

    while (i < s.n) {
        for (k = 0; k < sizeof pairs / sizeof pairs[0]; k++)
            if (s.n - i >= 2 && memcmp(s.p + i, pairs[k].composed, 2) == 0)
                break;
        if (k < sizeof pairs / sizeof pairs[0]) {
            rhz_buf_str(out, pairs[k].decomposed);
            i += 2;
        } else {
            rhz_buf_byte(out, (unsigned char)s.p[i++]);
        }
    }
    rhz_buf_byte(out, 0);
}

/* Composed or not: the same lexemes at the same positions. */
static void decomposed_text(void **state)
{
    size_t i, k;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rhz_buf b = {0};
        struct text x = cut(cases[i].document), y;
        decompose(rhz_span_of(cases[i].document), &b);
        y = cut(b.p);
        assert_int_equal(x.n, y.n);
        for (k = 0; k < x.n; k++)
            if (x.tokens[k].lexeme != y.tokens[k].lexeme || x.tokens[k].position != y.tokens[k].position)
                fail_msg("%s: another reading when decomposed", cases[i].document);
        free(x.tokens);
        free(y.tokens);
        rhz_buf_free(&b);
    }
}

/* What a token's extent holds, analysed alone, gives that token. */
static void alone_as_in_context(void **state)
{
    size_t i, k;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text x = cut(cases[i].document);
        for (k = 0; k < x.n; k++) {
            const struct rhz_token *t;
            size_t n, m;
            bool found = false;
            struct rhz_span part = rhz_span(cases[i].document + x.tokens[k].start, x.tokens[k].end - x.tokens[k].start);
            assert_int_equal(rhz_analyze(analyzer, part, &t, &n), RHZ_OK);
            for (m = 0; m < n; m++)
                found = found || t[m].lexeme == x.tokens[k].lexeme;
            /* a compound in one word stands on the extents of its parts */
            if (!found && !(k > 0 && x.tokens[k - 1].start == x.tokens[k].start) &&
                !(k + 1 < x.n && x.tokens[k + 1].start == x.tokens[k].start) && part.n > 1)
                fail_msg("%s: %.*s is another word alone", cases[i].document, (int)part.n, part.p);
        }
        free(x.tokens);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(with_and_without_accents),
        cmocka_unit_test(corpus_without_accents),
        cmocka_unit_test(decomposed_text),
        cmocka_unit_test(alone_as_in_context),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
