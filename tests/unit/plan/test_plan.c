/*
 * plan_new: what it asks of its caller. What it makes of statements is in tests/cases/plan/.
 */
#include "lib/unit.h"

#include "base/fail.h"
#include "planned.h"
#include "row/zone.h"

/* ---- topics ---- */

static void topics_are_asked_for_once_and_only_if_there_is_one(void)
{
    g_auto(Planned) none = plan("SELECT 1");
    g_auto(Planned) one = plan("SELECT lines.value FROM lines WHERE lines.key = 'a'");
    g_auto(Planned) into = plan("INSERT INTO lines VALUES ('a'), ('b')");
    g_auto(Planned) several = plan("WITH w AS (SELECT key FROM clicks) SELECT key FROM w UNION ALL "
                                   "SELECT key FROM lines UNION ALL SELECT key FROM w");
    g_auto(Planned) with_only = plan("WITH w AS (SELECT 1 AS n) SELECT n FROM w");

    CU_ASSERT_PTR_NOT_NULL(none.plan);
    CU_ASSERT_EQUAL(none.topic_calls, 0);
    CU_ASSERT_PTR_NOT_NULL(one.plan);
    CU_ASSERT_EQUAL(one.topic_calls, 1);
    CU_ASSERT_PTR_NOT_NULL(into.plan);
    CU_ASSERT_EQUAL(into.topic_calls, 1);
    CU_ASSERT_PTR_NOT_NULL(several.plan);
    CU_ASSERT_EQUAL(several.topic_calls, 1);
    CU_ASSERT_PTR_NOT_NULL(with_only.plan);
    CU_ASSERT_EQUAL(with_only.topic_calls, 0);
}

static bool refuse_topics(void *user, char ***ret_topics, GError **error)
{
    (void)user;
    (void)ret_topics;
    return fail(error, FAIL_NET, "nobody answers at broker:9092");
}

static void a_failure_to_list_topics_is_handed_on(void)
{
    g_autoptr(ConfigSet) settings = config_set_new();
    g_autoptr(Arena) arena = arena_new(PLAN_ARENA_BYTES);
    g_autoptr(GError) read = NULL, write = NULL;
    PlanInput input = {.statement = "SELECT * FROM lines",
                       .settings = settings,
                       .now_us = INPUT_NOW_US,
                       .topics = refuse_topics};

    CU_ASSERT_PTR_NULL(plan_new(&input, arena, &read));
    UNIT_FAILED_WITH(read, FAIL_NET, "nobody answers");
    input.statement = "INSERT INTO lines VALUES ('a')";
    CU_ASSERT_PTR_NULL(plan_new(&input, arena, &write));
    UNIT_FAILED_WITH(write, FAIL_NET, "nobody answers");
}

static void a_caller_may_leave_the_error_out(void)
{
    g_autoptr(ConfigSet) settings = config_set_new();
    g_autoptr(Arena) arena = arena_new(PLAN_ARENA_BYTES);
    PlanInput input = input_make("SELECT nothing FROM lines", settings, NULL);

    CU_ASSERT_PTR_NULL(plan_new(&input, arena, NULL));
}

static void a_plan_outlives_its_statement_and_settings(void)
{
    g_autoptr(Arena) arena = arena_new(PLAN_ARENA_BYTES);
    g_autoptr(ConfigSet) settings = config_set_new();
    g_autofree char *statement =
        g_strdup("SELECT 'constant' AS some_name FROM topic('lines'), words('text') AS a_word");
    PlanInput input = input_make(statement, settings, NULL);
    const Plan *made = plan_new(&input, arena, NULL);
    ExprContext context = {.arena = arena, .now_us = 0};
    Value value;

    UNIT_REQUIRE(made != NULL);
    memset(statement, 'x', strlen(statement));
    UNIT_EQUALS_TEXT(made->select.branches[0].source->topic, "lines");
    UNIT_EQUALS_TEXT(made->select.outputs[0].name, "some_name");
    UNIT_REQUIRE(expr_eval(made->select.outputs[0].expr, &context, NULL, &value, NULL));
    CU_ASSERT_TRUE(span_equals(value_span(&value), span_of("constant")));
}

static void a_bound_without_a_zone_is_in_the_statements(void)
{
    g_autoptr(ConfigSet) settings = config_set_new();
    g_autoptr(Arena) arena = arena_new(PLAN_ARENA_BYTES);
    PlanInput input =
        input_make("SELECT * FROM topic('lines', since => '2026-01-31 13:00', until => "
                   "'2026-01-31 13:00Z')",
                   settings, NULL);
    const PlanSource *source;
    const Plan *planned;

    input.zone = zone_find(span_of("Europe/Berlin"));
    planned = plan_new(&input, arena, NULL);
    UNIT_REQUIRE(planned != NULL);
    source = planned->select.branches[0].source;
    CU_ASSERT_EQUAL(source->since.time_ms, INPUT_NOW_US / 1000);
    CU_ASSERT_EQUAL(source->until.time_ms, INPUT_NOW_US / 1000 + 3600000);
}

UNIT_MAIN("plan/plan", UNIT(topics_are_asked_for_once_and_only_if_there_is_one),
          UNIT(a_failure_to_list_topics_is_handed_on), UNIT(a_caller_may_leave_the_error_out),
          UNIT(a_plan_outlives_its_statement_and_settings),
          UNIT(a_bound_without_a_zone_is_in_the_statements))
