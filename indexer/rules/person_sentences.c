/* person_sentences.c -- what sentences say of persons: "X, directrice de Y", "X (Y)", "X, trésorière", auditors.
 *
 * Only what stands right beside a name is read. A verb between the two would need a grammar, and a wrong link costs
 * more than a missing one.
 */
#include "people.h"

enum { TOGETHER = 8 };

/* Persons joined by "et" or commas just before what is said of all of them. */
struct together {
    uint32_t person[TOGETHER], start[TOGETHER];
    size_t n;
};

/* Limit of the mention of a person that begins at word i, i when there is none. */
static size_t person_mention(struct rhz_people *p, struct rhz_words *ws, size_t i, uint32_t *person)
{
    if (!rhz_word_capital(ws, i) && ws->w[i].shape != RHZ_WORD_INITIAL)
        return i;
    uint32_t e = rhz_facts_at(p->x->facts, ws->w[i].start);
    if (e == RHZ_NONE || rhz_facts_get_entity(p->x->facts, e)->kind != RHZ_PERSONNE)
        return i;
    size_t limit = i;
    while (limit < ws->n && rhz_facts_at(p->x->facts, ws->w[limit].start) == e && (limit == i || rhz_word_joined(ws, limit)))
        limit++;
    *person = e;
    return limit;
}

/* ", trésorière," or ", présidente de l'association": an office of the publisher. */
static bool read_office(struct rhz_people *p, const struct rhz_words *ws, uint32_t person, size_t i, size_t limit)
{
    uint32_t publisher = rhz_facts_publisher(p->x->facts, NULL, NULL);
    if (publisher == RHZ_NONE || limit >= ws->n || ws->text.p[ws->w[limit - 1].end] != ',' || limit - i < 2)
        return true;
    size_t end = limit;
    while (end < ws->n && end < limit + 4 && (end == limit || rhz_word_joined(ws, end)) &&
           !rhz_word_in(ws, end, " de du d des et qui presente rappelle remercie ouvre "))
        end++;
    if (!rhz_is_office(ws, limit, end) || rhz_word_in(ws, limit, " un une "))
        return true;
    if (end < ws->n && rhz_word_joined(ws, end)) { /* of whom? */
        bool ours = rhz_word_in(ws, end, " de ") && rhz_word_in(ws, end + 1, " l ") && rhz_word_in(ws, end + 2, " association ");
        bool verb = rhz_word_in(ws, end, " presente rappelle remercie ouvre ");
        if (!ours && !verb)
            return true;
    }
    uint32_t next = end < ws->n ? rhz_facts_at(p->x->facts, ws->w[end].start) : RHZ_NONE;
    if (next != RHZ_NONE && next != publisher && rhz_facts_get_entity(p->x->facts, next)->kind == RHZ_ORGANISATION)
        return true; /* ", trésorière, Foyer de X": an office there */
    struct rhz_part role = {ws->w[limit].start, ws->w[end - 1].end};
    struct rhz_link link = {.relation = RHZ_ADMINISTRE, .subject = person, .object = publisher,
                            .quote = {ws->w[i].start, role.end}, .role = role, .rule = "office"};
    return rhz_add_link(p->x, &link);
}

/* Word after "est", "a été", "est réélu": an election said of the person before; `limit` itself when none is. */
static size_t past_election(const struct rhz_words *ws, size_t limit)
{
    size_t k = limit;
    while (k < ws->n && k < limit + 3 && rhz_word_joined(ws, k) && rhz_word_in(ws, k, " est a ete sont ont "))
        k++;
    if (k == limit || !rhz_word_joined(ws, k) ||
        !rhz_word_in(ws, k, " elu elue elus elues reelu reelue reelus reelues nomme nommee designe designee reconduit reconduite "))
        return limit;
    k++;
    while (rhz_word_joined(ws, k) && rhz_word_in(ws, k, " comme a l unanimite "))
        k++;
    return k;
}

/* "X est réélue présidente, Y trésorier et Z secrétaire." `elected`: the sentence has said so already. */
static bool read_election(struct rhz_people *p, const struct rhz_words *ws, uint32_t person, size_t i, size_t limit, bool *elected)
{
    uint32_t publisher = rhz_facts_publisher(p->x->facts, NULL, NULL);
    size_t k = past_election(ws, limit), end;
    if (publisher == RHZ_NONE || (k == limit && !*elected) || k >= ws->n || !rhz_word_joined(ws, k))
        return true;
    *elected = true;
    end = k;
    while (end < ws->n && end < k + 3 && (end == k || rhz_word_joined(ws, end)) && ws->w[end].shape == RHZ_WORD_LOWER &&
           !rhz_word_in(ws, end, " et pour a en par avec avant puis "))
        end++;
    while (end > k && rhz_word_in(ws, end - 1, " de du des d la le "))
        end--;
    if (end == k || !rhz_is_office(ws, k, end) || (rhz_word_joined(ws, end) && rhz_word_in(ws, end, " de du des d ")))
        return true;
    struct rhz_part role = {ws->w[k].start, ws->w[end - 1].end};
    struct rhz_link link = {.relation = RHZ_ADMINISTRE, .subject = person, .object = publisher,
                            .quote = {ws->w[i].start, role.end}, .role = role, .rule = "office"};
    return rhz_add_link(p->x, &link);
}

/* A sentence ends between words i - 1 and i. */
static bool stops(const struct rhz_words *ws, size_t i)
{
    if (i == 0 || ws->w[i].gap != RHZ_GAP_STOP)
        return false;
    size_t n = ws->w[i].start - ws->w[i - 1].end;
    const char *gap = ws->text.p + ws->w[i - 1].end;
    return memchr(gap, '.', n) || memchr(gap, ';', n) || memchr(gap, '\n', n);
}

static bool read_persons(struct rhz_people *p, struct rhz_words *ws, uint32_t block_end)
{
    struct together t = {.n = 0};
    bool elected = false;
    for (size_t i = 0; i < ws->n;) {
        uint32_t person = RHZ_NONE;
        elected = elected && !stops(ws, i);
        size_t limit = person_mention(p, ws, i, &person);
        if (limit == i) {
            if (t.n > 0 && !rhz_word_in(ws, i, " et "))
                t.n = 0;
            i++;
            continue;
        }
        if (t.n == TOGETHER)
            t.n = 0;
        t.person[t.n] = person;
        t.start[t.n++] = ws->w[i].start;
        struct rhz_part rest = {ws->w[limit - 1].end, block_end};
        bool joined = rhz_word_in(ws, limit, " et ") && rhz_word_joined(ws, limit);
        if (!joined) {
            for (size_t k = 0; k + 1 < t.n; k++) /* "A et B, coprésidents" */
                if (!read_office(p, ws, t.person[k], i, limit))
                    return false;
            if (!read_office(p, ws, person, i, limit) || !read_election(p, ws, person, i, limit, &elected))
                return false;
            bool single = limit < ws->n && ws->text.p[ws->w[limit - 1].end] == ',' && rhz_is_function(ws, limit, limit + 1) &&
                          ws->text.p[ws->w[limit].end - 1] != 's'; /* "A et B, président de X": B presides */
            for (size_t k = single ? t.n - 1 : 0; k < t.n; k++)
                if (!rhz_read_affiliation(p, t.person[k], t.start[k], rest, false))
                    return false;
            t.n = 0;
        }
        i = limit;
    }
    return true;
}

/* ---- auditors ---- */

/* The last organisation or person named before word i of the sentence, within 30 words. */
static uint32_t last_named(struct rhz_people *p, const struct rhz_words *ws, size_t i, uint32_t *start)
{
    for (size_t k = i; k-- > 0 && k + 30 > i;) {
        uint32_t e = rhz_facts_at(p->x->facts, ws->w[k].start);
        if (e == RHZ_NONE || e == rhz_facts_publisher(p->x->facts, NULL, NULL))
            continue;
        uint8_t kind = rhz_facts_get_entity(p->x->facts, e)->kind;
        if (kind != RHZ_PERSONNE && kind != RHZ_ORGANISATION)
            continue;
        while (k > 0 && rhz_facts_at(p->x->facts, ws->w[k - 1].start) == e)
            k--;
        *start = ws->w[k].start;
        return e;
    }
    return RHZ_NONE;
}

/* "Commissaire aux comptes : X": a colon stands between the label and word i. */
static bool label_before(const struct rhz_words *ws, size_t i)
{
    return memchr(ws->text.p + ws->w[i - 1].end, ':', ws->w[i].start - ws->w[i - 1].end) != NULL;
}

/* The organisation or person named at word i, or right behind the word that says what it is (cabinet); *end: of the name. */
static uint32_t first_named(struct rhz_people *p, const struct rhz_words *ws, size_t i, uint32_t *end)
{
    for (size_t k = i; k < ws->n && k < i + 2; k++) {
        uint32_t e = rhz_facts_at(p->x->facts, ws->w[k].start);
        if (e == RHZ_NONE)
            continue;
        uint8_t kind = rhz_facts_get_entity(p->x->facts, e)->kind;
        for (; k < ws->n && rhz_facts_at(p->x->facts, ws->w[k].start) == e; k++)
            *end = ws->w[k].end;
        return kind == RHZ_PERSONNE || kind == RHZ_ORGANISATION ? e : RHZ_NONE;
    }
    return RHZ_NONE;
}

static bool read_auditors(struct rhz_people *p, const struct rhz_words *ws)
{
    uint32_t publisher = rhz_facts_publisher(p->x->facts, NULL, NULL), start = 0;
    for (size_t i = 0; publisher != RHZ_NONE && i + 2 < ws->n; i++) {
        if (!rhz_word_in(ws, i, " commissaire ") || !rhz_word_in(ws, i + 1, " aux ") || !rhz_word_in(ws, i + 2, " comptes "))
            continue;
        size_t end = i + 3;
        if (end < ws->n && rhz_word_joined(ws, end) && rhz_word_in(ws, end, " titulaire suppleant suppleante "))
            end++;
        struct rhz_part role = {ws->w[i].start, ws->w[end - 1].end};
        uint32_t e = last_named(p, ws, i, &start), last = role.end;
        if (e == RHZ_NONE && i == 0 && end < ws->n && label_before(ws, end)) {
            e = first_named(p, ws, end, &last);
            start = role.start;
        }
        if (e == RHZ_NONE)
            continue;
        struct rhz_link link = {.relation = RHZ_AUDITE, .subject = e, .object = publisher, .quote = {start, last},
                                .role = role, .rule = "auditor"};
        if (!rhz_add_link(p->x, &link))
            return false;
    }
    return true;
}

/* ---- conventions ---- */

/* "A, représentée par sa présidente, Mme B", "A, représenté par M. B, vice-président": B acts for A. */
static bool read_represented(struct rhz_people *p, const struct rhz_words *ws, size_t i)
{
    uint32_t body = RHZ_NONE, person = RHZ_NONE, publisher = rhz_facts_publisher(p->x->facts, NULL, NULL), start = 0;
    size_t k = i + 2, limit;
    for (size_t b = i; b-- > 0 && b + 16 > i && body == RHZ_NONE;) {
        uint32_t e = rhz_facts_at(p->x->facts, ws->w[b].start);
        if (e != RHZ_NONE && rhz_facts_get_entity(p->x->facts, e)->kind == RHZ_ORGANISATION) {
            body = e;
            while (b > 0 && rhz_facts_at(p->x->facts, ws->w[b - 1].start) == e)
                b--;
            start = ws->w[b].start;
        } else if (e != RHZ_NONE || memchr(ws->text.p + ws->w[b].end, '.', ws->w[b + 1].start - ws->w[b].end)) {
            return true;
        }
    }
    for (; k < ws->n && k < i + 18 && person == RHZ_NONE; k++) {
        uint32_t e = rhz_facts_at(p->x->facts, ws->w[k].start);
        if (e != RHZ_NONE && rhz_facts_get_entity(p->x->facts, e)->kind == RHZ_PERSONNE)
            person = e;
    }
    if (body == RHZ_NONE || person == RHZ_NONE)
        return true;
    size_t at = k - 1, first = i + 2;
    for (limit = at; limit < ws->n && rhz_facts_at(p->x->facts, ws->w[limit].start) == person;)
        limit++;
    if (rhz_word_in(ws, first, " son sa le la l "))
        first++;
    struct rhz_part role = {0, 0}, quote = {start, ws->w[limit - 1].end};
    bool office = false;
    if (first < at && rhz_is_function(ws, first, first + 1)) { /* "sa directrice de la recherche, Mme B" */
        size_t end = at;
        while (end > first && (rhz_is_civility(ws, end - 1) || rhz_word_in(ws, end - 1, " m mme ")))
            end--;
        role = rhz_trim_part(ws->text, (struct rhz_part){ws->w[first].start, ws->w[end - 1].end});
        office = rhz_is_office(ws, first, end);
    } else if (limit < ws->n && ws->text.p[ws->w[limit - 1].end] == ',' && rhz_is_function(ws, limit, limit + 1)) {
        size_t end = limit;
        while (end < ws->n && end < limit + 9 && (end == limit || rhz_word_joined(ws, end)))
            end++;
        role = (struct rhz_part){ws->w[limit].start, ws->w[end - 1].end};
        office = rhz_is_office(ws, limit, end);
        quote.end = role.end;
    }
    struct rhz_link link = {.relation = body == publisher && office ? RHZ_ADMINISTRE : RHZ_AFFILIE_A, .subject = person, .object = body, .quote = quote,
                            .role = role, .rule = "represented"};
    return rhz_add_link(p->x, &link) && rhz_note_elsewhere(p, person, body);
}

bool rhz_read_sentences(struct rhz_people *p)
{
    const struct rhz_document *d = p->x->document;
    struct rhz_words ws = {.gazetteer = p->x->gazetteer, .text = d->text, .arena = p->x->arena};
    static const char *const auditor[] = {"ommissaire", "OMMISSAIRE"};
    for (size_t b = 0; b < d->n_blocks; b++) {
        const struct rhz_block *block = &d->blocks[b];
        if (block->kind == RHZ_BLOCK_TABLE_ROW)
            continue;
        if (!rhz_words_cut(&ws, block->start, block->end) || !read_persons(p, &ws, block->end))
            return false;
        for (size_t i = 1; i + 2 < ws.n; i++)
            if (rhz_word_in(&ws, i, " represente representee representes ") && rhz_word_in(&ws, i + 1, " par ") && !read_represented(p, &ws, i))
                return false;
        if (rhz_text_holds(ws.gazetteer, d->text, block->start, block->end, auditor, 2) && !read_auditors(p, &ws))
            return false;
    }
    return true;
}
