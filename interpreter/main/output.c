#include "main/output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/time_ms.h"
#include "event/table.h"
#include "main/output_peers.h"
#include "main/output_text.h"

enum { TERMINAL_WIDTH = 100, TERMINAL_HEIGHT = 30 };

struct Output {
    const OutputFormat *format;
    EventTable *table; /* of the statement that runs; NULL before its schema */
    bool is_terminal;
    int lines_shown; /* on the terminal, of the table that is shown now */
    char *footer;    /* owned: what the newest stats say, for a terminal */
    OutputGoneFn gone;
    void *gone_user;
    bool is_gone;
};

static void print(Output *output, const GString *text)
{
    if (output->is_gone || text->len == 0)
        return;
    if (fwrite(text->str, 1, text->len, stdout) == text->len && fflush(stdout) == 0)
        return;
    output->is_gone = true;
    if (output->gone != NULL)
        output->gone(errno, output->gone_user);
}

/* ---- events: the worker protocol itself ---- */

static void event_events(Output *output, const Event *event)
{
    g_autoptr(GString) text = g_string_new(NULL);

    event_write(event, text);
    print(output, text);
}

/* ---- table: for people ---- */

static void terminal_size(size_t *width, size_t *height)
{
    struct winsize size;

    *width = TERMINAL_WIDTH;
    *height = TERMINAL_HEIGHT;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
        *width = size.ws_col;
        *height = size.ws_row;
    }
}

static int count_lines(const char *text)
{
    int lines = 0;

    for (; *text != '\0'; text++)
        lines += *text == '\n';
    return lines;
}

/* Write over what was shown: up to its first line, then each line cleared to its end. */
static void redraw(Output *output)
{
    g_autoptr(GString) table = g_string_new(NULL);
    g_autoptr(GString) text = g_string_new(NULL);
    size_t width, height;

    terminal_size(&width, &height);
    output_text_table(output->table, width, height > 6 ? height - 5 : 1, table);
    if (output->footer != NULL)
        g_string_append_printf(table, "%.*s\n", (int)width, output->footer);
    if (output->lines_shown > 0)
        g_string_append_printf(text, "\x1b[%dA\r", output->lines_shown);
    output->lines_shown = count_lines(table->str);
    g_string_replace(table, "\n", "\x1b[K\n", 0);
    g_string_append(text, table->str);
    g_string_append(text, "\x1b[J");
    print(output, text);
}

static void clear_screen(Output *output)
{
    g_autoptr(GString) text = g_string_new(NULL);

    if (output->lines_shown > 0)
        g_string_append_printf(text, "\x1b[%dA\r\x1b[J", output->lines_shown);
    output->lines_shown = 0;
    print(output, text);
}

static void show_progress(Output *output, const EventProgress *progress)
{
    g_autoptr(GString) text = g_string_new(NULL);

    clear_screen(output);
    g_string_append_printf(text, "%3.0f%%  %s\n", progress->fraction * 100,
                           progress->text != NULL ? progress->text : "");
    output->lines_shown = 1;
    print(output, text);
}

static void set_footer(Output *output, const EventStats *stats)
{
    g_free(output->footer);
    if (stats->waiting != NULL)
        output->footer = g_strdup(stats->waiting);
    else
        output->footer = g_strdup_printf("%.0f records/s, %" G_GINT64_FORMAT
                                         " in all, lag %" G_GINT64_FORMAT "%s%s",
                                         stats->records_per_s, stats->records, stats->lag,
                                         stats->watermark != NULL ? ", watermark " : "",
                                         stats->watermark != NULL ? stats->watermark : "");
}

static void print_whole_table(Output *output)
{
    g_autoptr(GString) text = g_string_new(NULL);

    output_text_table(output->table, 0, SIZE_MAX, text);
    print(output, text);
}

static void table_event(Output *output, const Event *event)
{
    bool has_rows = output->table != NULL && event_table_schema(output->table)->has_rows;

    if (!has_rows)
        return;
    if (!output->is_terminal) {
        if (event->kind == EVENT_END && event->end.reason != EVENT_END_FAILED)
            print_whole_table(output);
        return;
    }
    if (event->kind == EVENT_END && event->end.reason == EVENT_END_DONE) {
        clear_screen(output);
        print_whole_table(output);
    } else if (event->kind == EVENT_PROGRESS) {
        show_progress(output, &event->progress);
    } else if (event->kind == EVENT_STATS && !event_table_schema(output->table)->bounded) {
        set_footer(output, &event->stats);
        redraw(output);
    } else if (event->kind == EVENT_ROWS && !event_table_schema(output->table)->bounded) {
        redraw(output);
    }
}

/* ---- csv, json: the final table; rows that are not kept come as they are read ---- */

typedef void (*RowFn)(const EventSchema *schema, char *const *cells, GString *text);

static void json_line(const EventSchema *schema, char *const *cells, GString *text)
{
    output_text_json_row(schema, cells, text);
    g_string_append_c(text, '\n');
}

static void print_rows(Output *output, const Event *event, RowFn write_row)
{
    const EventSchema *schema = event_table_schema(output->table);
    g_autoptr(GString) text = g_string_new(NULL);

    if (event->kind == EVENT_ROWS && schema->streams) {
        for (size_t i = 0; i < event->rows.set_len; i++)
            write_row(schema, event->rows.set[i].cells, text);
    } else if (event->kind == EVENT_END && event->end.reason != EVENT_END_FAILED) {
        for (size_t i = 0; !schema->streams && i < event_table_len(output->table); i++)
            write_row(schema, event_table_row(output->table, i), text);
    }
    print(output, text);
}

static void csv_event(Output *output, const Event *event)
{
    if (output->table == NULL || !event_table_schema(output->table)->has_rows)
        return;
    if (event->kind == EVENT_SCHEMA) {
        g_autoptr(GString) text = g_string_new(NULL);

        output_text_csv_head(&event->schema, text);
        print(output, text);
    }
    print_rows(output, event, output_text_csv_row);
}

static void json_event(Output *output, const Event *event)
{
    if (output->table != NULL && event_table_schema(output->table)->has_rows)
        print_rows(output, event, json_line);
}

/* ---- changes: an object for each row that changed, as it happens ---- */

static void append_change(GString *text, const char *op, const EventSchema *schema,
                          char *const *cells)
{
    g_string_append_printf(text, "{\"op\":\"%s\",\"row\":", op);
    output_text_json_row(schema, cells, text);
    g_string_append(text, "}\n");
}

/* Comes before the table has taken the event: the removed rows are still there. */
static void changes_event(Output *output, const Event *event)
{
    const EventSchema *schema;
    g_autoptr(GString) text = g_string_new(NULL);

    if (output->table == NULL || event->kind != EVENT_ROWS)
        return;
    schema = event_table_schema(output->table);
    for (size_t i = 0; i < event->rows.removed_len; i++) {
        char *const *cells = event_table_find(output->table, event->rows.removed[i]);

        if (cells != NULL)
            append_change(text, "remove", schema, cells);
    }
    for (size_t i = 0; i < event->rows.set_len; i++)
        append_change(text, "set", schema, event->rows.set[i].cells);
    print(output, text);
}

/* ---- spark, kafka-streams, flink: as their word counts print ---- */

static void spark_event(Output *output, const Event *event)
{
    g_autoptr(GString) text = g_string_new(NULL);

    if (output->table == NULL || !event_table_schema(output->table)->has_rows ||
        event->kind != EVENT_END || event->end.reason == EVENT_END_FAILED)
        return;
    output_peers_spark(output->table, time_wall_ms(), text);
    print(output, text);
}

typedef void (*CellsFn)(char *const *cells, size_t cells_len, GString *text);

/* Rows that leave the table are not said: in those programs none does. */
static void print_set(Output *output, const Event *event, CellsFn write_cells)
{
    g_autoptr(GString) text = g_string_new(NULL);

    if (output->table == NULL || event->kind != EVENT_ROWS)
        return;
    for (size_t i = 0; i < event->rows.set_len; i++)
        write_cells(event->rows.set[i].cells, event->rows.columns_len, text);
    print(output, text);
}

static void kafka_streams_event(Output *output, const Event *event)
{
    print_set(output, event, output_peers_kafka_row);
}

static void flink_event(Output *output, const Event *event)
{
    print_set(output, event, output_peers_flink_row);
}

/* ---- all formats ---- */

/* To add a format: a row here. */
static const OutputFormat formats[] = {
    {"table",         JOB_ROWS_FINAL,   false, table_event,
     "for people: in place on a terminal, the final table when piped"                                 },
    {"csv",           JOB_ROWS_FINAL,   true,  csv_event,           "the final table, with a header"  },
    {"json",          JOB_ROWS_FINAL,   true,  json_event,          "the final table, an object a row"},
    {"changes",       JOB_ROWS_ALL,     false, changes_event,
     "an object for each row that changes, as it happens"                                             },
    {"events",        JOB_ROWS_VISIBLE, false, event_events,        "the worker protocol"             },
    {"spark",         JOB_ROWS_FINAL,   false, spark_event,
     "the final table as Spark prints batches; window_end is a batch's time"                          },
    {"kafka-streams", JOB_ROWS_EACH,    true,  kafka_streams_event,
     "a line for every row of the input, as Kafka's console consumer prints it"                       },
    {"flink",         JOB_ROWS_EACH,    true,  flink_event,
     "a line for every row of the input, as Flink prints it"                                          },
};

char *output_format_names(void)
{
    GString *names = g_string_new(formats[0].name);

    for (size_t i = 1; i < G_N_ELEMENTS(formats); i++)
        g_string_append_printf(names, "%s%s", i + 1 < G_N_ELEMENTS(formats) ? ", " : " or ",
                               formats[i].name);
    return g_string_free(names, FALSE);
}

char *output_format_help(void)
{
    GString *help = g_string_new("Formats:\n");

    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
        g_string_append_printf(help, "  %-13s  %s\n", formats[i].name, formats[i].help);
    return g_string_free(help, FALSE);
}

const OutputFormat *output_format_find(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    }
    return NULL;
}

JobRows output_rows(const OutputFormat *format)
{
    if (format->event == table_event && isatty(STDOUT_FILENO))
        return JOB_ROWS_TERMINAL;
    return format->rows;
}

Output *output_new(const OutputFormat *format, OutputGoneFn gone, void *user)
{
    Output *output = g_new0(Output, 1);

    output->format = format;
    output->is_terminal = isatty(STDOUT_FILENO) != 0;
    output->gone = gone;
    output->gone_user = user;
    return output;
}

void output_free(Output *output)
{
    if (output == NULL)
        return;
    event_table_free(output->table);
    g_free(output->footer);
    g_free(output);
}

static void keep_table(Output *output, const Event *event)
{
    EventTableChange change;
    bool done;

    if (event->kind == EVENT_SCHEMA) {
        event_table_free(output->table);
        output->table = event_table_new_unlimited();
        output->lines_shown = 0;
    }
    if (output->table == NULL ||
        (event->kind == EVENT_ROWS &&
         (event_table_schema(output->table)->streams || output->format->rows == JOB_ROWS_EACH)))
        return; /* nobody will ask for them */
    done = event_table_apply(output->table, event, &change, NULL);
    g_assert(done); /* these events were made in this process */
}

static void say(const Event *event)
{
    if (event->kind == EVENT_NOTICE)
        fprintf(stderr, "NOTICE: %s\n", event->notice);
    if (event->kind == EVENT_END && event->end.text != NULL)
        fprintf(stderr, "%s\n", event->end.text);
    if (event->kind == EVENT_ERROR) {
        g_autofree char *text = event_error_text(&event->error);

        fputs(text, stderr);
    }
}

void output_event(const Event *event, void *user)
{
    Output *output = user;
    bool comes_before = output->format->event == changes_event;

    if (comes_before)
        output->format->event(output, event);
    keep_table(output, event);
    if (!comes_before)
        output->format->event(output, event);
    if (output->format->event != event_events)
        say(event);
    if (event->kind == EVENT_END)
        g_clear_pointer(&output->table, event_table_free);
}
