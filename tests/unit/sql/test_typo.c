/*
 * typo: names that look like a mistyped one.
 */
#include "lib/unit.h"

#include "sql/typo.h"

static void the_distance_counts_edits(void)
{
    static const struct {
        const char *a, *b;
        size_t distance;
    } cases[] = {
        {"from",   "from",    0},
        {"FORM",   "from",    1},
        {"frm",    "from",    1},
        {"fromm",  "from",    1},
        {"",       "abc",     3},
        {"abc",    "",        3},
        {"kitten", "sitting", 3},
        {"a",      "b",       1},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        UNIT_CHECK(typo_distance(cases[i].a, cases[i].b, 9) == cases[i].distance, cases[i].a);
        UNIT_CHECK(typo_distance(cases[i].b, cases[i].a, 9) == cases[i].distance, cases[i].b);
    }
    UNIT_CHECK(typo_distance("abcdef", "uvwxyz", 2) == 3, "at most one more than asked for");
}

static void the_nearest_name_is_found(void)
{
    static const char *const names[] = {"lines", "clicks", "user_events", NULL};

    UNIT_EQUALS_TEXT(typo_find("linse", names), "lines");
    UNIT_EQUALS_TEXT(typo_find("CLICK", names), "clicks");
    UNIT_EQUALS_TEXT(typo_find("user", names), "user_events");
    CU_ASSERT_PTR_NULL(typo_find("orders", names));
    CU_ASSERT_PTR_NULL(typo_find("", names));
}

static void names_beyond_the_limit_are_near_to_nothing(void)
{
    g_autofree char *name = g_strnfill(TYPO_NAME_BYTES_MAX, 'a');
    g_autofree char *longer = g_strnfill(TYPO_NAME_BYTES_MAX + 1, 'a');

    CU_ASSERT_EQUAL(typo_distance(name, name, 5), 0);
    CU_ASSERT_EQUAL(typo_distance(longer, longer, 5), 6);
}

UNIT_MAIN("sql/typo", UNIT(the_distance_counts_edits), UNIT(the_nearest_name_is_found),
          UNIT(names_beyond_the_limit_are_near_to_nothing))
