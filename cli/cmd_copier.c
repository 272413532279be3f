/* cmd_copier.c -- a copy of the base, taken while others use it. */
#include "cli.h"

static int print_json(const char *path, const struct rhz_statistics *s)
{
    struct rhz_json *j = rhz_json_new();

    if (!j)
        return cli_error("mémoire insuffisante.");
    rhz_json_object(j);
    rhz_json_pair(j, "t", "copy");
    rhz_json_pair(j, "base", path);
    rhz_json_pair_unsigned(j, "publication", s->publication);
    rhz_json_pair_unsigned(j, "documents", s->documents);
    rhz_json_pair_unsigned(j, "base_bytes", s->base_bytes);
    rhz_json_end(j);
    rhz_json_newline(j);
    cli_flush_json(j);
    rhz_json_free(j);
    return cli_finish(CLI_FOUND);
}

/* What the copy says of itself: it was opened, so it can be. */
static int report(const struct cli *c, const char *path)
{
    struct rhz_statistics s;
    struct rhz_error err;
    struct rhz_base *base;
    char documents[32], bytes[32];
    rhz_status st;

    if (rhz_base_open(path, &base, &err) != RHZ_OK)
        return cli_failed(&err);
    st = rhz_base_statistics(base, &s, &err);
    rhz_base_close(base);
    if (st != RHZ_OK)
        return cli_failed(&err);
    if (c->json)
        return print_json(path, &s);
    printf("Base %s copiée dans %s : publication %llu, %s %s, %s octets.\n", c->base, path, (unsigned long long)s.publication,
           cli_number(documents, s.documents), cli_plural(s.documents, "document", "documents"), cli_number(bytes, s.base_bytes));
    return cli_finish(CLI_FOUND);
}

int cli_copier(int argc, char **argv)
{
    const struct cli_option options[] = {{NULL, CLI_FLAG, NULL}};
    struct rhz_base *base;
    struct rhz_error err;
    struct cli c;
    rhz_status st;
    int status = cli_begin(&c, "copier", argc, argv, options);

    if (status >= 0)
        return status;
    if (c.n_words != 1)
        return cli_error("« copier » attend un nom, celui de la copie. Voir « rhizome aide copier ».");
    if (!cli_open(&c, &base))
        return CLI_ERROR;
    st = rhz_base_copy(base, c.words[0], &err);
    rhz_base_close(base);
    return st == RHZ_OK ? report(&c, c.words[0]) : cli_failed(&err);
}
