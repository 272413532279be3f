/* stem.c -- the term of a word: Snowball French on a spelling rebuilt from the folded word.
 *
 * Snowball looks at accents: trésorière gives trésori but tresoriere gives tresorier, so that one word in five would
 * be lost to whoever types, or writes in capitals, without them. Adding the other readings as more tokens costs
 * postings and still misses. Here the term is made from the folded word alone, for every spelling: accents are put
 * back where a suffix of the algorithm wants them (one choice for each ending, by rule or by a closed list), Snowball
 * runs, its result is folded, and a few endings that it leaves apart are joined: active/actif, publique/public,
 * chercheuse/chercheur, lieux/lieu. Accented and bare spellings meet by construction. The price is that words which
 * differ by an accent alone share a term (marche, marché), as nearly all of them did in Snowball.
 */
#include "stem.h"

#include <libstemmer.h>
#include <stdlib.h>

#include "verbs.h"

enum { LETTERS = 26, MOST_EXCEPTIONS = 512 };

struct rhz_stemmer {
    struct sb_stemmer *snowball;
    struct rhz_verbs *verbs;
    uint16_t first_exception[LETTERS + 1], exceptions[MOST_EXCEPTIONS]; /* by their first letter */
    char bare[RHZ_WORD_BYTES + 4];
    char infinitive[RHZ_WORD_BYTES * 2 + 16];
    char spelling[RHZ_WORD_BYTES * 2 + 16];
    char term[RHZ_WORD_BYTES * 2 + 16];
};

/* What follows is about words of a few syllables: a longer run of letters is its own term. */
enum { STEM_LONGEST = 64 };

static bool ends(struct rhz_span w, const char *suffix)
{
    size_t n = strlen(suffix);

    return w.n >= n && memcmp(w.p + w.n - n, suffix, n) == 0;
}

static bool begins(struct rhz_span w, const char *prefix)
{
    size_t n = strlen(prefix);

    return w.n >= n && memcmp(w.p, prefix, n) == 0;
}

static bool is(struct rhz_span w, const char *word)
{
    /* the second letter spares nearly all of the calls */
    return word[0] == w.p[0] && (w.n < 2 || word[1] == w.p[1]) && strncmp(word, w.p, w.n) == 0 && word[w.n] == 0;
}

static bool is_one_of(struct rhz_span w, const char *const *words)
{
    for (; *words; words++)
        if (is(w, *words))
            return true;
    return false;
}

/* ---- stop words ---- */

/* Written form; folded form when it differs. Articles, pronouns, prepositions, conjunctions, être and avoir. */
static const struct {
    const char *form, *folded;
} stop_words[] = {
    {"à", "a"},          {"où", "ou"},        {"là", "la"},         {"même", "meme"},   {"mêmes", "memes"},
    {"dès", "des"},      {"étaient", "etaient"}, {"était", "etait"}, {"être", "etre"},
    {"êtes", "etes"},    {"ça", "ca"},        {"a", 0},     {"ai", 0},    {"as", 0},    {"au", 0},    {"aux", 0},
    {"avec", 0},  {"avait", 0},  {"avaient", 0}, {"avez", 0}, {"avons", 0}, {"ayant", 0}, {"c", 0},  {"car", 0},
    {"ce", 0},    {"ceci", 0},   {"cela", 0},   {"celle", 0}, {"celles", 0}, {"celui", 0}, {"ces", 0}, {"cet", 0},
    {"cette", 0}, {"ceux", 0},   {"chez", 0},   {"comme", 0}, {"d", 0},   {"dans", 0},  {"de", 0},   {"des", 0},
    {"donc", 0},  {"dont", 0},   {"du", 0},     {"elle", 0},  {"elles", 0}, {"en", 0},  {"es", 0},   {"est", 0},
    {"et", 0},    {"eux", 0},    {"fut", 0},    {"ici", 0},   {"il", 0},  {"ils", 0},   {"j", 0},    {"je", 0},
    {"l", 0},     {"la", 0},     {"le", 0},     {"les", 0},   {"leur", 0}, {"leurs", 0}, {"lui", 0}, {"m", 0},
    {"ma", 0},    {"mais", 0},   {"me", 0},     {"mes", 0},   {"moi", 0}, {"mon", 0},   {"n", 0},    {"ne", 0},
    {"ni", 0},    {"nos", 0},    {"notre", 0},  {"nous", 0},  {"on", 0},  {"ont", 0},   {"or", 0},   {"ou", 0},
    {"par", 0},   {"pas", 0},    {"pour", 0},   {"qu", 0},    {"que", 0}, {"quel", 0},  {"quelle", 0},
    {"quelles", 0}, {"quels", 0}, {"qui", 0},   {"s", 0},     {"sa", 0},  {"se", 0},    {"sera", 0}, {"seront", 0},
    {"ses", 0},   {"si", 0},     {"soit", 0},   {"son", 0},   {"sont", 0}, {"sous", 0}, {"sur", 0},  {"t", 0},
    {"ta", 0},    {"te", 0},     {"tes", 0},    {"toi", 0},   {"ton", 0}, {"tu", 0},    {"un", 0},   {"une", 0},
    {"vos", 0},   {"votre", 0},  {"vous", 0},   {"y", 0},     {"étant", "etant"},
};

enum { N_STOP_WORDS = sizeof stop_words / sizeof stop_words[0], STOP_LONGEST = 8 };

static const char *stop_folded(size_t i)
{
    return stop_words[i].folded ? stop_words[i].folded : stop_words[i].form;
}

static bool is_stop_term(struct rhz_span folded)
{
    size_t i;

    if (folded.n > STOP_LONGEST)
        return false;
    for (i = 0; i < N_STOP_WORDS; i++)
        if (is(folded, stop_folded(i)))
            return true;
    return false;
}

bool rhz_is_stop_word(struct rhz_span form, struct rhz_span folded)
{
    bool bare = rhz_span_eq(form, folded);
    size_t i;

    if (folded.n > STOP_LONGEST)
        return false;
    for (i = 0; i < N_STOP_WORDS; i++)
        if (is(form, stop_words[i].form) || (bare && is(folded, stop_folded(i))))
            return true;
    return false;
}

/* ---- words that no rule takes right ---- */

/* Plurals and feminines that share no ending with the singular; and pairs that Snowball throws together though they
 * mean different things (université/univers, département/départ, communiste/commune). Folded, any number. */
static const struct {
    const char *word, *term;
} exceptions[] = {
    {"yeux", "oeil"},           {"oeils", "oeil"},          {"travaux", "travail"},     {"baux", "bail"},
    {"vitraux", "vitrail"},     {"coraux", "corail"},       {"emaux", "email"},         {"soupiraux", "soupirail"},
    {"vantaux", "vantail"},     {"cieux", "ciel"},          {"aieux", "aieul"},         {"aieule", "aieul"},
    {"maux", "mal"},            {"messieurs", "monsieur"},  {"mesdames", "madam"},      {"mesdemoiselles", "mademoisel"},
    {"tuyaux", "tuyau"},        {"noyaux", "noyau"},        {"joyaux", "joyau"},        {"boyaux", "boyau"},
    {"bijoux", "bijou"},        {"cailloux", "caillou"},    {"choux", "chou"},          {"genoux", "genou"},
    {"hiboux", "hibou"},        {"poux", "pou"},            {"cheffe", "chef"},         {"cheffes", "chef"},
    {"grecque", "grec"},        {"grecques", "grec"},       {"duchesse", "duc"},        {"freres", "frer"},
    {"universite", "universit"},   {"universites", "universit"},   {"universitaire", "universit"},
    {"universitaires", "universit"}, {"departement", "departement"}, {"departements", "departement"},
    {"departemental", "departement"}, {"departementale", "departement"}, {"departementales", "departement"},
    {"departementaux", "departement"}, {"parlement", "parlement"}, {"parlements", "parlement"},
    {"parlementaire", "parlement"}, {"parlementaires", "parlement"}, {"organisme", "organism"},
    {"organismes", "organism"}, {"communiste", "communist"}, {"communistes", "communist"}, {"communisme", "communist"},
    {"publication", "publi"},   {"publications", "publi"},  {"regime", "regim"},        {"regimes", "regim"},
    {"ingenieux", "ingenieux"}, {"ingenieuse", "ingenieux"},
    {"ingenieuses", "ingenieux"}, {"creation", "cre"},      {"creations", "cre"},       {"createur", "cre"},
    {"createurs", "cre"},       {"creatrice", "cre"},       {"creatrices", "cre"},      {"document", "document"},
    {"documents", "document"},  {"adherence", "adherenc"},  {"portail", "portail"},     {"portails", "portail"},
    {"oeil", "oeil"},           {"peux", "pouv"},           {"peut", "pouv"},           {"peuvent", "pouv"},
    {"retrait", "retraits"},    {"retraits", "retraits"},   {"entrer", "entre"},        {"opter", "opte"},
    {"user", "use"},            {"acter", "acte"},          {"armer", "arme"},          {"oser", "ose"},
    {"donnee", "donnee"},       {"donnees", "donnee"},      {"montant", "montant"},     {"montants", "montant"},
    {"avenant", "avenant"},     {"avenants", "avenant"},    {"reglement", "reglement"}, {"reglements", "reglement"},
    {"notamment", "notamment"}, {"ideaux", "ideal"},        {"loyer", "loyer"},         {"loyers", "loyer"},        {"usager", "usager"},
    {"usagers", "usager"},      {"desir", "desir"},         {"desirs", "desir"},        {"loisir", "loisir"},
    {"loisirs", "loisir"},      {"plaisir", "plaisir"},     {"plaisirs", "plaisir"},    {"avion", "avion"},
    {"avions", "avion"},        {"travailleuse", "travailleu"}, {"travailleuses", "travailleu"}, {"pays", "pays"},           {"etrange", "etrange"},     {"etranges", "etrange"},    {"indice", "indice"},
    {"indices", "indice"},      {"complice", "complice"},   {"complices", "complice"},  {"complicite", "complice"},
    {"complicites", "complice"}, {"laicite", "laic"},       {"docteure", "docteu"},     {"doctoresse", "docteu"},   {"doctoresses", "docteu"},
    {"clef", "cle"},            {"clefs", "cle"},           {"cafe", "cafe"},           {"cafes", "cafe"},
    {"monsieur", "monsieur"},   {"toustes", "tout"},        {"nouveau", "nouveau"},     {"nouveaux", "nouveau"},
    {"nouvel", "nouveau"},      {"nouvelle", "nouveau"},    {"nouvelles", "nouveau"},   {"beau", "beau"},
    {"beaux", "beau"},          {"bel", "beau"},            {"belle", "beau"},          {"belles", "beau"},
    {"vieux", "vieux"},         {"vieil", "vieux"},         {"vieille", "vieux"},       {"vieilles", "vieux"},
    {"fou", "fou"},             {"fous", "fou"},            {"folle", "fou"},           {"folles", "fou"},
    {"long", "long"},           {"longs", "long"},          {"longue", "long"},         {"longues", "long"},
    {"doux", "doux"},           {"douce", "doux"},          {"douces", "doux"},         {"faux", "faux"},
    {"fausse", "faux"},         {"fausses", "faux"},        {"roux", "roux"},           {"rousse", "roux"},
    {"jaloux", "jaloux"},       {"jalouse", "jaloux"},      {"epoux", "epoux"},         {"epouse", "epoux"},
    {"epouses", "epoux"},       {"blanc", "blanc"},         {"blancs", "blanc"},        {"blanche", "blanc"},
    {"blanches", "blanc"},      {"franc", "franc"},         {"francs", "franc"},        {"franche", "franc"},
    {"franches", "franc"},      {"sec", "sec"},             {"secs", "sec"},            {"seche", "sec"},
    {"seches", "sec"},          {"frais", "frais"},         {"fraiche", "frais"},       {"fraiches", "frais"},
    {"neuf", "neuf"},           {"neufs", "neuf"},          {"neuve", "neuf"},          {"neuves", "neuf"},
    {"vif", "vif"},             {"vifs", "vif"},            {"vive", "vif"},            {"vives", "vif"},
    {"bref", "bref"},           {"brefs", "bref"},          {"breve", "bref"},          {"breves", "bref"},
    {"veuf", "veuf"},           {"veufs", "veuf"},          {"veuve", "veuf"},          {"veuves", "veuf"},
    {"juif", "juif"},           {"juifs", "juif"},          {"juive", "juif"},          {"juives", "juif"},
    {"turque", "turc"},         {"turques", "turc"},        {"jumeau", "jumeau"},       {"jumeaux", "jumeau"},
    {"jumelle", "jumeau"},      {"jumelles", "jumeau"},     {"copine", "copain"},       {"copines", "copain"},
    {"heros", "heros"},         {"heroine", "heros"},       {"heroines", "heros"},      {"maitresse", "maitr"},
    {"maitresses", "maitr"},    {"tierce", "tier"},         {"tierces", "tier"},        {"etude", "etudi"},
    {"etudes", "etudi"},        {"materiau", "materiau"},   {"materiaux", "materiau"},  {"preau", "preau"},
    {"preaux", "preau"},        {"importateur", "importation"}, {"importateurs", "importation"},
    {"importatrice", "importation"}, {"importatrices", "importation"}, {"importation", "importation"},
    {"importations", "importation"},
    /* Nouns that lose themselves in a verb or another noun when an e falls: port and porte, cas and case. */
    {"port", "ports"},          {"ports", "ports"},         {"vent", "vents"},          {"vents", "vents"},
    {"coup", "coups"},          {"coups", "coups"},         {"cas", "cas"},             {"case", "case"},           {"cases", "case"},           {"mont", "monts"},
    {"monts", "monts"},         {"mer", "mers"},            {"mers", "mers"},           {"tas", "tas"},             {"tasse", "tasse"},         {"tasses", "tasse"},
    {"dos", "dos"},             {"dose", "dose"},           {"doses", "dose"},           {"base", "base"},           {"bases", "base"},          {"pot", "pots"},
    {"pots", "pots"},           {"bal", "bals"},            {"bals", "bals"},           {"pont", "ponts"},
    {"ponts", "ponts"},         {"cap", "caps"},            {"caps", "caps"},           {"camp", "camps"},
    {"camps", "camps"},         {"parti", "partis"},        {"partis", "partis"},       {"part", "parts"},
    {"parts", "parts"},         {"trait", "traits"},        {"traits", "traits"},       {"train", "trains"},
    {"trains", "trains"},       {"fil", "fils"},            {"fils", "fils"},           {"front", "fronts"},
    {"fronts", "fronts"},       {"concert", "concerts"},    {"concerts", "concerts"},   {"format", "formats"},
    {"formats", "formats"},     {"habit", "habits"},        {"habits", "habits"},       {"rang", "rangs"},
    {"rangs", "rangs"},         {"sorte", "sorte"},         {"sortes", "sorte"},        {"point", "points"},
    {"points", "points"},       {"mairie", "mairie"},       {"mairies", "mairie"},      {"publicite", "publicit"},
    {"publicites", "publicit"}, {"publicitaire", "publicit"}, {"publicitaires", "publicit"}, {"econome", "econome"},
    {"economes", "econome"},    {"voirie", "voirie"},       {"voiries", "voirie"},      {"voire", "voire"},
    {"amende", "amende"},       {"amendes", "amende"},      {"supplement", "supplement"}, {"supplements", "supplement"},
    {"affection", "affection"}, {"affections", "affection"}, {"attente", "attente"},    {"attentes", "attente"},
    {"initiative", "initiativ"}, {"initiatives", "initiativ"}, {"dispositif", "dispositif"}, {"dispositifs", "dispositif"},
    {"positif", "positif"},     {"positifs", "positif"},    {"positive", "positif"},    {"positives", "positif"},
    {"collectivite", "collectivit"}, {"collectivites", "collectivit"}, {"collecte", "collecte"}, {"collectes", "collecte"},
    {"collecter", "collecte"},  {"collectee", "collecte"},  {"collectees", "collecte"},
    {"collectent", "collecte"}, {"collectant", "collecte"}, {"socialiste", "socialist"}, {"socialistes", "socialist"},
    {"environ", "environ"},     {"environs", "environ"},    {"environnement", "environnement"},
    {"environnements", "environnement"}, {"environnemental", "environnement"}, {"environnementale", "environnement"},
    {"environnementales", "environnement"}, {"environnementaux", "environnement"},
};

static void sort_exceptions(struct rhz_stemmer *s)
{
    enum { N = sizeof exceptions / sizeof exceptions[0] };
    uint16_t at[LETTERS + 1];

    _Static_assert((int)N <= (int)MOST_EXCEPTIONS, "more exceptions than there is room for");
    for (size_t i = 0; i < N; i++)
        s->first_exception[exceptions[i].word[0] - 'a' + 1]++;
    for (size_t i = 0; i < LETTERS; i++)
        s->first_exception[i + 1] = (uint16_t)(s->first_exception[i + 1] + s->first_exception[i]);
    memcpy(at, s->first_exception, sizeof at);
    for (size_t i = 0; i < N; i++)
        s->exceptions[at[exceptions[i].word[0] - 'a']++] = (uint16_t)i;
}

static struct rhz_span exception_of(const struct rhz_stemmer *s, struct rhz_span w)
{
    unsigned letter;
    size_t i;

    if (begins(w, "communiqu") || begins(w, "communicat")) /* else: communication, commune */
        return RHZ_SPAN("communic");
    if (begins(w, "donn") && w.n > 4 && strchr("aeio", w.p[4]) && !begins(w, "donnee") && !begins(w, "donneu"))
        return RHZ_SPAN("donn"); /* else: donner, don */
    letter = (unsigned)(w.p[0] - 'a');
    for (i = s->first_exception[letter]; i < s->first_exception[letter + 1]; i++)
        if (is(w, exceptions[s->exceptions[i]].word))
            return rhz_span_of(exceptions[s->exceptions[i]].term);
    return rhz_span(NULL, 0);
}

/* ---- accents put back ---- */

/* Verbs in -ier, without it: publie and publié are theirs, énergie and établie are not. A closed class but for -fier
 * and -cier, which rules take. */
static const char *const ier_verbs[] = {
    "abrev", "affil", "all", "amnist", "anem", "appar", "appropr", "asphyx", "atroph", "av", "balbut", "calomn",
    "charr", "coll", "concil", "conged", "contrar", "conv", "cop", "decr", "ded", "def", "del", "demar", "den",
    "depl", "desappropr", "dev", "domicil", "ecr", "env", "estrop", "etud", "expatr", "exped", "expropr", "extas",
    "fer", "histor", "humil", "incend", "industr", "init", "inventor", "irrad", "l", "mar", "mend", "multipl", "n",
    "oubl", "pall", "par", "parod", "photocop", "pl", "plag", "pr", "privileg", "publ", "rad", "rall", "rapatr",
    "rassas", "reconcil", "recop", "recr", "rel", "remar", "remed", "renv", "repertor", "repl", "republ", "resil",
    "salar", "sc", "ser", "spol", "stup", "suppl", "surench", "tr", "var", "vic", NULL};

static bool is_ier_verb(struct rhz_span stem)
{
    static const char *const nouns[] = {"pharmac", "superfic", "min", "mol", NULL};

    if (ends(stem, "f") && stem.n > 2)
        return true;
    if (ends(stem, "c") && stem.n > 3)
        return !is_one_of(stem, nouns);
    return is_one_of(stem, ier_verbs);
}

/* -ès, where s belongs to the word: Snowball keeps it and the e before it. */
static const char *const es_words[] = {"acces",  "abces", "aupres", "apres",  "congres", "cypres", "deces", "des",
                                       "exces",  "expres", "insucces", "pres", "proces", "progres", "succes", "tres", NULL};
/* -ers in the singular */
static const char *const ers_words[] = {"univers", "divers", "travers", "envers", "revers", "pervers", "tiers", NULL};
/* -us and -os in the singular, with a feminine in -use, -ose or so frequent that they are better left whole: élus,
 * revenus and euros lose their s, as campus and propos may. */
static const char *const us_words[] = {"plus",   "inclus", "confus", "diffus", "intrus", "reclus", "obtus",
                                       "perclus", "clos",  "enclos", "forclos", "eclos", NULL};
/* Words in -i whose plurals look like bois, français, remis. */
static const char *const i_nouns[] = {"emploi", "loi",    "envoi", "octroi", "roi",  "tournoi", "renvoi",  "convoi",
                                      "paroi",  "essai",  "quai",  "balai",  "remblai", "reemploi", "deblai", "pourvoi", "ami",
                                      "ennemi", "abri",   "tri",   "pli",    "cri",  "defi",    "taxi",    "uni",     NULL};
/* Nouns and adjectives in -it, -ait, -ais, -is that Snowball takes for verbs (crédit gives créd, français franc): they
 * are given an e, which it takes off without more. Singulars, but for those in -s. */
static const char *const it_words[] = {
    "credit",   "accredit", "delit",     "conflit",   "profit",    "petit",     "forfait",   "souhait",   "portrait",
    "extrait",  "bienfait", "parfait",   "imparfait", "satisfait", "abstrait",  "distrait",  "esprit",    "habit",
    "debit",    "appetit",  "gabarit",   "recit",     "interdit",  "inedit",    "erudit",    "transit",   "deficit",
    "attrait",  "bandit",    "edit",      "soustrait", "trait",     "audit",     NULL};
static const char *const is_words[] = {
    "francais",    "anglais",   "japonais",  "portugais",  "polonais",    "irlandais", "hollandais", "ecossais",
    "finlandais",  "islandais", "neerlandais", "libanais", "senegalais",  "congolais", "camerounais", "thailandais",
    "lyonnais",    "nantais",   "marseillais", "rennais",  "bordelais",   "havrais",   "toulonnais", "mauvais",
    "milanais",    "albanais",  "gabonais",  "soudanais",  "mahorais",    "antillais", "devis",      "divis",
    "indivis",     "permis",    "avis",      "mepris",     "compromis",   "logis",     "maquis",     "colis",
    "croquis",     "taudis",    "paradis",   "radis",      "chassis",     NULL};

/* -ère that is not the feminine of -er: gère is a form of gérer, enchère a noun. */
static const char *const ere_words[] = {"gere",  "suggere", "exagere", "digere",  "ingere", "refrigere", "cogere",
                                        "chere", "enchere", "surenchere", "jachere", "torchere", NULL};
/* -teuse that is the feminine of -teux, not of -teur */
static const char *const teuse_words[] = {"couteuse", "honteuse", "douteuse", "boiteuse", "comateuse", "souffreteuse",
                                          "venteuse", "duveteuse", "laiteuse", NULL};
/* -ite that is no -ité: verbs in -iter, feminines of -it, adjectives. The others are nouns in -ité or fall the same. */
static const char *const ite_words[] = {
    "sollicite", "habilite",  "rehabilite", "debilite", "delimite",  "commandite", "felicite", "plebiscite", "interdite",
    "contredite", "predite",  "maudite",    "susdite",  "inedite",   "explicite",  "implicite", "illicite",  "tacite",
    "composite", "opposite",  "hepatite",   "accredite",  "premedite",  "precipite", "necessite", "facilite", "illimite",
    NULL};
/* Verbs in -éer, without -er: créée and crée must not lose the é of their stem. */
static const char *const eer_verbs[] = {"cre", "agre", "recre", "procre", "supple", NULL};

/* The singular of a word in -s. */
static struct rhz_span singular(struct rhz_span w)
{
    return w.n > 3 && w.p[w.n - 1] == 's' ? rhz_span(w.p, w.n - 1) : w;
}

static size_t respell(char *out, struct rhz_span w, size_t cut, const char *suffix)
{
    size_t n = w.n - cut, m = strlen(suffix);

    memcpy(out, w.p, n);
    memcpy(out + n, suffix, m);
    return n + m;
}

static struct rhz_span without(struct rhz_span w, size_t cut)
{
    return rhz_span(w.p, w.n > cut ? w.n - cut : 0);
}

/* Feminines that Snowball leaves apart from their masculine are written as it. */
static size_t spell_feminine(char *out, struct rhz_span w)
{
    if (ends(w, "adrice"))
        return respell(out, w, 4, "eur");
    if (ends(w, "trice") && w.n > 6 && !is(w, "matrice") && !is(w, "cicatrice"))
        return respell(out, w, 4, "eur");
    if (ends(w, "iere") && w.n > 4 && !is(w, "biere"))
        return respell(out, w, 4, "ier");
    if (ends(w, "teuse") && w.n > 7 && !is_one_of(w, teuse_words))
        return respell(out, w, 2, "r");
    if (ends(w, "euse") && w.n > 5)
        return respell(out, w, 2, "x");
    if ((ends(w, "llere") || ends(w, "gere") || ends(w, "chere")) && !is_one_of(w, ere_words))
        return respell(out, w, 3, "er");
    return 0;
}

/* Endings that may be those of a participle get their accent. */
static size_t spell_participle(char *out, struct rhz_span w)
{
    if (ends(w, "iee") && !is_ier_verb(without(w, 3)))
        return respell(out, w, 2, "e");
    if (ends(w, "ee") && is_one_of(without(w, 1), eer_verbs))
        return respell(out, w, 0, "r");
    if (ends(w, "e") && is_one_of(w, eer_verbs))
        return respell(out, w, 0, "er");
    if (ends(w, "ee") && w.n > 3)
        return respell(out, w, 2, "ée");
    if (ends(w, "ie") && w.n > 2 && is_ier_verb(without(w, 2)))
        return respell(out, w, 1, "é");
    if (ends(w, "ite") && w.n > 4 && !ends(w, "crite") && !ends(w, "duite") && !ends(w, "aite") && !ends(w, "oite") &&
        !is_one_of(w, ite_words))
        return respell(out, w, 1, "é");
    if ((ends(w, "asse") && w.n > 5) || ends(w, "finance") || is(w, "revendique") || is(w, "recommence"))
        return respell(out, w, 1, "é");
    return 0;
}

static size_t spell_singular(char *out, struct rhz_span w)
{
    size_t n = spell_feminine(out, w);

    if (!n)
        n = spell_participle(out, w);
    return n ? n : respell(out, w, 0, "");
}

/* Plurals that Snowball would take for forms of verbs, or not undo. Words in -es come here for what their singular
 * in -e needs: Snowball drops that s itself. */
static bool is_plain_plural(struct rhz_span w)
{
    static const char *const endings[] = {"ees", "ies", "ites", "asses", "trices", "eres", "sions", "tions", "xions",
                                          "gions", "inions", "finances", "euses", "drices", NULL};
    int i;

    if (ends(w, "ers") && w.n > 5)
        return !is_one_of(w, ers_words);
    if ((ends(w, "us") || ends(w, "os")) && w.n > 3)
        return !is_one_of(w, us_words);
    if (ends(w, "is"))
        return is_one_of(singular(w), i_nouns);
    for (i = 0; endings[i]; i++)
        if (ends(w, endings[i]))
            return true;
    return is_one_of(without(w, 1), eer_verbs) && ends(w, "es");
}

/* justification, justificatif: of the family of justifier, where Snowball makes justif and justifi of them. */
static size_t spell_fication(char *out, struct rhz_span w)
{
    static const char *const endings[] = {"ification", "ificatif", "ificative", "ificateur", "ificatrice", NULL};
    struct rhz_span one = singular(w);
    int i;

    for (i = 0; endings[i]; i++)
        if (ends(one, endings[i]))
            return respell(out, one, strlen(endings[i]) - 3, "é");
    return 0;
}

/* Participles and others whose ending Snowball would take off as that of a verb: remis, souscrit, crédit. */
static bool needs_e(struct rhz_span w)
{
    static const char *const not_participles[] = {"ennemis", "fourmis", "tamis", "tapis", NULL};

    if (w.n > 4 && (ends(w, "mis") || ends(w, "pris") || ends(w, "quis") || ends(w, "cis")))
        return !is_one_of(w, not_participles);
    if (w.n > 5 && (ends(w, "crit") || ends(w, "crits")))
        return true;
    return is_one_of(w, is_words) || is_one_of(singular(w), it_words);
}

/* `w` as Snowball wants it. */
static size_t spell(char *out, struct rhz_span w)
{
    size_t n = spell_fication(out, w);

    if (n)
        return n;
    if (ends(w, "ierement"))
        return respell(out, w, 7, "èrement");
    if (ends(w, "erent") && w.n > 7 && !ends(w, "herent") && !ends(w, "ferent"))
        return respell(out, w, 5, "èrent");
    if (ends(w, "assent") && w.n > 7)
        return respell(out, w, 3, "é");
    if ((ends(w, "iez") && is_ier_verb(without(w, 3))) || (ends(w, "ions") && (is_one_of(without(w, 4), ier_verbs) || ends(w, "cions") || ends(w, "fions"))))
        return respell(out, w, ends(w, "iez") ? 2 : 3, "é");
    if (is_one_of(w, es_words))
        return respell(out, w, 2, "ès");
    if (needs_e(w))
        return respell(out, w, ends(w, "ts") ? 1 : 0, "e");
    return spell_singular(out, is_plain_plural(w) ? singular(w) : w);
}

/* ---- endings joined after Snowball ---- */

static size_t join_endings(char *p, size_t n, struct rhz_span word)
{
    struct rhz_span w = rhz_span(p, n);

    if (n >= 4 && ends(w, "iqu")) /* publique, public */
        return p[n - 2] = 'c', n - 1;
    if (n >= 4 && ends(w, "if") && (ends(word, "if") || ends(word, "ifs"))) /* actif, active */
        return p[n - 1] = 'v', n;
    if (n >= 4 && ends(w, "eux") && !is(w, "deux")) /* lieux, lieu; chercheuse, which Snowball makes chercheux */
        return n - 1;
    if (n >= 6 && ends(w, "eur")) /* chercheur */
        return n - 1;
    if (n >= 6 && ends(w, "ann")) /* paysanne */
        return n - 1;
    if (n >= 3 && (ends(w, "ay") || ends(w, "oy") || ends(w, "uy"))) /* employé, emploi */
        return p[n - 1] = 'i', n;
    /* désir gives des, danse dans: no word may share the postings of a stop word */
    if (is_stop_term(w))
        p[n++] = 'e';
    return n;
}

static struct rhz_span run_snowball(struct rhz_stemmer *s, const char *p, size_t n)
{
    const sb_symbol *r = sb_stemmer_stem(s->snowball, (const sb_symbol *)p, (int)n);
    size_t len;

    if (!r)
        return rhz_span(NULL, 0);
    len = rhz_fold_into(rhz_span((const char *)r, (size_t)sb_stemmer_length(s->snowball)), s->term, sizeof s->term);
    return rhz_span(s->term, len);
}

static bool all_letters(struct rhz_span w)
{
    size_t i;

    for (i = 0; i < w.n; i++)
        if (w.p[i] < 'a' || w.p[i] > 'z')
            return false;
    return true;
}

static struct rhz_span drop_apostrophes(struct rhz_stemmer *s, struct rhz_span w)
{
    size_t n = 0, i;

    for (i = 0; i < w.n && n < sizeof s->bare; i++)
        if (w.p[i] != '\'')
            s->bare[n++] = w.p[i];
    return n ? rhz_span(s->bare, n) : w;
}

struct rhz_span rhz_stem(struct rhz_stemmer *s, struct rhz_span folded)
{
    struct rhz_span t;
    size_t n;

    if (memchr(folded.p, '\'', folded.n)) /* entr'aide is entraide, aujourd'hui is typed aujourdhui */
        folded = drop_apostrophes(s, folded);
    if (folded.n < 3 || folded.n > STEM_LONGEST || !all_letters(folded) || is_stop_term(folded))
        return folded;
    t = exception_of(s, folded);
    if (t.p)
        return t;
    n = rhz_verb_infinitive(s->verbs, s->infinitive, folded);
    n = spell(s->spelling, n ? rhz_span(s->infinitive, n) : folded);
    t = run_snowball(s, s->spelling, n);
    /* subventionnée stops at subvention, which is a word with a stem of its own */
    if (ends(t, "tion") || ends(t, "sion")) {
        memcpy(s->spelling, t.p, t.n);
        t = run_snowball(s, s->spelling, t.n);
    }
    if (!t.p || t.n == 0)
        return folded;
    return rhz_span(t.p, join_endings(s->term, t.n, folded));
}

/* ---- life cycle ---- */

struct rhz_stemmer *rhz_stemmer_new(void)
{
    struct rhz_stemmer *s = calloc(1, sizeof *s);

    if (!s)
        return NULL;
    s->snowball = sb_stemmer_new("french", "UTF_8");
    s->verbs = rhz_verbs_new();
    if (!s->snowball || !s->verbs) {
        rhz_stemmer_free(s);
        return NULL;
    }
    sort_exceptions(s);
    return s;
}

void rhz_stemmer_free(struct rhz_stemmer *s)
{
    if (!s)
        return;
    if (s->snowball)
        sb_stemmer_delete(s->snowball);
    rhz_verbs_free(s->verbs);
    free(s);
}
