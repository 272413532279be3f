/* links.c -- what links an entity to others, and the sentence that proves it. Usage: links BASE NAME */
#include <rhizome.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    struct rhz_base *base = NULL;
    struct rhz_entities *found = NULL;
    struct rhz_links *links = NULL;
    struct rhz_error err = {0};

    if (argc == 3 && rhz_base_open(argv[1], &base, &err) == RHZ_OK &&
        rhz_entities_find(base, argv[2], NULL, 1, &found, &err) == RHZ_OK && rhz_entities_count(found) == 1 &&
        rhz_links_of(base, rhz_entities_get(found, 0)->id, NULL, &links, &err) == RHZ_OK)
        for (size_t i = 0; i < rhz_links_count(links); i++) {
            const struct rhz_link *l = rhz_links_get(links, i);
            printf("%s %s %s (%u)\n", l->from.name, l->relation, l->to.name, l->year);
            if (l->n_evidence)
                printf("    « %s » %s\n", l->evidence[0].quote, l->evidence[0].uri);
        }
    rhz_links_free(links);
    rhz_entities_free(found);
    rhz_base_close(base);
    return err.status != RHZ_OK;
}
