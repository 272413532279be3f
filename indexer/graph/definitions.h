/* definitions.h -- what a document itself says of its short names: "Agence nationale X (ANX)", J. Ferrandin beside the
 * only Ferrandin of the document, a programme's name cut short in a table.
 */
#ifndef RHZ_DEFINITIONS_H
#define RHZ_DEFINITIONS_H

#include "facts.h"
#include "resolve.h"

/**
 * The definitions of one document, in `arena`; their `document` is left 0. keys[i]: rhz_name_key of entity i; spans of
 * the result borrow from them. False: memory is out.
 */
bool rhz_definitions_find(const struct rhz_facts *f, const struct rhz_span *keys, struct rhz_arena *arena,
                          struct rhz_definition **out, size_t *n);

#endif
