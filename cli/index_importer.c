/* index_importer.c -- `rhizome importer`: the open form -> a new base. */
#include <string.h>

#include "cli.h"
#include "index_commands.h"
#include "rhizome_index.h"

static int print_json(const struct rhz_import_report *r)
{
    struct rhz_json *j = rhz_json_new();

    if (!j)
        return cli_error("mémoire insuffisante.");
    rhz_json_object(j);
    rhz_json_pair(j, "t", "report");
    rhz_json_pair_unsigned(j, "documents", r->documents);
    rhz_json_pair_unsigned(j, "nodes", r->nodes);
    rhz_json_pair_unsigned(j, "edges", r->edges);
    rhz_json_pair_unsigned(j, "properties", r->properties);
    rhz_json_pair_unsigned(j, "base_bytes", r->base_bytes);
    rhz_json_key(j, "seconds");
    rhz_json_real(j, r->seconds);
    rhz_json_end(j);
    rhz_json_newline(j);
    cli_flush_json(j);
    rhz_json_free(j);
    return CLI_FOUND;
}

int index_importer(int argc, char **argv)
{
    struct rhz_import_report r;
    struct rhz_error err = {RHZ_OK, ""};
    uint32_t memory = 0;
    bool quiet = false, open = false;
    const struct cli_option options[] = {{"libre", CLI_FLAG, &open}, {"memoire", CLI_NUMBER, &memory}, {"silencieux", CLI_FLAG, &quiet}, {NULL, CLI_FLAG, NULL}};
    struct cli c;
    char documents[32], nodes[32], edges[32], properties[32];
    int status = cli_parse(&c, "importer", argc, argv, options);

    if (status >= 0)
        return status;
    if (c.n_words != 1)
        return cli_error("« importer » attend un fichier .jsonl, ou « - ». Voir « rhizome aide importer ».");
    if (rhz_import(c.base, strcmp(c.words[0], "-") == 0 ? NULL : c.words[0], open, (uint64_t)memory << 20, &r, &err) != RHZ_OK)
        return cli_failed(&err);
    if (c.json)
        return print_json(&r);
    if (!quiet)
        printf("Base %s : %s document%s, %s nœud%s, %s lien%s, %s propriété%s, importés en %.2f s.\n", c.base,
               cli_number(documents, r.documents), r.documents > 1 ? "s" : "", cli_number(nodes, r.nodes), r.nodes > 1 ? "s" : "",
               cli_number(edges, r.edges), r.edges > 1 ? "s" : "", cli_number(properties, r.properties),
               r.properties > 1 ? "s" : "", r.seconds);
    return CLI_FOUND;
}
