/* ask.c -- a question in plain French: read, answered by the graph where it can be, else by the best passages.
 *
 * Ways of answering are tried in the order that what is asked suggests; the first that gives anything is the answer. Names
 * are looked up as written first, and only when nothing answers with a letter or two astray. What nothing answers goes to full-text
 * search, unless most of its words are unknown to the base: a question about nothing gets no answer.
 */
#include <stdio.h>
#include <stdlib.h>

#include "answers.h"

enum { DEADLINE_MS = 10000, PASSAGES = 5, BODIES = 60, MEMORY = 256 << 20 };

/* ---- answers ---- */

struct rhz_answer *rhz_answers_add(struct rhz_answers *a)
{
    if (!RHZ_PUSH(a->arena, a->v, a->n, a->cap))
        return NULL;
    a->v[a->n] = (struct rhz_answer){.unit = "", .nature = "", .detail = ""};
    return &a->v[a->n++];
}

void rhz_answers_say(struct rhz_answers *a, const char *format, ...)
{
    char text[512];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    rhz_buf_str(&a->hint, a->hint.n ? " " : "");
    rhz_buf_span(&a->hint, rhz_span(text, rhz_utf8_valid(rhz_span_of(text))));
}

rhz_status rhz_answer_prove(struct rhz_answers *a, struct rhz_answer *x, const struct rhz_evidence *v, size_t n, struct rhz_error *err)
{
    size_t room = RHZ_ANSWER_PROOFS > x->n_evidence ? RHZ_ANSWER_PROOFS - x->n_evidence : 0, kept = 0;
    struct rhz_evidence *all = rhz_arena_alloc(a->arena, (x->n_evidence + n + 1) * sizeof *all);

    if (!all)
        return rhz_no_memory(err);
    if (x->n_evidence)
        memcpy(all, x->evidence, x->n_evidence * sizeof *all);
    for (size_t i = 0; i < n && kept < room; i++) {
        bool known = false;
        for (size_t k = 0; k < x->n_evidence + kept && !known; k++)
            known = strcmp(all[k].document, v[i].document) == 0 && all[k].start == v[i].start && all[k].end == v[i].end;
        if (!known)
            all[x->n_evidence + kept++] = v[i];
    }
    x->evidence = all;
    x->n_evidence += kept;
    return RHZ_OK;
}

static bool copy_string(struct rhz_arena *arena, const char **s)
{
    return !*s || (*s = rhz_arena_str(arena, rhz_span_of(*s))) != NULL;
}

rhz_status rhz_answer_copy_proofs(struct rhz_answers *a, struct rhz_answer *x, const struct rhz_evidence *v, size_t n,
                                  struct rhz_error *err)
{
    for (size_t i = 0; i < n; i++) {
        struct rhz_evidence e = v[i];
        struct rhz_evidence_support *s = rhz_arena_alloc(a->arena, (e.n_supports + 1) * sizeof *s);
        rhz_status st;
        bool ok = s && copy_string(a->arena, &e.document) && copy_string(a->arena, &e.uri) && copy_string(a->arena, &e.title) &&
                  copy_string(a->arena, &e.date) && copy_string(a->arena, &e.rule) && copy_string(a->arena, &e.quote);
        for (size_t k = 0; ok && k < e.n_supports; k++) {
            s[k] = e.supports[k];
            ok = copy_string(a->arena, &s[k].end) && copy_string(a->arena, &s[k].why) && copy_string(a->arena, &s[k].quote);
        }
        e.supports = s;
        if (!ok)
            return rhz_no_memory(err);
        if ((st = rhz_answer_prove(a, x, &e, 1, err)) != RHZ_OK)
            return st;
    }
    return RHZ_OK;
}

/* ---- words of the question in roles ---- */

uint64_t rhz_filters_of(const struct rhz_question *q)
{
    uint64_t bits = 0;

    for (size_t i = 0; i < q->n_words; i++)
        if (rhz_question_is_filter(q, i))
            bits |= (uint64_t)1 << i;
    return bits;
}

void rhz_note_met(struct rhz_asking *a, size_t i, struct rhz_span folded)
{
    struct rhz_span copy;

    if (a->met_as[i].n || rhz_words_one_root(a->q->words[i].folded, folded))
        return;
    copy = rhz_arena_copy(a->q->arena, folded);
    if (copy.p)
        a->met_as[i] = copy;
}

rhz_status rhz_filters_in(struct rhz_asking *a, struct rhz_span text, uint64_t *bits, struct rhz_error *err)
{
    const struct rhz_question *q = a->q;
    uint64_t filters = rhz_filters_of(q);
    const struct rhz_token *tokens;
    struct rhz_buf folded = {0};
    size_t n;

    *bits = 0;
    if (!filters)
        return RHZ_OK;
    if (rhz_analyze(a->analyzer, text, &tokens, &n) != RHZ_OK)
        return rhz_no_memory(err);
    for (size_t i = 0; i < n; i++) {
        rhz_buf_reset(&folded);
        rhz_fold(tokens[i].lexeme->form, &folded);
        for (size_t k = 0; k < q->n_words; k++)
            if (filters >> k & 1 && rhz_question_word_like(q, k, rhz_buf_view(&folded))) {
                *bits |= (uint64_t)1 << k;
                rhz_note_met(a, k, rhz_buf_view(&folded));
            }
    }
    rhz_buf_free(&folded);
    return RHZ_OK;
}

/* ---- the association itself ---- */

/* Of the bodies most spoken of, the one with the most figures and links: whose documents these are. */
static rhz_status find_body(struct rhz_asking *a, struct rhz_error *err)
{
    struct rhz_numbers list;
    struct rhz_graph_node n;
    uint64_t best = 0;
    rhz_status st = rhz_graph_nodes_of_kind(&a->in.view.graph, RHZ_ORGANISATION, &list, err);

    a->body = RHZ_NONE;
    for (size_t i = 0; st == RHZ_OK && i < list.n && i < BODIES; i++) {
        uint64_t weight;
        rhz_arena_reset(a->in.scratch);
        if ((st = rhz_graph_node(&a->in.view.graph, rhz_numbers_at(&list, i), a->in.scratch, &n, err)) != RHZ_OK)
            return st;
        weight = 2 * (uint64_t)n.n_properties + n.n_edges;
        if (weight > best) {
            best = weight;
            a->body = rhz_numbers_at(&list, i);
        }
    }
    return st;
}

/* "l'association", or a relation that only a body has: the question is about ours. */
static rhz_status name_body(struct rhz_asking *a, struct rhz_error *err)
{
    const uint32_t ours = 1u << RHZ_ADMINISTRE | 1u << RHZ_ADHERE_A | 1u << RHZ_AUDITE | 1u << RHZ_AFFILIE_A | 1u << RHZ_SIEGE_DANS;
    struct rhz_question *q = a->q;
    struct rhz_question_name *name = &q->names[q->n_names];
    bool implied = !q->n_names && q->relations && !(q->relations & ~ours);

    if (a->body == RHZ_NONE || q->n_names == RHZ_QUESTION_NAMES || !(q->says & RHZ_SAYS_BODY || implied))
        return RHZ_OK;
    if (q->relations == 0 && (q->n_names || q->kinds != 1u << RHZ_PROGRAMME)) /* "nos programmes" */
        return RHZ_OK;
    for (size_t i = 0; i < q->n_names; i++)
        if (q->names[i].n && q->names[i].nodes[0] == a->body)
            return RHZ_OK;
    *name = (struct rhz_question_name){.given = true, .n = 1, .kinds = 1u << RHZ_ORGANISATION};
    name->nodes = rhz_arena_alloc(q->arena, sizeof *name->nodes);
    if (!name->nodes)
        return rhz_no_memory(err);
    name->nodes[0] = a->body;
    q->n_names++;
    if (!q->relations)
        q->side = -1;
    rhz_question_suppose(q);
    return RHZ_OK;
}

static void unname_body(struct rhz_question *q)
{
    if (q->n_names && q->names[q->n_names - 1].given)
        q->n_names--;
}

/* ---- ways of answering ---- */

static bool done(const struct rhz_asking *a)
{
    return a->out->n || a->out->outcome == RHZ_AMBIGUOUS;
}

static rhz_status by_amounts(struct rhz_asking *a, struct rhz_error *err)
{
    const struct rhz_question *q = a->q;
    bool named = false;
    rhz_status st = RHZ_OK;

    for (size_t i = 0; i < q->n_names; i++)
        named |= !q->names[i].given && q->names[i].nodes[0] != a->body;
    if (named || q->says & (RHZ_SAYS_MOST | RHZ_SAYS_LEAST))
        st = rhz_answer_by_links(a, err);
    if (st == RHZ_OK && !done(a))
        st = rhz_answer_by_figures(a, err);
    if (st == RHZ_OK && !done(a) && !named)
        st = rhz_answer_by_links(a, err);
    if (st == RHZ_OK && !done(a) && !named && !a->q->said_relations && !q->natures && !(q->says & RHZ_SAYS_HOW_MUCH)) {
        a->q->asked = RHZ_ASKED_ENTITY; /* "designers": a trade, as long as it stands in roles */
        rhz_question_suppose(a->q);
        st = rhz_answer_by_links(a, err);
        a->q->asked = done(a) ? RHZ_ASKED_ENTITY : RHZ_ASKED_AMOUNT;
    }
    return st;
}

/* "intéressement versé aux salariés": its first word is neither a name nor of the lexicon, so it may be a line of the accounts. */
static bool begins_with_label(const struct rhz_question *q)
{
    size_t i = 0;

    while (i < q->n_words && q->words[i].stop)
        i++;
    return i < q->n_words && rhz_question_is_left(q, i);
}

static rhz_status by_whatever(struct rhz_asking *a, struct rhz_error *err)
{
    struct rhz_question *q = a->q;
    rhz_status st = RHZ_OK;

    switch (q->asked) {
    case RHZ_ASKED_AMOUNT:
        return by_amounts(a, err);
    case RHZ_ASKED_LINK:
        return rhz_answer_by_common(a, err);
    case RHZ_ASKED_COUNT:
        st = rhz_answer_by_figures(a, err);
        if (st == RHZ_OK && !done(a))
            st = rhz_answer_by_counts(a, err);
        return st == RHZ_OK && !done(a) ? rhz_answer_by_links(a, err) : st;
    case RHZ_ASKED_WHEN:
        if (q->says & RHZ_SAYS_START || !q->relations || (q->n_names && q->names[0].kinds == 1u << RHZ_EVENEMENT))
            st = rhz_answer_by_dates(a, err);
        return st == RHZ_OK && !done(a) ? rhz_answer_by_links(a, err) : st;
    default:
        if (!(q->says & RHZ_SAYS_WHO) && q->asked == RHZ_ASKED_ENTITY && (begins_with_label(q) || (!q->said_relations && !q->kinds)))
            st = rhz_answer_by_figures(a, err);
        if (st == RHZ_OK && !done(a))
            st = rhz_answer_by_links(a, err);
        if (st == RHZ_OK && !done(a) && !(q->says & RHZ_SAYS_WHO) && q->asked == RHZ_ASKED_ENTITY) { /* "interventions 2023" */
            a->wide = true;
            st = rhz_answer_by_figures(a, err);
            a->wide = false;
        }
        return st;
    }
}

static rhz_status attempt(struct rhz_asking *a, bool approximate, struct rhz_error *err)
{
    struct rhz_question *q = a->q;
    rhz_status st = rhz_question_names(q, &a->in.view, approximate, err);

    if (st != RHZ_OK)
        return st;
    rhz_question_frame(q);
    if ((st = name_body(a, err)) != RHZ_OK)
        return st;
    a->met = 0;
    a->figures = false;
    a->ties = 0;
    memset(a->met_as, 0, sizeof a->met_as);
    st = by_whatever(a, err);
    if (st == RHZ_OK && !done(a) && q->n_names && q->names[q->n_names - 1].given) {
        unname_body(q);
        st = by_whatever(a, err);
    }
    rhz_buf_reset(&a->out->query);
    rhz_question_write(a, &a->out->query); /* as it was answered: words that no role holds are left out */
    return st;
}

/* ---- passages ---- */

/* Words that carry the question's subject, for full text. */
static void subject_words(const struct rhz_question *q, struct rhz_buf *b)
{
    for (size_t i = 0; i < q->n_words; i++) {
        const struct rhz_question_word *w = &q->words[i];
        bool empty = w->lexical && w->name < 0 && !w->lexical->relations && !w->lexical->kinds && !(w->lexical->says & RHZ_SAYS_FILTER);
        if (w->stop || empty)
            continue;
        rhz_buf_str(b, b->n ? " " : "");
        rhz_buf_span(b, rhz_span(q->text.p + w->start, w->end - w->start));
    }
}

static rhz_status by_passages(struct rhz_asking *a, struct rhz_error *err)
{
    struct rhz_search_options o = {.size = sizeof o, .limit = PASSAGES, .mode = RHZ_SEARCH_AUTO};
    struct rhz_answers *out = a->out;
    struct rhz_buf words = {0};
    rhz_status st = RHZ_OK;

    subject_words(a->q, &words);
    if (words.failed)
        st = rhz_no_memory(err);
    else if (words.n)
        st = rhz_search(a->base, words.p, words.n, &o, &out->passages, err);
    rhz_buf_free(&words);
    if (st == RHZ_INVALID || st == RHZ_LIMIT)
        st = RHZ_OK;
    if (st != RHZ_OK)
        return st;
    if (out->passages && rhz_hits_count(out->passages) && rhz_hits_get(out->passages, 0)->n_missing == 0) {
        out->outcome = RHZ_PASSAGES_ONLY;
        rhz_answers_say(out, "Le graphe ne répond pas à cette question ; voici les passages qui en parlent le mieux.");
        return RHZ_OK;
    }
    rhz_hits_free(out->passages);
    out->passages = NULL;
    out->outcome = RHZ_NO_ANSWER;
    rhz_answers_say(out, "Rien dans la base ne répond à cette question.");
    return RHZ_OK;
}

/* ---- which proof first ---- */

struct ranked {
    struct rhz_evidence proof;
    unsigned said;  /* words of the question that its quote says */
    size_t place;
};

static int by_said(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->said != y->said)
        return x->said > y->said ? -1 : 1;
    return x->place < y->place ? -1 : 1;
}

static rhz_status words_said(struct rhz_asking *a, const char *quote, unsigned *n, struct rhz_error *err)
{
    const struct rhz_question *q = a->q;
    const struct rhz_token *tokens;
    struct rhz_buf folded = {0};
    uint64_t said = 0;
    size_t count;

    if (rhz_analyze(a->analyzer, rhz_span_of(quote), &tokens, &count) != RHZ_OK)
        return rhz_no_memory(err);
    for (size_t i = 0; i < count; i++) {
        rhz_buf_reset(&folded);
        rhz_fold(tokens[i].lexeme->form, &folded);
        for (size_t k = 0; k < q->n_words; k++)
            if (!q->words[k].stop && rhz_question_word_like(q, k, rhz_buf_view(&folded)))
                said |= (uint64_t)1 << k;
    }
    rhz_buf_free(&folded);
    *n = (unsigned)__builtin_popcountll(said);
    return RHZ_OK;
}

/* The proof that says most of the question's words comes first; otherwise they stay as the graph orders them. */
static rhz_status order_proofs(struct rhz_asking *a, struct rhz_answer *x, struct rhz_error *err)
{
    struct ranked *v = rhz_arena_alloc(a->q->arena, (x->n_evidence + 1) * sizeof *v);
    struct rhz_evidence *sorted = rhz_arena_alloc(a->out->arena, (x->n_evidence + 1) * sizeof *sorted);

    if (!v || !sorted)
        return rhz_no_memory(err);
    for (size_t i = 0; i < x->n_evidence; i++) {
        v[i] = (struct ranked){.proof = x->evidence[i], .place = i};
        if (words_said(a, x->evidence[i].quote, &v[i].said, err) != RHZ_OK)
            return RHZ_NO_MEMORY;
    }
    if (x->n_evidence)
        qsort(v, x->n_evidence, sizeof *v, by_said);
    for (size_t i = 0; i < x->n_evidence; i++)
        sorted[i] = v[i].proof;
    x->evidence = sorted;
    return RHZ_OK;
}

/* ---- what was understood only in part ---- */

static void say_left(struct rhz_asking *a)
{
    struct rhz_question *q = a->q;

    for (size_t k = 0; k < q->n_names; k++) {
        const struct rhz_question_name *name = &q->names[k];
        struct rhz_graph_node n;
        if (!name->approximate || rhz_graph_node(&a->in.view.graph, name->nodes[0], q->arena, &n, NULL) != RHZ_OK)
            continue;
        rhz_answers_say(a->out, "« %.*s » a été compris comme %.*s.", (int)(q->words[name->to - 1].end - q->words[name->from].start),
                        q->text.p + q->words[name->from].start, (int)n.name.n, n.name.p);
    }
}

/* ---- public ---- */

static rhz_status answer(struct rhz_asking *a, struct rhz_error *err)
{
    struct rhz_question *q = a->q;
    rhz_status st;

    if ((st = rhz_question_read(q, a->analyzer, err)) != RHZ_OK || (st = find_body(a, err)) != RHZ_OK)
        return st;
    st = attempt(a, false, err);
    if (st == RHZ_OK && !done(a)) {
        unname_body(q);
        st = attempt(a, true, err);
    }
    if (st != RHZ_OK)
        return st;
    say_left(a);
    for (size_t i = 0; i < a->out->n && st == RHZ_OK; i++)
        st = order_proofs(a, &a->out->v[i], err);
    if (st != RHZ_OK)
        return st;
    if (a->out->n)
        a->out->outcome = RHZ_ANSWERED;
    return done(a) ? RHZ_OK : by_passages(a, err);
}

rhz_status rhz_ask(struct rhz_base *b, const char *question, size_t n, struct rhz_answers **out, struct rhz_error *err)
{
    struct rhz_question *q = calloc(1, sizeof *q);
    struct rhz_asking a = {.base = b, .q = q, .out = calloc(1, sizeof *a.out), .deadline = rhz_now_us() + 1000ull * DEADLINE_MS};
    rhz_status st;

    *out = NULL;
    if (q)
        q->arena = rhz_arena_new();
    if (a.out)
        a.out->arena = rhz_arena_new();
    a.analyzer = rhz_base_take_analyzer(b);
    if (!q || !q->arena || !a.out || !a.out->arena || !a.analyzer) {
        st = rhz_no_memory(err);
    } else {
        rhz_arena_limit(q->arena, MEMORY);
        q->text = rhz_span(question, n);
        st = rhz_link_reader_open(b, a.out->arena, &a.in, err);
        if (st == RHZ_OK)
            st = answer(&a, err);
    }
    rhz_link_reader_close(&a.in);
    rhz_base_give_analyzer(b, a.analyzer);
    if (q)
        rhz_arena_free(q->arena);
    free(q);
    if (st == RHZ_OK && (a.out->query.failed || a.out->hint.failed))
        st = rhz_no_memory(err);
    if (st == RHZ_OK)
        *out = a.out;
    else
        rhz_answers_free(a.out);
    return st;
}

enum rhz_outcome rhz_answers_outcome(const struct rhz_answers *a)
{
    return a->outcome;
}

size_t rhz_answers_count(const struct rhz_answers *a)
{
    return a->n;
}

const struct rhz_answer *rhz_answers_get(const struct rhz_answers *a, size_t i)
{
    return i < a->n ? &a->v[i] : NULL;
}

static const char *text_of(const struct rhz_buf *b)
{
    struct rhz_buf *terminated = (struct rhz_buf *)b;

    rhz_buf_byte(terminated, 0);
    if (!terminated->failed)
        terminated->n--;
    return terminated->p ? terminated->p : "";
}

const char *rhz_answers_query(const struct rhz_answers *a)
{
    return text_of(&a->query);
}

const char *rhz_answers_hint(const struct rhz_answers *a)
{
    return text_of(&a->hint);
}

const struct rhz_entities *rhz_answers_candidates(const struct rhz_answers *a)
{
    return a->candidates;
}

const struct rhz_hits *rhz_answers_passages(const struct rhz_answers *a)
{
    return a->passages;
}

void rhz_answers_free(struct rhz_answers *a)
{
    if (!a)
        return;
    rhz_entities_free(a->candidates);
    rhz_hits_free(a->passages);
    rhz_buf_free(&a->query);
    rhz_buf_free(&a->hint);
    rhz_arena_free(a->arena);
    free(a);
}
