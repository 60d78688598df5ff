/* Texts as they stand in a statement. */
#include "expr/calls_quote.h"
#include "expr/keywords.h"

static bool has(Span text, char sign)
{
    return text.len > 0 && memchr(text.at, sign, text.len) != NULL;
}

static void append_doubled(GString *text, Span part, const char *doubled)
{
    for (size_t i = 0; i < part.len; i++) {
        if (strchr(doubled, part.at[i]) != NULL && part.at[i] != '\0')
            g_string_append_c(text, part.at[i]);
        g_string_append_c(text, part.at[i]);
    }
}

void quote_append_literal(GString *text, Span literal)
{
    g_string_append(text, has(literal, '\\') ? "E'" : "'");
    append_doubled(text, literal, "'\\");
    g_string_append_c(text, '\'');
}

static bool is_plain_name(Span name)
{
    if (name.len == 0 || g_ascii_isdigit(name.at[0]))
        return false;
    for (size_t i = 0; i < name.len; i++) {
        if (!g_ascii_islower(name.at[i]) && !g_ascii_isdigit(name.at[i]) && name.at[i] != '_')
            return false;
    }
    return !keywords_has(name);
}

void quote_append_ident(GString *text, Span name)
{
    if (is_plain_name(name)) {
        g_string_append_len(text, name.at, (gssize)name.len);
        return;
    }
    g_string_append_c(text, '"');
    append_doubled(text, name, "\"");
    g_string_append_c(text, '"');
}

static bool return_quoted(ExprContext *context, const Value *value,
                          void (*append)(GString *text, Span part), Value *ret_value,
                          GError **error)
{
    g_autoptr(GString) text = g_string_sized_new((gsize)value->len + 8);

    append(text, value_span(value));
    return expr_return_text(context, span_make(text->str, text->len), ret_value, error);
}

EXPR_CALL(quote_literal)
{
    return return_quoted(context, &args[0], quote_append_literal, ret_value, error);
}

EXPR_CALL(quote_nullable)
{
    if (!args[0].is_null)
        return quote_literal(context, args, args_len, ret_value, error);
    *ret_value = value_of_text("NULL", 4);
    return true;
}

EXPR_CALL(quote_ident)
{
    return return_quoted(context, &args[0], quote_append_ident, ret_value, error);
}
