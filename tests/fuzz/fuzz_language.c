/* fuzz_language.c -- any bytes as a relationship query over a small open graph, within tight limits; values are read and printed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "rhizome.h"
#include "rhizome_index.h"
#include "rhizome_json.h"
#include "../unit/base_folder.h"

static char folder[256];
static struct rhz_base *base;

static void clean(void)
{
    rhz_base_close(base);
    folder_remove(folder);
}

static void make(void)
{
    static const char graph[] =
        "{\"t\":\"header\",\"format\":1}\n"
        "{\"t\":\"node\",\"id\":1,\"labels\":[\"P\"],\"props\":{\"n\":\"a\",\"l\":[1,2.5,null,{\"k\":true}]}}\n"
        "{\"t\":\"node\",\"id\":2,\"labels\":[\"P\",\"Q\"],\"props\":{\"n\":\"b\",\"x\":-1}}\n"
        "{\"t\":\"node\",\"id\":3}\n"
        "{\"t\":\"edge\",\"id\":1,\"relation\":\"K\",\"from\":1,\"to\":2,\"props\":{\"w\":1}}\n"
        "{\"t\":\"edge\",\"id\":2,\"relation\":\"K\",\"from\":2,\"to\":3}\n"
        "{\"t\":\"edge\",\"id\":3,\"relation\":\"L\",\"from\":3,\"to\":3}\n";
    struct rhz_error err = {RHZ_OK, ""};
    char path[300];
    FILE *f;

    folder_make(folder);
    atexit(clean);
    snprintf(path, sizeof path, "%s/graph.jsonl", folder);
    f = fopen(path, "w");
    if (!f || fputs(graph, f) < 0 || fclose(f))
        abort();
    snprintf(path, sizeof path, "%s/base", folder);
    {
        char file[300];
        snprintf(file, sizeof file, "%s/graph.jsonl", folder);
        if (rhz_import(path, file, true, 0, NULL, &err) != RHZ_OK || rhz_base_open(path, &base, &err) != RHZ_OK) {
            fputs(err.text, stderr);
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct rhz_query_options o = {.size = sizeof o, .deadline_ms = 100, .memory_bytes = 4 << 20, .rows = 200};
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_query_place place;
    const struct rhz_evidence *evidence;
    struct rhz_query *q;
    struct rhz_json *j;
    size_t i, n_evidence;
    bool have;

    if (!base)
        make();
    if (rhz_query_prepare(base, (const char *)data, n, &o, &place, &q, &err) != RHZ_OK) {
        if (place.start > n || place.end > n + 1)
            __builtin_trap();
        return 0;
    }
    j = rhz_json_new();
    for (i = 0; i < rhz_query_parameters(q); i++)
        rhz_query_bind_integer(q, rhz_query_parameter(q, i), (int64_t)i, &err);
    while (j && rhz_query_step(q, &have, &err) == RHZ_OK && have) {
        for (i = 0; i < rhz_query_columns(q); i++)
            rhz_query_json(q, rhz_query_value(q, i), j, &err);
        rhz_query_row_evidence(q, 3, &evidence, &n_evidence, &err);
        rhz_json_reset(j);
    }
    rhz_query_plan(q);
    rhz_json_free(j);
    rhz_query_free(q);
    return 0;
}
