/* budget_names.c -- see the header. A label is taken apart at its parentheses, then at dashes, then at "et", "&" and
 * "+", then between any two words where both halves are names; the first cut that gives names wins. Short forms are
 * matched on an index of the words of the document's programmes, so that a long document stays cheap. */
#include "budget_names.h"

#include <stdlib.h>

#include "plain_words.h"

enum { SURE = 60, MOST_WORDS = 12, MOST_CANDIDATES = 64, LOOK_BYTES = 64 << 20 };

struct index_word {
    struct rhz_span word; /* folded */
    uint32_t entity;
};

struct rhz_naming {
    const struct rhz_extraction *x;
    struct rhz_arena *arena;
    struct rhz_extraction quick; /* x with an arena that is emptied after each guess: a table asks a hundred thousand */
    struct index_word *words;
    size_t n_words, cap_words;
    uint32_t n_learnt; /* entities looked at */
    struct suggestion {
        struct rhz_span key; /* its words, one space between */
        struct rhz_named named;
    } *suggestions;
    size_t n_suggestions, cap_suggestions;
    size_t looked; /* bytes of text searched for names of labels */
};

struct rhz_naming *rhz_naming_new(const struct rhz_extraction *x, struct rhz_arena *arena)
{
    struct rhz_naming *n = rhz_arena_zalloc(arena, 1, sizeof *n);

    if (!n)
        return NULL;
    n->x = x;
    n->arena = arena;
    n->quick = *x;
    n->quick.arena = rhz_arena_new();
    return n->quick.arena ? n : NULL;
}

void rhz_naming_free(struct rhz_naming *n)
{
    if (n)
        rhz_arena_free(n->quick.arena);
}

/* ---- the programmes and bodies of the document by their words ---- */

static int by_word(const void *a, const void *b)
{
    const struct index_word *x = a, *y = b;
    int c = rhz_span_cmp(x->word, y->word);

    return c ? c : (x->entity > y->entity) - (x->entity < y->entity);
}

bool rhz_naming_learn(struct rhz_naming *n)
{
    const struct rhz_document_entity *e;
    struct rhz_plain_words w;

    for (; (e = rhz_facts_get_entity(n->x->facts, n->n_learnt)); n->n_learnt++) {
        if (e->kind != RHZ_PROGRAMME && e->kind != RHZ_ORGANISATION)
            continue;
        rhz_plain_words(e->name, &w);
        if (e->kind == RHZ_ORGANISATION)
            w.n = w.n ? 1 : 0; /* a body is only looked up by its beginning */
        for (unsigned i = 0; i < w.n; i++) {
            struct index_word word = {rhz_plain_word(&w, i), n->n_learnt};

            if (word.word.n < 3)
                continue;
            word.word = rhz_arena_copy(n->arena, word.word);
            if (!word.word.p || !RHZ_PUSH(n->arena, n->words, n->n_words, n->cap_words))
                return false;
            n->words[n->n_words++] = word;
        }
    }
    if (n->n_words)
        qsort(n->words, n->n_words, sizeof *n->words, by_word);
    return true;
}

static bool starts_with(struct rhz_span s, struct rhz_span prefix)
{
    return s.n >= prefix.n && memcmp(s.p, prefix.p, prefix.n) == 0;
}

static bool is_small(struct rhz_span word)
{
    static const char *const small[] = {"de", "du", "des", "d", "la", "le", "les", "l", "et", "a", "au", "aux", "en", NULL};

    for (size_t i = 0; small[i]; i++)
        if (rhz_span_eq(word, rhz_span_of(small[i])))
            return true;
    return false;
}

/* How well the label stands for the name. 3: its beginning, the last word perhaps cut; 2: its first word and later ones in
 * order; 1: one long word of it; 0: not. */
static unsigned grade(const struct rhz_plain_words *label, const struct rhz_plain_words *name)
{
    unsigned at = 0, n = 0;
    bool row = true;

    for (unsigned i = 0; i < label->n; i++) {
        struct rhz_span word = rhz_plain_word(label, i);
        unsigned from = at;

        if (is_small(word))
            continue;
        while (at < name->n && !starts_with(rhz_plain_word(name, at), word))
            at++;
        if (at == name->n || (i + 1 < label->n && word.n < 3) || word.n < 2)
            return 0;
        if (n == 0 && at > 0 && !(at == 1 && is_small(rhz_plain_word(name, 0))))
            return label->n == 1 && word.n >= 5 && rhz_span_eq(word, rhz_plain_word(name, at)) ? 1 : 0;
        for (unsigned k = from; n && k < at; k++)
            row &= is_small(rhz_plain_word(name, k));
        n++;
        at++;
    }
    if (n < 2)
        return label->n == 1 && label->words[0].n >= 5 && n ? 1 : 0;
    return row ? 3 : 2;
}

/* The one entity of `kind` that a short form stands for at `least` or better; RHZ_NONE: none, or several. */
static uint32_t short_form(const struct rhz_naming *n, enum rhz_kind kind, struct rhz_span part, unsigned least)
{
    struct rhz_plain_words label, name;
    uint32_t found = RHZ_NONE;
    unsigned best = 0, looked = 0;
    struct rhz_span first;
    size_t low = 0, high = n->n_words;

    rhz_plain_words(part, &label);
    first = rhz_plain_word(&label, 0);
    if (!label.n || label.cut || first.n < 3)
        return RHZ_NONE;
    while (low < high) {
        size_t middle = (low + high) / 2;

        if (rhz_span_cmp(n->words[middle].word, first) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < n->n_words && starts_with(n->words[low].word, first) && looked < MOST_CANDIDATES; low++, looked++) {
        uint32_t entity = n->words[low].entity;
        const struct rhz_document_entity *e = rhz_facts_get_entity(n->x->facts, entity);
        unsigned g;

        if (e->kind != kind)
            continue;
        rhz_plain_words(e->name, &name);
        if (kind == RHZ_ORGANISATION && name.n <= label.n)
            continue; /* itself */
        g = grade(&label, &name);
        if (g < least || g < best || (g == best && entity == found))
            continue;
        found = g == best && g ? RHZ_NONE : entity;
        best = g;
    }
    return found;
}

/* ---- one name ---- */

static uint32_t offset_of(const struct rhz_naming *n, const char *p)
{
    return (uint32_t)(p - n->x->document->text.p);
}

static bool known(const struct rhz_naming *n, uint32_t ordinal, struct rhz_span part, struct rhz_named *out)
{
    const struct rhz_document_entity *e = ordinal == RHZ_NONE ? NULL : rhz_facts_get_entity(n->x->facts, ordinal);

    if (!e)
        return false;
    *out = (struct rhz_named){e->kind, e->sub, e->name, ordinal, offset_of(n, part.p), offset_of(n, part.p + part.n)};
    return true;
}

static struct rhz_span trim_name(struct rhz_span s)
{
    s = rhz_span_trim(s);
    while (s.n && strchr("-:,;.*&+/ ", s.p[s.n - 1]))
        s.n--;
    while (s.n && strchr("-:,;.*&+/ ", s.p[0]))
        s.p++, s.n--;
    return s;
}

/* What is left of `part` around the guessed name must be small words: a label is the name, it does not contain it. */
static bool covers(struct rhz_span part, struct rhz_span name)
{
    struct rhz_plain_words w;
    uint32_t from = (uint32_t)(name.p - part.p), to = from + (uint32_t)name.n;

    rhz_plain_words(part, &w);
    for (unsigned i = 0; i < w.n; i++)
        if ((w.words[i].end <= from || w.words[i].start >= to) && !is_small(rhz_plain_word(&w, i)))
            return false;
    return !w.cut;
}

/* How the document calls a place that a label names bare: "Cahors" is its Ville de Cahors when it speaks of one. */
static uint32_t called_in_full(const struct rhz_naming *n, uint8_t sub, struct rhz_span name)
{
    static const struct {
        uint8_t sub;
        const char *before, *after;
    } forms[] = {
        {RHZ_SUB_COMMUNE, "Ville de ", ""}, {RHZ_SUB_COMMUNE, "Ville d'", ""}, {RHZ_SUB_COMMUNE, "Commune de ", ""}, {RHZ_SUB_COMMUNE, "Mairie de ", ""},
        {RHZ_SUB_REGION, "Région ", ""}, {RHZ_SUB_REGION, "Conseil régional de ", ""},
        {RHZ_SUB_DEPARTEMENT, "Département de ", ""}, {RHZ_SUB_DEPARTEMENT, "Département du ", ""}, {RHZ_SUB_DEPARTEMENT, "Département de la ", ""},
        {RHZ_SUB_DEPARTEMENT, "Département des ", ""}, {RHZ_SUB_DEPARTEMENT, "Département de l'", ""}, {RHZ_SUB_DEPARTEMENT, "Département d'", ""},
        {RHZ_SUB_EPCI, "Métropole ", ""}, {RHZ_SUB_EPCI, "Métropole de ", ""}, {RHZ_SUB_EPCI, "Métropole d'", ""}, {RHZ_SUB_EPCI, "", " Métropole"},
    };
    char full[RHZ_LABEL_NAME_BYTES + 32];

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        size_t before = strlen(forms[i].before), after = strlen(forms[i].after);
        uint32_t found;

        if ((sub && forms[i].sub != sub) || before + name.n + after > sizeof full)
            continue;
        memcpy(full, forms[i].before, before);
        memcpy(full + before, name.p, name.n);
        memcpy(full + before + name.n, forms[i].after, after);
        found = rhz_facts_find(n->x->facts, RHZ_ORGANISATION, rhz_span(full, before + name.n + after));
        if (found != RHZ_NONE)
            return found;
    }
    return RHZ_NONE;
}

/* Bodies whose names are long enough to be cut in a cell. Names of places are not: Saint-Denis begins many others. */
static bool may_be_cut(uint8_t sub)
{
    return sub == RHZ_SUB_ETAT || sub == RHZ_SUB_ETABLISSEMENT || sub == RHZ_SUB_RESEAU || sub == RHZ_SUB_FONDATION;
}

/* A body named otherwise than elsewhere in this document. */
static uint32_t elsewhere(const struct rhz_naming *n, const struct rhz_named *named)
{
    uint32_t found = RHZ_NONE;

    if (!named->sub || (named->sub >= RHZ_SUB_COMMUNE && named->sub <= RHZ_SUB_REGION))
        found = called_in_full(n, named->sub, named->name);
    if (found == RHZ_NONE && may_be_cut(named->sub))
        found = short_form(n, RHZ_ORGANISATION, named->name, 3);
    return found;
}

static void take_elsewhere(const struct rhz_naming *n, struct rhz_named *named)
{
    uint32_t found = elsewhere(n, named);

    if (found != RHZ_NONE) {
        named->ordinal = found;
        named->name = rhz_facts_get_entity(n->x->facts, found)->name;
    }
}

static bool guessed(struct rhz_naming *n, struct rhz_span part, struct rhz_named *out)
{
    struct rhz_name_guess g = {0};

    rhz_arena_reset(n->quick.arena);
    rhz_guess_name(&n->quick, part, &g);
    if ((g.kind != RHZ_ORGANISATION && g.kind != RHZ_PROGRAMME) || g.confidence < SURE || !g.name.n)
        return false;
    if (g.name.p < part.p || g.name.p + g.name.n > part.p + part.n || !covers(part, g.name))
        return false;
    *out = (struct rhz_named){(uint8_t)g.kind, (uint8_t)g.sub, g.name, RHZ_NONE, offset_of(n, g.name.p),
                              offset_of(n, g.name.p + g.name.n)};
    out->ordinal = rhz_facts_find(n->x->facts, g.kind, g.name);
    if (g.kind == RHZ_ORGANISATION)
        take_elsewhere(n, out);
    return true;
}

bool rhz_naming_whole(struct rhz_naming *n, struct rhz_span part, struct rhz_named *out)
{
    part = trim_name(part);
    if (part.n < 2 || part.n > RHZ_LABEL_NAME_BYTES)
        return false;
    if (known(n, rhz_facts_find(n->x->facts, RHZ_PROGRAMME, part), part, out))
        return true;
    if (!known(n, rhz_facts_find(n->x->facts, RHZ_ORGANISATION, part), part, out))
        return guessed(n, part, out);
    take_elsewhere(n, out);
    return true;
}

/* `least`: the grade of short form that is believed here, 0: none. */
static bool one_name(struct rhz_naming *n, struct rhz_span part, unsigned least, struct rhz_named *out)
{
    if (rhz_naming_whole(n, part, out))
        return true;
    part = trim_name(part);
    return least && part.n > 2 && part.n <= RHZ_LABEL_NAME_BYTES && known(n, short_form(n, RHZ_PROGRAMME, part, least), part, out);
}

static void keep(struct rhz_named_ends *out, const struct rhz_named *name)
{
    if (name->kind == RHZ_ORGANISATION && out->n_funders < RHZ_NAMED_MOST)
        out->funders[out->n_funders++] = *name;
    else if (name->kind == RHZ_PROGRAMME && out->n_programmes < RHZ_NAMED_MOST)
        out->programmes[out->n_programmes++] = *name;
}

static bool any(const struct rhz_named_ends *e) { return e->n_funders || e->n_programmes; }

/* ---- cuts ---- */

/* Bytes of a mark that separates names at p: " - ", " – ", ": ", " / "; 0: none. */
static unsigned dash_at(const char *p, const char *end)
{
    static const char *const marks[] = {" - ", " – ", " — ", " / ", " : ", ": ", NULL};

    for (size_t i = 0; marks[i]; i++)
        if ((size_t)(end - p) >= strlen(marks[i]) && memcmp(p, marks[i], strlen(marks[i])) == 0)
            return (unsigned)strlen(marks[i]);
    return 0;
}

static unsigned and_at(const char *p, const char *end)
{
    static const char *const marks[] = {" & ", " et ", " + ", ", ", "/", NULL};

    for (size_t i = 0; marks[i]; i++)
        if ((size_t)(end - p) >= strlen(marks[i]) && memcmp(p, marks[i], strlen(marks[i])) == 0)
            return (unsigned)strlen(marks[i]);
    return 0;
}

/* Between two words, both halves names: "Passerelles Ville de Lyon". */
static bool cut_anywhere(struct rhz_naming *n, struct rhz_span part, struct rhz_named_ends *out)
{
    struct rhz_plain_words w;
    struct rhz_named left, right;

    rhz_plain_words(part, &w);
    if (w.n < 2 || w.n > MOST_WORDS)
        return false;
    for (unsigned i = w.n - 1; i > 0; i--) {
        struct rhz_span head = rhz_span(part.p, w.words[i - 1].end), tail = rhz_span(part.p + w.words[i].start, part.n - w.words[i].start);

        if (!one_name(n, head, 3, &left) || !one_name(n, tail, 1, &right))
            continue;
        if (left.kind == RHZ_PROGRAMME && right.kind == RHZ_PROGRAMME) {
            if (left.ordinal == right.ordinal)
                continue;
            out->funders[out->n_funders++] = left; /* a programme that funds another one */
        } else {
            if (left.kind == right.kind)
                continue; /* two bodies side by side are more likely one longer name */
            keep(out, &left);
        }
        keep(out, &right);
        return true;
    }
    return false;
}

/* "Ville de Lyon aide au loyer": a funder, then common words. A capital would be more of an unknown name. */
static bool funder_first(struct rhz_naming *n, struct rhz_span part, struct rhz_named_ends *out)
{
    struct rhz_plain_words w;
    struct rhz_named name;

    rhz_plain_words(part, &w);
    for (unsigned i = w.n < MOST_WORDS ? w.n : MOST_WORDS; i-- > 1;) {
        const char *next = part.p + w.words[i].start;

        if (*next < 'a' || *next > 'z' || is_small(rhz_plain_word(&w, i)))
            continue;
        if (rhz_naming_whole(n, rhz_span(part.p, w.words[i - 1].end), &name) && name.kind == RHZ_ORGANISATION) {
            keep(out, &name);
            return true;
        }
    }
    return false;
}

/* "ADEME & AFD": every piece must be a name, else nothing is believed. */
static bool cut_list(struct rhz_naming *n, struct rhz_span part, struct rhz_named_ends *out)
{
    struct rhz_named_ends found = *out;
    struct rhz_named name;
    const char *p = part.p, *end = part.p + part.n, *from = p;
    unsigned pieces = 0, step;

    while (p < end) {
        if (!(step = and_at(p, end))) {
            p++;
            continue;
        }
        if (!one_name(n, rhz_span(from, (size_t)(p - from)), 2, &name))
            return false;
        keep(&found, &name);
        pieces++;
        from = p += step;
    }
    if (!pieces || !one_name(n, rhz_span(from, (size_t)(end - from)), 2, &name))
        return false;
    keep(&found, &name);
    *out = found;
    return true;
}

static bool one_part(struct rhz_naming *n, struct rhz_span part, unsigned least, struct rhz_named_ends *out)
{
    struct rhz_named name;

    part = trim_name(part);
    if (part.n < 2 || part.n > RHZ_LABEL_NAME_BYTES)
        return false;
    if (one_name(n, part, least, &name)) {
        keep(out, &name);
        return true;
    }
    return cut_list(n, part, out) || cut_anywhere(n, part, out) || funder_first(n, part, out);
}

/* "Etat - DITP", "Europe - FSE": the family before the dash is said by the name after it. */
static bool is_family(struct rhz_span name)
{
    static const char *const families[] = {"etat", "europe", "union europeenne", "ue", "collectivites*", "prive*", "public*", "l etat", NULL};
    struct rhz_plain_words w;

    rhz_plain_words(name, &w);
    return rhz_plain_match_any(&w, 0, families) == w.n;
}

static void cut_dashes(struct rhz_naming *n, struct rhz_span rest, struct rhz_named_ends *out)
{
    const char *p = rest.p, *end = rest.p + rest.n, *from = p;
    bool first = true;
    unsigned step;

    if (one_part(n, rest, 2, out))
        return;
    while (p < end) {
        if (!(step = dash_at(p, end))) {
            p++;
            continue;
        }
        one_part(n, rhz_span(from, (size_t)(p - from)), 1, out);
        if (first && out->n_funders == 1 && is_family(out->funders[0].name)) {
            struct rhz_named family = out->funders[0];

            out->n_funders = 0;
            if (!one_part(n, rhz_span(p + step, (size_t)(end - p - step)), 1, out) || !out->n_funders)
                keep(out, &family);
            return;
        }
        first = false;
        from = p += step;
    }
    if (!first)
        one_part(n, rhz_span(from, (size_t)(end - from)), 1, out);
}

/* ---- evidence in the rest of the document ---- */

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0xC3;
}

/* Is the name written outside tables, or with `tables` in another place of any kind, as it is in the label? Bytes looked at are counted: a document of a million labels
 * gets no more than a few readings of its text. */
static bool told_elsewhere(struct rhz_naming *n, struct rhz_span name, bool tables)
{
    const struct rhz_document *d = n->x->document;
    const char *p = d->text.p, *end = d->text.p + d->text.n;
    unsigned turns = 0;

    if (n->looked > LOOK_BYTES)
        return false;
    n->looked += d->text.n;
    while (turns++ < 64 && (p = memmem(p, (size_t)(end - p), name.p, name.n))) {
        uint32_t block = rhz_document_block(d, (uint32_t)(p - d->text.p));
        bool whole = (p == d->text.p || !is_word_byte(p[-1])) && (p + name.n == end || !is_word_byte(p[name.n]));

        if (whole && block != RHZ_NONE && p != name.p && (tables || d->blocks[block].kind != RHZ_BLOCK_TABLE_ROW))
            return true;
        p += name.n;
    }
    return false;
}

/* ---- labels ---- */

static bool looks_like_name(struct rhz_span s)
{
    struct rhz_plain_words w;
    struct rhz_budget_label l;

    s = trim_name(s);
    rhz_plain_words(s, &w);
    if (!w.n || w.n > 8 || w.cut || !s.n)
        return false;
    rhz_budget_label_read(s, &l);
    return !l.generic && !l.opened && ((s.p[0] >= 'A' && s.p[0] <= 'Z') || s.p[0] == '(' || (unsigned char)s.p[0] >= 0xC3);
}

static bool believed(struct rhz_naming *n, struct rhz_span s, enum rhz_kind kind, struct rhz_named *out)
{
    static const char *const forms[] = {"SARL", "SAS", "SCOP", "SCIC", "EURL", "SA", "EARL"};
    s = trim_name(s);
    if (s.n < 2 || s.n > RHZ_LABEL_NAME_BYTES || !looks_like_name(s))
        return false;
    for (size_t i = 0; kind == RHZ_PROGRAMME && i < sizeof forms / sizeof *forms; i++)
        if (rhz_span_eq(s, rhz_span_of(forms[i])))
            return false;
    *out = (struct rhz_named){(uint8_t)kind, RHZ_SUB_NONE, s, rhz_facts_find(n->x->facts, kind, s), offset_of(n, s.p),
                              offset_of(n, s.p + s.n)};
    if (kind == RHZ_ORGANISATION)
        take_elsewhere(n, out);
    return true;
}

/* A label, or what stands before its dash, that the text of the document names too: a programme, when nothing else is
 * known of it and it stands among subsidies. */
static void told(struct rhz_naming *n, const struct rhz_budget_label *l, struct rhz_named_ends *out)
{
    struct rhz_span head = l->rest;
    struct rhz_named name;
    struct rhz_name_guess g = {0};

    for (size_t i = 1; i < l->rest.n; i++)
        if (dash_at(l->rest.p + i, l->rest.p + l->rest.n)) {
            head.n = i;
            break;
        }
    if (l->opened || (head.n == l->rest.n && out->n_funders) || !believed(n, head, RHZ_PROGRAMME, &name) || name.name.n < 5)
        return;
    rhz_arena_reset(n->quick.arena);
    rhz_guess_name(&n->quick, head, &g);
    if (g.kind == RHZ_KIND_NONE && told_elsewhere(n, name.name, head.n < l->rest.n && out->n_funders))
        keep(out, &name);
}

void rhz_naming_read(struct rhz_naming *n, const struct rhz_budget_label *l, bool financing, bool among,
                     struct rhz_named_ends *out)
{
    struct rhz_named_ends inside = {0};
    struct rhz_named name;

    *out = (struct rhz_named_ends){0};
    if (l->text.n > RHZ_LABEL_NAME_BYTES || !l->rest.n)
        return;
    if (l->generic) {
        /* "Caisse des écoles" opens like an account: only a name known whole is believed. */
        if (rhz_naming_whole(n, l->rest, &name))
            keep(out, &name);
        if (!any(out))
            return;
    } else {
        cut_dashes(n, l->rest, out);
    }
    if (!l->inside.n) {
        if (among && !l->generic && !out->n_programmes)
            told(n, l, out);
        return;
    }
    if (!(l->announced && financing && out->n_funders && believed(n, l->inside, RHZ_PROGRAMME, &name)))
        one_part(n, l->inside, 1, &inside);
    else
        keep(&inside, &name);
    /* A name between parentheses after a funder is what the money is for; before a known programme stands its funder. */
    if (!any(&inside) && financing && out->n_funders && believed(n, l->inside, RHZ_PROGRAMME, &name))
        keep(&inside, &name);
    if (!any(out) && financing && inside.n_programmes && !inside.n_funders && believed(n, l->rest, RHZ_ORGANISATION, &name))
        keep(out, &name);
    for (unsigned i = 0; i < inside.n_funders && !out->n_funders; i++)
        keep(out, &inside.funders[i]);
    for (unsigned i = 0; i < inside.n_programmes; i++)
        keep(out, &inside.programmes[i]);
}

bool rhz_naming_cell(struct rhz_naming *n, struct rhz_span cell, enum rhz_kind kind, struct rhz_named *out)
{
    if (one_name(n, cell, kind == RHZ_PROGRAMME ? 2 : 0, out) && out->kind == kind)
        return true;
    return believed(n, cell, kind, out);
}

uint32_t rhz_naming_commit(struct rhz_naming *n, const struct rhz_named *named)
{
    return rhz_facts_entity(n->x->facts, named->kind, named->sub, named->name, named->start, named->end);
}

/* ---- suggestions ---- */

bool rhz_naming_suggest(struct rhz_naming *n, const struct rhz_named *named)
{
    struct rhz_plain_words w;
    struct rhz_buf key = {0};
    struct suggestion s = {.named = *named};

    rhz_plain_words(named->name, &w);
    for (unsigned i = 0; i < w.n; i++) {
        if (i)
            rhz_buf_byte(&key, ' ');
        rhz_buf_span(&key, rhz_plain_word(&w, i));
    }
    s.key = key.failed ? rhz_span(NULL, 0) : rhz_arena_copy(n->arena, rhz_buf_view(&key));
    rhz_buf_free(&key);
    if (!s.key.p || !RHZ_PUSH(n->arena, n->suggestions, n->n_suggestions, n->cap_suggestions))
        return false;
    n->suggestions[n->n_suggestions++] = s;
    return true;
}

static int by_key(const void *a, const void *b)
{
    const struct suggestion *x = a, *y = b;
    int c = rhz_span_cmp(x->key, y->key);

    return c ? c : (x->named.start > y->named.start) - (x->named.start < y->named.start);
}

bool rhz_naming_settle(struct rhz_naming *n)
{
    if (n->n_suggestions)
        qsort(n->suggestions, n->n_suggestions, sizeof *n->suggestions, by_key);
    /* In this order a name that was cut stands before those it begins: walk from the end. */
    for (size_t i = n->n_suggestions, longer = i; i--;) {
        const struct suggestion *s = &n->suggestions[i];

        if (longer < n->n_suggestions && !rhz_span_eq(s->key, n->suggestions[longer].key)) {
            const struct suggestion *l = &n->suggestions[longer];

            if (starts_with(l->key, s->key) && l->key.p[s->key.n] != ' ')
                continue;
        }
        longer = i;
        if (rhz_naming_commit(n, &s->named) == RHZ_NONE)
            return false;
    }
    return rhz_naming_learn(n);
}
