/* plain.c -- lines -> drafts of blocks: which lines belong together, and what they are.
 *
 * Lines between two blank ones form a group; a group is cut in drafts: table rows, list items, headings, and paragraphs
 * whose lines are joined where one evidently goes on in the next. A group of more than GROUP lines is treated as
 * several, so that a file without a blank line does not live in memory twice.
 */
#include "plain.h"

#include <stdlib.h>

#include "hyphen.h"
#include "letters.h"
#include "lines.h"
#include "outline.h"
#include "survey.h"
#include "rows.h"

enum {
    GROUP = 1024,
    TITLE_WORDS = 14, TITLE_BYTES = 120, /* a short line that may be a heading */
    CAPS_WORDS = 24, CAPS_BYTES = 220,
    LONG_ENOUGH = 40, /* characters: a paragraph this long without a sentence end goes on after a blank line */
    LONG_LINE = 50    /* the same of a line that may be a heading */
};

struct plain {
    struct rhz_outline outline;
    struct rhz_survey survey;
    struct rhz_hyphens hyphens;
    struct rhz_span whole;
    struct rhz_arena *arena; /* texts of the group's lines without their marks */
    bool failed;
    struct rhz_text_line lines[GROUP];
    size_t n_lines;
    uint32_t wrap;        /* of this group: characters, 0: not wrapped */
    bool blank_before;    /* the group begins after a blank line or at a page */
    bool blank_after;
    uint32_t page;
    bool one_line;
    size_t dropped_at;    /* next of survey.dropped */
    struct rhz_row_columns named; /* of the list of persons whose heads were read; n == 0: none */
    bool open_end;        /* the last paragraph has no sentence end: it may go on */
};

/* ---- joining ---- */

/** The column at which this group's lines were broken, when at least three lines show it. */
static uint32_t group_wrap(const struct plain *r)
{
    uint32_t widest = 0;
    size_t i, full = 0;

    for (i = 0; i < r->n_lines; i++)
        if (r->lines[i].width > widest)
            widest = r->lines[i].width;
    if (widest > 140 || widest < 45 || r->n_lines < 3)
        return r->survey.wrap;
    for (i = 0; i + 1 < r->n_lines; i++)
        full += r->lines[i].width + 14 >= widest;
    return full * 3 >= (r->n_lines - 1) * 2 ? widest : r->survey.wrap;
}

/** "en visio : X, Y", "excusés : Z": a list of its own even without a capital. */
static bool announces_presence(struct rhz_span s)
{
    static const char *const words[] = {"en visio", "en distanciel", "en pr\xC3\xA9sentiel", "\xC3\xA0 distance", "excus\xC3\xA9", "absent", "pr\xC3\xA9sent", "invit\xC3\xA9"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (s.n > strlen(words[i]) && memcmp(s.p, words[i], strlen(words[i])) == 0)
            return memchr(s.p, ':', s.n < 40 ? s.n : 40) != NULL;
    return false;
}

static bool begins_block(const struct rhz_text_line *l)
{
    unsigned depth;
    size_t n;

    if (announces_presence(l->text))
        return true;
    if (l->hashes || l->bold || rhz_line_marker(l->text).style != RHZ_MARKER_NONE || rhz_line_time(l->text))
        return true;
    n = rhz_line_section(l->text, &depth);
    return n && rhz_text_is_caps(rhz_span(l->text.p + n, l->text.n - n));
}

/** Bytes of a colon or dash between blanks, 0: none at p. */
static size_t divider(const char *p, const char *end)
{
    static const char *const signs[] = {" : ", " - ", " \xE2\x80\x93 ", " \xE2\x80\x94 "};

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if ((size_t)(end - p) > strlen(signs[i]) && memcmp(p, signs[i], strlen(signs[i])) == 0)
            return strlen(signs[i]);
    return 0;
}

/** "Trésorier : X", "X — régisseuse": a few words with a capital, a divider, something. An entry of a list. */
static bool is_entry(struct rhz_span s)
{
    size_t at = 0, n = 0;

    if (!rhz_is_upper(rhz_text_first(s)))
        return false;
    while (at < s.n && at < 48 && !(n = divider(s.p + at, s.p + s.n)))
        at++;
    return n && rhz_text_words(rhz_span(s.p, at), 6) < 6 && !memchr(s.p, ',', at);
}

enum { PROSE_WIDTH = 85, PROSE_WORDS = 12 };

/** "Ana Duval, directrice": capitals, then a comma, a parenthesis or a dash within a few words. An entry of a list of names. */
static bool is_item(struct rhz_span s)
{
    size_t words = 0;
    bool capital = true;

    for (size_t i = 0; i < s.n && words < 5; i++) {
        if (s.p[i] == ',' || s.p[i] == '(' || (s.p[i] == '-' && i > 0 && s.p[i - 1] == ' ') || (unsigned char)s.p[i] == 0xE2)
            return words > 0 && capital;
        if (s.p[i] == ' ')
            words++;
        if ((i == 0 || s.p[i - 1] == ' ') && s.p[i] >= 'a' && s.p[i] <= 'z')
            capital = false;
    }
    return false;
}

/** Characters of the first word. */
static uint32_t first_word_width(struct rhz_span s)
{
    uint32_t width = 0;

    for (size_t i = 0; i < s.n && s.p[i] != ' '; i++)
        width += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    return width;
}

/** Does the text of `a` go on in the next line `b`? */
static bool goes_on(const struct plain *r, const struct rhz_text_line *a, const struct rhz_text_line *b)
{
    uint32_t first = rhz_text_first(b->text);
    bool ends = rhz_text_ends_sentence(a->text), full = r->wrap && (a->width + 14 >= r->wrap || a->width + first_word_width(b->text) >= r->wrap);

    if (a->text.n == 0 || b->text.n == 0 || begins_block(b) || a->hashes)
        return false;
    if (rhz_hyphen_ends(a->text) && rhz_is_letter(first))
        return true;
    if (a->text.p[a->text.n - 1] == ':')
        return false;
    if (b->text.p[0] == '(' && !ends && a->width > 30)
        return true; /* what a name was about to be told by */
    if (rhz_is_lower(first) || first == ',' || first == ';' || first == ':')
        return !ends || full || a->width > 60;
    if (is_entry(a->text) && is_entry(b->text))
        return false;
    if (ends)
        return full && !rhz_text_is_caps(b->text) && !memchr(b->text.p, ':', b->text.n < 40 ? b->text.n : 40);
    if (rhz_text_ends_open(a->text))
        return true;
    if (b->text.n <= CAPS_BYTES && rhz_text_is_caps(b->text))
        return a->text.n <= TITLE_BYTES && rhz_text_is_caps(a->text);
    if (!full && a->width >= PROSE_WIDTH && !is_item(a->text) && !is_item(b->text) && rhz_text_words(a->text, PROSE_WORDS) >= PROSE_WORDS)
        return true; /* a long line that stops in mid-sentence, in a text too short to show where it was broken */
    return full;
}

/** Add line `l` to the draft being written: a space, or nothing where a word was broken. */
static void append_line(struct plain *r, const struct rhz_text_line *l, struct rhz_span text)
{
    struct rhz_outline *o = &r->outline;
    struct rhz_draft *d = &o->queue[o->n - 1];

    if (d->text_bytes) {
        struct rhz_span so_far = rhz_outline_view(o, d);
        size_t cut = rhz_hyphen_join(&r->hyphens, r->whole, so_far, text);
        if (cut == RHZ_HYPHEN_NONE) {
            rhz_outline_text(o, rhz_span(" ", 1));
        } else if (!o->text.failed) {
            o->text.n -= cut;
            d->text_bytes -= cut;
        }
    }
    if (!r->one_line || d->n_marks == 0)
        rhz_outline_mark(o, l->number);
    rhz_outline_text(o, text);
}

/* ---- what a stretch of text is ---- */

static bool isolated(const struct plain *r, size_t from, size_t to)
{
    return from == 0 && r->blank_before && to == r->n_lines && r->blank_after;
}

/** Short, begins as a title does, ends as a title does. */
static bool is_titleish(struct rhz_span s)
{
    uint32_t first = rhz_text_first(s), last = rhz_text_last(s);
    size_t commas = 0, i;

    if (s.n < 3 || s.n > TITLE_BYTES || (!rhz_is_upper(first) && !rhz_is_digit(first)) || rhz_text_words(s, TITLE_WORDS + 1) > TITLE_WORDS)
        return false;
    if (last == '.' || last == ',' || last == ';' || last == ':' || last == 0x2026 || last == 0x20AC || last == 0 || (last == '!' && rhz_text_words(s, 9) > 8))
        return false;
    for (i = 0; i < s.n; i++) {
        commas += s.p[i] == ',';
        if ((s.p[i] == '.' || s.p[i] == '@') && i + 1 < s.n && (s.p[i] == '@' || s.p[i + 1] == ' '))
            return false;
    }
    return commas < 2 && !(s.n > 4 && memcmp(s.p, "http", 4) == 0);
}

/** Its last word is a day: "Réunion publique - 18/01", an entry of a calendar. */
static bool ends_with_day(struct rhz_span s)
{
    const char *p = s.p + s.n, *slash = NULL;

    while (p > s.p && (rhz_is_digit((unsigned char)p[-1]) || p[-1] == '/' || p[-1] == '-'))
        if (*--p == '/')
            slash = p;
    return slash && slash > p && slash + 1 < s.p + s.n;
}

/** Dots that lead to a page number, or the number alone: a line of a table of contents. */
static bool is_contents(struct rhz_span s)
{
    return s.n > 5 && rhz_is_digit((unsigned char)s.p[s.n - 1]) && (memmem(s.p, s.n, "....", 4) || memmem(s.p, s.n, ". . . ", 6));
}

/** "Prénom NOM": two to four words, the last one in capitals, the first one not. */
static bool is_signature(struct rhz_span s)
{
    struct rhz_span rest = s, word, last = {"", 0};
    size_t n = 0;

    if (rhz_text_is_caps(s))
        return false;
    while ((word = rhz_next_word(&rest)).n && n < 5) {
        unsigned length;
        if (!rhz_is_upper(rhz_utf8_next(word.p, word.p + word.n, &length)))
            return false;
        last = word;
        n++;
    }
    return n >= 2 && n <= 4 && rhz_text_is_caps(last) && last.n >= 3;
}

static bool is_caps_title(struct rhz_span s)
{
    return s.n <= CAPS_BYTES && !rhz_is_digit(rhz_text_first(s)) && rhz_text_is_caps(s) && rhz_text_words(s, CAPS_WORDS + 1) <= CAPS_WORDS &&
           rhz_text_last(s) != '.' && rhz_text_last(s) != ',' && rhz_text_last(s) != ';';
}

/** One word of capitals may be an acronym in a row of logos: what follows decides. */
static bool is_lone_acronym(struct rhz_span s)
{
    static const char *const MONTHS[] = {"mars", "avril", "mai", "juin", "août", "aout", NULL};

    return rhz_text_words(s, 2) == 1 && s.n <= 6 && !rhz_word_among(s, MONTHS);
}

static void set_short(struct rhz_draft *d, enum rhz_draft_form form)
{
    d->kind = RHZ_DRAFT_SHORT;
    d->form = (uint8_t)form;
}

/** Headings by their own form: markdown, numbers, capitals, bold. False: not one of these. */
static bool classify_heading(struct rhz_draft *d, const struct rhz_text_line *l, struct rhz_span s, bool alone, bool first)
{
    unsigned depth;
    size_t section = rhz_line_section(s, &depth), time = rhz_line_time(s);
    struct rhz_span after = rhz_span(s.p + section, s.n - section);

    if (l->hashes) {
        d->kind = RHZ_DRAFT_HEADING;
        d->level = l->hashes;
    } else if (time && rhz_text_is_caps(rhz_span(s.p + time, s.n - time)) && s.n <= CAPS_BYTES) {
        d->kind = RHZ_DRAFT_HEADING;
        d->form = RHZ_FORM_SECTION;
    } else if (section && s.n <= CAPS_BYTES && is_caps_title(after)) {
        d->kind = RHZ_DRAFT_HEADING;
        d->form = RHZ_FORM_SECTION;
        d->level = depth > 1 ? (uint8_t)(1 + depth) : 0;
    } else if (is_caps_title(s)) {
        d->kind = RHZ_DRAFT_HEADING;
        d->form = RHZ_FORM_CAPS;
        if (is_lone_acronym(s) && !first)
            set_short(d, RHZ_FORM_CAPS);
    } else if (section && alone && is_titleish(after)) {
        set_short(d, depth > 1 ? RHZ_FORM_PLAIN : RHZ_FORM_SECTION);
    } else if (time && alone && s.n <= TITLE_BYTES) {
        d->kind = RHZ_DRAFT_TIMED;
    } else if (l->bold && alone && s.n <= CAPS_BYTES) {
        set_short(d, RHZ_FORM_BOLD);
    } else {
        return false;
    }
    return true;
}

static bool is_address(struct rhz_span s)
{
    return s.n > 4 && (memcmp(s.p, "http", 4) == 0 || memcmp(s.p, "www.", 4) == 0);
}

/** "Label : ceci, cela" */
static bool has_colon(struct rhz_span s)
{
    const char *p = memchr(s.p, ':', s.n < 80 ? s.n : 80);

    return p && p + 1 < s.p + s.n && p[1] == ' ';
}

/** What the lines [from, to), now joined in the last draft, are. */
static void classify(struct plain *r, size_t from, size_t to)
{
    struct rhz_outline *o = &r->outline;
    struct rhz_draft *d = &o->queue[o->n - 1];
    struct rhz_span s = rhz_outline_view(o, d);
    const struct rhz_text_line *l = &r->lines[from];
    bool alone = isolated(r, from, to), one_word;
    size_t said, name;

    d->lower = rhz_is_lower(rhz_text_first(s)) && !is_address(s);
    d->colon = has_colon(s);
    d->repeated = alone && to == from + 1 && rhz_survey_repeats(&r->survey, rhz_trim_text(l->raw));
    if (is_contents(s)) {
        d->kind = RHZ_DRAFT_ITEM;
        d->level = 1;
        goto done;
    }
    if (s.n <= CAPS_BYTES + 20) {
        if (classify_heading(d, l, s, alone, !o->begun && o->n == 1))
            goto done;
        if (rhz_text_is_label(s)) {
            d->kind = RHZ_DRAFT_LABEL;
            goto done;
        }
    }
    if ((name = rhz_line_speaker(s, &said, &one_word)) != 0) {
        d->kind = RHZ_DRAFT_SPEAKER;
        d->speaker_end = (uint32_t)name;
        d->alone = one_word;
    } else if (alone && is_titleish(s)) {
        set_short(d, RHZ_FORM_PLAIN);
        d->never = rhz_text_is_dates(s) || is_signature(s) || ends_with_day(s) || memmem(l->raw.p, l->raw.n, "](", 2) != NULL;
    } else if (d->lower && r->open_end && from == 0) {
        d->level = RHZ_PARAGRAPH_CONTINUES;
    }
done:
    r->open_end = (d->kind == RHZ_DRAFT_PARAGRAPH || d->kind == RHZ_DRAFT_SPEAKER || (d->kind == RHZ_DRAFT_SHORT && s.n >= LONG_LINE)) && s.n >= LONG_ENOUGH && !rhz_text_ends_sentence(s) && !is_address(s) &&
                  rhz_text_last(s) != ':' && rhz_text_last(s) != ';';
}

/* ---- cutting a group ---- */

static size_t take_paragraph(struct plain *r, size_t from)
{
    size_t to = from;

    rhz_outline_add(&r->outline, RHZ_DRAFT_PARAGRAPH);
    do
        append_line(r, &r->lines[to], r->lines[to].text);
    while (++to < r->n_lines && !r->lines[to].tabs && goes_on(r, &r->lines[to - 1], &r->lines[to]));
    classify(r, from, to);
    return to;
}

/** A line that belongs to the item above: indented, or the item's sentence is not over. */
static bool item_goes_on(const struct plain *r, const struct rhz_text_line *item, size_t at)
{
    const struct rhz_text_line *a = &r->lines[at - 1], *b = &r->lines[at];

    if (b->tabs || begins_block(b) || b->text.n == 0)
        return false;
    if (goes_on(r, a, b) || b->indent > item->indent)
        return true;
    if (is_entry(b->text))
        return false;
    if (at + 1 < r->n_lines && a->width < 70 && is_titleish(b->text) && rhz_is_upper(rhz_text_first(b->text)) && !rhz_text_ends_open(a->text) &&
        b->indent <= item->indent && rhz_line_marker(r->lines[at + 1].text).style != RHZ_MARKER_NONE)
        return false; /* the head of the next items */
    return !rhz_text_ends_sentence(a->text) && !(b->text.n <= CAPS_BYTES && rhz_text_is_caps(b->text)) && a->text.p[a->text.n - 1] != ':';
}

/** "3. Composition du bureau" over a text that begins with a capital: the only number of its group is a title's. */
static bool numbers_a_title(const struct plain *r, size_t from, struct rhz_span words)
{
    if (from > 0 || !r->blank_before || r->n_lines < 2 || !is_titleish(words))
        return false;
    for (size_t i = 1; i < r->n_lines; i++)
        if (rhz_line_marker(r->lines[i].text).style == RHZ_MARKER_NUMBER || r->lines[i].tabs || r->lines[i].indent > r->lines[0].indent)
            return false;
    return rhz_is_upper(rhz_text_first(r->lines[1].text)) && !rhz_text_ends_open(words);
}

static size_t take_item(struct plain *r, size_t from, struct rhz_marker m)
{
    const struct rhz_text_line *l = &r->lines[from];
    struct rhz_span words = rhz_span(l->text.p + m.bytes, l->text.n - m.bytes);
    struct rhz_draft *d;
    bool alone;
    size_t to = from + 1;

    if (words.n == 0) /* a bullet without words */
        return to;
    d = rhz_outline_add(&r->outline, RHZ_DRAFT_ITEM);
    d->level = (uint8_t)(1 + (l->indent + 1) / 2);
    if (d->level > 4)
        d->level = 4;
    append_line(r, l, m.style == RHZ_MARKER_NUMBER ? l->text : words);
    if (m.style == RHZ_MARKER_NUMBER && numbers_a_title(r, from, words)) {
        d->level = 0;
        set_short(d, RHZ_FORM_SECTION);
        r->open_end = false;
        return to;
    }
    while (to < r->n_lines && item_goes_on(r, l, to)) {
        append_line(r, &r->lines[to], r->lines[to].text);
        to++;
    }
    alone = isolated(r, from, to) && to == from + 1;
    r->open_end = false;
    if (!alone)
        return to;
    /* "➤ **Un titre**" between blank lines; "1. Contexte"; "• UN TITRE" */
    if (m.style == RHZ_MARKER_NUMBER ? is_titleish(words) || is_caps_title(words) : l->bold || is_caps_title(words)) {
        d->level = 0;
        if (!classify_heading(d, l, rhz_outline_view(&r->outline, d), true, false))
            set_short(d, RHZ_FORM_PLAIN);
        if (d->kind == RHZ_DRAFT_SHORT)
            d->bullet = r->lines[from].indent > 0 || !r->blank_after;
    }
    return to;
}

static size_t take_rows(struct plain *r, size_t from, size_t to, enum rhz_row_form form, struct rhz_row_columns *columns)
{
    for (; from < to; from++) {
        rhz_outline_add(&r->outline, RHZ_DRAFT_ROW);
        rhz_outline_mark(&r->outline, r->lines[from].number);
        if (!rhz_row_write(&r->lines[from], form, columns, &r->outline)) {
            r->outline.n--; /* a rule, or cells without a word */
            continue;
        }
        rhz_outline_settle(&r->outline, false);
    }
    r->open_end = false;
    return to;
}

/** "PRODUITS" alone between two rows of a table: a row of one cell, not the end of the table. */
static bool is_row_of_words(const struct plain *r, size_t at)
{
    static const char *const WORDS[] = {"produits", "charges", "recettes", "dépenses", "depenses", "ressources", "emplois", "actif", "passif", NULL};
    const struct rhz_text_line *l = &r->lines[at];
    struct rhz_span rest = l->text, word = rhz_next_word(&rest);

    return at > 0 && at + 1 < r->n_lines && r->lines[at - 1].tabs && r->lines[at + 1].tabs && !l->hashes && l->text.n <= 60 &&
           rhz_word_among(word, WORDS) && rhz_text_words(l->text, 6) < 6;
}

static size_t take_row_of_words(struct plain *r, size_t at)
{
    rhz_outline_add(&r->outline, RHZ_DRAFT_ROW);
    rhz_outline_mark(&r->outline, r->lines[at].number);
    rhz_outline_text(&r->outline, r->lines[at].text);
    r->open_end = false;
    return at + 1;
}

/* Lines from `at` that are rows of a list of persons in columns: its heads, or what stands below them, blank lines aside. */
static size_t named_rows(struct plain *r, size_t at)
{
    size_t n = r->n_lines - at;

    if (rhz_row_names_columns(&r->lines[at], &r->named))
        return 1 + rhz_named_extent(r->lines + at + 1, n - 1, &r->named);
    if (!r->named.n)
        return 0;
    if ((n = rhz_named_extent(r->lines + at, n, &r->named)) == 0)
        r->named.n = 0;
    return n;
}

static void cut_group(struct plain *r)
{
    size_t at = 0;

    r->wrap = group_wrap(r);
    while (at < r->n_lines) {
        struct rhz_row_columns columns;
        enum rhz_row_form form;
        size_t rows = named_rows(r, at);
        if (rows) {
            form = RHZ_ROW_NAMED;
            columns = r->named;
        } else {
            rows = rhz_row_extent(r->lines + at, r->n_lines - at, &form, &columns);
        }
        struct rhz_marker m = rows || r->lines[at].hashes ? (struct rhz_marker){0} : rhz_line_marker(r->lines[at].text);
        unsigned depth;
        bool section = m.style == RHZ_MARKER_NUMBER && rhz_line_section(r->lines[at].text, &depth) &&
                       is_caps_title(rhz_span(r->lines[at].text.p + m.bytes, r->lines[at].text.n - m.bytes));
        if (m.style == RHZ_MARKER_SYMBOL) { /* "● 4 TITRE": the bullet is an ornament */
            struct rhz_span rest = rhz_span(r->lines[at].text.p + m.bytes, r->lines[at].text.n - m.bytes);
            size_t n = rhz_line_section(rest, &depth);
            if (n && is_caps_title(rhz_span(rest.p + n, rest.n - n))) {
                r->lines[at].text = rest;
                section = true;
            }
        }
        if (rows)
            at = take_rows(r, at, at + rows, form, &columns);
        else if (is_row_of_words(r, at))
            at = take_row_of_words(r, at);
        else if (m.style != RHZ_MARKER_NONE && !section)
            at = take_item(r, at, m);
        else
            at = take_paragraph(r, at);
        rhz_outline_settle(&r->outline, false);
    }
    r->n_lines = 0;
    if (rhz_arena_used(r->arena))
        rhz_arena_reset(r->arena);
}

static void end_group(struct plain *r, bool blank_after)
{
    r->blank_after = blank_after;
    if (r->n_lines)
        cut_group(r);
    r->blank_before = blank_after;
}

/* ---- pages and lines ---- */

static void begin_page(struct plain *r, uint32_t page)
{
    struct rhz_draft *d;

    end_group(r, true);
    r->page = page;
    d = rhz_outline_add(&r->outline, RHZ_DRAFT_PAGE);
    d->page = page;
    rhz_outline_settle(&r->outline, false);
}

static bool is_dropped(struct plain *r, uint32_t ordinal)
{
    const struct rhz_survey *s = &r->survey;

    while (r->dropped_at < s->n_dropped && s->dropped[r->dropped_at] < ordinal)
        r->dropped_at++;
    return r->dropped_at < s->n_dropped && s->dropped[r->dropped_at] == ordinal;
}

static void take_line(struct plain *r, struct rhz_span line, uint32_t number)
{
    struct rhz_text_line *l = &r->lines[r->n_lines];

    if (!rhz_line_scan(line, number, r->arena, l)) {
        r->failed = true;
        return;
    }
    if (l->text.n == 0 && !(r->n_lines && l->tab_ends)) {
        end_group(r, true);
        return;
    }
    if (++r->n_lines == GROUP)
        end_group(r, false);
}

static void read_lines(struct plain *r, uint32_t first_line)
{
    struct rhz_span rest = r->whole, line;
    uint32_t ordinal = 0, number = first_line, page;
    bool feed;

    if (r->survey.paging == RHZ_PAGES_FEED || r->survey.paging == RHZ_PAGES_FOOTER)
        begin_page(r, 1);
    for (; rhz_next_line(&rest, &line, &feed) && !r->failed; ordinal++) {
        page = line.n < 80 && r->survey.paging != RHZ_PAGES_NONE ? rhz_page_line(line) : 0;
        if (page && r->survey.paging == RHZ_PAGES_HEADER)
            begin_page(r, page);
        else if (page && r->survey.paging == RHZ_PAGES_FOOTER)
            begin_page(r, page + 1);
        else if (!page && !is_dropped(r, ordinal))
            take_line(r, line, number);
        if (feed)
            begin_page(r, r->page + 1);
        else if (!r->one_line && number < UINT32_MAX)
            number++;
    }
    end_group(r, true);
}

rhz_status rhz_plain_read(struct rhz_span text, uint32_t first_line, bool one_line, struct rhz_buf *out,
                          struct rhz_error *err)
{
    struct plain *r = calloc(1, sizeof *r);
    bool ok;

    if (!r)
        return rhz_no_memory(err);
    r->whole = text;
    r->one_line = one_line;
    r->blank_before = true;
    r->arena = rhz_arena_new();
    ok = rhz_survey_begin(text, &r->survey) && r->arena;
    rhz_outline_begin(&r->outline, out, r->survey.enumerated);
    if (ok)
        read_lines(r, first_line);
    ok = rhz_outline_end(&r->outline) && ok && !r->failed && !out->failed;
    rhz_survey_end(&r->survey);
    rhz_hyphens_end(&r->hyphens);
    rhz_arena_free(r->arena);
    free(r);
    return ok ? RHZ_OK : rhz_no_memory(err);
}
