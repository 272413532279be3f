/* model.h -- the words of the graph as numbers and names, made from model.def. Thread-safe: constant tables. */
#ifndef RHZ_MODEL_H
#define RHZ_MODEL_H

#include "base.h"

/* Every family starts at 1; 0 means "not stated". */
enum rhz_kind {
    RHZ_KIND_NONE,
#define KIND(symbol, name, plural) RHZ_##symbol,
#include "model.def"
    RHZ_KIND_COUNT
};
enum rhz_subkind {
    RHZ_SUB_NONE,
#define SUBKIND(symbol, name, what) RHZ_SUB_##symbol,
#include "model.def"
    RHZ_SUB_COUNT
};
enum rhz_relation {
    RHZ_RELATION_NONE,
#define RELATION(symbol, name, forward, backward) RHZ_##symbol,
#include "model.def"
    RHZ_RELATION_COUNT
};
enum rhz_property {
    RHZ_PROPERTY_NONE,
#define PROPERTY(symbol, name, what) RHZ_PROPERTY_##symbol,
#include "model.def"
    RHZ_PROPERTY_COUNT
};
enum rhz_nature {
    RHZ_NATURE_NONE,
#define NATURE(symbol, name, what) RHZ_NATURE_##symbol,
#include "model.def"
    RHZ_NATURE_COUNT
};
enum rhz_sense {
    RHZ_SENSE_NONE,
#define SENSE(symbol, name) RHZ_SENSE_##symbol,
#include "model.def"
    RHZ_SENSE_COUNT
};
enum rhz_support_why {
    RHZ_SUPPORT_NONE,
#define SUPPORT(symbol, name) RHZ_SUPPORT_##symbol,
#include "model.def"
    RHZ_SUPPORT_COUNT
};

/** One entry of a family; `label` is for people, `other` is the plural (kinds) or the way back (relations). */
struct rhz_word {
    const char *name, *label, *other;
};
/** The entry, or one of empty strings when `number` is out of range. */
const struct rhz_word *rhz_kind_word(unsigned number);
const struct rhz_word *rhz_subkind_word(unsigned number);
const struct rhz_word *rhz_relation_word(unsigned number);
const struct rhz_word *rhz_property_word(unsigned number);
const struct rhz_word *rhz_nature_word(unsigned number);
const struct rhz_word *rhz_sense_word(unsigned number);
const struct rhz_word *rhz_support_word(unsigned number);
/** Number of a name (case and accents aside; a kind also by its plural), 0 when there is none. */
unsigned rhz_kind_number(struct rhz_span name);
unsigned rhz_relation_number(struct rhz_span name);

#endif
