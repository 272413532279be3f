/* definitions.c -- short names and what they stand for, within one document.
 *
 * An acronym beside the words it is made of ("Agence nationale X (ANX)") is a definition, which other documents may
 * follow. In the same document but apart, it is the likeliest reading and holds here only; so do initials beside one
 * full name, and a programme's name that a table cuts. A short name that two long ones claim is left alone.
 */
#include "definitions.h"

#include <stdlib.h>

#include "resolve_rules.h"

struct search {
    const struct rhz_facts *facts;
    const struct rhz_span *keys;
    struct rhz_arena *arena;
    struct rhz_definition *found;
    size_t n, cap;
};

static bool add(struct search *s, enum rhz_kind kind, struct rhz_span shorter, struct rhz_span longer, bool everywhere)
{
    if (!RHZ_PUSH(s->arena, s->found, s->n, s->cap))
        return false;
    s->found[s->n++] = (struct rhz_definition){.kind = kind, .shorter = shorter, .longer = longer, .everywhere = everywhere};
    return true;
}

/* ---- bodies ---- */

enum { ACRONYM_LEAST = 3, ACRONYM_MOST = 10 };

/* In capitals, or with one capital at its head (Cerema): as acronyms are written. */
static bool is_written_as_acronym(struct rhz_span name, struct rhz_span key)
{
    return key.n >= ACRONYM_LEAST && key.n <= ACRONYM_MOST && !memchr(key.p, ' ', key.n) && name.n > 0 &&
           name.p[0] >= 'A' && name.p[0] <= 'Z';
}

/* Some mention of one stands right before some mention of the other, two bytes between: " (", ", ". */
static bool is_beside(const struct rhz_document_entity *a, const struct rhz_document_entity *b)
{
    size_t i = 0, j = 0;

    while (i < a->n_mentions && j < b->n_mentions) {
        const struct rhz_mention *x = &a->mentions[i], *y = &b->mentions[j];
        if (x->end + 2 == y->start || y->end + 2 == x->start)
            return true;
        if (x->start < y->start)
            i++;
        else
            j++;
    }
    return false;
}

struct long_name {
    unsigned char initial;
    uint32_t entity;
    struct rhz_reading_words words;
};

static int by_initial(const void *a, const void *b)
{
    const struct long_name *x = a, *y = b;

    if (x->initial != y->initial)
        return x->initial < y->initial ? -1 : 1;
    return (x->entity > y->entity) - (x->entity < y->entity);
}

/* Agence nationale X (ANX) de Bretagne, taken as one name. */
static bool add_inner(struct search *s, const struct long_name *l)
{
    const struct rhz_reading_words *w = &l->words;
    size_t i;

    for (i = 3; i < w->n; i++)
        if (w->w[i].n >= ACRONYM_LEAST && rhz_is_acronym_of(w->w[i], w, i))
            return add(s, RHZ_ORGANISATION, w->w[i],
                       rhz_span(w->w[0].p, (size_t)(w->w[i - 1].p + w->w[i - 1].n - w->w[0].p)), true);
    return true;
}

/* The reader already took "ANX" as a form of the agency. */
static bool add_forms(struct search *s, const struct long_name *l)
{
    const struct rhz_document_entity *e = &s->facts->entities[l->entity];
    struct rhz_buf key = {0};
    bool ok = true;
    size_t i;

    for (i = 0; i < e->n_forms && ok; i++) {
        struct rhz_span copy;
        if (e->forms[i].n > ACRONYM_MOST * 2)
            continue;
        rhz_name_key(RHZ_ORGANISATION, e->forms[i], &key);
        if (key.failed || !is_written_as_acronym(e->forms[i], rhz_buf_view(&key)) ||
            !rhz_is_acronym_of(rhz_buf_view(&key), &l->words, l->words.n))
            continue;
        copy = rhz_arena_copy(s->arena, rhz_buf_view(&key));
        ok = copy.p && add(s, RHZ_ORGANISATION, copy, s->keys[l->entity], true);
    }
    ok = ok && !key.failed;
    rhz_buf_free(&key);
    return ok;
}

static size_t list_long_names(const struct search *s, struct long_name *v)
{
    size_t i, n = 0;

    for (i = 0; i < s->facts->n_entities; i++) {
        if (s->facts->entities[i].kind != RHZ_ORGANISATION || !rhz_reading_cut(s->keys[i], &v[n].words) ||
            v[n].words.n < 3)
            continue;
        v[n].initial = (unsigned char)s->keys[i].p[0];
        v[n++].entity = (uint32_t)i;
    }
    if (n)
        qsort(v, n, sizeof *v, by_initial);
    return n;
}

/* What entity `e`, a short name, stands for among the long names that begin with its letter. */
static bool add_acronym(struct search *s, uint32_t e, const struct long_name *v, size_t n)
{
    struct rhz_span key = s->keys[e];
    const struct long_name *whole = NULL, *beside = NULL;
    size_t n_whole = 0, n_beside = 0, i = 0, high = n;

    while (i < high) { /* the first with this initial */
        size_t middle = (i + high) / 2;
        if (v[middle].initial < (unsigned char)key.p[0])
            i = middle + 1;
        else
            high = middle;
    }
    for (; i < n && v[i].initial == (unsigned char)key.p[0]; i++) {
        if (!rhz_is_acronym_of(key, &v[i].words, v[i].words.n))
            continue;
        n_whole++;
        whole = &v[i];
        if (is_beside(&s->facts->entities[e], &s->facts->entities[v[i].entity])) {
            n_beside++;
            beside = &v[i];
        }
    }
    if (n_beside == 1)
        return add(s, RHZ_ORGANISATION, key, s->keys[beside->entity], true);
    return n_beside || n_whole != 1 || add(s, RHZ_ORGANISATION, key, s->keys[whole->entity], false);
}

static bool find_acronyms(struct search *s)
{
    struct long_name *v = rhz_arena_alloc(s->arena, (s->facts->n_entities + 1) * sizeof *v);
    size_t i, n = v ? list_long_names(s, v) : 0;

    for (i = 0; i < n; i++)
        if (!add_inner(s, &v[i]) || !add_forms(s, &v[i]))
            return false;
    for (i = 0; i < s->facts->n_entities; i++)
        if (s->facts->entities[i].kind == RHZ_ORGANISATION &&
            is_written_as_acronym(s->facts->entities[i].name, s->keys[i]) && !add_acronym(s, (uint32_t)i, v, n))
            return false;
    return v != NULL;
}

/* A ministry whose title a line cuts short ("ministère du plein"), beside the only one whose title goes on. */
static bool find_cut_titles(struct search *s)
{
    static const char head[] = "ministere ";
    size_t i, j;

    for (i = 0; i < s->facts->n_entities; i++) {
        struct rhz_span key = s->keys[i], whole = {"", 0};
        size_t n_whole = 0;
        if (s->facts->entities[i].kind != RHZ_ORGANISATION || key.n < sizeof head || memcmp(key.p, head, sizeof head - 1) != 0)
            continue;
        for (j = 0; j < s->facts->n_entities; j++) {
            struct rhz_span other = s->keys[j];
            if (s->facts->entities[j].kind != RHZ_ORGANISATION || other.n <= key.n || memcmp(other.p, key.p, key.n) != 0 ||
                other.p[key.n] != ' ')
                continue;
            n_whole++;
            whole = other;
        }
        if (n_whole == 1 && !add(s, RHZ_ORGANISATION, key, whole, false))
            return false;
    }
    return true;
}

/* ---- persons ---- */

struct bearer {
    struct rhz_person person;
    uint32_t entity;
};

static int by_surname(const void *a, const void *b)
{
    const struct bearer *x = a, *y = b;
    int c = rhz_span_cmp(x->person.joined, y->person.joined);

    return c ? c : (x->entity > y->entity) - (x->entity < y->entity);
}

/* Bearers [from, to) of one surname: whom do the initials of each mean? */
static bool add_initials(struct search *s, const struct bearer *v, size_t from, size_t to)
{
    size_t i, j;

    for (i = from; i < to; i++) {
        size_t n_full = 0, full = 0;
        bool short_side;
        if (!v[i].person.initials)
            continue;
        for (j = from; j < to; j++)
            if (!v[j].person.initials &&
                rhz_persons_link(&v[i].person, &v[j].person, &short_side) == RHZ_LINK_INITIALS && short_side) {
                n_full++;
                full = j;
            }
        if (n_full == 1 && !add(s, RHZ_PERSONNE, s->keys[v[i].entity], s->keys[v[full].entity], false))
            return false;
    }
    return true;
}

static bool find_initials(struct search *s)
{
    struct bearer *v = rhz_arena_alloc(s->arena, (s->facts->n_entities + 1) * sizeof *v);
    size_t i, j, n = 0;

    if (!v)
        return false;
    for (i = 0; i < s->facts->n_entities; i++) {
        if (s->facts->entities[i].kind != RHZ_PERSONNE)
            continue;
        if (!rhz_person_read(s->facts->entities[i].name, NULL, s->arena, &v[n].person))
            return false;
        v[n].entity = (uint32_t)i;
        n += v[n].person.n_given > 0;
    }
    if (n)
        qsort(v, n, sizeof *v, by_surname);
    for (i = 0; i < n; i = j) {
        for (j = i + 1; j < n && rhz_span_eq(v[i].person.joined, v[j].person.joined);)
            j++;
        if (!add_initials(s, v, i, j))
            return false;
    }
    return true;
}

/* ---- programmes ---- */

static int by_key(const void *a, const void *b)
{
    return rhz_span_cmp(*(const struct rhz_span *)a, *(const struct rhz_span *)b);
}

/* "tronçons com" for "tronçons communs": the same words, the last one cut. */
static bool is_cut_short(struct rhz_span cut, struct rhz_span whole)
{
    const char *last = memrchr(cut.p, ' ', cut.n);

    return last && (size_t)(cut.p + cut.n - last) > 3 && whole.n > cut.n + 1 && memcmp(cut.p, whole.p, cut.n) == 0 &&
           !memchr(whole.p + cut.n, ' ', whole.n - cut.n);
}

static bool find_cut_names(struct search *s)
{
    struct rhz_span *v = rhz_arena_alloc(s->arena, (s->facts->n_entities + 1) * sizeof *v);
    size_t i, j, n = 0;

    if (!v)
        return false;
    for (i = 0; i < s->facts->n_entities; i++)
        if (s->facts->entities[i].kind == RHZ_PROGRAMME && s->keys[i].n)
            v[n++] = s->keys[i];
    if (n)
        qsort(v, n, sizeof *v, by_key);
    for (i = 0; i < n; i++) {
        size_t n_whole = 0, whole = 0;
        for (j = i + 1; j < n && v[j].n > v[i].n && memcmp(v[j].p, v[i].p, v[i].n) == 0; j++)
            if (is_cut_short(v[i], v[j])) {
                n_whole++;
                whole = j;
            }
        if (n_whole == 1 && !add(s, RHZ_PROGRAMME, v[i], v[whole], false))
            return false;
    }
    return true;
}

/* A vocabulary says so, and it holds everywhere. */
static bool find_other_names(struct search *s)
{
    struct rhz_buf key = {0};
    bool ok = true;

    for (size_t i = 0; i < s->facts->n_statements && ok; i++) {
        const struct rhz_statement *x = &s->facts->statements[i];
        enum rhz_kind kind;
        struct rhz_span copy;

        if (x->property != RHZ_PROPERTY_AUTRE_NOM || x->subject >= s->facts->n_entities)
            continue;
        kind = (enum rhz_kind)s->facts->entities[x->subject].kind;
        rhz_name_key(kind, x->label, &key);
        if (!key.n || rhz_span_eq(rhz_buf_view(&key), s->keys[x->subject]))
            continue;
        copy = rhz_arena_copy(s->arena, rhz_buf_view(&key));
        ok = copy.p && add(s, kind, copy, s->keys[x->subject], true);
    }
    ok = ok && !key.failed;
    rhz_buf_free(&key);
    return ok;
}

bool rhz_definitions_find(const struct rhz_facts *f, const struct rhz_span *keys, struct rhz_arena *arena,
                          struct rhz_definition **out, size_t *n)
{
    struct search s = {.facts = f, .keys = keys, .arena = arena};
    bool ok = find_acronyms(&s) && find_cut_titles(&s) && find_initials(&s) && find_cut_names(&s) &&
              find_other_names(&s);

    *out = s.found;
    *n = s.n;
    return ok;
}
