/* carriers.c -- who carries a programme or an event: "porté par A", "A a lancé X", "notre programme X", "X de A".
 *
 * Between the parts of each form only words that belong to it may stand. "X s'appuie sur une méthode développée par A"
 * holds a programme, a participle and a body, and says nothing of who carries X.
 */
#include "prose.h"

static bool state(struct rhz_prose *p, uint32_t body, uint32_t topic, uint32_t start, uint32_t end, const char *rule)
{
    struct rhz_fact fact = {RHZ_PORTE, body, topic, start, end, rule};
    if (body == RHZ_NONE || topic == RHZ_NONE || topic == p->x->assembly)
        return true;
    return rhz_prose_state(p, &fact);
}

static const char topic_nouns[] =
    " programme projet dispositif demarche plateforme recherche initiative experimentation chantier festival colloque rencontre rencontres "
    "seminaire conference journee journees forum evenement webinaire atelier cycle formation laboratoire labo lab appel aventure concours serie "
    "collecte itinerance exposition operation action enquete campagne residence ";

/* Words that may stand between a topic and the participle said of it. */
static bool is_link_word(const struct rhz_prose *p, size_t i)
{
    return rhz_prose_in(p, i, " est sont a ete etait etaient ont qui un une le la les l notre son sa leur annuelle annuel co action actions de d du des "
                              "collaboratif collaborative national nationale europeen europeenne international internationale depuis en conjointement "
                              "innovation publique publiques recherche grande premiere inter administrations ensemble egalement ") ||
           p->ws.w[i].shape == RHZ_WORD_NUMBER || rhz_prose_in(p, i, topic_nouns);
}

/* The topic that a participle at word i qualifies. */
static uint32_t qualified_topic(struct rhz_prose *p, size_t i)
{
    bool noun = false;
    for (size_t k = i; k-- > 0 && k + 18 > i;) {
        if (rhz_prose_is_topic(p, k))
            return p->w[k].entity;
        if (p->w[k].kind || (p->w[k + 1].sep && !strchr(",(", p->w[k + 1].sep)))
            return RHZ_NONE;
        bool definite = k > 0 && rhz_prose_in(p, k - 1, " le la ce cette ");
        bool noun_here = rhz_prose_in(p, k, topic_nouns);
        if (rhz_prose_in(p, k, " equipe ") && k > 0 && rhz_prose_in(p, k - 1, " l une chaque "))
            return rhz_prose_section(p); /* "L'équipe était menée par A" */
        bool bare = noun_here && p->ws.w[k].shape != RHZ_WORD_LOWER && (k == 0 || p->w[k].sep || k + 1 == i);
        if (bare || (noun_here && definite && (k < 2 || p->w[k - 1].sep))) { /* "Le programme est porté par", "Programme porté par" */
            uint32_t e = rhz_prose_before(p);
            return e != RHZ_NONE ? e : rhz_prose_section(p);
        }
        noun = noun || noun_here;
        if (k + 1 == i && k > 0 && !noun_here && p->ws.w[k].shape == RHZ_WORD_LOWER && rhz_prose_in(p, k - 1, topic_nouns))
            continue; /* "une formation courte portée par A" */
        if (!is_link_word(p, k) && (rhz_prose_in(p, k, " que dont ou nous il elle on pour afin par ") || k + 12 < i))
            return RHZ_NONE;
        if (!is_link_word(p, k)) { /* free words only inside "X, un programme de ... porté par" */
            bool apposed = false;
            for (size_t t = k; t-- > 0 && t + 14 > i;) {
                apposed = apposed || (rhz_prose_in(p, t, " un une ") && p->w[t].sep == ',' && rhz_prose_in(p, t + 1, topic_nouns));
                if (apposed || p->w[t].kind)
                    break;
            }
            if (!apposed && !noun)
                return RHZ_NONE;
            if (!apposed)
                return RHZ_NONE;
        }
    }
    return RHZ_NONE;
}

/* Past "un consortium qui comprend", "un collectif composé de": to the members; *ours: we are one of them. */
static size_t past_consortium(const struct rhz_prose *p, size_t i, bool *ours)
{
    size_t at = i;
    *ours = false;
    if (!rhz_prose_in(p, i, " un le ") || !rhz_prose_in(p, i + 1, " consortium groupement partenariat collectif "))
        return i;
    for (at = i + 2; at < p->ws.n && at < i + 12 && p->w[at].kind == 0; at++)
        if (rhz_prose_in(p, at, " comprend reunit reunissant comprenant associant rassemble rassemblant compose composee forme constitue ")) {
            at++;
            break;
        }
    if (rhz_prose_match(p, at, "a nos cotes") > at) {
        *ours = true;
        at += 3;
    }
    return at;
}

/* "porté par A et B", "organisé par A". */
static bool read_passive(struct rhz_prose *p, size_t i)
{
    static const char participles[] =
        " porte portee portes portees pilote pilotee pilotes pilotees mene menee menes menees conduit conduite cree creee crees creees lance lancee "
        "lances lancees initie initiee organise organisee organises organisees coordonne coordonnee coordonnes developpe developpee propose proposee coporte "
        "coportee impulse impulsee imagine imaginee anime animee suivi suivie encadre encadree encadres concu concue concus elabore elaboree dirige dirigee ";
    struct rhz_members members;
    bool ours;
    if (!rhz_prose_in(p, i, participles) || !rhz_prose_in(p, i + 1, " par ") || p->w[i + 1].sep)
        return true;
    uint32_t topic = qualified_topic(p, i);
    for (size_t k = i + 2; i == 0 && topic == RHZ_NONE && k < p->ws.n && k < 40; k++) { /* "Porté par A, X réunit...", "..., il réunit" */
        if (rhz_prose_is_topic(p, k))
            topic = p->w[k].entity;
        else if (p->w[k].sep == ',' && rhz_prose_in(p, k, " il elle ils elles le la ce cette "))
            topic = rhz_prose_before(p) != RHZ_NONE ? rhz_prose_before(p) : rhz_prose_section(p);
    }
    if (topic == RHZ_NONE && i > 0 && i < 4 && rhz_prose_in(p, 0, " il elle ils elles ") && rhz_prose_in(p, i - 1, " est sont ete etait ")) /* "Elle est animée par A" */
        topic = rhz_prose_before(p) != RHZ_NONE ? rhz_prose_before(p) : rhz_prose_section(p);
    const struct rhz_block *b = &p->x->document->blocks[p->block];
    bool opens = i == 0 || (i <= 3 && rhz_prose_in(p, 0, " un une ") && rhz_prose_in(p, i - 1, topic_nouns));
    if (topic == RHZ_NONE && opens && b->kind == RHZ_BLOCK_LIST_ITEM && p->start <= b->start + 8) /* "- menée par A", under the programme */
        topic = rhz_prose_section(p);
    if (topic == RHZ_NONE)
        return true;
    size_t at = past_consortium(p, i + 2, &ours);
    if (!rhz_read_members(p, at, &members))
        return false;
    if (ours && !state(p, rhz_prose_we(p), topic, p->ws.w[i].start, p->ws.w[at - 1].end, "carrier-sentence"))
        return false;
    if (members.n == 0 && rhz_prose_match(p, i + 2, "l association") > i + 2)
        return state(p, p->publisher, topic, p->ws.w[i].start, p->ws.w[i + 3].end, "carrier-sentence");
    for (size_t k = members.limit; members.n > 0 && k + 2 < p->ws.n && k < members.limit + 6; k++) { /* "par A, designer, et par B" */
        struct rhz_members more;
        if (!rhz_prose_in(p, k, " et ") || !rhz_prose_in(p, k + 1, " par "))
            continue;
        if (!rhz_read_members(p, k + 2, &more))
            return false;
        for (size_t m = 0; m < more.n && members.n < RHZ_MEMBERS_MOST; m++)
            members.m[members.n++] = more.m[m];
        break;
    }
    for (size_t m = 0; m < members.n; m++) {
        const struct rhz_member *member = &members.m[m];
        struct rhz_fact fact = {RHZ_PARTICIPE_A, member->entity, topic, p->ws.w[i].start, member->end, "participant"};
        if (member->kind == RHZ_PERSONNE && topic != p->x->assembly && rhz_facts_get_entity(p->x->facts, topic)->kind == RHZ_PROGRAMME && !rhz_prose_state(p, &fact))
            return false;
        if (member->kind == RHZ_ORGANISATION && !state(p, member->entity, topic, p->ws.w[i].start, member->end, "carrier-sentence"))
            return false;
    }
    return true;
}

/* "co-porté", "coorganisée": the word as one of several does it. */
static bool is_joint(const char *key)
{
    static const char *const stems[] = {"porte", "organise", "pilote", "produit"};
    if (key[0] != 'c' || key[1] != 'o')
        return false;
    key += key[2] == ' ' ? 3 : 2;
    for (size_t k = 0; k < sizeof stems / sizeof *stems; k++)
        if (strncmp(key, stems[k], strlen(stems[k])) == 0)
            return true;
    return false;
}

/* "co-porté avec A et B", "Avec A et B, nous avons coorganisé X": all of them carry it, and who speaks. */
static bool read_jointly(struct rhz_prose *p, size_t i)
{
    struct rhz_members members = {.n = 0};
    if (p->w[i].kind || !is_joint(p->w[i].key))
        return true;
    bool active = i >= 2 && rhz_prose_in(p, i - 1, " avons ") && rhz_prose_in(p, i - 2, " nous ");
    bool behind = rhz_prose_in(p, i + 1, " avec ") && p->w[i + 1].sep == 0;
    if (!behind && !(active && rhz_prose_in(p, 0, " avec ")))
        return true;
    if (!rhz_read_members(p, behind ? i + 2 : 1, &members) || members.n == 0)
        return !p->failed;
    uint32_t topic = RHZ_NONE;
    if (!active)
        topic = qualified_topic(p, i);
    for (size_t k = i + 1; active && k < p->ws.n && topic == RHZ_NONE && k < i + 24; k++)
        if (rhz_prose_is_topic(p, k))
            topic = p->w[k].entity;
    if (topic == RHZ_NONE)
        return true;
    uint32_t we = active ? rhz_prose_we(p) : p->publisher;
    if (!state(p, we, topic, p->ws.w[active ? i - 2 : i].start, p->ws.w[i].end, "carried-jointly"))
        return false;
    for (size_t m = 0; m < members.n; m++)
        if (members.m[m].kind == RHZ_ORGANISATION &&
            !state(p, members.m[m].entity, topic, members.m[m].start < p->ws.w[i].start ? members.m[m].start : p->ws.w[i].start,
                   members.m[m].end > p->ws.w[i].end ? members.m[m].end : p->ws.w[i].end, "carried-jointly"))
            return false;
    return true;
}

/* "X est un labo créé par A, B et C": X is a body, and A, B and C carry it. */
static bool read_founded(struct rhz_prose *p, size_t i)
{
    static const char nouns[] = " labo laboratoire lab incubateur fablab chaire tiers living ";
    static const char founded[] = " cree creee fonde fondee porte portee lance lancee monte montee initie initiee impulse impulsee heberge hebergee ";
    struct rhz_members members;
    size_t noun = i + 2, by;
    if (i == 0 || i > 8 || !rhz_prose_in(p, i, " est ") || p->w[i].sep || !rhz_prose_in(p, i + 1, " un une le la "))
        return true;
    while (noun < i + 5 && noun < p->ws.n && !rhz_prose_in(p, noun, nouns))
        noun++;
    if (!rhz_prose_in(p, noun, nouns) || p->w[noun].kind)
        return true;
    for (by = noun + 1; by + 1 < p->ws.n && by < noun + 9 && !(rhz_prose_in(p, by, founded) && rhz_prose_in(p, by + 1, " par ")); by++)
        if (p->w[by].kind || p->w[by].sep == ':')
            return true;
    if (by + 1 >= p->ws.n || by >= noun + 9)
        return true;
    for (size_t k = 1; k < i; k++)
        if (p->w[k].sep || (p->w[k].kind && p->w[k].entity != p->w[i - 1].entity))
            return true;
    size_t first = rhz_prose_in(p, 0, " le la les l ") && i > 1 ? 1 : 0;
    if (!rhz_word_capital(&p->ws, first) && p->ws.w[first].shape != RHZ_WORD_INITIAL)
        return true;
    uint32_t body = p->w[first].kind == RHZ_ORGANISATION || p->w[first].kind == RHZ_PROGRAMME ? p->w[first].entity : RHZ_NONE;
    if (!rhz_read_members(p, by + 2, &members) || members.n == 0)
        return !p->failed;
    if (body == RHZ_NONE && !p->w[first].kind) {
        struct rhz_span name = rhz_span(p->ws.text.p + p->ws.w[0].start, p->ws.w[i - 1].end - p->ws.w[0].start);
        body = rhz_facts_entity(p->x->facts, RHZ_ORGANISATION, RHZ_SUB_LABO, name, p->ws.w[0].start, p->ws.w[i - 1].end);
        if (body == RHZ_NONE)
            return p->failed = true, false;
    }
    for (size_t m = 0; m < members.n; m++)
        if (members.m[m].kind == RHZ_ORGANISATION && !state(p, members.m[m].entity, body, p->ws.w[0].start, members.m[m].end, "founded"))
            return false;
    return true;
}

/* The topic that a verb before word i takes: the first one, with its introducing words only before it. */
static uint32_t taken_topic(struct rhz_prose *p, size_t i, size_t *at)
{
    bool noun = false;
    for (size_t k = i; k < p->ws.n && k < i + 16; k++) {
        if (rhz_prose_is_topic(p, k)) {
            bool of = k > i && rhz_prose_in(p, k - 1, " de du d ") && p->w[k].sep == 0;
            bool aside = k >= 2 && rhz_prose_in(p, k - 1, " de du ") && rhz_prose_in(p, k - 2, " cadre suite issue issus lieu ");
            *at = k;
            return aside || (of && !noun) ? RHZ_NONE : p->w[k].entity;
        }
        if ((p->w[k].kind && p->w[k].kind != RHZ_ORGANISATION) || (k > i && p->w[k].sep && !strchr(",", p->w[k].sep)) ||
            rhz_prose_in(p, k, " qui que dont pour afin nous qu lors "))
            break;
        if (rhz_prose_in(p, k, topic_nouns) || rhz_prose_in(p, k, " phase edition saison volet etape "))
            noun = true;
        else if (rhz_prose_in(p, k, " presentation reunion restitution rapport livre billet article bilan guide ") ||
                 (p->w[k].kind == RHZ_ORGANISATION && !noun && !rhz_prose_match(p, k - 1, "avec")))
            break;
    }
    if (!noun)
        return RHZ_NONE;
    uint32_t section = rhz_prose_section(p); /* "nous avons organisé le 5 avril un webinaire": the one of the heading */
    if (section == RHZ_NONE || rhz_facts_get_entity(p->x->facts, section)->kind != RHZ_EVENEMENT)
        return RHZ_NONE;
    for (size_t k = i; k < p->ws.n && k < i + 8; k++)
        if (rhz_prose_in(p, k, " webinaire atelier colloque seminaire journee rencontre conference ") && rhz_prose_in(p, k - 1, " un une ce cette le la "))
            return *at = k, section;
    return RHZ_NONE;
}

/* The bodies that are the subject of the verb at word i. */
static void subject_of(struct rhz_prose *p, size_t i, bool ours, struct rhz_members *out)
{
    out->n = 0;
    if (ours || (i > 0 && rhz_prose_in(p, i - 1, " nous "))) {
        uint32_t we = rhz_prose_we(p);
        if (we != RHZ_NONE)
            out->m[out->n++] = (struct rhz_member){we, p->ws.w[ours || i == 0 ? i : i - 1].start, p->ws.w[i].end, RHZ_ORGANISATION};
        return;
    }
    if (i == 0)
        return;
    if (i >= 2 && rhz_prose_in(p, i - 1, " association equipe ") && rhz_prose_in(p, i - 2, " l notre ") && p->publisher != RHZ_NONE) {
        out->m[out->n++] = (struct rhz_member){p->publisher, p->ws.w[i - 1].start, p->ws.w[i].end, RHZ_ORGANISATION};
        return;
    }
    size_t at = i;
    if (rhz_prose_in(p, at - 1, " qui "))
        at--;
    if (p->w[at].sep == ',' && at == i) { /* "A, en partenariat avec B, a lancé": back over the aside */
        for (size_t k = at; k-- > 0;)
            if (p->w[k].sep == ',' && (rhz_prose_match(p, k, "en partenariat") > k || rhz_prose_match(p, k, "avec") > k ||
                                       rhz_prose_match(p, k, "en collaboration") > k || rhz_prose_match(p, k, "aux cotes") > k)) {
                rhz_members_before(p, k, out);
                return;
            }
        return;
    }
    if (p->w[at].sep && !(at < i && p->w[at].sep == ','))
        return;
    rhz_members_before(p, at, out);
}

/* "A a lancé X", "nous avons mené X", "A porte X", "nous lançons X". */
static bool read_active(struct rhz_prose *p, size_t i)
{
    static const char participles[] = " mene lance cree initie porte conduit developpe organise coordonne pilote imagine concu engage coinitie coorganise co impulse monte ";
    static const char ours[] = " lancons portons menons organisons coordonnons pilotons developpons conduisons ";
    static const char theirs[] = " lance lancent porte portent pilote pilotent coordonne coordonnent organise organisent mene menent conduit conduisent developpe developpent ";
    struct rhz_members bodies;
    size_t verb = i, at = 0;
    bool first_person = false;
    if (rhz_prose_in(p, i, " a ont avons ")) {
        verb = i + 1;
        while (verb < i + 3 && rhz_prose_in(p, verb, " ainsi aussi egalement donc notamment alors ensuite co "))
            verb++;
        if (!rhz_prose_in(p, verb, participles) && rhz_prose_match(p, verb, "co *") == verb && memcmp(p->w[verb < p->ws.n ? verb : i].key, "co ", 3) != 0)
            return true;
        verb++;
    } else if (rhz_prose_in(p, i, ours)) {
        first_person = true;
        verb = i + 1;
    } else if (rhz_prose_in(p, i, theirs) && i > 0 && rhz_prose_is(p, i - 1, RHZ_ORGANISATION)) {
        verb = i + 1;
    } else {
        return true;
    }
    if (rhz_prose_in(p, i, " avons ") && !(i > 0 && rhz_prose_in(p, i - 1, " nous ")))
        return true;
    uint32_t topic = taken_topic(p, verb, &at);
    if (topic == RHZ_NONE)
        return true;
    subject_of(p, i, first_person, &bodies);
    for (size_t m = 0; m < bodies.n; m++)
        if (bodies.m[m].kind == RHZ_ORGANISATION &&
            !state(p, bodies.m[m].entity, topic, bodies.m[m].start < p->ws.w[i].start ? bodies.m[m].start : p->ws.w[i].start,
                   p->ws.w[at].end, "carrier-sentence"))
            return false;
    return true;
}

/* "notre programme X", "nos programmes X et Y", "X, notre programme". */
static bool read_ours(struct rhz_prose *p, size_t i)
{
    if (!rhz_prose_in(p, i, " notre nos ") || p->w[i].kind)
        return true;
    size_t noun = i + 1;
    while (noun < i + 3 && rhz_prose_in(p, noun, " propre propres premier premiere dernier derniere nouveau nouvelle deux trois "))
        noun++;
    if (!rhz_prose_in(p, noun, " programme programmes projet projets recherche plateforme dispositif demarche festival colloque webinaire seminaire ") ||
        p->w[noun].kind)
        return true;
    if (i > 0 && p->w[i].sep == ',' && rhz_prose_is_topic(p, i - 1))
        return state(p, rhz_prose_we(p), p->w[i - 1].entity, p->ws.w[i].start, p->ws.w[noun].end, "our-programme");
    for (size_t k = noun + 1; k < p->ws.n && k < noun + 7 && (p->w[k].sep == 0 || (p->w[k].quoted && p->w[k].sep != ',')); k++) {
        if (rhz_prose_is_topic(p, k))
            return state(p, rhz_prose_we(p), p->w[k].entity, p->ws.w[i].start, p->ws.w[k].end, "our-programme");
        if (p->w[k].kind || rhz_prose_in(p, k, " avec pour dans sur et est a "))
            break;
    }
    return true;
}

/* "les Assises X (A, B)": the bodies alone between parentheses behind an event. */
static bool read_bracketed(struct rhz_prose *p, size_t i, size_t at)
{
    size_t limit = at;
    for (; limit < p->ws.n && p->w[limit].depth > 0; limit++)
        if (p->w[limit].kind != RHZ_ORGANISATION && !rhz_prose_in(p, limit, " et l la le "))
            return true;
    for (size_t k = at; k < limit; k++)
        if (p->w[k].kind == RHZ_ORGANISATION && (k == at || p->w[k - 1].entity != p->w[k].entity) &&
            !state(p, p->w[k].entity, p->w[i].entity, p->ws.w[i].start, p->ws.w[rhz_prose_past(p, k) - 1].end, "event-of"))
            return false;
    return true;
}

/* "le programme X de A", "le séminaire « X » du B": right behind the name. */
static bool read_possessive(struct rhz_prose *p, size_t i)
{
    if (!rhz_prose_is_topic(p, i) || p->w[i].entity == p->x->assembly)
        return true;
    size_t limit = rhz_prose_past(p, i), at = limit;
    if (i > 0 && p->w[i - 1].entity == p->w[i].entity)
        return true;
    if (at < p->ws.n && p->w[at].sep == '(' && rhz_prose_is(p, i, RHZ_EVENEMENT) && !read_bracketed(p, i, at))
        return false;
    if (!rhz_prose_in(p, at, " de du des d ") || (p->w[at].sep && p->w[at].depth == 0 && p->w[at].sep != '('))
        return true;
    at++;
    while (at < limit + 3 && rhz_prose_in(p, at, " l la le les ") && !p->w[at].kind)
        at++;
    if (!rhz_prose_is(p, at, RHZ_ORGANISATION) || p->w[at].sep)
        return true;
    size_t last = rhz_prose_past(p, at);
    uint32_t body = p->w[at].entity;
    while (state(p, body, p->w[i].entity, p->ws.w[i].start, p->ws.w[last - 1].end, "programme-of")) {
        size_t before = i; /* "programmes X / Y de A", "X et Y de A": both, where one plural noun announces them */
        if (before >= 2 && rhz_prose_in(p, before - 1, " et ") && rhz_prose_is_topic(p, before - 2))
            before -= 2;
        else if (before >= 1 && p->w[before].sep == '/' && rhz_prose_is_topic(p, before - 1))
            before -= 1;
        else
            return true;
        i = rhz_prose_from(p, before);
    }
    return false;
}

/* "A, B : projet « X »" in a heading or at the head of a block: whoever is announced there carries X. */
static bool read_announced(struct rhz_prose *p)
{
    size_t colon = 1;
    uint32_t person = RHZ_NONE, body = RHZ_NONE;
    while (colon < p->ws.n && colon < 14 && p->w[colon].sep != ':')
        colon++;
    if (colon >= p->ws.n || colon >= 14 || p->w[colon].sep != ':' || !rhz_prose_is(p, 0, RHZ_PERSONNE))
        return true;
    for (size_t i = 0; i < colon; i++)
        if (rhz_prose_is(p, i, RHZ_ORGANISATION))
            body = p->w[i].entity;
    for (size_t i = colon; i < p->ws.n && i < colon + 8; i++) {
        if (p->w[i].kind == 0 && (rhz_prose_in(p, i, topic_nouns) || rhz_prose_in(p, i, " le la les l un une expedition ")))
            continue;
        if (!rhz_prose_is(p, i, RHZ_PROGRAMME))
            return true;
        if (body != RHZ_NONE && !state(p, body, p->w[i].entity, p->ws.w[0].start, p->ws.w[i].end, "announced"))
            return false;
        for (size_t k = 0; k < colon; k++)
            if (rhz_prose_is(p, k, RHZ_PERSONNE) && p->w[k].entity != person) {
                struct rhz_fact fact = {RHZ_PARTICIPE_A, person = p->w[k].entity, p->w[i].entity, p->ws.w[0].start, p->ws.w[i].end, "announced"};
                if (!rhz_prose_state(p, &fact))
                    return false;
            }
        return true;
    }
    return true;
}

bool rhz_read_owners(struct rhz_prose *p)
{
    for (size_t i = 0; i < p->ws.n; i++)
        if (p->w[i].kind ? !read_possessive(p, i) : !read_ours(p, i))
            return false;
    return true;
}

bool rhz_read_carriers(struct rhz_prose *p)
{
    if (!read_announced(p))
        return false;
    for (size_t i = 0; i < p->ws.n; i++)
        if (p->w[i].kind == 0 && (!read_founded(p, i) || !read_passive(p, i) || !read_jointly(p, i) || !read_active(p, i)))
            return false;
    return true;
}
