/* bench_resolve.c -- resolution of many document entities: persons with variants and slips, bodies, and one name that
 * thousands of documents bear. Printed beside sorting the same keys, which any resolution must do at least.
 *
 *     build/tests/bench/bench_resolve [ENTITIES]      (200000)
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "names.h"
#include "resolve.h"

static uint64_t seed = 1;

static uint32_t below(uint32_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % n;
}

static double cpu(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void syllables(struct rhz_buf *b, uint32_t number)
{
    static const char *const parts[] = {"ker", "mor", "van", "tre", "dou", "lin", "sar", "bel", "quin", "fer", "gas", "pol", "mau", "ri", "ton", "vel"};

    for (int i = 0; i < 4; i++, number /= 16)
        rhz_buf_str(b, parts[number % 16]);
}

/* One person in thirty is written otherwise: initial, order, a letter astray. */
static void name_person(struct rhz_buf *b)
{
    static const char *const given[] = {"Odile", "Jean-Marc", "Nadia", "Camille", "Loïc", "Inès", "Hermine", "Gaspard", "Maud", "Corentin"};
    const char *first = given[below(10)];
    uint32_t surname = below(40000), how = below(30);

    if (below(50) == 0)
        surname = 7; /* the name that everybody bears */
    if (how == 0)
        rhz_buf_printf(b, "%c. ", first[0]);
    else if (how != 1)
        rhz_buf_printf(b, "%s ", first);
    syllables(b, surname);
    if (how == 1)
        rhz_buf_printf(b, " %s", first);
    if (how == 2)
        b->p[b->n - 2] = 'z';
}

static void name_body(struct rhz_buf *b)
{
    static const char *const heads[] = {"Ville de ", "Communauté de communes du ", "CC du ", "Réseau des ", "Association ", "Agence de "};

    rhz_buf_str(b, heads[below(6)]);
    syllables(b, below(9000));
}

static int by_key(const void *a, const void *b)
{
    return rhz_span_cmp(((const struct rhz_resolve_entity *)a)->key, ((const struct rhz_resolve_entity *)b)->key);
}

static long peak(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss / 1024;
}

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 200000, n_components;
    struct rhz_resolve_entity *v = calloc(n + 1, sizeof *v), *sorted = calloc(n + 1, sizeof *v);
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_resolve_input input = {0};
    struct rhz_gazetteer *g = NULL;
    struct rhz_buf name = {0}, key = {0};

    if (!v || !sorted || !arena || rhz_gazetteer_open(&g, NULL) != RHZ_OK)
        return 1;
    input.gazetteer = g;
    for (size_t i = 0; i < n; i++) {
        bool person = i % 3 != 0;
        rhz_buf_reset(&name);
        rhz_buf_reset(&key);
        if (person)
            name_person(&name);
        else
            name_body(&name);
        v[i].kind = person ? RHZ_PERSONNE : RHZ_ORGANISATION;
        rhz_name_key(v[i].kind, rhz_buf_view(&name), &key);
        v[i].document = (uint32_t)(i / 20);
        v[i].name = rhz_arena_copy(arena, rhz_buf_view(&name));
        v[i].key = rhz_arena_copy(arena, rhz_buf_view(&key));
    }
    long before = peak();
    memcpy(sorted, v, n * sizeof *v);
    double at = cpu();
    if (n)
        qsort(sorted, n, sizeof *sorted, by_key);
    double sorting = cpu() - at;
    at = cpu();
    if (rhz_resolve(v, n, &input, &n_components, NULL) != RHZ_OK)
        return 1;
    double resolving = cpu() - at;
    printf("%zu entités de documents : %zu entités en %.2f s, soit %.1f fois leur tri ; %ld Mio de plus\n", n, n_components, resolving,
           resolving / sorting, peak() - before);
    rhz_gazetteer_close(g);
    rhz_arena_free(arena);
    rhz_buf_free(&name);
    rhz_buf_free(&key);
    free(v);
    free(sorted);
    return 0;
}
