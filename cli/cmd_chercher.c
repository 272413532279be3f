/* cmd_chercher.c -- full-text search, grouped by document for people, flat for programs. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "chercher.h"

enum { SHOWN_DOCUMENTS = 10, SHOWN_PASSAGES = 3, SHOWN_VALUES = 10 };

static bool read_mode(const char *text, enum rhz_search_mode *mode)
{
    if (!text)
        *mode = RHZ_SEARCH_AUTO;
    else if (strcmp(text, "et") == 0)
        *mode = RHZ_SEARCH_ALL;
    else if (strcmp(text, "ou") == 0)
        *mode = RHZ_SEARCH_ANY;
    else
        return cli_error("--mode attend « et » ou « ou », pas « %.32s ».", text), false;
    return true;
}

static bool read_sort(const char *text, enum rhz_search_sort *sort)
{
    if (!text || strcmp(text, "pertinence") == 0)
        *sort = RHZ_SORT_RELEVANCE;
    else if (strcmp(text, "date") == 0)
        *sort = RHZ_SORT_DATE;
    else
        return cli_error("--tri attend « pertinence » ou « date », pas « %.32s ».", text), false;
    return true;
}

static int print_count(const struct cli *c, const struct rhz_hits *hits)
{
    uint64_t total = rhz_hits_total(hits);

    if (c->json)
        printf("{\"t\":\"count\",\"passages\":%" PRIu64 ",\"here\":%" PRIu64 ",\"documents\":%" PRIu64 "}\n", total,
               rhz_hits_total_here(hits), rhz_hits_documents(hits));
    else
        printf("%" PRIu64 "\n", total);
    return total ? CLI_FOUND : CLI_NOTHING;
}

/* How the query was read, on standard error: the answers themselves stay the same for a program. */
static void print_messages(const struct rhz_hits *hits)
{
    enum { MOST_NAMES = 4 };

    if (*rhz_hits_hint(hits))
        fprintf(stderr, "%s\n", rhz_hits_hint(hits));
    for (size_t i = 0; i < rhz_hits_also_count(hits); i++) {
        const struct rhz_also *a = rhz_hits_also(hits, i);

        fprintf(stderr, "Pour « %s », aussi cherché :", a->typed);
        for (size_t k = 0; k < a->n_names && k < MOST_NAMES; k++)
            fprintf(stderr, "%s « %s »", k ? "," : "", a->names[k]);
        fprintf(stderr, "%s\n", a->n_names > MOST_NAMES ? "…" : ".");
    }
    if (*rhz_hits_suggestion(hits))
        fprintf(stderr, "Vouliez-vous dire : %s ?\n", rhz_hits_suggestion(hits));
}

/* The part of the query around what is wrong, and a caret below it. */
static void point_at(const char *query)
{
    enum { AROUND = 60 };
    size_t n = strlen(query), at, from, to, i;

    if (rhz_query_check(query, n, &at, NULL) != RHZ_INVALID || at > n)
        return;
    for (from = at > AROUND ? at - AROUND : 0; from < at && ((unsigned char)query[from] & 0xC0) == 0x80; from++)
        ;
    for (to = n - at > AROUND ? at + AROUND : n; to > at && ((unsigned char)query[to] & 0xC0) == 0x80; to--)
        ;
    fputs("  ", stderr);
    for (i = from; i < to; i++) /* no control character, no half of one that is ill-formed */
        fputc((unsigned char)query[i] < ' ' || query[i] == 0x7F || (unsigned char)query[i] >= 0xF8 ? ' ' : query[i], stderr);
    fputs("\n  ", stderr);
    for (i = from; i < at; i++)
        if (((unsigned char)query[i] & 0xC0) != 0x80)
            fputc(' ', stderr);
    fputs("^\n", stderr);
}

static int search(const struct cli *c, const char *query, const struct rhz_search_options *o, bool flat)
{
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_base *base;
    struct rhz_hits *hits = NULL;
    int status;

    if (!cli_open(c, &base))
        return CLI_ERROR;
    if (rhz_search(base, query, strlen(query), o, &hits, &err) != RHZ_OK) {
        status = cli_failed(&err);
        point_at(query);
    } else {
        print_messages(hits);
        if (o->count_only) {
            status = print_count(c, hits);
        } else if (rhz_hits_count(hits) == 0) {
            if (!c->json)
                fprintf(stderr, "Aucun passage trouvé.\n");
            status = CLI_NOTHING;
        } else {
            status = CLI_FOUND;
            if (c->json)
                status = cli_hits_json(hits, o->offset);
            else
                cli_hits_text(hits, o, flat);
        }
        if (o->facets && status != CLI_ERROR)
            cli_facets(c, hits);
    }
    rhz_hits_free(hits);
    rhz_base_close(base);
    return status;
}

static int search_words(const struct cli *c, const struct rhz_search_options *o, bool flat)
{
    char *query = cli_join_words(c, "les mots à chercher");
    int status = query ? search(c, query, o, flat) : CLI_ERROR;

    free(query);
    return status;
}

static int search_batch(const struct cli *c, const char *path, const char *format, const struct rhz_search_options *o)
{
    struct rhz_base *base;
    int status;

    if (!format || strcmp(format, "trec") != 0)
        return cli_error("--lot demande --format trec.");
    if (c->n_words)
        return cli_error("--lot lit les recherches dans un fichier : « %.60s » est de trop.", c->words[0]);
    if (!cli_open(c, &base))
        return CLI_ERROR;
    status = cli_chercher_lot(base, path, o);
    rhz_base_close(base);
    return status;
}

int cli_chercher(int argc, char **argv)
{
    struct rhz_search_options o = {.size = sizeof o};
    const char *mode = NULL, *sort = NULL, *batch = NULL, *format = NULL, *synonyms = NULL;
    struct rhz_synonyms *loaded = NULL;
    struct rhz_error err = {RHZ_OK, ""};
    bool flat = false, facets = false;
    const struct cli_option options[] = {
        {"limite", CLI_NUMBER, &o.limit}, {"debut", CLI_NUMBER, &o.offset},  {"mode", CLI_TEXT, &mode},
        {"passages", CLI_FLAG, &flat},    {"compter", CLI_FLAG, &o.count_only}, {"strict", CLI_FLAG, &o.strict}, {"lot", CLI_TEXT, &batch},
        {"format", CLI_TEXT, &format},    {"synonymes", CLI_TEXT, &synonyms}, {"tel-quel", CLI_FLAG, &o.literal},
        {"tri", CLI_TEXT, &sort},         {"facettes", CLI_FLAG, &facets},    {"expliquer", CLI_FLAG, &o.explain},
        {NULL, CLI_FLAG, NULL},
    };
    struct cli c;
    int status = cli_begin(&c, "chercher", argc, argv, options);

    if (status >= 0)
        return status;
    if (!read_mode(mode, &o.mode) || !read_sort(sort, &o.sort))
        return CLI_ERROR;
    if (facets && batch)
        return cli_error("--facettes ne va pas avec --lot.");
    o.facets = facets ? SHOWN_VALUES : 0;
    o.by_document = !flat && !c.json && !batch;
    o.per_document = SHOWN_PASSAGES;
    if (!o.limit)
        o.limit = o.by_document ? SHOWN_DOCUMENTS : 20;
    if (format && !batch)
        return cli_error("--format ne va qu'avec --lot.");
    if (synonyms && rhz_synonyms_load(synonyms, &loaded, &err) != RHZ_OK)
        return cli_failed(&err);
    o.synonyms = loaded;
    status = batch ? search_batch(&c, batch, format, &o) : search_words(&c, &o, flat);
    rhz_synonyms_free(loaded);
    return cli_finish(status);
}
