/* cmd_divergences.c -- what documents say otherwise than each other, with the proofs side by side. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static bool read_what(const char *text, int *what)
{
    static const char *const words[] = {"", "montants", "chiffres", "fonctions"};

    for (int i = 1; text && i <= RHZ_DIVERGENT_OFFICE; i++)
        if (strncmp(text, words[i], strlen(words[i]) - 1) == 0)
            return *what = i, true;
    return !text || (cli_error("--sur attend « montants », « chiffres » ou « fonctions », pas « %.32s ».", text), false);
}

/* "FINANCE  ADEME → Toits partagés, 2021, réalisé : 12 000 € ou 15 000 € (écart 3 000 €)" */
static void print_head(const struct rhz_divergence *d)
{
    const struct cli_style *s = cli_style();
    char amount[64];

    fputs(s->bold, stdout);
    cli_print_line(d->body.name, 0);
    if (d->other.id) {
        printf("%s %s %s", s->off, cli_relation_label(d->relation, true), s->bold);
        cli_print_line(d->other.name, 0);
    } else if (*d->label) {
        printf("%s : ", s->off);
        cli_print_line(d->label, 120);
    }
    fputs(s->off, stdout);
    if (d->year)
        printf(", %u", d->year);
    if (*d->nature)
        printf(" (%s)", rhz_nature_label(d->nature));
    if (d->what == RHZ_DIVERGENT_OFFICE)
        fputs(" : deux personnes la même année (succession, ou contradiction)\n", stdout);
    else
        printf(" : écart de %s\n", cli_amount(amount, d->gap, d->unit));
}

static void print(const struct rhz_divergence *d, uint32_t most)
{
    char amount[64];

    print_head(d);
    for (size_t i = 0; i < d->n; i++) {
        const struct rhz_link *l = d->links ? &d->links[i] : NULL;
        const struct rhz_property_value *v = d->values ? &d->values[i] : NULL;
        fputs("    ", stdout);
        if (d->what == RHZ_DIVERGENT_OFFICE)
            cli_print_line(l->from.name, 0);
        else
            fputs(cli_amount(amount, l ? l->cents : v->cents, d->unit), stdout);
        putchar('\n');
        cli_print_evidence(l ? l->evidence : v->evidence, l ? l->n_evidence : v->n_evidence, most, 8);
    }
    putchar('\n');
}

static void end_of(struct rhz_json *j, const char *key, const struct rhz_link_end *e)
{
    if (!e->id)
        return;
    rhz_json_key(j, key);
    rhz_json_object(j);
    rhz_json_pair_unsigned(j, "id", e->id);
    rhz_json_pair(j, "kind", e->kind);
    rhz_json_pair(j, "name", e->name);
    rhz_json_end(j);
}

static void print_json(struct rhz_json *j, const struct rhz_divergence *d)
{
    static const char *const what[] = {"", "amount", "figure", "office"};

    rhz_json_object(j);
    rhz_json_pair(j, "t", "divergence");
    rhz_json_pair(j, "what", what[d->what]);
    if (*d->relation)
        rhz_json_pair(j, "relation", d->relation);
    end_of(j, d->what == RHZ_DIVERGENT_AMOUNT ? "from" : "node", &d->body);
    end_of(j, "to", &d->other);
    if (*d->label)
        rhz_json_pair(j, "libelle", d->label);
    if (d->year)
        rhz_json_pair_unsigned(j, "annee", d->year);
    if (*d->nature)
        rhz_json_pair(j, "nature", d->nature);
    if (d->what != RHZ_DIVERGENT_OFFICE) {
        rhz_json_key(j, "ecart");
        rhz_json_cents(j, d->gap);
        if (*d->unit)
            rhz_json_pair(j, "unite", d->unit);
    }
    rhz_json_key(j, "sides");
    rhz_json_array(j);
    for (size_t i = 0; i < d->n; i++) {
        const struct rhz_link *l = d->links ? &d->links[i] : NULL;
        const struct rhz_property_value *v = d->values ? &d->values[i] : NULL;
        rhz_json_object(j);
        rhz_json_pair_unsigned(j, "id", l ? l->id : v->id);
        if (d->what == RHZ_DIVERGENT_OFFICE) {
            end_of(j, "from", &l->from);
        } else {
            rhz_json_key(j, "montant");
            rhz_json_cents(j, l ? l->cents : v->cents);
        }
        cli_json_evidence(j, l ? l->evidence : v->evidence, l ? l->n_evidence : v->n_evidence);
        rhz_json_end(j);
    }
    rhz_json_end(j);
    rhz_json_end(j);
    rhz_json_newline(j);
}

static int show(const struct cli *c, const struct rhz_divergences *all, uint32_t limit, uint32_t most)
{
    size_t n = rhz_divergences_count(all), shown = limit && n > limit ? limit : n;
    struct rhz_json *j = c->json ? rhz_json_new() : NULL;

    if (c->json && !j)
        return cli_error("mémoire insuffisante.");
    if (n == 0 && !c->json)
        fputs("Aucune divergence.\n", stderr);
    for (size_t i = 0; i < shown; i++) {
        if (!c->json) {
            print(rhz_divergences_get(all, i), most);
            continue;
        }
        print_json(j, rhz_divergences_get(all, i));
        cli_flush_json(j);
    }
    if (shown < n && !c->json)
        printf("et %zu autre%s : --limite %zu les montre.\n", n - shown, cli_plural(n - shown, "", "s"), n);
    rhz_json_free(j);
    return n ? CLI_FOUND : CLI_NOTHING;
}

int cli_divergences(int argc, char **argv)
{
    struct rhz_divergence_filter filter = {.size = sizeof filter};
    const char *what = NULL, *years = NULL, *kind = NULL;
    uint32_t limit = 0, most = 1;
    const struct cli_option options[] = {
        {"sur", CLI_TEXT, &what}, {"relation", CLI_TEXT, &filter.relation}, {"annee", CLI_TEXT, &years}, {"genre", CLI_TEXT, &kind},
        {"limite", CLI_NUMBER, &limit}, {"preuves", CLI_NUMBER, &most}, {NULL, CLI_FLAG, NULL},
    };
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_entities *entity = NULL;
    struct rhz_divergences *all = NULL;
    struct rhz_base *base;
    struct cli c;
    char *name = NULL;
    int status = cli_begin(&c, "divergences", argc, argv, options);

    if (status >= 0)
        return status;
    if (!read_what(what, &filter.what) || (kind && !(kind = cli_kind(kind))) || !cli_period(years, NULL, &filter.period) ||
        (c.n_words && !(name = cli_join_words(&c, "le nom de l'entité"))))
        return CLI_ERROR;
    if (!cli_open(&c, &base)) {
        free(name);
        return CLI_ERROR;
    }
    if (name && (status = cli_choose_entity(base, name, kind, &entity)) < 0)
        filter.entity = rhz_entities_get(entity, 0)->id;
    if (status < 0)
        status = rhz_divergences_of(base, &filter, &all, &err) == RHZ_OK ? show(&c, all, limit, most) : cli_failed(&err);
    rhz_divergences_free(all);
    rhz_entities_free(entity);
    rhz_base_close(base);
    free(name);
    return cli_finish(status);
}
