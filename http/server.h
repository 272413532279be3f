/* server.h -- `rhizome servir`: one thread reads and writes sockets, workers answer. A request that may be slow (search, path,
 * question) has workers and a queue of its own, so that it never makes a light one wait; each has a deadline; a queue that is
 * full answers 503 at once.
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "request.h"

enum http_lane { HTTP_AT_ONCE, HTTP_LIGHT, HTTP_HEAVY, HTTP_LANES };

struct http_settings {
    const char *base, *address; /* address: "127.0.0.1", "::1"; loopback unless asked otherwise */
    uint16_t port;
    const char *journal;        /* file of the access log; NULL: none */
    uint32_t deadline_ms;       /* of a heavy request */
    unsigned workers;           /* of each lane */
    unsigned connections, connections_per_address;
};

/** Serve until SIGTERM or SIGINT; requests under way are finished. One French sentence in err when it cannot begin. */
rhz_status http_serve(const struct http_settings *s, struct rhz_error *err);

/* ---- routes (routes.c) ---- */

struct http_route {
    const char *pattern;   /* "/entite/?": '?' stands for one segment */
    enum http_lane lane;
    bool cached;           /* the answer depends on the address and the publication alone */
    void (*answer)(struct http_request *r);
};
/** The route of a path; NULL: there is none. */
const struct http_route *http_route(const struct http_request *r);

/* ---- figures, for /metriques ---- */

struct http_figures {
    uint64_t requests[6];       /* by first digit of the status */
    uint64_t microseconds, bytes;
    uint64_t not_modified, refused_busy;
    unsigned waiting[HTTP_LANES];
    uint64_t started;           /* seconds since 1970 */
};
void http_figures(struct http_figures *out);

#endif
