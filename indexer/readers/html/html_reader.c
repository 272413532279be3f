/* html_reader.c -- bytes -> UTF-8 -> tree -> what is the document -> metadata and blocks. */
#include "html_reader.h"

#include <strings.h>

#include "blocks.h"
#include "charset.h"
#include "html_blocks.h"
#include "html_head.h"

enum { SNIFFED_BYTES = 4096 };

static bool begins(struct rhz_span s, const char *word)
{
    size_t n = strlen(word);

    return s.n >= n && strncasecmp(s.p, word, n) == 0;
}

static const char *find(struct rhz_span s, const char *word)
{
    size_t n = strlen(word);

    for (; s.n >= n; s = rhz_span(s.p + 1, s.n - 1))
        if (strncasecmp(s.p, word, n) == 0)
            return s.p;
    return NULL;
}

/* ---- charset ---- */

/** Eight bytes of ISO-8859-15 that are other characters in Windows-1252, and where these stand there. */
static unsigned char latin9(unsigned char c)
{
    static const unsigned char FROM[] = {0xA4, 0xA6, 0xA8, 0xB4, 0xB8, 0xBC, 0xBD, 0xBE}, TO[] = {0x80, 0x8A, 0x9A, 0x8E, 0x9E, 0x8C, 0x9C, 0x9F};
    size_t i;

    for (i = 0; i < sizeof FROM; i++)
        if (c == FROM[i])
            return TO[i];
    return c;
}

static bool says_latin(struct rhz_span head, bool *nine)
{
    const char *p = find(head, "charset");
    struct rhz_span s;

    if (!p)
        return false;
    s = rhz_span(p + 7, head.n - (size_t)(p + 7 - head.p));
    while (s.n && (*s.p == ' ' || *s.p == '=' || *s.p == '"' || *s.p == '\''))
        s = rhz_span(s.p + 1, s.n - 1);
    *nine = begins(s, "iso-8859-15") || begins(s, "latin-9") || begins(s, "latin9");
    return *nine || begins(s, "iso-8859-1") || begins(s, "windows-1252") || begins(s, "latin1") || begins(s, "cp1252");
}

/** UTF-8 is believed before what a page says of itself: servers and copies change the one and not the other. */
static rhz_status decode(struct rhz_span bytes, struct rhz_buf *copy, struct rhz_buf *scratch, struct rhz_span *text, uint32_t *n_repairs,
                         struct rhz_error *err)
{
    bool nine = false, latin = says_latin(rhz_span(bytes.p, bytes.n < SNIFFED_BYTES ? bytes.n : SNIFFED_BYTES), &nine) &&
                               rhz_utf8_valid(bytes) != bytes.n;
    rhz_status st;
    size_t i;

    if (latin && nine) {
        rhz_buf_span(copy, bytes);
        for (i = 0; !copy->failed && i < copy->n; i++)
            copy->p[i] = (char)latin9((unsigned char)copy->p[i]);
        if (copy->failed)
            return rhz_no_memory(err);
        bytes = rhz_buf_view(copy);
    }
    st = rhz_charset_decode(bytes, scratch, text, n_repairs, err);
    if (latin)
        *n_repairs = 0; /* it said so */
    return st;
}

/* ---- the whole ---- */

static bool has_blocks(struct rhz_span events, struct rhz_arena *arena)
{
    struct rhz_reader r = rhz_reader(events);
    struct rhz_event e;

    while (rhz_event_get(&r, arena, &e))
        if (e.kind == RHZ_EVENT_BLOCK)
            return true;
    return false;
}

static rhz_status put_page(struct rhz_span text, struct rhz_arena *arena, struct rhz_buf *out, struct rhz_error *err)
{
    struct rhz_html_tree tree;
    struct rhz_html_content content;
    size_t before = out->n;
    rhz_status st;

    if ((st = rhz_html_parse(text, 1, arena, &tree, err)) != RHZ_OK)
        return st;
    content = rhz_html_find_content(&tree);
    if ((st = rhz_html_put_metadata(&tree, &content, arena, out, err)) != RHZ_OK ||
        (st = rhz_html_put_blocks(&content, out, err)) != RHZ_OK)
        return st;
    if (!has_blocks(rhz_span(out->p + before, out->n - before), arena))
        return rhz_fail(err, RHZ_INVALID, "Cette page ne contient pas de texte : elle est vide, ou s'écrit par un programme à l'ouverture.");
    return RHZ_OK;
}

rhz_status rhz_html_read(struct rhz_span bytes, size_t memory_bytes, struct rhz_buf *out, uint32_t *n_repairs, struct rhz_error *err)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_buf copy = {0}, scratch = {0};
    struct rhz_span text;
    rhz_status st;

    if (!arena)
        return rhz_no_memory(err);
    rhz_arena_limit(arena, memory_bytes);
    if ((st = decode(bytes, &copy, &scratch, &text, n_repairs, err)) == RHZ_OK)
        st = put_page(text, arena, out, err);
    rhz_buf_free(&copy);
    rhz_buf_free(&scratch);
    rhz_arena_free(arena);
    return st;
}
