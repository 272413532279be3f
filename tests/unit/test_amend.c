/* A graph that is amended run after run is the one that is made afresh of the same documents and corrections: the same
 * export, the same counts of what corrections change, and a base that verifies. The documents share few names, in
 * many spellings, so that each that comes or goes joins and splits what others said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base.h"
#include "base_folder.h"
#include "random.h"
#include "rhizome.h"
#include "rhizome_index.h"

enum { DOCUMENTS = 40, STEPS = 14 }; /* AMEND_STEPS: more of them */

struct world {
    char files[256], base[300], fresh[300];
    uint64_t seed;
    bool there[DOCUMENTS];
    unsigned version[DOCUMENTS];
    unsigned amended, whole;
};

/* ---- documents ---- */

static const char *const people[] = {
    "Odile Ferrandin", "Odile Ferrandin-Kolb", "Odile Ferrandain", "O. Ferrandin", "Olivier Ferrandin", "Jean-Marie Bergeron",
    "J.-M. Bergeron", "J. Bergeron", "Jules Bergeron", "Capucine Belleroche", "Capucine BELLEROCHE", "Nadège Wolther", "Nadège Wolter",
    "Gaspard Vuillermoz", "G. Vuillermoz", "Maud Kolb", "Maud Kolb-Ferrandin", "Tiphaine Le Gall", "Tiphaine Legall"};
static const char *const bodies[] = {
    "Agence nationale des lisières (ANL)", "ANL", "Atelier nature littoral (ANL)", "ANL Bretagne", "Communauté de communes du Haut Pays",
    "CC du Haut-Pays", "Ville de Brest", "Brest Métropole", "Ministère de la Mer", "Ministère de la Mer et des Rivages", "ADEME",
    "Fondation des Grèves", "Fondation des Greves", "Région Bretagne", "Conseil régional de Bretagne", "Fédération des écluses bretonnes",
    "Fédération des écluses bretones"};
static const char *const programmes[] = {"Grandes Marées", "La Ronde des cours", "Jardins partagés", "Jardin partagé", "L'Atlas des haies"};

/* Few, so that bodies of one name bear several, and bodies of several names one. */
static const char *const numbers[] = {"SIREN 123 456 782", "SIRET 123 456 782 00002", "SIREN 812345676", "RNA W351234567", "RNA W352000111"};

#define PICK(w, list) list[random_below(seed, sizeof list / sizeof *list)]

static void path_of(const struct world *w, unsigned i, char path[400])
{
    snprintf(path, 400, "%s/textes/note-%02u.txt", w->files, i);
}

static void write_lines(FILE *f, uint64_t *seed, unsigned year)
{
    unsigned n;

    fputs("Présents :\n\n", f);
    for (n = 1 + random_below(seed, 5); n; n--)
        fprintf(f, "- %s (%s)\n", PICK(w, people), PICK(w, bodies));
    fputs("\nExcusés :\n\n", f);
    for (n = 1 + random_below(seed, 3); n; n--)
        fprintf(f, "- %s\n", PICK(w, people));
    fputc('\n', f);
    for (n = random_below(seed, 5); n; n--)
        fprintf(f, "L'ADEME verse %u 000 € au programme %s en %u.\n\n", 1 + (unsigned)random_below(seed, 3), PICK(w, programmes),
                year + (unsigned)random_below(seed, 2));
    for (n = random_below(seed, 4); n; n--)
        fprintf(f, "Le programme %s est soutenu par %s.\n\n", PICK(w, programmes), PICK(w, bodies));
    for (n = random_below(seed, 3); n; n--)
        fprintf(f, "%s, %s, a signé la convention.\n\n", PICK(w, bodies), PICK(w, numbers));
    if (random_below(seed, 2))
        fprintf(f, "Charges et produits\tRéalisé %u\tBudget %u\n74 - Subventions\t%u 500\t%u 000\nRégion Bretagne (Grandes Marées)\t%u 000\t%u 000\n\n",
                year - 1, year, (unsigned)random_below(seed, 3), 4 + (unsigned)random_below(seed, 3), 1 + (unsigned)random_below(seed, 3),
                1 + (unsigned)random_below(seed, 3));
}

static void write_document(struct world *w, unsigned i, const char *path)
{
    uint64_t own = 1000u * i + w->version[i] + 7, *seed = &own;
    unsigned year = 2016 + i % 3;
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    fprintf(f, "Procès-verbal de l'assemblée générale\n\nLes Loriots\n\n%u mai %u\n\n", 1 + i % 28, year);
    write_lines(f, seed, year);
    fclose(f);
}

static void set_document(struct world *w, unsigned i)
{
    char path[400];

    path_of(w, i, path);
    unlink(path);
    if (w->there[i])
        write_document(w, i, path);
}

/* ---- bases ---- */

static void must_index(const struct world *w, const char *base, struct rhz_index_report *r)
{
    struct rhz_index_options o = {.size = sizeof o, .prune = 1};
    struct rhz_error err = {RHZ_OK, ""};
    char folder[400];
    const char *paths[] = {folder};

    snprintf(folder, sizeof folder, "%s/textes", w->files);
    if (rhz_index(base, paths, 1, &o, r, &err) != RHZ_OK)
        fail_msg("seed %llu: %s", (unsigned long long)w->seed, err.text);
}

static rhz_status keep(void *context, const char *bytes, size_t n)
{
    rhz_buf_append(context, bytes, n);
    return RHZ_OK;
}

static void note_effects(void *context, const struct rhz_correction *c)
{
    rhz_buf_printf(context, "%s: %u\n", c->text, c->effects);
}

static void note_entities(struct rhz_base *b, const char *name, struct rhz_buf *out)
{
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_entities *e;

    if (rhz_entities_find(b, name, NULL, 0, &e, &err) != RHZ_OK)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < rhz_entities_count(e); i++)
        rhz_buf_printf(out, "%s %llu %s\n", name, (unsigned long long)rhz_entities_get(e, i)->id, rhz_entities_get(e, i)->name);
    rhz_entities_free(e);
}

/* Export, effects of corrections, and what asking for names gives, in its order. */
static char *told(const char *base)
{
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_buf out = {0};
    struct rhz_base *b;

    if (rhz_base_open(base, &b, &err) != RHZ_OK || rhz_export_jsonl(b, keep, &out, &err) != RHZ_OK)
        fail_msg("%s", err.text);
    note_entities(b, "ferrandin", &out);
    note_entities(b, "bretagne", &out);
    note_entities(b, "ministere mer", &out);
    rhz_base_close(b);
    if (rhz_corrections_each(base, note_effects, &out, &err) != RHZ_OK)
        fail_msg("%s", err.text);
    rhz_buf_byte(&out, 0);
    return out.p;
}

static void tell_finding(void *context, const char *text)
{
    printf("seed %llu: %s\n", (unsigned long long)*(const uint64_t *)context, text);
}

static void write_corrections(const struct world *w, const char *base, unsigned which)
{
    static const char *const lines[] = {
        "fusionner Personne \"Nadège Wolther\" \"Maud Kolb\"",      "separer Personne \"Odile Ferrandin\" \"Odile Ferrandain\"",
        "separer Personne \"Gaspard Vuillermoz\" dans \"textes/note-03.txt\"", "renommer Organisation \"ADEME\" en \"Agence de la transition\"",
        "classer Organisation \"Ville de Brest\" en association", "rejeter Personne \"Capucine Belleroche\"",
        "classer Organisation \"Fondation des Grèves\" en Programme", "separer Organisation \"ANL\" \"ANL Bretagne\""};
    char path[400];
    FILE *f;

    snprintf(path, sizeof path, "%s.corrections", base);
    f = fopen(path, "w");
    assert_non_null(f);
    for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++)
        if (which >> i & 1)
            fprintf(f, "%s\n", lines[i]);
    fclose(f);
    (void)w;
}

static void compare(struct world *w, unsigned step, unsigned corrections)
{
    struct rhz_check_options o = {.size = sizeof o, .on_finding = tell_finding, .context = &w->seed};
    struct rhz_check_report r;
    struct rhz_index_report ignored;
    struct rhz_error err = {RHZ_OK, ""};
    char *a, *b;

    if (rhz_check(w->base, &o, &r, &err) != RHZ_OK)
        fail_msg("%s", err.text);
    if (r.findings)
        fail_msg("seed %llu, step %u: the base does not verify", (unsigned long long)w->seed, step);
    folder_remove(w->fresh);
    write_corrections(w, w->fresh, corrections);
    must_index(w, w->fresh, &ignored);
    a = told(w->base);
    b = told(w->fresh);
    if (strcmp(a, b) != 0)
        fail_msg("seed %llu, step %u: amended and fresh differ", (unsigned long long)w->seed, step);
    free(a);
    free(b);
}

/* ---- a life ---- */

/* One to three documents come, change, go, or come back as they were; some are copied or renamed. */
static void change_documents(struct world *w, uint64_t *seed)
{
    unsigned n = 1 + random_below(seed, 3);

    while (n--) {
        unsigned i = random_below(seed, DOCUMENTS);
        char from[400], to[400];
        path_of(w, i, from);
        switch (random_below(seed, 6)) {
        case 0:
            w->there[i] = !w->there[i];
            break;
        case 1:
        case 2:
            w->version[i] = random_below(seed, 4);
            break;
        case 3: /* a second address, before or after the first in order, or its end */
            snprintf(to, sizeof to, "%s/textes/%s-%02u.txt", w->files, random_below(seed, 2) ? "copie" : "zone", i);
            if (access(to, F_OK) == 0)
                unlink(to);
            else if (w->there[i])
                assert_int_equal(link(from, to), 0);
            continue;
        default:
            w->there[i] = true;
        }
        set_document(w, i);
    }
}

static void live(uint64_t seed, bool corrected)
{
    struct world w = {.seed = seed};
    struct rhz_index_report r;
    unsigned corrections = 0, steps = getenv("AMEND_STEPS") ? (unsigned)atoi(getenv("AMEND_STEPS")) : STEPS;
    char folder[400];

    folder_make(w.files);
    snprintf(w.base, sizeof w.base, "%s/base.rhz", w.files);
    snprintf(w.fresh, sizeof w.fresh, "%s/fresh.rhz", w.files);
    snprintf(folder, sizeof folder, "%s/textes", w.files);
    mkdir(folder, 0777);
    for (unsigned i = 0; i < DOCUMENTS; i++) {
        w.there[i] = random_below(&seed, 3) > 0;
        set_document(&w, i);
    }
    must_index(&w, w.base, &r);
    for (unsigned step = 0; step < steps; step++) {
        if (corrected && step % 5 == 2)
            corrections ^= 1u << random_below(&seed, 8);
        write_corrections(&w, w.base, corrections);
        change_documents(&w, &seed);
        must_index(&w, w.base, &r);
        w.whole += r.graph_whole != 0;
        w.amended += !r.graph_whole;
        compare(&w, step, corrections);
    }
    printf("seed %llu: amended %u times, made afresh %u\n", (unsigned long long)w.seed, w.amended, w.whole);
    assert_true(w.amended > steps * 2 / 3);
    folder_remove(w.files);
}

static void test_amended_is_fresh(void **state)
{
    (void)state;
    live(1, false);
}

static void test_amended_is_fresh_with_corrections(void **state)
{
    (void)state;
    live(3, true);
}

/* ---- how much is done again ---- */

static void write_own(const struct world *w, unsigned i, const char *more)
{
    char path[400];
    FILE *f;

    snprintf(path, sizeof path, "%s/textes/lettre-%03u.txt", w->files, i);
    f = fopen(path, "w");
    assert_non_null(f);
    fprintf(f, "Procès-verbal de l'assemblée générale\n\nLes Loriots\n\n%u mai 2019\n\nPrésents :\n\n- Odile Ferrandin (ADEME)\n"
               "- Capucine Vel%crosk%cn (Atelier Grov%cn%cc)\n%s\n", 1 + i % 28, 'a' + (int)(i % 26), 'a' + (int)(i / 26), 'a' + (int)(i % 26),
            'a' + (int)(i / 26), more);
    fclose(f);
}

static void test_little_is_done_again(void **state)
{
    enum { MANY = 120 };
    struct world w = {.seed = 1};
    struct rhz_index_report r;
    char folder[400];

    (void)state;
    folder_make(w.files);
    snprintf(w.base, sizeof w.base, "%s/base.rhz", w.files);
    snprintf(w.fresh, sizeof w.fresh, "%s/fresh.rhz", w.files);
    snprintf(folder, sizeof folder, "%s/textes", w.files);
    mkdir(folder, 0777);
    for (unsigned i = 0; i < MANY; i++)
        write_own(&w, i, "");
    must_index(&w, w.base, &r);
    assert_true(r.graph_whole);
    write_own(&w, 60, "- Gaspard Vuillermoz\n");
    must_index(&w, w.base, &r);
    printf("one document of %u: %llu nodes made anew, %llu edges gathered, facts of %llu documents read\n", (unsigned)MANY,
           (unsigned long long)r.graph_nodes, (unsigned long long)r.graph_edges, (unsigned long long)r.graph_documents);
    assert_false(r.graph_whole);
    assert_in_range(r.graph_nodes, 1, 8);
    assert_in_range(r.graph_edges, 1, 12);
    compare(&w, 0, 0);
    must_index(&w, w.base, &r); /* nothing changed */
    assert_int_equal(r.graph_nodes + r.publications, 0);
    folder_remove(w.files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_amended_is_fresh),
        cmocka_unit_test(test_amended_is_fresh_with_corrections),
        cmocka_unit_test(test_little_is_done_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
