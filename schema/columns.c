/* columns.c -- bit-packed columns with patches.
 *
 * One outlier among 128 (a gap over half the segment, a word said forty times) would set the width of all. Patched
 * coding takes the width that costs least and stores the high bits of the outliers apart (idea: M. Zukowski, S. Heman,
 * N. Nes and P. Boncz, "Super-scalar RAM-CPU cache compression", 2006). The patches have a fixed size in a column, so
 * that a column can be stepped over without looking at them.
 *
 *     head: width (6 bits) | patches (2 bits: none; of one bit more; of a byte more; of four bytes more)
 *     [number of patches, their indexes, their high bits unless they are of one bit, which is 1]
 *     packed low bits: RHZ_BLOCK values in four lanes (codec.h), fewer as one little-endian stream of bits
 */
#include "columns.h"

enum { PATCH_SHIFT = 6, WIDTH_MASK = 63 };
enum patches { NO_PATCHES, ONE_BIT, ONE_BYTE, FOUR_BYTES };
static const unsigned patch_bytes[4] = {0, 0, 1, 4};

unsigned rhz_bit_length(uint32_t v)
{
#if defined(__GNUC__)
    return v ? 32 - (unsigned)__builtin_clz(v) : 0;
#else
    unsigned n = 0;

    for (; v; v >>= 1)
        n++;
    return n;
#endif
}

void rhz_bits_put(struct rhz_buf *b, const uint32_t *v, unsigned n, unsigned width)
{
    uint64_t mask = width ? UINT64_MAX >> (64 - width) : 0, hold = 0;
    unsigned i, held = 0;

    if (n == RHZ_BLOCK) {
        uint32_t low[RHZ_BLOCK];
        for (i = 0; i < n; i++)
            low[i] = v[i] & (uint32_t)mask;
        rhz_pack(b, low, width);
        return;
    }
    for (i = 0; i < n; i++) {
        hold |= (v[i] & mask) << held;
        for (held += width; held >= 8; held -= 8, hold >>= 8)
            rhz_buf_byte(b, (unsigned char)hold);
    }
    if (held)
        rhz_buf_byte(b, (unsigned char)hold);
}

void rhz_bits_get(struct rhz_reader *r, uint32_t v[RHZ_BLOCK], unsigned n, unsigned width)
{
    struct rhz_span s = width > 32 ? rhz_span("", 0) : rhz_get_raw(r, rhz_bits_bytes(n, width));
    const unsigned char *p = (const unsigned char *)s.p;
    uint64_t mask = width ? UINT64_MAX >> (64 - width) : 0, hold = 0;
    unsigned i, held = 0;

    if (width > 32 || r->bad) {
        r->bad = true;
        memset(v, 0, RHZ_BLOCK * sizeof v[0]);
        return;
    }
    if (n == RHZ_BLOCK) {
        rhz_unpack(p, width, v);
        return;
    }
    for (i = 0; i < n; i++) {
        for (; held < width; held += 8)
            hold |= (uint64_t)*p++ << held;
        v[i] = (uint32_t)(hold & mask);
        hold >>= width;
        held -= width;
    }
}

/* The cheapest width: `count[w]` values need w bits. */
static unsigned choose(const unsigned count[33], unsigned n, unsigned *size, unsigned *patches)
{
    unsigned most = 32, best, over = 0, w;
    size_t cost, least;

    while (most && !count[most])
        most--;
    best = most;
    least = rhz_bits_bytes(n, most);
    *size = NO_PATCHES;
    *patches = 0;
    for (w = most; w-- > 0;) {
        unsigned high = most - w, code = high == 1 ? ONE_BIT : high <= 8 ? ONE_BYTE : FOUR_BYTES;
        over += count[w + 1];
        cost = rhz_bits_bytes(n, w) + 1 + (size_t)over * (1 + patch_bytes[code]);
        if (cost < least) {
            least = cost;
            best = w;
            *size = code;
            *patches = over;
        }
    }
    return best;
}

void rhz_column_put(struct rhz_buf *b, const uint32_t *v, unsigned n)
{
    unsigned count[33] = {0}, i, j, size, patches, width;

    for (i = 0; i < n; i++)
        count[rhz_bit_length(v[i])]++;
    width = choose(count, n, &size, &patches);
    rhz_buf_byte(b, (unsigned char)(width | size << PATCH_SHIFT));
    if (size) {
        rhz_buf_byte(b, (unsigned char)patches);
        for (i = 0; i < n; i++)
            if (v[i] >> width)
                rhz_buf_byte(b, (unsigned char)i);
        for (i = 0; i < n; i++)
            for (j = 0; v[i] >> width && j < patch_bytes[size]; j++)
                rhz_buf_byte(b, (unsigned char)(v[i] >> width >> 8 * j));
    }
    rhz_bits_put(b, v, n, width);
}

static void patch(uint32_t *v, unsigned n, unsigned width, struct rhz_span indexes, struct rhz_span highs)
{
    size_t i, j, bytes = indexes.n ? highs.n / indexes.n : 0;

    for (i = 0; i < indexes.n; i++) {
        uint64_t high = bytes ? 0 : 1;
        unsigned char at = (unsigned char)indexes.p[i];
        for (j = 0; j < bytes; j++)
            high |= (uint64_t)(unsigned char)highs.p[i * bytes + j] << 8 * j;
        if (at < n)
            v[at] |= (uint32_t)(high << width);
    }
}

void rhz_column_get(struct rhz_reader *r, uint32_t v[RHZ_BLOCK], unsigned n)
{
    unsigned char head = rhz_get_byte(r);
    unsigned width = head & WIDTH_MASK, bytes = patch_bytes[head >> PATCH_SHIFT], patches;
    struct rhz_span indexes, highs;

    if (head >> PATCH_SHIFT == NO_PATCHES) {
        rhz_bits_get(r, v, n, width);
        return;
    }
    patches = rhz_get_byte(r);
    indexes = rhz_get_raw(r, patches);
    highs = rhz_get_raw(r, (size_t)patches * bytes);
    rhz_bits_get(r, v, n, width);
    if (!r->bad)
        patch(v, n, width, indexes, highs);
}

void rhz_column_skip(struct rhz_reader *r, unsigned n)
{
    unsigned char head = rhz_get_byte(r);
    unsigned width = head & WIDTH_MASK, bytes = patch_bytes[head >> PATCH_SHIFT];

    if (width > 32)
        r->bad = true;
    if (head >> PATCH_SHIFT != NO_PATCHES)
        rhz_get_raw(r, (size_t)rhz_get_byte(r) * (1 + bytes));
    rhz_get_raw(r, rhz_bits_bytes(n, width));
}

/* ---- runs ---- */

void rhz_run_put(struct rhz_buf *b, const uint32_t *v, size_t n)
{
    for (; n > RHZ_BLOCK; v += RHZ_BLOCK, n -= RHZ_BLOCK)
        rhz_column_put(b, v, RHZ_BLOCK);
    if (n)
        rhz_column_put(b, v, (unsigned)n);
}

void rhz_run_open(struct rhz_run *run, struct rhz_reader r, uint64_t n)
{
    run->start = run->next = r;
    run->n = n;
    run->column = 0;
    run->decoded = false;
}

static unsigned column_size(const struct rhz_run *run, uint64_t column)
{
    uint64_t left = run->n - column * RHZ_BLOCK;

    return left < RHZ_BLOCK ? (unsigned)left : RHZ_BLOCK;
}

/* Make `values` hold column `c`, which is in the run. */
static bool load(struct rhz_run *run, uint64_t c)
{
    if (run->decoded && c + 1 == run->column)
        return true;
    if (c < run->column) {
        run->next = run->start;
        run->column = 0;
    }
    for (; run->column < c && !run->next.bad; run->column++)
        rhz_column_skip(&run->next, RHZ_BLOCK);
    rhz_column_get(&run->next, run->values, column_size(run, c));
    run->column = c + 1;
    run->decoded = !run->next.bad;
    return run->decoded;
}

bool rhz_run_get(struct rhz_run *run, uint64_t from, uint32_t n, uint32_t *out)
{
    if (from > run->n || n > run->n - from)
        return false;
    while (n) {
        unsigned at = (unsigned)(from % RHZ_BLOCK), take = RHZ_BLOCK - at;
        if (take > n)
            take = n;
        if (!load(run, from / RHZ_BLOCK))
            return false;
        memcpy(out, run->values + at, take * sizeof *out);
        out += take;
        from += take;
        n -= take;
    }
    return true;
}

struct rhz_reader rhz_run_end(struct rhz_run *run)
{
    uint64_t columns = run->n / RHZ_BLOCK + (run->n % RHZ_BLOCK != 0);

    while (run->column < columns && !run->next.bad) {
        rhz_column_skip(&run->next, column_size(run, run->column));
        run->column++;
        run->decoded = false;
    }
    return run->next;
}
