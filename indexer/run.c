/* run.c -- one run of the indexer: walk, read, publish every so many bytes of input, then the graph.
 *
 * Publications follow the order of uris and bytes of input alone, never time or threads, so that two runs over the
 * same files write the same base.
 */
#include "rhizome_index.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "batch.h"
#include "sidecar.h"
#include "source.h"
#include "vanished.h"
#include "walk.h"

enum { PROGRESS_US = 50000 };

struct run {
    struct rhz_index_options o;
    struct rhz_index_report *report;
    struct rhz_batch *batch;
    struct rhz_helpers *helpers;  /* read formats of others */
    struct rhz_arena *arena;
    struct rhz_arena *unit;       /* what the description of one file says */
    struct rhz_walk walk;
    struct rhz_walk_file *file;   /* being read */
    uint64_t done, published_at;  /* bytes of input */
    uint64_t files_done, last_progress;
    uint64_t documents;           /* indexed, new or not */
    struct rhz_error last_refusal;
    struct rhz_buf seen;          /* uint64_t: hashes of the addresses met, where vanished ones are to be removed */
    bool unseen_folder;           /* something of the folders could not be looked at */
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
    ((struct run *)context)->unseen_folder = true;
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

static void changed(struct run *r, struct rhz_span uri, enum rhz_index_change what)
{
    char *name = r->o.on_change ? strndup(uri.p, uri.n) : NULL;

    if (name)
        r->o.on_change(r->o.context, name, what);
    free(name);
}

static void count(struct run *r, enum rhz_batch_outcome outcome)
{
    static const enum rhz_index_change changes[] = {
        [RHZ_ADDED] = RHZ_CHANGE_ADDED, [RHZ_REPLACED] = RHZ_CHANGE_REPLACED, [RHZ_ADDRESS_ADDED] = RHZ_CHANGE_COPIED};

    r->documents++;
    if (outcome != RHZ_UNCHANGED)
        changed(r, rhz_batch_uri(r->batch), changes[outcome]);
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

static void remark(void *context, uint32_t line, const char *text)
{
    struct run *r = context;
    char *uri = rhz_arena_printf(r->unit, "%s" RHZ_SIDECAR_SUFFIX, r->file->uri.p);

    notice(r, uri ? uri : r->file->uri.p, line, false, text);
}

/* What the description beside the file says, where there is one. */
static rhz_status read_hints(struct run *r, struct rhz_source *s, struct rhz_error *err)
{
    rhz_arena_reset(r->unit);
    if (s->reader->catalogue && r->file->sidecar) {
        remark(r, 0, "Un catalogue décrit lui-même ses documents : ce fichier n'est pas lu.");
        r->file->sidecar = NULL; /* said once */
    }
    return s->sidecar.n ? rhz_sidecar_parse(s->sidecar, r->unit, remark, r, &s->hints, err) : RHZ_OK;
}

/* What a helper remarks about the document it reads. */
static void remark_document(void *context, const char *text)
{
    struct run *r = context;

    notice(r, r->file->uri.p, 0, false, text);
}

static rhz_status take_source(void *context, const struct rhz_source *s, const char *refusal, struct rhz_error *err)
{
    struct run *r = context;
    uint32_t line = s->reader->catalogue ? s->first_line : 0;
    enum rhz_batch_outcome outcome;
    uint32_t repairs = 0;
    struct rhz_error why = {RHZ_OK, ""};
    struct rhz_source described = *s;
    char text[96];
    rhz_status st;

    progress(r, 1, false);
    if (refusal) {
        r->file->incomplete = true;
        notice(r, r->file->uri.p, line, true, refusal);
        return RHZ_OK;
    }
    if ((st = read_hints(r, &described, err)) != RHZ_OK) {
        r->fatal = st;
        return st;
    }
    st = rhz_batch_add(r->batch, &described, &outcome, &repairs, &why);
    if (r->o.prune) {
        uint64_t hash = rhz_hash64(rhz_batch_uri(r->batch));
        rhz_buf_append(&r->seen, &hash, sizeof hash);
    }
    if (is_refusal(st)) {
        r->file->incomplete = true;
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
    if (!r->o.strict && !r->o.dry_run && r->done - r->published_at >= r->o.publish_bytes) {
        r->published_at = r->done;
        r->fatal = rhz_batch_publish(r->batch, err);
        return r->fatal;
    }
    return RHZ_OK;
}

/* A sentence about a file names its path; beside its uri that would be said twice. */
static void refuse_file(struct run *r, const char *text)
{
    size_t n = strlen(r->file->path);
    bool named = strncmp(text, r->file->path, n) == 0 && strncmp(text + n, " : ", 3) == 0;

    notice(r, r->file->uri.p, 0, true, named ? text + n + 3 : text);
    rhz_fail(&r->last_refusal, RHZ_INVALID, "%s", text);
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
        if (r->walk.roots[r->file->root].refused)
            continue;
        if (i && rhz_span_eq(r->file->uri, r->walk.files[i - 1].uri) &&
            !r->walk.roots[r->walk.files[i - 1].root].refused) {
            notice(r, r->file->uri.p, 0, true,
                   "Un autre fichier porte la même adresse : nommez les dossiers autrement avec --nom.");
            continue;
        }
        st = rhz_source_read(r->file, r->o.file_limit, &r->done, take_source, r, &why);
        if (!r->fatal && (is_refusal(st) || st == RHZ_IO)) {
            r->file->incomplete = true;
            refuse_file(r, why.text);
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

    for (i = 0; i < r->walk.n_roots && st == RHZ_OK; i++) {
        struct rhz_walk_root *root = &r->walk.roots[i];
        struct rhz_error why = {RHZ_OK, ""};
        st = rhz_batch_root(r->batch, root->name, root->path, &why);
        /* Several folders: the others go on. Not when vanished files are to go: whose they are is then in doubt. */
        if (st == RHZ_INVALID && r->walk.n_roots > 1 && !r->o.prune) {
            root->refused = true;
            notice(r, root->path, 0, true, why.text);
            st = RHZ_OK;
        } else if (st != RHZ_OK) {
            rhz_fail(err, st, "%s", why.text);
        }
    }
    return st;
}

static rhz_status merge_segments(struct run *r, struct rhz_error *err)
{
    struct rhz_merge_limits limits = rhz_merge_defaults;

    if (r->o.merge_passages)
        limits.least = r->o.merge_passages;
    return rhz_batch_merge(r->batch, &limits, err);
}

/* All that was gathered becomes visible, then the graph of it. */
static rhz_status publish(struct run *r, struct rhz_error *err)
{
    rhz_status st;

    if (r->o.dry_run)
        return RHZ_OK;
    if ((st = rhz_batch_publish(r->batch, err)) != RHZ_OK)
        return st;
    progress(r, 2, true);
    if ((st = merge_segments(r, err)) != RHZ_OK)
        return st;
    st = rhz_batch_publish_graph(r->batch, err);
    progress(r, 3, true);
    return st;
}

/* ---- removal ---- */

static rhz_status remove_uris(struct run *r, const struct rhz_uris *u, struct rhz_error *err)
{
    size_t i;
    rhz_status st = RHZ_OK;

    for (i = 0; i < u->n && st == RHZ_OK; i++) {
        st = rhz_batch_remove(r->batch, u->v[i], err);
        if (st == RHZ_NOT_FOUND) { /* named twice */
            st = RHZ_OK;
            continue;
        }
        r->report->addresses_removed++;
        changed(r, u->v[i], RHZ_CHANGE_REMOVED);
    }
    return st;
}

static rhz_status prune(struct run *r, struct rhz_error *err)
{
    struct rhz_uris u = {.arena = r->arena};
    rhz_status st = rhz_uris_vanished(r->batch, &r->walk, &r->seen, &u, err);

    return st == RHZ_OK ? remove_uris(r, &u, err) : st;
}

static rhz_status index_files(struct run *r, struct rhz_store *store, const char *const *paths, size_t n_paths,
                              struct rhz_error *err)
{
    rhz_status st;

    if (r->o.prune && r->unseen_folder)
        return rhz_fail(err, RHZ_INVALID, "Rien n'a été changé : --elaguer pourrait retirer des documents à tort, car une partie des chemins n'a pu être lue. %s",
                        r->last_refusal.text);
    st = r->o.dry_run ? rhz_batch_new_dry(store, &r->batch, err) : rhz_batch_new(store, r->o.memory_bytes, &r->batch, err);
    if (st == RHZ_OK)
        st = rhz_helpers_new(r->o.libexec, &(struct rhz_helper_limits){.output_bytes = r->o.file_limit}, NULL, &r->helpers, err);
    if (st != RHZ_OK)
        return st;
    rhz_batch_helpers(r->batch, r->helpers, r->o.ocr, remark_document, r);
    if ((st = note_roots(r, err)) != RHZ_OK || (st = read_files(r, err)) != RHZ_OK)
        return st;
    if (r->o.prune && (st = prune(r, err)) != RHZ_OK)
        return st;
    if (r->documents == 0 && !r->report->addresses_removed)
        return nothing_indexed(r, paths, n_paths, err);
    if (r->o.strict && r->report->refused)
        return rhz_fail(err, RHZ_INVALID, "Rien n'a été publié : %llu refus et --strict est demandé. %s",
                        (unsigned long long)r->report->refused, r->last_refusal.text);
    return publish(r, err);
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
        r->report->graph_whole = t->graph_whole;
        r->report->graph_nodes = t->graph_nodes;
        r->report->graph_edges = t->graph_edges;
        r->report->graph_documents = t->graph_documents;
    }
    if (store)
        r->report->base_bytes = rhz_store_bytes(store);
}

/* A dry run opens the base as a reader does; where there is none yet, *store is NULL. */
static rhz_status open_store(const struct run *r, const char *base, struct rhz_store **store, struct rhz_error *err)
{
    if (!r->o.dry_run)
        return rhz_store_open(base, RHZ_STORE_CREATE, r->o.map_bytes, store, err);
    return access(base, F_OK) == 0 ? rhz_store_open(base, RHZ_STORE_READ, r->o.map_bytes, store, err) : RHZ_OK;
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
    r.unit = rhz_arena_new();
    if (!r.arena || !r.unit) {
        st = rhz_no_memory(err);
        goto done;
    }
    progress(&r, 0, true);
    if ((st = rhz_walk_paths(paths, n_paths, r.o.root_name, r.arena, refuse_path, &r, &r.walk, err)) != RHZ_OK)
        goto done;
    r.report->files_passed = r.walk.n_passed;
    if (r.walk.n_files == 0) { /* before a base is created for nothing */
        st = nothing_indexed(&r, paths, n_paths, err);
        goto done;
    }
    if ((st = open_store(&r, base, &store, err)) == RHZ_OK)
        st = index_files(&r, store, paths, n_paths, err);
done:
    fill_report(&r, store);
    rhz_batch_free(r.batch);
    rhz_helpers_free(r.helpers);
    rhz_store_close(store);
    rhz_buf_free(&r.seen);
    rhz_arena_free(r.unit);
    rhz_arena_free(r.arena);
    r.report->seconds = (double)(rhz_now_us() - start) / 1e6;
    r.report->cpu_seconds = cpu_seconds() - cpu;
    return st;
}

/* ---- rhz_remove ---- */

static rhz_status remove_named(struct run *r, const char *const *names, size_t n, struct rhz_error *err)
{
    struct rhz_uris u = {.arena = r->arena};
    size_t i, before;
    rhz_status st;

    for (i = 0; i < n; i++) {
        before = u.n;
        if ((st = rhz_uris_named(r->batch, names[i], &u, err)) != RHZ_OK)
            return st;
        if (u.n == before)
            return rhz_fail(err, RHZ_NOT_FOUND, "La base ne connaît pas l'adresse « %s » ; rien n'a été retiré. « rhizome documents » donne les adresses.",
                            names[i]);
    }
    return remove_uris(r, &u, err);
}

rhz_status rhz_remove(const char *base, const char *const *uris, size_t n, const struct rhz_index_options *options,
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
    r.arena = rhz_arena_new();
    st = r.arena ? rhz_store_open(base, r.o.dry_run ? RHZ_STORE_READ : RHZ_STORE_WRITE, r.o.map_bytes, &store, err)
                 : rhz_no_memory(err);
    if (st == RHZ_OK)
        st = r.o.dry_run ? rhz_batch_new_dry(store, &r.batch, err) : rhz_batch_new(store, r.o.memory_bytes, &r.batch, err);
    if (st == RHZ_OK && (st = remove_named(&r, uris, n, err)) == RHZ_OK)
        st = publish(&r, err);
    fill_report(&r, store);
    rhz_batch_free(r.batch);
    rhz_store_close(store);
    rhz_arena_free(r.arena);
    r.report->seconds = (double)(rhz_now_us() - start) / 1e6;
    r.report->cpu_seconds = cpu_seconds() - cpu;
    return st;
}
