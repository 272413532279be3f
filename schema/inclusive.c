/* inclusive.c -- recognise inclusive writing and spell out its readings.
 *
 *     word  mark  ending  [mark] [s]           adhérent·e·s  élu.es  administrateur·rice·s
 *     word  (     ending  [mark s]  )  [s]     salarié(e)s   directeur(trice)s   document(s)
 *
 * An ending is accepted only where a rule of the table joins it to the end of the word (rice after -teur, le after
 * -el): a full stop or a hyphen between two short words is far more often something else (site.fr, a-t-il, et/ou).
 * What the rules refuse is cut like any other text. Dots and hyphens survive a line break of a PDF conversion.
 */
#include "inclusive.h"

/* A feminine ending (singular, folded), the end of the masculine it may follow (folded), the bytes of the masculine
 * that go, and what is written instead. `*`: any consonant, or é, i, u. First match wins. */
static const struct rule {
    const char *ending, *masculine;
    unsigned cut; /* characters */
    const char *feminine;
} rules[] = {
    {"e", "tou", 0, "te"},          {"e", "*", 0, "e"},
    {"ee", "e", 1, "ée"},           {"le", "el", 0, "le"},       {"le", "eil", 0, "le"},     {"le", "ul", 0, "le"},
    {"elle", "el", 2, "elle"},      {"elle", "eau", 3, "elle"},  {"lle", "el", 1, "lle"},
    {"ne", "en", 0, "ne"},          {"ne", "on", 0, "ne"},       {"ne", "an", 0, "ne"},      {"ne", "in", 0, "ne"},
    {"enne", "en", 2, "enne"},      {"ienne", "ien", 3, "ienne"}, {"onne", "on", 2, "onne"}, {"ine", "opain", 3, "ine"},     {"ine", "in", 2, "ine"},
    {"nne", "en", 1, "nne"},        {"nne", "on", 1, "nne"},
    {"te", "et", 0, "te"},          {"te", "ot", 0, "te"},       {"te", "at", 0, "te"},      {"te", "tou", 0, "te"},
    {"ute", "tou", 1, "ute"},       {"oute", "tou", 2, "oute"},  {"toute", "tou", 3, "toute"},
    {"ette", "et", 2, "ette"},      {"ete", "et", 2, "ète"},
    {"se", "eur", 1, "se"},         {"se", "eux", 1, "se"},      {"se", "oux", 1, "se"},     {"se", "os", 0, "se"},
    {"se", "as", 0, "se"},          {"se", "is", 0, "se"},       {"euse", "eur", 3, "euse"}, {"euse", "eux", 3, "euse"},
    {"use", "eur", 2, "use"},       {"use", "eux", 2, "use"},    {"eure", "eur", 3, "eure"},
    {"rice", "teur", 3, "rice"},    {"trice", "teur", 4, "trice"}, {"ice", "teur", 3, "rice"},
    {"atrice", "ateur", 5, "atrice"}, {"eresse", "eur", 3, "eresse"},
    {"ere", "er", 2, "ère"},        {"iere", "ier", 3, "ière"},  {"re", "er", 2, "ère"},
    {"ve", "f", 1, "ve"},           {"ive", "if", 2, "ive"},     {"euve", "euf", 3, "euve"},
    {"he", "c", 0, "he"},           {"che", "c", 1, "che"},      {"que", "c", 1, "que"},     {"ique", "ic", 2, "ique"},
    {"fe", "ef", 0, "fe"},          {"ffe", "ef", 1, "ffe"},     {"effe", "ef", 2, "effe"},
    {"sse", "e", 0, "sse"},         {"esse", "e", 1, "esse"},    {"resse", "re", 2, "resse"},
    {"ale", "al", 2, "ale"},        {"ante", "ant", 3, "ante"},  {"ente", "ent", 3, "ente"}, {"aise", "ais", 3, "aise"},
    {"oise", "ois", 3, "oise"},     {"aine", "ain", 3, "aine"},  {"ue", "u", 1, "ue"},       {"ie", "i", 1, "ie"},
};

enum { ENDING_MOST = 7 };

/* A word being put together: its form, and the same folded, letter for letter, for the rules to look at. */
struct word {
    char form[RHZ_WORD_BYTES + 4], folded[RHZ_WORD_BYTES + 4];
    size_t n, n_folded;
};

static bool ends(const struct word *w, const char *suffix)
{
    size_t n = strlen(suffix);

    return w->n_folded > n && memcmp(w->folded + w->n_folded - n, suffix, n) == 0;
}

static char last(const struct word *w, size_t back)
{
    return w->n_folded > back ? w->folded[w->n_folded - 1 - back] : 0;
}

static bool is_vowel(char c)
{
    return c && strchr("aeiouy", c) != NULL;
}

/* Drop `n` characters from the end. */
static void cut(struct word *w, unsigned n)
{
    for (; n > 0 && w->n > 0; n--) {
        w->n = rhz_utf8_floor(rhz_span(w->form, w->n), w->n - 1);
        if (w->n_folded > 0)
            w->n_folded--;
    }
}

static bool read_word(struct rhz_span raw, struct word *w)
{
    if (raw.n < 2 || raw.n > RHZ_WORD_BYTES / 2)
        return false;
    w->n = rhz_word_form(raw, w->form);
    w->n_folded = rhz_fold_into(rhz_span(w->form, w->n), w->folded, sizeof w->folded);
    return w->n_folded >= 2;
}

/* ---- what is written ---- */

static bool is_word_char(const char *p, const char *end)
{
    unsigned n;
    enum rhz_char k;

    if (p >= end)
        return false;
    k = rhz_char_class(rhz_utf8_next(p, end, &n));
    return k == RHZ_CHAR_LETTER || k == RHZ_CHAR_DIGIT || k == RHZ_CHAR_MARK || k == RHZ_CHAR_IGNORABLE;
}

enum mark { MARK_NONE, MARK_DOT, MARK_HYPHEN, MARK_SLASH, MARK_STOP };

/* The mark at p: a middle dot or bullet, which says it all, or one of the marks that have other uses. */
static enum mark read_mark(const char *p, const char *end, unsigned *n)
{
    *n = 1;
    if (p >= end)
        return MARK_NONE;
    switch (*p) {
    case '.':
        return MARK_STOP;
    case '-':
        return MARK_HYPHEN;
    case '/':
        return MARK_SLASH;
    default:
        switch (rhz_utf8_next(p, end, n)) {
        case 0xB7:
        case 0x2022:
        case 0x2027:
        case 0x2219:
        case 0x22C5:
        case 0x30FB:
        case 0xFF65:
            return MARK_DOT;
        case 0x2010:
        case 0x2011:
            return MARK_HYPHEN;
        default:
            return MARK_NONE;
        }
    }
}

/* Past one line break, as conversions leave it after a mark. */
static const char *skip_break(const char *p, const char *end)
{
    return p < end && *p == '\n' ? p + 1 : p;
}

/* The letters at p as an ending, folded: its length (0: too long, or none, or capitals after a lower-case word). */
static size_t read_ending(const char **at, const char *end, bool capitals, char out[ENDING_MOST + 1])
{
    const char *p = *at;
    char folded[8];
    size_t n = 0;
    unsigned step;

    while (is_word_char(p, end)) {
        uint32_t c = rhz_utf8_next(p, end, &step);
        enum rhz_char k = rhz_char_class(c);
        if (c >= 'A' && c <= 'Z' && !capitals)
            return 0;
        if (k == RHZ_CHAR_LETTER) {
            size_t m = rhz_fold_into(rhz_span(p, step), folded, sizeof folded);
            if (m != 1 || n == ENDING_MOST)
                return 0;
            out[n++] = folded[0];
        } else if (k == RHZ_CHAR_DIGIT) {
            return 0;
        }
        p += step;
    }
    out[n] = 0;
    *at = p;
    return n;
}

static bool is_plural_s(const char *p, const char *end, bool capitals)
{
    return p < end && (*p == 's' || (capitals && *p == 'S')) && !is_word_char(p + 1, end);
}

/* What stands after the word. */
struct written {
    enum mark mark;
    bool parenthesis, plural, alone; /* alone: only a mark of the plural, `(s)` or `·x` */
    char ending[ENDING_MOST + 1];
    size_t n;
    const char *end;
};

/* A second mark, if any, then s. */
static const char *read_plural(const char *p, const char *end, bool capitals, bool *plural)
{
    unsigned n;
    enum mark m = read_mark(p, end, &n);

    if (m == MARK_NONE)
        return p;
    if (is_plural_s(skip_break(p + n, end), end, capitals)) {
        *plural = true;
        return skip_break(p + n, end) + 1;
    }
    return p;
}

static bool read_parenthesis(const char *p, const char *end, bool capitals, struct written *w)
{
    unsigned n;

    w->parenthesis = true;
    if (read_mark(++p, end, &n) != MARK_NONE)
        p += n;
    w->n = read_ending(&p, end, capitals, w->ending);
    if (w->n == 0)
        return false;
    p = read_plural(p, end, capitals, &w->plural);
    if (p >= end || *p != ')')
        return false;
    p++;
    if (is_plural_s(p, end, capitals)) {
        w->plural = true;
        p++;
    } else if (end - p >= 3 && p[0] == '(' && p[1] == 's' && p[2] == ')') {
        w->plural = true;
        p += 3;
    }
    w->end = p;
    return !is_word_char(p, end);
}

static bool read_written(const char *p, const char *end, bool capitals, struct written *w)
{
    const char *q;
    unsigned n, m;

    memset(w, 0, sizeof *w);
    if (p < end && *p == '(')
        return read_parenthesis(p, end, capitals, w);
    w->mark = read_mark(p, end, &n);
    if (w->mark == MARK_NONE)
        return false;
    p = skip_break(p + n, end);
    w->n = read_ending(&p, end, capitals, w->ending);
    if (w->n == 0)
        return false;
    q = read_plural(p, end, capitals, &w->plural);
    /* élu.e.org, Seine-e-Marne: the form must end here */
    if (q == p && read_mark(p, end, &m) != MARK_NONE && is_word_char(p + m, end))
        return false;
    w->end = q;
    return true;
}

/* ---- readings ---- */

static bool fits(const struct word *w, const struct rule *r)
{
    char c = last(w, 0);

    if (r->masculine[0] == '*')
        return c == 'i' || c == 'u' || (c == 'e' && (unsigned char)w->form[w->n - 1] >= 0x80) || !is_vowel(c);
    if (strcmp(r->masculine, "tou") == 0)
        return w->n_folded == 3 && memcmp(w->folded, "tou", 3) == 0;
    return ends(w, r->masculine);
}

static const struct rule *find_rule(const struct word *w, const char *ending)
{
    size_t i;

    for (i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (strcmp(rules[i].ending, ending) == 0 && fits(w, &rules[i]))
            return &rules[i];
    return NULL;
}

static void add_reading(struct rhz_inclusive *out, const struct word *w, const char *suffix)
{
    size_t m = strlen(suffix), n = w->n + m;
    char *form = out->form[out->n < RHZ_READINGS_MOST ? out->n : 0];
    unsigned i;

    if (out->n == RHZ_READINGS_MOST || n > RHZ_WORD_BYTES)
        return;
    memcpy(form, w->form, w->n);
    memcpy(form + w->n, suffix, m);
    for (i = 0; i < out->n; i++)
        if (out->length[i] == n && memcmp(out->form[i], form, n) == 0)
            return;
    out->length[out->n++] = (uint8_t)n;
}

static void add_plural(struct rhz_inclusive *out, struct word w)
{
    if (ends(&w, "al")) {
        cut(&w, 1);
        add_reading(out, &w, "ux");
    } else if (ends(&w, "eau")) {
        add_reading(out, &w, "x");
    } else {
        add_reading(out, &w, last(&w, 0) == 's' || last(&w, 0) == 'x' ? "" : "s");
    }
}

/* The word is a plural already: adhérents·es, directeurs/trices, régionaux·ales. `whole`: the ending says plural by
 * itself, so that élus·es is read so, while français·e·s is not. */
static bool make_singular(struct word *w, bool whole)
{
    if (w->n_folded < 4)
        return false;
    if (ends(w, "eaux")) {
        cut(w, 1);
        return true;
    }
    if (ends(w, "aux")) {
        cut(w, 2);
        w->form[w->n++] = 'l';
        w->folded[w->n_folded++] = 'l';
        return true;
    }
    if (last(w, 0) != 's' || ends(w, "ais") || ends(w, "ois") || (is_vowel(last(w, 1)) && last(w, 1) != 'e' && !whole))
        return false;
    cut(w, 1);
    return true;
}

static bool gendered(struct word *w, struct written *s, struct rhz_inclusive *out)
{
    bool plural_ending = s->n > 1 && s->ending[s->n - 1] == 's' && strcmp(s->ending, "s") != 0;
    const struct rule *r;
    struct word feminine;

    if (plural_ending)
        s->ending[s->n - 1] = 0;
    /* "tous·tes": without its s, like "tou·te·s" */
    if (make_singular(w, plural_ending && !s->plural))
        s->plural = true;
    s->plural = s->plural || plural_ending;
    r = find_rule(w, s->ending);
    if (!r)
        return false;
    feminine = *w;
    cut(&feminine, r->cut);
    memcpy(feminine.form + feminine.n, r->feminine, strlen(r->feminine));
    feminine.n += strlen(r->feminine);
    if (strcmp(r->masculine, "tou") != 0)
        add_reading(out, w, "");
    if (s->plural || strcmp(r->masculine, "tou") == 0)
        add_plural(out, *w);
    add_reading(out, &feminine, "");
    if (s->plural)
        add_reading(out, &feminine, "s");
    return true;
}

/* document(s), lieu(x), membre·s, régional·aux */
static bool numbered(const struct word *w, const struct written *s, struct rhz_inclusive *out)
{
    if (w->n_folded < 3 && !s->parenthesis)
        return false;
    if (strcmp(s->ending, "s") == 0 && last(w, 0) != 's' && last(w, 0) != 'x') {
        add_reading(out, w, "");
        add_reading(out, w, "s");
        return true;
    }
    if (strcmp(s->ending, "x") == 0 && last(w, 0) == 'u') {
        add_reading(out, w, "");
        add_reading(out, w, "x");
        return true;
    }
    if (strcmp(s->ending, "aux") == 0 && ends(w, "al")) {
        add_reading(out, w, "");
        add_plural(out, *w);
        return true;
    }
    return false;
}

/* ADHÉRENT.E.S: an ending in capitals follows capitals only, else it begins a sentence. */
static bool ends_in_capital(const char *past)
{
    unsigned char a = (unsigned char)past[-2], b = (unsigned char)past[-1];

    return (b >= 'A' && b <= 'Z') || (a == 0xC3 && b >= 0x80 && b <= 0x9E);
}

bool rhz_inclusive_read(struct rhz_span raw, const char *end, struct rhz_inclusive *out)
{
    const char *p = raw.p + raw.n;
    bool capitals = raw.n >= 2 && ends_in_capital(p);
    struct written s;
    struct word w;

    if (!read_written(p, end, capitals, &s) || !read_word(raw, &w))
        return false;
    out->n = 0;
    out->end = s.end;
    return numbered(&w, &s, out) || gendered(&w, &s, out);
}
