/* test_helper.c -- reader processes that misbehave in every way we know: each costs the document that it was given, with one
 * sentence, and the next document is read. The program under this test is the test itself, started again to play a part. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "helper.h"

/* ---- the parts ---- */

static void say(const struct rhz_frame *f)
{
    struct rhz_buf b = {0};

    rhz_frame_put(&b, f);
    if (send(RHZ_HELPER_SOCKET, b.p, b.n, MSG_NOSIGNAL) < 0)
        _exit(0);
    rhz_buf_free(&b);
}

static void say_events(uint8_t kind, const char *text)
{
    struct rhz_event e = {.kind = kind, .block = RHZ_BLOCK_PARAGRAPH, .text = rhz_span_of(text)};
    struct rhz_buf b = {0};

    rhz_event_put(&b, &e);
    say(&(struct rhz_frame){.kind = RHZ_FRAME_EVENTS, .bytes = rhz_buf_view(&b)});
    rhz_buf_free(&b);
}

static void say_done(uint32_t serial)
{
    say(&(struct rhz_frame){.kind = RHZ_FRAME_DONE, .serial = serial, .bytes = {"", 0}});
}

/* Wait for a request; the descriptor is dropped by the kernel as there is no room for it. */
static uint32_t hear(char *first)
{
    unsigned char bytes[RHZ_REQUEST_BYTES];
    struct rhz_request q;
    char room[CMSG_SPACE(sizeof(int))];
    struct iovec part = {bytes, sizeof bytes};
    struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    int fd;

    if (recvmsg(RHZ_HELPER_SOCKET, &m, 0) != RHZ_REQUEST_BYTES || !rhz_request_get(bytes, &q))
        _exit(0);
    memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof fd);
    *first = 0;
    if (pread(fd, first, 1, 0) < 0)
        _exit(1);
    close(fd);
    return q.serial;
}

/* A file that begins with '!' sets it off; others are read as they should be. */
static void misbehave(const char *part, uint32_t serial)
{
    static const char frame[] = "\x02\x10\x00\x00\x00half";

    if (strcmp(part, "crash") == 0)
        abort();
    if (strcmp(part, "leave") == 0)
        _exit(0);
    if (strcmp(part, "mute") == 0)
        pause();
    if (strcmp(part, "spin") == 0)
        for (;;)
            ;
    if (strcmp(part, "flood") == 0)
        for (;;)
            say_events(RHZ_EVENT_BLOCK, "Encore du texte, et encore, et encore, et encore, et encore, et encore.");
    if (strcmp(part, "lie") == 0)
        say_done(serial + 1);
    if (strcmp(part, "garbage") == 0 && send(RHZ_HELPER_SOCKET, "garbage", 7, MSG_NOSIGNAL) < 0)
        _exit(0);
    if (strcmp(part, "half") == 0) {
        if (send(RHZ_HELPER_SOCKET, frame, sizeof frame - 1, MSG_NOSIGNAL) < 0)
            _exit(0);
        _exit(0);
    }
    if (strcmp(part, "record") == 0) {
        say_events(RHZ_EVENT_RECORD, "a");
        say_done(serial);
    }
    if (strcmp(part, "events") == 0) {
        say(&(struct rhz_frame){.kind = RHZ_FRAME_EVENTS, .bytes = RHZ_SPAN("\x01\x09\x00\x01x\x00")});
        say_done(serial);
    }
    if (strcmp(part, "twice") == 0) {
        say_done(serial);
        say_done(serial);
    }
    if (strcmp(part, "control") == 0)
        say(&(struct rhz_frame){.kind = RHZ_FRAME_NOTE, .bytes = RHZ_SPAN("\033[2J")});
    if (strcmp(part, "notes") == 0)
        for (;;)
            say(&(struct rhz_frame){.kind = RHZ_FRAME_NOTE, .bytes = RHZ_SPAN("Encore une remarque.")});
    if (strcmp(part, "image") == 0)
        say(&(struct rhz_frame){.kind = RHZ_FRAME_IMAGE, .page = 1, .width = 2, .height = 1, .bytes = RHZ_SPAN("ab")});
    pause();
}

static void play(const char *part)
{
    struct rhz_frame hello = {.kind = RHZ_FRAME_HELLO, .protocol = RHZ_HELPER_PROTOCOL, .held = 7, .bytes = {"", 0}};
    char first;

    if (strcmp(part, "silent") == 0)
        _exit(0);
    if (strcmp(part, "old") == 0)
        hello.protocol = 99;
    if (strcmp(part, "loose") == 0)
        hello.held = RHZ_HELD_LANDLOCK;
    if (strcmp(part, "nolandlock") == 0)
        hello.held = RHZ_HELD_SECCOMP;
    say(&hello);
    for (;;) {
        uint32_t serial = hear(&first);
        if (first == '!')
            misbehave(part, serial);
        say(&(struct rhz_frame){.kind = RHZ_FRAME_NOTE, .bytes = RHZ_SPAN("Une remarque.")});
        say_events(RHZ_EVENT_BLOCK, "Un paragraphe.");
        say_done(serial);
    }
}

/* ---- the other side ---- */

struct heard {
    unsigned notes;
    char last[RHZ_NOTE_MOST + 1];
};

static void on_note(void *context, const char *text)
{
    struct heard *h = context;

    h->notes++;
    snprintf(h->last, sizeof h->last, "%s", text);
}

static const char *folder, *program;

static struct rhz_helpers *start(const char *part)
{
    struct rhz_helper_limits limits = {.output_bytes = 1 << 20, .cpu_seconds = 1, .silent_seconds = 20, .wall_seconds = 60};
    struct rhz_helpers *h;

    if (strcmp(part, "mute") == 0)
        limits.silent_seconds = 1;
    assert_int_equal(rhz_helpers_new(folder, &limits, part, &h, NULL), RHZ_OK);
    return h;
}

static rhz_status ask(struct rhz_helpers *h, const char *content, struct rhz_buf *out, struct heard *heard, struct rhz_error *err)
{
    struct rhz_reader_format format = {.name = "essai", .version = 1, .program = program, .package = "libessai-dev", .what = "ESSAI",
                                       .wire = RHZ_WIRE_PDF};
    FILE *file = tmpfile();
    struct rhz_helper_job job = {.format = &format, .note = on_note, .context = heard};
    uint32_t repairs;
    rhz_status st;

    assert_non_null(file);
    fputs(content, file);
    fflush(file);
    job.fd = fileno(file);
    st = rhz_helpers_read(h, &job, out, &repairs, err);
    fclose(file);
    return st;
}

static void one_fault_costs_one_document(void **state)
{
    static const struct {
        const char *part;
        rhz_status status;
        const char *sentence;
    } faults[] = {
        {"crash", RHZ_INVALID, "interrompu"},  {"leave", RHZ_INVALID, "interrompu"},  {"mute", RHZ_LIMIT, "ne répond plus"},
        {"spin", RHZ_LIMIT, "de calcul"},      {"flood", RHZ_LIMIT, "1 Mo de texte"}, {"lie", RHZ_INVALID, "endommagé"},
        {"garbage", RHZ_INVALID, "endommagé"}, {"half", RHZ_INVALID, "interrompu"},   {"record", RHZ_INVALID, "endommagé"},
        {"events", RHZ_INVALID, "endommagé"},  {"control", RHZ_INVALID, "endommagé"}, {"notes", RHZ_INVALID, "endommagé"},
        {"image", RHZ_INVALID, "endommagé"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct rhz_helpers *h = start(faults[i].part);
        struct rhz_buf out = {0};
        struct heard heard = {0};
        struct rhz_error err = {RHZ_OK, ""};
        size_t good;
        rhz_buf_str(&out, "avant");
        assert_int_equal(ask(h, "un fichier", &out, &heard, &err), RHZ_OK);
        assert_true(out.n > 5);
        good = out.n;
        if (ask(h, "! un fichier", &out, &heard, &err) != faults[i].status || !strstr(err.text, faults[i].sentence))
            fail_msg("%s: %s", faults[i].part, err.text);
        assert_int_equal(out.n, good);
        assert_int_equal(ask(h, "un autre", &out, &heard, &err), RHZ_OK);
        assert_true(out.n > good);
        rhz_buf_free(&out);
        rhz_helpers_free(h);
    }
}

/* Two answers to one question: seen at once, or taken for the answer to the next one, which has another serial. */
static void an_answer_too_many_is_never_the_next_one(void **state)
{
    struct rhz_helpers *h = start("twice");
    struct rhz_buf out = {0};
    struct heard heard = {0};
    rhz_status first = ask(h, "! un", &out, &heard, NULL), second = ask(h, "deux", &out, &heard, NULL);

    (void)state;
    assert_true(first == RHZ_INVALID || second == RHZ_INVALID);
    assert_int_equal(ask(h, "trois", &out, &heard, NULL), RHZ_OK);
    assert_int_equal(out.n > 0, 1);
    rhz_buf_free(&out);
    rhz_helpers_free(h);
}

static void a_program_that_cannot_start_is_said(void **state)
{
    static const char *const parts[][2] = {{"silent", "ne démarre pas"}, {"old", "autre version"}, {"loose", "seccomp"}};
    struct rhz_error err;
    struct rhz_buf out = {0};
    struct rhz_helpers *h;
    struct heard heard = {0};
    size_t i, tries;

    (void)state;
    for (i = 0; i < 3; i++) {
        h = start(parts[i][0]);
        for (tries = 0; tries < 5; tries++) {
            assert_int_equal(ask(h, "un fichier", &out, &heard, &err), RHZ_INVALID);
            assert_non_null(strstr(err.text, tries < 3 ? parts[i][1] : i == 2 ? "seccomp" : "ne démarre pas"));
        }
        assert_int_equal(out.n, 0);
        rhz_helpers_free(h);
    }
    assert_int_equal(rhz_helpers_new("/nulle/part", NULL, NULL, &h, NULL), RHZ_OK);
    assert_int_equal(ask(h, "un fichier", &out, &heard, &err), RHZ_INVALID);
    assert_non_null(strstr(err.text, "libessai-dev"));
    assert_non_null(strstr(err.text, program));
    rhz_helpers_free(h);
    rhz_buf_free(&out);
}

static void a_kernel_without_landlock_is_said_once(void **state)
{
    struct rhz_helpers *h = start("nolandlock");
    struct rhz_buf out = {0};
    struct heard heard = {0};
    int i;

    (void)state;
    for (i = 0; i < 3; i++)
        assert_int_equal(ask(h, "un fichier", &out, &heard, NULL), RHZ_OK);
    assert_int_equal(heard.notes, 4); /* three of the helper's own */
    assert_string_equal(heard.last, "Une remarque.");
    rhz_buf_free(&out);
    rhz_helpers_free(h);
}

static void frames_come_back(void **state)
{
    struct rhz_frame in[] = {
        {.kind = RHZ_FRAME_HELLO, .protocol = 1, .held = 7, .bytes = {"", 0}},
        {.kind = RHZ_FRAME_EVENTS, .bytes = RHZ_SPAN("n'importe quoi\xFF")},
        {.kind = RHZ_FRAME_NOTE, .bytes = RHZ_SPAN("Été.")},
        {.kind = RHZ_FRAME_IMAGE, .page = 3, .width = 2, .height = 2, .bytes = RHZ_SPAN("\0\1\2\3")},
        {.kind = RHZ_FRAME_DONE, .serial = 7, .status = RHZ_LIMIT, .n_repairs = 2, .bytes = RHZ_SPAN("Trop long.")},
    };
    struct rhz_frame out;
    size_t i, used, cut;

    (void)state;
    for (i = 0; i < sizeof in / sizeof in[0]; i++) {
        struct rhz_buf b = {0};
        rhz_frame_put(&b, &in[i]);
        for (cut = 0; cut < b.n; cut++)
            assert_int_equal(rhz_frame_get(rhz_span(b.p, cut), &out, &used), RHZ_FRAME_MORE);
        assert_int_equal(rhz_frame_get(rhz_buf_view(&b), &out, &used), RHZ_FRAME_WHOLE);
        assert_int_equal(used, b.n);
        assert_int_equal(out.kind, in[i].kind);
        assert_int_equal(out.serial, in[i].serial);
        assert_int_equal(out.status, in[i].status);
        assert_int_equal(out.page, in[i].page);
        assert_int_equal(out.held, in[i].held);
        assert_true(rhz_span_eq(out.bytes, in[i].bytes));
        rhz_buf_free(&b);
    }
}

static void frames_of_an_enemy_are_bad(void **state)
{
    static const struct rhz_span bad[] = {
        RHZ_SPAN("\x00"), RHZ_SPAN("\x06"), RHZ_SPAN("\x02\x01\x00\x10\x00"), RHZ_SPAN("\x04\x01\x00\x00\x04"),
        RHZ_SPAN("\x01\x04\x00\x00\x00\x01\x00\x00\x00"),             /* HELLO cut short */
        RHZ_SPAN("\x03\x00\x00\x00\x00"),                             /* a note without a word */
        RHZ_SPAN("\x03\x02\x00\x00\x00\xC3\x28"),                     /* no UTF-8 */
        RHZ_SPAN("\x03\x02\x00\x00\x00\xC2\x9B"),                     /* a terminal's CSI */
        RHZ_SPAN("\x04\x0D\x00\x00\x00\x01\x00\x00\x00\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFFx"), /* an image of 2^64 */
        RHZ_SPAN("\x05\x09\x00\x00\x00\x01\x00\x00\x00\x04\x00\x00\x00\x00"),              /* CORRUPT is ours to say */
        RHZ_SPAN("\x05\x0A\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00x"),             /* OK, and a reason */
    };
    struct rhz_frame out;
    size_t i, used;

    (void)state;
    for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(rhz_frame_get(bad[i], &out, &used), RHZ_FRAME_BAD);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_come_back),
        cmocka_unit_test(frames_of_an_enemy_are_bad),
        cmocka_unit_test(one_fault_costs_one_document),
        cmocka_unit_test(an_answer_too_many_is_never_the_next_one),
        cmocka_unit_test(a_program_that_cannot_start_is_said),
        cmocka_unit_test(a_kernel_without_landlock_is_said_once),
    };
    static char self[4096];
    ssize_t n;

    if (argc > 1)
        play(argv[1]);
    n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        return 77;
    *strrchr(self, '/') = 0;
    folder = self;
    program = self + strlen(self) + 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
