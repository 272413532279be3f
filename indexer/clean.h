/* clean.h -- remove what no publication shows: leftovers of a run that was stopped, and replaced graph generations. */
#ifndef RHZ_CLEAN_H
#define RHZ_CLEAN_H

#include "publication.h"

/** Delete, in transactions of bounded size, all that publication `p`, whose number is `number`, does not show. No write
 * transaction may be open. */
rhz_status rhz_clean(struct rhz_store *store, const struct rhz_publication *p, uint64_t number, struct rhz_error *err);
/** Graph generations other than `p->graph` only: after a new one was published. */
rhz_status rhz_clean_graphs(struct rhz_store *store, const struct rhz_publication *p, struct rhz_error *err);

#endif
