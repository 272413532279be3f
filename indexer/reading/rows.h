/* rows.h -- rows of tables in plain text: cells between tabs, between '|', or aligned by spaces. */
#ifndef RHZ_ROWS_H
#define RHZ_ROWS_H

#include "lines.h"
#include "outline.h"

enum rhz_row_form { RHZ_ROW_TABS, RHZ_ROW_PIPES, RHZ_ROW_SPACES, RHZ_ROW_SIGNED /* offices over names, in columns */,
                   RHZ_ROW_NAMED /* under a line of heads: Nom, Structure, Signature */ };

enum { RHZ_ROW_COLUMNS = 24 };
/**
 * SPACES: columns where figures end, and those where the labels of a second table begin, ascending; a row's figures
 * go to the nearest one, so that empty cells show.
 */
struct rhz_row_columns {
    uint32_t at[RHZ_ROW_COLUMNS];
    bool label[RHZ_ROW_COLUMNS];
    size_t n;
};

/** The line is the heads of a list of persons in columns (Nom, Prénom, Structure, Signature); *columns: where they begin. */
bool rhz_row_names_columns(const struct rhz_text_line *line, struct rhz_row_columns *columns);
/** How many lines from the first have all their cells at the beginnings of such columns. */
size_t rhz_named_extent(const struct rhz_text_line *lines, size_t n, const struct rhz_row_columns *columns);
/** How many lines from the first are rows of one table; 0: the first line is none. */
size_t rhz_row_extent(const struct rhz_text_line *lines, size_t n, enum rhz_row_form *form, struct rhz_row_columns *columns);
/** Write the cells of a line into the outline's last draft, tabs between; false: nothing but rules and empty cells. */
bool rhz_row_write(const struct rhz_text_line *line, enum rhz_row_form form, const struct rhz_row_columns *columns,
                   struct rhz_outline *o);

#endif
