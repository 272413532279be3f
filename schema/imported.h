/* imported.h -- a base made of an exported graph: it holds no text, so each proof is stored as it was given.
 *
 * META "genre" is "libre" in such a base, from its making on. A proof of it is a record of FACTS under document and
 * number of the proof, where a base drawn from documents has one record a document. Layout: doc/format.md.
 */
#ifndef RHZ_IMPORTED_H
#define RHZ_IMPORTED_H

#include "codec.h"
#include "facts.h"
#include "publication.h"

struct rhz_imported_support {
    uint8_t end, why;
    uint32_t page, line;      /* 0: not known */
    struct rhz_span quote;
};

struct rhz_imported_proof {
    uint32_t start, end;      /* in the canonical text that the base does not hold */
    uint32_t page, line;      /* 0: not known */
    struct rhz_span rule, quote;
    struct rhz_imported_support *supports;
    size_t n_supports;
};

enum { RHZ_PROOF_KEY = 8 };
/** be32 document, be32 number. */
void rhz_imported_key(unsigned char out[RHZ_PROOF_KEY], uint32_t document, uint32_t proof);
void rhz_imported_put(struct rhz_buf *b, const struct rhz_imported_proof *p);
/** Spans borrow from `value`, supports are in `arena`. RHZ_CORRUPT, RHZ_NO_MEMORY. */
rhz_status rhz_imported_get(struct rhz_span value, struct rhz_arena *arena, struct rhz_imported_proof *out,
                            struct rhz_error *err);
/** Is the base of `t` an imported one? */
rhz_status rhz_imported_is(struct rhz_txn *t, bool *imported, struct rhz_error *err);
/** Say that it is, in a new base. */
rhz_status rhz_imported_mark(struct rhz_txn *t, struct rhz_error *err);
/** RHZ_INVALID with its sentence when documents cannot be put in, or taken from, the base of `t`. */
rhz_status rhz_imported_refuse(struct rhz_txn *t, struct rhz_error *err);

#endif
