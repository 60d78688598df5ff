/*
 * jsonb_set(), jsonb_insert() and #-: a value written anew with a change at the end of a path.
 * What lies beside the path is copied; where the path does not lead on, all is as it was.
 */
#include "expr/calls_jsonb.h"

#include "base/fail.h"

typedef enum Change {
    CHANGE_REPLACE,       /* what is there */
    CHANGE_CREATE,        /* or put it where nothing is */
    CHANGE_INSERT_BEFORE, /* an item; a member only where none is */
    CHANGE_INSERT_AFTER,
    CHANGE_DELETE,
} Change;

typedef struct Setting {
    JsonbWriter writer;
    const Value *steps; /* texts */
    size_t steps_len;
    Change change;
    Span fresh;
    GError **error;
} Setting;

static bool adds(const Setting *setting)
{
    return setting->change != CHANGE_REPLACE && setting->change != CHANGE_DELETE;
}

static bool write_changed(Setting *setting, Span jsonb, size_t at);

/* The value that the path goes through, or ends at. */
static bool write_on_path(Setting *setting, Span value, size_t at)
{
    if (at + 1 < setting->steps_len)
        return write_changed(setting, value, at + 1);
    jsonb_writer_value(&setting->writer, setting->fresh);
    return true;
}

static bool write_object(Setting *setting, JsonbLevel *level, Span object, size_t at)
{
    DocumentWalk walk = document_walk(object);
    Span step = value_span(&setting->steps[at]), name, value;
    bool is_last = at + 1 == setting->steps_len, found = false;

    while (document_next(&walk, &name, &value)) {
        if (!document_name_equals(name, step)) {
            jsonb_writer_written_name(&setting->writer, level, name);
            jsonb_writer_value(&setting->writer, value);
            continue;
        }
        found = true;
        if (is_last &&
            (setting->change == CHANGE_INSERT_BEFORE || setting->change == CHANGE_INSERT_AFTER)) {
            fail(setting->error, FAIL_DATA, "cannot replace existing key");
            return fail_hint(setting->error,
                             "Try using the function jsonb_set to replace key value.");
        }
        if (is_last && setting->change == CHANGE_DELETE)
            continue;
        jsonb_writer_written_name(&setting->writer, level, name);
        if (!write_on_path(setting, value, at))
            return false;
    }
    if (!found && is_last && adds(setting)) {
        jsonb_writer_name(&setting->writer, level, step);
        jsonb_writer_value(&setting->writer, setting->fresh);
    }
    return true;
}

static bool read_step(const Setting *setting, size_t at, int64_t *ret_index)
{
    Span step = value_span(&setting->steps[at]);

    if (document_index(step, ret_index))
        return true;
    return fail(setting->error, FAIL_DATA,
                "path element at position %zu is not an integer: \"%.*s\"", at + 1, (int)step.len,
                step.at);
}

static void write_item(Setting *setting, JsonbLevel *level, Span item)
{
    jsonb_writer_item(&setting->writer, level);
    jsonb_writer_value(&setting->writer, item);
}

/* The item that the path ends at, or what takes its place. */
static void write_last_item(Setting *setting, JsonbLevel *level, Span item)
{
    if (setting->change == CHANGE_INSERT_AFTER)
        write_item(setting, level, item);
    if (setting->change != CHANGE_DELETE)
        write_item(setting, level, setting->fresh);
    if (setting->change == CHANGE_INSERT_BEFORE)
        write_item(setting, level, item);
}

static bool write_array(Setting *setting, JsonbLevel *level, Span array, size_t at)
{
    DocumentWalk walk = document_walk(array);
    bool is_last = at + 1 == setting->steps_len;
    int64_t index, len = (int64_t)document_len(array);
    Span name, item;

    if (!read_step(setting, at, &index))
        return false;
    if (index < 0)
        index = -index > len ? -1 : index + len;
    if (index < 0 && is_last && adds(setting))
        write_item(setting, level, setting->fresh);
    for (int64_t i = 0; document_next(&walk, &name, &item); i++) {
        if (i != index) {
            write_item(setting, level, item);
        } else if (is_last) {
            write_last_item(setting, level, item);
        } else {
            jsonb_writer_item(&setting->writer, level);
            if (!write_on_path(setting, item, at))
                return false;
        }
    }
    if (index >= len && is_last && adds(setting))
        write_item(setting, level, setting->fresh);
    return true;
}

/* @at: the step that is looked for in this value. */
static bool write_changed(Setting *setting, Span jsonb, size_t at)
{
    DocumentKind kind = document_kind(jsonb);
    JsonbLevel level;
    bool holds;

    if (setting->steps[at].is_null)
        return fail(setting->error, FAIL_DATA, "path element at position %zu is null", at + 1);
    if (kind < DOCUMENT_ARRAY) {
        jsonb_writer_value(&setting->writer, jsonb);
        return true;
    }
    jsonb_writer_open(&setting->writer, &level, jsonb.at[0]);
    holds = (kind == DOCUMENT_OBJECT ? write_object : write_array)(setting, &level, jsonb, at);
    if (holds)
        jsonb_writer_close(&setting->writer, &level);
    return holds;
}

/* @args: a value, and the path. @fresh: NULL if it is to be deleted. */
static bool change(ExprContext *context, const Value *args, Change how, const Value *fresh,
                   Value *ret_value, GError **error)
{
    Span jsonb = value_span(&args[0]), put = fresh == NULL ? span_of("") : value_span(fresh);
    Setting setting = {jsonb_writer_begin(context->arena, jsonb.len + put.len + 2),
                       args[1].items,
                       args[1].len,
                       how,
                       put,
                       error};
    bool is_empty = document_kind(jsonb) >= DOCUMENT_ARRAY && jsonb.len == 2;

    *ret_value = args[0];
    if (document_kind(jsonb) < DOCUMENT_ARRAY)
        return fail(error, FAIL_DATA, "cannot %s path in scalar",
                    how == CHANGE_DELETE ? "delete" : "set");
    if ((is_empty && !adds(&setting)) || setting.steps_len == 0)
        return true;
    if (!write_changed(&setting, jsonb, 0))
        return false;
    return jsonb_make_end(&setting.writer, ret_value, error);
}

EXPR_CALL(jsonb_set_path)
{
    bool creates = args_len < 4 || args[3].boolean;

    return change(context, args, creates ? CHANGE_CREATE : CHANGE_REPLACE, &args[2], ret_value,
                  error);
}

EXPR_CALL(jsonb_set_insert)
{
    bool after = args_len == 4 && args[3].boolean;

    return change(context, args, after ? CHANGE_INSERT_AFTER : CHANGE_INSERT_BEFORE, &args[2],
                  ret_value, error);
}

EXPR_CALL(jsonb_set_delete)
{
    return change(context, args, CHANGE_DELETE, NULL, ret_value, error);
}
