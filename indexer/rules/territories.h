/* territories.h -- the two names of a local authority: "Ville de Nantes" and "Nantes" in a table of funders. */
#ifndef RHZ_TERRITORIES_H
#define RHZ_TERRITORIES_H

#include "base.h"
#include "model.h"

/**
 * The place's own name inside an authority's ("Nantes" in "Ville de Nantes", "Isère" in "Département de l'Isère");
 * an empty span when `name` is not built so.
 */
struct rhz_span rhz_territory_bare(struct rhz_span name, enum rhz_subkind sub);
/** The authority's name for a bare commune: "Ville du Havre". Appends; false when it needs or has none. */
bool rhz_territory_full(struct rhz_span bare, enum rhz_subkind sub, struct rhz_buf *out);
/** " de La Ruche", " du Club", " des Amis", " d'Angers": a name as a complement. Appends. */
void rhz_append_complement(struct rhz_buf *out, struct rhz_span name);

#endif
