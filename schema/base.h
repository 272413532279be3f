/* base.h -- the ground of every module: errors, spans, a growable buffer, an arena, UTF-8 steps.
 *
 * Nothing here is thread-safe by itself: a buffer or an arena belongs to one thread at a time.
 */
#ifndef RHZ_BASE_H
#define RHZ_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "rhizome_types.h"

#if defined(__GNUC__)
#define RHZ_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define RHZ_PRINTF(fmt, args)
#endif

/* ---- errors ---- */

/** Write one sentence into `err` (may be NULL) and return `status`, so that a caller can `return rhz_fail(...)`. */
rhz_status rhz_fail(struct rhz_error *err, rhz_status status, const char *format, ...) RHZ_PRINTF(3, 4);
/** RHZ_NO_MEMORY with its usual sentence. */
rhz_status rhz_no_memory(struct rhz_error *err);

/* ---- spans ---- */

/** `RHZ_SPAN("literal")`: the bytes of a string literal, without its NUL. */
#define RHZ_SPAN(literal) ((struct rhz_span){(literal), sizeof(literal) - 1})

static inline struct rhz_span rhz_span(const char *p, size_t n) { return (struct rhz_span){p, n}; }
/** The bytes of a C string; an empty span for NULL. */
static inline struct rhz_span rhz_span_of(const char *s) { return (struct rhz_span){s ? s : "", s ? strlen(s) : 0}; }
static inline bool rhz_span_eq(struct rhz_span a, struct rhz_span b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
/** Order of bytes, a shorter prefix first: <0, 0, >0. */
int rhz_span_cmp(struct rhz_span a, struct rhz_span b);
/** Without leading and trailing ASCII white space. */
struct rhz_span rhz_span_trim(struct rhz_span s);

/* ---- growable buffer ----
 * Append freely; a failed growth is remembered in `failed` and later appends do nothing, so check
 * once when the bytes are used. Zero-initialise: `struct rhz_buf b = {0};`. */
struct rhz_buf {
    char *p;
    size_t n, cap;
    bool failed;
};

void rhz_buf_free(struct rhz_buf *b); /* releases and zeroes; accepts a zeroed buffer */
void rhz_buf_reset(struct rhz_buf *b); /* n = 0 and failed = false, keeps the memory */
/** Room for `n` more bytes; false (and failed) when there is none. */
bool rhz_buf_reserve(struct rhz_buf *b, size_t n);
void rhz_buf_append(struct rhz_buf *b, const void *p, size_t n);
void rhz_buf_byte(struct rhz_buf *b, unsigned char c);
void rhz_buf_span(struct rhz_buf *b, struct rhz_span s);
void rhz_buf_str(struct rhz_buf *b, const char *s);
void rhz_buf_printf(struct rhz_buf *b, const char *format, ...) RHZ_PRINTF(2, 3);
static inline struct rhz_span rhz_buf_view(const struct rhz_buf *b) { return (struct rhz_span){b->p ? b->p : "", b->n}; }

/* ---- arena ----
 * One per unit of work (a document, a query); everything in it ends with it. Returned memory is
 * aligned for any type. Allocation functions return NULL when memory is out or over the limit. */
struct rhz_arena;

struct rhz_arena *rhz_arena_new(void);
/** Refuse to grow beyond `bytes` in all (0: no limit). */
void rhz_arena_limit(struct rhz_arena *a, size_t bytes);
void rhz_arena_free(struct rhz_arena *a); /* accepts NULL */
/** Forget everything, keep one block for the next unit. */
void rhz_arena_reset(struct rhz_arena *a);
/** Bytes handed out since creation or reset. */
size_t rhz_arena_used(const struct rhz_arena *a);
void *rhz_arena_alloc(struct rhz_arena *a, size_t n);             /* not zeroed */
void *rhz_arena_zalloc(struct rhz_arena *a, size_t count, size_t size); /* zeroed; checks count*size */
/** A copy, NUL-terminated beyond its n bytes; p is NULL when memory is out. */
struct rhz_span rhz_arena_copy(struct rhz_arena *a, struct rhz_span s);
char *rhz_arena_str(struct rhz_arena *a, struct rhz_span s); /* the same as a C string */
char *rhz_arena_printf(struct rhz_arena *a, const char *format, ...) RHZ_PRINTF(2, 3);

/**
 * Growth of an array that lives in an arena: `if (!RHZ_PUSH(arena, v, n, cap)) return no memory; v[n++] = x;`
 * The old copy stays in the arena until it ends (at most as much again).
 */
#define RHZ_PUSH(arena, v, n, cap) \
    ((n) < (cap) || rhz_arena_grow((arena), (void **)&(v), (n), &(cap), sizeof *(v)))
bool rhz_arena_grow(struct rhz_arena *a, void **v, size_t n, size_t *cap, size_t size);

/* ---- UTF-8 ---- */

/**
 * The code point at p (p < end) and its length in *n (1 to 4). Ill-formed input gives U+FFFD with
 * *n = 1, so that a loop always advances.
 */
uint32_t rhz_utf8_next(const char *p, const char *end, unsigned *n);
/** Write `c` at `out` (4 bytes of room); returns the bytes written. Surrogates and values out of range give U+FFFD. */
unsigned rhz_utf8_put(char *out, uint32_t c);
/** Length of the longest well-formed prefix; s.n when the whole span is well formed. */
size_t rhz_utf8_valid(struct rhz_span s);
/** Number of code points of a well-formed span. */
size_t rhz_utf8_length(struct rhz_span s);
/** The largest offset <= at that does not cut a character of s. */
size_t rhz_utf8_floor(struct rhz_span s, size_t at);

/* ---- time ---- */

/** Monotonic clock, in microseconds. */
uint64_t rhz_now_us(void);

#endif
