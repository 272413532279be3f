/* codec.h -- bytes <-> numbers, no I/O: varints, little-endian loads, ordered keys, packed blocks of 128.
 *
 * Writers append to a rhz_buf (sticky failure). Readers step a rhz_reader whose `bad` flag sticks:
 * decode a whole record, then check the flag once. A reader never passes `end`, whatever the bytes say.
 */
#ifndef RHZ_CODEC_H
#define RHZ_CODEC_H

#include "base.h"

/* ---- writing ---- */
void rhz_put_varint(struct rhz_buf *b, uint64_t v); /* LEB128: 7 bits a byte, low first, 1 to 10 bytes */
void rhz_put_signed(struct rhz_buf *b, int64_t v);  /* zigzag, then varint */
void rhz_put_le16(struct rhz_buf *b, uint16_t v);
void rhz_put_le32(struct rhz_buf *b, uint32_t v);
void rhz_put_le64(struct rhz_buf *b, uint64_t v);
void rhz_put_be32(struct rhz_buf *b, uint32_t v); /* keys: byte order is number order */
void rhz_put_be64(struct rhz_buf *b, uint64_t v);
void rhz_put_bytes(struct rhz_buf *b, struct rhz_span s); /* varint length, then the bytes */
/** A number stored as its signed distance from one that the reader knows: near numbers take one byte. */
void rhz_put_from(struct rhz_buf *b, uint32_t v, uint32_t base);
/** Overwrite 4 bytes already written at `at`. */
void rhz_patch_le32(struct rhz_buf *b, size_t at, uint32_t v);

/* ---- reading ---- */
struct rhz_reader {
    const unsigned char *p, *end;
    bool bad;
};

static inline struct rhz_reader rhz_reader(struct rhz_span s)
{
    return (struct rhz_reader){(const unsigned char *)s.p, (const unsigned char *)s.p + s.n, false};
}
static inline size_t rhz_left(const struct rhz_reader *r) { return r->bad ? 0 : (size_t)(r->end - r->p); }
uint64_t rhz_get_varint(struct rhz_reader *r); /* 0 once bad */
int64_t rhz_get_signed(struct rhz_reader *r);
/** A varint that must be at most `most`; more makes the reader bad. Bounds counts and indexes of hostile records. */
uint64_t rhz_get_at_most(struct rhz_reader *r, uint64_t most);
/** Inverse of rhz_put_from; a result outside 32 bits makes the reader bad. */
uint32_t rhz_get_from(struct rhz_reader *r, uint32_t base);
unsigned char rhz_get_byte(struct rhz_reader *r);
uint16_t rhz_get_le16(struct rhz_reader *r);
uint32_t rhz_get_le32(struct rhz_reader *r);
uint64_t rhz_get_le64(struct rhz_reader *r);
uint32_t rhz_get_be32(struct rhz_reader *r);
uint64_t rhz_get_be64(struct rhz_reader *r);
struct rhz_span rhz_get_bytes(struct rhz_reader *r);           /* varint length and bytes; borrowed */
struct rhz_span rhz_get_raw(struct rhz_reader *r, size_t n);   /* n bytes; borrowed */

/* ---- unaligned loads from the map (LMDB values start at odd addresses) ---- */
static inline uint16_t rhz_le16(const void *p)
{
    const unsigned char *c = p;
    return (uint16_t)(c[0] | c[1] << 8);
}
static inline uint32_t rhz_le32(const void *p)
{
    const unsigned char *c = p;
    return (uint32_t)c[0] | (uint32_t)c[1] << 8 | (uint32_t)c[2] << 16 | (uint32_t)c[3] << 24;
}
static inline uint64_t rhz_le64(const void *p)
{
    return (uint64_t)rhz_le32(p) | (uint64_t)rhz_le32((const char *)p + 4) << 32;
}
static inline uint32_t rhz_be32(const void *p)
{
    const unsigned char *c = p;
    return (uint32_t)c[3] | (uint32_t)c[2] << 8 | (uint32_t)c[1] << 16 | (uint32_t)c[0] << 24;
}
static inline uint64_t rhz_be64(const void *p)
{
    return (uint64_t)rhz_be32(p) << 32 | rhz_be32((const char *)p + 4);
}

/* ---- a number as a key of its own ---- */
static inline void rhz_store_le32(unsigned char out[4], uint32_t v)
{
    out[0] = (unsigned char)v;
    out[1] = (unsigned char)(v >> 8);
    out[2] = (unsigned char)(v >> 16);
    out[3] = (unsigned char)(v >> 24);
}
static inline void rhz_store_be32(unsigned char out[4], uint32_t v)
{
    out[0] = (unsigned char)(v >> 24);
    out[1] = (unsigned char)(v >> 16);
    out[2] = (unsigned char)(v >> 8);
    out[3] = (unsigned char)v;
}

/* ---- blocks of 128 integers, bit-packed ---- */
enum { RHZ_BLOCK = 128 };

/** Bits that the largest of the 128 values needs: 0 to 32. */
unsigned rhz_pack_width(const uint32_t v[RHZ_BLOCK]);
/** Bytes of a block at that width: 16 * width. */
static inline size_t rhz_pack_bytes(unsigned width) { return 16 * (size_t)width; }
/** Append the 128 values at `width` bits each (values must fit). */
void rhz_pack(struct rhz_buf *b, const uint32_t v[RHZ_BLOCK], unsigned width);
/** Read 128 values of `width` bits (<= 32) from exactly rhz_pack_bytes(width) readable bytes. */
void rhz_unpack(const unsigned char *p, unsigned width, uint32_t v[RHZ_BLOCK]);

/** 64-bit hash of bytes (XXH3), stable across machines: ids, fingerprints, hash keys. */
uint64_t rhz_hash64(struct rhz_span s);
/** 128-bit content hash (XXH3), big-endian canonical form. */
void rhz_hash128(struct rhz_span s, unsigned char out[16]);

#endif
