/*
 * table_text: Zeppelin's table text and text for people, and what is said when rows lack.
 */
#include "session/table_text.h"
#include "unit/session/tables.h"

static const char *const word_n[][2] = {
    {"word", "text"  },
    {"n",    "bigint"}
};

static Stream *words(void)
{
    static const char *const cells[] = {"%html <b>", "12", "a\tb\nc", NULL, "", "3"};
    Stream *stream = stream_new(NULL);

    stream_give(stream, schema_event(2, word_n, false), 0);
    stream_give(stream, rows_event(1, 2, 3, cells), 0);
    return stream;
}

static void columns_are_tabs_and_rows_lines_whatever_the_cells_hold(void)
{
    g_autoptr(Stream) stream = words();
    size_t left_out = 7;
    g_autofree char *text = table_text(stream->table, TABLE_TEXT_BYTES_MAX, &left_out);

    UNIT_EQUALS_TEXT(text, "word\tn\n\xe2\x80\x8b%html <b>\t12\na b c\tnull\n\t3\n");
    UNIT_CHECK(left_out == 0, "all rows");
}

static void a_single_columns_empty_cell_is_not_an_empty_line(void)
{
    g_autoptr(Stream) stream = stream_of("", 2);
    g_autofree char *text = table_text(stream->table, 100, NULL);

    UNIT_CHECK(strstr(text, "\n\n") == NULL, "Zeppelin would take the rest for a comment in HTML");
}

static void plain_text_is_aligned(void)
{
    g_autoptr(Stream) stream = words();
    g_autofree char *text = table_plain(stream->table, TABLE_TEXT_BYTES_MAX, NULL);

    UNIT_EQUALS_TEXT(text, "word      |    n\n"
                           "----------+-----\n"
                           "%html <b> |   12\n"
                           "a b c     | null\n"
                           "          |    3\n");
}

static void rows_beyond_the_limit_are_left_out_whole_and_said(void)
{
    g_autoptr(Stream) stream = stream_of("0123456789", 2000);
    size_t left_out = 0;
    g_autofree char *text = table_text(stream->table, 2 + 11 * 1500 + 5, &left_out);
    g_autofree char *plain = NULL, *sentence = NULL;

    UNIT_CHECK(strlen(text) == 2 + 11 * 1500, "by whole rows");
    UNIT_CHECK(left_out == 500, "counted");
    sentence = table_rows_sentence(stream->table, left_out);
    UNIT_CHECK(strstr(sentence, "The first 1,500 of 2,000 rows are shown") != NULL, sentence);
    plain = table_plain(stream->table, 100, &left_out);
    UNIT_CHECK(strlen(plain) <= 100 && left_out > 1900, "plain text too");
    g_free(plain);
    plain = table_plain(stream->table, TABLE_TEXT_BYTES_MAX, &left_out);
    UNIT_CHECK(left_out == 2000 - TABLE_PLAIN_ROWS_MAX, "which has a limit of rows besides");
}

static void a_total_beyond_max_rows_is_said_and_a_whole_table_needs_no_word(void)
{
    g_autoptr(Stream) stream = words();
    static const char *const cells[] = {"a", "1"};
    Event *more = rows_event(2, 2, 1, cells);
    g_autofree char *none = table_rows_sentence(stream->table, 0);
    g_autofree char *some = NULL;

    UNIT_CHECK(none == NULL, "all are there");
    more->rows.total = 5234;
    stream_give(stream, more, 0);
    some = table_rows_sentence(stream->table, 0);
    UNIT_EQUALS_TEXT(some, "1 of 5,234 rows are shown (the setting max_rows).");
}

static void counts_have_commas(void)
{
    static const struct {
        int64_t count;
        const char *text;
    } cases[] = {
        {0,       "0"        },
        {999,     "999"      },
        {1000,    "1,000"    },
        {1234567, "1,234,567"},
        {-123,    "-123"     },
        {-1234,   "-1,234"   },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = table_count(cases[i].count);

        UNIT_EQUALS_TEXT(text, cases[i].text);
    }
}

static void a_stream_without_a_schema_has_no_text(void)
{
    g_autoptr(Stream) stream = stream_new(NULL);
    g_autofree char *text = table_text(stream->table, 100, NULL);
    g_autofree char *plain = table_plain(stream->table, 100, NULL);

    UNIT_EQUALS_TEXT(text, "");
    UNIT_EQUALS_TEXT(plain, "");
}

UNIT_MAIN("session/table_text", UNIT(columns_are_tabs_and_rows_lines_whatever_the_cells_hold),
          UNIT(a_single_columns_empty_cell_is_not_an_empty_line), UNIT(plain_text_is_aligned),
          UNIT(rows_beyond_the_limit_are_left_out_whole_and_said),
          UNIT(a_total_beyond_max_rows_is_said_and_a_whole_table_needs_no_word),
          UNIT(counts_have_commas), UNIT(a_stream_without_a_schema_has_no_text))
