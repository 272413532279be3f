/* main.c -- rhizome-reader-pdf: PDF files -> block events, by poppler-glib.
 *
 * poppler is free software under the GNU General Public License, version 2 or 3, and so is this program as a whole (the files
 * of reader/pdf/ and what they link). It is a program of its own, and nothing of it is linked into the libraries. */
#include <poppler.h>
#include <unistd.h>

#include "plain.h"
#include "serve.h"

enum { MEMORY = 512 << 20 };

static rhz_status refuse(const GError *e, struct rhz_error *err)
{
    if (g_error_matches(e, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
        return rhz_fail(err, RHZ_INVALID, "Ce PDF est protégé par un mot de passe.");
    return rhz_fail(err, RHZ_INVALID, "Ce PDF est endommagé : il ne peut pas être ouvert.");
}

static rhz_status read_pdf(int fd, uint64_t bytes, struct rhz_reply *reply, struct rhz_error *err)
{
    GError *error = NULL;
    struct rhz_buf text = {0};
    PopplerDocument *d = poppler_document_new_from_fd(dup(fd), NULL, &error);
    rhz_status st;
    int i, n;

    (void)bytes;
    if (!d) {
        st = refuse(error, err);
        g_clear_error(&error);
        return st;
    }
    n = poppler_document_get_n_pages(d);
    for (i = 0; i < n; i++) {
        PopplerPage *page = poppler_document_get_page(d, i);
        char *s = page ? poppler_page_get_text(page) : NULL;
        if (i)
            rhz_buf_byte(&text, '\f');
        if (s)
            rhz_buf_str(&text, s);
        g_free(s);
        if (page)
            g_object_unref(page);
    }
    g_object_unref(d);
    st = text.failed ? rhz_no_memory(err) : rhz_plain_read(rhz_buf_view(&text), 1, true, &reply->events, err);
    if (st == RHZ_OK && reply->events.n == 0)
        st = rhz_fail(err, RHZ_INVALID, "Ce PDF ne contient pas de texte : ce sont sans doute des pages numérisées.");
    rhz_buf_free(&text);
    return st;
}

int main(int argc, char **argv)
{
    static const char *const FOLDERS[] = {"/usr/share/poppler", "/usr/share/fonts", "/usr/local/share/fonts", "/etc/fonts",
                                          "/usr/share/fontconfig", "/var/cache/fontconfig", NULL};
    static const struct rhz_served_format PDF = {RHZ_WIRE_PDF, 1, read_pdf};

    return rhz_serve(argc, argv, &PDF, 1, NULL, (struct rhz_sandbox){.folders = FOLDERS, .memory_bytes = MEMORY});
}
