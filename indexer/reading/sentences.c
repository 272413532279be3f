/* sentences.c -- where sentences end. A point ends one only before a space, and not after an abbreviation or an
 * initial; what follows must be able to begin a sentence. When in doubt, it does not end: a passage a little longer is
 * better than a sentence cut in two. */
#include "document_parts.h"
#include "letters.h"
#include "lines.h"

static bool is_closing(uint32_t c)
{
    return c == '"' || c == '\'' || c == ')' || c == ']' || c == 0xBB || c == 0x201D || c == 0x2019;
}

/** Does the word before a point only look like the end of a sentence? */
static bool is_abbreviation(const char *start, const char *point)
{
    static const char *const WORDS[] = {"m", "mm", "mme", "mmes", "mlle", "dr", "me", "pr", "st", "ste", "cf", "art", "al", "p", "pp", "n", "no",
                                        "vol", "env", "ex", "tél", "tel", "av", "bd", "fig", "resp", "chap", "dir", "éd", "réf", "max", "min", NULL};
    const char *p = point;
    struct rhz_span word;
    unsigned n;

    while (p > start && point - p < 8 && p[-1] != ' ' && p[-1] != '(' && p[-1] != '\t')
        p--;
    word = rhz_span(p, (size_t)(point - p));
    if (word.n == 0 || rhz_word_among(word, WORDS))
        return word.n > 0;
    /* A lone capital is an initial. */
    return rhz_is_upper(rhz_utf8_next(p, point, &n)) && n == word.n;
}

static bool may_begin(const char *p, const char *end)
{
    unsigned n;
    uint32_t c;

    if (p >= end)
        return true;
    c = rhz_utf8_next(p, end, &n);
    return !rhz_is_lower(c) && c != ',' && c != ';' && c != ':' && c != ')';
}

size_t rhz_sentence_end(struct rhz_span s, size_t from)
{
    const char *p = s.p + from, *end = s.p + s.n;
    unsigned n;

    for (; p < end; p++) {
        const char *q = p;
        uint32_t c;
        if (*p != '.' && *p != '!' && *p != '?' && (unsigned char)*p != 0xE2)
            continue;
        c = rhz_utf8_next(p, end, &n);
        if (c != '.' && c != '!' && c != '?' && c != 0x2026)
            continue;
        if (c == '.' && is_abbreviation(s.p + from, p))
            continue;
        q = p + n;
        while (q < end && (*q == '.' || *q == '!' || *q == '?'))
            q++;
        while (q < end && (c = rhz_utf8_next(q, end, &n), is_closing(c) || (c == ' ' && q + 1 < end && (unsigned char)q[1] == 0xC2 && q + 2 < end && (unsigned char)q[2] == 0xBB)))
            q += n;
        if (q < end && *q != ' ')
            continue;
        while (q < end && *q == ' ')
            q++;
        if (may_begin(q, end))
            return (size_t)(q - s.p);
    }
    return s.n;
}
