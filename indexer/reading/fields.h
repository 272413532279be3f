/* fields.h -- "key: value" lines: the front matter of a text, the description beside a file. The part of YAML that people
 * write by hand: plain and quoted values, comments, folded lines. Lists and maps are passed over, anchors are text. */
#ifndef RHZ_FIELDS_H
#define RHZ_FIELDS_H

#include "base.h"

struct rhz_fields {
    struct rhz_span rest;
    uint32_t line; /* of the first line of rest */
};

struct rhz_field {
    struct rhz_span key;   /* as written */
    struct rhz_span value; /* unquoted, in the arena or borrowed; empty: none, or a list */
    uint32_t line;
    const char *problem;   /* this line cannot be read: a French sentence; key and value are then empty */
};

/** Next field or problem; false at the end. A failed allocation is a problem like others. */
bool rhz_fields_next(struct rhz_fields *f, struct rhz_arena *arena, struct rhz_field *out);

/** The key of a META event ("titre", "date", "type", "url", "langue", "auteur", "interne") that is meant; NULL: none. */
const char *rhz_field_name(struct rhz_span key);

/**
 * Is `value` one that the key `name` may have? It is then replaced by its usual spelling ("Procès-verbal":
 * "proces-verbal"; "true": "oui"). Else a French sentence that says what is expected; NULL: fine.
 */
const char *rhz_field_check(const char *name, struct rhz_span *value);

/**
 * Bytes of the front matter that opens `text`, its two "---" lines included; 0: there is none, or it is not one that can be
 * read. Its fields are appended to `out` as META events.
 */
size_t rhz_front_matter(struct rhz_span text, struct rhz_arena *arena, struct rhz_buf *out);

#endif
