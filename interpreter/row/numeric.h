#pragma once
/*
 * PostgreSQL's numeric: exact decimals of up to 38 significant digits, each with the number of
 * decimals that it is shown with, and NaN and the infinities. Results have PostgreSQL's number of
 * decimals, but that those which would make more than 38 digits are rounded off, halves away from
 * zero; what has more digits before the point overflows, and is FAIL_DATA.
 *
 * Results may be written over an argument. Thread: any; pure.
 */
#include "row/number.h"
#include "row/wide.h"

enum {
    NUMERIC_DIGITS_MAX = 38,
    NUMERIC_SCALE_MAX = 16383,      /* decimals */
    NUMERIC_SHOWN_SCALE_MAX = 1000, /* decimals of a quotient, a root, a power */
    NUMERIC_SIGNIFICANT_MIN = 16,   /* digits of a quotient, a root, a power */
    NUMERIC_SCIENTIFIC_MAX = 56,    /* bytes of numeric_write_scientific() */
};

static inline Numeric numeric_of_integer(int64_t integer)
{
    return (Numeric){.coefficient = integer};
}

static inline Numeric numeric_of_kind(NumericKind kind)
{
    return (Numeric){.kind = (int8_t)kind};
}

static inline bool numeric_is_finite(const Numeric *numeric)
{
    return numeric->kind == NUMERIC_FINITE;
}

static inline Uint128 numeric_magnitude(const Numeric *numeric)
{
    return numeric->coefficient < 0 ? 0 - (Uint128)numeric->coefficient
                                    : (Uint128)numeric->coefficient;
}

/* -1, 0 or 1; of NaN 0. */
static inline int numeric_sign(const Numeric *numeric)
{
    if (numeric->kind != NUMERIC_FINITE)
        return numeric->kind == NUMERIC_NAN ? 0 : numeric->kind;
    return (numeric->coefficient > 0) - (numeric->coefficient < 0);
}

/* ---- text and other types ---- */

/* "1.50", "1e-3", "NaN", "-inf"; NUMBER_RANGE: more than 38 digits before the point. */
NumberRead numeric_read(Span text, Numeric *ret_numeric);
void numeric_write(const Numeric *numeric, GString *text);
/* "-0150e-2" of a finite one, to NUMERIC_SCIENTIFIC_MAX bytes, NUL-ended. */
void numeric_write_scientific(const Numeric *numeric, char *text);
/* A whole number of 128 bits: an exact sum of smaller ones. */
bool numeric_of_wide_integer(Int128 integer, Numeric *ret_numeric, GError **error);
/* By the 15 digits that a float8 surely has, as PostgreSQL. */
bool numeric_of_real(double real, Numeric *ret_numeric, GError **error);
/* FAIL_DATA: too small for a float8. */
bool numeric_to_real(const Numeric *numeric, double *ret_real, GError **error);
/* Rounded; @type is TYPE_INT4 or TYPE_INT8, whose name is in the error. */
bool numeric_to_integer(const Numeric *numeric, Type type, int64_t *ret_integer, GError **error);

/* ---- order ---- */

/* -infinity, the numbers, infinity, NaN; NaN equals itself. */
int numeric_compare(const Numeric *a, const Numeric *b);
/* The one of all equal ones that has no needless decimals. */
Numeric numeric_trim(const Numeric *numeric);

/* ---- rounding ---- */

typedef enum NumericRounding {
    NUMERIC_ROUND, /* halves away from zero */
    NUMERIC_TRUNC, /* toward zero */
    NUMERIC_FLOOR,
    NUMERIC_CEIL,
} NumericRounding;

/* To so many decimals, of which there may be fewer than none; more are zeros. */
bool numeric_round(const Numeric *numeric, int places, NumericRounding rounding,
                   Numeric *ret_numeric, GError **error);
/* As what numeric(precision, scale) holds. */
bool numeric_fit(const Numeric *numeric, int precision, int scale, Numeric *ret_numeric,
                 GError **error);

/* ---- arithmetic ---- */

bool numeric_add(const Numeric *a, const Numeric *b, Numeric *ret_numeric, GError **error);
bool numeric_subtract(const Numeric *a, const Numeric *b, Numeric *ret_numeric, GError **error);
bool numeric_multiply(const Numeric *a, const Numeric *b, Numeric *ret_numeric, GError **error);
bool numeric_divide(const Numeric *a, const Numeric *b, Numeric *ret_numeric, GError **error);
/* The whole part of the quotient, and what it leaves, which has the sign of @a. */
bool numeric_divide_whole(const Numeric *a, const Numeric *b, Numeric *ret_numeric, GError **error);
bool numeric_modulo(const Numeric *a, const Numeric *b, Numeric *ret_numeric, GError **error);
bool numeric_root(const Numeric *numeric, Numeric *ret_numeric, GError **error);
bool numeric_root_to(const Numeric *numeric, int scale, Numeric *ret_numeric, GError **error);
Numeric numeric_negate(const Numeric *numeric);
Numeric numeric_abs(const Numeric *numeric);

/* ---- for those who compute with more digits ---- */

/* FAIL_DATA: "value overflows numeric format", and the limits; returns false. */
bool numeric_fail_overflow(GError **error);
/* magnitude / 10^scale, rounded to what a numeric holds; @scale >= 0 */
bool numeric_settle(bool is_negative, const Wide *magnitude, int scale, Numeric *ret_numeric,
                    GError **error);
/**
 * numeric_quotient() - top * 10^power / bottom, a coefficient of so many decimals
 * @power:  may be below zero
 * @scale:  decimals of the result; fewer where they make more than 38 digits
 */
bool numeric_quotient(bool is_negative, const Wide *top, const Wide *bottom, int power, int scale,
                      Numeric *ret_numeric, GError **error);
/* PostgreSQL's decimals of the quotient of two numbers that have these. */
int numeric_quotient_scale(const Wide *top, int top_scale, const Wide *bottom, int bottom_scale);
/* The power of 10000 of its first digit in base 10000, and that digit; 0 of zero. */
int numeric_weight(Uint128 magnitude, int scale, int *ret_first);
