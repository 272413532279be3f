/* bench_retrieval.c -- how good the ranking is: nDCG@10 over judged French questions, any word counting.
 *
 *     bench_retrieval [FOLDER]          default ../shared/retrieval/piaf; skipped when absent
 *     bench_retrieval FOLDER k1 b w_context b_context exact proximity idf_power   with other parameters
 *
 * Choose on the even questions, check once on the odd ones: without parameters both are printed, with some the even alone.
 */
#include <math.h>

#include "collect.h"
#include "unit/base_maker.h"

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
    struct rhz_collector c = {.snapshot = &s, .plan = &plan, .params = params, .patience = {UINT64_MAX, 0}};
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

int main(int argc, char **argv)
{
    const char *folder = argc > 1 ? argv[1] : "../shared/retrieval/piaf";
    struct rhz_rank_params params = rhz_rank_defaults;
    float *fields[] = {&params.k1, &params.b_text, &params.w_context, &params.b_context, &params.exact, &params.proximity, &params.idf_power};
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
        return 0;
    }
    for (int i = 2; i < argc && i < 9; i++)
        *fields[i - 2] = strtof(argv[i], NULL);
    index_corpus(&m, &corpus);
    must(rhz_base_open(m.path, &base, &err), &err);
    analyzer = rhz_analyzer_new();
    for (size_t i = 0; i < questions.n; i++) {
        sum[i % 2] += one_question(base, analyzer, &params, &corpus, &judged, questions.rows[i]);
        n[i % 2]++;
    }
    printf("k1 %.2f b %.2f exact %.2f proximity %.2f idf_power %.2f: nDCG@10 even %.4f", (double)params.k1,
           (double)params.b_text, (double)params.exact, (double)params.proximity, (double)params.idf_power,
           sum[0] / (double)n[0]);
    if (argc < 3)
        printf(" odd %.4f all %.4f", sum[1] / (double)n[1], (sum[0] + sum[1]) / (double)(n[0] + n[1]));
    printf(" (%zu questions)\n", questions.n);
    rhz_analyzer_free(analyzer);
    rhz_base_close(base);
    maker_end(&m);
    return 0;
}
