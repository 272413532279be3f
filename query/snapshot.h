/* snapshot.h (private to query/) -- an open base, and the snapshot that every call takes of it.
 *
 *     struct rhz_snapshot s;
 *     rhz_status st = rhz_snapshot_open(base, &s, err);
 *     if (st == RHZ_OK)
 *         st = ... read through s.txn; scratch memory in s.arena; what the result keeps in an arena of its own ...
 *     rhz_snapshot_close(&s);
 */
#ifndef RHZ_SNAPSHOT_H
#define RHZ_SNAPSHOT_H

#include <pthread.h>

#include "analyzer.h"
#include "document.h"
#include "publication.h"
#include "rhizome.h"
#include "segment.h"

enum { RHZ_IDLE = 8, RHZ_KEPT_URIS = 64 };

struct rhz_base {
    struct rhz_store *store; /* opened for reading; shared by threads */
    pthread_mutex_t lock;    /* of what follows */
    struct rhz_analyzer *idle[RHZ_IDLE];
    size_t n_idle;
    struct rhz_text_reader *idle_readers[RHZ_IDLE];
    size_t n_idle_readers;
};

/**
 * An analyzer for one call, given back afterwards: one that has met the words of the base before answers ten times
 * faster. NULL when memory is out. Thread-safe.
 */
struct rhz_analyzer *rhz_base_take_analyzer(struct rhz_base *b);
void rhz_base_give_analyzer(struct rhz_base *b, struct rhz_analyzer *a); /* accepts NULL */

/** The same for a reader of texts, at its beginning in `t`. */
struct rhz_text_reader *rhz_base_take_reader(struct rhz_base *b, struct rhz_txn *t);
void rhz_base_give_reader(struct rhz_base *b, struct rhz_text_reader *r); /* accepts NULL */

/** What one call sees: a read transaction and the publication in force when it began. One thread. */
struct rhz_snapshot {
    struct rhz_base *base;
    struct rhz_txn *txn;
    struct rhz_arena *arena; /* scratch: ends with the snapshot */
    struct rhz_publication publication; /* number 0: nothing was published; publication.graph: its graph generation */
    struct rhz_kept_uri {
        uint32_t document;   /* 0: none */
        struct rhz_span uri; /* in `arena` */
    } uris[RHZ_KEPT_URIS];   /* the last ones: those that ranking looked up are those that hits show */
};

/**
 * Begin a read transaction and read the publication. Keep it short: a reader that stays makes the file grow.
 * Errors: RHZ_CORRUPT, RHZ_IO, RHZ_NO_MEMORY. *out may be closed after any outcome.
 */
rhz_status rhz_snapshot_open(struct rhz_base *b, struct rhz_snapshot *out, struct rhz_error *err);
void rhz_snapshot_close(struct rhz_snapshot *s);

/** The DOCUMENT record of a live document; its spans borrow from the map, its arrays are in `arena`. RHZ_CORRUPT when absent. */
rhz_status rhz_snapshot_document(struct rhz_snapshot *s, uint32_t document, struct rhz_arena *arena,
                                 struct rhz_document_record *out, struct rhz_error *err);
/** Least uri of a live document, in `arena`. RHZ_CORRUPT when it has none. */
rhz_status rhz_snapshot_uri(struct rhz_snapshot *s, uint32_t document, struct rhz_arena *arena, struct rhz_span *uri,
                            struct rhz_error *err);

/** YYYYMMDD -> "2024-06-06", "2024-06", "2024" or "". */
void rhz_date_text(uint32_t date, char out[11]);
/** Public id of a document as 16 hex digits. */
void rhz_id_text(uint64_t id, char out[17]);

#endif
