/* txt_reader.c -- plain text: bytes -> UTF-8 (charset.c) -> blocks (plain.c). */
#include "charset.h"
#include "plain.h"
#include "reader.h"

static bool has_suffix(struct rhz_span name, const char *suffix)
{
    size_t i, n = strlen(suffix);

    if (name.n < n)
        return false;
    for (i = 0; i < n; i++) {
        char c = name.p[name.n - n + i];
        if ((c >= 'A' && c <= 'Z' ? c | 0x20 : c) != suffix[i])
            return false;
    }
    return true;
}

static bool accepts(struct rhz_span head, struct rhz_span file_name)
{
    static const char *const SUFFIXES[] = {".txt", ".text", ".pdf"}; /* a text that somebody named otherwise */
    const char *slash = memrchr(file_name.p, '/', file_name.n);
    size_t i, from = slash ? (size_t)(slash + 1 - file_name.p) : 0;
    bool named = !memchr(file_name.p + from, '.', file_name.n - from); /* README */

    for (i = 0; i < sizeof SUFFIXES / sizeof SUFFIXES[0]; i++)
        named |= has_suffix(file_name, SUFFIXES[i]);
    return named && !rhz_charset_refusal(head);
}

static rhz_status read_text(struct rhz_span bytes, uint32_t first_line, struct rhz_buf *out, uint32_t *n_repairs, struct rhz_error *err)
{
    struct rhz_buf decoded = {0};
    struct rhz_span text;
    size_t before = out->n;
    rhz_status st;

    if ((st = rhz_charset_decode(bytes, &decoded, &text, n_repairs, err)) != RHZ_OK)
        goto done;
    if ((st = rhz_plain_read(text, first_line, false, out, err)) != RHZ_OK)
        goto done;
    if (out->n == before)
        st = rhz_fail(err, RHZ_INVALID, "Le fichier est vide : il ne contient aucun mot.");
done:
    rhz_buf_free(&decoded);
    return st;
}

const struct rhz_reader_format rhz_reader_txt = {.name = "txt", .version = 2, .catalogue = false, .accepts = accepts, .read = read_text};
