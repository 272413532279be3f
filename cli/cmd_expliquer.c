/* cmd_expliquer.c -- why the base states a link: each proof with the rule that read it and what names the two ends, then why
 * the names were taken to be these entities. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static void print_supports(const struct rhz_evidence *e, const struct rhz_link *l)
{
    for (size_t i = 0; i < e->n_supports; i++) {
        const struct rhz_evidence_support *s = &e->supports[i];
        bool named = strcmp(s->why, "publisher") == 0 || strcmp(s->why, "coreference") == 0;
        printf("      ");
        if (named) /* the quote does not name this end; a head or a heading says more than an end */
            cli_print_line(strcmp(s->end, "to") == 0 ? l->to.name : l->from.name, 80);
        printf("%s%s", named ? " : " : "sous ", rhz_support_label(s->why));
        if (s->line)
            printf(", l. %u", s->line);
        fputs(", « ", stdout);
        cli_print_line(s->quote, 120);
        puts(" »");
    }
}

static void print_proofs(const struct rhz_link *l, uint32_t most)
{
    size_t shown = most && l->n_evidence > most ? most : l->n_evidence;

    printf("\n%zu preuve%s\n", l->n_evidence, cli_plural(l->n_evidence, "", "s"));
    for (size_t i = 0; i < shown; i++) {
        const struct rhz_evidence *e = &l->evidence[i];
        printf("\n  « ");
        cli_print_line(e->quote, 600);
        printf(" »\n      ");
        cli_print_place(e->uri, e->page, e->line, 0);
        if (*e->date) {
            char date[32];
            printf(" (document %s %s)", strlen(e->date) == 10 ? "du" : "de", cli_date(date, e->date));
        }
        printf("\n      règle : %s (%s)\n", rhz_rule_label(e->rule), e->rule);
        print_supports(e, l);
    }
    if (shown < l->n_evidence)
        printf("\n  et %zu autre%s : --preuves 0 les montre toutes.\n", l->n_evidence - shown, cli_plural(l->n_evidence - shown, "", "s"));
}

static int print_namings(struct rhz_base *b, const struct rhz_link_end *e, struct rhz_error *err)
{
    struct rhz_namings *n = NULL;

    if (rhz_namings_of(b, e->id, &n, err) != RHZ_OK)
        return cli_failed(err);
    printf("\n%s « ", e->kind);
    cli_print_line(e->name, 0);
    printf(" » (#%llu), écrit ainsi :\n", (unsigned long long)e->id);
    for (size_t i = 0; i < rhz_namings_count(n); i++) {
        const struct rhz_naming *x = rhz_namings_get(n, i);
        fputs("  ", stdout);
        cli_print_line(x->form, 100);
        printf(" — %s ; %u document%s : ", x->reason, x->n_documents, cli_plural(x->n_documents, "", "s"));
        cli_print_line(x->uri, 0);
        if (x->n_documents > 1)
            fputs("…", stdout);
        putchar('\n');
    }
    rhz_namings_free(n);
    return -1;
}

static void print_title(const struct rhz_link *l)
{
    const struct cli_style *s = cli_style();
    char when[96], amount[64];

    fputs(s->bold, stdout);
    cli_print_line(l->from.name, 0);
    printf("%s %s %s", s->off, cli_relation_label(l->relation, true), s->bold);
    cli_print_line(l->to.name, 0);
    fputs(s->off, stdout);
    if (*cli_when(when, l))
        printf(", %s%s", when, l->year_of_document ? " (année du document)" : "");
    for (size_t i = 0; i < l->n_roles; i++) {
        fputs(i ? " ; " : " — ", stdout);
        cli_print_line(l->roles[i], 120);
    }
    if (l->has_amount)
        printf(" — %s", cli_amount(amount, l->cents, l->unit));
    if (*l->nature)
        printf(" (%s)", rhz_nature_label(l->nature));
    printf("  (lien #%llu)\n", (unsigned long long)l->id);
    if (l->divergent)
        puts("Les documents divergent sur le montant : « rhizome divergences » les met en regard.");
    if (l->joint)
        puts("Le montant est commun à plusieurs liens.");
}

static void namings_json(struct rhz_json *j, struct rhz_base *b, const char *key, const struct rhz_link_end *e)
{
    struct rhz_namings *n = NULL;

    rhz_json_key(j, key);
    rhz_json_array(j);
    if (rhz_namings_of(b, e->id, &n, NULL) == RHZ_OK)
        for (size_t i = 0; i < rhz_namings_count(n); i++) {
            const struct rhz_naming *x = rhz_namings_get(n, i);
            rhz_json_object(j);
            rhz_json_pair(j, "form", x->form);
            rhz_json_pair(j, "reason", x->reason);
            rhz_json_pair_unsigned(j, "documents", x->n_documents);
            rhz_json_pair(j, "uri", x->uri);
            rhz_json_end(j);
        }
    rhz_json_end(j);
    rhz_namings_free(n);
}

/* The link as every command gives it, then a line for what its ends are called. */
static int show_json(struct rhz_base *b, const struct rhz_link *l)
{
    struct rhz_json *j = rhz_json_new();

    if (!j)
        return cli_error("mémoire insuffisante.");
    cli_json_link(j, l);
    rhz_json_object(j);
    rhz_json_pair(j, "t", "namings");
    rhz_json_pair_unsigned(j, "link", l->id);
    namings_json(j, b, "from", &l->from);
    namings_json(j, b, "to", &l->to);
    rhz_json_end(j);
    rhz_json_newline(j);
    cli_flush_json(j);
    rhz_json_free(j);
    return CLI_FOUND;
}

static int show(const struct cli *c, struct rhz_base *b, const struct rhz_link *l, uint32_t most)
{
    if (c->json)
        return show_json(b, l);
    print_title(l);
    print_proofs(l, most);
    return CLI_FOUND;
}

/* What both ends of the links shown are called, once. */
static int show_names(const struct cli *c, struct rhz_base *b, const struct rhz_link *l)
{
    struct rhz_error err = {RHZ_OK, ""};
    int status = -1;

    if (!c->json && (status = print_namings(b, &l->from, &err)) < 0)
        status = print_namings(b, &l->to, &err);
    return status < 0 ? CLI_FOUND : status;
}

/* ---- which link ---- */

static int by_id(const struct cli *c, struct rhz_base *b, const char *digits, uint32_t most)
{
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_links *links = NULL;
    char *end;
    unsigned long long id = strtoull(digits, &end, 10);
    int status;
    rhz_status st;

    if (!*digits || *end)
        return cli_error("« #%s » n'est pas le numéro d'un lien.", digits);
    if ((st = rhz_link_by_id(b, id, &links, &err)) != RHZ_OK) {
        cli_failed(&err);
        return st == RHZ_NOT_FOUND ? CLI_NOTHING : CLI_ERROR;
    }
    status = show(c, b, rhz_links_get(links, 0), most);
    if (status == CLI_FOUND)
        status = show_names(c, b, rhz_links_get(links, 0));
    rhz_links_free(links);
    return status;
}

static int by_ends(const struct cli *c, struct rhz_base *b, const char *kind, uint32_t year, uint32_t most)
{
    struct rhz_link_filter filter = {.size = sizeof filter, .relation = c->words[1], .direction = 1, .year = year};
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_entities *from = NULL, *to = NULL;
    struct rhz_links *links = NULL;
    const struct rhz_link *shown = NULL;
    int status = cli_choose_entity(b, c->words[0], kind, &from);

    if (status < 0)
        status = cli_choose_entity(b, c->words[2], NULL, &to);
    if (status < 0 && rhz_links_of(b, rhz_entities_get(from, 0)->id, &filter, &links, &err) != RHZ_OK)
        status = cli_failed(&err);
    for (size_t i = 0; status < 0 && i < rhz_links_count(links); i++) {
        const struct rhz_link *l = rhz_links_get(links, i);
        if (l->to.id != rhz_entities_get(to, 0)->id)
            continue;
        if (shown && !c->json)
            puts("\n");
        int done = show(c, b, l, most);
        status = done == CLI_FOUND ? -1 : done;
        shown = l;
    }
    if (status < 0 && shown)
        status = show_names(c, b, shown);
    if (status < 0) {
        char when[32] = "";
        if (year)
            snprintf(when, sizeof when, " en %u", year);
        cli_error("aucun lien %s de « %s » à « %s »%s.", c->words[1], rhz_entities_get(from, 0)->name, rhz_entities_get(to, 0)->name, when);
    }
    rhz_links_free(links);
    rhz_entities_free(from);
    rhz_entities_free(to);
    return status >= 0 ? status : CLI_NOTHING;
}

int cli_expliquer(int argc, char **argv)
{
    const char *kind = NULL;
    uint32_t most = 5;
    const struct cli_option options[] = {{"genre", CLI_TEXT, &kind}, {"preuves", CLI_NUMBER, &most}, {NULL, CLI_FLAG, NULL}};
    struct rhz_base *base;
    struct cli c;
    unsigned long year = 0;
    char *end = NULL;
    int status = cli_begin(&c, "expliquer", argc, argv, options);

    if (status >= 0)
        return status;
    if (c.n_words == 4)
        year = strtoul(c.words[3], &end, 10);
    if (!(c.n_words == 1 && c.words[0][0] == '#') && c.n_words != 3 && !(c.n_words == 4 && !*end && year > 0 && year < 10000))
        return cli_error("expliquer attend le #NUMÉRO d'un lien, ou un nom, une relation, un nom, et parfois une année. Voir « rhizome aide expliquer ».");
    if ((kind && !(kind = cli_kind(kind))) || !cli_open(&c, &base))
        return CLI_ERROR;
    status = c.n_words == 1 ? by_id(&c, base, c.words[0] + 1, most) : by_ends(&c, base, kind, (uint32_t)year, most);
    rhz_base_close(base);
    return cli_finish(status);
}
