/*
 * catalog: which topic or column a written name means.
 */
#include "lib/unit.h"

#include "catalog/catalog.h"

static const char *const topics[] = {
    "lines", "AWSKafkaTutorialTopic", "UserEvents", "userEvents", "a.b", NULL};

static void a_name_matches_exactly_or_by_case_if_it_may_be_folded(void)
{
    static const struct {
        const char *wanted;
        CatalogMatch match;
        size_t index;
    } cases[] = {
        {"lines",                 CATALOG_FOUND,   0},
        {"awskafkatutorialtopic", CATALOG_FOUND,   1},
        {"UserEvents",            CATALOG_FOUND,   2},
        {"userEvents",            CATALOG_FOUND,   3},
        {"userevents",            CATALOG_SEVERAL, 0},
        {"a.b",                   CATALOG_FOUND,   4},
        {"Lines",                 CATALOG_NONE,    0}, /* only quoted names have upper case: this is another */
        {"",                      CATALOG_NONE,    0},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        size_t index = 0;

        UNIT_CHECK(catalog_match(topics, cases[i].wanted, &index) == cases[i].match &&
                       index == cases[i].index,
                   cases[i].wanted);
    }
}

static void an_unknown_topic_names_a_near_one(void)
{
    g_autoptr(GError) near = NULL, far = NULL;
    const char *topic = NULL;

    CU_ASSERT_FALSE(catalog_find_topic(topics, "linse", 14, &topic, &near));
    UNIT_FAILED_WITH(near, FAIL_QUERY, "topic \"linse\" does not exist");
    UNIT_EQUALS_TEXT(fail_hint_of(near), "did you mean \"lines\"?");
    CU_ASSERT_EQUAL(fail_position(near), 14);
    CU_ASSERT_FALSE(catalog_find_topic(topics, "orders", 0, &topic, &far));
    UNIT_EQUALS_TEXT(fail_hint_of(far), "SHOW TOPICS lists the topics that there are");
    CU_ASSERT_PTR_NULL(topic);
}

static void names_that_differ_in_case_only_are_listed(void)
{
    g_autoptr(GError) error = NULL;
    const char *topic = NULL;

    CU_ASSERT_FALSE(catalog_find_topic(topics, "userevents", 0, &topic, &error));
    UNIT_FAILED_WITH(error, FAIL_QUERY, "there are \"UserEvents\", \"userEvents\"");
    CU_ASSERT_TRUE(catalog_find_topic(topics, "userEvents", 0, &topic, NULL));
    UNIT_EQUALS_TEXT(topic, "userEvents");
}

static void columns_are_at_their_slots(void)
{
    size_t record_len;
    const CatalogColumn *record = catalog_record_columns(&record_len);

    CU_ASSERT_EQUAL(record_len, COLUMN_RECORD_LEN);
    for (size_t i = 0; i < record_len; i++)
        CU_ASSERT_EQUAL(record[i].slot, (int)i);
}

UNIT_MAIN("catalog/catalog", UNIT(a_name_matches_exactly_or_by_case_if_it_may_be_folded),
          UNIT(an_unknown_topic_names_a_near_one), UNIT(names_that_differ_in_case_only_are_listed),
          UNIT(columns_are_at_their_slots))
