/* prose_names.c -- programmes and events by the form in which sentences and headings name them.
 *
 * A noun says what it is ("colloque", "formation", "appel à projets"); a quoted title, capitals or a label say which. Names
 * in quotes are taken whole. Under a heading of webinars or conferences, a title with a day under it is an event.
 * An event that nothing names ("un webinaire") is nobody's node.
 */
#include "document_parts.h"
#include "prose.h"

enum { TITLE_BYTES = 160, QUOTED_BYTES = 150 };

struct names {
    struct rhz_extraction *x;
    struct rhz_words ws;
    uint32_t block_start, block_end;
};

#define EVENT_NOUNS " colloque seminaire webinaire webinar conference festival forum salon congres soiree symposium journee rencontre " \
                    "rencontres journees assises atelier hackathon table debat "
#define SERIES_NOUNS " formation formations parcours cycle concours residence laboratoire mooc incubateur "
#define PLURAL_NOUNS " rencontres assises entretiens journees journee etats universites "
#define CALL_NOUNS " appel ami "
#define NOUNS_BEHIND " festival rencontre colloque forum seminaire congres salon cycle "
#define NOUNS_OF_COINED " projet experimentation dispositif plateforme initiative demarche aventure "

/* Words that a name is read beside; all others cost one look. */
static const char triggers[] = EVENT_NOUNS SERIES_NOUNS PLURAL_NOUNS CALL_NOUNS NOUNS_BEHIND NOUNS_OF_COINED;

static bool add(struct names *f, enum rhz_kind kind, uint32_t start, uint32_t end)
{
    struct rhz_span text = f->ws.text;
    while (start < end && strchr(" *_[\t", text.p[start]))
        start++;
    while (end > start && strchr(" *_,;.]:\t", text.p[end - 1]))
        end--;
    if (end - start < 3)
        return true;
    return rhz_facts_entity(f->x->facts, kind, RHZ_SUB_NONE, rhz_span(text.p + start, end - start), start, end) != RHZ_NONE;
}

/* ---- quotes ---- */

static const struct {
    const char *open, *close;
} quotes[] = {{"\xC2\xAB", "\xC2\xBB"}, {"\xE2\x80\x9C", "\xE2\x80\x9D"}, {"\"", "\""}};

/* A quoted title between words k-1 and k: its bytes. */
static bool quoted_at(const struct names *f, size_t k, uint32_t *start, uint32_t *end)
{
    const char *base = f->ws.text.p, *p = base + (k ? f->ws.w[k - 1].end : f->block_start), *stop = base + f->ws.w[k].start;
    for (; p < stop; p++)
        for (size_t q = 0; q < sizeof quotes / sizeof *quotes; q++) {
            size_t n = strlen(quotes[q].open), room = (size_t)(base + f->block_end - p);
            if (room <= n || memcmp(p, quotes[q].open, n) != 0)
                continue;
            room = room - n < QUOTED_BYTES ? room - n : QUOTED_BYTES;
            const char *close = memmem(p + n, room, quotes[q].close, strlen(quotes[q].close));
            if (!close)
                return false;
            *start = (uint32_t)(p + n - base);
            *end = (uint32_t)(close - base);
            while (*start < *end && (base[*start] == ' ' || memcmp(base + *start, "\xC2\xA0", 2) == 0))
                *start += base[*start] == ' ' ? 1 : 2;
            while (*end > *start && base[*end - 1] == ' ')
                (*end)--;
            return *end - *start >= 4;
        }
    return false;
}

/* ---- runs of words ---- */

static bool ends_name(const struct rhz_words *ws, size_t i)
{
    return rhz_word_in(ws, i, " a au aux en dans avec par qui que est sont ont se s organise organisee organisees organises porte portee pilote pilotee anime "
                              "animee animees lors le la ce cette nous on il elle depuis pendant sur ou afin puis propose proposee prevu prevue ");
}

static bool names_body(const struct names *f, size_t i)
{
    uint32_t e = i < f->ws.n ? rhz_facts_at(f->x->facts, f->ws.w[i].start) : RHZ_NONE;
    return e != RHZ_NONE && rhz_facts_get_entity(f->x->facts, e)->kind != RHZ_PROGRAMME;
}

/* Capitals from i, and the small words that go on ("Organic cities"), up to what ends a name. i: none. */
static size_t title_limit(const struct names *f, size_t i, bool small_words)
{
    const struct rhz_words *ws = &f->ws;
    size_t limit = i;
    if (!rhz_word_capital(ws, i) || names_body(f, i) || rhz_word_in(ws, i, " janvier fevrier mars avril mai juin juillet aout septembre octobre novembre "
                                                                       "decembre il elle nous "))
        return i;
    while (limit < ws->n && limit < i + 9 && (limit == i || rhz_word_joined(ws, limit)) && !ends_name(ws, limit)) {
        bool of = rhz_word_in(ws, limit, " de du des d ");
        if (!small_words && ws->w[limit].shape == RHZ_WORD_LOWER)
            break;
        if (of && (names_body(f, limit + 1) || names_body(f, limit + 2)))
            break; /* whose it is */
        limit++;
    }
    while (limit > i && rhz_word_in(ws, limit - 1, " de du des d la le les l et a "))
        limit--;
    return limit;
}

/* Letters of a name that is no word: an acronym, capitals inside (CoLab). */
static bool is_coined(struct rhz_words *ws, size_t i)
{
    unsigned capitals = 0;
    if (i >= ws->n || ws->w[i].end - ws->w[i].start < 4)
        return false;
    for (uint32_t k = ws->w[i].start; k < ws->w[i].end; k++)
        capitals += ws->text.p[k] >= 'A' && ws->text.p[k] <= 'Z';
    if (ws->w[i].shape == RHZ_WORD_UPPER)
        return rhz_gaz_word(rhz_word_flags(ws, i)) == 0;
    return ws->w[i].shape == RHZ_WORD_CAPITAL && capitals >= 2 && !memchr(ws->text.p + ws->w[i].start, '-', ws->w[i].end - ws->w[i].start);
}

/* ---- nouns ---- */

/* "Rencontres nationales de l'ingénierie", "Assises du livre", "Entretiens territoriaux de X": named by their subject. */
static bool read_plural(struct names *f, size_t i, bool *done)
{
    struct rhz_words *ws = &f->ws;
    size_t k = i + 1;
    *done = false;
    if (!rhz_word_in(ws, i, PLURAL_NOUNS))
        return true;
    if (rhz_word_in(ws, i, " etats ") && !rhz_word_in(ws, k++, " generaux "))
        return true;
    if (rhz_word_in(ws, i, " universites ") && !(rhz_word_in(ws, k, " d ") && rhz_word_in(ws, k + 1, " ete ")))
        return true;
    bool capital = ws->w[i].shape == RHZ_WORD_CAPITAL, adjective = false;
    if (rhz_word_joined(ws, k) && rhz_word_in(ws, k, " nationales annuelles europeennes regionales territoriaux territoriales internationales "
                                                   "departementales nationaux francophones ")) {
        adjective = true;
        k++;
    }
    if (i > 0 && rhz_word_joined(ws, i) && rhz_word_in(ws, i - 1, " de d ses leurs nos vos deux trois plusieurs ces mes "))
        return true;
    bool of = rhz_word_joined(ws, k) && rhz_word_in(ws, k, rhz_word_in(ws, i, " journee journees ") ? " des de " : " de du des d ");
    bool coined = rhz_word_in(ws, i, " rencontres ") && rhz_word_joined(ws, k) && is_coined(ws, k);
    bool strong = adjective || rhz_word_in(ws, i, " assises etats ") || capital;
    bool aim = rhz_word_in(ws, i, " rencontres ") && rhz_word_in(ws, k, " pour ") && rhz_word_in(ws, k + 1, " un une ");
    bool body = of && !strong && (names_body(f, k + 1) || names_body(f, k + 2)) && !rhz_word_in(ws, i, " journee journees entretiens ");
    if (!coined && !aim && !body && !(of && strong))
        return true;
    size_t limit = k;
    if (coined) {
        limit = k + 1;
    } else {
        bool inside = false;
        while (limit < ws->n && limit < k + 9 && rhz_word_joined(ws, limit)) {
            inside = inside || names_body(f, limit);
            if (ends_name(ws, limit) && !(rhz_word_in(ws, limit, " la le ") && rhz_word_in(ws, limit - 1, " de pour ")))
                break;
            if (inside && !names_body(f, limit))
                break;
            limit++;
        }
        while (limit > k && rhz_word_in(ws, limit - 1, " de du des d la le les l et a un une pour "))
            limit--;
    }
    if (limit <= k)
        return true;
    *done = true;
    return add(f, RHZ_EVENEMENT, ws->w[i].start, ws->w[limit - 1].end);
}

/* "appel à projets Sols vivants", "AMI Rivages et estuaires": the noun is part of the name. */
static bool read_call(struct names *f, size_t i)
{
    struct rhz_words *ws = &f->ws;
    size_t k = i + 1;
    bool ami = ws->w[i].shape == RHZ_WORD_UPPER && rhz_word_in(ws, i, " ami ");
    if (rhz_word_in(ws, i, " appel ") && rhz_word_in(ws, i + 1, " a ") && i + 3 < ws->n && rhz_word_joined(ws, i + 2))
        k = rhz_word_in(ws, i + 2, " manifestation ") ? i + 5 : i + 3;
    else if (!ami)
        return true;
    uint32_t start, end;
    if (k < ws->n && quoted_at(f, k, &start, &end))
        return add(f, RHZ_PROGRAMME, start, end);
    if (!rhz_word_joined(ws, k))
        return true;
    size_t limit = title_limit(f, k, true);
    return limit == k || add(f, RHZ_PROGRAMME, ws->w[i].start, ws->w[limit - 1].end);
}

/* "X, la rencontre annuelle de...", "X, festival de...": capitals before the comma. */
static bool read_before(struct names *f, size_t i)
{
    struct rhz_words *ws = &f->ws;
    size_t comma = i;
    if (!rhz_word_in(ws, i, NOUNS_BEHIND))
        return true;
    if (i > 0 && rhz_word_joined(ws, i) && rhz_word_in(ws, i - 1, " la le un une "))
        comma--;
    if (comma == 0 || ws->text.p[ws->w[comma - 1].end] != ',' || ws->w[comma].start - ws->w[comma - 1].end > 2)
        return true;
    size_t first = comma;
    while (first > 0 && first + 4 > comma && (first == comma || rhz_word_joined(ws, first)) &&
           (rhz_word_capital(ws, first - 1) || ws->w[first - 1].shape == RHZ_WORD_INITIAL) && !names_body(f, first - 1))
        first--;
    if (first == comma || (comma - first == 1 && rhz_gaz_commune(rhz_word_flags(ws, first)) && !is_coined(ws, first)))
        return true;
    bool series = rhz_word_in(ws, i, " cycle ") || (i + 1 < ws->n && rhz_word_in(ws, i + 1, " annuelle annuel mensuelle mensuel "));
    return add(f, series ? RHZ_PROGRAMME : RHZ_EVENEMENT, ws->w[first].start, ws->w[comma - 1].end);
}

static bool read_noun(struct names *f, size_t i)
{
    struct rhz_words *ws = &f->ws;
    bool event = rhz_word_in(ws, i, EVENT_NOUNS), series = !event && rhz_word_in(ws, i, SERIES_NOUNS);
    uint32_t start, end;
    size_t k = i + 1;
    if (!event && !series)
        return true;
    while (k < i + 7 && k < ws->n && rhz_word_joined(ws, k) && ws->w[k].shape == RHZ_WORD_LOWER &&
           rhz_word_in(ws, k, " intitule intitulee international internationale national nationale annuel annuelle de d la le les l ateliers rencontres en ligne "
                              "nomme nommee appele appelee sur theme titre professionnelle interne etude debat gesticulee ronde "))
        k++;
    if (k < ws->n && quoted_at(f, k, &start, &end)) {
        bool about = k > i + 1 && rhz_word_in(ws, k - 1, " sur de d la le les l ") && series;
        return about || names_body(f, k) || add(f, event ? RHZ_EVENEMENT : RHZ_PROGRAMME, start, end);
    }
    if (k != i + 1 || !rhz_word_joined(ws, k))
        return true;
    if (rhz_word_in(ws, i, " colloque seminaire festival forum congres ")) {
        size_t limit = title_limit(f, k, true);
        unsigned flags = limit > k ? rhz_gazetteer_look(ws->gazetteer, rhz_span(ws->text.p + ws->w[k].start, ws->w[limit - 1].end - ws->w[k].start)) : 0;
        return limit == k || rhz_gaz_commune(flags) || add(f, RHZ_EVENEMENT, ws->w[k].start, ws->w[limit - 1].end);
    }
    if (series && is_coined(ws, k) && !names_body(f, k))
        return add(f, RHZ_PROGRAMME, ws->w[k].start, ws->w[k].end);
    return true;
}

/* "projet HORIZON", "l'expérimentation CoLab": coined words after nouns that programmes.c asks more of. */
static bool read_coined(struct names *f, size_t i)
{
    struct rhz_words *ws = &f->ws;
    if (!rhz_word_in(ws, i, NOUNS_OF_COINED) || i + 1 >= ws->n)
        return true;
    const char *gap = ws->text.p + ws->w[i].end;
    size_t n = ws->w[i + 1].start - ws->w[i].end;
    bool near = n == 1 || (n <= 3 && memchr(gap, '*', n));
    return !near || !is_coined(ws, i + 1) || names_body(f, i + 1) || add(f, RHZ_PROGRAMME, ws->w[i + 1].start, ws->w[i + 1].end);
}

static bool read_words(struct names *f)
{
    for (size_t i = 0; i < f->ws.n; i++) {
        bool done;
        if (!rhz_word_in(&f->ws, i, triggers))
            continue;
        if (!read_plural(f, i, &done))
            return false;
        if (!done && (!read_call(f, i) || !read_before(f, i) || !read_noun(f, i) || !read_coined(f, i)))
            return false;
    }
    return true;
}

/* ---- titles under a heading of events ---- */

static bool announces_events(const struct rhz_extraction *x, uint32_t block)
{
    static const char *const needles[] = {"ebinaire", "EBINAIRE", "olloques", "OLLOQUES", "onf\xC3\xA9rences", "ONF\xC3\x89RENCES", "\xC3\xA9minaires", "\xC3\x89MINAIRES"};
    static const char *const two_words[] = {"ables rondes", "ABLES RONDES"};
    const struct rhz_block *b = &x->document->blocks[block];
    struct rhz_span text = x->document->text;
    if (b->end - b->start >= 80)
        return false;
    return rhz_text_holds(x->gazetteer, text, b->start, b->end, needles, sizeof needles / sizeof *needles) ||
           memmem(text.p + b->start, b->end - b->start, two_words[0], 12) || memmem(text.p + b->start, b->end - b->start, two_words[1], 12);
}

/* "– 26 janvier", "5 avril 2023": a day and hardly more. */
static bool is_day(struct names *f, const struct rhz_block *b)
{
    if (b->end - b->start > 40 || !rhz_words_cut(&f->ws, b->start, b->end) || f->ws.n < 2 || f->ws.n > 5)
        return false;
    for (size_t i = 0; i + 1 < f->ws.n; i++)
        if (f->ws.w[i].shape == RHZ_WORD_NUMBER &&
            rhz_word_in(&f->ws, i + 1, " janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre "))
            return true;
    return false;
}

/* The title in an item: without its date, its link and its quotes. */
static bool add_title(struct names *f, const struct rhz_block *b)
{
    struct rhz_span text = f->ws.text;
    uint32_t start = b->start, end = b->end;
    const char *close = memmem(text.p + start, end - start, "](", 2);
    if (close)
        end = (uint32_t)(close - text.p);
    for (uint32_t i = start; i + 2 < end && i < start + 30; i++)
        if (text.p[i] == ':' && text.p[i + 1] == ' ') { /* "4 juillet : « ... »": only a date may stand before */
            if (!rhz_words_cut(&f->ws, start, i) || f->ws.n > 3)
                break;
            for (size_t w = 0; w < f->ws.n; w++)
                if (rhz_word_in(&f->ws, w, " janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre "))
                    start = i + 2;
            break;
        }
    while (start < end && (strchr(" [*", text.p[start]) || memcmp(text.p + start, "\xE2\x80\x9C", 3) == 0 || memcmp(text.p + start, "\xC2\xAB", 2) == 0 || text.p[start] == '"'))
        start += text.p[start] == '\xE2' ? 3 : text.p[start] == '\xC2' ? 2 : 1;
    for (;;) {
        if (end > start && strchr(" *\"", text.p[end - 1]))
            end--;
        else if (end > start + 3 && (memcmp(text.p + end - 3, "\xE2\x80\x9D", 3) == 0))
            end -= 3;
        else if (end > start + 2 && memcmp(text.p + end - 2, "\xC2\xBB", 2) == 0)
            end -= 2;
        else
            break;
    }
    if (end - start < 10 || end - start > TITLE_BYTES || text.p[end - 1] == '.' || text.p[end - 1] == ':' || !rhz_words_cut(&f->ws, start, end) || f->ws.n < 3)
        return true;
    bool capital = rhz_word_capital(&f->ws, 0) || f->ws.w[0].shape == RHZ_WORD_INITIAL || f->ws.w[0].shape == RHZ_WORD_NUMBER;
    if (!capital || names_body(f, 0) || memmem(text.p + start, end - start, "http", 4))
        return true;
    return rhz_facts_entity(f->x->facts, RHZ_EVENEMENT, RHZ_SUB_NONE, rhz_span(text.p + start, end - start), start, end) != RHZ_NONE;
}

/* "18 janvier : « Attendre », avec A", "« Attendre », table ronde, 14 mars": a day and a title in quotes. */
static bool read_dated_title(struct names *f, const struct rhz_block *b)
{
    static const char months[] = " janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre ";
    const char *text = f->x->document->text.p;
    uint32_t start, end;
    if (b->end - b->start > 400 || !memmem(text + b->start, b->end - b->start, "\xC2\xAB", 2) || !rhz_words_cut(&f->ws, b->start, b->end))
        return true;
    f->block_start = b->start;
    f->block_end = b->end;
    for (size_t i = 0; i + 1 < f->ws.n && i < 3; i++) {
        if (f->ws.w[i].shape != RHZ_WORD_NUMBER || !rhz_word_in(&f->ws, i + 1, months))
            continue;
        size_t k = i + 2;
        while (k < f->ws.n && k < i + 4 && f->ws.w[k].shape == RHZ_WORD_NUMBER)
            k++;
        return k >= f->ws.n || !quoted_at(f, k, &start, &end) || names_body(f, k) || add(f, RHZ_EVENEMENT, start, end);
    }
    if (f->ws.n < 4 || !quoted_at(f, 0, &start, &end))
        return true;
    for (size_t i = 1; i < f->ws.n && i < 20; i++)
        if (f->ws.w[i].start > end && f->ws.w[i].start < end + 8)
            return !rhz_word_in(&f->ws, i, EVENT_NOUNS) || add(f, RHZ_EVENEMENT, start, end);
    return true;
}

static bool read_titles(struct names *f)
{
    const struct rhz_document *d = f->x->document;
    bool items = false;
    for (uint32_t b = 0; b < d->n_blocks; b++) {
        const struct rhz_block *block = &d->blocks[b];
        bool under = false;
        uint32_t h = block->heading;
        for (int depth = 0; h != RHZ_NONE && depth < 3 && !under; h = d->blocks[h].heading, depth++)
            under = announces_events(f->x, h);
        if (block->kind == RHZ_BLOCK_HEADING) {
            bool dated = under && b + 1 < d->n_blocks && is_day(f, &d->blocks[b + 1]);
            items = under || announces_events(f->x, b);
            if (dated && !add_title(f, block))
                return false;
        } else if (block->kind == RHZ_BLOCK_LIST_ITEM) {
            bool before_day = b + 1 < d->n_blocks && is_day(f, &d->blocks[b + 1]);
            if (items && !is_day(f, block) && !before_day && !add_title(f, block))
                return false;
            if (!read_dated_title(f, block))
                return false;
        } else {
            items = announces_events(f->x, b) && d->text.p[block->end - 1] == ':';
        }
    }
    return true;
}

rhz_status rhz_find_prose_names(struct rhz_extraction *x, struct rhz_error *err)
{
    const struct rhz_document *d = x->document;
    struct names f = {.x = x, .ws = {.gazetteer = x->gazetteer, .text = d->text, .arena = x->arena}};
    struct rhz_cues cues;
    rhz_cues_init(&cues, true);
    bool ok = read_titles(&f);
    for (uint32_t b = 0; ok && b < d->n_blocks; b++) {
        if (d->blocks[b].kind == RHZ_BLOCK_TABLE_ROW || !rhz_cues_in(&cues, d->text, d->blocks[b].start, d->blocks[b].end))
            continue;
        f.block_start = d->blocks[b].start;
        f.block_end = d->blocks[b].end;
        ok = rhz_words_cut(&f.ws, f.block_start, f.block_end) && read_words(&f);
    }
    return ok ? RHZ_OK : rhz_no_memory(err);
}
