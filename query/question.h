/* question.h (private to query/) -- a question in plain French, from its words to what it asks for.
 *
 *     words ─ lexicon ─┐
 *     names ───────────┴─ frame ─ answers (edges, figures, dates) ─ else the best passages
 *
 * A question is never matched whole: each word says something (who is asked for, which relation, which year, which side of
 * the books), names are looked up in the base, and what is left over must be found in the roles or labels of what answers.
 */
#ifndef RHZ_QUESTION_H
#define RHZ_QUESTION_H

#include "link_read.h"

enum { RHZ_QUESTION_WORDS = 64, RHZ_QUESTION_NAMES = 8, RHZ_QUESTION_YEARS = 16, RHZ_QUESTION_BYTES = 4096 };

/* ---- words ---- */

/** What a word or group of words says, in any question. */
enum {
    RHZ_SAYS_NOTHING = 1 << 0,  /* quel, est-ce que, donne-moi: read, and of no consequence */
    RHZ_SAYS_WHO = 1 << 1,
    RHZ_SAYS_HOW_MUCH = 1 << 2,
    RHZ_SAYS_NUMBER = 1 << 3,   /* nombre de, effectif */
    RHZ_SAYS_WHEN = 1 << 4,
    RHZ_SAYS_WHERE = 1 << 5,
    RHZ_SAYS_WHETHER = 1 << 6,
    RHZ_SAYS_LINK = 1 << 7,
    RHZ_SAYS_ROLE = 1 << 8,     /* role, fonction: what is asked for is a role */
    RHZ_SAYS_SUBJECT = 1 << 9,  /* names the subject of its relation: financeur */
    RHZ_SAYS_OBJECT = 1 << 10,  /* names its object: beneficiaire */
    RHZ_SAYS_MONEY = 1 << 11,   /* names an amount: subvention, budget */
    RHZ_SAYS_FILTER = 1 << 12,  /* is also sought in roles: presidente, visio */
    RHZ_SAYS_WEAK = 1 << 13,    /* gives way to another word's relation: membre */
    RHZ_SAYS_BODY = 1 << 14,    /* the association itself */
    RHZ_SAYS_EVENT = 1 << 15,   /* a sort of event: may be part of its name */
    RHZ_SAYS_MOST = 1 << 16,
    RHZ_SAYS_LEAST = 1 << 17,
    RHZ_SAYS_TREND = 1 << 18,   /* evolution */
    RHZ_SAYS_BOTH = 1 << 19,    /* a la fois */
    RHZ_SAYS_NOT = 1 << 20,
    RHZ_SAYS_START = 1 << 21,   /* commencer, lancer */
    RHZ_SAYS_BY = 1 << 22,      /* par */
    RHZ_SAYS_TAKES = 1 << 23,   /* recoit: its subject is the object of the relation */
    RHZ_SAYS_ASSEMBLY = 1 << 24,
    RHZ_SAYS_ALL = 1 << 25,     /* en tout: a sum is asked for */
    RHZ_SAYS_SINCE = 1 << 26,
    RHZ_SAYS_UNTIL = 1 << 27,
    RHZ_SAYS_END = 1 << 28,
    RHZ_SAYS_NOUN = 1 << 29     /* as the first noun it says what is asked for */
};

struct rhz_lexical {
    const char *pattern;  /* folded words between spaces; "*" ends one that begins a word */
    uint32_t says;
    uint32_t relations;   /* bit of enum rhz_relation */
    uint32_t kinds, subs; /* bits of enum rhz_kind, enum rhz_subkind: what may answer */
    uint32_t natures;     /* bits of enum rhz_nature */
};

/** The entry that reads the most of `words` from the first on (NULL: none), and of how many words it is made. */
const struct rhz_lexical *rhz_lexicon_find(const struct rhz_span *words, size_t n, size_t *taken);
/** Have two folded words one root, whatever their endings: subvention, subventions; tresorier, tresoriere? */
bool rhz_words_one_root(struct rhz_span a, struct rhz_span b);
/** Do two folded words say the same, in another gender, number or derivation? Synonyms of accounts and roles count. */
bool rhz_words_alike(struct rhz_span a, struct rhz_span b);

struct rhz_question_word {
    struct rhz_span folded;          /* in the question's arena */
    struct rhz_span readings[3];     /* of inclusive writing, beside `folded` */
    size_t n_readings;
    uint32_t start, end;             /* bytes of the question */
    bool stop, number;
    const struct rhz_lexical *lexical; /* of the group it begins or belongs to */
    size_t group;                    /* first word of that group */
    int name;                        /* index into names, or -1 */
};

/* ---- names ---- */

struct rhz_question_name {
    size_t from, to;      /* words [from, to) */
    uint32_t *nodes;      /* what it may mean */
    size_t n;
    uint32_t kinds;       /* of these nodes, bits */
    bool approximate;     /* a letter astray */
    bool by;              /* "par" stands before it: the subject */
    bool given;           /* not typed: the association itself */
    bool unused;          /* the answers do not go by it: what is given to its programmes is given to the association */
};

/* ---- what is asked ---- */

enum rhz_asked {
    RHZ_ASKED_ENTITY,
    RHZ_ASKED_AMOUNT,
    RHZ_ASKED_COUNT,
    RHZ_ASKED_WHEN,
    RHZ_ASKED_WHERE,
    RHZ_ASKED_WHETHER,
    RHZ_ASKED_LINK,
    RHZ_ASKED_ROLE,
    RHZ_ASKED_SHEET /* a name alone */
};

struct rhz_question {
    struct rhz_span text;
    struct rhz_arena *arena;
    struct rhz_question_word words[RHZ_QUESTION_WORDS];
    size_t n_words;
    struct rhz_question_name names[RHZ_QUESTION_NAMES];
    size_t n_names;
    enum rhz_asked asked;
    uint32_t says;        /* of all its words together */
    uint32_t relations, kinds, subs, natures;
    uint32_t said_relations; /* those of its words, before any is supposed */
    int side;             /* what answers: 1 the subject of the relation, -1 its object, 0 either */
    struct rhz_period period;
    uint32_t years[RHZ_QUESTION_YEARS];
    size_t n_years;       /* years named one by one; period then spans them */
    bool each_year;       /* in every one of them */
    bool money_first;     /* its first noun is an amount */
};

/** Cut and read the words: everything but names. RHZ_INVALID: too long, or no word. */
rhz_status rhz_question_read(struct rhz_question *q, struct rhz_analyzer *analyzer, struct rhz_error *err);
/** Look up names among the words; `approximate`: also a letter or two astray. */
rhz_status rhz_question_names(struct rhz_question *q, struct rhz_view *v, bool approximate, struct rhz_error *err);
/** Decide what is asked, now that names are known. */
void rhz_question_frame(struct rhz_question *q);
/** What may join the kind asked for to the names, where no word says: once all names are known. */
void rhz_question_suppose(struct rhz_question *q);
/** A word that nothing has read: not a name, not of the lexicon, not a small word. */
bool rhz_question_is_left(const struct rhz_question *q, size_t word);
/** A word to be found in roles or labels: left over, or one that the lexicon marks as a filter. */
bool rhz_question_is_filter(const struct rhz_question *q, size_t word);
/** Is word `i` like `folded`, in one of its readings? */
bool rhz_question_word_like(const struct rhz_question *q, size_t i, struct rhz_span folded);

#endif
