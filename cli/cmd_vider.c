/* cmd_vider.c -- every record of the base, a line each. */
#include "cli.h"

static rhz_status write_bytes(void *context, const char *bytes, size_t n)
{
    return fwrite(bytes, 1, n, context) == n ? RHZ_OK : RHZ_IO;
}

int cli_vider(int argc, char **argv)
{
    const char *table = NULL;
    const struct cli_option options[] = {{"table", CLI_TEXT, &table}, {NULL, CLI_FLAG, NULL}};
    struct rhz_error err;
    struct rhz_base *base;
    struct cli c;
    rhz_status st;
    int status = cli_begin(&c, "vider", argc, argv, options);

    if (status >= 0)
        return status;
    if (c.n_words)
        return cli_error("« vider » ne prend pas « %.64s ». Voir « rhizome aide vider ».", c.words[0]);
    if (!cli_open(&c, &base))
        return CLI_ERROR;
    st = rhz_dump(base, table, write_bytes, stdout, &err);
    rhz_base_close(base);
    if (st == RHZ_OK || ferror(stdout)) /* cli_finish tells a failed write */
        return cli_finish(CLI_FOUND);
    return cli_failed(&err);
}
