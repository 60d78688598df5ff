#pragma once
/*
 * From a record to rows: fill the slots that the plan reads, WHERE, the window, table functions,
 * the rest of WHERE, and then the lane's groups or rows.
 *
 * Thread: the lane's. A plan without a topic feeds on the main thread.
 */
#include <stdatomic.h>

#include "codec/decoder.h"
#include "engine/delta.h"
#include "row/batch.h"

typedef struct Feed Feed;

typedef struct FeedOptions {
    const Shape *shape; /* borrowed */
    RowsRule rule;      /* of a plan without groups */
    int64_t keep_max;
    int64_t memory_max;
    int64_t now_us;           /* the statement's start */
    int64_t future_max_us;    /* event times further ahead of the wall do not move the watermark */
    const Zone *zone;         /* borrowed */
    SchemaRegistry *registry; /* borrowed: of Avro's schemas, or NULL */
    bool skips;               /* a row that fails is left out and counted */
    const PlanAnalysis *analysis; /* borrowed: what is to be measured; or NULL */
    const atomic_bool *stop;      /* borrowed: set, a record's rows may end early; or NULL */
} FeedOptions;

/* @error: FAIL_QUERY of a constant argument of a table function */
Feed *feed_new(const FeedOptions *options, GError **error); /* (owned) */
void feed_free(Feed *feed);                                 /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Feed, feed_free)

/* Where a record comes from, besides what it says itself. */
typedef struct FeedPlace {
    const char *topic;
    size_t topic_place; /* in the order of the topics' names */
    int partition;
    int64_t received_ms;
    const size_t *branches; /* of the plan, that read its topic */
    size_t branches_len;
} FeedPlace;

/**
 * feed_record() - all rows of one record
 * @record:     (borrowed) its bytes must live until feed_flush()
 * @ret_event_us: its event time; WATERMARK_NONE without one that counts
 * @error:      FAIL_DATA of an expression, FAIL_LIMIT
 */
bool feed_record(Feed *feed, const Record *record, const FeedPlace *place, int64_t *ret_event_us,
                 GError **error);
typedef bool (*FeedRecordFn)(Feed *feed, const Record *record, const FeedPlace *place,
                             int64_t *ret_event_us, GError **error);
/* feed_record(), or where something is to be measured, what does the same and measures it. */
FeedRecordFn feed_record_fn(const Feed *feed);
/* The rows of branches without a topic. */
bool feed_nothing(Feed *feed, GError **error);
typedef bool (*FeedRowFn)(void *user, GError **error);
/* Call @after_row when a row of a query with groups is counted: there feed_hand_over() is allowed,
 * and feed_flush() is not. */
void feed_set_after_row(Feed *feed, FeedRowFn after_row, void *user);
/* Nothing of the records is needed any more. */
bool feed_flush(Feed *feed, GError **error);
bool feed_has_changes(const Feed *feed);
/* Bytes of rows that wait to be handed over, and that can't be dropped. */
size_t feed_waiting_bytes(const Feed *feed);
/* Move all that changed into @delta, which is empty. feed_flush() came before. */
void feed_hand_over(Feed *feed, Delta *delta);
/* (owned) A Delta that fits. */
Delta *feed_new_delta(const Feed *feed, int lane);
