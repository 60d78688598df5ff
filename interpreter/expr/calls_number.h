#pragma once
/*
 * The functions of numbers beside those in calls.h, by the file that holds them.
 *
 * Thread: as in expr.h.
 */
#include "expr/node.h"

/* integers.c */
#define INTEGER_BIT_CALLS(type)                                                                    \
    EXPR_CALL(type##_and);                                                                         \
    EXPR_CALL(type##_or);                                                                          \
    EXPR_CALL(type##_differ_bits);                                                                 \
    EXPR_CALL(type##_invert);                                                                      \
    EXPR_CALL(type##_shift_left);                                                                  \
    EXPR_CALL(type##_shift_right);                                                                 \
    EXPR_CALL(type##_gcd);                                                                         \
    EXPR_CALL(type##_lcm);                                                                         \
    EXPR_CALL(type##_to_hex)
INTEGER_BIT_CALLS(int4);
INTEGER_BIT_CALLS(int8);

/* decimal.c: numerics */
EXPR_CALL(decimal_add);
EXPR_CALL(decimal_subtract);
EXPR_CALL(decimal_multiply);
EXPR_CALL(decimal_divide);
EXPR_CALL(decimal_divide_whole);
EXPR_CALL(decimal_modulo);
EXPR_CALL(decimal_negate);
EXPR_CALL(decimal_abs);
EXPR_CALL(decimal_sign);
EXPR_CALL(decimal_ceil);
EXPR_CALL(decimal_floor);
EXPR_CALL(decimal_round);
EXPR_CALL(decimal_trunc);
EXPR_CALL(decimal_sqrt);
EXPR_CALL(decimal_exp);
EXPR_CALL(decimal_ln);
EXPR_CALL(decimal_log10);
EXPR_CALL(decimal_log);
EXPR_CALL(decimal_power);
EXPR_CALL(decimal_gcd);
EXPR_CALL(decimal_lcm);
EXPR_CALL(decimal_scale);
EXPR_CALL(decimal_min_scale);
EXPR_CALL(decimal_trim_scale);
EXPR_CALL(decimal_factorial);
EXPR_CALL(decimal_width_bucket);

/* math.c */
EXPR_CALL(math_cbrt);
EXPR_CALL(math_width_bucket);

/* trigonometry.c */
EXPR_CALL(angle_pi);
EXPR_CALL(angle_degrees);
EXPR_CALL(angle_radians);
EXPR_CALL(angle_sin);
EXPR_CALL(angle_cos);
EXPR_CALL(angle_tan);
EXPR_CALL(angle_cot);
EXPR_CALL(angle_asin);
EXPR_CALL(angle_acos);
EXPR_CALL(angle_atan);
EXPR_CALL(angle_atan2);
EXPR_CALL(angle_sinh);
EXPR_CALL(angle_cosh);
EXPR_CALL(angle_tanh);
EXPR_CALL(angle_asinh);
EXPR_CALL(angle_acosh);
EXPR_CALL(angle_atanh);
EXPR_CALL(angle_sind);
EXPR_CALL(angle_cosd);
EXPR_CALL(angle_tand);
EXPR_CALL(angle_cotd);
EXPR_CALL(angle_asind);
EXPR_CALL(angle_acosd);
EXPR_CALL(angle_atand);
EXPR_CALL(angle_atan2d);

/* number_picture.c */
bool number_picture_prepare(Arena *arena, const Value *const *constants, size_t len,
                            const void **ret_prepared, GError **error);

/* number_format.c */
EXPR_CALL(number_format_int4);
EXPR_CALL(number_format_int8);
EXPR_CALL(number_format_float8);
EXPR_CALL(number_format_numeric);

/* number_parse.c */
EXPR_CALL(number_parse);
