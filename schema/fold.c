/* fold.c -- classes of characters, forms and folded forms of words.
 *
 * French text lies nearly all below U+0250, where a letter folds by one look-up in the strings below; utf8proc (ten
 * times slower) answers for the rest, one character at a time. Only words with combining marks or compatibility
 * characters go through its composition, which is quadratic in a run of marks: words are cut at RHZ_WORD_BYTES first.
 * NFKD alone leaves œ, æ, ø, đ, ł as they are: people type them as oe, ae, o, d, l, so the table says so.
 */
#include "fold.h"

#include <utf8proc.h>

#include "analyzer.h"

enum { LATIN = 0xC0, LATIN_END = 0x250 };

/* Sixteen letters a line, each without case and marks; `?`: several letters, or none of a to z; ask utf8proc. */
static const char latin[] =
    "aaaaaa?ceeeeiiii" /* 00C0 */
    "dnooooo?ouuuuy??" /* 00D0 */
    "aaaaaa?ceeeeiiii" /* 00E0 */
    "dnooooo?ouuuuy?y" /* 00F0 */
    "aaaaaaccccccccdd" /* 0100 */
    "ddeeeeeeeeeegggg" /* 0110 */
    "gggghhhhiiiiiiii" /* 0120 */
    "ii??jjkkkllllll?" /* 0130 */
    "?llnnnnnn?nnoooo" /* 0140 */
    "oo??rrrrrrssssss" /* 0150 */
    "ssttttttuuuuuuuu" /* 0160 */
    "uuuuwwyyyzzzzzzs" /* 0170 */
    "b???????????????" /* 0180 */
    "??????????l?????" /* 0190 */
    "oo?????????????u" /* 01A0 */
    "u????zz?????????" /* 01B0 */
    "?????????????aai" /* 01C0 */
    "ioouuuuuuuuuu?aa" /* 01D0 */
    "aa??ggggkkoooo??" /* 01E0 */
    "j???gg??nnaa????" /* 01F0 */
    "aaaaeeeeiiiioooo" /* 0200 */
    "rrrruuuusstt??hh" /* 0210 */
    "??????aaeeoooooo" /* 0220 */
    "ooyy???????ccl??" /* 0230 */
    "???b??eejj??rryy" /* 0240 */;

static bool is_apostrophe(uint32_t c)
{
    return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x201B || c == 0x2032 || c == 0xB4 || c == '`' ||
           (c >= 0x2B9 && c <= 0x2BD) || c == 0x2C8 || c == 0xFF07;
}

static bool is_ignorable(uint32_t c)
{
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF ||
           (c >= 0xFE00 && c <= 0xFE0F) || c == 0x34F || c == 0x180E;
}

static enum rhz_char class_beyond_latin(uint32_t c)
{
    if (is_apostrophe(c))
        return RHZ_CHAR_APOSTROPHE;
    if (is_ignorable(c))
        return RHZ_CHAR_IGNORABLE;
    if (c == 0x37A) /* a Greek mark on a space, for all that it is called a letter */
        return RHZ_CHAR_OTHER;
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return RHZ_CHAR_LETTER;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return RHZ_CHAR_DIGIT;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return RHZ_CHAR_MARK;
    default:
        return RHZ_CHAR_OTHER;
    }
}

enum rhz_char rhz_char_class(uint32_t c)
{
    if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
        return RHZ_CHAR_LETTER;
    if (c >= '0' && c <= '9')
        return RHZ_CHAR_DIGIT;
    if (c < 0xC0) {
        if (c == 0xAA || c == 0xB5 || c == 0xBA)
            return RHZ_CHAR_LETTER;
        if (c == 0xB2 || c == 0xB3 || c == 0xB9)
            return RHZ_CHAR_DIGIT;
        if (c == 0xAD)
            return RHZ_CHAR_IGNORABLE;
        return is_apostrophe(c) ? RHZ_CHAR_APOSTROPHE : RHZ_CHAR_OTHER;
    }
    if (c < LATIN_END)
        return c == 0xD7 || c == 0xF7 ? RHZ_CHAR_OTHER : RHZ_CHAR_LETTER;
    return class_beyond_latin(c);
}

/* ---- folding ---- */

static unsigned put_ascii(char *out, const char *s)
{
    unsigned n = (unsigned)strlen(s);

    memcpy(out, s, n);
    return n;
}

/* A letter that NFKD has brought to its simplest: what people type for it. */
static unsigned fold_simple(uint32_t c, char *out)
{
    switch (c) {
    case 0xE6:
        return put_ascii(out, "ae");
    case 0x153:
        return put_ascii(out, "oe");
    case 0xFE:
        return put_ascii(out, "th");
    case 0xB7: /* of the Catalan ŀ */
        return 0;
    default:
        if (c >= LATIN && c < LATIN_END && latin[c - LATIN] != '?') {
            *out = latin[c - LATIN];
            return 1;
        }
        if (is_apostrophe(c))
            return put_ascii(out, "'");
        return rhz_utf8_put(out, c);
    }
}

enum { FOLD_MOST = 80 }; /* bytes that one character folds to: NFKD gives at most 18 characters */

static unsigned fold_by_utf8proc(uint32_t c, char *out)
{
    utf8proc_int32_t parts[20];
    utf8proc_ssize_t i, n;
    unsigned len = 0;
    int last = 0;

    n = utf8proc_decompose_char((utf8proc_int32_t)c, parts, 20,
                                UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK |
                                    UTF8PROC_IGNORE,
                                &last);
    if (n < 0 || n > 20)
        return rhz_utf8_put(out, c);
    for (i = 0; i < n; i++)
        len += fold_simple((uint32_t)parts[i], out + len);
    return len;
}

static unsigned fold_char(uint32_t c, char *out)
{
    if (c >= LATIN && c < LATIN_END && latin[c - LATIN] != '?') {
        *out = latin[c - LATIN];
        return 1;
    }
    switch (rhz_char_class(c)) {
    case RHZ_CHAR_IGNORABLE:
        return 0;
    case RHZ_CHAR_APOSTROPHE:
        return put_ascii(out, "'");
    case RHZ_CHAR_OTHER:
        if (c == 0x2010 || c == 0x2011)
            return put_ascii(out, "-");
        if (c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000)
            return put_ascii(out, " ");
        return rhz_utf8_put(out, c);
    default:
        return fold_by_utf8proc(c, out);
    }
}

static unsigned char lower_ascii(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
}

void rhz_fold(struct rhz_span text, struct rhz_buf *out)
{
    const char *p = text.p, *end = text.p + text.n;
    char folded[FOLD_MOST];
    unsigned n;

    if (!rhz_buf_reserve(out, text.n))
        return;
    while (p < end) {
        unsigned char c = (unsigned char)*p;
        if (c < 0x80 && c != '`') {
            rhz_buf_byte(out, lower_ascii(c));
            p++;
            continue;
        }
        rhz_buf_append(out, folded, fold_char(rhz_utf8_next(p, end, &n), folded));
        p += n;
    }
}

size_t rhz_fold_into(struct rhz_span text, char *out, size_t room)
{
    const char *p = text.p, *end = text.p + text.n;
    char folded[FOLD_MOST];
    size_t len = 0;
    unsigned n, m;

    for (; p < end && len < room; p += n) {
        unsigned char c = (unsigned char)*p;
        n = 1;
        if (c < 0x80 && c != '`') {
            out[len++] = (char)lower_ascii(c);
            continue;
        }
        m = fold_char(rhz_utf8_next(p, end, &n), folded);
        if (m > room - len)
            break;
        memcpy(out + len, folded, m);
        len += m;
    }
    return len;
}

/* ---- forms ---- */

/* Writes the form of one character that composes with nothing; 0: utf8proc must see the whole word. */
static unsigned form_char(uint32_t c, char *out)
{
    if (c < 0x80) {
        *out = (char)lower_ascii((unsigned char)c);
        return 1;
    }
    if (c == 0xC6 || c == 0xE6)
        return put_ascii(out, "ae");
    if (c == 0x152 || c == 0x153)
        return put_ascii(out, "oe");
    if (c == 0xDF)
        return put_ascii(out, "ss");
    if (c < 0xC0 || c >= 0x180 || c == 0x130 || (latin[c - LATIN] == '?' && c != 0xDE && c != 0xFE) || c == 0x17F)
        return 0;
    return rhz_utf8_put(out, (uint32_t)utf8proc_tolower((utf8proc_int32_t)c));
}

/* The same through utf8proc, for marks and compatibility characters (ᵉ, ﬁ, ², full-width letters). */
static size_t form_by_utf8proc(struct rhz_span raw, char out[RHZ_WORD_BYTES + 4])
{
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                      UTF8PROC_IGNORE;
    utf8proc_int32_t wide[RHZ_WORD_BYTES * 8];
    utf8proc_ssize_t n;
    const char *p, *end;
    size_t len = 0;
    unsigned step;

    n = utf8proc_decompose((const utf8proc_uint8_t *)raw.p, (utf8proc_ssize_t)raw.n, wide, RHZ_WORD_BYTES * 8, options);
    if (n <= 0 || n >= RHZ_WORD_BYTES * 8) /* one place is left for the closing NUL */
        return 0;
    n = utf8proc_reencode(wide, n, options);
    if (n <= 0)
        return 0;
    p = (const char *)wide;
    for (end = p + n; p < end && len < RHZ_WORD_BYTES - 4; p += step) {
        uint32_t c = rhz_utf8_next(p, end, &step);
        if (c == 0xE6)
            len += put_ascii(out + len, "ae");
        else if (c == 0x153)
            len += put_ascii(out + len, "oe");
        else if (is_apostrophe(c))
            out[len++] = '\'';
        else if (c != 0xB7)
            len += rhz_utf8_put(out + len, c);
    }
    return len;
}

size_t rhz_word_form(struct rhz_span raw, char out[RHZ_WORD_BYTES + 4])
{
    const char *p, *end;
    size_t len = 0;
    unsigned step, n;

    if (raw.n > RHZ_WORD_BYTES)
        raw.n = rhz_utf8_floor(raw, RHZ_WORD_BYTES);
    for (p = raw.p, end = p + raw.n; p < end && len < RHZ_WORD_BYTES; p += step) {
        uint32_t c = rhz_utf8_next(p, end, &step);
        if (is_ignorable(c))
            continue;
        n = form_char(c, out + len);
        if (n == 0)
            return form_by_utf8proc(raw, out);
        len += n;
    }
    return len;
}
