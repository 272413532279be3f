/* table_head.h -- what a header cell says of its column: year, nature, sense, unit, part. Pure, thread-safe.
 *
 * "Réalisé 2022", "Prévi. 2024", "2023 (€)", "Au 31/12/23", "Net 23", "N-1", "Budget prévisionnel 2025", "CHARGES".
 * The same reading serves headings and captions, where other words may stand around.
 */
#ifndef RHZ_TABLE_HEAD_H
#define RHZ_TABLE_HEAD_H

#include "amounts.h"
#include "model.h"

/** What the column holds beside amounts. */
enum rhz_head_role {
    RHZ_HEAD_PLAIN,
    RHZ_HEAD_FUNDER,    /* Financeur, Partenaire, Organisme */
    RHZ_HEAD_PROGRAMME, /* Projet, Programme, Action */
    RHZ_HEAD_LABEL,     /* Intitulé, Poste, Libellé, Nature */
    RHZ_HEAD_STATE,     /* Statut, État: acquis, demandé... */
    RHZ_HEAD_IGNORE     /* %, écart, variation: figures that are no amounts */
};

struct rhz_head {
    bool known;          /* every word of the cell is one that headers use */
    bool column;         /* a year, nature, part or amount word: the head of a column of figures */
    uint8_t role;        /* enum rhz_head_role */
    uint8_t nature;      /* enum rhz_nature */
    uint8_t sense;       /* enum rhz_sense */
    bool part;           /* Brut, Amortissements: a part of the year's value, not the value */
    bool closing;        /* "au 31/12": a balance sheet's date */
    uint16_t year;       /* 0: none */
    int8_t relative;     /* 1: N, 2: N-1, 3: N-2, -1: N+1; 0: not so written */
    int32_t scale;       /* 1, 1000, 1000000; 0: no unit written */
};

void rhz_head_read(struct rhz_span cell, struct rhz_head *out);

/** Fill what `to` does not say from `from` (a header in two rows). */
void rhz_head_merge(struct rhz_head *to, const struct rhz_head *from);

/** A year written anywhere in the words of `s` (label, heading), its bytes in *start, *end; 0: none. */
unsigned rhz_year_in(struct rhz_span s, uint32_t *start, uint32_t *end);

#endif
