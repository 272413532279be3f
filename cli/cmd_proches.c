/* cmd_proches.c -- the entities most often mentioned beside one, and where they stand nearest to each other. */
#include <stdlib.h>

#include "cli.h"

static void print_neighbours(const struct rhz_neighbours *n)
{
    const struct cli_style *s = cli_style();
    char passages[32];

    for (size_t i = 0; i < rhz_neighbours_count(n); i++) {
        const struct rhz_neighbour *x = rhz_neighbours_get(n, i);
        printf("  %6s %s  %s", cli_number(passages, x->passages), cli_plural(x->passages, "passage ", "passages"), s->name);
        cli_print_line(x->entity.name, 0);
        printf("%s  %s%s, %u document%s%s\n", s->off, s->dim, x->entity.kind, x->documents, cli_plural(x->documents, "", "s"), s->off);
        cli_print_evidence(&x->evidence, 1, 1, 12);
    }
    if (rhz_neighbours_total(n) > rhz_neighbours_count(n))
        printf("… sur %s (--limite)\n", cli_number(passages, rhz_neighbours_total(n)));
}

static int json_neighbours(const struct rhz_neighbours *n)
{
    struct rhz_json *j = rhz_json_new();

    if (!j)
        return cli_error("mémoire insuffisante.");
    for (size_t i = 0; i < rhz_neighbours_count(n); i++) {
        const struct rhz_neighbour *x = rhz_neighbours_get(n, i);
        rhz_json_object(j);
        rhz_json_pair(j, "t", "neighbour");
        rhz_json_pair_unsigned(j, "rank", i + 1);
        rhz_json_pair_unsigned(j, "id", x->entity.id);
        rhz_json_pair(j, "kind", x->entity.kind);
        rhz_json_pair(j, "name", x->entity.name);
        rhz_json_pair_unsigned(j, "passages", x->passages);
        rhz_json_pair_unsigned(j, "documents", x->documents);
        cli_json_evidence(j, &x->evidence, 1);
        rhz_json_end(j);
        rhz_json_newline(j);
    }
    cli_flush_json(j);
    rhz_json_free(j);
    return CLI_FOUND;
}

static int show(const struct cli *c, const struct rhz_entity *e, const struct rhz_neighbours *n)
{
    if (rhz_neighbours_count(n) == 0) {
        if (!c->json)
            fprintf(stderr, "Aucune autre entité n'est citée avec %s.\n", e->name);
        return CLI_NOTHING;
    }
    if (c->json)
        return json_neighbours(n);
    cli_print_entity_title(e);
    putchar('\n');
    print_neighbours(n);
    return CLI_FOUND;
}

int cli_proches(int argc, char **argv)
{
    const char *kind = NULL, *other = NULL, *years = NULL, *day = NULL;
    struct rhz_period period;
    uint32_t limit = 20;
    const struct cli_option options[] = {
        {"genre", CLI_TEXT, &kind}, {"avec", CLI_TEXT, &other},      {"annee", CLI_TEXT, &years},
        {"le", CLI_TEXT, &day},     {"limite", CLI_NUMBER, &limit}, {NULL, CLI_FLAG, NULL},
    };
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_entities *entity = NULL;
    struct rhz_neighbours *found = NULL;
    struct rhz_base *base;
    struct cli c;
    char *name;
    int status = cli_begin(&c, "proches", argc, argv, options);

    if (status >= 0)
        return status;
    if (!cli_period(years, day, &period) || (kind && !(kind = cli_kind(kind))) || (other && !(other = cli_kind(other))) ||
        !(name = cli_join_words(&c, "le nom de l'entité")))
        return CLI_ERROR;
    if (!cli_open(&c, &base)) {
        free(name);
        return CLI_ERROR;
    }
    status = cli_choose_entity(base, name, kind, &entity);
    if (status < 0) {
        const struct rhz_entity *e = rhz_entities_get(entity, 0);
        status = rhz_neighbours_of(base, e->id, other, period, limit, &found, &err) == RHZ_OK ? show(&c, e, found) : cli_failed(&err);
    }
    rhz_neighbours_free(found);
    rhz_entities_free(entity);
    rhz_base_close(base);
    free(name);
    return cli_finish(status);
}
