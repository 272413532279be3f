/* budget.c -- tables and lists of accounts -> figures of the publisher, budgets of programmes, funding.
 *
 * Each table is walked twice: the first walk learns the programmes that stand between parentheses after a funder, the
 * second states. What a row means depends on what stands above it on its side (charges or resources, subsidies or not),
 * in the header (year, nature) and around the table (caption, headings): the walk carries that as small state, never
 * looking back, so that a table costs what its bytes cost. Every row of accounts becomes figures of the publisher;
 * FINANCE needs a name that is known or well guessed, because a wrong funder is worse than a missing one. */
#include "budget.h"

#include "finance_prose.h"
#include "plain_words.h"

enum { MOST_SAID = 6, MOST_PARTS = 40 };

/* What stands around a table. */
struct context {
    struct rhz_support said[MOST_SAID]; /* caption, paragraph above, headings: nearest first */
    unsigned n_said;
    uint32_t year, year_start, year_end;
    uint8_t nature, sense;
    uint32_t nature_start, nature_end;
    bool accounts, funders, balance;
    unsigned heading; /* index in `said` of the nearest heading */
    int32_t scale;
};

/* What the rows above say on one side. */
struct side_state {
    uint8_t sense;
    bool subsidies; /* rows here are subsidies and partnerships */
    bool accounts;  /* rows stand under account numbers: a body named under sales does not fund */
};

struct walk {
    struct rhz_budget *b;
    const struct rhz_table *t;
    struct context c;
    const struct rhz_table_side *side;
    struct side_state state;
    unsigned char *totals; /* per row of this side */
};

/* One row on one side. */
struct line {
    const struct rhz_table_row *row;
    struct rhz_budget_label label;
    uint32_t start, end; /* the quote */
    bool total;
    uint8_t sense;
};

static struct rhz_span slice(const struct rhz_budget *b, uint32_t start, uint32_t end)
{
    return rhz_span(b->x->document->text.p + start, end - start);
}

/* ---- around the table ---- */

static void say(struct walk *w, uint32_t start, uint32_t end)
{
    if (w->c.n_said < MOST_SAID && end > start && end - start <= 400)
        w->c.said[w->c.n_said++] = (struct rhz_support){0, RHZ_SUPPORT_HEADING, start, end};
}

static void gather_said(struct walk *w)
{
    const struct rhz_document *d = w->b->x->document;
    const struct rhz_block *first = &d->blocks[w->t->first_block];
    uint32_t path[8];
    size_t n;

    say(w, w->t->caption_start, w->t->caption_end);
    if (w->t->first_block > 0) {
        const struct rhz_block *above = first - 1;

        if (above->kind == RHZ_BLOCK_PARAGRAPH || above->kind == RHZ_BLOCK_LIST_ITEM)
            say(w, above->start, above->end);
        if (above->kind == RHZ_BLOCK_PARAGRAPH && above->end - above->start < 40 && above > d->blocks && above[-1].kind == RHZ_BLOCK_PARAGRAPH &&
            above[-1].end - above[-1].start < 80) /* "Budget 2025", then "Recettes" */
            say(w, above[-1].start, above[-1].end);
    }
    w->c.heading = w->c.n_said;
    n = rhz_document_heading_path(d, first->heading, path, 8);
    while (n--)
        say(w, d->blocks[path[n]].start, d->blocks[path[n]].end);
}

/* The nature that words give to a year: "résultat 2023 et budget prévisionnel 2024". 0 as year: to the whole. */
static uint8_t nature_said(struct rhz_span s, uint32_t year)
{
    static const char *const done[] = {"realis*", "resultat*", "comptes", "compte de resultat", "execut*", "bilan", "rapport financier", "arrete*", NULL};
    static const char *const planned[] = {"previ*", "budget*", "bp", "plan de financement", NULL};
    struct rhz_plain_words words;
    uint8_t nature = 0, first = 0;
    bool years = false;

    rhz_plain_words(s, &words);
    for (unsigned i = 0; i < words.n; i++) {
        long v = rhz_plain_number(&words, i);

        if (rhz_plain_match(&words, i, "a recevoir"))
            return RHZ_NATURE_A_RECEVOIR;
        if (rhz_plain_match(&words, i, "constate* d avance"))
            return RHZ_NATURE_CONSTATE_AVANCE;
        if (rhz_plain_match_any(&words, i, planned) && !(nature == RHZ_NATURE_REALISE && rhz_plain_match(&words, i, "budget*")))
            nature = RHZ_NATURE_PREVISIONNEL;
        else if (rhz_plain_match_any(&words, i, done))
            nature = RHZ_NATURE_REALISE;
        else if (rhz_plain_match(&words, i, "a recevoir")) /* "Subventions à recevoir au 31 décembre 2021 :" */
            nature = RHZ_NATURE_A_RECEVOIR;
        else if (rhz_plain_match(&words, i, "constate* d avance"))
            nature = RHZ_NATURE_CONSTATE_AVANCE;
        if (!first)
            first = nature;
        if (v < 1950 || v > 2099)
            continue;
        years = true;
        if (year && (uint32_t)v == year)
            return nature;
        if (year)
            nature = 0;
    }
    return year && years ? 0 : first;
}

static uint8_t sense_said(struct rhz_span s)
{
    static const char *const charges[] = {"charges", "depenses", "emplois", NULL};
    static const char *const products[] = {"produits", "recettes", "ressources", NULL};
    struct rhz_plain_words words;
    bool charge, product;

    rhz_plain_words(s, &words);
    charge = rhz_plain_has_any(&words, charges);
    product = rhz_plain_has_any(&words, products);
    if (charge == product)
        return 0;
    return charge ? RHZ_SENSE_CHARGE : RHZ_SENSE_PRODUIT;
}

static void read_said(struct walk *w, struct rhz_span s, const struct rhz_support *place)
{
    struct context *c = &w->c;
    uint32_t start, end;
    uint32_t year = rhz_year_in(s, &start, &end);
    bool accounts = rhz_speaks_of_accounts(s);
    uint8_t nature = accounts ? nature_said(s, 0) : 0;

    c->accounts |= accounts;
    if ((place == &c->said[0] || place == &c->said[c->heading]) && s.n <= 120)
        c->funders |= rhz_announces_funders(s);
    if (!c->sense)
        c->sense = sense_said(s);
    if (!c->year && year && (accounts || (s.n <= 80 && rhz_announces_funders(s)))) {
        c->year = year;
        c->year_start = place->start;
        c->year_end = place->limit;
    }
    if (!c->nature && nature) {
        c->nature = nature;
        c->nature_start = place->start;
        c->nature_end = place->limit;
    }
    if (!c->scale)
        c->scale = rhz_figure_scale(s);
}

static void read_context(struct walk *w)
{
    const struct rhz_table *t = w->t;

    w->c = (struct context){0};
    gather_said(w);
    for (unsigned i = 0; i < w->c.n_said; i++)
        read_said(w, slice(w->b, w->c.said[i].start, w->c.said[i].limit), &w->c.said[i]);
    for (unsigned i = 0; i < t->n_sides; i++)
        w->c.balance |= t->sides[i].sense == RHZ_SENSE_ACTIF || t->sides[i].sense == RHZ_SENSE_PASSIF;
    if (w->c.funders && !w->c.sense)
        w->c.sense = RHZ_SENSE_PRODUIT;
}

/* The captioned details of a balance sheet: nature from the caption, year from the sheet. */
static void read_detail(struct walk *w)
{
    struct rhz_budget *b = w->b;
    const struct rhz_table_cell *cell = &w->t->rows[0].cells[0];
    struct rhz_budget_label l;

    rhz_budget_label_read(slice(b, cell->start, cell->end), &l);
    if (l.nature) {
        w->c.nature = l.nature;
        w->c.nature_start = cell->start;
        w->c.nature_end = cell->end;
        w->c.funders = true;
        w->c.sense = RHZ_SENSE_PRODUIT;
    }
    w->c.accounts = true;
    if (b->balance_year) {
        w->c.year = b->balance_year;
        w->c.year_start = b->balance_start;
        w->c.year_end = b->balance_end;
    }
}

/* ---- is it a table of accounts at all? ---- */

static void count_labels(const struct walk *w, unsigned *accounts, unsigned *words, unsigned *money)
{
    const struct rhz_table *t = w->t;
    uint32_t most = t->n_rows < 200 ? t->n_rows : 200; /* a table shows what it is in its first rows */

    for (uint32_t r = 0; r < most; r++) {
        const struct rhz_table_row *row = &t->rows[r];

        for (uint32_t i = 0; i < row->n_cells; i++) {
            struct rhz_budget_label l;

            *money += row->cells[i].figure.unit.n > 0;
            if (row->kind != RHZ_ROW_DATA || t->columns[i].kind != RHZ_COLUMN_LABEL)
                continue;
            rhz_budget_label_read(rhz_table_text(w->b->x->document, row, i), &l);
            *accounts += l.account != 0;
            *words += l.total || l.result || l.nature || rhz_speaks_of_accounts(l.text) ||
                      (l.opened && !rhz_is_fee(l.role));
        }
    }
}

static bool is_accounts(const struct walk *w)
{
    const struct rhz_table *t = w->t;
    unsigned accounts = 0, words = 0, money = 0, heads = 0;

    for (unsigned i = 0; i < t->n_columns; i++) {
        const struct rhz_head *h = &t->columns[i].head;

        heads += (h->nature != 0) + (h->sense != 0) + h->closing + (h->role == RHZ_HEAD_FUNDER);
        money += h->scale != 0;
    }
    count_labels(w, &accounts, &words, &money);
    money += w->c.scale != 0;
    if (t->list) /* a list of a text: its money must be written, and its place must speak of accounts */
        return money && (w->c.funders || words || (w->c.accounts && w->c.sense == RHZ_SENSE_PRODUIT));
    if (accounts + heads + words == 0)
        return w->c.funders || (w->c.accounts && money);
    return accounts > 0 || (money && (heads || words)) || (heads && words) || (w->c.accounts && (heads || words)) || heads > 1 || words > 2;
}

/* ---- sums ---- */

static const struct rhz_figure *figure_at(const struct rhz_table_row *row, unsigned column)
{
    const struct rhz_figure *f = column < row->n_cells ? &row->cells[column].figure : NULL;

    return f && (f->kind == RHZ_FIGURE_AMOUNT || f->kind == RHZ_FIGURE_YEAR) && !f->by_period ? f : NULL;
}

/* Is row r, in every column, the sum of the next two or more rows? */
static bool sums_next(const struct walk *w, uint32_t r)
{
    const struct rhz_table_row *row = &w->t->rows[r];
    int64_t left[RHZ_TABLE_COLUMNS] = {0};
    unsigned parts = 0, used = 0;

    for (unsigned i = w->side->figures; i < w->side->end; i++) {
        const struct rhz_figure *f = figure_at(row, i);

        left[i] = f ? f->cents : 0;
        used += f && f->cents;
    }
    if (!used)
        return false;
    for (uint32_t k = r + 1; k < w->t->n_rows && k <= r + MOST_PARTS; k++) {
        bool filled = false, zero = true;

        for (unsigned i = w->side->figures; i < w->side->end; i++) {
            const struct rhz_figure *f = figure_at(&w->t->rows[k], i);

            if (f && (f->cents > INT64_MAX / 64 || f->cents < -INT64_MAX / 64))
                return false;
            left[i] -= f ? f->cents : 0;
            filled |= f && f->cents;
            zero &= left[i] == 0;
        }
        parts += filled;
        if (zero && parts >= 2)
            return true;
    }
    return false;
}

static void mark_totals(struct walk *w)
{
    for (uint32_t r = 0; r < w->t->n_rows; r++)
        w->totals[r] = w->t->rows[r].kind == RHZ_ROW_DATA && sums_next(w, r);
}

/* An account of two digits followed by rows without a number is their total. */
static bool heads_parts(const struct walk *w, uint32_t r, const struct rhz_budget_label *l)
{
    struct rhz_budget_label next;
    struct rhz_span s;

    if (!l->account || l->account > 99 || r + 1 >= w->t->n_rows)
        return false;
    s = rhz_table_text(w->b->x->document, &w->t->rows[r + 1], w->side->figures - 1u);
    rhz_budget_label_read(s, &next);
    return s.n && (!next.account || next.account > 99) && !next.total && !next.result;
}

/* ---- one figure ---- */

static uint32_t year_of_head(const struct walk *w, const struct rhz_head *h)
{
    uint32_t base = w->c.year;

    if (h->year)
        return h->year;
    if (!h->relative || !base)
        return 0;
    return h->relative > 0 ? base - (uint32_t)(h->relative - 1) : base + (uint32_t)-h->relative;
}

/* The column whose head dates column i: itself, or for gross values and depreciation the next dated one. */
static unsigned dated_column(const struct walk *w, unsigned i)
{
    const struct rhz_table *t = w->t;

    if (year_of_head(w, &t->columns[i].head) || !t->columns[i].head.part)
        return i;
    for (unsigned k = i + 1; k < w->side->end; k++)
        if (year_of_head(w, &t->columns[k].head))
            return k;
    return i;
}

/* A support of the year or nature names no end; it is filed under the last one that the statement has. */
static uint8_t last_end(const struct rhz_statement *s) { return s->relation ? RHZ_END_OBJECT : RHZ_END_SUBJECT; }

/* Year, nature and their supports for column i of the line. */
static void qualify(const struct walk *w, const struct line *line, unsigned i, struct rhz_statement *s)
{
    const struct rhz_table_column *own = &w->t->columns[i], *col = &w->t->columns[dated_column(w, i)];
    const struct rhz_table_column *corner = &w->t->columns[w->side->first];

    if (own->head_start == own->head_end && !col->head.column)
        col = corner;
    s->year = year_of_head(w, &col->head);
    if (s->year && col->head_end > col->head_start)
        s->supports[s->n_supports++] = (struct rhz_support){last_end(s), RHZ_SUPPORT_HEADER, col->head_start, col->head_end};
    if (!s->year && line->label.year)
        s->year = line->label.year;
    if (!s->year && w->c.year) {
        s->year = w->c.year;
        if (w->c.year_end > w->c.year_start)
            s->supports[s->n_supports++] = (struct rhz_support){last_end(s), RHZ_SUPPORT_HEADING, w->c.year_start, w->c.year_end};
    }
    if (!s->year && w->t->list && w->c.funders && w->b->x->year) { /* a report's list of who paid */
        s->year = w->b->x->year;
        s->flags |= RHZ_STATEMENT_YEAR_OF_DOCUMENT;
    }
    s->nature = own->head.nature ? own->head.nature : line->label.nature;
    for (unsigned k = 0; !s->nature && s->year && k < w->c.n_said && !w->t->detail; k++)
        s->nature = nature_said(slice(w->b, w->c.said[k].start, w->c.said[k].limit), s->year);
    if (!s->nature && (!own->head.year || w->t->detail)) {
        s->nature = w->c.nature;
        if (s->nature && w->c.nature_end > w->c.nature_start && w->c.nature_start != w->c.year_start)
            s->supports[s->n_supports++] = (struct rhz_support){last_end(s), RHZ_SUPPORT_HEADING, w->c.nature_start, w->c.nature_end};
    }
    if (!s->nature && (w->c.balance || own->head.closing))
        s->nature = RHZ_NATURE_REALISE;
}

static void put_amount(const struct walk *w, const struct rhz_figure *f, unsigned i, struct rhz_statement *s)
{
    int32_t scale = w->t->columns[i].head.scale > 1 ? w->t->columns[i].head.scale : w->c.scale;

    s->has_amount = true;
    s->cents = f->cents;
    if (scale > 1 && !f->scaled && !f->unit.n && f->cents < INT64_MAX / scale && f->cents > -INT64_MAX / scale)
        s->cents *= scale;
    s->unit = f->unit.n ? f->unit : RHZ_SPAN("EUR");
}

static void support_publisher(const struct rhz_budget *b, uint8_t end, struct rhz_statement *s)
{
    if (b->publisher_end > b->publisher_start)
        s->supports[s->n_supports++] = (struct rhz_support){end, RHZ_SUPPORT_PUBLISHER, b->publisher_start, b->publisher_end};
}

/* ---- statements of a line ---- */

static bool state_chiffre(const struct walk *w, const struct line *line, unsigned i, const struct rhz_figure *f)
{
    const struct rhz_budget *b = w->b;
    struct rhz_support supports[6];
    struct rhz_statement s = {.property = RHZ_PROPERTY_CHIFFRE, .subject = b->publisher, .object = RHZ_NONE,
                              .start = line->start, .end = line->end, .supports = supports,
                              .label = line->label.text, .rule = RHZ_SPAN("budget-row"), .sense = line->sense};
    const struct rhz_head *h = &w->t->columns[i].head;

    if (b->publisher == RHZ_NONE || !line->label.text.n || (w->t->list && line->label.intention))
        return true;
    qualify(w, line, i, &s);
    put_amount(w, f, i, &s);
    support_publisher(b, RHZ_END_SUBJECT, &s);
    if (h->sense && !w->side->sense)
        s.sense = h->sense;
    if (h->part)
        s.role = slice(b, w->t->columns[i].head_start, w->t->columns[i].head_end);
    if (line->total)
        s.flags |= RHZ_STATEMENT_TOTAL;
    return rhz_facts_statement(b->x->facts, &s);
}

static bool state_budget(const struct walk *w, const struct line *line, unsigned i, const struct rhz_figure *f,
                         uint32_t programme, uint32_t group)
{
    const struct rhz_budget *b = w->b;
    struct rhz_support supports[6];
    struct rhz_statement s = {.relation = RHZ_BUDGET, .subject = b->publisher, .object = programme, .group = group,
                              .start = line->start, .end = line->end, .supports = supports,
                              .role = line->label.role, .rule = RHZ_SPAN("budget-row"), .sense = line->sense};

    if (b->publisher == RHZ_NONE)
        return true;
    qualify(w, line, i, &s);
    put_amount(w, f, i, &s);
    support_publisher(b, RHZ_END_SUBJECT, &s);
    return rhz_facts_statement(b->x->facts, &s);
}

static bool state_finance(const struct walk *w, const struct line *line, unsigned i, const struct rhz_figure *f,
                          uint32_t funder, uint32_t object, uint32_t group)
{
    const struct rhz_budget *b = w->b;
    struct rhz_support supports[6];
    struct rhz_statement s = {.relation = RHZ_FINANCE, .subject = funder, .object = object, .group = group,
                              .start = line->start, .end = line->end, .supports = supports, .sense = line->sense,
                              .role = line->label.role, .rule = RHZ_SPAN("budget-row")};

    if (object == RHZ_NONE)
        s.object = object = b->publisher;
    if (object == RHZ_NONE || object == funder)
        return true;
    qualify(w, line, i, &s);
    put_amount(w, f, i, &s);
    if (object == b->publisher) {
        s.flags |= RHZ_STATEMENT_OBJECT_IS_PUBLISHER;
        support_publisher(b, RHZ_END_OBJECT, &s);
    }
    return rhz_facts_statement(b->x->facts, &s);
}

static bool state_ends(const struct walk *w, const struct line *line, unsigned i, const struct rhz_figure *f,
                       const uint32_t *funders, unsigned n_funders, const uint32_t *programmes, unsigned n_programmes)
{
    unsigned links = (n_funders ? n_funders : 1) * (n_programmes ? n_programmes : 1);
    uint32_t group = links > 1 ? w->b->next_group++ : 0;
    bool ok = true;

    for (unsigned k = 0; k < n_funders && ok; k++) {
        if (!n_programmes)
            ok = state_finance(w, line, i, f, funders[k], RHZ_NONE, group);
        for (unsigned p = 0; p < n_programmes && ok; p++)
            ok = state_finance(w, line, i, f, funders[k], programmes[p], group);
    }
    for (unsigned p = 0; p < n_programmes && !n_funders && ok; p++)
        ok = state_budget(w, line, i, f, programmes[p], group);
    return ok;
}

/* ---- names of a line ---- */

static unsigned commit(struct rhz_budget *b, const struct rhz_named *named, unsigned n, uint32_t *out)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < n; i++) {
        uint32_t o = rhz_naming_commit(b->naming, &named[i]);
        bool twice = o == RHZ_NONE || o == b->publisher;

        for (unsigned k = 0; k < kept; k++)
            twice |= out[k] == o;
        if (!twice)
            out[kept++] = o;
    }
    return kept;
}

/* Columns that their header calls funder or programme; false when the header says neither. */
static bool named_columns(const struct walk *w, const struct line *line, struct rhz_named_ends *out)
{
    bool said = false;

    *out = (struct rhz_named_ends){0};
    for (unsigned i = w->side->first; i < w->side->figures; i++) {
        uint8_t role = w->t->columns[i].head.role;
        struct rhz_span cell = rhz_table_text(w->b->x->document, line->row, i);

        if (role == RHZ_HEAD_FUNDER) {
            said = true;
            if (rhz_naming_cell(w->b->naming, cell, RHZ_ORGANISATION, &out->funders[0]))
                out->n_funders = 1;
        } else if (role == RHZ_HEAD_PROGRAMME) {
            if (rhz_naming_cell(w->b->naming, cell, RHZ_PROGRAMME, &out->programmes[0]))
                out->n_programmes = 1;
        }
    }
    return said;
}

/* "demandé", "refusé" in a cell of the line beside its figures. */
static bool doubted(const struct walk *w, const struct line *line)
{
    if (line->label.intention)
        return true;
    for (uint32_t i = w->side->first; i < line->row->n_cells; i++)
        if (w->t->columns[i].head.role == RHZ_HEAD_STATE && rhz_is_intention(rhz_table_text(w->b->x->document, line->row, i)))
            return true;
    return false;
}

static void names_of(const struct walk *w, const struct line *line, struct rhz_named_ends *out)
{
    struct rhz_named whole;
    bool financing, resource = line->sense != RHZ_SENSE_CHARGE && line->sense != RHZ_SENSE_RESULTAT;

    if (named_columns(w, line, out)) {
        if (!resource || doubted(w, line))
            out->n_funders = out->n_programmes = 0;
        return;
    }
    *out = (struct rhz_named_ends){0};
    if (line->total || line->label.total || line->label.result)
        return;
    financing = w->c.funders || w->state.subsidies || line->label.opened || line->label.nature;
    rhz_naming_read(w->b->naming, &line->label, financing, w->state.subsidies && resource, out);
    /* Among resources that no account number sorts, a line that is a body's name and nothing else is its funding. */
    if (!financing && !w->state.accounts && line->sense == RHZ_SENSE_PRODUIT && out->n_funders == 1) {
        struct rhz_span body = line->label.inside.n ? line->label.rest : line->label.text; /* "Région X (programme Y)" */

        financing = rhz_naming_whole(w->b->naming, body, &whole) && whole.kind == RHZ_ORGANISATION;
        if (financing && line->label.inside.n)
            rhz_naming_read(w->b->naming, &line->label, true, false, out);
    }
    if (!financing || !resource || w->c.balance || doubted(w, line))
        out->n_funders = 0;
    if (w->c.balance || (line->sense == RHZ_SENSE_CHARGE && out->n_funders) || line->sense == RHZ_SENSE_RESULTAT || doubted(w, line))
        out->n_programmes = 0;
}

/* A programme between parentheses after a funder, or under subsidies, is evidence of it for the whole document. */
static bool learn_line(const struct walk *w, const struct line *line)
{
    struct rhz_named_ends ends;

    if (!line->label.inside.n && !w->state.subsidies)
        return true;
    names_of(w, line, &ends);
    for (unsigned i = 0; i < ends.n_programmes; i++)
        if (ends.programmes[i].ordinal == RHZ_NONE && !rhz_naming_suggest(w->b->naming, &ends.programmes[i]))
            return false;
    return true;
}

static bool is_figure_column(const struct walk *w, unsigned i) { return w->t->columns[i].kind == RHZ_COLUMN_FIGURE; }

static bool state_line(const struct walk *w, const struct line *line)
{
    struct rhz_named_ends ends;
    uint32_t funders[RHZ_NAMED_MOST], programmes[RHZ_NAMED_MOST];
    unsigned n_funders, n_programmes;
    bool ok = true;

    names_of(w, line, &ends);
    n_funders = commit(w->b, ends.funders, ends.n_funders, funders);
    n_programmes = commit(w->b, ends.programmes, ends.n_programmes, programmes);
    for (unsigned i = w->side->figures; i < w->side->end && ok; i++) {
        const struct rhz_figure *f = is_figure_column(w, i) ? figure_at(line->row, i) : NULL;

        if (!f)
            continue;
        ok = state_chiffre(w, line, i, f);
        if (ok && f->cents > 0 && !w->t->columns[i].head.part)
            ok = state_ends(w, line, i, f, funders, n_funders, programmes, n_programmes);
    }
    return ok;
}

/* ---- the walk ---- */

/* Fills the line from row r; false when the side holds no label there. */
static bool read_line(const struct walk *w, uint32_t r, struct line *line)
{
    const struct rhz_table_side *side = w->side;
    const struct rhz_table_row *row = &w->t->rows[r];
    unsigned at = side->figures;
    bool figures = false;

    *line = (struct line){.row = row};
    /* The label is the last filled label cell, unless a header calls one of them funder. */
    for (unsigned i = side->first; i < side->figures && i < row->n_cells; i++) {
        const struct rhz_table_cell *c = &row->cells[i];

        if (c->start == c->end || w->t->columns[i].kind != RHZ_COLUMN_LABEL)
            continue;
        if (at == side->figures || w->t->columns[at].head.role != RHZ_HEAD_FUNDER)
            at = i;
    }
    if (at == side->figures)
        return false;
    rhz_budget_label_read(rhz_table_text(w->b->x->document, row, at), &line->label);
    if (row->note_end > row->note_start)
        rhz_budget_note_read(&line->label, slice(w->b, row->note_start, row->note_end));
    if (w->t->columns[side->first].kind == RHZ_COLUMN_CODE && side->first < row->n_cells && !line->label.account)
        rhz_budget_account_set(&line->label, (uint32_t)(row->cells[side->first].figure.cents / 100));
    for (unsigned i = side->first; i < side->end && i < row->n_cells; i++) {
        const struct rhz_table_cell *c = &row->cells[i];

        if (c->start == c->end)
            continue;
        if (line->start == line->end)
            line->start = c->start;
        line->end = c->end;
        figures |= i >= side->figures && figure_at(row, i) && is_figure_column(w, i);
    }
    if (row->note_end > line->end)
        line->end = row->note_end;
    line->total = line->label.total || w->totals[r] || row->kind == RHZ_ROW_CAPTION || heads_parts(w, r, &line->label);
    (void)figures;
    return true;
}

/* What this row says of those below, and its own sense. */
static void carry(struct walk *w, struct line *line)
{
    const struct rhz_budget_label *l = &line->label;
    bool sheet = w->state.sense == RHZ_SENSE_ACTIF || w->state.sense == RHZ_SENSE_PASSIF;

    if (l->account && l->sense && !sheet)
        w->state.sense = l->sense;
    w->state.accounts |= l->account != 0;
    if (l->account || l->total)
        w->state.subsidies = l->subsidies;
    else if (l->subsidies && (line->total || l->generic))
        w->state.subsidies = true;
    if (!l->account && !l->total && !sheet && line->end == line->label.text.p + line->label.text.n - w->b->x->document->text.p) {
        uint8_t said = sense_said(l->text); /* a row of words alone: "Produits d'exploitation" */

        if (said)
            w->state.sense = said;
    }
    line->sense = l->sense ? l->sense : w->state.sense;
    if (l->result && !sheet)
        line->sense = RHZ_SENSE_RESULTAT;
    if (sheet && w->state.sense)
        line->sense = w->state.sense;
    if (l->total && l->sense && !l->account && !w->side->sense)
        w->state.sense = 0; /* what follows "Total des charges" is something else */
}

static uint8_t first_sense(const struct walk *w)
{
    struct rhz_budget_label l;

    if (w->side->sense)
        return w->side->sense;
    for (uint32_t r = 0; r < w->t->n_rows && r < 200; r++) {
        rhz_budget_label_read(rhz_table_text(w->b->x->document, &w->t->rows[r], w->side->figures - 1u), &l);
        if (l.account && (l.sense == RHZ_SENSE_CHARGE || l.sense == RHZ_SENSE_PRODUIT))
            return l.sense;
    }
    return w->c.sense;
}

static bool walk_side(struct walk *w, bool learning)
{
    struct line line;

    w->state = (struct side_state){.sense = first_sense(w)};
    mark_totals(w);
    for (uint32_t r = 0; r < w->t->n_rows; r++) {
        const struct rhz_table_row *row = &w->t->rows[r];

        if (row->kind == RHZ_ROW_HEADER || (row->kind == RHZ_ROW_CAPTION && !w->t->detail))
            continue;
        if (!read_line(w, r, &line))
            continue;
        carry(w, &line);
        if (!(learning ? learn_line(w, &line) : state_line(w, &line)))
            return false;
    }
    return true;
}

/* The date of a balance sheet, for the details that follow it. */
static void remember_balance(struct walk *w)
{
    struct rhz_budget *b = w->b;

    if (!w->c.balance)
        return;
    b->balance_year = w->c.year;
    b->balance_start = w->c.year_start;
    b->balance_end = w->c.year_end;
    for (unsigned i = 0; i < w->t->n_columns; i++) {
        const struct rhz_table_column *col = &w->t->columns[i];

        if (col->head.year <= b->balance_year)
            continue;
        b->balance_year = col->head.year;
        b->balance_start = col->head_start;
        b->balance_end = col->head_end;
    }
}

static rhz_status walk_table(struct rhz_budget *b, const struct rhz_table *t, bool learning)
{
    struct walk w = {.b = b, .t = t};

    read_context(&w);
    if (t->detail)
        read_detail(&w);
    if (!t->detail && !is_accounts(&w))
        return RHZ_OK;
    remember_balance(&w);
    if (t->list)
        memset(b->read + t->first_block, 1, t->end_block - t->first_block);
    w.totals = rhz_arena_zalloc(b->scratch, t->n_rows, 1);
    if (!w.totals)
        return RHZ_NO_MEMORY;
    for (unsigned s = 0; s < t->n_sides; s++) {
        w.side = &t->sides[s];
        if (w.side->end > w.side->figures && !walk_side(&w, learning))
            return RHZ_NO_MEMORY;
    }
    return RHZ_OK;
}

static rhz_status walk_document(struct rhz_budget *b, bool learning)
{
    struct rhz_table table, previous = {0};
    const struct rhz_table *last = NULL;
    uint32_t from = 0;
    rhz_status st;

    b->balance_year = 0;
    for (;;) {
        rhz_arena_reset(b->scratch);
        st = rhz_table_next(b->x->document, from, last, b->scratch, &table);
        if (st != RHZ_OK)
            return st == RHZ_NOT_FOUND ? RHZ_OK : st;
        if ((st = walk_table(b, &table, learning)) != RHZ_OK)
            return st;
        from = table.end_block;
        previous = table;
        last = &previous;
    }
}

rhz_status rhz_read_budgets(struct rhz_extraction *x, struct rhz_error *err)
{
    struct rhz_budget b = {.x = x, .next_group = 1, .publisher = RHZ_NONE};
    rhz_status st = RHZ_NO_MEMORY;

    b.publisher = rhz_facts_publisher(x->facts, &b.publisher_start, &b.publisher_end);
    b.naming = rhz_naming_new(x, x->arena);
    b.scratch = rhz_arena_new();
    b.read = rhz_arena_zalloc(x->arena, x->document->n_blocks + 1, 1);
    if (!b.read || !b.naming || !b.scratch || !rhz_naming_learn(b.naming))
        goto done;
    if ((st = walk_document(&b, true)) != RHZ_OK)
        goto done;
    st = RHZ_NO_MEMORY;
    if (!rhz_naming_settle(b.naming))
        goto done;
    if ((st = walk_document(&b, false)) != RHZ_OK)
        goto done;
    st = rhz_finance_prose(&b);
done:
    rhz_naming_free(b.naming);
    rhz_arena_free(b.scratch);
    return st == RHZ_NO_MEMORY ? rhz_no_memory(err) : st;
}
