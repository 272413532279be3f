/* vocabulary_reader.c -- a table of names that the user vouches for: kind, name, other names, RNA, SIREN.
 *
 * Known by its first line, "genre<TAB>nom...", whatever the file is called; columns are between tabs or semicolons, other names
 * between "|". It becomes a document like any other, each line a row: what it says is searched, cited and proved by it. A line
 * that is wrong refuses the whole file: half a vocabulary would be a silent lie.
 */
#include "charset.h"
#include "identifiers.h"
#include "lines.h"
#include "reader.h"

enum { COLUMNS = 5, LINE_MOST = 8192 };

/* A letter in small, without accent for those that "genre", "nom" and the names of kinds hold. */
static bool folds_to(struct rhz_span s, const char *word)
{
    size_t at = 0;

    for (; *word; word++, at++) {
        if (at >= s.n)
            return false;
        if ((unsigned char)s.p[at] == 0xC3 && at + 1 < s.n && ((unsigned char)s.p[at + 1] | 0x20) >= 0xA8 &&
            ((unsigned char)s.p[at + 1] | 0x20) <= 0xAB && *word == 'e') {
            at++;
            continue;
        }
        if ((s.p[at] >= 'A' && s.p[at] <= 'Z' ? s.p[at] | 0x20 : s.p[at]) != *word)
            return false;
    }
    return at == s.n;
}

static char separator_of(struct rhz_span line)
{
    return memchr(line.p, '\t', line.n) ? '\t' : ';';
}

/* The cells of a line, trimmed; those that are not there are empty. Answers how many there are. */
static size_t cut_cells(struct rhz_span line, char separator, struct rhz_span cells[COLUMNS])
{
    size_t n = 0;

    for (size_t i = 0; i < COLUMNS; i++)
        cells[i] = rhz_span("", 0);
    for (struct rhz_span rest = line;;) {
        const char *at = memchr(rest.p, separator, rest.n);

        if (n < COLUMNS)
            cells[n] = rhz_span_trim(rhz_span(rest.p, at ? (size_t)(at - rest.p) : rest.n));
        n++;
        if (!at)
            return n;
        rest = rhz_span(at + 1, rest.n - (size_t)(at + 1 - rest.p));
    }
}

static bool is_header(struct rhz_span line)
{
    struct rhz_span cells[COLUMNS];

    return cut_cells(line, separator_of(line), cells) >= 2 && folds_to(cells[0], "genre") && folds_to(cells[1], "nom");
}

static struct rhz_span without_mark(struct rhz_span s)
{
    return s.n >= 3 && memcmp(s.p, "\xEF\xBB\xBF", 3) == 0 ? rhz_span(s.p + 3, s.n - 3) : s;
}

static bool accepts(struct rhz_span head, struct rhz_span file_name)
{
    struct rhz_span text = without_mark(head);
    const char *end = memchr(text.p, '\n', text.n);

    (void)file_name;
    return is_header(rhz_span_trim(rhz_span(text.p, end ? (size_t)(end - text.p) : text.n)));
}

/* ---- rows ---- */

static const char *kind_of(struct rhz_span cell)
{
    static const char *const typed[][2] = {{"personne", "Personne"}, {"organisation", "Organisation"}, {"programme", "Programme"},
                                           {"evenement", "Evenement"}};

    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
        if (folds_to(cell, typed[i][0]))
            return typed[i][1];
    return NULL;
}

/* A number of the RNA; a SIREN, or the SIRET of one of its places. */
static bool is_number(struct rhz_span s, bool rna)
{
    struct rhz_identifier id;

    return rhz_identifier_read(s, &id) && (id.property == RHZ_PROPERTY_RNA) == rna;
}

static void put_cell(struct rhz_buf *b, struct rhz_span cell)
{
    if (!cell.n)
        return;
    if (b->n)
        rhz_buf_byte(b, '\t');
    for (size_t i = 0; i < cell.n; i++)
        rhz_buf_byte(b, cell.p[i] == '\t' ? ' ' : (unsigned char)cell.p[i]);
}

static void put_names(struct rhz_buf *b, struct rhz_span names)
{
    while (names.n) {
        const char *bar = memchr(names.p, '|', names.n);
        struct rhz_span name = rhz_span(names.p, bar ? (size_t)(bar - names.p) : names.n);

        put_cell(b, rhz_span_trim(name));
        names = bar ? rhz_span(bar + 1, names.n - name.n - 1) : rhz_span("", 0);
    }
}

static rhz_status put_row(struct rhz_span line, char separator, uint32_t number, struct rhz_buf *row, struct rhz_buf *out,
                          struct rhz_error *err)
{
    struct rhz_line_mark mark = {0, number};
    struct rhz_span cells[COLUMNS];
    const char *kind;

    if (line.n > LINE_MOST)
        return rhz_fail(err, RHZ_INVALID, "Ligne %u : elle est trop longue.", number);
    if (cut_cells(line, separator, cells) > COLUMNS)
        return rhz_fail(err, RHZ_INVALID, "Ligne %u : plus de cinq colonnes.", number);
    if (!(kind = kind_of(cells[0])))
        return rhz_fail(err, RHZ_INVALID, "Ligne %u : le genre doit être personne, organisation, programme ou evenement.", number);
    if (!cells[1].n)
        return rhz_fail(err, RHZ_INVALID, "Ligne %u : le nom manque.", number);
    if (cells[3].n && !is_number(cells[3], true))
        return rhz_fail(err, RHZ_INVALID, "Ligne %u : un numéro RNA est W suivi de neuf chiffres.", number);
    if (cells[4].n && !is_number(cells[4], false))
        return rhz_fail(err, RHZ_INVALID, "Ligne %u : un numéro SIREN a neuf chiffres, un SIRET quatorze, et le dernier en est la clé.", number);
    rhz_buf_reset(row);
    rhz_buf_str(row, kind);
    put_cell(row, cells[1]);
    put_names(row, cells[2]);
    put_cell(row, cells[3]);
    put_cell(row, cells[4]);
    rhz_event_put(out, &(struct rhz_event){.kind = RHZ_EVENT_BLOCK, .block = RHZ_BLOCK_TABLE_ROW, .text = rhz_buf_view(row),
                                           .lines = &mark, .n_lines = 1});
    return row->failed || out->failed ? rhz_no_memory(err) : RHZ_OK;
}

static void put_meta(struct rhz_buf *out, const char *key, const char *value)
{
    rhz_event_put(out, &(struct rhz_event){.kind = RHZ_EVENT_META, .key = rhz_span_of(key), .text = rhz_span_of(value)});
}

static rhz_status read_rows(struct rhz_span text, uint32_t first_line, struct rhz_buf *out, struct rhz_error *err)
{
    struct rhz_span rest = without_mark(text);
    struct rhz_buf row = {0};
    char separator = 0;
    size_t rows = 0;
    rhz_status st = RHZ_OK;

    put_meta(out, "type", "vocabulaire");
    put_meta(out, "titre", "Vocabulaire");
    for (uint32_t number = first_line; rest.n && st == RHZ_OK; number++) {
        const char *end = memchr(rest.p, '\n', rest.n);
        struct rhz_span whole = rhz_span(rest.p, end ? (size_t)(end - rest.p) : rest.n), line = rhz_span_trim(whole);

        rest = end ? rhz_span(end + 1, rest.n - whole.n - 1) : rhz_span("", 0);
        if (!line.n || line.p[0] == '#')
            continue;
        if (!separator) {
            separator = separator_of(line);
            continue; /* the header */
        }
        st = put_row(whole, separator, number, &row, out, err);
        rows++;
    }
    rhz_buf_free(&row);
    return st == RHZ_OK && !rows ? rhz_fail(err, RHZ_INVALID, "Ce vocabulaire ne contient aucun nom.") : st;
}

static rhz_status read_vocabulary(struct rhz_span bytes, uint32_t first_line, struct rhz_buf *out, uint32_t *n_repairs,
                                  struct rhz_error *err)
{
    struct rhz_buf decoded = {0};
    struct rhz_span text;
    rhz_status st = rhz_charset_decode(bytes, &decoded, &text, n_repairs, err);

    if (st == RHZ_OK)
        st = read_rows(text, first_line, out, err);
    rhz_buf_free(&decoded);
    return st;
}

const struct rhz_reader_format rhz_reader_vocabulary = {.name = "vocabulaire", .version = 1, .accepts = accepts, .read = read_vocabulary};
