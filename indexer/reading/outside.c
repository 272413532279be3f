/* outside.c -- formats that a process of its own reads (helper.h): how they are known, and which program reads them. A file is
 * of a format by its bytes alone; its name may say anything. */
#include "frames.h"
#include "reader.h"

#include <strings.h>

/* The mark may stand after some bytes of a mail or of a printer's: 1,024 at most, as Acrobat has it. */
static bool accepts_pdf(struct rhz_span head, struct rhz_span file_name)
{
    (void)file_name;
    return memmem(head.p, head.n < 1024 ? head.n : 1024, "%PDF-", 5) != NULL;
}

const struct rhz_reader_format rhz_reader_pdf = {
    .name = "pdf", .version = 1, .accepts = accepts_pdf,
    .program = "rhizome-reader-pdf", .package = "libpoppler-glib-dev", .what = "PDF", .wire = RHZ_WIRE_PDF};

static bool begins(struct rhz_span s, const char *word)
{
    size_t n = strlen(word);

    return s.n >= n && strncasecmp(s.p, word, n) == 0;
}

static bool ends(struct rhz_span s, const char *word)
{
    size_t n = strlen(word);

    return s.n >= n && strncasecmp(s.p + s.n - n, word, n) == 0;
}

static const char *find(struct rhz_span s, const char *word)
{
    size_t n = strlen(word);

    for (; s.n >= n; s = rhz_span(s.p + 1, s.n - 1))
        if (strncasecmp(s.p, word, n) == 0)
            return s.p;
    return NULL;
}

static struct rhz_span without_blanks(struct rhz_span s)
{
    if (s.n >= 3 && memcmp(s.p, "\xEF\xBB\xBF", 3) == 0)
        s = rhz_span(s.p + 3, s.n - 3);
    while (s.n && ((unsigned char)*s.p <= ' '))
        s = rhz_span(s.p + 1, s.n - 1);
    return s;
}

/** Past comments and the XML declaration, which may come first. */
static struct rhz_span past_prologue(struct rhz_span s)
{
    for (;;) {
        const char *end = begins(s, "<!--") ? find(s, "-->") : begins(s, "<?xml") ? find(s, "?>") : NULL;
        if (!end)
            return s;
        end += begins(s, "<!--") ? 3 : 2;
        s = without_blanks(rhz_span(end, s.n - (size_t)(end - s.p)));
    }
}

static bool accepts_html(struct rhz_span head, struct rhz_span file_name)
{
    static const char *const FIRST[] = {"<!doctype html", "<html", "<head", "<body", "<title", "<meta", "<article", "<main"};
    struct rhz_span s = past_prologue(without_blanks(head));
    size_t i;

    for (i = 0; i < sizeof FIRST / sizeof FIRST[0]; i++)
        if (begins(s, FIRST[i]))
            return true;
    /* A piece of a page, which begins anyhow: here its name must say so too. */
    return s.n && *s.p == '<' && (ends(file_name, ".html") || ends(file_name, ".htm") || ends(file_name, ".xhtml"));
}

const struct rhz_reader_format rhz_reader_html = {
    .name = "html", .version = 1, .accepts = accepts_html,
    .program = "rhizome-reader", .package = "libxml2-dev", .what = "HTML", .wire = RHZ_WIRE_HTML};
