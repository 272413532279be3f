/* added.h -- links and entities that people add by hand: the lines « ajouter » of the corrections, as a document.
 *
 * A fact needs a document that proves it. What a person states is proved by the line in which they state it, so these lines are a
 * document of the base like another, of type "corrections" at RHZ_ADDED_URI: lines keep their numbers, the rules read it (rules/added_facts.c),
 * resolution joins its names with those of the others, and taking a line out takes its fact with it.
 */
#ifndef RHZ_ADDED_H
#define RHZ_ADDED_H

#include "reader.h"

#define RHZ_ADDED_URI "corrections/ajouts"
#define RHZ_ADDED_TYPE "corrections"

/** The lines of `corrections` that add something, all others left empty. Nothing is appended when there is none. */
bool rhz_added_text(struct rhz_span corrections, struct rhz_arena *arena, struct rhz_buf *out);
/** Its reader: a paragraph for each line. Not in the table of readers: no file is read by it. */
extern const struct rhz_reader_format rhz_reader_added;

#endif
