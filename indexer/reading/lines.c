/* lines.c -- what one line says by its form. The scan is the hot loop of the text reader: one pass over the bytes with
 * a table, and the markup remover only when a byte calls for it. */
#include "lines.h"

#include "letters.h"

enum { LABEL_BYTES = 140, LABEL_WORDS = 16 };

/* ---- scan ---- */

enum { HAS_MARK = 1, HAS_TAB = 2, HAS_PIPE = 4, IS_TAIL = 8 };

static const uint8_t CLASS[256] = {
    ['*'] = HAS_MARK, ['_'] = HAS_MARK, ['['] = HAS_MARK, ['<'] = HAS_MARK, ['&'] = HAS_MARK, ['\\'] = HAS_MARK,
    ['\t'] = HAS_TAB, ['|'] = HAS_PIPE,
    [0x80] = IS_TAIL, [0x81] = IS_TAIL, [0x82] = IS_TAIL, [0x83] = IS_TAIL, [0x84] = IS_TAIL, [0x85] = IS_TAIL,
    [0x86] = IS_TAIL, [0x87] = IS_TAIL, [0x88] = IS_TAIL, [0x89] = IS_TAIL, [0x8A] = IS_TAIL, [0x8B] = IS_TAIL,
    [0x8C] = IS_TAIL, [0x8D] = IS_TAIL, [0x8E] = IS_TAIL, [0x8F] = IS_TAIL, [0x90] = IS_TAIL, [0x91] = IS_TAIL,
    [0x92] = IS_TAIL, [0x93] = IS_TAIL, [0x94] = IS_TAIL, [0x95] = IS_TAIL, [0x96] = IS_TAIL, [0x97] = IS_TAIL,
    [0x98] = IS_TAIL, [0x99] = IS_TAIL, [0x9A] = IS_TAIL, [0x9B] = IS_TAIL, [0x9C] = IS_TAIL, [0x9D] = IS_TAIL,
    [0x9E] = IS_TAIL, [0x9F] = IS_TAIL, [0xA0] = IS_TAIL, [0xA1] = IS_TAIL, [0xA2] = IS_TAIL, [0xA3] = IS_TAIL,
    [0xA4] = IS_TAIL, [0xA5] = IS_TAIL, [0xA6] = IS_TAIL, [0xA7] = IS_TAIL, [0xA8] = IS_TAIL, [0xA9] = IS_TAIL,
    [0xAA] = IS_TAIL, [0xAB] = IS_TAIL, [0xAC] = IS_TAIL, [0xAD] = IS_TAIL, [0xAE] = IS_TAIL, [0xAF] = IS_TAIL,
    [0xB0] = IS_TAIL, [0xB1] = IS_TAIL, [0xB2] = IS_TAIL, [0xB3] = IS_TAIL, [0xB4] = IS_TAIL, [0xB5] = IS_TAIL,
    [0xB6] = IS_TAIL, [0xB7] = IS_TAIL, [0xB8] = IS_TAIL, [0xB9] = IS_TAIL, [0xBA] = IS_TAIL, [0xBB] = IS_TAIL,
    [0xBC] = IS_TAIL, [0xBD] = IS_TAIL, [0xBE] = IS_TAIL, [0xBF] = IS_TAIL,
};

static bool is_blank_char(uint32_t c)
{
    return rhz_is_space(c) || rhz_is_invisible(c) || c < 0x20;
}

struct rhz_span rhz_trim_text(struct rhz_span s)
{
    const char *p = s.p, *end = s.p + s.n;
    unsigned n;

    while (p < end && is_blank_char(rhz_utf8_next(p, end, &n)))
        p += n;
    while (end > p && is_blank_char(rhz_utf8_before(p, end)) && end[-1] != (char)0xAD) { /* not a soft hyphen: a word is broken there */
        do
            end--;
        while (end > p && ((unsigned char)*end & 0xC0) == 0x80);
    }
    return rhz_span(p, (size_t)(end - p));
}

static uint16_t columns(const char *p, const char *end)
{
    size_t n = 0;

    for (; p < end && n < UINT16_MAX - 4; p++) {
        if (*p == '\t')
            n += 4 - n % 4;
        else
            n += ((unsigned char)*p & 0xC0) != 0x80;
    }
    return (uint16_t)n;
}

static unsigned strip_hashes(struct rhz_span *s)
{
    unsigned n = 0;

    while (n < s->n && n < 7 && s->p[n] == '#')
        n++;
    if (n == 0 || n > 6 || n == s->n || s->p[n] != ' ')
        return 0;
    *s = rhz_trim_text(rhz_span(s->p + n, s->n - n));
    while (s->n && s->p[s->n - 1] == '#')
        s->n--;
    return n;
}

bool rhz_text_is_bold(struct rhz_span s)
{
    size_t i;

    if (s.n < 5 || memcmp(s.p, "**", 2) != 0 || memcmp(s.p + s.n - 2, "**", 2) != 0)
        return false;
    for (i = 2; i + 3 < s.n; i++)
        if (s.p[i] == '*' && s.p[i + 1] == '*')
            return false;
    return true;
}

bool rhz_line_scan(struct rhz_span raw, uint32_t number, struct rhz_arena *arena, struct rhz_text_line *out)
{
    unsigned bits = 0;
    size_t i, tails = 0;
    struct rhz_span s = rhz_trim_text(raw);

    *out = (struct rhz_text_line){.number = number, .text = s};
    out->raw = rhz_span(raw.p, raw.n);
    while (out->raw.n && (out->raw.p[out->raw.n - 1] == ' ' || out->raw.p[out->raw.n - 1] == '\r'))
        out->raw.n--;
    if (s.n == 0)
        return true;
    for (i = 0; i < s.n; i++) {
        unsigned c = CLASS[(unsigned char)s.p[i]];
        bits |= c;
        tails += c >> 3;
    }
    if (s.p != raw.p)
        out->indent = columns(raw.p, s.p);
    out->tabs = bits & HAS_TAB;
    out->pipes = bits & HAS_PIPE;
    out->tab_ends = memchr(raw.p, '\t', (size_t)(s.p - raw.p)) || memchr(s.p + s.n, '\t', (size_t)(raw.p + raw.n - s.p - s.n));
    if (s.p[0] == '#')
        out->hashes = (uint8_t)strip_hashes(&s);
    if (bits & HAS_MARK) {
        struct rhz_marker m = rhz_line_marker(s);
        struct rhz_buf clean = {.p = rhz_arena_alloc(arena, s.n), .cap = s.n}; /* never grows: marks only go */
        if (!clean.p)
            return false;
        out->bold = rhz_text_is_bold(rhz_span(s.p + m.bytes, s.n - m.bytes));
        rhz_inline_clean(s, &clean);
        s = rhz_trim_text(rhz_buf_view(&clean));
    }
    out->text = s;
    out->width = s.n - tails > UINT32_MAX ? UINT32_MAX : (uint32_t)(s.n - (tails < s.n ? tails : 0));
    return true;
}

/* ---- words ---- */

struct rhz_span rhz_next_word(struct rhz_span *rest)
{
    const char *p = rest->p, *end = p + rest->n, *start;
    unsigned n;

    while (p < end && rhz_is_space(rhz_utf8_next(p, end, &n)))
        p += n;
    start = p;
    while (p < end && !rhz_is_space(rhz_utf8_next(p, end, &n)))
        p += n;
    *rest = rhz_span(p, (size_t)(end - p));
    return rhz_span(start, (size_t)(p - start));
}

size_t rhz_text_words(struct rhz_span text, size_t most)
{
    size_t n = 0;

    while (n < most && rhz_next_word(&text).n)
        n++;
    return n;
}

bool rhz_word_among(struct rhz_span word, const char *const *words)
{
    for (; *words; words++) {
        const char *w = *words;
        size_t i;
        for (i = 0; i < word.n && w[i]; i++) {
            unsigned char c = (unsigned char)word.p[i];
            if (c >= 'A' && c <= 'Z')
                c |= 0x20;
            else if (i > 0 && (unsigned char)word.p[i - 1] == 0xC3 && c >= 0x80 && c <= 0x9E)
                c |= 0x20; /* À to Þ */
            if (c != (unsigned char)w[i])
                break;
        }
        if (i == word.n && !w[i])
            return true;
    }
    return false;
}

static bool is_closing(uint32_t c)
{
    return c == '"' || c == '\'' || c == ')' || c == ']' || c == 0xBB || c == 0x201D || c == 0x2019 || rhz_is_space(c);
}

static bool is_opening(uint32_t c)
{
    return c == '"' || c == '\'' || c == '(' || c == '[' || c == 0xAB || c == 0x201C || c == 0x2018 || rhz_is_space(c);
}

uint32_t rhz_text_last(struct rhz_span text)
{
    const char *end = text.p + text.n;

    while (end > text.p) {
        uint32_t c = rhz_utf8_before(text.p, end);
        if (!is_closing(c))
            return c;
        do
            end--;
        while (end > text.p && ((unsigned char)*end & 0xC0) == 0x80);
    }
    return 0;
}

uint32_t rhz_text_first(struct rhz_span text)
{
    const char *p = text.p, *end = p + text.n;
    unsigned n;

    for (; p < end; p += n) {
        uint32_t c = rhz_utf8_next(p, end, &n);
        if (!is_opening(c))
            return c;
    }
    return 0;
}

bool rhz_text_ends_sentence(struct rhz_span text)
{
    uint32_t c = rhz_text_last(text);

    return c == '.' || c == '!' || c == '?' || c == 0x2026;
}

static const char *const OPEN_WORDS[] = {"de", "du", "des", "d'", "la", "le", "les", "l'", "et", "à", "au", "aux", "en", "pour",
                                         "par", "sur", "dans", "avec", "un", "une", "ou", "&", "sans", "sous", "entre", "que",
                                         "qui", "dont", "son", "sa", "ses", "leur", "leurs", "nos", "notre", "vers", "chez", NULL};

bool rhz_text_ends_open(struct rhz_span text)
{
    const char *p = text.p + text.n;
    struct rhz_span word;

    while (p > text.p && p[-1] != ' ' && text.p + text.n - p < 8)
        p--;
    word = rhz_span(p, (size_t)(text.p + text.n - p));
    return rhz_word_among(word, OPEN_WORDS) || rhz_text_last(text) == ',';
}

bool rhz_text_begins_open(struct rhz_span text)
{
    static const char *const WORDS[] = {"de", "du", "des", "et", "&", "à", "au", "aux", "en", "pour", "par", "sur", "dans", "avec", "ou", NULL};
    struct rhz_span word = rhz_next_word(&text);

    return rhz_word_among(word, WORDS) || (word.n > 2 && (word.p[0] | 0x20) == 'd' && (word.p[1] == '\'' || (unsigned char)word.p[1] == 0xE2));
}

bool rhz_text_is_label(struct rhz_span s)
{
    if (s.n < 3 || s.n > LABEL_BYTES || s.p[s.n - 1] != ':' || rhz_text_words(s, LABEL_WORDS + 1) > LABEL_WORDS)
        return false;
    s = rhz_trim_text(rhz_span(s.p, s.n - 1));
    return rhz_is_upper(rhz_text_first(s)) && !rhz_text_ends_open(s) && !memchr(s.p, ':', s.n) && rhz_text_last(s) != 0 &&
           !rhz_text_ends_sentence(s);
}

/* ---- markers ---- */

static bool is_bullet(uint32_t c)
{
    static const uint16_t BULLETS[] = {'-',    '*',    '+',    '>',    0xB7,   0x2013, 0x2014, 0x2022, 0x2023, 0x2043, 0x2192,
                                       0x2219, 0x25A0, 0x25A1, 0x25AA, 0x25AB, 0x25B6, 0x25B7, 0x25B8, 0x25BA, 0x25C6, 0x25C7,
                                       0x25CB, 0x25CF, 0x25E6, 0x2605, 0x2606, 0x2713, 0x2714, 0x2756, 0x2794, 0x27A1, 0x27A2,
                                       0x27A4, 0x30FB};
    size_t i;

    for (i = 0; i < sizeof BULLETS / sizeof BULLETS[0]; i++)
        if (BULLETS[i] == c)
            return true;
    return rhz_is_private(c);
}

/** One symbol (or ">>") and the spaces after it. Signs that also stand inside words need the space. */
static size_t symbol_bytes(struct rhz_span s)
{
    const char *p = s.p, *end = s.p + s.n;
    unsigned n;
    uint32_t c = p < end ? rhz_utf8_next(p, end, &n) : 0;
    bool needs_space = c == '-' || c == '*' || c == '+' || c == '>' || c == 0xB7 || c == 0x2013 || c == 0x2014;

    if (!is_bullet(c))
        return 0;
    p += n;
    while (c == '>' && p < end && *p == '>')
        p++;
    if (p < end && needs_space && !rhz_is_space(rhz_utf8_next(p, end, &n)))
        return 0;
    while (p < end && is_blank_char(rhz_utf8_next(p, end, &n)))
        p += n;
    return (size_t)(p - s.p);
}

/** "1." "12)" "a)" "(1)" "(b)" "1°" "ii." then a space. */
static size_t number_bytes(struct rhz_span s)
{
    size_t i = 0, digits, letters;
    bool paren = s.n && s.p[0] == '(';

    i += paren;
    for (digits = 0; i + digits < s.n && rhz_is_digit((unsigned char)s.p[i + digits]); digits++)
        ;
    if (digits > 2)
        return 0;
    i += digits;
    /* One letter, or a Roman number: "vail." is the rest of a broken word. */
    for (letters = 0; !digits && i + letters < s.n && letters < 5 && s.p[i + letters] && strchr("ivxIVX", s.p[i + letters]); letters++)
        ;
    if (!digits && !letters && i < s.n && (s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'z')
        letters = 1;
    i += letters;
    if (digits + letters == 0 || i >= s.n)
        return 0;
    if (s.p[i] == ')')
        i++;
    else if (!paren && s.p[i] == '.' && (digits || letters > 1))
        i++;
    else if (!paren && digits && i + 1 < s.n && memcmp(s.p + i, "\xC2\xB0", 2) == 0)
        i += 2;
    else
        return 0;
    if (i >= s.n || (s.p[i] != ' ' && s.p[i] != '\t'))
        return 0;
    while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t'))
        i++;
    return i;
}

struct rhz_marker rhz_line_marker(struct rhz_span text)
{
    struct rhz_marker m = {RHZ_MARKER_NONE, 0};
    size_t n;

    while (m.bytes < 16 && (n = symbol_bytes(rhz_span(text.p + m.bytes, text.n - m.bytes))) != 0) {
        m.bytes += n;
        m.style = RHZ_MARKER_SYMBOL;
    }
    if (m.style == RHZ_MARKER_NONE && (n = number_bytes(text)) != 0)
        m = (struct rhz_marker){RHZ_MARKER_NUMBER, n};
    return m;
}

/* ---- times, sections ---- */

static size_t one_time(struct rhz_span s)
{
    size_t i = 0;

    while (i < s.n && i < 2 && rhz_is_digit((unsigned char)s.p[i]))
        i++;
    if (i == 0 || i >= s.n || (s.p[i] != 'h' && s.p[i] != 'H' && !(s.p[i] == ':' && i + 1 < s.n && rhz_is_digit((unsigned char)s.p[i + 1]))))
        return 0;
    i++;
    while (i < s.n && i < 5 && rhz_is_digit((unsigned char)s.p[i]))
        i++;
    return i;
}

static size_t separators(struct rhz_span s)
{
    const char *p = s.p, *end = s.p + s.n;
    unsigned n;

    while (p < end) {
        uint32_t c = rhz_utf8_next(p, end, &n);
        if (!rhz_is_space(c) && c != ':' && c != '-' && c != 0x2013 && c != 0x2014 && c != '/' && c != 0x2022 && c != '|')
            break;
        p += n;
    }
    return (size_t)(p - s.p);
}

size_t rhz_line_time(struct rhz_span text)
{
    size_t n = one_time(text), gap, second;

    if (n == 0)
        return 0;
    gap = separators(rhz_span(text.p + n, text.n - n));
    if (gap == 0 || n + gap == text.n)
        return 0;
    n += gap;
    second = one_time(rhz_span(text.p + n, text.n - n));
    if (second) {
        n += second;
        n += separators(rhz_span(text.p + n, text.n - n));
    }
    return n < text.n ? n : 0;
}

/** "Article 3", "Annexe A", "Partie II", "Temps 1": a word of division and its number. */
static size_t division_bytes(struct rhz_span s)
{
    static const char *const WORDS[] = {"article", "annexe", "partie", "chapitre", "section", "titre", "temps", "point", "axe",
                                        "résolution", "séquence", "étape", "fiche", "atelier", NULL};
    struct rhz_span rest = s, word = rhz_next_word(&rest), number = rhz_next_word(&rest);
    size_t i;

    if (!rhz_word_among(word, WORDS) || number.n == 0 || number.n > 5)
        return 0;
    for (i = 0; i < number.n; i++)
        if (!rhz_is_digit((unsigned char)number.p[i]) && !strchr("IVX.:ABC", number.p[i]))
            return 0;
    i = (size_t)(number.p + number.n - s.p);
    return i + separators(rhz_span(s.p + i, s.n - i));
}

size_t rhz_line_section(struct rhz_span text, unsigned *depth)
{
    size_t i = 0, n, digits;

    *depth = 1;
    if ((n = division_bytes(text)) != 0)
        return n;
    for (;;) { /* 1  1.2  1.2.3 */
        for (digits = 0; i + digits < text.n && rhz_is_digit((unsigned char)text.p[i + digits]); digits++)
            ;
        i += digits;
        if (digits == 0 || digits > 2)
            break;
        if (i + 1 < text.n && text.p[i] == '.' && rhz_is_digit((unsigned char)text.p[i + 1]) && *depth < 4) {
            ++*depth;
            i++;
            continue;
        }
        if (i < text.n && (text.p[i] == '.' || text.p[i] == ')'))
            i++;
        n = separators(rhz_span(text.p + i, text.n - i));
        return n && i + n < text.n ? i + n : 0;
    }
    if (i > 0)
        return 0;
    while (i < text.n && i < 5 && strchr("IVX", text.p[i]))
        i++;
    if (i == 0 || i >= text.n)
        return 0;
    n = i;
    if (text.p[n] == '.' || text.p[n] == ')')
        n++;
    digits = separators(rhz_span(text.p + n, text.n - n));
    /* "I - TITRE", "II. Titre", but not "I TITRE", nor the name "V. Hugo": a lone letter needs a dash. */
    if (digits == 0 || n + digits >= text.n || (i == 1 && digits < 2))
        return 0;
    return n + digits;
}

/* ---- shape ---- */

bool rhz_text_is_caps(struct rhz_span text)
{
    const char *p = text.p, *end = p + text.n;
    size_t upper = 0, lower = 0;
    uint32_t before = 0;
    bool exempt = false; /* 27e, 27^E, 1ère */
    unsigned n;

    if (text.n > 400)
        return false;
    for (; p < end; p += n) {
        uint32_t c = rhz_utf8_next(p, end, &n);
        if (rhz_is_digit(before) || before == '^')
            exempt = true;
        if (rhz_is_upper(c))
            upper++;
        else if (rhz_is_lower(c))
            lower += !exempt;
        if (!rhz_is_letter(c))
            exempt = false;
        before = c;
    }
    return upper >= 3 && lower * 12 <= upper;
}

bool rhz_text_is_dates(struct rhz_span text)
{
    static const char *const WORDS[] = {
        "janvier", "février", "fevrier", "mars", "avril", "mai", "juin", "juillet", "août", "aout", "septembre", "octobre",
        "novembre", "décembre", "decembre", "janv", "fév", "avr", "juil", "sept", "oct", "nov", "déc", "dec", "lundi", "mardi",
        "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "printemps", "été", "automne", "hiver", "rentrée", "début", "fin",
        "mi", "de", "du", "le", "les", "à", "au", "et", "en", "dès", "partir", "d", "1er", "semestre", "trimestre", NULL};
    struct rhz_span word;
    bool any = false;

    if (text.n > 60)
        return false;
    while ((word = rhz_next_word(&text)).n) {
        const char *p = word.p, *end = p + word.n;
        while (p < end) {
            const char *from = p;
            unsigned n = 1;
            while (p < end && rhz_is_letter(rhz_utf8_next(p, end, &n)))
                p += n;
            if (p > from && !rhz_word_among(rhz_span(from, (size_t)(p - from)), WORDS)) {
                /* 1er, 2e: letters right after a digit */
                if (from == word.p || !rhz_is_digit((unsigned char)from[-1]))
                    return false;
            }
            if (p < end) {
                uint32_t c = rhz_utf8_next(p, end, &n);
                any |= rhz_is_digit(c);
                if (!rhz_is_digit(c) && !strchr("-/.,:'()", c < 0x80 ? (int)c : 'x') && c != 0x2013 && c != 0x2014 && c != 0x2019)
                    return false;
                p += n;
            }
        }
    }
    return any;
}

/* ---- speakers ---- */

static bool is_particle(struct rhz_span w)
{
    static const char *const WORDS[] = {"de", "du", "des", "d'", "la", "le", "van", "von", "da", "di", "el", "al", "ben", NULL};

    return rhz_word_among(w, WORDS) || (w.n > 2 && w.p[0] == 'd' && (w.p[1] == '\'' || (unsigned char)w.p[1] == 0xE2));
}

/** Words that begin a label ("Objectif : …"), never a person's name. */
static bool is_label(struct rhz_span w)
{
    static const char *const WORDS[] = {
        "le", "la", "les", "un", "une", "des", "nos", "notre", "votre", "vos", "ce", "cette", "ces", "au", "aux", "en", "à", "pour", "par",
        "objectif", "objectifs", "lieu", "date", "contact", "contacts", "question", "questions", "réponse", "réponses", "résultat",
        "résultats", "note", "nota", "exemple", "attention", "remarque", "remarques", "conclusion", "contexte", "horaires", "horaire",
        "adresse", "site", "tél", "tel", "téléphone", "email", "mail", "courriel", "source", "sources", "photo", "photos", "crédit",
        "crédits", "projet", "projets", "programme", "programmes", "partenaire", "partenaires", "budget", "public", "publics", "durée",
        "décision", "vote", "votes", "ordre", "équipe", "présents", "présentes", "absents", "absentes", "excusés", "excusées",
        "participants", "participantes", "intervenants", "intervenantes", "animation", "financeurs", "financement", "financements",
        "enquête", "adhésion", "adhésions", "année", "bilan", "total", "titre", "thème", "sujet", "bonus", "enjeu", "enjeux", "étape",
        "temps", "atelier", "phase", "article", "annexe", "montant", "coût", "tarif", "prix", "pilote", "porteur", "territoire",
        "territoires", "métropole", "département", "région", "ville", "commune", "ministère", "résolution", "production", "productions",
        "rapport", "livrable", "livrables", "calendrier", "méthode", "modalités", "inscription", "voir", "lire", "retour", "formation",
        "intervention", "interventions", "suite", "suites", "perspectives", "constat", "constats", "idée", "idées", "rappel", "enfin",
        "ensuite", "puis", "ainsi", "oui", "non", "post-scriptum", "ps", "nb", "http", "https", NULL};
    return rhz_word_among(w, WORDS);
}

static bool is_name_word(struct rhz_span w)
{
    const char *p = w.p, *end = p + w.n;
    unsigned n;

    if (!rhz_is_upper(rhz_utf8_next(p, end, &n)))
        return false;
    for (; p < end; p += n) {
        uint32_t c = rhz_utf8_next(p, end, &n);
        if (!rhz_is_letter(c) && c != '-' && c != '\'' && c != 0x2019 && c != 0x2010 && c != 0x2011 && !(c == '.' && p + 1 == end))
            return false;
    }
    return true;
}

/** Offset of the ':' that may end a name, 0 when there is none near. "14:30" and "http://" are no such colon. */
static size_t find_colon(struct rhz_span text)
{
    size_t i, most = text.n < 120 ? text.n : 120;

    for (i = 1; i < most; i++)
        if (text.p[i] == ':')
            return i + 1 < text.n && (text.p[i + 1] == ' ' || (unsigned char)text.p[i + 1] == 0xC2 || (unsigned char)text.p[i + 1] == 0xE2)
                       ? i : 0;
    return 0;
}

size_t rhz_line_speaker(struct rhz_span text, size_t *said, bool *alone)
{
    size_t colon = find_colon(text), names = 0, words = 0;
    struct rhz_span name = rhz_trim_text(rhz_span(text.p, colon)), rest, word, speech;
    const char *paren;

    if (colon == 0 || name.n == 0)
        return 0;
    speech = rhz_trim_text(rhz_span(text.p + colon + 1, text.n - colon - 1));
    /* "Nom Prénom (Structure) : …" */
    paren = memchr(name.p, '(', name.n);
    if (paren && name.p[name.n - 1] == ')')
        name = rhz_trim_text(rhz_span(name.p, (size_t)(paren - name.p)));
    rest = name;
    while ((word = rhz_next_word(&rest)).n) {
        if (++words > 6 || (words == 1 && is_label(word)))
            return 0;
        if (is_name_word(word))
            names++;
        else if (words == 1 || !is_particle(word))
            return 0;
    }
    /* What is said is a sentence; "Label : Nom, Nom, Nom" is a list. */
    if (names == 0 || names > 5 || !rhz_text_ends_sentence(speech) || rhz_text_words(speech, 3) < 3)
        return 0;
    *said = (size_t)(speech.p - text.p);
    *alone = words == 1;
    return (size_t)(name.p + name.n - text.p);
}
