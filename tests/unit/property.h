/* property.h -- random texts for property tests, damage for decoders, and the worked bytes of doc/format.md. */
#ifndef PROPERTY_H
#define PROPERTY_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"
#include "random.h"

static inline bool random_one_in(uint64_t *state, uint32_t n)
{
    return random_below(state, n) == 0;
}

/** Small numbers mostly, now and then one of any size. */
static inline uint32_t random_number(uint64_t *state)
{
    return (uint32_t)(random_next(state) >> (32 + random_below(state, 32)));
}

/** A text of up to `most` bytes in `arena`; may be empty. */
static inline struct rhz_span random_text(uint64_t *state, struct rhz_arena *arena, uint32_t most)
{
    char tmp[256];
    uint32_t i, n = random_below(state, most + 1);

    for (i = 0; i < n && i < sizeof tmp; i++)
        tmp[i] = (char)('a' + random_below(state, 26));
    return rhz_arena_copy(arena, rhz_span(tmp, i));
}

/** An exact copy on the heap, so that a sanitizer sees a read past its end. `*p` to be freed. */
static inline struct rhz_span exact_copy(struct rhz_span s, char **p)
{
    *p = malloc(s.n ? s.n : 1);
    if (!*p)
        abort();
    if (s.n)
        memcpy(*p, s.p, s.n);
    return rhz_span(*p, s.n);
}

/**
 * Give `decode` every truncation of `record` (it must refuse them all when `strict`), then 2000 mutations of it (it
 * may accept them; it must not crash).
 */
static inline bool survives_damage(struct rhz_span record, bool (*decode)(void *context, struct rhz_span bytes), void *context,
                                   bool strict, uint64_t *seed)
{
    bool good = true;
    char *p;
    size_t n;
    int i;

    for (n = 0; n < record.n; n++) {
        struct rhz_span s = exact_copy(rhz_span(record.p, n), &p);
        if (decode(context, s) && strict)
            good = false;
        free(p);
    }
    for (i = 0; i < 2000 && record.n; i++) {
        struct rhz_span s = exact_copy(record, &p);
        uint32_t flips = 1 + random_below(seed, 4);
        while (flips--)
            p[random_below(seed, (uint32_t)s.n)] = (char)random_next(seed);
        decode(context, s);
        free(p);
    }
    return good;
}

/** True when doc/format.md (found from the project's root) shows these bytes: a line of hexadecimal pairs. */
static inline bool format_shows(struct rhz_span bytes)
{
    FILE *f = fopen("doc/format.md", "r");
    struct rhz_buf hex = {0}, page = {0};
    size_t i;
    bool found;
    int c, last = 0;

    if (!f) {
        printf("doc/format.md is not here: worked bytes not compared\n");
        return true;
    }
    while ((c = getc(f)) != EOF) { /* white space folded, so that an example may go over lines */
        if (c == '\n')
            c = ' ';
        if (c != ' ' || last != ' ')
            rhz_buf_byte(&page, (unsigned char)c);
        last = c;
    }
    fclose(f);
    for (i = 0; i < bytes.n; i++)
        rhz_buf_printf(&hex, "%s%02X", i ? " " : "", (unsigned char)bytes.p[i]);
    found = !page.failed && !hex.failed && memmem(page.p, page.n, hex.p, hex.n) != NULL;
    if (!found)
        printf("doc/format.md lacks: %.*s\n", (int)hex.n, hex.p);
    rhz_buf_free(&hex);
    rhz_buf_free(&page);
    return found;
}

#endif
