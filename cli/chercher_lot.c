/* chercher_lot.c -- many searches in one process, printed as TREC runs: `qid Q0 id rank score rhizome`.
 *
 * A line that cannot be searched is said on standard error and the others go on: a run of a thousand questions is not
 * lost for one. Documents are ranked by their best passage.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "chercher.h"

/* Records of a catalogue are named FILE#ID: whoever judges them knows the id alone. */
static const char *record_id(const char *uri)
{
    static const char *const marks[] = {".jsonl#", ".ndjson#"};

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *at = strstr(uri, marks[i]);

        if (at && at[strlen(marks[i])])
            return at + strlen(marks[i]);
    }
    return uri;
}

/* Readers of such runs sort by score: it must never rise, even where passages with fewer words follow. */
static void print_run(const char *qid, size_t qid_n, const struct rhz_hits *hits)
{
    double least = 0;

    for (size_t i = 0; i < rhz_hits_count(hits); i++) {
        const struct rhz_hit *h = rhz_hits_get(hits, i);

        least = i == 0 || h->score < least ? h->score : least;
        printf("%.*s Q0 %s %zu %.6f rhizome\n", (int)qid_n, qid, record_id(h->uri), i + 1, least);
    }
}

/* One line, without its line feed. */
static bool search_line(struct rhz_session *s, const char *line, size_t n, size_t number,
                        const struct rhz_search_options *o)
{
    const char *tab = memchr(line, '\t', n);
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_hits *hits = NULL;
    bool found = false;

    if (!n)
        return false;
    if (!tab) {
        fprintf(stderr, "rhizome : ligne %zu : « numéro<TAB>mots » est attendu.\n", number);
        return false;
    }
    if (rhz_session_search(s, tab + 1, n - (size_t)(tab + 1 - line), o, &hits, &err) != RHZ_OK) {
        fprintf(stderr, "rhizome : ligne %zu : %s\n", number, err.text);
    } else {
        found = rhz_hits_count(hits) > 0;
        print_run(line, (size_t)(tab - line), hits);
    }
    rhz_hits_free(hits);
    return found;
}

static int search_file(struct rhz_session *s, FILE *f, const char *path, const struct rhz_search_options *o)
{
    char *line = NULL;
    size_t cap = 0, number = 0;
    bool found = false;
    ssize_t n;
    int status;

    while ((n = getline(&line, &cap, f)) >= 0) {
        while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
            n--;
        found |= search_line(s, line, (size_t)n, ++number, o);
    }
    status = ferror(f) ? cli_error("%s : %s.", path, strerror(errno)) : found ? CLI_FOUND : CLI_NOTHING;
    free(line);
    return status;
}

int cli_chercher_lot(struct rhz_base *base, const char *path, const struct rhz_search_options *options)
{
    struct rhz_search_options o = *options;
    struct rhz_session *s;
    struct rhz_error err;
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
    int status;

    if (!f)
        return cli_error("%s : %s.", path, strerror(errno));
    o.by_document = o.bare = true;
    o.per_document = 1;
    if (rhz_session_open(base, &s, &err) != RHZ_OK)
        status = cli_failed(&err);
    else
        status = search_file(s, f, path, &o);
    if (f != stdin)
        fclose(f);
    rhz_session_close(s);
    return status;
}
