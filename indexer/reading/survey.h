/* survey.h -- a first look over a whole text: what only the sum of its lines can tell.
 *
 * Which lines are pages, running headers and page numbers; which short lines come back (titles of slides, recurrent
 * headings); at which column paragraphs were wrapped; whether headings are numbered. Linear in the text; memory
 * bounded by what it finds, with caps on hostile input.
 */
#ifndef RHZ_SURVEY_H
#define RHZ_SURVEY_H

#include "base.h"

enum rhz_paging {
    RHZ_PAGES_NONE,
    RHZ_PAGES_FEED,   /* form feeds */
    RHZ_PAGES_HEADER, /* "--- page 3 ---": what follows is on page 3 */
    RHZ_PAGES_FOOTER  /* "Page 3/12": what precedes is on page 3 */
};

struct rhz_survey {
    enum rhz_paging paging;
    uint32_t wrap;      /* characters at which paragraphs are wrapped, 0: they are not */
    bool enumerated;    /* headings carry numbers or times */
    uint32_t *dropped;  /* ordinals (from 0) of lines that are running headers or page numbers, ascending */
    size_t n_dropped;
    uint64_t *repeated; /* sorted hashes of short isolated lines that occur at least twice */
    size_t n_repeated;
    struct rhz_arena *arena;
};

/** Look over `text`. False: memory is out. End with rhz_survey_end(), also then. */
bool rhz_survey_begin(struct rhz_span text, struct rhz_survey *out);
void rhz_survey_end(struct rhz_survey *s);

bool rhz_survey_repeats(const struct rhz_survey *s, struct rhz_span line);

/** The next line of *rest, without its end ('\n', '\r\n', '\r', '\f'). *feed: it ended with a form feed, which ends a
 * page and not a line of the source. False at the end. */
bool rhz_next_line(struct rhz_span *rest, struct rhz_span *line, bool *feed);

/** The number of the page that this line marks: "--- page 3 ---", "Page 3/12", "[page 3]", "<!-- page 3 -->"; 0: none. */
uint32_t rhz_page_line(struct rhz_span line);

#endif
