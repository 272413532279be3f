/* output.c -- messages, numbers and proofs as a French reader expects them. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

/* ---- messages ---- */

int cli_error(const char *format, ...)
{
    va_list args;

    fputs("rhizome : ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    return CLI_ERROR;
}

int cli_failed(const struct rhz_error *err)
{
    return cli_error("%s", err->text[0] ? err->text : "erreur sans explication.");
}

bool cli_open(const struct cli *c, struct rhz_base **base)
{
    struct rhz_error err = {RHZ_OK, ""};

    if (rhz_base_open(c->base, base, &err) == RHZ_OK)
        return true;
    cli_failed(&err);
    return false;
}

int cli_finish(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    if (errno == EPIPE) /* the reader has seen enough: `| head` */
        return status;
    return cli_error("écriture impossible sur la sortie standard : %s.",
                     errno == ENOSPC ? "le disque est plein" : strerror(errno));
}

/* ---- style ---- */

const struct cli_style *cli_style(void)
{
    static const struct cli_style plain = {"", "", "", "", ""};
    static const struct cli_style colour = {"\033[1m", "\033[2m", "\033[1;33m", "\033[36m", "\033[0m"};
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

    if ((no && *no) || !isatty(STDOUT_FILENO) || !term || strcmp(term, "dumb") == 0)
        return &plain;
    return &colour;
}

const char *cli_plural(uint64_t n, const char *one, const char *many)
{
    return n > 1 ? many : one;
}

char *cli_number(char out[32], uint64_t n)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%" PRIu64, n), i, o = 0;

    for (i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            out[o++] = ' ';
        out[o++] = digits[i];
    }
    out[o] = 0;
    return out;
}

char *cli_amount(char out[64], int64_t cents, const char *unit)
{
    uint64_t a = cents < 0 ? -(uint64_t)cents : (uint64_t)cents;
    char whole[32], fraction[8] = "";

    if (a % 100)
        snprintf(fraction, sizeof fraction, ",%02u", (unsigned)(a % 100));
    if (strcmp(unit, "EUR") == 0)
        unit = "€";
    else if (strcmp(unit, "USD") == 0)
        unit = "dollars";
    snprintf(out, 64, "%s%s%s%s%.20s", cents < 0 ? "-" : "", cli_number(whole, a / 100), fraction, *unit ? " " : "", unit);
    return out;
}

char *cli_date(char out[32], const char *iso)
{
    static const char *const months[] = {"janvier", "février", "mars", "avril", "mai", "juin", "juillet",
                                         "août", "septembre", "octobre", "novembre", "décembre"};
    int year = 0, month = 0, day = 0;
    int n = sscanf(iso, "%4d-%2d-%2d", &year, &month, &day);

    if (n >= 2 && month >= 1 && month <= 12)
        snprintf(out, 32, n == 3 ? "%3$d%4$s %2$s %1$d" : "%2$s %1$d", year, months[month - 1], day, day == 1 ? "er" : "");
    else if (n >= 1)
        snprintf(out, 32, "%d", year);
    else
        out[0] = 0;
    return out;
}

/* Length of the first `most` bytes of text, less the word that they cut. */
static size_t cut_at_word(const char *text, size_t n, size_t most)
{
    size_t at = most;

    if (!most || n <= most)
        return n;
    while (at > most / 2 && text[at] != ' ')
        at--;
    while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80)
        at--;
    return at;
}

void cli_print_line(const char *text, size_t most)
{
    size_t n = strlen(text), shown = cut_at_word(text, n, most), i;
    bool space = false;

    for (i = 0; i < shown; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c <= ' ' || c == 0x7F) { /* also keeps a document's escape sequences off the terminal */
            space = true;
            continue;
        }
        if (space)
            putchar(' ');
        space = false;
        putchar(c);
    }
    if (shown < n)
        fputs(" […]", stdout);
}

void cli_print_padded(const char *text, unsigned width)
{
    unsigned shown = 0;
    const char *p;

    for (p = text; *p; p++)
        shown += ((unsigned char)*p & 0xC0) != 0x80;
    fputs(text, stdout);
    for (; shown < width; shown++)
        putchar(' ');
}

void cli_print_place(const char *uri, uint32_t page, uint32_t line_from, uint32_t line_to)
{
    cli_print_line(uri, 0);
    if (page)
        printf(", p. %u", page);
    if (line_from && line_to > line_from)
        printf(", l. %u-%u", line_from, line_to);
    else if (line_from)
        printf(", l. %u", line_from);
}

static void print_proof(const struct rhz_evidence *e, int indent)
{
    const struct cli_style *s = cli_style();
    size_t i;

    printf("%*s« ", indent, "");
    cli_print_line(e->quote, 220);
    printf(" » %s", s->dim);
    cli_print_place(e->uri, e->page, e->line, 0);
    printf("%s\n", s->off);
    for (i = 0; i < e->n_supports; i++) {
        printf("%*s%ssous « ", indent + 2, "", s->dim);
        cli_print_line(e->supports[i].quote, 100);
        printf(" »%s", e->supports[i].line ? "" : "\n");
        if (e->supports[i].line)
            printf(" l. %u\n", e->supports[i].line);
        fputs(s->off, stdout);
    }
}

void cli_print_evidence(const struct rhz_evidence *e, size_t n, size_t most, int indent)
{
    size_t i, shown = most && n > most ? most : n;

    for (i = 0; i < shown; i++)
        print_proof(&e[i], indent);
    if (shown < n)
        printf("%*set %zu autre%s preuve%s\n", indent, "", n - shown, n - shown > 1 ? "s" : "", n - shown > 1 ? "s" : "");
}
