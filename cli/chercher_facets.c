/* chercher_facets.c -- how the passages found spread, one line a facet. */
#include <inttypes.h>

#include "chercher.h"

static void json_facets(const struct rhz_hits *hits)
{
    struct rhz_json *j = rhz_json_new();

    for (int f = 0; j && f < RHZ_FACETS; f++)
        for (size_t i = 0; i < rhz_hits_facet_count(hits, (enum rhz_facet_kind)f, NULL); i++) {
            const struct rhz_facet *x = rhz_hits_facet(hits, (enum rhz_facet_kind)f, i);

            rhz_json_object(j);
            rhz_json_pair(j, "t", "facet");
            rhz_json_pair(j, "facet", rhz_facet_name((enum rhz_facet_kind)f));
            rhz_json_pair(j, "value", x->value);
            if (x->entity)
                rhz_json_pair_unsigned(j, "entity", x->entity);
            rhz_json_pair_unsigned(j, "passages", x->passages);
            rhz_json_end(j);
            rhz_json_newline(j);
        }
    if (j)
        cli_flush_json(j);
    rhz_json_free(j);
}

static void print_facet(const struct rhz_hits *hits, enum rhz_facet_kind f, const char *label)
{
    const struct cli_style *s = cli_style();
    uint64_t all;
    size_t n = rhz_hits_facet_count(hits, f, &all);
    char number[32];

    if (!n)
        return;
    printf("%s", s->bold);
    cli_print_padded(label, 15);
    printf("%s", s->off);
    for (size_t i = 0; i < n; i++) {
        const struct rhz_facet *x = rhz_hits_facet(hits, f, i);

        fputs(i ? " · " : "", stdout);
        cli_print_line(x->value, 60);
        printf(" %s%s%s", s->dim, cli_number(number, x->passages), s->off);
    }
    if (all > n)
        printf(" · et %s autre%s", cli_number(number, all - n), all - n > 1 ? "s" : "");
    putchar('\n');
}

void cli_facets(const struct cli *c, const struct rhz_hits *hits)
{
    static const char *const labels[RHZ_FACETS] = {"Types", "Années", "Personnes", "Organisations", "Programmes", "Financeurs"};

    if (c->json) {
        json_facets(hits);
        return;
    }
    for (int f = 0; f < RHZ_FACETS; f++)
        print_facet(hits, (enum rhz_facet_kind)f, labels[f]);
}
