/* fuzz_import.c -- any bytes as a line of the open form: refused with a sentence, or within the model's bounds; and any bytes
 * as the record of an imported proof. */
#include <stdlib.h>

#include "import_line.h"

#include "fuzz.h"

static void check_line(const struct rhz_import_line *l)
{
    size_t i, k;

    if (l->type == RHZ_IMPORT_OTHER || l->kind >= RHZ_KIND_COUNT || l->relation >= RHZ_RELATION_COUNT ||
        l->property >= RHZ_PROPERTY_COUNT || l->nature >= RHZ_NATURE_COUNT || l->sense >= RHZ_SENSE_COUNT)
        abort();
    if (l->type >= RHZ_IMPORT_EDGE && l->n_proofs == 0)
        abort();
    for (i = 0; i < l->n_proofs; i++)
        for (k = 0; k < l->proofs[i].proof.n_supports; k++)
            if (l->proofs[i].proof.supports[k].why == 0)
                abort();
}

static void check_record(struct rhz_span bytes, struct rhz_arena *arena)
{
    struct rhz_imported_proof p, again;
    struct rhz_buf b = {0};

    if (rhz_imported_get(bytes, arena, &p, NULL) != RHZ_OK)
        return;
    rhz_imported_put(&b, &p);
    if (rhz_imported_get(rhz_buf_view(&b), arena, &again, NULL) != RHZ_OK || again.n_supports != p.n_supports ||
        !rhz_span_eq(again.quote, p.quote) || again.start != p.start)
        abort();
    rhz_buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rhz_span bytes = rhz_span((const char *)data, size);
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_import_line l;
    rhz_status st;

    if (!arena)
        return 0;
    st = rhz_import_line_read(bytes, 1, false, arena, &l, &err);
    if (st == RHZ_OK)
        check_line(&l);
    else if (st != RHZ_INVALID || !err.text[0])
        abort();
    rhz_import_line_end(&l);
    check_record(bytes, arena);
    rhz_arena_free(arena);
    return 0;
}
