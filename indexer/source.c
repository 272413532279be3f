/* source.c -- files are read, not mapped: a file cut short while it is mapped would kill the process.
 *
 * A document is read whole, up to a limit; a catalogue line by line, so that one of any size takes the memory of its
 * longest record; a file of a format of others is only hashed here, piece by piece: a helper reads it.
 */
#include "source.h"

#include "sidecar.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

enum { HEAD = 4096, CHUNK = 1 << 18, OUTSIDE = 16 };

static rhz_status read_failed(const struct rhz_walk_file *file, struct rhz_error *err)
{
    return rhz_fail(err, RHZ_IO, "%s : lecture impossible (%s).", file->path,
                    errno == EACCES ? "vous n'avez pas le droit de le lire" : strerror(errno));
}

/* A document's file is read into memory; of a format of others only its text will be, so that photographs may weigh. */
static uint64_t limit_of(const struct rhz_reader_format *reader, uint64_t limit)
{
    return reader->program && limit < UINT64_MAX / OUTSIDE ? limit * OUTSIDE : limit;
}

static rhz_status too_large(const struct rhz_walk_file *file, uint64_t limit, struct rhz_error *err)
{
    return rhz_fail(err, RHZ_LIMIT, "%s : fichier trop gros (%llu Mo, la limite est de %llu Mo ; voir --taille-max).",
                    file->path, (unsigned long long)(file->bytes >> 20), (unsigned long long)(limit >> 20));
}

/* Append up to `most` bytes of fd to b; *n says how many came (0: the end). */
static rhz_status read_some(int fd, struct rhz_buf *b, size_t most, size_t *n, const struct rhz_walk_file *file,
                            struct rhz_error *err)
{
    ssize_t got;

    if (!rhz_buf_reserve(b, most))
        return rhz_no_memory(err);
    do
        got = read(fd, b->p + b->n, most);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return read_failed(file, err);
    b->n += (size_t)got;
    *n = (size_t)got;
    return RHZ_OK;
}

static rhz_status read_whole(int fd, struct rhz_buf *b, const struct rhz_walk_file *file, uint64_t limit,
                             uint64_t *bytes_done, struct rhz_error *err)
{
    size_t n = 1;
    rhz_status st = RHZ_OK;

    while (st == RHZ_OK && n) {
        st = read_some(fd, b, CHUNK, &n, file, err);
        *bytes_done += n;
        if (st == RHZ_OK && b->n > limit)
            return too_large(file, limit, err);
    }
    return st;
}

/* The rest of a file whose first bytes are in `b` is hashed, not kept: as rhz_hash128 does of the whole. */
static rhz_status hash_whole(int fd, struct rhz_buf *b, const struct rhz_walk_file *file, uint64_t limit, uint64_t *bytes_done,
                             struct rhz_source *s, struct rhz_error *err)
{
    XXH3_state_t *state = XXH3_createState();
    XXH128_canonical_t digest;
    size_t n = b->n;
    rhz_status st = RHZ_OK;

    if (!state)
        return rhz_no_memory(err);
    XXH3_128bits_reset(state);
    while (st == RHZ_OK && n) {
        XXH3_128bits_update(state, b->p, b->n);
        s->fd_bytes += b->n;
        b->n = 0;
        st = read_some(fd, b, CHUNK, &n, file, err);
        *bytes_done += n;
        if (st == RHZ_OK && s->fd_bytes + n > limit)
            st = too_large(file, limit, err);
    }
    XXH128_canonicalFromHash(&digest, XXH3_128bits_digest(state));
    memcpy(s->fd_hash, digest.digest, 16);
    XXH3_freeState(state);
    if (st == RHZ_OK && lseek(fd, 0, SEEK_SET) != 0)
        st = read_failed(file, err);
    return st;
}

static rhz_status read_sidecar(const char *path, struct rhz_buf *b, struct rhz_error *err)
{
    struct rhz_walk_file file = {.path = path};
    size_t n = 1;
    rhz_status st = RHZ_OK;
    int fd;

    if (!path)
        return RHZ_OK;
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return read_failed(&file, err);
    while (st == RHZ_OK && n && b->n <= RHZ_SIDECAR_MOST)
        st = read_some(fd, b, RHZ_SIDECAR_MOST + 1, &n, &file, err);
    close(fd);
    if (st == RHZ_OK && b->n > RHZ_SIDECAR_MOST)
        st = rhz_fail(err, RHZ_LIMIT, "%s : ce fichier est trop gros pour être la description d'un document (64 Kio).", path);
    return st;
}

/* ---- catalogues ---- */

struct lines {
    int fd;
    const struct rhz_walk_file *file;
    const struct rhz_reader_format *reader;
    uint64_t limit, *bytes_done;
    rhz_source_function *each;
    void *context;
    struct rhz_buf buf;   /* what was read and not yet handed out begins at `from` */
    size_t from;
    uint32_t line;
    bool skipping;        /* inside a line that is too long */
};

static rhz_status hand_line(struct lines *l, struct rhz_span line, struct rhz_error *err)
{
    struct rhz_source s = {.uri = l->file->uri, .reader = l->reader, .bytes = line, .first_line = ++l->line};

    if (l->skipping) {
        l->skipping = false;
        s.bytes.n = 0;
        return l->each(l->context, &s, "Enregistrement trop long : il n'est pas lu.", err);
    }
    if (rhz_span_trim(line).n == 0)
        return RHZ_OK;
    return l->each(l->context, &s, NULL, err);
}

static rhz_status hand_lines(struct lines *l, struct rhz_error *err)
{
    rhz_status st = RHZ_OK;

    while (st == RHZ_OK) {
        const char *p = l->buf.p + l->from;
        const char *nl = memchr(p, '\n', l->buf.n - l->from);
        if (!nl)
            break;
        l->from += (size_t)(nl - p) + 1;
        st = hand_line(l, rhz_span(p, (size_t)(nl - p)), err);
    }
    if (l->from) {
        memmove(l->buf.p, l->buf.p + l->from, l->buf.n - l->from);
        l->buf.n -= l->from;
        l->from = 0;
    }
    if (l->buf.n > l->limit) { /* keep nothing of a record over the limit */
        l->skipping = true;
        l->buf.n = 0;
    }
    return st;
}

static rhz_status read_catalogue(struct lines *l, struct rhz_error *err)
{
    rhz_status st = hand_lines(l, err);
    size_t n = 1;

    while (st == RHZ_OK && n) {
        st = read_some(l->fd, &l->buf, CHUNK, &n, l->file, err);
        *l->bytes_done += n;
        if (st == RHZ_OK)
            st = hand_lines(l, err);
    }
    if (st == RHZ_OK && (l->buf.n || l->skipping)) /* a last line without its line feed */
        st = hand_line(l, rhz_buf_view(&l->buf), err);
    return st;
}

rhz_status rhz_source_read(const struct rhz_walk_file *file, uint64_t limit, uint64_t *bytes_done,
                           rhz_source_function *each, void *context, struct rhz_error *err)
{
    struct lines l = {.file = file, .limit = limit, .bytes_done = bytes_done, .each = each, .context = context};
    const char *name = strrchr(file->path, '/');
    struct rhz_source s = {.uri = file->uri, .first_line = 1, .fd = -1};
    struct rhz_buf sidecar = {0};
    size_t n = 0;
    rhz_status st;

    l.fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); /* NONBLOCK: it may have become a pipe */
    if (l.fd < 0)
        return read_failed(file, err);
    if ((st = read_some(l.fd, &l.buf, HEAD, &n, file, err)) != RHZ_OK)
        goto done;
    *bytes_done += n;
    l.reader = rhz_reader_for(rhz_buf_view(&l.buf), rhz_span_of(name ? name + 1 : file->path), err);
    if (!l.reader) {
        struct rhz_error reason = {RHZ_INVALID, ""};
        if (err)
            reason = *err;
        st = rhz_fail(err, RHZ_INVALID, "%s : %s", file->path, reason.text);
        goto done;
    }
    if (l.reader->catalogue) {
        st = read_catalogue(&l, err);
        goto done;
    }
    limit = limit_of(l.reader, limit);
    if (file->bytes > limit) {
        st = too_large(file, limit, err);
        goto done;
    }
    s.reader = l.reader;
    if (l.reader->program) {
        s.fd = l.fd;
        st = hash_whole(l.fd, &l.buf, file, limit, bytes_done, &s, err);
    } else if ((st = read_whole(l.fd, &l.buf, file, limit, bytes_done, err)) == RHZ_OK) {
        s.bytes = rhz_buf_view(&l.buf);
    }
    if (st == RHZ_OK && (st = read_sidecar(file->sidecar, &sidecar, err)) == RHZ_OK) {
        s.sidecar = rhz_buf_view(&sidecar);
        st = each(context, &s, NULL, err);
    }
done:
    close(l.fd);
    rhz_buf_free(&sidecar);
    rhz_buf_free(&l.buf);
    return st;
}
