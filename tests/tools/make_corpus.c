/* make_corpus -- documents of an invented association, as many as asked for: minutes, reports, programme pages.
 *
 * usage: make_corpus FOLDER DOCUMENTS [BYTES [PROSE [SEED]]]       files of about BYTES bytes (6000), a hundred to a folder
 *        make_corpus FILE.jsonl DOCUMENTS [BYTES [PROSE [SEED]]]   a catalogue, one record a line
 *
 * A paragraph in PROSE (1: each) is followed by a statement that links two names.
 *
 * Document i is the same whatever the number of documents: a base of a thousand is the beginning of a base of ten
 * thousand. Words follow Zipf's law over a vocabulary that grows with the text, names of people and bodies too, some
 * of them known to all documents. Nothing in it exists.
 */
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "unit/random.h"

struct page {
    char *p;
    size_t n, cap;
};

static void put(struct page *t, const char *s)
{
    size_t n = strlen(s);

    if (t->n + n + 1 > t->cap) {
        t->cap = (t->n + n + 1) * 2;
        t->p = realloc(t->p, t->cap);
        if (!t->p)
            abort();
    }
    memcpy(t->p + t->n, s, n + 1);
    t->n += n;
}

__attribute__((format(printf, 2, 3))) static void print(struct page *t, const char *format, ...)
{
    char line[1024];
    va_list ap;

    va_start(ap, format);
    vsnprintf(line, sizeof line, format, ap);
    va_end(ap);
    put(t, line);
}

/* ---- names ---- */

static const char *const syllables[] = {"ta", "vro", "li", "mé", "quor", "zan", "dou", "fer", "bri", "no", "gal", "su",
                                        "pel", "ri", "chan", "to", "mou", "vei", "lar", "cé", "ron", "bou", "ti", "sar"};
enum { SYLLABLES = sizeof syllables / sizeof *syllables };

/* A word of `number`, capital or not: bijective, so that two numbers never share one. */
static void name_word(char *out, size_t size, unsigned number, bool capital)
{
    size_t n = 0;

    out[0] = 0;
    number += SYLLABLES; /* two syllables at least */
    while (number && n + 8 < size) {
        n += (size_t)snprintf(out + n, size - n, "%s", syllables[number % SYLLABLES]);
        number /= SYLLABLES;
    }
    if (capital)
        out[0] = (char)(out[0] - 'a' + 'A');
}

static const char *const given[] = {"Odile", "Bastien", "Fatoumata", "Yann", "Inès", "Corentin", "Maud", "Gaspard",
                                    "Lucile", "Aloïs", "Solène", "Marc-Antoine", "Capucine", "Nadia", "Jean-Marie", "Hélène"};

static void put_person(struct page *t, unsigned number)
{
    char surname[64];

    name_word(surname, sizeof surname, number, true);
    print(t, "%s %s", given[number * 7 % (sizeof given / sizeof *given)], surname);
}

static void put_body(struct page *t, unsigned number)
{
    static const char *const known[] = {"ADEME", "Région Bretagne", "Ville de Rennes", "Fondation de France",
                                        "Nantes Métropole", "Département du Finistère", "Ville de Brest"};
    static const char *const heads[] = {"Association", "Fondation", "Ville de", "Université de", "Agence", "Fédération"};
    char word[64];

    if (number < sizeof known / sizeof *known) {
        put(t, known[number]);
        return;
    }
    name_word(word, sizeof word, number, true);
    print(t, "%s %s", heads[number % (sizeof heads / sizeof *heads)], word);
}

static void put_programme(struct page *t, unsigned number)
{
    static const char *const heads[] = {"L'Atlas", "La Ronde", "Les Sentiers", "Le Carnet", "Les Ateliers"};
    char word[64];

    name_word(word, sizeof word, number, false);
    print(t, "%s des %ss", heads[number % (sizeof heads / sizeof *heads)], word);
}

/* ---- one document ---- */

struct maker {
    uint64_t seed;
    unsigned number; /* of the document */
    unsigned prose;
};

static unsigned below(struct maker *m, unsigned n)
{
    return (unsigned)random_below(&m->seed, n);
}

/* From 0, frequent ones first: rank r about as often as 1 / (r + 1). */
static unsigned zipf(struct maker *m, unsigned n)
{
    double u = (double)(random_below(&m->seed, 1u << 30) + 1) / (double)(1u << 30);

    return (unsigned)(pow((double)n + 1.0, u) - 1.0) % n;
}

/* Half of those named are known to all; the others come with the documents. */
static unsigned person(struct maker *m)
{
    return below(m, 2) ? zipf(m, 400) : 400 + m->number / 3 + below(m, 20);
}

static unsigned body(struct maker *m)
{
    return below(m, 3) ? zipf(m, 200) : 200 + m->number / 8 + below(m, 10);
}

static unsigned programme(struct maker *m)
{
    return below(m, 2) ? zipf(m, 60) : 60 + m->number / 6 + below(m, 6);
}

static void put_sentence(struct maker *m, struct page *t)
{
    static const char *const small[] = {"de", "la", "le", "les", "et", "des", "à", "en", "du", "pour", "dans", "une", "un",
                                        "sur", "par", "avec", "qui", "ce", "plus", "au", "ne", "que", "il", "nous"};
    unsigned n = 8 + below(m, 20), i;
    char word[64];

    for (i = 0; i < n; i++) {
        if (i && below(m, 9) < 4) {
            put(t, small[zipf(m, sizeof small / sizeof *small)]);
        } else {
            name_word(word, sizeof word, 2000 + zipf(m, 30000 + m->number * 2), i == 0);
            put(t, word);
        }
        put(t, i + 1 < n ? (below(m, 11) ? " " : ", ") : ". ");
    }
}

static void put_paragraph(struct maker *m, struct page *t)
{
    unsigned n = 3 + below(m, 4), i;

    for (i = 0; i < n; i++)
        put_sentence(m, t);
    put(t, "\n\n");
}

static void put_facts(struct maker *m, struct page *t)
{
    switch (below(m, 4)) {
    case 0:
        put(t, "L'");
        put(t, "ADEME verse ");
        print(t, "%u 000 € au programme ", 2 + below(m, 80));
        put_programme(t, programme(m));
        print(t, " en %u.\n\n", 2010 + m->number % 15);
        break;
    case 1:
        put_person(t, person(m));
        put(t, " (");
        put_body(t, body(m));
        put(t, ") présente le programme ");
        put_programme(t, programme(m));
        put(t, ".\n\n");
        break;
    case 2:
        put(t, "Le programme ");
        put_programme(t, programme(m));
        put(t, " est soutenu par ");
        put_body(t, body(m));
        put(t, ".\n\n");
        break;
    default:
        put_person(t, person(m));
        put(t, " : ");
        put_sentence(m, t);
        put(t, "\n\n");
    }
}

static void put_list(struct maker *m, struct page *t, const char *head)
{
    unsigned n = 3 + below(m, 8), i;

    print(t, "%s :\n\n", head);
    for (i = 0; i < n; i++) {
        put(t, "- ");
        put_person(t, person(m));
        if (below(m, 2)) {
            put(t, " (");
            put_body(t, body(m));
            put(t, ")");
        }
        put(t, "\n");
    }
    put(t, "\n");
}

static void put_budget(struct maker *m, struct page *t)
{
    unsigned n = 3 + below(m, 6), year = 2010 + m->number % 15, i;

    print(t, "Charges et produits\tRéalisé %u\tBudget %u\n74 - Subventions\t%u 500\t%u 000\n", year - 1, year, 20 + below(m, 80),
          20 + below(m, 80));
    for (i = 0; i < n; i++) {
        put_body(t, body(m));
        put(t, " (");
        put_programme(t, programme(m));
        print(t, ")\t%u 000\t%u 500\n", 1 + below(m, 40), 1 + below(m, 40));
    }
    put(t, "\n");
}

static void make_document(unsigned number, size_t bytes, unsigned prose, uint64_t seed, struct page *t)
{
    struct maker m = {.seed = seed * 1000003 + number + 1, .number = number, .prose = prose};
    unsigned section = 0;

    t->n = 0;
    switch (number % 3) {
    case 0:
        print(t, "Procès-verbal de l'assemblée générale n° %u\n\n%u mai %u\n\n", number, 1 + number % 28, 2010 + number % 15);
        put_list(&m, t, "Présents");
        put_list(&m, t, "Excusés");
        break;
    case 1:
        print(t, "Rapport d'activité %u, cahier %u\n\nLes Loriots\n\n", 2010 + number % 15, number);
        break;
    default:
        put_programme(t, 60 + number / 6);
        print(t, "\n\nLettre n° %u, mars %u\n\n", number, 2010 + number % 15);
    }
    while (t->n < bytes) {
        unsigned i, n = 2 + below(&m, 3);
        print(t, "%u. ", ++section);
        put_programme(t, programme(&m));
        put(t, "\n\n");
        for (i = 0; i < n && t->n < bytes; i++) {
            put_paragraph(&m, t);
            if (below(&m, m.prose) == 0)
                put_facts(&m, t);
        }
        if (section == 2)
            put_budget(&m, t);
    }
}

/* ---- output ---- */

static void write_escaped(FILE *f, const struct page *t)
{
    size_t i;

    for (i = 0; i < t->n; i++) {
        unsigned char c = (unsigned char)t->p[i];
        if (c == '\n')
            fputs("\\n", f);
        else if (c == '\t')
            fputs("\\t", f);
        else if (c == '"' || c == '\\')
            fprintf(f, "\\%c", c);
        else
            fputc(c, f);
    }
}

static FILE *open_or_die(const char *path)
{
    FILE *f = fopen(path, "w");

    if (!f) {
        perror(path);
        exit(2);
    }
    return f;
}

static void write_catalogue(const char *path, unsigned n, size_t bytes, unsigned prose, uint64_t seed)
{
    struct page t = {NULL, 0, 0};
    FILE *f = open_or_die(path);
    unsigned i;

    for (i = 0; i < n; i++) {
        make_document(i, bytes, prose, seed, &t);
        fprintf(f, "{\"id\": \"d%u\", \"title\": \"Pièce %u\", \"date\": \"%u-03-18\", \"text\": \"", i, i, 2010 + i % 15);
        write_escaped(f, &t);
        fputs("\"}\n", f);
    }
    free(t.p);
    if (fclose(f)) {
        perror(path);
        exit(2);
    }
}

static void write_files(const char *folder, unsigned n, size_t bytes, unsigned prose, uint64_t seed)
{
    struct page t = {NULL, 0, 0};
    char path[4096];
    unsigned i;

    mkdir(folder, 0777);
    for (i = 0; i < n; i++) {
        FILE *f;
        make_document(i, bytes, prose, seed, &t);
        snprintf(path, sizeof path, "%s/%04u", folder, i / 100);
        mkdir(path, 0777);
        snprintf(path, sizeof path, "%s/%04u/piece-%06u.txt", folder, i / 100, i);
        f = open_or_die(path);
        fwrite(t.p, 1, t.n, f);
        if (fclose(f)) {
            perror(path);
            exit(2);
        }
    }
    free(t.p);
}

int main(int argc, char **argv)
{
    unsigned n = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
    size_t bytes = argc > 3 ? strtoul(argv[3], NULL, 10) : 6000;
    unsigned prose = argc > 4 ? (unsigned)strtoul(argv[4], NULL, 10) : 1;
    uint64_t seed = argc > 5 ? strtoull(argv[5], NULL, 10) : 1;
    size_t length = argc > 1 ? strlen(argv[1]) : 0;

    if (!n) {
        fputs("usage: make_corpus FOLDER|FILE.jsonl DOCUMENTS [BYTES [PROSE [SEED]]]\n", stderr);
        return 2;
    }
    if (length > 6 && strcmp(argv[1] + length - 6, ".jsonl") == 0)
        write_catalogue(argv[1], n, bytes, prose, seed);
    else
        write_files(argv[1], n, bytes, prose, seed);
    return 0;
}
