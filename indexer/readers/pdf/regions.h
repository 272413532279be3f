/* regions.h -- bands -> regions in reading order: lines one under the other, columns side by side, tables. */
#ifndef RHZ_PDF_REGIONS_H
#define RHZ_PDF_REGIONS_H

#include "page.h"

enum { RHZ_PDF_COLUMNS = 24 };

enum rhz_pdf_region_kind { RHZ_PDF_LINES, RHZ_PDF_TEXT_COLUMNS, RHZ_PDF_TABLE };

struct rhz_pdf_region {
    enum rhz_pdf_region_kind kind;
    size_t first, n;                 /* bands */
    float cuts[RHZ_PDF_COLUMNS];     /* x of the middle of each gutter, rising */
    size_t n_cuts;
};

/** The region that begins at band `at`. */
void rhz_pdf_next_region(const struct rhz_pdf_page *p, const struct rhz_pdf_piece *pieces, const struct rhz_pdf_band *bands,
                         size_t n_bands, size_t at, float body, struct rhz_pdf_region *out);
/** The column of the region in which a piece stands: figures by their right end, words by their left one. */
size_t rhz_pdf_column_of(const struct rhz_pdf_region *r, const struct rhz_pdf_piece *piece);

#endif
