/* words.c -- a page of poppler's -> words at their places. This program is free software under the GNU General Public
 * License, version 2 or 3, as poppler is: see main.c.
 *
 * poppler gives each character with its rectangle, in an order of its own, which is taken as a hint only: it says where
 * there is a space, and which characters make a word. Everything that comes from the file may be absurd: coordinates are
 * checked here, once. */
#include "words.h"

#include <math.h>

struct gather {
    struct rhz_pdf_page *page;
    struct rhz_arena *arena;
    struct rhz_pdf_word word;   /* being made; bytes 0: none */
    float top, bottom;          /* of its last character */
    float last_x0, last_x1;
    bool space;                 /* white space since the word before */
    bool ok;
};

static void end_word(struct gather *g)
{
    struct rhz_pdf_page *p = g->page;

    if (!g->word.bytes)
        return;
    if (p->n_words == RHZ_PDF_WORDS) {
        p->cut = true;
    } else if (!RHZ_PUSH(g->arena, p->words, p->n_words, p->cap_words)) {
        g->ok = false;
    } else {
        p->words[p->n_words++] = g->word;
    }
    g->word.bytes = 0;
    g->space = false;
}

/** What a character of a symbol font (Symbol, Wingdings) stands for: private codes are bullets and arrows, nearly always. */
static uint32_t meaning(uint32_t c)
{
    if (c >= 0xF730 && c <= 0xF739) /* Adobe's figures of the old style, then its small capitals */
        return c - 0xF730 + '0';
    if (c >= 0xF761 && c <= 0xF77A)
        return c - 0xF761 + 'a';
    if (c == 0xF02D)
        return '-';
    if ((c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000)
        return 0x2022;
    switch (c) {
    case 0x25AA: case 0x25AB: case 0x25CF: case 0x25CB: case 0x25E6: case 0x2023: case 0x2043: case 0x25A0: case 0x25A1:
    case 0x27A2: case 0x2794: case 0x25BA: case 0x25B6: case 0x2756: case 0x2666: case 0x25C6: case 0x25C7: case 0x2713: case 0x2714:
        return 0x2022;
    default:
        return c;
    }
}

static void add_text(struct gather *g, uint32_t c)
{
    static const char *const LIGATURES[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
    char bytes[4];
    size_t before = g->page->text.n;

    if (c >= 0xFB00 && c <= 0xFB06)
        rhz_buf_str(&g->page->text, LIGATURES[c - 0xFB00]);
    else
        rhz_buf_append(&g->page->text, bytes, rhz_utf8_put(bytes, c));
    g->word.bytes += (uint32_t)(g->page->text.n - before);
    g->word.letters++;
}

static bool is_sane(const PopplerRectangle *r)
{
    return isfinite(r->x1) && isfinite(r->x2) && isfinite(r->y1) && isfinite(r->y2) && fabs(r->x1) < 1e5 && fabs(r->x2) < 1e5 &&
           fabs(r->y1) < 1e5 && fabs(r->y2) < 1e5;
}

/** Does a character at r go on the word? On its line, or for a word on its side, in its column. */
static bool goes_on(struct gather *g, float x0, float x1, float top, float bottom, float size)
{
    float height = bottom - top, middle = (top + bottom) / 2;
    bool same_column = fabsf(x0 - g->last_x0) < 0.15f * size && fabsf(x1 - g->last_x1) < 0.15f * size;

    if (same_column && fabsf(middle - (g->top + g->bottom) / 2) > 0.2f * height &&
        (fabsf(top - g->bottom) < 0.3f * size || fabsf(bottom - g->top) < 0.3f * size) && (g->word.letters == 1 || g->word.turned)) {
        g->word.turned = true;
        return true;
    }
    return !g->word.turned && middle > g->top && middle < g->bottom && x0 > g->last_x0 - 0.1f * size && x0 < g->last_x1 + 0.3f * size &&
           fabsf(size - g->word.size) < 0.25f * size;
}

static void take_character(struct gather *g, uint32_t c, const PopplerRectangle *r, float font_size, bool bold)
{
    float x0 = (float)(r->x1 < r->x2 ? r->x1 : r->x2), x1 = (float)(r->x1 < r->x2 ? r->x2 : r->x1);
    float top = (float)(r->y1 < r->y2 ? r->y1 : r->y2), bottom = (float)(r->y1 < r->y2 ? r->y2 : r->y1), size = font_size;

    if (!(size > 0.5f) || size > 3 * (bottom - top) || (size < (bottom - top) / 3 && bottom - top < 100))
        size = 0.85f * (bottom - top);
    if (!(size > 0.5f))
        size = 1;
    if (g->word.bytes && !goes_on(g, x0, x1, top, bottom, size))
        end_word(g);
    if (!g->word.bytes)
        g->word = (struct rhz_pdf_word){.x0 = x0, .x1 = x1, .base = top + 0.8f * (bottom - top), .size = size,
                                        .text = (uint32_t)g->page->text.n, .bold = bold, .glued = !g->space};
    if (x0 < g->word.x0)
        g->word.x0 = x0;
    if (x1 > g->word.x1)
        g->word.x1 = x1;
    g->word.bold &= bold;
    g->top = top;
    g->bottom = bottom;
    g->last_x0 = x0;
    g->last_x1 = x1;
    add_text(g, c);
}

static bool is_bold(const char *font)
{
    static const char *const NAMES[] = {"Bold", "bold", "BOLD", "Black", "Heavy", "Demi", "Semibold", "SemiBold", "-Bd", "CMBX", "SFBX", NULL};
    size_t i;

    for (i = 0; font && NAMES[i]; i++)
        if (strstr(font, NAMES[i]))
            return true;
    return false;
}

bool rhz_pdf_words(PopplerPage *page, struct rhz_arena *arena, struct rhz_pdf_page *out)
{
    struct gather g = {.page = out, .arena = arena, .space = true, .ok = true};
    PopplerRectangle *rectangles = NULL;
    char *text = poppler_page_get_text(page);
    GList *attributes = poppler_page_get_text_attributes(page), *a = attributes;
    const char *p = text ? text : "", *end = p + strlen(p);
    guint n = 0, i;
    double width, height;

    poppler_page_get_size(page, &width, &height);
    out->width = isfinite(width) && width > 0 && width < 1e5 ? (float)width : 595;
    out->height = isfinite(height) && height > 0 && height < 1e5 ? (float)height : 842;
    if (!poppler_page_get_text_layout(page, &rectangles, &n))
        n = 0;
    for (i = 0; i < n && p < end && g.ok && !out->cut; i++) {
        const PopplerTextAttributes *style = a ? a->data : NULL;
        unsigned bytes;
        uint32_t c = rhz_utf8_next(p, end, &bytes);
        p += bytes;
        while (style && (guint)style->end_index < i && a->next) {
            a = a->next;
            style = a->data;
        }
        out->n_unmapped += c == 0xFFFD;
        if (c <= ' ' || c == 0xA0 || c == 0x2028 || c == 0x2029 || (c >= 0x2000 && c <= 0x200B) || c == 0x202F || c == 0x205F || c == 0x3000) {
            end_word(&g);
            g.space = true;
        } else if (c >= 0xA0 || c < 0x7F) {
            bool private = (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000;
            if (is_sane(&rectangles[i]) && !(private && g.word.bytes && meaning(c) == 0x2022)) /* no bullet stands within a word */
                take_character(&g, meaning(c), &rectangles[i], style ? (float)style->font_size : 0, style && is_bold(style->font_name));
        }
    }
    end_word(&g);
    g_free(rectangles);
    g_free(text);
    poppler_page_free_text_attributes(attributes);
    return g.ok && !out->text.failed;
}
