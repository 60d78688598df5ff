/*
 * to_char of numbers. The digits of the number walk along the places of the pattern: places before
 * its first digit are blank or zero, and the sign comes where the number begins, or where the
 * pattern anchors it.
 */
#include <math.h>

#include "base/fail.h"
#include "expr/calls_time.h"
#include "expr/number_format.h"
#include "row/numeric.h"

enum {
    ROMAN_MAX = 3999,
    ROMAN_WIDTH = 15,
    REAL_DIGITS = 15, /* that a float8 surely has */
    REAL_TEXT_MAX = 512,
};

typedef struct Writer {
    NumberFormat format; /* as the number changes it */
    const char *digits;  /* "12.50", without a sign; NUL-ended */
    const char *at;      /* the next of them */
    const char *last;    /* with FM, the last digit that says something, or the point; or NULL */
    char sign;           /* '+', '-' */
    bool is_sign_written, has_begun;
    int blanks; /* places before the first digit */
    int place;  /* how many places were passed */
    int places; /* the number of the last */
    GString *text;
} Writer;

static bool has(const Writer *writer, unsigned what)
{
    return (writer->format.has & what) != 0;
}

/* A 0 before the point that the pattern does not ask for: "9.9" shows .1 */
static bool is_needless_zero(const Writer *writer)
{
    return !has(writer, NUMBER_HAS_ZERO) && writer->at == writer->digits && *writer->at == '0' &&
           writer->format.after != 0;
}

static bool is_all_fraction_cut(const Writer *writer)
{
    return writer->last != NULL && *writer->last == '.';
}

static void put(Writer *writer, char byte)
{
    g_string_append_c(writer->text, byte);
}

/* ---- one place ---- */

/* The sign, at the place where the number begins. */
static void write_sign_before(Writer *writer)
{
    bool begins = writer->place >= writer->blanks ||
                  (has(writer, NUMBER_HAS_ZERO) && writer->format.zero_start == writer->place);

    if (writer->is_sign_written || !begins ||
        (is_needless_zero(writer) && !is_all_fraction_cut(writer)))
        return;
    if (has(writer, NUMBER_HAS_ANCHORED_SIGN)) {
        if (writer->format.is_sign_after)
            return;
        put(writer, writer->sign);
    } else if (has(writer, NUMBER_HAS_BRACKET)) {
        put(writer, writer->sign == '+' ? ' ' : '<');
    } else if (writer->sign == '-') {
        put(writer, '-');
    } else if (!has(writer, NUMBER_HAS_FILL)) {
        put(writer, ' ');
    }
    writer->is_sign_written = true;
}

/* The sign that comes after the last place. */
static void write_sign_after(Writer *writer)
{
    int end =
        writer->places + (writer->blanks > 0 ? 1 : 0) + (has(writer, NUMBER_HAS_POINT) ? 1 : 0);

    if (writer->last != NULL && writer->last == writer->at)
        end = writer->place;
    if (writer->place + 1 != end)
        return;
    if (writer->is_sign_written && has(writer, NUMBER_HAS_BRACKET))
        put(writer, writer->sign == '+' ? ' ' : '>');
    else if (has(writer, NUMBER_HAS_ANCHORED_SIGN) && writer->format.is_sign_after)
        put(writer, writer->sign);
}

static void write_digit(Writer *writer, NumberPlace place)
{
    bool is_cut = writer->last != NULL && writer->at > writer->last && place != NUMBER_0;

    if (*writer->at == '.') {
        if (!is_all_fraction_cut(writer) || has(writer, NUMBER_HAS_FILL))
            put(writer, '.');
    } else if (!is_cut && is_needless_zero(writer)) {
        if (!has(writer, NUMBER_HAS_FILL))
            put(writer, ' ');
        else if (is_all_fraction_cut(writer))
            put(writer, '0');
    } else if (!is_cut) {
        put(writer, *writer->at); /* NUL after the last */
        writer->has_begun = true;
    }
    if (*writer->at != '\0')
        writer->at++;
}

static void write_place(Writer *writer, NumberPlace place)
{
    bool is_zero = has(writer, NUMBER_HAS_ZERO) && writer->format.zero_start <= writer->place;

    if (has(writer, NUMBER_HAS_ROMAN))
        return;
    writer->has_begun = false;
    write_sign_before(writer);
    if (writer->place >= writer->blanks) {
        write_digit(writer, place);
    } else if (is_zero) {
        put(writer, '0');
        writer->has_begun = true;
    } else if (!has(writer, NUMBER_HAS_FILL)) {
        put(writer, ' ');
    }
    write_sign_after(writer);
    writer->place++;
}

/* ---- what stands between ---- */

/* Blank where there is nothing, if the pattern keeps its width. */
static void put_or_blank(Writer *writer, bool is_there, char byte)
{
    if (is_there)
        put(writer, byte);
    else if (!has(writer, NUMBER_HAS_FILL))
        put(writer, ' ');
}

static void write_roman(Writer *writer, bool is_lower)
{
    g_autofree char *lower = g_ascii_strdown(writer->digits, -1);

    g_string_append_printf(writer->text, "%*s", has(writer, NUMBER_HAS_FILL) ? 0 : ROMAN_WIDTH,
                           is_lower ? lower : writer->digits);
}

static bool takes_ordinal(const Writer *writer)
{
    return !has(writer, NUMBER_HAS_ROMAN | NUMBER_HAS_POINT) && *writer->digits != '#' &&
           writer->sign != '-';
}

static bool check_ordinal(const Writer *writer, const NumberItem *item, GError **error)
{
    size_t len = strlen(writer->digits);

    return item->place != NUMBER_ORDINAL || !takes_ordinal(writer) ||
           g_ascii_isdigit(writer->digits[len - 1]) ||
           fail(error, FAIL_DATA, "\"%s\" is not a number", writer->digits);
}

static void write_ordinal(Writer *writer, bool is_lower)
{
    static const char *const suffixes[][2] = {
        {"TH", "th"},
        {"ST", "st"},
        {"ND", "nd"},
        {"RD", "rd"}
    };
    size_t len = strlen(writer->digits);
    int last = writer->digits[len - 1] - '0';
    bool is_teen = len > 1 && writer->digits[len - 2] == '1';

    if (takes_ordinal(writer))
        g_string_append(writer->text, suffixes[is_teen || last > 3 ? 0 : last][is_lower]);
}

static void write_item(Writer *writer, const NumberItem *item)
{
    switch (item->place) {
    case NUMBER_LITERAL:
        g_string_append_len(writer->text, item->text.at, (gssize)item->text.len);
        return;
    case NUMBER_9:
    case NUMBER_0:
    case NUMBER_POINT:
        write_place(writer, item->place);
        return;
    case NUMBER_COMMA:
        put_or_blank(writer, writer->has_begun, ',');
        return;
    case NUMBER_CURRENCY:
        put(writer, ' ');
        return;
    case NUMBER_MINUS:
        put_or_blank(writer, writer->sign == '-', '-');
        return;
    case NUMBER_PLUS:
        put_or_blank(writer, writer->sign == '+', '+');
        return;
    case NUMBER_SIGN:
        put(writer, writer->sign);
        return;
    case NUMBER_ROMAN:
        write_roman(writer, item->is_lower);
        return;
    case NUMBER_ORDINAL:
        write_ordinal(writer, item->is_lower);
        return;
    default:
        return;
    }
}

/* ---- the whole ---- */

/* Roman numbers leave nothing of the pattern but FM. */
static void settle_roman(Writer *writer)
{
    unsigned fill = writer->format.has & NUMBER_HAS_FILL;

    writer->format.has = NUMBER_HAS_ROMAN | fill;
    writer->format.before = writer->format.after = 0;
    writer->sign = '\0';
}

static void settle_sign(Writer *writer)
{
    NumberFormat *format = &writer->format;
    bool is_plain = writer->sign == '+' && has(writer, NUMBER_HAS_FILL);

    if (has(writer, NUMBER_HAS_PLUS | NUMBER_HAS_MINUS)) { /* a plus alone leaves the minus to us */
        writer->is_sign_written = has(writer, NUMBER_HAS_MINUS);
        return;
    }
    if (writer->sign != '-' && has(writer, NUMBER_HAS_FILL))
        format->has &= ~(unsigned)NUMBER_HAS_BRACKET;
    writer->is_sign_written = is_plain && !has(writer, NUMBER_HAS_ANCHORED_SIGN);
    if (has(writer, NUMBER_HAS_ANCHORED_SIGN) && format->before == format->before_sign)
        format->is_sign_after = true;
}

/* With FM zeros at the end are cut, but for those that the pattern has as 0. */
static void settle_last(Writer *writer)
{
    const char *point = strchr(writer->digits, '.'), *zero;
    int zeros = writer->format.zero_end - writer->blanks;

    if (!has(writer, NUMBER_HAS_FILL) || !has(writer, NUMBER_HAS_POINT) || point == NULL)
        return;
    writer->last = point;
    for (const char *at = point + 1; *at != '\0'; at++) {
        if (*at != '0')
            writer->last = at;
    }
    zero = writer->digits + MIN((int)strlen(writer->digits) - 1, zeros);
    if (zeros > 0 && writer->last < zero)
        writer->last = zero;
}

/* @digits: "12.50", "NaN", "####.##" or a Roman number */
static bool return_written(ExprContext *context, const NumberFormat *format, const char *digits,
                           char sign, int blanks, Value *ret_value, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Writer writer = {.format = *format,
                     .digits = digits,
                     .at = digits,
                     .sign = sign,
                     .blanks = blanks,
                     .text = text};

    if (has(&writer, NUMBER_HAS_EXPONENT))
        return expr_return_text(context, span_of(digits), ret_value, error);
    if (has(&writer, NUMBER_HAS_ROMAN))
        settle_roman(&writer);
    settle_sign(&writer);
    writer.places = writer.format.after + writer.format.before - 1;
    settle_last(&writer);
    if (!writer.is_sign_written && blanks == 0)
        writer.places++;
    for (size_t i = 0; i < format->len; i++) {
        if (!check_ordinal(&writer, &format->items[i], error))
            return false;
        write_item(&writer, &format->items[i]);
    }
    return expr_return_text(context, span_make(text->str, strlen(text->str)), ret_value, error);
}

/* "-12.50" where the pattern has room for it before the point, else "##.##". */
static bool return_number(ExprContext *context, const NumberFormat *format, char *number,
                          Value *ret_value, GError **error)
{
    char sign = *number == '-' ? '-' : '+';
    char *digits = number + (sign == '-' ? 1 : 0);
    int before = (int)strcspn(digits, ".");
    g_autofree char *full = NULL;

    if (before <= format->before)
        return return_written(context, format, digits, sign, format->before - before, ret_value,
                              error);
    full = g_strnfill((gsize)format->before + (gsize)format->after + 1, '#');
    full[format->before] = '.';
    return return_written(context, format, full, sign, 0, ret_value, error);
}

static bool return_roman(ExprContext *context, const NumberFormat *format, int64_t number,
                         Value *ret_value, GError **error)
{
    static const struct {
        int value;
        const char *letters;
    } steps[] = {
        {1000, "M" },
        {900,  "CM"},
        {500,  "D" },
        {400,  "CD"},
        {100,  "C" },
        {90,   "XC"},
        {50,   "L" },
        {40,   "XL"},
        {10,   "X" },
        {9,    "IX"},
        {5,    "V" },
        {4,    "IV"},
        {1,    "I" },
    };
    g_autoptr(GString) roman = g_string_new(NULL);

    if (number < 1 || number > ROMAN_MAX) {
        for (int i = 0; i < ROMAN_WIDTH; i++)
            g_string_append_c(roman, '#');
        number = 0;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        for (; number >= steps[i].value; number -= steps[i].value)
            g_string_append(roman, steps[i].letters);
    }
    return return_written(context, format, roman->str, '+', 0, ret_value, error);
}

/* What has no digits, where an exponent is asked for: " #.##", and room for it. */
static bool return_no_exponent(ExprContext *context, const NumberFormat *format, Value *ret_value,
                               GError **error)
{
    g_autofree char *full = g_strnfill((gsize)format->before + (gsize)format->after + 6, '#');

    full[0] = ' ';
    full[format->before + 1] = '.';
    return return_written(context, format, full, '+', 0, ret_value, error);
}

/* A space where no minus is, so that both kinds are as wide. */
static bool return_with_exponent(ExprContext *context, const NumberFormat *format,
                                 const char *number, Value *ret_value, GError **error)
{
    g_autofree char *text = g_strdup_printf("%s%s", *number == '-' ? "" : " ", number);

    return return_written(context, format, text, '+', 0, ret_value, error);
}

/* ---- exact numbers ---- */

/* Zeros to so many decimals. */
static void pad_decimals(GString *number, int decimals)
{
    const char *point = strchr(number->str, '.');
    int there = point == NULL ? 0 : (int)(number->str + number->len - point - 1);

    if (decimals > 0 && point == NULL)
        g_string_append_c(number, '.');
    for (; there < decimals; there++)
        g_string_append_c(number, '0');
}

/* Rounded to so many decimals, where it has more. */
static bool round_to(const Numeric *numeric, int decimals, GString *text, GError **error)
{
    Numeric rounded = *numeric;

    if (numeric_is_finite(numeric) && numeric->scale > decimals &&
        !numeric_round(numeric, decimals, NUMERIC_ROUND, &rounded, error))
        return false;
    numeric_write(&rounded, text);
    if (numeric_is_finite(numeric))
        pad_decimals(text, decimals);
    return true;
}

/* The point @digits further to the right, as V has it; there are as many behind it. */
static void shift_point(GString *number, int digits)
{
    char *point = strchr(number->str, '.');
    size_t start = number->str[0] == '-' ? 1 : 0;

    if (digits == 0 || point == NULL)
        return;
    memmove(point, point + 1, (size_t)digits);
    if (number->str + number->len - 1 == point + digits)
        g_string_truncate(number, number->len - 1);
    else
        point[digits] = '.';
    while (number->len > start + 1 && number->str[start] == '0' && number->str[start + 1] != '.')
        g_string_erase(number, (gssize)start, 1);
}

/* "1.50e+03": the digits rounded, and not once more where that makes ten of nine. */
static bool return_scientific(ExprContext *context, const NumberFormat *format,
                              const Numeric *numeric, Value *ret_value, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Numeric significand = *numeric;
    int exponent = 0, digits = 0;

    if (!numeric_is_finite(numeric))
        return return_no_exponent(context, format, ret_value, error);
    for (Uint128 rest = numeric_magnitude(numeric); rest > 0; rest /= 10)
        digits++;
    if (digits > 0) {
        exponent = digits - 1 - numeric->scale;
        significand.scale = (uint16_t)(digits - 1);
    } else {
        significand.scale = 0;
    }
    if (!round_to(&significand, format->after, text, error))
        return false;
    g_string_append_printf(text, "e%+03d", exponent);
    return return_with_exponent(context, format, text->str, ret_value, error);
}

static bool return_numeric(ExprContext *context, const NumberFormat *format, const Numeric *numeric,
                           Value *ret_value, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    NumberFormat shifted = *format;
    int64_t whole;

    if ((format->has & NUMBER_HAS_ROMAN) != 0)
        return numeric_to_integer(numeric, TYPE_INT4, &whole, error) &&
               return_roman(context, format, whole, ret_value, error);
    if ((format->has & NUMBER_HAS_EXPONENT) != 0)
        return return_scientific(context, format, numeric, ret_value, error);
    if (!round_to(numeric, format->after + format->shift, text, error))
        return false;
    shift_point(text, format->shift);
    shifted.before += format->shift;
    return return_number(context, &shifted, text->str, ret_value, error);
}

/* ---- calls ---- */

static bool find_format(ExprContext *context, const Value *args, size_t args_len,
                        NumberFormat *ret_format, GError **error)
{
    const NumberFormat *prepared = expr_prepared(args, args_len);

    if (prepared == NULL)
        return number_format_read(context->arena, value_span(&args[1]), ret_format, error);
    *ret_format = *prepared;
    return true;
}

EXPR_CALL(number_format_int8)
{
    Numeric numeric = numeric_of_integer(args[0].integer);
    NumberFormat format;

    return find_format(context, args, args_len, &format, error) &&
           return_numeric(context, &format, &numeric, ret_value, error);
}

EXPR_CALL(number_format_numeric)
{
    NumberFormat format;

    return find_format(context, args, args_len, &format, error) &&
           return_numeric(context, &format, args[0].numeric, ret_value, error);
}

static bool return_real(ExprContext *context, NumberFormat *format, double real, Value *ret_value,
                        GError **error)
{
    char text[REAL_TEXT_MAX], pattern[16];
    int before;

    if ((format->has & NUMBER_HAS_SHIFT) != 0) {
        real *= pow(10, format->shift);
        format->before += format->shift;
    }
    if (!isfinite(real)) {
        g_strlcpy(text, isnan(real) ? "NaN" : real < 0 ? "-Infinity" : "Infinity", sizeof(text));
        return return_number(context, format, text, ret_value, error);
    }
    g_ascii_formatd(text, sizeof(text), "%.0f", fabs(real));
    before = (int)strlen(text);
    format->after = CLAMP(format->after, 0, MAX(REAL_DIGITS - before, 0));
    g_snprintf(pattern, sizeof(pattern), "%%.%df", format->after);
    g_ascii_formatd(text, sizeof(text), pattern, real);
    return return_number(context, format, text, ret_value, error);
}

static bool return_real_with_exponent(ExprContext *context, const NumberFormat *format, double real,
                                      Value *ret_value, GError **error)
{
    char text[REAL_TEXT_MAX], pattern[16];

    if (!isfinite(real))
        return return_no_exponent(context, format, ret_value, error);
    g_snprintf(pattern, sizeof(pattern), "%%.%de", MIN(format->after, REAL_TEXT_MAX - 16));
    g_ascii_formatd(text, sizeof(text), pattern, real);
    return return_with_exponent(context, format, text, ret_value, error);
}

EXPR_CALL(number_format_real)
{
    double real = args[0].real;
    NumberFormat format;

    if (!find_format(context, args, args_len, &format, error))
        return false;
    if ((format.has & NUMBER_HAS_ROMAN) != 0)
        return return_roman(context, &format, real > 0 && real < ROMAN_MAX + 1 ? lrint(real) : 0,
                            ret_value, error);
    if ((format.has & NUMBER_HAS_EXPONENT) != 0)
        return return_real_with_exponent(context, &format, real, ret_value, error);
    return return_real(context, &format, real, ret_value, error);
}

/* An exponent is found by way of a float8, as PostgreSQL does: it may be another than a bigint's.
 */
EXPR_CALL(number_format_int4)
{
    Numeric numeric = numeric_of_integer(args[0].integer);
    NumberFormat format;

    if (!find_format(context, args, args_len, &format, error))
        return false;
    if ((format.has & NUMBER_HAS_EXPONENT) != 0)
        return return_real_with_exponent(context, &format, (double)args[0].integer, ret_value,
                                         error);
    return return_numeric(context, &format, &numeric, ret_value, error);
}
