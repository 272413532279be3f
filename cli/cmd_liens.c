/* cmd_liens.c -- the links of one entity, filtered, each with its proof. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static bool read_direction(const char *text, int *direction)
{
    if (!text)
        *direction = 0;
    else if (strcmp(text, "sortant") == 0)
        *direction = 1;
    else if (strcmp(text, "entrant") == 0)
        *direction = -1;
    else
        return cli_error("--sens attend « sortant » ou « entrant », pas « %.32s ».", text), false;
    return true;
}

static int show(const struct cli *c, const struct rhz_entity *e, const struct rhz_links *links, size_t most)
{
    struct rhz_json *j;
    size_t i;

    if (rhz_links_count(links) == 0) {
        if (!c->json)
            fprintf(stderr, "Aucun lien de ce genre pour %s.\n", e->name);
        return CLI_NOTHING;
    }
    if (!c->json) {
        cli_print_entity_title(e);
        putchar('\n');
        cli_print_links(links, e->id, most);
        return CLI_FOUND;
    }
    j = rhz_json_new();
    if (!j)
        return cli_error("mémoire insuffisante.");
    for (i = 0; i < rhz_links_count(links); i++)
        cli_json_link(j, rhz_links_get(links, i));
    cli_flush_json(j);
    rhz_json_free(j);
    return CLI_FOUND;
}

int cli_liens(int argc, char **argv)
{
    struct rhz_link_filter filter = {.size = sizeof filter};
    const char *kind = NULL, *direction = NULL, *years = NULL, *day = NULL, *other = NULL;
    uint32_t most = 2;
    const struct cli_option options[] = {
        {"relation", CLI_TEXT, &filter.relation}, {"annee", CLI_TEXT, &years}, {"le", CLI_TEXT, &day},
        {"sens", CLI_TEXT, &direction}, {"genre", CLI_TEXT, &kind}, {"avec", CLI_TEXT, &other},
        {"limite", CLI_NUMBER, &filter.limit}, {"preuves", CLI_NUMBER, &most}, {NULL, CLI_FLAG, NULL},
    };
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_entities *entity = NULL;
    struct rhz_links *links = NULL;
    struct rhz_base *base;
    struct cli c;
    char *name;
    int status = cli_begin(&c, "liens", argc, argv, options);

    if (status >= 0)
        return status;
    if (!read_direction(direction, &filter.direction) || (kind && !(kind = cli_kind(kind))) ||
        (other && !(filter.other_kind = cli_kind(other))) || !cli_period(years, day, &filter.period) ||
        !(name = cli_join_words(&c, "le nom de l'entité")))
        return CLI_ERROR;
    if (!cli_open(&c, &base)) {
        free(name);
        return CLI_ERROR;
    }
    status = cli_choose_entity(base, name, kind, &entity);
    if (status < 0) {
        const struct rhz_entity *e = rhz_entities_get(entity, 0);
        status = rhz_links_of(base, e->id, &filter, &links, &err) == RHZ_OK ? show(&c, e, links, most) : cli_failed(&err);
    }
    rhz_links_free(links);
    rhz_entities_free(entity);
    rhz_base_close(base);
    free(name);
    return cli_finish(status);
}
