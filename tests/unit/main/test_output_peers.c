/*
 * output_peers: the forms of other engines' word counts. That they are theirs is shown by
 * tests/e2e/test_word_counts.py, on the real programs.
 */
#include "main/output_peers.h"

#include "lib/unit.h"

enum { NOW_MS = 1700000000123 };

/* @names, @cells: @width a row */
static EventTable *make_table(const char *const *names, size_t width, const char *const *cells,
                              size_t rows_len)
{
    EventTable *table = event_table_new();
    g_autofree EventColumn *columns = g_new0(EventColumn, width);
    g_autofree EventRow *set = g_new0(EventRow, rows_len);
    g_autofree uint64_t *order = g_new0(uint64_t, rows_len);
    Event schema = {
        .kind = EVENT_SCHEMA,
        .schema = {.columns = columns, .columns_len = width, .has_rows = true}
    };
    Event rows = {
        .kind = EVENT_ROWS,
        .rows = {.seq = 1,
                 .columns_len = width,
                 .set = set,
                 .set_len = rows_len,
                 .order = order,
                 .order_len = rows_len,
                 .total = (int64_t)rows_len}
    };
    EventTableChange change;

    for (size_t i = 0; i < width; i++)
        columns[i] = (EventColumn){(char *)names[i], (char *)"text", false};
    for (size_t i = 0; i < rows_len; i++) {
        set[i] = (EventRow){i, (char **)&cells[width * i]};
        order[i] = i;
    }
    event_table_apply(table, &schema, &change, NULL);
    event_table_apply(table, &rows, &change, NULL);
    return table;
}

#define RULE "-------------------------------------------\n"

static void spark_prints_windows_as_batches_in_the_order_of_time(void)
{
    static const char *const names[] = {"word", "window_end", "n"};
    static const char *const cells[][3] = {
        {"b",   "2023-11-14 22:13:24+00",   "1"},
        {"a",   "2023-11-14 22:13:22.5+00", "2"},
        {"",    "2023-11-14 22:13:24+00",   "3"},
        {NULL,  NULL,                       "4"},
        {"c,d", "2023-11-15 00:13:24+02",   "5"},
    };
    g_autoptr(EventTable) table = make_table(names, 3, cells[0], 5);
    g_autoptr(GString) text = g_string_new(NULL);

    output_peers_spark(table, NOW_MS, text);
    UNIT_EQUALS_TEXT(text->str, RULE "Time: 1700000000123 ms\n" RULE "(null,4)\n\n" RULE
                                     "Time: 1700000002500 ms\n" RULE "(a,2)\n\n" RULE
                                     "Time: 1700000004000 ms\n" RULE "(b,1)\n(,3)\n(c,d,5)\n\n");
}

static void spark_prints_ten_rows_of_a_batch(void)
{
    static const char *const names[] = {"word"};
    static const char *const cells[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"};
    g_autoptr(EventTable) ten = make_table(names, 1, cells, 10);
    g_autoptr(EventTable) eleven = make_table(names, 1, cells, 11);
    g_autoptr(EventTable) none = make_table(names, 1, cells, 0);
    g_autoptr(GString) text = g_string_new(NULL);

    output_peers_spark(ten, NOW_MS, text);
    UNIT_CHECK(g_str_has_suffix(text->str, "(i)\n(j)\n\n"), text->str);
    output_peers_spark(eleven, NOW_MS, text);
    UNIT_CHECK(g_str_has_suffix(text->str, "(i)\n(j)\n...\n\n"), text->str);
    g_string_truncate(text, 0);
    output_peers_spark(none, NOW_MS, text);
    UNIT_EQUALS_TEXT(text->str, "");
}

static void rows_are_tuples_of_flink_and_fields_of_kafka(void)
{
    char *cells[] = {(char *)"", NULL, (char *)"a\tb", (char *)"3"};
    g_autoptr(GString) text = g_string_new(NULL);

    output_peers_flink_row(cells, 4, text);
    output_peers_kafka_row(cells, 4, text);
    UNIT_EQUALS_TEXT(text->str, "(,null,a\tb,3)\n\tnull\ta\tb\t3\n");
}

UNIT_MAIN("main/output_peers", UNIT(spark_prints_windows_as_batches_in_the_order_of_time),
          UNIT(spark_prints_ten_rows_of_a_batch),
          UNIT(rows_are_tuples_of_flink_and_fields_of_kafka))
