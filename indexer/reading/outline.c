/* outline.c -- the decisions that need what follows. Each settle looks at the head of the queue only: at most
 * RHZ_OUTLINE_WAIT drafts ahead, so the whole is linear. */
#include "outline.h"

#include "lines.h"

enum {
    RUN_OF_TITLES = 3, /* up to so many short lines before a text are title, subtitle, question */
    BOLD_BYTES = 240,  /* a longer line in bold is a sentence that insists */
    BOLD_WORDS = 14
};

void rhz_outline_begin(struct rhz_outline *o, struct rhz_buf *out, bool enumerated)
{
    memset(o, 0, sizeof *o);
    o->out = out;
    o->enumerated = enumerated;
    o->label_level = 4;
}

struct rhz_draft *rhz_outline_add(struct rhz_outline *o, enum rhz_draft_kind kind)
{
    struct rhz_draft *d = &o->queue[o->n++];

    memset(d, 0, sizeof *d);
    d->kind = (uint8_t)kind;
    d->text = o->text.n;
    d->mark = o->marks.n / sizeof(struct rhz_line_mark);
    return d;
}

void rhz_outline_text(struct rhz_outline *o, struct rhz_span s)
{
    rhz_buf_span(&o->text, s);
    o->queue[o->n - 1].text_bytes = o->text.n - o->queue[o->n - 1].text;
}

void rhz_outline_mark(struct rhz_outline *o, uint32_t line)
{
    struct rhz_draft *d = &o->queue[o->n - 1];
    struct rhz_line_mark m = {(uint32_t)d->text_bytes, line};

    rhz_buf_append(&o->marks, &m, sizeof m);
    d->n_marks = o->marks.n / sizeof m - d->mark;
}

struct rhz_span rhz_outline_view(const struct rhz_outline *o, const struct rhz_draft *d)
{
    return o->text.failed || !d->text_bytes ? rhz_span("", 0) : rhz_span(o->text.p + d->text, d->text_bytes);
}

void rhz_outline_classify(const struct rhz_outline *o, struct rhz_draft *d, bool one_line, bool bold)
{
    struct rhz_span s = rhz_outline_view(o, d);
    size_t said, name;
    bool alone;

    if (one_line && rhz_text_is_label(s)) {
        d->kind = RHZ_DRAFT_LABEL;
    } else if (one_line && bold && s.n <= BOLD_BYTES && rhz_text_words(s, BOLD_WORDS + 1) <= BOLD_WORDS && rhz_text_last(s) != '.' &&
               rhz_text_last(s) != ',') {
        d->kind = RHZ_DRAFT_LABEL;
        d->form = RHZ_FORM_BOLD;
    } else if ((name = rhz_line_speaker(s, &said, &alone)) != 0) {
        d->kind = RHZ_DRAFT_SPEAKER;
        d->speaker_end = (uint32_t)name;
        d->alone = alone;
    }
}

/* ---- emission ---- */

static void emit(struct rhz_outline *o, const struct rhz_draft *d, enum rhz_block_kind block, unsigned level)
{
    struct rhz_event e = {.kind = RHZ_EVENT_BLOCK, .block = (uint8_t)block, .level = (uint8_t)level};

    if (o->text.failed || o->marks.failed || d->text_bytes == 0)
        return;
    if (o->page) {
        struct rhz_event page = {.kind = RHZ_EVENT_PAGE, .page = o->page, .text = o->page_label};
        rhz_event_put(o->out, &page);
        o->page = 0;
    }
    e.text = rhz_outline_view(o, d);
    if (block == RHZ_BLOCK_SPEAKER)
        e.speaker_end = d->speaker_end;
    e.lines = d->n_marks ? (const struct rhz_line_mark *)(const void *)o->marks.p + d->mark : NULL;
    e.n_lines = d->n_marks;
    rhz_event_put(o->out, &e);
    o->last = (uint8_t)block;
    o->begun = true;
    o->after_label = false;
    o->after_never = d->kind == RHZ_DRAFT_SHORT && d->never;
    o->after_colon = d->colon && block != RHZ_BLOCK_HEADING;
}

static void emit_heading(struct rhz_outline *o, const struct rhz_draft *d, unsigned level)
{
    if (level > RHZ_LEVEL_MAX)
        level = RHZ_LEVEL_MAX;
    emit(o, d, RHZ_BLOCK_HEADING, level);
    o->in_agenda = false;
}

static void emit_entry(struct rhz_outline *o, const struct rhz_draft *d)
{
    if (d->bullet)
        emit(o, d, RHZ_BLOCK_LIST_ITEM, 1);
    else
        emit(o, d, RHZ_BLOCK_PARAGRAPH, 0);
}

static void emit_page(struct rhz_outline *o, const struct rhz_draft *d)
{
    o->page = d->page;
    o->page_label = d->label;
}

/* ---- decisions ---- */

static unsigned form_level(const struct rhz_outline *o, const struct rhz_draft *d)
{
    switch (d->form) {
    case RHZ_FORM_SECTION:
        return 2;
    case RHZ_FORM_CAPS:
        return o->enumerated ? 4 : 2;
    default:
        return 3;
    }
}

static bool is_discussion(struct rhz_span s)
{
    static const char *const WORDS[] = {"questions-réponses", "questions", "échanges", "débat", "débats", "discussion",
                                        "discussions", "vote", "votes", "décision", "réponses", NULL};
    return rhz_word_among(rhz_next_word(&s), WORDS);
}

/** A label right under another label is its part ("Présents :", then "Sur place :"), and so are those that follow. */
static void settle_label(struct rhz_outline *o, const struct rhz_draft *d)
{
    unsigned part = o->label_level > 5 ? o->label_level : 5;

    if (o->after_label)
        o->label_level = (uint8_t)part;
    if (o->begun)
        emit_heading(o, d, is_discussion(rhz_outline_view(o, d)) ? part : o->label_level);
    else if (d->form == RHZ_FORM_BOLD)
        emit_heading(o, d, 1);
    else
        emit(o, d, RHZ_BLOCK_PARAGRAPH, 0);
    o->after_label = true;
}

/** A repeated short line begins a slide, unless it is what a date is about ("Mai 2031", then "Ouverture"). */
static bool begins_slide(const struct rhz_draft *d, bool after_never)
{
    return d->kind == RHZ_DRAFT_SHORT && d->repeated && !d->never && !after_never;
}

/** The first draft after those of the run that begins at the head of the queue; pages are transparent. */
static size_t run_end(const struct rhz_outline *o, size_t *shorts)
{
    size_t i;

    for (*shorts = 0, i = 0; i < o->n; i++) {
        const struct rhz_draft *d = &o->queue[i];
        if (d->kind != RHZ_DRAFT_SHORT && d->kind != RHZ_DRAFT_PAGE)
            break;
        if (i > 0 && begins_slide(d, o->queue[i - 1].never))
            break;
        *shorts += d->kind == RHZ_DRAFT_SHORT;
    }
    return i;
}

static bool is_content(const struct rhz_draft *d)
{
    return d->kind == RHZ_DRAFT_PARAGRAPH || d->kind == RHZ_DRAFT_ITEM || d->kind == RHZ_DRAFT_ROW || d->kind == RHZ_DRAFT_SPEAKER;
}

/** Is the short line number `i` (from 0) of a run of `n` a heading, given what ends the run? */
static bool run_heading(const struct rhz_outline *o, const struct rhz_draft *d, size_t i, size_t n, const struct rhz_draft *after)
{
    if (d->never || d->bullet || !after) /* at the end of a text: signatures, an address */
        return false;
    if (is_content(after))
        return i == n - 1 ? !after->lower : i == 0 || n <= RUN_OF_TITLES;
    if (after->kind == RHZ_DRAFT_LABEL || after->kind == RHZ_DRAFT_TIMED)
        return i == n - 1 || i == 0;
    if (after->kind == RHZ_DRAFT_HEADING && i == n - 1 && (d->form == RHZ_FORM_BOLD || (after->level == 0 && form_level(o, after) > 3)))
        return true;
    return i == 0 && n > 1; /* a slide that holds short lines */
}

static unsigned run_level(const struct rhz_outline *o, const struct rhz_draft *d, size_t nth)
{
    if (d->form == RHZ_FORM_CAPS || d->form == RHZ_FORM_SECTION)
        return form_level(o, d);
    if (rhz_text_last(rhz_outline_view(o, d)) == '?')
        return 5;
    return nth < 2 ? 3 + (unsigned)nth : 5;
}

/** A repeated heading: under each title when text follows, above the titles when they follow; the same all along. */
static unsigned repeated_level(struct rhz_outline *o, const struct rhz_draft *d, const struct rhz_draft *after)
{
    uint64_t key = rhz_hash64(rhz_outline_view(o, d));
    unsigned level = d->form == RHZ_FORM_CAPS ? form_level(o, d) : after && is_content(after) ? 5 : o->enumerated ? 3 : 2;
    size_t i;

    for (i = 0; i < o->n_known; i++)
        if (o->known[i].line == key)
            return o->known[i].level;
    if (o->n_known < RHZ_OUTLINE_KNOWN) {
        o->known[o->n_known].line = key;
        o->known[o->n_known++].level = (uint8_t)level;
    }
    return level;
}

/** "Label : ceci, cela" among others of the same form is an entry, alone it may be a heading. */
static bool is_among_colons(const struct rhz_outline *o, size_t i, bool after_colon)
{
    return o->queue[i].colon && (after_colon || (i + 1 < o->n && o->queue[i + 1].colon));
}

static size_t settle_run(struct rhz_outline *o, bool end)
{
    size_t shorts, n = run_end(o, &shorts), i, seen = 0, headings = 0;
    const struct rhz_draft *after = n < o->n ? &o->queue[n] : NULL;
    bool is_first = !o->begun;

    if (!after && !end && o->n < RHZ_OUTLINE_WAIT)
        return 0;
    if (begins_slide(&o->queue[0], o->after_never) && o->n > 1) {
        emit_heading(o, &o->queue[0], is_first ? 1 : repeated_level(o, &o->queue[0], &o->queue[1]));
        o->label_level = 4;
        return 1;
    }
    for (i = 0; i < n; i++) {
        struct rhz_draft *d = &o->queue[i];
        if (d->kind == RHZ_DRAFT_PAGE) {
            emit_page(o, d);
            continue;
        }
        if (run_heading(o, d, seen, shorts, after) && !is_among_colons(o, i, o->after_colon)) {
            emit_heading(o, d, is_first && seen == 0 ? 1 : run_level(o, d, headings));
            o->label_level = 4;
            headings++;
        } else {
            emit_entry(o, d);
        }
        seen++;
    }
    return n;
}

/** A time at the head: an entry of an agenda when another comes right after or before, else a heading. */
static bool settle_timed(struct rhz_outline *o, const struct rhz_draft *d, bool end)
{
    if (o->n < 2 && !end)
        return false;
    if (o->in_agenda || (o->n > 1 && o->queue[1].kind == RHZ_DRAFT_TIMED)) {
        emit(o, d, RHZ_BLOCK_LIST_ITEM, 1);
        o->in_agenda = true;
    } else if (o->n > 1) {
        emit_heading(o, d, 2);
        o->label_level = 4;
    } else {
        emit(o, d, RHZ_BLOCK_PARAGRAPH, 0);
    }
    return true;
}

/** A name of one word is a speaker's when a turn is before or after it. */
static bool settle_speaker(struct rhz_outline *o, const struct rhz_draft *d, bool end)
{
    if (d->alone && o->last != RHZ_BLOCK_SPEAKER) {
        if (o->n < 2 && !end)
            return false;
        if (o->n < 2 || o->queue[1].kind != RHZ_DRAFT_SPEAKER) {
            emit(o, d, RHZ_BLOCK_PARAGRAPH, 0);
            return true;
        }
    }
    emit(o, d, RHZ_BLOCK_SPEAKER, 0);
    return true;
}

/** "p. 4 - 9": where a chapter stands, in a table of contents. */
static bool is_page_reference(struct rhz_span s)
{
    static const char *const WORDS[] = {"p", "p.", "pp.", "page", "pages", NULL};
    struct rhz_span word = rhz_next_word(&s);
    size_t i;

    if (!rhz_word_among(word, WORDS) || s.n == 0 || s.n > 16)
        return false;
    for (i = 0; i < s.n; i++)
        if ((s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'z')
            return false;
    return true;
}

static bool is_greeting(struct rhz_span s)
{
    static const char *const WORDS[] = {"bienvenue", "bonjour", "merci", "sommaire", NULL};

    return rhz_word_among(rhz_next_word(&s), WORDS);
}

/** A line of its own, in bold, is a label where it announces something. */
static bool settle_bold(struct rhz_outline *o, const struct rhz_draft *d, bool end)
{
    if (o->n < 2 && !end)
        return false;
    if (o->n > 1 && is_content(&o->queue[1]))
        settle_label(o, d);
    else
        emit(o, d, RHZ_BLOCK_PARAGRAPH, 0);
    return true;
}

/** A certain heading, but for chapters listed with their pages, and for a greeting, which is no title. */
static bool settle_heading(struct rhz_outline *o, const struct rhz_draft *d, bool end)
{
    unsigned level = d->level ? d->level : form_level(o, d);

    if (o->n < 2 && !end)
        return false;
    if (o->n > 1 && is_page_reference(rhz_outline_view(o, &o->queue[1]))) {
        emit(o, d, RHZ_BLOCK_LIST_ITEM, 1);
        return true;
    }
    if (!o->titled && !d->level && !is_greeting(rhz_outline_view(o, d))) {
        level = o->begun ? level : 1;
        o->titled = true;
    }
    emit_heading(o, d, level);
    o->label_level = d->level < 4 ? 4 : d->level < RHZ_LEVEL_MAX ? d->level + 1 : RHZ_LEVEL_MAX;
    return true;
}

static size_t settle_one(struct rhz_outline *o, bool end)
{
    struct rhz_draft *d = &o->queue[0];

    switch (d->kind) {
    case RHZ_DRAFT_PARAGRAPH:
        emit(o, d, RHZ_BLOCK_PARAGRAPH, d->level);
        return 1;
    case RHZ_DRAFT_ITEM:
        emit(o, d, RHZ_BLOCK_LIST_ITEM, d->level);
        return 1;
    case RHZ_DRAFT_ROW:
        emit(o, d, RHZ_BLOCK_TABLE_ROW, 0);
        return 1;
    case RHZ_DRAFT_SPEAKER:
        return settle_speaker(o, d, end);
    case RHZ_DRAFT_PAGE:
        emit_page(o, d);
        return 1;
    case RHZ_DRAFT_HEADING:
        return settle_heading(o, d, end);
    case RHZ_DRAFT_LABEL:
        if (d->form == RHZ_FORM_BOLD)
            return settle_bold(o, d, end);
        settle_label(o, d);
        return 1;
    case RHZ_DRAFT_TIMED:
        return settle_timed(o, d, end);
    default:
        if (o->in_agenda) {
            if (o->n < 2 && !end)
                return 0;
            if (o->n > 1 && o->queue[1].kind == RHZ_DRAFT_TIMED) { /* what an entry of an agenda is about */
                emit_entry(o, d);
                return 1;
            }
            o->in_agenda = false;
        }
        return settle_run(o, end);
    }
}

void rhz_outline_settle(struct rhz_outline *o, bool end)
{
    size_t done = 0, n;

    while (o->n && (n = settle_one(o, end)) != 0) {
        memmove(o->queue, o->queue + n, (o->n - n) * sizeof o->queue[0]);
        o->n -= n;
        done += n;
    }
    if (done && o->n == 0) {
        o->text.n = 0; /* not a reset: a failure must stick */
        o->marks.n = 0;
    }
}

bool rhz_outline_end(struct rhz_outline *o)
{
    bool ok;

    rhz_outline_settle(o, true);
    ok = !o->text.failed && !o->marks.failed;
    rhz_buf_free(&o->text);
    rhz_buf_free(&o->marks);
    return ok;
}
