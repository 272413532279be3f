/* words.h -- what main.c asks of words.c; both know poppler. */
#ifndef RHZ_PDF_WORDS_H
#define RHZ_PDF_WORDS_H

#include <poppler.h>

#include "page.h"

/** Fill `out` (zeroed but for its number) with the words of `page`; they are in `arena`. False: memory is out. */
bool rhz_pdf_words(PopplerPage *page, struct rhz_arena *arena, struct rhz_pdf_page *out);

#endif
