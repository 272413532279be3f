/* page_entity.c -- one entity: figures, links by relation with their proofs, amounts by year as a chart and its table, documents,
 * who is often mentioned with it. And lists of entities. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chart.h"
#include "pages.h"
#include "words.h"

enum { LINKS_SHOWN = 12, DOCUMENTS = 10, COMPANY = 12, ENTITIES = 50, FIGURES_SHOWN = 40 };

/* ---- links ---- */

static bool same_group(const struct rhz_link *a, const struct rhz_link *b, uint64_t id)
{
    return strcmp(a->relation, b->relation) == 0 && (a->from.id == id) == (b->from.id == id);
}

static void put_link(struct page *p, const struct rhz_link *l, uint64_t id)
{
    const struct rhz_link_end *other = l->from.id == id ? &l->to : &l->from;
    struct url u = url_entity(other->id);

    page_open(p, "li", NULL);
    page_open(p, "p", "class", "lien", NULL);
    page_link(p, u.text, other->name);
    page_open(p, "span", "class", "faits", NULL);
    put_link_facts(p, l);
    page_close(p);
    page_close(p);
    page_open(p, "details", NULL);
    page_open(p, "summary", NULL);
    page_textf(p, "%zu preuve%s", l->n_evidence, l->n_evidence > 1 ? "s" : "");
    page_close(p);
    put_all_evidence(p, l->evidence, l->n_evidence);
    page_close(p);
    page_close(p);
}

static void put_group(struct page *p, const struct rhz_links *links, size_t from, size_t to, uint64_t id)
{
    const struct rhz_link *first = rhz_links_get(links, from);
    size_t i;
    bool more = to - from > LINKS_SHOWN;

    page_open(p, "section", "class", "groupe", NULL);
    page_open(p, "h3", NULL);
    page_text(p, say_relation(first->relation, first->from.id == id));
    page_open(p, "span", "class", "combien", NULL);
    page_textf(p, " %zu", to - from);
    page_close(p);
    page_close(p);
    page_open(p, "ul", "class", "liens", NULL);
    for (i = from; i < to; i++) {
        if (more && i == from + LINKS_SHOWN) {
            page_close(p);
            page_open(p, "details", NULL);
            page_open(p, "summary", NULL);
            page_textf(p, "et %zu autres", to - i);
            page_close(p);
            page_open(p, "ul", "class", "liens", NULL);
        }
        put_link(p, rhz_links_get(links, i), id);
    }
    page_close(p);
    if (more)
        page_close(p);
    page_close(p);
}

/** Links come by relation; of one relation both directions may alternate, so each direction is gathered apart. */
static void put_links(struct page *p, const struct rhz_links *outgoing, const struct rhz_links *incoming, uint64_t id)
{
    const struct rhz_links *both[2] = {outgoing, incoming};
    size_t k, i, j;

    if (rhz_links_count(outgoing) + rhz_links_count(incoming) == 0)
        return;
    page_leaf(p, "h2", "Liens", "id", "liens", NULL);
    for (k = 0; k < 2; k++)
        for (i = 0; i < rhz_links_count(both[k]); i = j) {
            for (j = i + 1; j < rhz_links_count(both[k]) && same_group(rhz_links_get(both[k], i), rhz_links_get(both[k], j), id); j++)
                ;
            put_group(p, both[k], i, j, id);
        }
}

/* ---- amounts ---- */

static void put_amounts(struct page *p, uint64_t id)
{
    struct rhz_funding_options o = {.size = sizeof o, .entity = id, .group_by = RHZ_BY_YEAR};
    struct rhz_funding *f = NULL;
    struct chart chart = {.n = 0};
    struct rhz_error err;
    size_t i;

    if (rhz_funding_of(p->request->base, &o, &f, &err) == RHZ_OK)
        for (i = 0; i < rhz_funding_totals(f); i++) {
            const struct rhz_funding_total *t = rhz_funding_total(f, i);
            if (t->group && t->year && t->column <= RHZ_FORECAST && strcmp(t->unit, "EUR") == 0)
                chart_add(&chart, t->year, t->column == RHZ_FORECAST, t->cents);
        }
    rhz_funding_free(f);
    if (chart.n == 0)
        return;
    page_leaf(p, "h2", "Montants par année", NULL);
    put_chart(p, &chart);
}

static void put_figures(struct page *p, const struct rhz_properties *properties)
{
    size_t i, n = rhz_properties_count(properties);
    char amount[64];

    if (n == 0)
        return;
    page_open(p, "details", "class", "chiffres", NULL);
    page_open(p, "summary", NULL);
    page_textf(p, "%zu chiffre%s de ses comptes", n, n > 1 ? "s" : "");
    page_close(p);
    page_open(p, "table", NULL);
    page_open(p, "thead", NULL);
    page_open(p, "tr", NULL);
    page_leaf(p, "th", "Poste", "scope", "col", NULL);
    page_leaf(p, "th", "Année", "scope", "col", NULL);
    page_leaf(p, "th", "Valeur", "scope", "col", NULL);
    page_leaf(p, "th", "Preuve", "scope", "col", NULL);
    page_close(p);
    page_close(p);
    page_open(p, "tbody", NULL);
    for (i = 0; i < n && i < FIGURES_SHOWN; i++) {
        const struct rhz_property_value *v = rhz_properties_get(properties, i);
        page_open(p, "tr", NULL);
        page_leaf(p, "td", v->label && *v->label ? v->label : v->name, NULL);
        page_open(p, "td", NULL);
        if (v->year)
            page_textf(p, "%u", v->year);
        if (v->nature && *v->nature)
            page_textf(p, " (%s)", rhz_nature_label(v->nature));
        page_close(p);
        page_leaf(p, "td", v->has_amount ? say_amount(amount, v->cents, v->unit) : "", "class", "nombre", NULL);
        page_open(p, "td", NULL);
        if (v->n_evidence) {
            const struct rhz_evidence *e = &v->evidence[0];
            struct url u = url_place(e->document, e->page, e->line, e->start, "");
            page_link(p, u.text, e->title && *e->title ? e->title : e->uri);
        }
        page_close(p);
        page_close(p);
    }
    page_close(p);
    page_close(p);
    page_close(p);
}

/* ---- the page ---- */

static void put_head(struct page *p, const struct rhz_entity *e)
{
    char a[32];
    size_t i;

    page_open(p, "p", "class", "sorte", NULL);
    page_text(p, e->kind);
    if (*e->sub)
        page_textf(p, " · %s", say_sub(e->sub));
    page_close(p);
    page_leaf(p, "h1", e->name, NULL);
    if (e->n_aliases) {
        page_open(p, "p", "class", "alias", NULL);
        page_text(p, "Aussi écrit :");
        for (i = 0; i < e->n_aliases && i < 12; i++)
            page_textf(p, "%s %s", i ? "," : "", e->aliases[i]);
        page_close(p);
    }
    page_open(p, "ul", "class", "cles", NULL);
    page_open(p, "li", NULL);
    page_leaf(p, "strong", say_number(a, e->n_documents), NULL);
    page_text(p, say_plural(e->n_documents, " document", " documents"));
    page_close(p);
    page_open(p, "li", NULL);
    page_leaf(p, "strong", say_number(a, e->n_mentions), NULL);
    page_text(p, say_plural(e->n_mentions, " mention", " mentions"));
    page_close(p);
    page_open(p, "li", NULL);
    page_leaf(p, "strong", say_number(a, e->n_links), NULL);
    page_text(p, say_plural(e->n_links, " lien prouvé", " liens prouvés"));
    page_close(p);
    page_close(p);
}

static void put_documents(struct page *p, const struct rhz_entity *e)
{
    struct rhz_documents *documents = NULL;
    struct rhz_error err;
    char date[32];
    size_t i;

    if (rhz_documents_of(p->request->base, e->id, DOCUMENTS, &documents, &err) == RHZ_OK && rhz_documents_count(documents)) {
        page_leaf(p, "h2", "Documents", NULL);
        page_open(p, "ul", "class", "documents", NULL);
        for (i = 0; i < rhz_documents_count(documents); i++) {
            const struct rhz_document_info *d = rhz_documents_get(documents, i);
            struct url u = url_place(d->id, 0, 0, 0, e->name);
            page_open(p, "li", NULL);
            page_link(p, u.text, *d->title ? d->title : d->uri);
            page_textf(p, " %s · %u %s", *d->date ? say_date(date, d->date) : "sans date", d->mentions, say_plural(d->mentions, "mention", "mentions"));
            page_close(p);
        }
        page_close(p);
    }
    rhz_documents_free(documents);
}

static void put_company(struct page *p, uint64_t id)
{
    struct rhz_neighbours *company = NULL;
    struct rhz_error err;
    size_t i;

    if (rhz_neighbours_of(p->request->base, id, NULL, (struct rhz_period){0, 0}, COMPANY, &company, &err) == RHZ_OK &&
        rhz_neighbours_count(company)) {
        page_leaf(p, "h2", "Souvent cité avec", NULL);
        page_open(p, "ul", "class", "voisins", NULL);
        for (i = 0; i < rhz_neighbours_count(company); i++) {
            const struct rhz_neighbour *n = rhz_neighbours_get(company, i);
            struct url u = url_entity(n->entity.id);
            page_open(p, "li", NULL);
            page_link(p, u.text, n->entity.name);
            page_textf(p, " %u", n->passages);
            page_close(p);
        }
        page_close(p);
    }
    rhz_neighbours_free(company);
}

void page_entity(struct http_request *r)
{
    uint64_t id = strtoull(r->segments[1], NULL, 10);
    struct rhz_link_filter out = {.size = sizeof out, .direction = 1}, in = {.size = sizeof in, .direction = -1};
    struct rhz_entities *found = NULL;
    struct rhz_links *outgoing = NULL, *incoming = NULL;
    struct rhz_properties *properties = NULL;
    struct rhz_error err;
    struct page p;

    if (rhz_entities_by_id(r->base, id, &found, &err) != RHZ_OK || rhz_entities_count(found) == 0) {
        http_error(r, 404, "Aucune entité ne porte ce numéro. Il a pu changer avec une correction du graphe.");
    } else if (rhz_links_of(r->base, id, &out, &outgoing, &err) != RHZ_OK || rhz_links_of(r->base, id, &in, &incoming, &err) != RHZ_OK ||
               rhz_properties_of(r->base, id, &properties, &err) != RHZ_OK) {
        http_failed(r, &err);
    } else {
        const struct rhz_entity *e = rhz_entities_get(found, 0);
        page_begin(&p, r, e->name, "");
        page_open(&p, "article", "class", "fiche", NULL);
        put_head(&p, e);
        put_amounts(&p, id);
        put_links(&p, outgoing, incoming, id);
        put_figures(&p, properties);
        put_documents(&p, e);
        put_company(&p, id);
        page_end(&p);
    }
    rhz_properties_free(properties);
    rhz_links_free(incoming);
    rhz_links_free(outgoing);
    rhz_entities_free(found);
}

/* ---- lists ---- */

static void put_kinds(struct page *p, const char *kind)
{
    unsigned i;
    struct url u;

    page_open(p, "nav", "class", "genres", "aria-label", "Genres", NULL);
    for (i = 1; rhz_kind_name(i); i++) {
        if (strcmp(rhz_kind_name(i), "Document") == 0)
            continue;
        u = url_with(p->request, "genre", rhz_kind_name(i), "debut", "", NULL);
        page_leaf(p, "a", rhz_kind_plural(i), "href", u.text, "aria-current", strcmp(kind, rhz_kind_name(i)) == 0 ? "true" : NULL, NULL);
    }
    page_close(p);
}

void page_entities(struct http_request *r)
{
    const char *kind = http_parameter(r, "genre"), *name = http_parameter(r, "nom");
    uint32_t offset = (uint32_t)http_number(r, "debut", 0, 10000000);
    struct rhz_entities *found = NULL;
    struct rhz_error err;
    struct page p;
    rhz_status st;
    size_t i;

    kind = *kind ? kind : "Personne";
    st = *name ? rhz_entities_find(r->base, name, NULL, ENTITIES, &found, &err) : rhz_entities_list(r->base, kind, offset, ENTITIES, &found, &err);
    if (st != RHZ_OK) {
        http_failed(r, &err);
        return;
    }
    page_begin(&p, r, "Personnes et organisations", "");
    page_leaf(&p, "h1", "Personnes, organisations, programmes, évènements", NULL);
    put_kinds(&p, kind);
    page_open(&p, "ul", "class", "voisins liste", NULL);
    for (i = 0; i < rhz_entities_count(found); i++) {
        const struct rhz_entity *e = rhz_entities_get(found, i);
        struct url u = url_entity(e->id);
        page_open(&p, "li", NULL);
        page_link(&p, u.text, e->name);
        page_textf(&p, " %u %s · %u %s", e->n_links, say_plural(e->n_links, "lien", "liens"), e->n_documents,
                   say_plural(e->n_documents, "document", "documents"));
        page_close(&p);
    }
    page_close(&p);
    if (!*name)
        put_pager(&p, offset, ENTITIES, rhz_entities_total(found));
    page_end(&p);
    rhz_entities_free(found);
}
