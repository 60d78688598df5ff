/*
 * Inputs: which topics are read, and by which branches. Method: plans of statements, and lists of
 * topics as a broker would give them.
 */
#include "engine/inputs.h"

#include "base/fail.h"
#include "lib/unit.h"
#include "unit/engine/query_plan.h"

enum { ARENA = 4 * 1024 * 1024 };

static const char *const topics[] = {
    "__consumer_offsets", "_schemas", "clicks", "lines", "logs-a", "logs-b", "xlogs-a", NULL};

/* (owned) "lines:0,2 clicks:1", or "! the sentence" with the plan's name for what it is. */
static char *write_inputs(const char *statement, const char *const *there_are)
{
    g_autoptr(Arena) arena = arena_new(ARENA);
    const PlanSelect *plan = query_plan(arena, statement, "");
    g_autoptr(GError) error = NULL;
    g_autoptr(Inputs) inputs = plan == NULL ? NULL : inputs_new(plan, there_are, &error);
    GString *text = g_string_new(NULL);

    if (inputs == NULL)
        g_string_append_printf(text, "! %s", error == NULL ? "no plan" : error->message);
    for (size_t i = 0; inputs != NULL && i < inputs->len; i++) {
        const Input *input = &inputs->inputs[i];

        g_string_append_printf(text, "%s%s", i > 0 ? " " : "", input->topic.topic);
        for (size_t k = 0; k < input->branches_len; k++)
            g_string_append_printf(text, "%s%zu", k > 0 ? "," : ":", input->branches[k]);
    }
    return g_string_free(text, FALSE);
}

static void every_topic_is_read_once_for_all_its_branches(void)
{
    static const struct {
        const char *statement, *inputs;
    } cases[] = {
        {"SELECT value FROM lines",                                                                  "lines:0"                              },
        {"SELECT 1",                                                                                 ""                                     },
        {"SELECT value FROM lines UNION ALL SELECT value FROM clicks",                               "clicks:1 lines:0"                     },
        {"SELECT value FROM lines UNION ALL SELECT key FROM clicks UNION ALL SELECT key FROM lines",
         "clicks:1 lines:0,2"                                                                                                               },
        {"SELECT 'a' UNION ALL SELECT key FROM lines",                                               "lines:1"                              },
        {"SELECT value FROM topics('logs-.*')",                                                      "logs-a:0 logs-b:0"                    },
        {"SELECT value FROM topics('logs')",                                                         "! no topic matches topics('logs')"    },
        {"SELECT value FROM topics('LOGS-A')",                                                       "! no topic matches topics('LOGS-A')"  },
        {"SELECT value FROM topics('lines|clicks')",                                                 "clicks:0 lines:0"                     },
        {"SELECT value FROM topics('.*')",
         "_schemas:0 clicks:0 lines:0 logs-a:0 logs-b:0 xlogs-a:0"                                                                          },
        {"SELECT value FROM topics('__.*')",                                                         "__consumer_offsets:0"                 },
        {"SELECT value FROM topics('logs-.*') UNION ALL SELECT key FROM topics('.*-a') UNION ALL "
         "SELECT key FROM lines",                                                           "lines:2 logs-a:0,1 logs-b:0 xlogs-a:1"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *inputs = write_inputs(cases[i].statement, topics);

        UNIT_EQUALS_TEXT(inputs, cases[i].inputs);
    }
}

static void a_topic_is_read_between_one_pair_of_bounds(void)
{
#define TOPIC(name, bounds) "SELECT value FROM " name ", " bounds ")"
    static const struct {
        const char *statement, *inputs;
    } cases[] = {
        {TOPIC("topic('lines'",                                        "since => 'latest'") " UNION ALL SELECT value FROM lines",
         "! topic lines is read twice with other bounds in one query"                                                                          },
        {TOPIC("topic('lines'",                                        "since => 5") " UNION ALL " TOPIC("topic('lines'",         "since => 6"),
         "! topic lines is read twice with other bounds in one query"},
        {TOPIC("topic('lines'",                                                            "until => 5") " UNION ALL " TOPIC("topic('lines'",
         "until => 'now'"),
         "! topic lines is read twice with other bounds in one query"},
        {TOPIC("topic('lines'", "since => 5") " UNION ALL " TOPIC("topic('lines'",                                                          "since => 5"),
         "lines:0,1"},
        {TOPIC("topic('lines'",                                               "since => 'earliest'") " UNION ALL SELECT value FROM lines",
         "lines:0,1"                                                                                                                         },
        {TOPIC("topic('lines'","since => 5") " UNION ALL SELECT value FROM clicks",
         "clicks:1 lines:0"},
        {TOPIC("topics('logs-.*'",                                                       "since => 5") " UNION ALL SELECT value FROM topics('.*-a')",
         "! topic logs-a is read twice with other bounds in one query"                                                                                                                  },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *inputs = write_inputs(cases[i].statement, topics);

        UNIT_EQUALS_TEXT(inputs, cases[i].inputs);
    }
}

static void only_a_pattern_needs_the_list_of_topics(void)
{
    g_autoptr(Arena) arena = arena_new(ARENA);
    const PlanSelect *name = query_plan(arena, "SELECT value FROM lines", "");
    const PlanSelect *pattern =
        query_plan(arena, "SELECT value FROM lines UNION ALL SELECT value FROM topics('l.*')", "");
    const PlanSelect *nothing = query_plan(arena, "SELECT 1", "");

    UNIT_REQUIRE(name != NULL && pattern != NULL && nothing != NULL);
    CU_ASSERT_FALSE(inputs_need_topics(name));
    CU_ASSERT_TRUE(inputs_need_topics(pattern));
    CU_ASSERT_FALSE(inputs_need_topics(nothing));
}

/* The plan has refused what is no pattern by itself. */
static void bounds_go_with_the_topic(void)
{
    g_autoptr(Arena) arena = arena_new(ARENA);
    const PlanSelect *plan =
        query_plan(arena, "SELECT value FROM topic('lines', since => 7, until => 'now')", "");
    g_autoptr(Inputs) inputs = plan == NULL ? NULL : inputs_new(plan, NULL, NULL);

    UNIT_REQUIRE(inputs != NULL && inputs->len == 1);
    CU_ASSERT_EQUAL(inputs->inputs[0].topic.since.kind, SOURCE_OFFSET);
    CU_ASSERT_EQUAL(inputs->inputs[0].topic.since.offset, 7);
    CU_ASSERT_EQUAL(inputs->inputs[0].topic.until.kind, SOURCE_LATEST);
    CU_ASSERT_PTR_NULL(inputs->inputs[0].pattern);
}

static void as_many_topics_as_named_are_read(void)
{
    g_auto(GStrv) many = g_new0(char *, SOURCE_TOPICS_MAX + 2);
    g_autofree char *fits = NULL;
    g_autofree char *exceeds = NULL;

    for (int i = 0; i <= SOURCE_TOPICS_MAX; i++)
        many[i] = g_strdup_printf("t%04d", i);
    exceeds = write_inputs("SELECT value FROM topics('t.*')", (const char *const *)many);
    fits = write_inputs("SELECT value FROM topics('t0.*')", (const char *const *)many);
    UNIT_EQUALS_TEXT(exceeds, "! a query reads at most 1000 topics");
    CU_ASSERT_TRUE(g_str_has_prefix(fits, "t0000:0 t0001:0") && g_str_has_suffix(fits, " t0999:0"));
}

static void a_topic_that_comes_later_goes_to_the_branches_that_match_it(void)
{
    g_autoptr(Arena) arena = arena_new(ARENA);
    const PlanSelect *plan =
        query_plan(arena,
                   "SELECT value FROM topics('logs-.*', since => 'latest') UNION ALL SELECT key "
                   "FROM lines UNION ALL SELECT key FROM topics('.*-z', since => 'latest')",
                   "");
    g_autoptr(Inputs) inputs =
        inputs_new(plan, (const char *const[]){"lines", "logs-b", "x-z", NULL}, NULL);
    SourceTopic found = {.topic = NULL};

    UNIT_REQUIRE(inputs != NULL && inputs->len == 3);
    CU_ASSERT_FALSE(inputs_match(inputs, "log", &found, NULL));
    CU_ASSERT_FALSE(inputs_match(inputs, "__logs-z", &found, NULL));
    CU_ASSERT_PTR_NULL(found.topic);
    CU_ASSERT_TRUE(inputs_match(inputs, "logs-z", &found, NULL));
    UNIT_EQUALS_TEXT(found.topic, "logs-z");
    CU_ASSERT_EQUAL(found.since.kind, SOURCE_LATEST);
    CU_ASSERT_EQUAL(found.until.kind, SOURCE_NONE);

    inputs_add(inputs, "logs-z");
    inputs_add(inputs, "a-z");
    UNIT_REQUIRE(inputs->len == 5);
    UNIT_EQUALS_TEXT(inputs->inputs[2].topic.topic, "x-z"); /* the others keep their places */
    UNIT_EQUALS_TEXT(inputs->inputs[3].topic.topic, "logs-z");
    UNIT_EQUALS_TEXT(inputs->inputs[3].pattern, "logs-.*");
    UNIT_REQUIRE(inputs->inputs[3].branches_len == 2 && inputs->inputs[4].branches_len == 1);
    CU_ASSERT_EQUAL(inputs->inputs[3].branches[1], 2);
    CU_ASSERT_EQUAL(inputs->inputs[4].branches[0], 2);
}

static void one_of_two_patterns_with_other_bounds_is_refused(void)
{
    g_autoptr(Arena) arena = arena_new(ARENA);
    const PlanSelect *plan = query_plan(
        arena,
        "SELECT value FROM topics('a.*', since => 5) UNION ALL SELECT key FROM topics('.*b')", "");
    g_autoptr(Inputs) inputs = inputs_new(plan, (const char *const[]){"a", "b", NULL}, NULL);
    g_autoptr(GError) error = NULL;
    SourceTopic found;

    UNIT_REQUIRE(inputs != NULL && inputs->len == 2);
    CU_ASSERT_FALSE(inputs_match(inputs, "ab", &found, &error));
    UNIT_FAILED_WITH(error, FAIL_QUERY, "topic ab is read twice with other bounds");
}

UNIT_MAIN("engine/inputs", UNIT(every_topic_is_read_once_for_all_its_branches),
          UNIT(a_topic_is_read_between_one_pair_of_bounds),
          UNIT(only_a_pattern_needs_the_list_of_topics), UNIT(bounds_go_with_the_topic),
          UNIT(as_many_topics_as_named_are_read),
          UNIT(a_topic_that_comes_later_goes_to_the_branches_that_match_it),
          UNIT(one_of_two_patterns_with_other_bounds_is_refused))
