/* cmd_lire.c -- the text of a document with its pages and lines, so that anyone can check a proof. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static bool read_lines(const char *text, uint32_t *from, uint32_t *to)
{
    char *end;
    unsigned long a, b;

    if (!text)
        return true;
    a = b = strtoul(text, &end, 10);
    if (*end == '-')
        b = strtoul(end + 1, &end, 10);
    if (*end || a == 0 || b < a || b > UINT32_MAX)
        return cli_error("--ligne attend N ou N-M, pas « %.32s ».", text), false;
    *from = (uint32_t)a;
    *to = (uint32_t)b;
    return true;
}

static int print_json(const struct rhz_text *t)
{
    struct rhz_json *j = rhz_json_new();
    size_t i;

    if (!j)
        return cli_error("mémoire insuffisante.");
    cli_json_document(j, rhz_text_document(t));
    for (i = 0; i < rhz_text_count(t); i++) {
        const struct rhz_text_block *b = rhz_text_get(t, i);
        rhz_json_object(j);
        rhz_json_pair(j, "t", "block");
        rhz_json_pair(j, "kind", b->kind);
        if (b->level)
            rhz_json_pair_unsigned(j, "level", b->level);
        if (b->page)
            rhz_json_pair_unsigned(j, "page", b->page);
        if (b->line)
            rhz_json_pair_unsigned(j, "line", b->line);
        rhz_json_pair_unsigned(j, "start", b->start);
        rhz_json_pair_unsigned(j, "end", b->end);
        rhz_json_pair(j, "text", b->text);
        rhz_json_end(j);
        rhz_json_newline(j);
    }
    cli_flush_json(j);
    rhz_json_free(j);
    return CLI_FOUND;
}

/* Cells stay apart by two spaces and a bar, so that columns of figures can be read. */
static void print_row(const char *text)
{
    const char *tab;

    while ((tab = strchr(text, '\t')) != NULL) {
        printf("%.*s │ ", (int)(tab - text), text);
        text = tab + 1;
    }
    puts(text);
}

static void print_block(const struct rhz_text_block *b, const char *previous, bool numbers)
{
    const struct cli_style *s = cli_style();
    bool row = strcmp(b->kind, "table-row") == 0, item = strcmp(b->kind, "list-item") == 0;

    if (*previous && !((row || item) && strcmp(previous, b->kind) == 0))
        putchar('\n');
    if (numbers)
        printf("%s%5u%s  ", s->dim, b->line, s->off);
    if (row) {
        print_row(b->text);
        return;
    }
    if (strcmp(b->kind, "heading") == 0)
        printf("%s%s%s\n", s->bold, b->text, s->off);
    else if (item)
        printf("%*s- %s\n", b->level > 1 ? (int)(b->level - 1) * 2 : 0, "", b->text);
    else
        puts(b->text);
}

static int print_text(const struct rhz_text *t, bool numbers)
{
    const struct cli_style *s = cli_style();
    const char *previous = "";
    uint32_t page = 0;
    size_t i;

    for (i = 0; i < rhz_text_count(t); i++) {
        const struct rhz_text_block *b = rhz_text_get(t, i);
        if (b->page != page) {
            page = b->page;
            printf("%s%s— page %u —%s\n", *previous ? "\n" : "", s->dim, page, s->off);
            if (*previous)
                previous = "";
        }
        print_block(b, previous, numbers);
        previous = b->kind;
    }
    return CLI_FOUND;
}

int cli_lire(int argc, char **argv)
{
    uint32_t page = 0, from = 0, to = 0;
    const char *lines = NULL;
    bool numbers = false;
    const struct cli_option options[] = {
        {"page", CLI_NUMBER, &page}, {"ligne", CLI_TEXT, &lines}, {"lignes", CLI_FLAG, &numbers}, {NULL, CLI_FLAG, NULL},
    };
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_text *text = NULL;
    struct rhz_base *base;
    struct cli c;
    char *uri;
    rhz_status st;
    int status = cli_begin(&c, "lire", argc, argv, options);

    if (status >= 0)
        return status;
    if (!read_lines(lines, &from, &to) || !(uri = cli_join_words(&c, "l'adresse du document")))
        return CLI_ERROR;
    if (!cli_open(&c, &base)) {
        free(uri);
        return CLI_ERROR;
    }
    st = rhz_text_open(base, uri, page, from, to, &text, &err);
    if (st != RHZ_OK) {
        status = cli_failed(&err) && st == RHZ_NOT_FOUND ? CLI_NOTHING : CLI_ERROR;
    } else if (rhz_text_count(text) == 0) {
        fprintf(stderr, "Ce document n'a rien à cet endroit.\n");
        status = CLI_NOTHING;
    } else {
        status = c.json ? print_json(text) : print_text(text, numbers);
    }
    rhz_text_free(text);
    rhz_base_close(base);
    free(uri);
    return cli_finish(status);
}
