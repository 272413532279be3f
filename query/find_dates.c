/* find_dates.c -- "when did it begin", "on what day was it": dates said in the sentences that speak of a thing.
 *
 * Events and programmes have few dates as properties, but documents say them. Each sentence that names the thing, or stands
 * right under a heading that does, is read for dates; when a beginning is asked for, a verb of beginning must be there
 * too, and the date nearest to it counts. The answer is the date as written, proved by its sentence.
 */
#include <stdlib.h>

#include "answers.h"
#include "segment.h"

enum { SENTENCE_MOST = 700, DOCUMENTS_MOST = 200, TEXTS_MOST = 64, SHOWN = 3, LINES_BELOW = 2, TITLE_MOST = 120, FAR = 60 };

struct document {
    uint32_t number;
    struct rhz_document_record record;
    struct rhz_document layout;
    struct rhz_facts facts;
    struct rhz_numbers nodes;
    struct rhz_span uri;
};

/* A date in a sentence. */
struct date {
    uint32_t start, end;  /* bytes of the document's text */
    uint32_t year, month, day; /* 0: not said */
    bool exact;           /* a month, a season or a day is said */
};

struct said {
    char *text, *folded;
    struct rhz_evidence proof;
    uint32_t year, month;
    unsigned n;           /* sentences that say it */
    uint32_t nearest;     /* bytes from the verb or name */
};

struct reading {
    struct rhz_asking *a;
    struct rhz_arena *one; /* a document */
    struct said *v;
    size_t n, cap;
    bool begins, day, body; /* a beginning is asked for; a day is; of a body */
};

/* ---- dates in a text ---- */

static uint32_t month_of(struct rhz_span w)
{
    static const char *const months[] = {"janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre",
                                         "octobre", "novembre", "decembre"};

    for (uint32_t i = 0; i < 12; i++)
        if (rhz_span_eq(w, rhz_span_of(months[i])))
            return i + 1;
    return 0;
}

static bool is_season(struct rhz_span w)
{
    static const char *const words[] = {"printemps", "ete", "automne", "hiver", "debut", "fin", "mi", "rentree"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (rhz_span_eq(w, rhz_span_of(words[i])))
            return true;
    return false;
}

static uint32_t number_of(struct rhz_span w)
{
    uint32_t v = 0;

    for (size_t i = 0; i < w.n; i++) {
        if (w.p[i] < '0' || w.p[i] > '9')
            return rhz_span_eq(w, RHZ_SPAN("1er")) ? 1 : 0;
        v = v < 100000 ? v * 10 + (uint32_t)(w.p[i] - '0') : v;
    }
    return v;
}

struct word {
    struct rhz_span folded;
    uint32_t start, end;
};

static rhz_status cut_sentence(struct reading *r, struct rhz_span text, struct word **v, size_t *n, struct rhz_error *err)
{
    const struct rhz_token *tokens;
    struct rhz_buf b = {0};
    uint32_t last = UINT32_MAX;
    size_t count;

    if (rhz_analyze(r->a->analyzer, text, &tokens, &count) != RHZ_OK)
        return rhz_no_memory(err);
    *v = rhz_arena_alloc(r->one, (count + 1) * sizeof **v);
    *n = 0;
    for (size_t i = 0; *v && i < count; i++) {
        struct word *w = &(*v)[*n];
        if (tokens[i].position == last)
            continue;
        last = tokens[i].position;
        rhz_buf_reset(&b);
        rhz_fold(tokens[i].lexeme->form, &b);
        *w = (struct word){rhz_arena_copy(r->one, rhz_buf_view(&b)), tokens[i].start, tokens[i].end};
        if (!w->folded.p) {
            rhz_buf_free(&b);
            return rhz_no_memory(err);
        }
        ++*n;
    }
    rhz_buf_free(&b);
    return *v ? RHZ_OK : rhz_no_memory(err);
}

/* A date that ends with word `i`: a year, with what stands before it; or a day and month without a year. */
static bool date_at(const struct word *v, size_t n, size_t i, struct date *d)
{
    uint32_t year = v[i].folded.n == 4 ? number_of(v[i].folded) : 0;
    size_t first = i;

    *d = (struct date){.end = v[i].end};
    if (year >= 1900 && year <= 2100) {
        d->year = year;
        if (i && v[i - 1].end + 1 == v[i].start && (d->month = month_of(v[i - 1].folded)))
            first = i - 1;
        else if (i && is_season(v[i - 1].folded) && v[i].start - v[i - 1].end <= 4)
            first = i - 1, d->exact = true;
    } else if ((d->month = month_of(v[i].folded)) == 0 || (i + 1 < n && v[i + 1].folded.n == 4 && number_of(v[i + 1].folded) >= 1900)) {
        return false;
    }
    if (d->month && first && v[first].start - v[first - 1].end <= 2) {
        uint32_t day = number_of(v[first - 1].folded);
        if (day >= 1 && day <= 31)
            d->day = day, first--;
    }
    d->exact |= d->month != 0;
    d->start = v[first].start;
    return d->year || d->day;
}

/* ---- verbs of beginning ---- */

/* A body is created, born or founded; it does not begin, though much begins with it. */
static bool begins(struct rhz_span w, bool body)
{
    static const char *const stems[] = {"cree", "creation", "naissance", "naitre", "fonde", "fondation", "lanc", "commenc", "demarr",
                                        "debut", "inaugur", "initi", "entame", "amorc", "engagee"};
    size_t n = body ? 6 : sizeof stems / sizeof stems[0];

    if (rhz_span_eq(w, RHZ_SPAN("nee")))
        return true;
    for (size_t i = 0; i < n; i++)
        if (w.n >= strlen(stems[i]) && memcmp(w.p, stems[i], strlen(stems[i])) == 0)
            return true;
    return false;
}

/* Bytes from the date to the nearest verb of beginning; UINT32_MAX: the sentence has none. What follows the verb is nearer. */
static uint32_t from_verb(const struct word *v, size_t n, const struct date *d, bool body)
{
    uint32_t best = UINT32_MAX;

    for (size_t i = 0; i < n; i++) {
        uint32_t far;
        bool since = rhz_span_eq(v[i].folded, RHZ_SPAN("depuis")) || rhz_span_eq(v[i].folded, RHZ_SPAN("des"));
        if (since && !body && v[i].end <= d->start && d->start - v[i].end <= 6)
            return 0;
        if (!begins(v[i].folded, body) || (v[i].start >= d->start && v[i].end <= d->end)) /* "début 2024" begins nothing */
            continue;
        far = v[i].end <= d->start ? d->start - v[i].end : v[i].start >= d->end ? 3 * (v[i].start - d->end) : 0;
        best = far < best ? far : best;
    }
    return best;
}

/* ---- sentences ---- */

static rhz_status open_document(struct reading *r, uint32_t number, struct document *d, struct rhz_error *err)
{
    struct rhz_snapshot *s = &r->a->in.view.snapshot;
    unsigned char key[4];
    struct rhz_span value;
    rhz_status st;

    *d = (struct document){.number = number};
    rhz_store_be32(key, number);
    if ((st = rhz_snapshot_document(s, number, r->one, &d->record, err)) != RHZ_OK ||
        (st = rhz_snapshot_uri(s, number, r->one, &d->uri, err)) != RHZ_OK)
        return st;
    st = rhz_txn_get(s->txn, RHZ_DB_FACTS, rhz_span((char *)key, sizeof key), &value, err);
    if (st == RHZ_NOT_FOUND)
        return RHZ_OK;
    if (st != RHZ_OK || (st = rhz_facts_get(value, r->one, &d->facts, err)) != RHZ_OK ||
        (st = rhz_graph_document_nodes(&r->a->in.view.graph, number, &d->nodes, err)) != RHZ_OK)
        return st;
    st = rhz_text_read(s->txn, d->record.segment, d->record.body_offset, (size_t)d->record.text_bytes + d->record.layout_bytes, r->one,
                       &value, err);
    if (st != RHZ_OK)
        return st;
    d->layout.text = rhz_span(value.p, d->record.text_bytes);
    return rhz_layout_get(rhz_span(value.p + d->record.text_bytes, d->record.layout_bytes), r->one, &d->layout, err);
}

static bool ends_sentence(const char *p, uint32_t i, uint32_t end)
{
    return (p[i] == '.' || p[i] == '!' || p[i] == '?') && i + 1 < end && (p[i + 1] == ' ' || p[i + 1] == '\n');
}

/* The sentence of the block that holds [start, end). */
static void sentence_of(const struct document *d, const struct rhz_block *b, uint32_t *start, uint32_t *end)
{
    const char *p = d->layout.text.p;
    uint32_t from = *start, to = *end;

    while (from > b->start && *end - from < SENTENCE_MOST && !(from >= b->start + 2 && ends_sentence(p, from - 2, from)))
        from--;
    while (to < b->end && to - from < SENTENCE_MOST && !ends_sentence(p, to, b->end))
        to++;
    if (to < b->end)
        to++;
    *start = (uint32_t)rhz_utf8_floor(d->layout.text, from);
    *end = (uint32_t)rhz_utf8_floor(d->layout.text, to);
}

static rhz_status note(struct reading *r, const struct document *d, uint32_t from, uint32_t to, const struct date *date, uint32_t far,
                       struct rhz_error *err)
{
    struct rhz_answers *out = r->a->out;
    struct rhz_span text = rhz_document_slice(&d->layout, date->start, date->end);
    struct rhz_buf folded = {0};
    struct said *x = NULL;
    char id[17], day[11];

    rhz_fold(text, &folded);
    for (size_t i = 0; i < r->n && !x; i++)
        if (rhz_span_eq(rhz_span_of(r->v[i].folded), rhz_buf_view(&folded)))
            x = &r->v[i];
    if (x) {
        x->n++;
        x->nearest = far < x->nearest ? far : x->nearest;
        rhz_buf_free(&folded);
        return RHZ_OK;
    }
    if (r->n == TEXTS_MOST || !RHZ_PUSH(r->a->q->arena, r->v, r->n, r->cap)) {
        rhz_buf_free(&folded);
        return r->n == TEXTS_MOST ? RHZ_OK : rhz_no_memory(err);
    }
    x = &r->v[r->n++];
    *x = (struct said){.year = date->year, .month = date->month, .n = 1, .nearest = far};
    x->text = rhz_arena_str(out->arena, text);
    x->folded = rhz_arena_str(r->a->q->arena, rhz_buf_view(&folded));
    rhz_buf_free(&folded);
    rhz_id_text(rhz_document_id(d->uri), id);
    rhz_date_text(d->record.date, day);
    x->proof = (struct rhz_evidence){.start = from, .end = to, .rule = "sentence", .page = rhz_document_page(&d->layout, date->start, NULL),
                                     .line = rhz_document_line(&d->layout, date->start)};
    x->proof.document = rhz_arena_str(out->arena, rhz_span_of(id));
    x->proof.date = rhz_arena_str(out->arena, rhz_span_of(day));
    x->proof.uri = rhz_arena_str(out->arena, d->uri);
    x->proof.title = rhz_arena_str(out->arena, d->record.title);
    x->proof.quote = rhz_arena_str(out->arena, rhz_document_slice(&d->layout, from, to));
    return x->text && x->folded && x->proof.document && x->proof.date && x->proof.uri && x->proof.title && x->proof.quote
               ? RHZ_OK : rhz_no_memory(err);
}

static bool year_wanted(const struct reading *r, const struct document *d, const struct date *x)
{
    const struct rhz_question *q = r->a->q;
    uint32_t year = x->year ? x->year : d->record.date / 10000;

    if (rhz_period_is_open(q->period))
        return true;
    return (!q->period.from || year >= q->period.from / 10000) && (!q->period.to || year <= q->period.to / 10000);
}

/* Dates of the sentence [from, to) that speaks of the thing at `at`. */
static rhz_status read_sentence(struct reading *r, const struct document *d, uint32_t from, uint32_t to, uint32_t at, struct rhz_error *err)
{
    struct word *v = NULL;
    struct date best = {0}, x;
    uint32_t nearest = UINT32_MAX;
    size_t n = 0;
    rhz_status st = cut_sentence(r, rhz_document_slice(&d->layout, from, to), &v, &n, err);

    for (size_t i = 0; st == RHZ_OK && i < n; i++) {
        uint32_t far;
        if (!date_at(v, n, i, &x) || !year_wanted(r, d, &x) || (r->day && !(x.month && x.day)) || (!r->day && !x.year))
            continue;
        far = r->begins ? from_verb(v, n, &x, r->body) : from + x.start > at ? from + x.start - at : at - from - x.start;
        if (r->begins && far > 2 * FAR)
            continue;
        if (far < nearest) {
            nearest = far;
            best = x;
        }
    }
    if (st != RHZ_OK || nearest == UINT32_MAX)
        return st;
    best.start += from;
    best.end += from;
    return note(r, d, from, to, &best, nearest, err);
}

static rhz_status read_mention(struct reading *r, const struct document *d, const struct rhz_mention *m, struct rhz_error *err)
{
    uint32_t number = rhz_document_block(&d->layout, m->start), from = m->start, to = m->end;
    const struct rhz_block *b;
    rhz_status st;

    if (number == RHZ_NONE)
        return RHZ_OK;
    b = &d->layout.blocks[number];
    sentence_of(d, b, &from, &to);
    st = read_sentence(r, d, from, to, m->start, err);
    /* The day stands on a line of its own below the title. */
    for (uint32_t i = number + 1; r->day && i < d->layout.n_blocks && i <= number + LINES_BELOW && st == RHZ_OK; i++) {
        const struct rhz_block *below = &d->layout.blocks[i];
        if (b->end - b->start < TITLE_MOST && below->end - below->start < TITLE_MOST)
            st = read_sentence(r, d, below->start, below->end, below->start, err);
    }
    /* Under a heading that names the thing, each sentence speaks of it. */
    for (uint32_t i = number + 1; r->begins && b->kind == RHZ_BLOCK_HEADING && i < d->layout.n_blocks && st == RHZ_OK; i++) {
        const struct rhz_block *under = &d->layout.blocks[i];
        if (under->kind == RHZ_BLOCK_HEADING && under->level > b->level)
            continue;
        if (under->kind == RHZ_BLOCK_HEADING)
            break;
        for (uint32_t at = under->start; at < under->end && st == RHZ_OK;) {
            from = to = at;
            sentence_of(d, under, &from, &to);
            st = read_sentence(r, d, at, to, at, err);
            at = to > at ? to : under->end;
        }
    }
    return st;
}

static rhz_status read_document(struct reading *r, uint32_t number, uint32_t node, struct rhz_error *err)
{
    struct document d;
    rhz_status st;

    rhz_arena_reset(r->one);
    if ((st = open_document(r, number, &d, err)) != RHZ_OK)
        return st;
    for (size_t i = 0; i < d.facts.n_entities && i < d.nodes.n && st == RHZ_OK; i++)
        for (size_t k = 0; rhz_numbers_at(&d.nodes, i) == node && k < d.facts.entities[i].n_mentions && st == RHZ_OK; k++)
            st = read_mention(r, &d, &d.facts.entities[i].mentions[k], err);
    return st;
}

static rhz_status read_node(struct reading *r, uint32_t node, struct rhz_error *err)
{
    struct rhz_entity_ref *refs;
    size_t n = 0, read = 0;
    rhz_status st = rhz_graph_members(&r->a->in.view.graph, node, r->a->q->arena, &refs, &n, err);

    for (size_t i = 0; st == RHZ_OK && i < n && read < DOCUMENTS_MOST; i++) {
        if ((i && refs[i].document == refs[i - 1].document) || !rhz_publication_alive(&r->a->in.view.snapshot.publication, refs[i].document))
            continue;
        if (rhz_now_us() > r->a->deadline)
            return rhz_fail(err, RHZ_LIMIT, "La question a été arrêtée : elle demandait trop de temps.");
        st = read_document(r, refs[i].document, node, err);
        read++;
    }
    return st;
}

/* ---- answers ---- */

static int by_worth(const void *a, const void *b)
{
    const struct said *x = a, *y = b;

    if (x->nearest / 40 != y->nearest / 40)
        return x->nearest / 40 < y->nearest / 40 ? -1 : 1;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    if (x->year != y->year)
        return x->year < y->year ? -1 : 1;
    return (x->month > y->month) - (x->month < y->month);
}

static rhz_status show(struct reading *r, struct rhz_error *err)
{
    rhz_status st = RHZ_OK;

    if (r->n)
        qsort(r->v, r->n, sizeof *r->v, by_worth);
    for (size_t i = 0; i < r->n && r->a->out->n < SHOWN && st == RHZ_OK; i++) {
        struct rhz_answer *x;
        if (i && r->v[i].nearest > FAR && r->v[i].nearest > 3 * r->v[0].nearest) /* another matter */
            continue;
        if (!(x = rhz_answers_add(r->a->out)))
            return rhz_no_memory(err);
        x->kind = "texte";
        x->text = r->v[i].text;
        x->year = r->v[i].year;
        st = rhz_answer_prove(r->a->out, x, &r->v[i].proof, 1, err);
    }
    return st;
}

rhz_status rhz_answer_by_dates(struct rhz_asking *a, struct rhz_error *err)
{
    const struct rhz_question *q = a->q;
    struct reading r = {.a = a, .one = rhz_arena_new()};
    rhz_status st = r.one ? RHZ_OK : rhz_no_memory(err);

    for (size_t i = 0; i < q->n_names && st == RHZ_OK; i++) {
        r.day = q->names[i].kinds == 1u << RHZ_EVENEMENT;
        r.begins = !r.day;
        r.body = q->names[i].kinds == 1u << RHZ_ORGANISATION;
        for (size_t k = 0; k < q->names[i].n && !q->names[i].given && st == RHZ_OK; k++)
            st = read_node(&r, q->names[i].nodes[k], err);
    }
    if (st == RHZ_OK)
        st = show(&r, err);
    rhz_arena_free(r.one);
    return st;
}
