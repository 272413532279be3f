/* cmd_requete.c -- a relationship query: its rows as a table, as JSON or as CSV, each with its proofs when asked. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum { WIDTH_MOST = 64, ROWS_SHOWN = 10000, PARAMETERS_MOST = 64 };

struct request {
    struct cli c;
    const char *parameter, *file;
    bool plan, csv;
    uint32_t proofs, deadline, memory, limit;
    struct rhz_query *q;
    struct rhz_error err;
};

/* ---- values as text ---- */

struct text {
    char *p;
    size_t n, cap;
};

static void add(struct text *t, const char *p, size_t n)
{
    if (t->n + n + 1 > t->cap) {
        size_t cap = 2 * (t->n + n) + 64;
        char *larger = realloc(t->p, cap);
        if (!larger)
            return;
        t->p = larger;
        t->cap = cap;
    }
    memcpy(t->p + t->n, p, n);
    t->n += n;
    t->p[t->n] = 0;
}

static void add_str(struct text *t, const char *s)
{
    add(t, s, strlen(s));
}

/* A real as a French reader writes it: 42 500 or 3,14; for programs with a point. */
static void add_real(struct text *t, double v, bool plain)
{
    char room[64], *dot, whole[32];

    snprintf(room, sizeof room, "%.15g", v);
    if (plain || strchr(room, 'e') || strchr(room, 'n') || v < 0 || v >= 1e15) {
        if (!plain && (dot = strchr(room, '.')))
            *dot = ',';
        add_str(t, room);
        return;
    }
    add_str(t, cli_number(whole, (uint64_t)v));
    if ((dot = strchr(room, '.'))) {
        add_str(t, ",");
        add_str(t, dot + 1);
        if (!dot[2])
            add_str(t, "0");
    }
}

static void add_value(struct request *r, struct text *t, const struct rhz_value *v, bool plain, bool inside);

static void add_node(struct text *t, const struct rhz_node_value *n)
{
    const struct rhz_value *label = rhz_value_at(n->labels, 0);
    struct rhz_span s;

    if (n->name.n) {
        add(t, n->name.p, n->name.n);
        return;
    }
    s = label ? rhz_value_text(label) : (struct rhz_span){"nœud", strlen("nœud")};
    add(t, s.p, s.n);
    {
        char id[32];
        snprintf(id, sizeof id, " #%" PRIu64, n->id);
        add_str(t, id);
    }
}

static void add_edge(struct request *r, struct text *t, const struct rhz_value *v)
{
    static const char *const shown[] = {"annee", "montant", "nature"};
    struct rhz_edge_value e;
    const struct rhz_value *props;
    size_t i, k;
    bool open = false;

    if (rhz_query_edge(r->q, v, &e, &r->err) != RHZ_OK)
        return;
    add_node(t, &e.from);
    add_str(t, " —");
    add(t, e.type.p, e.type.n);
    if (rhz_query_properties(r->q, v, &props, &r->err) == RHZ_OK)
        for (k = 0; k < 3; k++)
            for (i = 0; i < rhz_value_count(props); i++) {
                struct rhz_span key = rhz_value_key(props, i);
                if (key.n != strlen(shown[k]) || memcmp(key.p, shown[k], key.n) != 0)
                    continue;
                add_str(t, open ? ", " : " (");
                open = true;
                if (k == 0) { /* a year is no number of things */
                    char year[32];
                    snprintf(year, sizeof year, "%" PRId64, rhz_value_integer(rhz_value_at(props, i)));
                    add_str(t, year);
                } else {
                    add_value(r, t, rhz_value_at(props, i), false, false);
                }
            }
    if (open)
        add_str(t, ")");
    add_str(t, "→ ");
    add_node(t, &e.to);
}

/* node —RELATION→ node ←RELATION— node */
static void add_path(struct request *r, struct text *t, const struct rhz_value *v)
{
    struct rhz_node_value n;
    struct rhz_edge_value e;
    size_t i;

    for (i = 0; i < rhz_value_count(v); i++) {
        const struct rhz_value *x = rhz_value_at(v, i);
        if (i % 2 == 0) {
            if (rhz_query_node(r->q, x, &n, &r->err) == RHZ_OK)
                add_node(t, &n);
            continue;
        }
        if (rhz_query_edge(r->q, x, &e, &r->err) != RHZ_OK)
            continue;
        add_str(t, e.from.id == n.id && e.from.what == n.what ? " —" : " ←");
        add(t, e.type.p, e.type.n);
        add_str(t, e.from.id == n.id && e.from.what == n.what ? "→ " : "— ");
    }
}

static void add_value(struct request *r, struct text *t, const struct rhz_value *v, bool plain, bool inside)
{
    struct rhz_node_value n;
    struct rhz_span s;
    char room[32];
    size_t i;

    switch (rhz_value_type(v)) {
    case RHZ_VALUE_NULL: add_str(t, plain || !inside ? "" : "null"); break;
    case RHZ_VALUE_BOOL: add_str(t, rhz_value_bool(v) ? (plain ? "true" : "oui") : plain ? "false" : "non"); break;
    case RHZ_VALUE_INTEGER:
        snprintf(room, sizeof room, "%" PRId64, rhz_value_integer(v));
        add_str(t, room);
        break;
    case RHZ_VALUE_REAL: add_real(t, rhz_value_real(v), plain); break;
    case RHZ_VALUE_TEXT:
        s = rhz_value_text(v);
        add(t, s.p, s.n);
        break;
    case RHZ_VALUE_LIST:
        for (i = 0; i < rhz_value_count(v); i++) {
            add_str(t, i ? " ; " : "");
            add_value(r, t, rhz_value_at(v, i), plain, true);
        }
        break;
    case RHZ_VALUE_MAP:
        for (i = 0; i < rhz_value_count(v); i++) {
            s = rhz_value_key(v, i);
            add_str(t, i ? ", " : "");
            add(t, s.p, s.n);
            add_str(t, " : ");
            add_value(r, t, rhz_value_at(v, i), plain, true);
        }
        break;
    case RHZ_VALUE_NODE:
        if (rhz_query_node(r->q, v, &n, &r->err) == RHZ_OK)
            add_node(t, &n);
        break;
    case RHZ_VALUE_EDGE: add_edge(r, t, v); break;
    case RHZ_VALUE_PATH: add_path(r, t, v); break;
    }
}

/* ---- a table ---- */

struct table {
    struct text *cells; /* n_columns a row */
    bool *right;        /* numbers stand on the right */
    size_t n, cap, n_columns;
};

static unsigned width_of(const char *s)
{
    unsigned n = 0;

    for (; s && *s; s++)
        n += ((unsigned char)*s & 0xC0) != 0x80;
    return n;
}

static void print_cell(const char *text, unsigned width, bool right, bool last)
{
    unsigned shown = width_of(text);

    for (; right && shown < width; shown++)
        putchar(' ');
    cli_print_line(text ? text : "", 0);
    for (; !right && !last && shown < width; shown++)
        putchar(' ');
}

static void print_table(const struct request *r, const struct table *t)
{
    const struct cli_style *s = cli_style();
    size_t i, j;
    unsigned *width = calloc(t->n_columns + 1, sizeof *width);

    for (j = 0; width && j < t->n_columns; j++) {
        width[j] = width_of(rhz_query_column(r->q, j));
        for (i = 0; i < t->n; i++) {
            unsigned w = width_of(t->cells[i * t->n_columns + j].p);
            if (w > width[j])
                width[j] = w > WIDTH_MOST && j + 1 < t->n_columns ? (width[j] > WIDTH_MOST ? width[j] : WIDTH_MOST) : w;
        }
    }
    for (j = 0; width && j < t->n_columns; j++) {
        printf("%s%s", j ? "  " : "", s->bold);
        print_cell(rhz_query_column(r->q, j), width[j], t->right[j], j + 1 == t->n_columns);
        printf("%s", s->off);
    }
    putchar('\n');
    for (i = 0; width && i < t->n; i++) {
        for (j = 0; j < t->n_columns; j++) {
            fputs(j ? "  " : "", stdout);
            print_cell(t->cells[i * t->n_columns + j].p, width[j], t->right[j], j + 1 == t->n_columns);
        }
        putchar('\n');
    }
    free(width);
}

static void free_table(struct table *t)
{
    size_t i;

    for (i = 0; i < t->n * t->n_columns; i++)
        free(t->cells[i].p);
    free(t->cells);
    free(t->right);
}

static bool add_row(struct request *r, struct table *t)
{
    size_t j;

    if (t->n == t->cap) {
        size_t cap = t->cap ? 2 * t->cap : 64;
        struct text *cells = realloc(t->cells, (cap * t->n_columns + 1) * sizeof *cells);
        if (!cells)
            return false;
        t->cells = cells;
        t->cap = cap;
    }
    memset(t->cells + t->n * t->n_columns, 0, t->n_columns * sizeof *t->cells);
    for (j = 0; j < t->n_columns; j++) {
        const struct rhz_value *v = rhz_query_value(r->q, j);
        enum rhz_value_type type = rhz_value_type(v);
        if (type != RHZ_VALUE_INTEGER && type != RHZ_VALUE_REAL && type != RHZ_VALUE_NULL)
            t->right[j] = false;
        add_value(r, &t->cells[t->n * t->n_columns + j], v, false, false);
    }
    t->n++;
    return true;
}

/* ---- rows ---- */

/* With proofs, a row is a paragraph: its values on a line, its proofs below. */
static void print_with_proofs(struct request *r)
{
    const struct cli_style *s = cli_style();
    const struct rhz_evidence *e;
    size_t n, j;

    for (j = 0; j < rhz_query_columns(r->q); j++) {
        struct text t = {0};
        add_value(r, &t, rhz_query_value(r->q, j), false, false);
        printf("%s%s%s :%s ", j ? "   " : "", s->bold, rhz_query_column(r->q, j), s->off);
        cli_print_line(t.p ? t.p : "", 0);
        free(t.p);
    }
    putchar('\n');
    if (rhz_query_row_evidence(r->q, r->proofs, &e, &n, &r->err) == RHZ_OK)
        cli_print_evidence(e, n, 0, 4);
}

static rhz_status print_json(struct request *r, struct rhz_json *j)
{
    const struct rhz_evidence *e;
    size_t n, i;
    rhz_status st = RHZ_OK;

    rhz_json_object(j);
    rhz_json_pair(j, "t", "row");
    rhz_json_key(j, "values");
    rhz_json_object(j);
    for (i = 0; i < rhz_query_columns(r->q) && st == RHZ_OK; i++) {
        rhz_json_key(j, rhz_query_column(r->q, i));
        st = rhz_query_json(r->q, rhz_query_value(r->q, i), j, &r->err);
    }
    rhz_json_end(j);
    if (st == RHZ_OK && r->proofs && (st = rhz_query_row_evidence(r->q, r->proofs, &e, &n, &r->err)) == RHZ_OK) {
        rhz_json_key(j, "evidence");
        cli_json_evidence(j, e, n);
    }
    rhz_json_end(j);
    rhz_json_newline(j);
    if (st == RHZ_OK)
        cli_flush_json(j);
    return st;
}

static void print_csv_cell(const char *s)
{
    if (!s)
        return;
    if (!s[strcspn(s, ",;\"\r\n")]) {
        fputs(s, stdout);
        return;
    }
    putchar('"');
    for (; *s; s++) {
        if (*s == '"')
            putchar('"');
        putchar(*s);
    }
    putchar('"');
}

static void print_csv(struct request *r, bool head)
{
    size_t j;

    for (j = 0; j < rhz_query_columns(r->q); j++) {
        struct text t = {0};
        if (j)
            putchar(',');
        if (head) {
            print_csv_cell(rhz_query_column(r->q, j));
            continue;
        }
        add_value(r, &t, rhz_query_value(r->q, j), true, false);
        print_csv_cell(t.p);
        free(t.p);
    }
    fputs("\r\n", stdout);
}

static int run(struct request *r)
{
    struct table t = {.n_columns = rhz_query_columns(r->q)};
    struct rhz_json *j = r->c.json ? rhz_json_new() : NULL;
    uint64_t rows = 0;
    bool have = false;
    rhz_status st;
    size_t i;

    t.right = calloc(t.n_columns + 1, sizeof *t.right);
    if (!t.right || (r->c.json && !j))
        return cli_error("mémoire insuffisante.");
    for (i = 0; i < t.n_columns; i++)
        t.right[i] = true;
    if (r->csv)
        print_csv(r, true);
    while ((st = rhz_query_step(r->q, &have, &r->err)) == RHZ_OK && have) {
        rows++;
        if (j)
            st = print_json(r, j);
        else if (r->csv)
            print_csv(r, false);
        else if (r->proofs)
            print_with_proofs(r);
        else if (t.n < ROWS_SHOWN && !add_row(r, &t))
            st = RHZ_NO_MEMORY;
        if (st != RHZ_OK)
            break;
    }
    if (!j && !r->csv && !r->proofs && t.n)
        print_table(r, &t);
    if (st == RHZ_OK && !j && !r->csv && rows > t.n && !r->proofs)
        fprintf(stderr, "… et %" PRIu64 " lignes de plus : ajoutez LIMIT, ou --csv.\n", rows - t.n);
    if (r->plan)
        fprintf(r->c.json ? stderr : stdout, "%s%s", rows ? "\n" : "", rhz_query_plan(r->q) ? rhz_query_plan(r->q) : "");
    if (st == RHZ_LIMIT && j) {
        rhz_json_reset(j);
        rhz_json_object(j);
        rhz_json_pair(j, "t", "limit");
        rhz_json_pair(j, "text", r->err.text);
        rhz_json_end(j);
        rhz_json_newline(j);
        cli_flush_json(j);
    }
    rhz_json_free(j);
    free_table(&t);
    if (st != RHZ_OK)
        return cli_failed(&r->err);
    if (rows == 0 && !r->c.json && !r->csv)
        fprintf(stderr, "Aucune ligne.\n");
    return rows ? CLI_FOUND : CLI_NOTHING;
}

/* ---- the command ---- */

/* The line of the query that is wrong, and a caret below. */
static void show_place(const char *text, const struct rhz_query_place *p)
{
    size_t from = p->start, to = p->start, i;

    if (p->line == 0)
        return;
    while (from > 0 && text[from - 1] != '\n')
        from--;
    while (text[to] && text[to] != '\n')
        to++;
    if (to - from > 160)
        return;
    fprintf(stderr, "  %.*s\n  ", (int)(to - from), text + from);
    for (i = from; i < p->start; i++)
        if (((unsigned char)text[i] & 0xC0) != 0x80)
            fputc(' ', stderr);
    fputs("^\n", stderr);
}

/* nom=valeur: a constant of the language, else a text. */
static int bind(struct request *r, const char *text)
{
    const char *equals = strchr(text, '=');
    char name[128];

    if (!equals || equals == text || (size_t)(equals - text) >= sizeof name)
        return cli_error("--param attend nom=valeur, pas « %.64s ».", text);
    memcpy(name, text, (size_t)(equals - text));
    name[equals - text] = 0;
    switch (rhz_query_bind_constant(r->q, name, equals + 1, strlen(equals + 1), &r->err)) {
    case RHZ_OK: return -1;
    case RHZ_INVALID:
        if (rhz_query_bind_text(r->q, name, equals + 1, strlen(equals + 1), &r->err) == RHZ_OK)
            return -1;
        break;
    default: break;
    }
    return cli_failed(&r->err);
}

static char *read_query(struct request *r)
{
    FILE *f;
    char *text;
    size_t n;

    if (!r->file)
        return cli_join_words(&r->c, "la requête");
    f = fopen(r->file, "rb");
    text = f ? malloc((1 << 20) + 2) : NULL;
    if (!text) {
        cli_error("« %s » ne se lit pas.", r->file);
        if (f)
            fclose(f);
        return NULL;
    }
    n = fread(text, 1, (1 << 20) + 1, f);
    fclose(f);
    text[n] = 0;
    return text;
}

static int prepare_and_run(struct request *r, struct rhz_base *base, const char *text, char *const *parameters, size_t n_parameters)
{
    struct rhz_query_options options = {.size = sizeof options, .deadline_ms = r->deadline, .memory_bytes = (uint64_t)r->memory << 20,
                                        .rows = r->limit};
    struct rhz_query_place place;
    int status = -1;
    size_t i;

    if (rhz_query_prepare(base, text, strlen(text), &options, &place, &r->q, &r->err) != RHZ_OK) {
        status = cli_failed(&r->err);
        show_place(text, &place);
        return status;
    }
    for (i = 0; i < n_parameters && status < 0; i++)
        status = bind(r, parameters[i]);
    if (status < 0)
        status = run(r);
    rhz_query_free(r->q);
    return status;
}

/* --param may come several times: taken out of argv before the rest is read. */
static size_t take_parameters(int *argc, char **argv, char **out)
{
    size_t n = 0;
    int i, kept = 0;

    for (i = 0; i < *argc; i++) {
        if (strcmp(argv[i], "--") == 0) {
            while (i < *argc)
                argv[kept++] = argv[i++];
            break;
        }
        if (strncmp(argv[i], "--param=", 8) == 0 && n < PARAMETERS_MOST)
            out[n++] = argv[i] + 8;
        else if (strcmp(argv[i], "--param") == 0 && i + 1 < *argc && n < PARAMETERS_MOST)
            out[n++] = argv[++i];
        else
            argv[kept++] = argv[i];
    }
    *argc = kept;
    return n;
}

int cli_requete(int argc, char **argv)
{
    struct request r = {.err = {RHZ_OK, ""}};
    bool proofs = false;
    const struct cli_option options[] = {
        {"plan", CLI_FLAG, &r.plan},       {"csv", CLI_FLAG, &r.csv},         {"preuves", CLI_FLAG, &proofs},
        {"delai", CLI_NUMBER, &r.deadline}, {"memoire", CLI_NUMBER, &r.memory}, {"lignes", CLI_NUMBER, &r.limit},
        {"fichier", CLI_TEXT, &r.file},    {NULL, CLI_FLAG, NULL},
    };
    char *parameters[PARAMETERS_MOST], *text;
    size_t n = take_parameters(&argc, argv, parameters);
    struct rhz_base *base;
    int status = cli_begin(&r.c, "requete", argc, argv, options);

    if (status >= 0)
        return status;
    if (!(text = read_query(&r)))
        return CLI_ERROR;
    r.proofs = proofs ? 5 : 0;
    if (!cli_open(&r.c, &base)) {
        free(text);
        return CLI_ERROR;
    }
    status = prepare_and_run(&r, base, text, parameters, n);
    rhz_base_close(base);
    free(text);
    return cli_finish(status);
}
