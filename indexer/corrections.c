/* corrections.c -- the lines of a corrections file. A line that cannot be read is kept, told and has no effect: a slip
 * of the hand in one line must not undo the others. */
#include "corrections.h"

#include "mask.h"

/* ---- words of a line ---- */

struct scan {
    const char *p, *end;
    const char *problem;
};

static void blanks(struct scan *s)
{
    while (s->p < s->end && (*s->p == ' ' || *s->p == '\t'))
        s->p++;
}

static void fail(struct scan *s, const char *problem)
{
    if (!s->problem)
        s->problem = problem;
}

/* A run without blanks or quotes; empty at the end. */
static struct rhz_span word(struct scan *s)
{
    const char *from;

    blanks(s);
    for (from = s->p; s->p < s->end && *s->p != ' ' && *s->p != '\t' && *s->p != '"';)
        s->p++;
    return rhz_span(from, (size_t)(s->p - from));
}

static bool begins(const struct scan *s, const char *with)
{
    size_t n = strlen(with);

    return (size_t)(s->end - s->p) >= n && memcmp(s->p, with, n) == 0;
}

/* "a name" or « a name »; names hold neither kind of quotes that they are put in. */
static struct rhz_span quoted(struct scan *s)
{
    static const char open[] = "\xC2\xAB", close[] = "\xC2\xBB", narrow[] = "\xE2\x80\xAF", wide[] = "\xC2\xA0";
    const char *stop, *from;
    bool french;
    struct rhz_span name;

    blanks(s);
    french = begins(s, open);
    if (!french && !begins(s, "\"")) {
        fail(s, "Il manque un nom entre guillemets.");
        return rhz_span("", 0);
    }
    from = s->p += french ? 2 : 1;
    stop = french ? memmem(s->p, (size_t)(s->end - s->p), close, 2) : memchr(s->p, '"', (size_t)(s->end - s->p));
    if (!stop) {
        fail(s, "Il manque le guillemet qui ferme.");
        s->p = s->end;
        return rhz_span("", 0);
    }
    s->p = stop + (french ? 2 : 1);
    name = rhz_span_trim(rhz_span(from, (size_t)(stop - from)));
    if (french) { /* « x » is typed with no-break spaces */
        for (; name.n >= 2 && memcmp(name.p, wide, 2) == 0; name.p += 2, name.n -= 2) {}
        for (; name.n >= 3 && memcmp(name.p, narrow, 3) == 0; name.p += 3, name.n -= 3) {}
        for (; name.n >= 2 && memcmp(name.p + name.n - 2, wide, 2) == 0; name.n -= 2) {}
        for (; name.n >= 3 && memcmp(name.p + name.n - 3, narrow, 3) == 0; name.n -= 3) {}
    }
    if (name.n == 0)
        fail(s, "Un nom entre guillemets est vide.");
    return name;
}

static bool folded_is(struct rhz_span w, const char *expected)
{
    struct rhz_buf b = {0};
    bool same;

    rhz_name_fold(w, &b);
    same = !b.failed && rhz_span_eq(rhz_buf_view(&b), rhz_span_of(expected));
    rhz_buf_free(&b);
    return same;
}

static enum rhz_kind kind(struct scan *s)
{
    unsigned number = rhz_kind_number(word(s));

    if (!number || number == RHZ_DOCUMENT)
        fail(s, "Il manque le genre : Personne, Organisation, Programme ou Evenement.");
    return (enum rhz_kind)number;
}

static bool small_word(struct scan *s, const char *expected)
{
    const char *before = s->p;

    if (folded_is(word(s), expected))
        return true;
    s->p = before;
    return false;
}

/* ---- actions: each reads what follows its verb ---- */

static void read_merge(struct scan *s, struct rhz_correction_line *c)
{
    c->action = RHZ_CORRECTION_MERGE;
    c->kind = c->other_kind = kind(s);
    c->name = quoted(s);
    c->other = quoted(s);
}

static void read_split(struct scan *s, struct rhz_correction_line *c)
{
    c->kind = c->other_kind = kind(s);
    c->name = quoted(s);
    if (small_word(s, "dans")) {
        c->action = RHZ_CORRECTION_ALONE;
        c->uri = quoted(s);
        return;
    }
    c->action = RHZ_CORRECTION_SPLIT;
    c->other = quoted(s);
}

static void read_rename(struct scan *s, struct rhz_correction_line *c)
{
    c->action = RHZ_CORRECTION_RENAME;
    c->kind = kind(s);
    c->name = quoted(s);
    if (!small_word(s, "en"))
        fail(s, "Après le nom vient « en », puis le nouveau nom.");
    c->other = quoted(s);
}

static void read_classify(struct scan *s, struct rhz_correction_line *c)
{
    struct rhz_span to;
    unsigned i;

    c->action = RHZ_CORRECTION_CLASSIFY;
    c->kind = kind(s);
    c->name = quoted(s);
    if (!small_word(s, "en"))
        fail(s, "Après le nom vient « en », puis le genre ou la sorte d'organisation.");
    to = word(s);
    c->to_kind = (enum rhz_kind)rhz_kind_number(to);
    for (i = 1; i < RHZ_SUB_COUNT && !c->to_kind; i++)
        if (rhz_span_eq(to, rhz_span_of(rhz_subkind_word(i)->name)))
            c->to_sub = (enum rhz_subkind)i;
    if (c->to_kind == RHZ_DOCUMENT || (!c->to_kind && !c->to_sub))
        fail(s, "Ni genre ni sorte d'organisation : Programme, ou commune, association, labo…");
    if (c->to_sub && c->kind != RHZ_ORGANISATION)
        fail(s, "Seule une organisation a une sorte.");
}

static void read_reject(struct scan *s, struct rhz_correction_line *c)
{
    const char *before = s->p;
    struct rhz_span first = word(s), year;
    uint32_t n = 0;
    size_t i;

    c->relation = (enum rhz_relation)rhz_relation_number(first);
    if (!c->relation) {
        s->p = before;
        c->action = RHZ_CORRECTION_REJECT;
        c->kind = kind(s);
        c->name = quoted(s);
        return;
    }
    c->action = RHZ_CORRECTION_REJECT_LINK;
    c->kind = kind(s);
    c->name = quoted(s);
    c->other_kind = kind(s);
    c->other = quoted(s);
    year = word(s);
    for (i = 0; i < year.n && i < 4 && year.p[i] >= '0' && year.p[i] <= '9'; i++)
        n = n * 10 + (uint32_t)(year.p[i] - '0');
    if (year.n && (i != 4 || year.n != 4))
        fail(s, "Après les deux noms vient une année de quatre chiffres, ou rien.");
    c->year = n;
}

/* A number of digits only; fails on anything else. */
static uint32_t number(struct scan *s)
{
    struct rhz_span w = word(s);
    uint32_t n = 0;
    size_t i;

    for (i = 0; i < w.n && i < 9 && w.p[i] >= '0' && w.p[i] <= '9'; i++)
        n = n * 10 + (uint32_t)(w.p[i] - '0');
    if (w.n == 0 || i < w.n)
        fail(s, "Il manque un nombre.");
    return n;
}

static enum rhz_nature nature(struct scan *s)
{
    struct rhz_span w = word(s);

    for (unsigned i = 1; i < RHZ_NATURE_COUNT; i++)
        if (rhz_span_eq(w, rhz_span_of(rhz_nature_word(i)->name)))
            return (enum rhz_nature)i;
    fail(s, "Une nature est realise, previsionnel, a-recevoir ou constate-avance.");
    return RHZ_NATURE_NONE;
}

/* What may follow an added link: a year, then pairs of a word and a value. */
static void read_details(struct scan *s, struct rhz_correction_line *c)
{
    blanks(s);
    if (c->relation && s->p < s->end && *s->p >= '0' && *s->p <= '9' && ((c->year = number(s)) < 1000 || c->year > 9999))
        fail(s, "Après les deux noms vient une année de quatre chiffres, ou rien.");
    while (blanks(s), s->p < s->end && !s->problem) {
        struct rhz_span what = word(s);
        if (c->relation && folded_is(what, "montant"))
            c->amount = quoted(s);
        else if (c->relation && folded_is(what, "role"))
            c->role = quoted(s);
        else if (c->relation && folded_is(what, "nature"))
            c->nature = nature(s);
        else if (folded_is(what, "preuve"))
            c->proof = quoted(s);
        else if (c->proof.n && (folded_is(what, "page") || folded_is(what, "ligne")))
            number(s);
        else
            fail(s, "Après les noms peuvent venir une année, montant \"…\", role \"…\", nature …, preuve \"adresse\" page N ligne N.");
    }
}

static void read_add(struct scan *s, struct rhz_correction_line *c)
{
    const char *before = s->p;

    c->action = RHZ_CORRECTION_ADD;
    c->relation = (enum rhz_relation)rhz_relation_number(word(s));
    if (!c->relation)
        s->p = before;
    c->kind = kind(s);
    c->name = quoted(s);
    if (c->relation) {
        c->other_kind = kind(s);
        c->other = quoted(s);
    }
    read_details(s, c);
}

static void read_forget(struct scan *s, struct rhz_correction_line *c)
{
    blanks(s);
    c->action = RHZ_CORRECTION_FORGET;
    c->kind = RHZ_PERSONNE;
    c->name = rhz_span(s->p, (size_t)(s->end - s->p));
    s->p = s->end;
    if (!rhz_mask_valid(c->name))
        fail(s, "Une telle ligne s'écrit par la commande « rhizome oublier » : elle ne tient que des empreintes.");
}

static const struct {
    const char *verb;
    void (*read)(struct scan *s, struct rhz_correction_line *c);
} verbs[] = {{"fusionner", read_merge}, {"separer", read_split},   {"renommer", read_rename},
             {"classer", read_classify}, {"rejeter", read_reject}, {"ajouter", read_add},
             {"oublier", read_forget}};

static bool make_key(enum rhz_kind k, struct rhz_span name, struct rhz_arena *arena, struct rhz_span *key)
{
    struct rhz_buf b = {0};

    rhz_name_key(k, name, &b);
    *key = b.failed ? (struct rhz_span){NULL, 0} : rhz_arena_copy(arena, rhz_buf_view(&b));
    rhz_buf_free(&b);
    return key->p != NULL;
}

bool rhz_correction_read(struct rhz_span text, struct rhz_arena *arena, struct rhz_correction_line *out)
{
    struct scan s;
    struct rhz_span verb;
    size_t i;

    text = rhz_span_trim(text);
    *out = (struct rhz_correction_line){.text = text, .name = {"", 0}, .other = {"", 0}, .uri = {"", 0},
                                         .amount = {"", 0}, .role = {"", 0}, .proof = {"", 0}};
    s = (struct scan){text.p, text.p + text.n, NULL};
    verb = word(&s);
    for (i = 0; i < sizeof verbs / sizeof *verbs && !folded_is(verb, verbs[i].verb);)
        i++;
    if (i == sizeof verbs / sizeof *verbs)
        fail(&s, "La ligne commence par fusionner, separer, renommer, classer, rejeter, ajouter ou oublier.");
    else
        verbs[i].read(&s, out);
    blanks(&s);
    if (s.p < s.end)
        fail(&s, "Il y a quelque chose de trop à la fin.");
    if (!make_key(out->kind, out->name, arena, &out->key) ||
        !make_key(out->other_kind ? out->other_kind : out->kind, out->other, arena, &out->other_key))
        return false;
    if (out->key.n == 0 || ((out->action == RHZ_CORRECTION_MERGE || out->action == RHZ_CORRECTION_SPLIT ||
                             out->action == RHZ_CORRECTION_REJECT_LINK ||
                             (out->action == RHZ_CORRECTION_ADD && out->relation)) && out->other_key.n == 0))
        fail(&s, "Un nom ne tient ni lettre ni chiffre.");
    if ((out->action == RHZ_CORRECTION_MERGE || out->action == RHZ_CORRECTION_SPLIT) &&
        rhz_span_eq(out->key, out->other_key))
        fail(&s, "Les deux noms n'en font qu'un : accents, majuscules et ordre ne comptent pas.");
    if (s.problem)
        out->action = RHZ_CORRECTION_NONE;
    out->problem = s.problem;
    return true;
}

/* A name that an earlier line gave means what that line renamed. */
static void follow_renames(const struct rhz_correction_line *v, struct rhz_correction_line *c)
{
    const struct rhz_correction_line *e;

    for (e = v; e < c; e++) {
        if (e->action != RHZ_CORRECTION_RENAME)
            continue;
        if (c->kind == e->kind && rhz_span_eq(c->key, e->other_key))
            c->key = e->key;
        if (c->action != RHZ_CORRECTION_RENAME && c->other_kind == e->kind && rhz_span_eq(c->other_key, e->other_key))
            c->other_key = e->key;
    }
}

bool rhz_corrections_read(struct rhz_span file, struct rhz_arena *arena, struct rhz_corrections *out)
{
    const char *p = file.p, *end = p + file.n;
    size_t cap = 0;
    uint32_t place = 0;

    *out = (struct rhz_corrections){0};
    while (p < end) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        struct rhz_span line = rhz_span_trim(rhz_span(p, (size_t)((nl ? nl : end) - p)));
        place++;
        p = nl ? nl + 1 : end;
        if (line.n == 0 || *line.p == '#')
            continue;
        if (!RHZ_PUSH(arena, out->v, out->n, cap) || !rhz_correction_read(line, arena, &out->v[out->n]))
            return false;
        follow_renames(out->v, &out->v[out->n]);
        out->v[out->n].place = place;
        out->v[out->n].number = (uint32_t)out->n + 1;
        out->n++;
    }
    return true;
}
