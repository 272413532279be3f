/* relations.c -- what sentences say of programmes and events, sentence by sentence; partners and participants.
 *
 * A block is looked at only when it holds a cue, a sentence only when it holds one itself. Names that a list of
 * partners teaches are then looked for in the whole document.
 */
#include "document_parts.h"
#include "prose.h"

/* ---- partners ---- */

/* What introduces a list of partners of the programme that the sentence is about. */
static const char *const partner_cues[] = {
    "en partenariat avec", "en etroit partenariat avec", "en partenariat etroit avec", "en collaboration avec", "en etroite collaboration avec",
    "en cooperation avec", "en association avec", "aux cotes de", "aux cotes du", "aux cotes des", "aux cotes d", "soutenu* par",
    "avec le soutien de", "avec le soutien du", "avec le soutien des", "avec le soutien d", "avec le soutien financier d*", "avec l appui d*", "avec le concours d*",
    "avec la participation d*", "avec la contribution d*", "avec le partenariat d*", "partenaires du programme", "partenaires du projet",
    "le soutien de", "le soutien du", "le soutien des", "le soutien d", "du soutien de", "du soutien du", "du soutien des", "du soutien d", "en lien avec", "avec le mecenat d*"};

static size_t cue_at(const struct rhz_prose *p, size_t i)
{
    return rhz_prose_any(p, i, partner_cues, sizeof partner_cues / sizeof *partner_cues);
}

/* Words that stand for the programme of the section, or of the sentence before. */
static bool stands_for_topic(const struct rhz_prose *p, size_t first, size_t limit)
{
    for (size_t i = first; i < limit && i < p->ws.n; i++)
        if (p->w[i].kind == 0 && rhz_prose_in(p, i, " programme projet dispositif demarche recherche plateforme webinaire atelier evenement "
                                                    "colloque seminaire rencontre journee experimentation enquete "))
            return true;
    return false;
}

/* "Il réunit...", "Elle est soutenue par...": the sentence goes on about the one before. */
static bool goes_on(const struct rhz_prose *p)
{
    for (size_t k = 1; k < p->ws.n; k++)
        if (p->w[k].sep == ',' && rhz_prose_in(p, k, " il elle "))
            return true;
    return rhz_prose_in(p, 0, " il elle ils elles celui celle y ") && p->x->document->blocks[p->block].kind != RHZ_BLOCK_SPEAKER;
}

/* A line of a slide or a note under a heading: what it says is of the heading's programme. */
static bool is_note(struct rhz_prose *p)
{
    const struct rhz_block *b = &p->x->document->blocks[p->block];
    return b->kind == RHZ_BLOCK_LIST_ITEM && b->end - b->start < 220 && p->start == b->start;
}

/* The programme or event that the list [first, limit) is said of. */
static uint32_t topic_of(struct rhz_prose *p, size_t first, size_t limit)
{
    for (size_t i = first; i-- > 0;) {
        if (!rhz_prose_is_topic(p, i))
            continue;
        size_t from = rhz_prose_from(p, i);
        if (from >= 3 && rhz_prose_in(p, from - 1, " que a comme ") && rhz_prose_in(p, from - 2, " tel telle ainsi "))
            break; /* "des programmes tels que X" */
        return p->w[i].entity;
    }
    for (size_t i = limit; i < p->ws.n; i++)
        if (rhz_prose_is_topic(p, i))
            return p->w[i].entity;
    if (!stands_for_topic(p, 0, p->ws.n) && !goes_on(p) && !is_note(p))
        return RHZ_NONE;
    uint32_t e = rhz_prose_before(p);
    return e != RHZ_NONE ? e : rhz_prose_section(p);
}

/* "lancé en 2019 avec A", "organisé par nous avec B": the word behind "avec"; i when the participle takes none. */
static size_t past_with(const struct rhz_prose *p, size_t i)
{
    static const char participles[] = " lance lancee lances lancees mene menee menes menees porte portee portes portees organise organisee organises initie initiee "
                                      "conduit conduite cree creee ouvert ouverte concu concue developpe developpee monte montee realise realisee demarre demarree engage engagee "
                                      "coordonne coordonnee anime animee elabore elaboree ";
    if (!rhz_prose_in(p, i, participles))
        return i;
    for (size_t k = i + 1; k < p->ws.n && k < i + 12; k++) {
        if (rhz_prose_in(p, k, " avec "))
            return k + 1 < p->ws.n && rhz_prose_in(p, k + 1, " pour succes l ") && !p->w[k + 1].kind && !rhz_prose_is(p, k + 2, RHZ_ORGANISATION) ? i : k + 1;
        if (p->w[k].sep || rhz_prose_in(p, k, " pour afin qui que a ont dont ou "))
            return i;
    }
    return i;
}

/* Who launches with others, in the document of its own, when nobody else is said to: "Lancé en 2019 avec A, X ...". */
static bool state_launcher(struct rhz_prose *p, size_t i, uint32_t topic)
{
    if (!rhz_prose_in(p, i, " lance lancee lances lancees porte portee mene menee organise organisee initie initiee ") || p->publisher == RHZ_NONE ||
        topic == p->x->assembly || rhz_facts_get_entity(p->x->facts, topic)->kind != RHZ_PROGRAMME)
        return true;
    for (size_t k = 0; k < p->ws.n; k++)
        if (rhz_prose_in(p, k, " par ") || (k < i && p->w[k].kind == RHZ_ORGANISATION && p->w[k].entity != p->publisher))
            return true;
    struct rhz_fact fact = {RHZ_PORTE, p->publisher, topic, p->ws.w[i].start, p->ws.w[i].end, "launched"};
    return rhz_prose_state(p, &fact);
}

static bool state_members(struct rhz_prose *p, const struct rhz_members *members, uint32_t topic, uint32_t start, const char *rule)
{
    for (size_t i = 0; topic != RHZ_NONE && i < members->n; i++) {
        const struct rhz_member *m = &members->m[i];
        enum rhz_relation relation = m->kind == RHZ_ORGANISATION ? RHZ_PARTENAIRE_DE : RHZ_PARTICIPE_A;
        if (m->kind == RHZ_PERSONNE && rhz_facts_get_entity(p->x->facts, topic)->kind == RHZ_EVENEMENT)
            relation = RHZ_INTERVIENT_DANS;
        struct rhz_fact fact = {relation, m->entity, topic, start < m->start ? start : m->start, m->end, rule};
        if (!rhz_prose_state(p, &fact))
            return false;
    }
    return true;
}

/* "X associe A et B", "le programme réunit A et B", "dont la phase d'enquête a mobilisé A et B". */
static bool read_gathering(struct rhz_prose *p, size_t i)
{
    struct rhz_members members;
    uint32_t topic = RHZ_NONE;
    if (!rhz_prose_in(p, i, " associe associait reunit reuni reunissait rassemble rassemblait mobilise mobilisait implique federe federe embarque "))
        return true;
    for (size_t k = i; k-- > 0 && k + 10 > i && topic == RHZ_NONE;) {
        if (rhz_prose_is_topic(p, k) && (i - k <= 6 || p->w[i].sep == 0))
            topic = p->w[k].entity;
        else if (p->w[k].kind == RHZ_PERSONNE || (p->w[k].kind == RHZ_ORGANISATION && !rhz_prose_in(p, i - 1, " avait a ")))
            return true;
        else if (rhz_prose_in(p, k, " dont ")) {
            for (size_t t = k; t-- > 0 && topic == RHZ_NONE;)
                if (rhz_prose_is_topic(p, t))
                    topic = p->w[t].entity;
            break;
        } else if (rhz_prose_in(p, k, " programme projet dispositif "))
            topic = rhz_prose_before(p) != RHZ_NONE ? rhz_prose_before(p) : rhz_prose_section(p);
        else if (k == 0 && goes_on(p))
            topic = rhz_prose_before(p) != RHZ_NONE ? rhz_prose_before(p) : rhz_prose_section(p);
        else if (rhz_prose_in(p, k, " qui nous on il elle "))
            return true;
    }
    return topic == RHZ_NONE ||
           (rhz_read_members(p, i + 1, &members) && state_members(p, &members, topic, p->ws.w[i].start, "partner-sentence"));
}

/* "neuf collectivités : A, B...", "à six territoires – A, B –": in a sentence about a programme. */
static bool read_enumeration(struct rhz_prose *p, size_t i)
{
    static const char nouns[] = " collectivites territoires villes communes structures organisations associations departements regions metropoles intercommunalites "
                                "etablissements laboratoires universites partenaires communautes ";
    static const char numbers[] = " deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt dizaine plusieurs ";
    struct rhz_members members;
    bool counted = false;
    if (!rhz_prose_in(p, i, nouns))
        return true;
    for (size_t k = i; k-- > 0 && k + 4 > i;)
        counted = counted || rhz_prose_in(p, k, numbers) || p->ws.w[k].shape == RHZ_WORD_NUMBER;
    size_t at = i + 1;
    while (at < p->ws.n && at < i + 8 && !p->w[at].sep && !p->w[at].kind)
        at++;
    if (!counted || at >= p->ws.n || !(p->w[at].sep == ':' || p->w[at].sep == '-' || p->w[at].sep == '('))
        return true;
    uint32_t topic = topic_of(p, i, i);
    if (topic == RHZ_NONE || !rhz_read_members(p, at, &members) || members.n < 2)
        return !p->failed;
    return state_members(p, &members, topic, p->ws.w[i].start, "partner-sentence");
}

/* "La sociologue A et B suivent le programme", "A anime X": persons at work in it. */
static bool read_workers(struct rhz_prose *p, size_t i)
{
    static const char verbs[] = " suit suivent accompagne accompagnent anime animent coordonne coordonnent pilote pilotent conduit conduisent mene menent "
                                "suivi accompagne anime coordonne pilote conduit encadre encadrent rejoint rejoignent ";
    struct rhz_members members;
    size_t verb = i, object = i + 1;
    if (!rhz_prose_in(p, i, verbs) || i == 0)
        return true;
    if (rhz_prose_in(p, verb - 1, " a ont "))
        verb--;
    if (verb > 0 && rhz_prose_in(p, verb - 1, " y en "))
        verb--;
    size_t last = verb;
    if (verb > 2 && p->w[verb].sep == ',') /* "A, anthropologue à B, suit X" */
        for (size_t k = verb; k-- > 1 && k + 14 > verb;)
            if (p->w[k].sep == ',' && p->w[k - 1].kind == RHZ_PERSONNE && rhz_is_function(&p->ws, k, k + 1)) {
                last = k;
                break;
            }
    if (verb == 0 || (p->w[verb].sep && last == verb))
        return true;
    /* over a parenthesis: "B (Université) suit" */
    while (last > 0 && p->w[last - 1].depth > 0)
        last--;
    if (last == 0 || p->w[last - 1].kind != RHZ_PERSONNE)
        return true;
    uint32_t topic = RHZ_NONE;
    for (; object < p->ws.n && object < i + 6 && topic == RHZ_NONE && !p->w[object].sep; object++)
        if (rhz_prose_is_topic(p, object))
            topic = p->w[object].entity;
        else if (p->w[object].kind)
            return true;
        else if (rhz_prose_in(p, object, " programme projet recherche dispositif demarche experimentation action operation chantier enquete residence ") &&
                 rhz_prose_in(p, object - 1, " le la l ce cet cette notre "))
            topic = rhz_prose_before(p) != RHZ_NONE ? rhz_prose_before(p) : rhz_prose_section(p);
    if (topic == RHZ_NONE || rhz_facts_get_entity(p->x->facts, topic)->kind != RHZ_PROGRAMME)
        return true;
    for (size_t k = last; k-- > 0;) { /* all persons of the subject, asides between them */
        if (p->w[k].kind == RHZ_PERSONNE && (k == 0 || p->w[k - 1].entity != p->w[k].entity)) {
            struct rhz_fact fact = {RHZ_PARTICIPE_A, p->w[k].entity, topic, p->ws.w[k].start, p->ws.w[i].end, "participant"};
            if (!rhz_prose_state(p, &fact))
                return false;
            continue;
        }
        if (p->w[k].kind || p->w[k].depth > 0 || rhz_prose_in(p, k, " et la le les l ") || rhz_is_function(&p->ws, k, k + 1) || (p->w[k].sep == ',' && p->ws.w[k].shape == RHZ_WORD_LOWER))
            continue;
        if (p->ws.w[k].shape == RHZ_WORD_LOWER && !p->w[k].sep && k > 0 && p->w[k + 1].kind == RHZ_PERSONNE)
            continue; /* "le politiste B" */
        break;
    }
    (void)members;
    return true;
}

/* "A et B participent au programme X", "quatre villes ont participé à l'aventure X : A, B". */
static bool read_participation(struct rhz_prose *p, size_t i)
{
    struct rhz_members members;
    size_t verb = i;
    static const char *const verbs[] = {"participe a", "participe au", "participent a", "participent au", "participons a", "participons au", "prend part a",
                                        "prend part au", "prennent part a", "prennent part au", "contribue a", "contribuent a", "contribue au", "contribuent au", "pris part a", "pris part au",
                                        "rejoint le programme", "rejoignent le programme", "rejoint le projet", "rejoint", "rejoignent", "a rejoint", "ont rejoint"};
    size_t limit = rhz_prose_any(p, i, verbs, sizeof verbs / sizeof *verbs);
    static const char *const there[] = {"y ont pris part", "y a pris part", "y prennent part", "y participent", "y participe", "y contribuent", "y ont participe", "y a participe"};
    size_t anaphor = rhz_prose_any(p, i, there, sizeof there / sizeof *there);
    if (anaphor > i && i > 0) { /* "A et B y ont pris part" */
        uint32_t before = rhz_prose_before(p) != RHZ_NONE ? rhz_prose_before(p) : rhz_prose_section(p);
        if (before == RHZ_NONE || rhz_facts_get_entity(p->x->facts, before)->kind == RHZ_EVENEMENT)
            return true;
        for (size_t k = anaphor; k < p->ws.n && k < anaphor + 4; k++) /* "Six villes y prennent part : A, B" */
            if (p->w[k].sep == ':')
                return rhz_read_members(p, k, &members) && state_members(p, &members, before, p->ws.w[i].start, "partner-sentence");
        if (!rhz_read_members(p, 0, &members))
            return false;
        return members.limit < i - 1 || state_members(p, &members, before, p->ws.w[i].start, "partner-sentence");
    }
    if (limit == i)
        return true;
    size_t topic = limit;
    while (topic < limit + 5 && topic < p->ws.n && !rhz_prose_is_topic(p, topic) && p->w[topic].kind == 0 && p->w[topic].sep == 0)
        topic++;
    if (!rhz_prose_is_topic(p, topic))
        return true;
    while (verb > 0 && rhz_prose_in(p, verb - 1, " a ont avons aussi egalement ainsi "))
        verb--;
    if (rhz_prose_is(p, topic, RHZ_EVENEMENT))
        return true; /* being there is attendance */
    size_t colon = topic;
    while (colon < p->ws.n && p->w[colon].sep != ':')
        colon++;
    if (colon < p->ws.n && !rhz_read_members(p, colon, &members))
        return false;
    if (colon < p->ws.n && members.n > 0)
        return state_members(p, &members, p->w[topic].entity, p->ws.w[i].start, "partner-sentence");
    if (verb > 0 && rhz_prose_in(p, verb - 1, " nous ")) {
        struct rhz_fact fact = {RHZ_PARTENAIRE_DE, rhz_prose_we(p), p->w[topic].entity, p->ws.w[verb - 1].start, p->ws.w[topic].end, "partner-sentence"};
        return rhz_prose_state(p, &fact);
    }
    if (verb == 0 || p->w[verb].sep)
        return true;
    rhz_members_before(p, verb, &members);
    return state_members(p, &members, p->w[topic].entity, p->ws.w[i].start, "partner-sentence");
}

/* A name that nothing else announces, alone before the verb: "Nouvelle Ruche est partenaire". */
static bool learn_before(struct rhz_prose *p, size_t verb, struct rhz_members *members)
{
    size_t first = verb;
    while (first > 0 && first + 5 > verb && p->w[first - 1].kind == 0 && (first == verb || p->w[first].sep == 0))
        first--;
    while (first < verb && !rhz_word_capital(&p->ws, first))
        first++;
    if (first == verb || (first > 0 && p->w[first].sep == 0 && !rhz_prose_in(p, first - 1, " la le les l ")))
        return true;
    if (!rhz_read_members(p, first, members))
        return false;
    if (members->limit != verb)
        members->n = 0;
    return true;
}

/* "A est partenaire de X", "A (partenaire de notre programme X)", "A est dans le programme". */
static bool read_partner_word(struct rhz_prose *p, size_t i)
{
    struct rhz_members members;
    uint32_t topic = RHZ_NONE;
    size_t subject = i;
    static const char *const forms[] = {"est partenaire*", "etait partenaire*", "sont partenaires", "etaient partenaires", "est dans le programme",
                                        "sont dans le programme", "est dans le projet", "a ete partenaire*", "ont ete partenaires", "en est partenaire*", "en sont partenaires", "en a ete partenaire*",
                                        "en ont ete les partenaires", "en ont ete partenaires", "en est le partenaire", "partenaire* de", "partenaire* du"};
    size_t limit = rhz_prose_any(p, i, forms, sizeof forms / sizeof *forms);
    if (limit == i)
        return true;
    if (p->w[i].key[0] == 'p' && i > 0 && rhz_prose_in(p, i - 1, " important premier principal fidele importante principale "))
        subject = i - 1;
    bool verb = p->w[i].key[0] != 'p', anaphoric = rhz_prose_in(p, i, " en "), apposed = !verb && (p->w[subject].sep == '(' || p->w[subject].sep == ',' || p->w[subject].depth > 0);
    if (subject == 0 || (!verb && !apposed) || (verb && p->w[subject].sep))
        return true;
    rhz_members_before(p, subject, &members);
    if (verb && members.n == 0 && !learn_before(p, subject, &members))
        return false;
    for (size_t k = limit; k < limit + 7 && k < p->ws.n && topic == RHZ_NONE && !p->w[k].sep; k++)
        if (rhz_prose_is_topic(p, k))
            topic = p->w[k].entity;
        else if (p->w[k].kind)
            return true;
    if (topic == RHZ_NONE && verb && (anaphoric || stands_for_topic(p, i, p->ws.n)))
        topic = rhz_prose_before(p) != RHZ_NONE ? rhz_prose_before(p) : rhz_prose_section(p);
    return state_members(p, &members, topic, p->ws.w[i].start, "partner-sentence");
}

bool rhz_read_partners(struct rhz_prose *p)
{
    for (size_t i = 0; i < p->ws.n; i++) {
        struct rhz_members members;
        size_t limit = cue_at(p, i);
        if (p->w[i].kind)
            continue;
        if (limit > i) {
            uint32_t start = p->ws.w[i].start;
            while (rhz_prose_in(p, limit, " notamment ") || rhz_prose_in(p, limit, " entre ") || rhz_prose_in(p, limit, " autres "))
                limit++;
            if (topic_of(p, i, i) == RHZ_NONE)
                continue; /* before names are learnt from it */
            if (!rhz_read_members(p, limit, &members))
                return false;
            if (members.n > 0 && !state_members(p, &members, topic_of(p, i, members.limit), start, "partner-sentence"))
                return false;
            if (members.n > 0)
                i = members.limit - 1;
            continue;
        }
        limit = past_with(p, i);
        if (limit > i && topic_of(p, i, i) != RHZ_NONE) {
            uint32_t start = p->ws.w[i].start;
            if (!rhz_read_members(p, limit, &members) || !state_members(p, &members, topic_of(p, i, members.limit), start, "partner-sentence") ||
                (members.n > 0 && !state_launcher(p, i, topic_of(p, i, members.limit))))
                return false;
            if (members.n > 0) {
                i = members.limit - 1;
                continue;
            }
        }
        if (!read_enumeration(p, i) || !read_workers(p, i) || !read_gathering(p, i) || !read_participation(p, i) || !read_partner_word(p, i))
            return false;
    }
    return true;
}

/* ---- the document ---- */

static bool read_sentence(struct rhz_prose *p, uint32_t block, uint32_t start, uint32_t end)
{
    if (!rhz_cues_in(&p->cues, p->ws.text, start, end))
        return true;
    if (!rhz_prose_read(p, block, start, end))
        return !p->failed;
    if (!rhz_read_owners(p) || !rhz_read_apposed_parts(p))
        return false;
    if (rhz_prose_states_nothing(p))
        return true;
    return rhz_read_collectives(p) && rhz_read_seats(p) && rhz_read_parts(p) && rhz_read_partners(p) && rhz_read_carriers(p) && rhz_read_interventions(p);
}

static bool read_block(struct rhz_prose *p, uint32_t block)
{
    const struct rhz_block *b = &p->x->document->blocks[block];
    if (b->kind == RHZ_BLOCK_TABLE_ROW)
        return true;
    struct rhz_span text = rhz_span(p->ws.text.p + b->start, b->end - b->start);
    for (size_t from = 0; from < text.n;) {
        size_t end = rhz_sentence_end(text, from);
        if (end <= from)
            break;
        if (!read_sentence(p, block, b->start + (uint32_t)from, b->start + (uint32_t)end))
            return false;
        from = end;
    }
    return true;
}

static bool has_topic(const struct rhz_extraction *x)
{
    for (uint32_t e = 0; e < rhz_facts_count(x->facts); e++) {
        uint8_t kind = rhz_facts_get_entity(x->facts, e)->kind;
        if (kind == RHZ_PROGRAMME || (kind == RHZ_EVENEMENT && e != x->assembly))
            return true;
    }
    return false;
}

uint32_t rhz_document_topic(const struct rhz_extraction *x)
{
    enum { TOP = 5 };
    const struct rhz_document *d = x->document;
    static const char *const others[] = {"proces-verbal", "rapport-activite", "diaporama"};
    uint32_t only = RHZ_NONE, titled = RHZ_NONE;
    size_t n = 0, n_titled = 0, top = d->n_blocks < TOP ? d->n_blocks : TOP;
    for (size_t k = 0; k < sizeof others / sizeof *others; k++)
        if (rhz_span_eq(d->type, rhz_span_of(others[k])))
            return RHZ_NONE;
    for (uint32_t e = 0; e < rhz_facts_count(x->facts); e++) {
        if (rhz_facts_get_entity(x->facts, e)->kind != RHZ_PROGRAMME)
            continue;
        only = e;
        n++;
        if (top && rhz_facts_named_in(x->facts, e, d->blocks[0].start, d->blocks[top - 1].end)) {
            titled = e;
            n_titled++;
        }
    }
    return n_titled == 1 ? titled : n == 1 ? only : RHZ_NONE;
}

rhz_status rhz_read_relations(struct rhz_extraction *x, struct rhz_error *err)
{
    const struct rhz_document *d = x->document;
    struct rhz_prose p = {.x = x, .ws = {.gazetteer = x->gazetteer, .text = d->text, .arena = x->arena}, .section_of = RHZ_NONE, .section = RHZ_NONE};
    rhz_status st = RHZ_OK;
    bool ok = true;
    if (!has_topic(x))
        return RHZ_OK;
    p.topic = rhz_document_topic(x);
    rhz_cues_init(&p.cues, false);
    size_t known = rhz_facts_count(x->facts);
    p.publisher = rhz_facts_publisher(x->facts, NULL, NULL);
    for (uint32_t b = 0; ok && b < d->n_blocks; b++) {
        p.block = b;
        ok = read_block(&p, b) && rhz_read_partner_list(&p);
    }
    rhz_buf_free(&p.name);
    if (!ok || p.failed)
        return rhz_no_memory(err);
    if (rhz_facts_count(x->facts) > known)
        st = rhz_spread_names(x, err); /* what lists of partners taught */
    return st;
}
