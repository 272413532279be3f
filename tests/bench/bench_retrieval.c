/* bench_retrieval.c -- how good the ranking is: nDCG@10 over judged French questions, any word counting.
 *
 *     bench_retrieval [FOLDER...] [NAME=VALUE...]
 *
 * A FOLDER holds corpus.tsv, queries.tsv, qrels.tsv (default ../shared/retrieval/piaf; skipped when absent). NAME is a
 * parameter of query/rank.h. The questions are dealt into halves A and B by a hash of their id and the seed: choose on A
 * alone (A is all that is printed when a parameter is given), look at B once the choice is made. The present values are a
 * plateau of A, and of a second check without judgements: a sentence of a passage, a fifth of its words dropped, is the
 * question, and what is left of the passage the answer.
 */
#include <math.h>

#include "collect.h"
#include "unit/base_maker.h"

enum { SEED = 20240611 };

struct table {
    char *bytes;
    char **rows; /* cells end with NUL */
    size_t n;
};

static bool read_table(const char *folder, const char *name, struct table *t)
{
    char path[512];
    FILE *f;
    long size;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (!(f = fopen(path, "rb")) || fseek(f, 0, SEEK_END) != 0 || (size = ftell(f)) < 0)
        return false;
    rewind(f);
    t->bytes = calloc((size_t)size + 1, 1);
    t->rows = calloc((size_t)size + 1, sizeof *t->rows);
    if (!t->bytes || !t->rows || fread(t->bytes, 1, (size_t)size, f) != (size_t)size)
        abort();
    fclose(f);
    t->n = 0;
    for (char *p = strtok(t->bytes, "\n"); p; p = strtok(NULL, "\n"))
        t->rows[t->n++] = p;
    for (size_t i = 0; i < t->n; i++)
        for (char *p = t->rows[i]; (p = strchr(p, '\t')); p++)
            *p = 0;
    return true;
}

static void free_table(struct table *t)
{
    free(t->bytes);
    free(t->rows);
}

static const char *cell(const char *row, unsigned i)
{
    while (i--)
        row += strlen(row) + 1;
    return row;
}

static void index_corpus(struct base_maker *m, const struct table *corpus)
{
    maker_begin(m);
    maker_segment(m);
    for (size_t i = 0; i < corpus->n; i++) {
        const char *paragraph = cell(corpus->rows[i], 1);
        struct made_document d = {corpus->rows[i], "", NULL, &paragraph, 1};

        maker_add(m, &d);
    }
    maker_segment_end(m);
    maker_publish(m);
}

/* Gain of the rank of the judged passages; one passage a document, so numbers of both are the same. */
static double ndcg(const struct rhz_candidate *v, size_t n, const struct table *corpus, const struct table *judged,
                   const char *question)
{
    double gain = 0, ideal = 0;
    size_t relevant = 0;

    for (size_t j = 0; j < judged->n; j++) {
        if (strcmp(judged->rows[j], question) != 0)
            continue;
        if (relevant < 10)
            ideal += 1 / log2((double)relevant + 2);
        relevant++;
        for (size_t i = 0; i < n && i < 10; i++)
            if (strcmp(corpus->rows[v[i].document - 1], cell(judged->rows[j], 1)) == 0)
                gain += 1 / log2((double)i + 2);
    }
    return ideal > 0 ? gain / ideal : 0;
}

static double one_question(struct rhz_base *base, struct rhz_analyzer *analyzer, const struct rhz_rank_params *params,
                           const struct table *corpus, const struct table *judged, const char *question)
{
    struct rhz_snapshot s;
    struct rhz_plan plan;
    struct rhz_collector c = {.snapshot = &s, .plan = &plan, .params = params, .patience = {UINT64_MAX, 0}, .guess = true};
    struct rhz_error err;
    rhz_status st;
    double value = 0;

    must(rhz_snapshot_open(base, &s, &err), &err);
    st = rhz_plan_make(rhz_span_of(cell(question, 1)), true, analyzer, s.arena, &plan, &err);
    if (st == RHZ_OK) {
        must(rhz_collect_open(&c, &err), &err);
        must(rhz_collect_best(&c, RHZ_SEARCH_ANY, 0, 10, &err), &err);
        value = ndcg(c.top.v, c.top.n, corpus, judged, question);
    }
    rhz_snapshot_close(&s);
    return value;
}

static bool one_folder(const char *folder, const struct rhz_rank_params *params, bool both)
{
    struct table corpus, questions, judged;
    struct rhz_analyzer *analyzer;
    struct base_maker m;
    struct rhz_base *base;
    struct rhz_error err;
    double sum[2] = {0, 0};
    size_t n[2] = {0, 0};

    if (!read_table(folder, "corpus.tsv", &corpus) || !read_table(folder, "queries.tsv", &questions) ||
        !read_table(folder, "qrels.tsv", &judged)) {
        printf("retrieval: %s is absent, skipped\n", folder);
        return false;
    }
    index_corpus(&m, &corpus);
    must(rhz_base_open(m.path, &base, &err), &err);
    analyzer = rhz_analyzer_new();
    for (size_t i = 0; i < questions.n; i++) {
        bool half = (rhz_hash64(rhz_span_of(questions.rows[i])) ^ SEED) * UINT64_C(0x9E3779B97F4A7C15) >> 63;

        if (half && !both)
            continue;
        sum[half] += one_question(base, analyzer, params, &corpus, &judged, questions.rows[i]);
        n[half]++;
    }
    printf("nDCG@10 A %.4f", sum[0] / (double)n[0]);
    if (both)
        printf("  B %.4f  all %.4f", sum[1] / (double)n[1], (sum[0] + sum[1]) / (double)(n[0] + n[1]));
    printf("  (%zu questions, %s)\n", questions.n, folder);
    rhz_analyzer_free(analyzer);
    rhz_base_close(base);
    maker_end(&m);
    free_table(&corpus);
    free_table(&questions);
    free_table(&judged);
    return true;
}

/* NAME=VALUE: true when it is one. */
static bool set_parameter(struct rhz_rank_params *p, const char *argument)
{
    const struct {
        const char *name;
        float *value;
    } all[] = {{"k1", &p->k1},           {"b_text", &p->b_text},       {"w_context", &p->w_context},
               {"b_context", &p->b_context}, {"exact", &p->exact},     {"proximity", &p->proximity},
               {"window", &p->window},   {"elsewhere", &p->elsewhere},   {"asked", &p->asked},
               {"guess", &p->guess},     {"idf_power", &p->idf_power}};
    const char *equals = strchr(argument, '=');

    for (size_t i = 0; equals && i < sizeof all / sizeof *all; i++)
        if (strlen(all[i].name) == (size_t)(equals - argument) && strncmp(all[i].name, argument, strlen(all[i].name)) == 0) {
            *all[i].value = strtof(equals + 1, NULL);
            return true;
        }
    return false;
}

int main(int argc, char **argv)
{
    struct rhz_rank_params params = rhz_rank_defaults;
    bool both = true;
    int folders = 0;

    for (int i = 1; i < argc; i++)
        if (set_parameter(&params, argv[i]))
            both = false;
        else
            argv[++folders] = argv[i];
    if (!folders)
        return one_folder("../shared/retrieval/piaf", &params, both), 0;
    for (int i = 1; i <= folders; i++)
        one_folder(argv[i], &params, both);
    return 0;
}
