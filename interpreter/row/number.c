#include "row/number.h"

#include <assert.h>
#include <errno.h>
#include <math.h>

typedef unsigned __int128 Uint128;

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Digits from *@i on, as a magnitude up to @max; leading zeros are any number. */
static NumberRead read_digits(Span text, size_t *i, Uint128 max, Uint128 *ret_magnitude)
{
    Uint128 magnitude = 0;
    NumberRead outcome = NUMBER_READ;
    size_t start = *i;

    for (; *i < text.len && is_digit(text.at[*i]); (*i)++) {
        unsigned digit = (unsigned)(text.at[*i] - '0');

        if (magnitude > (max - digit) / 10)
            outcome = NUMBER_RANGE; /* but go on: a letter further on is a syntax error first */
        else
            magnitude = magnitude * 10 + digit;
    }
    *ret_magnitude = magnitude;
    return *i == start ? NUMBER_SYNTAX : outcome;
}

static bool read_sign(Span text, size_t *i)
{
    if (*i < text.len && (text.at[*i] == '-' || text.at[*i] == '+'))
        return text.at[(*i)++] == '-';
    return false;
}

NumberRead number_read_integer(Span text, int64_t min, int64_t max, int64_t *ret_integer)
{
    Uint128 magnitude = 0;
    NumberRead outcome;
    Int128 integer;
    size_t i = 0;
    bool is_negative;

    text = number_trim(text);
    is_negative = read_sign(text, &i);
    outcome = read_digits(text, &i, (Uint128)1 << 64, &magnitude);
    if (outcome == NUMBER_SYNTAX || i < text.len)
        return NUMBER_SYNTAX;
    integer = is_negative ? -(Int128)magnitude : (Int128)magnitude;
    if (outcome == NUMBER_RANGE || integer < min || integer > max)
        return NUMBER_RANGE;
    *ret_integer = (int64_t)integer;
    return NUMBER_READ;
}

static bool is_exponent(Span text, size_t i)
{
    return i < text.len && (text.at[i] == 'e' || text.at[i] == 'E');
}

/* ".5", perhaps with an exponent: a number, but not a whole one. */
static NumberRead read_decimals(Span text, size_t i)
{
    for (i++; i < text.len && is_digit(text.at[i]);)
        i++;
    return i == text.len || is_exponent(text, i) ? NUMBER_DECIMAL : NUMBER_SYNTAX;
}

/* What follows the whole digits of a numeric: nothing, decimals, or a power of ten. */
static NumberRead read_exponent(Span text, size_t i, Uint128 max, Uint128 *magnitude)
{
    int64_t power = 0;
    Span rest;

    if (i == text.len)
        return NUMBER_READ;
    if (text.at[i] == '.')
        return read_decimals(text, i);
    if (!is_exponent(text, i))
        return NUMBER_SYNTAX;
    rest = span_make(text.at + i + 1, text.len - i - 1);
    if (rest.len == 0 || number_is_space(rest.at[0]) ||
        number_read_integer(rest, -1000, 1000, &power) == NUMBER_SYNTAX)
        return NUMBER_SYNTAX;
    if (power < 0)
        return NUMBER_DECIMAL;
    for (; power > 0 && *magnitude != 0; power--) {
        if (*magnitude > max / 10)
            return NUMBER_RANGE;
        *magnitude *= 10;
    }
    return NUMBER_READ;
}

static bool is_numeric_word(Span text)
{
    static const char *const words[] = {"nan", "infinity", "inf"};

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (text.len == strlen(words[i]) && g_ascii_strncasecmp(text.at, words[i], text.len) == 0)
            return true;
    }
    return false;
}

NumberRead number_read_numeric(Span text, Int128 *ret_numeric)
{
    Uint128 magnitude = 0, max;
    NumberRead outcome;
    size_t i = 0;
    bool is_negative;

    text = number_trim(text);
    is_negative = read_sign(text, &i);
    max = (Uint128)INT128_MAX + (is_negative ? 1 : 0);
    if (is_numeric_word(span_make(text.at + i, text.len - i)))
        return NUMBER_DECIMAL;
    outcome = read_digits(text, &i, max, &magnitude);
    if (outcome == NUMBER_SYNTAX)
        return text.len > i + 1 && text.at[i] == '.' && is_digit(text.at[i + 1])
                   ? read_exponent(text, i, max, &magnitude)
                   : NUMBER_SYNTAX;
    if (outcome == NUMBER_RANGE && i == text.len)
        return NUMBER_RANGE;
    outcome = outcome == NUMBER_RANGE ? NUMBER_RANGE : read_exponent(text, i, max, &magnitude);
    if (outcome == NUMBER_READ)
        *ret_numeric = is_negative ? (Int128)(0 - magnitude) : (Int128)magnitude;
    return outcome;
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

static size_t write_magnitude(Uint128 magnitude, bool is_negative, char *text)
{
    char digits[NUMBER_TEXT_MAX];
    size_t n = 0, len = 0;

    do {
        digits[n++] = (char)('0' + (int)(magnitude % 10));
        magnitude /= 10;
    } while (magnitude > 0);
    if (is_negative)
        text[len++] = '-';
    while (n > 0)
        text[len++] = digits[--n];
    text[len] = '\0';
    return len;
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

size_t number_write_numeric(Int128 numeric, char *text)
{
    return write_magnitude(numeric < 0 ? 0 - (Uint128)numeric : (Uint128)numeric, numeric < 0,
                           text);
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
