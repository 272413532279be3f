/* graph_names.c -- what nodes and edges of a query are called and say: labels, relations, properties, ids.
 *
 * Two kinds of graph. One drawn from documents has the kinds, relations and properties of schema/model.def; records are
 * read in place, as far as the property asked for. A graph of others has symbols of its own and properties of any value.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "names.h"
#include "open_values.h"
#include "run.h"

static rhz_status damaged(struct ql_run *x)
{
    return rhz_fail(x->err, RHZ_CORRUPT, "La base est abîmée : un enregistrement du graphe est illisible.");
}

/* ---- numbers of names ---- */

static rhz_status symbol(struct ql_run *x, enum rhz_symbol_class class, struct rhz_span name, uint32_t *out)
{
    struct rhz_buf key = {0};
    struct rhz_numbers found = {.n = 0};
    rhz_status st;

    *out = 0;
    rhz_buf_byte(&key, (unsigned char)class);
    rhz_graph_key_name(&key, name);
    st = key.failed ? rhz_no_memory(x->err)
                    : rhz_graph_list(&x->view.graph, RHZ_GRAPH_SYMBOL, rhz_buf_view(&key), &found, x->err);
    if (st == RHZ_OK && found.n)
        *out = rhz_numbers_at(&found, 0);
    rhz_buf_free(&key);
    return st;
}

static rhz_status symbol_name(struct ql_run *x, enum rhz_symbol_class class, uint32_t number, struct rhz_span *out)
{
    return rhz_graph_symbol_name(&x->view.graph, class, number, out, x->err);
}

static bool folds_to(struct rhz_span name, const char *word)
{
    struct rhz_buf b = {0};
    bool same;

    rhz_name_fold(name, &b);
    same = !b.failed && rhz_span_eq(rhz_buf_view(&b), rhz_span_of(word));
    rhz_buf_free(&b);
    return same;
}

rhz_status rhz_ql_label(struct ql_run *x, struct rhz_span name, uint32_t *out)
{
    if (x->open_graph)
        return symbol(x, RHZ_SYMBOL_LABEL, name, out);
    *out = rhz_kind_number(name);
    if (*out == 0 && (folds_to(name, "chiffre") || folds_to(name, "chiffres")))
        *out = QL_LABEL_FIGURE;
    return RHZ_OK;
}

rhz_status rhz_ql_relation(struct ql_run *x, struct rhz_span name, uint16_t *out)
{
    uint32_t number;
    rhz_status st;

    if (!x->open_graph) {
        *out = (uint16_t)rhz_relation_number(name);
        if (*out == 0 && folds_to(name, "mentionne"))
            *out = QL_MENTIONNE;
        if (*out == 0 && folds_to(name, "chiffre"))
            *out = QL_CHIFFRE;
        return RHZ_OK;
    }
    st = symbol(x, RHZ_SYMBOL_RELATION, name, &number);
    *out = (uint16_t)number;
    return st;
}

rhz_status rhz_ql_property_symbol(struct ql_run *x, struct rhz_span name, uint32_t *out)
{
    *out = 0;
    return x->open_graph ? symbol(x, RHZ_SYMBOL_PROPERTY, name, out) : RHZ_OK;
}

/* ---- near names ---- */

static size_t edit_distance(const char *a, size_t n, const char *b, size_t m)
{
    size_t row[64], i, j;

    if (n >= 64 || m >= 64)
        return SIZE_MAX;
    for (j = 0; j <= m; j++)
        row[j] = j;
    for (i = 0; i < n; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (j = 0; j < m; j++) {
            size_t change = diagonal + (a[i] != b[j]), drop = row[j + 1] + 1, add = row[j] + 1;
            diagonal = row[j + 1];
            row[j + 1] = change < drop ? change : drop;
            if (add < row[j + 1])
                row[j + 1] = add;
        }
    }
    return row[m];
}

static void consider(struct rhz_span folded, const char *word, size_t *best, const char **near)
{
    struct rhz_buf b = {0};
    size_t d, i;

    rhz_name_fold(rhz_span_of(word), &b);
    for (i = 0; i < b.n; i++)
        if (b.p[i] == ' ')
            b.p[i] = '_';
    d = b.failed ? SIZE_MAX : edit_distance(folded.p, folded.n, b.p, b.n);
    if (b.n > folded.n && folded.n >= 4 && memcmp(b.p, folded.p, folded.n) == 0)
        d = 1; /* its beginning: PARTENAIRE for PARTENAIRE_DE */
    if (d < *best && d <= 1 + folded.n / 3) {
        *best = d;
        *near = word;
    }
    rhz_buf_free(&b);
}

static const char *near_word(struct rhz_span name, const struct rhz_word *(*word)(unsigned), unsigned count, const char *const *more)
{
    struct rhz_buf b = {0};
    const char *near = NULL;
    size_t best = SIZE_MAX, i;

    rhz_name_fold(name, &b);
    for (i = 0; i < b.n; i++)
        if (b.p[i] == ' ')
            b.p[i] = '_';
    for (i = 1; !b.failed && i < count; i++)
        consider(rhz_buf_view(&b), word((unsigned)i)->name, &best, &near);
    for (; !b.failed && *more; more++)
        consider(rhz_buf_view(&b), *more, &best, &near);
    rhz_buf_free(&b);
    return near;
}

const char *rhz_ql_near_label(struct rhz_span name)
{
    static const char *const more[] = {"Chiffre", NULL};
    return near_word(name, rhz_kind_word, RHZ_KIND_COUNT, more);
}

const char *rhz_ql_near_relation(struct rhz_span name)
{
    static const char *const more[] = {"MENTIONNE", "CHIFFRE", NULL};
    return near_word(name, rhz_relation_word, RHZ_RELATION_COUNT, more);
}

/* ---- reals as text ---- */

double rhz_ql_read_real(const char *text)
{
    /* A host program may have set a locale whose decimal sign is a comma: read both ways. */
    char copy[512], *end, *dot;
    size_t n = strlen(text);
    double v;

    if (n == 0 || n >= sizeof copy)
        return NAN;
    memcpy(copy, text, n + 1);
    v = strtod(copy, &end);
    if (*end == '.' && (dot = strchr(copy, '.'))) {
        *dot = ',';
        v = strtod(copy, &end);
    }
    return *end || end == copy ? NAN : v;
}

/* ---- a document ---- */

static rhz_status document_property(struct ql_run *x, uint32_t document, struct rhz_span key, struct rhz_arena *arena,
                                    struct ql_value *out)
{
    struct rhz_document_record r;
    struct rhz_span uri;
    char text[17];
    rhz_status st = rhz_snapshot_document(&x->view.snapshot, document, arena, &r, x->err);

    *out = ql_null();
    if (st != RHZ_OK)
        return st;
    if ((rhz_span_eq(key, RHZ_SPAN("titre")) || rhz_span_eq(key, RHZ_SPAN("nom"))) && r.title.n) {
        *out = ql_text(r.title);
    } else if (rhz_span_eq(key, RHZ_SPAN("type")) && r.type.n) {
        *out = ql_text(r.type);
    } else if (rhz_span_eq(key, RHZ_SPAN("annee")) && r.date) {
        *out = ql_integer(r.date / 10000);
    } else if (rhz_span_eq(key, RHZ_SPAN("date")) && r.date) {
        rhz_date_text(r.date, text);
        *out = ql_text(rhz_arena_copy(arena, rhz_span_of(text)));
    } else if (rhz_span_eq(key, RHZ_SPAN("pages")) && r.n_pages) {
        *out = ql_integer(r.n_pages);
    } else if (rhz_span_eq(key, RHZ_SPAN("url")) && r.url.n) {
        *out = ql_text(r.url);
    } else if (rhz_span_eq(key, RHZ_SPAN("adresse")) || rhz_span_eq(key, RHZ_SPAN("id")) || rhz_span_eq(key, RHZ_SPAN("nom"))) {
        if ((st = rhz_snapshot_uri(&x->view.snapshot, document, arena, &uri, x->err)) != RHZ_OK)
            return st;
        if (rhz_span_eq(key, RHZ_SPAN("id"))) {
            rhz_id_text(rhz_document_id(uri), text);
            uri = rhz_arena_copy(arena, rhz_span_of(text));
        }
        *out = ql_text(uri);
    }
    return out->type == QL_TEXT && !out->text ? rhz_ql_no_room(x) : RHZ_OK;
}

/* ---- a figure ---- */

static rhz_status day(struct ql_run *x, uint32_t date, struct rhz_arena *arena, struct ql_value *out)
{
    char text[11];
    struct rhz_span s;

    rhz_date_text(date, text);
    s = rhz_arena_copy(arena, rhz_span_of(text));
    *out = ql_text(s);
    return s.p ? RHZ_OK : rhz_ql_no_room(x);
}

static struct ql_value word(const char *name)
{
    return *name ? ql_text(rhz_span_of(name)) : ql_null();
}

static rhz_status figure_property(struct ql_run *x, uint32_t number, struct rhz_span key, struct rhz_arena *arena,
                                  struct ql_value *out)
{
    struct rhz_graph_property p;
    rhz_status st = rhz_graph_property(&x->view.graph, number, arena, &p, x->err);

    *out = ql_null();
    if (st != RHZ_OK)
        return st;
    if (rhz_span_eq(key, RHZ_SPAN("nom")))
        *out = word(rhz_property_word(p.property)->name);
    else if (rhz_span_eq(key, RHZ_SPAN("libelle")) && p.has_amount)
        *out = ql_text(p.label);
    else if (rhz_span_eq(key, RHZ_SPAN("valeur")))
        *out = p.has_amount ? ql_real((double)p.cents / 100) : ql_text(p.label);
    else if (rhz_span_eq(key, RHZ_SPAN("unite")) && p.unit.n)
        *out = ql_text(p.unit);
    else if (rhz_span_eq(key, RHZ_SPAN("annee")) && p.year)
        *out = ql_integer(p.year);
    else if (rhz_span_eq(key, RHZ_SPAN("nature")))
        *out = word(rhz_nature_word(p.nature)->name);
    else if (rhz_span_eq(key, RHZ_SPAN("sens")))
        *out = word(rhz_sense_word(p.sense)->name);
    else if (rhz_span_eq(key, RHZ_SPAN("total")))
        *out = ql_bool(p.total);
    else if (rhz_span_eq(key, RHZ_SPAN("divergent")))
        *out = ql_bool(p.divergent);
    else if (rhz_span_eq(key, RHZ_SPAN("preuves")))
        *out = ql_integer((int64_t)p.n_proofs);
    else if (rhz_span_eq(key, RHZ_SPAN("id")))
        *out = ql_integer((int64_t)p.id);
    else if (rhz_span_eq(key, RHZ_SPAN("date_debut")) && p.date_from)
        return day(x, p.date_from, arena, out);
    else if (rhz_span_eq(key, RHZ_SPAN("date_fin")) && p.date_to)
        return day(x, p.date_to, arena, out);
    return RHZ_OK;
}

/* ---- a node drawn from documents ---- */

/* date, lieu and numbers of registers are stated beside the record: the value that most proofs bear, then the least id. */
static rhz_status stated(struct ql_run *x, uint32_t node, unsigned property, struct rhz_arena *arena, struct ql_value *out)
{
    struct rhz_numbers list;
    struct rhz_graph_property p;
    size_t i, best = 0;
    rhz_status st = rhz_graph_properties(&x->view.graph, node, &list, x->err);

    for (i = 0; i < list.n && st == RHZ_OK; i++) {
        st = rhz_graph_property(&x->view.graph, rhz_numbers_at(&list, i), arena, &p, x->err);
        if (st == RHZ_OK && p.property == property && p.n_proofs > best) {
            best = p.n_proofs;
            *out = ql_text(p.label);
        }
    }
    return st;
}

static rhz_status names_list(struct ql_run *x, const struct rhz_span *v, size_t n, struct rhz_arena *arena, struct ql_value *out)
{
    struct ql_value *items = rhz_arena_alloc(arena, (n ? n : 1) * sizeof *items);
    size_t i;

    if (!items)
        return rhz_ql_no_room(x);
    for (i = 0; i < n; i++)
        items[i] = ql_text(v[i]);
    *out = ql_list(items, n);
    return RHZ_OK;
}

static rhz_status node_property(struct ql_run *x, uint32_t node, struct rhz_span key, struct rhz_arena *arena,
                                struct ql_value *out)
{
    struct rhz_graph_node n;
    struct rhz_span record;
    struct rhz_reader r;
    uint64_t id;
    unsigned char kind, sub;
    rhz_status st = rhz_graph_record(&x->view.graph, RHZ_GRAPH_NODE, node, &record, x->err);

    *out = ql_null();
    if (st != RHZ_OK)
        return st;
    r = rhz_reader(record);
    id = rhz_get_le64(&r);
    kind = rhz_get_byte(&r);
    sub = rhz_get_byte(&r);
    if (rhz_span_eq(key, RHZ_SPAN("nom"))) {
        *out = ql_text(rhz_get_bytes(&r));
        return r.bad ? damaged(x) : RHZ_OK;
    }
    if (rhz_span_eq(key, RHZ_SPAN("id"))) {
        *out = ql_integer((int64_t)id);
        return RHZ_OK;
    }
    if (rhz_span_eq(key, RHZ_SPAN("genre")) || rhz_span_eq(key, RHZ_SPAN("sorte"))) {
        *out = word(key.p[0] == 'g' ? rhz_kind_word(kind)->name : rhz_subkind_word(sub)->name);
        return RHZ_OK;
    }
    if (rhz_span_eq(key, RHZ_SPAN("rna")))
        return stated(x, node, RHZ_PROPERTY_RNA, arena, out);
    if (rhz_span_eq(key, RHZ_SPAN("siren")))
        return stated(x, node, RHZ_PROPERTY_SIREN, arena, out);
    if (rhz_span_eq(key, RHZ_SPAN("siret")))
        return stated(x, node, RHZ_PROPERTY_SIRET, arena, out);
    if (rhz_span_eq(key, RHZ_SPAN("date")))
        return stated(x, node, RHZ_PROPERTY_DATE, arena, out);
    if (rhz_span_eq(key, RHZ_SPAN("lieu")))
        return stated(x, node, RHZ_PROPERTY_LIEU, arena, out);
    if ((st = rhz_graph_node_get(record, arena, &n, x->err)) != RHZ_OK)
        return st;
    if (rhz_span_eq(key, RHZ_SPAN("alias")))
        return names_list(x, n.aliases, n.n_aliases, arena, out);
    if (rhz_span_eq(key, RHZ_SPAN("documents")))
        *out = ql_integer(n.n_documents);
    else if (rhz_span_eq(key, RHZ_SPAN("mentions")))
        *out = ql_integer(n.n_mentions);
    else if (rhz_span_eq(key, RHZ_SPAN("liens")))
        *out = ql_integer(n.n_edges);
    return RHZ_OK;
}

/* ---- an edge drawn from documents ---- */

static rhz_status mention_property(struct ql_run *x, struct ql_value edge, struct rhz_span key, struct rhz_arena *arena,
                                   struct ql_value *out)
{
    struct rhz_entity_ref *refs;
    size_t n, i;
    int64_t mentions = 0;
    rhz_status st;

    *out = ql_null();
    if (!rhz_span_eq(key, RHZ_SPAN("mentions")))
        return RHZ_OK;
    if ((st = rhz_graph_members(&x->view.graph, edge.n, arena, &refs, &n, x->err)) != RHZ_OK)
        return st;
    for (i = 0; i < n; i++)
        if (refs[i].document == edge.whole)
            mentions += refs[i].n_mentions;
    *out = ql_integer(mentions);
    return RHZ_OK;
}

static rhz_status full_edge_property(struct ql_run *x, struct rhz_span record, struct rhz_span key, struct rhz_arena *arena,
                                     struct ql_value *out)
{
    struct rhz_graph_edge e;
    rhz_status st = rhz_graph_edge_get(record, arena, &e, x->err);

    if (st != RHZ_OK)
        return st;
    if (rhz_span_eq(key, RHZ_SPAN("roles")))
        return names_list(x, e.roles, e.n_roles, arena, out);
    if (rhz_span_eq(key, RHZ_SPAN("role")) && e.n_roles)
        *out = ql_text(e.roles[0]);
    else if (rhz_span_eq(key, RHZ_SPAN("devise")) && e.has_amount)
        *out = ql_text(e.unit.n ? e.unit : RHZ_SPAN("EUR"));
    else if (rhz_span_eq(key, RHZ_SPAN("preuves")))
        *out = ql_integer((int64_t)e.n_proofs);
    else if (rhz_span_eq(key, RHZ_SPAN("montant_commun")))
        *out = ql_bool(e.joint);
    else if (rhz_span_eq(key, RHZ_SPAN("divergent")))
        *out = ql_bool(e.divergent);
    else if (rhz_span_eq(key, RHZ_SPAN("annee_du_document")))
        *out = ql_bool(e.year_of_document);
    else if (rhz_span_eq(key, RHZ_SPAN("id")))
        *out = ql_integer((int64_t)e.id);
    else if (rhz_span_eq(key, RHZ_SPAN("debut")) && e.date_from)
        *out = ql_integer(e.date_from / 10000);
    else if (rhz_span_eq(key, RHZ_SPAN("fin")) && e.date_to)
        *out = ql_integer(e.date_to / 10000);
    else if (rhz_span_eq(key, RHZ_SPAN("date_debut")) && e.date_from)
        return day(x, e.date_from, arena, out);
    else if (rhz_span_eq(key, RHZ_SPAN("date_fin")) && e.date_to)
        return day(x, e.date_to, arena, out);
    return RHZ_OK;
}

/* What the adjacency says beside the edge. */
static bool amount_property(const char *line, struct rhz_span key, struct ql_value *out)
{
    struct rhz_adjacent_amount a = rhz_graph_amount_at(line);

    if (rhz_span_eq(key, RHZ_SPAN("annee")))
        *out = a.year ? ql_integer(a.year) : ql_null();
    else if (rhz_span_eq(key, RHZ_SPAN("montant")))
        *out = a.has_amount ? ql_real((double)a.cents / 100) : ql_null();
    else if (rhz_span_eq(key, RHZ_SPAN("nature")))
        *out = word(rhz_nature_word(a.nature)->name);
    else
        return false;
    return true;
}

/* annee, montant, nature stand at the head of the record: the lists behind are not read for them. */
static rhz_status edge_property(struct ql_run *x, struct ql_value edge, struct rhz_span key, struct rhz_arena *arena,
                                struct ql_value *out)
{
    struct rhz_span record;
    struct rhz_reader r;
    unsigned char nature, flags;
    uint32_t year;
    rhz_status st;

    *out = ql_null();
    if (edge.relation == QL_MENTIONNE)
        return mention_property(x, edge, key, arena, out);
    if (edge.relation == QL_CHIFFRE)
        return RHZ_OK;
    if (edge.entry && amount_property(edge.entry, key, out))
        return RHZ_OK;
    if ((st = rhz_graph_record(&x->view.graph, RHZ_GRAPH_EDGE, edge.n, &record, x->err)) != RHZ_OK)
        return st;
    r = rhz_reader(record);
    rhz_get_le64(&r);
    rhz_get_byte(&r);
    nature = rhz_get_byte(&r);
    flags = rhz_get_byte(&r);
    rhz_get_varint(&r);
    rhz_get_varint(&r);
    year = (uint32_t)rhz_get_varint(&r);
    if (rhz_span_eq(key, RHZ_SPAN("annee"))) {
        if (year)
            *out = ql_integer(year);
    } else if (rhz_span_eq(key, RHZ_SPAN("nature"))) {
        *out = word(rhz_nature_word(nature)->name);
    } else if (rhz_span_eq(key, RHZ_SPAN("montant"))) {
        rhz_get_varint(&r);
        rhz_get_varint(&r);
        if (flags & 1)
            *out = ql_real((double)rhz_get_signed(&r) / 100);
    } else {
        return full_edge_property(x, record, key, arena, out);
    }
    return r.bad ? damaged(x) : RHZ_OK;
}

/* ---- open graphs ---- */

static rhz_status open_value(struct ql_run *x, struct rhz_reader *r, struct rhz_arena *arena, unsigned depth, struct ql_value *out)
{
    struct rhz_open_value v = rhz_open_get(r);
    struct ql_value *items;
    struct ql_entry *entries;
    rhz_status st = RHZ_OK;
    uint64_t i;

    *out = ql_null();
    if (r->bad || depth > RHZ_OPEN_DEPTH)
        return damaged(x);
    switch (v.type) {
    case RHZ_OPEN_FALSE:
    case RHZ_OPEN_TRUE: *out = ql_bool(v.type == RHZ_OPEN_TRUE); break;
    case RHZ_OPEN_INTEGER: *out = ql_integer(v.integer); break;
    case RHZ_OPEN_REAL: *out = ql_real(v.real); break;
    case RHZ_OPEN_TEXT: *out = ql_text(v.text); break;
    case RHZ_OPEN_LIST:
        items = rhz_arena_alloc(arena, (v.n ? v.n : 1) * sizeof *items);
        for (i = 0; items && i < v.n && st == RHZ_OK; i++)
            st = open_value(x, r, arena, depth + 1, &items[i]);
        *out = ql_list(items, v.n);
        return items ? st : rhz_ql_no_room(x);
    case RHZ_OPEN_MAP:
        entries = rhz_arena_alloc(arena, (v.n ? v.n : 1) * sizeof *entries);
        for (i = 0; entries && i < v.n && st == RHZ_OK; i++) {
            entries[i].key = rhz_get_bytes(r);
            st = open_value(x, r, arena, depth + 1, &entries[i].value);
        }
        *out = (struct ql_value){.type = QL_MAP, .n = (uint32_t)v.n, .entries = entries};
        return entries ? st : rhz_ql_no_room(x);
    default: break;
    }
    return RHZ_OK;
}

/* The bytes behind the usual record: found without decoding the lists before them twice. */
static rhz_status open_bytes(struct ql_run *x, struct ql_value of, struct rhz_span *open)
{
    struct rhz_graph_node n;
    struct rhz_graph_edge e;
    rhz_status st;

    rhz_arena_reset(x->scratch);
    if (of.type == QL_NODE) {
        st = rhz_graph_node(&x->view.graph, of.n, x->scratch, &n, x->err);
        *open = n.open;
    } else {
        st = rhz_graph_edge(&x->view.graph, of.n, x->scratch, &e, x->err);
        *open = e.open;
    }
    return st == RHZ_OK && open->n == 0 ? damaged(x) : st;
}

static rhz_status open_list(struct ql_run *x, struct ql_value of, struct rhz_open_list *l)
{
    struct rhz_span open;
    uint32_t relation;
    rhz_status st = open_bytes(x, of, &open);

    if (st == RHZ_OK)
        *l = of.type == QL_NODE ? rhz_open_node_properties(open) : rhz_open_edge_properties(open, &relation);
    return st;
}

static rhz_status open_property(struct ql_run *x, struct ql_value of, uint32_t wanted, struct rhz_arena *arena,
                                struct ql_value *out)
{
    struct rhz_open_list l;
    uint32_t symbol_of;
    rhz_status st;

    *out = ql_null();
    if (wanted == 0)
        return RHZ_OK;
    if ((st = open_list(x, of, &l)) != RHZ_OK)
        return st;
    while (rhz_open_next_property(&l, &symbol_of)) {
        if (symbol_of == wanted)
            return open_value(x, &l.r, arena, 0, out);
        rhz_open_skip(&l.r);
    }
    return l.r.bad ? damaged(x) : RHZ_OK;
}

static rhz_status open_properties(struct ql_run *x, struct ql_value of, struct rhz_arena *arena, struct ql_value *out)
{
    struct rhz_open_list l;
    struct ql_entry *entries;
    uint32_t n = 0, symbol_of;
    rhz_status st = open_list(x, of, &l);

    if (st != RHZ_OK)
        return st;
    entries = rhz_arena_alloc(arena, (l.left ? l.left : 1) * sizeof *entries);
    if (!entries)
        return rhz_ql_no_room(x);
    while (rhz_open_next_property(&l, &symbol_of) && st == RHZ_OK) {
        if ((st = symbol_name(x, RHZ_SYMBOL_PROPERTY, symbol_of, &entries[n].key)) == RHZ_OK)
            st = open_value(x, &l.r, arena, 0, &entries[n].value);
        n++;
    }
    *out = (struct ql_value){.type = QL_MAP, .n = n, .entries = entries};
    return st == RHZ_OK && l.r.bad ? damaged(x) : st;
}

/* ---- both ---- */

rhz_status rhz_ql_property(struct ql_run *x, struct ql_value of, struct rhz_span key, uint32_t symbol_of,
                           struct rhz_arena *arena, struct ql_value *out)
{
    if (x->open_graph)
        return open_property(x, of, symbol_of, arena, out);
    if (of.type == QL_EDGE)
        return edge_property(x, of, key, arena, out);
    if (of.n & QL_DOCUMENT_BIT)
        return document_property(x, of.n & QL_NUMBER_MASK, key, arena, out);
    if (of.n & QL_FIGURE_BIT)
        return figure_property(x, of.n & QL_NUMBER_MASK, key, arena, out);
    return node_property(x, of.n, key, arena, out);
}

rhz_status rhz_ql_properties(struct ql_run *x, struct ql_value of, struct rhz_arena *arena, struct ql_value *out)
{
    static const char *const node[] = {"id", "genre", "sorte", "nom", "alias", "documents", "mentions", "liens", "date", "lieu", "rna", "siren", "siret", NULL};
    static const char *const document[] = {"id", "titre", "type", "date", "annee", "pages", "adresse", "url", NULL};
    static const char *const figure[] = {"id", "nom", "libelle", "valeur", "unite", "annee", "nature", "sens", "total",
                                         "divergent", "date_debut", "date_fin", "preuves", NULL};
    static const char *const edge[] = {"id", "annee", "annee_du_document", "debut", "date_debut", "fin", "date_fin", "montant",
                                       "devise", "montant_commun", "nature", "roles", "divergent", "preuves", NULL};
    static const char *const mention[] = {"mentions", NULL};
    const char *const *keys;
    struct ql_entry *entries;
    uint32_t n = 0;
    rhz_status st = RHZ_OK;

    if (x->open_graph)
        return open_properties(x, of, arena, out);
    if (of.type == QL_EDGE)
        keys = of.relation == QL_MENTIONNE ? mention : of.relation == QL_CHIFFRE ? mention + 1 : edge;
    else
        keys = of.n & QL_DOCUMENT_BIT ? document : of.n & QL_FIGURE_BIT ? figure : node;
    entries = rhz_arena_alloc(arena, 16 * sizeof *entries);
    if (!entries)
        return rhz_ql_no_room(x);
    for (; *keys && st == RHZ_OK; keys++) {
        struct ql_entry *e = &entries[n];
        e->key = rhz_span_of(*keys);
        st = rhz_ql_property(x, of, e->key, 0, arena, &e->value);
        /* What is not stated is absent, and what is false or empty goes without saying. */
        if (e->value.type != QL_NULL && !(e->value.type == QL_BOOL && !e->value.truth) && !(e->value.type == QL_LIST && e->value.n == 0))
            n++;
    }
    *out = (struct ql_value){.type = QL_MAP, .n = n, .entries = entries};
    return st;
}

static rhz_status kind_of(struct ql_run *x, uint32_t node, uint32_t *kind)
{
    struct rhz_span record;
    rhz_status st = RHZ_OK;

    *kind = node & QL_DOCUMENT_BIT ? RHZ_DOCUMENT : QL_LABEL_FIGURE;
    if (node & (QL_DOCUMENT_BIT | QL_FIGURE_BIT))
        return RHZ_OK;
    st = rhz_graph_record(&x->view.graph, RHZ_GRAPH_NODE, node, &record, x->err);
    if (st == RHZ_OK && record.n < 9)
        return damaged(x);
    if (st == RHZ_OK)
        *kind = (unsigned char)record.p[8];
    return st;
}

static rhz_status open_has(struct ql_run *x, uint32_t node, uint32_t wanted, bool *out)
{
    struct rhz_span open;
    struct rhz_open_list l;
    uint32_t label;
    rhz_status st = wanted ? open_bytes(x, ql_node(node), &open) : RHZ_OK;

    *out = false;
    if (st != RHZ_OK || !wanted)
        return st;
    l = rhz_open_labels(open);
    while (rhz_open_next_label(&l, &label))
        if (label == wanted)
            *out = true;
    return l.r.bad ? damaged(x) : RHZ_OK;
}

rhz_status rhz_ql_has_labels(struct ql_run *x, uint32_t node, const struct ql_labels *l, bool *out)
{
    rhz_status st = RHZ_OK;
    uint32_t kind = 0;
    size_t i;

    *out = !l->any;
    if (l->n == 0) {
        *out = true;
        return RHZ_OK;
    }
    if (!x->open_graph && (st = kind_of(x, node, &kind)) != RHZ_OK)
        return st;
    for (i = 0; i < l->n && st == RHZ_OK; i++) {
        bool has = l->symbols[i] && l->symbols[i] == kind;
        if (x->open_graph)
            st = open_has(x, node, l->symbols[i], &has);
        if (has == l->any) {
            *out = has;
            return st;
        }
    }
    return st;
}

rhz_status rhz_ql_labels_of(struct ql_run *x, uint32_t node, struct rhz_arena *arena, struct ql_value *out)
{
    struct rhz_open_list l;
    struct rhz_span open, name;
    struct ql_value *items;
    uint32_t kind, label, n = 0;
    rhz_status st;

    if (!x->open_graph) {
        if ((st = kind_of(x, node, &kind)) != RHZ_OK)
            return st;
        name = rhz_span_of(kind == QL_LABEL_FIGURE ? "Chiffre" : rhz_kind_word(kind)->name);
        return names_list(x, &name, 1, arena, out);
    }
    if ((st = open_bytes(x, ql_node(node), &open)) != RHZ_OK)
        return st;
    l = rhz_open_labels(open);
    items = rhz_arena_alloc(arena, (l.left ? l.left : 1) * sizeof *items);
    if (!items)
        return rhz_ql_no_room(x);
    while (st == RHZ_OK && rhz_open_next_label(&l, &label)) {
        st = symbol_name(x, RHZ_SYMBOL_LABEL, label, &name);
        items[n++] = ql_text(name);
    }
    *out = ql_list(items, n);
    return st;
}

rhz_status rhz_ql_type_of(struct ql_run *x, struct ql_value edge, struct rhz_arena *arena, struct rhz_span *out)
{
    (void)arena;
    if (edge.relation == QL_MENTIONNE)
        *out = RHZ_SPAN("MENTIONNE");
    else if (edge.relation == QL_CHIFFRE)
        *out = RHZ_SPAN("CHIFFRE");
    else if (x->open_graph)
        return symbol_name(x, RHZ_SYMBOL_RELATION, edge.relation, out);
    else
        *out = rhz_span_of(rhz_relation_word(edge.relation)->name);
    return RHZ_OK;
}

rhz_status rhz_ql_ends(struct ql_run *x, struct ql_value edge, uint32_t *from, uint32_t *to)
{
    struct rhz_graph_property p;
    struct rhz_span record;
    struct rhz_reader r;
    rhz_status st;

    if (edge.relation == QL_MENTIONNE) {
        *from = (uint32_t)edge.whole | QL_DOCUMENT_BIT;
        *to = edge.n;
        return RHZ_OK;
    }
    if (edge.relation == QL_CHIFFRE) {
        rhz_arena_reset(x->scratch);
        st = rhz_graph_property(&x->view.graph, edge.n, x->scratch, &p, x->err);
        *from = p.node;
        *to = edge.n | QL_FIGURE_BIT;
        return st;
    }
    if ((st = rhz_graph_record(&x->view.graph, RHZ_GRAPH_EDGE, edge.n, &record, x->err)) != RHZ_OK)
        return st;
    r = rhz_reader(record);
    rhz_get_raw(&r, 11);
    *from = (uint32_t)rhz_get_varint(&r);
    *to = (uint32_t)rhz_get_varint(&r);
    return r.bad ? damaged(x) : RHZ_OK;
}

rhz_status rhz_ql_id(struct ql_run *x, struct ql_value of, uint64_t *out)
{
    struct rhz_span record, uri;
    enum rhz_graph_part part = of.type == QL_EDGE && of.relation != QL_CHIFFRE ? RHZ_GRAPH_EDGE : RHZ_GRAPH_NODE;
    uint32_t number = of.n & QL_NUMBER_MASK;
    rhz_status st;

    if (of.type == QL_EDGE && of.relation == QL_MENTIONNE) {
        *out = (of.whole << 32 | of.n) & 0xFFFFFFFFFFFFF;
        return RHZ_OK;
    }
    if (of.type == QL_NODE && (of.n & QL_DOCUMENT_BIT)) {
        rhz_arena_reset(x->scratch);
        st = rhz_snapshot_uri(&x->view.snapshot, number, x->scratch, &uri, x->err);
        *out = st == RHZ_OK ? rhz_document_id(uri) >> 12 : 0; /* 52 bits, as other ids */
        return st;
    }
    if ((of.type == QL_NODE && (of.n & QL_FIGURE_BIT)) || (of.type == QL_EDGE && of.relation == QL_CHIFFRE))
        part = RHZ_GRAPH_PROPERTY;
    st = rhz_graph_record(&x->view.graph, part, number, &record, x->err);
    if (st == RHZ_OK && record.n < 8)
        return damaged(x);
    if (st == RHZ_OK)
        *out = rhz_le64(record.p);
    return st;
}

rhz_status rhz_ql_is_named(struct ql_run *x, uint32_t node, struct rhz_span name, bool *out)
{
    struct rhz_buf wanted = {0}, key = {0};
    struct rhz_graph_node n;
    rhz_status st;
    size_t i;

    *out = false;
    if (node & (QL_DOCUMENT_BIT | QL_FIGURE_BIT))
        return RHZ_OK;
    rhz_arena_reset(x->scratch);
    if ((st = rhz_graph_node(&x->view.graph, node, x->scratch, &n, x->err)) != RHZ_OK)
        return st;
    rhz_name_key((enum rhz_kind)n.kind, name, &wanted);
    for (i = 0; i <= n.n_aliases && !*out; i++) {
        rhz_name_key((enum rhz_kind)n.kind, i ? n.aliases[i - 1] : n.name, &key);
        *out = wanted.n && rhz_span_eq(rhz_buf_view(&key), rhz_buf_view(&wanted));
    }
    if (wanted.failed || key.failed)
        st = rhz_no_memory(x->err);
    rhz_buf_free(&wanted);
    rhz_buf_free(&key);
    return st;
}

rhz_status rhz_ql_proofs(struct ql_run *x, struct ql_value of, struct rhz_arena *arena, struct rhz_statement_ref **out, size_t *n)
{
    struct rhz_graph_edge e;
    struct rhz_graph_property p;
    bool figure = of.type == QL_NODE ? of.n & QL_FIGURE_BIT : of.relation == QL_CHIFFRE;
    rhz_status st;

    *out = NULL;
    *n = 0;
    if (figure) {
        st = rhz_graph_property(&x->view.graph, of.n & QL_NUMBER_MASK, arena, &p, x->err);
        *out = p.proofs;
        *n = st ? 0 : p.n_proofs;
        return st;
    }
    if (of.type != QL_EDGE || of.relation == QL_MENTIONNE)
        return RHZ_OK;
    st = rhz_graph_edge(&x->view.graph, of.n, arena, &e, x->err);
    *out = e.proofs;
    *n = st ? 0 : e.n_proofs;
    return st;
}
