/* resolve_profiles.h (private to resolve*.c) -- document entities that read alike, folded into one profile. */
#ifndef RHZ_RESOLVE_PROFILES_H
#define RHZ_RESOLVE_PROFILES_H

#include "resolve_rules.h"

struct rhz_profile {
    enum rhz_kind kind;
    struct rhz_span reading;
    struct rhz_person person; /* persons only */
    struct rhz_span rna, siren; /* of its entities, of which no two differ; empty: none */
    bool alone;               /* a correction keeps it from all others */
};

struct rhz_profile_pair {
    uint32_t a, b; /* a < b */
};

struct rhz_profiles {
    struct rhz_profile *v; /* by (kind, reading) */
    size_t n;
    struct rhz_buf joined, apart; /* struct rhz_profile_pair: what corrections say; `apart` sorted */
    struct rhz_arena *arena;
};

/** Set `component` of each entity to the number of its profile, RHZ_NONE for an empty key. False: memory is out. */
bool rhz_profiles_make(struct rhz_resolve_entity *v, size_t n, const struct rhz_resolve_input *input,
                       struct rhz_profiles *out);
/** The two bear different numbers of one register: they are two, whatever their names. */
bool rhz_profiles_contradict(const struct rhz_profile *a, const struct rhz_profile *b);
/** They bear one number, and none that differs. */
bool rhz_profiles_identical(const struct rhz_profile *a, const struct rhz_profile *b);
void rhz_profiles_free(struct rhz_profiles *p);

#endif
