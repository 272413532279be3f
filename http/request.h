/* request.h -- one request and the answer being made for it. A request belongs to one thread at a time: the one that reads it,
 * then a worker, then the one that sends it. */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rhizome.h"
#include "rhizome_json.h"

enum { HTTP_PARAMETERS_MOST = 64, HTTP_URL_MOST = 8192, HTTP_SEGMENTS_MOST = 8 };

struct http_parameter {
    const char *name, *value; /* UTF-8, without control characters */
};

/** Bytes that grow; a failed growth is remembered. */
struct http_buf {
    char *p;
    size_t n, cap;
    bool failed;
};
void http_buf_append(struct http_buf *b, const void *p, size_t n);
void http_buf_str(struct http_buf *b, const char *s);
void http_buf_free(struct http_buf *b);

struct http_request {
    const char *path;                     /* "/entite/123", decoded */
    const char *segments[HTTP_SEGMENTS_MOST]; /* of the path */
    size_t n_segments;
    struct http_parameter parameters[HTTP_PARAMETERS_MOST];
    size_t n_parameters;
    bool head;                            /* HEAD: no body is sent */
    bool json;                            /* under /api: errors are application/problem+json */
    const char *if_none_match;            /* or NULL */
    struct rhz_base *base;
    uint32_t deadline_ms;

    /* The answer. */
    unsigned status;
    const char *type;                     /* Content-Type */
    const char *cache;                    /* Cache-Control */
    char etag[40];                        /* "" : none */
    char location[HTTP_URL_MOST];         /* of a redirection */
    struct http_buf body;
    struct http_buf memory;               /* holds path and parameters */
};

/** The value of a parameter, "" where it is absent. */
const char *http_parameter(const struct http_request *r, const char *name);
/** The same as a number of at most `most`; `usual` where it is absent or no number. */
uint64_t http_number(const struct http_request *r, const char *name, uint64_t usual, uint64_t most);

/**
 * Cut `url` (still percent-encoded, as sent) into path, segments and parameters. False: not UTF-8, control characters, too many
 * parameters, a segment that is "." or "..", too long.
 */
bool http_parse(struct http_request *r, const char *url);

/** Answer with an error: a problem document under /api, else a page. `text`: one French sentence. */
void http_error(struct http_request *r, unsigned status, const char *text);
/** The same for an error of the library. */
void http_failed(struct http_request *r, const struct rhz_error *err);

/** The JSON gathered becomes the body; frees it. */
void http_answer_json(struct http_request *r, struct rhz_json *j);

#endif
