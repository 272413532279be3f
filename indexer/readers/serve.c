/* serve.c -- the helper's loop. A request that is not one ends the program: the indexer sends none, so whoever did is no
 * indexer. It ends with _exit: nothing that it holds outlives it, and a sanitizer's search for leaks needs what the
 * sandbox refuses. */
#include "serve.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FLUSH = 32 << 10 };

/* ---- answering ---- */

static void send_all(struct rhz_reply *r)
{
    const char *p = r->frame.p;
    size_t left = r->frame.n;

    if (r->frame.failed)
        _exit(4);
    if (r->silent)
        return;
    r->last_sent = rhz_now_us();
    while (left && !r->gone) {
        ssize_t n = send(r->socket, p, left, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            r->gone = true;
            return;
        }
        p += n;
        left -= (size_t)n;
    }
}

static void send_frame(struct rhz_reply *r, const struct rhz_frame *f)
{
    rhz_buf_reset(&r->frame);
    rhz_frame_put(&r->frame, f);
    send_all(r);
}

static void flush_events(struct rhz_reply *r)
{
    size_t at;

    for (at = 0; at < r->events.n && !r->gone; at += RHZ_FRAME_MOST) {
        size_t n = r->events.n - at < RHZ_FRAME_MOST ? r->events.n - at : RHZ_FRAME_MOST;
        send_frame(r, &(struct rhz_frame){.kind = RHZ_FRAME_EVENTS, .bytes = rhz_span(r->events.p + at, n)});
    }
    r->events.n = 0;
}

bool rhz_reply_flush(struct rhz_reply *r)
{
    if (r->events.n >= FLUSH)
        flush_events(r);
    return !r->gone && !r->events.failed;
}

void rhz_reply_alive(struct rhz_reply *r)
{
    if (rhz_now_us() - r->last_sent > 1000000)
        send_frame(r, &(struct rhz_frame){.kind = RHZ_FRAME_EVENTS, .bytes = {"", 0}});
}

/* A sentence fit to be sent: cut at a character, controls and broken bytes replaced. */
static struct rhz_span sentence(char *text)
{
    struct rhz_span s = rhz_span_of(text);
    size_t i, good;

    s.n = rhz_utf8_floor(s, s.n < RHZ_NOTE_MOST ? s.n : RHZ_NOTE_MOST);
    while ((good = rhz_utf8_valid(s)) < s.n)
        text[good] = '?';
    for (i = 0; i < s.n; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F)
            text[i] = ' ';
        else if ((unsigned char)text[i] == 0xC2 && i + 1 < s.n && (unsigned char)text[i + 1] < 0xA0)
            text[i] = text[i + 1] = ' ';
    return s;
}

void rhz_reply_note(struct rhz_reply *r, const char *format, ...)
{
    char text[2 * RHZ_NOTE_MOST];
    va_list list;

    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    send_frame(r, &(struct rhz_frame){.kind = RHZ_FRAME_NOTE, .bytes = sentence(text)});
}

void rhz_reply_image(struct rhz_reply *r, uint32_t page, uint32_t width, uint32_t height, struct rhz_span grey)
{
    if (grey.n + 12 > RHZ_IMAGE_FRAME_MOST)
        return;
    flush_events(r);
    send_frame(r, &(struct rhz_frame){.kind = RHZ_FRAME_IMAGE, .page = page, .width = width, .height = height, .bytes = grey});
}

static void answer(struct rhz_reply *r, const struct rhz_request *q, const struct rhz_served_format *formats, size_t n, int fd)
{
    struct rhz_frame done = {.kind = RHZ_FRAME_DONE, .serial = q->serial, .bytes = {"", 0}};
    struct rhz_error err = {RHZ_OK, ""};
    rhz_status st = RHZ_OK;
    size_t i = 0;

    while (i < n && formats[i].format != q->format)
        i++;
    r->ocr = (q->flags & RHZ_REQUEST_OCR) != 0;
    r->n_repairs = 0;
    rhz_buf_reset(&r->events);
    if (i == n || formats[i].version != q->version)
        st = rhz_fail(&err, RHZ_FORMAT, "Le lecteur de ce format est d'une autre version que l'indexeur : réinstallez rhizome.");
    else
        st = formats[i].read(fd, q->bytes, r, &err);
    if (st == RHZ_OK && r->events.failed)
        st = rhz_no_memory(&err);
    if (st == RHZ_OK)
        flush_events(r);
    else if (!err.text[0])
        rhz_fail(&err, st, "Ce fichier ne peut pas être lu.");
    done.status = (uint8_t)st;
    done.n_repairs = r->n_repairs;
    if (st != RHZ_OK)
        done.bytes = sentence(err.text);
    send_frame(r, &done);
}

/* ---- listening ---- */

/* One request with its descriptor in *fd; false: the end. */
static bool receive(int socket, struct rhz_request *q, int *fd)
{
    unsigned char bytes[RHZ_REQUEST_BYTES];
    struct iovec part = {bytes, sizeof bytes};
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};
    struct cmsghdr *c;
    ssize_t n;

    *fd = -1;
    do
        n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_WAITALL);
    while (n < 0 && errno == EINTR);
    if (n == 0)
        return false;
    c = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (n != RHZ_REQUEST_BYTES || !c || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS ||
        c->cmsg_len != CMSG_LEN(sizeof(int)) || (message.msg_flags & MSG_CTRUNC) || !rhz_request_get(bytes, q))
        _exit(3);
    memcpy(fd, CMSG_DATA(c), sizeof(int));
    return true;
}

static int usage(const char *name)
{
    fprintf(stderr, "%s lit des fichiers pour rhizome-indexer, qui le lance. Option : --epreuve, pour éprouver son bac à sable.\n", name);
    return 2;
}

int rhz_serve(int argc, char **argv, const struct rhz_served_format *formats, size_t n, void (*prime)(void), struct rhz_sandbox sandbox)
{
    struct rhz_reply reply = {.socket = RHZ_HELPER_SOCKET};
    struct rhz_request q;
    bool try = false;
    uint32_t held;
    int i, fd;

    for (i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--epreuve") == 0)
            try = true;
        else if (strcmp(argv[i], "--sans-landlock") == 0)
            sandbox.without_landlock = true;
        else if (strcmp(argv[i], "--sans-seccomp") == 0)
            sandbox.without_seccomp = true;
        else
            return usage(argv[0]);
    }
    if (!try && send(RHZ_HELPER_SOCKET, "", 0, MSG_NOSIGNAL) < 0)
        return usage(argv[0]); /* there is nobody */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (prime)
        prime();
    held = rhz_sandbox_enter(&sandbox);
    if (try)
        _exit(rhz_sandbox_try() ? 1 : 0);
    send_frame(&reply, &(struct rhz_frame){.kind = RHZ_FRAME_HELLO, .protocol = RHZ_HELPER_PROTOCOL, .held = held, .bytes = {"", 0}});
    while (!reply.gone && receive(RHZ_HELPER_SOCKET, &q, &fd)) {
        answer(&reply, &q, formats, n, fd);
        close(fd);
    }
    _exit(0);
}
