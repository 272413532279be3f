/* test_store.c -- the base on disk: creation, refusals, writers and readers, kills, growth of the map. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/wait.h>

#include "base_folder.h"
#include "codec.h"
#include "folder.h"
#include "store.h"

struct place {
    char root[256], base[300];
};

static int setup(void **state)
{
    struct place *p = calloc(1, sizeof *p);

    folder_make(p->root);
    snprintf(p->base, sizeof p->base, "%s/asso.rhz", p->root);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    struct place *p = *state;

    folder_remove(p->root);
    free(p);
    return 0;
}

static struct rhz_store *open_or_fail(const char *base, enum rhz_store_mode mode, uint64_t map)
{
    struct rhz_store *s;
    struct rhz_error err = {0};

    if (rhz_store_open(base, mode, map, &s, &err) != RHZ_OK)
        fail_msg("%s", err.text);
    return s;
}

static void put(struct rhz_txn *t, const char *key, const char *value)
{
    assert_int_equal(rhz_txn_put(t, RHZ_DB_META, rhz_span_of(key), rhz_span_of(value), NULL), RHZ_OK);
}

static void put_one(struct rhz_store *s, const char *key, const char *value)
{
    struct rhz_txn *t;

    assert_int_equal(rhz_txn_begin(s, true, &t, NULL), RHZ_OK);
    put(t, key, value);
    assert_int_equal(rhz_txn_commit(t, NULL), RHZ_OK);
}

static void assert_value(struct rhz_txn *t, const char *key, const char *value)
{
    struct rhz_span v;
    rhz_status st = rhz_txn_get(t, RHZ_DB_META, rhz_span_of(key), &v, NULL);

    if (!value) {
        assert_int_equal(st, RHZ_NOT_FOUND);
        return;
    }
    assert_int_equal(st, RHZ_OK);
    assert_true(rhz_span_eq(v, rhz_span_of(value)));
}

static void assert_stored(struct rhz_store *s, const char *key, const char *value)
{
    struct rhz_txn *t;

    assert_int_equal(rhz_txn_begin(s, false, &t, NULL), RHZ_OK);
    assert_value(t, key, value);
    rhz_txn_abort(t);
}

/** The store must refuse, with a sentence that holds `word`. */
static void assert_refused(const char *base, enum rhz_store_mode mode, rhz_status expected, const char *word)
{
    struct rhz_store *s = (void *)1;
    struct rhz_error err = {0};

    assert_int_equal(rhz_store_open(base, mode, 0, &s, &err), expected);
    assert_null(s);
    assert_int_equal(err.status, expected);
    if (!strstr(err.text, word))
        fail_msg("« %s » is not in: %s", word, err.text);
}

static void create(const char *base)
{
    rhz_store_close(open_or_fail(base, RHZ_STORE_CREATE, 0));
}

/* ---- creation and refusals ---- */

static void test_create_and_open(void **state)
{
    struct place *p = *state;
    struct rhz_store *s = open_or_fail(p->base, RHZ_STORE_CREATE, 0);
    struct rhz_current c;

    assert_string_equal(rhz_store_path(s), p->base);
    assert_true(rhz_store_bytes(s) > 0);
    put_one(s, "essai", "un");
    rhz_store_close(s);
    assert_int_equal(rhz_folder_current(p->base, &c, NULL), RHZ_OK);
    assert_string_equal(c.name, "g0001");
    s = open_or_fail(p->base, RHZ_STORE_CREATE, 0); /* an existing base is opened as it is */
    assert_stored(s, "essai", "un");
    rhz_store_close(s);
    s = open_or_fail(p->base, RHZ_STORE_READ, 0);
    assert_stored(s, "essai", "un");
    assert_stored(s, "format", "1");
    assert_stored(s, "kind", "documents");
    rhz_store_close(s);
}

static void test_create_in_an_empty_folder(void **state)
{
    struct place *p = *state;

    assert_int_equal(mkdir(p->base, 0777), 0);
    create(p->base);
    rhz_store_close(open_or_fail(p->base, RHZ_STORE_WRITE, 0));
}

static void test_missing(void **state)
{
    struct place *p = *state;
    char below[400];

    assert_refused(p->base, RHZ_STORE_READ, RHZ_NOT_FOUND, "rhizome indexer --base");
    assert_refused(p->base, RHZ_STORE_WRITE, RHZ_NOT_FOUND, "n'existe pas");
    assert_int_equal(access(p->base, F_OK), -1); /* opening never creates */
    snprintf(below, sizeof below, "%s/nulle/part", p->root);
    assert_refused(below, RHZ_STORE_CREATE, RHZ_NOT_FOUND, "dossier qui doit la contenir");
}

static void write_file(const char *folder, const char *name, const char *text)
{
    char *path = rhz_folder_join(folder, name);
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    free(path);
}

static void test_foreign_folder_is_left_alone(void **state)
{
    struct place *p = *state;
    char *verrou = rhz_folder_join(p->root, "verrou"), *note = rhz_folder_join(p->root, "note.txt");

    write_file(p->root, "note.txt", "à garder");
    assert_refused(p->root, RHZ_STORE_CREATE, RHZ_INVALID, "n'est pas vide");
    assert_refused(p->root, RHZ_STORE_WRITE, RHZ_NOT_FOUND, "n'est pas une base");
    assert_refused(p->root, RHZ_STORE_READ, RHZ_NOT_FOUND, "n'est pas une base");
    assert_int_equal(access(verrou, F_OK), -1);
    assert_refused(note, RHZ_STORE_READ, RHZ_NOT_FOUND, "est un fichier");
    assert_refused(note, RHZ_STORE_CREATE, RHZ_INVALID, "est un fichier");
    free(verrou);
    free(note);
}

static void test_damaged_courant(void **state)
{
    struct place *p = *state;

    create(p->base);
    write_file(p->base, "courant", "../ailleurs\n");
    assert_refused(p->base, RHZ_STORE_READ, RHZ_CORRUPT, "courant");
    write_file(p->base, "courant", "");
    assert_refused(p->base, RHZ_STORE_CREATE, RHZ_CORRUPT, "courant");
    write_file(p->base, "courant", "g0007\n");
    assert_refused(p->base, RHZ_STORE_READ, RHZ_CORRUPT, "data.mdb");
}

static void test_damaged_data_file(void **state)
{
    struct place *p = *state;
    char dir[400];

    create(p->base);
    snprintf(dir, sizeof dir, "%s/g0001", p->base);
    write_file(dir, "data.mdb", "ceci n'est pas une base");
    assert_refused(p->base, RHZ_STORE_READ, RHZ_CORRUPT, "g0001");
}

/* ---- a creation that was cut short ---- */

static void test_unfinished_creation(void **state)
{
    struct place *p = *state;
    char dir[400], courant[400];

    /* Killed while the environment was being built. */
    assert_int_equal(mkdir(p->base, 0777), 0);
    snprintf(dir, sizeof dir, "%s/g0001.nouveau", p->base);
    assert_int_equal(mkdir(dir, 0777), 0);
    write_file(dir, "data.mdb", "à moitié");
    write_file(p->base, "verrou", "");
    write_file(p->base, "courant.nouveau", "g0");
    assert_refused(p->base, RHZ_STORE_READ, RHZ_NOT_FOUND, "n'est pas une base");
    create(p->base);
    assert_int_equal(access(dir, F_OK), -1);

    /* Killed between the two renames: the environment is whole and is kept. */
    struct rhz_store *s = open_or_fail(p->base, RHZ_STORE_WRITE, 0);
    put_one(s, "essai", "gardé");
    rhz_store_close(s);
    snprintf(courant, sizeof courant, "%s/courant", p->base);
    assert_int_equal(unlink(courant), 0);
    s = open_or_fail(p->base, RHZ_STORE_CREATE, 0);
    assert_stored(s, "essai", "gardé");
    rhz_store_close(s);
}

/* ---- format ---- */

static void set_meta(const char *base, const char *name, const char *value)
{
    struct rhz_store *s = open_or_fail(base, RHZ_STORE_WRITE, 0);

    put_one(s, name, value);
    rhz_store_close(s);
}

static void test_newer_format(void **state)
{
    struct place *p = *state;

    create(p->base);
    set_meta(p->base, "writer", "9.4.0");
    set_meta(p->base, "format", "2");
    assert_refused(p->base, RHZ_STORE_READ, RHZ_FORMAT, "9.4.0");
    assert_refused(p->base, RHZ_STORE_WRITE, RHZ_FORMAT, "plus récente");
}

static void test_older_format(void **state)
{
    struct place *p = *state;

    create(p->base);
    set_meta(p->base, "format", "0");
    assert_refused(p->base, RHZ_STORE_READ, RHZ_FORMAT, "indexez à nouveau");
}

static void test_other_analyzer(void **state)
{
    struct place *p = *state;

    create(p->base);
    set_meta(p->base, "analyzer", "autre-decoupage");
    assert_refused(p->base, RHZ_STORE_READ, RHZ_FORMAT, "autre-decoupage");
}

static void test_features(void **state)
{
    struct place *p = *state;

    create(p->base);
    set_meta(p->base, "needed-to-write", "journal");
    rhz_store_close(open_or_fail(p->base, RHZ_STORE_READ, 0));
    assert_refused(p->base, RHZ_STORE_WRITE, RHZ_FORMAT, "« journal »");

    char other[400];
    snprintf(other, sizeof other, "%s/autre.rhz", p->root);
    create(other);
    set_meta(other, "needed-to-read", "images vecteurs");
    assert_refused(other, RHZ_STORE_READ, RHZ_FORMAT, "« images »");
}

/* ---- writers and readers ---- */

static void test_second_writer(void **state)
{
    struct place *p = *state;
    struct rhz_store *s = open_or_fail(p->base, RHZ_STORE_CREATE, 0);

    assert_refused(p->base, RHZ_STORE_WRITE, RHZ_BUSY, p->base);
    assert_refused(p->base, RHZ_STORE_CREATE, RHZ_BUSY, "en cours d'écriture");
    rhz_store_close(s);
    rhz_store_close(open_or_fail(p->base, RHZ_STORE_WRITE, 0));
}

/* A writer that ends while another waits lets it in; one that does not is named. */
static void *close_soon(void *store)
{
    struct timespec soon = {0, 120 * 1000000L};

    nanosleep(&soon, NULL);
    rhz_store_close(store);
    return NULL;
}

static void test_second_writer_waits(void **state)
{
    struct place *p = *state;
    struct rhz_store *s = open_or_fail(p->base, RHZ_STORE_CREATE, 0);
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_store *other;
    char process[64];
    pthread_t thread;

    snprintf(process, sizeof process, "(processus %ld, depuis le ", (long)getpid());
    assert_int_equal(rhz_store_open(p->base, RHZ_STORE_WRITE, 0, &other, &err), RHZ_BUSY);
    assert_non_null(strstr(err.text, process));
    assert_non_null(strstr(err.text, "test_store"));
    assert_int_equal(pthread_create(&thread, NULL, close_soon, s), 0);
    setenv("RHIZOME_ATTENTE", "60", 1);
    rhz_store_close(open_or_fail(p->base, RHZ_STORE_WRITE, 0));
    unsetenv("RHIZOME_ATTENTE");
    assert_int_equal(pthread_join(thread, NULL), 0);
}

/* The lock of a killed writer ends with it; what it wrote of itself is told to nobody. */
static void test_killed_writer_is_not_named(void **state)
{
    struct place *p = *state;
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_store *other;
    int ready[2], status, fd;
    char byte;
    char *verrou;
    pid_t child;

    rhz_store_close(open_or_fail(p->base, RHZ_STORE_CREATE, 0));
    assert_int_equal(pipe(ready), 0);
    if ((child = fork()) == 0) {
        open_or_fail(p->base, RHZ_STORE_WRITE, 0);
        if (write(ready[1], "x", 1) != 1)
            _exit(1);
        pause();
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(rhz_store_open(p->base, RHZ_STORE_WRITE, 0, &other, &err), RHZ_BUSY);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    /* Somebody else has it and did not say so. */
    verrou = rhz_folder_join(p->base, "verrou");
    fd = open(verrou, O_RDWR);
    assert_true(fd >= 0 && flock(fd, LOCK_EX) == 0);
    assert_int_equal(rhz_store_open(p->base, RHZ_STORE_WRITE, 0, &other, &err), RHZ_BUSY);
    assert_non_null(strstr(err.text, "un autre programme"));
    close(fd);
    rhz_store_close(open_or_fail(p->base, RHZ_STORE_WRITE, 0));
    close(ready[0]);
    close(ready[1]);
    free(verrou);
}

static void test_reader_beside_writer(void **state)
{
    struct place *p = *state;
    struct rhz_store *w = open_or_fail(p->base, RHZ_STORE_CREATE, 0), *r = open_or_fail(p->base, RHZ_STORE_READ, 0);
    struct rhz_txn *old, *write, *other;

    put_one(w, "etat", "premier");
    assert_int_equal(rhz_txn_begin(r, true, &write, NULL), RHZ_INVALID);
    assert_int_equal(rhz_txn_begin(r, false, &old, NULL), RHZ_OK);
    assert_int_equal(rhz_txn_begin(w, true, &write, NULL), RHZ_OK);
    assert_int_equal(rhz_txn_begin(w, true, &other, NULL), RHZ_BUSY);
    put(write, "etat", "second");
    assert_value(old, "etat", "premier");
    assert_int_equal(rhz_txn_commit(write, NULL), RHZ_OK);
    assert_value(old, "etat", "premier");
    assert_stored(r, "etat", "second");
    rhz_txn_abort(old);

    /* Closing one handle leaves the other its environment and its snapshots. */
    assert_int_equal(rhz_txn_begin(r, false, &old, NULL), RHZ_OK);
    rhz_store_close(w);
    assert_value(old, "etat", "second");
    rhz_txn_abort(old);
    rhz_store_close(r);
}

static void test_abort_forgets(void **state)
{
    struct place *p = *state;
    struct rhz_store *s = open_or_fail(p->base, RHZ_STORE_CREATE, 0);
    struct rhz_txn *t;

    assert_int_equal(rhz_txn_begin(s, true, &t, NULL), RHZ_OK);
    assert_ptr_equal(rhz_txn_store(t), s);
    put(t, "etat", "jamais");
    rhz_txn_abort(t);
    assert_stored(s, "etat", NULL);
    rhz_store_close(s);
}

/** Run `work` in a child that ends without cleaning up, as a kill would. */
static void in_killed_child(void (*work)(const char *base), const char *base)
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        work(base);
        _exit(7);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
}

static void write_and_die(const char *base)
{
    struct rhz_store *s;
    struct rhz_txn *t;
    char key[16];
    int i;

    if (rhz_store_open(base, RHZ_STORE_WRITE, 0, &s, NULL) != RHZ_OK)
        _exit(1);
    put_one(s, "committed", "oui");
    if (rhz_txn_begin(s, true, &t, NULL) != RHZ_OK)
        _exit(2);
    for (i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "k%d", i);
        put(t, key, "perdu");
    }
}

static void test_killed_writer(void **state)
{
    struct place *p = *state;
    struct rhz_store *s;

    create(p->base);
    in_killed_child(write_and_die, p->base);
    s = open_or_fail(p->base, RHZ_STORE_WRITE, 0); /* the lock went with the process */
    assert_stored(s, "committed", "oui");
    assert_stored(s, "k0", NULL);
    assert_stored(s, "k4999", NULL);
    put_one(s, "apres", "oui");
    rhz_store_close(s);
}

static void test_store_from_before_fork(void **state)
{
    struct place *p = *state;
    struct rhz_store *s = open_or_fail(p->base, RHZ_STORE_CREATE, 0), *own;
    struct rhz_txn *t;
    int status;
    pid_t pid;

    put_one(s, "etat", "là");
    assert_int_equal(rhz_txn_begin(s, false, &t, NULL), RHZ_OK);
    if ((pid = fork()) == 0) {
        struct rhz_txn *mine;
        if (rhz_txn_begin(s, false, &mine, NULL) != RHZ_INVALID)
            _exit(1);
        if (rhz_store_open(p->base, RHZ_STORE_READ, 0, &own, NULL) != RHZ_OK)
            _exit(2);
        if (rhz_txn_begin(own, false, &mine, NULL) != RHZ_OK)
            _exit(3);
        rhz_txn_abort(mine);
        rhz_store_close(own);
        rhz_store_close(s);
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_value(t, "etat", "là");
    rhz_txn_abort(t);
    put_one(s, "etat", "encore");
    assert_stored(s, "etat", "encore");
    rhz_store_close(s);
}

static void test_new_generation_is_followed(void **state)
{
    struct place *p = *state;
    struct rhz_store *r, *w;
    struct rhz_txn *old;
    char command[900], other[400];

    /* Another base's environment plays the new generation. */
    w = open_or_fail(p->base, RHZ_STORE_CREATE, 0);
    put_one(w, "etat", "ancien");
    rhz_store_close(w);
    snprintf(other, sizeof other, "%s/autre.rhz", p->root);
    w = open_or_fail(other, RHZ_STORE_CREATE, 0);
    put_one(w, "etat", "nouveau");
    rhz_store_close(w);
    snprintf(command, sizeof command, "%s/g0001", other);
    snprintf(other, sizeof other, "%s/g0002", p->base);
    assert_int_equal(rename(command, other), 0);

    r = open_or_fail(p->base, RHZ_STORE_READ, 0);
    assert_int_equal(rhz_txn_begin(r, false, &old, NULL), RHZ_OK);
    assert_int_equal(rhz_folder_publish(p->base, "g0002", NULL), RHZ_OK);
    assert_value(old, "etat", "ancien");
    assert_stored(r, "etat", "nouveau");
    assert_value(old, "etat", "ancien");
    rhz_txn_abort(old);
    rhz_store_close(r);
}

/* ---- the map ---- */

static void fill(struct rhz_store *s, unsigned first, unsigned count, size_t bytes)
{
    char *value = calloc(1, bytes);
    struct rhz_buf key = {0};
    struct rhz_txn *t;
    unsigned i;

    assert_int_equal(rhz_txn_begin(s, true, &t, NULL), RHZ_OK);
    for (i = 0; i < count; i++) {
        rhz_buf_reset(&key);
        rhz_put_be32(&key, first + i);
        assert_int_equal(rhz_txn_append(t, RHZ_DB_TEXT, rhz_buf_view(&key), rhz_span(value, bytes), NULL), RHZ_OK);
    }
    assert_true(rhz_txn_written(t) >= (uint64_t)count * bytes);
    assert_int_equal(rhz_txn_commit(t, NULL), RHZ_OK);
    rhz_buf_free(&key);
    free(value);
}

static void test_map_grows_ahead(void **state)
{
    struct place *p = *state;
    struct rhz_store *s = open_or_fail(p->base, RHZ_STORE_CREATE, 1 << 20);
    unsigned i;

    for (i = 0; i < 3; i++) /* 3 times 4 MiB in a map asked at 1 MiB */
        fill(s, i * 1000, 1000, 4096);
    rhz_store_close(s);
    s = open_or_fail(p->base, RHZ_STORE_READ, 1 << 20); /* a file larger than the map asked for */
    assert_stored(s, "format", "1");
    rhz_store_close(s);
}

static void test_growth_does_not_wait_for_ever(void **state)
{
    struct place *p = *state;
    struct rhz_store *s = open_or_fail(p->base, RHZ_STORE_CREATE, 1 << 20);
    struct rhz_txn *reader, *t;

    assert_int_equal(rhz_txn_begin(s, false, &reader, NULL), RHZ_OK);
    assert_int_equal(rhz_txn_begin(s, true, &t, NULL), RHZ_BUSY);
    assert_null(t);
    rhz_txn_abort(reader);
    put_one(s, "etat", "écrit");
    rhz_store_close(s);
}

/** The file grows in this process; a reader of another one, with a small map, must see it all. */
static void test_reader_of_another_process_sees_growth(void **state)
{
    struct place *p = *state;
    int ready[2], go[2], status;
    struct rhz_store *s;
    pid_t pid;
    char c;

    create(p->base);
    assert_int_equal(pipe(ready) | pipe(go), 0);
    if ((pid = fork()) == 0) {
        struct rhz_store *r;
        struct rhz_txn *t;
        uint64_t n;
        if (rhz_store_open(p->base, RHZ_STORE_READ, 1 << 20, &r, NULL) != RHZ_OK)
            _exit(1);
        if (write(ready[1], "x", 1) != 1 || read(go[0], &c, 1) != 1)
            _exit(2);
        if (rhz_txn_begin(r, false, &t, NULL) != RHZ_OK)
            _exit(3);
        if (rhz_txn_entries(t, RHZ_DB_TEXT, &n, NULL) != RHZ_OK || n != 1000)
            _exit(4);
        rhz_txn_abort(t);
        rhz_store_close(r);
        _exit(0);
    }
    assert_int_equal(read(ready[0], &c, 1), 1);
    s = open_or_fail(p->base, RHZ_STORE_WRITE, 1 << 20);
    fill(s, 0, 1000, 4096);
    assert_int_equal(write(go[1], "x", 1), 1);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    rhz_store_close(s);
    close(ready[0]), close(ready[1]), close(go[0]), close(go[1]);
}

/* ---- entries ---- */

static void test_cursor(void **state)
{
    struct place *p = *state;
    struct rhz_store *s = open_or_fail(p->base, RHZ_STORE_CREATE, 0);
    struct rhz_db_cursor *c;
    struct rhz_span k, v;
    struct rhz_txn *t;

    assert_int_equal(rhz_txn_begin(s, true, &t, NULL), RHZ_OK);
    assert_int_equal(rhz_db_cursor_open(t, RHZ_DB_FACTS, &c, NULL), RHZ_OK);
    assert_int_equal(rhz_db_seek(c, RHZ_SPAN(""), &k, &v, NULL), RHZ_NOT_FOUND);
    assert_int_equal(rhz_db_seek_back(c, RHZ_SPAN("z"), &k, &v, NULL), RHZ_NOT_FOUND);
    assert_int_equal(rhz_txn_append(t, RHZ_DB_FACTS, RHZ_SPAN("b"), RHZ_SPAN("2"), NULL), RHZ_OK);
    assert_int_equal(rhz_txn_append(t, RHZ_DB_FACTS, RHZ_SPAN("d"), RHZ_SPAN("4"), NULL), RHZ_OK);
    /* Out of order, and a key that is there: append falls back on put. */
    assert_int_equal(rhz_txn_append(t, RHZ_DB_FACTS, RHZ_SPAN("a"), RHZ_SPAN("1"), NULL), RHZ_OK);
    assert_int_equal(rhz_txn_append(t, RHZ_DB_FACTS, RHZ_SPAN("d"), RHZ_SPAN("5"), NULL), RHZ_OK);
    assert_int_equal(rhz_db_seek(c, RHZ_SPAN(""), &k, &v, NULL), RHZ_OK);
    assert_true(rhz_span_eq(k, RHZ_SPAN("a")));
    assert_int_equal(rhz_db_seek(c, RHZ_SPAN("c"), &k, &v, NULL), RHZ_OK);
    assert_true(rhz_span_eq(k, RHZ_SPAN("d")) && rhz_span_eq(v, RHZ_SPAN("5")));
    assert_int_equal(rhz_db_next(c, &k, &v, NULL), RHZ_NOT_FOUND);
    assert_int_equal(rhz_db_seek_back(c, RHZ_SPAN("c"), &k, &v, NULL), RHZ_OK);
    assert_true(rhz_span_eq(k, RHZ_SPAN("b")));
    assert_int_equal(rhz_db_seek_back(c, RHZ_SPAN("b"), &k, &v, NULL), RHZ_OK);
    assert_true(rhz_span_eq(k, RHZ_SPAN("b")));
    assert_int_equal(rhz_db_seek_back(c, RHZ_SPAN("z"), &k, &v, NULL), RHZ_OK);
    assert_true(rhz_span_eq(k, RHZ_SPAN("d")));
    assert_int_equal(rhz_db_seek_back(c, RHZ_SPAN("Z"), &k, &v, NULL), RHZ_NOT_FOUND);
    rhz_db_cursor_close(c);
    assert_int_equal(rhz_txn_delete(t, RHZ_DB_FACTS, RHZ_SPAN("b"), NULL), RHZ_OK);
    assert_int_equal(rhz_txn_delete(t, RHZ_DB_FACTS, RHZ_SPAN("b"), NULL), RHZ_NOT_FOUND);
    rhz_txn_abort(t);
    rhz_store_close(s);
}

static void test_keys_out_of_bounds(void **state)
{
    struct place *p = *state;
    struct rhz_store *s = open_or_fail(p->base, RHZ_STORE_CREATE, 0);
    char key[RHZ_KEY_MAX + 1];
    struct rhz_span v;
    struct rhz_txn *t;

    memset(key, 'k', sizeof key);
    assert_int_equal(rhz_txn_begin(s, true, &t, NULL), RHZ_OK);
    assert_int_equal(rhz_txn_put(t, RHZ_DB_FACTS, rhz_span(key, RHZ_KEY_MAX), RHZ_SPAN(""), NULL), RHZ_OK);
    assert_int_equal(rhz_txn_get(t, RHZ_DB_FACTS, rhz_span(key, RHZ_KEY_MAX), &v, NULL), RHZ_OK);
    assert_int_equal(v.n, 0);
    assert_int_equal(rhz_txn_put(t, RHZ_DB_FACTS, rhz_span(key, RHZ_KEY_MAX + 1), RHZ_SPAN(""), NULL), RHZ_INVALID);
    assert_int_equal(rhz_txn_put(t, RHZ_DB_FACTS, RHZ_SPAN(""), RHZ_SPAN(""), NULL), RHZ_INVALID);
    assert_int_equal(rhz_txn_get(t, RHZ_DB_FACTS, rhz_span(key, RHZ_KEY_MAX + 1), &v, NULL), RHZ_NOT_FOUND);
    assert_int_equal(rhz_txn_delete(t, RHZ_DB_FACTS, RHZ_SPAN(""), NULL), RHZ_NOT_FOUND);
    rhz_txn_abort(t);
    rhz_store_close(s);
}

static void test_delete_prefix(void **state)
{
    struct place *p = *state;
    struct rhz_store *s = open_or_fail(p->base, RHZ_STORE_CREATE, 0);
    unsigned i, part;
    size_t n, all = 0;
    uint64_t left;
    struct rhz_buf key = {0};
    struct rhz_txn *t;

    assert_int_equal(rhz_txn_begin(s, true, &t, NULL), RHZ_OK);
    for (part = 1; part <= 3; part++)
        for (i = 0; i < 3000; i++) {
            rhz_buf_reset(&key);
            rhz_put_be32(&key, part);
            rhz_put_be32(&key, i);
            assert_int_equal(rhz_txn_append(t, RHZ_DB_SEGMENT, rhz_buf_view(&key), RHZ_SPAN("une valeur assez courte"), NULL), RHZ_OK);
        }
    rhz_buf_reset(&key);
    rhz_put_be32(&key, 2);
    do {
        assert_int_equal(rhz_db_delete_prefix(t, RHZ_DB_SEGMENT, rhz_buf_view(&key), 700, &n, NULL), RHZ_OK);
        all += n;
    } while (n == 700);
    assert_int_equal(all, 3000);
    assert_int_equal(rhz_txn_entries(t, RHZ_DB_SEGMENT, &left, NULL), RHZ_OK);
    assert_int_equal(left, 6000);
    assert_int_equal(rhz_db_delete_prefix(t, RHZ_DB_SEGMENT, rhz_buf_view(&key), 700, &n, NULL), RHZ_OK);
    assert_int_equal(n, 0);
    rhz_buf_free(&key);
    assert_int_equal(rhz_txn_commit(t, NULL), RHZ_OK);
    rhz_store_close(s);
}

/* ---- threads ---- */

static void *read_many(void *context)
{
    struct rhz_store *s = context;
    struct rhz_txn *t;
    struct rhz_span v;
    int i;

    for (i = 0; i < 2000; i++) {
        if (rhz_txn_begin(s, false, &t, NULL) != RHZ_OK || rhz_txn_get(t, RHZ_DB_META, RHZ_SPAN("format"), &v, NULL) != RHZ_OK)
            return context;
        rhz_txn_abort(t);
    }
    return NULL;
}

/** Readers in threads while the map is grown under them. */
static void test_threads(void **state)
{
    struct place *p = *state;
    struct rhz_store *s = open_or_fail(p->base, RHZ_STORE_CREATE, 1 << 20);
    pthread_t threads[4];
    void *failed;
    unsigned i;

    for (i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_many, s), 0);
    for (i = 0; i < 5; i++)
        fill(s, i * 100, 100, 4096);
    for (i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
    }
    rhz_store_close(s);
}

/* ---- rights ---- */

static void test_rights(void **state)
{
    struct place *p = *state;
    char dir[400];

    if (geteuid() == 0)
        skip(); /* root may do anything */
    create(p->base);
    snprintf(dir, sizeof dir, "%s/g0001/lock.mdb", p->base);
    assert_int_equal(chmod(dir, 0444), 0);
    assert_refused(p->base, RHZ_STORE_READ, RHZ_IO, "lock.mdb");
    assert_int_equal(chmod(dir, 0644), 0);
    snprintf(dir, sizeof dir, "%s/g0001/data.mdb", p->base);
    assert_int_equal(chmod(dir, 0444), 0);
    rhz_store_close(open_or_fail(p->base, RHZ_STORE_READ, 0));
    assert_refused(p->base, RHZ_STORE_WRITE, RHZ_IO, "droits");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_create_and_open), TEST(test_create_in_an_empty_folder), TEST(test_missing),
        TEST(test_foreign_folder_is_left_alone), TEST(test_damaged_courant), TEST(test_damaged_data_file),
        TEST(test_unfinished_creation), TEST(test_newer_format), TEST(test_older_format), TEST(test_other_analyzer),
        TEST(test_features), TEST(test_second_writer), TEST(test_second_writer_waits), TEST(test_killed_writer_is_not_named), TEST(test_reader_beside_writer), TEST(test_abort_forgets),
        TEST(test_killed_writer), TEST(test_store_from_before_fork), TEST(test_new_generation_is_followed),
        TEST(test_map_grows_ahead), TEST(test_growth_does_not_wait_for_ever),
        TEST(test_reader_of_another_process_sees_growth), TEST(test_cursor), TEST(test_keys_out_of_bounds),
        TEST(test_delete_prefix), TEST(test_threads), TEST(test_rights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
