#pragma once
/*
 * Aggregates: a table, one row one function, and the calls of a statement, which are rows with
 * types, constants, DISTINCT and ORDER BY filled in.
 *
 * A state is `state_bytes` of plain memory, which the owner may move by memcpy; zeroed memory is an
 * empty one. What it points to on the heap is its own; AGGREGATE_STATE_BYTES_MAX limits what it
 * keeps there.
 *
 * Thread: tables and calls are constant; a state belongs to one thread at a time.
 */
#include "row/place.h"
#include "row/value.h"

enum {
    AGGREGATE_ARGUMENTS_MAX = 2,
    AGGREGATE_ORDERS_MAX = 8,
    AGGREGATE_INPUTS_MAX = AGGREGATE_ARGUMENTS_MAX + AGGREGATE_ORDERS_MAX,
    AGGREGATE_STATE_BYTES_MAX = 128 << 20,
};

typedef struct Aggregate Aggregate;
typedef struct AggregateCall AggregateCall;
typedef struct GatherRow GatherRow; /* gather.h */

/**
 * One row comes, or goes
 * @inputs:  the call's inputs_len values; no argument is NULL but for AGGREGATE_LAX
 * @place:   of the row: a record's bytes are its own only for the call
 * @error:   FAIL_DATA, or FAIL_LIMIT of the state's memory
 */
#define AGGREGATE_ADD(function)                                                                    \
    bool function(void *state G_GNUC_UNUSED, const AggregateCall *call G_GNUC_UNUSED,              \
                  const Value *inputs G_GNUC_UNUSED, const RowPlace *place G_GNUC_UNUSED,          \
                  GError **error G_GNUC_UNUSED)
/* @from is added into @into, and stays what it is: its owner ends it. */
#define AGGREGATE_MERGE(function)                                                                  \
    bool function(void *into G_GNUC_UNUSED, const void *from G_GNUC_UNUSED,                        \
                  const AggregateCall *call G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
/* The result; borrows from the state or @arena. Empty states give NULL, or 0 for counts. */
#define AGGREGATE_RESULT(function)                                                                 \
    bool function(const void *state G_GNUC_UNUSED, const AggregateCall *call G_GNUC_UNUSED,        \
                  Arena *arena G_GNUC_UNUSED, Value *ret_value, GError **error G_GNUC_UNUSED)
/* The result of all rows, in their order (of ORDER BY, else of their places). */
#define AGGREGATE_FOLD(function)                                                                   \
    bool function(const AggregateCall *call G_GNUC_UNUSED, const GatherRow *const *rows,           \
                  size_t rows_len, Arena *arena G_GNUC_UNUSED, Value *ret_value,                   \
                  GError **error G_GNUC_UNUSED)
typedef AGGREGATE_ADD((*AggregateAddFn));
typedef AGGREGATE_MERGE((*AggregateMergeFn));
typedef AGGREGATE_RESULT((*AggregateResultFn));
typedef AGGREGATE_FOLD((*AggregateFoldFn));

typedef struct AggregateFunctions {
    AggregateAddFn add;
    AggregateAddFn remove; /* the inverse of add; NULL: there is no exact one */
    AggregateMergeFn merge;
    AggregateResultFn result;
    /* Bytes for a checkpoint, appended; and the state that they were, into an empty one. NULL: a
     * state's own memory is all of it. Use aggregate_save() and aggregate_load(). */
    void (*save)(const void *state, const AggregateCall *call, GByteArray *bytes);
    void (*load)(void *state, const AggregateCall *call, const uint8_t **at);
    size_t (*heap_bytes)(const void *state); /* at once, however large; NULL: none */
    void (*done)(void *state);               /* the memory is no state then; NULL: nothing to do */
} AggregateFunctions;

typedef enum AggregateFlags {
    AGGREGATE_STAR = 1,         /* count(*): rows, not values */
    AGGREGATE_LAX = 2,          /* rows with NULL arguments count, too */
    AGGREGATE_WITHIN_GROUP = 4, /* its arguments stand in WITHIN GROUP (ORDER BY ...) */
    AGGREGATE_ANY_ORDER = 8,    /* of the same rows in any order the result is the same */
    AGGREGATE_ONCE = 16,        /* a value counts once, however often it comes */
    AGGREGATE_OF_JSONB = 32,    /* any arguments, which to_jsonb() is applied to before */
} AggregateFlags;

struct Aggregate {
    const char *name; /* "count" */
    const char *help; /* one sentence */
    unsigned flags;
    Type arguments[AGGREGATE_ARGUMENTS_MAX]; /* one value of each a row; TYPE_UNKNOWN: any type, */
    size_t arguments_len;                    /* TYPE_ANY_ITEM and its array as in signatures */
    bool has_constant;  /* one more argument, of that type, which is the same for all rows: after */
    Type constant;      /* the others, or before WITHIN GROUP */
    Type result;        /* TYPE_ANY_ITEM or its array: by the arguments */
    size_t state_bytes; /* a multiple of 16; 0 with `fold` */
    const AggregateFunctions *functions; /* or NULL, and it has `fold`: the rows are kept */
    AggregateFoldFn fold;
    /* FAIL_QUERY if the call's constant (not NULL) can't be; NULL: any can. */
    bool (*check)(const Value *constant, GError **error);
};

typedef struct AggregateOrder {
    size_t input;
    bool is_descending, nulls_first;
} AggregateOrder;

/* Read-only once aggregate_call_settle() has filled in its second half. */
struct AggregateCall {
    const Aggregate *aggregate;
    Type input_types[AGGREGATE_INPUTS_MAX]; /* the arguments', then what only ORDER BY reads */
    size_t arguments_len, inputs_len;
    Value constant; /* of aggregate->constant; NULL without one */
    bool is_distinct;
    AggregateOrder orders[AGGREGATE_ORDERS_MAX];
    size_t orders_len;

    const AggregateFunctions *functions;
    Type result_type;
    size_t state_bytes; /* a multiple of 16 */
    bool keeps_places;  /* with the rows that it keeps */
    bool skips_nulls;   /* rows with a NULL among the arguments are not added */
};

/**
 * aggregate_find() - the row for a name and the types of its arguments
 * @types:  as they were written: with a constant; that of WITHIN GROUP comes first
 * @ret_is_ambiguous:  set with NULL: several are equally good
 *
 * Return: the best row by PostgreSQL's rules, or NULL; aggregate_first() then tells wrong types
 * from an unknown name.
 */
const Aggregate *aggregate_find(const char *name, bool is_star, const Type *types, size_t len,
                                bool *ret_is_ambiguous);
const Aggregate *aggregate_first(const char *name); /* some row of that name; NULL */
bool aggregate_exists(const char *name);
const Aggregate *aggregate_table(size_t *ret_len); /* for help, completion and docs */
/* "percentile_cont(double precision) WITHIN GROUP (ORDER BY double precision)", appended */
void aggregate_signature(const Aggregate *aggregate, GString *text);

/* Fill in the rest of a call. Its inputs are of the aggregate's types by now. */
void aggregate_call_settle(AggregateCall *call);
/* Both calls give the same for the same inputs. */
bool aggregate_call_equals(const AggregateCall *a, const AggregateCall *b);

/* One row of values, if it is to be added. */
static inline bool aggregate_add(void *state, const AggregateCall *call, const Value *inputs,
                                 const RowPlace *place, GError **error)
{
    for (size_t i = 0; call->skips_nulls && i < call->arguments_len; i++) {
        if (inputs[i].is_null)
            return true;
    }
    return call->functions->add(state, call, inputs, place, error);
}

/* The same row goes. Only of functions that have a remove. */
static inline bool aggregate_remove(void *state, const AggregateCall *call, const Value *inputs,
                                    const RowPlace *place, GError **error)
{
    for (size_t i = 0; call->skips_nulls && i < call->arguments_len; i++) {
        if (inputs[i].is_null)
            return true;
    }
    return call->functions->remove(state, call, inputs, place, error);
}

static inline bool aggregate_has_heap(const AggregateCall *call)
{
    return call->functions->done != NULL;
}

void aggregate_save(const void *state, const AggregateCall *call, GByteArray *bytes);
/* @state: empty. @at: what aggregate_save() of an equal call wrote; moves on. */
void aggregate_load(void *state, const AggregateCall *call, const uint8_t **at);
