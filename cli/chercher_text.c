/* chercher_text.c -- hits for people: the document, then where in it and what it says, cut to the width of the terminal.
 *
 * What a reader knows already is left out: a heading that only repeats the title, a snippet's first words when they are
 * the heading just printed. Into a pipe, a snippet is one line whatever its length, for grep and for tests.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "chercher.h"

enum { WIDEST = 110, INDENT = 4 };

/* Columns to fill; 0: do not break lines. */
static unsigned line_width(void)
{
    struct winsize w;

    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) != 0 || w.ws_col < 40)
        return 0;
    return w.ws_col < WIDEST ? w.ws_col : WIDEST;
}

/* ---- snippets ---- */

/* A byte of a control character: it must not reach a terminal, which might obey it. */
static bool is_control(const char *p)
{
    unsigned char c = (unsigned char)*p;

    return c < 0x20 || c == 0x7F || (c == 0xC2 && (unsigned char)p[1] >= 0x80 && (unsigned char)p[1] < 0xA0);
}

static size_t columns(const char *p, size_t n)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += ((unsigned char)p[i] & 0xC0) != 0x80;
    return count;
}

/* Where lines end: the spaces of `text` that become line feeds, marked in `breaks`. */
static void break_lines(const char *text, size_t n, unsigned width, bool *breaks)
{
    size_t column = INDENT, word = 0;

    for (size_t i = 0; width && i <= n; i++) {
        size_t w;

        if (i < n && text[i] != ' ')
            continue;
        w = columns(text + word, i - word);
        if (word && column + 1 + w > width) {
            breaks[word - 1] = true;
            column = INDENT + w;
        } else {
            column += w + (word != 0);
        }
        word = i + 1;
    }
}

static void print_bytes(const char *text, size_t from, size_t to, const bool *breaks)
{
    for (size_t i = from; i < to; i++)
        if (breaks[i])
            printf("\n%*s", INDENT, "");
        else if (is_control(text + i))
            putchar(' ');
        else
            putchar(text[i]);
}

/* How much of the snippet repeats the heading above it, and what follows: " · ". */
static size_t repeated(const struct rhz_hit *h)
{
    static const char dot[] = " · ";
    const char *heading = h->n_headings ? h->headings[h->n_headings - 1] : "";
    size_t n = strlen(heading);

    if (!n || strncmp(h->snippet, heading, n) != 0 || strncmp(h->snippet + n, dot, sizeof dot - 1) != 0)
        return 0;
    n += sizeof dot - 1;
    return h->n_highlights && h->highlights[0].start < n ? 0 : n;
}

static void print_snippet(const struct rhz_hit *h, unsigned width)
{
    const struct cli_style *s = cli_style();
    size_t begin = repeated(h), n = strlen(h->snippet), at = begin;
    bool *breaks = calloc(n + 1, sizeof *breaks);

    if (!breaks)
        return;
    break_lines(h->snippet + begin, n - begin, width, breaks + begin);
    printf("%*s", INDENT, "");
    for (size_t i = 0; i < h->n_highlights; i++) {
        print_bytes(h->snippet, at, h->highlights[i].start, breaks);
        fputs(s->match, stdout);
        print_bytes(h->snippet, h->highlights[i].start, h->highlights[i].end, breaks);
        fputs(s->off, stdout);
        at = h->highlights[i].end;
    }
    print_bytes(h->snippet, at, n, breaks);
    putchar('\n');
    free(breaks);
}

/* ---- documents and passages ---- */

static void print_document(const struct rhz_hit *h)
{
    const struct cli_style *s = cli_style();
    char date[32];

    printf("%s", s->bold);
    cli_print_line(*h->title ? h->title : h->uri, 120);
    printf("%s", s->off);
    if (*h->date)
        printf("  %s%s%s", s->dim, cli_date(date, h->date), s->off);
    putchar('\n');
    if (!*h->title)
        return;
    fputs(s->name, stdout);
    cli_print_line(h->uri, 0);
    printf("%s\n", s->off);
}

/* The next letter or digit of a text, in lower case, Latin-1 and ASCII; 0 at the end. */
static unsigned next_letter(const char **p)
{
    for (;;) {
        unsigned char c = (unsigned char)*(*p)++, d;

        if (c >= 'A' && c <= 'Z')
            return c | 0x20u;
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            return c;
        if (c == 0) {
            (*p)--;
            return 0;
        }
        if (c == 0xC3 && (d = (unsigned char)**p)) {
            (*p)++;
            return 0xC300u | d | 0x20u;
        }
    }
}

/* Do the letters of `heading` begin those of the title, or the other way round? */
static bool repeats_title(const char *heading, const char *title)
{
    unsigned a = 1, b = 1;

    while (a == b && a) {
        a = next_letter(&heading);
        b = next_letter(&title);
    }
    return !a || !b;
}

static void print_headings(const struct rhz_hit *h)
{
    size_t i = 0;
    bool any = false;

    while (i < h->n_headings && repeats_title(h->headings[i], h->title))
        i++;
    for (; i < h->n_headings; i++) {
        fputs(any ? " › " : "  ", stdout);
        cli_print_line(h->headings[i], 60);
        any = true;
    }
}

static void print_place(const struct rhz_hit *h)
{
    if (h->page)
        printf("p. %u%s", h->page, h->line_from ? ", " : "");
    if (h->line_from)
        printf("l. %u", h->line_from);
    if (h->line_to > h->line_from)
        printf("-%u", h->line_to);
}

static void print_words(const char *before, const char *const *words, size_t n, const char *last)
{
    fputs(before, stdout);
    for (size_t i = 0; i < n; i++) {
        fputs(i == 0 ? "« " : i + 1 == n ? last : ", « ", stdout);
        cli_print_line(words[i], 0);
        fputs(" »", stdout);
    }
}

/* ---- scores ---- */

/* A number of three decimals, with a comma. */
static void print_real(double v)
{
    char text[32];

    snprintf(text, sizeof text, "%.3f", v);
    for (char *p = text; *p; p++)
        if (*p == '.')
            *p = ',';
    fputs(text, stdout);
}

static void print_part(const struct rhz_score_part *p)
{
    char n[32];

    printf("%*s", INDENT + 2, "");
    print_real(p->score);
    if (!*p->word) {
        fputs(p->elsewhere ? "  mots qui se trouvent ailleurs dans le document\n" : "  mots proches les uns des autres\n", stdout);
        return;
    }
    fputs("  « ", stdout);
    cli_print_line(p->word, 0);
    printf(" » : dans %s passage%s (poids ", cli_number(n, p->passages), p->passages > 1 ? "s" : "");
    print_real(p->weight);
    fputs(")", stdout);
    if (p->frequency)
        printf(", %u fois dans %u mots", p->frequency, p->words);
    if (p->context_frequency)
        printf(", %u fois dans les %u mots du titre et des intertitres", p->context_frequency, p->context_words);
    fputs(p->exact ? ", forme exacte\n" : "\n", stdout);
}

static void print_score(const struct rhz_hit *h)
{
    const struct cli_style *s = cli_style();

    printf("%s%*s", s->dim, INDENT, "");
    print_real(h->score);
    fputs(h->n_parts == 1 ? " :\n" : ", somme de :\n", stdout);
    for (size_t i = 0; i < h->n_parts; i++)
        print_part(&h->parts[i]);
    fputs(s->off, stdout);
}

static void print_passage(const struct rhz_hit *h, unsigned width)
{
    const struct cli_style *s = cli_style();

    printf("  %s", s->dim);
    print_place(h);
    print_headings(h);
    if (h->n_elsewhere)
        print_words("  ailleurs dans le document : ", h->elsewhere, h->n_elsewhere, ", « ");
    printf("%s\n", s->off);
    print_snippet(h, width);
    if (h->n_parts)
        print_score(h);
}

/* ---- groups ---- */

static bool same_missing(const struct rhz_hit *a, const struct rhz_hit *b)
{
    if (a->n_missing != b->n_missing)
        return false;
    for (size_t i = 0; i < a->n_missing; i++)
        if (strcmp(a->missing[i], b->missing[i]) != 0)
            return false;
    return true;
}

static void print_left(const struct rhz_hit *h, size_t shown)
{
    const struct cli_style *s = cli_style();
    size_t left = h->in_document > shown ? h->in_document - shown : 0;

    if (left)
        printf("  %set %zu autre%s passage%s du document%s\n", s->dim, left, left > 1 ? "s" : "", left > 1 ? "s" : "", s->off);
}

/* The hits that lack the same words as hit `first`; by document, those that follow it and are of the same. */
static void print_group(const struct rhz_hits *hits, size_t first, bool flat, unsigned width, bool *done)
{
    const struct rhz_hit *group = rhz_hits_get(hits, first);
    size_t n = rhz_hits_count(hits), k;

    if (group->n_missing) {
        print_words("Sans ", group->missing, group->n_missing, " ni « ");
        fputs(" :\n\n", stdout);
    }
    for (size_t i = first; i < n; i++) {
        const struct rhz_hit *h = rhz_hits_get(hits, i);

        if (done[i] || !same_missing(h, group))
            continue;
        print_document(h);
        for (k = i; k < n && (k == i || !flat) && strcmp(rhz_hits_get(hits, k)->document, h->document) == 0; k++) {
            done[k] = true;
            print_passage(rhz_hits_get(hits, k), width);
        }
        if (!flat)
            print_left(h, k - i);
        putchar('\n');
    }
}

static void print_footer(const struct rhz_hits *hits, const struct rhz_search_options *o, bool flat)
{
    uint64_t total = rhz_hits_total(hits), here = rhz_hits_total_here(hits);
    size_t shown = rhz_hits_count(hits);
    bool more = flat ? total > o->offset + shown : rhz_hits_documents(hits) > o->offset + o->limit;
    char n[32], m[32];

    if (total == 0)
        fputs("Aucun passage n'a tous les mots", stdout);
    else if (here == 0)
        printf("Aucun passage n'a tous les mots ; %s %s avec le reste de %s document", cli_number(n, total),
               cli_plural(total, "les a", "les ont"), cli_plural(total, "son", "leur"));
    else
        printf("%s passage%s %s tous les mots", cli_number(n, here), here > 1 ? "s" : "", cli_plural(here, "a", "ont"));
    if (here && total > here)
        printf(" ; %s autre%s avec le reste de %s document", cli_number(m, total - here), total - here > 1 ? "s" : "",
               cli_plural(total - here, "son", "leur"));
    if (more)
        printf(". La suite : --debut %zu", o->offset + (flat ? shown : o->limit));
    fputs(".\n", stdout);
}

void cli_hits_text(const struct rhz_hits *hits, const struct rhz_search_options *o, bool flat)
{
    size_t n = rhz_hits_count(hits);
    bool *done = calloc(n + 1, sizeof *done);
    unsigned width = line_width();

    if (!done) {
        cli_error("mémoire insuffisante.");
        return;
    }
    for (size_t i = 0; i < n; i++)
        if (!done[i])
            print_group(hits, i, flat, width, done);
    free(done);
    print_footer(hits, o, flat);
}
