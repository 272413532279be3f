/* inline.h -- marks inside a line that more than one reader knows: entities, tags, autolinks. Pure functions. */
#ifndef RHZ_INLINE_H
#define RHZ_INLINE_H

#include "base.h"

/**
 * The character reference at p ("&eacute;", "&#233;", "&#xE9;"): its bytes, and its text (at most as long) appended to
 * `out`; 0: none, nothing is appended. White space of any kind becomes one space.
 */
size_t rhz_inline_entity(const char *p, const char *end, struct rhz_buf *out);

/** "<https://…>", "<nom@domaine>" at p: bytes with the brackets; 0: none. */
size_t rhz_inline_autolink(const char *p, const char *end);

enum rhz_tag_kind { RHZ_TAG_NONE, RHZ_TAG_WORD, RHZ_TAG_BREAK };
/**
 * The HTML tag at p (its '<'): bytes in *n. RHZ_TAG_BREAK: what follows stands apart (br, p, td…). `any`: of any name
 * that is written like a tag; else only those that no text would hold by chance.
 */
enum rhz_tag_kind rhz_inline_tag(const char *p, const char *end, bool any, size_t *n);

/* ---- Markdown ---- */

/** Labels that a text defines ("[label]: address", "[^note]: text"), as hashes in ascending order. */
struct rhz_labels {
    const uint64_t *v;
    size_t n;
};

/** Hash of a label, without its brackets: ASCII case and white space aside. */
uint64_t rhz_label_hash(struct rhz_span label);

/**
 * Append the text that a reader of the rendered page sees: emphasis, links, images, code, notes, tags and escapes
 * undone. Never longer than `s`, and with as many '\n' and '\v', in the same order: what is removed leaves its line ends,
 * so that the caller knows the line of each stretch. NUL bytes go. Linear time. False: memory is out.
 */
bool rhz_inline_markdown(struct rhz_span s, const struct rhz_labels *labels, struct rhz_buf *out);

#endif
