/* pages.h -- what answers each route. Each function fills the answer of the request that it gets. */
#ifndef HTTP_PAGES_H
#define HTTP_PAGES_H

#include "request.h"

void page_search(struct http_request *r);    /* / */
void page_entities(struct http_request *r);  /* /entites */
void page_entity(struct http_request *r);    /* /entite/ID */
void page_documents(struct http_request *r); /* /documents */
void page_document(struct http_request *r);  /* /document/ID */
void page_funding(struct http_request *r);   /* /financements */
void page_path(struct http_request *r);      /* /chemin */
void page_about(struct http_request *r);     /* /a-propos */

void api_search(struct http_request *r);
void api_entities(struct http_request *r);
void api_entity(struct http_request *r);
void api_links(struct http_request *r);
void api_suggestions(struct http_request *r);
void api_paths(struct http_request *r);
void api_documents(struct http_request *r);
void api_document(struct http_request *r);
void api_description(struct http_request *r); /* /api/v1/openapi.json */
void api_health(struct http_request *r);      /* /sante */
void api_figures(struct http_request *r);     /* /metriques */

#endif
