/* chercher_json.c -- hits for programs: the flat list of passages, one object a line. */
#include <stdlib.h>
#include <string.h>

#include "chercher.h"

static void json_snippet(struct rhz_json *j, const struct rhz_hit *h)
{
    size_t n = strlen(h->snippet), at = 0, i, len = 0;
    char *marked = malloc(n + h->n_highlights * 7 + 1);

    for (i = 0; marked && i < h->n_highlights; i++) {
        memcpy(marked + len, h->snippet + at, h->highlights[i].start - at);
        len += h->highlights[i].start - at;
        memcpy(marked + len, "<b>", 3);
        len += 3;
        memcpy(marked + len, h->snippet + h->highlights[i].start, h->highlights[i].end - h->highlights[i].start);
        len += h->highlights[i].end - h->highlights[i].start;
        memcpy(marked + len, "</b>", 4);
        len += 4;
        at = h->highlights[i].end;
    }
    rhz_json_key(j, "snippet");
    if (marked) {
        memcpy(marked + len, h->snippet + at, n - at);
        rhz_json_string(j, marked, len + n - at);
    } else {
        rhz_json_cstring(j, h->snippet);
    }
    free(marked);
}

static void json_words(struct rhz_json *j, const char *key, const char *const *v, size_t n)
{
    size_t i;

    rhz_json_key(j, key);
    rhz_json_array(j);
    for (i = 0; i < n; i++)
        rhz_json_cstring(j, v[i]);
    rhz_json_end(j);
}

/* Beyond four decimals a score depends on the compiler. */
static void json_score(struct rhz_json *j, const char *key, double v)
{
    rhz_json_key(j, key);
    rhz_json_real(j, (double)(int64_t)(v * 1e4 + (v < 0 ? -0.5 : 0.5)) / 1e4);
}

static void json_parts(struct rhz_json *j, const struct rhz_hit *h)
{
    rhz_json_key(j, "parts");
    rhz_json_array(j);
    for (size_t i = 0; i < h->n_parts; i++) {
        const struct rhz_score_part *p = &h->parts[i];

        rhz_json_object(j);
        if (*p->word) {
            rhz_json_pair(j, "word", p->word);
            json_score(j, "score", p->score);
            json_score(j, "weight", p->weight);
            rhz_json_pair_unsigned(j, "passages", p->passages);
            rhz_json_pair_unsigned(j, "frequency", p->frequency);
            rhz_json_pair_unsigned(j, "context_frequency", p->context_frequency);
            rhz_json_pair_unsigned(j, "words", p->words);
            rhz_json_pair_unsigned(j, "context_words", p->context_words);
            rhz_json_key(j, "exact");
            rhz_json_bool(j, p->exact);
        } else {
            rhz_json_pair(j, "why", p->elsewhere ? "elsewhere" : "proximity");
            json_score(j, "score", p->score);
        }
        rhz_json_end(j);
    }
    rhz_json_end(j);
}

void cli_json_hit(struct rhz_json *j, const struct rhz_hit *h, uint32_t rank)
{
    char passage[40];

    snprintf(passage, sizeof passage, "%.16s/%u", h->document, h->ordinal);
    rhz_json_object(j);
    rhz_json_pair(j, "t", "hit");
    rhz_json_pair_unsigned(j, "rank", rank);
    json_score(j, "score", h->score);
    rhz_json_pair(j, "uri", h->uri);
    rhz_json_pair(j, "title", h->title);
    if (*h->date)
        rhz_json_pair(j, "date", h->date);
    if (*h->type)
        rhz_json_pair(j, "type", h->type);
    if (h->page)
        rhz_json_pair_unsigned(j, "page", h->page);
    if (h->line_from) {
        rhz_json_pair_unsigned(j, "line_from", h->line_from);
        rhz_json_pair_unsigned(j, "line_to", h->line_to);
    }
    json_words(j, "headings", h->headings, h->n_headings);
    json_words(j, "missing", h->missing, h->n_missing);
    if (h->n_elsewhere)
        json_words(j, "elsewhere", h->elsewhere, h->n_elsewhere);
    json_snippet(j, h);
    if (h->n_parts)
        json_parts(j, h);
    rhz_json_pair(j, "passage", passage);
    rhz_json_end(j);
}

int cli_hits_json(const struct rhz_hits *hits, uint32_t offset)
{
    struct rhz_json *j = rhz_json_new();
    size_t i;

    if (!j)
        return cli_error("mémoire insuffisante.");
    for (i = 0; i < rhz_hits_count(hits); i++) {
        cli_json_hit(j, rhz_hits_get(hits, i), offset + (uint32_t)i + 1);
        rhz_json_newline(j);
    }
    cli_flush_json(j);
    rhz_json_free(j);
    return CLI_FOUND;
}
