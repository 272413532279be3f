/* corrections.h -- what people decided against the documents or the rules: one line each in a text file beside the base
 * (doc/corrections.md). Lines name things by kind and name, documents by address; never by number.
 *
 *     fusionner Personne "Odile Ferrandin" "O. Ferrandain"
 *     separer Personne "Odile Ferrandin" "Odile Ferrandin-Kolb"
 *     separer Personne "Odile Ferrandin" dans "documents/pv-2019.txt"
 *     renommer Organisation "ademe" en "ADEME"
 *     classer Organisation "Rives partagées" en Programme
 *     rejeter Organisation "Rives"
 *     rejeter FINANCE Organisation "ADEME" Programme "Rives partagées" 2021
 *     ajouter FINANCE Organisation "ADEME" Programme "Rives partagées" 2021 montant "12 000 €" nature realise preuve "documents/pv.txt" ligne 12
 *     ajouter Personne "Odile Ferrandin"
 *     oublier 0f1e2d3c4b5a6978 2:00112233445566778899aabbccddeeff      (hashes of a name: mask.h)
 */
#ifndef RHZ_CORRECTIONS_H
#define RHZ_CORRECTIONS_H

#include "names.h"

enum rhz_correction_action {
    RHZ_CORRECTION_NONE, /* a comment, or a line that cannot be read: see `problem` */
    RHZ_CORRECTION_MERGE,
    RHZ_CORRECTION_SPLIT,  /* two names apart */
    RHZ_CORRECTION_ALONE,  /* one name in one document is somebody else */
    RHZ_CORRECTION_RENAME,
    RHZ_CORRECTION_CLASSIFY,
    RHZ_CORRECTION_REJECT,
    RHZ_CORRECTION_REJECT_LINK,
    RHZ_CORRECTION_ADD,    /* a link, or (relation 0) an entity: added.h */
    RHZ_CORRECTION_FORGET  /* a person's name, out of texts too: mask.h */
};

struct rhz_correction_line {
    enum rhz_correction_action action;
    uint32_t number;           /* among corrections, from 1; comments and empty lines have none */
    uint32_t place;            /* line of the file, from 1 */
    struct rhz_span text;      /* the line, trimmed */
    const char *problem;       /* one French sentence when it cannot be read, else NULL */
    enum rhz_kind kind, other_kind;
    struct rhz_span name, other;         /* as written; `other`: new name, second name, second end. FORGET: `name` is salt and hashes */
    struct rhz_span key, other_key;      /* rhz_name_key of both */
    struct rhz_span uri;                 /* ALONE */
    enum rhz_relation relation;          /* REJECT_LINK, ADD */
    uint32_t year;                       /* REJECT_LINK (0: every year), ADD (0: not said) */
    struct rhz_span amount, role;        /* ADD, as written; empty: not said */
    enum rhz_nature nature;              /* ADD */
    struct rhz_span proof;               /* ADD: address of the document that the user read it in; empty: stated by the user alone */
    enum rhz_kind to_kind;               /* CLASSIFY: one of the two, the other NONE */
    enum rhz_subkind to_sub;
};

enum { RHZ_CORRECTIONS_LIMIT = 4 << 20 }; /* bytes of the file */

struct rhz_corrections {
    struct rhz_correction_line *v; /* corrections only, in order of the file */
    size_t n;
};

/** Read one line; spans borrow from `text` or are in `arena`. False: memory is out. */
bool rhz_correction_read(struct rhz_span text, struct rhz_arena *arena, struct rhz_correction_line *out);
/** All corrections of a file. False: memory is out. */
bool rhz_corrections_read(struct rhz_span file, struct rhz_arena *arena, struct rhz_corrections *out);

#endif
