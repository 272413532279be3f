/* seats.c -- who sits in a body's committee, and what is a part of what.
 *
 * A seat is told by a verb ("siège au comité de pilotage de A") or, in the calendar of the body that speaks, by a line
 * that names the meeting alone ("Groupe de travail Littoral, piloté par A - 12/03"). Being invited to speak is neither.
 */
#include "prose.h"

static const char committees[] = " comite commission conseil club groupe copil cotech collegium jury ";

/* The body whose committee is named from word i on: the last one behind "de" or "piloté par", before any other sign. */
static uint32_t body_of(struct rhz_prose *p, size_t i, size_t *past)
{
    uint32_t body = RHZ_NONE;
    for (size_t k = i; k < p->ws.n && k < i + 24; k++) {
        if (p->w[k].sep && !strchr(",/", p->w[k].sep) && k > i)
            break;
        if (p->w[k].sep == ',' && !rhz_prose_in(p, k, " pilote pilotee anime animee ") && k > i)
            break;
        struct rhz_members led;
        if (rhz_prose_in(p, k, " pilote pilotee anime animee coordonne ") && rhz_prose_in(p, k + 1, " par "))
            return rhz_read_members(p, k + 2, &led) && led.n == 1 && led.m[0].kind == RHZ_ORGANISATION ? (*past = led.limit, led.m[0].entity) : body;
        if (rhz_prose_is(p, k, RHZ_ORGANISATION)) {
            body = p->w[k].entity;
            *past = rhz_prose_past(p, k);
            k = *past - 1;
        } else if (rhz_prose_in(p, k, " devant pour avec chez contre ")) {
            break;
        }
    }
    return body;
}

/* "X siège au comité d'orientation de A", "X est membre du comité de A". */
static bool read_sitting(struct rhz_prose *p, size_t i)
{
    static const char *const verbs[] = {"siege au", "siege a la", "siege dans le", "siege dans la", "siegent au", "siegent dans le", "siegeons au",
                                        "est membre du", "est membre de la", "sommes membres du", "sommes membres de la", "sont membres du"};
    struct rhz_members members;
    size_t limit = rhz_prose_any(p, i, verbs, sizeof verbs / sizeof *verbs), past = i;
    if (limit == i || i == 0 || !rhz_prose_in(p, limit, committees))
        return true;
    uint32_t body = body_of(p, limit, &past);
    members.n = 0;
    if (rhz_prose_in(p, i - 1, " nous "))
        members.m[members.n++] = (struct rhz_member){rhz_prose_we(p), p->ws.w[i - 1].start, p->ws.w[i].end, RHZ_ORGANISATION};
    else if (p->w[i].sep == 0)
        rhz_members_before(p, i, &members);
    for (size_t m = 0; body != RHZ_NONE && m < members.n; m++) {
        struct rhz_fact fact = {RHZ_SIEGE_DANS, members.m[m].entity, body, members.m[m].start, p->ws.w[past - 1].end, "seat"};
        if (!rhz_prose_state(p, &fact))
            return false;
    }
    return true;
}

/* A line of a calendar: "Comité d'orientation de A - 26/06". */
static bool read_calendar(struct rhz_prose *p)
{
    const struct rhz_block *b = &p->x->document->blocks[p->block];
    size_t at = 0, past = 0;
    if (p->publisher == RHZ_NONE || b->end - b->start > 220 || b->kind == RHZ_BLOCK_HEADING || !rhz_prose_has_day(p))
        return true;
    if (rhz_prose_in(p, 0, " lancement reunion participation seance session membre ") && rhz_prose_in(p, 1, " du au de d a "))
        at = rhz_prose_in(p, 2, " la l ") ? 3 : 2;
    if (at < p->ws.n && p->w[at].kind)
        return true; /* a body of that name, an event */
    bool seat = rhz_prose_in(p, at, " comite commission club copil ") || rhz_prose_match(p, at, "groupe de travail") > at ||
                rhz_prose_match(p, at, "conseil scientifique") > at;
    if (!seat)
        return true;
    uint32_t body = body_of(p, at, &past);
    if (body == RHZ_NONE)
        return true;
    struct rhz_fact fact = {RHZ_SIEGE_DANS, p->publisher, body, p->ws.w[at].start, p->ws.w[past - 1].end, "seat"};
    return rhz_prose_state(p, &fact);
}

/* "salue l'adhésion de A et de B", "A a adhéré à l'association": members of who publishes. */
static bool read_adhesions(struct rhz_prose *p, size_t i)
{
    static const char *const forms[] = {"l adhesion de", "l adhesion du", "l adhesion d", "l adhesion des", "les adhesions de", "les adhesions du", "les adhesions d"};
    struct rhz_members members;
    size_t limit = rhz_prose_any(p, i, forms, sizeof forms / sizeof *forms);
    if (limit == i || p->publisher == RHZ_NONE || !rhz_read_members(p, limit, &members))
        return !p->failed;
    for (size_t m = 0; m < members.n; m++) {
        struct rhz_fact fact = {RHZ_ADHERE_A, members.m[m].entity, p->publisher, p->ws.w[i].start, members.m[m].end, "adhesion"};
        if (members.m[m].kind == RHZ_ORGANISATION && !rhz_prose_state(p, &fact))
            return false;
    }
    return true;
}

bool rhz_read_seats(struct rhz_prose *p)
{
    if (!read_calendar(p))
        return false;
    for (size_t i = 0; i < p->ws.n; i++)
        if (p->w[i].kind == 0 && (!read_sitting(p, i) || (rhz_prose_in(p, i, " l les ") && !read_adhesions(p, i))))
            return false;
    return true;
}

/* "Dans le cadre de Y, X explore...", "X, volet de Y": X is a part of Y. */
static bool read_framed(struct rhz_prose *p, size_t i)
{
    static const char *const frames[] = {"dans le cadre de", "dans le cadre du", "dans le cadre des", "dans le cadre d", "volet* de", "volet* du", "volet* des", "volet*",
                                         "chantier de", "chantier du", "saison * de"};
    size_t limit = rhz_prose_any(p, i, frames, sizeof frames / sizeof *frames), whole = limit, part = p->ws.n;
    if (limit == i)
        return true;
    bool framed = p->w[i].key[0] == 'd';
    if (framed) { /* "Dans le cadre de Y, X explore", "X, mené dans le cadre du programme Y" */
        while (whole < limit + 5 && whole < p->ws.n && p->w[whole].kind == 0 && p->w[whole].sep == 0)
            whole++;
        if (!rhz_prose_is_topic(p, whole) || whole >= limit + 5 || (p->w[whole].sep && !p->w[whole].quoted))
            return true;
        size_t past = rhz_prose_past(p, whole);
        if (i == 0 && past < p->ws.n && p->w[past].sep == ',')
            for (part = past; part < past + 4 && part < p->ws.n && p->w[part].kind == 0 && rhz_prose_in(p, part, " le la les l programme projet chantier volet ");)
                part++;
        for (size_t k = i; part == p->ws.n && k-- > 0 && k + 7 > i;)
            if (rhz_prose_is(p, k, RHZ_PROGRAMME))
                part = k;
            else if (p->w[k].kind || (p->w[k + 1].sep && p->w[k + 1].sep != ',') || rhz_prose_in(p, k, " et nous avons a ont "))
                break;
    } else { /* "X, volet numérique de Y": X right before the comma */
        while (whole < limit + 5 && whole < p->ws.n && p->w[whole].kind == 0 && p->w[whole].sep == 0)
            whole++;
        if (i == 0 || p->w[i].sep != ',' || !rhz_prose_is(p, i - 1, RHZ_PROGRAMME) || whole >= limit + 5 || !rhz_prose_is(p, whole, RHZ_PROGRAMME) ||
            !rhz_prose_in(p, whole - 1, " de du des d programme la le les "))
            return true;
        part = i - 1;
    }
    if (part >= p->ws.n || !rhz_prose_is(p, part, RHZ_PROGRAMME) || !rhz_prose_is(p, whole, RHZ_PROGRAMME))
        return true;
    struct rhz_fact fact = {RHZ_PARTIE_DE, p->w[part].entity, p->w[whole].entity, p->ws.w[i].start, p->ws.w[rhz_prose_past(p, whole) - 1].end, "part-of"};
    return rhz_prose_state(p, &fact);
}

/* "- dans le cadre du programme Y", an item under the programme X: X is a part of Y. */
static bool read_framed_item(struct rhz_prose *p)
{
    size_t at = rhz_prose_match(p, 0, "dans le cadre");
    const struct rhz_block *b = &p->x->document->blocks[p->block];
    if (at == 0 || b->kind != RHZ_BLOCK_LIST_ITEM || p->start > b->start + 8)
        return true;
    while (at < 8 && at < p->ws.n && p->w[at].kind == 0)
        at++;
    uint32_t section = rhz_prose_is(p, at, RHZ_PROGRAMME) ? rhz_prose_section(p) : RHZ_NONE;
    if (section == RHZ_NONE || rhz_facts_get_entity(p->x->facts, section)->kind != RHZ_PROGRAMME)
        return true;
    struct rhz_fact fact = {RHZ_PARTIE_DE, section, p->w[at].entity, p->ws.w[0].start, p->ws.w[rhz_prose_past(p, at) - 1].end, "part-of"};
    return rhz_prose_state(p, &fact);
}

bool rhz_read_apposed_parts(struct rhz_prose *p)
{
    for (size_t i = 1; i < p->ws.n; i++)
        if (p->w[i].sep == ',' && p->w[i].kind == 0 && rhz_prose_in(p, i, " volet chantier saison ") && !read_framed(p, i))
            return false;
    return true;
}

/* "X s'inscrit dans le programme Y", "X est un volet de Y", "A fait partie du réseau B": two of a kind. */
bool rhz_read_parts(struct rhz_prose *p)
{
    if (!read_framed_item(p))
        return false;
    for (size_t i = 0; i < p->ws.n; i++)
        if (p->w[i].kind == 0 && rhz_prose_in(p, i, " dans ") && !read_framed(p, i))
            return false;
    static const char *const forms[] = {"s inscrit dans", "s inscrivait dans", "fait partie de", "fait partie du", "faisait partie du", "faisait partie de",
                                        "est un volet de", "est un volet du", "est une composante de", "est une composante du", "est rattache* a", "est rattache* au",
                                        "constitue un volet de", "constitue un volet du"};
    for (size_t i = 1; i < p->ws.n; i++) {
        size_t limit = p->w[i].kind ? i : rhz_prose_any(p, i, forms, sizeof forms / sizeof *forms);
        if (limit == i || p->w[i].sep || !p->w[i - 1].kind)
            continue;
        size_t whole = limit;
        while (whole < limit + 6 && whole < p->ws.n && p->w[whole].kind == 0 && p->w[whole].sep == 0)
            whole++;
        bool topics = rhz_prose_is_topic(p, i - 1) && whole < p->ws.n && rhz_prose_is_topic(p, whole);
        bool bodies = rhz_prose_is(p, i - 1, RHZ_ORGANISATION) && rhz_prose_is(p, whole, RHZ_ORGANISATION);
        if (whole >= limit + 6 || !(topics || bodies) || (whole < p->ws.n && p->w[whole].sep && !p->w[whole].quoted))
            continue;
        struct rhz_fact fact = {RHZ_PARTIE_DE, p->w[i - 1].entity, p->w[whole].entity, p->ws.w[rhz_prose_from(p, i - 1)].start,
                                p->ws.w[rhz_prose_past(p, whole) - 1].end, "part-of"};
        if (!rhz_prose_state(p, &fact))
            return false;
    }
    return true;
}
