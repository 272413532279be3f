/* synonyms_file.c -- the two forms of a synonym file.
 *
 * Of Turtle, what a thesaurus uses: names, literals in four kinds of quotes with a language or a type, lists between ; and ,
 * and blank nodes. All is read, to know where statements end; only prefLabel, altLabel and hiddenLabel are kept.
 */
#include "synonyms.h"

enum { LINE_MOST = 8192, GROUP_MOST = 64, DEPTH_MOST = 64 };

static rhz_status bad_line(struct rhz_error *err, size_t line, const char *what)
{
    return rhz_fail(err, RHZ_INVALID, "ligne %zu : %s", line, what);
}

/* ---- columns ---- */

/* The expressions of one line; *n 0: none. */
static rhz_status cut_line(struct rhz_span s, size_t number, struct rhz_span texts[GROUP_MOST], size_t *n,
                           struct rhz_error *err)
{
    char separator = memchr(s.p, '\t', s.n) ? '\t' : ';';

    *n = 0;
    if (s.n > LINE_MOST)
        return bad_line(err, number, "la ligne est trop longue.");
    for (struct rhz_span rest = s;;) {
        const char *at = memchr(rest.p, separator, rest.n);
        struct rhz_span text = rhz_span_trim(rhz_span(rest.p, at ? (size_t)(at - rest.p) : rest.n));

        if (text.n && *n == GROUP_MOST)
            return bad_line(err, number, "plus de 64 expressions.");
        if (text.n)
            texts[(*n)++] = text;
        if (!at)
            break;
        rest = rhz_span(at + 1, rest.n - (size_t)(at + 1 - rest.p));
    }
    return *n == 1 ? bad_line(err, number, "deux expressions au moins sont attendues, entre elles une tabulation ou un "
                                           "point-virgule.")
                   : RHZ_OK;
}

static rhz_status read_columns(struct rhz_span s, rhz_synonym_group *group, void *context, struct rhz_error *err)
{
    struct rhz_span texts[GROUP_MOST];
    size_t n;
    rhz_status st;

    for (size_t number = 1; s.n; number++) {
        const char *end = memchr(s.p, '\n', s.n);
        struct rhz_span line = rhz_span(s.p, end ? (size_t)(end - s.p) : s.n), text = rhz_span_trim(line);

        if (text.n && text.p[0] != '#' &&
            ((st = cut_line(line, number, texts, &n, err)) != RHZ_OK || (n && (st = group(context, texts, n, err)) != RHZ_OK)))
            return st;
        s = end ? rhz_span(end + 1, s.n - line.n - 1) : rhz_span("", 0);
    }
    return RHZ_OK;
}

/* ---- Turtle ---- */

struct turtle {
    struct rhz_span s;
    size_t at, line;
    struct rhz_arena *arena;
    struct rhz_span texts[GROUP_MOST];
    size_t n;
    rhz_synonym_group *group;
    void *context;
    struct rhz_error *err;
};

/* A character of the text, 0 at its end. */
static char peek(const struct turtle *t, size_t ahead)
{
    return t->at + ahead < t->s.n ? t->s.p[t->at + ahead] : 0;
}

static void step(struct turtle *t)
{
    t->line += t->s.p[t->at++] == '\n';
}

static void skip_blanks(struct turtle *t)
{
    while (t->at < t->s.n) {
        if (peek(t, 0) == '#')
            while (t->at < t->s.n && peek(t, 0) != '\n')
                t->at++;
        else if ((unsigned char)peek(t, 0) > ' ')
            return;
        else
            step(t);
    }
}

/* The characters of a literal whose opening quotes have been read; \n, \", \u00E9... are undone. */
static rhz_status literal_text(struct turtle *t, char quote, bool three, struct rhz_buf *out)
{
    size_t begin = t->line;

    for (; t->at < t->s.n; step(t)) {
        char c = peek(t, 0);

        if (c == quote && (!three || (peek(t, 1) == quote && peek(t, 2) == quote))) {
            t->at += three ? 3 : 1;
            return RHZ_OK;
        }
        if (c == '\n' && !three)
            break;
        if (c == '\\') {
            char e = peek(t, 1), utf8[4];
            unsigned digits = e == 'u' ? 4 : e == 'U' ? 8 : 0;
            uint32_t v = 0;

            for (unsigned i = 0; i < digits; i++) {
                char d = peek(t, 2 + i);
                unsigned h = d >= '0' && d <= '9' ? (unsigned)(d - '0') : (d | 32) >= 'a' && (d | 32) <= 'f' ? (unsigned)((d | 32) - 'a' + 10) : 16;

                if (h == 16)
                    return bad_line(t->err, t->line, "une suite \\u mal formée.");
                v = v << 4 | h;
            }
            if (digits)
                rhz_buf_append(out, utf8, rhz_utf8_put(utf8, v));
            else
                rhz_buf_byte(out, e == 'n' || e == 't' || e == 'r' || !e ? ' ' : (unsigned char)e);
            t->at += digits + (t->at + 1 < t->s.n);
            continue;
        }
        rhz_buf_byte(out, (unsigned char)c);
    }
    return bad_line(t->err, begin, "un texte entre guillemets n'est pas fermé.");
}

static size_t run_of(const struct turtle *t)
{
    size_t n = 0;

    while (t->at + n < t->s.n && (unsigned char)peek(t, n) > ' ' && !strchr("<>\"'[](){};,#^", peek(t, n)))
        n++;
    while (n > 1 && peek(t, n - 1) == '.') /* ends the statement */
        n--;
    return n;
}

/* A literal, with its language or type. *kept: in French, or in no language. */
static rhz_status read_literal(struct turtle *t, struct rhz_span *text, bool *kept)
{
    char quote = peek(t, 0);
    bool three = peek(t, 1) == quote && peek(t, 2) == quote;
    struct rhz_buf b = {0};
    rhz_status st;
    size_t n;

    t->at += three ? 3 : 1;
    st = literal_text(t, quote, three, &b);
    *text = rhz_arena_copy(t->arena, rhz_span_trim(rhz_buf_view(&b)));
    if (st == RHZ_OK && (b.failed || !text->p))
        st = rhz_no_memory(t->err);
    rhz_buf_free(&b);
    if (st != RHZ_OK)
        return st;
    *kept = true;
    if (peek(t, 0) == '@') {
        t->at++;
        n = run_of(t);
        *kept = n >= 2 && strncasecmp(t->s.p + t->at, "fr", 2) == 0 && (n == 2 || peek(t, 2) == '-');
        t->at += n;
    } else if (peek(t, 0) == '^' && peek(t, 1) == '^') {
        t->at += 2;
    }
    return RHZ_OK;
}

static bool names_label(struct rhz_span predicate)
{
    static const char *const labels[] = {"prefLabel", "altLabel", "hiddenLabel"};

    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        size_t n = strlen(labels[i]);

        if (predicate.n > n && memcmp(predicate.p + predicate.n - n, labels[i], n) == 0 &&
            strchr(":/#", predicate.p[predicate.n - n - 1]))
            return true;
    }
    return false;
}

static rhz_status end_statement(struct turtle *t)
{
    rhz_status st = t->n > 1 ? t->group(t->context, t->texts, t->n, t->err) : RHZ_OK;

    t->n = 0;
    return st;
}

/* <...> or a run of letters. */
static rhz_status read_name(struct turtle *t, struct rhz_span *name)
{
    size_t begin = t->at, line = t->line, n;

    if (peek(t, 0) == '<') {
        while (t->at < t->s.n && peek(t, 0) != '>' && peek(t, 0) != '\n')
            t->at++;
        if (peek(t, 0) != '>')
            return bad_line(t->err, line, "une adresse entre < et > n'est pas fermée.");
        *name = rhz_span(t->s.p + begin + 1, t->at - begin - 1);
        t->at++;
        return RHZ_OK;
    }
    n = run_of(t);
    if (!n)
        return bad_line(t->err, line, "un signe n'a pas de sens ici.");
    *name = rhz_span(t->s.p + begin, n);
    t->at += n;
    return RHZ_OK;
}

static bool is_word(struct rhz_span s, const char *word)
{
    return s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0;
}

/* One token. `*place`: 0 subject, 1 predicate, 2 object, of the statement outside blank nodes. */
static rhz_status read_token(struct turtle *t, unsigned *place, unsigned *depth, bool *label)
{
    char c = peek(t, 0);
    struct rhz_span text;
    bool kept;
    rhz_status st;

    if (c == '"' || c == '\'') {
        size_t line = t->line;

        if ((st = read_literal(t, &text, &kept)) != RHZ_OK)
            return st;
        if (*place != 2 && !*depth)
            return bad_line(t->err, line, "un texte suit le nom d'une propriété, et rien d'autre.");
        if (*label && !*depth && kept && text.n && t->n < GROUP_MOST)
            t->texts[t->n++] = text;
        return RHZ_OK;
    }
    if (c == '[' || c == '(') {
        t->at++;
        return ++*depth > DEPTH_MOST ? bad_line(t->err, t->line, "trop de crochets sont imbriqués.") : RHZ_OK;
    }
    if (c == ']' || c == ')') {
        t->at++;
        return (*depth)-- ? RHZ_OK : bad_line(t->err, t->line, "ce crochet n'en ferme aucun.");
    }
    if (c == '.' || c == ';' || c == ',') {
        t->at++;
        if (*depth || c == ',')
            return RHZ_OK;
        *place = c == ';';
        return c == '.' ? end_statement(t) : RHZ_OK;
    }
    if ((st = read_name(t, &text)) != RHZ_OK)
        return st;
    if (*depth)
        return RHZ_OK;
    if (*place == 0 && (is_word(text, "prefix") || is_word(text, "base"))) { /* SPARQL's form: no full stop */
        skip_blanks(t);
        if (is_word(text, "prefix") && (st = read_name(t, &text)) != RHZ_OK)
            return st;
        skip_blanks(t);
        return read_name(t, &text);
    }
    if (*place == 1)
        *label = names_label(text);
    *place += *place < 2;
    return RHZ_OK;
}

static rhz_status read_turtle(struct rhz_span s, struct rhz_arena *arena, rhz_synonym_group *group, void *context,
                              struct rhz_error *err)
{
    struct turtle t = {.s = s, .line = 1, .arena = arena, .group = group, .context = context, .err = err};
    unsigned place = 0, depth = 0;
    bool label = false;
    rhz_status st;

    for (skip_blanks(&t); t.at < s.n; skip_blanks(&t))
        if ((st = read_token(&t, &place, &depth, &label)) != RHZ_OK)
            return st;
    return place || depth ? bad_line(err, t.line, "le fichier s'arrête au milieu d'un énoncé.") : RHZ_OK;
}

/* ---- either ---- */

/* Turtle names its properties; a line of two columns does not hold prefLabel. */
static bool is_turtle(struct rhz_span s)
{
    return s.n && memmem(s.p, s.n, "prefLabel", 9) != NULL;
}

rhz_status rhz_synonyms_read(struct rhz_span bytes, struct rhz_arena *arena, rhz_synonym_group *group, void *context,
                             struct rhz_error *err)
{
    size_t valid = rhz_utf8_valid(bytes), line = 1;

    if (valid != bytes.n) {
        for (size_t i = 0; i < valid; i++)
            line += bytes.p[i] == '\n';
        return bad_line(err, line, "ce n'est pas de l'UTF-8 bien formé.");
    }
    if (bytes.n >= 3 && memcmp(bytes.p, "\xEF\xBB\xBF", 3) == 0)
        bytes = rhz_span(bytes.p + 3, bytes.n - 3);
    return is_turtle(bytes) ? read_turtle(bytes, arena, group, context, err) : read_columns(bytes, group, context, err);
}
