/* bench_reader.c -- megabytes a second through the text reader and the builder.
 *
 *     bench_reader FILE        reads the file five times as one document, prints the best of each step
 */
#include <stdio.h>

#include "reader.h"

static void load(const char *path, struct rhz_buf *out)
{
    char tmp[1 << 16];
    size_t n;
    FILE *f = fopen(path, "rb");

    while (f && (n = fread(tmp, 1, sizeof tmp, f)) > 0)
        rhz_buf_append(out, tmp, n);
    if (f)
        fclose(f);
}

int main(int argc, char **argv)
{
    uint64_t best_read = UINT64_MAX, best_build = UINT64_MAX;
    struct rhz_buf file = {0}, events = {0};
    size_t blocks = 0, passages = 0;
    int i;

    if (argc != 2 || (load(argv[1], &file), file.n == 0)) {
        fprintf(stderr, "usage : bench_reader FICHIER\n");
        return 2;
    }
    for (i = 0; i < 5; i++) {
        struct rhz_arena *arena = rhz_arena_new();
        struct rhz_document d;
        uint32_t repairs;
        uint64_t t0 = rhz_now_us(), t1, t2;
        rhz_buf_reset(&events);
        if (rhz_reader_txt.read(rhz_buf_view(&file), 1, &events, &repairs, NULL) != RHZ_OK)
            return 1;
        t1 = rhz_now_us();
        if (rhz_document_build(rhz_buf_view(&events), NULL, arena, &d, NULL) != RHZ_OK)
            return 1;
        t2 = rhz_now_us();
        best_read = t1 - t0 < best_read ? t1 - t0 : best_read;
        best_build = t2 - t1 < best_build ? t2 - t1 : best_build;
        blocks = d.n_blocks;
        passages = d.n_passages;
        rhz_arena_free(arena);
    }
    printf("%.1f Mo, %zu blocs, %zu passages : lecture %.0f Mo/s, construction %.0f Mo/s, ensemble %.0f Mo/s\n", (double)file.n / 1e6, blocks,
           passages, (double)file.n / (double)best_read, (double)file.n / (double)best_build, (double)file.n / (double)(best_read + best_build));
    rhz_buf_free(&file);
    rhz_buf_free(&events);
    return 0;
}
