/* prose.c -- a sentence, its words and what they name; what keeps it from stating; what dates it. */
#include "amounts.h"
#include "prose.h"

/* ---- cues ---- */

/* Beginnings of the words that cues are made of: five letters at most, folded. */
static const char relation_stems[] =
    "anime appor appui avec coope colla colle comit compo conco condu confe conso contr coord cotes cree creee crees club copil conte debat devel "
    "echan etait est fait forma group imagi impli impul initi inscr inter lance lanco membr mene menee menes menon mobil notre organ part parte parti pilot "
    "porte porto presi prend prenn progr proje propo ratta rassem rasse reuni respe siege soute souti table temoi const volet webin federe feder assoc embar suit suive suivi encad ouver reali demar engag elabo rejoi rejoint pris colle "
    "cadre chant invit evalu adhes conju resid terri ville villes struc assoc depar regio metro labor unive parte commu organ inter etabl ";
static const char name_stems[] =
    "ami appel assis ateli avent colla collo concu confe congr cycle demar dispo entre etats exper festi forma forum hacka incub initi journ labor mooc parco "
    "plate proje renco resid salon semin soire sympo table debat unive webin ";

static uint32_t mix(uint32_t h)
{
    h *= 0x9E3779B1u;
    return h >> 20;
}

/* Letter of UTF-8 text at p, folded, for Latin letters: enough for French. *n: bytes; 0: no letter. */
static char plain_letter(const unsigned char *p, const unsigned char *end, unsigned *n)
{
    static const char latin[] = "aaaaaaaceeeeiiiidnooooo ouuuuyty";
    *n = 1;
    if ((*p | 32) >= 'a' && (*p | 32) <= 'z')
        return (char)(*p | 32);
    if (*p == 0xC3 && p + 1 < end)
        return *n = 2, latin[p[1] & 31];
    return 0;
}

void rhz_cues_init(struct rhz_cues *cues, bool names)
{
    memset(cues, 0, sizeof *cues);
    for (const char *p = names ? name_stems : relation_stems; *p; p++) {
        uint32_t h = 0;
        for (unsigned k = 0; *p != ' '; p++)
            if (k++ < 5)
                h = h * 31 + (unsigned char)*p;
        cues->bits[mix(h) / 64] |= 1ull << (mix(h) % 64);
    }
}

bool rhz_cues_in(const struct rhz_cues *cues, struct rhz_span text, uint32_t start, uint32_t end)
{
    const unsigned char *p = (const unsigned char *)text.p + start, *stop = (const unsigned char *)text.p + end;
    while (p < stop) {
        unsigned n, letters = 0;
        uint32_t h = 0;
        for (char c; p < stop && (c = plain_letter(p, stop, &n)) != 0; p += n)
            if (letters++ < 5)
                h = h * 31 + (unsigned char)c;
        if (letters >= 3 && cues->bits[mix(h) / 64] >> (mix(h) % 64) & 1)
            return true;
        p++;
    }
    return false;
}

/* ---- words ---- */

/* What stands between two words: the sign that divides most, and whether a quote opens. */
static void read_gap(struct rhz_prose_word *w, const char *p, const char *end, int *depth)
{
    static const char rank[] = "-/,+;:.?!"; /* the later wins */
    for (; p < end; p++) {
        const char *at = *p && *p != '-' ? strchr(rank, *p) : NULL;
        if (memcmp(p, "\xE2\x80\x93", (size_t)(end - p) < 3 ? (size_t)(end - p) : 3) == 0 || (*p == '-' && end - p > 1 && p[1] == ' '))
            at = rank;
        if (at && (w->sep == 0 || at > strchr(rank, w->sep)))
            w->sep = *at;
        if (*p == '(' || *p == ')') {
            *depth += *p == '(' ? 1 : *depth > 0 ? -1 : 0;
            if (w->sep == 0)
                w->sep = *p == '(' ? '(' : 0;
        }
        if (*p == '"' || (end - p >= 2 && memcmp(p, "\xC2\xAB", 2) == 0) || (end - p >= 3 && memcmp(p, "\xE2\x80\x9C", 3) == 0))
            w->quoted = true;
    }
    w->depth = (uint8_t)(*depth > 255 ? 255 : *depth);
}

static void name_words(struct rhz_prose *p, size_t from)
{
    for (size_t i = from; i < p->ws.n; i++) {
        uint32_t e = rhz_facts_at(p->x->facts, p->ws.w[i].start);
        p->w[i].entity = e;
        p->w[i].kind = e == RHZ_NONE ? 0 : rhz_facts_get_entity(p->x->facts, e)->kind;
    }
}

bool rhz_prose_read(struct rhz_prose *p, uint32_t block, uint32_t start, uint32_t end)
{
    int depth = 0;
    p->block = block;
    p->start = start;
    p->end = end;
    if (!rhz_words_cut(&p->ws, start, end))
        return p->failed = true, false;
    if (p->ws.n == 0 || p->ws.n > RHZ_PROSE_MOST)
        return false;
    if (p->cap < p->ws.n) {
        p->cap = p->ws.n + 64;
        if (!(p->w = rhz_arena_alloc(p->x->arena, p->cap * sizeof *p->w)))
            return p->cap = 0, p->failed = true, false;
    }
    for (size_t i = 0; i < p->ws.n; i++) {
        const struct rhz_name_form *form = rhz_name_form_of(&p->ws, i);
        struct rhz_prose_word *w = &p->w[i];
        uint32_t from = i ? p->ws.w[i - 1].end : start;
        *w = (struct rhz_prose_word){.entity = RHZ_NONE};
        read_gap(w, p->ws.text.p + from, p->ws.text.p + p->ws.w[i].start, &depth);
        w->n = (uint8_t)(form->n_key < RHZ_PROSE_KEY ? form->n_key : RHZ_PROSE_KEY - 1);
        memcpy(w->key, form->key + 1, w->n);
        w->key[w->n] = '\0';
    }
    name_words(p, 0);
    return true;
}

bool rhz_prose_in(const struct rhz_prose *p, size_t i, const char *list)
{
    if (i >= p->ws.n)
        return false;
    bool cut = p->w[i].n == RHZ_PROSE_KEY - 1;
    return cut ? rhz_key_in(p->w[i].key, p->w[i].n, list) : rhz_word_in(&p->ws, i, list);
}

size_t rhz_prose_match(const struct rhz_prose *p, size_t i, const char *pattern)
{
    size_t at = i;
    while (*pattern) {
        size_t n = 0;
        while (pattern[n] && pattern[n] != ' ')
            n++;
        bool prefix = pattern[n - 1] == '*';
        if (at >= p->ws.n || (at > i && p->w[at].sep))
            return i;
        const struct rhz_prose_word *w = &p->w[at];
        if (w->n < n - prefix || memcmp(w->key, pattern, n - prefix) != 0 || (!prefix && w->n != n))
            return i;
        at++;
        pattern += n;
        pattern += *pattern == ' ';
    }
    return at;
}

/* Does word i begin like one of the patterns? Most do not: the answer is kept with the word. */
static bool begins_one(const struct rhz_prose *p, size_t i, const char *const *patterns, size_t n)
{
    struct rhz_name_form *f = rhz_name_form_of(&p->ws, i);
    unsigned question = rhz_form_question(rhz_gazetteer_forms(p->ws.gazetteer), patterns + n - 1);
    int known = rhz_form_answer(f, question);
    if (known >= 0)
        return known;
    const struct rhz_prose_word *w = &p->w[i];
    bool begins = false;
    for (size_t k = 0; k < n && !begins; k++) {
        const char *blank = strchr(patterns[k], ' ');
        size_t m = blank ? (size_t)(blank - patterns[k]) : strlen(patterns[k]);
        bool prefix = m > 0 && patterns[k][m - 1] == '*';
        begins = prefix ? w->n >= m - 1 && memcmp(w->key, patterns[k], m - 1) == 0 : w->n == m && memcmp(w->key, patterns[k], m) == 0;
    }
    return rhz_form_keep(f, question, begins);
}

size_t rhz_prose_any(const struct rhz_prose *p, size_t i, const char *const *patterns, size_t n)
{
    if (i >= p->ws.n || !begins_one(p, i, patterns, n))
        return i;
    for (size_t k = 0; k < n; k++) {
        size_t limit = rhz_prose_match(p, i, patterns[k]);
        if (limit > i)
            return limit;
    }
    return i;
}

size_t rhz_prose_past(const struct rhz_prose *p, size_t i)
{
    uint32_t e = p->w[i].entity;
    size_t at = i + 1;
    while (at < p->ws.n && p->w[at].entity == e)
        at++;
    return at;
}

size_t rhz_prose_from(const struct rhz_prose *p, size_t i)
{
    while (i > 0 && p->w[i - 1].entity == p->w[i].entity)
        i--;
    return i;
}

/* ---- what states nothing ---- */

/* Word i begins a clause of its own, which what is said before does not depend on: ", mais d'autres pourront...". */
static bool is_aside(const struct rhz_prose *p, size_t i)
{
    return p->w[i].sep == ';' || (p->w[i].sep == ',' && rhz_prose_in(p, i, " mais alors meme bien quoique tandis "))  ||
           (p->w[i].sep == ',' && rhz_prose_in(p, i, " qui ") && rhz_prose_in(p, i + 1, " n ne ") && i > 0 && p->w[i - 1].kind == RHZ_ORGANISATION);
}

bool rhz_prose_states_nothing(struct rhz_prose *p)
{
    static const char *const doubts[] = {
        "ne", "n", "pas", "ni", "aucun*", "jamais", "sans", "pourra*", "pourri*", "pourro*", "devr*", "aurai*", "serai*", "seron*", "sera",
        "souhait*", "esper*", "envisag*", "prevo*", "projetons", "discussion*", "negociation*", "candidat*", "refus*", "rejet*", "abandon*", "annul*",
        "renonc*", "tente", "tentons", "cherchons", "cherchent", "hypothese", "potentiel*", "eventuel*", "peut etre", "attente", "a confirmer",
        "en cours de", "a venir", "a l etude", "aimer*", "voudr*", "propos* de", "demande* a", "si", "s il", "s ils", "reste* a", "va", "vont", "allons", "faute de",
        "interess*", "invite* a", "bientot", "prochainement", "quid", "solicit*", "sollicit*"};
    uint32_t last = p->end;
    while (last > p->start && strchr(" \n\"", p->ws.text.p[last - 1]))
        last--;
    bool title = p->x->document->blocks[p->block].kind == RHZ_BLOCK_HEADING;
    if (last > p->start && p->ws.text.p[last - 1] == '?' && !title)
        return true;
    size_t aside = 0;
    for (size_t i = 0; i < p->ws.n; i++) {
        if (i > 0 && aside == 0 && is_aside(p, i))
            aside = i;
        if (p->w[i].kind == 0 && rhz_prose_any(p, i, doubts, sizeof doubts / sizeof *doubts) > i) {
            if (aside == 0)
                return true;
            return p->ws.n = aside, false; /* what stands before it is stated */
        }
    }
    return false;
}

/* ---- topics ---- */

static uint32_t only_topic(struct rhz_prose *p, uint32_t from, uint32_t to, uint32_t *start, uint32_t *end)
{
    struct rhz_words ws = {.gazetteer = p->ws.gazetteer, .text = p->ws.text, .arena = p->x->arena};
    uint32_t found = RHZ_NONE;
    if (!rhz_words_cut(&ws, from, to))
        return p->failed = true, RHZ_NONE;
    for (size_t i = 0; i < ws.n; i++) {
        uint32_t e = rhz_facts_at(p->x->facts, ws.w[i].start);
        uint8_t kind = e == RHZ_NONE ? 0 : rhz_facts_get_entity(p->x->facts, e)->kind;
        if (kind != RHZ_PROGRAMME && kind != RHZ_EVENEMENT)
            continue;
        if (found != RHZ_NONE && found != e)
            return RHZ_NONE;
        if (found == RHZ_NONE)
            *start = ws.w[i].start;
        found = e;
        *end = ws.w[i].end;
    }
    return found;
}

/* Of a run of items, the one above that names a programme alone heads those below: "● X (2013-2016) ○ Terrains : A, B". */
static uint32_t item_above(struct rhz_prose *p)
{
    enum { BACK = 10 };
    const struct rhz_document *d = p->x->document;
    for (uint32_t b = p->block, n = 0; b-- > 0 && n < BACK && d->blocks[b].kind == RHZ_BLOCK_LIST_ITEM; n++) {
        uint32_t start, end, e;
        if (d->blocks[b].end - d->blocks[b].start > 90)
            continue;
        if ((e = only_topic(p, d->blocks[b].start, d->blocks[b].end, &start, &end)) == RHZ_NONE || start > d->blocks[b].start + 8)
            continue;
        bool alone = true;
        for (uint32_t i = end; alone && i < d->blocks[b].end; i++)
            alone = strchr(" ()-0123456789:", d->text.p[i]) != NULL || (unsigned char)d->text.p[i] >= 0x80;
        if (alone)
            return e;
    }
    return RHZ_NONE;
}

uint32_t rhz_prose_section(struct rhz_prose *p)
{
    const struct rhz_document *d = p->x->document;
    if (d->blocks[p->block].kind == RHZ_BLOCK_LIST_ITEM) {
        uint32_t above = item_above(p);
        if (above != RHZ_NONE)
            return above;
    }
    uint32_t h = d->blocks[p->block].heading;
    if (h == RHZ_NONE)
        return p->topic;
    if (p->section_of == h)
        return p->section;
    p->section_of = h;
    p->section = RHZ_NONE;
    for (int depth = 0; h != RHZ_NONE && p->section == RHZ_NONE && depth < 8; h = d->blocks[h].heading, depth++)
        if (d->blocks[h].end - d->blocks[h].start < 240)
            p->section = only_topic(p, d->blocks[h].start, d->blocks[h].end, &p->section_start, &p->section_end);
    if (p->section == p->x->assembly)
        p->section = RHZ_NONE; /* what all of the document is about is nothing in particular */
    if (p->section == RHZ_NONE)
        p->section = p->topic;
    return p->section;
}

uint32_t rhz_prose_before(struct rhz_prose *p)
{
    const struct rhz_block *b = &p->x->document->blocks[p->block];
    struct rhz_words ws = {.gazetteer = p->ws.gazetteer, .text = p->ws.text, .arena = p->x->arena};
    uint32_t found = RHZ_NONE;
    if (p->start <= b->start || p->start - b->start > 4000 || !rhz_words_cut(&ws, b->start, p->start))
        return RHZ_NONE;
    for (size_t i = 0; i < ws.n; i++) {
        uint32_t e = rhz_facts_at(p->x->facts, ws.w[i].start);
        uint8_t kind = e == RHZ_NONE ? 0 : rhz_facts_get_entity(p->x->facts, e)->kind;
        if (kind == RHZ_PROGRAMME || kind == RHZ_EVENEMENT)
            found = e;
    }
    return found;
}

/* ---- who speaks ---- */

/* A turn: "Prénom Nom : ...", "Prénom : ..." at the head of the block. */
static bool is_turn(const struct rhz_prose *p, const struct rhz_block *b)
{
    struct rhz_span text = p->ws.text;
    if (b->kind == RHZ_BLOCK_SPEAKER)
        return true;
    uint32_t i = b->start;
    unsigned blanks = 0;
    while (i < b->end && i < b->start + 60 && text.p[i] != ':' && !strchr(".,;?!(", text.p[i]))
        blanks += text.p[i++] == ' ';
    return i < b->end && text.p[i] == ':' && blanks <= 4 && p->x->assembly != RHZ_NONE;
}

/* "A et B, Ville de X : leur projet", a line between the heading and here: whoever speaks since is of X. RHZ_NONE: none. */
static uint32_t body_announced(struct rhz_prose *p, uint32_t heading)
{
    enum { BACK = 16 };
    const struct rhz_document *d = p->x->document;
    struct rhz_words ws = {.gazetteer = p->ws.gazetteer, .text = p->ws.text, .arena = p->x->arena};
    for (uint32_t b = p->block; b-- > heading && p->block - b <= BACK;) {
        uint32_t first = rhz_facts_at(p->x->facts, d->blocks[b].start), body = RHZ_NONE;
        if (d->blocks[b].kind == RHZ_BLOCK_TABLE_ROW || d->blocks[b].kind == RHZ_BLOCK_LIST_ITEM || d->blocks[b].end - d->blocks[b].start > 160 ||
            first == RHZ_NONE || rhz_facts_get_entity(p->x->facts, first)->kind != RHZ_PERSONNE)
            continue;
        if (!rhz_words_cut(&ws, d->blocks[b].start, d->blocks[b].end))
            return p->failed = true, RHZ_NONE;
        for (size_t i = 1; i < ws.n && i < 24; i++) {
            const char *gap = ws.text.p + ws.w[i - 1].end;
            uint32_t e = rhz_facts_at(p->x->facts, ws.w[i].start);
            if (memchr(gap, ':', ws.w[i].start - ws.w[i - 1].end))
                return body;
            if (body == RHZ_NONE && e != RHZ_NONE && rhz_facts_get_entity(p->x->facts, e)->kind == RHZ_ORGANISATION)
                body = e;
        }
    }
    return RHZ_NONE;
}

uint32_t rhz_prose_we(struct rhz_prose *p)
{
    const struct rhz_document *d = p->x->document;
    struct rhz_words ws = {.gazetteer = p->ws.gazetteer, .text = p->ws.text, .arena = p->x->arena};
    if (is_turn(p, &d->blocks[p->block]))
        return RHZ_NONE;
    uint32_t h = d->blocks[p->block].heading, announced = body_announced(p, h == RHZ_NONE ? 0 : h);
    if (announced != RHZ_NONE)
        return announced;
    for (int depth = 0; h != RHZ_NONE && depth < 8; h = d->blocks[h].heading, depth++) {
        uint32_t body = RHZ_NONE;
        bool person = false;
        if (!rhz_words_cut(&ws, d->blocks[h].start, d->blocks[h].end))
            return p->failed = true, RHZ_NONE;
        for (size_t i = 0; i < ws.n && i < 40; i++) {
            uint32_t e = rhz_facts_at(p->x->facts, ws.w[i].start);
            uint8_t kind = e == RHZ_NONE ? 0 : rhz_facts_get_entity(p->x->facts, e)->kind;
            person = person || kind == RHZ_PERSONNE;
            if (kind == RHZ_ORGANISATION && body == RHZ_NONE)
                body = e;
        }
        if (person)
            return body;
    }
    return p->publisher;
}

/* ---- years ---- */

enum { TOP_BLOCKS = 4 };

static uint32_t year_at(const struct rhz_words *ws, size_t i)
{
    struct rhz_span s = rhz_word_span(ws, i);
    uint32_t y = 0;
    if (s.n != 4)
        return 0;
    for (size_t k = 0; k < 4; k++) {
        if (s.p[k] < '0' || s.p[k] > '9')
            return 0;
        y = y * 10 + (uint32_t)(s.p[k] - '0');
    }
    return y >= 1950 && y <= 2099 ? y : 0;
}

/* The year that words [0, n) speak of: the only one, or the first of one period ("de 2019 à 2021", "entre 2022 et 2023"). */
static uint32_t year_of(const struct rhz_words *ws)
{
    uint32_t found = 0;
    size_t at = 0;
    for (size_t i = 0; i < ws->n; i++) {
        uint32_t y = year_at(ws, i);
        if (!y || (i >= 2 && rhz_word_in(ws, i - 2, " jusqu ")) || (i >= 3 && rhz_word_in(ws, i - 3, " jusqu ")))
            continue;
        if (!found) {
            found = y;
            at = i;
            continue;
        }
        bool period = false; /* "septembre 2022 à fin 2023": joined within a few words */
        for (size_t k = at + 1; k < i && i - at <= 6; k++)
            period = period || rhz_word_in(ws, k, " a et au ");
        bool dash = i == at + 1 && ws->w[i].start - ws->w[at].end <= 4;
        if (y != found && !period && !dash)
            return 0;
    }
    return found;
}

static uint32_t year_in(struct rhz_prose *p, uint32_t start, uint32_t end)
{
    struct rhz_words ws = {.gazetteer = p->ws.gazetteer, .text = p->ws.text, .arena = p->x->arena};
    if (end - start > 4000)
        return 0;
    if (!rhz_words_cut(&ws, start, end))
        return p->failed = true, 0;
    return year_of(&ws);
}

uint32_t rhz_prose_year(struct rhz_prose *p)
{
    const struct rhz_document *d = p->x->document;
    const struct rhz_block *b = &d->blocks[p->block];
    uint32_t y = year_of(&p->ws), h = b->heading;
    bool years = false;
    for (size_t i = 0; i < p->ws.n; i++)
        years = years || year_at(&p->ws, i);
    if (y || years)
        return y; /* two years that are no period: neither is the fact's */
    y = year_in(p, b->start, p->start); /* said before in the paragraph; what comes later is of something else */
    for (int depth = 0; !y && h != RHZ_NONE && depth < 3; h = d->blocks[h].heading, depth++)
        if (d->blocks[h].level > 1 && h >= TOP_BLOCKS) /* the top dates the document */
            y = year_in(p, d->blocks[h].start, d->blocks[h].end);
    return y;
}

bool rhz_prose_has_day(const struct rhz_prose *p)
{
    static const char months[] = " janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre ";
    for (size_t i = 0; i < p->ws.n; i++) {
        bool digits = p->ws.w[i].shape == RHZ_WORD_NUMBER && p->ws.w[i].end - p->ws.w[i].start <= 3;
        if (digits && rhz_prose_in(p, i + 1, months))
            return true;
        if (i > 0 && rhz_prose_in(p, i, months) && rhz_prose_in(p, i - 1, " en fin debut mi depuis "))
            return true; /* "en octobre" */
        if (digits && i + 1 < p->ws.n && p->w[i + 1].sep == '/' && p->ws.w[i + 1].shape == RHZ_WORD_NUMBER &&
            p->ws.w[i + 1].start - p->ws.w[i].end == 1)
            return true;
    }
    return false;
}

/* ---- statements ---- */

static void add_support(struct rhz_statement *s, struct rhz_support *room, enum rhz_support_end end,
                        enum rhz_support_why why, uint32_t start, uint32_t limit)
{
    if (start < limit)
        room[s->n_supports++] = (struct rhz_support){(uint8_t)end, (uint8_t)why, start, limit};
    s->supports = room;
}

/* A mention of the entity in one of the headings above. */
static bool in_heading(struct rhz_prose *p, uint32_t entity, uint32_t *start, uint32_t *end)
{
    const struct rhz_document *d = p->x->document;
    struct rhz_words ws = {.gazetteer = p->ws.gazetteer, .text = p->ws.text, .arena = p->x->arena};
    uint32_t h = d->blocks[p->block].heading;
    for (int depth = 0; h != RHZ_NONE && depth < 8; h = d->blocks[h].heading, depth++) {
        bool found = false;
        if (!rhz_facts_named_in(p->x->facts, entity, d->blocks[h].start, d->blocks[h].end))
            continue;
        if (!rhz_words_cut(&ws, d->blocks[h].start, d->blocks[h].end))
            return p->failed = true, false;
        for (size_t i = 0; i < ws.n; i++)
            if (rhz_facts_at(p->x->facts, ws.w[i].start) == entity) {
                *start = found ? *start : ws.w[i].start;
                *end = ws.w[i].end;
                found = true;
            } else if (found) {
                break;
            }
        if (found && rhz_facts_named_in(p->x->facts, entity, *start, *end))
            return true;
        *start = d->blocks[h].start;
        *end = d->blocks[h].end;
        return true;
    }
    return false;
}

static bool support(struct rhz_prose *p, struct rhz_statement *s, struct rhz_support *room, enum rhz_support_end end,
                    uint32_t entity)
{
    uint32_t start, limit;
    if (rhz_facts_named_in(p->x->facts, entity, s->start, s->end))
        return true;
    if (in_heading(p, entity, &start, &limit))
        return add_support(s, room, end, RHZ_SUPPORT_HEADING, start, limit), true;
    if (entity == rhz_facts_publisher(p->x->facts, &start, &limit) && start < limit)
        return add_support(s, room, end, RHZ_SUPPORT_PUBLISHER, start, limit), true;
    if (rhz_facts_first_mention(p->x->facts, entity, &start, &limit))
        return add_support(s, room, end, RHZ_SUPPORT_COREFERENCE, start, limit), true;
    return false;
}

/* The quote grows over the mention of the entity in the sentence that is nearest to it. */
static void take_mention(const struct rhz_prose *p, uint32_t entity, uint32_t *start, uint32_t *end)
{
    uint32_t best = UINT32_MAX;
    size_t first = 0, limit = 0;
    if (rhz_facts_named_in(p->x->facts, entity, *start, *end))
        return;
    for (size_t i = 0; i < p->ws.n; i++) {
        if (p->w[i].entity != entity)
            continue;
        size_t past = rhz_prose_past(p, i);
        uint32_t away = p->ws.w[i].start >= *end ? p->ws.w[i].start - *end : *start >= p->ws.w[i].end ? *start - p->ws.w[i].end : 0;
        if (away < best) {
            best = away;
            first = i;
            limit = past;
        }
        i = past - 1;
    }
    if (limit == 0)
        return;
    *start = p->ws.w[first].start < *start ? p->ws.w[first].start : *start;
    *end = p->ws.w[limit - 1].end > *end ? p->ws.w[limit - 1].end : *end;
}

bool rhz_prose_state(struct rhz_prose *p, const struct rhz_fact *f)
{
    return rhz_prose_state_amount(p, f, NULL);
}

bool rhz_prose_state_amount(struct rhz_prose *p, const struct rhz_fact *f, const struct rhz_figure *amount)
{
    struct rhz_support room[2];
    struct rhz_statement s = {.relation = (uint8_t)f->relation, .subject = f->subject, .object = f->object,
                              .start = f->start, .end = f->end, .rule = rhz_span_of(f->rule)};
    if (amount) {
        s.has_amount = true;
        s.cents = amount->cents;
        s.unit = amount->unit;
    }
    if (f->subject == RHZ_NONE || f->object == RHZ_NONE || f->subject == f->object)
        return true;
    take_mention(p, f->subject, &s.start, &s.end);
    take_mention(p, f->object, &s.start, &s.end);
    const struct rhz_document_entity *object = rhz_facts_get_entity(p->x->facts, f->object);
    s.year = f->relation == RHZ_AFFILIE_A ? 0 : rhz_prose_year(p); /* an affiliation is of the document's day */
    if (!s.year && p->x->year && (f->relation == RHZ_AFFILIE_A || object->kind == RHZ_EVENEMENT || rhz_prose_has_day(p))) {
        s.year = p->x->year;
        s.flags |= RHZ_STATEMENT_YEAR_OF_DOCUMENT;
    }
    if (f->object == p->publisher)
        s.flags |= RHZ_STATEMENT_OBJECT_IS_PUBLISHER;
    if (!support(p, &s, room, RHZ_END_SUBJECT, s.subject) || !support(p, &s, room, RHZ_END_OBJECT, s.object))
        return true; /* nothing names it: no proof, no fact */
    return rhz_facts_statement(p->x->facts, &s) || (p->failed = true, false);
}
