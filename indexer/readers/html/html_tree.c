/* html_tree.c -- libxml2's HTML parser as a stream of calls -> nodes in an arena.
 *
 * The tree is our own, not libxml2's: it keeps a line for every piece of text (libxml2's nodes count lines up to 65,535), it
 * is a fifth of the size, and it ends with its arena. Depth is bounded here, so that whatever walks the tree may recurse.
 */
#include "html_tree.h"

#include <libxml/HTMLparser.h>
#include <stdlib.h>

#include "letters.h"

enum { ATTRIBUTES_MOST = 64, DATA_MOST = 64, DATA_BYTES = 1 << 20 };

struct builder {
    htmlParserCtxtPtr parser;
    struct rhz_arena *arena;
    struct rhz_html_tree *tree;
    struct rhz_html_node *at;  /* the element that is open */
    size_t beyond;             /* open elements below the deepest one that is kept */
    size_t unseen;             /* open elements inside one that no browser shows */
    bool structured;           /* of these, the outermost is a script of structured data */
    struct rhz_buf data;
    uint32_t first_line;
    bool failed;
};

static const char *const NAMES[] = {
    "", "",
#define X(upper, lower) #lower,
    RHZ_HTML_ELEMENTS(X)
#undef X
};

/** Of these no text is shown. */
static const char *const UNSEEN[] = {"script", "style",  "template", "noscript", "iframe",   "object", "embed",    "applet",   "svg", "math",
                                     "canvas", "audio",  "video",    "map",      "select",   "option", "datalist", "textarea", "noframes", NULL};

static uint8_t element_of(const char *name)
{
    size_t low = 2, high = sizeof NAMES / sizeof NAMES[0];

    while (low < high) { /* the table is in the order of the alphabet */
        size_t mid = (low + high) / 2;
        int order = strcmp(name, NAMES[mid]);
        if (order == 0)
            return (uint8_t)mid;
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return RHZ_HTML_OTHER;
}

static bool is_unseen(const char *name)
{
    size_t i;

    for (i = 0; UNSEEN[i]; i++)
        if (strcmp(name, UNSEEN[i]) == 0)
            return true;
    return false;
}

static void give_up(struct builder *b)
{
    b->failed = true;
    xmlStopParser(b->parser);
}

static uint32_t line_now(const struct builder *b)
{
    int line = b->parser->input ? b->parser->input->line : 0;

    return b->first_line + (line > 0 ? (uint32_t)line - 1 : 0);
}

static struct rhz_html_node *add_node(struct builder *b, uint8_t element)
{
    struct rhz_html_node *node = rhz_arena_zalloc(b->arena, 1, sizeof *node), *parent = b->at;

    if (!node) {
        give_up(b);
        return NULL;
    }
    node->element = element;
    node->parent = parent;
    node->line = line_now(b);
    node->depth = (uint16_t)(parent->depth + 1);
    if (parent->last)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
    return node;
}

static void add_attributes(struct builder *b, struct rhz_html_node *node, const xmlChar **attributes)
{
    struct rhz_html_attribute **end = &node->attributes;
    size_t n;

    for (n = 0; attributes && attributes[0] && n < ATTRIBUTES_MOST; attributes += 2, n++) {
        struct rhz_html_attribute *a = rhz_arena_zalloc(b->arena, 1, sizeof *a);
        struct rhz_span value = rhz_span_of((const char *)attributes[1]);
        if (!a || !(a->name = rhz_arena_str(b->arena, rhz_span_of((const char *)attributes[0]))) ||
            !(a->value = rhz_arena_copy(b->arena, value)).p) {
            give_up(b);
            return;
        }
        *end = a;
        end = &a->next;
    }
}

static bool says_structured(const xmlChar **attributes)
{
    for (; attributes && attributes[0]; attributes += 2)
        if (strcmp((const char *)attributes[0], "type") == 0 && attributes[1])
            return strcasecmp((const char *)attributes[1], "application/ld+json") == 0;
    return false;
}

static void on_start(void *context, const xmlChar *name, const xmlChar **attributes)
{
    struct builder *b = context;
    struct rhz_html_node *node;

    if (b->failed)
        return;
    if (b->unseen || is_unseen((const char *)name)) {
        if (b->unseen++ == 0)
            b->structured = strcmp((const char *)name, "script") == 0 && says_structured(attributes);
        return;
    }
    if (b->at->depth >= RHZ_HTML_DEPTH || b->beyond) {
        b->beyond++;
        return;
    }
    if (!(node = add_node(b, element_of((const char *)name))))
        return;
    add_attributes(b, node, attributes);
    b->at = node;
}

static void keep_data(struct builder *b)
{
    struct rhz_html_tree *t = b->tree;

    if (b->structured && b->data.n && t->n_data < DATA_MOST) {
        if (!t->data && !(t->data = rhz_arena_zalloc(b->arena, DATA_MOST, sizeof *t->data)))
            give_up(b);
        else if (!(t->data[t->n_data] = rhz_arena_copy(b->arena, rhz_buf_view(&b->data))).p)
            give_up(b);
        else
            t->n_data++;
    }
    b->structured = false;
    rhz_buf_reset(&b->data);
}

static void on_end(void *context, const xmlChar *name)
{
    struct builder *b = context;

    (void)name; /* libxml2 closes what it opened, in order */
    if (b->failed)
        return;
    if (b->unseen) {
        if (--b->unseen == 0)
            keep_data(b);
    } else if (b->beyond) {
        b->beyond--;
    } else if (b->at->parent) {
        b->at = b->at->parent;
    }
}

static uint32_t count_feeds(const char *p, size_t n)
{
    const char *end = p + n;
    uint32_t lines = 0;

    while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
        lines++;
        p++;
    }
    return lines;
}

static void on_text(void *context, const xmlChar *chars, int n)
{
    struct builder *b = context;
    const char *p = (const char *)chars;
    struct rhz_html_node *node;
    uint32_t feeds;

    if (b->failed || n <= 0)
        return;
    if (b->unseen) {
        if (b->structured && b->data.n + (size_t)n <= DATA_BYTES)
            rhz_buf_append(&b->data, p, (size_t)n);
        return;
    }
    if (!(node = add_node(b, RHZ_HTML_TEXT)))
        return;
    node->text = rhz_arena_copy(b->arena, rhz_span(p, (size_t)n));
    feeds = count_feeds(p, (size_t)n); /* libxml2 tells of text once it has passed it */
    node->line = node->line - b->first_line >= feeds ? node->line - feeds : b->first_line;
    if (!node->text.p)
        give_up(b);
}

/** "saved from url=(0040)https://…", "Mirrored from www.exemple.fr/page.html by …": where the page was. */
static void on_comment(void *context, const xmlChar *chars)
{
    struct builder *b = context;
    const char *text = (const char *)chars, *p = NULL, *end;
    char *with_scheme;

    if (b->failed || b->tree->saved_from.n)
        return;
    if ((p = strstr(text, "saved from url=(")) != NULL && (p = strchr(p, ')')) != NULL)
        p++;
    else if ((p = strstr(text, "Mirrored from ")) != NULL)
        p += strlen("Mirrored from ");
    if (!p)
        return;
    for (end = p; *end && (unsigned char)*end > ' '; end++)
        ;
    if (end - p < 4 || end - p > 2000)
        return;
    with_scheme = strstr(p, "://") && strstr(p, "://") < end ? rhz_arena_printf(b->arena, "%.*s", (int)(end - p), p)
                                                             : rhz_arena_printf(b->arena, "https://%.*s", (int)(end - p), p);
    if (with_scheme)
        b->tree->saved_from = rhz_span_of(with_scheme);
    else
        give_up(b);
}

static void set_handlers(xmlSAXHandlerPtr sax)
{
    memset(sax, 0, sizeof *sax);
    sax->startElement = on_start;
    sax->endElement = on_end;
    sax->characters = on_text;
    sax->ignorableWhitespace = on_text;
    sax->cdataBlock = on_text;
    sax->comment = on_comment;
}

rhz_status rhz_html_parse(struct rhz_span text, uint32_t first_line, struct rhz_arena *arena, struct rhz_html_tree *out,
                          struct rhz_error *err)
{
    struct builder b = {.arena = arena, .tree = out, .first_line = first_line};
    rhz_status st = RHZ_OK;

    *out = (struct rhz_html_tree){.saved_from = {"", 0}};
    if (!(out->root = rhz_arena_zalloc(arena, 1, sizeof *out->root)))
        return rhz_no_memory(err);
    if (text.n > INT32_MAX)
        return rhz_fail(err, RHZ_LIMIT, "La page est trop grosse : plus de 2 Gio.");
    b.at = out->root;
    if (!(b.parser = htmlNewParserCtxt()))
        return rhz_no_memory(err);
    set_handlers(b.parser->sax);
    b.parser->userData = &b;
    /* The text is UTF-8 by now, whatever the page says of itself. */
    htmlCtxtReadMemory(b.parser, text.p, (int)text.n, NULL, "UTF-8",
                       HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
    if (b.failed || b.parser->errNo == XML_ERR_NO_MEMORY)
        st = rhz_no_memory(err);
    if (b.parser->myDoc)
        xmlFreeDoc(b.parser->myDoc);
    htmlFreeParserCtxt(b.parser);
    rhz_buf_free(&b.data);
    return st;
}

struct rhz_span rhz_html_attribute(const struct rhz_html_node *node, const char *name)
{
    const struct rhz_html_attribute *a;

    for (a = node->attributes; a; a = a->next)
        if (strcmp(a->name, name) == 0)
            return a->value;
    return rhz_span("", 0);
}

bool rhz_html_has(const struct rhz_html_node *node, const char *name)
{
    const struct rhz_html_attribute *a;

    for (a = node->attributes; a; a = a->next)
        if (strcmp(a->name, name) == 0)
            return true;
    return false;
}

struct rhz_html_node *rhz_html_next(const struct rhz_html_node *node, const struct rhz_html_node *top, bool below)
{
    if (below && node->first)
        return node->first;
    while (node != top) {
        if (node->next)
            return node->next;
        node = node->parent;
    }
    return NULL;
}

static void append_words(struct rhz_span s, bool *space, struct rhz_buf *out)
{
    const char *p = s.p, *end = s.p + s.n;

    while (p < end) {
        unsigned n;
        uint32_t c = rhz_utf8_next(p, end, &n);
        if (c != 0xA0 && rhz_is_space(c)) {
            *space = true;
        } else {
            if (*space && out->n)
                rhz_buf_byte(out, ' ');
            *space = false;
            rhz_buf_append(out, p, n);
        }
        p += n;
    }
}

void rhz_html_text(const struct rhz_html_node *node, struct rhz_buf *out)
{
    const struct rhz_html_node *n;
    bool space = false;

    rhz_buf_reset(out);
    for (n = node; n; n = rhz_html_next(n, node, !n->hidden)) {
        if (n->element == RHZ_HTML_TEXT)
            append_words(n->text, &space, out);
        else if (n->element == RHZ_HTML_BR || rhz_html_is_block(n))
            space = true;
    }
}

bool rhz_html_is_block(const struct rhz_html_node *node)
{
    switch (node->element) {
    case RHZ_HTML_OTHER:
    case RHZ_HTML_TEXT:
    case RHZ_HTML_A:
    case RHZ_HTML_B:
    case RHZ_HTML_BR:
    case RHZ_HTML_BUTTON:
    case RHZ_HTML_STRONG:
    case RHZ_HTML_TIME:
        return false;
    default:
        return true;
    }
}
