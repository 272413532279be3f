/* segment_write.c -- one segment from postings that come term by term, passage by passage.
 *
 * Memory: the blocks of the current list, one chunk of each stream, one dictionary block, and one to five bytes a passage
 * for the flat arrays. Lists are laid out when the term ends, for their table comes before their blocks: a reader then
 * finds everything from one address.
 *
 *     list of one block (up to 128 postings): the block, its positions; inline when both take at most RHZ_INLINE bytes
 *     longer list: table of postings = last passage of each block, offset of each (le32); blocks
 *                  block = triples, posting block
 *                  table of positions = offset of each block (le32); position blocks
 */
#include "segment_parts.h"

#include <stdlib.h>

struct rhz_segment_writer {
    struct rhz_store *store;
    struct rhz_txn **txn;
    struct rhz_segment_info info;
    uint64_t n_terms, n_postings, n_entries;

    struct rhz_buf text_lengths, context_lengths, documents; /* documents: le32, narrowed at the end */
    struct rhz_buf sums;                                     /* of the documents before last_document */
    uint64_t document_text, document_context;                /* of last_document */
    uint32_t n_passages, last_document;

    struct rhz_piece_writer postings, positions;
    struct rhz_dictionary_block dictionary;
    struct rhz_buf mentions, mention_key;
    uint32_t mention_document, mention_ordinal, mention_passage;

    /* the current term */
    bool in_term;
    struct rhz_buf term, term_bytes, form_bytes, forms; /* form_bytes: the forms' bytes; forms: struct form_slot */
    size_t n_forms;
    uint32_t df, last_passage; /* last_passage: relative, plus 1 */
    uint64_t occurrences;
    struct rhz_posting_block block;
    struct rhz_position_gather gather;
    uint32_t block_base;
    /* its full blocks, when it has more than one */
    struct rhz_buf list, position_list;
    struct rhz_buf blocks; /* struct block_slot */
    struct rhz_buf spelt;  /* struct rhz_dictionary_form of the entry */
};

struct form_slot {
    size_t offset, n;
    uint64_t occurrences;
};
struct block_slot {
    uint32_t last;
    size_t postings_end, positions_end;
};

rhz_status rhz_segment_writer_new(struct rhz_store *store, struct rhz_txn **txn, const struct rhz_segment_info *info,
                                  struct rhz_segment_writer **out, struct rhz_error *err)
{
    struct rhz_segment_writer *w = calloc(1, sizeof *w);

    *out = NULL;
    if (!w)
        return rhz_no_memory(err);
    w->store = store;
    w->txn = txn;
    w->info = *info;
    w->info.text_words = w->info.context_words = 0;
    w->last_document = info->first_document;
    w->postings = (struct rhz_piece_writer){store, txn, info->number, RHZ_PART_POSTINGS, 0, {0}};
    w->positions = (struct rhz_piece_writer){store, txn, info->number, RHZ_PART_POSITIONS, 0, {0}};
    *out = w;
    return RHZ_OK;
}

void rhz_segment_writer_free(struct rhz_segment_writer *w)
{
    if (!w)
        return;
    rhz_buf_free(&w->text_lengths);
    rhz_buf_free(&w->context_lengths);
    rhz_buf_free(&w->documents);
    rhz_buf_free(&w->sums);
    rhz_buf_free(&w->postings.chunk);
    rhz_buf_free(&w->positions.chunk);
    rhz_dictionary_free(&w->dictionary);
    rhz_buf_free(&w->mentions);
    rhz_buf_free(&w->mention_key);
    rhz_buf_free(&w->term);
    rhz_buf_free(&w->term_bytes);
    rhz_buf_free(&w->form_bytes);
    rhz_buf_free(&w->forms);
    rhz_position_gather_free(&w->gather);
    rhz_buf_free(&w->list);
    rhz_buf_free(&w->position_list);
    rhz_buf_free(&w->blocks);
    rhz_buf_free(&w->spelt);
    free(w);
}

static rhz_status out_of_order(const struct rhz_segment_writer *w, struct rhz_error *err, const char *what)
{
    return rhz_fail(err, RHZ_INVALID, "Écriture du segment %u : %s.", (unsigned)w->info.number, what);
}

/* One value of a part, and a new transaction when this one grew large. */
static rhz_status put(struct rhz_segment_writer *w, struct rhz_span key, const struct rhz_buf *value, bool append,
                      struct rhz_error *err)
{
    rhz_status st;

    if (value->failed)
        return rhz_no_memory(err);
    st = append ? rhz_txn_append(*w->txn, RHZ_DB_SEGMENT, key, rhz_buf_view(value), err)
                : rhz_txn_put(*w->txn, RHZ_DB_SEGMENT, key, rhz_buf_view(value), err);
    return st == RHZ_OK ? rhz_txn_roll(w->store, w->txn, err) : st;
}

/* ---- passages ---- */

/* Exact lengths document by document: a merge that leaves some out could not tell them from the codes. */
static void sums_up_to(struct rhz_segment_writer *w, uint32_t document)
{
    for (; w->last_document < document; w->last_document++) {
        rhz_put_varint(&w->sums, w->document_text);
        rhz_put_varint(&w->sums, w->document_context);
        w->document_text = w->document_context = 0;
    }
}

rhz_status rhz_segment_writer_copy(struct rhz_segment_writer *w, uint32_t document, uint8_t text_code, uint8_t context_code,
                                   uint64_t text_words, uint64_t context_words, struct rhz_error *err)
{
    if (w->n_terms || w->in_term)
        return out_of_order(w, err, "un passage vient après un terme");
    if (document < w->last_document)
        return out_of_order(w, err, "les documents ne se suivent pas");
    if (w->n_passages >= RHZ_NONE - w->info.first_passage - 1)
        return rhz_fail(err, RHZ_LIMIT, "La base a atteint son nombre maximal de passages.");
    sums_up_to(w, document);
    w->document_text += text_words;
    w->document_context += context_words;
    w->n_passages++;
    rhz_buf_byte(&w->text_lengths, text_code);
    rhz_buf_byte(&w->context_lengths, context_code);
    rhz_put_le32(&w->documents, document - w->info.first_document);
    w->info.text_words += text_words;
    w->info.context_words += context_words;
    return w->text_lengths.failed || w->context_lengths.failed || w->documents.failed || w->sums.failed
               ? rhz_no_memory(err)
               : RHZ_OK;
}

rhz_status rhz_segment_writer_passage(struct rhz_segment_writer *w, uint32_t document, uint32_t text_words,
                                      uint32_t context_words, struct rhz_error *err)
{
    return rhz_segment_writer_copy(w, document, rhz_length_code(text_words), rhz_length_code(context_words), text_words,
                                   context_words, err);
}

/* ---- mentions: entries packed in half-page blocks, as the dictionary's terms ---- */

static rhz_status mentions_flush(struct rhz_segment_writer *w, struct rhz_error *err)
{
    struct rhz_part_key key;
    rhz_status st;

    if (!w->mentions.n && !w->mentions.failed)
        return RHZ_OK;
    st = put(w, rhz_part_key(&key, w->info.number, RHZ_PART_MENTIONS, rhz_buf_view(&w->mention_key)), &w->mentions, true, err);
    rhz_buf_reset(&w->mentions);
    return st;
}

/* Entry: document step; ordinal, or its step in the same document less 1; count; first passage; gaps less 1. */
static void mention_put(struct rhz_segment_writer *w, uint32_t document, uint32_t ordinal, const uint32_t *passages, size_t n)
{
    struct rhz_buf *b = &w->mentions;
    uint32_t step = document - w->mention_document, base = passages[0] - w->info.first_passage;
    size_t i;

    rhz_put_varint(b, step);
    rhz_put_varint(b, step ? ordinal : ordinal - w->mention_ordinal - 1);
    rhz_put_varint(b, n);
    rhz_put_signed(b, (int64_t)base - w->mention_passage);
    for (i = 1; i < n; i++)
        rhz_put_varint(b, passages[i] - passages[i - 1] - 1);
    w->mention_document = document;
    w->mention_ordinal = ordinal;
    w->mention_passage = base;
}

static void mention_begin(struct rhz_segment_writer *w, uint32_t document, uint32_t ordinal)
{
    rhz_buf_reset(&w->mention_key);
    rhz_put_be32(&w->mention_key, document);
    rhz_put_be32(&w->mention_key, ordinal);
    /* The key says the first entry's document and ordinal; the steps of the entry itself are then 1 and its own. */
    w->mention_document = document - 1;
    w->mention_passage = 0;
}

rhz_status rhz_segment_writer_mentions(struct rhz_segment_writer *w, uint32_t document, uint32_t ordinal,
                                       const uint32_t *passages, size_t n, struct rhz_error *err)
{
    size_t before = w->mentions.n, i;
    rhz_status st;

    if (!n)
        return RHZ_OK;
    if (before && (document < w->mention_document || (document == w->mention_document && ordinal <= w->mention_ordinal)))
        return out_of_order(w, err, "les mentions ne se suivent pas");
    for (i = 0; i < n; i++)
        if (passages[i] < w->info.first_passage || passages[i] - w->info.first_passage >= w->n_passages ||
            (i && passages[i] <= passages[i - 1]))
            return out_of_order(w, err, "une mention est hors du segment");
    if (!before)
        mention_begin(w, document, ordinal);
    mention_put(w, document, ordinal, passages, n);
    if (before && 13 + w->mentions.n > RHZ_LEAF_ROOM) {
        w->mentions.n = before;
        if ((st = mentions_flush(w, err)) != RHZ_OK)
            return st;
        mention_begin(w, document, ordinal);
        mention_put(w, document, ordinal, passages, n);
    }
    return w->mentions.failed || w->mention_key.failed ? rhz_no_memory(err) : RHZ_OK;
}

/* ---- terms ---- */

static rhz_status dictionary_flush(struct rhz_segment_writer *w, struct rhz_error *err)
{
    struct rhz_part_key key;
    rhz_status st;

    if (!w->dictionary.n)
        return w->dictionary.bytes.failed ? rhz_no_memory(err) : RHZ_OK;
    st = put(w, rhz_part_key(&key, w->info.number, RHZ_PART_DICTIONARY, rhz_buf_view(&w->dictionary.first)),
             &w->dictionary.bytes, true, err);
    rhz_dictionary_reset(&w->dictionary);
    return st;
}

static rhz_status dictionary_put(struct rhz_segment_writer *w, const struct rhz_dictionary_entry *e, struct rhz_error *err)
{
    rhz_status st;

    if (!rhz_dictionary_put(&w->dictionary, e, w->n_passages)) {
        if ((st = dictionary_flush(w, err)) != RHZ_OK)
            return st;
        rhz_dictionary_put(&w->dictionary, e, w->n_passages);
    }
    return w->dictionary.bytes.failed ? rhz_no_memory(err) : RHZ_OK;
}

/* The block that is full, or the last one of a list of several: triples, postings; positions. */
static void block_flush(struct rhz_segment_writer *w)
{
    const uint8_t *lengths = (const uint8_t *)w->text_lengths.p;
    struct rhz_frontier f = {0};
    struct block_slot slot;
    unsigned i;

    for (i = 0; i < w->block.n; i++)
        rhz_frontier_add(&f, w->block.frequencies[i], w->block.contexts[i], lengths[w->block.passages[i]]);
    rhz_frontier_put(&w->list, &f);
    rhz_posting_block_put(&w->list, &w->block, w->block_base, (uint32_t)w->n_forms);
    rhz_position_block_put(&w->position_list, &w->gather);
    slot.last = w->last_passage - 1;
    slot.postings_end = w->list.n;
    slot.positions_end = w->position_list.n;
    rhz_buf_append(&w->blocks, &slot, sizeof slot);
    w->block_base = w->last_passage;
    w->block.n = 0;
    rhz_position_gather_reset(&w->gather);
}

static struct block_slot slot_at(const struct rhz_segment_writer *w, size_t i)
{
    struct block_slot s;

    memcpy(&s, w->blocks.p + i * sizeof s, sizeof s);
    return s;
}

/* Table, then blocks, each a piece; *address is where the table begins. */
static rhz_status write_list(struct rhz_segment_writer *w, struct rhz_piece_writer *pieces, const struct rhz_buf *bytes,
                             bool positions, uint64_t *address, struct rhz_error *err)
{
    size_t n = w->blocks.n / sizeof(struct block_slot), i, from = 0, table_bytes;
    unsigned wide = positions ? 0 : rhz_wide(w->n_passages);
    struct rhz_buf table = {0};
    uint64_t at;
    rhz_status st = RHZ_OK;

    table_bytes = n * (wide + 4);
    *address = at = rhz_piece_address(pieces, table_bytes);
    for (i = 0; i < n; i++)
        rhz_put_wide(&table, slot_at(w, i).last, wide);
    at = rhz_piece_end(at, table_bytes);
    for (i = 0; i < n; i++) {
        struct block_slot s = slot_at(w, i);
        size_t end = positions ? s.positions_end : s.postings_end;
        at = rhz_piece_place(at, end - from);
        if (at - *address > UINT32_MAX)
            st = rhz_fail(err, RHZ_LIMIT, "Le segment %u de l'index est trop grand.", (unsigned)w->info.number);
        rhz_put_le32(&table, (uint32_t)(at - *address));
        at = rhz_piece_end(at, end - from);
        from = end;
    }
    if (table.failed)
        st = rhz_no_memory(err);
    if (st == RHZ_OK)
        st = rhz_piece_write(pieces, rhz_buf_view(&table), err);
    for (i = from = 0; i < n && st == RHZ_OK; i++) {
        struct block_slot s = slot_at(w, i);
        size_t end = positions ? s.positions_end : s.postings_end;
        st = rhz_piece_write(pieces, rhz_span(bytes->p + from, end - from), err);
        from = end;
    }
    rhz_buf_free(&table);
    return st;
}

static rhz_status lists_long(struct rhz_segment_writer *w, struct rhz_dictionary_entry *e, struct rhz_error *err)
{
    rhz_status st;

    block_flush(w);
    if (w->list.failed || w->position_list.failed || w->blocks.failed)
        return rhz_no_memory(err);
    if ((st = write_list(w, &w->postings, &w->list, false, &e->postings, err)) != RHZ_OK)
        return st;
    return write_list(w, &w->positions, &w->position_list, true, &e->positions, err);
}

static rhz_status lists_short(struct rhz_segment_writer *w, struct rhz_dictionary_entry *e, struct rhz_error *err)
{
    size_t cut;
    struct rhz_span postings, positions;
    rhz_status st;

    if (w->df == 1 && w->occurrences == 1 && w->n_forms == 1 && !w->block.contexts[0]) {
        e->single = true;
        e->passage = w->block.passages[0];
        memcpy(&e->position, w->gather.gaps.p, sizeof e->position);
        return RHZ_OK;
    }
    rhz_posting_block_put(&w->list, &w->block, 0, (uint32_t)w->n_forms);
    cut = w->list.n;
    rhz_position_block_put(&w->list, &w->gather);
    if (w->list.failed)
        return rhz_no_memory(err);
    if (w->list.n <= RHZ_INLINE) {
        e->lists = rhz_buf_view(&w->list);
        return RHZ_OK;
    }
    postings = rhz_span(w->list.p, cut);
    positions = rhz_span(w->list.p + cut, w->list.n - cut);
    e->postings = rhz_piece_address(&w->postings, postings.n);
    e->positions = rhz_piece_address(&w->positions, positions.n);
    if ((st = rhz_piece_write(&w->postings, postings, err)) != RHZ_OK || !positions.n)
        return st;
    return rhz_piece_write(&w->positions, positions, err);
}

static rhz_status spell_forms(struct rhz_segment_writer *w, struct rhz_dictionary_entry *e, struct rhz_error *err)
{
    size_t i;

    rhz_buf_reset(&w->spelt);
    for (i = 0; i < w->n_forms; i++) {
        struct form_slot slot;
        struct rhz_dictionary_form f;
        memcpy(&slot, w->forms.p + i * sizeof slot, sizeof slot);
        f.form = rhz_span(w->form_bytes.p ? w->form_bytes.p + slot.offset : "", slot.n);
        f.occurrences = slot.occurrences;
        rhz_buf_append(&w->spelt, &f, sizeof f);
    }
    e->forms = (const struct rhz_dictionary_form *)(const void *)w->spelt.p;
    e->n_forms = w->n_forms;
    return w->spelt.failed ? rhz_no_memory(err) : RHZ_OK;
}

static rhz_status finish_term(struct rhz_segment_writer *w, struct rhz_error *err)
{
    struct rhz_dictionary_entry e = {0};
    rhz_status st;

    if (!w->in_term)
        return RHZ_OK;
    w->in_term = false;
    if (!w->df)
        return RHZ_OK;
    if (w->gather.gaps.failed || w->gather.ranks.failed)
        return rhz_no_memory(err);
    e.term = rhz_buf_view(&w->term);
    e.document_frequency = w->df;
    e.occurrences = w->occurrences;
    if ((st = spell_forms(w, &e, err)) != RHZ_OK)
        return st;
    st = w->df > RHZ_BLOCK ? lists_long(w, &e, err) : lists_short(w, &e, err);
    if (st != RHZ_OK)
        return st;
    w->n_terms++;
    return dictionary_put(w, &e, err);
}

rhz_status rhz_segment_writer_term(struct rhz_segment_writer *w, struct rhz_span term, const struct rhz_span *forms,
                                   size_t n_forms, struct rhz_error *err)
{
    char room[RHZ_TERM_MAX];
    size_t i;
    rhz_status st;

    if ((st = finish_term(w, err)) != RHZ_OK)
        return st;
    term = rhz_term_key(term, room);
    if (!term.n || !n_forms || n_forms > UINT32_MAX / 2)
        return out_of_order(w, err, "un terme est vide");
    if (w->term.n && rhz_span_cmp(rhz_buf_view(&w->term), term) >= 0)
        return out_of_order(w, err, "les termes ne se suivent pas");
    rhz_buf_reset(&w->term);
    rhz_buf_reset(&w->form_bytes);
    rhz_buf_reset(&w->forms);
    rhz_buf_reset(&w->list);
    rhz_buf_reset(&w->position_list);
    rhz_buf_reset(&w->blocks);
    rhz_position_gather_reset(&w->gather);
    rhz_buf_span(&w->term, term);
    for (i = 0; i < n_forms; i++) {
        struct form_slot slot = {w->form_bytes.n, forms[i].n, 0};
        rhz_buf_span(&w->form_bytes, forms[i]);
        rhz_buf_append(&w->forms, &slot, sizeof slot);
    }
    w->n_forms = n_forms;
    w->df = w->last_passage = w->block_base = 0;
    w->occurrences = 0;
    w->block.n = 0;
    w->in_term = true;
    return w->term.failed || w->form_bytes.failed || w->forms.failed ? rhz_no_memory(err) : RHZ_OK;
}

static void count_form(struct rhz_segment_writer *w, uint32_t form)
{
    struct form_slot slot;

    memcpy(&slot, w->forms.p + form * sizeof slot, sizeof slot);
    slot.occurrences++;
    memcpy(w->forms.p + form * sizeof slot, &slot, sizeof slot);
}

static bool posting_sound(const struct rhz_segment_writer *w, const struct rhz_posting *p, uint32_t entries)
{
    uint32_t i, distinct = entries ? 1 : 0;

    if (!w->in_term || p->passage < w->info.first_passage || p->passage - w->info.first_passage >= w->n_passages ||
        p->passage - w->info.first_passage < w->last_passage)
        return false;
    for (i = 0; i < entries; i++) {
        if (p->forms[i] >= w->n_forms || p->positions[i] >= RHZ_NONE)
            return false;
        if (i && p->positions[i] < p->positions[i - 1])
            return false;
        if (i && p->positions[i] == p->positions[i - 1] && p->forms[i] <= p->forms[i - 1])
            return false;
        distinct += i && p->positions[i] != p->positions[i - 1];
    }
    return distinct == p->frequency && (p->frequency || p->context_frequency);
}

rhz_status rhz_segment_writer_posting(struct rhz_segment_writer *w, const struct rhz_posting *p, struct rhz_error *err)
{
    uint32_t entries = p->n_entries ? p->n_entries : p->frequency, i, passage = p->passage - w->info.first_passage;
    uint8_t set = p->context_forms;
    unsigned at;

    if (!posting_sound(w, p, entries))
        return out_of_order(w, err, "les passages d'un terme ne se suivent pas");
    if (w->block.n == RHZ_BLOCK)
        block_flush(w);
    for (i = 0; i < entries; i++) {
        set |= (uint8_t)(1u << (p->forms[i] < 7 ? p->forms[i] : 7));
        count_form(w, p->forms[i]);
    }
    if (!set) /* in context alone, and the caller does not say in which form: the usual one */
        set = 1;
    at = w->block.n++;
    w->block.passages[at] = passage;
    w->block.frequencies[at] = p->frequency;
    w->block.contexts[at] = p->context_frequency;
    w->block.sets[at] = set;
    rhz_position_gather_add(&w->gather, set, p->frequency, p->positions, p->forms, entries);
    w->last_passage = passage + 1;
    w->df++;
    w->occurrences += p->frequency;
    w->n_postings++;
    w->n_entries += entries;
    return RHZ_OK;
}

/* ---- the end ---- */

static rhz_status write_arrays(struct rhz_segment_writer *w, struct rhz_error *err)
{
    struct rhz_part_key key;
    struct rhz_buf narrow = {0};
    unsigned wide = rhz_wide(w->info.n_documents);
    uint32_t i;
    rhz_status st;

    for (i = 0; i < w->n_passages; i++)
        rhz_put_wide(&narrow, rhz_le32(w->documents.p + 4 * (size_t)i), wide);
    st = put(w, rhz_part_key(&key, w->info.number, RHZ_PART_TEXT_LENGTHS, rhz_span("", 0)), &w->text_lengths, false, err);
    if (st == RHZ_OK)
        st = put(w, rhz_part_key(&key, w->info.number, RHZ_PART_CONTEXT_LENGTHS, rhz_span("", 0)), &w->context_lengths,
                 false, err);
    if (st == RHZ_OK)
        st = put(w, rhz_part_key(&key, w->info.number, RHZ_PART_DOCUMENTS, rhz_span("", 0)), &narrow, false, err);
    if (st == RHZ_OK)
        st = put(w, rhz_part_key(&key, w->info.number, RHZ_PART_SUMS, rhz_span("", 0)), &w->sums, false, err);
    rhz_buf_free(&narrow);
    return st;
}

static rhz_status write_head(struct rhz_segment_writer *w, struct rhz_error *err)
{
    struct rhz_part_key key;
    struct rhz_buf head = {0};
    rhz_status st;

    rhz_put_varint(&head, w->n_passages);
    rhz_put_varint(&head, w->info.n_documents);
    rhz_put_varint(&head, w->n_terms);
    rhz_put_varint(&head, w->n_postings);
    rhz_put_varint(&head, w->n_entries);
    st = put(w, rhz_part_key(&key, w->info.number, RHZ_PART_HEAD, rhz_span("", 0)), &head, false, err);
    rhz_buf_free(&head);
    return st;
}

rhz_status rhz_segment_writer_finish(struct rhz_segment_writer *w, struct rhz_segment_info *info, struct rhz_error *err)
{
    rhz_status st;
    uint32_t documents = w->n_passages ? w->last_document - w->info.first_document + 1 : 0;

    /* Documents without a passage may follow the last passage: the caller counts them. */
    if (w->info.n_documents < documents)
        w->info.n_documents = documents;
    w->info.n_passages = w->n_passages;
    sums_up_to(w, w->info.first_document + w->info.n_documents);
    if ((st = finish_term(w, err)) != RHZ_OK || (st = mentions_flush(w, err)) != RHZ_OK ||
        (st = dictionary_flush(w, err)) != RHZ_OK || (st = rhz_piece_finish(&w->postings, err)) != RHZ_OK ||
        (st = rhz_piece_finish(&w->positions, err)) != RHZ_OK || (st = write_arrays(w, err)) != RHZ_OK ||
        (st = write_head(w, err)) != RHZ_OK)
        return st;
    *info = w->info;
    return RHZ_OK;
}
