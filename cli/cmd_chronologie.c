/* cmd_chronologie.c -- the links of an entity year by year; those that nothing dates are kept apart. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static uint32_t year_of(const struct rhz_link *l)
{
    const char *day = *l->date_from ? l->date_from : l->date_to;

    return *day ? (uint32_t)strtoul(day, NULL, 10) : l->year;
}

static void print_timeline(const struct rhz_links *links, uint64_t entity, size_t most)
{
    const struct cli_style *s = cli_style();
    uint32_t year = UINT32_MAX;

    for (size_t i = 0; i < rhz_links_count(links); i++) {
        const struct rhz_link *l = rhz_links_get(links, i);
        bool outgoing = l->from.id == entity;
        if (year_of(l) != year) {
            year = year_of(l);
            if (year)
                printf("\n  %s%u%s\n", s->bold, year, s->off);
            else
                printf("\n  %ssans date%s\n", s->dim, s->off);
        }
        printf("    %s", cli_relation_label(l->relation, outgoing));
        cli_print_link(l, outgoing, most, 1);
    }
}

static int show(const struct cli *c, const struct rhz_entity *e, const struct rhz_links *links, size_t most)
{
    struct rhz_json *j;

    if (rhz_links_count(links) == 0) {
        if (!c->json)
            fprintf(stderr, "Aucun lien de ce temps pour %s.\n", e->name);
        return CLI_NOTHING;
    }
    if (!c->json) {
        cli_print_entity_title(e);
        putchar('\n');
        print_timeline(links, e->id, most);
        return CLI_FOUND;
    }
    j = rhz_json_new();
    if (!j)
        return cli_error("mémoire insuffisante.");
    for (size_t i = 0; i < rhz_links_count(links); i++)
        cli_json_link(j, rhz_links_get(links, i));
    cli_flush_json(j);
    rhz_json_free(j);
    return CLI_FOUND;
}

int cli_chronologie(int argc, char **argv)
{
    struct rhz_link_filter filter = {.size = sizeof filter, .by_date = true};
    const char *kind = NULL, *years = NULL, *day = NULL;
    uint32_t most = 1;
    const struct cli_option options[] = {
        {"relation", CLI_TEXT, &filter.relation}, {"annee", CLI_TEXT, &years},    {"le", CLI_TEXT, &day},
        {"genre", CLI_TEXT, &kind},               {"preuves", CLI_NUMBER, &most}, {NULL, CLI_FLAG, NULL},
    };
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_entities *entity = NULL;
    struct rhz_links *links = NULL;
    struct rhz_base *base;
    struct cli c;
    char *name;
    int status = cli_begin(&c, "chronologie", argc, argv, options);

    if (status >= 0)
        return status;
    if (!cli_period(years, day, &filter.period) || (kind && !(kind = cli_kind(kind))) ||
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
