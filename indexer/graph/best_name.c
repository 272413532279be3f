/* best_name.c -- the form that says most: no initials, all parts of a compound, not the plural of a list; then the
 * spelling that documents use most, so that a misspelling never names a node; then accents, case and length.
 */
#include "best_name.h"

#include <utf8proc.h>

struct fullness {
    size_t words, initials;
    bool whole;  /* brackets come in pairs */
    bool plural; /* a body named in a list: villes de Thiers et de Nancy */
};

/* Heads of bodies, folded; those of lists in both numbers. */
static const struct {
    const char *plural, *singular;
} plural_heads[] = {
    {"villes", "Ville"},
    {"communes", "Commune"},
    {"métropoles", "Métropole"},
    {"départements", "Département"},
    {"régions", "Région"},
    {"communautés", "Communauté"},
    {"universités", "Université"},
    {"ministères", "Ministère"},
};
static const char *const heads[] = {"ville", "mairie", "commune", "communauté", "métropole", "département", "région",
                                    "ministère", "université", "école", "conseil", "agence", "association", "fédération",
                                    "fondation", "institut", "centre", "chaire", "laboratoire", "réseau", "syndicat",
                                    "chambre", "caisse", "préfecture", "direction", "collectif", "société", "agglomération"};

static struct rhz_span first_word(struct rhz_span s)
{
    const char *space = s.n ? memchr(s.p, ' ', s.n) : NULL;

    return rhz_span(s.p, space ? (size_t)(space - s.p) : s.n);
}

static bool same_folded(struct rhz_span word, const char *other, struct rhz_buf *x, struct rhz_buf *y)
{
    rhz_name_fold(word, x);
    rhz_name_fold(rhz_span_of(other), y);
    return !x->failed && !y->failed && rhz_span_eq(rhz_buf_view(x), rhz_buf_view(y));
}

/* Index into plural_heads, or their number. */
static size_t plural_head(struct rhz_span form)
{
    struct rhz_buf x = {0}, y = {0};
    size_t i, n = sizeof plural_heads / sizeof *plural_heads;
    struct rhz_span word = first_word(form);

    for (i = 0; i < n && !(word.n < form.n && (word.p[0] | 32) == plural_heads[i].plural[0] && same_folded(word, plural_heads[i].plural, &x, &y));)
        i++; /* all of them begin with a letter of ASCII */
    rhz_buf_free(&x);
    rhz_buf_free(&y);
    return i;
}

static struct fullness measure(enum rhz_kind kind, const struct rhz_name_candidate *c)
{
    struct fullness f = {.whole = true};
    const char *p = c->key.p, *end = p + c->key.n;
    int depth = 0;
    size_t i;

    while (p < end) {
        const char *q = memchr(p, ' ', (size_t)(end - p));
        if (!q)
            q = end;
        f.words++;
        f.initials += q - p == 1;
        p = q < end ? q + 1 : end;
    }
    for (i = 0; i < c->form.n; i++) {
        depth += (c->form.p[i] == '(') - (c->form.p[i] == ')');
        f.whole = f.whole && depth >= 0;
    }
    f.whole = f.whole && depth == 0;
    f.plural = kind == RHZ_ORGANISATION && plural_head(c->form) < sizeof plural_heads / sizeof *plural_heads;
    return f;
}

static int prefer_more(uint64_t a, uint64_t b)
{
    return (a < b) - (a > b);
}

int rhz_best_name(enum rhz_kind kind, const struct rhz_name_candidate *a, const struct rhz_name_candidate *b)
{
    struct fullness x = measure(kind, a), y = measure(kind, b);
    int c = prefer_more(x.whole, y.whole);

    if (c == 0 && kind == RHZ_PERSONNE)
        c = prefer_more(y.initials, x.initials);
    if (c == 0 && (kind == RHZ_PERSONNE || kind == RHZ_ORGANISATION))
        c = prefer_more(x.words, y.words);
    if (c == 0)
        c = prefer_more(y.plural, x.plural);
    if (c == 0 && (kind == RHZ_PERSONNE || kind == RHZ_ORGANISATION))
        c = prefer_more(a->weight, b->weight);
    return c ? c : rhz_name_better(kind, a->form, b->form);
}

/* A small letter at the head of a kind of body, not of a name that its owner writes small. */
static bool is_small_head(struct rhz_span word, struct rhz_span form)
{
    struct rhz_buf x = {0}, y = {0};
    bool found = false;
    size_t i;

    for (i = 0; i < sizeof heads / sizeof *heads && word.n < form.n && !found; i++)
        found = same_folded(word, heads[i], &x, &y);
    rhz_buf_free(&x);
    rhz_buf_free(&y);
    return found;
}

void rhz_body_name(struct rhz_span form, struct rhz_buf *out)
{
    struct rhz_span word = first_word(form);
    size_t head = plural_head(form);
    unsigned n = 0;

    rhz_buf_reset(out);
    if (head < sizeof plural_heads / sizeof *plural_heads) {
        rhz_buf_str(out, plural_heads[head].singular);
        form = rhz_span(form.p + word.n, form.n - word.n);
    } else if (is_small_head(word, form)) {
        unsigned char letter[4];
        uint32_t c = rhz_utf8_next(form.p, form.p + form.n, &n);
        utf8proc_ssize_t length = utf8proc_encode_char(utf8proc_toupper((utf8proc_int32_t)c), letter);
        rhz_buf_append(out, letter, length > 0 ? (size_t)length : 0);
        form = rhz_span(form.p + n, form.n - n);
    }
    rhz_buf_span(out, form);
}
