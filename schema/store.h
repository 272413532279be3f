/* store.h -- the base on disk: a folder, its generations, its LMDB environment. The only user of lmdb.h is store.c.
 *
 * A base is a folder: `courant` names the generation in force (`g0001`), an LMDB environment in a folder
 * of that name; `verrou` is the writers' lock. See doc/format.md.
 *
 * Threads: a store may be shared by threads; a transaction and its cursors belong to one thread at a time.
 * The same environment is opened once per process, whatever the number of rhz_store handles (a registry by
 * device and inode: LMDB loses readers otherwise).
 */
#ifndef RHZ_STORE_H
#define RHZ_STORE_H

#include "base.h"

enum { RHZ_FORMAT_VERSION = 1 };
/** Version of the program, noted in the bases it makes, so that another version can say who made them. */
#define RHZ_WRITER_VERSION "0.1.0"

/** The databases of a generation; keys and values of each: doc/format.md. */
enum rhz_db {
    RHZ_DB_META,      /* publication, format, analyzer, roots */
    RHZ_DB_ADDRESS,   /* uri + publication -> document, content hash */
    RHZ_DB_DOCUMENT,  /* document number -> description and passages */
    RHZ_DB_TEXT,      /* segment, block -> compressed canonical text */
    RHZ_DB_SEGMENT,   /* segment, part, key -> inverted index */
    RHZ_DB_FACTS,     /* document number -> document entities and statements */
    RHZ_DB_GRAPH,     /* graph generation, part, key -> nodes, edges, names */
    RHZ_DB_COUNT
};

enum rhz_store_mode {
    RHZ_STORE_READ,   /* read-only; any number of processes, beside one writer */
    RHZ_STORE_WRITE,  /* takes the writers' lock; the base must exist */
    RHZ_STORE_CREATE  /* as WRITE; creates the base when the folder does not exist or is empty (its parent must exist) */
};

struct rhz_store;
struct rhz_txn;
struct rhz_db_cursor;

/**
 * Open the base at `path`.
 * `map_bytes`: largest size the data file may reach (0: 16 GiB, or the environment variable
 *   RHIZOME_CARTE in MiB). It is address space, not disk; a writer grows it when it is nearly full.
 * Checks format version, analyzer fingerprint and features, and names what is missing.
 * Ownership: *out is the caller's; end it with rhz_store_close().
 * Errors: RHZ_NOT_FOUND (no such base), RHZ_INVALID (CREATE: the folder holds files of others, which are left alone),
 *   RHZ_FORMAT (other version), RHZ_BUSY (another writer, for longer than the seconds in RHIZOME_ATTENTE), RHZ_IO, RHZ_CORRUPT, RHZ_NO_SPACE, RHZ_NO_MEMORY. Then
 *   *out is NULL.
 * A process that forks opens its own store in the child: one opened before the fork is not usable there (a transaction
 *   gives RHZ_INVALID), though it may be closed.
 */
rhz_status rhz_store_open(const char *path, enum rhz_store_mode mode, uint64_t map_bytes, struct rhz_store **out,
                          struct rhz_error *err);
void rhz_store_close(struct rhz_store *s); /* accepts NULL; no transaction may be open */
/**
 * Begin the next generation of a base: an empty environment beside the one in force, that nobody sees. `s` holds the
 * writers' lock. *out is written through like any store, then given to rhz_store_adopt or rhz_store_discard.
 */
rhz_status rhz_store_next(struct rhz_store *s, struct rhz_store **out, struct rhz_error *err);
/** Put it in force and remove the one before, whose readers keep it until their transactions end. Ends `fresh`, also when it
 * fails. No transaction of it may be open; `s` follows at its next one. */
rhz_status rhz_store_adopt(struct rhz_store *s, struct rhz_store *fresh, struct rhz_error *err);
/** Give it up. Accepts NULL. */
void rhz_store_discard(struct rhz_store *fresh);
/** The folder given to rhz_store_open; valid as long as the store. */
const char *rhz_store_path(const struct rhz_store *s);
/**
 * Make sure of `bytes` of room in the map beyond what is used, so that it need not grow while a reader of this process
 * stays (a merge reads what it rewrites). No transaction of this thread may be open. RHZ_BUSY, RHZ_NO_MEMORY.
 */
rhz_status rhz_store_reserve(struct rhz_store *s, uint64_t bytes, struct rhz_error *err);
/**
 * Copy what a read transaction would see into a new base at `destination`, while others read and write. The copy has one
 * generation, without free pages, and the corrections that lie beside the base beside it; it is on disk when this returns. Threads: as rhz_txn_begin.
 * Errors: RHZ_INVALID (something is there already, which is left alone), RHZ_NOT_FOUND (no folder to hold it),
 *   RHZ_NO_SPACE, RHZ_IO, RHZ_CORRUPT, RHZ_NO_MEMORY; then nothing is left of it.
 */
rhz_status rhz_store_copy(struct rhz_store *s, const char *destination, struct rhz_error *err);
/** Bytes the data file occupies on disk. */
uint64_t rhz_store_bytes(struct rhz_store *s);

/**
 * Begin a transaction. Readers see the last commit before this call until they end; keep them short.
 * A read transaction first looks at `courant`, and follows it when a new generation was published.
 * One write transaction at a time per process and base (RHZ_BUSY). Before a write transaction the map is grown when less than
 * `RHZ_TXN_DIRTY` * 4 bytes are free in it, so RHZ_NO_SPACE then means the disk. Growing waits for the process's other
 * transactions to end, two seconds at most; RHZ_BUSY when they do not and less than RHZ_TXN_DIRTY bytes are free.
 */
enum { RHZ_TXN_DIRTY = 32 << 20 }; /* bytes a write transaction may dirty before its owner commits */
rhz_status rhz_txn_begin(struct rhz_store *s, bool write, struct rhz_txn **out, struct rhz_error *err);
/** Commit and free, also when it fails. */
rhz_status rhz_txn_commit(struct rhz_txn *t, struct rhz_error *err);
void rhz_txn_abort(struct rhz_txn *t); /* accepts NULL */
struct rhz_store *rhz_txn_store(struct rhz_txn *t);
/**
 * Write the environment that `t` reads, as its last commit left it, into the empty file `fd` (`path`: its name, for
 * errors). RHZ_BUSY: it grew under the transaction; end it and begin anew.
 */
rhz_status rhz_txn_copy(struct rhz_txn *t, int fd, const char *path, struct rhz_error *err);
/** Estimate of the bytes dirtied since the transaction began (a put out of order dirties more than its own bytes);
 * a writer commits and begins anew when it passes RHZ_TXN_DIRTY / 2. */
uint64_t rhz_txn_written(const struct rhz_txn *t);
/** Commit *txn and begin anew when it has written half of what a transaction may; *txn is NULL after a failure. */
rhz_status rhz_txn_roll(struct rhz_store *store, struct rhz_txn **txn, struct rhz_error *err);

/** Value of `key`, borrowed until the transaction ends or (in a write transaction) its next write. */
rhz_status rhz_txn_get(struct rhz_txn *t, enum rhz_db db, struct rhz_span key, struct rhz_span *value,
                       struct rhz_error *err); /* RHZ_NOT_FOUND leaves err alone */
rhz_status rhz_txn_put(struct rhz_txn *t, enum rhz_db db, struct rhz_span key, struct rhz_span value,
                       struct rhz_error *err);
/** Put a key greater than every key of the database; falls back on rhz_txn_put where it is not. Faster and denser. */
rhz_status rhz_txn_append(struct rhz_txn *t, enum rhz_db db, struct rhz_span key, struct rhz_span value,
                          struct rhz_error *err);
/** RHZ_NOT_FOUND leaves err alone. */
rhz_status rhz_txn_delete(struct rhz_txn *t, enum rhz_db db, struct rhz_span key, struct rhz_error *err);
/** Number of entries of a database, published or not. */
rhz_status rhz_txn_entries(struct rhz_txn *t, enum rhz_db db, uint64_t *n, struct rhz_error *err);

/** An ordered walk. Valid until its transaction ends; keys and values are borrowed as by rhz_txn_get. */
rhz_status rhz_db_cursor_open(struct rhz_txn *t, enum rhz_db db, struct rhz_db_cursor **out, struct rhz_error *err);
void rhz_db_cursor_close(struct rhz_db_cursor *c); /* accepts NULL; before the transaction ends */
/** First entry with a key >= `key` (an empty key: the first of all); RHZ_NOT_FOUND past the last. */
rhz_status rhz_db_seek(struct rhz_db_cursor *c, struct rhz_span key, struct rhz_span *k, struct rhz_span *v,
                       struct rhz_error *err);
/** Last entry with a key <= `key`; RHZ_NOT_FOUND before the first. */
rhz_status rhz_db_seek_back(struct rhz_db_cursor *c, struct rhz_span key, struct rhz_span *k, struct rhz_span *v,
                            struct rhz_error *err);
rhz_status rhz_db_next(struct rhz_db_cursor *c, struct rhz_span *k, struct rhz_span *v, struct rhz_error *err);
/**
 * Delete up to `most` entries whose key begins with `prefix`; *n says how many were. For bounded clean-up steps:
 * stop when *n < most.
 */
rhz_status rhz_db_delete_prefix(struct rhz_txn *t, enum rhz_db db, struct rhz_span prefix, size_t most, size_t *n,
                                struct rhz_error *err);

/** Keys hold at most 511 bytes; longer names are cut to a prefix and their hash by their own modules. */
enum { RHZ_KEY_MAX = 511 };

#endif
