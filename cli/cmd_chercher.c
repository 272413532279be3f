/* cmd_chercher.c -- full-text search, grouped by document for people, flat for programs. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* ---- JSON ---- */

static void json_snippet(struct rhz_json *j, const struct rhz_hit *h)
{
    size_t n = strlen(h->snippet), at = 0, i, len = 0;
    char *marked = malloc(n + h->n_highlights * 7 + 1);

    for (i = 0; marked && i < h->n_highlights; i++) {
        memcpy(marked + len, h->snippet + at, h->highlights[i].start - at);
        len += h->highlights[i].start - at;
        memcpy(marked + len, "<b>", 3);
        len += 3;
        memcpy(marked + len, h->snippet + h->highlights[i].start, h->highlights[i].end - h->highlights[i].start);
        len += h->highlights[i].end - h->highlights[i].start;
        memcpy(marked + len, "</b>", 4);
        len += 4;
        at = h->highlights[i].end;
    }
    rhz_json_key(j, "snippet");
    if (marked) {
        memcpy(marked + len, h->snippet + at, n - at);
        rhz_json_string(j, marked, len + n - at);
    } else {
        rhz_json_cstring(j, h->snippet);
    }
    free(marked);
}

static void json_words(struct rhz_json *j, const char *key, const char *const *v, size_t n)
{
    size_t i;

    rhz_json_key(j, key);
    rhz_json_array(j);
    for (i = 0; i < n; i++)
        rhz_json_cstring(j, v[i]);
    rhz_json_end(j);
}

static void json_hit(struct rhz_json *j, const struct rhz_hit *h, uint32_t rank)
{
    char passage[40];

    snprintf(passage, sizeof passage, "%.16s/%u", h->document, h->ordinal);
    rhz_json_object(j);
    rhz_json_pair(j, "t", "hit");
    rhz_json_pair_unsigned(j, "rank", rank);
    rhz_json_key(j, "score");
    /* Beyond four decimals a score depends on the compiler. */
    rhz_json_real(j, (double)(int64_t)(h->score * 1e4 + 0.5) / 1e4);
    rhz_json_pair(j, "uri", h->uri);
    rhz_json_pair(j, "title", h->title);
    if (*h->date)
        rhz_json_pair(j, "date", h->date);
    if (*h->type)
        rhz_json_pair(j, "type", h->type);
    if (h->page)
        rhz_json_pair_unsigned(j, "page", h->page);
    if (h->line_from) {
        rhz_json_pair_unsigned(j, "line_from", h->line_from);
        rhz_json_pair_unsigned(j, "line_to", h->line_to);
    }
    json_words(j, "headings", h->headings, h->n_headings);
    json_words(j, "missing", h->missing, h->n_missing);
    json_snippet(j, h);
    rhz_json_pair(j, "passage", passage);
    rhz_json_end(j);
    rhz_json_newline(j);
}

static int print_json(const struct rhz_hits *hits, uint32_t offset)
{
    struct rhz_json *j = rhz_json_new();
    size_t i;

    if (!j)
        return cli_error("mémoire insuffisante.");
    for (i = 0; i < rhz_hits_count(hits); i++)
        json_hit(j, rhz_hits_get(hits, i), offset + (uint32_t)i + 1);
    cli_flush_json(j);
    rhz_json_free(j);
    return CLI_FOUND;
}

/* ---- text ---- */

static void print_snippet(const struct rhz_hit *h, int indent)
{
    const struct cli_style *s = cli_style();
    size_t at = 0, i;

    printf("%*s", indent, "");
    for (i = 0; i < h->n_highlights; i++) {
        printf("%.*s%s%.*s%s", (int)(h->highlights[i].start - at), h->snippet + at, s->match,
               (int)(h->highlights[i].end - h->highlights[i].start), h->snippet + h->highlights[i].start, s->off);
        at = h->highlights[i].end;
    }
    printf("%s\n", h->snippet + at);
}

static void print_document(const struct rhz_hit *h)
{
    const struct cli_style *s = cli_style();
    char date[32];

    printf("%s", s->bold);
    cli_print_line(*h->title ? h->title : h->uri, 120);
    printf("%s", s->off);
    if (*h->date)
        printf("  %s%s%s", s->dim, cli_date(date, h->date), s->off);
    putchar('\n');
    if (!*h->title)
        return;
    fputs(s->name, stdout);
    cli_print_line(h->uri, 0);
    printf("%s\n", s->off);
}

static void print_passage(const struct rhz_hit *h)
{
    const struct cli_style *s = cli_style();
    size_t i;

    printf("  %s", s->dim);
    if (h->page)
        printf("p. %u%s", h->page, h->line_from ? ", " : "");
    if (h->line_from)
        printf("l. %u", h->line_from);
    if (h->line_to > h->line_from)
        printf("-%u", h->line_to);
    for (i = 0; i < h->n_headings; i++) {
        fputs(i ? " › " : "  ", stdout);
        cli_print_line(h->headings[i], 60);
    }
    printf("%s\n", s->off);
    print_snippet(h, 4);
}

static void print_missing(const struct rhz_hit *h)
{
    size_t i;

    fputs("Sans ", stdout);
    for (i = 0; i < h->n_missing; i++)
        printf("%s« %s »", i == 0 ? "" : i + 1 == h->n_missing ? " ni " : ", ", h->missing[i]);
    fputs(" :\n\n", stdout);
}

static bool same_missing(const struct rhz_hit *a, const struct rhz_hit *b)
{
    size_t i;

    if (a->n_missing != b->n_missing)
        return false;
    for (i = 0; i < a->n_missing; i++)
        if (strcmp(a->missing[i], b->missing[i]) != 0)
            return false;
    return true;
}

/* The hits that lack the same words as hit `first`, by document, a document where its best passage stands. */
static void print_group(const struct rhz_hits *hits, size_t first, bool flat, bool *done)
{
    const struct rhz_hit *group = rhz_hits_get(hits, first);
    size_t i, k, n = rhz_hits_count(hits);

    for (i = first; i < n; i++) {
        const struct rhz_hit *h = rhz_hits_get(hits, i);
        if (done[i] || !same_missing(h, group))
            continue;
        print_document(h);
        for (k = i; k < n && (k == i || !flat); k++) {
            const struct rhz_hit *other = rhz_hits_get(hits, k);
            if (done[k] || strcmp(other->document, h->document) != 0 || !same_missing(other, group))
                continue;
            done[k] = true;
            print_passage(other);
        }
        putchar('\n');
    }
}

static void print_footer(const struct rhz_hits *hits, uint32_t offset)
{
    uint64_t total = rhz_hits_total(hits);
    size_t shown = rhz_hits_count(hits);
    char n[32];

    if (total == 0)
        fputs("Aucun passage n'a tous les mots.\n", stdout);
    else
        printf("%s passage%s %s tous les mots", cli_number(n, total), total > 1 ? "s" : "", total > 1 ? "ont" : "a");
    if (total > offset + shown)
        printf(" ; les suivants : --debut %zu", offset + shown);
    if (total)
        fputs(".\n", stdout);
}

static int print_text(const struct rhz_hits *hits, uint32_t offset, bool flat)
{
    size_t n = rhz_hits_count(hits), i;
    bool *done = calloc(n + 1, sizeof *done);

    if (!done)
        return cli_error("mémoire insuffisante.");
    for (i = 0; i < n; i++) {
        if (done[i])
            continue;
        if (rhz_hits_get(hits, i)->n_missing)
            print_missing(rhz_hits_get(hits, i));
        print_group(hits, i, flat, done);
    }
    free(done);
    print_footer(hits, offset);
    return CLI_FOUND;
}

/* ---- command ---- */

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

static int print_count(const struct cli *c, uint64_t total)
{
    if (c->json)
        printf("{\"t\":\"count\",\"passages\":%" PRIu64 "}\n", total);
    else
        printf("%" PRIu64 "\n", total);
    return total ? CLI_FOUND : CLI_NOTHING;
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
    } else {
        if (*rhz_hits_hint(hits))
            fprintf(stderr, "%s\n", rhz_hits_hint(hits));
        if (o->count_only) {
            status = print_count(c, rhz_hits_total(hits));
        } else if (rhz_hits_count(hits) == 0) {
            if (!c->json)
                fprintf(stderr, "Aucun passage trouvé.\n");
            status = CLI_NOTHING;
        } else {
            status = c->json ? print_json(hits, o->offset) : print_text(hits, o->offset, flat);
        }
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
    const char *mode = NULL, *batch = NULL, *format = NULL;
    bool flat = false;
    const struct cli_option options[] = {
        {"limite", CLI_NUMBER, &o.limit}, {"debut", CLI_NUMBER, &o.offset},  {"mode", CLI_TEXT, &mode},
        {"passages", CLI_FLAG, &flat},    {"compter", CLI_FLAG, &o.count_only}, {"strict", CLI_FLAG, &o.strict}, {"lot", CLI_TEXT, &batch},
        {"format", CLI_TEXT, &format},    {NULL, CLI_FLAG, NULL},
    };
    struct cli c;
    int status = cli_begin(&c, "chercher", argc, argv, options);

    if (status >= 0)
        return status;
    if (!read_mode(mode, &o.mode))
        return CLI_ERROR;
    if (format && !batch)
        return cli_error("--format ne va qu'avec --lot.");
    return cli_finish(batch ? search_batch(&c, batch, format, &o) : search_words(&c, &o, flat));
}
