/* rhizome_types.h -- the words that every public function speaks: status codes, error text, borrowed bytes. */
#ifndef RHIZOME_TYPES_H
#define RHIZOME_TYPES_H

#include <stddef.h>
#include <stdint.h>

/** What a function answers. Zero is success; the others say what a caller may do about it. */
typedef enum rhz_status {
    RHZ_OK = 0,
    RHZ_NOT_FOUND, /* the thing named does not exist (file, base, document, entity) */
    RHZ_INVALID,   /* the caller's words are off: bad option, query that is not well formed */
    RHZ_FORMAT,    /* the base belongs to another version of rhizome */
    RHZ_CORRUPT,   /* stored bytes do not decode; the base should be verified */
    RHZ_IO,        /* the operating system refused: permission, read or write error */
    RHZ_NO_SPACE,  /* disk or map is full; what was published before is intact */
    RHZ_NO_MEMORY, /* an allocation failed, or a memory budget is spent */
    RHZ_BUSY,      /* another process holds the writers' lock */
    RHZ_LIMIT      /* a deadline or a limit on rows, size or depth was met */
} rhz_status;

enum { RHZ_ERROR_TEXT = 512 };

/**
 * One French sentence for the user, beside the status. Owned by the caller, who may pass NULL
 * where no one will read it. Empty text when the last call succeeded is not guaranteed: look at
 * the status first.
 */
struct rhz_error {
    rhz_status status;
    char text[RHZ_ERROR_TEXT];
};

/** Borrowed bytes, never freed by the receiver; not NUL-terminated unless said. */
struct rhz_span {
    const char *p;
    size_t n;
};

#endif
