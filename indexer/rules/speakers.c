/* speakers.c -- who speaks in the assembly: "Prénom Nom : ...", "Prénom : ...", "Prénom Nom, Structure : titre".
 *
 * Only in a document that records an assembly, and only persons it knows by another place or by the form of their
 * name: "Objectif : ..." has the same layout.
 */
#include "people.h"

enum { LABEL_BYTES = 160, PARTS = 6 };

static uint32_t turn_end(const struct rhz_document *d, const struct rhz_block *b)
{
    if (b->kind == RHZ_BLOCK_SPEAKER && b->speaker_end > b->start && b->speaker_end <= b->end)
        return b->speaker_end;
    for (uint32_t i = b->start; i < b->end && i < b->start + LABEL_BYTES; i++) {
        if (d->text.p[i] == ':' && (i + 1 == b->end || d->text.p[i + 1] == ' '))
            return i;
        if (strchr(".;?!(", d->text.p[i]) != NULL && (d->text.p[i] == '(' || (i + 1 < b->end && d->text.p[i + 1] == ' ')))
            return b->start;
    }
    return b->kind == RHZ_BLOCK_HEADING && b->end - b->start < LABEL_BYTES ? b->end : b->start;
}

/* The person whom a part names: in full, or by a first name known here. */
static uint32_t person_of(struct rhz_people *p, struct rhz_part part, struct rhz_part *rest)
{
    struct rhz_name_match m;
    enum rhz_part_kind kind = rhz_part_kind_of(p, part, &m, rest);
    if (kind == RHZ_PART_PERSON)
        return rhz_people_entity(p, &m);
    if (kind == RHZ_PART_OTHER || kind == RHZ_PART_ORGANISATION)
        return RHZ_NONE;
    uint32_t e = rhz_facts_at(p->x->facts, m.start);
    return e != RHZ_NONE && rhz_facts_get_entity(p->x->facts, e)->kind == RHZ_PERSONNE ? e : RHZ_NONE;
}

static bool speaks(struct rhz_people *p, uint32_t person, uint32_t start, uint32_t end)
{
    struct rhz_link link = {.relation = RHZ_INTERVIENT_DANS, .subject = person, .object = p->x->assembly,
                            .quote = {start, end}, .rule = "speaker"};
    return rhz_add_link(p->x, &link);
}

/* "A et B, Structure": the first name's own end, and the second person. */
static uint32_t second_person(struct rhz_people *p, struct rhz_part part, struct rhz_part *first, struct rhz_part *rest)
{
    for (uint32_t i = part.start; i + 4 < part.end; i++)
        if (memcmp(p->ws.text.p + i, " et ", 4) == 0) {
            struct rhz_part second = {i + 4, part.end};
            *first = (struct rhz_part){part.start, i};
            return person_of(p, second, rest);
        }
    return RHZ_NONE;
}

static bool read_turn(struct rhz_people *p, const struct rhz_block *b)
{
    const struct rhz_document *d = p->x->document;
    uint32_t end = turn_end(d, b);
    struct rhz_part rest, other, whole = rhz_trim_part(d->text, (struct rhz_part){b->start, end});
    bool colon = end < b->end;
    if (whole.start >= whole.end)
        return true;
    uint32_t second = second_person(p, whole, &other, &rest);
    if (second != RHZ_NONE) {
        struct rhz_part none, after = rest;
        uint32_t first = person_of(p, other, &none);
        if (first == RHZ_NONE || !colon)
            return true;
        return speaks(p, first, whole.start, whole.end) && speaks(p, second, whole.start, whole.end) &&
               rhz_read_affiliation(p, first, whole.start, after, true) &&
               rhz_read_affiliation(p, second, whole.start, after, true);
    }
    uint32_t person = person_of(p, whole, &rest);
    bool heading_of_speaker = b->kind == RHZ_BLOCK_HEADING && rest.end > rest.start; /* "Nom - Structure" */
    if (person == RHZ_NONE || (!colon && !heading_of_speaker))
        return true;
    return speaks(p, person, whole.start, whole.end) && rhz_read_affiliation(p, person, whole.start, rest, true);
}

bool rhz_read_speakers(struct rhz_people *p)
{
    const struct rhz_document *d = p->x->document;
    for (size_t b = 0; p->x->assembly != RHZ_NONE && b < d->n_blocks; b++) {
        const struct rhz_block *block = &d->blocks[b];
        if (block->kind != RHZ_BLOCK_TABLE_ROW && !read_turn(p, block))
            return false;
    }
    return true;
}
