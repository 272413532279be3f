/* evidence.h (private to query/) -- proofs of a generation -> passages that a person can check.
 *
 * Proofs of one answer often stand in few documents, so each document is opened once and kept, within a bound.
 */
#ifndef RHZ_EVIDENCE_H
#define RHZ_EVIDENCE_H

#include "graph.h"
#include "snapshot.h"

struct rhz_evidence_reader;

/** Reads through `s`, which must outlive it. RHZ_NO_MEMORY. */
rhz_status rhz_evidence_reader_new(struct rhz_snapshot *s, struct rhz_evidence_reader **out, struct rhz_error *err);
void rhz_evidence_reader_free(struct rhz_evidence_reader *r); /* accepts NULL */

/**
 * The passages of `n` proofs, in their order, strings and all in `arena`. Proofs in documents that died since the
 * graph was built are left out: *n_out may be 0, and what they prove is then to be left out too.
 * Errors: RHZ_CORRUPT, RHZ_NO_MEMORY.
 */
rhz_status rhz_evidence_read(struct rhz_evidence_reader *r, const struct rhz_statement_ref *proofs, size_t n,
                             struct rhz_arena *arena, struct rhz_evidence **out, size_t *n_out, struct rhz_error *err);

#endif
