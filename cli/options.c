/* options.c -- the command line: options anywhere, "--" ends them, one French sentence when something is wrong. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { STDIN_MAX = 1 << 22 };

/* "année" and "annee" are one option: fold the letters of Latin-1 that French option names may hold. */
static void fold_name(const char *s, size_t n, char out[64])
{
    size_t i, o = 0;

    for (i = 0; i < n && o < 63; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c == 0xC3 && i + 1 < n) {
            unsigned char d = (unsigned char)s[++i] & 0xDF; /* second byte of the capital letter */
            c = d >= 0x80 && d <= 0x85 ? 'a' : d == 0x87 ? 'c' : d >= 0x88 && d <= 0x8B ? 'e'
              : d >= 0x8C && d <= 0x8F ? 'i' : d >= 0x92 && d <= 0x96 ? 'o' : d >= 0x99 && d <= 0x9C ? 'u' : '?';
        }
        out[o++] = (char)c;
    }
    out[o] = 0;
}

static const struct cli_option *find_option(const struct cli_option *options, const char *name)
{
    for (; options && options->name; options++)
        if (strcmp(options->name, name) == 0)
            return options;
    return NULL;
}

static int set_number(const struct cli_option *o, const char *text)
{
    char *end;
    unsigned long v;

    errno = 0;
    v = strtoul(text, &end, 10);
    if (end == text || *end || *text == '-' || errno || v > UINT32_MAX)
        return cli_error("--%s attend un nombre, pas « %.64s ».", o->name, text);
    *(uint32_t *)o->value = (uint32_t)v;
    return -1;
}

/* One option at argv[*i]; takes the next word as its value where it needs one. */
static int take_option(const struct cli *c, const struct cli_option *own, const struct cli_option *common, int argc,
                       char **argv, int *i)
{
    const char *text = argv[*i] + 2, *equals = strchr(text, '=');
    const struct cli_option *o;
    char name[64];

    fold_name(text, equals ? (size_t)(equals - text) : strlen(text), name);
    o = find_option(own, name);
    if (!o)
        o = find_option(common, name);
    if (!o)
        return cli_error("option inconnue : « --%s ». Voir « rhizome aide %s ».", name, c->command);
    if (o->type == CLI_FLAG) {
        if (equals)
            return cli_error("--%s ne prend pas de valeur.", o->name);
        *(bool *)o->value = true;
        return -1;
    }
    if (!equals && *i + 1 >= argc)
        return cli_error("--%s attend une valeur.", o->name);
    text = equals ? equals + 1 : argv[++*i];
    if (o->type == CLI_NUMBER)
        return set_number(o, text);
    *(const char **)o->value = text;
    return -1;
}

int cli_parse(struct cli *c, const char *command, int argc, char **argv, const struct cli_option *options)
{
    const struct cli_option common[] = {
        {"base", CLI_TEXT, &c->base}, {"json", CLI_FLAG, &c->json},
        {"aide", CLI_FLAG, &c->help}, {"help", CLI_FLAG, &c->help},
        {"attendre", CLI_NUMBER, &c->wait},
        {NULL, CLI_FLAG, NULL},
    };
    bool ended = false;
    int i, status, n = 0;

    *c = (struct cli){.command = command, .words = argv + 1, .wait = UINT32_MAX};
    for (i = 1; i < argc; i++) {
        if (!ended && strcmp(argv[i], "--") == 0) {
            ended = true;
        } else if (!ended && strncmp(argv[i], "--", 2) == 0) {
            if ((status = take_option(c, options, common, argc, argv, &i)) >= 0)
                return status;
        } else {
            c->words[n++] = argv[i]; /* n < i: never overwrites what is still to be read */
        }
    }
    c->n_words = n;
    if (c->wait != UINT32_MAX) {
        char seconds[16];
        snprintf(seconds, sizeof seconds, "%u", c->wait);
        setenv("RHIZOME_ATTENTE", seconds, 1);
    }
    if (!c->base || !*c->base)
        c->base = getenv("RHIZOME_BASE");
    if (!c->base || !*c->base)
        c->base = "base.rhz";
    return -1;
}

char *cli_read_stdin(void)
{
    size_t n = 0, cap = 1 << 16;
    char *text = malloc(cap), *larger;

    while (text) {
        n += fread(text + n, 1, cap - 1 - n, stdin);
        if (n < cap - 1)
            break;
        if (cap > STDIN_MAX) {
            cli_error("l'entrée standard est trop longue (plus de %d Mo).", STDIN_MAX >> 20);
            free(text);
            return NULL;
        }
        cap *= 2;
        larger = realloc(text, cap);
        if (!larger)
            free(text);
        text = larger;
    }
    if (!text) {
        cli_error("mémoire insuffisante.");
        return NULL;
    }
    while (n && (text[n - 1] == '\n' || text[n - 1] == '\r'))
        n--;
    text[n] = 0;
    return text;
}

char *cli_join_words(const struct cli *c, const char *what)
{
    size_t n = 1, at = 0;
    char *text;
    int i;

    if (c->n_words == 0) {
        cli_error("il manque %s. Voir « rhizome aide %s ».", what, c->command);
        return NULL;
    }
    if (c->n_words == 1 && strcmp(c->words[0], "-") == 0)
        return cli_read_stdin();
    for (i = 0; i < c->n_words; i++)
        n += strlen(c->words[i]) + 1;
    text = malloc(n);
    if (!text) {
        cli_error("mémoire insuffisante.");
        return NULL;
    }
    for (i = 0; i < c->n_words; i++) {
        size_t len = strlen(c->words[i]);
        if (i)
            text[at++] = ' ';
        memcpy(text + at, c->words[i], len);
        at += len;
    }
    text[at] = 0;
    return text;
}
