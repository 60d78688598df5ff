/*
 * plan_new: its limits, and what it asks of its caller. What it makes of statements is in
 * tests/cases/plan/.
 */
#include "lib/unit.h"

#include "base/fail.h"
#include "input.h"
#include "statement/statement.h"

typedef struct Planned {
    ConfigSet *settings;
    Arena *arena;
    const Plan *plan;
    GError *error;
    size_t topic_calls;
} Planned;

static Planned plan(const char *statement)
{
    Planned planned = {.settings = config_set_new(), .arena = arena_new(PLAN_ARENA_BYTES)};
    PlanInput input = input_make(statement, planned.settings, &planned.topic_calls);

    planned.plan = plan_new(&input, planned.arena, &planned.error);
    return planned;
}

static void planned_clear(Planned *planned)
{
    config_set_free(planned->settings);
    arena_free(planned->arena);
    g_clear_error(&planned->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Planned, planned_clear)

static char *repeat(const char *before, const char *part, size_t times, const char *after)
{
    g_autoptr(GString) text = g_string_new(before);

    for (size_t i = 0; i < times; i++)
        g_string_append(text, part);
    g_string_append(text, after);
    return g_strdup(text->str);
}

/* @part with %zu: a list of numbered ones, separated by commas */
static char *number(const char *before, const char *part_before, const char *part_after,
                    size_t times, const char *after)
{
    g_autoptr(GString) text = g_string_new(before);

    for (size_t i = 0; i < times; i++)
        g_string_append_printf(text, "%s%s%zu%s", i > 0 ? ", " : "", part_before, i, part_after);
    g_string_append(text, after);
    return g_strdup(text->str);
}

/* ---- topics ---- */

static void topics_are_asked_for_once_and_only_if_there_is_one(void)
{
    g_auto(Planned) none = plan("SELECT 1");
    g_auto(Planned) one = plan("SELECT lines.value FROM lines WHERE lines.key = 'a'");
    g_auto(Planned) into = plan("INSERT INTO lines VALUES ('a'), ('b')");
    g_auto(Planned) show = plan("SHOW TOPICS");

    CU_ASSERT_PTR_NOT_NULL(none.plan);
    CU_ASSERT_EQUAL(none.topic_calls, 0);
    CU_ASSERT_PTR_NOT_NULL(one.plan);
    CU_ASSERT_EQUAL(one.topic_calls, 1);
    CU_ASSERT_PTR_NOT_NULL(into.plan);
    CU_ASSERT_EQUAL(into.topic_calls, 1);
    CU_ASSERT_PTR_NOT_NULL(show.plan);
    CU_ASSERT_EQUAL(show.topic_calls, 0);
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

/* ---- limits ---- */

static void as_many_columns_keys_and_aggregates_as_named_are_taken(void)
{
    static const struct {
        const char *before, *part_before, *part_after;
        size_t max;
        const char *after;
        const char *sentence;
    } cases[] = {
        {"SELECT ",                       "",                 "",  PLAN_OUTPUTS_MAX,    " FROM lines", "at most 256 columns"},
        {"SELECT 1 FROM lines GROUP BY ", "value || '",       "'", PLAN_KEYS_MAX,       "",
         "groups by at most 32 columns"                                                                                     },
        {"SELECT ",                       "sum(partition + ", ")", PLAN_AGGREGATES_MAX, " FROM lines",
         "at most 64 aggregates"                                                                                            },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *fits = number(cases[i].before, cases[i].part_before, cases[i].part_after,
                                       cases[i].max, cases[i].after);
        g_autofree char *exceeds = number(cases[i].before, cases[i].part_before,
                                          cases[i].part_after, cases[i].max + 1, cases[i].after);
        g_auto(Planned) at = plan(fits), beyond = plan(exceeds);

        UNIT_CHECK(at.plan != NULL, at.error == NULL ? fits : at.error->message);
        UNIT_FAILED_WITH(beyond.error, FAIL_LIMIT, cases[i].sentence);
        CU_ASSERT_TRUE(fail_position(beyond.error) > 0);
    }
}

static void hidden_columns_count_as_columns(void)
{
    g_autofree char *targets = number("SELECT ", "", "", PLAN_OUTPUTS_MAX - 1, " FROM lines");
    g_autofree char *fits = g_strconcat(targets, " ORDER BY length(value)", NULL);
    g_autofree char *exceeds = g_strconcat(targets, " ORDER BY length(value), length(key)", NULL);
    g_auto(Planned) at = plan(fits), beyond = plan(exceeds);

    CU_ASSERT_PTR_NOT_NULL(at.plan);
    UNIT_FAILED_WITH(beyond.error, FAIL_LIMIT, "SELECT and ORDER BY together");
}

/* The shapes that crash the parser on an ordinary stack, up to a megabyte of them. */
static void long_and_deep_statements_end_in_a_sentence(void)
{
    static const struct {
        const char *before, *part;
        size_t bytes;
        const char *after;
    } cases[] = {
        {"SELECT ",  "1+",   60 * 1000,   "1"        },
        {"SELECT ",  "1+",   200 * 1000,  "1"        },
        {"SELECT ",  "1+",   18 * 1000,   "1"        },
        {"SELECT ",  "(",    50 * 1000,   "1"        },
        {"SELECT ",  "(",    398,         "1"        },
        {"SELECT '", "x",    1000 * 1000, "'"        },
        {"SELECT ",  "- ",   30 * 1000,   "partition"},
        {"SELECT ",  "not ", 60 * 1000,   "true"     },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *statement = repeat(cases[i].before, cases[i].part,
                                            cases[i].bytes / strlen(cases[i].part), cases[i].after);
        g_auto(Planned) planned = plan(statement);

        UNIT_CHECK(planned.plan == NULL && planned.error != NULL && planned.error->domain == FAIL &&
                       (planned.error->code == FAIL_LIMIT ||
                        strstr(planned.error->message, "end of input") != NULL),
                   planned.error == NULL ? "no error" : planned.error->message);
    }
}

static void the_longest_statements_fit_into_the_arena(void)
{
    g_autofree char *rows = repeat("INSERT INTO lines VALUES ('a')", ",('b')", 4980, "");
    g_autofree char *list = repeat("SELECT partition IN (1", ",2", 9900, ") FROM lines");
    g_autofree char *wide = repeat("SELECT value IN ('a'", ",'0123456789'", 4000, ") FROM lines");
    g_autofree char *sum = repeat("SELECT 1", "+partition", 400, " FROM lines");
    const char *const statements[] = {rows, list, wide, sum};

    for (size_t i = 0; i < G_N_ELEMENTS(statements); i++) {
        g_auto(Planned) planned = plan(statements[i]);

        UNIT_CHECK(planned.plan != NULL,
                   planned.error == NULL ? "no error" : planned.error->message);
        CU_ASSERT_TRUE(arena_bytes(planned.arena) < PLAN_ARENA_BYTES / 4);
    }
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

UNIT_MAIN("plan/plan", UNIT(topics_are_asked_for_once_and_only_if_there_is_one),
          UNIT(a_failure_to_list_topics_is_handed_on), UNIT(a_caller_may_leave_the_error_out),
          UNIT(as_many_columns_keys_and_aggregates_as_named_are_taken),
          UNIT(hidden_columns_count_as_columns), UNIT(long_and_deep_statements_end_in_a_sentence),
          UNIT(the_longest_statements_fit_into_the_arena),
          UNIT(a_plan_outlives_its_statement_and_settings))
