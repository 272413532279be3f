/* import_line.h (private to import*.c) -- one line of the open form, read and checked. */
#ifndef RHZ_IMPORT_LINE_H
#define RHZ_IMPORT_LINE_H

#include "imported.h"
#include "model.h"

enum rhz_import_type { RHZ_IMPORT_OTHER, RHZ_IMPORT_HEADER, RHZ_IMPORT_DOCUMENT, RHZ_IMPORT_NODE, RHZ_IMPORT_EDGE, RHZ_IMPORT_PROPERTY };

struct rhz_import_proof {
    uint64_t document; /* public id */
    struct rhz_imported_proof proof;
};

/** What a line says. Fields that its type does not have are zero. */
struct rhz_import_line {
    enum rhz_import_type type;
    uint64_t id;
    /* documents */
    struct rhz_span uri, title, document_type, url;
    struct rhz_span *others; /* other uris; aliases of a node; roles of an edge */
    size_t n_others;
    uint32_t date, pages;
    /* nodes */
    uint8_t kind, sub;
    struct rhz_span name;
    /* edges and properties */
    uint8_t relation, property, nature, sense;
    uint64_t from, to;       /* public ids; `from` is also the node of a property */
    bool divergent, has_amount, year_of_document, joint, total;
    int64_t cents;
    uint32_t year, date_from, date_to;
    struct rhz_span unit, label;
    struct rhz_import_proof *proofs;
    size_t n_proofs;
    /* graphs of others */
    struct rhz_span *labels, relation_name;
    size_t n_labels;
    void *props;             /* json_t: an object, or NULL */
    void *json;              /* owns the strings */
};

/** Read one line, its number for errors; arrays in `arena`. `open`: labels, relations and properties may be any. Unknown keys are ignored. RHZ_INVALID says the line. End it with
 * rhz_import_line_end after any outcome. */
rhz_status rhz_import_line_read(struct rhz_span text, uint32_t number, bool open, struct rhz_arena *arena,
                                struct rhz_import_line *out, struct rhz_error *err);
void rhz_import_line_end(struct rhz_import_line *line);

#endif
