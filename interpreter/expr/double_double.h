#pragma once
/*
 * Sums with twice the digits of a double: a number is the unevaluated sum of two, whose second is
 * below the first's last place. Rounded at the end, a sum comes out the same in whatever order and
 * in whatever parts its terms were added (but where terms cancel by more than 30 digits).
 *
 * Addition and multiplication are error-free transformations: D. Knuth, "The Art of Computer
 * Programming", volume 2, 4.2.2 (the sum of two and its error), T. J. Dekker, "A floating-point
 * technique for extending the available precision" (1971). All numbers must be finite, and stay so.
 *
 * Thread: any; pure.
 */
#include <math.h>

typedef struct DoubleDouble {
    double high, low;
} DoubleDouble;

static inline double double_double_round(DoubleDouble a)
{
    return a.high + a.low;
}

/* |high| >= |low|, or high is zero */
static inline DoubleDouble double_double_normal(double high, double low)
{
    double sum = high + low;

    return (DoubleDouble){sum, low - (sum - high)};
}

static inline DoubleDouble double_double_two_sum(double a, double b)
{
    double sum = a + b, b_part = sum - a;

    return (DoubleDouble){sum, (a - (sum - b_part)) + (b - b_part)};
}

static inline DoubleDouble double_double_add(DoubleDouble a, DoubleDouble b)
{
    DoubleDouble high = double_double_two_sum(a.high, b.high);
    DoubleDouble low = double_double_two_sum(a.low, b.low);

    high = double_double_normal(high.high, high.low + low.high);
    return double_double_normal(high.high, high.low + low.low);
}

static inline DoubleDouble double_double_negate(DoubleDouble a)
{
    return (DoubleDouble){-a.high, -a.low};
}

static inline DoubleDouble double_double_subtract(DoubleDouble a, DoubleDouble b)
{
    return double_double_add(a, double_double_negate(b));
}

static inline DoubleDouble double_double_of(double a)
{
    return (DoubleDouble){a, 0};
}

static inline DoubleDouble double_double_multiply(DoubleDouble a, DoubleDouble b)
{
    double product = a.high * b.high;
    double error = fma(a.high, b.high, -product);

    return double_double_normal(product, error + (a.high * b.low + a.low * b.high));
}

static inline DoubleDouble double_double_divide(DoubleDouble a, DoubleDouble b)
{
    double first = a.high / b.high;
    DoubleDouble rest =
        double_double_subtract(a, double_double_multiply(b, double_double_of(first)));
    double second = rest.high / b.high;

    rest = double_double_subtract(rest, double_double_multiply(b, double_double_of(second)));
    return double_double_add(double_double_normal(first, second),
                             double_double_of(rest.high / b.high));
}
