#pragma once
/*
 * A lane's groups: one table for every window that it has rows of. They hold what was counted
 * since the last hand-over; keys stay, so that only the first row of a key costs more than a probe.
 *
 * Rows that are only counted, by one text key, wait until a few dozen are together: their memory is
 * asked for at once, which is what makes counting words fast.
 *
 * Thread: the lane's.
 */
#include "engine/delta.h"
#include "engine/shape.h"

typedef struct Collect Collect;

/* @shape: borrowed. @memory_max: what the tables may need; beyond it rows are refused */
Collect *collect_new(const Shape *shape, int64_t memory_max); /* (owned) */
void collect_free(Collect *collect);                          /* NULL is fine */

/**
 * collect_row() - count one row
 * @window:     its window, or its slice; nothing without
 * @slots:      (borrowed) the row; what a text key points to must live until collect_flush()
 * @error:      FAIL_DATA of an expression or an aggregate, FAIL_LIMIT
 */
bool collect_row(Collect *collect, const WindowSpan *window, ExprContext *context,
                 const Value *slots, GError **error);
/* The same for @len rows that differ in @slots[@slot] only, which takes each of @values. */
bool collect_values(Collect *collect, const WindowSpan *window, ExprContext *context, Value *slots,
                    int slot, const Value *values, size_t len, GError **error);
/**
 * collect_session() - a row keeps a session going, whether it is counted or not
 * @slice:    of its time
 * @time_us:  its event time
 */
bool collect_session(Collect *collect, const WindowSpan *slice, ExprContext *context,
                     const Value *slots, int64_t time_us, GError **error);
/* Nothing that rows pointed to is needed afterwards. */
bool collect_flush(Collect *collect, GError **error);
bool collect_has_changes(const Collect *collect);
/* Move all that changed into @delta, which is empty. collect_flush() came before. */
void collect_hand_over(Collect *collect, Delta *delta);
