/* base.c -- errors, spans, buffer, arena, UTF-8.
 *
 * The arena is a chain of blocks, each twice the last up to 1 MiB: a query touches one block, a
 * large document a few. Nothing is freed singly. Against obstacks or one malloc per object, it
 * gives one release for a whole unit of work, and a place to enforce a memory budget.
 */
#include "base.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

rhz_status rhz_fail(struct rhz_error *err, rhz_status status, const char *format, ...)
{
    va_list args;

    if (!err)
        return status;
    err->status = status;
    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    /* A cut in the middle of a character would break JSON and terminals. */
    err->text[rhz_utf8_valid(rhz_span_of(err->text))] = 0;
    return status;
}

rhz_status rhz_no_memory(struct rhz_error *err)
{
    return rhz_fail(err, RHZ_NO_MEMORY, "Mémoire insuffisante.");
}

int rhz_span_cmp(struct rhz_span a, struct rhz_span b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;

    if (c)
        return c;
    return (a.n > b.n) - (a.n < b.n);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct rhz_span rhz_span_trim(struct rhz_span s)
{
    while (s.n && is_space(s.p[0]))
        s.p++, s.n--;
    while (s.n && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

/* ---- buffer ---- */

void rhz_buf_free(struct rhz_buf *b)
{
    free(b->p);
    *b = (struct rhz_buf){0};
}

void rhz_buf_reset(struct rhz_buf *b)
{
    b->n = 0;
    b->failed = false;
}

bool rhz_buf_reserve(struct rhz_buf *b, size_t n)
{
    size_t cap;
    char *p;

    if (b->failed)
        return false;
    if (n <= b->cap - b->n)
        return true;
    if (n > SIZE_MAX / 2 - b->n) {
        b->failed = true;
        return false;
    }
    cap = b->cap ? b->cap : 64;
    while (cap < b->n + n)
        cap += cap / 2 + 32;
    p = realloc(b->p, cap);
    if (!p) {
        b->failed = true;
        return false;
    }
    b->p = p;
    b->cap = cap;
    return true;
}

void rhz_buf_append(struct rhz_buf *b, const void *p, size_t n)
{
    if (n && rhz_buf_reserve(b, n)) {
        memcpy(b->p + b->n, p, n);
        b->n += n;
    }
}

void rhz_buf_byte(struct rhz_buf *b, unsigned char c)
{
    if (b->n < b->cap && !b->failed)
        b->p[b->n++] = (char)c;
    else
        rhz_buf_append(b, &c, 1);
}

void rhz_buf_span(struct rhz_buf *b, struct rhz_span s)
{
    rhz_buf_append(b, s.p, s.n);
}

void rhz_buf_str(struct rhz_buf *b, const char *s)
{
    rhz_buf_append(b, s, strlen(s));
}

void rhz_buf_printf(struct rhz_buf *b, const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0 || !rhz_buf_reserve(b, (size_t)n + 1)) {
        b->failed = true;
        return;
    }
    va_start(args, format);
    vsnprintf(b->p + b->n, (size_t)n + 1, format, args);
    va_end(args);
    b->n += (size_t)n;
}

/* ---- arena ---- */

enum { ARENA_FIRST = 4096, ARENA_LARGEST = 1 << 20 };

struct arena_block {
    struct arena_block *next;
    size_t n, cap;
    max_align_t data[];
};

struct rhz_arena {
    struct arena_block *head; /* the block being filled */
    size_t used, limit;
};

struct rhz_arena *rhz_arena_new(void)
{
    return calloc(1, sizeof(struct rhz_arena));
}

void rhz_arena_limit(struct rhz_arena *a, size_t bytes)
{
    a->limit = bytes;
}

static void free_chain(struct arena_block *b)
{
    while (b) {
        struct arena_block *next = b->next;
        free(b);
        b = next;
    }
}

void rhz_arena_free(struct rhz_arena *a)
{
    if (!a)
        return;
    free_chain(a->head);
    free(a);
}

void rhz_arena_reset(struct rhz_arena *a)
{
    if (a->head) {
        free_chain(a->head->next);
        a->head->next = NULL;
        a->head->n = 0;
    }
    a->used = 0;
}

size_t rhz_arena_used(const struct rhz_arena *a)
{
    return a->used;
}

static struct arena_block *add_block(struct rhz_arena *a, size_t n)
{
    size_t cap = a->head ? a->head->cap * 2 : ARENA_FIRST;
    struct arena_block *b;

    if (cap > ARENA_LARGEST)
        cap = ARENA_LARGEST;
    if (cap < n)
        cap = n;
    b = malloc(sizeof *b + cap);
    if (!b)
        return NULL;
    b->n = 0;
    b->cap = cap;
    b->next = a->head;
    a->head = b;
    return b;
}

void *rhz_arena_alloc(struct rhz_arena *a, size_t n)
{
    struct arena_block *b = a->head;
    void *p;

    if (n > SIZE_MAX / 2)
        return NULL;
    n = (n + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    if (a->limit && (n > a->limit || a->used > a->limit - n))
        return NULL;
    if (!b || b->cap - b->n < n) {
        b = add_block(a, n);
        if (!b)
            return NULL;
    }
    p = (char *)b->data + b->n;
    b->n += n;
    a->used += n;
    return p;
}

void *rhz_arena_zalloc(struct rhz_arena *a, size_t count, size_t size)
{
    void *p;

    if (size && count > SIZE_MAX / 2 / size)
        return NULL;
    p = rhz_arena_alloc(a, count * size);
    if (p)
        memset(p, 0, count * size);
    return p;
}

struct rhz_span rhz_arena_copy(struct rhz_arena *a, struct rhz_span s)
{
    char *p = s.n < SIZE_MAX / 2 ? rhz_arena_alloc(a, s.n + 1) : NULL;

    if (!p)
        return (struct rhz_span){NULL, 0};
    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = 0;
    return (struct rhz_span){p, s.n};
}

char *rhz_arena_str(struct rhz_arena *a, struct rhz_span s)
{
    return (char *)rhz_arena_copy(a, s).p;
}

char *rhz_arena_printf(struct rhz_arena *a, const char *format, ...)
{
    va_list args;
    int n;
    char *p;

    va_start(args, format);
    n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0)
        return NULL;
    p = rhz_arena_alloc(a, (size_t)n + 1);
    if (!p)
        return NULL;
    va_start(args, format);
    vsnprintf(p, (size_t)n + 1, format, args);
    va_end(args);
    return p;
}

bool rhz_arena_grow(struct rhz_arena *a, void **v, size_t n, size_t *cap, size_t size)
{
    size_t larger = *cap ? *cap * 2 : 8;
    void *p;

    if (larger > SIZE_MAX / 2 / size)
        return false;
    p = rhz_arena_alloc(a, larger * size);
    if (!p)
        return false;
    if (n)
        memcpy(p, *v, n * size);
    *v = p;
    *cap = larger;
    return true;
}

/* ---- UTF-8 ---- */

static unsigned expected_length(unsigned char c)
{
    if (c >= 0xC2 && c <= 0xDF)
        return 2;
    if (c >= 0xE0 && c <= 0xEF)
        return 3;
    if (c >= 0xF0 && c <= 0xF4)
        return 4;
    return 0;
}

uint32_t rhz_utf8_next(const char *p, const char *end, unsigned *n)
{
    const unsigned char *s = (const unsigned char *)p;
    unsigned len, i;
    uint32_t c;

    *n = 1;
    if (s[0] < 0x80)
        return s[0];
    len = expected_length(s[0]);
    if (len == 0 || (size_t)(end - p) < len)
        return 0xFFFD;
    c = s[0] & (0x7Fu >> len);
    for (i = 1; i < len; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0xFFFD;
        c = c << 6 | (s[i] & 0x3F);
    }
    /* Overlong forms, surrogates and values past U+10FFFF are ill-formed. */
    if ((len == 3 && c < 0x800) || (len == 4 && (c < 0x10000 || c > 0x10FFFF)) || (c >= 0xD800 && c <= 0xDFFF))
        return 0xFFFD;
    *n = len;
    return c;
}

unsigned rhz_utf8_put(char *out, uint32_t c)
{
    unsigned char *o = (unsigned char *)out;

    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        c = 0xFFFD;
    if (c < 0x80) {
        o[0] = (unsigned char)c;
        return 1;
    }
    if (c < 0x800) {
        o[0] = (unsigned char)(0xC0 | c >> 6);
        o[1] = (unsigned char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        o[0] = (unsigned char)(0xE0 | c >> 12);
        o[1] = (unsigned char)(0x80 | (c >> 6 & 0x3F));
        o[2] = (unsigned char)(0x80 | (c & 0x3F));
        return 3;
    }
    o[0] = (unsigned char)(0xF0 | c >> 18);
    o[1] = (unsigned char)(0x80 | (c >> 12 & 0x3F));
    o[2] = (unsigned char)(0x80 | (c >> 6 & 0x3F));
    o[3] = (unsigned char)(0x80 | (c & 0x3F));
    return 4;
}

size_t rhz_utf8_valid(struct rhz_span s)
{
    const char *p = s.p, *end = s.p + s.n;
    unsigned n;

    while (p < end) {
        if ((unsigned char)*p < 0x80) {
            p++;
            continue;
        }
        /* U+FFFD itself is three well-formed bytes; only the one-byte answer is an error. */
        rhz_utf8_next(p, end, &n);
        if (n == 1)
            break;
        p += n;
    }
    return (size_t)(p - s.p);
}

size_t rhz_utf8_length(struct rhz_span s)
{
    size_t i, n = 0;

    for (i = 0; i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    return n;
}

size_t rhz_utf8_floor(struct rhz_span s, size_t at)
{
    if (at >= s.n)
        return s.n;
    while (at > 0 && ((unsigned char)s.p[at] & 0xC0) == 0x80)
        at--;
    return at;
}

uint64_t rhz_now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000u;
}
