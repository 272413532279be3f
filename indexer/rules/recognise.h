/* recognise.h -- names by their form: persons, organisations. What entities.c, people.c and rhz_guess_name share.
 *
 * These functions look at words only; they add nothing. A score of evidence (0 to 100) comes back, and the caller
 * knows what its place in the text is worth: a list of persons asks for less than a sentence.
 */
#ifndef RHZ_RECOGNISE_H
#define RHZ_RECOGNISE_H

#include "name_words.h"

/** A name found at word `first`: words [first, limit), bytes [start, end). */
struct rhz_name_match {
    size_t first, limit;
    uint32_t start, end;
    unsigned score;
    uint8_t sub;      /* organisations: enum rhz_subkind */
    bool inverted;    /* persons: NOM Prénom */
    bool plural;      /* organisations: the head is plural, each place of a list that follows is one more */
};

/** Scores that callers compare with. */
enum { RHZ_NAME_IN_TEXT = 55, RHZ_NAME_IN_LIST = 30 };

/**
 * The person's name that begins at word i: Prénom NOM, Prénom Nom, NOM Prénom, J. Nom, each with particles.
 * False when the words there do not have the form of one.
 */
bool rhz_person_at(struct rhz_words *ws, size_t i, struct rhz_name_match *out);
/** Words [first, limit) have the form of a person's name, known or not: for lists whose other items are persons. */
bool rhz_person_shape(struct rhz_words *ws, size_t first, size_t limit);
/** "M.", "Mme", "Maître", "Dr" and their kind. */
bool rhz_is_civility(const struct rhz_words *ws, size_t i);
/** A person's name as it is best written: given name first, capitals only at the beginning of words. Appends. */
void rhz_person_name(const struct rhz_words *ws, const struct rhz_name_match *m, struct rhz_buf *out);

/** Word i, a word of capitals with all but its first letters made small: DUVAL -> Duval, JEAN-MARC -> Jean-Marc. Appends. */
void rhz_append_recased(const struct rhz_words *ws, size_t i, struct rhz_buf *out);

/** The organisation whose name begins at word i (its head: Ville, Ministère, Université..., an acronym, or the
 * words before Métropole). False when no form is met there. */
bool rhz_organisation_at(struct rhz_words *ws, size_t i, struct rhz_name_match *out);
/** Sub-kind that a name's own words tell; RHZ_SUB_NONE when they do not. */
enum rhz_subkind rhz_organisation_sub(struct rhz_words *ws, size_t first, size_t limit);
/** The words say what somebody does (directrice, chargé de mission, indépendant), not for whom. */
bool rhz_is_function(const struct rhz_words *ws, size_t first, size_t limit);

/* ---- what needs the whole document; in the order rhz_recognise and rhz_read_people run them ---- */

/** publisher.c: who speaks, by title and by how often "l'association X", "l'équipe de X" come back. */
rhz_status rhz_find_publisher(struct rhz_extraction *x, struct rhz_error *err);
/** events.c: the assembly or meeting that the document records; sets x->assembly. Needs the publisher. */
rhz_status rhz_find_assembly(struct rhz_extraction *x, struct rhz_error *err);
/** programmes.c: programmes and projects that the text announces as such. */
rhz_status rhz_find_programmes(struct rhz_extraction *x, struct rhz_error *err);
/** programme_signs.c: programmes that headings, sentences and rows of accounts tell. Part of the former. */
rhz_status rhz_find_programme_signs(struct rhz_extraction *x, struct rhz_error *err);
/** relations.c: the programme that a page or a convention is about, the one its first lines name, else its only one; RHZ_NONE. */
uint32_t rhz_document_topic(const struct rhz_extraction *x);
/** bodies_again.c: "le Département", "la Région" of a document that names one only. After the lists. */
rhz_status rhz_name_bodies_again(struct rhz_extraction *x, struct rhz_error *err);
/** bodies_by_place.c: media of a press review, bodies of a calendar's entries. After programmes and events. */
rhz_status rhz_find_bodies_by_place(struct rhz_extraction *x, struct rhz_error *err);
/** spread.c: every place where an entity of the document is written in full becomes a mention of it. */
rhz_status rhz_spread_names(struct rhz_extraction *x, struct rhz_error *err);

#endif
