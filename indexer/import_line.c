/* import_line.c -- a line of the open form -> a structure: types, words and bounds are checked here, references by the
 * caller. The first fault is kept and the rest reads on harmlessly, so that callers need not look after each key. */
#include "import_line.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>

/* Public ids are exact in any JSON reader; amounts are exact as doubles with two decimals up to this. */
static const uint64_t ID_MOST = ((uint64_t)1 << 53) - 1;
static const double AMOUNT_MOST = 4e13;

struct parse {
    uint32_t number;
    bool open;
    struct rhz_arena *arena;
    struct rhz_error *err;
    rhz_status st;
};

static void fault(struct parse *p, const char *key, const char *what)
{
    if (p->st == RHZ_OK)
        p->st = rhz_fail(p->err, RHZ_INVALID, "Ligne %u : « %s » %s.", p->number, key, what);
}

static json_t *need(struct parse *p, const json_t *from, const char *key, bool required)
{
    json_t *v = json_object_get(from, key);

    if (!v && required)
        fault(p, key, "manque");
    return v;
}

static struct rhz_span text_of(struct parse *p, const json_t *v, const char *key)
{
    if (json_is_string(v))
        return rhz_span(json_string_value(v), json_string_length(v));
    if (v)
        fault(p, key, "doit être un texte");
    return rhz_span("", 0);
}

static struct rhz_span text(struct parse *p, const json_t *from, const char *key, bool required)
{
    struct rhz_span s = text_of(p, need(p, from, key, required), key);

    if (required && s.n == 0)
        fault(p, key, "est vide");
    return s;
}

static uint64_t whole(struct parse *p, const json_t *from, const char *key, uint64_t most, bool required)
{
    const json_t *v = need(p, from, key, required);

    if (!v)
        return 0;
    if (!json_is_integer(v) || json_integer_value(v) < 0 || (uint64_t)json_integer_value(v) > most) {
        fault(p, key, "doit être un nombre entier, positif et pas trop grand");
        return 0;
    }
    return (uint64_t)json_integer_value(v);
}

static bool flag(struct parse *p, const json_t *from, const char *key)
{
    const json_t *v = json_object_get(from, key);

    if (v && !json_is_boolean(v))
        fault(p, key, "doit être true ou false");
    return json_is_true(v);
}

/* A word of the model; absent: 0. */
static uint8_t word(struct parse *p, const json_t *from, const char *key, const struct rhz_word *(*words)(unsigned),
                    unsigned count, bool required)
{
    struct rhz_span s = text(p, from, key, required);
    unsigned i;

    for (i = 1; s.n && i < count; i++)
        if (rhz_span_eq(s, rhz_span_of(words(i)->name)))
            return (uint8_t)i;
    if (s.n && p->st == RHZ_OK)
        p->st = rhz_fail(p->err, RHZ_INVALID, "Ligne %u : « %s » ne peut être « %.*s ».", p->number, key,
                         (int)(s.n < 60 ? s.n : 60), s.p);
    return 0;
}

static struct rhz_span *texts(struct parse *p, const json_t *from, const char *key, size_t *n)
{
    const json_t *v = json_object_get(from, key);
    struct rhz_span *out;
    size_t i;

    *n = 0;
    if (v && !json_is_array(v))
        fault(p, key, "doit être une liste de textes");
    out = rhz_arena_zalloc(p->arena, json_array_size(v), sizeof *out);
    if (!out) {
        p->st = p->st ? p->st : rhz_no_memory(p->err);
        return NULL;
    }
    for (i = 0; i < json_array_size(v); i++)
        out[i] = text_of(p, json_array_get(v, i), key);
    *n = json_array_size(v);
    return out;
}

static bool number_at(const char *s, size_t n, uint32_t most, uint32_t *out)
{
    size_t i;

    for (*out = 0, i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9')
            return false;
        *out = *out * 10 + (uint32_t)(s[i] - '0');
    }
    return *out >= 1 && *out <= most;
}

/* AAAA, AAAA-MM or AAAA-MM-JJ, as days are stored. */
static uint32_t day(struct parse *p, const json_t *from, const char *key)
{
    struct rhz_span s = text(p, from, key, false);
    uint32_t year = 0, month = 0, of_month = 0;
    bool good = s.n == 4 || s.n == 7 || s.n == 10;

    if (s.n == 0)
        return 0;
    good = good && number_at(s.p, 4, 9999, &year);
    if (good && s.n > 4)
        good = s.p[4] == '-' && number_at(s.p + 5, 2, 12, &month);
    if (good && s.n > 7)
        good = s.p[7] == '-' && number_at(s.p + 8, 2, 31, &of_month);
    if (!good)
        fault(p, key, "doit être une date (2024, 2024-06 ou 2024-06-06)");
    return good ? year * 10000 + month * 100 + of_month : 0;
}

/* A year, or the day that is given beside it. */
static uint32_t bound(struct parse *p, const json_t *from, const char *year_key, const char *day_key)
{
    uint32_t year = (uint32_t)whole(p, from, year_key, 9999, false), date = day(p, from, day_key);

    return date ? date : year * 10000;
}

static bool cents(struct parse *p, const json_t *v, const char *key, int64_t *out)
{
    if (!v)
        return false;
    if (!json_is_number(v) || fabs(json_number_value(v)) > AMOUNT_MOST) {
        fault(p, key, "doit être un montant, et pas si grand");
        return false;
    }
    *out = llround(json_number_value(v) * 100);
    return true;
}

static uint64_t document_id(struct parse *p, const json_t *from, const char *key)
{
    struct rhz_span s = text(p, from, key, true);
    uint64_t id = 0;
    size_t i;

    for (i = 0; i < s.n; i++) {
        const char *digits = "0123456789abcdef", *at = memchr(digits, s.p[i], 16);
        if (!at)
            break;
        id = id << 4 | (uint64_t)(at - digits);
    }
    if (s.n != 16 || i != 16)
        fault(p, key, "doit avoir 16 chiffres hexadécimaux");
    return id;
}

/* ---- proofs ---- */

static void read_support(struct parse *p, const json_t *v, struct rhz_imported_support *out)
{
    struct rhz_span end = text(p, v, "end", true);

    out->end = rhz_span_eq(end, RHZ_SPAN("to")) ? RHZ_END_OBJECT : RHZ_END_SUBJECT;
    if (out->end == RHZ_END_SUBJECT && !rhz_span_eq(end, RHZ_SPAN("from")))
        fault(p, "end", "doit être from ou to");
    out->why = word(p, v, "why", rhz_support_word, RHZ_SUPPORT_COUNT, true);
    out->page = (uint32_t)whole(p, v, "page", UINT32_MAX, false);
    out->line = (uint32_t)whole(p, v, "line", UINT32_MAX, false);
    out->quote = text_of(p, need(p, v, "quote", true), "quote");
}

static void read_proof(struct parse *p, const json_t *v, struct rhz_import_proof *out)
{
    struct rhz_imported_proof *x = &out->proof;
    const json_t *supports = json_object_get(v, "supports");
    size_t i;

    if (!json_is_object(v))
        fault(p, "evidence", "doit être une liste d'objets");
    out->document = document_id(p, v, "document");
    x->start = (uint32_t)whole(p, v, "start", UINT32_MAX, true);
    x->end = (uint32_t)whole(p, v, "end", UINT32_MAX, true);
    x->page = (uint32_t)whole(p, v, "page", UINT32_MAX, false);
    x->line = (uint32_t)whole(p, v, "line", UINT32_MAX, false);
    x->rule = text(p, v, "rule", false);
    x->quote = text_of(p, need(p, v, "quote", true), "quote");
    if (x->start > x->end)
        fault(p, "start", "dépasse « end »");
    if (supports && !json_is_array(supports))
        fault(p, "supports", "doit être une liste");
    x->n_supports = json_array_size(supports);
    x->supports = rhz_arena_zalloc(p->arena, x->n_supports, sizeof *x->supports);
    if (!x->supports)
        p->st = p->st ? p->st : rhz_no_memory(p->err);
    for (i = 0; p->st == RHZ_OK && i < x->n_supports; i++)
        read_support(p, json_array_get(supports, i), &x->supports[i]);
}

static void read_evidence(struct parse *p, const json_t *from, struct rhz_import_line *out)
{
    const json_t *v = need(p, from, "evidence", !p->open);
    size_t i;

    if (v && json_array_size(v) == 0 && !p->open)
        fault(p, "evidence", "ne donne aucune preuve");
    out->n_proofs = json_array_size(v);
    out->proofs = rhz_arena_zalloc(p->arena, out->n_proofs, sizeof *out->proofs);
    if (!out->proofs)
        p->st = p->st ? p->st : rhz_no_memory(p->err);
    for (i = 0; p->st == RHZ_OK && i < out->n_proofs; i++)
        read_proof(p, json_array_get(v, i), &out->proofs[i]);
}

/* ---- the types of line ---- */

static void read_document(struct parse *p, const json_t *v, struct rhz_import_line *out)
{
    out->id = document_id(p, v, "id");
    out->uri = text(p, v, "uri", true);
    out->others = texts(p, v, "other_uris", &out->n_others);
    out->title = text(p, v, "title", false);
    out->document_type = text(p, v, "type", false);
    out->url = text(p, v, "url", false);
    out->date = day(p, v, "date");
    out->pages = (uint32_t)whole(p, v, "pages", UINT32_MAX, false);
}

static void read_node(struct parse *p, const json_t *v, struct rhz_import_line *out)
{
    out->id = whole(p, v, "id", ID_MOST, true);
    out->kind = word(p, v, "kind", rhz_kind_word, RHZ_KIND_COUNT, true);
    out->sub = word(p, v, "sub", rhz_subkind_word, RHZ_SUB_COUNT, false);
    out->name = text(p, v, "name", true);
    out->others = texts(p, v, "aliases", &out->n_others);
}

static void read_open_props(struct parse *p, const json_t *v, struct rhz_import_line *out)
{
    out->props = json_object_get(v, "props");
    if (out->props && !json_is_object((json_t *)out->props))
        fault(p, "props", "doit être un objet");
}

static void read_open_node(struct parse *p, const json_t *v, struct rhz_import_line *out)
{
    struct rhz_span kind = text(p, v, "kind", false);

    out->id = whole(p, v, "id", ID_MOST, true);
    out->name = text(p, v, "name", false);
    out->others = texts(p, v, "aliases", &out->n_others);
    out->labels = texts(p, v, "labels", &out->n_labels);
    if (kind.n && out->n_labels == 0 && p->st == RHZ_OK) { /* a node of ours: its kind is its label */
        out->labels = rhz_arena_zalloc(p->arena, 1, sizeof *out->labels);
        if (!out->labels)
            p->st = rhz_no_memory(p->err);
        else
            out->labels[out->n_labels++] = kind;
    }
    read_open_props(p, v, out);
}

static void read_open_edge(struct parse *p, const json_t *v, struct rhz_import_line *out)
{
    out->id = whole(p, v, "id", ID_MOST, true);
    out->relation_name = text(p, v, "relation", true);
    out->from = whole(p, v, "from", ID_MOST, true);
    out->to = whole(p, v, "to", ID_MOST, true);
    out->divergent = flag(p, v, "divergent");
    read_open_props(p, v, out);
    read_evidence(p, v, out);
}

static const json_t *read_props(struct parse *p, const json_t *v, struct rhz_import_line *out)
{
    const json_t *props = json_object_get(v, "props");

    if (props && !json_is_object(props))
        fault(p, "props", "doit être un objet");
    out->divergent = flag(p, v, "divergent");
    out->year = (uint32_t)whole(p, props, "annee", 9999, false);
    out->year_of_document = flag(p, props, "annee_du_document");
    out->date_from = bound(p, props, "debut", "date_debut");
    out->date_to = bound(p, props, "fin", "date_fin");
    out->nature = word(p, props, "nature", rhz_nature_word, RHZ_NATURE_COUNT, false);
    return props;
}

static void read_edge(struct parse *p, const json_t *v, struct rhz_import_line *out)
{
    const json_t *props = read_props(p, v, out);

    out->id = whole(p, v, "id", ID_MOST, true);
    out->relation = word(p, v, "relation", rhz_relation_word, RHZ_RELATION_COUNT, true);
    out->from = whole(p, v, "from", ID_MOST, true);
    out->to = whole(p, v, "to", ID_MOST, true);
    out->has_amount = cents(p, json_object_get(props, "montant"), "montant", &out->cents);
    out->unit = text(p, props, "devise", false);
    out->joint = flag(p, props, "montant_commun");
    out->others = texts(p, props, "roles", &out->n_others);
    read_evidence(p, v, out);
}

static void read_property(struct parse *p, const json_t *v, struct rhz_import_line *out)
{
    const json_t *props = read_props(p, v, out), *value = need(p, v, "value", true);

    out->id = whole(p, v, "id", ID_MOST, true);
    out->from = whole(p, v, "node", ID_MOST, true);
    out->property = word(p, v, "name", rhz_property_word, RHZ_PROPERTY_COUNT, true);
    out->unit = text(p, v, "unit", false);
    out->sense = word(p, props, "sens", rhz_sense_word, RHZ_SENSE_COUNT, false);
    out->total = flag(p, props, "total");
    if (json_is_string(value)) {
        out->label = text_of(p, value, "value");
    } else {
        out->has_amount = cents(p, value, "value", &out->cents);
        out->label = text(p, props, "libelle", false);
    }
    read_evidence(p, v, out);
}

static void read_object(struct parse *p, const json_t *v, struct rhz_import_line *out)
{
    static const char *const names[] = {"", "header", "document", "node", "edge", "property"};
    struct rhz_span t = text(p, v, "t", true);
    unsigned i;

    for (i = 1; i < sizeof names / sizeof names[0]; i++)
        if (rhz_span_eq(t, rhz_span_of(names[i])))
            out->type = (enum rhz_import_type)i;
    switch (out->type) {
    case RHZ_IMPORT_HEADER:
        if (whole(p, v, "format", UINT32_MAX, true) != 1)
            fault(p, "format", "n'est pas 1, le seul que lise cette version");
        break;
    case RHZ_IMPORT_DOCUMENT:
        read_document(p, v, out);
        break;
    case RHZ_IMPORT_NODE:
        (p->open ? read_open_node : read_node)(p, v, out);
        break;
    case RHZ_IMPORT_EDGE:
        (p->open ? read_open_edge : read_edge)(p, v, out);
        break;
    case RHZ_IMPORT_PROPERTY:
        read_property(p, v, out);
        break;
    case RHZ_IMPORT_OTHER:
        fault(p, "t", "n'est ni header, ni document, ni node, ni edge, ni property");
    }
}

rhz_status rhz_import_line_read(struct rhz_span text_bytes, uint32_t number, bool open, struct rhz_arena *arena,
                                struct rhz_import_line *out, struct rhz_error *err)
{
    struct parse p = {.number = number, .open = open, .arena = arena, .err = err, .st = RHZ_OK};
    json_error_t e;
    json_t *root;

    *out = (struct rhz_import_line){.type = RHZ_IMPORT_OTHER};
    out->json = root = json_loadb(text_bytes.p, text_bytes.n, JSON_REJECT_DUPLICATES, &e);
    if (!root && json_error_code(&e) == json_error_out_of_memory)
        return rhz_no_memory(err);
    if (!json_is_object(root))
        return rhz_fail(err, RHZ_INVALID, "Ligne %u : ce n'est pas un objet JSON valide.", number);
    read_object(&p, root, out);
    return p.st;
}

void rhz_import_line_end(struct rhz_import_line *line)
{
    json_decref(line->json);
    line->json = NULL;
}
