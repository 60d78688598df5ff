#include "session/streams.h"

#include "base/fail.h"
#include "base/time_ms.h"
#include "session/panel.h"

enum { COLUMNS = 10 };

static const struct {
    const char *name, *type;
    bool is_number;
} columns[COLUMNS] = {
    {"stream",    "bigint",           true },
    {"statement", "text",             false},
    {"state",     "text",             false},
    {"rows/s",    "double precision", true },
    {"lag",       "bigint",           true },
    {"memory",    "text",             true },
    {"user",      "text",             false},
    {"note",      "text",             false},
    {"paragraph", "text",             false},
    {"age",       "interval",         true },
};

/* ---- which there are ---- */

typedef struct Found {
    const Run *run;
    Stream *stream;
} Found;

static int by_number(const void *a, const void *b)
{
    uint64_t left = ((const Found *)a)->stream->number, right = ((const Found *)b)->stream->number;

    return left < right ? -1 : left > right;
}

/* (owned) Found, of that user, by their numbers. Streams that are over are there until their
 * endings are published. */
static GArray *list_streams(Sessions *sessions, const char *user)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(Found));
    GHashTableIter iter;
    void *value;

    g_hash_table_iter_init(&iter, sessions->runs);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const Run *run = value;

        for (guint i = 0; strcmp(run->user, user) == 0 && i < run->parts->len; i++) {
            const Part *part = g_ptr_array_index(run->parts, i);
            const Found found = {run, part->stream};

            if (part->stream != NULL && (part->panel > 0 || !stream_is_over(part->stream)))
                g_array_append_val(list, found);
        }
    }
    g_array_sort(list, by_number);
    return list;
}

/* ---- the table ---- */

static char *age_text(int64_t age_ms) /* (owned) as PostgreSQL writes an interval */
{
    int64_t s = MAX(age_ms, 0) / 1000;
    g_autofree char *clock =
        g_strdup_printf("%02d:%02d:%02d", (int)(s / 3600 % 24), (int)(s / 60 % 60), (int)(s % 60));

    if (s < 24 * 3600)
        return g_steal_pointer(&clock);
    return g_strdup_printf("%" G_GINT64_FORMAT " day%s %s", s / (24 * 3600),
                           s < 48 * 3600 ? "" : "s", clock);
}

/* (owned array of owned cells) */
static char **make_cells(const Found *found, int64_t wall_ms)
{
    const Stream *stream = found->stream;
    const EventStats *stats = stream->stats != NULL ? &stream->stats->stats : NULL;
    char **cells = g_new0(char *, COLUMNS);
    size_t i = 0;

    cells[i++] = g_strdup_printf("%" G_GUINT64_FORMAT, stream->number);
    cells[i++] = g_strdup(stream->title);
    cells[i++] = g_strdup(stream_state_word(stream));
    cells[i++] = stats != NULL ? g_strdup_printf("%.0f", stats->records_per_s) : NULL;
    cells[i++] =
        stats != NULL && stats->lag >= 0 ? g_strdup_printf("%" G_GINT64_FORMAT, stats->lag) : NULL;
    cells[i++] = stats != NULL ? g_format_size_full((guint64)MAX(stats->state_bytes, 0),
                                                    G_FORMAT_SIZE_IEC_UNITS)
                               : NULL;
    cells[i++] = g_strdup(found->run->user);
    cells[i++] = g_strdup(found->run->note_id);
    cells[i++] = g_strdup(found->run->paragraph_id);
    cells[i++] = stream->since_ms > 0 ? age_text(wall_ms - stream->since_ms) : NULL;
    g_assert(i == COLUMNS);
    return cells;
}

/* ---- those that have failed ---- */

struct StreamsPast {
    uint64_t number;
    char *user, *note_id, *paragraph_id;
    char **cells; /* COLUMNS of them; NULL is SQL's null */
    int64_t ended_ms;
};

static void free_cells(char **cells)
{
    for (size_t i = 0; i < COLUMNS; i++)
        g_free(cells[i]);
    g_free(cells);
}

static void free_past(void *data)
{
    StreamsPast *past = data;

    g_free(past->user);
    g_free(past->note_id);
    g_free(past->paragraph_id);
    free_cells(past->cells);
    g_free(past);
}

GPtrArray *streams_past_array(void)
{
    return g_ptr_array_new_with_free_func(free_past);
}

void streams_remember(Sessions *sessions, const Run *run, Stream *stream)
{
    const Found found = {run, stream};
    StreamsPast *past;

    if (stream->state != STREAM_FAILED)
        return;
    if (sessions->past->len == STREAMS_PAST_MAX)
        g_ptr_array_remove_index(sessions->past, 0);
    past = g_new0(StreamsPast, 1);
    past->number = stream->number;
    past->user = g_strdup(run->user);
    past->note_id = g_strdup(run->note_id);
    past->paragraph_id = g_strdup(run->paragraph_id);
    past->cells = make_cells(&found, stream->ended_ms);
    past->ended_ms = stream->ended_ms;
    g_ptr_array_add(sessions->past, past);
}

/* A run of the same paragraph has taken its place, or is about to show how it ended. */
static bool is_shown(Sessions *sessions, const StreamsPast *past, const char *user, int64_t wall_ms)
{
    return strcmp(past->user, user) == 0 && wall_ms - past->ended_ms < STREAMS_PAST_MS &&
           registry_find(sessions, past->note_id, past->paragraph_id) == NULL;
}

/* ---- the table's rows ---- */

static void add_row(GArray *rows, uint64_t number, char **cells_take)
{
    const EventRow row = {number, cells_take};

    g_array_append_val(rows, row);
}

/* (owned) EventRow, whose cells are to be taken; by their numbers. */
static GArray *list_rows(Sessions *sessions, const char *user, int64_t wall_ms)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(EventRow));
    g_autoptr(GArray) list = list_streams(sessions, user);

    for (guint i = 0; i < sessions->past->len; i++) {
        const StreamsPast *past = g_ptr_array_index(sessions->past, i);
        char **cells;

        if (!is_shown(sessions, past, user, wall_ms))
            continue;
        cells = g_new0(char *, COLUMNS);
        for (size_t k = 0; k < COLUMNS; k++)
            cells[k] = g_strdup(past->cells[k]);
        add_row(rows, past->number, cells);
    }
    for (guint i = 0; i < list->len && rows->len < EVENT_ROWS_MAX; i++) {
        const Found *found = &g_array_index(list, Found, i);

        add_row(rows, found->stream->number, make_cells(found, wall_ms));
    }
    return rows;
}

static bool has_row(const GArray *rows, uint64_t number)
{
    for (guint i = 0; i < rows->len; i++) {
        if (g_array_index(rows, EventRow, i).id == number)
            return true;
    }
    return false;
}

static void put_removed(const EventTable *before, const GArray *list, EventRows *rows)
{
    size_t len = before != NULL ? event_table_len(before) : 0;

    rows->removed = g_new0(uint64_t, len);
    for (size_t i = 0; i < len; i++) {
        uint64_t number = g_ascii_strtoull(event_table_row(before, i)[0], NULL, 10);

        if (!has_row(list, number))
            rows->removed[rows->removed_len++] = number;
    }
}

Event *streams_change(Sessions *sessions, const char *user, int64_t wall_ms,
                      const EventTable *before)
{
    GArray *list = list_rows(sessions, user, wall_ms);
    Event *event = g_new0(Event, 1);
    EventRows *rows = &event->rows;

    event->kind = EVENT_ROWS;
    event->query = 1;
    rows->seq = before != NULL ? event_table_seq(before) + 1 : 1;
    rows->columns_len = COLUMNS;
    rows->set_len = rows->order_len = list->len;
    rows->total = list->len;
    rows->order = g_new0(uint64_t, list->len);
    for (guint i = 0; i < list->len; i++)
        rows->order[i] = g_array_index(list, EventRow, i).id;
    put_removed(before, list, rows);
    rows->set = (EventRow *)(void *)g_array_free(list, FALSE);
    return event;
}

EventTable *streams_table(Sessions *sessions, const char *user, int64_t wall_ms)
{
    EventColumn own[COLUMNS];
    const Event schema = {
        .kind = EVENT_SCHEMA,
        .query = 1,
        .schema = {.columns = own, .columns_len = COLUMNS, .has_rows = true}
    };
    g_autoptr(Event) rows = streams_change(sessions, user, wall_ms, NULL);
    EventTable *table = event_table_new_unlimited();
    EventTableChange change;
    bool done;

    for (size_t i = 0; i < COLUMNS; i++)
        own[i] = (EventColumn){(char *)(gpointer)columns[i].name, (char *)(gpointer)columns[i].type,
                               columns[i].is_number};
    done = event_table_apply(table, &schema, &change, NULL) &&
           event_table_apply(table, rows, &change, NULL);
    g_assert(done); /* we made them */
    return table;
}

/* ---- orders ---- */

static const char *const order_words[] = {
    [HUB_ORDER_STOP] = "STOP", [HUB_ORDER_PAUSE] = "PAUSE", [HUB_ORDER_RESUME] = "RESUME"};

Stream *streams_find_number(Sessions *sessions, const char *user, uint64_t number)
{
    g_autoptr(GArray) list = list_streams(sessions, user);

    for (guint i = 0; i < list->len; i++) {
        Stream *stream = g_array_index(list, Found, i).stream;

        if (stream->number == number && !stream_is_over(stream))
            return stream_ref(stream);
    }
    return NULL;
}

/* The only one of the note. */
static Stream *find_only(Sessions *sessions, const Run *asker, HubOrder order, GError **error)
{
    g_autoptr(GArray) list = list_streams(sessions, asker->user);
    g_autoptr(GString) numbers = g_string_new(NULL);
    Stream *only = NULL;
    int found = 0;

    for (guint i = 0; i < list->len; i++) {
        const Found *each = &g_array_index(list, Found, i);

        if (strcmp(each->run->note_id, asker->note_id) != 0 || stream_is_over(each->stream))
            continue;
        only = each->stream;
        g_string_append_printf(numbers, "%s%" G_GUINT64_FORMAT, found++ > 0 ? ", " : "",
                               only->number);
    }
    if (found == 1)
        return stream_ref(only);
    if (found == 0)
        fail(error, FAIL_QUERY, "no stream of yours runs in this note");
    else
        fail(error, FAIL_QUERY, "%d streams of yours run in this note: %s", found, numbers->str);
    fail_hint(error, "Write %s and the number of one; SHOW STREAMS lists them.",
              order_words[order]);
    return NULL;
}

static Stream *find_named(Sessions *sessions, const Run *asker, const char *name, HubOrder order,
                          GError **error)
{
    guint64 number = 0;
    Stream *stream = NULL;

    if (name == NULL)
        return find_only(sessions, asker, order, error);
    if (g_ascii_string_to_unsigned(name, 10, 1, G_MAXUINT64, &number, NULL))
        stream = streams_find_number(sessions, asker->user, number);
    if (stream != NULL)
        return stream;
    fail_at(error, FAIL_QUERY, (int)strlen(order_words[order]) + 1,
            "no stream %s of yours runs here", name);
    fail_hint(error, "SHOW STREAMS lists those that do.");
    return NULL;
}

char *streams_mark(Stream *stream, HubOrder order, const char *by, int64_t wall_ms)
{
    g_autofree char *what =
        g_strdup_printf("stream %" G_GUINT64_FORMAT " (%s)", stream->number, stream->title);
    bool is_paused = order == HUB_ORDER_PAUSE;
    bool is_news = true;

    if (order == HUB_ORDER_STOP)
        stream_set_stopping(stream, by);
    else
        is_news = stream_set_paused(stream, is_paused, wall_ms);
    registry_stream_moved(stream);
    if (order == HUB_ORDER_STOP)
        return g_strdup_printf("%s is being stopped", what);
    if (is_paused)
        return g_strdup_printf("%s %s; RESUME %" G_GUINT64_FORMAT " goes on where it was", what,
                               is_news ? "is paused" : "was paused already", stream->number);
    return g_strdup_printf("%s %s", what, is_news ? "goes on" : "was not paused");
}

void streams_tell(const Stream *stream, HubOrder order)
{
    if (stream->worker == NULL)
        return;
    if (order == HUB_ORDER_STOP)
        worker_stop(stream->worker);
    else
        worker_hold(stream->worker, order == HUB_ORDER_PAUSE);
}

char *streams_order(Sessions *sessions, const Run *asker, const Statement *statement,
                    GError **error)
{
    static const HubOrder orders[] = {
        [STATEMENT_STOP] = HUB_ORDER_STOP,
        [STATEMENT_PAUSE] = HUB_ORDER_PAUSE,
        [STATEMENT_RESUME] = HUB_ORDER_RESUME,
    };
    HubOrder order = orders[statement->kind];
    g_autofree char *name = NULL;
    char *said = NULL;
    Stream *stream;

    if (!statement_parse_stream(statement, &name, error))
        return NULL;
    registry_lock(sessions);
    stream = find_named(sessions, asker, name, order, error);
    if (stream != NULL)
        said = streams_mark(stream, order, "a STOP statement", time_wall_ms());
    registry_unlock(sessions);
    if (stream == NULL)
        return NULL;
    streams_tell(stream, order);
    stream_unref(stream);
    return said;
}
