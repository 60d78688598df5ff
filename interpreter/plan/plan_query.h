#pragma once
/*
 * A query that is bound: where its rows come from, the steps that they go through, groups, outputs.
 * Plain data in the plan's arena, read-only once the plan is made, and read by several threads.
 *
 * Thread: any.
 */
#include "expr/aggregate.h"
#include "expr/expr.h"
#include "expr/table_function.h"
#include "plan/plan_source.h"
#include "row/batch.h"
#include "window/window.h"

enum {
    PLAN_KEYS_MAX = 32,
    PLAN_AGGREGATES_MAX = 64,
    PLAN_OUTPUTS_MAX = 256, /* EVENT_COLUMNS_MAX */
    PLAN_BRANCHES_MAX = 64,
    PLAN_STEPS_MAX = 512,
    PLAN_SLOTS_MAX = EXPR_SLOTS_MAX,
    PLAN_QUERIES_MAX = 256,              /* one of WITH counts whenever it is used */
    PLAN_NESTING_MAX = 32,               /* queries within queries, views included */
    PLAN_ARENA_BYTES = 64 * 1024 * 1024, /* what the plan of a legal statement stays below */
};

typedef struct PlanWindow {
    WindowSpec spec;
    const Expr *time; /* over earlier slots */
    int time_slot;    /* the slot if `time` is one, else -1 */
    Type type;        /* of `time` and of both columns: timestamptz, timestamp or date */
    int start_slot, end_slot;
    const Expr *by;            /* what sessions are kept apart by, or NULL */
    int64_t grace_ms, idle_ms; /* -1: as the settings say */
} PlanWindow;

typedef struct PlanExpand {
    const TableFunction *function;
    const Expr *arguments[TABLE_FUNCTION_ARGUMENTS_MAX]; /* over slots before `slot` */
    size_t arguments_len;
    size_t columns_len;  /* it sets so many slots from the step's on */
    bool has_ordinality; /* and one more: 1, 2, ... */
} PlanExpand;

/* Constant rows, as of VALUES: rows_len times columns_len values. */
typedef struct PlanValues {
    const Expr *const *items;
    size_t rows_len, columns_len;
} PlanValues;

typedef enum PlanStepKind {
    PLAN_STEP_FILTER,  /* rows for which `expr` is not true end here */
    PLAN_STEP_COMPUTE, /* slot = expr */
    PLAN_STEP_EXPAND,  /* a row for each that a table function gives, from slot on */
    PLAN_STEP_VALUES,  /* a row for each of some constant rows, from slot on */
    PLAN_STEP_WINDOW,  /* its start and end; without a time the row ends here */
    PLAN_STEP_NUMBER,  /* slot = 1, 2, ... for the rows of one record, an int8 */
} PlanStepKind;

typedef struct PlanStep {
    PlanStepKind kind;
    int slot;
    const Expr *expr;         /* FILTER, COMPUTE */
    const PlanExpand *expand; /* EXPAND */
    const PlanValues *values; /* VALUES */
    const PlanWindow *window; /* WINDOW */
} PlanStep;

/* One side of a UNION ALL, or the only one. */
typedef struct PlanBranch {
    const PlanSource *source; /* NULL: one row without columns, once */
    const PlanStep *steps;
    size_t steps_len;
    SlotSet record_slots; /* those of the record that anything reads */
} PlanBranch;

/* row_number() OVER (PARTITION BY partitions ORDER BY orders) */
typedef struct PlanRank {
    const Expr *const *partitions; /* over the input's output slots, as are the order's */
    size_t partitions_len;
    const Expr *const *order_exprs;
    const struct PlanOrder *orders; /* whose `output` is the index in order_exprs */
    size_t orders_len;
    int slot;    /* where the number goes, an int8 */
    int64_t max; /* greater numbers are of no use; INT64_MAX */
} PlanRank;

typedef struct PlanAggregate {
    AggregateCall call;
    const Expr *const *inputs; /* over row slots: the call's inputs_len */
    bool is_unused;            /* nothing reads its result */
    const Expr *filter;        /* FILTER (WHERE ...), over row slots, or NULL */
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
 * Rows come from the branches, or are the outputs of another query. A row goes through its branch's
 * steps, then through the common ones. With groups: keys and aggregates over row slots; then having
 * and outputs over group slots (key 0 .. keys_len - 1, then the aggregates).
 */
typedef struct PlanSelect PlanSelect;
struct PlanSelect {
    const PlanBranch *branches; /* of a query without `input`; at least one */
    size_t branches_len;
    const PlanSelect *input; /* its outputs are slots 0 .., or NULL */
    const PlanRank *rank;    /* of rows of `input`, before the steps; or NULL */
    const PlanStep *steps;
    size_t steps_len;
    int slots_len; /* of a row */

    const PlanWindow *window; /* the last one that rows lie in, or NULL */
    bool is_grouped;          /* GROUP BY, an aggregate, or DISTINCT */
    int64_t rows_max; /* > 0: a row is a group of its own, its keys as they are; any so many do */
    const Expr *const *keys;
    size_t keys_len;
    int window_key, window_end_key; /* which key is that column itself, else -1 */
    bool is_sliced; /* the window's columns are read as keys only: groups may be kept by slice */
    const PlanAggregate *aggregates;
    size_t aggregates_len;
    const Value *always; /* always_len rows of keys: groups that are there without any row */
    size_t always_len;
    const Expr *having; /* or NULL */

    const PlanOutput *outputs;
    size_t outputs_len;
    const PlanOrder *orders;
    size_t orders_len;
    int64_t limit;  /* -1: none */
    int64_t offset; /* rows skipped; 0 */

    bool is_final;        /* windows are shown once, when they close */
    bool ends_by_offsets; /* all topics are read to an end: until */
    bool is_bounded;      /* ends by itself: until, for, no topic, or a LIMIT that rows reach */
    bool may_last;        /* is_bounded, but by a LIMIT or by something in the future */
    int64_t for_ms;       /* ends so long after its start; -1 */
};

/* The query that reads the topics. */
static inline const PlanSelect *plan_leaf(const PlanSelect *select)
{
    while (select->input != NULL)
        select = select->input;
    return select;
}

/* Adds the slots that they read. */
void plan_aggregate_slots(const PlanAggregate *aggregate, SlotSet *set);
void plan_step_slots(const PlanStep *step, SlotSet *set);
/* Whether the step sets a slot that is in @used. */
bool plan_step_sets(const PlanStep *step, const SlotSet *used);
/* Whether any topic is read. */
bool plan_has_topic(const PlanSelect *select);
/* (owned) The names of the topics for people: "lines", "lines and 2 more". */
char *plan_topics(const PlanSelect *select);
