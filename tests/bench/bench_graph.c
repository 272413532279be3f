/* bench_graph.c -- building, reading and exporting the graph of 20,000 made documents with 200,000 statements.
 * usage: bench_graph [documents]. Prints CPU seconds and the peak of memory. */
#include <sys/resource.h>
#include <time.h>

#include "../unit/graph_base.h"
#include "rhizome.h"

enum { BATCH = 500, STATEMENTS = 10, PEOPLE = 20000, BODIES = 4000, PROGRAMMES = 8000 };

static char people[PEOPLE][32], bodies[BODIES][32], programmes[PROGRAMMES][32];

static void make_names(void)
{
    static const char *const syllables[] = {"ta", "vro", "li", "mé", "quor", "zan", "dou", "fer", "bri", "no", "gal", "su"};
    unsigned i;

    for (i = 0; i < PEOPLE; i++)
        snprintf(people[i], sizeof people[i], "A%s%s B%s%s%s", syllables[i % 12], syllables[i / 12 % 12],
                 syllables[i / 144 % 12], syllables[i / 1728 % 12], i / 10368 % 2 ? "ine" : "eau");
    for (i = 0; i < BODIES; i++)
        snprintf(bodies[i], sizeof bodies[i], "Atelier %s%s%s%s", syllables[i % 12], syllables[i / 12 % 12],
                 syllables[i / 144 % 12], syllables[i / 1728 % 12]);
    for (i = 0; i < PROGRAMMES; i++)
        snprintf(programmes[i], sizeof programmes[i], "Saison %s%s %s%s", syllables[i % 12], syllables[i / 12 % 12],
                 syllables[i / 144 % 12], syllables[i / 1728 % 12]);
}

static struct made_document *make(unsigned number)
{
    char uri[64], line[160];
    uint64_t seed = number + 1;
    struct made_document *d;
    unsigned i;

    snprintf(uri, sizeof uri, "racine/%02u/document-%06u.txt", number * 37 % 100, number);
    d = made_new(uri, 20150101 + number % 10 * 10000);
    for (i = 0; i < STATEMENTS; i++) {
        uint32_t who = made_entity(d, RHZ_PERSONNE, people[made_random(&seed) % (i % 2 ? PEOPLE : 200)]);
        uint32_t body = made_entity(d, RHZ_ORGANISATION, bodies[made_random(&seed) % (i % 2 ? BODIES : 50)]);
        uint32_t year = 2015 + made_random(&seed) % 10;
        if (d->n_entities + 3 > MADE_ENTITIES)
            break;
        snprintf(line, sizeof line, "%s siège chez %s en %u.", d->entities[who].name.p, d->entities[body].name.p,
                 (unsigned)year);
        made_line(d, line);
        if (i % 3)
            made_link(d, RHZ_ADMINISTRE, who, body)->year = year;
        else
            made_grant(d, body, made_entity(d, RHZ_PROGRAMME, programmes[made_random(&seed) % PROGRAMMES]), year,
                       100000 * (1 + made_random(&seed) % 50));
    }
    return d;
}

/* CPU seconds of this process: other work on the machine does not blur them. */
static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double since(double from)
{
    return now() - from;
}

static rhz_status count(void *context, const char *bytes, size_t n)
{
    (void)bytes;
    *(uint64_t *)context += n;
    return RHZ_OK;
}

static long peak_mib(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss / 1024;
}

static void read_back(const char *path)
{
    struct rhz_base *b;
    struct rhz_entities *e;
    struct rhz_links *l;
    struct rhz_statistics s;
    struct rhz_error err = {0};
    uint64_t bytes = 0;
    double from;
    unsigned i;

    must(rhz_base_open(path, &b, &err), &err, "open");
    from = now();
    must(rhz_base_statistics(b, &s, &err), &err, "statistics");
    printf("statistics        %8.3f s   %llu persons, %llu organisations, %llu programmes, %llu edges, %llu statements\n",
           since(from), (unsigned long long)s.persons, (unsigned long long)s.organisations,
           (unsigned long long)s.programmes, (unsigned long long)s.edges, (unsigned long long)s.statements);
    from = now();
    for (i = 0; i < 1000; i++) {
        must(rhz_entities_find(b, people[i * 17 % PEOPLE], NULL, 10, &e, &err), &err, "find");
        rhz_entities_free(e);
    }
    printf("find, whole name  %8.1f us each\n", since(from) * 1e6 / 1000);
    from = now();
    for (i = 0; i < 20; i++) {
        must(rhz_entities_find(b, "at", NULL, 10, &e, &err), &err, "find");
        rhz_entities_free(e);
    }
    printf("find, two letters %8.3f ms each\n", since(from) * 1000 / 20);
    must(rhz_entities_list(b, "Organisation", 0, 1, &e, &err), &err, "list");
    for (i = 0; i < 2; i++) {
        struct rhz_link_filter f = {.size = sizeof f, .limit = i ? 0 : 50};
        from = now();
        must(rhz_links_of(b, rhz_entities_get(e, 0)->id, &f, &l, &err), &err, "links");
        printf("links, proofs     %8.3f ms for %zu links\n", since(from) * 1000, rhz_links_count(l));
        rhz_links_free(l);
    }
    rhz_entities_free(e);
    from = now();
    must(rhz_export_jsonl(b, count, &bytes, &err), &err, "export");
    printf("export            %8.3f s   %.1f MB\n", since(from), (double)bytes / 1e6);
    rhz_base_close(b);
}

int main(int argc, char **argv)
{
    unsigned n = argc > 1 ? (unsigned)atoi(argv[1]) : 20000, i, j;
    struct made_document *batch[BATCH];
    char root[256], path[300];
    struct base_writer w;
    double from = now();

    make_names();
    folder_make(root);
    snprintf(path, sizeof path, "%s/grand.rhz", root);
    writer_open(&w, path);
    for (i = 0; i < n / BATCH; i++) {
        for (j = 0; j < BATCH; j++)
            batch[j] = make(i * BATCH + j);
        writer_segment(&w, batch, BATCH);
        for (j = 0; j < BATCH; j++)
            made_free(batch[j]);
    }
    printf("write %u documents %.3f s, peak %ld MiB\n", n, since(from), peak_mib());
    from = now();
    writer_graph(&w);
    printf("build the graph   %8.3f s, peak %ld MiB\n", since(from), peak_mib());
    writer_close(&w);
    read_back(path);
    printf("peak %ld MiB\n", peak_mib());
    folder_remove(root);
    return 0;
}
