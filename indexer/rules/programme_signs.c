/* programme_signs.c -- programmes whose names no word right beside them announces: what is said of them does.
 *
 * Signs, each enough: a heading over a text that calls it a programme or says who launched, pays or joins it; a name
 * that opens or closes a sentence beside "lancé en 2019", "co-financé par"; a quoted name with its nature behind a
 * comma; the words between parentheses behind a funder in several rows of the accounts. Titles made of the words
 * every report has (bilan, équipe, budget) are never names.
 */
#include "recognise.h"

enum { TITLE_BYTES = 70, TITLE_WORDS = 8, SECTION_BLOCKS = 9, ROW_NAMES = 64 };

struct signs {
    struct rhz_extraction *x;
    struct rhz_words title, ws; /* the name looked at; the block looked at */
};

static struct rhz_span slice(const struct signs *s, uint32_t start, uint32_t end)
{
    return rhz_span(s->ws.text.p + start, end - start);
}

static bool is_article(const struct rhz_words *ws, size_t i)
{
    return rhz_word_in(ws, i, " la le les l ");
}

/* SENTINELLES DE LA CÔTE -> Sentinelles de la côte: a title in capitals, acronyms aside. */
static bool add_shouted(struct signs *s, uint32_t start, uint32_t end)
{
    const struct rhz_words *t = &s->title;
    struct rhz_buf name = {0}, word = {0};
    bool begun = false;
    for (size_t i = 0; i < t->n; i++) {
        if (i > 0)
            rhz_buf_append(&name, t->text.p + t->w[i - 1].end, t->w[i].start - t->w[i - 1].end);
        unsigned f = rhz_word_flags(t, i);
        if ((f & RHZ_GAZ_SIGLE) && rhz_gaz_word(f) == 0 && t->w[i].end - t->w[i].start <= 5) {
            rhz_buf_span(&name, rhz_word_span(t, i));
            continue;
        }
        rhz_buf_reset(&word);
        rhz_append_recased(t, i, &word);
        bool place = rhz_gaz_commune(f) >= 2 || (f & (RHZ_GAZ_REGION | RHZ_GAZ_DEPARTEMENT | RHZ_GAZ_COUNTRY));
        if (begun && !place && word.n > 0 && !word.failed) {
            if (word.p[0] >= 'A' && word.p[0] <= 'Z')
                word.p[0] |= 32;
            else if (word.n > 1 && (unsigned char)word.p[0] == 0xC3 && (unsigned char)word.p[1] < 0x9F)
                word.p[1] = (char)((unsigned char)word.p[1] + 32);
        }
        rhz_buf_span(&name, rhz_buf_view(&word));
        begun = begun || !is_article(t, i);
    }
    bool ok = !name.failed && !word.failed &&
              rhz_facts_entity(s->x->facts, RHZ_PROGRAMME, RHZ_SUB_NONE, rhz_buf_view(&name), start, end) != RHZ_NONE;
    rhz_buf_free(&name);
    rhz_buf_free(&word);
    return ok;
}

/* The name in s->title, which stands at [start, end). */
static bool add(struct signs *s, uint32_t start, uint32_t end)
{
    size_t upper = 0, lower = 0;
    for (size_t i = 0; i < s->title.n; i++) {
        upper += s->title.w[i].shape == RHZ_WORD_UPPER;
        lower += s->title.w[i].shape == RHZ_WORD_LOWER || s->title.w[i].shape == RHZ_WORD_CAPITAL;
    }
    if (upper > 1 && lower == 0)
        return add_shouted(s, start, end);
    return rhz_facts_entity(s->x->facts, RHZ_PROGRAMME, RHZ_SUB_NONE, slice(s, start, end), start, end) != RHZ_NONE;
}

/* Words of headings that are no names: what every report, every meeting has. */
static const char common[] =
    " rapport rapports bilan bilans budget budgets compte comptes finance finances financier financiere financiers financieres element elements equipe vie sommaire introduction conclusion "
    "accueil edito editorial mot election elections conseil assemblee ordre jour question questions vote votes adherent adherents adherente adherentes "
    "adhesion adhesions membre membres partenaire partenaires partenariat partenariats financeur financeurs intervention interventions agenda calendrier "
    "annexe annexes contact contacts gouvernance programme programmes projet projets action actions activite activites perspective perspectives merci "
    "bienvenue presentation contexte objectif objectifs methode methodes suite suites janvier fevrier mars avril mai juin juillet aout septembre octobre "
    "novembre decembre participants presents excuses absents resolution resolutions decision decisions point points divers tresorerie depart departs "
    "arrivee arrivees resultat resultats questions-reponses reponses charges produits recettes depenses subvention subventions association realisations realisation productions "
    "production nouveautes temps etape etapes reunion proces verbal compte-rendu rendu ressources ressource publications publication webinaires webinaire "
    "evenements evenement rencontres conferences formation formations communication territoires territoire enjeux enquete renouvellement bureau college "
    "moral organisation fonctionnement statuts cotisation cotisations synthese actualites actualite actu presse medias liens articles etudes chiffres cles ";

static bool is_common(const struct rhz_words *ws, size_t i)
{
    return rhz_word_part_in(ws, i, common); /* "questions-réponses" */
}

/* The words in s->title may be a programme's name as they stand. */
static bool may_name(struct signs *s)
{
    struct rhz_words *t = &s->title;
    size_t first = t->n > 1 && is_article(t, 0) ? 1 : 0;
    if (t->n == 0 || t->n > TITLE_WORDS || t->w[first].shape == RHZ_WORD_NUMBER || t->w[t->n - 1].end - t->w[0].start < 4)
        return false;
    bool article = first == 1 && t->text.p[t->w[0].start] == 'L'; /* "L'école des X": the article has the capital */
    if (!rhz_word_capital(t, 0) && !rhz_word_capital(t, first) && !article)
        return false;
    if (rhz_word_in(t, 0, " comment pourquoi quel quelle quels quelles qui que quoi ou vers pour dans a au aux de des du d en et il elle nous vous c ce cette "
                          "un une quand si s est je on notre nos chers chere avec par sur autour retour "))
        return false;
    for (size_t i = 0; i < t->n; i++)
        if ((is_common(t, i) && !(i == 0 && t->n > 2 && rhz_word_in(t, 0, " territoires territoire "))) || (i > 0 && t->w[i].gap == RHZ_GAP_STOP && t->n > 5))
            return false;
    uint32_t there = rhz_facts_at(s->x->facts, t->w[first].start);
    if (there != RHZ_NONE)
        return false; /* something has that name, or begins so */
    struct rhz_span name = slice(s, t->w[0].start, t->w[t->n - 1].end);
    if (rhz_facts_find(s->x->facts, RHZ_ORGANISATION, name) != RHZ_NONE || rhz_facts_find(s->x->facts, RHZ_PERSONNE, name) != RHZ_NONE)
        return false;
    if (t->n == 1 && t->w[0].shape == RHZ_WORD_UPPER && (t->w[0].end - t->w[0].start < 6 || rhz_word_flags(t, 0) & RHZ_GAZ_SIGLE))
        return false; /* a body's acronym, a legal form */
    if (t->n - first == 1)
        return !rhz_gaz_commune(rhz_word_flags(t, first)) && rhz_gaz_given(rhz_word_flags(t, first)) < 2;
    unsigned f = rhz_gazetteer_look(t->gazetteer, slice(s, t->w[first].start, t->w[t->n - 1].end));
    return !rhz_gaz_commune(f) && !(f & (RHZ_GAZ_DEPARTEMENT | RHZ_GAZ_REGION | RHZ_GAZ_EPCI | RHZ_GAZ_COUNTRY));
}

/* ---- headings ---- */

/* A heading's name: without its number, up to a dash, a parenthesis or a colon; *after: what follows a colon. */
static void heading_name(struct rhz_span text, const struct rhz_block *b, uint32_t *start, uint32_t *end, uint32_t *after)
{
    uint32_t i = b->start;
    while (i < b->end && i < b->start + 4 && ((text.p[i] >= '0' && text.p[i] <= '9') || strchr(".)/-#> ", text.p[i])))
        i++;
    *start = i;
    *end = b->end;
    *after = b->end;
    static const char *const parts[] = {", saison ", ", SAISON ", ", phase ", ", PHASE ", ", acte ", ", ACTE ", ", \xC3\xA9tape "};
    for (; i + 2 < b->end; i++) {
        for (size_t k = 0; text.p[i] == ',' && k < sizeof parts / sizeof *parts; k++) /* "X, saison 2" is X */
            if (b->end - i > strlen(parts[k]) && memcmp(text.p + i, parts[k], strlen(parts[k])) == 0)
                return (void)(*end = i);
        bool colon = text.p[i] == ':' || (text.p[i] == ' ' && text.p[i + 1] == ':');
        if (colon || (text.p[i] == ' ' && (text.p[i + 1] == '(' || memcmp(text.p + i + 1, "\xE2\x80\x93", 2) == 0 || memcmp(text.p + i + 1, "- ", 2) == 0))) {
            *end = i;
            if (colon)
                *after = i + 1 + (text.p[i] == ' ');
            return;
        }
    }
    while (*end > *start && strchr(" .*", text.p[*end - 1]))
        (*end)--;
}

/* The words of the name stand at word i of the block, with a capital. Limit, or i. */
static size_t named_at(const struct signs *s, size_t i)
{
    const struct rhz_words *t = &s->title, *ws = &s->ws;
    size_t first = t->n > 1 && is_article(t, 0) ? 1 : 0, at = i;
    char a[RHZ_FOLD_MAX], b[RHZ_FOLD_MAX];
    if (ws->w[i].shape == RHZ_WORD_LOWER)
        return i;
    for (size_t k = first; k < t->n; k++, at++) {
        if (at >= ws->n || (at > i && !rhz_word_joined(ws, at)))
            return i;
        size_t n = rhz_fold_key(rhz_word_span(t, k), a), m = rhz_fold_key(rhz_word_span(ws, at), b);
        if (n != m || memcmp(a, b, n) != 0)
            return i;
    }
    return at;
}

static const char natures[] =
    " programme programmes projet recherche-action recherche action recherche serie cycle dispositif plateforme residence demarche experimentation operation initiative "
    "chantier parcours aventure formation formation action festival collecte itineraire volet ";

/* "X est un programme de...", from word i (behind the name) on. */
static bool is_called(const struct rhz_words *ws, size_t i)
{
    if (!rhz_word_in(ws, i, " est sont c etait fut reste "))
        return false;
    for (size_t k = i + 1; k < ws->n && k < i + 6; k++)
        if (rhz_word_in(ws, k, natures))
            return k > 0 && !rhz_word_in(ws, i + 1, " dans au ");
    return false;
}

/* Months, years and what joins them alone: "Avril 2018 – décembre 2019" under a title. */
static bool is_date_line(const struct rhz_words *ws)
{
    static const char words[] = " janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre printemps ete automne hiver depuis de du le a au en debut "
                                "fin mi et ";
    for (size_t i = 0; i < ws->n; i++)
        if (ws->w[i].shape != RHZ_WORD_NUMBER && !rhz_word_in(ws, i, words))
            return false;
    return ws->n > 0 && ws->n < 10;
}

/* Words that are said of programmes: launched, paid, carried, joined. */
static bool is_sign(const struct rhz_words *ws, size_t i)
{
    return rhz_word_in(ws, i, " programme recherche-action lance lancee cofinance cofinancee co-finance co-financee partenariat finance financee soutenu soutenue "
                              "porte portee pilote pilotee partenaires experimentation pris participent participe ");
}

/* The block opens with a label of a programme's sheet: Pilotage, Financeurs, Territoires... and a colon. */
static bool is_sheet_label(const struct rhz_words *ws)
{
    return rhz_word_in(ws, 0, " pilotage portage porteur porteurs financement financements financeur financeurs territoires partenaires ") &&
           memchr(ws->text.p + ws->w[0].end, ':', ws->w[1].start - ws->w[0].end) != NULL;
}

/* What the blocks under heading h say. *called: the name is said to be one; *signs, *named: words of its kind; the name. */
static bool read_section(struct signs *s, size_t h, bool *called, unsigned *found, unsigned *named, unsigned *again)
{
    const struct rhz_document *d = s->x->document;
    *called = false;
    *found = *named = *again = 0;
    size_t first = h + 1;
    for (size_t b = h + 1; b < d->n_blocks && b <= h + SECTION_BLOCKS; b++) {
        const struct rhz_block *block = &d->blocks[b];
        if (block->kind == RHZ_BLOCK_HEADING && block->level <= d->blocks[h].level)
            break;
        if (block->kind == RHZ_BLOCK_TABLE_ROW || block->kind == RHZ_BLOCK_HEADING)
            continue;
        unsigned here = 0, signs = 0;
        if (!rhz_words_cut(&s->ws, block->start, block->end < block->start + 1500 ? block->end : rhz_utf8_floor(d->text, block->start + 1500)))
            return false;
        if (b == first && is_date_line(&s->ws)) {
            first++;
            continue;
        }
        for (size_t i = 0; i < s->ws.n; i++) {
            size_t limit = named_at(s, i);
            if (limit > i) {
                here++;
                *called = *called || is_called(&s->ws, limit);
                i = limit - 1;
            } else if (is_sign(&s->ws, i)) {
                signs++;
            }
        }
        *found += signs;
        *again += here;
        *named += signs ? here : 0; /* named where it is spoken of so */
        if (s->ws.n > 2 && is_sheet_label(&s->ws)) { /* "Financement : A, B": the sheet of a programme */
            *called = true;
            *found += 1;
        }
        /* "Notre programme sur...", "Lancé en 2019 avec..." right under the heading */
        if (b == first && s->ws.n > 3 && ((rhz_word_in(&s->ws, 0, " notre ce cette un une ") && rhz_word_in(&s->ws, 1, natures)) ||
                                          rhz_word_in(&s->ws, 0, " lance lancee lances lancees cofinance cofinancee porte portee ")))
            *called = true;
    }
    return true;
}

/* A heading above says that its parts are programmes. */
static bool under_programmes(struct signs *s, size_t h)
{
    const struct rhz_document *d = s->x->document;
    uint32_t up = d->blocks[h].heading;
    for (int depth = 0; up != RHZ_NONE && depth < 2; up = d->blocks[up].heading, depth++) {
        if (!rhz_words_cut(&s->ws, d->blocks[up].start, d->blocks[up].end))
            return false;
        bool yes = false;
        for (size_t i = 0; i < s->ws.n && i < 8; i++) {
            yes = yes || rhz_word_in(&s->ws, i, " programmes projets chantiers experimentations ");
            if (rhz_word_in(&s->ws, i, " etude venir reflexion idees themes questions "))
                return false;
        }
        if (yes)
            return true;
    }
    return false;
}

static bool read_heading(struct signs *s, size_t h)
{
    const struct rhz_document *d = s->x->document;
    const struct rhz_block *b = &d->blocks[h];
    uint32_t start, end, after;
    if (b->end - b->start > 2 * TITLE_BYTES || b->end - b->start < 4 || d->text.p[b->end - 1] == '?')
        return true;
    heading_name(d->text, b, &start, &end, &after);
    if (b->end - b->start > TITLE_BYTES && after >= b->end)
        return true; /* long ones are sentences, unless a colon divides them */
    for (int part = 0; part < 2; part++) { /* "Ce que nous avons fait : X" names X */
        bool called;
        unsigned found, named, again;
        bool nature = false;
        if (part == 1) {
            uint32_t there = rhz_facts_at(s->x->facts, start);
            if (after >= b->end || (there != RHZ_NONE && rhz_facts_get_entity(s->x->facts, there)->kind == RHZ_PERSONNE))
                return true; /* what somebody speaks of */
            nature = rhz_words_cut(&s->title, b->start, after) && (rhz_word_in(&s->title, 0, natures) || rhz_word_in(&s->title, 1, natures));
            start = after;
            end = b->end;
            while (start < end && d->text.p[start] == ' ')
                start++;
        }
        if (start >= end || !rhz_words_cut(&s->title, start, end))
            return start >= end;
        if (!may_name(s))
            continue;
        if (!read_section(s, h, &called, &found, &named, &again))
            return false;
        called = called || (nature && again > 0); /* "Formation à la médiation : X", and X goes on in the text */
        if (b->level <= 1 && !called && !(named > 0 && found > 0))
            continue; /* a title is more often a document's */
        bool many = s->title.n > 1 || named > 0;
        bool sure = called || (named > 0 && found > 0) || (many && found > 1 && (under_programmes(s, h) || after < b->end)) ||
                    (found > 0 && under_programmes(s, h));
        if (sure)
            return add(s, s->title.w[0].start, s->title.w[s->title.n - 1].end);
    }
    return true;
}

/* The line that opens a page: the name of its programme, when the page goes on to speak of "le programme", and names it again. */
static bool read_top(struct signs *s)
{
    enum { TOP = 4 };
    const struct rhz_document *d = s->x->document;
    for (size_t h = 0; h < TOP && h < d->n_blocks; h++) {
        const struct rhz_block *line = &d->blocks[h];
        unsigned named = 0, said = 0;
        if (line->end - line->start > 60 || line->end - line->start < 4 || line->kind == RHZ_BLOCK_TABLE_ROW || !rhz_words_cut(&s->title, line->start, line->end) ||
            !may_name(s))
            continue;
        for (size_t b = 0; b < d->n_blocks; b++) {
            if (b == h || !rhz_words_cut(&s->ws, d->blocks[b].start, d->blocks[b].end))
                continue;
            for (size_t i = 0; i < s->ws.n; i++) {
                named += named_at(s, i) > i && (d->blocks[b].kind != RHZ_BLOCK_HEADING);
                said += i > 0 && rhz_word_in(&s->ws, i, " programme projet ") && rhz_word_in(&s->ws, i - 1, " le ce du au notre ");
            }
        }
        if (named > 1 && said > 0)
            return add(s, line->start, line->end);
    }
    return true;
}

/* An item under "Nos programmes" whose next item is one line of its sheet: "X (2013-2016)", then "Un programme porté par A". */
static bool read_item(struct signs *s, size_t h)
{
    const struct rhz_document *d = s->x->document;
    const struct rhz_block *b = &d->blocks[h], *next = b + 1;
    uint32_t start, end, after;
    if (b->end - b->start > TITLE_BYTES || b->end - b->start < 4 || h + 1 >= d->n_blocks || next->kind != RHZ_BLOCK_LIST_ITEM || strchr("?!.;,", d->text.p[b->end - 1]))
        return true;
    heading_name(d->text, b, &start, &end, &after);
    if (after < b->end || start >= end || !rhz_words_cut(&s->title, start, end) || !may_name(s) || !under_programmes(s, h))
        return true;
    if (!rhz_words_cut(&s->ws, next->start, next->end))
        return false;
    size_t first = rhz_word_in(&s->ws, 0, " un une notre ") ? 1 : 0;
    bool sheet = s->ws.n > 2 && (rhz_word_in(&s->ws, first, natures) || is_sheet_label(&s->ws) ||
                                 rhz_word_in(&s->ws, 0, " lance lancee cofinance cofinancee porte portee mene menee "));
    return !sheet || add(s, s->title.w[0].start, s->title.w[s->title.n - 1].end);
}

/* ---- sentences ---- */

static const char launched[] = " lance lancee lances lancees initie initiee demarre demarree cofinance cofinancee ";

/* Words [first, limit) of the block as a name: capital first, nothing known there. */
static bool take_words(struct signs *s, size_t first, size_t limit)
{
    const struct rhz_words *ws = &s->ws;
    if (first >= limit || limit - first > TITLE_WORDS)
        return true;
    uint32_t start = ws->w[first].start, end = ws->w[limit - 1].end;
    if (!rhz_words_cut(&s->title, start, end))
        return false;
    return !may_name(s) || add(s, start, end);
}

static bool comma_before(const struct rhz_words *ws, size_t i)
{
    return i > 0 && i < ws->n && ws->w[i].gap == RHZ_GAP_STOP && ws->text.p[ws->w[i - 1].end] == ',' && ws->w[i].start - ws->w[i - 1].end <= 3;
}

static bool begins_sentence(const struct rhz_words *ws, size_t i)
{
    return i == 0 || (ws->w[i].gap == RHZ_GAP_STOP && memchr(ws->text.p + ws->w[i - 1].end, '.', ws->w[i].start - ws->w[i - 1].end));
}

/* Verbs that go on behind a programme's name. */
static bool is_verb(const struct rhz_words *ws, size_t i)
{
    return rhz_word_in(ws, i, " est a ont reunit rassemble associe vise propose permet rend cherche explore interroge accompagne aide s se accueille invite part "
                              "continue entre prend donne aura avait etait porte travaille mobilise relie offre compte fait ");
}

/* "X, lancé en 2019 avec A, ...": X before the comma, from the beginning of the sentence. */
static bool read_apposed(struct signs *s, size_t i)
{
    const struct rhz_words *ws = &s->ws;
    if (!comma_before(ws, i) || !rhz_word_in(ws, i + 1, " en par avec au a depuis des dans "))
        return true;
    size_t first = i;
    while (first > 0 && (first == i || rhz_word_joined(ws, first)) && i - first < TITLE_WORDS)
        first--;
    return (first > 0 && !begins_sentence(ws, first)) || (first + 1 < i && !rhz_word_joined(ws, first + 1)) || take_words(s, first, i);
}

/* "Lancé en 2019 avec A, X réunit...": X behind the last comma before a verb that goes on. */
static bool read_led(struct signs *s, size_t i)
{
    const struct rhz_words *ws = &s->ws;
    if (!begins_sentence(ws, i) || ws->w[i].shape == RHZ_WORD_LOWER || !rhz_word_in(ws, i + 1, " en par avec au a depuis des dans "))
        return true;
    for (size_t k = i + 2; k < ws->n && k < i + 70 && !begins_sentence(ws, k); k++) {
        if (!comma_before(ws, k) || !(rhz_word_capital(ws, k) || ws->w[k].shape == RHZ_WORD_INITIAL || is_article(ws, k)))
            continue;
        size_t limit = k + 1;
        while (limit < ws->n && limit < k + TITLE_WORDS && rhz_word_joined(ws, limit) && !is_verb(ws, limit))
            limit++;
        if (limit < ws->n && rhz_word_joined(ws, limit) && is_verb(ws, limit) && (rhz_word_capital(ws, k) || rhz_word_capital(ws, k + 1)))
            return take_words(s, k, limit);
    }
    return true;
}

static const char carried[] = " porte portee coporte coportee co porte co portee mene menee conduit conduite pilote pilotee coconstruit ";

/* Nouns that a quoted name stands right behind, or that follow it behind a comma. */
static const char quoted_natures[] =
    " operation action programme projet collecte itinerance chantier experimentation serie cycle recherche recherche-action enquete exposition parcours "
    "dispositif initiative demarche axe campagne residence volet ";

/* The quoted words from word i on: limit of the words inside; i when no quote opens right before it, or closes far. */
static size_t quoted_limit(const struct rhz_words *ws, size_t i)
{
    static const char *const open[] = {"\xC2\xAB", "\xE2\x80\x9C", "\""}, *const close[] = {"\xC2\xBB", "\xE2\x80\x9D", "\""};
    const char *from = ws->text.p + (i ? ws->w[i - 1].end : ws->w[0].start > 6 ? ws->w[0].start - 6 : 0), *at = ws->text.p + ws->w[i].start;
    for (size_t q = 0; q < 3; q++) {
        if (!memmem(from, (size_t)(at - from), open[q], strlen(open[q])))
            continue;
        for (size_t k = i; k < ws->n && k < i + TITLE_WORDS; k++) {
            const char *gap = ws->text.p + ws->w[k].end, *stop = k + 1 < ws->n ? ws->text.p + ws->w[k + 1].start : gap + (ws->text.n - ws->w[k].end < 5 ? ws->text.n - ws->w[k].end : 5);
            if (memmem(gap, (size_t)(stop - gap), close[q], strlen(close[q])))
                return k + 1;
        }
    }
    return i;
}

/* "l'opération « X »", "« X », collecte menée...". */
static bool read_quoted(struct signs *s, size_t i)
{
    const struct rhz_words *ws = &s->ws;
    size_t limit = quoted_limit(ws, i);
    if (limit == i || !rhz_word_capital(ws, i))
        return true;
    bool before = i > 0 && rhz_word_in(ws, i - 1, quoted_natures) && !rhz_word_in(ws, i - 1, " axe ");
    const char *gap = ws->text.p + ws->w[limit - 1].end;
    bool comma = limit < ws->n && memchr(gap, ',', ws->w[limit].start - ws->w[limit - 1].end) && ws->w[limit].start - ws->w[limit - 1].end <= 6;
    bool behind = comma && (rhz_word_in(ws, limit, quoted_natures) || rhz_word_in(ws, limit, launched) || rhz_word_in(ws, limit, carried) ||
                            (rhz_word_in(ws, limit, " un une notre ") && rhz_word_in(ws, limit + 1, quoted_natures)));
    return !(before || behind) || take_words(s, i, limit);
}

/* "X est un programme de recherche-action sur...": X is the whole beginning of the sentence. */
static bool read_defined(struct signs *s, size_t i)
{
    const struct rhz_words *ws = &s->ws;
    static const char kinds[] = " programme recherche action formation plateforme dispositif cycle serie experimentation residence chantier festival ";
    size_t first = i;
    if (i == 0 || i + 2 >= ws->n || !rhz_word_in(ws, i + 1, " un une notre ") || !rhz_word_joined(ws, i))
        return true;
    size_t noun = i + 2;
    while (noun < i + 4 && noun < ws->n && rhz_word_in(ws, noun, " nouveau nouvelle vaste petit petite jeune premier premiere grand grande "))
        noun++;
    if (!rhz_word_in(ws, noun, kinds))
        return true;
    while (first > 0 && (first == i || rhz_word_joined(ws, first)) && i - first < TITLE_WORDS)
        first--;
    return !begins_sentence(ws, first) || !rhz_words_cut(&s->title, ws->w[first].start, ws->w[i - 1].end) || take_words(s, first, i);
}

/* "une série d'ateliers à destination des agents (Les X)": the name of the series. */
static bool read_series(struct signs *s, size_t i)
{
    const struct rhz_words *ws = &s->ws;
    size_t limit = i;
    bool series = false;
    if (i == 0 || ws->text.p[ws->w[i].start - 1] != '(' || ws->w[i].shape == RHZ_WORD_LOWER)
        return true;
    for (size_t k = i; k-- > 0 && k + 18 > i && !series && !memmem(ws->text.p + ws->w[k].end, ws->w[k + 1].start - ws->w[k].end, ". ", 2);)
        series = rhz_word_in(ws, k, " serie cycle ") && rhz_word_in(ws, k + 1, " de d ");
    while (series && limit < ws->n && limit < i + TITLE_WORDS && (limit == i || rhz_word_joined(ws, limit)))
        limit++;
    if (!series || ws->w[limit - 1].end >= ws->text.n || ws->text.p[ws->w[limit - 1].end] != ')' || (limit == i + 1 && ws->w[i].shape == RHZ_WORD_UPPER))
        return true;
    return take_words(s, i, limit);
}

static bool read_block(struct signs *s, const struct rhz_block *b)
{
    static const char *const needles[] = {"anc\xC3\xA9", "niti\xC3\xA9", "marr\xC3\xA9", "financ\xC3\xA9"};

    const char *text = s->ws.text.p + b->start;
    size_t n = b->end - b->start;
    bool said = rhz_text_holds(s->ws.gazetteer, s->ws.text, b->start, b->end, needles, sizeof needles / sizeof *needles);
    bool quoted = memchr(text, '"', n) || memmem(text, n, "\xC2\xAB", 2) || memmem(text, n, "\xE2\x80\x9C", 3);
    bool defined = memmem(text, n, " est un", 7) || memmem(text, n, " est notre ", 11);
    bool series = memchr(text, '(', n) && (memmem(text, n, "s\xC3\xA9rie d", 7) || memmem(text, n, "cycle d", 7));
    if (!said && !quoted && !defined && !series)
        return true;
    if (!rhz_words_cut(&s->ws, b->start, b->end))
        return false;
    for (size_t i = 0; i < s->ws.n; i++) {
        if (said && (rhz_word_in(&s->ws, i, launched) || rhz_word_in(&s->ws, i, " co-finance co-financee ")) && (!read_apposed(s, i) || !read_led(s, i)))
            return false;
        if (series && s->ws.w[i].gap == RHZ_GAP_STOP && !read_series(s, i))
            return false;
        if (defined && rhz_word_in(&s->ws, i, " est ") && !read_defined(s, i))
            return false;
        if (quoted && s->ws.w[i].gap == RHZ_GAP_STOP && !read_quoted(s, i))
            return false;
    }
    return true;
}

/* ---- rows ---- */

struct row_name {
    uint32_t start, end;
    char key[RHZ_FOLD_MAX];
    size_t n;
    unsigned times;
};

/* What stands between the parentheses of a row whose label begins with a body: "Région X (Y)\t12 000". */
static bool row_name(struct signs *s, const struct rhz_block *b, struct row_name *names, size_t *n)
{
    struct rhz_span text = s->ws.text;
    for (uint32_t open = b->start; open < b->end; open++) {
        uint32_t close = open + 1;
        if (text.p[open] != '(')
            continue;
        while (close < b->end && close < open + TITLE_BYTES && text.p[close] != ')' && text.p[close] != '\t' && text.p[close] != '(')
            close++;
        uint32_t next = close + 1;
        while (next < b->end && strchr(" \t:.", text.p[next]))
            next++;
        bool amount = next < b->end && ((text.p[next] >= '0' && text.p[next] <= '9') || text.p[next] == '-');
        if (close >= b->end || text.p[close] != ')' || !(amount || next >= b->end))
            continue;
        uint32_t label = open;
        while (label > b->start && text.p[label - 1] != '\t')
            label--;
        struct rhz_name_guess guess;
        rhz_guess_name(s->x, rhz_span(text.p + label, open - label), &guess);
        if (guess.kind != RHZ_ORGANISATION || guess.confidence < 40 || !rhz_words_cut(&s->title, open + 1, close) || !may_name(s) ||
            s->title.w[0].shape == RHZ_WORD_LOWER)
            continue;
        char key[RHZ_FOLD_MAX];
        size_t len = rhz_fold_key(rhz_span(text.p + open + 1, close - open - 1), key), k = 0;
        while (k < *n && !(names[k].n == len && memcmp(names[k].key, key, len) == 0))
            k++;
        if (k == ROW_NAMES)
            continue;
        if (k == *n) {
            names[k] = (struct row_name){.start = open + 1, .end = close, .n = len};
            memcpy(names[k].key, key, len);
            *n += 1;
        }
        names[k].times++;
    }
    return true;
}

/* The words of a name of a row stand elsewhere in the document as a name does. */
static bool stands_elsewhere(const struct signs *s, const struct row_name *name)
{
    struct rhz_span text = s->ws.text, words = slice(s, name->start, name->end);
    for (const char *p = text.p, *end = text.p + text.n; (p = memmem(p, (size_t)(end - p), words.p, words.n)) != NULL; p += words.n)
        if (p == text.p || p[-1] != '(')
            return true;
    return false;
}

static bool read_rows(struct signs *s)
{
    const struct rhz_document *d = s->x->document;
    struct row_name *names = rhz_arena_alloc(s->x->arena, ROW_NAMES * sizeof *names);
    size_t n = 0;
    if (!names)
        return false;
    for (size_t b = 0; b < d->n_blocks; b++) {
        const struct rhz_block *block = &d->blocks[b];
        bool row = block->kind == RHZ_BLOCK_TABLE_ROW || (block->end - block->start < 160 && block->kind != RHZ_BLOCK_HEADING &&
                                                          memmem(d->text.p + block->start, block->end - block->start, "\xE2\x82\xAC", 3));
        if (row && memchr(d->text.p + block->start, '(', block->end - block->start) && !row_name(s, block, names, &n))
            return false;
    }
    for (size_t k = 0; k < n; k++)
        if ((names[k].times > 1 || stands_elsewhere(s, &names[k])) && rhz_facts_at(s->x->facts, names[k].start) == RHZ_NONE &&
            (!rhz_words_cut(&s->title, names[k].start, names[k].end) || !add(s, names[k].start, names[k].end)))
            return false;
    return true;
}

rhz_status rhz_find_programme_signs(struct rhz_extraction *x, struct rhz_error *err)
{
    const struct rhz_document *d = x->document;
    struct signs s = {.x = x, .title = {.gazetteer = x->gazetteer, .text = d->text, .arena = x->arena},
                      .ws = {.gazetteer = x->gazetteer, .text = d->text, .arena = x->arena}};
    bool ok = read_top(&s);
    for (size_t b = 0; ok && b < d->n_blocks; b++)
        ok = d->blocks[b].kind == RHZ_BLOCK_HEADING ? read_heading(&s, b)
             : d->blocks[b].kind == RHZ_BLOCK_TABLE_ROW || ((d->blocks[b].kind != RHZ_BLOCK_LIST_ITEM || read_item(&s, b)) && read_block(&s, &d->blocks[b]));
    return ok && read_rows(&s) ? RHZ_OK : rhz_no_memory(err);
}
