/* frames.h -- what the indexer and its reader processes say to each other, as bytes; no I/O. doc/format.md, "Reader
 * processes". Both sides use this module and neither trusts what it reads. */
#ifndef RHZ_FRAMES_H
#define RHZ_FRAMES_H

#include "codec.h"

enum {
    RHZ_HELPER_PROTOCOL = 1,
    RHZ_HELPER_SOCKET = 3,        /* descriptor of the helper's end */
    RHZ_REQUEST_BYTES = 24,
    RHZ_FRAME_HEAD = 5,           /* kind, length */
    RHZ_FRAME_MOST = 1 << 20,     /* bytes of a payload; more is a fault of the sender */
    RHZ_IMAGE_FRAME_MOST = 64 << 20,
    RHZ_NOTE_MOST = 400           /* bytes of a sentence */
};

/** The format asked for: one number for each, never used again. */
enum rhz_wire_format { RHZ_WIRE_PDF = 1, RHZ_WIRE_HTML, RHZ_WIRE_FORMATS };

enum { RHZ_REQUEST_OCR = 1 }; /* flags: give the images of pages without text */

/** Read the file whose descriptor comes with this. */
struct rhz_request {
    uint32_t serial;   /* said again in the answer */
    uint8_t format;    /* enum rhz_wire_format */
    uint8_t flags;
    uint32_t version;  /* of the format's reader: a helper of another version refuses */
    uint64_t bytes;    /* size of the file */
};
void rhz_request_put(unsigned char out[RHZ_REQUEST_BYTES], const struct rhz_request *r);
/** False: not a request. */
bool rhz_request_get(const unsigned char in[RHZ_REQUEST_BYTES], struct rhz_request *out);

enum rhz_frame_kind {
    RHZ_FRAME_HELLO = 1, /* first of all, once: protocol, protections */
    RHZ_FRAME_EVENTS,    /* some bytes of the stream of block events */
    RHZ_FRAME_NOTE,      /* a sentence about the document */
    RHZ_FRAME_IMAGE,     /* a page to be read by machine, to stand here among the events */
    RHZ_FRAME_DONE       /* last of an answer */
};

/** What holds a helper: HELLO's protections. */
enum { RHZ_HELD_LANDLOCK = 1, RHZ_HELD_SECCOMP = 2, RHZ_HELD_LIMITS = 4 };

struct rhz_frame {
    uint8_t kind;
    struct rhz_span bytes;     /* EVENTS: as they are; NOTE, DONE: the sentence; IMAGE: width x height bytes of grey */
    uint32_t protocol, held;   /* HELLO */
    uint32_t serial, n_repairs; /* DONE */
    uint8_t status;            /* DONE: rhz_status; only OK, INVALID, FORMAT, IO, NO_MEMORY, LIMIT */
    uint32_t page, width, height; /* IMAGE; a page that is held at 300 dots an inch */
};
void rhz_frame_put(struct rhz_buf *b, const struct rhz_frame *f);

enum rhz_frame_outcome { RHZ_FRAME_WHOLE, RHZ_FRAME_MORE /* bytes are missing */, RHZ_FRAME_BAD };
/**
 * The frame at the head of `bytes`; *used says how many bytes it takes, RHZ_FRAME_MORE: 0. Spans borrow from `bytes`. A
 * sentence comes out as well-formed UTF-8 without control characters, or is bad.
 */
enum rhz_frame_outcome rhz_frame_get(struct rhz_span bytes, struct rhz_frame *out, size_t *used);

#endif
