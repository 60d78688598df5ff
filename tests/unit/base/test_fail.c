/* fail: an error knows who acts, where it is and what to write instead. */
#include "base/fail.h"

#include "lib/unit.h"

static void a_failure_carries_code_place_and_hint(void)
{
    g_autoptr(GError) error = NULL;

    UNIT_CHECK(!fail_at(&error, FAIL_QUERY, 7, "no column %s", "x"), "fail returns false");
    fail_hint(&error, "did you mean %s", "y");
    UNIT_FAILED_WITH(error, FAIL_QUERY, "no column x");
    UNIT_CHECK(fail_position(error) == 7, "the place");
    UNIT_EQUALS_TEXT(fail_hint_of(error), "did you mean y");
}

static void a_prefix_and_a_copy_keep_place_and_hint(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) copy = NULL;

    fail_at(&error, FAIL_DATA, 3, "bad");
    fail_hint(&error, "mend it");
    fail_prefix(&error, "in %s: ", "lines");
    fail_shift(error, 10);
    copy = g_error_copy(error);
    UNIT_FAILED_WITH(copy, FAIL_DATA, "in lines: bad");
    UNIT_CHECK(fail_position(copy) == 13, "shifted and copied");
    fail_place(copy, 4);
    UNIT_CHECK(fail_position(copy) == 4 && fail_position(error) == 13, "placed elsewhere");
    UNIT_EQUALS_TEXT(fail_hint_of(copy), "mend it");
}

static void without_a_place_there_is_none(void)
{
    g_autoptr(GError) error = NULL;

    UNIT_CHECK(fail_null(&error, FAIL_NET, "nobody answers") == NULL, "fail_null is NULL");
    fail_shift(error, 5);
    UNIT_CHECK(fail_position(error) == -1, "no place");
    UNIT_CHECK(fail_hint_of(error) == NULL, "no hint");
    UNIT_CHECK(error_is_retriable(error), "the network may come back");
    UNIT_CHECK(!fail(NULL, FAIL_NET, "ignored"), "NULL is fine");
}

static void the_exit_status_says_whose_fault_it_is(void)
{
    static const struct {
        FailCode code;
        int status;
    } cases[] = {
        {FAIL_QUERY,  1},
        {FAIL_DATA,   1},
        {FAIL_LIMIT,  1},
        {FAIL_CONFIG, 2},
        {FAIL_KAFKA,  3},
        {FAIL_NET,    3},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;

        fail(&error, cases[i].code, "x");
        UNIT_CHECK(fail_exit_status(error) == cases[i].status, fail_code_name(cases[i].code));
    }
}

UNIT_MAIN("base/fail", UNIT(a_failure_carries_code_place_and_hint),
          UNIT(a_prefix_and_a_copy_keep_place_and_hint), UNIT(without_a_place_there_is_none),
          UNIT(the_exit_status_says_whose_fault_it_is))
