/* describe.c -- title, date and type of a document, from its own words and shape.
 *
 * The title is the first short lines that hang together, greetings aside. The date is the title's, else one near the
 * top, else the year most spoken of. The type is said by the title in most documents; slides show it by their shape. */
#include "document_parts.h"

#include "dates.h"
#include "letters.h"
#include "lines.h"

enum { TOP_BLOCKS = 12, TOP_BYTES = 600, TITLE_LINE = 160, TITLE_BYTES = 240, SAMPLE_BYTES = 256 << 10 };

static struct rhz_span block_text(const struct rhz_document *d, size_t i)
{
    return rhz_span(d->text.p + d->blocks[i].start, d->blocks[i].end - d->blocks[i].start);
}

/* ---- folding: enough for the fixed words looked for here ---- */

/** Lower case without accents, spaces and hyphens as one space; cut to `room`. */
static struct rhz_span fold(struct rhz_span s, char *out, size_t room)
{
    static const char LATIN[] = "aaaaaaaceeeeiiiidnooooo*ouuuuyts" "aaaaaaaceeeeiiiidnooooo/ouuuuyty";
    const char *p = s.p, *end = s.p + s.n;
    size_t n = 0;
    unsigned bytes;

    for (; p < end && n < room; p += bytes) {
        uint32_t c = rhz_utf8_next(p, end, &bytes);
        if (c >= 'A' && c <= 'Z')
            c |= 0x20;
        else if (c >= 0xC0 && c <= 0xFF)
            c = (unsigned char)LATIN[c - 0xC0];
        else if (c == 0x2019)
            c = '\'';
        else if (c == '\n' || c == '-' || c == '\t' || c == 0x2013)
            c = ' ';
        if (c < 0x80 && !(c == ' ' && n && out[n - 1] == ' '))
            out[n++] = (char)c;
    }
    return rhz_span(out, n);
}

static bool holds(struct rhz_span s, const char *words)
{
    return s.n && memmem(s.p, s.n, words, strlen(words));
}

static bool holds_any(struct rhz_span s, const char *const *words)
{
    for (; *words; words++)
        if (holds(s, *words))
            return true;
    return false;
}

/* ---- what kind of document says that it is one ---- */

static const char *const MINUTES[] = {"proces verbal", "compte rendu", "comptes rendus", "releve de decisions", "releve de conclusions", NULL};
static const char *const REPORT[] = {"rapport d'activite", "rapport annuel", "rapport moral", "bilan d'activite", "rapport d'activites", NULL};

enum { TITLE_BLOCKS = 6 };

static struct rhz_span line_of(const struct rhz_document *d, size_t i)
{
    struct rhz_span s = block_text(d, i);

    return d->blocks[i].kind == RHZ_BLOCK_HEADING || d->blocks[i].kind == RHZ_BLOCK_PARAGRAPH ? s : rhz_span("", 0);
}

/** The first of the top lines that holds one of these words; n_blocks: none does. */
static size_t line_that_says(const struct rhz_document *d, const char *const *words)
{
    char tmp[TITLE_LINE];
    size_t i;

    for (i = 0; i < d->n_blocks && i < TITLE_BLOCKS; i++) {
        struct rhz_span s = line_of(d, i);
        if (s.n && s.n <= TITLE_LINE && holds_any(fold(s, tmp, sizeof tmp), words))
            return i;
    }
    return d->n_blocks;
}

/* ---- title ---- */

/** Words that greet or head a list, never the title. */
static bool is_no_title(struct rhz_span s)
{
    static const char *const WORDS[] = {"bienvenue", "bonjour", "merci", "sommaire", "introduction", "table", "photo", "credit", "page", "http", "ordre", "publie", "poste", NULL};
    char tmp[64];
    struct rhz_span folded = fold(s, tmp, sizeof tmp), word = rhz_next_word(&folded);

    return rhz_word_among(word, WORDS) || memchr(s.p, '@', s.n) || s.n < 3;
}

static bool begins_with_year(struct rhz_span s)
{
    struct rhz_found_date f;

    return s.n >= 4 && rhz_find_date(rhz_span(s.p, s.n), 0, 0, &f) && f.start == 0 && f.date % 10000 == 0;
}

static bool has_date(struct rhz_span s)
{
    struct rhz_found_date f;

    return rhz_find_date(s, 0, 0, &f);
}

/** "à la réunion publique" after a greeting: without its preposition. */
static struct rhz_span without_preposition(struct rhz_span s)
{
    static const char *const HEADS[] = {"à l'", "à l’", "à la ", "au ", "aux ", NULL};
    size_t i;

    for (i = 0; HEADS[i]; i++) {
        size_t n = strlen(HEADS[i]);
        if (s.n > n && memcmp(s.p, HEADS[i], n) == 0)
            return rhz_span(s.p + n, s.n - n);
    }
    return s;
}

static void put_lower(struct rhz_buf *out, struct rhz_span s)
{
    const char *p = s.p, *end = s.p + s.n;
    unsigned n;
    char tmp[4];

    for (; p < end; p += n) {
        uint32_t c = rhz_utf8_next(p, end, &n);
        rhz_buf_append(out, tmp, rhz_utf8_put(tmp, (uint32_t)utf8proc_tolower((utf8proc_int32_t)c)));
    }
}

/** A word in capitals as the body writes it, when it does elsewhere: that is how names and acronyms are known. */
static bool body_form(struct rhz_span body, struct rhz_span lower, struct rhz_span *form)
{
    const char *p = body.p, *end = body.p + body.n;
    size_t skip = 1;
    unsigned n;

    /* Search the tail of the word, whose case does not depend on its place in a sentence. */
    rhz_utf8_next(lower.p, lower.p + lower.n, &n);
    skip = n;
    if (lower.n <= skip + 2)
        return false;
    while (p < end && (p = memmem(p, (size_t)(end - p), lower.p + skip, lower.n - skip)) != NULL) {
        const char *start = p - skip, *after = p + lower.n - skip;
        if ((size_t)(p - body.p) >= skip && (after >= end || !rhz_is_letter(rhz_utf8_next(after, end, &n))) &&
            (start == body.p || !rhz_is_letter(rhz_utf8_before(body.p, start))) && ((unsigned char)*start & 0xC0) != 0x80) {
            uint32_t a = rhz_utf8_next(start, end, &n), b = rhz_utf8_next(lower.p, lower.p + lower.n, &n);
            if ((uint32_t)utf8proc_tolower((utf8proc_int32_t)a) == b) {
                *form = rhz_span(start, lower.n);
                return true;
            }
        }
        p++;
    }
    return false;
}

static bool is_common(struct rhz_span lower)
{
    static const char *const WORDS[] = {
        "procès", "verbal", "compte", "comptes", "rendu", "rapport", "rapports", "activité", "activités", "assemblée", "générale", "bilan",
        "programme", "ordinaire", "extraordinaire", "réunion", "conseil", "administration", "bureau", "annuel", "annuelle", "moral",
        "financier", "financière", "synthèse", "présentation", "projet", "de", "la", "le", "les", "du", "des", "d", "l", "et", "à", "au",
        "aux", "en", "pour", "sur", "par", "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
        "novembre", "décembre", "association", "un", "une", "dans", "avec", NULL};
    return rhz_word_among(lower, WORDS);
}

/** A title in capitals, in the case that the body uses for its words; a word met nowhere keeps its capitals. */
static void put_readable(struct rhz_buf *out, struct rhz_span title, struct rhz_span body)
{
    const char *p = title.p, *end = title.p + title.n;
    struct rhz_buf lower = {0};
    unsigned n;

    while (p < end) {
        const char *from = p;
        struct rhz_span form;
        while (p < end && rhz_is_letter(rhz_utf8_next(p, end, &n)))
            p += n;
        if (p == from) {
            rhz_utf8_next(p, end, &n);
            rhz_buf_append(out, p, n);
            p += n;
            continue;
        }
        rhz_buf_reset(&lower);
        put_lower(&lower, rhz_span(from, (size_t)(p - from)));
        if (is_common(rhz_buf_view(&lower)) || (from > title.p && (rhz_is_digit((unsigned char)from[-1]) || from[-1] == '^')))
            rhz_buf_span(out, rhz_buf_view(&lower));
        else if (body_form(body, rhz_buf_view(&lower), &form))
            rhz_buf_span(out, form);
        else
            rhz_buf_append(out, from, (size_t)(p - from));
    }
    out->failed |= lower.failed;
    rhz_buf_free(&lower);
}

static void capitalise(struct rhz_buf *b)
{
    unsigned n;
    uint32_t c;
    char tmp[4];

    if (!b->n || b->failed)
        return;
    c = rhz_utf8_next(b->p, b->p + b->n, &n);
    c = (uint32_t)utf8proc_toupper((utf8proc_int32_t)c);
    if (rhz_utf8_put(tmp, c) == n)
        memcpy(b->p, tmp, n);
}

/** Does line `s` go on with the title `so_far`? */
static bool title_goes_on(struct rhz_span so_far, struct rhz_span s)
{
    if (so_far.n + s.n > TITLE_BYTES || is_no_title(s) || rhz_text_ends_sentence(so_far) || so_far.p[so_far.n - 1] == ':')
        return false;
    if (!has_date(so_far) && (rhz_text_is_dates(s) || (begins_with_year(s) && s.n < 80)))
        return true;
    return rhz_text_ends_open(so_far) || (s.n < 100 && !rhz_text_ends_sentence(s) && rhz_text_begins_open(s));
}

static void join_title(struct rhz_buf *title, struct rhz_span s)
{
    struct rhz_found_date f;
    bool day = rhz_text_is_dates(s) && rhz_find_date(s, 0, 0, &f) && f.date % 100 && rhz_is_digit((unsigned char)s.p[0]);

    rhz_buf_str(title, day && !rhz_text_is_caps(rhz_span(title->p, title->n)) ? " du " : day ? " DU " : " ");
    rhz_buf_span(title, s);
}

static void find_title(const struct rhz_document *d, struct rhz_buf *title)
{
    size_t i = line_that_says(d, MINUTES), most = d->n_blocks < TOP_BLOCKS ? d->n_blocks : TOP_BLOCKS;
    struct rhz_span s;

    /* Under a letterhead, the line that says what the document is; else the first that can be a title. */
    if (i == d->n_blocks)
        i = line_that_says(d, REPORT);
    if (i == d->n_blocks)
        i = 0;
    while (i < most && (s = line_of(d, i), s.n == 0 || s.n > TITLE_LINE || is_no_title(s) ||
                         (rhz_text_ends_sentence(s) && d->blocks[i].kind != RHZ_BLOCK_HEADING)))
        i++;
    if (i == most) /* no title: the first words */
        return;
    rhz_buf_span(title, without_preposition(line_of(d, i)));
    for (i++; i < most && (s = line_of(d, i)).n && !title->failed && title_goes_on(rhz_buf_view(title), s); i++)
        join_title(title, s);
}

/** For lack of a title: the first words of the text. */
static void first_words(const struct rhz_document *d, struct rhz_buf *title)
{
    struct rhz_span s = d->n_blocks ? block_text(d, 0) : rhz_span("", 0);
    size_t n = rhz_sentence_end(s, 0), most = 100;

    s.n = n;
    s = rhz_trim_text(s);
    if (s.n > most) {
        for (n = most; n > 40 && s.p[n] != ' '; n--)
            ;
        rhz_buf_append(title, s.p, n > 40 ? n : rhz_utf8_floor(s, most));
        rhz_buf_str(title, "…");
    } else {
        rhz_buf_span(title, s);
    }
    for (n = 0; n < title->n; n++)
        if (title->p[n] == '\t')
            title->p[n] = ' ';
}

static bool set_title(struct rhz_document *d, bool record, struct rhz_arena *arena)
{
    struct rhz_buf found = {0}, readable = {0};
    struct rhz_span title, body;

    find_title(d, &found);
    if (!found.n && !record)
        first_words(d, &found);
    title = rhz_buf_view(&found);
    if (rhz_text_is_caps(title)) {
        body = rhz_span(d->text.p, d->text.n < SAMPLE_BYTES ? d->text.n : SAMPLE_BYTES);
        put_readable(&readable, title, body);
    } else {
        rhz_buf_span(&readable, title);
    }
    capitalise(&readable);
    d->title = rhz_arena_copy(arena, rhz_buf_view(&readable));
    if (found.failed || readable.failed)
        d->title.p = NULL;
    rhz_buf_free(&found);
    rhz_buf_free(&readable);
    return d->title.p != NULL;
}

/* ---- date ---- */

static unsigned precision(uint32_t date)
{
    return date == 0 ? 0 : date % 100 ? 3 : date % 10000 ? 2 : 1;
}

/** The most precise date of `s`, the first of equals; `year`: only dates of that year (0: any). */
static uint32_t best_date(struct rhz_span s, uint32_t year)
{
    struct rhz_found_date f;
    uint32_t best = 0, from = 0;

    for (; rhz_find_date(s, from, year, &f); from = f.end)
        if (precision(f.date) > precision(best) && (!year || f.date / 10000 == year))
            best = f.date;
    return best;
}

static uint32_t usual_year(struct rhz_span s)
{
    uint32_t counts[200] = {0}, from = 0, best = 0, y;
    struct rhz_found_date f;

    for (; rhz_find_date(s, from, 0, &f); from = f.end)
        counts[f.date / 10000 - 1900]++;
    for (y = 100; y < 200; y++) /* a text speaks of the past too: of equals, the latest */
        if (counts[y] && counts[y] >= counts[best])
            best = y;
    return best && counts[best] ? (1900 + best) * 10000 : 0;
}

/** "Fait à X, le 16 décembre 2021": the day that it was signed, the last one; 0: none. */
static uint32_t signed_date(struct rhz_span text)
{
    enum { REACH = 90 };
    static const char made[] = "Fait \xC3\xA0 ";
    struct rhz_found_date f;
    uint32_t date = 0;

    for (const char *p = text.p, *end = text.p + text.n; (p = memmem(p, (size_t)(end - p), made, sizeof made - 1)) != NULL;) {
        size_t from = (size_t)(p - text.p) + sizeof made - 1, n = text.n - from < REACH ? text.n - from : REACH;
        struct rhz_span s = rhz_span(text.p + from, rhz_utf8_floor(rhz_span(text.p + from, text.n - from), n));
        if (rhz_find_date(s, 0, 0, &f) && precision(f.date) == 3)
            date = f.date;
        p = text.p + from;
    }
    return date;
}

static uint32_t find_date(const struct rhz_document *d)
{
    struct rhz_span top = rhz_span(d->text.p, rhz_utf8_floor(d->text, TOP_BYTES));
    uint32_t date = best_date(d->title, 0), near;

    if (precision(date) == 3)
        return date;
    if (date) /* only minutes and posts are of one day */
        return rhz_span_eq(d->type, RHZ_SPAN("proces-verbal")) && (near = best_date(top, date / 10000)) != 0 && precision(near) == 3 ? near : date;
    if ((date = signed_date(d->text)) != 0)
        return date;
    if ((date = best_date(top, 0)) != 0)
        return date;
    return usual_year(rhz_span(d->text.p, rhz_utf8_floor(d->text, SAMPLE_BYTES)));
}

/* ---- type ---- */

/** Slides: many short blocks, few sentences, or pages that hold few words. */
static bool looks_like_slides(const struct rhz_document *d)
{
    size_t i, brief = 0, prose = 0, n = 0;

    for (i = 0; i < d->n_blocks; i++) {
        struct rhz_span s = block_text(d, i);
        if (d->blocks[i].kind == RHZ_BLOCK_TABLE_ROW)
            continue;
        n++;
        brief += s.n < 90;
        if (s.n >= 200)
            prose += s.n;
    }
    if (n < 20)
        return false;
    if (d->n_pages > 3 && d->text.n / d->n_pages < 500 && brief * 10 >= n * 7)
        return true;
    return brief * 100 >= n * 72 && prose * 3 < d->text.n;
}

static const char *type_of(const struct rhz_document *d)
{
    static const char *const POST[] = {"publie le", "poste le", "mis en ligne le", "temps de lecture", "min de lecture", "lire la suite",
                                       "billet", "partager cet article", "commentaires", NULL};
    static const char *const PROGRAMME[] = {"le programme", "ce programme", "programme de recherche action", "recherche action", "appel a candidature",
                                            "appel a manifestation", "territoires partenaires", "nos partenaires", "calendrier du projet", NULL};
    char title_tmp[256], top_tmp[TOP_BYTES], body_tmp[8192];
    struct rhz_span title = fold(d->title, title_tmp, sizeof title_tmp);
    struct rhz_span top = fold(rhz_span(d->text.p, rhz_utf8_floor(d->text, TOP_BYTES)), top_tmp, sizeof top_tmp);
    struct rhz_span body = fold(rhz_span(d->text.p, rhz_utf8_floor(d->text, 8000)), body_tmp, sizeof body_tmp);

    if (holds_any(title, MINUTES) || line_that_says(d, MINUTES) < d->n_blocks)
        return "proces-verbal";
    if (holds_any(title, REPORT) || line_that_says(d, REPORT) < d->n_blocks)
        return "rapport-activite";
    if (looks_like_slides(d))
        return "diaporama";
    if (holds_any(top, MINUTES))
        return "proces-verbal";
    if (holds_any(top, REPORT))
        return "rapport-activite";
    if (d->text.n < 20000 && (holds_any(top, POST) || (holds(body, "publie le") && d->text.n < 12000)))
        return "billet";
    if (d->text.n < 20000 && holds_any(body, PROGRAMME) && d->n_blocks >= 4)
        return "page-programme";
    return "autre";
}

bool rhz_describe(struct rhz_document *d, bool record, struct rhz_arena *arena)
{
    if (!d->title.n && !set_title(d, record, arena))
        return false;
    if (!d->type.n)
        d->type = rhz_span_of(type_of(d));
    if (!d->date)
        d->date = find_date(d);
    return true;
}
