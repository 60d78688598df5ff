/* output_text: tables for people, CSV and JSON, out of cells that may hold anything. */
#include "main/output_text.h"

#include "lib/unit.h"

static EventColumn columns[] = {
    {(char *)"word", (char *)"text",   false},
    {(char *)"n",    (char *)"bigint", true },
};

/* @cells: two a row */
static EventTable *make_table(const char *const *cells, size_t rows_len)
{
    EventTable *table = event_table_new();
    g_autofree EventRow *set = g_new0(EventRow, rows_len);
    g_autofree uint64_t *order = g_new0(uint64_t, rows_len);
    Event schema = {
        .kind = EVENT_SCHEMA, .schema = {.columns = columns, .columns_len = 2, .has_rows = true}
    };
    Event rows = {
        .kind = EVENT_ROWS,
        .rows = {.seq = 1,
                 .columns_len = 2,
                 .set = set,
                 .set_len = rows_len,
                 .order = order,
                 .order_len = rows_len,
                 .total = (int64_t)rows_len}
    };
    EventTableChange change;

    for (size_t i = 0; i < rows_len; i++) {
        set[i] = (EventRow){i, (char **)&cells[2 * i]};
        order[i] = i;
    }
    event_table_apply(table, &schema, &change, NULL);
    event_table_apply(table, &rows, &change, NULL);
    return table;
}

static void columns_are_aligned_by_what_is_seen(void)
{
    static const char *const cells[] = {"the", "12", "日本", "3", "e\xcc\x81", NULL};
    g_autoptr(EventTable) table = make_table(cells, 3);
    g_autoptr(GString) text = g_string_new(NULL);

    output_text_table(table, 0, SIZE_MAX, text);
    UNIT_EQUALS_TEXT(text->str, " word |  n\n"
                                "------+----\n"
                                " the  | 12\n"
                                " 日本 |  3\n"
                                " e\xcc\x81    |\n"
                                "(3 rows)\n");
}

static void a_cell_can_not_move_the_cursor_or_break_its_line(void)
{
    static const char *const cells[] = {"a\x1b[2J\nb\tc", "1",
                                        "abc\xe2\x80\xae"
                                        "def",
                                        "2"};
    g_autoptr(EventTable) table = make_table(cells, 2);
    g_autoptr(GString) text = g_string_new(NULL);

    output_text_table(table, 0, SIZE_MAX, text);
    UNIT_CHECK(strchr(text->str, '\x1b') == NULL && strchr(text->str, '\t') == NULL, "harmless");
    UNIT_CHECK(strstr(text->str, " a·[2J·b·c | 1\n") != NULL, text->str);
    UNIT_CHECK(strstr(text->str, " abc·def   | 2\n") != NULL, text->str);
}

static void lines_end_at_the_terminals_width_and_rows_at_its_height(void)
{
    static const char *const cells[] = {"a long word that does not fit", "1", "b", "2"};
    g_autoptr(EventTable) table = make_table(cells, 2);
    g_autoptr(GString) text = g_string_new(NULL);

    output_text_table(table, 10, 1, text);
    UNIT_EQUALS_TEXT(text->str, " word    …\n"
                                "----------\n"
                                " a long w…\n"
                                "(1 of 2 rows)\n");
}

static void a_wide_character_is_not_cut_in_half(void)
{
    static const char *const cells[] = {"日本語", "1"};
    g_autoptr(EventTable) table = make_table(cells, 1);
    g_autoptr(GString) text = g_string_new(NULL);

    output_text_table(table, 5, 1, text);
    UNIT_CHECK(strstr(text->str, "\n 日…\n") != NULL, text->str);
    g_string_truncate(text, 0);
    output_text_table(table, 11, 1, text);
    UNIT_CHECK(strstr(text->str, "\n 日本語 | 1\n") != NULL, text->str);
}

static void csv_quotes_what_needs_it_and_keeps_null_apart(void)
{
    static const EventSchema schema = {.columns = columns, .columns_len = 2};
    static const struct {
        const char *cells[2];
        const char *line;
    } cases[] = {
        {{"plain", "1"},       "plain,1\n"              },
        {{"a,b", NULL},        "\"a,b\",\n"             },
        {{"say \"hi\"", "-2"}, "\"say \"\"hi\"\"\",-2\n"},
        {{"", "0"},            "\"\",0\n"               },
        {{"two\nlines", "1"},  "\"two\nlines\",1\n"     },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) text = g_string_new(NULL);

        output_text_csv_row(&schema, (char *const *)cases[i].cells, text);
        UNIT_EQUALS_TEXT(text->str, cases[i].line);
    }
}

static void json_has_numbers_booleans_and_jsonb_as_they_are(void)
{
    static const struct {
        const char *type;
        bool is_number;
        const char *cell, *json;
    } cases[] = {
        {"text",             false, "a\"b\n",           "\"a\\\"b\\n\""   },
        {"bigint",           true,  "9007199254740993", "9007199254740993"},
        {"double precision", true,  "NaN",              "\"NaN\""         },
        {"double precision", true,  "1e+20",            "1e+20"           },
        {"boolean",          false, "t",                "true"            },
        {"boolean",          false, "f",                "false"           },
        {"jsonb",            false, "{\"a\": [1.50]}",  "{\"a\": [1.50]}" },
        {"text",             false, NULL,               "null"            },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        EventColumn column = {(char *)"x", (char *)cases[i].type, cases[i].is_number};
        EventSchema schema = {.columns = &column, .columns_len = 1};
        char *cells[] = {(char *)cases[i].cell};
        g_autofree char *expected = g_strdup_printf("{\"x\":%s}", cases[i].json);
        g_autoptr(GString) text = g_string_new(NULL);

        output_text_json_row(&schema, cells, text);
        UNIT_EQUALS_TEXT(text->str, expected);
    }
}

UNIT_MAIN("main/output_text", UNIT(columns_are_aligned_by_what_is_seen),
          UNIT(a_cell_can_not_move_the_cursor_or_break_its_line),
          UNIT(lines_end_at_the_terminals_width_and_rows_at_its_height),
          UNIT(a_wide_character_is_not_cut_in_half),
          UNIT(csv_quotes_what_needs_it_and_keeps_null_apart),
          UNIT(json_has_numbers_booleans_and_jsonb_as_they_are))
