/* html_head.c -- metadata of a page. What the page shows comes before what it says to machines: its one heading is its title
 * even where og:title says more; dates are taken from metadata, which say the day in full. */
#include "html_head.h"

#include <jansson.h>
#include <strings.h>

#include "blocks.h"
#include "fields.h"
#include "lines.h"

struct head {
    const struct rhz_html_tree *tree;
    const struct rhz_html_content *content;
    struct rhz_arena *arena;
    struct rhz_buf text;   /* scratch */
    struct rhz_span title, heading, og_title, site, date, author, url, language, type, headline;
    bool failed;
};

static struct rhz_span keep(struct head *h, struct rhz_span s)
{
    struct rhz_span copy = rhz_arena_copy(h->arena, rhz_trim_text(s));

    if (!copy.p) {
        h->failed = true;
        return rhz_span("", 0);
    }
    return copy;
}

/** The first that was found stays. */
static void set(struct rhz_span *field, struct rhz_span value)
{
    value = rhz_trim_text(value);
    if (field->n == 0 && value.n)
        *field = value;
}

static struct rhz_span text_of(struct head *h, const struct rhz_html_node *node)
{
    rhz_html_text(node, &h->text);
    h->failed |= h->text.failed;
    return keep(h, rhz_buf_view(&h->text));
}

static bool is_named(struct rhz_span name, const char *const *names)
{
    for (; *names; names++)
        if (strlen(*names) == name.n && strncasecmp(*names, name.p, name.n) == 0)
            return true;
    return false;
}

/* ---- meta ---- */

static void take_meta(struct head *h, const struct rhz_html_node *node)
{
    static const char *const DATES[] = {"article:published_time", "datepublished", "date", "dc.date", "dcterms.date", "dc.date.issued",
                                        "dcterms.issued", "dcterms.created", "dc.date.created", "citation_date", "pubdate", NULL};
    static const char *const AUTHORS[] = {"author", "article:author", "dc.creator", "dcterms.creator", NULL};
    static const char *const OG_TITLE[] = {"og:title", "dc.title", "twitter:title", NULL}, *const SITE[] = {"og:site_name", "application-name", NULL},
                             *const URL[] = {"og:url", NULL};
    struct rhz_span name = rhz_html_attribute(node, "property"), content = rhz_html_attribute(node, "content");

    if (name.n == 0)
        name = rhz_html_attribute(node, "name");
    if (name.n == 0)
        name = rhz_html_attribute(node, "itemprop");
    if (is_named(name, DATES) && rhz_field_check("date", &content) == NULL)
        set(&h->date, content);
    else if (is_named(name, AUTHORS))
        set(&h->author, content);
    else if (is_named(name, OG_TITLE))
        set(&h->og_title, content);
    else if (is_named(name, SITE))
        set(&h->site, content);
    else if (is_named(name, URL))
        set(&h->url, content);
}

static void take_head(struct head *h)
{
    static const char *const CANONICAL[] = {"canonical", NULL};
    const struct rhz_html_node *n;

    for (n = h->tree->root; n; n = rhz_html_next(n, h->tree->root, true)) {
        if (n->element == RHZ_HTML_META)
            take_meta(h, n);
        else if (n->element == RHZ_HTML_TITLE && h->title.n == 0)
            set(&h->title, text_of(h, n));
        else if (n->element == RHZ_HTML_HTML)
            set(&h->language, rhz_html_attribute(n, "lang"));
        else if (n->element == RHZ_HTML_LINK && is_named(rhz_html_attribute(n, "rel"), CANONICAL) && rhz_html_attribute(n, "href").n) {
            struct rhz_span href = rhz_html_attribute(n, "href");
            if (rhz_field_check("url", &href) == NULL)
                h->url = href; /* before og:url, wherever it stands */
        }
    }
    set(&h->url, h->tree->saved_from);
}

/* ---- structured data ---- */

static struct rhz_span string_of(struct head *h, const json_t *object, const char *key)
{
    const json_t *v = json_object_get(object, key);

    if (json_is_array(v))
        v = json_array_get(v, 0);
    if (json_is_object(v))
        v = json_object_get(v, "name");
    return json_is_string(v) ? keep(h, rhz_span(json_string_value(v), json_string_length(v))) : rhz_span("", 0);
}

/** Is this object about the page's document, and is it a post? */
static bool is_document(struct head *h, const json_t *object, bool *post)
{
    static const char *const POSTS[] = {"BlogPosting", "NewsArticle", NULL};
    static const char *const DOCUMENTS[] = {"Article", "BlogPosting", "NewsArticle", "Report", "ScholarlyArticle", "TechArticle", "WebPage",
                                            "CreativeWork", "DigitalDocument", NULL};
    struct rhz_span type = string_of(h, object, "@type");

    *post = is_named(type, POSTS);
    return is_named(type, DOCUMENTS);
}

static void take_object(struct head *h, const json_t *object)
{
    struct rhz_span date;
    bool post;

    if (!json_is_object(object) || !is_document(h, object, &post))
        return;
    if (post)
        set(&h->type, RHZ_SPAN("billet"));
    set(&h->headline, string_of(h, object, "headline"));
    set(&h->author, string_of(h, object, "author"));
    date = string_of(h, object, "datePublished");
    if (date.n && rhz_field_check("date", &date) == NULL)
        h->date = date; /* says more than any <meta> of the same page */
}

static void take_data(struct head *h, struct rhz_span data)
{
    json_t *root = json_loadb(data.p, data.n, JSON_DISABLE_EOF_CHECK, NULL), *graph, *item;
    size_t i;

    if (!root)
        return;
    graph = json_is_array(root) ? root : json_object_get(root, "@graph");
    take_object(h, root);
    if (json_is_array(graph))
        json_array_foreach(graph, i, item)
            take_object(h, item);
    json_decref(root);
}

/* ---- the page itself ---- */

/** A date beside the title: <time datetime>, before the text begins. */
static void take_time(struct head *h)
{
    const struct rhz_html_node *n, *top = h->content->top;
    size_t words = 0;

    for (n = top; n && h->date.n == 0 && words < 600; n = rhz_html_next(n, top, !n->hidden)) {
        struct rhz_span date;
        if (n->element == RHZ_HTML_TEXT)
            words += n->text_bytes;
        if (n->element != RHZ_HTML_TIME)
            continue;
        date = rhz_html_attribute(n, "datetime");
        if (date.n && rhz_field_check("date", &date) == NULL)
            set(&h->date, date);
    }
}

static void take_heading(struct head *h)
{
    const struct rhz_html_node *n, *top = h->content->top;
    size_t found = 0;

    if (h->content->title) {
        h->heading = text_of(h, h->content->title);
        return;
    }
    for (n = top; n; n = rhz_html_next(n, top, !n->hidden))
        if (n->element == RHZ_HTML_H1 && !n->hidden && ++found == 1)
            h->heading = text_of(h, n);
    if (found > 1)
        h->heading = rhz_span("", 0);
}

/** "Titre | Nom du site": without the name of the site, where it is known or plainly one. */
static struct rhz_span without_site(struct rhz_span title, struct rhz_span site)
{
    static const char *const MARKS[] = {" | ", " – ", " — ", " - ", " · ", " • ", " » ", NULL};
    size_t i, at, best = 0, mark = 0;

    for (i = 0; MARKS[i]; i++)
        for (at = 1; at + strlen(MARKS[i]) < title.n; at++)
            if (memcmp(title.p + at, MARKS[i], strlen(MARKS[i])) == 0 && at > best) {
                best = at;
                mark = i;
            }
    if (best) {
        struct rhz_span tail = rhz_trim_text(rhz_span(title.p + best + strlen(MARKS[mark]), title.n - best - strlen(MARKS[mark])));
        bool known = site.n == tail.n && strncasecmp(site.p, tail.p, tail.n) == 0;
        if (known || (site.n == 0 && mark != 3 && tail.n <= 40 && best >= tail.n))
            title.n = best;
    }
    return rhz_trim_text(title);
}

static struct rhz_span best_title(const struct head *h)
{
    if (h->heading.n && !rhz_span_eq(h->heading, h->site))
        return h->heading;
    if (h->headline.n)
        return h->headline;
    if (h->og_title.n)
        return without_site(h->og_title, h->site);
    return without_site(h->title, h->site);
}

static void put(struct rhz_buf *out, const char *key, struct rhz_span value)
{
    struct rhz_event e = {.kind = RHZ_EVENT_META, .key = rhz_span_of(key), .text = value};

    if (value.n && rhz_field_check(key, &e.text) == NULL)
        rhz_event_put(out, &e);
}

/** "fr-FR" is French. */
static struct rhz_span primary_language(struct rhz_span s)
{
    size_t n = 0;

    while (n < s.n && s.p[n] != '-' && s.p[n] != '_')
        n++;
    return rhz_span(s.p, n);
}

rhz_status rhz_html_put_metadata(const struct rhz_html_tree *tree, const struct rhz_html_content *content, struct rhz_arena *arena,
                                 struct rhz_buf *out, struct rhz_error *err)
{
    struct head h = {.tree = tree, .content = content, .arena = arena};
    size_t i;

    h.title = h.heading = h.og_title = h.site = h.date = h.author = h.url = h.language = h.type = h.headline = rhz_span("", 0);
    take_head(&h);
    for (i = 0; i < tree->n_data; i++)
        take_data(&h, tree->data[i]);
    take_time(&h);
    take_heading(&h);
    put(out, "titre", best_title(&h));
    put(out, "date", h.date);
    put(out, "auteur", h.author);
    put(out, "url", h.url);
    put(out, "langue", primary_language(h.language));
    put(out, "type", h.type);
    rhz_buf_free(&h.text);
    return h.failed || out->failed ? rhz_no_memory(err) : RHZ_OK;
}
