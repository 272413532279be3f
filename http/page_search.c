/* page_search.c -- the search page: box, how the words were understood, passages grouped by document, entities that bear the name. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "pages.h"
#include "words.h"

enum { DOCUMENTS = 10, PER_DOCUMENT = 3, ENTITIES = 4, FACETS = 8, ANSWERS = 8 };

static void put_welcome(struct page *p)
{
    static const struct {
        const char *query, *what;
    } EXAMPLES[] = {{"dette écologique", "des mots, accents ou non, au singulier ou au pluriel"},
                    {"\"conseil d’administration\" budget", "une expression exacte, entre guillemets"},
                    {"subvention annee:2020..2023 type:pv", "dans les documents de certaines années, d’un certain type"},
                    {"organisation:ademe ateliers", "les passages qui citent une organisation, sous n’importe lequel de ses noms"}};
    size_t i;

    page_leaf(p, "h1", "Chercher dans les documents", NULL);
    page_open(p, "ul", "class", "exemples", NULL);
    for (i = 0; i < sizeof EXAMPLES / sizeof EXAMPLES[0]; i++) {
        struct url u = url_of("/");
        url_parameter(&u, "q", EXAMPLES[i].query);
        page_open(p, "li", NULL);
        page_link(p, u.text, EXAMPLES[i].query);
        page_textf(p, " — %s", EXAMPLES[i].what);
        page_close(p);
    }
    page_close(p);
}

/** Entities whose name is what was typed: the answer may be there rather than in passages. */
static void put_entities(struct page *p, const char *query)
{
    struct rhz_entities *found = NULL;
    struct rhz_error err;
    size_t i;

    if (rhz_entities_find(p->request->base, query, NULL, ENTITIES, &found, &err) != RHZ_OK || rhz_entities_count(found) == 0) {
        rhz_entities_free(found);
        return;
    }
    page_open(p, "section", "class", "entites", "aria-label", "Entités de ce nom", NULL);
    for (i = 0; i < rhz_entities_count(found); i++) {
        const struct rhz_entity *e = rhz_entities_get(found, i);
        struct url u = url_entity(e->id);
        page_open(p, "a", "class", "carte", "href", u.text, NULL);
        page_leaf(p, "strong", e->name, NULL);
        page_open(p, "span", NULL);
        page_textf(p, "%s · %u %s · %u %s", e->kind, e->n_links, say_plural(e->n_links, "lien", "liens"), e->n_documents,
                   say_plural(e->n_documents, "document", "documents"));
        page_close(p);
        page_close(p);
    }
    page_close(p);
    rhz_entities_free(found);
}

/* ---- questions ---- */

/** Do these words ask something? The answer card costs a look at the graph, which a search by words need not pay. */
static bool asks(const char *query)
{
    static const char *const WORDS[] = {"qui ", "que ", "quel", "combien ", "quand ", "où ", "ou est", "depuis quand", "est-ce", "a-t-", "comment s'appelle",
                                        "dans quel", "à quel", "de quel", "par qui", "avec qui", "pour qui", "en quelle"};
    size_t i;

    if (strchr(query, '?'))
        return true;
    for (i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++)
        if (strncasecmp(query, WORDS[i], strlen(WORDS[i])) == 0)
            return true;
    return false;
}

static void put_answer(struct page *p, const struct rhz_answer *a)
{
    struct url u = url_entity(a->id);
    char amount[64];

    page_open(p, "li", NULL);
    page_open(p, "p", "class", "lien", NULL);
    if (a->name && a->id)
        page_link(p, u.text, a->name);
    else if (a->name)
        page_text(p, a->name);
    else if (a->has_value)
        page_leaf(p, "strong", say_amount(amount, a->cents, a->unit), NULL);
    else
        page_leaf(p, "strong", a->text && *a->text ? a->text : a->kind, NULL);
    if (a->detail && *a->detail)
        page_leaf(p, "span", a->detail, "class", "faits", NULL);
    page_close(p);
    if (a->n_evidence)
        put_all_evidence(p, a->evidence, a->n_evidence);
    page_close(p);
}

/** The answer of the graph, when the words are a question that it can answer; else passages are the answer, as always. */
static void put_answers(struct page *p, const char *query)
{
    struct rhz_answers *answers = NULL;
    struct rhz_error err;
    size_t i, n;

    if (!asks(query) || rhz_ask(p->request->base, query, strlen(query), &answers, &err) != RHZ_OK || rhz_answers_outcome(answers) != RHZ_ANSWERED) {
        rhz_answers_free(answers);
        return;
    }
    n = rhz_answers_count(answers);
    page_open(p, "section", "class", "reponse", "aria-label", "Réponse", NULL);
    page_open(p, "ul", "class", "liens", NULL);
    for (i = 0; i < n && i < ANSWERS; i++)
        put_answer(p, rhz_answers_get(answers, i));
    page_close(p);
    if (n > ANSWERS) {
        page_open(p, "p", NULL);
        page_textf(p, "et %zu autres", n - ANSWERS);
        page_close(p);
    }
    if (*rhz_answers_hint(answers))
        page_leaf(p, "p", rhz_answers_hint(answers), "class", "source", NULL);
    page_open(p, "details", NULL);
    page_leaf(p, "summary", "Comment la question a été comprise", NULL);
    page_leaf(p, "code", rhz_answers_query(answers), NULL);
    page_close(p);
    page_close(p);
    rhz_answers_free(answers);
}

static void put_snippet(struct page *p, const struct rhz_hit *h)
{
    size_t i;
    uint32_t at = 0;

    page_open(p, "p", "class", "extrait", NULL);
    for (i = 0; i < h->n_highlights; i++) {
        page_text_n(p, h->snippet + at, h->highlights[i].start - at);
        page_open(p, "mark", NULL);
        page_text_n(p, h->snippet + h->highlights[i].start, h->highlights[i].end - h->highlights[i].start);
        page_close(p);
        at = h->highlights[i].end;
    }
    page_text(p, h->snippet + at);
    page_close(p);
}

static void put_words(struct page *p, const char *what, const char *const *words, size_t n)
{
    size_t i;

    if (n == 0)
        return;
    page_open(p, "span", "class", "manque", NULL);
    page_text(p, what);
    for (i = 0; i < n; i++)
        page_textf(p, "%s« %s »", i ? ", " : " ", words[i]);
    page_close(p);
}

static void put_passage(struct page *p, const struct rhz_hit *h, const char *query)
{
    struct url u = url_place(h->document, h->page, h->line_from, 0, query);
    size_t i;

    page_open(p, "li", NULL);
    page_open(p, "p", "class", "lieu", NULL);
    page_open(p, "a", "href", u.text, NULL);
    if (h->page)
        page_textf(p, "p. %u", h->page);
    else if (h->line_from)
        page_textf(p, "l. %u", h->line_from);
    else
        page_text(p, "passage");
    page_close(p);
    for (i = 0; i < h->n_headings; i++)
        page_textf(p, "%s%s", i ? " › " : " ", h->headings[i]);
    put_words(p, " sans", h->missing, h->n_missing);
    put_words(p, " ailleurs dans le document :", h->elsewhere, h->n_elsewhere);
    page_close(p);
    put_snippet(p, h);
    page_close(p);
}

static void put_document_head(struct page *p, const struct rhz_hit *h, const char *query)
{
    struct url u = url_place(h->document, 0, 0, 0, query);
    char date[32];

    page_open(p, "h2", NULL);
    page_link(p, u.text, *h->title ? h->title : h->uri);
    page_close(p);
    page_open(p, "p", "class", "source", NULL);
    page_text(p, say_type(h->type));
    if (*h->date)
        page_textf(p, " · %s", say_date(date, h->date));
    page_textf(p, " · %s", h->uri);
    page_close(p);
}

static void put_hits(struct page *p, const struct rhz_hits *hits, const char *query)
{
    size_t i, n = rhz_hits_count(hits);
    const char *document = "";

    page_open(p, "ol", "class", "resultats", NULL);
    for (i = 0; i < n; i++) {
        const struct rhz_hit *h = rhz_hits_get(hits, i);
        if (strcmp(document, h->document) != 0) {
            if (i) { /* passages and document */
                page_close(p);
                page_close(p);
            }
            page_open(p, "li", NULL);
            put_document_head(p, h, query);
            page_open(p, "ol", "class", "passages", NULL);
            document = h->document;
        }
        put_passage(p, h, query);
    }
    if (n) {
        page_close(p);
        page_close(p);
    }
    page_close(p);
}

/** "aussi cherché : …" */
static void put_also(struct page *p, const struct rhz_hits *hits)
{
    size_t i, k;

    for (i = 0; i < rhz_hits_also_count(hits); i++) {
        const struct rhz_also *a = rhz_hits_also(hits, i);
        page_open(p, "li", NULL);
        page_textf(p, "« %s » cherché aussi sous :", a->typed);
        for (k = 0; k < a->n_names; k++)
            page_textf(p, "%s %s", k ? "," : "", a->names[k]);
        page_close(p);
    }
}

static void put_understanding(struct page *p, const struct rhz_hits *hits)
{
    if (!*rhz_hits_hint(hits) && rhz_hits_also_count(hits) == 0)
        return;
    page_open(p, "section", "class", "compris", "aria-label", "Comment la recherche a été comprise", NULL);
    page_open(p, "ul", NULL);
    if (*rhz_hits_hint(hits))
        page_leaf(p, "li", rhz_hits_hint(hits), NULL);
    put_also(p, hits);
    page_close(p);
    page_close(p);
}

/** Values of the documents found, with their counts: each narrows the search, as a field that can be read and taken out again. */
static void put_facets(struct page *p, const struct rhz_hits *hits, const char *query)
{
    static const char *const TITLES[] = {"Type", "Année", "Personnes", "Organisations", "Programmes", "Financeurs"};
    char narrowed[2400], count[32];
    unsigned kind;
    size_t i, n;
    uint64_t all;

    page_open(p, "aside", "class", "facettes", "aria-label", "Restreindre", NULL);
    for (kind = RHZ_FACET_TYPE; kind <= RHZ_FACET_FUNDER; kind++) {
        n = rhz_hits_facet_count(hits, (enum rhz_facet_kind)kind, &all);
        if (n < 1)
            continue;
        page_leaf(p, "h2", TITLES[kind], NULL);
        page_open(p, "ul", NULL);
        for (i = 0; i < n; i++) {
            const struct rhz_facet *f = rhz_hits_facet(hits, (enum rhz_facet_kind)kind, i);
            struct url u = url_of("/");
            if (f->entity)
                snprintf(narrowed, sizeof narrowed, "%.2000s %s:#%llu", query, rhz_facet_name((enum rhz_facet_kind)kind), (unsigned long long)f->entity);
            else
                snprintf(narrowed, sizeof narrowed, "%.2000s %s:%s", query, rhz_facet_name((enum rhz_facet_kind)kind), f->value);
            url_parameter(&u, "q", narrowed);
            page_open(p, "li", NULL);
            page_link(p, u.text, kind == RHZ_FACET_TYPE ? say_type(f->value) : f->value);
            page_leaf(p, "span", say_number(count, f->passages), NULL);
            page_close(p);
        }
        page_close(p);
    }
    page_close(p);
}

/** "Vouliez-vous dire" */
static void put_suggestion(struct page *p, const struct rhz_hits *hits)
{
    struct url u = url_of("/");

    if (!*rhz_hits_suggestion(hits))
        return;
    url_parameter(&u, "q", rhz_hits_suggestion(hits));
    page_open(p, "p", "class", "compris", NULL);
    page_text(p, "Vouliez-vous dire : ");
    page_link(p, u.text, rhz_hits_suggestion(hits));
    page_text(p, " ?");
    page_close(p);
}

static void put_count(struct page *p, const struct rhz_hits *hits)
{
    uint64_t total = rhz_hits_total(hits), documents = rhz_hits_documents(hits);
    char a[32], b[32];

    page_open(p, "p", "class", "nombre", "role", "status", NULL);
    if (total == 0)
        page_text(p, "Aucun passage n’a tous les mots ; voici les plus proches.");
    else
        page_textf(p, "%s %s %s tous les mots, dans %s %s.", say_number(a, total), say_plural(total, "passage", "passages"),
                   say_plural(total, "a", "ont"), say_number(b, documents), say_plural(documents, "document", "documents"));
    page_close(p);
}

static void put_nothing(struct page *p, const char *query)
{
    page_open(p, "p", NULL);
    page_textf(p, "Aucun passage ne répond à « %s ».", query);
    page_close(p);
    page_open(p, "ul", NULL);
    page_leaf(p, "li", "Moins de mots donnent plus de passages ; les accents, le genre et le nombre ne comptent pas.", NULL);
    page_leaf(p, "li", "Un mot suivi de * cherche ceux qui commencent ainsi ; suivi de ~, ceux qui s’écrivent presque ainsi.", NULL);
    page_leaf(p, "li", "Sans guillemets, les mots peuvent être séparés.", NULL);
    page_close(p);
}

void page_search(struct http_request *r)
{
    const char *query = http_parameter(r, "q");
    struct rhz_search_options o = {.size = sizeof o, .by_document = true, .per_document = PER_DOCUMENT, .limit = DOCUMENTS, .facets = FACETS,
                                   .deadline_ms = r->deadline_ms};
    struct rhz_hits *hits = NULL;
    struct rhz_error err;
    struct page p;
    rhz_status st;

    o.offset = (uint32_t)http_number(r, "debut", 0, 100000);
    if (query[strspn(query, " ")] == '\0') {
        page_begin(&p, r, "", "");
        put_welcome(&p);
        page_end(&p);
        return;
    }
    st = rhz_search(r->base, query, strlen(query), &o, &hits, &err);
    if (st != RHZ_OK && st != RHZ_INVALID && st != RHZ_LIMIT) {
        http_failed(r, &err);
        return;
    }
    page_begin(&p, r, query, query);
    page_open(&p, "h1", "class", "cache", NULL);
    page_textf(&p, "Recherche : %s", query);
    page_close(&p);
    if (st != RHZ_OK) {
        r->status = st == RHZ_LIMIT ? 504 : 400;
        page_leaf(&p, "p", err.text, "class", "erreur", NULL);
    } else {
        put_answers(&p, query);
        put_entities(&p, query);
        put_understanding(&p, hits);
        put_suggestion(&p, hits);
        if (rhz_hits_count(hits)) {
            put_count(&p, hits);
            page_open(&p, "div", "class", "disposition", NULL);
            page_open(&p, "div", NULL);
            put_hits(&p, hits, query);
            put_pager(&p, o.offset, DOCUMENTS, rhz_hits_documents(hits));
            page_close(&p);
            put_facets(&p, hits, query);
            page_close(&p);
        } else {
            put_nothing(&p, query);
        }
    }
    page_end(&p);
    rhz_hits_free(hits);
}
