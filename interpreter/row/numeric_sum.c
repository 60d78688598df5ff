#include "row/numeric_sum.h"

#include <assert.h>

#include "base/fail.h"

enum { LIMBS = G_N_ELEMENTS(((NumericSum *)0)->limbs) };

static bool fail_digits(GError **error)
{
    fail(error, FAIL_DATA, "value overflows numeric format");
    return fail_hint(error, "a sum has up to %d digits from its first one to the last decimal",
                     NUMERIC_SUM_DIGITS);
}

static bool is_negative(const NumericSum *sum)
{
    return (int64_t)sum->limbs[LIMBS - 1] < 0;
}

static void negate(uint64_t *limbs)
{
    bool carries = true;

    for (int i = 0; i < LIMBS; i++) {
        limbs[i] = ~limbs[i] + (carries ? 1 : 0);
        carries = carries && limbs[i] == 0;
    }
}

static Wide size_of(const NumericSum *sum)
{
    Wide size = {.len = LIMBS};

    memcpy(size.limbs, sum->limbs, sizeof(sum->limbs));
    if (is_negative(sum))
        negate(size.limbs);
    while (size.len > 0 && size.limbs[size.len - 1] == 0)
        size.len--;
    return size;
}

/* False if it goes beyond a sum's bits. */
static bool add_limbs(NumericSum *sum, const uint64_t *limbs)
{
    bool was_negative = is_negative(sum), adds_negative = (int64_t)limbs[LIMBS - 1] < 0;
    Uint128 carry = 0;

    for (int i = 0; i < LIMBS; i++) {
        carry += (Uint128)sum->limbs[i] + limbs[i];
        sum->limbs[i] = (uint64_t)carry;
        carry >>= 64;
    }
    return was_negative != adds_negative || is_negative(sum) == was_negative;
}

static bool add_integer(NumericSum *sum, Int128 integer)
{
    uint64_t sign = integer < 0 ? G_MAXUINT64 : 0;
    uint64_t limbs[LIMBS] = {(uint64_t)(Uint128)integer, (uint64_t)((Uint128)integer >> 64), sign,
                             sign};

    return add_limbs(sum, limbs);
}

/* size * 10^power, added */
static bool add_wide(NumericSum *sum, bool subtract, const Wide *size, int power)
{
    uint64_t limbs[LIMBS] = {0};
    Wide wide = *size;

    if (size->len == 0)
        return true;
    if (wide_digits(size) + power > NUMERIC_SUM_DIGITS)
        return false;
    wide = wide_times_ten(size, power);
    memcpy(limbs, wide.limbs, sizeof(limbs));
    if (subtract)
        negate(limbs);
    return add_limbs(sum, limbs);
}

/* Give the sum at least so many decimals. */
static bool widen(NumericSum *sum, int scale)
{
    NumericSum wider = {.scale = (uint16_t)scale};
    Wide size;

    if (scale <= sum->scale)
        return true;
    size = size_of(sum);
    if (!add_wide(&wider, is_negative(sum), &size, scale - sum->scale))
        return false;
    memcpy(sum->limbs, wider.limbs, sizeof(sum->limbs));
    sum->scale = wider.scale;
    return true;
}

static void count_special(NumericSum *sum, NumericKind kind)
{
    sum->nans += kind == NUMERIC_NAN ? 1 : 0;
    sum->infinities += kind == NUMERIC_INFINITY ? 1 : 0;
    sum->minus_infinities += kind == NUMERIC_MINUS_INFINITY ? 1 : 0;
}

bool numeric_sum_add(NumericSum *sum, const Numeric *numeric, GError **error)
{
    int power = sum->scale - numeric->scale;
    Int128 integer = numeric->coefficient;
    Wide size;

    if (!numeric_is_finite(numeric)) {
        count_special(sum, numeric->kind);
        return true;
    }
    if (power == 0 || (power > 0 && power < WIDE_TENS_MAX &&
                       !__builtin_mul_overflow(integer, (Int128)wide_tens[power], &integer)))
        return add_integer(sum, integer) || fail_digits(error);
    size = wide_of(numeric_magnitude(numeric));
    if (!widen(sum, numeric->scale) ||
        !add_wide(sum, numeric->coefficient < 0, &size, sum->scale - numeric->scale))
        return fail_digits(error);
    return true;
}

bool numeric_sum_add_square(NumericSum *sum, const Numeric *numeric, GError **error)
{
    int scale = 2 * numeric->scale;
    Wide square = wide_of(numeric_magnitude(numeric));

    if (!numeric_is_finite(numeric)) {
        count_special(sum, numeric->kind);
        return true;
    }
    if (square.len <= 1 && (int64_t)square.limbs[0] >= 0) {
        Numeric narrow = {.coefficient = (Int128)square.limbs[0] * square.limbs[0],
                          .scale = (uint16_t)scale};

        return numeric_sum_add(sum, &narrow, error);
    }
    square = wide_multiply(&square, &square);
    if (!widen(sum, scale) || !add_wide(sum, false, &square, sum->scale - scale))
        return fail_digits(error);
    return true;
}

bool numeric_sum_merge(NumericSum *into, const NumericSum *from, GError **error)
{
    Wide size = size_of(from);

    if (!widen(into, from->scale) ||
        !add_wide(into, is_negative(from), &size, into->scale - from->scale))
        return fail_digits(error);
    into->nans += from->nans;
    into->infinities += from->infinities;
    into->minus_infinities += from->minus_infinities;
    return true;
}

static bool is_special(const NumericSum *sum, Numeric *ret_numeric)
{
    if (sum->nans > 0 || (sum->infinities > 0 && sum->minus_infinities > 0))
        *ret_numeric = numeric_of_kind(NUMERIC_NAN);
    else if (sum->infinities > 0 || sum->minus_infinities > 0)
        *ret_numeric =
            numeric_of_kind(sum->infinities > 0 ? NUMERIC_INFINITY : NUMERIC_MINUS_INFINITY);
    else
        return false;
    return true;
}

bool numeric_sum_total(const NumericSum *sum, Numeric *ret_total, GError **error)
{
    Wide size = size_of(sum);

    return is_special(sum, ret_total) ||
           numeric_settle(is_negative(sum), &size, sum->scale, ret_total, error);
}

bool numeric_sum_average(const NumericSum *sum, int64_t rows, Numeric *ret_average, GError **error)
{
    Wide size = size_of(sum), by = wide_of((Uint128)rows);
    int scale = numeric_quotient_scale(&size, sum->scale, &by, 0);

    return is_special(sum, ret_average) ||
           numeric_quotient(is_negative(sum), &size, &by, scale - sum->scale, scale, ret_average,
                            error);
}

/* The root of top * 10^power / bottom, which may have more than 38 digits, but in extreme cases. */
static bool root_of(const Wide *top, const Wide *bottom, int power, int decimals,
                    Numeric *ret_numeric, GError **error)
{
    enum { DIGITS_MAX = 220 };
    int digits = wide_digits(top) + MAX(power, 0) + decimals;
    Wide x, y, root;

    if (digits > DIGITS_MAX || wide_digits(bottom) - power > DIGITS_MAX)
        return numeric_quotient(false, top, bottom, power, decimals, ret_numeric, error) &&
               numeric_root_to(ret_numeric, decimals, ret_numeric, error);
    x = wide_times_ten(top, MAX(power, 0));
    y = wide_times_ten(bottom, MAX(-power, 0));
    x = wide_divide_rounded(&x, &y);
    x = wide_times_ten(&x, decimals);
    root = wide_root_rounded(&x);
    return numeric_settle(false, &root, decimals, ret_numeric, error);
}

/* (rows * sum of squares - square of the sum) / (rows * (rows - 1 or rows)) */
bool numeric_sum_variance(const NumericSum *sum, const NumericSum *squares, int64_t rows,
                          bool is_sample, bool is_root, Numeric *ret_numeric, GError **error)
{
    Wide size = size_of(sum), by = wide_of((Uint128)rows), top = size_of(squares);
    int scale = 2 * sum->scale, decimals;

    assert(rows > (is_sample ? 1 : 0) && squares->scale == scale);
    if (is_special(sum, ret_numeric)) {
        *ret_numeric = numeric_of_kind(NUMERIC_NAN);
        return true;
    }
    top = wide_multiply(&top, &by);
    size = wide_multiply(&size, &size);
    if (wide_compare(&top, &size) <= 0) {
        *ret_numeric = numeric_of_integer(0);
        return true;
    }
    wide_subtract(&top, &size);
    size = wide_of((Uint128)(is_sample ? rows - 1 : rows));
    by = wide_multiply(&by, &size);
    decimals = numeric_quotient_scale(&top, scale, &by, 0);
    return is_root
               ? root_of(&top, &by, decimals - scale, decimals, ret_numeric, error)
               : numeric_quotient(false, &top, &by, decimals - scale, decimals, ret_numeric, error);
}
