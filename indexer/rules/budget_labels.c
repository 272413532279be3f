/* budget_labels.c -- the vocabulary of French association accounts.
 *
 * Three lists decide: openings after which a name may follow, words of accounts that open a label without a name, and
 * notes between parentheses. They hold common words only; which names exist is not this file's business. */
#include "budget_labels.h"

#include "plain_words.h"
#include "table_head.h"

static const char *const openings[] = {
    "subvention*", "sub", "subv", "aide", "aides", "dotation", "adhesion", "adhesions", "cotisation", "cotisations",
    "partenariat", "partenariats", "convention", "conventions", "financement", "financements", "solde", "acompte", "avance",
    "don", "mecenat", "participation", "contribution", "soutien", "concours", "reliquat", "appel a projet*", "versement",
    "appui", "prix", "bourse", NULL};

/* Between an opening and the name. */
static const char *const fillers[] = {
    "de", "du", "des", "d", "la", "le", "les", "l", "par", "a", "au", "aux", "avec", "pour", "recu*", "versee*", "accordee*",
    "de fonctionnement", "d investissement", "d exploitation", "fonctionnement", "investissement", "exploitation",
    "annuelle", "pluriannuelle", "exceptionnelle", "publique*", "obtenue*", NULL};

static const char *const generic_words[] = {
    "achat*", "fourniture*", "service*", "locatio*", "loyer*", "entretien", "assurance*", "honoraire*", "remuneration*",
    "publication*", "documentation", "deplacement*", "mission*", "frais", "impot*", "taxe*", "charge*", "salaire*", "prime*",
    "dotation* aux", "dap", "provision*", "interet*", "produit*", "vente*", "autre*", "divers", "diverse*", "report*",
    "reserve*", "emprunt*", "dette*", "creance*", "disponibilite*", "tresorerie", "caisse", "banque", "stock*", "immobilisation*",
    "titres", "capital", "fonds propres", "fonds dedies", "fonds associatif*", "benevolat", "mise* a disposition", "prestation*",
    "recette*", "depense*", "billetterie", "transport*", "electricite", "eau", "gaz", "energie", "telecom*", "telephon*",
    "affranchissement", "publicite", "communication", "reception*", "restauration", "repas", "hebergement", "intervention*",
    "buvette", "quote*", "transfert*", "reprise*", "variation*", "actif*", "passif*", "bilan", "situation nette", "materiel",
    "personnel", "sous traitance", "etudes", "redevance*", "licence*", "inscription*", "amortissement*", "engagement*", "net",
    "valeurs", "compte*", "contributions volontaires", "contribution* en nature", "dons en nature", "secours en nature",
    "dons manuels", "dons", "legs", "collecte*", "mecenats", "individuel*", "collectivites territoriales", "collectivites",
    "particuliers", "membres", "adherent*", "associations", "entreprises", "communes", "salaries", "employes", "apprentissage",
    "services civiques", "emploi*", "contrat*", "poste*", "fonjep", "asp", "animation*", "formation*", "spectacle*", "concert*", "atelier*", "sejour*", "emplois aides", "contrats aides", "publics", "publiques", "prive*", "exterieur*", "projets", "programmes",
    "prog", "exploitation", "investissement", "fonctionnement", "totale", "totaux", "nature", "sur projet*", "organismes", "partenaires",
    "locaux", "nationaux", "europeens", "marge", "cout*", "remboursement*", "avoir*", "fournisseur*", "clients", "usagers", NULL};

static const char *const notes[] = {
    "solde*", "acompte*", "avance", "reliquat", "fonctionnement", "investissement", "exploitation", "total", "dont", "hors", "voir", "note",
    "reporte*", "report", "estime*", "estimation", "annee", "an", "adherent*", "membre*", "adhesion*", "tranche*", "annuel*", "pluriannuel*",
    "prevu*", "verse*", "recu*", "acquis*", "notifie*", "ttc", "ht", "euros", "mois", "etp", "personnes", "jours", "cdd", "cdi", "n", "en", "ex",
    "subvention*", "aide*", "convention*", "projet", "partie", "moitie", "premier", "deuxieme", "1er", "2e", "part", "via", "sur", "pour", NULL};

static const char *const intentions[] = {
    "demande*", "sollicit*", "a confirmer", "non confirme*", "pas confirme*", "pas encore", "en cours", "en attente", "attendu*", "refus*",
    "non retenu*", "non obtenu*", "espere*", "envisag*", "a venir", "a l etude", "sous reserve", "potentiel*", "a solliciter", "rejet*",
    "candidature", "n a pas", "n ont pas", "aucun*", "annule*", NULL};

static const char *const results[] = {"resultat*", "excedent*", "deficit*", "benefice*", "perte", "pertes", NULL};
static const char *const totals[] = {"total*", "sous total*", "totaux", "s total", NULL};

static const char *const subsidy_words[] = {"subvention*", "subv", "partenariats", "financeurs", "financements", "concours publics",
                                            "partenaires financiers", "mecenat", NULL};

static const char *const account_words[] = {
    "bilan", "budget*", "compte* de resultat", "comptes", "resultat*", "exercice", "financ*", "tresorerie", "subvention*", "recettes",
    "depenses", "charges", "produits", "actif", "passif", "previsionnel*", "ressources", "emplois", "adhesions", "cotisations", "fonds propres",
    "total general", "cofinanc*", "volume d activite", "chiffre d affaires", "masse salariale", NULL};

static const char *const funder_lists[] = {"subvention*", "financeur*", "partenaires financiers", "financements", "cofinanceur*", "bailleurs",
                                           "nos soutiens", "soutenu*", "soutiennent", "nos soutiens financiers", "soutiens financiers", "mecenes", "plan de financement", NULL};

/* ---- pieces ---- */

/* From word `first` of w, which reads `text`, to the end of the text. */
static struct rhz_span from_word(struct rhz_span text, const struct rhz_plain_words *w, unsigned first)
{
    uint32_t at = first < w->n ? w->words[first].start : (uint32_t)text.n;

    return rhz_span(text.p + at, text.n - at);
}

static bool is_mark(char c) { return c == '*' || c == '-' || c == ' ' || c == ':' || c == '>' || c == '.' || c == '+' || c == ','; }

static struct rhz_span strip_marks(struct rhz_span s)
{
    s = rhz_span_trim(s);
    while (s.n && is_mark(s.p[0]))
        s.p++, s.n--;
    for (size_t bullet = 3; s.n >= bullet && (memcmp(s.p, "•", 3) == 0 || memcmp(s.p, "–", 3) == 0 || memcmp(s.p, "—", 3) == 0);)
        s.p += bullet, s.n -= bullet, s = rhz_span_trim(s);
    while (s.n && is_mark(s.p[s.n - 1]) && s.p[s.n - 1] != '.')
        s.n--;
    return rhz_span_trim(s);
}

/* A number of the chart of accounts at the head of the label; `w` reads the label. */
static uint32_t account_of(struct rhz_span text, const struct rhz_plain_words *w)
{
    long v = rhz_plain_number(w, 0);
    const char *p, *end = text.p + text.n;
    char first;

    if (v < 10 || v > 999999 || w->words[0].start != 0 || w->n < 2)
        return 0;
    p = text.p + w->words[0].end;
    first = text.p[0];
    while (p < end && *p == ' ')
        p++;
    if (p < end && (*p == '-' || *p == ':' || *p == '.'))
        return first >= '1' && first <= '8' ? (uint32_t)v : 0;
    /* Without a mark only classes 6, 7 and 8, before a capital: "60 ans du club" is no account. */
    if (first < '6' || first > '8' || p >= end || !((*p >= 'A' && *p <= 'Z') || (unsigned char)*p >= 0xC3))
        return 0;
    return (uint32_t)v;
}

/* The account's class and sub-class: its first two digits. */
static uint32_t class_of(uint32_t account)
{
    while (account >= 100)
        account /= 10;
    return account;
}

static uint8_t sense_of_account(uint32_t account)
{
    uint32_t two = class_of(account);

    if (two / 10 == 6 || two == 86)
        return RHZ_SENSE_CHARGE;
    if (two / 10 == 7 || two == 87)
        return RHZ_SENSE_PRODUIT;
    if (two / 10 == 1)
        return RHZ_SENSE_PASSIF;
    return two / 10 == 2 || two / 10 == 3 || two / 10 == 5 ? RHZ_SENSE_ACTIF : 0;
}

static uint8_t sense_of_words(const struct rhz_plain_words *w)
{
    static const char *const charges[] = {"charges", "depenses", "emplois", NULL};
    static const char *const products[] = {"produits", "recettes", "ressources", NULL};

    if (rhz_plain_has_any(w, charges))
        return RHZ_SENSE_CHARGE;
    if (rhz_plain_has_any(w, products))
        return RHZ_SENSE_PRODUIT;
    if (rhz_plain_find(w, "actif") >= 0)
        return RHZ_SENSE_ACTIF;
    return rhz_plain_find(w, "passif") >= 0 ? RHZ_SENSE_PASSIF : 0;
}

static uint8_t nature_of_words(const struct rhz_plain_words *w)
{
    if (rhz_plain_find(w, "a recevoir") >= 0)
        return RHZ_NATURE_A_RECEVOIR;
    return rhz_plain_find(w, "constate* d avance") >= 0 ? RHZ_NATURE_CONSTATE_AVANCE : 0;
}

/* ---- parentheses and years ---- */

/* Bytes of "projet ", "programme " before a capital or quotes: an announcement, and the name behind it. */
static size_t announced(struct rhz_span s)
{
    static const char *const words[] = {"projet ", "programme ", "action ", "Projet ", "Programme ", "Action "};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);

        if (s.n > n + 2 && memcmp(s.p, words[i], n) == 0 && ((s.p[n] >= 'A' && s.p[n] <= 'Z') || (unsigned char)s.p[n] >= 0xC2))
            return n;
    }
    return 0;
}

static bool is_note(struct rhz_span s)
{
    struct rhz_plain_words w;

    if (announced(s))
        return false;
    rhz_plain_words(s, &w);
    if (!w.n || rhz_plain_number(&w, 0) >= 0)
        return true;
    return rhz_plain_match_any(&w, 0, notes) || rhz_plain_match_any(&w, 0, intentions);
}

/* The last pair of parentheses, or one that was never opened: taken off `rest`; kept as `inside` when it may name. */
static void split_parentheses(struct rhz_budget_label *l)
{
    const char *open = NULL, *close = NULL;

    for (size_t i = 0; i < l->rest.n; i++) {
        if (l->rest.p[i] == '(' && !close)
            open = l->rest.p + i;
        if (l->rest.p[i] == ')')
            close = l->rest.p + i;
    }
    if (!open) {
        if (close && close + 1 == l->rest.p + l->rest.n) /* the opening was lost: the words stay, the mark goes */
            l->rest.n--;
        return;
    }
    /* "(Dé)tours": letters on both sides make it part of the word. */
    if (close && close > open && close + 1 < l->rest.p + l->rest.n && close[1] != ' ' && close[1] != ':' && close[1] != '*')
        return;
    {
        const char *end = close && close > open ? close : l->rest.p + l->rest.n;
        struct rhz_span inside = rhz_span_trim(rhz_span(open + 1, (size_t)(end - open - 1)));

        if (is_note(inside)) {
            if (!l->role.n && inside.n && !(inside.p[0] >= '0' && inside.p[0] <= '9'))
                l->role = inside;
        } else {
            size_t n = announced(inside);

            l->announced = n != 0;
            l->inside = rhz_span(inside.p + n, inside.n - n);
        }
        l->rest = strip_marks(rhz_span(l->rest.p, (size_t)(open - l->rest.p)));
    }
}

static void take_year(struct rhz_budget_label *l)
{
    uint32_t start, end;

    l->year = rhz_year_in(l->text, NULL, NULL);
    if (!rhz_year_in(l->rest, &start, &end))
        return;
    if (end == l->rest.n)
        l->rest = strip_marks(rhz_span(l->rest.p, start));
    else if (start == 0)
        l->rest = strip_marks(rhz_span(l->rest.p + end, l->rest.n - end));
}

/* Opening words and fillers off the head of `rest`. */
static void take_opening(struct rhz_budget_label *l)
{
    struct rhz_plain_words w;
    unsigned i = 0, n;

    rhz_plain_words(l->rest, &w);
    while ((n = rhz_plain_match_any(&w, i, openings))) {
        if (!l->role.n)
            l->role = rhz_span(l->rest.p + w.words[i].start, w.words[i + n - 1].end - w.words[i].start);
        l->opened = true;
        i += n;
        while ((n = rhz_plain_match_any(&w, i, fillers)))
            i += n;
    }
    if (!i)
        return;
    l->rest = from_word(l->rest, &w, i);
}

/* Are all words of accounts? "collectivités territoriales", "d'exploitation", empty. */
static bool is_generic(struct rhz_span s)
{
    struct rhz_plain_words w;

    rhz_plain_words(s, &w);
    return !w.n || rhz_plain_match_any(&w, 0, generic_words) > 0 || rhz_plain_number(&w, 0) >= 0;
}

void rhz_budget_note_read(struct rhz_budget_label *l, struct rhz_span note)
{
    if (l->inside.n)
        return;
    if (is_note(note)) {
        l->intention |= rhz_is_intention(note);
        return;
    }
    l->inside = note;
    l->announced = announced(note) != 0;
    l->inside.p += announced(note);
    l->inside.n -= announced(note);
}

void rhz_budget_label_read(struct rhz_span label, struct rhz_budget_label *out)
{
    struct rhz_plain_words w;
    unsigned first = 0;

    *out = (struct rhz_budget_label){.text = strip_marks(label)};
    rhz_plain_words(out->text, &w);
    out->account = account_of(out->text, &w);
    first = out->account ? 1 : 0;
    out->rest = strip_marks(from_word(out->text, &w, first));
    out->total = rhz_plain_match_any(&w, first, totals) > 0;
    out->result = rhz_plain_match_any(&w, first, results) > 0;
    out->sense = sense_of_account(out->account);
    if (!out->sense && out->total)
        out->sense = sense_of_words(&w);
    out->nature = nature_of_words(&w);
    out->intention = rhz_plain_has_any(&w, intentions);
    out->subsidies = out->account ? class_of(out->account) == 74 : rhz_plain_has_any(&w, subsidy_words);
    if (out->total || out->result || out->text.n > RHZ_LABEL_NAME_BYTES || rhz_plain_match(&w, first, "dont")) {
        out->generic = true;
        return;
    }
    take_opening(out);
    split_parentheses(out);
    take_year(out);
    out->generic = is_generic(out->rest);
}

void rhz_budget_account_set(struct rhz_budget_label *label, uint32_t account)
{
    if (account < 10 || account > 999999)
        return;
    label->account = account;
    label->sense = sense_of_account(account);
    label->subsidies = class_of(account) == 74;
}

/* ---- headings ---- */

static bool has(struct rhz_span s, const char *const *patterns)
{
    struct rhz_plain_words w;

    rhz_plain_words(s, &w);
    return rhz_plain_has_any(&w, patterns);
}

bool rhz_speaks_of_accounts(struct rhz_span s) { return has(s, account_words); }
bool rhz_announces_funders(struct rhz_span s) { return has(s, funder_lists); }
bool rhz_is_intention(struct rhz_span s) { return has(s, intentions); }

bool rhz_is_fee(struct rhz_span role)
{
    static const char *const fees[] = {"adhesion*", "cotisation*", "participation*", "prix", NULL};

    return has(role, fees);
}
