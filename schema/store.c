/* store.c -- LMDB, and what a program must add to it to keep its promises.
 *
 * LMDB asks of its users: one environment per file and process (a second one, closed, drops the first one's readers);
 * a map that is resized only while no transaction is open; a new look at the map when another process made it grow;
 * no use after fork. The registry and the gate below take these four on, so that the rest of rhizome can open, close
 * and begin as it likes. What is not used: MDB_WRITEMAP (a stray write would reach the file), MDB_NOSYNC and
 * MDB_NOMETASYNC (acknowledged commits get lost), DUPSORT, nested transactions (their fixes came after 0.9.24).
 */
#include "store.h"

#include <errno.h>
#include <lmdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "analyzer.h"
#include "folder.h"

static const char UNFINISHED[] = ".nouveau";

enum { READERS = 512, RESIZE_WAIT_MS = 2000, PUT_OVERHEAD = 1024 };
#define MAP_DEFAULT ((uint64_t)16 << 30)
#define DISK_FULL ((uint64_t)1 << 20) /* a run writes more than this at a time */
#define MAP_SMALLER ((uint64_t)1 << 30) /* second try where address space is rationed (ulimit -v) */

static const char *const db_names[RHZ_DB_COUNT] = {"meta", "address", "document", "text", "segment", "facts", "graph"};

/* Features that this program knows, by name: what a base needs beyond the format version. None so far. */
static const char *const known_features[] = {NULL};

/** One open environment of this process. */
struct env {
    struct env *next;
    dev_t device;
    ino_t inode;
    pid_t pid;
    unsigned references; /* stores and transactions that use it; under the registry's lock */
    MDB_env *lmdb;
    MDB_dbi dbi[RHZ_DB_COUNT];
    char *path;
    bool read_only;
    /* The gate: transactions pass while nobody resizes the map. */
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    unsigned active;
    bool resizing, writing, broken;
};

struct rhz_store {
    char *path;
    bool write;
    int lock; /* fd that holds the writers' lock, -1: none */
    bool pinned; /* a generation being built: `courant` is not looked at */
    uint64_t map_bytes;
    pthread_mutex_t mutex; /* guards the two below */
    struct rhz_current current;
    struct env *env;
};

struct rhz_txn {
    struct rhz_store *store;
    struct env *env;
    MDB_txn *lmdb;
    bool write;
    uint64_t written;
};

struct rhz_db_cursor {
    struct rhz_txn *txn;
    MDB_cursor *lmdb;
};

static struct {
    pthread_mutex_t mutex;
    struct env *first;
} registry = {PTHREAD_MUTEX_INITIALIZER, NULL};

/* ---- errors ---- */

static bool disk_is_full(const char *path)
{
    struct statvfs s;

    return statvfs(path, &s) == 0 && (uint64_t)s.f_bavail * s.f_frsize < DISK_FULL;
}

/** The one place where LMDB's codes become ours. RHZ_NOT_FOUND leaves err alone. */
static rhz_status from_lmdb(const struct env *env, int rc, struct rhz_error *err)
{
    const char *path = env->path;

    switch (rc) {
    case MDB_SUCCESS:
        return RHZ_OK;
    case MDB_NOTFOUND:
        return RHZ_NOT_FOUND;
    case MDB_MAP_FULL:
        return rhz_fail(err, RHZ_NO_SPACE, "La carte mémoire de « %s » est pleine : augmentez RHIZOME_CARTE (en Mio) ; ce qui était publié est intact.",
                        path);
    case MDB_TXN_FULL:
        return rhz_fail(err, RHZ_LIMIT, "Une transaction sur « %s » est trop grande ; ce qui était publié est intact.", path);
    case MDB_READERS_FULL:
        return rhz_fail(err, RHZ_BUSY, "Trop de programmes lisent « %s » en même temps : attendez que l'un d'eux finisse.", path);
    case MDB_MAP_RESIZED:
        return rhz_fail(err, RHZ_BUSY, "« %s » a grandi et d'autres lectures empêchent d'en voir la suite : recommencez.", path);
    case MDB_VERSION_MISMATCH:
    case MDB_INVALID:
    case MDB_INCOMPATIBLE:
        return rhz_fail(err, RHZ_CORRUPT, "« %s » n'est pas un fichier de base lisible : restaurez une copie ou indexez à nouveau.", path);
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_CURSOR_FULL:
        return rhz_fail(err, RHZ_CORRUPT, "« %s » est abîmé : restaurez une copie ou indexez à nouveau dans une autre base.", path);
    case MDB_PANIC:
        return rhz_fail(err, RHZ_IO, "Une écriture sur « %s » a échoué : fermez la base et rouvrez-la ; ce qui était publié est intact.", path);
    case MDB_BAD_VALSIZE:
    case MDB_BAD_TXN:
    case MDB_BAD_DBI:
    case EINVAL:
        return rhz_fail(err, RHZ_INVALID, "Opération refusée par « %s » (code %d).", path, rc);
    case EIO: /* LMDB calls a write cut short by a full disk so */
        return rhz_fail_system(err, path, disk_is_full(path) ? ENOSPC : EIO);
    default:
        return rhz_fail_system(err, path, rc > 0 ? rc : EIO);
    }
}

static MDB_val val_of(struct rhz_span s)
{
    return (MDB_val){s.n, (void *)(uintptr_t)s.p};
}

static struct rhz_span span_of(MDB_val v)
{
    return rhz_span(v.mv_data, v.mv_size);
}

/* ---- one environment ---- */

static void env_free(struct env *e)
{
    if (!e)
        return;
    if (e->lmdb)
        mdb_env_close(e->lmdb);
    pthread_cond_destroy(&e->changed);
    pthread_mutex_destroy(&e->mutex);
    free(e->path);
    free(e);
}

static struct env *env_new(const char *path)
{
    struct env *e = calloc(1, sizeof *e);
    pthread_condattr_t clock;

    if (!e)
        return NULL;
    pthread_mutex_init(&e->mutex, NULL);
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&e->changed, &clock);
    pthread_condattr_destroy(&clock);
    e->references = 1;
    e->pid = getpid();
    e->path = strdup(path);
    if (!e->path) {
        env_free(e);
        return NULL;
    }
    return e;
}

/** mdb_env_open. A failed environment can only be closed, so each try makes its own. */
static int try_open(struct env *e, uint64_t map_bytes, unsigned flags)
{
    int rc = mdb_env_create(&e->lmdb);

    if (rc == 0)
        rc = mdb_env_set_maxdbs(e->lmdb, RHZ_DB_COUNT + 4);
    if (rc == 0)
        rc = mdb_env_set_maxreaders(e->lmdb, READERS);
    if (rc == 0)
        rc = mdb_env_set_mapsize(e->lmdb, (size_t)map_bytes);
    if (rc == 0)
        rc = mdb_env_open(e->lmdb, e->path, MDB_NOTLS | flags, 0666);
    if (rc != 0 && e->lmdb) {
        mdb_env_close(e->lmdb);
        e->lmdb = NULL;
    }
    e->read_only = (flags & MDB_RDONLY) != 0;
    return rc;
}

/**
 * Opened for writing where the rights allow, whoever asks: the same environment then serves a writer that comes later
 * in this process. (The map is read-only memory in either case.) On a read-only medium LMDB does without its lock file.
 */
static rhz_status open_lmdb(struct env *e, uint64_t map_bytes, struct rhz_error *err)
{
    char *data = rhz_folder_join(e->path, "data.mdb");
    unsigned flags;
    int rc;

    if (!data)
        return rhz_no_memory(err);
    flags = access(data, W_OK) == 0 ? 0 : MDB_RDONLY;
    free(data);
    rc = try_open(e, map_bytes, flags);
    if ((rc == EACCES || rc == EROFS) && !flags)
        rc = try_open(e, map_bytes, MDB_RDONLY);
    if (rc == ENOMEM && map_bytes > MAP_SMALLER)
        rc = try_open(e, MAP_SMALLER, flags);
    if (rc == ENOMEM)
        return rhz_fail(err, RHZ_NO_MEMORY, "La mémoire adressable ne suffit pas pour ouvrir « %s » : donnez à RHIZOME_CARTE une valeur plus petite (en Mio).",
                        e->path);
    if (rc == EACCES)
        return rhz_fail(err, RHZ_IO, "Vous n'avez pas les droits nécessaires sur « %s » : il faut la lecture de data.mdb et l'écriture de lock.mdb.",
                        e->path);
    return from_lmdb(e, rc, err);
}

static rhz_status open_databases(struct env *e, unsigned flags, struct rhz_error *err)
{
    MDB_txn *txn;
    unsigned i;
    int rc = mdb_txn_begin(e->lmdb, NULL, flags ? 0 : MDB_RDONLY, &txn);

    if (rc)
        return from_lmdb(e, rc, err);
    for (i = 0; i < RHZ_DB_COUNT && rc == 0; i++)
        rc = mdb_dbi_open(txn, db_names[i], flags, &e->dbi[i]);
    if (rc) {
        mdb_txn_abort(txn);
        return from_lmdb(e, rc == MDB_NOTFOUND ? MDB_INVALID : rc, err);
    }
    return from_lmdb(e, mdb_txn_commit(txn), err);
}

/* ---- the registry ---- */

static struct env *find_env(dev_t device, ino_t inode)
{
    struct env *e;

    for (e = registry.first; e; e = e->next)
        if (e->device == device && e->inode == inode && e->pid == getpid())
            return e;
    return NULL;
}

static rhz_status stat_data(const char *dir, struct stat *s, struct rhz_error *err)
{
    char *data = rhz_folder_join(dir, "data.mdb");
    rhz_status st = RHZ_OK;

    if (!data)
        return rhz_no_memory(err);
    if (stat(data, s) < 0)
        st = errno == ENOENT ? rhz_fail(err, RHZ_CORRUPT, "Il manque à la base son fichier « %s ».", data)
                             : rhz_fail_system(err, data, errno);
    free(data);
    return st;
}

static rhz_status open_new_env(const char *dir, const struct stat *s, uint64_t map_bytes, struct env **out, struct rhz_error *err)
{
    struct env *e = env_new(dir);
    rhz_status st;

    if (!e)
        return rhz_no_memory(err);
    e->device = s->st_dev;
    e->inode = s->st_ino;
    if ((st = open_lmdb(e, map_bytes, err)) != RHZ_OK || (st = open_databases(e, 0, err)) != RHZ_OK) {
        env_free(e);
        return st;
    }
    e->next = registry.first;
    registry.first = e;
    *out = e;
    return RHZ_OK;
}

static rhz_status env_acquire(const char *dir, uint64_t map_bytes, struct env **out, struct rhz_error *err)
{
    struct stat s;
    rhz_status st = stat_data(dir, &s, err);

    if (st != RHZ_OK)
        return st;
    pthread_mutex_lock(&registry.mutex);
    *out = find_env(s.st_dev, s.st_ino);
    if (*out)
        (*out)->references++;
    else
        st = open_new_env(dir, &s, map_bytes, out, err);
    pthread_mutex_unlock(&registry.mutex);
    return st;
}

static void env_retain(struct env *e)
{
    pthread_mutex_lock(&registry.mutex);
    e->references++;
    pthread_mutex_unlock(&registry.mutex);
}

static void env_release(struct env *e)
{
    struct env **link;

    /* In a forked child, closing would free the parent's reader slots: the copy is abandoned. */
    if (!e || e->pid != getpid())
        return;
    pthread_mutex_lock(&registry.mutex);
    if (--e->references == 0) {
        for (link = &registry.first; *link != e; link = &(*link)->next)
            ;
        *link = e->next;
        env_free(e);
    }
    pthread_mutex_unlock(&registry.mutex);
}

/* ---- the gate ---- */

static void gate_enter(struct env *e)
{
    pthread_mutex_lock(&e->mutex);
    while (e->resizing)
        pthread_cond_wait(&e->changed, &e->mutex);
    e->active++;
    pthread_mutex_unlock(&e->mutex);
}

static void gate_leave(struct env *e)
{
    pthread_mutex_lock(&e->mutex);
    e->active--;
    pthread_cond_broadcast(&e->changed);
    pthread_mutex_unlock(&e->mutex);
}

/** Close the gate and wait until all are out; false when some stay too long (the caller's own thread may hold one). */
static bool gate_close(struct env *e)
{
    struct timespec until;
    bool alone;
    int late = 0;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += RESIZE_WAIT_MS / 1000;
    pthread_mutex_lock(&e->mutex);
    while (e->resizing)
        pthread_cond_wait(&e->changed, &e->mutex);
    e->resizing = true;
    while (e->active && late == 0)
        late = pthread_cond_timedwait(&e->changed, &e->mutex, &until);
    alone = e->active == 0;
    if (!alone) {
        e->resizing = false;
        pthread_cond_broadcast(&e->changed);
    }
    pthread_mutex_unlock(&e->mutex);
    return alone;
}

static void gate_open(struct env *e)
{
    pthread_mutex_lock(&e->mutex);
    e->resizing = false;
    pthread_cond_broadcast(&e->changed);
    pthread_mutex_unlock(&e->mutex);
}

/** Resize the map; 0 takes the size that the last writer noted. */
static int resize(struct env *e, uint64_t bytes)
{
    int rc;

    if (!gate_close(e))
        return MDB_MAP_RESIZED;
    rc = e->broken ? MDB_PANIC : mdb_env_set_mapsize(e->lmdb, (size_t)bytes);
    if (rc == ENOMEM)
        e->broken = true; /* LMDB has unmapped the file and could not map it again: nothing may be read any more */
    gate_open(e);
    return rc;
}

/** Address space left after the last page in use. Pages free inside the file come on top. */
static uint64_t room_in_map(struct env *e, uint64_t *used)
{
    MDB_envinfo info;
    MDB_stat s;

    mdb_env_info(e->lmdb, &info);
    mdb_env_stat(e->lmdb, &s);
    *used = ((uint64_t)info.me_last_pgno + 1) * s.ms_psize;
    return info.me_mapsize > *used ? info.me_mapsize - *used : 0;
}

static rhz_status grow_ahead(struct env *e, struct rhz_error *err)
{
    uint64_t used, room = room_in_map(e, &used);
    int rc;

    if (room >= (uint64_t)RHZ_TXN_DIRTY * 4)
        return RHZ_OK;
    rc = resize(e, used + (used > (uint64_t)RHZ_TXN_DIRTY * 8 ? used : (uint64_t)RHZ_TXN_DIRTY * 8));
    if (rc == MDB_MAP_RESIZED && room >= RHZ_TXN_DIRTY)
        return RHZ_OK;
    return from_lmdb(e, rc, err);
}

static rhz_status reserve_room(struct env *e, uint64_t bytes, struct rhz_error *err)
{
    uint64_t used;

    return room_in_map(e, &used) >= bytes ? RHZ_OK : from_lmdb(e, resize(e, used + bytes), err);
}

/* ---- format and features ---- */

static rhz_status meta_text(struct rhz_txn *t, const char *name, char *out, size_t size)
{
    struct rhz_span v;
    rhz_status st = rhz_txn_get(t, RHZ_DB_META, rhz_span_of(name), &v, NULL);

    if (st != RHZ_OK)
        v.n = 0;
    if (v.n > size - 1)
        v.n = size - 1;
    if (v.n)
        memcpy(out, v.p, v.n);
    out[v.n] = 0;
    return st;
}

static bool knows_feature(const char *name)
{
    size_t i;

    for (i = 0; known_features[i]; i++)
        if (strcmp(known_features[i], name) == 0)
            return true;
    return false;
}

/** Refuse by naming the first feature of the list that this program lacks. */
static rhz_status check_features(struct rhz_txn *t, const char *name, const char *verb, struct rhz_error *err)
{
    char list[512], writer[64], *save = NULL, *word;

    meta_text(t, "writer", writer, sizeof writer);
    meta_text(t, name, list, sizeof list);
    for (word = strtok_r(list, " ", &save); word; word = strtok_r(NULL, " ", &save))
        if (!knows_feature(word))
            return rhz_fail(err, RHZ_FORMAT, "Pour %s la base « %s » (faite par rhizome %s), il faut « %s », que ce programme ne connaît pas : installez une version plus récente.",
                            verb, t->store->path, writer, word);
    return RHZ_OK;
}

static rhz_status check_format(struct rhz_txn *t, bool write, struct rhz_error *err)
{
    const char *path = t->store->path;
    char format[32], writer[64], analyzer[256];
    rhz_status st;
    long version;

    if (meta_text(t, "format", format, sizeof format) != RHZ_OK)
        return rhz_fail(err, RHZ_CORRUPT, "La base « %s » ne dit pas son format : elle est abîmée.", path);
    meta_text(t, "writer", writer, sizeof writer);
    version = strtol(format, NULL, 10);
    if (version > RHZ_FORMAT_VERSION)
        return rhz_fail(err, RHZ_FORMAT, "La base « %s » est au format %.20s, fait par rhizome %s ; ce programme lit le format %d : installez une version plus récente de rhizome.",
                        path, format, writer, RHZ_FORMAT_VERSION);
    if (version != RHZ_FORMAT_VERSION)
        return rhz_fail(err, RHZ_FORMAT, "La base « %s » est au format %.20s, fait par rhizome %s ; ce programme lit le format %d : indexez à nouveau les documents dans une autre base.",
                        path, format, writer, RHZ_FORMAT_VERSION);
    if ((st = check_features(t, "needed-to-read", "lire", err)) != RHZ_OK)
        return st;
    if (write && (st = check_features(t, "needed-to-write", "modifier", err)) != RHZ_OK)
        return st;
    meta_text(t, "analyzer", analyzer, sizeof analyzer);
    if (strcmp(analyzer, rhz_analyzer_fingerprint()) != 0)
        return rhz_fail(err, RHZ_FORMAT, "La base « %s », faite par rhizome %s, découpe les mots autrement que ce programme (%s et non %s) : indexez à nouveau les documents dans une autre base.",
                        path, writer, analyzer, rhz_analyzer_fingerprint());
    return RHZ_OK;
}

/* ---- generations ---- */

/* A writer whose data file is not his to write. */
static rhz_status data_is_read_only(const struct env *e, struct rhz_error *err)
{
    char *data = rhz_folder_join(e->path, "data.mdb");
    int error;
    rhz_status st;

    if (!data)
        return rhz_no_memory(err);
    error = access(data, W_OK) < 0 ? errno : EACCES;
    st = rhz_fail_system(err, data, error);
    free(data);
    return st;
}

static rhz_status open_generation(struct rhz_store *s, const char *name, struct env **out, struct rhz_error *err)
{
    char *dir = rhz_folder_join(s->path, name);
    struct env *e = NULL;
    struct rhz_txn t = {.store = s};
    rhz_status st;
    int rc;

    if (!dir)
        return rhz_no_memory(err);
    st = env_acquire(dir, s->map_bytes, &e, err);
    free(dir);
    if (st != RHZ_OK)
        return st;
    t.env = e;
    gate_enter(e);
    rc = e->broken ? MDB_PANIC : mdb_txn_begin(e->lmdb, NULL, MDB_RDONLY, &t.lmdb);
    /* An environment that was open already and has grown elsewhere: its format was checked when it was opened. */
    st = rc == MDB_MAP_RESIZED ? RHZ_OK : rc ? from_lmdb(e, rc, err) : check_format(&t, s->write, err);
    if (rc == 0)
        mdb_txn_abort(t.lmdb);
    gate_leave(e);
    if (st == RHZ_OK && s->write && e->read_only)
        st = data_is_read_only(e, err);
    if (st != RHZ_OK) {
        env_release(e);
        return st;
    }
    *out = e;
    return RHZ_OK;
}

/** Open what `courant` names. Between its reading and the opening a writer may replace and delete it: look again. */
static rhz_status open_current(struct rhz_store *s, struct rhz_current *current, struct env **out, struct rhz_error *err)
{
    unsigned tries = 0;
    rhz_status st;

    do {
        if ((st = rhz_folder_current(s->path, current, err)) != RHZ_OK)
            return st;
        st = open_generation(s, current->name, out, err);
    } while (st != RHZ_OK && rhz_folder_replaced(s->path, current) && ++tries < 5);
    return st;
}

/** The environment in force, retained for one transaction. */
static rhz_status follow(struct rhz_store *s, struct env **out, struct rhz_error *err)
{
    struct rhz_current current;
    struct env *e = NULL;
    rhz_status st = RHZ_OK;

    pthread_mutex_lock(&s->mutex);
    if (s->env->pid != getpid()) {
        st = rhz_fail(err, RHZ_INVALID, "La base « %s » a été ouverte par un processus parent : ouvrez-la à nouveau.", s->path);
    } else if (!s->pinned && rhz_folder_replaced(s->path, &s->current)) {
        st = open_current(s, &current, &e, err);
        if (st == RHZ_OK) {
            env_release(s->env);
            s->env = e;
            s->current = current;
        }
    }
    if (st == RHZ_OK) {
        env_retain(s->env);
        *out = s->env;
    }
    pthread_mutex_unlock(&s->mutex);
    return st;
}

/* ---- creation ---- */

static rhz_status put_text(struct env *e, MDB_txn *txn, const char *name, const char *value, struct rhz_error *err)
{
    MDB_val k = val_of(rhz_span_of(name)), v = val_of(rhz_span_of(value));

    return from_lmdb(e, mdb_put(txn, e->dbi[RHZ_DB_META], &k, &v, 0), err);
}

static rhz_status put_identity(struct env *e, struct rhz_error *err)
{
    char format[16];
    MDB_txn *txn;
    rhz_status st = from_lmdb(e, mdb_txn_begin(e->lmdb, NULL, 0, &txn), err);

    if (st != RHZ_OK)
        return st;
    snprintf(format, sizeof format, "%d", RHZ_FORMAT_VERSION);
    if ((st = put_text(e, txn, "format", format, err)) != RHZ_OK ||
        (st = put_text(e, txn, "writer", RHZ_WRITER_VERSION, err)) != RHZ_OK ||
        (st = put_text(e, txn, "analyzer", rhz_analyzer_fingerprint(), err)) != RHZ_OK ||
        (st = put_text(e, txn, "kind", "documents", err)) != RHZ_OK) {
        mdb_txn_abort(txn);
        return st;
    }
    return from_lmdb(e, mdb_txn_commit(txn), err);
}

/** A finished, closed environment in the folder `dir`, which must not exist. */
static rhz_status build_environment(const char *dir, uint64_t map_bytes, struct rhz_error *err)
{
    struct env *e;
    rhz_status st;
    int rc;

    if (mkdir(dir, 0777) < 0)
        return rhz_fail_system(err, dir, errno);
    e = env_new(dir);
    if (!e)
        return rhz_no_memory(err);
    rc = try_open(e, map_bytes, 0);
    if (rc == ENOMEM && map_bytes > MAP_SMALLER)
        rc = try_open(e, MAP_SMALLER, 0);
    if ((st = from_lmdb(e, rc, err)) == RHZ_OK && (st = open_databases(e, MDB_CREATE, err)) == RHZ_OK)
        st = put_identity(e, err);
    env_free(e);
    return st == RHZ_OK ? rhz_folder_sync(dir, err) : st;
}

/** Give a base its first generation, under the writers' lock. */
static rhz_status create_generation(struct rhz_store *s, struct rhz_error *err)
{
    char *fresh = rhz_folder_join(s->path, "g0001.nouveau"), *dir = rhz_folder_join(s->path, "g0001");
    rhz_status st = RHZ_NO_MEMORY;

    if (!fresh || !dir) {
        rhz_no_memory(err);
        goto done;
    }
    /* g0001 without `courant`: killed between the two renames. It is whole, only its publication is missing. */
    if (access(dir, F_OK) != 0) {
        rhz_folder_remove_generation(fresh);
        if ((st = build_environment(fresh, s->map_bytes, err)) != RHZ_OK) {
            rhz_folder_remove_generation(fresh);
            goto done;
        }
        if (rename(fresh, dir) < 0) {
            st = rhz_fail_system(err, dir, errno);
            goto done;
        }
    }
    st = rhz_folder_publish(s->path, "g0001", err);
done:
    free(fresh);
    free(dir);
    return st;
}

static rhz_status prepare_writer(struct rhz_store *s, bool create, struct rhz_error *err)
{
    struct rhz_current current;
    rhz_status st;

    if (create && (st = rhz_folder_prepare(s->path, err)) != RHZ_OK)
        return st;
    if (!create && (st = rhz_folder_current(s->path, &current, err)) != RHZ_OK)
        return st;
    if ((st = rhz_folder_lock(s->path, &s->lock, err)) != RHZ_OK)
        return st;
    st = rhz_folder_current(s->path, &current, err);
    if (st == RHZ_OK)
        rhz_folder_sweep(s->path, current.name);
    return st == RHZ_NOT_FOUND && create ? create_generation(s, err) : st;
}

/* ---- the next generation ---- */

rhz_status rhz_store_next(struct rhz_store *s, struct rhz_store **out, struct rhz_error *err)
{
    struct rhz_store *f = calloc(1, sizeof *f);
    char fresh[RHZ_GENERATION_NAME + sizeof UNFINISHED];
    char *dir = NULL;
    rhz_status st;

    *out = NULL;
    if (!f)
        return rhz_no_memory(err);
    pthread_mutex_init(&f->mutex, NULL);
    f->lock = -1;
    f->write = f->pinned = true;
    f->map_bytes = s->map_bytes;
    f->path = strdup(s->path);
    snprintf(f->current.name, sizeof f->current.name, "g%04llu", (strtoull(s->current.name + 1, NULL, 10) + 1) % 10000000000u);
    snprintf(fresh, sizeof fresh, "%s%s", f->current.name, UNFINISHED);
    dir = f->path ? rhz_folder_join(f->path, fresh) : NULL;
    st = dir ? build_environment(dir, f->map_bytes, err) : rhz_no_memory(err);
    if (st == RHZ_OK)
        st = open_generation(f, fresh, &f->env, err);
    free(dir);
    if (st == RHZ_OK)
        *out = f;
    else
        rhz_store_discard(f);
    return st;
}

/** Folder of a generation that is being built, with `suffix`; to be freed. */
static char *next_folder(const struct rhz_store *f, const char *suffix)
{
    char *path;

    return asprintf(&path, "%s/%s%s", f->path, f->current.name, suffix) < 0 ? NULL : path;
}

void rhz_store_discard(struct rhz_store *f)
{
    char *dir = f && f->path ? next_folder(f, UNFINISHED) : NULL;

    rhz_store_close(f);
    if (dir)
        rhz_folder_remove_generation(dir);
    free(dir);
}

rhz_status rhz_store_adopt(struct rhz_store *s, struct rhz_store *f, struct rhz_error *err)
{
    char *fresh = next_folder(f, UNFINISHED), *dir = next_folder(f, "");
    rhz_status st = fresh && dir ? RHZ_OK : rhz_no_memory(err);

    env_release(f->env); /* closed before it is renamed: its path would be wrong */
    f->env = NULL;
    if (st == RHZ_OK && rename(fresh, dir) < 0)
        st = rhz_fail_system(err, dir, errno);
    if (st == RHZ_OK && (st = rhz_folder_sync(s->path, err)) == RHZ_OK &&
        (st = rhz_folder_publish(s->path, f->current.name, err)) == RHZ_OK)
        rhz_folder_sweep(s->path, f->current.name); /* readers that have the old one open keep it until they end */
    free(fresh);
    free(dir);
    rhz_store_discard(f);
    return st;
}

/* ---- the store ---- */

static uint64_t map_size(uint64_t asked)
{
    const char *v = getenv("RHIZOME_CARTE");
    unsigned long long mib = v ? strtoull(v, NULL, 10) : 0;

    if (asked == 0)
        asked = mib && mib < (SIZE_MAX >> 20) ? (uint64_t)mib << 20 : MAP_DEFAULT;
    /* LMDB wants whole pages, and room for its own first ones. */
    if (asked < 1 << 20)
        asked = 1 << 20;
    if (asked > SIZE_MAX / 2)
        asked = SIZE_MAX / 2;
    return asked & ~(uint64_t)0xFFFF;
}

rhz_status rhz_store_open(const char *path, enum rhz_store_mode mode, uint64_t map_bytes, struct rhz_store **out,
                          struct rhz_error *err)
{
    struct rhz_store *s = calloc(1, sizeof *s);
    rhz_status st;
    int dead;

    *out = NULL;
    if (!s)
        return rhz_no_memory(err);
    pthread_mutex_init(&s->mutex, NULL);
    s->lock = -1;
    s->write = mode != RHZ_STORE_READ;
    s->map_bytes = map_size(map_bytes);
    s->path = strdup(path);
    st = s->path ? RHZ_OK : rhz_no_memory(err);
    if (st == RHZ_OK && s->write)
        st = prepare_writer(s, mode == RHZ_STORE_CREATE, err);
    if (st == RHZ_OK)
        st = open_current(s, &s->current, &s->env, err);
    if (st != RHZ_OK) {
        rhz_store_close(s);
        return st;
    }
    if (s->write)
        mdb_reader_check(s->env->lmdb, &dead); /* slots of killed readers, which would keep old pages from reuse */
    *out = s;
    return RHZ_OK;
}

void rhz_store_close(struct rhz_store *s)
{
    if (!s)
        return;
    env_release(s->env);
    if (s->lock >= 0)
        close(s->lock);
    pthread_mutex_destroy(&s->mutex);
    free(s->path);
    free(s);
}

const char *rhz_store_path(const struct rhz_store *s)
{
    return s->path;
}

rhz_status rhz_store_reserve(struct rhz_store *s, uint64_t bytes, struct rhz_error *err)
{
    rhz_status st;

    pthread_mutex_lock(&s->mutex);
    st = reserve_room(s->env, bytes, err);
    pthread_mutex_unlock(&s->mutex);
    return st;
}

uint64_t rhz_store_bytes(struct rhz_store *s)
{
    struct stat data;
    uint64_t bytes;

    pthread_mutex_lock(&s->mutex);
    bytes = stat_data(s->env->path, &data, NULL) == RHZ_OK ? (uint64_t)data.st_blocks * 512 : 0;
    pthread_mutex_unlock(&s->mutex);
    return bytes;
}

/* ---- transactions ---- */

static bool claim_writing(struct env *e, bool claim)
{
    bool free_before;

    pthread_mutex_lock(&e->mutex);
    free_before = !e->writing;
    e->writing = claim;
    pthread_mutex_unlock(&e->mutex);
    return free_before;
}

static int begin_lmdb(struct rhz_txn *t)
{
    struct env *e = t->env;
    unsigned tries = 0;
    int rc;

    do {
        gate_enter(e);
        rc = e->broken ? MDB_PANIC : mdb_txn_begin(e->lmdb, NULL, t->write ? 0 : MDB_RDONLY, &t->lmdb);
        if (rc)
            gate_leave(e);
    } while (rc == MDB_MAP_RESIZED && ++tries < 4 && (rc = resize(e, 0)) == 0);
    return rc;
}

static rhz_status begin_write(struct rhz_txn *t, struct rhz_error *err)
{
    rhz_status st;

    /* LMDB would wait for the other one for ever when it is this thread's own. */
    if (!claim_writing(t->env, true))
        return rhz_fail(err, RHZ_BUSY, "Une écriture est déjà en cours dans la base « %s ».", t->store->path);
    if ((st = grow_ahead(t->env, err)) == RHZ_OK)
        st = from_lmdb(t->env, begin_lmdb(t), err);
    if (st != RHZ_OK)
        claim_writing(t->env, false);
    return st;
}

rhz_status rhz_txn_begin(struct rhz_store *s, bool write, struct rhz_txn **out, struct rhz_error *err)
{
    struct rhz_txn *t;
    rhz_status st;

    *out = NULL;
    if (write && !s->write)
        return rhz_fail(err, RHZ_INVALID, "La base « %s » est ouverte en lecture seule.", s->path);
    t = calloc(1, sizeof *t);
    if (!t)
        return rhz_no_memory(err);
    t->store = s;
    t->write = write;
    if ((st = follow(s, &t->env, err)) != RHZ_OK) {
        free(t);
        return st;
    }
    st = write ? begin_write(t, err) : from_lmdb(t->env, begin_lmdb(t), err);
    if (st != RHZ_OK) {
        env_release(t->env);
        free(t);
        return st;
    }
    *out = t;
    return RHZ_OK;
}

/** What follows the end of the LMDB transaction. */
static void end(struct rhz_txn *t)
{
    gate_leave(t->env);
    if (t->write)
        claim_writing(t->env, false);
    env_release(t->env);
    free(t);
}

rhz_status rhz_txn_commit(struct rhz_txn *t, struct rhz_error *err)
{
    /* LMDB frees its transaction whatever the result. */
    rhz_status st = from_lmdb(t->env, mdb_txn_commit(t->lmdb), err);

    end(t);
    return st;
}

void rhz_txn_abort(struct rhz_txn *t)
{
    if (!t)
        return;
    mdb_txn_abort(t->lmdb);
    end(t);
}

struct rhz_store *rhz_txn_store(struct rhz_txn *t)
{
    return t->store;
}

rhz_status rhz_txn_copy(struct rhz_txn *t, int fd, const char *path, struct rhz_error *err)
{
    /* LMDB copies through a transaction of its own; ours keeps the map from being resized meanwhile. */
    int rc = mdb_env_copyfd2(t->env->lmdb, fd, MDB_CP_COMPACT);

    if (rc > 0) /* the system's: about the copy, not the base */
        return rhz_fail_system(err, path, rc == EIO && disk_is_full(path) ? ENOSPC : rc);
    return from_lmdb(t->env, rc, err);
}

uint64_t rhz_txn_written(const struct rhz_txn *t)
{
    return t->written;
}

rhz_status rhz_txn_roll(struct rhz_store *store, struct rhz_txn **txn, struct rhz_error *err)
{
    struct rhz_txn *t = *txn;
    rhz_status st;

    if (rhz_txn_written(t) < RHZ_TXN_DIRTY / 2)
        return RHZ_OK;
    *txn = NULL;
    if ((st = rhz_txn_commit(t, err)) != RHZ_OK)
        return st;
    return rhz_txn_begin(store, true, txn, err);
}

/** Keys that LMDB would refuse or, for an empty one, misread. */
static bool bad_key(struct rhz_span key)
{
    return key.n == 0 || key.n > RHZ_KEY_MAX;
}

rhz_status rhz_txn_get(struct rhz_txn *t, enum rhz_db db, struct rhz_span key, struct rhz_span *value, struct rhz_error *err)
{
    MDB_val k = val_of(key), v;
    int rc = bad_key(key) ? MDB_NOTFOUND : mdb_get(t->lmdb, t->env->dbi[db], &k, &v);

    *value = rc == 0 ? span_of(v) : rhz_span("", 0);
    return from_lmdb(t->env, rc, err);
}

static rhz_status put(struct rhz_txn *t, enum rhz_db db, struct rhz_span key, struct rhz_span value, unsigned flags,
                      struct rhz_error *err)
{
    MDB_val k = val_of(key), v = val_of(value);
    int rc = bad_key(key) ? MDB_BAD_VALSIZE : mdb_put(t->lmdb, t->env->dbi[db], &k, &v, flags);

    if (rc == MDB_KEYEXIST && flags) {
        flags = 0;
        rc = mdb_put(t->lmdb, t->env->dbi[db], &k, &v, flags);
    }
    if (rc == 0)
        t->written += key.n + value.n + (flags ? 16 : PUT_OVERHEAD);
    return from_lmdb(t->env, rc, err);
}

rhz_status rhz_txn_put(struct rhz_txn *t, enum rhz_db db, struct rhz_span key, struct rhz_span value, struct rhz_error *err)
{
    return put(t, db, key, value, 0, err);
}

rhz_status rhz_txn_append(struct rhz_txn *t, enum rhz_db db, struct rhz_span key, struct rhz_span value, struct rhz_error *err)
{
    return put(t, db, key, value, MDB_APPEND, err);
}

rhz_status rhz_txn_delete(struct rhz_txn *t, enum rhz_db db, struct rhz_span key, struct rhz_error *err)
{
    MDB_val k = val_of(key);
    int rc = bad_key(key) ? MDB_NOTFOUND : mdb_del(t->lmdb, t->env->dbi[db], &k, NULL);

    if (rc == 0)
        t->written += PUT_OVERHEAD;
    return from_lmdb(t->env, rc, err);
}

rhz_status rhz_txn_entries(struct rhz_txn *t, enum rhz_db db, uint64_t *n, struct rhz_error *err)
{
    MDB_stat s = {0};
    int rc = mdb_stat(t->lmdb, t->env->dbi[db], &s);

    *n = s.ms_entries;
    return from_lmdb(t->env, rc, err);
}

/* ---- cursors ---- */

rhz_status rhz_db_cursor_open(struct rhz_txn *t, enum rhz_db db, struct rhz_db_cursor **out, struct rhz_error *err)
{
    struct rhz_db_cursor *c = calloc(1, sizeof *c);
    int rc;

    *out = NULL;
    if (!c)
        return rhz_no_memory(err);
    c->txn = t;
    rc = mdb_cursor_open(t->lmdb, t->env->dbi[db], &c->lmdb);
    if (rc) {
        free(c);
        return from_lmdb(t->env, rc, err);
    }
    *out = c;
    return RHZ_OK;
}

void rhz_db_cursor_close(struct rhz_db_cursor *c)
{
    if (!c)
        return;
    mdb_cursor_close(c->lmdb);
    free(c);
}

static rhz_status move(struct rhz_db_cursor *c, MDB_val *key, MDB_cursor_op op, struct rhz_span *k, struct rhz_span *v,
                       struct rhz_error *err)
{
    MDB_val value;
    int rc = mdb_cursor_get(c->lmdb, key, &value, op);

    *k = rc == 0 ? span_of(*key) : rhz_span("", 0);
    *v = rc == 0 ? span_of(value) : rhz_span("", 0);
    return from_lmdb(c->txn->env, rc, err);
}

rhz_status rhz_db_seek(struct rhz_db_cursor *c, struct rhz_span key, struct rhz_span *k, struct rhz_span *v, struct rhz_error *err)
{
    MDB_val at = val_of(key);

    return move(c, &at, key.n ? MDB_SET_RANGE : MDB_FIRST, k, v, err);
}

rhz_status rhz_db_seek_back(struct rhz_db_cursor *c, struct rhz_span key, struct rhz_span *k, struct rhz_span *v,
                            struct rhz_error *err)
{
    MDB_val at = val_of(key);
    rhz_status st = rhz_db_seek(c, key, k, v, err);

    if (st == RHZ_OK && rhz_span_eq(*k, key))
        return st;
    if (st == RHZ_OK)
        return move(c, &at, MDB_PREV, k, v, err);
    return st == RHZ_NOT_FOUND ? move(c, &at, MDB_LAST, k, v, err) : st;
}

rhz_status rhz_db_next(struct rhz_db_cursor *c, struct rhz_span *k, struct rhz_span *v, struct rhz_error *err)
{
    MDB_val at = {0, NULL};

    return move(c, &at, MDB_NEXT, k, v, err);
}

rhz_status rhz_db_delete_prefix(struct rhz_txn *t, enum rhz_db db, struct rhz_span prefix, size_t most, size_t *n,
                                struct rhz_error *err)
{
    struct rhz_db_cursor *c;
    struct rhz_span k, v;
    rhz_status st;

    *n = 0;
    if ((st = rhz_db_cursor_open(t, db, &c, err)) != RHZ_OK)
        return st;
    st = rhz_db_seek(c, prefix, &k, &v, err);
    while (st == RHZ_OK && *n < most && k.n >= prefix.n && memcmp(k.p, prefix.p, prefix.n) == 0) {
        t->written += k.n + v.n;
        st = from_lmdb(t->env, mdb_cursor_del(c->lmdb, 0), err);
        *n += st == RHZ_OK;
        if (st == RHZ_OK)
            st = rhz_db_next(c, &k, &v, err);
    }
    rhz_db_cursor_close(c);
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}
