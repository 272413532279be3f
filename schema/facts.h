/* facts.h -- what one document says: its entities, its statements, and the proof of each.
 *
 * A document entity is one thing as one document names it; its ordinal never changes while the document
 * does not. Names are not copied from elsewhere: `name` is the best written form found in this document.
 * Offsets are bytes of the document's canonical text.
 */
#ifndef RHZ_FACTS_H
#define RHZ_FACTS_H

#include "document.h"
#include "model.h"

struct rhz_mention {
    uint32_t start, end;
};

struct rhz_document_entity {
    uint8_t kind, sub;       /* enum rhz_kind, enum rhz_subkind */
    struct rhz_span name;    /* best form: "Odile Kermarrec", not "KERMARREC Odile" */
    struct rhz_span *forms;  /* every written form in this document, distinct, in order of appearance */
    size_t n_forms;
    struct rhz_mention *mentions; /* ascending */
    size_t n_mentions;
};

enum rhz_support_end { RHZ_END_SUBJECT = 1, RHZ_END_OBJECT = 2 };

/** Text outside the quote that names one end, and why it counts. */
struct rhz_support {
    uint8_t end;  /* enum rhz_support_end */
    uint8_t why;  /* enum rhz_support_why */
    uint32_t start, limit; /* [start, limit) */
};

/** Flags of a statement. */
enum {
    RHZ_STATEMENT_YEAR_OF_DOCUMENT = 1, /* the year is the document's, not said beside the fact */
    RHZ_STATEMENT_TOTAL = 2,            /* a total or sub-total: never summed with its parts */
    RHZ_STATEMENT_OBJECT_IS_PUBLISHER = 4
};

/** A link (subject, relation, object) when relation is set, else a property of the subject. */
struct rhz_statement {
    uint8_t relation;        /* enum rhz_relation, 0: a property */
    uint8_t property;        /* enum rhz_property, 0: a link */
    uint8_t nature, sense;   /* enum rhz_nature, enum rhz_sense; 0: not stated */
    uint32_t flags;
    uint32_t subject, object; /* ordinals of document entities; object RHZ_NONE for a property */
    uint32_t year;           /* 0: none */
    uint32_t from, to;       /* YYYYMMDD with zeros where unknown; 0: none */
    bool has_amount;
    int64_t cents;           /* amount or value of `chiffre`, in hundredths of the unit */
    struct rhz_span unit;    /* "EUR", "USD", "collectivités"...; empty: none */
    uint32_t group;          /* joint amount: statements of one group share it; 0: none */
    struct rhz_span role;    /* as written: "trésorière", "Sur place"; empty: none */
    struct rhz_span label;   /* chiffre: its libelle as written; other properties: the value */
    struct rhz_span rule;    /* "people-list", "budget-row": which rule read it */
    uint32_t start, end;     /* the quote */
    struct rhz_support *supports;
    size_t n_supports;
};

struct rhz_facts {
    struct rhz_document_entity *entities;
    size_t n_entities;
    struct rhz_statement *statements; /* ascending by start */
    size_t n_statements;
    uint32_t publisher; /* entity ordinal of the body that speaks in this document, RHZ_NONE: unknown */
};

/** The FACTS record. */
void rhz_facts_put(struct rhz_buf *b, const struct rhz_facts *f);
/** Decode into `arena`; spans borrow from `value`. Checks every ordinal and number. RHZ_CORRUPT. */
rhz_status rhz_facts_get(struct rhz_span value, struct rhz_arena *arena, struct rhz_facts *out, struct rhz_error *err);

#endif
