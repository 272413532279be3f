/* outside.c -- formats that a process of its own reads (helper.h): how they are known, and which program reads them. A file is
 * of a format by its bytes alone; its name may say anything. */
#include "frames.h"
#include "reader.h"

/* The mark may stand after some bytes of a mail or of a printer's: 1,024 at most, as Acrobat has it. */
static bool accepts_pdf(struct rhz_span head, struct rhz_span file_name)
{
    (void)file_name;
    return memmem(head.p, head.n < 1024 ? head.n : 1024, "%PDF-", 5) != NULL;
}

const struct rhz_reader_format rhz_reader_pdf = {
    .name = "pdf", .version = 1, .accepts = accepts_pdf,
    .program = "rhizome-reader-pdf", .package = "libpoppler-glib-dev", .what = "PDF", .wire = RHZ_WIRE_PDF};
