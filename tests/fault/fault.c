/* fault.c -- each allocation and each write fails, once and then for good, and nothing worse comes of it.
 *
 *     fault MOST                      allocations of rhizome and of its JSON reader
 *     LD_PRELOAD=recorder.so RHIZOME_RECORD_BASE=FOLDER fault MOST FOLDER       writes and syncs
 *
 * Work is done again and again; the nth time the nth call fails. The answer must be a status that says so and one French
 * sentence; no block of memory may be left behind, and a base being written must hold what it held, what it was given,
 * or the publication in between. When work makes more than MOST calls, MOST of them are chosen, spread evenly.
 *
 * Linked with --wrap for malloc and its like; the libraries below (LMDB, zstd, libc) keep theirs.
 */
#include <dlfcn.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "batch.h"
#include "crash/recorder.h"
#include "rhizome.h"
#include "rhizome_index.h"
#include "unit/base_folder.h"

/* ---- memory that fails ---- */

static struct {
    uint64_t calls, fail_at;
    bool forever, failed;
    int64_t live;
} memory;

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void __real_free(void *p);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void __wrap_free(void *p);
char *__wrap_strdup(const char *s);
int __wrap_asprintf(char **out, const char *format, ...) RHZ_PRINTF(2, 3);

static bool fails(void)
{
    memory.calls++;
    if (!memory.fail_at || memory.calls < memory.fail_at || (memory.calls > memory.fail_at && !memory.forever))
        return false;
    memory.failed = true;
    errno = ENOMEM;
    return true;
}

static void *counted(void *p)
{
    memory.live += p != NULL;
    return p;
}

void *__wrap_malloc(size_t n)
{
    return fails() ? NULL : counted(__real_malloc(n));
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : counted(__real_calloc(n, size));
}

void *__wrap_realloc(void *p, size_t n)
{
    void *q;

    if (fails())
        return NULL;
    q = __real_realloc(p, n);
    return p ? q : counted(q);
}

void __wrap_free(void *p)
{
    memory.live -= p != NULL;
    __real_free(p);
}

char *__wrap_strdup(const char *s)
{
    size_t n = strlen(s) + 1;
    char *p = __wrap_malloc(n);

    return p ? memcpy(p, s, n) : NULL;
}

int __wrap_asprintf(char **out, const char *format, ...)
{
    va_list list;
    int n;

    va_start(list, format);
    n = vsnprintf(NULL, 0, format, list);
    va_end(list);
    if (n < 0 || !(*out = __wrap_malloc((size_t)n + 1)))
        return -1;
    va_start(list, format);
    vsnprintf(*out, (size_t)n + 1, format, list);
    va_end(list);
    return n;
}

/* ---- the base and the documents ---- */

struct world {
    char folder[256], lot[300], old[300], base[300]; /* documents, the base before, the base that work is done on */
    struct rhz_buf before, between, after;           /* exports */
};

static void die(const char *what, const struct rhz_error *err)
{
    fprintf(stderr, "fault: %s: %s\n", what, err ? err->text : strerror(errno));
    exit(2);
}

static void put_file(const char *folder, const char *name, const char *text)
{
    char path[600];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (!(f = fopen(path, "w")) || fputs(text, f) < 0 || fclose(f) != 0)
        die(path, NULL);
}

static void copy_file(const char *from, const char *to, const char *name)
{
    char path[600], buffer[1 << 16];
    FILE *in, *out;
    size_t n;

    snprintf(path, sizeof path, "%s/%s", from, name);
    in = fopen(path, "r");
    snprintf(path, sizeof path, "%s/%s", to, name);
    out = fopen(path, "w");
    if (!in || !out)
        die(path, NULL);
    while ((n = fread(buffer, 1, sizeof buffer, in)) > 0)
        if (fwrite(buffer, 1, n, out) != n)
            die(path, NULL);
    fclose(in);
    if (fclose(out) != 0)
        die(path, NULL);
}

static void copy_base(const char *from, const char *to)
{
    char path[400];

    folder_remove(to);
    snprintf(path, sizeof path, "%s/g0001", to);
    if (mkdir(to, 0777) != 0 || mkdir(path, 0777) != 0)
        die(to, NULL);
    copy_file(from, to, "courant");
    copy_file(from, to, "g0001/data.mdb");
}

static rhz_status keep(void *context, const char *bytes, size_t n)
{
    struct rhz_buf *b = context;

    rhz_buf_append(b, bytes, n);
    return b->failed ? RHZ_NO_MEMORY : RHZ_OK;
}

static rhz_status export(const char *base, struct rhz_buf *out, struct rhz_error *err)
{
    struct rhz_base *b;
    rhz_status st = rhz_base_open(base, &b, err);

    if (st != RHZ_OK)
        return st;
    st = rhz_export_jsonl(b, keep, out, err);
    rhz_base_close(b);
    return st;
}

static rhz_status index_lot(const struct world *w, const char *base, struct rhz_error *err)
{
    const char *paths[] = {w->lot};
    struct rhz_index_options o = {.size = sizeof o, .memory_bytes = 32 << 20};

    return rhz_index(base, paths, 1, &o, NULL, err);
}

/* Index what is in the lot as rhz_index does, but without its graph. */
static void index_without_graph(const struct world *w, const char *const *names, const char *const *texts, size_t n)
{
    struct rhz_store *store;
    struct rhz_batch *batch;
    struct rhz_error err;
    uint32_t repairs;
    enum rhz_batch_outcome outcome;
    char uri[64];

    if (rhz_store_open(w->base, RHZ_STORE_WRITE, 0, &store, &err) != RHZ_OK ||
        rhz_batch_new(store, 32 << 20, &batch, &err) != RHZ_OK)
        die(w->base, &err);
    for (size_t i = 0; i < n; i++) {
        struct rhz_source s = {.reader = &rhz_reader_txt, .bytes = rhz_span_of(texts[i]), .first_line = 1};
        snprintf(uri, sizeof uri, "lot/%s", names[i]);
        s.uri = rhz_span_of(uri);
        if (rhz_batch_add(batch, &s, &outcome, &repairs, &err) != RHZ_OK)
            die(uri, &err);
    }
    if (rhz_batch_publish(batch, &err) != RHZ_OK)
        die(w->base, &err);
    rhz_batch_free(batch);
    rhz_store_close(store);
}

static const char *const names[] = {"a.txt", "b.txt", "c.txt"};
static const char *const old_texts[] = {
    "Assemblée générale du 6 juin 2023\n\nPrésents :\n\n- Odile Kermarrec (Ville de Rennes)\n- Yann Le Dantec (ADEME)\n\nLe verger a fleuri.\n",
    "Comptes 2022\n\nPRODUITS\t\tRéalisé 2022\nSubvention ADEME\t\t12 000\n\nLe verger a fleuri, la mare aussi.\n",
};
static const char *const new_texts[] = {
    "Assemblée générale du 6 juin 2023\n\nPrésents :\n\n- Odile Kermarrec (Ville de Rennes)\n- Yann Le Dantec (ADEME)\n\nLe verger a fleuri.\n",
    "Comptes 2023\n\nPRODUITS\t\tRéalisé 2023\nSubvention ADEME\t\t14 000\n\nLa halle est couverte.\n",
    "Assemblée générale du 8 juin 2024\n\nPrésents :\n\n- Inès Belhadj (Région Bretagne)\n\nCinq ruches et un hangar.\n",
};

static void make_world(struct world *w, const char *folder)
{
    struct rhz_error err;
    size_t i;

    folder_make(w->folder);
    /* The recorder knows one folder: the base that is written. The rest lies elsewhere. */
    if (folder)
        snprintf(w->base, sizeof w->base, "%.200s", folder);
    else
        snprintf(w->base, sizeof w->base, "%s/base.rhz", w->folder);
    snprintf(w->lot, sizeof w->lot, "%s/lot", w->folder);
    snprintf(w->old, sizeof w->old, "%s/old.rhz", w->folder);
    if (mkdir(w->lot, 0777) != 0)
        die(w->lot, NULL);
    for (i = 0; i < 2; i++)
        put_file(w->lot, names[i], old_texts[i]);
    if (index_lot(w, w->old, &err) != RHZ_OK || export(w->old, &w->before, &err) != RHZ_OK)
        die(w->old, &err);
    for (i = 0; i < 3; i++)
        put_file(w->lot, names[i], new_texts[i]);
    copy_base(w->old, w->base);
    index_without_graph(w, names, new_texts, 3);
    if (export(w->base, &w->between, &err) != RHZ_OK || index_lot(w, w->base, &err) != RHZ_OK ||
        export(w->base, &w->after, &err) != RHZ_OK)
        die(w->base, &err);
}

static bool same(const struct rhz_buf *a, const struct rhz_buf *b)
{
    return rhz_span_eq(rhz_buf_view(a), rhz_buf_view(b));
}

/* The base after a failure: whole, and as before, as after, or as between; and the work can be done again. */
static bool base_holds(struct world *w, bool created)
{
    struct rhz_buf now = {0}, again = {0};
    struct rhz_error err = {RHZ_OK, ""};
    rhz_status st = export(w->base, &now, &err);
    bool ok = true;

    if (st != RHZ_OK && !(created && st == RHZ_NOT_FOUND)) {
        fprintf(stderr, "  the base does not open: %s\n", err.text);
        ok = false;
    } else if (!created && !same(&now, &w->before) && !same(&now, &w->between) && !same(&now, &w->after)) {
        fprintf(stderr, "  the base holds something else\n");
        ok = false;
    }
    if (index_lot(w, w->base, &err) != RHZ_OK || export(w->base, &again, &err) != RHZ_OK) {
        fprintf(stderr, "  the work cannot be done again: %s\n", err.text);
        ok = false;
    } else if (!same(&again, &w->after)) {
        fprintf(stderr, "  done again, the work gives something else\n");
        ok = false;
    }
    rhz_buf_free(&now);
    rhz_buf_free(&again);
    return ok;
}

/* ---- work ---- */

typedef rhz_status work_function(struct world *w, struct rhz_error *err);

static rhz_status work_open(struct world *w, struct rhz_error *err)
{
    struct rhz_base *b;
    struct rhz_statistics s;
    rhz_status st = rhz_base_open(w->old, &b, err);

    if (st == RHZ_OK)
        st = rhz_base_statistics(b, &s, err);
    rhz_base_close(b);
    return st;
}

static rhz_status work_search(struct world *w, struct rhz_error *err)
{
    static const char query[] = "\"le verger\" +fleuri mares -hangar";
    struct rhz_hits *h = NULL;
    struct rhz_base *b;
    rhz_status st = rhz_base_open(w->old, &b, err);

    if (st == RHZ_OK)
        st = rhz_search(b, query, sizeof query - 1, NULL, &h, err);
    if (st == RHZ_OK && rhz_hits_count(h) == 0)
        st = rhz_fail(err, RHZ_CORRUPT, "Rien n'est trouvé.");
    rhz_hits_free(h);
    rhz_base_close(b);
    return st;
}

static rhz_status sheet(struct rhz_base *b, uint64_t id, struct rhz_error *err)
{
    struct rhz_links *l = NULL;
    struct rhz_properties *p = NULL;
    struct rhz_documents *d = NULL;
    rhz_status st;

    if ((st = rhz_links_of(b, id, NULL, &l, err)) == RHZ_OK && (st = rhz_properties_of(b, id, &p, err)) == RHZ_OK)
        st = rhz_documents_of(b, id, 10, &d, err);
    rhz_links_free(l);
    rhz_properties_free(p);
    rhz_documents_free(d);
    return st;
}

static rhz_status work_sheet(struct world *w, struct rhz_error *err)
{
    struct rhz_entities *e = NULL;
    struct rhz_base *b;
    rhz_status st = rhz_base_open(w->old, &b, err);

    if (st == RHZ_OK)
        st = rhz_entities_find(b, "ademe", NULL, 5, &e, err);
    if (st == RHZ_OK)
        st = rhz_entities_count(e) ? sheet(b, rhz_entities_get(e, 0)->id, err) : rhz_fail(err, RHZ_CORRUPT, "Pas d'ADEME.");
    rhz_entities_free(e);
    rhz_base_close(b);
    return st;
}

static rhz_status work_read(struct world *w, struct rhz_error *err)
{
    struct rhz_text *t = NULL;
    struct rhz_documents *d = NULL;
    struct rhz_base *b;
    rhz_status st = rhz_base_open(w->old, &b, err);

    if (st == RHZ_OK && (st = rhz_text_open(b, "a.txt", 0, 0, 0, &t, err)) == RHZ_OK)
        st = rhz_documents_list(b, 0, 10, &d, err);
    rhz_documents_free(d);
    rhz_text_free(t);
    rhz_base_close(b);
    return st;
}

static rhz_status work_export(struct world *w, struct rhz_error *err)
{
    struct rhz_buf b = {0};
    rhz_status st = export(w->old, &b, err);

    rhz_buf_free(&b);
    return st;
}

/* Want of memory is never told as damage. */
static rhz_status work_verify(struct world *w, struct rhz_error *err)
{
    struct rhz_check_options o = {.size = sizeof o};
    struct rhz_check_report r;
    rhz_status st = rhz_check(w->old, &o, &r, err);

    return st == RHZ_OK && r.findings ? rhz_fail(err, RHZ_CORRUPT, "Des défauts sont trouvés.") : st;
}

static rhz_status work_index(struct world *w, struct rhz_error *err)
{
    return index_lot(w, w->base, err);
}

static const struct work {
    const char *name;
    work_function *run;
    enum { READS, WRITES, CREATES } sort;
} works[] = {
    {"open", work_open, READS},     {"search", work_search, READS},   {"sheet", work_sheet, READS},
    {"read", work_read, READS},     {"export", work_export, READS},   {"verify", work_verify, READS}, {"index", work_index, WRITES},
    {"create", work_index, CREATES},
};
enum { WORKS = sizeof works / sizeof works[0] };

static void prepare(struct world *w, const struct work *k)
{
    if (k->sort == WRITES) {
        copy_base(w->old, w->base);
    } else if (k->sort == CREATES) {
        folder_remove(w->base);
        if (mkdir(w->base, 0777) != 0)
            die(w->base, NULL);
    }
}

static bool sentence(const struct rhz_error *err)
{
    size_t n = strlen(err->text);

    return n > 10 && err->text[n - 1] == '.' && rhz_utf8_valid(rhz_span(err->text, n)) == n;
}

static bool complain(const struct work *k, const char *what, uint64_t nth, bool forever, const struct rhz_error *err)
{
    fprintf(stderr, "%s: %s (call %llu fails%s; status %d: %s)\n", k->name, what, (unsigned long long)nth,
            forever ? ", and all later ones" : "", (int)err->status, err->text);
    return false;
}

/* ---- allocations ---- */

static bool fail_memory(struct world *w, const struct work *k, uint64_t nth, bool forever)
{
    struct rhz_error err = {RHZ_OK, ""};
    int64_t live;
    rhz_status st;
    bool ok = true;

    prepare(w, k);
    live = memory.live;
    memory.calls = 0;
    memory.fail_at = nth;
    memory.forever = forever;
    memory.failed = false;
    st = k->run(w, &err);
    memory.fail_at = 0;
    if (memory.live != live)
        ok = complain(k, "memory is left behind", nth, forever, &err);
    if (st != RHZ_OK && st != RHZ_NO_MEMORY)
        ok = complain(k, "another status than « no memory »", nth, forever, &err);
    if (st != RHZ_OK && (!sentence(&err) || err.status != st))
        ok = complain(k, "no sentence", nth, forever, &err);
    if (k->sort != READS && !base_holds(w, k->sort == CREATES))
        ok = complain(k, "and it leaves the base so", nth, forever, &err);
    return ok;
}

/* Calls of the work when nothing fails. */
static uint64_t count_memory(struct world *w, const struct work *k)
{
    struct rhz_error err;

    prepare(w, k);
    memory.calls = 0;
    if (k->run(w, &err) != RHZ_OK)
        die(k->name, &err);
    return memory.calls;
}

/* The ith of `most` calls out of `calls`. */
static uint64_t nth_of(uint64_t i, uint64_t calls, uint64_t most)
{
    return calls <= most ? i + 1 : i * (calls - 1) / (most - 1) + 1;
}

static unsigned fail_all_memory(struct world *w, const struct work *k, uint64_t most)
{
    uint64_t calls = count_memory(w, k), n = calls < most ? calls : most, i;
    unsigned failures = 0;

    for (i = 0; i < n; i++) {
        failures += !fail_memory(w, k, nth_of(i, calls, most), false);
        failures += !fail_memory(w, k, nth_of(i, calls, most), true);
    }
    printf("%s: %llu allocations, %llu of them made to fail: %u failures\n", k->name, (unsigned long long)calls,
           (unsigned long long)n, failures);
    return failures;
}

/* ---- writes ---- */

static crash_fault_function *set_fault;
static crash_calls_function *count_calls;

static bool fail_write(struct world *w, const struct work *k, uint64_t nth, bool forever, int error)
{
    struct rhz_error err = {RHZ_OK, ""};
    int64_t live;
    rhz_status st, wanted = error == ENOSPC ? RHZ_NO_SPACE : RHZ_IO;
    bool ok = true;

    prepare(w, k);
    live = memory.live;
    set_fault(nth, forever, error);
    st = k->run(w, &err);
    set_fault(0, 0, 0);
    if (memory.live != live)
        ok = complain(k, "memory is left behind", nth, forever, &err);
    if (st != RHZ_OK && st != wanted && st != RHZ_IO)
        ok = complain(k, "another status than the disk's", nth, forever, &err);
    if (st != RHZ_OK && (!sentence(&err) || err.status != st))
        ok = complain(k, "no sentence", nth, forever, &err);
    if (!base_holds(w, k->sort == CREATES))
        ok = complain(k, "and it leaves the base so", nth, forever, &err);
    return ok;
}

static unsigned fail_all_writes(struct world *w, const struct work *k, uint64_t most)
{
    struct rhz_error err;
    uint64_t calls, n, i;
    unsigned failures = 0;

    prepare(w, k);
    set_fault(0, 0, 0);
    if (k->run(w, &err) != RHZ_OK)
        die(k->name, &err);
    calls = count_calls();
    n = calls < most ? calls : most;
    for (i = 0; i < n; i++) {
        failures += !fail_write(w, k, nth_of(i, calls, most), false, ENOSPC);
        failures += !fail_write(w, k, nth_of(i, calls, most), true, ENOSPC);
        failures += !fail_write(w, k, nth_of(i, calls, most), false, EIO);
        failures += !fail_write(w, k, nth_of(i, calls, most), true, EIO);
    }
    printf("%s: %llu writes and syncs, %llu of them made to fail: %u failures\n", k->name, (unsigned long long)calls,
           (unsigned long long)n, failures);
    return calls ? failures : 1;
}

int main(int argc, char **argv)
{
    struct world w = {0};
    uint64_t most = argc > 1 ? strtoull(argv[1], NULL, 10) : 100;
    unsigned failures = 0;
    int i;

    json_set_alloc_funcs(__wrap_malloc, __wrap_free);
    *(void **)&set_fault = dlsym(RTLD_DEFAULT, CRASH_FAULT);
    *(void **)&count_calls = dlsym(RTLD_DEFAULT, CRASH_CALLS);
    make_world(&w, argc > 2 ? argv[2] : NULL);
    for (i = 0; i < WORKS; i++)
        if (argc <= 2)
            failures += fail_all_memory(&w, &works[i], most < 2 ? 2 : most);
        else if (set_fault && works[i].sort != READS)
            failures += fail_all_writes(&w, &works[i], most < 2 ? 2 : most);
    rhz_buf_free(&w.before);
    rhz_buf_free(&w.between);
    rhz_buf_free(&w.after);
    folder_remove(w.folder);
    return failures ? 1 : 0;
}
