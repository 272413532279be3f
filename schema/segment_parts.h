/* segment_parts.h -- what the files of the segment share, and nobody else needs. Byte layouts: doc/format.md, Segments.
 *
 * A segment is a set of LMDB values: be32 segment, one part byte, then what the part says. Lists lie in two streams
 * (postings; positions) cut in chunks of RHZ_CHUNK bytes, so that a list costs no key of its own. A *piece* (one block, one
 * table) is never cut by the end of a chunk; a piece longer than a chunk is a chunk of its own length.
 */
#ifndef RHZ_SEGMENT_PARTS_H
#define RHZ_SEGMENT_PARTS_H

#include "columns.h"
#include "segment.h"
#include "store.h"

/** The dictionary comes last but for one value: its blocks are appended at the end of the database, where LMDB fills pages whole. */
enum rhz_segment_part {
    RHZ_PART_HEAD,
    RHZ_PART_TEXT_LENGTHS,
    RHZ_PART_CONTEXT_LENGTHS,
    RHZ_PART_DOCUMENTS,
    RHZ_PART_MENTIONS,
    RHZ_PART_POSTINGS,
    RHZ_PART_POSITIONS,
    RHZ_PART_DICTIONARY,
    RHZ_PART_SUMS /* one value, written when the dictionary is done */
};

enum {
    RHZ_CHUNK = 1 << 20,
    RHZ_CHUNK_ROOM = RHZ_CHUNK - 16, /* a chunk and LMDB's page header fill 256 pages exactly */
    RHZ_LEAF_ROOM = 2030,            /* key and value: two such entries fill a page of 4 KB exactly */
    RHZ_INLINE = 128,                /* lists that take no more stay in the dictionary */
    RHZ_COMPETITORS = 4              /* triples of a block, at most */
};

/** Key of a part; `rest` may be empty. */
struct rhz_part_key {
    unsigned char bytes[RHZ_KEY_MAX];
    size_t n;
};
struct rhz_span rhz_part_key(struct rhz_part_key *k, uint32_t segment, enum rhz_segment_part part, struct rhz_span rest);
/** The same with one or two big-endian numbers after the part. */
struct rhz_span rhz_part_key_1(struct rhz_part_key *k, uint32_t segment, enum rhz_segment_part part, uint32_t a);
struct rhz_span rhz_part_key_2(struct rhz_part_key *k, uint32_t segment, enum rhz_segment_part part, uint32_t a, uint32_t b);

/** "Le segment N est endommagé (what)." */
rhz_status rhz_segment_damaged(struct rhz_error *err, uint32_t segment, const char *what);

/** Bytes that a number below `n` takes in the flat arrays: 1 to 4. */
static inline unsigned rhz_wide(uint32_t n) { return n <= 0x100 ? 1 : n <= 0x10000 ? 2 : n <= 0x1000000 ? 3 : 4; }
static inline uint32_t rhz_load_wide(const unsigned char *p, unsigned wide)
{
    switch (wide) {
    case 1:
        return p[0];
    case 2:
        return rhz_le16(p);
    case 3:
        return rhz_le16(p) | (uint32_t)p[2] << 16;
    default:
        return rhz_le32(p);
    }
}
void rhz_put_wide(struct rhz_buf *b, uint32_t v, unsigned wide);

/* ---- competitive triples (competitors.c) ---- */

/** Frequencies that no posting beats: the least quantised frequency >= f. Lengths are codes already. */
uint8_t rhz_frequency_code(uint32_t f);
uint32_t rhz_frequency_bound(uint8_t code);

struct rhz_frontier {
    unsigned n;
    struct { uint8_t frequency, context, length; } at[RHZ_BLOCK]; /* codes; by frequency, descending */
};
/** Widen the frontier by one posting. */
void rhz_frontier_add(struct rhz_frontier *f, uint32_t frequency, uint32_t context, uint8_t length);
/** Merge upwards until `most` (>= 1) are left. */
void rhz_frontier_reduce(struct rhz_frontier *f, unsigned most);
/** The triples at the head of a block; writing reduces them to RHZ_COMPETITORS. */
void rhz_frontier_put(struct rhz_buf *b, struct rhz_frontier *f);
bool rhz_frontier_get(struct rhz_reader *r, struct rhz_frontier *f);
void rhz_frontier_skip(struct rhz_reader *r);

/* ---- one block of postings (posting_block.c) ---- */

struct rhz_posting_block {
    unsigned n; /* 1 to RHZ_BLOCK */
    uint32_t passages[RHZ_BLOCK]; /* relative to the segment's first */
    uint32_t frequencies[RHZ_BLOCK], contexts[RHZ_BLOCK];
    uint8_t sets[RHZ_BLOCK]; /* of forms, never 0 */
};
/** `base`: least passage that the block may hold (last of the block before, plus 1). */
void rhz_posting_block_put(struct rhz_buf *b, const struct rhz_posting_block *block, uint32_t base, uint32_t n_forms);
/** Decode block->n postings below `limit`; false (and the reader bad) when the bytes are damaged. */
bool rhz_posting_block_get(struct rhz_reader *r, struct rhz_posting_block *block, uint32_t base, uint32_t limit,
                           uint32_t n_forms);

/** Does a posting with this set store a form number with each position? */
static inline bool rhz_set_mixed(uint8_t set) { return (set & (set - 1)) != 0 || set >= 0x80; }
/** Form number <-> number in the set's positions: its rank in the set. RHZ_NONE: not in the set. */
uint32_t rhz_form_rank(uint8_t set, uint32_t form);
uint32_t rhz_form_of_rank(uint8_t set, uint32_t rank);

/* ---- positions of a block (position_block.c) ---- */

/** Gathers the positions of a block while its postings come. Zero-initialise; end with rhz_position_gather_free. */
struct rhz_position_gather {
    struct rhz_buf gaps, ranks; /* uint32_t */
    uint32_t extras[RHZ_BLOCK]; /* of mixed postings: entries beyond the frequency */
    unsigned n_mixed;
    bool any_extra;
};
void rhz_position_gather_reset(struct rhz_position_gather *g);
void rhz_position_gather_free(struct rhz_position_gather *g);
/** One posting: `n` entries, ascending by position; `n` - `frequency` of them repeat a position in another form. */
void rhz_position_gather_add(struct rhz_position_gather *g, uint8_t set, uint32_t frequency, const uint32_t *positions,
                             const uint32_t *forms, uint32_t n);
void rhz_position_block_put(struct rhz_buf *b, const struct rhz_position_gather *g);

/** Positions of a block being read. */
struct rhz_position_block {
    const uint32_t *frequencies; /* borrowed: RHZ_BLOCK of them */
    const uint8_t *sets;
    uint64_t first[RHZ_BLOCK + 1], first_rank[RHZ_BLOCK + 1]; /* where each posting's entries begin */
    uint32_t extras[RHZ_BLOCK]; /* by posting */
    struct rhz_run gaps, ranks;
};
bool rhz_position_block_open(struct rhz_position_block *p, struct rhz_reader r, const uint32_t *frequencies,
                             const uint8_t *sets, unsigned n);
/** Entries of posting `i`: how many, then their positions and forms into arrays of that size. */
uint64_t rhz_position_block_entries(const struct rhz_position_block *p, unsigned i);
bool rhz_position_block_get(struct rhz_position_block *p, unsigned i, uint32_t *positions, uint32_t *forms);

/* ---- streams of pieces (piece_stream.c) ---- */

struct rhz_piece_writer {
    struct rhz_store *store;
    struct rhz_txn **txn;
    uint32_t segment;
    enum rhz_segment_part part;
    uint64_t base;        /* address of the chunk being filled */
    struct rhz_buf chunk;
};
/** Address that a piece of `n` bytes will get. */
uint64_t rhz_piece_address(const struct rhz_piece_writer *w, size_t n);
/** The same, from any address: pieces are laid out alike before and after they are written. */
uint64_t rhz_piece_place(uint64_t at, size_t n);
/** Where the next piece may begin. */
uint64_t rhz_piece_end(uint64_t place, size_t n);
rhz_status rhz_piece_write(struct rhz_piece_writer *w, struct rhz_span piece, struct rhz_error *err);
rhz_status rhz_piece_finish(struct rhz_piece_writer *w, struct rhz_error *err);

struct rhz_piece_reader {
    struct rhz_txn *txn;
    uint32_t segment;
    enum rhz_segment_part part;
    uint64_t base; /* address of `chunk` */
    struct rhz_span chunk;
    bool loaded;
};
/** Bytes from `address` to the end of its chunk. RHZ_CORRUPT when there is no such place. */
rhz_status rhz_piece_read(struct rhz_piece_reader *r, uint64_t address, struct rhz_span *out, struct rhz_error *err);

/* ---- dictionary entries (dictionary.c) ---- */

struct rhz_dictionary_form {
    struct rhz_span form;
    uint64_t occurrences;
};
/** What an entry says beside its term. */
struct rhz_dictionary_entry {
    struct rhz_span term;
    uint32_t document_frequency;
    uint64_t occurrences;
    const struct rhz_dictionary_form *forms;
    size_t n_forms;
    bool single;               /* one posting, said once in the text: nothing more than these two numbers */
    uint32_t passage, position;
    struct rhz_span lists;     /* inline: postings, then positions; empty: in the streams, */
    uint64_t postings, positions; /* at these addresses */
};
/** A block being filled. Zero-initialise the first time; `passages` is the segment's number of passages. */
struct rhz_dictionary_block {
    struct rhz_buf bytes, first, last; /* entries; first and last term */
    uint64_t postings, positions;      /* running addresses */
    size_t n;
};
/** Append an entry; false when the block is full (and unchanged): write it, reset it, put again. */
bool rhz_dictionary_put(struct rhz_dictionary_block *d, const struct rhz_dictionary_entry *e, uint32_t passages);
void rhz_dictionary_reset(struct rhz_dictionary_block *d);
void rhz_dictionary_free(struct rhz_dictionary_block *d);

/** A block being read: step, then look at the fields. */
struct rhz_dictionary_reader {
    struct rhz_reader r;
    uint32_t passages;
    char term[RHZ_TERM_MAX];
    size_t term_bytes;
    uint64_t postings, positions;
    /* of the current entry: */
    uint32_t document_frequency, n_forms, passage, position;
    uint64_t occurrences;
    bool single, in_streams;
    struct rhz_span forms, lists; /* as encoded */
};
bool rhz_dictionary_open(struct rhz_dictionary_reader *d, struct rhz_span block, uint32_t passages);
/** False at the end of the block, and when it is damaged (then d->r.bad). */
bool rhz_dictionary_step(struct rhz_dictionary_reader *d);
/** Append the current entry's forms in the open form that rhz_term_form reads. False: damaged. */
bool rhz_dictionary_forms(const struct rhz_dictionary_reader *d, struct rhz_buf *out);

#endif
