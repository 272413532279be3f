/* jsonl_reader.c -- a catalogue: one record a line, {"id", "title", "date", "type", "url", "text"}, French keys accepted too.
 *
 * A record is strict JSON (jansson refuses bad UTF-8 and duplicate keys); what is wrong with one is said with its line,
 * and the others go on. Unknown keys are ignored, so that catalogues may carry more. */
#include <jansson.h>

#include "plain.h"
#include "reader.h"

static bool accepts(struct rhz_span head, struct rhz_span file_name)
{
    static const char *const SUFFIXES[] = {".jsonl", ".ndjson"};
    size_t i;

    for (i = 0; i < 2; i++) {
        size_t n = strlen(SUFFIXES[i]);
        if (file_name.n >= n && memcmp(file_name.p + file_name.n - n, SUFFIXES[i], n) == 0)
            return head.n > 0 && !memchr(head.p, 0, head.n);
    }
    return false;
}

/** The first of two keys that holds a string; a number is accepted for ids and dates. RHZ_INVALID: another type. */
static rhz_status get_text(json_t *record, const char *key, const char *other, char digits[32], struct rhz_span *out, uint32_t line,
                           struct rhz_error *err)
{
    json_t *v = json_object_get(record, key);

    *out = rhz_span("", 0);
    if (!v && other)
        v = json_object_get(record, other);
    if (!v || json_is_null(v))
        return RHZ_OK;
    if (json_is_string(v)) {
        *out = rhz_span(json_string_value(v), json_string_length(v));
    } else if (json_is_integer(v) && digits) {
        snprintf(digits, 32, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
        *out = rhz_span_of(digits);
    } else {
        return rhz_fail(err, RHZ_INVALID, "Ligne %u : « %s » doit être un texte.", line, key);
    }
    return RHZ_OK;
}

static void put_meta(struct rhz_buf *out, const char *key, struct rhz_span value)
{
    struct rhz_event e = {.kind = RHZ_EVENT_META, .key = rhz_span_of(key), .text = value};

    if (value.n)
        rhz_event_put(out, &e);
}

static rhz_status put_record(json_t *record, uint32_t line, struct rhz_buf *out, struct rhz_error *err)
{
    static const char *const KEYS[][3] = {{"title", "titre", "titre"}, {"date", NULL, "date"}, {"type", NULL, "type"},
                                          {"url", NULL, "url"}, {"language", "langue", "langue"}};
    struct rhz_event e = {.kind = RHZ_EVENT_RECORD};
    char digits[32];
    struct rhz_span value, text;
    size_t i, before;
    rhz_status st;

    if ((st = get_text(record, "id", NULL, digits, &value, line, err)) != RHZ_OK)
        return st;
    if (value.n == 0)
        return rhz_fail(err, RHZ_INVALID, "Ligne %u : il manque « id ».", line);
    e.text = value;
    rhz_event_put(out, &e);
    for (i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++) {
        if ((st = get_text(record, KEYS[i][0], KEYS[i][1], digits, &value, line, err)) != RHZ_OK)
            return st;
        put_meta(out, KEYS[i][2], value);
    }
    if ((st = get_text(record, "text", "texte", NULL, &text, line, err)) != RHZ_OK)
        return st;
    before = out->n;
    if ((st = rhz_plain_read(text, line, true, out, err)) != RHZ_OK)
        return st;
    if (out->n == before)
        return rhz_fail(err, RHZ_INVALID, "Ligne %u : « text » est vide ou absent.", line);
    return RHZ_OK;
}

/** jansson's reasons, in French. */
static rhz_status refuse(const json_error_t *e, uint32_t line, struct rhz_error *err)
{
    switch (json_error_code(e)) {
    case json_error_invalid_utf8:
        return rhz_fail(err, RHZ_INVALID, "Ligne %u : le texte n'est pas de l'UTF-8 valide.", line);
    case json_error_duplicate_key:
        return rhz_fail(err, RHZ_INVALID, "Ligne %u : une clé est donnée deux fois.", line);
    case json_error_out_of_memory:
        return rhz_no_memory(err);
    case json_error_stack_overflow:
        return rhz_fail(err, RHZ_INVALID, "Ligne %u : valeurs imbriquées trop profondément.", line);
    case json_error_end_of_input_expected:
        return rhz_fail(err, RHZ_INVALID, "Ligne %u : du texte suit l'objet JSON, vers le caractère %d.", line, e->column);
    default:
        return rhz_fail(err, RHZ_INVALID, "Ligne %u : ce n'est pas un objet JSON valide, vers le caractère %d.", line, e->column);
    }
}

static rhz_status read_record(struct rhz_span bytes, uint32_t first_line, struct rhz_buf *out, uint32_t *n_repairs, struct rhz_error *err)
{
    size_t before = out->n;
    json_error_t e;
    json_t *record;
    rhz_status st;

    *n_repairs = 0;
    if (bytes.n >= 3 && memcmp(bytes.p, "\xEF\xBB\xBF", 3) == 0)
        bytes = rhz_span(bytes.p + 3, bytes.n - 3);
    record = json_loadb(bytes.p, bytes.n, JSON_REJECT_DUPLICATES, &e);
    if (!record)
        return refuse(&e, first_line, err);
    if (json_is_object(record))
        st = put_record(record, first_line, out, err);
    else
        st = rhz_fail(err, RHZ_INVALID, "Ligne %u : un objet JSON est attendu.", first_line);
    json_decref(record);
    if (st != RHZ_OK)
        out->n = before; /* a record is taken whole or not at all */
    return st;
}

const struct rhz_reader_format rhz_reader_jsonl = {.name = "jsonl", .version = 1, .catalogue = true, .accepts = accepts, .read = read_record};
