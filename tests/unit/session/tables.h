#pragma once
/* Tables and streams for the tests of what is shown: filled by events, as in life. */
#include "lib/unit.h"
#include "session/stream.h"

/* @schema_columns: names and types; a type of "bigint" is a number */
static inline Event *schema_event(size_t len, const char *const names[][2], bool waits)
{
    Event *event = g_new0(Event, 1);

    event->kind = EVENT_SCHEMA;
    event->query = 1;
    event->schema.columns = g_new0(EventColumn, len);
    event->schema.columns_len = len;
    event->schema.waits = waits;
    event->schema.bounded = !waits;
    event->schema.has_rows = true;
    for (size_t i = 0; i < len; i++) {
        event->schema.columns[i].name = g_strdup(names[i][0]);
        event->schema.columns[i].type = g_strdup(names[i][1]);
        event->schema.columns[i].is_number = strcmp(names[i][1], "bigint") == 0;
    }
    return event;
}

/* @cells: rows * columns of them, row by row */
static inline Event *rows_event(uint64_t seq, size_t columns, size_t rows, const char *const *cells)
{
    Event *event = g_new0(Event, 1);

    event->kind = EVENT_ROWS;
    event->query = 1;
    event->rows.seq = seq;
    event->rows.columns_len = columns;
    event->rows.set = g_new0(EventRow, rows);
    event->rows.set_len = rows;
    event->rows.order = g_new0(uint64_t, rows);
    event->rows.order_len = rows;
    event->rows.total = (int64_t)rows;
    for (size_t i = 0; i < rows; i++) {
        event->rows.set[i].id = event->rows.order[i] = i + 1;
        event->rows.set[i].cells = g_new0(char *, columns + 1);
        for (size_t k = 0; k < columns; k++)
            event->rows.set[i].cells[k] = g_strdup(cells[i * columns + k]);
    }
    return event;
}

/* @event: (taken) */
static inline StreamChange stream_give(Stream *stream, Event *event, int64_t wall_ms)
{
    StreamChange change = stream_take_event(stream, event, wall_ms);

    event_free(event);
    return change;
}

/* A table of one text column and so many equal cells. */
static inline Stream *stream_of(const char *cell, size_t rows)
{
    static const char *const names[][2] = {
        {"v", "text"}
    };
    g_autofree const char **cells = g_new0(const char *, rows);
    Stream *stream = stream_new(NULL);

    for (size_t i = 0; i < rows; i++)
        cells[i] = cell;
    stream_give(stream, schema_event(1, names, false), 1000);
    stream_give(stream, rows_event(1, 1, rows, cells), 1000);
    return stream;
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stream, stream_unref)
