/* chercher.h -- the three ways in which `chercher` shows what was found. */
#ifndef RHZ_CLI_CHERCHER_H
#define RHZ_CLI_CHERCHER_H

#include "cli.h"

/** For people: by document, or (`flat`) passage by passage. */
void cli_hits_text(const struct rhz_hits *hits, const struct rhz_search_options *o, bool flat);
/** For programs: one hit a line. Exit status. */
int cli_hits_json(const struct rhz_hits *hits, uint32_t offset);
/** Facets, for people or (c->json) programs. */
void cli_facets(const struct cli *c, const struct rhz_hits *hits);
/** `chercher --lot`: the searches of a file ("-": standard input), one a line: number, tab, words. Exit status. */
int cli_chercher_lot(struct rhz_base *base, const char *path, const struct rhz_search_options *options);

#endif
