/*
 * Numbers as their digits: exact whatever their length, without arithmetic. A number is the digits
 * before and after its point as one row, and the place of the point in that row.
 */
#include "row/jsonb.h"

/* Numbers whose first digit is farther from the point are taken to have it there. */
#define MAGNITUDE_MAX ((int64_t)100000000000000000)

enum { EXPONENT_DIGITS_MAX = 18 };

typedef struct Decimal {
    Span whole, fraction;
    int64_t exponent;
    int64_t point;      /* digits before the point; < 0: zeros behind it first */
    size_t first, last; /* index of the first and past the last digit that is not 0 */
    bool is_negative;
} Decimal;

static inline size_t digits_len(const Decimal *decimal)
{
    return decimal->whole.len + decimal->fraction.len;
}

static inline char digit_at(const Decimal *decimal, size_t i)
{
    return i < decimal->whole.len ? decimal->whole.at[i]
                                  : decimal->fraction.at[i - decimal->whole.len];
}

static inline bool is_zero(const Decimal *decimal)
{
    return decimal->first == digits_len(decimal);
}

static Span take_digits(const char **at, const char *end)
{
    const char *start = *at;

    while (*at < end && g_ascii_isdigit(**at))
        (*at)++;
    return span_make(start, (size_t)(*at - start));
}

static int64_t read_exponent(const char *at, const char *end)
{
    bool is_negative = at < end && *at == '-';
    int64_t exponent = 0;

    if (at < end && (*at == '-' || *at == '+'))
        at++;
    while (at < end && *at == '0')
        at++;
    if (end - at > EXPONENT_DIGITS_MAX)
        exponent = 10 * MAGNITUDE_MAX;
    for (; at < end && exponent < 10 * MAGNITUDE_MAX; at++)
        exponent = exponent * 10 + (*at - '0');
    return is_negative ? -exponent : exponent;
}

static Decimal read_decimal(Span number)
{
    const char *at = number.at, *end = at + number.len;
    Decimal decimal = {.is_negative = *at == '-'};

    at += decimal.is_negative ? 1 : 0;
    decimal.whole = take_digits(&at, end);
    if (at < end && *at == '.') {
        at++;
        decimal.fraction = take_digits(&at, end);
    }
    decimal.exponent = at < end ? read_exponent(at + 1, end) : 0;
    decimal.last = digits_len(&decimal);
    while (decimal.first < decimal.last && digit_at(&decimal, decimal.first) == '0')
        decimal.first++;
    while (decimal.last > decimal.first && digit_at(&decimal, decimal.last - 1) == '0')
        decimal.last--;
    decimal.point = (int64_t)decimal.whole.len + decimal.exponent;
    decimal.point = CLAMP(decimal.point, (int64_t)decimal.first - MAGNITUDE_MAX,
                          (int64_t)decimal.first + MAGNITUDE_MAX);
    return decimal;
}

/* The place before the point of the first digit that is not 0. */
static int64_t magnitude(const Decimal *decimal)
{
    return decimal->point - (int64_t)decimal->first;
}

static int compare_magnitudes(const Decimal *a, const Decimal *b)
{
    size_t a_len = a->last - a->first, b_len = b->last - b->first;

    if (magnitude(a) != magnitude(b))
        return magnitude(a) < magnitude(b) ? -1 : 1;
    for (size_t i = 0; i < MIN(a_len, b_len); i++) {
        int order = digit_at(a, a->first + i) - digit_at(b, b->first + i);

        if (order != 0)
            return order;
    }
    return (a_len > b_len) - (a_len < b_len);
}

static int sign_of(const Decimal *decimal)
{
    return is_zero(decimal) ? 0 : decimal->is_negative ? -1 : 1;
}

int jsonb_number_compare(Span a, Span b)
{
    Decimal x, y;
    int x_sign, y_sign;

    if (span_equals(a, b))
        return 0;
    x = read_decimal(a);
    y = read_decimal(b);
    x_sign = sign_of(&x);
    y_sign = sign_of(&y);
    if (x_sign != y_sign)
        return x_sign < y_sign ? -1 : 1;
    return x_sign == 0 ? 0 : x_sign * compare_magnitudes(&x, &y);
}

/* The digits from @first up to @last (zeros beyond those that there are) with the point after
 * @point of them; the length. */
static size_t write_digits(const Decimal *decimal, int64_t first, int64_t last, int64_t point,
                           char *text)
{
    size_t len = 0;

    for (int64_t i = MIN(first, point - 1); i < last; i++) {
        if (i == point)
            text[len++] = '.';
        text[len++] =
            i < 0 || i >= (int64_t)digits_len(decimal) ? '0' : digit_at(decimal, (size_t)i);
    }
    return len;
}

/* Digits in front of the point, and behind it, that a number without exponent has. */
static int64_t plain_len(int64_t first, int64_t last, int64_t point)
{
    return MAX(last, point) - MIN(first, point - 1);
}

static bool has_exponent(Span number)
{
    for (size_t i = 0; i < number.len; i++) {
        if ((number.at[i] | 0x20) == 'e')
            return true;
    }
    return false;
}

size_t jsonb_number_room(Span number)
{
    bool is_as_written = number.len <= JSONB_DIGITS_MAX && !has_exponent(number);

    return number.len + (is_as_written ? 0 : JSONB_DIGITS_MAX + 32);
}

/* Without an exponent it is as it is written, but that there is no zero below zero. */
static size_t write_plain(Span number, char *text)
{
    size_t zeros = 1;

    if (number.at[0] == '-') {
        while (zeros < number.len && (number.at[zeros] == '0' || number.at[zeros] == '.'))
            zeros++;
        if (zeros == number.len)
            number = span_make(number.at + 1, number.len - 1);
    }
    memcpy(text, number.at, number.len);
    return number.len;
}

static size_t write_without_exponent(Span number, char *text)
{
    Decimal decimal = read_decimal(number);
    int64_t first = (int64_t)decimal.first, last = (int64_t)digits_len(&decimal);
    int64_t point = is_zero(&decimal) ? MIN(decimal.point, last) : decimal.point;
    size_t sign = decimal.is_negative && !is_zero(&decimal) ? 1 : 0;

    if (plain_len(first, last, point) > JSONB_DIGITS_MAX) {
        memcpy(text, number.at, number.len);
        return number.len;
    }
    text[0] = '-';
    return sign + write_digits(&decimal, first, MAX(last, point), point, text + sign);
}

size_t jsonb_number_write(Span number, char *text)
{
    return has_exponent(number) ? write_without_exponent(number, text) : write_plain(number, text);
}

size_t jsonb_number_encode(Span number, char *text)
{
    Decimal decimal = read_decimal(number);
    int64_t first = (int64_t)decimal.first, last = (int64_t)decimal.last;
    size_t len = decimal.is_negative ? 1 : 0;

    text[0] = '-';
    if (is_zero(&decimal)) {
        text[0] = '0';
        return 1;
    }
    if (plain_len(first, last, decimal.point) <= JSONB_DIGITS_MAX)
        return len +
               write_digits(&decimal, first, MAX(last, decimal.point), decimal.point, text + len);
    len += write_digits(&decimal, first, last, first + 1, text + len);
    return len + (size_t)g_snprintf(text + len, 32, "e%" G_GINT64_FORMAT, magnitude(&decimal) - 1);
}
