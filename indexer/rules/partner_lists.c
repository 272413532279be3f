/* partner_lists.c -- lists with a label: "Programme X : A, B, C" under a heading of partners; "A + B + C" under a
 * programme's heading; "Nos projets en cours : X, Y" of the body that speaks.
 */
#include "amounts.h"
#include "document_parts.h"
#include "prose.h"

/* "Nos programmes", in any case. */
static bool says_ours(struct rhz_span text, uint32_t start, uint32_t end)
{
    const char *p = text.p + start;
    size_t n = end - start;
    return memmem(p, n, "Nos ", 4) || memmem(p, n, "NOS ", 4) || memmem(p, n, "nos ", 4);
}

/* One of the two headings above says so: needles NULL: "nos". */
static bool heading_says(struct rhz_prose *p, const char *const *needles, size_t n)
{
    const struct rhz_document *d = p->x->document;
    uint32_t h = d->blocks[p->block].heading;
    for (int depth = 0; h != RHZ_NONE && depth < 2; h = d->blocks[h].heading, depth++)
        if (needles ? rhz_text_holds(p->ws.gazetteer, p->ws.text, d->blocks[h].start, d->blocks[h].end, needles, n)
                    : says_ours(p->ws.text, d->blocks[h].start, d->blocks[h].end))
            return true;
    return false;
}

static size_t colon_of(const struct rhz_prose *p)
{
    for (size_t i = 1; i < p->ws.n && i < 14; i++)
        if (p->w[i].sep == ':')
            return i;
    return 0;
}

/* What the label [0, colon) names: the programme alone, or the publisher for partners of everything. */
static uint32_t labelled(struct rhz_prose *p, size_t colon)
{
    size_t topic = 0;
    while (topic < colon && !rhz_prose_is_topic(p, topic) && rhz_prose_in(p, topic, " programme projet le la les l partenaires partenaire soutiens soutien du de des principaux publics financiers "))
        topic++;
    if (rhz_prose_is_topic(p, topic) && rhz_prose_past(p, topic) >= colon)
        return p->w[topic].entity;
    if (rhz_prose_match(p, 0, "partenaire*") && colon <= 4) { /* of the programme of the section, else of all that we do */
        uint32_t section = rhz_prose_section(p);
        return section != RHZ_NONE ? section : p->publisher;
    }
    return RHZ_NONE;
}

static bool state_all(struct rhz_prose *p, const struct rhz_members *members, uint32_t topic)
{
    for (size_t m = 0; topic != RHZ_NONE && m < members->n; m++) {
        struct rhz_fact fact = {members->m[m].kind == RHZ_ORGANISATION ? RHZ_PARTENAIRE_DE : RHZ_PARTICIPE_A, members->m[m].entity, topic,
                                members->m[m].start, members->m[m].end, "partner-list"};
        if (members->m[m].kind == RHZ_PERSONNE && topic == p->publisher)
            continue;
        if (!rhz_prose_state(p, &fact))
            return false;
    }
    return true;
}

/* "Projets en cours : X, Y et Z": carried by who says "nos" in the line or its heading. */
static bool read_our_topics(struct rhz_prose *p, size_t colon)
{
    const struct rhz_document *d = p->x->document;
    uint32_t before = p->block > 0 ? p->block - 1 : p->block;
    bool list = false, ours = heading_says(p, NULL, 0) || says_ours(p->ws.text, d->blocks[before].start, d->blocks[p->block].end);
    for (size_t i = 0; i < colon; i++)
        list = list || rhz_prose_in(p, i, " projets programmes ");
    if (!list || !ours)
        return true;
    for (size_t i = colon; i < p->ws.n; i++)
        if (rhz_prose_is(p, i, RHZ_PROGRAMME) && p->w[i].entity != p->w[i - 1].entity) {
            struct rhz_fact fact = {RHZ_PORTE, rhz_prose_we(p), p->w[i].entity, p->ws.w[i].start, p->ws.w[i].end, "our-programmes"};
            if (!rhz_prose_state(p, &fact))
                return false;
        }
    return true;
}

/* "A + B + le C": a line of names under the heading of a programme. */
static bool read_sum(struct rhz_prose *p)
{
    struct rhz_members members;
    unsigned plus = 0;
    for (size_t i = 0; i < p->ws.n; i++)
        plus += p->w[i].sep == '+';
    uint32_t topic = plus >= 2 ? rhz_prose_section(p) : RHZ_NONE;
    if (topic == RHZ_NONE)
        return true;
    size_t first = 0;
    while (first < p->ws.n && p->w[first].kind == 0 && p->w[first].sep != '+')
        first++; /* "10 collectivités +" */
    return rhz_read_members(p, first, &members) && (members.limit < p->ws.n || state_all(p, &members, topic));
}

/* ---- "Financement : A (60 k€), B" in the sheet of a programme ---- */

static const struct {
    enum rhz_relation relation;
    const char *words; /* all words of the label are among these */
} sheet[] = {
    {RHZ_PORTE, " pilotage pilote pilotes portage porteur porteurs porteuse coordination chef de file maitrise maitre d ouvrage structure porteuses du projet programme "},
    {RHZ_FINANCE, " financement financements financeur financeurs cofinancement cofinancements cofinanceurs cofinanceur co financeurs mecene mecenes mecenat subventions "
                  "subvention soutien soutiens financier financiers publics prives principaux du programme projet "},
    {RHZ_PARTENAIRE_DE, " territoires territoire collectivites collectivite communes villes lieux lieu terrains terrain sites site d experimentation partenaires partenaire "
                        "associes associees participants participantes du de programme projet avec principaux techniques locaux "},
    {RHZ_PARTICIPE_A, " recherche chercheurs chercheuses chercheur chercheuse equipe intervenants intervenantes animation conception conduite suivi scientifique "
                      "scientifiques associe associes associees du projet programme l de designers design "},
};

/* "Chercheur·euses": the word before its inclusive ending is of the list. */
static bool inclusive_in(const struct rhz_prose *p, size_t i, const char *words)
{
    struct rhz_span s = rhz_word_span(&p->ws, i);
    const char *dot = memmem(s.p, s.n, "\xC2\xB7", 2);
    char key[RHZ_FOLD_MAX];
    if (!dot || dot - s.p > 40)
        return false;
    return rhz_key_in(key, rhz_fold_key(rhz_span(s.p, (size_t)(dot - s.p)), key), words);
}

static bool label_is(const struct rhz_prose *p, size_t colon, const char *words)
{
    for (size_t i = 0; i < colon; i++)
        if (!rhz_prose_in(p, i, words) && !inclusive_in(p, i, words) && !(i > 0 && rhz_prose_in(p, i, " euses euse rices rice es e s ")))
            return false;
    return colon > 0 && !rhz_prose_in(p, 0, " du de d co avec programme projet associes associees principaux ");
}

static bool state_sheet(struct rhz_prose *p, enum rhz_relation relation, const struct rhz_members *members, uint32_t topic)
{
    for (size_t m = 0; m < members->n; m++) {
        const struct rhz_member *who = &members->m[m];
        struct rhz_figure figure = {0};
        struct rhz_fact fact = {relation, who->entity, topic, who->start, who->end, "sheet"};
        uint32_t next = m + 1 < members->n ? members->m[m + 1].start : p->end;
        if (who->kind == RHZ_PERSONNE)
            fact.relation = RHZ_PARTICIPE_A;
        else if (relation == RHZ_PARTICIPE_A)
            fact.relation = RHZ_PARTENAIRE_DE;
        if (relation == RHZ_FINANCE && rhz_figure_next(rhz_span(p->ws.text.p + who->end, next - who->end), 0, &figure) && figure.kind == RHZ_FIGURE_AMOUNT) {
            fact.end = who->end + (uint32_t)figure.end;
        }
        if (!rhz_prose_state_amount(p, &fact, figure.kind == RHZ_FIGURE_AMOUNT ? &figure : NULL))
            return false;
    }
    return true;
}

/* *read: the line was one of a programme's sheet. */
static bool read_sheet(struct rhz_prose *p, size_t colon, bool *read)
{
    uint32_t topic = rhz_prose_section(p);
    *read = false;
    if (topic == RHZ_NONE || rhz_facts_get_entity(p->x->facts, topic)->kind != RHZ_PROGRAMME)
        return true;
    for (size_t s = 0; s < sizeof sheet / sizeof *sheet; s++) {
        struct rhz_members members;
        if (!label_is(p, colon, sheet[s].words))
            continue;
        *read = true;
        for (size_t at = colon; at < p->ws.n;) {
            if (!rhz_read_members(p, at, &members) || !state_sheet(p, sheet[s].relation, &members, topic))
                return false;
            at = members.limit > at ? members.limit : at + 1;
            while (at < p->ws.n && !p->w[at].sep)
                at++;
        }
        return true;
    }
    return true;
}

/* "Qui y prend part ?" over a paragraph of names alone: partners of the programme of the section. */
static bool read_takers(struct rhz_prose *p)
{
    static const char words[] = " part participe participent accompagne accompagnent partenaires partenaire associes avec soutient soutiennent ";
    const struct rhz_document *d = p->x->document;
    const struct rhz_block *b = &d->blocks[p->block];
    struct rhz_words ws = {.gazetteer = p->ws.gazetteer, .text = p->ws.text, .arena = p->x->arena};
    struct rhz_members members;
    bool asks = false;
    if (b->kind != RHZ_BLOCK_PARAGRAPH || b->heading == RHZ_NONE || p->block == 0 || b->heading + 1 != p->block || p->ws.text.p[d->blocks[b->heading].end - 1] != '?')
        return true;
    if (!rhz_words_cut(&ws, d->blocks[b->heading].start, d->blocks[b->heading].end))
        return p->failed = true, false;
    for (size_t i = 0; i < ws.n; i++)
        asks = asks || rhz_word_in(&ws, i, words);
    uint32_t topic = asks && ws.n > 1 && (rhz_word_in(&ws, 0, " qui avec ")) ? rhz_prose_section(p) : RHZ_NONE;
    if (topic == RHZ_NONE || rhz_facts_get_entity(p->x->facts, topic)->kind != RHZ_PROGRAMME)
        return true;
    size_t end = rhz_sentence_end(rhz_span(p->ws.text.p + b->start, b->end - b->start), 0);
    if (!rhz_prose_read(p, p->block, b->start, b->start + (uint32_t)end) || rhz_prose_states_nothing(p))
        return !p->failed;
    return rhz_read_members(p, 0, &members) && (members.n < 2 || members.limit < p->ws.n || state_all(p, &members, topic));
}

/* An item that is one body, under a programme in a document of partners. */
static bool read_item_alone(struct rhz_prose *p)
{
    static const char *const partners[] = {"artenaire", "ARTENAIRE"};
    const struct rhz_document *d = p->x->document;
    const struct rhz_block *b = &d->blocks[p->block];
    struct rhz_members members;
    bool says = false;
    if (b->kind != RHZ_BLOCK_LIST_ITEM || b->end - b->start > 110)
        return true;
    uint32_t h = b->heading;
    for (int depth = 0; h != RHZ_NONE && depth < 5 && !says; h = d->blocks[h].heading, depth++)
        says = rhz_text_holds(p->ws.gazetteer, p->ws.text, d->blocks[h].start, d->blocks[h].end, partners, 2);
    uint32_t topic = says ? rhz_prose_section(p) : RHZ_NONE;
    if (topic == RHZ_NONE || !rhz_prose_read(p, p->block, b->start, b->end) || rhz_prose_states_nothing(p))
        return !p->failed;
    if (!rhz_read_members(p, 0, &members) || members.n != 1 || members.limit < p->ws.n || members.m[0].kind != RHZ_ORGANISATION)
        return !p->failed;
    return state_all(p, &members, topic);
}

bool rhz_read_partner_list(struct rhz_prose *p)
{
    static const char *const partners[] = {"artenaire", "ARTENAIRE", "outien", "OUTIEN"};
    const struct rhz_block *b = &p->x->document->blocks[p->block];
    struct rhz_members members;
    if (b->kind == RHZ_BLOCK_TABLE_ROW || b->kind == RHZ_BLOCK_HEADING || b->end - b->start > 1500)
        return true;
    if (!read_takers(p))
        return false;
    if (!memchr(p->ws.text.p + b->start, ':', b->end - b->start) && !memchr(p->ws.text.p + b->start, '+', b->end - b->start))
        return read_item_alone(p);
    if (!rhz_prose_read(p, p->block, b->start, b->end))
        return !p->failed;
    size_t colon = colon_of(p);
    if (rhz_prose_states_nothing(p))
        return true;
    if (colon == 0)
        return read_sum(p);
    bool read;
    if (!read_our_topics(p, colon) || !read_sheet(p, colon, &read))
        return false;
    if (read)
        return true;
    uint32_t topic = heading_says(p, partners, 4) || rhz_text_holds(p->ws.gazetteer, p->ws.text, b->start, p->ws.w[colon].start, partners, 4) ? labelled(p, colon) : RHZ_NONE;
    if (topic == RHZ_NONE)
        return true;
    for (size_t at = colon; at < p->ws.n;) {
        if (!rhz_read_members(p, at, &members) || !state_all(p, &members, topic))
            return false;
        at = members.limit > at ? members.limit : at + 1;
        while (at < p->ws.n && !p->w[at].sep)
            at++; /* an item that is no body: go on behind it */
    }
    return true;
}
