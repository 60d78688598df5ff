/*
 * variance and stddev of real numbers, and the statistics of pairs (corr, covar, regr): sums of
 * squares of differences from the mean, kept up to date row by row.
 *
 * E. A. Youngs, E. M. Cramer, "Some results relevant to choice of sum and sum-of-product
 * algorithms", Technometrics 13 (1971), as PostgreSQL has it since version 12; two parts are put
 * together as T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating formulae and a pairwise algorithm
 * for computing sample variances" (1979) do. All with twice the digits (see double_double.h), so
 * that neither the order of rows nor their parts show.
 *
 * A state of one number a row is the beginning of one of a pair. `dimensions` is a constant of each
 * function, so that the compiler keeps only what it needs.
 */
#include <math.h>

#include "base/fail.h"
#include "expr/aggregate_state.h"

static bool check_range(const SpreadState *spread, int dimensions, GError **error)
{
    bool is_finite = isfinite(spread->x.sum.high) && isfinite(spread->x.squares.high);

    if (dimensions == 2)
        is_finite = is_finite && isfinite(spread->y.sum.high) && isfinite(spread->y.squares.high) &&
                    isfinite(spread->products.high);
    return is_finite || fail(error, FAIL_DATA, "value out of range: overflow");
}

/* @part times the product of two differences */
static DoubleDouble scaled(DoubleDouble part, DoubleDouble a, DoubleDouble b)
{
    return double_double_multiply(double_double_multiply(part, a), b);
}

/* One more number of a kind; returns n times its difference from the new mean. */
static inline DoubleDouble add_number(SpreadSums *sums, double number, DoubleDouble n,
                                      DoubleDouble part)
{
    DoubleDouble apart;

    if (!isfinite(number) || sums->special != 0) {
        sums->special += isfinite(number) ? 0 : number;
        return double_double_of(0);
    }
    sums->sum = double_double_add(sums->sum, double_double_of(number));
    apart = double_double_subtract(double_double_multiply(n, double_double_of(number)), sums->sum);
    sums->squares = double_double_add(sums->squares, scaled(part, apart, apart));
    return apart;
}

static inline bool add(SpreadState *spread, double x, double y, int dimensions, GError **error)
{
    DoubleDouble before = double_double_of((double)spread->rows);
    DoubleDouble n = double_double_of((double)(spread->rows + 1));
    DoubleDouble part = double_double_of(0), x_apart, y_apart;
    SpreadState next;

    memcpy(&next, spread, SPREAD_BYTES(dimensions));
    if (spread->rows > 0)
        part = double_double_divide(double_double_of(1), double_double_multiply(n, before));
    next.rows++;
    x_apart = add_number(&next.x, x, n, part);
    if (dimensions == 2) {
        y_apart = add_number(&next.y, y, n, part);
        next.products = double_double_add(next.products, scaled(part, x_apart, y_apart));
    }
    if (!check_range(&next, dimensions, error))
        return false;
    memcpy(spread, &next, SPREAD_BYTES(dimensions));
    return true;
}

/* n m times the difference of two means: exactly zero if they are equal. */
static inline DoubleDouble merge_sums(SpreadSums *sums, const SpreadSums *more, DoubleDouble n,
                                      DoubleDouble m, DoubleDouble part)
{
    DoubleDouble apart = double_double_subtract(double_double_multiply(sums->sum, m),
                                                double_double_multiply(more->sum, n));

    sums->special += more->special;
    sums->sum = double_double_add(sums->sum, more->sum);
    sums->squares = double_double_add(double_double_add(sums->squares, more->squares),
                                      scaled(part, apart, apart));
    return apart;
}

static inline bool merge(SpreadState *spread, const SpreadState *more, int dimensions,
                         GError **error)
{
    DoubleDouble n = double_double_of((double)spread->rows);
    DoubleDouble m = double_double_of((double)more->rows);
    DoubleDouble part, x_apart, y_apart;

    if (more->rows == 0)
        return true;
    if (spread->rows == 0) {
        memcpy(spread, more, SPREAD_BYTES(dimensions));
        return true;
    }
    part = double_double_multiply(double_double_multiply(n, m), double_double_add(n, m));
    part = double_double_divide(double_double_of(1), part);
    spread->rows += more->rows;
    x_apart = merge_sums(&spread->x, &more->x, n, m, part);
    if (dimensions == 2) {
        y_apart = merge_sums(&spread->y, &more->y, n, m, part);
        spread->products = double_double_add(double_double_add(spread->products, more->products),
                                             scaled(part, x_apart, y_apart));
    }
    return check_range(spread, dimensions, error);
}

static AGGREGATE_ADD(add_one)
{
    return add(state, inputs[0].real, 0, 1, error);
}

static AGGREGATE_MERGE(merge_one)
{
    return merge(into, from, 1, error);
}

/* As SQL has it: the dependent number comes first. */
static AGGREGATE_ADD(add_pair)
{
    return add(state, inputs[1].real, inputs[0].real, 2, error);
}

static AGGREGATE_MERGE(merge_pair)
{
    return merge(into, from, 2, error);
}

/* ---- results: NULL where PostgreSQL has too few rows, or would divide by zero ---- */

static double over(DoubleDouble top, int64_t by)
{
    return double_double_round(double_double_divide(top, double_double_of((double)by)));
}

static double ratio(DoubleDouble top, DoubleDouble bottom)
{
    return double_double_round(double_double_divide(top, bottom));
}

static double mean_of(const SpreadSums *sums, int64_t rows)
{
    return sums->special != 0 ? sums->special : over(sums->sum, rows);
}

/* What is left of y's mean where the line meets the axis */
static double intercept_of(const SpreadState *spread)
{
    DoubleDouble slope = double_double_divide(spread->products, spread->x.squares);

    return over(double_double_subtract(spread->y.sum, double_double_multiply(spread->x.sum, slope)),
                spread->rows);
}

static double corr_of(const SpreadState *spread)
{
    return double_double_round(spread->products) /
           sqrt(double_double_round(double_double_multiply(spread->x.squares, spread->y.squares)));
}

static double r2_of(const SpreadState *spread)
{
    if (spread->y.squares.high == 0)
        return 1;
    return ratio(double_double_multiply(spread->products, spread->products),
                 double_double_multiply(spread->x.squares, spread->y.squares));
}

/* @special: of which numbers one that is not finite makes the result NaN; 0: of none */
#define SPREAD(name, dimension, rows_min, special, condition, expression)                          \
    static AGGREGATE_RESULT(name##_result)                                                         \
    {                                                                                              \
        const SpreadState *spread = state;                                                         \
        int64_t n = spread->rows;                                                                  \
                                                                                                   \
        *ret_value = VALUE_NULL;                                                                   \
        if (n >= (rows_min) && (special) != 0)                                                     \
            *ret_value = (Value){.real = (double)NAN};                                             \
        else if (n >= (rows_min) && (condition))                                                   \
            *ret_value = (Value){.real = (expression)};                                            \
        return true;                                                                               \
    }                                                                                              \
    const AggregateFunctions name##_functions = {                                                  \
        .add = add_##dimension, .merge = merge_##dimension, .result = name##_result}

#define OF_X (spread->x.special)
#define OF_Y (spread->y.special)
#define OF_BOTH (spread->x.special != 0 || spread->y.special != 0)
#define X_VARIES (spread->x.squares.high != 0)
#define Y_VARIES (spread->y.squares.high != 0)

SPREAD(var_pop_real, one, 1, OF_X, true, over(spread->x.squares, n));
SPREAD(var_samp_real, one, 2, OF_X, true, over(spread->x.squares, n - 1));
SPREAD(stddev_pop_real, one, 1, OF_X, true, sqrt(over(spread->x.squares, n)));
SPREAD(stddev_samp_real, one, 2, OF_X, true, sqrt(over(spread->x.squares, n - 1)));
SPREAD(regr_sxx, pair, 1, OF_X, true, double_double_round(spread->x.squares));
SPREAD(regr_syy, pair, 1, OF_Y, true, double_double_round(spread->y.squares));
SPREAD(regr_sxy, pair, 1, OF_BOTH, true, double_double_round(spread->products));
SPREAD(regr_avgx, pair, 1, 0, true, mean_of(&spread->x, n));
SPREAD(regr_avgy, pair, 1, 0, true, mean_of(&spread->y, n));
SPREAD(covar_pop, pair, 1, OF_BOTH, true, over(spread->products, n));
SPREAD(covar_samp, pair, 2, OF_BOTH, true, over(spread->products, n - 1));
SPREAD(corr, pair, 1, OF_BOTH, X_VARIES &&Y_VARIES, corr_of(spread));
SPREAD(regr_slope, pair, 1, OF_BOTH, X_VARIES, ratio(spread->products, spread->x.squares));
SPREAD(regr_intercept, pair, 1, OF_BOTH, X_VARIES, intercept_of(spread));
SPREAD(regr_r2, pair, 1, OF_BOTH, X_VARIES, r2_of(spread));

static AGGREGATE_RESULT(regr_count_result)
{
    *ret_value = value_of_integer(((const SpreadState *)state)->rows);
    return true;
}

const AggregateFunctions regr_count_functions = {
    .add = add_pair, .merge = merge_pair, .result = regr_count_result};
