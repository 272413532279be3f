/* question_words.c -- the words that questions are made of, and what each says.
 *
 * Words are folded (case, accents) before they come here. An entry reads one word or several; the longest wins. Verbs stand as the
 * beginnings that all their forms share, written out where another word begins alike (porte, porter; not portrait).
 */
#include "question.h"

#define R(relation) (1u << RHZ_##relation)
#define K(kind) (1u << RHZ_##kind)
#define S(sub) (1u << RHZ_SUB_##sub)
#define N(nature) (1u << RHZ_NATURE_##nature)

enum {
    NOTHING = RHZ_SAYS_NOTHING, WHO = RHZ_SAYS_WHO, MUCH = RHZ_SAYS_HOW_MUCH, NUMBER = RHZ_SAYS_NUMBER, WHEN = RHZ_SAYS_WHEN,
    WHERE = RHZ_SAYS_WHERE, WHETHER = RHZ_SAYS_WHETHER, LINK = RHZ_SAYS_LINK, ROLE = RHZ_SAYS_ROLE,
    SUBJECT = RHZ_SAYS_SUBJECT | RHZ_SAYS_NOUN, OBJECT = RHZ_SAYS_OBJECT | RHZ_SAYS_NOUN, MONEY = RHZ_SAYS_MONEY | RHZ_SAYS_NOUN,
    FILTER = RHZ_SAYS_FILTER, WEAK = RHZ_SAYS_WEAK, BODY = RHZ_SAYS_BODY, EVENT = RHZ_SAYS_EVENT, MOST = RHZ_SAYS_MOST,
    LEAST = RHZ_SAYS_LEAST, TREND = RHZ_SAYS_TREND, BOTH = RHZ_SAYS_BOTH, NOT = RHZ_SAYS_NOT, START = RHZ_SAYS_START,
    BY = RHZ_SAYS_BY, TAKES = RHZ_SAYS_TAKES, ASSEMBLY = RHZ_SAYS_ASSEMBLY, ALL = RHZ_SAYS_ALL, SINCE = RHZ_SAYS_SINCE,
    UNTIL = RHZ_SAYS_UNTIL, END = RHZ_SAYS_END, NOUN = RHZ_SAYS_NOUN
};

#define SUPPORTS (R(FINANCE) | R(PARTENAIRE_DE))
#define OFFICES (R(ADMINISTRE) | R(AFFILIE_A))

static const struct rhz_lexical lexicon[] = {
    /* ---- interrogatives ---- */
    {"qui", WHO, 0, 0, 0, 0}, {"lequel", WHO, 0, 0, 0, 0}, {"laquelle", WHO, 0, 0, 0, 0}, {"lesquel*", WHO, 0, 0, 0, 0},
    {"qui est ce qui", WHO, 0, 0, 0, 0}, {"qui sont", WHO, 0, 0, 0, 0}, {"qui est", WHO, 0, 0, 0, 0}, {"qui etait", WHO, 0, 0, 0, 0},
    {"combien", MUCH, 0, 0, 0, 0}, {"nombre", NUMBER, 0, 0, 0, 0}, {"effectif*", NUMBER, 0, 0, 0, 0},
    {"quand", WHEN, 0, 0, 0, 0}, {"depuis quand", WHEN | SINCE, 0, 0, 0, 0}, {"quelle annee", WHEN, 0, 0, 0, 0},
    {"quelles annees", WHEN, 0, 0, 0, 0}, {"quelle date", WHEN, 0, 0, 0, 0}, {"date", WHEN, 0, 0, 0, 0}, {"dates", WHEN, 0, 0, 0, 0},
    {"depuis combien de temps", WHEN | SINCE, 0, 0, 0, 0}, {"quel jour", WHEN, 0, 0, 0, 0}, {"quel moment", WHEN, 0, 0, 0, 0},
    {"jusqu a quand", WHEN | END, 0, 0, 0, 0}, {"a partir de quand", WHEN | SINCE, 0, 0, 0, 0},
    {"lieu", WHERE, 0, 0, 0, 0}, {"endroit", WHERE, 0, 0, 0, 0}, {"quel lieu", WHERE, 0, 0, 0, 0}, {"quel endroit", WHERE, 0, 0, 0, 0},
    {"est ce que", WHETHER, 0, 0, 0, 0}, {"est ce qu", WHETHER, 0, 0, 0, 0}, {"est ce", WHETHER, 0, 0, 0, 0},
    {"lien entre", LINK, 0, 0, 0, 0}, {"liens entre", LINK, 0, 0, 0, 0}, {"lien", LINK, 0, 0, 0, 0}, {"liens", LINK, 0, 0, 0, 0},
    {"relie*", LINK, 0, 0, 0, 0}, {"relier", LINK, 0, 0, 0, 0}, {"rapport entre", LINK, 0, 0, 0, 0}, {"rapports entre", LINK, 0, 0, 0, 0},
    {"relation entre", LINK, 0, 0, 0, 0}, {"relations entre", LINK, 0, 0, 0, 0}, {"point commun", LINK, 0, 0, 0, 0},
    {"points communs", LINK, 0, 0, 0, 0}, {"connaissent", LINK, 0, 0, 0, 0}, {"connait", LINK, 0, 0, 0, 0}, {"rapproche", LINK, 0, 0, 0, 0},
    {"en commun", LINK | WEAK, 0, 0, 0, 0}, {"quoi en commun", LINK, 0, 0, 0, 0},
    {"unit", LINK, 0, 0, 0, 0}, {"unissent", LINK, 0, 0, 0, 0}, {"unissant", LINK, 0, 0, 0, 0},
    {"role", ROLE, 0, 0, 0, 0}, {"roles", ROLE, 0, 0, 0, 0}, {"fonction", ROLE, 0, 0, 0, 0}, {"fonctions", ROLE, 0, 0, 0, 0},
    {"poste", ROLE, 0, 0, 0, 0}, {"metier", ROLE, 0, 0, 0, 0}, {"profession", ROLE, 0, 0, 0, 0}, {"titre", ROLE, 0, 0, 0, 0},
    {"que fait", ROLE, 0, 0, 0, 0}, {"quel titre", ROLE, 0, 0, 0, 0},

    /* ---- what says nothing by itself ---- */
    {"quel", NOTHING, 0, 0, 0, 0}, {"quelle", NOTHING, 0, 0, 0, 0}, {"quels", NOTHING, 0, 0, 0, 0}, {"quelles", NOTHING, 0, 0, 0, 0},
    {"que", NOTHING, 0, 0, 0, 0}, {"quoi", NOTHING, 0, 0, 0, 0}, {"comment", NOTHING, 0, 0, 0, 0}, {"liste*", NOTHING, 0, 0, 0, 0},
    {"noms", NOTHING, 0, 0, 0, 0}, {"nom", NOTHING, 0, 0, 0, 0}, {"donne moi", NOTHING, 0, 0, 0, 0}, {"dis moi", NOTHING, 0, 0, 0, 0},
    {"donnez moi", NOTHING, 0, 0, 0, 0}, {"dites moi", NOTHING, 0, 0, 0, 0}, {"montre*", NOTHING, 0, 0, 0, 0}, {"cite*", NOTHING, 0, 0, 0, 0},
    {"sait on", NOTHING, 0, 0, 0, 0}, {"savoir", NOTHING, 0, 0, 0, 0}, {"cherche", NOTHING, 0, 0, 0, 0}, {"trouve*", NOTHING, 0, 0, 0, 0},
    {"voudrais", NOTHING, 0, 0, 0, 0}, {"veux", NOTHING, 0, 0, 0, 0}, {"aimerais", NOTHING, 0, 0, 0, 0}, {"connaitre", NOTHING, 0, 0, 0, 0},
    {"etait", NOTHING, 0, 0, 0, 0}, {"etaient", NOTHING, 0, 0, 0, 0}, {"ete", NOTHING, 0, 0, 0, 0}, {"fut", NOTHING, 0, 0, 0, 0},
    {"sont", NOTHING, 0, 0, 0, 0}, {"est", NOTHING, 0, 0, 0, 0}, {"avait", NOTHING, 0, 0, 0, 0}, {"avaient", NOTHING, 0, 0, 0, 0},
    {"ont", NOTHING, 0, 0, 0, 0}, {"eu", NOTHING, 0, 0, 0, 0}, {"fait", NOTHING, 0, 0, 0, 0}, {"font", NOTHING, 0, 0, 0, 0},
    {"etre", NOTHING, 0, 0, 0, 0}, {"avoir", NOTHING, 0, 0, 0, 0}, {"il", NOTHING, 0, 0, 0, 0}, {"elle", NOTHING, 0, 0, 0, 0},
    {"ils", NOTHING, 0, 0, 0, 0}, {"elles", NOTHING, 0, 0, 0, 0}, {"on", NOTHING, 0, 0, 0, 0}, {"y", NOTHING, 0, 0, 0, 0},
    {"cette annee la", NOTHING, 0, 0, 0, 0}, {"annee", NOTHING, 0, 0, 0, 0}, {"annees", NOTHING, 0, 0, 0, 0}, {"an", NOTHING, 0, 0, 0, 0},
    {"cours", NOTHING | WEAK, 0, 0, 0, 0}, {"fois", NOTHING, 0, 0, 0, 0}, {"tous", NOTHING, 0, 0, 0, 0}, {"toutes", NOTHING, 0, 0, 0, 0},
    {"ensemble", NOTHING, 0, 0, 0, 0}, {"selon", NOTHING, 0, 0, 0, 0}, {"documents", NOTHING, 0, 0, 0, 0}, {"existe*", START, 0, 0, 0, 0},
    {"ou", NOTHING, 0, 0, 0, 0}, {"entre", NOTHING, 0, 0, 0, 0}, {"pendant", NOTHING, 0, 0, 0, 0}, {"durant", NOTHING, 0, 0, 0, 0},
    {"concernant", NOTHING, 0, 0, 0, 0}, {"actuel*", NOTHING, 0, 0, 0, 0}, {"peut", NOTHING, 0, 0, 0, 0}, {"peux", NOTHING, 0, 0, 0, 0},
    {"bien", NOTHING, 0, 0, 0, 0}, {"encore", NOTHING, 0, 0, 0, 0}, {"aussi", NOTHING, 0, 0, 0, 0}, {"deja", NOTHING, 0, 0, 0, 0},
    {"eleve", NOTHING, 0, 0, 0, 0}, {"elevent", NOTHING, 0, 0, 0, 0}, {"elevait", NOTHING, 0, 0, 0, 0}, {"degage*", NOTHING, 0, 0, 0, 0},
    {"rapporte*", NOTHING, 0, 0, 0, 0}, {"represente en", NOTHING, 0, 0, 0, 0}, {"occup*", NOTHING, 0, 0, 0, 0}, {"frais", NOTHING, 0, 0, 0, 0}, {"svp", NOTHING, 0, 0, 0, 0}, {"merci", NOTHING, 0, 0, 0, 0}, {"bonjour", NOTHING, 0, 0, 0, 0}, {"titre de", NOTHING, 0, 0, 0, 0},
    {"part", NOTHING, 0, 0, 0, 0}, {"autres", NOTHING, 0, 0, 0, 0}, {"differents", NOTHING, 0, 0, 0, 0}, {"differentes", NOTHING, 0, 0, 0, 0},
    {"divers", NOTHING, 0, 0, 0, 0}, {"vers", NOTHING, 0, 0, 0, 0}, {"chaque", NOTHING, 0, 0, 0, 0}, {"fil", NOTHING, 0, 0, 0, 0},
    {"par", BY, 0, 0, 0, 0}, {"depuis", SINCE, 0, 0, 0, 0}, {"a partir", SINCE, 0, 0, 0, 0}, {"apres", SINCE, 0, 0, 0, 0},
    {"des", NOTHING, 0, 0, 0, 0}, {"jusqu", UNTIL, 0, 0, 0, 0}, {"avant", UNTIL, 0, 0, 0, 0}, {"jusque", UNTIL, 0, 0, 0, 0},
    {"ne", NOTHING, 0, 0, 0, 0}, {"pas", NOT, 0, 0, 0, 0}, {"plus aucun*", NOT, 0, 0, 0, 0}, {"jamais", NOT, 0, 0, 0, 0},

    /* ---- more, less, together ---- */
    {"plus gros*", MOST, 0, 0, 0, 0}, {"plus grand*", MOST, 0, 0, 0, 0}, {"plus import*", MOST, 0, 0, 0, 0}, {"plus eleve*", MOST, 0, 0, 0, 0},
    {"plus fort*", MOST, 0, 0, 0, 0}, {"le plus", MOST, 0, 0, 0, 0},
    {"le plus gros*", MOST, 0, 0, 0, 0}, {"la plus gros*", MOST, 0, 0, 0, 0}, {"les plus gros*", MOST, 0, 0, 0, 0},
    {"le plus grand*", MOST, 0, 0, 0, 0}, {"la plus grand*", MOST, 0, 0, 0, 0}, {"les plus grand*", MOST, 0, 0, 0, 0},
    {"le plus import*", MOST, 0, 0, 0, 0}, {"la plus import*", MOST, 0, 0, 0, 0}, {"les plus import*", MOST, 0, 0, 0, 0},
    {"le plus eleve*", MOST, 0, 0, 0, 0}, {"la plus eleve*", MOST, 0, 0, 0, 0}, {"le plus genereu*", MOST, 0, 0, 0, 0}, {"principal*", MOST, 0, 0, 0, 0}, {"principaux", MOST, 0, 0, 0, 0},
    {"premier financeur", MOST | SUBJECT, R(FINANCE), 0, 0, 0}, {"plus genereu*", MOST, 0, 0, 0, 0}, {"maxim*", MOST, 0, 0, 0, 0},
    {"plus haut*", MOST, 0, 0, 0, 0}, {"premiere source", MOST | SUBJECT, R(FINANCE), 0, 0, 0}, {"record", MOST, 0, 0, 0, 0},
    {"davantage", MOST, 0, 0, 0, 0}, {"plus", NOTHING, 0, 0, 0, 0},
    {"plus petit*", LEAST, 0, 0, 0, 0}, {"plus faible*", LEAST, 0, 0, 0, 0}, {"moins", LEAST, 0, 0, 0, 0}, {"plus bas*", LEAST, 0, 0, 0, 0},
    {"minim*", LEAST, 0, 0, 0, 0},
    {"evolu*", TREND, 0, 0, 0, 0}, {"progress*", TREND, 0, 0, 0, 0}, {"augment*", TREND, 0, 0, 0, 0}, {"baiss*", TREND, 0, 0, 0, 0},
    {"tendance", TREND, 0, 0, 0, 0}, {"variation*", TREND, 0, 0, 0, 0}, {"trajectoire", TREND, 0, 0, 0, 0}, {"historique", TREND, 0, 0, 0, 0},
    {"annee par annee", TREND, 0, 0, 0, 0}, {"an par an", TREND, 0, 0, 0, 0}, {"chaque annee", TREND, 0, 0, 0, 0}, {"par an", TREND, 0, 0, 0, 0},
    {"fil des ans", TREND, 0, 0, 0, 0}, {"fil des annees", TREND, 0, 0, 0, 0}, {"change", TREND, 0, 0, 0, 0},
    {"a la fois", BOTH, 0, 0, 0, 0}, {"la fois", BOTH, 0, 0, 0, 0}, {"en meme temps", BOTH, 0, 0, 0, 0}, {"tous les deux", BOTH, 0, 0, 0, 0},
    {"simultanement", BOTH, 0, 0, 0, 0}, {"aussi bien", BOTH, 0, 0, 0, 0}, {"communs a", BOTH, 0, 0, 0, 0}, {"commun a", BOTH, 0, 0, 0, 0},
    {"toutes les deux", BOTH, 0, 0, 0, 0}, {"chacune de ces annees", BOTH, 0, 0, 0, 0}, {"les deux", BOTH, 0, 0, 0, 0},
    {"sans interruption", BOTH, 0, 0, 0, 0}, {"chacune des annees", BOTH, 0, 0, 0, 0},
    {"totale*", ALL, 0, 0, 0, 0}, {"totaux", ALL, 0, 0, 0, 0}, {"total", ALL, 0, 0, 0, 0}, {"en tout", ALL, 0, 0, 0, 0}, {"au total", ALL, 0, 0, 0, 0}, {"somme totale", ALL | MONEY, 0, 0, 0, 0},
    {"cumul*", ALL, 0, 0, 0, 0}, {"montant total", ALL | MONEY, 0, 0, 0, 0},

    /* ---- kinds of what may answer ---- */
    {"personne", NOUN, 0, K(PERSONNE), 0, 0}, {"personnes", NOUN, 0, K(PERSONNE), 0, 0}, {"gens", NOUN, 0, K(PERSONNE), 0, 0}, {"quelqu un", NOUN, 0, K(PERSONNE), 0, 0},
    {"organisation", NOUN, 0, K(ORGANISATION), 0, 0}, {"organisations", NOUN, 0, K(ORGANISATION), 0, 0},
    {"organisme*", NOUN, 0, K(ORGANISATION), 0, 0}, {"structures", NOUN, 0, K(ORGANISATION), 0, 0},
    {"institution", NOUN, 0, K(ORGANISATION), 0, 0}, {"institutions", NOUN, 0, K(ORGANISATION), 0, 0}, {"acteurs", NOUN, 0, K(ORGANISATION) | K(PERSONNE), 0, 0},
    {"programme*", NOUN, 0, K(PROGRAMME), 0, 0}, {"projet*", NOUN, 0, K(PROGRAMME), 0, 0}, {"action", NOUN, 0, K(PROGRAMME), 0, 0},
    {"actions", NOUN, 0, K(PROGRAMME), 0, 0}, {"demarche*", NOUN, 0, K(PROGRAMME), 0, 0}, {"dispositif*", NOUN, 0, K(PROGRAMME), 0, 0},
    {"initiatives", NOUN, 0, K(PROGRAMME), 0, 0},
    {"evenement*", NOUN | EVENT, 0, K(EVENEMENT), 0, 0}, {"rencontre*", NOUN | EVENT, 0, K(EVENEMENT), 0, 0},
    {"webinaire*", NOUN | EVENT, 0, K(EVENEMENT), 0, 0}, {"reunion*", NOUN | EVENT, 0, K(EVENEMENT), 0, 0},
    {"journee*", NOUN | EVENT, 0, K(EVENEMENT), 0, 0}, {"seminaire*", NOUN | EVENT, 0, K(EVENEMENT), 0, 0},
    {"colloque*", NOUN | EVENT, 0, K(EVENEMENT), 0, 0}, {"table ronde", NOUN | EVENT, 0, K(EVENEMENT), 0, 0},
    {"tables rondes", NOUN | EVENT, 0, K(EVENEMENT), 0, 0}, {"conference*", NOUN | EVENT, 0, K(EVENEMENT), 0, 0},
    {"atelier*", EVENT, 0, K(EVENEMENT), 0, 0}, {"assises", EVENT, 0, K(EVENEMENT), 0, 0},
    {"assemblee generale", EVENT | ASSEMBLY, 0, K(EVENEMENT), 0, 0}, {"assemblees generales", EVENT | ASSEMBLY, 0, K(EVENEMENT), 0, 0},
    {"ag", EVENT | ASSEMBLY, 0, K(EVENEMENT), 0, 0}, {"assemblee", EVENT | ASSEMBLY, 0, K(EVENEMENT), 0, 0},
    {"commune", NOUN, 0, K(ORGANISATION), S(COMMUNE) | S(EPCI), 0}, {"communes", NOUN, 0, K(ORGANISATION), S(COMMUNE) | S(EPCI), 0},
    {"ville", NOUN, 0, K(ORGANISATION), S(COMMUNE), 0}, {"villes", NOUN, 0, K(ORGANISATION), S(COMMUNE), 0},
    {"municipalite*", NOUN, 0, K(ORGANISATION), S(COMMUNE), 0}, {"mairie*", NOUN, 0, K(ORGANISATION), S(COMMUNE), 0},
    {"metropole*", NOUN, 0, K(ORGANISATION), S(EPCI), 0}, {"intercommunalite*", NOUN, 0, K(ORGANISATION), S(EPCI), 0},
    {"agglomeration*", NOUN, 0, K(ORGANISATION), S(EPCI), 0},
    {"collectivite*", NOUN, 0, K(ORGANISATION), S(COMMUNE) | S(EPCI) | S(DEPARTEMENT) | S(REGION), 0},
    {"collectivite* territoriale*", NOUN, 0, K(ORGANISATION), S(COMMUNE) | S(EPCI) | S(DEPARTEMENT) | S(REGION), 0},
    {"collectivite* locale*", NOUN, 0, K(ORGANISATION), S(COMMUNE) | S(EPCI) | S(DEPARTEMENT) | S(REGION), 0},
    {"territoire*", NOUN, 0, K(ORGANISATION), S(COMMUNE) | S(EPCI) | S(DEPARTEMENT) | S(REGION), 0},
    {"departements", NOUN, 0, K(ORGANISATION), S(DEPARTEMENT), 0}, {"departement", NOUN, 0, K(ORGANISATION), S(DEPARTEMENT), 0},
    {"regions", NOUN, 0, K(ORGANISATION), S(REGION), 0}, {"region", NOUN, 0, K(ORGANISATION), S(REGION), 0},
    {"ministere*", NOUN, 0, K(ORGANISATION), S(ETAT), 0}, {"universite*", NOUN, 0, K(ORGANISATION), S(UNIVERSITE), 0},
    {"ecole*", NOUN, 0, K(ORGANISATION), S(UNIVERSITE), 0}, {"laboratoire*", NOUN, 0, K(ORGANISATION), S(LABO), 0},
    {"labo", NOUN, 0, K(ORGANISATION), S(LABO), 0}, {"labos", NOUN, 0, K(ORGANISATION), S(LABO), 0}, {"fondation", NOUN, 0, K(ORGANISATION), S(FONDATION), 0},
    {"fondations", NOUN, 0, K(ORGANISATION), S(FONDATION), 0}, {"associations", NOUN, 0, K(ORGANISATION), S(ASSOCIATION), 0},
    {"entreprise*", NOUN, 0, K(ORGANISATION), S(ENTREPRISE), 0}, {"cabinet*", NOUN, 0, K(ORGANISATION), S(ENTREPRISE), 0},
    {"societe", NOUN, 0, K(ORGANISATION), S(ENTREPRISE), 0}, {"societes", NOUN, 0, K(ORGANISATION), S(ENTREPRISE), 0},
    {"chercheur*", NOUN | FILTER, 0, K(PERSONNE), 0, 0}, {"chercheuse*", NOUN | FILTER, 0, K(PERSONNE), 0, 0},
    {"association", BODY, 0, 0, 0, 0}, {"asso", BODY, 0, 0, 0, 0}, {"notre association", BODY, 0, 0, 0, 0},
    {"nous", BODY, 0, 0, 0, 0}, {"nos", BODY, 0, 0, 0, 0}, {"notre", BODY, 0, 0, 0, 0},
    {"structure", BODY, 0, 0, 0, 0},

    /* ---- what may stand in a role or a label beside the noun ---- */
    {"nouveau*", FILTER, 0, 0, 0, 0}, {"nouvel", FILTER, 0, 0, 0, 0}, {"nouvelle*", FILTER, 0, 0, 0, 0}, {"ancien*", FILTER, 0, 0, 0, 0},
    {"sortant*", FILTER, 0, 0, 0, 0}, {"entrant*", FILTER, 0, 0, 0, 0}, {"individuel*", FILTER, 0, 0, 0, 0}, {"institutionnel*", FILTER, 0, 0, 0, 0},
    {"public*", FILTER, 0, 0, 0, 0}, {"prive*", FILTER, 0, 0, 0, 0}, {"local*", FILTER, 0, 0, 0, 0}, {"locaux", FILTER, 0, 0, 0, 0},
    {"titulaire*", FILTER, 0, 0, 0, 0}, {"suppleant*", FILTER, 0, 0, 0, 0}, {"adjoint*", FILTER, 0, 0, 0, 0}, {"honoraire", FILTER, 0, 0, 0, 0},

    /* ---- money ---- */
    {"finance", 0, R(FINANCE), 0, 0, 0}, {"financ*", 0, R(FINANCE), 0, 0, 0}, {"cofinanc*", 0, R(FINANCE), 0, 0, 0},
    {"co financ*", 0, R(FINANCE), 0, 0, 0}, {"financeur*", SUBJECT, R(FINANCE), 0, 0, 0}, {"financeuse*", SUBJECT, R(FINANCE), 0, 0, 0},
    {"cofinanceur*", SUBJECT, R(FINANCE), 0, 0, 0}, {"co financeur*", SUBJECT, R(FINANCE), 0, 0, 0},
    {"bailleur*", SUBJECT, R(FINANCE), 0, 0, 0}, {"bailleur* de fonds", SUBJECT, R(FINANCE), 0, 0, 0}, {"bailleurs fonds", SUBJECT, R(FINANCE), 0, 0, 0},
    {"mecene*", SUBJECT, R(FINANCE), 0, 0, 0}, {"mecenat", MONEY, R(FINANCE), 0, 0, 0}, {"sponsor*", SUBJECT, R(FINANCE), 0, 0, 0},
    {"donateur*", SUBJECT, R(FINANCE), 0, 0, 0}, {"donatrice*", SUBJECT, R(FINANCE), 0, 0, 0}, {"contributeur*", SUBJECT, R(FINANCE), 0, 0, 0},
    {"source de financement", SUBJECT, R(FINANCE), 0, 0, 0}, {"sources de financement", SUBJECT, R(FINANCE), 0, 0, 0},
    {"partenaire* financier*", SUBJECT, R(FINANCE), 0, 0, 0}, {"soutien* financier*", SUBJECT, R(FINANCE), 0, 0, 0},
    {"financier", FILTER, 0, 0, 0, 0}, {"financiers", FILTER, 0, 0, 0, 0}, {"financiere*", FILTER, 0, 0, 0, 0}, {"financement", MONEY, R(FINANCE), 0, 0, 0}, {"financements", MONEY, R(FINANCE), 0, 0, 0},
    {"subvention", MONEY, R(FINANCE), 0, 0, 0}, {"subventions", MONEY, R(FINANCE), 0, 0, 0},
    {"subventionn*", 0, R(FINANCE), 0, 0, 0}, {"subventionneur*", SUBJECT, R(FINANCE), 0, 0, 0},
    {"aide", MONEY, R(FINANCE), 0, 0, 0}, {"aides", MONEY, R(FINANCE), 0, 0, 0}, {"aident", 0, R(FINANCE), 0, 0, 0}, {"aidait", 0, R(FINANCE), 0, 0, 0},
    {"don", MONEY, R(FINANCE), 0, 0, 0}, {"dons", MONEY, R(FINANCE), 0, 0, 0}, {"dotation*", MONEY, R(FINANCE), 0, 0, 0},
    {"enveloppe*", MONEY, R(FINANCE) | R(BUDGET), 0, 0, 0}, {"contribution", MONEY, R(FINANCE), 0, 0, 0}, {"contributions", MONEY, R(FINANCE), 0, 0, 0},
    {"apport", MONEY, R(FINANCE), 0, 0, 0}, {"apports", MONEY, R(FINANCE), 0, 0, 0},
    {"donn*", 0, R(FINANCE), 0, 0, 0}, {"verse*", 0, R(FINANCE), 0, 0, N(REALISE)}, {"versa*", 0, R(FINANCE), 0, 0, N(REALISE)},
    {"versement*", MONEY, R(FINANCE), 0, 0, 0}, {"paie*", 0, R(FINANCE), 0, 0, 0}, {"paye*", 0, R(FINANCE), 0, 0, 0},
    {"accorde*", 0, R(FINANCE), 0, 0, 0}, {"attribu*", 0, R(FINANCE), 0, 0, 0}, {"octro*", 0, R(FINANCE), 0, 0, 0},
    {"alloue*", 0, R(FINANCE), 0, 0, 0}, {"apporte*", 0, R(FINANCE), 0, 0, 0}, {"depense*", MONEY, 0, 0, 0, 0},
    {"contribue*", WEAK, R(FINANCE) | R(PARTICIPE_A), 0, 0, 0},
    {"argent", MONEY, R(FINANCE) | R(BUDGET), 0, 0, 0}, {"montant", MONEY, R(FINANCE) | R(BUDGET), 0, 0, 0},
    {"montants", MONEY, R(FINANCE) | R(BUDGET), 0, 0, 0}, {"somme", MONEY, R(FINANCE) | R(BUDGET), 0, 0, 0},
    {"sommes", MONEY, R(FINANCE) | R(BUDGET), 0, 0, 0}, {"euros", MONEY, R(FINANCE) | R(BUDGET), 0, 0, 0},
    {"cout", MONEY, R(BUDGET), 0, 0, 0}, {"coute*", MONEY, R(BUDGET), 0, 0, 0}, {"couts", MONEY, R(BUDGET), 0, 0, 0},
    {"budget", MONEY, R(BUDGET), 0, 0, 0}, {"budgets", MONEY, R(BUDGET), 0, 0, 0},
    {"recoi*", TAKES, R(FINANCE), 0, 0, 0}, {"recev*", TAKES, R(FINANCE), 0, 0, 0}, {"recu", TAKES, R(FINANCE), 0, 0, 0},
    {"recus", TAKES, R(FINANCE), 0, 0, 0}, {"recue*", TAKES, R(FINANCE), 0, 0, 0}, {"touche*", TAKES, R(FINANCE), 0, 0, 0},
    {"percu*", TAKES, R(FINANCE), 0, 0, 0}, {"percoi*", TAKES, R(FINANCE), 0, 0, 0}, {"beneficie", TAKES, R(FINANCE), 0, 0, 0},
    {"beneficient", TAKES, R(FINANCE), 0, 0, 0}, {"obtenu*", TAKES, R(FINANCE), 0, 0, 0}, {"obtient", TAKES, R(FINANCE), 0, 0, 0},
    {"beneficiaire*", OBJECT, R(FINANCE), 0, 0, 0},
    {"soutien*", SUBJECT | WEAK, SUPPORTS, 0, 0, 0}, {"souten*", 0, SUPPORTS, 0, 0, 0}, {"soutient", 0, SUPPORTS, 0, 0, 0},
    {"soutiennent", 0, SUPPORTS, 0, 0, 0}, {"appui*", 0, SUPPORTS, 0, 0, 0}, {"appuy*", 0, SUPPORTS, 0, 0, 0}, {"parrain*", 0, SUPPORTS, 0, 0, 0},
    {"previsionnel*", MONEY, 0, 0, 0, N(PREVISIONNEL)}, {"budget previsionnel", MONEY, R(BUDGET), 0, 0, N(PREVISIONNEL)},
    {"prevu*", 0, 0, 0, 0, N(PREVISIONNEL)}, {"prevoi*", 0, 0, 0, 0, N(PREVISIONNEL)}, {"budgete*", 0, 0, 0, 0, N(PREVISIONNEL)},
    {"prevision*", MONEY, 0, 0, 0, N(PREVISIONNEL)}, {"budgetise*", 0, 0, 0, 0, N(PREVISIONNEL)}, {"attendu*", 0, 0, 0, 0, N(PREVISIONNEL)},
    {"realise", 0, 0, 0, 0, N(REALISE)}, {"realises", 0, 0, 0, 0, N(REALISE)}, {"realisee*", 0, 0, 0, 0, N(REALISE)},
    {"effectivement", 0, 0, 0, 0, N(REALISE)}, {"reellement", 0, 0, 0, 0, N(REALISE)},
    {"doit", 0, R(FINANCE), 0, 0, N(A_RECEVOIR)}, {"doivent", 0, R(FINANCE), 0, 0, N(A_RECEVOIR)}, {"devait", 0, R(FINANCE), 0, 0, N(A_RECEVOIR)},
    {"a recevoir", 0, R(FINANCE), 0, 0, N(A_RECEVOIR)}, {"recevoir", TAKES, R(FINANCE), 0, 0, N(A_RECEVOIR)},
    {"a verser", 0, R(FINANCE), 0, 0, N(A_RECEVOIR)}, {"a percevoir", 0, R(FINANCE), 0, 0, N(A_RECEVOIR)}, {"reste", 0, R(FINANCE), 0, 0, N(A_RECEVOIR)},
    {"restent", 0, R(FINANCE), 0, 0, N(A_RECEVOIR)}, {"restant du", 0, R(FINANCE), 0, 0, N(A_RECEVOIR)}, {"du par", BY, R(FINANCE), 0, 0, N(A_RECEVOIR)},
    {"constate* d avance", 0, R(FINANCE), 0, 0, N(CONSTATE_AVANCE)}, {"constate* avance", 0, R(FINANCE), 0, 0, N(CONSTATE_AVANCE)},
    {"verse* d avance", 0, R(FINANCE), 0, 0, N(CONSTATE_AVANCE)}, {"d avance", 0, 0, 0, 0, N(CONSTATE_AVANCE)},

    /* ---- programmes and those who make them ---- */
    {"partenaire*", SUBJECT, R(PARTENAIRE_DE), 0, 0, 0}, {"partenariat*", 0, R(PARTENAIRE_DE), 0, 0, 0},
    {"collabor*", 0, R(PARTENAIRE_DE) | R(PARTICIPE_A), 0, 0, 0}, {"cooper*", 0, R(PARTENAIRE_DE), 0, 0, 0},
    {"associe a", 0, R(PARTENAIRE_DE) | R(PARTICIPE_A), 0, 0, 0}, {"associes a", 0, R(PARTENAIRE_DE) | R(PARTICIPE_A), 0, 0, 0},
    {"associee* a", 0, R(PARTENAIRE_DE) | R(PARTICIPE_A), 0, 0, 0},
    {"travaill* avec", 0, R(PARTENAIRE_DE), 0, 0, 0}, {"prend part", 0, R(PARTICIPE_A) | R(PARTENAIRE_DE), 0, 0, 0},
    {"pris part", 0, R(PARTICIPE_A) | R(PARTENAIRE_DE), 0, 0, 0}, {"prennent part", 0, R(PARTICIPE_A) | R(PARTENAIRE_DE), 0, 0, 0},
    {"participe a", 0, R(PARTICIPE_A) | R(PARTENAIRE_DE) | R(PRESENT_A), 0, 0, 0}, {"particip*", WEAK, R(PARTICIPE_A) | R(PARTENAIRE_DE) | R(PRESENT_A), 0, 0, 0},
    {"participant*", SUBJECT | WEAK, R(PARTICIPE_A) | R(PRESENT_A), K(PERSONNE), 0, 0},
    {"implique*", WEAK, R(PARTICIPE_A) | R(PARTENAIRE_DE) | R(PORTE), 0, 0, 0}, {"engage*", WEAK, R(PARTICIPE_A) | R(PARTENAIRE_DE), 0, 0, 0},
    {"mobilise*", WEAK, R(PARTICIPE_A), 0, 0, 0}, {"avec", WEAK, R(PARTENAIRE_DE) | R(FINANCE) | R(PORTE), 0, 0, 0},
    {"porte", 0, R(PORTE), 0, 0, 0}, {"portes", 0, R(PORTE), 0, 0, 0}, {"portent", 0, R(PORTE), 0, 0, 0}, {"porter", 0, R(PORTE), 0, 0, 0},
    {"portee", 0, R(PORTE), 0, 0, 0}, {"portees", 0, R(PORTE), 0, 0, 0}, {"portait", 0, R(PORTE), 0, 0, 0}, {"portaient", 0, R(PORTE), 0, 0, 0},
    {"porteur*", SUBJECT, R(PORTE), 0, 0, 0}, {"porteuse*", SUBJECT, R(PORTE), 0, 0, 0}, {"portage", SUBJECT, R(PORTE), 0, 0, 0},
    {"pilot*", 0, R(PORTE), 0, 0, 0}, {"mene", 0, R(PORTE), 0, 0, 0}, {"menes", 0, R(PORTE), 0, 0, 0}, {"menee*", 0, R(PORTE), 0, 0, 0},
    {"menent", 0, R(PORTE), 0, 0, 0}, {"mener", 0, R(PORTE), 0, 0, 0}, {"menait", 0, R(PORTE), 0, 0, 0},
    {"conduit*", 0, R(PORTE), 0, 0, 0}, {"conduis*", 0, R(PORTE), 0, 0, 0}, {"coordonn*", 0, R(PORTE), 0, 0, 0},
    {"organis*", 0, R(PORTE), 0, 0, 0}, {"organisat*", SUBJECT, R(PORTE), 0, 0, 0}, {"dirig*", 0, R(PORTE) | OFFICES, 0, 0, 0},
    {"anim*", 0, R(PORTE) | R(INTERVIENT_DANS), 0, 0, 0}, {"initi*", START, R(PORTE), 0, 0, 0},
    {"createur*", SUBJECT, R(PORTE), 0, 0, 0}, {"creatrice*", SUBJECT, R(PORTE), 0, 0, 0}, {"cree", START, R(PORTE), 0, 0, 0},
    {"creee*", START, R(PORTE), 0, 0, 0}, {"crees", START, R(PORTE), 0, 0, 0}, {"creer", START, R(PORTE), 0, 0, 0},
    {"creent", START, R(PORTE), 0, 0, 0}, {"creation", START, R(PORTE), 0, 0, 0}, {"fonde*", START, R(PORTE), 0, 0, 0},
    {"fondat*", SUBJECT, R(PORTE), 0, 0, 0}, {"origine", START, R(PORTE), 0, 0, 0}, {"monte*", START, R(PORTE), 0, 0, 0},
    {"lance", START, R(PORTE), 0, 0, 0}, {"lances", START, R(PORTE), 0, 0, 0}, {"lancee*", START, R(PORTE), 0, 0, 0},
    {"lancer", START, R(PORTE), 0, 0, 0}, {"lancement", START | NOUN, 0, 0, 0, 0},
    {"commenc*", START, 0, 0, 0, 0}, {"demarr*", START, 0, 0, 0, 0}, {"debut*", START, 0, 0, 0, 0}, {"naissance", START, 0, 0, 0, 0},
    {"ne en", START, 0, 0, 0, 0}, {"nee en", START, 0, 0, 0, 0}, {"inaugur*", START, 0, 0, 0, 0}, {"nait", START, 0, 0, 0, 0},
    {"termin*", END, 0, 0, 0, 0}, {"acheve*", END, 0, 0, 0, 0}, {"prend fin", END, 0, 0, 0, 0}, {"pris fin", END, 0, 0, 0, 0}, {"finit", END, 0, 0, 0, 0},

    /* ---- people and bodies ---- */
    {"travaill*", WEAK, R(AFFILIE_A), 0, 0, 0}, {"employe*", WEAK | SUBJECT, R(AFFILIE_A), K(PERSONNE), 0, 0},
    {"emploie*", WEAK, R(AFFILIE_A), 0, 0, 0}, {"employeur*", OBJECT, R(AFFILIE_A), K(ORGANISATION), 0, 0}, {"chez", WEAK, R(AFFILIE_A), 0, 0, 0},
    {"salarie*", SUBJECT | FILTER, R(AFFILIE_A), K(PERSONNE), 0, 0}, {"equipe*", SUBJECT | FILTER, R(AFFILIE_A), K(PERSONNE), 0, 0},
    {"permanent*", SUBJECT | FILTER, R(AFFILIE_A), K(PERSONNE), 0, 0}, {"agent*", SUBJECT | WEAK, R(AFFILIE_A), K(PERSONNE), 0, 0},
    {"stagiaire*", SUBJECT | FILTER, R(AFFILIE_A), K(PERSONNE), 0, 0}, {"alternant*", SUBJECT | FILTER, R(AFFILIE_A), K(PERSONNE), 0, 0},
    {"apprenti*", SUBJECT | FILTER, R(AFFILIE_A), K(PERSONNE), 0, 0}, {"stage", FILTER, R(AFFILIE_A), 0, 0, 0},
    {"alternance", FILTER, R(AFFILIE_A), 0, 0, 0}, {"benevole*", SUBJECT | FILTER, R(AFFILIE_A), K(PERSONNE), 0, 0},
    {"appartien*", WEAK, R(AFFILIE_A) | R(PARTIE_DE) | R(ADHERE_A), 0, 0, 0}, {"rattache*", WEAK, R(AFFILIE_A), 0, 0, 0},
    {"fait partie", WEAK, R(AFFILIE_A) | R(PARTIE_DE) | R(ADHERE_A) | R(ADMINISTRE), 0, 0, 0}, {"faisait partie", WEAK, R(AFFILIE_A) | R(PARTIE_DE) | R(ADHERE_A) | R(ADMINISTRE), 0, 0, 0}, {"faisaient partie", WEAK, R(AFFILIE_A) | R(PARTIE_DE) | R(ADHERE_A) | R(ADMINISTRE), 0, 0, 0},
    {"partie", WEAK, 0, 0, 0, 0}, {"font partie", WEAK, R(AFFILIE_A) | R(PARTIE_DE) | R(ADHERE_A) | R(ADMINISTRE), 0, 0, 0},
    {"membre*", SUBJECT | WEAK, R(ADHERE_A) | R(AFFILIE_A), 0, 0, 0},
    {"directeur*", SUBJECT | FILTER, OFFICES, K(PERSONNE), 0, 0}, {"directrice*", SUBJECT | FILTER, OFFICES, K(PERSONNE), 0, 0},
    {"president*", SUBJECT | FILTER, OFFICES, K(PERSONNE), 0, 0}, {"presidai*", FILTER, OFFICES, 0, 0, 0}, {"preside*", FILTER, OFFICES, 0, 0, 0},
    {"vice president*", SUBJECT | FILTER, OFFICES, K(PERSONNE), 0, 0}, {"co president*", SUBJECT | FILTER, OFFICES, K(PERSONNE), 0, 0},
    {"tresori*", SUBJECT | FILTER, OFFICES, K(PERSONNE), 0, 0}, {"secretaire*", SUBJECT | FILTER, OFFICES, K(PERSONNE), 0, 0},
    {"representant* lega*", SUBJECT | FILTER, OFFICES, K(PERSONNE), 0, 0}, {"co representant* lega*", SUBJECT | FILTER, OFFICES, K(PERSONNE), 0, 0},
    {"corepresentant*", SUBJECT | FILTER, OFFICES, K(PERSONNE), 0, 0}, {"co representant*", SUBJECT | FILTER, OFFICES, K(PERSONNE), 0, 0},
    {"administrateur*", SUBJECT, R(ADMINISTRE), K(PERSONNE), 0, 0}, {"administratrice*", SUBJECT, R(ADMINISTRE), K(PERSONNE), 0, 0},
    {"administre*", 0, R(ADMINISTRE), 0, 0, 0}, {"administrai*", 0, R(ADMINISTRE), 0, 0, 0}, {"administra", 0, R(ADMINISTRE), 0, 0, 0},
    {"conseil administration", NOUN, R(ADMINISTRE), K(PERSONNE), 0, 0}, {"conseil d administration", NOUN, R(ADMINISTRE), K(PERSONNE), 0, 0},
    {"membre* conseil administration", SUBJECT, R(ADMINISTRE), K(PERSONNE), 0, 0}, {"membre* du conseil administration", SUBJECT, R(ADMINISTRE), K(PERSONNE), 0, 0}, {"membre* du conseil", SUBJECT, R(ADMINISTRE), K(PERSONNE), 0, 0},
    {"ca", NOUN, R(ADMINISTRE), K(PERSONNE), 0, 0}, {"conseil", NOUN, R(ADMINISTRE), K(PERSONNE), 0, 0},
    {"siege* au", 0, R(ADMINISTRE), 0, 0, 0}, {"siege* au conseil", 0, R(ADMINISTRE), K(PERSONNE), 0, 0}, {"siege* au conseil administration", 0, R(ADMINISTRE), K(PERSONNE), 0, 0}, {"siege* au ca", 0, R(ADMINISTRE), K(PERSONNE), 0, 0},
    {"bureau", NOUN | FILTER, R(ADMINISTRE), K(PERSONNE), 0, 0}, {"college*", FILTER, R(ADMINISTRE), K(PERSONNE), 0, 0},
    {"elu", WEAK, R(ADMINISTRE), K(PERSONNE), 0, 0}, {"elus", WEAK, R(ADMINISTRE), K(PERSONNE), 0, 0}, {"elue*", WEAK, R(ADMINISTRE), K(PERSONNE), 0, 0},
    {"gouvernance", WEAK, R(ADMINISTRE), K(PERSONNE), 0, 0}, {"dirigeant*", SUBJECT, R(ADMINISTRE), K(PERSONNE), 0, 0},
    {"siege", WEAK, R(SIEGE_DANS) | R(ADMINISTRE), 0, 0, 0}, {"siegea*", WEAK, R(SIEGE_DANS) | R(ADMINISTRE), 0, 0, 0}, {"siegent", WEAK, R(SIEGE_DANS) | R(ADMINISTRE), 0, 0, 0},
    {"adherent*", SUBJECT, R(ADHERE_A), 0, 0, 0}, {"adherente*", SUBJECT, R(ADHERE_A), 0, 0, 0}, {"adhere*", 0, R(ADHERE_A), 0, 0, 0},
    {"cotisant*", SUBJECT, R(ADHERE_A), 0, 0, 0}, {"cotise*", 0, R(ADHERE_A), 0, 0, 0}, {"adherai*", 0, R(ADHERE_A), 0, 0, 0},
    {"adhesion*", MONEY | FILTER, R(ADHERE_A), 0, 0, 0}, {"cotisation*", MONEY | FILTER, R(ADHERE_A), 0, 0, 0},
    {"present", SUBJECT, R(PRESENT_A), K(PERSONNE), 0, 0}, {"presents", SUBJECT, R(PRESENT_A), K(PERSONNE), 0, 0},
    {"presente", SUBJECT, R(PRESENT_A), K(PERSONNE), 0, 0}, {"presentes", SUBJECT, R(PRESENT_A), K(PERSONNE), 0, 0},
    {"presence*", SUBJECT, R(PRESENT_A), K(PERSONNE), 0, 0}, {"assist*", 0, R(PRESENT_A), K(PERSONNE), 0, 0}, {"venu*", 0, R(PRESENT_A), K(PERSONNE), 0, 0},
    {"etait la", 0, R(PRESENT_A), 0, 0, 0}, {"visio*", FILTER, R(PRESENT_A), 0, 0, 0}, {"distance", FILTER, R(PRESENT_A), 0, 0, 0},
    {"en ligne", FILTER, R(PRESENT_A), 0, 0, 0}, {"sur place", FILTER, R(PRESENT_A), 0, 0, 0},
    {"excuse*", SUBJECT, R(EXCUSE_A), K(PERSONNE), 0, 0}, {"absent*", SUBJECT, R(EXCUSE_A), K(PERSONNE), 0, 0}, {"manquait", 0, R(EXCUSE_A), K(PERSONNE), 0, 0},
    {"interven*", 0, R(INTERVIENT_DANS), K(PERSONNE), 0, 0}, {"intervien*", 0, R(INTERVIENT_DANS), K(PERSONNE), 0, 0},
    {"intervenant*", SUBJECT, R(INTERVIENT_DANS), K(PERSONNE), 0, 0}, {"temoign*", 0, R(INTERVIENT_DANS), K(PERSONNE), 0, 0},
    {"parle", 0, R(INTERVIENT_DANS), K(PERSONNE), 0, 0}, {"parlent", 0, R(INTERVIENT_DANS), K(PERSONNE), 0, 0}, {"parler", 0, R(INTERVIENT_DANS), K(PERSONNE), 0, 0},
    {"orateur*", SUBJECT, R(INTERVIENT_DANS), K(PERSONNE), 0, 0}, {"oratrice*", SUBJECT, R(INTERVIENT_DANS), K(PERSONNE), 0, 0},
    {"pris la parole", 0, R(INTERVIENT_DANS), K(PERSONNE), 0, 0}, {"prend la parole", 0, R(INTERVIENT_DANS), K(PERSONNE), 0, 0},
    {"parole", WEAK, R(INTERVIENT_DANS), K(PERSONNE), 0, 0}, {"invite*", 0, R(INTERVIENT_DANS), K(PERSONNE), 0, 0}, {"exprime*", 0, R(INTERVIENT_DANS), K(PERSONNE), 0, 0},
    {"commissaire* aux comptes", SUBJECT, R(AUDITE), 0, 0, 0}, {"commissaire* comptes", SUBJECT, R(AUDITE), 0, 0, 0},
    {"audit", WEAK, R(AUDITE), 0, 0, 0}, {"audite*", 0, R(AUDITE), 0, 0, 0}, {"auditeur*", SUBJECT, R(AUDITE), 0, 0, 0},
    {"controle* les comptes", 0, R(AUDITE), 0, 0, 0}, {"certifi* les comptes", 0, R(AUDITE), 0, 0, 0}, {"verifi* les comptes", 0, R(AUDITE), 0, 0, 0},
    {"compose*", WEAK, R(PARTIE_DE) | R(ADMINISTRE) | R(AFFILIE_A), 0, 0, 0}, {"composition", WEAK, R(ADMINISTRE), 0, 0, 0},
    {"comprend", WEAK, R(PARTIE_DE), 0, 0, 0}, {"represente", WEAK, R(AFFILIE_A) | R(SIEGE_DANS), 0, 0, 0}, {"representent", WEAK, R(AFFILIE_A), 0, 0, 0},
};

/* ---- matching ---- */

static bool word_matches(struct rhz_span pattern, struct rhz_span word)
{
    if (pattern.n && pattern.p[pattern.n - 1] == '*')
        return word.n >= pattern.n - 1 && memcmp(word.p, pattern.p, pattern.n - 1) == 0;
    return rhz_span_eq(pattern, word);
}

/* Number of words read, 0 when they are not those of the pattern. */
static size_t pattern_matches(const char *pattern, const struct rhz_span *words, size_t n)
{
    size_t i = 0;

    for (;; i++) {
        size_t length = strcspn(pattern, " ");
        if (i == n || !word_matches(rhz_span(pattern, length), words[i]))
            return 0;
        if (!pattern[length])
            return i + 1;
        pattern += length + 1;
    }
}

const struct rhz_lexical *rhz_lexicon_find(const struct rhz_span *words, size_t n, size_t *taken)
{
    const struct rhz_lexical *best = NULL;
    size_t best_length = 0;

    *taken = 0;
    for (size_t i = 0; n && i < sizeof lexicon / sizeof lexicon[0]; i++) {
        const struct rhz_lexical *x = &lexicon[i];
        size_t read, length;
        if (x->pattern[0] != words[0].p[0] || !(read = pattern_matches(x->pattern, words, n)))
            continue;
        length = strlen(x->pattern);
        if (read > *taken || (read == *taken && length > best_length)) {
            best = x;
            best_length = length;
            *taken = read;
        }
    }
    return best;
}

/* ---- likeness ---- */

/* Words of accounts and roles that stand for one another. */
static const char *const synonyms[][6] = {
    {"cotisation", "adhesion"},
    {"exercice", "annuel"},
    {"stagiaire", "stage"},
    {"salarie", "equipe", "permanent", "employe"},
    {"personnel", "salarie"},
    {"visio", "visioconference", "distance", "ligne", "distanciel"},
    {"depense", "charge"},
    {"recette", "produit", "ressource"},
    {"excedent", "resultat", "deficit", "benefice"},
    {"ecologique", "carbone"},
    {"deplacement", "mission", "voyage"},
    {"remuneration", "salaire"},
    {"loyer", "location"},
    {"tresorerie", "disponibilite"},
    {"presidente", "president", "preside"},
};

static size_t common_prefix(struct rhz_span a, struct rhz_span b)
{
    size_t n = 0;

    while (n < a.n && n < b.n && a.p[n] == b.p[n])
        n++;
    return n;
}

static bool ends_with(struct rhz_span s, const char *end)
{
    size_t n = strlen(end);

    return s.n > n + 2 && memcmp(s.p + s.n - n, end, n) == 0;
}

/* What is left of a name of an agent: direct of directeur, directrice; cherch of chercheur, chercheuses. */
static size_t agent_root(struct rhz_span s)
{
    static const char *const ends[] = {"trices", "trice", "teurs", "teur", "euses", "euse", "eurs", "eur"};

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (ends_with(s, ends[i]))
            return s.n - strlen(ends[i]) + (ends[i][0] == 't');
    return 0;
}

/* One root, whatever the ending: tresorier, tresoriere; directeur, directrice; subvention, subventions; legal, legaux. */
static bool one_root(struct rhz_span a, struct rhz_span b)
{
    size_t shorter = a.n < b.n ? a.n : b.n, longer = a.n < b.n ? b.n : a.n, common = common_prefix(a, b), root = agent_root(a);

    if (common == a.n && common == b.n)
        return true;
    if (shorter < 4)
        return false;
    if (root && root == agent_root(b) && common >= root)
        return true;
    if (ends_with(a, "aux") || ends_with(b, "aux"))
        return common + 2 >= shorter && common >= 3 && longer - common <= 4;
    if (common == shorter)
        return longer - shorter <= (shorter < 6 ? 2u : 4u);
    return common >= 5 && shorter - common <= 4 && longer - common <= 5 && common * 10 >= longer * 7;
}

static int set_of(struct rhz_span word)
{
    for (size_t i = 0; i < sizeof synonyms / sizeof synonyms[0]; i++)
        for (size_t k = 0; k < 6 && synonyms[i][k]; k++)
            if (one_root(word, rhz_span_of(synonyms[i][k])) && common_prefix(word, rhz_span_of(synonyms[i][k])) >= 5)
                return (int)i;
    return -1;
}

bool rhz_words_one_root(struct rhz_span a, struct rhz_span b)
{
    return one_root(a, b);
}

bool rhz_words_alike(struct rhz_span a, struct rhz_span b)
{
    int set;

    if (one_root(a, b))
        return true;
    set = set_of(a);
    return set >= 0 && set == set_of(b);
}
