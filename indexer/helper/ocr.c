/* ocr.c -- an image goes into tesseract by one pipe and text comes out by another; both are served by one poll, under a limit of
 * time. tesseract runs in the sandbox of a program (indexer/readers/sandbox.c): it meets pictures that anybody may have made. */
#include "ocr.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "plain.h"

enum { PAGE_SECONDS = 180, TEXT_MOST = 1 << 20, PIECE = 64 << 10 };

void rhz_ocr_free(struct rhz_ocr *o)
{
    rhz_buf_free(&o->text);
    free(o->pages);
    memset(o, 0, sizeof *o);
}

struct work {
    pid_t pid;
    int in, out;              /* -1: closed */
    struct rhz_buf image;
    size_t sent, begun;       /* begun: of the page's text */
};

static void close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static bool spawn(struct work *w, const char *launcher)
{
    char name[] = "rhizome-ocr", option[] = "--ocr", locale[] = "LC_ALL=C.UTF-8", threads[] = "OMP_THREAD_LIMIT=1";
    char *argv[] = {name, option, NULL}, *environment[] = {locale, threads, NULL};
    posix_spawn_file_actions_t a;
    int in[2] = {-1, -1}, out[2] = {-1, -1};
    bool ok = pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0;

    if (ok && posix_spawn_file_actions_init(&a) == 0) {
        ok = posix_spawn_file_actions_adddup2(&a, in[0], 0) == 0 && posix_spawn_file_actions_adddup2(&a, out[1], 1) == 0 &&
             posix_spawn_file_actions_addopen(&a, 2, "/dev/null", O_WRONLY, 0) == 0 &&
             posix_spawn_file_actions_addclosefrom_np(&a, 3) == 0 && posix_spawn(&w->pid, launcher, &a, NULL, argv, environment) == 0;
        posix_spawn_file_actions_destroy(&a);
    } else {
        ok = false;
    }
    close_end(&in[0]);
    close_end(&out[1]);
    w->in = in[1];
    w->out = out[0];
    return ok && fcntl(w->in, F_SETFL, O_NONBLOCK) == 0;
}

/* A turn of the loop; false: it is over. */
static bool serve(struct work *w, struct rhz_buf *text, uint64_t deadline)
{
    struct pollfd fds[2] = {{w->out, POLLIN, 0}, {w->in, POLLOUT, 0}};
    uint64_t now = rhz_now_us();
    ssize_t n;

    if (now >= deadline || poll(fds, w->in >= 0 ? 2 : 1, (int)((deadline - now) / 1000 + 1)) < 0)
        return now < deadline && errno == EINTR;
    if (w->in >= 0 && fds[1].revents) {
        n = write(w->in, w->image.p + w->sent, w->image.n - w->sent);
        w->sent += n > 0 ? (size_t)n : 0;
        if (w->sent == w->image.n || (n < 0 && errno != EAGAIN && errno != EINTR))
            close_end(&w->in);
    }
    if (fds[0].revents) {
        if (!rhz_buf_reserve(text, PIECE))
            return false;
        n = read(w->out, text->p + text->n, PIECE);
        if (n > 0)
            text->n += (size_t)n;
        if (n == 0 || text->n - w->begun > TEXT_MOST)
            return false;
    }
    return true;
}

static rhz_status run(struct work *w, struct rhz_buf *text, const char *launcher, struct rhz_error *err)
{
    uint64_t deadline = rhz_now_us() + (uint64_t)PAGE_SECONDS * 1000000;
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    int status = 0;

    w->begun = text->n;
    if (!spawn(w, launcher)) {
        close_end(&w->in);
        close_end(&w->out);
        return rhz_fail(err, RHZ_INVALID, "Le programme de lecture optique ne démarre pas (%s).", strerror(errno));
    }
    sigaction(SIGPIPE, &ignore, &before);
    while (serve(w, text, deadline))
        ;
    sigaction(SIGPIPE, &before, NULL);
    close_end(&w->in);
    close_end(&w->out);
    if (rhz_now_us() >= deadline || text->n - w->begun > TEXT_MOST)
        kill(w->pid, SIGKILL);
    while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (text->failed)
        return rhz_no_memory(err);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return rhz_fail(err, RHZ_INVALID, "La lecture optique (--ocr) demande les paquets tesseract-ocr et tesseract-ocr-fra.");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return rhz_fail(err, RHZ_INVALID, "La lecture optique d'une page a échoué.");
    return RHZ_OK;
}

rhz_status rhz_ocr_read(struct rhz_ocr *o, const char *launcher, const struct rhz_frame *image, struct rhz_error *err)
{
    struct work w = {.in = -1, .out = -1};
    size_t from = o->text.n;
    rhz_status st;

    if (o->n == o->cap) {
        size_t cap = o->cap ? 2 * o->cap : 16;
        struct rhz_ocr_page *v = realloc(o->pages, cap * sizeof *v);
        if (!v)
            return rhz_no_memory(err);
        o->pages = v;
        o->cap = cap;
    }
    rhz_buf_printf(&w.image, "P5\n%u %u\n255\n", image->width, image->height);
    rhz_buf_span(&w.image, image->bytes);
    st = w.image.failed ? rhz_no_memory(err) : run(&w, &o->text, launcher, err);
    rhz_buf_free(&w.image);
    if (st != RHZ_OK) {
        o->text.n = from;
        return st;
    }
    o->pages[o->n++] = (struct rhz_ocr_page){image->page, from, o->text.n};
    return RHZ_OK;
}

/* One page's events: plain.h's, but for its pages and lines, which are the machine's. */
static rhz_status put_page(const struct rhz_ocr *o, const struct rhz_ocr_page *p, struct rhz_arena *arena, struct rhz_buf *out,
                           struct rhz_error *err)
{
    struct rhz_event page = {.kind = RHZ_EVENT_PAGE, .page = p->page, .text = {"", 0}}, e;
    struct rhz_buf clean = {0}, events = {0};
    struct rhz_reader r;
    size_t i;
    rhz_status st;

    for (i = p->from; i < p->to; i++) /* tesseract ends a page with a form feed */
        rhz_buf_byte(&clean, o->text.p[i] == '\f' || o->text.p[i] == 0 ? '\n' : (unsigned char)o->text.p[i]);
    st = clean.failed ? rhz_no_memory(err) : rhz_plain_read(rhz_buf_view(&clean), 1, true, &events, err);
    r = rhz_reader(rhz_buf_view(&events));
    if (st == RHZ_OK && events.n)
        rhz_event_put(out, &page);
    while (st == RHZ_OK && rhz_event_get(&r, arena, &e)) {
        e.n_lines = 0;
        if (e.kind == RHZ_EVENT_BLOCK)
            rhz_event_put(out, &e);
    }
    rhz_buf_free(&clean);
    rhz_buf_free(&events);
    return st;
}

rhz_status rhz_ocr_merge(const struct rhz_ocr *o, struct rhz_buf *events, size_t from, struct rhz_error *err)
{
    struct rhz_event e = {.kind = RHZ_EVENT_META, .key = RHZ_SPAN("ocr"), .text = RHZ_SPAN("oui")};
    struct rhz_reader r = rhz_reader(rhz_span(events->p + from, events->n - from));
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_buf out = {0};
    size_t next = 0;
    rhz_status st = arena ? RHZ_OK : rhz_no_memory(err);

    if (o->n)
        rhz_event_put(&out, &e);
    while (st == RHZ_OK && o->n && rhz_event_get(&r, arena, &e)) {
        while (st == RHZ_OK && e.kind == RHZ_EVENT_PAGE && next < o->n && o->pages[next].page < e.page)
            st = put_page(o, &o->pages[next++], arena, &out, err);
        rhz_event_put(&out, &e);
    }
    while (st == RHZ_OK && next < o->n)
        st = put_page(o, &o->pages[next++], arena, &out, err);
    if (st == RHZ_OK && o->n) {
        events->n = from;
        rhz_buf_span(events, rhz_buf_view(&out));
        if (out.failed || events->failed)
            st = rhz_no_memory(err);
    }
    rhz_buf_free(&out);
    rhz_arena_free(arena);
    return st;
}
