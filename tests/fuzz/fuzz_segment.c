/* fuzz_segment.c -- a segment whose values are the input: every reader must end, in bounds, whatever the bytes say.
 *
 * Input: parts, each `part byte, le16 length, bytes`. They are put into a transaction that is never committed, beside sound
 * flat arrays, and read as a query would: dictionary, lists forwards and by leaps, bounds, positions, mentions, text.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "segment_parts.h"

enum { PASSAGES = 600, FIRST_PASSAGE = 10, FIRST_DOCUMENT = 3, SEGMENT = 1, TEXT = 255 };

#include "fuzz.h"

static struct rhz_store *store;
static char folder[] = "/tmp/rhizome-fuzz-XXXXXX";

static void close_store(void)
{
    char command[80];

    rhz_store_close(store);
    snprintf(command, sizeof command, "rm -r %s", folder);
    if (system(command))
        fprintf(stderr, "fuzz_segment: %s is still there\n", folder);
}

static void open_store(void)
{
    char path[64];

    if (!mkdtemp(folder))
        abort();
    snprintf(path, sizeof path, "%s/base.rhz", folder);
    if (rhz_store_open(path, RHZ_STORE_CREATE, (uint64_t)1 << 30, &store, NULL) != RHZ_OK)
        abort();
    atexit(close_store);
}

static void put(struct rhz_txn *t, enum rhz_segment_part part, struct rhz_span rest, struct rhz_span value)
{
    struct rhz_part_key key;

    rhz_txn_put(t, RHZ_DB_SEGMENT, rhz_part_key(&key, SEGMENT, part, rest), value, NULL);
}

static void put_sound_parts(struct rhz_txn *t)
{
    static const char zeros[PASSAGES * 2];
    struct rhz_buf head = {0};

    rhz_put_varint(&head, PASSAGES);
    rhz_put_varint(&head, PASSAGES);
    rhz_put_varint(&head, 3);
    rhz_put_varint(&head, 3);
    rhz_put_varint(&head, 3);
    put(t, RHZ_PART_HEAD, rhz_span("", 0), rhz_buf_view(&head));
    put(t, RHZ_PART_TEXT_LENGTHS, rhz_span("", 0), rhz_span(zeros, PASSAGES));
    put(t, RHZ_PART_CONTEXT_LENGTHS, rhz_span("", 0), rhz_span(zeros, PASSAGES));
    put(t, RHZ_PART_DOCUMENTS, rhz_span("", 0), rhz_span(zeros, PASSAGES * 2));
    rhz_buf_free(&head);
}

/* The keys are sound: a chunk 0, a block that begins with the least term, a group 0. */
static void put_part(struct rhz_txn *t, unsigned part, struct rhz_span value)
{
    static const char zeros[8] = {0, 0, 0, FIRST_DOCUMENT};
    struct rhz_buf key = {0};

    if (part == RHZ_PART_POSTINGS || part == RHZ_PART_POSITIONS)
        put(t, part, rhz_span("\0\0\0", 4), value);
    else if (part == RHZ_PART_DICTIONARY)
        put(t, part, rhz_span("a", 1), value);
    else if (part == RHZ_PART_MENTIONS)
        put(t, part, rhz_span(zeros, 8), value);
    else if (part < RHZ_PART_MENTIONS)
        put(t, part, rhz_span("", 0), value);
    else if (part == TEXT) {
        rhz_put_be32(&key, SEGMENT);
        rhz_put_be32(&key, 0);
        rhz_txn_put(t, RHZ_DB_TEXT, rhz_buf_view(&key), value, NULL);
        rhz_buf_free(&key);
    }
}

static void read_list(struct rhz_segment *s, const struct rhz_term *t, struct rhz_arena *arena)
{
    struct rhz_postings *p;
    const uint32_t *positions, *forms;
    struct rhz_competitor c[RHZ_COMPETITORS];
    uint32_t last, before = 0, steps = 0;
    size_t n;

    if (rhz_postings_open(s, t, arena, &p, NULL) != RHZ_OK)
        return;
    for (; p->passage != RHZ_NONE; rhz_postings_next(p)) {
        if (p->passage < FIRST_PASSAGE || p->passage >= FIRST_PASSAGE + PASSAGES || steps++ > 2 * PASSAGES)
            abort();
        rhz_postings_block_max(p, p->passage + 1, &last, c, RHZ_COMPETITORS);
        if (p->passage != RHZ_NONE)
            rhz_postings_entries(p, &positions, &forms, &n);
    }
    if (rhz_postings_open(s, t, arena, &p, NULL) != RHZ_OK)
        return;
    for (steps = 0; p->passage != RHZ_NONE; before = p->passage) {
        rhz_postings_positions(p, NULL);
        if (p->passage != RHZ_NONE)
            rhz_postings_seek(p, (p->passage > before ? p->passage : before) + 100);
        if (steps++ > 4 * PASSAGES)
            abort();
    }
}

static void read_dictionary(struct rhz_segment *s, struct rhz_arena *arena)
{
    struct rhz_arena *unit = rhz_arena_new();
    struct rhz_term_walk *w;
    struct rhz_term t;

    if (rhz_term_walk_open(s, RHZ_SPAN("b"), &w, NULL) == RHZ_OK) {
        while (rhz_term_walk_next(w, &t, NULL) == RHZ_OK) {
            struct rhz_span form;
            uint64_t occurrences;
            rhz_term_form(&t, t.n_forms - 1, &form, &occurrences);
            rhz_arena_reset(unit);
            rhz_arena_limit(unit, 4 << 20);
            read_list(s, &t, unit);
        }
        rhz_term_walk_close(w);
    }
    if (rhz_segment_term(s, RHZ_SPAN("subvent"), &t, NULL) == RHZ_OK)
        read_list(s, &t, arena);
    rhz_arena_free(unit);
}

static void read_all(struct rhz_txn *t)
{
    const struct rhz_segment_info info = {.number = SEGMENT, .first_document = FIRST_DOCUMENT, .n_documents = PASSAGES,
                                          .first_passage = FIRST_PASSAGE, .n_passages = PASSAGES};
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_segment *s;
    struct rhz_span text;
    uint32_t *passages, i;
    size_t n;

    rhz_arena_limit(arena, 16 << 20);
    if (rhz_segment_open(t, &info, arena, &s, NULL) == RHZ_OK) {
        read_dictionary(s, arena);
        for (i = 0; i < PASSAGES; i++)
            rhz_segment_document_of(s, FIRST_PASSAGE + i);
        for (i = 0; i < 4; i++)
            rhz_segment_mentions(s, FIRST_DOCUMENT + i, i % 3, arena, &passages, &n, NULL);
    }
    rhz_text_read(t, SEGMENT, 10, 40000, arena, &text, NULL);
    rhz_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct rhz_reader r = rhz_reader(rhz_span((const char *)data, n));
    struct rhz_txn *t;

    if (!store)
        open_store();
    if (rhz_txn_begin(store, true, &t, NULL) != RHZ_OK)
        abort();
    put_sound_parts(t);
    while (rhz_left(&r)) {
        unsigned part = rhz_get_byte(&r);
        size_t bytes = rhz_get_le16(&r);
        put_part(t, part, rhz_get_raw(&r, bytes < rhz_left(&r) ? bytes : rhz_left(&r)));
    }
    read_all(t);
    rhz_txn_abort(t);
    return 0;
}
