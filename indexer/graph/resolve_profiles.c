/* resolve_profiles.c -- how each document entity reads, given its key, its sub-kind and what its document defines. */
#include "resolve_profiles.h"

#include <stdlib.h>

#include "codec.h"
#include "document.h"
#include "known_bodies.h"

/* ---- definitions: (kind, short name, document) -> long name ---- */

struct dictionary {
    struct rhz_definition *v; /* by (kind, shorter, document, longer); document RHZ_NONE: everywhere */
    size_t n;
};

static int by_short_name(const void *a, const void *b)
{
    const struct rhz_definition *x = a, *y = b;
    int c;

    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if ((c = rhz_span_cmp(x->shorter, y->shorter)) != 0)
        return c;
    if (x->document != y->document)
        return x->document < y->document ? -1 : 1;
    return rhz_span_cmp(x->longer, y->longer);
}

static bool reads_alike(struct rhz_span a, struct rhz_span b, struct rhz_buf *x, struct rhz_buf *y)
{
    rhz_body_reading(a, RHZ_SUB_NONE, rhz_span("", 0), x);
    rhz_body_reading(b, RHZ_SUB_NONE, rhz_span("", 0), y);
    return !x->failed && !y->failed && rhz_span_eq(rhz_buf_view(x), rhz_buf_view(y));
}

/* What all documents that define the short name of definitions [from, to) agree on; empty: nothing. The shipped table
 * counts as one of them. Of names that read alike the least stands for all. */
static struct rhz_span common_meaning(const struct rhz_definition *v, size_t from, size_t to)
{
    struct rhz_buf x = {0}, y = {0};
    struct rhz_span found = {NULL, 0}, shipped = {NULL, 0};
    bool agreed = true;
    size_t i;

    if (v[from].kind == RHZ_ORGANISATION)
        shipped = rhz_known_expansion(v[from].shorter);
    for (i = from; i < to && agreed; i++) {
        if (!v[i].everywhere)
            continue;
        if (found.n)
            agreed = reads_alike(found, v[i].longer, &x, &y);
        else if (shipped.n)
            agreed = reads_alike(shipped, v[i].longer, &x, &y);
        if (!found.n || rhz_span_cmp(v[i].longer, found) < 0)
            found = v[i].longer;
    }
    agreed = agreed && !x.failed && !y.failed;
    rhz_buf_free(&x);
    rhz_buf_free(&y);
    return agreed ? found : (struct rhz_span){NULL, 0};
}

/* Two long names for one short name in one document: it means neither there. */
static size_t drop_doubtful(struct rhz_definition *v, size_t n)
{
    size_t i, end, kept = 0;

    for (i = 0; i < n; i = end) {
        bool one = true;
        for (end = i + 1; end < n && v[end].kind == v[i].kind && v[end].document == v[i].document &&
                          rhz_span_eq(v[end].shorter, v[i].shorter);
             end++)
            one = one && rhz_span_eq(v[end].longer, v[i].longer);
        if (one)
            v[kept++] = v[i];
    }
    return kept;
}

static bool make_dictionary(const struct rhz_resolve_input *input, struct dictionary *d)
{
    size_t n = input->n_definitions, i, end, n_common = 0;

    d->v = malloc((2 * n + 1) * sizeof *d->v);
    if (!d->v)
        return false;
    if (n == 0)
        return true;
    memcpy(d->v, input->definitions, n * sizeof *d->v);
    qsort(d->v, n, sizeof *d->v, by_short_name);
    for (i = 0; i < n; i = end) {
        struct rhz_span longer;
        for (end = i + 1; end < n && d->v[end].kind == d->v[i].kind && rhz_span_eq(d->v[end].shorter, d->v[i].shorter);)
            end++;
        longer = common_meaning(d->v, i, end);
        if (longer.n)
            d->v[n + n_common++] = (struct rhz_definition){.kind = d->v[i].kind, .document = RHZ_NONE,
                                                           .shorter = d->v[i].shorter, .longer = longer};
    }
    d->n = drop_doubtful(d->v, n);
    memmove(d->v + d->n, d->v + n, n_common * sizeof *d->v);
    d->n += n_common;
    qsort(d->v, d->n, sizeof *d->v, by_short_name);
    return true;
}

static int by_meaning(const void *key, const void *element)
{
    const struct rhz_definition *x = key, *y = element;
    int c;

    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if ((c = rhz_span_cmp(x->shorter, y->shorter)) != 0)
        return c;
    return (x->document > y->document) - (x->document < y->document);
}

static struct rhz_span look_up(const struct dictionary *d, enum rhz_kind kind, struct rhz_span shorter, uint32_t document)
{
    struct rhz_definition key = {.kind = kind, .document = document, .shorter = shorter};
    const struct rhz_definition *found = d->n ? bsearch(&key, d->v, d->n, sizeof *d->v, by_meaning) : NULL;

    if (!found && document != RHZ_NONE)
        return look_up(d, kind, shorter, RHZ_NONE);
    return found ? found->longer : rhz_span("", 0);
}

/* ---- readings ---- */

struct entry {
    struct rhz_resolve_entity *e;
    struct rhz_span whole;  /* what its document says the whole key stands for; empty: nothing */
    struct rhz_span learnt; /* a body: what the first word stands for */
    struct rhz_span reading;
};

static int by_source(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int c;

    if (x->e->kind != y->e->kind)
        return x->e->kind < y->e->kind ? -1 : 1;
    if ((c = rhz_span_cmp(x->e->key, y->e->key)) != 0)
        return c;
    if (x->e->sub != y->e->sub)
        return x->e->sub < y->e->sub ? -1 : 1;
    c = rhz_span_cmp(x->whole, y->whole);
    return c ? c : rhz_span_cmp(x->learnt, y->learnt);
}

static int by_reading(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    return x->e->kind != y->e->kind ? (x->e->kind > y->e->kind) - (x->e->kind < y->e->kind)
                                    : rhz_span_cmp(x->reading, y->reading);
}

/* Jardin partagé, Jardins partagés: of several words, long ones lose the mark of the plural. A name of one word is
 * kept as it is: "Échos" is not "Écho". */
static void programme_reading(struct rhz_span key, struct rhz_buf *out)
{
    struct rhz_reading_words w;
    size_t i;

    rhz_buf_reset(out);
    if (!rhz_reading_cut(key, &w) || w.n < 2) {
        rhz_buf_span(out, key);
        return;
    }
    for (i = 0; i < w.n; i++) {
        struct rhz_span x = w.w[i];
        if (x.n >= 5 && x.p[x.n - 1] == 's' && x.p[x.n - 2] != 's')
            x.n--;
        if (i)
            rhz_buf_byte(out, ' ');
        rhz_buf_span(out, x);
    }
}

static bool read_entry(struct entry *x, struct rhz_arena *arena, struct rhz_buf *scratch)
{
    struct rhz_span key = x->whole.n ? x->whole : x->e->key;

    switch (x->e->kind) {
    case RHZ_ORGANISATION:
        rhz_body_reading(key, x->e->sub, x->learnt, scratch);
        break;
    case RHZ_PROGRAMME:
        programme_reading(key, scratch);
        break;
    default:
        x->reading = key;
        return true;
    }
    x->reading = scratch->failed ? (struct rhz_span){NULL, 0} : rhz_arena_copy(arena, rhz_buf_view(scratch));
    return x->reading.p != NULL;
}

static struct rhz_span first_word(struct rhz_span key)
{
    const char *space = memchr(key.p, ' ', key.n);

    return rhz_span(key.p, space ? (size_t)(space - key.p) : key.n);
}

static bool read_all(struct entry *v, size_t n, const struct dictionary *d, struct rhz_arena *arena)
{
    struct rhz_buf scratch = {0};
    bool ok = true;
    size_t i;

    for (i = 0; i < n; i++) {
        const struct rhz_resolve_entity *e = v[i].e;
        v[i].whole = look_up(d, e->kind, e->key, e->document);
        v[i].learnt = rhz_span("", 0);
        if (e->kind == RHZ_ORGANISATION)
            v[i].learnt = look_up(d, e->kind, first_word(v[i].whole.n ? v[i].whole : e->key), e->document);
    }
    if (n)
        qsort(v, n, sizeof *v, by_source);
    for (i = 0; i < n && ok; i++)
        if (i && by_source(&v[i], &v[i - 1]) == 0)
            v[i].reading = v[i - 1].reading;
        else
            ok = read_entry(&v[i], arena, &scratch);
    rhz_buf_free(&scratch);
    return ok;
}

/* ---- numbers of registers ---- */

/* A reading that nothing else has: no key holds the byte 1. */
static struct rhz_span own_reading(struct rhz_span reading, struct rhz_span salt, struct rhz_arena *arena)
{
    char *p = rhz_arena_alloc(arena, reading.n + salt.n + 1);

    if (!p)
        return (struct rhz_span){NULL, 0};
    memcpy(p, reading.p, reading.n);
    p[reading.n] = 1;
    if (salt.n)
        memcpy(p + reading.n + 1, salt.p, salt.n);
    return rhz_span(p, reading.n + salt.n + 1);
}

static bool differ(struct rhz_span a, struct rhz_span b)
{
    return a.n && b.n && !rhz_span_eq(a, b);
}

bool rhz_profiles_contradict(const struct rhz_profile *a, const struct rhz_profile *b)
{
    return differ(a->rna, b->rna) || differ(a->siren, b->siren);
}

bool rhz_profiles_identical(const struct rhz_profile *a, const struct rhz_profile *b)
{
    return ((a->rna.n && rhz_span_eq(a->rna, b->rna)) || (a->siren.n && rhz_span_eq(a->siren, b->siren))) && !rhz_profiles_contradict(a, b);
}

/* Entities [from, to) read alike. Where two bear different numbers, each number has its own reading, and those without a
 * number, which could be of any of them, keep the common one. Equal numbers join again later, as they do under two names. */
static bool part_by_number(struct entry *v, size_t from, size_t to, struct rhz_arena *arena)
{
    struct rhz_span rna = {"", 0}, siren = {"", 0};
    bool parted = false;
    size_t i;

    for (i = from; i < to; i++) {
        parted = parted || differ(rna, v[i].e->rna) || differ(siren, v[i].e->siren);
        rna = v[i].e->rna.n ? v[i].e->rna : rna;
        siren = v[i].e->siren.n ? v[i].e->siren : siren;
    }
    for (i = from; parted && i < to; i++) {
        const struct rhz_resolve_entity *e = v[i].e;
        if (e->rna.n && !(v[i].reading = own_reading(v[i].reading, e->rna, arena)).p)
            return false;
        if (e->siren.n && !(v[i].reading = own_reading(v[i].reading, e->siren, arena)).p)
            return false;
    }
    return true;
}

static bool part_by_numbers(struct entry *v, size_t n, struct rhz_arena *arena)
{
    size_t i, end;
    bool ok = true;

    for (i = 0; i < n && ok; i = end) {
        for (end = i + 1; end < n && by_reading(&v[end], &v[i]) == 0;)
            end++;
        ok = part_by_number(v, i, end, arena);
    }
    if (n)
        qsort(v, n, sizeof *v, by_reading);
    return ok;
}

/* ---- corrections ---- */

/* Entries of this kind and key, in entries sorted by_source. */
static size_t find_key(const struct entry *v, size_t n, enum rhz_kind kind, struct rhz_span key, size_t *end)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct rhz_resolve_entity *e = v[middle].e;
        if (e->kind < kind || (e->kind == kind && rhz_span_cmp(e->key, key) < 0))
            low = middle + 1;
        else
            high = middle;
    }
    for (*end = low; *end < n && v[*end].e->kind == kind && rhz_span_eq(v[*end].e->key, key);)
        ++*end;
    return low;
}

static uint32_t weight(const struct entry *x)
{
    return x->e->weight ? x->e->weight : 1;
}

static bool set_alone(struct entry *v, size_t n, struct rhz_resolve_rule *rule, struct rhz_arena *arena)
{
    size_t end, i;

    for (i = find_key(v, n, rule->kind, rule->a, &end); i < end; i++) {
        if (v[i].e->document != rule->document)
            continue;
        v[i].reading = own_reading(v[i].reading, rule->salt, arena);
        if (!v[i].reading.p)
            return false;
        v[i].e->salt = rule->salt;
        rule->effects += weight(&v[i]);
    }
    return true;
}

/* Two names that read alike and must not: the second gets a reading of its own. */
static bool set_apart(struct entry *v, size_t n, const struct rhz_resolve_rule *rule, struct rhz_arena *arena)
{
    size_t a_end, b_end, a = find_key(v, n, rule->kind, rule->a, &a_end), b = find_key(v, n, rule->kind, rule->b, &b_end), i, j;
    bool alike = false;

    for (i = a; i < a_end && !alike; i++)
        for (j = b; j < b_end && !alike; j++)
            alike = rhz_span_eq(v[i].reading, v[j].reading);
    for (j = b; j < b_end && alike; j++)
        if (!(v[j].reading = own_reading(v[j].reading, v[j].e->key, arena)).p)
            return false;
    return true;
}

static bool apply_rules(struct entry *v, size_t n, const struct rhz_resolve_input *input, struct rhz_arena *arena)
{
    bool ok = true;
    size_t i;

    for (i = 0; i < input->n_rules && ok; i++)
        if (input->rules[i].verb == RHZ_RULE_APART)
            ok = set_apart(v, n, &input->rules[i], arena);
    for (i = 0; i < input->n_rules && ok; i++)
        if (input->rules[i].verb == RHZ_RULE_ALONE)
            ok = set_alone(v, n, &input->rules[i], arena);
    return ok;
}

static int by_pair(const void *a, const void *b)
{
    const struct rhz_profile_pair *x = a, *y = b;

    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

/* Every entity of the one name bears a number that differs from that of every entity of the other. */
static bool kept_apart(const struct entry *v, size_t a, size_t a_end, size_t b, size_t b_end, const struct rhz_profiles *p)
{
    for (size_t i = a; i < a_end; i++)
        for (size_t j = b; j < b_end; j++)
            if (!rhz_profiles_contradict(&p->v[v[i].e->component], &p->v[v[j].e->component]))
                return false;
    return true;
}

/* Pairs of profiles that bear the two names of a rule. Entities set alone no longer answer to their name. */
static void note_pairs(const struct entry *v, size_t n, struct rhz_resolve_rule *rule, struct rhz_profiles *out)
{
    size_t a_end, b_end, a = find_key(v, n, rule->kind, rule->a, &a_end), b = find_key(v, n, rule->kind, rule->b, &b_end), i, j;
    struct rhz_buf *to = rule->verb == RHZ_RULE_JOIN ? &out->joined : &out->apart;

    if (a < a_end && b < b_end && !(rule->verb == RHZ_RULE_JOIN && kept_apart(v, a, a_end, b, b_end, out))) {
        for (i = a; i < a_end; i++)
            rule->effects += weight(&v[i]);
        for (j = b; j < b_end; j++)
            rule->effects += weight(&v[j]);
    }
    for (i = a; i < a_end; i++) {
        if (v[i].e->salt.n || (i > a && v[i].e->component == v[i - 1].e->component && !v[i - 1].e->salt.n))
            continue;
        for (j = b; j < b_end; j++) {
            uint32_t x = v[i].e->component, y = v[j].e->component;
            struct rhz_profile_pair pair = {x < y ? x : y, x < y ? y : x};
            if (!v[j].e->salt.n && x != y && (j == b || y != v[j - 1].e->component || v[j - 1].e->salt.n))
                rhz_buf_append(to, &pair, sizeof pair);
        }
    }
}

static bool find_pairs(struct entry *v, size_t n, const struct rhz_resolve_input *input, struct rhz_profiles *out)
{
    size_t i;

    if (input->n_rules == 0 || n == 0)
        return true;
    qsort(v, n, sizeof *v, by_source);
    for (i = 0; i < input->n_rules; i++)
        if (input->rules[i].verb != RHZ_RULE_ALONE)
            note_pairs(v, n, &input->rules[i], out);
    if (out->apart.n)
        qsort(out->apart.p, out->apart.n / sizeof(struct rhz_profile_pair), sizeof(struct rhz_profile_pair), by_pair);
    return !out->joined.failed && !out->apart.failed;
}

/* ---- profiles ---- */

/* The best name of entries [from, to), for where its given name ends. Initials that stand for a full name in their
 * document say less than it. */
static struct rhz_span best_name(const struct entry *v, size_t from, size_t to)
{
    struct rhz_span best = {"", 0};
    size_t i;

    for (i = from; i < to; i++)
        if (!v[i].whole.n && (best.n == 0 || rhz_name_better(RHZ_PERSONNE, v[i].e->name, best) < 0))
            best = v[i].e->name;
    return best;
}

/* What the key says where no document and no sub-kind helps. */
static bool is_plain(const struct entry *x, struct rhz_buf *scratch)
{
    if (x->e->salt.n || (x->e->kind != RHZ_ORGANISATION && x->whole.n))
        return false;
    if (x->e->kind == RHZ_ORGANISATION)
        rhz_body_reading(x->e->key, RHZ_SUB_NONE, rhz_span("", 0), scratch);
    else if (x->e->kind == RHZ_PROGRAMME)
        programme_reading(x->e->key, scratch);
    else
        return rhz_span_eq(x->reading, x->e->key);
    return rhz_span_eq(x->reading, rhz_buf_view(scratch));
}

static bool note_readings(const struct entry *v, size_t n)
{
    struct rhz_buf scratch = {0};
    bool ok;
    size_t i;

    for (i = 0; i < n; i++) {
        v[i].e->plain = is_plain(&v[i], &scratch);
        v[i].e->reading = rhz_hash64(v[i].reading);
    }
    ok = !scratch.failed;
    rhz_buf_free(&scratch);
    return ok;
}

static bool fold_profiles(struct entry *v, size_t n, const struct rhz_gazetteer *g, struct rhz_profiles *out)
{
    size_t i, j, end;

    out->v = malloc((n + 1) * sizeof *out->v);
    if (!out->v)
        return false;
    for (i = 0; i < n; i = end) {
        struct rhz_profile *p = &out->v[out->n];
        for (end = i + 1; end < n && by_reading(&v[end], &v[i]) == 0;)
            end++;
        *p = (struct rhz_profile){.kind = v[i].e->kind, .reading = v[i].reading, .alone = v[i].e->salt.n > 0};
        if (p->kind == RHZ_PERSONNE && !rhz_person_read(best_name(v, i, end), g, out->arena, &p->person))
            return false;
        for (j = i; j < end; j++) {
            v[j].e->component = (uint32_t)out->n;
            p->rna = v[j].e->rna.n ? v[j].e->rna : p->rna;
            p->siren = v[j].e->siren.n ? v[j].e->siren : p->siren;
        }
        out->n++;
    }
    return true;
}

bool rhz_profiles_make(struct rhz_resolve_entity *v, size_t n, const struct rhz_resolve_input *input,
                       struct rhz_profiles *out)
{
    struct dictionary d = {0};
    struct entry *entries = malloc((n + 1) * sizeof *entries);
    size_t i, kept = 0;
    bool ok;

    out->arena = rhz_arena_new();
    ok = entries && out->arena && make_dictionary(input, &d);
    for (i = 0; i < n && ok; i++) {
        v[i].component = RHZ_NONE;
        v[i].salt = rhz_span("", 0);
        if (v[i].key.n)
            entries[kept++] = (struct entry){.e = &v[i]};
    }
    ok = ok && read_all(entries, kept, &d, out->arena) && apply_rules(entries, kept, input, out->arena);
    if (ok && kept)
        qsort(entries, kept, sizeof *entries, by_reading);
    ok = ok && part_by_numbers(entries, kept, out->arena);
    ok = ok && note_readings(entries, kept) && fold_profiles(entries, kept, input->gazetteer, out) && find_pairs(entries, kept, input, out);
    free(entries);
    free(d.v);
    return ok;
}

void rhz_profiles_free(struct rhz_profiles *p)
{
    free(p->v);
    rhz_buf_free(&p->joined);
    rhz_buf_free(&p->apart);
    rhz_arena_free(p->arena);
    *p = (struct rhz_profiles){0};
}
