#pragma once
/*
 * Exponentials, logarithms and powers of numerics: the one door to MPFR, which computes with many
 * more digits than are kept. The number of decimals is PostgreSQL's: 16 significant digits or more,
 * as it estimates them.
 *
 * Errors are FAIL_DATA, in PostgreSQL's sentences. Thread: any; pure.
 */
#include "row/numeric.h"

bool exponential_exp(const Numeric *numeric, Numeric *ret_numeric, GError **error);
bool exponential_ln(const Numeric *numeric, Numeric *ret_numeric, GError **error);
bool exponential_log(const Numeric *base, const Numeric *numeric, Numeric *ret_numeric,
                     GError **error);
bool exponential_power(const Numeric *base, const Numeric *exponent, Numeric *ret_numeric,
                       GError **error);
