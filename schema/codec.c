/* codec.c -- the byte forms that doc/format.md describes.
 *
 * Packed blocks are laid out vertically in four lanes of 32 values: value i goes to lane i % 4, so
 * that a compiler turns the inner loops into 128-bit vector code without intrinsics (method: D. Lemire
 * and L. Boytsov, "Decoding billions of integers per second through vectorization", 2015).
 */
#include "codec.h"

#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

void rhz_put_varint(struct rhz_buf *b, uint64_t v)
{
    unsigned char tmp[10];
    size_t n = 0;

    while (v >= 0x80) {
        tmp[n++] = (unsigned char)(v | 0x80);
        v >>= 7;
    }
    tmp[n++] = (unsigned char)v;
    rhz_buf_append(b, tmp, n);
}

void rhz_put_signed(struct rhz_buf *b, int64_t v)
{
    rhz_put_varint(b, ((uint64_t)v << 1) ^ (v < 0 ? UINT64_MAX : 0));
}

void rhz_put_from(struct rhz_buf *b, uint32_t v, uint32_t base)
{
    rhz_put_signed(b, (int64_t)v - (int64_t)base);
}

static void put_le(struct rhz_buf *b, uint64_t v, unsigned bytes)
{
    unsigned char tmp[8];
    unsigned i;

    for (i = 0; i < bytes; i++)
        tmp[i] = (unsigned char)(v >> 8 * i);
    rhz_buf_append(b, tmp, bytes);
}

static void put_be(struct rhz_buf *b, uint64_t v, unsigned bytes)
{
    unsigned char tmp[8];
    unsigned i;

    for (i = 0; i < bytes; i++)
        tmp[i] = (unsigned char)(v >> 8 * (bytes - 1 - i));
    rhz_buf_append(b, tmp, bytes);
}

void rhz_put_le16(struct rhz_buf *b, uint16_t v) { put_le(b, v, 2); }
void rhz_put_le32(struct rhz_buf *b, uint32_t v) { put_le(b, v, 4); }
void rhz_put_le64(struct rhz_buf *b, uint64_t v) { put_le(b, v, 8); }
void rhz_put_be32(struct rhz_buf *b, uint32_t v) { put_be(b, v, 4); }
void rhz_put_be64(struct rhz_buf *b, uint64_t v) { put_be(b, v, 8); }

void rhz_put_bytes(struct rhz_buf *b, struct rhz_span s)
{
    rhz_put_varint(b, s.n);
    rhz_buf_span(b, s);
}

void rhz_patch_le32(struct rhz_buf *b, size_t at, uint32_t v)
{
    unsigned i;

    if (b->failed || b->n < 4 || at > b->n - 4)
        return;
    for (i = 0; i < 4; i++)
        b->p[at + i] = (char)(v >> 8 * i);
}

/* ---- reading ---- */

uint64_t rhz_get_varint(struct rhz_reader *r)
{
    uint64_t v = 0;
    unsigned shift = 0;

    while (!r->bad && r->p < r->end && shift < 64) {
        unsigned char c = *r->p++;
        if (shift == 63 && c > 1)
            break;
        v |= (uint64_t)(c & 0x7F) << shift;
        if (c < 0x80)
            return v;
        shift += 7;
    }
    r->bad = true;
    return 0;
}

int64_t rhz_get_signed(struct rhz_reader *r)
{
    uint64_t v = rhz_get_varint(r);

    return (int64_t)(v >> 1 ^ (v & 1 ? UINT64_MAX : 0));
}

uint64_t rhz_get_at_most(struct rhz_reader *r, uint64_t most)
{
    uint64_t v = rhz_get_varint(r);

    if (v > most) {
        r->bad = true;
        return 0;
    }
    return v;
}

uint32_t rhz_get_from(struct rhz_reader *r, uint32_t base)
{
    int64_t step = rhz_get_signed(r);

    /* Bounded before the addition, so that a hostile distance cannot overflow it. */
    if (step < -(int64_t)base || step > (int64_t)(UINT32_MAX - base)) {
        r->bad = true;
        return 0;
    }
    return (uint32_t)((int64_t)base + step);
}

struct rhz_span rhz_get_raw(struct rhz_reader *r, size_t n)
{
    struct rhz_span s = {"", 0};

    if (r->bad || (size_t)(r->end - r->p) < n) {
        r->bad = true;
        return s;
    }
    s = rhz_span((const char *)r->p, n);
    r->p += n;
    return s;
}

unsigned char rhz_get_byte(struct rhz_reader *r)
{
    struct rhz_span s = rhz_get_raw(r, 1);
    return s.n ? (unsigned char)s.p[0] : 0;
}

uint16_t rhz_get_le16(struct rhz_reader *r)
{
    struct rhz_span s = rhz_get_raw(r, 2);
    return s.n ? rhz_le16(s.p) : 0;
}

uint32_t rhz_get_le32(struct rhz_reader *r)
{
    struct rhz_span s = rhz_get_raw(r, 4);
    return s.n ? rhz_le32(s.p) : 0;
}

uint64_t rhz_get_le64(struct rhz_reader *r)
{
    struct rhz_span s = rhz_get_raw(r, 8);
    return s.n ? rhz_le64(s.p) : 0;
}

uint32_t rhz_get_be32(struct rhz_reader *r)
{
    struct rhz_span s = rhz_get_raw(r, 4);
    return s.n ? rhz_be32(s.p) : 0;
}

uint64_t rhz_get_be64(struct rhz_reader *r)
{
    struct rhz_span s = rhz_get_raw(r, 8);
    return s.n ? rhz_be64(s.p) : 0;
}

struct rhz_span rhz_get_bytes(struct rhz_reader *r)
{
    uint64_t n = rhz_get_varint(r);

    if (n > rhz_left(r)) {
        r->bad = true;
        return rhz_span("", 0);
    }
    return rhz_get_raw(r, (size_t)n);
}

/* ---- packed blocks ---- */

enum { LANES = 4, ROWS = RHZ_BLOCK / LANES };

unsigned rhz_pack_width(const uint32_t v[RHZ_BLOCK])
{
    uint32_t all = 0;
    unsigned i, width = 0;

    for (i = 0; i < RHZ_BLOCK; i++)
        all |= v[i];
    for (; all; all >>= 1)
        width++;
    return width;
}

void rhz_pack(struct rhz_buf *b, const uint32_t v[RHZ_BLOCK], unsigned width)
{
    uint32_t words[LANES * 32] = {0};
    unsigned row, lane, i;

    for (row = 0; row < ROWS; row++) {
        unsigned bit = row * width, word = bit / 32, shift = bit % 32;
        for (lane = 0; lane < LANES && width; lane++) {
            uint32_t x = v[row * LANES + lane];
            words[word * LANES + lane] |= x << shift;
            if (shift + width > 32)
                words[(word + 1) * LANES + lane] |= x >> (32 - shift);
        }
    }
    for (i = 0; i < LANES * width; i++)
        rhz_put_le32(b, words[i]);
}

void rhz_unpack(const unsigned char *p, unsigned width, uint32_t v[RHZ_BLOCK])
{
    uint32_t words[LANES * 33];
    uint32_t mask = width == 32 ? UINT32_MAX : ((uint32_t)1 << width) - 1;
    unsigned row, lane, i;

    if (width == 0) {
        memset(v, 0, RHZ_BLOCK * sizeof v[0]);
        return;
    }
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    (void)i;
    memcpy(words, p, rhz_pack_bytes(width));
#else
    for (i = 0; i < LANES * width; i++)
        words[i] = rhz_le32(p + 4 * i);
#endif
    for (row = 0; row < ROWS; row++) {
        unsigned bit = row * width, word = bit / 32, shift = bit % 32;
        const uint32_t *w = words + word * LANES;
        uint32_t *out = v + row * LANES;
        if (shift + width > 32) {
            for (lane = 0; lane < LANES; lane++)
                out[lane] = (w[lane] >> shift | w[LANES + lane] << (32 - shift)) & mask;
        } else {
            for (lane = 0; lane < LANES; lane++)
                out[lane] = w[lane] >> shift & mask;
        }
    }
}

uint64_t rhz_hash64(struct rhz_span s)
{
    return XXH3_64bits(s.p, s.n);
}

void rhz_hash128(struct rhz_span s, unsigned char out[16])
{
    XXH128_canonical_t c;

    XXH128_canonicalFromHash(&c, XXH3_128bits(s.p, s.n));
    memcpy(out, c.digest, 16);
}
