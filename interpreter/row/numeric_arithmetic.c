/*
 * Arithmetic. What 128 bits hold is computed in them; the rest goes through wide.h, and is rounded
 * once, at the end. The numbers of decimals are PostgreSQL's: the greater one of a sum, both
 * together of a product, and of a quotient what gives it 16 significant digits or more.
 */
#include "base/fail.h"
#include "row/numeric.h"

static void put(bool is_negative, Uint128 magnitude, int scale, Numeric *ret_numeric)
{
    ret_numeric->coefficient = is_negative ? -(Int128)magnitude : (Int128)magnitude;
    ret_numeric->scale = (uint16_t)scale;
    ret_numeric->kind = NUMERIC_FINITE;
}

bool numeric_settle(bool is_negative, const Wide *magnitude, int scale, Numeric *ret_numeric,
                    GError **error)
{
    int digits = wide_digits(magnitude);
    int drop = MAX(digits - NUMERIC_DIGITS_MAX, scale - NUMERIC_SCALE_MAX);
    const Wide one = wide_of(1);
    Uint128 narrow = 0;
    Wide kept = *magnitude;

    if (drop > digits) {
        kept = (Wide){.len = 0};
    } else if (drop > 0) {
        Wide tens = wide_times_ten(&one, drop);

        kept = wide_divide_rounded(magnitude, &tens);
    }
    scale -= MAX(drop, 0);
    wide_narrow(&kept, &narrow);
    if (narrow == wide_tens[NUMERIC_DIGITS_MAX]) {
        narrow /= 10;
        scale--;
    }
    if (scale < 0)
        return numeric_fail_overflow(error);
    put(is_negative, narrow, scale, ret_numeric);
    return true;
}

static bool settle(bool is_negative, Uint128 magnitude, int scale, Numeric *ret_numeric,
                   GError **error)
{
    Wide wide;

    if (magnitude < wide_tens[NUMERIC_DIGITS_MAX] && scale <= NUMERIC_SCALE_MAX) {
        put(is_negative, magnitude, scale, ret_numeric);
        return true;
    }
    wide = wide_of(magnitude);
    return numeric_settle(is_negative, &wide, scale, ret_numeric, error);
}

static bool return_kind(NumericKind kind, Numeric *ret_numeric)
{
    *ret_numeric = numeric_of_kind(kind);
    return true;
}

static NumericKind infinity_of(int sign)
{
    return sign > 0 ? NUMERIC_INFINITY : sign < 0 ? NUMERIC_MINUS_INFINITY : NUMERIC_NAN;
}

Numeric numeric_negate(const Numeric *numeric)
{
    Numeric negated = *numeric;

    negated.coefficient = -numeric->coefficient;
    if (numeric->kind != NUMERIC_NAN)
        negated.kind = (int8_t)-numeric->kind;
    return negated;
}

Numeric numeric_abs(const Numeric *numeric)
{
    return numeric_sign(numeric) < 0 ? numeric_negate(numeric) : *numeric;
}

/* ---- sums ---- */

static bool add_special(const Numeric *a, const Numeric *b, Numeric *ret_numeric)
{
    if (numeric_is_finite(a) || (!numeric_is_finite(b) && b->kind == NUMERIC_NAN))
        return return_kind(b->kind, ret_numeric);
    if (numeric_is_finite(b) || a->kind == b->kind || a->kind == NUMERIC_NAN)
        return return_kind(a->kind, ret_numeric);
    return return_kind(NUMERIC_NAN, ret_numeric); /* both infinities */
}

/*
 * @a has fewer decimals. If they are so many fewer that @b is far below the 38th digit of @a, it
 * takes no part in the result: what it would change is less than a half of that digit.
 */
static bool add_wide(const Numeric *a, const Numeric *b, Numeric *ret_numeric, GError **error)
{
    enum { FAR = 90 };
    bool a_negative = a->coefficient < 0, b_negative = b->coefficient < 0;
    Wide x = wide_of(numeric_magnitude(a)), y = wide_of(numeric_magnitude(b));
    int more = b->scale - a->scale, digits = wide_digits(&x);

    if (x.len == 0) {
        *ret_numeric = *b;
        return true;
    }
    if (digits + more > FAR) {
        x = wide_times_ten(&x, FAR - digits);
        return numeric_settle(a_negative, &x, a->scale + FAR - digits, ret_numeric, error);
    }
    x = wide_times_ten(&x, more);
    if (a_negative == b_negative) {
        wide_add(&x, &y);
        return numeric_settle(a_negative, &x, b->scale, ret_numeric, error);
    }
    if (wide_compare(&x, &y) >= 0) {
        wide_subtract(&x, &y);
        return numeric_settle(a_negative, &x, b->scale, ret_numeric, error);
    }
    wide_subtract(&y, &x);
    return numeric_settle(b_negative, &y, b->scale, ret_numeric, error);
}

bool numeric_add(const Numeric *a, const Numeric *b, Numeric *ret_numeric, GError **error)
{
    Int128 x, sum;
    int more;

    if (!numeric_is_finite(a) || !numeric_is_finite(b))
        return add_special(a, b, ret_numeric);
    if (a->scale > b->scale)
        return numeric_add(b, a, ret_numeric, error);
    more = b->scale - a->scale;
    x = a->coefficient;
    if ((more > 0 &&
         (more >= WIDE_TENS_MAX || __builtin_mul_overflow(x, (Int128)wide_tens[more], &x))) ||
        __builtin_add_overflow(x, b->coefficient, &sum))
        return add_wide(a, b, ret_numeric, error);
    return settle(sum < 0, sum < 0 ? 0 - (Uint128)sum : (Uint128)sum, b->scale, ret_numeric, error);
}

bool numeric_subtract(const Numeric *a, const Numeric *b, Numeric *ret_numeric, GError **error)
{
    Numeric negated = numeric_negate(b);

    return numeric_add(a, &negated, ret_numeric, error);
}

/* ---- products ---- */

bool numeric_multiply(const Numeric *a, const Numeric *b, Numeric *ret_numeric, GError **error)
{
    bool is_negative = (a->coefficient < 0) != (b->coefficient < 0);
    Uint128 x = numeric_magnitude(a), y = numeric_magnitude(b), product;
    int scale = a->scale + b->scale;
    Wide wide_x, wide_y;

    if (!numeric_is_finite(a) || !numeric_is_finite(b)) {
        bool is_nan = a->kind == NUMERIC_NAN || b->kind == NUMERIC_NAN;

        return return_kind(is_nan ? NUMERIC_NAN : infinity_of(numeric_sign(a) * numeric_sign(b)),
                           ret_numeric);
    }
    if (!__builtin_mul_overflow(x, y, &product))
        return settle(is_negative, product, scale, ret_numeric, error);
    wide_x = wide_of(x);
    wide_y = wide_of(y);
    wide_x = wide_multiply(&wide_x, &wide_y);
    return numeric_settle(is_negative, &wide_x, scale, ret_numeric, error);
}

/* ---- quotients ---- */

int numeric_weight(Uint128 magnitude, int scale, int *ret_first)
{
    int digits = wide_digits_of(magnitude), power = digits - 1 - scale;
    int weight = power >= 0 ? power / 4 : -((3 - power) / 4);
    int leading = power - 4 * weight + 1; /* decimal digits in the first one */

    *ret_first = 0;
    if (magnitude == 0)
        return 0;
    *ret_first = digits >= leading ? (int)(magnitude / wide_tens[digits - leading])
                                   : (int)(magnitude * wide_tens[leading - digits]);
    return weight;
}

static int quotient_scale(Uint128 top, int top_scale, Uint128 bottom, int bottom_scale)
{
    int top_first, bottom_first;
    int weight = numeric_weight(top, top_scale, &top_first) -
                 numeric_weight(bottom, bottom_scale, &bottom_first);

    if (top_first <= bottom_first)
        weight--;
    return NUMERIC_SIGNIFICANT_MIN - 4 * weight;
}

static int bound_scale(int scale, int top_scale, int bottom_scale)
{
    scale = MAX(scale, MAX(top_scale, bottom_scale));
    return CLAMP(scale, 0, NUMERIC_SHOWN_SCALE_MAX);
}

/* The first 38 digits, with the decimals that they have. */
static Uint128 first_digits(const Wide *wide, int *scale)
{
    int drop = MAX(wide_digits(wide) - NUMERIC_DIGITS_MAX, 0);
    const Wide one = wide_of(1);
    Wide tens = wide_times_ten(&one, drop), first = wide_divide(wide, &tens, NULL);
    Uint128 narrow = 0;

    wide_narrow(&first, &narrow);
    *scale -= drop;
    return narrow;
}

int numeric_quotient_scale(const Wide *top, int top_scale, const Wide *bottom, int bottom_scale)
{
    int x_scale = top_scale, y_scale = bottom_scale;
    Uint128 x = first_digits(top, &x_scale), y = first_digits(bottom, &y_scale);

    return bound_scale(quotient_scale(x, x_scale, y, y_scale), top_scale, bottom_scale);
}

bool numeric_quotient(bool is_negative, const Wide *top, const Wide *bottom, int power, int scale,
                      Numeric *ret_numeric, GError **error)
{
    int room = NUMERIC_DIGITS_MAX + wide_digits(bottom) - wide_digits(top);
    int less = MAX(power - room, 0); /* a quotient of 38 or 39 digits, if there are so many */
    const Wide one = wide_of(1);
    Wide quotient, limit = wide_times_ten(&one, NUMERIC_DIGITS_MAX);

    if (top->len == 0 || wide_digits(top) + power < wide_digits(bottom) - 1) {
        put(false, 0, scale, ret_numeric); /* less than a tenth of the last decimal */
        return true;
    }
    for (;; less++) {
        Wide x = wide_times_ten(top, MAX(power - less, 0));
        Wide y = wide_times_ten(bottom, MAX(less - power, 0));

        quotient = wide_divide_rounded(&x, &y);
        if (wide_compare(&quotient, &limit) < 0)
            break;
    }
    if (less > scale)
        return numeric_fail_overflow(error);
    return numeric_settle(is_negative, &quotient, scale - less, ret_numeric, error);
}

static bool fail_division(GError **error)
{
    return fail(error, FAIL_DATA, "division by zero");
}

static bool divide_special(const Numeric *a, const Numeric *b, Numeric *ret_numeric, GError **error)
{
    if (a->kind == NUMERIC_NAN || b->kind == NUMERIC_NAN ||
        (!numeric_is_finite(a) && !numeric_is_finite(b)))
        return return_kind(NUMERIC_NAN, ret_numeric);
    if (numeric_is_finite(a)) {
        *ret_numeric = numeric_of_integer(0);
        return true;
    }
    if (b->coefficient == 0)
        return fail_division(error);
    return return_kind(infinity_of(numeric_sign(a) * numeric_sign(b)), ret_numeric);
}

/* The quotient in 128 bits; false if they do not hold it. */
static bool divide_narrow(Uint128 top, Uint128 bottom, int power, Uint128 *ret_quotient)
{
    Uint128 quotient, rest;

    if (power < 0 || power > WIDE_TENS_MAX || __builtin_mul_overflow(top, wide_tens[power], &top))
        return false;
    quotient = top / bottom;
    rest = top % bottom;
    quotient += rest >= bottom - rest ? 1 : 0;
    *ret_quotient = quotient;
    return quotient < wide_tens[NUMERIC_DIGITS_MAX];
}

bool numeric_divide(const Numeric *a, const Numeric *b, Numeric *ret_numeric, GError **error)
{
    bool is_negative = (a->coefficient < 0) != (b->coefficient < 0);
    Uint128 top = numeric_magnitude(a), bottom = numeric_magnitude(b), quotient;
    int scale, power;
    Wide wide_top, wide_bottom;

    if (!numeric_is_finite(a) || !numeric_is_finite(b))
        return divide_special(a, b, ret_numeric, error);
    if (bottom == 0)
        return fail_division(error);
    scale = bound_scale(quotient_scale(top, a->scale, bottom, b->scale), a->scale, b->scale);
    power = scale + b->scale - a->scale;
    if (divide_narrow(top, bottom, power, &quotient)) {
        put(is_negative, quotient, scale, ret_numeric);
        return true;
    }
    wide_top = wide_of(top);
    wide_bottom = wide_of(bottom);
    return numeric_quotient(is_negative, &wide_top, &wide_bottom, power, scale, ret_numeric, error);
}

/* Without the zeros that b has more than a, or the other way round: in whole units of the smaller
 * one. What is left of a division in which a has them is computed 38 zeros at a time. */
static Uint128 rest_of(Uint128 top, Uint128 bottom, int power)
{
    Wide rest = wide_of(top % bottom), by = wide_of(bottom);
    Uint128 narrow = 0;

    while (power > 0 && rest.len > 0) {
        int step = MIN(power, (int)WIDE_TENS_MAX);

        rest = wide_times_ten(&rest, step);
        wide_divide(&rest, &by, &rest);
        power -= step;
    }
    wide_narrow(&rest, &narrow);
    return narrow;
}

bool numeric_modulo(const Numeric *a, const Numeric *b, Numeric *ret_numeric, GError **error)
{
    bool is_negative = a->coefficient < 0;
    Uint128 top = numeric_magnitude(a), bottom = numeric_magnitude(b), rest;
    int power = b->scale - a->scale, scale = MAX(a->scale, b->scale);

    if (a->kind == NUMERIC_NAN || b->kind == NUMERIC_NAN)
        return return_kind(NUMERIC_NAN, ret_numeric);
    if (numeric_is_finite(b) && bottom == 0)
        return fail_division(error);
    if (!numeric_is_finite(a))
        return return_kind(NUMERIC_NAN, ret_numeric);
    if (!numeric_is_finite(b)) {
        *ret_numeric = *a;
        return true;
    }
    if (power >= 0)
        rest = rest_of(top, bottom, power);
    else if (-power > WIDE_TENS_MAX || __builtin_mul_overflow(bottom, wide_tens[-power], &bottom))
        rest = top; /* which is less than what it is divided by */
    else
        rest = top % bottom;
    return settle(is_negative, rest, scale, ret_numeric, error);
}

bool numeric_divide_whole(const Numeric *a, const Numeric *b, Numeric *ret_numeric, GError **error)
{
    bool is_negative = (a->coefficient < 0) != (b->coefficient < 0);
    Wide top = wide_of(numeric_magnitude(a)), bottom = wide_of(numeric_magnitude(b));
    int power = b->scale - a->scale;

    if (!numeric_is_finite(a) || !numeric_is_finite(b))
        return divide_special(a, b, ret_numeric, error);
    if (bottom.len == 0)
        return fail_division(error);
    if (top.len == 0 || wide_digits(&top) + power < wide_digits(&bottom)) {
        *ret_numeric = numeric_of_integer(0);
        return true;
    }
    if (wide_digits(&top) + power - wide_digits(&bottom) > NUMERIC_DIGITS_MAX)
        return numeric_fail_overflow(error);
    top = wide_times_ten(&top, MAX(power, 0));
    bottom = wide_times_ten(&bottom, MAX(-power, 0));
    top = wide_divide(&top, &bottom, NULL);
    return numeric_settle(is_negative, &top, 0, ret_numeric, error);
}

/* ---- roots ---- */

/* magnitude * 10^power, which is below zero if there are more decimals than a root has. */
static Wide square_of(Uint128 magnitude, int power)
{
    Wide square = wide_of(magnitude);

    if (power < 0)
        return wide_of(-power > WIDE_TENS_MAX ? 0 : magnitude / wide_tens[-power]);
    return magnitude == 0 ? square : wide_times_ten(&square, power);
}

bool numeric_root_to(const Numeric *numeric, int scale, Numeric *ret_numeric, GError **error)
{
    Uint128 magnitude = numeric_magnitude(numeric);
    int room = 2 * NUMERIC_DIGITS_MAX - wide_digits_of(magnitude); /* 76 digits: 38 of the root */
    Wide root;

    if (numeric_sign(numeric) < 0)
        return fail(error, FAIL_DATA, "cannot take square root of a negative number");
    if (!numeric_is_finite(numeric)) {
        *ret_numeric = *numeric;
        return true;
    }
    if (magnitude > 0 && 2 * scale - numeric->scale > room)
        scale = (room + numeric->scale) / 2;
    root = square_of(magnitude, 2 * scale - numeric->scale);
    root = wide_root_rounded(&root);
    return numeric_settle(false, &root, scale, ret_numeric, error);
}

bool numeric_root(const Numeric *numeric, Numeric *ret_numeric, GError **error)
{
    int first, weight = numeric_weight(numeric_magnitude(numeric), numeric->scale, &first);
    int scale = NUMERIC_SIGNIFICANT_MIN - ((weight + 1) * 4 / 2 - 1);

    return numeric_root_to(numeric, bound_scale(scale, numeric->scale, 0), ret_numeric, error);
}
