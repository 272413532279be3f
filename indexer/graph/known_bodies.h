/* known_bodies.h -- public bodies that resolution knows by other names: acronyms that one body alone bears, and the
 * intercommunalités by the words of their names. Read in place from a table linked in; thread-safe.
 */
#ifndef RHZ_KNOWN_BODIES_H
#define RHZ_KNOWN_BODIES_H

#include "base.h"

/** Key of the full name of the body that alone bears this acronym (a key too); empty when none or several do. */
struct rhz_span rhz_known_expansion(struct rhz_span acronym);

/** What a name says of an intercommunalité's kind; the values are those of the table. */
enum rhz_territory_kind {
    RHZ_TERRITORY_METROPOLE = 'M',
    RHZ_TERRITORY_URBAN = 'U',
    RHZ_TERRITORY_AGGLOMERATION = 'A',
    RHZ_TERRITORY_COMMUNES = 'C'
};

/**
 * The intercommunalité that `rest` names, itself or by a part: `rest` holds the words of a name without those that
 * say its kind, sorted ("grenoble" gives "alpe grenoble"). A part counts after "métropole" only, and when it is a part
 * of one métropole or communauté urbaine alone. *words: all its words; *kind: the one asked for, or for MÉTROPOLE, as
 * many call themselves, what it really is. False: not in the table, or several may be meant.
 */
bool rhz_known_territory(struct rhz_span rest, enum rhz_territory_kind *kind, struct rhz_span *words);

#endif
