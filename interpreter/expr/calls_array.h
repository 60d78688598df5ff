#pragma once
/*
 * The functions that the rows of arrays point to. What each does is said by its row's help.
 *
 * Thread: as in expr.h.
 */
#include "expr/node.h"

/* array.c: what is asked of an array */
EXPR_CALL(array_equal);
EXPR_CALL(array_differ);
EXPR_CALL(array_less);
EXPR_CALL(array_less_equal);
EXPR_CALL(array_greater);
EXPR_CALL(array_greater_equal);
EXPR_CALL(array_contains);
EXPR_CALL(array_contained);
EXPR_CALL(array_overlaps);
EXPR_CALL(array_cardinality);
EXPR_CALL(array_length);
EXPR_CALL(array_lower);
EXPR_CALL(array_ndims);
EXPR_CALL(array_dims);
EXPR_CALL(array_position);
EXPR_CALL(array_positions);

/* array_change.c: new arrays out of arrays */
EXPR_CALL(array_append);
EXPR_CALL(array_prepend);
EXPR_CALL(array_cat);
EXPR_CALL(array_remove);
EXPR_CALL(array_replace);
EXPR_CALL(array_trim);
EXPR_CALL(array_fill);

/* array_split.c: texts to arrays and back */
EXPR_CALL(array_to_text);
EXPR_CALL(array_of_fields);
