/* sandbox.h -- what a reader process may still do once it has met a file: compute, read what it was given, answer.
 *
 * Entered once, after fonts and tables are loaded and before the first file comes; there is no way back. */
#ifndef RHZ_SANDBOX_H
#define RHZ_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rhz_sandbox {
    const char *const *folders; /* may still be read where Landlock holds; ends with NULL. Without Landlock nothing is opened */
    size_t memory_bytes;        /* of data (RLIMIT_DATA); not under sanitizers, which map terabytes */
    bool without_landlock, without_seccomp; /* as on a kernel that lacks it, for tests */
};

/** Close the door. Returns what holds: RHZ_HELD_LANDLOCK, _SECCOMP, _LIMITS (frames.h). */
uint32_t rhz_sandbox_enter(const struct rhz_sandbox *s);

/**
 * Become another program (tesseract), which may read what is installed, its input and nothing else, and start nothing. Returns only
 * when it could not, with errno.
 */
int rhz_sandbox_exec(const char *path, char *const *argv);

/**
 * Try what a sandboxed process must not be able to do, and say on standard output what was refused and what was not.
 * Returns how many attempts went through: 0 when the sandbox holds.
 */
int rhz_sandbox_try(void);

#endif
