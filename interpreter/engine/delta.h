#pragma once
/*
 * What a lane hands over to the main thread: one consistent cut. It holds the partial states of
 * every group that changed since the last one, or rows of a query without groups, and for each
 * partition how far that takes us. A lane has one Delta, which goes to and fro: as long as it is
 * with the main thread, the lane goes on gathering.
 *
 * A lane numbers its tables of groups (one a window) and the groups in each from 0. The main thread
 * remembers which of its own groups each number is, so a key travels only once.
 *
 * Thread: whoever owns it, the lane or the main thread.
 */
#include "engine/meter.h"
#include "engine/rows.h"
#include "engine/shape.h"

/* Some changed groups of one of the lane's tables. */
typedef struct DeltaTable {
    WindowSpan window; /* its window, or its slice; nothing without windows */
    uint32_t table;    /* the lane's number for it, never used again for another */
    uint32_t len;      /* groups that follow */
    uint32_t extents;  /* of a session's slice: extents that follow */
} DeltaTable;

/* From when to when rows of one session were seen in a slice. */
typedef struct DeltaExtent {
    uint32_t by_len; /* bytes of what the session belongs to, which are among the keys */
    int64_t first_us, last_us;
} DeltaExtent;

typedef struct DeltaGroup {
    uint32_t id;      /* of the group in that table: if it is the next one, its key follows */
    uint32_t key_len; /* of a new one: bytes, or GROUPS_KEY_NULL */
    int64_t rows;     /* counted since the last hand-over */
    char states[] __attribute__((aligned(16)));
} DeltaGroup;

typedef struct DeltaPartition {
    uint32_t source;
    bool has_records; /* some came since the last hand-over; else the times are not set */
    bool is_at_end;   /* the broker confirmed that there was nothing after them */
    int64_t next_offset;
    int64_t time_us;      /* greatest event time; WATERMARK_NONE if none of them has one */
    int64_t timestamp_ms; /* greatest timestamp of a record */
} DeltaPartition;

/* Values of records that did not fit, since the last hand-over. */
typedef struct DeltaMisfit {
    const PlanSource *source; /* borrowed */
    const PlanField *field;   /* (borrowed) its values are not of its type; NULL: whole records are
                               * none of the format */
    uint64_t count;
    char *example; /* owned: the lane's first */
} DeltaMisfit;

typedef struct DeltaBuffer {
    char *at;
    size_t used, capacity;
} DeltaBuffer;

typedef struct Delta {
    const Shape *shape; /* borrowed; NULL for a query without groups */
    int lane;
    GArray *tables;     /* DeltaTable */
    DeltaBuffer groups; /* DeltaGroup, table by table; their states are owned until merged */
    DeltaBuffer keys;
    GArray *extents;     /* DeltaExtent, table by table */
    DeltaBuffer by_keys; /* of the extents */
    size_t groups_len;
    GArray *ended;          /* uint32_t: tables that the lane has given up */
    Rows *rows;             /* owned; NULL for a query with groups */
    GArray *partitions;     /* DeltaPartition */
    int64_t records, bytes; /* read since the last hand-over */
    int64_t ahead;          /* of these, records whose time is too far in the future */
    int64_t skipped;        /* rows that failed, and were to be skipped */
    char *skipped_text;     /* owned: what the first of them said; NULL */
    GArray *misfits;        /* DeltaMisfit */
    MeterCount *counts;     /* owned: what the lane's meter has counted; NULL without */
    size_t lane_bytes;      /* memory that the lane's groups use */
    int64_t merged_us;      /* set by the main thread: what it took to merge this */
    GError *error;          /* owned: the lane has failed; it is its last one */
    bool is_last;
} Delta;

Delta *delta_new(int lane, const Shape *shape, Rows *rows_take); /* (owned) */
void delta_free(Delta *delta);                                   /* NULL is fine */
/* Nothing in it, and the states that nobody merged ended. */
void delta_clear(Delta *delta);
bool delta_is_empty(const Delta *delta); /* nothing that would change a result */

/* A DeltaMisfit's, for arrays of them. */
void delta_misfit_clear(void *misfit);

/* From when to when rows of a session were seen, of those that @by keeps apart. */
void delta_add_extent(Delta *delta, const Group *by, int64_t first_us, int64_t last_us);
/* A group with its states at @states, which are moved out and begin anew. @key of a new group only,
 * else NULL. */
void delta_add_group(Delta *delta, uint32_t id, const Group *key, int64_t rows, void *states);

static inline size_t delta_stride(const Delta *delta)
{
    return sizeof(DeltaGroup) + delta->shape->state_bytes;
}
