/* dump.c -- every record of a base as a line of text: for the curious, for tests, and for who repairs a base.
 *
 * The key comes first, decoded, then " : " and the value by its own decoder. A value that does not decode says so and the
 * dump goes on; lists (postings, lengths, compressed text) are counted. Records that no publication shows are dumped too.
 */
#include <inttypes.h>

#include "facts.h"
#include "graph.h"
#include "snapshot.h"

struct dump {
    struct rhz_snapshot s;
    struct rhz_arena *record;  /* one record, or one segment */
    struct rhz_buf line;
    uint32_t segment;          /* the segment whose terms, and the one whose mentions, were dumped last */
    uint32_t mentions;
    rhz_write_function *write;
    void *context;
    rhz_status stopped;        /* what `write` answered */
};

/* ---- pieces of a line ---- */

/** Text as it is, but for bytes that would break the line or are no UTF-8: "\x0A". */
static void put_text(struct rhz_buf *b, struct rhz_span s)
{
    const char *end = s.p + s.n, *p = s.p;

    while (p < end) {
        unsigned n;
        uint32_t c = rhz_utf8_next(p, end, &n);
        if (c < 0x20 || c == 0x7f || c == '\\' || (c == 0xFFFD && n == 1))
            rhz_buf_printf(b, "\\x%02X", (unsigned char)*p);
        else
            rhz_buf_append(b, p, n);
        p += n;
    }
}

static void put_quoted(struct rhz_buf *b, struct rhz_span s)
{
    rhz_buf_str(b, "« ");
    put_text(b, s);
    rhz_buf_str(b, " »");
}

static void put_hex(struct rhz_buf *b, struct rhz_span s)
{
    size_t i;

    for (i = 0; i < s.n; i++)
        rhz_buf_printf(b, "%02x", (unsigned char)s.p[i]);
}

static void put_number(struct rhz_buf *b, const char *what, uint64_t n)
{
    if (n)
        rhz_buf_printf(b, ", %s %" PRIu64, what, n);
}

static void put_words(struct rhz_buf *b, const char *what, struct rhz_span s)
{
    if (!s.n)
        return;
    rhz_buf_printf(b, ", %s ", what);
    put_quoted(b, s);
}

static void put_amount(struct rhz_buf *b, bool has, int64_t cents, struct rhz_span unit)
{
    uint64_t size = cents < 0 ? 0 - (uint64_t)cents : (uint64_t)cents;

    if (!has)
        return;
    rhz_buf_printf(b, ", %s%" PRIu64 ",%02u ", cents < 0 ? "-" : "", size / 100, (unsigned)(size % 100));
    put_text(b, unit);
}

static rhz_status end_line(struct dump *d, struct rhz_error *err)
{
    rhz_buf_byte(&d->line, '\n');
    if (d->line.failed)
        return rhz_no_memory(err);
    d->stopped = d->write(d->context, d->line.p, d->line.n);
    rhz_buf_reset(&d->line);
    return d->stopped == RHZ_OK ? RHZ_OK : rhz_fail(err, d->stopped, "L'écriture a été interrompue.");
}

/** After a decoder: true when the value may be shown; else the line says that it is damaged. */
static bool decoded(struct dump *d, rhz_status st)
{
    if (st != RHZ_OK)
        rhz_buf_str(&d->line, "illisible");
    return st == RHZ_OK;
}

/* ---- meta, address ---- */

static rhz_status dump_meta(struct dump *d, struct rhz_span k, struct rhz_span v, struct rhz_error *err)
{
    struct rhz_buf *b = &d->line;
    struct rhz_publication p;
    size_t i;

    rhz_buf_str(b, "meta ");
    put_text(b, k);
    rhz_buf_str(b, " : ");
    if (!rhz_span_eq(k, RHZ_SPAN("publication"))) {
        put_text(b, v);
        return end_line(d, err);
    }
    if (!decoded(d, rhz_publication_decode(v, d->record, &p, NULL)))
        return end_line(d, err);
    rhz_buf_printf(b, "n° %" PRIu64 ", date %" PRId64 ", graphe %" PRIu32 " (n° %" PRIu64 ")", p.number, p.time, p.graph, p.graph_publication);
    rhz_buf_printf(b, ", libres : document %" PRIu32 ", passage %" PRIu32 ", segment %" PRIu32, p.next_document, p.next_passage, p.next_segment);
    for (i = 0; i < p.n_segments; i++)
        rhz_buf_printf(b, "; segment %" PRIu32 " : documents %" PRIu32 "+%" PRIu32 ", passages %" PRIu32 "+%" PRIu32, p.segments[i].number,
                       p.segments[i].first_document, p.segments[i].n_documents, p.segments[i].first_passage, p.segments[i].n_passages);
    rhz_buf_printf(b, "; %zu morts", p.n_dead);
    for (i = 0; i < p.n_dead; i++)
        rhz_buf_printf(b, " %" PRIu32, p.dead[i]);
    return end_line(d, err);
}

static void put_address(struct dump *d, struct rhz_span v)
{
    struct rhz_reader r = rhz_reader(v);
    unsigned flags = rhz_get_byte(&r);
    struct rhz_span uri = flags & 2 ? rhz_get_bytes(&r) : rhz_span("", 0), content, sidecar = {"", 0};
    uint64_t document = rhz_get_varint(&r), reader, rules;

    if (document == 0) {
        rhz_buf_str(&d->line, r.bad ? "illisible" : "retirée");
        return;
    }
    content = rhz_get_raw(&r, 16);
    if (flags & 1)
        sidecar = rhz_get_raw(&r, 16);
    reader = rhz_get_varint(&r);
    rules = rhz_get_varint(&r);
    if (!decoded(d, r.bad || r.p != r.end ? RHZ_CORRUPT : RHZ_OK))
        return;
    rhz_buf_printf(&d->line, "document %" PRIu64 ", lecteur %" PRIu64 ", règles %" PRIu64 ", contenu ", document, reader, rules);
    put_hex(&d->line, content);
    if (sidecar.n) {
        rhz_buf_str(&d->line, ", description ");
        put_hex(&d->line, sidecar);
    }
    put_words(&d->line, "adresse", uri);
}

static rhz_status dump_address(struct dump *d, struct rhz_span k, struct rhz_span v, struct rhz_error *err)
{
    struct rhz_buf *b = &d->line;

    rhz_buf_str(b, "address ");
    if (k.p[0] == 'a' && k.n > 10) {
        put_quoted(b, rhz_span(k.p + 1, k.n - 10));
        rhz_buf_printf(b, " publication %" PRIu64 " : ", rhz_be64(k.p + k.n - 8));
        put_address(d, v);
    } else if (k.p[0] == 'c' && k.n == 21) {
        rhz_buf_str(b, "contenu ");
        put_hex(b, rhz_span(k.p + 1, 16));
        rhz_buf_printf(b, " : document %" PRIu32, rhz_be32(k.p + 17));
    } else if (k.p[0] == 'd' && k.n > 5) {
        rhz_buf_printf(b, "document %" PRIu32 " : ", rhz_be32(k.p + 1));
        put_quoted(b, v.n ? v : rhz_span(k.p + 5, k.n - 5));
    } else {
        put_hex(b, k);
        rhz_buf_printf(b, " : clé inconnue, %zu octets", v.n);
    }
    return end_line(d, err);
}

/* ---- document, text ---- */

static rhz_status dump_document(struct dump *d, struct rhz_span k, struct rhz_span v, struct rhz_error *err)
{
    struct rhz_buf *b = &d->line;
    struct rhz_document_record r;
    char date[11];

    rhz_buf_printf(b, "document %" PRIu32 " : ", k.n == 4 ? rhz_be32(k.p) : 0);
    if (!decoded(d, k.n == 4 ? rhz_document_record_get(v, d->record, &r, NULL) : RHZ_CORRUPT))
        return end_line(d, err);
    put_quoted(b, r.title);
    put_words(b, "type", r.type);
    put_words(b, "langue", r.language);
    put_words(b, "url", r.url);
    rhz_date_text(r.date, date);
    put_words(b, "date", rhz_span_of(date));
    put_number(b, "drapeaux", r.flags);
    put_number(b, "réparations", r.n_repairs);
    rhz_buf_printf(b, ", texte %" PRIu32 " octets, disposition %" PRIu32 ", blocs %" PRIu32 ", pages %" PRIu32 ", lignes %" PRIu32, r.text_bytes,
                   r.layout_bytes, r.n_blocks, r.n_pages, r.n_lines);
    rhz_buf_printf(b, ", passages %" PRIu32 "+%zu, contenu ", r.first_passage, r.n_passages);
    put_hex(b, rhz_span((const char *)r.content, sizeof r.content));
    return end_line(d, err);
}

static rhz_status dump_text(struct dump *d, struct rhz_span k, struct rhz_span v, struct rhz_error *err)
{
    struct rhz_buf *b = &d->line;
    unsigned wide = v.n ? (unsigned char)v.p[0] : 0;

    if (k.n != 8 || !v.n)
        rhz_buf_str(b, "text : clé inconnue");
    else if (rhz_be32(k.p + 4) != UINT32_MAX)
        rhz_buf_printf(b, "text segment %" PRIu32 " groupe %" PRIu32 " : %u blocs, %zu octets", rhz_be32(k.p), rhz_be32(k.p + 4), wide + 1, v.n);
    else if (wide == 0 || wide > 8 || (v.n - 1) % wide || v.n == 1)
        rhz_buf_printf(b, "text segment %" PRIu32 " table : illisible", rhz_be32(k.p));
    else
        rhz_buf_printf(b, "text segment %" PRIu32 " table : %zu documents", rhz_be32(k.p), (v.n - 1) / wide - 1);
    return end_line(d, err);
}

/* ---- segment ---- */

enum { HEAD, TEXT_LENGTHS, CONTEXT_LENGTHS, DOCUMENTS, MENTIONS, POSTINGS, POSITIONS, DICTIONARY, SUMS };

static const struct rhz_segment_info *live_segment(const struct dump *d, uint32_t number)
{
    size_t i;

    for (i = 0; i < d->s.publication.n_segments; i++)
        if (d->s.publication.segments[i].number == number)
            return &d->s.publication.segments[i];
    return NULL;
}

static rhz_status dump_mention(void *context, uint32_t document, uint32_t ordinal, const uint32_t *passages, size_t n,
                               struct rhz_error *err)
{
    struct dump *d = context;
    size_t i;

    rhz_buf_printf(&d->line, "segment %" PRIu32 " mentions document %" PRIu32 " entité %" PRIu32 " : passages", d->mentions, document, ordinal);
    for (i = 0; i < n; i++)
        rhz_buf_printf(&d->line, " %" PRIu32, passages[i]);
    return end_line(d, err);
}

static rhz_status dump_term(struct dump *d, const struct rhz_term *t, struct rhz_error *err)
{
    struct rhz_buf *b = &d->line;
    struct rhz_span form;
    uint64_t n;
    uint32_t i;

    rhz_buf_printf(b, "segment %" PRIu32 " mot ", d->segment);
    put_quoted(b, t->term);
    rhz_buf_printf(b, " : passages %" PRIu32 ", occurrences %" PRIu64 ", formes", t->document_frequency, t->occurrences);
    for (i = 0; i < t->n_forms && rhz_term_form(t, i, &form, &n); i++) {
        rhz_buf_byte(b, ' ');
        put_quoted(b, form);
        rhz_buf_printf(b, " %" PRIu64, n);
    }
    return end_line(d, err);
}

/** The terms of a live segment; what stops the walk is told in the line after the last term that could be read. */
static rhz_status dump_terms(struct dump *d, struct rhz_segment *s, struct rhz_error *err)
{
    struct rhz_term_walk *walk;
    struct rhz_term t;
    rhz_status st = rhz_term_walk_open(s, rhz_span("", 0), &walk, err);

    if (st != RHZ_OK)
        return st;
    while ((st = rhz_term_walk_next(walk, &t, err)) == RHZ_OK && (st = dump_term(d, &t, err)) == RHZ_OK)
        ;
    rhz_term_walk_close(walk);
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

static rhz_status dump_lists(struct dump *d, const struct rhz_segment_info *info, unsigned part, struct rhz_error *err)
{
    struct rhz_segment *s;
    rhz_status st = rhz_segment_open(d->s.txn, info, d->record, &s, err);

    if (st == RHZ_OK)
        st = part == MENTIONS ? rhz_segment_each_mention(s, dump_mention, d, err) : dump_terms(d, s, err);
    if (st != RHZ_CORRUPT || d->stopped != RHZ_OK)
        return st;
    rhz_buf_printf(&d->line, "segment %" PRIu32 " %s : la suite est illisible", info->number, part == MENTIONS ? "mentions" : "mots");
    return end_line(d, err);
}

static void put_part(struct rhz_buf *b, unsigned part, struct rhz_span k, struct rhz_span v)
{
    static const char *const names[] = {"tête",     "longueurs", "longueurs des contextes", "documents", "mentions",
                                        "postings", "positions", "dictionnaire",            "sommes"};
    struct rhz_reader r = rhz_reader(v);

    rhz_buf_str(b, part < sizeof names / sizeof names[0] ? names[part] : "partie inconnue");
    if ((part == POSTINGS || part == POSITIONS) && k.n == 9)
        rhz_buf_printf(b, " tronçon %" PRIu32, rhz_be32(k.p + 5));
    if (part != HEAD) {
        rhz_buf_printf(b, " : %zu octets", v.n);
        return;
    }
    rhz_buf_printf(b, " : passages %" PRIu64, rhz_get_varint(&r));
    rhz_buf_printf(b, ", documents %" PRIu64, rhz_get_varint(&r));
    rhz_buf_printf(b, ", mots %" PRIu64, rhz_get_varint(&r));
    rhz_buf_printf(b, ", postings %" PRIu64, rhz_get_varint(&r));
    rhz_buf_printf(b, ", positions %" PRIu64, rhz_get_varint(&r));
    rhz_buf_str(b, r.bad ? " : illisible" : "");
}

static rhz_status dump_segment(struct dump *d, struct rhz_span k, struct rhz_span v, struct rhz_error *err)
{
    uint32_t number = k.n >= 5 ? rhz_be32(k.p) : 0;
    unsigned part = k.n >= 5 ? (unsigned char)k.p[4] : 255;
    const struct rhz_segment_info *info = live_segment(d, number);
    uint32_t *done = part == MENTIONS ? &d->mentions : part == DICTIONARY ? &d->segment : NULL;

    if (info && done && *done == number)
        return RHZ_OK; /* a block of what was walked as a whole */
    if (info && done) {
        *done = number;
        return dump_lists(d, info, part, err);
    }
    rhz_buf_printf(&d->line, "segment %" PRIu32 " ", number);
    put_part(&d->line, part, k, v);
    return end_line(d, err);
}

/* ---- facts ---- */

static rhz_status dump_entity(struct dump *d, uint32_t document, const struct rhz_facts *f, size_t i, struct rhz_error *err)
{
    const struct rhz_document_entity *e = &f->entities[i];
    struct rhz_buf *b = &d->line;
    size_t n;

    rhz_buf_printf(b, "facts document %" PRIu32 " entité %zu : %s %s ", document, i, rhz_kind_word(e->kind)->name, rhz_subkind_word(e->sub)->name);
    put_quoted(b, e->name);
    rhz_buf_str(b, ", formes");
    for (n = 0; n < e->n_forms; n++) {
        rhz_buf_byte(b, ' ');
        put_quoted(b, e->forms[n]);
    }
    rhz_buf_str(b, ", octets");
    for (n = 0; n < e->n_mentions; n++)
        rhz_buf_printf(b, " %" PRIu32 "-%" PRIu32, e->mentions[n].start, e->mentions[n].end);
    return end_line(d, err);
}

static rhz_status dump_statement(struct dump *d, uint32_t document, const struct rhz_facts *f, size_t i, struct rhz_error *err)
{
    const struct rhz_statement *t = &f->statements[i];
    struct rhz_buf *b = &d->line;

    rhz_buf_printf(b, "facts document %" PRIu32 " énoncé %zu : ", document, i);
    if (t->relation)
        rhz_buf_printf(b, "%" PRIu32 " %s %" PRIu32, t->subject, rhz_relation_word(t->relation)->name, t->object);
    else
        rhz_buf_printf(b, "%" PRIu32 " %s", t->subject, rhz_property_word(t->property)->name);
    put_words(b, "libellé", t->label);
    put_words(b, "rôle", t->role);
    put_amount(b, t->has_amount, t->cents, t->unit);
    put_words(b, "nature", rhz_span_of(rhz_nature_word(t->nature)->name));
    put_number(b, "année", t->year);
    put_number(b, "du", t->from);
    put_number(b, "au", t->to);
    put_number(b, "groupe", t->group);
    put_number(b, "drapeaux", t->flags);
    rhz_buf_printf(b, ", règle %.*s, octets %" PRIu32 "-%" PRIu32 ", appuis %zu", (int)t->rule.n, t->rule.p, t->start, t->end, t->n_supports);
    return end_line(d, err);
}

static rhz_status dump_facts(struct dump *d, struct rhz_span k, struct rhz_span v, struct rhz_error *err)
{
    uint32_t document = k.n == 4 ? rhz_be32(k.p) : 0;
    struct rhz_facts f;
    rhz_status st;
    size_t i;

    rhz_buf_printf(&d->line, "facts document %" PRIu32 " : ", document);
    if (!decoded(d, k.n == 4 ? rhz_facts_get(v, d->record, &f, NULL) : RHZ_CORRUPT))
        return end_line(d, err);
    rhz_buf_printf(&d->line, "entités %zu, énoncés %zu", f.n_entities, f.n_statements);
    if (f.publisher != RHZ_NONE)
        rhz_buf_printf(&d->line, ", parle %" PRIu32, f.publisher);
    st = end_line(d, err);
    for (i = 0; st == RHZ_OK && i < f.n_entities; i++)
        st = dump_entity(d, document, &f, i, err);
    for (i = 0; st == RHZ_OK && i < f.n_statements; i++)
        st = dump_statement(d, document, &f, i, err);
    return st;
}

/* ---- graph ---- */

static void put_node(struct dump *d, struct rhz_span v)
{
    struct rhz_graph_node n;

    if (!decoded(d, rhz_graph_node_get(v, d->record, &n, NULL)))
        return;
    if (!v.n) {
        rhz_buf_str(&d->line, "libre");
        return;
    }
    rhz_buf_printf(&d->line, "#%" PRIu64 " %s %s ", n.id, rhz_kind_word(n.kind)->name, rhz_subkind_word(n.sub)->name);
    put_quoted(&d->line, n.name);
    rhz_buf_printf(&d->line, ", autres noms %zu, documents %" PRIu32 ", mentions %" PRIu32 ", liens %" PRIu32 ", propriétés %" PRIu32, n.n_aliases,
                   n.n_documents, n.n_mentions, n.n_edges, n.n_properties);
}

static void put_edge(struct dump *d, struct rhz_span v)
{
    struct rhz_graph_edge e;
    size_t i;

    if (!decoded(d, rhz_graph_edge_get(v, d->record, &e, NULL)))
        return;
    if (!v.n) {
        rhz_buf_str(&d->line, "libre");
        return;
    }
    rhz_buf_printf(&d->line, "#%" PRIu64 " %" PRIu32 " %s %" PRIu32, e.id, e.from, rhz_relation_word(e.relation)->name, e.to);
    put_number(&d->line, "année", e.year);
    put_amount(&d->line, e.has_amount, e.cents, e.unit);
    for (i = 0; i < e.n_roles; i++)
        put_words(&d->line, "rôle", e.roles[i]);
    rhz_buf_printf(&d->line, ", preuves %zu", e.n_proofs);
}

static void put_property(struct dump *d, struct rhz_span v)
{
    struct rhz_graph_property p;

    if (!decoded(d, rhz_graph_property_get(v, d->record, &p, NULL)))
        return;
    if (!v.n) {
        rhz_buf_str(&d->line, "libre");
        return;
    }
    rhz_buf_printf(&d->line, "#%" PRIu64 " %" PRIu32 " %s ", p.id, p.node, rhz_property_word(p.property)->name);
    put_quoted(&d->line, p.label);
    put_number(&d->line, "année", p.year);
    put_amount(&d->line, p.has_amount, p.cents, p.unit);
    rhz_buf_printf(&d->line, ", preuves %zu", p.n_proofs);
}

static void put_members(struct dump *d, struct rhz_span v)
{
    struct rhz_entity_ref *refs;
    size_t n, i;

    if (!decoded(d, rhz_graph_members_get(v, d->record, &refs, &n, NULL)))
        return;
    rhz_buf_printf(&d->line, "%zu", n);
    for (i = 0; i < n; i++)
        rhz_buf_printf(&d->line, " %" PRIu32 "/%" PRIu32, refs[i].document, refs[i].ordinal);
}

static void put_defined(struct dump *d, struct rhz_span v)
{
    struct rhz_span shorter;
    struct rhz_tally *longer;
    size_t n, i;

    if (!decoded(d, rhz_graph_definitions_get(v, d->record, &shorter, &longer, &n, NULL)))
        return;
    for (i = 0; i < n; i++) {
        put_quoted(&d->line, longer[i].text);
        rhz_buf_printf(&d->line, " %" PRIu32 "%s", longer[i].n, i + 1 < n ? ", " : "");
    }
}

static void put_variants(struct dump *d, struct rhz_span v)
{
    struct rhz_graph_variant *variant;
    size_t n, i;

    if (!decoded(d, rhz_graph_variants_get(v, d->record, &variant, &n, NULL)))
        return;
    for (i = 0; i < n; i++) {
        put_quoted(&d->line, variant[i].name);
        rhz_buf_printf(&d->line, " %s entités %" PRIu32 ", mentions %" PRIu64 ", autres formes %zu", rhz_subkind_word(variant[i].sub)->name,
                       variant[i].n_entities, variant[i].n_mentions, variant[i].n_forms);
        put_words(&d->line, "vaut", variant[i].whole);
        put_words(&d->line, "sigle", variant[i].learnt);
        put_words(&d->line, "distinct", variant[i].salt);
        put_words(&d->line, "rna", variant[i].rna);
        put_words(&d->line, "siren", variant[i].siren);
        rhz_buf_str(&d->line, i + 1 < n ? "; " : "");
    }
}

static void put_counts(struct dump *d, struct rhz_span v)
{
    struct rhz_graph_counts c;

    if (!decoded(d, rhz_graph_counts_get(v, &c, NULL)))
        return;
    rhz_buf_printf(&d->line, "nœuds %" PRIu32 ", liens %" PRIu32 ", propriétés %" PRIu32 ", documents %" PRIu32 ", énoncés %" PRIu64,
                   c.nodes - c.retired_nodes, c.edges - c.retired_edges, c.properties - c.retired_properties, c.documents, c.statements);
    if (c.amended)
        rhz_buf_printf(&d->line, ", numéros libres %" PRIu32 " %" PRIu32 " %" PRIu32, c.retired_nodes, c.retired_edges, c.retired_properties);
}

static void put_symbol(struct dump *d, struct rhz_span v)
{
    if (v.n < 4) {
        decoded(d, RHZ_CORRUPT);
        return;
    }
    rhz_buf_printf(&d->line, "%" PRIu32 " fois ", rhz_le32(v.p));
    put_quoted(&d->line, rhz_span(v.p + 4, v.n - 4));
}

/** What follows generation and part in a key: a number, a name, or both. */
static void put_graph_key(struct rhz_buf *b, unsigned part, struct rhz_span rest)
{
    unsigned relation;
    bool outgoing;

    if (part == RHZ_GRAPH_WORD || part == RHZ_GRAPH_FOLDED || (part == RHZ_GRAPH_KEY && rest.n)) {
        if (part == RHZ_GRAPH_KEY)
            rhz_buf_printf(b, "%s ", rhz_kind_word((unsigned char)rest.p[0])->name);
        put_quoted(b, part == RHZ_GRAPH_KEY ? rhz_span(rest.p + 1, rest.n - 1) : rest);
    } else if (part == RHZ_GRAPH_ADJACENCY && rest.n >= 6 &&
               rhz_graph_read_relation(rhz_span(rest.p + 4, rest.n - 4), &relation, &outgoing)) {
        rhz_buf_printf(b, "%" PRIu32 " %s %s", rhz_be32(rest.p), rhz_relation_word(relation)->name, outgoing ? "sortant" : "entrant");
    } else if (part == RHZ_GRAPH_SYMBOL && rest.n) {
        rhz_buf_printf(b, "%c ", rest.p[0]);
        put_quoted(b, rhz_span(rest.p + 1, rest.n - 1));
    } else if (part == RHZ_GRAPH_SYMBOL_NAME && rest.n == 5) {
        rhz_buf_printf(b, "%c %" PRIu32, rest.p[0], rhz_be32(rest.p + 1));
    } else if (part == RHZ_GRAPH_ID && rest.n == 8) {
        rhz_buf_printf(b, "#%" PRIu64, rhz_be64(rest.p));
    } else if (part == RHZ_GRAPH_DEFINED && rest.n) {
        rhz_buf_printf(b, "%s ", rhz_kind_word((unsigned char)rest.p[0])->name);
        put_quoted(b, rhz_span(rest.p + 1, rest.n - 1));
    } else if (part == RHZ_GRAPH_FREE && rest.n == 1) {
        rhz_buf_str(b, rest.p[0] == 'N' ? "nœuds" : rest.p[0] == 'E' ? "liens" : "propriétés");
    } else if (part == RHZ_GRAPH_LIST && rest.n == 1) {
        rhz_buf_str(b, rest.p[0] ? rhz_kind_word((unsigned char)rest.p[0])->name : "tous");
    } else if (rest.n == 4) {
        rhz_buf_printf(b, "%" PRIu32, rhz_be32(rest.p));
    } else {
        put_hex(b, rest);
    }
}

static rhz_status dump_graph(struct dump *d, struct rhz_span k, struct rhz_span v, struct rhz_error *err)
{
    static const struct {
        char part;
        const char *name;
        void (*put)(struct dump *d, struct rhz_span v); /* NULL: a list of `width` bytes an entry */
        unsigned width;
    } parts[] = {
        {RHZ_GRAPH_ADJACENCY, "voisins", NULL, RHZ_ADJACENT_BYTES}, {RHZ_GRAPH_DOCUMENT, "document", NULL, 4},
        {RHZ_GRAPH_DEFINED, "sigle", put_defined, 0},               {RHZ_GRAPH_FREE, "libres", NULL, 4},
        {RHZ_GRAPH_VARIANTS, "variantes", put_variants, 0},
        {RHZ_GRAPH_EDGE, "lien", put_edge, 0},                      {RHZ_GRAPH_HEAD, "tête", put_counts, 0},
        {RHZ_GRAPH_ID, "identifiant", NULL, 4},                     {RHZ_GRAPH_KEY, "nom", NULL, 4},
        {RHZ_GRAPH_LIST, "liste", NULL, 4},                         {RHZ_GRAPH_MEMBERS, "membres", put_members, 0},
        {RHZ_GRAPH_NODE, "nœud", put_node, 0},                      {RHZ_GRAPH_PROPERTY, "propriété", put_property, 0},
        {RHZ_GRAPH_STATED, "propriétés", NULL, 4},                  {RHZ_GRAPH_WORD, "mot", NULL, 4},
        {RHZ_GRAPH_FOLDED, "nom plié", NULL, 4},                    {RHZ_GRAPH_LABEL, "étiquette", NULL, 4},
        {RHZ_GRAPH_VALUE, "valeur", NULL, 4},                       {RHZ_GRAPH_SYMBOL, "symbole", NULL, 4},
        {RHZ_GRAPH_SYMBOL_NAME, "nom de symbole", put_symbol, 0},
    };
    struct rhz_adjacency list;
    size_t i, at;

    rhz_buf_printf(&d->line, "graph %" PRIu32 " ", k.n >= 5 ? rhz_be32(k.p) : 0);
    for (i = 0; i < sizeof parts / sizeof parts[0] && (k.n < 5 || parts[i].part != k.p[4]); i++)
        ;
    if (i == sizeof parts / sizeof parts[0]) {
        rhz_buf_printf(&d->line, "partie inconnue : %zu octets", v.n);
        return end_line(d, err);
    }
    rhz_buf_printf(&d->line, "%s ", parts[i].name);
    put_graph_key(&d->line, (unsigned char)k.p[4], rhz_span(k.p + 5, k.n - 5));
    rhz_buf_str(&d->line, k.n > 5 ? " : " : ": ");
    if (parts[i].put) {
        parts[i].put(d, v);
        return end_line(d, err);
    }
    if (k.p[4] == RHZ_GRAPH_ADJACENCY && rhz_graph_adjacency_read(v, &list))
        v = list.bytes; /* amounts are those of the edges */
    rhz_buf_printf(&d->line, "%zu", v.n / parts[i].width);
    for (at = 0; at + parts[i].width <= v.n; at += parts[i].width)
        if (rhz_le32(v.p + at) == RHZ_NONE)
            rhz_buf_str(&d->line, " -");
        else
            rhz_buf_printf(&d->line, " %" PRIu32, rhz_le32(v.p + at));
    return end_line(d, err);
}

/* ---- the walk ---- */

typedef rhz_status dump_function(struct dump *d, struct rhz_span k, struct rhz_span v, struct rhz_error *err);
static const struct {
    const char *name;
    enum rhz_db db;
    dump_function *dump;
} tables[] = {
    {"meta", RHZ_DB_META, dump_meta},          {"address", RHZ_DB_ADDRESS, dump_address}, {"document", RHZ_DB_DOCUMENT, dump_document},
    {"text", RHZ_DB_TEXT, dump_text},          {"segment", RHZ_DB_SEGMENT, dump_segment}, {"facts", RHZ_DB_FACTS, dump_facts},
    {"graph", RHZ_DB_GRAPH, dump_graph},
};
enum { TABLES = sizeof tables / sizeof tables[0] };

static rhz_status dump_table(struct dump *d, size_t table, struct rhz_error *err)
{
    struct rhz_db_cursor *c;
    struct rhz_span k, v;
    rhz_status st = rhz_db_cursor_open(d->s.txn, tables[table].db, &c, err);

    if (st != RHZ_OK)
        return st;
    for (st = rhz_db_seek(c, rhz_span("", 0), &k, &v, err); st == RHZ_OK; st = rhz_db_next(c, &k, &v, err)) {
        rhz_arena_reset(d->record);
        if ((st = tables[table].dump(d, k, v, err)) != RHZ_OK)
            break;
    }
    rhz_db_cursor_close(c);
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

rhz_status rhz_dump(struct rhz_base *b, const char *table, rhz_write_function *write, void *context, struct rhz_error *err)
{
    struct dump d = {.write = write, .context = context};
    size_t i, first = 0, last = TABLES;
    rhz_status st;

    if (table) {
        for (first = 0; first < TABLES && strcmp(table, tables[first].name) != 0; first++)
            ;
        if (first == TABLES)
            return rhz_fail(err, RHZ_INVALID, "Il n'y a pas de table « %.32s » ; les tables sont meta, address, document, text, segment, facts, graph.", table);
        last = first + 1;
    }
    d.record = rhz_arena_new();
    if (!d.record)
        return rhz_no_memory(err);
    st = rhz_snapshot_open(b, &d.s, err);
    for (i = first; st == RHZ_OK && i < last; i++)
        st = dump_table(&d, i, err);
    rhz_snapshot_close(&d.s);
    rhz_buf_free(&d.line);
    rhz_arena_free(d.record);
    return st;
}
