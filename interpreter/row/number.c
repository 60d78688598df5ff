#include "row/number.h"

#include <assert.h>
#include <errno.h>
#include <math.h>

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

NumberRead number_read_integer(Span text, int64_t min, int64_t max, int64_t *ret_integer)
{
    uint64_t magnitude = 0;
    bool is_negative, overflows = false;
    Int128 integer;
    size_t i = 0;

    text = number_trim(text);
    is_negative = text.len > 0 && text.at[0] == '-';
    if (text.len > 0 && (text.at[0] == '-' || text.at[0] == '+'))
        i++;
    if (i == text.len)
        return NUMBER_SYNTAX;
    for (; i < text.len; i++) { /* to the end: a letter further on is a syntax error first */
        if (!is_digit(text.at[i]))
            return NUMBER_SYNTAX;
        overflows = overflows || __builtin_mul_overflow(magnitude, 10, &magnitude) ||
                    __builtin_add_overflow(magnitude, (uint64_t)(text.at[i] - '0'), &magnitude);
    }
    integer = is_negative ? -(Int128)magnitude : (Int128)magnitude;
    if (overflows || integer < min || integer > max)
        return NUMBER_RANGE;
    *ret_integer = (int64_t)integer;
    return NUMBER_READ;
}

NumberRead number_read_real(Span text, double *ret_real)
{
    char small[64];
    g_autofree char *large = NULL;
    char *copy = small, *end;
    double real;

    text = number_trim(text);
    if (text.len == 0)
        return NUMBER_SYNTAX;
    if (text.len >= sizeof(small))
        copy = large = g_malloc(text.len + 1); /* at most as long as the value that is read */
    memcpy(copy, text.at, text.len);
    copy[text.len] = '\0';

    errno = 0;
    real = g_ascii_strtod(copy, &end);
    if (end != copy + text.len || strchr(copy, '(') != NULL) /* C's "nan(...)" is not SQL's */
        return NUMBER_SYNTAX;
    if (errno == ERANGE && (real == 0 || isinf(real)))
        return NUMBER_RANGE;
    *ret_real = real;
    return NUMBER_READ;
}

size_t number_write_integer(int64_t integer, char *text)
{
    uint64_t magnitude = integer < 0 ? 0 - (uint64_t)integer : (uint64_t)integer;
    char digits[24];
    size_t n = 0, len = 0;

    do {
        digits[n++] = (char)('0' + (int)(magnitude % 10));
        magnitude /= 10;
    } while (magnitude > 0);
    if (integer < 0)
        text[len++] = '-';
    while (n > 0)
        text[len++] = digits[--n];
    text[len] = '\0';
    return len;
}

/*
 * The shortest decimal of a float8. A decimal of up to 15 digits survives the way through a normal
 * float8, so if 15 digits read back as the number they are, without their trailing zeros, its
 * shortest text. Else it takes 16 or 17. The nearest decimal of 16 digits is the only candidate
 * but for a power of two: the gap below it is half that above it, so the next decimal up may read
 * back where the nearest does not. Subnormals have fewer digits and begin at one.
 *
 * As in PostgreSQL, a decimal just halfway to the next float8 is not taken, though reading rounds
 * it the right way. Only whole numbers beyond 2^53 can be so short and halfway.
 */
enum { DIGITS_TEXT_MAX = 32 };

/* "d.ddde+xx" as a whole number; 0 if it is none, or too large. */
static Uint128 whole_of(const char *text)
{
    long power = strtol(strchr(text, 'e') + 1, NULL, 10);
    Uint128 whole = 0;

    for (; *text != 'e'; text++) {
        if (*text == '.')
            continue;
        whole = whole * 10 + (unsigned)(*text - '0');
        power -= 1;
    }
    for (power += 1; power > 0; power--)
        whole *= 10;
    return power < 0 ? 0 : whole;
}

static bool is_halfway(const char *text, double real)
{
    double above = nextafter(real, INFINITY), below = nextafter(real, 0);
    Uint128 whole;

    if (real < 0x1p53 || above > 0x1p127)
        return false;
    whole = whole_of(text);
    return whole * 2 == (Uint128)real + (Uint128)above ||
           whole * 2 == (Uint128)real + (Uint128)below;
}

static bool reads_back(const char *text, double real)
{
    return g_ascii_strtod(text, NULL) == real && !is_halfway(text, real);
}

/* Add one to the last of the digits of "d.ddde+xx"; false if that would carry over the first. */
static bool step_up(char *text)
{
    for (char *at = strchr(text, 'e') - 1; at >= text; at--) {
        if (*at == '.')
            continue;
        if (*at != '9') {
            (*at)++;
            return true;
        }
        *at = '0';
    }
    return false;
}

static void find_shortest(double real, char *text)
{
    static const double smallest_normal = 0x1p-1022;
    int exponent;
    bool is_power_of_two = frexp(real, &exponent) == 0.5;

    for (int digits = real < smallest_normal ? 1 : 15; digits <= 16; digits++) {
        char format[DIGITS_TEXT_MAX];

        g_snprintf(format, sizeof(format), "%%.%de", digits - 1);
        g_ascii_formatd(text, DIGITS_TEXT_MAX, format, real);
        if (reads_back(text, real) ||
            (digits == 16 && is_power_of_two && step_up(text) && reads_back(text, real)))
            return;
    }
    g_ascii_formatd(text, DIGITS_TEXT_MAX, "%.16e", real);
}

/* "d.ddde+xx" as digits without trailing zeros, and the power of ten of the first. */
static size_t split_digits(const char *scientific, char *digits, int *ret_power)
{
    const char *e = strchr(scientific, 'e');
    size_t len = 0;

    for (const char *at = scientific; at < e; at++) {
        if (*at != '.')
            digits[len++] = *at;
    }
    while (len > 1 && digits[len - 1] == '0')
        len--;
    *ret_power = (int)g_ascii_strtoll(e + 1, NULL, 10);
    return len;
}

static size_t write_plain(const char *digits, int len, int power, char *text)
{
    size_t n = 0;

    if (power < 0) {
        text[n++] = '0';
        text[n++] = '.';
        for (int i = -1; i > power; i--)
            text[n++] = '0';
    }
    for (int i = 0; i < len || i <= power; i++) {
        if (power >= 0 && i == power + 1)
            text[n++] = '.';
        text[n++] = i < len ? digits[i] : '0';
    }
    text[n] = '\0';
    return n;
}

static size_t write_scientific(const char *digits, int len, int power, char *text)
{
    size_t n = 0;

    text[n++] = digits[0];
    if (len > 1) {
        text[n++] = '.';
        memcpy(text + n, digits + 1, (size_t)len - 1);
        n += (size_t)len - 1;
    }
    return n + (size_t)g_snprintf(text + n, 8, "e%c%02d", power < 0 ? '-' : '+', ABS(power));
}

size_t number_write_real(double real, char *text)
{
    char scientific[DIGITS_TEXT_MAX], digits[DIGITS_TEXT_MAX];
    size_t sign = signbit(real) ? 1 : 0;
    int power, len;

    if (isnan(real))
        return g_strlcpy(text, "NaN", NUMBER_TEXT_MAX);
    if (sign > 0)
        text[0] = '-';
    if (isinf(real))
        return sign + g_strlcpy(text + sign, "Infinity", NUMBER_TEXT_MAX - 1);
    if (real == 0)
        return sign + g_strlcpy(text + sign, "0", NUMBER_TEXT_MAX - 1);

    if (fabs(real) < 1e15 && real == trunc(real)) /* the commonest numbers, and exact */
        return number_write_integer((int64_t)real, text);
    find_shortest(fabs(real), scientific);
    len = (int)split_digits(scientific, digits, &power);
    return sign + (power < -4 || power >= 15 ? write_scientific(digits, len, power, text + sign)
                                             : write_plain(digits, len, power, text + sign));
}
