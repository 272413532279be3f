/* correct.c -- editing the corrections of a base. The file is changed first, then the graph is made again from facts:
 * killed in between, the base still says what it said, and the next run makes the graph follow the file. */
#include "rhizome_index.h"

#include <stdio.h>

#include "batch.h"
#include "corrections.h"
#include "corrections_file.h"
#include "imported.h"

enum { MEMORY = 256 << 20 };

struct correcting {
    struct rhz_store *store;
    struct rhz_arena *arena;
    struct rhz_buf text;
    struct rhz_corrections lines;
};

/* An imported graph has no documents that a line of corrections could speak of. */
static rhz_status refuse_imported(struct rhz_store *store, struct rhz_error *err)
{
    struct rhz_txn *t;
    rhz_status st = rhz_txn_begin(store, false, &t, err);

    if (st != RHZ_OK)
        return st;
    st = rhz_imported_refuse(t, err);
    rhz_txn_abort(t);
    return st;
}

static rhz_status begin(struct correcting *c, const char *base, enum rhz_store_mode mode, struct rhz_error *err)
{
    rhz_status st;

    if (!(c->arena = rhz_arena_new()))
        return rhz_no_memory(err);
    if ((st = rhz_store_open(base, mode, 0, &c->store, err)) != RHZ_OK || (st = refuse_imported(c->store, err)) != RHZ_OK ||
        (st = rhz_corrections_load(base, &c->text, err)) != RHZ_OK)
        return st;
    return rhz_corrections_read(rhz_buf_view(&c->text), c->arena, &c->lines) ? RHZ_OK : rhz_no_memory(err);
}

static void end(struct correcting *c)
{
    rhz_store_close(c->store);
    rhz_buf_free(&c->text);
    rhz_arena_free(c->arena);
}

static rhz_status make_graph(struct correcting *c, struct rhz_error *err)
{
    struct rhz_batch *b = NULL;
    rhz_status st = rhz_batch_new(c->store, MEMORY, &b, err);

    if (st == RHZ_OK)
        st = rhz_batch_publish_graph(b, err);
    rhz_batch_free(b);
    return st;
}

/* The copy that the published graph was made with; borrows from *t, which the caller ends. */
static rhz_status published_copy(struct correcting *c, struct rhz_txn **t, struct rhz_corrections_copy *copy,
                                 struct rhz_error *err)
{
    struct rhz_publication p = {0};
    rhz_status st = rhz_txn_begin(c->store, false, t, err);

    if (st == RHZ_OK)
        st = rhz_publication_get(*t, c->arena, &p, err);
    return st == RHZ_OK ? rhz_corrections_copy_get(*t, p.graph, copy, err) : st;
}

/* What correction `index` changed in the graph as published. */
static rhz_status read_effects(struct correcting *c, size_t index, uint32_t *effects, struct rhz_error *err)
{
    struct rhz_corrections_copy copy;
    struct rhz_txn *t = NULL;
    rhz_status st = published_copy(c, &t, &copy, err);

    *effects = st == RHZ_OK && 4 * index + 4 <= copy.effects.n ? rhz_le32(copy.effects.p + 4 * index) : 0;
    rhz_txn_abort(t);
    return st;
}

static rhz_status save_and_make(struct correcting *c, const char *base, struct rhz_span text, struct rhz_error *err)
{
    rhz_status st = rhz_corrections_save(base, text, err);

    return st == RHZ_OK ? make_graph(c, err) : st;
}

rhz_status rhz_corrections_add(const char *base, const char *line, uint32_t *number, struct rhz_error *err)
{
    struct correcting c = {0};
    struct rhz_correction_line read;
    struct rhz_buf text = {0};
    uint32_t effects = 0;
    rhz_status st;

    if (strchr(line, '\n'))
        return rhz_fail(err, RHZ_INVALID, "Une correction tient sur une ligne.");
    if ((st = begin(&c, base, RHZ_STORE_WRITE, err)) != RHZ_OK)
        goto done;
    if (!rhz_correction_read(rhz_span_of(line), c.arena, &read)) {
        st = rhz_no_memory(err);
        goto done;
    }
    if (read.problem) {
        st = rhz_fail(err, RHZ_INVALID, "%s", read.problem);
        goto done;
    }
    rhz_buf_span(&text, rhz_buf_view(&c.text));
    if (text.n && text.p[text.n - 1] != '\n')
        rhz_buf_byte(&text, '\n');
    rhz_buf_span(&text, read.text);
    rhz_buf_byte(&text, '\n');
    if (text.failed) {
        st = rhz_no_memory(err);
        goto done;
    }
    if ((st = save_and_make(&c, base, rhz_buf_view(&text), err)) != RHZ_OK ||
        (st = read_effects(&c, c.lines.n, &effects, err)) != RHZ_OK)
        goto done;
    if (number)
        *number = (uint32_t)c.lines.n + 1;
    if (effects == 0) {
        st = save_and_make(&c, base, rhz_buf_view(&c.text), err);
        if (st == RHZ_OK)
            st = rhz_fail(err, RHZ_NOT_FOUND, "Cette correction ne changerait rien : %s.",
                          read.action == RHZ_CORRECTION_MERGE
                              ? "la base n'a pas ces deux noms, ou des numéros RNA ou SIREN différents disent qu'ils sont deux"
                              : "la base n'a pas ce qu'elle nomme");
    }
done:
    rhz_buf_free(&text);
    end(&c);
    return st;
}

rhz_status rhz_corrections_undo(const char *base, uint32_t number, struct rhz_error *err)
{
    struct correcting c = {0};
    struct rhz_buf text = {0};
    const char *p, *end_of_text;
    uint32_t place = 0;
    rhz_status st;

    if ((st = begin(&c, base, RHZ_STORE_WRITE, err)) != RHZ_OK)
        goto done;
    if (number == 0 || number > c.lines.n) {
        st = rhz_fail(err, RHZ_NOT_FOUND, "Il n'y a pas de correction n° %u : « rhizome corrections » les liste.", number);
        goto done;
    }
    for (p = c.text.p, end_of_text = p + c.text.n; p < end_of_text;) {
        const char *nl = memchr(p, '\n', (size_t)(end_of_text - p)), *next = nl ? nl + 1 : end_of_text;
        if (++place != c.lines.v[number - 1].place)
            rhz_buf_append(&text, p, (size_t)(next - p));
        p = next;
    }
    st = text.failed ? rhz_no_memory(err) : save_and_make(&c, base, rhz_buf_view(&text), err);
done:
    rhz_buf_free(&text);
    end(&c);
    return st;
}

rhz_status rhz_corrections_apply(const char *base, struct rhz_error *err)
{
    struct correcting c = {0};
    rhz_status st = begin(&c, base, RHZ_STORE_WRITE, err);

    if (st == RHZ_OK)
        st = make_graph(&c, err);
    end(&c);
    return st;
}

rhz_status rhz_corrections_each(const char *base, void (*visit)(void *context, const struct rhz_correction *c), void *context,
                                struct rhz_error *err)
{
    struct correcting c = {0};
    struct rhz_corrections_copy copy;
    struct rhz_txn *t = NULL;
    bool pending;
    size_t i;
    rhz_status st = begin(&c, base, RHZ_STORE_READ, err);

    if (st != RHZ_OK || (st = published_copy(&c, &t, &copy, err)) != RHZ_OK)
        goto done;
    pending = !rhz_span_eq(copy.text, rhz_buf_view(&c.text));
    for (i = 0; i < c.lines.n; i++) {
        const struct rhz_correction_line *l = &c.lines.v[i];
        struct rhz_correction x = {.number = l->number, .line = l->place, .text = rhz_arena_str(c.arena, l->text),
                                   .problem = l->problem ? l->problem : "", .pending = pending,
                                   .forgets = l->action == RHZ_CORRECTION_FORGET};
        if (!x.text) {
            st = rhz_no_memory(err);
            break;
        }
        if (!pending && 4 * i + 4 <= copy.effects.n)
            x.effects = rhz_le32(copy.effects.p + 4 * i);
        visit(context, &x);
    }
done:
    rhz_txn_abort(t);
    end(&c);
    return st;
}
