/* commands.c -- the table of commands and their help. */
#include <string.h>

#include "cli.h"

#define COMMON \
    "  --base BASE        la base (sinon RHIZOME_BASE, sinon ./base.rhz)\n" \
    "  --json             un objet JSON par ligne, pour les programmes\n"

#define WHEN \
    "  --annee A[..B]     cette année, ces années : 2020, 2017..2020, 2017.., ..2020 ; sans date : à part\n" \
    "  --le AAAA-MM-JJ    ce jour-là ; un mandat sans fin court jusqu'à la liste suivante\n"

const struct cli_command cli_commands[] = {
    {"indexer", cli_indexer, "lire des fichiers et les ajouter à la base", "[OPTIONS] CHEMIN...",
     "Lit les fichiers nommés et ceux des dossiers nommés (PDF, .txt, .md, catalogues .jsonl), et crée la base si elle n'existe pas.\n"
     "Un fichier inchangé est passé ; un fichier modifié remplace l'ancien. « - » lit la liste des chemins sur l'entrée\n"
     "standard. Ce qui est refusé est dit, et le reste continue.\n\n"
     "  --base BASE        la base à créer ou à compléter (sinon RHIZOME_BASE, sinon ./base.rhz)\n"
     "  --nom NOM          nom du dossier dans les adresses (sinon le sien)\n"
     "  --memoire MIO      mémoire à ne pas dépasser (256)\n"
     "  --taille-max MIO   refuser les documents plus gros (64 ; 16 fois plus pour un PDF)\n"
     "  --vocabulaire FICHIER   noms connus : genre, nom, autres noms (séparés par |), RNA, SIREN, en colonnes\n"
     "  --elaguer          retirer de la base les documents dont le fichier a disparu des dossiers nommés\n"
     "  --essai            dire ce qui serait ajouté, remplacé, retiré, sans rien écrire\n"
     "  --ocr              lire les pages numérisées des PDF avec tesseract, s'il est installé ; leur texte peut être fautif\n"
     "  --strict           ne rien publier si un fichier est refusé\n"
     "  --attendre S       attendre S secondes qu'un autre programme finisse d'écrire dans la base (10)\n"
     "  --silencieux       ni progression ni compte rendu\n"
     "  --json             le compte rendu en JSON\n\n"
     "Exemple : rhizome indexer --base base.rhz documents/\n"},
    {"retirer", cli_indexer, "retirer des documents de la base", "[OPTIONS] ADRESSE...",
     "Les adresses sont celles que donne « rhizome documents » ; celle d'un catalogue vaut pour tous ses enregistrements. « - »\n"
     "lit la liste sur l'entrée standard. Un document part avec sa dernière adresse, et plus rien ne le montre ; pour que ses\n"
     "octets disparaissent aussi du disque, lancer ensuite « rhizome compacter ». Le fichier lui-même n'est pas touché.\n\n"
     "  --essai            dire ce qui serait retiré, sans rien écrire\n"
     "  --attendre S       attendre S secondes qu'un autre programme finisse d'écrire dans la base (10)\n"
     "  --silencieux       pas de compte rendu\n" COMMON
     "\nExemple : rhizome retirer documents/brouillon.txt\n"},
    {"compacter", cli_indexer, "récrire la base au plus court, sans trace de ce qui a été retiré", "[OPTIONS]",
     "Récrit toute la base à côté, puis la met à la place de l'ancienne : il faut donc de la place sur le disque pour les deux.\n"
     "Les recherches en cours continuent. Ce qui avait été retiré ou remplacé n'est plus lisible dans les fichiers de la base.\n\n"
     "  --memoire MIO      mémoire du graphe à ne pas dépasser (256)\n"
     "  --attendre S       attendre S secondes qu'un autre programme finisse d'écrire dans la base (10)\n"
     "  --silencieux       pas de compte rendu\n" COMMON},
    {"chercher", cli_chercher, "chercher des passages en plein texte", "[OPTIONS] MOTS...",
     "Accents, majuscules, genre et nombre ne comptent pas. Les passages qui ont tous les mots viennent d'abord, puis ceux dont\n"
     "le document a les autres ; s'il y en a moins de dix, viennent ceux à qui il en manque, sous « Sans « mot » : ».\n\n"
     "  \"des mots\"         la phrase telle quelle (guillemets droits ou « français »)\n"
     "  \"des mots\"~5       ces mots tels quels, dans n'importe quel ordre, à cinq mots au plus les uns des autres\n"
     "  +mot               mot obligatoire\n"
     "  -mot               mot exclu (mettre « -- » avant la recherche)\n"
     "  mot*  mot~         les mots qui commencent ainsi ; le mot à une ou deux lettres près\n"
     "  ET  OU  SAUF  ( )  en capitales : les deux, l'un ou l'autre, sans\n"
     "  titre:mot  type:rapport  annee:2023  annee:2017..2020  document:pv-2022   selon le document\n"
     "  personne:nom  organisation:nom  programme:nom   le passage cite l'entité, sous n'importe lequel de ses noms\n"
     "  financeur:nom      le passage prouve un financement par elle ; champ:\"plusieurs mots\" entre guillemets\n"
     "  « - » seul         lire la recherche sur l'entrée standard\n"
     "Un nom ou un sigle trouve aussi les passages qui nomment autrement la même entité ; la réponse le dit.\n\n"
     "  --limite N         au plus N documents (10), trois passages de chacun ; avec --passages ou --json, N passages (20)\n"
     "  --debut N          passer les N premiers (0)\n"
     "  --mode et|ou       tous les mots, ou l'un d'eux\n"
     "  --passages         liste plate, les meilleurs passages d'abord, sans regrouper par document\n"
     "  --tri pertinence|date   les documents les plus récents d'abord (pertinence)\n"
     "  --facettes         comment se répartissent les passages : types, années, personnes, organisations, programmes, financeurs\n"
     "  --expliquer        d'où vient chaque score\n"
     "  --synonymes FICHIER   expressions équivalentes : deux colonnes (tabulation ou point-virgule), ou SKOS en Turtle\n"
     "  --tel-quel         ni autres noms des entités, ni sigles, ni synonymes\n"
     "  --strict           refuser une recherche mal formée (sinon : lue comme de simples mots)\n"
     "  --compter          seulement le nombre de passages qui ont tous les mots\n"
     "  --lot FICHIER --format trec   les recherches d'un fichier, une par ligne (numéro, tabulation, mots) ; écrit\n"
     "                     « numéro Q0 document rang score rhizome », les documents par leur meilleur passage\n" COMMON
     "\nExemples : rhizome chercher dette ecologique\n"
     "           rhizome chercher -- '\"conseil d’administration\" -budget'\n"},
    {"demander", cli_demander, "poser une question en français : réponses, chacune avec sa preuve", "[OPTIONS] QUESTION",
     "Qui, quel, combien, quand, depuis quand, où, est-ce que ; sur les personnes, les organisations, les programmes, les\n"
     "financeurs et les montants, les conseils, les présences, les partenaires, les chiffres des comptes, les liens entre deux\n"
     "noms. Les noms se donnent sous n'importe quelle forme, sans accents, à une lettre près ; un nom ambigu est redemandé.\n"
     "Ce que le graphe ne dit pas est cherché dans les textes, et c'est dit. La requête comprise est montrée.\n\n"
     "  --preuves N        au plus N preuves par réponse (2 ; 0 : toutes)\n" COMMON
     "\nExemples : rhizome demander qui finance Grandes Marées\n"
     "           rhizome demander \"combien l'ADEME a-t-elle donné en 2023 ?\"\n"
     "           rhizome demander administrateurs à la fois en 2017, 2019 et 2022\n"},
    {"completer", cli_completer, "noms et mots qui commencent ainsi, les plus employés d'abord", "[OPTIONS] DÉBUT",
     "Pendant la frappe : entités dont un nom a ces mots (le dernier peut être commencé), puis mots des documents. Accents et\n"
     "majuscules ne comptent pas.\n\n"
     "  --limite N         au plus N (10)\n"
     "  --nu               les textes seuls, un par ligne\n" COMMON
     "\nExemple : rhizome completer \"conseil d'adm\"\n"},
    {"fiche", cli_fiche, "tout ce que la base sait d'une entité, avec les preuves", "[OPTIONS] NOM",
     "Personne, organisation, programme ou événement : noms, rôles par année, liens, chiffres, documents.\n\n"
     "  --genre GENRE      personne, organisation, programme, evenement\n"
     "  --preuves N        au plus N preuves par fait (2 ; 0 : toutes)\n" COMMON
     "\nExemple : rhizome fiche ademe\n"},
    {"liens", cli_liens, "les liens d'une entité, chacun avec sa preuve", "[OPTIONS] NOM",
     "  --relation R       FINANCE, ADMINISTRE, AFFILIE_A, PRESENT_A... (« rhizome statistiques » les compte)\n"
     "  --sens sortant|entrant   l'entité est le sujet, ou l'objet\n"
     "  --genre GENRE      genre de l'entité nommée\n"
     "  --avec GENRE       seulement les liens avec des entités de ce genre\n" WHEN
     "  --limite N         au plus N liens (0 : tous)\n"
     "  --preuves N        au plus N preuves par lien (2 ; 0 : toutes)\n" COMMON
     "\nExemple : rhizome liens --relation FINANCE --sens entrant \"Jardins partagés\"\n"},
    {"chemin", cli_chemin, "ce qui relie deux entités, de lien en lien, chacun prouvé", "[OPTIONS] NOM NOM",
     "Le plus court chemin, par des liens pris dans les deux sens ; à longueur égale, par les entités les moins reliées,\n"
     "qui en disent le plus. Les présences aux assemblées n'y comptent pas, car elles relient tout le monde.\n\n"
     "  --tous             tous les plus courts chemins, et non un seul\n"
     "  --max N            au plus N liens (6)\n"
     "  --par R[,R...]     seulement par ces relations : --par PARTENAIRE_DE,PORTE ; --par PRESENT_A\n"
     "  --genre GENRE      genre des deux entités nommées\n" WHEN
     "  --preuves N        au plus N preuves par lien (1 ; 0 : toutes)\n" COMMON
     "\nExemple : rhizome chemin \"Odile Ferrandin\" ademe\n"},
    {"financements", cli_financements, "qui finance quoi, combien : un tableau avec ses totaux", "[OPTIONS] [NOM]",
     "Sans nom : tous les financements de la base. Une somme dite plusieurs fois (dans deux documents, au programme et à\n"
     "l'association qui le porte, à plusieurs ensemble) compte une fois dans les totaux ; réalisé, prévisionnel, à recevoir et\n"
     "constaté d'avance ne s'additionnent jamais. « = » : déjà compté ; « ≠ » : les documents divergent.\n\n"
     "  --par programme|financeur|annee   regroupement (programme)\n"
     "  --genre GENRE      genre de l'entité nommée\n" WHEN COMMON
     "\nExemple : rhizome financements --par financeur --annee 2020..2023\n"},
    {"chronologie", cli_chronologie, "les liens d'une entité, du plus ancien au plus récent", "[OPTIONS] NOM",
     "  --relation R       cette relation seulement\n"
     "  --genre GENRE      genre de l'entité nommée\n" WHEN
     "  --preuves N        au plus N preuves par lien (1 ; 0 : toutes)\n" COMMON},
    {"proches", cli_proches, "les entités le plus souvent citées avec une autre", "[OPTIONS] NOM",
     "Citées dans les mêmes passages ; pour chacune, l'endroit où les deux noms sont le plus près l'un de l'autre.\n\n"
     "  --genre GENRE      genre de l'entité nommée\n"
     "  --avec GENRE       seulement les entités de ce genre\n"
     "  --limite N         au plus N (20)\n"
     "  --annee A[..B]     dans les documents de ces années\n" COMMON},
    {"comparer", cli_comparer, "ce que deux entités ont en commun, et ce qui les distingue", "[OPTIONS] NOM NOM",
     "  --genre GENRE      genre des deux entités nommées\n"
     "  --commun           seulement ce qu'elles ont en commun\n" WHEN
     "  --preuves N        au plus N preuves par lien (1 ; 0 : toutes)\n" COMMON
     "\nExemple : rhizome comparer \"Région Bretagne\" \"Ville de Rennes\"\n"},
    {"expliquer", cli_expliquer, "pourquoi la base dit un lien : règle, phrase, page, et ce que les noms désignent",
     "[OPTIONS] #NUMERO | NOM RELATION NOM [ANNEE]",
     "Chaque preuve avec la règle qui l'a lue et ce qui nomme les deux bouts ; puis, pour chacun, les façons dont les documents\n"
     "l'écrivent, et pourquoi elles désignent la même entité. Le numéro d'un lien est celui que donne --json (« id »).\n\n"
     "  --genre GENRE      genre de la première entité nommée\n"
     "  --preuves N        au plus N preuves (5 ; 0 : toutes)\n" COMMON
     "\nExemple : rhizome expliquer ademe FINANCE \"Toits partagés\" 2021\n"},
    {"divergences", cli_divergences, "ce sur quoi les documents se contredisent, preuves en regard", "[OPTIONS] [NOM]",
     "Le même lien, ou la même ligne de comptes, avec des montants que les arrondis n'expliquent pas, dans des documents\n"
     "différents ; une même fonction tenue la même année par deux personnes, dans des documents qui s'ignorent. Un prévisionnel ne\n"
     "contredit jamais un réalisé. Les plus grands écarts d'abord. Sans nom : toute la base.\n\n"
     "  --sur montants|chiffres|fonctions   seulement celles-là\n"
     "  --relation R       liens de cette relation\n"
     "  --annee A[..B]     dites de ces années\n"
     "  --genre GENRE      genre de l'entité nommée\n"
     "  --limite N         au plus N (0 : toutes)\n"
     "  --preuves N        au plus N preuves de chaque côté (1 ; 0 : toutes)\n" COMMON
     "\nExemple : rhizome divergences --annee 2021\n"},
    {"requete", cli_requete, "interroger les liens par un motif", "[OPTIONS] REQUETE",
     "Les clauses de lecture sont celles d'openCypher ; les genres, relations et propriétés, ceux de la base (doc/requete.md).\n"
     "« - » lit la requête sur l'entrée standard.\n\n"
     "  --param NOM=VALEUR valeur de $NOM : un nombre, une liste... sinon un texte ; autant de fois qu'il faut\n"
     "  --preuves          sous chaque ligne, les passages qui la prouvent\n"
     "  --csv              des valeurs séparées par des virgules, pour un tableur\n"
     "  --plan             après la réponse, comment elle a été cherchée : lignes attendues et vues\n"
     "  --fichier FICHIER  lire la requête dans un fichier\n"
     "  --delai MS         durée à ne pas dépasser (10000)\n"
     "  --memoire MIO      mémoire à ne pas dépasser (256)\n"
     "  --lignes N         au plus N lignes (1000000)\n" COMMON
     "\nExemples : rhizome requete \"MATCH (f)-[r:FINANCE]->(p:Programme) RETURN p.nom, sum(r.montant) ORDER BY p.nom\"\n"
     "           rhizome requete --param nom=ademe \"MATCH (o)-[r]->(x) WHERE nomme(o, \\$nom) RETURN type(r), x.nom, r.annee\"\n"},
    {"entites", cli_entites, "lister ou chercher les entités", "[OPTIONS] [NOM]",
     "Sans nom : toutes, les plus citées d'abord.\n\n"
     "  --genre GENRE      personne, organisation, programme, evenement\n"
     "  --limite N         au plus N (50 ; 0 : toutes)\n"
     "  --debut N          passer les N premières (0)\n" COMMON},
    {"documents", cli_documents, "lister les documents de la base", "[OPTIONS] [ADRESSE]",
     "Les plus récents d'abord. Avec une adresse (ou sa fin) : ce document seul.\n\n"
     "  --limite N         au plus N (50 ; 0 : tous)\n"
     "  --debut N          passer les N premiers (0)\n" COMMON},
    {"lire", cli_lire, "lire le texte d'un document, pour vérifier une preuve", "[OPTIONS] ADRESSE",
     "L'adresse est celle que donnent les autres commandes, ou sa fin si elle est seule à finir ainsi.\n\n"
     "  --page N           cette page seulement\n"
     "  --ligne N[-M]      ces lignes du fichier d'origine seulement\n"
     "  --lignes           numéroter les lignes\n" COMMON
     "\nExemple : rhizome lire pv-2023.txt --page 2\n"},
    {"exporter", cli_exporter, "écrire toute la base dans un format ouvert", "[OPTIONS]",
     "  --format jsonl     un objet JSON par ligne : documents, nœuds, liens, propriétés (seul format à ce jour)\n"
     "  --sortie FICHIER   écrire là ; « - » ou rien : la sortie standard\n"
     "  --base BASE        la base (sinon RHIZOME_BASE, sinon ./base.rhz)\n"},
    {"copier", cli_copier, "copier la base, même pendant qu'elle est complétée", "[OPTIONS] DESTINATION",
     "La copie a le contenu de la dernière publication ; elle est entière et sur le disque quand la commande rend la main.\n"
     "Ce qui existe déjà n'est jamais écrasé. Ce qui a été retiré sans « rhizome compacter » peut y être encore lisible.\n\n" COMMON
     "\nExemple : rhizome copier /sauvegardes/base-$(date +%F).rhz\n"},
    {"vider", cli_vider, "montrer chaque enregistrement de la base, une ligne chacun", "[OPTIONS]",
     "Rien n'est effacé : le contenu de la base est déversé sur la sortie standard, pour les curieux et pour les tests.\n"
     "Un enregistrement abîmé est dit illisible, et la suite continue. Voir doc/format.md.\n\n"
     "  --table NOM        meta, address, document, text, segment, facts ou graph (toutes)\n"
     "  --base BASE        la base (sinon RHIZOME_BASE, sinon ./base.rhz)\n"
     "\nExemple : rhizome vider --table graph | grep nœud\n"},
    {"importer", cli_indexer, "faire une base d'un graphe exporté", "[OPTIONS] FICHIER.jsonl",
     "Lit ce qu'écrit « rhizome exporter » (« - » : l'entrée standard) et en fait une base nouvelle, dont l'export est le même\n"
     "octet pour octet. Les textes n'y sont pas : fiches, liens, entités et preuves se lisent, la recherche ne trouve rien, et\n"
     "on n'y indexe pas de documents. Une ligne refusée est dite avec son numéro, et rien n'est alors importé.\n\n"
     "  --libre            un graphe d'ailleurs : étiquettes, relations et propriétés quelconques, preuves facultatives ; à\n"
     "                     interroger avec « rhizome requete »\n"
     "  --memoire MIO      mémoire du graphe à ne pas dépasser (256)\n"
     "  --attendre S       attendre S secondes qu'un autre programme finisse d'écrire dans la base (10)\n"
     "  --silencieux       pas de compte rendu\n" COMMON
     "\nExemple : rhizome importer --base copie.rhz graphe.jsonl\n"},
    {"servir", cli_servir, "servir la base à un navigateur et à des programmes, en lecture", "[OPTIONS]",
     "Des pages (recherche, fiches, documents, financements, chemins) et une API JSON, décrite à /api/v1/openapi.json. Le service\n"
     "écoute cette machine seule, sauf --adresse ; il suit ce que l'indexeur publie, sans redémarrer. Ctrl-C l'arrête, une fois\n"
     "finies les demandes en cours. /sante et /metriques disent comment il va.\n\n"
     "  --adresse IP       où écouter (127.0.0.1)\n"
     "  --port N           port (8080)\n"
     "  --journal FICHIER  une ligne par demande : date, méthode, adresse demandée, statut, octets, millisecondes\n"
     "  --delai MS         temps laissé à une recherche, un chemin (2000)\n"
     "  --ouvriers N       recherches, ou pages légères, menées à la fois (4)\n"
     "  --connexions N     connexions ouvertes à la fois (16000)\n"
     "  --par-adresse N    dont d'une même adresse (512)\n"
     "  --base BASE        la base (sinon RHIZOME_BASE, sinon ./base.rhz)\n"
     "\nExemple : rhizome servir --base base.rhz --port 8080\n"},
    {"statistiques", cli_statistiques, "ce que contient la base", "[OPTIONS]", COMMON},
    {"doublons", cli_indexer, "entités qui n'en font peut-être qu'une, et pourquoi", "[OPTIONS]",
     "Les plus probables d'abord. « rhizome fusionner » les réunit ; « rhizome separer » dit qu'elles sont deux, et la paire\n"
     "n'est plus proposée.\n\n"
     "  --limite N         au plus N paires (50 ; 0 : toutes)\n" COMMON},
    {"fusionner", cli_indexer, "dire que deux entités n'en font qu'une", "[OPTIONS] NOM NOM",
     "Une correction est une ligne du fichier BASE.corrections, à côté de la base : elle survit à l'indexation, se lit et se\n"
     "modifie à la main, et « rhizome annuler » la défait. Les noms sont ceux que donnent les autres commandes, ou #NUMÉRO.\n\n"
     "  --genre GENRE      genre des deux\n" COMMON
     "\nExemple : rhizome fusionner \"Odile Ferrandin\" \"O. Ferrandain\"\n"},
    {"separer", cli_indexer, "dire que deux noms, ou deux homonymes, sont deux entités", "[OPTIONS] NOM NOM | --dans ADRESSE NOM",
     "Deux noms réunis à tort : separer NOM NOM. Un homonyme dans un document : separer --dans ADRESSE NOM.\n\n"
     "  --dans ADRESSE     l'entité de ce document est une autre\n"
     "  --genre GENRE      genre de l'entité nommée\n" COMMON},
    {"renommer", cli_indexer, "donner à une entité son bon nom", "[OPTIONS] NOM NOUVEAU-NOM",
     "  --genre GENRE      genre de l'entité nommée\n" COMMON "\nExemple : rhizome renommer ademe ADEME\n"},
    {"classer", cli_indexer, "changer le genre d'une entité, ou la sorte d'une organisation", "[OPTIONS] NOM GENRE",
     "GENRE : personne, organisation, programme, evenement ; ou commune, epci, departement, region, etat,\n"
     "etablissement-public, universite, labo, association, fondation, entreprise, reseau, media, autre.\n\n"
     "  --genre GENRE      genre actuel de l'entité nommée\n" COMMON},
    {"rejeter", cli_indexer, "ôter du graphe une entité ou un lien", "[OPTIONS] NOM | RELATION NOM NOM [ANNEE]",
     "Les documents restent cherchables ; seul le graphe change.\n\n"
     "  --genre GENRE      genre de la première entité nommée\n" COMMON
     "\nExemple : rhizome rejeter FINANCE ademe \"Toits partagés\" 2021\n"},
    {"ajouter", cli_indexer, "ajouter un lien ou une entité que les documents ne disent pas", "[OPTIONS] RELATION NOM NOM [ANNEE] | GENRE NOM",
     "La ligne écrite dans BASE.corrections est sa propre preuve, et le dit ; --preuve y note le document où vous l'avez lu. Un nom\n"
     "que la base n'a pas est ajouté, si son genre est donné.\n\n"
     "  --montant \"12 000 €\"  --role ROLE  --nature realise|previsionnel|a-recevoir|constate-avance\n"
     "  --preuve ADRESSE   document de la base où c'est dit ; --page N, --ligne N : où dans ce document\n"
     "  --genre GENRE      genre du premier nom\n"
     "  --avec GENRE       genre du second\n" COMMON
     "\nExemple : rhizome ajouter ADMINISTRE \"Odile Ferrandin\" \"Rives partagées\" 2021 --role présidente --preuve pv-2021.txt --ligne 12\n"},
    {"oublier", cli_indexer, "effacer le nom d'une personne des textes, de l'index et du graphe", "[OPTIONS] NOM [AUTRE-FORME]...",
     "Le nom et toutes les formes que la base en connaît sont masqués (█████) partout où ils sont écrits, l'index et le graphe sont\n"
     "refaits sans eux, puis la base est récrite : ses fichiers ne les tiennent plus. Indexer à nouveau masque à nouveau. Les fichiers\n"
     "sources, eux, ne sont pas touchés. BASE.corrections n'en garde que des empreintes. Un mot seul (« Ferrandin ») n'est masqué que\n"
     "si vous le donnez ; il l'est alors partout, quelle que soit la personne.\n\n"
     "  --essai            dire ce qui serait masqué, sans rien écrire\n"
     "  --oui              masquer même si plusieurs personnes portent ce nom\n"
     "  --memoire MIO      mémoire accordée (256)\n" COMMON
     "\nExemple : rhizome oublier \"Odile Ferrandin\" \"Mme Ferrandin\"\n"},
    {"annuler", cli_indexer, "défaire une correction", "[OPTIONS] NUMERO", COMMON},
    {"corrections", cli_indexer, "lister les corrections, et celles qui ne s'appliquent plus", "[OPTIONS]",
     "  --appliquer        mettre le graphe à jour après avoir modifié le fichier à la main\n" COMMON},
    {"verifier", cli_indexer, "vérifier que la base dit bien ce que disent ses documents", "[OPTIONS]",
     "Relit tout : chaque enregistrement se lit, l'index a les mots des textes aux mêmes places, les énoncés et leurs preuves\n"
     "sont ceux que l'on tire des textes, le graphe est celui que donnent les énoncés. Une ligne par défaut trouvé.\n"
     "Rien n'est écrit dans la base ; le graphe est refait dans le dossier temporaire (TMPDIR).\n\n"
     "  --rapide           les enregistrements seulement, sans rien recalculer\n"
     "  --memoire MIO      mémoire accordée au graphe (256)\n" COMMON
     "\nStatut de sortie : 0 base saine, 1 base endommagée, 2 erreur.\n"},
    {"aide", cli_aide, "aide d'une commande", "[COMMANDE]", "Sans commande : la liste des commandes.\n"},
    {NULL, NULL, NULL, NULL, NULL},
};

const struct cli_command *cli_command_find(const char *name)
{
    const struct cli_command *c;

    for (c = cli_commands; c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}

static void print_list(FILE *to)
{
    const struct cli_command *c;

    fputs("rhizome : chercher dans des documents, suivre les liens entre personnes, organisations et programmes,\n"
          "et lire le passage qui prouve chaque réponse.\n\n"
          "Usage : rhizome COMMANDE [OPTIONS] ...\n\n", to);
    for (c = cli_commands; c->name; c++)
        fprintf(to, "  %-14s %s\n", c->name, c->summary);
    fputs("\nAide d'une commande : rhizome aide COMMANDE\n"
          "Statut de sortie : 0 trouvé, 1 rien trouvé, 2 erreur. NO_COLOR coupe les couleurs.\n", to);
}

void cli_print_help(FILE *to, const struct cli_command *c)
{
    if (!c) {
        print_list(to);
        return;
    }
    fprintf(to, "rhizome %s : %s\n\nUsage : rhizome %s %s\n\n%s", c->name, c->summary, c->name, c->usage, c->help);
}

int cli_begin(struct cli *c, const char *command, int argc, char **argv, const struct cli_option *options)
{
    int status = cli_parse(c, command, argc, argv, options);

    if (status < 0 && c->help) {
        cli_print_help(stdout, cli_command_find(command));
        return cli_finish(CLI_FOUND);
    }
    return status;
}
