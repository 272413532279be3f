/* regions.c -- where the white is: a strip of page free of words from one band to the next is a gutter, between the columns of a
 * text or the cells of a table.
 *
 * From a band with two pieces or more, bands are taken while some gutter goes on. What stands on both sides of it decides:
 * figures, or few words that stand in line across, are cells and are read row by row; lines full of words are columns, and are
 * read one column after another. A line across (the head of a part of the table) is let through where rows go on after it. */
#include "regions.h"

#include <math.h>

#include "letters.h"
#include "lines.h"

enum { FREE = 64 };

/** White strips, rising; the outermost ones have no end. */
struct strips {
    float from[FREE], to[FREE];
    size_t n;
};

static void cut_out(struct strips *s, float x0, float x1)
{
    struct strips out = {.n = 0};
    size_t i;

    for (i = 0; i < s->n; i++) {
        if (s->to[i] <= x0 || s->from[i] >= x1) {
            if (out.n < FREE) {
                out.from[out.n] = s->from[i];
                out.to[out.n++] = s->to[i];
            }
            continue;
        }
        if (s->from[i] < x0 && out.n < FREE) {
            out.from[out.n] = s->from[i];
            out.to[out.n++] = x0;
        }
        if (s->to[i] > x1 && out.n < FREE) {
            out.from[out.n] = x1;
            out.to[out.n++] = s->to[i];
        }
    }
    *s = out;
}

static void drop_thin(struct strips *s, float least)
{
    size_t i, n = 0;

    for (i = 0; i < s->n; i++)
        if (s->to[i] - s->from[i] >= least) {
            s->from[n] = s->from[i];
            s->to[n++] = s->to[i];
        }
    s->n = n;
}

static void all_free(struct strips *s)
{
    s->from[0] = -1e9f;
    s->to[0] = 1e9f;
    s->n = 1;
}

static void cut_band(struct strips *s, const struct rhz_pdf_piece *pieces, const struct rhz_pdf_band *b)
{
    uint32_t i;

    for (i = 0; i < b->n; i++)
        cut_out(s, pieces[b->first + i].x0, pieces[b->first + i].x1);
}

/** Strips with words on both sides. */
static size_t inner(const struct strips *s)
{
    size_t i, n = 0;

    for (i = 0; i < s->n; i++)
        n += s->from[i] > -1e8f && s->to[i] < 1e8f;
    return n;
}

struct zone {
    const struct rhz_pdf_page *page;
    const struct rhz_pdf_piece *pieces;
    const struct rhz_pdf_band *bands;
    size_t first, n;
    struct strips strips;
    float body, least;
};

/** Does a piece of the band lie across an inner strip of the zone? */
static size_t crossings(const struct zone *z, const struct rhz_pdf_band *b)
{
    size_t i, crossed = 0;
    uint32_t k;

    for (i = 0; i < z->strips.n; i++) {
        if (z->strips.from[i] < -1e8f || z->strips.to[i] > 1e8f)
            continue;
        for (k = 0; k < b->n; k++)
            if (z->pieces[b->first + k].x0 < z->strips.from[i] && z->pieces[b->first + k].x1 > z->strips.to[i]) {
                crossed++;
                break;
            }
    }
    return crossed;
}

/** Strips of the zone with this band too; false: none would be left between words. */
static bool narrowed(const struct zone *z, const struct rhz_pdf_band *b, struct strips *out)
{
    *out = z->strips;
    cut_band(out, z->pieces, b);
    drop_thin(out, z->least);
    return inner(out) > 0;
}

static float pitch_before(const struct zone *z, size_t band)
{
    return z->bands[band].bottom - z->bands[band - 1].bottom;
}

static bool has_figures(const struct zone *z, size_t band)
{
    const struct rhz_pdf_band *b = &z->bands[band];
    uint32_t i;

    for (i = 0; i < b->n; i++)
        if (z->pieces[b->first + i].figure)
            return true;
    return false;
}

/** Is it set closely enough below to be of the same zone? */
static bool follows(const struct zone *z, size_t band)
{
    float gap = z->bands[band].top - z->bands[band - 1].bottom;

    return gap < 2.6f * z->body;
}

static void take(struct zone *z, size_t band, const struct strips *strips)
{
    z->n = band - z->first + 1;
    z->strips = *strips;
}

/** A heading with nothing beside it: columns, or the part of a list, end above it. */
static bool heads(const struct zone *z, size_t band)
{
    const struct rhz_pdf_band *b = &z->bands[band], *above = &z->bands[band - 1];
    const struct rhz_pdf_piece *q = &z->pieces[b->first];

    return b->n == 1 && !q->figure && q->x0 < z->pieces[above->first].x0 + 2 * z->body &&
           (q->size > 1.12f * z->body || (q->bold && !z->pieces[above->first].bold));
}

/** Bands from z->first while a gutter goes on. */
static void grow(struct zone *z, size_t n_bands)
{
    size_t at = z->first + 1;
    struct strips next;
    bool figures = has_figures(z, z->first);

    while (at < n_bands && follows(z, at)) {
        const struct rhz_pdf_band *b = &z->bands[at];
        size_t kept = inner(&z->strips);
        if (!figures && heads(z, at))
            break;
        if (narrowed(z, b, &next) && (crossings(z, b) == 0 || (b->n > 1 && crossings(z, b) * 2 <= kept))) {
            if (b->n > 1 && crossings(z, b) && z->n > 2)
                next = z->strips; /* a cell over two columns: the gutters of many rows stand */
            figures |= has_figures(z, at);
            take(z, at++, &next);
            continue;
        }
        /* A line across a table: its rows go on below. */
        if (figures && b->n == 1 && at + 1 < n_bands && follows(z, at + 1) && z->bands[at + 1].n > 1 && has_figures(z, at + 1) &&
            crossings(z, &z->bands[at + 1]) == 0 && narrowed(z, &z->bands[at + 1], &next) && inner(&next) >= kept) {
            take(z, at + 1, &next);
            at += 2;
            continue;
        }
        break;
    }
}

/** Bands at the end with words on one side of all gutters only, that are not set as the rest: a heading, a text that follows. */
static void trim(struct zone *z)
{
    while (z->n > 1) {
        size_t last = z->first + z->n - 1;
        const struct rhz_pdf_band *b = &z->bands[last];
        const struct rhz_pdf_piece *q = &z->pieces[b->first];
        float usual = z->n > 2 ? pitch_before(z, z->first + 1) : 1.3f * z->body;
        if (b->n > 1 || q->figure)
            return;
        if (pitch_before(z, last) < 1.3f * usual && pitch_before(z, last) < 1.8f * q->size && !(q->bold && !z->pieces[z->bands[last - 1].first].bold))
            return;
        z->n--;
    }
}

size_t rhz_pdf_column_of(const struct rhz_pdf_region *r, const struct rhz_pdf_piece *piece)
{
    float x = piece->figure ? piece->x1 - 0.1f * piece->size : piece->x0 + 0.3f * piece->size;
    size_t k = 0;

    while (k < r->n_cuts && r->cuts[k] < x)
        k++;
    return k;
}

/** Columns that never stand in one band are one: a head set in the middle, figures at the right. */
static void join_columns(const struct zone *z, struct rhz_pdf_region *r)
{
    size_t k = 0, i;

    while (k < r->n_cuts) {
        bool both = false, any[2] = {false, false};
        for (i = 0; i < z->n && !both; i++) {
            const struct rhz_pdf_band *b = &z->bands[z->first + i];
            bool in[2] = {false, false};
            uint32_t j;
            for (j = 0; j < b->n; j++) {
                size_t c = rhz_pdf_column_of(r, &z->pieces[b->first + j]);
                if (c == k || c == k + 1)
                    in[c - k] = any[c - k] = true;
            }
            both = in[0] && in[1];
        }
        if (both || !any[0] || !any[1]) {
            k++;
            continue;
        }
        memmove(r->cuts + k, r->cuts + k + 1, (r->n_cuts - k - 1) * sizeof *r->cuts);
        r->n_cuts--;
    }
}

/* ---- cells or columns ---- */

struct column {
    uint32_t pieces, words, figures, bands, bullets;
    float x0, x1, filled;
};

static struct rhz_span first_word(const struct zone *z, const struct rhz_pdf_piece *q)
{
    const struct rhz_pdf_word *w = &z->page->words[q->first];

    return rhz_span(z->page->text.p + w->text, w->bytes);
}

static void measure(const struct zone *z, const struct rhz_pdf_region *r, struct column *v)
{
    size_t i, k;
    uint32_t j;

    for (k = 0; k <= r->n_cuts; k++)
        v[k] = (struct column){.x0 = 1e9f, .x1 = -1e9f};
    for (i = 0; i < r->n; i++) {
        const struct rhz_pdf_band *b = &z->bands[r->first + i];
        uint64_t seen = 0;
        for (j = 0; j < b->n; j++) {
            const struct rhz_pdf_piece *q = &z->pieces[b->first + j];
            k = rhz_pdf_column_of(r, q);
            v[k].pieces++;
            v[k].words += q->n;
            v[k].figures += q->figure;
            v[k].bullets += rhz_span_eq(first_word(z, q), RHZ_SPAN("\xE2\x80\xA2"));
            v[k].bands += !(seen >> k & 1);
            seen |= (uint64_t)1 << k;
            v[k].filled += q->x1 - q->x0;
            if (q->x0 < v[k].x0)
                v[k].x0 = q->x0;
            if (q->x1 > v[k].x1)
                v[k].x1 = q->x1;
        }
    }
}

/** Share of the bands with two pieces or more whose pieces stand on one line. */
static float aligned(const struct zone *z, const struct rhz_pdf_region *r)
{
    size_t i, many = 0, straight = 0;
    uint32_t j;

    for (i = 0; i < r->n; i++) {
        const struct rhz_pdf_band *b = &z->bands[r->first + i];
        bool good = true;
        if (b->n < 2)
            continue;
        for (j = 1; j < b->n; j++)
            good &= fabsf(z->pieces[b->first + j].base - z->pieces[b->first].base) < 0.35f * z->body;
        many++;
        straight += good;
    }
    return many ? (float)straight / (float)many : 0;
}

static float usual_pitch(const struct zone *z, const struct rhz_pdf_region *r)
{
    float sum = 0;
    size_t i;

    for (i = 1; i < r->n; i++)
        sum += pitch_before(z, r->first + i);
    return r->n > 1 ? sum / (float)(r->n - 1) : 0;
}

/** Share of a column's pieces whose words all begin with a capital: names of people do, offices and bodies mostly do not. */
static float capitalised(const struct zone *z, const struct rhz_pdf_region *r, size_t column)
{
    uint32_t n = 0, capital = 0, j, k;
    size_t i;

    for (i = 0; i < r->n; i++) {
        const struct rhz_pdf_band *b = &z->bands[r->first + i];
        for (j = 0; j < b->n; j++) {
            const struct rhz_pdf_piece *q = &z->pieces[b->first + j];
            bool all = true;
            if (rhz_pdf_column_of(r, q) != column)
                continue;
            for (k = 0; k < q->n; k++) {
                unsigned char c = (unsigned char)z->page->text.p[z->page->words[q->first + k].text];
                all &= (c >= 'A' && c <= 'Z') || c == 0xC3;
            }
            n++;
            capital += all;
        }
    }
    return n ? (float)capital / (float)n : 0;
}

/** Do lines of the first column go on from one another? Then they are text, not cells. */
static bool runs_on(const struct zone *z, const struct rhz_pdf_region *r)
{
    uint32_t n = 0, lower = 0, j;
    size_t i;

    for (i = 1; i < r->n; i++)
        for (j = 0; j < z->bands[r->first + i].n; j++) {
            const struct rhz_pdf_piece *q = &z->pieces[z->bands[r->first + i].first + j];
            if (rhz_pdf_column_of(r, q) != 0)
                continue;
            n++;
            lower += rhz_is_lower(rhz_text_first(first_word(z, q)));
        }
    return lower * 10 >= n * 3 && lower > 0;
}

/** Do the first words of the first band head the columns of a table? */
static bool has_head(const struct zone *z, const struct rhz_pdf_region *r)
{
    static const char *const WORDS[] = {"nom", "noms", "prénom", "prénoms", "fonction", "structure", "structures", "organisme", "organisation",
                                        "collège", "date", "dates", "lieu", "titre", "qualité", "adresse", "montant", "programme", "action",
                                        "actions", "intitulé", "public", "partenaire", "partenaires", "financeur", "financeurs", "type",
                                        "thème", "durée", "commune", "territoire", "poste", "mandat", "objet", "résultat", NULL};
    const struct rhz_pdf_band *head = &z->bands[r->first], *next = head + 1;
    bool bold = head->n > 1, words = head->n > 1;
    uint32_t i;

    for (i = 0; i < head->n; i++) {
        bold &= z->pieces[head->first + i].bold;
        words &= rhz_word_among(first_word(z, &z->pieces[head->first + i]), WORDS);
    }
    if (bold && r->n > 1)
        for (i = 0; i < next->n; i++)
            bold &= !z->pieces[next->first + i].bold;
    return words || (bold && r->n > 1);
}

/**
 * Two tables side by side: figures, then words again, then figures again, and either the heads say so (charges, produits) or
 * the lines of the two are not in line. The number of the cut between them from 1; 0: one table.
 */
static size_t between_tables(const struct zone *z, const struct rhz_pdf_region *r, const struct column *v)
{
    static const char *const RIGHT[] = {"produits", "recettes", "ressources", "passif", NULL};
    size_t k, j, cut = 0;
    uint32_t i;
    bool told = false;

    for (k = 1; k < r->n_cuts; k++) {
        bool left = v[k].figures * 2 >= v[k].pieces, words = v[k + 1].figures * 3 < v[k + 1].pieces, right = false;
        for (j = k + 2; j <= r->n_cuts; j++)
            right |= v[j].figures * 2 >= v[j].pieces && v[j].figures > 0;
        if (left && words && right && v[k].figures > 0 && v[k + 1].pieces > 1) {
            cut = k + 1;
            break;
        }
    }
    if (!cut)
        return 0;
    for (j = 0; j < 3 && j < r->n; j++)
        for (i = 0; i < z->bands[r->first + j].n; i++) {
            const struct rhz_pdf_piece *q = &z->pieces[z->bands[r->first + j].first + i];
            told |= q->x0 > r->cuts[cut - 1] && rhz_word_among(first_word(z, q), RIGHT);
        }
    return told || aligned(z, r) < 0.7f ? cut : 0;
}

static enum rhz_pdf_region_kind judge(const struct zone *z, struct rhz_pdf_region *r)
{
    struct column v[RHZ_PDF_COLUMNS + 1];
    size_t k, prose = 0, full = 0, columns = r->n_cuts + 1, cut;
    uint32_t pieces = 0, words = 0, many = 0;
    bool figures = false, bulleted;
    size_t i;

    measure(z, r, v);
    for (k = 0; k < columns; k++) {
        float width = v[k].x1 - v[k].x0, mean = v[k].pieces ? (float)v[k].words / (float)v[k].pieces : 0;
        if (!v[k].pieces)
            continue;
        pieces += v[k].pieces;
        words += v[k].words;
        full++;
        figures |= k > 0 && v[k].figures * 2 >= v[k].pieces && v[k].figures >= (r->n > 2 ? 2u : 1u);
        prose += mean >= 3.5f && width > 12 * z->body && v[k].filled > 0.6f * width * (float)v[k].pieces;
    }
    for (i = 0; i < r->n; i++)
        many += z->bands[r->first + i].n > 1;
    if (full < 2)
        return RHZ_PDF_LINES;
    if (v[0].bullets * 2 >= v[0].pieces && v[0].pieces > 1 && v[1].bullets == 0) { /* a list beside something else */
        r->n_cuts = 1;
        return RHZ_PDF_TEXT_COLUMNS;
    }
    for (k = 0, bulleted = true; k < columns; k++)
        bulleted &= v[k].bullets * 2 >= v[k].pieces;
    if (bulleted)
        return RHZ_PDF_TEXT_COLUMNS;
    if (figures && (cut = between_tables(z, r, v)) != 0) {
        r->cuts[0] = r->cuts[cut - 1];
        r->n_cuts = 1;
        return RHZ_PDF_TEXT_COLUMNS;
    }
    if (figures)
        return RHZ_PDF_TABLE;
    if (prose >= 2 || (prose == 1 && r->n >= 3 && aligned(z, r) < 0.5f))
        return RHZ_PDF_TEXT_COLUMNS;
    if (many * 10 < r->n * 4 || aligned(z, r) < 0.6f)
        return RHZ_PDF_TEXT_COLUMNS;
    if (r->n == 1)
        return columns >= 3 || words < 4 * pieces ? RHZ_PDF_TABLE : RHZ_PDF_LINES;
    if (runs_on(z, r))
        return RHZ_PDF_TEXT_COLUMNS;
    /* Few words, in line across: cells, unless they are set as closely as a list in columns is, and all of a kind. */
    if (has_head(z, r) || usual_pitch(z, r) > 1.45f * z->body)
        return RHZ_PDF_TABLE;
    for (k = 1; k < columns && r->n > 2; k++) {
        float first = capitalised(z, r, 0), other = capitalised(z, r, k);
        if ((first > 0.75f && other < 0.35f) || (first < 0.35f && other > 0.75f))
            return RHZ_PDF_TABLE;
    }
    return RHZ_PDF_TEXT_COLUMNS;
}

static void find_cuts(const struct zone *z, struct rhz_pdf_region *r)
{
    float left = 1e9f, right = -1e9f;
    size_t i;
    uint32_t j;

    for (i = 0; i < z->n; i++)
        for (j = 0; j < z->bands[z->first + i].n; j++) {
            const struct rhz_pdf_piece *q = &z->pieces[z->bands[z->first + i].first + j];
            left = q->x0 < left ? q->x0 : left;
            right = q->x1 > right ? q->x1 : right;
        }
    r->n_cuts = 0;
    for (i = 0; i < z->strips.n && r->n_cuts < RHZ_PDF_COLUMNS; i++)
        if (z->strips.from[i] >= left && z->strips.to[i] <= right)
            r->cuts[r->n_cuts++] = (z->strips.from[i] + z->strips.to[i]) / 2;
}

/** The region of columns of which a line on the right, above the left column's first, is a part: how far below it is seen. */
static size_t lines_above(const struct zone *z, size_t n_bands)
{
    size_t i = z->first;

    while (i < n_bands && i - z->first < 12 && z->bands[i].n == 1 && (i == z->first || follows(z, i)))
        i++;
    return i < n_bands && i > z->first && z->bands[i].n > 1 && follows(z, i) ? i - z->first : 0;
}

static void region_at(struct zone *z, size_t n_bands, struct rhz_pdf_region *out)
{
    *out = (struct rhz_pdf_region){.kind = RHZ_PDF_LINES, .first = z->first, .n = 1};
    all_free(&z->strips);
    cut_band(&z->strips, z->pieces, &z->bands[z->first]);
    drop_thin(&z->strips, z->least);
    if (inner(&z->strips) == 0)
        return;
    grow(z, n_bands);
    trim(z);
    out->n = z->n;
    find_cuts(z, out);
    if (z->n > 2 && out->n_cuts > 1)
        join_columns(z, out);
    out->kind = out->n_cuts ? judge(z, out) : RHZ_PDF_LINES;
    if (out->kind == RHZ_PDF_LINES)
        out->n = 1;
}

void rhz_pdf_next_region(const struct rhz_pdf_page *p, const struct rhz_pdf_piece *pieces, const struct rhz_pdf_band *bands,
                         size_t n_bands, size_t at, float body, struct rhz_pdf_region *out)
{
    struct zone z = {.page = p, .pieces = pieces, .bands = bands, .first = at, .n = 1, .body = body, .least = 0.45f * body};

    size_t above = 0, i;

    if (bands[at].n < 2) {
        const struct rhz_pdf_piece *q = &pieces[bands[at].first];
        if ((above = lines_above(&z, n_bands)) != 0) {
            z.first = at + above;
            region_at(&z, n_bands, out);
            for (i = at; i < at + above && out->kind == RHZ_PDF_TEXT_COLUMNS; i++)
                if (crossings(&z, &bands[i]))
                    out->kind = RHZ_PDF_LINES;
            if (out->kind == RHZ_PDF_TEXT_COLUMNS && q->x0 > out->cuts[0]) {
                out->first = at;
                out->n += above;
                return;
            }
        }
        *out = (struct rhz_pdf_region){.kind = RHZ_PDF_LINES, .first = at, .n = 1};
        return;
    }
    region_at(&z, n_bands, out);
}
