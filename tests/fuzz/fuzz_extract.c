/* Any text through reader and rules: no crash, and every place and ordinal that comes out lies within the document. */
#include <stdlib.h>

#include "extract.h"
#include "reader.h"

#include "fuzz.h"

static void check(const struct rhz_document *d, const struct rhz_facts *f)
{
    if (f->publisher != RHZ_NONE && f->publisher >= f->n_entities)
        abort();
    for (size_t e = 0; e < f->n_entities; e++) {
        if (f->entities[e].n_forms == 0 || f->entities[e].name.n == 0)
            abort();
        for (size_t m = 0; m < f->entities[e].n_mentions; m++)
            if (f->entities[e].mentions[m].start >= f->entities[e].mentions[m].end ||
                f->entities[e].mentions[m].end > d->text.n)
                abort();
    }
    for (size_t i = 0; i < f->n_statements; i++) {
        const struct rhz_statement *s = &f->statements[i];
        if (s->subject >= f->n_entities || (s->relation && s->object >= f->n_entities) || s->start >= s->end ||
            s->end > d->text.n)
            abort();
        for (size_t k = 0; k < s->n_supports; k++)
            if (s->supports[k].start >= s->supports[k].limit || s->supports[k].limit > d->text.n)
                abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct rhz_gazetteer *gazetteer; /* opened once: it is read-only */
    struct rhz_document_hints hints = {.file_name = rhz_span("x.txt", 5)};
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_buf events = {0};
    struct rhz_document d;
    struct rhz_facts f;
    uint32_t repairs = 0;
    if (!gazetteer && rhz_gazetteer_open(&gazetteer, NULL) != RHZ_OK)
        abort();
    if (arena && rhz_reader_txt.read(rhz_span((const char *)data, size), 1, &events, &repairs, NULL) == RHZ_OK &&
        rhz_document_build(rhz_buf_view(&events), &hints, arena, &d, NULL) == RHZ_OK &&
        rhz_extract(gazetteer, &d, arena, &f, NULL) == RHZ_OK)
        check(&d, &f);
    rhz_buf_free(&events);
    rhz_arena_free(arena);
    return 0;
}
