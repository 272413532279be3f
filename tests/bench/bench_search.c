/* bench_search.c -- what a search costs, in microseconds of CPU in this process.
 *
 *     bench_search [BASE [FILE [SET]]]     BASE: one that exists (else it is made, and removed); FILE: id TAB text, zstd;
 *                                          SET: this set alone, ten rounds, without the peer: for a profiler
 *
 * The corpus is ../shared/speed/passages-60k.tsv.zst, one document a passage; skipped when absent. Queries are drawn from
 * its own words. Beside it, when the machine has libsqlite3, FTS5 on the same passages and queries, in the same run: a
 * ratio travels better than a figure.
 */
#include <dlfcn.h>
#include <time.h>
#include <zstd.h>

#include "collect.h"
#include "unit/random.h"
#include "unit/base_maker.h"

enum { QUERIES = 200, PER_SEGMENT = 20000 };

struct corpus {
    char *bytes;
    char **texts, **ids;
    size_t n;
};

static double cpu_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* ---- corpus ---- */

static char *read_file(const char *path, size_t *n)
{
    FILE *f = fopen(path, "rb");
    char *p;

    if (!f)
        return NULL;
    fseek(f, 0, SEEK_END);
    *n = (size_t)ftell(f);
    rewind(f);
    if (!(p = malloc(*n + 1)) || fread(p, 1, *n, f) != *n)
        abort();
    fclose(f);
    return p;
}

static char *decompress(const char *packed, size_t n)
{
    ZSTD_DStream *z = ZSTD_createDStream();
    ZSTD_inBuffer in = {packed, n, 0};
    struct rhz_buf out = {0};

    while (in.pos < in.size) {
        ZSTD_outBuffer o;

        if (!rhz_buf_reserve(&out, 1 << 20))
            abort();
        o = (ZSTD_outBuffer){out.p + out.n, out.cap - out.n, 0};
        if (ZSTD_isError(ZSTD_decompressStream(z, &o, &in)))
            abort();
        out.n += o.pos;
    }
    ZSTD_freeDStream(z);
    rhz_buf_byte(&out, 0);
    return out.p;
}

static bool read_corpus(const char *path, struct corpus *c)
{
    size_t n = 0, cap = 1 << 16;
    char *packed = read_file(path, &n), *next;

    *c = (struct corpus){0};
    if (!packed)
        return false;
    c->bytes = decompress(packed, n);
    free(packed);
    c->texts = calloc(cap, sizeof *c->texts);
    c->ids = calloc(cap, sizeof *c->ids);
    for (char *p = c->bytes; p && *p && c->n < cap; p = next) {
        char *tab = strchr(p, '\t');

        if ((next = strchr(p, '\n')))
            *next++ = 0;
        if (!tab)
            continue;
        *tab = 0;
        c->ids[c->n] = p;
        c->texts[c->n++] = tab + 1;
    }
    return true;
}

static void index_corpus(struct base_maker *m, const struct corpus *c)
{
    double begin = cpu_us();

    maker_begin(m);
    for (size_t i = 0; i < c->n; i++) {
        const char *paragraph = c->texts[i];
        struct made_document d = {c->ids[i], "", NULL, &paragraph, 1};

        if (i % PER_SEGMENT == 0)
            maker_segment(m);
        maker_add(m, &d);
        if (i % PER_SEGMENT == PER_SEGMENT - 1 || i + 1 == c->n)
            maker_segment_end(m);
    }
    maker_publish(m);
    printf("indexed %zu passages in %.1f s of CPU\n", c->n, (cpu_us() - begin) / 1e6);
}

/* ---- queries ---- */

/* A word of a passage drawn at random, of five letters or more: frequent words come often, as people ask them. */
static void draw_words(const struct corpus *c, uint64_t *seed, unsigned n, struct rhz_buf *out)
{
    for (unsigned k = 0; k < n;) {
        const char *text = c->texts[random_below(seed, (uint32_t)c->n)], *p;
        size_t length;

        p = text + random_below(seed, (uint32_t)strlen(text) + 1);
        p += strcspn(p, " ");
        p += strspn(p, " ");
        length = strcspn(p, " .,;:()'\"-/+*~«»\xE2");
        if (length < 5 || length > 20 || strcspn(p, "0123456789") < length || (p[length] && p[length] != ' '))
            continue;
        rhz_buf_printf(out, "%s%.*s", k++ ? " " : "", (int)length, p);
    }
}

/* Consecutive words of one passage. */
static void draw_phrase(const struct corpus *c, uint64_t *seed, struct rhz_buf *out)
{
    for (;;) {
        const char *text = c->texts[random_below(seed, (uint32_t)c->n)], *p, *second;
        size_t a, b;

        p = text + random_below(seed, (uint32_t)strlen(text) + 1);
        p += strcspn(p, " ");
        p += strspn(p, " ");
        a = strcspn(p, " .,;:()'\"-/+*~«»\xE2");
        second = p + a + (p[a] == ' ');
        b = strcspn(second, " .,;:()'\"-/+*~«»\xE2");
        if (a < 4 || b < 4 || p[a] != ' ')
            continue;
        rhz_buf_printf(out, "\"%.*s\"", (int)(a + 1 + b), p);
        return;
    }
}

struct set {
    const char *name;
    enum rhz_search_mode mode;
    unsigned words; /* 0: a phrase */
    char *queries[QUERIES];
};

static void draw(const struct corpus *c, struct set *s)
{
    uint64_t seed = 2024;

    for (int i = 0; i < QUERIES; i++) {
        struct rhz_buf b = {0};

        if (s->words)
            draw_words(c, &seed, s->words, &b);
        else
            draw_phrase(c, &seed, &b);
        rhz_buf_byte(&b, 0);
        s->queries[i] = b.p;
    }
}

/* ---- runs ---- */

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static double report(const char *name, const char *what, double *us, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += us[i];
    qsort(us, n, sizeof *us, by_value);
    printf("%-22s %-16s mean %9.0f  median %9.0f  95 %% %9.0f us\n", name, what, sum / (double)n, us[n / 2],
           us[n * 95 / 100]);
    return sum / (double)n;
}

static double whole_search(struct rhz_base *base, const struct set *s, int rounds)
{
    struct rhz_search_options o = {.size = sizeof o, .mode = s->mode, .limit = 20};
    double us[QUERIES];
    struct rhz_error err;

    for (int round = 0; round < rounds; round++) /* the last round counts */
        for (int i = 0; i < QUERIES; i++) {
            double begin = cpu_us();
            struct rhz_hits *h = NULL;

            must(rhz_search(base, s->queries[i], strlen(s->queries[i]), &o, &h, &err), &err);
            rhz_hits_free(h);
            us[i] = cpu_us() - begin;
        }
    return report(s->name, "with snippets", us, QUERIES);
}

static double bare_search(struct rhz_base *base, const struct set *s)
{
    struct rhz_analyzer *analyzer = rhz_analyzer_new();
    double us[QUERIES];
    struct rhz_error err;

    for (int i = 0; i < QUERIES; i++) {
        double begin = cpu_us();
        struct rhz_snapshot snapshot;
        struct rhz_plan plan;
        struct rhz_collector c = {
            .snapshot = &snapshot, .plan = &plan, .params = &rhz_rank_defaults, .patience = {UINT64_MAX, 0}};

        must(rhz_snapshot_open(base, &snapshot, &err), &err);
        must(rhz_plan_make(rhz_span_of(s->queries[i]), true, analyzer, snapshot.arena, &plan, &err), &err);
        must(rhz_collect_open(&c, &err), &err);
        must(rhz_collect_best(&c, s->mode, 0, 20, &err), &err);
        rhz_snapshot_close(&snapshot);
        us[i] = cpu_us() - begin;
    }
    rhz_analyzer_free(analyzer);
    return report(s->name, "without", us, QUERIES);
}

/* What completing the first letters of each word costs. */
static void completions(struct rhz_base *base, const struct set *s)
{
    for (size_t letters = 1; letters <= 6; letters++) {
        double us[QUERIES];
        struct rhz_error err;
        char name[32];

        for (int i = 0; i < QUERIES; i++) {
            double begin = cpu_us();
            struct rhz_completions *c;
            struct rhz_span q = rhz_span_of(s->queries[i]);

            must(rhz_complete(base, q.p, rhz_utf8_floor(q, letters), 10, &c, &err), &err);
            rhz_completions_free(c);
            us[i] = cpu_us() - begin;
        }
        snprintf(name, sizeof name, "%zu letters", letters);
        report(name, "completed", us, QUERIES);
    }
}

/* A search whose only word is misspelt: two letters in the middle swapped. */
static void misspelt(struct rhz_base *base, const struct set *s)
{
    struct rhz_search_options o = {.size = sizeof o};
    double us[QUERIES];
    struct rhz_error err;

    for (int i = 0; i < QUERIES; i++) {
        char *q = strdup(s->queries[i]);
        size_t n = strlen(q) / 2;
        struct rhz_hits *h = NULL;
        double begin = cpu_us();

        if (!((q[n] | q[n - 1]) & 0x80)) {
            char t = q[n];

            q[n] = q[n - 1];
            q[n - 1] = t;
        }
        must(rhz_search(base, q, strlen(q), &o, &h, &err), &err);
        us[i] = cpu_us() - begin;
        rhz_hits_free(h);
        free(q);
    }
    report("one word", "misspelt", us, QUERIES);
}

/* ---- SQLite, loaded at run time: the project does not depend on it ---- */

struct sqlite {
    void *library, *db, *query;
    int (*open)(const char *, void **);
    int (*exec)(void *, const char *, int (*)(void *, int, char **, char **), void *, char **);
    int (*prepare)(void *, const char *, int, void **, const char **);
    int (*bind)(void *, int, const char *, int, void (*)(void *));
    int (*step)(void *);
    int (*reset)(void *);
};

/* ISO C has no cast from object to function pointer; POSIX says that the bytes are those. */
static bool symbol(struct sqlite *q, const char *name, void *function)
{
    void *p = dlsym(q->library, name);

    memcpy(function, &p, sizeof p);
    return p != NULL;
}

static bool sqlite_open(struct sqlite *q, const struct corpus *c)
{
    void *insert;

    *q = (struct sqlite){.library = dlopen("libsqlite3.so.0", RTLD_NOW)};
    if (!q->library || !symbol(q, "sqlite3_open", &q->open) || !symbol(q, "sqlite3_exec", &q->exec) ||
        !symbol(q, "sqlite3_prepare_v2", &q->prepare) || !symbol(q, "sqlite3_bind_text", &q->bind) ||
        !symbol(q, "sqlite3_step", &q->step) || !symbol(q, "sqlite3_reset", &q->reset) ||
        q->open(":memory:", &q->db) != 0 ||
        q->exec(q->db, "CREATE VIRTUAL TABLE t USING fts5(x, tokenize = 'unicode61'); BEGIN", NULL, NULL, NULL) != 0 ||
        q->prepare(q->db, "INSERT INTO t VALUES (?)", -1, &insert, NULL) != 0)
        return false;
    for (size_t i = 0; i < c->n; i++) {
        q->bind(insert, 1, c->texts[i], -1, NULL);
        q->step(insert);
        q->reset(insert);
    }
    return q->exec(q->db, "COMMIT; INSERT INTO t(t) VALUES ('optimize')", NULL, NULL, NULL) == 0 &&
           q->prepare(q->db, "SELECT rowid, rank, snippet(t, 0, '[', ']', '…', 40) FROM t WHERE t MATCH ? ORDER BY rank LIMIT 20",
                      -1, &q->query, NULL) == 0;
}

/* The query in FTS5's words: bare words are all wanted, OR where any will do. */
static void sqlite_words(const struct set *s, const char *query, struct rhz_buf *out)
{
    rhz_buf_reset(out);
    for (const char *p = query; s->words && *p; p += strcspn(p, " "), p += strspn(p, " "))
        rhz_buf_printf(out, "%s\"%.*s\"", p == query ? "" : s->mode == RHZ_SEARCH_ANY ? " OR " : " AND ",
                       (int)strcspn(p, " "), p);
    if (!s->words)
        rhz_buf_str(out, query);
    rhz_buf_byte(out, 0);
}

static void sqlite_run(struct sqlite *q, const struct set *s, double ours)
{
    struct rhz_buf words = {0};
    double us[QUERIES], theirs;

    for (int i = 0; i < QUERIES; i++) {
        double begin;

        sqlite_words(s, s->queries[i], &words);
        begin = cpu_us();
        q->bind(q->query, 1, words.p, -1, NULL);
        while (q->step(q->query) == 100)
            ;
        q->reset(q->query);
        us[i] = cpu_us() - begin;
    }
    rhz_buf_free(&words);
    theirs = report(s->name, "FTS5", us, QUERIES);
    printf("%-22s FTS5 takes %.1f times as long\n", s->name, theirs / ours);
}

int main(int argc, char **argv)
{
    struct set sets[] = {{"one word", RHZ_SEARCH_AUTO, 1, {0}},    {"two words", RHZ_SEARCH_AUTO, 2, {0}},
                         {"all of two words", RHZ_SEARCH_ALL, 2, {0}}, {"any of five words", RHZ_SEARCH_ANY, 5, {0}},
                         {"phrase of two", RHZ_SEARCH_AUTO, 0, {0}}};
    const char *file = argc > 2 ? argv[2] : "../shared/speed/passages-60k.tsv.zst";
    struct base_maker m = {0};
    struct sqlite sqlite;
    struct corpus corpus;
    struct rhz_base *base;
    struct rhz_error err;
    bool beside;

    if (!read_corpus(file, &corpus)) {
        printf("search: %s is absent, skipped\n", file);
        return 0;
    }
    if (argc < 2)
        index_corpus(&m, &corpus);
    must(rhz_base_open(argc < 2 ? m.path : argv[1], &base, &err), &err);
    beside = argc < 4 && sqlite_open(&sqlite, &corpus);
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        double ours;

        if (argc > 3 && strcmp(argv[3], sets[i].name) != 0)
            continue;
        draw(&corpus, &sets[i]);
        ours = whole_search(base, &sets[i], argc > 3 ? 10 : 3);
        bare_search(base, &sets[i]);
        if (sets[i].words == 1) {
            completions(base, &sets[i]);
            misspelt(base, &sets[i]);
        }
        if (beside)
            sqlite_run(&sqlite, &sets[i], ours);
        for (int j = 0; j < QUERIES; j++)
            free(sets[i].queries[j]);
    }
    rhz_base_close(base);
    if (argc < 2)
        maker_end(&m);
    return 0;
}
