/* helper.c -- the indexer's side: start a reader process, send it a file, gather its answer under limits of time and size.
 *
 * Time of computing is limited from outside (prlimit on the helper), so that one that a file has taken over cannot lift
 * it; what it sends is counted, decoded and checked as if an enemy had written it. A helper that did anything but answer
 * well is killed: the next document gets a fresh one. poppler-glib and libxml2 are never linked here. */
#include "helper.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ocr.h"

enum {
    PROGRAMS = 4,
    START_SECONDS = 30,
    START_FAILURES = 3,      /* a program that failed so often to start is not tried again in this run */
    EVENTS_MOST = 4000000,   /* a million pages are no document; bounds what the builder makes of 64 MiB */
    RECEIVE = 64 << 10
};

struct helper {
    const char *program;
    pid_t pid;               /* 0: not running */
    int socket;
    uint32_t serial, held;
    unsigned failures;       /* to start, in a row */
    struct rhz_buf in;       /* received, not yet a whole frame */
};

struct rhz_helpers {
    char *libexec, *argument;
    struct rhz_helper_limits limits;
    struct helper v[PROGRAMS];
    size_t n;
    bool told_landlock;
};

rhz_status rhz_helpers_new(const char *libexec, const struct rhz_helper_limits *limits, const char *argument,
                           struct rhz_helpers **out, struct rhz_error *err)
{
    static const struct rhz_helper_limits DEFAULTS = {(uint64_t)64 << 20, 300, 60, 900};
    struct rhz_helpers *h = calloc(1, sizeof *h);

    *out = NULL;
    if (!h)
        return rhz_no_memory(err);
    h->limits = DEFAULTS;
    if (limits && limits->output_bytes)
        h->limits.output_bytes = limits->output_bytes;
    if (limits && limits->cpu_seconds)
        h->limits.cpu_seconds = limits->cpu_seconds;
    if (limits && limits->silent_seconds)
        h->limits.silent_seconds = limits->silent_seconds;
    if (limits && limits->wall_seconds)
        h->limits.wall_seconds = limits->wall_seconds;
    h->libexec = libexec ? strdup(libexec) : NULL;
    h->argument = argument ? strdup(argument) : NULL;
    if ((libexec && !h->libexec) || (argument && !h->argument)) {
        rhz_helpers_free(h);
        return rhz_no_memory(err);
    }
    *out = h;
    return RHZ_OK;
}

/** Ends a helper; how it ended, as waitpid tells. */
static int end_helper(struct helper *p)
{
    int status = 0;
    pid_t got = -1;

    if (!p->pid)
        return 0;
    close(p->socket);
    /* One that died by itself is a zombie and keeps its own status. */
    got = waitpid(p->pid, &status, WNOHANG);
    if (got == 0) {
        kill(p->pid, SIGKILL);
        while ((got = waitpid(p->pid, &status, 0)) < 0 && errno == EINTR)
            ;
    }
    p->pid = 0;
    rhz_buf_reset(&p->in);
    return got > 0 ? status : 0;
}

void rhz_helpers_free(struct rhz_helpers *h)
{
    size_t i;

    if (!h)
        return;
    for (i = 0; i < h->n; i++) {
        end_helper(&h->v[i]);
        rhz_buf_free(&h->v[i].in);
    }
    free(h->libexec);
    free(h->argument);
    free(h);
}

/* ---- starting ---- */

static bool candidate(char path[PATH_MAX], const char *folder, const char *below, const char *program)
{
    int n = snprintf(path, PATH_MAX, "%s%s/%s", folder, below, program);

    return n > 0 && n < PATH_MAX && access(path, X_OK) == 0;
}

static bool find_program(const struct rhz_helpers *h, const char *program, char path[PATH_MAX])
{
    char self[PATH_MAX], *slash;
    ssize_t n;

    if (h->libexec)
        return candidate(path, h->libexec, "", program);
    n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        return false;
    self[n] = 0;
    slash = strrchr(self, '/');
    if (!slash)
        return false;
    *slash = 0;
    return candidate(path, self, "", program) || candidate(path, self, "/libexec", program) ||
           candidate(path, self, "/../libexec/rhizome", program);
}

/* Nothing of our environment but what the sanitizers want: a helper needs no more, and should know no more. */
static void small_environment(char *out[4])
{
    static char locale[] = "LC_ALL=C.UTF-8";
    static const char *const KEPT[] = {"ASAN_OPTIONS=", "UBSAN_OPTIONS="};
    size_t i, n = 0;
    char **e;

    out[n++] = locale;
    for (e = environ; *e; e++)
        for (i = 0; i < 2; i++)
            if (n < 3 && strncmp(*e, KEPT[i], strlen(KEPT[i])) == 0)
                out[n++] = *e;
    out[n] = NULL;
}

static int spawn(const struct rhz_helpers *h, struct helper *p, const char *path, int socket)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t signals;
    char *argv[3], *environment[4];
    int failed;

    argv[0] = (char *)(uintptr_t)p->program;
    argv[1] = h->argument;
    argv[2] = NULL;
    small_environment(environment);
    if (posix_spawn_file_actions_init(&actions) != 0)
        return ENOMEM;
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return ENOMEM;
    }
    sigemptyset(&signals);
    failed = posix_spawnattr_setsigmask(&attributes, &signals);
    sigfillset(&signals);
    if (!failed && !(failed = posix_spawnattr_setsigdefault(&attributes, &signals)))
        failed = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if (!failed && !(failed = posix_spawn_file_actions_adddup2(&actions, socket, RHZ_HELPER_SOCKET)) &&
        !(failed = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)) &&
        !(failed = posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)) &&
        !(failed = posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)) &&
        !(failed = posix_spawn_file_actions_addclosefrom_np(&actions, RHZ_HELPER_SOCKET + 1)))
        failed = posix_spawn(&p->pid, path, &actions, &attributes, argv, environment);
    if (failed)
        p->pid = 0;
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return failed;
}

/* ---- listening ---- */

enum heard { HEARD_FRAME, HEARD_END /* it closed its end */, HEARD_BAD, HEARD_LATE, HEARD_NO_MEMORY };

/* Wait for more bytes until `deadline` (rhz_now_us). */
static enum heard receive(struct helper *p, uint64_t deadline)
{
    struct pollfd fd = {.fd = p->socket, .events = POLLIN};
    ssize_t got;
    int ready;

    for (;;) {
        uint64_t now = rhz_now_us();
        if (now >= deadline)
            return HEARD_LATE;
        ready = poll(&fd, 1, (int)((deadline - now) / 1000 + 1));
        if (ready < 0 && errno != EINTR)
            return HEARD_END;
        if (ready > 0)
            break;
    }
    if (!rhz_buf_reserve(&p->in, RECEIVE))
        return HEARD_NO_MEMORY;
    do
        got = recv(p->socket, p->in.p + p->in.n, RECEIVE, 0);
    while (got < 0 && errno == EINTR);
    if (got <= 0)
        return HEARD_END;
    p->in.n += (size_t)got;
    return HEARD_FRAME;
}

/* The next frame; its spans live until `forget` bytes of it are dropped. */
static enum heard next_frame(struct helper *p, uint64_t deadline, struct rhz_frame *f, size_t *used)
{
    for (;;) {
        enum rhz_frame_outcome got = rhz_frame_get(rhz_buf_view(&p->in), f, used);
        enum heard more;
        if (got == RHZ_FRAME_WHOLE)
            return HEARD_FRAME;
        if (got == RHZ_FRAME_BAD)
            return HEARD_BAD;
        if ((more = receive(p, deadline)) != HEARD_FRAME)
            return more;
    }
}

static void forget(struct helper *p, size_t used)
{
    memmove(p->in.p, p->in.p + used, p->in.n - used);
    p->in.n -= used;
}

static rhz_status not_started(struct helper *p, const struct rhz_reader_format *f, const char *why, struct rhz_error *err)
{
    int status = end_helper(p);

    p->failures++;
    if (!why)
        why = WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "il ne dit pas ce qu'il devrait ; réinstallez rhizome";
    return rhz_fail(err, RHZ_INVALID, "Le lecteur de %s ne démarre pas (programme %s : %s).", f->what, f->program, why);
}

static rhz_status start(struct rhz_helpers *h, struct helper *p, const struct rhz_reader_format *f, struct rhz_error *err)
{
    char path[PATH_MAX];
    struct rhz_frame hello;
    enum heard heard;
    size_t used;
    int pair[2], failed;

    if (!find_program(h, f->program, path))
        return rhz_fail(err, RHZ_INVALID, "Le lecteur de %s n'est pas installé (programme %s, que « make » construit avec le paquet %s).",
                        f->what, f->program, f->package);
    if (p->failures >= START_FAILURES)
        return rhz_fail(err, RHZ_INVALID, "Le lecteur de %s ne démarre pas (programme %s).", f->what, f->program);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return not_started(p, f, strerror(errno), err);
    failed = spawn(h, p, path, pair[1]);
    close(pair[1]);
    p->socket = pair[0];
    if (failed) {
        close(pair[0]);
        return not_started(p, f, strerror(failed), err);
    }
    heard = next_frame(p, rhz_now_us() + (uint64_t)START_SECONDS * 1000000, &hello, &used);
    if (heard == HEARD_NO_MEMORY) {
        end_helper(p);
        return rhz_no_memory(err);
    }
    if (heard != HEARD_FRAME || hello.kind != RHZ_FRAME_HELLO)
        return not_started(p, f, heard == HEARD_LATE ? "il tarde trop" : NULL, err);
    if (hello.protocol != RHZ_HELPER_PROTOCOL)
        return not_started(p, f, "il est d'une autre version ; réinstallez rhizome", err);
    forget(p, used);
    p->held = hello.held;
    p->failures = 0;
    return RHZ_OK;
}

static struct helper *helper_for(struct rhz_helpers *h, const char *program)
{
    size_t i;

    for (i = 0; i < h->n; i++)
        if (strcmp(h->v[i].program, program) == 0)
            return &h->v[i];
    if (h->n == PROGRAMS)
        return NULL;
    h->v[h->n].program = program;
    return &h->v[h->n++];
}

/* ---- asking ---- */

/* Seconds of computing that the process may use in all from now on. */
static void limit_cpu(const struct helper *p, uint32_t seconds)
{
    struct timespec used = {0};
    struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    clockid_t clock;

    if (clock_getcpuclockid(p->pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
        return; /* it has just died: the answer will not come */
    limit.rlim_cur = (rlim_t)used.tv_sec + seconds + 1;
    prlimit(p->pid, RLIMIT_CPU, &limit, NULL);
}

static bool send_request(struct helper *p, const struct rhz_helper_job *job)
{
    struct rhz_request request = {++p->serial, job->format->wire, job->ocr ? RHZ_REQUEST_OCR : 0, job->format->version, job->bytes};
    unsigned char bytes[RHZ_REQUEST_BYTES];
    struct iovec part = {bytes, sizeof bytes};
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {.room = {0}};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};
    struct cmsghdr *c = CMSG_FIRSTHDR(&message);
    ssize_t sent;

    rhz_request_put(bytes, &request);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(c), &job->fd, sizeof(int));
    do
        sent = sendmsg(p->socket, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == sizeof bytes;
}

static rhz_status broken_answer(const struct rhz_reader_format *f, struct rhz_error *err)
{
    return rhz_fail(err, RHZ_INVALID, "Le lecteur de %s a rendu un résultat endommagé : ce fichier n'est pas indexé.", f->what);
}

/* It died while it read: why, as far as one can tell. */
static rhz_status died(const struct rhz_helpers *h, const struct rhz_reader_format *f, int status, struct rhz_error *err)
{
    int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

    if (signal == SIGXCPU)
        return rhz_fail(err, RHZ_LIMIT, "Lecture abandonnée : ce fichier demande plus de %u s de calcul.", h->limits.cpu_seconds);
    if (signal)
        return rhz_fail(err, RHZ_INVALID, "Le lecteur de %s s'est interrompu sur ce fichier, trop lourd ou endommagé (signal %d).",
                        f->what, signal);
    return rhz_fail(err, RHZ_INVALID, "Le lecteur de %s s'est interrompu sur ce fichier, sans doute endommagé.", f->what);
}

/* What the builder will rely on; a helper has no business with catalogues. */
static rhz_status check_events(struct rhz_span events, const struct rhz_reader_format *f, struct rhz_error *err)
{
    struct rhz_reader r = rhz_reader(events);
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_event e = {0};
    size_t n = 0;
    bool good = true;

    if (!arena)
        return rhz_no_memory(err);
    while (good && rhz_event_get(&r, arena, &e)) {
        good = e.kind != RHZ_EVENT_RECORD && ++n <= EVENTS_MOST;
        if (rhz_arena_used(arena))
            rhz_arena_reset(arena);
    }
    rhz_arena_free(arena);
    if (e.no_memory)
        return rhz_no_memory(err);
    return good && !r.bad ? RHZ_OK : broken_answer(f, err);
}

/* A page that no machine can read is a page without text: said once, and the document goes on. */
static rhz_status read_picture(const struct rhz_helper_job *job, const char *program, const struct rhz_frame *f, struct rhz_ocr *ocr,
                               struct rhz_error *err)
{
    struct rhz_error why = {RHZ_OK, ""};
    rhz_status st = ocr->failed ? RHZ_OK : rhz_ocr_read(ocr, program, f, &why);

    if (st != RHZ_INVALID)
        return st == RHZ_OK ? RHZ_OK : rhz_fail(err, st, "%s", why.text);
    ocr->failed = true;
    if (job->note)
        job->note(job->context, why.text);
    return RHZ_OK;
}

/* What one frame of an answer adds; *done: it was the last. */
static rhz_status take_frame(struct rhz_helpers *h, struct helper *p, const struct rhz_helper_job *job, const struct rhz_frame *f,
                             struct rhz_ocr *ocr, struct rhz_buf *out, size_t before, uint32_t *n_repairs, bool *done, struct rhz_error *err)
{
    char text[RHZ_NOTE_MOST + 1], path[PATH_MAX];

    switch (f->kind) {
    case RHZ_FRAME_EVENTS:
        if (out->n - before + f->bytes.n > h->limits.output_bytes)
            return rhz_fail(err, RHZ_LIMIT, "Lecture abandonnée : ce fichier donne plus de %llu Mo de texte.",
                            (unsigned long long)(h->limits.output_bytes >> 20));
        rhz_buf_span(out, f->bytes);
        return out->failed ? rhz_no_memory(err) : RHZ_OK;
    case RHZ_FRAME_NOTE:
        memcpy(text, f->bytes.p, f->bytes.n);
        text[f->bytes.n] = 0;
        if (job->note)
            job->note(job->context, text);
        return RHZ_OK;
    case RHZ_FRAME_IMAGE:
        if (!job->ocr || (ocr->n && ocr->pages[ocr->n - 1].page >= f->page) || !find_program(h, job->format->program, path))
            return broken_answer(job->format, err);
        return read_picture(job, path, f, ocr, err);
    case RHZ_FRAME_DONE:
        if (f->serial != p->serial)
            return broken_answer(job->format, err);
        *done = true;
        *n_repairs = f->n_repairs;
        if (f->status == RHZ_OK)
            return RHZ_OK;
        /* Whatever is wrong is so with this document: a helper cannot end the run. */
        return rhz_fail(err, f->status == RHZ_LIMIT ? RHZ_LIMIT : RHZ_INVALID, "%.*s", (int)f->bytes.n, f->bytes.p);
    default:
        return broken_answer(job->format, err);
    }
}

static rhz_status gather(struct rhz_helpers *h, struct helper *p, const struct rhz_helper_job *job, struct rhz_ocr *ocr,
                         struct rhz_buf *out, uint32_t *n_repairs, bool *done, struct rhz_error *err)
{
    uint64_t start = rhz_now_us(), wall = start + (uint64_t)h->limits.wall_seconds * 1000000;
    size_t before = out->n, used;
    unsigned notes = 0;
    struct rhz_frame f;
    rhz_status st = RHZ_OK;

    while (st == RHZ_OK && !*done) {
        uint64_t silent = rhz_now_us() + (uint64_t)h->limits.silent_seconds * 1000000;
        switch (next_frame(p, silent < wall ? silent : wall, &f, &used)) {
        case HEARD_FRAME:
            if (f.kind == RHZ_FRAME_NOTE && ++notes > 16)
                return broken_answer(job->format, err);
            st = take_frame(h, p, job, &f, ocr, out, before, n_repairs, done, err);
            forget(p, used);
            /* Reading a picture is our time, not the helper's; pages are bounded one by one. */
            if (f.kind == RHZ_FRAME_IMAGE)
                wall = rhz_now_us() + (uint64_t)h->limits.wall_seconds * 1000000;
            break;
        case HEARD_END:
            return died(h, job->format, end_helper(p), err);
        case HEARD_BAD:
            return broken_answer(job->format, err);
        case HEARD_LATE:
            return rhz_fail(err, RHZ_LIMIT, "Lecture abandonnée : le lecteur de %s ne répond plus sur ce fichier.", job->format->what);
        case HEARD_NO_MEMORY:
            return rhz_no_memory(err);
        }
    }
    if (*done && p->in.n) { /* an answer to nothing */
        *done = false;
        return broken_answer(job->format, err);
    }
    return st;
}

static rhz_status ready(struct rhz_helpers *h, struct helper *p, const struct rhz_helper_job *job, struct rhz_error *err)
{
    const struct rhz_reader_format *f = job->format;
    rhz_status st;

    if (!p->pid && (st = start(h, p, f, err)) != RHZ_OK)
        return st;
    if (!(p->held & RHZ_HELD_SECCOMP))
        return rhz_fail(err, RHZ_INVALID, "Ce noyau refuse seccomp, qui retient le programme %s : sans lui, aucun fichier de format %s n'est lu.",
                        f->program, f->what);
    if (!(p->held & RHZ_HELD_LANDLOCK) && !h->told_landlock && job->note)
        job->note(job->context, "Ce noyau n'a pas Landlock : les lecteurs de formats sont retenus par seccomp seul.");
    h->told_landlock = true;
    return RHZ_OK;
}

/* Events that were checked: is there a block among them? */
static bool has_words(struct rhz_span events)
{
    struct rhz_reader r = rhz_reader(events);
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_event e;
    bool found = false;

    while (arena && !found && rhz_event_get(&r, arena, &e))
        found = e.kind == RHZ_EVENT_BLOCK;
    rhz_arena_free(arena);
    return found;
}

static void tell_pages(const struct rhz_helper_job *job, size_t n)
{
    char text[128];

    snprintf(text, sizeof text, "%zu page%s par une machine : %s texte peut être fautif.", n, n > 1 ? "s lues" : " lue", n > 1 ? "leur" : "son");
    job->note(job->context, text);
}

rhz_status rhz_helpers_read(struct rhz_helpers *h, const struct rhz_helper_job *job, struct rhz_buf *out, uint32_t *n_repairs,
                            struct rhz_error *err)
{
    struct helper *p = helper_for(h, job->format->program);
    size_t before = out->n;
    struct rhz_ocr ocr = {0};
    bool done = false;
    rhz_status st;

    *n_repairs = 0;
    if (!p)
        return rhz_no_memory(err);
    if ((st = ready(h, p, job, err)) != RHZ_OK)
        return st;
    limit_cpu(p, h->limits.cpu_seconds);
    /* One that died while it was idle is replaced; the file is not at fault. */
    if (!send_request(p, job)) {
        end_helper(p);
        if ((st = ready(h, p, job, err)) != RHZ_OK)
            return st;
        limit_cpu(p, h->limits.cpu_seconds);
        if (!send_request(p, job))
            return died(h, job->format, end_helper(p), err);
    }
    st = gather(h, p, job, &ocr, out, n_repairs, &done, err);
    if (st == RHZ_OK && (st = check_events(rhz_span(out->p + before, out->n - before), job->format, err)) != RHZ_OK)
        done = false;
    if (st == RHZ_OK)
        st = rhz_ocr_merge(&ocr, out, before, err);
    if (st == RHZ_OK && !has_words(rhz_span(out->p + before, out->n - before)))
        st = rhz_fail(err, RHZ_INVALID, "Ce fichier ne contient aucun mot.");
    if (st == RHZ_OK && ocr.n && job->note)
        tell_pages(job, ocr.n);
    rhz_ocr_free(&ocr);
    if (!done)
        end_helper(p);
    if (st != RHZ_OK)
        out->n = before;
    return st;
}
