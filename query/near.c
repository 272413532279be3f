/* near.c -- does a window hold all the words, each at a place of its own?
 *
 * A matching of words to places (Kuhn 1955): a word that finds its places taken asks whoever holds one to move. Words
 * rarely share a place, so most take the first that they see.
 */
#include "near.h"

static bool seat(struct rhz_near *x, size_t word)
{
    const struct rhz_near_word *w = &x->words[word];

    for (size_t i = w->begin; i < w->end; i++) {
        uint32_t place = w->positions[i] - x->first;

        if (x->tried[place])
            continue;
        x->tried[place] = true;
        if (!x->owner[place] || seat(x, x->owner[place] - 1u)) {
            x->owner[place] = (uint8_t)(word + 1);
            return true;
        }
    }
    return false;
}

static bool all_seated(struct rhz_near *x)
{
    for (size_t i = 0; i < x->n; i++) {
        struct rhz_near_word *w = &x->words[i];

        while (w->begin < w->end && w->positions[w->begin] < x->first)
            w->begin++;
        if (w->begin == w->end)
            return false;
    }
    memset(x->owner, 0, sizeof x->owner);
    for (size_t i = 0; i < x->n; i++) {
        memset(x->tried, 0, sizeof x->tried);
        if (!seat(x, i))
            return false;
    }
    return true;
}

/* The next place of any word, which enters the window; false: there is none. */
static bool step(struct rhz_near *x, uint32_t *place)
{
    bool any = false;

    for (size_t i = 0; i < x->n; i++) {
        const struct rhz_near_word *w = &x->words[i];

        if (w->end < w->n && (!any || w->positions[w->end] < *place)) {
            *place = w->positions[w->end];
            any = true;
        }
    }
    for (size_t i = 0; any && i < x->n; i++) {
        struct rhz_near_word *w = &x->words[i];

        w->end += w->end < w->n && w->positions[w->end] == *place;
    }
    return any;
}

bool rhz_near_next(struct rhz_near *x, uint32_t *first, uint32_t *last)
{
    while (step(x, last)) {
        x->first = *last > x->distance ? *last - x->distance : 0;
        if (x->first < x->from)
            x->first = x->from;
        *first = x->first;
        if (*last >= x->first && all_seated(x))
            return true;
    }
    return false;
}
