/* known_bodies.c -- look-up in bodies.txt, lines "SECTION KEY TAB VALUE" in order of bytes (gazetteers/make_bodies.py).
 *
 * Plain text, searched by halving: 2,700 lines need neither an index nor decompression, and a reader can check them.
 */
#include "known_bodies.h"

/* The table is linked in as it stands: a path relative to the root of the project, where make runs. */
__asm__(".section .rodata\n"
        ".global rhz_bodies_txt\n.hidden rhz_bodies_txt\n"
        ".global rhz_bodies_txt_end\n.hidden rhz_bodies_txt_end\n"
        "rhz_bodies_txt:\n.incbin \"indexer/gazetteers/bodies.txt\"\n"
        "rhz_bodies_txt_end:\n.byte 0\n"
        ".previous\n");
extern const char rhz_bodies_txt[], rhz_bodies_txt_end[];

struct line {
    char section;
    struct rhz_span key, value;
    const char *next;
};

static struct line line_at(const char *p)
{
    const char *end = memchr(p, '\n', (size_t)(rhz_bodies_txt_end - p));
    const char *tab;

    if (!end)
        end = rhz_bodies_txt_end;
    tab = memchr(p, '\t', (size_t)(end - p));
    if (!tab || tab - p < 3)
        return (struct line){.next = end < rhz_bodies_txt_end ? end + 1 : end};
    return (struct line){p[0], rhz_span(p + 2, (size_t)(tab - p - 2)), rhz_span(tab + 1, (size_t)(end - tab - 1)),
                         end < rhz_bodies_txt_end ? end + 1 : end};
}

static int compare(const struct line *l, char section, struct rhz_span key)
{
    return l->section != section ? (l->section > section) - (l->section < section) : rhz_span_cmp(l->key, key);
}

/* The first line not before (section, key). Tabs sort before letters, so the order of lines is that of keys. */
static const char *lower_bound(char section, struct rhz_span key)
{
    const char *low = rhz_bodies_txt, *high = rhz_bodies_txt_end;

    while (low < high) {
        const char *middle = low + (high - low) / 2;
        struct line l;
        while (middle > low && middle[-1] != '\n')
            middle--;
        l = line_at(middle);
        if (compare(&l, section, key) < 0)
            low = l.next;
        else
            high = middle;
    }
    return low;
}

static struct line find(char section, struct rhz_span key)
{
    const char *p = lower_bound(section, key);
    struct line l = {0};

    if (p < rhz_bodies_txt_end)
        l = line_at(p);
    return l.section == section && rhz_span_eq(l.key, key) ? l : (struct line){0};
}

struct rhz_span rhz_known_expansion(struct rhz_span acronym)
{
    return find('a', acronym).value;
}

/* ---- intercommunalités ---- */

static struct rhz_span next_word(struct rhz_span *s)
{
    const char *space = s->n ? memchr(s->p, ' ', s->n) : NULL;
    struct rhz_span word = rhz_span(s->p, space ? (size_t)(space - s->p) : s->n);
    size_t skip = space ? word.n + 1 : word.n;

    *s = rhz_span(s->p + skip, s->n - skip);
    return word;
}

/* Both sorted: every word of `part` is one of `whole`. */
static bool is_part(struct rhz_span part, struct rhz_span whole)
{
    while (part.n) {
        struct rhz_span want = next_word(&part);
        int c = 1;
        while (whole.n && c > 0)
            c = rhz_span_cmp(want, next_word(&whole));
        if (c != 0)
            return false;
    }
    return true;
}

static bool holds(struct rhz_span kinds, char kind)
{
    return kinds.n && memchr(kinds.p, kind, kinds.n) != NULL;
}

/* The one métropole or communauté urbaine of whose name `rest` is a part. */
static struct line only_whole_of(struct rhz_span rest)
{
    struct line found = {0};
    const char *p = lower_bound('e', RHZ_SPAN(""));

    while (p < rhz_bodies_txt_end) {
        struct line l = line_at(p);
        p = l.next;
        if (l.section != 'e')
            break;
        if (!(holds(l.value, RHZ_TERRITORY_METROPOLE) || holds(l.value, RHZ_TERRITORY_URBAN)) || !is_part(rest, l.key))
            continue;
        if (found.key.n)
            return (struct line){0};
        found = l;
    }
    return found;
}

bool rhz_known_territory(struct rhz_span rest, enum rhz_territory_kind *kind, struct rhz_span *words)
{
    struct line l;

    if (rest.n == 0)
        return false;
    l = find('e', rest);
    if (*kind != RHZ_TERRITORY_METROPOLE) {
        *words = l.key;
        return holds(l.value, (char)*kind);
    }
    if (!l.key.n || l.value.p[l.value.n - 1] == RHZ_TERRITORY_COMMUNES) /* kinds are in order of size */
        l = only_whole_of(rest);
    if (!l.key.n)
        return false;
    *kind = (enum rhz_territory_kind)l.value.p[l.value.n - 1];
    *words = l.key;
    return true;
}
