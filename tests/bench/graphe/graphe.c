/* graphe.c -- relationship queries over a made graph, beside the same on SQLite with good indexes, in the same run.
 *
 * usage: graphe BASE NODES EDGES [SEED]; `make bench-graphe` makes the base with make_graph and importer. Prints the medians of one
 * thread, warm, through the query language, prepared once, and our time over SQLite's beside what we aim at.
 */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../graph_maker.h"
#include "rhizome.h"

enum { ASKED = 200, PATH_MOST = 6 };

static struct made_graph graph;
static uint64_t seed = 1;
static struct rhz_base *base;
static sqlite3 *db;

static void die(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *v, size_t n)
{
    qsort(v, n, sizeof *v, by_value);
    return v[n / 2];
}

/* ---- the peer ---- */

static void sql(const char *text)
{
    char *message;

    if (sqlite3_exec(db, text, NULL, NULL, &message) != SQLITE_OK)
        die(message);
}

static sqlite3_stmt *prepare(const char *text)
{
    sqlite3_stmt *s;

    if (sqlite3_prepare_v2(db, text, -1, &s, NULL) != SQLITE_OK)
        die(sqlite3_errmsg(db));
    return s;
}

static void load_peer(const char *path)
{
    sqlite3_stmt *s;
    char name[64];
    uint32_t i;

    unlink(path);
    if (sqlite3_open(path, &db) != SQLITE_OK)
        die("SQLite ne s'ouvre pas");
    sql("pragma journal_mode=off; pragma synchronous=off; pragma cache_size=-1000000; pragma mmap_size=8000000000;"
        "create table nodes(id integer primary key, kind int, name text);"
        "create table edges(id integer primary key, rel int, src int, dst int, year int, cents int);"
        "create table mentions(doc int, node int, primary key(doc, node)) without rowid; begin");
    s = prepare("insert into nodes values (?, ?, ?)");
    for (i = 1; i <= graph.nodes; i++) {
        made_name(&graph, i, name);
        sqlite3_bind_int64(s, 1, i);
        sqlite3_bind_int(s, 2, (int)made_kind(&graph, i));
        sqlite3_bind_text(s, 3, name, -1, SQLITE_STATIC);
        sqlite3_step(s);
        sqlite3_reset(s);
    }
    sqlite3_finalize(s);
    s = prepare("insert into edges values (?, ?, ?, ?, ?, ?)");
    for (i = 0; i < graph.edges; i++) {
        struct made_edge e = made_edge(&graph, seed, i);
        sqlite3_bind_int64(s, 1, i + 1);
        sqlite3_bind_int(s, 2, (int)e.relation);
        sqlite3_bind_int64(s, 3, e.from);
        sqlite3_bind_int64(s, 4, e.to);
        sqlite3_bind_int64(s, 5, e.year);
        sqlite3_bind_int64(s, 6, e.cents);
        sqlite3_step(s);
        sqlite3_reset(s);
    }
    sqlite3_finalize(s);
    s = prepare("insert or ignore into mentions values (?, ?)");
    for (i = 0; i < graph.edges; i++) {
        struct made_edge e = made_edge(&graph, seed, i);
        int end;
        for (end = 0; end < 2; end++) {
            sqlite3_bind_int64(s, 1, e.document);
            sqlite3_bind_int64(s, 2, end ? e.to : e.from);
            sqlite3_step(s);
            sqlite3_reset(s);
        }
    }
    sqlite3_finalize(s);
    sql("commit; create index by_src on edges(src, rel, dst, year, cents); create index by_dst on edges(dst, rel, src, year, cents);"
        "create index by_node on mentions(node, doc); create index by_name on nodes(name); analyze");
}

/* ---- one query, both ways ---- */

struct question {
    const char *what, *ours, *theirs;
    double target;
    char kind;  /* i: id of one node; n: name; p: beginning of a name; 2: two ids */
    unsigned from; /* kind of the nodes asked about */
};

struct argument {
    uint32_t a, b;
    char text[64], end[64];
};

static void make_argument(const struct question *q, unsigned i, struct argument *a)
{
    a->a = made_pick(&graph, q->from, made_share(seed + 7, i, 0));
    a->b = made_pick(&graph, q->from, made_share(seed + 7, i, 1));
    made_name(&graph, graph.first[q->from] + (uint32_t)(made_share(seed + 7, i, 2) * (graph.first[q->from + 1] - graph.first[q->from])), a->text);
    if (q->kind == 'p')
        a->text[strlen(a->text) - 3] = 0;
    snprintf(a->end, sizeof a->end, "%s~", a->text);
}

static double ours(const struct question *q, uint64_t *rows)
{
    struct rhz_query_options o = {.size = sizeof o, .deadline_ms = 60000};
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_query *query;
    double times[ASKED];
    unsigned round, i;
    bool have;

    if (rhz_query_prepare(base, q->ours, strlen(q->ours), &o, NULL, &query, &err) != RHZ_OK)
        die(err.text);
    for (round = 0; round < 2; round++)
        for (i = 0, *rows = 0; i < ASKED; i++) {
            struct argument a;
            double start;
            rhz_status st;
            make_argument(q, i, &a);
            start = now();
            rhz_query_rewind(query, &err);
            if (q->kind == 'i' || q->kind == '2')
                rhz_query_bind_integer(query, "a", a.a, &err);
            if (q->kind == '2')
                rhz_query_bind_integer(query, "b", a.b, &err);
            if (q->kind == 'n' || q->kind == 'p')
                rhz_query_bind_text(query, "a", a.text, strlen(a.text), &err);
            while ((st = rhz_query_step(query, &have, &err)) == RHZ_OK && have)
                ++*rows;
            if (st != RHZ_OK)
                die(err.text);
            times[i] = now() - start;
        }
    if (getenv("PLAN"))
        puts(rhz_query_plan(query));
    rhz_query_free(query);
    return median(times, ASKED);
}

/* The same search from both ends, over two statements. */
struct seen {
    uint32_t *depth; /* 1 + depth of each node */
    uint32_t *v;
    size_t n, from, level;
};

static void expand_peer(struct seen *s, const struct seen *other, sqlite3_stmt *const stmts[2], bool *met)
{
    size_t to = s->n, i;
    int k;

    s->level++;
    for (i = s->from; i < to && !*met; i++)
        for (k = 0; k < 2 && !*met; k++) {
            sqlite3_bind_int64(stmts[k], 1, s->v[i]);
            while (!*met && sqlite3_step(stmts[k]) == SQLITE_ROW) {
                uint32_t node = (uint32_t)sqlite3_column_int64(stmts[k], 0);
                if (s->depth[node])
                    continue;
                s->depth[node] = (uint32_t)s->level + 1;
                s->v[s->n++] = node;
                *met = other->depth[node] != 0;
            }
            sqlite3_reset(stmts[k]);
        }
    s->from = to;
}

static double path_peer(const struct question *q, uint64_t *rows)
{
    sqlite3_stmt *stmts[2] = {prepare("select dst from edges where src = ?"), prepare("select src from edges where dst = ?")};
    struct seen s[2];
    double times[ASKED];
    unsigned round, i, k;

    for (k = 0; k < 2; k++)
        s[k] = (struct seen){.depth = calloc(graph.nodes + 1, 4), .v = calloc(graph.nodes + 1, 4)};
    for (round = 0; round < 2; round++)
        for (i = 0, *rows = 0; i < ASKED; i++) {
            struct argument a;
            double start;
            bool met = false;
            make_argument(q, i, &a);
            start = now();
            for (k = 0; k < 2; k++) {
                s[k].n = 1, s[k].from = 0, s[k].level = 0;
                s[k].v[0] = k ? a.b : a.a;
                s[k].depth[s[k].v[0]] = 1;
            }
            while (a.a != a.b && !met && s[0].level + s[1].level < PATH_MOST && s[0].n > s[0].from && s[1].n > s[1].from) {
                k = s[0].n - s[0].from <= s[1].n - s[1].from ? 0 : 1;
                expand_peer(&s[k], &s[1 - k], stmts, &met);
            }
            *rows += met;
            times[i] = now() - start;
            for (k = 0; k < 2; k++)
                while (s[k].n)
                    s[k].depth[s[k].v[--s[k].n]] = 0;
        }
    for (k = 0; k < 2; k++) {
        sqlite3_finalize(stmts[k]);
        free(s[k].depth);
        free(s[k].v);
    }
    return median(times, ASKED);
}

static double theirs(const struct question *q, uint64_t *rows)
{
    sqlite3_stmt *s;
    double times[ASKED];
    unsigned round, i;

    if (q->kind == '2')
        return path_peer(q, rows);
    s = prepare(q->theirs);
    for (round = 0; round < 2; round++)
        for (i = 0, *rows = 0; i < ASKED; i++) {
            struct argument a;
            double start;
            make_argument(q, i, &a);
            start = now();
            if (q->kind == 'i')
                sqlite3_bind_int64(s, 1, a.a);
            else
                sqlite3_bind_text(s, 1, a.text, -1, SQLITE_STATIC);
            if (q->kind == 'p')
                sqlite3_bind_text(s, 2, a.end, -1, SQLITE_STATIC);
            while (sqlite3_step(s) == SQLITE_ROW)
                ++*rows;
            sqlite3_reset(s);
            times[i] = now() - start;
        }
    sqlite3_finalize(s);
    return median(times, ASKED);
}

static const struct question questions[] = {
    {"voisins par relation", "MATCH (n)-[:AFFILIE_A]->(o) WHERE id(n) = $a RETURN o", "select dst from edges where src = ? and rel = 2", 1, 'i', 0},
    {"deux pas, comptes, dix premiers",
     "MATCH (n)-[:AFFILIE_A]->()<-[:AFFILIE_A]-(m) WHERE id(n) = $a RETURN m, count(*) AS c ORDER BY c DESC LIMIT 10",
     "select b.src, count(*) c from edges a join edges b on b.dst = a.dst and b.rel = 2 and b.id <> a.id where a.src = ? and a.rel = 2 "
     "group by b.src order by c desc limit 10", 0.25, 'i', 0},
    {"montants par financeur et année", "MATCH (f)-[r:FINANCE]->(p) WHERE id(p) = $a RETURN f, r.annee, sum(r.montant)",
     "select src, year, sum(cents) from edges where dst = ? and rel = 0 group by src, year", 0.25, 'i', 2},
    {"plus court chemin, six liens au plus", "MATCH c = shortestPath((a)-[*..6]-(b)) WHERE id(a) = $a AND id(b) = $b RETURN length(c)", "", 0.1, '2', 0},
    {"financeurs des programmes d'un partenaire",
     "MATCH (x)-[:PARTENAIRE_DE]->(p)<-[:FINANCE]-(f) WHERE id(x) = $a RETURN DISTINCT f",
     "select distinct b.src from edges a join edges b on b.dst = a.dst and b.rel = 0 where a.src = ? and a.rel = 1", 0.25, 'i', 1},
    {"cités ensemble, vingt premiers",
     "MATCH (x)<-[:MENTIONNE]-(d)-[:MENTIONNE]->(y) WHERE id(x) = $a RETURN y, count(*) AS c ORDER BY c DESC LIMIT 20",
     "select b.node, count(*) c from mentions a join mentions b on b.doc = a.doc and b.node <> a.node where a.node = ? group by b.node "
     "order by c desc limit 20", 0.25, 'i', 0},
    {"nom exact", "MATCH (n {nom: $a}) RETURN n", "select id from nodes where name = ?", 1, 'n', 0},
    {"début d'un nom", "MATCH (n) WHERE n.nom STARTS WITH $a RETURN n", "select id from nodes where name >= ? and name < ?", 1, 'p', 0},
};

int main(int argc, char **argv)
{
    struct rhz_error err = {RHZ_OK, ""};
    char path[4096];
    size_t i;

    if (argc < 4)
        return fprintf(stderr, "usage: graphe BASE NODES EDGES [SEED]\n"), 2;
    graph = made_graph((uint32_t)strtoul(argv[2], NULL, 10), (uint32_t)strtoul(argv[3], NULL, 10));
    seed = argc > 4 ? strtoull(argv[4], NULL, 10) : 1;
    if (rhz_base_open(argv[1], &base, &err) != RHZ_OK)
        die(err.text);
    snprintf(path, sizeof path, "%s.sqlite", argv[1]);
    load_peer(path);
    printf("%u noeuds, %u liens ; médianes de %d questions, en microsecondes de processeur\n", graph.nodes, graph.edges, ASKED);
    printf("%-44s %10s %10s %8s %8s  %s\n", "", "rhizome", "SQLite", "rapport", "visé", "lignes");
    for (i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        const struct question *q = &questions[i];
        uint64_t rows[2];
        double a = ours(q, &rows[0]), b = theirs(q, &rows[1]);
        printf("%-44s %10.1f %10.1f %8.3f %8.2f  %llu%s\n", q->what, a * 1e6, b * 1e6, a / b, q->target, (unsigned long long)rows[0],
               rows[0] == rows[1] ? "" : " : pas les mêmes lignes");
    }
    sqlite3_close(db);
    rhz_base_close(base);
    unlink(path);
    return 0;
}
