/* charset.c -- which charset, decided by the bytes alone: a byte order mark, then UTF-8, then Windows-1252.
 *
 * French text in Windows-1252 has one accented byte in thirty, nearly always an isolated letter, and none of it is
 * UTF-8; a UTF-8 file that was damaged has many good sequences and few bad ones. Counting both tells them apart
 * without a language model. Other charsets are not guessed: a wrong guess is worse than U+FFFD, which is counted.
 */
#include "charset.h"

struct magic {
    const char *bytes;
    size_t n;
    const char *what;
};

static const struct magic MAGICS[] = {
    {"%PDF-", 5, "c'est un fichier PDF"},
    {"PK\x03\x04", 4, "c'est une archive ZIP (docx, odt, xlsx…)"},
    {"\x89PNG", 4, "c'est une image PNG"},
    {"GIF8", 4, "c'est une image GIF"},
    {"\xFF\xD8\xFF", 3, "c'est une image JPEG"},
    {"\x7F" "ELF", 4, "c'est un programme"},
    {"\x1F\x8B", 2, "c'est un fichier compressé par gzip"},
    {"\x28\xB5\x2F\xFD", 4, "c'est un fichier compressé par zstd"},
    {"7z\xBC\xAF", 4, "c'est une archive 7z"},
    {"\xD0\xCF\x11\xE0", 4, "c'est un ancien fichier d'Office"},
    {"SQLite format 3", 15, "c'est une base SQLite"},
    {"{\\rtf", 5, "c'est un fichier RTF"},
};

static bool starts(struct rhz_span s, const char *p, size_t n)
{
    return s.n >= n && memcmp(s.p, p, n) == 0;
}

static bool is_utf16(struct rhz_span s)
{
    return starts(s, "\xFF\xFE", 2) || starts(s, "\xFE\xFF", 2);
}

static unsigned is_control(unsigned char c)
{
    return (c < 0x20) & !((c >= '\t') & (c <= '\r')) & (c != 0x1B);
}

/* Every file is looked at in every run: by blocks, which the compiler counts in a few instructions. */
static size_t count_controls(struct rhz_span s)
{
    enum { BLOCK = 64 };
    size_t i, k, n = 0;

    for (i = 0; i + BLOCK <= s.n; i += BLOCK) {
        unsigned char count = 0;
        for (k = 0; k < BLOCK; k++)
            count = (unsigned char)(count + is_control((unsigned char)s.p[i + k]));
        n += count;
    }
    for (; i < s.n; i++)
        n += is_control((unsigned char)s.p[i]);
    return n;
}

const char *rhz_charset_refusal(struct rhz_span head)
{
    size_t i;

    for (i = 0; i < sizeof MAGICS / sizeof MAGICS[0]; i++)
        if (starts(head, MAGICS[i].bytes, MAGICS[i].n))
            return MAGICS[i].what;
    /* A stray control byte comes from OCR; one in a hundred does not. */
    if (!is_utf16(head) && count_controls(head) > head.n / 100 + 2)
        return "il contient des octets de commande";
    return NULL;
}

/* 0x80 to 0x9F of Windows-1252; 0: no character. */
static const uint16_t CP1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
};

static uint32_t from_cp1252(unsigned char c)
{
    if (c < 0x80 || c >= 0xA0)
        return c;
    return CP1252[c - 0x80] ? CP1252[c - 0x80] : 0xFFFD;
}

/** Windows-1252 when bad bytes outnumber good sequences, and all of them are characters there. */
static bool looks_cp1252(struct rhz_span s)
{
    const char *p = s.p, *end = s.p + s.n;
    size_t good = 0, bad = 0;

    while (p < end) {
        unsigned n;
        unsigned char c = (unsigned char)*p;
        if (c < 0x80) {
            p++;
            continue;
        }
        rhz_utf8_next(p, end, &n);
        if (n > 1) {
            good++;
        } else {
            bad++;
            if (from_cp1252(c) == 0xFFFD)
                return false;
        }
        p += n;
    }
    return bad > 4 * good;
}

static void put_char(struct rhz_buf *b, uint32_t c)
{
    char tmp[4];

    rhz_buf_append(b, tmp, rhz_utf8_put(tmp, c));
}

static void decode_bytes(struct rhz_span s, bool cp1252, struct rhz_buf *out, uint32_t *n_repairs)
{
    const char *p = s.p, *end = s.p + s.n;

    while (p < end) {
        size_t good = cp1252 ? 0 : rhz_utf8_valid(rhz_span(p, (size_t)(end - p)));
        const char *q = p + good;
        while (cp1252 && q < end && (unsigned char)*q < 0x80)
            q++;
        rhz_buf_append(out, p, (size_t)(q - p));
        if (q == end)
            break;
        put_char(out, cp1252 ? from_cp1252((unsigned char)*q) : 0xFFFD);
        if (*n_repairs < UINT32_MAX)
            ++*n_repairs;
        p = q + 1;
    }
}

static void decode_utf16(struct rhz_span s, struct rhz_buf *out)
{
    bool big = (unsigned char)s.p[0] == 0xFE;
    size_t i;

    for (i = 2; i + 1 < s.n; i += 2) {
        const unsigned char *u = (const unsigned char *)s.p + i;
        uint32_t c = big ? (uint32_t)u[0] << 8 | u[1] : (uint32_t)u[1] << 8 | u[0];
        if (c >= 0xD800 && c < 0xDC00 && i + 3 < s.n) {
            uint32_t low = big ? (uint32_t)u[2] << 8 | u[3] : (uint32_t)u[3] << 8 | u[2];
            if (low >= 0xDC00 && low < 0xE000) {
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                i += 2;
            }
        }
        put_char(out, c);
    }
}

rhz_status rhz_charset_decode(struct rhz_span bytes, struct rhz_buf *scratch, struct rhz_span *out,
                              uint32_t *n_repairs, struct rhz_error *err)
{
    const char *refusal = rhz_charset_refusal(rhz_span(bytes.p, bytes.n < 4096 ? bytes.n : 4096));

    *n_repairs = 0;
    *out = bytes;
    if (!refusal && !is_utf16(bytes) && memchr(bytes.p, 0, bytes.n) && count_controls(bytes) > bytes.n / 100 + 2)
        refusal = "il contient des octets de commande";
    if (refusal)
        return rhz_fail(err, RHZ_INVALID, "Ce n'est pas du texte : %s.", refusal);
    if (starts(bytes, "\xEF\xBB\xBF", 3))
        *out = bytes = rhz_span(bytes.p + 3, bytes.n - 3);
    if (is_utf16(bytes))
        decode_utf16(bytes, scratch);
    else if (rhz_utf8_valid(bytes) == bytes.n)
        return RHZ_OK;
    else
        decode_bytes(bytes, looks_cp1252(bytes), scratch, n_repairs);
    *out = rhz_buf_view(scratch);
    return scratch->failed ? rhz_no_memory(err) : RHZ_OK;
}
