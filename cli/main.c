/* main.c -- rhizome(1): one table of commands, one file a command. */
#include <signal.h>
#include <string.h>

#include "cli.h"

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Letters to add, drop or change to go from a to b: sees that "cherche" means "chercher". Both under 64 bytes. */
static unsigned distance(const char *a, const char *b)
{
    unsigned row[64];
    size_t i, j, n = strlen(b);

    for (j = 0; j <= n; j++)
        row[j] = (unsigned)j;
    for (i = 0; a[i]; i++) {
        unsigned diagonal = row[0];
        row[0]++;
        for (j = 0; j < n; j++) {
            unsigned change = diagonal + (a[i] != b[j]);
            diagonal = row[j + 1];
            row[j + 1] = least(change, least(row[j], row[j + 1]) + 1);
        }
    }
    return row[n];
}

static int unknown_command(const char *name)
{
    const struct cli_command *c, *near = NULL;
    unsigned best = 3;

    for (c = cli_commands; c->name && strlen(name) < 64; c++) {
        unsigned d = distance(name, c->name);
        if (d < best) {
            best = d;
            near = c;
        }
    }
    if (near)
        return cli_error("commande inconnue : « %.64s ». Vouliez-vous dire « %s » ?", name, near->name);
    return cli_error("commande inconnue : « %.64s ». « rhizome aide » les liste.", name);
}

int cli_aide(int argc, char **argv)
{
    const struct cli_command *c = NULL;

    if (argc > 1 && !(c = cli_command_find(argv[1])))
        return unknown_command(argv[1]);
    cli_print_help(stdout, c);
    return cli_finish(CLI_FOUND);
}

int main(int argc, char **argv)
{
    const struct cli_command *c;

    signal(SIGPIPE, SIG_IGN); /* `rhizome ... | head` ends quietly, see cli_finish */
    if (argc < 2) {
        cli_print_help(stderr, NULL);
        return CLI_ERROR;
    }
    if (strcmp(argv[1], "--aide") == 0 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return cli_aide(argc - 1, argv + 1);
    if (strcmp(argv[1], "--version") == 0) {
        printf("rhizome %s\n", rhz_version());
        return cli_finish(CLI_FOUND);
    }
    c = cli_command_find(argv[1]);
    return c ? c->run(argc - 1, argv + 1) : unknown_command(argv[1]);
}
