/* words.c -- French for what the library gives as codes. */
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *say_number(char out[32], uint64_t n)
{
    char digits[24];
    size_t len = (size_t)snprintf(digits, sizeof digits, "%llu", (unsigned long long)n), i, at = 0;

    for (i = 0; i < len && at + 4 < 32; i++) {
        if (i && (len - i) % 3 == 0) { /* a narrow space that does not break */
            memcpy(out + at, "\xE2\x80\xAF", 3);
            at += 3;
        }
        out[at++] = digits[i];
    }
    out[at] = '\0';
    return out;
}

const char *say_amount(char out[64], int64_t cents, const char *unit)
{
    uint64_t n = cents < 0 ? 0 - (uint64_t)cents : (uint64_t)cents;
    const char *sign = !unit || !*unit || strcmp(unit, "EUR") == 0 ? "€" : strcmp(unit, "USD") == 0 ? "$" : unit;
    char whole[32];

    say_number(whole, n / 100);
    if (n % 100)
        snprintf(out, 64, "%s%s,%02u\xC2\xA0%s", cents < 0 ? "−" : "", whole, (unsigned)(n % 100), sign);
    else
        snprintf(out, 64, "%s%s\xC2\xA0%s", cents < 0 ? "−" : "", whole, sign);
    return out;
}

const char *say_date(char out[32], const char *iso)
{
    static const char *const MONTHS[] = {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
                                         "décembre"};
    unsigned year = 0, month = 0, day = 0;
    int n = sscanf(iso, "%4u-%2u-%2u", &year, &month, &day);

    if (n >= 2 && (month < 1 || month > 12))
        n = 1;
    if (n == 3)
        snprintf(out, 32, "%u%s %s %u", day, day == 1 ? "er" : "", MONTHS[month - 1], year);
    else if (n == 2)
        snprintf(out, 32, "%s %u", MONTHS[month - 1], year);
    else
        snprintf(out, 32, "%.10s", iso);
    return out;
}

const char *say_type(const char *type)
{
    static const struct {
        const char *type, *said;
    } TYPES[] = {{"proces-verbal", "procès-verbal"}, {"rapport-activite", "rapport d’activité"}, {"diaporama", "diaporama"},
                 {"page-programme", "page de programme"}, {"billet", "billet"}, {"autre", "autre document"}};
    size_t i;

    for (i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++)
        if (strcmp(type, TYPES[i].type) == 0)
            return TYPES[i].said;
    return type;
}

const char *say_relation(const char *relation, bool outgoing)
{
    unsigned i;

    for (i = 1; rhz_relation_name(i); i++)
        if (strcmp(rhz_relation_name(i), relation) == 0)
            return rhz_relation_label(i, outgoing);
    return relation;
}

const char *say_sub(const char *sub)
{
    static const struct {
        const char *sub, *said;
    } SUBS[] = {{"epci", "intercommunalité"}, {"departement", "département"}, {"region", "région"}, {"etat", "État"},
                {"etablissement-public", "établissement public"}, {"universite", "université"}, {"labo", "laboratoire"}, {"reseau", "réseau"},
                {"media", "média"}};
    size_t i;

    for (i = 0; i < sizeof SUBS / sizeof SUBS[0]; i++)
        if (strcmp(SUBS[i].sub, sub) == 0)
            return SUBS[i].said;
    return sub;
}

const char *say_plural(uint64_t n, const char *one, const char *many)
{
    return n > 1 ? many : one;
}

struct url url_entity(uint64_t id)
{
    struct url u = url_of("/entite");
    char digits[24];

    snprintf(digits, sizeof digits, "%llu", (unsigned long long)id);
    url_segment(&u, digits);
    return u;
}

struct url url_place(const char *document, uint32_t page, uint32_t line, uint32_t start, const char *query)
{
    struct url u = url_of("/document");

    url_segment(&u, document);
    if (page)
        url_number(&u, "page", page);
    if (start)
        url_number(&u, "octet", start);
    else if (line)
        url_number(&u, "ligne", line);
    url_parameter(&u, "q", query);
    if (start || line)
        url_fragment(&u, "ici");
    return u;
}

/* ---- proofs ---- */

static const char *say_why(const char *why)
{
    static const struct {
        const char *why, *said;
    } WHYS[] = {{"heading", "sous le titre"}, {"header", "en tête de colonne"}, {"list", "dans la liste"}, {"publisher", "publié par"},
                {"coreference", "plus haut"}};
    size_t i;

    for (i = 0; i < sizeof WHYS / sizeof WHYS[0]; i++)
        if (strcmp(why, WHYS[i].why) == 0)
            return WHYS[i].said;
    return why;
}

static void put_quote(struct page *p, const char *quote)
{
    size_t n = strlen(quote), most = 400;
    const char *tab;

    if (n > most) { /* whole characters, and the rest is one click away */
        while (most && ((unsigned char)quote[most] & 0xC0) == 0x80)
            most--;
        n = most;
    }
    while ((tab = memchr(quote, '\t', n)) != NULL) { /* cells of a row */
        page_text_n(p, quote, (size_t)(tab - quote));
        page_text(p, " │ ");
        n -= (size_t)(tab + 1 - quote);
        quote = tab + 1;
    }
    page_text_n(p, quote, n);
    if (quote[n])
        page_text(p, "…");
}

void put_evidence(struct page *p, const struct rhz_evidence *e)
{
    struct url u = url_place(e->document, e->page, e->line, e->start, "");
    size_t i;

    page_open(p, "blockquote", "class", "preuve", "cite", u.text, NULL);
    page_open(p, "p", NULL);
    page_text(p, "« ");
    put_quote(p, e->quote);
    page_text(p, " »");
    page_close(p);
    page_open(p, "footer", NULL);
    for (i = 0; i < e->n_supports; i++) {
        page_open(p, "span", "class", "appui", NULL);
        page_textf(p, "%s « ", say_why(e->supports[i].why));
        put_quote(p, e->supports[i].quote);
        page_text(p, " » · ");
        page_close(p);
    }
    page_open(p, "a", "href", u.text, NULL);
    page_text(p, e->title && *e->title ? e->title : e->uri);
    if (e->page)
        page_textf(p, ", p. %u", e->page);
    if (e->line)
        page_textf(p, ", l. %u", e->line);
    page_close(p);
    page_close(p);
    page_close(p);
}

void put_all_evidence(struct page *p, const struct rhz_evidence *e, size_t n)
{
    size_t i;

    if (n == 0)
        return;
    put_evidence(p, &e[0]);
    if (n == 1)
        return;
    page_open(p, "details", NULL);
    page_open(p, "summary", NULL);
    page_textf(p, "%zu autre%s preuve%s", n - 1, n > 2 ? "s" : "", n > 2 ? "s" : "");
    page_close(p);
    for (i = 1; i < n && i < 20; i++)
        put_evidence(p, &e[i]);
    page_close(p);
}

void put_link_facts(struct page *p, const struct rhz_link *l)
{
    char amount[64], from[32], to[32];
    size_t i;

    if (l->date_from[0] && l->date_to[0] && strcmp(l->date_from, l->date_to) != 0)
        page_textf(p, "%s – %s", say_date(from, l->date_from), say_date(to, l->date_to));
    else if (l->date_from[0])
        page_textf(p, "%s%s", l->date_to[0] ? "" : "depuis ", say_date(from, l->date_from));
    else if (l->date_to[0])
        page_textf(p, "jusqu’à %s", say_date(to, l->date_to));
    else if (l->year)
        page_textf(p, l->year_of_document ? "constaté en %u" : "%u", l->year);
    else
        page_text(p, "sans date");
    if (l->has_amount) {
        page_text(p, " · ");
        page_leaf(p, "strong", say_amount(amount, l->cents, l->unit), "class", "montant", NULL);
    }
    if (l->nature && *l->nature)
        page_textf(p, " (%s)", rhz_nature_label(l->nature));
    for (i = 0; i < l->n_roles; i++)
        page_textf(p, "%s%s", i ? ", " : " · ", l->roles[i]);
    if (l->joint)
        page_text(p, " · montant commun à plusieurs");
    if (l->divergent)
        page_leaf(p, "span", "les documents divergent", "class", "divergence", NULL);
}

void put_pager(struct page *p, uint64_t offset, uint64_t per, uint64_t total)
{
    char digits[24];
    struct url u;

    if (total <= per)
        return;
    page_open(p, "nav", "class", "pages", "aria-label", "Suite de la liste", NULL);
    if (offset) {
        snprintf(digits, sizeof digits, "%llu", (unsigned long long)(offset > per ? offset - per : 0));
        u = url_with(p->request, "debut", offset > per ? digits : "", NULL);
        page_leaf(p, "a", "← Précédents", "rel", "prev", "href", u.text, NULL);
    }
    page_open(p, "span", NULL);
    page_textf(p, "%llu à %llu sur %llu", (unsigned long long)offset + 1, (unsigned long long)(offset + per < total ? offset + per : total),
               (unsigned long long)total);
    page_close(p);
    if (offset + per < total) {
        snprintf(digits, sizeof digits, "%llu", (unsigned long long)(offset + per));
        u = url_with(p->request, "debut", digits, NULL);
        page_leaf(p, "a", "Suivants →", "rel", "next", "href", u.text, NULL);
    }
    page_close(p);
}
