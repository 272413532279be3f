/* table_head.c -- header cells read word by word against one table of the words that French accounts use.
 *
 * A cell is `known` when no other word stands in it: this tells a header row from a row of labels ("Actif" from
 * "Actif immobilisé") without looking at layout. */
#include "table_head.h"

#include "plain_words.h"

enum effect { FILLER, YEAR_FOLLOWS, DONE, PLANNED, CHARGE, PRODUCT, ASSET, LIABILITY, PART, AMOUNT, FUNDER, PROJECT, LABEL, STATE, IGNORE };

static const struct {
    const char *pattern;
    uint8_t effect;
} vocabulary[] = {
    {"realis*", DONE}, {"execut*", DONE}, {"reel*", DONE}, {"constate*", DONE}, {"definitif*", DONE}, {"arrete*", DONE},
    {"compte de resultat", DONE}, {"comptes", DONE}, {"compte administratif", DONE}, {"ca", DONE}, {"cloture*", DONE},
    {"previ*", PLANNED}, {"prev", PLANNED}, {"budget*", PLANNED}, {"bp", PLANNED}, {"estim*", PLANNED}, {"projet de budget", PLANNED},
    {"vote", PLANNED}, {"projection*", PLANNED},
    {"charges", CHARGE}, {"depenses", CHARGE}, {"emplois", CHARGE}, {"debit*", CHARGE}, {"sorties", CHARGE},
    {"produits", PRODUCT}, {"recettes", PRODUCT}, {"ressources", PRODUCT}, {"credit*", PRODUCT}, {"entrees", PRODUCT}, {"financements", PRODUCT},
    {"actif", ASSET}, {"passif", LIABILITY},
    {"brut*", PART}, {"amort*", PART}, {"deprec*", PART}, {"depreciations", PART}, {"provisions", PART},
    {"net", YEAR_FOLLOWS}, {"nets", YEAR_FOLLOWS}, {"exercice", YEAR_FOLLOWS}, {"annee", YEAR_FOLLOWS}, {"fin", YEAR_FOLLOWS}, {"an", YEAR_FOLLOWS},
    {"montant*", AMOUNT}, {"valeur*", AMOUNT}, {"solde*", AMOUNT}, {"somme*", AMOUNT}, {"total", AMOUNT}, {"totaux", AMOUNT},
    {"financeur*", FUNDER}, {"financement", FUNDER}, {"partenaire*", FUNDER}, {"organisme*", FUNDER}, {"bailleur*", FUNDER}, {"collectivite*", FUNDER},
    {"origine", FUNDER}, {"projet*", PROJECT}, {"programme*", PROJECT}, {"action*", PROJECT}, {"operation*", PROJECT},
    {"intitule*", LABEL}, {"libelle*", LABEL}, {"poste*", LABEL}, {"nature*", LABEL}, {"designation*", LABEL}, {"rubrique*", LABEL},
    {"objet", LABEL}, {"compte", LABEL}, {"n compte", LABEL}, {"type*", LABEL}, {"ligne*", LABEL}, {"detail*", LABEL},
    {"statut", STATE}, {"etat", STATE}, {"avancement", STATE}, {"situation", STATE}, {"observation*", STATE}, {"commentaire*", STATE}, {"remarque*", STATE},
    {"ecart*", IGNORE}, {"variation*", IGNORE}, {"evolution*", IGNORE}, {"part", IGNORE}, {"taux", IGNORE}, {"pourcentage*", IGNORE},
    {"nombre*", IGNORE}, {"nb", IGNORE}, {"effectif*", IGNORE}, {"etp", IGNORE}, {"quantite*", IGNORE}, {"qte", IGNORE}, {"variations", IGNORE},
    {"au", FILLER}, {"a", FILLER}, {"de", FILLER}, {"du", FILLER}, {"des", FILLER}, {"la", FILLER}, {"le", FILLER}, {"les", FILLER}, {"l", FILLER},
    {"d", FILLER}, {"en", FILLER}, {"et", FILLER}, {"ou", FILLER}, {"euro*", FILLER}, {"eur", FILLER}, {"k", FILLER}, {"m", FILLER}, {"ke", FILLER},
    {"ht", FILLER}, {"ttc", FILLER}, {"milliers", FILLER}, {"pour", FILLER}, {"sur", FILLER}, {"annuel*", FILLER}, {"version", FILLER},
    {"accorde*", DONE}, {"attribue*", DONE}, {"obtenu*", DONE}, {"verse*", DONE}, {"recu*", DONE}, {"percu*", DONE}, {"acquis*", DONE}, {"alloue*", DONE},
};

static const char *const months[] = {"janv*", "fevr*", "mars", "avril", "mai", "juin", "juil*", "aout", "sept*", "oct*", "nov*", "dec*", NULL};

/* The words of one cell while they are read. */
struct reading {
    struct rhz_span cell;
    struct rhz_plain_words words;
    bool year_follows; /* the word before lets a year stand in two digits */
};

static bool is_year(long v) { return v >= 1950 && v <= 2099; }

/* dd mm yy, dd mm yyyy or dd month yyyy at word i: the year, 0: not a date. */
static unsigned date_at(const struct rhz_plain_words *w, unsigned i)
{
    long day = rhz_plain_number(w, i), month = rhz_plain_number(w, i + 1), year = rhz_plain_number(w, i + 2);
    bool named = rhz_plain_match_any(w, i + 1, months) > 0;

    if (day < 1 || day > 31 || (!named && (month < 1 || month > 12)))
        return 0;
    if (is_year(year))
        return (unsigned)year;
    return !named && rhz_plain_word(w, i + 2).n == 2 && year >= 0 ? 2000u + (unsigned)year : 0;
}

/* N, N-1, N+1 at word i: words read, 0: not so. */
static unsigned relative_at(const struct reading *r, unsigned i, int8_t *relative)
{
    const struct rhz_plain_words *w = &r->words;
    long step = rhz_plain_number(w, i + 1);
    char mark;

    if (!rhz_span_eq(rhz_plain_word(w, i), RHZ_SPAN("n")) || r->cell.p[w->words[i].start] != 'N')
        return 0;
    if (i + 1 == w->n || step < 1 || step > 3) {
        *relative = 1;
        return 1;
    }
    mark = r->cell.p[w->words[i].end];
    *relative = (int8_t)(mark == '+' ? -step : step + 1);
    return 2;
}

static unsigned number_at(const struct reading *r, unsigned i, struct rhz_head *out)
{
    const struct rhz_plain_words *w = &r->words;
    long v = rhz_plain_number(w, i);
    unsigned year = date_at(w, i);

    if (year) {
        long day = rhz_plain_number(w, i);

        out->closing = day >= 28 && (rhz_plain_number(w, i + 1) == 12 || rhz_plain_match(w, i + 1, "dec*"));
        out->year = out->year ? out->year : (uint16_t)year;
        return 3;
    }
    if (is_year(v) && rhz_plain_word(w, i).n == 4) {
        long second = rhz_plain_number(w, i + 1);

        out->year = out->year ? out->year : (uint16_t)v;
        return is_year(second) || (rhz_plain_word(w, i + 1).n == 2 && second == (v + 1) % 100) ? 2 : 1; /* 2023-2024, 2023/24 */
    }
    if (r->year_follows && rhz_plain_word(w, i).n == 2 && v >= 0) {
        out->year = out->year ? out->year : (uint16_t)(2000 + v);
        return 1;
    }
    return 0;
}

static void apply(uint8_t effect, struct rhz_head *out)
{
    switch (effect) {
    case DONE: out->nature = RHZ_NATURE_REALISE; break; /* "budget réalisé": what was done wins over what was planned */
    case PLANNED: out->nature = out->nature ? out->nature : RHZ_NATURE_PREVISIONNEL; break;
    case CHARGE: out->sense = RHZ_SENSE_CHARGE; break;
    case PRODUCT: out->sense = RHZ_SENSE_PRODUIT; break;
    case ASSET: out->sense = RHZ_SENSE_ACTIF; break;
    case LIABILITY: out->sense = RHZ_SENSE_PASSIF; break;
    case PART: out->part = true; break;
    case FUNDER: out->role = RHZ_HEAD_FUNDER; break;
    case PROJECT: out->role = out->role ? out->role : RHZ_HEAD_PROGRAMME; break;
    case LABEL: out->role = out->role ? out->role : RHZ_HEAD_LABEL; break;
    case STATE: out->role = RHZ_HEAD_STATE; break;
    case IGNORE: out->role = RHZ_HEAD_IGNORE; break;
    default: break;
    }
    if (effect == YEAR_FOLLOWS || effect == DONE || effect == PLANNED || effect == PART || effect == AMOUNT)
        out->column = true;
}

static unsigned word_at(struct reading *r, unsigned i, struct rhz_head *out)
{
    unsigned best = 0, n;
    uint8_t effect = FILLER;

    for (size_t k = 0; k < sizeof vocabulary / sizeof *vocabulary; k++) {
        if (vocabulary[k].pattern[0] != rhz_plain_word(&r->words, i).p[0])
            continue;
        n = rhz_plain_match(&r->words, i, vocabulary[k].pattern);
        if (n > best) {
            best = n;
            effect = vocabulary[k].effect;
        }
    }
    if (!best)
        return 0;
    apply(effect, out);
    if (effect == DONE || effect == PLANNED || effect == YEAR_FOLLOWS)
        r->year_follows = true;
    return best;
}

void rhz_head_read(struct rhz_span cell, struct rhz_head *out)
{
    struct reading r = {.cell = cell};

    *out = (struct rhz_head){.known = true};
    rhz_plain_words(cell, &r.words);
    for (unsigned i = 0, n; i < r.words.n; i += n) {
        n = relative_at(&r, i, &out->relative);
        if (!n)
            n = number_at(&r, i, out);
        if (!n)
            n = word_at(&r, i, out);
        if (!n) {
            out->known = false;
            n = 1;
        }
    }
    out->scale = rhz_figure_scale(cell);
    if (out->year || out->relative || out->scale)
        out->column = true;
    if (!r.words.n) {
        out->known = out->scale != 0; /* "(€)" */
        if (cell.n && memchr(cell.p, '%', cell.n < 16 ? cell.n : 16))
            *out = (struct rhz_head){.known = true, .column = true, .role = RHZ_HEAD_IGNORE};
    }
    if (r.words.cut)
        out->known = false;
}

void rhz_head_merge(struct rhz_head *to, const struct rhz_head *from)
{
    if (!to->nature)
        to->nature = from->nature;
    if (!to->sense)
        to->sense = from->sense;
    if (!to->role)
        to->role = from->role;
    if (!to->year && !to->relative) {
        to->year = from->year;
        to->relative = from->relative;
    }
    if (!to->scale)
        to->scale = from->scale;
    to->part |= from->part;
    to->closing |= from->closing;
    to->column |= from->column;
}

unsigned rhz_year_in(struct rhz_span s, uint32_t *start, uint32_t *end)
{
    struct rhz_plain_words w;

    rhz_plain_words(s, &w);
    for (unsigned i = 0; i < w.n; i++) {
        long v = rhz_plain_number(&w, i);
        unsigned year = date_at(&w, i), last = i + 2;

        if (!year && is_year(v) && w.words[i].n == 4) {
            year = (unsigned)v;
            last = i;
        }
        if (!year)
            continue;
        if (start)
            *start = w.words[i].start;
        if (end)
            *end = w.words[last].end;
        return year;
    }
    return 0;
}
