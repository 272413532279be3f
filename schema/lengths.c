/* lengths.c -- lengths in one byte.
 *
 * A length costs BM25F one table look-up of 256 entries, and a flat array of bytes stays in the cache where four-byte
 * lengths would not. Sixteen steps to an octave: 3 to 6 % apart, far below what ranking can tell.
 */
#include "segment_parts.h"

enum { EXACT = 32, STEPS = 16 };

uint8_t rhz_length_code(uint32_t words)
{
    unsigned octave, code;

    if (words < EXACT)
        return (uint8_t)words;
    octave = rhz_bit_length(words) - 6;
    code = EXACT + octave * STEPS + ((words >> (octave + 1)) & (STEPS - 1));
    return code > 255 ? 255 : (uint8_t)code;
}

uint32_t rhz_length_of(uint8_t code)
{
    unsigned octave;

    if (code < EXACT)
        return code;
    octave = (code - EXACT) / STEPS;
    return (uint32_t)(STEPS + (code - EXACT) % STEPS) << (octave + 1);
}

void rhz_put_wide(struct rhz_buf *b, uint32_t v, unsigned wide)
{
    unsigned i;

    for (i = 0; i < wide; i++)
        rhz_buf_byte(b, (unsigned char)(v >> 8 * i));
}
