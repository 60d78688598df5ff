/* To add a conversion: a row in the table of its kind. To add a kind: its file, and a row in
 * `tables`. */
#include "expr/table_rows.h"

static const ConversionTable *const tables[] = {
    &conversions_number,
    &conversions_text,
    &conversions_jsonb,
    &conversions_time,
};

bool conversion_write(Type type, ExprContext *context, const Value *value, Value *ret_value,
                      GError **error)
{
    g_autoptr(GString) text = g_string_sized_new(48);

    value_write(type, value, context->zone, text);
    return expr_return_text(context, span_make(text->str, text->len), ret_value, error);
}

ExprCallFn resolve_conversion(Type from, Type to, ConvertLevel level)
{
    if (type_is_array(from) || type_is_array(to))
        return conversion_of_array(from, to, level);
    for (size_t t = 0; t < G_N_ELEMENTS(tables); t++) {
        for (size_t i = 0; i < tables[t]->len; i++) {
            const Conversion *row = &tables[t]->rows[i];

            if (row->from == from && row->to == to)
                return row->level <= level ? row->call : NULL;
        }
    }
    return NULL;
}
