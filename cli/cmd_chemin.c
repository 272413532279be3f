/* cmd_chemin.c -- the shortest paths between two entities, each hop with its proof. */
#include <string.h>

#include "cli.h"

enum { ALL_PATHS = 200 };

static void print_hop(const struct rhz_paths *p, size_t i, size_t hop, size_t most)
{
    const struct cli_style *s = cli_style();
    const struct rhz_link_end *to = rhz_paths_entity(p, i, hop + 1);
    size_t n;
    const struct rhz_link *l = rhz_paths_links(p, i, hop, &n);

    if (n) {
        bool outgoing = l->to.id == to->id;
        printf("    %s%s%s", s->dim, cli_relation_label(l->relation, outgoing), s->off);
        cli_print_link(l, outgoing, most, 1);
        if (n > 1)
            printf("%12s%set %zu autre%s lien%s entre les deux%s\n", "", s->dim, n - 1, n > 2 ? "s" : "", n > 2 ? "s" : "", s->off);
    }
}

static void print_path(const struct rhz_paths *p, size_t i, size_t most)
{
    const struct cli_style *s = cli_style();

    printf("\n  %s", s->name);
    cli_print_line(rhz_paths_entity(p, i, 0)->name, 0);
    printf("%s\n", s->off);
    for (size_t hop = 0; hop < rhz_paths_length(p); hop++)
        print_hop(p, i, hop, most);
}

static void print_paths(const struct rhz_paths *p, size_t most)
{
    size_t length = rhz_paths_length(p), n = rhz_paths_count(p);
    const struct rhz_link_end *from = rhz_paths_entity(p, 0, 0), *to = rhz_paths_entity(p, 0, length);

    cli_print_line(from->name, 0);
    fputs(" et ", stdout);
    cli_print_line(to->name, 0);
    if (length == 1)
        puts(" : liés directement");
    else
        printf(" : reliés par %zu liens%s\n", length, n > 1 ? "" : rhz_paths_more(p) ? ", d'autres façons aussi (--tous)" : "");
    for (size_t i = 0; i < n; i++)
        print_path(p, i, most);
    if (n > 1 && rhz_paths_more(p))
        printf("\n… et d'autres chemins aussi courts.\n");
}

/* {"t":"path","length":2,"entities":[…]}, then its links, hop by hop. */
static int json_paths(const struct rhz_paths *p)
{
    struct rhz_json *j = rhz_json_new();

    if (!j)
        return cli_error("mémoire insuffisante.");
    for (size_t i = 0; i < rhz_paths_count(p); i++) {
        rhz_json_object(j);
        rhz_json_pair(j, "t", "path");
        rhz_json_pair_unsigned(j, "rank", i + 1);
        rhz_json_pair_unsigned(j, "length", rhz_paths_length(p));
        rhz_json_key(j, "entities");
        rhz_json_array(j);
        for (size_t at = 0; at <= rhz_paths_length(p); at++) {
            const struct rhz_link_end *e = rhz_paths_entity(p, i, at);
            rhz_json_object(j);
            rhz_json_pair_unsigned(j, "id", e->id);
            rhz_json_pair(j, "kind", e->kind);
            rhz_json_pair(j, "name", e->name);
            rhz_json_end(j);
        }
        rhz_json_end(j);
        rhz_json_end(j);
        rhz_json_newline(j);
        for (size_t hop = 0; hop < rhz_paths_length(p); hop++) {
            size_t n;
            const struct rhz_link *l = rhz_paths_links(p, i, hop, &n);
            for (size_t k = 0; k < n; k++)
                cli_json_link(j, &l[k]);
        }
        cli_flush_json(j);
    }
    rhz_json_free(j);
    return CLI_FOUND;
}

static int show(const struct cli *c, const struct rhz_paths *p, struct rhz_entities *const who[2], const struct rhz_path_options *o,
                size_t most)
{
    if (rhz_paths_count(p) == 0) {
        if (!c->json)
            fprintf(stderr, "Aucun chemin d'au plus %u liens entre %s et %s.\n", o->max_hops ? o->max_hops : 6,
                    rhz_entities_get(who[0], 0)->name, rhz_entities_get(who[1], 0)->name);
        return CLI_NOTHING;
    }
    if (c->json)
        return json_paths(p);
    print_paths(p, most);
    return CLI_FOUND;
}

int cli_chemin(int argc, char **argv)
{
    struct rhz_path_options o = {.size = sizeof o};
    const char *kind = NULL, *years = NULL, *day = NULL;
    uint32_t most = 1;
    bool all = false;
    const struct cli_option options[] = {
        {"tous", CLI_FLAG, &all},   {"max", CLI_NUMBER, &o.max_hops}, {"par", CLI_TEXT, &o.relations},
        {"annee", CLI_TEXT, &years}, {"le", CLI_TEXT, &day},           {"genre", CLI_TEXT, &kind},
        {"preuves", CLI_NUMBER, &most}, {NULL, CLI_FLAG, NULL},
    };
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_entities *who[2] = {NULL, NULL};
    struct rhz_paths *paths = NULL;
    struct rhz_base *base;
    struct cli c;
    int status = cli_begin(&c, "chemin", argc, argv, options);

    if (status >= 0)
        return status;
    if (!cli_period(years, day, &o.period) || (kind && !(kind = cli_kind(kind))) || !cli_open(&c, &base))
        return CLI_ERROR;
    o.limit = all ? ALL_PATHS : 1;
    status = cli_choose_two(&c, base, kind, who);
    if (status < 0)
        status = rhz_paths_between(base, rhz_entities_get(who[0], 0)->id, rhz_entities_get(who[1], 0)->id, &o, &paths, &err) == RHZ_OK
                     ? show(&c, paths, who, &o, most) : cli_failed(&err);
    rhz_paths_free(paths);
    rhz_entities_free(who[0]);
    rhz_entities_free(who[1]);
    rhz_base_close(base);
    return cli_finish(status);
}
