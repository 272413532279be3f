/* html_content.c -- the main content of a page, by what its author said of it (main, article, nav, roles), by the names
 * that sites give to what surrounds it, and by where running text is: sentences that are no links.
 */
#include "html_content.h"

#include <stdlib.h>
#include <strings.h>

#include "letters.h"

/* Names of a container, alone or followed by '-' or '_': "menu", "menu-principal". Not "social" or "comment", which name
 * parts of documents too ("comment-faire"). */
static const char *const AROUND[] = {"ads", "advert", "ariane", "comments", "commentaires", "footer", "header", "masthead", "menu", "modal", "nav",
                                     "navigation", "offcanvas", "pager", "partage", "partager", "pied-de-page", "popin", "popup", "related",
                                     "reseaux-sociaux", "respond", "search", "share", "sharing", "site-footer", "site-header", "site-nav", "skip",
                                     "toolbar", "topbar", "widget", NULL};
/* The same wherever it stands in the class or id of any element: nothing else is called so. */
static const char *const SURE[] = {"axeptio", "breadcrumb", "comment-list", "comment-respond", "cookie", "didomi", "fil-ariane", "gdpr", "navbar", "navfooter", "navheader",
                                   "newsletter", "pagination", "post-navigation", "rgpd", "screen-reader", "sharedaddy", "sidebar",
                                   "social-icons", "social-links", "social-media", "social-share", "sr-only", "tarteaucitron", "visually-hidden",
                                   "visuallyhidden", NULL};

/* Of what is said to be the page's own parts. */
static const char *const ROLES_AROUND[] = {"alert", "alertdialog", "banner", "complementary", "contentinfo", "dialog", "navigation", "search", NULL};

enum {
    SENTENCE_BYTES = 60,     /* a block of text of this size, mostly not links, is running text */
    MOST_PERCENT = 70,       /* the content holds this much of the running text of a page without <main> */
    LIST_LINKS = 3
};

static bool in_table(struct rhz_span word, const char *const *table)
{
    for (; *table; table++)
        if (strlen(*table) == word.n && strncasecmp(*table, word.p, word.n) == 0)
            return true;
    return false;
}

static bool begins_with_one(struct rhz_span word, const char *const *table)
{
    for (; *table; table++) {
        size_t n = strlen(*table);
        if (word.n >= n && strncasecmp(word.p, *table, n) == 0 && (word.n == n || word.p[n] == '-' || word.p[n] == '_'))
            return true;
    }
    return false;
}

static bool holds_one(struct rhz_span word, const char *const *table)
{
    size_t i;

    for (; *table; table++) {
        size_t n = strlen(*table);
        for (i = 0; i + n <= word.n; i++)
            if (strncasecmp(word.p + i, *table, n) == 0)
                return true;
    }
    return false;
}

static bool next_name(struct rhz_span *rest, struct rhz_span *word)
{
    const char *p = rest->p, *end = p + rest->n, *q;

    while (p < end && (unsigned char)*p <= ' ')
        p++;
    for (q = p; q < end && (unsigned char)*q > ' '; q++)
        ;
    *word = rhz_span(p, (size_t)(q - p));
    *rest = rhz_span(q, (size_t)(end - q));
    return word->n > 0;
}

static bool is_container(const struct rhz_html_node *node)
{
    switch (node->element) {
    case RHZ_HTML_DIV:
    case RHZ_HTML_SECTION:
    case RHZ_HTML_UL:
    case RHZ_HTML_OL:
    case RHZ_HTML_FORM:
    case RHZ_HTML_OTHER:
        return true;
    default:
        return false;
    }
}

static bool is_named_around(const struct rhz_html_node *node)
{
    struct rhz_span lists[2], word;
    bool container = is_container(node);
    size_t i;

    lists[0] = rhz_html_attribute(node, "class");
    lists[1] = rhz_html_attribute(node, "id");
    for (i = 0; i < 2; i++)
        while (next_name(&lists[i], &word))
            if ((container && begins_with_one(word, AROUND)) || holds_one(word, SURE))
                return true;
    return false;
}

static bool is_said_hidden(const struct rhz_html_node *node)
{
    struct rhz_span style = rhz_html_attribute(node, "style"), hidden = rhz_html_attribute(node, "aria-hidden");
    char plain[256];
    size_t i, n = 0;

    if (rhz_html_has(node, "hidden") || (hidden.n == 4 && strncasecmp(hidden.p, "true", 4) == 0))
        return true;
    for (i = 0; i < style.n && n + 1 < sizeof plain; i++)
        if ((unsigned char)style.p[i] > ' ')
            plain[n++] = (char)(style.p[i] >= 'A' && style.p[i] <= 'Z' ? style.p[i] | 0x20 : style.p[i]);
    plain[n] = '\0';
    return strstr(plain, "display:none") || strstr(plain, "visibility:hidden");
}

/** Is one of the elements around `node` an <article> or the <main> part? */
static bool is_within_document(const struct rhz_html_node *node)
{
    for (node = node->parent; node; node = node->parent)
        if (node->element == RHZ_HTML_ARTICLE || node->element == RHZ_HTML_MAIN)
            return true;
    return false;
}

static bool is_mostly_links(const struct rhz_html_node *node)
{
    return node->link_bytes * 10ull >= node->text_bytes * 6ull;
}

/** Does what this element is, is called or is for say that it surrounds the document? */
static bool surrounds(const struct rhz_html_node *node)
{
    struct rhz_span role;

    switch (node->element) {
    case RHZ_HTML_NAV:
    case RHZ_HTML_BUTTON:
    case RHZ_HTML_DIALOG:
    case RHZ_HTML_MENU:
        return true;
    case RHZ_HTML_HEADER: /* an article's own holds its title and date */
        return !is_within_document(node);
    case RHZ_HTML_FOOTER:
        return !is_within_document(node) || is_mostly_links(node);
    case RHZ_HTML_ASIDE: /* in an article, a box of text belongs to it */
        return !is_within_document(node) || is_mostly_links(node);
    case RHZ_HTML_HTML:
    case RHZ_HTML_HEAD:
    case RHZ_HTML_BODY:
    case RHZ_HTML_MAIN:
    case RHZ_HTML_H1:
        return false;
    default:
        role = rhz_html_attribute(node, "role");
        return (role.n && in_table(role, ROLES_AROUND)) || is_named_around(node);
    }
}

/* ---- sizes ---- */

static uint32_t count_shown(struct rhz_span s)
{
    uint32_t n = 0;
    size_t i;

    for (i = 0; i < s.n; i++)
        n += (unsigned char)s.p[i] > ' ';
    return n;
}

static bool leaf_of_text(const struct rhz_html_node *node)
{
    const struct rhz_html_node *n;

    for (n = node->first; n; n = n->next)
        if (rhz_html_is_block(n))
            return false;
    return node->first != NULL;
}

/** Running text of a node whose children are measured: blocks of some length that are not links. */
static uint32_t running_text(const struct rhz_html_node *node)
{
    const struct rhz_html_node *n;
    uint32_t bytes = 0;

    if (node->element == RHZ_HTML_TABLE)
        return is_mostly_links(node) ? 0 : node->text_bytes;
    if (leaf_of_text(node))
        return node->text_bytes >= SENTENCE_BYTES && !is_mostly_links(node) ? node->text_bytes : 0;
    for (n = node->first; n; n = n->next)
        bytes += n->element != RHZ_HTML_TEXT ? n->running_bytes : n->text_bytes >= SENTENCE_BYTES ? n->text_bytes : 0;
    return bytes;
}

/** Sum what is shown below each node. Recursion is as deep as the tree, which is bounded. */
static void measure(struct rhz_html_node *node, bool in_link)
{
    struct rhz_html_node *n;

    node->text_bytes = node->link_bytes = node->running_bytes = 0;
    if (node->hidden)
        return;
    if (node->element == RHZ_HTML_TEXT) {
        node->text_bytes = count_shown(node->text);
        node->link_bytes = in_link ? node->text_bytes : 0;
    }
    in_link |= node->element == RHZ_HTML_A && rhz_html_has(node, "href");
    for (n = node->first; n; n = n->next) {
        measure(n, in_link);
        node->text_bytes += n->text_bytes;
        node->link_bytes += n->link_bytes;
    }
    if (node->element != RHZ_HTML_TEXT)
        node->running_bytes = running_text(node);
}

/* ---- what goes ---- */

static void hide_what_surrounds(struct rhz_html_node *node, uint32_t whole)
{
    struct rhz_html_node *n;

    for (n = node->first; n; n = n->next) {
        if (n->element == RHZ_HTML_TEXT)
            continue;
        if (is_said_hidden(n) || (surrounds(n) && n->text_bytes * 2ull <= whole))
            n->hidden = true;
        else
            hide_what_surrounds(n, whole);
    }
}

static size_t count_links(const struct rhz_html_node *node)
{
    const struct rhz_html_node *n;
    size_t links = 0;

    for (n = node; n; n = rhz_html_next(n, node, !n->hidden))
        links += n->element == RHZ_HTML_A;
    return links;
}

/** Lists that are nothing but links, with no sentence or heading to announce them: menus that nobody called so. */
static void hide_lists_of_links(struct rhz_html_node *node)
{
    struct rhz_html_node *n, *before = NULL;

    for (n = node->first; n; n = n->next) {
        if (n->hidden || n->text_bytes == 0)
            continue;
        if ((n->element == RHZ_HTML_UL || n->element == RHZ_HTML_OL) && n->link_bytes * 10ull >= n->text_bytes * 9ull &&
            (!before || before->element == RHZ_HTML_UL) && count_links(n) >= LIST_LINKS)
            n->hidden = true;
        else
            hide_lists_of_links(n);
        if (!n->hidden)
            before = n;
    }
}

/* ---- where the document is ---- */

/** The element of this kind below `top` with most text; NULL: none has any. *n: how many have. */
static struct rhz_html_node *largest(struct rhz_html_node *top, enum rhz_html_element element, const char *role, size_t *n)
{
    struct rhz_html_node *node, *best = NULL;

    *n = 0;
    for (node = top; node; node = rhz_html_next(node, top, !node->hidden)) {
        struct rhz_span said = role && node->element != RHZ_HTML_TEXT ? rhz_html_attribute(node, "role") : rhz_span("", 0);
        if (node->hidden || node->text_bytes == 0 || (node->element != element && !(role && rhz_span_eq(said, rhz_span_of(role)))))
            continue;
        ++*n;
        if (!best || node->text_bytes > best->text_bytes)
            best = node;
    }
    return best;
}

/** The deepest element below `top` that still holds most of the running text. */
static struct rhz_html_node *densest(struct rhz_html_node *top)
{
    uint32_t whole = top->running_bytes;
    struct rhz_html_node *at = top, *n;

    if (whole == 0)
        return top;
    for (;;) {
        for (n = at->first; n; n = n->next)
            if (n->element != RHZ_HTML_TEXT && n->running_bytes * 100ull >= whole * (uint64_t)MOST_PERCENT)
                break;
        if (!n || leaf_of_text(n) || n->element == RHZ_HTML_TABLE || n->element == RHZ_HTML_UL || n->element == RHZ_HTML_OL ||
            n->element == RHZ_HTML_DL)
            return at;
        at = n;
    }
}

static bool is_below(const struct rhz_html_node *node, const struct rhz_html_node *top)
{
    for (; node; node = node->parent)
        if (node == top)
            return true;
    return false;
}

/** The one h1 that is shown; NULL: none, or several, which are no title of the page. */
static struct rhz_html_node *only_title(struct rhz_html_node *top)
{
    size_t n;
    struct rhz_html_node *found = largest(top, RHZ_HTML_H1, NULL, &n);

    return n == 1 ? found : NULL;
}

struct rhz_html_content rhz_html_find_content(struct rhz_html_tree *tree)
{
    struct rhz_html_content out = {.top = tree->root};
    struct rhz_html_node *found, *body;
    size_t n;

    measure(tree->root, false);
    if ((body = largest(tree->root, RHZ_HTML_BODY, NULL, &n)) == NULL)
        body = tree->root;
    hide_what_surrounds(body, body->text_bytes);
    measure(tree->root, false);
    if ((found = largest(body, RHZ_HTML_MAIN, "main", &n)) != NULL && found->text_bytes * 4ull >= body->text_bytes) {
        out.top = found;
    } else if ((found = largest(body, RHZ_HTML_ARTICLE, "article", &n)) != NULL && found->text_bytes * 2ull >= body->text_bytes) {
        out.top = found;
    } else {
        hide_lists_of_links(body);
        measure(tree->root, false);
        out.top = densest(body);
    }
    if ((found = largest(out.top, RHZ_HTML_ARTICLE, "article", &n)) != NULL && n == 1 && found->running_bytes * 10ull >= out.top->running_bytes * 7ull)
        out.top = found; /* one article in <main>: what else is there surrounds it */
    if ((out.title = only_title(body)) != NULL && is_below(out.title, out.top))
        out.title = NULL;
    return out;
}
