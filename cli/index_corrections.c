/* index_corrections.c -- fusionner, separer, renommer, classer, rejeter, ajouter, annuler, corrections, doublons: part of rhizome-indexer,
 * since they make the graph again. A command finds out what is meant, writes one line of the corrections file and says
 * which. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "index_commands.h"
#include "rhizome_index.h"

/* ---- what is named ---- */

/* Canonical kind and name of what `typed` means; -1 when found (both strings to be freed), else an exit status. */
static int find(const struct cli *c, const char *typed, const char *kind, char **found_kind, char **name)
{
    struct rhz_base *base;
    struct rhz_entities *e = NULL;
    int status;

    *found_kind = *name = NULL;
    if (kind && !(kind = cli_kind(kind)))
        return CLI_ERROR;
    if (!cli_open(c, &base))
        return CLI_ERROR;
    status = cli_choose_entity(base, typed, kind, &e);
    if (status < 0) {
        *found_kind = strdup(rhz_entities_get(e, 0)->kind);
        *name = strdup(rhz_entities_get(e, 0)->name);
        if (!*found_kind || !*name)
            status = cli_error("mémoire insuffisante.");
    }
    rhz_entities_free(e);
    rhz_base_close(base);
    return status;
}

static int write_line(const struct cli *c, const char *line)
{
    struct rhz_error err = {RHZ_OK, ""};
    uint32_t number = 0;
    rhz_status st = rhz_corrections_add(c->base, line, &number, &err);

    if (st != RHZ_OK) {
        cli_failed(&err);
        return st == RHZ_NOT_FOUND ? CLI_NOTHING : CLI_ERROR;
    }
    if (!c->json)
        printf("Correction n° %u : %s\n« rhizome annuler %u » la défait.\n", number, line, number);
    return CLI_FOUND;
}

/* The line made by a format of words; freed here. A quote in a name would end it. */
static int write_words(const struct cli *c, const char *const *words)
{
    size_t n = 1, i;
    char *line;
    int status;

    for (i = 0; words[i]; i++)
        n += strlen(words[i]) + 4;
    if (!(line = malloc(n)))
        return cli_error("mémoire insuffisante.");
    *line = 0;
    for (i = 0; words[i]; i++) {
        bool quote = words[i][0] == '"';
        if (quote && strchr(words[i] + 1, '"')) {
            free(line);
            return cli_error("un nom ne peut contenir de guillemets droits : écrire la ligne dans le fichier, entre « ».");
        }
        if (i)
            strcat(line, " ");
        strcat(line, words[i]);
        if (quote)
            strcat(line, "\"");
    }
    status = write_line(c, line);
    free(line);
    return status;
}

/* `"name`, as write_words wants it. */
static char *quoted(const char *name)
{
    char *s = malloc(strlen(name) + 2);

    if (s) {
        *s = '"';
        strcpy(s + 1, name);
    }
    return s;
}

/* ---- commands ---- */

static int begin(struct cli *c, const char *command, int argc, char **argv, const char **kind, const char **in, int n_words)
{
    const struct cli_option options[] = {{"genre", CLI_TEXT, kind}, {"dans", CLI_TEXT, in}, {NULL, CLI_FLAG, NULL}};
    int status = cli_parse(c, command, argc, argv, options);

    if (status < 0 && c->n_words != n_words - (*in != NULL && strcmp(command, "separer") == 0))
        return cli_error("%s attend %d nom%s. Voir « rhizome aide %s ».", command, n_words, n_words > 1 ? "s" : "", command);
    return status;
}

int index_fusionner(int argc, char **argv)
{
    struct cli c;
    const char *kind = NULL, *in = NULL;
    char *kinds[2] = {0}, *names[2] = {0}, *first = NULL, *second = NULL;
    int status = begin(&c, "fusionner", argc, argv, &kind, &in, 2);

    if (status < 0)
        status = find(&c, c.words[0], kind, &kinds[0], &names[0]);
    if (status < 0)
        status = find(&c, c.words[1], kind ? kind : kinds[0], &kinds[1], &names[1]);
    if (status < 0 && (!(first = quoted(names[0])) || !(second = quoted(names[1]))))
        status = cli_error("mémoire insuffisante.");
    if (status < 0)
        status = write_words(&c, (const char *const[]){"fusionner", kinds[0], first, second, NULL});
    free(kinds[0]), free(kinds[1]), free(names[0]), free(names[1]), free(first), free(second);
    return status;
}

/* Two names of one entity are told apart as typed; a name in one document by the document's whole address. */
int index_separer(int argc, char **argv)
{
    struct cli c;
    const char *kind = NULL, *in = NULL;
    char *found = NULL, *name = NULL, *first = NULL, *second = NULL;
    struct rhz_documents *d = NULL;
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_base *base = NULL;
    int status = begin(&c, "separer", argc, argv, &kind, &in, 2);

    if (status < 0)
        status = find(&c, c.words[0], kind, &found, &name);
    if (status < 0 && in && !cli_open(&c, &base))
        status = CLI_ERROR;
    if (status < 0 && in && rhz_document_find(base, in, &d, &err) != RHZ_OK)
        status = cli_failed(&err);
    if (status < 0 && (!(first = quoted(in ? name : c.words[0])) ||
                       !(second = quoted(in ? rhz_documents_get(d, 0)->uri : c.words[1]))))
        status = cli_error("mémoire insuffisante.");
    if (status < 0 && in)
        status = write_words(&c, (const char *const[]){"separer", found, first, "dans", second, NULL});
    else if (status < 0)
        status = write_words(&c, (const char *const[]){"separer", found, first, second, NULL});
    rhz_documents_free(d);
    rhz_base_close(base);
    free(found), free(name), free(first), free(second);
    return status;
}

static int change(const char *command, int argc, char **argv, bool quote)
{
    struct cli c;
    const char *kind = NULL, *in = NULL;
    char *found = NULL, *name = NULL, *first = NULL, *second = NULL;
    int status = begin(&c, command, argc, argv, &kind, &in, 2);

    if (status < 0)
        status = find(&c, c.words[0], kind, &found, &name);
    if (status < 0 && (!(first = quoted(name)) || !(second = quote ? quoted(c.words[1]) : strdup(c.words[1]))))
        status = cli_error("mémoire insuffisante.");
    if (status < 0)
        status = write_words(&c, (const char *const[]){command, found, first, "en", second, NULL});
    free(found), free(name), free(first), free(second);
    return status;
}

int index_renommer(int argc, char **argv)
{
    return change("renommer", argc, argv, true);
}

int index_classer(int argc, char **argv)
{
    return change("classer", argc, argv, false);
}

/* rejeter NOM, or rejeter RELATION NOM NOM [ANNEE]. */
int index_rejeter(int argc, char **argv)
{
    struct cli c;
    const char *kind = NULL;
    const struct cli_option options[] = {{"genre", CLI_TEXT, &kind}, {NULL, CLI_FLAG, NULL}};
    char *kinds[2] = {0}, *names[2] = {0}, *first = NULL, *second = NULL;
    int status = cli_parse(&c, "rejeter", argc, argv, options);

    if (status < 0 && (c.n_words < 1 || c.n_words == 2 || c.n_words > 4))
        status = cli_error("rejeter attend un nom, ou une relation, deux noms et parfois une année. Voir « rhizome aide "
                           "rejeter ».");
    if (status >= 0)
        return status;
    status = find(&c, c.words[c.n_words > 1], kind, &kinds[0], &names[0]);
    if (status < 0 && c.n_words > 1)
        status = find(&c, c.words[2], NULL, &kinds[1], &names[1]);
    if (status < 0 && (!(first = quoted(names[0])) || (names[1] && !(second = quoted(names[1])))))
        status = cli_error("mémoire insuffisante.");
    if (status < 0 && c.n_words == 1)
        status = write_words(&c, (const char *const[]){"rejeter", kinds[0], first, NULL});
    else if (status < 0)
        status = write_words(&c, (const char *const[]){"rejeter", c.words[0], kinds[0], first, kinds[1], second,
                                                       c.n_words > 3 ? c.words[3] : NULL, NULL});
    free(kinds[0]), free(kinds[1]), free(names[0]), free(names[1]), free(first), free(second);
    return status;
}

/* As find(), but a name that the base does not have is new when its kind is given. */
static int find_or_new(const struct cli *c, const char *typed, const char *kind, const char *option, char **found_kind, char **name)
{
    struct rhz_base *base;
    struct rhz_entities *e = NULL;
    struct rhz_error err = {RHZ_OK, ""};
    bool known = false;

    *found_kind = *name = NULL;
    if (kind && !(kind = cli_kind(kind)))
        return CLI_ERROR;
    if (typed[0] == '#')
        return find(c, typed, kind, found_kind, name);
    if (!cli_open(c, &base))
        return CLI_ERROR;
    if (rhz_entities_find(base, typed, kind, 2, &e, &err) != RHZ_OK) {
        rhz_base_close(base);
        return cli_failed(&err);
    }
    for (size_t i = 0; i < rhz_entities_count(e); i++)
        known = known || rhz_entities_exact(e, i);
    rhz_entities_free(e);
    rhz_base_close(base);
    if (known)
        return find(c, typed, kind, found_kind, name);
    if (!kind)
        return cli_error("aucune entité ne s'appelle « %s » : donner son genre avec %s pour l'ajouter.", typed, option);
    *found_kind = strdup(kind);
    *name = strdup(typed);
    return *found_kind && *name ? -1 : cli_error("mémoire insuffisante.");
}

static bool is_relation(const char *word)
{
    for (unsigned i = 1; rhz_relation_name(i); i++)
        if (strcmp(rhz_relation_name(i), word) == 0)
            return true;
    return false;
}

struct added {
    const char *kind, *other_kind, *amount, *role, *nature, *proof;
    uint32_t page, line;
};

/* The line's words, from its names on; freed by the caller with `made`. */
static int write_added(const struct cli *c, const struct added *a, char *const kinds[2], char *const names[2])
{
    const char *words[24];
    char *made[8] = {0}, page[16], line[16];
    size_t n = 0, m = 0;
    struct rhz_documents *d = NULL;
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_base *base = NULL;
    int status = -1;

    if (a->proof && !cli_open(c, &base))
        return CLI_ERROR;
    if (a->proof && rhz_document_find(base, a->proof, &d, &err) != RHZ_OK)
        status = cli_failed(&err);
    snprintf(page, sizeof page, "%u", a->page);
    snprintf(line, sizeof line, "%u", a->line);
    words[n++] = "ajouter";
    if (names[1])
        words[n++] = c->words[0];
    words[n++] = kinds[0];
    words[n++] = made[m++] = quoted(names[0]);
    if (names[1]) {
        words[n++] = kinds[1];
        words[n++] = made[m++] = quoted(names[1]);
        if (c->n_words > 3)
            words[n++] = c->words[3];
    }
    if (a->amount)
        words[n++] = "montant", words[n++] = made[m++] = quoted(a->amount);
    if (a->role)
        words[n++] = "role", words[n++] = made[m++] = quoted(a->role);
    if (a->nature)
        words[n++] = "nature", words[n++] = a->nature;
    if (d)
        words[n++] = "preuve", words[n++] = made[m++] = quoted(rhz_documents_get(d, 0)->uri);
    if (d && a->page)
        words[n++] = "page", words[n++] = page;
    if (d && a->line)
        words[n++] = "ligne", words[n++] = line;
    words[n] = NULL;
    for (size_t i = 0; i < n; i++)
        if (!words[i] && status < 0)
            status = cli_error("mémoire insuffisante.");
    if (status < 0)
        status = write_words(c, words);
    while (m)
        free(made[--m]);
    rhz_documents_free(d);
    rhz_base_close(base);
    return status;
}

/* ajouter RELATION NOM NOM [ANNEE], or ajouter GENRE NOM. */
int index_ajouter(int argc, char **argv)
{
    struct cli c;
    struct added a = {0};
    const struct cli_option options[] = {
        {"genre", CLI_TEXT, &a.kind}, {"avec", CLI_TEXT, &a.other_kind}, {"montant", CLI_TEXT, &a.amount}, {"role", CLI_TEXT, &a.role},
        {"nature", CLI_TEXT, &a.nature}, {"preuve", CLI_TEXT, &a.proof}, {"page", CLI_NUMBER, &a.page}, {"ligne", CLI_NUMBER, &a.line}, {NULL, CLI_FLAG, NULL}};
    char *kinds[2] = {0}, *names[2] = {0};
    int status = cli_parse(&c, "ajouter", argc, argv, options);
    bool link;

    if (status >= 0)
        return status;
    link = c.n_words >= 3 && c.n_words <= 4 && is_relation(c.words[0]);
    if (!link && c.n_words != 2)
        return cli_error("ajouter attend une relation, deux noms et parfois une année, ou un genre et un nom. Voir « rhizome aide ajouter ».");
    if ((a.page || a.line) && !a.proof)
        return cli_error("--page et --ligne disent où dans le document de --preuve.");
    if (link) {
        status = find_or_new(&c, c.words[1], a.kind, "--genre", &kinds[0], &names[0]);
        if (status < 0)
            status = find_or_new(&c, c.words[2], a.other_kind, "--avec", &kinds[1], &names[1]);
    } else {
        const char *kind = cli_kind(c.words[0]);
        if (!kind)
            return CLI_ERROR;
        kinds[0] = strdup(kind);
        names[0] = strdup(c.words[1]);
        status = kinds[0] && names[0] ? -1 : cli_error("mémoire insuffisante.");
    }
    if (status < 0)
        status = write_added(&c, &a, kinds, names);
    free(kinds[0]), free(kinds[1]), free(names[0]), free(names[1]);
    return status;
}

struct undoing {
    uint32_t number;
    bool forgets;
};

static void note_forgets(void *context, const struct rhz_correction *x)
{
    struct undoing *u = context;

    if (x->number == u->number)
        u->forgets = x->forgets;
}

int index_annuler(int argc, char **argv)
{
    struct undoing u = {0};
    struct cli c;
    struct rhz_error err = {RHZ_OK, ""};
    unsigned long number;
    char *stop;
    rhz_status st;
    int status = cli_parse(&c, "annuler", argc, argv, NULL);

    if (status >= 0)
        return status;
    number = c.n_words == 1 ? strtoul(c.words[0], &stop, 10) : 0;
    if (c.n_words != 1 || *stop || number == 0 || number > UINT32_MAX)
        return cli_error("annuler attend le numéro d'une correction : « rhizome corrections » les liste.");
    u.number = (uint32_t)number;
    st = rhz_corrections_each(c.base, note_forgets, &u, &err);
    if (st == RHZ_OK)
        st = rhz_corrections_undo(c.base, (uint32_t)number, &err);
    if (st != RHZ_OK) {
        cli_failed(&err);
        return st == RHZ_NOT_FOUND ? CLI_NOTHING : CLI_ERROR;
    }
    if (!c.json)
        printf("Correction n° %lu défaite.\n%s", number,
               u.forgets ? "Le nom reviendra dans les textes quand leurs fichiers seront indexés à nouveau. Les adresses qui le\n"
                           "tenaient restent sous leur nom masqué (« oubli-… ») : --elaguer, ou « rhizome retirer », les ôte.\n" : "");
    return CLI_FOUND;
}

/* ---- the list ---- */

struct listing {
    bool json;
    uint64_t n;
};

static void show(void *context, const struct rhz_correction *x)
{
    struct listing *l = context;
    struct rhz_json *j;

    l->n++;
    if (!l->json) {
        printf("%4u  %s\n", x->number, x->forgets ? "oublier (un nom, gardé en empreintes seulement)" : x->text);
        if (*x->problem)
            printf("      illisible, ligne %u : %s\n", x->line, x->problem);
        else if (x->pending)
            puts("      pas encore appliquée : « rhizome corrections --appliquer »");
        else if (x->effects == 0)
            puts("      ne s'applique plus à rien");
        return;
    }
    if (!(j = rhz_json_new()))
        return;
    rhz_json_object(j);
    rhz_json_pair(j, "t", "correction");
    rhz_json_pair_unsigned(j, "number", x->number);
    rhz_json_pair_unsigned(j, "line", x->line);
    rhz_json_pair(j, "text", x->text);
    if (*x->problem)
        rhz_json_pair(j, "problem", x->problem);
    else if (!x->pending)
        rhz_json_pair_unsigned(j, "effects", x->effects);
    rhz_json_end(j);
    rhz_json_newline(j);
    cli_flush_json(j);
    rhz_json_free(j);
}

int index_corrections(int argc, char **argv)
{
    struct cli c;
    struct rhz_error err = {RHZ_OK, ""};
    struct listing l = {0};
    bool apply = false;
    const struct cli_option options[] = {{"appliquer", CLI_FLAG, &apply}, {NULL, CLI_FLAG, NULL}};
    int status = cli_parse(&c, "corrections", argc, argv, options);

    if (status >= 0)
        return status;
    if (c.n_words)
        return cli_error("corrections n'attend que des options. Voir « rhizome aide corrections ».");
    l.json = c.json;
    if ((apply && rhz_corrections_apply(c.base, &err) != RHZ_OK) || rhz_corrections_each(c.base, show, &l, &err) != RHZ_OK)
        return cli_failed(&err);
    if (l.n == 0 && !c.json)
        puts("Aucune correction.");
    return l.n ? CLI_FOUND : CLI_NOTHING;
}

/* ---- likely duplicates ---- */

struct doubles {
    bool json;
    uint32_t limit;
    uint64_t n;
};

static void show_double(void *context, const struct rhz_duplicate *x)
{
    struct doubles *d = context;
    struct rhz_json *j;
    int i;

    if (d->n++ >= d->limit && d->limit)
        return;
    if (!d->json) {
        printf("%s\n", x->reason);
        for (i = 0; i < 2; i++) {
            printf("  #%-17llu %-13s ", (unsigned long long)x->id[i], x->kind[i]);
            cli_print_line(x->name[i], 0);
            printf("  (%u document%s)\n", x->n_documents[i], x->n_documents[i] > 1 ? "s" : "");
        }
        return;
    }
    if (!(j = rhz_json_new()))
        return;
    rhz_json_object(j);
    rhz_json_pair(j, "t", "duplicate");
    rhz_json_pair(j, "reason", x->reason);
    for (i = 0; i < 2; i++) {
        rhz_json_key(j, i ? "b" : "a");
        rhz_json_object(j);
        rhz_json_pair_unsigned(j, "id", x->id[i]);
        rhz_json_pair(j, "kind", x->kind[i]);
        rhz_json_pair(j, "name", x->name[i]);
        rhz_json_end(j);
    }
    rhz_json_end(j);
    rhz_json_newline(j);
    cli_flush_json(j);
    rhz_json_free(j);
}

int index_doublons(int argc, char **argv)
{
    struct cli c;
    struct rhz_error err = {RHZ_OK, ""};
    struct doubles d = {.limit = 50};
    const struct cli_option options[] = {{"limite", CLI_NUMBER, &d.limit}, {NULL, CLI_FLAG, NULL}};
    int status = cli_parse(&c, "doublons", argc, argv, options);

    if (status >= 0)
        return status;
    if (c.n_words)
        return cli_error("doublons n'attend que des options. Voir « rhizome aide doublons ».");
    d.json = c.json;
    if (rhz_duplicates_each(c.base, show_double, &d, &err) != RHZ_OK)
        return cli_failed(&err);
    if (d.n == 0 && !c.json)
        puts("Aucun doublon probable.");
    else if (d.limit && d.n > d.limit && !c.json)
        printf("… %llu autres ; --limite 0 les montre tous.\n", (unsigned long long)(d.n - d.limit));
    return d.n ? CLI_FOUND : CLI_NOTHING;
}
