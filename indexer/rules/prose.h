/* prose.h -- one sentence as the rules for relations read it: words folded, what each names, what stands between them.
 *
 * Names come from recognition: every word of a mention carries its entity. A relation is read only where a cue (a word
 * such as "partenariat", "porté") stands, and only when the sentence states: negations, questions, wishes state nothing.
 * Offsets are bytes of the document's text. One struct per extraction, not shared between threads.
 */
#ifndef RHZ_PROSE_H
#define RHZ_PROSE_H

#include "recognise.h"

enum { RHZ_PROSE_KEY = 24, RHZ_PROSE_MOST = 400, RHZ_MEMBERS_MOST = 32 };

/** First letters of the words that relations (or names of programmes and events) are told by, as a set of hashes. */
enum { RHZ_CUE_BITS = 4096 };
struct rhz_cues {
    uint64_t bits[RHZ_CUE_BITS / 64];
};
void rhz_cues_init(struct rhz_cues *cues, bool names);
/** Some word of [start, end) begins like a cue: most text costs one look at each word's first letters. */
bool rhz_cues_in(const struct rhz_cues *cues, struct rhz_span text, uint32_t start, uint32_t end);

struct rhz_prose_word {
    uint32_t entity;           /* RHZ_NONE: names nothing */
    uint8_t kind;              /* of the entity, 0: none */
    uint8_t depth;             /* parentheses around the word */
    char sep;                  /* what stands before it: one of , ; + : / . ( ) - or 0: blanks and quotes only */
    bool quoted;               /* an opening quote stands right before it */
    uint8_t n;
    char key[RHZ_PROSE_KEY];   /* folded, cut */
};

struct rhz_prose {
    struct rhz_extraction *x;
    struct rhz_words ws;       /* the words of the sentence */
    struct rhz_prose_word *w;
    size_t cap;
    uint32_t block, start, end;
    uint32_t publisher;
    uint32_t topic;            /* the programme that the whole document is about, RHZ_NONE */
    uint32_t section_of, section, section_start, section_end; /* see rhz_prose_section */
    struct rhz_cues cues;
    struct rhz_buf name;       /* scratch */
    bool failed;               /* memory is out */
};

/** The words of [start, end) of a block; false: too long, or memory is out (p->failed). */
bool rhz_prose_read(struct rhz_prose *p, uint32_t block, uint32_t start, uint32_t end);
/** The sentence denies, asks, wishes or announces. A clause behind "mais" that does is cut off, and the rest stands. */
bool rhz_prose_states_nothing(struct rhz_prose *p);

/** Folded words from i on match the pattern: words between single blanks, a closing '*' accepts any ending. Limit, or i. */
size_t rhz_prose_match(const struct rhz_prose *p, size_t i, const char *pattern);
/** The first of the patterns that matches at word i: its limit; i: none does. The patterns are a constant. */
size_t rhz_prose_any(const struct rhz_prose *p, size_t i, const char *const *patterns, size_t n);
/** Word i is one of the list (" de du des "). */
bool rhz_prose_in(const struct rhz_prose *p, size_t i, const char *list);
/** First word behind the mention that holds word i. */
size_t rhz_prose_past(const struct rhz_prose *p, size_t i);
/** First word of the mention that holds word i. */
size_t rhz_prose_from(const struct rhz_prose *p, size_t i);
static inline bool rhz_prose_is(const struct rhz_prose *p, size_t i, enum rhz_kind kind)
{
    return i < p->ws.n && p->w[i].kind == kind;
}
/** A programme or an event: what bodies carry, support, take part in. */
static inline bool rhz_prose_is_topic(const struct rhz_prose *p, size_t i)
{
    return rhz_prose_is(p, i, RHZ_PROGRAMME) || rhz_prose_is(p, i, RHZ_EVENEMENT);
}

/** The programme or event that the headings above name, the nearest heading that names one only; RHZ_NONE. */
uint32_t rhz_prose_section(struct rhz_prose *p);
/** The last programme or event named in the block before this sentence; RHZ_NONE. */
uint32_t rhz_prose_before(struct rhz_prose *p);
/** Who says "nous" here: the publisher, the body of the speaker that a heading names, RHZ_NONE when it is not known. */
uint32_t rhz_prose_we(struct rhz_prose *p);

/** What dates the facts of the sentence: its year or its period's first, else the paragraph's, else a heading's; 0. */
uint32_t rhz_prose_year(struct rhz_prose *p);
/** A day without its year is said ("le 11 décembre", "- 18/01"): the document's year holds. */
bool rhz_prose_has_day(const struct rhz_prose *p);

struct rhz_fact {
    enum rhz_relation relation;
    uint32_t subject, object;
    uint32_t start, end;   /* what must be quoted; the ends' mentions in the sentence are added */
    const char *rule;
};
/** Add a statement, with the sentence's year and a support for each end that the quote does not name. */
bool rhz_prose_state(struct rhz_prose *p, const struct rhz_fact *fact);
/** The same with an amount, NULL: none. */
struct rhz_figure;
bool rhz_prose_state_amount(struct rhz_prose *p, const struct rhz_fact *fact, const struct rhz_figure *amount);

/* ---- coordination.c ---- */

struct rhz_member {
    uint32_t entity, start, end;
    uint8_t kind;
};
struct rhz_members {
    struct rhz_member m[RHZ_MEMBERS_MOST];
    size_t n;
    size_t limit; /* first word behind the list */
};
/**
 * The names joined by commas, "et", "ainsi que" or "+" from word i on. A capitalised label that recognition does not
 * know becomes an organisation there: a list of partners is evidence enough. Heads are shared ("les métropoles de X,
 * de Y", "la communauté de communes de X, de Y").
 */
bool rhz_read_members(struct rhz_prose *p, size_t i, struct rhz_members *out);
/** The names of the list that ends just before word i, without learning any. */
void rhz_members_before(const struct rhz_prose *p, size_t i, struct rhz_members *out);

/* ---- the rules, each on the sentence that was read ---- */

bool rhz_read_partners(struct rhz_prose *p);
bool rhz_read_carriers(struct rhz_prose *p);
/** carriers.c: "notre programme X", "le programme X de A": taken for granted even where the sentence denies or wishes. */
bool rhz_read_owners(struct rhz_prose *p);
/** seats.c: "siège au comité de A", "groupe de travail X piloté par A"; "X s'inscrit dans Y", "A fait partie de B". */
bool rhz_read_seats(struct rhz_prose *p);
bool rhz_read_parts(struct rhz_prose *p);
/** seats.c: "X, volet de Y": what X is, even where the sentence denies or asks something of it. */
bool rhz_read_apposed_parts(struct rhz_prose *p);
bool rhz_read_interventions(struct rhz_prose *p);
/** partner_lists.c: "Programme X : A, B" under a heading of partners, "Projets en cours : X, Y". */
bool rhz_read_partner_list(struct rhz_prose *p);

/** collectives.c: AFFILIE_A of several persons at once. */
bool rhz_read_collectives(struct rhz_prose *p);

/** prose_names.c: programmes and events that a sentence or a heading names by form. */
rhz_status rhz_find_prose_names(struct rhz_extraction *x, struct rhz_error *err);
/** relations.c: all of these over a document. */
rhz_status rhz_read_relations(struct rhz_extraction *x, struct rhz_error *err);

#endif
