/* fuzz_corrections.c -- any bytes as a corrections file: what is read borrows from them and is consistent. */
#include <stdlib.h>

#include "corrections.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_corrections c;
    size_t i;

    if (arena && rhz_corrections_read(rhz_span((const char *)data, n), arena, &c))
        for (i = 0; i < c.n; i++)
            if ((c.v[i].problem == NULL) != (c.v[i].action != RHZ_CORRECTION_NONE) || (c.v[i].action && c.v[i].key.n == 0))
                abort();
    rhz_arena_free(arena);
    return 0;
}
