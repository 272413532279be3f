/* document.h -- what a document is once read: canonical text, its blocks, its passages, its places.
 *
 * The canonical text is UTF-8, NFC, with soft and line-break hyphens undone and no-break spaces unified.
 * Every block of it ends with one '\n'; the cells of a table row are separated by '\t'. All offsets are
 * bytes of the canonical text. Both sides use this module: the indexer to build and store, the query to read.
 */
#ifndef RHZ_DOCUMENT_H
#define RHZ_DOCUMENT_H

#include "codec.h"

enum rhz_block_kind {
    RHZ_BLOCK_HEADING = 1, /* level 1 (title) to 6 */
    RHZ_BLOCK_PARAGRAPH,
    RHZ_BLOCK_LIST_ITEM, /* level: depth from 1 */
    RHZ_BLOCK_TABLE_ROW, /* cells between tabs, empty cells kept */
    RHZ_BLOCK_SPEAKER    /* a speaker's turn: name, then what is said */
};

#define RHZ_NONE UINT32_MAX

struct rhz_block {
    uint8_t kind, level;
    uint32_t start, end;  /* without the closing '\n' */
    uint32_t heading;     /* block index of the nearest heading above, RHZ_NONE: none. Chain them for the path. */
    uint32_t speaker_end; /* SPEAKER: end of the name, else 0 */
};

/** From this offset on, text stands on this line of the source (lines count from 1; 0: the format has none). */
struct rhz_line_mark {
    uint32_t offset, line;
};
/** From this offset on, text stands on this page (from 1). The label is what is printed on it, empty when unknown. */
struct rhz_page_mark {
    uint32_t offset, page;
    struct rhz_span label;
};

struct rhz_passage {
    uint32_t start, end;          /* canonical text; ends at a sentence or block end */
    uint32_t first_block, n_blocks;
    uint32_t heading;             /* block index, RHZ_NONE: none */
};

/** Where the text came from: flags of struct rhz_document. */
enum { RHZ_DOCUMENT_INTERNAL = 1, RHZ_DOCUMENT_OCR = 2 };

struct rhz_document {
    struct rhz_span text;
    struct rhz_block *blocks;
    size_t n_blocks;
    struct rhz_passage *passages;
    size_t n_passages;
    struct rhz_line_mark *lines; /* ascending; the first one at offset 0 when there is any */
    size_t n_lines;
    struct rhz_page_mark *pages; /* ascending; none: the document has no pages */
    size_t n_pages;
    struct rhz_span title;       /* may be empty */
    struct rhz_span type;        /* proces-verbal, rapport-activite, diaporama, page-programme, billet, autre */
    struct rhz_span language;    /* "fr" unless said */
    struct rhz_span url;         /* public address when the source names one, else empty */
    uint32_t date;               /* YYYYMMDD, zeros where unknown (20240000: the year); 0: no date */
    uint32_t flags;
    uint32_t n_repairs;          /* invalid UTF-8 sequences replaced while reading */
};

/** Line of the source at `offset`; 0 when the format has no lines. */
uint32_t rhz_document_line(const struct rhz_document *d, uint32_t offset);
/** Page at `offset` (0: no pages); *label (may be NULL) gets its printed label or an empty span. */
uint32_t rhz_document_page(const struct rhz_document *d, uint32_t offset, struct rhz_span *label);
/** Index of the block that holds `offset` (binary search); RHZ_NONE past the end. */
uint32_t rhz_document_block(const struct rhz_document *d, uint32_t offset);
/** Bytes [start, end) of the text; empty when out of range. */
struct rhz_span rhz_document_slice(const struct rhz_document *d, uint32_t start, uint32_t end);
/** Headings above block `block`, outermost first, as block indexes; at most `most`; returns how many. */
size_t rhz_document_heading_path(const struct rhz_document *d, uint32_t heading, uint32_t *path, size_t most);

/* ---- stored forms ----
 * A document's body (text, then blocks, line and page marks) lies in the TEXT database: bodies of a segment's
 * documents follow one another in one stream, cut in blocks of RHZ_TEXT_BLOCK bytes, each zstd-compressed.
 * Its description (title, type, dates, counts, passages) lies in DOCUMENT. */
enum { RHZ_TEXT_BLOCK = 8 << 10 };

/** The DOCUMENT record: everything but the text and the blocks. */
struct rhz_document_record {
    /* Where the body lies is not in the record, for a merge of segments moves it: rhz_body_find fills these two in. */
    uint32_t segment;
    uint64_t body_offset;       /* in its segment's text stream */
    uint32_t first_passage;     /* number of its first passage; the others follow */
    uint32_t text_bytes, layout_bytes; /* the body: text, then layout */
    struct rhz_span title, type, language, url;
    uint32_t date, flags, n_repairs, n_blocks, n_pages, n_lines;
    unsigned char content[16];
    size_t n_passages;
    struct rhz_passage_record {
        uint32_t start, end;    /* canonical text */
        uint32_t page, line_from, line_to;
    } *passages;
};

void rhz_document_record_put(struct rhz_buf *b, const struct rhz_document_record *r);
/** Decode; spans borrow from `value`, passages are in `arena`. RHZ_CORRUPT. */
rhz_status rhz_document_record_get(struct rhz_span value, struct rhz_arena *arena, struct rhz_document_record *out,
                                   struct rhz_error *err);
/** Append blocks, passages' block ranges, line and page marks of `d`. */
void rhz_layout_put(struct rhz_buf *b, const struct rhz_document *d);
/** The inverse: fills blocks, passages, lines, pages of `d`, whose text must be set. RHZ_CORRUPT. */
rhz_status rhz_layout_get(struct rhz_span bytes, struct rhz_arena *arena, struct rhz_document *d, struct rhz_error *err);

#endif
