/* string_to_table() and regexp_split_to_table(), with PostgreSQL's meaning at each edge. */
#include "base/fail.h"
#include "base/fault.h"
#include "expr/regex.h"
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

static GRegex *compile_pattern(const Value *arguments, size_t arguments_len, GError **error)
{
    Span flags = arguments_len > 2 ? value_span(&arguments[2]) : span_make("", 0);

    if (flags.len > 0 && memchr(flags.at, 'g', flags.len) != NULL)
        return fail_null(error, FAIL_DATA,
                         "regexp_split_to_table() does not support the \"global\" option");
    return regex_new(value_span(&arguments[1]), flags, error);
}

bool regexp_split_prepare(const Value *arguments, size_t arguments_len, void **ret_prepared,
                          GError **error)
{
    GRegex *regex = NULL;

    if (!arguments[1].is_null && (arguments_len < 3 || !arguments[2].is_null)) {
        regex = compile_pattern(arguments, arguments_len, error);
        if (regex == NULL) {
            if (error != NULL && (*error)->code == FAIL_DATA)
                (*error)->code = FAIL_QUERY; /* the pattern stands in the statement */
            return false;
        }
    }
    *ret_prepared = regex;
    return true;
}

void regexp_split_release(void *prepared)
{
    if (prepared != NULL)
        g_regex_unref(prepared);
}

/*
 * The next match that splits: an empty one at the start, at the end, or just after the last match
 * does not. *ret_found false: the rest is one field.
 */
static bool find_split(const GRegex *regex, Span text, size_t from, bool *ret_found,
                       size_t *ret_start, size_t *ret_end, GError **error)
{
    size_t last_end = from, start = 0, end = 0;

    *ret_found = false;
    while (from <= text.len) {
        bool found;

        if (!regex_find(regex, text, from, &found, &start, &end, error))
            return false;
        if (!found)
            return true;
        if (start < text.len && end > last_end) {
            *ret_found = true;
            *ret_start = start;
            *ret_end = end;
            return true;
        }
        last_end = end;
        if (start == text.len)
            return true;
        from = start == end ? (size_t)(g_utf8_next_char(text.at + end) - text.at) : end;
    }
    return true;
}

bool regexp_split_next(TableFunctionState *state, ExprContext *context, Value *values,
                       size_t values_max, size_t *ret_len, GError **error)
{
    const Value *arguments = state->arguments;
    Span text = value_span(&arguments[0]);
    g_autoptr(GRegex) own = NULL;
    const GRegex *regex = state->prepared;
    size_t len = 0;

    (void)context;
    *ret_len = 0;
    if (state->at > text.len)
        return true;
    if (regex == NULL)
        regex = own = compile_pattern(arguments, state->arguments_len, error);
    if (regex == NULL)
        return false;
    for (; len < values_max && state->at <= text.len; len++) {
        size_t start = text.len, end = text.len + 1;
        bool found;

        if (!find_split(regex, text, state->at, &found, &start, &end, error))
            return false;
        values[len] = value_of_text(text.at + state->at, start - state->at);
        state->at = end;
    }
    *ret_len = len;
    return true;
}
