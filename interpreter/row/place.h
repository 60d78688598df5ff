#pragma once
/*
 * Where a row comes from. Rows have an order of their own that does not depend on who read them
 * when: by timestamp, topic, partition and offset of the record, then as the record gave them.
 *
 * Thread: any; plain data.
 */
#include <stdint.h>

#define ROW_PLACE_NO_TIME INT64_MIN

typedef struct RowPlace {
    int64_t event_us;     /* the row's event time: its window's, else the timestamp */
    int64_t timestamp_us; /* the record's; ROW_PLACE_NO_TIME if it has none */
    int64_t offset;
    uint64_t nth;   /* among the rows of its record */
    uint32_t topic; /* index, in the order of the topics' names */
    int32_t partition;
} RowPlace;

static inline int row_place_order(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* < 0, 0, > 0 in the order of rows; event times do not count. */
static inline int row_place_compare(const RowPlace *a, const RowPlace *b)
{
    int order = row_place_order(a->timestamp_us, b->timestamp_us);

    if (order == 0)
        order = row_place_order(a->topic, b->topic);
    if (order == 0)
        order = row_place_order(a->partition, b->partition);
    if (order == 0)
        order = row_place_order(a->offset, b->offset);
    return order != 0 ? order : (a->nth > b->nth) - (a->nth < b->nth);
}
