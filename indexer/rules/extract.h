/* extract.h -- a document -> its facts: entities with their mentions, statements with their proofs.
 *
 * Where a table row becomes a statement: budget.c. Where a list of people becomes statements: people.c. Both look up
 * names through recognise.h and add what they find through the builder below, which owns ordinals and order.
 */
#ifndef RHZ_EXTRACT_H
#define RHZ_EXTRACT_H

#include "facts.h"

/** Shipped tables (gazetteers) and the words looked up in them so far: one per thread, opened in 2 ms. */
struct rhz_gazetteer;
rhz_status rhz_gazetteer_open(struct rhz_gazetteer **out, struct rhz_error *err);
void rhz_gazetteer_close(struct rhz_gazetteer *g);

/** Raised whenever extraction changes what it finds: documents are then extracted again from stored text. */
enum { RHZ_RULES_VERSION = 8 };
/** An address says both by which rules and with which names put out of it (mask.h) its document was read, in 8 and 24 bits. */
static inline uint32_t rhz_rules_version(uint32_t mask_digest)
{
    return RHZ_RULES_VERSION | mask_digest << 8;
}
static inline uint32_t rhz_rules_of(uint32_t rules_version)
{
    return rules_version & 0xFF;
}

/** All facts of one document, in `arena`; a pure function of the document and the shipped tables. */
rhz_status rhz_extract(const struct rhz_gazetteer *g, const struct rhz_document *d, struct rhz_arena *arena,
                       struct rhz_facts *out, struct rhz_error *err);

/* ---- the builder: used by the rules only ---- */

struct rhz_facts_builder;
struct rhz_facts_builder *rhz_facts_builder_new(const struct rhz_document *d, struct rhz_arena *arena);
/**
 * The entity of this kind and name in this document: found by name key, else added. An authority is also found by its
 * place's name once named ("Nantes" after "Ville de Nantes"); a bare commune (`sub` says so) gets its full name,
 * since a town's name alone is a place. `start`/`end`: a mention of it (start == end: none). Returns its ordinal,
 * RHZ_NONE when memory is out.
 */
uint32_t rhz_facts_entity(struct rhz_facts_builder *b, enum rhz_kind kind, enum rhz_subkind sub, struct rhz_span name,
                          uint32_t start, uint32_t end);
/** One more mention of an entity. False: memory is out. */
bool rhz_facts_mention(struct rhz_facts_builder *b, uint32_t entity, uint32_t start, uint32_t end);
/** From now on `name` finds this entity too, unless it already finds another. False: memory is out. */
bool rhz_facts_alias(struct rhz_facts_builder *b, uint32_t entity, struct rhz_span name);
/** Entity of that name, RHZ_NONE when the document has none. */
uint32_t rhz_facts_find(const struct rhz_facts_builder *b, enum rhz_kind kind, struct rhz_span name);
/** Entity whose mention covers `offset`, RHZ_NONE: none. */
uint32_t rhz_facts_at(const struct rhz_facts_builder *b, uint32_t offset);
const struct rhz_document_entity *rhz_facts_get_entity(const struct rhz_facts_builder *b, uint32_t ordinal);
/** Number of entities so far: ordinals are below it until rhz_facts_finish renumbers. */
size_t rhz_facts_count(const struct rhz_facts_builder *b);
/** The entity is mentioned somewhere within [start, end): a quote that names it. */
bool rhz_facts_named_in(const struct rhz_facts_builder *b, uint32_t entity, uint32_t start, uint32_t end);
/** Its first mention; false when it has none. */
bool rhz_facts_first_mention(const struct rhz_facts_builder *b, uint32_t entity, uint32_t *start, uint32_t *end);
/** Add a statement; supports are copied. The same statement at the same quote is added once. */
bool rhz_facts_statement(struct rhz_facts_builder *b, const struct rhz_statement *s);
/** The body that speaks ("nous", "l'association"): set by the rule that reads title and publisher. RHZ_NONE: unknown. */
void rhz_facts_set_publisher(struct rhz_facts_builder *b, uint32_t entity, uint32_t start, uint32_t end);
uint32_t rhz_facts_publisher(const struct rhz_facts_builder *b, uint32_t *start, uint32_t *end);
/** Sort, drop entities that nothing mentions or states, renumber; result is in the arena. False: memory is out. */
bool rhz_facts_finish(struct rhz_facts_builder *b, struct rhz_facts *out);

/* ---- the rules, in the order rhz_extract runs them ---- */

struct rhz_extraction {
    const struct rhz_gazetteer *gazetteer;
    const struct rhz_document *document;
    struct rhz_facts_builder *facts;
    struct rhz_arena *arena;
    uint32_t year; /* the document's, 0: unknown */
    uint32_t assembly; /* entity ordinal of the event that the document records (an assembly, a meeting), RHZ_NONE */
};

rhz_status rhz_recognise(struct rhz_extraction *x, struct rhz_error *err); /* entities.c: mentions of all kinds, publisher, assembly */
rhz_status rhz_read_people(struct rhz_extraction *x, struct rhz_error *err); /* people.c: attendance, boards, members, speakers */
rhz_status rhz_read_added(struct rhz_extraction *x, struct rhz_error *err); /* added_facts.c: lines that people add, alone */
rhz_status rhz_read_budgets(struct rhz_extraction *x, struct rhz_error *err); /* budget.c: rows of tables, amounts */

rhz_status rhz_read_identifiers(struct rhz_extraction *x, struct rhz_error *err); /* identifiers.c: RNA, SIREN, SIRET */
rhz_status rhz_read_vocabulary(struct rhz_extraction *x, struct rhz_error *err); /* vocabulary.c: alone, for a vocabulary */

/** What a short label (a table cell, the words between parentheses, a list item) names by itself. */
struct rhz_name_guess {
    enum rhz_kind kind; /* RHZ_KIND_NONE: no evidence that it is a name */
    enum rhz_subkind sub;
    struct rhz_span name; /* the part of the label that is the name, as written */
    unsigned confidence;  /* 0 to 100 */
};
void rhz_guess_name(const struct rhz_extraction *x, struct rhz_span label, struct rhz_name_guess *out);

#endif
