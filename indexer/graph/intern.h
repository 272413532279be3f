/* intern.h -- distinct strings, each kept once and numbered from 0 in order of arrival. One thread.
 *
 *     struct rhz_strings s = {0};
 *     uint32_t n = rhz_strings_add(&s, RHZ_SPAN("ADEME"));   RHZ_NONE: memory is out
 *     rhz_strings_at(&s, n);                                  valid until the next add
 *     rhz_strings_free(&s);
 */
#ifndef RHZ_INTERN_H
#define RHZ_INTERN_H

#include "document.h"

struct rhz_strings {
    struct rhz_buf bytes;   /* the strings one after the other */
    struct rhz_buf entries; /* struct { size_t at, n } of each */
    uint32_t *slots;        /* open addressing; RHZ_NONE: free */
    size_t n_slots;
    uint32_t n;
};

uint32_t rhz_strings_add(struct rhz_strings *s, struct rhz_span text);
struct rhz_span rhz_strings_at(const struct rhz_strings *s, uint32_t number);
size_t rhz_strings_memory(const struct rhz_strings *s);
void rhz_strings_free(struct rhz_strings *s);

#endif
