/* graph_variants.c -- document entities that are told of in the same way, counted as one variant.
 *
 * A body that three thousand documents name alike is one thing to resolution, not three thousand: what decides which
 * entities are one (kind, key, name, sub-kind, what the document itself defines) is the same for all entities of a
 * variant. What names a node (how often a key or a form is used) is the sum over its variants. So a graph is amended
 * by counting a document's entities out of their variants or into them, and no other document is looked at.
 */
#include <stdlib.h>

#include "definitions.h"
#include "graph_state.h"
#include "identifiers.h"

/* ---- what is counted ---- */

uint32_t rhz_build_variant(struct graph_build *g, const struct build_variant *like)
{
    struct build_variant x = *like;
    uint32_t told[9] = {like->kind, like->sub, like->key, like->name, like->whole, like->learnt, like->salt, like->rna, like->siren};
    uint32_t number = rhz_strings_add(&g->variant_keys, rhz_span((const char *)told, sizeof told));

    if (number == RHZ_NONE || number < BUILD_COUNT(struct build_variant, g->variants))
        return number;
    x.n_entities = 0;
    x.n_mentions = 0;
    x.first_form = x.n_forms = 0;
    x.node = x.place = RHZ_NONE;
    rhz_buf_append(&g->variants, &x, sizeof x);
    return g->variants.failed ? RHZ_NONE : number;
}

bool rhz_build_form(struct graph_build *g, uint32_t variant, uint32_t form, int n)
{
    struct build_form x = {variant, form, 0};
    uint32_t told[2] = {variant, form}, number = rhz_strings_add(&g->form_keys, rhz_span((const char *)told, sizeof told));

    if (number == RHZ_NONE)
        return false;
    if (number == BUILD_COUNT(struct build_form, g->forms))
        rhz_buf_append(&g->forms, &x, sizeof x);
    if (g->forms.failed)
        return false;
    BUILD_ARRAY(struct build_form, g->forms)[number].n += (uint32_t)n;
    return true;
}

bool rhz_build_define(struct graph_build *g, uint8_t kind, struct rhz_span shorter, struct rhz_span longer, int n)
{
    struct build_definition x = {rhz_strings_add(&g->strings, shorter), rhz_strings_add(&g->strings, longer), 0, kind};
    uint32_t told[3] = {kind, x.shorter, x.longer}, number;

    if (x.shorter == RHZ_NONE || x.longer == RHZ_NONE)
        return false;
    number = rhz_strings_add(&g->definition_keys, rhz_span((const char *)told, sizeof told));
    if (number == RHZ_NONE)
        return false;
    if (number == BUILD_COUNT(struct build_definition, g->definitions))
        rhz_buf_append(&g->definitions, &x, sizeof x);
    if (g->definitions.failed)
        return false;
    BUILD_ARRAY(struct build_definition, g->definitions)[number].n += (uint32_t)n;
    return true;
}

static int by_variant(const void *a, const void *b, void *strings)
{
    const struct build_form *x = a, *y = b;

    if (x->variant != y->variant)
        return x->variant < y->variant ? -1 : 1;
    return rhz_span_cmp(rhz_strings_at(strings, x->form), rhz_strings_at(strings, y->form));
}

void rhz_build_sort_forms(struct graph_build *g)
{
    struct build_form *f = BUILD_ARRAY(struct build_form, g->forms);
    struct build_variant *v = BUILD_ARRAY(struct build_variant, g->variants);
    size_t n = BUILD_COUNT(struct build_form, g->forms), i, kept = 0;

    if (n)
        qsort_r(f, n, sizeof *f, by_variant, &g->strings);
    for (i = 0; i < n; i++) {
        if (f[i].n == 0)
            continue;
        if (kept == 0 || f[kept - 1].variant != f[i].variant)
            v[f[i].variant].first_form = (uint32_t)kept;
        v[f[i].variant].n_forms++;
        f[kept++] = f[i];
    }
    g->forms.n = kept * sizeof *f;
}

/* ---- one document ---- */

/* An entity on its way to its variant. */
struct reading {
    uint8_t kind;
    struct rhz_span key; /* empty: a correction says that it names nothing */
    struct rhz_span rna, siren; /* numbers that the document gives it; empty: none, or several, so that it is none */
};

static int by_short_name(const void *a, const void *b)
{
    const struct rhz_definition *x = a, *y = b;

    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return rhz_span_cmp(x->shorter, y->shorter);
}

/* What the document says a short name stands for; empty: nothing, or two things. */
static struct rhz_span said_here(const struct rhz_definition *v, size_t n, enum rhz_kind kind, struct rhz_span shorter)
{
    struct rhz_definition key = {.kind = kind, .shorter = shorter};
    size_t low = 0, high = n;
    struct rhz_span found = {"", 0};

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (by_short_name(&v[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < n && by_short_name(&v[low], &key) == 0; low++) {
        if (found.n && !rhz_span_eq(found, v[low].longer))
            return rhz_span("", 0);
        found = v[low].longer;
    }
    return found;
}

static struct rhz_span first_word(struct rhz_span key)
{
    const char *space = key.n ? memchr(key.p, ' ', key.n) : NULL;

    return rhz_span(key.p, space ? (size_t)(space - key.p) : key.n);
}

/* Strings that are empty are not kept. */
static bool keep(struct graph_build *g, struct rhz_span text, uint32_t *string)
{
    *string = text.n ? rhz_strings_add(&g->strings, text) : RHZ_NONE;
    return text.n == 0 || *string != RHZ_NONE;
}

static uint32_t variant_of(struct graph_build *g, const struct rhz_document_entity *e, const struct reading *r, uint32_t document,
                           const struct rhz_definition *defined, size_t n)
{
    struct build_variant x = {.kind = r->kind, .sub = r->kind == e->kind ? e->sub : (uint8_t)RHZ_SUB_NONE};
    struct rhz_span whole = said_here(defined, n, r->kind, r->key), learnt = {"", 0};

    if (r->kind == RHZ_ORGANISATION)
        learnt = said_here(defined, n, r->kind, first_word(whole.n ? whole : r->key));
    x.key = rhz_strings_add(&g->strings, r->key);
    x.name = rhz_strings_add(&g->strings, e->name);
    if (x.key == RHZ_NONE || x.name == RHZ_NONE || !keep(g, whole, &x.whole) || !keep(g, learnt, &x.learnt) ||
        !keep(g, r->rna, &x.rna) || !keep(g, r->siren, &x.siren) || !keep(g, rhz_build_salt(g, document, r->kind, r->key), &x.salt))
        return RHZ_NONE;
    return rhz_build_variant(g, &x);
}

static bool count_entity(struct graph_build *g, const struct rhz_document_entity *e, uint32_t variant, int sign)
{
    struct build_variant *v = &BUILD_ARRAY(struct build_variant, g->variants)[variant];
    size_t i;

    v->n_entities += (uint32_t)sign;
    v->n_mentions += (uint64_t)(int64_t)sign * e->n_mentions;
    for (i = 0; i < e->n_forms; i++) {
        uint32_t form = rhz_strings_add(&g->strings, e->forms[i]);
        if (form == RHZ_NONE || (form != BUILD_ARRAY(struct build_variant, g->variants)[variant].name &&
                                 !rhz_build_form(g, variant, form, sign)))
            return false;
    }
    return true;
}

/* Keys of all entities, corrected. */
static struct reading *read_entities(struct graph_build *g, const struct rhz_facts *f, int sign, struct rhz_arena *arena)
{
    struct reading *v = rhz_arena_alloc(arena, (f->n_entities + 1) * sizeof *v);
    struct rhz_buf key = {0};
    size_t i;

    for (i = 0; v && i < f->n_entities; i++) {
        v[i] = (struct reading){.kind = f->entities[i].kind, .rna = {"", 0}, .siren = {"", 0}};
        rhz_name_key(v[i].kind, f->entities[i].name, &key);
        if (!rhz_build_correct_entity(g, f->entities[i].name, &v[i].kind, &key, sign) ||
            !(v[i].key = rhz_arena_copy(arena, rhz_buf_view(&key))).p)
            v = NULL;
    }
    rhz_buf_free(&key);
    return v;
}

/* The number of a register that a document gives an entity, given one more. */
static void note_number(struct rhz_span *number, bool *several, struct rhz_span said)
{
    if (!said.n || *several)
        return;
    *several = number->n && !rhz_span_eq(*number, said);
    *number = *several ? rhz_span("", 0) : said;
}

static bool read_numbers(const struct rhz_facts *f, struct reading *v, struct rhz_arena *arena)
{
    bool *several = rhz_arena_zalloc(arena, 2 * f->n_entities + 1, sizeof *several);
    size_t i;

    for (i = 0; several && i < f->n_statements; i++) {
        const struct rhz_statement *s = &f->statements[i];
        if (!rhz_is_identifier(s->property) || s->subject >= f->n_entities)
            continue;
        if (s->property == RHZ_PROPERTY_RNA)
            note_number(&v[s->subject].rna, &several[2 * s->subject], s->label);
        else
            note_number(&v[s->subject].siren, &several[2 * s->subject + 1], rhz_identifier_siren(s->property, s->label));
    }
    return several != NULL;
}

static bool find_definitions(const struct rhz_facts *f, const struct reading *r, struct rhz_arena *arena,
                             struct rhz_definition **out, size_t *n)
{
    struct rhz_span *keys = rhz_arena_alloc(arena, (f->n_entities + 1) * sizeof *keys);
    size_t i;

    for (i = 0; keys && i < f->n_entities; i++)
        keys[i] = r[i].key;
    if (!keys || !rhz_definitions_find(f, keys, arena, out, n))
        return false;
    if (*n)
        qsort(*out, *n, sizeof **out, by_short_name);
    return true;
}

static bool take_entity(struct graph_build *g, const struct rhz_document_entity *e, const struct reading *r, uint32_t document,
                        uint32_t ordinal, const struct rhz_definition *defined, size_t n, int sign)
{
    struct build_entity x = {.document = document, .ordinal = ordinal, .n_mentions = (uint32_t)e->n_mentions, .kind = r->kind,
                             .variant = RHZ_NONE, .node = RHZ_NONE};

    if (r->key.n && ((x.variant = variant_of(g, e, r, document, defined, n)) == RHZ_NONE || !count_entity(g, e, x.variant, sign)))
        return false;
    rhz_buf_append(&g->entities, &x, sizeof x);
    return !g->entities.failed;
}

rhz_status rhz_build_take_entities(struct graph_build *g, const struct rhz_facts *f, struct build_document *d, int sign,
                                   struct rhz_arena *arena, struct rhz_error *err)
{
    struct reading *r = read_entities(g, f, sign, arena);
    struct rhz_definition *defined;
    size_t i, n;

    d->first_entity = (uint32_t)BUILD_COUNT(struct build_entity, g->entities);
    d->n_entities = (uint32_t)f->n_entities;
    if (!r || !read_numbers(f, r, arena) || !find_definitions(f, r, arena, &defined, &n))
        return rhz_no_memory(err);
    for (i = 0; i < n; i++)
        if (defined[i].everywhere && !rhz_build_define(g, (uint8_t)defined[i].kind, defined[i].shorter, defined[i].longer, sign))
            return rhz_no_memory(err);
    for (i = 0; i < f->n_entities; i++)
        if (!take_entity(g, &f->entities[i], &r[i], d->document, (uint32_t)i, defined, n, sign))
            return rhz_no_memory(err);
    return RHZ_OK;
}

/* ---- records ---- */

static void put_counted(const struct graph_build *g, const struct build_variant *v, struct rhz_buf *out)
{
    const struct build_form *f = BUILD_ARRAY(struct build_form, g->forms) + v->first_form;
    size_t i;

    for (i = 0; i < v->n_forms; i++) {
        struct rhz_tally x = {rhz_strings_at(&g->strings, f[i].form), f[i].n};
        rhz_buf_append(out, &x, sizeof x);
    }
}

/* All forms first: their array moves as it grows. */
bool rhz_build_put_variants(const struct graph_build *g, const struct build_node *n, struct rhz_buf *forms, struct rhz_buf *scratch,
                            struct rhz_buf *value)
{
    const uint32_t *list = BUILD_ARRAY(uint32_t, g->node_variants) + n->first_variant;
    const struct build_variant *all = BUILD_ARRAY(struct build_variant, g->variants);
    size_t i, at = 0;

    rhz_buf_reset(forms);
    rhz_buf_reset(scratch);
    for (i = 0; i < n->n_variants; i++)
        put_counted(g, &all[list[i]], forms);
    if (forms->failed)
        return false;
    for (i = 0; i < n->n_variants; i++) {
        const struct build_variant *v = &all[list[i]];
        struct rhz_graph_variant x = {.sub = v->sub, .key = rhz_strings_at(&g->strings, v->key), .name = rhz_strings_at(&g->strings, v->name),
                                      .whole = rhz_strings_at(&g->strings, v->whole), .learnt = rhz_strings_at(&g->strings, v->learnt),
                                      .rna = rhz_strings_at(&g->strings, v->rna), .siren = rhz_strings_at(&g->strings, v->siren),
                                      .salt = rhz_strings_at(&g->strings, v->salt), .n_entities = v->n_entities,
                                      .n_mentions = v->n_mentions, .n_forms = v->n_forms};
        if (v->n_forms)
            x.forms = BUILD_ARRAY(struct rhz_tally, *forms) + at;
        at += v->n_forms;
        rhz_buf_append(scratch, &x, sizeof x);
    }
    if (scratch->failed)
        return false;
    rhz_graph_variants_put(value, BUILD_ARRAY(struct rhz_graph_variant, *scratch), n->n_variants);
    return !value->failed;
}

static int by_counted(const void *a, const void *b)
{
    return rhz_span_cmp(((const struct rhz_tally *)a)->text, ((const struct rhz_tally *)b)->text);
}

bool rhz_build_put_defined(const struct graph_build *g, const struct build_definition *of, struct rhz_buf *scratch, struct rhz_buf *value)
{
    const struct build_definition *d = BUILD_ARRAY(struct build_definition, g->definitions);
    size_t i, n;

    rhz_buf_reset(scratch);
    for (i = 0; i < BUILD_COUNT(struct build_definition, g->definitions); i++) {
        struct rhz_tally x = {rhz_strings_at(&g->strings, d[i].longer), d[i].n};
        if (d[i].n && d[i].kind == of->kind && d[i].shorter == of->shorter)
            rhz_buf_append(scratch, &x, sizeof x);
    }
    n = BUILD_COUNT(struct rhz_tally, *scratch);
    if (n == 0)
        return false;
    qsort(scratch->p, n, sizeof(struct rhz_tally), by_counted);
    rhz_graph_definitions_put(value, rhz_strings_at(&g->strings, of->shorter), BUILD_ARRAY(struct rhz_tally, *scratch), n);
    return true;
}
