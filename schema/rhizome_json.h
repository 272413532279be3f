/* rhizome_json.h -- a small JSON writer that appends to memory: public, so that every front end writes alike.
 *
 * Commas and escapes are its business; invalid UTF-8 becomes U+FFFD, so that output is always valid JSON. A failed
 * allocation is remembered: check rhz_json_failed once. One writer belongs to one thread at a time.
 */
#ifndef RHIZOME_JSON_H
#define RHIZOME_JSON_H

#include <stdbool.h>

#include "rhizome_types.h"

#ifdef __cplusplus
extern "C" {
#endif

struct rhz_json;
struct rhz_json *rhz_json_new(void); /* NULL: memory is out */
void rhz_json_free(struct rhz_json *j);
void rhz_json_reset(struct rhz_json *j); /* forget the text, keep the memory */
/** The text so far; NUL-terminated; valid until the next call. */
struct rhz_span rhz_json_text(struct rhz_json *j);
bool rhz_json_failed(const struct rhz_json *j);

void rhz_json_object(struct rhz_json *j); /* { */
void rhz_json_array(struct rhz_json *j);  /* [ */
void rhz_json_end(struct rhz_json *j);    /* } or ] */
void rhz_json_key(struct rhz_json *j, const char *key);
void rhz_json_string(struct rhz_json *j, const char *p, size_t n);
void rhz_json_cstring(struct rhz_json *j, const char *s); /* NULL writes null */
void rhz_json_integer(struct rhz_json *j, int64_t v);
void rhz_json_unsigned(struct rhz_json *j, uint64_t v);
void rhz_json_real(struct rhz_json *j, double v);   /* shortest form that reads back the same; whatever the locale */
void rhz_json_cents(struct rhz_json *j, int64_t v); /* hundredths as "42500.00" */
void rhz_json_number(struct rhz_json *j, const char *text); /* a number that is written already */
void rhz_json_bool(struct rhz_json *j, bool v);
void rhz_json_null(struct rhz_json *j);
/** A line feed after a whole value: one object a line. */
void rhz_json_newline(struct rhz_json *j);

/** key and value in one call. */
void rhz_json_pair(struct rhz_json *j, const char *key, const char *value);
void rhz_json_pair_unsigned(struct rhz_json *j, const char *key, uint64_t value);

#ifdef __cplusplus
}
#endif
#endif
