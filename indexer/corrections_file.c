/* corrections_file.c -- reading and replacing the corrections file, and the base's copy of it. */
#include "corrections_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "codec.h"
#include "corrections.h"
#include "folder.h"

static const char *const copies[2] = {"corrections/0", "corrections/1"}; /* by parity of the generation */

static char *path_with(const char *base, const char *suffix)
{
    size_t n = strlen(base), m = strlen(suffix);
    char *p;

    while (n > 1 && base[n - 1] == '/')
        n--;
    p = malloc(n + m + 1);
    if (!p)
        return NULL;
    memcpy(p, base, n);
    memcpy(p + n, suffix, m + 1);
    return p;
}

char *rhz_corrections_path(const char *base)
{
    return path_with(base, ".corrections");
}

static bool is_utf8(struct rhz_span s)
{
    const char *p = s.p, *end = p + s.n;
    unsigned n;

    for (; p < end; p += n)
        if (rhz_utf8_next(p, end, &n) == 0xFFFD && n == 1)
            return false;
    return true;
}

static rhz_status read_all(int fd, const char *path, struct rhz_buf *out, struct rhz_error *err)
{
    char block[8192];
    ssize_t n;

    while ((n = read(fd, block, sizeof block)) > 0) {
        rhz_buf_append(out, block, (size_t)n);
        if (out->failed)
            return rhz_no_memory(err);
        if (out->n > RHZ_CORRECTIONS_LIMIT)
            return rhz_fail(err, RHZ_LIMIT, "%s : un fichier de corrections ne passe pas 4 Mio.", path);
    }
    if (n < 0)
        return rhz_fail_system(err, path, errno);
    if (!is_utf8(rhz_buf_view(out)))
        return rhz_fail(err, RHZ_INVALID, "%s : ce fichier de corrections n'est pas en UTF-8.", path);
    return RHZ_OK;
}

rhz_status rhz_corrections_load(const char *base, struct rhz_buf *out, struct rhz_error *err)
{
    char *path = rhz_corrections_path(base);
    rhz_status st = RHZ_OK;
    int fd;

    rhz_buf_reset(out);
    if (!path)
        return rhz_no_memory(err);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd >= 0) {
        st = read_all(fd, path, out, err);
        close(fd);
    } else if (errno != ENOENT) {
        st = rhz_fail_system(err, path, errno);
    }
    free(path);
    return st;
}

static rhz_status sync_folder_of(const char *path, struct rhz_error *err)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, slash > path ? (size_t)(slash - path) : 1) : strdup(".");
    rhz_status st = folder ? rhz_folder_sync(folder, err) : rhz_no_memory(err);

    free(folder);
    return st;
}

static rhz_status write_whole(const char *path, struct rhz_span text, struct rhz_error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666), failed = 0;
    size_t done = 0;

    if (fd < 0)
        return rhz_fail_system(err, path, errno);
    while (done < text.n && !failed) {
        ssize_t n = write(fd, text.p + done, text.n - done);
        if (n >= 0)
            done += (size_t)n;
        else if (errno != EINTR)
            failed = errno;
    }
    if (!failed && fsync(fd) != 0)
        failed = errno;
    if (close(fd) != 0 && !failed)
        failed = errno;
    return failed ? rhz_fail_system(err, path, failed) : RHZ_OK;
}

rhz_status rhz_corrections_save(const char *base, struct rhz_span text, struct rhz_error *err)
{
    char *path = rhz_corrections_path(base), *fresh = path_with(base, ".corrections.neuf");
    rhz_status st = path && fresh ? RHZ_OK : rhz_no_memory(err);

    if (st != RHZ_OK)
        goto done;
    if (text.n == 0) {
        if (unlink(path) != 0 && errno != ENOENT)
            st = rhz_fail_system(err, path, errno);
    } else if ((st = write_whole(fresh, text, err)) == RHZ_OK && rename(fresh, path) != 0) {
        st = rhz_fail_system(err, path, errno);
        unlink(fresh);
    }
    if (st == RHZ_OK)
        st = sync_folder_of(path, err);
done:
    free(path);
    free(fresh);
    return st;
}

/* ---- the copy ---- */

bool rhz_corrections_is_copy(struct rhz_span name)
{
    return rhz_span_eq(name, rhz_span_of(copies[0])) || rhz_span_eq(name, rhz_span_of(copies[1]));
}

rhz_status rhz_corrections_copy_put(struct rhz_txn *t, uint32_t generation, struct rhz_span text, const uint32_t *effects,
                                    size_t n, struct rhz_error *err)
{
    const char *name = copies[generation & 1];
    struct rhz_buf b = {0};
    struct rhz_span old;
    unsigned char hash[16];
    size_t i;
    rhz_status st;

    if (text.n == 0) { /* a base that was never corrected has no copy */
        st = rhz_meta_get(t, name, &old, err);
        if (st == RHZ_OK && old.n)
            return rhz_meta_put(t, name, rhz_span("", 0), err);
        return st == RHZ_NOT_FOUND ? RHZ_OK : st;
    }
    rhz_hash128(text, hash);
    rhz_put_le32(&b, generation);
    rhz_buf_append(&b, hash, sizeof hash);
    rhz_put_le32(&b, (uint32_t)n);
    for (i = 0; i < n; i++)
        rhz_put_le32(&b, effects[i]);
    rhz_buf_span(&b, text);
    st = b.failed ? rhz_no_memory(err) : rhz_meta_put(t, name, rhz_buf_view(&b), err);
    rhz_buf_free(&b);
    return st;
}

rhz_status rhz_corrections_copy_get(struct rhz_txn *t, uint32_t generation, struct rhz_corrections_copy *out,
                                    struct rhz_error *err)
{
    enum { HEAD = 4 + 16 + 4 };
    struct rhz_span v;
    unsigned char hash[16];
    size_t n;
    rhz_status st = rhz_meta_get(t, copies[generation & 1], &v, err);

    *out = (struct rhz_corrections_copy){.text = {"", 0}, .effects = {"", 0}};
    if (st == RHZ_NOT_FOUND || (st == RHZ_OK && v.n == 0))
        return RHZ_OK;
    if (st != RHZ_OK)
        return st;
    n = v.n >= HEAD ? rhz_le32(v.p + HEAD - 4) : 0;
    if (v.n < HEAD || n > (v.n - HEAD) / 4)
        return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : sa copie des corrections est illisible.");
    if (rhz_le32(v.p) != generation)
        return RHZ_OK; /* of an older one, or of one that a stopped run did not publish */
    rhz_hash128(rhz_span(v.p + HEAD + 4 * n, v.n - HEAD - 4 * n), hash);
    if (memcmp(hash, v.p + 4, sizeof hash) != 0)
        return rhz_fail(err, RHZ_CORRUPT, "La base est abîmée : sa copie des corrections est illisible.");
    *out = (struct rhz_corrections_copy){.effects = rhz_span(v.p + HEAD, 4 * n),
                                         .text = rhz_span(v.p + HEAD + 4 * n, v.n - HEAD - 4 * n)};
    return RHZ_OK;
}
