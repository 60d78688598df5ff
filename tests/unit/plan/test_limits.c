/*
 * plan_new: what a statement may be at most. Method: statements at each limit and one beyond it,
 * and those that grow by themselves where they name a query again and again.
 */
#include "lib/unit.h"

#include "base/fail.h"
#include "planned.h"

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
        {"SELECT ",        "1+",              60 * 1000,   "1"        },
        {"SELECT ",        "1+",              200 * 1000,  "1"        },
        {"SELECT ",        "1+",              18 * 1000,   "1"        },
        {"SELECT ",        "(",               50 * 1000,   "1"        },
        {"SELECT ",        "(",               398,         "1"        },
        {"SELECT '",       "x",               1000 * 1000, "'"        },
        {"SELECT ",        "- ",              30 * 1000,   "partition"},
        {"SELECT ",        "not ",            60 * 1000,   "true"     },
        {"SELECT * FROM ", "(SELECT * FROM ", 6000,        "t"        },
        {"SELECT 1",       " UNION SELECT 1", 45000,       ""         },
        {"VALUES (1)",     ", (1)",           60 * 1000,   ""         },
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
    g_autofree char *values = repeat("VALUES ('a', 1)", ", ('b', 2)", 3200, "");
    g_autofree char *calls = repeat("SELECT 1", ", upper(value || key)", 255, " FROM lines");
    const char *const statements[] = {rows, list, wide, sum, values, calls};

    for (size_t i = 0; i < G_N_ELEMENTS(statements); i++) {
        g_auto(Planned) planned = plan(statements[i]);

        UNIT_CHECK(planned.plan != NULL,
                   planned.error == NULL ? "no error" : planned.error->message);
        CU_ASSERT_TRUE(arena_bytes(planned.arena) < PLAN_ARENA_BYTES / 4);
    }
}

/* ---- queries in queries ---- */

/* (owned) SELECT ... FROM (SELECT ... FROM (@inner) AS s) AS s, so many times around it */
static char *nest(const char *select, const char *inner, size_t times)
{
    g_autoptr(GString) text = g_string_new(inner);

    for (size_t i = 0; i < times; i++) {
        g_string_prepend(text, " FROM (");
        g_string_prepend(text, select);
        g_string_append(text, ") AS s");
    }
    return g_strdup(text->str);
}

static void queries_are_nested_as_deep_as_named(void)
{
    static const char *const inners[] = {
        "SELECT value AS n FROM lines",
        "SELECT key, count(*) AS n FROM lines GROUP BY key",
        "SELECT value AS n FROM lines ORDER BY key LIMIT 5",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(inners); i++) {
        g_autofree char *fits = nest("SELECT n", inners[i], PLAN_NESTING_MAX);
        g_autofree char *exceeds = nest("SELECT n", inners[i], PLAN_NESTING_MAX + 1);
        g_auto(Planned) at = plan(fits), beyond = plan(exceeds);

        UNIT_CHECK(at.plan != NULL, at.error == NULL ? fits : at.error->message);
        UNIT_FAILED_WITH(beyond.error, FAIL_LIMIT, "nested more than 32 levels");
    }
}

static void as_many_queries_are_joined_as_named(void)
{
    static const char *const parts[] = {
        " UNION ALL SELECT key FROM lines",
        " UNION SELECT key FROM lines",
        " UNION ALL SELECT 'a'",
        " UNION ALL VALUES ('a'), ('b')",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *fits =
            repeat("SELECT value FROM clicks", parts[i], PLAN_BRANCHES_MAX - 1, "");
        g_autofree char *exceeds =
            repeat("SELECT value FROM clicks", parts[i], PLAN_BRANCHES_MAX, "");
        g_auto(Planned) at = plan(fits), beyond = plan(exceeds);

        UNIT_CHECK(at.plan != NULL, at.error == NULL ? fits : at.error->message);
        UNIT_FAILED_WITH(beyond.error, FAIL_LIMIT, "UNION joins at most 64 queries");
    }
}

static void as_many_items_stand_in_from_as_named(void)
{
    g_autofree char *fits = number("SELECT 1 FROM ", "words('a') AS w", "", 32, "");
    g_autofree char *exceeds = number("SELECT 1 FROM ", "words('a') AS w", "", 33, "");
    g_auto(Planned) at = plan(fits), beyond = plan(exceeds);

    UNIT_CHECK(at.plan != NULL, at.error == NULL ? fits : at.error->message);
    UNIT_CHECK(beyond.error != NULL && beyond.error->code == FAIL_LIMIT,
               beyond.error == NULL ? "no error" : beyond.error->message);
}

/* 250 columns at each level, each computed from the one below. */
static char *compute(size_t levels)
{
    g_autofree char *first = number("SELECT ", "length(value) + ", "", 250, " FROM lines");
    g_autoptr(GString) names = g_string_new("(");
    g_autoptr(GString) sums = g_string_new("SELECT ");
    g_autoptr(GString) text = g_string_new(first);

    for (int i = 0; i < 250; i++) {
        g_string_append_printf(names, "%sc%d", i > 0 ? ", " : "", i);
        g_string_append_printf(sums, "%sc%d + 1", i > 0 ? ", " : "", i);
    }
    for (size_t i = 1; i < levels; i++) {
        g_string_prepend(text, " FROM (");
        g_string_prepend(text, sums->str);
        g_string_append_printf(text, ") AS s%s)", names->str);
    }
    return g_strdup(text->str);
}

static void as_many_steps_and_columns_are_computed_as_named(void)
{
    g_autofree char *fits = compute(3); /* the last one's are outputs */
    g_autofree char *exceeds = compute(4);
    g_autofree char *values = number("(VALUES (", "", "", 256, ")) AS v");
    g_autofree char *wide =
        g_strdup_printf("SELECT 1 FROM %s0, %s1, %s2, %s3", values, values, values, values);
    g_autofree char *narrow =
        g_strdup_printf("SELECT 1 FROM %s0, %s1, %s2", values, values, values);
    g_auto(Planned) at = plan(fits), beyond = plan(exceeds), too_wide = plan(wide);
    g_auto(Planned) not_too_wide = plan(narrow);

    UNIT_CHECK(at.plan != NULL, at.error == NULL ? fits : at.error->message);
    UNIT_FAILED_WITH(beyond.error, FAIL_LIMIT, "at most 512 steps");
    UNIT_FAILED_WITH(too_wide.error, FAIL_LIMIT, "computes at most 1024 columns");
    CU_ASSERT_PTR_NOT_NULL(not_too_wide.plan);
}

/* ---- statements that grow where they are bound ---- */

/* A query of WITH is bound whenever it is used: twice by each, that is 2^n times. */
static void queries_that_are_used_again_and_again_are_a_limit(void)
{
    static const char *const twice[] = {
        "SELECT x.n FROM a%zu AS x, a%zu AS y",
        "SELECT n FROM a%zu UNION ALL SELECT n FROM a%zu",
        "SELECT n FROM a%zu UNION SELECT n FROM a%zu",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(twice); i++) {
        g_autoptr(GString) text = g_string_new("WITH a0 AS (SELECT 1 AS n)");

        for (size_t k = 0; k < 31; k++) {
            g_string_append_printf(text, ", a%zu AS (", k + 1);
            for (const char *at = twice[i]; *at != '\0'; at++) {
                if (g_str_has_prefix(at, "%zu"))
                    g_string_append_printf(text, "%zu", k), at += 2;
                else
                    g_string_append_c(text, *at);
            }
            g_string_append_c(text, ')');
        }
        g_string_append(text, " SELECT n FROM a31");
        {
            g_auto(Planned) planned = plan(text->str);

            UNIT_CHECK(planned.error != NULL && planned.error->code == FAIL_LIMIT,
                       planned.error == NULL ? "no error" : planned.error->message);
            CU_ASSERT_TRUE(arena_bytes(planned.arena) < PLAN_ARENA_BYTES / 4);
        }
    }
}

/* A column of groups that stands for what it is computed from doubles at every level. */
static void columns_that_double_do_not_grow_without_end(void)
{
    g_autofree char *statement =
        nest("SELECT key, n + n AS n", "SELECT key, count(*) AS n FROM lines GROUP BY key", 30);
    g_auto(Planned) planned = plan(statement);

    UNIT_CHECK(planned.plan != NULL, planned.error == NULL ? "" : planned.error->message);
    CU_ASSERT_TRUE(arena_bytes(planned.arena) < PLAN_ARENA_BYTES / 4);
}

static void the_largest_grouping_sets_fit_into_the_arena(void)
{
    g_autofree char *keys = number("CUBE (", "key || '", "'", 8, ")");
    g_autofree char *asked = number("grouping(", "key || '", "'", 8, "), ");
    g_autofree char *statement = repeat("SELECT ", asked, 120, "count(*) FROM lines GROUP BY ");
    g_autofree char *whole = g_strconcat(statement, keys, NULL);
    g_auto(Planned) planned = plan(whole);

    UNIT_CHECK(planned.plan != NULL, planned.error == NULL ? "" : planned.error->message);
    CU_ASSERT_TRUE(arena_bytes(planned.arena) < PLAN_ARENA_BYTES / 2);
}

UNIT_MAIN("plan/limits", UNIT(as_many_columns_keys_and_aggregates_as_named_are_taken),
          UNIT(hidden_columns_count_as_columns), UNIT(long_and_deep_statements_end_in_a_sentence),
          UNIT(the_longest_statements_fit_into_the_arena),
          UNIT(queries_are_nested_as_deep_as_named), UNIT(as_many_queries_are_joined_as_named),
          UNIT(as_many_items_stand_in_from_as_named),
          UNIT(as_many_steps_and_columns_are_computed_as_named),
          UNIT(queries_that_are_used_again_and_again_are_a_limit),
          UNIT(columns_that_double_do_not_grow_without_end),
          UNIT(the_largest_grouping_sets_fit_into_the_arena))
