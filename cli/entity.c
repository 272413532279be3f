/* entity.c -- which entity a user means, and how its links are shown. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* First letters are enough: "personnes", "orga", "évènement" and "Evenement" all say which kind is meant. */
const char *cli_kind(const char *typed)
{
    char name[16];
    size_t n = 0;
    unsigned i;

    for (; *typed && n < sizeof name - 1; typed++) {
        unsigned char c = (unsigned char)*typed;
        if (c == 0xC3) { /* é, è, É, È */
            c = 'e';
            typed += typed[1] != 0;
        }
        name[n++] = (char)tolower(c);
    }
    name[n] = 0;
    while (n > 3 && name[n - 1] == 's')
        name[--n] = 0;
    for (i = 1; rhz_kind_name(i); i++)
        if (n >= 3 && strncasecmp(rhz_kind_name(i), name, n) == 0)
            return rhz_kind_name(i);
    cli_error("genre inconnu : « %s ». Les genres sont personne, organisation, programme, evenement.", name);
    return NULL;
}

void cli_print_entity_title(const struct rhz_entity *e)
{
    const struct cli_style *s = cli_style();

    fputs(s->bold, stdout);
    cli_print_line(e->name, 0);
    printf("%s  %s%s%s%s", s->off, s->dim, e->kind, *e->sub ? ", " : "", e->sub);
    printf("  #%llu%s", (unsigned long long)e->id, s->off);
}

static int ask_back(const struct rhz_entities *found, const char *name)
{
    size_t i, n = rhz_entities_count(found);

    cli_error("« %s » peut désigner plusieurs entités ; précisez le nom, --genre, ou donnez le numéro :", name);
    for (i = 0; i < n && i < 10; i++) {
        const struct rhz_entity *e = rhz_entities_get(found, i);
        fprintf(stderr, "  #%-17llu %-13s %s\n", (unsigned long long)e->id, e->kind, e->name);
    }
    return CLI_ERROR;
}

static int by_id(struct rhz_base *b, const char *digits, struct rhz_entities **out)
{
    struct rhz_error err = {RHZ_OK, ""};
    char *end;
    unsigned long long id = strtoull(digits, &end, 10);
    rhz_status st;

    if (!*digits || *end)
        return cli_error("« #%s » n'est pas un numéro d'entité.", digits);
    st = rhz_entities_by_id(b, id, out, &err);
    if (st == RHZ_OK && rhz_entities_count(*out) == 1) {
        if (rhz_entities_get(*out, 0)->id != id)
            fprintf(stderr, "#%llu est aujourd'hui #%llu (%s).\n", id, (unsigned long long)rhz_entities_get(*out, 0)->id,
                    rhz_entities_get(*out, 0)->name);
        return -1;
    }
    if (st != RHZ_OK && st != RHZ_NOT_FOUND)
        return cli_failed(&err);
    cli_error("aucune entité n'a le numéro %llu.", id);
    return CLI_NOTHING;
}

static int pick(struct rhz_base *b, const struct rhz_entities *found, const char *name, size_t *index)
{
    size_t i, n = rhz_entities_count(found), exact = 0;

    (void)b;
    for (i = 0; i < n; i++)
        if (rhz_entities_exact(found, i)) {
            exact++;
            *index = i;
        }
    if (exact == 1)
        return -1;
    if (exact == 0 && n == 1) {
        *index = 0;
        return -1;
    }
    if (n == 0) {
        cli_error("aucune entité ne s'appelle « %s ». « rhizome entites » les liste.", name);
        return CLI_NOTHING;
    }
    return ask_back(found, name);
}

int cli_choose_entity(struct rhz_base *b, const char *name, const char *kind, struct rhz_entities **out)
{
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_entities *found = NULL;
    size_t index = 0;
    int status;

    *out = NULL;
    if (name[0] == '#')
        return by_id(b, name + 1, out);
    if (rhz_entities_find(b, name, kind, 20, &found, &err) != RHZ_OK)
        return cli_failed(&err);
    status = pick(b, found, name, &index);
    if (status < 0 && rhz_entities_by_id(b, rhz_entities_get(found, index)->id, out, &err) != RHZ_OK)
        status = cli_failed(&err);
    rhz_entities_free(found);
    return status;
}

/* ---- links ---- */

static unsigned relation_number(const char *name)
{
    unsigned i;

    for (i = 1; rhz_relation_name(i); i++)
        if (strcmp(rhz_relation_name(i), name) == 0)
            return i;
    return 0;
}

const char *cli_relation_label(const char *name, bool outgoing)
{
    return rhz_relation_label(relation_number(name), outgoing);
}

char *cli_when(char out[96], const struct rhz_link *l)
{
    char from[32], to[32];

    cli_date(from, l->date_from);
    cli_date(to, l->date_to);
    if (*from && *to)
        snprintf(out, 96, "de %s à %s", from, to);
    else if (*from || *to)
        snprintf(out, 96, "%s %s", *from ? "depuis" : "jusqu'à", *from ? from : to);
    else if (l->year)
        snprintf(out, 96, "%s%u", l->holding == RHZ_OBSERVED && l->year_of_document ? "constaté en " : "", l->year);
    else
        out[0] = 0;
    return out;
}

void cli_print_link(const struct rhz_link *l, bool outgoing, size_t most, int indent)
{
    const struct cli_style *s = cli_style();
    const struct rhz_link_end *other = outgoing ? &l->to : &l->from;
    char amount[64], when[96];
    size_t i;

    cli_when(when, l);
    printf("%*s", indent, "");
    if (indent >= 4 || *when) { /* dates stand in a column where links are listed, and in the sentence elsewhere */
        cli_print_padded(when, indent >= 4 ? 4 : 0);
        fputs(indent >= 4 ? "  " : " ", stdout);
    }
    fputs(s->name, stdout);
    cli_print_line(other->name, 0);
    fputs(s->off, stdout);
    for (i = 0; i < l->n_roles; i++) {
        fputs(i ? " ; " : " — ", stdout);
        cli_print_line(l->roles[i], 120);
    }
    if (l->has_amount)
        printf(" — %s%s%s", s->bold, cli_amount(amount, l->cents, l->unit), s->off);
    if (*l->nature)
        printf(" (%s)", rhz_nature_label(l->nature));
    if (l->joint)
        fputs(" (montant commun à plusieurs)", stdout);
    if (l->divergent)
        fputs(" (les documents divergent)", stdout);
    putchar('\n');
    cli_print_evidence(l->evidence, l->n_evidence, most, indent + 8);
}

void cli_print_links(const struct rhz_links *links, uint64_t entity, size_t most)
{
    const struct cli_style *s = cli_style();
    const char *relation = "";
    bool outgoing = false, undated = false;
    size_t i;

    for (i = 0; i < rhz_links_count(links); i++) {
        const struct rhz_link *l = rhz_links_get(links, i);
        bool out = l->from.id == entity;
        if (!undated && l->holding == RHZ_UNDATED) {
            undated = true;
            relation = "";
            printf("\n  %ssans date : rien ne dit si ces liens tiennent alors%s\n", s->dim, s->off);
        }
        if (strcmp(l->relation, relation) != 0 || out != outgoing) {
            relation = l->relation;
            outgoing = out;
            printf("\n  %s%s%s\n", s->bold, cli_relation_label(relation, out), s->off);
        }
        cli_print_link(l, out, most, 4);
    }
}
