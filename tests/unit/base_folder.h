/* base_folder.h -- for tests that need a base: a folder of their own under TMPDIR, removed at the end. */
#ifndef BASE_FOLDER_H
#define BASE_FOLDER_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static inline int remove_entry(const char *path, const struct stat *s, int kind, struct FTW *f)
{
    (void)s;
    (void)kind;
    (void)f;
    return remove(path);
}

static inline void folder_remove(const char *path)
{
    nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/** A fresh empty folder; `path` has 256 bytes. */
static inline void folder_make(char *path)
{
    const char *tmp = getenv("TMPDIR");

    snprintf(path, 256, "%s/rhizome-test-XXXXXX", tmp && strlen(tmp) < 200 ? tmp : "/tmp");
    if (!mkdtemp(path))
        abort();
}

#endif
