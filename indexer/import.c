/* import.c -- the open form -> a new base.
 *
 * Lines are read one at a time, each proof is stored as it comes, and what the graph needs stays in memory until its
 * generation is written, as when it is drawn from documents. All is written in a generation of the base that nobody sees,
 * and put in force at the end: a file that is refused at its last line leaves the base as it was, empty.
 *
 * What a line cites must stand above it: documents, then nodes, then edges and properties, in any order of ids.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "graph_state.h"
#include "import_line.h"
#include "inverter.h"
#include "rhizome_index.h"
#include "segment.h"

enum { LINE_MOST = 64 << 20 }; /* bytes */

/** What has an id in the file: where it was said, and what it became. */
struct import_id {
    uint64_t id;
    uint32_t line, number, proofs; /* number of a document, of a node before sorting; proofs so far of a document */
};

struct import {
    struct rhz_store *store;    /* the fresh generation */
    struct rhz_txn *txn;
    struct graph_build g;
    struct rhz_buf documents, nodes; /* import_id */
    struct rhz_text_writer *text;
    struct rhz_arena *unit;     /* one line */
    struct rhz_buf scratch;
    enum rhz_import_type phase;
    uint32_t line;
    uint64_t text_bytes;
    struct rhz_import_report *report;
    struct rhz_error *err;
};

static rhz_status refuse(struct import *x, const char *what)
{
    return rhz_fail(x->err, RHZ_INVALID, "Ligne %u : %s.", x->line, what);
}

/* ---- ids ---- */

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
    struct import_id *v = BUILD_ARRAY(struct import_id, *ids);
    size_t n = BUILD_COUNT(struct import_id, *ids), i;

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
    struct import_id *v = BUILD_ARRAY(struct import_id, *ids);
    size_t from = 0, to = BUILD_COUNT(struct import_id, *ids);

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (v[middle].id < id)
            from = middle + 1;
        else
            to = middle;
    }
    return from < BUILD_COUNT(struct import_id, *ids) && v[from].id == id ? &v[from] : NULL;
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
    uint32_t number = (uint32_t)BUILD_COUNT(struct import_id, x->documents) + 1;
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

static rhz_status put_node(struct import *x, const struct rhz_import_line *l)
{
    struct build_node n = {.id = l->id, .kind = l->kind, .sub = l->sub, .n_aliases = (uint32_t)l->n_others};
    uint32_t number = (uint32_t)BUILD_COUNT(struct build_node, x->g.nodes), alias;
    size_t i;

    n.first_alias = (uint32_t)BUILD_COUNT(uint32_t, x->g.aliases);
    n.name = rhz_strings_add(&x->g.strings, l->name);
    if (n.name == RHZ_NONE)
        return rhz_no_memory(x->err);
    for (i = 0; i < l->n_others; i++) {
        if ((alias = rhz_strings_add(&x->g.strings, l->others[i])) == RHZ_NONE)
            return rhz_no_memory(x->err);
        rhz_buf_append(&x->g.aliases, &alias, sizeof alias);
    }
    rhz_buf_append(&x->g.nodes, &n, sizeof n);
    if (!note_id(x, &x->nodes, l->id, number))
        return rhz_no_memory(x->err);
    return rhz_build_within_budget(&x->g, x->err);
}

static int node_by_id(const void *a, const void *b)
{
    const struct build_node *x = a, *y = b;

    return (x->id > y->id) - (x->id < y->id);
}

/* Nodes are numbered in order of id. */
static rhz_status number_nodes(struct import *x)
{
    struct import_id *v = BUILD_ARRAY(struct import_id, x->nodes);
    size_t n = BUILD_COUNT(struct import_id, x->nodes), i;
    rhz_status st = sort_ids(x, &x->nodes);

    if (st != RHZ_OK || n == 0)
        return st;
    qsort(x->g.nodes.p, n, sizeof(struct build_node), node_by_id);
    for (i = 0; i < n; i++)
        v[i].number = BUILD_ARRAY(struct build_node, x->g.nodes)[i].number = (uint32_t)i;
    return rhz_build_rank_names(&x->g, x->err);
}

/* ---- edges and properties ---- */

static rhz_status put_proof(struct import *x, const struct rhz_import_proof *p, struct build_fact *f)
{
    struct import_id *d = find_id(&x->documents, p->document);
    unsigned char key[RHZ_PROOF_KEY];

    if (!d)
        return refuse(x, "une preuve cite un document qu'aucune ligne au-dessus ne décrit");
    f->document = d->number;
    f->statement = d->proofs++;
    rhz_imported_key(key, f->document, f->statement);
    rhz_buf_reset(&x->scratch);
    rhz_imported_put(&x->scratch, &p->proof);
    if (x->scratch.failed)
        return rhz_no_memory(x->err);
    return rhz_txn_put(x->txn, RHZ_DB_FACTS, rhz_span((char *)key, sizeof key), rhz_buf_view(&x->scratch), x->err);
}

/* One fact a proof, and one a role; where there are more roles than proofs, facts without a proof bear them. */
static rhz_status put_facts(struct import *x, const struct rhz_import_line *l, struct build_fact f, struct rhz_buf *facts,
                            struct rhz_buf *groups)
{
    struct build_group group = {.id = l->id, .first = (uint32_t)BUILD_COUNT(struct build_fact, *facts),
                                .divergent = l->divergent};
    size_t n_roles = l->relation ? l->n_others : 0, i;
    rhz_status st;

    for (i = 0; i < l->n_proofs || i < n_roles; i++) {
        f.role = rhz_strings_add(&x->g.strings, i < n_roles ? l->others[i] : RHZ_SPAN(""));
        f.statement = RHZ_NONE;
        if (f.role == RHZ_NONE)
            return rhz_no_memory(x->err);
        if (i < l->n_proofs && (st = put_proof(x, &l->proofs[i], &f)) != RHZ_OK)
            return st;
        rhz_buf_append(facts, &f, sizeof f);
        group.n++;
    }
    rhz_buf_append(groups, &group, sizeof group);
    return rhz_build_within_budget(&x->g, x->err);
}

static rhz_status put_statement(struct import *x, const struct rhz_import_line *l)
{
    const struct import_id *from = find_id(&x->nodes, l->from), *to = l->relation ? find_id(&x->nodes, l->to) : NULL;
    struct build_fact f = {.cents = l->cents, .rank = x->line, .object = RHZ_NONE, .year = l->year, .from = l->date_from,
                           .to = l->date_to, .group = l->joint, .relation = l->relation, .property = l->property,
                           .nature = l->nature, .sense = l->sense, .has_amount = l->has_amount};

    if (!from || (l->relation && !to))
        return refuse(x, "un bout du lien, ou le nœud de la propriété, n'est décrit par aucune ligne au-dessus");
    f.subject = from->number;
    if (to)
        f.object = to->number;
    f.flags = (l->year_of_document ? RHZ_STATEMENT_YEAR_OF_DOCUMENT : 0) | (l->total ? RHZ_STATEMENT_TOTAL : 0);
    f.unit = rhz_strings_add(&x->g.strings, l->unit);
    f.label = rhz_strings_add(&x->g.strings, l->label);
    if (f.unit == RHZ_NONE || f.label == RHZ_NONE)
        return rhz_no_memory(x->err);
    return l->relation ? put_facts(x, l, f, &x->g.links, &x->g.edges) : put_facts(x, l, f, &x->g.values, &x->g.properties);
}

static int group_by_id(const void *a, const void *b)
{
    const struct build_group *x = a, *y = b;

    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

static rhz_status sort_groups(struct import *x, const struct rhz_buf *facts, struct rhz_buf *groups)
{
    struct build_group *v = BUILD_ARRAY(struct build_group, *groups);
    const struct build_fact *f = BUILD_ARRAY(struct build_fact, *facts);
    size_t n = BUILD_COUNT(struct build_group, *groups), i;

    if (n)
        qsort(v, n, sizeof *v, group_by_id);
    for (i = 1; i < n; i++)
        if (v[i].id == v[i - 1].id)
            return rhz_fail(x->err, RHZ_INVALID, "Ligne %u : l'identifiant est déjà celui de la ligne %u.",
                            f[v[i].first].rank, f[v[i - 1].first].rank);
    return RHZ_OK;
}

/* ---- which documents speak of which nodes: those of the proofs ---- */

struct mention {
    uint32_t document, node;
};

static int by_document(const void *a, const void *b)
{
    const struct mention *x = a, *y = b;

    if (x->document != y->document)
        return x->document < y->document ? -1 : 1;
    return (x->node > y->node) - (x->node < y->node);
}

static void note_mentions(const struct rhz_buf *facts, struct rhz_buf *out)
{
    const struct build_fact *f = BUILD_ARRAY(struct build_fact, *facts);
    size_t n = BUILD_COUNT(struct build_fact, *facts), i;

    for (i = 0; i < n; i++) {
        struct mention m = {f[i].document, f[i].subject};
        if (f[i].statement == RHZ_NONE)
            continue;
        rhz_buf_append(out, &m, sizeof m);
        m.node = f[i].object;
        if (m.node != RHZ_NONE && m.node != f[i].subject)
            rhz_buf_append(out, &m, sizeof m);
    }
}

/* Entities of the documents, one a pair; those of a document follow one another. */
static void make_entities(struct import *x, const struct mention *m, size_t n)
{
    struct build_document *d = BUILD_ARRAY(struct build_document, x->g.documents);
    struct build_node *node = BUILD_ARRAY(struct build_node, x->g.nodes);
    size_t i, j;

    for (i = 0; i < n; i = j) {
        struct build_document *in = &d[m[i].document - 1];
        struct build_entity e = {.document = m[i].document, .ordinal = in->n_entities++, .node = m[i].node,
                                 .kind = node[m[i].node].kind, .variant = RHZ_NONE};
        for (j = i; j < n && m[j].document == m[i].document && m[j].node == m[i].node; j++)
            e.n_mentions++;
        if (e.ordinal == 0)
            in->first_entity = (uint32_t)BUILD_COUNT(struct build_entity, x->g.entities);
        node[e.node].n_documents++;
        node[e.node].n_mentions += e.n_mentions;
        node[e.node].n_members++;
        rhz_buf_append(&x->g.entities, &e, sizeof e);
    }
}

/* Entities come by document: the members of each node are then in order. */
static bool make_members(struct import *x)
{
    struct build_node *node = BUILD_ARRAY(struct build_node, x->g.nodes);
    const struct build_entity *e = BUILD_ARRAY(struct build_entity, x->g.entities);
    size_t n = BUILD_COUNT(struct build_entity, x->g.entities), n_nodes = BUILD_COUNT(struct build_node, x->g.nodes), i;
    uint32_t at = 0, *member;

    if (!rhz_buf_reserve(&x->g.members, n * sizeof *member))
        return n == 0;
    member = BUILD_ARRAY(uint32_t, x->g.members);
    for (i = 0; i < n_nodes; i++) {
        node[i].first_member = at;
        at += node[i].n_members;
        node[i].n_members = 0;
    }
    for (i = 0; i < n; i++)
        member[node[e[i].node].first_member + node[e[i].node].n_members++] = (uint32_t)i;
    x->g.members.n = n * sizeof *member;
    return true;
}

static rhz_status make_mentions(struct import *x)
{
    size_t n = BUILD_COUNT(struct import_id, x->documents), i;
    struct rhz_buf mentions = {0};
    bool ok;

    for (i = 0; i < n; i++) {
        struct build_document d = {.document = (uint32_t)i + 1, .rank = (uint32_t)i};
        rhz_buf_append(&x->g.documents, &d, sizeof d);
    }
    note_mentions(&x->g.links, &mentions);
    note_mentions(&x->g.values, &mentions);
    ok = !mentions.failed && !x->g.documents.failed;
    if (ok && mentions.n) {
        qsort(mentions.p, BUILD_COUNT(struct mention, mentions), sizeof(struct mention), by_document);
        make_entities(x, BUILD_ARRAY(struct mention, mentions), BUILD_COUNT(struct mention, mentions));
    }
    ok = ok && !x->g.entities.failed && make_members(x);
    rhz_buf_free(&mentions);
    return ok ? rhz_build_within_budget(&x->g, x->err) : rhz_no_memory(x->err);
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
        st = number_nodes(x);
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
    if ((st = rhz_import_line_read(text, x->line, x->unit, &l, x->err)) == RHZ_OK)
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
                                      .n_documents = (uint32_t)BUILD_COUNT(struct import_id, x->documents)};
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
        st = number_nodes(x);
    if (st != RHZ_OK || (st = sort_groups(x, &x->g.links, &x->g.edges)) != RHZ_OK ||
        (st = sort_groups(x, &x->g.values, &x->g.properties)) != RHZ_OK || (st = make_mentions(x)) != RHZ_OK)
        return st;
    rhz_build_count_ends(&x->g);
    if ((st = write_segment(x, &segment)) != RHZ_OK || (st = rhz_build_write(&x->g, x->err)) != RHZ_OK)
        return st;
    x->report->documents = BUILD_COUNT(struct import_id, x->documents);
    x->report->nodes = BUILD_COUNT(struct build_node, x->g.nodes);
    x->report->edges = BUILD_COUNT(struct build_group, x->g.edges);
    x->report->properties = BUILD_COUNT(struct build_group, x->g.properties);
    return publish(x, &segment);
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

    if ((st = rhz_txn_begin(x->store, true, &x->txn, x->err)) != RHZ_OK)
        return st;
    if ((st = rhz_imported_mark(x->txn, x->err)) != RHZ_OK ||
        (st = rhz_text_writer_new(x->store, &x->txn, 1, &x->text, x->err)) != RHZ_OK ||
        (st = take_lines(x, in)) != RHZ_OK)
        return st;
    return finish(x);
}

static void end_import(struct import *x)
{
    rhz_text_writer_free(x->text);
    rhz_txn_abort(x->txn);
    rhz_build_free(&x->g);
    rhz_buf_free(&x->documents);
    rhz_buf_free(&x->nodes);
    rhz_buf_free(&x->scratch);
    rhz_arena_free(x->unit);
}

static rhz_status import_into(struct rhz_store *store, FILE *in, uint64_t memory_bytes, struct rhz_import_report *report,
                              struct rhz_error *err)
{
    struct import x = {.report = report, .err = err, .unit = rhz_arena_new()};
    rhz_status st = x.unit ? check_empty(store, x.unit, err) : rhz_no_memory(err);

    if (st == RHZ_OK && (st = rhz_store_next(store, &x.store, err)) == RHZ_OK) {
        x.g = (struct graph_build){.store = x.store, .txn = &x.txn, .generation = 1, .memory_bytes = (size_t)memory_bytes};
        st = import_all(&x, in);
    }
    end_import(&x);
    if (st == RHZ_OK)
        return rhz_store_adopt(store, x.store, err);
    rhz_store_discard(x.store);
    return st;
}

rhz_status rhz_import(const char *base, const char *file, uint64_t memory_bytes, struct rhz_import_report *report,
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
        st = import_into(store, in, memory_bytes ? memory_bytes : (uint64_t)256 << 20, report, err);
    if (st == RHZ_OK)
        report->base_bytes = rhz_store_bytes(store);
    rhz_store_close(store);
    if (file)
        fclose(in);
    report->seconds = (double)(rhz_now_us() - start) / 1e6;
    return st;
}
