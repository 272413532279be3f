/* analyzer.h -- French text -> tokens, one way for documents, queries, snippets and names.
 *
 * A token has a position (phrases count them), a byte extent in the text it came from (highlights), a form
 * (the word as written: NFC, lower case, accents kept, ligatures and apostrophes unified) and a term (the key of the
 * index: folded Snowball stem of the accented word). Two tokens may share a position and an extent: the readings of
 * inclusive writing (adhérent·e·s: adhérent, adhérents, adhérente, adhérentes).
 *
 * The term is a function of the folded form alone: spellings with and without accents, in capitals, decomposed, have
 * one term by construction (trésorière, TRESORIERE), and so does a word in quotes whatever its accents.
 *
 * What is one word: aujourd'hui, C.A.F. (caf), R A P P O R T, 70 000 (70000), 12,50 (12,5), XXIe and 21ᵉ (21e), 1ère (1er).
 * The parts of a date are words, its month by number and by name; 70 k€ is also 70000. Elided
 * articles (l', d', qu'...) and the t of a-t-il leave no token and no position. Parts of a compound follow one another:
 * compte-rendu is compte rendu. After a prefix that is no word by itself (socio-culturel, e-mail) both parts bear the
 * whole as a second reading: socioculturel finds it and is found by it. An address is one token, and each of its words
 * another at the same and following positions.
 */
#ifndef RHZ_ANALYZER_H
#define RHZ_ANALYZER_H

#include "base.h"

/** A distinct form with its term. Interned: one per analyzer, valid until the analyzer ends or its epoch changes. */
struct rhz_lexeme {
    struct rhz_span form;
    struct rhz_span term;
    uint32_t id;        /* dense, from 0, within an epoch: an array index for callers */
    uint8_t flags;      /* RHZ_LEXEME_* */
};
enum {
    RHZ_LEXEME_STOP = 1,   /* le, de, et...: indexed, never required outside quotes */
    RHZ_LEXEME_NUMBER = 2, /* 70000, 27e, 2023 */
    RHZ_LEXEME_ADDRESS = 4 /* e-mail or web address */
};

struct rhz_token {
    const struct rhz_lexeme *lexeme;
    uint32_t position;   /* from 0; readings of one word share it */
    uint32_t start, end; /* bytes of the analyzed text: `avocat` alone in `l'avocat`, the whole of an inclusive form */
};

struct rhz_analyzer;

/** One per thread (stemmer handles are not shared). NULL when memory is out. */
struct rhz_analyzer *rhz_analyzer_new(void);
void rhz_analyzer_free(struct rhz_analyzer *a); /* accepts NULL */

/**
 * Cut `text` into tokens, ascending by position and by start. Ill-formed bytes separate words; time is linear in any
 * case. *tokens is the analyzer's, valid until its next call. RHZ_NO_MEMORY; RHZ_LIMIT: 4 GiB or more.
 */
rhz_status rhz_analyze(struct rhz_analyzer *a, struct rhz_span text, const struct rhz_token **tokens, size_t *n);

/**
 * What a caller wants to know of a text's words when it has a few in mind: a word and its term begin with the same letter
 * all but always, so that most words need not be looked up, let alone stemmed.
 */
struct rhz_sieve {
    bool keeps[256]; /* by the first byte of a word, or the second after C3 (À to ÿ) */
};
/** A sieve that keeps nothing yet but what it cannot tell. */
void rhz_sieve_init(struct rhz_sieve *s);
/** Keep the words whose term, or whose folded form, begins as `wanted` does (a term or a folded form). */
void rhz_sieve_keep(struct rhz_sieve *s, struct rhz_span wanted);
void rhz_sieve_keep_all(struct rhz_sieve *s);
/** As rhz_analyze(): the same tokens, but lexeme is NULL for some of those that `sieve` does not keep. */
rhz_status rhz_analyze_sieved(struct rhz_analyzer *a, struct rhz_span text, const struct rhz_sieve *sieve,
                              const struct rhz_token **tokens, size_t *n);

/** Number of lexemes interned in this epoch (ids below it are in use). */
uint32_t rhz_analyzer_lexemes(const struct rhz_analyzer *a);
/** Drop the interned lexemes (between documents, to bound memory): ids start again at 0, earlier pointers are void. */
void rhz_analyzer_forget(struct rhz_analyzer *a);

/** Fold: case, accents, ligatures, apostrophes; what makes two spellings equal inside quotes. Appends to `out`. */
void rhz_fold(struct rhz_span text, struct rhz_buf *out);

/** Identifies the analyzer's behaviour; stored in a base, compared on opening. A static string. */
const char *rhz_analyzer_fingerprint(void);

#endif
