/* string_agg, array_agg, jsonb_agg and jsonb_object_agg: all rows in order. */
#include "base/fail.h"
#include "expr/aggregate_state.h"
#include "expr/node.h"
#include "row/jsonb_writer.h"

static char *append(char *at, const Value *text)
{
    return text->is_null || text->len == 0 ? at : mempcpy(at, text->text, text->len);
}

/* Values that are not NULL, each but the first behind its own delimiter. */
AGGREGATE_FOLD(fold_text)
{
    ExprContext context = {.arena = arena};
    size_t bytes = 0, values = 0;
    char *text, *at;

    for (size_t i = 0; i < rows_len; i++) {
        const Value *inputs = rows[i]->inputs;

        if (!inputs[0].is_null)
            bytes += inputs[0].len + (values++ > 0 && !inputs[1].is_null ? inputs[1].len : 0);
    }
    *ret_value = VALUE_NULL;
    if (values == 0)
        return true;
    text = at = expr_alloc(&context, bytes, error);
    if (text == NULL)
        return false;
    for (size_t i = 0; i < rows_len; i++) {
        const Value *inputs = rows[i]->inputs;

        if (inputs[0].is_null)
            continue;
        if (at > text || values == 0)
            at = append(at, &inputs[1]);
        at = append(at, &inputs[0]);
        values = 0;
    }
    *ret_value = value_of_text(text, bytes);
    return true;
}

AGGREGATE_FOLD(fold_array)
{
    ExprContext context = {.arena = arena};
    Value *items;

    *ret_value = VALUE_NULL;
    if (rows_len == 0)
        return true;
    items = expr_alloc_items(&context, rows_len, error);
    if (items == NULL)
        return false;
    for (size_t i = 0; i < rows_len; i++) {
        if (!value_copy(call->input_types[0], &rows[i]->inputs[0], arena, &items[i]))
            return aggregate_fail_result(call, error);
    }
    *ret_value = (Value){.items = items, .len = (uint32_t)rows_len};
    return true;
}

/* ---- jsonb, of values that are jsonb by now ---- */

static void write_value(JsonbWriter *writer, const Value *value)
{
    jsonb_writer_value(writer, value->is_null ? span_of("null") : value_span(value));
}

static size_t bytes_of(const GatherRow *const *rows, size_t rows_len)
{
    size_t bytes = 2;

    for (size_t i = 0; i < rows_len; i++)
        bytes += rows[i]->inputs[0].len + 2;
    return bytes;
}

static bool return_jsonb(JsonbWriter *writer, JsonbLevel *level, Value *ret_value, GError **error)
{
    Span jsonb;

    jsonb_writer_close(writer, level);
    if (!jsonb_writer_end(writer, &jsonb, error))
        return false;
    *ret_value = value_of_text(jsonb.at, jsonb.len);
    return true;
}

AGGREGATE_FOLD(fold_jsonb)
{
    JsonbWriter writer;
    JsonbLevel level;

    *ret_value = VALUE_NULL;
    if (rows_len == 0)
        return true;
    writer = jsonb_writer_begin(arena, bytes_of(rows, rows_len));
    jsonb_writer_open(&writer, &level, '[');
    for (size_t i = 0; i < rows_len; i++) {
        jsonb_writer_item(&writer, &level);
        write_value(&writer, &rows[i]->inputs[0]);
    }
    return return_jsonb(&writer, &level, ret_value, error);
}

/* A name is the text of a scalar: that of a string without its quotes. */
static bool write_name(JsonbWriter *writer, JsonbLevel *level, const Value *key, GError **error)
{
    Span jsonb = value_span(key);

    if (key->is_null)
        return fail(error, FAIL_DATA, "field name must not be null");
    if (*jsonb.at == '{' || *jsonb.at == '[' || *jsonb.at == 'n')
        return fail(error, FAIL_DATA, "key value must be scalar, not array, composite, or json");
    if (*jsonb.at == '"')
        jsonb_writer_written_name(writer, level, span_make(jsonb.at + 1, jsonb.len - 2));
    else
        jsonb_writer_name(writer, level, jsonb);
    return true;
}

AGGREGATE_FOLD(fold_jsonb_object)
{
    JsonbWriter writer;
    JsonbLevel level;

    *ret_value = VALUE_NULL;
    if (rows_len == 0)
        return true;
    writer = jsonb_writer_begin(arena, 2 * bytes_of(rows, rows_len));
    jsonb_writer_open(&writer, &level, '{');
    for (size_t i = 0; i < rows_len; i++) {
        if (!write_name(&writer, &level, &rows[i]->inputs[0], error))
            return false;
        write_value(&writer, &rows[i]->inputs[1]);
    }
    return return_jsonb(&writer, &level, ret_value, error);
}
