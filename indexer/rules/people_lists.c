/* people_lists.c -- lists of persons to statements.
 *
 * Blocks are read in runs: heads (headings, short lines, "Présents :") and the parts below them, until a block that is
 * neither. Within a run a head that announces persons gives its type to the groups below; an unknown head under it is
 * a college or a place ("En visio") and becomes the role. A board's head may also come after its first group, as on
 * slides: then the groups before it belong to it when their parts have the form "name, function, body".
 */
#include "people_lists.h"

enum { PARTS = 400, HEAD_BYTES = 120, CARD_BYTES = 400 };

struct item {
    uint32_t person;      /* RHZ_NONE: a first name alone, to be resolved once all lists are read */
    struct rhz_part quote; /* the name with what belongs to it */
    struct rhz_part name, rest;
    struct rhz_part role; /* said beside the name: "Président : X" */
    struct rhz_part body; /* "Structure : X, Y": the structure's place */
    struct rhz_part function; /* what a column or the words after the name say the person does */
    bool card;            /* something follows the name */
    bool organisation;    /* an organisation in a list of members */
    bool alone;           /* the name is its whole block */
};

struct group {
    struct rhz_part head;
    enum rhz_list_type type;
    size_t first, n, cards;
    bool heading; /* the head is a heading or a label, not only a short line */
};

/* A part that gives a first name alone: stated once all lists have told who is who. */
struct waiting {
    struct item item;
    struct rhz_part head, lead;
    enum rhz_list_type type;
    bool present;
};

/* What the head of a table says of its columns; cell numbers, NO_COLUMN: none. */
enum { NO_COLUMN = 0xFF, CELLS = 16 };
struct columns {
    uint8_t name, given, body, function, presence;
    uint32_t block; /* the last row that they hold for */
    bool known;
};

struct run {
    struct rhz_people *p;
    struct waiting *waiting;
    size_t n_waiting, cap_waiting;
    struct group *groups;
    size_t n_groups, cap_groups;
    struct item *items;
    size_t n_items, cap_items;
    struct rhz_part *parts;  /* of the list looked at */
    struct rhz_part *bodies; /* of each part, the body that the person stands for; empty: none */
    struct columns columns;  /* of the table being read */
};

static struct group *add_group(struct run *r, struct rhz_part head, enum rhz_list_type type, bool heading)
{
    if (!RHZ_PUSH(r->p->x->arena, r->groups, r->n_groups, r->cap_groups))
        return NULL;
    r->groups[r->n_groups] = (struct group){.head = head, .type = type, .first = r->n_items, .heading = heading};
    return &r->groups[r->n_groups++];
}

static bool add_item(struct run *r, struct item item)
{
    if (r->n_groups == 0 && !add_group(r, (struct rhz_part){0, 0}, RHZ_LIST_NONE, false))
        return false;
    if (!RHZ_PUSH(r->p->x->arena, r->items, r->n_items, r->cap_items))
        return false;
    struct group *g = &r->groups[r->n_groups - 1];
    item.card = item.rest.end > item.rest.start || item.body.end > item.body.start || item.function.end > item.function.start;
    g->n++;
    g->cards += item.card;
    r->items[r->n_items++] = item;
    return true;
}

/* ---- statements of a finished run ---- */

static bool link_person(struct run *r, const struct item *i, enum rhz_relation relation, uint32_t object, struct rhz_part role,
                        struct rhz_part lead, const char *rule)
{
    if (object == RHZ_NONE || i->person == object)
        return true;
    struct rhz_link link = {.relation = relation, .subject = i->person, .object = object, .quote = i->quote, .role = role,
                            .lead = lead, .rule = rule};
    return rhz_add_link(r->p->x, &link);
}

/* Those present under it sit on the board: "Administratrices et administrateurs présents". */
static bool lead_of_board(struct run *r, struct rhz_part lead)
{
    struct rhz_words ws = {.gazetteer = r->p->ws.gazetteer, .text = r->p->ws.text, .arena = r->p->x->arena};
    if (lead.end <= lead.start || lead.end - lead.start > 120 || !rhz_words_cut(&ws, lead.start, lead.end))
        return false;
    for (size_t i = 0; i < ws.n; i++)
        if (rhz_word_in(&ws, i, " administrateurs administratrices administrateur administratrice "))
            return true;
    return false;
}

/* An excused person inside the parenthesis of a present one. */
static bool excused_inside(struct run *r, const struct item *i)
{
    struct rhz_people *p = r->p;
    struct rhz_name_match m;
    uint32_t assembly = p->x->assembly;
    if (assembly == RHZ_NONE || !rhz_words_cut(&p->ws, i->rest.start, i->rest.end))
        return assembly == RHZ_NONE;
    for (size_t w = 0; w < p->ws.n; w++) {
        if (!rhz_person_at(&p->ws, w, &m) || m.score < RHZ_NAME_IN_LIST)
            continue;
        size_t after = m.limit;
        while (after < p->ws.n && after < m.limit + 3 && rhz_word_in(&p->ws, after, " etant est ayant ete "))
            after++;
        if (!rhz_word_in(&p->ws, after, " excuse excusee excuses excusees "))
            continue;
        uint32_t end = p->ws.w[after].end, person = rhz_people_entity(p, &m);
        struct rhz_link link = {.relation = RHZ_EXCUSE_A, .subject = person, .object = assembly,
                                .quote = {m.start, end}, .rule = "people-list"};
        if (person == RHZ_NONE || !rhz_add_link(p->x, &link))
            return false;
        uint32_t body = rhz_facts_at(p->x->facts, p->ws.w[0].start);
        if (body != RHZ_NONE && rhz_facts_get_entity(p->x->facts, body)->kind == RHZ_ORGANISATION) {
            struct rhz_link same = {.relation = RHZ_AFFILIE_A, .subject = person, .object = body,
                                    .quote = {p->ws.w[0].start, end}, .rule = "people-list"};
            return rhz_add_link(p->x, &same) && rhz_note_elsewhere(p, person, body);
        }
        return true;
    }
    return true;
}

/* "— directrice artistique", "(chargée de diffusion)": the whole of what follows a name is what the person does. */
static struct rhz_part function_after(struct run *r, const struct item *i)
{
    struct rhz_words *ws = &r->p->ws;
    struct rhz_part none = {0, 0}, parts[2], rest = i->rest;
    if (i->function.end > i->function.start)
        return i->function;
    if (rest.start >= rest.end || rhz_cut_parts(ws->text, rest.start, rest.end, ",;", parts, 2) != 1)
        return none;
    rest = parts[0];
    for (uint32_t at = rest.start; at + 1 < rest.end; at++) /* "comptable (jusqu'en juin)" */
        if (ws->text.p[at] == ' ' && ws->text.p[at + 1] == '(')
            rest.end = at;
    while (rest.start < rest.end && ws->text.p[rest.start] == '(')
        rest.start++;
    while (rest.end > rest.start && strchr(") ", ws->text.p[rest.end - 1]) != NULL)
        rest.end--;
    if (!rhz_words_cut(ws, rest.start, rest.end) || ws->n == 0 || ws->n > 8 || !rhz_is_function(ws, 0, ws->n))
        return none;
    for (size_t w = 0; w < ws->n; w++)
        if (rhz_facts_at(r->p->x->facts, ws->w[w].start) != RHZ_NONE)
            return none; /* for whom is said too */
    return rest;
}

static bool state_team(struct run *r, const struct item *i, struct rhz_part head, bool present)
{
    struct rhz_extraction *x = r->p->x;
    struct rhz_part function = function_after(r, i);
    return link_person(r, i, RHZ_AFFILIE_A, rhz_facts_publisher(x->facts, NULL, NULL), function.end > function.start ? function : head, head, "team-list") &&
           (!present || link_person(r, i, RHZ_PRESENT_A, x->assembly, head, head, "people-list"));
}

/* Words of [start, end) that say elected: the role of those whom a sentence elects. */
static struct rhz_part elected_role(struct run *r, struct rhz_part head)
{
    struct rhz_words *ws = &r->p->ws;
    if (!rhz_words_cut(ws, head.start, head.end) || !rhz_word_in(ws, 0, " sont est ont a "))
        return head;
    for (size_t i = 1; i < ws->n && i < 4; i++)
        if (rhz_word_in(ws, i, " elu elue elus elues reelu reelue reelus reelues nommes nommees designes designees "))
            return (struct rhz_part){ws->w[i].start, ws->w[i].end};
    return head;
}

/* Role of a board member: the office said beside the name, else the college. */
static struct rhz_part board_role(struct run *r, const struct item *i, struct rhz_part head)
{
    struct rhz_part parts[4];
    struct rhz_words *ws = &r->p->ws;
    if (i->role.end > i->role.start)
        return i->role;
    size_t n = rhz_cut_parts(ws->text, i->rest.start, i->rest.end, ",:;", parts, 4);
    for (size_t k = 0; k < n && k < 2; k++) {
        struct rhz_part bare = parts[k];
        while (bare.start < bare.end && ws->text.p[bare.start] == '(')
            bare.start++;
        if (bare.end > bare.start && ws->text.p[bare.end - 1] == ')')
            bare.end--;
        if (rhz_words_cut(ws, bare.start, bare.end) && ws->n > 0 && ws->n <= 5 && rhz_is_office(ws, 0, ws->n))
            return bare;
    }
    return elected_role(r, head);
}

/* A body whose offices are meant when its own minutes say "X (trésorier)". */
static bool has_offices(const struct rhz_extraction *x, uint32_t publisher)
{
    if (publisher == RHZ_NONE)
        return false;
    uint8_t sub = rhz_facts_get_entity(x->facts, publisher)->sub;
    return sub == RHZ_SUB_NONE || sub == RHZ_SUB_ASSOCIATION || sub == RHZ_SUB_RESEAU || sub == RHZ_SUB_FONDATION || sub == RHZ_SUB_AUTRE;
}

/* Of which body is the office in "X, présidente (Structure)"? Only of the publisher when the structure has none such. */
static bool office_elsewhere(struct run *r, const struct item *i)
{
    const struct rhz_facts_builder *facts = r->p->x->facts;
    struct rhz_span text = r->p->ws.text;
    for (uint32_t at = i->rest.start; at + 1 < i->rest.end; at++) {
        if (text.p[at] != '(')
            continue;
        uint32_t e = rhz_facts_at(facts, at + 1);
        if (e == RHZ_NONE || rhz_facts_get_entity(facts, e)->kind != RHZ_ORGANISATION)
            continue;
        uint8_t sub = rhz_facts_get_entity(facts, e)->sub;
        return sub != RHZ_SUB_COMMUNE && sub != RHZ_SUB_ETAT && sub != RHZ_SUB_UNIVERSITE && sub != RHZ_SUB_LABO;
    }
    return false;
}

/* "Présents : X (trésorière), Y": an office, and no other body beside it. */
static bool state_office(struct run *r, const struct item *i, struct rhz_part lead)
{
    uint32_t publisher = rhz_facts_publisher(r->p->x->facts, NULL, NULL);
    struct rhz_part role = i->role;
    if (role.start >= role.end && i->body.start >= i->body.end)
        role = office_elsewhere(r, i) ? role : function_after(r, i);
    if (role.start >= role.end || !has_offices(r->p->x, publisher) || !rhz_words_cut(&r->p->ws, role.start, role.end) ||
        r->p->ws.n > 4 || !rhz_is_office(&r->p->ws, 0, r->p->ws.n))
        return true;
    return link_person(r, i, RHZ_ADMINISTRE, publisher, role, lead, "office");
}

/* The head alone is "L'équipe", under a programme's title: who works on it, employed by whomever. */
static bool of_programme(struct run *r, struct rhz_part head)
{
    const struct rhz_document *d = r->p->x->document;
    uint32_t block = rhz_document_block(d, head.start), h;
    if (head.end <= head.start || head.end - head.start > 14 || block == RHZ_NONE)
        return false;
    h = d->blocks[block].heading;
    for (uint32_t b = block, n = 0; b-- > 0 && n < 6 && d->blocks[b].kind == RHZ_BLOCK_LIST_ITEM && d->blocks[block].kind == RHZ_BLOCK_LIST_ITEM; n++) {
        uint32_t e = rhz_facts_at(r->p->x->facts, d->blocks[b].start);
        if (e != RHZ_NONE && rhz_facts_get_entity(r->p->x->facts, e)->kind == RHZ_PROGRAMME)
            return true;
    }
    if (h == RHZ_NONE)
        return false;
    if (!rhz_words_cut(&r->p->ws, d->blocks[h].start, d->blocks[h].end))
        return false;
    for (size_t i = 0; i < r->p->ws.n && i < 3; i++) {
        uint32_t e = rhz_facts_at(r->p->x->facts, r->p->ws.w[i].start);
        if (e != RHZ_NONE && rhz_facts_get_entity(r->p->x->facts, e)->kind == RHZ_PROGRAMME)
            return true;
    }
    return false;
}

static bool state_item(struct run *r, const struct item *i, struct rhz_part head, enum rhz_list_type type,
                       struct rhz_part lead, bool present_run)
{
    struct rhz_people *p = r->p;
    uint32_t publisher = rhz_facts_publisher(p->x->facts, NULL, NULL);
    if (type != RHZ_LIST_NONE && type != RHZ_LIST_TEAM && !i->organisation && !rhz_note_elsewhere(p, i->person, RHZ_NONE))
        return false; /* listed in full, hence not one of the team's first names */
    switch (type) {
    case RHZ_LIST_PRESENT:
        if (lead_of_board(r, lead) && !link_person(r, i, RHZ_ADMINISTRE, publisher, head, lead, "board-list"))
            return false; /* "Administrateurs présents" */
        return link_person(r, i, RHZ_PRESENT_A, p->x->assembly, head, lead, "people-list") && state_office(r, i, lead);
    case RHZ_LIST_EXCUSED: return link_person(r, i, RHZ_EXCUSE_A, p->x->assembly, head, lead, "people-list") && state_office(r, i, lead);
    case RHZ_LIST_TEAM:
        if (i->role.end > i->role.start) /* "Présidente : X" below the team */
            return link_person(r, i, RHZ_ADMINISTRE, publisher, i->role, i->role, "office");
        return of_programme(r, head) || state_team(r, i, head, present_run);
    case RHZ_LIST_BOARD: return link_person(r, i, RHZ_ADMINISTRE, publisher, board_role(r, i, head), lead, "board-list");
    case RHZ_LIST_MEMBERS: return link_person(r, i, RHZ_ADHERE_A, publisher, head, lead, "member-list");
    case RHZ_LIST_SPEAKERS: return link_person(r, i, RHZ_INTERVIENT_DANS, p->x->assembly, head, lead, "people-list");
    case RHZ_LIST_NONE:
        if (i->role.end > i->role.start)
            return link_person(r, i, RHZ_ADMINISTRE, publisher, i->role, lead, "office");
        return true;
    case RHZ_LIST_IGNORED: return true;
    }
    return true;
}

static bool state_affiliation(struct run *r, const struct item *i, bool loose)
{
    struct rhz_people *p = r->p;
    if (i->organisation || i->person == RHZ_NONE)
        return true;
    if (i->body.end > i->body.start) {
        bool ok = true;
        uint32_t body = rhz_structure_of(p, i->body, &ok);
        struct rhz_part quote = {i->body.start < i->quote.start ? i->body.start : i->quote.start, i->quote.end};
        struct rhz_link link = {.relation = RHZ_AFFILIE_A, .subject = i->person, .object = body, .quote = quote,
                                .role = i->function, .rule = "people-list"};
        if (!ok || (body != RHZ_NONE && (!rhz_add_link(p->x, &link) || !rhz_note_elsewhere(p, i->person, body))))
            return false;
    }
    return rhz_read_affiliation(p, i->person, i->name.start, i->rest, loose) && excused_inside(r, i);
}

/* The type of every group, from heads above, or from a board's head below cards. */
static void settle_types(struct run *r, enum rhz_list_type *types, struct rhz_part *leads)
{
    enum rhz_list_type type = RHZ_LIST_NONE;
    struct rhz_part lead = {0, 0};
    size_t board = SIZE_MAX, empty = 0;
    for (size_t g = 0; g < r->n_groups; g++) {
        const struct group *group = &r->groups[g];
        if (group->type != RHZ_LIST_NONE) {
            type = group->type;
            lead = group->head;
            empty = 0;
            if (type == RHZ_LIST_BOARD && board == SIZE_MAX)
                board = g;
        } else if (group->n == 0 && ++empty > 1) {
            type = RHZ_LIST_NONE; /* two heads in a row that announce nobody: something else begins */
        } else if (group->n > 0) {
            empty = 0;
        }
        types[g] = type;
        leads[g] = lead;
    }
    for (size_t g = 0; board != SIZE_MAX && g < board; g++)
        if (types[g] == RHZ_LIST_NONE && r->groups[g].n > 1 && r->groups[g].cards * 2 > r->groups[g].n) {
            types[g] = RHZ_LIST_BOARD;
            leads[g] = r->groups[board].head;
        }
}

static bool wait_for(struct run *r, struct waiting w)
{
    if (!RHZ_PUSH(r->p->x->arena, r->waiting, r->n_waiting, r->cap_waiting))
        return false;
    r->waiting[r->n_waiting++] = w;
    return true;
}

static bool state_waiting(struct run *r)
{
    for (size_t i = 0; i < r->n_waiting; i++) {
        struct waiting *w = &r->waiting[i];
        w->item.person = rhz_first_name_entity(r->p, w->item.name);
        if (w->item.person == RHZ_NONE || !state_item(r, &w->item, w->head, w->type, w->lead, w->present))
            return false;
    }
    return true;
}

static bool flush(struct run *r)
{
    enum rhz_list_type *types = rhz_arena_alloc(r->p->x->arena, (r->n_groups + 1) * sizeof *types);
    struct rhz_part *leads = rhz_arena_alloc(r->p->x->arena, (r->n_groups + 1) * sizeof *leads);
    bool present = false;
    if (!types || !leads)
        return false;
    settle_types(r, types, leads);
    for (size_t g = 0; g < r->n_groups; g++)
        present = present || types[g] == RHZ_LIST_PRESENT;
    for (size_t g = 0; g < r->n_groups; g++) {
        const struct group *group = &r->groups[g];
        bool loose = types[g] != RHZ_LIST_NONE || group->cards > 1;
        for (size_t i = group->first; i < group->first + group->n; i++) {
            const struct item *item = &r->items[i];
            bool ok = item->person == RHZ_NONE
                          ? wait_for(r, (struct waiting){*item, group->head, leads[g], types[g], present})
                          : state_item(r, item, group->head, types[g], leads[g], present) && state_affiliation(r, item, loose);
            if (!ok)
                return false;
        }
    }
    r->n_groups = r->n_items = 0;
    return true;
}

/* ---- blocks to groups and items ---- */

static enum rhz_list_type current_type(const struct run *r)
{
    for (size_t g = r->n_groups; g-- > 0;)
        if (r->groups[g].type != RHZ_LIST_NONE)
            return r->groups[g].type;
    return RHZ_LIST_NONE;
}

/* End of a label that opens the text: the colon after at most HEAD_BYTES; 0: none. */
static uint32_t label_end(struct rhz_span text, uint32_t start, uint32_t end)
{
    int depth = 0;
    for (uint32_t i = start; i < end && i < start + HEAD_BYTES; i++) {
        depth += text.p[i] == '(';
        depth -= text.p[i] == ')' && depth > 0;
        if (text.p[i] == ':' && depth == 0 && (i + 1 == end || text.p[i + 1] == ' ' || text.p[i + 1] == '\t'))
            return i;
        if (strchr(".;?!", text.p[i]) != NULL && i + 1 < end && text.p[i + 1] == ' ')
            return 0;
    }
    return 0;
}

struct tally {
    size_t persons, likely, first_names, organisations, functions, parts;
};

/* What the parts are, counted before any is believed. */
static struct tally count_parts(struct run *r, size_t n)
{
    struct tally t = {.parts = n};
    for (size_t i = 0; i < n; i++) {
        struct rhz_name_match m;
        struct rhz_part rest;
        enum rhz_part_kind kind = rhz_part_kind_of(r->p, r->parts[i], &m, &rest);
        t.persons += kind == RHZ_PART_PERSON;
        t.likely += kind == RHZ_PART_LIKELY;
        t.first_names += kind == RHZ_PART_FIRST_NAME;
        t.organisations += kind == RHZ_PART_ORGANISATION;
        t.functions += kind == RHZ_PART_OTHER && i > 0 && rhz_is_function(&r->p->ws, 0, r->p->ws.n);
    }
    return t;
}

/* Believe an uncertain name: other parts are certain, or a head said that persons come. */
static bool believe(enum rhz_part_kind kind, const struct tally *t, enum rhz_list_type type)
{
    bool typed = type != RHZ_LIST_NONE && type != RHZ_LIST_IGNORED;
    if (kind == RHZ_PART_PERSON)
        return true;
    if (kind == RHZ_PART_LIKELY)
        return t->persons >= 2 || (typed && (t->persons > 0 || type != RHZ_LIST_MEMBERS));
    if (kind == RHZ_PART_FIRST_NAME)
        return (type == RHZ_LIST_TEAM || type == RHZ_LIST_PRESENT || type == RHZ_LIST_EXCUSED) &&
               (t->first_names >= 2 || t->persons > 0);
    return false;
}

static bool add_person(struct run *r, struct rhz_part part, enum rhz_part_kind kind, const struct rhz_name_match *m,
                       struct rhz_part rest, struct rhz_part body)
{
    struct item item = {.person = RHZ_NONE, .quote = part, .name = {m->start, m->end}, .rest = rest, .body = body};
    if (kind != RHZ_PART_FIRST_NAME && (item.person = rhz_people_entity(r->p, m)) == RHZ_NONE)
        return false;
    return add_item(r, item);
}

static bool add_member_body(struct run *r, struct rhz_part part)
{
    struct rhz_name_guess guess;
    struct rhz_extraction *x = r->p->x;
    rhz_guess_name(x, rhz_document_slice(x->document, part.start, part.end), &guess);
    if (guess.kind != RHZ_ORGANISATION)
        return true;
    uint32_t start = (uint32_t)(guess.name.p - x->document->text.p);
    uint32_t e = rhz_facts_entity(x->facts, RHZ_ORGANISATION, guess.sub, guess.name, start, start + (uint32_t)guess.name.n);
    if (e == RHZ_NONE)
        return false;
    return add_item(r, (struct item){.person = e, .quote = part, .name = part, .organisation = true});
}

/* "A, B et C": part `k` of n holds two names. The new number of parts. */
static size_t cut_and(struct run *r, size_t n, size_t k)
{
    struct rhz_people *p = r->p;
    struct rhz_name_match m;
    struct rhz_part rest, part;
    if (n == 0 || n >= PARTS)
        return n;
    part = r->parts[k];
    const char *base = p->ws.text.p, *at = base + part.start;
    for (; (at = memmem(at, (size_t)(base + part.end - at), " et ", 4)) != NULL && at + 4 < base + part.end; at++) {
        uint32_t i = (uint32_t)(at - base);
        struct rhz_part a = rhz_trim_part(p->ws.text, (struct rhz_part){part.start, i});
        struct rhz_part b = rhz_trim_part(p->ws.text, (struct rhz_part){i + 4, part.end});
        enum rhz_part_kind x = rhz_part_kind_of(p, a, &m, &rest), y = rhz_part_kind_of(p, b, &m, &rest);
        bool both = x != RHZ_PART_OTHER && y != RHZ_PART_OTHER && x != RHZ_PART_ORGANISATION && y != RHZ_PART_ORGANISATION;
        if (both) {
            memmove(r->parts + k + 2, r->parts + k + 1, (n - k - 1) * sizeof *r->parts);
            r->parts[k] = a;
            r->parts[k + 1] = b;
            return n + 1;
        }
    }
    return n;
}

static size_t cut_last_and(struct run *r, size_t n)
{
    return n ? cut_and(r, n, n - 1) : 0;
}

/* "Structure – Personne" in a list of those who came: the structure goes to bodies[k], the person stays. */
static void split_dashed(struct run *r, size_t k)
{
    static const char *const dashes[] = {" \xE2\x80\x93 ", " \xE2\x80\x94 ", " - ", " : "};
    struct rhz_span text = r->p->ws.text;
    struct rhz_part part = r->parts[k], rest;
    struct rhz_name_match m;
    if (r->bodies[k].end > r->bodies[k].start)
        return;
    for (size_t s = 0; s < sizeof dashes / sizeof *dashes; s++) {
        const char *at = memmem(text.p + part.start, part.end - part.start, dashes[s], strlen(dashes[s]));
        if (!at)
            continue;
        struct rhz_part body = rhz_trim_part(text, (struct rhz_part){part.start, (uint32_t)(at - text.p)});
        struct rhz_part who = rhz_trim_part(text, (struct rhz_part){(uint32_t)(at - text.p) + (uint32_t)strlen(dashes[s]), part.end});
        if (rhz_part_kind_of(r->p, body, &m, &rest) != RHZ_PART_ORGANISATION)
            return;
        enum rhz_part_kind kind = rhz_part_kind_of(r->p, who, &m, &rest);
        if (kind != RHZ_PART_PERSON && kind != RHZ_PART_LIKELY)
            return;
        r->bodies[k] = body;
        r->parts[k] = who;
        return;
    }
}

/* All parts of a list of names; *took: how many persons or bodies were added. */
static bool add_parts(struct run *r, size_t n, const struct tally *t, enum rhz_list_type type, struct rhz_part body, size_t *took)
{
    for (size_t i = 0; i < n; i++) {
        struct rhz_name_match m;
        struct rhz_part rest;
        enum rhz_part_kind kind = rhz_part_kind_of(r->p, r->parts[i], &m, &rest);
        if (believe(kind, t, type)) {
            if (!add_person(r, r->parts[i], kind, &m, rest, r->bodies[i].end > r->bodies[i].start ? r->bodies[i] : body))
                return false;
            ++*took;
        } else if (kind == RHZ_PART_ORGANISATION && type == RHZ_LIST_MEMBERS) {
            if (!add_member_body(r, r->parts[i]))
                return false;
            ++*took;
        }
    }
    return true;
}

/* A sentence between commas begins in small letters but once: such parts are no list, whatever they hold. */
static bool may_be_names(struct rhz_span text, const struct rhz_part *parts, size_t n)
{
    size_t capitals = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text.p[parts[i].start];
        capitals += !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    }
    bool first = n > 0 && !(text.p[parts[0].start] >= 'a' && text.p[parts[0].start] <= 'z');
    return capitals * 2 >= n || (first && parts[n - 1].end - parts[0].start <= CARD_BYTES);
}

/* "Structure, représentée par X": the structure goes to bodies[k], the person stays. */
static void split_represented(struct run *r, size_t k)
{
    struct rhz_span text = r->p->ws.text;
    struct rhz_part *part = &r->parts[k];
    static const char stem[] = "repr\xC3\xA9sent\xC3\xA9";
    const char *p = memmem(text.p + part->start, part->end - part->start, stem, sizeof stem - 1);
    r->bodies[k] = (struct rhz_part){0, 0};
    if (!p)
        return;
    uint32_t at = (uint32_t)(p - text.p), par = at + (uint32_t)sizeof stem - 1;
    while (par < part->end && par < at + 20 && (text.p[par] == 'e' || text.p[par] == 's'))
        par++;
    if (par + 5 > part->end || memcmp(text.p + par, " par ", 5) != 0)
        return;
    struct rhz_part body = rhz_trim_part(text, (struct rhz_part){part->start, at});
    while (body.end > body.start && strchr("( ,", text.p[body.end - 1]) != NULL)
        body.end--;
    if (body.start >= body.end)
        return;
    r->bodies[k] = body;
    part->start = par + 5;
    *part = rhz_trim_part(text, *part);
    if (part->end > part->start && text.p[part->end - 1] == ')' && !memchr(text.p + part->start, '(', part->end - part->start))
        part->end--;
}

/* "Mmes A, B ; MM. C, D": a part between semicolons whose own parts are all persons. */
static size_t cut_at_commas(struct run *r, size_t n)
{
    struct rhz_part inner[CELLS * 4], rest;
    struct rhz_name_match m;
    for (size_t i = 0; i < n; i++) {
        size_t k = rhz_cut_parts(r->p->ws.text, r->parts[i].start, r->parts[i].end, ",", inner, CELLS * 4), persons = 0;
        for (size_t j = 0; j < k; j++) {
            enum rhz_part_kind kind = rhz_part_kind_of(r->p, inner[j], &m, &rest);
            persons += kind == RHZ_PART_PERSON || kind == RHZ_PART_LIKELY;
        }
        if (k < 2 || persons < k || n + k > PARTS)
            continue;
        memmove(r->parts + i + k, r->parts + i + 1, (n - i - 1) * sizeof *r->parts);
        memcpy(r->parts + i, inner, k * sizeof *r->parts);
        n += k - 1;
        i += k - 1;
    }
    return n;
}

/* A row about one person: the name in one cell, structure and function in those after it. */
static bool read_row(struct run *r, size_t n, const struct tally *t, size_t *took)
{
    struct tally known = *t;
    known.persons++; /* the list's head says that persons come */
    for (size_t i = 0; i < n; i++) {
        struct rhz_name_match m;
        struct rhz_part rest, none = {0, 0};
        enum rhz_part_kind kind = rhz_part_kind_of(r->p, r->parts[i], &m, &rest);
        if ((kind != RHZ_PART_PERSON && kind != RHZ_PART_LIKELY) || rest.end > rest.start || !believe(kind, &known, current_type(r)))
            continue;
        *took = 1;
        struct rhz_part cells = {m.end, r->parts[n - 1].end};
        return add_person(r, (struct rhz_part){r->parts[i].start, r->parts[n - 1].end}, kind, &m, cells, none);
    }
    return true;
}

/* "Nom | Structure": the head of a table of persons. */
static bool is_row_of_heads(struct run *r, const struct rhz_block *b)
{
    struct rhz_words *ws = &r->p->ws;
    if (!rhz_words_cut(ws, b->start, b->end))
        return false;
    for (size_t i = 0; i < ws->n; i++)
        if (rhz_word_in(ws, i, " nom noms prenom prenoms structure organisme organisation fonction qualite signature emargement "
                               "representant commune club "))
            return true;
    return false;
}

/* Words of [start, end) as a list, or as one card; *took: persons found, 0 when it is something else. */
static bool read_list(struct run *r, uint32_t start, uint32_t end, bool row, struct rhz_part body, size_t *took)
{
    struct rhz_people *p = r->p;
    struct rhz_span text = p->ws.text;
    enum rhz_list_type type = current_type(r);
    struct rhz_name_match m;
    struct rhz_part rest;
    size_t semicolons = 0;
    *took = 0;
    for (uint32_t i = start; i < end; i++)
        semicolons += text.p[i] == ';';
    bool represented = memmem(text.p + start, end - start, "repr\xC3\xA9sent\xC3\xA9", 12) != NULL;
    size_t n = cut_last_and(r, rhz_cut_parts(text, start, end, row ? "\t" : semicolons || represented ? ";" : ",", r->parts, PARTS - 1));
    if (!may_be_names(text, r->parts, n))
        return true;
    if (semicolons && !row)
        n = cut_at_commas(r, n);
    bool attendance = type == RHZ_LIST_PRESENT || type == RHZ_LIST_EXCUSED;
    for (size_t i = n; attendance && !row && i-- > 0;)
        if (memmem(text.p + r->parts[i].start, r->parts[i].end - r->parts[i].start, " et ", 4))
            n = cut_and(r, n, i);
    for (size_t i = 0; i < n; i++)
        split_represented(r, i);
    for (size_t i = 0; attendance && !row && i < n; i++)
        split_dashed(r, i);
    struct tally t = count_parts(r, n);
    size_t names = t.persons + t.likely + t.first_names;
    bool list = (t.functions == 0 || row || semicolons || attendance) && names >= 2 && names * 10 >= n * (row ? 3 : 6) && (t.persons > 0 || (type != RHZ_LIST_NONE && n > 1));
    bool members = type == RHZ_LIST_MEMBERS && t.organisations > 0 && (t.organisations + names) * 10 >= n * 6;
    if (list || members || (row && t.persons == 1 && n == 1))
        return add_parts(r, n, &t, type, body, took);
    if (row && type != RHZ_LIST_NONE && n > 1)
        return read_row(r, n, &t, took);
    struct rhz_part whole = rhz_trim_part(text, (struct rhz_part){start, end});
    if (n == 1 && r->bodies[0].end > r->bodies[0].start) {
        whole = r->parts[0];
        body = r->bodies[0];
    }
    if (whole.start >= whole.end || (whole.end - whole.start > CARD_BYTES))
        return true;
    enum rhz_part_kind kind = rhz_part_kind_of(p, whole, &m, &rest);
    t.persons += kind == RHZ_PART_LIKELY && r->n_items > 1; /* neighbours are persons */
    if (!believe(kind, &t, type) || (rest.end > rest.start && text.p[rest.start] == ' ' && rest.start + 1 < rest.end && text.p[rest.start + 1] == ':'))
        return true;
    *took = 1;
    if (!add_person(r, whole, kind, &m, rest, body))
        return false;
    r->items[r->n_items - 1].alone = !row && rest.start >= rest.end;
    return true;
}

/* "Président : X", "Co-présidentes : X et Y": an office, then those who hold it. */
static bool read_office(struct run *r, struct rhz_part lead, struct rhz_part after, size_t *took)
{
    struct rhz_people *p = r->p;
    struct rhz_name_match m;
    struct rhz_part rest;
    if (!rhz_words_cut(&p->ws, lead.start, lead.end) || p->ws.n == 0 || p->ws.n > 5 || !rhz_is_office(&p->ws, 0, p->ws.n))
        return true;
    lead.start = p->ws.w[0].start; /* no bullet */
    enum rhz_part_kind kind = rhz_part_kind_of(p, after, &m, &rest);
    r->parts[0] = after;
    size_t n = 1;
    if ((kind != RHZ_PART_PERSON && kind != RHZ_PART_LIKELY) || rest.end > rest.start) { /* several, or one with more about it */
        size_t many = cut_last_and(r, rhz_cut_parts(p->ws.text, after.start, after.end, ",", r->parts, PARTS - 1)), persons = 0;
        for (size_t i = 0; i < many; i++) {
            kind = rhz_part_kind_of(p, r->parts[i], &m, &rest);
            persons += kind == RHZ_PART_PERSON || kind == RHZ_PART_LIKELY;
        }
        if (many > 1 && persons == many)
            n = many;
        else
            r->parts[0] = after;
    }
    for (size_t i = 0; i < n; i++) {
        kind = rhz_part_kind_of(p, r->parts[i], &m, &rest);
        if (kind != RHZ_PART_PERSON && kind != RHZ_PART_LIKELY)
            return true;
        struct item item = {.person = rhz_people_entity(p, &m), .quote = {lead.start, r->parts[i].end}, .name = {m.start, m.end},
                            .rest = rest, .role = lead};
        ++*took;
        if (item.person == RHZ_NONE || !add_item(r, item))
            return false;
    }
    return true;
}

/* ---- tables whose head names the columns; signatures side by side ---- */

static size_t cells_of(const struct run *r, const struct rhz_block *b, struct rhz_part *cells)
{
    struct rhz_span text = r->p->ws.text;
    uint32_t at = b->start;
    size_t n = 0;
    while (n < CELLS && at <= b->end) {
        const char *tab = at < b->end ? memchr(text.p + at, '\t', b->end - at) : NULL;
        uint32_t end = tab ? (uint32_t)(tab - text.p) : b->end;
        cells[n] = rhz_trim_part(text, (struct rhz_part){at, end});
        n++;
        if (!tab)
            break;
        at = end + 1;
    }
    return n;
}

/* "NOM Prénom | Structure | Qualité" */
static bool learn_columns(struct run *r, const struct rhz_block *b)
{
    struct rhz_words *ws = &r->p->ws;
    struct rhz_part cells[CELLS];
    struct columns c = {NO_COLUMN, NO_COLUMN, NO_COLUMN, NO_COLUMN, NO_COLUMN, 0, true};
    size_t n = cells_of(r, b, cells);
    for (size_t i = 0; i < n; i++) {
        if (cells[i].start >= cells[i].end)
            continue;
        if (!rhz_words_cut(ws, cells[i].start, cells[i].end) || ws->n == 0 || ws->n > 5)
            return false;
        bool given = rhz_word_in(ws, 0, " prenom prenoms "), name = rhz_word_in(ws, 0, " nom noms participant participants personne ") ||
                                                                   (given && ws->n > 1);
        if (name && c.name == NO_COLUMN)
            c.name = (uint8_t)i;
        else if (given && c.given == NO_COLUMN)
            c.given = (uint8_t)i;
        else if (c.body == NO_COLUMN && rhz_word_in(ws, 0, " structure structures organisme organismes organisation etablissement entreprise employeur "
                                                           "collectivite association institution club "))
            c.body = (uint8_t)i;
        else if (c.presence == NO_COLUMN && rhz_word_in(ws, 0, " presence presences present signature signatures emargement "))
            c.presence = (uint8_t)i;
        else if (c.function == NO_COLUMN && rhz_word_in(ws, 0, " fonction fonctions qualite titre role poste statut "))
            c.function = (uint8_t)i;
    }
    if (c.name == NO_COLUMN || (c.body == NO_COLUMN && c.function == NO_COLUMN && c.given == NO_COLUMN && c.presence == NO_COLUMN))
        return false;
    c.block = (uint32_t)(b - r->p->x->document->blocks);
    r->columns = c;
    return true;
}

static struct rhz_part cell_at(const struct rhz_part *cells, size_t n, uint8_t column)
{
    return column < n ? cells[column] : (struct rhz_part){0, 0};
}

/* "présente", "excusé", a signature, nothing: the row's own list. */
static bool group_of_presence(struct run *r, struct rhz_part cell)
{
    enum rhz_list_type type = cell.end > cell.start ? rhz_list_type_of(r->p, cell.start, cell.end) : RHZ_LIST_IGNORED;
    if (type == RHZ_LIST_NONE)
        type = RHZ_LIST_PRESENT; /* signed */
    if (r->n_groups > 0 && r->groups[r->n_groups - 1].type == type)
        return true;
    return add_group(r, rhz_trim_part(r->p->ws.text, cell), type, true) != NULL;
}

/* The person of a row whose columns are known; nothing when the name's cell holds none. */
static bool read_columns(struct run *r, const struct rhz_block *b, size_t *took)
{
    struct rhz_people *p = r->p;
    struct rhz_part cells[CELLS], rest;
    struct rhz_name_match m;
    size_t n = cells_of(r, b, cells);
    struct rhz_part name = cell_at(cells, n, r->columns.name), given = cell_at(cells, n, r->columns.given);
    r->columns.block++;
    if (name.start >= name.end)
        return true;
    if (given.end > given.start) {
        bool first = given.start < name.start; /* Prénom | Nom */
        if (!rhz_words_cut(&p->ws, first ? given.start : name.start, first ? name.end : given.end) || p->ws.n < 2 || p->ws.n > 7)
            return true;
        for (size_t i = 0; i < p->ws.n; i++)
            if (!rhz_word_capital(&p->ws, i) && !rhz_word_in(&p->ws, i, " de du des d la le van von der den ben el al "))
                return true;
        m = (struct rhz_name_match){.limit = p->ws.n, .start = p->ws.w[0].start, .end = p->ws.w[p->ws.n - 1].end, .inverted = !first};
    } else {
        enum rhz_part_kind kind = rhz_part_kind_of(p, name, &m, &rest);
        if ((kind != RHZ_PART_PERSON && kind != RHZ_PART_LIKELY) || rest.end > rest.start)
            return true;
    }
    struct item item = {.person = rhz_people_entity(p, &m), .name = {m.start, m.end}, .rest = {m.end, m.end}, .quote = {b->start, b->end},
                        .body = cell_at(cells, n, r->columns.body), .function = cell_at(cells, n, r->columns.function)};
    *took = 1;
    item.quote = rhz_trim_part(p->ws.text, item.quote);
    if (r->columns.presence != NO_COLUMN && !group_of_presence(r, cell_at(cells, n, r->columns.presence)))
        return false;
    return item.person != RHZ_NONE && add_item(r, item);
}

/* Names under a row of offices, cell by cell: who signs as what. */
static bool read_signatures(struct run *r, const struct rhz_block *b, size_t *took)
{
    struct rhz_people *p = r->p;
    struct rhz_part over[CELLS], under[CELLS], rest;
    struct rhz_name_match m;
    if (b == p->x->document->blocks || b[-1].kind != RHZ_BLOCK_TABLE_ROW)
        return true;
    size_t n = cells_of(r, b, under), offices = 0;
    if (n < 2 || n > 4 || cells_of(r, b - 1, over) != n)
        return true;
    for (size_t i = 0; i < n; i++) {
        if (over[i].start >= over[i].end || !rhz_words_cut(&p->ws, over[i].start, over[i].end) || p->ws.n == 0 || p->ws.n > 6)
            return true;
        size_t first = rhz_word_in(&p->ws, 0, " la le les ") ? 1 : 0;
        if (first < p->ws.n && rhz_is_office(&p->ws, first, p->ws.n))
            over[i] = (struct rhz_part){p->ws.w[first].start, p->ws.w[p->ws.n - 1].end}, offices++;
        else if (rhz_word_in(&p->ws, first, " secretaire president presidente "))
            over[i] = (struct rhz_part){0, 0}; /* of the sitting */
        else
            return true;
        enum rhz_part_kind kind = rhz_part_kind_of(p, under[i], &m, &rest);
        if ((kind != RHZ_PART_PERSON && kind != RHZ_PART_LIKELY) || rest.end > rest.start)
            return true;
    }
    for (size_t i = 0; i < n && offices; i++) {
        if (over[i].start >= over[i].end)
            continue;
        rhz_part_kind_of(p, under[i], &m, &rest);
        struct item item = {.person = rhz_people_entity(p, &m), .name = {m.start, m.end}, .rest = rest, .role = over[i],
                            .quote = {over[i].start, under[i].end}};
        ++*took;
        if (item.person == RHZ_NONE || !add_item(r, item))
            return false;
    }
    return true;
}

/* "Collège des salariés" under a head: a part of that list, whatever its other words say. */
static bool is_college(struct run *r, struct rhz_part lead)
{
    enum rhz_list_type type = current_type(r);
    return type != RHZ_LIST_NONE && type != RHZ_LIST_IGNORED && rhz_words_cut(&r->p->ws, lead.start, lead.end) && r->p->ws.n > 0 &&
           rhz_word_in(&r->p->ws, 0, " college colleges ");
}

/* "Collège des habitants", "Membres titulaires", "Pour la direction": a part of the list above. */
static bool is_subhead(struct run *r, struct rhz_part lead)
{
    static const char openings[] = " college colleges membre membres pour representant representants representante titulaires suppleants suppleantes "
                                   "elus elues direction personnalites personnes qualifiees qualifies invites invitees partenaires services "
                                   "techniciens habitants associations collectivites institutions salaries usagers fondateurs ";
    enum rhz_list_type type = current_type(r);
    return type != RHZ_LIST_NONE && type != RHZ_LIST_SPEAKERS && rhz_words_cut(&r->p->ws, lead.start, lead.end) && r->p->ws.n > 0 && r->p->ws.n <= 8 &&
           rhz_word_in(&r->p->ws, 0, openings);
}

/* A function on its own line under a name: the card goes on. */
static bool continues_card(struct run *r, const struct rhz_block *b)
{
    struct rhz_people *p = r->p;
    if (r->n_items == 0 || b->end - b->start > CARD_BYTES)
        return false;
    struct item *last = &r->items[r->n_items - 1];
    if (!last->alone || last->card || b->start - last->name.end > 8)
        return false;
    if (!rhz_words_cut(&p->ws, b->start, b->end) || p->ws.n == 0 || !rhz_is_function(&p->ws, 0, p->ws.n))
        return false;
    if (p->ws.n <= 5 && rhz_is_office(&p->ws, 0, p->ws.n)) {
        last->role = (struct rhz_part){p->ws.w[0].start, p->ws.w[p->ws.n - 1].end};
        last->quote.end = b->end;
        return true;
    }
    last->rest = (struct rhz_part){b->start, b->end};
    last->card = true;
    r->groups[r->n_groups - 1].cards++;
    return true;
}

static bool is_short(const struct rhz_document *d, const struct rhz_block *b)
{
    return b->end > b->start && b->end - b->start <= HEAD_BYTES && strchr(".?!", d->text.p[b->end - 1]) == NULL;
}

static bool is_numbered(const struct rhz_document *d, const struct rhz_block *b)
{
    uint32_t i = b->start;
    while (i < b->end && i < b->start + 2 && d->text.p[i] >= '0' && d->text.p[i] <= '9')
        i++;
    return i > b->start && i < b->end && strchr("/.)-", d->text.p[i]) != NULL;
}

/* The line is a sentence's: it holds a pronoun. */
static bool is_said(const struct run *r, const struct rhz_block *b)
{
    if (!rhz_words_cut(&r->p->ws, b->start, b->end))
        return false;
    for (size_t i = 0; i < r->p->ws.n && i < 12; i++)
        if (rhz_word_in(&r->p->ws, i, " nous ils elles vous ont "))
            return true;
    return false;
}

/* "Mme Ana DUVAL (titulaire)" */
static bool begins_with_person(struct run *r, struct rhz_part part)
{
    struct rhz_name_match m;
    struct rhz_part rest;
    enum rhz_part_kind kind = rhz_part_kind_of(r->p, part, &m, &rest);
    return kind == RHZ_PART_PERSON || kind == RHZ_PART_LIKELY;
}

/* "Ardèche Bio" before a colon and a person: capitals that say no function. */
static bool may_be_structure(struct run *r, struct rhz_part lead)
{
    struct rhz_words *ws = &r->p->ws;
    if (!rhz_words_cut(ws, lead.start, lead.end) || ws->n == 0 || ws->n > 7 || !rhz_word_capital(ws, 0) || rhz_is_function(ws, 0, ws->n) || rhz_is_office(ws, 0, ws->n))
        return false;
    return ws->n > 1 && rhz_word_capital(ws, ws->n - 1) && rhz_gaz_given(rhz_word_flags(ws, 0)) < 2;
}

/* "excusée", "absent (pouvoir à Y)" behind a structure. */
static bool says_absent(struct run *r, struct rhz_part after)
{
    struct rhz_words *ws = &r->p->ws;
    return rhz_words_cut(ws, after.start, after.end) && ws->n > 0 && ws->n < 9 &&
           rhz_word_in(ws, 0, " excuse excusee excuses excusees absent absente absents absentes pouvoir procuration represente representee ");
}

/* One block: a head, parts, or the end of the run. */
static bool read_block(struct run *r, const struct rhz_block *b, bool *ends)
{
    const struct rhz_document *d = r->p->x->document;
    struct rhz_part none = {0, 0}, whole = rhz_trim_part(d->text, (struct rhz_part){b->start, b->end});
    bool row = b->kind == RHZ_BLOCK_TABLE_ROW, heading = b->kind == RHZ_BLOCK_HEADING;
    size_t took = 0;
    *ends = false;
    if (whole.start >= whole.end)
        return true;
    uint32_t colon = label_end(d->text, b->start, b->end);
    if (colon > b->start) {
        struct rhz_part lead = {b->start, colon}, after = rhz_trim_part(d->text, (struct rhz_part){colon + 1, b->end});
        enum rhz_list_type type = rhz_list_type_of(r->p, lead.start, lead.end);
        if (is_college(r, lead))
            type = RHZ_LIST_NONE;
        if (type != RHZ_LIST_NONE) {
            if (!add_group(r, lead, type, true))
                return false;
            return after.start >= after.end || read_list(r, colon + 1, b->end, row, none, &took);
        }
        bool title = heading || (d->text.p[whole.start] >= '0' && d->text.p[whole.start] <= '9'); /* "15h40 : RENOUVELLEMENT DU..." */
        if (after.start < after.end && is_subhead(r, lead)) {
            if (!add_group(r, lead, RHZ_LIST_NONE, true) || !read_list(r, colon + 1, b->end, row, none, &took))
                return false;
            if (took == 0) {
                r->n_groups--;
                *ends = true;
            }
            return true;
        }
        if (after.start < after.end && !title) {
            bool ok = read_office(r, lead, after, &took);
            if (!ok || took > 0)
                return ok;
            uint32_t body = rhz_facts_at(r->p->x->facts, lead.start);
            bool structure = body != RHZ_NONE && rhz_facts_get_entity(r->p->x->facts, body)->kind == RHZ_ORGANISATION;
            if (current_type(r) != RHZ_LIST_NONE && says_absent(r, after))
                return true; /* "CC du Pays de X : excusée" */
            structure = structure || (body == RHZ_NONE && begins_with_person(r, after) && may_be_structure(r, lead));
            if (structure && current_type(r) != RHZ_LIST_NONE && !read_list(r, colon + 1, b->end, row, lead, &took))
                return false;
            *ends = took == 0;
            return true;
        }
    }
    bool agenda = b->kind == RHZ_BLOCK_LIST_ITEM && d->text.p[whole.start] >= '0' && d->text.p[whole.start] <= '9';
    enum rhz_list_type type = (is_short(d, b) || heading) && !agenda ? rhz_list_type_of(r->p, b->start, b->end) : RHZ_LIST_NONE;
    if (type != RHZ_LIST_NONE && is_college(r, whole))
        type = RHZ_LIST_NONE;
    bool small = rhz_words_cut(&r->p->ws, b->start, b->end) && r->p->ws.n > 0 && r->p->ws.w[0].shape == RHZ_WORD_LOWER;
    if ((type == RHZ_LIST_NONE || small) && continues_card(r, b))
        return true;
    if (row && learn_columns(r, b))
        return true;
    if (row && r->columns.known && r->columns.block + 1 == (uint32_t)(b - d->blocks))
        return read_columns(r, b, &took);
    r->columns.known = false;
    if (row && (!read_signatures(r, b, &took) || took > 0))
        return took > 0;
    if (!read_list(r, b->start, b->end, row, none, &took))
        return false;
    if (took > 0)
        return true;
    struct rhz_name_match m;
    struct rhz_part rest;
    if (!row && !heading && type == RHZ_LIST_NONE && is_short(d, b) && (current_type(r) == RHZ_LIST_PRESENT || current_type(r) == RHZ_LIST_EXCUSED) &&
        rhz_part_kind_of(r->p, whole, &m, &rest) == RHZ_PART_ORGANISATION && rhz_facts_at(r->p->x->facts, m.start) != RHZ_NONE)
        return true; /* "Ville de X – pouvoir donné à Y": a body, for which nobody came */
    if (row) {
        *ends = !is_row_of_heads(r, b);
        return true;
    }
    if (type == RHZ_LIST_NONE && ((heading && is_numbered(d, b)) || is_said(r, b))) { /* "1/ Accueil": the next item; "Ils nous soutiennent" */
        *ends = true;
        return true;
    }
    if (heading || is_short(d, b) || (type != RHZ_LIST_NONE && whole.end - whole.start < 200)) {
        whole.end = colon > whole.start && colon + 1 >= b->end ? colon : whole.end;
        return add_group(r, whole, type, heading) != NULL;
    }
    *ends = true;
    return true;
}

bool rhz_read_lists(struct rhz_people *p)
{
    const struct rhz_document *d = p->x->document;
    struct run r = {.p = p, .parts = rhz_arena_alloc(p->x->arena, (PARTS + 1) * sizeof *r.parts),
                    .bodies = rhz_arena_zalloc(p->x->arena, PARTS + 1, sizeof *r.bodies)};
    bool ok = r.parts != NULL && r.bodies != NULL;
    for (size_t b = 0; ok && b < d->n_blocks; b++) {
        bool ends = false;
        ok = read_block(&r, &d->blocks[b], &ends) && (!ends || flush(&r));
    }
    return ok && flush(&r) && state_waiting(&r);
}
