/* helper.h -- formats of others are read in processes of their own: started here, given a file, listened to, ended.
 *
 * A helper lives long and reads one document after another. Whatever a file makes it do (crash, loop, flood, lie) costs
 * that document; the next one finds a fresh process. doc/architecture.md, "Reader processes"; the wire is frames.h.
 */
#ifndef RHZ_HELPER_H
#define RHZ_HELPER_H

#include "frames.h"
#include "reader.h"

struct rhz_helper_limits {
    uint64_t output_bytes;   /* of block events a document may give; 0: 64 MiB */
    uint32_t cpu_seconds;    /* of computing for one document; 0: 300 */
    uint32_t silent_seconds; /* between two frames; 0: 60 */
    uint32_t wall_seconds;   /* for one document; 0: 900 */
};

/** The helpers of one worker, one process a program, started when first needed. One thread at a time. */
struct rhz_helpers;

/**
 * `libexec`: folder of the helper programs; NULL: beside the running program, in libexec/ beside it, or where it is installed.
 * `argument` (may be NULL) is given to each program, for tests. Strings are copied. RHZ_NO_MEMORY.
 */
rhz_status rhz_helpers_new(const char *libexec, const struct rhz_helper_limits *limits, const char *argument,
                           struct rhz_helpers **out, struct rhz_error *err);
/** Ends the processes. Accepts NULL. */
void rhz_helpers_free(struct rhz_helpers *h);

/** A remark about the document being read: one French sentence, valid during the call. */
typedef void rhz_helper_note(void *context, const char *text);

struct rhz_helper_job {
    const struct rhz_reader_format *format; /* one with a `program` */
    int fd;                 /* the file, open for reading; stays the caller's */
    uint64_t bytes;         /* its size */
    bool ocr;               /* pages without text are given to tesseract */
    rhz_helper_note *note;  /* may be NULL */
    void *context;
};

/**
 * Append the block events of the document to `out`; they were checked as the builder would. On error `out` is as before.
 * Errors: RHZ_INVALID, RHZ_LIMIT (this document is refused, others go on; also where the program is missing or cannot
 * protect itself), RHZ_NO_MEMORY.
 */
rhz_status rhz_helpers_read(struct rhz_helpers *h, const struct rhz_helper_job *job, struct rhz_buf *out, uint32_t *n_repairs,
                            struct rhz_error *err);

#endif
