/* folder.h -- the folder of a base: which generation is in force, the writers' lock, what is not a base.
 *
 * Knows file names and nothing of LMDB. See doc/format.md, "The folder". Thread-safe: no state of its own.
 */
#ifndef RHZ_FOLDER_H
#define RHZ_FOLDER_H

#include <time.h>

#include "base.h"

enum { RHZ_GENERATION_NAME = 16 }; /* "g0001" and its NUL; room for eleven digits */

/** The generation in force, and enough of the file that says so to see that it was replaced. */
struct rhz_current {
    char name[RHZ_GENERATION_NAME];
    uint64_t device, inode, size;
    struct timespec modified, changed;
};

/**
 * Read `courant`. Errors: RHZ_NOT_FOUND (no such folder, or not a base: the sentence says which), RHZ_CORRUPT
 * (`courant` names nothing), RHZ_IO.
 */
rhz_status rhz_folder_current(const char *base, struct rhz_current *out, struct rhz_error *err);
/** True when `courant` is no longer the file that `c` was read from. */
bool rhz_folder_replaced(const char *base, const struct rhz_current *c);
/** Make `name` the generation in force: a new `courant` is written beside, synced and renamed over the old one. */
rhz_status rhz_folder_publish(const char *base, const char *name, struct rhz_error *err);
/**
 * Take the writers' lock, waiting for it as many seconds as RHIZOME_ATTENTE says (none: not at all). *fd holds it until
 * closed (the end of the process, however it ends, releases it). RHZ_BUSY when another handle has it; the sentence says
 * which program, by what it wrote in the file.
 */
rhz_status rhz_folder_lock(const char *base, int *fd, struct rhz_error *err);
/**
 * Make the folder when it does not exist. RHZ_INVALID when it holds anything that is not of a base: nothing of others
 * is ever overwritten. What a killed creation left is not of others.
 */
rhz_status rhz_folder_prepare(const char *base, struct rhz_error *err);
/** Remove a generation's folder `dir` and its files, as far as it goes: what is left is tried again by the next writer. */
void rhz_folder_remove_generation(const char *dir);
/** Under the lock: remove generations other than `keep`, finished or not, which a killed program left. */
void rhz_folder_sweep(const char *base, const char *keep);
/** Flush the entries of a folder to disk: a rename is not safe before. */
rhz_status rhz_folder_sync(const char *path, struct rhz_error *err);
/** `base`/`name`, to be freed; NULL when memory is out. */
char *rhz_folder_join(const char *base, const char *name);
/** RHZ_NO_SPACE, RHZ_NO_MEMORY or RHZ_IO with a sentence that names the file and, for rights, the right that lacks. */
rhz_status rhz_fail_system(struct rhz_error *err, const char *path, int error);

#endif
