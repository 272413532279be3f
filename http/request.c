/* request.c -- the address of a request -> path and parameters; errors in the form that the client expects.
 *
 * Addresses are decoded here and not by the HTTP library, so that one place decides what is well formed: UTF-8 without control
 * characters, "+" and "%20" alike in parameters, no "." or "..".
 */
#include "request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "page.h"

void http_buf_append(struct http_buf *b, const void *p, size_t n)
{
    size_t cap = b->cap ? b->cap : 4096;
    char *grown;

    if (b->failed || n == 0)
        return;
    while (cap - b->n < n && cap < SIZE_MAX / 2)
        cap *= 2;
    if (cap != b->cap) {
        grown = cap - b->n < n ? NULL : realloc(b->p, cap);
        if (!grown) {
            b->failed = true;
            return;
        }
        b->p = grown;
        b->cap = cap;
    }
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

void http_buf_str(struct http_buf *b, const char *s)
{
    http_buf_append(b, s, strlen(s));
}

void http_buf_free(struct http_buf *b)
{
    free(b->p);
    memset(b, 0, sizeof *b);
}

const char *http_parameter(const struct http_request *r, const char *name)
{
    size_t i;

    for (i = 0; i < r->n_parameters; i++)
        if (strcmp(r->parameters[i].name, name) == 0)
            return r->parameters[i].value;
    return "";
}

uint64_t http_number(const struct http_request *r, const char *name, uint64_t usual, uint64_t most)
{
    const char *s = http_parameter(r, name);
    uint64_t n = 0;

    if (!*s || strlen(s) > 18)
        return usual;
    for (; *s; s++) {
        if (*s < '0' || *s > '9')
            return usual;
        n = n * 10 + (uint64_t)(*s - '0');
    }
    return n < most ? n : most;
}

/* ---- decoding ---- */

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

/** Decode [p, end) to `out` (as long at most), NUL-terminated; returns what comes after the NUL, or NULL. */
static char *decode(const char *p, const char *end, bool form, char *out)
{
    for (; p < end; p++) {
        int high, low;
        if (*p == '%') {
            if (end - p < 3 || (high = hex(p[1])) < 0 || (low = hex(p[2])) < 0)
                return NULL;
            *out = (char)(high << 4 | low);
            p += 2;
        } else {
            *out = form && *p == '+' ? ' ' : *p;
        }
        if (*out == '\n' || *out == '\t' || *out == '\r') /* a pasted query */
            *out = ' ';
        if ((unsigned char)*out < 0x20 || *out == 0x7F)
            return NULL;
        out++;
    }
    *out++ = '\0';
    return out;
}

/** Well-formed UTF-8: no overlong form, no surrogate, nothing above U+10FFFF. */
static bool is_utf8(const char *s)
{
    const unsigned char *p = (const unsigned char *)s;

    while (*p) {
        unsigned n = *p < 0x80 ? 0 : *p >= 0xC2 && *p <= 0xDF ? 1 : *p >= 0xE0 && *p <= 0xEF ? 2 : *p >= 0xF0 && *p <= 0xF4 ? 3 : 9, i;
        if (n == 9 || (*p == 0xE0 && p[1] < 0xA0) || (*p == 0xED && p[1] > 0x9F) || (*p == 0xF0 && p[1] < 0x90) || (*p == 0xF4 && p[1] > 0x8F))
            return false;
        for (i = 1; i <= n; i++)
            if ((p[i] & 0xC0) != 0x80)
                return false;
        p += n + 1;
    }
    return true;
}

static bool parse_path(struct http_request *r, const char *url, const char *end, char **room)
{
    char *p = *room, *next = decode(url, end, false, p);

    if (!next || *p != '/' || !is_utf8(p))
        return false;
    r->path = p;
    /* Segments are cut from a copy, so that the path stays whole. */
    memcpy(next, p + 1, (size_t)(next - p) - 1);
    p = next;
    *room = next + strlen(next) + 1;
    while (*p) {
        char *slash = strchr(p, '/');
        if (slash)
            *slash = '\0';
        if (r->n_segments == HTTP_SEGMENTS_MOST || strcmp(p, ".") == 0 || strcmp(p, "..") == 0)
            return false;
        if (*p)
            r->segments[r->n_segments++] = p;
        if (!slash)
            break;
        p = slash + 1;
    }
    return true;
}

static bool parse_parameters(struct http_request *r, const char *p, char *room)
{
    while (*p) {
        const char *end = p + strcspn(p, "&"), *equals = memchr(p, '=', (size_t)(end - p));
        struct http_parameter *to = &r->parameters[r->n_parameters];
        if (end > p) {
            if (r->n_parameters == HTTP_PARAMETERS_MOST)
                return false;
            to->name = room;
            if (!(room = decode(p, equals ? equals : end, true, room)))
                return false;
            to->value = room;
            if (!(room = decode(equals ? equals + 1 : end, end, true, room)) || !is_utf8(to->name) || !is_utf8(to->value))
                return false;
            r->n_parameters++;
        }
        p = *end ? end + 1 : end;
    }
    return true;
}

bool http_parse(struct http_request *r, const char *url)
{
    size_t n = strlen(url);
    const char *query = url + strcspn(url, "?");
    char *room;

    if (n > HTTP_URL_MOST || !(r->memory.p = malloc(3 * n + 2 * HTTP_PARAMETERS_MOST + 8)))
        return false;
    room = r->memory.p;
    if (!parse_path(r, url, query, &room))
        return false;
    r->json = strncmp(r->path, "/api/", 5) == 0;
    return !*query || parse_parameters(r, query + 1, room);
}

/* ---- errors ---- */

static const char *title_of(unsigned status)
{
    switch (status) {
    case 400:
        return "Demande mal formée";
    case 404:
        return "Introuvable";
    case 405:
        return "Méthode refusée";
    case 414:
        return "Adresse trop longue";
    case 503:
        return "Service occupé";
    case 504:
        return "Délai dépassé";
    default:
        return "Erreur du service";
    }
}

void http_error(struct http_request *r, unsigned status, const char *text)
{
    struct rhz_json *j;

    r->status = status;
    r->body.n = 0;
    r->etag[0] = '\0';
    r->cache = "no-store";
    if (!r->json) {
        page_error(r, status, title_of(status), text);
        return;
    }
    if ((j = rhz_json_new()) != NULL) {
        rhz_json_object(j);
        rhz_json_pair(j, "type", "about:blank");
        rhz_json_pair(j, "title", title_of(status));
        rhz_json_pair_unsigned(j, "status", status);
        rhz_json_pair(j, "detail", text);
        rhz_json_end(j);
    }
    http_answer_json(r, j);
    r->type = "application/problem+json";
}

void http_failed(struct http_request *r, const struct rhz_error *err)
{
    switch (err->status) {
    case RHZ_NOT_FOUND:
        http_error(r, 404, err->text);
        break;
    case RHZ_INVALID:
        http_error(r, 400, err->text);
        break;
    case RHZ_LIMIT:
        http_error(r, 504, err->text);
        break;
    default: /* what went wrong inside concerns nobody outside */
        fprintf(stderr, "rhizome servir : %s : %s\n", r->path ? r->path : "?", err->text);
        http_error(r, 500, "La base ne répond pas. L'erreur est notée.");
    }
}

void http_answer_json(struct http_request *r, struct rhz_json *j)
{
    struct rhz_span text = {"", 0};

    if (j && !rhz_json_failed(j))
        text = rhz_json_text(j);
    else
        r->status = 500;
    r->type = "application/json";
    http_buf_append(&r->body, text.p, text.n);
    rhz_json_free(j);
}
