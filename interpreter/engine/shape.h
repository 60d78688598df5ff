#pragma once
/*
 * What a plan means for the memory of its groups, worked out once: which keys are a group's own,
 * which come from its window, and where the aggregates' states lie. Read-only afterwards.
 *
 * A group is identified by its window (where the plan groups by one) and the bytes of its own
 * keys: of one text key the text itself, else all of them by value_encode(). count(*) needs no
 * state: it is the number of rows that every group keeps anyway.
 *
 * Thread: any, once made.
 */
#include "engine/groups.h"
#include "plan/plan.h"

typedef enum ShapeKey {
    SHAPE_KEY_OWN,
    SHAPE_KEY_WINDOW_START,
    SHAPE_KEY_WINDOW_END,
} ShapeKey;

typedef struct ShapeState {
    const PlanAggregate *plan;
    size_t place;  /* among the plan's aggregates */
    size_t offset; /* bytes from the beginning of the group's states */
} ShapeState;

typedef struct Shape {
    const PlanSelect *plan; /* borrowed */
    bool is_windowed;       /* every group belongs to a window */
    bool is_spread;  /* lanes count by slice; a slice is added to each window that covers it */
    bool is_session; /* of sessions: keys begin with what they are kept apart by */
    const PlanWindow *window; /* (borrowed) if it is windowed */
    int64_t window_unit_us;   /* of the window columns: 1, or a day for dates */
    ShapeKey keys[PLAN_KEYS_MAX];
    Type key_types[PLAN_KEYS_MAX];
    size_t own_len;                         /* keys that are SHAPE_KEY_OWN */
    int text_key;                           /* the only own key if it is text, else -1 */
    ShapeState states[PLAN_AGGREGATES_MAX]; /* of the aggregates that have one */
    size_t states_len;
    bool has_heap;      /* some state has memory outside of itself */
    size_t state_bytes; /* of all states of a group; a multiple of 16 */
    size_t slots_len;   /* group slots: keys, then aggregates */
} Shape;

/* @by_window: groups of the plan's window belong to it; else its columns are keys as others are */
void shape_init(Shape *shape, const PlanSelect *plan, bool by_window);
void shape_states_init(const Shape *shape, void *states);
/* Frees what is on the heap: init before they are used again. */
void shape_states_done(const Shape *shape, void *states);
/* @from is added into @into, and keeps what it has. */
bool shape_states_add(const Shape *shape, void *into, const void *from, GError **error);
/* The same, but what fits into an empty state moves there, and leaves one. */
bool shape_states_merge(const Shape *shape, void *into, void *from, GError **error);
size_t shape_states_heap_bytes(const Shape *shape, const void *states);

/* What one row gives to a state. */
typedef struct ShapeInput {
    bool is_out; /* FILTER leaves the row out */
    Value values[AGGREGATE_INPUTS_MAX];
} ShapeInput;

/* What the row in @slots gives to the states, one input each: all that can be wrong with it is
 * found before anything is counted. */
bool shape_eval_row(const Shape *shape, ExprContext *context, const Value *slots,
                    ShapeInput *ret_inputs, GError **error);
/* That into the states, or out of them. @place: the row's */
bool shape_add_row(const Shape *shape, const ShapeInput *inputs, const RowPlace *place,
                   char *states, bool is_removal, GError **error);
bool shape_can_remove(const Shape *shape); /* every aggregate can */
/* What a session is kept apart by, for the row in @slots, appended. */
bool shape_session_by(const Shape *shape, ExprContext *context, const Value *slots,
                      GByteArray *bytes, GError **error);
/* How many bytes that has at the beginning of a group's key. */
size_t shape_session_by_bytes(const Shape *shape, const char *key);

/* (owned) The bytes of the own keys among @keys, one value each; *ret_len may be GROUPS_KEY_NULL.
 */
char *shape_key(const Shape *shape, const Value *keys, uint32_t *ret_len);

/* The results of the aggregates only: slots from keys_len on. Otherwise as shape_slots(). */
bool shape_results(const Shape *shape, int64_t rows, const void *states, const SlotSet *wanted,
                   Arena *arena, Value *ret_slots, GError **error);
/**
 * shape_slots() - a group as the values that its outputs read
 * @wanted:    slots of aggregates that are needed; all others are filled
 * @arena:     holds what does not point into the group
 * @ret_slots: slots_len of them
 */
bool shape_slots(const Shape *shape, const Group *group, const void *states,
                 const WindowSpan *window, const SlotSet *wanted, Arena *arena, Value *ret_slots,
                 GError **error);
