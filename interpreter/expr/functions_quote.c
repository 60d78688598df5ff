/* Functions that quote and format, and those of single characters. */
#include "expr/calls.h"
#include "expr/calls_quote.h"
#include "expr/table_rows.h"

static const Function rows[] = {
    ROW("quote_literal(text)", TYPE_TEXT, quote_literal, "as a literal of a statement"),
    ROW("quote_literal(anynonarray)", TYPE_TEXT, quote_literal, "as a literal of a statement"),
    ROW_WITH(EXPR_LAX, "quote_nullable(text)", TYPE_TEXT, quote_nullable,
             "as a literal of a statement, or NULL"),
    ROW_WITH(EXPR_LAX, "quote_nullable(anynonarray)", TYPE_TEXT, quote_nullable,
             "as a literal of a statement, or NULL"),
    ROW("quote_ident(text)", TYPE_TEXT, quote_ident, "as a name of a statement"),
    ROW_WITH(EXPR_LAX, "format(text)", TYPE_TEXT, text_format, "with %% as a percent sign"),
    ROW_WITH(EXPR_LAX | EXPR_VARIADIC, "format(text, any)", TYPE_TEXT, text_format,
             "with the values in the places of %s, as names %I, or as literals %L"),
    ROW("ascii(text)", TYPE_INT4, unicode_ascii, "the number of its first character"),
    ROW("chr(integer)", TYPE_TEXT, unicode_chr, "the character of that number"),
    ROW("unistr(text)", TYPE_TEXT, unicode_unistr, "with \\0041, \\+000041, \\u0041 as characters"),
    ROW("normalize(text)", TYPE_TEXT, unicode_normalize, "in Unicode's normal form NFC"),
    ROW("normalize(text, text)", TYPE_TEXT, unicode_normalize,
        "in a normal form: NFC, NFD, NFKC or NFKD"),
    ROW("is_normalized(text)", TYPE_BOOL, unicode_is_normalized, "whether it is in NFC"),
    ROW("is_normalized(text, text)", TYPE_BOOL, unicode_is_normalized,
        "whether it is in that normal form"),
    ROW("translate(text, text, text)", TYPE_TEXT, unicode_translate,
        "each character of the second replaced by that of the third"),
    ROW("overlay(text, text, integer)", TYPE_TEXT, compose_overlay,
        "with the second text in its place from there on"),
    ROW("overlay(text, text, integer, integer)", TYPE_TEXT, compose_overlay,
        "with the second text in the place of so many characters from there on"),
    ROW_WITH(EXPR_LAX | EXPR_VARIADIC, "num_nulls(any)", TYPE_INT4, nulls_count,
             "how many of its arguments are NULL"),
    ROW_WITH(EXPR_LAX | EXPR_VARIADIC, "num_nonnulls(any)", TYPE_INT4, nulls_count_others,
             "how many of its arguments are not NULL"),
};

const FunctionTable functions_quote = {rows, G_N_ELEMENTS(rows)};
