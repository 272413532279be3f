/* outline.h -- drafts of blocks -> block events: what is a heading, and of which level.
 *
 * Whether a short line is a heading shows only by what follows it: text makes it one, other short lines make it an
 * entry of a list. So drafts wait in a queue until the next one that decides; at most RHZ_OUTLINE_WAIT of them.
 *
 * Levels: 1 the title, then, where headings are numbered or timed: 2 those, 3 titles in lower case, 4 capitals, else
 * 2 capitals, 3 lower case; deeper: labels that end with ':', subtitles, recurrent questions.
 */
#ifndef RHZ_OUTLINE_H
#define RHZ_OUTLINE_H

#include "blocks.h"

enum { RHZ_OUTLINE_WAIT = 64 };

enum rhz_draft_kind {
    RHZ_DRAFT_PARAGRAPH, /* level: RHZ_PARAGRAPH_CONTINUES or 0 */
    RHZ_DRAFT_ITEM,      /* level: depth from 1 */
    RHZ_DRAFT_ROW,
    RHZ_DRAFT_SPEAKER,   /* certain, but for `alone` */
    RHZ_DRAFT_PAGE,
    RHZ_DRAFT_HEADING,   /* certain; level: markdown's, or 0 and `form` tells */
    RHZ_DRAFT_LABEL,     /* short, ends with ':'; form RHZ_FORM_BOLD: or in bold, with nothing beside it */
    RHZ_DRAFT_SHORT,     /* may be a heading, or an entry */
    RHZ_DRAFT_TIMED      /* begins with a time: a heading, or a line of an agenda */
};

enum rhz_draft_form { RHZ_FORM_PLAIN, RHZ_FORM_CAPS, RHZ_FORM_SECTION, RHZ_FORM_BOLD };

struct rhz_draft {
    uint8_t kind, level, form;
    bool repeated;  /* the same line stands elsewhere in the text */
    bool never;     /* SHORT: no heading (a date, a name in a column), but does not end a run of short lines */
    bool bullet;    /* SHORT: an item if it is no heading */
    bool alone;     /* SPEAKER: one word, needs other turns around */
    bool lower;     /* begins in lower case: goes on from what is before */
    bool colon;     /* "Label : ceci, cela" */
    uint32_t page, speaker_end;
    struct rhz_span label;  /* PAGE: borrowed from the text read */
    size_t text, text_bytes; /* in outline->text */
    size_t mark, n_marks;    /* in outline->marks */
};

enum { RHZ_OUTLINE_KNOWN = 64 };

struct rhz_outline {
    struct rhz_buf *out;
    bool enumerated;
    struct rhz_buf text;
    struct rhz_buf marks; /* of struct rhz_line_mark */
    struct rhz_draft queue[RHZ_OUTLINE_WAIT + 1];
    size_t n;
    bool begun, titled; /* something was emitted; the first certain heading was seen */
    bool in_agenda;    /* timed lines are entries until a heading comes */
    bool after_never, after_colon; /* so was the draft before */
    uint8_t last;      /* kind of the event before (enum rhz_block_kind), 0: none */
    uint32_t page;     /* to be told before the next block: empty pages are not, 0: none */
    struct rhz_span page_label;
    bool after_label;  /* the event before is a label */
    struct {
        uint64_t line;
        uint8_t level;
    } known[RHZ_OUTLINE_KNOWN]; /* repeated headings keep the level they had first */
    size_t n_known;
    uint8_t label_level; /* level of labels under the heading in force */
};

void rhz_outline_begin(struct rhz_outline *o, struct rhz_buf *out, bool enumerated);
/** A new draft at the end of the queue; text and marks are added to it until the next one. Never NULL. */
struct rhz_draft *rhz_outline_add(struct rhz_outline *o, enum rhz_draft_kind kind);
void rhz_outline_mark(struct rhz_outline *o, uint32_t line);
void rhz_outline_text(struct rhz_outline *o, struct rhz_span s);
struct rhz_span rhz_outline_view(const struct rhz_outline *o, const struct rhz_draft *d);
/** What a whole paragraph is by its form: a label, a speaker's turn, text. `bold`: all of it stands in bold. */
void rhz_outline_classify(const struct rhz_outline *o, struct rhz_draft *d, bool one_line, bool bold);
/** Emit what can be decided; everything when `end`. */
void rhz_outline_settle(struct rhz_outline *o, bool end);
bool rhz_outline_end(struct rhz_outline *o); /* settles, releases; false: memory was out */

#endif
