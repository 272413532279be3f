/* routes.c -- the table of addresses. */
#include <string.h>

#include "pages.h"
#include "server.h"

static const struct http_route ROUTES[] = {
    {"/", HTTP_HEAVY, true, page_search},
    {"/entites", HTTP_LIGHT, true, page_entities},
    {"/entite/?", HTTP_LIGHT, true, page_entity},
    {"/documents", HTTP_LIGHT, true, page_documents},
    {"/document/?", HTTP_LIGHT, true, page_document},
    {"/financements", HTTP_HEAVY, true, page_funding},
    {"/chemin", HTTP_HEAVY, true, page_path},
    {"/a-propos", HTTP_LIGHT, true, page_about},
    {"/api/v1/recherche", HTTP_HEAVY, true, api_search},
    {"/api/v1/entites", HTTP_LIGHT, true, api_entities},
    {"/api/v1/entites/?", HTTP_LIGHT, true, api_entity},
    {"/api/v1/entites/?/liens", HTTP_LIGHT, true, api_links},
    {"/api/v1/suggestions", HTTP_LIGHT, true, api_suggestions},
    {"/api/v1/chemins", HTTP_HEAVY, true, api_paths},
    {"/api/v1/documents", HTTP_LIGHT, true, api_documents},
    {"/api/v1/documents/?", HTTP_LIGHT, true, api_document},
    {"/api/v1/openapi.json", HTTP_LIGHT, false, api_description},
    {"/sante", HTTP_LIGHT, false, api_health},
    {"/metriques", HTTP_AT_ONCE, false, api_figures},
};

static bool matches(const char *pattern, const struct http_request *r)
{
    size_t i;

    for (i = 0; *pattern == '/'; i++) {
        size_t n = strcspn(++pattern, "/");
        if (n == 0)
            break;
        if (i == r->n_segments || (!(n == 1 && *pattern == '?') && (strlen(r->segments[i]) != n || memcmp(r->segments[i], pattern, n) != 0)))
            return false;
        pattern += n;
    }
    return i == r->n_segments;
}

const struct http_route *http_route(const struct http_request *r)
{
    size_t i;

    for (i = 0; i < sizeof ROUTES / sizeof ROUTES[0]; i++)
        if (matches(ROUTES[i].pattern, r))
            return &ROUTES[i];
    return NULL;
}
