#include "codec/fit.h"

#include "base/utf8.h"
#include "row/calendar.h"
#include "row/document.h"
#include "row/number.h"

enum { DIGITS_MAX = 30 }; /* of numbers that may be whole, or times */

FitOutcome fit_no_memory(GError **error)
{
    fail(error, FAIL_LIMIT, "a record's values do not fit into the memory of a row");
    return FIT_FAILED;
}

/* ---- numbers, exactly ---- */

/* units * 10^-scale */
typedef struct Decimal {
    Int128 units;
    int64_t scale; /* may be negative */
} Decimal;

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool read_exponent(const char *at, const char *end, int64_t *ret_exponent)
{
    bool is_negative = at < end && *at == '-';
    int64_t exponent = 0;

    if (at < end && (*at == '-' || *at == '+'))
        at++;
    if (at == end || end - at > 4)
        return false;
    for (; at < end; at++) {
        if (!is_digit(*at))
            return false;
        exponent = exponent * 10 + (*at - '0');
    }
    *ret_exponent = is_negative ? -exponent : exponent;
    return true;
}

/* A JSON number, or one as it; false also if it has too many digits to be looked at. */
static bool read_decimal(Span text, Decimal *ret_decimal)
{
    const char *at = text.at, *end = at + text.len;
    bool is_negative = at < end && *at == '-', has_point = false;
    Decimal decimal = {0, 0};
    int64_t exponent = 0;
    size_t digits = 0;

    for (at += is_negative ? 1 : 0; at < end && *at != 'e' && *at != 'E'; at++) {
        if (*at == '.' && !has_point) {
            has_point = true;
            continue;
        }
        if (!is_digit(*at) || ++digits > DIGITS_MAX)
            return false;
        decimal.units = decimal.units * 10 + (*at - '0');
        decimal.scale += has_point ? 1 : 0;
    }
    if (digits == 0 || (at < end && !read_exponent(at + 1, end, &exponent)))
        return false;
    decimal.units = is_negative ? -decimal.units : decimal.units;
    decimal.scale -= exponent;
    *ret_decimal = decimal;
    return true;
}

/* Rounded down; false if it is not within 64 bits. */
static bool to_whole(Decimal decimal, int64_t *ret_whole, bool *ret_is_exact)
{
    Int128 units = decimal.units;
    int64_t scale = decimal.scale;

    *ret_is_exact = true;
    for (; scale < 0 && units != 0; scale++) {
        if (units > G_MAXINT64 || units < G_MININT64)
            return false;
        units *= 10;
    }
    for (; scale > 0 && units != 0; scale--) {
        Int128 digit = units % 10;

        *ret_is_exact = *ret_is_exact && digit == 0;
        units = units / 10 - (digit < 0 ? 1 : 0);
        if (units == -1 && scale > 1) { /* it stays so, however far down */
            *ret_is_exact = false;
            break;
        }
    }
    if (units > G_MAXINT64 || units < G_MININT64)
        return false;
    *ret_whole = (int64_t)units;
    return true;
}

/* ---- times that are numbers ---- */

static bool is_time(Type type)
{
    return type == TYPE_TIMESTAMPTZ || type == TYPE_TIMESTAMP || type == TYPE_DATE;
}

/* @moment: microseconds once it is times 10^@digits */
static FitOutcome fit_moment(Type type, Decimal moment, int64_t digits, Value *ret_value)
{
    int64_t us;
    bool is_exact;

    moment.scale -= digits;
    if (!to_whole(moment, &us, &is_exact) || !calendar_in_range(us))
        return FIT_NOT;
    *ret_value = value_of_integer(type == TYPE_DATE ? calendar_floor(us, CALENDAR_DAY_US) : us);
    return FIT_FITS;
}

FitOutcome fit_epoch(Type type, int64_t count, int64_t per_second, Value *ret_value)
{
    int64_t digits = 6;

    for (; per_second > 1; per_second /= 10)
        digits--;
    return fit_moment(type, (Decimal){count, 0}, digits, ret_value);
}

/* Seconds until the year 5138, then ms, us and ns of the same years. */
static FormatEpoch guess_epoch(Decimal moment)
{
    int64_t whole = G_MAXINT64;
    bool is_exact;

    if (!to_whole(moment, &whole, &is_exact))
        return FORMAT_EPOCH_NS;
    whole = whole < 0 ? -(whole + 1) : whole;
    return whole < 100000000000         ? FORMAT_EPOCH_S
           : whole < 100000000000000    ? FORMAT_EPOCH_MS
           : whole < 100000000000000000 ? FORMAT_EPOCH_US
                                        : FORMAT_EPOCH_NS;
}

static FitOutcome fit_counted(FormatEpoch epoch, Type type, Decimal moment, Value *ret_value)
{
    static const int64_t digits[] = {
        [FORMAT_EPOCH_S] = 6, [FORMAT_EPOCH_MS] = 3, [FORMAT_EPOCH_US] = 0, [FORMAT_EPOCH_NS] = -3};

    if (epoch == FORMAT_EPOCH_AUTO)
        epoch = guess_epoch(moment);
    return fit_moment(type, moment, digits[epoch], ret_value);
}

/* ---- texts ---- */

static FitOutcome fit_as_text(const Fit *fit, Span text, Value *ret_value, GError **error)
{
    if (!utf8_is_text(text)) {
        text = utf8_repair(text, fit->arena);
        if (text.at == NULL)
            return fit_no_memory(error);
    }
    *ret_value = value_of_text(text.at, text.len);
    return FIT_FITS;
}

FitOutcome fit_text(const Fit *fit, Type type, Span text, Value *ret_value, GError **error)
{
    g_autoptr(GError) said = NULL;
    Decimal moment;
    Span document;

    if (type == TYPE_TEXT)
        return fit_as_text(fit, text, ret_value, error);
    if (fit->epoch != FORMAT_EPOCH_NONE && is_time(type) &&
        read_decimal(number_trim(text), &moment))
        return fit_counted(fit->epoch, type, moment, ret_value);
    if (value_read(type, text, fit->zone, fit->arena, ret_value, &said))
        return FIT_FITS;
    /* A limit is the memory's, but for a document that is nested too deep. */
    if (!g_error_matches(said, FAIL, FAIL_LIMIT) ||
        (type == TYPE_JSONB && !document_read(text, &document)))
        return FIT_NOT;
    g_propagate_error(error, g_steal_pointer(&said));
    return FIT_FAILED;
}

/* ---- JSON ---- */

/* PostgreSQL's integers are digits only; JSON's writers know no integers. */
static bool read_whole(Type type, Span number, Value *ret_value)
{
    Decimal decimal;
    int64_t whole;
    bool is_exact;

    if (!read_decimal(number, &decimal) || !to_whole(decimal, &whole, &is_exact) || !is_exact ||
        (type == TYPE_INT4 && (whole < G_MININT32 || whole > G_MAXINT32)))
        return false;
    *ret_value = value_of_integer(whole);
    return true;
}

static FitOutcome fit_number(const Fit *fit, Type type, Span number, Value *ret_value,
                             GError **error)
{
    if (type == TYPE_INT4 || type == TYPE_INT8)
        return read_whole(type, number, ret_value) ? FIT_FITS : FIT_NOT;
    if (type == TYPE_TEXT) { /* it is ASCII */
        *ret_value = value_of_text(number.at, number.len);
        return FIT_FITS;
    }
    return fit_text(fit, type, number, ret_value, error);
}

static size_t count_items(Span array)
{
    DocumentWalk walk = document_walk(array);
    Span name, item;
    size_t items = 0;

    while (document_next(&walk, &name, &item))
        items++;
    return items;
}

static FitOutcome fit_items(const Fit *fit, Type type, Span array, Value *ret_value, GError **error)
{
    size_t len = count_items(array), i = 0;
    Value *items = arena_try_alloc(fit->arena, len * sizeof(*items));
    DocumentWalk walk = document_walk(array);
    Span name, item;

    if (items == NULL || len > G_MAXUINT32)
        return fit_no_memory(error);
    while (document_next(&walk, &name, &item)) {
        FitOutcome outcome = fit_document(fit, type, item, &items[i++], error);

        if (outcome != FIT_FITS)
            return outcome;
    }
    *ret_value = (Value){.items = items, .len = (uint32_t)len};
    return FIT_FITS;
}

/* A document is UTF-8 already, and without NUL. */
static FitOutcome fit_string(const Fit *fit, Type type, Span string, Value *ret_value,
                             GError **error)
{
    Span text;

    if (!document_unescape(document_inside(string), fit->arena, &text))
        return fit_no_memory(error);
    if (type != TYPE_TEXT)
        return fit_text(fit, type, text, ret_value, error);
    *ret_value = value_of_text(text.at, text.len);
    return FIT_FITS;
}

FitOutcome fit_document(const Fit *fit, Type type, Span value, Value *ret_value, GError **error)
{
    DocumentKind kind = document_kind(value);

    *ret_value = VALUE_NULL;
    if (kind == DOCUMENT_NULL)
        return FIT_FITS;
    if (type == TYPE_JSONB)
        return fit_text(fit, type, value, ret_value, error);
    if (kind == DOCUMENT_STRING)
        return fit_string(fit, type, value, ret_value, error);
    if (type_is_array(type))
        return kind == DOCUMENT_ARRAY ? fit_items(fit, type_item(type), value, ret_value, error)
                                      : FIT_NOT;
    if (kind == DOCUMENT_NUMBER)
        return fit_number(fit, type, value, ret_value, error);
    if (type == TYPE_TEXT) {
        *ret_value = value_of_text(value.at, value.len);
        return FIT_FITS;
    }
    return kind == DOCUMENT_BOOLEAN && type == TYPE_BOOL
               ? fit_text(fit, type, value, ret_value, error)
               : FIT_NOT;
}
