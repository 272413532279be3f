/* budget_labels.h -- the label of a row of accounts -> what it says, before any name is looked up. Pure functions.
 *
 * "7413 - Subvention Ville de Lyon (solde 2023)" holds an account number, an opening that says that a name follows,
 * the name, a note and a year. "Assurances", "Autres produits" hold no name at all.
 */
#ifndef RHZ_BUDGET_LABELS_H
#define RHZ_BUDGET_LABELS_H

#include "model.h"

enum { RHZ_LABEL_NAME_BYTES = 160 }; /* longer labels are sentences, and name nothing */

struct rhz_budget_label {
    struct rhz_span text;    /* without footnote stars and list marks */
    struct rhz_span rest;    /* what may hold names: without number, opening words, notes, closing year */
    struct rhz_span inside;  /* the words between parentheses when they may be a name, else empty */
    struct rhz_span role;    /* opening or note as written: Adhésion, Solde; empty: none */
    uint32_t account;        /* 0: none */
    uint8_t sense, nature;   /* said by the label or its account; 0: not said */
    bool total, result;
    bool opened;             /* begins with Subvention, Aide, Adhésion...: a funder may follow */
    bool subsidies;          /* heads or belongs to subsidies and partnerships by its account or words */
    bool generic;            /* words of accounts: no name */
    bool announced;          /* `inside` is what "projet" or "programme" announces there: a programme's name */
    bool intention;          /* asked for, refused, to be confirmed: not a fact */
    uint32_t year;           /* said in the label, 0: not */
};

void rhz_budget_label_read(struct rhz_span label, struct rhz_budget_label *out);
/** Words between parentheses behind the amount of an item complete its label: a name, or a doubt. */
void rhz_budget_note_read(struct rhz_budget_label *label, struct rhz_span note);
/** The account number stands in a cell of its own: complete the label with it. */
void rhz_budget_account_set(struct rhz_budget_label *label, uint32_t account);

/** Do these words of a heading or caption speak of accounts at all? */
bool rhz_speaks_of_accounts(struct rhz_span s);
/** Do they announce a list of funders or subsidies (Subventions, Financeurs, Partenaires financiers)? */
bool rhz_announces_funders(struct rhz_span s);
/** Adhésion, cotisation, participation, prix: what members pay, as often a tariff as an account. */
bool rhz_is_fee(struct rhz_span role);
/** True for words that ask, refuse or doubt: "demande en cours", "non retenue", "à confirmer". */
bool rhz_is_intention(struct rhz_span s);

#endif
