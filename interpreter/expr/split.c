/* string_to_table(), with PostgreSQL's meaning at each edge. */
#include "base/fault.h"
#include "expr/splitters.h"

static Value field_value(const char *at, const char *end, const Value *null_string)
{
    Value field = value_of_text(at, (size_t)(end - at));

    if (!null_string->is_null && span_equals(value_span(&field), value_span(null_string)))
        return VALUE_NULL;
    return field;
}

/* A NULL delimiter makes each character a field. */
static size_t split_characters(TableFunctionState *state, const Value *null_string, Value *values,
                               size_t values_max)
{
    const Value *text = &state->arguments[0];
    size_t len = 0;

    for (; len < values_max && state->at < text->len; len++) {
        const char *at = text->text + state->at, *next = g_utf8_next_char(at);

        values[len] = field_value(at, next, null_string);
        state->at = (size_t)(next - text->text);
    }
    return len;
}

static size_t split_fields(TableFunctionState *state, Span delimiter, const Value *null_string,
                           Value *values, size_t values_max)
{
    Span text = value_span(&state->arguments[0]);
    const char *end = text.at + text.len;
    size_t len = 0;

    for (; len < values_max && state->at <= text.len; len++) {
        const char *found = delimiter.len == 0 ? NULL : span_find(text, state->at, delimiter);

        values[len] = field_value(text.at + state->at, found == NULL ? end : found, null_string);
        state->at = found == NULL ? text.len + 1 : (size_t)(found - text.at) + delimiter.len;
        state->at += FAULT(split_last_empty) && state->at == text.len;
    }
    return len;
}

bool string_to_table_next(TableFunctionState *state, ExprContext *context, Value *values,
                          size_t values_max, size_t *ret_len, GError **error)
{
    static const Value no_null_string = {.is_null = true};
    const Value *delimiter = &state->arguments[1];
    const Value *null_string = state->arguments_len > 2 ? &state->arguments[2] : &no_null_string;

    (void)context;
    (void)error;
    if (state->arguments[0].is_null || state->arguments[0].len == 0)
        *ret_len = 0;
    else if (delimiter->is_null)
        *ret_len = split_characters(state, null_string, values, values_max);
    else
        *ret_len = split_fields(state, value_span(delimiter), null_string, values, values_max);
    return true;
}
