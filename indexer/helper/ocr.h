/* ocr.h -- pages that are images, read by machine: tesseract, where it is installed. */
#ifndef RHZ_OCR_H
#define RHZ_OCR_H

#include "frames.h"

/** Text of the pages of one document that a machine has read, in order of pages. Zero-initialise. */
struct rhz_ocr {
    struct rhz_buf text;     /* of all */
    struct rhz_ocr_page {
        uint32_t page;
        size_t from, to;     /* in text */
    } *pages;
    size_t n, cap;
    bool failed;             /* the caller's: a page could not be read, and why was said */
};

/**
 * Read the page of an IMAGE frame. `launcher`: path of the reader program, which shuts tesseract in (rhizome-reader-pdf --ocr).
 * Errors: RHZ_INVALID with one French sentence (tesseract or its French is not installed; it failed or took too long),
 * RHZ_NO_MEMORY.
 */
rhz_status rhz_ocr_read(struct rhz_ocr *o, const char *launcher, const struct rhz_frame *image, struct rhz_error *err);
/** `events` with what was read put in at its pages, in place; nothing is changed when no page was read. RHZ_NO_MEMORY. */
rhz_status rhz_ocr_merge(const struct rhz_ocr *o, struct rhz_buf *events, size_t from, struct rhz_error *err);
void rhz_ocr_free(struct rhz_ocr *o);

#endif
