/* fuzz_query.c -- any bytes as a query: a plan or one sentence, within bounds; then a snippet of the bytes themselves. */
#include <stdlib.h>

#include "plan.h"
#include "snippet.h"

#include "fuzz.h"

/* Extents must lie inside the text, ascend, and never cut a character. */
static void check_snippet(const struct rhz_snippet *s)
{
    struct rhz_span text = {s->text, s->n};
    uint32_t last = 0;

    for (size_t i = 0; i < s->n_highlights; i++) {
        const struct rhz_highlight *h = &s->highlights[i];

        if (h->start < last || h->end <= h->start || h->end > s->n || rhz_utf8_floor(text, h->start) != h->start ||
            rhz_utf8_floor(text, h->end) != h->end)
            abort();
        last = h->end;
    }
    if (rhz_utf8_valid(text) != s->n)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rhz_analyzer *analyzer = rhz_analyzer_new();
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_span text = {(const char *)data, size};
    float weights[RHZ_PLAN_LEAVES];
    struct rhz_snippet_memo memo = {.arena = arena};
    struct rhz_snippet snippet;
    struct rhz_plan plan;
    struct rhz_error err = {0};

    if (!analyzer || !arena)
        abort();
    for (size_t i = 0; i < RHZ_PLAN_LEAVES; i++)
        weights[i] = 1;
    if (rhz_plan_make(text, true, analyzer, arena, &plan, &err) != RHZ_OK) {
        if (!err.text[0] || rhz_utf8_valid(rhz_span_of(err.text)) != strlen(err.text))
            abort();
    } else {
        if (plan.n_leaves > RHZ_PLAN_LEAVES || (!plan.n_soft && !plan.required))
            abort();
        if (rhz_snippet_make(&plan, weights, analyzer, &memo, text, 12, arena, &snippet, &err) != RHZ_OK)
            abort();
        check_snippet(&snippet);
    }
    rhz_arena_free(arena);
    rhz_analyzer_free(analyzer);
    return 0;
}
