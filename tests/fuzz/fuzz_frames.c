/* fuzz_frames.c -- both ends of the wire between the indexer and its reader processes. Any bytes as frames: refused, or the
 * frame that encodes to the same bytes, however they are cut; any bytes as a request: the same. */
#include <stdlib.h>

#include "frames.h"

#include "fuzz.h"

static void try_request(const uint8_t *data)
{
    unsigned char again[RHZ_REQUEST_BYTES];
    struct rhz_request q;

    if (!rhz_request_get(data, &q))
        return;
    rhz_request_put(again, &q);
    if (memcmp(again, data, sizeof again) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct rhz_span left = rhz_span((const char *)data, n);
    struct rhz_frame f, cut;
    size_t used, none;

    if (n >= RHZ_REQUEST_BYTES)
        try_request(data);
    while (rhz_frame_get(left, &f, &used) == RHZ_FRAME_WHOLE) {
        struct rhz_buf b = {0};
        if (rhz_frame_get(rhz_span(left.p, used - 1), &cut, &none) != RHZ_FRAME_MORE)
            abort();
        rhz_frame_put(&b, &f);
        if (b.failed || b.n != used || memcmp(b.p, left.p, used) != 0)
            abort();
        rhz_buf_free(&b);
        left.p += used;
        left.n -= used;
    }
    return 0;
}
