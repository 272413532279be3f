/* given_names.c -- first names alone.
 *
 * In a team's list a first name is a person. It is the one that the document also gives in full, when there is exactly
 * one of that first name who does not act for another body: the Maud of the team is not the Maud of the prefecture.
 * Elsewhere a first name alone is the last person of that name in full in the same block, else the team's, else the
 * only one in the document; otherwise nobody.
 */
#include "people.h"

static size_t first_word_of(struct rhz_span name)
{
    const char *blank = memchr(name.p, ' ', name.n);
    return blank ? (size_t)(blank - name.p) : name.n;
}

/* The only person with this first name and a surname; RHZ_NONE: nobody or several. */
static uint32_t only_full_name(const struct rhz_people *p, const char *key, size_t n, bool ours)
{
    uint32_t found = RHZ_NONE;
    size_t count = rhz_facts_count(p->x->facts);
    for (uint32_t e = 0; e < count; e++) {
        const struct rhz_document_entity *entity = rhz_facts_get_entity(p->x->facts, e);
        char first[RHZ_FOLD_MAX];
        size_t m = first_word_of(entity->name);
        if (entity->kind != RHZ_PERSONNE || m == entity->name.n || (ours && rhz_is_elsewhere(p, e)))
            continue;
        size_t k = rhz_fold_key(rhz_span(entity->name.p, m), first);
        if (k != n || memcmp(first, key, n) != 0)
            continue;
        if (found != RHZ_NONE)
            return RHZ_NONE;
        found = e;
    }
    return found;
}

static const struct rhz_first_name *known_first_name(const struct rhz_people *p, const char *key, size_t n)
{
    for (size_t i = 0; i < p->n_first_names; i++)
        if (p->first_names[i].n == n && memcmp(p->first_names[i].key, key, n) == 0)
            return &p->first_names[i];
    return NULL;
}

uint32_t rhz_first_name_entity(struct rhz_people *p, struct rhz_part at)
{
    struct rhz_extraction *x = p->x;
    struct rhz_span written = rhz_document_slice(x->document, at.start, at.end);
    char key[RHZ_FOLD_MAX];
    size_t n = rhz_fold_key(written, key);
    const struct rhz_first_name *known = known_first_name(p, key, n);
    uint32_t e = known ? known->entity : only_full_name(p, key, n, true);
    struct rhz_span name = e == RHZ_NONE ? written : rhz_facts_get_entity(x->facts, e)->name;
    e = rhz_facts_entity(x->facts, RHZ_PERSONNE, RHZ_SUB_NONE, name, at.start, at.end);
    if (known || e == RHZ_NONE || n == 0)
        return e;
    if (!RHZ_PUSH(x->arena, p->first_names, p->n_first_names, p->cap_first_names))
        return RHZ_NONE;
    struct rhz_first_name *f = &p->first_names[p->n_first_names++];
    memcpy(f->key, key, n);
    f->n = n;
    f->entity = e;
    return e;
}

/* Whom the word i of a block stands for. `last`: the persons named in full earlier in the block. */
static uint32_t stands_for(struct rhz_people *p, struct rhz_words *ws, size_t i, const uint32_t *last, size_t n_last)
{
    char key[RHZ_FOLD_MAX], first[RHZ_FOLD_MAX];
    size_t n = rhz_fold_key(rhz_word_span(ws, i), key);
    const struct rhz_first_name *known = n ? known_first_name(p, key, n) : NULL;
    unsigned f = rhz_word_flags(ws, i);
    if (n == 0 || (!known && (rhz_gaz_given(f) < 1 || rhz_gaz_word(f) >= 2)))
        return RHZ_NONE;
    for (size_t k = n_last; k-- > 0;) {
        struct rhz_span name = rhz_facts_get_entity(p->x->facts, last[k])->name;
        if (rhz_fold_key(rhz_span(name.p, first_word_of(name)), first) == n && memcmp(first, key, n) == 0)
            return last[k];
    }
    return known ? known->entity : only_full_name(p, key, n, false);
}

/* A word that other words make longer is not a first name alone. */
static bool stands_alone(struct rhz_words *ws, size_t i)
{
    if (ws->w[i].shape != RHZ_WORD_CAPITAL || (rhz_word_joined(ws, i + 1) && rhz_word_capital(ws, i + 1)))
        return false;
    if (i > 0 && rhz_word_joined(ws, i) && (rhz_word_capital(ws, i - 1) || rhz_word_in(ws, i - 1, " saint sainte rue lycee "
                                            "ecole college avenue place prix ile region ville ")))
        return i == 1 && rhz_word_in(ws, 0, " avec pour par chez et a selon ");
    return true;
}

bool rhz_spread_first_names(struct rhz_people *p)
{
    enum { LAST = 8 };
    const struct rhz_document *d = p->x->document;
    struct rhz_words *ws = &p->ws;
    for (size_t b = 0; b < d->n_blocks; b++) {
        uint32_t last[LAST];
        size_t n_last = 0;
        if (!rhz_words_cut(ws, d->blocks[b].start, d->blocks[b].end))
            return false;
        for (size_t i = 0; i < ws->n; i++) {
            if (!rhz_word_capital(ws, i))
                continue;
            uint32_t there = rhz_facts_at(p->x->facts, ws->w[i].start);
            if (there != RHZ_NONE) {
                bool person = rhz_facts_get_entity(p->x->facts, there)->kind == RHZ_PERSONNE;
                if (person && (n_last == 0 || last[n_last - 1] != there))
                    last[n_last < LAST ? n_last++ : LAST - 1] = there;
                continue;
            }
            if (!stands_alone(ws, i))
                continue;
            uint32_t e = stands_for(p, ws, i, last, n_last);
            if (e == RHZ_NONE)
                continue;
            if (!rhz_facts_mention(p->x->facts, e, ws->w[i].start, ws->w[i].end))
                return false;
        }
    }
    return true;
}
