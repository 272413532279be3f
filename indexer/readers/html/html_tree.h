/* html_tree.h -- a page of HTML -> a light tree of what is shown: elements, their text, the lines it stands on.
 *
 * libxml2 reads the bytes (tag soup included) and tells what it meets; the tree keeps of it what a reader of documents needs,
 * in one arena. What no browser shows is left out: scripts, styles, templates, comments. A script of structured data
 * (application/ld+json) is kept beside the tree.
 */
#ifndef RHZ_HTML_TREE_H
#define RHZ_HTML_TREE_H

#include "base.h"

/** Elements that mean something here; all others are RHZ_HTML_OTHER, transparent for their text. */
#define RHZ_HTML_ELEMENTS(X) \
    X(A, a) X(ADDRESS, address) X(ARTICLE, article) X(ASIDE, aside) X(B, b) X(BASE, base) X(BLOCKQUOTE, blockquote) X(BODY, body) \
    X(BR, br) X(BUTTON, button) X(CAPTION, caption) X(DD, dd) X(DETAILS, details) X(DIALOG, dialog) X(DIV, div) X(DL, dl) \
    X(DT, dt) X(FIELDSET, fieldset) X(FIGCAPTION, figcaption) X(FIGURE, figure) X(FOOTER, footer) X(FORM, form) \
    X(H1, h1) X(H2, h2) X(H3, h3) X(H4, h4) X(H5, h5) X(H6, h6) X(HEAD, head) X(HEADER, header) X(HGROUP, hgroup) X(HR, hr) \
    X(HTML, html) X(LEGEND, legend) X(LI, li) X(LINK, link) X(MAIN, main) X(MENU, menu) X(META, meta) X(NAV, nav) X(OL, ol) \
    X(P, p) X(PRE, pre) X(SECTION, section) X(STRONG, strong) X(SUMMARY, summary) X(TABLE, table) X(TBODY, tbody) X(TD, td) \
    X(TFOOT, tfoot) X(TH, th) X(THEAD, thead) X(TIME, time) X(TITLE, title) X(TR, tr) X(UL, ul)

enum rhz_html_element {
    RHZ_HTML_OTHER,
    RHZ_HTML_TEXT,
#define X(upper, lower) RHZ_HTML_##upper,
    RHZ_HTML_ELEMENTS(X)
#undef X
};

struct rhz_html_attribute {
    const char *name; /* lower case */
    struct rhz_span value;
    struct rhz_html_attribute *next;
};

struct rhz_html_node {
    uint8_t element;      /* enum rhz_html_element */
    bool hidden;          /* set by the reader of contents: not part of what the page says */
    uint16_t depth;       /* at most RHZ_HTML_DEPTH: deeper elements are children of the one at the limit */
    uint32_t line;        /* of its first byte in the source, from 1 */
    struct rhz_span text; /* TEXT: as written, white space and all */
    struct rhz_html_attribute *attributes;
    struct rhz_html_node *parent, *first, *last, *next;
    /* Bytes below it, white space aside (html_content.c): what is shown, what is in links, what is in running text. */
    uint32_t text_bytes, link_bytes, running_bytes;
};

enum { RHZ_HTML_DEPTH = 256 };

struct rhz_html_tree {
    struct rhz_html_node *root; /* holds whatever stands outermost */
    struct rhz_span *data;      /* scripts of structured data */
    size_t n_data;
    struct rhz_span saved_from; /* the address in the comment that browsers and mirroring tools leave, else empty */
};

/**
 * Read `text` (well-formed UTF-8, its lines counted from `first_line`). Everything is in `arena`.
 * Errors: RHZ_NO_MEMORY (also where the arena's limit is met), RHZ_INVALID (libxml2 gives up).
 */
rhz_status rhz_html_parse(struct rhz_span text, uint32_t first_line, struct rhz_arena *arena, struct rhz_html_tree *out,
                          struct rhz_error *err);

/** The value of an attribute; an empty span where it is absent. */
struct rhz_span rhz_html_attribute(const struct rhz_html_node *node, const char *name);
bool rhz_html_has(const struct rhz_html_node *node, const char *name);

/** The node after `node` in the order of the page, within `top`; `below`: its children too. NULL at the end. */
struct rhz_html_node *rhz_html_next(const struct rhz_html_node *node, const struct rhz_html_node *top, bool below);

/** Append the text below `node`, runs of white space as one space, none at the ends. Hidden nodes are left out. */
void rhz_html_text(const struct rhz_html_node *node, struct rhz_buf *out);

/** Elements that stand apart from the text before and after them. */
bool rhz_html_is_block(const struct rhz_html_node *node);

#endif
