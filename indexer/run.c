/* run.c -- one run of the indexer: walk, read, publish every so many bytes of input, then the graph.
 *
 * Publications follow the order of uris and bytes of input alone, never time or threads, so that two runs over the
 * same files write the same base.
 */
#include "rhizome_index.h"

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "batch.h"
#include "source.h"
#include "walk.h"

enum { PROGRESS_US = 50000 };

struct run {
    struct rhz_index_options o;
    struct rhz_index_report *report;
    struct rhz_batch *batch;
    struct rhz_arena *arena;
    struct rhz_walk walk;
    struct rhz_walk_file *file;   /* being read */
    uint64_t done, published_at;  /* bytes of input */
    uint64_t files_done, last_progress;
    uint64_t documents;           /* indexed, new or not */
    struct rhz_error last_refusal;
    rhz_status fatal;             /* the base failed, not a file: the run ends */
};

static void notice(struct run *r, const char *uri, uint32_t line, bool refused, const char *text)
{
    struct rhz_index_notice n = {uri, line, refused, text};

    if (refused) {
        r->report->refused++;
        rhz_fail(&r->last_refusal, RHZ_INVALID, "%s", text);
    }
    if (r->o.on_notice)
        r->o.on_notice(r->o.context, &n);
}

static void refuse_path(void *context, const char *path, const char *text)
{
    notice(context, path, 0, true, text);
}

static void progress(struct run *r, int phase, bool always)
{
    uint64_t now = rhz_now_us();
    struct rhz_index_progress p = {r->files_done, r->walk.n_files, r->done, r->walk.bytes,
                                   r->file ? r->file->uri.p : "", phase};

    if (!r->o.on_progress || (!always && now - r->last_progress < PROGRESS_US))
        return;
    r->last_progress = now;
    r->o.on_progress(r->o.context, &p);
}

static void count(struct run *r, enum rhz_outcome outcome)
{
    r->documents++;
    switch (outcome) {
    case RHZ_ADDED:
        r->report->documents_added++;
        break;
    case RHZ_REPLACED:
        r->report->documents_replaced++;
        break;
    case RHZ_UNCHANGED:
        r->report->documents_unchanged++;
        break;
    case RHZ_ADDRESS_ADDED:
        r->report->addresses_added++;
        break;
    }
}

static bool is_refusal(rhz_status st)
{
    return st == RHZ_INVALID || st == RHZ_LIMIT;
}

static rhz_status take_source(void *context, const struct rhz_source *s, const char *refusal, struct rhz_error *err)
{
    struct run *r = context;
    uint32_t line = s->reader->catalogue ? s->first_line : 0;
    enum rhz_outcome outcome;
    uint32_t repairs = 0;
    struct rhz_error why = {RHZ_OK, ""};
    char text[96];
    rhz_status st;

    progress(r, 1, false);
    if (refusal) {
        notice(r, r->file->uri.p, line, true, refusal);
        return RHZ_OK;
    }
    st = rhz_batch_add(r->batch, s, &outcome, &repairs, &why);
    if (is_refusal(st)) {
        notice(r, r->file->uri.p, line, true, why.text);
        return RHZ_OK;
    }
    if (st != RHZ_OK) {
        r->fatal = st;
        return rhz_fail(err, st, "%s", why.text);
    }
    count(r, outcome);
    if (repairs) {
        r->report->repaired++;
        snprintf(text, sizeof text, "%u octet%s hors de l'UTF-8 remplacé%s.", repairs, repairs > 1 ? "s" : "",
                 repairs > 1 ? "s" : "");
        notice(r, r->file->uri.p, line, false, text);
    }
    if (!r->o.strict && r->done - r->published_at >= r->o.publish_bytes) {
        r->published_at = r->done;
        r->fatal = rhz_batch_publish(r->batch, err);
        return r->fatal;
    }
    return RHZ_OK;
}

static rhz_status read_files(struct run *r, struct rhz_error *err)
{
    size_t i;
    rhz_status st = RHZ_OK;

    for (i = 0; i < r->walk.n_files && st == RHZ_OK; i++) {
        struct rhz_error why = {RHZ_OK, ""};
        r->file = &r->walk.files[i];
        r->report->files_seen++;
        progress(r, 1, false);
        if (i && rhz_span_eq(r->file->uri, r->walk.files[i - 1].uri)) {
            notice(r, r->file->uri.p, 0, true,
                   "Un autre fichier porte la même adresse : nommez les dossiers autrement avec --nom.");
            continue;
        }
        st = rhz_source_read(r->file, r->o.file_limit, &r->done, take_source, r, &why);
        if (!r->fatal && (is_refusal(st) || st == RHZ_IO)) {
            notice(r, r->file->uri.p, 0, true, why.text);
            st = RHZ_OK;
        } else if (st != RHZ_OK) {
            rhz_fail(err, st, "%s", why.text);
        }
        r->files_done++;
    }
    return st;
}

/* What a run that found nothing to index says. */
static rhz_status nothing_indexed(struct run *r, const char *const *paths, size_t n_paths, struct rhz_error *err)
{
    if (r->report->refused == 1)
        return rhz_fail(err, RHZ_INVALID, "%s", r->last_refusal.text);
    if (r->report->refused)
        return rhz_fail(err, RHZ_INVALID, "Aucun des %llu fichiers ou enregistrements n'a pu être indexé.",
                        (unsigned long long)r->report->refused);
    return rhz_fail(err, RHZ_NOT_FOUND, "Rien à indexer : « %s »%s ne contient aucun fichier.", n_paths ? paths[0] : "",
                    n_paths > 1 ? " et les autres chemins donnés" : "");
}

static rhz_status note_roots(struct run *r, struct rhz_error *err)
{
    size_t i;
    rhz_status st = RHZ_OK;

    for (i = 0; i < r->walk.n_roots && st == RHZ_OK; i++)
        st = rhz_batch_root(r->batch, r->walk.roots[i].name, r->walk.roots[i].path, err);
    return st;
}

static rhz_status merge_segments(struct run *r, struct rhz_error *err)
{
    struct rhz_merge_limits limits = rhz_merge_defaults;

    if (r->o.merge_passages)
        limits.least = r->o.merge_passages;
    return rhz_batch_merge(r->batch, &limits, err);
}

static rhz_status index_files(struct run *r, struct rhz_store *store, const char *const *paths, size_t n_paths,
                              struct rhz_error *err)
{
    rhz_status st;

    if ((st = rhz_batch_new(store, r->o.memory_bytes, &r->batch, err)) != RHZ_OK ||
        (st = note_roots(r, err)) != RHZ_OK || (st = read_files(r, err)) != RHZ_OK)
        return st;
    if (r->documents == 0)
        return nothing_indexed(r, paths, n_paths, err);
    if (r->o.strict && r->report->refused)
        return rhz_fail(err, RHZ_INVALID, "Rien n'a été publié : %llu refus et --strict est demandé. %s",
                        (unsigned long long)r->report->refused, r->last_refusal.text);
    if ((st = rhz_batch_publish(r->batch, err)) != RHZ_OK)
        return st;
    progress(r, 2, true);
    if ((st = merge_segments(r, err)) != RHZ_OK)
        return st;
    st = rhz_batch_publish_graph(r->batch, err);
    progress(r, 3, true);
    return st;
}

static double seconds_of(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double cpu_seconds(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return seconds_of(u.ru_utime) + seconds_of(u.ru_stime);
}

static void defaults(struct rhz_index_options *o, const struct rhz_index_options *given)
{
    *o = (struct rhz_index_options){.size = sizeof *o};
    if (given)
        memcpy(o, given, given->size < sizeof *o ? given->size : sizeof *o);
    if (!o->memory_bytes)
        o->memory_bytes = (uint64_t)256 << 20;
    if (!o->publish_bytes)
        o->publish_bytes = (uint64_t)64 << 20;
    if (!o->file_limit)
        o->file_limit = (uint64_t)64 << 20;
}

static void fill_report(struct run *r, struct rhz_store *store)
{
    const struct rhz_batch_totals *t = r->batch ? rhz_batch_totals(r->batch) : NULL;

    r->report->input_bytes = r->done;
    if (t) {
        r->report->passages = t->passages;
        r->report->text_bytes = t->text_bytes;
        r->report->statements = t->statements;
        r->report->publications = t->publications;
    }
    if (store)
        r->report->base_bytes = rhz_store_bytes(store);
}

rhz_status rhz_index(const char *base, const char *const *paths, size_t n_paths, const struct rhz_index_options *options,
                     struct rhz_index_report *report, struct rhz_error *err)
{
    struct rhz_index_report ignored;
    struct run r = {.report = report ? report : &ignored};
    struct rhz_store *store = NULL;
    uint64_t start = rhz_now_us();
    double cpu = cpu_seconds();
    rhz_status st;

    memset(r.report, 0, sizeof *r.report);
    defaults(&r.o, options);
    if (r.o.memory_bytes < (uint64_t)16 << 20)
        return rhz_fail(err, RHZ_INVALID, "Il faut au moins 16 Mio de mémoire (--memoire).");
    r.arena = rhz_arena_new();
    if (!r.arena)
        return rhz_no_memory(err);
    progress(&r, 0, true);
    if ((st = rhz_walk_paths(paths, n_paths, r.o.root_name, r.arena, refuse_path, &r, &r.walk, err)) != RHZ_OK)
        goto done;
    if (r.walk.n_files == 0) { /* before a base is created for nothing */
        st = nothing_indexed(&r, paths, n_paths, err);
        goto done;
    }
    if ((st = rhz_store_open(base, RHZ_STORE_CREATE, r.o.map_bytes, &store, err)) == RHZ_OK)
        st = index_files(&r, store, paths, n_paths, err);
done:
    fill_report(&r, store);
    rhz_batch_free(r.batch);
    rhz_store_close(store);
    rhz_arena_free(r.arena);
    r.report->seconds = (double)(rhz_now_us() - start) / 1e6;
    r.report->cpu_seconds = cpu_seconds() - cpu;
    return st;
}
