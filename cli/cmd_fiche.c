/* cmd_fiche.c -- an entity's sheet: names, links by relation and year, figures, documents, each with its proof. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

struct sheet {
    struct rhz_entities *entity;
    struct rhz_links *links;
    struct rhz_properties *properties;
    struct rhz_documents *documents;
};

static void free_sheet(struct sheet *s)
{
    rhz_documents_free(s->documents);
    rhz_properties_free(s->properties);
    rhz_links_free(s->links);
    rhz_entities_free(s->entity);
}

static rhz_status gather(struct rhz_base *b, struct sheet *s, struct rhz_error *err)
{
    uint64_t id = rhz_entities_get(s->entity, 0)->id;
    rhz_status st;

    if ((st = rhz_links_of(b, id, NULL, &s->links, err)) != RHZ_OK ||
        (st = rhz_properties_of(b, id, &s->properties, err)) != RHZ_OK)
        return st;
    return rhz_documents_of(b, id, 0, &s->documents, err);
}

static int print_json(const struct sheet *s)
{
    struct rhz_json *j = rhz_json_new();
    size_t i;

    if (!j)
        return cli_error("mémoire insuffisante.");
    cli_json_entity(j, rhz_entities_get(s->entity, 0));
    for (i = 0; i < rhz_links_count(s->links); i++)
        cli_json_link(j, rhz_links_get(s->links, i));
    for (i = 0; i < rhz_properties_count(s->properties); i++)
        cli_json_property(j, rhz_properties_get(s->properties, i));
    for (i = 0; i < rhz_documents_count(s->documents); i++)
        cli_json_document(j, rhz_documents_get(s->documents, i));
    cli_flush_json(j);
    rhz_json_free(j);
    return CLI_FOUND;
}

static void print_names(const struct rhz_entity *e)
{
    size_t i;

    cli_print_entity_title(e);
    putchar('\n');
    for (i = 0; i < e->n_aliases; i++) {
        fputs(i ? " ; " : "  aussi écrit : ", stdout);
        cli_print_line(e->aliases[i], 0);
    }
    if (e->n_aliases)
        putchar('\n');
}

static const char *property_label(const char *name)
{
    static const char *const labels[][2] = {{"autre-nom", "autre nom"}, {"rna", "numéro RNA"}, {"siren", "numéro SIREN"},
                                           {"siret", "numéro SIRET"}};
    size_t i;

    for (i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strcmp(name, labels[i][0]) == 0)
            return labels[i][1];
    return name;
}

static size_t count_figures(const struct rhz_properties *p)
{
    size_t n = 0, i;

    for (i = 0; i < rhz_properties_count(p); i++)
        n += strcmp(rhz_properties_get(p, i)->name, "chiffre") == 0;
    return n;
}

/* What is said of it that is no figure: other names, numbers. */
static void print_identity(const struct rhz_properties *p, size_t most)
{
    const struct cli_style *s = cli_style();
    size_t i;

    if (rhz_properties_count(p) > count_figures(p))
        printf("\n  %sidentité%s\n", s->bold, s->off);
    for (i = 0; i < rhz_properties_count(p); i++) {
        const struct rhz_property_value *v = rhz_properties_get(p, i);

        if (strcmp(v->name, "chiffre") == 0)
            continue;
        printf("    %s : ", property_label(v->name));
        cli_print_line(v->label, 100);
        putchar('\n');
        cli_print_evidence(v->evidence, v->n_evidence, most, 12);
    }
}

static void print_properties(const struct rhz_properties *p, size_t most)
{
    const struct cli_style *s = cli_style();
    char amount[64];
    size_t i;

    if (count_figures(p))
        printf("\n  %schiffres%s\n", s->bold, s->off);
    for (i = 0; i < rhz_properties_count(p); i++) {
        const struct rhz_property_value *v = rhz_properties_get(p, i);

        if (strcmp(v->name, "chiffre") != 0)
            continue;
        fputs("    ", stdout);
        if (v->year)
            printf("%u  ", v->year);
        else
            fputs("      ", stdout);
        cli_print_line(v->label, 100);
        if (v->has_amount)
            printf(" — %s%s%s", s->bold, cli_amount(amount, v->cents, v->unit), s->off);
        if (*v->nature || *v->sense)
            printf(" (%s%s%s)", v->sense, *v->nature && *v->sense ? ", " : "", rhz_nature_label(v->nature));
        if (v->total)
            fputs(" (total)", stdout);
        putchar('\n');
        cli_print_evidence(v->evidence, v->n_evidence, most, 12);
    }
}

static void print_documents(const struct rhz_documents *d)
{
    const struct cli_style *s = cli_style();
    char date[32];
    size_t i;

    if (rhz_documents_count(d))
        printf("\n  %sdocuments%s\n", s->bold, s->off);
    for (i = 0; i < rhz_documents_count(d); i++) {
        const struct rhz_document_info *x = rhz_documents_get(d, i);
        fputs("    ", stdout);
        cli_print_line(*x->title ? x->title : x->uri, 100);
        printf("  %s%s%s", s->dim, cli_date(date, x->date), *x->date ? "  " : "");
        cli_print_line(x->uri, 0);
        printf("  %u mention%s%s\n", x->mentions, x->mentions > 1 ? "s" : "", s->off);
    }
}

static int print_text(const struct sheet *s, size_t most)
{
    const struct rhz_entity *e = rhz_entities_get(s->entity, 0);

    print_names(e);
    cli_print_links(s->links, e->id, most);
    print_identity(s->properties, most);
    print_properties(s->properties, most);
    print_documents(s->documents);
    return CLI_FOUND;
}

int cli_fiche(int argc, char **argv)
{
    uint32_t most = 2;
    const char *kind = NULL;
    const struct cli_option options[] = {
        {"genre", CLI_TEXT, &kind}, {"preuves", CLI_NUMBER, &most}, {NULL, CLI_FLAG, NULL},
    };
    struct rhz_error err = {RHZ_OK, ""};
    struct sheet s = {NULL, NULL, NULL, NULL};
    struct rhz_base *base;
    struct cli c;
    char *name;
    int status = cli_begin(&c, "fiche", argc, argv, options);

    if (status >= 0)
        return status;
    if ((kind && !(kind = cli_kind(kind))) || !(name = cli_join_words(&c, "le nom de l'entité")))
        return CLI_ERROR;
    if (!cli_open(&c, &base)) {
        free(name);
        return CLI_ERROR;
    }
    status = cli_choose_entity(base, name, kind, &s.entity);
    if (status < 0)
        status = gather(base, &s, &err) != RHZ_OK ? cli_failed(&err) : c.json ? print_json(&s) : print_text(&s, most);
    free_sheet(&s);
    rhz_base_close(base);
    free(name);
    return cli_finish(status);
}
