/* export.c -- the whole base in the open form: one JSON object a line, documents, nodes, edges, properties, each by id.
 *
 * Only public things are written, in an order made of public ids, so two bases that hold the same documents give the
 * same bytes whatever the order and the runs that filled them. One object is in memory at a time (and the table of
 * documents, whose order by id no part of the store is in).
 */
#include <stdlib.h>

#include "catalogue.h"
#include "evidence.h"
#include "open_values.h"
#include "rhizome_json.h"
#include "view.h"

struct export {
    struct rhz_view view;
    struct rhz_evidence_reader *evidence;
    struct rhz_arena *object; /* one object */
    struct rhz_json *json;
    rhz_write_function *write;
    void *context;
    struct rhz_error *err;
};

/* ---- pieces ---- */

static void pair(struct rhz_json *j, const char *key, struct rhz_span value)
{
    if (!value.n)
        return;
    rhz_json_key(j, key);
    rhz_json_string(j, value.p, value.n);
}

static void pair_number(struct rhz_json *j, const char *key, uint64_t value)
{
    if (value)
        rhz_json_pair_unsigned(j, key, value);
}

static void pair_text(struct rhz_json *j, const char *key, const char *value)
{
    if (*value)
        rhz_json_pair(j, key, value);
}

static void pair_true(struct rhz_json *j, const char *key, bool value)
{
    if (!value)
        return;
    rhz_json_key(j, key);
    rhz_json_bool(j, true);
}

static void pair_list(struct rhz_json *j, const char *key, const struct rhz_span *v, size_t n)
{
    size_t i;

    if (!n)
        return;
    rhz_json_key(j, key);
    rhz_json_array(j);
    for (i = 0; i < n; i++)
        rhz_json_string(j, v[i].p, v[i].n);
    rhz_json_end(j);
}

/* A year where only that is known of a day, the day beside it where more is. */
static void pair_day(struct rhz_json *j, const char *year_key, const char *day_key, uint32_t date)
{
    char text[11];

    pair_number(j, year_key, date / 10000);
    rhz_date_text(date, text);
    if (date % 10000)
        pair_text(j, day_key, text);
}

static rhz_status send(struct export *x)
{
    struct rhz_span text;
    rhz_status st;

    rhz_json_newline(x->json);
    text = rhz_json_text(x->json);
    if (rhz_json_failed(x->json))
        return rhz_no_memory(x->err);
    st = x->write(x->context, text.p, text.n);
    rhz_json_reset(x->json);
    return st ? rhz_fail(x->err, st, "L'exportation s'est arrêtée : la sortie n'a pas pu être écrite.") : RHZ_OK;
}

static void put_supports(struct rhz_json *j, const struct rhz_evidence *e)
{
    size_t i;

    if (!e->n_supports)
        return;
    rhz_json_key(j, "supports");
    rhz_json_array(j);
    for (i = 0; i < e->n_supports; i++) {
        const struct rhz_evidence_support *s = &e->supports[i];
        rhz_json_object(j);
        rhz_json_pair(j, "end", s->end);
        rhz_json_pair(j, "why", s->why);
        pair_number(j, "page", s->page);
        pair_number(j, "line", s->line);
        rhz_json_pair(j, "quote", s->quote);
        rhz_json_end(j);
    }
    rhz_json_end(j);
}

static void put_evidence(struct rhz_json *j, const struct rhz_evidence *v, size_t n)
{
    size_t i;

    rhz_json_key(j, "evidence");
    rhz_json_array(j);
    for (i = 0; i < n; i++) {
        rhz_json_object(j);
        rhz_json_pair(j, "document", v[i].document);
        rhz_json_pair(j, "uri", v[i].uri);
        pair_number(j, "page", v[i].page);
        pair_number(j, "line", v[i].line);
        rhz_json_pair_unsigned(j, "start", v[i].start);
        rhz_json_pair_unsigned(j, "end", v[i].end);
        pair_text(j, "rule", v[i].rule);
        rhz_json_pair(j, "quote", v[i].quote);
        put_supports(j, &v[i]);
        rhz_json_end(j);
    }
    rhz_json_end(j);
}

/* ---- documents ---- */

struct row {
    uint64_t id;
    const struct rhz_catalogue_entry *entry;
};

static int by_id(const void *a, const void *b)
{
    const struct row *x = a, *y = b;

    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return rhz_span_cmp(x->entry->uri, y->entry->uri);
}

static rhz_status export_document(struct export *x, const struct row *row)
{
    struct rhz_json *j = x->json;
    struct rhz_document_record r;
    char id[17], date[11];
    rhz_status st = rhz_snapshot_document(&x->view.snapshot, row->entry->document, x->object, &r, x->err);

    if (st != RHZ_OK)
        return st;
    rhz_id_text(row->id, id);
    rhz_date_text(r.date, date);
    rhz_json_object(j);
    rhz_json_pair(j, "t", "document");
    rhz_json_pair(j, "id", id);
    pair(j, "uri", row->entry->uri);
    pair_list(j, "other_uris", row->entry->other_uris, row->entry->n_other_uris);
    pair(j, "title", r.title);
    pair(j, "type", r.type);
    pair_text(j, "date", date);
    pair_number(j, "pages", r.n_pages);
    pair(j, "url", r.url);
    rhz_json_end(j);
    return send(x);
}

static rhz_status export_documents(struct export *x)
{
    struct rhz_catalogue_entry *all;
    struct row *rows;
    size_t n, i;
    rhz_status st = rhz_catalogue_read(&x->view.snapshot, &all, &n, x->err);

    if (st != RHZ_OK)
        return st;
    rows = rhz_arena_zalloc(x->view.snapshot.arena, n, sizeof *rows);
    if (!rows)
        return rhz_no_memory(x->err);
    for (i = 0; i < n; i++)
        rows[i] = (struct row){rhz_document_id(all[i].uri), &all[i]};
    qsort(rows, n, sizeof *rows, by_id);
    for (i = 0; i < n && st == RHZ_OK; i++) {
        rhz_arena_reset(x->object);
        st = export_document(x, &rows[i]);
    }
    return st;
}

/* ---- graphs of others ---- */

static rhz_status broken(struct export *x)
{
    return rhz_fail(x->err, RHZ_CORRUPT, "La base est abîmée : un enregistrement du graphe est illisible.");
}

static rhz_status put_open_value(struct export *x, struct rhz_reader *r, unsigned depth)
{
    struct rhz_open_value v = rhz_open_get(r);
    struct rhz_json *j = x->json;
    rhz_status st = RHZ_OK;
    char real[40];
    uint64_t i;

    if (r->bad || depth > RHZ_OPEN_DEPTH)
        return broken(x);
    switch (v.type) {
    case RHZ_OPEN_FALSE:
    case RHZ_OPEN_TRUE: rhz_json_bool(j, v.type == RHZ_OPEN_TRUE); break;
    case RHZ_OPEN_INTEGER: rhz_json_integer(j, v.integer); break;
    case RHZ_OPEN_REAL:
        rhz_real_text(v.real, real);
        rhz_json_number(j, real);
        break;
    case RHZ_OPEN_TEXT: rhz_json_string(j, v.text.p, v.text.n); break;
    case RHZ_OPEN_LIST:
        rhz_json_array(j);
        for (i = 0; i < v.n && st == RHZ_OK; i++)
            st = put_open_value(x, r, depth + 1);
        rhz_json_end(j);
        break;
    case RHZ_OPEN_MAP:
        rhz_json_object(j);
        for (i = 0; i < v.n && st == RHZ_OK; i++) {
            char *key = rhz_arena_str(x->object, rhz_get_bytes(r));
            if (!key)
                return rhz_no_memory(x->err);
            rhz_json_key(j, key);
            st = put_open_value(x, r, depth + 1);
        }
        rhz_json_end(j);
        break;
    default: rhz_json_null(j);
    }
    return st;
}

static rhz_status put_symbol(struct export *x, enum rhz_symbol_class class, uint32_t symbol, const char **out)
{
    struct rhz_span name;
    rhz_status st = rhz_graph_symbol_name(&x->view.graph, class, symbol, &name, x->err);

    *out = st == RHZ_OK ? rhz_arena_str(x->object, name) : NULL;
    return st == RHZ_OK && !*out ? rhz_no_memory(x->err) : st;
}

struct named_property {
    const char *name;
    struct rhz_reader value;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct named_property *)a)->name, ((const struct named_property *)b)->name);
}

/* Properties in byte order of their names, whatever the order of their symbols. */
static rhz_status put_open_properties(struct export *x, struct rhz_open_list l)
{
    struct named_property *v = rhz_arena_zalloc(x->object, l.left + 1, sizeof *v);
    size_t n = 0, i;
    uint32_t symbol;
    rhz_status st = v ? RHZ_OK : rhz_no_memory(x->err);

    while (st == RHZ_OK && rhz_open_next_property(&l, &symbol)) {
        st = put_symbol(x, RHZ_SYMBOL_PROPERTY, symbol, &v[n].name);
        v[n++].value = l.r;
        rhz_open_skip(&l.r);
    }
    if (st != RHZ_OK || l.r.bad)
        return st ? st : broken(x);
    if (n == 0)
        return RHZ_OK;
    qsort(v, n, sizeof *v, by_name);
    rhz_json_key(x->json, "props");
    rhz_json_object(x->json);
    for (i = 0; i < n && st == RHZ_OK; i++) {
        rhz_json_key(x->json, v[i].name);
        st = put_open_value(x, &v[i].value, 0);
    }
    rhz_json_end(x->json);
    return st;
}

static rhz_status put_open_node(struct export *x, const struct rhz_graph_node *n)
{
    struct rhz_open_list l = rhz_open_labels(n->open);
    const char *name;
    uint32_t symbol;
    rhz_status st = RHZ_OK;

    rhz_json_key(x->json, "labels");
    rhz_json_array(x->json);
    while (st == RHZ_OK && rhz_open_next_label(&l, &symbol))
        if ((st = put_symbol(x, RHZ_SYMBOL_LABEL, symbol, &name)) == RHZ_OK)
            rhz_json_cstring(x->json, name);
    rhz_json_end(x->json);
    if (n->name.n)
        pair(x->json, "name", n->name);
    pair_list(x->json, "aliases", n->aliases, n->n_aliases);
    return st ? st : put_open_properties(x, rhz_open_node_properties(n->open));
}

static rhz_status put_open_edge(struct export *x, const struct rhz_graph_edge *e, uint64_t from, uint64_t to)
{
    uint32_t relation;
    struct rhz_open_list l = rhz_open_edge_properties(e->open, &relation);
    const char *name;
    rhz_status st = put_symbol(x, RHZ_SYMBOL_RELATION, relation, &name);

    if (st != RHZ_OK)
        return st;
    rhz_json_pair(x->json, "relation", name);
    rhz_json_pair_unsigned(x->json, "from", from);
    rhz_json_pair_unsigned(x->json, "to", to);
    if (e->divergent) {
        rhz_json_key(x->json, "divergent");
        rhz_json_bool(x->json, true);
    }
    return put_open_properties(x, l);
}

/* ---- nodes ---- */

static rhz_status export_node(struct export *x, uint32_t number)
{
    struct rhz_json *j = x->json;
    struct rhz_graph_node n;
    bool alive;
    rhz_status st;

    if ((st = rhz_view_alive(&x->view, number, x->object, &alive, x->err)) != RHZ_OK || !alive)
        return st;
    if ((st = rhz_graph_node(&x->view.graph, number, x->object, &n, x->err)) != RHZ_OK)
        return st;
    rhz_json_object(j);
    rhz_json_pair(j, "t", "node");
    rhz_json_pair_unsigned(j, "id", n.id);
    if (n.open.n) {
        if ((st = put_open_node(x, &n)) != RHZ_OK)
            return st;
        rhz_json_end(j);
        return send(x);
    }
    rhz_json_pair(j, "kind", rhz_kind_word(n.kind)->name);
    pair_text(j, "sub", rhz_subkind_word(n.sub)->name);
    pair(j, "name", n.name);
    pair_list(j, "aliases", n.aliases, n.n_aliases);
    rhz_json_end(j);
    return send(x);
}

/* ---- edges ---- */

static rhz_status id_of(struct export *x, uint32_t node, uint64_t *id)
{
    struct rhz_graph_node n;
    rhz_status st = rhz_graph_node(&x->view.graph, node, x->object, &n, x->err);

    *id = n.id;
    return st;
}

static void put_year(struct rhz_json *j, uint32_t year, bool of_document, uint32_t from, uint32_t to)
{
    pair_number(j, "annee", year);
    pair_true(j, "annee_du_document", of_document);
    pair_day(j, "debut", "date_debut", from);
    pair_day(j, "fin", "date_fin", to);
}

static void put_edge_props(struct rhz_json *j, const struct rhz_graph_edge *e)
{
    rhz_json_key(j, "props");
    rhz_json_object(j);
    put_year(j, e->year, e->year_of_document, e->date_from, e->date_to);
    if (e->has_amount) {
        rhz_json_key(j, "montant");
        rhz_json_cents(j, e->cents);
        if (!rhz_span_eq(e->unit, RHZ_SPAN("EUR")))
            pair(j, "devise", e->unit);
    }
    pair_true(j, "montant_commun", e->joint);
    pair_text(j, "nature", rhz_nature_word(e->nature)->name);
    pair_list(j, "roles", e->roles, e->n_roles);
    rhz_json_end(j);
}

static rhz_status export_edge(struct export *x, uint32_t number)
{
    struct rhz_json *j = x->json;
    struct rhz_evidence *evidence;
    struct rhz_graph_edge e;
    uint64_t from, to;
    size_t n;
    rhz_status st;

    if ((st = rhz_graph_edge(&x->view.graph, number, x->object, &e, x->err)) != RHZ_OK)
        return st;
    if ((st = id_of(x, e.from, &from)) != RHZ_OK || (st = id_of(x, e.to, &to)) != RHZ_OK)
        return st;
    st = rhz_evidence_read(x->evidence, e.proofs, e.n_proofs, x->object, &evidence, &n, x->err);
    if (st != RHZ_OK || (n == 0 && !e.open.n))
        return st;
    rhz_json_object(j);
    rhz_json_pair(j, "t", "edge");
    rhz_json_pair_unsigned(j, "id", e.id);
    if (e.open.n) {
        if ((st = put_open_edge(x, &e, from, to)) != RHZ_OK)
            return st;
        if (n)
            put_evidence(j, evidence, n);
        rhz_json_end(j);
        return send(x);
    }
    rhz_json_pair(j, "relation", rhz_relation_word(e.relation)->name);
    rhz_json_pair_unsigned(j, "from", from);
    rhz_json_pair_unsigned(j, "to", to);
    rhz_json_key(j, "divergent");
    rhz_json_bool(j, e.divergent);
    put_edge_props(j, &e);
    put_evidence(j, evidence, n);
    rhz_json_end(j);
    return send(x);
}

/* ---- properties ---- */

static void put_property_props(struct rhz_json *j, const struct rhz_graph_property *p)
{
    rhz_json_key(j, "props");
    rhz_json_object(j);
    if (p->has_amount)
        pair(j, "libelle", p->label);
    put_year(j, p->year, p->year_of_document, p->date_from, p->date_to);
    pair_text(j, "nature", rhz_nature_word(p->nature)->name);
    pair_text(j, "sens", rhz_sense_word(p->sense)->name);
    pair_true(j, "total", p->total);
    rhz_json_end(j);
}

static rhz_status export_property(struct export *x, uint32_t number)
{
    struct rhz_json *j = x->json;
    struct rhz_graph_property p;
    struct rhz_evidence *evidence;
    uint64_t node;
    size_t n;
    rhz_status st;

    if ((st = rhz_graph_property(&x->view.graph, number, x->object, &p, x->err)) != RHZ_OK)
        return st;
    if ((st = id_of(x, p.node, &node)) != RHZ_OK)
        return st;
    st = rhz_evidence_read(x->evidence, p.proofs, p.n_proofs, x->object, &evidence, &n, x->err);
    if (st != RHZ_OK || n == 0)
        return st;
    rhz_json_object(j);
    rhz_json_pair(j, "t", "property");
    rhz_json_pair_unsigned(j, "id", p.id);
    rhz_json_pair_unsigned(j, "node", node);
    rhz_json_pair(j, "name", rhz_property_word(p.property)->name);
    rhz_json_key(j, "value");
    if (p.has_amount)
        rhz_json_cents(j, p.cents);
    else
        rhz_json_string(j, p.label.p, p.label.n);
    pair(j, "unit", p.unit);
    rhz_json_key(j, "divergent");
    rhz_json_bool(j, p.divergent);
    put_property_props(j, &p);
    put_evidence(j, evidence, n);
    rhz_json_end(j);
    return send(x);
}

/* ---- order: of public ids, whatever the numbers ---- */

struct numbered {
    uint64_t id;
    uint32_t number;
};

static int by_public_id(const void *a, const void *b)
{
    const struct numbered *x = a, *y = b;

    return x->id != y->id ? (x->id > y->id) - (x->id < y->id) : (x->number > y->number) - (x->number < y->number);
}

/* The ids of all records of a part; those of retired numbers are left out. */
static rhz_status list_ids(struct export *x, enum rhz_graph_part part, struct rhz_buf *out)
{
    struct rhz_db_cursor *c = NULL;
    struct rhz_buf prefix = {0};
    struct rhz_span k, v;
    rhz_status st;

    rhz_graph_key(&prefix, x->view.graph.generation, part);
    st = prefix.failed ? rhz_no_memory(x->err) : rhz_db_cursor_open(x->view.graph.txn, RHZ_DB_GRAPH, &c, x->err);
    if (st == RHZ_OK)
        st = rhz_db_seek(c, rhz_buf_view(&prefix), &k, &v, x->err);
    for (; st == RHZ_OK && k.n == prefix.n + 4 && memcmp(k.p, prefix.p, prefix.n) == 0; st = rhz_db_next(c, &k, &v, x->err)) {
        struct numbered n = {.number = rhz_be32(k.p + prefix.n)};
        if (v.n < 8)
            continue;
        n.id = rhz_le64(v.p);
        rhz_buf_append(out, &n, sizeof n);
    }
    rhz_db_cursor_close(c);
    rhz_buf_free(&prefix);
    if (out->failed)
        return rhz_no_memory(x->err);
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

static rhz_status export_each(struct export *x, uint32_t n, enum rhz_graph_part part, rhz_status (*one)(struct export *, uint32_t))
{
    bool ordered = !x->view.graph.counts.amended;
    const struct numbered *v;
    struct rhz_buf list = {0};
    rhz_status st = ordered || n == 0 ? RHZ_OK : list_ids(x, part, &list);
    size_t i, count = ordered ? n : list.n / sizeof *v;

    if (st == RHZ_OK && list.n)
        qsort(list.p, count, sizeof *v, by_public_id);
    v = (const struct numbered *)(const void *)list.p;
    for (i = 0; i < count && st == RHZ_OK; i++) {
        rhz_arena_reset(x->object);
        st = one(x, ordered ? (uint32_t)i : v[i].number);
    }
    rhz_buf_free(&list);
    return st;
}

/* ---- the whole ---- */

static rhz_status export_header(struct export *x)
{
    rhz_json_object(x->json);
    rhz_json_pair(x->json, "t", "header");
    rhz_json_pair_unsigned(x->json, "format", 1);
    rhz_json_pair(x->json, "rhizome", RHIZOME_VERSION);
    rhz_json_end(x->json);
    return send(x);
}

static rhz_status export_all(struct export *x)
{
    const struct rhz_graph_counts *c = &x->view.graph.counts;
    rhz_status st;

    if ((st = export_header(x)) != RHZ_OK)
        return st;
    if ((st = export_documents(x)) != RHZ_OK)
        return st;
    if ((st = export_each(x, c->nodes, RHZ_GRAPH_NODE, export_node)) != RHZ_OK)
        return st;
    if ((st = export_each(x, c->edges, RHZ_GRAPH_EDGE, export_edge)) != RHZ_OK)
        return st;
    return export_each(x, c->properties, RHZ_GRAPH_PROPERTY, export_property);
}

rhz_status rhz_export_jsonl(struct rhz_base *b, rhz_write_function *write, void *context, struct rhz_error *err)
{
    struct export x = {.write = write, .context = context, .err = err, .object = rhz_arena_new(),
                       .json = rhz_json_new()};
    rhz_status st;

    if (!x.object || !x.json)
        st = rhz_no_memory(err);
    else if ((st = rhz_view_open(b, &x.view, err)) == RHZ_OK &&
             (st = rhz_evidence_reader_new(&x.view.snapshot, &x.evidence, err)) == RHZ_OK)
        st = export_all(&x);
    rhz_evidence_reader_free(x.evidence);
    rhz_view_close(&x.view);
    rhz_json_free(x.json);
    rhz_arena_free(x.object);
    return st;
}
