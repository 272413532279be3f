/* fuzz_budget.c -- any bytes as rows, lists and prose of accounts: figures, tables, labels, names, statements. */
#include <stdint.h>

#include "amounts.h"
#include "extract.h"
#include "fuzz.h"

/* Lines as blocks: a tab makes a row, '#' a heading, '-' an item. The rules promise nothing about text that is not UTF-8. */
static bool blocks_of(struct rhz_arena *arena, struct rhz_span text, struct rhz_document *d)
{
    size_t cap = 0;
    uint32_t heading = RHZ_NONE, start = 0;

    *d = (struct rhz_document){.text = text};
    for (uint32_t i = 0; i < text.n; i++) {
        struct rhz_block b = {.kind = RHZ_BLOCK_PARAGRAPH, .start = start, .end = i, .heading = heading};

        if (text.p[i] != '\n')
            continue;
        start = i + 1;
        if (b.start == b.end)
            continue;
        if (!RHZ_PUSH(arena, d->blocks, d->n_blocks, cap))
            return false;
        if (memchr(text.p + b.start, '\t', b.end - b.start))
            b.kind = RHZ_BLOCK_TABLE_ROW;
        else if (text.p[b.start] == '-')
            b.kind = RHZ_BLOCK_LIST_ITEM;
        else if (text.p[b.start] == '#') {
            b.kind = RHZ_BLOCK_HEADING;
            b.level = 1;
            b.heading = RHZ_NONE;
            heading = (uint32_t)d->n_blocks;
        }
        d->blocks[d->n_blocks++] = b;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct rhz_gazetteer *gazetteer;
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_span text = rhz_span((const char *)data, n);
    struct rhz_document d;
    struct rhz_facts facts;
    struct rhz_extraction x = {.document = &d, .arena = arena, .year = 2024, .assembly = RHZ_NONE};

    if (!gazetteer && rhz_gazetteer_open(&gazetteer, NULL) != RHZ_OK)
        return 0;
    text.n = rhz_utf8_valid(text);
    if (arena && (text = rhz_arena_copy(arena, text)).p && blocks_of(arena, text, &d) &&
        (x.facts = rhz_facts_builder_new(&d, arena))) {
        x.gazetteer = gazetteer;
        rhz_facts_set_publisher(x.facts, rhz_facts_entity(x.facts, RHZ_ORGANISATION, RHZ_SUB_NONE, RHZ_SPAN("Les Lavoirs"), 0, 0), 0, 0);
        rhz_facts_entity(x.facts, RHZ_PROGRAMME, RHZ_SUB_NONE, RHZ_SPAN("Passerelles d'eau"), 0, 0);
        if (rhz_read_budgets(&x, NULL) == RHZ_OK)
            rhz_facts_finish(x.facts, &facts);
    }
    rhz_arena_free(arena);
    return 0;
}
