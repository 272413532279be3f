/* cli.h -- what the commands share: the table of commands, options, and how things are printed.
 *
 * Results go to standard output, messages to standard error. Exit status: 0 found, 1 nothing found, 2 error.
 */
#ifndef RHZ_CLI_H
#define RHZ_CLI_H

#include <stdbool.h>
#include <stdio.h>

#include "rhizome.h"
#include "rhizome_json.h"

enum { CLI_FOUND = 0, CLI_NOTHING = 1, CLI_ERROR = 2 };

/* ---- commands ---- */

struct cli_command {
    const char *name;
    int (*run)(int argc, char **argv); /* argv[0] is the command's name */
    const char *summary;               /* one line */
    const char *usage;                 /* after the command's name */
    const char *help;                  /* the rest of `rhizome aide NOM` */
};
extern const struct cli_command cli_commands[]; /* ends with a NULL name */
const struct cli_command *cli_command_find(const char *name);
/** The help of one command (NULL: the list of commands). */
void cli_print_help(FILE *to, const struct cli_command *c);

int cli_indexer(int argc, char **argv);
int cli_chercher(int argc, char **argv);
int cli_completer(int argc, char **argv);
int cli_fiche(int argc, char **argv);
int cli_liens(int argc, char **argv);
int cli_demander(int argc, char **argv);
int cli_chemin(int argc, char **argv);
int cli_financements(int argc, char **argv);
int cli_chronologie(int argc, char **argv);
int cli_proches(int argc, char **argv);
int cli_comparer(int argc, char **argv);
int cli_expliquer(int argc, char **argv);
int cli_divergences(int argc, char **argv);
int cli_entites(int argc, char **argv);
int cli_documents(int argc, char **argv);
int cli_lire(int argc, char **argv);
int cli_exporter(int argc, char **argv);
int cli_copier(int argc, char **argv);
int cli_vider(int argc, char **argv);
int cli_requete(int argc, char **argv);
int cli_servir(int argc, char **argv);
int cli_statistiques(int argc, char **argv);
int cli_aide(int argc, char **argv);

/* ---- options ---- */

enum cli_option_type { CLI_FLAG, CLI_TEXT, CLI_NUMBER };

struct cli_option {
    const char *name; /* without "--" and without accents */
    enum cli_option_type type;
    void *value;      /* bool *, const char **, uint32_t * */
};

/** What a command was asked, beside its own options. */
struct cli {
    const char *command;
    const char *base; /* --base, else RHIZOME_BASE, else ./base.rhz */
    bool json, help;
    uint32_t wait;    /* --attendre: seconds to wait for another writer; UINT32_MAX: not given */
    char **words;     /* what is not an option; points into argv */
    int n_words;
};

/**
 * Read argv: --base, --json, --aide and `options` (ends with a NULL name) may stand anywhere before "--"; "--name=value"
 * and "--name value" alike; accents in option names do not matter. Returns -1 when the command should go on, else the
 * exit status to end with (one sentence says what is wrong).
 */
int cli_parse(struct cli *c, const char *command, int argc, char **argv, const struct cli_option *options);
/** cli_parse for a command of the table: also prints its help. */
int cli_begin(struct cli *c, const char *command, int argc, char **argv, const struct cli_option *options);
/**
 * All words joined by a space, or the whole of standard input when the only word is "-"; to be freed. NULL after one
 * sentence, "il manque " and `what`, or when it cannot be read.
 */
char *cli_join_words(const struct cli *c, const char *what);
/** All of standard input, NUL-terminated, without its last line feeds; to be freed. NULL after one sentence. */
char *cli_read_stdin(void);

/* ---- messages ---- */

#if defined(__GNUC__)
#define CLI_PRINTF(a, b) __attribute__((format(printf, a, b)))
#else
#define CLI_PRINTF(a, b)
#endif
/** "rhizome : ..." on standard error; returns CLI_ERROR. */
int cli_error(const char *format, ...) CLI_PRINTF(1, 2);
/** The same for an error of the library. */
int cli_failed(const struct rhz_error *err);
/** Opens the base; false when a sentence was printed. */
bool cli_open(const struct cli *c, struct rhz_base **base);
/** Flush standard output; CLI_ERROR when it could not be written (full disk), else `status`. A closed pipe is no error. */
int cli_finish(int status);

/* ---- printing ---- */

/** Escape sequences, or "" where output is not a terminal, NO_COLOR is set or TERM is dumb. */
struct cli_style {
    const char *bold, *dim, *match, *name, *off;
};
const struct cli_style *cli_style(void);
/** Plural: n > 1 gives `many`. */
const char *cli_plural(uint64_t n, const char *one, const char *many);
/** 1234567 as "1 234 567". */
char *cli_number(char out[32], uint64_t n);
/** Hundredths and unit as "42 500,50 €"; ",00" is left out. */
char *cli_amount(char out[64], int64_t cents, const char *unit);
/** "6 juin 2024", "juin 2024" or "2024" from "2024-06-06"; "" from "". */
char *cli_date(char out[32], const char *iso);
/** On one line: control characters and runs of white space as one space; cut at a word after `most` bytes (0: whole). */
void cli_print_line(const char *text, size_t most);
/** `text` and spaces up to `width` characters (printf counts bytes). */
void cli_print_padded(const char *text, unsigned width);
/** Where a proof stands: "uri, p. 12, l. 391-393". */
void cli_print_place(const char *uri, uint32_t page, uint32_t line_from, uint32_t line_to);
/** Proofs below a fact, indented; at most `most` (0: all), then how many are left. */
void cli_print_evidence(const struct rhz_evidence *e, size_t n, size_t most, int indent);
/** Write the JSON gathered so far, and forget it. */
void cli_flush_json(struct rhz_json *j);

/* ---- objects in JSON, the same in every command ---- */
void cli_json_evidence(struct rhz_json *j, const struct rhz_evidence *e, size_t n);
void cli_json_entity(struct rhz_json *j, const struct rhz_entity *e);
void cli_json_link(struct rhz_json *j, const struct rhz_link *l);
void cli_json_property(struct rhz_json *j, const struct rhz_property_value *p);
void cli_json_hit(struct rhz_json *j, const struct rhz_hit *h, uint32_t rank);
void cli_json_document(struct rhz_json *j, const struct rhz_document_info *d);

/* ---- entities and links ---- */

/**
 * The entity that a user's words name: "#1234" is an id; else the one that bears the name, or the only candidate.
 * Returns -1 and *out (one entity) when it was found; else an exit status after one sentence and, when several may be
 * meant, the list.
 */
int cli_choose_entity(struct rhz_base *b, const char *name, const char *kind, struct rhz_entities **out);
/** The canonical name of a kind as users type it ("personnes", "Évènement"), NULL after one sentence when there is none. */
const char *cli_kind(const char *typed);
/** The same for two names, each one word of the command line; `who` gets both. */
int cli_choose_two(const struct cli *c, struct rhz_base *b, const char *kind, struct rhz_entities *who[2]);
/** --annee 2017..2020 or --le 2020-06-30, at most one of them (NULL: not given); false after one sentence. */
bool cli_period(const char *years, const char *day, struct rhz_period *out);
/** Links of one entity, grouped by relation and direction, with `most` proofs each. */
void cli_print_links(const struct rhz_links *links, uint64_t entity, size_t most);
/** One link as seen from one end: when, the other end, roles, amount, then `most` proofs, below `indent` columns. */
void cli_print_link(const struct rhz_link *l, bool outgoing, size_t most, int indent);
/** When a link holds: "de 2019 à 2021", "2022", "constaté en 2022"; "" when nothing says. */
char *cli_when(char out[96], const struct rhz_link *l);
/** The label of a relation by its name. */
const char *cli_relation_label(const char *name, bool outgoing);
void cli_print_entity_title(const struct rhz_entity *e);

#endif
