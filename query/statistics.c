/* statistics.c -- what a base holds, in figures; and the words of the model for those who see public headers only. */
#include "graph.h"
#include "view.h"

const char *rhz_relation_name(unsigned i)
{
    return i && i < RHZ_RELATION_COUNT ? rhz_relation_word(i)->name : NULL;
}

const char *rhz_relation_label(unsigned i, bool outgoing)
{
    if (!i || i >= RHZ_RELATION_COUNT)
        return NULL;
    return outgoing ? rhz_relation_word(i)->label : rhz_relation_word(i)->other;
}

const char *rhz_nature_label(const char *nature)
{
    unsigned i;

    for (i = 1; i < RHZ_NATURE_COUNT; i++)
        if (strcmp(rhz_nature_word(i)->name, nature) == 0)
            return rhz_nature_word(i)->label;
    return nature;
}

const char *rhz_kind_name(unsigned i)
{
    return i && i < RHZ_KIND_COUNT ? rhz_kind_word(i)->name : NULL;
}

const char *rhz_kind_plural(unsigned i)
{
    return i && i < RHZ_KIND_COUNT ? rhz_kind_word(i)->other : NULL;
}

_Static_assert(RHZ_RELATION_COUNT <= sizeof((struct rhz_statistics *)0)->edges_by_relation / sizeof(uint64_t),
               "a relation without a place in struct rhz_statistics");

static void count_graph(const struct rhz_graph_counts *c, struct rhz_statistics *out)
{
    unsigned i;

    out->persons = c->nodes_by_kind[RHZ_PERSONNE];
    out->organisations = c->nodes_by_kind[RHZ_ORGANISATION];
    out->programmes = c->nodes_by_kind[RHZ_PROGRAMME];
    out->events = c->nodes_by_kind[RHZ_EVENEMENT];
    out->edges = c->edges - c->retired_edges;
    out->properties = c->properties - c->retired_properties;
    out->statements = c->statements;
    for (i = 1; i < RHZ_RELATION_COUNT; i++)
        out->edges_by_relation[i] = c->edges_by_relation[i];
}

/* Documents and passages that a search can find, and the span of their dates: their descriptions say. */
static rhz_status count_documents(struct rhz_snapshot *s, const struct rhz_segment_info *segment, uint32_t dates[2],
                                  struct rhz_statistics *out, struct rhz_error *err)
{
    struct rhz_arena *scratch = rhz_arena_new();
    struct rhz_document_record r;
    uint32_t i;
    rhz_status st = scratch ? RHZ_OK : rhz_no_memory(err);

    for (i = 0; i < segment->n_documents && st == RHZ_OK; i++) {
        uint32_t document = segment->first_document + i;
        if (!rhz_publication_alive(&s->publication, document)) {
            out->dead_documents++;
            continue;
        }
        rhz_arena_reset(scratch);
        if ((st = rhz_snapshot_document(s, document, scratch, &r, err)) != RHZ_OK)
            break;
        out->documents++;
        out->passages += r.n_passages;
        out->text_bytes += r.text_bytes;
        if (r.date && (!dates[0] || r.date < dates[0]))
            dates[0] = r.date;
        if (r.date > dates[1])
            dates[1] = r.date;
    }
    rhz_arena_free(scratch);
    return st;
}

rhz_status rhz_base_statistics(struct rhz_base *b, struct rhz_statistics *out, struct rhz_error *err)
{
    const struct rhz_publication *p;
    struct rhz_view v = {0};
    uint32_t dates[2] = {0, 0};
    size_t i;
    rhz_status st = rhz_view_open(b, &v, err);

    *out = (struct rhz_statistics){0};
    p = &v.snapshot.publication;
    for (i = 0; st == RHZ_OK && i < p->n_segments; i++) {
        out->words += p->segments[i].text_words;
        st = count_documents(&v.snapshot, &p->segments[i], dates, out, err);
    }
    if (st == RHZ_OK) {
        out->publication = p->number;
        out->published_at = p->time;
        out->segments = p->n_segments;
        out->base_bytes = rhz_store_bytes(b->store);
        count_graph(&v.graph.counts, out);
        rhz_date_text(dates[0], out->first_date);
        rhz_date_text(dates[1], out->last_date);
    }
    rhz_view_close(&v);
    return st;
}
