/* rhizome_index.h -- public face of librhizome-index: make and feed a base. */
#ifndef RHIZOME_INDEX_H
#define RHIZOME_INDEX_H

#include <stdbool.h>

#include "rhizome_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A file or record that was not indexed, or was repaired; told while the run goes on. */
struct rhz_index_notice {
    const char *uri;      /* valid during the call */
    uint32_t line;        /* of a catalogue, 0: the whole file */
    int refused;          /* 1: nothing of it was indexed; 0: indexed, with the remark `text` */
    const char *text;     /* one French sentence */
};

struct rhz_index_progress {
    uint64_t files_done, files_total, bytes_done, bytes_total;
    const char *uri;      /* the file being read */
    int phase;            /* 0: looking for files, 1: reading, 2: graph, 3: done */
};

/** What became of an address, or with `dry_run` what would. */
enum rhz_index_change {
    RHZ_CHANGE_ADDED = 1,
    RHZ_CHANGE_REPLACED,
    RHZ_CHANGE_COPIED,  /* a second address of a document already there */
    RHZ_CHANGE_REMOVED
};

struct rhz_index_options {
    size_t size;           /* sizeof(struct rhz_index_options): lets the structure grow */
    uint64_t memory_bytes; /* budget of the run; 0: 256 MiB */
    uint64_t publish_bytes; /* publish text and facts every so many bytes of input; 0: 64 MiB */
    uint64_t file_limit;   /* a larger document, or record of a catalogue, is refused (a PDF: 16 times that); 0: 64 MiB */
    uint64_t map_bytes;    /* see rhz_store_open; 0: default */
    const char *root_name; /* name of the root for uris; NULL: the folder's own name */
    int strict;            /* 1: stop before publishing when anything is refused */
    void (*on_notice)(void *context, const struct rhz_index_notice *n);   /* may be NULL */
    void (*on_progress)(void *context, const struct rhz_index_progress *p); /* may be NULL; at most 20 a second */
    void *context;
    int prune;             /* 1: documents whose file is no longer in the folders named are removed, and records that are no
                            * longer in their catalogue (not those known by a url of their own). Nothing is removed when
                            * a folder could not be read. */
    int dry_run;           /* 1: say what would be done, write nothing (the base need not exist) */
    void (*on_change)(void *context, const char *uri, enum rhz_index_change what); /* may be NULL */
    uint32_t merge_passages; /* segments with fewer passages are merged as soon as there are four; 0: 2000 */
    int ocr;               /* 1: pages of a PDF that are images are read by machine (tesseract); a document is then marked so */
    const char *libexec;   /* folder of the programs that read formats of others; NULL: beside the running program, in libexec/
                            * beside it, or in ../libexec/rhizome/ */
};

/** What a run did. */
struct rhz_index_report {
    uint64_t files_seen, documents_added, documents_replaced, documents_unchanged;
    uint64_t addresses_added;  /* a second address of a document already there */
    uint64_t addresses_removed;
    uint64_t files_passed;     /* parts of pages in folders (images, styles, scripts, fonts), which are no documents */
    uint64_t refused, repaired; /* files or records; repaired: indexed after mending invalid UTF-8 */
    uint64_t passages, text_bytes, input_bytes, statements; /* of the documents added or replaced */
    uint64_t publications;
    double seconds, cpu_seconds;
    uint64_t base_bytes;
    int graph_whole; /* 1: the graph was made afresh; 0: amended, or nothing changed */
    uint64_t graph_nodes, graph_edges, graph_documents; /* amended: nodes made anew, edges and properties gathered anew, facts read */
};

/**
 * Index `paths` (files and folders, walked without following symbolic links out of them) into the base at `base`,
 * created when it does not exist. uri of a document: root name "/" relative path. Unchanged files are skipped,
 * changed ones replaced. What was published stays whatever happens afterwards.
 * Errors: RHZ_NOT_FOUND (a path does not exist; nothing was indexable), RHZ_BUSY, RHZ_NO_SPACE, RHZ_IO,
 *   RHZ_INVALID (bad option; --strict and something was refused), RHZ_FORMAT, RHZ_NO_MEMORY.
 * *report is filled as far as the run went, also on error. Threads: one run per process at a time.
 */
rhz_status rhz_index(const char *base, const char *const *paths, size_t n_paths, const struct rhz_index_options *options,
                     struct rhz_index_report *report, struct rhz_error *err);

/**
 * Remove addresses from the base at `base`; a document goes with its last one. A uri that is a catalogue's stands for all
 * its records. Removed documents are as if never added: no search, link or export shows anything of them; rhz_compact() makes
 * their bytes unreadable too. Of the options: memory_bytes, map_bytes, dry_run, on_change, context, merge_passages.
 * Errors: RHZ_NOT_FOUND (no such base; an address that it does not know, and then nothing is removed), the others as rhz_index.
 */
rhz_status rhz_remove(const char *base, const char *const *uris, size_t n, const struct rhz_index_options *options,
                      struct rhz_index_report *report, struct rhz_error *err);

struct rhz_import_report {
    uint64_t documents, nodes, edges, properties;
    uint64_t base_bytes;
    double seconds;
};

/**
 * Read a graph in the open form that rhz_export_jsonl writes (`file`; NULL: standard input) into a new base at `base`, which
 * may exist if it is empty. Exporting it gives the same bytes. The base holds no text: nothing is found by searching, and no
 * document can be added to it or removed. All or nothing: a file that is refused leaves the base empty.
 * `open`: a graph of others: any labels, relations and properties, edges without proofs; relationship queries read it.
 * Memory is bounded by `memory_bytes` (0: 256 MiB) whatever the size of the graph, and some forty bytes a node; what does
 * not fit waits in files without a name beside the base.
 * Errors: RHZ_INVALID (a line is refused, and which; the base is not empty), RHZ_NOT_FOUND (no such file), RHZ_BUSY,
 *   RHZ_NO_SPACE, RHZ_IO, RHZ_NO_MEMORY (the ids alone take more than memory_bytes).
 */
rhz_status rhz_import(const char *base, const char *file, bool open, uint64_t memory_bytes, struct rhz_import_report *report,
                      struct rhz_error *err);

struct rhz_compact_report {
    uint64_t documents, passages, segments_before;
    uint64_t bytes_before, bytes_after;
    double seconds;
};

/**
 * Rewrite the base at `base` in one segment, record by record and without what is dead: what was removed from it is not
 * readable in its files any more. Searches find the same, with the same scores in the same order as in a base that was
 * made in one run of the same documents and compacted. Takes the place of the base once more on disk while it runs.
 * `memory_bytes`: budget of the graph; 0: 256 MiB. Errors: RHZ_NOT_FOUND (no such base), RHZ_BUSY (another writer),
 * RHZ_NO_SPACE, RHZ_IO, RHZ_CORRUPT, RHZ_NO_MEMORY; the base is then as before.
 */
rhz_status rhz_compact(const char *base, uint64_t memory_bytes, struct rhz_compact_report *report, struct rhz_error *err);

/** What is verified, and what is told of it. */
struct rhz_check_options {
    size_t size;           /* sizeof(struct rhz_check_options) */
    int quick;             /* 1: records alone, nothing is computed again */
    uint64_t memory_bytes; /* budget of the graph; 0: 256 MiB */
    void (*on_finding)(void *context, const char *text); /* one French sentence; may be NULL */
    void *context;
};

struct rhz_check_report {
    uint64_t findings;     /* 0: the base is sound */
    uint64_t addresses, documents, passages, statements, segments, terms, postings, nodes, edges; /* looked at */
    int graph_late;        /* 1: the last run was stopped before its graph, which was then not built again */
    double seconds;
};

/**
 * Verify the base at `base` without writing to it: every record decodes; unless quick, the index holds each (term,
 * form, passage, position) of the stored texts and no other, facts are those that their text gives, the graph is the
 * one that the facts give (built again in the folder TMPDIR).
 * RHZ_OK: it could be verified; report->findings says whether it is sound. Else RHZ_NOT_FOUND (no such base),
 * RHZ_FORMAT, RHZ_IO, RHZ_NO_SPACE (TMPDIR), RHZ_NO_MEMORY. Threads: any number, beside a writer too.
 */
rhz_status rhz_check(const char *base, const struct rhz_check_options *options, struct rhz_check_report *report,
                     struct rhz_error *err);

/* ---- corrections: the lines of BASE.corrections (doc/corrections.md) ---- */

struct rhz_correction {
    uint32_t number;     /* from 1, in order of the file: what undoing asks for */
    uint32_t line;       /* of the file */
    const char *text;    /* as written */
    const char *problem; /* one French sentence when the line cannot be read, else "" */
    uint32_t effects;    /* entities and links it changed in the graph as it stands; 0: it no longer applies */
    int pending;         /* 1: the file was edited since; rhz_corrections_apply makes the graph follow */
    int forgets;         /* 1: a name, known by hashes alone (rhz_forget); undone, texts come back when files are indexed again */
};
/** Visit all corrections in order; strings are valid during the call. RHZ_NOT_FOUND (no base), RHZ_IO, RHZ_INVALID. */
rhz_status rhz_corrections_each(const char *base, void (*visit)(void *context, const struct rhz_correction *c), void *context,
                                struct rhz_error *err);
/**
 * Add one line to the file and make the graph again; *number (may be NULL) is the line's. RHZ_INVALID: it cannot be
 * read; RHZ_NOT_FOUND: it would change nothing (then file and graph are as before); RHZ_BUSY and the others as rhz_index.
 */
rhz_status rhz_corrections_add(const char *base, const char *line, uint32_t *number, struct rhz_error *err);
/** Take line `number` out of the file and make the graph again, as it was before. RHZ_NOT_FOUND. */
rhz_status rhz_corrections_undo(const char *base, uint32_t number, struct rhz_error *err);
/** Make the graph follow the file as it is now. */
rhz_status rhz_corrections_apply(const char *base, struct rhz_error *err);

/* ---- forgetting a person ---- */

struct rhz_forget_options {
    size_t size;           /* sizeof(struct rhz_forget_options) */
    uint64_t memory_bytes; /* 0: 256 MiB */
    int dry_run;           /* 1: count, change nothing */
};
struct rhz_forget_report {
    uint64_t documents, places; /* that held the name: in text, title or public address */
    uint64_t addresses;         /* of documents: that held it */
    uint64_t corrections;       /* lines that named the person, taken out of the corrections file */
    uint32_t number;            /* of the new line; rhz_corrections_undo takes it. 0: no line was written, or it was there */
    double seconds;
};
/**
 * Forget a name, given by all its written forms (accents, case, order of words and punctuation do not count): a line of
 * hashes is added to the corrections, every place is masked in the stored documents, index and graph are made of the masked
 * text, and the base is rewritten (rhz_compact), so that its files do not hold the name any more. Documents indexed later
 * are masked as they are read. A form of one word is masked wherever it stands, whoever bears it.
 * A name that is forgotten already: the base is rewritten once more, as a run may have been stopped before that.
 * RHZ_NOT_FOUND: no such base, or no document holds the name (nothing is changed); RHZ_INVALID: a form without letters or of
 * more than eight words, an imported base; the others as rhz_compact.
 */
rhz_status rhz_forget(const char *base, const char *const *forms, size_t n, const struct rhz_forget_options *options,
                      struct rhz_forget_report *report, struct rhz_error *err);

/** Two nodes that may be one, and why one may think so. */
struct rhz_duplicate {
    const char *reason;      /* in French: "même prénom, noms à une lettre près" */
    uint64_t id[2];
    const char *kind[2], *name[2];
    uint32_t n_documents[2];
};
/**
 * Visit pairs of nodes that look alike but were not joined, likeliest reason first; pairs that a correction tells apart
 * are left out. Strings are valid during the call. RHZ_NOT_FOUND (no base), RHZ_CORRUPT, RHZ_NO_MEMORY.
 */
rhz_status rhz_duplicates_each(const char *base, void (*visit)(void *context, const struct rhz_duplicate *d), void *context,
                               struct rhz_error *err);

#ifdef __cplusplus
}
#endif
#endif
