/* store_copy.c -- a copy of a base while others write to it.
 *
 * The copy is built beside its place as DESTINATION.nouveau, synced, then renamed: whoever finds DESTINATION finds a whole
 * base. LMDB copies one snapshot and leaves out its free pages, so that what was deleted does not travel along.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"
#include "store.h"

enum { TRIES = 4 };
static const char GENERATION[] = "g0001";

/** Copy into the open file; begun again when a writer made the base grow in between. */
static rhz_status copy_snapshot(struct rhz_store *s, int fd, const char *path, struct rhz_error *err)
{
    struct rhz_txn *t;
    rhz_status st = RHZ_BUSY;
    int i;

    for (i = 0; i < TRIES && st == RHZ_BUSY; i++) {
        if (ftruncate(fd, 0) < 0 || lseek(fd, 0, SEEK_SET) < 0)
            return rhz_fail_system(err, path, errno);
        if ((st = rhz_txn_begin(s, false, &t, err)) != RHZ_OK)
            continue;
        st = rhz_txn_copy(t, fd, path, err);
        rhz_txn_abort(t);
    }
    if (st == RHZ_OK && fsync(fd) < 0)
        st = rhz_fail_system(err, path, errno);
    return st;
}

static rhz_status copy_data(struct rhz_store *s, const char *generation, struct rhz_error *err)
{
    char *path = rhz_folder_join(generation, "data.mdb");
    rhz_status st;
    int fd;

    if (!path)
        return rhz_no_memory(err);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    st = fd < 0 ? rhz_fail_system(err, path, errno) : copy_snapshot(s, fd, path, err);
    if (fd >= 0 && close(fd) < 0 && st == RHZ_OK)
        st = rhz_fail_system(err, path, errno);
    free(path);
    return st == RHZ_OK ? rhz_folder_sync(generation, err) : st;
}

static void remove_copy(const char *folder, const char *generation)
{
    static const char *const files[] = {"courant", "courant.nouveau"};
    size_t i;

    rhz_folder_remove_generation(generation);
    for (i = 0; i < sizeof files / sizeof files[0]; i++) {
        char *path = rhz_folder_join(folder, files[i]);
        if (path)
            unlink(path);
        free(path);
    }
    rmdir(folder);
}

/** The folder that holds `path`, to be freed. */
static char *parent_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
}

static rhz_status rename_copy(const char *fresh, const char *destination, struct rhz_error *err)
{
    char *parent = parent_of(destination);
    rhz_status st = RHZ_OK;

    if (!parent)
        return rhz_no_memory(err);
    if (rename(fresh, destination) < 0) /* refuses what came there meanwhile, but for an empty folder */
        st = rhz_fail_system(err, destination, errno);
    else
        st = rhz_folder_sync(parent, err);
    free(parent);
    return st;
}

/* ---- corrections ---- */

/* "PATH.corrections", to be freed; NULL: memory is out. */
static char *corrections_of(const char *path)
{
    size_t n = strlen(path);
    char *name;

    while (n > 1 && path[n - 1] == '/')
        n--;
    return asprintf(&name, "%.*s.corrections", (int)n, path) < 0 ? NULL : name;
}

static rhz_status copy_bytes(int from, const char *from_path, int to, const char *to_path, struct rhz_error *err)
{
    char block[16384];
    ssize_t n, done, m;

    while ((n = read(from, block, sizeof block)) > 0)
        for (done = 0; done < n; done += m)
            if ((m = write(to, block + done, (size_t)(n - done))) < 0)
                return rhz_fail_system(err, to_path, errno);
    if (n < 0)
        return rhz_fail_system(err, from_path, errno);
    return fsync(to) == 0 ? RHZ_OK : rhz_fail_system(err, to_path, errno);
}

/* The corrections of a base lie beside it, and its next graph is made with what lies there: a copy has its own. */
static rhz_status copy_corrections(const char *from_path, const char *to_path, struct rhz_error *err)
{
    int from = open(from_path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), to;
    rhz_status st;

    if (from < 0)
        return errno == ENOENT ? RHZ_OK : rhz_fail_system(err, from_path, errno);
    to = open(to_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (to < 0) {
        st = errno == EEXIST ? rhz_fail(err, RHZ_INVALID, "« %s » existe déjà : ce serait celui de la copie. Donnez-lui un autre nom.", to_path)
                             : rhz_fail_system(err, to_path, errno);
    } else {
        st = copy_bytes(from, from_path, to, to_path, err);
        if (close(to) < 0 && st == RHZ_OK)
            st = rhz_fail_system(err, to_path, errno);
        if (st != RHZ_OK)
            unlink(to_path);
    }
    close(from);
    return st;
}

/* The copy appears when its corrections are there: renaming is last. */
static rhz_status finish_copy(struct rhz_store *s, const char *fresh, const char *destination, struct rhz_error *err)
{
    char *from = corrections_of(rhz_store_path(s)), *to = corrections_of(destination);
    rhz_status st = from && to ? copy_corrections(from, to, err) : rhz_no_memory(err);

    if (st == RHZ_OK && (st = rename_copy(fresh, destination, err)) != RHZ_OK && access(from, F_OK) == 0)
        unlink(to);
    free(from);
    free(to);
    return st;
}

static rhz_status build_copy(struct rhz_store *s, const char *fresh, const char *destination, struct rhz_error *err)
{
    char *generation = rhz_folder_join(fresh, GENERATION);
    rhz_status st;

    if (!generation)
        return rhz_no_memory(err);
    if (mkdir(generation, 0777) < 0)
        st = rhz_fail_system(err, generation, errno);
    else if ((st = copy_data(s, generation, err)) == RHZ_OK && (st = rhz_folder_publish(fresh, GENERATION, err)) == RHZ_OK)
        st = finish_copy(s, fresh, destination, err);
    if (st != RHZ_OK)
        remove_copy(fresh, generation); /* nothing is there any more when it was the last sync that failed */
    free(generation);
    return st;
}

static rhz_status make_folder(const char *fresh, const char *destination, struct rhz_error *err)
{
    struct stat there;

    if (lstat(destination, &there) == 0)
        return rhz_fail(err, RHZ_INVALID, "« %s » existe déjà : donnez à la copie un autre nom.", destination);
    if (errno != ENOENT)
        return rhz_fail_system(err, destination, errno);
    if (mkdir(fresh, 0777) == 0)
        return RHZ_OK;
    if (errno == EEXIST)
        return rhz_fail(err, RHZ_INVALID, "« %s » existe déjà : une copie est en cours, ou fut interrompue (supprimez alors ce dossier).",
                        fresh);
    if (errno == ENOENT)
        return rhz_fail(err, RHZ_NOT_FOUND, "« %s » ne peut être créé : le dossier qui doit le contenir n'existe pas.", destination);
    return rhz_fail_system(err, fresh, errno);
}

rhz_status rhz_store_copy(struct rhz_store *s, const char *destination, struct rhz_error *err)
{
    size_t n = strlen(destination);
    char *place, *fresh = NULL;
    rhz_status st;

    while (n > 1 && destination[n - 1] == '/')
        n--;
    if (!n)
        return rhz_fail(err, RHZ_INVALID, "Le nom de la copie est vide.");
    place = strndup(destination, n);
    if (!place || asprintf(&fresh, "%s.nouveau", place) < 0)
        st = rhz_no_memory(err);
    else if ((st = make_folder(fresh, place, err)) == RHZ_OK)
        st = build_copy(s, fresh, place, err);
    free(place);
    free(fresh);
    return st;
}
