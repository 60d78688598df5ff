/*
 * Views in plans: how deep they may lie in each other, how often the brokers are asked, and whose
 * fault a failure is. What they mean is in the case folders.
 */
#include "lib/unit.h"

#include "base/fail.h"
#include "views.h"

/* (owned) v1 .. v@len, each over the one before, the first over lines. */
static EventViews *chain(size_t len)
{
    g_autoptr(GString) text = g_string_new("CREATE VIEW v1 AS SELECT value FROM lines");

    for (size_t i = 2; i <= len; i++)
        g_string_append_printf(text, "; CREATE VIEW v%zu AS SELECT value FROM v%zu", i, i - 1);
    return views_of(text->str);
}

static const Plan *plan_with(const char *statement, const EventViews *views, PlanTopicsFn topics,
                             size_t *calls, Arena *arena, GError **error)
{
    g_autoptr(ConfigSet) settings = config_set_new();
    PlanInput input = input_make(statement, settings, calls);

    input.views = views;
    input.topics = topics;
    return plan_new(&input, arena, error);
}

static void views_lie_in_each_other_as_deep_as_queries(void)
{
    g_autoptr(EventViews) views = chain(PLAN_NESTING_MAX);
    g_autoptr(Arena) arena = arena_new(PLAN_ARENA_BYTES);
    g_autoptr(GError) error = NULL, deeper = NULL;

    CU_ASSERT_PTR_NOT_NULL(
        plan_with("SELECT value FROM v32", views, input_list_topics, NULL, arena, &error));
    UNIT_CHECK(error == NULL, error == NULL ? "" : error->message);
    CU_ASSERT_PTR_NULL(plan_with("SELECT value FROM (SELECT value FROM v32) AS s", views,
                                 input_list_topics, NULL, arena, &deeper));
    UNIT_FAILED_WITH(deeper, FAIL_LIMIT, "queries are nested more than 32 levels deep");
    CU_ASSERT_EQUAL(fail_position(deeper), 37);
}

static void what_could_not_be_selected_from_is_not_made(void)
{
    g_autoptr(EventViews) views = chain(PLAN_NESTING_MAX);
    g_autoptr(GError) error = NULL;

    CU_ASSERT_FALSE(views_run(views, "CREATE VIEW one_more AS SELECT value FROM v32", &error));
    UNIT_FAILED_WITH(error, FAIL_LIMIT, "nested more than 32 levels deep");
}

/* Each reads the one before twice: 2^n queries. */
static void views_that_double_are_a_limit(void)
{
    g_autoptr(GString) text = g_string_new("CREATE VIEW v1 AS SELECT 1 AS n");
    g_autoptr(EventViews) views = NULL;
    g_autoptr(GError) error = NULL;

    for (int i = 2; i <= 7; i++)
        g_string_append_printf(text,
                               "; CREATE VIEW v%d AS SELECT n FROM v%d UNION ALL SELECT n FROM v%d",
                               i, i - 1, i - 1);
    views = views_of(text->str);
    CU_ASSERT_FALSE(
        views_run(views, "CREATE VIEW v8 AS SELECT n FROM v7 UNION ALL SELECT n FROM v7", &error));
    UNIT_CHECK(error != NULL && error->code == FAIL_LIMIT, "a limit");
}

static void topics_are_asked_for_once_and_not_at_all_without_need(void)
{
    static const struct {
        const char *statement;
        size_t calls;
    } cases[] = {
        {"SELECT value FROM v3",                                     1},
        {"SELECT value FROM v3 UNION ALL SELECT value FROM clicks",  1},
        {"CREATE VIEW w AS SELECT value FROM v2",                    1},
        {"DROP VIEW v3",                                             0},
        {"SELECT one FROM constant",                                 0},
        {"CREATE OR REPLACE VIEW constant AS SELECT one FROM other", 0},
    };
    g_autoptr(EventViews) views = chain(3);

    views_run(views, "CREATE VIEW constant AS SELECT 1 AS one", NULL);
    views_run(views, "CREATE VIEW other AS SELECT 1 AS one", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Arena) arena = arena_new(PLAN_ARENA_BYTES);
        size_t calls = 0;

        UNIT_CHECK(plan_with(cases[i].statement, views, input_list_topics, &calls, arena, NULL) !=
                           NULL &&
                       calls == cases[i].calls,
                   cases[i].statement);
    }
}

static bool nobody_answers(void *user, char ***ret_topics, GError **error)
{
    (void)user;
    (void)ret_topics;
    return fail(error, FAIL_NET, "no broker answers");
}

static void a_broker_that_does_not_answer_is_not_the_views_fault(void)
{
    g_autoptr(EventViews) views = chain(1);
    g_autoptr(Arena) arena = arena_new(PLAN_ARENA_BYTES);
    g_autoptr(GError) error = NULL;

    CU_ASSERT_PTR_NULL(
        plan_with("SELECT value FROM v1", views, nobody_answers, NULL, arena, &error));
    UNIT_FAILED_WITH(error, FAIL_NET, "no broker answers");
    UNIT_EQUALS_TEXT(error->message, "no broker answers");
    CU_ASSERT_EQUAL(fail_position(error), -1);
}

/* The list comes from another process. */
static void a_text_that_makes_no_view_is_refused(void)
{
    static const char *const texts[] = {"SELECT 1", "INSERT INTO lines VALUES ('x')", "what is"};

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        const EventView view = {.name = (char *)"v", .statement = (char *)texts[i]};
        g_autoptr(EventViews) views = event_views_new();
        g_autoptr(Arena) arena = arena_new(PLAN_ARENA_BYTES);
        g_autoptr(GError) error = NULL;

        event_views_put(views, &view, NULL);
        CU_ASSERT_PTR_NULL(
            plan_with("SELECT * FROM v", views, input_list_topics, NULL, arena, &error));
        UNIT_FAILED_WITH(error, FAIL_QUERY, "view \"v\": ");
        CU_ASSERT_EQUAL(fail_position(error), 14);
    }
}

UNIT_MAIN("plan/view", UNIT(views_lie_in_each_other_as_deep_as_queries),
          UNIT(what_could_not_be_selected_from_is_not_made), UNIT(views_that_double_are_a_limit),
          UNIT(topics_are_asked_for_once_and_not_at_all_without_need),
          UNIT(a_broker_that_does_not_answer_is_not_the_views_fault),
          UNIT(a_text_that_makes_no_view_is_refused))
