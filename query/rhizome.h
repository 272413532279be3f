/* rhizome.h -- librhizome: open a base, search it, follow its links, read the passages that prove them.
 *
 * Handles are opaque; every result is a handle of its own that owns all it gives out (strings are UTF-8 and
 * NUL-terminated unless a length says otherwise) and lives until its _free, even after the base is closed. Functions
 * answer a rhz_status; the reason, one French sentence, goes to the caller's rhz_error (may be NULL). The library
 * never prints, never exits, keeps no global state but the registry of open environments, and calls no setlocale.
 *
 * Threads: a base may be shared by threads; each call takes its own snapshot. A result belongs to one thread at a time.
 *
 *     struct rhz_base *base;
 *     struct rhz_hits *hits;
 *     struct rhz_error err;
 *     if (rhz_base_open("base.rhz", &base, &err) == RHZ_OK &&
 *         rhz_search(base, "assemblée générale", 20, NULL, &hits, &err) == RHZ_OK) {
 *         for (size_t i = 0; i < rhz_hits_count(hits); i++)
 *             puts(rhz_hits_get(hits, i)->title);
 *         rhz_hits_free(hits);
 *         rhz_base_close(base);
 *     }
 */
#ifndef RHIZOME_H
#define RHIZOME_H

#include <stdbool.h>

#include "rhizome_types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RHIZOME_VERSION "0.1.0"
#define RHIZOME_VERSION_NUMBER 100

/** Version of the library in use. */
const char *rhz_version(void);

/* ---- the base ---- */

struct rhz_base;

/** RHZ_NOT_FOUND, RHZ_FORMAT, RHZ_IO, RHZ_CORRUPT, RHZ_NO_MEMORY; then *out is NULL. */
rhz_status rhz_base_open(const char *path, struct rhz_base **out, struct rhz_error *err);
void rhz_base_close(struct rhz_base *b); /* accepts NULL */

/** Number of the publication in force, which grows with each: what was answered before it may be said again until then. */
rhz_status rhz_base_publication(struct rhz_base *b, uint64_t *out, struct rhz_error *err);

struct rhz_statistics {
    uint64_t publication;   /* number of the last one; 0: nothing was indexed */
    int64_t published_at;   /* seconds since 1970, UTC */
    uint64_t documents, passages, segments, dead_documents;
    uint64_t text_bytes, words, base_bytes;
    uint64_t persons, organisations, programmes, events; /* nodes */
    uint64_t edges, properties, statements;
    uint64_t edges_by_relation[32]; /* index: as rhz_relation_name() */
    char first_date[11], last_date[11]; /* of documents: "2019", "2024-06-06"; empty: none is dated */
};
rhz_status rhz_base_statistics(struct rhz_base *b, struct rhz_statistics *out, struct rhz_error *err);
/** Name of relation `i` from 1 ("FINANCE"), its words for people in both directions; NULL past the last. */
const char *rhz_relation_name(unsigned i);
const char *rhz_relation_label(unsigned i, bool outgoing);
/** The words for people of a nature as links and properties name it: "à recevoir" for "a-recevoir". */
const char *rhz_nature_label(const char *nature);
/** Name of kind `i` from 1 ("Personne") and its plural; NULL past the last. */
const char *rhz_kind_name(unsigned i);
const char *rhz_kind_plural(unsigned i);

/* ---- search ---- */

enum rhz_search_mode {
    RHZ_SEARCH_AUTO, /* all words first; when fewer than ten passages, then those that lack some (see `missing`) */
    RHZ_SEARCH_ALL,  /* only passages with all words, be it with the rest of their document, after those that have them
                        all themselves */
    RHZ_SEARCH_ANY   /* every passage with one of the words */
};

/** Expressions that mean the same; read once, used by any number of searches and threads. */
struct rhz_synonyms;
/**
 * From a file: lines of two expressions or more, between tabs or semicolons ("#": a comment), or SKOS in Turtle (labels in
 * French, or without language). RHZ_NOT_FOUND, RHZ_IO; RHZ_INVALID: the sentence names the line.
 */
rhz_status rhz_synonyms_load(const char *path, struct rhz_synonyms **out, struct rhz_error *err);
/** The same from memory. */
rhz_status rhz_synonyms_parse(const char *bytes, size_t n, struct rhz_synonyms **out, struct rhz_error *err);
/** Groups of expressions. */
size_t rhz_synonyms_count(const struct rhz_synonyms *s);
void rhz_synonyms_free(struct rhz_synonyms *s); /* accepts NULL */

enum rhz_search_sort {
    RHZ_SORT_RELEVANCE,
    RHZ_SORT_DATE /* latest document first, undated last; passages with all words still before the others */
};

struct rhz_search_options {
    size_t size;           /* sizeof(struct rhz_search_options) */
    enum rhz_search_mode mode;
    uint32_t limit;        /* passages; 0: 20 */
    uint32_t offset;
    uint32_t deadline_ms;  /* 0: 10000 */
    uint64_t memory_bytes; /* 0: 64 MiB */
    uint32_t snippet_words; /* 0: 40 */
    bool by_document;      /* hits document by document, best first; limit and offset count documents */
    bool bare;             /* no snippets, headings nor missing words: for programs that only rank */
    bool strict;           /* a query that is not well formed is RHZ_INVALID, not plain words with a hint */
    bool count_only;       /* no hits: rhz_hits_total() alone */
    uint32_t per_document; /* by_document: passages of each, at most; 0: 1 */
    const struct rhz_synonyms *synonyms; /* NULL: none */
    enum rhz_search_sort sort;
    uint32_t facets;       /* values of each facet, at most; 0: facets are not counted */
    bool explain;          /* say how each score came about */
    bool literal;          /* the words as they are: no other names, acronyms nor synonyms */
};

struct rhz_highlight {
    uint32_t start, end;   /* bytes of the snippet */
};

/** What a word of the query, or the nearness of words, gave to a score. */
struct rhz_score_part {
    const char *word;      /* as typed; "": no word, see `elsewhere` */
    double score;          /* the parts of a hit sum to its score */
    double weight;         /* of the word: the rarer, the more */
    uint64_t passages;     /* that hold it, in the base */
    uint32_t frequency, context_frequency; /* in the text; in title and headings */
    uint32_t words, context_words;         /* length of both, as indexed: exact up to 32, then within 4 % */
    bool exact;            /* the form as typed, or the entity itself */
    bool elsewhere;        /* of a part without a word: words that stand elsewhere in the document; else nearness */
};

struct rhz_hit {
    double score;
    const char *document;  /* public id, 16 hex digits */
    uint32_t ordinal;      /* of the passage in its document; public id of the passage: document "/" ordinal */
    const char *uri, *title, *type, *date; /* date "2024-06-06", "2024" or "" */
    uint32_t page;         /* 0: the document has no pages */
    uint32_t line_from, line_to; /* of the source file, from 1; 0: none */
    const char *const *headings; /* outermost first */
    size_t n_headings;
    const char *const *missing;  /* words of the query that passage and document lack, as typed */
    size_t n_missing;
    const char *const *elsewhere; /* words that the passage lacks and its document has, as typed */
    size_t n_elsewhere;
    const struct rhz_score_part *parts; /* with `explain` */
    size_t n_parts;
    uint32_t in_document;  /* by_document: passages of the document that hold all words, shown or not; 0: none, or bare */
    const char *snippet;   /* plain text */
    const struct rhz_highlight *highlights;
    size_t n_highlights;
};

struct rhz_hits;

/**
 * Search `query` (`n` bytes): words, "phrases", "words near"~5 one another, +required, -excluded, begin*, near~,
 * champ:valeur, ET OU SAUF and parentheses. Words match whatever their accents, case, gender and number; those between
 * quotes match as written (accents and case aside).
 * Errors: RHZ_INVALID (empty, too long: the text says what to do), RHZ_LIMIT (deadline), RHZ_NO_MEMORY, RHZ_CORRUPT.
 */
rhz_status rhz_search(struct rhz_base *b, const char *query, size_t n, const struct rhz_search_options *options,
                      struct rhz_hits **out, struct rhz_error *err);
/**
 * Is a query well formed? RHZ_INVALID: the sentence says what was found and what was expected, *offset (may be NULL) is the
 * byte where. Without a base; what words mean in one is not looked at.
 */
rhz_status rhz_query_check(const char *query, size_t n, size_t *offset, struct rhz_error *err);
/**
 * Many searches over what one moment of the base holds, without opening it anew for each. One thread; close it before the
 * base, and soon: what a writer replaces cannot be used again while it is open.
 */
struct rhz_session;
rhz_status rhz_session_open(struct rhz_base *b, struct rhz_session **out, struct rhz_error *err);
rhz_status rhz_session_search(struct rhz_session *s, const char *query, size_t n, const struct rhz_search_options *options,
                              struct rhz_hits **out, struct rhz_error *err);
void rhz_session_close(struct rhz_session *s); /* accepts NULL */
size_t rhz_hits_count(const struct rhz_hits *h);
const struct rhz_hit *rhz_hits_get(const struct rhz_hits *h, size_t i);
/** Passages that hold all words of the query, be it with the rest of their document (exact count). */
uint64_t rhz_hits_total(const struct rhz_hits *h);
/** Of these, passages that hold them all themselves, in text, title or headings (exact count). */
uint64_t rhz_hits_total_here(const struct rhz_hits *h);
/** Documents of the passages that rhz_hits_total() counts (exact; not counted, 0, without by_document or count_only, and bare). */
uint64_t rhz_hits_documents(const struct rhz_hits *h);
/** One French sentence when the query was read otherwise than typed, else "". */
const char *rhz_hits_hint(const struct rhz_hits *h);
/** The query with its misspelt words put right, when that would find more; else "". */
const char *rhz_hits_suggestion(const struct rhz_hits *h);

/** How the passages that rhz_hits_total() counts spread. The count of a value is that of the search with its field. */
enum rhz_facet_kind {
    RHZ_FACET_TYPE, RHZ_FACET_YEAR, RHZ_FACET_PERSON, RHZ_FACET_ORGANISATION, RHZ_FACET_PROGRAMME, RHZ_FACET_FUNDER
};
#define RHZ_FACETS 6
struct rhz_facet {
    const char *value;     /* "rapport-activite", "2023", the name of an entity */
    uint64_t entity;       /* public id; 0 for type and year. As a field: organisation:#ID */
    uint64_t passages;
};
/** Name of the field that a facet is of: "type", "annee", "personne", "organisation", "programme", "financeur". */
const char *rhz_facet_name(enum rhz_facet_kind kind);
/** Values, most passages first; `*all` (may be NULL) gets how many there are beyond the limit. */
size_t rhz_hits_facet_count(const struct rhz_hits *h, enum rhz_facet_kind kind, uint64_t *all);
const struct rhz_facet *rhz_hits_facet(const struct rhz_hits *h, enum rhz_facet_kind kind, size_t i);

/** Words of the query that were sought under other names too, and found under them. */
struct rhz_also {
    const char *typed;        /* as in the query */
    const char *const *names; /* how passages say it otherwise */
    size_t n_names;
    uint64_t entity;          /* 0: several, or none */
};
size_t rhz_hits_also_count(const struct rhz_hits *h);
const struct rhz_also *rhz_hits_also(const struct rhz_hits *h, size_t i);
void rhz_hits_free(struct rhz_hits *h);

/* ---- proofs ---- */

struct rhz_evidence_support {
    const char *end;       /* "from", "to" */
    const char *why;       /* "heading", "header", "list", "publisher", "coreference" */
    uint32_t page, line;
    const char *quote;
};

/** The passage that proves a link or property. */
struct rhz_evidence {
    const char *document, *uri, *title, *date;
    uint32_t page, line;   /* of the first byte of the quote; 0: none */
    uint32_t start, end;   /* bytes of the document's canonical text */
    const char *rule, *quote;
    const struct rhz_evidence_support *supports;
    size_t n_supports;
};

/* ---- entities ---- */

struct rhz_entity {
    uint64_t id;
    const char *kind, *sub, *name; /* sub: "" when none */
    const char *const *aliases;
    size_t n_aliases;
    uint32_t n_documents, n_mentions, n_links, n_properties;
};

struct rhz_entities;

/**
 * Entities that `name` may mean, best first: the whole name or alias (accents, case, order of a person's names
 * aside), then names that begin with or hold its words. `kind` ("Personne"...) or NULL. None: RHZ_OK and count 0.
 */
rhz_status rhz_entities_find(struct rhz_base *b, const char *name, const char *kind, uint32_t limit,
                             struct rhz_entities **out, struct rhz_error *err);
/** All entities of a kind (NULL: all), most documents first, then by name. */
rhz_status rhz_entities_list(struct rhz_base *b, const char *kind, uint32_t offset, uint32_t limit,
                             struct rhz_entities **out, struct rhz_error *err);
/** The entity of this id, or the one that took it over when names were joined: then its `id` is another. RHZ_NOT_FOUND. */
rhz_status rhz_entities_by_id(struct rhz_base *b, uint64_t id, struct rhz_entities **out, struct rhz_error *err);
size_t rhz_entities_count(const struct rhz_entities *e);
/** How many there are in all, beyond the limit. */
uint64_t rhz_entities_total(const struct rhz_entities *e);
/** True when entity `i` bears exactly the name that was asked for (rhz_entities_find). */
bool rhz_entities_exact(const struct rhz_entities *e, size_t i);
const struct rhz_entity *rhz_entities_get(const struct rhz_entities *e, size_t i);
void rhz_entities_free(struct rhz_entities *e);

/* ---- time ---- */

/** Days from..to, both included, YYYYMMDD; 0: no bound on that side. Zero-filled: all of time. */
struct rhz_period {
    uint32_t from, to;
};
/** "2020", "2017..2020", "2017..", "..2020", "2020-06", "2020-06-30". RHZ_INVALID: the text says what to write. */
rhz_status rhz_period_parse(const char *text, struct rhz_period *out, struct rhz_error *err);

/** What a base can say of a link at a time. */
enum rhz_holding {
    RHZ_NOT_THEN, /* stated of another time */
    RHZ_HOLDS,    /* an interval that reaches into the period is stated */
    RHZ_OBSERVED, /* a year of the period is stated, or is that of the list or document: nothing is said of other years */
    RHZ_UNDATED   /* nothing says when */
};

/* ---- completion ---- */

struct rhz_completion {
    const char *text;      /* an entity's name; else what was typed, its last word whole */
    const char *kind;      /* "Personne"...; "": a word */
    uint64_t entity;       /* public id; 0: a word */
    uint64_t uses;         /* documents that mention the entity; occurrences of the word */
};
struct rhz_completions;
/**
 * What may be meant while `typed` (`n` bytes) is being typed: entities one of whose names holds its words, the last one as a
 * beginning, then words that begin like the last one; each the most used first. Accents and case do not matter.
 * `limit` 0: 10. RHZ_INVALID (over 256 bytes, not UTF-8), RHZ_NO_MEMORY, RHZ_CORRUPT.
 */
rhz_status rhz_complete(struct rhz_base *b, const char *typed, size_t n, uint32_t limit, struct rhz_completions **out,
                        struct rhz_error *err);
size_t rhz_completions_count(const struct rhz_completions *c);
const struct rhz_completion *rhz_completions_get(const struct rhz_completions *c, size_t i);
void rhz_completions_free(struct rhz_completions *c);

/* ---- links and properties of an entity ---- */

struct rhz_link_filter {
    size_t size;            /* sizeof(struct rhz_link_filter) */
    const char *relation;   /* NULL: all */
    uint32_t year;          /* links of that year only, undated ones left out; 0: as `period` says */
    int direction;          /* 1: the entity is the subject, -1: the object, 0: both */
    uint32_t limit;         /* 0: all */
    struct rhz_period period; /* links of that time, then undated ones (`holding` says which) */
    const char *other_kind; /* kind of the entity at the other end; NULL: any */
    bool by_date;           /* oldest first, whatever the relation; undated ones last */
};

struct rhz_link_end {
    uint64_t id;
    const char *kind, *name;
};

struct rhz_link {
    uint64_t id;
    const char *relation;
    struct rhz_link_end from, to;
    uint32_t year;          /* 0: none */
    bool year_of_document;  /* the year is that of the document, not said beside the fact */
    char date_from[11], date_to[11];
    uint8_t holding;        /* enum rhz_holding, in the period asked for */
    bool has_amount, joint, divergent;
    int64_t cents;          /* hundredths of `unit` */
    const char *unit, *nature; /* "" when not stated */
    const char *const *roles;
    size_t n_roles;
    const struct rhz_evidence *evidence;
    size_t n_evidence;
};

struct rhz_links;
/** Links of entity `id`, by relation, then year (latest first), then the name at the other end. RHZ_NOT_FOUND. */
rhz_status rhz_links_of(struct rhz_base *b, uint64_t id, const struct rhz_link_filter *filter, struct rhz_links **out,
                        struct rhz_error *err);
/** The link of this id alone. RHZ_NOT_FOUND. */
rhz_status rhz_link_by_id(struct rhz_base *b, uint64_t id, struct rhz_links **out, struct rhz_error *err);
size_t rhz_links_count(const struct rhz_links *l);
const struct rhz_link *rhz_links_get(const struct rhz_links *l, size_t i);
void rhz_links_free(struct rhz_links *l);

struct rhz_property_value {
    uint64_t id;
    const char *name, *label; /* name "chiffre", label as written */
    bool has_amount, total, divergent;
    int64_t cents;
    uint32_t year;
    const char *unit, *nature, *sense;
    const struct rhz_evidence *evidence;
    size_t n_evidence;
};
struct rhz_properties;
rhz_status rhz_properties_of(struct rhz_base *b, uint64_t id, struct rhz_properties **out, struct rhz_error *err);
size_t rhz_properties_count(const struct rhz_properties *p);
const struct rhz_property_value *rhz_properties_get(const struct rhz_properties *p, size_t i);
void rhz_properties_free(struct rhz_properties *p);

/* ---- what a name was taken for ---- */

/** One way in which documents write an entity, and why they are taken to mean it. */
struct rhz_naming {
    const char *form;        /* as written */
    const char *reason;      /* in French, for people: "mêmes mots, accents et majuscules à part" */
    uint32_t n_documents;    /* that write it so */
    const char *uri;         /* the first of them, by address */
};
struct rhz_namings;
/**
 * How the documents write entity `id`, the retained name first, then most documents first. The reasons are read from the
 * names themselves and from the corrections that the graph was made with. RHZ_NOT_FOUND.
 */
rhz_status rhz_namings_of(struct rhz_base *b, uint64_t id, struct rhz_namings **out, struct rhz_error *err);
size_t rhz_namings_count(const struct rhz_namings *n);
const struct rhz_naming *rhz_namings_get(const struct rhz_namings *n, size_t i);
void rhz_namings_free(struct rhz_namings *n);
/** What a rule of extraction reads ("people-list"), as people say it: "liste de personnes"; the rule itself when unknown. */
const char *rhz_rule_label(const char *rule);
/** Why a support names an end ("heading"), as people say it: "le titre au-dessus". */
const char *rhz_support_label(const char *why);

/* ---- contradictions ---- */

enum rhz_divergence_kind {
    RHZ_DIVERGENT_AMOUNT = 1, /* one link, several amounts */
    RHZ_DIVERGENT_FIGURE,     /* one line of accounts, several amounts */
    RHZ_DIVERGENT_OFFICE      /* one office, one year, two persons in documents that do not know of each other */
};

/** What documents say otherwise than each other: two sides or more, each with its proofs. */
struct rhz_divergence {
    uint8_t what;                 /* enum rhz_divergence_kind */
    struct rhz_link_end body;     /* who pays, whose accounts, whose office */
    struct rhz_link_end other;    /* AMOUNT: the other end of the link; id 0 elsewhere */
    const char *relation;         /* "" for a figure */
    const char *label;            /* the line of accounts, the office; "" for an amount */
    uint32_t year;                /* 0: none is said */
    const char *nature, *unit;
    int64_t gap;                  /* between the extreme amounts, in hundredths */
    const struct rhz_link *links; /* AMOUNT, OFFICE: the sides */
    const struct rhz_property_value *values; /* FIGURE: the sides */
    size_t n;                     /* sides */
};
struct rhz_divergence_filter {
    size_t size;             /* sizeof(struct rhz_divergence_filter) */
    uint64_t entity;         /* at either end; 0: all */
    int what;                /* enum rhz_divergence_kind; 0: all */
    const char *relation;    /* NULL: all */
    struct rhz_period period; /* of the year said; what has none is left out of a bounded period */
};
struct rhz_divergences;
/**
 * Contradictions between documents: the same key but for the amount, from different documents, roundings aside; a forecast never
 * contradicts an outcome. Widest gap first, offices last. RHZ_NOT_FOUND (no such entity), RHZ_INVALID.
 */
rhz_status rhz_divergences_of(struct rhz_base *b, const struct rhz_divergence_filter *filter, struct rhz_divergences **out,
                              struct rhz_error *err);
size_t rhz_divergences_count(const struct rhz_divergences *d);
const struct rhz_divergence *rhz_divergences_get(const struct rhz_divergences *d, size_t i);
void rhz_divergences_free(struct rhz_divergences *d);

/* ---- paths ---- */

struct rhz_path_options {
    size_t size;            /* sizeof(struct rhz_path_options) */
    const char *relations;  /* names between commas: only by these; NULL: by all but PRESENT_A and EXCUSE_A, which join everyone */
    uint32_t max_hops;      /* 0: 6 */
    uint32_t limit;         /* paths; 0: 1 */
    struct rhz_period period; /* only by links of that time */
    uint32_t deadline_ms;   /* 0: 10000 */
};

struct rhz_paths;
/**
 * The shortest paths between two entities, links taken in both directions, those through the least connected entities first.
 * None: RHZ_OK and count 0. RHZ_NOT_FOUND, RHZ_INVALID, RHZ_LIMIT (deadline).
 */
rhz_status rhz_paths_between(struct rhz_base *b, uint64_t from, uint64_t to, const struct rhz_path_options *options,
                             struct rhz_paths **out, struct rhz_error *err);
size_t rhz_paths_count(const struct rhz_paths *p);
/** There are more shortest paths than were given. */
bool rhz_paths_more(const struct rhz_paths *p);
/** Number of hops: the same for all paths. */
size_t rhz_paths_length(const struct rhz_paths *p);
/** Entity `at` of path `i`, from 0 to rhz_paths_length(). */
const struct rhz_link_end *rhz_paths_entity(const struct rhz_paths *p, size_t i, size_t at);
/** The links that make hop `hop` (from entity `hop` to the next), latest first; a dozen at most. */
const struct rhz_link *rhz_paths_links(const struct rhz_paths *p, size_t i, size_t hop, size_t *n);
void rhz_paths_free(struct rhz_paths *p);

/* ---- money ---- */

struct rhz_funding_options {
    size_t size;            /* sizeof(struct rhz_funding_options) */
    uint64_t entity;        /* grants that it gives or receives; 0: all */
    int group_by;           /* enum rhz_funding_group */
    struct rhz_period period;
};
enum rhz_funding_group { RHZ_BY_PROGRAMME, RHZ_BY_FUNDER, RHZ_BY_YEAR };
/** Outcome and forecast are never added up; nor are a balance sheet's "to be received" and "received in advance". */
enum rhz_funding_column { RHZ_OUTCOME, RHZ_FORECAST, RHZ_RECEIVABLE, RHZ_DEFERRED, RHZ_FUNDING_COLUMNS };
enum rhz_counted {
    RHZ_COUNTED,
    RHZ_NO_AMOUNT,          /* a funder is stated, not how much */
    RHZ_SAME_SUM,           /* the same sum is counted under another line: it stands once in the totals */
    RHZ_JOINT_SUM,          /* one amount for several funders or programmes, counted with the first */
    RHZ_OTHER_FIGURE        /* documents diverge on this amount: another one, better attested, is counted */
};

struct rhz_funding_line {
    const char *group;      /* the name or year that lines are gathered under */
    uint8_t column, counted; /* enum rhz_funding_column, enum rhz_counted */
    struct rhz_link link;   /* FINANCE */
};
struct rhz_funding_total {
    const char *group;      /* NULL: of all groups */
    uint32_t year;          /* 0: of lines that have none */
    uint8_t column;
    const char *unit;
    int64_t cents;
    bool divergent;         /* documents diverge on an amount in it */
};
struct rhz_funding;
/**
 * Who finances what, and how much: lines by group, latest year first, and totals in which no sum stands twice.
 * RHZ_NOT_FOUND: no such entity.
 */
rhz_status rhz_funding_of(struct rhz_base *b, const struct rhz_funding_options *options, struct rhz_funding **out,
                          struct rhz_error *err);
size_t rhz_funding_count(const struct rhz_funding *f);
const struct rhz_funding_line *rhz_funding_get(const struct rhz_funding *f, size_t i);
size_t rhz_funding_totals(const struct rhz_funding *f);
const struct rhz_funding_total *rhz_funding_total(const struct rhz_funding *f, size_t i); /* by group, then year */
void rhz_funding_free(struct rhz_funding *f);

/* ---- company ---- */

struct rhz_neighbour {
    struct rhz_entity entity;
    uint32_t passages, documents; /* in which both are mentioned */
    struct rhz_evidence evidence; /* where they stand nearest to each other */
};
struct rhz_neighbours;
/** The entities most often mentioned in the passages that mention entity `id`. `kind` or NULL; limit 0: 20. RHZ_NOT_FOUND. */
rhz_status rhz_neighbours_of(struct rhz_base *b, uint64_t id, const char *kind, struct rhz_period period, uint32_t limit,
                             struct rhz_neighbours **out, struct rhz_error *err);
size_t rhz_neighbours_count(const struct rhz_neighbours *n);
uint64_t rhz_neighbours_total(const struct rhz_neighbours *n);
const struct rhz_neighbour *rhz_neighbours_get(const struct rhz_neighbours *n, size_t i);
void rhz_neighbours_free(struct rhz_neighbours *n);

/** What two entities have in common, and what one has and the other has not. */
struct rhz_compared {
    const char *relation;
    bool outgoing;               /* the compared entities are its subjects */
    struct rhz_link_end other;
    const struct rhz_link *a, *b; /* NULL: that one has no such link; of several, the latest */
};
struct rhz_comparison;
/** Common ones first, then those of `a`, then those of `b`; each by relation, then name. RHZ_NOT_FOUND, RHZ_INVALID. */
rhz_status rhz_compare(struct rhz_base *b, uint64_t left, uint64_t right, struct rhz_period period,
                       struct rhz_comparison **out, struct rhz_error *err);
size_t rhz_comparison_count(const struct rhz_comparison *c);
const struct rhz_compared *rhz_comparison_get(const struct rhz_comparison *c, size_t i);
void rhz_comparison_free(struct rhz_comparison *c);

/* ---- questions ---- */

enum rhz_outcome {
    RHZ_ANSWERED,
    RHZ_AMBIGUOUS,     /* a name may mean several entities, with different answers: rhz_answers_candidates() */
    RHZ_PASSAGES_ONLY, /* the graph does not say; rhz_answers_passages() may */
    RHZ_NO_ANSWER      /* nothing in the base speaks of it */
};

struct rhz_answer {
    const char *kind;  /* of an entity ("Personne"...), else "nombre", "texte", "oui" */
    uint64_t id;       /* of the entity; 0: none */
    const char *name;  /* of the entity; NULL: none */
    const char *const *aliases;
    size_t n_aliases;
    bool has_value;
    int64_t cents;     /* hundredths of `unit` */
    const char *unit, *nature, *text; /* "" or NULL when there is none */
    uint32_t year;     /* 0: none */
    const char *detail; /* French, for people: roles, years, the label of a figure; may be "" */
    const struct rhz_evidence *evidence; /* at least one */
    size_t n_evidence;
};

struct rhz_answers;
/**
 * Answer a question in plain French: who, which, how much, how many, when, since when, where, whether, what links two names.
 * Every answer is proved; what the graph does not say is left to the best passages, and said so (rhz_answers_hint).
 * Errors: RHZ_INVALID (no word, over 64 words), RHZ_LIMIT (deadline), RHZ_CORRUPT, RHZ_NO_MEMORY.
 */
rhz_status rhz_ask(struct rhz_base *b, const char *question, size_t n, struct rhz_answers **out, struct rhz_error *err);
enum rhz_outcome rhz_answers_outcome(const struct rhz_answers *a);
size_t rhz_answers_count(const struct rhz_answers *a);
const struct rhz_answer *rhz_answers_get(const struct rhz_answers *a, size_t i); /* best first */
/** What the question was understood as, in the query language. */
const char *rhz_answers_query(const struct rhz_answers *a);
/** French sentences beside the answers: a total, a word not understood, why there is none; "" when there is nothing to say. */
const char *rhz_answers_hint(const struct rhz_answers *a);
/** What an ambiguous name may mean; NULL otherwise. Owned by `a`. */
const struct rhz_entities *rhz_answers_candidates(const struct rhz_answers *a);
/** The best passages, where the graph does not answer; NULL otherwise. Owned by `a`. */
const struct rhz_hits *rhz_answers_passages(const struct rhz_answers *a);
void rhz_answers_free(struct rhz_answers *a);

/* ---- documents ---- */

struct rhz_document_info {
    const char *id, *uri, *title, *type, *date;
    const char *url;       /* public address, empty when none is known */
    int internal;          /* 1: said not to be for the public */
    const char *const *other_uris;
    size_t n_other_uris;
    uint32_t pages, passages, lines;
    uint64_t text_bytes;
    uint32_t mentions; /* of the entity asked for, in rhz_documents_of */
};
struct rhz_documents;
/** All documents, latest first, then by uri. */
rhz_status rhz_documents_list(struct rhz_base *b, uint32_t offset, uint32_t limit, struct rhz_documents **out,
                              struct rhz_error *err);
/** Documents that mention entity `id`, most mentions first. */
rhz_status rhz_documents_of(struct rhz_base *b, uint64_t id, uint32_t limit, struct rhz_documents **out,
                            struct rhz_error *err);
/** The document of this uri, id, or unique end of uri ("pv-2024.txt"). RHZ_NOT_FOUND, RHZ_INVALID (several: the text names them). */
rhz_status rhz_document_find(struct rhz_base *b, const char *uri, struct rhz_documents **out, struct rhz_error *err);
size_t rhz_documents_count(const struct rhz_documents *d);
uint64_t rhz_documents_total(const struct rhz_documents *d);
const struct rhz_document_info *rhz_documents_get(const struct rhz_documents *d, size_t i);
void rhz_documents_free(struct rhz_documents *d);

/** A block of a document's text, for reading. */
struct rhz_text_block {
    const char *kind;      /* "heading", "paragraph", "list-item", "table-row", "speaker" */
    uint32_t level, page, line, start, end;
    const char *text;      /* table rows: cells between tabs */
};
struct rhz_text;
/** Text of a document, by id or uri as in rhz_document_find. `page` or `line_from`..`line_to` restrict it (0: all). */
rhz_status rhz_text_open(struct rhz_base *b, const char *uri, uint32_t page, uint32_t line_from, uint32_t line_to,
                         struct rhz_text **out, struct rhz_error *err);
const struct rhz_document_info *rhz_text_document(const struct rhz_text *t);
size_t rhz_text_count(const struct rhz_text *t);
const struct rhz_text_block *rhz_text_get(const struct rhz_text *t, size_t i);
void rhz_text_free(struct rhz_text *t);

/* ---- relationship queries ----
 *
 * The language follows openCypher's reading clauses (MATCH, OPTIONAL MATCH, WHERE, WITH, UNWIND, RETURN, ORDER BY, SKIP,
 * LIMIT, UNION) over the kinds, relations and properties of the base; doc/requete.md describes it.
 *
 *     struct rhz_query *q;
 *     bool have;
 *     if (rhz_query_prepare(base, text, strlen(text), NULL, NULL, &q, &err) == RHZ_OK) {
 *         rhz_query_bind_text(q, "nom", "ADEME", 5, &err);
 *         while (rhz_query_step(q, &have, &err) == RHZ_OK && have)
 *             puts(rhz_value_text(rhz_query_value(q, 0)));
 *         rhz_query_free(q);
 *     }
 *
 * A query sees the base as it was when it was prepared, until rhz_query_rewind(): free it soon, for what a writer
 * replaces cannot be used again meanwhile. One thread at a time; free it before the base is closed.
 */
struct rhz_query;
struct rhz_value;

struct rhz_query_options {
    size_t size;            /* sizeof(struct rhz_query_options) */
    uint32_t deadline_ms;   /* of one execution; 0: 10000 */
    uint64_t memory_bytes;  /* what one operator may keep; 0: 256 MiB */
    uint64_t rows;          /* 0: 1000000 */
};

/** Where a query is wrong: bytes of its text, line and column (in characters) from 1. */
struct rhz_query_place {
    size_t start, end;
    uint32_t line, column;
};

/**
 * Parse, check and plan. Errors: RHZ_INVALID (the query is wrong: one French sentence in `err`, its place in *place, which may
 * be NULL), errors of the base. Then *out is NULL.
 */
rhz_status rhz_query_prepare(struct rhz_base *b, const char *text, size_t n, const struct rhz_query_options *options,
                             struct rhz_query_place *place, struct rhz_query **out, struct rhz_error *err);
void rhz_query_free(struct rhz_query *q); /* accepts NULL */

/** Parameters ($name), in order of appearance. */
size_t rhz_query_parameters(const struct rhz_query *q);
const char *rhz_query_parameter(const struct rhz_query *q, size_t i);
/** Give a parameter its value, before the first step or after a rewind. Values are copied. RHZ_NOT_FOUND: the query has no such one. */
rhz_status rhz_query_bind_null(struct rhz_query *q, const char *name, struct rhz_error *err);
rhz_status rhz_query_bind_bool(struct rhz_query *q, const char *name, bool v, struct rhz_error *err);
rhz_status rhz_query_bind_integer(struct rhz_query *q, const char *name, int64_t v, struct rhz_error *err);
rhz_status rhz_query_bind_real(struct rhz_query *q, const char *name, double v, struct rhz_error *err);
rhz_status rhz_query_bind_text(struct rhz_query *q, const char *name, const char *p, size_t n, struct rhz_error *err);
/** Any constant of the language: 12, 'text', [1, 2], {a: 1}. RHZ_INVALID: it is none. */
rhz_status rhz_query_bind_constant(struct rhz_query *q, const char *name, const char *p, size_t n, struct rhz_error *err);

size_t rhz_query_columns(const struct rhz_query *q);
const char *rhz_query_column(const struct rhz_query *q, size_t i);

/**
 * The next row; *have is false past the last. Errors: RHZ_INVALID (values that do not go together, at their place),
 * RHZ_LIMIT (deadline, memory or rows: the sentence says which), errors of the base.
 */
rhz_status rhz_query_step(struct rhz_query *q, bool *have, struct rhz_error *err);
/** Begin again, with other parameters if some are bound; over the base as it is now. */
rhz_status rhz_query_rewind(struct rhz_query *q, struct rhz_error *err);
/** Value of column `i` of the row; it and all that it gives out are valid until the next step. */
const struct rhz_value *rhz_query_value(const struct rhz_query *q, size_t i);

enum rhz_value_type {
    RHZ_VALUE_NULL, RHZ_VALUE_BOOL, RHZ_VALUE_INTEGER, RHZ_VALUE_REAL, RHZ_VALUE_TEXT, RHZ_VALUE_LIST, RHZ_VALUE_MAP,
    RHZ_VALUE_NODE, RHZ_VALUE_EDGE, RHZ_VALUE_PATH
};
enum rhz_value_type rhz_value_type(const struct rhz_value *v);
bool rhz_value_bool(const struct rhz_value *v);
int64_t rhz_value_integer(const struct rhz_value *v); /* a real is cut */
double rhz_value_real(const struct rhz_value *v);     /* an integer too */
struct rhz_span rhz_value_text(const struct rhz_value *v); /* empty unless it is a text */
/** Elements of a list, entries of a map; of a path: node, edge, node... */
size_t rhz_value_count(const struct rhz_value *v);
const struct rhz_value *rhz_value_at(const struct rhz_value *v, size_t i);
struct rhz_span rhz_value_key(const struct rhz_value *v, size_t i);

struct rhz_node_value {
    uint64_t id;                /* as other functions take it, for a node of the graph */
    struct rhz_span name;       /* may be empty in a graph of others */
    const struct rhz_value *labels; /* list of texts */
    char what;                  /* 'n' node of the graph, 'd' document, 'f' figure or other property of a node */
};
struct rhz_edge_value {
    uint64_t id;
    struct rhz_span type;
    struct rhz_node_value from, to;
};
/** What a node or an edge is; its properties as a map. Valid until the next step. RHZ_INVALID: `v` is none. */
rhz_status rhz_query_node(struct rhz_query *q, const struct rhz_value *v, struct rhz_node_value *out, struct rhz_error *err);
rhz_status rhz_query_edge(struct rhz_query *q, const struct rhz_value *v, struct rhz_edge_value *out, struct rhz_error *err);
rhz_status rhz_query_properties(struct rhz_query *q, const struct rhz_value *v, const struct rhz_value **out, struct rhz_error *err);

/**
 * Proofs of a value: of an edge, of a figure, of the edges of a path or list; at most `most` (0: all). Valid until the next
 * step. rhz_query_row_evidence: of all columns of the row, else of the edges that the row went by (none once rows
 * were gathered: return the edges, or collect them).
 */
rhz_status rhz_query_evidence(struct rhz_query *q, const struct rhz_value *v, size_t most, const struct rhz_evidence **out, size_t *n,
                              struct rhz_error *err);
rhz_status rhz_query_row_evidence(struct rhz_query *q, size_t most, const struct rhz_evidence **out, size_t *n,
                                  struct rhz_error *err);

/** The plan as lines of text: operator, rows expected, rows so far. Valid until the next call. NULL: memory is out. */
const char *rhz_query_plan(struct rhz_query *q);

struct rhz_json;
/**
 * A value as JSON. Integers have no point, reals have one or an exponent; {"t":"node","id","labels","props"},
 * {"t":"edge","id","relation","from","to","props"}, {"t":"path","nodes","edges"}; a map with a key "t" is
 * {"t":"map","entries":{...}}; a real that JSON lacks {"t":"real","value":"NaN"}.
 */
rhz_status rhz_query_json(struct rhz_query *q, const struct rhz_value *v, struct rhz_json *j, struct rhz_error *err);

/* ---- export ---- */

/** Receives bytes; answer other than RHZ_OK stops. */
typedef rhz_status rhz_write_function(void *context, const char *bytes, size_t n);
/** The whole base in the open form, one JSON object a line, in a stable order (documents, nodes, edges, properties). */
rhz_status rhz_export_jsonl(struct rhz_base *b, rhz_write_function *write, void *context, struct rhz_error *err);

/* ---- dump ---- */

/**
 * Every record of the base as a line of text, decoded: key, " : ", value. `table`: one of meta, address, document, text,
 * segment, facts, graph; NULL: all. The form may change from version to version: it is for people and tests. Records
 * that are damaged say so, and the dump goes on. RHZ_INVALID: no such table.
 */
rhz_status rhz_dump(struct rhz_base *b, const char *table, rhz_write_function *write, void *context, struct rhz_error *err);

/* ---- copy ---- */

/**
 * Copy the base, as it is published now, into a new base at `destination`, while a writer may go on. It is written beside
 * its place (`destination`.nouveau) and renamed once it is whole and on disk. Free pages are left out, but bytes
 * of removed documents that no run has cleaned up yet go along: rhz_compact() first.
 * Errors: RHZ_INVALID (something is there already), RHZ_NOT_FOUND (no folder to hold it), RHZ_NO_SPACE, RHZ_IO,
 * RHZ_CORRUPT, RHZ_NO_MEMORY; then nothing is left of it.
 */
rhz_status rhz_base_copy(struct rhz_base *b, const char *destination, struct rhz_error *err);

#ifdef __cplusplus
}
#endif
#endif
