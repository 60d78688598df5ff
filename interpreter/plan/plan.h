#pragma once
/*
 * A statement that is parsed, bound and ready to run. The plan and all that it points to live in
 * one arena, are read-only afterwards, and may be read by several threads.
 *
 * Thread: plan_new() any; pure but for the topic names that it is given by a function.
 */
#include "config/config.h"
#include "expr/aggregate.h"
#include "expr/expr.h"
#include "expr/table_function.h"

enum {
    PLAN_KEYS_MAX = 32,
    PLAN_AGGREGATES_MAX = 64,
    PLAN_OUTPUTS_MAX = 256,              /* EVENT_COLUMNS_MAX */
    PLAN_ARENA_BYTES = 64 * 1024 * 1024, /* what the plan of a legal statement stays below */
};

typedef enum PlanKind {
    PLAN_SELECT,
    PLAN_INSERT, /* VALUES into a topic */
    PLAN_SHOW_TOPICS,
} PlanKind;

/* Where reading begins or ends. */
typedef enum PlanBoundKind {
    PLAN_BOUND_NONE, /* not said: from the beginning; without an end */
    PLAN_BOUND_EARLIEST,
    PLAN_BOUND_LATEST, /* the end of each partition when the query opens ('latest', 'now') */
    PLAN_BOUND_TIME,   /* records with timestamp_ms >= (since) or < (until) time_ms */
    PLAN_BOUND_OFFSET, /* one offset for every partition */
} PlanBoundKind;

typedef struct PlanBound {
    PlanBoundKind kind;
    int64_t time_ms; /* an interval back from now is resolved to this */
    int64_t offset;
} PlanBound;

typedef struct PlanWindow {
    int64_t size_us;  /* > 0 */
    int64_t shift_us; /* 0 <= shift < size */
    const Expr *time; /* over record slots, timestamptz */
    int time_slot;    /* the slot if `time` is one, else -1 */
} PlanWindow;

typedef struct PlanExpand {
    const TableFunction *function;
    const Expr *arguments[TABLE_FUNCTION_ARGUMENTS_MAX]; /* over slots before `slot` */
    size_t arguments_len;
    int slot; /* where its values go: COLUMN_FUNCTION + its place */
} PlanExpand;

typedef struct PlanAggregate {
    const Aggregate *aggregate;
    const Expr *argument; /* over row slots; NULL for count(*) */
    const Expr *filter;   /* FILTER (WHERE ...), over row slots, or NULL */
} PlanAggregate;

typedef struct PlanOutput {
    const char *name;
    const Expr *expr; /* over group slots if the plan groups, else over row slots */
    bool is_visible;  /* false: needed by ORDER BY only */
} PlanOutput;

typedef struct PlanOrder {
    size_t output; /* index of the output that is compared */
    bool is_descending;
    bool nulls_first;
} PlanOrder;

/*
 * Rows: record slots and window slots -> where_record -> expand, in order -> where_row.
 * With groups: keys and aggregates over row slots; then having and outputs over group slots
 * (key 0 .. keys_len - 1, then the aggregates).
 */
typedef struct PlanSelect {
    const char *topic; /* as the broker spells it; NULL: no topic, one row without columns */
    PlanBound since, until;
    bool is_bounded;     /* ends by itself: until, for, no topic, or a LIMIT that rows reach */
    bool may_last;       /* is_bounded, but by a LIMIT or by something in the future */
    int64_t for_ms;      /* ends so long after its start; -1 */
    uint64_t slots_used; /* bits of the record and window slots that anything reads */

    const PlanWindow *window;  /* or NULL */
    const Expr *where_record;  /* or NULL; reads record and window slots only */
    const PlanExpand *expands; /* expands_len of them */
    size_t expands_len;
    const Expr *where_row; /* or NULL; the rest of WHERE */

    bool is_grouped; /* GROUP BY, an aggregate, or DISTINCT */
    const Expr *const *keys;
    size_t keys_len;
    int window_key;     /* which key is window_start itself (or determines it), else -1 */
    int window_end_key; /* which key is window_end itself, else -1 */
    const PlanAggregate *aggregates;
    size_t aggregates_len;
    const Expr *having; /* or NULL */

    const PlanOutput *outputs;
    size_t outputs_len;
    const PlanOrder *orders;
    size_t orders_len;
    int64_t limit;  /* -1: none */
    int64_t offset; /* rows skipped; 0 */
} PlanSelect;

typedef struct PlanInsertRow {
    Value value, key; /* text or NULL */
} PlanInsertRow;

typedef struct PlanInsert {
    const char *topic;
    const PlanInsertRow *rows;
    size_t rows_len;
} PlanInsert;

typedef struct Plan {
    PlanKind kind;
    PlanSelect select;
    PlanInsert insert;
} Plan;

/**
 * PlanTopicsFn - the names of the topics there are
 * @ret_topics:  (owned) NULL-ended names; called at most once a plan
 * @error:       FAIL_KAFKA or FAIL_NET
 */
typedef bool (*PlanTopicsFn)(void *user, char ***ret_topics, GError **error);

typedef struct PlanInput {
    const char *statement;
    const ConfigSet *settings; /* since, until, for, ... */
    int64_t now_us;            /* the statement's start */
    PlanTopicsFn topics;
    void *topics_user;
} PlanInput;

/**
 * plan_new() - parse and bind one statement
 * @arena:  (borrowed) holds the plan; it must outlive it and allow PLAN_ARENA_BYTES
 * @error:  FAIL_QUERY with the position in the statement and often a hint; FAIL_LIMIT (bytes,
 *          tokens, nesting); what @input->topics says
 *
 * What the language does not have yet is refused by its name and position, never ignored.
 */
const Plan *plan_new(const PlanInput *input, Arena *arena, GError **error);
