/* import.c -- the open form -> a new base.
 *
 * Lines are read one at a time; records wait in sorters, which go to disk when memory is short (import_graph.c), so that
 * a graph of any size is imported within the memory given: what stays is some forty bytes a node and a document. All is
 * written in a generation of the base that nobody sees, and put in force at the end: a file that is refused at its last
 * line leaves the base as it was, empty.
 *
 * What a line cites must stand above it: documents, then nodes, then edges and properties, in any order of ids.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "import_state.h"

enum { LINE_MOST = 64 << 20 }; /* bytes */

static rhz_status refuse(struct import *x, const char *what)
{
    return rhz_fail(x->err, RHZ_INVALID, "Ligne %u : %s.", x->line, what);
}

static int by_id(const void *a, const void *b)
{
    const struct import_id *x = a, *y = b;

    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

/* Sort, and refuse an id given twice. */
static rhz_status sort_ids(struct import *x, struct rhz_buf *ids)
{
    struct import_id *v = import_ids(ids);
    size_t n = import_count(ids), i;

    if (n)
        qsort(v, n, sizeof *v, by_id);
    for (i = 1; i < n; i++)
        if (v[i].id == v[i - 1].id)
            return rhz_fail(x->err, RHZ_INVALID, "Ligne %u : l'identifiant est déjà celui de la ligne %u.", v[i].line,
                            v[i - 1].line);
    return RHZ_OK;
}

static struct import_id *find_id(const struct rhz_buf *ids, uint64_t id)
{
    struct import_id *v = import_ids(ids);
    size_t from = 0, to = import_count(ids);

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (v[middle].id < id)
            from = middle + 1;
        else
            to = middle;
    }
    return from < import_count(ids) && v[from].id == id ? &v[from] : NULL;
}

static bool note_id(struct import *x, struct rhz_buf *ids, uint64_t id, uint32_t number)
{
    struct import_id note = {.id = id, .line = x->line, .number = number};

    rhz_buf_append(ids, &note, sizeof note);
    return !ids->failed;
}

/* ---- documents ---- */

static rhz_status put_address(struct import *x, struct rhz_span uri, uint32_t document, const unsigned char content[16])
{
    struct rhz_address a = {.uri = uri, .document = document}, known;
    rhz_status st = rhz_address_get(x->txn, uri, 1, &known, x->err);

    if (st == RHZ_OK)
        return refuse(x, "l'adresse est déjà celle d'un autre document");
    if (st != RHZ_NOT_FOUND)
        return st;
    memcpy(a.content, content, sizeof a.content);
    st = rhz_address_put(x->txn, &a, 1, x->err);
    return st == RHZ_INVALID ? refuse(x, "l'adresse du document est vide") : st;
}

/* A document without its text: an empty body, so that everything that reads documents finds one. */
static rhz_status put_document(struct import *x, const struct rhz_import_line *l)
{
    uint32_t number = (uint32_t)import_count(&x->documents) + 1;
    struct rhz_document empty = {.text = rhz_span("", 0)};
    struct rhz_document_record r = {.first_passage = 1, .title = l->title, .type = l->document_type, .url = l->url,
                                    .language = RHZ_SPAN("fr"), .date = l->date, .n_pages = l->pages};
    unsigned char key[4];
    uint64_t offset;
    size_t i;
    rhz_status st;

    rhz_buf_reset(&x->scratch);
    rhz_layout_put(&x->scratch, &empty);
    r.layout_bytes = (uint32_t)x->scratch.n;
    if (x->scratch.failed)
        return rhz_no_memory(x->err);
    if ((st = rhz_text_writer_add(x->text, rhz_buf_view(&x->scratch), &offset, x->err)) != RHZ_OK)
        return st;
    rhz_hash128(l->uri, r.content);
    rhz_buf_reset(&x->scratch);
    rhz_document_record_put(&x->scratch, &r);
    rhz_store_be32(key, number);
    if (x->scratch.failed || !note_id(x, &x->documents, l->id, number))
        return rhz_no_memory(x->err);
    st = rhz_txn_append(x->txn, RHZ_DB_DOCUMENT, rhz_span((char *)key, 4), rhz_buf_view(&x->scratch), x->err);
    if (st == RHZ_OK)
        st = put_address(x, l->uri, number, r.content);
    for (i = 0; i < l->n_others && st == RHZ_OK; i++)
        st = put_address(x, l->others[i], number, r.content);
    return st;
}

/* ---- nodes ---- */

static rhz_status within_memory(struct import *x)
{
    if (x->documents.failed || x->ids.failed)
        return rhz_no_memory(x->err);
    if (x->documents.cap + x->ids.cap > x->memory)
        return rhz_fail(x->err, RHZ_NO_MEMORY, "Les identifiants du graphe demandent plus que les %llu Mio de mémoire accordés : donnez-en plus "
                        "(--memoire).", (unsigned long long)(x->memory >> 20));
    return RHZ_OK;
}

/* A record under its id, led by the line that gives it. */
static rhz_status put_record(struct import *x, enum import_sorter which, uint64_t id)
{
    rhz_buf_reset(&x->key);
    rhz_put_be64(&x->key, id);
    if (x->key.failed || x->value.failed)
        return rhz_no_memory(x->err);
    return rhz_sorter_add(x->sorters[which], rhz_buf_view(&x->key), rhz_buf_view(&x->value), x->err);
}

static rhz_status put_node(struct import *x, const struct rhz_import_line *l)
{
    struct rhz_graph_node n = {.id = l->id, .kind = l->kind, .sub = l->sub, .name = l->name, .aliases = l->others,
                               .n_aliases = l->n_others};
    rhz_status st = RHZ_OK;

    rhz_buf_reset(&x->scratch);
    if (x->open && (st = rhz_import_open_node(x, l, &x->scratch)) != RHZ_OK)
        return st;
    n.open = rhz_buf_view(&x->scratch);
    rhz_buf_reset(&x->value);
    rhz_put_be32(&x->value, x->line);
    rhz_graph_node_put(&x->value, &n);
    if (!note_id(x, &x->ids, l->id, 0))
        return rhz_no_memory(x->err);
    if ((st = put_record(x, IMPORT_NODES, l->id)) != RHZ_OK)
        return st;
    return within_memory(x);
}

/* ---- edges and properties ---- */

static rhz_status note_mention(struct import *x, uint32_t document, uint32_t node)
{
    unsigned char key[8];

    rhz_store_be32(key, document);
    rhz_store_be32(key + 4, node);
    return rhz_sorter_add(x->sorters[IMPORT_MENTIONS], rhz_span((char *)key, sizeof key), rhz_span("", 0), x->err);
}

static rhz_status put_proof(struct import *x, const struct rhz_import_proof *p, uint32_t from, uint32_t to,
                            struct rhz_statement_ref *out)
{
    struct import_id *d = find_id(&x->documents, p->document);
    unsigned char key[RHZ_PROOF_KEY];
    rhz_status st;

    if (!d)
        return refuse(x, "une preuve cite un document qu'aucune ligne au-dessus ne décrit");
    *out = (struct rhz_statement_ref){d->number, d->proofs++};
    x->counts.statements++;
    rhz_imported_key(key, out->document, out->statement);
    rhz_buf_reset(&x->scratch);
    rhz_imported_put(&x->scratch, &p->proof);
    if (x->scratch.failed)
        return rhz_no_memory(x->err);
    st = rhz_sorter_add(x->sorters[IMPORT_PROOFS], rhz_span((char *)key, sizeof key), rhz_buf_view(&x->scratch), x->err);
    if (st == RHZ_OK)
        st = note_mention(x, out->document, from);
    if (st == RHZ_OK && to != RHZ_NONE && to != from)
        st = note_mention(x, out->document, to);
    return st;
}

static rhz_status put_proofs(struct import *x, const struct rhz_import_line *l, uint32_t from, uint32_t to,
                             struct rhz_statement_ref **out)
{
    rhz_status st = RHZ_OK;
    size_t i;

    *out = rhz_arena_zalloc(x->unit, l->n_proofs + 1, sizeof **out);
    if (!*out)
        return rhz_no_memory(x->err);
    for (i = 0; i < l->n_proofs && st == RHZ_OK; i++)
        st = put_proof(x, &l->proofs[i], from, to, &(*out)[i]);
    return st;
}

static int by_bytes(const void *a, const void *b)
{
    return rhz_span_cmp(*(const struct rhz_span *)a, *(const struct rhz_span *)b);
}

/* Distinct, in byte order. */
static size_t sort_roles(struct rhz_span *v, size_t n)
{
    size_t i, kept = 0;

    if (n)
        qsort(v, n, sizeof *v, by_bytes);
    for (i = 0; i < n; i++)
        if (v[i].n && (kept == 0 || !rhz_span_eq(v[i], v[kept - 1])))
            v[kept++] = v[i];
    return kept;
}

static rhz_status put_edge(struct import *x, const struct rhz_import_line *l, uint32_t from, uint32_t to)
{
    struct rhz_graph_edge e = {.id = l->id, .relation = l->relation, .nature = l->nature, .from = from, .to = to, .year = l->year,
                               .date_from = l->date_from, .date_to = l->date_to, .has_amount = l->has_amount,
                               .year_of_document = l->year_of_document && l->year, .divergent = l->divergent, .joint = l->joint,
                               .cents = l->cents, .unit = l->unit, .roles = l->others, .n_proofs = l->n_proofs};
    struct rhz_buf open = {0};
    uint32_t relation;
    rhz_status st;

    e.n_roles = sort_roles(l->others, l->n_others);
    if (e.has_amount && !e.unit.n)
        e.unit = RHZ_SPAN("EUR");
    st = put_proofs(x, l, from, to, &e.proofs);
    if (st == RHZ_OK && x->open)
        st = rhz_import_open_edge(x, l, &open, &relation);
    if (st == RHZ_OK) {
        e.open = rhz_buf_view(&open);
        rhz_buf_reset(&x->value);
        rhz_put_be32(&x->value, x->line);
        rhz_graph_edge_put(&x->value, &e);
        st = put_record(x, IMPORT_EDGES, l->id);
    }
    rhz_buf_free(&open);
    return st;
}

static rhz_status put_property(struct import *x, const struct rhz_import_line *l, uint32_t node)
{
    struct rhz_graph_property p = {.id = l->id, .node = node, .property = l->property, .nature = l->nature, .sense = l->sense,
                                   .year = l->year, .date_from = l->date_from, .date_to = l->date_to, .has_amount = l->has_amount,
                                   .year_of_document = l->year_of_document && l->year, .total = l->total,
                                   .divergent = l->divergent, .cents = l->cents, .unit = l->unit, .label = l->label,
                                   .n_proofs = l->n_proofs};
    rhz_status st = put_proofs(x, l, node, RHZ_NONE, &p.proofs);

    if (st != RHZ_OK)
        return st;
    rhz_buf_reset(&x->value);
    rhz_put_be32(&x->value, x->line);
    rhz_graph_property_put(&x->value, &p);
    return put_record(x, IMPORT_PROPERTIES, l->id);
}

static rhz_status put_statement(struct import *x, const struct rhz_import_line *l)
{
    bool edge = l->type == RHZ_IMPORT_EDGE;
    const struct import_id *from = find_id(&x->ids, l->from), *to = edge ? find_id(&x->ids, l->to) : NULL;

    if (!from || (edge && !to))
        return refuse(x, "un bout du lien, ou le nœud de la propriété, n'est décrit par aucune ligne au-dessus");
    return edge ? put_edge(x, l, from->number, to->number) : put_property(x, l, from->number);
}

/* ---- lines ---- */

static rhz_status take(struct import *x, const struct rhz_import_line *l)
{
    enum rhz_import_type phase = l->type == RHZ_IMPORT_PROPERTY ? RHZ_IMPORT_EDGE : l->type;
    rhz_status st = RHZ_OK;

    if (x->phase == RHZ_IMPORT_OTHER && phase != RHZ_IMPORT_HEADER)
        return refuse(x, "le fichier doit commencer par son en-tête (\"t\":\"header\") ; est-ce bien un export de rhizome ?");
    if (phase < x->phase || (phase == RHZ_IMPORT_HEADER && x->phase == phase))
        return refuse(x, "l'ordre est : en-tête, documents, nœuds, puis liens et propriétés");
    if (x->phase < RHZ_IMPORT_NODE && phase >= RHZ_IMPORT_NODE)
        st = sort_ids(x, &x->documents);
    if (st == RHZ_OK && x->phase < RHZ_IMPORT_EDGE && phase == RHZ_IMPORT_EDGE)
        st = rhz_import_number_nodes(x);
    x->phase = phase;
    if (st != RHZ_OK || phase == RHZ_IMPORT_HEADER)
        return st;
    if (phase == RHZ_IMPORT_DOCUMENT)
        return put_document(x, l);
    return phase == RHZ_IMPORT_NODE ? put_node(x, l) : put_statement(x, l);
}

static rhz_status take_line(struct import *x, struct rhz_span text)
{
    struct rhz_import_line l;
    rhz_status st;

    while (text.n && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
        text.n--;
    if (text.n == 0)
        return RHZ_OK;
    rhz_arena_reset(x->unit);
    if ((st = rhz_import_line_read(text, x->line, x->open, x->unit, &l, x->err)) == RHZ_OK)
        st = take(x, &l);
    rhz_import_line_end(&l);
    return st == RHZ_OK ? rhz_txn_roll(x->store, &x->txn, x->err) : st;
}

/* Lines by pieces, so that one without end is refused before it fills the memory. */
static rhz_status take_lines(struct import *x, FILE *in)
{
    struct rhz_buf line = {0};
    char piece[8192];
    rhz_status st = RHZ_OK;
    size_t n, i, from;

    x->line = 1;
    while (st == RHZ_OK && (n = fread(piece, 1, sizeof piece, in)) > 0)
        for (i = 0; i < n && st == RHZ_OK; i = from) {
            const char *end = memchr(piece + i, '\n', n - i);
            from = end ? (size_t)(end - piece) + 1 : n;
            rhz_buf_append(&line, piece + i, from - i);
            if (line.failed)
                st = rhz_no_memory(x->err);
            else if (line.n > LINE_MOST)
                st = refuse(x, "elle dépasse 64 Mio");
            else if (end && (st = take_line(x, rhz_buf_view(&line))) == RHZ_OK)
                x->line++, rhz_buf_reset(&line);
        }
    if (st == RHZ_OK && ferror(in))
        st = rhz_fail(x->err, RHZ_IO, "Le fichier ne se lit pas jusqu'au bout (ligne %u).", x->line);
    if (st == RHZ_OK)
        st = take_line(x, rhz_buf_view(&line));
    rhz_buf_free(&line);
    if (st == RHZ_OK && x->phase == RHZ_IMPORT_OTHER)
        st = rhz_fail(x->err, RHZ_INVALID, "Le fichier est vide : il n'y a rien à importer.");
    return st;
}

/* ---- the whole ---- */

static rhz_status write_segment(struct import *x, struct rhz_segment_info *info)
{
    struct rhz_segment_writer *w = NULL;
    rhz_status st;

    *info = (struct rhz_segment_info){.number = 1, .first_document = 1, .first_passage = 1,
                                      .n_documents = (uint32_t)import_count(&x->documents)};
    if ((st = rhz_text_writer_finish(x->text, x->err)) != RHZ_OK)
        return st;
    if ((st = rhz_segment_writer_new(x->store, &x->txn, info, &w, x->err)) == RHZ_OK)
        st = rhz_segment_writer_finish(w, info, x->err);
    rhz_segment_writer_free(w);
    return st;
}

static rhz_status publish(struct import *x, struct rhz_segment_info *segment)
{
    struct rhz_publication p = {.number = 1, .time = (int64_t)time(NULL), .next_passage = 1, .next_segment = 2, .graph = 1,
                                .graph_publication = 1, .segments = segment};
    struct rhz_txn *t = x->txn;
    rhz_status st;

    p.next_document = segment->n_documents + 1;
    p.n_segments = segment->n_documents ? 1 : 0;
    if ((st = rhz_publication_put(t, &p, x->err)) != RHZ_OK)
        return st;
    x->txn = NULL;
    return rhz_txn_commit(t, x->err);
}

static rhz_status finish(struct import *x)
{
    struct rhz_segment_info segment;
    rhz_status st = RHZ_OK;

    if (x->phase < RHZ_IMPORT_NODE)
        st = sort_ids(x, &x->documents);
    if (st == RHZ_OK && x->phase < RHZ_IMPORT_EDGE)
        st = rhz_import_number_nodes(x);
    x->n_documents = import_count(&x->documents);
    if (st != RHZ_OK || (st = write_segment(x, &segment)) != RHZ_OK || (st = rhz_import_write_graph(x)) != RHZ_OK)
        return st;
    x->report->documents = x->n_documents;
    x->report->nodes = x->counts.nodes;
    x->report->edges = x->counts.edges;
    x->report->properties = x->counts.properties;
    return publish(x, &segment);
}

/* Each sorter holds its share of the memory; the largest have the most lines. */
static rhz_status make_sorters(struct import *x)
{
    static const unsigned shares[IMPORT_SORTERS] = {[IMPORT_NODES] = 16, [IMPORT_EDGES] = 24, [IMPORT_PROOFS] = 24,
                                                    [IMPORT_ADJACENCY] = 24};
    size_t i;

    for (i = 0; i < IMPORT_SORTERS; i++) {
        x->sorters[i] = rhz_sorter_new(rhz_store_path(x->store), (size_t)(x->memory / 160 * (shares[i] ? shares[i] : 8)));
        if (!x->sorters[i])
            return rhz_no_memory(x->err);
    }
    return RHZ_OK;
}

/* A base is drawn from documents or imported, for good: only an empty one can become the second. */
static rhz_status check_empty(struct rhz_store *store, struct rhz_arena *arena, struct rhz_error *err)
{
    struct rhz_publication p;
    struct rhz_txn *t;
    bool imported = false;
    rhz_status st = rhz_txn_begin(store, false, &t, err);

    if (st != RHZ_OK)
        return st;
    if ((st = rhz_publication_get(t, arena, &p, err)) == RHZ_OK)
        st = rhz_imported_is(t, &imported, err);
    if (st == RHZ_OK && p.number)
        st = rhz_fail(err, RHZ_INVALID, imported ? "Cette base tient déjà un graphe importé : importez dans une base nouvelle."
                                                 : "Cette base est tirée de documents : importez dans une base nouvelle.");
    rhz_txn_abort(t);
    return st;
}

static rhz_status import_all(struct import *x, FILE *in)
{
    rhz_status st;

    if ((st = make_sorters(x)) != RHZ_OK || (st = rhz_txn_begin(x->store, true, &x->txn, x->err)) != RHZ_OK)
        return st;
    if ((st = rhz_imported_mark(x->txn, x->err)) != RHZ_OK ||
        (x->open && (st = rhz_meta_put(x->txn, "graph", RHZ_SPAN("libre"), x->err)) != RHZ_OK) ||
        (st = rhz_text_writer_new(x->store, &x->txn, 1, &x->text, x->err)) != RHZ_OK ||
        (st = take_lines(x, in)) != RHZ_OK)
        return st;
    return finish(x);
}

static void free_symbols(struct import_symbols *s)
{
    rhz_strings_free(&s->names);
    rhz_buf_free(&s->uses);
}

static void end_import(struct import *x)
{
    size_t i;

    rhz_text_writer_free(x->text);
    rhz_txn_abort(x->txn);
    for (i = 0; i < IMPORT_SORTERS; i++)
        rhz_sorter_free(x->sorters[i]);
    free_symbols(&x->labels);
    free_symbols(&x->relations);
    free_symbols(&x->properties);
    free(x->nodes);
    rhz_buf_free(&x->documents);
    rhz_buf_free(&x->ids);
    rhz_buf_free(&x->key);
    rhz_buf_free(&x->value);
    rhz_buf_free(&x->scratch);
    rhz_arena_free(x->unit);
    rhz_arena_free(x->record);
}

static rhz_status import_into(struct rhz_store *store, FILE *in, bool open, uint64_t memory_bytes, struct rhz_import_report *report,
                              struct rhz_error *err)
{
    struct import x = {.report = report, .err = err, .open = open, .memory = memory_bytes, .unit = rhz_arena_new(),
                       .record = rhz_arena_new()};
    rhz_status st = x.unit && x.record ? check_empty(store, x.unit, err) : rhz_no_memory(err);

    if (st == RHZ_OK && (st = rhz_store_next(store, &x.store, err)) == RHZ_OK)
        st = import_all(&x, in);
    end_import(&x);
    if (st == RHZ_OK)
        return rhz_store_adopt(store, x.store, err);
    rhz_store_discard(x.store);
    return st;
}

rhz_status rhz_import(const char *base, const char *file, bool open, uint64_t memory_bytes, struct rhz_import_report *report,
                      struct rhz_error *err)
{
    struct rhz_import_report ignored;
    struct rhz_store *store = NULL;
    uint64_t start = rhz_now_us();
    FILE *in = file ? fopen(file, "r") : stdin;
    rhz_status st;

    report = report ? report : &ignored;
    memset(report, 0, sizeof *report);
    if (!in)
        return rhz_fail(err, errno == ENOENT ? RHZ_NOT_FOUND : RHZ_IO, errno == ENOENT ? "« %s » n'existe pas."
                        : "« %s » ne peut être lu.", file);
    if ((st = rhz_store_open(base, RHZ_STORE_CREATE, 0, &store, err)) == RHZ_OK)
        st = import_into(store, in, open, memory_bytes ? memory_bytes : (uint64_t)256 << 20, report, err);
    if (st == RHZ_OK)
        report->base_bytes = rhz_store_bytes(store);
    rhz_store_close(store);
    if (file)
        fclose(in);
    report->seconds = (double)(rhz_now_us() - start) / 1e6;
    return st;
}
