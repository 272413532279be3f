/* bench_extract.c -- what reading, extraction and resolution cost beside the text index, in the same run, on one core.
 *
 *     build/tests/bench/bench_extract [passages.tsv[.zst] | FILE.txt...]
 *
 * Input: lines `id<TAB>text`, thirty to a document (../shared/speed/passages-60k.tsv.zst when it is there), or plain text
 * files (../shared/documents are measured too when they are there). Printed: CPU seconds of each step and its ratio to the
 * text index (analysis, inversion, writing of the segment). Extraction and resolution together should stay below 1.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "extract.h"
#include "inverter.h"
#include "names.h"
#include "reader.h"
#include "resolve.h"
#include "store.h"

enum { GROUP = 30, UNIT = 200 }; /* passages a document, documents held at once */

struct entities {
    struct rhz_resolve_entity *v;
    size_t n, cap;
    struct rhz_arena *arena; /* keys and names, over all documents */
};

struct totals {
    double read, extract, index, resolve;
    size_t documents, bytes, statements, components;
};

struct bench {
    struct rhz_gazetteer *gazetteer;
    struct rhz_inverter *inverter;
    struct rhz_arena *unit;
    struct rhz_document *documents;
    struct rhz_facts *facts;
    struct rhz_span *texts;
    size_t n; /* of the unit */
    struct entities entities;
    struct totals t;
};

static double cpu(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void check(bool ok, const struct rhz_error *err)
{
    if (ok)
        return;
    fprintf(stderr, "bench_extract: %s\n", err ? err->text : "la mémoire manque");
    exit(1);
}

static void gather(struct bench *b, const struct rhz_facts *f, uint32_t document)
{
    struct rhz_buf key = {0};

    for (size_t i = 0; i < f->n_entities; i++) {
        const struct rhz_document_entity *e = &f->entities[i];
        struct entities *all = &b->entities;

        check(RHZ_PUSH(all->arena, all->v, all->n, all->cap), NULL);
        rhz_name_key(e->kind, e->name, &key);
        all->v[all->n++] = (struct rhz_resolve_entity){.kind = e->kind, .sub = e->sub, .document = document,
                                                       .key = rhz_arena_copy(all->arena, rhz_buf_view(&key)),
                                                       .name = rhz_arena_copy(all->arena, e->name)};
        rhz_buf_reset(&key);
    }
    rhz_buf_free(&key);
}

/* The documents held, step by step: each step over all of them, so that clocks are read seldom. */
static void run_unit(struct bench *b)
{
    struct rhz_document_hints hints = {.file_name = rhz_span_of("x.txt")};
    struct rhz_buf events = {0};
    struct rhz_error err = {0};
    uint32_t repairs;
    double at = cpu(), now;

    for (size_t i = 0; i < b->n; i++) {
        rhz_buf_reset(&events);
        check(rhz_reader_txt.read(b->texts[i], 1, &events, &repairs, &err) == RHZ_OK, &err);
        check(rhz_document_build(rhz_buf_view(&events), &hints, b->unit, &b->documents[i], &err) == RHZ_OK, &err);
        b->t.bytes += b->texts[i].n;
    }
    b->t.read += (now = cpu()) - at, at = now;
    for (size_t i = 0; i < b->n; i++) {
        check(rhz_extract(b->gazetteer, &b->documents[i], b->unit, &b->facts[i], &err) == RHZ_OK, &err);
        b->t.statements += b->facts[i].n_statements;
    }
    b->t.extract += (now = cpu()) - at, at = now;
    for (size_t i = 0; i < b->n; i++)
        check(rhz_inverter_add(b->inverter, &b->documents[i], &b->facts[i], &err) == RHZ_OK, &err);
    b->t.index += cpu() - at;
    for (size_t i = 0; i < b->n; i++)
        gather(b, &b->facts[i], (uint32_t)(b->t.documents + i));
    b->t.documents += b->n;
    b->n = 0;
    rhz_buf_free(&events);
    rhz_arena_reset(b->unit);
}

static void add_text(struct bench *b, struct rhz_span text)
{
    b->texts[b->n++] = rhz_arena_copy(b->unit, text);
    if (b->n == UNIT)
        run_unit(b);
}

static bool ends(const char *s, const char *with)
{
    size_t n = strlen(s), m = strlen(with);

    return n >= m && strcmp(s + n - m, with) == 0;
}

static bool read_tsv(struct bench *b, const char *path)
{
    struct rhz_buf text = {0};
    char *line = NULL, command[1200];
    size_t cap = 0, passages = 0;
    ssize_t n;

    snprintf(command, sizeof command, ends(path, ".zst") ? "zstd -dc '%s'" : "cat '%s'", path);
    FILE *f = access(path, R_OK) == 0 ? popen(command, "r") : NULL;
    if (!f)
        return false;
    while ((n = getline(&line, &cap, f)) > 0) {
        char *tab = memchr(line, '\t', (size_t)n);
        if (!tab)
            continue;
        rhz_buf_append(&text, tab + 1, (size_t)(line + n - tab - 1));
        rhz_buf_byte(&text, '\n');
        if (++passages % GROUP == 0) {
            add_text(b, rhz_buf_view(&text));
            rhz_buf_reset(&text);
        }
    }
    if (text.n)
        add_text(b, rhz_buf_view(&text));
    pclose(f);
    free(line);
    rhz_buf_free(&text);
    return true;
}

static void read_file(struct bench *b, const char *path)
{
    struct rhz_buf text = {0};
    char chunk[65536];
    size_t n;
    FILE *f = fopen(path, "rb");

    if (!f)
        return;
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
        rhz_buf_append(&text, chunk, n);
    fclose(f);
    for (int turn = 0; turn < 20; turn++) /* the same bytes: what words cost once is paid once */
        add_text(b, rhz_buf_view(&text));
    rhz_buf_free(&text);
}

static void print(const char *name, double s, const struct totals *t)
{
    printf("  %-28s %7.2f s  %6.1f Mo/s  %5.2f fois l'index\n", name, s, (double)t->bytes / 1e6 / s, s / t->index);
}

static void finish(struct bench *b, const char *folder, const char *what)
{
    struct rhz_resolve_input input = {.gazetteer = b->gazetteer};
    struct rhz_segment_info info = {.number = 1, .first_document = 1, .first_passage = 1};
    struct rhz_error err = {0};
    struct rhz_store *store;
    struct rhz_txn *txn;
    char base[400];
    double at;

    if (b->n)
        run_unit(b);
    snprintf(base, sizeof base, "%s/%s.rhz", folder, what);
    check(rhz_store_open(base, RHZ_STORE_CREATE, 0, &store, &err) == RHZ_OK, &err);
    at = cpu();
    check(rhz_txn_begin(store, true, &txn, &err) == RHZ_OK && rhz_inverter_flush(b->inverter, store, &txn, &info, &err) == RHZ_OK &&
              rhz_txn_commit(txn, &err) == RHZ_OK, &err);
    b->t.index += cpu() - at;
    rhz_store_close(store);
    at = cpu();
    check(rhz_resolve(b->entities.v, b->entities.n, &input, &b->t.components, &err) == RHZ_OK, &err);
    b->t.resolve = cpu() - at;
    printf("%s : %zu documents, %.1f Mo, %zu entités de documents, %zu entités, %zu faits\n", what, b->t.documents, (double)b->t.bytes / 1e6,
           b->entities.n, b->t.components, b->t.statements);
    print("index du texte", b->t.index, &b->t);
    print("lecture", b->t.read, &b->t);
    print("extraction", b->t.extract, &b->t);
    print("résolution", b->t.resolve, &b->t);
    print("extraction et résolution", b->t.extract + b->t.resolve, &b->t);
}

static void begin(struct bench *b)
{
    struct rhz_error err = {0};

    memset(b, 0, sizeof *b);
    b->unit = rhz_arena_new();
    b->entities.arena = rhz_arena_new();
    b->documents = calloc(UNIT, sizeof *b->documents);
    b->facts = calloc(UNIT, sizeof *b->facts);
    b->texts = calloc(UNIT, sizeof *b->texts);
    check(b->unit && b->entities.arena && b->documents && b->facts && b->texts, NULL);
    check(rhz_gazetteer_open(&b->gazetteer, &err) == RHZ_OK && rhz_inverter_new(1, 1, 1, &b->inverter, &err) == RHZ_OK, &err);
}

static void end(struct bench *b)
{
    rhz_gazetteer_close(b->gazetteer);
    rhz_inverter_free(b->inverter);
    rhz_arena_free(b->unit);
    rhz_arena_free(b->entities.arena);
    free(b->documents);
    free(b->facts);
    free(b->texts);
}

static void measure(const char *const *paths, size_t n, const char *folder, const char *what)
{
    struct bench b;

    begin(&b);
    for (size_t i = 0; i < n; i++)
        if (!((ends(paths[i], ".tsv") || ends(paths[i], ".zst")) && read_tsv(&b, paths[i])))
            read_file(&b, paths[i]);
    if (b.t.documents + b.n)
        finish(&b, folder, what);
    else
        printf("%s : rien à lire\n", what);
    end(&b);
}

static void measure_folder(const char *path, const char *folder, const char *what)
{
    const char *paths[64] = {NULL};
    struct dirent **names;
    int n = scandir(path, &names, NULL, alphasort);
    size_t kept = 0;

    for (int i = 0; i < n; i++) {
        char *full = NULL;
        if (kept < 64 && (ends(names[i]->d_name, ".txt") || ends(names[i]->d_name, ".md")) && asprintf(&full, "%s/%s", path, names[i]->d_name) > 0)
            paths[kept++] = full;
        free(names[i]);
    }
    if (n >= 0)
        free(names);
    measure(paths, kept, folder, what);
    while (kept)
        free((char *)paths[--kept]);
}

int main(int argc, char **argv)
{
    static const char *const prose[] = {"../shared/speed/passages-60k.tsv.zst"};
    char folder[] = "/tmp/rhizome-bench-XXXXXX", command[400];

    if (!mkdtemp(folder))
        return 1;
    if (argc > 1) {
        measure((const char *const *)argv + 1, (size_t)argc - 1, folder, "fichiers");
    } else {
        measure(prose, 1, folder, "prose");
        measure_folder("../shared/documents", folder, "comptes rendus");
        measure_folder("corpus/documents", folder, "corpus");
    }
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    return system(command) != 0;
}
