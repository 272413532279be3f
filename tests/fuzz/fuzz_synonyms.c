/* fuzz_synonyms.c -- any bytes as a synonym file: groups of expressions, or one sentence that names a line. */
#include <stdlib.h>

#include "synonyms.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rhz_synonyms *s;
    struct rhz_error err = {0};
    rhz_status st = rhz_synonyms_parse((const char *)data, size, &s, &err);

    if (st != RHZ_OK) {
        if (s || st != RHZ_INVALID || !strstr(err.text, "ligne ") || rhz_utf8_valid(rhz_span_of(err.text)) != strlen(err.text))
            abort();
        return 0;
    }
    for (size_t i = 0; i < s->n; i++) {
        const struct rhz_synonym *found;

        if (s->v[i].group >= s->n_groups || s->group_sizes[s->v[i].group] < 2 || !rhz_synonyms_find(s, s->v[i].key, &found))
            abort();
    }
    rhz_synonyms_free(s);
    return 0;
}
