/* Threads that search, read sheets, export and copy through one shared base, while another process indexes and compacts:
 * each answer is that of some publication, and answers never go back in time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>

#include "base.h"
#include "base_folder.h"
#include "rhizome.h"
#include "rhizome_index.h"

enum { DOCUMENTS = 8, STEPS = 9, STATES = 2 * STEPS, SMALL = 8, EACH = 2 };

/* What may be asked of a base: an answer as text, to be freed; NULL after a sentence in err. `own`: a name for files. */
typedef char *ask_function(struct rhz_base *b, const char *own, struct rhz_error *err);

static rhz_status keep(void *context, const char *bytes, size_t n)
{
    rhz_buf_append(context, bytes, n);
    return RHZ_OK;
}

static char *text_of(struct rhz_buf *b)
{
    rhz_buf_byte(b, 0);
    if (b->failed)
        abort();
    return b->p;
}

static char *ask_export(struct rhz_base *b, const char *own, struct rhz_error *err)
{
    struct rhz_buf out = {0};

    (void)own;
    if (rhz_export_jsonl(b, keep, &out, err) == RHZ_OK)
        return text_of(&out);
    rhz_buf_free(&out);
    return NULL;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Scores also tell how many dead documents the segments still hold: only what is found is compared. */
static char *ask_search(struct rhz_base *b, const char *own, struct rhz_error *err)
{
    static const char query[] = "subvention verger";
    struct rhz_search_options o = {.size = sizeof o, .mode = RHZ_SEARCH_ANY, .limit = 500};
    struct rhz_buf out = {0};
    struct rhz_hits *hits;
    char **lines;
    size_t i, n;

    (void)own;
    if (rhz_search(b, query, sizeof query - 1, &o, &hits, err) != RHZ_OK)
        return NULL;
    n = rhz_hits_count(hits);
    lines = calloc(n + 1, sizeof *lines);
    for (i = 0; i < n; i++) {
        const struct rhz_hit *h = rhz_hits_get(hits, i);
        if (asprintf(&lines[i], "%s/%u %s:%u %s\n", h->document, h->ordinal, h->uri, h->line_from, h->snippet) < 0)
            abort();
    }
    qsort(lines, n, sizeof *lines, by_text);
    for (i = 0; i < n; i++) {
        rhz_buf_str(&out, lines[i]);
        free(lines[i]);
    }
    free(lines);
    rhz_hits_free(hits);
    return text_of(&out);
}

static void put_links(struct rhz_buf *out, const struct rhz_links *links)
{
    size_t i, e;

    for (i = 0; i < rhz_links_count(links); i++) {
        const struct rhz_link *l = rhz_links_get(links, i);
        rhz_buf_printf(out, "%s %s %s %u %lld\n", l->from.name, l->relation, l->to.name, l->year, (long long)l->cents);
        for (e = 0; e < l->n_evidence; e++)
            rhz_buf_printf(out, "  %s:%u %s\n", l->evidence[e].uri, l->evidence[e].line, l->evidence[e].quote);
    }
}

static char *ask_sheet(struct rhz_base *b, const char *own, struct rhz_error *err)
{
    struct rhz_entities *found;
    struct rhz_links *links;
    struct rhz_buf out = {0};
    rhz_status st;

    (void)own;
    if (rhz_entities_find(b, "ADEME", "Organisation", 1, &found, err) != RHZ_OK)
        return NULL;
    if (rhz_entities_count(found) == 0) { /* the text is published, its graph is not yet */
        rhz_entities_free(found);
        return text_of(&out);
    }
    st = rhz_links_of(b, rhz_entities_get(found, 0)->id, NULL, &links, err);
    rhz_entities_free(found);
    if (st != RHZ_OK)
        return NULL;
    put_links(&out, links);
    rhz_links_free(links);
    return text_of(&out);
}

static void on_finding(void *context, const char *text)
{
    snprintf(((struct rhz_error *)context)->text, sizeof ((struct rhz_error *)context)->text, "%s", text);
}

/* A copy is sound, and exports what the base did. */
static char *ask_copy(struct rhz_base *b, const char *own, struct rhz_error *err)
{
    struct rhz_check_options o = {.size = sizeof o, .on_finding = on_finding, .context = err};
    struct rhz_check_report report = {0};
    struct rhz_base *copy;
    char *text = NULL;

    if (rhz_base_copy(b, own, err) != RHZ_OK)
        return NULL;
    if (rhz_check(own, &o, &report, err) == RHZ_OK && report.findings == 0 && rhz_base_open(own, &copy, err) == RHZ_OK) {
        text = ask_export(copy, own, err);
        rhz_base_close(copy);
    }
    folder_remove(own);
    return text;
}

/* ---- the story that both bases live ---- */

struct world {
    char root[256];
    char *export[STATES], *search[STATES], *sheet[STATES];
    size_t n;
};

static void write_texts(const char *folder, unsigned step)
{
    static const char *const words[] = {"verger", "prunier", "compost", "mare", "haie"};
    char path[400];
    unsigned i, p, version;
    FILE *f;

    mkdir(folder, 0777);
    for (i = 0; i < DOCUMENTS; i++) {
        version = (step + i) / 2;
        snprintf(path, sizeof path, "%s/note-%u.txt", folder, i);
        if (!(f = fopen(path, "w")))
            abort();
        fprintf(f, "Rapport d'activité %u de l'association Les Loriots\n\n", 2010 + i);
        for (p = 0; p < 4; p++)
            fprintf(f, "Le %s et le %s de l'année, version %u.\n\n", words[(p + version) % 5], words[(p * i + version) % 5], version);
        fprintf(f, "L'ADEME verse une subvention de %u 500 € à l'association Les Loriots en %u.\n", 1 + version, 2010 + i);
        fclose(f);
    }
}

struct story {
    char texts[300], base[300];
    struct world *reference; /* NULL: nothing is kept */
};

static void remember(struct story *s)
{
    struct world *w = s->reference;
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_base *b;

    if (w->n == STATES || rhz_base_open(s->base, &b, &err) != RHZ_OK)
        abort();
    w->export[w->n] = ask_export(b, NULL, &err);
    w->search[w->n] = ask_search(b, NULL, &err);
    w->sheet[w->n] = ask_sheet(b, NULL, &err);
    rhz_base_close(b);
    if (!w->export[w->n] || !w->search[w->n] || !w->sheet[w->n])
        abort();
    w->n++;
}

/* The text is published first, then (phase 2 is over) its graph. */
static void on_progress(void *context, const struct rhz_index_progress *p)
{
    struct story *s = context;

    if (s->reference && p->phase == 2)
        remember(s);
}

static bool live_step(struct story *s, unsigned step)
{
    struct rhz_index_options o = {.size = sizeof o, .merge_passages = SMALL, .on_progress = on_progress, .context = s};
    const char *paths[] = {s->texts};
    struct rhz_index_report report;
    struct rhz_compact_report compacted;
    struct rhz_error err = {RHZ_OK, ""};

    write_texts(s->texts, step);
    if (rhz_index(s->base, paths, 1, &o, &report, &err) != RHZ_OK ||
        (step % 2 && rhz_compact(s->base, 0, &compacted, &err) != RHZ_OK)) {
        fprintf(stderr, "%s\n", err.text);
        return false;
    }
    if (s->reference)
        remember(s);
    return true;
}

static void story_begin(struct story *s, struct world *w, const char *name, struct world *reference)
{
    char folder[280];

    snprintf(folder, sizeof folder, "%s/%s", w->root, name);
    mkdir(folder, 0777);
    snprintf(s->texts, sizeof s->texts, "%s/textes", folder);
    snprintf(s->base, sizeof s->base, "%s/base.rhz", folder);
    s->reference = reference;
}

/* ---- the threads ---- */

struct asker {
    pthread_t thread;
    struct rhz_base *base;
    ask_function *ask;
    char *const *states;
    size_t n_states;
    atomic_bool *over;
    char own[300];
    size_t at, rounds;
    bool failed;
    struct rhz_error err;
};

static void *asker_run(void *context)
{
    struct asker *a = context;
    bool last = false;
    char *answer;

    while (!last && !a->failed) {
        last = atomic_load(a->over); /* once more when all is done: the last state must be seen */
        if (!(answer = a->ask(a->base, a->own, &a->err))) {
            a->failed = true;
            break;
        }
        while (a->at < a->n_states && strcmp(answer, a->states[a->at]) != 0)
            a->at++;
        if (a->at == a->n_states) {
            snprintf(a->err.text, sizeof a->err.text, "An answer is of no publication from the last one seen on: %.120s", answer);
            a->failed = true;
        }
        free(answer);
        a->rounds++;
    }
    return NULL;
}

static pid_t start_writer(struct story *s)
{
    pid_t pid = fork();
    unsigned step;

    if (pid)
        return pid;
    for (step = 1; step < STEPS; step++)
        if (!live_step(s, step))
            _exit(1);
    _exit(0);
}

static void test_answers_are_of_publications(void **state)
{
    struct world *w = *state;
    struct story live;
    ask_function *const asks[] = {ask_export, ask_search, ask_sheet, ask_copy};
    char *const *const states[] = {w->export, w->search, w->sheet, w->export};
    enum { KINDS = 4 };
    struct asker askers[KINDS * EACH] = {0};
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_base *base;
    atomic_bool over = false;
    int status;
    size_t i;
    pid_t writer;

    story_begin(&live, w, "vive", NULL);
    assert_true(live_step(&live, 0));
    writer = start_writer(&live); /* before this process opens anything that stays open */
    assert_true(writer > 0);
    assert_int_equal(rhz_base_open(live.base, &base, &err), RHZ_OK);
    for (i = 0; i < KINDS * EACH; i++) {
        askers[i] = (struct asker){.base = base, .ask = asks[i % KINDS], .states = states[i % KINDS], .n_states = w->n, .over = &over};
        snprintf(askers[i].own, sizeof askers[i].own, "%s/copie-%zu.rhz", w->root, i);
        assert_int_equal(pthread_create(&askers[i].thread, NULL, asker_run, &askers[i]), 0);
    }
    assert_int_equal(waitpid(writer, &status, 0), writer);
    atomic_store(&over, true);
    for (i = 0; i < KINDS * EACH; i++)
        pthread_join(askers[i].thread, NULL);
    assert_int_equal(status, 0);
    for (i = 0; i < KINDS * EACH; i++) {
        if (askers[i].failed)
            fail_msg("thread %zu: %s", i, askers[i].err.text);
        assert_string_equal(states[i % KINDS][askers[i].at], states[i % KINDS][w->n - 1]);
        assert_true(askers[i].rounds > 0);
    }
    rhz_base_close(base);
}

static void test_copy_refuses(void **state)
{
    struct world *w = *state;
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_base *base;
    char path[300], there[300];

    snprintf(path, sizeof path, "%s/reference/base.rhz", w->root);
    snprintf(there, sizeof there, "%s/deja", w->root);
    assert_int_equal(rhz_base_open(path, &base, &err), RHZ_OK);
    assert_int_equal(mkdir(there, 0777), 0);
    assert_int_equal(rhz_base_copy(base, there, &err), RHZ_INVALID);
    assert_int_equal(rmdir(there), 0);
    assert_int_equal(rhz_base_copy(base, "", &err), RHZ_INVALID);
    snprintf(there, sizeof there, "%s/absent/copie.rhz", w->root);
    assert_int_equal(rhz_base_copy(base, there, &err), RHZ_NOT_FOUND);
    snprintf(there, sizeof there, "%s/deja.nouveau", w->root);
    assert_int_equal(mkdir(there, 0777), 0);
    snprintf(path, sizeof path, "%s/deja", w->root);
    assert_int_equal(rhz_base_copy(base, path, &err), RHZ_INVALID);
    assert_int_equal(rmdir(there), 0);
    rhz_base_close(base);
}

static int setup(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    struct story s;
    unsigned step;

    folder_make(w->root);
    story_begin(&s, w, "reference", w);
    for (step = 0; step < STEPS; step++)
        if (!live_step(&s, step))
            return -1;
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    size_t i;

    for (i = 0; i < w->n; i++) {
        free(w->export[i]);
        free(w->search[i]);
        free(w->sheet[i]);
    }
    folder_remove(w->root);
    free(w);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_answers_are_of_publications), cmocka_unit_test(test_copy_refuses)};

    return cmocka_run_group_tests_name("threads", tests, setup, teardown);
}
