/* territories.c -- local authorities have a long and a bare name; within one document both are one body.
 *
 * Only what the words show: a head, its preposition, the rest. Which bare names are places is the gazetteer's business
 * and was decided before.
 */
#include "territories.h"

#include <ctype.h>

struct head {
    const char *words;
    uint8_t sub;
};

static const struct head heads[] = {
    {"ville", RHZ_SUB_COMMUNE},        {"commune", RHZ_SUB_COMMUNE},
    {"mairie", RHZ_SUB_COMMUNE},       {"r\xC3\xA9gion", RHZ_SUB_REGION},
    {"region", RHZ_SUB_REGION},        {"conseil r\xC3\xA9gional", RHZ_SUB_REGION},
    {"d\xC3\xA9partement", RHZ_SUB_DEPARTEMENT}, {"departement", RHZ_SUB_DEPARTEMENT},
    {"conseil d\xC3\xA9partemental", RHZ_SUB_DEPARTEMENT},
    {"communaut\xC3\xA9 de communes", RHZ_SUB_EPCI}, {"communaut\xC3\xA9 d'agglom\xC3\xA9ration", RHZ_SUB_EPCI},
    {"communaut\xC3\xA9 urbaine", RHZ_SUB_EPCI}, {"m\xC3\xA9tropole", RHZ_SUB_EPCI},
    {"cc", RHZ_SUB_EPCI},              {"ca", RHZ_SUB_EPCI},
    {"cu", RHZ_SUB_EPCI},
};

static const char *const links[] = {" de la ", " de l'", " de l\xE2\x80\x99", " des ", " du ", " de ", " d'", " d\xE2\x80\x99", " "};

/* Bytes of `s` that equal `words`, ASCII case and É/é aside; 0 when they do not. */
static size_t match(struct rhz_span s, const char *words)
{
    size_t n = strlen(words);
    if (s.n < n)
        return 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char a = (unsigned char)s.p[i], b = (unsigned char)words[i];
        bool accent = b == 0xA9 && a == 0x89; /* É for é */
        if (a != b && !accent && !(a < 0x80 && tolower(a) == b))
            return 0;
    }
    return n;
}

static struct rhz_span before_suffix(struct rhz_span name)
{
    static const char *const suffixes[] = {" m\xC3\xA9tropole", " agglom\xC3\xA9ration"};
    size_t words = 1;
    for (size_t i = 0; i < name.n; i++)
        words += name.p[i] == ' ' || name.p[i] == '-';
    for (size_t s = 0; s < 2; s++) {
        size_t n = strlen(suffixes[s]);
        if (words >= 4 && name.n > n && match(rhz_span(name.p + name.n - n, n), suffixes[s]))
            return rhz_span(name.p, name.n - n); /* "Nantes" alone is the town, not Nantes Métropole */
    }
    return rhz_span("", 0);
}

struct rhz_span rhz_territory_bare(struct rhz_span name, enum rhz_subkind sub)
{
    for (size_t h = 0; h < sizeof heads / sizeof *heads; h++) {
        size_t n = heads[h].sub == sub ? match(name, heads[h].words) : 0;
        if (n == 0)
            continue;
        struct rhz_span rest = rhz_span(name.p + n, name.n - n);
        for (size_t l = 0; l < sizeof links / sizeof *links; l++) {
            size_t m = match(rest, links[l]);
            if (m && rest.n > m)
                return rhz_span(rest.p + m, rest.n - m);
        }
    }
    return sub == RHZ_SUB_EPCI ? before_suffix(name) : rhz_span("", 0);
}

void rhz_append_complement(struct rhz_buf *out, struct rhz_span name)
{
    static const struct {
        const char *article, *with;
    } contracted[] = {{"Le ", " du "}, {"le ", " du "}, {"Les ", " des "}, {"les ", " des "}};
    for (size_t i = 0; i < sizeof contracted / sizeof *contracted; i++) {
        size_t n = strlen(contracted[i].article);
        if (name.n > n && memcmp(name.p, contracted[i].article, n) == 0) {
            rhz_buf_str(out, contracted[i].with);
            rhz_buf_append(out, name.p + n, name.n - n);
            return;
        }
    }
    bool vowel = name.n > 1 && (strchr("AEIOUYaeiouy", name.p[0]) != NULL || memcmp(name.p, "\xC3\x89", 2) == 0);
    rhz_buf_str(out, vowel ? " d'" : " de ");
    rhz_buf_span(out, name);
}

bool rhz_territory_full(struct rhz_span bare, enum rhz_subkind sub, struct rhz_buf *out)
{
    if (bare.n < 2 || rhz_territory_bare(bare, sub).n > 0)
        return false;
    if (sub == RHZ_SUB_COMMUNE) {
        rhz_buf_str(out, "Ville");
        rhz_append_complement(out, bare);
        return true;
    }
    return false;
}
