/* people.h -- persons in lists: what people.c and its parts share. */
#ifndef RHZ_PEOPLE_H
#define RHZ_PEOPLE_H

#include "recognise.h"

enum rhz_list_type {
    RHZ_LIST_NONE,
    RHZ_LIST_PRESENT,
    RHZ_LIST_EXCUSED,
    RHZ_LIST_TEAM,
    RHZ_LIST_BOARD,
    RHZ_LIST_MEMBERS,
    RHZ_LIST_SPEAKERS,
    RHZ_LIST_IGNORED /* past members, candidates, absent without excuse: no fact */
};

/** list_layout.c: what the words over a list announce. NONE: nothing about persons. */
struct rhz_people;
enum rhz_list_type rhz_list_type_of(struct rhz_people *p, uint32_t start, uint32_t end);

/** One part of a list: a range of text without the separators and bullets around it. */
struct rhz_part {
    uint32_t start, end;
};
/** list_layout.c: cut [start, end) at `separators` outside parentheses; at most `most`; returns how many. */
size_t rhz_cut_parts(struct rhz_span text, uint32_t start, uint32_t end, const char *separators, struct rhz_part *parts,
                     size_t most);
struct rhz_part rhz_trim_part(struct rhz_span text, struct rhz_part p);

/** What a part is by itself. */
enum rhz_part_kind { RHZ_PART_OTHER, RHZ_PART_PERSON, RHZ_PART_LIKELY, RHZ_PART_FIRST_NAME, RHZ_PART_ORGANISATION };

struct rhz_people {
    struct rhz_extraction *x;
    struct rhz_words ws;     /* of the part looked at */
    struct rhz_buf name;     /* scratch */
    unsigned char *elsewhere; /* by person's ordinal: acts for another body than the publisher */
    size_t n_elsewhere;
    struct rhz_first_name *first_names; /* persons known here by a first name alone */
    size_t n_first_names, cap_first_names;
};

/** A first name that a list of persons gives alone, and whom it stands for. */
struct rhz_first_name {
    char key[RHZ_FOLD_MAX];
    size_t n;
    uint32_t entity;
};

/** list_layout.c: a part that begins with a person's name; m: the name, *rest: what follows it. Leaves p->ws cut. */
enum rhz_part_kind rhz_part_kind_of(struct rhz_people *p, struct rhz_part part, struct rhz_name_match *m,
                                    struct rhz_part *rest);

/** The entity of the person matched in p->ws. RHZ_NONE: memory is out. */
uint32_t rhz_people_entity(struct rhz_people *p, const struct rhz_name_match *m);

/**
 * affiliations.c: AFFILIE_A statements from what follows a name: "(Structure)", ", fonction, Structure",
 * " - Structure", "fonction à l'Université de X". `loose`: inside a list, where an unknown name in last place is a
 * structure. The quote runs from `quote` to the end of what was used. Returns false when memory is out.
 */
bool rhz_read_affiliation(struct rhz_people *p, uint32_t person, uint32_t quote, struct rhz_part rest, bool loose);

/** given_names.c: whom a first name alone at [at] stands for; adds the person when nobody has that name in full. */
uint32_t rhz_first_name_entity(struct rhz_people *p, struct rhz_part at);
/** given_names.c: first names alone in sentences become mentions of whom they stand for. */
bool rhz_spread_first_names(struct rhz_people *p);
/** person_sentences.c: what sentences say of persons: structures, offices, auditors. */
bool rhz_read_sentences(struct rhz_people *p);
/** minutes.c: surnames behind a civility become mentions of whom they stand for; who speaks in minutes of sentences. */
bool rhz_spread_surnames(struct rhz_people *p);
bool rhz_read_minutes(struct rhz_people *p);
/** speakers.c: who speaks in the assembly, in turns and in headings. */
bool rhz_read_speakers(struct rhz_people *p);

/** An office of an association (présidente, trésorier, co-représentant légal), not of a sitting nor of another body. */
bool rhz_is_office(const struct rhz_words *ws, size_t first, size_t limit);
/** affiliations.c: the organisation that a cell or label of a list names by its place there; RHZ_NONE: none, or memory is
 * out (then *ok is false). */
uint32_t rhz_structure_of(struct rhz_people *p, struct rhz_part part, bool *ok);

/** Note that the person acts for a body; people.c. */
bool rhz_note_elsewhere(struct rhz_people *p, uint32_t person, uint32_t body);
bool rhz_is_elsewhere(const struct rhz_people *p, uint32_t person);

/** people.c: add a statement person -> object whose year is the document's, with the supports that the quote lacks. */
struct rhz_link {
    enum rhz_relation relation;
    uint32_t subject, object;
    struct rhz_part quote, role, lead; /* empty ranges: none */
    const char *rule;
};
bool rhz_add_link(struct rhz_extraction *x, const struct rhz_link *link);

#endif
