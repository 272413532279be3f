/* index_oublier.c -- oublier: the written forms that the base knows of a name, who else bears it, then rhz_forget. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli.h"
#include "index_commands.h"
#include "rhizome_index.h"

struct forms {
    char **v;
    size_t n;
    char *best;               /* the base's own spelling of the name, given name first; NULL: it has none */
    uint32_t bearers, others; /* persons that bear the name that was given; entities of other kinds */
};

static bool add_form(struct forms *f, const char *form)
{
    char **more;
    size_t i;

    for (i = 0; i < f->n; i++)
        if (strcasecmp(f->v[i], form) == 0)
            return true;
    if (!(more = realloc(f->v, (f->n + 1) * sizeof *f->v)))
        return false;
    f->v = more;
    if (!(f->v[f->n] = strdup(form)))
        return false;
    f->n++;
    return true;
}

static void free_forms(struct forms *f)
{
    while (f->n)
        free(f->v[--f->n]);
    free(f->v);
    free(f->best);
}

/* Two words of which one is not an initial: a lone word may be anybody's. */
static bool tells_somebody(const char *name)
{
    size_t words = 0, whole = 0, letters = 0, spaces = 0;
    const unsigned char *p;

    for (p = (const unsigned char *)name;; p++) {
        if (*p == 0 || *p == ' ' || *p == '.') {
            words += letters > 0;
            whole += letters > 2;
            letters = 0;
            spaces += *p == ' ';
            if (*p == 0)
                break;
        } else {
            letters += (*p & 0xC0) != 0x80;
        }
    }
    return words >= 2 && whole >= 1 && words <= 8 && spaces;
}

static bool add_entity(struct forms *f, const struct rhz_entity *e)
{
    size_t i;
    bool good = !tells_somebody(e->name) || add_form(f, e->name);

    if (!f->best)
        f->best = strdup(e->name);
    for (i = 0; good && i < e->n_aliases; i++)
        good = !tells_somebody(e->aliases[i]) || add_form(f, e->aliases[i]);
    return good;
}

/* What the base knows under the name given. */
static int gather(const struct cli *c, const char *name, struct forms *f)
{
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_entities *found = NULL;
    struct rhz_base *base;
    bool good = true;
    rhz_status st;
    size_t i;

    if (!cli_open(c, &base))
        return CLI_ERROR;
    if (name[0] == '#') {
        int status = cli_choose_entity(base, name, NULL, &found);
        if (status >= 0 || strcmp(rhz_entities_get(found, 0)->kind, "Personne") != 0) {
            rhz_entities_free(found);
            rhz_base_close(base);
            return status >= 0 ? status : cli_error("« oublier » attend une personne.");
        }
        f->bearers = 1;
        good = add_form(f, rhz_entities_get(found, 0)->name) && add_entity(f, rhz_entities_get(found, 0));
    } else if ((st = rhz_entities_find(base, name, NULL, 50, &found, &err)) != RHZ_OK) {
        rhz_base_close(base);
        return cli_failed(&err);
    } else {
        good = add_form(f, name);
        for (i = 0; i < rhz_entities_count(found) && good; i++) {
            if (!rhz_entities_exact(found, i))
                continue;
            if (strcmp(rhz_entities_get(found, i)->kind, "Personne") == 0) {
                f->bearers++;
                good = add_entity(f, rhz_entities_get(found, i));
            } else {
                f->others++;
            }
        }
    }
    if (f->bearers > 1 || f->others)
        for (i = 0; i < rhz_entities_count(found); i++)
            if (rhz_entities_exact(found, i)) {
                const struct rhz_entity *e = rhz_entities_get(found, i);
                fprintf(stderr, "  #%-17llu %-13s %s (%u document%s)\n", (unsigned long long)e->id, e->kind, e->name, e->n_documents,
                        e->n_documents > 1 ? "s" : "");
            }
    rhz_entities_free(found);
    rhz_base_close(base);
    return good ? -1 : cli_error("mémoire insuffisante.");
}

static int print_json(const struct forms *f, const struct rhz_forget_report *r, bool dry)
{
    struct rhz_json *j = rhz_json_new();

    if (!j)
        return cli_error("mémoire insuffisante.");
    rhz_json_object(j);
    rhz_json_pair(j, "t", dry ? "dry_run" : "report");
    rhz_json_pair_unsigned(j, "forms", f->n);
    rhz_json_pair_unsigned(j, "places", r->places);
    rhz_json_pair_unsigned(j, "documents", r->documents);
    rhz_json_pair_unsigned(j, "addresses", r->addresses);
    rhz_json_pair_unsigned(j, "corrections_removed", r->corrections);
    rhz_json_pair_unsigned(j, "number", r->number);
    rhz_json_key(j, "seconds");
    rhz_json_real(j, r->seconds);
    rhz_json_end(j);
    rhz_json_newline(j);
    cli_flush_json(j);
    rhz_json_free(j);
    return CLI_FOUND;
}

/* The last word alone, or after an initial, is not masked unless asked for; so how often it stands is told. `done`: places that the
 * other forms hold, masked or not. */
static void tell_rest(const struct cli *c, struct forms *f, uint64_t done)
{
    struct rhz_forget_options o = {.size = sizeof o, .dry_run = 1};
    struct rhz_forget_report r;
    const char *name = f->best ? f->best : f->v[0], *space = strrchr(name, ' ');
    char *last = space && strlen(space + 1) >= 3 ? strdup(space + 1) : NULL;

    if (last && add_form(f, last) && rhz_forget(c->base, (const char *const *)f->v, f->n, &o, &r, NULL) == RHZ_OK && r.places > done)
        printf("« %s » sans ce prénom reste écrit %llu fois, peut-être pour d'autres personnes : « rhizome chercher %s » le montre, et\n"
               "« rhizome oublier » masque aussi « M. %s », ou le mot seul, s'il lui est donné.\n",
               last, (unsigned long long)(r.places - done), last, last);
    free(last);
}

static void print_report(const struct cli *c, const struct forms *f, const struct rhz_forget_report *r, bool dry)
{
    size_t i;

    if (!dry && r->places + r->addresses == 0) {
        puts("Ce nom était déjà oublié ; la base est récrite encore une fois, pour qu'il n'en reste rien dans ses fichiers.");
        return;
    }
    printf("%s : %llu endroit%s, dans %llu document%s", dry ? "Seraient masqués" : "Masqués", (unsigned long long)r->places,
           r->places > 1 ? "s" : "", (unsigned long long)r->documents, r->documents > 1 ? "s" : "");
    if (r->addresses)
        printf(", et %llu adresse%s de document", (unsigned long long)r->addresses, r->addresses > 1 ? "s" : "");
    puts(".");
    for (i = 0; i < f->n; i++)
        printf("  « %s »\n", f->v[i]);
    if (r->corrections)
        printf("%llu correction%s qui nommai%s cette personne %s ôtée%s de %s.corrections.\n", (unsigned long long)r->corrections,
               r->corrections > 1 ? "s" : "", r->corrections > 1 ? "ent" : "t", r->corrections > 1 ? "sont" : "est",
               r->corrections > 1 ? "s" : "", c->base);
    if (dry)
        puts("Essai : rien n'a été écrit.");
    else if (!r->number)
        puts("La base est récrite sans ce nom, qui était déjà parmi les corrections.");
    else
        printf("La base est récrite sans ce nom. Correction n° %u : « rhizome annuler %u » cesse de le masquer ; le texte ne revient\n"
               "qu'en indexant à nouveau les fichiers, qui, eux, ne sont pas changés.\n", r->number, r->number);
}

static int forget(const struct cli *c, struct forms *f, uint32_t memory, bool dry)
{
    struct rhz_forget_options o = {.size = sizeof o, .memory_bytes = (uint64_t)memory << 20, .dry_run = dry};
    struct rhz_forget_report r;
    struct rhz_error err = {RHZ_OK, ""};
    rhz_status st = rhz_forget(c->base, (const char *const *)f->v, f->n, &o, &r, &err);

    if (st != RHZ_OK) {
        cli_failed(&err);
        return st == RHZ_NOT_FOUND ? CLI_NOTHING : CLI_ERROR;
    }
    if (c->json)
        return print_json(f, &r, dry);
    print_report(c, f, &r, dry);
    tell_rest(c, f, dry ? r.places : 0);
    return CLI_FOUND;
}

int index_oublier(int argc, char **argv)
{
    struct cli c;
    struct forms f = {0};
    uint32_t memory = 0;
    bool dry = false, yes = false;
    const struct cli_option options[] = {
        {"essai", CLI_FLAG, &dry}, {"oui", CLI_FLAG, &yes}, {"memoire", CLI_NUMBER, &memory}, {NULL, CLI_FLAG, NULL}};
    int i, status = cli_parse(&c, "oublier", argc, argv, options);

    if (status >= 0)
        return status;
    if (c.n_words == 0)
        return cli_error("il manque le nom à oublier. Voir « rhizome aide oublier ».");
    status = gather(&c, c.words[0], &f);
    for (i = 1; i < c.n_words && status < 0; i++)
        if (!add_form(&f, c.words[i]))
            status = cli_error("mémoire insuffisante.");
    if (status < 0 && !yes && !dry && (f.bearers > 1 || f.others))
        status = cli_error(f.others ? "« %s » désigne autre chose qu'une personne, ci-dessus ; --oui le masque partout, --essai dit combien de fois."
                                    : "Plusieurs personnes portent le nom « %s », ci-dessus, et le texte ne les distingue pas ; --oui le masque pour toutes, --essai dit combien de fois.",
                           c.words[0]);
    if (status < 0)
        status = forget(&c, &f, memory, dry);
    free_forms(&f);
    return status;
}
