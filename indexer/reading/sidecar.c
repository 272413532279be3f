/* sidecar.c -- fields of a description -> hints for the builder. */
#include "sidecar.h"

#include "charset.h"
#include "dates.h"
#include "fields.h"

static void take(struct rhz_document_hints *h, const char *name, struct rhz_span value)
{
    if (strcmp(name, "titre") == 0)
        h->title = value;
    else if (strcmp(name, "type") == 0)
        h->type = value;
    else if (strcmp(name, "langue") == 0)
        h->language = value;
    else if (strcmp(name, "url") == 0)
        h->url = value;
    else if (strcmp(name, "date") == 0)
        h->date = rhz_parse_date(value);
    else if (strcmp(name, "interne") == 0)
        h->internal = rhz_span_eq(value, RHZ_SPAN("non")) ? -1 : 1;
}

static void read_field(const struct rhz_field *f, struct rhz_arena *arena, rhz_sidecar_remark *remark, void *context,
                       struct rhz_document_hints *out)
{
    const char *name = rhz_field_name(f->key), *problem = f->problem;
    struct rhz_span value = f->value;
    char *text;

    if (!problem && !name) {
        text = rhz_arena_printf(arena, "clé inconnue « %.*s » : titre, date, type, url, langue ou interne est attendu.",
                                f->key.n < 60 ? (int)f->key.n : 60, f->key.p);
        problem = text ? text : "clé inconnue.";
    }
    if (!problem && value.n) {
        problem = rhz_field_check(name, &value);
        if (!problem || strcmp(name, "interne") == 0)
            take(out, name, value);
    }
    if (problem)
        remark(context, f->line, problem);
}

rhz_status rhz_sidecar_parse(struct rhz_span bytes, struct rhz_arena *arena, rhz_sidecar_remark *remark, void *context,
                             struct rhz_document_hints *out, struct rhz_error *err)
{
    struct rhz_fields fields = {{"", 0}, 1};
    struct rhz_buf decoded = {0};
    struct rhz_field f;
    struct rhz_error why = {RHZ_OK, ""};
    struct rhz_span text;
    uint32_t repairs = 0;
    rhz_status st;

    *out = (struct rhz_document_hints){0};
    st = rhz_charset_decode(bytes, &decoded, &text, &repairs, &why);
    if (st == RHZ_INVALID)
        remark(context, 0, why.text);
    if (st == RHZ_OK) {
        fields.rest = rhz_arena_copy(arena, text);
        st = fields.rest.p ? RHZ_OK : RHZ_NO_MEMORY;
    }
    rhz_buf_free(&decoded);
    if (st == RHZ_NO_MEMORY)
        return rhz_no_memory(err);
    while (st == RHZ_OK && rhz_fields_next(&fields, arena, &f))
        read_field(&f, arena, remark, context, out);
    return RHZ_OK;
}
