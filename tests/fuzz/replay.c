/* replay.c -- runs a fuzz target over saved inputs, under any compiler: each file once, and every one of its prefixes
 * when it is short. What a campaign found stays found. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

enum { PREFIXES = 512 };

static unsigned long runs;

static void run_bytes(const uint8_t *data, size_t n)
{
    /* A copy of the exact size, so that a sanitizer sees a read past its end. */
    uint8_t *copy = malloc(n ? n : 1);

    if (!copy)
        exit(1);
    memcpy(copy, data, n);
    LLVMFuzzerTestOneInput(copy, n);
    free(copy);
    runs++;
}

static void run_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    struct stat st;
    uint8_t *data;
    size_t n, i;

    if (!f || fstat(fileno(f), &st) != 0 || !S_ISREG(st.st_mode)) {
        fprintf(stderr, "replay: %s cannot be read\n", path);
        exit(1);
    }
    data = malloc((size_t)st.st_size + 1);
    n = data ? fread(data, 1, (size_t)st.st_size, f) : 0;
    fclose(f);
    run_bytes(data, n);
    for (i = 0; i < n && n <= PREFIXES; i++)
        run_bytes(data, i);
    free(data);
}

static void run_path(const char *path)
{
    DIR *d = opendir(path);
    struct dirent *e;
    char sub[4096];

    if (!d) {
        run_file(path);
        return;
    }
    while ((e = readdir(d)) != NULL) {
        if (e->d_name[0] == '.')
            continue;
        snprintf(sub, sizeof sub, "%s/%s", path, e->d_name);
        run_file(sub);
    }
    closedir(d);
}

int main(int argc, char **argv)
{
    int i;

    for (i = 1; i < argc; i++)
        run_path(argv[i]);
    printf("%s: %lu inputs\n", argv[0], runs);
    return 0;
}
