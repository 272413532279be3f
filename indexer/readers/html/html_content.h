/* html_content.h -- which part of a page is the document: not its menus, banners, side columns and footers. */
#ifndef RHZ_HTML_CONTENT_H
#define RHZ_HTML_CONTENT_H

#include "html_tree.h"

struct rhz_html_content {
    struct rhz_html_node *top;   /* the document's text is below it */
    struct rhz_html_node *title; /* the page's h1 where it stands outside of `top`; NULL: none, or inside */
};

/**
 * Mark as hidden what is no part of the document, and say where it is: <main> or the one <article> where the page has them,
 * else the deepest element that holds most of its running text. Elements are known by their role, name and class, and what
 * holds over half of the page's text is never taken for a menu, whatever it is called. Linear in the tree.
 */
struct rhz_html_content rhz_html_find_content(struct rhz_html_tree *tree);

#endif
