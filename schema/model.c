/* model.c -- the tables that model.def makes. */
#include "model.h"

#include "analyzer.h"

static const struct rhz_word empty = {"", "", ""};

static const struct rhz_word kinds[] = {
    {"", "", ""},
#define KIND(symbol, name, plural) {name, name, plural},
#include "model.def"
};
static const struct rhz_word subkinds[] = {
    {"", "", ""},
#define SUBKIND(symbol, name, what) {name, what, ""},
#include "model.def"
};
static const struct rhz_word relations[] = {
    {"", "", ""},
#define RELATION(symbol, name, forward, backward) {name, forward, backward},
#include "model.def"
};
static const struct rhz_word properties[] = {
    {"", "", ""},
#define PROPERTY(symbol, name, what) {name, what, ""},
#include "model.def"
};
static const struct rhz_word natures[] = {
    {"", "", ""},
#define NATURE(symbol, name, what) {name, what, ""},
#include "model.def"
};
static const struct rhz_word senses[] = {
    {"", "", ""},
#define SENSE(symbol, name) {name, name, ""},
#include "model.def"
};
static const struct rhz_word supports[] = {
    {"", "", ""},
#define SUPPORT(symbol, name) {name, name, ""},
#include "model.def"
};

#define ENTRY(table, number) ((number) < sizeof(table) / sizeof((table)[0]) ? &(table)[number] : &empty)

const struct rhz_word *rhz_kind_word(unsigned number) { return ENTRY(kinds, number); }
const struct rhz_word *rhz_subkind_word(unsigned number) { return ENTRY(subkinds, number); }
const struct rhz_word *rhz_relation_word(unsigned number) { return ENTRY(relations, number); }
const struct rhz_word *rhz_property_word(unsigned number) { return ENTRY(properties, number); }
const struct rhz_word *rhz_nature_word(unsigned number) { return ENTRY(natures, number); }
const struct rhz_word *rhz_sense_word(unsigned number) { return ENTRY(senses, number); }
const struct rhz_word *rhz_support_word(unsigned number) { return ENTRY(supports, number); }

static bool same_folded(struct rhz_span a, struct rhz_span folded_b)
{
    struct rhz_buf f = {0};
    bool same;

    rhz_fold(a, &f);
    same = !f.failed && rhz_span_eq(rhz_buf_view(&f), folded_b);
    rhz_buf_free(&f);
    return same;
}

static unsigned find(const struct rhz_word *table, unsigned count, bool plural, struct rhz_span name)
{
    struct rhz_buf f = {0};
    unsigned i, found = 0;

    rhz_fold(name, &f);
    for (i = 1; i < count && !found && !f.failed; i++)
        if (same_folded(rhz_span_of(table[i].name), rhz_buf_view(&f)) ||
            (plural && same_folded(rhz_span_of(table[i].other), rhz_buf_view(&f))))
            found = i;
    rhz_buf_free(&f);
    return found;
}

unsigned rhz_kind_number(struct rhz_span name) { return find(kinds, RHZ_KIND_COUNT, true, name); }
unsigned rhz_relation_number(struct rhz_span name) { return find(relations, RHZ_RELATION_COUNT, false, name); }
