/* cmd_exporter.c -- the whole base in the open form. */
#include <errno.h>
#include <string.h>

#include "cli.h"

static rhz_status write_bytes(void *context, const char *bytes, size_t n)
{
    return fwrite(bytes, 1, n, context) == n ? RHZ_OK : RHZ_IO;
}

static int export_to(FILE *out, const struct cli *c)
{
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_base *base;
    rhz_status st;

    if (!cli_open(c, &base))
        return CLI_ERROR;
    st = rhz_export_jsonl(base, write_bytes, out, &err);
    rhz_base_close(base);
    if (st == RHZ_OK || ferror(out)) /* a failed write is told when the file is closed */
        return CLI_FOUND;
    return cli_failed(&err);
}

int cli_exporter(int argc, char **argv)
{
    const char *format = "jsonl", *path = "-";
    const struct cli_option options[] = {
        {"format", CLI_TEXT, &format}, {"sortie", CLI_TEXT, &path}, {NULL, CLI_FLAG, NULL},
    };
    struct cli c;
    FILE *out;
    int status = cli_begin(&c, "exporter", argc, argv, options);

    if (status >= 0)
        return status;
    if (c.n_words)
        return cli_error("« exporter » ne prend pas « %.64s ». Voir « rhizome aide exporter ».", c.words[0]);
    if (strcmp(format, "jsonl") != 0)
        return cli_error("format inconnu : « %.32s ». Le seul format est jsonl.", format);
    if (strcmp(path, "-") == 0)
        return cli_finish(export_to(stdout, &c));
    out = fopen(path, "w");
    if (!out)
        return cli_error("%s : %s.", path, strerror(errno));
    status = export_to(out, &c);
    if (fclose(out) != 0)
        return cli_error("%s : écriture impossible (%s).", path, strerror(errno));
    return status;
}
