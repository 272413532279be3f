/* rhizome_indexer.c -- the program behind `rhizome indexer`, `retirer` and `compacter`, which its own name tells apart:
 * options, progress on a terminal, a report at the end. Other commands that it serves are in index_*.c. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "index_commands.h"
#include "rhizome_index.h"

enum { NOTICES_SHOWN = 20 };

struct screen {
    bool terminal, quiet, json;
    bool dry;             /* tell each change that would be made */
    bool bar;             /* a progress line is on the screen */
    uint64_t notices;
};

static void clear_bar(struct screen *s)
{
    if (s->bar)
        fputs("\r\033[K", stderr);
    s->bar = false;
}

static void json_notice(const struct rhz_index_notice *n)
{
    struct rhz_json *j = rhz_json_new();

    if (!j)
        return;
    rhz_json_object(j);
    rhz_json_pair(j, "t", n->refused ? "refused" : "repaired");
    rhz_json_pair(j, "uri", n->uri);
    if (n->line)
        rhz_json_pair_unsigned(j, "line", n->line);
    rhz_json_pair(j, "text", n->text);
    rhz_json_end(j);
    rhz_json_newline(j);
    cli_flush_json(j);
    rhz_json_free(j);
}

static void on_notice(void *context, const struct rhz_index_notice *n)
{
    struct screen *s = context;

    if (s->json) {
        json_notice(n);
        return;
    }
    if (s->quiet)
        return;
    clear_bar(s);
    if (++s->notices == NOTICES_SHOWN + 1 && s->terminal)
        fprintf(stderr, "  … (la suite n'est pas montrée ; --json la donne)\n");
    if (s->notices > NOTICES_SHOWN && s->terminal)
        return;
    fprintf(stderr, "  %s : ", n->refused ? "refusé" : "remarque");
    if (strncmp(n->text, n->uri, strlen(n->uri)) != 0)
        fprintf(stderr, "%s%s", n->uri, n->line ? "" : " : ");
    if (n->line)
        fprintf(stderr, ", ligne %u : ", n->line);
    fprintf(stderr, "%s\n", n->text);
}

static void json_change(const char *uri, const char *what)
{
    struct rhz_json *j = rhz_json_new();

    if (!j)
        return;
    rhz_json_object(j);
    rhz_json_pair(j, "t", what);
    rhz_json_pair(j, "uri", uri);
    rhz_json_end(j);
    rhz_json_newline(j);
    cli_flush_json(j);
    rhz_json_free(j);
}

static void on_change(void *context, const char *uri, enum rhz_index_change what)
{
    static const char *const names[] = {"", "add", "replace", "add_address", "remove"};
    static const char *const verbs[] = {"", "ajouter", "remplacer", "copie", "retirer"};
    struct screen *s = context;

    if (!s->dry)
        return;
    clear_bar(s);
    if (s->json) {
        json_change(uri, names[what]);
        return;
    }
    cli_print_padded(verbs[what], 11);
    puts(uri);
}

static void on_progress(void *context, const struct rhz_index_progress *p)
{
    struct screen *s = context;
    unsigned percent = p->bytes_total ? (unsigned)(p->bytes_done * 100 / p->bytes_total) : 0, i;
    char files[32], total[32];

    if (!s->terminal || s->quiet)
        return;
    clear_bar(s);
    if (p->phase == 3)
        return;
    s->bar = true;
    if (p->phase != 1) {
        fputs(p->phase == 2 ? "mise en relation…" : "inventaire des fichiers…", stderr);
        return;
    }
    if (percent > 100)
        percent = 100;
    fputc('[', stderr);
    for (i = 0; i < 20; i++)
        fputs(i < percent / 5 ? "█" : "·", stderr);
    fprintf(stderr, "] %3u %%  %s/%s  %.40s", percent, cli_number(files, p->files_done), cli_number(total, p->files_total),
            p->uri);
}

/* ---- report ---- */

static void count_line(const char *text, uint64_t n)
{
    char number[32];

    if (n)
        printf("  %8s %s\n", cli_number(number, n), text);
}

static void print_report(const struct rhz_index_report *r, const char *base)
{
    char number[32];

    printf("Base %s\n", base);
    count_line(cli_plural(r->documents_added, "document ajouté", "documents ajoutés"), r->documents_added);
    count_line(cli_plural(r->documents_replaced, "document remplacé", "documents remplacés"), r->documents_replaced);
    count_line(cli_plural(r->addresses_added, "copie d'un document déjà connu", "copies de documents déjà connus"),
               r->addresses_added);
    count_line(cli_plural(r->addresses_removed, "adresse retirée", "adresses retirées"), r->addresses_removed);
    count_line(cli_plural(r->documents_unchanged, "document inchangé", "documents inchangés"), r->documents_unchanged);
    count_line(cli_plural(r->refused, "fichier ou enregistrement refusé", "fichiers ou enregistrements refusés"), r->refused);
    count_line(cli_plural(r->files_passed, "fichier passé (image, style ou script d'une page)",
                          "fichiers passés (images, styles, scripts de pages)"), r->files_passed);
    count_line(cli_plural(r->repaired, "document réparé (octets hors de l'UTF-8)",
                          "documents réparés (octets hors de l'UTF-8)"), r->repaired);
    count_line(cli_plural(r->passages, "passage lu", "passages lus"), r->passages);
    count_line(cli_plural(r->statements, "énoncé prouvé", "énoncés prouvés"), r->statements);
    if (!r->input_bytes)
        return;
    printf("  %s octets lus en %.2f s ; la base en occupe ", cli_number(number, r->input_bytes), r->seconds);
    printf("%s.\n", cli_number(number, r->base_bytes));
}

static void print_dry(const struct rhz_index_report *r)
{
    puts("Essai : rien n'a été écrit.");
    count_line(cli_plural(r->documents_added, "document serait ajouté", "documents seraient ajoutés"), r->documents_added);
    count_line(cli_plural(r->documents_replaced, "document serait remplacé", "documents seraient remplacés"), r->documents_replaced);
    count_line(cli_plural(r->addresses_added, "copie d'un document déjà connu", "copies de documents déjà connus"),
               r->addresses_added);
    count_line(cli_plural(r->addresses_removed, "adresse serait retirée", "adresses seraient retirées"), r->addresses_removed);
    count_line(cli_plural(r->documents_unchanged, "document inchangé", "documents inchangés"), r->documents_unchanged);
    count_line(cli_plural(r->refused, "fichier ou enregistrement serait refusé", "fichiers ou enregistrements seraient refusés"),
               r->refused);
}

static void print_base(const char *path)
{
    struct rhz_statistics s;
    struct rhz_base *base;

    if (rhz_base_open(path, &base, NULL) != RHZ_OK)
        return;
    if (rhz_base_statistics(base, &s, NULL) == RHZ_OK)
        printf("En tout : %llu document%s, %llu personne%s, %llu organisation%s, %llu programme%s, %llu lien%s.\n",
               (unsigned long long)s.documents, s.documents > 1 ? "s" : "", (unsigned long long)s.persons,
               s.persons > 1 ? "s" : "", (unsigned long long)s.organisations, s.organisations > 1 ? "s" : "",
               (unsigned long long)s.programmes, s.programmes > 1 ? "s" : "", (unsigned long long)s.edges,
               s.edges > 1 ? "s" : "");
    rhz_base_close(base);
}

static int print_json(const struct rhz_index_report *r)
{
    struct rhz_json *j = rhz_json_new();

    if (!j)
        return cli_error("mémoire insuffisante.");
    rhz_json_object(j);
    rhz_json_pair(j, "t", "report");
    rhz_json_pair_unsigned(j, "files", r->files_seen);
    rhz_json_pair_unsigned(j, "added", r->documents_added);
    rhz_json_pair_unsigned(j, "replaced", r->documents_replaced);
    rhz_json_pair_unsigned(j, "addresses_added", r->addresses_added);
    rhz_json_pair_unsigned(j, "removed", r->addresses_removed);
    rhz_json_pair_unsigned(j, "unchanged", r->documents_unchanged);
    rhz_json_pair_unsigned(j, "refused", r->refused);
    rhz_json_pair_unsigned(j, "passed", r->files_passed);
    rhz_json_pair_unsigned(j, "repaired", r->repaired);
    rhz_json_pair_unsigned(j, "passages", r->passages);
    rhz_json_pair_unsigned(j, "statements", r->statements);
    rhz_json_pair_unsigned(j, "input_bytes", r->input_bytes);
    rhz_json_pair_unsigned(j, "text_bytes", r->text_bytes);
    rhz_json_pair_unsigned(j, "base_bytes", r->base_bytes);
    rhz_json_pair_unsigned(j, "publications", r->publications);
    rhz_json_key(j, "seconds");
    rhz_json_real(j, r->seconds);
    rhz_json_key(j, "cpu_seconds");
    rhz_json_real(j, r->cpu_seconds);
    rhz_json_end(j);
    rhz_json_newline(j);
    cli_flush_json(j);
    rhz_json_free(j);
    return CLI_FOUND;
}

/* ---- paths ---- */

/* The lines of standard input, in place; the array is to be freed. */
static const char **split_lines(char *text, size_t *n)
{
    size_t lines = 1, i;
    const char **v;
    char *p;

    for (p = text; *p; p++)
        lines += *p == '\n';
    v = malloc(lines * sizeof *v);
    *n = 0;
    for (p = text, i = 0; v && i < lines; i++) {
        char *nl = strchr(p, '\n');
        if (nl)
            *nl = 0;
        if (*p)
            v[(*n)++] = p;
        p = nl ? nl + 1 : p;
    }
    return v;
}

typedef rhz_status index_function(const char *base, const char *const *names, size_t n, const struct rhz_index_options *options,
                                  struct rhz_index_report *report, struct rhz_error *err);

static int run(const struct cli *c, index_function *work, struct rhz_index_options *o, struct screen *screen,
               const char *const *paths, size_t n)
{
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_index_report report;
    rhz_status st = work(c->base, paths, n, o, &report, &err);

    clear_bar(screen);
    if (c->json)
        print_json(&report);
    if (st != RHZ_OK)
        return cli_failed(&err);
    if (!c->json && screen->dry)
        print_dry(&report);
    else if (!c->json && !screen->quiet) {
        print_report(&report, c->base);
        print_base(c->base);
    }
    return CLI_FOUND;
}

/* Names from the command line, or the lines of standard input when the only one is "-". */
static int run_on_words(const struct cli *c, index_function *work, struct rhz_index_options *o, struct screen *screen)
{
    char *list;
    const char **lines;
    size_t n;
    int status;

    o->on_notice = on_notice;
    o->on_progress = on_progress;
    o->on_change = on_change;
    o->context = screen;
    o->dry_run = screen->dry;
    screen->json = c->json;
    if (c->n_words != 1 || strcmp(c->words[0], "-") != 0)
        return run(c, work, o, screen, (const char *const *)c->words, (size_t)c->n_words);
    if (!(list = cli_read_stdin()))
        return CLI_ERROR;
    if (!(lines = split_lines(list, &n)) || n == 0)
        status = cli_error("l'entrée standard ne nomme rien.");
    else
        status = run(c, work, o, screen, lines, n);
    free(lines);
    free(list);
    return status;
}

/* A file named as a vocabulary must be one: another would be indexed as a text, and nobody would know. */
static bool is_vocabulary(const char *path)
{
    FILE *f = fopen(path, "rb");
    char head[16] = "";
    size_t n;

    if (!f)
        return cli_error("%s : ce fichier ne s'ouvre pas.", path), false;
    n = fread(head, 1, sizeof head - 1, f);
    fclose(f);
    n = n >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    if (strncasecmp(head + n, "genre", 5) == 0 && (head[n + 5] == '\t' || head[n + 5] == ';' || head[n + 5] == ' '))
        return true;
    cli_error("%s : la première ligne d'un vocabulaire nomme ses colonnes : genre, nom, autres noms, RNA, SIREN, entre elles une "
              "tabulation ou un point-virgule.", path);
    return false;
}

static int indexer(int argc, char **argv)
{
    struct rhz_index_options o = {.size = sizeof o};
    struct screen screen = {.terminal = isatty(STDERR_FILENO)};
    uint32_t memory = 0, largest = 0;
    bool strict = false, prune = false, ocr = false;
    const char *vocabulary = NULL;
    const struct cli_option options[] = {
        {"vocabulaire", CLI_TEXT, &vocabulary},
        {"nom", CLI_TEXT, &o.root_name},      {"memoire", CLI_NUMBER, &memory}, {"taille-max", CLI_NUMBER, &largest},
        {"strict", CLI_FLAG, &strict},        {"silencieux", CLI_FLAG, &screen.quiet},
        {"elaguer", CLI_FLAG, &prune},        {"essai", CLI_FLAG, &screen.dry},
        {"ocr", CLI_FLAG, &ocr},              {NULL, CLI_FLAG, NULL},
    };
    struct cli c;
    int status = cli_parse(&c, "indexer", argc, argv, options);

    if (status >= 0)
        return status;
    if (vocabulary && c.n_words == 1 && strcmp(c.words[0], "-") == 0)
        return cli_error("--vocabulaire ne va pas avec « - » : nommez le fichier dans la liste.");
    if (vocabulary && !is_vocabulary(vocabulary))
        return CLI_ERROR;
    if (vocabulary)
        c.words[c.n_words++] = (char *)vocabulary; /* the option left a place at least */
    if (c.n_words == 0)
        return cli_error("il manque les fichiers ou dossiers à indexer. Voir « rhizome aide indexer ».");
    if (o.root_name && (!*o.root_name || strpbrk(o.root_name, "/#")))
        return cli_error("--nom attend un nom sans « / » ni « # ».");
    o.memory_bytes = (uint64_t)memory << 20;
    o.file_limit = (uint64_t)largest << 20;
    o.strict = strict;
    o.prune = prune;
    o.ocr = ocr;
    return run_on_words(&c, rhz_index, &o, &screen);
}

static int retirer(int argc, char **argv)
{
    struct rhz_index_options o = {.size = sizeof o};
    struct screen screen = {.terminal = isatty(STDERR_FILENO)};
    const struct cli_option options[] = {
        {"essai", CLI_FLAG, &screen.dry}, {"silencieux", CLI_FLAG, &screen.quiet}, {NULL, CLI_FLAG, NULL}};
    struct cli c;
    int status = cli_parse(&c, "retirer", argc, argv, options);

    if (status >= 0)
        return status;
    if (c.n_words == 0)
        return cli_error("il manque les adresses à retirer. Voir « rhizome aide retirer ».");
    return run_on_words(&c, rhz_remove, &o, &screen);
}

static int print_compacted_json(const struct rhz_compact_report *r)
{
    struct rhz_json *j = rhz_json_new();

    if (!j)
        return cli_error("mémoire insuffisante.");
    rhz_json_object(j);
    rhz_json_pair(j, "t", "report");
    rhz_json_pair_unsigned(j, "documents", r->documents);
    rhz_json_pair_unsigned(j, "passages", r->passages);
    rhz_json_pair_unsigned(j, "segments_before", r->segments_before);
    rhz_json_pair_unsigned(j, "bytes_before", r->bytes_before);
    rhz_json_pair_unsigned(j, "base_bytes", r->bytes_after);
    rhz_json_key(j, "seconds");
    rhz_json_real(j, r->seconds);
    rhz_json_end(j);
    rhz_json_newline(j);
    cli_flush_json(j);
    rhz_json_free(j);
    return CLI_FOUND;
}

static int compacter(int argc, char **argv)
{
    struct rhz_compact_report r;
    struct rhz_error err = {RHZ_OK, ""};
    uint32_t memory = 0;
    bool quiet = false;
    const struct cli_option options[] = {
        {"memoire", CLI_NUMBER, &memory}, {"silencieux", CLI_FLAG, &quiet}, {NULL, CLI_FLAG, NULL}};
    struct cli c;
    char before[32], after[32];
    int status = cli_parse(&c, "compacter", argc, argv, options);

    if (status >= 0)
        return status;
    if (c.n_words)
        return cli_error("compacter n'attend que des options. Voir « rhizome aide compacter ».");
    if (rhz_compact(c.base, (uint64_t)memory << 20, &r, &err) != RHZ_OK)
        return cli_failed(&err);
    if (c.json)
        return print_compacted_json(&r);
    if (!quiet)
        printf("Base %s récrite en %.2f s : %s octets, au lieu de %s.\n", c.base, r.seconds, cli_number(after, r.bytes_after),
               cli_number(before, r.bytes_before));
    return CLI_FOUND;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } programs[] = {{"retirer", retirer}, {"compacter", compacter}, {"verifier", index_verifier}, {"importer", index_importer},
                  {"fusionner", index_fusionner}, {"separer", index_separer}, {"renommer", index_renommer},
                  {"classer", index_classer}, {"rejeter", index_rejeter}, {"ajouter", index_ajouter}, {"annuler", index_annuler},
                  {"oublier", index_oublier},
                  {"corrections", index_corrections}, {"doublons", index_doublons}};
    size_t i;

    setenv("RHIZOME_ATTENTE", "10", 0); /* another writer is likely to end soon */
    for (i = 0; i < sizeof programs / sizeof programs[0]; i++)
        if (argc && strcmp(argv[0], programs[i].name) == 0)
            return cli_finish(programs[i].run(argc, argv));
    return cli_finish(indexer(argc, argv));
}
