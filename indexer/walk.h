/* walk.h -- paths given by a user -> the files to read, each with its uri, in byte order of uri. */
#ifndef RHZ_WALK_H
#define RHZ_WALK_H

#include "base.h"

struct rhz_walk_file {
    struct rhz_span uri;  /* root name "/" path below the root; NUL-terminated */
    const char *path;     /* to open it */
    uint64_t bytes;
    size_t root;          /* index in rhz_walk.roots */
    const char *sidecar;  /* path of the description beside it (sidecar.h), NULL: none */
    bool incomplete;      /* for the reader: not everything of it could be read */
};

struct rhz_walk_root {
    struct rhz_span name;
    const char *path;     /* absolute */
    bool whole;           /* the folder itself was named, not only files of it */
    bool refused;         /* for the run: its name belongs to another folder */
};

struct rhz_walk {
    struct rhz_walk_file *files;
    size_t n_files, cap_files;
    struct rhz_walk_root *roots;
    size_t n_roots, cap_roots;
    uint64_t bytes;       /* of all files */
    uint64_t n_passed;    /* files below folders that are parts of pages, not documents: images, styles, scripts, fonts */
};

/** A path or folder that could not be looked at; `path` as the user knows it. */
typedef void rhz_walk_refusal(void *context, const char *path, const char *text);

/**
 * Look at `paths` and below. Hidden files, bases of rhizome, links that lead out of their root, and what pages are made of besides
 * their text (images, styles, scripts, fonts) are passed over; the last are counted. A file that is named is always read.
 * A file named directly belongs to the root that is its folder, so that its uri is the same either way.
 * A description ("rapport.txt.yml" where "rapport.txt" is) is no file of its own; naming one names its document.
 * `root_name` (may be NULL) replaces the folder's own name. What cannot be read is told to `refuse`, not an error.
 * Everything is in `arena`. RHZ_NO_MEMORY.
 */
rhz_status rhz_walk_paths(const char *const *paths, size_t n_paths, const char *root_name, struct rhz_arena *arena,
                          rhz_walk_refusal *refuse, void *context, struct rhz_walk *out, struct rhz_error *err);

#endif
