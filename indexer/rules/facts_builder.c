/* facts_builder.c -- gathers what the rules find in one document: entities by name key, mentions by place, statements.
 *
 * Rules come in any order and find the same thing several times; the builder makes that harmless. An entity is found
 * by (kind, name key) in a hash table. Mentions hang in lists by stretch of text, so that "what is named at this
 * offset?" looks at a few entries whatever the document's size and whatever the order of arrival. Ordinals are given
 * at the end, in order of first mention, so that the result does not depend on the order in which rules ran.
 */
#include "extract.h"
#include "names.h"
#include "territories.h"

#include <stdlib.h>
#include <xxhash.h>

enum { STRETCH = 256, END = -1 }; /* bytes of text whose mentions share a list */

struct entity {
    struct rhz_document_entity e; /* name: as first given */
    struct rhz_span key;
    size_t n_mentions;
    uint32_t first; /* offset of the first mention, RHZ_NONE */
    bool stated;    /* a statement or the publisher refers to it */
};

/* A key by which an entity is found: its name's, or that of another name which the document uses for it. */
struct name {
    struct rhz_span key;
    uint64_t hash;
    uint32_t entity;
    uint8_t kind;
};

struct mention {
    uint32_t start, end, entity;
    int32_t next;
};

struct rhz_facts_builder {
    const struct rhz_document *document;
    struct rhz_arena *arena;
    struct entity *entities;
    size_t n_entities, cap_entities;
    struct name *names;
    size_t n_names, cap_names;
    uint32_t *slots; /* index of a name + 1, by hash of kind and key */
    size_t n_slots;
    struct mention *mentions;
    size_t n_mentions, cap_mentions;
    int32_t *stretches; /* first mention that starts in a stretch */
    size_t n_stretches;
    uint32_t longest; /* bytes of the longest mention */
    struct rhz_statement *statements;
    size_t n_statements, cap_statements;
    int32_t *by_quote, *next_by_quote; /* statements whose quotes start in a stretch */
    size_t cap_next;
    uint32_t publisher, publisher_start, publisher_end;
    bool failed;
};

struct rhz_facts_builder *rhz_facts_builder_new(const struct rhz_document *d, struct rhz_arena *arena)
{
    struct rhz_facts_builder *b = rhz_arena_zalloc(arena, 1, sizeof *b);
    if (!b)
        return NULL;
    b->document = d;
    b->arena = arena;
    b->publisher = RHZ_NONE;
    b->n_slots = 256;
    b->n_stretches = d->text.n / STRETCH + 1;
    b->slots = rhz_arena_zalloc(arena, b->n_slots, sizeof *b->slots);
    b->stretches = rhz_arena_alloc(arena, b->n_stretches * sizeof *b->stretches);
    b->by_quote = rhz_arena_alloc(arena, b->n_stretches * sizeof *b->by_quote);
    if (!b->slots || !b->stretches || !b->by_quote)
        return NULL;
    memset(b->stretches, 0xff, b->n_stretches * sizeof *b->stretches);
    memset(b->by_quote, 0xff, b->n_stretches * sizeof *b->by_quote);
    return b;
}

/* ---- entities ---- */

static uint32_t *slot_of(const struct rhz_facts_builder *b, enum rhz_kind kind, struct rhz_span key, uint64_t hash)
{
    for (size_t i = hash & (b->n_slots - 1);; i = (i + 1) & (b->n_slots - 1)) {
        if (b->slots[i] == 0)
            return &b->slots[i];
        const struct name *name = &b->names[b->slots[i] - 1];
        if (name->hash == hash && name->kind == kind && rhz_span_eq(name->key, key))
            return &b->slots[i];
    }
}

static bool grow_slots(struct rhz_facts_builder *b)
{
    size_t n = b->n_slots * 2;
    uint32_t *slots = rhz_arena_zalloc(b->arena, n, sizeof *slots);
    if (!slots)
        return false;
    for (size_t e = 0; e < b->n_names; e++) {
        size_t i = b->names[e].hash & (n - 1);
        while (slots[i])
            i = (i + 1) & (n - 1);
        slots[i] = (uint32_t)e + 1;
    }
    b->slots = slots;
    b->n_slots = n;
    return true;
}

/* The entity is also found by this key, unless another one is. */
static bool add_name(struct rhz_facts_builder *b, uint32_t entity, enum rhz_kind kind, struct rhz_span key, uint64_t hash)
{
    if (b->n_names * 2 >= b->n_slots && !grow_slots(b))
        return false;
    uint32_t *slot = slot_of(b, kind, key, hash);
    if (*slot)
        return true;
    if (!RHZ_PUSH(b->arena, b->names, b->n_names, b->cap_names))
        return false;
    struct name *name = &b->names[b->n_names];
    *name = (struct name){rhz_arena_copy(b->arena, key), hash, entity, (uint8_t)kind};
    if (!name->key.p)
        return false;
    *slot = (uint32_t)++b->n_names;
    return true;
}

static uint64_t hash_key(enum rhz_kind kind, struct rhz_span key)
{
    return XXH3_64bits_withSeed(key.p, key.n, (uint64_t)kind);
}

/* An authority is also found by its place's name. */
static bool add_bare_name(struct rhz_facts_builder *b, uint32_t entity, enum rhz_subkind sub, struct rhz_span name)
{
    struct rhz_span bare = rhz_territory_bare(name, sub);
    struct rhz_buf key = {0};
    bool ok = true;
    if (bare.n == 0)
        return true;
    rhz_name_key(RHZ_ORGANISATION, bare, &key);
    if (key.failed)
        ok = false;
    else if (key.n > 0)
        ok = add_name(b, entity, RHZ_ORGANISATION, rhz_buf_view(&key), hash_key(RHZ_ORGANISATION, rhz_buf_view(&key)));
    rhz_buf_free(&key);
    return ok;
}

static uint32_t add_entity(struct rhz_facts_builder *b, enum rhz_kind kind, struct rhz_span name, struct rhz_span key,
                           uint64_t hash)
{
    if (!RHZ_PUSH(b->arena, b->entities, b->n_entities, b->cap_entities))
        return RHZ_NONE;
    struct entity e = {.first = RHZ_NONE};
    e.e.kind = (uint8_t)kind;
    e.e.name = rhz_arena_copy(b->arena, name);
    e.key = rhz_arena_copy(b->arena, key);
    if (!e.e.name.p || !e.key.p)
        return RHZ_NONE;
    if (!add_name(b, (uint32_t)b->n_entities, kind, key, hash))
        return RHZ_NONE;
    b->entities[b->n_entities] = e;
    return (uint32_t)b->n_entities++;
}

static bool add_mention(struct rhz_facts_builder *b, uint32_t entity, uint32_t start, uint32_t end)
{
    int32_t *head = &b->stretches[start / STRETCH];
    for (int32_t m = *head; m != END; m = b->mentions[m].next)
        if (b->mentions[m].start == start && b->mentions[m].end == end && b->mentions[m].entity == entity)
            return true;
    if (b->n_mentions >= INT32_MAX || !RHZ_PUSH(b->arena, b->mentions, b->n_mentions, b->cap_mentions))
        return false;
    b->mentions[b->n_mentions] = (struct mention){start, end, entity, *head};
    *head = (int32_t)b->n_mentions++;
    struct entity *e = &b->entities[entity];
    e->n_mentions++;
    if (start < e->first)
        e->first = start;
    if (end - start > b->longest)
        b->longest = end - start;
    return true;
}

/* Rules that run before the end read names too: the better of two writings of the whole name. */
static bool improve_name(struct rhz_facts_builder *b, uint32_t entity, struct rhz_span name, struct rhz_span key)
{
    struct entity *e = &b->entities[entity];
    if (rhz_span_eq(e->e.name, name) || !rhz_span_eq(e->key, key) || rhz_name_better(e->e.kind, name, e->e.name) >= 0)
        return true;
    struct rhz_span copy = rhz_arena_copy(b->arena, name);
    if (copy.p)
        e->e.name = copy;
    return copy.p != NULL;
}

/* The entity of that name, added when there is none. */
static uint32_t find_or_add(struct rhz_facts_builder *b, enum rhz_kind kind, enum rhz_subkind sub, struct rhz_span name)
{
    struct rhz_buf key = {0}, full = {0};
    uint32_t found = RHZ_NONE;
    rhz_name_key(kind, name, &key);
    if (!key.failed && key.n > 0) {
        uint64_t hash = hash_key(kind, rhz_buf_view(&key));
        uint32_t slot = *slot_of(b, kind, rhz_buf_view(&key), hash);
        if (slot) {
            found = b->names[slot - 1].entity;
            if (!improve_name(b, found, name, rhz_buf_view(&key)))
                b->failed = true;
        } else if (kind == RHZ_ORGANISATION && rhz_territory_full(name, sub, &full) && !full.failed)
            found = find_or_add(b, kind, sub, rhz_buf_view(&full));
        else
            found = add_entity(b, kind, name, rhz_buf_view(&key), hash);
        if (!slot && found != RHZ_NONE && kind == RHZ_ORGANISATION && !add_bare_name(b, found, sub, name))
            found = RHZ_NONE;
    }
    rhz_buf_free(&key);
    rhz_buf_free(&full);
    return found;
}

uint32_t rhz_facts_entity(struct rhz_facts_builder *b, enum rhz_kind kind, enum rhz_subkind sub, struct rhz_span name,
                          uint32_t start, uint32_t end)
{
    uint32_t found = find_or_add(b, kind, sub, name);
    if (found == RHZ_NONE)
        return b->failed = true, RHZ_NONE;
    if (b->entities[found].e.sub == RHZ_SUB_NONE)
        b->entities[found].e.sub = (uint8_t)sub;
    return rhz_facts_mention(b, found, start, end) ? found : RHZ_NONE;
}

bool rhz_facts_mention(struct rhz_facts_builder *b, uint32_t entity, uint32_t start, uint32_t end)
{
    if (end <= start || end > b->document->text.n || add_mention(b, entity, start, end))
        return true;
    b->failed = true;
    return false;
}

bool rhz_facts_alias(struct rhz_facts_builder *b, uint32_t entity, struct rhz_span name)
{
    struct rhz_buf key = {0};
    enum rhz_kind kind = b->entities[entity].e.kind;
    rhz_name_key(kind, name, &key);
    bool ok = !key.failed && (key.n == 0 || add_name(b, entity, kind, rhz_buf_view(&key), hash_key(kind, rhz_buf_view(&key))));
    b->failed = b->failed || !ok;
    rhz_buf_free(&key);
    return ok;
}

uint32_t rhz_facts_find(const struct rhz_facts_builder *b, enum rhz_kind kind, struct rhz_span name)
{
    struct rhz_buf key = {0};
    uint32_t found = 0;
    rhz_name_key(kind, name, &key);
    if (!key.failed && key.n > 0)
        found = *slot_of(b, kind, rhz_buf_view(&key), hash_key(kind, rhz_buf_view(&key)));
    rhz_buf_free(&key);
    return found ? b->names[found - 1].entity : RHZ_NONE;
}

/* Of the mentions that cover an offset the longest speaks: "Ville de Nantes" over "Nantes". */
uint32_t rhz_facts_at(const struct rhz_facts_builder *b, uint32_t offset)
{
    const struct mention *best = NULL;
    size_t stretch = offset / STRETCH;
    if (stretch >= b->n_stretches)
        return RHZ_NONE;
    uint32_t reach = b->longest < offset ? offset - b->longest : 0;
    for (;; stretch--) {
        for (int32_t i = b->stretches[stretch]; i != END; i = b->mentions[i].next) {
            const struct mention *m = &b->mentions[i];
            if (m->start > offset || m->end <= offset)
                continue;
            if (!best || m->end - m->start > best->end - best->start ||
                (m->end - m->start == best->end - best->start && m->entity < best->entity))
                best = m;
        }
        if (stretch == 0 || stretch * STRETCH <= reach)
            return best ? best->entity : RHZ_NONE;
    }
}

const struct rhz_document_entity *rhz_facts_get_entity(const struct rhz_facts_builder *b, uint32_t ordinal)
{
    return ordinal < b->n_entities ? &b->entities[ordinal].e : NULL;
}

size_t rhz_facts_count(const struct rhz_facts_builder *b)
{
    return b->n_entities;
}

bool rhz_facts_named_in(const struct rhz_facts_builder *b, uint32_t entity, uint32_t start, uint32_t end)
{
    for (size_t stretch = start / STRETCH; stretch < b->n_stretches && stretch * STRETCH < end; stretch++)
        for (int32_t i = b->stretches[stretch]; i != END; i = b->mentions[i].next) {
            const struct mention *m = &b->mentions[i];
            if (m->entity == entity && m->start >= start && m->end <= end)
                return true;
        }
    return false;
}

bool rhz_facts_first_mention(const struct rhz_facts_builder *b, uint32_t entity, uint32_t *start, uint32_t *end)
{
    if (entity >= b->n_entities || b->entities[entity].n_mentions == 0)
        return false;
    *start = b->entities[entity].first;
    *end = 0;
    for (int32_t i = b->stretches[*start / STRETCH]; i != END; i = b->mentions[i].next)
        if (b->mentions[i].entity == entity && b->mentions[i].start == *start && b->mentions[i].end > *end)
            *end = b->mentions[i].end;
    return *end > *start;
}

/* ---- statements ---- */

static bool same_statement(const struct rhz_statement *a, const struct rhz_statement *b)
{
    return a->start == b->start && a->end == b->end && a->relation == b->relation && a->property == b->property &&
           a->subject == b->subject && a->object == b->object && a->year == b->year && a->nature == b->nature &&
           a->sense == b->sense && a->has_amount == b->has_amount && a->cents == b->cents && a->from == b->from &&
           a->to == b->to && rhz_span_eq(a->role, b->role) && rhz_span_eq(a->label, b->label) &&
           rhz_span_eq(a->unit, b->unit);
}

static bool copy_span(struct rhz_arena *arena, struct rhz_span *s)
{
    if (s->n == 0)
        return *s = rhz_span("", 0), true;
    *s = rhz_arena_copy(arena, *s);
    return s->p != NULL;
}

static bool copy_parts(struct rhz_arena *arena, struct rhz_statement *s)
{
    if (s->n_supports > 0) {
        struct rhz_support *supports = rhz_arena_alloc(arena, s->n_supports * sizeof *supports);
        if (!supports)
            return false;
        memcpy(supports, s->supports, s->n_supports * sizeof *supports);
        s->supports = supports;
    }
    return copy_span(arena, &s->role) && copy_span(arena, &s->label) && copy_span(arena, &s->unit) &&
           copy_span(arena, &s->rule);
}

bool rhz_facts_statement(struct rhz_facts_builder *b, const struct rhz_statement *s)
{
    bool link = s->relation != 0;
    if (s->subject >= b->n_entities || (link && s->object >= b->n_entities) || s->start >= s->end ||
        s->end > b->document->text.n)
        return false;
    struct rhz_statement copy = *s;
    copy.role = rhz_span_trim(copy.role); /* "Présents :" leaves a space before its colon */
    int32_t *head = &b->by_quote[s->start / STRETCH];
    for (int32_t i = *head; i != END; i = b->next_by_quote[i])
        if (same_statement(&b->statements[i], &copy))
            return true;
    if (b->n_statements >= INT32_MAX || !RHZ_PUSH(b->arena, b->statements, b->n_statements, b->cap_statements) ||
        !RHZ_PUSH(b->arena, b->next_by_quote, b->n_statements, b->cap_next))
        return b->failed = true, false;
    if (!copy_parts(b->arena, &copy))
        return b->failed = true, false;
    b->statements[b->n_statements] = copy;
    b->next_by_quote[b->n_statements] = *head;
    *head = (int32_t)b->n_statements++;
    b->entities[s->subject].stated = true;
    if (link)
        b->entities[s->object].stated = true;
    return true;
}

void rhz_facts_set_publisher(struct rhz_facts_builder *b, uint32_t entity, uint32_t start, uint32_t end)
{
    if (entity < b->n_entities) {
        b->publisher = entity;
        b->publisher_start = start;
        b->publisher_end = end;
        b->entities[entity].stated = true;
    }
}

uint32_t rhz_facts_publisher(const struct rhz_facts_builder *b, uint32_t *start, uint32_t *end)
{
    if (start)
        *start = b->publisher_start;
    if (end)
        *end = b->publisher_end;
    return b->publisher;
}

/* ---- the end: order, forms, ordinals ---- */

struct ranked {
    uint32_t first, ordinal;
    const struct entity *e;
};

static int by_first_mention(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    if (x->e->e.kind != y->e->e.kind)
        return x->e->e.kind < y->e->e.kind ? -1 : 1;
    return rhz_span_cmp(x->e->key, y->e->key);
}

static int by_place(const void *a, const void *b)
{
    const struct mention *x = a, *y = b;
    if (x->entity != y->entity)
        return x->entity < y->entity ? -1 : 1;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->end < y->end ? -1 : x->end > y->end;
}

static int by_quote(const void *a, const void *b)
{
    const struct rhz_statement *x = a, *y = b;
#define ORDER(field) \
    if (x->field != y->field) \
    return x->field < y->field ? -1 : 1
    ORDER(start);
    ORDER(end);
    ORDER(relation);
    ORDER(property);
    ORDER(subject);
    ORDER(object);
    ORDER(year);
    ORDER(nature);
    ORDER(sense);
    ORDER(cents);
#undef ORDER
    int c = rhz_span_cmp(x->role, y->role);
    return c ? c : rhz_span_cmp(x->label, y->label);
}

/* Distinct written forms in order of appearance. Few per entity, so each is compared with those before it. */
static bool gather_forms(struct rhz_facts_builder *b, struct rhz_document_entity *e, struct rhz_span name)
{
    enum { MOST = 32 }; /* of a thing written in more ways the others are noise */
    size_t room = e->n_mentions < MOST ? e->n_mentions : MOST;
    e->forms = rhz_arena_alloc(b->arena, (room + 1) * sizeof *e->forms);
    if (!e->forms)
        return false;
    e->n_forms = 0;
    for (size_t m = 0; m < e->n_mentions && e->n_forms < room; m++) {
        struct rhz_span form = rhz_document_slice(b->document, e->mentions[m].start, e->mentions[m].end);
        size_t f = 0;
        while (f < e->n_forms && !rhz_span_eq(e->forms[f], form))
            f++;
        if (f == e->n_forms)
            e->forms[e->n_forms++] = form;
    }
    if (e->n_forms == 0)
        e->forms[e->n_forms++] = name;
    return true;
}

/* The best form among those that give the whole name: a first name alone never stands for the full one. */
static bool choose_name(const struct entity *from, struct rhz_document_entity *e, struct rhz_buf *key)
{
    e->name = from->e.name;
    for (size_t f = 0; f < e->n_forms; f++) {
        rhz_name_key(e->kind, e->forms[f], key);
        if (key->failed)
            return false;
        if (rhz_span_eq(rhz_buf_view(key), from->key) && rhz_name_better(e->kind, e->forms[f], e->name) < 0)
            e->name = e->forms[f];
    }
    return true;
}

static bool place_mentions(struct rhz_facts_builder *b, struct rhz_facts *out, const struct ranked *ranked)
{
    if (b->n_mentions)
        qsort(b->mentions, b->n_mentions, sizeof *b->mentions, by_place);
    struct rhz_mention *all = rhz_arena_alloc(b->arena, (b->n_mentions + 1) * sizeof *all);
    size_t *at = rhz_arena_zalloc(b->arena, b->n_entities + 1, sizeof *at);
    struct rhz_buf key = {0};
    bool ok = all && at;
    for (size_t m = 0; ok && m < b->n_mentions; m++)
        all[m] = (struct rhz_mention){b->mentions[m].start, b->mentions[m].end};
    for (size_t e = 0; ok && e < b->n_entities; e++)
        at[e + 1] = at[e] + b->entities[e].n_mentions;
    for (size_t i = 0; ok && i < out->n_entities; i++) {
        struct rhz_document_entity *e = &out->entities[i];
        *e = ranked[i].e->e;
        e->mentions = all + at[ranked[i].ordinal];
        e->n_mentions = ranked[i].e->n_mentions;
        ok = gather_forms(b, e, ranked[i].e->e.name) && choose_name(ranked[i].e, e, &key);
    }
    rhz_buf_free(&key);
    return ok;
}

static void renumber(struct rhz_facts_builder *b, struct rhz_facts *out, const uint32_t *to)
{
    for (size_t i = 0; i < b->n_statements; i++) {
        struct rhz_statement *s = &b->statements[i];
        s->subject = to[s->subject];
        s->object = s->relation ? to[s->object] : RHZ_NONE;
    }
    if (b->n_statements)
        qsort(b->statements, b->n_statements, sizeof *b->statements, by_quote);
    out->statements = b->statements;
    out->n_statements = b->n_statements;
    out->publisher = b->publisher == RHZ_NONE ? RHZ_NONE : to[b->publisher];
}

bool rhz_facts_finish(struct rhz_facts_builder *b, struct rhz_facts *out)
{
    memset(out, 0, sizeof *out);
    struct ranked *ranked = rhz_arena_alloc(b->arena, (b->n_entities + 1) * sizeof *ranked);
    uint32_t *to = rhz_arena_alloc(b->arena, (b->n_entities + 1) * sizeof *to);
    out->entities = rhz_arena_zalloc(b->arena, b->n_entities + 1, sizeof *out->entities);
    if (b->failed || !ranked || !to || !out->entities)
        return false;
    for (size_t e = 0; e < b->n_entities; e++) {
        to[e] = RHZ_NONE;
        if (b->entities[e].n_mentions > 0 || b->entities[e].stated)
            ranked[out->n_entities++] = (struct ranked){b->entities[e].first, (uint32_t)e, &b->entities[e]};
    }
    qsort(ranked, out->n_entities, sizeof *ranked, by_first_mention);
    for (size_t i = 0; i < out->n_entities; i++)
        to[ranked[i].ordinal] = (uint32_t)i;
    if (!place_mentions(b, out, ranked))
        return false;
    renumber(b, out, to);
    return true;
}
