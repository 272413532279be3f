/* lines.h -- one line of a text file: its words without markup, and what its form says by itself.
 *
 * Nothing here looks at neighbouring lines; that is plain.c's and outline.c's work. All functions are pure.
 */
#ifndef RHZ_LINES_H
#define RHZ_LINES_H

#include "base.h"

struct rhz_text_line {
    struct rhz_span raw;  /* as in the file, without its end and without white space at its end */
    struct rhz_span text; /* trimmed, inline marks removed */
    uint32_t number;      /* line of the source */
    uint32_t width;       /* characters of text */
    uint16_t indent;      /* columns before the first character; a tab counts to the next multiple of 4 */
    uint8_t hashes;       /* markdown heading: 1 to 6, removed from text */
    bool bold;            /* the whole line stands between ** marks */
    bool tabs, pipes;     /* raw holds a tab after its first word, a '|' */
    bool tab_ends;        /* raw begins or ends with a tab: an empty cell, inside a table */
};

/** Look at a raw line (no line end in it). Where marks had to be removed its text is in `arena`. False: memory is out. */
bool rhz_line_scan(struct rhz_span raw, uint32_t number, struct rhz_arena *arena, struct rhz_text_line *out);

/** Append `s` without markdown and HTML marks: **bold**, *italics*, [text](url), <url>, <sup>. Never longer than s. */
void rhz_inline_clean(struct rhz_span s, struct rhz_buf *out);

/** Without spaces of any kind and invisible characters at both ends. */
struct rhz_span rhz_trim_text(struct rhz_span s);

enum rhz_marker_style { RHZ_MARKER_NONE, RHZ_MARKER_SYMBOL, RHZ_MARKER_NUMBER };
struct rhz_marker {
    enum rhz_marker_style style;
    size_t bytes; /* of the marker and the space after it */
};
/** The bullet or number that opens a list item: - – • * ★ ➤ >> "1." "a)" "(1)"... */
struct rhz_marker rhz_line_marker(struct rhz_span text);

/** Bytes of "15h50", "14h - 15h", with the separator after it; 0: the line does not begin with a time. */
size_t rhz_line_time(struct rhz_span text);
/** Bytes of a section number and the space after it: "1 ", "2.1 ", "IV - ", "Article 3 : "; *depth: 1 for "2", 2 for "2.1". */
size_t rhz_line_section(struct rhz_span text, unsigned *depth);

/** Shouting: capitals but for ordinals (27e) and the like; at least three letters. */
bool rhz_text_is_caps(struct rhz_span text);
/** Nothing but dates: "Mars - Avril 2031", "Hiver 2031", "12/03/2031". */
bool rhz_text_is_dates(struct rhz_span text);
/** Words, as white space divides them; stops counting at `most`. */
size_t rhz_text_words(struct rhz_span text, size_t most);
/** Last character but closing quotes and brackets; 0 when there is none. */
uint32_t rhz_text_last(struct rhz_span text);
/** First character but opening quotes and brackets; 0 when there is none. */
uint32_t rhz_text_first(struct rhz_span text);
/** Ends as a sentence does: . ! ? … */
bool rhz_text_ends_sentence(struct rhz_span text);
/** Its last (first) word cannot end (begin) a phrase: de, la, et, pour... */
bool rhz_text_ends_open(struct rhz_span text);
bool rhz_text_begins_open(struct rhz_span text);
/** "Présents :", a few words that announce what follows. */
bool rhz_text_is_label(struct rhz_span text);
/** All of a line, marks included, stands between two pairs of stars. */
bool rhz_text_is_bold(struct rhz_span line);

/**
 * Bytes of the name of who speaks, in "Nom Prénom : ce qui est dit."; 0: not a speaker's turn. *said: offset of what
 * is said. *alone: the name is one word, which needs other turns around to be believed.
 */
size_t rhz_line_speaker(struct rhz_span text, size_t *said, bool *alone);

/** Is the word among those of a table sorted by nothing, ASCII and Latin case aside? `words` ends with NULL. */
bool rhz_word_among(struct rhz_span word, const char *const *words);
/** Next word of *rest (white space divides), empty at the end. */
struct rhz_span rhz_next_word(struct rhz_span *rest);

#endif
