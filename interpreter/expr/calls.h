#pragma once
/*
 * The functions that the rows of the operator and function tables point to, by the file that
 * holds them. What each does is said by its row's help.
 *
 * Thread: as in expr.h.
 */
#include "expr/node.h"

/* arithmetic.c */
EXPR_CALL(int4_add);
EXPR_CALL(int4_subtract);
EXPR_CALL(int4_multiply);
EXPR_CALL(int4_divide);
EXPR_CALL(int4_modulo);
EXPR_CALL(int4_negate);
EXPR_CALL(int4_abs);
EXPR_CALL(int8_add);
EXPR_CALL(int8_subtract);
EXPR_CALL(int8_multiply);
EXPR_CALL(int8_divide);
EXPR_CALL(int8_modulo);
EXPR_CALL(int8_negate);
EXPR_CALL(int8_abs);
EXPR_CALL(float8_add);
EXPR_CALL(float8_subtract);
EXPR_CALL(float8_multiply);
EXPR_CALL(float8_divide);
EXPR_CALL(float8_negate);
EXPR_CALL(number_same);

/* math.c */
EXPR_CALL(math_abs);
EXPR_CALL(math_ceil);
EXPR_CALL(math_floor);
EXPR_CALL(math_round);
EXPR_CALL(math_trunc);
EXPR_CALL(math_sign);
EXPR_CALL(math_sqrt);
EXPR_CALL(math_power);
EXPR_CALL(math_exp);
EXPR_CALL(math_ln);
EXPR_CALL(math_log);

/* compare.c: one function an operator and kind of value */
#define COMPARE_CALLS(kind)                                                                        \
    EXPR_CALL(kind##_equal);                                                                       \
    EXPR_CALL(kind##_differ);                                                                      \
    EXPR_CALL(kind##_less);                                                                        \
    EXPR_CALL(kind##_less_equal);                                                                  \
    EXPR_CALL(kind##_greater);                                                                     \
    EXPR_CALL(kind##_greater_equal)
COMPARE_CALLS(boolean);
COMPARE_CALLS(integer);
COMPARE_CALLS(float8);
COMPARE_CALLS(numeric);
COMPARE_CALLS(text);
COMPARE_CALLS(interval);
COMPARE_CALLS(jsonb);

/* like.c */
EXPR_CALL(like_matches);
EXPR_CALL(like_differs);
EXPR_CALL(like_matches_any_case);
EXPR_CALL(like_differs_any_case);
EXPR_CALL(like_escape);

/* letters.c */
EXPR_CALL(letters_lower);
EXPR_CALL(letters_upper);
EXPR_CALL(letters_initcap);

/* slice.c: parts of a text, borrowed from it */
EXPR_CALL(slice_length);
EXPR_CALL(slice_octet_length);
EXPR_CALL(slice_trim);
EXPR_CALL(slice_trim_left);
EXPR_CALL(slice_trim_right);
EXPR_CALL(slice_substring);
EXPR_CALL(slice_left);
EXPR_CALL(slice_right);
EXPR_CALL(slice_position);
EXPR_CALL(slice_starts_with);
EXPR_CALL(slice_split_part);

/* compose.c: new texts */
EXPR_CALL(compose_append);
EXPR_CALL(compose_concat);
EXPR_CALL(compose_concat_ws);
EXPR_CALL(compose_replace);
EXPR_CALL(compose_overlay);
EXPR_CALL(compose_reverse);
EXPR_CALL(compose_repeat);
EXPR_CALL(compose_pad_left);
EXPR_CALL(compose_pad_right);
