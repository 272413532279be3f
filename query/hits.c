/* hits.c -- from internal numbers to what a person sees. The only place of a search that reads documents.
 *
 * Results often share documents: a document's record, address and layout are read once. Of its text only the blocks that
 * hold the passage and its headings are decompressed; the layout, which tells the headings, only when the passage has a
 * context at all.
 */
#include "hits.h"

#include <stdlib.h>

#include "snippet.h"

enum { HEADINGS = 16 }; /* deepest heading path shown */

/* A document of the page of results. */
struct view {
    uint32_t number;
    struct rhz_document_record record;
    struct rhz_document layout; /* once `has_layout`; its text is not set: see slice() */
    bool has_layout;
    const char *id, *uri, *title, *type, *date;
    struct view *next;
};

struct filler {
    struct rhz_hits *hits;
    struct rhz_collector *c;
    struct rhz_analyzer *analyzer;
    struct rhz_text_reader *reader;
    struct rhz_snippet_memo memo;
    uint32_t words;
    struct view *views;
    struct rhz_error *err;
};

/* ---- documents ---- */

static struct rhz_arena *scratch(const struct filler *f)
{
    return f->c->snapshot->arena;
}

static rhz_status read_layout(struct filler *f, struct view *v)
{
    const struct rhz_document_record *r = &v->record;
    struct rhz_span bytes;
    rhz_status st;

    if (v->has_layout)
        return RHZ_OK;
    if ((st = rhz_text_reader_get(f->reader, r->segment, r->body_offset + r->text_bytes, r->layout_bytes, scratch(f),
                                  &bytes, f->err)) != RHZ_OK)
        return st;
    /* The decoder wants the length of the text, not its bytes. */
    v->layout.text = rhz_span(NULL, r->text_bytes);
    v->has_layout = true;
    return rhz_layout_get(bytes, scratch(f), &v->layout, f->err);
}

/* Well-formed bytes [start, end) of the text; spans of a damaged record are cut to it. */
static rhz_status slice(struct filler *f, const struct view *v, uint32_t start, uint32_t end, struct rhz_span *out)
{
    rhz_status st;

    if (end > v->record.text_bytes)
        end = v->record.text_bytes;
    if (start > end)
        start = end;
    st = rhz_text_reader_get(f->reader, v->record.segment, v->record.body_offset + start, end - start, scratch(f), out,
                             f->err);
    if (st == RHZ_OK && rhz_utf8_valid(*out) != out->n)
        return rhz_fail(f->err, RHZ_CORRUPT, "La base est abîmée : le texte d'un document ne se lit pas.");
    return st;
}

static const char *keep(struct filler *f, struct rhz_span s)
{
    return rhz_arena_str(f->hits->arena, s);
}

static rhz_status open_view(struct filler *f, uint32_t number, struct view *v)
{
    char date[11], id[17];
    struct rhz_span uri;
    rhz_status st;

    v->number = number;
    if ((st = rhz_snapshot_document(f->c->snapshot, number, scratch(f), &v->record, f->err)) != RHZ_OK ||
        (st = rhz_snapshot_uri(f->c->snapshot, number, scratch(f), &uri, f->err)) != RHZ_OK)
        return st;
    rhz_date_text(v->record.date, date);
    rhz_id_text(rhz_document_id(uri), id);
    v->id = keep(f, rhz_span_of(id));
    v->uri = keep(f, uri);
    v->title = keep(f, v->record.title);
    v->type = keep(f, v->record.type);
    v->date = keep(f, rhz_span_of(date));
    return v->id && v->uri && v->title && v->type && v->date ? RHZ_OK : rhz_no_memory(f->err);
}

static rhz_status find_view(struct filler *f, uint32_t number, struct view **out)
{
    rhz_status st;

    for (struct view *v = f->views; v; v = v->next)
        if (v->number == number) {
            *out = v;
            return RHZ_OK;
        }
    if (!(*out = rhz_arena_zalloc(scratch(f), 1, sizeof **out)))
        return rhz_no_memory(f->err);
    if ((st = open_view(f, number, *out)) != RHZ_OK)
        return st;
    (*out)->next = f->views;
    f->views = *out;
    return RHZ_OK;
}

/* ---- one hit ---- */

static rhz_status no_passage(struct filler *f)
{
    return rhz_fail(f->err, RHZ_CORRUPT, "La base est abîmée : un document ne contient pas ce passage.");
}

/* No word of context: no title and no heading, and nothing to look for in the layout. */
static bool has_context(const struct filler *f, uint32_t passage)
{
    const struct rhz_searched *s = rhz_collect_segment(f->c, passage);

    return rhz_length_of(s->context_lengths[passage - s->first_passage]) != 0;
}

static rhz_status fill_headings(struct filler *f, struct view *v, struct rhz_hit *hit)
{
    uint32_t path[HEADINGS];
    const char **headings;
    struct rhz_span text;
    rhz_status st;
    size_t n;

    if ((st = read_layout(f, v)) != RHZ_OK)
        return st;
    if (hit->ordinal >= v->layout.n_passages)
        return no_passage(f);
    n = rhz_document_heading_path(&v->layout, v->layout.passages[hit->ordinal].heading, path, HEADINGS);
    if (!(headings = rhz_arena_zalloc(f->hits->arena, n + 1, sizeof *headings)))
        return rhz_no_memory(f->err);
    for (size_t i = 0; i < n; i++) {
        const struct rhz_block *b = &v->layout.blocks[path[i]];

        if ((st = slice(f, v, b->start, b->end, &text)) != RHZ_OK)
            return st;
        if (!(headings[i] = keep(f, text)))
            return rhz_no_memory(f->err);
    }
    hit->headings = headings;
    hit->n_headings = n;
    return RHZ_OK;
}

static rhz_status fill_hit(struct filler *f, const struct rhz_candidate *candidate, struct rhz_hit *hit)
{
    const struct rhz_passage_record *p;
    struct rhz_snippet snippet;
    struct rhz_span text;
    struct view *v;
    rhz_status st;

    if ((st = find_view(f, candidate->document, &v)) != RHZ_OK)
        return st;
    hit->ordinal = candidate->passage - v->record.first_passage;
    if (candidate->passage < v->record.first_passage || hit->ordinal >= v->record.n_passages)
        return no_passage(f);
    p = &v->record.passages[hit->ordinal];
    hit->score = candidate->score;
    hit->document = v->id;
    hit->uri = v->uri;
    hit->title = v->title;
    hit->type = v->type;
    hit->date = v->date;
    hit->page = p->page;
    hit->line_from = p->line_from;
    hit->line_to = p->line_to;
    if (!f->words) {
        hit->snippet = "";
        return rhz_patience_check(&f->c->patience, f->err);
    }
    if ((has_context(f, candidate->passage) && (st = fill_headings(f, v, hit)) != RHZ_OK) ||
        (st = slice(f, v, p->start, p->end, &text)) != RHZ_OK ||
        (st = rhz_snippet_make(f->c->plan, f->c->weights, f->analyzer, &f->memo, text, f->words, f->hits->arena, &snippet,
                               f->err)) != RHZ_OK)
        return st;
    hit->snippet = snippet.text;
    hit->highlights = snippet.highlights;
    hit->n_highlights = snippet.n_highlights;
    return rhz_patience_check(&f->c->patience, f->err);
}

/* ---- missing words ---- */

struct wanted {
    uint32_t passage;
    struct rhz_hit *hit;
};

static int by_passage(const void *a, const void *b)
{
    const struct wanted *p = a, *q = b;

    return (p->passage > q->passage) - (p->passage < q->passage);
}

/* Cursors over the lists of the soft leaves in one segment: on passages of hits, and on the first of their documents. */
struct cursors {
    struct rhz_list **here, **around;
};

/* The words of the query that a passage lacks, in the query's order: those that its document has, and those it has not. */
static rhz_status fill_missing(struct filler *f, const struct rhz_searched *s, const struct cursors *c, const struct wanted *w)
{
    const struct rhz_plan *plan = f->c->plan;
    const char **missing = rhz_arena_zalloc(f->hits->arena, plan->n_soft, sizeof *missing);
    const char **elsewhere = rhz_arena_zalloc(f->hits->arena, plan->n_soft, sizeof *elsewhere);
    uint32_t first, end;

    if (!missing || !elsewhere)
        return rhz_no_memory(f->err);
    rhz_segment_document_range(s->segment, w->passage, &first, &end);
    for (size_t i = 0; i < plan->n_soft; i++) {
        const char *word;

        rhz_list_seek(c->here[i], w->passage);
        rhz_list_seek(c->around[i], first);
        if (c->here[i]->passage == w->passage)
            continue;
        if (!(word = keep(f, plan->leaves[plan->soft[i]].typed)))
            return rhz_no_memory(f->err);
        if (c->around[i]->passage < end)
            elsewhere[w->hit->n_elsewhere++] = word;
        else
            missing[w->hit->n_missing++] = word;
    }
    w->hit->missing = missing;
    w->hit->elsewhere = elsewhere;
    return RHZ_OK;
}

static rhz_status copy_lists(struct filler *f, const struct rhz_searched *s, struct cursors *c)
{
    const struct rhz_plan *plan = f->c->plan;
    rhz_status st;

    for (size_t i = 0; i < plan->n_soft; i++)
        if ((st = rhz_list_copy(s->lists[plan->soft[i]], scratch(f), &c->here[i], f->err)) != RHZ_OK ||
            (st = rhz_list_copy(s->lists[plan->soft[i]], scratch(f), &c->around[i], f->err)) != RHZ_OK)
            return st;
    return RHZ_OK;
}

static rhz_status fill_all_missing(struct filler *f, const struct rhz_candidate *v, size_t n)
{
    struct wanted *wanted = rhz_arena_zalloc(scratch(f), n, sizeof *wanted);
    struct rhz_list **lists = rhz_arena_zalloc(scratch(f), 2 * f->c->plan->n_soft + 1, sizeof *lists);
    struct cursors cursors = {lists, lists + f->c->plan->n_soft};
    struct rhz_searched *at = NULL;
    rhz_status st;

    if (!wanted || !lists)
        return rhz_no_memory(f->err);
    for (size_t i = 0; i < n; i++)
        wanted[i] = (struct wanted){v[i].passage, &f->hits->v[i]};
    qsort(wanted, n, sizeof *wanted, by_passage);
    for (size_t i = 0; i < n; i++) {
        struct rhz_searched *s = rhz_collect_segment(f->c, wanted[i].passage);

        if (s != at && (st = copy_lists(f, s, &cursors)) != RHZ_OK)
            return st;
        at = s;
        if ((st = fill_missing(f, s, &cursors, &wanted[i])) != RHZ_OK)
            return st;
    }
    return RHZ_OK;
}

static rhz_status fill_all(struct filler *f, const struct rhz_candidate *v, size_t n)
{
    rhz_status st;

    for (size_t i = 0; i < n; i++)
        if ((st = fill_hit(f, &v[i], &f->hits->v[i])) != RHZ_OK)
            return st;
    return f->c->plan->n_soft && f->words ? fill_all_missing(f, v, n) : RHZ_OK;
}

rhz_status rhz_hits_fill(struct rhz_hits *hits, struct rhz_collector *c, const struct rhz_candidate *v, size_t n,
                         struct rhz_analyzer *analyzer, uint32_t words, struct rhz_error *err)
{
    struct filler f = {.hits = hits, .c = c, .analyzer = analyzer, .words = words, .memo.arena = c->snapshot->arena, .err = err};
    rhz_status st;

    if (!n)
        return RHZ_OK;
    if (!(hits->v = rhz_arena_zalloc(hits->arena, n, sizeof *hits->v)) ||
        !(f.reader = rhz_base_take_reader(c->snapshot->base, c->snapshot->txn)))
        return rhz_no_memory(err);
    hits->n = n;
    st = fill_all(&f, v, n);
    rhz_base_give_reader(c->snapshot->base, f.reader);
    return st;
}
