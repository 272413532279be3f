/* fuzz_analyzer.c -- any bytes: tokens in order, on character limits; keys and folds of the same bytes hold together. */
#include <stdint.h>
#include <stdlib.h>

#include "analyzer.h"
#include "names.h"

#include "fuzz.h"

static void check(bool good)
{
    if (!good)
        abort();
}

static void check_tokens(struct rhz_analyzer *a, struct rhz_span text)
{
    const struct rhz_token *t;
    size_t n, i;

    check(rhz_analyze(a, text, &t, &n) == RHZ_OK);
    for (i = 0; i < n; i++) {
        const struct rhz_lexeme *l = t[i].lexeme;
        check(t[i].start < t[i].end && t[i].end <= text.n);
        check(rhz_utf8_valid(rhz_span(text.p + t[i].start, t[i].end - t[i].start)) == t[i].end - t[i].start);
        check(l->term.n > 0 && rhz_utf8_valid(l->term) == l->term.n && rhz_utf8_valid(l->form) == l->form.n);
        if (i)
            check(t[i].start >= t[i - 1].start && t[i].position - t[i - 1].position <= 1);
    }
}

static void check_folds(struct rhz_span text)
{
    struct rhz_buf once = {0}, twice = {0};

    rhz_fold(text, &once);
    rhz_fold(rhz_buf_view(&once), &twice);
    check(rhz_utf8_valid(text) != text.n || rhz_span_eq(rhz_buf_view(&once), rhz_buf_view(&twice)));
    rhz_name_key(RHZ_PERSONNE, text, &once);
    rhz_name_key(RHZ_PERSONNE, rhz_buf_view(&once), &twice);
    check(rhz_span_eq(rhz_buf_view(&once), rhz_buf_view(&twice)));
    check(rhz_name_better(RHZ_PERSONNE, text, text) == 0);
    rhz_buf_free(&once);
    rhz_buf_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct rhz_analyzer *a;
    struct rhz_span text = rhz_span((const char *)data, n);

    if (!a && !(a = rhz_analyzer_new()))
        return 0;
    if (rhz_analyzer_lexemes(a) > 10000)
        rhz_analyzer_forget(a);
    check_tokens(a, text);
    check_folds(text);
    return 0;
}
