/* reader.h -- a reader: bytes of one format -> block events. One table of readers, chosen by content, then by name. */
#ifndef RHZ_READER_H
#define RHZ_READER_H

#include "blocks.h"
#include "mask.h"

struct rhz_reader_format {
    const char *name;     /* "txt", "markdown", "jsonl", "pdf" */
    uint32_t version;     /* raised when its output changes: files are read again */
    bool catalogue;       /* a file of records, each a document */
    /** True when these bytes (the first 4 KiB at most) under this file name are of the format. */
    bool (*accepts)(struct rhz_span head, struct rhz_span file_name);
    /**
     * Append the events of `bytes` to `out`. `n_repairs` counts invalid UTF-8 sequences replaced.
     * A catalogue's function is called with the bytes of ONE record (a line) at a time.
     * Errors: RHZ_INVALID with a French sentence (not text, bad record), RHZ_LIMIT, RHZ_NO_MEMORY.
     */
    rhz_status (*read)(struct rhz_span bytes, uint32_t first_line, struct rhz_buf *out, uint32_t *n_repairs,
                       struct rhz_error *err);
    /* A format of others: `read` is NULL, and a process of its own reads it (helper.h). */
    const char *program;  /* "rhizome-reader-pdf"; NULL: read here */
    const char *package;  /* the Debian package that the program is built with */
    const char *what;     /* the format's name in a French sentence */
    uint8_t wire;         /* enum rhz_wire_format */
};

/** The reader for these bytes; NULL and one French sentence in err (empty file, binary, unknown) when none takes them. */
const struct rhz_reader_format *rhz_reader_for(struct rhz_span head, struct rhz_span file_name, struct rhz_error *err);

extern const struct rhz_reader_format rhz_reader_pdf;
extern const struct rhz_reader_format rhz_reader_html;
extern const struct rhz_reader_format rhz_reader_txt;
extern const struct rhz_reader_format rhz_reader_markdown;
extern const struct rhz_reader_format rhz_reader_jsonl;
extern const struct rhz_reader_format rhz_reader_vocabulary;

/** What is already known of a document before its text is looked at; empty or 0 where not. Wins over what is found. */
struct rhz_document_hints {
    struct rhz_span title, type, language, url, file_name;
    uint32_t date;
    int internal; /* 1: not for the public, -1: for the public; 0: not known */
    const struct rhz_mask *mask; /* names to be put out of it; NULL: none */
};

/**
 * Block events of one document -> document: canonical text, blocks, headings, passages, places; title, date and type
 * found in the text where hints and META events do not give them. Everything is in `arena`.
 */
rhz_status rhz_document_build(struct rhz_span events, const struct rhz_document_hints *hints, struct rhz_arena *arena,
                              struct rhz_document *out, struct rhz_error *err);

#endif
