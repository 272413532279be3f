/* bench_analyzer.c -- speed of the analyzer alone: MB a second of processor time, over passages read from a file, `id TAB text` a line.
 *
 *     zstd -dc ../shared/speed/passages-60k.tsv.zst > /tmp/passages.tsv; bench_analyzer /tmp/passages.tsv [rounds]
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "analyzer.h"

static bool read_file(const char *path, struct rhz_buf *out)
{
    FILE *f = fopen(path, "rb");
    char block[1 << 16];
    size_t n;

    if (!f)
        return false;
    while ((n = fread(block, 1, sizeof block, f)) > 0)
        rhz_buf_append(out, block, n);
    fclose(f);
    return !out->failed;
}

/* Of the process: what else the machine does leaves it alone. */
static uint64_t cpu_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

/* One pass over all lines; the analyzer is as new. */
static void run(struct rhz_analyzer *a, struct rhz_span all)
{
    const char *p = all.p, *end = p + all.n;
    uint64_t bytes = 0, tokens = 0, positions = 0, sum = 0, begin = cpu_us(), us;

    while (p < end) {
        const char *line_end = memchr(p, '\n', (size_t)(end - p)), *tab;
        const struct rhz_token *t;
        size_t n, i;

        if (!line_end)
            line_end = end;
        tab = memchr(p, '\t', (size_t)(line_end - p));
        p = tab ? tab + 1 : p;
        if (rhz_analyze(a, rhz_span(p, (size_t)(line_end - p)), &t, &n) != RHZ_OK)
            exit(2);
        for (i = 0; i < n; i++)
            sum += t[i].lexeme->id;
        bytes += (uint64_t)(line_end - p);
        tokens += n;
        positions += n ? t[n - 1].position + 1 : 0;
        p = line_end < end ? line_end + 1 : end;
    }
    us = cpu_us() - begin + 1;
    printf("%.1f MB/s  %.1f M tokens/s  %llu tokens on %llu positions (+%.2f %%)  %u lexemes  (%llx)\n",
           (double)bytes / (double)us, (double)tokens / (double)us, (unsigned long long)tokens,
           (unsigned long long)positions, 100.0 * (double)(tokens - positions) / (double)positions, rhz_analyzer_lexemes(a),
           (unsigned long long)sum);
}

int main(int argc, char **argv)
{
    struct rhz_buf all = {0};
    struct rhz_analyzer *a = rhz_analyzer_new();
    int i, rounds = argc > 2 ? atoi(argv[2]) : 3;

    if (argc < 2 || !a || !read_file(argv[1], &all)) {
        fprintf(stderr, "usage: bench_analyzer passages.tsv [rounds]\n");
        return 2;
    }
    for (i = 0; i < rounds; i++) {
        rhz_analyzer_forget(a);
        run(a, rhz_buf_view(&all));
    }
    rhz_analyzer_free(a);
    rhz_buf_free(&all);
    return 0;
}
