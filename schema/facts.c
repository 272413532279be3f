/* facts.c -- the FACTS record.
 *
 * Most documents of a catalogue say little: a record without facts is three bytes, and a statement writes only what it
 * states (presence bits). Names of rules and units come back again and again and stand once, in a table of words at
 * the head. See doc/format.md, "Facts".
 */
#include "facts.h"

/* Bits of a statement: the commonest first, so that one byte often holds them all. */
enum {
    HAS_YEAR = 1, HAS_AMOUNT = 2, HAS_UNIT = 4, HAS_ROLE = 8, HAS_SUPPORTS = 16, HAS_NATURE = 32,
    HAS_FLAGS = 64, HAS_LABEL = 128, HAS_SENSE = 256, HAS_FROM = 512, HAS_TO = 1024, HAS_GROUP = 2048,
    HAS_ALL = 4095
};
/* Fewest bytes of each: bounds counts before memory is asked for. */
enum { ENTITY_LEAST = 4, STATEMENT_LEAST = 6, MENTION_LEAST = 2, SUPPORT_LEAST = 3 };
enum { KIND_BITS = 3, WORDS_SEARCHED = 64 };

_Static_assert(RHZ_KIND_COUNT <= 1 << KIND_BITS, "an entity's kind is stored in three bits");

/* ---- the table of words ---- */

/**
 * Distinct words in order of appearance. Only the first 64 are looked through: a document with thousands of units
 * repeats some in the table rather than cost quadratic time.
 */
struct words {
    struct rhz_buf spans; /* struct rhz_span each */
    size_t next;          /* writing the statements: number of the next word past those searched */
};

static size_t words_count(const struct words *w)
{
    return w->spans.n / sizeof(struct rhz_span);
}

static struct rhz_span word_at(const struct words *w, size_t i)
{
    struct rhz_span s;

    memcpy(&s, w->spans.p + i * sizeof s, sizeof s);
    return s;
}

static size_t find_word(const struct words *w, struct rhz_span s)
{
    size_t i, n = words_count(w);

    for (i = 0; i < n && i < WORDS_SEARCHED; i++)
        if (rhz_span_eq(word_at(w, i), s))
            return i;
    return SIZE_MAX;
}

static void add_word(struct words *w, struct rhz_span s)
{
    if (find_word(w, s) == SIZE_MAX)
        rhz_buf_append(&w->spans, &s, sizeof s);
}

static void put_word(struct rhz_buf *b, struct words *w, struct rhz_span s)
{
    size_t i = find_word(w, s);

    rhz_put_varint(b, i != SIZE_MAX ? i : w->next++);
}

static void put_words(struct rhz_buf *b, struct words *w, const struct rhz_facts *f)
{
    size_t i;

    for (i = 0; i < f->n_statements; i++) {
        add_word(w, f->statements[i].rule);
        if (f->statements[i].unit.n)
            add_word(w, f->statements[i].unit);
    }
    rhz_put_varint(b, words_count(w));
    for (i = 0; i < words_count(w); i++)
        rhz_put_bytes(b, word_at(w, i));
    w->next = WORDS_SEARCHED;
    if (w->spans.failed)
        b->failed = true;
}

/* ---- writing ---- */

static size_t form_of_name(const struct rhz_document_entity *e)
{
    size_t i;

    for (i = 0; i < e->n_forms; i++)
        if (rhz_span_eq(e->forms[i], e->name))
            return i + 1;
    return 0;
}

static void put_entity(struct rhz_buf *b, const struct rhz_document_entity *e)
{
    size_t i, name = form_of_name(e);
    uint32_t at = 0;

    rhz_put_varint(b, (unsigned)e->kind | (unsigned)e->sub << KIND_BITS);
    rhz_put_varint(b, e->n_forms);
    for (i = 0; i < e->n_forms; i++)
        rhz_put_bytes(b, e->forms[i]);
    rhz_put_varint(b, name);
    if (!name)
        rhz_put_bytes(b, e->name);
    rhz_put_varint(b, e->n_mentions);
    for (i = 0; i < e->n_mentions; i++) {
        rhz_put_varint(b, e->mentions[i].start - at);
        rhz_put_varint(b, e->mentions[i].end - e->mentions[i].start);
        at = e->mentions[i].start;
    }
}

static unsigned presence_of(const struct rhz_statement *s)
{
    return (s->year ? HAS_YEAR : 0u) | (s->has_amount ? HAS_AMOUNT : 0u) | (s->unit.n ? HAS_UNIT : 0u) |
           (s->role.n ? HAS_ROLE : 0u) | (s->n_supports ? HAS_SUPPORTS : 0u) | (s->nature ? HAS_NATURE : 0u) |
           (s->flags ? HAS_FLAGS : 0u) | (s->label.n ? HAS_LABEL : 0u) | (s->sense ? HAS_SENSE : 0u) |
           (s->from ? HAS_FROM : 0u) | (s->to ? HAS_TO : 0u) | (s->group ? HAS_GROUP : 0u);
}

static void put_supports(struct rhz_buf *b, const struct rhz_statement *s)
{
    size_t i;

    rhz_put_varint(b, s->n_supports);
    for (i = 0; i < s->n_supports; i++) {
        const struct rhz_support *p = &s->supports[i];
        rhz_buf_byte(b, (unsigned char)(p->end | p->why << 2));
        rhz_put_from(b, p->start, s->start);
        rhz_put_varint(b, p->limit - p->start);
    }
}

static void put_statement(struct rhz_buf *b, const struct rhz_statement *s, uint32_t before, struct words *w)
{
    unsigned has = presence_of(s);

    rhz_put_varint(b, s->relation ? (unsigned)s->relation << 1 : (unsigned)s->property << 1 | 1);
    rhz_put_varint(b, has);
    rhz_put_varint(b, s->subject);
    if (s->relation)
        rhz_put_varint(b, s->object);
    put_word(b, w, s->rule);
    rhz_put_varint(b, s->start - before);
    rhz_put_varint(b, s->end - s->start);
    if (has & HAS_YEAR)
        rhz_put_varint(b, s->year);
    if (has & HAS_AMOUNT)
        rhz_put_signed(b, s->cents);
    if (has & HAS_UNIT)
        put_word(b, w, s->unit);
    if (has & HAS_ROLE)
        rhz_put_bytes(b, s->role);
    if (has & HAS_SUPPORTS)
        put_supports(b, s);
    if (has & HAS_NATURE)
        rhz_put_varint(b, s->nature);
    if (has & HAS_FLAGS)
        rhz_put_varint(b, s->flags);
    if (has & HAS_LABEL)
        rhz_put_bytes(b, s->label);
    if (has & HAS_SENSE)
        rhz_put_varint(b, s->sense);
    if (has & HAS_FROM)
        rhz_put_varint(b, s->from);
    if (has & HAS_TO)
        rhz_put_varint(b, s->to);
    if (has & HAS_GROUP)
        rhz_put_varint(b, s->group);
}

void rhz_facts_put(struct rhz_buf *b, const struct rhz_facts *f)
{
    struct words w = {{0}, 0};
    uint32_t before = 0;
    size_t i;

    rhz_put_varint(b, f->n_entities);
    for (i = 0; i < f->n_entities; i++)
        put_entity(b, &f->entities[i]);
    rhz_put_varint(b, f->publisher == RHZ_NONE ? 0 : (uint64_t)f->publisher + 1);
    rhz_put_varint(b, f->n_statements);
    if (f->n_statements)
        put_words(b, &w, f);
    for (i = 0; i < f->n_statements; i++) {
        put_statement(b, &f->statements[i], before, &w);
        before = f->statements[i].start;
    }
    rhz_buf_free(&w.spans);
}

/* ---- reading ---- */

static uint32_t get_u32(struct rhz_reader *r)
{
    return (uint32_t)rhz_get_at_most(r, UINT32_MAX);
}

/** A number that its presence bit announces: not 0, below `limit`. */
static uint32_t get_present(struct rhz_reader *r, uint64_t limit)
{
    uint32_t v = (uint32_t)rhz_get_at_most(r, limit - 1);

    if (v == 0)
        r->bad = true;
    return v;
}

static struct rhz_span get_present_bytes(struct rhz_reader *r)
{
    struct rhz_span s = rhz_get_bytes(r);

    if (s.n == 0)
        r->bad = true;
    return s;
}

/** A count of entries of at least `least` bytes each. */
static size_t get_count(struct rhz_reader *r, size_t least)
{
    return (size_t)rhz_get_at_most(r, rhz_left(r) / least);
}

/** Both ends of a range that begins `after` or later. */
static void get_range(struct rhz_reader *r, uint32_t after, uint32_t *start, uint32_t *end)
{
    *start = after + (uint32_t)rhz_get_at_most(r, UINT32_MAX - after);
    *end = *start + (uint32_t)rhz_get_at_most(r, UINT32_MAX - *start);
}

static bool get_entity(struct rhz_reader *r, struct rhz_arena *arena, struct rhz_document_entity *e)
{
    uint64_t kind = rhz_get_varint(r);
    uint32_t at = 0;
    size_t i, name;

    e->kind = kind & ((1 << KIND_BITS) - 1);
    if (e->kind == 0 || e->kind >= RHZ_KIND_COUNT || kind >> KIND_BITS >= RHZ_SUB_COUNT)
        r->bad = true;
    e->sub = (uint8_t)(kind >> KIND_BITS);
    e->n_forms = get_count(r, 1);
    e->forms = rhz_arena_zalloc(arena, e->n_forms, sizeof e->forms[0]);
    if (!e->forms)
        return false;
    for (i = 0; i < e->n_forms; i++)
        e->forms[i] = rhz_get_bytes(r);
    name = (size_t)rhz_get_at_most(r, e->n_forms);
    e->name = name ? e->forms[name - 1] : rhz_get_bytes(r);
    e->n_mentions = get_count(r, MENTION_LEAST);
    e->mentions = rhz_arena_zalloc(arena, e->n_mentions, sizeof e->mentions[0]);
    if (!e->mentions)
        return false;
    for (i = 0; i < e->n_mentions && !r->bad; i++) {
        get_range(r, at, &e->mentions[i].start, &e->mentions[i].end);
        at = e->mentions[i].start;
    }
    return true;
}

/** The table of words while statements are read. */
struct word_table {
    struct rhz_span *v;
    size_t n;
};

static bool get_words(struct rhz_reader *r, struct rhz_arena *arena, struct word_table *w)
{
    size_t i;

    w->n = get_count(r, 1);
    w->v = rhz_arena_zalloc(arena, w->n, sizeof w->v[0]);
    if (!w->v)
        return false;
    for (i = 0; i < w->n; i++)
        w->v[i] = rhz_get_bytes(r);
    return true;
}

static struct rhz_span get_word(struct rhz_reader *r, const struct word_table *w)
{
    uint64_t i = rhz_get_varint(r);

    if (i >= w->n) {
        r->bad = true;
        return rhz_span("", 0);
    }
    return w->v[i];
}

static bool get_supports(struct rhz_reader *r, struct rhz_arena *arena, struct rhz_statement *s)
{
    size_t i;

    s->n_supports = get_count(r, SUPPORT_LEAST);
    if (s->n_supports == 0)
        r->bad = true;
    s->supports = rhz_arena_zalloc(arena, s->n_supports, sizeof s->supports[0]);
    if (!s->supports)
        return false;
    for (i = 0; i < s->n_supports && !r->bad; i++) {
        struct rhz_support *p = &s->supports[i];
        unsigned head = rhz_get_byte(r);
        p->end = head & 3;
        p->why = (uint8_t)(head >> 2);
        p->start = rhz_get_from(r, s->start);
        p->limit = p->start + (uint32_t)rhz_get_at_most(r, UINT32_MAX - p->start);
        if ((p->end != RHZ_END_SUBJECT && p->end != RHZ_END_OBJECT) || p->why == 0 || p->why >= RHZ_SUPPORT_COUNT)
            r->bad = true;
    }
    return true;
}

/** What the presence bits announce. */
static bool get_details(struct rhz_reader *r, struct rhz_arena *arena, const struct word_table *w, unsigned has,
                        struct rhz_statement *s)
{
    s->year = has & HAS_YEAR ? get_present(r, UINT32_MAX) : 0;
    s->has_amount = has & HAS_AMOUNT;
    s->cents = has & HAS_AMOUNT ? rhz_get_signed(r) : 0;
    s->unit = has & HAS_UNIT ? get_word(r, w) : rhz_span("", 0);
    if ((has & HAS_UNIT) && s->unit.n == 0)
        r->bad = true;
    s->role = has & HAS_ROLE ? get_present_bytes(r) : rhz_span("", 0);
    if ((has & HAS_SUPPORTS) && !get_supports(r, arena, s))
        return false;
    s->nature = (uint8_t)(has & HAS_NATURE ? get_present(r, RHZ_NATURE_COUNT) : 0);
    s->flags = has & HAS_FLAGS ? get_present(r, (uint64_t)UINT32_MAX + 1) : 0;
    s->label = has & HAS_LABEL ? get_present_bytes(r) : rhz_span("", 0);
    s->sense = (uint8_t)(has & HAS_SENSE ? get_present(r, RHZ_SENSE_COUNT) : 0);
    s->from = has & HAS_FROM ? get_present(r, UINT32_MAX) : 0;
    s->to = has & HAS_TO ? get_present(r, UINT32_MAX) : 0;
    s->group = has & HAS_GROUP ? get_present(r, (uint64_t)UINT32_MAX + 1) : 0;
    return true;
}

static uint32_t get_ordinal(struct rhz_reader *r, const struct rhz_facts *f)
{
    uint32_t v = get_u32(r);

    if (v >= f->n_entities)
        r->bad = true;
    return v;
}

static bool get_statement(struct rhz_reader *r, struct rhz_arena *arena, const struct word_table *w,
                          const struct rhz_facts *f, uint32_t before, struct rhz_statement *s)
{
    uint64_t what = rhz_get_varint(r);
    bool property = what & 1;
    unsigned has;

    what >>= 1;
    if (what == 0 || what >= (property ? (uint64_t)RHZ_PROPERTY_COUNT : (uint64_t)RHZ_RELATION_COUNT))
        r->bad = true;
    s->relation = (uint8_t)(property ? 0 : what);
    s->property = (uint8_t)(property ? what : 0);
    has = (unsigned)rhz_get_at_most(r, HAS_ALL);
    s->subject = get_ordinal(r, f);
    s->object = property ? RHZ_NONE : get_ordinal(r, f);
    s->rule = get_word(r, w);
    get_range(r, before, &s->start, &s->end);
    return r->bad || get_details(r, arena, w, has, s);
}

static bool get_entities(struct rhz_reader *r, struct rhz_arena *arena, struct rhz_facts *f)
{
    size_t i;

    f->n_entities = get_count(r, ENTITY_LEAST);
    f->entities = rhz_arena_zalloc(arena, f->n_entities, sizeof f->entities[0]);
    if (!f->entities)
        return false;
    for (i = 0; i < f->n_entities && !r->bad; i++)
        if (!get_entity(r, arena, &f->entities[i]))
            return false;
    return true;
}

static bool get_statements(struct rhz_reader *r, struct rhz_arena *arena, struct rhz_facts *f)
{
    struct word_table w = {NULL, 0};
    uint32_t before = 0;
    size_t i;

    f->n_statements = get_count(r, STATEMENT_LEAST);
    if (f->n_statements && !get_words(r, arena, &w))
        return false;
    f->statements = rhz_arena_zalloc(arena, f->n_statements, sizeof f->statements[0]);
    if (!f->statements)
        return false;
    for (i = 0; i < f->n_statements && !r->bad; i++) {
        if (!get_statement(r, arena, &w, f, before, &f->statements[i]))
            return false;
        before = f->statements[i].start;
    }
    return true;
}

rhz_status rhz_facts_get(struct rhz_span value, struct rhz_arena *arena, struct rhz_facts *out, struct rhz_error *err)
{
    struct rhz_reader r = rhz_reader(value);
    uint64_t publisher;

    *out = (struct rhz_facts){.publisher = RHZ_NONE};
    if (!get_entities(&r, arena, out))
        return rhz_no_memory(err);
    publisher = rhz_get_at_most(&r, out->n_entities);
    if (publisher)
        out->publisher = (uint32_t)(publisher - 1);
    if (!get_statements(&r, arena, out))
        return rhz_no_memory(err);
    if (r.bad || r.p != r.end)
        return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : les faits d'un document sont illisibles.");
    return RHZ_OK;
}
