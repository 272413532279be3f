/* letters.h -- what kind of character is this: upper case, lower case, digit, space, invisible. ASCII and Latin by
 * arithmetic, the rest by utf8proc; none of it depends on the locale. */
#ifndef RHZ_LETTERS_H
#define RHZ_LETTERS_H

#include "base.h"

#include <utf8proc.h>

static inline bool rhz_is_digit(uint32_t c) { return c >= '0' && c <= '9'; }

static inline bool rhz_is_upper(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z';
    if (c < 0x100)
        return c >= 0xC0 && c <= 0xDE && c != 0xD7;
    return utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_LU;
}

static inline bool rhz_is_lower(uint32_t c)
{
    if (c < 0x80)
        return c >= 'a' && c <= 'z';
    if (c < 0x100)
        return c >= 0xDF && c != 0xF7;
    return utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_LL;
}

static inline bool rhz_is_letter(uint32_t c)
{
    if (c < 0x80)
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    if (c < 0x100)
        return c >= 0xC0 && c != 0xD7 && c != 0xF7;
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return true;
    default:
        return false;
    }
}

/** Spaces of any width, no-break ones and line separators included. */
static inline bool rhz_is_space(uint32_t c)
{
    if (c < 0x80)
        return c == ' ' || (c >= '\t' && c <= '\r');
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

/** Zero width, direction marks, soft hyphen, byte order mark, variation selectors: nothing to read. */
static inline bool rhz_is_invisible(uint32_t c)
{
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
           c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F);
}

/** Icons of some font, unassigned to any character: a bullet, a pictogram. */
static inline bool rhz_is_private(uint32_t c)
{
    return (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000;
}

/** The character that ends at p (p > start). */
static inline uint32_t rhz_utf8_before(const char *start, const char *p)
{
    const char *q = p;
    unsigned n;

    do
        q--;
    while (q > start && p - q < 4 && ((unsigned char)*q & 0xC0) == 0x80);
    return rhz_utf8_next(q, p, &n);
}

#endif
