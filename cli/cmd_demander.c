/* cmd_demander.c -- a question in plain French, its answers with their proofs, and what it was understood as. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* ---- text ---- */

static void print_value(const struct rhz_answer *x)
{
    char amount[64];

    if (x->has_value)
        fputs(cli_amount(amount, x->cents, x->unit), stdout);
    if (*x->nature)
        printf(" (%s)", rhz_nature_label(x->nature));
}

static void print_answer(const struct rhz_answer *x, size_t most)
{
    const struct cli_style *s = cli_style();

    fputs(s->name, stdout);
    if (x->name)
        cli_print_line(x->name, 0);
    else if (x->text)
        cli_print_line(x->text, 0);
    else
        print_value(x);
    printf("%s%s", s->off, s->dim);
    if (x->name) {
        printf("  %s", x->kind);
        if (x->has_value) {
            fputs(", ", stdout);
            print_value(x);
        }
    } else if (x->year && !(x->text && strlen(x->text) == 4)) {
        printf("  %u", x->year);
    }
    if (*x->detail) {
        fputs("  ", stdout);
        cli_print_line(x->detail, 200);
    }
    printf("%s\n", s->off);
    cli_print_evidence(x->evidence, x->n_evidence, most, 8);
}

static void print_passages(const struct rhz_hits *hits)
{
    for (size_t i = 0; i < rhz_hits_count(hits); i++) {
        const struct rhz_hit *h = rhz_hits_get(hits, i);
        bool said = false;
        for (size_t k = 0; k < i && !said; k++) /* running heads are in many passages */
            said = strcmp(rhz_hits_get(hits, k)->snippet, h->snippet) == 0;
        if (said)
            continue;
        fputs("  « ", stdout);
        cli_print_line(h->snippet, 0);
        fputs(" » ", stdout);
        cli_print_place(h->uri, h->page, h->line_from, h->line_to);
        putchar('\n');
    }
}

static int print_answers(const struct rhz_answers *a, size_t most)
{
    const struct cli_style *s = cli_style();
    const struct rhz_entities *which = rhz_answers_candidates(a);

    fprintf(stderr, "%scompris : %s%s\n", s->dim, rhz_answers_query(a), s->off);
    for (size_t i = 0; i < rhz_answers_count(a); i++)
        print_answer(rhz_answers_get(a, i), most);
    fflush(stdout);
    if (*rhz_answers_hint(a))
        fprintf(rhz_answers_outcome(a) == RHZ_ANSWERED ? stdout : stderr, "%s\n", rhz_answers_hint(a));
    for (size_t i = 0; which && i < rhz_entities_count(which); i++) {
        const struct rhz_entity *e = rhz_entities_get(which, i);
        printf("  %-13s %s  %s#%llu%s\n", e->kind, e->name, s->dim, (unsigned long long)e->id, s->off);
    }
    if (rhz_answers_passages(a))
        print_passages(rhz_answers_passages(a));
    return rhz_answers_outcome(a) == RHZ_ANSWERED ? CLI_FOUND : CLI_NOTHING;
}

/* ---- JSON ---- */

static const char *const outcomes[] = {"answered", "ambiguous", "passages", "none"};

static void json_answer(struct rhz_json *j, const struct rhz_answer *x)
{
    rhz_json_object(j);
    rhz_json_pair(j, "t", "answer");
    rhz_json_pair(j, "kind", x->kind);
    if (x->name) {
        rhz_json_pair(j, "name", x->name);
        rhz_json_key(j, "aliases");
        rhz_json_array(j);
        for (size_t i = 0; i < x->n_aliases; i++)
            rhz_json_cstring(j, x->aliases[i]);
        rhz_json_end(j);
        rhz_json_pair_unsigned(j, "node", x->id);
    }
    if (x->text)
        rhz_json_pair(j, "text", x->text);
    if (x->has_value) {
        rhz_json_key(j, "value");
        rhz_json_cents(j, x->cents);
        if (*x->unit)
            rhz_json_pair(j, "unit", x->unit);
    }
    if (x->year)
        rhz_json_pair_unsigned(j, "annee", x->year);
    if (*x->nature)
        rhz_json_pair(j, "nature", x->nature);
    if (*x->detail)
        rhz_json_pair(j, "detail", x->detail);
    cli_json_evidence(j, x->evidence, x->n_evidence);
    rhz_json_end(j);
    rhz_json_newline(j);
}

static void json_passage(struct rhz_json *j, const struct rhz_hit *h, size_t rank)
{
    char passage[64];

    snprintf(passage, sizeof passage, "%s/%u", h->document, h->ordinal);
    rhz_json_object(j);
    rhz_json_pair(j, "t", "hit");
    rhz_json_pair_unsigned(j, "rank", rank);
    rhz_json_pair(j, "uri", h->uri);
    if (h->page)
        rhz_json_pair_unsigned(j, "page", h->page);
    rhz_json_pair_unsigned(j, "line_from", h->line_from);
    rhz_json_pair_unsigned(j, "line_to", h->line_to);
    rhz_json_pair(j, "snippet", h->snippet);
    rhz_json_pair(j, "passage", passage);
    rhz_json_end(j);
    rhz_json_newline(j);
}

static int json_answers(const struct rhz_answers *a, const char *question)
{
    const struct rhz_entities *which = rhz_answers_candidates(a);
    const struct rhz_hits *hits = rhz_answers_passages(a);
    struct rhz_json *j = rhz_json_new();

    if (!j)
        return cli_error("mémoire insuffisante.");
    rhz_json_object(j);
    rhz_json_pair(j, "t", "understood");
    rhz_json_pair(j, "question", question);
    rhz_json_pair(j, "query", rhz_answers_query(a));
    rhz_json_pair(j, "outcome", outcomes[rhz_answers_outcome(a)]);
    if (*rhz_answers_hint(a))
        rhz_json_pair(j, "hint", rhz_answers_hint(a));
    rhz_json_end(j);
    rhz_json_newline(j);
    for (size_t i = 0; i < rhz_answers_count(a); i++)
        json_answer(j, rhz_answers_get(a, i));
    for (size_t i = 0; which && i < rhz_entities_count(which); i++)
        cli_json_entity(j, rhz_entities_get(which, i));
    for (size_t i = 0; hits && i < rhz_hits_count(hits); i++)
        json_passage(j, rhz_hits_get(hits, i), i + 1);
    cli_flush_json(j);
    rhz_json_free(j);
    return rhz_answers_outcome(a) == RHZ_ANSWERED ? CLI_FOUND : CLI_NOTHING;
}

int cli_demander(int argc, char **argv)
{
    uint32_t most = 2;
    const struct cli_option options[] = {{"preuves", CLI_NUMBER, &most}, {NULL, CLI_FLAG, NULL}};
    struct rhz_error err = {RHZ_OK, ""};
    struct rhz_answers *answers = NULL;
    struct rhz_base *base;
    struct cli c;
    char *question;
    int status = cli_begin(&c, "demander", argc, argv, options);

    if (status >= 0)
        return status;
    if (!(question = cli_join_words(&c, "la question")))
        return CLI_ERROR;
    if (!cli_open(&c, &base)) {
        free(question);
        return CLI_ERROR;
    }
    if (rhz_ask(base, question, strlen(question), &answers, &err) != RHZ_OK)
        status = cli_failed(&err);
    else
        status = c.json ? json_answers(answers, question) : print_answers(answers, most);
    rhz_answers_free(answers);
    rhz_base_close(base);
    free(question);
    return cli_finish(status);
}
