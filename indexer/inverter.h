/* inverter.h -- documents -> one segment: tokens gathered per term in memory, then written in term order. */
#ifndef RHZ_INVERTER_H
#define RHZ_INVERTER_H

#include "analyzer.h"
#include "facts.h"
#include "segment.h"

struct rhz_inverter;

/** A new segment `number` whose documents and passages begin at these numbers. */
rhz_status rhz_inverter_new(uint32_t number, uint32_t first_document, uint32_t first_passage, struct rhz_inverter **out,
                            struct rhz_error *err);
void rhz_inverter_free(struct rhz_inverter *v); /* accepts NULL */
/** Add the next document: analyses passages and their context (title, heading path), remembers mentions. */
rhz_status rhz_inverter_add(struct rhz_inverter *v, const struct rhz_document *d, const struct rhz_facts *facts,
                            struct rhz_error *err);
/** Bytes of memory in use: the caller flushes when its budget is reached. */
size_t rhz_inverter_memory(const struct rhz_inverter *v);
uint32_t rhz_inverter_documents(const struct rhz_inverter *v);
/** Write the segment (unpublished) through *txn, which is committed and begun anew as it grows; *info describes it. */
rhz_status rhz_inverter_flush(struct rhz_inverter *v, struct rhz_store *store, struct rhz_txn **txn,
                              struct rhz_segment_info *info, struct rhz_error *err);

#endif
