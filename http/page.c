/* page.c -- the writer of pages, and what all of them have around. */
#include "page.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assets.h"

/* ---- escaping ---- */

static void put(struct page *p, const char *s)
{
    http_buf_str(&p->request->body, s);
}

void page_text_n(struct page *p, const char *s, size_t n)
{
    const char *end = s + n, *plain = s;

    for (; s < end; s++) {
        const char *by = *s == '&' ? "&amp;" : *s == '<' ? "&lt;" : *s == '>' ? "&gt;" : *s == '"' ? "&quot;" : *s == '\'' ? "&#39;" : NULL;
        if (!by)
            continue;
        http_buf_append(&p->request->body, plain, (size_t)(s - plain));
        put(p, by);
        plain = s + 1;
    }
    http_buf_append(&p->request->body, plain, (size_t)(end - plain));
}

void page_text(struct page *p, const char *s)
{
    page_text_n(p, s, strlen(s));
}

void page_textf(struct page *p, const char *format, ...)
{
    char small[512], *text = small;
    va_list ap;
    int n;

    va_start(ap, format);
    n = vsnprintf(small, sizeof small, format, ap);
    va_end(ap);
    if (n >= (int)sizeof small && (text = malloc((size_t)n + 1)) != NULL) {
        va_start(ap, format);
        vsnprintf(text, (size_t)n + 1, format, ap);
        va_end(ap);
    }
    if (n >= 0 && text)
        page_text(p, text);
    else
        p->request->body.failed = true;
    if (text != small)
        free(text);
}

/* ---- elements ---- */

static void put_tag(struct page *p, const char *element, va_list attributes)
{
    const char *name, *value;

    put(p, "<");
    put(p, element);
    while ((name = va_arg(attributes, const char *)) != NULL) {
        value = va_arg(attributes, const char *);
        if (!value)
            continue;
        put(p, " ");
        put(p, name);
        if (!*value)
            continue;
        put(p, "=\"");
        page_text(p, value);
        put(p, "\"");
    }
    put(p, ">");
}

static void push(struct page *p, const char *element)
{
    if (p->depth == PAGE_DEPTH_MOST) { /* our pages are a dozen deep */
        p->request->body.failed = true;
        return;
    }
    p->open[p->depth++] = element;
}

void page_open(struct page *p, const char *element, ...)
{
    va_list ap;

    va_start(ap, element);
    put_tag(p, element, ap);
    va_end(ap);
    push(p, element);
}

void page_close(struct page *p)
{
    if (p->depth == 0)
        return;
    put(p, "</");
    put(p, p->open[--p->depth]);
    put(p, ">");
}

void page_void(struct page *p, const char *element, ...)
{
    va_list ap;

    va_start(ap, element);
    put_tag(p, element, ap);
    va_end(ap);
}

void page_leaf(struct page *p, const char *element, const char *text, ...)
{
    va_list ap;

    va_start(ap, text);
    put_tag(p, element, ap);
    va_end(ap);
    push(p, element);
    page_text(p, text);
    page_close(p);
}

void page_link(struct page *p, const char *href, const char *text)
{
    page_leaf(p, "a", text, "href", href, NULL);
}

/* ---- what is around ---- */

static void put_search_box(struct page *p, const char *query)
{
    page_open(p, "form", "role", "search", "action", "/", "method", "get", "class", "recherche", NULL);
    page_leaf(p, "label", "Chercher dans les documents", "for", "q", "class", "cache", NULL);
    page_void(p, "input", "type", "search", "id", "q", "name", "q", "value", *query ? query : NULL, "placeholder",
              "Des mots, un nom, une question…", "autocomplete", "off", "maxlength", "2000", NULL);
    page_leaf(p, "button", "Chercher", "type", "submit", NULL);
    page_close(p);
}

static void put_navigation(struct page *p)
{
    static const struct {
        const char *path, *name;
    } PAGES[] = {{"/entites", "Personnes et organisations"}, {"/financements", "Financements"}, {"/chemin", "Chemins"}, {"/documents", "Documents"},
                 {"/a-propos", "À propos"}};
    size_t i;

    page_open(p, "nav", "aria-label", "Pages", NULL);
    page_open(p, "ul", NULL);
    for (i = 0; i < sizeof PAGES / sizeof PAGES[0]; i++) {
        page_open(p, "li", NULL);
        page_leaf(p, "a", PAGES[i].name, "href", PAGES[i].path, "aria-current", strcmp(PAGES[i].path, p->request->path) == 0 ? "page" : NULL, NULL);
        page_close(p);
    }
    page_close(p);
    page_close(p);
}

void page_begin(struct page *p, struct http_request *r, const char *title, const char *query)
{
    *p = (struct page){.request = r};
    r->type = "text/html; charset=utf-8";
    put(p, "<!DOCTYPE html>");
    page_open(p, "html", "lang", "fr", NULL);
    page_open(p, "head", NULL);
    page_void(p, "meta", "charset", "utf-8", NULL);
    page_void(p, "meta", "name", "viewport", "content", "width=device-width, initial-scale=1", NULL);
    page_void(p, "meta", "name", "color-scheme", "content", "light dark", NULL);
    page_open(p, "title", NULL);
    page_textf(p, "%s%srhizome", title, *title ? " — " : "");
    page_close(p);
    page_void(p, "link", "rel", "stylesheet", "href", asset_path(ASSET_STYLE), NULL);
    page_void(p, "link", "rel", "icon", "href", asset_path(ASSET_ICON), "type", "image/svg+xml", NULL);
    page_leaf(p, "script", "", "type", "module", "src", asset_path(ASSET_SCRIPT), NULL);
    page_close(p);
    page_open(p, "body", NULL);
    page_leaf(p, "a", "Aller au contenu", "class", "evitement", "href", "#contenu", NULL);
    page_open(p, "header", "class", "entete", NULL);
    page_leaf(p, "a", "rhizome", "class", "nom", "href", "/", NULL);
    put_search_box(p, query);
    put_navigation(p);
    page_close(p);
    page_open(p, "main", "id", "contenu", "tabindex", "-1", NULL);
}

void page_end(struct page *p)
{
    while (p->depth > 2) /* main and what it holds */
        page_close(p);
    page_open(p, "footer", NULL);
    page_text(p, "Chaque réponse cite le passage qui la prouve. ");
    page_link(p, "/a-propos", "Ce qui est indexé, et comment le citer");
    while (p->depth)
        page_close(p);
    put(p, "\n");
}

void page_error(struct http_request *r, unsigned status, const char *title, const char *text)
{
    struct page p;

    page_begin(&p, r, title, "");
    r->status = status;
    page_leaf(&p, "h1", title, NULL);
    page_leaf(&p, "p", text, NULL);
    page_open(&p, "p", NULL);
    page_link(&p, "/", "Revenir à la recherche");
    page_end(&p);
}

/* ---- addresses ---- */

static void url_byte(struct url *u, char c)
{
    if (u->n + 1 < sizeof u->text) {
        u->text[u->n++] = c;
        u->text[u->n] = '\0';
    }
}

static void url_encoded(struct url *u, const char *s)
{
    static const char HEX[] = "0123456789ABCDEF", PLAIN[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";

    for (; *s; s++) {
        if (strchr(PLAIN, *s)) {
            url_byte(u, *s);
        } else if (*s == ' ') {
            url_byte(u, '+');
        } else if (u->n + 4 < sizeof u->text) {
            url_byte(u, '%');
            url_byte(u, HEX[(unsigned char)*s >> 4]);
            url_byte(u, HEX[(unsigned char)*s & 15]);
        }
    }
}

struct url url_of(const char *path)
{
    struct url u = {.n = 0};

    for (; *path; path++)
        url_byte(&u, *path);
    return u;
}

void url_segment(struct url *u, const char *s)
{
    if (u->n == 0 || u->text[u->n - 1] != '/')
        url_byte(u, '/');
    for (; *s; s++) { /* a space is %20 in a path */
        char one[2] = {*s, '\0'};
        if (*s == ' ') {
            url_byte(u, '%');
            url_byte(u, '2');
            url_byte(u, '0');
        } else {
            url_encoded(u, one);
        }
    }
}

void url_parameter(struct url *u, const char *name, const char *value)
{
    if (!*value)
        return;
    url_byte(u, u->asked ? '&' : '?');
    u->asked = true;
    url_encoded(u, name);
    url_byte(u, '=');
    url_encoded(u, value);
}

void url_number(struct url *u, const char *name, uint64_t value)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);
    url_parameter(u, name, digits);
}

void url_fragment(struct url *u, const char *id)
{
    url_byte(u, '#');
    url_encoded(u, id);
}

struct url url_with(const struct http_request *r, ...)
{
    struct url u = url_of("");
    const char *name, *value;
    size_t i;
    va_list ap;
    bool changed;

    for (i = 0; i < r->n_segments; i++)
        url_segment(&u, r->segments[i]);
    if (r->n_segments == 0)
        url_byte(&u, '/');
    for (i = 0; i < r->n_parameters; i++) {
        changed = false;
        va_start(ap, r);
        while ((name = va_arg(ap, const char *)) != NULL) {
            value = va_arg(ap, const char *);
            changed |= strcmp(name, r->parameters[i].name) == 0;
        }
        va_end(ap);
        if (!changed)
            url_parameter(&u, r->parameters[i].name, r->parameters[i].value);
    }
    va_start(ap, r);
    while ((name = va_arg(ap, const char *)) != NULL) {
        value = va_arg(ap, const char *);
        url_parameter(&u, name, value);
    }
    va_end(ap);
    return u;
}
