#pragma once
/*
 * The current table of a stream: `schema` and `rows` events applied in order. Its readers see
 * whole states only: lines with `more` set are held back until their last one.
 *
 * Thread: one at a time; no locks.
 */
#include "event/event.h"

typedef struct EventTable EventTable;

enum { EVENT_TABLE_REMOVED_MAX = 4096 }; /* removed rows that event_table_write() knows of */

EventTable *event_table_new(void); /* for a reader of the protocol: EVENT_ROWS_MAX rows at once */
/* The same within the process that made the rows, whose memory is limited elsewhere. */
EventTable *event_table_new_unlimited(void); /* (owned) */
/* (owned) The same rows, schema and seq; it knows of no removals before that. */
EventTable *event_table_copy(const EventTable *table);
void event_table_free(EventTable *table); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EventTable, event_table_free)

typedef enum EventTableChange {
    EVENT_TABLE_SAME, /* nothing visible changed: not of the table, or more lines follow */
    EVENT_TABLE_CHANGED,
} EventTableChange;

/**
 * event_table_apply() - one event
 * @event:       (borrowed); kinds other than schema and rows change nothing
 * @ret_change:  set on success only
 * @error:       FAIL_DATA if the event contradicts what came before (a seq that is not the next
 *               one, an order with an unknown id, a row of another width)
 */
bool event_table_apply(EventTable *table, const Event *event, EventTableChange *ret_change,
                       GError **error);

const EventSchema *event_table_schema(const EventTable *table); /* NULL before the schema */
size_t event_table_len(const EventTable *table);                /* visible rows */
/* The cells of the @i-th visible row, valid until the next apply. */
char *const *event_table_row(const EventTable *table, size_t i);
/* The cells of the row with that id, NULL if there is none; valid until the next apply. */
char *const *event_table_find(const EventTable *table, uint64_t id);
int64_t event_table_total(const EventTable *table); /* rows there are in all */
uint64_t
event_table_seq(const EventTable *table); /* of the state that is seen; 0 before the first */

/**
 * event_table_write() - what whoever has an earlier state of the table lacks
 * @since:  the seq of that state; 0 for none
 * @lines:  as event_write(): `rows` with the changed rows, and without an order if that is the
 *          same; or, where there is no way from that state to this one, `schema` and whole `rows`
 */
void event_table_write(const EventTable *table, int query, uint64_t since, GString *lines);
