/* walk.c -- look at folders, depth first, then sort by uri: the order of a run depends on names alone.
 *
 * Folders are opened relative to their parent and links are not followed, so that a tree that changes while it is
 * walked cannot lead elsewhere. A link to a file is taken when its target lies below the same root.
 */
#include "walk.h"

#include "sidecar.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 64 };

struct walker {
    struct rhz_arena *arena;
    struct rhz_walk *out;
    rhz_walk_refusal *refuse;
    void *context;
    const struct rhz_walk_root *root;
    bool no_memory;
};

static void refuse_errno(struct walker *w, const char *path, int number)
{
    char text[RHZ_ERROR_TEXT];
    struct rhz_error err;
    const char *why = strerror(number);

    if (number == ENOENT)
        why = "ce fichier ou ce dossier n'existe pas";
    else if (number == EACCES)
        why = "vous n'avez pas le droit de le lire";
    rhz_fail(&err, RHZ_IO, "%s : %s.", path, why);
    memcpy(text, err.text, sizeof text);
    w->refuse(w->context, path, text);
}

static void add_file(struct walker *w, const char *below, const char *path, uint64_t bytes, const char *sidecar)
{
    struct rhz_walk *o = w->out;
    char *uri = rhz_arena_printf(w->arena, "%.*s/%s", (int)w->root->name.n, w->root->name.p, below);
    char *copy = rhz_arena_str(w->arena, rhz_span_of(path));

    if (!uri || !copy || !RHZ_PUSH(w->arena, o->files, o->n_files, o->cap_files)) {
        w->no_memory = true;
        return;
    }
    o->files[o->n_files++] = (struct rhz_walk_file){.uri = rhz_span_of(uri),
                                                    .path = copy,
                                                    .bytes = bytes,
                                                    .root = (size_t)(w->root - o->roots),
                                                    .sidecar = sidecar};
    o->bytes += bytes;
}

/* A base inside the tree is not a document: its folder holds `courant` and a generation. */
static bool is_base(int dir)
{
    struct stat st;

    return fstatat(dir, "courant", &st, 0) == 0 && fstatat(dir, "verrou", &st, 0) == 0;
}

static bool link_stays_inside(const struct walker *w, const char *path)
{
    char target[PATH_MAX];
    size_t n = strlen(w->root->path);

    return realpath(path, target) && strncmp(target, w->root->path, n) == 0 && (target[n] == '/' || n == 1);
}

/* A saved page comes with a folder of these; a line for each would bury those that matter. */
static bool is_part_of_page(const char *name)
{
    static const char *const SUFFIXES[] = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico", ".bmp", ".css", ".js", ".mjs",
                                           ".map", ".woff", ".woff2", ".ttf", ".otf", ".eot"};
    const char *dot = strrchr(name, '.');
    size_t i;

    for (i = 0; dot && i < sizeof SUFFIXES / sizeof SUFFIXES[0]; i++)
        if (strcasecmp(dot, SUFFIXES[i]) == 0)
            return true;
    return false;
}

static void walk_folder(struct walker *w, int dir, const char *below, const char *path, unsigned depth);

static void walk_entry(struct walker *w, int dir, const char *name, const char *below, const char *path, unsigned depth)
{
    struct stat st;
    int sub;

    if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        refuse_errno(w, path, errno);
        return;
    }
    if (S_ISLNK(st.st_mode) && (!link_stays_inside(w, path) || stat(path, &st) != 0 || !S_ISREG(st.st_mode)))
        return;
    if (!S_ISDIR(st.st_mode) && is_part_of_page(name)) {
        w->out->n_passed++;
        return;
    }
    if (S_ISREG(st.st_mode)) {
        add_file(w, below, path, (uint64_t)st.st_size, NULL);
        return;
    }
    if (!S_ISDIR(st.st_mode))
        return;
    if (depth == DEPTH_MAX) {
        w->refuse(w->context, path, "Dossiers emboîtés trop profondément (plus de 64).");
        return;
    }
    sub = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (sub < 0)
        refuse_errno(w, path, errno);
    else
        walk_folder(w, sub, below, path, depth + 1);
}

/* Takes over `dir`. */
static void walk_folder(struct walker *w, int dir, const char *below, const char *path, unsigned depth)
{
    DIR *d = is_base(dir) ? NULL : fdopendir(dir);
    struct dirent *e;

    if (!d) {
        close(dir);
        return;
    }
    while (!w->no_memory && (e = readdir(d)) != NULL) {
        char *sub_below, *sub_path;
        if (e->d_name[0] == '.')
            continue;
        sub_below = *below ? rhz_arena_printf(w->arena, "%s/%s", below, e->d_name)
                           : rhz_arena_str(w->arena, rhz_span_of(e->d_name));
        sub_path = rhz_arena_printf(w->arena, "%s/%s", path, e->d_name);
        if (sub_below && sub_path)
            walk_entry(w, dirfd(d), e->d_name, sub_below, sub_path, depth);
        else
            w->no_memory = true;
    }
    closedir(d);
}

/* ---- descriptions ---- */

static bool has_sidecar_suffix(const char *path)
{
    size_t n = strlen(path), suffix = strlen(RHZ_SIDECAR_SUFFIX);

    return n > suffix && strcmp(path + n - suffix, RHZ_SIDECAR_SUFFIX) == 0 && path[n - suffix - 1] != '/';
}

static bool is_regular(const char *path, struct stat *st)
{
    return lstat(path, st) == 0 && S_ISREG(st->st_mode);
}

/** A file named directly: its description is looked for, and a description stands for its document. */
static void add_named(struct walker *w, char *full, uint64_t bytes)
{
    char *sidecar = rhz_arena_printf(w->arena, "%s" RHZ_SIDECAR_SUFFIX, full), *whole;
    const char *name = strrchr(full, '/') + 1;
    struct stat st;

    if (has_sidecar_suffix(full)) {
        size_t n = strlen(full) - strlen(RHZ_SIDECAR_SUFFIX);
        whole = rhz_arena_str(w->arena, rhz_span(full, n));
        if (whole && is_regular(whole, &st)) {
            sidecar = rhz_arena_str(w->arena, rhz_span_of(full));
            bytes = (uint64_t)st.st_size;
            full[n] = 0;
        }
    }
    if (!sidecar) {
        w->no_memory = true;
        return;
    }
    add_file(w, name, full, bytes, is_regular(sidecar, &st) ? sidecar : NULL);
}

/** Take descriptions out of the files found below folders, and tell their documents. Files are in order of uri. */
static void attach_sidecars(struct rhz_walk *o)
{
    size_t i, kept = 0;

    for (i = 0; i < o->n_files; i++) {
        struct rhz_walk_file *f = &o->files[i], *owner;
        struct rhz_span uri = f->uri;
        size_t low = 0, high = kept; /* a document's name is the shorter one, so it is before */
        if (has_sidecar_suffix(uri.p)) {
            uri.n -= strlen(RHZ_SIDECAR_SUFFIX);
            while (low < high) {
                size_t mid = (low + high) / 2;
                if (rhz_span_cmp(o->files[mid].uri, uri) < 0)
                    low = mid + 1;
                else
                    high = mid;
            }
            owner = low < kept && rhz_span_eq(o->files[low].uri, uri) ? &o->files[low] : NULL;
            if (owner && strlen(owner->path) + strlen(RHZ_SIDECAR_SUFFIX) == strlen(f->path) &&
                memcmp(owner->path, f->path, strlen(owner->path)) == 0) {
                owner->sidecar = f->path;
                o->bytes -= f->bytes;
                continue;
            }
        }
        o->files[kept++] = *f;
    }
    o->n_files = kept;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash && slash[1] ? slash + 1 : slash ? "racine" : path;
}

static struct rhz_walk_root *add_root(struct walker *w, const char *folder, const char *root_name)
{
    struct rhz_walk *o = w->out;
    struct rhz_walk_root root = {.refused = false};
    size_t i;

    for (i = 0; i < o->n_roots; i++)
        if (strcmp(o->roots[i].path, folder) == 0)
            return &o->roots[i];
    root.whole = false;
    root.name = rhz_arena_copy(w->arena, rhz_span_of(root_name ? root_name : last_part(folder)));
    root.path = rhz_arena_str(w->arena, rhz_span_of(folder));
    if (!root.name.p || !root.path || !RHZ_PUSH(w->arena, o->roots, o->n_roots, o->cap_roots)) {
        w->no_memory = true;
        return NULL;
    }
    o->roots[o->n_roots] = root;
    return &o->roots[o->n_roots++];
}

static void walk_path(struct walker *w, const char *path, const char *root_name)
{
    struct rhz_walk_root *root;
    char full[PATH_MAX];
    struct stat st;
    int dir;

    if (!realpath(path, full) || stat(full, &st) != 0) {
        refuse_errno(w, path, errno);
        return;
    }
    if (S_ISDIR(st.st_mode)) {
        dir = open(full, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (dir < 0) {
            refuse_errno(w, path, errno);
            return;
        }
        w->root = root = add_root(w, full, root_name);
        if (root) {
            root->whole = true;
            walk_folder(w, dir, "", full, 0);
        } else {
            close(dir);
        }
    } else if (S_ISREG(st.st_mode)) {
        char *name = strrchr(full, '/');
        char *whole = rhz_arena_str(w->arena, rhz_span_of(full));
        name[name == full] = 0; /* the folder, "/" at the top */
        w->root = add_root(w, full, root_name);
        if (w->root && whole)
            add_named(w, whole, (uint64_t)st.st_size);
        else
            w->no_memory = true;
    } else {
        refuse_errno(w, path, EINVAL);
    }
}

static int by_uri(const void *a, const void *b)
{
    return rhz_span_cmp(((const struct rhz_walk_file *)a)->uri, ((const struct rhz_walk_file *)b)->uri);
}

rhz_status rhz_walk_paths(const char *const *paths, size_t n_paths, const char *root_name, struct rhz_arena *arena,
                          rhz_walk_refusal *refuse, void *context, struct rhz_walk *out, struct rhz_error *err)
{
    struct walker w = {arena, out, refuse, context, NULL, false};
    size_t i, kept = 0;

    memset(out, 0, sizeof *out);
    for (i = 0; i < n_paths && !w.no_memory; i++)
        walk_path(&w, paths[i], root_name);
    if (w.no_memory)
        return rhz_no_memory(err);
    if (out->n_files)
        qsort(out->files, out->n_files, sizeof out->files[0], by_uri);
    /* The same file may have been named twice. */
    for (i = 0; i < out->n_files; i++) {
        if (kept && rhz_span_eq(out->files[kept - 1].uri, out->files[i].uri) &&
            strcmp(out->files[kept - 1].path, out->files[i].path) == 0) {
            if (out->files[i].sidecar)
                out->files[kept - 1].sidecar = out->files[i].sidecar;
            out->bytes -= out->files[i].bytes;
            continue;
        }
        out->files[kept++] = out->files[i];
    }
    out->n_files = kept;
    attach_sidecars(out);
    return RHZ_OK;
}
