/* synonyms.h (private to query/) -- expressions that mean the same: the user's own, and the usual acronyms. */
#ifndef RHZ_SYNONYMS_H
#define RHZ_SYNONYMS_H

#include "analyzer.h"
#include "rhizome.h"

/** An expression and its place among those that mean the same. */
struct rhz_synonym {
    struct rhz_span key, text; /* key: rhz_synonym_key() */
    uint32_t group;
};

struct rhz_synonyms {
    struct rhz_arena *arena;
    struct rhz_synonym *v;       /* by key, then group, then text */
    size_t n;
    struct rhz_span **groups;    /* texts of each group */
    size_t *group_sizes;
    size_t n_groups;
};

/** The terms of a text's words, but for stop words, a space after each; in `arena`. RHZ_NO_MEMORY. */
rhz_status rhz_synonym_key(struct rhz_analyzer *analyzer, struct rhz_span text, struct rhz_arena *arena,
                           struct rhz_span *key, struct rhz_error *err);
/** First synonym with this key and how many follow with the same; 0: none. */
size_t rhz_synonyms_find(const struct rhz_synonyms *s, struct rhz_span key, const struct rhz_synonym **first);

/** A group of expressions, as a file gives them, before they are analyzed. */
typedef rhz_status rhz_synonym_group(void *context, const struct rhz_span *texts, size_t n, struct rhz_error *err);
/**
 * Read a file's bytes (synonyms_file.c): lines of two expressions or more between tabs or semicolons, or SKOS in Turtle, of
 * which the labels in French and those without language count. RHZ_INVALID: the sentence names the line.
 */
rhz_status rhz_synonyms_read(struct rhz_span bytes, struct rhz_arena *arena, rhz_synonym_group *group, void *context,
                             struct rhz_error *err);

/**
 * The other form of a usual acronym or of what it stands for (usual_acronyms.c): `key` is its rhz_name_key() as a body's
 * name. *capitals: an acronym that is another word in small letters. Empty: there is none.
 */
struct rhz_span rhz_usual_acronym(struct rhz_span key, bool *capitals);

#endif
