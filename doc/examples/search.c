/* search.c -- the passages that answer a query, best first. Usage: search BASE QUERY */
#include <rhizome.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct rhz_search_options options = {.size = sizeof options, .limit = 5};
    struct rhz_base *base = NULL;
    struct rhz_hits *hits = NULL;
    struct rhz_error err = {0};

    if (argc == 3 && rhz_base_open(argv[1], &base, &err) == RHZ_OK &&
        rhz_search(base, argv[2], strlen(argv[2]), &options, &hits, &err) == RHZ_OK)
        for (size_t i = 0; i < rhz_hits_count(hits); i++) {
            const struct rhz_hit *h = rhz_hits_get(hits, i);
            printf("%s, p. %u : %s\n", h->title, h->page, h->snippet);
        }
    else
        fprintf(stderr, "%s\n", err.text);
    rhz_hits_free(hits); /* every _free accepts NULL */
    rhz_base_close(base);
    return err.status != RHZ_OK;
}
