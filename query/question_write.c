/* question_write.c -- what a question was understood as, in the query language. */
#include "answers.h"

#define BIT(x) (1u << (x))

static void write_relations(struct rhz_buf *b, uint32_t relations)
{
    bool first = true;

    for (unsigned r = 1; r < RHZ_RELATION_COUNT; r++)
        if (relations & BIT(r)) {
            rhz_buf_str(b, first ? ":" : "|");
            rhz_buf_str(b, rhz_relation_word(r)->name);
            first = false;
        }
}

static void write_text(struct rhz_buf *b, struct rhz_span s)
{
    rhz_buf_byte(b, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\'' || s.p[i] == '\\')
            rhz_buf_byte(b, '\\');
        rhz_buf_byte(b, (unsigned char)s.p[i]);
    }
    rhz_buf_byte(b, '\'');
}

static void write_node(const struct rhz_asking *a, struct rhz_buf *b, const char *variable, const struct rhz_question_name *name)
{
    struct rhz_graph_node n;

    rhz_buf_printf(b, "(%s", variable);
    if (name && name->n) {
        rhz_arena_reset(a->in.scratch);
        if (rhz_graph_node(&a->in.view.graph, name->nodes[0], a->in.scratch, &n, NULL) == RHZ_OK) {
            rhz_buf_printf(b, ":%s {nom: ", rhz_kind_word(n.kind)->name);
            write_text(b, n.name);
            rhz_buf_byte(b, '}');
        }
    }
    rhz_buf_byte(b, ')');
}

/* WHERE, then AND. */
static void and(struct rhz_buf *b, bool *first)
{
    rhz_buf_str(b, *first ? " WHERE " : " AND ");
    *first = false;
}

static void write_kinds(const struct rhz_question *q, struct rhz_buf *b, bool *first)
{
    bool some = false;

    if (q->asked != RHZ_ASKED_ENTITY && q->asked != RHZ_ASKED_COUNT)
        return;
    for (unsigned k = 1; k < RHZ_KIND_COUNT; k++)
        if (q->kinds & BIT(k)) {
            if (some)
                rhz_buf_str(b, " OR ");
            else
                and(b, first);
            rhz_buf_printf(b, "%sx:%s", some ? "" : "(", rhz_kind_word(k)->name);
            some = true;
        }
    rhz_buf_str(b, some ? ")" : "");
    some = false;
    for (unsigned k = 1; k < RHZ_SUB_COUNT; k++)
        if (q->subs & BIT(k)) {
            if (!some)
                and(b, first);
            rhz_buf_str(b, some ? ", " : "x.sorte IN [");
            write_text(b, rhz_span_of(rhz_subkind_word(k)->name));
            some = true;
        }
    rhz_buf_str(b, some ? "]" : "");
}

static void write_years(const struct rhz_question *q, struct rhz_buf *b, const char *of, bool *first)
{
    if (q->n_years) {
        and(b, first);
        rhz_buf_printf(b, q->n_years == 1 ? "%s.annee = " : "%s.annee IN [", of);
        for (size_t i = 0; i < q->n_years; i++)
            rhz_buf_printf(b, "%s%u", i ? ", " : "", q->years[i]);
        rhz_buf_str(b, q->n_years == 1 ? "" : "]");
        return;
    }
    if (q->period.from) {
        and(b, first);
        rhz_buf_printf(b, "%s.annee >= %u", of, q->period.from / 10000);
    }
    if (q->period.to) {
        and(b, first);
        rhz_buf_printf(b, "%s.annee <= %u", of, q->period.to / 10000);
    }
}

static void write_natures(const struct rhz_question *q, struct rhz_buf *b, const char *of, bool *first)
{
    bool some = false;

    for (unsigned k = 1; k < RHZ_NATURE_COUNT; k++)
        if (q->natures & BIT(k)) {
            if (!some)
                and(b, first);
            rhz_buf_str(b, some ? ", " : "");
            if (!some)
                rhz_buf_printf(b, "%s.nature IN [", of);
            write_text(b, rhz_span_of(rhz_nature_word(k)->name));
            some = true;
        }
    rhz_buf_str(b, some ? "]" : "");
}

/* What the word shares with those that mean the same: "presid" of presidente. */
static struct rhz_span root_of(struct rhz_span w)
{
    size_t cut = w.n >= 9 ? 3 : w.n >= 7 ? 2 : w.n >= 5 ? 1 : 0;

    return rhz_span(w.p, w.n - cut);
}

/* Words that were met in roles, or are sought in labels. */
static void write_filters(const struct rhz_asking *a, struct rhz_buf *b, const char *before, const char *of, const char *after,
                          uint64_t words, bool *first)
{
    for (size_t i = 0; i < a->q->n_words; i++)
        if (words >> i & 1) {
            and(b, first);
            rhz_buf_printf(b, "%s%splie(%s) CONTAINS ", before, a->met_as[i].n ? "(" : "", of);
            write_text(b, root_of(a->q->words[i].folded));
            if (a->met_as[i].n) {
                rhz_buf_printf(b, " OR plie(%s) CONTAINS ", of);
                write_text(b, root_of(a->met_as[i]));
                rhz_buf_byte(b, ')');
            }
            rhz_buf_str(b, after);
        }
}

static void write_return(const struct rhz_question *q, struct rhz_buf *b)
{
    switch (q->asked) {
    case RHZ_ASKED_AMOUNT:
        rhz_buf_str(b, q->says & RHZ_SAYS_MOST ? " RETURN r.montant, r.nature ORDER BY r.montant DESC LIMIT 1"
                       : q->says & RHZ_SAYS_LEAST ? " RETURN r.montant, r.nature ORDER BY r.montant LIMIT 1"
                       : q->says & RHZ_SAYS_TREND ? " RETURN r.annee, r.montant, r.nature ORDER BY r.annee" : " RETURN r.montant, r.annee, r.nature");
        break;
    case RHZ_ASKED_COUNT:
        rhz_buf_str(b, " RETURN count(DISTINCT x)");
        break;
    case RHZ_ASKED_WHEN:
        rhz_buf_str(b, " RETURN DISTINCT r.annee AS annee ORDER BY annee");
        break;
    case RHZ_ASKED_WHETHER:
        rhz_buf_str(b, " RETURN count(r) > 0");
        break;
    case RHZ_ASKED_ROLE:
        rhz_buf_str(b, " RETURN r.roles, x");
        break;
    default:
        if (q->says & (RHZ_SAYS_MOST | RHZ_SAYS_LEAST))
            rhz_buf_printf(b, " RETURN x, sum(r.montant) AS somme ORDER BY somme%s LIMIT 1", q->says & RHZ_SAYS_MOST ? " DESC" : "");
        else
            rhz_buf_str(b, q->each_year ? " WITH x, collect(DISTINCT r.annee) AS annees WHERE size(annees) = " : " RETURN DISTINCT x");
        if (q->each_year && !(q->says & (RHZ_SAYS_MOST | RHZ_SAYS_LEAST)))
            rhz_buf_printf(b, "%zu RETURN x", q->n_years);
    }
}

/* The next name that the answers go by. */
static const struct rhz_question_name *next_name(const struct rhz_question *q, const struct rhz_question_name *after)
{
    size_t i = after ? (size_t)(after - q->names) + 1 : 0;

    while (i < q->n_names && q->names[i].unused)
        i++;
    return i < q->n_names ? &q->names[i] : NULL;
}

static void write_links(const struct rhz_asking *a, struct rhz_buf *b)
{
    const struct rhz_question *q = a->q;
    const struct rhz_question_name *name = next_name(q, NULL), *other = next_name(q, name);
    bool between = other && q->asked != RHZ_ASKED_ENTITY && q->asked != RHZ_ASKED_COUNT, first = true;
    int side = between || (name && name->kinds == BIT(RHZ_PERSONNE)) || q->asked == RHZ_ASKED_AMOUNT ? 0 : name ? q->side : 1;

    rhz_buf_str(b, "MATCH ");
    write_node(a, b, between ? "a" : "x", between ? name : NULL);
    rhz_buf_str(b, side < 0 ? "<-[r" : "-[r");
    write_relations(b, q->relations);
    rhz_buf_str(b, side > 0 ? "]->" : "]-");
    write_node(a, b, "b", between ? other : name);
    write_kinds(q, b, &first);
    write_years(q, b, "r", &first);
    write_natures(q, b, "r", &first);
    write_filters(a, b, "any(role IN r.roles WHERE ", "role", ")", a->met, &first);
    write_return(q, b);
}

static void write_figures(const struct rhz_asking *a, struct rhz_buf *b)
{
    const struct rhz_question *q = a->q;
    bool first = true;

    rhz_buf_str(b, "MATCH ");
    write_node(a, b, "b", q->n_names == 1 && q->names[0].nodes[0] == a->body ? &q->names[0] : NULL);
    rhz_buf_str(b, "-[:CHIFFRE]->(p)");
    write_years(q, b, "p", &first);
    write_natures(q, b, "p", &first);
    write_filters(a, b, "", "p.libelle", "", a->met ? a->met : rhz_filters_of(q), &first);
    rhz_buf_str(b, " RETURN p.libelle, p.annee, p.valeur ORDER BY p.annee");
}

void rhz_question_write(const struct rhz_asking *a, struct rhz_buf *b)
{
    const struct rhz_question *q = a->q;
    bool first = true;

    if (q->asked == RHZ_ASKED_SHEET || (q->asked == RHZ_ASKED_ROLE && q->says & RHZ_SAYS_WHO)) {
        rhz_buf_str(b, "MATCH ");
        write_node(a, b, "x", q->n_names ? &q->names[0] : NULL);
        rhz_buf_str(b, "-[r]-() RETURN x, r");
    } else if (q->asked == RHZ_ASKED_LINK && q->n_names > 1) {
        rhz_buf_str(b, "MATCH ");
        write_node(a, b, "a", &q->names[0]);
        rhz_buf_str(b, "-[r");
        write_relations(b, a->ties);
        rhz_buf_str(b, "]-(x)-[s");
        write_relations(b, a->ties);
        rhz_buf_str(b, "]-");
        write_node(a, b, "b", &q->names[1]);
        rhz_buf_str(b, " RETURN DISTINCT x");
    } else if (q->asked == RHZ_ASKED_WHEN && q->n_names && (q->says & RHZ_SAYS_START || !q->relations)) {
        rhz_buf_str(b, "CALL recherche(");
        write_text(b, rhz_span(q->text.p + q->words[q->names[0].from].start,
                               q->words[q->names[0].to ? q->names[0].to - 1 : 0].end - q->words[q->names[0].from].start));
        rhz_buf_str(b, ") YIELD passage, document RETURN passage, document");
    } else if (q->kinds && !q->relations && !q->n_names) {
        rhz_buf_str(b, "MATCH (x)-[r]-()");
        write_kinds(q, b, &first);
        write_years(q, b, "r", &first);
        rhz_buf_str(b, q->asked == RHZ_ASKED_COUNT ? " RETURN count(DISTINCT x)" : " RETURN DISTINCT x");
    } else if (q->relations && !a->figures) {
        write_links(a, b);
    } else {
        write_figures(a, b);
    }
}
