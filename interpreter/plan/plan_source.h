#pragma once
/*
 * What a query reads: a topic, or those of a pattern, from where to where, and the fields of its
 * records. Plain data in the plan's arena, read-only once the plan is made.
 *
 * Thread: any.
 */
#include "catalog/pattern.h"
#include "codec/infer.h"

/* Where reading begins or ends. */
typedef enum PlanBoundKind {
    PLAN_BOUND_NONE, /* not said: from the beginning; without an end */
    PLAN_BOUND_EARLIEST,
    PLAN_BOUND_LATEST, /* the end of each partition when the query opens ('latest', 'now') */
    PLAN_BOUND_TIME,   /* records with timestamp_ms >= (since) or < (until) time_ms */
    PLAN_BOUND_OFFSET, /* one offset for every partition */
    PLAN_BOUND_LAST,   /* as since: so many records before the end of each partition */
} PlanBoundKind;

typedef struct PlanBound {
    PlanBoundKind kind;
    int64_t time_ms; /* an interval back from now is resolved to this */
    int64_t offset;  /* or how many records */
} PlanBound;

/* A part of a record, as its format has it. */
typedef struct PlanField {
    const char *name;
    const char *const *path; /* names; none: the whole record */
    size_t path_len;
    Type type;
    int slot;
    const char *doubt;  /* what is to be said when it is read; or NULL */
    double nulls_share; /* of the records that were looked at */
} PlanField;

/* What is read: a topic. */
typedef struct PlanSource {
    const char *topic;             /* as the broker spells it; or a pattern */
    const CatalogPattern *pattern; /* of the topics to read; NULL: the one topic */
    PlanBound since, until;
    const Format *format; /* of its records, where fields of it may be read; or NULL */
    const PlanField *fields;
    size_t fields_len;
    int key_slot; /* of the key as bytes, a bytea; 0: it is not read so */
} PlanSource;
