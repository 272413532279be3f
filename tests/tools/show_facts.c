/* show_facts -- what extraction finds in files, for whoever writes its rules.
 *
 * usage: show_facts FILE...           entities, statements and their proofs, as text
 *        show_facts --jsonl FILE...   the open form of a graph, one node for each distinct kind and name key
 *        show_facts --time FILE.tsv   seconds to extract each line (id TAB text) as a document
 *
 * The jsonl form joins documents by name key alone: a measure of extraction, not of resolution.
 */
#include <stdio.h>
#include <stdlib.h>

#include "extract.h"
#include "names.h"
#include "reader.h"

struct node;
struct edge {
    unsigned long long from, to;
    int64_t cents;
    uint32_t year;
    uint8_t relation, nature;
};

struct tool {
    struct rhz_gazetteer *gazetteer;
    struct rhz_arena *arena; /* of the document */
    struct rhz_arena *all;   /* of the run */
    bool jsonl;
    struct rhz_buf key;
    struct node *nodes;
    size_t n_nodes, cap_nodes;
    struct edge *edges;
    size_t n_edges, cap_edges;
};

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "show_facts: %s: %s\n", what, why);
    exit(2);
}

static struct rhz_span read_file(const char *path, struct rhz_arena *arena)
{
    FILE *f = fopen(path, "rb");
    struct rhz_buf b = {0};
    char chunk[65536];
    size_t n;
    if (!f)
        fail(path, "cannot be opened");
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
        rhz_buf_append(&b, chunk, n);
    fclose(f);
    struct rhz_span s = rhz_arena_copy(arena, rhz_buf_view(&b));
    if (b.failed || !s.p)
        fail(path, "out of memory");
    rhz_buf_free(&b);
    return s;
}

static void build(const char *path, struct rhz_span bytes, struct rhz_arena *arena, struct rhz_document *d)
{
    const char *base = strrchr(path, '/');
    struct rhz_error err = {0};
    struct rhz_buf events = {0};
    uint32_t repairs = 0;
    struct rhz_document_hints hints = {.file_name = rhz_span_of(base ? base + 1 : path)};
    if (rhz_reader_txt.read(bytes, 1, &events, &repairs, &err) != RHZ_OK)
        fail(path, err.text);
    if (rhz_document_build(rhz_buf_view(&events), &hints, arena, d, &err) != RHZ_OK)
        fail(path, err.text);
    rhz_buf_free(&events);
}

/* ---- text ---- */

static void print_span(struct rhz_span s)
{
    for (size_t i = 0; i < s.n; i++)
        putchar(s.p[i] == '\n' ? '/' : s.p[i] == '\t' ? '|' : s.p[i]);
}

static void show_text(const char *path, const struct rhz_document *d, const struct rhz_facts *f)
{
    static const char *const ends[] = {"", "subject", "object"};
    printf("== %s\n", path);
    for (size_t i = 0; i < f->n_entities; i++) {
        const struct rhz_document_entity *e = &f->entities[i];
        printf("%s%-12s %-10s ", i == f->publisher ? "*" : " ", rhz_kind_word(e->kind)->name, rhz_subkind_word(e->sub)->name);
        print_span(e->name);
        printf("  (%u)", (unsigned)e->n_mentions);
        for (size_t k = 0; k < e->n_forms; k++) {
            printf(" | ");
            print_span(e->forms[k]);
        }
        putchar('\n');
    }
    for (size_t i = 0; i < f->n_statements; i++) {
        const struct rhz_statement *s = &f->statements[i];
        printf("%4u %-14s ", rhz_document_line(d, s->start), s->relation ? rhz_relation_word(s->relation)->name : rhz_property_word(s->property)->name);
        print_span(f->entities[s->subject].name);
        if (s->relation) {
            printf(" -> ");
            print_span(f->entities[s->object].name);
        }
        printf("  %u", s->year);
        if (s->has_amount)
            printf(" %lld.%02lld", (long long)(s->cents / 100), (long long)(s->cents % 100 < 0 ? -(s->cents % 100) : s->cents % 100));
        printf(" [");
        print_span(s->role);
        print_span(s->label);
        printf("] «");
        print_span(rhz_document_slice(d, s->start, s->end));
        printf("»");
        for (size_t k = 0; k < s->n_supports; k++) {
            printf(" %s %s «", ends[s->supports[k].end], rhz_support_word(s->supports[k].why)->name);
            print_span(rhz_document_slice(d, s->supports[k].start, s->supports[k].limit));
            printf("»");
        }
        putchar('\n');
    }
}

/* ---- jsonl ---- */

static void json_span(struct rhz_span s)
{
    putchar('"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x20)
            printf("\\u%04x", c);
        else if (c == '"' || c == '\\')
            printf("\\%c", c);
        else
            putchar(c);
    }
    putchar('"');
}

/* What all documents say so far: nodes with their forms, and edges already printed. */
struct node {
    unsigned long long id;
    uint8_t kind;
    struct rhz_span name;
    struct rhz_span *forms;
    size_t n_forms, cap_forms;
};

static unsigned long long node_id(struct tool *t, const struct rhz_document_entity *e)
{
    rhz_name_key(e->kind, e->name, &t->key);
    return rhz_node_id(e->kind, rhz_buf_view(&t->key), rhz_span("", 0));
}

static void gather_node(struct tool *t, const struct rhz_document_entity *e)
{
    unsigned long long id = node_id(t, e);
    size_t i = 0;
    while (i < t->n_nodes && t->nodes[i].id != id)
        i++;
    if (i == t->n_nodes) {
        if (!RHZ_PUSH(t->all, t->nodes, t->n_nodes, t->cap_nodes))
            fail("nodes", "out of memory");
        t->nodes[t->n_nodes++] = (struct node){.id = id, .kind = e->kind, .name = rhz_arena_copy(t->all, e->name)};
    }
    struct node *n = &t->nodes[i];
    if (rhz_name_better(e->kind, e->name, n->name) < 0)
        n->name = rhz_arena_copy(t->all, e->name);
    for (size_t k = 0; k < e->n_forms; k++) {
        if (!RHZ_PUSH(t->all, n->forms, n->n_forms, n->cap_forms))
            fail("forms", "out of memory");
        n->forms[n->n_forms++] = rhz_arena_copy(t->all, e->forms[k]);
    }
}

static void print_nodes(struct tool *t)
{
    for (size_t i = 0; i < t->n_nodes; i++) {
        struct node *n = &t->nodes[i];
        printf("{\"t\":\"node\",\"id\":%llu,\"kind\":\"%s\",\"name\":", n->id, rhz_kind_word(n->kind)->name);
        json_span(n->name);
        printf(",\"aliases\":[");
        for (size_t k = 0; k < n->n_forms; k++) {
            if (k)
                putchar(',');
            json_span(n->forms[k]);
        }
        puts("]}");
    }
}

/* An edge gathers the statements that say the same: printed once. */
static bool printed_before(struct tool *t, const struct rhz_statement *s, unsigned long long from, unsigned long long to)
{
    struct edge e = {from, to, s->cents, s->year, s->relation, s->nature};
    for (size_t i = 0; i < t->n_edges; i++)
        if (t->edges[i].from == e.from && t->edges[i].to == e.to && t->edges[i].cents == e.cents &&
            t->edges[i].year == e.year && t->edges[i].relation == e.relation && t->edges[i].nature == e.nature)
            return true;
    if (!RHZ_PUSH(t->all, t->edges, t->n_edges, t->cap_edges))
        fail("edges", "out of memory");
    t->edges[t->n_edges++] = e;
    return false;
}

static void show_jsonl(struct tool *t, const struct rhz_document *d, const struct rhz_facts *f)
{
    for (size_t i = 0; i < f->n_entities; i++)
        gather_node(t, &f->entities[i]);
    for (size_t i = 0; i < f->n_statements; i++) {
        const struct rhz_statement *s = &f->statements[i];
        if (!s->relation)
            continue;
        unsigned long long from = node_id(t, &f->entities[s->subject]), to = node_id(t, &f->entities[s->object]);
        if (printed_before(t, s, from, to))
            continue;
        printf("{\"t\":\"edge\",\"id\":%zu,\"relation\":\"%s\",\"from\":%llu,\"to\":%llu,\"props\":{", t->n_edges,
               rhz_relation_word(s->relation)->name, from, to);
        if (s->year)
            printf("\"annee\":%u,", s->year);
        if (s->has_amount)
            printf("\"montant\":%.2f,", (double)s->cents / 100);
        printf("\"role\":");
        json_span(s->role);
        printf("},\"evidence\":[{\"line\":%u,\"quote\":", rhz_document_line(d, s->start));
        json_span(rhz_document_slice(d, s->start, s->end));
        puts("}]}");
    }
}

/* ---- */

static void show(struct tool *t, const char *path)
{
    struct rhz_document d;
    struct rhz_facts f;
    struct rhz_error err = {0};
    rhz_arena_reset(t->arena);
    build(path, read_file(path, t->arena), t->arena, &d);
    if (rhz_extract(t->gazetteer, &d, t->arena, &f, &err) != RHZ_OK)
        fail(path, err.text);
    if (t->jsonl)
        show_jsonl(t, &d, &f);
    else
        show_text(path, &d, &f);
}

static void measure(struct tool *t, const char *path)
{
    struct rhz_arena *all = rhz_arena_new();
    struct rhz_span rest = all ? read_file(path, all) : rhz_span("", 0);
    uint64_t extracting = 0;
    size_t documents = 0, bytes = rest.n, entities = 0, statements = 0;
    while (rest.n > 0) {
        const char *end = memchr(rest.p, '\n', rest.n), *tab = memchr(rest.p, '\t', rest.n);
        size_t n = end ? (size_t)(end - rest.p) + 1 : rest.n;
        const char *from = tab && tab < rest.p + n ? tab + 1 : rest.p;
        struct rhz_document d;
        struct rhz_facts f;
        rhz_arena_reset(t->arena);
        build("line", rhz_span(from, (size_t)(rest.p + n - from)), t->arena, &d);
        uint64_t start = rhz_now_us();
        if (rhz_extract(t->gazetteer, &d, t->arena, &f, NULL) != RHZ_OK)
            fail(path, "extraction failed");
        extracting += rhz_now_us() - start;
        entities += f.n_entities;
        statements += f.n_statements;
        documents++;
        rest.p += n;
        rest.n -= n;
    }
    printf("%zu documents, %.1f MB, %zu entities, %zu statements: %.2f s\n", documents, (double)bytes / 1e6, entities,
           statements, (double)extracting / 1e6);
    rhz_arena_free(all);
}

int main(int argc, char **argv)
{
    struct tool t = {.arena = rhz_arena_new(), .all = rhz_arena_new()};
    struct rhz_error err = {0};
    int first = 1;
    bool timing = argc > 1 && strcmp(argv[1], "--time") == 0;
    t.jsonl = argc > 1 && strcmp(argv[1], "--jsonl") == 0;
    first += timing || t.jsonl;
    if (!t.arena || !t.all || rhz_gazetteer_open(&t.gazetteer, &err) != RHZ_OK)
        fail("gazetteer", err.text);
    if (first >= argc)
        fail("usage", "show_facts [--jsonl | --time] FILE...");
    for (int i = first; i < argc; i++) {
        if (timing)
            measure(&t, argv[i]);
        else
            show(&t, argv[i]);
    }
    if (t.jsonl)
        print_nodes(&t);
    rhz_gazetteer_close(t.gazetteer);
    rhz_arena_free(t.arena);
    rhz_buf_free(&t.key);
    rhz_arena_free(t.all);
    return 0;
}
