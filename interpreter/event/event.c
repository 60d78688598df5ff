/*
 * Each kind of event is a row: its name on the wire, and functions that write, read and clear its
 * part. The jansson calls return NULL when memory is out; GLib aborts there, and so does must().
 */
#include "event/event.h"

#include <assert.h>
#include <jansson.h>

#include "base/fail.h"
#include "event/json.h"

static const char *const end_reasons[] = {
    [EVENT_END_DONE] = "done", [EVENT_END_STOPPED] = "stopped", [EVENT_END_FAILED] = "failed"};

/* ---- schema ---- */

static void schema_clear(Event *event)
{
    for (size_t i = 0; i < event->schema.columns_len; i++) {
        g_free(event->schema.columns[i].name);
        g_free(event->schema.columns[i].type);
    }
    g_free(event->schema.columns);
}

static void schema_write(const Event *event, json_t *object)
{
    const EventSchema *schema = &event->schema;
    json_t *columns = json_must(json_array());

    for (size_t i = 0; i < schema->columns_len; i++) {
        const EventColumn *column = &schema->columns[i];
        json_t *item = json_must(json_object());

        json_put_text(item, "name", column->name);
        json_put_text(item, "type", column->type);
        json_put(item, "number", json_boolean(column->is_number));
        json_add(columns, item);
    }
    json_put(object, "columns", columns);
    json_put(object, "bounded", json_boolean(schema->bounded));
    json_put(object, "may_last", json_boolean(schema->may_last));
    json_put(object, "waits", json_boolean(schema->waits));
    json_put(object, "streams", json_boolean(schema->streams));
    json_put(object, "has_rows", json_boolean(schema->has_rows));
}

static bool schema_read(Event *event, const json_t *object, GError **error)
{
    EventSchema *schema = &event->schema;
    json_t *columns = json_object_get(object, "columns");
    size_t len = json_array_size(columns);

    if (!json_is_array(columns) || len > EVENT_COLUMNS_MAX)
        return fail(error, FAIL_DATA, "a schema needs at most %d columns", EVENT_COLUMNS_MAX);
    schema->columns = g_new0(EventColumn, len);
    schema->columns_len = len;
    for (size_t i = 0; i < len; i++) {
        const json_t *item = json_array_get(columns, i);

        schema->columns[i].name = json_take_text(item, "name");
        schema->columns[i].type = json_take_text(item, "type");
        schema->columns[i].is_number = json_is_true(json_object_get(item, "number"));
        if (schema->columns[i].name == NULL || schema->columns[i].type == NULL)
            return fail(error, FAIL_DATA, "column %zu has no name or type", i + 1);
    }
    schema->bounded = json_is_true(json_object_get(object, "bounded"));
    schema->may_last = json_is_true(json_object_get(object, "may_last"));
    schema->waits = json_is_true(json_object_get(object, "waits"));
    schema->streams = json_is_true(json_object_get(object, "streams"));
    schema->has_rows = json_is_true(json_object_get(object, "has_rows"));
    return true;
}

/* ---- rows ---- */

static void rows_clear(Event *event)
{
    EventRows *rows = &event->rows;

    for (size_t i = 0; i < rows->set_len; i++) {
        for (size_t k = 0; k < rows->columns_len && rows->set[i].cells != NULL; k++)
            g_free(rows->set[i].cells[k]);
        g_free(rows->set[i].cells);
    }
    g_free(rows->set);
    g_free(rows->removed);
    g_free(rows->order);
}

static json_t *cell_json(const char *cell)
{
    size_t len;
    g_autofree char *valid = NULL;

    if (cell == NULL)
        return json_null();
    len = strlen(cell);
    if (len > EVENT_CELL_BYTES_MAX) {
        g_autofree char *cut = g_strndup(cell, EVENT_CELL_BYTES_MAX);
        g_autofree char *marked = g_strconcat(cut, "…", NULL);

        valid = g_utf8_make_valid(marked, -1);
    } else if (!g_utf8_validate(cell, (gssize)len, NULL)) {
        valid = g_utf8_make_valid(cell, (gssize)len);
    }
    return json_must(json_string(valid != NULL ? valid : cell));
}

static json_t *row_json(const EventRow *row, size_t columns_len, size_t *bytes)
{
    json_t *item = json_must(json_array());
    json_t *cells = json_must(json_array());

    for (size_t i = 0; i < columns_len; i++) {
        json_t *cell = cell_json(row->cells[i]);

        *bytes += json_string_length(cell) + 4;
        json_add(cells, cell);
    }
    *bytes += 24;
    json_add(item, json_must(json_integer((json_int_t)row->id)));
    json_add(item, cells);
    return item;
}

static json_t *ids_json(const uint64_t *ids, size_t len)
{
    json_t *array = json_must(json_array());

    for (size_t i = 0; i < len; i++)
        json_add(array, json_must(json_integer((json_int_t)ids[i])));
    return array;
}

/* One line of a `rows`: as many rows of `set` from @from on as fit. Returns where it got to. */
static size_t rows_write_part(const EventRows *rows, size_t from, json_t *object)
{
    json_t *set = json_must(json_array());
    size_t bytes = 0;
    size_t i = from;

    while (i < rows->set_len && (bytes < EVENT_ROWS_BYTES || i == from))
        json_add(set, row_json(&rows->set[i++], rows->columns_len, &bytes));
    json_put(object, "seq", json_must(json_integer((json_int_t)rows->seq)));
    json_put(object, "width", json_must(json_integer((json_int_t)rows->columns_len)));
    json_put(object, "set", set);
    json_put(object, "removed",
             ids_json(rows->removed, i == rows->set_len ? rows->removed_len : 0));
    json_put(object, "more", json_boolean(i < rows->set_len || rows->more));
    if (i == rows->set_len) {
        if (!rows->order_is_same)
            json_put(object, "order", ids_json(rows->order, rows->order_len));
        json_put(object, "total", json_must(json_integer((json_int_t)rows->total)));
    }
    return i;
}

static bool read_ids(const json_t *array, uint64_t **ret_ids, size_t *ret_len, GError **error)
{
    size_t len = json_array_size(array);

    if (len > EVENT_ROWS_MAX)
        return fail(error, FAIL_DATA, "more than %d rows at once", EVENT_ROWS_MAX);
    *ret_ids = g_new0(uint64_t, len);
    *ret_len = len;
    for (size_t i = 0; i < len; i++) {
        const json_t *id = json_array_get(array, i);

        if (!json_is_integer(id))
            return fail(error, FAIL_DATA, "a row's id is a whole number");
        (*ret_ids)[i] = (uint64_t)json_integer_value(id);
    }
    return true;
}

static bool read_row(EventRow *row, const json_t *item, size_t columns_len, GError **error)
{
    const json_t *id = json_array_get(item, 0);
    const json_t *cells = json_array_get(item, 1);

    if (!json_is_integer(id) || json_array_size(cells) != columns_len)
        return fail(error, FAIL_DATA, "a row is [id, [%zu cells]]", columns_len);
    row->id = (uint64_t)json_integer_value(id);
    row->cells = g_new0(char *, columns_len + 1);
    for (size_t i = 0; i < columns_len; i++) {
        const json_t *cell = json_array_get(cells, i);

        if (!json_is_null(cell) && !json_is_string(cell))
            return fail(error, FAIL_DATA, "a cell is a text or null");
        row->cells[i] = g_strdup(json_string_value(cell));
    }
    return true;
}

static bool rows_read(Event *event, const json_t *object, GError **error)
{
    EventRows *rows = &event->rows;
    const json_t *set = json_object_get(object, "set");
    int64_t width = json_take_int(object, "width", -1);
    size_t len = json_array_size(set);

    rows->seq = (uint64_t)json_take_int(object, "seq", 0);
    if (rows->seq == 0 || width < 0 || width > EVENT_COLUMNS_MAX || len > EVENT_ROWS_MAX)
        return fail(error, FAIL_DATA, "rows need a seq, a width and at most %d rows",
                    EVENT_ROWS_MAX);
    rows->columns_len = (size_t)width;
    rows->more = json_is_true(json_object_get(object, "more"));
    rows->total = json_take_int(object, "total", 0);
    rows->set = g_new0(EventRow, len);
    rows->set_len = len;
    for (size_t i = 0; i < len; i++) {
        if (!read_row(&rows->set[i], json_array_get(set, i), rows->columns_len, error))
            return false;
    }
    return read_ids(json_object_get(object, "removed"), &rows->removed, &rows->removed_len,
                    error) &&
           read_ids(json_object_get(object, "order"), &rows->order, &rows->order_len, error);
}

/* ---- stats ---- */

static const struct {
    const char *name;
    size_t offset; /* of an int64_t in EventStats */
    int64_t absent;
} stats_numbers[] = {
    {"records",      G_STRUCT_OFFSET(EventStats, records),      0 },
    {"bytes",        G_STRUCT_OFFSET(EventStats, bytes),        0 },
    {"lag",          G_STRUCT_OFFSET(EventStats, lag),          -1},
    {"late",         G_STRUCT_OFFSET(EventStats, late),         0 },
    {"dropped",      G_STRUCT_OFFSET(EventStats, dropped),      0 },
    {"skipped",      G_STRUCT_OFFSET(EventStats, skipped),      0 },
    {"open_windows", G_STRUCT_OFFSET(EventStats, open_windows), -1},
    {"groups",       G_STRUCT_OFFSET(EventStats, groups),       -1},
    {"state_bytes",  G_STRUCT_OFFSET(EventStats, state_bytes),  0 },
};

static const struct {
    const char *name;
    size_t offset; /* of a char* in EventStats */
} stats_texts[] = {
    {"watermark", G_STRUCT_OFFSET(EventStats, watermark)},
    {"held_by",   G_STRUCT_OFFSET(EventStats, held_by)  },
    {"waiting",   G_STRUCT_OFFSET(EventStats, waiting)  },
};

static void stats_clear(Event *event)
{
    for (size_t i = 0; i < G_N_ELEMENTS(stats_texts); i++)
        g_free(G_STRUCT_MEMBER(char *, &event->stats, stats_texts[i].offset));
}

static void stats_write(const Event *event, json_t *object)
{
    const EventStats *stats = &event->stats;

    for (size_t i = 0; i < G_N_ELEMENTS(stats_numbers); i++) {
        int64_t number = G_STRUCT_MEMBER(int64_t, stats, stats_numbers[i].offset);

        json_put(object, stats_numbers[i].name, json_must(json_integer(number)));
    }
    json_put(object, "records_per_s", json_must(json_real(stats->records_per_s)));
    json_put(object, "bytes_per_s", json_must(json_real(stats->bytes_per_s)));
    for (size_t i = 0; i < G_N_ELEMENTS(stats_texts); i++)
        json_put_text(object, stats_texts[i].name,
                      G_STRUCT_MEMBER(char *, stats, stats_texts[i].offset));
}

static bool stats_read(Event *event, const json_t *object, GError **error)
{
    EventStats *stats = &event->stats;

    (void)error;
    for (size_t i = 0; i < G_N_ELEMENTS(stats_numbers); i++)
        G_STRUCT_MEMBER(int64_t, stats, stats_numbers[i].offset) =
            json_take_int(object, stats_numbers[i].name, stats_numbers[i].absent);
    stats->records_per_s = json_number_value(json_object_get(object, "records_per_s"));
    stats->bytes_per_s = json_number_value(json_object_get(object, "bytes_per_s"));
    for (size_t i = 0; i < G_N_ELEMENTS(stats_texts); i++)
        G_STRUCT_MEMBER(char *, stats, stats_texts[i].offset) =
            json_take_text(object, stats_texts[i].name);
    return true;
}

/* ---- progress, notice, view, answer, error, end ---- */

static void progress_clear(Event *event)
{
    g_free(event->progress.text);
}

static void progress_write(const Event *event, json_t *object)
{
    json_put(object, "fraction", json_must(json_real(event->progress.fraction)));
    json_put_text(object, "text", event->progress.text);
    json_put(object, "left_ms", json_must(json_integer(event->progress.left_ms)));
}

static bool progress_read(Event *event, const json_t *object, GError **error)
{
    double fraction = json_number_value(json_object_get(object, "fraction"));

    if (!(fraction >= 0 && fraction <= 1))
        return fail(error, FAIL_DATA, "a progress is from 0 to 1");
    event->progress.fraction = fraction;
    event->progress.text = json_take_text(object, "text");
    event->progress.left_ms = json_take_int(object, "left_ms", -1);
    return true;
}

static void notice_clear(Event *event)
{
    g_free(event->notice);
}

static void notice_write(const Event *event, json_t *object)
{
    json_put_text(object, "text", event->notice);
}

static bool notice_read(Event *event, const json_t *object, GError **error)
{
    event->notice = json_take_text(object, "text");
    return event->notice != NULL || fail(error, FAIL_DATA, "a notice has a text");
}

static void view_clear(Event *event)
{
    event_view_clear(&event->view);
}

static void view_write(const Event *event, json_t *object)
{
    event_view_write(&event->view, object);
}

static bool view_read(Event *event, const json_t *object, GError **error)
{
    return event_view_read(object, &event->view, error);
}

static void answer_clear(Event *event)
{
    event_answer_clear(&event->answer);
}

static void answer_write(const Event *event, json_t *object)
{
    event_answer_write(&event->answer, object);
}

static bool answer_read(Event *event, const json_t *object, GError **error)
{
    return event_answer_read(object, &event->answer, error);
}

static void error_clear(Event *event)
{
    g_free(event->error.code);
    g_free(event->error.text);
    g_free(event->error.hint);
    g_free(event->error.acts);
    g_free(event->error.caret);
}

static void error_write(const Event *event, json_t *object)
{
    const EventError *error = &event->error;

    json_put_text(object, "code", error->code);
    json_put_text(object, "text", error->text);
    json_put_text(object, "hint", error->hint);
    json_put_text(object, "acts", error->acts);
    json_put(object, "line", json_must(json_integer(error->line)));
    json_put(object, "column", json_must(json_integer(error->column)));
    json_put_text(object, "caret", error->caret);
}

static bool error_read(Event *event, const json_t *object, GError **error)
{
    event->error.code = json_take_text(object, "code");
    event->error.text = json_take_text(object, "text");
    event->error.hint = json_take_text(object, "hint");
    event->error.acts = json_take_text(object, "acts");
    event->error.caret = json_take_text(object, "caret");
    event->error.line = (int)json_take_int(object, "line", 0);
    event->error.column = (int)json_take_int(object, "column", 0);
    return (event->error.code != NULL && event->error.text != NULL) ||
           fail(error, FAIL_DATA, "an error has a code and a text");
}

static void end_clear(Event *event)
{
    g_free(event->end.text);
}

static void end_write(const Event *event, json_t *object)
{
    json_put_text(object, "reason", end_reasons[event->end.reason]);
    json_put_text(object, "text", event->end.text);
}

static bool end_read(Event *event, const json_t *object, GError **error)
{
    const char *reason = json_string_value(json_object_get(object, "reason"));

    event->end.text = json_take_text(object, "text");
    for (size_t i = 0; reason != NULL && i < G_N_ELEMENTS(end_reasons); i++) {
        if (strcmp(reason, end_reasons[i]) == 0) {
            event->end.reason = (EventEndReason)i;
            return true;
        }
    }
    return fail(error, FAIL_DATA, "an end has a reason: done, stopped or failed");
}

/* ---- all kinds ---- */

static const struct {
    EventKind kind;
    const char *name;
    void (*write)(const Event *event, json_t *object); /* NULL: rows, which may be many lines */
    bool (*read)(Event *event, const json_t *object, GError **error);
    void (*clear)(Event *event);
} kinds[] = {
    {EVENT_SCHEMA,   "schema",   schema_write,   schema_read,   schema_clear  },
    {EVENT_ROWS,     "rows",     NULL,           rows_read,     rows_clear    },
    {EVENT_STATS,    "stats",    stats_write,    stats_read,    stats_clear   },
    {EVENT_PROGRESS, "progress", progress_write, progress_read, progress_clear},
    {EVENT_NOTICE,   "notice",   notice_write,   notice_read,   notice_clear  },
    {EVENT_VIEW,     "view",     view_write,     view_read,     view_clear    },
    {EVENT_ANSWER,   "answer",   answer_write,   answer_read,   answer_clear  },
    {EVENT_ERROR,    "error",    error_write,    error_read,    error_clear   },
    {EVENT_END,      "end",      end_write,      end_read,      end_clear     },
};

void event_clear(Event *event)
{
    assert(kinds[event->kind].kind == event->kind);
    kinds[event->kind].clear(event);
    *event = (Event){.kind = event->kind};
}

void event_free(Event *event)
{
    if (event == NULL)
        return;
    event_clear(event);
    g_free(event);
}

static json_t *head_json(const Event *event)
{
    json_t *object = json_must(json_object());

    json_put_text(object, "event", kinds[event->kind].name);
    json_put(object, "v", json_must(json_integer(EVENT_VERSION)));
    json_put(object, "query", json_must(json_integer(event->query)));
    return object;
}

void event_write(const Event *event, GString *line)
{
    size_t at = 0;

    do {
        json_t *object = head_json(event);

        if (kinds[event->kind].write != NULL)
            kinds[event->kind].write(event, object);
        else
            at = rows_write_part(&event->rows, at, object);
        json_append_line(object, line);
        json_decref(object);
    } while (event->kind == EVENT_ROWS && at < event->rows.set_len);
}

static bool read_kind(Event *event, const json_t *object, GError **error)
{
    const char *name = json_string_value(json_object_get(object, "event"));

    if (json_take_int(object, "v", 0) != EVENT_VERSION)
        return fail(error, FAIL_DATA, "this is not version %d of the worker protocol",
                    EVENT_VERSION);
    event->query = (int)json_take_int(object, "query", 0);
    for (size_t i = 0; name != NULL && i < G_N_ELEMENTS(kinds); i++) {
        if (strcmp(name, kinds[i].name) == 0) {
            event->kind = kinds[i].kind;
            return kinds[i].read(event, object, error);
        }
    }
    return fail(error, FAIL_DATA, "this kind of event is unknown: %s",
                name != NULL ? name : "none");
}

Event *event_read(const char *line, size_t line_len, GError **error)
{
    json_error_t at;
    json_t *object = json_loadb(line, line_len, JSON_REJECT_DUPLICATES, &at);
    g_autoptr(Event) event = NULL;
    bool done;

    if (!json_is_object(object)) {
        json_decref(object);
        return fail_null(error, FAIL_DATA, "not a line of the worker protocol: %.60s", line);
    }
    event = g_new0(Event, 1);
    done = read_kind(event, object, error);
    json_decref(object);
    return done ? g_steal_pointer(&event) : NULL;
}
