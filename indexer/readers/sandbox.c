/* sandbox.c -- three locks, each of which holds if another fails: Landlock (files, network), seccomp (system calls),
 * resource limits. Landlock is called by number: Debian 12 has no library for it. What a reader needs is listed in full;
 * all else is refused with EPERM rather than death, so that a library which tries something optional goes on without it. */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "frames.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* ---- Landlock ---- */

/* The kernel's structure grows with its version: files; then network; then signals and abstract sockets. */
struct ruleset {
    uint64_t files, network, scoped;
};

static bool allow_folder(int rules, const char *path, uint64_t more)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR | more};
    long failed;

    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0)
        return true; /* nothing there, nothing to read */
    failed = syscall(__NR_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(rule.parent_fd);
    return failed == 0;
}

static bool enter_landlock(const char *const *folders, uint64_t more)
{
    long version = syscall(__NR_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);
    struct ruleset r = {.network = 3, .scoped = 3};
    size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
    bool held;
    int rules;

    if (version < 1)
        return false;
    /* 13 rights of version 1; then to move, to cut short, to command devices. */
    r.files = version >= 5 ? 0xFFFF : version >= 3 ? 0x7FFF : version >= 2 ? 0x3FFF : 0x1FFF;
    rules = (int)syscall(__NR_landlock_create_ruleset, &r, size, 0);
    if (rules < 0)
        return false;
    held = true;
    for (; *folders && held; folders++)
        held = allow_folder(rules, *folders, more);
    held = held && syscall(__NR_landlock_restrict_self, rules, 0) == 0;
    close(rules);
    return held;
}

/* ---- seccomp ---- */

static const int ALLOWED[] = {
    /* the file and the socket */
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(lseek), SCMP_SYS(fstat), SCMP_SYS(close), SCMP_SYS(recvmsg),
    SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(dup),
    /* memory, without execution: below */
    SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(brk), SCMP_SYS(madvise),
    /* itself */
    SCMP_SYS(futex), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(sigaltstack),
    SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid),
    SCMP_SYS(getegid), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(restart_syscall), SCMP_SYS(rseq),
    SCMP_SYS(set_robust_list), SCMP_SYS(getrusage), SCMP_SYS(sysinfo), SCMP_SYS(uname),
    /* time and chance */
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep), SCMP_SYS(getrandom),
};

/* Names of files: to read them only, and only where Landlock says which. */
static bool allow_opening(scmp_filter_ctx f)
{
    const unsigned writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;

    return seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, writing, 0)) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(open), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, writing, 0)) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 0) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(stat), 0) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(access), 0) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(readlink), 0) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(statfs), 0) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(fstatfs), 0) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(getdents64), 0) == 0;
}

static bool enter_seccomp(bool may_open)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    bool held = f != NULL;
    size_t i;

    for (i = 0; i < sizeof ALLOWED / sizeof ALLOWED[0] && held; i++)
        held = seccomp_rule_add(f, SCMP_ACT_ALLOW, ALLOWED[i], 0) == 0;
    held = held && seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
           /* its own descriptors; no signals from a file, no locks */
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, SCMP_A1(SCMP_CMP_EQ, F_GETFL, 0)) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, SCMP_A1(SCMP_CMP_EQ, F_GETFD, 0)) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, SCMP_A1(SCMP_CMP_EQ, F_SETFD, 0)) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, SCMP_A1(SCMP_CMP_EQ, F_DUPFD_CLOEXEC, 0)) == 0 &&
           /* abort() */
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0)) == 0;
    if (held && may_open)
        held = allow_opening(f);
    else if (held) /* fstat, as glibc calls it */
        held = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1,
                                SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH)) == 0;
    held = held && seccomp_load(f) == 0;
    if (f)
        seccomp_release(f);
    return held;
}

/* ---- limits ---- */

static bool limit(int resource, rlim_t most)
{
    struct rlimit r = {most, most};

    return setrlimit((__rlimit_resource_t)resource, &r) == 0;
}

static bool enter_limits(size_t memory_bytes)
{
    bool held = limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, 64);

    return held && (SANITIZED || limit(RLIMIT_DATA, memory_bytes));
}

uint32_t rhz_sandbox_enter(const struct rhz_sandbox *s)
{
    uint32_t held = 0;

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return 0;
    if (enter_limits(s->memory_bytes))
        held |= RHZ_HELD_LIMITS;
    if (!s->without_landlock && enter_landlock(s->folders, 0))
        held |= RHZ_HELD_LANDLOCK;
    if (!s->without_seccomp && enter_seccomp((held & RHZ_HELD_LANDLOCK) != 0))
        held |= RHZ_HELD_SECCOMP;
    return held;
}

/* ---- another program ---- */

/* A program that we did not write needs calls that we cannot list: what it must not do is refused instead. */
static bool refuse_calls(void)
{
    static const int REFUSED[] = {SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen), SCMP_SYS(ptrace), SCMP_SYS(kill),
                                  SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(unshare), SCMP_SYS(mount),
                                  SCMP_SYS(setns), SCMP_SYS(bpf), SCMP_SYS(keyctl), SCMP_SYS(add_key), SCMP_SYS(io_uring_setup)};
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
    bool held = f != NULL;
    size_t i;

    for (i = 0; i < sizeof REFUSED / sizeof REFUSED[0] && held; i++)
        held = seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), REFUSED[i], 0) == 0;
    held = held && seccomp_load(f) == 0;
    if (f)
        seccomp_release(f);
    return held;
}

int rhz_sandbox_exec(const char *path, char *const *argv)
{
    static const char *const INSTALLED[] = {"/usr", "/lib", "/lib64", NULL}; /* not ld.so.cache: the usual folders do */

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !limit(RLIMIT_CORE, 0) || !limit(RLIMIT_CPU, 120) || !limit(RLIMIT_NOFILE, 64) ||
        !limit(RLIMIT_DATA, (rlim_t)1 << 30))
        return EPERM;
    enter_landlock(INSTALLED, LANDLOCK_ACCESS_FS_EXECUTE);
    if (!refuse_calls())
        return EPERM;
    execv(path, argv);
    return errno;
}

/* ---- the proof ---- */

static int said(const char *what, bool went_through)
{
    printf("%s : %s\n", went_through ? "PASSE" : "refusé", what);
    return went_through;
}

static bool opens(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);

    if (fd < 0)
        return false;
    close(fd);
    return true;
}

static bool makes_socket(int domain, int type)
{
    int fd = socket(domain, type, 0);

    if (fd < 0)
        return false;
    close(fd);
    return true;
}

static bool forks(void)
{
    /* Not fork(): a sanitizer's would do more than ask. */
    long pid = syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);

    if (pid == 0)
        _exit(0);
    return pid > 0;
}

static bool maps_code(void)
{
    void *p = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (p == MAP_FAILED)
        return false;
    munmap(p, 4096);
    return true;
}

static bool lifts_a_limit(void)
{
    struct rlimit r = {RLIM_INFINITY, RLIM_INFINITY};

    return setrlimit(RLIMIT_CPU, &r) == 0;
}

/* Of nobody, so that nobody is stopped when it goes through. */
static bool traces(void)
{
    return ptrace(PTRACE_ATTACH, -1, NULL, NULL) == 0 || errno == ESRCH;
}

int rhz_sandbox_try(void)
{
    char program[] = "/bin/false" /* whose status is ours, should it run */, *argv[] = {program, NULL};
    int n = 0;

    n += said("lire /etc/passwd", opens("/etc/passwd", O_RDONLY));
    n += said("lire le dossier courant", opens(".", O_RDONLY | O_DIRECTORY));
    n += said("lire /proc/self/environ", opens("/proc/self/environ", O_RDONLY));
    n += said("écrire un fichier", opens("/tmp/rhizome-epreuve", O_WRONLY | O_CREAT));
    n += said("effacer un fichier", unlink("/tmp/rhizome-epreuve") == 0);
    n += said("ouvrir une connexion (TCP)", makes_socket(AF_INET, SOCK_STREAM));
    n += said("ouvrir une connexion (UDP)", makes_socket(AF_INET6, SOCK_DGRAM));
    n += said("ouvrir une connexion (locale)", makes_socket(AF_UNIX, SOCK_STREAM));
    n += said("créer un processus", forks());
    n += said("suivre un autre processus", traces());
    n += said("envoyer un signal", kill(getppid(), 0) == 0);
    n += said("rendre du code exécutable", maps_code());
    n += said("lever une limite", lifts_a_limit());
    n += said("quitter ses espaces de noms", unshare(CLONE_NEWUSER) == 0);
    fflush(stdout);
    n += said("lancer un programme", execv(program, argv) == 0);
    fflush(stdout);
    return n;
}
