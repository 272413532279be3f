/* identifiers.c -- numbers of registers (RNA, SIREN, SIRET) that a document gives, and the bodies that bear them.
 *
 * A number is looked at when its digits are right (schema/identifiers.h), and read when a label names it: beside it, or at the
 * head of its column. An RNA number needs none, so singular is its form. It belongs to the body that it follows closely, else to
 * the only body of its sentence or row; a line about nobody in the letterhead, at the foot or among the legal notices tells of
 * the publisher. In doubt it belongs to nobody: a wrong number would keep apart what is one, or join what is not.
 */
#include "identifiers.h"

#include "document_parts.h"
#include "recognise.h"

#include <strings.h>

enum { LABEL_REACH = 80, COLUMNS_MOST = 24, SENTENCE_MOST = 500, EDGE_BLOCKS = 6, EDGE_BYTES = 1500, FORM_BLOCKS = 4, FORM_LINE = 200 };

struct reader {
    struct rhz_extraction *x;
    struct rhz_span text;
    uint32_t block;
    uint32_t sentence;          /* of the last number read in the block, or its start: where the next looks for its own */
    bool failed;                /* memory is out */
    uint32_t head;              /* the table row that names columns of numbers, RHZ_NONE; holds in the rows that follow */
    bool columns[COLUMNS_MOST]; /* those of `head` */
};

/* A number, and what is looked at to find whose it is. */
struct found {
    struct rhz_identifier id;
    uint32_t start, end;   /* with its label */
    uint32_t from, limit;  /* its sentence, or its row */
};

struct body {
    uint32_t entity, start, end; /* one mention of it */
};

/* ---- words ---- */

/* Small ASCII letters and digits as they are, letters with accents without them, all else a blank; out has room for s.n + 1. */
static size_t fold(struct rhz_span s, char *out)
{
    static const char plain[] = "aaaaaaaceeeeiiiidnooooo ouuuuypy"; /* U+00C0 to U+00DF, and the same 32 further on */
    size_t n = 0, i;

    for (i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == 0xC3 && i + 1 < s.n)
            out[n++] = plain[(unsigned char)s.p[++i] & 0x1F];
        else if (c >= 'A' && c <= 'Z')
            out[n++] = (char)(c | 0x20);
        else
            out[n++] = (char)((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : ' ');
    }
    out[n] = 0;
    return n;
}

/* `word` is one of the words of a folded text. */
static const char *last_word(const char *text, const char *word)
{
    const char *found = NULL, *at = text;
    size_t n = strlen(word);

    for (; (at = strstr(at, word)); at++)
        if ((at == text || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
            found = at;
    return found;
}

/* All words of [p, end) are on the list (" a b "), or numbers. */
static bool only_words(const char *p, const char *end, const char *list)
{
    while (p < end) {
        char word[24] = " ";
        size_t n = 1;
        bool digits = false;

        if (*p == ' ') {
            p++;
            continue;
        }
        for (; p < end && *p != ' '; p++) {
            digits = digits || (*p >= '0' && *p <= '9');
            if (n < sizeof word - 2)
                word[n++] = *p;
        }
        word[n++] = ' ';
        word[n] = 0;
        if (!digits && !strstr(list, word))
            return false;
    }
    return true;
}

/* ---- labels ---- */

static const char *const labels[] = {"siret", "siren", "rna", "rcs", "registre du commerce", "repertoire national des associations"};
static const char beside_labels[] = " siret siren rna rcs n no num numero numeros insee code identifiant est le la l du de des d au a b sous et "
                                    "association structure organisme repertoire national associations registre commerce societes ";

/* The label whose number begins at `start` of the text, not before `from`; where it begins, RHZ_NONE: none. */
static uint32_t label_before(const struct reader *r, uint32_t from, uint32_t start)
{
    char folded[LABEL_REACH + 1];
    uint32_t begin = start - from > LABEL_REACH ? start - LABEL_REACH : from, label;
    const char *best = NULL;
    size_t i, n;
    struct rhz_span raw;

    while (begin < start && ((unsigned char)r->text.p[begin] & 0xC0) == 0x80)
        begin++;
    n = fold(rhz_span(r->text.p + begin, start - begin), folded);
    for (i = 0; i < sizeof labels / sizeof *labels; i++) {
        const char *at = last_word(folded, labels[i]);
        if (at && (!best || at > best)) /* one within another begins later, and labels too */
            best = at;
    }
    if (!best)
        return RHZ_NONE;
    /* Where the label is in the text: letters with accents are two bytes, one when folded. */
    label = start;
    for (i = n; i > (size_t)(best - folded); i--)
        for (label--; label > begin && ((unsigned char)r->text.p[label] & 0xC0) == 0x80 && (unsigned char)r->text.p[label - 1] == 0xC3;)
            label--;
    raw = rhz_span(r->text.p + label, start - label);
    for (i = 0; i < raw.n; i++)
        if (strchr(",;!?%", raw.p[i]) || (raw.p[i] == '.' && i + 1 < raw.n && raw.p[i + 1] == ' ' && i > 2 && raw.p[i - 1] != 'n' && raw.p[i - 1] != 'N'))
            return RHZ_NONE;
    for (i = best - folded; i < n; i++)
        if (folded[i] >= '0' && folded[i] <= '9')
            return RHZ_NONE; /* the number of the label is another */
    if (memchr(raw.p, ':', raw.n) || last_word(best, "rcs") || last_word(best, "commerce"))
        return label; /* SIRET de la structure porteuse : ... ; RCS Rennes B ... */
    return only_words(best, folded + n, beside_labels) ? label : RHZ_NONE;
}

/* A cell that is nothing but a label: the head of a column. */
static bool is_label(struct rhz_span cell)
{
    char folded[LABEL_REACH + 1];
    size_t i, n;

    if (cell.n == 0 || cell.n > LABEL_REACH)
        return false;
    n = fold(cell, folded);
    for (i = 0; folded[i]; i++)
        if (folded[i] >= '0' && folded[i] <= '9')
            return false;
    for (i = 0; i < 3; i++)
        if (last_word(folded, labels[i]))
            return only_words(folded, folded + n, beside_labels);
    return false;
}

static struct rhz_span cell_at(const struct reader *r, uint32_t from, uint32_t limit)
{
    const char *tab = memchr(r->text.p + from, '\t', limit - from);

    return rhz_span(r->text.p + from, tab ? (size_t)(tab - r->text.p) - from : limit - from);
}

/* A row that names a column of numbers holds for those that follow it. */
static void read_head(struct reader *r, const struct rhz_block *b)
{
    bool columns[COLUMNS_MOST] = {false}, any = false;
    uint32_t at = b->start;
    size_t column, cells = 0;

    if (b->kind != RHZ_BLOCK_TABLE_ROW) {
        r->head = RHZ_NONE;
        return;
    }
    for (column = 0; at <= b->end && column < COLUMNS_MOST; column++) {
        struct rhz_span cell = cell_at(r, at, b->end);
        columns[column] = is_label(rhz_span_trim(cell));
        any = any || columns[column];
        cells += rhz_span_trim(cell).n > 0;
        at += (uint32_t)cell.n + 1;
    }
    if (!any || cells < 2)
        return;
    r->head = r->block;
    memcpy(r->columns, columns, sizeof columns);
}

static bool in_named_column(const struct reader *r, const struct rhz_block *b, uint32_t start, uint32_t end)
{
    uint32_t at = b->start;
    size_t column;

    if (r->head == RHZ_NONE || r->head == r->block)
        return false;
    for (column = 0; at <= b->end && column < COLUMNS_MOST; column++) {
        struct rhz_span cell = cell_at(r, at, b->end);
        if (start < at + cell.n)
            return r->columns[column] && rhz_span_eq(rhz_span_trim(cell), rhz_span(r->text.p + start, end - start));
        at += (uint32_t)cell.n + 1;
    }
    return false;
}

/* ---- whose it is ---- */

/* The next mention of an organisation that begins in [from, limit). */
static bool next_body(const struct reader *r, uint32_t from, uint32_t limit, struct body *out)
{
    for (uint32_t i = from; i < limit; i++) {
        uint32_t e = rhz_facts_at(r->x->facts, i);
        if (e == RHZ_NONE || rhz_facts_get_entity(r->x->facts, e)->kind != RHZ_ORGANISATION)
            continue;
        *out = (struct body){e, i, i + 1};
        while (out->end < limit && rhz_facts_at(r->x->facts, out->end) == e)
            out->end++;
        return true;
    }
    return false;
}

/* What a line or a field says up to its first figure or mark, when it has the form of a body's name: the number beside it is
 * evidence that it is one. */
static bool guess_body(struct reader *r, uint32_t from, uint32_t limit, struct body *out)
{
    enum { NAME_MOST = 120, WORDS_MOST = 8, CERTAIN = 50 };
    struct rhz_words ws = {.gazetteer = r->x->gazetteer, .arena = r->x->arena, .text = r->text};
    struct rhz_name_guess guess;
    struct rhz_name_match m;
    struct rhz_span name;
    uint32_t end = from;

    while (end < limit && !strchr(",;(:|\t0123456789", r->text.p[end]) && !(limit - end > 2 && memcmp(r->text.p + end, "\xE2\x80", 2) == 0 &&
                                                                         (r->text.p[end + 2] == '\x93' || r->text.p[end + 2] == '\x94')))
        end++;
    name = rhz_span_trim(rhz_span(r->text.p + from, end - from));
    while (name.n && strchr(" -*", name.p[name.n - 1]))
        name.n--;
    if (name.n < 3 || name.n > NAME_MOST)
        return false;
    rhz_guess_name(r->x, name, &guess);
    *out = (struct body){RHZ_NONE, (uint32_t)(name.p - r->text.p), (uint32_t)(name.p - r->text.p) + (uint32_t)name.n};
    if (guess.kind != RHZ_ORGANISATION || guess.confidence < CERTAIN) {
        if (guess.kind || !rhz_words_cut(&ws, out->start, out->end) || ws.n > WORDS_MOST || !rhz_organisation_at(&ws, 0, &m) || m.limit == ws.n)
            return false;
        guess = (struct rhz_name_guess){.sub = (enum rhz_subkind)m.sub, .name = name};
    }
    out->start = (uint32_t)(guess.name.p - r->text.p);
    out->end = out->start + (uint32_t)guess.name.n;
    out->entity = rhz_facts_entity(r->x->facts, RHZ_ORGANISATION, guess.sub, guess.name, out->start, out->end);
    r->failed = out->entity == RHZ_NONE;
    return !r->failed;
}

/* Only associations stand in the RNA. */
static bool may_bear(const struct reader *r, uint32_t entity, const struct rhz_identifier *id)
{
    unsigned sub = rhz_facts_get_entity(r->x->facts, entity)->sub;

    return id->property != RHZ_PROPERTY_RNA || (sub != RHZ_SUB_COMMUNE && sub != RHZ_SUB_EPCI && sub != RHZ_SUB_DEPARTEMENT &&
                                                sub != RHZ_SUB_REGION && sub != RHZ_SUB_ETAT && sub != RHZ_SUB_UNIVERSITE);
}

/* Folded words of [from, to); the last of them when there are too many. */
static const char *words_of(const struct reader *r, uint32_t from, uint32_t to, char out[2 * LABEL_REACH + 1])
{
    if (to - from > 2 * LABEL_REACH)
        from = to - 2 * LABEL_REACH;
    fold(rhz_span(r->text.p + from, to - from), out);
    return out;
}

/* What may stand between a name and the label of its number: other numbers, and what they are called. */
static bool is_close(const struct reader *r, uint32_t from, uint32_t to)
{
    static const char glue[] = " siret siren rna rcs n no num numero numeros insee code identifiant est le la l du de des d au a b sous et dont "
                               "association associations loi immatriculee immatricule enregistree enregistre inscrite inscrit identifiee "
                               "repertoire national declaree declare prefecture pour son ses ape naf ";
    char folded[2 * LABEL_REACH + 1];

    if (to - from > 2 * LABEL_REACH || memchr(r->text.p + from, '\t', to - from))
        return false;
    words_of(r, from, to, folded);
    return only_words(folded, folded + strlen(folded), glue);
}

/* "Notre association", "l'association" just before the label: the publisher. */
static bool says_publisher(const struct reader *r, const struct found *f)
{
    static const char *const ends[] = {"notre association ", "l association ", "notre structure ", "nous ", "de l association "};
    char folded[2 * LABEL_REACH + 1];
    size_t i, n;

    words_of(r, f->from, f->start, folded);
    n = strlen(folded);
    while (n && folded[n - 1] == ' ')
        n--;
    for (i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t m = strlen(ends[i]) - 1;
        if (n >= m && memcmp(folded + n - m, ends[i], m) == 0 && (n == m || folded[n - m - 1] == ' '))
            return true;
    }
    words_of(r, f->start, f->end, folded); /* SIRET de l'association : */
    return last_word(folded, "l association") || last_word(folded, "notre association");
}

/* The letterhead, the foot of the document, legal notices. */
static bool is_publishers_place(const struct reader *r, const struct found *f)
{
    static const char *const titles[] = {"mentions legales", "contact", "contacts", "coordonnees", "qui sommes nous", "editeur", "informations legales",
                                         "nous contacter", "identite", "fiche d identite"};
    const struct rhz_document *d = r->x->document;
    uint32_t h = d->blocks[r->block].heading;
    char folded[2 * LABEL_REACH + 1];

    if (r->block < EDGE_BLOCKS && f->start < EDGE_BYTES)
        return true;
    if (r->block + EDGE_BLOCKS >= d->n_blocks && d->blocks[d->n_blocks - 1].end - f->start < EDGE_BYTES)
        return true;
    for (int depth = 0; h != RHZ_NONE && depth < 8; h = d->blocks[h].heading, depth++) {
        words_of(r, d->blocks[h].start, d->blocks[h].end, folded);
        for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
            if (last_word(folded, titles[i]))
                return true;
    }
    return false;
}

/* "Nom de l'association : X" on a line of a form above, the number on one that names nobody. */
static bool body_of_form(struct reader *r, struct body *out)
{
    static const char *const fields[] = {"nom", "denomination", "raison sociale", "association", "structure", "organisme", "porteur", "beneficiaire", "intitule"};
    const struct rhz_document *d = r->x->document;

    for (uint32_t b = r->block, k = 0; b-- > 0 && k < FORM_BLOCKS; k++) {
        const struct rhz_block *x = &d->blocks[b];
        char folded[2 * LABEL_REACH + 1];
        struct body other;
        const char *colon;

        if (x->end - x->start > FORM_LINE)
            return false;
        colon = memchr(r->text.p + x->start, x->kind == RHZ_BLOCK_TABLE_ROW ? '\t' : ':', x->end - x->start);
        words_of(r, x->start, colon ? (uint32_t)(colon - r->text.p) : x->start, folded);
        for (size_t i = 0; colon && i < sizeof fields / sizeof *fields; i++) {
            uint32_t value = (uint32_t)(colon - r->text.p) + 1;
            if (!last_word(folded, fields[i]))
                continue;
            if (!next_body(r, value, x->end, out))
                return guess_body(r, value, x->end, out);
            for (uint32_t at = out->end; next_body(r, at, x->end, &other); at = other.end)
                if (other.entity != out->entity)
                    return false;
            return true;
        }
        if (next_body(r, x->start, x->end, out))
            return false; /* of another than the form's */
    }
    return false;
}

/* Above a line of the letterhead that names nobody: the publisher named there, else what the first line names. */
static bool body_of_letterhead(struct reader *r, struct body *out)
{
    const struct rhz_document *d = r->x->document;
    uint32_t publisher = rhz_facts_publisher(r->x->facts, NULL, NULL);

    if (r->block == 0 || r->block >= EDGE_BLOCKS || d->blocks[r->block].start >= EDGE_BYTES)
        return false;
    for (uint32_t at = d->blocks[0].start, end = d->blocks[r->block - 1].end; next_body(r, at, end, out); at = out->end)
        if (out->entity == publisher || out->end <= d->blocks[0].end)
            return true;
    return guess_body(r, d->blocks[0].start, d->blocks[0].end, out);
}

/* The body that the sentence or row gives the number to; *none: it names no body at all. */
static bool body_beside(const struct reader *r, const struct found *f, struct body *out, bool *none)
{
    bool row = r->x->document->blocks[r->block].kind == RHZ_BLOCK_TABLE_ROW, one = true;
    struct body b, first = {RHZ_NONE, 0, 0}, before = {RHZ_NONE, 0, 0};

    for (uint32_t at = f->from; next_body(r, at, f->limit, &b); at = b.end) {
        if (b.start < f->end && b.end > f->start)
            continue; /* the label itself, taken for one */
        if (first.entity == RHZ_NONE)
            first = b;
        one = one && b.entity == first.entity;
        if (b.end <= f->start)
            before = b;
    }
    *none = first.entity == RHZ_NONE;
    if (before.entity != RHZ_NONE && is_close(r, before.end, f->start)) {
        *out = before;
        return true;
    }
    if (*none || (!row && says_publisher(r, f)))
        return false;
    *out = before.entity != RHZ_NONE && one ? before : first;
    if (row) /* a row tells of what its first cell names */
        return one || !memchr(r->text.p + f->from, '\t', first.start - f->from);
    return one && (before.entity != RHZ_NONE || f->start - f->from < 4); /* "SIREN 123 456 782 : X" */
}

static bool state(struct reader *r, const struct found *f, const struct body *b, enum rhz_support_why why)
{
    struct rhz_support support = {RHZ_END_SUBJECT, (uint8_t)why, b->start, b->end};
    struct rhz_statement s = {.property = (uint8_t)f->id.property, .subject = b->entity, .object = RHZ_NONE, .start = f->start, .end = f->end,
                              .rule = RHZ_SPAN("identifier"), .label = rhz_arena_copy(r->x->arena, rhz_span(f->id.value, f->id.n))};

    if (!s.label.p)
        return false;
    if (b->start >= f->from && b->end <= f->limit) { /* the quote holds the name */
        s.start = b->start < s.start ? b->start : s.start;
        s.end = b->end > s.end ? b->end : s.end;
    } else {
        s.supports = &support;
        s.n_supports = 1;
    }
    return rhz_facts_statement(r->x->facts, &s);
}

static bool attribute(struct reader *r, const struct found *f)
{
    struct body b;
    bool none;

    if (body_beside(r, f, &b, &none))
        return !may_bear(r, b.entity, &f->id) || state(r, f, &b, RHZ_SUPPORT_PUBLISHER);
    if (none && r->x->document->blocks[r->block].kind != RHZ_BLOCK_TABLE_ROW && !says_publisher(r, f) && guess_body(r, f->from, f->start, &b))
        return !may_bear(r, b.entity, &f->id) || state(r, f, &b, RHZ_SUPPORT_PUBLISHER);
    if (none && !r->failed && body_of_form(r, &b))
        return !may_bear(r, b.entity, &f->id) || state(r, f, &b, RHZ_SUPPORT_HEADER);
    if (none && !r->failed && !says_publisher(r, f) && body_of_letterhead(r, &b))
        return !may_bear(r, b.entity, &f->id) || state(r, f, &b, RHZ_SUPPORT_HEADER);
    if (r->failed)
        return false;
    b.entity = rhz_facts_publisher(r->x->facts, &b.start, &b.end);
    if (b.entity == RHZ_NONE || b.start >= b.end || !may_bear(r, b.entity, &f->id) ||
        !(says_publisher(r, f) || (none && is_publishers_place(r, f))))
        return true;
    return state(r, f, &b, RHZ_SUPPORT_PUBLISHER);
}

/* ---- numbers ---- */

static bool is_word_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* "123 456 782 €" is an amount, whatever stands before it. */
static bool is_amount(struct rhz_span after)
{
    after = rhz_span_trim(after);
    return after.n >= 3 && (memcmp(after.p, "€", 3) == 0 || strncasecmp(after.p, "eur", 3) == 0 || memcmp(after.p, "k€", 3) == 0);
}

static void find_sentence(struct reader *r, const struct rhz_block *b, struct found *f)
{
    struct rhz_span text = rhz_span(r->text.p + b->start, b->end - b->start);
    size_t from = r->sentence - b->start, end;

    f->from = b->start;
    f->limit = b->end;
    while (b->kind != RHZ_BLOCK_TABLE_ROW && from < text.n && (end = rhz_sentence_end(text, from)) > from) {
        if (b->start + end >= f->end) {
            f->from = b->start + (uint32_t)from;
            f->limit = b->start + (uint32_t)end;
            break;
        }
        from = end;
    }
    r->sentence = b->start + (uint32_t)from;
    if (f->from > f->start) /* "n°" ended one */
        f->from = f->start;
    if (f->limit < f->end)
        f->limit = f->end;
    if (f->start - f->from > SENTENCE_MOST)
        f->from = f->start - SENTENCE_MOST;
    while (f->from < f->start && ((unsigned char)r->text.p[f->from] & 0xC0) == 0x80)
        f->from++;
    if (f->limit - f->end > SENTENCE_MOST)
        f->limit = f->end + SENTENCE_MOST;
}

/* The number at `at`, when something says what it is. *past: where to go on. */
static bool read_number(struct reader *r, const struct rhz_block *b, uint32_t at, uint32_t *past)
{
    struct found f = {.start = at};
    size_t used;
    uint32_t label;

    if (!rhz_identifier_at(rhz_span(r->text.p + at, b->end - at), &f.id, &used))
        return true;
    *past = f.end = at + (uint32_t)used;
    if (f.id.property != RHZ_PROPERTY_RNA && is_amount(rhz_span(r->text.p + f.end, b->end - f.end)))
        return true;
    label = label_before(r, b->start, at);
    if (label != RHZ_NONE)
        f.start = label;
    else if (!(f.id.property == RHZ_PROPERTY_RNA && used == f.id.n && r->text.p[at] == 'W' && f.id.value[2] <= '9') &&
             !in_named_column(r, b, at, f.end))
        return true;
    find_sentence(r, b, &f);
    return attribute(r, &f);
}

static bool read_block(struct reader *r, const struct rhz_block *b)
{
    uint32_t at = b->start, past;

    r->sentence = b->start;
    for (; at < b->end; at = past) {
        char c = r->text.p[at];
        past = at + 1;
        if (!((c >= '0' && c <= '9') || ((c == 'W' || c == 'w') && at + 1 < b->end)) || b->end - at < RHZ_SIREN_BYTES)
            continue;
        if (at > b->start && is_word_byte(r->text.p[at - 1]) && (unsigned char)r->text.p[at - 1] < 0x80)
            continue;
        if (!read_number(r, b, at, &past))
            return false;
        while (past < b->end && r->text.p[past - 1] >= '0' && r->text.p[past - 1] <= '9' && r->text.p[past] >= '0' && r->text.p[past] <= '9')
            past++;
    }
    return true;
}

rhz_status rhz_read_identifiers(struct rhz_extraction *x, struct rhz_error *err)
{
    struct reader r = {.x = x, .text = x->document->text, .head = RHZ_NONE};

    for (r.block = 0; r.block < x->document->n_blocks; r.block++) {
        const struct rhz_block *b = &x->document->blocks[r.block];
        read_head(&r, b);
        if (!read_block(&r, b))
            return rhz_no_memory(err);
    }
    return RHZ_OK;
}
