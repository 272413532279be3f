/* cmd_documents.c -- the documents of a base. */
#include <stdlib.h>

#include "cli.h"

static void print_row(const struct rhz_document_info *d)
{
    const struct cli_style *s = cli_style();
    char date[32], passages[32];

    cli_print_padded(cli_date(date, d->date), 18);
    fputs(s->bold, stdout);
    cli_print_line(*d->title ? d->title : d->uri, 120);
    printf("%s\n%-18s%s", s->off, "", s->name);
    cli_print_line(d->uri, 0);
    printf("%s  %s%s%s%s passage%s", s->off, s->dim, d->type, *d->type ? ", " : "", cli_number(passages, d->passages),
           d->passages > 1 ? "s" : "");
    if (d->pages)
        printf(", %u page%s", d->pages, d->pages > 1 ? "s" : "");
    printf("%s\n", s->off);
}

static int show(const struct cli *c, const struct rhz_documents *found, uint32_t offset)
{
    size_t i, n = rhz_documents_count(found);
    struct rhz_json *j = NULL;
    char total[32];

    if (n == 0) {
        if (!c->json)
            fprintf(stderr, "Aucun document.\n");
        return CLI_NOTHING;
    }
    if (c->json && !(j = rhz_json_new()))
        return cli_error("mémoire insuffisante.");
    for (i = 0; i < n; i++) {
        if (j)
            cli_json_document(j, rhz_documents_get(found, i));
        else
            print_row(rhz_documents_get(found, i));
    }
    if (j)
        cli_flush_json(j);
    else if (rhz_documents_total(found) > offset + n)
        printf("… sur %s ; les suivants : --debut %zu\n", cli_number(total, rhz_documents_total(found)), offset + n);
    rhz_json_free(j);
    return CLI_FOUND;
}

int cli_documents(int argc, char **argv)
{
    uint32_t limit = 50, offset = 0;
    const struct cli_option options[] = {
        {"limite", CLI_NUMBER, &limit}, {"debut", CLI_NUMBER, &offset}, {NULL, CLI_FLAG, NULL},
    };
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_documents *found = NULL;
    struct rhz_base *base;
    struct cli c;
    char *uri = NULL;
    rhz_status st;
    int status = cli_begin(&c, "documents", argc, argv, options);

    if (status >= 0)
        return status;
    if (c.n_words && !(uri = cli_join_words(&c, "l'adresse")))
        return CLI_ERROR;
    if (!cli_open(&c, &base)) {
        free(uri);
        return CLI_ERROR;
    }
    if (limit == 0)
        limit = UINT32_MAX;
    st = uri ? rhz_document_find(base, uri, &found, &err) : rhz_documents_list(base, offset, limit, &found, &err);
    if (st == RHZ_OK)
        status = show(&c, found, offset);
    else
        status = cli_failed(&err) && st == RHZ_NOT_FOUND ? CLI_NOTHING : CLI_ERROR;
    rhz_documents_free(found);
    rhz_base_close(base);
    free(uri);
    return cli_finish(status);
}
