/* check_index.c -- the inverted index of a segment, read from end to end.
 *
 * Each (term, form, passage, position) has a share, a hash, in the sum of its passage; the documents gave the same sums
 * from their text. A sum needs no order, so the index is read in its own: term by term. What the lists say of
 * themselves (counts, bounds of their blocks) is held against their postings on the way.
 */
#include <stdio.h>
#include <stdlib.h>

#include "check.h"

static uint64_t mix(uint64_t x)
{
    x ^= x >> 32;
    x *= 0xD6E8FEB86659FD93;
    x ^= x >> 32;
    x *= 0xD6E8FEB86659FD93;
    return x ^ x >> 32;
}

uint64_t rhz_check_word(uint64_t term, uint64_t form, uint32_t position)
{
    return mix(term + mix(form + mix(position + 1)));
}

/* Linear in the occurrences: a term may come several times from the documents and once from the index. */
uint64_t rhz_check_context_word(uint64_t term, uint32_t occurrences)
{
    return mix(~term) * occurrences;
}

struct walk {
    struct check *c;
    struct rhz_term term;
    uint64_t hash;
    struct rhz_buf forms; /* uint64_t */
    uint64_t *found;      /* sum of each passage */
    uint64_t n_postings, occurrences; /* of the term */
    uint64_t terms, postings, entries; /* of all */
    bool damaged;
};

static bool damaged(struct walk *w, const char *what)
{
    rhz_check_finding(w->c, "Segment %u, mot « %.*s » : %s.", w->c->info->number, (int)(w->term.term.n < 80 ? w->term.term.n : 80),
                      w->term.term.p, what);
    return false;
}

static bool hash_forms(struct walk *w)
{
    uint32_t i;

    rhz_buf_reset(&w->forms);
    for (i = 0; i < w->term.n_forms; i++) {
        struct rhz_span form;
        uint64_t occurrences, hash;
        if (!rhz_term_form(&w->term, i, &form, &occurrences))
            return damaged(w, "ses formes sont illisibles");
        hash = rhz_hash64(form);
        rhz_buf_append(&w->forms, &hash, sizeof hash);
    }
    return true;
}

/* Some triple of its block is as good as the posting, or a search would pass over it. */
static bool is_bounded(struct walk *w, struct rhz_postings *p, uint8_t length)
{
    struct rhz_competitor best[8];
    uint32_t last;
    size_t i, n = rhz_postings_block_max(p, p->passage, &last, best, sizeof best / sizeof best[0]);

    (void)w;
    if (n == 0)
        return true;
    for (i = 0; i < n; i++)
        if (best[i].frequency >= p->frequency && best[i].context_frequency >= p->context_frequency &&
            best[i].length_code <= length)
            return last >= p->passage;
    return false;
}

static bool add_entries(struct walk *w, struct rhz_postings *p, uint64_t *sum)
{
    const uint64_t *forms = (const uint64_t *)(const void *)w->forms.p;
    const uint32_t *positions, *numbers;
    uint32_t distinct = 0;
    size_t n, i;

    if (p->frequency == 0)
        return true;
    if (!rhz_postings_entries(p, &positions, &numbers, &n))
        return p->no_memory ? false : damaged(w, "ses positions sont illisibles");
    w->entries += n;
    for (i = 0; i < n; i++) {
        if (numbers[i] >= w->term.n_forms)
            return damaged(w, "une position a une forme inconnue");
        distinct += i == 0 || positions[i] != positions[i - 1];
        if (i == 0 || positions[i] != positions[i - 1] || numbers[i] != numbers[i - 1])
            *sum += rhz_check_word(w->hash, forms[numbers[i]], positions[i]);
    }
    return distinct == p->frequency || damaged(w, "ses positions ne sont pas en nombre");
}

static bool add_posting(struct walk *w, struct rhz_postings *p)
{
    const struct rhz_segment_info *info = w->c->info;
    uint32_t at = p->passage - info->first_passage;

    if (p->passage < info->first_passage || at >= info->n_passages)
        return damaged(w, "un passage cité n'est pas du segment");
    w->n_postings++;
    w->occurrences += p->frequency;
    if (!is_bounded(w, p, rhz_segment_text_lengths(w->c->segment)[at]))
        return damaged(w, "les bornes d'un bloc sont fausses");
    w->found[at] += rhz_check_context_word(w->hash, p->context_frequency);
    return add_entries(w, p, &w->found[at]);
}

/* False after a finding; *st another status than RHZ_OK ends all. */
static bool read_term(struct walk *w, rhz_status *st, struct rhz_error *err)
{
    struct rhz_error why = {RHZ_OK, ""};
    struct rhz_postings *p;

    rhz_arena_reset(w->c->unit);
    w->hash = rhz_hash64(w->term.term);
    w->n_postings = w->occurrences = 0;
    if (!hash_forms(w))
        return false;
    if (w->forms.failed) {
        *st = rhz_no_memory(err);
        return false;
    }
    if ((*st = rhz_postings_open(w->c->segment, &w->term, w->c->unit, &p, &why)) != RHZ_OK) {
        *st = rhz_check_soft(w->c, *st, &why, "Liste d'un mot", err);
        return false;
    }
    for (; p->passage != RHZ_NONE; rhz_postings_next(p))
        if (!add_posting(w, p)) {
            *st = p->no_memory ? rhz_no_memory(err) : RHZ_OK;
            return false;
        }
    if (p->corrupt)
        return damaged(w, "sa liste est illisible");
    w->c->report->postings += w->n_postings;
    w->postings += w->n_postings;
    if (w->n_postings != w->term.document_frequency || w->occurrences != w->term.occurrences)
        return damaged(w, "ses comptes ne sont pas ceux de sa liste");
    return true;
}

/* The dictionary alone, or with all its lists. */
static rhz_status walk_terms(struct walk *w, struct rhz_error *err)
{
    struct check *c = w->c;
    struct rhz_term_walk *terms;
    struct rhz_error why = {RHZ_OK, ""};
    char where[64];
    rhz_status st;

    snprintf(where, sizeof where, "Dictionnaire du segment %u", c->info->number);
    if ((st = rhz_term_walk_open(c->segment, rhz_span("", 0), &terms, &why)) == RHZ_OK) {
        while ((st = rhz_term_walk_next(terms, &w->term, &why)) == RHZ_OK) {
            c->report->terms++;
            w->terms++;
            if (!c->o.quick && !read_term(w, &st, &why)) {
                w->damaged = true;
                if (st != RHZ_OK)
                    break;
            }
        }
        rhz_term_walk_close(terms);
    }
    if (st != RHZ_NOT_FOUND)
        w->damaged = true;
    return st == RHZ_NOT_FOUND ? RHZ_OK : rhz_check_soft(c, st, &why, where, err);
}

/* The head counts what the walk has met; the counts of a walk that met damage say nothing. */
static rhz_status check_head(struct walk *w, struct rhz_error *err)
{
    unsigned char key[5] = {0, 0, 0, 0, 0}; /* part 0 */
    struct rhz_reader r;
    struct rhz_span v;
    uint64_t terms, postings, entries;
    rhz_status st;

    rhz_store_be32(key, w->c->info->number);
    st = rhz_txn_get(w->c->txn, RHZ_DB_SEGMENT, rhz_span((const char *)key, sizeof key), &v, err);
    if (st != RHZ_OK || w->damaged)
        return st;
    r = rhz_reader(v);
    rhz_get_varint(&r); /* passages and documents: compared with the publication when the segment is opened */
    rhz_get_varint(&r);
    terms = rhz_get_varint(&r);
    postings = rhz_get_varint(&r);
    entries = rhz_get_varint(&r);
    if (r.bad || rhz_left(&r) || terms != w->terms ||
        (!w->c->o.quick && (postings != w->postings || entries != w->entries)))
        rhz_check_finding(w->c, "Segment %u : son en-tête ne compte pas ce qu'il contient.", w->c->info->number);
    return RHZ_OK;
}

/* Lengths of whole documents, and of the segment: averages of the ranking come from them. */
static rhz_status check_sums(struct walk *w, struct rhz_error *err)
{
    struct check *c = w->c;
    uint64_t *sums, text = 0, context = 0;
    uint32_t i;
    rhz_status st;

    rhz_arena_reset(c->unit);
    if ((st = rhz_segment_sums(c->segment, c->segment_arena, &sums, err)) != RHZ_OK)
        return st;
    for (i = 0; i < c->info->n_documents; i++) {
        text += sums[2 * i];
        context += sums[2 * i + 1];
        if (c->words && rhz_publication_alive(&c->publication, c->info->first_document + i) &&
            memcmp(sums + 2 * i, c->words + 2 * i, 2 * sizeof *sums) != 0)
            rhz_check_finding(c, "%s : l'index lui donne une autre longueur que son texte.",
                              rhz_check_name(c, c->info->first_document + i));
    }
    if (text != c->info->text_words || context != c->info->context_words)
        rhz_check_finding(c, "Segment %u : la publication lui donne un autre nombre de mots.", c->info->number);
    return RHZ_OK;
}

/* One finding a document. */
static void compare(struct walk *w)
{
    struct check *c = w->c;
    const uint8_t *text = rhz_segment_text_lengths(c->segment), *context = rhz_segment_context_lengths(c->segment);
    uint32_t i, told = 0;

    rhz_arena_reset(c->unit);
    for (i = 0; i < c->info->n_passages; i++) {
        const struct check_passage *p = &c->passages[i];
        if (!p->live || p->document == told)
            continue;
        if (rhz_segment_document_of(c->segment, c->info->first_passage + i) != p->document) {
            rhz_check_finding(c, "%s : l'index donne un de ses passages à un autre document.", rhz_check_name(c, p->document));
            told = p->document;
        } else if (text[i] != p->text_length || context[i] != p->context_length) {
            rhz_check_finding(c, "%s : l'index donne à un passage une autre longueur que son texte.",
                              rhz_check_name(c, p->document));
            told = p->document;
        } else if (w->found[i] != p->words) {
            rhz_check_finding(c, "%s : l'index et le texte d'un passage n'ont pas les mêmes mots aux mêmes places.",
                              rhz_check_name(c, p->document));
            told = p->document;
        }
    }
}

rhz_status rhz_check_index(struct check *c, struct rhz_error *err)
{
    struct walk w = {.c = c};
    struct rhz_error why = {RHZ_OK, ""};
    char where[64];
    rhz_status st;

    if (!c->o.quick && !(w.found = rhz_arena_zalloc(c->segment_arena, (size_t)c->info->n_passages + 1, sizeof *w.found)))
        return rhz_no_memory(err);
    st = walk_terms(&w, err);
    snprintf(where, sizeof where, "Segment %u", c->info->number);
    if (st == RHZ_OK)
        st = rhz_check_soft(c, check_head(&w, &why), &why, where, err);
    if (st == RHZ_OK)
        st = rhz_check_soft(c, check_sums(&w, &why), &why, where, err);
    if (st == RHZ_OK && !c->o.quick)
        compare(&w);
    rhz_buf_free(&w.forms);
    return st;
}
