/* publication.h -- what a reader may see: the publication record in META, and addresses by version.
 *
 * Data is written under fresh numbers (document, passage, segment, graph generation) in as many
 * transactions as needed; rhz_publication_put in one small last transaction makes it visible. A document is
 * visible when its number lies in a live segment and is not in the dead set.
 */
#ifndef RHZ_PUBLICATION_H
#define RHZ_PUBLICATION_H

#include "store.h"

enum { RHZ_SEGMENTS_MOST = 4096 };

/** A live segment: its documents and passages are contiguous ranges of numbers, ascending from segment to segment. */
struct rhz_segment_info {
    uint32_t number;         /* from 1; a merged segment has a fresh number, so numbers need not ascend */
    uint32_t first_document, n_documents;
    uint32_t first_passage, n_passages;
    uint32_t n_left_out;     /* of these, passages of dead documents that a merge left out: numbers without words */
    uint64_t text_words, context_words; /* sums of the lengths (none of what was left out), for the average of BM25F */
    uint64_t text_bytes;                /* canonical text */
};

struct rhz_publication {
    uint64_t number;         /* 0: nothing was published yet */
    int64_t time;            /* seconds since 1970, UTC */
    uint32_t next_document, next_passage, next_segment; /* first free numbers; they start at 1 */
    uint32_t graph;          /* graph generation, 0: none */
    uint64_t graph_publication; /* publication up to which the graph goes */
    size_t n_segments;
    struct rhz_segment_info *segments; /* ascending by documents and passages; RHZ_SEGMENTS_MOST at most */
    size_t n_dead;
    uint32_t *dead;          /* document numbers, ascending */
};

/** The publication in force, in `arena`; number 0 and nothing else in a new base. RHZ_CORRUPT when it does not decode. */
rhz_status rhz_publication_get(struct rhz_txn *t, struct rhz_arena *arena, struct rhz_publication *out,
                               struct rhz_error *err);
/** The META record by itself. Spans and arrays of the decoded one are in `arena`; `value` may go. */
void rhz_publication_encode(struct rhz_buf *b, const struct rhz_publication *p);
rhz_status rhz_publication_decode(struct rhz_span value, struct rhz_arena *arena, struct rhz_publication *out,
                                  struct rhz_error *err);
/** Publish. RHZ_INVALID when `p` breaks a rule of doc/format.md: such a record would make the base unreadable. */
rhz_status rhz_publication_put(struct rhz_txn *t, const struct rhz_publication *p, struct rhz_error *err);
bool rhz_publication_alive(const struct rhz_publication *p, uint32_t document);
/** The live segment that holds this passage (or document), NULL when none does. */
const struct rhz_segment_info *rhz_publication_segment_of_passage(const struct rhz_publication *p, uint32_t passage);
const struct rhz_segment_info *rhz_publication_segment_of_document(const struct rhz_publication *p, uint32_t document);

/** What the base knows of one uri. */
struct rhz_address {
    struct rhz_span uri;
    uint32_t document;            /* 0: the address was withdrawn; the other fields are then 0 */
    unsigned char content[16];    /* rhz_hash128 of the file or record */
    unsigned char sidecar[16];    /* of its sidecar file; zero when there is none */
    uint32_t reader_version, rules_version;
};

/** Address of `uri` as of publication `as_of` (the greatest version at most that; a withdrawn one has document 0).
 * RHZ_NOT_FOUND leaves err alone. Borrowed spans: `out->uri` is the caller's own `uri`. */
rhz_status rhz_address_get(struct rhz_txn *t, struct rhz_span uri, uint64_t as_of, struct rhz_address *out,
                           struct rhz_error *err);
/** Write a version of an address, to be visible from `publication` on. RHZ_INVALID: an empty uri, one with a NUL byte. */
rhz_status rhz_address_put(struct rhz_txn *t, const struct rhz_address *a, uint64_t publication, struct rhz_error *err);
/** Walk of all addresses in force as of a publication (withdrawn ones are passed over), in byte order of uri; uris of
 * more than 501 bytes that share their first 469 come in the order of their hashes. Stops when `visit` answers other
 * than RHZ_OK, and answers the same. `visit` may read but not write through `t`. */
rhz_status rhz_address_each(struct rhz_txn *t, uint64_t as_of,
                            rhz_status (*visit)(void *context, const struct rhz_address *a), void *context,
                            struct rhz_error *err);
/**
 * The live document with this content and sidecar, if any (same content under two uris is one document). "Live" is by
 * `p`: a run that also wants what it has itself written and not published passes a publication that holds it.
 * RHZ_NOT_FOUND leaves err alone.
 */
rhz_status rhz_content_find(struct rhz_txn *t, const unsigned char content[16], const unsigned char sidecar[16],
                            const struct rhz_publication *p, uint32_t *document, struct rhz_error *err);
/** All uris of a document as of a publication, least first (the first one names the document). In `arena`. */
rhz_status rhz_document_uris(struct rhz_txn *t, uint32_t document, uint64_t as_of, struct rhz_arena *arena,
                             struct rhz_span **uris, size_t *n, struct rhz_error *err);

/**
 * Delete versions of addresses that nobody can see: above p->number (a run was killed before it published), and those
 * that a later one replaced as of p->number, with their look-ups. A writer calls it before it writes under
 * p->number + 1, in steps: at most `most` versions each, until *n < most. Readers keep their own snapshot.
 */
rhz_status rhz_address_clean(struct rhz_txn *t, const struct rhz_publication *p, size_t most, size_t *n,
                             struct rhz_error *err);

/** Public id of a document: 64-bit hash of its least uri, written as 16 hex digits. */
uint64_t rhz_document_id(struct rhz_span least_uri);

/** Named texts in META (roots, analyzer fingerprint, kind of base). Borrowed; RHZ_NOT_FOUND. */
rhz_status rhz_meta_get(struct rhz_txn *t, const char *name, struct rhz_span *value, struct rhz_error *err);
rhz_status rhz_meta_put(struct rhz_txn *t, const char *name, struct rhz_span value, struct rhz_error *err);

#endif
