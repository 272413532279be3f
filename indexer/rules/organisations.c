/* organisations.c -- the form of an organisation's name.
 *
 * Public bodies announce themselves by a head word: Ville de X, Ministère de la Y, Université Z. One table says for
 * each head what must follow; without that the head is an ordinary word ("la ville de demain"). Acronyms count when
 * the shipped table knows them as bodies. A capitalised word alone is never an organisation here: places in lists and
 * introducing words (people.c, programmes.c) decide those.
 */
#include "recognise.h"

#include <stdlib.h>

enum form {
    COMMUNE_OF,   /* ville de X */
    TERRITORY_OF, /* known département or région after it */
    COMMUNITY,    /* communauté de communes | d'agglomération | urbaine */
    PARK,         /* parc naturel régional */
    COUNCIL,      /* conseil départemental | régional of a territory; else a body */
    PLACE_BODY,   /* ccas, préfecture, métropole: a place must follow */
    MINISTRY,
    BODY,         /* Agence, Fédération, Centre...: grows over its complements */
    INTRODUCER,   /* société X, collectif X: X is the name */
    SCHOOL        /* université, école, Sciences Po */
};

struct head {
    const char *key;
    uint8_t sub, form;
};

/* Sorted by key. */
static const struct head heads[] = {
    {"academie", RHZ_SUB_ETAT, PLACE_BODY},
    {"ademe", RHZ_SUB_ETABLISSEMENT, BODY},
    {"agence", RHZ_SUB_ETABLISSEMENT, BODY},
    {"agglomeration", RHZ_SUB_EPCI, PLACE_BODY},
    {"amap", RHZ_SUB_ASSOCIATION, PLACE_BODY},
    {"amicale", RHZ_SUB_ASSOCIATION, BODY},
    {"archives", RHZ_SUB_ETABLISSEMENT, BODY},
    {"ars", RHZ_SUB_ETAT, PLACE_BODY},
    {"association", RHZ_SUB_ASSOCIATION, BODY},
    {"associations", RHZ_SUB_ASSOCIATION, BODY},
    {"assurance", RHZ_SUB_AUTRE, BODY},
    {"banque", RHZ_SUB_ETABLISSEMENT, BODY},
    {"bibliotheque", RHZ_SUB_ETABLISSEMENT, BODY},
    {"ca", RHZ_SUB_EPCI, PLACE_BODY},
    {"cabinet", RHZ_SUB_ENTREPRISE, INTRODUCER},
    {"caf", RHZ_SUB_ETABLISSEMENT, PLACE_BODY},
    {"caisse", RHZ_SUB_ETABLISSEMENT, BODY},
    {"campus", RHZ_SUB_UNIVERSITE, INTRODUCER},
    {"cc", RHZ_SUB_EPCI, PLACE_BODY},
    {"ccas", RHZ_SUB_ETABLISSEMENT, PLACE_BODY},
    {"centre", RHZ_SUB_AUTRE, BODY},
    {"chaire", RHZ_SUB_LABO, BODY},
    {"chambre", RHZ_SUB_ETABLISSEMENT, BODY},
    {"chorale", RHZ_SUB_ASSOCIATION, BODY},
    {"chu", RHZ_SUB_ETABLISSEMENT, PLACE_BODY},
    {"cias", RHZ_SUB_ETABLISSEMENT, PLACE_BODY},
    {"cinema", RHZ_SUB_ENTREPRISE, BODY},
    {"club", RHZ_SUB_ASSOCIATION, BODY},
    {"cnpf", RHZ_SUB_ETABLISSEMENT, PLACE_BODY},
    {"collectif", RHZ_SUB_ASSOCIATION, INTRODUCER},
    {"college", RHZ_SUB_UNIVERSITE, SCHOOL},
    {"comite", RHZ_SUB_AUTRE, BODY},
    {"commissariat", RHZ_SUB_ETAT, BODY},
    {"communaute", RHZ_SUB_EPCI, COMMUNITY},
    {"communautes", RHZ_SUB_EPCI, COMMUNITY},
    {"commune", RHZ_SUB_COMMUNE, COMMUNE_OF},
    {"communes", RHZ_SUB_COMMUNE, COMMUNE_OF},
    {"compagnie", RHZ_SUB_ENTREPRISE, INTRODUCER},
    {"confederation", RHZ_SUB_ASSOCIATION, BODY},
    {"conseil", RHZ_SUB_ETABLISSEMENT, COUNCIL},
    {"conservatoire", RHZ_SUB_ETABLISSEMENT, BODY},
    {"cooperative", RHZ_SUB_ENTREPRISE, INTRODUCER},
    {"crpf", RHZ_SUB_ETABLISSEMENT, PLACE_BODY},
    {"cu", RHZ_SUB_EPCI, PLACE_BODY},
    {"defenseur", RHZ_SUB_ETAT, BODY},
    {"departement", RHZ_SUB_DEPARTEMENT, TERRITORY_OF},
    {"departements", RHZ_SUB_DEPARTEMENT, TERRITORY_OF},
    {"direction", RHZ_SUB_ETAT, BODY},
    {"drac", RHZ_SUB_ETAT, PLACE_BODY},
    {"dreal", RHZ_SUB_ETAT, PLACE_BODY},
    {"ecole", RHZ_SUB_UNIVERSITE, SCHOOL},
    {"editions", RHZ_SUB_ENTREPRISE, INTRODUCER},
    {"ens", RHZ_SUB_UNIVERSITE, SCHOOL},
    {"entreprise", RHZ_SUB_ENTREPRISE, INTRODUCER},
    {"eptb", RHZ_SUB_ETABLISSEMENT, PLACE_BODY},
    {"etablissement", RHZ_SUB_ETABLISSEMENT, BODY},
    {"eurometropole", RHZ_SUB_EPCI, PLACE_BODY},
    {"federation", RHZ_SUB_ASSOCIATION, BODY},
    {"fondation", RHZ_SUB_FONDATION, BODY},
    {"foyer", RHZ_SUB_ASSOCIATION, BODY},
    {"gdr", RHZ_SUB_LABO, INTRODUCER},
    {"grand", RHZ_SUB_EPCI, BODY},
    {"groupement", RHZ_SUB_AUTRE, BODY},
    {"harmonie", RHZ_SUB_ASSOCIATION, BODY},
    {"hopital", RHZ_SUB_ETABLISSEMENT, BODY},
    {"iae", RHZ_SUB_UNIVERSITE, SCHOOL},
    {"iep", RHZ_SUB_UNIVERSITE, SCHOOL},
    {"insa", RHZ_SUB_UNIVERSITE, SCHOOL},
    {"inspection", RHZ_SUB_ETAT, BODY},
    {"institut", RHZ_SUB_LABO, BODY},
    {"iut", RHZ_SUB_UNIVERSITE, SCHOOL},
    {"labo", RHZ_SUB_LABO, INTRODUCER},
    {"laboratoire", RHZ_SUB_LABO, INTRODUCER},
    {"librairie", RHZ_SUB_ENTREPRISE, BODY},
    {"ligue", RHZ_SUB_ASSOCIATION, BODY},
    {"lycee", RHZ_SUB_UNIVERSITE, SCHOOL},
    {"magazine", RHZ_SUB_MEDIA, INTRODUCER},
    {"mairie", RHZ_SUB_COMMUNE, COMMUNE_OF},
    {"maison", RHZ_SUB_ASSOCIATION, BODY},
    {"mediatheque", RHZ_SUB_ETABLISSEMENT, BODY},
    {"metropole", RHZ_SUB_EPCI, PLACE_BODY},
    {"metropoles", RHZ_SUB_EPCI, PLACE_BODY},
    {"mfr", RHZ_SUB_ASSOCIATION, PLACE_BODY},
    {"ministere", RHZ_SUB_ETAT, MINISTRY},
    {"mission", RHZ_SUB_AUTRE, BODY},
    {"mjc", RHZ_SUB_ASSOCIATION, PLACE_BODY},
    {"musee", RHZ_SUB_ETABLISSEMENT, BODY},
    {"museum", RHZ_SUB_ETABLISSEMENT, BODY},
    {"mutuelle", RHZ_SUB_AUTRE, BODY},
    {"observatoire", RHZ_SUB_LABO, BODY},
    {"office", RHZ_SUB_ETABLISSEMENT, BODY},
    {"orchestre", RHZ_SUB_ASSOCIATION, BODY},
    {"parc", RHZ_SUB_ETABLISSEMENT, PARK},
    {"petr", RHZ_SUB_ETABLISSEMENT, PLACE_BODY},
    {"pnr", RHZ_SUB_ETABLISSEMENT, PLACE_BODY},
    {"prefecture", RHZ_SUB_ETAT, PLACE_BODY},
    {"radio", RHZ_SUB_MEDIA, INTRODUCER},
    {"rectorat", RHZ_SUB_ETAT, PLACE_BODY},
    {"region", RHZ_SUB_REGION, TERRITORY_OF},
    {"regions", RHZ_SUB_REGION, TERRITORY_OF},
    {"reseau", RHZ_SUB_RESEAU, INTRODUCER},
    {"revue", RHZ_SUB_MEDIA, INTRODUCER},
    {"sciences", RHZ_SUB_UNIVERSITE, SCHOOL},
    {"scop", RHZ_SUB_ENTREPRISE, INTRODUCER},
    {"scpo", RHZ_SUB_UNIVERSITE, SCHOOL},
    {"secretariat", RHZ_SUB_ETAT, BODY},
    {"societe", RHZ_SUB_ENTREPRISE, INTRODUCER},
    {"syndicat", RHZ_SUB_ETABLISSEMENT, BODY},
    {"theatre", RHZ_SUB_ETABLISSEMENT, BODY},
    {"umr", RHZ_SUB_LABO, INTRODUCER},
    {"union", RHZ_SUB_ASSOCIATION, BODY},
    {"universite", RHZ_SUB_UNIVERSITE, SCHOOL},
    {"universites", RHZ_SUB_UNIVERSITE, SCHOOL},
    {"ville", RHZ_SUB_COMMUNE, COMMUNE_OF},
    {"villes", RHZ_SUB_COMMUNE, COMMUNE_OF},
};

static int compare_head(const void *key, const void *head)
{
    return strcmp(key, ((const struct head *)head)->key);
}

/* First letters of heads, so that most words are refused by one test. */
static bool may_head(unsigned char c)
{
    return c >= 0x80 || strchr("abcdefghilmoprstuvABCDEFGHILMOPRSTUV", c) != NULL;
}

static const struct head *find_head(const struct rhz_name_form *f)
{
    char key[RHZ_FOLD_MAX + 1];
    if (f->n_written < 2 || f->n_written > 16 || !may_head((unsigned char)rhz_form_written(f)[0]))
        return NULL;
    memcpy(key, f->key + 1, f->n_key);
    key[f->n_key] = '\0';
    return bsearch(key, heads, sizeof heads / sizeof *heads, sizeof *heads, compare_head);
}

static const struct head *head_at(const struct rhz_words *ws, size_t i)
{
    struct rhz_name_form *f = rhz_name_form_of(ws, i);
    if (!f->head) {
        const struct head *h = find_head(f);
        f->head = (uint8_t)(h ? 2 + (h - heads) : 1);
    }
    return f->head > 1 ? &heads[f->head - 2] : NULL;
}

/* ---- runs of words ---- */

static const char articles[] = " de du des d la le les l ";
static const char inner[] = " de du des d la le les l en sur sous lez aux et of the for ";

/* A parenthesised acronym inside a name: Parc naturel régional (PNR) des X. True when word k is one. */
static bool is_inner_acronym(const struct rhz_words *ws, size_t k)
{
    if (k == 0 || k >= ws->n || ws->w[k].shape != RHZ_WORD_UPPER || ws->w[k].end >= ws->text.n)
        return false;
    const char *before = ws->text.p + ws->w[k - 1].end;
    return ws->w[k].start - ws->w[k - 1].end == 2 && before[0] == ' ' && before[1] == '(' &&
           ws->text.p[ws->w[k].end] == ')';
}

/* Word k, past an inner acronym when there is one there and the name goes on behind it. */
static size_t past_acronym(const struct rhz_words *ws, size_t k)
{
    if (!is_inner_acronym(ws, k) || k + 1 >= ws->n)
        return k;
    return ws->w[k + 1].start - ws->w[k].end == 2 && ws->text.p[ws->w[k].end + 1] == ' ' ? k + 1 : k;
}

static bool follows(const struct rhz_words *ws, size_t k)
{
    return rhz_word_joined(ws, k) || (k >= 2 && is_inner_acronym(ws, k - 1) && past_acronym(ws, k - 1) == k);
}

/* Past at most three articles and prepositions of `list` at k. */
static size_t skip(const struct rhz_words *ws, size_t k, const char *list)
{
    size_t from = k;
    while (k < from + 3 && k < ws->n && follows(ws, k) && ws->w[k].shape == RHZ_WORD_LOWER && rhz_word_in(ws, k, list))
        k++;
    return k;
}

static bool is_named(const struct rhz_words *ws, size_t k)
{
    return rhz_word_capital(ws, k) && follows(ws, k);
}

/* Limit of the place name that begins at k: capitals, with small words between them. k when there is none. */
static size_t place_run(const struct rhz_words *ws, size_t k)
{
    size_t limit = k;
    while (limit < k + 8) {
        size_t at = limit == k ? k : skip(ws, limit, " de du des d la le les l en sur sous lez ");
        if (!is_named(ws, at))
            return limit;
        limit = at + 1;
    }
    return limit;
}

/* The longest beginning of words [first, limit) that the gazetteer flags with one bit of `mask`; first: none. */
static size_t known_prefix(const struct rhz_words *ws, size_t first, size_t limit, unsigned mask)
{
    for (size_t end = limit; end > first; end--)
        if (rhz_gazetteer_look(ws->gazetteer, rhz_span(ws->text.p + ws->w[first].start,
                                                       ws->w[end - 1].end - ws->w[first].start)) & mask)
            return end;
    return first;
}

enum { COMMUNES = 3 << 6, PLACES = COMMUNES | RHZ_GAZ_DEPARTEMENT | RHZ_GAZ_REGION | RHZ_GAZ_EPCI | RHZ_GAZ_COUNTRY };

static bool is_adjective(const struct rhz_words *ws, size_t k)
{
    char key[RHZ_FOLD_MAX];
    if (k >= ws->n || ws->w[k].shape != RHZ_WORD_LOWER)
        return false;
    size_t n = rhz_fold_key(rhz_word_span(ws, k), key);
    static const char *const endings[] = {"al", "ale", "ales", "aux", "ique", "iques", "eur", "eure", "aire", "aires",
                                          "aise", "aises", "ais", "enne", "ennes", "een", "eenne", "ien", "ive", "ives",
                                          "elle", "elles", "els", "urel", "mixte", "public", "publics", "publique",
                                          "urbain", "urbaine", "urbaines", "libre", "libres", "unis", "avancees", "iere",
                                          "ieres", "iers", "isee", "ables", "able"};
    for (size_t e = 0; e < sizeof endings / sizeof *endings; e++) {
        size_t m = strlen(endings[e]);
        if (n > m + 1 && memcmp(key + n - m, endings[e], m) == 0)
            return true;
    }
    return rhz_key_in(key, n, " mixte public publics publique haut haute urbain urbaine libre unis ");
}

/* ---- one function per form: limit of the name that begins with its head at i; i when the form is not met ---- */

static size_t commune_of(struct rhz_words *ws, size_t i, unsigned *score)
{
    size_t at = skip(ws, i + 1, articles), run = place_run(ws, at);
    if (i >= 2 && rhz_word_in(ws, i - 2, " communaute communautes "))
        return i; /* communautés de communes du X */
    if (at == i + 1 || run == at || head_at(ws, at))
        return i; /* "Ville Durable" has no "de"; "la Ville de la Métropole" names neither */
    size_t known = known_prefix(ws, at, run, COMMUNES);
    *score = known > at ? 90 : ws->w[i].shape == RHZ_WORD_CAPITAL ? 65 : 56;
    return known > at ? known : run;
}

/* Regions of before 2016, which the table of today's does not hold; limit of the longest one at k, k: none. */
static size_t former_region(const struct rhz_words *ws, size_t k, size_t limit)
{
    static const char *const names[] = {"alsace", "aquitaine", "auvergne", "basse normandie", "bourgogne", "champagne ardenne", "franche comte",
                                        "haute normandie", "languedoc roussillon", "limousin", "lorraine", "midi pyrenees", "nord pas de calais",
                                        "picardie", "poitou charentes", "provence alpes cote d azur", "rhone alpes"};
    char key[RHZ_FOLD_MAX];
    for (size_t end = limit; end > k; end--) {
        size_t n = rhz_fold_key(rhz_span(ws->text.p + ws->w[k].start, ws->w[end - 1].end - ws->w[k].start), key);
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (n == strlen(names[i]) && memcmp(key, names[i], n) == 0)
                return end;
    }
    return k;
}

static size_t territory_of(struct rhz_words *ws, size_t i, const struct head *h, unsigned *score)
{
    size_t at = skip(ws, i + 1, articles);
    size_t run = place_run(ws, at);
    unsigned mask = h->sub == RHZ_SUB_REGION ? RHZ_GAZ_REGION : RHZ_GAZ_DEPARTEMENT;
    size_t known = known_prefix(ws, at, run, mask);
    if (known == at && at < run && at > i + 1) { /* "Département de La Réunion" is in the table with its article */
        for (size_t back = at - 1; back > i && known == at; back--)
            if (known_prefix(ws, back, run, mask) > at)
                known = known_prefix(ws, back, run, mask);
    }
    if (known == at && h->sub == RHZ_SUB_REGION)
        known = former_region(ws, at, run);
    *score = 90;
    return known > at ? known : i;
}

static size_t place_body(struct rhz_words *ws, size_t i, const struct head *h, unsigned *score)
{
    size_t at = past_acronym(ws, i + 1);
    if (at < ws->n && rhz_word_joined(ws, at) && is_adjective(ws, at) && h->sub == RHZ_SUB_EPCI)
        at++; /* Métropole européenne de X */
    size_t named = skip(ws, at, articles), run = place_run(ws, named);
    bool small = ws->w[i].shape == RHZ_WORD_LOWER;
    if (run == named || (strlen(h->key) <= 4 && small && h->form != PARK))
        return i;
    if (strlen(h->key) == 2 && ws->w[i].shape != RHZ_WORD_UPPER)
        return i;
    if (strcmp(h->key, "ca") == 0 && known_prefix(ws, named, run, PLACES) == named)
        return i; /* conseil d'administration, chiffre d'affaires */
    if (h->sub == RHZ_SUB_ETABLISSEMENT && is_adjective(ws, run) && rhz_word_joined(ws, run) &&
        !rhz_word_joined(ws, run + 1))
        run++; /* PNR des Causses méridionales */
    *score = small && named == at ? 60 : 80;
    return run;
}

static size_t community(struct rhz_words *ws, size_t i, const struct head *h, unsigned *score)
{
    size_t k = i + 1;
    if (rhz_word_joined(ws, k) && rhz_word_in(ws, k, " urbaine urbaines metropolitaine "))
        k++;
    else if (rhz_word_joined(ws, k) && rhz_word_in(ws, k, " de d ") && rhz_word_joined(ws, k + 1) &&
             rhz_word_in(ws, k + 1, " communes agglomeration agglo "))
        k += 2;
    else
        return i;
    size_t limit = place_body(ws, k - 1, h, score);
    if (limit == k - 1)
        return i;
    *score = 95;
    return limit;
}

static size_t park(struct rhz_words *ws, size_t i, const struct head *h, unsigned *score)
{
    size_t k = i + 1;
    while (k < i + 3 && rhz_word_joined(ws, k) && rhz_word_in(ws, k, " naturel national regional marin "))
        k++;
    if (k == i + 1)
        return i;
    size_t limit = place_body(ws, k - 1, h, score);
    *score = 90;
    return limit == k - 1 ? i : limit;
}

static const char ministry_words[] =
    " action actions affaires agriculture agricole alimentation alimentaire amenagement ame anciens armees artisanat "
    "biodiversite chargee charge climat climatique cohesion collectivites combattants commerce communication comptes "
    "culture croissance decentralisation defense demain developpement durable durables droits ecologie ecologique "
    "economie economique economiques education egalite emploi energie energetique enfance enseignement entreprises "
    "environnement etrangeres europe exterieur familles famille femmes fonction finances foret forets formation "
    "francais handicap handicapees handicapees humaines industrie industriel industrielle inclusion inclusive innovation "
    "insertion interieur jeunesse jeux justice logement lutte mer modernisation national nationale nombre numerique "
    "numerique olympiques outre outre-mer paralympiques partenariat peche petites moyennes personnes plein politique "
    "prevention professionnel professionnelle professionnelles public publics publique ratification rapports reforme "
    "relance relations ruralite recherche renouveau sante sociale social solidaire solidarites solidarite "
    "souverainete sport sports superieur sceaux territoires territorial territoriale territoriales tourisme "
    "transformation transition transitions transports travail urbanisme ville vie vieillissement associative "
    "democratique ";

/* Ministère de la culture et de la communication: as far as words of ministries go. */
static size_t ministry(struct rhz_words *ws, size_t i, unsigned *score)
{
    size_t limit = i, at = i + 1;
    while (at < ws->n && at < i + 24) {
        size_t from = at;
        while (at < ws->n && rhz_word_joined(ws, at) && at < from + 4 && rhz_word_in(ws, at, " de du des d la le les l et a aux "))
            at++;
        if (at >= ws->n || !rhz_word_joined(ws, at) || !rhz_word_in(ws, at, ministry_words))
            break;
        if (limit == i && at == from)
            return i; /* an article must come first */
        limit = at = at + 1;
    }
    *score = 95;
    return limit;
}

static const char own_organs[] =
    " administration direction pilotage surveillance orientation gestion suivi lecture programmation selection redaction "
    "liaison vacances loisirs ressources soins formation appel tri calcul profit interet cout service travail recherche "
    "ville conseil bureau presse tests municipal communautaire syndical citoyen citoyenne technique scientifique social "
    "culturel aere gravite equipe entreprise financement generale general financiere controle projets projet ";

/* The number of a name ("Rennes 2", "Nanterre 10e"), not an amount behind it ("4 000 euros"). */
static bool is_rank(const struct rhz_words *ws, size_t i)
{
    return ws->w[i].end - ws->w[i].start <= 4 && !(i + 1 < ws->n && rhz_word_joined(ws, i + 1) && (ws->w[i + 1].shape == RHZ_WORD_NUMBER || rhz_word_in(ws, i + 1, " euros euro k ")));
}

/* Complement of a body from k: "(adjective)* (de la (Nom|nom adjective*))*"; small nouns only once and where allowed. */
static size_t grow(struct rhz_words *ws, size_t k, bool small_nouns, size_t *capitals)
{
    size_t limit = k;
    while (limit < k + 14 && limit < ws->n) {
        size_t at = past_acronym(ws, limit);
        if (follows(ws, at) && (is_adjective(ws, at) || (ws->w[at].shape == RHZ_WORD_NUMBER && *capitals && is_rank(ws, at)))) {
            limit = at + 1;
            continue;
        }
        if (limit > k && follows(ws, at) && rhz_word_in(ws, at, " bleu bleue bleus vert verte verts rouge noir noire blanc blanche jaune vivant vivante vivants vieillesse maladie retraite ")) {
            limit = at + 1; /* "du Fil bleu", "d'assurance vieillesse" */
            continue;
        }
        if (limit > k && at < ws->n && rhz_word_capital(ws, at) && ws->w[at].start - ws->w[at - 1].end == 3 && ws->text.p[ws->w[at - 1].end + 1] == '&') {
            limit = at + 1; /* Fondation Sel & Vent */
            continue;
        }
        size_t noun = skip(ws, at, inner);
        bool linked = noun > at;
        struct rhz_name_match person;
        if (linked && is_named(ws, noun) && rhz_word_in(ws, noun - 1, " et ") &&
            ((rhz_person_at(ws, noun, &person) && person.score >= RHZ_NAME_IN_TEXT) || head_at(ws, noun)))
            return limit; /* somebody else, another body */
        if (linked && rhz_word_in(ws, at, " et ") && noun > at + 1 && rhz_word_in(ws, noun - 1, " la le les l "))
            return limit; /* "et la Y" is another one */
        if (is_named(ws, noun)) {
            ++*capitals;
            limit = noun + 1;
            continue;
        }
        if (!linked || !small_nouns || noun >= ws->n || !follows(ws, noun) || ws->w[noun].shape != RHZ_WORD_LOWER ||
            rhz_word_in(ws, at, " et a en aux sur ") ||
            (ws->w[noun].end - ws->w[noun].start < 4 && !rhz_word_in(ws, noun, " eau mer air ")))
            return limit;
        limit = noun + 1;
    }
    return limit;
}

/* Words that lose what follows a comma-less "et": not part of a name at its end. */
static size_t trim_end(struct rhz_words *ws, size_t first, size_t limit)
{
    while (limit > first + 1 && ws->w[limit - 1].shape == RHZ_WORD_LOWER && rhz_word_in(ws, limit - 1, inner))
        limit--;
    return limit;
}

static size_t introduced(struct rhz_words *ws, size_t i, size_t *first, unsigned *score);

/* A capitalised word right before: the name began there ("Aviron Club des..."). */
static bool began_before(struct rhz_words *ws, size_t i)
{
    return i > 0 && rhz_word_joined(ws, i) && rhz_word_capital(ws, i) && rhz_word_capital(ws, i - 1) &&
           rhz_gaz_word(rhz_word_flags(ws, i - 1)) < 3;
}

static size_t body(struct rhz_words *ws, size_t i, const struct head *h, size_t *first, unsigned *score)
{
    if (began_before(ws, i))
        return i;
    if (strcmp(h->key, "chaire") == 0 && is_named(ws, i + 1)) { /* "chaire Usages de la ville, Université de X": up to the comma */
        size_t limit = i + 2;
        while (limit < ws->n && limit < i + 9 && rhz_word_joined(ws, limit))
            limit++;
        if (limit > i + 2 && limit < i + 9 && (limit == ws->n || (ws->w[limit - 1].end < ws->text.n && strchr(",()", ws->text.p[ws->w[limit - 1].end]))))
            return *score = 65, limit;
    }
    /* association X, agence X: without a preposition the capitals are the name */
    if (rhz_key_in(h->key, strlen(h->key), " association agence club reseau compagnie ") && is_named(ws, i + 1) &&
        !rhz_word_in(ws, i + 1, " nationale national regionale departementale francaise europeenne locale des du de "))
        return introduced(ws, i, first, score);
    bool named_head = ws->w[i].shape == RHZ_WORD_CAPITAL && i > 0 && rhz_word_joined(ws, i);
    bool capital_head = ws->w[i].shape != RHZ_WORD_LOWER;
    size_t capitals = 0, k = i + 1, at = k;
    while (follows(ws, at) && rhz_word_in(ws, at, " de du des d la le les l "))
        at++;
    if (strcmp(h->key, "banque") == 0 && rhz_word_in(ws, k, " des ") && rhz_word_in(ws, k + 1, " territoires ")) {
        *score = 80;
        return k + 2;
    }
    bool inspection = strcmp(h->key, "inspection") == 0 && capital_head && rhz_word_in(ws, k, " generale ") && rhz_word_in(ws, k + 1, " de des du ");
    if (inspection) /* Inspection générale de l'administration */
        return *score = 75, trim_end(ws, i, grow(ws, k, true, &capitals));
    if (rhz_word_in(ws, at, own_organs) && ws->w[at].shape == RHZ_WORD_LOWER)
        return i;
    if (strcmp(h->key, "union") == 0 && rhz_word_in(ws, i + 1, " europeenne ")) /* often a place only; what it pays or carries is read where it is said */
        return (i >= 2 && rhz_word_in(ws, i - 1, " l ") && rhz_word_in(ws, i - 2, " par avec ")) || (i == 0 && ws->n == 2) ? (*score = 70, i + 2) : i;
    if (strcmp(h->key, "defenseur") == 0) {
        *score = 80;
        return rhz_word_in(ws, i + 1, " des ") && rhz_word_in(ws, i + 2, " droits ") ? i + 3 : i;
    }
    size_t limit = trim_end(ws, i, grow(ws, k, (capital_head && h->key[0] != 'm' && h->key[0] != 'g') || rhz_word_in(ws, k, " mixte intercommunal intercommunale public publique "), &capitals));
    if (limit <= k && strcmp(h->key, "ademe") != 0)
        return i;
    if (strcmp(h->key, "ademe") == 0)
        return *score = 95, i + 1;
    if (capitals == 0 && (!named_head || limit < k + 2))
        return i;
    if (rhz_key_in(h->key, strlen(h->key), " comite direction club centre mission ") && !rhz_word_in(ws, k, " de du des d national nationale ") && !is_adjective(ws, k))
        return i;
    bool generic = strstr(" grand maison club foyer mission direction centre union assurance comite groupement ", h->key) != NULL;
    if (!capital_head && generic)
        return i;
    if (strcmp(h->key, "grand") == 0)
        limit = known_prefix(ws, i, limit, RHZ_GAZ_EPCI);
    *score = capitals ? (capital_head ? 75 : 60) : 58;
    if (generic && !named_head)
        *score -= 15;
    return limit > k ? limit : i;
}

static size_t school(struct rhz_words *ws, size_t i, const struct head *h, unsigned *score)
{
    size_t k = i + 1, capitals = 0;
    if (strcmp(h->key, "sciences") == 0) {
        if (!rhz_word_joined(ws, k) || !rhz_word_in(ws, k, " po "))
            return i;
        k++;
        *score = 90;
        size_t place = known_prefix(ws, k, place_run(ws, k), COMMUNES);
        return place > k ? place : k;
    }
    bool named_head = ws->w[i].shape == RHZ_WORD_CAPITAL && i > 0 && rhz_word_joined(ws, i) &&
                      rhz_word_in(ws, i - 1, " l la le a au ");
    if (strcmp(h->key, "college") == 0 && rhz_word_in(ws, k, " des ") &&
        rhz_word_in(ws, k + 1, " regions departements villes communes collectivites metropoles intercommunalites associations membres entreprises elus structures organismes etablissements "
                               "partenaires personnes individus usagers salaries territoires acteurs citoyens habitants fondateurs "))
        return i; /* a part of a board */
    size_t place = k, limit;
    if (ws->w[i].shape == RHZ_WORD_CAPITAL && rhz_word_in(ws, k, " de du des d ")) { /* "École des arts et métiers de X": small words up to a town */
        while (place < ws->n && place < i + 8 && rhz_word_joined(ws, place) && ws->w[place].shape == RHZ_WORD_LOWER)
            place++;
        if (place > k + 1 && place < ws->n && rhz_word_joined(ws, place) && rhz_word_in(ws, place - 1, " de d ") && known_prefix(ws, place, place_run(ws, place), COMMUNES) > place)
            return *score = 80, known_prefix(ws, place, place_run(ws, place), COMMUNES);
    }
    limit = trim_end(ws, i, grow(ws, k, ws->w[i].shape == RHZ_WORD_CAPITAL, &capitals));
    if (limit == k || (capitals == 0 && (!named_head || h->key[0] != 'u')))
        return i;
    *score = capitals ? 80 : 58;
    return limit;
}

/* société X, laboratoire X: a run of capitals right after, small words of English or French between them. */
static size_t introduced(struct rhz_words *ws, size_t i, size_t *first, unsigned *score)
{
    size_t k = i + 1;
    if (k < ws->n && rhz_word_joined(ws, k) && ws->w[k].shape == RHZ_WORD_LOWER)
        return i; /* "société de conseil", "laboratoire de recherche": not a name by this form */
    size_t limit = k;
    while (limit < k + 7) {
        size_t at = limit == k ? k : skip(ws, limit, " de du des d of for la l ");
        if (at == limit && limit > k && rhz_word_joined(ws, at) && rhz_word_in(ws, at, " et ") && is_named(ws, at + 1) &&
            rhz_gaz_word(rhz_word_flags(ws, at + 1)) > 0 && !head_at(ws, at + 1) && !rhz_word_joined(ws, at + 2))
            at++; /* Sols et Climat: two common words close one name */
        if (at == limit && limit > k && at < ws->n && rhz_word_capital(ws, at) && ws->w[at].start - ws->w[at - 1].end == 3 && ws->text.p[ws->w[at - 1].end + 1] == '&') {
            limit = at + 1; /* Tempo & Cie */
            continue;
        }
        bool number = at < ws->n && ws->w[at].shape == RHZ_WORD_NUMBER && at > k && at == limit && is_named(ws, at + 1);
        if (!is_named(ws, at) && !number)
            break;
        limit = at + 1;
    }
    while (limit > k + 1 && rhz_word_in(ws, limit - 1, " programme projet presentation site "))
        limit--; /* the next phrase of a page without points */
    if (limit == k || rhz_word_in(ws, k, own_organs))
        return i;
    bool lab = rhz_word_in(ws, i, " labo laboratoire umr gdr ");
    if (limit == k + 1 && rhz_gaz_word(rhz_word_flags(ws, k)) >= 2 && !(lab && (!rhz_word_joined(ws, limit) || rhz_word_in(ws, limit, " a de du et en "))))
        return i; /* "collectif Nos voisins": where the name ends cannot be told */
    *first = k;
    *score = 62;
    return limit;
}

static size_t council(struct rhz_words *ws, size_t i, const struct head *h, size_t *first, unsigned *score, uint8_t *sub)
{
    if (rhz_word_joined(ws, i + 1) && rhz_word_in(ws, i + 1, " departemental regional general ")) {
        struct head as = {h->key, rhz_word_in(ws, i + 1, " regional ") ? RHZ_SUB_REGION : RHZ_SUB_DEPARTEMENT, TERRITORY_OF};
        size_t limit = territory_of(ws, i + 1, &as, score);
        if (limit > i + 1) {
            *sub = as.sub;
            return limit;
        }
    }
    return body(ws, i, h, first, score);
}

static size_t by_head(struct rhz_words *ws, size_t i, const struct head *h, struct rhz_name_match *m)
{
    m->sub = h->sub;
    switch ((enum form)h->form) {
    case COMMUNE_OF: return commune_of(ws, i, &m->score);
    case TERRITORY_OF: return territory_of(ws, i, h, &m->score);
    case COMMUNITY: return community(ws, i, h, &m->score);
    case PARK: return park(ws, i, h, &m->score);
    case COUNCIL: return council(ws, i, h, &m->first, &m->score, &m->sub);
    case PLACE_BODY: return place_body(ws, i, h, &m->score);
    case MINISTRY: return ministry(ws, i, &m->score);
    case BODY: return body(ws, i, h, &m->first, &m->score);
    case SCHOOL: return school(ws, i, h, &m->score);
    case INTRODUCER: {
        if (strcmp(h->key, "compagnie") == 0 && ws->w[i].shape != RHZ_WORD_LOWER && rhz_word_joined(ws, i + 1) && rhz_word_in(ws, i + 1, " du des de "))
            return body(ws, i, h, &m->first, &m->score);
        size_t first = i, limit = introduced(ws, i, &first, &m->score);
        bool part_of_it = h->sub == RHZ_SUB_LABO || strcmp(h->key, "campus") == 0 ||
                          (ws->w[i].shape != RHZ_WORD_LOWER && (h->sub == RHZ_SUB_RESEAU || strcmp(h->key, "compagnie") == 0 || strcmp(h->key, "radio") == 0));
        if (limit > i && !part_of_it)
            m->first = first;
        return limit;
    }
    }
    return i;
}

/* ---- names without a head ---- */

/* Capitals up to "Métropole": Nantes Métropole, Grenoble-Alpes Métropole. */
static size_t suffixed(struct rhz_words *ws, size_t i)
{
    if (!rhz_word_capital(ws, i) || head_at(ws, i) || rhz_word_in(ws, i, " la le les l a au avec pour par chez dans de du et ou si en metropole "))
        return i;
    for (size_t k = i + 1; k < i + 6 && rhz_word_joined(ws, k); k++) {
        if (rhz_word_in(ws, k, " metropole agglomeration agglo agglopole ")) {
            bool known = rhz_word_capital(ws, k) ? rhz_gaz_word(rhz_word_flags(ws, i)) < 3
                                                 : known_prefix(ws, i, k, PLACES) > i;
            return known ? k + 1 : i;
        }
        if (!rhz_word_capital(ws, k) && !rhz_word_in(ws, k, " de du des d la le sur "))
            return i;
    }
    return i;
}

/* Intercommunalités de France, Régions de France: a plural with a capital. */
static size_t of_france(const struct rhz_words *ws, size_t i)
{
    return ws->w[i].shape == RHZ_WORD_CAPITAL && ws->text.p[ws->w[i].end - 1] == 's' && rhz_word_joined(ws, i + 1) &&
                   rhz_word_in(ws, i + 1, " de ") && is_named(ws, i + 2) && rhz_word_in(ws, i + 2, " france ")
               ? i + 3
               : i;
}

/* A capitalised run that the gazetteer lists as a school or an EPCI of several words. */
static size_t listed(struct rhz_words *ws, size_t i)
{
    if (!rhz_word_capital(ws, i) || !is_named(ws, i + 1))
        return i;
    size_t limit = i + 1;
    while (limit < i + 6 && limit < ws->n && is_named(ws, limit))
        limit++;
    size_t known = known_prefix(ws, i, limit, RHZ_GAZ_SCHOOL);
    return known > i + 1 ? known : i;
}

/* Capitals before a legal form: Fonderies X SAS. */
static size_t company(struct rhz_words *ws, size_t i)
{
    if (ws->w[i].shape != RHZ_WORD_CAPITAL || (i > 0 && rhz_word_joined(ws, i) && rhz_word_capital(ws, i - 1)))
        return i;
    size_t limit = i + 1;
    while (limit < i + 5 && is_named(ws, limit) && !rhz_word_in(ws, limit, " sas sarl scop scic eurl sasu "))
        limit++;
    return limit < ws->n && rhz_word_joined(ws, limit) && ws->w[limit].shape == RHZ_WORD_UPPER &&
                   rhz_word_in(ws, limit, " sas sarl scop scic eurl sasu ")
               ? limit
               : i;
}

static bool is_acronym(struct rhz_words *ws, size_t i)
{
    size_t n = ws->w[i].end - ws->w[i].start;
    if (ws->w[i].shape != RHZ_WORD_UPPER || n < 3 || n > 8)
        return false;
    unsigned f = rhz_word_flags(ws, i);
    return (f & (RHZ_GAZ_SIGLE | RHZ_GAZ_SCHOOL)) && rhz_gaz_word(f) == 0 && rhz_gaz_given(f) < 2;
}

/* CAF de Nantes, DRAC Bretagne: an acronym and the territory right after it. */
static size_t acronym_and_place(struct rhz_words *ws, size_t i)
{
    if (!rhz_word_joined(ws, i + 1))
        return i + 1;
    size_t at = skip(ws, i + 1, articles), run = place_run(ws, at);
    size_t known = known_prefix(ws, at, run, RHZ_GAZ_REGION | RHZ_GAZ_DEPARTEMENT | COMMUNES);
    return known > at ? known : i + 1;
}

/*
 * "Commissariat général à l'égalité des territoires (CGET)": words whose initials the acronym between parentheses right
 * behind them spells, small ones aside. Limit, or i.
 */
static size_t spelled_out(const struct rhz_words *ws, size_t i)
{
    enum { REACH = 120, MOST = 8 };
    size_t room = ws->text.n - ws->w[i].end < REACH ? ws->text.n - ws->w[i].end : REACH, limit = i + 1, at = 0;
    if (ws->w[i].shape != RHZ_WORD_CAPITAL || !memchr(ws->text.p + ws->w[i].end, '(', room) || (i > 0 && rhz_word_joined(ws, i) && rhz_word_capital(ws, i - 1)))
        return i;
    while (limit < ws->n && limit < i + 14 && rhz_word_joined(ws, limit))
        limit++;
    if (limit < i + 3 || !is_inner_acronym(ws, limit))
        return i;
    struct rhz_span acronym = rhz_word_span(ws, limit);
    char key[RHZ_FOLD_MAX];
    size_t n = rhz_fold_key(acronym, key);
    if (n < 3 || n > MOST)
        return i;
    for (size_t k = i; k < limit; k++) {
        char word[RHZ_FOLD_MAX];
        bool small = rhz_word_in(ws, k, " de du des d la le les l et en a au aux pour sur ");
        if (rhz_fold_key(rhz_word_span(ws, k), word) == 0)
            return i;
        if (at < n && word[0] == key[at])
            at++;
        else if (!small)
            return i;
    }
    return at == n ? limit : i;
}

bool rhz_organisation_at(struct rhz_words *ws, size_t i, struct rhz_name_match *out)
{
    *out = (struct rhz_name_match){.first = i};
    const struct head *h = head_at(ws, i);
    if (!h && !rhz_word_capital(ws, i))
        return false; /* without a head, a capital begins a name */
    size_t limit = h ? by_head(ws, i, h, out) : i;
    if (limit == i && (limit = suffixed(ws, i)) > i) {
        out->score = 85;
        out->sub = RHZ_SUB_EPCI;
    }
    if (limit == i && (limit = of_france(ws, i)) > i) {
        out->score = 60;
        out->sub = RHZ_SUB_ASSOCIATION;
    }
    if (limit == i && (limit = listed(ws, i)) > i) {
        out->score = 75;
        out->sub = RHZ_SUB_UNIVERSITE;
    }
    if (limit == i && (limit = company(ws, i)) > i) {
        out->score = 70;
        out->sub = RHZ_SUB_ENTREPRISE;
    }
    if (limit == i && !h && ws->w[i].shape == RHZ_WORD_UPPER && i + 1 < ws->n && ws->w[i].end - ws->w[i].start >= 3 && ws->w[i + 1].start - ws->w[i].end == 2 &&
        ws->text.p[ws->w[i + 1].start - 1] == '(' && ws->w[i + 1].shape == RHZ_WORD_CAPITAL && (h = head_at(ws, i + 1)) != NULL && (h->form == BODY || h->form == INTRODUCER)) {
        limit = i + 1; /* "TXYZ (Réseau des territoires ...)" */
        out->score = 60;
        out->sub = h->sub;
    }
    size_t spelled = spelled_out(ws, i);
    if (spelled > i && spelled > limit) {
        limit = spelled;
        out->first = i;
        out->score = 80;
        out->sub = out->sub ? out->sub : h ? h->sub : RHZ_SUB_NONE;
    }
    if (limit == i && h && rhz_key_in(h->key, strlen(h->key), " drac dreal ") && i > 0 && ws->w[i].shape != RHZ_WORD_LOWER && rhz_word_joined(ws, i) &&
        rhz_word_in(ws, i - 1, " la ")) {
        limit = i + 1; /* "la Drac" */
        out->first = i;
        out->score = 58;
        out->sub = h->sub;
    }
    if (limit == i && is_acronym(ws, i)) {
        limit = acronym_and_place(ws, i);
        out->score = 58;
        out->sub = rhz_word_flags(ws, i) & RHZ_GAZ_SCHOOL ? RHZ_SUB_UNIVERSITE : RHZ_SUB_NONE;
    }
    if (limit <= out->first)
        return false;
    out->limit = limit;
    out->start = ws->w[out->first].start;
    out->end = ws->w[limit - 1].end;
    out->plural = h && strlen(h->key) > 4 && h->key[strlen(h->key) - 1] == 's' && h->sub != RHZ_SUB_ASSOCIATION && strcmp(h->key, "sciences") != 0;
    return true;
}

enum rhz_subkind rhz_organisation_sub(struct rhz_words *ws, size_t first, size_t limit)
{
    for (size_t i = first; i < limit; i++) {
        struct rhz_name_match m;
        if (rhz_organisation_at(ws, i, &m) && m.sub)
            return m.sub;
        const struct head *h = head_at(ws, i);
        if (h && i == first)
            return h->sub;
    }
    return RHZ_SUB_NONE;
}

/* ---- functions ---- */

static const char functions[] =
    " directeur directrice directeurs directrices dg dga dgs drh chef cheffe charge chargee chargees charges responsable "
    "responsables president presidente vice tresorier tresoriere secretaire conseiller conseillere delegue deleguee "
    "designer designeuse consultant consultante consultants chercheur chercheuse chercheurs chercheuses professeur "
    "professeure prof maitre maitresse enseignant enseignante etudiant etudiante doctorant doctorante docteur "
    "docteure ingenieur ingenieure coordinateur coordinatrice coordonnateur coordonnatrice animateur animatrice "
    "administrateur administratrice fondateur fondatrice cofondateur cofondatrice gerant gerante assistant assistante "
    "adjoint adjointe maire elu elue inspecteur inspectrice expert experte independant independante retraite retraitee "
    "salarie salariee benevole stagiaire apprenti apprentie alternant alternante sociologue architecte urbaniste "
    "philosophe economiste journaliste auteur autrice ministre depute deputee senateur senatrice prefet prefete pilote "
    "referent referente formateur formatrice facilitateur facilitatrice conseil developpeur developpeuse technicien "
    "technicienne agent agente agents cadre attache attachee redacteur redactrice comptable juriste avocat avocate "
    "medecin infirmier infirmiere entraineur entraineuse educateur educatrice moniteur monitrice arbitre joueur joueuse "
    "capitaine membre representant representante associe associee manager coach artiste photographe graphiste "
    "historien historienne geographe anthropologue psychologue politiste postdoctorant postdoctorante membre "
    "commissaire bibliothecaire libraire mediateur mediatrice innovateur innovatrice innovateurs paysagiste "
    "agriculteur agricultrice eleveur eleveuse artisan artisane commercant commercante libre scientifique diplome "
    "diplomee porte animation community data product chercheure entrepreneur entrepreneuse habitant habitante "
    "adherent adherente citoyen citoyenne parent parents gardien gardienne intendant intendante regisseur regisseuse "
    "compositeur compositrice musicien musicienne comedien comedienne scenographe programmateur programmatrice producteur "
    "productrice jardinier jardiniere maraicher maraichere boulanger boulangere cuisinier cuisiniere ecologue naturaliste "
    "biologiste geomaticien geomaticienne veterinaire pharmacien pharmacienne rapporteur rapporteure webmestre ";

bool rhz_is_function(const struct rhz_words *ws, size_t first, size_t limit)
{
    return first < limit && rhz_word_part_in(ws, first, functions); /* co-fondatrice, vice-président, consultante-chercheuse */
}
