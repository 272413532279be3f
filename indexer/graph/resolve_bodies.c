/* resolve_bodies.c -- what the name of a body says once its kind is spelt one way, and when two such readings are one.
 *
 * Territories write their names in many ways (CC X, Communauté de communes du X; X Métropole, Métropole de X) and
 * share them with others (the city, the métropole, the département), so the kind is a part of the reading and never
 * dropped: Ville de Grenoble and Grenoble-Alpes Métropole have no reading in common.
 */
#include "resolve_rules.h"

#include <stdlib.h>

#include "known_bodies.h"

/* ---- acronyms ---- */

static bool is_link_word(struct rhz_span w)
{
    static const char *const list[] = {"et", "a", "au", "aux", "en", "pour", "sur", "par", "dans"};
    size_t i;

    for (i = 0; i < sizeof list / sizeof *list; i++)
        if (rhz_span_eq(w, rhz_span_of(list[i])))
            return true;
    return false;
}

bool rhz_is_acronym_of(struct rhz_span word, const struct rhz_reading_words *w, size_t n)
{
    size_t i, letters = 0, words = 0;

    for (i = 0; i < n; i++) {
        bool link = is_link_word(w->w[i]);
        if (letters < word.n && w->w[i].p[0] == word.p[letters]) {
            letters++;
            words += !link;
        } else if (!link) {
            return false;
        }
    }
    return letters == word.n && words >= 3;
}

static void replace(struct rhz_reading_words *w, size_t at, size_t n_old, const struct rhz_reading_words *by)
{
    size_t left = w->n - at - n_old;

    if (w->n - n_old + by->n > RHZ_READING_WORDS)
        return;
    memmove(w->w + at + by->n, w->w + at + n_old, left * sizeof *w->w);
    memcpy(w->w + at, by->w, by->n * sizeof *w->w);
    w->n = at + by->n + left;
}

/* "ANX Bretagne" reads as the words ANX stands for, then Bretagne. */
static void expand_first(struct rhz_reading_words *w, struct rhz_span learnt)
{
    struct rhz_span whole = learnt.n ? learnt : rhz_known_expansion(w->w[0]);
    struct rhz_reading_words words;

    if (whole.n && rhz_reading_cut(whole, &words))
        replace(w, 0, 1, &words);
}

/* Agence nationale X (ANX) de Bretagne: the acronym repeats what stands before it. */
static void drop_inner_acronym(struct rhz_reading_words *w)
{
    static const struct rhz_reading_words none = {.n = 0};
    size_t i;

    for (i = 3; i < w->n; i++)
        if (w->w[i].n >= 3 && rhz_is_acronym_of(w->w[i], w, i)) {
            replace(w, i, 1, &none);
            return;
        }
}

/* ---- kinds of bodies that have a long and a short name ---- */

static void shorten_head(struct rhz_reading_words *w)
{
    static const struct {
        const char *words, *by;
    } heads[] = {
        {"parc naturel regional", "pnr"},
        {"centre communal action sociale", "ccas"},
        {"centre intercommunal action sociale", "cias"},
        {"centre hospitalier universitaire", "chu"},
        {"pole equilibre territorial et rural", "petr"},
        {"institut etude politique", "science po"},
        {"iep", "science po"},
        {"scpo", "science po"},
        {"caisse depot et consignation", "caisse depot"},
    };
    struct rhz_reading_words head, by;
    size_t i, k;

    for (i = 0; i < sizeof heads / sizeof *heads; i++) {
        rhz_reading_cut(rhz_span_of(heads[i].words), &head);
        for (k = 0; k < head.n && k < w->n && rhz_span_eq(head.w[k], w->w[k]);)
            k++;
        if (k == head.n) {
            rhz_reading_cut(rhz_span_of(heads[i].by), &by);
            replace(w, 0, k, &by);
            return;
        }
    }
}

static bool is_one_of(struct rhz_span w, const char *const *list)
{
    for (; *list; list++)
        if (rhz_span_eq(w, rhz_span_of(*list)))
            return true;
    return false;
}

/* L'association Rives partagées is Rives partagées; the Association nationale of something is named so. */
static void drop_association(struct rhz_reading_words *w)
{
    static const char *const named[] = {"national", "nationale", "regional", "regionale", "departemental", "departementale", "francais", "francaise",
                                        "sportive", "sportif", "culturelle", "culturel", "familiale", "locale", "intercommunale", "europeenne",
                                        "internationale", "pour", "syndicale", "fonciere", "generale", NULL};
    static const struct rhz_reading_words none = {.n = 0};

    if (w->n >= 3 && rhz_reading_word_is(w, 0, "association") && !is_one_of(w->w[1], named))
        replace(w, 0, 1, &none);
}

/* ---- territories ---- */

static void put(struct rhz_buf *out, const char *head, const struct rhz_reading_words *w, size_t from)
{
    size_t i;

    rhz_buf_str(out, head);
    for (i = from; i < w->n; i++) {
        if (out->n)
            rhz_buf_byte(out, ' ');
        rhz_buf_span(out, w->w[i]);
    }
}

/* Ville de X, Région X, Conseil départemental de X; a bare X where the text makes it one. */
static bool read_collectivity(const struct rhz_reading_words *w, enum rhz_subkind sub, struct rhz_buf *out)
{
    static const struct {
        const char *first, *second, *reading;
    } heads[] = {
        {"ville", NULL, "ville"},
        {"mairie", NULL, "ville"},
        {"commune", NULL, "ville"},
        {"departement", NULL, "departement"},
        {"conseil", "departemental", "departement"},
        {"conseil", "general", "departement"},
        {"region", NULL, "region"},
        {"conseil", "regional", "region"},
    };
    const char *bare = sub == RHZ_SUB_COMMUNE       ? "ville"
                       : sub == RHZ_SUB_DEPARTEMENT ? "departement"
                       : sub == RHZ_SUB_REGION      ? "region"
                                                    : NULL;
    size_t i, n;

    for (i = 0; i < sizeof heads / sizeof *heads; i++) {
        n = heads[i].second ? 2 : 1;
        if (w->n > n && rhz_reading_word_is(w, 0, heads[i].first) &&
            (n == 1 || rhz_reading_word_is(w, 1, heads[i].second))) {
            put(out, heads[i].reading, w, n);
            return true;
        }
    }
    if (!bare || rhz_reading_word_is(w, 0, "conseil"))
        return false;
    put(out, bare, w, 0);
    return true;
}

static int by_bytes(const void *a, const void *b)
{
    return rhz_span_cmp(*(const struct rhz_span *)a, *(const struct rhz_span *)b);
}

/* Which kind of intercommunalité the words say, 0: none. *from, *limit: the words besides. */
static int kind_said(const struct rhz_reading_words *w, bool epci, size_t *from, size_t *limit)
{
    static const char *const metropoles[] = {"metropole", "eurometropole", NULL};
    static const char *const agglomerations[] = {"agglomeration", "agglo", "agglopole", NULL};

    *from = 1;
    *limit = w->n;
    if (w->n < 2)
        return 0;
    if (rhz_reading_word_is(w, 0, "communaute")) {
        *from = 2;
        return rhz_reading_word_is(w, 1, "urbaine")        ? RHZ_TERRITORY_URBAN
               : rhz_reading_word_is(w, 1, "commune")      ? RHZ_TERRITORY_COMMUNES
               : is_one_of(w->w[1], agglomerations)        ? RHZ_TERRITORY_AGGLOMERATION
                                                           : 0;
    }
    if (rhz_reading_word_is(w, 0, "cc"))
        return RHZ_TERRITORY_COMMUNES;
    if (rhz_reading_word_is(w, 0, "cu"))
        return RHZ_TERRITORY_URBAN;
    if (rhz_reading_word_is(w, 0, "ca") && epci)
        return RHZ_TERRITORY_AGGLOMERATION;
    if (is_one_of(w->w[0], metropoles))
        return RHZ_TERRITORY_METROPOLE;
    if (!epci) /* Agence d'urbanisme de Nantes Métropole */
        return 0;
    if (is_one_of(w->w[0], agglomerations))
        return RHZ_TERRITORY_AGGLOMERATION;
    *from = 0;
    if (is_one_of(w->w[w->n - 1], metropoles))
        return RHZ_TERRITORY_METROPOLE;
    return is_one_of(w->w[w->n - 1], agglomerations) ? RHZ_TERRITORY_AGGLOMERATION : 0;
}

static bool read_intercommunality(const struct rhz_reading_words *w, bool epci, struct rhz_buf *out)
{
    static const char *const of_kind[] = {"metropole", "eurometropole", "europeenne", "agglomeration", "agglo", "agglopole",
                                          NULL};
    struct rhz_reading_words rest = {.n = 0};
    struct rhz_buf joined = {0};
    struct rhz_span words;
    enum rhz_territory_kind kind;
    size_t i, from, limit;
    int said = kind_said(w, epci, &from, &limit);
    bool known;

    if (!said && !epci)
        return false;
    for (i = said ? from : 0; i < limit; i++)
        if (!is_one_of(w->w[i], of_kind))
            rest.w[rest.n++] = w->w[i];
    if (rest.n == 0)
        return false;
    qsort(rest.w, rest.n, sizeof *rest.w, by_bytes);
    put(&joined, "", &rest, 0);
    kind = said ? (enum rhz_territory_kind)said : RHZ_TERRITORY_METROPOLE;
    known = !joined.failed && rhz_known_territory(rhz_buf_view(&joined), &kind, &words);
    if (known || said) {
        rhz_buf_str(out, "epci ");
        rhz_buf_byte(out, (unsigned char)kind);
        rhz_buf_byte(out, ' ');
        rhz_buf_span(out, known ? words : rhz_buf_view(&joined));
    }
    out->failed = out->failed || joined.failed;
    rhz_buf_free(&joined);
    return known || said;
}

void rhz_body_reading(struct rhz_span key, enum rhz_subkind sub, struct rhz_span learnt, struct rhz_buf *out)
{
    struct rhz_reading_words w;

    rhz_buf_reset(out);
    if (!rhz_reading_cut(key, &w) || w.n == 0) {
        rhz_buf_span(out, key); /* a sentence, not a name: as it stands */
        return;
    }
    expand_first(&w, learnt);
    drop_inner_acronym(&w);
    shorten_head(&w);
    drop_association(&w);
    if (read_intercommunality(&w, sub == RHZ_SUB_EPCI, out) || read_collectivity(&w, sub, out))
        return;
    put(out, "", &w, 0);
}

/* ---- pairs of readings ---- */

static bool is_territory(const struct rhz_reading_words *w)
{
    static const char *const heads[] = {"ville", "departement", "region", "epci", NULL};

    return w->n > 0 && is_one_of(w->w[0], heads);
}

/* All words the same but one, long, in which a letter is missing. A letter that changes makes another word too often
 * (apiculteurs, aviculteurs). */
static bool is_misspelt(const struct rhz_reading_words *a, const struct rhz_reading_words *b, const struct rhz_gazetteer *g)
{
    enum { LONG_WORD = 7, WORDS = 3, HEAD = 3 };
    size_t i, at = SIZE_MAX;
    struct rhz_span x, y;

    if (a->n != b->n || a->n < WORDS || is_territory(a) || is_territory(b))
        return false;
    for (i = 0; i < a->n; i++)
        if (!rhz_span_eq(a->w[i], b->w[i])) {
            if (at != SIZE_MAX)
                return false;
            at = i;
        }
    if (at == SIZE_MAX)
        return false;
    x = a->w[at];
    y = b->w[at];
    if (x.n == y.n || (x.n < LONG_WORD && y.n < LONG_WORD) || memcmp(x.p, y.p, HEAD) != 0 || !rhz_one_letter_apart(x, y))
        return false;
    return !g || !rhz_gaz_word(rhz_gazetteer_find(g, x.p, x.n)) || !rhz_gaz_word(rhz_gazetteer_find(g, y.p, y.n));
}

/* Ministère de X, Ministère de X et de Y. */
static bool is_head_of_title(const struct rhz_reading_words *part, const struct rhz_reading_words *whole)
{
    size_t i;

    if (part->n < 2 || part->n >= whole->n || !rhz_reading_word_is(part, 0, "ministere") ||
        !rhz_reading_word_is(whole, part->n, "et"))
        return false;
    for (i = 0; i < part->n; i++)
        if (!rhz_span_eq(part->w[i], whole->w[i]))
            return false;
    return true;
}

enum rhz_link_strength rhz_bodies_link(struct rhz_span a, struct rhz_span b, const struct rhz_gazetteer *g,
                                       bool *a_is_short)
{
    struct rhz_reading_words x, y;

    *a_is_short = false;
    if (!rhz_reading_cut(a, &x) || !rhz_reading_cut(b, &y))
        return RHZ_LINK_NONE;
    if (is_misspelt(&x, &y, g))
        return RHZ_LINK_MISSPELT;
    *a_is_short = is_head_of_title(&x, &y);
    return *a_is_short || is_head_of_title(&y, &x) ? RHZ_LINK_SHORTENED : RHZ_LINK_NONE;
}

bool rhz_bodies_same_sort(struct rhz_span a, struct rhz_span b)
{
    struct rhz_reading_words x, y;

    if (!rhz_reading_cut(a, &x) || !rhz_reading_cut(b, &y) || x.n == 1 || y.n == 1)
        return true;
    return is_territory(&x) || is_territory(&y) ? rhz_span_eq(x.w[0], y.w[0]) : true;
}

bool rhz_bodies_agree(struct rhz_span a, struct rhz_span b)
{
    struct rhz_reading_words x, y;

    if (!rhz_reading_cut(a, &x) || !rhz_reading_cut(b, &y))
        return false;
    return !rhz_reading_word_is(&x, 0, "ministere") || is_head_of_title(&x, &y) || is_head_of_title(&y, &x);
}
