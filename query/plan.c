/* plan.c -- from the syntax tree to leaves and clauses.
 *
 * Two regimes. At the top, juxtaposed bare words are soft: all are wanted, and a weaker answer may lack some. Whatever
 * is written with a sign, quotes, parentheses or an operator is a clause, and a clause is never relaxed: a person who
 * takes the trouble to write it means it. Stop words and question words are dropped outside quotes, unless nothing else is left.
 */
#include "field_filter.h"

struct planner {
    struct rhz_analyzer *analyzer;
    struct rhz_arena *arena;
    struct rhz_error *err;
    struct rhz_plan *plan;
    struct rhz_span query;
    uint32_t run;       /* of bare words */
    unsigned signs;     /* + around what is being planned */
    uint32_t position;  /* of the next word, over the whole query */
    bool strict;        /* what is read otherwise than typed is an error */
    bool keep_stop;     /* second reading: the query holds only stop words */
    bool dropped_stop;
    struct rhz_buf fold;
};

static void hint(struct planner *p, const char *text)
{
    if (!*p->plan->hint)
        p->plan->hint = text;
}

/* ---- leaves ---- */

static bool same_slots(const struct rhz_leaf *a, const struct rhz_leaf *b)
{
    if (a->n_slots != b->n_slots)
        return false;
    for (size_t i = 0; i < a->n_slots; i++) {
        const struct rhz_slot *s = &a->slots[i], *t = &b->slots[i];

        if (s->offset != t->offset || s->n_readings != t->n_readings)
            return false;
        for (size_t r = 0; r < s->n_readings; r++)
            if (!rhz_span_eq(s->readings[r].term, t->readings[r].term) ||
                !rhz_span_eq(s->readings[r].form, t->readings[r].form))
                return false;
    }
    return true;
}

/* A leaf seen before is counted, not repeated: its lists are opened once and `missing` names it once. */
static rhz_status add_leaf(struct planner *p, const struct rhz_leaf *leaf, uint32_t *index)
{
    struct rhz_plan *plan = p->plan;

    for (size_t i = 0; i < plan->n_leaves; i++) {
        struct rhz_leaf *l = &plan->leaves[i];

        if (l->kind == leaf->kind && l->scored == leaf->scored && l->bare == leaf->bare && l->shown == leaf->shown &&
            l->unsought == leaf->unsought && l->distance == leaf->distance && rhz_span_eq(l->prefix, leaf->prefix) &&
            l->field == leaf->field && (!l->field || rhz_span_eq(l->typed, leaf->typed)) && same_slots(l, leaf)) {
            l->times++;
            *index = (uint32_t)i;
            return RHZ_OK;
        }
    }
    if (plan->n_leaves == RHZ_PLAN_LEAVES)
        return rhz_fail(p->err, RHZ_INVALID,
                        "La requête compte plus de %d mots différents : gardez les plus importants.", RHZ_PLAN_LEAVES);
    if (!RHZ_PUSH(p->arena, plan->leaves, plan->n_leaves, plan->leaf_cap))
        return rhz_no_memory(p->err);
    *index = (uint32_t)plan->n_leaves;
    plan->leaves[plan->n_leaves] = *leaf;
    plan->leaves[plan->n_leaves++].times = 1;
    return RHZ_OK;
}

static struct rhz_span fold_copy(struct planner *p, struct rhz_span text)
{
    rhz_buf_reset(&p->fold);
    rhz_fold(text, &p->fold);
    return p->fold.failed ? rhz_span(NULL, 0) : rhz_arena_copy(p->arena, rhz_buf_view(&p->fold));
}

/* The readings of the word at tokens[0], which is `n` tokens long. */
static rhz_status make_slot(struct planner *p, const struct rhz_token *tokens, size_t n, uint32_t offset,
                            struct rhz_slot *out)
{
    struct rhz_reading *r = rhz_arena_zalloc(p->arena, n < RHZ_PLAN_READINGS ? n : RHZ_PLAN_READINGS, sizeof *r);
    size_t k = 0;

    if (!r)
        return rhz_no_memory(p->err);
    for (size_t i = 0; i < n && k < RHZ_PLAN_READINGS; i++) {
        r[k].term = rhz_arena_copy(p->arena, tokens[i].lexeme->term);
        r[k].form = fold_copy(p, tokens[i].lexeme->form);
        if (!r[k].term.p || !r[k].form.p)
            return rhz_no_memory(p->err);
        k++;
        for (size_t j = 0; j + 1 < k; j++)
            if (rhz_span_eq(r[j].term, r[k - 1].term) && rhz_span_eq(r[j].form, r[k - 1].form)) {
                k--;
                break;
            }
    }
    *out = (struct rhz_slot){offset, r, k};
    return RHZ_OK;
}

/* Number of tokens at the position of tokens[0]. */
static size_t same_position(const struct rhz_token *tokens, size_t n)
{
    size_t i = 1;

    while (i < n && tokens[i].position == tokens[0].position)
        i++;
    return i;
}

static bool is_stop(const struct rhz_token *tokens, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(tokens[i].lexeme->flags & RHZ_LEXEME_STOP))
            return false;
    return true;
}

/* What makes a question is not what its answer says: « combien » is rare in texts, and would weigh as much as a name. */
static bool asks(const struct rhz_token *token)
{
    static const char *const words[] = {"quand",  "comment",   "combien",   "pourquoi",   "quoi",
                                        "lequel", "laquelle", "lesquels", "lesquelles"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (rhz_span_eq(token->lexeme->form, rhz_span_of(words[i])))
            return true;
    return false;
}

/* « Dans quel pays » : what is asked for is seldom said in these words where the answer stands. */
static bool is_which(const struct rhz_token *token)
{
    static const char *const words[] = {"quel", "quelle", "quels", "quelles"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (rhz_span_eq(token->lexeme->form, rhz_span_of(words[i])))
            return true;
    return false;
}

static rhz_status analyze(struct planner *p, struct rhz_span text, const struct rhz_token **tokens, size_t *n)
{
    rhz_status st = rhz_analyze(p->analyzer, text, tokens, n);

    return st == RHZ_NO_MEMORY ? rhz_no_memory(p->err) : st;
}

static void step_position(struct planner *p, const struct rhz_token *tokens, size_t n)
{
    p->position += n ? tokens[n - 1].position + 1 : 0;
}

/* ---- words: each position a leaf ---- */

typedef rhz_status leaf_sink(struct planner *p, void *context, uint32_t leaf);

/* mot* or mot~, whose last word is `text`. A word too short to be near another is sought as it is. */
static rhz_status like_leaf(struct planner *p, struct rhz_span text, enum rhz_query_kind kind, struct rhz_leaf *leaf)
{
    if (!(leaf->prefix = fold_copy(p, text)).p)
        return rhz_no_memory(p->err);
    if (kind == RHZ_NODE_FUZZY) {
        leaf->kind = RHZ_LEAF_FUZZY;
        leaf->n_slots = 0;
        return RHZ_OK;
    }
    if (rhz_utf8_length(leaf->prefix) < 2)
        return rhz_fail(p->err, RHZ_INVALID, "« %.*s* » est trop court : écrivez au moins deux lettres avant l'étoile.",
                        (int)text.n, text.p);
    leaf->kind = RHZ_LEAF_PREFIX;
    leaf->n_slots = 0;
    return RHZ_OK;
}

/* A bare word is remembered, stop words too: names hold them. */
static rhz_status note_word(struct planner *p, struct rhz_span typed, uint32_t leaf)
{
    struct rhz_plan *plan = p->plan;
    uint32_t start = (uint32_t)(typed.p - p->query.p);

    if (!RHZ_PUSH(p->arena, plan->words, plan->n_words, plan->word_cap))
        return rhz_no_memory(p->err);
    plan->words[plan->n_words++] = (struct rhz_plan_word){start, start + (uint32_t)typed.n, leaf, p->run};
    return RHZ_OK;
}

/* Every word of `text` that is not a stop word becomes a leaf and goes to `sink`; of mot* and mot~ (`kind`), the last word
 * is the one that is marked. */
static rhz_status each_word(struct planner *p, struct rhz_span text, enum rhz_query_kind kind, bool scored,
                            leaf_sink *sink, void *context)
{
    const struct rhz_token *tokens;
    rhz_status st;
    size_t n, k;

    if ((st = analyze(p, text, &tokens, &n)) != RHZ_OK)
        return st;
    for (size_t i = 0; i < n; i += k) {
        struct rhz_slot *slot = rhz_arena_zalloc(p->arena, 1, sizeof *slot);
        struct rhz_leaf leaf = {.kind = RHZ_LEAF_WORD, .slots = slot, .n_slots = 1, .scored = scored,
                                .bare = kind == RHZ_NODE_WORDS && scored && !p->signs,
                                .position = p->position + tokens[i].position};
        uint32_t index;

        k = same_position(tokens + i, n - i);
        leaf.typed = rhz_span(text.p + tokens[i].start, tokens[i].end - tokens[i].start);
        leaf.asked = i > 0 && is_which(&tokens[i - 1]);
        if (!slot)
            return rhz_no_memory(p->err);
        if (kind != RHZ_NODE_WORDS && i + k == n) {
            if ((st = like_leaf(p, leaf.typed, kind, &leaf)) != RHZ_OK)
                return st;
        } else if ((is_stop(tokens + i, k) || asks(&tokens[i])) && !p->keep_stop) {
            p->dropped_stop = true;
            if (leaf.bare && (st = note_word(p, leaf.typed, RHZ_NONE)) != RHZ_OK)
                return st;
            continue;
        } else if ((st = make_slot(p, tokens + i, k, 0, slot)) != RHZ_OK) {
            return st;
        }
        if ((st = add_leaf(p, &leaf, &index)) != RHZ_OK || (st = sink(p, context, index)) != RHZ_OK ||
            (leaf.bare && (st = note_word(p, leaf.typed, index)) != RHZ_OK))
            return st;
    }
    p->run++;
    step_position(p, tokens, n);
    return RHZ_OK;
}

static rhz_status add_soft(struct planner *p, void *context, uint32_t leaf)
{
    struct rhz_plan *plan = p->plan;

    (void)context;
    for (size_t i = 0; i < plan->n_soft; i++)
        if (plan->soft[i] == leaf)
            return RHZ_OK;
    if (!RHZ_PUSH(p->arena, plan->soft, plan->n_soft, plan->soft_cap))
        return rhz_no_memory(p->err);
    plan->soft[plan->n_soft++] = leaf;
    return RHZ_OK;
}

/* ---- clauses ---- */

/* A clause being gathered: `first` and `last` of its children. */
struct children {
    struct rhz_clause *first, *last;
};

static void append(struct children *c, struct rhz_clause *child)
{
    if (!child)
        return;
    if (c->last)
        c->last->next = child;
    else
        c->first = child;
    c->last = child;
}

static rhz_status append_leaf(struct planner *p, void *context, uint32_t leaf)
{
    struct rhz_clause *c = rhz_arena_zalloc(p->arena, 1, sizeof *c);

    if (!c)
        return rhz_no_memory(p->err);
    c->leaf = leaf;
    append(context, c);
    return RHZ_OK;
}

/* One clause of the children: none, the only one, or a node above them. */
static rhz_status gather(struct planner *p, enum rhz_clause_kind kind, const struct children *c,
                         struct rhz_clause **out)
{
    *out = c->first;
    if (c->first == c->last)
        return RHZ_OK;
    if (!(*out = rhz_arena_zalloc(p->arena, 1, sizeof **out)))
        return rhz_no_memory(p->err);
    (*out)->kind = kind;
    (*out)->first = c->first;
    return RHZ_OK;
}

/* The words of `text` become slots of the leaf, consecutive unless it is NEAR; none: n_slots stays 0. */
static rhz_status phrase_slots(struct planner *p, struct rhz_span text, struct rhz_leaf *leaf)
{
    const struct rhz_token *tokens;
    struct rhz_slot *slots;
    rhz_status st;
    size_t n, k;

    if ((st = analyze(p, text, &tokens, &n)) != RHZ_OK || n == 0)
        return st;
    if (!(slots = rhz_arena_zalloc(p->arena, n, sizeof *slots)))
        return rhz_no_memory(p->err);
    for (size_t i = 0; i < n; i += k) {
        k = same_position(tokens + i, n - i);
        if ((st = make_slot(p, tokens + i, k, leaf->kind == RHZ_LEAF_NEAR ? 0 : tokens[i].position - tokens[0].position,
                            &slots[leaf->n_slots])) != RHZ_OK)
            return st;
        leaf->n_slots++;
    }
    step_position(p, tokens, n);
    leaf->slots = slots;
    if (leaf->kind == RHZ_LEAF_STEMS && leaf->n_slots == 1)
        leaf->kind = RHZ_LEAF_WORD;
    return RHZ_OK;
}

static rhz_status one_leaf(struct planner *p, const struct rhz_leaf *leaf, struct rhz_clause **out)
{
    struct children c = {0};
    uint32_t index;
    rhz_status st;

    if ((st = add_leaf(p, leaf, &index)) != RHZ_OK || (st = append_leaf(p, &c, index)) != RHZ_OK)
        return st;
    *out = c.first;
    return RHZ_OK;
}

/* Consecutive words as one leaf: by form when quoted, else by stem. No word at all: *out is NULL. */
static rhz_status phrase_clause(struct planner *p, struct rhz_span text, enum rhz_leaf_kind kind, bool scored,
                                struct rhz_clause **out)
{
    struct rhz_leaf leaf = {.kind = kind, .scored = scored, .typed = text, .position = p->position};
    rhz_status st = phrase_slots(p, text, &leaf);

    *out = NULL;
    return st != RHZ_OK || !leaf.n_slots ? st : one_leaf(p, &leaf, out);
}

/* What was typed cannot be meant: an error, or another reading and a hint. */
static rhz_status misread(struct planner *p, const char *why, const char *instead)
{
    if (p->strict)
        return rhz_fail(p->err, RHZ_INVALID, "%s.", why);
    hint(p, rhz_arena_printf(p->arena, "%s : %s.", why, instead));
    return p->plan->hint ? RHZ_OK : rhz_no_memory(p->err);
}

/* A distance wants two words or more, and room for them all: three words are two words apart at best. */
static rhz_status check_distance(struct planner *p, struct rhz_leaf *leaf)
{
    int n = (int)rhz_utf8_floor(leaf->typed, leaf->typed.n < 60 ? leaf->typed.n : 60);
    struct rhz_error why;

    if (leaf->n_slots > RHZ_NEAR_WORDS)
        return rhz_fail(p->err, RHZ_INVALID, "Une distance se demande entre %d mots au plus : gardez les plus importants.",
                        RHZ_NEAR_WORDS);
    if (leaf->n_slots == 1) {
        rhz_fail(&why, RHZ_INVALID, "« %.*s » n'a qu'un mot, et une distance en demande deux", n, leaf->typed.p);
        leaf->kind = RHZ_LEAF_QUOTED;
        leaf->distance = 0;
        return misread(p, why.text, "elle n'est pas lue");
    }
    if (leaf->distance >= leaf->n_slots - 1)
        return RHZ_OK;
    rhz_fail(&why, RHZ_INVALID, "« %.*s » a %zu mots, dont la distance est de %zu au moins", n, leaf->typed.p,
             leaf->n_slots, leaf->n_slots - 1);
    leaf->distance = (uint32_t)leaf->n_slots - 1;
    return misread(p, why.text, "c'est elle qui est prise");
}

static rhz_status near_clause(struct planner *p, const struct rhz_query_node *n, bool scored, struct rhz_clause **out)
{
    struct rhz_leaf leaf = {.kind = RHZ_LEAF_NEAR, .scored = scored, .position = p->position, .distance = n->distance,
                            .typed = rhz_span(p->query.p + n->start, n->end - n->start)};
    rhz_status st = phrase_slots(p, n->text, &leaf);

    *out = NULL;
    if (st != RHZ_OK || !leaf.n_slots || (st = check_distance(p, &leaf)) != RHZ_OK)
        return st;
    return one_leaf(p, &leaf, out);
}

/* ---- fields ---- */

/* The words of a title that are asked for: not the stop words, unless there is nothing else. */
static rhz_status title_slots(struct planner *p, struct rhz_leaf *leaf)
{
    const struct rhz_token *tokens;
    struct rhz_slot *slots;
    rhz_status st;
    size_t n, k;

    if ((st = analyze(p, leaf->typed, &tokens, &n)) != RHZ_OK)
        return st;
    if (!(slots = rhz_arena_zalloc(p->arena, n + 1, sizeof *slots)))
        return rhz_no_memory(p->err);
    for (int small = 0; small < 2 && !leaf->n_slots; small++)
        for (size_t i = 0; i < n; i += k) {
            k = same_position(tokens + i, n - i);
            if (is_stop(tokens + i, k) && !small)
                continue;
            if ((st = make_slot(p, tokens + i, k, 0, &slots[leaf->n_slots])) != RHZ_OK)
                return st;
            leaf->n_slots++;
        }
    leaf->slots = slots;
    return leaf->n_slots ? RHZ_OK : rhz_fail(p->err, RHZ_INVALID, "titre: attend au moins un mot.");
}

static rhz_status field_clause(struct planner *p, const struct rhz_query_node *n, struct rhz_clause **out)
{
    struct rhz_leaf leaf = {.kind = RHZ_LEAF_FIELD, .field = n->field, .typed = n->text, .position = p->position};
    uint32_t from, to;
    rhz_status st = RHZ_OK;

    if (n->field == RHZ_FIELD_TITLE)
        st = title_slots(p, &leaf);
    else if (n->field == RHZ_FIELD_YEAR && !rhz_field_years(n->text, &from, &to))
        st = rhz_fail(p->err, RHZ_INVALID, "annee:%.*s : une année (2023) ou un intervalle (2017..2020) est attendu.",
                      (int)(n->text.n < 40 ? n->text.n : 0), n->text.p);
    return st == RHZ_OK ? one_leaf(p, &leaf, out) : st;
}

static rhz_status clause_of(struct planner *p, const struct rhz_query_node *n, bool scored, struct rhz_clause **out);

/* A leaf of the tree as a clause: all its words. */
static rhz_status leaf_clause(struct planner *p, const struct rhz_query_node *n, bool scored, struct rhz_clause **out)
{
    struct children c = {0};
    rhz_status st;

    if (n->kind == RHZ_NODE_PHRASE)
        return phrase_clause(p, n->text, RHZ_LEAF_QUOTED, scored, out);
    if (n->kind == RHZ_NODE_NEAR)
        return near_clause(p, n, scored, out);
    if (n->kind == RHZ_NODE_FIELD)
        return field_clause(p, n, out);
    if (!scored && n->kind == RHZ_NODE_WORDS)
        return phrase_clause(p, n->text, RHZ_LEAF_STEMS, false, out);
    if ((st = each_word(p, n->text, n->kind, scored, append_leaf, &c)) != RHZ_OK)
        return st;
    return gather(p, RHZ_CLAUSE_AND, &c, out);
}

/* `kept` without any of `removed`. */
static rhz_status except(struct planner *p, struct rhz_clause *kept, struct rhz_clause *removed,
                         struct rhz_clause **out)
{
    *out = kept;
    if (!removed)
        return RHZ_OK;
    if (!kept)
        return rhz_fail(p->err, RHZ_INVALID, "Il faut au moins un mot à chercher à côté de ceux qui sont exclus.");
    if (!(*out = rhz_arena_zalloc(p->arena, 1, sizeof **out)))
        return rhz_no_memory(p->err);
    (*out)->kind = RHZ_CLAUSE_EXCEPT;
    (*out)->first = kept;
    kept->next = removed;
    return RHZ_OK;
}

static rhz_status list_clause(struct planner *p, const struct rhz_query_node *list, bool scored,
                              struct rhz_clause **out)
{
    struct children kept = {0}, removed = {0};
    struct rhz_clause *c, *all, *none;
    rhz_status st;

    for (const struct rhz_query_node *n = list->first; n; n = n->next) {
        bool minus = n->sign == '-';

        p->signs += n->sign == '+';
        st = clause_of(p, n, scored && !minus, &c);
        p->signs -= n->sign == '+';
        if (st != RHZ_OK)
            return st;
        append(minus ? &removed : &kept, c);
    }
    if ((st = gather(p, RHZ_CLAUSE_AND, &kept, &all)) != RHZ_OK ||
        (st = gather(p, RHZ_CLAUSE_OR, &removed, &none)) != RHZ_OK)
        return st;
    return except(p, all, none, out);
}

static rhz_status except_clause(struct planner *p, const struct rhz_query_node *node, bool scored,
                                struct rhz_clause **out)
{
    struct children removed = {0};
    struct rhz_clause *kept, *c, *none;
    rhz_status st;

    if ((st = clause_of(p, node->first, scored, &kept)) != RHZ_OK)
        return st;
    for (const struct rhz_query_node *n = node->first->next; n; n = n->next) {
        if ((st = clause_of(p, n, false, &c)) != RHZ_OK)
            return st;
        append(&removed, c);
    }
    if ((st = gather(p, RHZ_CLAUSE_OR, &removed, &none)) != RHZ_OK)
        return st;
    return except(p, kept, none, out);
}

/* A rigid condition. Recursion is bounded by the parser's depth. Nothing to look up: *out is NULL. */
static rhz_status clause_of(struct planner *p, const struct rhz_query_node *n, bool scored, struct rhz_clause **out)
{
    struct children c = {0};
    struct rhz_clause *child;
    rhz_status st;

    *out = NULL;
    if (n->kind <= RHZ_NODE_FIELD)
        return leaf_clause(p, n, scored, out);
    if (n->kind == RHZ_NODE_LIST)
        return list_clause(p, n, scored, out);
    if (n->kind == RHZ_NODE_EXCEPT)
        return except_clause(p, n, scored, out);
    for (const struct rhz_query_node *m = n->first; m; m = m->next) {
        if ((st = clause_of(p, m, scored, &child)) != RHZ_OK)
            return st;
        append(&c, child);
    }
    return gather(p, n->kind == RHZ_NODE_AND ? RHZ_CLAUSE_AND : RHZ_CLAUSE_OR, &c, out);
}

/* ---- the top ---- */

/* Bare words at the top are soft; everything else is required or excluded. */
static rhz_status plan_top(struct planner *p, const struct rhz_query_node *n, struct children *required,
                           struct children *excluded)
{
    struct rhz_clause *c;
    rhz_status st;

    if (n->kind == RHZ_NODE_LIST && !n->sign) {
        for (n = n->first, st = RHZ_OK; n && st == RHZ_OK; n = n->next)
            st = plan_top(p, n, required, excluded);
        return st;
    }
    if (!n->sign && (n->kind == RHZ_NODE_WORDS || n->kind == RHZ_NODE_PREFIX || n->kind == RHZ_NODE_FUZZY))
        return each_word(p, n->text, n->kind, true, add_soft, NULL);
    p->signs += n->sign == '+';
    st = clause_of(p, n, n->sign != '-', &c);
    p->signs -= n->sign == '+';
    if (st != RHZ_OK)
        return st;
    append(n->sign == '-' ? excluded : required, c);
    return RHZ_OK;
}

static rhz_status plan_tree(struct planner *p, const struct rhz_query_node *root)
{
    struct children required = {0}, excluded = {0};
    rhz_status st;

    if ((st = plan_top(p, root, &required, &excluded)) != RHZ_OK ||
        (st = gather(p, RHZ_CLAUSE_AND, &required, &p->plan->required)) != RHZ_OK)
        return st;
    return gather(p, RHZ_CLAUSE_OR, &excluded, &p->plan->excluded);
}

/* Is a scored leaf not soft? Then it stands in `required`. */
static bool is_anchored(const struct rhz_plan *plan)
{
    size_t scored = 0;

    for (size_t i = 0; i < plan->n_leaves; i++)
        scored += plan->leaves[i].scored;
    for (size_t i = 0; i < plan->n_soft; i++)
        scored -= plan->leaves[plan->soft[i]].scored;
    return scored != 0;
}

static bool seeks_something(const struct rhz_plan *plan)
{
    return plan->n_soft || plan->required;
}

/* Bytes [start, end) of the query as bare words. */
static bool plain_words(struct planner *p, uint32_t start, uint32_t end, struct rhz_query_node ***tail)
{
    struct rhz_query_node *words = rhz_arena_zalloc(p->arena, 1, sizeof *words);

    if (!words)
        return false;
    *words = (struct rhz_query_node){.kind = RHZ_NODE_WORDS, .start = start, .end = end,
                                     .text = rhz_span(p->query.p + start, end - start)};
    **tail = words;
    *tail = &words->next;
    return true;
}

/* The whole query as bare words: what a person meant who did not mean our signs. The analyzer passes over them, but for
 * distances, whose figures are no words. */
static rhz_status plain_tree(struct planner *p, struct rhz_query_tree *tree, const struct rhz_error *why)
{
    struct rhz_query_node *list = rhz_arena_zalloc(p->arena, 1, sizeof *list), **tail;
    struct rhz_lexer lexer = rhz_lexer(p->query);
    struct rhz_query_token t;
    uint32_t start = 0;

    if (!list)
        return rhz_no_memory(p->err);
    tail = &list->first;
    while ((t = rhz_lexer_next(&lexer)).kind != RHZ_QUERY_END)
        if (t.kind == RHZ_QUERY_DISTANCE) {
            if (!plain_words(p, start, t.start, &tail))
                return rhz_no_memory(p->err);
            start = t.end;
        }
    if (!plain_words(p, start, (uint32_t)p->query.n, &tail))
        return rhz_no_memory(p->err);
    list->kind = RHZ_NODE_LIST;
    list->end = (uint32_t)p->query.n;
    list->text = p->query;
    *tree = (struct rhz_query_tree){.root = list};
    hint(p, rhz_arena_printf(p->arena, "%s La requête est lue comme de simples mots.", why->text));
    return p->plan->hint ? RHZ_OK : rhz_no_memory(p->err);
}

static rhz_status parse(struct planner *p, bool strict, struct rhz_query_tree *tree)
{
    struct rhz_error why = {RHZ_OK, ""};
    rhz_status st = rhz_query_parse(p->query, p->arena, tree, NULL, &why);

    if (st == RHZ_INVALID && !strict && p->query.n <= RHZ_QUERY_BYTES && rhz_utf8_valid(p->query) == p->query.n)
        return plain_tree(p, tree, &why);
    return st == RHZ_OK ? st : rhz_fail(p->err, st, "%s", why.text);
}

rhz_status rhz_plan_make(struct rhz_span query, bool strict, struct rhz_analyzer *analyzer, struct rhz_arena *arena,
                         struct rhz_plan *out, struct rhz_error *err)
{
    struct planner p = {.analyzer = analyzer, .arena = arena, .err = err, .plan = out, .query = query, .strict = strict};
    struct rhz_query_tree tree;
    rhz_status st;

    *out = (struct rhz_plan){.hint = ""};
    if ((st = parse(&p, strict, &tree)) != RHZ_OK)
        return st;
    if (!tree.root)
        return rhz_fail(err, RHZ_INVALID, "La requête est vide : écrivez au moins un mot.");
    if (tree.open_phrase)
        hint(&p, "Un guillemet n'est pas fermé : l'expression va jusqu'à la fin de la requête.");
    st = plan_tree(&p, tree.root);
    if (st == RHZ_OK && !seeks_something(out) && p.dropped_stop) {
        p = (struct planner){.analyzer = analyzer, .arena = arena, .err = err, .plan = out, .query = query,
                             .strict = strict, .keep_stop = true, .fold = p.fold};
        *out = (struct rhz_plan){.hint = out->hint};
        st = plan_tree(&p, tree.root);
    }
    rhz_buf_free(&p.fold);
    out->anchored = is_anchored(out);
    if (st != RHZ_OK || seeks_something(out))
        return st;
    return rhz_fail(err, RHZ_INVALID, out->excluded
                        ? "La requête ne fait qu'exclure : ajoutez au moins un mot à chercher."
                        : "La requête ne contient aucun mot à chercher.");
}

rhz_status rhz_plan_add_shown(struct rhz_plan *plan, struct rhz_span text, bool unsought, struct rhz_analyzer *analyzer,
                              struct rhz_arena *arena, uint32_t *leaf, struct rhz_error *err)
{
    struct planner p = {.analyzer = analyzer, .arena = arena, .err = err, .plan = plan};
    struct rhz_leaf x = {.kind = RHZ_LEAF_STEMS, .typed = text, .shown = true, .unsought = unsought};
    rhz_status st = phrase_slots(&p, text, &x);

    *leaf = RHZ_NONE;
    if (st == RHZ_OK && x.n_slots && plan->n_leaves < RHZ_PLAN_LEAVES)
        st = add_leaf(&p, &x, leaf);
    rhz_buf_free(&p.fold);
    return st;
}
