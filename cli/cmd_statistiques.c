/* cmd_statistiques.c -- what a base contains. */
#include <time.h>

#include "cli.h"

static void row(const char *label, uint64_t n)
{
    char text[32];

    fputs("  ", stdout);
    cli_print_padded(label, 22);
    printf(" %12s\n", cli_number(text, n));
}

static void print_text(const struct rhz_statistics *s)
{
    char when[32] = "jamais";
    time_t t = (time_t)s->published_at;
    struct tm tm;
    unsigned i;

    if (s->publication && localtime_r(&t, &tm))
        strftime(when, sizeof when, "%d/%m/%Y à %Hh%M", &tm);
    printf("Dernière publication : %s (n° %llu)\n\n", when, (unsigned long long)s->publication);
    row("documents", s->documents);
    row("passages", s->passages);
    row("mots", s->words);
    row("octets de texte", s->text_bytes);
    row("octets de la base", s->base_bytes);
    row("segments", s->segments);
    if (s->dead_documents)
        row("documents remplacés", s->dead_documents);
    if (*s->first_date)
        printf("  %-22s %12s à %s\n", "dates", s->first_date, s->last_date);
    puts("\nGraphe");
    row("personnes", s->persons);
    row("organisations", s->organisations);
    row("programmes", s->programmes);
    row("événements", s->events);
    row("liens", s->edges);
    for (i = 1; rhz_relation_name(i) && i < 32; i++)
        if (s->edges_by_relation[i])
            printf("    %-20s %12llu\n", rhz_relation_name(i), (unsigned long long)s->edges_by_relation[i]);
    row("propriétés", s->properties);
    row("énoncés", s->statements);
}

static int print_json(const struct rhz_statistics *s)
{
    struct rhz_json *j = rhz_json_new();
    unsigned i;

    if (!j)
        return cli_error("mémoire insuffisante.");
    rhz_json_object(j);
    rhz_json_pair(j, "t", "statistics");
    rhz_json_pair_unsigned(j, "publication", s->publication);
    rhz_json_key(j, "published_at");
    rhz_json_integer(j, s->published_at);
    rhz_json_pair_unsigned(j, "documents", s->documents);
    rhz_json_pair_unsigned(j, "passages", s->passages);
    rhz_json_pair_unsigned(j, "words", s->words);
    rhz_json_pair_unsigned(j, "text_bytes", s->text_bytes);
    rhz_json_pair_unsigned(j, "base_bytes", s->base_bytes);
    rhz_json_pair_unsigned(j, "segments", s->segments);
    rhz_json_pair_unsigned(j, "dead_documents", s->dead_documents);
    rhz_json_pair(j, "first_date", s->first_date);
    rhz_json_pair(j, "last_date", s->last_date);
    rhz_json_pair_unsigned(j, "persons", s->persons);
    rhz_json_pair_unsigned(j, "organisations", s->organisations);
    rhz_json_pair_unsigned(j, "programmes", s->programmes);
    rhz_json_pair_unsigned(j, "events", s->events);
    rhz_json_pair_unsigned(j, "edges", s->edges);
    rhz_json_key(j, "edges_by_relation");
    rhz_json_object(j);
    for (i = 1; rhz_relation_name(i) && i < 32; i++)
        if (s->edges_by_relation[i])
            rhz_json_pair_unsigned(j, rhz_relation_name(i), s->edges_by_relation[i]);
    rhz_json_end(j);
    rhz_json_pair_unsigned(j, "properties", s->properties);
    rhz_json_pair_unsigned(j, "statements", s->statements);
    rhz_json_end(j);
    rhz_json_newline(j);
    cli_flush_json(j);
    rhz_json_free(j);
    return CLI_FOUND;
}

int cli_statistiques(int argc, char **argv)
{
    const struct cli_option options[] = {{NULL, CLI_FLAG, NULL}};
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_statistics s;
    struct rhz_base *base;
    struct cli c;
    rhz_status st;
    int status = cli_begin(&c, "statistiques", argc, argv, options);

    if (status >= 0)
        return status;
    if (!cli_open(&c, &base))
        return CLI_ERROR;
    st = rhz_base_statistics(base, &s, &err);
    rhz_base_close(base);
    if (st != RHZ_OK)
        return cli_failed(&err);
    if (c.json)
        return cli_finish(print_json(&s));
    print_text(&s);
    return cli_finish(CLI_FOUND);
}
