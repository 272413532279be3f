/* document_parts.h -- what document_build.c is made of: finding a description, cutting passages. */
#ifndef RHZ_DOCUMENT_PARTS_H
#define RHZ_DOCUMENT_PARTS_H

#include "reader.h"

/** Words of a passage: what it grows to, what it should not pass, what it never passes. White space divides words. */
enum {
    RHZ_PASSAGE_TINY = 15,   /* too little to stand alone, even under its own heading */
    RHZ_PASSAGE_ENOUGH = 60, /* does not ask for more */
    RHZ_PASSAGE_WANTED = 120,
    RHZ_PASSAGE_MOST = 250
};

/** Cut `d` (text and blocks set) in passages that cover all of it, in `arena`. False: memory is out. */
bool rhz_cut_passages(struct rhz_document *d, struct rhz_arena *arena);

/**
 * Fill title, date and type of `d` where they are empty, from its own words. A text without a title gets its first
 * words, but not a catalogue's `record`: there a missing title was meant, and the words would count twice in ranking.
 * False: memory is out.
 */
bool rhz_describe(struct rhz_document *d, bool record, struct rhz_arena *arena);

/**
 * End (in bytes of `s`) of the sentence that begins at `from`: after its point, closing quotes and spaces; s.n for the
 * last. "M. Durand", "J. Durand", "art. 3", "adhérent.e.s" and "3.5" do not end one.
 */
size_t rhz_sentence_end(struct rhz_span s, size_t from);

#endif
