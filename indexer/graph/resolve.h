/* resolve.h -- which document entities are one thing.
 *
 * In four steps, each a function of what the documents say and of shipped tables, never of counts, numbers or order of
 * arrival: an entity is read as the thing it names (resolve_bodies.c: "CC du Haut Pays" and "Communauté de communes du
 * Haut-Pays" read alike); blocking keys propose pairs of readings; a decision on the two says whether they are one and
 * on what evidence (resolve_persons.c, resolve_bodies.c); links join readings, strongest evidence first, ties by name,
 * unless two readings that then meet contradict each other.
 */
#ifndef RHZ_RESOLVE_H
#define RHZ_RESOLVE_H

#include "gazetteer.h"
#include "names.h"

/** A document entity as resolution sees it. */
struct rhz_resolve_entity {
    enum rhz_kind kind;
    struct rhz_span key;  /* rhz_name_key of its name; empty: it names nothing */
    uint32_t component;   /* answer: from 0, ascending by (kind, least reading); RHZ_NONE for an empty key */
    enum rhz_subkind sub;
    uint32_t document;    /* only compared: which entities are of one document */
    struct rhz_span name; /* best form in its document: where a person's given name ends is read there */
    uint32_t weight;      /* how many document entities it stands for; 0: one */
    bool plain;           /* answer: its key by itself reads as this entity does: no other component has such an entity of this key */
    uint64_t reading;     /* answer: hash of how it reads */
    struct rhz_span rna, siren; /* numbers that its document gives it, as registers write them; empty: none, or several */
    struct rhz_span salt; /* answer: not empty when a correction sets it apart from all that bear its name */
};

/**
 * What a document says of a short name: in it, an entity whose key is `shorter` is the one whose key is `longer`
 * (definitions.c finds them). For a body the first word of a key is read so too.
 */
struct rhz_definition {
    enum rhz_kind kind;
    uint32_t document;
    struct rhz_span shorter, longer;
    bool everywhere; /* holds in other documents too, as long as all that define `shorter` agree */
};

/** What a correction says of names (corrections.h). */
enum rhz_resolve_verb { RHZ_RULE_JOIN, RHZ_RULE_APART, RHZ_RULE_ALONE };
struct rhz_resolve_rule {
    enum rhz_resolve_verb verb;
    enum rhz_kind kind;
    struct rhz_span a, b;  /* keys; ALONE: `a` only */
    uint32_t document;     /* ALONE: entities of this document with key `a`... */
    struct rhz_span salt;  /* ...are this other one */
    uint32_t effects;      /* answer: how many entities the rule found; JOIN and APART: 0 unless both names are there */
};

struct rhz_resolve_input {
    const struct rhz_gazetteer *gazetteer; /* NULL: every name is unknown to it */
    const struct rhz_definition *definitions;
    size_t n_definitions;
    struct rhz_resolve_rule *rules;
    size_t n_rules;
};

/**
 * Fill `component` of the n entities.
 * Scratch memory is allocated and released inside. RHZ_NO_MEMORY.
 */
rhz_status rhz_resolve(struct rhz_resolve_entity *v, size_t n, const struct rhz_resolve_input *input,
                       size_t *n_components, struct rhz_error *err);

#endif
