/* lexicon.c -- interned lexemes and the cache of spellings in front of them.
 *
 * Both tables are open addressing with linear probing over slots that hold half of the hash, so that a miss costs no
 * pointer chase; they grow at 3/4 and never shrink but at forget. Spellings and lexemes live in one arena. The cache
 * of spellings could be dropped at any time; lexemes cannot, callers hold them.
 */
#include "lexicon.h"

#include <stdlib.h>

#include "codec.h"
#include "ordinal.h"
#include "stem.h"

struct slot {
    uint32_t tag; /* high half of the hash; 0 with entry NULL: empty */
    uint32_t n;   /* bytes of the key */
    const struct entry *entry;
};

/* A spelling with its lexeme, or (key: the form) the lexeme itself. */
struct entry {
    const struct rhz_lexeme *lexeme;
    char key[];
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

static struct slot *table_find(const struct table *t, struct rhz_span key, uint64_t hash)
{
    uint32_t tag = (uint32_t)(hash >> 32);
    size_t i = hash & t->mask;

    for (;; i = (i + 1) & t->mask) {
        struct slot *s = &t->slots[i];
        if (!s->entry || (s->tag == tag && s->n == key.n && memcmp(s->entry->key, key.p, key.n) == 0))
            return s;
    }
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
        if (!s->entry)
            continue;
        key = rhz_span(s->entry->key, s->n);
        *table_find(&larger, key, rhz_hash64(key)) = *s;
        larger.used++;
    }
    free(t->slots);
    *t = larger;
    return true;
}

static bool table_add(struct rhz_lexicon *x, struct table *t, struct rhz_span key, uint64_t hash,
                      const struct rhz_lexeme *lexeme)
{
    struct entry *e;

    if (t->used >= (t->mask + 1) / 4 * 3 && !table_grow(t))
        return false;
    e = rhz_arena_alloc(x->arena, sizeof *e + key.n);
    if (!e)
        return false;
    e->lexeme = lexeme;
    memcpy(e->key, key.p, key.n);
    *table_find(t, key, hash) = (struct slot){(uint32_t)(hash >> 32), (uint32_t)key.n, e};
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

    if (s->entry)
        return s->entry->lexeme;
    l = make_lexeme(x, form, flags);
    if (!l || !table_add(x, &x->forms, form, hash, l))
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
    return l && table_add(x, &x->spellings, raw, hash, l) ? l : NULL;
}

const struct rhz_lexeme *rhz_lexicon_word(struct rhz_lexicon *x, struct rhz_span raw)
{
    uint64_t hash = rhz_hash64(raw);
    struct slot *s = table_find(&x->spellings, raw, hash);

    return s->entry ? s->entry->lexeme : new_word(x, raw, hash);
}
