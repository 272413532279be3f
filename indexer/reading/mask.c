/* mask.c -- windows of words, hashed and looked up. Words are runs of letters, so that a call for a footnote ("Ferrandin2")
 * and the parts of an address (odile.ferrandin@...) do not hide a name. */
#include "mask.h"

#include <stdio.h>
#include <stdlib.h>

#include "analyzer.h"
#include "corrections.h"
#include "fold.h"

enum { WORD_BYTES = 64, GAP_MOST = 6, HASH = 16 };

struct mask_key {
    unsigned char salt[RHZ_MASK_SALT];
    uint8_t n_words;
    unsigned char hash[HASH];
};

struct mask_group { /* keys of one salt */
    size_t from, to;
    unsigned lengths; /* bit n: a key of n words */
};

struct rhz_mask {
    struct mask_key *keys; /* ascending, distinct */
    size_t n_keys;
    struct mask_group *groups;
    size_t n_groups;
    unsigned char first_salt[RHZ_MASK_SALT];
    uint32_t digest;
};

/* ---- keys ---- */

struct word {
    uint32_t start, end;
    uint8_t n;
    char folded[WORD_BYTES];
};

static int by_folded(const void *a, const void *b)
{
    const struct word *const *x = a, *const *y = b;
    size_t n = (*x)->n < (*y)->n ? (*x)->n : (*y)->n;
    int order = memcmp((*x)->folded, (*y)->folded, n);

    return order ? order : ((*x)->n > (*y)->n) - ((*x)->n < (*y)->n);
}

/* The hash of a name of these words, in whatever order. */
static void hash_words(const unsigned char salt[RHZ_MASK_SALT], const struct word *const *words, size_t n, unsigned char out[HASH])
{
    char bytes[RHZ_MASK_SALT + RHZ_MASK_WORDS_MOST * (WORD_BYTES + 1)];
    size_t at = RHZ_MASK_SALT, i;

    memcpy(bytes, salt, RHZ_MASK_SALT);
    for (i = 0; i < n; i++) {
        memcpy(bytes + at, words[i]->folded, words[i]->n);
        at += words[i]->n;
        bytes[at++] = ' ';
    }
    rhz_hash128(rhz_span(bytes, at), out);
}

/* The next run of letters from *p on; false at the end. */
static bool next_word(struct rhz_span s, const char **p, struct word *w)
{
    const char *end = s.p + s.n, *from;
    unsigned n;

    for (; *p < end; *p += n)
        if (rhz_char_class(rhz_utf8_next(*p, end, &n)) == RHZ_CHAR_LETTER)
            break;
    if (*p >= end)
        return false;
    for (from = *p; *p < end; *p += n) {
        enum rhz_char c = rhz_char_class(rhz_utf8_next(*p, end, &n));
        if (c != RHZ_CHAR_LETTER && c != RHZ_CHAR_MARK && c != RHZ_CHAR_IGNORABLE)
            break;
    }
    w->start = (uint32_t)(from - s.p);
    w->end = (uint32_t)(*p - s.p);
    w->n = (uint8_t)rhz_fold_into(rhz_span(from, (size_t)(*p - from)), w->folded, WORD_BYTES);
    return true;
}

/* ---- lines ---- */

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_hex(const char *p, const char *end, unsigned char *out, size_t n)
{
    size_t i;

    if ((size_t)(end - p) != 2 * n)
        return false;
    for (i = 0; i < n; i++) {
        int high = hex_digit(p[2 * i]), low = hex_digit(p[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

static void put_hex(struct rhz_buf *b, const unsigned char *bytes, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        rhz_buf_printf(b, "%02x", bytes[i]);
}

static struct rhz_span blank_word(const char **p, const char *end)
{
    const char *from;

    while (*p < end && (**p == ' ' || **p == '\t'))
        ++*p;
    for (from = *p; *p < end && **p != ' ' && **p != '\t';)
        ++*p;
    return rhz_span(from, (size_t)(*p - from));
}

/* Calls `each` for every key of a line; false when it is ill formed, or when `each` says so. */
static bool each_key(struct rhz_span words, bool (*each)(void *context, const struct mask_key *k), void *context)
{
    const char *p = words.p, *end = words.p + words.n;
    struct rhz_span w = blank_word(&p, end);
    struct mask_key k;
    size_t n = 0;

    if (!read_hex(w.p, w.p + w.n, k.salt, RHZ_MASK_SALT))
        return false;
    for (w = blank_word(&p, end); w.n; w = blank_word(&p, end), n++) {
        if (w.n < 2 || w.p[0] < '1' || w.p[0] > '0' + RHZ_MASK_WORDS_MOST || w.p[1] != ':' ||
            !read_hex(w.p + 2, w.p + w.n, k.hash, HASH))
            return false;
        k.n_words = (uint8_t)(w.p[0] - '0');
        if (each && !each(context, &k))
            return false;
    }
    return n > 0;
}

bool rhz_mask_valid(struct rhz_span words)
{
    return each_key(words, NULL, NULL);
}

static int by_key(const void *a, const void *b)
{
    const struct mask_key *x = a, *y = b;
    int order = memcmp(x->salt, y->salt, RHZ_MASK_SALT);

    if (!order)
        order = (x->n_words > y->n_words) - (x->n_words < y->n_words);
    return order ? order : memcmp(x->hash, y->hash, HASH);
}

struct collecting {
    struct rhz_arena *arena;
    struct rhz_mask *m;
    size_t cap;
};

static bool collect(void *context, const struct mask_key *k)
{
    struct collecting *c = context;

    if (!RHZ_PUSH(c->arena, c->m->keys, c->m->n_keys, c->cap))
        return false;
    if (c->m->n_keys == 0)
        memcpy(c->m->first_salt, k->salt, RHZ_MASK_SALT);
    c->m->keys[c->m->n_keys++] = *k;
    return true;
}

/* Sort, drop what is said twice, divide by salt. */
static bool arrange(struct rhz_mask *m, struct rhz_arena *arena)
{
    size_t i, n = 0, cap = 0;
    uint64_t sum = 0;

    qsort(m->keys, m->n_keys, sizeof *m->keys, by_key);
    for (i = 0; i < m->n_keys; i++)
        if (n == 0 || by_key(&m->keys[n - 1], &m->keys[i]) != 0)
            m->keys[n++] = m->keys[i];
    m->n_keys = n;
    for (i = 0; i < n; i++) {
        const struct mask_key *k = &m->keys[i];
        if (i == 0 || memcmp(k->salt, k[-1].salt, RHZ_MASK_SALT) != 0) {
            if (!RHZ_PUSH(arena, m->groups, m->n_groups, cap))
                return false;
            m->groups[m->n_groups++] = (struct mask_group){i, i, 0};
        }
        m->groups[m->n_groups - 1].to = i + 1;
        m->groups[m->n_groups - 1].lengths |= 1u << k->n_words;
        sum += rhz_hash64(rhz_span((const char *)k->hash, HASH));
    }
    m->digest = (uint32_t)(sum >> 40);
    m->digest += m->digest == 0;
    return true;
}

bool rhz_mask_read(struct rhz_span corrections, struct rhz_arena *arena, const struct rhz_mask **out)
{
    struct rhz_corrections lines;
    struct collecting c = {.arena = arena};
    size_t i;

    *out = NULL;
    if (!rhz_corrections_read(corrections, arena, &lines))
        return false;
    for (i = 0; i < lines.n; i++) {
        if (lines.v[i].action != RHZ_CORRECTION_FORGET)
            continue;
        if (!c.m && !(c.m = rhz_arena_zalloc(arena, 1, sizeof *c.m)))
            return false;
        if (!each_key(lines.v[i].name, collect, &c))
            return false;
    }
    if (c.m && !arrange(c.m, arena))
        return false;
    *out = c.m;
    return true;
}

uint32_t rhz_mask_digest(const struct rhz_mask *m)
{
    return m ? m->digest : 0;
}

bool rhz_mask_within(const struct rhz_mask *a, const struct rhz_mask *b)
{
    size_t i;

    for (i = 0; a && i < a->n_keys; i++)
        if (!b || !bsearch(&a->keys[i], b->keys, b->n_keys, sizeof *b->keys, by_key))
            return false;
    return true;
}

bool rhz_mask_salt(const struct rhz_mask *m, unsigned char salt[RHZ_MASK_SALT])
{
    if (m)
        memcpy(salt, m->first_salt, RHZ_MASK_SALT);
    return m != NULL;
}

void rhz_mask_put_salt(struct rhz_buf *b, const unsigned char salt[RHZ_MASK_SALT])
{
    put_hex(b, salt, RHZ_MASK_SALT);
}

static void put_key(struct rhz_buf *b, const unsigned char salt[RHZ_MASK_SALT], const struct word **words, size_t n)
{
    unsigned char hash[HASH];

    qsort(words, n, sizeof *words, by_folded);
    hash_words(salt, words, n, hash);
    rhz_buf_printf(b, " %zu:", n);
    put_hex(b, hash, HASH);
}

/* Two or three words as one: as written, and with the last one first ("ferrandinodile"). */
static void put_joined(struct rhz_buf *b, const unsigned char salt[RHZ_MASK_SALT], const struct word *w, size_t n)
{
    struct word joined;
    const struct word *one = &joined;
    size_t turn, i, k;

    for (turn = 0; turn < 2; turn++) {
        joined.n = 0;
        for (i = 0; i < n; i++) {
            k = turn ? (i + n - 1) % n : i;
            if (joined.n + w[k].n > WORD_BYTES)
                return;
            memcpy(joined.folded + joined.n, w[k].folded, w[k].n);
            joined.n = (uint8_t)(joined.n + w[k].n);
        }
        one = &joined;
        put_key(b, salt, &one, 1);
    }
}

size_t rhz_mask_put_form(struct rhz_buf *b, const unsigned char salt[RHZ_MASK_SALT], struct rhz_span form)
{
    struct word w[RHZ_MASK_WORDS_MOST], extra;
    const struct word *pointers[RHZ_MASK_WORDS_MOST];
    const char *p = form.p;
    size_t n = 0, i, letters = 0;

    while (n < RHZ_MASK_WORDS_MOST && next_word(form, &p, &w[n]))
        n++;
    if (n == 0 || (n == RHZ_MASK_WORDS_MOST && next_word(form, &p, &extra)))
        return 0;
    for (i = 0; i < n; i++) {
        pointers[i] = &w[i];
        letters += w[i].n > 1;
    }
    put_key(b, salt, pointers, n);
    if (n >= 2 && n <= 3 && letters == n) /* an initial and a name as one word may be any word */
        put_joined(b, salt, w, n);
    return n;
}

/* ---- finding ---- */

struct range {
    uint32_t start, end;
};

struct finding {
    const struct rhz_mask *m;
    struct rhz_span s;
    bool address;
    struct word *words;
    size_t n;
};

/* What may stand between two words of one name: *list when a comma or a cell does. */
static bool joins(struct rhz_span gap, bool *list)
{
    const char *p = gap.p, *end = gap.p + gap.n;
    unsigned n;

    if (gap.n == 0 || gap.n > GAP_MOST)
        return false;
    for (; p < end; p += n) {
        uint32_t c = rhz_utf8_next(p, end, &n);
        if (c == '%' && end - p >= 3 && p[1] == '2' && p[2] == '0')
            n = 3;
        else if (c == ',' || c == '\t')
            *list = true;
        else if (c != ' ' && c != '-' && c != '.' && c != '_' && c != '+' && c != 0xA0 && c != 0x202F &&
                 !(c >= 0x2010 && c <= 0x2014) && rhz_char_class(c) != RHZ_CHAR_APOSTROPHE)
            return false;
    }
    return true;
}

static bool is_capital(struct rhz_span s, const struct word *w)
{
    char form[RHZ_WORD_BYTES + 4];
    unsigned n;

    rhz_utf8_next(s.p + w->start, s.p + s.n, &n);
    n = n < w->end - w->start ? n : w->end - w->start;
    return rhz_word_form(rhz_span(s.p + w->start, n), form) != n || memcmp(form, s.p + w->start, n) != 0;
}

/* "DUPONT, Jean" is one name; in "Anne Dupont, Jean Martin" and "Anne, Dupont, Jean" a comma parts names. */
static bool stands_alone(const struct finding *f, size_t first, size_t last)
{
    const char *p = f->s.p + f->words[first].start, *end = f->s.p + f->words[last].end, *stop = f->s.p + f->s.n;

    while (p > f->s.p && p[-1] == ' ')
        p--;
    while (end < stop && *end == ' ')
        end++;
    if (p > f->s.p && (p[-1] == ',' || (first > 0 && p == f->s.p + f->words[first - 1].end && is_capital(f->s, &f->words[first - 1]))))
        return false;
    return end == stop || (*end != ',' && !(last + 1 < f->n && end == f->s.p + f->words[last + 1].start && is_capital(f->s, &f->words[last + 1])));
}

static bool has_space(struct rhz_span s)
{
    return memchr(s.p, ' ', s.n) || memmem(s.p, s.n, "\xC2\xA0", 2) || memmem(s.p, s.n, "\xE2\x80\xAF", 3);
}

/* Part of a longer name: "Odile Ferrandin-Kolb", "Marie-Odile Ferrandin". In odile-ferrandin-2019 hyphens part words. */
static bool in_compound(const struct finding *f, size_t first, size_t last)
{
    const struct word *a = &f->words[first], *z = &f->words[last];
    struct rhz_span whole = rhz_span(f->s.p + a->start, z->end - a->start);

    if (f->address || (last > first && !has_space(whole)))
        return false;
    if (first > 0 && a->start == a[-1].end + 1 && f->s.p[a[-1].end] == '-' && is_capital(f->s, a) && is_capital(f->s, a - 1))
        return true;
    return last + 1 < f->n && z[1].start == z->end + 1 && f->s.p[z->end] == '-' && is_capital(f->s, z + 1);
}

static bool is_name(const struct finding *f, size_t first, size_t n)
{
    const struct word *words[RHZ_MASK_WORDS_MOST];
    struct mask_key key;
    bool sorted = false;
    size_t i, g;

    for (g = 0; g < f->m->n_groups; g++) {
        const struct mask_group *group = &f->m->groups[g];
        if (!(group->lengths >> n & 1))
            continue;
        if (!sorted) {
            for (i = 0; i < n; i++)
                words[i] = &f->words[first + i];
            qsort(words, n, sizeof *words, by_folded);
            sorted = true;
        }
        memcpy(key.salt, f->m->keys[group->from].salt, RHZ_MASK_SALT);
        key.n_words = (uint8_t)n;
        hash_words(key.salt, words, n, key.hash);
        if (bsearch(&key, f->m->keys + group->from, group->to - group->from, sizeof key, by_key))
            return true;
    }
    return false;
}

/* The longest name that begins at this word: its number of words, 0: none. */
static size_t name_at(const struct finding *f, size_t first)
{
    bool list[RHZ_MASK_WORDS_MOST + 1] = {false};
    size_t n, most = 1;

    for (; first + most < f->n && most < RHZ_MASK_WORDS_MOST; most++) {
        const struct word *w = &f->words[first + most];
        list[most + 1] = list[most];
        if (!joins(rhz_span(f->s.p + w[-1].end, w->start - w[-1].end), &list[most + 1]))
            break;
    }
    for (n = most; n > 0; n--)
        if (is_name(f, first, n) && !in_compound(f, first, first + n - 1) &&
            (!list[n] || stands_alone(f, first, first + n - 1)))
            return n;
    return 0;
}

/* Names of `s`, ascending and apart, in `arena`; offsets from `base` on. */
static bool find_names(const struct rhz_mask *m, struct rhz_span s, bool address, uint32_t base, struct rhz_arena *scratch,
                       struct rhz_arena *arena, struct range **out, size_t *n, size_t *cap)
{
    struct finding f = {.m = m, .s = s, .address = address};
    const char *p = s.p;
    size_t cap_words = 0, i, length;

    for (;; f.n++) {
        if (!RHZ_PUSH(scratch, f.words, f.n, cap_words))
            return false;
        if (!next_word(s, &p, &f.words[f.n]))
            break;
    }
    for (i = 0; i < f.n; i += length ? length : 1) {
        if ((length = name_at(&f, i)) == 0)
            continue;
        if (!RHZ_PUSH(arena, *out, *n, *cap))
            return false;
        (*out)[(*n)++] = (struct range){base + f.words[i].start, base + f.words[i + length - 1].end};
    }
    return true;
}

/* ---- masking ---- */

/* What takes the place of one name: cells of a table stay apart. */
static void put_mask(struct rhz_buf *b, const struct rhz_mask *m, struct rhz_span name, bool address)
{
    unsigned char hash[HASH];
    struct rhz_buf salted = {0};
    size_t i;

    if (address) {
        rhz_buf_append(&salted, m->first_salt, RHZ_MASK_SALT);
        rhz_buf_span(&salted, name);
        b->failed |= salted.failed;
        rhz_hash128(rhz_buf_view(&salted), hash);
        rhz_buf_free(&salted);
        rhz_buf_str(b, "oubli-");
        put_hex(b, hash, 4);
        return;
    }
    rhz_buf_str(b, RHZ_MASK);
    for (i = 0; i < name.n; i++)
        if (name.p[i] == '\t')
            rhz_buf_str(b, "\t" RHZ_MASK);
}

bool rhz_mask_text(const struct rhz_mask *m, struct rhz_span text, bool address, struct rhz_arena *arena, struct rhz_span *out,
                   size_t *n)
{
    struct range *r = NULL;
    size_t found = 0, cap = 0, i;
    uint32_t at = 0;
    struct rhz_buf b = {0};
    bool good;

    *out = text;
    if (!m || text.n == 0)
        return true;
    if (!find_names(m, text, address, 0, arena, arena, &r, &found, &cap))
        return false;
    *n += found;
    if (found == 0)
        return true;
    for (i = 0; i < found; i++) {
        rhz_buf_append(&b, text.p + at, r[i].start - at);
        put_mask(&b, m, rhz_span(text.p + r[i].start, r[i].end - r[i].start), address);
        at = r[i].end;
    }
    rhz_buf_append(&b, text.p + at, text.n - at);
    good = !b.failed && (*out = rhz_arena_copy(arena, rhz_buf_view(&b))).p != NULL;
    rhz_buf_free(&b);
    return good;
}

/* Offsets of the old text -> of the new one, asked in ascending order. What lay in a name comes to stand after its mask. */
struct moving {
    const struct range *r;
    const uint32_t *ends; /* in the new text, of each mask */
    size_t n, i;
};

static uint32_t moved(struct moving *m, uint32_t offset)
{
    while (m->i < m->n && m->r[m->i].start < offset)
        m->i++;
    if (m->i == 0)
        return offset;
    if (offset <= m->r[m->i - 1].end)
        return m->ends[m->i - 1];
    return offset - m->r[m->i - 1].end + m->ends[m->i - 1];
}

static void move_layout(struct rhz_document *d, const struct range *r, const uint32_t *ends, size_t n)
{
    struct moving m = {r, ends, n, 0};
    size_t i, kept;

    for (i = 0; i < d->n_blocks; i++) {
        struct rhz_block *b = &d->blocks[i];
        b->start = moved(&m, b->start);
        if (b->speaker_end)
            b->speaker_end = moved(&m, b->speaker_end);
        b->end = moved(&m, b->end);
    }
    for (m.i = kept = i = 0; i < d->n_lines; i++) {
        struct rhz_line_mark mark = {moved(&m, d->lines[i].offset), d->lines[i].line};
        kept -= kept && d->lines[kept - 1].offset == mark.offset;
        d->lines[kept++] = mark;
    }
    d->n_lines = kept;
    for (m.i = kept = i = 0; i < d->n_pages; i++) {
        struct rhz_page_mark mark = d->pages[i];
        mark.offset = moved(&m, mark.offset);
        kept -= kept && d->pages[kept - 1].offset == mark.offset;
        d->pages[kept++] = mark;
    }
    d->n_pages = kept;
}

static bool mask_body(const struct rhz_mask *m, struct rhz_document *d, struct rhz_arena *scratch, struct rhz_arena *arena, size_t *n)
{
    struct range *r = NULL;
    size_t found = 0, cap = 0, i;
    uint32_t at = 0, *ends;
    struct rhz_arena *words = rhz_arena_new();
    struct rhz_buf b = {0};
    bool good = words != NULL;

    for (i = 0; good && i < d->n_blocks; i++) {
        good = find_names(m, rhz_document_slice(d, d->blocks[i].start, d->blocks[i].end), false, d->blocks[i].start, words,
                          scratch, &r, &found, &cap);
        rhz_arena_reset(words);
    }
    rhz_arena_free(words);
    if (!good || found == 0)
        return good;
    *n += found;
    if (!(ends = rhz_arena_alloc(scratch, found * sizeof *ends)))
        return false;
    for (i = 0; i < found; i++) {
        rhz_buf_append(&b, d->text.p + at, r[i].start - at);
        put_mask(&b, m, rhz_span(d->text.p + r[i].start, r[i].end - r[i].start), false);
        ends[i] = (uint32_t)b.n;
        at = r[i].end;
    }
    rhz_buf_append(&b, d->text.p + at, d->text.n - at);
    good = !b.failed && b.n <= INT32_MAX && (d->text = rhz_arena_copy(arena, rhz_buf_view(&b))).p != NULL;
    rhz_buf_free(&b);
    if (good)
        move_layout(d, r, ends, found);
    return good;
}

bool rhz_mask_document(const struct rhz_mask *m, struct rhz_document *d, struct rhz_arena *arena, size_t *n)
{
    struct rhz_arena *scratch;
    bool good;
    size_t i;

    if (!m)
        return true;
    scratch = rhz_arena_new();
    good = scratch && mask_body(m, d, scratch, arena, n) && rhz_mask_text(m, d->title, false, arena, &d->title, n) &&
           rhz_mask_text(m, d->type, false, arena, &d->type, n) && rhz_mask_text(m, d->url, true, arena, &d->url, n);
    for (i = 0; good && i < d->n_pages; i++)
        good = rhz_mask_text(m, d->pages[i].label, false, arena, &d->pages[i].label, n);
    rhz_arena_free(scratch);
    return good;
}
