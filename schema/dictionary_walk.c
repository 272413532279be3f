/* dictionary_walk.c -- looking a term up, and walking the dictionary of a segment in order. */
#include "segment_state.h"

#include <stdlib.h>

static void fill(const struct rhz_segment *s, const struct rhz_dictionary_reader *d, struct rhz_span term,
                 struct rhz_span forms, struct rhz_term *out)
{
    memset(out, 0, sizeof *out);
    out->term = term;
    out->document_frequency = d->document_frequency;
    out->occurrences = d->occurrences;
    out->n_forms = d->n_forms;
    out->forms = forms;
    out->segment = s->info.number;
    out->place = d->single ? 0 : d->in_streams ? 2 : 1;
    out->single_passage = d->passage;
    out->single_position = d->position;
    out->lists = d->lists;
    out->postings_at = d->postings;
    out->positions_at = d->positions;
}

static rhz_status open_forms(const struct rhz_segment *s, const struct rhz_dictionary_reader *d, struct rhz_buf *b,
                             struct rhz_error *err)
{
    rhz_buf_reset(b);
    if (rhz_dictionary_forms(d, b))
        return RHZ_OK;
    return b->failed ? rhz_no_memory(err) : rhz_segment_damaged(err, s->info.number, "dictionnaire");
}

/* Does this key belong to the segment's dictionary? */
static bool in_dictionary(const struct rhz_segment *s, struct rhz_span key)
{
    struct rhz_part_key prefix;

    rhz_part_key(&prefix, s->info.number, RHZ_PART_DICTIONARY, rhz_span("", 0));
    return key.n > prefix.n && memcmp(key.p, prefix.bytes, prefix.n) == 0;
}

static rhz_status found(struct rhz_segment *s, const struct rhz_dictionary_reader *d, struct rhz_term *out,
                        struct rhz_error *err)
{
    struct rhz_buf b = {0};
    struct rhz_span term, forms = {NULL, 0};
    rhz_status st = open_forms(s, d, &b, err);

    if (st == RHZ_OK) {
        term = rhz_arena_copy(s->arena, rhz_span(d->term, d->term_bytes));
        forms = rhz_arena_copy(s->arena, rhz_buf_view(&b));
        if (term.p && forms.p)
            fill(s, d, term, forms, out);
        else
            st = rhz_no_memory(err);
    }
    rhz_buf_free(&b);
    return st;
}

static rhz_status search_block(struct rhz_segment *s, struct rhz_span block, struct rhz_span term, struct rhz_term *out,
                               struct rhz_error *err)
{
    struct rhz_dictionary_reader d;

    if (rhz_dictionary_open(&d, block, s->info.n_passages))
        while (rhz_dictionary_step(&d)) {
            int c = rhz_span_cmp(rhz_span(d.term, d.term_bytes), term);
            if (c == 0)
                return found(s, &d, out, err);
            if (c > 0)
                return RHZ_NOT_FOUND;
        }
    return d.r.bad ? rhz_segment_damaged(err, s->info.number, "dictionnaire") : RHZ_NOT_FOUND;
}

rhz_status rhz_segment_term(struct rhz_segment *s, struct rhz_span term, struct rhz_term *out, struct rhz_error *err)
{
    char room[RHZ_TERM_MAX];
    struct rhz_part_key wanted;
    struct rhz_db_cursor *c = NULL;
    struct rhz_span key, block;
    rhz_status st;

    term = rhz_term_key(term, room);
    if (!term.n)
        return RHZ_NOT_FOUND;
    if ((st = rhz_db_cursor_open(s->txn, RHZ_DB_SEGMENT, &c, err)) != RHZ_OK)
        return st;
    st = rhz_db_seek_back(c, rhz_part_key(&wanted, s->info.number, RHZ_PART_DICTIONARY, term), &key, &block, err);
    if (st == RHZ_OK)
        st = in_dictionary(s, key) ? search_block(s, block, term, out, err) : RHZ_NOT_FOUND;
    rhz_db_cursor_close(c);
    return st;
}

bool rhz_term_form(const struct rhz_term *t, uint32_t i, struct rhz_span *form, uint64_t *occurrences)
{
    struct rhz_reader r = rhz_reader(t->forms);

    *form = rhz_span("", 0);
    *occurrences = 0;
    if (i >= t->n_forms)
        return false;
    for (;; i--) {
        *occurrences = rhz_get_varint(&r);
        *form = rhz_get_bytes(&r);
        if (i == 0 || r.bad)
            return !r.bad;
    }
}

/* ---- walk ---- */

struct rhz_term_walk {
    struct rhz_segment *segment;
    struct rhz_db_cursor *cursor;
    struct rhz_dictionary_reader block;
    struct rhz_buf forms;
    bool stopped, pending; /* pending: the entry in `block` was not given yet */
};

/* Enter the block under the cursor, or stop when the dictionary has ended. */
static rhz_status enter(struct rhz_term_walk *w, rhz_status moved, struct rhz_span key, struct rhz_span block,
                        struct rhz_error *err)
{
    if (moved == RHZ_NOT_FOUND || (moved == RHZ_OK && !in_dictionary(w->segment, key))) {
        w->stopped = true;
        return RHZ_OK;
    }
    if (moved != RHZ_OK)
        return moved;
    if (!rhz_dictionary_open(&w->block, block, w->segment->info.n_passages))
        return rhz_segment_damaged(err, w->segment->info.number, "dictionnaire");
    return RHZ_OK;
}

/* Step the block, and into the next ones at its end. */
static rhz_status advance(struct rhz_term_walk *w, struct rhz_error *err)
{
    struct rhz_span key, block;
    rhz_status st;

    while (!w->stopped && !rhz_dictionary_step(&w->block)) {
        if (w->block.r.bad)
            return rhz_segment_damaged(err, w->segment->info.number, "dictionnaire");
        st = rhz_db_next(w->cursor, &key, &block, err);
        if ((st = enter(w, st, key, block, err)) != RHZ_OK)
            return st;
    }
    return RHZ_OK;
}

/* Stand before the first term >= from: in the block that would hold it, or at the start of the next. */
static rhz_status walk_begin(struct rhz_term_walk *w, struct rhz_span from, struct rhz_error *err)
{
    struct rhz_part_key wanted;
    struct rhz_span target = rhz_part_key(&wanted, w->segment->info.number, RHZ_PART_DICTIONARY, from), key, block;
    rhz_status st = rhz_db_seek_back(w->cursor, target, &key, &block, err);

    if (st == RHZ_NOT_FOUND || (st == RHZ_OK && !in_dictionary(w->segment, key)))
        st = rhz_db_seek(w->cursor, target, &key, &block, err);
    if ((st = enter(w, st, key, block, err)) != RHZ_OK)
        return st;
    do {
        if ((st = advance(w, err)) != RHZ_OK)
            return st;
    } while (!w->stopped && rhz_span_cmp(rhz_span(w->block.term, w->block.term_bytes), from) < 0);
    w->pending = !w->stopped;
    return RHZ_OK;
}

rhz_status rhz_term_walk_open(struct rhz_segment *s, struct rhz_span from, struct rhz_term_walk **out, struct rhz_error *err)
{
    struct rhz_term_walk *w = calloc(1, sizeof *w);
    char room[RHZ_TERM_MAX];
    rhz_status st;

    *out = NULL;
    if (!w)
        return rhz_no_memory(err);
    w->segment = s;
    st = rhz_db_cursor_open(s->txn, RHZ_DB_SEGMENT, &w->cursor, err);
    if (st == RHZ_OK)
        st = walk_begin(w, rhz_term_key(from, room), err);
    if (st != RHZ_OK) {
        rhz_term_walk_close(w);
        return st;
    }
    *out = w;
    return RHZ_OK;
}

rhz_status rhz_term_walk_next(struct rhz_term_walk *w, struct rhz_term *out, struct rhz_error *err)
{
    rhz_status st;

    if (!w->pending && (st = advance(w, err)) != RHZ_OK)
        return st;
    w->pending = false;
    if (w->stopped)
        return RHZ_NOT_FOUND;
    if ((st = open_forms(w->segment, &w->block, &w->forms, err)) != RHZ_OK)
        return st;
    fill(w->segment, &w->block, rhz_span(w->block.term, w->block.term_bytes), rhz_buf_view(&w->forms), out);
    return RHZ_OK;
}

void rhz_term_walk_close(struct rhz_term_walk *w)
{
    if (!w)
        return;
    rhz_db_cursor_close(w->cursor);
    rhz_buf_free(&w->forms);
    free(w);
}
