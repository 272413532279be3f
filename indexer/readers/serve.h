/* serve.h -- a reader program: one loop that takes files by descriptor and answers with block events. A program says which
 * formats it reads; the loop, the sandbox and the wire are the same for all. doc/architecture.md, "Reader processes". */
#ifndef RHZ_SERVE_H
#define RHZ_SERVE_H

#include "blocks.h"
#include "frames.h"
#include "sandbox.h"

/** The answer being made. A reader appends to `events`, calls rhz_reply_flush now and then, and gives notes. */
struct rhz_reply {
    struct rhz_buf events;
    bool ocr;             /* images of pages without text are wanted */
    uint32_t n_repairs;   /* invalid UTF-8 sequences replaced */
    int socket;
    uint64_t last_sent;   /* rhz_now_us */
    struct rhz_buf frame;
    bool gone;            /* nobody listens any more */
    bool silent;          /* nothing is sent: a developer looks on */
};

/** Send the events gathered when there are many; true: go on. Call it after each page, or every so many blocks. */
bool rhz_reply_flush(struct rhz_reply *r);
/** Say that the work goes on, at most once a second, so that a long document is not taken for a stuck one. */
void rhz_reply_alive(struct rhz_reply *r);
/** A remark for the user about this document: one French sentence, at most RHZ_NOTE_MOST bytes, 16 a document. */
void rhz_reply_note(struct rhz_reply *r, const char *format, ...) RHZ_PRINTF(2, 3);
/** A page to be read by machine, to stand at this place among the events: width x height bytes of grey. */
void rhz_reply_image(struct rhz_reply *r, uint32_t page, uint32_t width, uint32_t height, struct rhz_span grey);

struct rhz_served_format {
    uint8_t format;       /* enum rhz_wire_format */
    uint32_t version;     /* the same as in the indexer's table of readers */
    /**
     * Read the file open at `fd` (`bytes` long, offset 0; closed by the caller, dup it where a library closes it).
     * Errors: RHZ_INVALID, RHZ_LIMIT, RHZ_NO_MEMORY, RHZ_IO with one French sentence for the user.
     */
    rhz_status (*read)(int fd, uint64_t bytes, struct rhz_reply *reply, struct rhz_error *err);
};

/**
 * The whole of main(): load (`prime`, may be NULL: whatever must be opened before the sandbox), enter the sandbox, serve the
 * socket until it is closed. Options: --epreuve tries the sandbox and says what it refused (status 0: everything);
 * --sans-landlock, --sans-seccomp act as on a kernel that lacks it. Other words: one line of help.
 */
int rhz_serve(int argc, char **argv, const struct rhz_served_format *formats, size_t n, void (*prime)(void), struct rhz_sandbox sandbox);

#endif
