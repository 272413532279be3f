/* cmd_comparer.c -- what two entities have in common, then what each has alone. */
#include <string.h>

#include "cli.h"

/* 0: common, 1: of the first alone, 2: of the second alone. */
static int share_of(const struct rhz_compared *x)
{
    return x->a && x->b ? 0 : x->a ? 1 : 2;
}

static void print_share(const struct rhz_compared *x, const char *const names[2], size_t most)
{
    const struct cli_style *s = cli_style();
    const struct rhz_link *both[2] = {x->a, x->b};

    if (share_of(x)) {
        cli_print_link(x->a ? x->a : x->b, x->outgoing, most, 4);
        return;
    }
    printf("    %s", s->name);
    cli_print_line(x->other.name, 0);
    printf("%s\n", s->off);
    for (int i = 0; i < 2; i++) {
        printf("      %s", s->dim);
        cli_print_line(names[i], 0);
        fputs(s->off, stdout);
        cli_print_link(both[i], x->outgoing, most, 1);
    }
}

static void print_comparison(const struct rhz_comparison *c, const char *const names[2], bool common, size_t most)
{
    const struct cli_style *s = cli_style();
    const char *relation = "";
    bool outgoing = false;
    int share = -1;

    for (size_t i = 0; i < rhz_comparison_count(c); i++) {
        const struct rhz_compared *x = rhz_comparison_get(c, i);
        if (common && share_of(x))
            break;
        if (share_of(x) != share) {
            share = share_of(x);
            relation = "";
            printf("%s%s%s", i ? "\n" : "", s->bold, share ? "Seulement " : "En commun");
            if (share)
                cli_print_line(names[share - 1], 0);
            printf("%s\n", s->off);
        }
        if (strcmp(relation, x->relation) != 0 || outgoing != x->outgoing) {
            relation = x->relation;
            outgoing = x->outgoing;
            printf("  %s%s%s\n", s->bold, cli_relation_label(relation, outgoing), s->off);
        }
        print_share(x, names, most);
    }
}

static void json_compared(struct rhz_json *j, const struct rhz_compared *x)
{
    static const char *const shares[] = {"both", "first", "second"};

    rhz_json_object(j);
    rhz_json_pair(j, "t", "compared");
    rhz_json_pair(j, "in", shares[share_of(x)]);
    rhz_json_pair(j, "relation", x->relation);
    rhz_json_pair(j, "direction", x->outgoing ? "sortant" : "entrant");
    rhz_json_pair_unsigned(j, "id", x->other.id);
    rhz_json_pair(j, "kind", x->other.kind);
    rhz_json_pair(j, "name", x->other.name);
    rhz_json_end(j);
    rhz_json_newline(j);
    if (x->a)
        cli_json_link(j, x->a);
    if (x->b)
        cli_json_link(j, x->b);
}

static int show(const struct cli *c, const struct rhz_comparison *found, struct rhz_entities *const who[2], bool common, size_t most)
{
    const char *const names[2] = {rhz_entities_get(who[0], 0)->name, rhz_entities_get(who[1], 0)->name};
    size_t n = rhz_comparison_count(found);
    struct rhz_json *j;

    if (n == 0 || (common && share_of(rhz_comparison_get(found, 0)))) {
        if (!c->json)
            fprintf(stderr, "%s et %s n'ont aucun lien%s.\n", names[0], names[1], n ? " en commun" : "");
        return CLI_NOTHING;
    }
    if (!c->json) {
        print_comparison(found, names, common, most);
        return CLI_FOUND;
    }
    j = rhz_json_new();
    if (!j)
        return cli_error("mémoire insuffisante.");
    for (size_t i = 0; i < n && !(common && share_of(rhz_comparison_get(found, i))); i++)
        json_compared(j, rhz_comparison_get(found, i));
    cli_flush_json(j);
    rhz_json_free(j);
    return CLI_FOUND;
}

int cli_comparer(int argc, char **argv)
{
    const char *kind = NULL, *years = NULL, *day = NULL;
    struct rhz_period period;
    uint32_t most = 1;
    bool common = false;
    const struct cli_option options[] = {
        {"commun", CLI_FLAG, &common}, {"annee", CLI_TEXT, &years},     {"le", CLI_TEXT, &day},
        {"genre", CLI_TEXT, &kind},    {"preuves", CLI_NUMBER, &most}, {NULL, CLI_FLAG, NULL},
    };
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_entities *who[2] = {NULL, NULL};
    struct rhz_comparison *found = NULL;
    struct rhz_base *base;
    struct cli c;
    int status = cli_begin(&c, "comparer", argc, argv, options);

    if (status >= 0)
        return status;
    if (!cli_period(years, day, &period) || (kind && !(kind = cli_kind(kind))) || !cli_open(&c, &base))
        return CLI_ERROR;
    status = cli_choose_two(&c, base, kind, who);
    if (status < 0)
        status = rhz_compare(base, rhz_entities_get(who[0], 0)->id, rhz_entities_get(who[1], 0)->id, period, &found, &err) == RHZ_OK
                     ? show(&c, found, who, common, most) : cli_failed(&err);
    rhz_comparison_free(found);
    rhz_entities_free(who[0]);
    rhz_entities_free(who[1]);
    rhz_base_close(base);
    return cli_finish(status);
}
