/* namings.c -- how documents write an entity, and why each way of writing was taken to mean it.
 *
 * Why two names were joined is not stored: it is read again from the names, which decided it (doc/architecture.md, "Resolution"),
 * and from the corrections that the graph was made with. What neither shows came from what a document defines or from the
 * shipped table of bodies.
 */
#include <stdlib.h>

#include "link_read.h"
#include "names.h"

struct form {
    struct rhz_span text;
    struct rhz_span uri; /* least of those of its documents */
    uint32_t document, n_documents;
};

struct rhz_namings {
    struct rhz_arena *arena;
    struct rhz_naming *v;
    size_t n;
};

struct reading {
    struct rhz_link_reader in;
    struct rhz_arena *facts;
    struct form *forms;
    size_t n, cap;
    struct rhz_graph_node node;
    struct rhz_span corrections;
    struct rhz_namings *out;
};

/* ---- forms ---- */

static rhz_status note_form(struct reading *r, struct rhz_span text, uint32_t document, struct rhz_span uri, struct rhz_error *err)
{
    size_t i = 0;

    while (i < r->n && !rhz_span_eq(r->forms[i].text, text))
        i++;
    if (i == r->n) {
        if (!RHZ_PUSH(r->out->arena, r->forms, r->n, r->cap))
            return rhz_no_memory(err);
        r->forms[r->n] = (struct form){.text = rhz_arena_copy(r->out->arena, text), .uri = {NULL, 0}, .document = RHZ_NONE};
        if (!r->forms[r->n++].text.p)
            return rhz_no_memory(err);
    }
    if (r->forms[i].document != document)
        r->forms[i].n_documents++;
    r->forms[i].document = document;
    if (!r->forms[i].uri.p || rhz_span_cmp(uri, r->forms[i].uri) < 0)
        r->forms[i].uri = rhz_arena_copy(r->out->arena, uri);
    return r->forms[i].uri.p ? RHZ_OK : rhz_no_memory(err);
}

/* The forms of one document entity: its facts keep them all. */
static rhz_status read_member(struct reading *r, const struct rhz_entity_ref *ref, struct rhz_error *err)
{
    unsigned char key[4] = {(unsigned char)(ref->document >> 24), (unsigned char)(ref->document >> 16), (unsigned char)(ref->document >> 8),
                            (unsigned char)ref->document};
    struct rhz_span value, uri;
    struct rhz_facts facts;
    rhz_status st;

    if (!rhz_publication_alive(&r->in.view.snapshot.publication, ref->document))
        return RHZ_OK;
    rhz_arena_reset(r->facts);
    if ((st = rhz_snapshot_uri(&r->in.view.snapshot, ref->document, r->facts, &uri, err)) != RHZ_OK ||
        (st = rhz_txn_get(r->in.view.snapshot.txn, RHZ_DB_FACTS, rhz_span((char *)key, sizeof key), &value, err)) != RHZ_OK)
        return st == RHZ_NOT_FOUND ? RHZ_OK : st; /* an imported graph has no facts */
    if ((st = rhz_facts_get(value, r->facts, &facts, err)) != RHZ_OK || ref->ordinal >= facts.n_entities)
        return st;
    const struct rhz_document_entity *e = &facts.entities[ref->ordinal];
    st = note_form(r, e->name, ref->document, uri, err);
    for (size_t i = 0; i < e->n_forms && st == RHZ_OK; i++)
        st = note_form(r, e->forms[i], ref->document, uri, err);
    return st;
}

/* ---- reasons ---- */

enum { WORDS = 24 };

/* Words of a folded name; at most WORDS. */
static size_t cut(struct rhz_span folded, struct rhz_span words[WORDS])
{
    size_t n = 0;

    for (const char *p = folded.p, *end = p + folded.n; p < end && n < WORDS;) {
        const char *q = memchr(p, ' ', (size_t)(end - p));
        words[n++] = rhz_span(p, (size_t)((q ? q : end) - p));
        p = q ? q + 1 : end;
    }
    return n;
}

static bool holds(const struct rhz_span *v, size_t n, struct rhz_span word)
{
    for (size_t i = 0; i < n; i++)
        if (rhz_span_eq(v[i], word))
            return true;
    return false;
}

/* Every word of a is a word of b, or with `initials` the first letter of one, and one at least is. */
static bool within(const struct rhz_span *a, size_t na, const struct rhz_span *b, size_t nb, bool initials)
{
    bool some = false;

    for (size_t i = 0; i < na; i++) {
        bool met = holds(b, nb, a[i]);
        for (size_t k = 0; k < nb && initials && !met && a[i].n == 1; k++)
            met = some = b[k].p[0] == a[i].p[0];
        if (!met)
            return false;
    }
    return na > 0 && (!initials || some);
}

/* The letters of a one-word name begin the words of the other, small ones passed over at will. */
static bool is_acronym(struct rhz_span acronym, const struct rhz_span *words, size_t n)
{
    size_t at = 0;

    for (size_t i = 0; i < n && at < acronym.n; i++)
        at += words[i].p[0] == acronym.p[at];
    return acronym.n >= 2 && n >= 2 && at == acronym.n;
}

/* One letter more, less or other. */
static bool one_letter_off(struct rhz_span a, struct rhz_span b)
{
    size_t head = 0, tail = 0, most = a.n < b.n ? a.n : b.n;

    while (head < most && a.p[head] == b.p[head])
        head++;
    while (tail < most - head && a.p[a.n - 1 - tail] == b.p[b.n - 1 - tail])
        tail++;
    return a.n - head - tail <= 1 && b.n - head - tail <= 1;
}

static bool letters_off(const struct rhz_span *a, size_t na, const struct rhz_span *b, size_t nb)
{
    size_t off = 0;

    for (size_t i = 0; i < na && na == nb; i++)
        off += !rhz_span_eq(a[i], b[i]) ? (one_letter_off(a[i], b[i]) ? 1 : 10) : 0;
    return na == nb && off > 0 && off <= 2;
}

/* A name between quotes of a line of corrections has this key. */
static bool line_names(struct rhz_span line, enum rhz_kind kind, struct rhz_span key)
{
    struct rhz_buf b = {0};
    bool found = false;
    const char *p = line.p, *end = p + line.n;

    while (!found && p < end && (p = memchr(p, '"', (size_t)(end - p))) != NULL) {
        const char *close = memchr(p + 1, '"', (size_t)(end - p - 1));
        if (!close)
            break;
        rhz_buf_reset(&b);
        rhz_name_key(kind, rhz_span(p + 1, (size_t)(close - p - 1)), &b);
        found = !b.failed && rhz_span_eq(rhz_buf_view(&b), key);
        p = close + 1;
    }
    rhz_buf_free(&b);
    return found;
}

/* The line that merges a name with another, as written; empty: none. */
static struct rhz_span merging_line(const struct reading *r, struct rhz_span key)
{
    const char *p = r->corrections.p, *end = p + r->corrections.n;

    while (p < end) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        struct rhz_span line = rhz_span_trim(rhz_span(p, (size_t)((nl ? nl : end) - p)));
        if (line.n > 9 && memcmp(line.p, "fusionner", 9) == 0 && line_names(line, r->node.kind, key))
            return line;
        p = nl ? nl + 1 : end;
    }
    return rhz_span("", 0);
}

static const char *reason_of(struct reading *r, struct rhz_span form)
{
    struct rhz_buf x = {0}, y = {0}, key = {0}, own = {0};
    struct rhz_span a[WORDS], b[WORDS], line;
    const char *why = NULL;
    bool person = r->node.kind == RHZ_PERSONNE;

    rhz_name_fold(form, &x);
    rhz_name_fold(r->node.name, &y);
    rhz_name_key(r->node.kind, form, &key);
    rhz_name_key(r->node.kind, r->node.name, &own);
    if (!x.failed && !y.failed && !key.failed && !own.failed) {
        size_t na = cut(rhz_buf_view(person ? &key : &x), a), nb = cut(rhz_buf_view(person ? &own : &y), b); /* a person's words in one order */
        line = merging_line(r, rhz_buf_view(&key));
        if (rhz_span_eq(form, r->node.name))
            why = "le nom retenu";
        else if (line.n)
            why = rhz_arena_printf(r->out->arena, "une correction : %.*s", (int)line.n, line.p);
        else if (rhz_span_eq(rhz_buf_view(&x), rhz_buf_view(&y)))
            why = "mêmes mots, accents et majuscules à part";
        else if (rhz_span_eq(rhz_buf_view(&key), rhz_buf_view(&own)))
            why = person ? "mêmes mots dans un autre ordre" : "mêmes mots, articles et pluriels à part";
        else if (person && na == 1 && nb > 1 && holds(b, nb, a[0]))
            why = "un prénom ou un nom seul, dans un document qui donne le nom entier";
        else if (person && (within(a, na, b, nb, true) || within(b, nb, a, na, true)))
            why = "une initiale pour un prénom";
        else if (letters_off(a, na, b, nb))
            why = "une lettre de différence";
        else if ((na == 1 && is_acronym(a[0], b, nb)) || (nb == 1 && is_acronym(b[0], a, na)))
            why = "un sigle et ce qu'il abrège";
        else if (within(a, na, b, nb, false))
            why = "une partie du nom, qui ne peut désigner qu'elle";
        else if (within(b, nb, a, na, false))
            why = "le nom retenu, avec d'autres mots";
        else
            why = person ? "le nom qu'un document lui donne" : "un autre nom, défini par un document ou par la table des organismes";
    }
    rhz_buf_free(&x), rhz_buf_free(&y), rhz_buf_free(&key), rhz_buf_free(&own);
    return why;
}

/* ---- public ---- */

static int most_first(const void *a, const void *b)
{
    const struct rhz_naming *x = a, *y = b;

    if (x->n_documents != y->n_documents)
        return x->n_documents > y->n_documents ? -1 : 1;
    return strcmp(x->form, y->form);
}

/* The corrections that the generation in force was made with (doc/format.md, META corrections/0 and /1); empty: none. */
static rhz_status read_corrections(struct reading *r, struct rhz_error *err)
{
    uint32_t generation = r->in.view.snapshot.publication.graph;
    struct rhz_span v;
    rhz_status st = rhz_meta_get(r->in.view.snapshot.txn, generation & 1 ? "corrections/1" : "corrections/0", &v, err);

    r->corrections = rhz_span("", 0);
    if (st == RHZ_NOT_FOUND)
        return RHZ_OK;
    if (st == RHZ_OK && v.n >= 24 && rhz_le32(v.p) == generation && rhz_le32(v.p + 20) <= (v.n - 24) / 4) {
        size_t head = 24 + 4 * (size_t)rhz_le32(v.p + 20);
        r->corrections = rhz_span(v.p + head, v.n - head);
    }
    return st;
}

static rhz_status read_namings(struct reading *r, uint64_t id, struct rhz_error *err)
{
    struct rhz_entity_ref *refs;
    uint32_t number;
    size_t n, retained = 0;
    rhz_status st = rhz_view_find(&r->in.view, id, &number, err);

    if (st != RHZ_OK || (st = rhz_graph_node(&r->in.view.graph, number, r->out->arena, &r->node, err)) != RHZ_OK ||
        (st = rhz_graph_members(&r->in.view.graph, number, r->out->arena, &refs, &n, err)) != RHZ_OK ||
        (st = read_corrections(r, err)) != RHZ_OK)
        return st;
    for (size_t i = 0; i < n && st == RHZ_OK; i++)
        st = read_member(r, &refs[i], err);
    if (st == RHZ_OK && !(r->out->v = rhz_arena_zalloc(r->out->arena, r->n + 1, sizeof *r->out->v)))
        st = rhz_no_memory(err);
    for (size_t i = 0; i < r->n && st == RHZ_OK; i++) {
        struct rhz_naming *x = &r->out->v[r->out->n++];
        *x = (struct rhz_naming){rhz_arena_str(r->out->arena, r->forms[i].text), reason_of(r, r->forms[i].text), r->forms[i].n_documents,
                                 rhz_arena_str(r->out->arena, r->forms[i].uri)};
        if (!x->form || !x->reason || !x->uri)
            st = rhz_no_memory(err);
    }
    if (st != RHZ_OK)
        return st;
    while (retained < r->out->n && strcmp(r->out->v[retained].reason, "le nom retenu") != 0)
        retained++;
    if (retained < r->out->n) { /* it comes first */
        struct rhz_naming first = r->out->v[retained];
        r->out->v[retained] = r->out->v[0];
        r->out->v[0] = first;
        qsort(r->out->v + 1, r->out->n - 1, sizeof *r->out->v, most_first);
    } else if (r->out->n) {
        qsort(r->out->v, r->out->n, sizeof *r->out->v, most_first);
    }
    return RHZ_OK;
}

rhz_status rhz_namings_of(struct rhz_base *b, uint64_t id, struct rhz_namings **out, struct rhz_error *err)
{
    struct reading r = {.out = calloc(1, sizeof *r.out)};
    rhz_status st;

    *out = NULL;
    if (r.out)
        r.out->arena = rhz_arena_new();
    r.facts = rhz_arena_new();
    if (!r.out || !r.out->arena || !r.facts)
        st = rhz_no_memory(err);
    else if ((st = rhz_link_reader_open(b, r.out->arena, &r.in, err)) == RHZ_OK)
        st = read_namings(&r, id, err);
    rhz_link_reader_close(&r.in);
    rhz_arena_free(r.facts);
    if (st == RHZ_OK)
        *out = r.out;
    else
        rhz_namings_free(r.out);
    return st;
}

size_t rhz_namings_count(const struct rhz_namings *n)
{
    return n->n;
}

const struct rhz_naming *rhz_namings_get(const struct rhz_namings *n, size_t i)
{
    return i < n->n ? &n->v[i] : NULL;
}

void rhz_namings_free(struct rhz_namings *n)
{
    if (!n)
        return;
    rhz_arena_free(n->arena);
    free(n);
}

/* ---- rules and supports in words ---- */

static const char *const rules[][2] = {
    {"affiliation", "un nom suivi de son organisme"}, {"auditor", "commissaire aux comptes"}, {"board-list", "liste d'un conseil ou d'un bureau"},
    {"budget-row", "ligne d'un tableau de comptes"}, {"carrier-sentence", "phrase qui dit qui porte"}, {"collective", "phrase sur plusieurs personnes"},
    {"event-of", "événement et qui le tient"}, {"figure-prose", "phrase qui donne un chiffre"}, {"finance-prose", "phrase qui parle d'argent"},
    {"intervention", "phrase qui dit qui intervient"}, {"member-list", "liste d'adhérents"}, {"minutes", "procès-verbal : qui tient la séance"},
    {"office", "une fonction dite près d'un nom"}, {"our-programme", "« notre programme »"}, {"our-programmes", "liste de « nos » programmes"},
    {"part-of", "phrase qui dit de quoi c'est une partie"}, {"partner-list", "liste de partenaires"}, {"partner-sentence", "phrase de partenariat"},
    {"people-list", "liste de personnes"}, {"programme-of", "« le programme X de Y »"}, {"seat", "phrase ou ligne d'agenda qui dit qui siège"},
    {"speaker", "prise de parole"}, {"team-list", "liste de l'équipe"}, {"user", "ajouté par une correction"}};

const char *rhz_rule_label(const char *rule)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strcmp(rules[i][0], rule) == 0)
            return rules[i][1];
    return rule;
}

const char *rhz_support_label(const char *why)
{
    static const char *const whys[][2] = {{"heading", "le titre au-dessus"}, {"header", "l'en-tête"}, {"list", "ce qui annonce la liste"},
                                          {"publisher", "qui parle dans le document"}, {"coreference", "un autre endroit du document"}};
    for (size_t i = 0; i < sizeof whys / sizeof *whys; i++)
        if (strcmp(whys[i][0], why) == 0)
            return whys[i][1];
    return why;
}
