/* show_document.c -- what the reader and the builder find in a file: description, pages, blocks, passages.
 *
 *     show_document [--blocks | --passages | --text] FILE
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "reader.h"

static bool read_file(const char *path, struct rhz_buf *out)
{
    char tmp[1 << 16];
    size_t n;
    FILE *f = fopen(path, "rb");

    if (!f)
        return false;
    while ((n = fread(tmp, 1, sizeof tmp, f)) > 0)
        rhz_buf_append(out, tmp, n);
    fclose(f);
    return !out->failed;
}

static uint32_t line_at(const struct rhz_document *d, uint32_t offset)
{
    size_t low = 0, high = d->n_lines;

    while (low < high) {
        size_t mid = (low + high) / 2;
        if (d->lines[mid].offset <= offset)
            low = mid + 1;
        else
            high = mid;
    }
    return low ? d->lines[low - 1].line : 0;
}

static void show_blocks(const struct rhz_document *d)
{
    static const char *const KINDS[] = {"?", "TITRE", "texte", "item", "ligne", "parole"};
    size_t i, page = 0;

    for (i = 0; i < d->n_blocks; i++) {
        const struct rhz_block *b = &d->blocks[i];
        const char *p;
        for (; page < d->n_pages && d->pages[page].offset <= b->start; page++)
            printf("          ---- page %u ----\n", d->pages[page].page);
        printf("%5zu l.%-5u %s%u ", i, line_at(d, b->start), KINDS[b->kind], b->level);
        for (p = d->text.p + b->start; p < d->text.p + b->end; p++)
            if (*p == '\t')
                fputs(" ¦ ", stdout);
            else
                putchar(*p);
        if (b->speaker_end)
            printf("   [parole de: %.*s]", (int)(b->speaker_end - b->start), d->text.p + b->start);
        putchar('\n');
    }
}

static void show_passages(const struct rhz_document *d)
{
    size_t i;

    for (i = 0; i < d->n_passages; i++) {
        const struct rhz_passage *p = &d->passages[i];
        const char *q;
        uint32_t words = 0, h;
        for (q = d->text.p + p->start; q < d->text.p + p->end; q++)
            words += *q != ' ' && *q != '\n' && *q != '\t' && (q == d->text.p + p->start || q[-1] == ' ' || q[-1] == '\n' || q[-1] == '\t');
        printf("==== %zu: lignes %u-%u, %u mots, titres:", i, line_at(d, p->start), line_at(d, p->end - 1), words);
        for (h = p->heading; h != RHZ_NONE; h = d->blocks[h].heading)
            printf(" < %.*s", (int)(d->blocks[h].end - d->blocks[h].start), d->text.p + d->blocks[h].start);
        printf("\n%.*s\n", (int)(p->end - p->start), d->text.p + p->start);
    }
}

static void show(const struct rhz_document *d, const char *what)
{
    if (!what || strcmp(what, "--blocks") == 0) {
        printf("titre    %.*s\n", (int)d->title.n, d->title.p);
        printf("type     %.*s\ndate     %08u\n", (int)d->type.n, d->type.p, d->date);
        printf("texte    %zu octets, %zu blocs, %zu passages, %zu pages, %u réparations\n", d->text.n, d->n_blocks, d->n_passages,
               d->n_pages, d->n_repairs);
        show_blocks(d);
    }
    if (!what || strcmp(what, "--passages") == 0)
        show_passages(d);
    if (what && strcmp(what, "--text") == 0)
        printf("%.*s", (int)d->text.n, d->text.p);
}

static int show_one(const struct rhz_reader_format *format, struct rhz_span bytes, uint32_t line, const char *what)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_buf events = {0};
    struct rhz_document d;
    struct rhz_error err = {0};
    uint32_t repairs = 0;
    rhz_status st;

    if ((st = format->read(bytes, line, &events, &repairs, &err)) != RHZ_OK)
        goto done;
    if ((st = rhz_document_build(rhz_buf_view(&events), NULL, arena, &d, &err)) != RHZ_OK)
        goto done;
    d.n_repairs = repairs;
    show(&d, what);
done:
    if (st != RHZ_OK)
        fprintf(stderr, "%s\n", err.text);
    rhz_buf_free(&events);
    rhz_arena_free(arena);
    return st == RHZ_OK ? 0 : 2;
}

int main(int argc, char **argv)
{
    const char *what = argc == 3 ? argv[1] : NULL, *path = argv[argc - 1];
    const struct rhz_reader_format *format;
    struct rhz_buf file = {0};
    struct rhz_error err = {0};
    struct rhz_span bytes;
    uint32_t line = 1;
    int code = 0;

    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage : show_document [--blocks | --passages | --text] FICHIER\n");
        return 2;
    }
    if (!read_file(path, &file)) {
        fprintf(stderr, "%s : %s\n", path, strerror(errno));
        return 2;
    }
    bytes = rhz_buf_view(&file);
    format = rhz_reader_for(rhz_span(bytes.p, bytes.n < 4096 ? bytes.n : 4096), rhz_span_of(path), &err);
    if (!format) {
        fprintf(stderr, "%s : %s\n", path, err.text);
        code = 2;
    } else if (!format->catalogue) {
        code = show_one(format, bytes, 1, what);
    } else {
        const char *p = bytes.p, *end = bytes.p + bytes.n;
        for (; p < end; line++) {
            const char *q = memchr(p, '\n', (size_t)(end - p));
            size_t n = q ? (size_t)(q - p) : (size_t)(end - p);
            if (n)
                code |= show_one(format, rhz_span(p, n), line, what);
            p += n + 1;
        }
    }
    rhz_buf_free(&file);
    return code;
}
