/* intern.c -- a table of distinct strings. Names, roles and labels repeat from document to document: kept once, the
 * statements of a whole base refer to them by number. */
#include "intern.h"

#include <stdlib.h>

struct entry {
    size_t at, n;
    uint64_t hash;
};

static const struct entry *entry(const struct rhz_strings *s, uint32_t number)
{
    return (const struct entry *)(const void *)s->entries.p + number;
}

struct rhz_span rhz_strings_at(const struct rhz_strings *s, uint32_t number)
{
    const struct entry *e;

    if (number >= s->n)
        return rhz_span("", 0);
    e = entry(s, number);
    return rhz_span(s->bytes.p + e->at, e->n);
}

static size_t slot_of(const struct rhz_strings *s, struct rhz_span text, uint64_t hash)
{
    size_t mask = s->n_slots - 1, i = (size_t)hash & mask;

    while (s->slots[i] != RHZ_NONE &&
           (entry(s, s->slots[i])->hash != hash || !rhz_span_eq(rhz_strings_at(s, s->slots[i]), text)))
        i = (i + 1) & mask;
    return i;
}

/* At most half full, so that a probe is short and always ends. */
static bool grow(struct rhz_strings *s)
{
    size_t larger = s->n_slots ? s->n_slots * 2 : 256, i, at;
    uint32_t *slots = malloc(larger * sizeof *slots);

    if (!slots)
        return false;
    memset(slots, 0xFF, larger * sizeof *slots);
    for (i = 0; i < s->n; i++) {
        for (at = (size_t)entry(s, (uint32_t)i)->hash & (larger - 1); slots[at] != RHZ_NONE;)
            at = (at + 1) & (larger - 1);
        slots[at] = (uint32_t)i;
    }
    free(s->slots);
    s->slots = slots;
    s->n_slots = larger;
    return true;
}

uint32_t rhz_strings_add(struct rhz_strings *s, struct rhz_span text)
{
    struct entry e = {s->bytes.n, text.n, rhz_hash64(text)};
    size_t at;

    if (((size_t)s->n + 1) * 2 > s->n_slots && !grow(s))
        return RHZ_NONE;
    at = slot_of(s, text, e.hash);
    if (s->slots[at] != RHZ_NONE)
        return s->slots[at];
    if (s->n == RHZ_NONE - 1)
        return RHZ_NONE;
    rhz_buf_byte(&s->bytes, 0); /* so that bytes.p is set even when every string is empty */
    e.at = s->bytes.n;
    rhz_buf_span(&s->bytes, text);
    rhz_buf_append(&s->entries, &e, sizeof e);
    if (s->bytes.failed || s->entries.failed)
        return RHZ_NONE;
    s->slots[at] = s->n;
    return s->n++;
}

size_t rhz_strings_memory(const struct rhz_strings *s)
{
    return s->bytes.cap + s->entries.cap + s->n_slots * sizeof *s->slots;
}

void rhz_strings_free(struct rhz_strings *s)
{
    rhz_buf_free(&s->bytes);
    rhz_buf_free(&s->entries);
    free(s->slots);
    *s = (struct rhz_strings){0};
}
