/* test_search.c -- searches against a naive scan: the same passages, the same counts, the same scores.
 *
 * Documents are drawn from a small French vocabulary, over several segments, some of them dead. The scan analyses every
 * passage again and evaluates the plan of the query word by word, with nothing of the index.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "guard.h"
#include "base_maker.h"
#include "field_filter.h"
#include "collect.h"
#include "random.h"
#include "rank.h"
#include "rhizome.h"

/* ---- the corpus ---- */

static const char *const words[] = {
    "subvention", "subventions", "Subventions", "SUBVENTION", "commune", "communes", "élève", "élèves", "eleve",
    "trésorière", "trésorier", "TRESORIERE", "budget", "budgets", "l'avocat", "l’avocate", "avocats", "marché", "marche",
    "marcher", "adhérent·e·s", "adhérent(e)s", "adhérente", "conseil", "conseils", "d'administration", "administrateur",
    "de", "la", "le", "et", "à", "de", "la", "chantait", "chanter", "chante", "chantent", "chantons", "chantez",
    "chantaient", "chantera", "chanterons", "chanté", "fréquence", "fréquent", "2019", "70 000", "porte-parole", "œuvre",
    "pêche", "péché", "aujourd'hui", "forêt", "foret", "où", "vélo", "vélos", "Nantes", "ville",
};
/* Conjugated forms stay out of titles: beyond the seventh form of a term, a set does not tell which one it is. */
static const char *const title_words[] = {"Rapport", "budget", "subventions", "communes", "de", "la", "Élèves", "marché",
                                          "trésorière", "conseil", "vélos", "fréquences"};

#define COUNT(a) (uint32_t)(sizeof(a) / sizeof *(a))

struct source {
    char uri[32], *title;
    uint32_t date;
    char *headings[6], *paragraphs[6];
    uint32_t n;
};

static char *sentence(uint64_t *seed, const char *const *from, uint32_t n_from, uint32_t n)
{
    struct rhz_buf b = {0};

    for (uint32_t i = 0; i < n; i++) {
        /* The square makes the first words frequent. */
        uint32_t a = random_below(seed, n_from), c = random_below(seed, n_from);

        rhz_buf_printf(&b, "%s%s", i ? " " : "", from[a < c ? a : c]);
        if (random_below(seed, 12) == 0)
            rhz_buf_str(&b, ".");
    }
    rhz_buf_byte(&b, 0);
    return b.p;
}

static struct source *make_sources(uint64_t seed, uint32_t n)
{
    struct source *s = calloc(n, sizeof *s);

    for (uint32_t i = 0; i < n; i++) {
        snprintf(s[i].uri, sizeof s[i].uri, "essai/%u.txt", (unsigned)(i * 7919 % 10007));
        s[i].title = sentence(&seed, title_words, COUNT(title_words), 1 + random_below(&seed, 4));
        s[i].n = 1 + random_below(&seed, 6);
        s[i].date = (2018 + i % 7) * 10000 + 600;
        for (uint32_t j = 0; j < s[i].n; j++) {
            uint32_t n_words = random_below(&seed, 5) ? 3 + random_below(&seed, 40) : 1;

            s[i].headings[j] = random_below(&seed, 3) ? NULL
                               : sentence(&seed, title_words, COUNT(title_words), 1 + random_below(&seed, 3));
            s[i].paragraphs[j] = sentence(&seed, words, COUNT(words), n_words);
        }
    }
    return s;
}

static void free_sources(struct source *s, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        free(s[i].title);
        for (uint32_t j = 0; j < s[i].n; j++) {
            free(s[i].headings[j]);
            free(s[i].paragraphs[j]);
        }
    }
    free(s);
}

/* Index sources[order[i]], some documents to a segment; `dead` every so many documents (0: none). */
static void index_sources(struct base_maker *m, struct source *s, const uint32_t *order, uint32_t n, uint32_t per_segment,
                          uint32_t dead)
{
    maker_begin(m);
    for (uint32_t i = 0; i < n; i++) {
        struct source *x = &s[order[i]];
        struct made_document d = {x->uri, x->title, (const char *const *)x->headings, (const char *const *)x->paragraphs,
                                  x->n};

        if (i % per_segment == 0)
            maker_segment(m);
        m->date = x->date;
        maker_add(m, &d);
        if (i % per_segment == per_segment - 1 || i + 1 == n)
            maker_segment_end(m);
    }
    for (uint32_t i = 0; dead && i < n; i++)
        if (i % dead == 3)
            maker_kill(m, i + 1);
    maker_publish(m);
}

/* ---- the naive scan ---- */

struct naive_token {
    uint32_t position, count; /* count: occurrences in a context */
    char term[64], form[64];  /* form: folded */
};

struct naive_passage {
    uint32_t source, ordinal;
    uint64_t id;
    bool dead;
    struct naive_token *text, *context;
    size_t n_text, n_context;
    uint32_t text_words, context_words;
};

struct naive {
    const struct source *sources;
    struct rhz_analyzer *analyzer;
    struct naive_passage *v;
    size_t n;
    double average_text, average_context;
};

static void copy_fold(char out[64], struct rhz_span s, bool fold)
{
    struct rhz_buf b = {0};

    if (fold)
        rhz_fold(s, &b);
    else
        rhz_buf_span(&b, s);
    snprintf(out, 64, "%.*s", (int)b.n, b.p);
    rhz_buf_free(&b);
}

static size_t naive_tokens(struct naive *x, const char *text, bool stop, struct naive_token **out, size_t n)
{
    const struct rhz_token *tokens;
    size_t k;

    assert_int_equal(rhz_analyze(x->analyzer, rhz_span_of(text), &tokens, &k), RHZ_OK);
    *out = realloc(*out, (n + k + 1) * sizeof **out);
    for (size_t i = 0; i < k; i++) {
        struct naive_token *t = &(*out)[n];

        if (!stop && (tokens[i].lexeme->flags & RHZ_LEXEME_STOP))
            continue;
        t->position = tokens[i].position;
        t->count = 1;
        copy_fold(t->term, tokens[i].lexeme->term, false);
        copy_fold(t->form, tokens[i].lexeme->form, true);
        for (size_t j = i; j-- > 0 && tokens[j].position == t->position;)
            if (rhz_span_eq(tokens[j].lexeme->term, tokens[i].lexeme->term))
                t->count = 0;
        n++;
    }
    return n;
}

static bool same_line(const struct naive_token *a, const struct naive_token *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(a[i].term, b[i].term) != 0 || strcmp(a[i].form, b[i].form) != 0)
            return false;
    return true;
}

static void naive_add(struct naive *x, const struct source *s, uint32_t source, uint32_t ordinal, bool dead)
{
    struct naive_passage *p = &x->v[x->n++];
    size_t title;

    *p = (struct naive_passage){source, ordinal, rhz_document_id(rhz_span_of(s->uri)), dead, NULL, NULL, 0, 0, 0, 0};
    p->n_text = naive_tokens(x, s->paragraphs[ordinal], true, &p->text, 0);
    for (size_t i = 0; i < p->n_text; i++)
        p->text_words += i == 0 || p->text[i].position != p->text[i - 1].position;
    p->n_context = title = naive_tokens(x, s->title, false, &p->context, 0);
    if (s->headings[ordinal]) {
        p->n_context = naive_tokens(x, s->headings[ordinal], false, &p->context, title);
        if (p->n_context == 2 * title && same_line(p->context, p->context + title, title))
            p->n_context = title;
    }
    for (size_t i = 0; i < p->n_context; i++)
        p->context_words += p->context[i].count;
    x->average_text += p->text_words;
    x->average_context += p->context_words;
}

static void naive_make(struct naive *x, const struct source *s, uint32_t n, uint32_t dead)
{
    *x = (struct naive){.sources = s, .analyzer = rhz_analyzer_new(), .v = calloc((size_t)n * 6, sizeof *x->v)};
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < s[i].n; j++)
            naive_add(x, &s[i], i, j, dead && i % dead == 3);
    x->average_text /= (double)x->n;
    x->average_context /= (double)x->n;
}

static void naive_free(struct naive *x)
{
    for (size_t i = 0; i < x->n; i++) {
        free(x->v[i].text);
        free(x->v[i].context);
    }
    free(x->v);
    rhz_analyzer_free(x->analyzer);
}

static bool is(const char *s, struct rhz_span t)
{
    return strlen(s) == t.n && memcmp(s, t.p, t.n) == 0;
}

static bool begins(const char *s, struct rhz_span t)
{
    return strlen(s) >= t.n && memcmp(s, t.p, t.n) == 0;
}

/* Distance by the whole table; all letters here are ASCII once folded. */
static bool is_near(const char *form, struct rhz_span word)
{
    unsigned d[64][64], slack = rhz_fuzzy_slack(word);
    size_t n = strlen(form), m = word.n;

    for (size_t i = 0; i <= n; i++)
        for (size_t j = 0; j <= m; j++) {
            unsigned best = i && j ? d[i - 1][j - 1] + (form[i - 1] != word.p[j - 1]) : (unsigned)(i + j);

            if (i && j && d[i - 1][j] + 1 < best)
                best = d[i - 1][j] + 1;
            if (i && j && d[i][j - 1] + 1 < best)
                best = d[i][j - 1] + 1;
            if (i > 1 && j > 1 && form[i - 1] == word.p[j - 2] && form[i - 2] == word.p[j - 1] && d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    return form[0] == word.p[0] && d[n][m] <= slack;
}

static bool form_meant(const struct naive_token *t, const struct rhz_leaf *leaf, const struct rhz_slot *slot)
{
    if (leaf->kind == RHZ_LEAF_PREFIX)
        return begins(t->form, leaf->prefix);
    if (leaf->kind == RHZ_LEAF_FUZZY)
        return is_near(t->form, leaf->prefix);
    for (size_t r = 0; r < slot->n_readings; r++)
        if (is(t->form, slot->readings[r].form))
            return true;
    return false;
}

static bool term_meant(const struct naive_token *t, const struct rhz_slot *slot)
{
    for (size_t r = 0; r < slot->n_readings; r++)
        if (is(t->term, slot->readings[r].term))
            return true;
    return false;
}

struct found {
    uint32_t frequency, context;
    bool exact;
};

static bool first_at_position(const struct naive_token *t, size_t i, const struct rhz_leaf *leaf, bool by_form)
{
    for (size_t j = i; j-- > 0 && t[j].position == t[i].position;)
        if (strcmp(t[j].term, t[i].term) == 0 && (!by_form || form_meant(&t[j], leaf, leaf->slots)))
            return false;
    return true;
}

static struct found find_word(const struct naive_passage *p, const struct rhz_leaf *leaf)
{
    struct found f = {0};

    for (size_t i = 0; i < p->n_text; i++)
        if (term_meant(&p->text[i], leaf->slots)) {
            f.frequency += first_at_position(p->text, i, leaf, false);
            f.exact |= form_meant(&p->text[i], leaf, leaf->slots);
        }
    for (size_t i = 0; i < p->n_context; i++) {
        uint32_t sum = 0;

        if (!term_meant(&p->context[i], leaf->slots))
            continue;
        f.exact |= form_meant(&p->context[i], leaf, leaf->slots);
        for (size_t j = 0; j < p->n_context; j++)
            sum += strcmp(p->context[i].term, p->context[j].term) == 0 ? p->context[j].count : 0;
        f.context = sum > f.context ? sum : f.context;
    }
    return f;
}

static bool text_has(const struct naive_passage *p, const char *term, const struct rhz_leaf *leaf)
{
    for (size_t i = 0; i < p->n_text; i++)
        if (strcmp(p->text[i].term, term) == 0 && (!leaf || form_meant(&p->text[i], leaf, NULL)))
            return true;
    return false;
}

static struct found find_prefix(const struct naive_passage *p, const struct rhz_leaf *leaf)
{
    struct found f = {0};

    for (size_t i = 0; i < p->n_text; i++)
        if (form_meant(&p->text[i], leaf, NULL))
            f.frequency += first_at_position(p->text, i, leaf, true);
    for (size_t i = 0; i < p->n_context; i++) {
        const char *term = p->context[i].term;
        bool meant = text_has(p, term, leaf);
        uint32_t sum = 0;

        for (size_t j = 0; j < p->n_context; j++)
            if (strcmp(p->context[j].term, term) == 0) {
                sum += p->context[j].count;
                meant |= !text_has(p, term, NULL) && form_meant(&p->context[j], leaf, NULL);
            }
        if (meant && sum > f.context)
            f.context = sum;
    }
    f.exact = f.frequency != 0;
    return f;
}

static bool slot_at(const struct naive_passage *p, uint32_t position, const struct rhz_leaf *leaf,
                    const struct rhz_slot *slot)
{
    for (size_t i = 0; i < p->n_text; i++)
        if (p->text[i].position == position && term_meant(&p->text[i], slot) &&
            (leaf->kind == RHZ_LEAF_STEMS || form_meant(&p->text[i], leaf, slot)))
            return true;
    return false;
}

static struct found find_phrase(const struct naive_passage *p, const struct rhz_leaf *leaf)
{
    struct found f = {.exact = true};
    uint32_t last = p->n_text ? p->text[p->n_text - 1].position : 0;

    for (uint32_t at = 0; p->n_text && at <= last; at++) {
        bool all = true;

        for (size_t s = 0; s < leaf->n_slots && all; s++)
            all = slot_at(p, at + leaf->slots[s].offset, leaf, &leaf->slots[s]);
        f.frequency += all;
    }
    return f;
}

/* Can slots [s, n) stand at places of [from, to] that are not in `taken`? Every way is tried. */
static bool slots_fit(const struct naive_passage *p, const struct rhz_leaf *leaf, size_t s, uint32_t from, uint32_t to,
                      uint64_t taken)
{
    if (s == leaf->n_slots)
        return true;
    for (uint32_t at = from; at <= to; at++)
        if (!(taken >> (at - from) & 1) && slot_at(p, at, leaf, &leaf->slots[s]) &&
            slots_fit(p, leaf, s + 1, from, to, taken | UINT64_C(1) << (at - from)))
            return true;
    return false;
}

/* Matches that share no stretch of text, as many as there can be: each ends as early as it may. */
static struct found find_near(const struct naive_passage *p, const struct rhz_leaf *leaf)
{
    struct found f = {.exact = true};
    uint32_t n = p->n_text ? p->text[p->n_text - 1].position + 1 : 0, from = 0;

    for (uint32_t to = 0; to < n; to++) {
        uint32_t first = to > leaf->distance ? to - leaf->distance : 0;

        if (slots_fit(p, leaf, 0, first > from ? first : from, to, 0)) {
            f.frequency++;
            from = to + 1;
        }
    }
    return f;
}

static bool title_holds(struct naive *x, const struct source *s, const struct rhz_leaf *leaf)
{
    struct naive_token *title = NULL;
    size_t n = naive_tokens(x, s->title, true, &title, 0), slot, i;

    for (slot = 0; slot < leaf->n_slots; slot++) {
        for (i = 0; i < n && !term_meant(&title[i], &leaf->slots[slot]); i++)
            ;
        if (i == n)
            break;
    }
    free(title);
    return slot == leaf->n_slots;
}

static struct found find_field(struct naive *x, const struct naive_passage *p, const struct rhz_leaf *leaf)
{
    const struct source *s = &x->sources[p->source];
    uint32_t from, to;
    char value[64];
    bool yes;

    snprintf(value, sizeof value, "%.*s", (int)leaf->typed.n, leaf->typed.p);
    if (leaf->field == RHZ_FIELD_TITLE)
        yes = title_holds(x, s, leaf);
    else if (leaf->field == RHZ_FIELD_YEAR)
        yes = rhz_field_years(leaf->typed, &from, &to) && s->date / 10000 >= from && s->date / 10000 <= to;
    else if (leaf->field == RHZ_FIELD_DOCUMENT)
        yes = strcasestr(s->uri, value) != NULL;
    else
        yes = leaf->field == RHZ_FIELD_TYPE && strncmp("autre", value, strlen(value)) == 0;
    return (struct found){.frequency = yes};
}

static struct found find_leaf(struct naive *x, const struct naive_passage *p, const struct rhz_leaf *leaf)
{
    return leaf->kind == RHZ_LEAF_WORD    ? find_word(p, leaf)
           : leaf->kind == RHZ_LEAF_FIELD ? find_field(x, p, leaf)
           : leaf->kind == RHZ_LEAF_NEAR  ? find_near(p, leaf)
           : leaf->kind == RHZ_LEAF_PREFIX || leaf->kind == RHZ_LEAF_FUZZY ? find_prefix(p, leaf)
                                                                           : find_phrase(p, leaf);
}

static bool holds(const struct rhz_clause *c, const bool *present)
{
    if (c->kind == RHZ_CLAUSE_LEAF)
        return present[c->leaf];
    if (c->kind == RHZ_CLAUSE_EXCEPT) {
        for (const struct rhz_clause *x = c->first->next; x; x = x->next)
            if (holds(x, present))
                return false;
        return holds(c->first, present);
    }
    for (const struct rhz_clause *x = c->first; x; x = x->next)
        if (holds(x, present) == (c->kind == RHZ_CLAUSE_OR))
            return c->kind == RHZ_CLAUSE_OR;
    return c->kind == RHZ_CLAUSE_AND;
}

struct answer {
    uint32_t level, passage; /* index in naive */
    double score;
    uint64_t id;
    uint32_t ordinal, missing, elsewhere;
};

static int by_answer(const void *a, const void *b)
{
    const struct answer *p = a, *q = b;

    if (p->level != q->level)
        return p->level < q->level ? -1 : 1;
    if (p->score != q->score)
        return p->score > q->score ? -1 : 1;
    if (p->id != q->id)
        return p->id < q->id ? -1 : 1;
    return (p->ordinal > q->ordinal) - (p->ordinal < q->ordinal);
}

/* Positions of a word leaf; the caller frees. */
static size_t positions_of(const struct naive_passage *p, const struct rhz_leaf *leaf, uint32_t **out)
{
    size_t n = 0;

    *out = calloc(p->n_text + 1, sizeof **out);
    for (size_t i = 0; leaf->scored && leaf->kind == RHZ_LEAF_WORD && i < p->n_text; i++)
        if (term_meant(&p->text[i], leaf->slots))
            (*out)[n++] = p->text[i].position;
    return n;
}

static double naive_proximity(const struct naive_passage *p, const struct rhz_plan *plan, const float *weights)
{
    uint32_t *last = NULL, *now, last_leaf = 0;
    size_t n_last = 0, n;
    double sum = 0;

    for (uint32_t l = 0; l < plan->n_leaves; l++) {
        int64_t least = INT64_MAX, wanted = (int64_t)plan->leaves[l].position - plan->leaves[last_leaf].position;

        n = positions_of(p, &plan->leaves[l], &now);
        if (!n) {
            free(now);
            continue;
        }
        for (size_t i = 0; i < n_last; i++)
            for (size_t j = 0; j < n; j++) {
                int64_t d = llabs((int64_t)now[j] - last[i] - wanted);

                least = d < least ? d : least;
            }
        if (n_last)
            sum += (double)rhz_rank_defaults.proximity * fminf(weights[l], weights[last_leaf]) / (1 + (double)least);
        free(last);
        last = now;
        n_last = n;
        last_leaf = l;
    }
    free(last);
    return sum;
}

/* Weight of the different words in the window that holds most. */
static double naive_window(const struct naive_passage *p, const struct rhz_plan *plan, const float *weights)
{
    double best = 0;

    for (uint32_t from = 0; p->n_text && from <= p->text[p->n_text - 1].position; from++) {
        double sum = 0;

        for (uint32_t l = 0; l < plan->n_leaves; l++) {
            uint32_t *at;
            size_t n = positions_of(p, &plan->leaves[l], &at), i;

            for (i = 0; i < n && (at[i] < from || at[i] - from >= RHZ_WINDOW_WORDS); i++)
                ;
            sum += i < n ? (double)weights[l] : 0;
            free(at);
        }
        best = sum > best ? sum : best;
    }
    return (double)rhz_rank_defaults.window * best;
}

/* Words that the document holds elsewhere. */
static double naive_elsewhere(const struct rhz_plan *plan, const float *weights, const struct found *here, const bool *around)
{
    double sum = 0;
    size_t n_words = 0;

    for (size_t l = 0; l < plan->n_leaves; l++) {
        if (!plan->leaves[l].scored || plan->leaves[l].kind == RHZ_LEAF_FIELD)
            continue;
        n_words++;
        sum += around[l] && !here[l].frequency && !here[l].context ? (double)weights[l] : 0;
    }
    return n_words < 2 ? 0 : (double)rhz_rank_defaults.elsewhere * sum;
}

struct evaluation {
    struct answer *v;
    size_t n;
    uint64_t total, total_here;
};

/* Per source, one flag a leaf: the document holds it somewhere. */
static bool *find_around(const struct naive *x, const struct found *found, size_t n_leaves)
{
    uint32_t n_sources = x->n ? x->v[x->n - 1].source + 1 : 0;
    bool *around = calloc(n_sources * n_leaves + 1, sizeof *around);

    for (size_t i = 0; i < x->n; i++)
        for (size_t l = 0; l < n_leaves; l++)
            around[x->v[i].source * n_leaves + l] |= found[i * n_leaves + l].frequency || found[i * n_leaves + l].context;
    return around;
}

static bool has_word_leaves(const struct rhz_plan *plan)
{
    size_t n = 0;

    for (size_t i = 0; i < plan->n_leaves; i++)
        n += plan->leaves[i].scored && plan->leaves[i].kind == RHZ_LEAF_WORD;
    return n > 1;
}

static uint64_t find_everywhere(struct naive *x, const struct rhz_plan *plan, size_t l, struct found *found)
{
    uint64_t df = 0;

    for (size_t i = 0; i < x->n; i++) {
        struct found *f = &found[i * plan->n_leaves + l];

        *f = find_leaf(x, &x->v[i], &plan->leaves[l]);
        df += f->frequency || f->context;
    }
    return df;
}

static struct evaluation evaluate(struct naive *x, struct rhz_plan *plan, enum rhz_search_mode mode)
{
    struct evaluation e = {calloc(x->n + 1, sizeof *e.v), 0, 0, 0};
    bool *around;
    struct found *found = calloc(x->n * plan->n_leaves + 1, sizeof *found);
    uint64_t df[RHZ_PLAN_LEAVES] = {0};
    float weights[RHZ_PLAN_LEAVES], half = 0;
    struct rhz_scorer scorer;
    bool relaxable = plan->n_soft > 1 || (plan->n_soft && plan->anchored);

    for (size_t l = 0; l < plan->n_leaves; l++) {
        df[l] = find_everywhere(x, plan, l, found);
        for (unsigned slack = 1; slack <= 2 && !df[l] && mode == RHZ_SEARCH_ANY && plan->leaves[l].bare; slack++)
            if (rhz_leaf_guess(&plan->leaves[l], slack))
                df[l] = find_everywhere(x, plan, l, found);
    }
    around = find_around(x, found, plan->n_leaves);
    rhz_scorer_init(&scorer, &rhz_rank_defaults, x->average_text, x->average_context);
    for (size_t l = 0; l < plan->n_leaves; l++)
        weights[l] = rhz_leaf_weight(&rhz_rank_defaults, x->n, df[l], plan->leaves[l].times) *
                     rhz_leaf_share(&rhz_rank_defaults, &plan->leaves[l]);
    for (size_t i = 0; i < plan->n_soft; i++)
        half += df[plan->soft[i]] ? weights[plan->soft[i]] / 2 : 0;
    for (int pass = 0; pass < 2; pass++) {
        bool weak = pass == 1;

        e.n = 0;
        e.total = e.total_here = 0;
        for (size_t i = 0; i < x->n; i++) {
            const struct naive_passage *p = &x->v[i];
            struct answer a = {0, (uint32_t)i, 0, p->id, p->ordinal, 0, 0};
            bool present[RHZ_PLAN_LEAVES];
            size_t n_present = 0, n_around = 0;
            float weight = 0;

            for (size_t l = 0; l < plan->n_leaves; l++) {
                const struct found *f = &found[i * plan->n_leaves + l];

                present[l] = f->frequency || f->context;
                if (present[l] && plan->leaves[l].scored)
                    a.score += (double)rhz_score(&scorer, weights[l], f->frequency, f->context,
                                                 rhz_length_code(p->text_words), rhz_length_code(p->context_words),
                                                 f->exact);
            }
            for (size_t s = 0; s < plan->n_soft; s++) {
                n_around += around[p->source * plan->n_leaves + plan->soft[s]];
                if (present[plan->soft[s]]) {
                    n_present++;
                    weight += weights[plan->soft[s]];
                }
            }
            a.missing = (uint32_t)(plan->n_soft - n_around);
            a.elsewhere = (uint32_t)(n_around - n_present);
            if (p->dead || (plan->required && !holds(plan->required, present)) ||
                (plan->excluded && holds(plan->excluded, present)))
                continue;
            if (n_present < plan->n_soft && !n_present && !plan->anchored)
                continue;
            e.total += n_around == plan->n_soft;
            e.total_here += n_present == plan->n_soft;
            if (n_present < plan->n_soft && mode != RHZ_SEARCH_ANY) {
                a.level = n_around == plan->n_soft ? 1 : n_around + 1 == plan->n_soft ? 2 : 3;
                if (a.level > 1 && (mode == RHZ_SEARCH_ALL || !weak))
                    continue;
                if (a.level == 3 && (!n_present || weight < half * 0.99999f))
                    continue;
            }
            e.v[e.n++] = a;
        }
        if (mode != RHZ_SEARCH_AUTO || !relaxable || e.total >= 10)
            break;
    }
    if (e.n <= 128 && has_word_leaves(plan)) /* else the best 128 alone are brought forward: see the test */
        for (size_t i = 0; i < e.n; i++)
            e.v[i].score += naive_proximity(&x->v[e.v[i].passage], plan, weights) +
                            naive_window(&x->v[e.v[i].passage], plan, weights);
    for (size_t i = 0; i < e.n && e.n <= 128; i++)
        e.v[i].score += naive_elsewhere(plan, weights, &found[e.v[i].passage * plan->n_leaves],
                                        &around[x->v[e.v[i].passage].source * plan->n_leaves]);
    qsort(e.v, e.n, sizeof *e.v, by_answer);
    free(found);
    free(around);
    return e;
}

/* ---- comparing ---- */

static void random_word(uint64_t *seed, struct rhz_buf *q)
{
    static const char *const other[] = {"inconnu", "eleves", "TRÉSORIER", "adherents", "chanter", "conseil", "la", "vél*",
                                        "chant*", "fréquen*", "subvention*", "comune~", "subvnetion~", "trésoriere~",
                                        "elv~", "chantaiet~", "xyz~", "o*"};

    if (random_below(seed, 5) == 0)
        rhz_buf_str(q, other[random_below(seed, COUNT(other) - 1)]);
    else
        rhz_buf_str(q, words[random_below(seed, COUNT(words))]);
}

static void random_phrase(uint64_t *seed, struct rhz_buf *q)
{
    uint32_t n = 1 + random_below(seed, 3);

    rhz_buf_str(q, "\"");
    for (uint32_t i = 0; i < n; i++)
        rhz_buf_printf(q, "%s%s", i ? " " : "", words[random_below(seed, COUNT(words))]);
    rhz_buf_str(q, "\"");
}

/* Of the first words, which are one token and often meet: the same one twice too, and the readings of one place. */
static void random_near(uint64_t *seed, struct rhz_buf *q)
{
    static const char *const some[] = {"adhérents", "adhérentes", "adhérent", "l'avocat", "l’avocate", "avocats"};
    uint32_t n = 2 + random_below(seed, 3);

    rhz_buf_str(q, "\"");
    for (uint32_t i = 0; i < n; i++)
        rhz_buf_printf(q, "%s%s", i ? " " : "",
                       random_below(seed, 3) ? words[random_below(seed, 16)] : some[random_below(seed, COUNT(some))]);
    rhz_buf_printf(q, "\"~%u", (unsigned)(2 * n - 1 + random_below(seed, random_below(seed, 2) ? 3 : 20)));
}

static void random_group(uint64_t *seed, struct rhz_buf *q, unsigned depth)
{
    static const char *const operators[] = {" ET ", " OU ", " SAUF "};

    rhz_buf_str(q, "(");
    for (uint32_t i = 0, n = 2 + random_below(seed, 2); i < n; i++) {
        if (i)
            rhz_buf_str(q, operators[random_below(seed, 3)]);
        if (depth < 2 && random_below(seed, 4) == 0)
            random_group(seed, q, depth + 1);
        else if (random_below(seed, 4) == 0)
            (random_below(seed, 2) ? random_near : random_phrase)(seed, q);
        else
            random_word(seed, q);
    }
    rhz_buf_str(q, ")");
}

static void random_field(uint64_t *seed, struct rhz_buf *q)
{
    static const char *const fields[] = {"titre:rapport", "titre:\"subventions commune\"", "titre:la", "annee:2020",
                                         "année:2019..2021", "annee:..2020", "annee:2022..", "document:essai/1",
                                         "document:ESSAI", "document:ailleurs", "type:autre", "type:proces-verbal",
                                         "personne:personne", "financeur:\"la ville\""};

    rhz_buf_str(q, fields[random_below(seed, COUNT(fields))]);
}

static void random_query(uint64_t *seed, struct rhz_buf *q)
{
    uint32_t n = 1 + random_below(seed, 5);

    rhz_buf_reset(q);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t kind = random_below(seed, 12);

        rhz_buf_str(q, i ? " " : "");
        if (kind < 2)
            rhz_buf_str(q, kind ? "+" : "-");
        if (random_below(seed, 8) == 0)
            random_field(seed, q);
        else if (kind < 10)
            random_word(seed, q);
        else if (kind == 10)
            (random_below(seed, 2) ? random_near : random_phrase)(seed, q);
        else
            random_group(seed, q, 0);
    }
    rhz_buf_byte(q, 0);
}

static bool near(double a, double b)
{
    return fabs(a - b) <= 1e-4 * (1 + fabs(a));
}

static const struct answer *find_answer(const struct naive *x, const struct evaluation *e, const struct rhz_hit *h)
{
    for (size_t i = 0; i < e->n; i++) {
        char id[17];

        snprintf(id, sizeof id, "%016llx", (unsigned long long)x->v[e->v[i].passage].id);
        if (strcmp(id, h->document) == 0 && e->v[i].ordinal == h->ordinal)
            return &e->v[i];
    }
    return NULL;
}

/* Scores summed in another order differ in the last bits, so ties may fall otherwise: hit i must have the level and
 * score of answer i, and be the answer of its own passage. */
static void compare(struct rhz_base *base, struct naive *x, const char *query, enum rhz_search_mode mode,
                    uint32_t limit)
{
    struct rhz_search_options o = {.size = sizeof o, .mode = mode, .limit = limit};
    struct rhz_arena *arena = rhz_arena_new();
    struct rhz_hits *hits = NULL;
    struct rhz_error err = {0}, plan_err = {0};
    struct rhz_plan plan;
    rhz_status planned = rhz_plan_make(rhz_span_of(query), true, x->analyzer, arena, &plan, &plan_err);
    rhz_status st = rhz_search(base, query, strlen(query), &o, &hits, &err);

    if (planned != st)
        fail_msg("%s: %d %s, %d %s", query, planned, plan_err.text, st, err.text);
    if (st == RHZ_OK) {
        struct evaluation e = evaluate(x, &plan, mode);
        size_t n = e.n < limit ? e.n : limit;

        if (rhz_hits_total(hits) != e.total || rhz_hits_total_here(hits) != e.total_here || rhz_hits_count(hits) != n)
            fail_msg("%s, mode %d: total %zu, expected %zu; count %zu, expected %zu", query, mode,
                     (size_t)rhz_hits_total(hits), (size_t)e.total, rhz_hits_count(hits), n);
        for (size_t i = 0; i < n; i++) {
            const struct rhz_hit *h = rhz_hits_get(hits, i);
            const struct answer *a = find_answer(x, &e, h);

            if (!a)
                fail_msg("%s, mode %d: %s/%u is no answer", query, mode, h->document, (unsigned)h->ordinal);
            assert_int_equal(h->n_missing, a->missing);
            assert_int_equal(h->n_elsewhere, a->elsewhere);
            if (e.n > 128)
                continue;
            if (!near(h->score, a->score) || !near(h->score, e.v[i].score) || a->level != e.v[i].level)
                fail_msg("%s, mode %d, hit %zu: score %f, of its passage %f, expected %f", query, mode, i, h->score,
                         a->score, e.v[i].score);
        }
        free(e.v);
    }
    rhz_hits_free(hits);
    rhz_arena_free(arena);
}

static void identity(uint32_t *order, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        order[i] = i;
}

enum { DOCUMENTS = 60 };

static void test_like_naive_scan(void **state)
{
    struct rhz_buf q = {0};

    (void)state;
    for (uint64_t round = 1; round <= 4; round++) {
        uint64_t seed = round * 1000;
        struct source *s = make_sources(seed, DOCUMENTS);
        uint32_t order[DOCUMENTS], dead = round % 2 ? 7 : 0;
        struct base_maker m;
        struct rhz_base *base;
        struct rhz_error err;
        struct naive x;

        printf("seed %llu\n", (unsigned long long)seed);
        identity(order, DOCUMENTS);
        index_sources(&m, s, order, DOCUMENTS, (uint32_t)(60 / round), dead);
        naive_make(&x, s, DOCUMENTS, dead);
        must(rhz_base_open(m.path, &base, &err), &err);
        for (int i = 0; i < 250; i++) {
            random_query(&seed, &q);
            compare(base, &x, q.p, RHZ_SEARCH_ALL, 1000);
            compare(base, &x, q.p, RHZ_SEARCH_ANY, 10);
            compare(base, &x, q.p, RHZ_SEARCH_AUTO, 1000);
        }
        rhz_base_close(base);
        naive_free(&x);
        free_sources(s, DOCUMENTS);
        maker_end(&m);
    }
    rhz_buf_free(&q);
}

static struct rhz_hits *ask(struct rhz_base *base, const char *query, const struct rhz_search_options *o)
{
    struct rhz_hits *h = NULL;
    struct rhz_error err = {0};

    if (rhz_search(base, query, strlen(query), o, &h, &err) != RHZ_OK)
        fail_msg("%s: %s", query, err.text);
    return h;
}

/* Documents by their best passage, bare or not, alone or in a session; counts without hits. */
static void compare_documents(struct rhz_base *base, struct rhz_session *session, const char *query, uint32_t limit,
                              enum rhz_search_mode mode)
{
    struct rhz_search_options flat = {.size = sizeof flat, .mode = mode, .limit = 1000}, one = flat, count = flat;
    struct rhz_hits *all = NULL, *best = NULL, *none = NULL;
    struct rhz_error err;
    char seen[DOCUMENTS][17];
    size_t n = 0;

    one.limit = limit;
    one.by_document = one.bare = count.count_only = true;
    if (rhz_search(base, query, strlen(query), &flat, &all, &err) != RHZ_OK)
        return;
    must(rhz_session_search(session, query, strlen(query), &one, &best, &err), &err);
    must(rhz_search(base, query, strlen(query), &count, &none, &err), &err);
    assert_int_equal(rhz_hits_total(none), rhz_hits_total(all));
    assert_int_equal(rhz_hits_count(none), 0);
    for (size_t i = 0, j; i < rhz_hits_count(all); i++) {
        const struct rhz_hit *h = rhz_hits_get(all, i), *b;

        for (j = 0; j < n && strcmp(seen[j], h->document) != 0; j++)
            ;
        if (j < n)
            continue;
        memcpy(seen[n++], h->document, 17);
        if (n > limit)
            continue;
        assert_true(n <= rhz_hits_count(best));
        b = rhz_hits_get(best, n - 1);
        assert_string_equal(b->document, h->document);
        assert_int_equal(b->ordinal, h->ordinal);
        assert_true(b->score == h->score);
        assert_string_equal(b->snippet, "");
    }
    assert_int_equal(rhz_hits_count(best), n < limit ? n : limit);
    rhz_hits_free(all);
    rhz_hits_free(best);
    rhz_hits_free(none);
}

static size_t count_of(const struct rhz_hits *h, const char *document)
{
    size_t n = 0;

    for (size_t i = 0; i < rhz_hits_count(h); i++)
        n += strcmp(rhz_hits_get(h, i)->document, document) == 0;
    return n;
}

/* Three passages of each document: each document once, all of one missing set, and the exact counts of the flat list. */
static void compare_groups(struct rhz_base *base, const char *query)
{
    struct rhz_search_options flat = {.size = sizeof flat, .mode = RHZ_SEARCH_ALL, .limit = 1000}, three = {.size = sizeof three};
    struct rhz_hits *all = NULL, *groups = NULL;
    struct rhz_error err;
    uint64_t documents = 0;

    three.limit = 1000;
    three.per_document = 3;
    three.by_document = true;
    if (rhz_search(base, query, strlen(query), &flat, &all, &err) != RHZ_OK)
        return;
    must(rhz_search(base, query, strlen(query), &three, &groups, &err), &err);
    for (size_t i = 0; i < rhz_hits_count(all); i++)
        for (size_t j = 0; j <= i; j++)
            if (strcmp(rhz_hits_get(all, i)->document, rhz_hits_get(all, j)->document) == 0) {
                documents += i == j;
                break;
            }
    assert_int_equal(rhz_hits_documents(groups), documents);
    for (size_t i = 0, n; i < rhz_hits_count(groups); i += n) {
        const struct rhz_hit *h = rhz_hits_get(groups, i);

        n = count_of(groups, h->document);
        assert_in_range(n, 1, 3);
        assert_int_equal(h->in_document, count_of(all, h->document));
        for (size_t k = 0; k < n; k++) {
            const struct rhz_hit *other = rhz_hits_get(groups, i + k);

            assert_string_equal(other->document, h->document);
            assert_int_equal(other->n_missing, h->n_missing);
            assert_true(other->score <= h->score);
        }
    }
    rhz_hits_free(all);
    rhz_hits_free(groups);
}

/* A document longer than the windows of passages: words far apart are present, counted once, and told apart. */
static void test_long_document(void **state)
{
    enum { LONG = 5000 };
    static const char *paragraphs[LONG], *near[] = {"La forêt et le vélo."}, *other[] = {"Une forêt."};
    struct made_document a = {"fonds/long.txt", "Titre", NULL, paragraphs, LONG}, b = {"fonds/court.txt", "Titre", NULL, near, 1},
                         c = {"fonds/autre.txt", "Titre", NULL, other, 1};
    struct rhz_search_options all = {.size = sizeof all, .mode = RHZ_SEARCH_ALL, .limit = 5};
    struct base_maker m;
    struct rhz_base *base;
    struct rhz_hits *h;
    struct rhz_error err;

    (void)state;
    for (size_t i = 0; i < LONG; i++)
        paragraphs[i] = i == 4321 ? "Un vélo." : i % 7 == 3 ? "La forêt." : "Rien.";
    maker_begin(&m);
    maker_segment(&m);
    maker_add(&m, &c);
    maker_add(&m, &a);
    maker_add(&m, &b);
    maker_segment_end(&m);
    maker_publish(&m);
    must(rhz_base_open(m.path, &base, &err), &err);
    h = ask(base, "vélo forêt", &all);
    assert_int_equal(rhz_hits_total(h), 1 + 1 + 714);
    assert_int_equal(rhz_hits_total_here(h), 1);
    assert_int_equal(rhz_hits_get(h, 0)->n_elsewhere, 0);
    assert_string_equal(rhz_hits_get(h, 0)->uri, "fonds/court.txt");
    assert_int_equal(rhz_hits_get(h, 1)->ordinal, 4321); /* the rarer word */
    assert_string_equal(rhz_hits_get(h, 1)->elsewhere[0], "forêt");
    assert_string_equal(rhz_hits_get(h, 2)->elsewhere[0], "vélo");
    assert_int_equal(rhz_hits_get(h, 2)->n_missing, 0);
    rhz_hits_free(h);
    h = ask(base, "+vélo forêt", &all); /* what is required must stand in the passage itself */
    assert_int_equal(rhz_hits_total(h), 2);
    rhz_hits_free(h);
    h = ask(base, "vélo ET forêt", &all);
    assert_int_equal(rhz_hits_total(h), 1);
    rhz_hits_free(h);
    rhz_base_close(base);
    maker_end(&m);
}

static void test_documents(void **state)
{
    uint64_t seed = 99;
    struct source *s = make_sources(seed, DOCUMENTS);
    uint32_t order[DOCUMENTS];
    struct base_maker m;
    struct rhz_base *base;
    struct rhz_session *session;
    struct rhz_buf q = {0};
    struct rhz_error err;

    (void)state;
    identity(order, DOCUMENTS);
    index_sources(&m, s, order, DOCUMENTS, 25, 7);
    must(rhz_base_open(m.path, &base, &err), &err);
    must(rhz_session_open(base, &session, &err), &err);
    for (int i = 0; i < 200; i++) {
        random_query(&seed, &q);
        compare_documents(base, session, q.p, i % 2 ? 5 : 100, (enum rhz_search_mode)(i % 3));
        compare_groups(base, q.p);
    }
    rhz_session_close(session);
    rhz_base_close(base);
    rhz_buf_free(&q);
    maker_end(&m);
    free_sources(s, DOCUMENTS);
}

/* Two bases of the same documents, indexed in another order and split otherwise, give the same hits bit for bit. */
static void test_any_order(void **state)
{
    uint64_t seed = 77;
    struct source *s = make_sources(seed, DOCUMENTS);
    uint32_t order[DOCUMENTS];
    struct base_maker a, b;
    struct rhz_base *x, *y;
    struct rhz_buf q = {0};
    struct rhz_error err;

    (void)state;
    identity(order, DOCUMENTS);
    index_sources(&a, s, order, DOCUMENTS, DOCUMENTS, 0);
    for (uint32_t i = DOCUMENTS; i > 1; i--) {
        uint32_t j = random_below(&seed, i), t = order[j];

        order[j] = order[i - 1];
        order[i - 1] = t;
    }
    index_sources(&b, s, order, DOCUMENTS, 11, 0);
    must(rhz_base_open(a.path, &x, &err), &err);
    must(rhz_base_open(b.path, &y, &err), &err);
    for (int i = 0; i < 400; i++) {
        struct rhz_search_options o = {.size = sizeof o, .mode = (enum rhz_search_mode)(i % 3), .limit = 15};
        struct rhz_hits *h = NULL, *k = NULL;

        random_query(&seed, &q);
        assert_int_equal(rhz_search(x, q.p, strlen(q.p), &o, &h, &err), rhz_search(y, q.p, strlen(q.p), &o, &k, &err));
        if (!h)
            continue;
        assert_int_equal(rhz_hits_count(h), rhz_hits_count(k));
        assert_int_equal(rhz_hits_total(h), rhz_hits_total(k));
        for (size_t j = 0; j < rhz_hits_count(h); j++) {
            const struct rhz_hit *p = rhz_hits_get(h, j), *r = rhz_hits_get(k, j);

            assert_string_equal(p->document, r->document);
            assert_int_equal(p->ordinal, r->ordinal);
            assert_true(p->score == r->score);
            assert_string_equal(p->snippet, r->snippet);
            assert_int_equal(p->n_missing, r->n_missing);
        }
        rhz_hits_free(h);
        rhz_hits_free(k);
    }
    rhz_base_close(x);
    rhz_base_close(y);
    rhz_buf_free(&q);
    maker_end(&a);
    maker_end(&b);
    free_sources(s, DOCUMENTS);
}

/* ---- what a person sees ---- */

static void small_base(struct base_maker *m)
{
    static const char *const headings[] = {NULL, "Budget", "Divers"};
    static const char *const paragraphs[] = {
        "L'association tient son assemblée générale à Nantes. Les adhérent·e·s votent.",
        "La subvention de la Ville de Nantes\tmonte à 70 000 €.", "Le trésorier remercie le conseil d’administration."};
    static const char *const other[] = {"Une marche à Nantes, sans budget."};
    struct made_document a = {"fonds/pv.txt", "Procès-verbal de 2024", headings, paragraphs, 3};
    struct made_document b = {"fonds/billet.txt", "Billet", NULL, other, 1};

    maker_begin(m);
    maker_segment(m);
    maker_add(m, &a);
    maker_segment_end(m);
    maker_segment(m);
    maker_add(m, &b);
    maker_segment_end(m);
    maker_publish(m);
}

static void test_hits(void **state)
{
    struct base_maker m;
    struct rhz_base *base;
    struct rhz_hits *h;
    const struct rhz_hit *hit;
    struct rhz_error err;

    (void)state;
    small_base(&m);
    must(rhz_base_open(m.path, &base, &err), &err);

    h = ask(base, "subventions budget", NULL);
    assert_int_equal(rhz_hits_total(h), 1);
    hit = rhz_hits_get(h, 0);
    assert_string_equal(hit->uri, "fonds/pv.txt");
    assert_string_equal(hit->title, "Procès-verbal de 2024");
    assert_string_equal(hit->date, "2024-06");
    assert_int_equal(hit->ordinal, 1);
    assert_int_equal(hit->n_headings, 2);
    assert_string_equal(hit->headings[1], "Budget");
    assert_int_equal(hit->n_missing, 0);
    assert_string_equal(hit->snippet, "La subvention de la Ville de Nantes | monte à 70 000 €.");
    assert_int_equal(hit->n_highlights, 1);
    assert_memory_equal(hit->snippet + hit->highlights[0].start, "subvention", 10);
    /* The weaker answer comes after, and says what it lacks, as typed. */
    assert_true(rhz_hits_count(h) > 1);
    hit = rhz_hits_get(h, 1);
    assert_int_equal(hit->n_missing, 1);
    assert_string_equal(hit->missing[0], "subventions");
    rhz_hits_free(h);

    h = ask(base, "\"conseil d'administration\"", NULL);
    assert_int_equal(rhz_hits_count(h), 1);
    assert_int_equal(rhz_hits_get(h, 0)->n_highlights, 2);
    rhz_hits_free(h);

    /* « La subvention de la Ville de Nantes | monte » : any order, all the words, as they are written */
    static const struct {
        const char *query;
        size_t n;
        const char *hint;
    } near_cases[] = {
        {"\"nantes subvention\"~5", 1, ""},          {"\"nantes subvention\"~4", 0, ""},
        {"\"nantes subventions\"~9", 0, ""},         {"\"la la\"~3", 1, ""},
        {"\"la la la\"~90", 0, ""},                  {"\"ville ville\"~90", 0, ""},
        {"\"nantes subvention\"~5 -ville", 0, ""},   {"\"subvention\"~3", 1, "n'a qu'un mot"},
        {"\"nantes ville de\"~1", 1, "de 2 au moins"}, {"\"nantes ville\"~0", 1, "de 1 à 100 mots"},
        {"\"nantes ville\"~101", 1, "de 1 à 100 mots"}, {"\"nantes ville\"~deux", 1, "un nombre de mots"},
    };

    for (size_t i = 0; i < sizeof near_cases / sizeof *near_cases; i++) {
        h = ask(base, near_cases[i].query,
                &(struct rhz_search_options){.size = sizeof(struct rhz_search_options), .mode = RHZ_SEARCH_ALL});
        if ((*near_cases[i].hint ? !rhz_hits_count(h) != !near_cases[i].n : rhz_hits_count(h) != near_cases[i].n) ||
            !strstr(rhz_hits_hint(h), near_cases[i].hint) || (!*near_cases[i].hint && *rhz_hits_hint(h)))
            fail_msg("%s: %zu, %s", near_cases[i].query, rhz_hits_count(h), rhz_hits_hint(h));
        rhz_hits_free(h);
        h = NULL;
        assert_int_equal(rhz_search(base, near_cases[i].query, strlen(near_cases[i].query),
                                    &(struct rhz_search_options){.size = sizeof(struct rhz_search_options), .strict = true},
                                    &h, &err), *near_cases[i].hint ? RHZ_INVALID : RHZ_OK);
        if (*near_cases[i].hint)
            assert_non_null(strstr(err.text, near_cases[i].hint));
        rhz_hits_free(h);
    }

    h = ask(base, "nantes -subvention -marche", NULL);
    assert_int_equal(rhz_hits_count(h), 1);
    assert_int_equal(rhz_hits_get(h, 0)->ordinal, 0);
    rhz_hits_free(h);

    h = ask(base, "« ville de nantes", NULL);
    assert_int_equal(rhz_hits_count(h), 1);
    assert_non_null(strstr(rhz_hits_hint(h), "guillemet"));
    rhz_hits_free(h);

    h = ask(base, "nantes OU (budget", NULL);
    assert_true(rhz_hits_count(h) > 0);
    assert_non_null(strstr(rhz_hits_hint(h), "simples mots"));
    rhz_hits_free(h);
    h = NULL;
    assert_int_equal(rhz_search(base, "nantes OU (budget", 17,
                                &(struct rhz_search_options){.size = sizeof(struct rhz_search_options), .strict = true}, &h,
                                &err), RHZ_INVALID);
    assert_non_null(strstr(err.text, "caractère 11"));
    h = ask(base, "personne:inconnue", NULL);
    assert_int_equal(rhz_hits_count(h), 0);
    assert_non_null(strstr(rhz_hits_hint(h), "inconnue"));
    rhz_hits_free(h);

    h = ask(base, "xylophone", NULL);
    assert_int_equal(rhz_hits_count(h), 0);
    assert_string_equal(rhz_hits_hint(h), "");
    assert_null(rhz_hits_get(h, 0));
    rhz_hits_free(h);

    h = ask(base, "nantes", &(struct rhz_search_options){.size = sizeof(struct rhz_search_options), .limit = 1, .offset = 1});
    assert_int_equal(rhz_hits_count(h), 1);
    assert_int_equal(rhz_hits_total(h), 3);
    rhz_hits_free(h);
    h = ask(base, "nantes", &(struct rhz_search_options){.size = sizeof(struct rhz_search_options), .offset = 4000000000u});
    assert_int_equal(rhz_hits_count(h), 0);
    rhz_hits_free(h);
    rhz_base_close(base);
    maker_end(&m);
}

static void expect_error(struct rhz_base *base, const char *query, size_t n, rhz_status st, const char *text)
{
    struct rhz_hits *h = NULL;
    struct rhz_error err = {0};
    rhz_status got;

    guard_begin(query);
    got = rhz_search(base, query, n, NULL, &h, &err);
    guard_end();
    if (got != st || (text && !strstr(err.text, text)))
        fail_msg("%.40s: %d %s", query, got, err.text);
    rhz_hits_free(h);
}

static void test_odd_queries(void **state)
{
    size_t n = 1 << 20;
    char *big = malloc(n);
    struct base_maker m;
    struct rhz_base *base;
    struct rhz_error err;
    struct rhz_buf b = {0};

    (void)state;
    small_base(&m);
    must(rhz_base_open(m.path, &base, &err), &err);
    memset(big, 'a', n);
    expect_error(base, big, n, RHZ_INVALID, "trop longue");
    memset(big, '(', n);
    expect_error(base, big, 1000, RHZ_INVALID, "aucun mot");
    expect_error(base, "nantes (budget", 14, RHZ_OK, NULL);
    expect_error(base, "annee:hier nantes", 17, RHZ_INVALID, "intervalle");
    expect_error(base, "", 0, RHZ_INVALID, "vide");
    expect_error(base, "*nantes budget", 14, RHZ_OK, NULL); /* read as plain words, with a hint */
    expect_error(base, "* nantes", 8, RHZ_OK, NULL);
    expect_error(base, "~", 1, RHZ_INVALID, "aucun mot");
    expect_error(base, "\"\"", 2, RHZ_INVALID, "aucun mot");
    expect_error(base, "le de la", 8, RHZ_OK, NULL);
    for (size_t i = 0; i < 10000; i++)
        rhz_buf_printf(&b, "mot%zu ", i);
    expect_error(base, b.p, b.n, RHZ_INVALID, "trop longue");
    expect_error(base, b.p, 16000, RHZ_INVALID, "mots différents");
    rhz_buf_reset(&b);
    for (size_t i = 0; i < 1000; i++)
        rhz_buf_str(&b, "(nantes ");
    for (size_t i = 0; i < 1000; i++)
        rhz_buf_str(&b, ")");
    expect_error(base, b.p, b.n, RHZ_OK, NULL); /* too deep: plain words */
    rhz_buf_reset(&b);
    expect_error(base, "*", 1, RHZ_INVALID, "aucun mot");
    expect_error(base, "a*", 2, RHZ_INVALID, "deux lettres");
    expect_error(base, "-nantes", 7, RHZ_INVALID, "exclure");
    expect_error(base, "... !", 5, RHZ_INVALID, "aucun mot");
    expect_error(base, "\xFF\xFE", 2, RHZ_INVALID, "UTF-8");
    expect_error(base, "nantes\0lille", 12, RHZ_OK, NULL);
    expect_error(base, "de la", 5, RHZ_OK, NULL);
    expect_error(base, "\"", 1, RHZ_INVALID, "aucun mot");
    for (int i = 0; i < 10000; i++)
        rhz_buf_printf(&b, "mot%d ", i);
    expect_error(base, b.p, b.n, RHZ_INVALID, "trop longue");
    expect_error(base, b.p, 6000, RHZ_INVALID, "256 mots");
    rhz_buf_reset(&b);
    for (int i = 0; i < 33; i++)
        rhz_buf_printf(&b, "%snantes", i ? " " : "\"");
    rhz_buf_str(&b, "\"~100");
    expect_error(base, b.p, b.n, RHZ_INVALID, "32 mots au plus");
    rhz_buf_reset(&b);
    for (int i = 0; i < 250; i++)
        rhz_buf_printf(&b, "mot%d ", i);
    expect_error(base, b.p, b.n, RHZ_OK, NULL);
    rhz_buf_free(&b);
    free(big);
    rhz_base_close(base);
    maker_end(&m);
}

static void test_limits(void **state)
{
    struct source *s = make_sources(5, DOCUMENTS);
    struct rhz_search_options o = {.size = sizeof o, .memory_bytes = 20000};
    uint32_t order[DOCUMENTS];
    struct rhz_hits *h = NULL;
    struct base_maker m;
    struct rhz_base *base;
    struct rhz_error err;

    (void)state;
    identity(order, DOCUMENTS);
    index_sources(&m, s, order, DOCUMENTS, 10, 0);
    must(rhz_base_open(m.path, &base, &err), &err);
    assert_int_equal(rhz_search(base, "budget commune subvention", 25, &o, &h, &err), RHZ_LIMIT);
    assert_non_null(strstr(err.text, "mémoire"));
    assert_null(h);
    rhz_base_close(base);
    maker_end(&m);
    free_sources(s, DOCUMENTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_hits), cmocka_unit_test(test_odd_queries),
                                       cmocka_unit_test(test_limits), cmocka_unit_test(test_like_naive_scan),
                                       cmocka_unit_test(test_any_order), cmocka_unit_test(test_documents),
                                       cmocka_unit_test(test_long_document)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
