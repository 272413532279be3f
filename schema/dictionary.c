/* dictionary.c -- entries of the dictionary: front-coded terms, their forms, and what the short lists hold.
 *
 * Half the terms of a text are said once. Everything is done to make such an entry small: eleven bytes, term and list and
 * positions and written form together. A form is the term with some letters accented and another ending, and is stored
 * so: `réglementées` under `reglement` is "drop nothing, é at 1, ées". Blocks fill half a page; looking a term up
 * reads one block from its start, some seventy entries, which no index inside the block would beat by much.
 *
 *     entry: shared | suffix << 4 (15: the rest as varint, shared first); suffix bytes; kind
 *     kind SINGLE: [form unless FORM_IS_TERM]; passage (1 to 4 bytes, by the segment); varint position
 *     else: varint bytes of what follows; varint df; [signed occurrences - df]; [varint forms];
 *           forms; [varint occurrences of each, when several];
 *           IN_STREAMS: varint address steps of postings and positions; else the lists
 *     form: dropped | patches << 3 | suffix << 5 (7: the rest as varint); patches; suffix bytes
 *     patch: letters skipped since the patch before << 4 | which accented letter
 */
#include "segment_parts.h"

#include <stdio.h>

enum { SINGLE = 1, FORM_IS_TERM = 2, SEVERAL_FORMS = 4, IN_STREAMS = 8, OCCURRENCES_DIFFER = 16, KINDS = 32 };
enum { MOST_PATCHES = 3, SMALL = 7, NIBBLE = 15 };

/* The accented letters of French and what they fold to; a patch is an index here. Part of the format. */
static const struct { char base; unsigned char utf8[2]; } accents[16] = {
    {'e', {0xC3, 0xA9}}, {'e', {0xC3, 0xA8}}, {'e', {0xC3, 0xAA}}, {'e', {0xC3, 0xAB}}, /* é è ê ë */
    {'a', {0xC3, 0xA0}}, {'a', {0xC3, 0xA2}}, {'a', {0xC3, 0xA4}}, {'i', {0xC3, 0xAE}}, /* à â ä î */
    {'i', {0xC3, 0xAF}}, {'o', {0xC3, 0xB4}}, {'o', {0xC3, 0xB6}}, {'u', {0xC3, 0xB9}}, /* ï ô ö ù */
    {'u', {0xC3, 0xBB}}, {'u', {0xC3, 0xBC}}, {'c', {0xC3, 0xA7}}, {'n', {0xC3, 0xB1}}, /* û ü ç ñ */
};

struct rhz_span rhz_term_key(struct rhz_span term, char room[RHZ_TERM_MAX])
{
    char hash[17];

    if (term.n <= RHZ_TERM_MAX)
        return term;
    snprintf(hash, sizeof hash, "%016llx", (unsigned long long)rhz_hash64(term));
    memcpy(room, term.p, RHZ_TERM_MAX - 16);
    memcpy(room + RHZ_TERM_MAX - 16, hash, 16);
    return rhz_span(room, RHZ_TERM_MAX);
}

/* ---- forms ---- */

/* Which accent of `base` stands at p; 16: none does. */
static unsigned accent_at(const char *p, const char *end, char base)
{
    unsigned i;

    if (end - p < 2 || (unsigned char)p[0] != 0xC3)
        return 16;
    for (i = 0; i < 16; i++)
        if (accents[i].base == base && accents[i].utf8[1] == (unsigned char)p[1])
            return i;
    return 16;
}

/* A small number in `bits`; what does not fit follows as a varint. */
static unsigned small(size_t v, unsigned most)
{
    return v < most ? (unsigned)v : most;
}

static void put_rest(struct rhz_buf *b, size_t v, unsigned most)
{
    if (v >= most)
        rhz_put_varint(b, v - most);
}

static size_t get_rest(struct rhz_reader *r, unsigned v, unsigned most)
{
    return v < most ? v : (size_t)rhz_get_at_most(r, UINT32_MAX) + most;
}

static void form_put(struct rhz_buf *b, struct rhz_span term, struct rhz_span form)
{
    unsigned char patches[MOST_PATCHES];
    const char *p = form.p, *end = form.p + form.n;
    size_t kept = 0, skipped = 0, suffix, dropped;
    unsigned n = 0;

    for (; p < end && kept < term.n; kept++) {
        unsigned accent;
        if (*p == term.p[kept]) {
            p++;
            skipped++;
            continue;
        }
        accent = accent_at(p, end, term.p[kept]);
        if (accent == 16 || n == MOST_PATCHES || skipped > NIBBLE)
            break;
        patches[n++] = (unsigned char)(skipped << 4 | accent);
        skipped = 0;
        p += 2;
    }
    suffix = (size_t)(end - p);
    dropped = term.n - kept;
    rhz_buf_byte(b, (unsigned char)(small(dropped, SMALL) | n << 3 | small(suffix, SMALL) << 5));
    put_rest(b, dropped, SMALL);
    put_rest(b, suffix, SMALL);
    rhz_buf_append(b, patches, n);
    rhz_buf_append(b, p, suffix);
}

struct form_code {
    size_t kept;
    struct rhz_span patches, suffix;
};

static void form_get(struct rhz_reader *r, size_t term_bytes, struct form_code *f)
{
    unsigned char head = rhz_get_byte(r);
    size_t dropped = get_rest(r, head & 7, SMALL), suffix = get_rest(r, head >> 5, SMALL);

    f->patches = rhz_get_raw(r, head >> 3 & 3);
    f->suffix = rhz_get_raw(r, suffix);
    if (dropped > term_bytes)
        r->bad = true;
    f->kept = r->bad ? 0 : term_bytes - dropped;
}

/* Append the form's bytes: at most kept + patches + suffix. */
static bool form_spell(const struct form_code *f, const char *term, struct rhz_buf *out)
{
    size_t at = 0, i;

    for (i = 0; i < f->patches.n; i++) {
        unsigned char code = (unsigned char)f->patches.p[i];
        size_t next = at + (code >> 4);
        if (next >= f->kept)
            return false;
        rhz_buf_append(out, term + at, next - at);
        rhz_buf_append(out, accents[code & 15].utf8, 2);
        at = next + 1;
    }
    rhz_buf_append(out, term + at, f->kept - at);
    rhz_buf_span(out, f->suffix);
    return true;
}

/* ---- writing ---- */

static void body_put(struct rhz_buf *b, const struct rhz_dictionary_entry *e, const struct rhz_dictionary_block *d,
                     unsigned kind)
{
    size_t i;

    rhz_put_varint(b, e->document_frequency);
    if (kind & OCCURRENCES_DIFFER)
        rhz_put_signed(b, (int64_t)(e->occurrences - e->document_frequency));
    if (kind & SEVERAL_FORMS)
        rhz_put_varint(b, e->n_forms);
    if (!(kind & FORM_IS_TERM))
        for (i = 0; i < e->n_forms; i++)
            form_put(b, e->term, e->forms[i].form);
    if (kind & SEVERAL_FORMS)
        for (i = 0; i < e->n_forms; i++)
            rhz_put_varint(b, e->forms[i].occurrences);
    if (kind & IN_STREAMS) {
        rhz_put_varint(b, e->postings - d->postings);
        rhz_put_varint(b, e->positions - d->positions);
    } else {
        rhz_buf_span(b, e->lists);
    }
}

static unsigned kind_of(const struct rhz_dictionary_entry *e)
{
    unsigned kind = e->single ? SINGLE : 0;

    if (e->n_forms == 1 && rhz_span_eq(e->forms[0].form, e->term))
        kind |= FORM_IS_TERM;
    if (e->single)
        return kind;
    if (e->n_forms != 1)
        kind |= SEVERAL_FORMS;
    if (!e->lists.n)
        kind |= IN_STREAMS;
    if (e->occurrences != e->document_frequency)
        kind |= OCCURRENCES_DIFFER;
    return kind;
}

static void term_put(struct rhz_buf *b, struct rhz_span before, struct rhz_span term)
{
    size_t shared = 0, suffix;

    while (shared < before.n && shared < term.n && before.p[shared] == term.p[shared])
        shared++;
    suffix = term.n - shared;
    rhz_buf_byte(b, (unsigned char)(small(shared, NIBBLE) | small(suffix, NIBBLE) << 4));
    put_rest(b, shared, NIBBLE);
    put_rest(b, suffix, NIBBLE);
    rhz_buf_append(b, term.p + shared, suffix);
}

static void entry_put(struct rhz_dictionary_block *d, const struct rhz_dictionary_entry *e, uint32_t passages)
{
    unsigned kind = kind_of(e);
    struct rhz_buf body = {0};

    term_put(&d->bytes, rhz_buf_view(&d->last), e->term);
    rhz_buf_byte(&d->bytes, (unsigned char)kind);
    if (kind & SINGLE) {
        if (!(kind & FORM_IS_TERM))
            form_put(&d->bytes, e->term, e->forms[0].form);
        rhz_put_wide(&d->bytes, e->passage, rhz_wide(passages));
        rhz_put_varint(&d->bytes, e->position);
        return;
    }
    body_put(&body, e, d, kind);
    rhz_put_bytes(&d->bytes, rhz_buf_view(&body));
    d->bytes.failed |= body.failed;
    rhz_buf_free(&body);
}

bool rhz_dictionary_put(struct rhz_dictionary_block *d, const struct rhz_dictionary_entry *e, uint32_t passages)
{
    size_t before;

    if (!d->n) {
        /* The addresses that this block counts from. */
        if (!e->single && !e->lists.n) {
            d->postings = e->postings;
            d->positions = e->positions;
        }
        rhz_put_varint(&d->bytes, d->postings);
        rhz_put_varint(&d->bytes, d->positions);
        rhz_buf_span(&d->first, e->term);
    }
    before = d->bytes.n;
    entry_put(d, e, passages);
    if (d->n && 5 + d->first.n + d->bytes.n > RHZ_LEAF_ROOM) {
        d->bytes.n = before;
        return false;
    }
    d->n++;
    rhz_buf_reset(&d->last);
    rhz_buf_span(&d->last, e->term);
    d->bytes.failed |= d->first.failed | d->last.failed;
    if (!e->single && !e->lists.n) {
        d->postings = e->postings;
        d->positions = e->positions;
    }
    return true;
}

void rhz_dictionary_reset(struct rhz_dictionary_block *d)
{
    rhz_buf_reset(&d->bytes);
    rhz_buf_reset(&d->first);
    rhz_buf_reset(&d->last);
    d->n = 0;
}

void rhz_dictionary_free(struct rhz_dictionary_block *d)
{
    rhz_buf_free(&d->bytes);
    rhz_buf_free(&d->first);
    rhz_buf_free(&d->last);
}

/* ---- reading ---- */

bool rhz_dictionary_open(struct rhz_dictionary_reader *d, struct rhz_span block, uint32_t passages)
{
    d->r = rhz_reader(block);
    d->passages = passages;
    d->term_bytes = 0;
    d->postings = rhz_get_varint(&d->r);
    d->positions = rhz_get_varint(&d->r);
    return !d->r.bad;
}

static void term_get(struct rhz_dictionary_reader *d)
{
    unsigned char head = rhz_get_byte(&d->r);
    size_t shared = get_rest(&d->r, head & 15, NIBBLE), suffix = get_rest(&d->r, head >> 4, NIBBLE);
    struct rhz_span bytes = rhz_get_raw(&d->r, suffix);

    if (d->r.bad || shared > d->term_bytes || suffix > RHZ_TERM_MAX - shared) {
        d->r.bad = true;
        return;
    }
    memcpy(d->term + shared, bytes.p, bytes.n);
    d->term_bytes = shared + suffix;
}

static struct rhz_span span_between(const unsigned char *from, const struct rhz_reader *r)
{
    return r->bad ? rhz_span("", 0) : rhz_span((const char *)from, (size_t)(r->p - from));
}

static void single_get(struct rhz_dictionary_reader *d, unsigned kind)
{
    const unsigned char *from = d->r.p;
    struct form_code f;
    unsigned wide = rhz_wide(d->passages);
    struct rhz_span passage;

    if (!(kind & FORM_IS_TERM))
        form_get(&d->r, d->term_bytes, &f);
    d->forms = span_between(from, &d->r);
    passage = rhz_get_raw(&d->r, wide);
    d->passage = passage.n ? rhz_load_wide((const unsigned char *)passage.p, wide) : 0;
    d->position = (uint32_t)rhz_get_at_most(&d->r, UINT32_MAX - 1);
    d->document_frequency = d->n_forms = 1;
    d->occurrences = 1;
    d->lists = rhz_span("", 0);
    d->in_streams = false;
    if (d->passage >= d->passages)
        d->r.bad = true;
}

static void forms_skip(struct rhz_reader *r, size_t term_bytes, uint32_t n)
{
    struct form_code f;
    uint32_t i;

    for (i = 0; i < n && !r->bad; i++)
        form_get(r, term_bytes, &f);
    for (i = 0; n > 1 && i < n && !r->bad; i++)
        rhz_get_varint(r);
}

static void body_get(struct rhz_dictionary_reader *d, unsigned kind)
{
    struct rhz_reader r = rhz_reader(rhz_get_bytes(&d->r));
    const unsigned char *from;
    uint32_t df = (uint32_t)rhz_get_at_most(&r, d->passages);

    d->document_frequency = df;
    d->occurrences = df + (uint64_t)(kind & OCCURRENCES_DIFFER ? rhz_get_signed(&r) : 0);
    d->n_forms = kind & SEVERAL_FORMS ? (uint32_t)rhz_get_at_most(&r, rhz_left(&r)) : 1;
    from = r.p;
    if (!(kind & FORM_IS_TERM))
        forms_skip(&r, d->term_bytes, d->n_forms);
    d->forms = span_between(from, &r);
    d->in_streams = kind & IN_STREAMS;
    if (d->in_streams) {
        d->postings += rhz_get_varint(&r);
        d->positions += rhz_get_varint(&r);
    }
    d->lists = rhz_span((const char *)r.p, rhz_left(&r));
    if (r.bad || !df || !d->n_forms)
        d->r.bad = true;
}

bool rhz_dictionary_step(struct rhz_dictionary_reader *d)
{
    unsigned char kind;

    if (!rhz_left(&d->r))
        return false;
    term_get(d);
    kind = rhz_get_byte(&d->r);
    if (kind >= KINDS || (kind & FORM_IS_TERM && kind & SEVERAL_FORMS))
        d->r.bad = true;
    d->single = kind & SINGLE;
    if (d->single)
        single_get(d, kind);
    else
        body_get(d, kind);
    return !d->r.bad;
}

static void open_form_put(struct rhz_buf *out, const struct rhz_buf *spelt, uint64_t occurrences)
{
    rhz_put_varint(out, occurrences);
    rhz_put_bytes(out, rhz_buf_view(spelt));
    out->failed |= spelt->failed;
}

bool rhz_dictionary_forms(const struct rhz_dictionary_reader *d, struct rhz_buf *out)
{
    struct rhz_reader forms = rhz_reader(d->forms), counts = forms;
    struct form_code f = {d->term_bytes, {"", 0}, {"", 0}};
    struct rhz_buf spelt = {0};
    uint32_t i;
    bool sound = true;

    for (i = 0; d->n_forms > 1 && i < d->n_forms && !counts.bad; i++)
        form_get(&counts, d->term_bytes, &f);
    for (i = 0; i < d->n_forms && sound; i++) {
        if (d->forms.n)
            form_get(&forms, d->term_bytes, &f);
        rhz_buf_reset(&spelt);
        sound = !forms.bad && form_spell(&f, d->term, &spelt);
        open_form_put(out, &spelt, d->n_forms > 1 ? rhz_get_varint(&counts) : d->occurrences);
    }
    sound &= !counts.bad;
    rhz_buf_free(&spelt);
    return sound && !out->failed;
}
