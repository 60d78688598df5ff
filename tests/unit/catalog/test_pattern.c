/*
 * Patterns of topics' names. Method: names that match and names that do not.
 */
#include "catalog/pattern.h"

#include "lib/unit.h"

static void whole_names_match(void)
{
    static const struct {
        const char *pattern, *topic;
        bool matches;
    } cases[] = {
        {"logs-.*",     "logs-web",           true },
        {"logs-.*",     "my-logs-web",        false},
        {"logs",        "logs-web",           false},
        {"logs|clicks", "clicks",             true },
        {"logs|clicks", "clicks-2",           false},
        {"LOGS",        "logs",               false},
        {".*",          "__consumer_offsets", false},
        {"__.*",        "__consumer_offsets", true },
        {".*",          "_schemas",           true },
        {"",            "lines",              false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        CatalogPattern *pattern = catalog_pattern_new(cases[i].pattern, -1, NULL);

        UNIT_REQUIRE(pattern != NULL &&
                     catalog_pattern_matches(pattern, cases[i].topic) == cases[i].matches);
        catalog_pattern_free(pattern);
    }
}

static void what_is_no_pattern_is_refused_at_its_place(void)
{
    static const char *const patterns[] = {"logs-(", "*", "a)|(b", "(?x) logs #"};

    for (size_t i = 0; i < G_N_ELEMENTS(patterns); i++) {
        g_autoptr(GError) error = NULL;

        CU_ASSERT_PTR_NULL(catalog_pattern_new(patterns[i], 21, &error));
        UNIT_FAILED_WITH(error, FAIL_QUERY, "is no regular expression");
        CU_ASSERT_EQUAL(fail_position(error), 21);
    }
}

UNIT_MAIN("catalog/pattern", UNIT(whole_names_match),
          UNIT(what_is_no_pattern_is_refused_at_its_place))
