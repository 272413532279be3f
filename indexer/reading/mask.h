/* mask.h -- names that a base must not hold: found in text, and put out of it before anything reads it.
 *
 * A name is known by hashes alone (doc/corrections.md, `oublier`): of its words, folded, in any order, after a salt. So
 * the file that says what to forget does not say whom. In text a name found becomes RHZ_MASK, whatever its length, and all
 * offsets follow; in an address it becomes "oubli-" and eight digits, so that two addresses stay two. Masking
 * masked text changes nothing. Thread-safe: a mask is constant once read.
 */
#ifndef RHZ_MASK_H
#define RHZ_MASK_H

#include "document.h"

#define RHZ_MASK "\xE2\x96\x88\xE2\x96\x88\xE2\x96\x88\xE2\x96\x88\xE2\x96\x88" /* █████: no letter, so no word of the index */

enum {
    RHZ_MASK_SALT = 8,       /* bytes */
    RHZ_MASK_WORDS_MOST = 8  /* of a name */
};

struct rhz_mask;

/** The names that the lines of a corrections file forget, in `arena`; *out is NULL when there are none. False: memory is out. */
bool rhz_mask_read(struct rhz_span corrections, struct rhz_arena *arena, const struct rhz_mask **out);
/** Identifies a set of names, whatever their order; 0 for none, at most 24 bits. Accepts NULL. */
uint32_t rhz_mask_digest(const struct rhz_mask *m);
/** Whether `b` holds all names of `a`. Either may be NULL. */
bool rhz_mask_within(const struct rhz_mask *a, const struct rhz_mask *b);

/** Whether what follows `oublier` in a line is well formed: a salt, then forms, in hexadecimal. */
bool rhz_mask_valid(struct rhz_span words);
/** The salt of the first line, so that a file has one; false when the mask is NULL. */
bool rhz_mask_salt(const struct rhz_mask *m, unsigned char salt[RHZ_MASK_SALT]);
void rhz_mask_put_salt(struct rhz_buf *b, const unsigned char salt[RHZ_MASK_SALT]);
/**
 * Append " N:hash" of the name `form`, and of its words written as one, as addresses do. Returns how many words it has: with
 * none, or with more than RHZ_MASK_WORDS_MOST, nothing is appended.
 */
size_t rhz_mask_put_form(struct rhz_buf *b, const unsigned char salt[RHZ_MASK_SALT], struct rhz_span form);

/** Mask text, title, type and public address of `d`; passages are to be cut afterwards. *n: names found. False: memory is out. */
bool rhz_mask_document(const struct rhz_mask *m, struct rhz_document *d, struct rhz_arena *arena, size_t *n);
/** `text` without the names, in `arena`; `address`: by the rules of addresses. *n grows. False: memory is out. */
bool rhz_mask_text(const struct rhz_mask *m, struct rhz_span text, bool address, struct rhz_arena *arena, struct rhz_span *out,
                   size_t *n);

#endif
