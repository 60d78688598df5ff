/* Functions of arrays. */
#include "expr/calls_array.h"
#include "expr/polymorphic.h"
#include "expr/table_rows.h"

#define TYPED_LAX (EXPR_TYPED | EXPR_LAX)
#define TEXTS ((Type)(TYPE_ARRAY + TYPE_TEXT))
#define NUMBERS ((Type)(TYPE_ARRAY + TYPE_INT4))

static const Function rows[] = {
    ROW("cardinality(anyarray)", TYPE_INT4, array_cardinality, "how many items"),
    ROW("array_length(anyarray, integer)", TYPE_INT4, array_length,
        "how many items along a dimension, which is 1; NULL for none"),
    ROW("array_upper(anyarray, integer)", TYPE_INT4, array_length,
        "the last subscript of a dimension, which is 1"),
    ROW("array_lower(anyarray, integer)", TYPE_INT4, array_lower,
        "the first subscript of a dimension, which is 1"),
    ROW("array_ndims(anyarray)", TYPE_INT4, array_ndims, "1, or NULL of an empty array"),
    ROW("array_dims(anyarray)", TYPE_TEXT, array_dims, "its subscripts as text: [1:3]"),
    ROW_WITH(EXPR_LAX, "array_append(anycompatiblearray, anycompatible)", TYPE_COMMON_ARRAY,
             array_append, "with the item at its end"),
    ROW_WITH(EXPR_LAX, "array_prepend(anycompatible, anycompatiblearray)", TYPE_COMMON_ARRAY,
             array_prepend, "with the item at its beginning"),
    ROW_WITH(EXPR_LAX, "array_cat(anycompatiblearray, anycompatiblearray)", TYPE_COMMON_ARRAY,
             array_cat, "the items of both"),
    ROW_WITH(TYPED_LAX, "array_remove(anycompatiblearray, anycompatible)", TYPE_COMMON_ARRAY,
             array_remove, "without the items that equal the second"),
    ROW_WITH(TYPED_LAX, "array_replace(anycompatiblearray, anycompatible, anycompatible)",
             TYPE_COMMON_ARRAY, array_replace,
             "the items that equal the second replaced by the third"),
    ROW_WITH(TYPED_LAX, "array_position(anycompatiblearray, anycompatible)", TYPE_INT4,
             array_position, "where the item is first; NULL: nowhere"),
    ROW_WITH(TYPED_LAX, "array_position(anycompatiblearray, anycompatible, integer)", TYPE_INT4,
             array_position, "the same, from a subscript on"),
    ROW_WITH(TYPED_LAX, "array_positions(anycompatiblearray, anycompatible)", NUMBERS,
             array_positions, "where the item is, each time"),
    ROW("trim_array(anyarray, integer)", TYPE_ANY_ARRAY, array_trim,
        "without so many items at its end"),
    ROW_WITH(EXPR_LAX, "array_fill(anyelement, integer[])", TYPE_ANY_ARRAY, array_fill,
             "an array of so many of the item"),
    ROW_WITH(TYPED_LAX, "array_to_string(anyarray, text)", TYPE_TEXT, array_to_text,
             "the items that are not NULL with the text between them"),
    ROW_WITH(TYPED_LAX, "array_to_string(anyarray, text, text)", TYPE_TEXT, array_to_text,
             "all items with a text between them, and one for NULL"),
    ROW_WITH(EXPR_LAX, "string_to_array(text, text)", TEXTS, array_of_fields,
             "the fields between delimiters; with a NULL delimiter the characters"),
    ROW_WITH(EXPR_LAX, "string_to_array(text, text, text)", TEXTS, array_of_fields,
             "the same, where the third text stands for NULL"),
};

const FunctionTable functions_array = {rows, G_N_ELEMENTS(rows)};
