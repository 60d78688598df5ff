/* allow: a change that the operator's list does not have is refused by its name. */
#include "config/allow.h"

#include "base/fail.h"
#include "lib/unit.h"

static bool allows(const char *list, AllowKind kind)
{
    g_autoptr(ConfigSet) set = config_set_new();

    return config_set_put(set, "allow", list, CONFIG_OPERATOR, NULL) &&
           allow_check(set, kind, NULL);
}

static void by_default_records_are_written_and_topics_made(void)
{
    g_autoptr(ConfigSet) set = config_set_new();

    CU_ASSERT_TRUE(allow_check(set, ALLOW_INSERT, NULL));
    CU_ASSERT_TRUE(allow_check(set, ALLOW_CREATE, NULL));
    CU_ASSERT_FALSE(allow_check(set, ALLOW_DROP, NULL));
}

static void a_list_allows_what_it_has(void)
{
    CU_ASSERT_TRUE(allows(" drop , insert", ALLOW_DROP));
    CU_ASSERT_FALSE(allows("drop,insert", ALLOW_CREATE));
    for (AllowKind kind = 0; kind < ALLOW_KINDS; kind++) {
        CU_ASSERT_TRUE(allows("all", kind));
        CU_ASSERT_FALSE(allows("none", kind));
        CU_ASSERT_TRUE(allows(allow_row(kind)->name, kind));
    }
}

static void a_refusal_names_the_kind_the_property_and_who_acts(void)
{
    g_autoptr(ConfigSet) set = config_set_new();
    g_autoptr(GError) error = NULL;

    CU_ASSERT_FALSE(allow_check(set, ALLOW_DROP, &error));
    UNIT_FAILED_WITH(error, FAIL_CONFIG,
                     "statements may not delete topics here: zeppelin.kafka.allow is "
                     "insert,create, without drop");
    CU_ASSERT_PTR_NOT_NULL(strstr(fail_hint_of(error), "--set allow=insert,create,drop"));
    g_clear_error(&error);
    config_set_put(set, "allow", "none", CONFIG_OPERATOR, NULL);
    CU_ASSERT_FALSE(allow_check(set, ALLOW_INSERT, &error));
    CU_ASSERT_PTR_NOT_NULL(strstr(fail_hint_of(error), "--set allow=insert"));
}

UNIT_MAIN("config/allow", UNIT(by_default_records_are_written_and_topics_made),
          UNIT(a_list_allows_what_it_has), UNIT(a_refusal_names_the_kind_the_property_and_who_acts))
