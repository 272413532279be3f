/* terms.c -- terms by number.
 *
 * The analyzer gives lexemes dense ids, so that the loop over tokens goes from lexeme to term by an array. Hashing happens
 * once per distinct written form, to find which forms share a stem. Strings are the analyzer's: they last as long as its
 * epoch, which the inverter keeps until the segment is written.
 */
#include "terms.h"

#include <stdlib.h>

#include "segment.h"

enum { LEXEME_OVERHEAD = 240 }; /* what the analyzer keeps per lexeme beside its letters, measured: structure, slots of two tables */

void rhz_terms_free(struct rhz_terms *t)
{
    free(t->terms);
    free(t->lexemes);
    free(t->table);
    rhz_arena_free(t->arena);
    *t = (struct rhz_terms){0};
}

size_t rhz_terms_memory(const struct rhz_terms *t)
{
    return t->cap * sizeof *t->terms + t->n_lexemes * sizeof *t->lexemes + t->table_size * sizeof *t->table +
           (t->arena ? rhz_arena_used(t->arena) : 0) + t->spelling;
}

static bool room_for_lexeme(struct rhz_terms *t, uint32_t id)
{
    size_t n = t->n_lexemes ? t->n_lexemes : 1024;
    struct rhz_gathered_lexeme *v;

    if (id < t->n_lexemes)
        return true;
    while (n <= id)
        n += n / 2;
    v = realloc(t->lexemes, n * sizeof *v);
    if (!v)
        return false;
    memset(v + t->n_lexemes, 0, (n - t->n_lexemes) * sizeof *v);
    t->lexemes = v;
    t->n_lexemes = n;
    return true;
}

static bool grow_table(struct rhz_terms *t)
{
    size_t size = t->table_size ? t->table_size * 2 : 4096, i, at;
    uint32_t *table;

    if (t->n < t->table_size / 4 * 3)
        return true;
    table = calloc(size, sizeof *table);
    if (!table)
        return false;
    for (i = 0; i < t->n; i++) {
        for (at = rhz_hash64(t->terms[i].key) & (size - 1); table[at]; at = (at + 1) & (size - 1))
            ;
        table[at] = (uint32_t)i + 1;
    }
    free(t->table);
    t->table = table;
    t->table_size = size;
    return true;
}

static bool room_for_term(struct rhz_terms *t)
{
    size_t cap = t->cap ? t->cap + t->cap / 2 : 1024;
    struct rhz_gathered_term *v;

    if (t->n < t->cap)
        return true;
    v = realloc(t->terms, cap * sizeof *v);
    if (!v)
        return false;
    t->terms = v;
    t->cap = cap;
    return true;
}

/* The key as it is stored; that of a long term lives in the arena. */
static bool key_of(struct rhz_terms *t, struct rhz_span term, struct rhz_span *key)
{
    char room[RHZ_TERM_MAX];

    *key = rhz_term_key(term, room);
    if (key->p != room)
        return true;
    if (!t->arena && !(t->arena = rhz_arena_new()))
        return false;
    *key = rhz_arena_copy(t->arena, *key);
    return key->p != NULL;
}

/* Number of the term with this key, made when it is new. */
static bool term_number(struct rhz_terms *t, struct rhz_span key, uint32_t *number)
{
    size_t at;

    if (!grow_table(t) || !room_for_term(t))
        return false;
    for (at = rhz_hash64(key) & (t->table_size - 1); t->table[at]; at = (at + 1) & (t->table_size - 1))
        if (rhz_span_eq(t->terms[t->table[at] - 1].key, key)) {
            *number = t->table[at] - 1;
            return true;
        }
    *number = (uint32_t)t->n;
    t->terms[t->n] = (struct rhz_gathered_term){.key = key, .first_lexeme = RHZ_NONE};
    t->table[at] = (uint32_t)++t->n;
    return true;
}

bool rhz_terms_learn(struct rhz_terms *t, const struct rhz_lexeme *l)
{
    struct rhz_gathered_lexeme *slot;
    struct rhz_gathered_term *term;
    struct rhz_span key;
    uint32_t number;

    if (!room_for_lexeme(t, l->id) || !key_of(t, l->term, &key) || !term_number(t, key, &number))
        return false;
    slot = &t->lexemes[l->id];
    term = &t->terms[number];
    slot->lexeme = l;
    slot->term = number;
    slot->form = term->n_forms++;
    slot->next = term->first_lexeme;
    term->first_lexeme = l->id;
    t->spelling += LEXEME_OVERHEAD + l->form.n + l->term.n;
    return true;
}

/* ---- order ---- */

struct sortable {
    uint64_t head; /* first eight bytes, big-endian: most comparisons end here */
    struct rhz_span key;
    uint32_t number;
};

static int by_key(const void *a, const void *b)
{
    const struct sortable *x = a, *y = b;

    if (x->head != y->head)
        return x->head < y->head ? -1 : 1;
    return rhz_span_cmp(x->key, y->key);
}

uint32_t *rhz_terms_sorted(const struct rhz_terms *t)
{
    struct sortable *v = t->n ? malloc(t->n * sizeof *v) : NULL;
    uint32_t *numbers = t->n ? malloc(t->n * sizeof *numbers) : NULL;
    size_t i;

    if (v && numbers) {
        for (i = 0; i < t->n; i++) {
            unsigned char head[8] = {0};
            memcpy(head, t->terms[i].key.p, t->terms[i].key.n < 8 ? t->terms[i].key.n : 8);
            v[i] = (struct sortable){rhz_be64(head), t->terms[i].key, (uint32_t)i};
        }
        qsort(v, t->n, sizeof *v, by_key);
        for (i = 0; i < t->n; i++)
            numbers[i] = v[i].number;
    } else {
        free(numbers);
        numbers = NULL;
    }
    free(v);
    return numbers;
}
