/* blocks.h -- the one wire encoding between readers and the indexer: a stream of block events.
 *
 * A reader turns the bytes of a file into this stream and opens nothing itself, so that any reader can run in a
 * sandboxed process and its output can be checked, fuzzed and stored. Text in events is UTF-8 as the reader found it
 * (already decoded from the file's charset, lines of a paragraph already joined); the document builder normalises it.
 *
 * Event: kind (1 byte), then fields as varints and length-prefixed bytes; doc/format.md, "Block events".
 */
#ifndef RHZ_BLOCKS_H
#define RHZ_BLOCKS_H

#include "document.h"

enum rhz_event_kind {
    RHZ_EVENT_BLOCK = 1, /* heading, paragraph, list item, table row, speaker turn */
    RHZ_EVENT_PAGE,      /* what follows stands on this page */
    RHZ_EVENT_META,      /* key and value: titre, date, type, url, langue, auteur, interne */
    RHZ_EVENT_RECORD     /* a catalogue: a new document begins; text is its id */
};

/** Deepest level of a heading, and of a list item. */
enum { RHZ_LEVEL_MAX = 6 };

/**
 * Level of a paragraph that is the rest of the block before it: a sentence that a page break, a column or a figure
 * cut in two. The builder joins them, so that page marks may fall inside a block. Other paragraphs have level 0.
 */
enum { RHZ_PARAGRAPH_CONTINUES = 1 };

struct rhz_event {
    uint8_t kind;                 /* enum rhz_event_kind */
    uint8_t block, level;         /* BLOCK: enum rhz_block_kind, level */
    struct rhz_span text;         /* BLOCK: text (cells between tabs); META: value; PAGE: label; RECORD: id */
    struct rhz_span key;          /* META */
    uint32_t page;                /* PAGE: number from 1 */
    uint32_t speaker_end;         /* BLOCK speaker: bytes of text that are the name */
    const struct rhz_line_mark *lines; /* BLOCK: offsets into text and source lines; the first at 0 when known */
    size_t n_lines;
    bool no_memory;               /* the reader is bad for want of memory, not of sense */
};

/** Append one event; a failed growth sticks to `b`. */
void rhz_event_put(struct rhz_buf *b, const struct rhz_event *e);
/**
 * Next event; its arrays are in `arena`, its spans borrow. False at the end or when damaged (then r->bad): an unknown
 * kind, a level or an offset out of range, line marks that do not ascend. The text may be any bytes.
 */
bool rhz_event_get(struct rhz_reader *r, struct rhz_arena *arena, struct rhz_event *out);

#endif
