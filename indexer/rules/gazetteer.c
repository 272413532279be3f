/* gazetteer.c -- the shipped table of names, decompressed once, searched in place.
 *
 * names.bin: plain size (4 bytes), then one zstd frame of
 *
 *     "rhzn"  keys (4)  body bytes (4)  |  offset of each block of 16 keys (4 each)  |  body
 *     entry of the body: bytes shared with the key before (1), own bytes (1), flags (2), own bytes
 *
 * Keys ascend by bytes, the first of a block shares nothing. A look-up is a binary search over blocks and a walk of
 * one: nothing is built at opening but the decompression (2 ms), which a hash table of 170,000 keys would not allow.
 */
#include "gazetteer.h"

#include "name_forms.h"

#include <stdlib.h>
#include <zstd.h>

enum { BLOCK = 16 };

/* The table is linked in as it stands: a path relative to the root of the project, where make runs. */
__asm__(".section .rodata\n"
        ".balign 16\n"
        ".global rhz_names_bin\n.hidden rhz_names_bin\n"
        ".global rhz_names_bin_end\n.hidden rhz_names_bin_end\n"
        "rhz_names_bin:\n.incbin \"indexer/gazetteers/names.bin\"\n"
        "rhz_names_bin_end:\n.byte 0\n"
        ".previous\n");
extern const unsigned char rhz_names_bin[], rhz_names_bin_end[];

struct rhz_gazetteer {
    unsigned char *plain;
    const unsigned char *offsets, *body, *end;
    size_t n_blocks, n_keys;
    struct rhz_name_forms *forms;
};

static uint32_t load32(const unsigned char *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Set the pointers after decompression; false when the table is not what the generator makes. */
static bool lay_out(struct rhz_gazetteer *g, size_t n)
{
    if (n < 12 || memcmp(g->plain, "rhzn", 4) != 0)
        return false;
    size_t body = load32(g->plain + 8);
    g->n_keys = load32(g->plain + 4);
    g->n_blocks = (g->n_keys + BLOCK - 1) / BLOCK;
    g->offsets = g->plain + 12;
    g->body = g->offsets + 4 * g->n_blocks;
    g->end = g->plain + n;
    return g->n_keys > 0 && 12 + 4 * g->n_blocks + body == n;
}

rhz_status rhz_gazetteer_open(struct rhz_gazetteer **out, struct rhz_error *err)
{
    size_t packed = (size_t)(rhz_names_bin_end - rhz_names_bin);
    *out = NULL;
    struct rhz_gazetteer *g = calloc(1, sizeof *g);
    if (!g)
        return rhz_no_memory(err);
    size_t n = load32(rhz_names_bin);
    if (!(g->plain = malloc(n ? n : 1)) || !(g->forms = rhz_name_forms_new())) {
        rhz_gazetteer_close(g);
        return rhz_no_memory(err);
    }
    if (ZSTD_decompress(g->plain, n, rhz_names_bin + 4, packed - 4) != n || !lay_out(g, n)) {
        rhz_gazetteer_close(g);
        return rhz_fail(err, RHZ_CORRUPT, "La table des noms livrée avec le programme est abîmée : réinstallez-le.");
    }
    *out = g;
    return RHZ_OK;
}

void rhz_gazetteer_close(struct rhz_gazetteer *g)
{
    if (!g)
        return;
    rhz_name_forms_free(g->forms);
    free(g->plain);
    free(g);
}

struct rhz_name_forms *rhz_gazetteer_forms(const struct rhz_gazetteer *g)
{
    return g->forms;
}

static int compare(const unsigned char *a, size_t na, const char *b, size_t nb)
{
    int c = memcmp(a, b, na < nb ? na : nb);
    return c ? c : na < nb ? -1 : na > nb;
}

/* Entry at p: its own bytes and flags; p moves past it. */
struct entry {
    unsigned shared, own, flags;
    const unsigned char *text;
};
static struct entry entry_at(const unsigned char *p)
{
    return (struct entry){p[0], p[1], p[2] | (unsigned)p[3] << 8, p + 4};
}

static unsigned find_in_block(const struct rhz_gazetteer *g, size_t block, const char *key, size_t n)
{
    char now[256];
    const unsigned char *p = g->body + load32(g->offsets + 4 * block);
    for (int i = 0; i < BLOCK && p < g->end; i++) {
        struct entry e = entry_at(p);
        memcpy(now + e.shared, e.text, e.own);
        int c = compare((unsigned char *)now, e.shared + e.own, key, n);
        if (c >= 0)
            return c == 0 ? e.flags : 0;
        p = e.text + e.own;
    }
    return 0;
}

unsigned rhz_gazetteer_find(const struct rhz_gazetteer *g, const char *key, size_t n)
{
    size_t low = 0, high = g->n_blocks; /* the last block whose first key is <= key */
    if (n == 0 || n >= RHZ_FOLD_MAX)
        return 0;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        struct entry e = entry_at(g->body + load32(g->offsets + 4 * middle));
        if (compare(e.text, e.own, key, n) <= 0)
            low = middle;
        else
            high = middle;
    }
    return find_in_block(g, low, key, n);
}

/* Base letters of U+00C0 to U+017F; '*' stands for two letters or for a sign that is not a letter. */
static const char latin[] = "aaaaaa*ceeeeiiiidnooooo*ouuuuy**aaaaaa*ceeeeiiiidnooooo*ouuuuy*y" /* C0-FF */
                            "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii**jjkkkllllllllll" /* 100-142 */
                            "nnnnnnnnnoooooo**rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";      /* 143-17F */

/* Folded letters of `c` into out (at most 2); 0 when it separates words. */
static unsigned fold_letter(uint32_t c, char out[2])
{
    if (c == 0xE6 || c == 0xC6)
        return memcpy(out, "ae", 2), 2;
    if (c == 0x152 || c == 0x153)
        return memcpy(out, "oe", 2), 2;
    if (c == 0xDF)
        return memcpy(out, "ss", 2), 2;
    if (c >= 0xC0 && c < 0x180 && latin[c - 0xC0] != '*')
        return out[0] = latin[c - 0xC0], 1;
    return 0;
}

/* Fold up to `cap` bytes; *whole says whether all of s fitted. A caret is how converters write a superscript: 27^e. */
static size_t fold(struct rhz_span s, char *out, size_t cap, bool *whole)
{
    size_t n = 0, word = 0; /* word: end of the last whole word */
    bool gap = false;
    *whole = true;
    for (const char *p = s.p, *end = s.p + s.n; p < end;) {
        unsigned char c = (unsigned char)*p;
        char letters[2] = {(char)c, 0};
        unsigned took = 1, made = 1;
        if (c >= 0x80)
            made = fold_letter(rhz_utf8_next(p, end, &took), letters);
        else if (c >= 'A' && c <= 'Z')
            letters[0] = (char)(c + 32);
        else if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
            made = 0;
        p += took;
        if (made == 0) {
            gap = gap || (n > 0 && c != '^');
            continue;
        }
        if (gap)
            word = n;
        if (n + made + gap >= cap) {
            *whole = false;
            return word;
        }
        if (gap)
            out[n++] = ' ';
        gap = false;
        memcpy(out + n, letters, made);
        n += made;
    }
    return n;
}

size_t rhz_fold_key(struct rhz_span s, char out[RHZ_FOLD_MAX])
{
    bool whole;
    size_t n = fold(s, out, RHZ_FOLD_MAX, &whole);
    return whole ? n : 0;
}

size_t rhz_fold_phrase(struct rhz_span s, char *out, size_t cap)
{
    bool whole;
    return fold(s, out, cap, &whole);
}

unsigned rhz_gazetteer_look(const struct rhz_gazetteer *g, struct rhz_span written)
{
    char key[RHZ_FOLD_MAX];
    size_t n = rhz_fold_key(written, key);
    return n ? rhz_gazetteer_find(g, key, n) : 0;
}
