/* api.c -- the JSON answers. Objects are those of the command line (cli/objects.c), in an envelope that says how to go on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assets.h"
#include "cli.h"
#include "pages.h"
#include "server.h"
#include "words.h"

enum { LIMIT = 20, LIMIT_MOST = 200 };

/** The envelope: what is found in all, where the next part is. A cursor is an offset: within one publication lists do not move. */
static struct rhz_json *begin_list(void)
{
    struct rhz_json *j = rhz_json_new();

    if (!j)
        return NULL;
    rhz_json_object(j);
    rhz_json_key(j, "items");
    rhz_json_array(j);
    return j;
}

static void end_list(struct http_request *r, struct rhz_json *j, uint64_t total, uint64_t next)
{
    char digits[24];
    struct url u;

    rhz_json_end(j);
    rhz_json_pair_unsigned(j, "total", total);
    if (next && next < total) {
        snprintf(digits, sizeof digits, "%llu", (unsigned long long)next);
        u = url_with(r, "curseur", digits, NULL);
        rhz_json_pair(j, "next", u.text);
    }
    rhz_json_end(j);
    http_answer_json(r, j);
}

static uint32_t limit_of(const struct http_request *r)
{
    uint32_t n = (uint32_t)http_number(r, "limite", LIMIT, LIMIT_MOST);

    return n ? n : 1;
}

static uint32_t cursor_of(const struct http_request *r)
{
    return (uint32_t)http_number(r, "curseur", 0, 1000000);
}

static uint64_t id_of(const struct http_request *r)
{
    return strtoull(r->segments[3], NULL, 10);
}

void api_search(struct http_request *r)
{
    const char *query = http_parameter(r, "q"), *mode = http_parameter(r, "mode");
    struct rhz_search_options o = {.size = sizeof o, .limit = limit_of(r), .offset = cursor_of(r), .deadline_ms = r->deadline_ms};
    struct rhz_hits *hits = NULL;
    struct rhz_error err;
    struct rhz_json *j;
    size_t i;

    o.mode = strcmp(mode, "et") == 0 ? RHZ_SEARCH_ALL : strcmp(mode, "ou") == 0 ? RHZ_SEARCH_ANY : RHZ_SEARCH_AUTO;
    if (rhz_search(r->base, query, strlen(query), &o, &hits, &err) != RHZ_OK) {
        http_failed(r, &err);
        return;
    }
    if ((j = begin_list()) != NULL) {
        for (i = 0; i < rhz_hits_count(hits); i++)
            cli_json_hit(j, rhz_hits_get(hits, i), o.offset + (uint32_t)i + 1);
        end_list(r, j, rhz_hits_total(hits), rhz_hits_count(hits) == o.limit ? o.offset + o.limit : 0);
    } else {
        http_error(r, 500, "La mémoire manque.");
    }
    rhz_hits_free(hits);
}

/** Names of entities that begin with, or hold, what was typed. */
void api_suggestions(struct http_request *r)
{
    struct rhz_entities *found = NULL;
    struct rhz_error err;
    struct rhz_json *j;
    size_t i;

    if (rhz_entities_find(r->base, http_parameter(r, "q"), NULL, limit_of(r), &found, &err) != RHZ_OK) {
        http_failed(r, &err);
        return;
    }
    if ((j = begin_list()) != NULL) {
        for (i = 0; i < rhz_entities_count(found); i++) {
            const struct rhz_entity *e = rhz_entities_get(found, i);
            rhz_json_object(j);
            rhz_json_pair(j, "text", e->name);
            rhz_json_pair(j, "kind", e->kind);
            rhz_json_pair_unsigned(j, "id", e->id);
            rhz_json_end(j);
        }
        end_list(r, j, rhz_entities_total(found), 0);
    }
    rhz_entities_free(found);
}

void api_entities(struct http_request *r)
{
    const char *name = http_parameter(r, "nom"), *kind = http_parameter(r, "genre");
    uint32_t limit = limit_of(r), offset = cursor_of(r);
    struct rhz_entities *found = NULL;
    struct rhz_error err;
    struct rhz_json *j;
    size_t i;

    kind = *kind ? kind : NULL;
    if ((*name ? rhz_entities_find(r->base, name, kind, limit, &found, &err) : rhz_entities_list(r->base, kind, offset, limit, &found, &err)) != RHZ_OK) {
        http_failed(r, &err);
        return;
    }
    if ((j = begin_list()) != NULL) {
        for (i = 0; i < rhz_entities_count(found); i++)
            cli_json_entity(j, rhz_entities_get(found, i));
        end_list(r, j, rhz_entities_total(found), *name ? 0 : offset + limit);
    }
    rhz_entities_free(found);
}

void api_entity(struct http_request *r)
{
    struct rhz_entities *found = NULL;
    struct rhz_error err;
    struct rhz_json *j;

    if (rhz_entities_by_id(r->base, id_of(r), &found, &err) != RHZ_OK || rhz_entities_count(found) == 0)
        http_error(r, 404, "Aucune entité ne porte ce numéro.");
    else if ((j = rhz_json_new()) != NULL) {
        cli_json_entity(j, rhz_entities_get(found, 0));
        http_answer_json(r, j);
    }
    rhz_entities_free(found);
}

void api_links(struct http_request *r)
{
    const char *relation = http_parameter(r, "relation"), *year = http_parameter(r, "annee"), *way = http_parameter(r, "sens");
    struct rhz_link_filter f = {.size = sizeof f, .relation = *relation ? relation : NULL};
    uint32_t limit = limit_of(r), offset = cursor_of(r);
    struct rhz_links *links = NULL;
    struct rhz_error err;
    struct rhz_json *j;
    size_t i;

    f.direction = strcmp(way, "sortant") == 0 ? 1 : strcmp(way, "entrant") == 0 ? -1 : 0;
    if ((*year && rhz_period_parse(year, &f.period, &err) != RHZ_OK) || rhz_links_of(r->base, id_of(r), &f, &links, &err) != RHZ_OK) {
        http_failed(r, &err);
        return;
    }
    if ((j = begin_list()) != NULL) {
        for (i = offset; i < rhz_links_count(links) && i < (size_t)offset + limit; i++)
            cli_json_link(j, rhz_links_get(links, i));
        end_list(r, j, rhz_links_count(links), offset + limit);
    }
    rhz_links_free(links);
}

void api_paths(struct http_request *r)
{
    struct rhz_path_options o = {.size = sizeof o, .limit = limit_of(r), .deadline_ms = r->deadline_ms};
    struct rhz_paths *paths = NULL;
    struct rhz_error err;
    struct rhz_json *j;
    size_t i, at, n, k;

    o.limit = o.limit > 20 ? 20 : o.limit;
    if (rhz_paths_between(r->base, http_number(r, "de", 0, UINT64_MAX), http_number(r, "a", 0, UINT64_MAX), &o, &paths, &err) != RHZ_OK) {
        http_failed(r, &err);
        return;
    }
    if ((j = begin_list()) != NULL) {
        for (i = 0; i < rhz_paths_count(paths); i++) {
            rhz_json_array(j);
            for (at = 0; at < rhz_paths_length(paths); at++) {
                const struct rhz_link *links = rhz_paths_links(paths, i, at, &n);
                rhz_json_array(j);
                for (k = 0; k < n; k++)
                    cli_json_link(j, &links[k]);
                rhz_json_end(j);
            }
            rhz_json_end(j);
        }
        end_list(r, j, rhz_paths_count(paths), 0);
    }
    rhz_paths_free(paths);
}

void api_documents(struct http_request *r)
{
    uint32_t limit = limit_of(r), offset = cursor_of(r);
    struct rhz_documents *found = NULL;
    struct rhz_error err;
    struct rhz_json *j;
    size_t i;

    if (rhz_documents_list(r->base, offset, limit, &found, &err) != RHZ_OK) {
        http_failed(r, &err);
        return;
    }
    if ((j = begin_list()) != NULL) {
        for (i = 0; i < rhz_documents_count(found); i++)
            if (!rhz_documents_get(found, i)->internal)
                cli_json_document(j, rhz_documents_get(found, i));
        end_list(r, j, rhz_documents_total(found), offset + limit);
    }
    rhz_documents_free(found);
}

void api_document(struct http_request *r)
{
    struct rhz_documents *found = NULL;
    struct rhz_error err;
    struct rhz_json *j;

    if (rhz_document_find(r->base, r->segments[3], &found, &err) != RHZ_OK || rhz_documents_get(found, 0)->internal)
        http_error(r, 404, "Aucun document public ne porte ce numéro.");
    else if ((j = rhz_json_new()) != NULL) {
        cli_json_document(j, rhz_documents_get(found, 0));
        http_answer_json(r, j);
    }
    rhz_documents_free(found);
}

void api_description(struct http_request *r)
{
    const char *type, *bytes;
    size_t n;

    if ((bytes = asset_find(asset_path(ASSET_API), &n, &type)) != NULL) {
        r->type = type;
        http_buf_append(&r->body, bytes, n);
    }
}

void api_health(struct http_request *r)
{
    uint64_t publication = 0;
    struct rhz_error err;
    struct rhz_json *j;

    r->cache = "no-store";
    if (rhz_base_publication(r->base, &publication, &err) != RHZ_OK) {
        http_failed(r, &err);
        return;
    }
    if ((j = rhz_json_new()) != NULL) {
        rhz_json_object(j);
        rhz_json_pair(j, "status", "ok");
        rhz_json_pair(j, "version", rhz_version());
        rhz_json_pair_unsigned(j, "publication", publication);
        rhz_json_end(j);
        http_answer_json(r, j);
    }
}

/** In the text form that Prometheus reads. */
void api_figures(struct http_request *r)
{
    static const char *const LANES[] = {"immediate", "legere", "lourde"};
    struct http_figures f;
    char line[256];
    unsigned i;

    http_figures(&f);
    r->type = "text/plain; version=0.0.4; charset=utf-8";
    r->cache = "no-store";
    http_buf_str(&r->body, "# TYPE rhizome_requests_total counter\n");
    for (i = 2; i < 6; i++) {
        snprintf(line, sizeof line, "rhizome_requests_total{class=\"%uxx\"} %llu\n", i, (unsigned long long)f.requests[i]);
        http_buf_str(&r->body, line);
    }
    snprintf(line, sizeof line,
             "# TYPE rhizome_request_seconds_total counter\nrhizome_request_seconds_total %.6f\n# TYPE rhizome_body_bytes_total counter\n"
             "rhizome_body_bytes_total %llu\n# TYPE rhizome_refused_busy_total counter\nrhizome_refused_busy_total %llu\n"
             "# TYPE rhizome_waiting gauge\n",
             (double)f.microseconds / 1e6, (unsigned long long)f.bytes, (unsigned long long)f.refused_busy);
    http_buf_str(&r->body, line);
    for (i = HTTP_LIGHT; i < HTTP_LANES; i++) {
        snprintf(line, sizeof line, "rhizome_waiting{lane=\"%s\"} %u\n", LANES[i], f.waiting[i]);
        http_buf_str(&r->body, line);
    }
    snprintf(line, sizeof line, "# TYPE rhizome_start_time_seconds gauge\nrhizome_start_time_seconds %llu\n", (unsigned long long)f.started);
    http_buf_str(&r->body, line);
}
