/*
 * demo: the same seed makes the same records, and they are what their columns say.
 */
#include "catalog/demo.h"

#include "lib/unit.h"
#include "row/document.h"

#define AT_MS INT64_C(1772359200000)

/* (owned) "key|value" */
static char *record_of(const Demo *demo, uint64_t seed, int64_t i)
{
    g_autoptr(GString) key = g_string_new(NULL), value = g_string_new(NULL);

    demo->make(seed, i, AT_MS + i, key, value);
    return g_strdup_printf("%s|%s", key->str, value->str);
}

static void a_record_depends_on_its_seed_and_its_number(void)
{
    size_t len;
    const Demo *demos = demo_all(&len);

    for (size_t i = 0; i < len; i++) {
        g_autofree char *once = record_of(&demos[i], 7, 1000000);
        g_autofree char *other = record_of(&demos[i], 8, 1000000);
        g_autofree char *again = record_of(&demos[i], 7, 1000000);

        UNIT_EQUALS_TEXT(once, again);
        UNIT_CHECK(strcmp(once, other) != 0, demos[i].name);
    }
}

static void records_stay_what_they_are(void)
{
    g_autofree char *text = record_of(demo_find("demo_text"), 1, 0);
    g_autofree char *click = record_of(demo_find("demo_clicks"), 1, 0);
    g_autofree char *reading = record_of(demo_find("demo_sensors"), 1, 1);

    UNIT_EQUALS_TEXT(text, "|the morning vomidi of ravofo is mivora rano bakadi ramimi it noti");
    UNIT_EQUALS_TEXT(click,
                     "zoe|{\"at\": \"2026-03-01T10:00:00+00:00\", \"who\": \"zoe\", \"page\": "
                     "\"/about\", \"ms\": 835, \"status\": 200, \"country\": \"DE\"}");
    UNIT_EQUALS_TEXT(reading,
                     "roof|{\"at\": \"2026-03-01T10:00:00.001+00:00\", \"sensor\": \"roof\", "
                     "\"celsius\": 20.9, \"humidity\": 63}");
}

static bool has_its_columns(const Demo *demo, Span value)
{
    Span object, member;

    if (!document_read(value, &object))
        return false;
    for (size_t i = 0; i < DEMO_COLUMNS_MAX && demo->columns[i].name != NULL; i++) {
        if (!document_member(object, span_of(demo->columns[i].name), &member))
            return false;
    }
    return true;
}

static void json_has_a_member_for_each_column(void)
{
    size_t len;
    const Demo *demos = demo_all(&len);

    for (size_t i = 0; i < len; i++) {
        if (strcmp(demos[i].format, "json") != 0)
            continue;
        for (int64_t n = 0; n < 1000; n++) {
            g_autofree char *record = record_of(&demos[i], 1, n);

            UNIT_CHECK(has_its_columns(&demos[i], span_of(strchr(record, '|') + 1)), record);
        }
    }
}

static void words_have_a_long_tail(void)
{
    g_autoptr(GHashTable) words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    int frequent = 0;

    for (int64_t i = 0; i < 5000; i++) {
        g_autofree char *record = record_of(demo_find("demo_text"), 1, i);
        g_auto(GStrv) parts = g_strsplit(record + 1, " ", -1);

        for (size_t k = 0; parts[k] != NULL; k++) {
            frequent += strcmp(parts[k], "the") == 0 ? 1 : 0;
            g_hash_table_add(words, g_strdup(parts[k]));
        }
    }
    CU_ASSERT_TRUE(frequent > 1000);
    CU_ASSERT_TRUE(g_hash_table_size(words) > 5000);
}

static void what_is_no_source_is_not_found(void)
{
    CU_ASSERT_PTR_NULL(demo_find("demo_nothing"));
}

UNIT_MAIN("catalog/demo", UNIT(a_record_depends_on_its_seed_and_its_number),
          UNIT(records_stay_what_they_are), UNIT(json_has_a_member_for_each_column),
          UNIT(words_have_a_long_tail), UNIT(what_is_no_source_is_not_found))
