/* resolve.c -- document entities -> components.
 *
 * Entities that read alike (resolve_readings.c) are folded into one profile; all later work is on profiles, whose
 * number is that of distinct names, not of documents. Profiles that share a block are compared; what links two of
 * them is kept with its strength, and the strongest links join first. A link that would bring together two profiles
 * that contradict each other is left out: that is how a component is cut, and where the cut falls depends on names
 * alone, since profiles are in order of kind and reading.
 */
#include "resolve.h"

#include <stdlib.h>

#include "codec.h"
#include "resolve_profiles.h"

/* Within a block larger than this a profile is compared with as many that follow it in order, so that a surname borne
 * by a hundred thousand costs time in proportion. Blocks already hold one kind and, for persons, one given name. */
enum { BLOCK_MOST = 1000 };
/* Two components of together more readings than this have nothing in common but a chain of accidents. */
enum { COMPONENT_MOST = 64 };

/* "These two may be one": profiles that share a block are compared. */
struct proposal {
    uint64_t block;
    uint32_t profile;
};

struct link {
    uint32_t a, b;     /* a < b */
    uint8_t strength;  /* enum rhz_link_strength */
    bool a_is_short;
};

struct linking {
    struct rhz_profiles *profiles;
    const struct rhz_gazetteer *gazetteer;
    struct rhz_buf proposals; /* struct proposal */
    struct rhz_buf links;     /* struct link */
    uint32_t *parent, *next, *size; /* union-find; members of a component in a ring; sizes of roots */
};

/* ---- blocks ---- */

static void propose(struct linking *l, uint32_t profile, struct rhz_buf *block)
{
    struct proposal x = {rhz_hash64(rhz_buf_view(block)), profile};

    l->proposals.failed = l->proposals.failed || block->failed;
    rhz_buf_append(&l->proposals, &x, sizeof x);
}

static void put_word(struct rhz_buf *b, struct rhz_span w)
{
    rhz_buf_span(b, w);
    rhz_buf_byte(b, 0);
}

/* One letter of the given name and each word of the surname: initials, halves of surnames. All of the given name and
 * the head or tail of the surname: misspellings, which spare one of the two. */
static void propose_person(struct linking *l, uint32_t number, struct rhz_buf *b)
{
    enum { HEAD = 2, TAIL = 3 };
    const struct rhz_person *p = &l->profiles->v[number].person;
    size_t i, j;

    if (p->n_given == 0)
        return;
    for (i = 0; i < p->n_surname; i++) {
        if (p->surname[i].n < 3)
            continue;
        rhz_buf_reset(b);
        rhz_buf_byte(b, 'i');
        rhz_buf_byte(b, (unsigned char)p->given[0].p[0]);
        rhz_buf_span(b, p->surname[i]);
        propose(l, number, b);
    }
    for (i = 0; i < 2 && p->joined.n > TAIL; i++) {
        rhz_buf_reset(b);
        rhz_buf_byte(b, i ? 't' : 'h');
        for (j = 0; j < p->n_given; j++)
            put_word(b, p->given[j]);
        rhz_buf_append(b, i ? p->joined.p + p->joined.n - TAIL : p->joined.p, i ? TAIL : HEAD);
        propose(l, number, b);
    }
}

/* All words but one: a misspelt word. Words up to an "et": the head of a ministry's title. */
static void propose_body(struct linking *l, uint32_t number, struct rhz_buf *b)
{
    enum { LONG_WORD = 6, WORDS_MOST = 12 };
    struct rhz_reading_words w;
    size_t i, j;

    if (!rhz_reading_cut(l->profiles->v[number].reading, &w) || w.n < 2)
        return;
    for (i = 0; i < w.n && w.n >= 3 && w.n <= WORDS_MOST; i++) {
        if (w.w[i].n < LONG_WORD)
            continue;
        rhz_buf_reset(b);
        rhz_buf_byte(b, 'w');
        rhz_buf_byte(b, (unsigned char)i);
        for (j = 0; j < w.n; j++)
            put_word(b, j == i ? rhz_span("", 0) : w.w[j]);
        propose(l, number, b);
    }
    if (!rhz_reading_word_is(&w, 0, "ministere"))
        return;
    rhz_buf_reset(b);
    rhz_buf_byte(b, 'm');
    for (i = 0; i <= w.n; i++) {
        if (i == w.n || (i > 1 && rhz_reading_word_is(&w, i, "et")))
            propose(l, number, b);
        if (i < w.n)
            put_word(b, w.w[i]);
    }
}

/* One number, whatever the names. */
static void propose_numbers(struct linking *l, uint32_t number, struct rhz_buf *b)
{
    const struct rhz_span numbers[] = {l->profiles->v[number].rna, l->profiles->v[number].siren};
    size_t i;

    for (i = 0; i < 2; i++) {
        if (numbers[i].n == 0)
            continue;
        rhz_buf_reset(b);
        rhz_buf_byte(b, 'n');
        rhz_buf_span(b, numbers[i]);
        propose(l, number, b);
    }
}

static int by_block(const void *a, const void *b)
{
    const struct proposal *x = a, *y = b;

    if (x->block != y->block)
        return x->block < y->block ? -1 : 1;
    return (x->profile > y->profile) - (x->profile < y->profile);
}

/* One number means one thing, but for names that cannot be of one sort: then a document took a number for another's. */
static bool is_identical(const struct rhz_profile *x, const struct rhz_profile *y)
{
    if (!rhz_profiles_identical(x, y))
        return false;
    return x->kind == RHZ_PERSONNE ? rhz_persons_agree(&x->person, &y->person)
                                   : x->kind != RHZ_ORGANISATION || rhz_bodies_same_sort(x->reading, y->reading);
}

static void compare(struct linking *l, uint32_t a, uint32_t b)
{
    const struct rhz_profile *x = &l->profiles->v[a], *y = &l->profiles->v[b];
    struct link k = {.a = a, .b = b};

    if (x->kind != y->kind || a == b || x->alone || y->alone)
        return;
    if (is_identical(x, y))
        k.strength = RHZ_LINK_IDENTIFIER;
    else if (x->kind == RHZ_PERSONNE)
        k.strength = (uint8_t)rhz_persons_link(&x->person, &y->person, &k.a_is_short);
    else if (x->kind == RHZ_ORGANISATION)
        k.strength = (uint8_t)rhz_bodies_link(x->reading, y->reading, l->gazetteer, &k.a_is_short);
    if (k.strength)
        rhz_buf_append(&l->links, &k, sizeof k);
}

static bool compare_blocks(struct linking *l)
{
    struct rhz_buf block = {0};
    struct proposal *v;
    size_t n, i, j, end;

    for (i = 0; i < l->profiles->n; i++) {
        propose_numbers(l, (uint32_t)i, &block);
        if (l->profiles->v[i].kind == RHZ_PERSONNE)
            propose_person(l, (uint32_t)i, &block);
        else if (l->profiles->v[i].kind == RHZ_ORGANISATION)
            propose_body(l, (uint32_t)i, &block);
    }
    rhz_buf_free(&block);
    if (l->proposals.failed)
        return false;
    v = (struct proposal *)(void *)l->proposals.p;
    n = l->proposals.n / sizeof *v;
    if (n)
        qsort(v, n, sizeof *v, by_block);
    for (i = 0; i < n; i = end) {
        for (end = i + 1; end < n && v[end].block == v[i].block;)
            end++;
        for (; i < end; i++)
            for (j = i + 1; j < end && j - i <= BLOCK_MOST; j++)
                compare(l, v[i].profile, v[j].profile);
    }
    return !l->links.failed;
}

/* ---- links ---- */

static uint32_t short_side(const struct link *k)
{
    return k->a_is_short ? k->a : k->b;
}

static uint32_t long_side(const struct link *k)
{
    return k->a_is_short ? k->b : k->a;
}

static int by_pair(const void *a, const void *b)
{
    const struct rhz_profile_pair *x = a, *y = b;

    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

/* A correction says that these two are not one. */
static bool is_set_apart(const struct linking *l, uint32_t a, uint32_t b)
{
    struct rhz_profile_pair pair = {a < b ? a : b, a < b ? b : a};
    const struct rhz_buf *v = &l->profiles->apart;

    return v->n && bsearch(&pair, v->p, v->n / sizeof pair, sizeof pair, by_pair);
}

static bool agree(const struct linking *l, uint32_t a, uint32_t b)
{
    const struct rhz_profile *x = &l->profiles->v[a], *y = &l->profiles->v[b];

    if (is_set_apart(l, a, b) || rhz_profiles_contradict(x, y))
        return false;
    if (x->kind == RHZ_ORGANISATION && !rhz_bodies_same_sort(x->reading, y->reading))
        return false;
    if (is_identical(x, y))
        return true;
    return x->kind == RHZ_PERSONNE ? rhz_persons_agree(&x->person, &y->person) : rhz_bodies_agree(x->reading, y->reading);
}

static int by_short_side(const void *a, const void *b)
{
    const struct link *x = a, *y = b;
    uint32_t sx = short_side(x), sy = short_side(y), lx = long_side(x), ly = long_side(y);

    if (x->strength != y->strength)
        return x->strength > y->strength ? -1 : 1;
    if (sx != sy)
        return sx < sy ? -1 : 1;
    return (lx > ly) - (lx < ly);
}

static bool same_link(const struct link *a, const struct link *b)
{
    return a->a == b->a && a->b == b->b && a->strength == b->strength;
}

/* A short name that may mean two who are not one means neither. */
static bool is_ambiguous(const struct linking *l, const struct link *v, size_t from, size_t to)
{
    size_t i, j;

    if (v[from].strength >= RHZ_LINK_MISSPELT)
        return false;
    if (to - from > COMPONENT_MOST)
        return true;
    for (i = from; i < to; i++)
        for (j = i + 1; j < to; j++)
            if (!agree(l, long_side(&v[i]), long_side(&v[j])))
                return true;
    return false;
}

/* Sorted, each pair once, ambiguous ones left out. */
static size_t tidy_links(struct linking *l)
{
    struct link *v = (struct link *)(void *)l->links.p;
    size_t n = l->links.n / sizeof *v, i, end, kept = 0;

    if (n == 0)
        return 0;
    qsort(v, n, sizeof *v, by_short_side);
    for (i = 0; i < n; i++)
        if (i == 0 || !same_link(&v[i], &v[i - 1]))
            v[kept++] = v[i];
    n = kept;
    for (i = kept = 0; i < n; i = end) {
        for (end = i + 1; end < n && v[end].strength == v[i].strength && short_side(&v[end]) == short_side(&v[i]);)
            end++;
        if (is_ambiguous(l, v, i, end))
            continue;
        memmove(v + kept, v + i, (end - i) * sizeof *v);
        kept += end - i;
    }
    return kept;
}

/* ---- components ---- */

static uint32_t root_of(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

/* Every profile of one component agrees with every profile of the other. */
static bool may_join(const struct linking *l, uint32_t a, uint32_t b)
{
    uint32_t i = a, j;

    if (l->size[a] + l->size[b] > COMPONENT_MOST)
        return false;
    do {
        j = b;
        do {
            if (!agree(l, i, j))
                return false;
            j = l->next[j];
        } while (j != b);
        i = l->next[i];
    } while (i != a);
    return true;
}

/* No two of the two components bear different numbers. */
static bool numbers_agree(const struct linking *l, uint32_t a, uint32_t b)
{
    uint32_t i = a, j;

    do {
        j = b;
        do {
            if (rhz_profiles_contradict(&l->profiles->v[i], &l->profiles->v[j]))
                return false;
            j = l->next[j];
        } while (j != b);
        i = l->next[i];
    } while (i != a);
    return true;
}

/* The root is the least profile, so that numbering roots in order numbers components by (kind, least reading). */
static void join(struct linking *l, uint32_t a, uint32_t b)
{
    uint32_t root = a < b ? a : b, other = a < b ? b : a, x = l->next[root];

    l->parent[other] = root;
    l->size[root] += l->size[other];
    l->next[root] = l->next[other];
    l->next[other] = x;
}

/* What people say joins whatever the rules made of the two, unless they also say that the two are not one, or
 * registers do, which give them different numbers. Last, so that it keeps no other name from joining one of the two. */
static void join_corrected(struct linking *l)
{
    const struct rhz_profile_pair *v = (const struct rhz_profile_pair *)(const void *)l->profiles->joined.p;
    size_t i, n = l->profiles->joined.n / sizeof *v;

    for (i = 0; i < n; i++) {
        uint32_t a = root_of(l->parent, v[i].a), b = root_of(l->parent, v[i].b);
        if (a != b && !is_set_apart(l, v[i].a, v[i].b) && numbers_agree(l, a, b))
            join(l, a, b);
    }
}

static bool join_linked(struct linking *l, size_t n_links)
{
    const struct link *v = (const struct link *)(const void *)l->links.p;
    size_t n = l->profiles->n, i;

    l->parent = malloc((n + 1) * 3 * sizeof *l->parent);
    if (!l->parent)
        return false;
    l->next = l->parent + n;
    l->size = l->next + n;
    for (i = 0; i < n; i++) {
        l->parent[i] = l->next[i] = (uint32_t)i;
        l->size[i] = 1;
    }
    for (i = 0; i < n_links; i++) {
        uint32_t a = root_of(l->parent, v[i].a), b = root_of(l->parent, v[i].b);
        if (a != b && may_join(l, a, b))
            join(l, a, b);
    }
    join_corrected(l);
    return true;
}

static bool number_components(struct linking *l, struct rhz_resolve_entity *v, size_t n, size_t *n_components)
{
    uint32_t *number = malloc((l->profiles->n + 1) * sizeof *number);
    size_t i;

    if (!number)
        return false;
    for (i = 0; i < l->profiles->n; i++) {
        uint32_t root = root_of(l->parent, (uint32_t)i);
        number[i] = root == i ? (uint32_t)(*n_components)++ : number[root];
    }
    for (i = 0; i < n; i++)
        if (v[i].component != RHZ_NONE)
            v[i].component = number[v[i].component];
    free(number);
    return true;
}

rhz_status rhz_resolve(struct rhz_resolve_entity *v, size_t n, const struct rhz_resolve_input *input,
                       size_t *n_components, struct rhz_error *err)
{
    struct rhz_profiles profiles = {0};
    struct linking l = {.profiles = &profiles, .gazetteer = input->gazetteer};
    rhz_status st = RHZ_OK;

    *n_components = 0;
    if (!rhz_profiles_make(v, n, input, &profiles) || !compare_blocks(&l) || !join_linked(&l, tidy_links(&l)) ||
        !number_components(&l, v, n, n_components))
        st = rhz_no_memory(err);
    free(l.parent);
    rhz_buf_free(&l.proposals);
    rhz_buf_free(&l.links);
    rhz_profiles_free(&profiles);
    return st;
}
