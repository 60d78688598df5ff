#pragma once
/*
 * Sums of numerics, exact until they are asked for: no order of adding and merging changes them.
 * Their state is plain memory, which is an empty sum when it is zeroed. A sum of which the first
 * digit and the last decimal lie more than 76 digits apart is refused, never rounded.
 *
 * Thread: a sum belongs to one thread at a time.
 */
#include "row/numeric.h"

enum { NUMERIC_SUM_DIGITS = 76 };

typedef struct NumericSum {
    uint64_t limbs[4]; /* a number of 256 bits with its sign, the least bits first */
    uint32_t nans, infinities, minus_infinities;
    uint16_t scale; /* decimals of that number */
    uint16_t unused;
} NumericSum;

/* FAIL_DATA: beyond the digits that a sum has. */
bool numeric_sum_add(NumericSum *sum, const Numeric *numeric, GError **error);
bool numeric_sum_add_square(NumericSum *sum, const Numeric *numeric, GError **error);
bool numeric_sum_merge(NumericSum *into, const NumericSum *from, GError **error);

/* What all have added up to; 0 of none. FAIL_DATA: more than a numeric holds. */
bool numeric_sum_total(const NumericSum *sum, Numeric *ret_total, GError **error);
bool numeric_sum_average(const NumericSum *sum, int64_t rows, Numeric *ret_average, GError **error);
/**
 * numeric_sum_variance() - PostgreSQL's var_pop, var_samp, stddev_pop and stddev_samp
 * @squares:    the sum of the squares of the same values
 * @rows:       of both; 2 or more for a sample
 * @is_sample:  divided by rows - 1, not by rows
 * @is_root:    the standard deviation
 */
bool numeric_sum_variance(const NumericSum *sum, const NumericSum *squares, int64_t rows,
                          bool is_sample, bool is_root, Numeric *ret_numeric, GError **error);
