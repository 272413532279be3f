/* fuzz_records.c -- every decoder of stored records. The first byte chooses it, the rest are the bytes it gets.
 *
 * What a decoder accepts is written and read again: it must come out the same size and be accepted.
 */
#include <stdlib.h>

#include "document.h"
#include "facts.h"
#include "publication.h"

#include "fuzz.h"

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void fuzz_record(struct rhz_span s, struct rhz_arena *arena)
{
    struct rhz_document_record r, again;
    struct rhz_buf b = {0};

    if (rhz_document_record_get(s, arena, &r, NULL) == RHZ_OK) {
        rhz_document_record_put(&b, &r);
        check(b.failed || (rhz_document_record_get(rhz_buf_view(&b), arena, &again, NULL) == RHZ_OK &&
                           again.n_passages == r.n_passages && again.date == r.date));
    }
    rhz_buf_free(&b);
}

static void fuzz_layout(struct rhz_span s, struct rhz_arena *arena)
{
    static const char text[4096];
    struct rhz_document d = {.text = {text, sizeof text}}, again = d;
    struct rhz_buf b = {0};
    uint32_t path[8], i;

    if (rhz_layout_get(s, arena, &d, NULL) == RHZ_OK) {
        for (i = 0; i < d.n_blocks; i++)
            check(rhz_document_heading_path(&d, i, path, 8) <= 8);
        for (i = 0; i < sizeof text; i += 97) {
            rhz_document_line(&d, i);
            rhz_document_page(&d, i, NULL);
            check(rhz_document_block(&d, i) == RHZ_NONE || rhz_document_block(&d, i) < d.n_blocks);
        }
        rhz_layout_put(&b, &d);
        check(b.failed || (rhz_layout_get(rhz_buf_view(&b), arena, &again, NULL) == RHZ_OK &&
                           again.n_blocks == d.n_blocks && again.n_passages == d.n_passages));
    }
    rhz_buf_free(&b);
}

static void fuzz_facts(struct rhz_span s, struct rhz_arena *arena)
{
    struct rhz_facts f, again;
    struct rhz_buf b = {0};

    if (rhz_facts_get(s, arena, &f, NULL) == RHZ_OK) {
        rhz_facts_put(&b, &f);
        check(b.failed || (rhz_facts_get(rhz_buf_view(&b), arena, &again, NULL) == RHZ_OK &&
                           again.n_entities == f.n_entities && again.n_statements == f.n_statements));
    }
    rhz_buf_free(&b);
}

static void fuzz_publication(struct rhz_span s, struct rhz_arena *arena)
{
    struct rhz_publication p, again;
    struct rhz_buf b = {0};

    if (rhz_publication_decode(s, arena, &p, NULL) == RHZ_OK) {
        rhz_publication_alive(&p, 1);
        rhz_publication_segment_of_passage(&p, p.next_passage - 1);
        rhz_publication_encode(&b, &p);
        check(b.failed || (rhz_publication_decode(rhz_buf_view(&b), arena, &again, NULL) == RHZ_OK &&
                           again.n_dead == p.n_dead && again.n_segments == p.n_segments));
    }
    rhz_buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const targets[])(struct rhz_span, struct rhz_arena *) = {fuzz_record, fuzz_layout, fuzz_facts, fuzz_publication};
    struct rhz_arena *arena;

    if (size == 0 || !(arena = rhz_arena_new()))
        return 0;
    rhz_arena_limit(arena, 64 << 20);
    targets[data[0] % 4](rhz_span((const char *)data + 1, size - 1), arena);
    rhz_arena_free(arena);
    return 0;
}
