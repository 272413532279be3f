/* collectives.c -- whom several persons act for together: "le collectif « Z » de A, B et C", "A et B, respectivement
 * chargée de ... et directeur de ... à Z".
 */
#include "prose.h"

static bool state(struct rhz_prose *p, uint32_t person, uint32_t body, uint32_t start, uint32_t end)
{
    struct rhz_fact fact = {RHZ_AFFILIE_A, person, body, start, end, "collective"};
    return rhz_prose_state(p, &fact);
}

/* The body that quotes name behind its noun: le collectif « Z ». RHZ_NONE: none. *past: the word behind. */
static uint32_t quoted_body(struct rhz_prose *p, size_t i, size_t *past)
{
    size_t k = i + 1, limit = k;
    if (k >= p->ws.n || !p->w[k].quoted)
        return RHZ_NONE;
    const char *text = p->ws.text.p;
    while (limit < p->ws.n && limit < k + 8 && (limit == k || p->ws.w[limit].start - p->ws.w[limit - 1].end <= 4)) {
        const char *gap = text + p->ws.w[limit].end, *stop = limit + 1 < p->ws.n ? text + p->ws.w[limit + 1].start : text + p->end;
        limit++;
        if (memmem(gap, (size_t)(stop - gap), "\xC2\xBB", 2) || memmem(gap, (size_t)(stop - gap), "\xE2\x80\x9D", 3) || memchr(gap, '"', (size_t)(stop - gap))) {
            uint32_t start = p->ws.w[k].start, end = p->ws.w[limit - 1].end;
            uint32_t e = rhz_facts_entity(p->x->facts, RHZ_ORGANISATION, RHZ_SUB_ASSOCIATION, rhz_span(text + start, end - start), start, end);
            p->failed = p->failed || e == RHZ_NONE;
            *past = limit;
            return e;
        }
    }
    return RHZ_NONE;
}

/* le collectif Z de A, B et C */
static bool read_collective(struct rhz_prose *p, size_t i)
{
    struct rhz_members members;
    size_t past = i + 1;
    if (!rhz_prose_in(p, i, " collectif association duo trio cooperative agence cabinet studio compagnie atelier ") || i + 3 >= p->ws.n)
        return true;
    uint32_t body = rhz_prose_is(p, i + 1, RHZ_ORGANISATION) ? p->w[i + 1].entity : RHZ_NONE;
    if (body != RHZ_NONE)
        past = rhz_prose_past(p, i + 1);
    size_t probe = i + 2; /* persons must follow, before a name is learnt from quotes */
    while (probe < p->ws.n && probe < i + 12 && !(rhz_prose_in(p, probe, " de d ") && rhz_prose_is(p, probe + 1, RHZ_PERSONNE)))
        probe++;
    if (probe >= p->ws.n || probe >= i + 12)
        return true;
    if (body == RHZ_NONE)
        body = quoted_body(p, i, &past);
    if (body == RHZ_NONE || past != probe)
        return !p->failed;
    if (!rhz_read_members(p, probe, &members))
        return false;
    for (size_t m = 0; m < members.n && members.m[m].kind == RHZ_PERSONNE; m++)
        if (!state(p, members.m[m].entity, body, p->ws.w[i].start, members.m[m].end))
            return false;
    return true;
}

/* "A et B, respectivement F et G à Z": Z is whose both are, when no other body stands before the next person. */
static bool read_respective(struct rhz_prose *p, size_t i)
{
    struct rhz_members members;
    uint32_t body = RHZ_NONE;
    size_t past = i;
    if (!rhz_prose_in(p, i, " respectivement ") || p->w[i].sep != ',')
        return true;
    rhz_members_before(p, i, &members);
    for (size_t k = i + 1; k < p->ws.n && !rhz_prose_is(p, k, RHZ_PERSONNE); k++)
        if (rhz_prose_is(p, k, RHZ_ORGANISATION) && p->w[k].entity != body) {
            if (body != RHZ_NONE)
                return true; /* each has its own */
            body = p->w[k].entity;
            past = rhz_prose_past(p, k);
        }
    for (size_t m = 0; body != RHZ_NONE && members.n <= 3 && m < members.n; m++)
        if (members.m[m].kind == RHZ_PERSONNE && m < 2 && !state(p, members.m[m].entity, body, members.m[m].start, p->ws.w[past - 1].end))
            return false;
    return true;
}

/* "évalué par le cabinet X (Ana Duval)": persons alone between parentheses right behind a body. */
static bool read_bracketed(struct rhz_prose *p, size_t i)
{
    size_t limit = i;
    if (i == 0 || p->w[i].kind != RHZ_PERSONNE || p->w[i].depth == 0 || p->w[i].depth == p->w[i - 1].depth || p->w[i - 1].kind != RHZ_ORGANISATION || p->w[i].sep != '(')
        return true;
    for (; limit < p->ws.n && p->w[limit].depth == p->w[i].depth; limit++)
        if (p->w[limit].kind != RHZ_PERSONNE && !rhz_prose_in(p, limit, " et "))
            return true;
    for (size_t k = i; k < limit; k = rhz_prose_past(p, k))
        if (p->w[k].kind == RHZ_PERSONNE && !state(p, p->w[k].entity, p->w[i - 1].entity, p->ws.w[rhz_prose_from(p, i - 1)].start, p->ws.w[rhz_prose_past(p, k) - 1].end))
            return false;
    return true;
}

bool rhz_read_collectives(struct rhz_prose *p)
{
    for (size_t i = 1; i < p->ws.n; i++)
        if (p->w[i].sep == '(' && !read_bracketed(p, i))
            return false;
    for (size_t i = 0; i < p->ws.n; i++)
        if (p->w[i].kind == 0 && (!read_collective(p, i) || !read_respective(p, i)))
            return false;
    return true;
}
