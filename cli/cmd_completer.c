/* cmd_completer.c -- what may be meant while it is typed: names and words, the most used first. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static void print_json(const struct rhz_completions *v)
{
    struct rhz_json *j = rhz_json_new();

    for (size_t i = 0; j && i < rhz_completions_count(v); i++) {
        const struct rhz_completion *x = rhz_completions_get(v, i);

        rhz_json_object(j);
        rhz_json_pair(j, "t", "completion");
        rhz_json_pair(j, "text", x->text);
        if (*x->kind)
            rhz_json_pair(j, "kind", x->kind);
        if (x->entity)
            rhz_json_pair_unsigned(j, "entity", x->entity);
        rhz_json_pair_unsigned(j, "uses", x->uses);
        rhz_json_end(j);
        rhz_json_newline(j);
    }
    if (j)
        cli_flush_json(j);
    rhz_json_free(j);
}

static void print_text(const struct rhz_completions *v, bool bare)
{
    const struct cli_style *s = cli_style();
    char n[32];

    for (size_t i = 0; i < rhz_completions_count(v); i++) {
        const struct rhz_completion *x = rhz_completions_get(v, i);

        cli_print_line(x->text, 0);
        if (!bare && *x->kind)
            printf("  %s%s, %s document%s%s", s->dim, x->kind, cli_number(n, x->uses), x->uses > 1 ? "s" : "", s->off);
        else if (!bare)
            printf("  %s%s fois%s", s->dim, cli_number(n, x->uses), s->off);
        putchar('\n');
    }
}

static int complete(const struct cli *c, const char *typed, uint32_t limit, bool bare)
{
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_completions *v = NULL;
    struct rhz_base *base;
    int status = CLI_FOUND;

    if (!cli_open(c, &base))
        return CLI_ERROR;
    if (rhz_complete(base, typed, strlen(typed), limit, &v, &err) != RHZ_OK)
        status = cli_failed(&err);
    else if (rhz_completions_count(v) == 0)
        status = CLI_NOTHING;
    else if (c->json)
        print_json(v);
    else
        print_text(v, bare);
    rhz_completions_free(v);
    rhz_base_close(base);
    return status;
}

int cli_completer(int argc, char **argv)
{
    uint32_t limit = 10;
    bool bare = false;
    const struct cli_option options[] = {
        {"limite", CLI_NUMBER, &limit}, {"nu", CLI_FLAG, &bare}, {NULL, CLI_FLAG, NULL}};
    struct cli c;
    int status = cli_begin(&c, "completer", argc, argv, options);
    char *typed;

    if (status >= 0)
        return status;
    if (!(typed = cli_join_words(&c, "le début d'un nom ou d'un mot")))
        return CLI_ERROR;
    status = complete(&c, typed, limit, bare);
    free(typed);
    return cli_finish(status);
}
