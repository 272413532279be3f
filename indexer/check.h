/* check.h (private to check*.c) -- a base being verified: what is shared by its parts.
 *
 * A part answers RHZ_OK when it could look, whatever it found; another status ends the verification (memory, disk).
 */
#ifndef RHZ_CHECK_H
#define RHZ_CHECK_H

#include "analyzer.h"
#include "context.h"
#include "extract.h"
#include "publication.h"
#include "rhizome_index.h"
#include "segment.h"

/** What the documents of the segment under verification say of one passage. */
struct check_passage {
    uint64_t words;   /* order-free sum over what the index must hold of it; 0 and not `live`: nothing is known */
    bool live;
    uint8_t text_length, context_length; /* codes */
    uint32_t document;
};

struct check {
    struct rhz_check_options o;
    struct rhz_check_report *report;
    struct rhz_store *store;
    struct rhz_txn *txn;           /* one snapshot for all */
    struct rhz_publication publication;
    struct rhz_arena *arena;       /* publication */
    struct rhz_arena *segment_arena, *unit; /* a segment; a document or a term */
    struct rhz_gazetteer *gazetteer;
    struct rhz_analyzer *analyzer;
    struct rhz_context *context;
    /* the segment under verification: */
    const struct rhz_segment_info *info;
    struct rhz_segment *segment;   /* NULL: it does not open */
    struct check_passage *passages;
    uint64_t *words;               /* of each document: of its text, of its contexts */
    struct rhz_buf hashes, bytes;  /* scratch */
};

/** Tell one finding, a French sentence. */
void rhz_check_finding(struct check *c, const char *format, ...) RHZ_PRINTF(2, 3);
/** What a lower function answered: damage is told (`err`, after `where`), RHZ_OK is answered; the rest passes. */
rhz_status rhz_check_soft(struct check *c, rhz_status st, const struct rhz_error *why, const char *where,
                          struct rhz_error *err);
/** Least uri of a document, or its number in words when it has none; in the unit arena. */
const char *rhz_check_name(struct check *c, uint32_t document);

/** Every live document of c->info: records, text, facts; fills c->passages unless quick. */
rhz_status rhz_check_documents(struct check *c, struct rhz_error *err);
/** The inverted index of c->info, against c->passages unless quick. */
rhz_status rhz_check_index(struct check *c, struct rhz_error *err);
/** Share of one word, of one context word, in the sum of a passage. */
uint64_t rhz_check_word(uint64_t term, uint64_t form, uint32_t position);
uint64_t rhz_check_context_word(uint64_t term, uint32_t occurrences);
/** An imported base: its proofs; then only structure is looked at (`quick` is set). */
rhz_status rhz_check_imported(struct check *c, struct rhz_error *err);
/** The graph: its records, and unless quick, the same graph built again. */
rhz_status rhz_check_graph(struct check *c, struct rhz_error *err);

#endif
