/* markdown_reader.c -- Markdown: bytes -> UTF-8 (charset.c) -> front matter (fields.c) and blocks (../markdown.c). */
#include "markdown.h"

#include "charset.h"
#include "fields.h"
#include "letters.h"
#include "lines.h"
#include "markdown_lines.h"
#include "reader.h"
#include "survey.h"

enum { HEADINGS_WANTED = 2 };

static bool has_suffix(struct rhz_span name, const char *const *suffixes)
{
    size_t i;

    for (; *suffixes; suffixes++) {
        size_t n = strlen(*suffixes);
        const char *end = name.n < n ? name.p : name.p + name.n - n;
        for (i = 0; n <= name.n && i < n && (end[i] >= 'A' && end[i] <= 'Z' ? end[i] | 0x20 : end[i]) == (*suffixes)[i]; i++)
            ;
        if (i == n)
            return true;
    }
    return false;
}

/** Does front matter seem to open this beginning of a file? Its end may lie further on. */
static bool opens_with_fields(struct rhz_span head)
{
    struct rhz_span rest = head, line;
    bool feed;
    size_t n;

    if (!rhz_next_line(&rest, &line, &feed) || !rhz_span_eq(rhz_span_trim(line), RHZ_SPAN("---")))
        return false;
    while (rhz_next_line(&rest, &line, &feed) && rhz_span_trim(line).n == 0)
        ;
    for (n = 0; n < line.n && line.p[n] != ':' && line.p[n] != ' '; n++)
        ;
    return n < line.n && rhz_field_name(rhz_span(line.p, n));
}

/**
 * Text that was written as Markdown: its first line is a heading, and more follow. A page mark or form feed says that it
 * was converted from pages, which is the other reader's work.
 */
static bool is_plainly_markdown(struct rhz_span head)
{
    struct rhz_span rest = head, line, text;
    size_t headings = 0, lines = 0;
    bool feed, blank = true;

    if (opens_with_fields(head))
        return true;
    while (rhz_next_line(&rest, &line, &feed)) {
        struct rhz_span s = rhz_trim_text(line);
        if (feed || (s.n && s.n < 80 && rhz_page_line(s)))
            return false;
        if (s.n && blank && rhz_md_heading(line, &text) && text.n)
            headings++;
        else if (lines == 0 && s.n)
            return false;
        lines += s.n > 0;
        blank = s.n == 0;
    }
    return headings >= HEADINGS_WANTED;
}

static bool accepts(struct rhz_span head, struct rhz_span file_name)
{
    static const char *const NAMED[] = {".md", ".markdown", NULL}, *const TEXT[] = {".txt", ".text", NULL};
    const char *slash = memrchr(file_name.p, '/', file_name.n);
    size_t from = slash ? (size_t)(slash + 1 - file_name.p) : 0;

    if (rhz_charset_refusal(head))
        return false;
    if (has_suffix(file_name, NAMED))
        return true;
    return (has_suffix(file_name, TEXT) || !memchr(file_name.p + from, '.', file_name.n - from)) && is_plainly_markdown(head);
}

static uint32_t count_lines(struct rhz_span s)
{
    struct rhz_span line;
    uint32_t n = 0;
    bool feed;

    while (rhz_next_line(&s, &line, &feed))
        n += !feed;
    return n;
}

static bool has_block(struct rhz_span events, size_t from)
{
    struct rhz_reader r = rhz_reader(rhz_span(events.p + from, events.n - from));
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_event e;
    bool found = false;

    while (arena && !found && rhz_event_get(&r, arena, &e))
        found = e.kind == RHZ_EVENT_BLOCK;
    rhz_arena_free(arena);
    return found;
}

static rhz_status read_markdown(struct rhz_span bytes, uint32_t first_line, struct rhz_buf *out, uint32_t *n_repairs,
                                struct rhz_error *err)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_buf decoded = {0};
    struct rhz_span text;
    size_t before = out->n, front;
    rhz_status st;

    if (!arena)
        return rhz_no_memory(err);
    if ((st = rhz_charset_decode(bytes, &decoded, &text, n_repairs, err)) != RHZ_OK)
        goto done;
    front = rhz_front_matter(text, arena, out);
    st = rhz_markdown_read(rhz_span(text.p + front, text.n - front), first_line + count_lines(rhz_span(text.p, front)), out, err);
    if (st == RHZ_OK && !has_block(rhz_buf_view(out), before))
        st = rhz_fail(err, RHZ_INVALID, "Le fichier est vide : il ne contient aucun mot.");
done:
    rhz_buf_free(&decoded);
    rhz_arena_free(arena);
    return st;
}

const struct rhz_reader_format rhz_reader_markdown = {.name = "markdown", .version = 1, .catalogue = false, .accepts = accepts, .read = read_markdown};
