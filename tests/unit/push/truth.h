#pragma once
/*
 * A stream as the hub is fed it: the table as it really is, and changes of it. Whoever looks must
 * end with the same.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "push/hub.h"

enum { TRUTH_COLUMNS = 2 };

typedef struct Truth {
    pthread_mutex_t lock; /* the table, and the order in which it is put */
    HubChannel *channel;
    EventTable *table;
    uint64_t seq;
    atomic_int state; /* HubState: what was told last */
    atomic_int resyncs, stops, frees;
    pthread_mutex_t gate; /* whoever holds it keeps the hub busy from its next resync on */
} Truth;

static inline void truth_tell_view(Truth *truth, HubState state, const char *title)
{
    const HubView view = {.state = state, .title = title, .statement = "SELECT 1"};

    atomic_store(&truth->state, (int)state);
    hub_put_view(truth->channel, &view);
}

/* @lock held */
static inline void truth_put_whole(Truth *truth)
{
    hub_put_table(truth->channel, event_table_copy(truth->table));
    truth_tell_view(truth, (HubState)atomic_load(&truth->state), "whole");
}

static inline void truth_resync(HubChannel *channel, void *user)
{
    Truth *truth = user;

    (void)channel;
    atomic_fetch_add(&truth->resyncs, 1);
    pthread_mutex_lock(&truth->gate);
    pthread_mutex_unlock(&truth->gate);
    pthread_mutex_lock(&truth->lock);
    truth_put_whole(truth);
    pthread_mutex_unlock(&truth->lock);
}

static inline void truth_stop(void *user, HubOrder order, uint64_t row)
{
    g_assert(order == HUB_ORDER_STOP && row == 0);
    atomic_fetch_add(&((Truth *)user)->stops, 1);
}

static inline void truth_user_free(void *user)
{
    atomic_fetch_add(&((Truth *)user)->frees, 1);
}

static inline EventTable *truth_empty_table(void) /* (owned) */
{
    static EventColumn columns[TRUTH_COLUMNS] = {
        {(char *)"word", (char *)"text",   false},
        {(char *)"n",    (char *)"bigint", true },
    };
    const Event schema = {
        .kind = EVENT_SCHEMA,
        .query = 1,
        .schema = {.columns = columns, .columns_len = TRUTH_COLUMNS, .has_rows = true},
    };
    EventTable *table = event_table_new();
    EventTableChange change;

    event_table_apply(table, &schema, &change, NULL);
    return table;
}

/* False if the hub has no place for it. Nothing is put yet. */
static inline bool truth_open(Truth *truth, Hub *hub, int64_t refresh_ms, bool may_stop)
{
    static const HubChannelFns fns = {truth_resync, truth_stop};
    const HubChannelOptions options = {.refresh_ms = refresh_ms,
                                       .may_stop = may_stop,
                                       .fns = &fns,
                                       .user = truth,
                                       .user_free = truth_user_free};

    memset(truth, 0, sizeof *truth);
    pthread_mutex_init(&truth->lock, NULL);
    pthread_mutex_init(&truth->gate, NULL);
    truth->table = truth_empty_table();
    atomic_store(&truth->state, (int)HUB_LIVE);
    truth->channel = hub_open(hub, &options);
    return truth->channel != NULL;
}

/* With a view, and the empty table. */
static inline bool truth_begin(Truth *truth, Hub *hub, int64_t refresh_ms)
{
    if (!truth_open(truth, hub, refresh_ms, false))
        return false;
    pthread_mutex_lock(&truth->lock);
    truth_put_whole(truth);
    pthread_mutex_unlock(&truth->lock);
    return true;
}

static inline void truth_end(Truth *truth) /* no callback may come any more */
{
    hub_channel_unref(truth->channel);
    event_table_free(truth->table);
    pthread_mutex_destroy(&truth->lock);
    pthread_mutex_destroy(&truth->gate);
}

/* ---- changes ---- */

/* (owned) The rows @ids become @text and their number; all ids from 1 to @order_len are seen. */
static inline Event *truth_rows(uint64_t seq, const uint64_t *ids, size_t ids_len, const char *text,
                                size_t order_len)
{
    Event *event = g_new0(Event, 1);

    event->kind = EVENT_ROWS;
    event->query = 1;
    event->rows = (EventRows){.seq = seq,
                              .columns_len = TRUTH_COLUMNS,
                              .set = g_new0(EventRow, ids_len),
                              .set_len = ids_len,
                              .order = g_new(uint64_t, order_len),
                              .order_len = order_len,
                              .total = (int64_t)order_len};
    for (size_t i = 0; i < ids_len; i++) {
        EventRow *row = &event->rows.set[i];

        row->id = ids[i];
        row->cells = g_new0(char *, TRUTH_COLUMNS);
        row->cells[0] = g_strdup(text);
        row->cells[1] = g_strdup_printf("%" G_GUINT64_FORMAT, seq * 100000 + ids[i]);
    }
    for (size_t i = 0; i < order_len; i++)
        event->rows.order[i] = i + 1;
    return event;
}

static inline void truth_put(Truth *truth, Event *rows) /* (taken) */
{
    EventTableChange change;

    pthread_mutex_lock(&truth->lock);
    truth->seq = rows->rows.seq;
    g_assert_true(event_table_apply(truth->table, rows, &change, NULL));
    hub_put_rows(truth->channel, rows);
    pthread_mutex_unlock(&truth->lock);
}

/* One change: row @id of @len; those between must have been set before. */
static inline void truth_set(Truth *truth, uint64_t id, const char *text)
{
    size_t len = MAX(event_table_len(truth->table), (size_t)id);

    truth_put(truth, truth_rows(truth->seq + 1, &id, 1, text, len));
}

/* Rows 1 to @len at once. */
static inline void truth_fill(Truth *truth, size_t len, const char *text)
{
    g_autofree uint64_t *ids = g_new(uint64_t, len);

    for (size_t i = 0; i < len; i++)
        ids[i] = i + 1;
    truth_put(truth, truth_rows(truth->seq + 1, ids, len, text, len));
}

/* Only rows 1 to @len stay. */
static inline void truth_shrink(Truth *truth, size_t len)
{
    size_t before = event_table_len(truth->table);
    Event *rows = truth_rows(truth->seq + 1, NULL, 0, NULL, len);

    rows->rows.removed = g_new(uint64_t, before - len);
    rows->rows.removed_len = before - len;
    for (size_t i = len; i < before; i++)
        rows->rows.removed[i - len] = i + 1;
    truth_put(truth, rows);
}

/* Another, empty table, whose numbers begin anew. */
static inline void truth_begin_anew(Truth *truth)
{
    pthread_mutex_lock(&truth->lock);
    event_table_free(truth->table);
    truth->table = truth_empty_table();
    truth->seq = 0;
    hub_put_table(truth->channel, event_table_copy(truth->table));
    pthread_mutex_unlock(&truth->lock);
}
