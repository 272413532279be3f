/* page_document.c -- the text of a document, a page at a time, with the place that a proof names and the words sought; and the list
 * of documents. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pages.h"
#include "words.h"

enum { DOCUMENTS = 50, BLOCKS_SHOWN = 150 };

/* ---- words of the query, where they stand ---- */

/** A plain look at letters: the text is marked where a search would say; all spellings of a word are the search's business. */
static void put_text(struct page *p, const char *text, const char *cell_mark)
{
    const char *tab;

    while ((tab = strchr(text, '\t')) != NULL) {
        page_text_n(p, text, (size_t)(tab - text));
        page_text(p, cell_mark);
        text = tab + 1;
    }
    page_text(p, text);
}

static void put_row(struct page *p, const char *text)
{
    const char *tab;

    page_open(p, "tr", NULL);
    for (;;) {
        tab = strchr(text, '\t');
        page_open(p, "td", NULL);
        page_text_n(p, text, tab ? (size_t)(tab - text) : strlen(text));
        page_close(p);
        if (!tab)
            break;
        text = tab + 1;
    }
    page_close(p);
}

struct kind {
    const char *element, *around; /* around: "ul" of items, "table" of rows */
};

static struct kind kind_of(const struct rhz_text_block *b)
{
    static const char *const HEADINGS[] = {"h2", "h2", "h3", "h4", "h5", "h6", "h6"};

    if (strcmp(b->kind, "heading") == 0)
        return (struct kind){HEADINGS[b->level < 6 ? b->level : 6], NULL};
    if (strcmp(b->kind, "list-item") == 0)
        return (struct kind){"li", "ul"};
    if (strcmp(b->kind, "table-row") == 0)
        return (struct kind){NULL, "table"};
    return (struct kind){"p", NULL};
}

/** Is this the block that the address points at? */
static bool is_meant(const struct http_request *r, const struct rhz_text_block *b, const struct rhz_text_block *after)
{
    uint64_t offset = http_number(r, "octet", 0, UINT32_MAX), line = http_number(r, "ligne", 0, UINT32_MAX);

    if (offset)
        return b->start <= offset && offset < b->end + 1;
    return line && b->line && b->line <= line && (!after || after->line > line);
}

static void put_blocks(struct page *p, const struct rhz_text *text, size_t from, size_t to)
{
    const char *around = NULL;
    uint32_t page = 0;
    bool marked = false;
    size_t i;

    for (i = from; i < to; i++) {
        const struct rhz_text_block *b = rhz_text_get(text, i), *after = i + 1 < rhz_text_count(text) ? rhz_text_get(text, i + 1) : NULL;
        struct kind k = kind_of(b);
        bool meant = !marked && is_meant(p->request, b, after);
        if (around && (!k.around || strcmp(around, k.around) != 0)) {
            page_close(p);
            around = NULL;
        }
        if (b->page && b->page != page) {
            if (around) {
                page_close(p);
                around = NULL;
            }
            page_open(p, "p", "class", "folio", NULL);
            page_textf(p, "page %u", b->page);
            page_close(p);
            page = b->page;
        }
        if (k.around && !around) {
            page_open(p, k.around, "class", "bloc", NULL);
            around = k.around;
        }
        marked |= meant;
        if (!k.element && !meant) {
            put_row(p, b->text);
        } else if (!k.element) {
            page_open(p, "tbody", "id", "ici", "class", "vise", NULL);
            put_row(p, b->text);
            page_close(p);
        } else {
            page_open(p, k.element, "id", meant ? "ici" : NULL, "class", meant ? "vise" : NULL, NULL);
            put_text(p, b->text, " │ ");
            page_close(p);
        }
    }
    if (around)
        page_close(p);
}

/* ---- the page ---- */

static void put_head(struct page *p, const struct rhz_document_info *d)
{
    char date[32];

    page_open(p, "p", "class", "sorte", NULL);
    page_text(p, say_type(d->type));
    if (*d->date)
        page_textf(p, " · %s", say_date(date, d->date));
    page_close(p);
    page_leaf(p, "h1", *d->title ? d->title : d->uri, NULL);
    page_open(p, "p", "class", "source", NULL);
    page_text(p, d->uri);
    if (strncmp(d->url, "https://", 8) == 0 || strncmp(d->url, "http://", 7) == 0) {
        page_text(p, " · ");
        page_leaf(p, "a", "document d’origine", "href", d->url, "rel", "noopener noreferrer", NULL);
    }
    page_close(p);
}

static void put_page_links(struct page *p, const struct rhz_document_info *d, uint64_t page)
{
    char digits[24];
    struct url u;

    if (d->pages < 2)
        return;
    page_open(p, "nav", "class", "pages", "aria-label", "Pages du document", NULL);
    if (page > 1) {
        snprintf(digits, sizeof digits, "%u", (unsigned)page - 1);
        u = url_with(p->request, "page", digits, "octet", "", "ligne", "", NULL);
        page_leaf(p, "a", "← page précédente", "rel", "prev", "href", u.text, NULL);
    }
    page_open(p, "span", NULL);
    page_textf(p, "page %u sur %u", (unsigned)page, d->pages);
    page_close(p);
    if (page < d->pages) {
        snprintf(digits, sizeof digits, "%u", (unsigned)page + 1);
        u = url_with(p->request, "page", digits, "octet", "", "ligne", "", NULL);
        page_leaf(p, "a", "page suivante →", "rel", "next", "href", u.text, NULL);
    }
    page_close(p);
}

/** Where to begin in a document without pages: a little before the block that is meant. */
static size_t first_block(const struct http_request *r, const struct rhz_text *text)
{
    size_t i, n = rhz_text_count(text), from = (size_t)http_number(r, "debut", 0, 100000000);

    for (i = 0; i < n; i++)
        if (is_meant(r, rhz_text_get(text, i), i + 1 < n ? rhz_text_get(text, i + 1) : NULL))
            return i > 8 ? i - 8 : 0;
    return from < n ? from : 0;
}

/** Other passages of this document that answer the query, so that a reader goes from one to the next. */
static void put_occurrences(struct page *p, const struct rhz_document_info *d, const char *query)
{
    struct rhz_search_options o = {.size = sizeof o, .limit = 30, .deadline_ms = p->request->deadline_ms, .snippet_words = 12};
    struct rhz_hits *hits = NULL;
    struct rhz_error err;
    char *whole;
    int n;
    size_t i;

    if (!*query)
        return;
    n = snprintf(NULL, 0, "%s document:\"%s\"", query, d->uri);
    if (n < 0 || !(whole = malloc((size_t)n + 1)))
        return;
    snprintf(whole, (size_t)n + 1, "%s document:\"%s\"", query, d->uri);
    if (rhz_search(p->request->base, whole, (size_t)n, &o, &hits, &err) == RHZ_OK && rhz_hits_count(hits)) {
        page_open(p, "nav", "class", "occurrences", "aria-label", "Passages trouvés", NULL);
        page_open(p, "ol", NULL);
        for (i = 0; i < rhz_hits_count(hits); i++) {
            const struct rhz_hit *h = rhz_hits_get(hits, i);
            struct url u = url_place(d->id, h->page, h->line_from, 0, query);
            if (h->n_missing)
                continue;
            page_open(p, "li", NULL);
            page_link(p, u.text, h->snippet);
            page_close(p);
        }
        page_close(p);
        page_close(p);
    }
    rhz_hits_free(hits);
    free(whole);
}

void page_document(struct http_request *r)
{
    const char *query = http_parameter(r, "q");
    struct rhz_documents *found = NULL;
    struct rhz_text *text = NULL;
    struct rhz_error err;
    struct page p;
    uint32_t page = 0;
    size_t from = 0, n;

    if (rhz_document_find(r->base, r->segments[1], &found, &err) != RHZ_OK || rhz_documents_get(found, 0)->internal) {
        http_error(r, 404, "Aucun document public ne porte ce numéro.");
        rhz_documents_free(found);
        return;
    }
    if (rhz_documents_get(found, 0)->pages > 1)
        page = (uint32_t)http_number(r, "page", 1, rhz_documents_get(found, 0)->pages);
    if (rhz_text_open(r->base, r->segments[1], page, 0, 0, &text, &err) != RHZ_OK) {
        http_failed(r, &err);
        rhz_documents_free(found);
        return;
    }
    page_begin(&p, r, rhz_documents_get(found, 0)->title, query);
    page_open(&p, "article", "class", "document", NULL);
    put_head(&p, rhz_documents_get(found, 0));
    put_occurrences(&p, rhz_documents_get(found, 0), query);
    put_page_links(&p, rhz_documents_get(found, 0), page);
    n = rhz_text_count(text);
    if (!page)
        from = first_block(r, text);
    page_open(&p, "div", "class", "texte", NULL);
    put_blocks(&p, text, from, page || from + BLOCKS_SHOWN > n ? n : from + BLOCKS_SHOWN);
    page_close(&p);
    if (page)
        put_page_links(&p, rhz_documents_get(found, 0), page);
    else
        put_pager(&p, from, BLOCKS_SHOWN, n);
    page_end(&p);
    rhz_text_free(text);
    rhz_documents_free(found);
}

void page_documents(struct http_request *r)
{
    uint32_t offset = (uint32_t)http_number(r, "debut", 0, 10000000);
    struct rhz_documents *found = NULL;
    struct rhz_error err;
    struct page p;
    char date[32];
    size_t i;

    if (rhz_documents_list(r->base, offset, DOCUMENTS, &found, &err) != RHZ_OK) {
        http_failed(r, &err);
        return;
    }
    page_begin(&p, r, "Documents", "");
    page_leaf(&p, "h1", "Documents", NULL);
    page_open(&p, "ul", "class", "documents", NULL);
    for (i = 0; i < rhz_documents_count(found); i++) {
        const struct rhz_document_info *d = rhz_documents_get(found, i);
        struct url u = url_place(d->id, 0, 0, 0, "");
        if (d->internal)
            continue;
        page_open(&p, "li", NULL);
        page_link(&p, u.text, *d->title ? d->title : d->uri);
        page_textf(&p, " %s · %s", say_type(d->type), *d->date ? say_date(date, d->date) : "sans date");
        page_close(&p);
    }
    page_close(&p);
    put_pager(&p, offset, DOCUMENTS, rhz_documents_total(found));
    page_end(&p);
    rhz_documents_free(found);
}
