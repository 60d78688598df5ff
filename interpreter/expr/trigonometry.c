/*
 * Angles, in radians and in degrees. The latter are exact at the multiples of 30 and 45 degrees, as
 * in PostgreSQL: each function is scaled by its own value there, in the part of the circle where it
 * is steepest, and the rest of the circle is mirrored to that part.
 */
#include <errno.h>
#include <math.h>

#include "base/fail.h"
#include "expr/calls_number.h"

static const double radians_of_degree = 0.0174532925199432957692;

static bool return_real(double real, Value *ret_value)
{
    *ret_value = (Value){.real = real};
    return true;
}

static bool fail_input(GError **error)
{
    return fail(error, FAIL_DATA, "input is out of range");
}

EXPR_CALL(angle_pi)
{
    return return_real(M_PI, ret_value);
}

EXPR_CALL(angle_degrees)
{
    double degrees = args[0].real / radians_of_degree;

    if (isinf(degrees) && !isinf(args[0].real))
        return fail(error, FAIL_DATA, "value out of range: overflow");
    return return_real(degrees, ret_value);
}

EXPR_CALL(angle_radians)
{
    double radians = args[0].real * radians_of_degree;

    if (radians == 0 && args[0].real != 0)
        return fail(error, FAIL_DATA, "value out of range: underflow");
    return return_real(radians, ret_value);
}

/* ---- in radians ---- */

static double cot(double x)
{
    return 1 / tan(x);
}

/* Of a finite angle, or NaN. */
#define ANGLE_CALL(call, function)                                                                 \
    EXPR_CALL(call)                                                                                \
    {                                                                                              \
        return isinf(args[0].real) ? fail_input(error)                                             \
                                   : return_real(function(args[0].real), ret_value);               \
    }
/* Of a number within these, or NaN. */
#define ARC_CALL(call, function, min, max)                                                         \
    EXPR_CALL(call)                                                                                \
    {                                                                                              \
        if (args[0].real < (min) || args[0].real > (max))                                          \
            return fail_input(error);                                                              \
        return return_real(function(args[0].real), ret_value);                                     \
    }

ANGLE_CALL(angle_sin, sin)
ANGLE_CALL(angle_cos, cos)
ANGLE_CALL(angle_tan, tan)
ANGLE_CALL(angle_cot, cot)
ARC_CALL(angle_asin, asin, -1, 1)
ARC_CALL(angle_acos, acos, -1, 1)
ARC_CALL(angle_atan, atan, -HUGE_VAL, HUGE_VAL)
ARC_CALL(angle_sinh, sinh, -HUGE_VAL, HUGE_VAL)
ARC_CALL(angle_cosh, cosh, -HUGE_VAL, HUGE_VAL)
ARC_CALL(angle_tanh, tanh, -HUGE_VAL, HUGE_VAL)
ARC_CALL(angle_asinh, asinh, -HUGE_VAL, HUGE_VAL)
ARC_CALL(angle_acosh, acosh, 1, HUGE_VAL)
ARC_CALL(angle_atanh, atanh, -1, 1)

EXPR_CALL(angle_atan2)
{
    return return_real(atan2(args[0].real, args[1].real), ret_value);
}

/* ---- in degrees ---- */

/* The compiler's own values of these may differ from the library's by a bit. */
static double sin_of(double degrees)
{
    volatile double angle = degrees * radians_of_degree;

    return sin(angle);
}

static double one_minus_cos_of(double degrees)
{
    volatile double angle = degrees * radians_of_degree, cosine = cos(angle);

    return 1.0 - cosine;
}

static double sin_to_30(double degrees)
{
    volatile double scaled = sin_of(degrees) / sin_of(30.0);

    return scaled / 2.0;
}

static double cos_to_60(double degrees)
{
    volatile double scaled = one_minus_cos_of(degrees) / one_minus_cos_of(60.0);

    return 1.0 - scaled / 2.0;
}

static double sin_to_90(double degrees)
{
    return degrees <= 30 ? sin_to_30(degrees) : cos_to_60(90 - degrees);
}

static double cos_to_90(double degrees)
{
    return degrees <= 60 ? cos_to_60(degrees) : sin_to_30(90 - degrees);
}

/* An angle as one of 0 to 90 degrees, and whether sine and cosine have the other sign there. */
static double mirror(double degrees, bool *ret_sine_flips, bool *ret_cosine_flips)
{
    *ret_sine_flips = *ret_cosine_flips = false;
    degrees = fmod(degrees, 360.0);
    if (degrees < 0) {
        degrees = -degrees;
        *ret_sine_flips = !*ret_sine_flips;
    }
    if (degrees > 180) {
        degrees = 360 - degrees;
        *ret_sine_flips = !*ret_sine_flips;
    }
    if (degrees > 90) {
        degrees = 180 - degrees;
        *ret_cosine_flips = true;
    }
    return degrees;
}

static double sind(double degrees)
{
    bool sine_flips, cosine_flips;
    double sine = sin_to_90(mirror(degrees, &sine_flips, &cosine_flips));

    return sine_flips ? -sine : sine;
}

static double cosd(double degrees)
{
    bool sine_flips, cosine_flips;
    double cosine = cos_to_90(mirror(degrees, &sine_flips, &cosine_flips));

    return cosine_flips ? -cosine : cosine;
}

/* The tangent, or its reciprocal; 0 has no sign. */
static double tangent_of(double degrees, bool is_reciprocal)
{
    bool sine_flips, cosine_flips;
    volatile double at_45 = sin_to_90(45.0) / cos_to_90(45.0), at, scaled, tangent;

    degrees = mirror(degrees, &sine_flips, &cosine_flips);
    if (is_reciprocal) {
        at_45 = cos_to_90(45.0) / sin_to_90(45.0);
        at = cos_to_90(degrees) / sin_to_90(degrees);
    } else {
        at = sin_to_90(degrees) / cos_to_90(degrees);
    }
    scaled = at / at_45;
    tangent = sine_flips != cosine_flips ? -scaled : scaled;
    return tangent == 0 ? 0 : tangent;
}

static double tand(double degrees)
{
    return tangent_of(degrees, false);
}

static double cotd(double degrees)
{
    return tangent_of(degrees, true);
}

static double asin_to_1(double sine)
{
    volatile double scaled;

    if (sine <= 0.5) {
        scaled = asin(sine) / asin(0.5);
        return scaled * 30.0;
    }
    scaled = acos(sine) / acos(0.5);
    return 90.0 - scaled * 60.0;
}

static double acos_to_1(double cosine)
{
    volatile double scaled;

    if (cosine <= 0.5) {
        scaled = asin(cosine) / asin(0.5);
        return 90.0 - scaled * 30.0;
    }
    scaled = acos(cosine) / acos(0.5);
    return scaled * 60.0;
}

static double asind(double sine)
{
    return sine >= 0 ? asin_to_1(sine) : -asin_to_1(-sine);
}

static double acosd(double cosine)
{
    return cosine >= 0 ? acos_to_1(cosine) : 90.0 + asin_to_1(-cosine);
}

static double atand(double tangent)
{
    volatile double scaled = atan(tangent) / atan(1.0);

    return scaled * 45.0;
}

ANGLE_CALL(angle_sind, sind)
ANGLE_CALL(angle_cosd, cosd)
ANGLE_CALL(angle_tand, tand)
ANGLE_CALL(angle_cotd, cotd)
ARC_CALL(angle_asind, asind, -1, 1)
ARC_CALL(angle_acosd, acosd, -1, 1)
ARC_CALL(angle_atand, atand, -HUGE_VAL, HUGE_VAL)

EXPR_CALL(angle_atan2d)
{
    volatile double scaled = atan2(args[0].real, args[1].real) / atan(1.0);

    return return_real(scaled * 45.0, ret_value);
}
