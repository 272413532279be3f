/* objects.c -- the objects of the open form, the same in every command that prints JSON. Absent means not stated. */
#include <string.h>

#include "cli.h"

static void pair_if(struct rhz_json *j, const char *key, const char *value)
{
    if (value && *value)
        rhz_json_pair(j, key, value);
}

static void unsigned_if(struct rhz_json *j, const char *key, uint64_t value)
{
    if (value)
        rhz_json_pair_unsigned(j, key, value);
}

static void strings(struct rhz_json *j, const char *key, const char *const *v, size_t n)
{
    size_t i;

    rhz_json_key(j, key);
    rhz_json_array(j);
    for (i = 0; i < n; i++)
        rhz_json_cstring(j, v[i]);
    rhz_json_end(j);
}

static void supports(struct rhz_json *j, const struct rhz_evidence *e)
{
    size_t i;

    rhz_json_key(j, "supports");
    rhz_json_array(j);
    for (i = 0; i < e->n_supports; i++) {
        rhz_json_object(j);
        pair_if(j, "end", e->supports[i].end);
        pair_if(j, "why", e->supports[i].why);
        unsigned_if(j, "page", e->supports[i].page);
        unsigned_if(j, "line", e->supports[i].line);
        rhz_json_pair(j, "quote", e->supports[i].quote);
        rhz_json_end(j);
    }
    rhz_json_end(j);
}

void cli_json_evidence(struct rhz_json *j, const struct rhz_evidence *e, size_t n)
{
    size_t i;

    rhz_json_key(j, "evidence");
    rhz_json_array(j);
    for (i = 0; i < n; i++) {
        rhz_json_object(j);
        rhz_json_pair(j, "document", e[i].document);
        rhz_json_pair(j, "uri", e[i].uri);
        unsigned_if(j, "page", e[i].page);
        unsigned_if(j, "line", e[i].line);
        rhz_json_pair_unsigned(j, "start", e[i].start);
        rhz_json_pair_unsigned(j, "end", e[i].end);
        pair_if(j, "rule", e[i].rule);
        rhz_json_pair(j, "quote", e[i].quote);
        supports(j, &e[i]);
        rhz_json_end(j);
    }
    rhz_json_end(j);
}

void cli_json_entity(struct rhz_json *j, const struct rhz_entity *e)
{
    rhz_json_object(j);
    rhz_json_pair(j, "t", "entity");
    rhz_json_pair_unsigned(j, "id", e->id);
    rhz_json_pair(j, "kind", e->kind);
    pair_if(j, "sub", e->sub);
    rhz_json_pair(j, "name", e->name);
    strings(j, "aliases", e->aliases, e->n_aliases);
    rhz_json_pair_unsigned(j, "documents", e->n_documents);
    rhz_json_pair_unsigned(j, "mentions", e->n_mentions);
    rhz_json_pair_unsigned(j, "links", e->n_links);
    rhz_json_end(j);
    rhz_json_newline(j);
}

static void link_end(struct rhz_json *j, const char *key, const struct rhz_link_end *end)
{
    rhz_json_key(j, key);
    rhz_json_object(j);
    rhz_json_pair_unsigned(j, "id", end->id);
    rhz_json_pair(j, "kind", end->kind);
    rhz_json_pair(j, "name", end->name);
    rhz_json_end(j);
}

static void amount(struct rhz_json *j, const char *key, bool has, int64_t cents)
{
    if (!has)
        return;
    rhz_json_key(j, key);
    rhz_json_cents(j, cents);
}

void cli_json_link(struct rhz_json *j, const struct rhz_link *l)
{
    rhz_json_object(j);
    rhz_json_pair(j, "t", "link");
    rhz_json_pair_unsigned(j, "id", l->id);
    rhz_json_pair(j, "relation", l->relation);
    link_end(j, "from", &l->from);
    link_end(j, "to", &l->to);
    rhz_json_key(j, "divergent");
    rhz_json_bool(j, l->divergent);
    rhz_json_key(j, "props");
    rhz_json_object(j);
    unsigned_if(j, "annee", l->year);
    if (l->year_of_document) {
        rhz_json_key(j, "annee_du_document");
        rhz_json_bool(j, true);
    }
    pair_if(j, "date_debut", l->date_from);
    pair_if(j, "date_fin", l->date_to);
    amount(j, "montant", l->has_amount, l->cents);
    if (l->unit && *l->unit && strcmp(l->unit, "EUR") != 0)
        rhz_json_pair(j, "devise", l->unit);
    pair_if(j, "nature", l->nature);
    if (l->n_roles)
        strings(j, "roles", l->roles, l->n_roles);
    rhz_json_end(j);
    if (l->holding == RHZ_OBSERVED || l->holding == RHZ_UNDATED)
        rhz_json_pair(j, "holding", l->holding == RHZ_OBSERVED ? "observed" : "undated");
    cli_json_evidence(j, l->evidence, l->n_evidence);
    rhz_json_end(j);
    rhz_json_newline(j);
}

void cli_json_property(struct rhz_json *j, const struct rhz_property_value *p)
{
    rhz_json_object(j);
    rhz_json_pair(j, "t", "property");
    rhz_json_pair_unsigned(j, "id", p->id);
    rhz_json_pair(j, "name", p->name);
    amount(j, "value", p->has_amount, p->cents);
    pair_if(j, "unit", p->unit);
    rhz_json_key(j, "props");
    rhz_json_object(j);
    pair_if(j, "libelle", p->label);
    unsigned_if(j, "annee", p->year);
    pair_if(j, "nature", p->nature);
    pair_if(j, "sens", p->sense);
    if (p->total) {
        rhz_json_key(j, "total");
        rhz_json_bool(j, true);
    }
    rhz_json_end(j);
    cli_json_evidence(j, p->evidence, p->n_evidence);
    rhz_json_end(j);
    rhz_json_newline(j);
}

void cli_json_document(struct rhz_json *j, const struct rhz_document_info *d)
{
    rhz_json_object(j);
    rhz_json_pair(j, "t", "document");
    rhz_json_pair(j, "id", d->id);
    rhz_json_pair(j, "uri", d->uri);
    if (d->n_other_uris)
        strings(j, "other_uris", d->other_uris, d->n_other_uris);
    pair_if(j, "title", d->title);
    pair_if(j, "type", d->type);
    pair_if(j, "date", d->date);
    pair_if(j, "url", d->url);
    if (d->internal) {
        rhz_json_key(j, "internal");
        rhz_json_bool(j, true);
    }
    unsigned_if(j, "pages", d->pages);
    unsigned_if(j, "lines", d->lines);
    rhz_json_pair_unsigned(j, "passages", d->passages);
    rhz_json_pair_unsigned(j, "text_bytes", d->text_bytes);
    unsigned_if(j, "mentions", d->mentions);
    rhz_json_end(j);
    rhz_json_newline(j);
}

void cli_flush_json(struct rhz_json *j)
{
    struct rhz_span text = rhz_json_text(j);

    fwrite(text.p, 1, text.n, stdout);
    rhz_json_reset(j);
}
