/* main.c -- rhizome-reader: pages of HTML -> block events, by libxml2. What a page is made of is read beside (html_*.c); here are the
 * file and the bounds. */
#include <stdlib.h>
#include <unistd.h>

#include "html_reader.h"
#include "serve.h"

enum {
    PAGE_MOST = 64 << 20,
    TREE_MOST = 768 << 20,
    MEMORY = 1 << 30     /* of the process: page, tree, events */
};

static rhz_status read_file(int fd, uint64_t bytes, struct rhz_buf *b, struct rhz_error *err)
{
    ssize_t n = 1;

    if (bytes > PAGE_MOST)
        return rhz_fail(err, RHZ_LIMIT, "Cette page est trop grosse : plus de %d Mo.", PAGE_MOST >> 20);
    while (n > 0 && b->n <= PAGE_MOST) {
        if (!rhz_buf_reserve(b, 1 << 16))
            return rhz_no_memory(err);
        if ((n = pread(fd, b->p + b->n, 1 << 16, (off_t)b->n)) > 0)
            b->n += (size_t)n;
    }
    return n < 0 ? rhz_fail(err, RHZ_IO, "Cette page ne peut pas être lue jusqu'au bout.") : RHZ_OK;
}

static rhz_status read_html(int fd, uint64_t bytes, struct rhz_reply *reply, struct rhz_error *err)
{
    struct rhz_buf page = {0};
    rhz_status st = read_file(fd, bytes, &page, err);

    if (st == RHZ_OK)
        st = rhz_html_read(rhz_buf_view(&page), TREE_MOST, &reply->events, &reply->n_repairs, err);
    rhz_buf_free(&page);
    return st;
}

int main(int argc, char **argv)
{
    static const char *const FOLDERS[] = {NULL};
    static const struct rhz_served_format HTML = {RHZ_WIRE_HTML, 1, read_html};

    return rhz_serve(argc, argv, &HTML, 1, NULL, (struct rhz_sandbox){.folders = FOLDERS, .memory_bytes = MEMORY});
}
