/*
 * Everything is computed to PRECISION bits, about 115 digits, and rounded once to the 38 that a
 * numeric has or fewer. The last bits are rounded off before, so that what is a half is seen as
 * one. The estimates of how many decimals a result has are made in float8 from its first digits,
 * because PostgreSQL makes them so, and one more or less would show.
 */
#include "expr/exponential.h"

#include <math.h>
#include <mpfr.h>

#include "base/fail.h"

enum {
    PRECISION = 384,       /* bits */
    PRECISION_SURE = 320,  /* bits of a result that no error has reached */
    WHOLE_DIGITS_MAX = 45, /* a result with more before the point does not fit, surely */
};

static const double log10_of_e = 0.434294481903252;

static int bound_scale(int scale)
{
    return CLAMP(scale, 0, NUMERIC_SHOWN_SCALE_MAX);
}

static void load(mpfr_t to, const Numeric *numeric)
{
    char text[NUMERIC_SCIENTIFIC_MAX];

    numeric_write_scientific(numeric, text);
    mpfr_set_str(to, text, 10, MPFR_RNDN);
}

/* to *= 10^power */
static void times_ten(mpfr_t to, int power)
{
    mpfr_t tens;

    mpfr_init2(tens, mpfr_get_prec(to));
    mpfr_ui_pow_ui(tens, 10, (unsigned long)power, MPFR_RNDN);
    mpfr_mul(to, to, tens, MPFR_RNDN);
    mpfr_clear(tens);
}

/* About the power of ten of the first digit; never greater. */
static double magnitude_of(const mpfr_t number)
{
    static const double log10_of_2 = 0.301029995663981;

    return mpfr_zero_p(number) ? -HUGE_VAL : (double)(mpfr_get_exp(number) - 1) * log10_of_2 - 1e-4;
}

/* With so many decimals, or as many as 38 digits have room for. */
static bool store(mpfr_t number, int scale, Numeric *ret_numeric, GError **error)
{
    double first = magnitude_of(number);
    char text[WHOLE_DIGITS_MAX + 32], digits[WHOLE_DIGITS_MAX + 16];
    int room = NUMERIC_DIGITS_MAX - 1 - (int)floor(MAX(first, -NUMERIC_SCALE_MAX));
    bool is_stored = false;
    mpfr_t copy;

    if (first > WHOLE_DIGITS_MAX)
        return numeric_fail_overflow(error);
    mpfr_init2(copy, PRECISION);
    for (int decimals = MIN(scale, room); decimals >= 0 && !is_stored; decimals--) {
        mpfr_set_prec(copy, PRECISION);
        mpfr_set(copy, number, MPFR_RNDN);
        times_ten(copy, decimals);
        mpfr_prec_round(copy, PRECISION_SURE, MPFR_RNDN);
        mpfr_round(copy, copy); /* halves away from zero */
        if (mpfr_zero_p(copy))
            mpfr_abs(copy, copy, MPFR_RNDN);
        mpfr_snprintf(digits, sizeof(digits), "%.0Rf", copy);
        g_snprintf(text, sizeof(text), "%se-%d", digits, decimals);
        is_stored = strlen(digits) - (digits[0] == '-' ? 1 : 0) <= NUMERIC_DIGITS_MAX &&
                    numeric_read(span_of(text), ret_numeric) == NUMBER_READ;
    }
    mpfr_clear(copy);
    return is_stored || numeric_fail_overflow(error);
}

/* MPFR keeps constants for a thread, which are given back when it ends. */
static void forget_constants(gpointer unused)
{
    (void)unused;
    mpfr_free_cache();
}

static bool done(bool result)
{
    static GPrivate at_end_of_thread = G_PRIVATE_INIT(forget_constants);

    g_private_set(&at_end_of_thread, &at_end_of_thread);
    return result;
}

/* As float8, where PostgreSQL estimates; those too small are 0. */
static double real_of(const Numeric *numeric)
{
    double real = 0;

    return numeric_to_real(numeric, &real, NULL) ? real : 0;
}

static bool is_one(const Numeric *numeric)
{
    Numeric one = numeric_of_integer(1);

    return numeric_compare(numeric, &one) == 0;
}

static bool is_whole(const Numeric *numeric)
{
    return numeric_is_finite(numeric) && numeric_trim(numeric).scale == 0;
}

static bool is_odd(const Numeric *numeric)
{
    Numeric trimmed = numeric_trim(numeric);

    return is_whole(numeric) && numeric_magnitude(&trimmed) % 2 == 1;
}

/* ---- exp ---- */

static bool exp_to(const Numeric *numeric, int scale, Numeric *ret_numeric, GError **error)
{
    mpfr_t x;
    bool is_stored;

    mpfr_init2(x, PRECISION);
    load(x, numeric);
    mpfr_exp(x, x, MPFR_RNDN);
    is_stored = mpfr_inf_p(x) ? numeric_fail_overflow(error) : store(x, scale, ret_numeric, error);
    mpfr_clear(x);
    return done(is_stored);
}

bool exponential_exp(const Numeric *numeric, Numeric *ret_numeric, GError **error)
{
    enum { POWER_MAX = 2000 };
    double power = real_of(numeric) * log10_of_e;
    int scale;

    if (!numeric_is_finite(numeric)) {
        *ret_numeric = numeric->kind == NUMERIC_MINUS_INFINITY ? numeric_of_integer(0) : *numeric;
        return true;
    }
    power = CLAMP(power, -POWER_MAX, POWER_MAX);
    scale = MAX(NUMERIC_SIGNIFICANT_MIN - (int)power, numeric->scale);
    return exp_to(numeric, bound_scale(scale), ret_numeric, error);
}

/* ---- logarithms ---- */

static bool check_logarithm(const Numeric *numeric, GError **error)
{
    int sign = numeric_sign(numeric);

    if (sign < 0)
        return fail(error, FAIL_DATA, "cannot take logarithm of a negative number");
    if (sign == 0 && numeric->kind != NUMERIC_NAN)
        return fail(error, FAIL_DATA, "cannot take logarithm of zero");
    return true;
}

/* The power of ten of the first digit of the logarithm, as PostgreSQL estimates it: close to 1 from
 * the distance to it, else from the first two digits in base 10000. */
static int ln_weight(const Numeric *numeric)
{
    static const Numeric low = {.coefficient = 9, .scale = 1},
                         high = {.coefficient = 11, .scale = 1};
    const Numeric one = numeric_of_integer(1);
    Uint128 magnitude = numeric_magnitude(numeric);
    int digits = wide_digits_of(magnitude), first, weight, kept;
    Numeric distance;

    if (numeric_compare(numeric, &low) >= 0 && numeric_compare(numeric, &high) <= 0 &&
        numeric_subtract(numeric, &one, &distance, NULL)) {
        return distance.coefficient == 0
                   ? 0
                   : wide_digits_of(numeric_magnitude(&distance)) - 1 - distance.scale;
    }
    weight = numeric_weight(magnitude, numeric->scale, &first);
    kept = digits - numeric->scale - 4 * weight + 4; /* decimal digits of the two */
    magnitude = digits >= kept ? magnitude / wide_tens[digits - kept]
                               : magnitude * wide_tens[kept - digits];
    return (int)log10(fabs(log((double)magnitude) + (weight - 1) * 4 * 2.302585092994046));
}

static bool ln_to(const Numeric *numeric, int scale, Numeric *ret_numeric, GError **error)
{
    mpfr_t x;
    bool is_stored;

    mpfr_init2(x, PRECISION);
    load(x, numeric);
    mpfr_log(x, x, MPFR_RNDN);
    is_stored = store(x, scale, ret_numeric, error);
    mpfr_clear(x);
    return done(is_stored);
}

bool exponential_ln(const Numeric *numeric, Numeric *ret_numeric, GError **error)
{
    int scale;

    if (!check_logarithm(numeric, error))
        return false;
    if (!numeric_is_finite(numeric)) {
        *ret_numeric = *numeric;
        return true;
    }
    scale = MAX(NUMERIC_SIGNIFICANT_MIN - ln_weight(numeric), numeric->scale);
    return ln_to(numeric, bound_scale(scale), ret_numeric, error);
}

static bool log_special(const Numeric *base, const Numeric *numeric, Numeric *ret_numeric)
{
    bool is_nan =
        base->kind == NUMERIC_NAN || numeric->kind == NUMERIC_NAN || base->kind == numeric->kind;

    if (is_nan)
        *ret_numeric = numeric_of_kind(NUMERIC_NAN);
    else
        *ret_numeric = numeric_is_finite(base) ? *numeric : numeric_of_integer(0);
    return true;
}

bool exponential_log(const Numeric *base, const Numeric *numeric, Numeric *ret_numeric,
                     GError **error)
{
    mpfr_t x, y;
    bool is_stored, is_nan = base->kind == NUMERIC_NAN || numeric->kind == NUMERIC_NAN;
    int scale;

    if (!is_nan && (!check_logarithm(base, error) || !check_logarithm(numeric, error)))
        return false;
    if (!numeric_is_finite(base) || !numeric_is_finite(numeric))
        return log_special(base, numeric, ret_numeric);
    if (is_one(base))
        return fail(error, FAIL_DATA, "division by zero");
    scale = NUMERIC_SIGNIFICANT_MIN - (ln_weight(numeric) - ln_weight(base));
    scale = bound_scale(MAX(scale, MAX(base->scale, numeric->scale)));
    mpfr_inits2(PRECISION, x, y, (mpfr_ptr)NULL);
    load(x, numeric);
    load(y, base);
    mpfr_log(x, x, MPFR_RNDN);
    mpfr_log(y, y, MPFR_RNDN);
    mpfr_div(x, x, y, MPFR_RNDN);
    is_stored = store(x, scale, ret_numeric, error);
    mpfr_clears(x, y, (mpfr_ptr)NULL);
    return done(is_stored);
}

/* ---- powers ---- */

static bool power_whole(const Numeric *base, long exponent, Numeric *ret_numeric, GError **error)
{
    int scale = bound_scale(MAX(NUMERIC_SIGNIFICANT_MIN, base->scale));
    double first = log10((double)numeric_magnitude(base)) - base->scale;
    bool is_stored;
    mpfr_t x;

    if (base->coefficient != 0 && first * (double)exponent < -scale - 1) {
        *ret_numeric = (Numeric){.scale = (uint16_t)scale};
        return true;
    }
    if (base->coefficient != 0 && first * (double)exponent > WHOLE_DIGITS_MAX)
        return numeric_fail_overflow(error);
    mpfr_init2(x, PRECISION);
    load(x, base);
    mpfr_pow_si(x, x, exponent, MPFR_RNDN); /* 0^0 is 1 */
    is_stored = store(x, scale, ret_numeric, error);
    mpfr_clear(x);
    return done(is_stored);
}

/* About exponent * ln(base), to the 8 digits that PostgreSQL estimates it with. */
static double estimate_ln(const Numeric *base, const Numeric *exponent)
{
    int scale = MAX(8 - ln_weight(base), 0);
    Numeric ln, product;

    if (!ln_to(base, scale, &ln, NULL))
        return 0;
    if (!numeric_multiply(&ln, exponent, &product, NULL) ||
        !numeric_round(&product, scale, NUMERIC_ROUND, &product, NULL))
        return real_of(&ln) * real_of(exponent);
    return real_of(&product);
}

static bool power_real(const Numeric *base, const Numeric *exponent, Numeric *ret_numeric,
                       GError **error)
{
    static const double ln_max = 6020; /* where PostgreSQL's numerics end */
    double ln = estimate_ln(base, exponent);
    int scale = MAX(base->scale, exponent->scale);
    bool is_stored;
    mpfr_t x, y;

    if (ln > ln_max)
        return numeric_fail_overflow(error);
    if (ln < -ln_max) {
        *ret_numeric = (Numeric){.scale = NUMERIC_SHOWN_SCALE_MAX};
        return true;
    }
    scale = bound_scale(MAX(scale, NUMERIC_SIGNIFICANT_MIN - (int)(ln * log10_of_e)));
    mpfr_inits2(PRECISION, x, y, (mpfr_ptr)NULL);
    load(x, base);
    load(y, exponent);
    mpfr_pow(x, x, y, MPFR_RNDN);
    is_stored = store(x, scale, ret_numeric, error);
    mpfr_clears(x, y, (mpfr_ptr)NULL);
    return done(is_stored);
}

static bool power_finite(const Numeric *base, const Numeric *exponent, Numeric *ret_numeric,
                         GError **error)
{
    bool is_negative = base->coefficient < 0 && is_odd(exponent);
    Numeric size = numeric_abs(base);
    int64_t whole;

    if (is_whole(exponent) && numeric_to_integer(exponent, TYPE_INT4, &whole, NULL))
        return power_whole(base, (long)whole, ret_numeric, error);
    if (base->coefficient == 0) {
        *ret_numeric = (Numeric){.scale = NUMERIC_SIGNIFICANT_MIN};
        return true;
    }
    if (!power_real(&size, exponent, ret_numeric, error))
        return false;
    if (is_negative)
        *ret_numeric = numeric_negate(ret_numeric);
    return true;
}

/* NaN^0 and 1^NaN are 1; beside that NaN makes NaN, and infinities are POSIX's pow()'s. */
static Numeric power_special(const Numeric *base, const Numeric *exponent)
{
    const Numeric zero = numeric_of_integer(0), one = numeric_of_integer(1);
    Numeric size = numeric_abs(base);
    bool is_nan = base->kind == NUMERIC_NAN || exponent->kind == NUMERIC_NAN;
    int base_size = numeric_compare(&size, &one), sign = numeric_sign(exponent);

    if (is_one(base) || (sign == 0 && exponent->kind != NUMERIC_NAN))
        return one;
    if (is_nan)
        return numeric_of_kind(NUMERIC_NAN);
    if (numeric_is_finite(exponent)) { /* of an infinity */
        if (sign < 0)
            return zero;
        return numeric_of_kind(base->kind == NUMERIC_MINUS_INFINITY && is_odd(exponent)
                                   ? NUMERIC_MINUS_INFINITY
                                   : NUMERIC_INFINITY);
    }
    if (base_size == 0)
        return one;
    return (base_size > 0) == (sign > 0) ? numeric_of_kind(NUMERIC_INFINITY) : zero;
}

bool exponential_power(const Numeric *base, const Numeric *exponent, Numeric *ret_numeric,
                       GError **error)
{
    bool is_nan = base->kind == NUMERIC_NAN || exponent->kind == NUMERIC_NAN;
    int sign = numeric_sign(base);
    bool is_integral = is_whole(exponent) || !numeric_is_finite(exponent);

    if (!is_nan && sign == 0 && numeric_sign(exponent) < 0)
        return fail(error, FAIL_DATA, "zero raised to a negative power is undefined");
    if (!is_nan && sign < 0 && !is_integral)
        return fail(error, FAIL_DATA,
                    "a negative number raised to a non-integer power yields a complex result");
    if (numeric_is_finite(base) && numeric_is_finite(exponent))
        return power_finite(base, exponent, ret_numeric, error);
    *ret_numeric = power_special(base, exponent);
    return true;
}
