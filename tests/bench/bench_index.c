/* bench_index.c -- how fast text becomes an index on one core, and how large the index is, beside the byte budget.
 *
 *     build/tests/bench/bench_index [passages.tsv[.zst]]
 *
 * Input: lines `id<TAB>text`; ../shared/speed/passages-60k.tsv.zst when it is there, else generated words of Zipf's
 * frequencies. First each line becomes a document of one passage. Then the same lines make documents of thirty, with a title,
 * headings and mentions, as an association's documents have: context postings and mentions cost bytes too. When built
 * with FTS5 at hand, SQLite indexes the same passages in the same run (words and positions, its text not stored), as a
 * yardstick that any reader can have.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifdef BENCH_SQLITE
#include <sqlite3.h>
#endif

#include "inverter.h"
#include "segment_parts.h"

struct text {
    struct rhz_buf bytes; /* the passages, one after another */
    size_t *ends, n, cap;
};

static double cpu(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void check(rhz_status st, const struct rhz_error *err)
{
    if (st == RHZ_OK)
        return;
    fprintf(stderr, "bench_index: %s\n", err->text);
    exit(1);
}

/* ---- input ---- */

static void add_passage(struct text *t, const char *p, size_t n)
{
    if (t->n == t->cap) {
        t->cap = t->cap ? t->cap * 2 : 4096;
        t->ends = realloc(t->ends, t->cap * sizeof *t->ends);
        if (!t->ends)
            abort();
    }
    rhz_buf_append(&t->bytes, p, n);
    t->ends[t->n++] = t->bytes.n;
}

static bool read_tsv(struct text *t, const char *path)
{
    size_t cap = 0, l = strlen(path);
    ssize_t n;
    char *line = NULL, command[1200];
    bool packed = l > 4 && strcmp(path + l - 4, ".zst") == 0;
    FILE *f;

    if (access(path, R_OK) != 0)
        return false;
    snprintf(command, sizeof command, "zstd -dc '%s'", path);
    f = packed ? popen(command, "r") : fopen(path, "r");
    while (f && (n = getline(&line, &cap, f)) > 0) {
        char *tab = memchr(line, '\t', (size_t)n);
        if (line[n - 1] == '\n')
            n--;
        if (tab)
            add_passage(t, tab + 1, (size_t)(line + n - tab - 1));
    }
    free(line);
    if (f && packed)
        pclose(f);
    else if (f)
        fclose(f);
    return t->n > 0;
}

static void generate(struct text *t)
{
    uint64_t seed = 1;
    char word[32], passage[4096];
    unsigned i, j;

    for (i = 0; i < 20000; i++) {
        size_t n = 0;
        for (j = 0; j < 117; j++) {
            double u = (double)((seed = seed * 6364136223846793005u + 1442695040888963407u) >> 11) / 9007199254740992.0;
            unsigned long rank = (unsigned long)pow(200000.0, u), k;
            size_t w = 0;
            for (k = rank * 2654435761u % 4000037 + rank; k && w < 20; k /= 20)
                word[w++] = "etaisnrulodcmpvqfbgh"[k % 20];
            word[w++] = ' ';
            memcpy(passage + n, word, w);
            n += w;
        }
        add_passage(t, passage, n);
    }
}

/* ---- our index ---- */

static double clock_at;
static double lap(void)
{
    double now = cpu(), d = now - clock_at;

    clock_at = now;
    return d;
}

static struct rhz_span passage_text(const struct text *t, size_t i)
{
    size_t from = i ? t->ends[i - 1] : 0;

    return rhz_span(t->bytes.p + from, t->ends[i] - from);
}

static void analyse_only(const struct text *t)
{
    struct rhz_analyzer *a = rhz_analyzer_new();
    const struct rhz_token *tokens;
    size_t i, n, all = 0;
    double s;

    lap();
    for (i = 0; i < t->n; i++) {
        if (rhz_analyze(a, passage_text(t, i), &tokens, &n) != RHZ_OK)
            abort();
        all += n;
    }
    s = lap();
    printf("analyser seul      %6.2f s  %6.1f Mo/s  %zu occurrences, %u formes\n", s, (double)t->bytes.n / 1e6 / s, all,
           (unsigned)rhz_analyzer_lexemes(a));
    rhz_analyzer_free(a);
}

static void add_bare(struct rhz_inverter *v, struct rhz_span text)
{
    struct rhz_error err = {0};
    struct rhz_block block = {RHZ_BLOCK_PARAGRAPH, 0, 0, (uint32_t)text.n, RHZ_NONE, 0};
    struct rhz_passage passage = {0, (uint32_t)text.n, 0, 1, RHZ_NONE};
    struct rhz_document d = {.text = text, .blocks = &block, .n_blocks = 1, .passages = &passage, .n_passages = 1,
                             .title = RHZ_SPAN(""), .type = RHZ_SPAN("autre"), .language = RHZ_SPAN("fr"),
                             .url = RHZ_SPAN("")};

    check(rhz_inverter_add(v, &d, NULL, &err), &err);
}

enum { GROUP = 30, SECTION = 5, ENTITIES = 25, MENTIONS = 4, HEADING_BYTES = 45, TITLE_BYTES = 60 };

/* First words of a passage, about `bytes` of them. */
static struct rhz_span first_words(struct rhz_span s, size_t bytes)
{
    while (bytes < s.n && s.p[bytes] != ' ')
        bytes++;
    return rhz_span(s.p, bytes < s.n ? bytes : s.n);
}

/* Passages [from, from + n) as one document: a heading every SECTION, ENTITIES mentioned here and there. */
static void add_group(struct rhz_inverter *v, const struct text *t, size_t from, size_t n)
{
    struct rhz_error err = {0};
    struct rhz_buf body = {0};
    struct rhz_block blocks[2 * GROUP];
    struct rhz_passage passages[GROUP];
    struct rhz_mention mentions[ENTITIES * MENTIONS];
    struct rhz_document_entity entities[ENTITIES];
    struct rhz_facts facts = {.entities = entities, .n_entities = ENTITIES};
    struct rhz_document d = {.blocks = blocks, .passages = passages, .n_passages = n, .type = RHZ_SPAN("autre"),
                             .title = first_words(passage_text(t, from), TITLE_BYTES), .language = RHZ_SPAN("fr"),
                             .url = RHZ_SPAN("")};
    uint32_t heading = RHZ_NONE, start;
    size_t i, j;

    memset(entities, 0, sizeof entities);
    for (i = 0; i < n; i++) {
        struct rhz_span text = passage_text(t, from + i);
        if (i % SECTION == 0) {
            struct rhz_span line = first_words(text, HEADING_BYTES);
            heading = (uint32_t)d.n_blocks;
            start = (uint32_t)body.n;
            rhz_buf_span(&body, line);
            blocks[d.n_blocks++] = (struct rhz_block){RHZ_BLOCK_HEADING, 2, start, (uint32_t)body.n, RHZ_NONE, 0};
            rhz_buf_byte(&body, '\n');
        }
        start = (uint32_t)body.n;
        rhz_buf_span(&body, text);
        passages[i] = (struct rhz_passage){start, (uint32_t)body.n, (uint32_t)d.n_blocks, 1, heading};
        blocks[d.n_blocks++] = (struct rhz_block){RHZ_BLOCK_PARAGRAPH, 0, start, (uint32_t)body.n, heading, 0};
        rhz_buf_byte(&body, '\n');
    }
    for (i = 0; i < ENTITIES; i++)
        for (j = 0, entities[i].mentions = &mentions[i * MENTIONS]; j < 1 + i % MENTIONS; j++) {
            start = passages[(i + j * (i % 7 + 1)) % n].start;
            entities[i].mentions[entities[i].n_mentions++] = (struct rhz_mention){start, start + 1};
        }
    d.text = rhz_buf_view(&body);
    check(rhz_inverter_add(v, &d, &facts, &err), &err);
    rhz_buf_free(&body);
}

static double invert(const struct text *t, struct rhz_inverter *v, bool grouped)
{
    double s;
    size_t i;

    lap();
    for (i = 0; i < t->n; i += grouped ? GROUP : 1) {
        if (grouped)
            add_group(v, t, i, t->n - i < GROUP ? t->n - i : GROUP);
        else
            add_bare(v, passage_text(t, i));
    }
    s = lap();
    printf("analyser, inverser %6.2f s  %6.1f Mo/s  mémoire %.1f Mo\n", s, (double)t->bytes.n / 1e6 / s,
           (double)rhz_inverter_memory(v) / 1e6);
    return s;
}

static double flush(const struct text *t, struct rhz_inverter *v, struct rhz_store *store, struct rhz_segment_info *info)
{
    struct rhz_error err = {0};
    struct rhz_txn *txn;
    double s;

    lap();
    check(rhz_txn_begin(store, true, &txn, &err), &err);
    check(rhz_inverter_flush(v, store, &txn, info, &err), &err);
    check(rhz_txn_commit(txn, &err), &err);
    s = lap();
    printf("écrire le segment  %6.2f s  %6.1f Mo/s\n", s, (double)t->bytes.n / 1e6 / s);
    return s;
}

/* ---- sizes ---- */

struct sizes {
    uint64_t bytes[8], keys[8], pages[8], entries[8];
};

static void measure(struct rhz_store *store, struct sizes *z)
{
    struct rhz_error err = {0};
    struct rhz_db_cursor *c;
    struct rhz_txn *t;
    struct rhz_span k, v;
    rhz_status st;

    memset(z, 0, sizeof *z);
    check(rhz_txn_begin(store, false, &t, &err), &err);
    check(rhz_db_cursor_open(t, RHZ_DB_SEGMENT, &c, &err), &err);
    for (st = rhz_db_seek(c, rhz_span("", 0), &k, &v, &err); st == RHZ_OK; st = rhz_db_next(c, &k, &v, &err)) {
        unsigned part = (unsigned char)k.p[4] & 7;
        z->bytes[part] += v.n;
        z->keys[part] += k.n;
        z->entries[part]++;
        if (8 + k.n + v.n > 2038)
            z->pages[part] += (v.n + 16 + 4095) / 4096 * 4096 - v.n; /* rounding of values with pages of their own */
    }
    rhz_db_cursor_close(c);
    rhz_txn_abort(t);
}

/* What the segment's head counts. */
static void print_counts(struct rhz_store *store, const struct rhz_segment_info *info)
{
    struct rhz_error err = {0};
    struct rhz_part_key key;
    struct rhz_reader r;
    struct rhz_txn *t;
    struct rhz_span v;
    unsigned i;

    check(rhz_txn_begin(store, false, &t, &err), &err);
    check(rhz_txn_get(t, RHZ_DB_SEGMENT, rhz_part_key(&key, info->number, RHZ_PART_HEAD, rhz_span("", 0)), &v, &err), &err);
    r = rhz_reader(v);
    for (i = 0; i < 3; i++)
        rhz_get_varint(&r);
    printf("  %llu entrées de listes", (unsigned long long)rhz_get_varint(&r));
    printf(", %llu positions\n", (unsigned long long)rhz_get_varint(&r));
    rhz_txn_abort(t);
}

static void split_dictionary(struct rhz_store *store, const struct rhz_segment_info *info, const struct text *text)
{
    struct rhz_error err = {0};
    struct rhz_db_cursor *c;
    struct rhz_txn *t;
    struct rhz_span k, v;
    struct rhz_dictionary_reader d;
    uint64_t terms = 0, single = 0, inlined = 0, forms = 0, form_bytes = 0, list_bytes = 0, single_bytes = 0;
    rhz_status st;

    check(rhz_txn_begin(store, false, &t, &err), &err);
    check(rhz_db_cursor_open(t, RHZ_DB_SEGMENT, &c, &err), &err);
    for (st = rhz_db_seek(c, rhz_span("", 0), &k, &v, &err); st == RHZ_OK; st = rhz_db_next(c, &k, &v, &err)) {
        if ((unsigned char)k.p[4] != RHZ_PART_DICTIONARY || !rhz_dictionary_open(&d, v, info->n_passages))
            continue;
        for (;;) {
            const unsigned char *at = d.r.p;
            if (!rhz_dictionary_step(&d))
                break;
            terms++;
            forms += d.n_forms;
            form_bytes += d.forms.n;
            if (d.single) {
                single++;
                single_bytes += (uint64_t)(d.r.p - at);
            } else if (!d.in_streams) {
                inlined++;
                list_bytes += d.lists.n;
            }
        }
    }
    rhz_db_cursor_close(c);
    rhz_txn_abort(t);
    printf("  %llu termes, dont %llu d'une occurrence (%.1f o) et %llu listes incluses (%.1f o) ; %llu formes (%.1f o) ; %.1f o de texte par terme\n",
           (unsigned long long)terms, (unsigned long long)single, (double)single_bytes / (double)single,
           (unsigned long long)inlined, (double)list_bytes / (double)inlined, (unsigned long long)forms,
           (double)form_bytes / (double)forms, (double)text->bytes.n / (double)terms);
}

static void report(struct rhz_store *store, const struct rhz_segment_info *info, const struct text *t, uint64_t before)
{
    static const char *const names[8] = {"en-tête", "longueurs du texte", "longueurs du contexte", "documents",
                                         "mentions", "listes", "positions", "dictionnaire"};
    struct sizes z;
    uint64_t sum = 0, keys = 0, rounding = 0, file = rhz_store_bytes(store) - before;
    double text = (double)t->bytes.n;
    unsigned i;

    measure(store, &z);
    printf("taille de l'index, en octets par octet de texte :\n");
    for (i = 0; i < 8; i++) {
        printf("  %-22s %10llu  %.4f  (%llu valeurs)\n", names[i], (unsigned long long)z.bytes[i], (double)z.bytes[i] / text,
               (unsigned long long)z.entries[i]);
        sum += z.bytes[i];
        keys += z.keys[i] + 10 * z.entries[i];
        rounding += z.pages[i];
    }
    printf("  %-21s %10llu  %.4f\n", "clés et nœuds", (unsigned long long)keys, (double)keys / text);
    printf("  %-22s %10llu  %.4f\n", "arrondi des pages", (unsigned long long)rounding, (double)rounding / text);
    printf("  %-22s %10llu  %.4f\n", "somme", (unsigned long long)(sum + keys + rounding), (double)(sum + keys + rounding) / text);
    printf("  %-22s %10llu  %.4f  (budget 0.32)\n", "croissance du fichier", (unsigned long long)file, (double)file / text);
    print_counts(store, info);
    split_dictionary(store, info, t);
}

static double ours(const struct text *t, const char *folder, bool grouped, double *ratio)
{
    struct rhz_error err = {0};
    struct rhz_segment_info info;
    struct rhz_inverter *v;
    struct rhz_store *store;
    char base[400];
    uint64_t before;
    double s;

    printf("\n%s\n", grouped ? "Documents de trente passages, avec titres, intertitres et mentions"
                            : "Documents d'un passage, sans titre");
    snprintf(base, sizeof base, "%s/%s.rhz", folder, grouped ? "documents" : "passages");
    check(rhz_store_open(base, RHZ_STORE_CREATE, 0, &store, &err), &err);
    before = rhz_store_bytes(store);
    check(rhz_inverter_new(1, 1, 1, &v, &err), &err);
    s = invert(t, v, grouped);
    s += flush(t, v, store, &info);
    rhz_inverter_free(v);
    *ratio = (double)(rhz_store_bytes(store) - before) / (double)t->bytes.n;
    printf("en tout            %6.2f s  %6.1f Mo/s de texte (but : 10)\n", s, (double)t->bytes.n / 1e6 / s);
    report(store, &info, t, before);
    rhz_store_close(store);
    return s;
}

/* ---- the peer ---- */

#ifdef BENCH_SQLITE
static void peer(const struct text *t, const char *folder, double seconds, double ratio)
{
    char path[400];
    sqlite3 *db;
    sqlite3_stmt *insert;
    struct stat s;
    double time;
    size_t i;

    snprintf(path, sizeof path, "%s/fts.db", folder);
    lap();
    if (sqlite3_open(path, &db) ||
        sqlite3_exec(db, "pragma journal_mode=off; pragma synchronous=off;"
                         "create virtual table f using fts5(t, content='', tokenize='unicode61 remove_diacritics 2'); begin",
                     NULL, NULL, NULL) ||
        sqlite3_prepare_v2(db, "insert into f(rowid, t) values (?, ?)", -1, &insert, NULL)) {
        printf("FTS5 : %s\n", sqlite3_errmsg(db));
        return;
    }
    for (i = 0; i < t->n; i++) {
        struct rhz_span p = passage_text(t, i);
        sqlite3_bind_int64(insert, 1, (sqlite3_int64)i + 1);
        sqlite3_bind_text(insert, 2, p.p, (int)p.n, SQLITE_STATIC);
        sqlite3_step(insert);
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    sqlite3_exec(db, "commit; insert into f(f) values ('optimize')", NULL, NULL, NULL);
    sqlite3_close(db);
    time = lap();
    stat(path, &s);
    printf("SQLite FTS5        %6.2f s  %6.1f Mo/s  %.4f : rhizome prend %.2f fois son temps et %.2f fois sa place\n", time,
           (double)t->bytes.n / 1e6 / time, (double)s.st_size / (double)t->bytes.n, seconds / time,
           ratio / ((double)s.st_size / (double)t->bytes.n));
    unlink(path);
}
#else
static void peer(const struct text *t, const char *folder, double seconds, double ratio)
{
    (void)t, (void)folder, (void)seconds, (void)ratio;
    printf("SQLite FTS5 : absent de cette construction\n");
}
#endif

static void remove_folder(const char *folder)
{
    char command[400];

    snprintf(command, sizeof command, "rm -r '%s'", folder);
    if (system(command))
        fprintf(stderr, "bench_index: %s n'a pas été effacé\n", folder);
}

int main(int argc, char **argv)
{
    struct text t = {0};
    char folder[] = "/tmp/rhizome-bench-XXXXXX";
    double seconds, ratio;

    if (!read_tsv(&t, argc > 1 ? argv[1] : "../shared/speed/passages-60k.tsv.zst"))
        generate(&t);
    if (t.bytes.failed || !mkdtemp(folder))
        return 1;
    printf("%zu passages, %.1f Mo de texte\n", t.n, (double)t.bytes.n / 1e6);
    analyse_only(&t);
    seconds = ours(&t, folder, false, &ratio);
    peer(&t, folder, seconds, ratio);
    ours(&t, folder, true, &ratio);
    remove_folder(folder);
    rhz_buf_free(&t.bytes);
    free(t.ends);
    return 0;
}
