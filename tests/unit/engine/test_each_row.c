/*
 * Engine: every row a change by itself. Here without a topic; tests/e2e/test_word_counts.py has
 * rows of a topic, in the order of other engines.
 */
#include "engine/engine.h"
#include "unit/engine/query.h"

/* "word=count " for every row that is set. */
static void note_changes(const Event *event, void *changes)
{
    if (event->kind != EVENT_ROWS)
        return;
    for (size_t i = 0; i < event->rows.set_len; i++) {
        char *const *cells = event->rows.set[i].cells;

        g_string_append_printf(changes, "%s=%s ", cells[0], cells[1]);
    }
}

static void each_row_is_a_change_in_the_order_of_the_input(void)
{
    static const struct {
        const char *statement, *changes;
    } cases[] = {
        {"SELECT word, count(*) FROM string_to_table('a b a a', ' ') AS word GROUP BY word",
         "a=1 b=1 a=2 a=3 "                                                                                    },
        {"SELECT word, count(*) FROM string_to_table('a b a a', ' ') AS word "
         "WHERE word <> 'b' GROUP BY word",                                         "a=1 a=2 a=3 "    },
        {"SELECT length(word) AS long, sum(length(word)) "
         "FROM string_to_table('a bc d ef', ' ') AS word GROUP BY length(word)",    "1=1 2=2 1=2 2=4 "},
        {"SELECT word, word FROM string_to_table('a b a', ' ') AS word",                     "a=a b=b a=a "    },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Arena) arena = arena_new(1024 * 1024);
        g_autoptr(GString) changes = g_string_new(NULL);
        EngineOptions options = {.query = 1,
                                 .lanes = 1,
                                 .memory_max = 1024 * 1024,
                                 .each_row = true,
                                 .streams_rows = true,
                                 .emit = note_changes,
                                 .emit_user = changes};
        const PlanSelect *plan = query_plan(arena, cases[i].statement, "");
        g_autoptr(Engine) engine = NULL;
        EngineEnd end;

        UNIT_REQUIRE(plan != NULL);
        engine = engine_new(plan, NULL, &options, NULL);
        UNIT_REQUIRE(engine != NULL);
        CU_ASSERT_TRUE(engine_run(engine, &end, NULL));
        UNIT_EQUALS_TEXT(changes->str, cases[i].changes);
    }
}

UNIT_MAIN("engine/each_row", UNIT(each_row_is_a_change_in_the_order_of_the_input))
