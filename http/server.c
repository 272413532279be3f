/* server.c -- sockets by libmicrohttpd (one epoll thread), answers by workers.
 *
 * A request is suspended while a worker has it: the thread of sockets never computes but for static files and refusals, so ten
 * thousand idle clients and a few slow ones cost the others nothing.
 */
#include "server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

#include "assets.h"

enum { QUEUE_MOST = 256, IDLE_SECONDS = 15, DESCRIPTORS_BESIDE = 64 };

struct exchange {
    struct http_request request;
    struct MHD_Connection *connection;
    const struct http_route *route;
    struct exchange *next;
    char *url;
    const char *method;
    uint64_t begun_us;
    bool seen, answered;
};

struct lane {
    pthread_mutex_t lock;
    pthread_cond_t some;
    struct exchange *first, **last;
    unsigned waiting;
    bool closing;
};

static struct server {
    const struct http_settings *settings;
    struct rhz_base *base;
    struct lane lanes[HTTP_LANES];
    pthread_mutex_t lock; /* of what follows */
    struct http_figures figures;
    FILE *journal;
} server = {.lock = PTHREAD_MUTEX_INITIALIZER};

static uint64_t now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

/* ---- workers ---- */

static bool enqueue(struct lane *l, struct exchange *x)
{
    bool taken;

    pthread_mutex_lock(&l->lock);
    taken = l->waiting < QUEUE_MOST && !l->closing;
    if (taken) {
        x->next = NULL;
        *l->last = x;
        l->last = &x->next;
        l->waiting++;
        pthread_cond_signal(&l->some);
    }
    pthread_mutex_unlock(&l->lock);
    return taken;
}

static struct exchange *dequeue(struct lane *l)
{
    struct exchange *x;

    pthread_mutex_lock(&l->lock);
    while (!l->first && !l->closing)
        pthread_cond_wait(&l->some, &l->lock);
    if ((x = l->first) != NULL) {
        l->first = x->next;
        if (!l->first)
            l->last = &l->first;
        l->waiting--;
    }
    pthread_mutex_unlock(&l->lock);
    return x;
}

static void *work(void *context)
{
    struct lane *l = context;
    struct exchange *x;

    while ((x = dequeue(l)) != NULL) {
        x->route->answer(&x->request);
        x->answered = true;
        MHD_resume_connection(x->connection);
    }
    return NULL;
}

/* ---- answers ---- */

static void set_etag(struct http_request *r, const char *url)
{
    uint64_t publication = 0;
    struct rhz_error err;

    if (rhz_base_publication(r->base, &publication, &err) == RHZ_OK)
        snprintf(r->etag, sizeof r->etag, "\"%llx-%016llx\"", (unsigned long long)publication,
                 (unsigned long long)XXH3_64bits_withSeed(url, strlen(url), XXH3_64bits(asset_path(ASSET_STYLE), strlen(asset_path(ASSET_STYLE)))));
}

static void add_headers(struct MHD_Response *m, const struct http_request *r)
{
    static const char POLICY[] = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
                                 "base-uri 'none'; frame-ancestors 'none'";

    MHD_add_response_header(m, "Content-Type", r->type ? r->type : "text/plain; charset=utf-8");
    MHD_add_response_header(m, "Content-Security-Policy", POLICY);
    MHD_add_response_header(m, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(m, "Referrer-Policy", "same-origin");
    MHD_add_response_header(m, "Cross-Origin-Opener-Policy", "same-origin");
    MHD_add_response_header(m, "Cache-Control", r->cache ? r->cache : "no-cache");
    if (r->etag[0])
        MHD_add_response_header(m, "ETag", r->etag);
    if (r->location[0])
        MHD_add_response_header(m, "Location", r->location);
    if (r->status == 405)
        MHD_add_response_header(m, "Allow", "GET, HEAD");
    if (r->status == 503)
        MHD_add_response_header(m, "Retry-After", "2");
}

static void note(const struct exchange *x, size_t bytes)
{
    const struct http_request *r = &x->request;
    uint64_t took = now_us() - x->begun_us;
    char when[32] = "";
    time_t t = time(NULL);
    struct tm tm;

    pthread_mutex_lock(&server.lock);
    server.figures.requests[r->status / 100 % 6]++;
    server.figures.microseconds += took;
    server.figures.bytes += bytes;
    server.figures.not_modified += r->status == 304;
    server.figures.refused_busy += r->status == 503;
    if (server.journal && gmtime_r(&t, &tm)) {
        strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &tm);
        fprintf(server.journal, "%s %s %s %u %zu %.1f\n", when, x->method, x->url, r->status, bytes, (double)took / 1e3);
        fflush(server.journal);
    }
    pthread_mutex_unlock(&server.lock);
}

static enum MHD_Result send_answer(struct exchange *x)
{
    struct http_request *r = &x->request;
    struct MHD_Response *m;
    enum MHD_Result sent;
    size_t n = r->body.n;

    if (r->body.failed) {
        http_buf_free(&r->body);
        http_error(r, 500, "La mémoire manque.");
        n = r->body.failed ? 0 : r->body.n;
    }
    m = MHD_create_response_from_buffer(n, r->body.p, MHD_RESPMEM_MUST_FREE);
    if (!m)
        return MHD_NO;
    memset(&r->body, 0, sizeof r->body); /* it is the response's now */
    add_headers(m, r);
    note(x, n);
    sent = MHD_queue_response(x->connection, r->status, m);
    MHD_destroy_response(m);
    return sent;
}

static enum MHD_Result send_asset(struct exchange *x, const char *bytes, size_t n)
{
    struct MHD_Response *m = MHD_create_response_from_buffer(n, (void *)(uintptr_t)bytes, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result sent;

    if (!m)
        return MHD_NO;
    x->request.cache = "public, max-age=31536000, immutable";
    add_headers(m, &x->request);
    note(x, n);
    sent = MHD_queue_response(x->connection, 200, m);
    MHD_destroy_response(m);
    return sent;
}

static enum MHD_Result refuse(struct exchange *x, unsigned status, const char *text)
{
    http_error(&x->request, status, text);
    return send_answer(x);
}

/* ---- requests ---- */

/** The address as sent, before anybody decodes it. */
static void *on_address(void *context, const char *url, struct MHD_Connection *connection)
{
    struct exchange *x = calloc(1, sizeof *x);

    (void)context;
    (void)connection;
    if (x && !(x->url = strdup(url))) {
        free(x);
        x = NULL;
    }
    if (x)
        x->begun_us = now_us();
    return x;
}

static void on_completed(void *context, struct MHD_Connection *connection, void **held, enum MHD_RequestTerminationCode why)
{
    struct exchange *x = *held;

    (void)context;
    (void)connection;
    (void)why;
    if (!x)
        return;
    http_buf_free(&x->request.body);
    http_buf_free(&x->request.memory);
    free(x->url);
    free(x);
    *held = NULL;
}

static enum MHD_Result begin(struct exchange *x)
{
    struct http_request *r = &x->request;
    const char *type, *bytes;
    size_t n;

    r->status = 200;
    r->base = server.base;
    r->deadline_ms = server.settings->deadline_ms;
    r->head = strcmp(x->method, "HEAD") == 0;
    r->path = "";
    if (strcmp(x->method, "GET") != 0 && !r->head)
        return refuse(x, 405, "Ce service se lit seulement : GET ou HEAD.");
    if (!http_parse(r, x->url))
        return refuse(x, strlen(x->url) > HTTP_URL_MOST ? 414 : 400, "Cette adresse n'est pas bien formée.");
    if ((bytes = asset_find(r->path, &n, &type)) != NULL) {
        r->type = type;
        return send_asset(x, bytes, n);
    }
    if (!(x->route = http_route(r)))
        return refuse(x, 404, "Il n'y a rien à cette adresse.");
    r->if_none_match = MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, "If-None-Match");
    if (x->route->cached) {
        set_etag(r, x->url);
        if (r->etag[0] && r->if_none_match && strstr(r->if_none_match, r->etag)) {
            r->status = 304;
            return send_answer(x);
        }
    }
    if (x->route->lane == HTTP_AT_ONCE) {
        x->route->answer(r);
        return send_answer(x);
    }
    MHD_suspend_connection(x->connection);
    if (!enqueue(&server.lanes[x->route->lane], x)) {
        http_error(r, 503, "Le service a trop de demandes en cours. Réessayez dans un instant.");
        x->answered = true;
        MHD_resume_connection(x->connection);
    }
    return MHD_YES;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
                                  const char *upload, size_t *upload_bytes, void **held)
{
    struct exchange *x = *held;

    (void)context;
    (void)url;
    (void)version;
    (void)upload;
    if (!x)
        return MHD_NO;
    if (!x->seen) { /* headers are there; the answer may come with the next call */
        x->seen = true;
        x->connection = connection;
        x->method = method;
        return MHD_YES;
    }
    if (*upload_bytes) {
        *upload_bytes = 0;
        return MHD_YES;
    }
    return x->answered ? send_answer(x) : begin(x);
}

/* ---- beginning and end ---- */

void http_figures(struct http_figures *out)
{
    unsigned i;

    pthread_mutex_lock(&server.lock);
    *out = server.figures;
    pthread_mutex_unlock(&server.lock);
    for (i = 0; i < HTTP_LANES; i++) {
        pthread_mutex_lock(&server.lanes[i].lock);
        out->waiting[i] = server.lanes[i].waiting;
        pthread_mutex_unlock(&server.lanes[i].lock);
    }
}

static void raise_descriptors(unsigned wanted)
{
    struct rlimit l;

    if (getrlimit(RLIMIT_NOFILE, &l) != 0 || l.rlim_cur >= wanted)
        return;
    l.rlim_cur = l.rlim_max < wanted ? l.rlim_max : wanted;
    setrlimit(RLIMIT_NOFILE, &l);
}

static rhz_status fail(struct rhz_error *err, rhz_status status, const char *format, const char *what, const char *why)
{
    err->status = status;
    snprintf(err->text, sizeof err->text, format, what, why);
    return status;
}

static rhz_status find_address(const struct http_settings *s, struct sockaddr_storage *out, struct rhz_error *err)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM}, *found = NULL;
    char port[8];

    snprintf(port, sizeof port, "%u", s->port);
    if (getaddrinfo(s->address, port, &hints, &found) != 0 || !found)
        return fail(err, RHZ_INVALID, "« %s » n'est pas une adresse IP.%s", s->address, "");
    memcpy(out, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return RHZ_OK;
}

static rhz_status open_all(const struct http_settings *s, struct rhz_error *err)
{
    unsigned i;

    server.settings = s;
    server.figures.started = (uint64_t)time(NULL);
    for (i = 0; i < HTTP_LANES; i++) {
        pthread_mutex_init(&server.lanes[i].lock, NULL);
        pthread_cond_init(&server.lanes[i].some, NULL);
        server.lanes[i].last = &server.lanes[i].first;
    }
    if (s->journal && !(server.journal = fopen(s->journal, "ae")))
        return fail(err, RHZ_IO, "%s : %s.", s->journal, strerror(errno));
    return rhz_base_open(s->base, &server.base, err);
}

static struct MHD_Daemon *start_daemon(const struct http_settings *s, const struct sockaddr_storage *address)
{
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | (address->ss_family == AF_INET6 ? MHD_USE_IPv6 : 0);

    return MHD_start_daemon(flags, s->port, NULL, NULL, on_request, NULL, MHD_OPTION_SOCK_ADDR, (const struct sockaddr *)address,
                            MHD_OPTION_URI_LOG_CALLBACK, on_address, NULL, MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
                            MHD_OPTION_CONNECTION_LIMIT, s->connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT, s->connections_per_address,
                            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_END);
}

static void wait_for_signal(void)
{
    sigset_t set;
    int got;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    while (sigwait(&set, &got) != 0)
        ;
}

rhz_status http_serve(const struct http_settings *s, struct rhz_error *err)
{
    struct sockaddr_storage address = {0};
    struct MHD_Daemon *daemon = NULL;
    pthread_t threads[HTTP_LANES][64];
    unsigned i, k, n = s->workers < 64 ? s->workers : 64, begun[HTTP_LANES] = {0};
    sigset_t set;
    rhz_status st;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL); /* threads inherit it: the signals wait for wait_for_signal */
    signal(SIGPIPE, SIG_IGN);
    assets_begin();
    raise_descriptors(s->connections + DESCRIPTORS_BESIDE);
    if ((st = find_address(s, &address, err)) != RHZ_OK || (st = open_all(s, err)) != RHZ_OK)
        goto done;
    for (i = HTTP_LIGHT; i < HTTP_LANES; i++)
        while (begun[i] < n && pthread_create(&threads[i][begun[i]], NULL, work, &server.lanes[i]) == 0)
            begun[i]++;
    if (begun[HTTP_LIGHT] && begun[HTTP_HEAVY])
        daemon = start_daemon(s, &address);
    if (!daemon) {
        st = fail(err, RHZ_IO, "Le service ne peut pas écouter sur %s : %s.", s->address, strerror(errno));
    } else {
        fprintf(stderr, "rhizome : http://%s%s%s:%u/ (Ctrl-C pour arrêter)\n", strchr(s->address, ':') ? "[" : "", s->address,
                strchr(s->address, ':') ? "]" : "", s->port);
        wait_for_signal();
        MHD_quiesce_daemon(daemon);
    }
    for (i = HTTP_LIGHT; i < HTTP_LANES; i++) {
        pthread_mutex_lock(&server.lanes[i].lock);
        server.lanes[i].closing = true;
        pthread_cond_broadcast(&server.lanes[i].some);
        pthread_mutex_unlock(&server.lanes[i].lock);
        for (k = 0; k < begun[i]; k++)
            pthread_join(threads[i][k], NULL);
    }
    if (daemon)
        MHD_stop_daemon(daemon);
done:
    if (server.journal)
        fclose(server.journal);
    rhz_base_close(server.base);
    server.base = NULL;
    return st;
}
