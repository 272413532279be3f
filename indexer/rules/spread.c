/* spread.c -- every place where something of this document is named in full becomes a mention of it.
 *
 * Lists and titles teach names that no form announces elsewhere: once a list says that X is a structure, X in a
 * sentence is that structure. Names are compared folded, word by word, and must begin with a capital or a digit there,
 * so that a programme whose name is a common word is not met in every sentence.
 */
#include "recognise.h"

#include <xxhash.h>

struct known {
    char key[RHZ_FOLD_MAX];
    uint32_t n, entity;
    uint32_t next; /* index + 1 of the next name with the same first word */
};

struct spread {
    struct rhz_extraction *x;
    struct known *names;
    size_t n, cap;
    uint32_t *slots;
    size_t n_slots;
};

static size_t first_word(const char *key, size_t n)
{
    const char *blank = memchr(key, ' ', n);
    return blank ? (size_t)(blank - key) : n;
}

/* The key of a name, its leading article dropped when more follows: "La Ruche" is met as "à la Ruche". */
static bool add_name(struct spread *s, uint32_t entity, struct rhz_span name)
{
    static const char *const articles[] = {"la ", "le ", "les ", "l "};
    if (!RHZ_PUSH(s->x->arena, s->names, s->n, s->cap))
        return false;
    struct known *k = &s->names[s->n];
    size_t n = rhz_fold_key(name, k->key);
    const char *after = memchr(name.p, ' ', name.n); /* "La commande inversée": without its article no capital tells it */
    bool small = name.n > 4 && after && after - name.p <= 3 && after + 1 < name.p + name.n && after[1] >= 'a' && after[1] <= 'z' && name.p[0] == 'L';
    for (size_t a = 0; a < sizeof articles / sizeof *articles; a++) {
        size_t m = strlen(articles[a]);
        if (n > m + 2 && memcmp(k->key, articles[a], m) == 0 && !small) {
            memmove(k->key, k->key + m, n -= m);
            break;
        }
    }
    if (n < 3)
        return true;
    k->n = (uint32_t)n;
    k->entity = entity;
    s->n++;
    return true;
}

static bool gather(struct spread *s)
{
    size_t count = rhz_facts_count(s->x->facts);
    for (uint32_t e = 0; e < count; e++) {
        const struct rhz_document_entity *entity = rhz_facts_get_entity(s->x->facts, e);
        bool person = entity->kind == RHZ_PERSONNE;
        if (entity->kind == RHZ_EVENEMENT || (person && !memchr(entity->name.p, ' ', entity->name.n)))
            continue;
        if (!add_name(s, e, entity->name))
            return false;
    }
    for (s->n_slots = 64; s->n_slots < 2 * s->n;)
        s->n_slots *= 2;
    if (!(s->slots = rhz_arena_zalloc(s->x->arena, s->n_slots, sizeof *s->slots)))
        return false;
    for (size_t i = 0; i < s->n; i++) {
        struct known *k = &s->names[i];
        uint32_t *slot = &s->slots[XXH3_64bits(k->key, first_word(k->key, k->n)) & (s->n_slots - 1)];
        k->next = *slot;
        *slot = (uint32_t)i + 1;
    }
    return true;
}

/* Limit of the words from i that spell `key` exactly, i when they do not. */
static size_t spelled(const struct rhz_words *ws, size_t i, const struct known *k)
{
    size_t at = 0;
    for (size_t w = i; w < ws->n && w < i + 12 && (w == i || rhz_word_joined(ws, w)); w++) {
        const struct rhz_name_form *form = rhz_name_form_of(ws, w);
        const char *key = form->key + 1;
        size_t n = form->n_key;
        if (at > 0) {
            if (at >= k->n || k->key[at] != ' ')
                return i;
            at++;
        }
        if (n == 0 || n > k->n - at || memcmp(k->key + at, key, n) != 0)
            return i;
        at += n;
        if (at == k->n)
            return w + 1;
    }
    return i;
}

static bool spread_words(struct spread *s, const struct rhz_words *ws)
{
    for (size_t i = 0; i < ws->n;) {
        size_t longest = i;
        uint32_t entity = 0;
        if (ws->w[i].shape != RHZ_WORD_LOWER) {
            const struct rhz_name_form *form = rhz_name_form_of(ws, i);
            const char *key = form->key + 1;
            size_t n = form->compound ? first_word(key, form->n_key) : form->n_key;
            uint32_t at = n ? s->slots[XXH3_64bits(key, n) & (s->n_slots - 1)] : 0;
            for (; at; at = s->names[at - 1].next) {
                size_t limit = spelled(ws, i, &s->names[at - 1]);
                if (limit > longest || (limit == longest && limit > i && s->names[at - 1].entity < entity)) {
                    longest = limit;
                    entity = s->names[at - 1].entity;
                }
            }
        }
        if (longest == i) {
            i++;
            continue;
        }
        uint32_t there = rhz_facts_at(s->x->facts, ws->w[i].start);
        if ((there == RHZ_NONE || there == entity) && !rhz_facts_mention(s->x->facts, entity, ws->w[i].start, ws->w[longest - 1].end))
            return false;
        i = longest;
    }
    return true;
}

rhz_status rhz_spread_names(struct rhz_extraction *x, struct rhz_error *err)
{
    const struct rhz_document *d = x->document;
    struct spread s = {.x = x};
    struct rhz_words ws = {.gazetteer = x->gazetteer, .text = d->text, .arena = x->arena};
    bool ok = gather(&s);
    for (size_t b = 0; ok && s.n > 0 && b < d->n_blocks; b++)
        ok = rhz_words_cut(&ws, d->blocks[b].start, d->blocks[b].end) && spread_words(&s, &ws);
    return ok ? RHZ_OK : rhz_no_memory(err);
}
