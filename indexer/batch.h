/* batch.h -- documents -> the store: one segment at a time, invisible until it is published. */
#ifndef RHZ_BATCH_H
#define RHZ_BATCH_H

#include "helper.h"
#include "merge.h"
#include "publication.h"
#include "reader.h"

struct rhz_batch;

/** One document to index: a file, or one record of a catalogue. */
struct rhz_source {
    struct rhz_span uri;       /* of the file */
    const struct rhz_reader_format *reader;
    struct rhz_span bytes;     /* of a format of others: none, the file is given to a helper */
    int fd;                    /* the file, where `reader` has a program */
    uint64_t fd_bytes;         /* its size */
    unsigned char fd_hash[16]; /* rhz_hash128 of it */
    uint32_t first_line;       /* of `bytes` in the file, from 1 */
    struct rhz_span sidecar;   /* bytes of its description, empty: none */
    struct rhz_document_hints hints; /* what the description says; spans live during the call */
};

enum rhz_batch_outcome { RHZ_ADDED, RHZ_REPLACED, RHZ_UNCHANGED, RHZ_ADDRESS_ADDED };

struct rhz_batch_totals {
    uint64_t passages, text_bytes, statements, publications;
    bool graph_whole;                                    /* the graph was made afresh, not amended */
    uint64_t graph_nodes, graph_edges, graph_documents;  /* amended: made anew, gathered anew, read */
};

/**
 * Begin to write to `store` (opened for writing): what an earlier run left unpublished is removed first, in bounded steps.
 * `memory_bytes`: postings in memory are written out before they pass half of it.
 */
rhz_status rhz_batch_new(struct rhz_store *store, uint64_t memory_bytes, struct rhz_batch **out, struct rhz_error *err);
/** A batch that writes nothing: rhz_batch_add says what it would do. `store` may be NULL: as an empty base. */
rhz_status rhz_batch_new_dry(struct rhz_store *store, struct rhz_batch **out, struct rhz_error *err);
/**
 * How formats of others are read: `helpers` (borrowed until the batch ends), whether pages that are
 * images are read by machine, and who is told what is remarked. Without it, they are refused.
 */
void rhz_batch_helpers(struct rhz_batch *b, struct rhz_helpers *helpers, bool ocr, rhz_helper_note *note, void *context);
/** Read, build, extract and index one document. RHZ_INVALID or RHZ_LIMIT: the source is refused, the batch goes on. */
rhz_status rhz_batch_add(struct rhz_batch *b, const struct rhz_source *s, enum rhz_batch_outcome *outcome, uint32_t *n_repairs,
                         struct rhz_error *err);
/** Address of the document that rhz_batch_add took last; valid until the next call. */
struct rhz_span rhz_batch_uri(const struct rhz_batch *b);
/** Withdraw an address; its document goes with its last one. RHZ_NOT_FOUND leaves err alone. */
rhz_status rhz_batch_remove(struct rhz_batch *b, struct rhz_span uri, struct rhz_error *err);
/** Walk of the addresses in force, those of this batch too. `visit` may not write. */
rhz_status rhz_batch_each_uri(struct rhz_batch *b, rhz_status (*visit)(void *context, const struct rhz_address *a),
                              void *context, struct rhz_error *err);
/** Make visible all that was added. Does nothing when there is nothing new. */
rhz_status rhz_batch_publish(struct rhz_batch *b, struct rhz_error *err);
/** Merge segments as `limits` say; what is merged is published with the graph, at the latest. Call it after rhz_batch_publish. */
rhz_status rhz_batch_merge(struct rhz_batch *b, const struct rhz_merge_limits *limits, struct rhz_error *err);
/** Build the graph of all that is visible and publish it, when it is behind; then remove what nobody can see any more. */
rhz_status rhz_batch_publish_graph(struct rhz_batch *b, struct rhz_error *err);
/** Remember where a root lies on disk; RHZ_INVALID when the name belongs to another folder that still exists. */
rhz_status rhz_batch_root(struct rhz_batch *b, struct rhz_span name, const char *path, struct rhz_error *err);
const struct rhz_batch_totals *rhz_batch_totals(const struct rhz_batch *b);
/** Ends the batch; what was not published is dropped. Accepts NULL. */
void rhz_batch_free(struct rhz_batch *b);

#endif
