/* page.h -- one page as words at their places, and what the whole document says of their sizes and margins.
 *
 * Units are points (1/72 inch), y goes down. Words come from the PDF library (words.c, the only file here that knows it
 * beside main.c); all the rest is geometry, and could serve another source of words (a scan that was read by machine). */
#ifndef RHZ_PDF_PAGE_H
#define RHZ_PDF_PAGE_H

#include "base.h"

enum { RHZ_PDF_WORDS = 60000 }; /* of a page; a plan or a bomb has more, and they are left out */

struct rhz_pdf_word {
    float x0, x1, base, size; /* base: of the letters; size: of the font */
    uint32_t text, bytes;     /* in the page's text */
    uint32_t letters;         /* characters */
    bool bold;
    bool glued;               /* no space before it */
    bool turned;              /* not written from left to right: a title on its side */
};

struct rhz_pdf_page {
    uint32_t number;          /* from 1 */
    float width, height;
    struct rhz_buf text;
    struct rhz_pdf_word *words;
    size_t n_words, cap_words;
    bool cut;                 /* there were more words than fit */
    uint32_t n_unmapped;      /* characters that the font does not name */
};

/** Words side by side on one base line. */
struct rhz_pdf_piece {
    float x0, x1, base, size;
    uint32_t first, n;        /* words, in the page's order */
    bool bold;                /* all of it */
    bool figure;              /* an amount, a date, a dash: what stands in the right columns of tables */
};

/** Pieces whose heights overlap, from top to bottom. */
struct rhz_pdf_band {
    float top, bottom;
    uint32_t first, n;        /* pieces, sorted by x0 */
};

/** What only many pages tell. */
struct rhz_pdf_survey;
struct rhz_pdf_survey *rhz_pdf_survey_new(void);
void rhz_pdf_survey_free(struct rhz_pdf_survey *s);
/** Look at a page; `arena` holds its pieces for the time of the call. False: memory is out. */
bool rhz_pdf_survey_page(struct rhz_pdf_survey *s, struct rhz_pdf_page *p, struct rhz_arena *arena);
/** After the last one. */
bool rhz_pdf_survey_end(struct rhz_pdf_survey *s);
/** Size of the letters of the text itself. */
float rhz_pdf_body(const struct rhz_pdf_survey *s);
/** Level of a heading in letters of this size: 1 to 5; 0: no larger than the text. */
unsigned rhz_pdf_heading_level(const struct rhz_pdf_survey *s, float size);
/**
 * Is this band a running header or footer, or a page number? *label (may be NULL) gets the number printed in it, 0: none that
 * goes with the others.
 */
bool rhz_pdf_is_furniture(const struct rhz_pdf_survey *s, const struct rhz_pdf_page *p, const struct rhz_pdf_piece *pieces,
                          const struct rhz_pdf_band *band, uint32_t *label);

/** Words -> pieces, mending what typesetting took apart: spaced-out letters, drop capitals, bullets. In `arena`. False: memory. */
bool rhz_pdf_pieces(struct rhz_pdf_page *p, float body, struct rhz_arena *arena, struct rhz_pdf_piece **out, size_t *n);
/** Pieces -> bands; reorders the pieces. False: memory. */
bool rhz_pdf_bands(struct rhz_pdf_piece *pieces, size_t n, struct rhz_arena *arena, struct rhz_pdf_band **out, size_t *n_bands);
/** The words of a piece, spaces between, appended to `b`. */
void rhz_pdf_piece_text(const struct rhz_pdf_page *p, const struct rhz_pdf_piece *piece, struct rhz_buf *b);

/**
 * The page as a careful typist would write it, in reading order: blank lines between blocks, "# " before headings, tabs between
 * cells; plain.h reads that. The printed number, where there is one, in *label. False: memory is out.
 */
bool rhz_pdf_typeset(struct rhz_pdf_page *p, const struct rhz_pdf_survey *s, struct rhz_arena *arena, struct rhz_buf *out,
                     uint32_t *label);

#endif
