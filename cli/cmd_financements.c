/* cmd_financements.c -- who finances what: lines with their proofs, totals that take each sum once. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static const char *const columns[] = {"réalisé", "prévisionnel", "à recevoir", "constaté d'avance"};
static const char *const column_keys[] = {"realise", "previsionnel", "a-recevoir", "constate-avance"};
static const char *const counted_keys[] = {"counted", "no-amount", "same-sum", "joint-sum", "other-figure"};

static bool read_group(const char *text, int *group)
{
    if (!text || strcmp(text, "programme") == 0)
        *group = RHZ_BY_PROGRAMME;
    else if (strcmp(text, "financeur") == 0)
        *group = RHZ_BY_FUNDER;
    else if (strcmp(text, "annee") == 0 || strcmp(text, "année") == 0)
        *group = RHZ_BY_YEAR;
    else
        return cli_error("--par attend « programme », « financeur » ou « annee », pas « %.32s ».", text), false;
    return true;
}

/* ---- text ---- */

static void print_mark(const struct rhz_funding_line *l)
{
    const char *mark = l->counted == RHZ_SAME_SUM || l->counted == RHZ_JOINT_SUM ? "=" : l->link.divergent ? "≠" : "";

    cli_print_padded(mark, 1);
}

static void print_amount(const struct rhz_funding_line *l)
{
    char amount[64];
    unsigned shown = 0;
    const char *p = l->link.has_amount ? cli_amount(amount, l->link.cents, l->link.unit) : "—";

    for (const char *q = p; *q; q++)
        shown += ((unsigned char)*q & 0xC0) != 0x80;
    printf("%*s%s ", shown < 14 ? 14 - (int)shown : 0, "", p);
    print_mark(l);
}

static void print_line(const struct rhz_funding_line *l, int group)
{
    const struct cli_style *s = cli_style();
    char year[16] = "";

    if (l->link.year)
        snprintf(year, sizeof year, "%u", l->link.year);
    fputs("  ", stdout);
    cli_print_padded(group == RHZ_BY_YEAR ? "" : year, group == RHZ_BY_YEAR ? 0 : 5);
    cli_print_padded(l->link.has_amount || *l->link.nature ? columns[l->column] : "", 18);
    print_amount(l);
    printf(" %s", s->name);
    if (group != RHZ_BY_FUNDER)
        cli_print_line(l->link.from.name, 60);
    if (group == RHZ_BY_YEAR)
        fputs(" → ", stdout);
    if (group != RHZ_BY_PROGRAMME)
        cli_print_line(l->link.to.name, 60);
    fputs(s->off, stdout);
    for (size_t i = 0; i < l->link.n_roles; i++) {
        fputs(i ? " ; " : " — ", stdout);
        cli_print_line(l->link.roles[i], 60);
    }
    if (l->link.joint)
        fputs(" (montant commun)", stdout);
    printf("  %s", s->dim);
    cli_print_place(l->link.evidence[0].uri, l->link.evidence[0].page, l->link.evidence[0].line, 0);
    if (l->link.n_evidence > 1)
        printf(" +%zu", l->link.n_evidence - 1);
    printf("%s\n", s->off);
}

/* Totals of one group (NULL: of all), a line a year. */
static void print_totals(const struct rhz_funding *f, const char *group)
{
    const struct cli_style *s = cli_style();
    uint32_t year = UINT32_MAX;
    char amount[64];

    for (size_t i = 0; i < rhz_funding_totals(f); i++) {
        const struct rhz_funding_total *t = rhz_funding_total(f, i);
        if ((group == NULL) != (t->group == NULL) || (group && strcmp(group, t->group) != 0))
            continue;
        if (t->year != year) {
            if (year != UINT32_MAX)
                putchar('\n');
            year = t->year;
            printf("  %stotal", s->bold);
            if (year)
                printf(" %u", year);
            printf("%s :", s->off);
        } else {
            fputs(" ;", stdout);
        }
        printf(" %s %s%s", columns[t->column], cli_amount(amount, t->cents, t->unit), t->divergent ? " (≠)" : "");
    }
    if (year != UINT32_MAX)
        putchar('\n');
}

static void print_funding(const struct rhz_funding *f, int group)
{
    const struct cli_style *s = cli_style();
    const char *current = NULL;
    size_t groups = 0;

    for (size_t i = 0; i < rhz_funding_count(f); i++) {
        const struct rhz_funding_line *l = rhz_funding_get(f, i);
        if (!current || strcmp(current, l->group) != 0) {
            if (current)
                print_totals(f, current);
            current = l->group;
            printf("%s%s", groups++ ? "\n" : "", s->bold);
            cli_print_line(current, 0);
            printf("%s\n", s->off);
        }
        print_line(l, group);
    }
    print_totals(f, current);
    if (groups > 1) {
        printf("\n%sEn tout%s\n", s->bold, s->off);
        print_totals(f, NULL);
    }
}

/* ---- JSON ---- */

static int json_funding(const struct rhz_funding *f)
{
    struct rhz_json *j = rhz_json_new();

    if (!j)
        return cli_error("mémoire insuffisante.");
    for (size_t i = 0; i < rhz_funding_count(f); i++) {
        const struct rhz_funding_line *l = rhz_funding_get(f, i);
        rhz_json_object(j);
        rhz_json_pair(j, "t", "funding");
        rhz_json_pair(j, "group", l->group);
        rhz_json_pair(j, "column", column_keys[l->column]);
        rhz_json_pair(j, "counted", counted_keys[l->counted]);
        rhz_json_pair_unsigned(j, "link", l->link.id);
        rhz_json_end(j);
        rhz_json_newline(j);
        cli_json_link(j, &l->link);
    }
    for (size_t i = 0; i < rhz_funding_totals(f); i++) {
        const struct rhz_funding_total *t = rhz_funding_total(f, i);
        rhz_json_object(j);
        rhz_json_pair(j, "t", "total");
        if (t->group)
            rhz_json_pair(j, "group", t->group);
        if (t->year)
            rhz_json_pair_unsigned(j, "annee", t->year);
        rhz_json_pair(j, "column", column_keys[t->column]);
        rhz_json_key(j, "montant");
        rhz_json_cents(j, t->cents);
        rhz_json_pair(j, "devise", t->unit);
        rhz_json_key(j, "divergent");
        rhz_json_bool(j, t->divergent);
        rhz_json_end(j);
        rhz_json_newline(j);
    }
    cli_flush_json(j);
    rhz_json_free(j);
    return CLI_FOUND;
}

static int show(const struct cli *c, const struct rhz_funding *f, int group)
{
    if (rhz_funding_count(f) == 0) {
        if (!c->json)
            fputs("Aucun financement.\n", stderr);
        return CLI_NOTHING;
    }
    if (c->json)
        return json_funding(f);
    print_funding(f, group);
    return CLI_FOUND;
}

int cli_financements(int argc, char **argv)
{
    struct rhz_funding_options o = {.size = sizeof o};
    const char *kind = NULL, *years = NULL, *day = NULL, *by = NULL;
    const struct cli_option options[] = {
        {"par", CLI_TEXT, &by}, {"annee", CLI_TEXT, &years}, {"le", CLI_TEXT, &day}, {"genre", CLI_TEXT, &kind}, {NULL, CLI_FLAG, NULL},
    };
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_entities *entity = NULL;
    struct rhz_funding *funding = NULL;
    struct rhz_base *base;
    struct cli c;
    char *name = NULL;
    int status = cli_begin(&c, "financements", argc, argv, options);

    if (status >= 0)
        return status;
    if (!read_group(by, &o.group_by) || !cli_period(years, day, &o.period) || (kind && !(kind = cli_kind(kind))) ||
        (c.n_words && !(name = cli_join_words(&c, "le nom de l'entité"))))
        return CLI_ERROR;
    if (!cli_open(&c, &base)) {
        free(name);
        return CLI_ERROR;
    }
    if (name && (status = cli_choose_entity(base, name, kind, &entity)) < 0)
        o.entity = rhz_entities_get(entity, 0)->id;
    if (status < 0)
        status = rhz_funding_of(base, &o, &funding, &err) == RHZ_OK ? show(&c, funding, o.group_by) : cli_failed(&err);
    rhz_funding_free(funding);
    rhz_entities_free(entity);
    rhz_base_close(base);
    free(name);
    return cli_finish(status);
}
