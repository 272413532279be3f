/* programmes.c -- programmes, projects, research-actions and platforms that a document announces as such.
 *
 * A programme's name is often made of common words, so nothing about its own form says that it is one. What does: the
 * word "programme" right before or right after it, or a heading that a text beginning "Un programme..." explains. Where
 * such a name ends is told by the labels of the document (headings, quoted words, items, parentheses), where the same
 * words stand alone; else by its capitals. Lists of programmes give their other members once one member is known.
 */
#include "recognise.h"

#include <xxhash.h>

enum { NAME_WORDS = 14, LABEL_BYTES = 100 };

/* A stretch of text that stands alone somewhere: it may be the full name of something. */
struct label {
    uint32_t start, end;
    uint32_t group; /* members of one list of programmes share it; 0: none */
    uint64_t hash;
};

struct finder {
    struct rhz_extraction *x;
    struct rhz_words ws;
    struct label *labels;
    size_t n_labels, cap_labels;
    uint32_t *slots;
    size_t n_slots;
    uint32_t groups;
};

static const char introducers[] =
    " programme programmes projet projets plateforme dispositif chantier volet experimentation expedition initiative demarche "
    "recherche-action ";
static const char qualifiers[] =
    " de d recherche action actions recherche-action europeen europeens europeenne international internationaux national "
    "nationaux collaboratif collaborative passe experimental regional transnational departemental pluriannuel annuel "
    "partenarial le la les innovation formation cooperation accompagnement mobilite intitule intitulee nomme nommee "
    "appele appelee baptise baptisee ";
static const char not_first[] =
    " janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre programme projet il elle ce de du des d "
    "cette ces on nous vous qui que un une des au aux en pour dans par sur avec mais et ou si annexe total ";

static struct rhz_span slice(const struct finder *f, uint32_t start, uint32_t end)
{
    return rhz_span(f->ws.text.p + start, end - start);
}

/* ---- labels ---- */

static bool add_label(struct finder *f, uint32_t start, uint32_t end, uint32_t group)
{
    char key[RHZ_FOLD_MAX * 2];
    while (start < end && strchr(" *_-+\t", f->ws.text.p[start]))
        start++;
    while (end > start && strchr(" *_-.,;:?!\t", f->ws.text.p[end - 1]))
        end--;
    if (end - start < 3 || end - start > LABEL_BYTES)
        return true;
    size_t n = rhz_fold_phrase(slice(f, start, end), key, sizeof key);
    if (n < 3)
        return true;
    if (!RHZ_PUSH(f->x->arena, f->labels, f->n_labels, f->cap_labels))
        return false;
    f->labels[f->n_labels++] = (struct label){start, end, group, XXH3_64bits(key, n)};
    return true;
}

/* A heading's name: before a dash, a colon or a parenthesis. */
static uint32_t head_end(struct rhz_span text, uint32_t start, uint32_t end)
{
    for (uint32_t i = start; i + 2 < end; i++)
        if (text.p[i] == ' ' && (text.p[i + 1] == ':' || text.p[i + 1] == '(' || (text.p[i + 1] == '-' && text.p[i + 2] == ' ') ||
                                 memcmp(text.p + i + 1, "\xE2\x80\x93", 2) == 0))
            return i;
    return end;
}

static bool label_inside(struct finder *f, const struct rhz_block *b)
{
    static const struct {
        const char *open, *close;
    } pairs[] = {{"(", ")"}, {"«", "»"}, {"“", "”"}, {"\"", "\""}};
    const char *base = f->ws.text.p, *end = base + b->end;
    for (const char *p = base + b->start; p < end; p++) {
        if (*p != '(' && *p != '"' && *p != (char)0xC2 && *p != (char)0xE2)
            continue;
        for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++) {
            size_t n = strlen(pairs[k].open);
            if ((size_t)(end - p) <= n || memcmp(p, pairs[k].open, n) != 0)
                continue;
            size_t window = (size_t)(end - p) - n < LABEL_BYTES + 8 ? (size_t)(end - p) - n : LABEL_BYTES + 8;
            const char *close = memmem(p + n, window, pairs[k].close, strlen(pairs[k].close));
            if (close && !add_label(f, (uint32_t)(p + n - base), (uint32_t)(close - base), 0))
                return false;
            if (close && *p == '"')
                p = close;
        }
    }
    return true;
}

/* Lead of a list of programmes: "Projets en cours : A, B & C". The colon's offset, 0 when it is none. */
static uint32_t programme_lead(struct finder *f, const struct rhz_block *b)
{
    for (uint32_t i = b->start; i < b->end && i < b->start + LABEL_BYTES; i++) {
        if (f->ws.text.p[i] == '.' || f->ws.text.p[i] == '(')
            return 0;
        if (f->ws.text.p[i] != ':' || i + 1 >= b->end || f->ws.text.p[i + 1] != ' ')
            continue;
        if (!rhz_words_cut(&f->ws, b->start, i))
            return 0;
        for (size_t w = 0; w < f->ws.n; w++)
            if (rhz_word_in(&f->ws, w, " programmes projets "))
                return i;
        return 0;
    }
    return 0;
}

static bool label_parts(struct finder *f, uint32_t start, uint32_t end, uint32_t group)
{
    uint32_t from = start;
    for (uint32_t i = start; i <= end; i++) {
        if (i < end && !strchr(",;&", f->ws.text.p[i]))
            continue;
        if (!add_label(f, from, i, group))
            return false;
        from = i + 1;
    }
    return true;
}

/* "Nom : A, B, C" under a heading that speaks of programmes: the names before the colons are siblings. */
static bool is_programme_heading(struct finder *f, const struct rhz_block *b)
{
    if (!rhz_words_cut(&f->ws, b->start, b->end))
        return false;
    for (size_t w = 0; w < f->ws.n && w < 14; w++)
        if (rhz_word_in(&f->ws, w, " programmes projets "))
            return true;
    return false;
}

static bool gather_labels(struct finder *f)
{
    const struct rhz_document *d = f->x->document;
    uint32_t under = 0; /* group of the heading in force */
    for (size_t i = 0; i < d->n_blocks; i++) {
        const struct rhz_block *b = &d->blocks[i];
        if (b->kind == RHZ_BLOCK_HEADING || (b->end - b->start < LABEL_BYTES && memmem(d->text.p + b->start, b->end - b->start, "PROGRAMMES", 10)))
            under = is_programme_heading(f, b) ? ++f->groups : b->kind == RHZ_BLOCK_HEADING ? 0 : under;
        if (b->kind == RHZ_BLOCK_HEADING || b->kind == RHZ_BLOCK_LIST_ITEM || b->end - b->start < 50)
            if (!add_label(f, b->start, head_end(d->text, b->start, b->end), 0))
                return false;
        if (!label_inside(f, b))
            return false;
        uint32_t lead = programme_lead(f, b);
        if (lead && !label_parts(f, lead + 1, b->end, ++f->groups))
            return false;
        uint32_t colon = under && !lead ? head_end(d->text, b->start, b->end) : b->end;
        if (colon < b->end && d->text.p[colon + 1] == ':' && !add_label(f, b->start, colon, under))
            return false;
    }
    for (f->n_slots = 64; f->n_slots < 2 * f->n_labels;)
        f->n_slots *= 2;
    if (!(f->slots = rhz_arena_zalloc(f->x->arena, f->n_slots, sizeof *f->slots)))
        return false;
    for (size_t i = 0; i < f->n_labels; i++) {
        size_t s = f->labels[i].hash & (f->n_slots - 1);
        while (f->slots[s] && f->labels[f->slots[s] - 1].hash != f->labels[i].hash)
            s = (s + 1) & (f->n_slots - 1);
        if (f->slots[s] == 0)
            f->slots[s] = (uint32_t)i + 1;
    }
    return true;
}

static bool is_label(const struct finder *f, struct rhz_span s)
{
    char key[RHZ_FOLD_MAX * 2];
    size_t n = rhz_fold_phrase(s, key, sizeof key);
    uint64_t hash = XXH3_64bits(key, n);
    for (size_t i = hash & (f->n_slots - 1); f->slots[i]; i = (i + 1) & (f->n_slots - 1))
        if (f->labels[f->slots[i] - 1].hash == hash)
            return true;
    return false;
}

/* ---- names ---- */

static bool may_begin(struct finder *f, size_t i)
{
    struct rhz_words *ws = &f->ws;
    if (i >= ws->n || !(rhz_word_capital(ws, i) || ws->w[i].shape == RHZ_WORD_INITIAL) || rhz_word_in(ws, i, not_first))
        return false;
    uint32_t there = rhz_facts_at(f->x->facts, ws->w[i].start);
    return there == RHZ_NONE || rhz_facts_get_entity(f->x->facts, there)->kind == RHZ_PROGRAMME;
}

/* Words that go on after a name, not inside it. */
static bool goes_past(const struct rhz_words *ws, size_t i)
{
    return rhz_word_in(ws, i, " est a se ne sont ont propose associe vise permet en et avec depuis qui dans au aux pour par "
                              "porte portee comme mais ou afin dont a sur lors afin prevoit continue reunit accompagne "
                              "soutenu soutenue finance financee mene menee lance lancee ");
}

/*
 * "Territoires en fleur", "Terres d'accueil": one capital, then small words that end with the phrase or before whose it
 * is. 0 when what follows is a part of the sentence.
 */
static size_t goes_on(struct finder *f, size_t i, size_t capitals)
{
    struct rhz_words *ws = &f->ws;
    size_t k = capitals;
    if (capitals != i + 1 || !rhz_word_joined(ws, k) || !rhz_word_in(ws, k, " en d des ") || !rhz_word_joined(ws, k + 1) || ws->w[k + 1].shape != RHZ_WORD_LOWER ||
        rhz_word_in(ws, k + 1, " cours partenariat lien collaboration cooperation lancement fin debut place mode test phase janvier fevrier mars avril mai "
                               "juin juillet aout septembre octobre novembre decembre ete automne hiver region un une "))
        return 0;
    k += 2;
    bool stops = !rhz_word_joined(ws, k);
    bool whose = !stops && rhz_word_in(ws, k, " de du ") && k + 1 < ws->n;
    return stops || whose ? k : 0;
}

/* "X du CNFPT": a body's name follows the preposition at k. */
static bool is_whose(const struct finder *f, size_t k)
{
    const struct rhz_words *ws = &f->ws;
    if (!rhz_word_joined(ws, k) || !rhz_word_in(ws, k, " de du d des "))
        return false;
    for (k++; k < ws->n && rhz_word_joined(ws, k) && ws->w[k].shape == RHZ_WORD_LOWER && rhz_word_in(ws, k, " l la le les ");)
        k++;
    uint32_t there = k < ws->n ? rhz_facts_at(f->x->facts, ws->w[k].start) : RHZ_NONE;
    return there != RHZ_NONE && rhz_facts_get_entity(f->x->facts, there)->kind == RHZ_ORGANISATION;
}

/* "Jardins mobiles": small words that follow the capital wherever the document writes it, three times at least. */
static size_t repeated(const struct finder *f, size_t i, size_t capitals)
{
    const struct rhz_words *ws = &f->ws;
    size_t limit = capitals;
    for (size_t k = capitals; k < capitals + 3 && rhz_word_joined(ws, k) && ws->w[k].shape == RHZ_WORD_LOWER && !goes_past(ws, k); k++) {
        struct rhz_span name = slice(f, ws->w[i].start, ws->w[k].end);
        unsigned times = 0;
        for (const char *p = ws->text.p, *end = p + ws->text.n; times < 3 && (p = memmem(p, (size_t)(end - p), name.p, name.n)) != NULL; p += name.n)
            times++;
        if (times < 3)
            break;
        if (!rhz_word_in(ws, k, " de du des d la le les l "))
            limit = k + 1;
    }
    return limit;
}

/* Limit of the name that begins at i: the longest label; else its capitals, when what follows does not go on in small. */
static size_t name_limit(struct finder *f, size_t i)
{
    struct rhz_words *ws = &f->ws;
    size_t longest = i, capitals = i;
    for (size_t k = i; k < ws->n && k < i + NAME_WORDS && (k == i || rhz_word_joined(ws, k)); k++)
        if (is_label(f, slice(f, ws->w[i].start, ws->w[k].end)))
            longest = k + 1;
    bool article = rhz_word_in(ws, i, " la le les l ");
    if (longest > i + article)
        return longest;
    while (capitals < i + 8) {
        size_t at = capitals;
        while (at > i && at < capitals + 3 && rhz_word_joined(ws, at) && rhz_word_in(ws, at, " de du des d la le les l "))
            at++; /* Passeurs de la Rive */
        if (at >= ws->n || (at > i && !rhz_word_joined(ws, at)) || !(rhz_word_capital(ws, at) || ws->w[at].shape == RHZ_WORD_INITIAL))
            break;
        uint32_t there = rhz_facts_at(f->x->facts, ws->w[at].start);
        if (at > capitals && (there != RHZ_NONE || rhz_gaz_commune(rhz_word_flags(ws, at)) >= 2))
            break; /* "X de Nantes": whose */
        capitals = at + 1;
    }
    if (capitals == i + article)
        return i;
    if (goes_on(f, i, capitals))
        return goes_on(f, i, capitals);
    if (is_whose(f, capitals))
        return capitals;
    if (repeated(f, i, capitals) > capitals)
        return repeated(f, i, capitals);
    if (!rhz_word_joined(ws, capitals) || goes_past(ws, capitals) || capitals > i + 1 + article)
        return capitals;
    return i;
}

/* The heading above that begins with the same four words: one long title, written two ways. An empty span: none. */
static struct rhz_span same_title(struct finder *f, uint32_t start, uint32_t end)
{
    enum { SAME = 4 };
    const struct rhz_document *d = f->x->document;
    char a[RHZ_FOLD_MAX * 2], b[RHZ_FOLD_MAX * 2];
    uint32_t block = rhz_document_block(d, start), h = block == RHZ_NONE ? RHZ_NONE : d->blocks[block].heading;
    size_t n = end - start < RHZ_FOLD_MAX ? rhz_fold_phrase(slice(f, start, end), a, sizeof a) : 0;
    for (int depth = 0; n > 20 && h != RHZ_NONE && depth < 2; h = d->blocks[h].heading, depth++) {
        uint32_t limit = head_end(d->text, d->blocks[h].start, d->blocks[h].end);
        size_t m = limit - d->blocks[h].start < RHZ_FOLD_MAX ? rhz_fold_phrase(slice(f, d->blocks[h].start, limit), b, sizeof b) : 0, words = 0;
        for (size_t i = 0; i < n && i < m && a[i] == b[i]; i++)
            words += a[i] == ' ';
        if (words >= SAME && m > 20)
            return slice(f, d->blocks[h].start, limit);
    }
    return rhz_span("", 0);
}

/* "Grand(s)", "Ensemble(s)": an ending between parentheses is of the word that it touches. Bytes of it at `end`. */
static uint32_t ending(struct rhz_span text, uint32_t end)
{
    uint32_t n = 1;
    if (end + 2 >= text.n || text.p[end] != '(')
        return 0;
    while (n < 4 && end + n < text.n && text.p[end + n] >= 'a' && text.p[end + n] <= 'z')
        n++;
    return n > 1 && end + n < text.n && text.p[end + n] == ')' ? n + 1 : 0;
}

/* "(Re)faire", "(Dé)calages": bytes of the parenthesis that touches the word at `start`. */
static uint32_t beginning(struct rhz_span text, uint32_t start)
{
    uint32_t n = 2;
    if (start < 3 || text.p[start - 1] != ')')
        return 0;
    while (n < 7 && n < start && text.p[start - n] != '(' && text.p[start - n] != ' ')
        n++;
    return n > 2 && text.p[start - n] == '(' ? n : 0;
}

static bool add_programme(struct finder *f, uint32_t start, uint32_t end)
{
    for (uint32_t k = 1; k < 5 && end > start + k && end < f->ws.text.n && f->ws.text.p[end] == ')'; k++)
        if (f->ws.text.p[end - k] == '(' && ending(f->ws.text, end - k))
            end -= k; /* a label ends inside it */
    uint32_t tail = ending(f->ws.text, end), lead = beginning(f->ws.text, start);
    if (tail || lead) { /* and its name as those write it who leave the parentheses out */
        struct rhz_span bare = slice(f, start, end);
        uint32_t e = rhz_facts_entity(f->x->facts, RHZ_PROGRAMME, RHZ_SUB_NONE, slice(f, start - lead, end + tail), start - lead, end + tail);
        if (e != RHZ_NONE && lead) { /* "Décalages" */
            char joined[LABEL_BYTES * 2];
            size_t n = lead - 2;
            if (n + bare.n >= sizeof joined)
                return true;
            memcpy(joined, f->ws.text.p + start - lead + 1, n);
            memcpy(joined + n, bare.p, bare.n);
            bare = rhz_arena_copy(f->x->arena, rhz_span(joined, n + bare.n));
            if (!bare.p)
                return false;
        }
        return e != RHZ_NONE && rhz_facts_alias(f->x->facts, e, bare);
    }
    struct rhz_span title = same_title(f, start, end);
    if (title.n)
        return rhz_facts_entity(f->x->facts, RHZ_PROGRAMME, RHZ_SUB_NONE, title, start, end) != RHZ_NONE;
    return rhz_facts_entity(f->x->facts, RHZ_PROGRAMME, RHZ_SUB_NONE, slice(f, start, end), start, end) != RHZ_NONE;
}

/* The whole of what stands in quotes before word i; 0: the quotes do not close near. */
static uint32_t quoted_end(const struct finder *f, size_t i, uint32_t *start)
{
    static const struct {
        const char *open, *close;
    } pairs[] = {{"\xC2\xAB", "\xC2\xBB"}, {"\xE2\x80\x9C", "\xE2\x80\x9D"}, {"\"", "\""}};
    const struct rhz_words *ws = &f->ws;
    const char *gap = ws->text.p + ws->w[i - 1].end, *first = ws->text.p + ws->w[i].start;
    for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++) {
        const char *open = memmem(gap, (size_t)(first - gap), pairs[k].open, strlen(pairs[k].open));
        size_t room = ws->text.n - ws->w[i].start < 150 ? ws->text.n - ws->w[i].start : 150;
        const char *close = open ? memmem(first, room, pairs[k].close, strlen(pairs[k].close)) : NULL;
        if (!close || memchr(first, '\n', (size_t)(close - first)))
            continue;
        while (close > first && close[-1] == ' ')
            close--;
        open += strlen(pairs[k].open);
        while (open < first && (*open == ' ' || (unsigned char)*open == 0xC2 || (unsigned char)*open == 0xA0))
            open++;
        *start = (uint32_t)(open - ws->text.p);
        return (uint32_t)(close - ws->text.p);
    }
    return 0;
}

/* Names from word i on, joined by commas, "et", "/": "programmes A, B et C". */
static bool add_names(struct finder *f, size_t i, bool plural)
{
    struct rhz_words *ws = &f->ws;
    for (int many = 0; many < 12; many++) {
        size_t limit = may_begin(f, i) ? name_limit(f, i) : i;
        if (limit == i)
            return true;
        if (!add_programme(f, ws->w[i].start, ws->w[limit - 1].end))
            return false;
        if (!plural || limit >= ws->n)
            return true;
        const char *gap = ws->text.p + ws->w[limit - 1].end;
        size_t n = ws->w[limit].start - ws->w[limit - 1].end;
        bool comma = n == 2 && gap[0] == ',', slash = n == 3 && gap[1] == '/';
        if (rhz_word_in(ws, limit, " et ") && limit + 1 < ws->n)
            i = limit + 1;
        else if (comma || slash)
            i = limit;
        else
            return true;
    }
    return true;
}

/* "un programme de recherche-action « X »": quotes right after the introducer and its qualifiers. */
static bool is_quoted(const struct rhz_words *ws, size_t i)
{
    if (i == 0 || i >= ws->n)
        return false;
    const char *gap = ws->text.p + ws->w[i - 1].end;
    size_t n = ws->w[i].start - ws->w[i - 1].end;
    return n >= 2 && n <= 6 && (memmem(gap, n, "«", 2) || memmem(gap, n, "“", 3) || memchr(gap, '"', n));
}

static size_t past_qualifiers(const struct rhz_words *ws, size_t i)
{
    size_t k = i;
    while (k < i + 6 && k < ws->n && rhz_word_joined(ws, k) && ws->w[k].shape == RHZ_WORD_LOWER && rhz_word_in(ws, k, qualifiers))
        k++;
    return k;
}

/* "X, un programme de...", "X, notre programme": the capitals before the comma. */
static bool add_name_before(struct finder *f, size_t i)
{
    struct rhz_words *ws = &f->ws;
    if (i < 2 || !rhz_word_in(ws, i - 1, " un une notre ") || ws->w[i - 1].gap != RHZ_GAP_STOP ||
        ws->text.p[ws->w[i - 2].end] != ',')
        return true;
    size_t limit = i - 1, first = limit;
    while (first > 0 && (first == limit || rhz_word_joined(ws, first)) && first + 6 > limit && rhz_word_capital(ws, first - 1) &&
           may_begin(f, first - 1))
        first--;
    if (first == limit)
        return true;
    return add_programme(f, ws->w[first].start, ws->w[limit - 1].end);
}

static bool read_words(struct finder *f)
{
    struct rhz_words *ws = &f->ws;
    for (size_t i = 0; i + 1 <= ws->n; i++) {
        char first = (char)(ws->text.p[ws->w[i].start] | 32);
        if (!strchr("pdceirv", first) || !rhz_word_in(ws, i, introducers))
            continue;
        bool strong = rhz_word_in(ws, i, " programme programmes plateforme recherche-action dispositif "), plural = ws->text.p[ws->w[i].end - 1] == 's';
        size_t k = past_qualifiers(ws, i + 1);
        bool quoted = is_quoted(ws, k);
        if (strong && k + 1 < ws->n && !quoted && beginning(ws->text, ws->w[k + 1].start) == ws->w[k].end - ws->w[k].start + 2 && rhz_word_capital(ws, k)) {
            if (!add_programme(f, ws->w[k + 1].start, ws->w[k + 1].end)) /* "le programme (Re)construire" */
                return false;
            continue;
        }
        if (strong && !add_name_before(f, i))
            return false;
        bool worksite = !strong && i > 0 && rhz_word_in(ws, i, " chantier experimentation demarche initiative ") && rhz_word_in(ws, i - 1, " le la l notre ") && rhz_word_capital(ws, k) &&
                        k == i + 1 && rhz_word_joined(ws, k); /* "le chantier X": a name of its own, in capitals, ends the phrase */
        if (k >= ws->n || !(quoted || (rhz_word_joined(ws, k) && (strong || worksite))))
            continue;
        if (!quoted && k > i + 1 && rhz_word_in(ws, k - 1, " de d la le les ") && !rhz_word_capital(ws, k))
            continue;
        uint32_t start, end = quoted && may_begin(f, k) ? quoted_end(f, k, &start) : 0;
        if (end) {
            if (!add_programme(f, start, end))
                return false;
            continue;
        }
        if (!quoted && rhz_word_in(ws, k - 1, " de d "))
            continue; /* "programme de Nantes" says whose, not which */
        if (!quoted && k == i + 1 && may_begin(f, k) && name_limit(f, k) == k) { /* "le chantier Portes closes, volet de...": up to the comma */
            size_t limit = k + 1;
            while (limit < ws->n && limit < k + 5 && rhz_word_joined(ws, limit) && !goes_past(ws, limit))
                limit++;
            if (limit > k + 1 && limit < k + 4 && limit < ws->n && !rhz_word_joined(ws, limit) && ws->text.p[ws->w[limit - 1].end] == ',' &&
                !add_programme(f, ws->w[k].start, ws->w[limit - 1].end))
                return false;
            continue;
        }
        if (worksite && !(name_limit(f, k) > k + 1))
            continue;
        if (!add_names(f, k, plural))
            return false;
    }
    return true;
}

/* A heading whose text begins "Un programme de...", "Une recherche-action...". */
static bool read_heading(struct finder *f, size_t block)
{
    const struct rhz_document *d = f->x->document;
    const struct rhz_block *h = &d->blocks[block], *b = &d->blocks[block + 1];
    uint32_t end = head_end(d->text, h->start, h->end);
    if (end - h->start > 60 || end - h->start < 3 || !rhz_words_cut(&f->ws, b->start, b->end < b->start + 80 ? b->end : rhz_utf8_floor(d->text, b->start + 80)))
        return true;
    struct rhz_words *ws = &f->ws;
    if (ws->n < 3 || !rhz_word_in(ws, 0, " un une ") || !rhz_word_in(ws, 1, " programme recherche recherche-action plateforme "))
        return true;
    if (rhz_facts_at(f->x->facts, h->start) != RHZ_NONE)
        return true;
    return add_programme(f, h->start, end);
}

/* Members of a list of programmes, once one of them is known. */
static bool read_groups(struct finder *f)
{
    unsigned char *known = rhz_arena_zalloc(f->x->arena, f->groups + 1, 1);
    if (!known)
        return false;
    for (size_t i = 0; i < f->n_labels; i++)
        if (f->labels[i].group && rhz_facts_find(f->x->facts, RHZ_PROGRAMME, slice(f, f->labels[i].start, f->labels[i].end)) != RHZ_NONE)
            known[f->labels[i].group] = 1;
    for (size_t i = 0; i < f->n_labels; i++) {
        struct label *l = &f->labels[i];
        if (!known[l->group] || l->group == 0 || !rhz_words_cut(&f->ws, l->start, l->end) || f->ws.n == 0 || f->ws.n > NAME_WORDS ||
            !may_begin(f, 0) || rhz_word_in(&f->ws, 0, " partenaires partenaire "))
            continue;
        bool named = rhz_facts_find(f->x->facts, RHZ_ORGANISATION, slice(f, l->start, l->end)) != RHZ_NONE;
        if (!named && !memchr(f->ws.text.p + l->start, ':', l->end - l->start) && !add_programme(f, l->start, l->end))
            return false;
    }
    return true;
}

rhz_status rhz_find_programmes(struct rhz_extraction *x, struct rhz_error *err)
{
    const struct rhz_document *d = x->document;
    struct finder f = {.x = x, .ws = {.gazetteer = x->gazetteer, .text = d->text, .arena = x->arena}};
    static const char *const needles[] = {"rogramme", "ROGRAMME", "lateforme", "LATEFORME", "ispositif", "echerche-action",
                                          "rojet", "ROJET", "hantier", "olet", "xp\xC3\xA9", "nitiative", "marche"};
    rhz_status st = rhz_find_programme_signs(x, err);
    if (st != RHZ_OK)
        return st;
    if (!rhz_text_holds(x->gazetteer, d->text, 0, (uint32_t)d->text.n, needles, 6))
        return RHZ_OK; /* nothing announces one */
    bool ok = gather_labels(&f);
    for (size_t b = 0; ok && b < d->n_blocks; b++)
        ok = (!rhz_text_holds(x->gazetteer, d->text, d->blocks[b].start, d->blocks[b].end, needles, sizeof needles / sizeof *needles) ||
              (rhz_words_cut(&f.ws, d->blocks[b].start, d->blocks[b].end) && read_words(&f))) &&
             (d->blocks[b].kind != RHZ_BLOCK_HEADING || b + 1 == d->n_blocks || read_heading(&f, b));
    return ok && read_groups(&f) ? RHZ_OK : rhz_no_memory(err);
}
