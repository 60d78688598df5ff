/* event: what is written is read back the same, and nothing else is accepted. */
#include "event/event.h"

#include "base/fail.h"
#include "event/command.h"
#include "lib/unit.h"

static Event *again(const Event *event)
{
    g_autoptr(GString) line = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    Event *read;

    event_write(event, line);
    read = event_read(line->str, line->len - 1, &error);
    UNIT_CHECK(error == NULL, line->str);
    return read;
}

static void every_kind_comes_back_as_it_was(void)
{
    EventColumn columns[] = {
        {(char *)"word", (char *)"text",   false},
        {(char *)"n",    (char *)"bigint", true },
    };
    Event schema = {
        .kind = EVENT_SCHEMA,
        .query = 3,
        .schema = {
                   .columns = columns, .columns_len = 2, .waits = true, .writes = true, .has_rows = true}
    };
    Event stats = {
        .kind = EVENT_STATS,
        .stats = {
                  .records = 5, .lag = -1, .records_per_s = 2.5, .waiting = (char *)"nothing has come"}
    };
    Event failed = {
        .kind = EVENT_ERROR,
        .error = {.code = (char *)"query", .text = (char *)"bad", .line = 2, .column = 7}
    };
    Event end = {.kind = EVENT_END, .end = {.reason = EVENT_END_STOPPED}};
    g_autoptr(Event) schema_back = again(&schema);
    g_autoptr(Event) stats_back = again(&stats);
    g_autoptr(Event) failed_back = again(&failed);
    g_autoptr(Event) end_back = again(&end);

    UNIT_REQUIRE(schema_back != NULL && stats_back != NULL && failed_back != NULL &&
                 end_back != NULL);
    UNIT_CHECK(schema_back->query == 3 && schema_back->schema.waits && schema_back->schema.has_rows,
               "schema");
    UNIT_CHECK(schema_back->schema.writes, "it writes");
    UNIT_EQUALS_TEXT(schema_back->schema.columns[1].type, "bigint");
    UNIT_CHECK(schema_back->schema.columns[1].is_number, "a number");
    UNIT_CHECK(stats_back->stats.records == 5 && stats_back->stats.lag == -1, "stats");
    UNIT_EQUALS_TEXT(stats_back->stats.waiting, "nothing has come");
    UNIT_CHECK(stats_back->stats.watermark == NULL, "absent stays absent");
    UNIT_CHECK(failed_back->error.line == 2 && failed_back->error.column == 7, "error");
    UNIT_CHECK(end_back->end.reason == EVENT_END_STOPPED, "end");
}

static void cells_keep_null_quotes_and_become_utf8(void)
{
    char *cells[] = {NULL, (char *)"a\"b\tc\n\x01", (char *)"bad \xff byte"};
    EventRow row = {7, cells};
    uint64_t order[] = {7};
    Event rows = {
        .kind = EVENT_ROWS,
        .rows = {.seq = 1,
                 .columns_len = 3,
                 .set = &row,
                 .set_len = 1,
                 .order = order,
                 .order_len = 1,
                 .total = 1}
    };
    g_autoptr(Event) back = again(&rows);

    UNIT_REQUIRE(back != NULL && back->rows.set_len == 1);
    UNIT_CHECK(back->rows.set[0].id == 7 && back->rows.set[0].cells[0] == NULL, "null");
    UNIT_EQUALS_TEXT(back->rows.set[0].cells[1], "a\"b\tc\n\x01");
    UNIT_EQUALS_TEXT(back->rows.set[0].cells[2], "bad \xef\xbf\xbd byte");
}

static void a_long_cell_is_cut_at_a_character(void)
{
    g_autofree char *text = g_strnfill(EVENT_CELL_BYTES_MAX + 10, 'x');
    char *cells[] = {text};
    EventRow row = {1, cells};
    Event rows = {
        .kind = EVENT_ROWS, .rows = {.seq = 1, .columns_len = 1, .set = &row, .set_len = 1}
    };
    g_autoptr(Event) back = again(&rows);

    UNIT_REQUIRE(back != NULL);
    UNIT_CHECK(strlen(back->rows.set[0].cells[0]) == EVENT_CELL_BYTES_MAX + 3, "cut, with an …");
    UNIT_CHECK(g_str_has_suffix(back->rows.set[0].cells[0], "x…"), "marked");
}

static void what_is_not_the_protocol_is_refused(void)
{
    static const char *const lines[] = {
        "",
        "hello",
        "[]",
        "{}",
        "{\"event\":\"end\",\"v\":2,\"reason\":\"done\"}",
        "{\"event\":\"party\",\"v\":1}",
        "{\"event\":\"end\",\"v\":1,\"reason\":\"why not\"}",
        "{\"event\":\"rows\",\"v\":1}",
        "{\"event\":\"rows\",\"v\":1,\"seq\":1,\"width\":1,\"set\":[[1,[\"a\",\"b\"]]]}",
        "{\"event\":\"rows\",\"v\":1,\"seq\":1,\"width\":1,\"set\":[[1,[5]]]}",
        "{\"event\":\"progress\",\"v\":1,\"fraction\":2}",
        "{\"event\":\"schema\",\"v\":1,\"columns\":[{\"name\":\"x\"}]}",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Event) event = event_read(lines[i], strlen(lines[i]), &error);

        UNIT_CHECK(event == NULL && error != NULL && error->code == FAIL_DATA, lines[i]);
    }
}

static void an_error_shows_the_place_under_its_line(void)
{
    static const char *const statement = "SELECT é,\n  wrod\nFROM lines";
    g_autoptr(GError) failure = NULL;
    Event event = {.kind = EVENT_ERROR};
    g_autofree char *text = NULL;

    fail_at(&failure, FAIL_QUERY, 13, "column \"wrod\" does not exist");
    fail_hint(&failure, "Perhaps you meant \"word\".");
    event_error_fill(failure, statement, &event.error);
    text = event_error_text(&event.error);
    UNIT_CHECK(event.error.line == 2 && event.error.column == 3, "line and column");
    UNIT_EQUALS_TEXT(text, "ERROR: column \"wrod\" does not exist\n"
                           "line 2, column 3:\n"
                           "  wrod\n"
                           "  ^\n"
                           "HINT: Perhaps you meant \"word\".\n"
                           "Who can mend it: the author of the statement.\n");
    event_clear(&event);
}

static void a_caret_in_a_long_line_is_still_seen(void)
{
    g_autofree char *left = g_strnfill(5000, 'a');
    g_autofree char *right = g_strnfill(5000, 'b');
    g_autofree char *statement = g_strconcat(left, right, NULL);
    g_autoptr(GError) failure = NULL;
    Event event = {.kind = EVENT_ERROR};
    const char *caret, *line;

    fail_at(&failure, FAIL_QUERY, 5000, "here");
    event_error_fill(failure, statement, &event.error);
    line = strchr(event.error.caret, '\n');
    caret = strchr(event.error.caret, '^');
    UNIT_REQUIRE(line != NULL && caret != NULL);
    UNIT_CHECK(strlen(event.error.caret) < 300, "cut to what fits");
    UNIT_CHECK(g_utf8_strlen(event.error.caret, strchr(event.error.caret, 'b') -
                                                    event.error.caret) == caret - line - 1,
               "the caret is below the first b");
    UNIT_CHECK(event.error.column == 5001, "the column is that of the whole line");
    event_clear(&event);
}

static void a_job_comes_back_with_its_settings(void)
{
    g_autoptr(Command) job = g_new0(Command, 1);
    g_autoptr(Command) back = NULL;
    g_autoptr(GString) line = g_string_new(NULL);
    g_autoptr(GError) error = NULL;

    job->kind = COMMAND_JOB;
    job->job.query = 4;
    job->job.statement = g_strdup("SELECT 'a\nb'");
    job->job.settings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_insert(job->job.settings, g_strdup("refresh"), g_strdup("50"));
    command_write(job, line);
    back = command_read(line->str, line->len - 1, &error);
    UNIT_REQUIRE(back != NULL);
    UNIT_EQUALS_TEXT(back->job.statement, "SELECT 'a\nb'");
    UNIT_EQUALS_TEXT(g_hash_table_lookup(back->job.settings, "refresh"), "50");
    UNIT_CHECK(g_hash_table_size(back->job.kafka) == 0 && back->job.query == 4, "the rest");
    UNIT_CHECK(command_read("{\"do\":\"dance\",\"v\":1}", 20, &error) == NULL, "unknown");
    UNIT_FAILED_WITH(error, FAIL_DATA,
                     "a command does job, catalog, ask, start, stop, pause or resume");
}

static void a_question_and_its_answer_come_back(void)
{
    static char *streams[] = {(char *)"daily", NULL};
    Command ask = {
        .kind = COMMAND_ASK,
        .ask = {7, COMMAND_ASK_SETTINGS, (char *)"refresh=\"", 8, NULL, streams}
    };
    Event answer = {
        .kind = EVENT_ANSWER, .query = 1, .answer = {7, event_candidates_new()}
    };
    g_autoptr(GString) line = g_string_new(NULL);
    g_autoptr(Command) ask_back = NULL;
    g_autoptr(Event) back = NULL;
    const EventCandidate *first;

    command_write(&ask, line);
    ask_back = command_read(line->str, line->len - 1, NULL);
    UNIT_REQUIRE(ask_back != NULL && ask_back->ask.streams[0] != NULL);
    UNIT_CHECK(ask_back->ask.id == 7 && ask_back->ask.what == COMMAND_ASK_SETTINGS &&
                   ask_back->ask.cursor_bytes == 8,
               "the question");
    UNIT_EQUALS_TEXT(ask_back->ask.text, "refresh=\"");
    UNIT_EQUALS_TEXT(ask_back->ask.streams[0], "daily");

    event_candidates_add(answer.answer.candidates, "lower(text)", "lower(", "in small letters");
    back = again(&answer);
    UNIT_REQUIRE(back != NULL && back->answer.candidates->list->len == 1);
    first = back->answer.candidates->list->pdata[0];
    UNIT_CHECK(back->answer.id == 7, "the same question");
    UNIT_EQUALS_TEXT(first->name, "lower(text)");
    UNIT_EQUALS_TEXT(first->value, "lower(");
    UNIT_EQUALS_TEXT(first->help, "in small letters");
    event_clear(&answer);
}

static void an_answer_is_bounded_by_candidates_and_by_bytes(void)
{
    g_autoptr(EventCandidates) many = event_candidates_new();
    g_autoptr(EventCandidates) large = event_candidates_new();
    g_autofree char *half = g_strnfill(EVENT_CANDIDATES_BYTES_MAX / 2, 'x');

    for (int i = 0; i < EVENT_CANDIDATES_MAX; i++)
        UNIT_REQUIRE(event_candidates_add(many, "n", "v", ""));
    UNIT_CHECK(!event_candidates_add(many, "n", "v", ""), "one more");
    UNIT_CHECK(event_candidates_add(large, half, half, ""), "all the bytes there are");
    UNIT_CHECK(!event_candidates_add(large, "", "v", ""), "one more byte");
}

static void a_question_has_a_limit_of_bytes(void)
{
    g_autofree char *fits = g_strnfill(EVENT_QUESTION_BYTES_MAX, 'x');
    g_autofree char *more = g_strnfill(EVENT_QUESTION_BYTES_MAX + 1, 'x');
    char *texts[] = {fits, more};

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        Command ask = {.kind = COMMAND_ASK, .ask = {.text = texts[i]}};
        g_autoptr(GString) line = g_string_new(NULL);
        g_autoptr(GError) error = NULL;
        g_autoptr(Command) back = NULL;

        command_write(&ask, line);
        back = command_read(line->str, line->len - 1, &error);
        UNIT_CHECK((back != NULL) == (i == 0), "at the limit, beyond it");
        UNIT_CHECK(i == 0 || error->code == FAIL_LIMIT, "what it says");
    }
}

UNIT_MAIN("event", UNIT(every_kind_comes_back_as_it_was),
          UNIT(cells_keep_null_quotes_and_become_utf8), UNIT(a_long_cell_is_cut_at_a_character),
          UNIT(what_is_not_the_protocol_is_refused), UNIT(an_error_shows_the_place_under_its_line),
          UNIT(a_caret_in_a_long_line_is_still_seen), UNIT(a_job_comes_back_with_its_settings),
          UNIT(a_question_and_its_answer_come_back),
          UNIT(an_answer_is_bounded_by_candidates_and_by_bytes),
          UNIT(a_question_has_a_limit_of_bytes))
