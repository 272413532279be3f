/* fuzz_pdf_page.c -- any words at any places as pages of a PDF: what typesets them ends, and gives text that the reader of
 * texts takes. The PDF library itself is not under this test; what it might say is. */
#include <stdlib.h>

#include "../../indexer/readers/pdf/page.h"
#include "plain.h"

#include "fuzz.h"

enum { PAGES = 3 };

static bool make_page(const uint8_t **p, const uint8_t *end, struct rhz_arena *arena, struct rhz_pdf_page *out)
{
    unsigned n = 0;

    /* A word is 6 bytes: x, y, width, size, style, letters taken from a few. */
    while (end - *p >= 6 && n++ < 400) {
        static const char *const LETTERS[] = {"A", ".", "3", "-", "\xC3\xA9", "(", "o", "#", "8", "\xE2\x80\xA2"};
        const uint8_t *w = *p;
        struct rhz_pdf_word word = {.x0 = (float)w[0] * 2.3f, .size = 2 + (float)(w[3] & 63), .text = (uint32_t)out->text.n};
        unsigned k, many = 1 + (w[4] >> 4);
        *p += 6;
        if (w[5] == 255)
            return true; /* the page ends */
        word.base = (float)w[1] * 3.3f;
        word.x1 = word.x0 + (float)w[2];
        word.bold = w[4] & 1;
        word.glued = w[4] & 2;
        word.turned = (w[4] & 12) == 12;
        for (k = 0; k < many; k++)
            rhz_buf_str(&out->text, LETTERS[(w[5] + k * 7) % 10]);
        word.bytes = (uint32_t)(out->text.n - word.text);
        word.letters = many;
        if (!RHZ_PUSH(arena, out->words, out->n_words, out->cap_words))
            return false;
        out->words[out->n_words++] = word;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct rhz_pdf_survey *s = rhz_pdf_survey_new();
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_buf text = {0}, events = {0};
    const uint8_t *p = data;
    unsigned i;

    for (i = 0; i < PAGES; i++) {
        struct rhz_pdf_page page = {.number = i + 1, .width = 595, .height = 842};
        if (make_page(&p, data + n, arena, &page))
            rhz_pdf_survey_page(s, &page, arena);
        rhz_buf_free(&page.text);
    }
    rhz_pdf_survey_end(s);
    p = data;
    for (i = 0; i < PAGES; i++) {
        struct rhz_pdf_page page = {.number = i + 1, .width = 595, .height = 842};
        uint32_t label;
        if (make_page(&p, data + n, arena, &page) && !rhz_pdf_typeset(&page, s, arena, &text, &label))
            abort(); /* memory is not out */
        rhz_buf_free(&page.text);
        rhz_buf_byte(&text, '\f');
    }
    if (rhz_plain_read(rhz_buf_view(&text), 1, false, &events, NULL) != RHZ_OK)
        abort();
    rhz_buf_free(&text);
    rhz_buf_free(&events);
    rhz_arena_free(arena);
    rhz_pdf_survey_free(s);
    return 0;
}
