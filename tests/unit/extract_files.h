/* extract_files.h -- a text file to its facts, and those to lines that tests compare. */
#ifndef EXTRACT_FILES_H
#define EXTRACT_FILES_H

#include <stdio.h>
#include <stdlib.h>

#include "extract.h"
#include "reader.h"

/* Documents of tests/data/extract, all invented: minutes, reports and slides of many years and bodies. */
static const char *const extract_names[] = {"club-sportif", "comite-municipal", "reseau-recherche", "federation", "handball",
                                            "conseil-quartier", "reseau-copil", "federation-chorales", "cse", "parents",
                                            "cooperative", "festival", "jardins", "conseil-fournil", "maison-rurale"};
enum { EXTRACT_NAMES = sizeof extract_names / sizeof *extract_names };

/* The bytes of a file; p is NULL when it cannot be read. */
static inline struct rhz_span read_whole(const char *path, struct rhz_arena *arena)
{
    FILE *f = fopen(path, "rb");
    struct rhz_buf b = {0};
    char chunk[4096];
    size_t n;
    if (!f)
        return rhz_span(NULL, 0);
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
        rhz_buf_append(&b, chunk, n);
    fclose(f);
    struct rhz_span s = rhz_arena_copy(arena, rhz_buf_view(&b));
    rhz_buf_free(&b);
    return s;
}

static inline void extract_text(const struct rhz_gazetteer *g, struct rhz_span text, struct rhz_arena *arena,
                                struct rhz_document *d, struct rhz_facts *f)
{
    struct rhz_document_hints hints = {.file_name = rhz_span_of("essai.txt")};
    struct rhz_buf events = {0};
    uint32_t repairs = 0;
    if (rhz_reader_txt.read(text, 1, &events, &repairs, NULL) != RHZ_OK ||
        rhz_document_build(rhz_buf_view(&events), &hints, arena, d, NULL) != RHZ_OK ||
        rhz_extract(g, d, arena, f, NULL) != RHZ_OK)
        abort();
    rhz_buf_free(&events);
}

static inline int compare_lines(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Amount, year and nature of a link that has an amount: "<TAB>3500.00 2009 realise", "-" for what is not said. */
static inline char *amount_of(const struct rhz_statement *s, struct rhz_arena *arena)
{
    const char *nature = s->nature ? rhz_nature_word(s->nature)->name : "-";
    char year[16] = "-";
    if (!s->has_amount)
        return rhz_arena_printf(arena, "%s", "");
    if (s->year)
        snprintf(year, sizeof year, "%u", s->year);
    return rhz_arena_printf(arena, "\t%.2f %s %s", (double)s->cents / 100, year, nature);
}

/* Sorted lines: every entity ("Personne<TAB>name") and every link ("RELATION<TAB>subject<TAB>object<TAB>role", then the
 * amount of those that have one). */
static inline struct rhz_span facts_lines(const struct rhz_facts *f, struct rhz_arena *arena)
{
    char **lines = rhz_arena_zalloc(arena, f->n_entities + f->n_statements + 1, sizeof *lines);
    size_t n = 0;
    struct rhz_buf out = {0};
    for (size_t i = 0; i < f->n_entities; i++)
        lines[n++] = rhz_arena_printf(arena, "%s\t%.*s", rhz_kind_word(f->entities[i].kind)->name,
                                      (int)f->entities[i].name.n, f->entities[i].name.p);
    for (size_t i = 0; i < f->n_statements; i++) {
        const struct rhz_statement *s = &f->statements[i];
        struct rhz_span role = rhz_span_trim(s->role);
        if (!s->relation)
            continue;
        const struct rhz_document_entity *a = &f->entities[s->subject], *b = &f->entities[s->object];
        lines[n++] = rhz_arena_printf(arena, "%s\t%.*s\t%.*s\t%.*s%s", rhz_relation_word(s->relation)->name, (int)a->name.n,
                                      a->name.p, (int)b->name.n, b->name.p, (int)role.n, role.p, amount_of(s, arena));
    }
    qsort(lines, n, sizeof *lines, compare_lines);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || strcmp(lines[i], lines[i - 1]) != 0) {
            rhz_buf_str(&out, lines[i]);
            rhz_buf_byte(&out, '\n');
        }
    struct rhz_span s = rhz_arena_copy(arena, rhz_buf_view(&out));
    rhz_buf_free(&out);
    return s;
}

#endif
