/* segment.h -- the inverted index: one immutable segment as the store holds it, to be written and to be read.
 *
 * Layout, byte by byte, with the byte budget: doc/format.md. Passage numbers are those of the base (ascending over
 * segments); inside a segment they are stored relative to its first passage.
 *
 * Reading is in place: everything returned borrows from the transaction's map or from the arena given.
 */
#ifndef RHZ_SEGMENT_H
#define RHZ_SEGMENT_H

#include "codec.h"
#include "document.h"
#include "publication.h"

/* ---- lengths ---- */

/** One-byte code of a length in words (monotonic; exact up to 32, then about 4 % apart), and the length it stands for. */
uint8_t rhz_length_code(uint32_t words);
uint32_t rhz_length_of(uint8_t code);

/* ---- writing: one segment at a time, terms in byte order ---- */

struct rhz_posting {
    uint32_t passage;           /* number in the base */
    uint32_t frequency;         /* occurrences in the passage's text; 0 when the term stands in its context alone */
    uint32_t context_frequency; /* in the document title and heading path */
    /* Entries: one per position and form, ascending by position, then form. Readings of one word (adhérent·e·s) are
     * several entries at one position, which count once in `frequency`. */
    uint32_t n_entries;         /* 0: `frequency`, each position has one form */
    const uint32_t *positions;
    const uint32_t *forms;      /* form number of each entry (index into the term's forms) */
    uint8_t context_forms;      /* set of the forms in the context: bit i form i, bit 7 any from the eighth on */
};

struct rhz_segment_writer;

/**
 * `info` is filled by the caller but for n_passages and the sums; n_documents counts those without a passage too.
 * The writer commits and begins anew through *txn when it grows large. Order of the calls: every passage, then (in any
 * order, mentions first being the cheaper) mentions and terms. Calls out of order give RHZ_INVALID.
 */
rhz_status rhz_segment_writer_new(struct rhz_store *store, struct rhz_txn **txn, const struct rhz_segment_info *info,
                                  struct rhz_segment_writer **out, struct rhz_error *err);
/** Per passage, in order: its document and its lengths in words. */
rhz_status rhz_segment_writer_passage(struct rhz_segment_writer *w, uint32_t document, uint32_t text_words,
                                      uint32_t context_words, struct rhz_error *err);
/** The same from a segment that is copied: length codes, and the words to add to the sums of the document (a copy knows
 * those of the whole document, and gives them with its first passage). */
rhz_status rhz_segment_writer_copy(struct rhz_segment_writer *w, uint32_t document, uint8_t text_code, uint8_t context_code,
                                   uint64_t text_words, uint64_t context_words, struct rhz_error *err);
/**
 * A term as the dictionary stores it: itself, or its first bytes and a hash when it is longer than RHZ_TERM_MAX. Terms
 * are sorted in this form; looking up and writing apply it by themselves.
 */
enum { RHZ_TERM_MAX = 480 };
struct rhz_span rhz_term_key(struct rhz_span term, char room[RHZ_TERM_MAX]);
/** Begin the next term (bytes ascending); `forms` are its written forms, most frequent first. A term without postings
 * leaves no trace. */
rhz_status rhz_segment_writer_term(struct rhz_segment_writer *w, struct rhz_span term, const struct rhz_span *forms,
                                   size_t n_forms, struct rhz_error *err);
/** One posting of the current term, passages ascending. */
rhz_status rhz_segment_writer_posting(struct rhz_segment_writer *w, const struct rhz_posting *p, struct rhz_error *err);
/** Passages that mention a document entity (document, ordinal ascending over calls). */
rhz_status rhz_segment_writer_mentions(struct rhz_segment_writer *w, uint32_t document, uint32_t ordinal,
                                       const uint32_t *passages, size_t n, struct rhz_error *err);
/** Write what is left; *info gets the sums. The segment stays invisible until it is published. */
rhz_status rhz_segment_writer_finish(struct rhz_segment_writer *w, struct rhz_segment_info *info, struct rhz_error *err);
void rhz_segment_writer_free(struct rhz_segment_writer *w); /* accepts NULL */

/* ---- reading ---- */

struct rhz_segment;

rhz_status rhz_segment_open(struct rhz_txn *t, const struct rhz_segment_info *info, struct rhz_arena *arena,
                            struct rhz_segment **out, struct rhz_error *err);
const struct rhz_segment_info *rhz_segment_info(const struct rhz_segment *s);
/** Flat arrays over the segment's passages (index: passage - first_passage): length codes and document numbers. */
const uint8_t *rhz_segment_text_lengths(const struct rhz_segment *s);
const uint8_t *rhz_segment_context_lengths(const struct rhz_segment *s);
uint32_t rhz_segment_document_of(const struct rhz_segment *s, uint32_t passage);
/** The passages *first to *end - 1 of the document that holds `passage`, which is one of them. */
void rhz_segment_document_range(const struct rhz_segment *s, uint32_t passage, uint32_t *first, uint32_t *end);

/** A term as the dictionary of one segment holds it. */
struct rhz_term {
    struct rhz_span term;
    uint32_t document_frequency; /* passages that hold it, in text or context */
    uint64_t occurrences;        /* in text */
    uint32_t n_forms;
    struct rhz_span forms;       /* encoded; read with rhz_term_form */
    /* Where its lists are, for rhz_postings_open: */
    uint32_t segment;
    uint8_t place;               /* 0: in this structure, 1: in `lists`, 2: in the streams */
    uint32_t single_passage, single_position;
    struct rhz_span lists;
    uint64_t postings_at, positions_at;
};

/** RHZ_NOT_FOUND (err untouched), RHZ_CORRUPT. Strings are copied to the segment's arena. */
rhz_status rhz_segment_term(struct rhz_segment *s, struct rhz_span term, struct rhz_term *out, struct rhz_error *err);
/** Form `i` (< n_forms) and how often it occurs in the segment; false when the record is damaged. */
bool rhz_term_form(const struct rhz_term *t, uint32_t i, struct rhz_span *form, uint64_t *occurrences);

/** Walk of the dictionary in byte order from the first term >= `from`. A term's strings are valid until the next step. */
struct rhz_term_walk;
rhz_status rhz_term_walk_open(struct rhz_segment *s, struct rhz_span from, struct rhz_term_walk **out, struct rhz_error *err);
rhz_status rhz_term_walk_next(struct rhz_term_walk *w, struct rhz_term *out, struct rhz_error *err); /* RHZ_NOT_FOUND: end */
void rhz_term_walk_close(struct rhz_term_walk *w);

/**
 * A posting list being read, block by block. After open, and after each move, either `passage` holds the current
 * posting or it is RHZ_NONE (past the end). Damaged bytes end the list and set `corrupt`.
 */
struct rhz_postings {
    uint32_t passage;            /* number in the base */
    uint32_t frequency, context_frequency;
    uint8_t forms;               /* bit i: form i occurs, in text or context (bit 7: some form >= 7) */
    bool corrupt;
    bool no_memory;              /* entries could not be given for want of memory, not of sense */
    /* the decoded block, for loops that work on whole blocks: */
    uint32_t n, at;              /* postings in the block, index of the current one */
    uint32_t passages[RHZ_BLOCK], frequencies[RHZ_BLOCK], context_frequencies[RHZ_BLOCK];
    uint8_t form_sets[RHZ_BLOCK];
    struct rhz_postings_state *state; /* private */
};

/** One quantised competitive triple of a block: no posting of the block beats all of them. */
struct rhz_competitor {
    uint32_t frequency, context_frequency;
    uint8_t length_code; /* of the text; smallest */
};

rhz_status rhz_postings_open(struct rhz_segment *s, const struct rhz_term *t, struct rhz_arena *arena,
                             struct rhz_postings **out, struct rhz_error *err);
void rhz_postings_next(struct rhz_postings *p);
/** First posting with passage >= target (targets ascending); skips blocks by their table without decoding them. */
void rhz_postings_seek(struct rhz_postings *p, uint32_t target);
/** Move to the next block and decode it, current posting its first; for block loops. */
void rhz_postings_next_block(struct rhz_postings *p);
/** Last passage and competitive triples of the block that would hold `target`, without decoding; n <= most. */
size_t rhz_postings_block_max(struct rhz_postings *p, uint32_t target, uint32_t *last_passage,
                              struct rhz_competitor *out, size_t most);
/** Blocks decoded so far (tests assert it). */
uint64_t rhz_postings_decoded(const struct rhz_postings *p);
/**
 * Positions of the current posting, `frequency` of them, ascending; *forms (may be NULL) gets the form number of each
 * (the least, where readings share a position: see rhz_postings_entries).
 * Borrowed until the next call on this list. NULL when the bytes are damaged, and when the frequency is 0.
 */
const uint32_t *rhz_postings_positions(struct rhz_postings *p, const uint32_t **forms);
/**
 * Entries of the current posting: one per position and form, ascending by both. For words in quotes, which ask whether
 * any reading at a position is the form as written. *n entries; false when the bytes are damaged. Borrowed likewise.
 */
bool rhz_postings_entries(struct rhz_postings *p, const uint32_t **positions, const uint32_t **forms, size_t *n);

/** Passages that mention document entity (document, ordinal), ascending, in `arena`. None: RHZ_OK and n = 0. */
rhz_status rhz_segment_mentions(struct rhz_segment *s, uint32_t document, uint32_t ordinal, struct rhz_arena *arena,
                                uint32_t **passages, size_t *n, struct rhz_error *err);
/** All mentions of the segment, in order of document and ordinal, for who copies it. Answer other than RHZ_OK stops.
 * `passages` is valid during the call. */
typedef rhz_status rhz_mention_function(void *context, uint32_t document, uint32_t ordinal, const uint32_t *passages,
                                        size_t n, struct rhz_error *err);
rhz_status rhz_segment_each_mention(struct rhz_segment *s, rhz_mention_function *each, void *context,
                                    struct rhz_error *err);
/** Exact lengths of each document: sums over its passages, text words first; 2 * n_documents numbers in `arena`. */
rhz_status rhz_segment_sums(struct rhz_segment *s, struct rhz_arena *arena, uint64_t **sums, struct rhz_error *err);

/* ---- canonical text stream of a segment ---- */

struct rhz_text_writer;
rhz_status rhz_text_writer_new(struct rhz_store *store, struct rhz_txn **txn, uint32_t segment,
                               struct rhz_text_writer **out, struct rhz_error *err);
/** Append the body of the segment's next document (empty for one that was left out); *offset gets where it begins. */
rhz_status rhz_text_writer_add(struct rhz_text_writer *w, struct rhz_span bytes, uint64_t *offset, struct rhz_error *err);
rhz_status rhz_text_writer_finish(struct rhz_text_writer *w, struct rhz_error *err);
void rhz_text_writer_free(struct rhz_text_writer *w);
/** Where the body of a document begins in the stream of segment `info`, and its length. RHZ_CORRUPT. */
rhz_status rhz_body_place(struct rhz_txn *t, const struct rhz_segment_info *info, uint32_t document, uint64_t *offset,
                          uint64_t *n, struct rhz_error *err);
/** Fill in segment and body_offset of a record of `document`, which is alive in `p`. RHZ_CORRUPT. */
rhz_status rhz_body_find(struct rhz_txn *t, const struct rhz_publication *p, uint32_t document,
                         struct rhz_document_record *r, struct rhz_error *err);

/**
 * Reads pieces of many bodies: it keeps its decompressor (160 KB, costly to make) and the last few blocks. One thread at a
 * time. NULL when memory is out.
 */
struct rhz_text_reader;
struct rhz_text_reader *rhz_text_reader_new(void);
void rhz_text_reader_free(struct rhz_text_reader *r); /* accepts NULL */
/** Read through `t` from now on, and forget what was read through another. */
void rhz_text_reader_begin(struct rhz_text_reader *r, struct rhz_txn *t);
/** `n` bytes from `offset` of a segment's stream, in `arena`, a NUL behind them. RHZ_CORRUPT, RHZ_NO_MEMORY. */
rhz_status rhz_text_reader_get(struct rhz_text_reader *r, uint32_t segment, uint64_t offset, size_t n,
                               struct rhz_arena *arena, struct rhz_span *out, struct rhz_error *err);
/** The same, once, with a reader of its own. */
rhz_status rhz_text_read(struct rhz_txn *t, uint32_t segment, uint64_t offset, size_t n, struct rhz_arena *arena,
                         struct rhz_span *out, struct rhz_error *err);

#endif
