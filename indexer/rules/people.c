/* people.c -- persons and what they are to the publisher, its assembly and their own structures.
 *
 * Lists first, since they teach most names; then every place where a known name stands; then sentences, first names
 * alone and speakers, which need to know who is who.
 */
#include "people_lists.h"

uint32_t rhz_people_entity(struct rhz_people *p, const struct rhz_name_match *m)
{
    rhz_buf_reset(&p->name);
    rhz_person_name(&p->ws, m, &p->name);
    if (p->name.failed)
        return RHZ_NONE;
    return rhz_facts_entity(p->x->facts, RHZ_PERSONNE, RHZ_SUB_NONE, rhz_buf_view(&p->name), m->start, m->end);
}

bool rhz_note_elsewhere(struct rhz_people *p, uint32_t person, uint32_t body)
{
    if (body == rhz_facts_publisher(p->x->facts, NULL, NULL))
        return true;
    if (person >= p->n_elsewhere) {
        size_t n = 2 * (size_t)person + 64;
        unsigned char *grown = rhz_arena_zalloc(p->x->arena, n, 1);
        if (!grown)
            return false;
        if (p->n_elsewhere)
            memcpy(grown, p->elsewhere, p->n_elsewhere);
        p->elsewhere = grown;
        p->n_elsewhere = n;
    }
    p->elsewhere[person] = 1;
    return true;
}

bool rhz_is_elsewhere(const struct rhz_people *p, uint32_t person)
{
    return person < p->n_elsewhere && p->elsewhere[person];
}

bool rhz_is_office(const struct rhz_words *ws, size_t first, size_t limit)
{
    static const char offices[] = " president presidente copresident copresidente tresorier tresoriere secretaire "
                                  "administrateur administratrice cosecretaire cotresorier cotresoriere presidents "
                                  "presidentes copresidents copresidentes tresoriers tresorieres secretaires ";
    static const char before[] = " co vice le la l un une ";
    size_t i = first;
    while (i < limit && rhz_word_in(ws, i, before))
        i++;
    if (i >= limit)
        return false;
    for (size_t k = i; k < limit; k++)
        if (rhz_word_in(ws, k, " seance jury commission honneur honoraire sortant sortante ancien ancienne "))
            return false;
    if (rhz_word_in(ws, i, " representant representante co-representant co-representante corepresentant corepresentante "))
        return i + 1 < limit && rhz_word_in(ws, i + 1, " legal legale ");
    char key[RHZ_FOLD_MAX];
    size_t n = rhz_fold_key(rhz_word_span(ws, i), key);
    for (size_t from = 0, k = 0; k <= n && n > 0; k++) { /* vice-présidente, co-représentant */
        if (k < n && key[k] != ' ')
            continue;
        if (rhz_key_in(key + from, k - from, offices))
            return true;
        if (rhz_key_in(key + from, k - from, " representant representante ") && i + 1 < limit)
            return rhz_word_in(ws, i + 1, " legal legale ");
        from = k + 1;
    }
    return false;
}

/* ---- links and what supports them ---- */

static void add_support(struct rhz_statement *s, struct rhz_support *room, enum rhz_support_end end,
                        enum rhz_support_why why, uint32_t start, uint32_t limit)
{
    if (start < limit && s->n_supports < 4)
        room[s->n_supports++] = (struct rhz_support){(uint8_t)end, (uint8_t)why, start, limit};
    s->supports = room;
}

static void support_end(const struct rhz_extraction *x, struct rhz_statement *s, struct rhz_support *room,
                        enum rhz_support_end end, uint32_t entity)
{
    uint32_t start, limit;
    if (rhz_facts_named_in(x->facts, entity, s->start, s->end))
        return;
    if (entity == rhz_facts_publisher(x->facts, &start, &limit))
        add_support(s, room, end, RHZ_SUPPORT_PUBLISHER, start, limit);
    else if (rhz_facts_first_mention(x->facts, entity, &start, &limit))
        add_support(s, room, end, entity == x->assembly ? RHZ_SUPPORT_HEADER : RHZ_SUPPORT_COREFERENCE, start, limit);
}

bool rhz_add_link(struct rhz_extraction *x, const struct rhz_link *link)
{
    struct rhz_support room[4];
    struct rhz_statement s = {.relation = (uint8_t)link->relation, .subject = link->subject, .object = link->object,
                              .start = link->quote.start, .end = link->quote.end, .rule = rhz_span_of(link->rule)};
    if (link->subject == link->object)
        return true;
    s.year = x->year;
    s.flags = x->year ? RHZ_STATEMENT_YEAR_OF_DOCUMENT : 0;
    if (link->object == rhz_facts_publisher(x->facts, NULL, NULL))
        s.flags |= RHZ_STATEMENT_OBJECT_IS_PUBLISHER;
    if (link->role.end > link->role.start)
        s.role = rhz_document_slice(x->document, link->role.start, link->role.end);
    support_end(x, &s, room, RHZ_END_SUBJECT, link->subject);
    support_end(x, &s, room, RHZ_END_OBJECT, link->object);
    if (s.n_supports > 0 && link->lead.end > link->lead.start)
        add_support(&s, room, RHZ_END_OBJECT, RHZ_SUPPORT_LIST, link->lead.start, link->lead.end);
    return rhz_facts_statement(x->facts, &s);
}

static bool has_person(const struct rhz_extraction *x)
{
    for (uint32_t e = 0; e < rhz_facts_count(x->facts); e++)
        if (rhz_facts_get_entity(x->facts, e)->kind == RHZ_PERSONNE)
            return true;
    return false;
}

rhz_status rhz_read_people(struct rhz_extraction *x, struct rhz_error *err)
{
    struct rhz_people p = {.x = x, .ws = {.gazetteer = x->gazetteer, .text = x->document->text, .arena = x->arena}};
    bool ok = rhz_read_lists(&p) && (rhz_facts_count(x->facts) == 0 || rhz_spread_names(x, err) == RHZ_OK);
    if (ok && has_person(x))
        ok = rhz_spread_surnames(&p) && rhz_read_sentences(&p) && rhz_spread_first_names(&p) && rhz_read_speakers(&p) && rhz_read_minutes(&p);
    else if (ok && rhz_facts_publisher(x->facts, NULL, NULL) != RHZ_NONE)
        ok = rhz_read_sentences(&p); /* a firm may audit */
    rhz_buf_free(&p.name);
    return ok ? RHZ_OK : rhz_no_memory(err);
}
