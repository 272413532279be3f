/* folder.c -- file names and system calls around a base.
 *
 * A base is created inside its folder, in two renames: first the finished environment gets its name, then `courant`
 * appears. Building the whole folder beside and renaming it would need the right to write in the parent, and would
 * replace a folder that the administrator prepared (owner, rights, mount point). So a folder without `courant` that
 * holds only our own names is a creation that was cut short, to be begun again.
 */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

char *rhz_folder_join(const char *base, const char *name)
{
    char *path;

    return asprintf(&path, "%s/%s", base, name) < 0 ? NULL : path;
}

/* Names the right that lacks, as far as the system lets us see. */
static rhz_status fail_rights(struct rhz_error *err, const char *path)
{
    struct stat s;

    if (stat(path, &s) < 0)
        return errno == ENOENT
                   ? rhz_fail(err, RHZ_IO, "Vous n'avez pas le droit d'écrire dans le dossier de « %s » : demandez-le.", path)
                   : rhz_fail(err, RHZ_IO, "« %s » est dans un dossier que vous n'avez pas le droit d'ouvrir : demandez-le.", path);
    if (access(path, R_OK) < 0)
        return rhz_fail(err, RHZ_IO, "Vous n'avez pas le droit de lire « %s » : demandez-le.", path);
    if (access(path, W_OK) < 0)
        return rhz_fail(err, RHZ_IO, "Vous n'avez pas le droit d'écrire dans « %s » : demandez-le.", path);
    return rhz_fail(err, RHZ_IO, "Le système vous refuse « %s », que vous avez pourtant le droit de lire et d'écrire.", path);
}

rhz_status rhz_fail_system(struct rhz_error *err, const char *path, int error)
{
    switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return rhz_fail(err, RHZ_NO_SPACE, "Le disque est plein : « %s » n'a pu être écrit ; ce qui était publié est intact.",
                        path);
    case ENOMEM:
        return rhz_no_memory(err);
    case EACCES:
    case EPERM:
        return fail_rights(err, path);
    case EROFS:
        return rhz_fail(err, RHZ_IO, "« %s » est sur un support en lecture seule : rien ne peut y être écrit.", path);
    case EIO:
        return rhz_fail(err, RHZ_IO, "Le disque ne répond pas correctement pour « %s » : erreur d'entrée-sortie.", path);
    case EMFILE:
    case ENFILE:
        return rhz_fail(err, RHZ_IO, "Trop de fichiers sont ouverts : « %s » n'a pu l'être.", path);
    case ENOTDIR:
        return rhz_fail(err, RHZ_IO, "« %s » n'est pas un dossier.", path);
    default:
        return rhz_fail(err, RHZ_IO, "Le système refuse l'accès à « %s » (erreur %d).", path, error);
    }
}

/* ---- courant ---- */

static void remember(struct rhz_current *c, const struct stat *s)
{
    c->device = (uint64_t)s->st_dev;
    c->inode = (uint64_t)s->st_ino;
    c->size = (uint64_t)s->st_size;
    c->modified = s->st_mtim;
    c->changed = s->st_ctim;
}

static bool same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool rhz_folder_replaced(const char *base, const struct rhz_current *c)
{
    char *path = rhz_folder_join(base, "courant");
    struct stat s;
    bool same;

    /* When memory or the file is out, say "replaced": reading it again tells the reason. */
    same = path && stat(path, &s) == 0 && (uint64_t)s.st_ino == c->inode && (uint64_t)s.st_dev == c->device &&
           (uint64_t)s.st_size == c->size && same_time(s.st_mtim, c->modified) && same_time(s.st_ctim, c->changed);
    free(path);
    return !same;
}

static bool is_generation(const char *name)
{
    size_t n = strlen(name);

    return n >= 5 && n < RHZ_GENERATION_NAME && name[0] == 'g' && strspn(name + 1, "0123456789") == n - 1;
}

/* "g0002.nouveau" */
static bool is_unfinished(const char *name)
{
    char stem[RHZ_GENERATION_NAME];
    const char *dot = strchr(name, '.');
    size_t n = dot ? (size_t)(dot - name) : 0;

    if (!n || n >= sizeof stem || strcmp(dot, ".nouveau") != 0)
        return false;
    memcpy(stem, name, n);
    stem[n] = 0;
    return is_generation(stem);
}

static rhz_status not_a_base(const char *base, struct rhz_error *err)
{
    struct stat s;

    if (stat(base, &s) < 0 && errno != ENOENT)
        return errno == ENOTDIR ? rhz_fail(err, RHZ_NOT_FOUND, "La base « %s » n'existe pas.", base)
                                : rhz_fail_system(err, base, errno);
    if (stat(base, &s) < 0)
        return rhz_fail(err, RHZ_NOT_FOUND,
                        "La base « %s » n'existe pas : créez-la avec « rhizome indexer --base %s DOSSIER ».", base, base);
    if (!S_ISDIR(s.st_mode))
        return rhz_fail(err, RHZ_NOT_FOUND, "« %s » est un fichier ; une base de rhizome est un dossier.", base);
    return rhz_fail(err, RHZ_NOT_FOUND, "Le dossier « %s » n'est pas une base de rhizome.", base);
}

static rhz_status read_current(int fd, const char *path, struct rhz_current *out, struct rhz_error *err)
{
    char line[RHZ_GENERATION_NAME + 1];
    struct stat s;
    ssize_t n;

    if (fstat(fd, &s) < 0 || (n = read(fd, line, sizeof line - 1)) < 0)
        return rhz_fail_system(err, path, errno);
    line[n] = 0;
    if (n > 0 && line[n - 1] == '\n')
        line[n - 1] = 0;
    if (!is_generation(line))
        return rhz_fail(err, RHZ_CORRUPT, "« %s » est abîmé : il devrait nommer une génération, comme « g0001 ».", path);
    remember(out, &s);
    strcpy(out->name, line);
    return RHZ_OK;
}

rhz_status rhz_folder_current(const char *base, struct rhz_current *out, struct rhz_error *err)
{
    char *path = rhz_folder_join(base, "courant");
    rhz_status st;
    int fd;

    if (!path)
        return rhz_no_memory(err);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        st = read_current(fd, path, out, err);
        close(fd);
    } else if (errno == ENOENT || errno == ENOTDIR) {
        st = not_a_base(base, err);
    } else {
        st = rhz_fail_system(err, path, errno);
    }
    free(path);
    return st;
}

static rhz_status write_line(const char *path, const char *name, struct rhz_error *err)
{
    char line[RHZ_GENERATION_NAME + 1];
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    int n = snprintf(line, sizeof line, "%s\n", name);
    bool done;
    int error;

    if (fd < 0)
        return rhz_fail_system(err, path, errno);
    errno = ENOSPC; /* what a short write means here */
    done = write(fd, line, (size_t)n) == n && fsync(fd) == 0;
    error = errno;
    close(fd);
    return done ? RHZ_OK : rhz_fail_system(err, path, error);
}

rhz_status rhz_folder_publish(const char *base, const char *name, struct rhz_error *err)
{
    char *fresh = rhz_folder_join(base, "courant.nouveau"), *path = rhz_folder_join(base, "courant");
    rhz_status st = RHZ_NO_MEMORY;

    if (!fresh || !path) {
        rhz_no_memory(err);
        goto done;
    }
    if ((st = write_line(fresh, name, err)) != RHZ_OK)
        goto done;
    if (rename(fresh, path) < 0) {
        st = rhz_fail_system(err, path, errno);
        goto done;
    }
    st = rhz_folder_sync(base, err);
done:
    free(fresh);
    free(path);
    return st;
}

rhz_status rhz_folder_sync(const char *path, struct rhz_error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), error = 0;

    if (fd < 0)
        return rhz_fail_system(err, path, errno);
    /* Some file systems cannot sync a folder and say EINVAL; there is nothing better to do on them. */
    if (fsync(fd) < 0 && errno != EINVAL)
        error = errno;
    close(fd);
    return error ? rhz_fail_system(err, path, error) : RHZ_OK;
}

/* ---- generations that are over ---- */

void rhz_folder_remove_generation(const char *dir)
{
    static const char *const files[] = {"data.mdb", "lock.mdb"};
    size_t i;

    for (i = 0; i < sizeof files / sizeof files[0]; i++) {
        char *path = rhz_folder_join(dir, files[i]);
        if (path)
            unlink(path);
        free(path);
    }
    rmdir(dir);
}

void rhz_folder_sweep(const char *base, const char *keep)
{
    DIR *dir = opendir(base);
    struct dirent *e;

    while (dir && (e = readdir(dir)))
        if (strcmp(e->d_name, keep) != 0 && (is_generation(e->d_name) || is_unfinished(e->d_name))) {
            char *path = rhz_folder_join(base, e->d_name);
            if (path)
                rhz_folder_remove_generation(path);
            free(path);
        }
    if (dir)
        closedir(dir);
}

/* ---- the lock ---- */

enum { HOLDER_LINE = 128, WAIT_STEP_MS = 50, WAIT_MOST = 7 * 24 * 3600 };

/* "PID SECONDS PROGRAM": who has the lock, for those who have not. It is no part of the lock, and may fail. */
static void sign_lock(int fd)
{
    char line[HOLDER_LINE];
    int n = snprintf(line, sizeof line, "%ld %lld %.64s\n", (long)getpid(), (long long)time(NULL), program_invocation_short_name);

    if (ftruncate(fd, 0) < 0 || pwrite(fd, line, (size_t)n, 0) != n)
        return;
}

/* What the line says, as words to put in a sentence; empty when it says nothing of a process that still lives (a killed one
 * leaves its line, but no lock: another has it since, and has not signed yet). */
static void name_holder(int fd, char *out, size_t size)
{
    char line[HOLDER_LINE] = "", name[65] = "", since[48] = "", *p;
    long pid = 0;
    long long seconds = 0;
    struct tm tm;
    time_t t;

    out[0] = 0;
    if (pread(fd, line, sizeof line - 1, 0) <= 0 || sscanf(line, "%ld %lld %64[^\n]", &pid, &seconds, name) != 3 || pid <= 0 ||
        (kill((pid_t)pid, 0) < 0 && errno == ESRCH))
        return;
    for (p = name; *p; p++) /* anybody may have written the file */
        if ((unsigned char)*p < ' ' || *p == 127)
            *p = '?';
    t = (time_t)seconds;
    if (localtime_r(&t, &tm))
        strftime(since, sizeof since, ", depuis le %d/%m à %Hh%M", &tm);
    snprintf(out, size, " « %s » (processus %ld%s)", name, pid, since);
}

/* How long to wait for another writer: RHIZOME_ATTENTE, in seconds. */
static uint64_t wait_of(void)
{
    const char *text = getenv("RHIZOME_ATTENTE");
    long long v = text ? strtoll(text, NULL, 10) : 0;

    return v < 0 ? 0 : v > WAIT_MOST ? WAIT_MOST : (uint64_t)v;
}

static rhz_status busy(const char *base, int fd, uint64_t waited, struct rhz_error *err)
{
    char holder[256], after[64] = "";

    name_holder(fd, holder, sizeof holder);
    if (waited)
        snprintf(after, sizeof after, ", après %llu s d'attente", (unsigned long long)waited);
    return rhz_fail(err, RHZ_BUSY, "La base « %s » est%s en cours d'écriture par%s%s : attendez sa fin, ou plus longtemps avec --attendre SECONDES.",
                    base, waited ? " encore" : "", holder[0] ? holder : " un autre programme", after);
}

/* Asked again and again, not slept on: flock knows no delay, and a signal to end the wait is the program's to give. */
static rhz_status take_lock(const char *base, const char *path, int fd, struct rhz_error *err)
{
    static const struct timespec step = {0, WAIT_STEP_MS * 1000000L};
    uint64_t seconds = wait_of(), until = rhz_now_us() + seconds * 1000000;

    while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return rhz_fail_system(err, path, errno);
        if (rhz_now_us() >= until)
            return busy(base, fd, seconds, err);
        nanosleep(&step, NULL);
    }
    sign_lock(fd);
    return RHZ_OK;
}

rhz_status rhz_folder_lock(const char *base, int *fd, struct rhz_error *err)
{
    char *path = rhz_folder_join(base, "verrou");
    rhz_status st;

    *fd = -1;
    if (!path)
        return rhz_no_memory(err);
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    st = *fd < 0 ? rhz_fail_system(err, path, errno) : take_lock(base, path, *fd, err);
    if (st != RHZ_OK && *fd >= 0) {
        close(*fd);
        *fd = -1;
    }
    free(path);
    return st;
}

/* ---- creation ---- */

static bool is_ours(const char *name)
{
    static const char *const ours[] = {".", "..", "verrou", "courant", "courant.nouveau", "lost+found"};
    size_t i;

    for (i = 0; i < sizeof ours / sizeof ours[0]; i++)
        if (strcmp(name, ours[i]) == 0)
            return true;
    return is_generation(name) || is_unfinished(name);
}

static rhz_status refuse_foreign(const char *base, DIR *dir, struct rhz_error *err)
{
    bool foreign = false, current = false;
    struct dirent *e;

    while ((e = readdir(dir))) {
        foreign = foreign || !is_ours(e->d_name);
        current = current || strcmp(e->d_name, "courant") == 0;
    }
    /* A base may hold files of others (its corrections lie beside): only a folder to be made into one must be ours. */
    if (foreign && !current)
        return rhz_fail(err, RHZ_INVALID,
                        "Le dossier « %s » n'est pas vide et n'est pas une base de rhizome : choisissez un autre nom.", base);
    return RHZ_OK;
}

rhz_status rhz_folder_prepare(const char *base, struct rhz_error *err)
{
    rhz_status st;
    DIR *dir;

    if (mkdir(base, 0777) < 0 && errno != EEXIST) {
        if (errno == ENOENT)
            return rhz_fail(err, RHZ_NOT_FOUND, "La base « %s » ne peut être créée : le dossier qui doit la contenir n'existe pas.",
                            base);
        return rhz_fail_system(err, base, errno);
    }
    dir = opendir(base);
    if (!dir && errno == ENOTDIR)
        return rhz_fail(err, RHZ_INVALID, "« %s » est un fichier : donnez à la base un autre nom.", base);
    if (!dir)
        return rhz_fail_system(err, base, errno);
    st = refuse_foreign(base, dir, err);
    closedir(dir);
    return st;
}
