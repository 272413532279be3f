/* page.h -- writing a page: elements are opened and ended, text and attributes are escaped on their way, and there is no other way.
 * Nothing that comes from documents or users can be written unescaped: this file has no function for it.
 *
 *     page_begin(&p, r, "Recherche");
 *     page_open(&p, "p", "class", "nombre", NULL);
 *     page_textf(&p, "%s passages", count);
 *     page_close(&p);
 *     page_end(&p);
 */
#ifndef HTTP_PAGE_H
#define HTTP_PAGE_H

#include "request.h"

enum { PAGE_DEPTH_MOST = 64 };

struct page {
    struct http_request *request;
    const char *open[PAGE_DEPTH_MOST];
    unsigned depth;
};

#if defined(__GNUC__)
#define PAGE_PRINTF(a, b) __attribute__((format(printf, a, b)))
#define PAGE_SENTINEL __attribute__((sentinel))
#else
#define PAGE_PRINTF(a, b)
#define PAGE_SENTINEL
#endif

/** The page up to its main part: head, name of the service, search box holding `query` (may be ""), navigation. */
void page_begin(struct page *p, struct http_request *r, const char *title, const char *query);
/** Ends whatever is open, and the page. */
void page_end(struct page *p);

/** Open an element. Attributes are pairs of name and value; a NULL value leaves the attribute out, "" writes it alone. */
void page_open(struct page *p, const char *element, ...) PAGE_SENTINEL;
void page_close(struct page *p);
/** An element without content: input, br, meta. */
void page_void(struct page *p, const char *element, ...) PAGE_SENTINEL;
void page_text(struct page *p, const char *s);
void page_text_n(struct page *p, const char *s, size_t n);
void page_textf(struct page *p, const char *format, ...) PAGE_PRINTF(2, 3);
/** An element that holds text alone. `text` comes first, then attributes. */
void page_leaf(struct page *p, const char *element, const char *text, ...) PAGE_SENTINEL;
/** <a href>: `href` is an address of ours as http_url_* make them. */
void page_link(struct page *p, const char *href, const char *text);

void page_error(struct http_request *r, unsigned status, const char *title, const char *text);

/* ---- addresses ---- */

/** An address being made: its parts are percent-encoded on their way. */
struct url {
    char text[HTTP_URL_MOST];
    size_t n;
    bool asked; /* it has parameters */
};

/** Begins with `path`, a literal of ours. */
struct url url_of(const char *path);
void url_segment(struct url *u, const char *s);
void url_parameter(struct url *u, const char *name, const char *value); /* "" adds nothing */
void url_number(struct url *u, const char *name, uint64_t value);
void url_fragment(struct url *u, const char *id);
/** The address of the request with these parameters changed: pairs of name and value, "" removes; ends with NULL. */
struct url url_with(const struct http_request *r, ...) PAGE_SENTINEL;

#endif
