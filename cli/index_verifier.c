/* index_verifier.c -- `rhizome verifier`: a line for each finding, then what was looked at. */
#include "cli.h"
#include "index_commands.h"
#include "rhizome_index.h"

static void json_finding(const char *text)
{
    struct rhz_json *j = rhz_json_new();

    if (!j)
        return;
    rhz_json_object(j);
    rhz_json_pair(j, "t", "finding");
    rhz_json_pair(j, "text", text);
    rhz_json_end(j);
    rhz_json_newline(j);
    cli_flush_json(j);
    rhz_json_free(j);
}

static void on_finding(void *context, const char *text)
{
    const struct cli *c = context;

    if (c->json)
        json_finding(text);
    else
        printf("%s\n", text);
}

static void print_json(const struct rhz_check_report *r, bool quick)
{
    struct rhz_json *j = rhz_json_new();

    if (!j)
        return;
    rhz_json_object(j);
    rhz_json_pair(j, "t", "report");
    rhz_json_pair_unsigned(j, "findings", r->findings);
    rhz_json_pair_unsigned(j, "documents", r->documents);
    rhz_json_pair_unsigned(j, "statements", r->statements);
    rhz_json_pair_unsigned(j, "terms", r->terms);
    if (!quick) {
        rhz_json_pair_unsigned(j, "passages", r->passages);
        rhz_json_pair_unsigned(j, "postings", r->postings);
    }
    rhz_json_pair_unsigned(j, "nodes", r->nodes);
    rhz_json_pair_unsigned(j, "edges", r->edges);
    rhz_json_key(j, "seconds");
    rhz_json_real(j, r->seconds);
    rhz_json_end(j);
    rhz_json_newline(j);
    cli_flush_json(j);
    rhz_json_free(j);
}

static void print_report(const struct rhz_check_report *r, const char *base, bool quick)
{
    char documents[32], second[32], nodes[32], edges[32];

    if (r->findings)
        printf("La base %s est endommagée : %s défaut%s. Restaurez une copie, ou indexez à nouveau dans une autre base.\n", base,
               cli_number(documents, r->findings), r->findings > 1 ? "s" : "");
    else
        printf("La base %s est saine%s.\n", base, quick ? " (vérification rapide)" : "");
    printf("  %s document%s, %s %s, %s nœud%s, %s lien%s, vérifiés en %.2f s.\n", cli_number(documents, r->documents),
           r->documents > 1 ? "s" : "", cli_number(second, quick ? r->terms : r->postings), quick ? "mots" : "mentions de mots",
           cli_number(nodes, r->nodes), r->nodes > 1 ? "s" : "", cli_number(edges, r->edges), r->edges > 1 ? "s" : "", r->seconds);
    if (r->graph_late)
        printf("  Le graphe est en retard sur les documents (un passage interrompu) : le prochain « rhizome indexer » le refait.\n");
}

int index_verifier(int argc, char **argv)
{
    struct rhz_check_options o = {.size = sizeof o, .on_finding = on_finding};
    struct rhz_check_report report;
    struct rhz_error err;
    uint32_t memory = 0;
    bool quick = false;
    const struct cli_option options[] = {{"rapide", CLI_FLAG, &quick}, {"memoire", CLI_NUMBER, &memory}, {NULL, CLI_FLAG, NULL}};
    struct cli c;
    int status = cli_parse(&c, "verifier", argc, argv, options);

    if (status >= 0)
        return status;
    if (c.n_words)
        return cli_error("« verifier » ne prend que des options ; la base se donne avec --base.");
    o.quick = quick;
    o.memory_bytes = (uint64_t)memory << 20;
    o.context = &c;
    if (rhz_check(c.base, &o, &report, &err) != RHZ_OK)
        return cli_failed(&err);
    if (c.json)
        print_json(&report, quick);
    else
        print_report(&report, c.base, quick);
    return report.findings ? CLI_NOTHING : CLI_FOUND;
}
