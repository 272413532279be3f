/* main.c -- rhizome-reader-pdf: PDF files -> block events, by poppler-glib.
 *
 * poppler is free software under the GNU General Public License, version 2 or 3, and so is this program as a whole (the files
 * of indexer/readers/pdf/ and what they link). It is a program of its own, and nothing of it is linked into the libraries.
 *
 * Pages are looked at twice: once for what only many of them tell (survey.c), of a long document a sample; then each in turn is
 * typeset as text, which plain.c reads as it reads all text. Nothing of a page outlives it but its text. */
#include <poppler.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "plain.h"
#include "serve.h"
#include "words.h"

enum {
    MEMORY = 512 << 20,
    SURVEY_PAGES = 240,
    PAGES_MOST = 50000,
    TEXT_MOST = 64 << 20,
    PICTURE_DOTS = 16000000
};

struct reading {
    PopplerDocument *document;
    struct rhz_reply *reply;
    struct rhz_pdf_survey *survey;
    struct rhz_arena *arena;     /* of one page */
    struct rhz_buf text;         /* of the document, a form feed after each page */
    struct rhz_buf labels;       /* uint32_t: the number printed on each page, 0: none */
    int n_pages;
    unsigned without_text, cut, unmapped, pictures; /* pages */
};

static bool get_page(struct reading *r, int index, struct rhz_pdf_page *out)
{
    PopplerPage *page = poppler_document_get_page(r->document, index);
    bool ok;

    *out = (struct rhz_pdf_page){.number = (uint32_t)index + 1, .width = 595, .height = 842};
    if (rhz_arena_used(r->arena))
        rhz_arena_reset(r->arena);
    if (!page)
        return true; /* a page that is not there has no words */
    ok = rhz_pdf_words(page, r->arena, out);
    g_object_unref(page);
    return ok;
}

/** All pages of a short document; of a long one as many, a few side by side, for headers differ on left and right. */
static bool is_sampled(int index, int n)
{
    int every = (n + SURVEY_PAGES - 1) / SURVEY_PAGES;

    return index / 4 % every == 0;
}

static bool survey(struct reading *r)
{
    struct rhz_pdf_page page;
    bool ok = true;
    int i;

    for (i = 0; i < r->n_pages && ok; i++) {
        if (!is_sampled(i, r->n_pages))
            continue;
        ok = get_page(r, i, &page) && rhz_pdf_survey_page(r->survey, &page, r->arena);
        rhz_buf_free(&page.text);
        rhz_reply_alive(r->reply);
    }
    return ok && rhz_pdf_survey_end(r->survey);
}

/** The page as a picture, for a machine to read: 300 dots an inch, fewer where it is large. False: memory is out. */
static bool send_picture(struct reading *r, int index)
{
    PopplerPage *page = poppler_document_get_page(r->document, index);
    double width = 0, height = 0, scale = 300.0 / 72;
    cairo_surface_t *surface;
    struct rhz_buf grey = {0};
    bool ok = true;
    cairo_t *c;
    int w, h, x, y;

    if (!page)
        return true;
    poppler_page_get_size(page, &width, &height);
    if (!(width > 1 && height > 1 && width < 1e5 && height < 1e5)) {
        g_object_unref(page);
        return true;
    }
    if (width * height * scale * scale > PICTURE_DOTS)
        scale = sqrt(PICTURE_DOTS / (width * height));
    w = (int)(width * scale) + 1;
    h = (int)(height * scale) + 1;
    surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, h);
    c = cairo_create(surface);
    cairo_set_source_rgb(c, 1, 1, 1);
    cairo_paint(c);
    cairo_scale(c, scale, scale);
    poppler_page_render(page, c);
    cairo_surface_flush(surface);
    if (cairo_status(c) == CAIRO_STATUS_SUCCESS && rhz_buf_reserve(&grey, (size_t)w * (size_t)h)) {
        for (y = 0; y < h; y++) {
            const unsigned char *row = cairo_image_surface_get_data(surface) + (size_t)y * (size_t)cairo_image_surface_get_stride(surface);
            for (x = 0; x < w; x++)
                grey.p[grey.n++] = (char)((row[4 * x] + 2 * row[4 * x + 1] + row[4 * x + 2]) / 4);
        }
        rhz_reply_image(r->reply, (uint32_t)index + 1, (uint32_t)w, (uint32_t)h, rhz_buf_view(&grey));
        r->pictures++;
    } else {
        ok = !grey.failed;
    }
    rhz_buf_free(&grey);
    cairo_destroy(c);
    cairo_surface_destroy(surface);
    g_object_unref(page);
    return ok;
}

static bool typeset(struct reading *r)
{
    bool ok = true;
    int i;

    for (i = 0; i < r->n_pages && ok && r->text.n <= TEXT_MOST && !r->reply->gone; i++) {
        struct rhz_pdf_page page;
        uint32_t label = 0;
        ok = get_page(r, i, &page);
        if (ok && page.n_words == 0) {
            r->without_text++;
            if (r->reply->ocr)
                ok = send_picture(r, i);
        }
        r->cut += page.cut;
        r->unmapped += page.n_unmapped > 20 && page.n_unmapped * 5 > page.text.n / 3;
        ok = ok && rhz_pdf_typeset(&page, r->survey, r->arena, &r->text, &label);
        rhz_buf_free(&page.text);
        rhz_buf_byte(&r->text, '\f');
        rhz_buf_append(&r->labels, &label, sizeof label);
        rhz_reply_alive(r->reply);
    }
    return ok && !r->text.failed && !r->labels.failed;
}

/* ---- events ---- */

static void put_meta(struct rhz_buf *b, const char *key, char *value)
{
    struct rhz_event e = {.kind = RHZ_EVENT_META, .key = rhz_span_of(key), .text = rhz_span_of(value)};

    if (value && *value)
        rhz_event_put(b, &e);
    g_free(value);
}

/** The label of a page: what is printed on it; else what the file calls it, where that is not just its number. */
static struct rhz_span label_of(struct reading *r, uint32_t page, char room[64])
{
    uint32_t printed = 0;
    PopplerPage *p;
    char *name = NULL;

    room[0] = 0;
    if (page == 0 || page > (uint32_t)r->n_pages)
        return rhz_span("", 0);
    if (page <= r->labels.n / sizeof printed)
        memcpy(&printed, r->labels.p + (page - 1) * sizeof printed, sizeof printed);
    if (printed) {
        snprintf(room, 64, "%u", printed);
    } else if ((p = poppler_document_get_page(r->document, (int)page - 1)) != NULL) {
        name = poppler_page_get_label(p);
        snprintf(room, 64, "%s", name && strlen(name) < 16 ? name : "");
        g_free(name);
        g_object_unref(p);
    }
    return rhz_span_of(room);
}

/** The events of the text, with the labels of its pages. */
static rhz_status send_events(struct reading *r, struct rhz_buf *events)
{
    struct rhz_reader in = rhz_reader(rhz_buf_view(events));
    struct rhz_event e;
    char room[64], number[16];

    put_meta(&r->reply->events, "auteur", poppler_document_get_author(r->document));
    rhz_arena_reset(r->arena);
    while (rhz_event_get(&in, r->arena, &e)) {
        if (e.kind == RHZ_EVENT_PAGE) {
            e.text = label_of(r, e.page, room);
            snprintf(number, sizeof number, "%u", e.page);
            if (strcmp(room, number) == 0)
                e.text = rhz_span("", 0);
        }
        e.n_lines = 0; /* a PDF has no lines */
        rhz_event_put(&r->reply->events, &e);
        if (!rhz_reply_flush(r->reply))
            break;
        if (rhz_arena_used(r->arena))
            rhz_arena_reset(r->arena);
    }
    return r->reply->events.failed ? RHZ_NO_MEMORY : RHZ_OK;
}

static void remark(const struct reading *r)
{
    if (r->without_text && !r->pictures) /* what becomes of pictures is not known here */
        rhz_reply_note(r->reply, r->without_text > 1 ? "%u pages sur %d n'ont pas de texte (des images, des pages numérisées ?)."
                                                     : "%u page sur %d n'a pas de texte (une image, une page numérisée ?).",
                       r->without_text, r->n_pages);
    if (r->cut)
        rhz_reply_note(r->reply, "%u page%s trop de mots (plus de %d) : la suite n'est pas lue.", r->cut, r->cut > 1 ? "s ont" : " a", RHZ_PDF_WORDS);
    if (r->unmapped)
        rhz_reply_note(r->reply, "%u page%s une police qui ne dit pas ses lettres : leur texte est incomplet.", r->unmapped,
                       r->unmapped > 1 ? "s ont" : " a");
}

static rhz_status read_document(struct reading *r, struct rhz_error *err)
{
    struct rhz_buf events = {0};
    rhz_status st = RHZ_OK;

    r->n_pages = poppler_document_get_n_pages(r->document);
    if (r->n_pages < 1)
        return rhz_fail(err, RHZ_INVALID, "Ce PDF est endommagé : il n'a pas de pages.");
    if (r->n_pages > PAGES_MOST)
        return rhz_fail(err, RHZ_LIMIT, "Ce PDF a trop de pages : %d, la limite est de %d.", r->n_pages, PAGES_MOST);
    if (!survey(r) || !typeset(r))
        return rhz_no_memory(err);
    if (r->text.n > TEXT_MOST)
        return rhz_fail(err, RHZ_LIMIT, "Ce PDF a trop de texte : plus de %d Mo.", TEXT_MOST >> 20);
    if (r->without_text == (unsigned)r->n_pages && !r->pictures)
        return rhz_fail(err, RHZ_INVALID, "Ce PDF n'a pas de texte : ce sont sans doute des pages numérisées (l'option --ocr peut les lire).");
    st = rhz_plain_read(rhz_buf_view(&r->text), 1, false, &events, err);
    rhz_buf_free(&r->text);
    if (st == RHZ_OK && events.n == 0 && !r->pictures)
        st = rhz_fail(err, RHZ_INVALID, "Ce PDF n'a pas de texte.");
    if (st == RHZ_OK && (st = send_events(r, &events)) != RHZ_OK)
        rhz_no_memory(err);
    rhz_buf_free(&events);
    if (st == RHZ_OK)
        remark(r);
    return st;
}

static rhz_status refuse(const GError *e, struct rhz_error *err)
{
    if (g_error_matches(e, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
        return rhz_fail(err, RHZ_INVALID, "Ce PDF est protégé par un mot de passe.");
    return rhz_fail(err, RHZ_INVALID, "Ce PDF est endommagé : il ne peut pas être ouvert.");
}

static rhz_status read_pdf(int fd, uint64_t bytes, struct rhz_reply *reply, struct rhz_error *err)
{
    struct reading r = {.reply = reply};
    GError *error = NULL;
    rhz_status st;

    (void)bytes;
    r.document = poppler_document_new_from_fd(dup(fd), NULL, &error);
    if (!r.document) {
        st = refuse(error, err);
        g_clear_error(&error);
        return st;
    }
    r.survey = rhz_pdf_survey_new();
    r.arena = rhz_arena_new();
    st = r.survey && r.arena ? read_document(&r, err) : rhz_no_memory(err);
    rhz_buf_free(&r.text);
    rhz_buf_free(&r.labels);
    rhz_arena_free(r.arena);
    rhz_pdf_survey_free(r.survey);
    g_object_unref(r.document);
    return st;
}

/* A page that names a font which the file does not hold, so that fontconfig's lists are read while they can be. */
static const char FIRST[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    "4 0 obj<</Length 33>>stream\nBT /F 12 Tf 9 9 Td (rhizome) Tj ET\nendstream endobj\n"
    "5 0 obj<</Type/Font/Subtype/TrueType/BaseFont/Arial/Encoding/WinAnsiEncoding>>endobj\ntrailer<</Root 1 0 R>>\n";

static void prime(void)
{
    GBytes *bytes = g_bytes_new_static(FIRST, sizeof FIRST - 1);
    PopplerDocument *d = poppler_document_new_from_bytes(bytes, NULL, NULL);
    struct rhz_pdf_page page = {.number = 1};
    struct rhz_arena *arena = rhz_arena_new();
    PopplerPage *p = d ? poppler_document_get_page(d, 0) : NULL;

    if (p && arena)
        rhz_pdf_words(p, arena, &page);
    rhz_buf_free(&page.text);
    rhz_arena_free(arena);
    if (p)
        g_object_unref(p);
    if (d)
        g_object_unref(d);
    g_bytes_unref(bytes);
}

/** For a developer: what a file looks like to plain.c, outside of the sandbox. */
static int show(const char *path)
{
    struct reading r = {.reply = &(struct rhz_reply){.socket = -1, .silent = true}};
    GError *error = NULL;

    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        perror(path);
        return 2;
    }
    r.document = poppler_document_new_from_fd(fd, NULL, &error);
    if (!r.document) {
        fprintf(stderr, "%s : %s\n", path, error->message);
        return 2;
    }
    r.survey = rhz_pdf_survey_new();
    r.arena = rhz_arena_new();
    r.n_pages = poppler_document_get_n_pages(r.document);
    if (!r.survey || !r.arena || !survey(&r) || !typeset(&r))
        return 2;
    fwrite(r.text.p, 1, r.text.n, stdout);
    rhz_buf_free(&r.text);
    rhz_buf_free(&r.labels);
    rhz_arena_free(r.arena);
    rhz_pdf_survey_free(r.survey);
    g_object_unref(r.document);
    return 0;
}

/** tesseract, shut in: a picture on standard input, French text on standard output. Status 127: it is not installed. */
static int read_picture(void)
{
    static const char *const FRENCH[] = {"/usr/share/tesseract-ocr/5/tessdata/fra.traineddata", "/usr/share/tesseract-ocr/4.00/tessdata/fra.traineddata",
                                         "/usr/share/tessdata/fra.traineddata"};
    char program[] = "tesseract", in[] = "stdin", out[] = "stdout", option[] = "-l", language[] = "fra", pages[] = "--psm", mode[] = "1";
    char *argv[] = {program, in, out, option, language, pages, mode, NULL};

    if (access(FRENCH[0], R_OK) != 0 && access(FRENCH[1], R_OK) != 0 && access(FRENCH[2], R_OK) != 0)
        return 127;
    return rhz_sandbox_exec("/usr/bin/tesseract", argv) == ENOENT ? 127 : 126;
}

int main(int argc, char **argv)
{
    static const char *const FOLDERS[] = {"/usr/share/poppler", "/usr/share/fonts", "/usr/local/share/fonts", "/etc/fonts",
                                          "/usr/share/fontconfig", "/var/cache/fontconfig", NULL};
    static const struct rhz_served_format PDF = {RHZ_WIRE_PDF, 1, read_pdf};

    if (argc == 2 && strcmp(argv[1], "--ocr") == 0)
        return read_picture();
    if (argc == 3 && strcmp(argv[1], "--texte") == 0)
        return show(argv[2]);
    return rhz_serve(argc, argv, &PDF, 1, prime, (struct rhz_sandbox){.folders = FOLDERS, .memory_bytes = MEMORY});
}
