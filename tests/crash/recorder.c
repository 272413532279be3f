/* recorder.c -- a preloaded library that logs what a program does to the files of one base, in order.
 *
 * RHIZOME_RECORD_BASE is the folder of the base (it must exist), RHIZOME_RECORD_LOG the log; without a log nothing is
 * written, and only the faults of recorder.h work. With RHIZOME_RECORD_NOSYNC syncs are neither done nor logged, and
 * O_DSYNC is dropped: the control that shows that the tests would see a program that forgets them.
 *
 * Calls are those that LMDB and schema/folder.c make. Writers have one thread, so there is no lock here. Lock files are
 * mapped memory: a crash empties them, LMDB makes them anew.
 */
#include "recorder.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FDS = 1024, FILES = 4096, NOT_OURS = -1 };

static struct {
    bool ready, nosync;
    int log;
    char base[PATH_MAX];
    int number[FDS];     /* of the file, + 1; 0: not ours */
    bool synced[FDS];    /* opened with O_DSYNC */
    struct { dev_t device; ino_t inode; } files[FILES];
    int n_files;
    uint64_t calls, fail_at;
    bool fail_forever;
    int fail_error;
} r = {.log = -1};

#define REAL(type, name) \
    static type real_##name; \
    if (!real_##name) \
        *(void **)&real_##name = dlsym(RTLD_NEXT, #name)

typedef int open_function(const char *, int, ...);
typedef int close_function(int);
typedef ssize_t write_function(int, const void *, size_t);
typedef ssize_t writev_function(int, const struct iovec *, int);
typedef ssize_t pwrite_function(int, const void *, size_t, off_t);
typedef int sync_function(int);
typedef int msync_function(void *, size_t, int);
typedef int ftruncate_function(int, off_t);
typedef int rename_function(const char *, const char *);
typedef int path_function(const char *);
typedef int mkdir_function(const char *, mode_t);

void crash_acknowledge(uint64_t publication);
void crash_fault(uint64_t nth, int forever, int error);
uint64_t crash_calls(void);

/* ---- the log ---- */

static void log_bytes(const void *p, size_t n)
{
    REAL(write_function *, write);

    if (n && real_write(r.log, p, n) != (ssize_t)n) {
        static const char text[] = "recorder: the log cannot be written\n";
        (void)!real_write(2, text, sizeof text - 1);
        _exit(99);
    }
}

static void log_event(const struct crash_event *e, const void *names, const void *data)
{
    if (r.log < 0)
        return;
    log_bytes(e, sizeof *e);
    log_bytes(names, e->name_bytes);
    log_bytes(data, e->data_bytes);
}

/* ---- which files are ours ---- */

static int number_of(const struct stat *s)
{
    int i;

    for (i = r.n_files - 1; i >= 0; i--) /* from the last: inodes serve again */
        if (r.files[i].inode == s->st_ino && r.files[i].device == s->st_dev)
            return i;
    return NOT_OURS;
}

static int new_number(const struct stat *s)
{
    if (r.n_files == FILES)
        abort();
    r.files[r.n_files].device = s->st_dev;
    r.files[r.n_files].inode = s->st_ino;
    return r.n_files++;
}

static void start(void)
{
    const char *base = getenv("RHIZOME_RECORD_BASE"), *log = getenv("RHIZOME_RECORD_LOG");
    struct stat s;
    REAL(open_function *, open);

    if (r.ready || !base)
        return;
    r.ready = true;
    r.nosync = getenv("RHIZOME_RECORD_NOSYNC") != NULL;
    if (stat(base, &s) != 0 || !realpath(base, r.base))
        return;
    new_number(&s); /* 0: the base */
    if (log)
        r.log = real_open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
}

/* A folder inside the base that was not made through this library has no number yet. */
static int below_base(const char *folder, const struct stat *s)
{
    char full[PATH_MAX];
    size_t n = strlen(r.base);

    if (!realpath(folder, full) || strncmp(full, r.base, n) != 0 || (full[n] != 0 && full[n] != '/'))
        return NOT_OURS;
    return new_number(s);
}

/* Folder of `path` and, in *name, its last part. */
static int folder_of(const char *path, const char **name)
{
    const char *slash = strrchr(path, '/');
    char folder[PATH_MAX];
    struct stat s;
    int number;

    start();
    *name = slash ? slash + 1 : path;
    if (!r.n_files || !slash || slash == path || slash - path >= PATH_MAX)
        return NOT_OURS;
    memcpy(folder, path, (size_t)(slash - path));
    folder[slash - path] = 0;
    if (stat(folder, &s) != 0)
        return NOT_OURS;
    number = number_of(&s);
    return number == NOT_OURS ? below_base(folder, &s) : number;
}

static int file_of(int fd)
{
    return fd >= 0 && fd < FDS ? r.number[fd] - 1 : NOT_OURS;
}

/* ---- faults ---- */

static bool fails(void)
{
    r.calls++;
    if (!r.fail_error || r.calls < r.fail_at || (r.calls > r.fail_at && !r.fail_forever))
        return false;
    errno = r.fail_error;
    return true;
}

void crash_fault(uint64_t nth, int forever, int error)
{
    struct stat s;

    start();
    if (r.log < 0 && r.base[0] && stat(r.base, &s) == 0) { /* the base may have been made anew */
        r.n_files = 0;
        new_number(&s);
    }
    r.calls = 0;
    r.fail_at = nth;
    r.fail_forever = forever != 0;
    r.fail_error = error;
}

uint64_t crash_calls(void)
{
    return r.calls;
}

void crash_acknowledge(uint64_t publication)
{
    struct crash_event e = {.type = CRASH_ACKNOWLEDGED, .offset = publication};

    log_event(&e, NULL, NULL);
}

/* ---- names ---- */

static void log_name(enum crash_event_type type, int folder, int file, const char *name)
{
    struct crash_event e = {.type = type, .folder = (uint32_t)folder, .file = (uint32_t)file, .name_bytes = strlen(name) + 1};

    log_event(&e, name, NULL);
}

static void note_open(int fd, int folder, const char *name, int flags, bool created)
{
    struct stat s;
    int number;

    if (fd < 0 || fd >= FDS || fstat(fd, &s) != 0)
        return;
    r.number[fd] = 0;
    number = created ? NOT_OURS : number_of(&s);
    if (number == NOT_OURS)
        number = new_number(&s);
    if (created)
        log_name(CRASH_LINK, folder, number, name);
    r.number[fd] = number + 1;
    r.synced[fd] = (flags & O_DSYNC) != 0 && !r.nosync;
    if (!created && (flags & O_TRUNC)) {
        struct crash_event e = {.type = CRASH_TRUNCATE, .file = (uint32_t)number};
        log_event(&e, NULL, NULL);
    }
}

/* Opened to be synced. */
static bool is_base(const char *path)
{
    struct stat s;

    return r.n_files && stat(path, &s) == 0 && number_of(&s) == 0;
}

int open(const char *path, int flags, ...)
{
    const char *name;
    int folder = folder_of(path, &name), fd;
    bool created = folder != NOT_OURS && (flags & O_CREAT) && access(path, F_OK) != 0;
    mode_t mode = 0;
    va_list list;
    REAL(open_function *, open);

    if (flags & O_CREAT) {
        va_start(list, flags);
        mode = va_arg(list, mode_t);
        va_end(list);
    }
    if (folder == NOT_OURS && !is_base(path))
        return real_open(path, flags, mode);
    if (created && fails())
        return -1;
    fd = real_open(path, r.nosync ? flags & ~O_DSYNC : flags, mode);
    note_open(fd, folder, name, flags, created && fd >= 0);
    return fd;
}

int open64(const char *path, int flags, ...);
int open64(const char *path, int flags, ...)
{
    mode_t mode = 0;
    va_list list;

    if (flags & O_CREAT) {
        va_start(list, flags);
        mode = va_arg(list, mode_t);
        va_end(list);
    }
    return open(path, flags, mode);
}

int close(int fd)
{
    REAL(close_function *, close);

    if (fd >= 0 && fd < FDS)
        r.number[fd] = 0;
    return real_close(fd);
}

int mkdir(const char *path, mode_t mode)
{
    const char *name;
    int folder = folder_of(path, &name), status;
    struct stat s;
    REAL(mkdir_function *, mkdir);

    if (folder == NOT_OURS)
        return real_mkdir(path, mode);
    if (fails())
        return -1;
    status = real_mkdir(path, mode);
    if (status == 0 && stat(path, &s) == 0)
        log_name(CRASH_FOLDER, folder, new_number(&s), name);
    return status;
}

int rename(const char *from, const char *to)
{
    const char *old, *fresh;
    char names[2 * (NAME_MAX + 1)];
    int folder = folder_of(from, &old), target = folder_of(to, &fresh), status;
    struct crash_event e = {.type = CRASH_RENAME, .folder = (uint32_t)folder};
    REAL(rename_function *, rename);

    if (folder == NOT_OURS || target != folder) /* between folders: rhizome never does it */
        return real_rename(from, to);
    if (fails())
        return -1;
    status = real_rename(from, to);
    e.name_bytes = strlen(old) + strlen(fresh) + 2;
    if (status != 0 || e.name_bytes > sizeof names)
        return status;
    strcpy(names, old);
    strcpy(names + strlen(old) + 1, fresh);
    log_event(&e, names, NULL);
    return status;
}

static int remove_name(const char *path, path_function *real)
{
    const char *name;
    int folder = folder_of(path, &name), status = real(path);

    if (folder != NOT_OURS && status == 0)
        log_name(CRASH_UNLINK, folder, 0, name);
    return status;
}

int unlink(const char *path)
{
    REAL(path_function *, unlink);
    return remove_name(path, real_unlink);
}

int rmdir(const char *path)
{
    REAL(path_function *, rmdir);
    return remove_name(path, real_rmdir);
}

/* ---- bytes ---- */

static void log_write(int fd, const void *p, size_t n, off_t at)
{
    struct crash_event e = {.type = CRASH_WRITE, .file = (uint32_t)file_of(fd), .synced = r.synced[fd],
                            .offset = (uint64_t)at, .data_bytes = n};

    log_event(&e, NULL, p);
}

ssize_t write(int fd, const void *p, size_t n)
{
    off_t at = 0;
    ssize_t done;
    REAL(write_function *, write);

    if (file_of(fd) == NOT_OURS)
        return real_write(fd, p, n);
    if (fails())
        return -1;
    at = lseek(fd, 0, SEEK_CUR);
    done = real_write(fd, p, n);
    if (done > 0)
        log_write(fd, p, (size_t)done, at);
    return done;
}

ssize_t writev(int fd, const struct iovec *v, int n)
{
    off_t at = 0;
    ssize_t done, left;
    int i;
    REAL(writev_function *, writev);

    if (file_of(fd) == NOT_OURS)
        return real_writev(fd, v, n);
    if (fails())
        return -1;
    at = lseek(fd, 0, SEEK_CUR);
    done = left = real_writev(fd, v, n);
    for (i = 0; i < n && left > 0; i++) { /* each page by itself: the disk may take one and not the other */
        size_t part = v[i].iov_len < (size_t)left ? v[i].iov_len : (size_t)left;
        log_write(fd, v[i].iov_base, part, at);
        at += (off_t)part;
        left -= (ssize_t)part;
    }
    return done;
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at)
{
    ssize_t done;
    REAL(pwrite_function *, pwrite);

    if (file_of(fd) == NOT_OURS)
        return real_pwrite(fd, p, n, at);
    if (fails())
        return -1;
    done = real_pwrite(fd, p, n, at);
    if (done > 0)
        log_write(fd, p, (size_t)done, at);
    return done;
}

ssize_t pwrite64(int fd, const void *p, size_t n, off_t at);
ssize_t pwrite64(int fd, const void *p, size_t n, off_t at)
{
    return pwrite(fd, p, n, at);
}

int ftruncate(int fd, off_t size)
{
    struct crash_event e = {.type = CRASH_TRUNCATE, .offset = (uint64_t)size};
    int status;
    REAL(ftruncate_function *, ftruncate);

    if (file_of(fd) == NOT_OURS)
        return real_ftruncate(fd, size);
    if (fails())
        return -1;
    status = real_ftruncate(fd, size);
    e.file = (uint32_t)file_of(fd);
    if (status == 0)
        log_event(&e, NULL, NULL);
    return status;
}

static int sync_with(int fd, sync_function *real)
{
    struct crash_event e = {.type = CRASH_SYNC, .file = (uint32_t)file_of(fd)};
    int status;

    if (file_of(fd) == NOT_OURS)
        return real(fd);
    if (fails())
        return -1;
    if (r.nosync)
        return 0;
    status = real(fd);
    if (status == 0)
        log_event(&e, NULL, NULL);
    return status;
}

int fsync(int fd)
{
    REAL(sync_function *, fsync);
    return sync_with(fd, real_fsync);
}

int fdatasync(int fd)
{
    REAL(sync_function *, fdatasync);
    return sync_with(fd, real_fdatasync);
}

/* A mapped file that is written through its map would escape this recorder: the base must not do it. */
int msync(void *p, size_t n, int flags)
{
    REAL(msync_function *, msync);

    if (r.log >= 0) {
        static const char text[] = "recorder: msync is not recorded\n";
        (void)!write(2, text, sizeof text - 1);
        _exit(99);
    }
    return real_msync(p, n, flags);
}
