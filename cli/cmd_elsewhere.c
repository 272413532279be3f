/* cmd_elsewhere.c -- commands that another program carries out, as git does with its own: a process that searches need not load
 * what reads files (rhizome-indexer) or answers browsers (rhizome-serveur).
 *
 * The program is looked for in RHIZOME_LIBEXEC, then beside this one (libexec/, in the build folder), then where
 * `make install` puts it (../libexec/rhizome/). */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

static bool candidate(char path[PATH_MAX], const char *folder, const char *below, const char *program)
{
    int n = snprintf(path, PATH_MAX, "%s%s/%s", folder, below, program);

    return n > 0 && n < PATH_MAX && access(path, X_OK) == 0;
}

static bool find_program(char path[PATH_MAX], const char *program)
{
    const char *set = getenv("RHIZOME_LIBEXEC");
    char self[PATH_MAX], *slash;
    ssize_t n;

    if (set && *set)
        return candidate(path, set, "", program);
    n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        return false;
    self[n] = 0;
    slash = strrchr(self, '/');
    if (!slash)
        return false;
    *slash = 0;
    return candidate(path, self, "/libexec", program) || candidate(path, self, "/../libexec/rhizome", program);
}

static int run(const char *program, int argc, char **argv)
{
    char path[PATH_MAX];
    struct cli c;
    int i;

    for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--aide") == 0 || strcmp(argv[i], "--help") == 0) {
            char *help[] = {argv[0], argv[i], NULL};
            return cli_begin(&c, argv[0], 2, help, NULL);
        }
    if (!find_program(path, program))
        return cli_error("le programme %s est introuvable : réinstallez rhizome, ou donnez son dossier dans RHIZOME_LIBEXEC.", program);
    execv(path, argv);
    return cli_error("%s : %s.", path, strerror(errno));
}

int cli_indexer(int argc, char **argv)
{
    return run("rhizome-indexer", argc, argv);
}

int cli_servir(int argc, char **argv)
{
    return run("rhizome-serveur", argc, argv);
}
