/* plan.h -- syntax tree -> what to look up: words run through the analyzer, and which of them a passage must hold.
 *
 * The plan depends on the query alone; rhz_list (iter.h) opens its leaves in each segment.
 */
#ifndef RHZ_PLAN_H
#define RHZ_PLAN_H

#include "analyzer.h"
#include "parser.h"

enum {
    RHZ_PLAN_LEAVES = 256, /* different words, expressions and fields of one query */
    RHZ_NEAR_WORDS = 32,   /* of one "..."~5 */
    RHZ_PLAN_READINGS = 16 /* of one word; the analyzer gives fewer */
};

/** One way to read a word: the term to look up, and the form as typed, folded. */
struct rhz_reading {
    struct rhz_span term, form;
};

/** A word of the query: its readings are alternatives that stand at one place. */
struct rhz_slot {
    uint32_t offset; /* place in its phrase, in words */
    const struct rhz_reading *readings;
    size_t n_readings;
};

enum rhz_leaf_kind {
    RHZ_LEAF_WORD,   /* one slot; matches the stem */
    RHZ_LEAF_QUOTED, /* one slot or more, consecutive; matches forms as written */
    RHZ_LEAF_STEMS,  /* two slots or more, consecutive; matches stems (-porte-parole) */
    RHZ_LEAF_NEAR,   /* two slots or more, in any order, at most `distance` apart; matches forms as written */
    RHZ_LEAF_PREFIX, /* `prefix`: forms that begin so */
    RHZ_LEAF_FUZZY,  /* `prefix`: forms a letter or two away from it */
    RHZ_LEAF_FIELD   /* `field` and `typed`, its value; of a title, the words are the slots. Never scored */
};

/** What is looked up and scored as one. */
struct rhz_leaf {
    enum rhz_leaf_kind kind;
    const struct rhz_slot *slots;
    size_t n_slots;
    struct rhz_span prefix; /* folded */
    enum rhz_query_field field;
    struct rhz_span typed;  /* in the query */
    uint32_t position;      /* of its first word in the query, in words: proximity */
    uint32_t distance;      /* NEAR: from the first of its words in the passage to the last, in words */
    uint32_t times;         /* typed so many times */
    unsigned slack;         /* FUZZY: letters that may differ; 0: what mot~ allows */
    bool asked;             /* the word after « quel » */
    bool scored;            /* false under - and SAUF, and for what only a variant means */
    bool bare;              /* a word without sign nor quotes: variants may stand in for it */
    bool shown;             /* not scored, but highlighted: another name of what the query names */
    bool unsought;          /* no list: it is there to be highlighted */
};

/** A bare word of the query, as analyzed. */
struct rhz_plan_word {
    uint32_t start, end; /* bytes of the query */
    uint32_t leaf;       /* RHZ_NONE: a stop word, which is not sought */
    uint32_t run;        /* words of one run follow one another, with nothing in between */
};

/**
 * Other ways to say some bare words: passages that hold one count as holding those words, once each. They are entities, by
 * whatever name the passage mentions them, and leaves.
 */
struct rhz_variant {
    struct rhz_span typed;         /* in the query */
    uint32_t *covers;              /* leaves */
    size_t n_covers;
    uint32_t *leaves;
    size_t n_leaves;
    uint32_t *nodes;               /* of the graph */
    size_t n_nodes;
    const struct rhz_span *names;  /* how it is called otherwise */
    size_t n_names;
    uint64_t entity;               /* public id of the only node, else 0 */
    uint64_t found;                /* passages that it added to some leaf */
};

enum rhz_clause_kind { RHZ_CLAUSE_LEAF, RHZ_CLAUSE_AND, RHZ_CLAUSE_OR, RHZ_CLAUSE_EXCEPT };

/** A condition that is never relaxed. EXCEPT: the first child without any of the others. */
struct rhz_clause {
    enum rhz_clause_kind kind;
    uint32_t leaf;
    struct rhz_clause *first, *next;
};

struct rhz_plan {
    struct rhz_leaf *leaves;
    size_t n_leaves;
    uint32_t *soft; /* leaves that a weaker answer may lack, in the query's order */
    size_t n_soft;
    struct rhz_clause *required; /* NULL: none */
    bool anchored;               /* `required` asks for words, not for fields alone: an answer may lack all soft words */
    struct rhz_clause *excluded; /* NULL: none; a passage that meets it is no answer */
    const char *hint;            /* "" or one French sentence: the query was read otherwise than typed */
    struct rhz_plan_word *words; /* the bare words, in order; one that stands twice is there twice */
    size_t n_words;
    struct rhz_variant *variants;
    size_t n_variants;
    size_t leaf_cap, soft_cap, word_cap, variant_cap; /* of the arrays */
};

/** Are the forms of this leaf meant as written, and in the text alone? */
static inline bool rhz_leaf_by_form(const struct rhz_leaf *leaf)
{
    return leaf->kind == RHZ_LEAF_QUOTED || leaf->kind == RHZ_LEAF_NEAR;
}
/** Does a folded form meet a leaf of kind PREFIX or FUZZY (likeness.c)? */
bool rhz_form_like(const struct rhz_leaf *leaf, struct rhz_span form);
/** Changes that mot~ allows in a folded word; 0: it is sought as it is. */
unsigned rhz_fuzzy_slack(struct rhz_span word);
/** Make a leaf of a word that nothing holds mean the forms `slack` letters away; false: it is too short to guess. */
bool rhz_leaf_guess(struct rhz_leaf *leaf, unsigned slack);

/**
 * Make the plan of a query. `query` must outlive it; the rest is in `arena`. Unless `strict`, a query that is not well
 * formed is read as plain words, and the hint says why.
 * Errors: RHZ_INVALID (see rhz_query_parse; nothing to search; more than RHZ_PLAN_LEAVES words), RHZ_NO_MEMORY.
 */
rhz_status rhz_plan_make(struct rhz_span query, bool strict, struct rhz_analyzer *analyzer, struct rhz_arena *arena,
                         struct rhz_plan *out, struct rhz_error *err);

/**
 * Add a leaf that means the words of `text`, in a row, by their stems, for a variant: to be highlighted and, unless
 * `unsought`, found. *leaf is RHZ_NONE when the text holds no word or the plan has no more room. RHZ_NO_MEMORY.
 */
rhz_status rhz_plan_add_shown(struct rhz_plan *plan, struct rhz_span text, bool unsought, struct rhz_analyzer *analyzer,
                              struct rhz_arena *arena, uint32_t *leaf, struct rhz_error *err);

#endif
