/* json.c -- the JSON writer. A stack of one byte a level says whether a comma is due; depth is bounded by its size,
 * which no output of ours reaches. */
#include "rhizome_json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base.h"

enum { DEPTH = 64 };

struct rhz_json {
    struct rhz_buf text;
    char close[DEPTH]; /* what ends each open level */
    bool comma[DEPTH + 1];
    bool after_key;
    unsigned depth;
};

struct rhz_json *rhz_json_new(void)
{
    return calloc(1, sizeof(struct rhz_json));
}

void rhz_json_free(struct rhz_json *j)
{
    if (!j)
        return;
    rhz_buf_free(&j->text);
    free(j);
}

void rhz_json_reset(struct rhz_json *j)
{
    rhz_buf_reset(&j->text);
    j->depth = 0;
    j->comma[0] = j->after_key = false;
}

struct rhz_span rhz_json_text(struct rhz_json *j)
{
    if (rhz_buf_reserve(&j->text, 1))
        j->text.p[j->text.n] = 0;
    return rhz_buf_view(&j->text);
}

bool rhz_json_failed(const struct rhz_json *j)
{
    return j->text.failed;
}

static void before_value(struct rhz_json *j)
{
    if (j->after_key) {
        j->after_key = false;
        return;
    }
    if (j->comma[j->depth])
        rhz_buf_byte(&j->text, ',');
    j->comma[j->depth] = true;
}

static void open_level(struct rhz_json *j, char open, char close)
{
    before_value(j);
    rhz_buf_byte(&j->text, (unsigned char)open);
    if (j->depth == DEPTH) {
        j->text.failed = true;
        return;
    }
    j->close[j->depth++] = close;
    j->comma[j->depth] = false;
}

void rhz_json_object(struct rhz_json *j) { open_level(j, '{', '}'); }
void rhz_json_array(struct rhz_json *j) { open_level(j, '[', ']'); }

void rhz_json_end(struct rhz_json *j)
{
    if (j->depth)
        rhz_buf_byte(&j->text, (unsigned char)j->close[--j->depth]);
}

static void put_escaped(struct rhz_buf *b, const char *p, size_t n)
{
    const char *end = p + n, *from = p;

    rhz_buf_byte(b, '"');
    while (p < end) {
        unsigned char c = (unsigned char)*p;
        unsigned len = 1;
        if (c >= 0x80) {
            uint32_t u = rhz_utf8_next(p, end, &len);
            if (u != 0xFFFD || len == 3) {
                p += len;
                continue;
            }
        } else if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F) {
            p++;
            continue;
        }
        rhz_buf_append(b, from, (size_t)(p - from));
        if (c >= 0x80)
            rhz_buf_str(b, "\xEF\xBF\xBD");
        else if (c == '"' || c == '\\')
            rhz_buf_printf(b, "\\%c", c);
        else if (c == '\n')
            rhz_buf_str(b, "\\n");
        else if (c == '\t')
            rhz_buf_str(b, "\\t");
        else
            rhz_buf_printf(b, "\\u%04x", c);
        p++;
        from = p;
    }
    rhz_buf_append(b, from, (size_t)(end - from));
    rhz_buf_byte(b, '"');
}

void rhz_json_key(struct rhz_json *j, const char *key)
{
    before_value(j);
    put_escaped(&j->text, key, strlen(key));
    rhz_buf_byte(&j->text, ':');
    j->after_key = true;
}

void rhz_json_string(struct rhz_json *j, const char *p, size_t n)
{
    before_value(j);
    put_escaped(&j->text, p, n);
}

void rhz_json_cstring(struct rhz_json *j, const char *s)
{
    if (s)
        rhz_json_string(j, s, strlen(s));
    else
        rhz_json_null(j);
}

void rhz_json_integer(struct rhz_json *j, int64_t v)
{
    before_value(j);
    rhz_buf_printf(&j->text, "%" PRId64, v);
}

void rhz_json_unsigned(struct rhz_json *j, uint64_t v)
{
    before_value(j);
    rhz_buf_printf(&j->text, "%" PRIu64, v);
}

void rhz_json_real(struct rhz_json *j, double v)
{
    char tmp[40];
    int precision;
    char *p;

    if (!isfinite(v)) {
        rhz_json_null(j);
        return;
    }
    before_value(j);
    for (precision = 6; precision < 18; precision++) {
        snprintf(tmp, sizeof tmp, "%.*g", precision, v);
        if (strtod(tmp, NULL) == v)
            break;
    }
    /* A host program may have set a locale whose decimal sign is a comma. */
    for (p = tmp; *p; p++)
        if (*p == ',')
            *p = '.';
    rhz_buf_str(&j->text, tmp);
}

void rhz_json_cents(struct rhz_json *j, int64_t v)
{
    uint64_t a = v < 0 ? -(uint64_t)v : (uint64_t)v;

    before_value(j);
    rhz_buf_printf(&j->text, "%s%" PRIu64 ".%02u", v < 0 ? "-" : "", a / 100, (unsigned)(a % 100));
}

void rhz_json_number(struct rhz_json *j, const char *text)
{
    before_value(j);
    rhz_buf_str(&j->text, text);
}

void rhz_json_bool(struct rhz_json *j, bool v)
{
    before_value(j);
    rhz_buf_str(&j->text, v ? "true" : "false");
}

void rhz_json_null(struct rhz_json *j)
{
    before_value(j);
    rhz_buf_str(&j->text, "null");
}

void rhz_json_newline(struct rhz_json *j)
{
    rhz_buf_byte(&j->text, '\n');
    if (j->depth == 0)
        j->comma[0] = false;
}

void rhz_json_pair(struct rhz_json *j, const char *key, const char *value)
{
    rhz_json_key(j, key);
    rhz_json_cstring(j, value);
}

void rhz_json_pair_unsigned(struct rhz_json *j, const char *key, uint64_t value)
{
    rhz_json_key(j, key);
    rhz_json_unsigned(j, value);
}
