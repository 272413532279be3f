/* fuzz_question.c -- any bytes as a question to a small base: answers with proofs, or one sentence, within bounds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "rhizome.h"
#include "rhizome_index.h"
#include "unit/base_folder.h"

#include "fuzz.h"

static char root[256];
static struct rhz_base *base;

/* One association, its board, funders, programme and figures: each way of answering has something to say. */
static const char minutes[] =
    "PROCÈS-VERBAL DE L'ASSEMBLÉE GÉNÉRALE DES VERGERS MOBILES\n\n17 MAI 2022\n\nPrésents :\n\n"
    "- Bérénice TARQUENOT, présidente (Ville de Brest)\n- Achille BOURNAVEL, trésorier\n\nEn visio : Doriane Mestrelon (ADEME).\n\n"
    "14h20 : NOS PROGRAMMES\n\nGreffes\n\nLe programme Greffes, lancé en mars 2021, est financé par l'ADEME et la Région Bretagne. "
    "L'association compte 36 collectivités adhérentes.\n\n15h : COMPTES\n\nCharges et produits\tRéalisé 2021\tBudget 2022\n"
    "ADEME (Greffes)\t22 000\t24 000\n64 - Charges de personnel\t50 900\t67 000\nTotal des produits\t87 730\t90 600\n";

static void clean(void)
{
    rhz_base_close(base);
    folder_remove(root);
}

static void open_base(void)
{
    struct rhz_index_options o = {.size = sizeof o};
    struct rhz_index_report r;
    struct rhz_error err = {RHZ_OK, ""};
    char file[300], path[300];
    const char *const paths[] = {file};
    FILE *f;

    folder_make(root);
    snprintf(file, sizeof file, "%s/pv-2022.txt", root);
    snprintf(path, sizeof path, "%s/asso.rhz", root);
    if (!(f = fopen(file, "w")) || fwrite(minutes, 1, sizeof minutes - 1, f) != sizeof minutes - 1 || fclose(f) ||
        rhz_index(path, paths, 1, &o, &r, &err) != RHZ_OK || rhz_base_open(path, &base, &err) != RHZ_OK) {
        fprintf(stderr, "fuzz_question: %s\n", err.text);
        exit(1);
    }
    atexit(clean);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rhz_answers *a;
    struct rhz_error err = {RHZ_OK, ""};
    rhz_status st;

    if (!base)
        open_base();
    st = rhz_ask(base, (const char *)data, size, &a, &err);
    if (st != RHZ_OK) {
        if (st != RHZ_INVALID || !err.text[0] || rhz_utf8_valid(rhz_span_of(err.text)) != strlen(err.text))
            abort();
        return 0;
    }
    for (size_t i = 0; i < rhz_answers_count(a); i++)
        if (rhz_answers_get(a, i)->n_evidence == 0 || !rhz_answers_get(a, i)->evidence[0].quote[0])
            abort();
    if ((rhz_answers_outcome(a) == RHZ_ANSWERED) != (rhz_answers_count(a) > 0) || !rhz_answers_query(a)[0])
        abort();
    rhz_answers_free(a);
    return 0;
}
