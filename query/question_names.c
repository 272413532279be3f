/* question_names.c -- names of the base among the words of a question.
 *
 * First the windows of words that are a name whole, longest first; then what is left between words of the lexicon, as some
 * of the words of a name; at last, when asked, words a letter or two astray from those of names. A word of the lexicon
 * alone names nothing (a programme called "Partenaires" is asked for in more words), nor does a small word or a year.
 */
#include <stdio.h>
#include <stdlib.h>

#include "field_filter.h"
#include "names.h"
#include "question.h"

enum { WINDOW = 14, MEANT_MOST = 8, TITLE = 4 };

struct naming {
    struct rhz_question *q;
    struct rhz_view *v;
    struct rhz_arena *scratch;
    struct rhz_error *err;
};

static struct rhz_span text_of(const struct rhz_question *q, size_t from, size_t to)
{
    return rhz_span(q->text.p + q->words[from].start, q->words[to - 1].end - q->words[from].start);
}

static bool is_free(const struct rhz_question *q, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (q->words[i].name >= 0)
            return false;
    return true;
}

/* Words that may make a name: how many, and how many of them the lexicon does not read. */
static size_t content(const struct rhz_question *q, size_t from, size_t to, size_t *own)
{
    size_t n = 0;

    *own = 0;
    for (size_t i = from; i < to; i++) {
        const struct rhz_question_word *w = &q->words[i];
        if (w->stop || (w->number && w->folded.n == 4) || w->folded.n < 2)
            continue;
        n++;
        *own += !w->lexical || w->lexical->says & RHZ_SAYS_NOTHING;
    }
    return n;
}

/* A word of the lexicon that is written as a name is, and does not begin the question. */
static bool is_capital(const struct rhz_question *q, size_t i)
{
    char c = q->text.p[q->words[i].start];

    return i > 0 && c >= 'A' && c <= 'Z' && q->words[i].end - q->words[i].start > 3;
}

/* One entry of the lexicon, such as "conseil d'administration", however many words it has. */
static bool is_one_entry(const struct rhz_question *q, size_t from, size_t to)
{
    struct rhz_span forms[WINDOW];
    size_t taken;

    while (from < to && q->words[from].stop)
        from++;
    for (size_t i = from; i < to && i - from < WINDOW; i++)
        forms[i - from] = q->words[i].folded;
    return rhz_lexicon_find(forms, to - from, &taken) && taken == to - from;
}

/* ---- nodes ---- */

static rhz_status add_name(struct naming *a, size_t from, size_t to, const uint32_t *nodes, size_t n, bool approximate)
{
    struct rhz_question *q = a->q;
    struct rhz_question_name *name = &q->names[q->n_names];
    struct rhz_graph_node node;
    rhz_status st = RHZ_OK;

    if (q->n_names == RHZ_QUESTION_NAMES)
        return RHZ_OK;
    *name = (struct rhz_question_name){.from = from, .to = to, .approximate = approximate};
    name->nodes = rhz_arena_alloc(q->arena, (n + 1) * sizeof *name->nodes);
    if (!name->nodes)
        return rhz_no_memory(a->err);
    for (size_t i = 0; i < n && st == RHZ_OK; i++) {
        bool alive = false;
        rhz_arena_reset(a->scratch);
        if ((st = rhz_view_alive(a->v, nodes[i], a->scratch, &alive, a->err)) != RHZ_OK || !alive)
            continue;
        if ((st = rhz_graph_node(&a->v->graph, nodes[i], a->scratch, &node, a->err)) != RHZ_OK)
            break;
        name->nodes[name->n++] = nodes[i];
        name->kinds |= 1u << node.kind;
    }
    if (st != RHZ_OK || !name->n)
        return st;
    for (size_t i = from; i < to; i++)
        q->words[i].name = (int)q->n_names;
    q->n_names++;
    return RHZ_OK;
}

static bool may_begin(const struct rhz_question *q, size_t i)
{
    return rhz_question_is_left(q, i);
}

/* A first name beside another word that nothing reads is a part of a name, not somebody called so. */
static bool is_part(const struct rhz_question *q, size_t from, size_t to)
{
    return to - from == 1 && ((from > 0 && may_begin(q, from - 1)) || (to < q->n_words && may_begin(q, to)));
}

static rhz_status whole_name(struct naming *a, size_t from, size_t to, bool *found)
{
    uint32_t nodes[MEANT_MOST];
    struct rhz_buf key = {0};
    struct rhz_numbers list;
    size_t n = 0;
    rhz_status st = RHZ_OK;

    for (unsigned kind = 1; kind < RHZ_KIND_COUNT && st == RHZ_OK; kind++) {
        if (kind == RHZ_PERSONNE && is_part(a->q, from, to))
            continue;
        rhz_name_key(kind, text_of(a->q, from, to), &key);
        if (key.failed)
            st = rhz_no_memory(a->err);
        else if (key.n)
            st = rhz_graph_nodes_of_key(&a->v->graph, kind, rhz_buf_view(&key), &list, a->err);
        for (size_t i = 0; st == RHZ_OK && key.n && i < list.n && n < MEANT_MOST; i++)
            if (rhz_numbers_at(&list, i) < a->v->graph.counts.nodes)
                nodes[n++] = rhz_numbers_at(&list, i);
    }
    rhz_buf_free(&key);
    *found = st == RHZ_OK && n;
    return *found ? add_name(a, from, to, nodes, n, false) : st;
}

static rhz_status whole_names(struct naming *a)
{
    struct rhz_question *q = a->q;
    rhz_status st = RHZ_OK;

    for (size_t size = q->n_words < WINDOW ? q->n_words : WINDOW; size > 0; size--) {
        for (size_t from = 0; from + size <= q->n_words && st == RHZ_OK; from++) {
            size_t own, n = content(q, from, from + size, &own);
            bool found = false;
            if (n && (own || (n > 1 && !is_one_entry(q, from, from + size)) || (n == 1 && is_capital(q, from))) && is_free(q, from, from + size))
                st = whole_name(a, from, from + size, &found);
        }
    }
    return st;
}

/* ---- some words of a name ---- */

static size_t words_in(struct rhz_span folded)
{
    size_t n = folded.n > 0;

    for (size_t i = 0; i < folded.n; i++)
        n += folded.p[i] == ' ';
    return n;
}

/* Of the nodes that hold the words, those whose name has the fewest words beside them, and at most `most` in all. */
static rhz_status nearest(struct naming *a, uint32_t *nodes, size_t *n, size_t most)
{
    struct rhz_buf folded = {0};
    size_t best = SIZE_MAX, kept = 0;
    rhz_status st = RHZ_OK;

    for (size_t i = 0; i < *n && st == RHZ_OK; i++) {
        struct rhz_graph_node node;
        size_t words;
        rhz_arena_reset(a->scratch);
        if ((st = rhz_graph_node(&a->v->graph, nodes[i], a->scratch, &node, a->err)) != RHZ_OK)
            break;
        rhz_name_fold(node.name, &folded);
        words = words_in(rhz_buf_view(&folded));
        if (words > most)
            continue;
        words = node.kind == RHZ_EVENEMENT ? 4 : words; /* events have titles, all alike in length */
        if (words < best) {
            best = words;
            kept = 0;
        }
        if (words == best)
            nodes[kept++] = nodes[i];
    }
    rhz_buf_free(&folded);
    *n = kept < MEANT_MOST ? kept : MEANT_MOST;
    return st;
}

/* People are not meant by a part of what stands together: in "Odile Dupont", "Odile" is nobody else. */
static rhz_status drop_people(struct naming *a, uint32_t *nodes, size_t *n)
{
    size_t kept = 0;
    rhz_status st = RHZ_OK;

    for (size_t i = 0; i < *n && st == RHZ_OK; i++) {
        struct rhz_graph_node node;
        rhz_arena_reset(a->scratch);
        st = rhz_graph_node(&a->v->graph, nodes[i], a->scratch, &node, a->err);
        if (st == RHZ_OK && node.kind != RHZ_PERSONNE)
            nodes[kept++] = nodes[i];
    }
    *n = kept;
    return st;
}

static rhz_status some_words(struct naming *a, size_t from, size_t to, struct rhz_span typed, unsigned kind, bool part, bool approximate,
                             bool *found)
{
    /* One word among others, or one mended, is little: the name may hold one more; one word alone makes no title either. */
    size_t n, most = (part && to - from == 1) || approximate ? 2 * (to - from) : to - from == 1 && !kind ? TITLE : SIZE_MAX;
    uint32_t *nodes;
    rhz_status st = rhz_field_nodes(&a->v->graph, kind, typed, a->v->snapshot.arena, &nodes, &n, a->err);

    *found = false;
    if (st == RHZ_OK && part)
        st = drop_people(a, nodes, &n);
    if (st != RHZ_OK || !n || (st = nearest(a, nodes, &n, most)) != RHZ_OK || !n)
        return st;
    *found = true;
    return add_name(a, from, to, nodes, n, approximate);
}

/* The sort of event or body named just before: "webinaire sur l'IA", "ville de ...". */
static unsigned kind_before(const struct rhz_question *q, size_t from)
{
    size_t i = from;

    while (i > 0 && q->words[i - 1].stop && q->words[i - 1].name < 0 && !(q->words[i - 1].lexical && q->words[i - 1].lexical->kinds))
        i--;
    if (i == 0 || !q->words[i - 1].lexical || q->words[i - 1].name >= 0)
        return 0;
    return q->words[i - 1].lexical->says & RHZ_SAYS_EVENT ? RHZ_EVENEMENT
           : q->words[i - 1].lexical->kinds == 1u << RHZ_PROGRAMME ? RHZ_PROGRAMME : 0;
}

/* [from, to): some words; [from, end): the whole run they stand in. */
typedef rhz_status on_run(struct naming *a, size_t from, size_t to, size_t end, bool *found);

/* Runs of words left over, the longest first, small words allowed inside. */
static rhz_status each_run(struct naming *a, on_run *f)
{
    struct rhz_question *q = a->q;
    rhz_status st = RHZ_OK;

    for (size_t from = 0; from < q->n_words && st == RHZ_OK; from++) {
        size_t end = from, last = from;
        bool found = false;
        if (!may_begin(q, from))
            continue;
        for (; end < q->n_words && end - from < WINDOW && (may_begin(q, end) || (q->words[end].stop && q->words[end].name < 0)); end++)
            if (may_begin(q, end))
                last = end + 1;
        for (size_t to = last; to > from && !found && st == RHZ_OK; to--)
            if (may_begin(q, to - 1))
                st = f(a, from, to, last, &found);
    }
    return st;
}

static rhz_status run_of_words(struct naming *a, size_t from, size_t to, size_t end, bool *found)
{
    unsigned kind = kind_before(a->q, from);
    rhz_status st = RHZ_OK;

    bool part = to < end || (from > 0 && may_begin(a->q, from - 1));

    if (is_part(a->q, from, to)) /* "Grandes Vacances" is not Grandes Marées */
        return RHZ_OK;

    if (kind)
        st = some_words(a, from, to, text_of(a->q, from, to), kind, false, false, found);
    return st == RHZ_OK && !*found ? some_words(a, from, to, text_of(a->q, from, to), 0, part, false, found) : st;
}

/* ---- a letter or two astray ---- */

static unsigned distance(struct rhz_span a, struct rhz_span b, unsigned most)
{
    unsigned row[32], next[32];

    if (a.n >= 31 || b.n >= 31 || a.n > b.n + most || b.n > a.n + most)
        return most + 1;
    for (size_t j = 0; j <= b.n; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; i <= a.n; i++) {
        next[0] = (unsigned)i;
        for (size_t j = 1; j <= b.n; j++) {
            unsigned change = row[j - 1] + (a.p[i - 1] != b.p[j - 1]);
            unsigned drop = row[j] + 1, add = next[j - 1] + 1;
            next[j] = change < drop ? change : drop;
            next[j] = next[j] < add ? next[j] : add;
        }
        memcpy(row, next, sizeof row);
    }
    return row[b.n];
}

/* The word of names nearest to `word`, within a letter (two in a long one), its first letter kept. Empty: none. */
static rhz_status nearest_word(struct naming *a, struct rhz_span word, struct rhz_span *out)
{
    unsigned most = word.n >= 8 ? 2 : word.n >= 4 ? 1 : 0, best = most + 1;
    struct rhz_db_cursor *c = NULL;
    struct rhz_buf prefix = {0};
    struct rhz_span k, v;
    size_t head;
    rhz_status st;

    *out = rhz_span("", 0);
    if (!most || !a->v->graph.generation)
        return RHZ_OK;
    rhz_graph_key(&prefix, a->v->graph.generation, RHZ_GRAPH_WORD);
    head = prefix.n;
    rhz_buf_byte(&prefix, (unsigned char)word.p[0]);
    if (prefix.failed)
        return rhz_no_memory(a->err);
    if ((st = rhz_db_cursor_open(a->v->snapshot.txn, RHZ_DB_GRAPH, &c, a->err)) == RHZ_OK)
        st = rhz_db_seek(c, rhz_buf_view(&prefix), &k, &v, a->err);
    for (; st == RHZ_OK && k.n >= prefix.n && memcmp(k.p, prefix.p, prefix.n) == 0; st = rhz_db_next(c, &k, &v, a->err)) {
        unsigned d = distance(word, rhz_span(k.p + head, k.n - head), most);
        if (d < best) {
            best = d;
            *out = rhz_arena_copy(a->q->arena, rhz_span(k.p + head, k.n - head));
        }
    }
    rhz_db_cursor_close(c);
    rhz_buf_free(&prefix);
    return st == RHZ_NOT_FOUND ? RHZ_OK : st;
}

static rhz_status run_astray(struct naming *a, size_t from, size_t to, size_t end, bool *found)
{
    struct rhz_buf mended = {0};
    bool changed = false;
    rhz_status st = RHZ_OK;

    for (size_t i = from; i < to && st == RHZ_OK; i++) {
        struct rhz_span near = a->q->words[i].folded;
        if (may_begin(a->q, i))
            st = nearest_word(a, near, &near);
        if (!near.n) {
            rhz_buf_free(&mended);
            return st;
        }
        changed |= !rhz_span_eq(near, a->q->words[i].folded);
        rhz_buf_span(&mended, near);
        rhz_buf_byte(&mended, ' ');
    }
    if (st == RHZ_OK && changed)
        st = mended.failed ? rhz_no_memory(a->err) : some_words(a, from, to, rhz_span_trim(rhz_buf_view(&mended)), 0, to < end, true, found);
    rhz_buf_free(&mended);
    return st;
}

/* ---- assemblies ---- */

/* "AG 2022": the events called assembly whose name tells the year, else all of them. */
static rhz_status assemblies(struct naming *a)
{
    struct rhz_question *q = a->q;
    rhz_status st = RHZ_OK;

    for (size_t i = 0; i < q->n_words && st == RHZ_OK; i++) {
        size_t to = i;
        bool found = false;
        if (!q->words[i].lexical || !(q->words[i].lexical->says & RHZ_SAYS_ASSEMBLY) || q->words[i].group != i || q->words[i].name >= 0)
            continue;
        while (to < q->n_words && q->words[to].group == i && q->words[to].lexical == q->words[i].lexical)
            to++;
        for (size_t k = 0; k < q->n_words && !found && st == RHZ_OK; k++) {
            char text[64];
            if (!q->words[k].number || q->words[k].folded.n != 4 || q->words[k].name >= 0)
                continue;
            snprintf(text, sizeof text, "assemblee generale %.4s", q->words[k].folded.p);
            st = some_words(a, i, to, rhz_span_of(text), RHZ_EVENEMENT, false, false, &found);
        }
        if (st == RHZ_OK && !found)
            st = some_words(a, i, to, RHZ_SPAN("assemblee generale"), RHZ_EVENEMENT, false, false, &found);
    }
    return st;
}

/* ---- public ---- */

static void mark_agents(struct rhz_question *q)
{
    for (size_t k = 0; k < q->n_names; k++) {
        size_t i = q->names[k].from;
        while (i > 0 && q->words[i - 1].stop && !(q->words[i - 1].lexical && q->words[i - 1].lexical->says & (RHZ_SAYS_BY | RHZ_SAYS_WHO)))
            i--;
        q->names[k].by = i > 0 && q->words[i - 1].lexical && q->words[i - 1].lexical->says & RHZ_SAYS_BY;
    }
}

rhz_status rhz_question_names(struct rhz_question *q, struct rhz_view *v, bool approximate, struct rhz_error *err)
{
    struct naming a = {.q = q, .v = v, .scratch = rhz_arena_new(), .err = err};
    rhz_status st = a.scratch ? RHZ_OK : rhz_no_memory(err);

    q->n_names = 0;
    for (size_t i = 0; i < q->n_words; i++)
        q->words[i].name = -1;
    if (st == RHZ_OK)
        st = whole_names(&a);
    if (st == RHZ_OK)
        st = assemblies(&a);
    if (st == RHZ_OK && approximate)
        st = each_run(&a, run_astray);
    if (st == RHZ_OK)
        st = each_run(&a, run_of_words);
    mark_agents(q);
    rhz_arena_free(a.scratch);
    return st;
}
