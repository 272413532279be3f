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
    free(f->words);
    free(f->word_slots);
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

static inline uint64_t load(const char *p, size_t n)
{
    uint64_t v = 0;
    memcpy(&v, p, n);
    return v;
}

/* Of short words, in a few instructions: both ends, which overlap or leave nothing out. */
static uint64_t hash_of(struct rhz_span s)
{
    uint64_t a, b;
    if (s.n > 16)
        return XXH3_64bits(s.p, s.n);
    if (s.n >= 8) {
        a = load(s.p, 8);
        b = load(s.p + s.n - 8, 8);
    } else if (s.n >= 4) {
        a = load(s.p, 4);
        b = load(s.p + s.n - 4, 4);
    } else {
        a = load(s.p, s.n);
        b = s.n;
    }
    a = (a ^ b * 0x9E3779B97F4A7C15u ^ s.n << 56) * 0xBF58476D1CE4E5B9u;
    return a ^ a >> 29;
}

static bool grow_slots(struct rhz_name_forms *f)
{
    size_t n = 2 * f->n_slots;
    uint32_t *slots = calloc(n, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < f->n; i++) {
        size_t at = hash_of(rhz_span(rhz_form_written(&f->all[i]), f->all[i].n_written)) & (n - 1);
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
    bool fits = written.n <= sizeof f->all->inlined;
    char *room = rhz_arena_alloc(f->arena, n + 2 + (fits ? 0 : written.n));
    if (!room)
        return false;
    key[0] = key[n + 1] = ' ';
    memcpy(room, key, n + 2);
    f->all[f->n] = (struct rhz_name_form){.key = room, .n_key = (uint8_t)n, .n_written = (uint32_t)written.n, .longer = room + n + 2,
                                          .compound = memchr(room + 1, ' ', n) != NULL};
    memcpy(fits ? f->all[f->n].inlined : room + n + 2, written.p, written.n);
    f->slots[slot] = (uint32_t)++f->n;
    return f->n * 2 < f->n_slots || grow_slots(f);
}

bool rhz_name_form(struct rhz_name_forms *f, struct rhz_span written, uint32_t *index)
{
    size_t at = hash_of(written) & (f->n_slots - 1);
    for (; f->slots[at]; at = (at + 1) & (f->n_slots - 1)) {
        const struct rhz_name_form *form = &f->all[f->slots[at] - 1];
        if (form->n_written == written.n && memcmp(rhz_form_written(form), written.p, written.n) == 0)
            return *index = f->slots[at] - 1, true;
    }
    *index = (uint32_t)f->n;
    return add(f, written, at);
}

/* ---- constants by address ---- */

/* The entry of `address`, or the empty one where it belongs; NULL: the table is full. A power of two of entries. */
static struct rhz_numbered *numbered(struct rhz_numbered *table, size_t n, const void *address)
{
    size_t at = rhz_numbered_slot(address, n);
    for (size_t tries = 0; tries < n; tries++, at = (at + 1) & (n - 1))
        if (table[at].address == address || !table[at].address)
            return &table[at];
    return NULL;
}

unsigned rhz_form_question(struct rhz_name_forms *f, const void *about)
{
    struct rhz_numbered *q = numbered(f->questions, sizeof f->questions / sizeof *f->questions, about);
    if (q && q->address)
        return q->number;
    if (!q || f->n_questions == RHZ_QUESTIONS_MOST)
        return RHZ_QUESTIONS_MOST;
    *q = (struct rhz_numbered){about, f->n_questions++};
    return q->number;
}

/* ---- the words of lists ---- */

static size_t word_slot(const struct rhz_name_forms *f, const char *key, size_t n)
{
    size_t at = hash_of(rhz_span(key, n)) & (f->n_word_slots - 1);
    while (f->word_slots[at] && (f->words[f->word_slots[at] - 1].n != n || memcmp(f->words[f->word_slots[at] - 1].key, key, n) != 0))
        at = (at + 1) & (f->n_word_slots - 1);
    return at;
}

static bool room_for_word(struct rhz_name_forms *f)
{
    if (f->n_words == f->cap_words) {
        size_t cap = f->cap_words ? 2 * f->cap_words : 512;
        struct rhz_list_word *words = realloc(f->words, cap * sizeof *words);
        if (!words)
            return false;
        f->words = words;
        f->cap_words = cap;
    }
    if (2 * f->n_words < f->n_word_slots)
        return true;
    size_t n = f->n_word_slots ? 2 * f->n_word_slots : 1024;
    uint32_t *slots = calloc(n, sizeof *slots);
    if (!slots)
        return false;
    free(f->word_slots);
    f->word_slots = slots;
    f->n_word_slots = n;
    for (size_t i = 0; i < f->n_words; i++)
        slots[word_slot(f, f->words[i].key, f->words[i].n)] = (uint32_t)i + 1;
    return true;
}

/* Enter the words of a list under its number; false: memory is out, and what was entered does no harm. */
static bool enter_list(struct rhz_name_forms *f, const char *list, uint32_t number)
{
    for (const char *p = list; *p;) {
        size_t n = strcspn(p, " ");
        if (n > 0) {
            if (!room_for_word(f))
                return false;
            size_t at = word_slot(f, p, n);
            if (!f->word_slots[at]) {
                f->words[f->n_words] = (struct rhz_list_word){.key = p, .n = (uint32_t)n};
                f->word_slots[at] = (uint32_t)++f->n_words;
            }
            f->words[f->word_slots[at] - 1].lists[number / 64] |= (uint64_t)1 << number % 64;
        }
        p += n + (p[n] == ' ');
    }
    return true;
}

/* The number of a list, entered when it is new; RHZ_LISTS_MOST when it cannot be. */
static uint32_t list_number(struct rhz_name_forms *f, const char *list)
{
    struct rhz_numbered *l = numbered(f->lists, sizeof f->lists / sizeof *f->lists, list);
    if (l && l->address)
        return l->number;
    if (!l || f->n_lists == RHZ_LISTS_MOST || !enter_list(f, list, f->n_lists))
        return RHZ_LISTS_MOST;
    *l = (struct rhz_numbered){list, f->n_lists++};
    return l->number;
}

static bool in_table(const struct rhz_name_forms *f, const char *key, size_t n, uint32_t number)
{
    uint32_t word = f->n_words ? f->word_slots[word_slot(f, key, n)] : 0;
    return word && f->words[word - 1].lists[number / 64] >> number % 64 & 1;
}

bool rhz_listed(const char *key, size_t n, const char *list)
{
    for (const char *p = list; n > 0 && (p = strchr(p, ' ')) != NULL; p++)
        if (strncmp(p + 1, key, n) == 0 && p[n + 1] == ' ')
            return true;
    return false;
}

/* Some part of the key between blanks is in the list. */
static bool part_listed(const struct rhz_name_forms *f, const struct rhz_name_form *form, uint32_t number, const char *list)
{
    const char *key = form->key + 1;
    for (size_t from = 0, k = 0; k <= form->n_key; k++)
        if (k == form->n_key || key[k] == ' ') {
            if (number == RHZ_LISTS_MOST ? rhz_listed(key + from, k - from, list) : in_table(f, key + from, k - from, number))
                return true;
            from = k + 1;
        }
    return false;
}

bool rhz_form_in(struct rhz_name_forms *f, struct rhz_name_form *form, const char *list, bool parts)
{
    if (form->n_key == 0)
        return false;
    uint32_t number = list_number(f, list);
    if (form->compound && !parts) /* two words of a list, side by side, may be meant as one */
        return rhz_listed(form->key + 1, form->n_key, list);
    if (form->compound)
        return part_listed(f, form, number, list);
    if (number == RHZ_LISTS_MOST)
        return rhz_listed(form->key + 1, form->n_key, list);
    if (form->lists_known != f->n_lists) {
        form->in_lists = f->n_words ? f->word_slots[word_slot(f, form->key + 1, form->n_key)] : 0;
        form->lists_known = f->n_lists;
    }
    return form->in_lists && f->words[form->in_lists - 1].lists[number / 64] >> number % 64 & 1;
}
