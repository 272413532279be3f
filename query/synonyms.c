/* synonyms.c -- a synonym file analyzed once: from the terms of an expression to what means the same.
 *
 * Expressions are compared as the index compares words, by stem: a file that says "chargé de projet" serves a search for
 * "chargées de projets".
 */
#include "synonyms.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { FILE_MOST = 16 << 20 };

rhz_status rhz_synonym_key(struct rhz_analyzer *analyzer, struct rhz_span text, struct rhz_arena *arena,
                           struct rhz_span *key, struct rhz_error *err)
{
    const struct rhz_token *tokens;
    struct rhz_buf b = {0};
    size_t n;

    if (rhz_analyze(analyzer, text, &tokens, &n) != RHZ_OK)
        return rhz_no_memory(err);
    for (size_t i = 0; i < n; i++) {
        if ((tokens[i].lexeme->flags & RHZ_LEXEME_STOP) || (i && tokens[i].position == tokens[i - 1].position))
            continue;
        rhz_buf_span(&b, tokens[i].lexeme->term);
        rhz_buf_byte(&b, ' ');
    }
    *key = b.failed ? rhz_span(NULL, 0) : rhz_arena_copy(arena, rhz_buf_view(&b));
    rhz_buf_free(&b);
    return key->p ? RHZ_OK : rhz_no_memory(err);
}

size_t rhz_synonyms_find(const struct rhz_synonyms *s, struct rhz_span key, const struct rhz_synonym **first)
{
    size_t low = 0, high = s->n, n = 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (rhz_span_cmp(s->v[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *first = s->v + low;
    while (low + n < s->n && rhz_span_eq(s->v[low + n].key, key))
        n++;
    return n;
}

/* ---- making them ---- */

struct maker {
    struct rhz_synonyms *s;
    struct rhz_analyzer *analyzer;
    size_t cap, group_cap, size_cap;
};

static rhz_status add_group(void *context, const struct rhz_span *texts, size_t n, struct rhz_error *err)
{
    struct maker *m = context;
    struct rhz_synonyms *s = m->s;
    struct rhz_span *copy = rhz_arena_zalloc(s->arena, n, sizeof *copy);
    rhz_status st;

    if (!copy || !RHZ_PUSH(s->arena, s->groups, s->n_groups, m->group_cap) ||
        !RHZ_PUSH(s->arena, s->group_sizes, s->n_groups, m->size_cap))
        return rhz_no_memory(err);
    for (size_t i = 0; i < n; i++) {
        struct rhz_synonym x = {.group = (uint32_t)s->n_groups};

        if (!(copy[i] = x.text = rhz_arena_copy(s->arena, texts[i])).p)
            return rhz_no_memory(err);
        if ((st = rhz_synonym_key(m->analyzer, x.text, s->arena, &x.key, err)) != RHZ_OK)
            return st;
        if (!x.key.n) /* stop words alone */
            continue;
        if (!RHZ_PUSH(s->arena, s->v, s->n, m->cap))
            return rhz_no_memory(err);
        s->v[s->n++] = x;
    }
    s->groups[s->n_groups] = copy;
    s->group_sizes[s->n_groups++] = n;
    return RHZ_OK;
}

static int by_key(const void *a, const void *b)
{
    const struct rhz_synonym *p = a, *q = b;
    int c = rhz_span_cmp(p->key, q->key);

    if (c)
        return c;
    return p->group != q->group ? (p->group > q->group) - (p->group < q->group) : rhz_span_cmp(p->text, q->text);
}

rhz_status rhz_synonyms_parse(const char *bytes, size_t n, struct rhz_synonyms **out, struct rhz_error *err)
{
    struct rhz_arena *arena = rhz_arena_new();
    struct maker m = {.s = arena ? rhz_arena_zalloc(arena, 1, sizeof *m.s) : NULL, .analyzer = rhz_analyzer_new()};
    rhz_status st;

    *out = NULL;
    if (m.s && m.analyzer) {
        m.s->arena = arena;
        st = rhz_synonyms_read(rhz_span(bytes, n), arena, add_group, &m, err);
    } else {
        st = rhz_no_memory(err);
    }
    rhz_analyzer_free(m.analyzer);
    if (st != RHZ_OK) {
        rhz_arena_free(arena);
        return st;
    }
    if (m.s->n)
        qsort(m.s->v, m.s->n, sizeof *m.s->v, by_key);
    *out = m.s;
    return RHZ_OK;
}

static rhz_status read_all(FILE *f, const char *path, struct rhz_buf *b, struct rhz_error *err)
{
    while (!feof(f) && !ferror(f) && b->n <= FILE_MOST && rhz_buf_reserve(b, 1 << 16))
        b->n += fread(b->p + b->n, 1, 1 << 16, f);
    if (b->failed)
        return rhz_no_memory(err);
    if (ferror(f))
        return rhz_fail(err, RHZ_IO, "%s : %s.", path, strerror(errno));
    if (b->n > FILE_MOST)
        return rhz_fail(err, RHZ_INVALID, "%s : le fichier de synonymes est trop gros (plus de %d Mio).", path, FILE_MOST >> 20);
    return RHZ_OK;
}

rhz_status rhz_synonyms_load(const char *path, struct rhz_synonyms **out, struct rhz_error *err)
{
    struct rhz_error why = {RHZ_OK, ""};
    struct rhz_buf b = {0};
    FILE *f = fopen(path, "rb");
    rhz_status st;

    *out = NULL;
    if (!f)
        return rhz_fail(err, errno == ENOENT ? RHZ_NOT_FOUND : RHZ_IO, "%s : %s.", path,
                        errno == ENOENT ? "ce fichier n'existe pas" : strerror(errno));
    st = read_all(f, path, &b, err);
    fclose(f);
    if (st == RHZ_OK && (st = rhz_synonyms_parse(b.p, b.n, out, &why)) != RHZ_OK)
        st = st == RHZ_INVALID ? rhz_fail(err, st, "%s, %s", path, why.text) : rhz_fail(err, st, "%s", why.text);
    rhz_buf_free(&b);
    return st;
}

size_t rhz_synonyms_count(const struct rhz_synonyms *s)
{
    return s->n_groups;
}

void rhz_synonyms_free(struct rhz_synonyms *s)
{
    if (s)
        rhz_arena_free(s->arena);
}
