/*
 * settings: three origins, who may set what, and the limits.
 */
#include "base/fail.h"
#include "lib/unit.h"
#include "session/settings.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SettingsBook, settings_book_free)

static ConfigSet *merged(const SettingsBook *book, const ConfigSet *base, const char *note,
                         GHashTable *paragraph)
{
    return settings_book_merge(book, "s", note, base, paragraph, NULL);
}

static void each_origin_beats_the_one_before(void)
{
    g_autoptr(SettingsBook) book = settings_book_new();
    g_autoptr(ConfigSet) base = config_set_new();
    g_autoptr(GHashTable) paragraph = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(ConfigSet) first = NULL, second = NULL, third = NULL, other = NULL;

    config_set_put(base, "refresh", "10", CONFIG_OPERATOR, NULL);
    first = merged(book, base, "n", NULL);
    UNIT_CHECK(config_get_int(first, "refresh") == 10, "the operator's");
    UNIT_CHECK(settings_book_put(book, "s", "n", base, "refresh", "20", NULL), "put");
    second = merged(book, base, "n", NULL);
    UNIT_CHECK(config_get_int(second, "refresh") == 20, "SET's");
    other = merged(book, base, "other", NULL);
    UNIT_CHECK(config_get_int(other, "refresh") == 10, "not in another note");
    g_hash_table_insert(paragraph, (char *)"refresh", (char *)"30");
    third = merged(book, base, "n", paragraph);
    UNIT_CHECK(config_get_int(third, "refresh") == 30, "the paragraph's");
}

static void default_takes_a_setting_away_and_spellings_are_one(void)
{
    g_autoptr(SettingsBook) book = settings_book_new();
    g_autoptr(ConfigSet) base = config_set_new();
    g_autoptr(ConfigSet) set = NULL;

    settings_book_put(book, "s", "n", base, "zeppelin.kafka.refresh", "20", NULL);
    settings_book_put(book, "s", "n", base, "refresh", "DEFAULT", NULL);
    set = merged(book, base, "n", NULL);
    UNIT_CHECK(!config_is_set(set, "refresh"), "away");
}

static void a_note_may_not_set_what_is_the_operators(void)
{
    g_autoptr(SettingsBook) book = settings_book_new();
    g_autoptr(ConfigSet) base = config_set_new();
    g_autoptr(GError) error = NULL, other = NULL;

    UNIT_CHECK(
        !settings_book_put(book, "s", "n", base, "kafka.plugin.library.paths", "/x.so", &error),
        "refused");
    UNIT_FAILED_WITH(error, FAIL_CONFIG, "plugin.library.paths");
    UNIT_CHECK(!settings_book_put(book, "s", "n", base, "streams_max", "1000", &other), "refused");
    UNIT_FAILED_WITH(other, FAIL_CONFIG, "streams_max");
}

static void notes_names_and_values_are_bounded(void)
{
    g_autoptr(SettingsBook) book = settings_book_new();
    g_autoptr(ConfigSet) base = config_set_new();
    g_autofree char *large = g_strnfill(SETTINGS_VALUE_BYTES_MAX + 1, 'x');
    g_autoptr(GError) value_error = NULL, note_error = NULL;

    UNIT_CHECK(!settings_book_put(book, "s", "n", base, "since", large, &value_error), "value");
    UNIT_FAILED_WITH(value_error, FAIL_LIMIT, "longer than 4096 bytes");
    for (int i = 0; i < SETTINGS_NOTES_MAX; i++) {
        g_autofree char *note = g_strdup_printf("n%d", i);

        settings_book_put(book, "s", note, base, "refresh", "20", NULL);
    }
    UNIT_CHECK(!settings_book_put(book, "s", "one more", base, "refresh", "20", &note_error),
               "note");
    UNIT_FAILED_WITH(note_error, FAIL_LIMIT, "restart the interpreter");
    UNIT_CHECK(settings_book_put(book, "s", "n5", base, "refresh", "30", NULL), "a known one");
    settings_book_forget(book, "s");
    UNIT_CHECK(settings_book_put(book, "s", "one more", base, "refresh", "20", NULL), "forgotten");
}

static void views_are_kept_beside_the_settings_and_bounded_like_them(void)
{
    g_autoptr(SettingsBook) book = settings_book_new();
    const EventView view = {.name = (char *)"v", .statement = (char *)"CREATE VIEW v AS SELECT 1"};
    g_autoptr(EventViews) none = settings_book_views(book, "s", "n"), one = NULL, gone = NULL;
    g_autoptr(GError) error = NULL;

    CU_ASSERT_EQUAL(event_views_len(none), 0);
    for (int i = 0; i < SETTINGS_NOTES_MAX; i++) {
        g_autofree char *note = g_strdup_printf("n%d", i);

        settings_book_put_view(book, "s", note, &view, NULL);
    }
    one = settings_book_views(book, "s", "n7");
    CU_ASSERT_EQUAL(event_views_len(one), 1);
    UNIT_CHECK(!settings_book_put_view(book, "s", "one more", &view, &error), "a note too much");
    UNIT_FAILED_WITH(error, FAIL_LIMIT, "1000 notes have settings or views");
    settings_book_forget(book, "s");
    gone = settings_book_views(book, "s", "n7");
    CU_ASSERT_EQUAL(event_views_len(gone), 0);
}

static void the_operators_page_keeps_what_is_right_and_lists_what_is_wrong(void)
{
    g_autoptr(GHashTable) properties = g_hash_table_new(g_str_hash, g_str_equal);
    g_autofree char *failure = NULL;
    g_autoptr(ConfigSet) set = NULL;

    g_hash_table_insert(properties, (char *)"zeppelin.kafka.refresh", (char *)" 70 ");
    g_hash_table_insert(properties, (char *)"zeppelin.kafka.max_rows", (char *)"none");
    g_hash_table_insert(properties, (char *)"zeppelin.kafka.lanes", (char *)"1000");
    g_hash_table_insert(properties, (char *)"zeppelin.interpreter.x", (char *)"none of ours");
    set = settings_operator(properties, &failure);
    UNIT_CHECK(config_get_int(set, "refresh") == 70, "trimmed and set");
    UNIT_REQUIRE(failure != NULL);
    UNIT_CHECK(strstr(failure, "max_rows") != NULL && strstr(failure, "lanes") != NULL, failure);
}

static void set_repeats_no_secret(void)
{
    g_autofree char *said = settings_sentence("kafka.sasl.password", "hunter2");
    g_autofree char *ours = settings_sentence("schema_registry_password", "hunter2");
    g_autofree char *number = settings_sentence("refresh", "50");
    g_autofree char *text = settings_sentence("refresh", "2 s");

    UNIT_CHECK(strstr(said, "hunter2") == NULL, said);
    UNIT_CHECK(strstr(ours, "hunter2") == NULL, ours);
    UNIT_EQUALS_TEXT(number, "refresh = 50 ms");
    UNIT_EQUALS_TEXT(text, "refresh = 2 s");
}

UNIT_MAIN("session/settings", UNIT(each_origin_beats_the_one_before),
          UNIT(default_takes_a_setting_away_and_spellings_are_one),
          UNIT(a_note_may_not_set_what_is_the_operators), UNIT(notes_names_and_values_are_bounded),
          UNIT(views_are_kept_beside_the_settings_and_bounded_like_them),
          UNIT(the_operators_page_keeps_what_is_right_and_lists_what_is_wrong),
          UNIT(set_repeats_no_secret))
