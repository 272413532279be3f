/* readers.c -- the table of readers. A new format is one file in reading/, or one in outside.c, and one line here. Formats that
 * their first bytes tell come first, whatever the file is called. */
#include "reader.h"

#include "charset.h"

static const struct rhz_reader_format *const READERS[] = {&rhz_reader_pdf, &rhz_reader_vocabulary, &rhz_reader_html,
                                                          &rhz_reader_jsonl, &rhz_reader_markdown, &rhz_reader_txt};

const struct rhz_reader_format *rhz_reader_for(struct rhz_span head, struct rhz_span file_name, struct rhz_error *err)
{
    const char *refusal;
    size_t i;

    if (head.n == 0) {
        rhz_fail(err, RHZ_INVALID, "Le fichier est vide.");
        return NULL;
    }
    for (i = 0; i < sizeof READERS / sizeof READERS[0]; i++)
        if (READERS[i]->accepts(head, file_name))
            return READERS[i];
    refusal = rhz_charset_refusal(head);
    if (refusal)
        rhz_fail(err, RHZ_INVALID, "Ce n'est pas du texte : %s.", refusal);
    else
        rhz_fail(err, RHZ_INVALID, "Ce format n'est pas lu : attendu .pdf, .html, .txt, .md ou .jsonl.");
    return NULL;
}
