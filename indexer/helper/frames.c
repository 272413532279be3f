/* frames.c -- requests and frames <-> bytes. A frame is taken whole or not at all; a length over the limit is refused
 * before anything of it is waited for. */
#include "frames.h"

static const char MAGIC[4] = {'R', 'H', 'Z', 'Q'};

static void store_le32(unsigned char *p, uint32_t v)
{
    p[0] = (unsigned char)v;
    p[1] = (unsigned char)(v >> 8);
    p[2] = (unsigned char)(v >> 16);
    p[3] = (unsigned char)(v >> 24);
}

void rhz_request_put(unsigned char out[RHZ_REQUEST_BYTES], const struct rhz_request *r)
{
    memcpy(out, MAGIC, 4);
    store_le32(out + 4, r->serial);
    out[8] = r->format;
    out[9] = r->flags;
    out[10] = out[11] = 0;
    store_le32(out + 12, r->version);
    store_le32(out + 16, (uint32_t)r->bytes);
    store_le32(out + 20, (uint32_t)(r->bytes >> 32));
}

bool rhz_request_get(const unsigned char in[RHZ_REQUEST_BYTES], struct rhz_request *out)
{
    out->serial = rhz_le32(in + 4);
    out->format = in[8];
    out->flags = in[9];
    out->version = rhz_le32(in + 12);
    out->bytes = rhz_le64(in + 16);
    return memcmp(in, MAGIC, 4) == 0 && out->format >= 1 && out->format < RHZ_WIRE_FORMATS &&
           (out->flags & ~RHZ_REQUEST_OCR) == 0 && in[10] == 0 && in[11] == 0;
}

void rhz_frame_put(struct rhz_buf *b, const struct rhz_frame *f)
{
    size_t head;

    rhz_buf_byte(b, f->kind);
    rhz_put_le32(b, 0);
    head = b->n;
    switch (f->kind) {
    case RHZ_FRAME_HELLO:
        rhz_put_le32(b, f->protocol);
        rhz_put_le32(b, f->held);
        break;
    case RHZ_FRAME_IMAGE:
        rhz_put_le32(b, f->page);
        rhz_put_le32(b, f->width);
        rhz_put_le32(b, f->height);
        break;
    case RHZ_FRAME_DONE:
        rhz_put_le32(b, f->serial);
        rhz_buf_byte(b, f->status);
        rhz_put_le32(b, f->n_repairs);
        break;
    default:
        break;
    }
    rhz_buf_span(b, f->bytes);
    if (!b->failed)
        rhz_patch_le32(b, head - 4, (uint32_t)(b->n - head));
}

static bool is_sentence(struct rhz_span s)
{
    size_t i;

    if (s.n > RHZ_NOTE_MOST || rhz_utf8_valid(s) != s.n)
        return false;
    for (i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        /* C1 controls too (C2 80 to C2 9F): a terminal may obey them. */
        if (c < 0x20 || c == 0x7F || (c == 0xC2 && i + 1 < s.n && (unsigned char)s.p[i + 1] < 0xA0))
            return false;
    }
    return true;
}

static bool may_answer(uint8_t status)
{
    return status == RHZ_OK || status == RHZ_INVALID || status == RHZ_FORMAT || status == RHZ_IO || status == RHZ_NO_MEMORY ||
           status == RHZ_LIMIT;
}

static bool get_payload(struct rhz_reader *r, struct rhz_frame *f)
{
    switch (f->kind) {
    case RHZ_FRAME_HELLO:
        f->protocol = rhz_get_le32(r);
        f->held = rhz_get_le32(r);
        return !r->bad && rhz_left(r) == 0;
    case RHZ_FRAME_EVENTS:
        f->bytes = rhz_get_raw(r, rhz_left(r));
        return true;
    case RHZ_FRAME_NOTE:
        f->bytes = rhz_get_raw(r, rhz_left(r));
        return f->bytes.n > 0 && is_sentence(f->bytes);
    case RHZ_FRAME_IMAGE:
        f->page = rhz_get_le32(r);
        f->width = rhz_get_le32(r);
        f->height = rhz_get_le32(r);
        f->bytes = rhz_get_raw(r, rhz_left(r));
        return !r->bad && f->page && f->width && f->height && f->bytes.n == (uint64_t)f->width * f->height;
    case RHZ_FRAME_DONE:
        f->serial = rhz_get_le32(r);
        f->status = rhz_get_byte(r);
        f->n_repairs = rhz_get_le32(r);
        f->bytes = rhz_get_raw(r, rhz_left(r));
        return !r->bad && may_answer(f->status) && is_sentence(f->bytes) && (f->status == RHZ_OK) == (f->bytes.n == 0);
    default:
        return false;
    }
}

enum rhz_frame_outcome rhz_frame_get(struct rhz_span bytes, struct rhz_frame *out, size_t *used)
{
    struct rhz_reader r;
    uint32_t length;

    *out = (struct rhz_frame){.bytes = {"", 0}};
    *used = 0;
    if (bytes.n == 0)
        return RHZ_FRAME_MORE;
    out->kind = (uint8_t)bytes.p[0];
    if (out->kind < RHZ_FRAME_HELLO || out->kind > RHZ_FRAME_DONE)
        return RHZ_FRAME_BAD;
    if (bytes.n < RHZ_FRAME_HEAD)
        return RHZ_FRAME_MORE;
    length = rhz_le32(bytes.p + 1);
    if (length > (uint32_t)(out->kind == RHZ_FRAME_IMAGE ? RHZ_IMAGE_FRAME_MOST : RHZ_FRAME_MOST))
        return RHZ_FRAME_BAD;
    if (bytes.n - RHZ_FRAME_HEAD < length)
        return RHZ_FRAME_MORE;
    r = rhz_reader(rhz_span(bytes.p + RHZ_FRAME_HEAD, length));
    if (!get_payload(&r, out))
        return RHZ_FRAME_BAD;
    *used = RHZ_FRAME_HEAD + length;
    return RHZ_FRAME_WHOLE;
}
