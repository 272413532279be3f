/* catalogue.h (private to query/) -- the live documents of a snapshot with all their uris. */
#ifndef RHZ_CATALOGUE_H
#define RHZ_CATALOGUE_H

#include "snapshot.h"

struct rhz_catalogue_entry {
    uint32_t document;
    struct rhz_span uri;         /* least one: it names the document */
    struct rhz_span *other_uris; /* byte order */
    size_t n_other_uris;
};

/** All live documents, by least uri; in the snapshot's arena. */
rhz_status rhz_catalogue_read(struct rhz_snapshot *s, struct rhz_catalogue_entry **out, size_t *n, struct rhz_error *err);

struct rhz_documents;

/** A result that will own at most `room` documents; *out is to be freed after any outcome. */
rhz_status rhz_documents_new(size_t room, struct rhz_documents **out, struct rhz_error *err);
rhz_status rhz_documents_add(struct rhz_documents *d, const struct rhz_catalogue_entry *e,
                             const struct rhz_document_record *r, uint32_t mentions, struct rhz_error *err);
void rhz_documents_set_total(struct rhz_documents *d, uint64_t total);
/**
 * The live document that `name` means: its uri, its id, or an end of its uri that no other shares.
 * RHZ_NOT_FOUND; RHZ_INVALID when several documents fit: the sentence names some.
 */
rhz_status rhz_catalogue_find(struct rhz_snapshot *s, const char *name, struct rhz_catalogue_entry *out,
                              struct rhz_error *err);

#endif
