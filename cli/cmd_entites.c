/* cmd_entites.c -- entities by name, or all of a kind. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static void print_row(const struct rhz_entity *e)
{
    const struct cli_style *s = cli_style();

    printf("%-13s %s", e->kind, s->bold);
    cli_print_line(e->name, 0);
    printf("%s%s%s%s  %s%u document%s, %u lien%s, #%llu%s\n", s->off, *e->sub ? " (" : "", e->sub, *e->sub ? ")" : "", s->dim,
           e->n_documents, e->n_documents > 1 ? "s" : "", e->n_links, e->n_links > 1 ? "s" : "",
           (unsigned long long)e->id, s->off);
}

static int show(const struct cli *c, const struct rhz_entities *found, uint32_t offset)
{
    size_t i, n = rhz_entities_count(found);
    struct rhz_json *j = NULL;
    char total[32];

    if (n == 0) {
        if (!c->json)
            fprintf(stderr, "Aucune entité.\n");
        return CLI_NOTHING;
    }
    if (c->json && !(j = rhz_json_new()))
        return cli_error("mémoire insuffisante.");
    for (i = 0; i < n; i++) {
        if (j)
            cli_json_entity(j, rhz_entities_get(found, i));
        else
            print_row(rhz_entities_get(found, i));
    }
    if (j)
        cli_flush_json(j);
    else if (rhz_entities_total(found) > offset + n)
        printf("… sur %s ; les suivantes : --debut %zu\n", cli_number(total, rhz_entities_total(found)), offset + n);
    rhz_json_free(j);
    return CLI_FOUND;
}

int cli_entites(int argc, char **argv)
{
    uint32_t limit = 50, offset = 0;
    const char *kind = NULL;
    const struct cli_option options[] = {
        {"genre", CLI_TEXT, &kind}, {"limite", CLI_NUMBER, &limit}, {"debut", CLI_NUMBER, &offset}, {NULL, CLI_FLAG, NULL},
    };
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_entities *found = NULL;
    struct rhz_base *base;
    struct cli c;
    char *name = NULL;
    rhz_status st;
    int status = cli_begin(&c, "entites", argc, argv, options);

    if (status >= 0)
        return status;
    if ((kind && !(kind = cli_kind(kind))) || (c.n_words && !(name = cli_join_words(&c, "le nom"))))
        return CLI_ERROR;
    if (!cli_open(&c, &base)) {
        free(name);
        return CLI_ERROR;
    }
    if (limit == 0)
        limit = UINT32_MAX;
    st = name ? rhz_entities_find(base, name, kind, limit, &found, &err)
              : rhz_entities_list(base, kind, offset, limit, &found, &err);
    status = st == RHZ_OK ? show(&c, found, offset) : cli_failed(&err);
    rhz_entities_free(found);
    rhz_base_close(base);
    free(name);
    return cli_finish(status);
}
