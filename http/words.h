/* words.h -- how pages say things: dates, amounts, numbers, places of proofs; and the parts that several pages share. */
#ifndef HTTP_WORDS_H
#define HTTP_WORDS_H

#include "page.h"

const char *say_number(char out[32], uint64_t n);                      /* 12 345 */
const char *say_amount(char out[64], int64_t cents, const char *unit); /* 42 500,50 € */
const char *say_date(char out[32], const char *iso);                   /* 6 juin 2024 */
const char *say_type(const char *type);                                /* "proces-verbal" -> "procès-verbal" */
const char *say_plural(uint64_t n, const char *one, const char *many);

/** The words of a relation, seen from its subject (`outgoing`) or its object. */
const char *say_relation(const char *relation, bool outgoing);
/** "etablissement-public" -> "établissement public" */
const char *say_sub(const char *sub);

/** Addresses of things: stable ids alone. */
struct url url_entity(uint64_t id);
/** A document at a place: byte `start` of its text, else `line`, else `page` (0: not known); `query` (may be "") is sought in it. */
struct url url_place(const char *document, uint32_t page, uint32_t line, uint32_t start, const char *query);

/** A proof: the quote, and where it stands, linked. */
void put_evidence(struct page *p, const struct rhz_evidence *e);
/** Proofs behind a <details>, the first one shown. */
void put_all_evidence(struct page *p, const struct rhz_evidence *e, size_t n);
/** When a link holds, what it amounts to, the roles: "2023, réalisé : 42 500 €". */
void put_link_facts(struct page *p, const struct rhz_link *l);
/** "1 2 3 suivante": pages of a long list of `total` things, `per` a page, from `offset`. */
void put_pager(struct page *p, uint64_t offset, uint64_t per, uint64_t total);

#endif
