#include "engine/shape.h"

#include <assert.h>

#include "engine/memory.h"
#include "expr/expr.h"
#include "row/batch.h"
#include "row/calendar.h"
#include "window/window.h"

static ShapeKey key_of(const PlanWindow *window, const Expr *key)
{
    int slot = expr_slot(key);

    if (window == NULL || slot < 0)
        return SHAPE_KEY_OWN;
    return slot == window->start_slot ? SHAPE_KEY_WINDOW_START
           : slot == window->end_slot ? SHAPE_KEY_WINDOW_END
                                      : SHAPE_KEY_OWN;
}

static bool is_row_count(const PlanAggregate *aggregate)
{
    return (aggregate->call.aggregate->flags & AGGREGATE_STAR) != 0 && aggregate->filter == NULL;
}

static void place_states(Shape *shape)
{
    const PlanSelect *plan = shape->plan;

    for (size_t i = 0; i < plan->aggregates_len; i++) {
        const PlanAggregate *aggregate = &plan->aggregates[i];

        if (is_row_count(aggregate) || aggregate->is_unused)
            continue;
        shape->states[shape->states_len++] =
            (ShapeState){.plan = aggregate, .place = i, .offset = shape->state_bytes};
        shape->state_bytes += aggregate->call.state_bytes;
        shape->has_heap |= aggregate_has_heap(&aggregate->call);
    }
}

void shape_init(Shape *shape, const PlanSelect *plan, bool by_window)
{
    assert(plan->keys_len <= PLAN_KEYS_MAX && plan->aggregates_len <= PLAN_AGGREGATES_MAX);

    *shape = (Shape){.plan = plan, .text_key = -1};
    shape->is_windowed =
        by_window && plan->is_grouped && (plan->window_key >= 0 || plan->window_end_key >= 0);
    if (shape->is_windowed) {
        shape->window = plan->window;
        shape->window_unit_us = plan->window->type == TYPE_DATE ? CALENDAR_DAY_US : 1;
        shape->is_session = plan->window->spec.kind == WINDOW_SESSION;
        shape->is_spread = plan->is_sliced && (plan->window->spec.kind == WINDOW_HOP ||
                                               plan->window->spec.kind == WINDOW_CUMULATE);
    }
    for (size_t i = 0; i < plan->keys_len; i++) {
        shape->key_types[i] = expr_type(plan->keys[i]);
        shape->keys[i] = key_of(shape->window, plan->keys[i]);
        if (shape->keys[i] != SHAPE_KEY_OWN)
            continue;
        shape->own_len++;
        if (shape->is_session)
            continue;
        shape->text_key = shape->own_len == 1 && shape->key_types[i] == TYPE_TEXT ? (int)i : -1;
    }
    shape->slots_len = plan->keys_len + plan->aggregates_len;
    place_states(shape);
}

void shape_states_init(const Shape *shape, void *states)
{
    memset(states, 0, shape->state_bytes);
}

void shape_states_done(const Shape *shape, void *states)
{
    for (size_t i = 0; i < shape->states_len; i++) {
        const AggregateCall *call = &shape->states[i].plan->call;

        if (aggregate_has_heap(call))
            call->functions->done((char *)states + shape->states[i].offset);
    }
}

bool shape_states_add(const Shape *shape, void *into, const void *from, GError **error)
{
    for (size_t i = 0; i < shape->states_len; i++) {
        const AggregateCall *call = &shape->states[i].plan->call;
        size_t offset = shape->states[i].offset;

        if (!call->functions->merge((char *)into + offset, (const char *)from + offset, call,
                                    error))
            return false;
    }
    return true;
}

/* Zeroed memory is an empty state. */
static bool is_empty(const char *state, size_t bytes)
{
    return state[0] == 0 && memcmp(state, state + 1, bytes - 1) == 0;
}

bool shape_states_merge(const Shape *shape, void *into, void *from, GError **error)
{
    for (size_t i = 0; i < shape->states_len; i++) {
        const AggregateCall *call = &shape->states[i].plan->call;
        char *to = (char *)into + shape->states[i].offset;
        char *part = (char *)from + shape->states[i].offset;

        if (is_empty(to, call->state_bytes)) {
            memcpy(to, part, call->state_bytes);
            memset(part, 0, call->state_bytes);
        } else if (!call->functions->merge(to, part, call, error)) {
            return false;
        }
    }
    return true;
}

size_t shape_states_heap_bytes(const Shape *shape, const void *states)
{
    size_t bytes = 0;

    for (size_t i = 0; i < shape->states_len; i++) {
        const AggregateCall *call = &shape->states[i].plan->call;

        if (aggregate_has_heap(call))
            bytes += call->functions->heap_bytes((const char *)states + shape->states[i].offset);
    }
    return bytes;
}

char *shape_key(const Shape *shape, const Value *keys, uint32_t *ret_len)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    if (shape->text_key >= 0) {
        const Value *text = &keys[shape->text_key];

        *ret_len = text->is_null ? GROUPS_KEY_NULL : text->len;
        return text->is_null ? NULL : g_memdup2(text->text, text->len);
    }
    for (size_t i = 0; i < shape->plan->keys_len; i++) {
        if (shape->keys[i] == SHAPE_KEY_OWN)
            value_encode(shape->key_types[i], &keys[i], bytes);
    }
    *ret_len = bytes->len;
    return (char *)g_byte_array_free(g_steal_pointer(&bytes), FALSE);
}

/* ---- rows ---- */

static bool value_of(const Expr *expr, ExprContext *context, const Value *slots, Value *ret_value,
                     GError **error)
{
    int slot = expr_slot(expr);

    if (slot < 0)
        return expr_eval(expr, context, slots, ret_value, error);
    *ret_value = slots[slot];
    return true;
}

static bool eval_input(const PlanAggregate *plan, ExprContext *context, const Value *slots,
                       ShapeInput *ret_input, GError **error)
{
    Value holds;

    ret_input->is_out = false;
    if (plan->filter != NULL) {
        if (!expr_eval(plan->filter, context, slots, &holds, error))
            return false;
        ret_input->is_out = holds.is_null || !holds.boolean;
    }
    for (size_t i = 0; !ret_input->is_out && i < plan->call.inputs_len; i++) {
        if (!value_of(plan->inputs[i], context, slots, &ret_input->values[i], error))
            return false;
    }
    return true;
}

bool shape_eval_row(const Shape *shape, ExprContext *context, const Value *slots,
                    ShapeInput *ret_inputs, GError **error)
{
    for (size_t i = 0; i < shape->states_len; i++) {
        if (!eval_input(shape->states[i].plan, context, slots, &ret_inputs[i], error))
            return false;
    }
    return true;
}

bool shape_add_row(const Shape *shape, const ShapeInput *inputs, const RowPlace *place,
                   char *states, bool is_removal, GError **error)
{
    for (size_t i = 0; i < shape->states_len; i++) {
        const AggregateCall *call = &shape->states[i].plan->call;
        char *state = states + shape->states[i].offset;

        if (inputs[i].is_out)
            continue;
        if (!(is_removal ? aggregate_remove(state, call, inputs[i].values, place, error)
                         : aggregate_add(state, call, inputs[i].values, place, error)))
            return false;
    }
    return true;
}

bool shape_can_remove(const Shape *shape)
{
    for (size_t i = 0; i < shape->states_len; i++) {
        if (shape->states[i].plan->call.functions->remove == NULL)
            return false;
    }
    return true;
}

/* ---- sessions ---- */

bool shape_session_by(const Shape *shape, ExprContext *context, const Value *slots,
                      GByteArray *bytes, GError **error)
{
    const Expr *by = shape->window->by;
    Value value;

    if (by == NULL)
        return true;
    if (!value_of(by, context, slots, &value, error))
        return false;
    value_encode(expr_type(by), &value, bytes);
    return true;
}

size_t shape_session_by_bytes(const Shape *shape, const char *key)
{
    const Expr *by = shape->window->by;

    return by == NULL ? 0 : value_saved_bytes(expr_type(by), (const uint8_t *)key);
}

/* ---- groups ---- */

static bool fill_keys(const Shape *shape, const Group *group, const WindowSpan *window,
                      Arena *arena, Value *slots, GError **error)
{
    const uint8_t *at = (const uint8_t *)group_key(group);

    if (shape->is_session)
        at += shape_session_by_bytes(shape, group_key(group));
    for (size_t i = 0; i < shape->plan->keys_len; i++) {
        if (shape->keys[i] == SHAPE_KEY_WINDOW_START)
            slots[i] = value_of_integer(window->start_us / shape->window_unit_us);
        else if (shape->keys[i] == SHAPE_KEY_WINDOW_END)
            slots[i] = value_of_integer(window->end_us / shape->window_unit_us);
        else if ((int)i == shape->text_key)
            slots[i] = group->key_len == GROUPS_KEY_NULL
                           ? VALUE_NULL
                           : value_of_text(group_key(group), group->key_len);
        else if (!value_try_load(shape->key_types[i], &at, arena, &slots[i]))
            return memory_fail_values(error);
    }
    return true;
}

bool shape_results(const Shape *shape, int64_t rows, const void *states, const SlotSet *wanted,
                   Arena *arena, Value *ret_slots, GError **error)
{
    size_t keys_len = shape->plan->keys_len;

    for (size_t i = 0; i < shape->plan->aggregates_len; i++)
        ret_slots[keys_len + i] = value_of_integer(rows); /* what a count(*) is */
    for (size_t i = 0; i < shape->states_len; i++) {
        const ShapeState *state = &shape->states[i];
        size_t slot = keys_len + state->place;

        if (!slot_set_has(wanted, slot))
            continue;
        if (!state->plan->call.functions->result((const char *)states + state->offset,
                                                 &state->plan->call, arena, &ret_slots[slot],
                                                 error))
            return false;
    }
    return true;
}

bool shape_slots(const Shape *shape, const Group *group, const void *states,
                 const WindowSpan *window, const SlotSet *wanted, Arena *arena, Value *ret_slots,
                 GError **error)
{
    return fill_keys(shape, group, window, arena, ret_slots, error) &&
           shape_results(shape, group->rows, states, wanted, arena, ret_slots, error);
}
