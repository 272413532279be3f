/* What is read as a period, and what holds in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "period.h"

static void test_written(void **state)
{
    static const struct {
        const char *text;
        uint32_t from, to;
    } good[] = {
        {"2020", 20200101, 20201231},        {"2017..2020", 20170101, 20201231}, {"2017..", 20170101, 0},
        {"..2020", 0, 20201231},             {"2020-06-30", 20200630, 20200630}, {"2020-06", 20200601, 20200631},
        {" 2019-03..2020 ", 20190301, 20201231}, {"20200630", 20200630, 20200630},
    };
    static const char *const bad[] = {"", "..", "20", "2020..2017", "2020-13", "2020-06-41", "juin", "2020-", "2020...2021",
                                      "0020", "2020-6-30", "202006301", "2020..2021..2022"};
    struct rhz_period p;
    struct rhz_error err;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_int_equal(rhz_period_parse(good[i].text, &p, &err), RHZ_OK);
        assert_int_equal(p.from, good[i].from);
        assert_int_equal(p.to, good[i].to);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (rhz_period_parse(bad[i], &p, &err) != RHZ_INVALID)
            fail_msg("« %s » was read as %u..%u", bad[i], p.from, p.to);
        assert_true(err.text[0] != 0);
    }
}

static enum rhz_holding in(struct rhz_time t, const char *period)
{
    struct rhz_period p;

    assert_int_equal(rhz_period_parse(period, &p, NULL), RHZ_OK);
    return rhz_time_in(t, p);
}

static void test_holds(void **state)
{
    const struct rhz_time years = {.from = 20190000, .to = 20210000}, since = {.from = 20190315},
                          until = {.to = 20210630}, year = {.year = 2020}, never = {.from = 0},
                          office = {.from = 20190000, .next_list = 2022};

    (void)state;
    assert_int_equal(in(years, "2018"), RHZ_NOT_THEN);
    assert_int_equal(in(years, "2019-01-01"), RHZ_HOLDS);
    assert_int_equal(in(years, "2021-12-31"), RHZ_HOLDS);
    assert_int_equal(in(years, "2022.."), RHZ_NOT_THEN);
    assert_int_equal(in(years, "..2018"), RHZ_NOT_THEN);
    assert_int_equal(in(since, "2019-03-14"), RHZ_NOT_THEN);
    assert_int_equal(in(since, "2019"), RHZ_HOLDS);
    assert_int_equal(in(since, "2035"), RHZ_HOLDS);
    assert_int_equal(in(until, "2021-06-30"), RHZ_HOLDS);
    assert_int_equal(in(until, "2021-07"), RHZ_NOT_THEN);
    assert_int_equal(in(until, "2015"), RHZ_NOT_THEN); /* nobody said since when */
    assert_int_equal(in(year, "2020-06-30"), RHZ_OBSERVED);
    assert_int_equal(in(year, "2017..2020"), RHZ_OBSERVED);
    assert_int_equal(in(year, "2021"), RHZ_NOT_THEN); /* a list proves its own year only */
    assert_int_equal(in(never, "2020"), RHZ_UNDATED);
    assert_int_equal(in(office, "2021-12-31"), RHZ_HOLDS);
    assert_int_equal(in(office, "2022"), RHZ_NOT_THEN); /* the next list says who sits then */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written),
        cmocka_unit_test(test_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
