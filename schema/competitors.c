/* competitors.c -- the few triples that bound the score of every posting of a block.
 *
 * BM25F grows with both frequencies and falls with length, so only the Pareto frontier of (text frequency, context
 * frequency, length) can give a block's best score, whatever the weights. A frontier of 128 postings has four to ten
 * points; merging neighbours upwards to four costs little sharpness and bounds the space.
 */
#include "segment_parts.h"

uint8_t rhz_frequency_code(uint32_t f)
{
    uint8_t code = rhz_length_code(f);

    return code < 255 && rhz_length_of(code) < f ? code + 1 : code;
}

uint32_t rhz_frequency_bound(uint8_t code)
{
    return code == 255 ? UINT32_MAX : rhz_length_of(code); /* the last code stands for everything beyond */
}

void rhz_frontier_add(struct rhz_frontier *f, uint32_t frequency, uint32_t context, uint8_t length)
{
    uint8_t t = rhz_frequency_code(frequency), c = rhz_frequency_code(context);
    unsigned i, kept = 0, place;

    for (i = 0; i < f->n; i++)
        if (f->at[i].frequency >= t && f->at[i].context >= c && f->at[i].length <= length)
            return;
    for (i = 0; i < f->n; i++)
        if (f->at[i].frequency > t || f->at[i].context > c || f->at[i].length < length)
            f->at[kept++] = f->at[i];
    f->n = kept;
    if (f->n == RHZ_BLOCK)
        rhz_frontier_reduce(f, RHZ_BLOCK / 2);
    for (place = f->n; place && f->at[place - 1].frequency < t; place--)
        f->at[place] = f->at[place - 1];
    f->at[place].frequency = t;
    f->at[place].context = c;
    f->at[place].length = length;
    f->n++;
}

static unsigned apart(uint8_t a, uint8_t b)
{
    return a > b ? a - b : b - a;
}

void rhz_frontier_reduce(struct rhz_frontier *f, unsigned most)
{
    while (f->n > most) {
        unsigned i, best = 0, least = UINT32_MAX;
        for (i = 0; i + 1 < f->n; i++) {
            /* A step of frequency moves a score about four times as much as a step of length. */
            unsigned cost = 4 * apart(f->at[i].frequency, f->at[i + 1].frequency) +
                            4 * apart(f->at[i].context, f->at[i + 1].context) +
                            apart(f->at[i].length, f->at[i + 1].length);
            if (cost < least) {
                least = cost;
                best = i;
            }
        }
        if (f->at[best + 1].context > f->at[best].context)
            f->at[best].context = f->at[best + 1].context;
        if (f->at[best + 1].length < f->at[best].length)
            f->at[best].length = f->at[best + 1].length;
        memmove(&f->at[best + 1], &f->at[best + 2], (f->n - best - 2) * sizeof f->at[0]);
        f->n--;
    }
}

/* Both frequencies are nearly always below 16: one byte holds the two. */
enum { WIDE = 0x80, NIBBLE = 15 };

void rhz_frontier_put(struct rhz_buf *b, struct rhz_frontier *f)
{
    unsigned i, wide = 0;

    rhz_frontier_reduce(f, RHZ_COMPETITORS);
    for (i = 0; i < f->n; i++)
        if (f->at[i].frequency > NIBBLE || f->at[i].context > NIBBLE)
            wide = WIDE;
    rhz_buf_byte(b, (unsigned char)(f->n | wide));
    for (i = 0; i < f->n; i++) {
        if (wide)
            rhz_buf_byte(b, f->at[i].context);
        rhz_buf_byte(b, (unsigned char)(f->at[i].frequency | (wide ? 0 : f->at[i].context << 4)));
        rhz_buf_byte(b, f->at[i].length);
    }
}

bool rhz_frontier_get(struct rhz_reader *r, struct rhz_frontier *f)
{
    unsigned char head = rhz_get_byte(r), frequencies;
    unsigned i;

    f->n = head & ~WIDE;
    if (!f->n || f->n > RHZ_COMPETITORS)
        r->bad = true;
    for (i = 0; i < f->n && !r->bad; i++) {
        f->at[i].context = head & WIDE ? rhz_get_byte(r) : 0;
        frequencies = rhz_get_byte(r);
        f->at[i].frequency = head & WIDE ? frequencies : frequencies & NIBBLE;
        if (!(head & WIDE))
            f->at[i].context = frequencies >> 4;
        f->at[i].length = rhz_get_byte(r);
    }
    return !r->bad;
}

void rhz_frontier_skip(struct rhz_reader *r)
{
    unsigned char head = rhz_get_byte(r);

    rhz_get_raw(r, (size_t)(head & ~WIDE) * (head & WIDE ? 3 : 2));
}
