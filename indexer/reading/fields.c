/* fields.c -- fields of a front matter or of a description. A person writes them: what is meant is taken, what cannot be
 * is told with its line by those who have someone to tell. */
#include "fields.h"

#include "blocks.h"
#include "dates.h"
#include "letters.h"
#include "lines.h"
#include "survey.h"

enum { FRONT_MATTER_MOST = 64 << 10 };

/* ---- lines ---- */

static struct rhz_span without_comment(struct rhz_span s)
{
    size_t i;

    for (i = 0; i < s.n; i++)
        if (s.p[i] == '#' && (i == 0 || s.p[i - 1] == ' ' || s.p[i - 1] == '\t'))
            break;
    return rhz_span_trim(rhz_span(s.p, i));
}

static bool is_indented(struct rhz_span line)
{
    return line.n && (line.p[0] == ' ' || line.p[0] == '\t');
}

/** A list's entry, a comment, a line without words. */
static bool is_passed_over(struct rhz_span line)
{
    struct rhz_span s = rhz_span_trim(line);

    return s.n == 0 || s.p[0] == '#' || (s.p[0] == '-' && (s.n == 1 || s.p[1] == ' '));
}

/** Bytes of the key, which a colon and a space follow; *after: offset of the value. */
static size_t key_bytes(struct rhz_span s, size_t *after)
{
    size_t i = 0, n;

    while (i < s.n && (s.p[i] == '_' || s.p[i] == '-' || rhz_is_digit((unsigned char)s.p[i]) || (unsigned char)s.p[i] >= 0x80 ||
                       ((s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'z')))
        i++;
    n = i;
    while (i < s.n && s.p[i] == ' ')
        i++;
    if (n == 0 || i >= s.n || s.p[i] != ':' || (i + 1 < s.n && s.p[i + 1] != ' ' && s.p[i + 1] != '\t'))
        return 0;
    if (i > n && !rhz_field_name(rhz_span(s.p, n))) /* "Attention : ..." is a sentence */
        return 0;
    *after = i + 1;
    return n;
}

/* ---- values ---- */

static unsigned hex_digits(const char *p, const char *end, unsigned most, uint32_t *out)
{
    unsigned n = 0;

    for (*out = 0; n < most && p + n < end; n++) {
        char c = p[n];
        if (c >= '0' && c <= '9')
            *out = *out * 16 + (uint32_t)(c - '0');
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            *out = *out * 16 + (uint32_t)((c | 0x20) - 'a' + 10);
        else
            break;
    }
    return n;
}

/** What follows the backslash at p; writes at `to`, returns the bytes read (0: nothing known). */
static size_t unescape(const char *p, const char *end, char **to)
{
    unsigned digits = *p == 'x' ? 2 : *p == 'u' ? 4 : 0;
    uint32_t c;

    if (digits) {
        if (hex_digits(p + 1, end, digits, &c) != digits || c < ' ')
            return 0;
        *to += rhz_utf8_put(*to, c); /* 3 bytes at most, of 6 read; 2 of 4 */
        return digits + 1;
    }
    if (*p != '"' && *p != '\\' && *p != '/' && *p != 'n' && *p != 't' && *p != ' ')
        return 0;
    *(*to)++ = *p == 'n' || *p == 't' ? ' ' : *p;
    return 1;
}

static const char *quoted(struct rhz_span s, struct rhz_arena *arena, struct rhz_span *out)
{
    const char *p = s.p + 1, *end = s.p + s.n;
    char quote = *s.p, *text = rhz_arena_alloc(arena, s.n + 1), *to = text;
    size_t n;

    if (!text)
        return "mémoire insuffisante.";
    for (; p < end && !(*p == quote && !(quote == '\'' && p + 1 < end && p[1] == '\'')); p++) {
        if (*p == '\'' && quote == '\'')
            p++;
        if (*p == '\\' && quote == '"') {
            if (p + 1 == end || (n = unescape(p + 1, end, &to)) == 0)
                return "barre oblique inversée que rien ne suit de connu : doublez-la, ou prenez des apostrophes.";
            p += n;
            continue;
        }
        *to++ = *p;
    }
    if (p == end)
        return "guillemet qui n'est pas fermé.";
    if (without_comment(rhz_span(p + 1, (size_t)(end - p - 1))).n)
        return "du texte suit le guillemet fermant.";
    *out = rhz_span_trim(rhz_span(text, (size_t)(to - text)));
    return NULL;
}

static bool next_line(struct rhz_fields *f, struct rhz_span *line)
{
    bool feed;

    if (!rhz_next_line(&f->rest, line, &feed))
        return false;
    f->line++;
    return true;
}

/** Indented lines after a value belong to it; after nothing, they are a list or a map, passed over. */
static bool folded(struct rhz_fields *f, struct rhz_arena *arena, bool wanted, struct rhz_span *value)
{
    struct rhz_fields ahead = *f;
    struct rhz_buf all = {0};
    struct rhz_span line;
    bool any = false, ok = true;

    rhz_buf_span(&all, *value);
    while (next_line(&ahead, &line) && (is_indented(line) || (is_passed_over(line) && !rhz_span_trim(line).n))) {
        struct rhz_span s = rhz_span_trim(line);
        *f = ahead;
        if (!wanted || !s.n || s.p[0] == '#')
            continue;
        if (all.n)
            rhz_buf_byte(&all, ' ');
        rhz_buf_span(&all, s);
        any = true;
    }
    if (any) {
        *value = rhz_arena_copy(arena, rhz_buf_view(&all));
        ok = !all.failed && value->p;
    }
    rhz_buf_free(&all);
    return ok;
}

static const char *read_value(struct rhz_fields *f, struct rhz_arena *arena, struct rhz_span s, struct rhz_span *out)
{
    bool block;

    s = rhz_span_trim(s);
    if (s.n && (*s.p == '"' || *s.p == '\''))
        return quoted(s, arena, out);
    s = without_comment(s);
    if (s.n && (*s.p == '[' || *s.p == '{'))
        s.n = 0;
    block = s.n && s.n <= 3 && (*s.p == '>' || *s.p == '|');
    *out = block ? rhz_span(s.p, 0) : s;
    return folded(f, arena, block || s.n, out) ? NULL : "mémoire insuffisante.";
}

bool rhz_fields_next(struct rhz_fields *f, struct rhz_arena *arena, struct rhz_field *out)
{
    struct rhz_span line;
    size_t n, after = 0;

    *out = (struct rhz_field){.key = {"", 0}, .value = {"", 0}};
    do {
        out->line = f->line;
        if (!next_line(f, &line))
            return false;
    } while (is_passed_over(line) || rhz_span_eq(rhz_span_trim(line), RHZ_SPAN("---")));
    if (is_indented(line)) {
        out->problem = "ligne en retrait qui ne suit aucune valeur.";
    } else if ((n = key_bytes(line, &after)) == 0) {
        out->problem = "une clé, deux-points et une valeur sont attendus (« titre: Compte rendu »).";
    } else {
        out->key = rhz_span(line.p, n);
        out->problem = read_value(f, arena, rhz_span(line.p + after, line.n - after), &out->value);
    }
    if (out->problem)
        out->key = out->value = rhz_span("", 0);
    return true;
}

/* ---- what keys and values mean ---- */

const char *rhz_field_name(struct rhz_span key)
{
    static const struct {
        const char *written, *name;
    } NAMES[] = {{"titre", "titre"},   {"title", "titre"},    {"date", "date"},     {"type", "type"},     {"url", "url"},
                 {"langue", "langue"}, {"language", "langue"}, {"lang", "langue"},   {"auteur", "auteur"}, {"author", "auteur"},
                 {"interne", "interne"}, {"internal", "interne"}};
    size_t i;

    for (i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        const char *const one[] = {NAMES[i].written, NULL};
        if (rhz_word_among(key, one))
            return NAMES[i].name;
    }
    return NULL;
}

/** Letters and single hyphens: "Procès-verbal d'AG" -> "proces-verbal-d-ag". */
static struct rhz_span slug(struct rhz_span s, char *out, size_t room)
{
    static const char LATIN[] = "aaaaaaaceeeeiiiidnooooo-ouuuuyts";
    const char *p = s.p, *end = p + s.n;
    size_t n = 0;
    unsigned bytes;

    for (; p < end && n < room; p += bytes) {
        uint32_t c = rhz_utf8_next(p, end, &bytes);
        if (c >= 'A' && c <= 'Z')
            c |= 0x20;
        else if (c >= 0xC0 && c <= 0xFF)
            c = (unsigned char)LATIN[(c - 0xC0) & 31];
        else if (c < 'a' || c > 'z')
            c = '-';
        if (c != '-' || (n && out[n - 1] != '-'))
            out[n++] = (char)c;
    }
    return rhz_span(out, n);
}

static const char *check_type(struct rhz_span *value)
{
    static const struct {
        const char *written, *type;
    } TYPES[] = {{"proces-verbal", "proces-verbal"}, {"pv", "proces-verbal"}, {"compte-rendu", "proces-verbal"},
                 {"rapport-activite", "rapport-activite"}, {"rapport-d-activite", "rapport-activite"},
                 {"rapport-d-activites", "rapport-activite"}, {"rapport-annuel", "rapport-activite"},
                 {"diaporama", "diaporama"}, {"diapositives", "diaporama"}, {"page-programme", "page-programme"},
                 {"programme", "page-programme"}, {"billet", "billet"}, {"article", "billet"}, {"post", "billet"}, {"autre", "autre"}};
    char tmp[32];
    struct rhz_span s = slug(*value, tmp, sizeof tmp);
    size_t i;

    for (i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++)
        if (rhz_span_eq(s, rhz_span_of(TYPES[i].written))) {
            *value = rhz_span_of(TYPES[i].type);
            return NULL;
        }
    return "type inconnu : proces-verbal, rapport-activite, diaporama, page-programme, billet ou autre est attendu.";
}

static const char *check_yes_no(struct rhz_span *value)
{
    static const char *const YES[] = {"oui", "true", "yes", "vrai", "1", NULL}, *const NO[] = {"non", "false", "no", "faux", "0", NULL};

    if (rhz_word_among(*value, YES))
        *value = RHZ_SPAN("oui");
    else if (rhz_word_among(*value, NO))
        *value = RHZ_SPAN("non");
    else
        return "oui ou non est attendu.";
    return NULL;
}

static bool is_web_address(struct rhz_span s)
{
    size_t i;

    for (i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ')
            return false;
    return (s.n > 8 && memcmp(s.p, "https://", 8) == 0) || (s.n > 7 && memcmp(s.p, "http://", 7) == 0);
}

static bool is_language(struct rhz_span s)
{
    size_t i;

    for (i = 0; i < s.n; i++)
        if (!((s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'z') && !(i >= 2 && (s.p[i] == '-' || s.p[i] == '_')))
            return false;
    return s.n >= 2 && s.n <= 16;
}

const char *rhz_field_check(const char *name, struct rhz_span *value)
{
    if (strcmp(name, "type") == 0)
        return check_type(value);
    if (strcmp(name, "interne") == 0)
        return check_yes_no(value);
    if (strcmp(name, "date") == 0) {
        if (value->n > 10 && value->p[4] == '-' && value->p[7] == '-' && (value->p[10] == ' ' || value->p[10] == 'T'))
            value->n = 10; /* "2031-03-12 14:00:00 +0100" */
        if (!rhz_parse_date(*value))
            return "date qui ne se lit pas : 2031-03-12, 2031-03, 2031 ou « 12 mars 2031 » est attendu.";
    }
    if (strcmp(name, "url") == 0 && !is_web_address(*value))
        return "une adresse qui commence par https:// ou http:// est attendue.";
    if (strcmp(name, "langue") == 0 && !is_language(*value))
        return "une langue comme fr, en ou fr-FR est attendue.";
    return NULL;
}

/* ---- front matter ---- */

/** Bytes of a line that is one of the fences; 0: it is not. */
static size_t fence_bytes(struct rhz_span text, size_t at, bool closing)
{
    struct rhz_span rest = rhz_span(text.p + at, text.n - at), line;
    bool feed;
    size_t n;

    if (!rhz_next_line(&rest, &line, &feed) || feed)
        return 0;
    n = line.n;
    while (n && (line.p[n - 1] == ' ' || line.p[n - 1] == '\t'))
        n--;
    if (n != 3 || (memcmp(line.p, "---", 3) != 0 && !(closing && memcmp(line.p, "...", 3) == 0)))
        return 0;
    return (size_t)(rest.p - (text.p + at));
}

/** Offset of the closing fence; 0: none. */
static size_t find_end(struct rhz_span text, size_t from)
{
    size_t at = from;

    while (at < text.n && at < FRONT_MATTER_MOST) {
        const char *nl;
        if (fence_bytes(text, at, true))
            return at;
        nl = memchr(text.p + at, '\n', text.n - at);
        if (!nl)
            break;
        at = (size_t)(nl + 1 - text.p);
    }
    return 0;
}

size_t rhz_front_matter(struct rhz_span text, struct rhz_arena *arena, struct rhz_buf *out)
{
    size_t open = fence_bytes(text, 0, false), end = open ? find_end(text, open) : 0, before = out->n;
    struct rhz_fields f = {{"", 0}, 1};
    struct rhz_field field;
    bool any = false;

    if (!end)
        return 0;
    f.rest = rhz_span(text.p + open, end - open);
    while (rhz_fields_next(&f, arena, &field)) {
        const char *name = rhz_field_name(field.key);
        if (field.problem) { /* it was no front matter */
            out->n = before;
            return 0;
        }
        any = true;
        if (name && field.value.n && !rhz_field_check(name, &field.value)) {
            struct rhz_event e = {.kind = RHZ_EVENT_META, .key = rhz_span_of(name), .text = field.value};
            rhz_event_put(out, &e);
        }
    }
    return any ? end + fence_bytes(text, end, true) : 0;
}
