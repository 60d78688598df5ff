#pragma once
/*
 * Plans of what changes something, as text.
 */
#include "plan/plan.h"

static inline void dump_cell(GString *text, Type type, const Value *value)
{
    g_autoptr(GString) written = g_string_new(NULL);

    if (type == TYPE_UNKNOWN) {
        g_string_append(text, " DEFAULT");
        return;
    }
    if (value->is_null) {
        g_string_append(text, " NULL");
        return;
    }
    value_write(type, value, NULL, written);
    g_string_append_printf(text, " '%s'", written->str);
}

static inline void dump_target(GString *text, const PlanTarget *target)
{
    static const char *const places[] = {"value",     "key",       "headers",
                                         "partition", "timestamp", "field"};

    for (size_t i = 0; i < target->columns_len; i++)
        g_string_append_printf(
            text, "column %s: %s%s%s\n", target->columns[i].name, places[target->columns[i].place],
            target->columns[i].type == TYPE_UNKNOWN ? "" : " ",
            target->columns[i].type == TYPE_UNKNOWN ? "" : type_name(target->columns[i].type));
}

static inline void dump_insert(GString *text, const PlanInsert *insert)
{
    const PlanTarget *target = &insert->target;

    g_string_append_printf(text, "insert into %s\n", target->topic);
    dump_target(text, target);
    for (size_t i = 0; i < insert->rows_len; i++) {
        g_string_append(text, "row");
        for (size_t k = 0; k < target->columns_len; k++)
            dump_cell(text, insert->rows[i].types[k], &insert->rows[i].values[k]);
        g_string_append_c(text, '\n');
    }
}

static inline void dump_copy(GString *text, const PlanCopy *copy)
{
    static const char *const formats[] = {"text", "csv", "json"};

    g_string_append_printf(text, "copy %s into %s%s%s\n", formats[copy->format], copy->target.topic,
                           copy->has_header ? ", with a header" : "",
                           copy->is_named ? "" : ", no columns are named");
    g_string_append_printf(text, "delimiter %02x, quote %02x, escape %02x, null '%s'\n",
                           (unsigned)copy->dialect.delimiter, (unsigned)copy->dialect.quote,
                           (unsigned)copy->dialect.escape, copy->null);
    dump_target(text, &copy->target);
}

static inline void dump_table(GString *text, const PlanTable *table)
{
    g_string_append_printf(text, "%s topic %s%s%s\n", table->is_drop ? "drop" : "create",
                           table->topic, table->is_there ? ", which is there" : "",
                           table->statement == NULL ? "" : ", declared");
    if (table->format != NULL)
        g_string_append_printf(text, "format %s\n", format_name(table->format->kind));
    for (size_t i = 0; i < table->columns_len; i++)
        g_string_append_printf(text, "column %s %s\n", table->columns[i].name,
                               type_name(table->columns[i].type));
    if (!table->is_drop)
        g_string_append_printf(text, "partitions %d, replicas %d\n", table->partitions,
                               table->replicas);
    for (size_t i = 0; i < table->properties_len; i++)
        g_string_append_printf(text, "property %s = %s\n", table->properties[i].name,
                               table->properties[i].value);
}

static inline void dump_view(GString *text, const PlanView *view)
{
    const PlanSelect *select = view->select;

    g_string_append_printf(text, "%s view %s%s\n", view->statement != NULL ? "create" : "drop",
                           view->name, view->is_absent ? ", absent" : "");
    for (size_t i = 0; select != NULL && i < select->outputs_len; i++)
        g_string_append_printf(text, "column %s %s\n", select->outputs[i].name,
                               type_name(expr_type(select->outputs[i].expr)));
    for (size_t i = 0; view->uses != NULL && view->uses[i] != NULL; i++)
        g_string_append_printf(text, "uses %s\n", view->uses[i]);
}
