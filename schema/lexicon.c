/* lexicon.c -- interned lexemes and the cache of spellings in front of them.
 *
 * Both tables are open addressing with linear probing. A slot holds short keys whole, as nine words in ten are: a
 * look-up then touches one cache line and the lexeme. Longer keys lie in the arena, behind half of the hash, which
 * tells them apart all but always. Tables grow at 3/4 and shrink at forget only.
 */
#include "lexicon.h"

#include <stdlib.h>

#include "codec.h"
#include "ordinal.h"
#include "stem.h"

enum { SHORT_KEY = 11 };

struct slot {
    const struct rhz_lexeme *lexeme; /* NULL: empty */
    const char *key;                 /* of all its bytes */
    uint32_t tag;                    /* high half of the hash */
    uint8_t n;                       /* bytes of the key: RHZ_WORD_BYTES fits */
    char head[SHORT_KEY];            /* the key when it fits */
};

struct table {
    struct slot *slots;
    size_t mask, used;
};

struct rhz_lexicon {
    struct table spellings, forms;
    struct rhz_arena *arena;
    struct rhz_stemmer *stemmer;
    uint32_t n;
};

enum { FIRST_SLOTS = 1 << 12, KEPT_SLOTS = 1 << 16 };

/* ---- tables ---- */

static bool table_init(struct table *t, size_t slots)
{
    t->slots = calloc(slots, sizeof *t->slots);
    t->mask = slots - 1;
    t->used = 0;
    return t->slots != NULL;
}

static bool same_bytes(const char *a, const char *b, size_t n, size_t width)
{
    return memcmp(a, b, width) == 0 && memcmp(a + n - width, b + n - width, width) == 0;
}

/* Up to 16 bytes, by overlapping loads of fixed width: no call, no loop. */
static bool same_short(const char *a, const char *b, size_t n)
{
    if (n >= 8)
        return same_bytes(a, b, n, 8);
    if (n >= 4)
        return same_bytes(a, b, n, 4);
    if (n >= 2)
        return same_bytes(a, b, n, 2);
    return n == 0 || *a == *b;
}

static bool is_key(const struct slot *s, struct rhz_span key, uint32_t tag)
{
    if (s->tag != tag || s->n != key.n)
        return false;
    return key.n <= SHORT_KEY ? same_short(s->head, key.p, key.n) : memcmp(s->key, key.p, key.n) == 0;
}

static struct slot *table_find(const struct table *t, struct rhz_span key, uint64_t hash)
{
    uint32_t tag = (uint32_t)(hash >> 32);
    size_t i = hash & t->mask;

    while (t->slots[i].lexeme && !is_key(&t->slots[i], key, tag))
        i = (i + 1) & t->mask;
    return &t->slots[i];
}

static bool table_grow(struct table *t)
{
    struct table larger;
    size_t i;

    if (t->mask >= SIZE_MAX / 4 / sizeof(struct slot) || !table_init(&larger, (t->mask + 1) * 2))
        return false;
    for (i = 0; i <= t->mask; i++) {
        struct slot *s = &t->slots[i];
        struct rhz_span key;
        if (!s->lexeme)
            continue;
        key = rhz_span(s->key, s->n);
        *table_find(&larger, key, rhz_hash64(key)) = *s;
        larger.used++;
    }
    free(t->slots);
    *t = larger;
    return true;
}

/* `key` lives as long as the epoch. */
static bool table_add(struct table *t, struct rhz_span key, uint64_t hash, const struct rhz_lexeme *lexeme)
{
    struct slot *s;

    if (t->used >= (t->mask + 1) / 4 * 3 && !table_grow(t))
        return false;
    s = table_find(t, key, hash);
    s->lexeme = lexeme;
    s->key = key.p;
    s->tag = (uint32_t)(hash >> 32);
    s->n = (uint8_t)key.n;
    memcpy(s->head, key.p, key.n < SHORT_KEY ? key.n : SHORT_KEY);
    t->used++;
    return true;
}

static void table_forget(struct table *t)
{
    struct table small;

    if (t->mask >= KEPT_SLOTS && table_init(&small, FIRST_SLOTS)) {
        free(t->slots);
        *t = small;
        return;
    }
    memset(t->slots, 0, (t->mask + 1) * sizeof *t->slots);
    t->used = 0;
}

/* ---- life cycle ---- */

struct rhz_lexicon *rhz_lexicon_new(void)
{
    struct rhz_lexicon *x = calloc(1, sizeof *x);

    if (!x)
        return NULL;
    x->arena = rhz_arena_new();
    x->stemmer = rhz_stemmer_new();
    if (x->arena && x->stemmer && table_init(&x->spellings, FIRST_SLOTS) && table_init(&x->forms, FIRST_SLOTS))
        return x;
    rhz_lexicon_free(x);
    return NULL;
}

void rhz_lexicon_free(struct rhz_lexicon *x)
{
    if (!x)
        return;
    free(x->spellings.slots);
    free(x->forms.slots);
    rhz_stemmer_free(x->stemmer);
    rhz_arena_free(x->arena);
    free(x);
}

void rhz_lexicon_forget(struct rhz_lexicon *x)
{
    table_forget(&x->spellings);
    table_forget(&x->forms);
    rhz_arena_reset(x->arena);
    x->n = 0;
}

uint32_t rhz_lexicon_count(const struct rhz_lexicon *x)
{
    return x->n;
}

/* ---- lexemes ---- */

/* 2023, 70000, 1,3, 27e: what the analyzer and ordinal.c write as numbers. */
static bool is_number(struct rhz_span form)
{
    size_t i = 0;

    while (i < form.n && ((form.p[i] >= '0' && form.p[i] <= '9') || (form.p[i] == ',' && i > 0)))
        i++;
    if (i == 0 || i == form.n)
        return i > 0;
    return rhz_ordinal_value(form) != 0;
}

static struct rhz_lexeme *make_lexeme(struct rhz_lexicon *x, struct rhz_span form, unsigned flags)
{
    struct rhz_lexeme *l = rhz_arena_alloc(x->arena, sizeof *l);
    char folded_bytes[RHZ_WORD_BYTES + 4];
    struct rhz_span folded;

    if (!l)
        return NULL;
    folded = rhz_span(folded_bytes, rhz_fold_into(form, folded_bytes, sizeof folded_bytes));
    l->form = rhz_arena_copy(x->arena, form);
    l->term = rhz_arena_copy(x->arena, flags & RHZ_LEXEME_ADDRESS ? folded : rhz_stem(x->stemmer, folded));
    if (!l->form.p || !l->term.p)
        return NULL;
    if (l->term.n == 0) /* a form of marks alone: nothing to fold to */
        l->term = l->form;
    if (is_number(form))
        flags |= RHZ_LEXEME_NUMBER;
    else if (rhz_is_stop_word(form, folded))
        flags |= RHZ_LEXEME_STOP;
    l->flags = (uint8_t)flags;
    l->id = x->n;
    return l;
}

const struct rhz_lexeme *rhz_lexicon_form(struct rhz_lexicon *x, struct rhz_span form, unsigned flags)
{
    uint64_t hash = rhz_hash64(form);
    struct slot *s = table_find(&x->forms, form, hash);
    struct rhz_lexeme *l;

    if (s->lexeme)
        return s->lexeme;
    l = make_lexeme(x, form, flags);
    if (!l || !table_add(&x->forms, l->form, hash, l))
        return NULL;
    x->n++;
    return l;
}

static const struct rhz_lexeme *new_word(struct rhz_lexicon *x, struct rhz_span raw, uint64_t hash)
{
    char form[RHZ_WORD_BYTES + 4];
    const struct rhz_lexeme *l;
    size_t n = rhz_ordinal_form(raw, form);

    if (n == 0)
        n = rhz_word_form(raw, form);
    if (n == 0) { /* nothing that composes (utf8proc refused): keep the bytes, they are well formed */
        n = raw.n < RHZ_WORD_BYTES ? raw.n : rhz_utf8_floor(raw, RHZ_WORD_BYTES);
        memcpy(form, raw.p, n);
    }
    l = rhz_lexicon_form(x, rhz_span(form, n), 0);
    if (!l)
        return NULL;
    /* most words are spelled as their form: one copy serves both tables */
    raw = rhz_span_eq(raw, l->form) ? l->form : rhz_arena_copy(x->arena, raw);
    return raw.p && table_add(&x->spellings, raw, hash, l) ? l : NULL;
}

uint64_t rhz_lexicon_expect(const struct rhz_lexicon *x, struct rhz_span raw)
{
    uint64_t hash = rhz_hash64(raw);

    __builtin_prefetch(&x->spellings.slots[hash & x->spellings.mask]);
    return hash;
}

const struct rhz_lexeme *rhz_lexicon_word(struct rhz_lexicon *x, struct rhz_span raw, uint64_t hash)
{
    struct slot *s = table_find(&x->spellings, raw, hash);

    return s->lexeme ? s->lexeme : new_word(x, raw, hash);
}
