/* markdown_lines.h -- what one line of Markdown may begin. Pure functions; white space before the first character is gone,
 * unless said otherwise. */
#ifndef RHZ_MARKDOWN_LINES_H
#define RHZ_MARKDOWN_LINES_H

#include "base.h"

/** Level of an ATX heading, 0: none; *text: its words, without closing hashes and {attributes}. */
unsigned rhz_md_heading(struct rhz_span line, struct rhz_span *text);
/** 1 for "===", 2 for "---", 0: no underline. */
unsigned rhz_md_underline(struct rhz_span line);
bool rhz_md_break(struct rhz_span line);
/** Length of the run of ` or ~ that opens a fence (3 or more), 0: none. */
size_t rhz_md_fence(struct rhz_span line);
/** Does the line close a fence of `n` times `mark`? */
bool rhz_md_fence_ends(struct rhz_span line, char mark, size_t n);

struct rhz_md_marker {
    size_t bytes;   /* without the space after it; 0: no list item */
    bool ordered;
    uint32_t number;
};
struct rhz_md_marker rhz_md_list_marker(struct rhz_span line);
/** Bytes of "[ ] " or "[x] ", 0: no task. */
size_t rhz_md_task(struct rhz_span item);

/** "[label]: address" or "[^note]: text": bytes up to what follows the colon and its spaces; 0: none. */
size_t rhz_md_definition(struct rhz_span line, struct rhz_span *label);

/** The next cell of a row, between pipes that are not escaped, trimmed; false at the end. Outer pipes are no cells. */
bool rhz_md_cell(struct rhz_span *rest, struct rhz_span *cell);
/** A row without its outer pipes; *piped: it had both. */
struct rhz_span rhz_md_row(struct rhz_span line, bool *piped);
size_t rhz_md_cells(struct rhz_span line);
/** A row of dashes and colons, with at least one pipe. */
bool rhz_md_rule(struct rhz_span line);

#endif
