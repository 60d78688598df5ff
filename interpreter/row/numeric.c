/* Numerics as text and as other types, their order, and their rounding. */
#include "row/numeric.h"

#include <errno.h>
#include <math.h>

#include "base/fail.h"

bool numeric_fail_overflow(GError **error)
{
    fail(error, FAIL_DATA, "value overflows numeric format");
    return fail_hint(error, "a numeric has up to %d digits before the point, and up to %d decimals",
                     NUMERIC_DIGITS_MAX, NUMERIC_SCALE_MAX);
}

static Numeric of_magnitude(bool is_negative, Uint128 magnitude, int scale)
{
    return (Numeric){.coefficient = is_negative ? -(Int128)magnitude : (Int128)magnitude,
                     .scale = (uint16_t)scale};
}

/* ---- text ---- */

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_word(Span text, const char *word)
{
    return text.len == strlen(word) && g_ascii_strncasecmp(text.at, word, text.len) == 0;
}

static bool read_kind(Span text, Numeric *ret_numeric)
{
    Span word = text;
    bool has_sign = text.len > 0 && (text.at[0] == '-' || text.at[0] == '+');

    if (has_sign)
        word = span_make(text.at + 1, text.len - 1);
    if (is_word(word, "infinity") || is_word(word, "inf"))
        *ret_numeric = numeric_of_kind(has_sign && text.at[0] == '-' ? NUMERIC_MINUS_INFINITY
                                                                     : NUMERIC_INFINITY);
    else if (!has_sign && is_word(word, "nan"))
        *ret_numeric = numeric_of_kind(NUMERIC_NAN);
    else
        return false;
    return true;
}

/* What the digits of a text say: magnitude * 10^dropped / 10^decimals. */
typedef struct Digits {
    Uint128 magnitude; /* the first digits, rounded by what follows them */
    int len;           /* of magnitude */
    int64_t dropped;   /* digits that follow */
    int64_t decimals;
} Digits;

static void add_digit(Digits *digits, char byte)
{
    if (digits->len < NUMERIC_DIGITS_MAX) {
        digits->magnitude = digits->magnitude * 10 + (unsigned)(byte - '0');
        digits->len += digits->magnitude != 0 ? 1 : 0;
        return;
    }
    if (digits->dropped++ == 0 && byte >= '5')
        digits->magnitude++; /* at most 10^38, which the caller looks for */
}

static bool read_digits(Span text, size_t *i, Digits *ret_digits)
{
    Digits digits = {0};
    bool has_point = false, has_digit = false;

    for (; *i < text.len; (*i)++) {
        char byte = text.at[*i];

        if (is_digit(byte)) {
            has_digit = true;
            add_digit(&digits, byte);
            digits.decimals += has_point ? 1 : 0;
        } else if (byte == '.' && !has_point) {
            has_point = true;
        } else {
            break;
        }
    }
    *ret_digits = digits;
    return has_digit;
}

/* As PostgreSQL, which skips spaces after the letter. */
static NumberRead read_exponent(Span text, size_t i, int64_t *ret_exponent)
{
    enum { EXPONENT_MAX = G_MAXINT32 / 2 };

    *ret_exponent = 0;
    if (i == text.len)
        return NUMBER_READ;
    if ((text.at[i] != 'e' && text.at[i] != 'E') || i + 1 == text.len)
        return NUMBER_SYNTAX;
    return number_read_integer(span_make(text.at + i + 1, text.len - i - 1), -EXPONENT_MAX + 1,
                               EXPONENT_MAX - 1, ret_exponent);
}

/* magnitude / 10^scale, where digits were left out by rounding; NUMBER_RANGE if it does not fit */
static NumberRead place_point(bool is_negative, Digits digits, int64_t exponent,
                              Numeric *ret_numeric)
{
    int64_t shown = MAX(digits.decimals - exponent, 0);
    int64_t scale = digits.decimals - exponent - digits.dropped;

    if (shown > NUMERIC_SCALE_MAX)
        return NUMBER_RANGE;
    if (digits.magnitude == 0)
        scale = shown;
    if (digits.magnitude == wide_tens[NUMERIC_DIGITS_MAX]) {
        digits.magnitude /= 10;
        scale--;
    }
    if (scale < 0) {
        if (digits.len - scale > NUMERIC_DIGITS_MAX)
            return NUMBER_RANGE;
        digits.magnitude *= wide_tens[-scale];
        scale = 0;
    }
    *ret_numeric = of_magnitude(is_negative, digits.magnitude, (int)scale);
    return NUMBER_READ;
}

NumberRead numeric_read(Span text, Numeric *ret_numeric)
{
    bool is_negative;
    size_t i = 0;
    Digits digits;
    int64_t exponent = 0;
    NumberRead outcome;

    text = number_trim(text);
    if (read_kind(text, ret_numeric))
        return NUMBER_READ;
    is_negative = text.len > 0 && text.at[0] == '-';
    if (text.len > 0 && (text.at[0] == '-' || text.at[0] == '+'))
        i++;
    if (!read_digits(text, &i, &digits))
        return NUMBER_SYNTAX;
    outcome = read_exponent(text, i, &exponent);
    if (outcome != NUMBER_READ)
        return outcome;
    return place_point(is_negative, digits, exponent, ret_numeric);
}

enum { DIGITS_TEXT_MAX = 40 };

/* From the end of @text back; where they begin. */
static char *write_digits(Uint128 magnitude, char *end)
{
    while (magnitude > G_MAXUINT64) {
        uint64_t low = (uint64_t)(magnitude % 10000000000000000000u);

        magnitude /= 10000000000000000000u;
        for (int i = 0; i < 19; i++, low /= 10)
            *--end = (char)('0' + (int)(low % 10));
    }
    for (uint64_t low = (uint64_t)magnitude; low > 0; low /= 10)
        *--end = (char)('0' + (int)(low % 10));
    return end;
}

static const char *name_of(NumericKind kind)
{
    return kind == NUMERIC_NAN ? "NaN" : kind == NUMERIC_INFINITY ? "Infinity" : "-Infinity";
}

void numeric_write(const Numeric *numeric, GString *text)
{
    char digits[DIGITS_TEXT_MAX], *end = digits + sizeof(digits), *to;
    const char *at = write_digits(numeric_magnitude(numeric), end);
    int len = (int)(end - at), whole = len - numeric->scale;
    size_t bytes = (size_t)(numeric->coefficient < 0) + (size_t)MAX(whole, 1) +
                   (numeric->scale > 0 ? 1u + numeric->scale : 0);

    if (!numeric_is_finite(numeric)) {
        g_string_append(text, name_of(numeric->kind));
        return;
    }
    g_string_set_size(text, text->len + bytes);
    to = text->str + text->len - bytes;
    memset(to, '0', bytes);
    if (numeric->coefficient < 0)
        *to++ = '-';
    if (whole > 0)
        memcpy(to, at, (size_t)whole);
    if (numeric->scale == 0)
        return;
    to[MAX(whole, 1)] = '.';
    len = MIN(len, numeric->scale);
    memcpy(text->str + text->len - len, end - len, (size_t)len);
}

void numeric_write_scientific(const Numeric *numeric, char *text)
{
    char digits[DIGITS_TEXT_MAX], *end = digits + sizeof(digits) - 1;

    *end = '\0';
    g_snprintf(text, NUMERIC_SCIENTIFIC_MAX, "%s0%se-%d", numeric->coefficient < 0 ? "-" : "",
               write_digits(numeric_magnitude(numeric), end), numeric->scale);
}

/* ---- other types ---- */

bool numeric_of_wide_integer(Int128 integer, Numeric *ret_numeric, GError **error)
{
    Uint128 magnitude = integer < 0 ? 0 - (Uint128)integer : (Uint128)integer;

    if (magnitude >= wide_tens[NUMERIC_DIGITS_MAX])
        return numeric_fail_overflow(error);
    *ret_numeric = (Numeric){.coefficient = integer};
    return true;
}

bool numeric_of_real(double real, Numeric *ret_numeric, GError **error)
{
    char text[32];

    if (isnan(real) || isinf(real)) {
        *ret_numeric = numeric_of_kind(isnan(real) ? NUMERIC_NAN
                                       : real < 0  ? NUMERIC_MINUS_INFINITY
                                                   : NUMERIC_INFINITY);
        return true;
    }
    if (fabs(real) < 1e15 && real == trunc(real)) {
        *ret_numeric = numeric_of_integer((int64_t)real);
        return true;
    }
    g_ascii_formatd(text, sizeof(text), "%.15g", real);
    return numeric_read(span_of(text), ret_numeric) == NUMBER_READ || numeric_fail_overflow(error);
}

bool numeric_to_real(const Numeric *numeric, double *ret_real, GError **error)
{
    static const double exact_max = 0x1p53;
    enum { EXACT_POWER_MAX = 22 }; /* a float8 holds 10^22 exactly, and so one division is right */
    char text[NUMERIC_SCIENTIFIC_MAX];
    g_autoptr(GString) plain = NULL;
    Uint128 magnitude = numeric_magnitude(numeric);
    int sign = numeric->coefficient < 0 ? -1 : 1;

    if (!numeric_is_finite(numeric)) {
        *ret_real = numeric->kind == NUMERIC_NAN ? (double)NAN : numeric->kind * (double)INFINITY;
        return true;
    }
    if ((double)magnitude < exact_max && numeric->scale <= EXACT_POWER_MAX) {
        *ret_real = sign * (double)magnitude / (double)wide_tens[numeric->scale];
        if (magnitude == 0)
            *ret_real = 0; /* no -0 */
        return true;
    }
    if (magnitude == 0) {
        *ret_real = 0;
        return true;
    }
    numeric_write_scientific(numeric, text);
    if (number_read_real(span_of(text), ret_real) == NUMBER_READ)
        return true;
    plain = g_string_new(NULL);
    numeric_write(numeric, plain);
    return fail(error, FAIL_DATA, "\"%.100s\" is out of range for type double precision",
                plain->str);
}

bool numeric_to_integer(const Numeric *numeric, Type type, int64_t *ret_integer, GError **error)
{
    Int128 min = type == TYPE_INT4 ? G_MININT32 : G_MININT64;
    Int128 max = type == TYPE_INT4 ? G_MAXINT32 : G_MAXINT64;
    Numeric whole = *numeric;

    if (!numeric_is_finite(numeric))
        return fail(error, FAIL_DATA, "cannot convert %s to %s",
                    numeric->kind == NUMERIC_NAN ? "NaN" : "infinity", type_name(type));
    if (!numeric_round(numeric, 0, NUMERIC_ROUND, &whole, NULL) || whole.coefficient < min ||
        whole.coefficient > max)
        return fail(error, FAIL_DATA, "%s out of range", type_name(type));
    *ret_integer = (int64_t)whole.coefficient;
    return true;
}

/* ---- order ---- */

static int compare_magnitudes(Uint128 a, Uint128 b)
{
    return (a > b) - (a < b);
}

/* Of two that are not zero: where the first digit stands decides, or the digits in one scale. */
static int compare_sizes(const Numeric *a, const Numeric *b)
{
    Uint128 x = numeric_magnitude(a), y = numeric_magnitude(b);
    int x_digits = wide_digits_of(x), y_digits = wide_digits_of(y);
    int first = (x_digits - a->scale) - (y_digits - b->scale);

    if (first != 0)
        return first;
    if (a->scale < b->scale)
        x *= wide_tens[b->scale - a->scale]; /* has as many digits as y then */
    else
        y *= wide_tens[a->scale - b->scale];
    return compare_magnitudes(x, y);
}

int numeric_compare(const Numeric *a, const Numeric *b)
{
    int sign = numeric_sign(a);

    if (a->kind != b->kind)
        return a->kind - b->kind;
    if (a->kind != NUMERIC_FINITE)
        return 0;
    if (a->scale == b->scale)
        return (a->coefficient > b->coefficient) - (a->coefficient < b->coefficient);
    if (sign != numeric_sign(b))
        return sign - numeric_sign(b);
    return sign == 0 ? 0 : sign * compare_sizes(a, b);
}

Numeric numeric_trim(const Numeric *numeric)
{
    Uint128 magnitude = numeric_magnitude(numeric);
    int scale = magnitude == 0 ? 0 : numeric->scale;

    if (numeric->kind != NUMERIC_FINITE || numeric->scale == 0)
        return *numeric;
    while (scale > 0 && magnitude > G_MAXUINT64 && magnitude % 10 == 0) {
        magnitude /= 10;
        scale--;
    }
    if (magnitude <= G_MAXUINT64) {
        uint64_t low = (uint64_t)magnitude;

        for (; scale > 0 && low % 10 == 0; scale--)
            low /= 10;
        magnitude = low;
    }
    return of_magnitude(numeric->coefficient < 0, magnitude, scale);
}

/* ---- rounding ---- */

/* magnitude / 10^drop */
static Uint128 drop_digits(Uint128 magnitude, int drop, NumericRounding rounding, bool is_negative)
{
    Uint128 tens, whole, rest;

    if (drop > WIDE_TENS_MAX) { /* less than a half */
        whole = 0;
        rest = magnitude;
        tens = 0;
    } else {
        tens = wide_tens[drop];
        whole = magnitude / tens;
        rest = magnitude % tens;
    }
    switch (rounding) {
    case NUMERIC_ROUND:
        return whole + (tens > 0 && rest >= tens - rest ? 1 : 0);
    case NUMERIC_FLOOR:
        return whole + (is_negative && rest > 0 ? 1 : 0);
    case NUMERIC_CEIL:
        return whole + (!is_negative && rest > 0 ? 1 : 0);
    case NUMERIC_TRUNC:
        break;
    }
    return whole;
}

/* Zeros after the last decimal, as many as there is room for. */
static Numeric pad(const Numeric *numeric, int places)
{
    Uint128 magnitude = numeric_magnitude(numeric);
    int room = magnitude == 0 ? places : NUMERIC_DIGITS_MAX - wide_digits_of(magnitude);
    int zeros = MIN(places - numeric->scale, room);

    if (magnitude != 0)
        magnitude *= wide_tens[zeros];
    else
        zeros = places - numeric->scale;
    return of_magnitude(numeric->coefficient < 0, magnitude, numeric->scale + zeros);
}

bool numeric_round(const Numeric *numeric, int places, NumericRounding rounding,
                   Numeric *ret_numeric, GError **error)
{
    bool is_negative = numeric->coefficient < 0;
    Uint128 magnitude;

    places = CLAMP(places, -NUMERIC_SCALE_MAX, NUMERIC_SCALE_MAX);
    if (!numeric_is_finite(numeric)) {
        *ret_numeric = *numeric;
        return true;
    }
    if (places >= numeric->scale) {
        *ret_numeric = pad(numeric, places);
        return true;
    }
    magnitude =
        drop_digits(numeric_magnitude(numeric), numeric->scale - places, rounding, is_negative);
    if (places < 0 && magnitude > 0) {
        if (wide_digits_of(magnitude) - places > NUMERIC_DIGITS_MAX)
            return numeric_fail_overflow(error);
        magnitude *= wide_tens[-places];
    }
    if (magnitude >= wide_tens[NUMERIC_DIGITS_MAX])
        return numeric_fail_overflow(error);
    *ret_numeric = of_magnitude(is_negative, magnitude, MAX(places, 0));
    return true;
}

bool numeric_fit(const Numeric *numeric, int precision, int scale, Numeric *ret_numeric,
                 GError **error)
{
    int whole_max = precision - scale;
    bool is_infinite = numeric->kind == NUMERIC_INFINITY || numeric->kind == NUMERIC_MINUS_INFINITY;
    Numeric rounded;

    if (is_infinite) {
        fail(error, FAIL_DATA, "numeric field overflow");
        return fail_hint(error,
                         "A field with precision %d, scale %d cannot hold an infinite value.",
                         precision, scale);
    }
    if (!numeric_round(numeric, scale, NUMERIC_ROUND, &rounded, error))
        return false;
    if (rounded.coefficient != 0 &&
        wide_digits_of(numeric_magnitude(&rounded)) - rounded.scale > whole_max) {
        fail(error, FAIL_DATA, "numeric field overflow");
        return fail_hint(error,
                         "A field with precision %d, scale %d must round to an absolute value less "
                         "than %s%d.",
                         precision, scale, whole_max != 0 ? "10^" : "",
                         whole_max != 0 ? whole_max : 1);
    }
    *ret_numeric = rounded;
    return true;
}
