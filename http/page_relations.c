/* page_relations.c -- who finances what (a table with its totals), how two entities are linked, and what the base holds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pages.h"
#include "words.h"

/* ---- funding ---- */

enum { GROUPS_SHOWN = 60, LINES_SHOWN = 400 };

static const struct {
    const char *word, *name;
    int group;
} GROUPINGS[] = {{"programme", "par programme", RHZ_BY_PROGRAMME}, {"financeur", "par financeur", RHZ_BY_FUNDER}, {"annee", "par année", RHZ_BY_YEAR}};

static const char *column_name(unsigned column)
{
    static const char *const NAMES[] = {"réalisé", "prévisionnel", "à recevoir", "constaté d’avance"};

    return column < 4 ? NAMES[column] : "";
}

static const char *counted_name(unsigned counted)
{
    switch (counted) {
    case RHZ_NO_AMOUNT:
        return "montant non dit";
    case RHZ_SAME_SUM:
        return "même somme, déjà comptée";
    case RHZ_JOINT_SUM:
        return "montant commun, compté une fois";
    case RHZ_OTHER_FIGURE:
        return "les documents divergent : un autre montant est retenu";
    default:
        return "";
    }
}

static void put_funding_line(struct page *p, const struct rhz_funding_line *f)
{
    const struct rhz_link *l = &f->link;
    struct url from = url_entity(l->from.id), to = url_entity(l->to.id);
    char amount[64];

    page_open(p, "tr", "class", f->counted == RHZ_COUNTED ? NULL : "secondaire", NULL);
    page_open(p, "td", NULL);
    if (l->year)
        page_textf(p, "%u", l->year);
    page_close(p);
    page_open(p, "td", NULL);
    page_link(p, from.text, l->from.name);
    page_close(p);
    page_open(p, "td", NULL);
    page_link(p, to.text, l->to.name);
    page_close(p);
    page_leaf(p, "td", l->has_amount ? say_amount(amount, l->cents, l->unit) : "—", "class", "nombre", NULL);
    page_open(p, "td", NULL);
    page_text(p, l->nature && *l->nature ? column_name(f->column) : "");
    if (*counted_name(f->counted))
        page_leaf(p, "small", counted_name(f->counted), NULL);
    page_close(p);
    page_open(p, "td", NULL);
    if (l->n_evidence) {
        const struct rhz_evidence *e = &l->evidence[0];
        struct url u = url_place(e->document, e->page, e->line, e->start, "");
        page_open(p, "a", "href", u.text, "title", e->quote, NULL);
        page_text(p, e->title && *e->title ? e->title : e->uri);
        if (e->page)
            page_textf(p, ", p. %u", e->page);
        page_close(p);
    }
    page_close(p);
    page_close(p);
}

static void put_totals(struct page *p, const struct rhz_funding *f, const char *group)
{
    char amount[64];
    size_t i, shown = 0;

    page_open(p, "p", "class", "totaux", NULL);
    for (i = 0; i < rhz_funding_totals(f); i++) {
        const struct rhz_funding_total *t = rhz_funding_total(f, i);
        if (!t->group || strcmp(t->group, group) != 0)
            continue;
        page_open(p, "span", NULL);
        if (t->year)
            page_textf(p, "%u ", t->year);
        page_textf(p, "%s : ", column_name(t->column));
        page_leaf(p, "strong", say_amount(amount, t->cents, t->unit), NULL);
        page_close(p);
        if (++shown == 24)
            break;
    }
    page_close(p);
}

static void put_head_of_table(struct page *p)
{
    static const char *const COLUMNS[] = {"Année", "Financeur", "Pour", "Montant", "Nature", "Preuve"};
    size_t i;

    page_open(p, "thead", NULL);
    page_open(p, "tr", NULL);
    for (i = 0; i < sizeof COLUMNS / sizeof COLUMNS[0]; i++)
        page_leaf(p, "th", COLUMNS[i], "scope", "col", NULL);
    page_close(p);
    page_close(p);
}

static void put_funding(struct page *p, const struct rhz_funding *f)
{
    size_t i, j, n = rhz_funding_count(f), groups = 0, lines = 0;

    for (i = 0; i < n && groups < GROUPS_SHOWN && lines < LINES_SHOWN; i = j, groups++) {
        const char *group = rhz_funding_get(f, i)->group;
        page_open(p, "section", "class", "groupe", NULL);
        page_leaf(p, "h2", group, NULL);
        put_totals(p, f, group);
        page_open(p, "div", "class", "defile", "tabindex", "0", "role", "region", "aria-label", group, NULL);
        page_open(p, "table", NULL);
        put_head_of_table(p);
        page_open(p, "tbody", NULL);
        for (j = i; j < n && strcmp(rhz_funding_get(f, j)->group, group) == 0; j++, lines++)
            put_funding_line(p, rhz_funding_get(f, j));
        page_close(p);
        page_close(p);
        page_close(p);
        page_close(p);
    }
    if (i < n)
        page_leaf(p, "p", "La suite est plus longue qu’une page : restreignez l’année ou l’entité.", NULL);
}

void page_funding(struct http_request *r)
{
    struct rhz_funding_options o = {.size = sizeof o, .group_by = RHZ_BY_PROGRAMME};
    const char *by = http_parameter(r, "par"), *year = http_parameter(r, "annee");
    struct rhz_funding *f = NULL;
    struct rhz_error err;
    struct page p;
    size_t i;

    o.entity = http_number(r, "entite", 0, UINT64_MAX);
    for (i = 0; i < 3; i++)
        if (strcmp(by, GROUPINGS[i].word) == 0)
            o.group_by = GROUPINGS[i].group;
    if ((*year && rhz_period_parse(year, &o.period, &err) != RHZ_OK) || rhz_funding_of(r->base, &o, &f, &err) != RHZ_OK) {
        http_failed(r, &err);
        return;
    }
    page_begin(&p, r, "Financements", "");
    page_leaf(&p, "h1", "Qui finance quoi", NULL);
    page_open(&p, "nav", "class", "genres", "aria-label", "Regroupement", NULL);
    for (i = 0; i < 3; i++) {
        struct url u = url_with(r, "par", GROUPINGS[i].word, NULL);
        page_leaf(&p, "a", GROUPINGS[i].name, "href", u.text, "aria-current", o.group_by == GROUPINGS[i].group ? "true" : NULL, NULL);
    }
    page_close(&p);
    page_open(&p, "form", "class", "filtre", "action", "/financements", "method", "get", NULL);
    page_leaf(&p, "label", "Année, ou années (2017..2020)", "for", "annee", NULL);
    page_void(&p, "input", "id", "annee", "name", "annee", "value", *year ? year : NULL, "size", "12", "inputmode", "text", NULL);
    page_void(&p, "input", "type", "hidden", "name", "par", "value", *by ? by : "programme", NULL);
    page_leaf(&p, "button", "Voir", "type", "submit", NULL);
    page_close(&p);
    if (rhz_funding_count(f) == 0)
        page_leaf(&p, "p", "Aucun financement n’est prouvé pour cette demande.", NULL);
    put_funding(&p, f);
    page_end(&p);
    rhz_funding_free(f);
}

/* ---- paths ---- */

/** The entity that a name means; 0 after saying why not. */
static uint64_t choose(struct page *p, const char *name)
{
    struct rhz_entities *found = NULL;
    struct rhz_error err;
    uint64_t id = 0;

    if (rhz_entities_find(p->request->base, name, NULL, 1, &found, &err) == RHZ_OK && rhz_entities_count(found)) {
        id = rhz_entities_get(found, 0)->id;
    } else {
        page_open(p, "p", "class", "erreur", NULL);
        page_textf(p, "Aucune entité ne porte le nom « %s ».", name);
        page_close(p);
    }
    rhz_entities_free(found);
    return id;
}

static void put_path(struct page *p, const struct rhz_paths *paths, size_t i)
{
    size_t at, n, k;
    const struct rhz_link *links;

    page_open(p, "ol", "class", "chemin", NULL);
    for (at = 0; at <= rhz_paths_length(paths); at++) {
        const struct rhz_link_end *e = rhz_paths_entity(paths, i, at);
        struct url u = url_entity(e->id);
        page_open(p, "li", NULL);
        page_open(p, "p", "class", "lien", NULL);
        page_link(p, u.text, e->name);
        page_close(p);
        if (at < rhz_paths_length(paths)) {
            links = rhz_paths_links(paths, i, at, &n);
            for (k = 0; k < n && k < 2; k++) {
                page_open(p, "p", "class", "saut", NULL);
                page_textf(p, "%s %s %s · ", links[k].from.name, say_relation(links[k].relation, true), links[k].to.name);
                put_link_facts(p, &links[k]);
                page_close(p);
                if (k == 0 && links[k].n_evidence)
                    put_evidence(p, &links[k].evidence[0]);
            }
        }
        page_close(p);
    }
    page_close(p);
}

static void put_path_form(struct page *p, const char *from, const char *to)
{
    page_open(p, "form", "class", "filtre", "action", "/chemin", "method", "get", NULL);
    page_leaf(p, "label", "De", "for", "de", NULL);
    page_void(p, "input", "id", "de", "name", "de", "required", "", "value", *from ? from : NULL, NULL);
    page_leaf(p, "label", "à", "for", "a", NULL);
    page_void(p, "input", "id", "a", "name", "a", "required", "", "value", *to ? to : NULL, NULL);
    page_leaf(p, "button", "Relier", "type", "submit", NULL);
    page_close(p);
}

void page_path(struct http_request *r)
{
    struct rhz_path_options o = {.size = sizeof o, .limit = 3, .deadline_ms = r->deadline_ms};
    const char *from = http_parameter(r, "de"), *to = http_parameter(r, "a");
    struct rhz_paths *paths = NULL;
    struct rhz_error err;
    struct page p;
    uint64_t a, b;
    size_t i;

    page_begin(&p, r, "Chemin", "");
    page_leaf(&p, "h1", "Ce qui relie deux entités", NULL);
    put_path_form(&p, from, to);
    if (*from && *to && (a = choose(&p, from)) != 0 && (b = choose(&p, to)) != 0) {
        if (rhz_paths_between(r->base, a, b, &o, &paths, &err) != RHZ_OK)
            page_leaf(&p, "p", err.text, "class", "erreur", NULL);
        else if (rhz_paths_count(paths) == 0)
            page_leaf(&p, "p", "Aucun chemin : rien dans ces documents ne les relie, être présents à la même réunion mis à part.", NULL);
        for (i = 0; paths && i < rhz_paths_count(paths); i++)
            put_path(&p, paths, i);
    }
    page_end(&p);
    rhz_paths_free(paths);
}

/* ---- about ---- */

static void put_fact(struct page *p, const char *what, uint64_t n)
{
    char text[32];

    page_leaf(p, "dt", what, NULL);
    page_leaf(p, "dd", say_number(text, n), NULL);
}

void page_about(struct http_request *r)
{
    struct rhz_statistics s;
    struct rhz_error err;
    struct page p;

    if (rhz_base_statistics(r->base, &s, &err) != RHZ_OK) {
        http_failed(r, &err);
        return;
    }
    page_begin(&p, r, "À propos", "");
    page_open(&p, "article", NULL);
    page_leaf(&p, "h1", "Ce qui est indexé", NULL);
    page_open(&p, "dl", "class", "faits", NULL);
    put_fact(&p, "Documents", s.documents);
    put_fact(&p, "Passages", s.passages);
    put_fact(&p, "Mots", s.words);
    put_fact(&p, "Personnes", s.persons);
    put_fact(&p, "Organisations", s.organisations);
    put_fact(&p, "Programmes", s.programmes);
    put_fact(&p, "Liens prouvés", s.edges);
    page_leaf(&p, "dt", "Documents datés", NULL);
    page_open(&p, "dd", NULL);
    page_textf(&p, "de %s à %s", s.first_date, s.last_date);
    page_close(&p);
    page_close(&p);
    page_leaf(&p, "h2", "Citer", NULL);
    page_leaf(&p, "p", "Chaque page a une adresse stable. Pour citer un fait, citez le document, sa page et sa ligne, que donne chaque preuve : "
              "c’est le document qui fait foi, non ce service.", NULL);
    page_leaf(&p, "h2", "Données personnelles", NULL);
    page_leaf(&p, "p", "Ne sont indexées que les choses que disent ces documents. Ce service ne dépose aucun témoin de connexion, "
              "n’appelle aucun autre site et ne garde pas l’adresse de ses visiteurs. Une personne citée peut demander à être oubliée.", NULL);
    page_end(&p);
}
