/* crash.c -- what a base is worth after a crash at any instant.
 *
 *     LD_PRELOAD=recorder.so RHIZOME_RECORD_BASE=B RHIZOME_RECORD_LOG=L crash record B EXPORTS
 *     crash replay L EXPORTS WORK IMAGES SEED
 *     crash kill EXPORTS WORK TIMES SEED
 *
 * `record` lives the story of story.h and keeps, for each publication, the export of the base in EXPORTS/N. `replay` makes
 * images of the base as they would be found after a crash. One half: a killed process, all that it did up to some event.
 * The other half: a power cut, where names and writes that were not synced are kept or lost at random, some of the writes
 * cut at 512 bytes. Each image must open and be sound, its export must be that of the last acknowledged publication or of a later
 * one, and once the documents of the end are indexed it must export what the uninterrupted base does. `kill` lives the story
 * in a child, kills it at random instants, and asks the same of what it leaves.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "codec.h"
#include "rhizome_index.h"
#include "recorder.h"
#include "story.h"
#include "unit/base_folder.h"

enum { PUBLICATIONS = 64, FILES = 256, NAMES = 512, NAME = 64, SECTOR = 512, CHECK_SECONDS = 60, SHOWN = 10 };

_Noreturn static void die(const char *what)
{
    perror(what);
    exit(2);
}

/* ---- record ---- */

struct recording {
    const char *base, *exports;
};

static void write_file(const char *path, const char *p, size_t n)
{
    FILE *f = fopen(path, "w");

    if (!f || (n && fwrite(p, 1, n, f) != n) || fclose(f) != 0)
        die(path);
}

static void published(void *context, uint64_t publication)
{
    struct recording *r = context;
    crash_acknowledge_function *acknowledge;
    struct rhz_buf b = {0};
    struct rhz_error err = {RHZ_OK, ""};
    char path[512];

    *(void **)&acknowledge = dlsym(RTLD_DEFAULT, CRASH_ACKNOWLEDGE);
    if (acknowledge)
        acknowledge(publication);
    if (publication >= PUBLICATIONS || story_export(r->base, &b, &err) != RHZ_OK) {
        fprintf(stderr, "crash: publication %llu: %s\n", (unsigned long long)publication, err.text);
        exit(2);
    }
    snprintf(path, sizeof path, "%s/%llu", r->exports, (unsigned long long)publication);
    write_file(path, b.p, b.n);
    rhz_buf_free(&b);
}

static int record(const char *base, const char *exports)
{
    struct recording r = {base, exports};
    struct rhz_error err;

    if (story_live(base, published, &r, &err) == RHZ_OK)
        return 0;
    fprintf(stderr, "crash: %s\n", err.text);
    return 2;
}

/* ---- what was recorded ---- */

struct event {
    struct crash_event e;
    const char *names, *data;
    size_t synced_by; /* index of the event after which this one is on disk; the number of events: never */
};

struct replay {
    struct event *events;
    size_t n_events;
    unsigned char exports[PUBLICATIONS][16]; /* hash of the export of each publication */
    bool known[PUBLICATIONS];
    uint64_t last;                           /* publication */
    const char *work;
    uint64_t random;
    size_t images, failures;
};

static uint64_t draw(struct replay *r)
{
    r->random ^= r->random << 13;
    r->random ^= r->random >> 7;
    r->random ^= r->random << 17;
    return r->random * 0x2545F4914F6CDD1DULL >> 11;
}

static bool names_folder(const struct crash_event *e)
{
    return e->type == CRASH_LINK || e->type == CRASH_FOLDER || e->type == CRASH_RENAME || e->type == CRASH_UNLINK;
}

static void find_syncs(struct replay *r)
{
    size_t next[FILES], i;

    for (i = 0; i < FILES; i++)
        next[i] = r->n_events;
    for (i = r->n_events; i-- > 0;) {
        struct event *v = &r->events[i];
        v->synced_by = next[names_folder(&v->e) ? v->e.folder : v->e.file];
        if (v->e.type == CRASH_SYNC)
            next[v->e.file] = i;
        else if (v->e.synced)
            v->synced_by = i;
    }
}

static void load(struct replay *r, const char *path)
{
    struct stat s;
    int fd = open(path, O_RDONLY);
    const char *p, *end;
    size_t cap = 0;

    if (fd < 0 || fstat(fd, &s) != 0 || (p = mmap(NULL, (size_t)s.st_size, PROT_READ, MAP_PRIVATE, fd, 0)) == MAP_FAILED)
        die(path);
    for (end = p + s.st_size; p < end; r->n_events++) {
        struct event *v;
        if (r->n_events == cap && !(r->events = realloc(r->events, (cap = cap ? 2 * cap : 4096) * sizeof *r->events)))
            die("realloc");
        v = &r->events[r->n_events];
        memcpy(&v->e, p, sizeof v->e);
        v->names = p + sizeof v->e;
        v->data = v->names + v->e.name_bytes;
        p = v->data + v->e.data_bytes;
        if (v->e.file >= FILES || v->e.folder >= FILES) {
            fprintf(stderr, "crash: too many files in %s\n", path);
            exit(2);
        }
    }
    close(fd);
    find_syncs(r);
}

static void hash_export(const char *base, unsigned char out[16], struct rhz_error *err, rhz_status *st)
{
    struct rhz_buf b = {0};

    *st = story_export(base, &b, err);
    rhz_hash128(rhz_buf_view(&b), out);
    rhz_buf_free(&b);
}

static void load_exports(struct replay *r, const char *exports)
{
    uint64_t i;

    for (i = 0; i < PUBLICATIONS; i++) {
        char path[512];
        struct stat s;
        char *bytes;
        FILE *f;
        snprintf(path, sizeof path, "%s/%llu", exports, (unsigned long long)i);
        if (!(f = fopen(path, "r")))
            continue;
        if (fstat(fileno(f), &s) != 0 || !(bytes = malloc((size_t)s.st_size + 1)) ||
            fread(bytes, 1, (size_t)s.st_size, f) != (size_t)s.st_size)
            die(path);
        rhz_hash128(rhz_span(bytes, (size_t)s.st_size), r->exports[i]);
        free(bytes);
        fclose(f);
        r->known[i] = true;
        r->last = i;
    }
}

/* ---- an image: files and names in memory, then on disk ---- */

struct file {
    char *p;
    size_t n, cap;
};
struct name {
    uint32_t folder, file;
    bool is_folder;
    char name[NAME];
};
struct image {
    struct file files[FILES];
    struct name names[NAMES];
    size_t n_names;
};

static void resize(struct file *f, size_t n)
{
    if (n > f->cap) {
        f->cap = n + n / 2;
        if (!(f->p = realloc(f->p, f->cap)))
            die("realloc");
    }
    if (n > f->n)
        memset(f->p + f->n, 0, n - f->n);
    f->n = n;
}

static void put_bytes(struct file *f, uint64_t offset, const char *p, size_t n)
{
    if (offset + n > f->n)
        resize(f, offset + n);
    memcpy(f->p + offset, p, n);
}

static struct name *find_name(struct image *m, uint32_t folder, const char *name)
{
    size_t i;

    for (i = 0; i < m->n_names; i++)
        if (m->names[i].folder == folder && strcmp(m->names[i].name, name) == 0)
            return &m->names[i];
    return NULL;
}

static void drop_name(struct image *m, uint32_t folder, const char *name)
{
    struct name *n = find_name(m, folder, name);

    if (n)
        *n = m->names[--m->n_names];
}

static void apply_name(struct image *m, const struct event *v)
{
    const char *name = v->names;
    struct name *n;

    if (v->e.type == CRASH_RENAME) {
        const char *fresh = name + strlen(name) + 1;
        if (!find_name(m, v->e.folder, name))
            return;
        drop_name(m, v->e.folder, fresh);
        n = find_name(m, v->e.folder, name);
        snprintf(n->name, NAME, "%s", fresh);
        return;
    }
    drop_name(m, v->e.folder, name);
    if (v->e.type == CRASH_UNLINK || m->n_names == NAMES)
        return;
    n = &m->names[m->n_names++];
    *n = (struct name){.folder = v->e.folder, .file = v->e.file, .is_folder = v->e.type == CRASH_FOLDER};
    snprintf(n->name, NAME, "%s", name);
}

/* A write that was not synced: whole, lost, or cut at sectors. */
static void apply_unsynced(struct replay *r, struct image *m, const struct event *v, unsigned kept_in_16)
{
    struct file *f = &m->files[v->e.file];
    uint64_t chance = draw(r) % 16;
    size_t at;

    if (chance >= kept_in_16)
        return;
    if (v->e.type == CRASH_TRUNCATE) {
        resize(f, v->e.offset);
        return;
    }
    if (draw(r) % 4 != 0) {
        put_bytes(f, v->e.offset, v->data, v->e.data_bytes);
        return;
    }
    for (at = 0; at < v->e.data_bytes; at += SECTOR)
        if (draw(r) % 2)
            put_bytes(f, v->e.offset + at, v->data + at, v->e.data_bytes - at < SECTOR ? v->e.data_bytes - at : SECTOR);
}

static void apply_whole(struct image *m, const struct event *v)
{
    if (v->e.type == CRASH_WRITE)
        put_bytes(&m->files[v->e.file], v->e.offset, v->data, v->e.data_bytes);
    else if (v->e.type == CRASH_TRUNCATE)
        resize(&m->files[v->e.file], v->e.offset);
    else if (names_folder(&v->e))
        apply_name(m, v);
}

/* Events before `until`; `cut`: the power went. Names of a folder are lost from some point on, as journals do. */
static uint64_t build(struct replay *r, struct image *m, size_t until, bool cut)
{
    unsigned kept_in_16 = (unsigned)(draw(r) % 17);
    size_t names_until[FILES], i;
    uint64_t acknowledged = UINT64_MAX;

    m->n_names = 0;
    for (i = 0; i < FILES; i++) {
        m->files[i].n = 0;
        names_until[i] = until ? (size_t)(draw(r) % (until + 1)) : 0;
    }
    for (i = 0; i < until; i++) {
        const struct event *v = &r->events[i];
        if (v->e.type == CRASH_ACKNOWLEDGED)
            acknowledged = v->e.offset;
        if (!cut || v->synced_by < until)
            apply_whole(m, v);
        else if (v->e.type == CRASH_WRITE || v->e.type == CRASH_TRUNCATE)
            apply_unsynced(r, m, v, kept_in_16);
        else if (names_folder(&v->e) && i < names_until[v->e.folder])
            apply_name(m, v);
    }
    return acknowledged;
}

static void materialize(const struct image *m, uint32_t folder, const char *path)
{
    size_t i;

    if (mkdir(path, 0777) != 0)
        die(path);
    for (i = 0; i < m->n_names; i++) {
        char below[512];
        if (m->names[i].folder != folder)
            continue;
        snprintf(below, sizeof below, "%s/%s", path, m->names[i].name);
        if (m->names[i].is_folder)
            materialize(m, m->names[i].file, below);
        else
            write_file(below, m->files[m->names[i].file].p, m->files[m->names[i].file].n);
    }
}

/* ---- what must hold of it ---- */

static bool fails(const char *text, const struct rhz_error *err)
{
    fprintf(stderr, "  %s%s%s\n", text, err ? " : " : "", err ? err->text : "");
    return false;
}

static void tell(void *context, const char *text)
{
    (void)context;
    fprintf(stderr, "    %s\n", text);
}

static bool is_sound(const char *base, bool quick, struct rhz_error *err)
{
    struct rhz_check_options o = {.size = sizeof o, .quick = quick, .on_finding = tell};
    struct rhz_check_report report;

    return rhz_check(base, &o, &report, err) == RHZ_OK && report.findings == 0;
}

static bool check(const struct replay *r, const char *base, uint64_t acknowledged)
{
    struct rhz_error err = {RHZ_OK, ""};
    unsigned char hash[16];
    uint64_t i;
    rhz_status st;

    hash_export(base, hash, &err, &st);
    if (st != RHZ_OK && !(st == RHZ_NOT_FOUND && acknowledged == UINT64_MAX))
        return fails("it does not open", &err);
    if (st == RHZ_OK) {
        for (i = acknowledged == UINT64_MAX ? 0 : acknowledged; i <= r->last; i++)
            if (r->known[i] && memcmp(hash, r->exports[i], 16) == 0)
                break;
        if (i > r->last)
            return fails("it exports neither what was acknowledged nor what came next", NULL);
        if (!is_sound(base, false, &err))
            return fails("it is not sound", &err);
    }
    if (story_end(base, &err) != RHZ_OK)
        return fails("it cannot be indexed again", &err);
    hash_export(base, hash, &err, &st);
    if (st != RHZ_OK)
        return fails("it does not open once indexed again", &err);
    if (memcmp(hash, r->exports[r->last], 16) != 0)
        return fails("indexed again, it exports something else", NULL);
    if (!is_sound(base, true, &err)) /* its export is the right one: records are enough */
        return fails("indexed again, it is not sound", &err);
    return true;
}

/* In a process of its own: a damaged base may kill it. */
static bool check_apart(const struct replay *r, const char *base, uint64_t acknowledged, bool quiet)
{
    pid_t child = fork();
    int status;

    if (child < 0)
        die("fork");
    if (child == 0) {
        if (quiet && !freopen("/dev/null", "w", stderr))
            _exit(2);
        alarm(CHECK_SECONDS);
        _exit(check(r, base, acknowledged) ? 0 : 1);
    }
    if (waitpid(child, &status, 0) != child)
        die("waitpid");
    if (WIFSIGNALED(status) && !quiet)
        fprintf(stderr, "  it kills the program that reads it: %s\n", strsignal(WTERMSIG(status)));
    return status == 0;
}

static void try_image(struct replay *r, struct image *m, size_t until, bool cut)
{
    uint64_t seed = r->random, acknowledged = build(r, m, until, cut);
    char base[512];

    snprintf(base, sizeof base, "%s/image", r->work);
    materialize(m, 0, base);
    r->images++;
    if (!check_apart(r, base, acknowledged, r->failures >= SHOWN) && r->failures++ < SHOWN)
        fprintf(stderr, "  image of %s after event %zu of %zu, publication %lld acknowledged, random state %llu\n",
                cut ? "a power cut" : "a killed process", until, r->n_events,
                acknowledged == UINT64_MAX ? -1LL : (long long)acknowledged, (unsigned long long)seed);
    folder_remove(base);
}

/* Each half spread over the whole story; every event when there are enough images. */
static void try_images(struct replay *r, size_t images)
{
    struct image *m = calloc(1, sizeof *m);
    size_t i, half = images / 2;

    if (!m)
        die("calloc");
    if (half > r->n_events + 1)
        half = r->n_events + 1;
    for (i = 0; i < half; i++)
        try_image(r, m, half > 1 ? i * r->n_events / (half - 1) : r->n_events, false);
    for (i = half; i < images; i++)
        try_image(r, m, (size_t)(draw(r) % (r->n_events + 1)), true);
    for (i = 0; i < FILES; i++)
        free(m->files[i].p);
    free(m);
}

static int replay(char **argv)
{
    struct replay r = {.work = argv[2], .random = strtoull(argv[4], NULL, 10) * 0x9E3779B97F4A7C15ULL + 1};

    load(&r, argv[0]);
    load_exports(&r, argv[1]);
    try_images(&r, strtoul(argv[3], NULL, 10));
    printf("%zu images of %zu events (seed %s): %zu failures\n", r.images, r.n_events, argv[4], r.failures);
    free(r.events);
    return r.failures ? 1 : 0;
}

/* ---- kill ---- */

static void note(void *context, uint64_t publication)
{
    *(volatile uint64_t *)context = publication;
}

/* A child that lives the story; *acknowledged is shared with it. */
static pid_t live_apart(const char *base, uint64_t *acknowledged)
{
    struct rhz_error err = {RHZ_OK, ""};
    pid_t child = fork();

    if (child < 0)
        die("fork");
    if (child > 0)
        return child;
    if (story_live(base, note, acknowledged, &err) == RHZ_OK)
        _exit(0);
    fprintf(stderr, "crash: %s\n", err.text);
    _exit(2);
}

/* What a whole story takes, in microseconds. */
static uint64_t duration(const char *base, uint64_t *acknowledged)
{
    uint64_t start = rhz_now_us();
    int status;

    if (mkdir(base, 0777) != 0 || waitpid(live_apart(base, acknowledged), &status, 0) < 0 || status != 0)
        die(base);
    folder_remove(base);
    return rhz_now_us() - start;
}

static int kill_some(char **argv)
{
    struct replay r = {.work = argv[1], .random = strtoull(argv[3], NULL, 10) * 0x9E3779B97F4A7C15ULL + 1};
    uint64_t *acknowledged = mmap(NULL, sizeof *acknowledged, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    uint64_t whole;
    char base[512];
    int i, times = atoi(argv[2]);

    load_exports(&r, argv[0]);
    snprintf(base, sizeof base, "%s/image", r.work);
    whole = duration(base, acknowledged);
    for (i = 0; i < times; i++) {
        uint64_t instant = draw(&r) % whole;
        pid_t child;
        if (mkdir(base, 0777) != 0)
            die(base);
        *acknowledged = UINT64_MAX;
        child = live_apart(base, acknowledged);
        usleep((useconds_t)instant);
        kill(child, SIGKILL);
        if (waitpid(child, NULL, 0) != child)
            die("waitpid");
        if (!check_apart(&r, base, *acknowledged, false)) {
            r.failures++;
            fprintf(stderr, "  killed after %llu of %llu microseconds\n", (unsigned long long)instant, (unsigned long long)whole);
        }
        folder_remove(base);
    }
    printf("%d times killed (seed %s): %zu failures\n", times, argv[3], r.failures);
    return r.failures ? 1 : 0;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "record") == 0)
        return record(argv[2], argv[3]);
    if (argc == 7 && strcmp(argv[1], "replay") == 0)
        return replay(argv + 2);
    if (argc == 6 && strcmp(argv[1], "kill") == 0)
        return kill_some(argv + 2);
    fprintf(stderr, "usage: crash record BASE EXPORTS | replay LOG EXPORTS WORK IMAGES SEED | kill EXPORTS WORK TIMES SEED\n");
    return 2;
}
