/* verbs.c -- forms of verbs that Snowball leaves apart from their infinitive are written as it.
 *
 * Snowball keeps the endings of votent, votons, répondu, soutiennent, reçoit: a noun may end so as well. Which nouns do
 * is a closed list (agent, client; maison, saison), and so are the irregular verbs. What is in no list is a regular verb:
 * a new one needs no entry. Nouns that look like a form of an irregular verb stay what they are (produit, entreprise,
 * revenu, pendant), though the verb then misses a form.
 */
#include "verbs.h"

#include <assert.h>
#include <stdlib.h>

/* Nouns and adjectives in -ent; those in -ment are more than their verbs, which follow without -ent. */
static const char *const ent_words[] = {
    "absent", "abstinent", "accent", "accident", "adherent", "adjacent", "adolescent", "afferent", "affluent",
    "agent", "ambient", "ambivalent", "antecedent", "apparent", "ardent", "argent", "astringent", "auvent", "avent",
    "belligerent", "bivalent", "brent", "client", "coefficient", "coherent", "competent", "concurrent", "confident",
    "confluent", "congruent", "conscient", "consent", "consequent", "content", "continent", "contingent",
    "contrevent", "convalescent", "convergent", "corpulent", "couvent", "decadent", "decent", "deferent",
    "deficient", "delinquent", "detergent", "different", "diligent", "dissident", "divergent", "effervescent",
    "efficient", "effluent", "eloquent", "emergent", "eminent", "emollient", "equivalent", "escient", "event",
    "evident", "excedent", "excellent", "excipient", "expedient", "fervent", "flatulent", "florent", "fluent",
    "fluorescent", "frequent", "gradient", "immanent", "imminent", "impatient", "impertinent", "impotent",
    "imprudent", "impudent", "incandescent", "incident", "incoherent", "incompetent", "inconscient", "inconsequent",
    "incontinent", "inconvenient", "indecent", "indifferent", "indigent", "indolent", "influent", "ingredient",
    "inherent", "inintelligent", "innocent", "insolent", "insurgent", "intelligent", "intermittent", "latent",
    "laurent", "lorient", "mecontent", "millicent", "monovalent", "negligent", "nogent", "occident", "omnipotent",
    "omnipresent", "omniscient", "opulent", "orient", "paravent", "parent", "patent", "patient", "penitent",
    "permanent", "pertinent", "phosphorescent", "polyvalent", "precedent", "present", "president", "pressent",
    "proeminent", "provident", "prudent", "purulent", "quotient", "recent", "recipient", "recurrent", "referent",
    "regent", "relent", "resident", "resilient", "ressent", "reticent", "sergent", "serpent", "souvent", "strident",
    "subsequent", "succulent", "talent", "tangent", "torrent", "transparent", "trent", "trident", "trivalent",
    "truculent", "turbulent", "urgent", "vincent", "violent", "virulent", NULL};
static const char *const mer_verbs[] = {
    "acclam", "affirm", "aim", "alarm", "allum", "anim", "arm", "assum", "blam", "bram", "brim", "calm", "charm",
    "chom", "clam", "comprim", "confirm", "conform", "consomm", "consum", "cram", "cremm", "decim", "declam",
    "deform", "denomm", "deprim", "desarm", "desinform", "dorm", "embaum", "embrum", "endorm", "enferm", "enflamm",
    "entam", "enthousiasm", "escrim", "essaim", "estim", "exclam", "exhum", "exprim", "ferm", "film", "form", "fum",
    "gomm", "imprim", "inform", "intim", "legitim", "lim", "mim", "nomm", "opprim", "param", "parsem", "perform",
    "plasm", "plum", "preform", "presum", "prim", "proclam", "programm", "raffirm", "rallum", "ram", "reaffirm",
    "reanim", "reclam", "reconfirm", "referm", "reform", "renferm", "renomm", "reprim", "reprogramm", "resum",
    "sem", "slam", "spam", "sublim", "supprim", "surconsomm", "surestim", "surnomm", "tram", "transform", "trim",
    "uniform", "zoom", NULL};

/* Nouns in -on whose plural looks like a first person; -ion is not here, it has more nouns than verbs. */
static const char *const on_nouns[] = {
    "abandon", "aiguillon", "aileron", "amidon", "apron", "arcon", "ardillon", "artison", "auron", "auxon",
    "aviron", "avorton", "baillon", "balcon", "ballon", "barbillon", "baron", "bataillon", "baton", "beton",
    "biberon", "bison", "blason", "blouson", "boisson", "bon", "bonbon", "bouchon", "bouffon", "bouillon", "boulon",
    "bourdon", "bourgeon", "bourguignon", "bouton", "brandon", "breton", "brouillon", "bucheron", "buisson",
    "buron", "caisson", "calecon", "cameleon", "caneton", "canon", "canton", "caparacon", "capuchon", "carafon",
    "cargaison", "carillon", "carton", "cartoon", "cavecon", "chainon", "chalon", "champignon", "chanson",
    "chaperon", "charancon", "charbon", "chardon", "charron", "chaton", "chausson", "chevron", "chiffon", "chignon",
    "citron", "clairon", "cloison", "cochon", "cocon", "colimacon", "colon", "combinaison", "common", "compagnon",
    "comparaison", "con", "conjugaison", "contrefacon", "cordon", "cornichon", "cotillon", "coton", "coupon",
    "crampon", "crayon", "cresson", "crevaison", "croisillon", "cuisson", "cupidon", "daron",
    "declinaison", "demangeaison", "demon", "diapason", "dindon", "don", "donjon", "doublon", "dragon", "durillon",
    "echanson", "echantillon", "echelon", "ecusson", "edredon", "electron", "embryon", "environ", "eperon",
    "escadron", "espadon", "estragon", "etalon", "etancon", "etresillon", "exhalaison", "facon", "fanfaron",
    "faucon", "fenaison", "feston", "feuilleton", "filon", "flacon", "fleuron", "floraison", "flottaison", "foison",
    "forgeron", "fourgon", "frelon", "fripon", "frisson", "frondaison", "fronton", "gallon", "galon", "garcon",
    "garnison", "gascon", "gazon", "giron", "glacon", "glouton", "gnon", "goemon", "goudron", "goujon", "goupillon",
    "greffon", "grillon", "grognon", "guenon", "gueridon", "guerison", "gueuleton", "guidon", "guignon", "haillon",
    "hamecon", "hanneton", "harpon", "hayon", "herisson", "heron", "horizon", "huron", "inclinaison", "infrason",
    "intersaison", "jagellon", "jalon", "jambon", "jargon", "jason", "jeton", "jupon", "juron", "klaxon", "lagon",
    "laideron", "lapon", "lardon", "larron", "lecon", "leon", "letton", "liaison", "limacon", "limon", "livraison",
    "lumignon", "lunaison", "lyon", "macaron", "macon", "maillon", "maison", "malfacon", "manchon", "maquignon",
    "marathon", "marmiton", "marron", "mascaron", "maton", "medaillon", "melon", "menton", "micron", "mignon",
    "mirliton", "mitron", "moellon", "moignon", "moisson", "molleton", "mon", "mormon", "moucheron", "mouflon",
    "mousson", "mouton", "napperon", "neon", "neutron", "nippon", "nourrisson", "nylon", "oignon", "oisillon",
    "oison", "oraison", "oreillon", "ourson", "paillasson", "pantalon", "papillon", "parangon", "pardon", "patron",
    "pavillon", "peloton", "pendaison", "peroraison", "perron", "person", "pharaon", "photon", "phyton",
    "phytoplancton", "pieton", "pigeon", "pignon", "pilon", "pinson", "pison", "piston", "piton", "plancton",
    "planton", "plastron", "plongeon", "poincon", "poison", "poisson", "poivron", "polisson", "poltron", "pompon",
    "portillon", "postillon", "potiron", "poumon", "prison", "proton", "puceron", "python", "quarteron", "quignon",
    "raidillon", "raison", "rancon", "raton", "rayon", "reveillon", "rodon", "rognon", "saison", "salaison",
    "salon", "saucisson", "sauvageon", "savon", "saxon", "sermon", "servon", "sillon", "simon", "siphon", "son",
    "soupcon", "sucon", "surgeon", "talon", "tampon", "tatillon", "taxon", "tendon", "tenon", "terminaison",
    "tesson", "teston", "teuton", "thon", "tison", "toison", "ton", "tonton", "torchon", "toron", "tourbillon",
    "tourillon", "trahison", "trognon", "tromblon", "troncon", "typhon", "ultrason", "unisson", "vallon", "veillon",
    "venaison", "vermillon", "veston", "vigneron", "violon", "vison", "voltron", "wagon", "wallon", "walon",
    "xenon", "zircon", "zooplancton", NULL};

/* Verbs in -érer, without -er, whose era and erait Snowball takes for those of a future; and verbs in -dre, without -re. */
static const char *const erer_verbs[] = {
    "acceler", "adher", "aer", "agglomer", "alter", "coger", "confer", "consider", "cooper", "defer", "degener",
    "deliber", "desalter", "desesper", "differ", "diger", "enumer", "esper", "exager", "exasper", "exoner", "gener",
    "ger", "incarcer", "infer", "inger", "inser", "interfer", "legifer", "liber", "macer", "moder", "numer",
    "obliter", "obtemper", "oper", "persever", "prefer", "prolifer", "prosper", "recuper", "refer", "refriger",
    "regener", "reinser", "reiter", "remuner", "reper", "sugger", "temper", "toler", "transfer", "ulcer", NULL};
static const char *const dre_verbs[] = {
    "append", "attend", "confond", "correspond", "defend", "depend", "descend", "detend", "distend", "entend",
    "epand", "etend", "mord", "morfond", "perd", "pretend", "redescend", "rend", "repand", "repond", "revend",
    "sousentend", "suspend", "tend", "tond", "tord", "vend", NULL};

/* Irregular verbs: PREFIX + TAIL is a form of PREFIX + INFINITIVE. Words in one string are parted by spaces; "-" is no
 * prefix. The infinitive is given the ending that Snowball takes off whole. */
static const struct family {
    const char *prefixes, *tails, *infinitive;
} families[] = {
    {"inter de par pro pre con sur sub contre circon sou -", "venu venus venues venue", "venir"},
    {"inter de par pro pre re con sur sub contre circon sou -",
     "viens vient viennent vienne venons venez venait venaient viendra viendront viendrait viendraient vint vinrent", "venir"},
    {"sou con ob main entre re appar de abs -",
     "tenu tenue tenus tenues tient tiennent tienne tenons tenez tenait tenaient tiendra tiendront tiendrait "
     "tiendraient tint tinrent", "tenir"},
    {"ap com entre re sur me -",
     "prend prends prenons prenez prennent prenne prenait prenaient prenant prendra prendront prendrait prendraient prit "
     "prirent", "prendre"},
    {"ap re sur -", "pris prise prises", "prendre"},
    {"per pro com sou ad o trans re de e compro retrans -",
     "met mettons mettez mettent mettait mettaient mettant mettra mettront mettrait mettraient mette mit mirent", "mettre"},
    {"sou ad trans o e -", "mis mise mises", "mettre"},
    {"-", "peux peut peuvent pouvons pouvez pouvait pouvaient pouvant pourra pourront pourrait pourraient puisse puissent",
     "pouver"},
    {"-", "dois doit devons devez doivent devait devaient devra devront devrait devraient doive", "devoir"},
    {"-", "veux veut veulent voulons voulez voulait voulaient voudra voudront voudrait voudraient voulu voulue", "vouloir"},
    {"-", "sait savent savait savaient saura sauront sachant sache", "savoir"},
    {"pre re entre -", "voit voient voyons voyez voyait voyaient verra verront voyant", "voir"},
    {"pre", "vu vue vus vues voira", "voir"},
    {"re per con aper",
     "coit coivent cevons cevez cevait cevaient cevra cevront cevrait cevant cu cue cus cues", "cevoir"},
    {"constr instr detr trad introd red ded ind sed reprod",
     "uit uite uits uites uisent uisons uisait uisaient uisant uira uiront uirait uisit uisirent", "uire"},
    {"prod", "uite uites uisent uisons uisait uisaient uisant uira uiront uirait uisit uisirent", "uire"},
    {"cond", "uit uits uisent uisons uisait uisaient uisant uira uiront uirait uisit uisirent", "uire"},
    {"e de ins sous pres trans circons pros reins",
     "crit crite crits crites crivent crivons crivait crivaient crivant crira criront crirait crivit", "crire"},
    {"pour -", "suit suivi suivie suivis suivies suivre suivra suivront suivrait", "suiver"},
    {"sur re -", "vit vivre vivra vivront vivrait", "viver"},
    {"re me -",
     "connait connaissent connaissait connaissaient connaissons connaitra connaitront connu connue connus connues", "connaitre"},
    {"ap dis com trans reap -", "parait paraissent paraissait paraissaient paraissant paraitra paraitront paru parue parus parues",
     "paraitre"},
    {"-", "nait naissent naissait naissaient naitra naquit", "naitre"},
    {"-", "offert offerte offerts offertes", "offrir"},
    {"-", "ouvert ouverte ouverts ouvertes", "ouvrir"},
    {"-", "souffert soufferte", "souffrir"},
    {"-", "sert", "servir"},
    {"-", "meurt meurent", "mourir"},
    {"-", "promeut promeuvent promu promue promus promues", "promouvoir"},
    {"-", "faut faudra fallait faudrait fallu", "falloir"},
    {"con in ex", "clut cluent clu clue clus clues cluait cluant clura cluront clurait cluons cluez", "clure"},
    {"in", "cluse cluses", "clure"},
    {"-", "resout resolvent resolu resolue resolus resolues resoudra", "resoudre"},
    {"-", "acquiert acquierent acquis acquise acquises acquerra", "acquerir"},
    {"-", "requiert requierent requis requise requises", "requerir"},
    {"atte pe repe ete cra jo rejo contra restre pla",
     "int ints ignent ignons ignait ignaient ignant indra indront indrait ignit ignirent", "indre"},
    {"pe ete jo rejo restre", "inte intes", "indre"},
    {"satis -", "fait faits font faisons faites faisait faisaient faisant fera feront ferait feraient fasse fassent fit firent",
     "faire"},
    {"re contre inter pre -", "dit dits disent disons disait disaient disant dira diront dirait", "dire"},
    {"inter pre", "dite dites", "dire"},
    {"e ree", "lit lisent lisait lira lu lue lus lues", "lire"},
    {"inter cor -", "rompt rompent rompu rompue rompus rompues rompait rompre rompra", "romper"},
    {"com de a -", "battu battue battus battues", "battre"},
    {"-", "agi agie agis agies agit agissent agissons agissez agissait agissaient agissant agira agiront agirait agirent agisse", "agir"},
    {"-", "croient croyons croyez croyait croyaient", "croire"},
};

static bool ends(struct rhz_span w, const char *suffix, size_t n)
{
    return w.n >= n && w.p[w.n - 1] == suffix[n - 1] && memcmp(w.p + w.n - n, suffix, n) == 0;
}

static bool is(struct rhz_span w, const char *word, size_t n)
{
    return w.n == n && memcmp(w.p, word, n) == 0;
}

static bool is_one_of(struct rhz_span w, const char *const *words)
{
    for (; *words; words++)
        if (w.n && (*words)[0] == w.p[0] && (w.n == 1 || (*words)[1] == w.p[1]) && is(w, *words, strlen(*words)))
            return true;
    return false;
}

static struct rhz_span without(struct rhz_span w, size_t cut)
{
    return rhz_span(w.p, w.n > cut ? w.n - cut : 0);
}

static size_t respell(char *out, struct rhz_span root, const char *ending)
{
    size_t n = strlen(ending);

    memcpy(out, root.p, root.n);
    memcpy(out + root.n, ending, n);
    return root.n + n;
}

/* ---- irregular verbs ---- */

/* The next word of a list, NULL at its end. */
static const char *next_word(const char **list, size_t *n)
{
    const char *p = *list;

    if (!*p)
        return NULL;
    *n = strcspn(p, " ");
    *list = p + *n + (p[*n] == ' ');
    return p;
}

enum { TAILS = 512, LETTERS = 26 };

/* The tails of all families by their last letter: one word in twenty ends as one of its few. */
struct rhz_verbs {
    struct tail {
        const char *p;
        uint16_t n, family;
    } tails[TAILS];
    uint16_t first[LETTERS + 1];
};

static void each_tail(struct rhz_verbs *v, uint16_t counts[LETTERS + 1], bool store)
{
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        const char *list = families[i].tails, *p;
        size_t n;

        while ((p = next_word(&list, &n))) {
            unsigned letter = (unsigned)(p[n - 1] - 'a');

            if (store)
                v->tails[counts[letter]] = (struct tail){p, (uint16_t)n, (uint16_t)i};
            counts[letter + !store]++;
        }
    }
}

struct rhz_verbs *rhz_verbs_new(void)
{
    struct rhz_verbs *v = calloc(1, sizeof *v);
    uint16_t at[LETTERS + 1];

    if (!v)
        return NULL;
    each_tail(v, v->first, false);
    for (unsigned i = 0; i < LETTERS; i++)
        v->first[i + 1] = (uint16_t)(v->first[i + 1] + v->first[i]);
    assert(v->first[LETTERS] <= TAILS);
    memcpy(at, v->first, sizeof at);
    each_tail(v, at, true);
    return v;
}

void rhz_verbs_free(struct rhz_verbs *v)
{
    free(v);
}

static bool has_prefix(struct rhz_span prefix, const char *list)
{
    const char *p;
    size_t n;

    while ((p = next_word(&list, &n)))
        if (is(prefix, p, n) || (*p == '-' && !prefix.n))
            return true;
    return false;
}

static size_t spell_irregular(const struct rhz_verbs *v, char *out, struct rhz_span w)
{
    unsigned letter = (unsigned char)w.p[w.n - 1] - 'a';

    for (unsigned i = v->first[letter]; i < v->first[letter + 1]; i++) {
        const struct tail *t = &v->tails[i];

        if (w.n >= t->n && w.p[w.n - t->n] == t->p[0] && memcmp(w.p + w.n - t->n, t->p, t->n) == 0 &&
            has_prefix(rhz_span(w.p, w.n - t->n), families[t->family].prefixes))
            return respell(out, rhz_span(w.p, w.n - t->n), families[t->family].infinitive);
    }
    return 0;
}

/* ---- verbs in -dre and -érer ---- */

enum { ENDING_MOST = 6 };

/* Splits `w` into one of `roots`, which all end in `last`, and one of `endings`; writes the root with -er. */
static size_t spell_root(char *out, struct rhz_span w, const char *const *roots, char last, const char *const *endings)
{
    size_t most = w.n < ENDING_MOST + 1 ? w.n : ENDING_MOST + 1;

    if (!memchr(w.p + w.n - most, last, most))
        return 0;
    for (; *endings; endings++) {
        size_t n = strlen(*endings);

        if (w.n > n && w.p[w.n - n - 1] == last && memcmp(w.p + w.n - n, *endings, n) == 0 && is_one_of(without(w, n), roots))
            return respell(out, without(w, n), "er");
    }
    return 0;
}

static size_t spell_dre(char *out, struct rhz_span w)
{
    static const char *const endings[] = {"",  "re", "s",  "ent", "ons", "ez",  "ait",  "ais",   "aient", "ant",   "u", "ue",
                                          "us", "ues", "ra", "ront", "rait", "raient", "rons", "irent", "it", "e", NULL};

    return spell_root(out, w, dre_verbs, 'd', endings);
}

static size_t spell_erer(char *out, struct rhz_span w)
{
    static const char *const endings[] = {"a",  "ai",  "ais", "ait",  "aient", "as",     "ent",
                                          "ez", "ons", "era", "eront", "erait", "eraient", "erent", NULL};
    static const char *const others[] = {"adherent", "different", "referent", "opera", "operas", NULL};

    return is_one_of(w, others) ? 0 : spell_root(out, w, erer_verbs, 'r', endings);
}

/* ---- persons of regular verbs ---- */

/* ils votent, ils finissent */
static size_t spell_third(char *out, struct rhz_span w)
{
    static const char *const ayer[] = {"p", "ess", "rel", "bal", "effr", "eg", "debl", "enr", "r", "rep", NULL};
    static const char *const isser[] = {"gl", "t", "h", "pl", "v", "rat", "tap", "esqu", "met", NULL};

    if (w.n < 5 || is_one_of(w, ent_words) || (ends(rhz_span(w.p, 2), "co", 2) && is_one_of(rhz_span(w.p + 2, w.n - 2), ent_words)))
        return 0; /* client, coprésident */
    if (ends(w, "aient", 5) && is_one_of(without(w, 5), ayer))
        return respell(out, without(w, 5), "ayer");
    if (ends(w, "ment", 4))
        return is_one_of(without(w, 3), mer_verbs) ? respell(out, without(w, 3), "e") : 0;
    if (ends(w, "issent", 6) && !ends(w, "aissent", 7) && !is_one_of(without(w, 6), isser))
        return respell(out, without(w, 6), "ir");
    /* voteraient and votèrent are of the imperfect and the past */
    if (ends(w, "aient", 5) || ends(w, "erent", 5) || ends(w, "irent", 5) || ends(w, "urent", 5))
        return w.n < 8 && ends(w, "erent", 5) ? respell(out, without(w, 3), "e") : 0;
    return respell(out, without(w, 3), "e");
}

/* nous votons, nous finissons */
static size_t spell_first(char *out, struct rhz_span w)
{
    if (w.n < 6 || ends(w, "ions", 4) || is_one_of(without(w, 1), on_nouns))
        return 0;
    if (ends(w, "issons", 6) && !ends(w, "aissons", 7))
        return respell(out, without(w, 6), "ir");
    if (ends(w, "erons", 5) || ends(w, "irons", 5)) /* Snowball takes the future off */
        return 0;
    return respell(out, without(w, ends(w, "geons", 5) ? 4 : 3), "er");
}

size_t rhz_verb_infinitive(const struct rhz_verbs *v, char *out, struct rhz_span w)
{
    size_t n = spell_irregular(v, out, w);

    if (!n)
        n = spell_dre(out, w);
    if (!n)
        n = spell_erer(out, w);
    if (!n && ends(w, "ent", 3))
        n = spell_third(out, w);
    if (!n && ends(w, "ons", 3))
        n = spell_first(out, w);
    return n;
}
