/* bodies_again.c -- bodies named again by their kind alone: "le Département", "la Région" once the document has named one.
 *
 * Only with a capital and an article, where the word stands alone, and only when one body of that kind has been named
 * in full: two departments, and "le Département" is neither.
 */
#include "recognise.h"

static const struct {
    const char *word; /* as it opens names */
    const char *list;
    uint8_t sub;      /* the kind that the name must have, RHZ_SUB_NONE: any */
} kinds[] = {
    {"ville", " ville ", RHZ_SUB_COMMUNE},           {"departement", " departement ", RHZ_SUB_DEPARTEMENT}, {"region", " region ", RHZ_SUB_REGION},
    {"metropole", " metropole ", RHZ_SUB_EPCI},      {"universite", " universite ", RHZ_SUB_UNIVERSITE},    {"ministere", " ministere ", RHZ_SUB_ETAT},
    {"fondation", " fondation ", RHZ_SUB_FONDATION}, {"chambre", " chambre ", RHZ_SUB_NONE},                {"parc", " parc ", RHZ_SUB_NONE},
    {"agence", " agence ", RHZ_SUB_NONE},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static const char all_words[] = " ville departement region metropole universite ministere fondation chambre parc agence ";

/* The only body of each kind, RHZ_NONE: none or several. */
static void find_only(const struct rhz_extraction *x, uint32_t *only)
{
    bool many[KINDS] = {false};
    for (size_t k = 0; k < KINDS; k++)
        only[k] = RHZ_NONE;
    for (uint32_t e = 0; e < rhz_facts_count(x->facts); e++) {
        const struct rhz_document_entity *entity = rhz_facts_get_entity(x->facts, e);
        char key[RHZ_FOLD_MAX];
        if (entity->kind != RHZ_ORGANISATION || entity->name.n >= RHZ_FOLD_MAX)
            continue;
        size_t n = rhz_fold_key(entity->name, key);
        for (size_t k = 0; k < KINDS; k++) {
            size_t m = strlen(kinds[k].word);
            bool opens = n > m + 1 && memcmp(key, kinds[k].word, m) == 0 && key[m] == ' ';
            if (!opens && !(kinds[k].sub && entity->sub == kinds[k].sub && kinds[k].sub != RHZ_SUB_ETAT))
                continue;
            many[k] = many[k] || only[k] != RHZ_NONE;
            only[k] = e;
        }
    }
    for (size_t k = 0; k < KINDS; k++)
        if (many[k])
            only[k] = RHZ_NONE;
}

static bool stands_alone(const struct rhz_words *ws, size_t i)
{
    if (i == 0 || !rhz_word_joined(ws, i) || !rhz_word_in(ws, i - 1, " la le l du au "))
        return false;
    return !rhz_word_joined(ws, i + 1) || !(rhz_word_capital(ws, i + 1) || rhz_word_in(ws, i + 1, " de du des d "));
}

static bool read_words(struct rhz_extraction *x, const struct rhz_words *ws, const uint32_t *only)
{
    for (size_t i = 1; i < ws->n; i++) {
        if (ws->w[i].shape != RHZ_WORD_CAPITAL || !rhz_word_in(ws, i, all_words) || !stands_alone(ws, i) || rhz_facts_at(x->facts, ws->w[i].start) != RHZ_NONE)
            continue;
        for (size_t k = 0; k < KINDS; k++) {
            if (only[k] == RHZ_NONE || !rhz_word_in(ws, i, kinds[k].list))
                continue;
            const struct rhz_document_entity *e = rhz_facts_get_entity(x->facts, only[k]);
            if (rhz_facts_entity(x->facts, RHZ_ORGANISATION, e->sub, e->name, ws->w[i].start, ws->w[i].end) == RHZ_NONE)
                return false;
        }
    }
    return true;
}

rhz_status rhz_name_bodies_again(struct rhz_extraction *x, struct rhz_error *err)
{
    static const char *const needles[] = {"Ville", "partement", "gion", "tropole", "niversit", "inist", "ondation", "hambre", "Parc", "gence"};
    const struct rhz_document *d = x->document;
    struct rhz_words ws = {.gazetteer = x->gazetteer, .text = d->text, .arena = x->arena};
    uint32_t only[KINDS];
    find_only(x, only);
    for (size_t b = 0; b < d->n_blocks; b++) {
        if (d->blocks[b].kind == RHZ_BLOCK_TABLE_ROW ||
            !rhz_text_holds(x->gazetteer, d->text, d->blocks[b].start, d->blocks[b].end, needles, sizeof needles / sizeof *needles))
            continue;
        if (!rhz_words_cut(&ws, d->blocks[b].start, d->blocks[b].end) || !read_words(x, &ws, only))
            return rhz_no_memory(err);
    }
    return RHZ_OK;
}
