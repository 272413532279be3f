/* name_forms.c -- a hash table of written words. Words are kept over documents, up to a number that bounds memory; the
 * vocabulary of a base grows slowly, so the table is seldom begun anew.
 */
#include "name_forms.h"

#include <stdlib.h>
#include <xxhash.h>

enum { MOST_FORMS = 1 << 16, MOST_BYTES = 8 << 20, FIRST_SLOTS = 1 << 12 };

struct rhz_name_forms *rhz_name_forms_new(void)
{
    struct rhz_name_forms *f = calloc(1, sizeof *f);
    if (!f)
        return NULL;
    f->n_slots = FIRST_SLOTS;
    f->arena = rhz_arena_new();
    f->slots = calloc(f->n_slots, sizeof *f->slots);
    if (!f->arena || !f->slots) {
        rhz_name_forms_free(f);
        return NULL;
    }
    return f;
}

void rhz_name_forms_free(struct rhz_name_forms *f)
{
    if (!f)
        return;
    rhz_arena_free(f->arena);
    free(f->slots);
    free(f->all);
    free(f->page);
    free(f);
}

void rhz_name_forms_trim(struct rhz_name_forms *f)
{
    if (f->n < MOST_FORMS && rhz_arena_used(f->arena) < MOST_BYTES)
        return;
    f->n = 0;
    memset(f->slots, 0, f->n_slots * sizeof *f->slots);
    rhz_arena_reset(f->arena);
}

static uint64_t hash_of(struct rhz_span s)
{
    return XXH3_64bits(s.p, s.n);
}

static bool grow_slots(struct rhz_name_forms *f)
{
    size_t n = 2 * f->n_slots;
    uint32_t *slots = calloc(n, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < f->n; i++) {
        size_t at = hash_of(rhz_span(f->all[i].written, f->all[i].n_written)) & (n - 1);
        while (slots[at])
            at = (at + 1) & (n - 1);
        slots[at] = (uint32_t)i + 1;
    }
    free(f->slots);
    f->slots = slots;
    f->n_slots = n;
    return true;
}

static bool grow_forms(struct rhz_name_forms *f)
{
    size_t cap = f->cap ? 2 * f->cap : FIRST_SLOTS / 2;
    struct rhz_name_form *all = realloc(f->all, cap * sizeof *all);
    if (!all)
        return false;
    f->all = all;
    f->cap = cap;
    return true;
}

static bool add(struct rhz_name_forms *f, struct rhz_span written, size_t slot)
{
    char key[RHZ_FOLD_MAX + 2];
    size_t n = rhz_fold_key(written, key + 1);
    if (f->n == f->cap && !grow_forms(f))
        return false;
    char *room = rhz_arena_alloc(f->arena, written.n + n + 2);
    if (!room)
        return false;
    key[0] = key[n + 1] = ' ';
    memcpy(room, key, n + 2);
    memcpy(room + n + 2, written.p, written.n);
    f->all[f->n] = (struct rhz_name_form){.key = room, .n_key = (uint8_t)n, .n_written = written.n, .written = room + n + 2};
    f->slots[slot] = (uint32_t)++f->n;
    return f->n * 2 < f->n_slots || grow_slots(f);
}

bool rhz_name_form(struct rhz_name_forms *f, struct rhz_span written, uint32_t *index)
{
    size_t at = hash_of(written) & (f->n_slots - 1);
    for (; f->slots[at]; at = (at + 1) & (f->n_slots - 1)) {
        const struct rhz_name_form *form = &f->all[f->slots[at] - 1];
        if (form->n_written == written.n && memcmp(form->written, written.p, written.n) == 0)
            return *index = f->slots[at] - 1, true;
    }
    *index = (uint32_t)f->n;
    return add(f, written, at);
}
