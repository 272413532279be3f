/* resolve_persons.c -- two written names of persons: can they be one, and on what evidence?
 *
 * Order, case, accents and hyphens are gone with the key. What is left: initials, half of a compound surname, a
 * letter that went astray. The given name must always be the same (initials stand for it), because surnames run in
 * families and boards; and where both names are frequent, two people are likelier than two spellings.
 */
#include "resolve_rules.h"

enum { LONG_SURNAME = 6 };

/* ---- reading ---- */

/* Folded words of one group of a name as written ("Jean-Marie", "J.-M.", "Benali-Torres") into v. */
static bool read_group(struct rhz_span group, struct rhz_arena *arena, struct rhz_span *v, size_t cap, size_t *n)
{
    struct rhz_buf folded = {0};
    struct rhz_reading_words w;
    struct rhz_span copy;
    size_t i, j;
    char *p;

    /* Initials must not be taken for an acronym: J.M. is two words. */
    if (!(p = rhz_arena_alloc(arena, group.n + 1)))
        return false;
    for (i = 0, j = 0; i < group.n; i++)
        p[j++] = group.p[i] == '.' ? ' ' : group.p[i];
    rhz_name_fold(rhz_span(p, j), &folded);
    copy = folded.failed ? (struct rhz_span){NULL, 0} : rhz_arena_copy(arena, rhz_buf_view(&folded));
    rhz_buf_free(&folded);
    if (!copy.p)
        return false;
    if (!rhz_reading_cut(copy, &w))
        w.n = 0;
    for (i = 0; i < w.n && *n < cap; i++)
        v[(*n)++] = w.w[i];
    return true;
}

static bool join_surname(struct rhz_person *p, struct rhz_arena *arena)
{
    size_t i, n = 0;
    char *s;

    for (i = 0; i < p->n_surname; i++)
        n += p->surname[i].n;
    if (!(s = rhz_arena_alloc(arena, n + 1)))
        return false;
    p->joined = rhz_span(s, n);
    for (i = 0; i < p->n_surname; i++) {
        memcpy(s, p->surname[i].p, p->surname[i].n);
        s += p->surname[i].n;
    }
    return true;
}

static void weigh(struct rhz_person *p, const struct rhz_gazetteer *g)
{
    unsigned given = 0, surname = 0;
    size_t i;

    if (!g || p->n_given == 0)
        return;
    for (i = 0; i + 1 < p->n_surname; i++)
        if (p->lone >> i & 1 && rhz_gaz_given(rhz_gazetteer_find(g, p->surname[i].p, p->surname[i].n)) >= 2)
            p->second_given |= 1u << i;
    given = rhz_gaz_given(rhz_gazetteer_find(g, p->given[0].p, p->given[0].n));
    surname = rhz_gaz_surname(rhz_gazetteer_find(g, p->joined.p, p->joined.n));
    p->common = surname == 3 && (given == 3 || p->initials);
    p->known = surname >= 2;
}

static bool all_letters(const struct rhz_span *v, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (v[i].n != 1)
            return false;
    return n > 0;
}

bool rhz_person_read(struct rhz_span name, const struct rhz_gazetteer *g, struct rhz_arena *arena, struct rhz_person *out)
{
    const char *p = name.p, *end = p + name.n;
    bool first = true;

    *out = (struct rhz_person){.joined = {"", 0}};
    while (p < end) {
        const char *q = memchr(p, ' ', (size_t)(end - p));
        struct rhz_span group = rhz_span(p, (size_t)((q ? q : end) - p));
        size_t n_before = out->n_surname;
        if (!read_group(group, arena, first ? out->given : out->surname, 4, first ? &out->n_given : &out->n_surname))
            return false;
        if (!first && out->n_surname == n_before + 1)
            out->lone |= 1u << n_before;
        /* J. M. Bergeron: all that are letters before the surname are initials. */
        if (!first && n_before == 0 && out->initials && all_letters(out->surname, out->n_surname) && out->n_given < 4) {
            out->given[out->n_given++] = out->surname[0];
            out->n_surname = 0;
            out->lone = 0;
        }
        if (first)
            out->initials = all_letters(out->given, out->n_given);
        first = out->n_given == 0;
        p = q ? q + 1 : end;
    }
    if (out->n_surname == 0)
        out->n_given = 0;
    if (!join_surname(out, arena))
        return false;
    weigh(out, g);
    return true;
}

/* ---- comparing ---- */

enum likeness { UNLIKE, SHORT_A, SHORT_B, MISSPELT, ALIKE };

static enum likeness compare_given(const struct rhz_person *a, const struct rhz_person *b)
{
    size_t i, least = a->n_given < b->n_given ? a->n_given : b->n_given;

    for (i = 0; i < least; i++)
        if (a->initials || b->initials ? a->given[i].p[0] != b->given[i].p[0] : !rhz_span_eq(a->given[i], b->given[i]))
            return UNLIKE;
    if (a->initials == b->initials)
        return a->n_given == b->n_given ? ALIKE : a->initials ? (a->n_given < b->n_given ? SHORT_A : SHORT_B) : UNLIKE;
    /* J. may stand for Jean-Marie, J.-M. not for Jean. */
    if (a->initials)
        return a->n_given <= b->n_given ? SHORT_A : UNLIKE;
    return b->n_given <= a->n_given ? SHORT_B : UNLIKE;
}

static bool is_particle(struct rhz_span w)
{
    static const char *const list[] = {"de", "du", "des", "d", "le", "la", "les", "l", "van", "von", "den", "der", "ben",
                                       "el", "al", "da", "dos", "di", "del", "mac", "saint", "st"};
    size_t i;

    for (i = 0; i < sizeof list / sizeof *list; i++)
        if (rhz_span_eq(w, rhz_span_of(list[i])))
            return true;
    return w.n < 3;
}

/* The words of `part` begin or end those of `whole`, and each side is a name by itself: Benali, Benali-Torres. */
static bool is_half(const struct rhz_person *part, const struct rhz_person *whole)
{
    size_t skip = whole->n_surname - part->n_surname, i;
    bool head = true, tail = true;

    for (i = 0; i < part->n_surname; i++) {
        head = head && rhz_span_eq(part->surname[i], whole->surname[i]);
        tail = tail && rhz_span_eq(part->surname[i], whole->surname[skip + i]);
    }
    if (!head && !tail)
        return false;
    for (i = head ? part->n_surname : 0; i < (head ? whole->n_surname : skip); i++)
        if (is_particle(whole->surname[i]) || whole->second_given >> i & 1)
            return false;
    return part->joined.n >= 4 && !is_particle(part->surname[part->n_surname - 1]);
}

static enum likeness compare_surnames(const struct rhz_person *a, const struct rhz_person *b)
{
    if (rhz_span_eq(a->joined, b->joined))
        return ALIKE;
    if (a->n_surname < b->n_surname && is_half(a, b))
        return SHORT_A;
    if (b->n_surname < a->n_surname && is_half(b, a))
        return SHORT_B;
    if ((a->joined.n >= LONG_SURNAME || b->joined.n >= LONG_SURNAME) && a->joined.p[0] == b->joined.p[0] &&
        !(a->known && b->known) && rhz_one_letter_apart(a->joined, b->joined))
        return MISSPELT;
    return UNLIKE;
}

enum rhz_link_strength rhz_persons_link(const struct rhz_person *a, const struct rhz_person *b, bool *a_is_short)
{
    enum likeness given, surname;

    *a_is_short = false;
    if (a->n_given == 0 || b->n_given == 0 || (given = compare_given(a, b)) == UNLIKE ||
        (surname = compare_surnames(a, b)) == UNLIKE)
        return RHZ_LINK_NONE;
    if (given == ALIKE && surname == ALIKE)
        return RHZ_LINK_MISSPELT; /* Le Gall and Legall */
    if (given == ALIKE && surname == MISSPELT)
        return RHZ_LINK_MISSPELT;
    if (given == ALIKE) {
        const struct rhz_person *s = surname == SHORT_A ? a : b;
        *a_is_short = s == a;
        return s->common || s->initials ? RHZ_LINK_NONE : RHZ_LINK_SHORTENED;
    }
    *a_is_short = given == SHORT_A;
    if (surname != ALIKE || (*a_is_short ? a : b)->common)
        return RHZ_LINK_NONE;
    return RHZ_LINK_INITIALS;
}

/* Two misspellings of one name may be two letters apart, as long as they are not both usual names. */
static bool surnames_agree(const struct rhz_person *a, const struct rhz_person *b)
{
    return compare_surnames(a, b) != UNLIKE ||
           (!(a->known && b->known) && a->joined.n >= LONG_SURNAME && b->joined.n >= LONG_SURNAME &&
            a->joined.p[0] == b->joined.p[0] && rhz_two_letters_apart(a->joined, b->joined));
}

bool rhz_persons_agree(const struct rhz_person *a, const struct rhz_person *b)
{
    return a->n_given && b->n_given && compare_given(a, b) != UNLIKE && surnames_agree(a, b);
}
