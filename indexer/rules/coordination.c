/* coordination.c -- the names joined by commas and "et" behind a cue: who is meant by "avec A, B et les villes de C et D".
 *
 * A list ends at the first item that is no name: better short than wrong. An item of small words only ("une dizaine de
 * collectivités") is passed over when names follow it. A head stands for the items that leave it out: "la communauté
 * de communes de X, de Y" names two bodies, and the text that names the second is Y alone.
 */
#include "prose.h"
#include "territories.h"

static const char articles[] = " de du des d la le les l a au aux avec par ";
static const char inner[] = " de du des d la le les l en sur sous lez et the of for a ";

static struct rhz_span slice(const struct rhz_prose *p, size_t first, size_t limit)
{
    return rhz_span(p->ws.text.p + p->ws.w[first].start, p->ws.w[limit - 1].end - p->ws.w[first].start);
}

static void learn(struct rhz_prose *p, size_t first, size_t limit, uint32_t entity)
{
    for (size_t i = first; i < limit; i++) {
        p->w[i].entity = entity;
        p->w[i].kind = entity == RHZ_NONE ? 0 : rhz_facts_get_entity(p->x->facts, entity)->kind;
    }
}

static uint32_t add_name(struct rhz_prose *p, enum rhz_kind kind, enum rhz_subkind sub, struct rhz_span name, size_t first,
                         size_t limit)
{
    uint32_t e = rhz_facts_entity(p->x->facts, kind, sub, name, p->ws.w[first].start, p->ws.w[limit - 1].end);
    if (e == RHZ_NONE)
        p->failed = true;
    else
        learn(p, first, limit, e);
    return e;
}

/* Words of one phrase: no sign between them, or only quotes. */
static bool joined(const struct rhz_prose *p, size_t i)
{
    return i < p->ws.n && p->w[i].sep == 0;
}

/* ---- one item ---- */

struct item {
    size_t first, limit;
    uint32_t entity; /* RHZ_NONE: passed over */
    bool elliptic;   /* its head stands before an earlier item */
};

/* Past what introduces a name: "la chercheuse X", "l'association Y", "le réseau de villes Z". i when nothing does. */
static size_t past_titles(struct rhz_prose *p, size_t i)
{
    static const char introducers[] = " association associations collectif reseau agence cabinet cooperative scop societe entreprise compagnie "
                                      "atelier bureau structure ong laboratoire labo equipe tiers media fondation federation studio ";
    size_t at = i;
    if (!rhz_is_function(&p->ws, i, p->ws.n) && !rhz_prose_in(p, i, introducers))
        return i;
    while (at < i + 6 && at < p->ws.n && p->ws.w[at].shape == RHZ_WORD_LOWER && p->w[at].kind == 0) {
        if ((at > i && !joined(p, at)) || rhz_prose_in(p, at, " nous il elle qui que dont a ont est sont avons et "))
            return i;
        at++;
    }
    return at < p->ws.n && joined(p, at) && (p->w[at].kind || rhz_word_capital(&p->ws, at)) ? at : i;
}

/* A head that items after the first may leave out, and the words that repeat it. */
struct head {
    struct rhz_span words; /* "communauté de communes" */
    enum rhz_subkind sub;
};

static void note_head(const struct rhz_prose *p, const struct item *it, struct head *head)
{
    static const struct {
        const char *words;
        enum rhz_subkind sub;
    } heads[] = {{"communaute de communes", RHZ_SUB_EPCI}, {"communaute d agglomeration", RHZ_SUB_EPCI}, {"communaute urbaine", RHZ_SUB_EPCI},
                 {"ville", RHZ_SUB_COMMUNE}, {"departement", RHZ_SUB_DEPARTEMENT}, {"region", RHZ_SUB_REGION}, {"metropole", RHZ_SUB_EPCI},
                 {"universite", RHZ_SUB_UNIVERSITE}, {"pnr", RHZ_SUB_ETABLISSEMENT}, {"parc naturel regional", RHZ_SUB_ETABLISSEMENT}};
    head->words = rhz_span("", 0);
    for (size_t i = it->first > 0 ? it->first - 1 : 0; i <= it->first && i < p->ws.n; i++)
        for (size_t h = 0; h < sizeof heads / sizeof *heads; h++) {
            size_t limit = rhz_prose_match(p, i, heads[h].words);
            if (limit > i && limit < it->limit) {
                head->words = slice(p, i, limit);
                head->sub = heads[h].sub;
            }
        }
}

/* Presqu'île: the word at `limit` is the rest of the one before it, in the name that begins at `first`. */
static bool cut_by_apostrophe(const struct rhz_prose *p, size_t limit, size_t first)
{
    return limit > first && limit < p->ws.n && p->ws.w[limit].gap == RHZ_GAP_APOSTROPHE && !rhz_prose_in(p, limit - 1, " l d qu s n ");
}

/* "Coopérative maritime de Groix": past the small words between a capital and its complement, i when there is none. */
static size_t past_adjectives(const struct rhz_prose *p, size_t i)
{
    size_t at = i;
    while (at < i + 2 && joined(p, at) && p->ws.w[at].shape == RHZ_WORD_LOWER && p->w[at].n > 4 && p->w[at].kind == 0)
        at++;
    if (at == i || !joined(p, at) || !rhz_prose_in(p, at, " de du des d "))
        return i;
    at++;
    while (joined(p, at) && rhz_prose_in(p, at, " la le les l ") && p->ws.w[at].shape == RHZ_WORD_LOWER)
        at++;
    return joined(p, at) && rhz_word_capital(&p->ws, at) ? at : i;
}

/* "de Y", after a body with a head: the head's Y. */
static bool elliptic(struct rhz_prose *p, size_t i, const struct head *head, struct item *it)
{
    size_t at = i;
    if (head->words.n == 0 || !rhz_prose_in(p, i, " de du des d "))
        return false;
    while (at < i + 3 && rhz_prose_in(p, at, " de du des d la le les l ") && p->ws.w[at].shape == RHZ_WORD_LOWER)
        at++;
    size_t limit = at;
    while (limit < at + 6) {
        if (cut_by_apostrophe(p, limit, at))
            limit++;
        size_t next = limit;
        while (limit > at && next < limit + 3 && joined(p, next) && rhz_prose_in(p, next, " de du des d la le les l sur en "))
            next++;
        if (next >= p->ws.n || (next > at && !joined(p, next)) || !rhz_word_capital(&p->ws, next))
            break;
        limit = next + 1;
    }
    if (limit == at || (p->w[at].kind != 0 && p->w[at].kind != RHZ_ORGANISATION))
        return false;
    if (p->w[at].kind == RHZ_ORGANISATION && p->ws.w[at].shape == RHZ_WORD_UPPER)
        return false; /* "et de l'ADEME" */
    struct rhz_name_match m;
    if (rhz_organisation_at(&p->ws, at, &m) && m.score >= RHZ_NAME_IN_TEXT)
        return false;
    rhz_buf_reset(&p->name);
    rhz_buf_append(&p->name, head->words.p, head->words.n);
    rhz_append_complement(&p->name, slice(p, at, limit));
    if (rhz_prose_in(p, i, " du ")) { /* as written: "du Bassin" */
        rhz_buf_reset(&p->name);
        rhz_buf_append(&p->name, head->words.p, head->words.n);
        rhz_buf_byte(&p->name, ' ');
        rhz_buf_append(&p->name, p->ws.text.p + p->ws.w[i].start, p->ws.w[limit - 1].end - p->ws.w[i].start);
    }
    if (p->name.failed)
        return p->failed = true, false;
    *it = (struct item){at, limit, add_name(p, RHZ_ORGANISATION, head->sub, rhz_buf_view(&p->name), at, limit), true};
    return !p->failed;
}

/* "3e" of "3e Rive": a number with letters before a capital. */
static bool is_ordinal(const struct rhz_prose *p, size_t i)
{
    struct rhz_span s = rhz_word_span(&p->ws, i);
    return p->ws.w[i].shape == RHZ_WORD_NUMBER && s.n > 1 && (s.p[s.n - 1] | 32) == 'e' && joined(p, i + 1) && rhz_word_capital(&p->ws, i + 1);
}

/* What tells where a body is from, and is no part of its name: "le MindLab danois". */
static const char nationalities[] = " danois danoise americain americaine britannique anglais anglaise canadien canadienne suedois suedoise finlandais finlandaise allemand allemande "
                                    "belge suisse italien italienne espagnol espagnole portugais portugaise neerlandais neerlandaise quebecois quebecoise norvegien norvegienne "
                                    "irlandais irlandaise ecossais ecossaise autrichien autrichienne grec grecque polonais polonaise francais francaise parisien parisienne lyonnais "
                                    "lyonnaise marseillais marseillaise lillois lilloise nantais nantaise bordelais bordelaise grenoblois grenobloise rennais rennaise toulousain "
                                    "toulousaine strasbourgeois strasbourgeoise breton bretonne ";

/* A capitalised label, with small words inside: The Green House, Villes en transition... only its capitals are sure. */
static size_t label_limit(const struct rhz_prose *p, size_t i)
{
    size_t limit = i;
    while (limit < i + 8) {
        if (cut_by_apostrophe(p, limit, i))
            limit++;
        if (limit == i + 1 && past_adjectives(p, limit) > limit)
            limit = past_adjectives(p, limit);
        if (limit > i && rhz_prose_in(p, limit, " et ") && joined(p, limit) && rhz_prose_in(p, limit + 1, " cie compagnie associes associees fils co freres ") &&
            rhz_word_capital(&p->ws, limit + 1)) {
            limit += 2;
            break;
        }
        size_t at = limit;
        while (limit > i && at < limit + 3 && joined(p, at) && p->ws.w[at].shape == RHZ_WORD_LOWER && rhz_prose_in(p, at, inner))
            at++;
        if (limit > i && at > limit && rhz_prose_in(p, at - 1, " et a "))
            break;
        if (at >= p->ws.n || (at > i && !joined(p, at)) || p->w[at].kind ||
            !(rhz_word_capital(&p->ws, at) || p->ws.w[at].shape == RHZ_WORD_INITIAL || (limit == i && is_ordinal(p, at)) || (limit > i && p->ws.w[at].shape == RHZ_WORD_NUMBER)))
            break;
        if (at > limit && rhz_prose_in(p, at - 1, " et "))
            break;
        limit = at + 1;
    }
    /* "Bretagne vivante": one small adjective that ends the item */
    if (limit == i + 1 && !rhz_prose_in(p, limit, nationalities) && joined(p, limit) && p->ws.w[limit].shape == RHZ_WORD_LOWER && !rhz_prose_in(p, limit, inner) &&
        (limit + 1 >= p->ws.n || p->w[limit + 1].sep || rhz_prose_in(p, limit + 1, " et ")))
        limit++;
    return limit;
}

static bool is_common(struct rhz_prose *p, size_t i, size_t limit)
{
    if (rhz_prose_in(p, i, " nous il elle ils elles ce cette ces on qui un une des notre nos son sa ses leur leurs dans en pour "
                           "avec sur par janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre "
                           "deux trois quatre cinq six sept huit neuf dix onze douze plusieurs france europe paris etat collectivites collectivite ville villes region regions metropoles departements "))
        return limit == i + 1;
    return limit == i + 1 && p->ws.w[i].shape == RHZ_WORD_CAPITAL && rhz_gaz_word(rhz_word_flags(&p->ws, i)) >= 3 &&
           rhz_gaz_commune(rhz_word_flags(&p->ws, i)) == 0;
}

static bool unknown_name(struct rhz_prose *p, size_t i, struct item *it)
{
    size_t limit = label_limit(p, i);
    if (limit == i || is_common(p, i, limit))
        return false;
    if (is_ordinal(p, i)) { /* 3ème and 3e are one name */
        struct rhz_span s = rhz_word_span(&p->ws, i);
        size_t digits = strspn(s.p, "0123456789");
        rhz_buf_reset(&p->name);
        rhz_buf_append(&p->name, s.p, digits);
        rhz_buf_byte(&p->name, 'e');
        rhz_buf_append(&p->name, s.p + s.n, slice(p, i, limit).n - s.n);
        if (p->name.failed)
            return p->failed = true, false;
        *it = (struct item){i, limit, add_name(p, RHZ_ORGANISATION, RHZ_SUB_NONE, rhz_buf_view(&p->name), i, limit), false};
        return !p->failed;
    }
    unsigned f = rhz_gazetteer_look(p->ws.gazetteer, slice(p, i, limit));
    if (f & (RHZ_GAZ_COUNTRY | RHZ_GAZ_DEPARTEMENT))
        return false;
    size_t first = i;
    if (i > 0 && p->ws.w[i - 1].shape == RHZ_WORD_LOWER && rhz_prose_in(p, i - 1, " la le les ") && limit == i + 1 && p->ws.w[i].shape != RHZ_WORD_UPPER &&
        !rhz_gaz_commune(f) && rhz_gaz_word(rhz_word_flags(&p->ws, i)) > 0)
        return false; /* "la Région", "le Territoire": no name */
    enum rhz_subkind sub = rhz_gaz_commune(f) ? RHZ_SUB_COMMUNE : (f & RHZ_GAZ_REGION) ? RHZ_SUB_REGION : RHZ_SUB_NONE;
    if (rhz_gaz_commune(f) && limit == i + 1 && p->ws.w[i].shape == RHZ_WORD_UPPER)
        sub = RHZ_SUB_NONE; /* an acronym, not a village */
    *it = (struct item){first, limit, add_name(p, RHZ_ORGANISATION, sub, slice(p, first, limit), first, limit), false};
    return !p->failed;
}

/* An item of small words up to the next sign: passed over. */
static bool no_name(const struct rhz_prose *p, size_t i, struct item *it)
{
    static const char verbs[] = " a ont avons est sont etait etaient nous il elle ils elles on qui que dont ou mais pour afin puis se s ";
    size_t at = i;
    if (!(rhz_prose_in(p, i, " des les une un plusieurs deux trois quatre cinq six dix une l la le de d ") || p->ws.w[i].shape == RHZ_WORD_NUMBER))
        return false;
    while (at < p->ws.n && at < i + 10 && (at == i || joined(p, at))) {
        if (rhz_prose_in(p, at, verbs) || p->w[at].kind)
            return false;
        if (at > i && rhz_word_capital(&p->ws, at) && p->ws.w[i].shape != RHZ_WORD_NUMBER &&
            !(rhz_prose_in(p, at - 1, " de du d la toute en tout ") && rhz_gazetteer_look(p->ws.gazetteer, rhz_word_span(&p->ws, at)) & (RHZ_GAZ_COUNTRY | RHZ_GAZ_REGION)) &&
            !rhz_prose_in(p, at, " france "))
            return false;
        if (at > i && rhz_prose_in(p, at, " et "))
            break;
        at++;
    }
    if (at >= p->ws.n || at == i + 10 || !(strchr(",;+:", p->w[at].sep) || rhz_prose_in(p, at, " et ")))
        return false;
    *it = (struct item){.first = i, .limit = at, .entity = RHZ_NONE};
    return true;
}

/* The mention that holds word i, widened over a parenthesised acronym and a second place ("X / Y"). */
static bool known_name(const struct rhz_prose *p, size_t i, struct item *it)
{
    *it = (struct item){i, rhz_prose_past(p, i), p->w[i].entity, false};
    return true;
}

/* "la Ville et la Métropole de X": the place that the body after "et" gives to the head alone at word i. Limit, or i. */
static size_t shared_place(struct rhz_prose *p, size_t i, struct item *it)
{
    static const struct {
        const char *words, *full;
        enum rhz_subkind sub;
    } heads[] = {{"ville", "Ville", RHZ_SUB_COMMUNE}, {"commune", "Ville", RHZ_SUB_COMMUNE}, {"metropole", "M\xC3\xA9tropole", RHZ_SUB_EPCI},
                 {"metro", "M\xC3\xA9tropole", RHZ_SUB_EPCI}, {"agglomeration", "Agglom\xC3\xA9ration", RHZ_SUB_EPCI}, {"ccas", "CCAS", RHZ_SUB_ETABLISSEMENT},
                 {"departement", "D\xC3\xA9partement", RHZ_SUB_DEPARTEMENT}, {"region", "R\xC3\xA9gion", RHZ_SUB_REGION}, {"universite", "Universit\xC3\xA9", RHZ_SUB_UNIVERSITE}};
    size_t h = 0, n = sizeof heads / sizeof *heads, at = i + 2;
    while (h < n && rhz_prose_match(p, i, heads[h].words) == i)
        h++;
    if (h == n || p->w[i].kind || !rhz_prose_in(p, i + 1, " et ") || !joined(p, i + 1))
        return i;
    while (at < i + 4 && rhz_prose_in(p, at, " la le l les ") && p->w[at].kind == 0)
        at++;
    if (at >= p->ws.n || (p->w[at].kind && p->w[at].kind != RHZ_ORGANISATION))
        return i;
    size_t past = p->w[at].kind ? rhz_prose_past(p, at) : at, of;
    struct rhz_name_match m;
    if ((past == at || past == at + 1) && rhz_organisation_at(&p->ws, at, &m) && m.limit > past && m.first == at && !m.plural && m.score >= RHZ_NAME_IN_TEXT)
        past = m.limit; /* "la Ville et le CCAS de X", a body first met here */
    if (past == at)
        return i;
    of = past;
    while (of > at && !rhz_prose_in(p, of - 1, " de d du "))
        of--;
    if (of == at || of >= past) {
        of = at; /* "Ville et Grenoble-Alpes Métropole": no place of its own */
        return i;
    }
    size_t first = of;
    while (first < past - 1 && rhz_prose_in(p, first, " la l le ") && heads[h].sub != RHZ_SUB_DEPARTEMENT)
        first++;
    rhz_buf_reset(&p->name);
    if (heads[h].sub == RHZ_SUB_EPCI) { /* as "les métropoles de X" names it */
        rhz_buf_span(&p->name, slice(p, first, past));
        rhz_buf_byte(&p->name, ' ');
        rhz_buf_str(&p->name, heads[h].full);
    } else {
        rhz_buf_str(&p->name, heads[h].full);
        rhz_append_complement(&p->name, slice(p, first, past));
    }
    if (p->name.failed)
        return p->failed = true, i;
    uint32_t e = rhz_facts_entity(p->x->facts, RHZ_ORGANISATION, heads[h].sub, rhz_buf_view(&p->name), p->ws.w[first].start, p->ws.w[past - 1].end);
    if (e == RHZ_NONE)
        return p->failed = true, i;
    learn(p, i, i + 1, e);
    *it = (struct item){i, i + 1, e, true};
    return i + 1;
}

/* Authorities of one plural head: the mentions stand on the places, the head is passed. */
static size_t past_plural_head(struct rhz_prose *p, size_t i)
{
    struct rhz_name_match m;
    for (size_t at = i; at < i + 2 && at < p->ws.n; at++)
        if (p->w[at].kind == 0 && rhz_organisation_at(&p->ws, at, &m) && m.plural) {
            size_t next = at + 1;
            bool community = rhz_prose_in(p, at, " communautes "); /* "communautés de communes du X" */
            while (next < at + 4 + 2 * community && (rhz_prose_in(p, next, articles) || (community && rhz_prose_in(p, next, " communes agglomeration urbaines "))))
                next++;
            return next;
        }
    return i;
}

static bool read_item(struct rhz_prose *p, size_t i, const struct head *head, struct item *it)
{
    struct rhz_name_match m;
    size_t at = i;
    if (elliptic(p, i, head, it))
        return true;
    while (at < i + 3 && at < p->ws.n && p->w[at].kind == 0 && p->ws.w[at].shape == RHZ_WORD_LOWER && rhz_prose_in(p, at, articles) &&
           (at == i || joined(p, at)))
        at++;
    if (at + 1 < p->ws.n && p->w[at].kind == 0 && p->w[at + 1].kind && joined(p, at + 1) && rhz_prose_in(p, at, " la le les l "))
        at++; /* "par La Ruche", whose mention begins behind its article */
    if (at >= p->ws.n || p->failed)
        return false;
    if (shared_place(p, at, it) > at)
        return true;
    at = past_plural_head(p, at);
    at += at < p->ws.n && rhz_is_civility(&p->ws, at);
    if (at >= p->ws.n)
        return false;
    if (p->w[at].kind)
        return known_name(p, at, it);
    if (p->ws.w[at].shape == RHZ_WORD_LOWER && no_name(p, i, it))
        return true;
    size_t named = past_titles(p, at);
    if (named < p->ws.n && p->w[named].kind)
        return known_name(p, named, it);
    if (rhz_organisation_at(&p->ws, named, &m) && m.score >= RHZ_NAME_IN_TEXT && !m.plural) {
        *it = (struct item){m.first, m.limit, add_name(p, RHZ_ORGANISATION, m.sub, slice(p, m.first, m.limit), m.first, m.limit), false};
        return !p->failed;
    }
    if (rhz_person_at(&p->ws, named, &m) && m.score >= RHZ_NAME_IN_TEXT) {
        rhz_buf_reset(&p->name);
        rhz_person_name(&p->ws, &m, &p->name);
        if (p->name.failed)
            return p->failed = true, false;
        *it = (struct item){m.first, m.limit, add_name(p, RHZ_PERSONNE, RHZ_SUB_NONE, rhz_buf_view(&p->name), m.first, m.limit), false};
        return !p->failed;
    }
    if (unknown_name(p, named, it))
        return true;
    return !p->failed && no_name(p, i, it);
}

/* ---- between items ---- */

/* Past what explains a name: "(Agence nationale...)", "/ Vallée de Y". */
static size_t past_aside(const struct rhz_prose *p, size_t i, uint8_t depth)
{
    while (i < p->ws.n && p->w[i].depth > depth)
        i++;
    if (i < p->ws.n && p->w[i].sep == '/')
        while (i < p->ws.n && (p->w[i].sep == '/' || (joined(p, i) && (rhz_word_capital(&p->ws, i) || rhz_prose_in(p, i, " de du des la ")))))
            i++;
    return i;
}

/* Another item follows word i: *next is its first word. */
static bool next_item(const struct rhz_prose *p, size_t i, uint8_t depth, size_t *next)
{
    static const char *const links[] = {"ainsi que", "mais aussi", "mais egalement", "et aussi", "et", "puis"};
    if (i >= p->ws.n || p->w[i].depth < depth)
        return false;
    *next = i;
    for (size_t k = 0; k < sizeof links / sizeof *links && *next == i; k++)
        *next = rhz_prose_match(p, i, links[k]);
    bool dash = p->w[i].sep == '-' && (p->w[i].kind == RHZ_ORGANISATION || rhz_word_capital(&p->ws, i)); /* A - B - C */
    return *next > i || dash || (p->w[i].sep && strchr(",;+:", p->w[i].sep) != NULL);
}

bool rhz_read_members(struct rhz_prose *p, size_t i, struct rhz_members *out)
{
    struct head head = {.words = {"", 0}};
    out->n = 0;
    out->limit = i;
    while (i < p->ws.n && out->n < RHZ_MEMBERS_MOST) {
        struct item it;
        uint8_t depth = p->w[i].depth;
        if (!read_item(p, i, &head, &it))
            break;
        if (it.entity != RHZ_NONE) {
            uint8_t kind = rhz_facts_get_entity(p->x->facts, it.entity)->kind;
            if (kind != RHZ_ORGANISATION && kind != RHZ_PERSONNE)
                break; /* a programme begins another part of the sentence */
            if (!it.elliptic)
                note_head(p, &it, &head);
            out->m[out->n++] = (struct rhz_member){it.entity, p->ws.w[it.first].start, p->ws.w[it.limit - 1].end, kind};
            out->limit = it.limit;
        }
        size_t at = past_aside(p, it.limit, depth), next;
        if (it.entity != RHZ_NONE)
            out->limit = at;
        if (!next_item(p, at, depth, &next))
            break;
        i = next;
    }
    return !p->failed;
}

void rhz_members_before(const struct rhz_prose *p, size_t i, struct rhz_members *out)
{
    out->n = 0;
    out->limit = i;
    while (i > 0 && out->n < RHZ_MEMBERS_MOST) {
        size_t last = i - 1;
        if (p->w[last].kind != RHZ_ORGANISATION && p->w[last].kind != RHZ_PERSONNE)
            return;
        size_t first = rhz_prose_from(p, last);
        out->m[out->n++] = (struct rhz_member){p->w[last].entity, p->ws.w[first].start, p->ws.w[last].end, p->w[last].kind};
        char sep = p->w[first].sep;
        i = first;
        while (i > 0 && !sep && p->w[i - 1].kind == 0 && rhz_prose_in(p, i - 1, " la le les l de du des d ")) {
            i--;
            sep = p->w[i].sep;
        }
        if (i > 0 && !sep && rhz_prose_in(p, i - 1, " et ")) {
            i--;
            if (p->w[i].sep && p->w[i].sep != ',')
                return;
        } else if (sep != ',') {
            return;
        }
    }
}
