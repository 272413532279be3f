/* table.h -- a run of table rows -> a grid: header rows, columns of labels and of figures, tables side by side.
 *
 * Accounts are printed in many shapes: one column per year, charges on the left and resources on the right of the same
 * lines, a header in two rows, a code before the label, lists of two columns. A table here is a piece of a run with
 * one header; a side is a group of label columns with the columns of figures that follow them.
 * Items and short paragraphs that end with an amount ("Département du Lot : 3 000 €") are read as rows of two cells.
 * Work and memory are bounded by the rows read: 64 columns of a row and 4,096 rows of a table are looked at.
 */
#ifndef RHZ_TABLE_H
#define RHZ_TABLE_H

#include "document.h"
#include "table_head.h"

enum { RHZ_TABLE_COLUMNS = 64, RHZ_TABLE_ROWS = 4096, RHZ_TABLE_SIDES = 16, RHZ_TABLE_HEADERS = 4 };

struct rhz_table_cell {
    uint32_t start, end; /* document bytes, trimmed */
    struct rhz_figure figure; /* figure.start/end count from `start` of the cell as written; use the bytes above */
};

enum rhz_row_kind { RHZ_ROW_DATA, RHZ_ROW_CAPTION, RHZ_ROW_HEADER };

struct rhz_table_row {
    uint32_t block;
    uint32_t n_cells;
    struct rhz_table_cell *cells;
    uint8_t kind; /* enum rhz_row_kind */
    uint32_t note_start, note_end; /* an item of a list: the words between parentheses behind its amount; equal: none */
};

enum rhz_column_kind { RHZ_COLUMN_EMPTY, RHZ_COLUMN_LABEL, RHZ_COLUMN_CODE, RHZ_COLUMN_FIGURE, RHZ_COLUMN_IGNORE };

struct rhz_table_column {
    uint8_t kind;
    uint8_t side;
    struct rhz_head head;
    uint32_t head_start, head_end; /* the header cell that gives the year, else any; equal: none */
};

/** Columns [first, figures) hold labels (and a code), [figures, end) figures. */
struct rhz_table_side {
    uint8_t first, figures, end;
    uint8_t sense; /* from the header, 0: not said */
    uint32_t sense_start, sense_end;
};

struct rhz_table {
    struct rhz_table_row *rows;
    uint32_t n_rows;
    uint32_t first_block, end_block; /* blocks of the document */
    bool joined;                     /* follows the table before without another block in between */
    unsigned n_columns, n_sides;
    struct rhz_table_column columns[RHZ_TABLE_COLUMNS];
    struct rhz_table_side sides[RHZ_TABLE_SIDES];
    uint32_t caption_start, caption_end; /* text above or in the corner of the header; equal: none */
    bool list;                       /* made of items "label : amount" of a text, two cells each */
    bool detail;                     /* the first row is a caption "dont ...", "détail ..." of the table before */
};

/**
 * The next table at or after block `from`; `previous` (NULL: none) lends its header to a joined table that has none.
 * RHZ_NOT_FOUND: no table is left. Rows are in `scratch`; `out` keeps no other pointer.
 */
rhz_status rhz_table_next(const struct rhz_document *d, uint32_t from, const struct rhz_table *previous,
                          struct rhz_arena *scratch, struct rhz_table *out);

/** Bytes of a cell; an empty span when the row is shorter. */
struct rhz_span rhz_table_text(const struct rhz_document *d, const struct rhz_table_row *row, unsigned column);

#endif
