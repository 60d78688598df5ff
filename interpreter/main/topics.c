#include "main/topics.h"

static const EventColumn columns[] = {
    {(char *)"topic",      (char *)"text",    false},
    {(char *)"partitions", (char *)"integer", true },
    {(char *)"replicas",   (char *)"integer", true },
    {(char *)"records",    (char *)"bigint",  true },
};
enum { COLUMNS = G_N_ELEMENTS(columns) };

static EventRow row_of(const ClientTopic *topic, uint64_t id)
{
    EventRow row = {id, g_new0(char *, COLUMNS)};

    row.cells[0] = g_strdup(topic->name);
    row.cells[1] = g_strdup_printf("%d", topic->partitions);
    row.cells[2] = g_strdup_printf("%d", topic->replicas);
    if (topic->records >= 0)
        row.cells[3] = g_strdup_printf("%" G_GINT64_FORMAT, topic->records);
    return row;
}

bool topics_show(Client *client, int64_t timeout_ms, int query, EventFn emit, void *user,
                 GError **error)
{
    g_autoptr(GPtrArray) topics = client_describe_topics(client, timeout_ms, error);
    Event schema = {
        .kind = EVENT_SCHEMA,
        .query = query,
        .schema = {.columns = (EventColumn *)columns,
                   .columns_len = COLUMNS,
                   .bounded = true,
                   .has_rows = true}
    };
    Event rows = {
        .kind = EVENT_ROWS, .query = query, .rows = {.seq = 1, .columns_len = COLUMNS}
    };

    if (topics == NULL)
        return false;
    rows.rows.set = g_new0(EventRow, topics->len);
    rows.rows.order = g_new0(uint64_t, topics->len);
    for (guint i = 0; i < topics->len && rows.rows.set_len < EVENT_ROWS_MAX; i++) {
        const ClientTopic *topic = topics->pdata[i];

        if (topic->is_internal)
            continue;
        rows.rows.order[rows.rows.set_len] = i;
        rows.rows.set[rows.rows.set_len++] = row_of(topic, i);
    }
    rows.rows.order_len = rows.rows.set_len;
    rows.rows.total = (int64_t)rows.rows.set_len;
    emit(&schema, user);
    emit(&rows, user);
    event_clear(&rows);
    return true;
}
