/*
 * event_views: a list of views by name, its limits, and that a command carries it whole.
 */
#include "event/view.h"

#include "base/fail.h"
#include "event/command.h"
#include "event/event.h"
#include "lib/unit.h"

static bool put(EventViews *views, const char *name, const char *statement, GError **error)
{
    const EventView view = {.name = (char *)name, .statement = (char *)statement};

    return event_views_put(views, &view, error);
}

static void a_view_takes_the_place_of_one_of_its_name_and_goes_when_it_is_dropped(void)
{
    g_autoptr(EventViews) views = event_views_new();

    put(views, "a", "one", NULL);
    put(views, "b", "two", NULL);
    put(views, "a", "three", NULL);
    UNIT_REQUIRE(event_views_len(views) == 2);
    UNIT_EQUALS_TEXT(event_views_at(views, 0)->statement, "three");
    CU_ASSERT_TRUE(put(views, "a", NULL, NULL));
    CU_ASSERT_TRUE(put(views, "never there", NULL, NULL));
    UNIT_REQUIRE(event_views_len(views) == 1);
    UNIT_EQUALS_TEXT(event_views_at(views, 0)->name, "b");
    CU_ASSERT_EQUAL(event_views_len(NULL), 0);
}

static void a_copy_is_a_list_of_its_own(void)
{
    g_autoptr(EventViews) views = event_views_new(), copy = NULL;

    put(views, "a", "one", NULL);
    copy = event_views_copy(views);
    put(views, "a", NULL, NULL);
    CU_ASSERT_EQUAL(event_views_len(copy), 1);
    CU_ASSERT_PTR_NULL(event_views_copy(NULL));
}

static void there_are_as_many_views_as_named(void)
{
    g_autoptr(EventViews) views = event_views_new();
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < EVENT_VIEWS_MAX; i++) {
        g_autofree char *name = g_strdup_printf("v%d", i);

        CU_ASSERT_TRUE(put(views, name, "x", NULL));
    }
    CU_ASSERT_FALSE(put(views, "one more", "x", &error));
    UNIT_FAILED_WITH(error, FAIL_LIMIT, "there are 100 views and declared tables already");
    CU_ASSERT_TRUE(put(views, "v7", "another text", NULL));
    CU_ASSERT_TRUE(put(views, "v7", NULL, NULL));
    CU_ASSERT_TRUE(put(views, "one more", "x", NULL));
}

static void all_texts_together_are_as_long_as_named(void)
{
    g_autoptr(EventViews) views = event_views_new();
    g_autofree char *fits = g_strnfill(EVENT_VIEWS_BYTES_MAX - 2 * strlen("a") - 10, 'x');
    g_autofree char *longer = g_strconcat(fits, "x", NULL);
    g_autoptr(GError) error = NULL;

    CU_ASSERT_TRUE(put(views, "b", "0123456789", NULL));
    CU_ASSERT_TRUE(put(views, "a", fits, NULL));
    CU_ASSERT_FALSE(put(views, "a", longer, &error));
    UNIT_FAILED_WITH(error, FAIL_LIMIT, "would have 131073 bytes of text, and may have 131072");
    UNIT_EQUALS_TEXT(event_views_at(views, 1)->statement, fits);
}

static void a_view_comes_back_as_an_event(void)
{
    static const char *const uses[] = {"b", "c d", NULL};
    Event made = {.kind = EVENT_VIEW, .query = 2};
    Event dropped = {.kind = EVENT_VIEW, .view = {.name = (char *)"a"}};
    g_autoptr(GString) line = g_string_new(NULL), other = g_string_new(NULL);
    g_autoptr(Event) back = NULL, gone = NULL;

    made.view = (EventView){.name = (char *)"a",
                            .statement = (char *)"CREATE VIEW a\nAS ...",
                            .uses = (char **)(gpointer)uses,
                            .is_table = true};
    event_write(&made, line);
    event_write(&dropped, other);
    back = event_read(line->str, line->len - 1, NULL);
    gone = event_read(other->str, other->len - 1, NULL);
    UNIT_REQUIRE(back != NULL && gone != NULL);
    UNIT_EQUALS_TEXT(back->view.name, "a");
    UNIT_EQUALS_TEXT(back->view.statement, "CREATE VIEW a\nAS ...");
    CU_ASSERT_TRUE(g_strv_equal((const char *const *)back->view.uses, uses));
    CU_ASSERT_TRUE(back->view.is_table);
    CU_ASSERT_PTR_NULL(gone->view.statement);
    CU_ASSERT_FALSE(gone->view.is_table);
}

static void a_command_carries_all_views(void)
{
    g_autoptr(Command) job = g_new0(Command, 1), back = NULL;
    g_autoptr(GString) line = g_string_new(NULL);

    job->kind = COMMAND_JOB;
    job->job.statement = g_strdup("SELECT 1");
    job->job.views = event_views_new();
    put(job->job.views, "a", "CREATE VIEW a AS SELECT 'é\"\\'", NULL);
    put(job->job.views, "b", "CREATE VIEW b AS SELECT 2", NULL);
    command_write(job, line);
    back = command_read(line->str, line->len - 1, NULL);
    UNIT_REQUIRE(back != NULL && event_views_len(back->job.views) == 2);
    UNIT_EQUALS_TEXT(event_views_at(back->job.views, 0)->statement,
                     "CREATE VIEW a AS SELECT 'é\"\\'");
    UNIT_EQUALS_TEXT(event_views_at(back->job.views, 1)->name, "b");
}

/* Every byte of the longest views may need six in JSON, as may the statement's. */
static void a_command_has_room_for_the_longest_views(void)
{
    g_autoptr(Command) job = g_new0(Command, 1);
    g_autofree char *text = g_strnfill(EVENT_VIEWS_BYTES_MAX - 1, '\x01');
    g_autoptr(GString) line = g_string_new(NULL);

    job->kind = COMMAND_JOB;
    job->job.statement = g_strnfill(64 * 1024, '\x01');
    job->job.views = event_views_new();
    UNIT_REQUIRE(put(job->job.views, "a", text, NULL));
    command_write(job, line);
    CU_ASSERT_TRUE(line->len < COMMAND_LINE_BYTES_MAX);
}

static void what_is_no_view_is_refused(void)
{
    static const char *const lines[] = {
        "{\"event\":\"view\",\"v\":1}",
        "{\"event\":\"view\",\"v\":1,\"name\":5}",
        "{\"event\":\"view\",\"v\":1,\"name\":\"a\",\"uses\":[5]}",
    };
    static const char *const jobs[] = {
        "{\"do\":\"job\",\"v\":1,\"statement\":\"s\",\"views\":[{\"name\":\"a\"}]}",
        "{\"do\":\"job\",\"v\":1,\"statement\":\"s\",\"views\":[5]}",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
        UNIT_CHECK(event_read(lines[i], strlen(lines[i]), NULL) == NULL, lines[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(jobs); i++)
        UNIT_CHECK(command_read(jobs[i], strlen(jobs[i]), NULL) == NULL, jobs[i]);
}

UNIT_MAIN("event/view", UNIT(a_view_takes_the_place_of_one_of_its_name_and_goes_when_it_is_dropped),
          UNIT(a_copy_is_a_list_of_its_own), UNIT(there_are_as_many_views_as_named),
          UNIT(all_texts_together_are_as_long_as_named), UNIT(a_view_comes_back_as_an_event),
          UNIT(a_command_carries_all_views), UNIT(a_command_has_room_for_the_longest_views),
          UNIT(what_is_no_view_is_refused))
