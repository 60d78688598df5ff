/*
 * format(): "%", then the number of an argument and "$", "-" for the left, a width, which may be
 * that of an argument ("*", "*2$"), and a letter: s as it is, I a name, L a literal.
 */
#include "base/fail.h"
#include "expr/calls_quote.h"
#include "expr/characters.h"

typedef struct Format {
    const char *at, *end;
    const Value *args; /* the texts of the arguments, behind the format itself */
    size_t args_len;
    size_t next; /* which is taken by what names none */
    GString *text;
    GError **error;
} Format;

static bool fail_format(const Format *format, const char *why)
{
    return fail(format->error, FAIL_DATA, "%s", why);
}

static bool fail_end(const Format *format)
{
    fail_format(format, "unterminated format() type specifier");
    return fail_hint(format->error, "For a single \"%%\" use \"%%%%\".");
}

/* Digits, if there are any; FAIL_DATA beyond an int4. */
static bool read_number(Format *format, bool *ret_is_there, int64_t *ret_number)
{
    int64_t number = 0;

    *ret_is_there = false;
    for (; format->at < format->end && g_ascii_isdigit(*format->at); format->at++) {
        *ret_is_there = true;
        number = number * 10 + (*format->at - '0');
        if (number > G_MAXINT32)
            return fail_format(format, "number is out of range");
    }
    *ret_number = number;
    return true;
}

static bool check_argument_number(const Format *format, int64_t number)
{
    return number > 0 || fail_format(format, "format specifies argument 0, but arguments are "
                                             "numbered from 1");
}

/* The argument of that number from 1, or the next one if it is 0; NULL: there is none. */
static const Value *take(Format *format, int64_t number)
{
    size_t i = number > 0 ? (size_t)number - 1 : format->next;

    if (i >= format->args_len)
        return fail_null(format->error, FAIL_DATA, "too few arguments for format()");
    format->next = i + 1;
    return &format->args[i];
}

typedef struct Place {
    int64_t argument; /* 0: the next */
    int64_t width;    /* negative: to the left */
    bool is_left;
    bool has_width_argument; /* and the width is its number, 0: the next */
} Place;

/* Behind "*": which argument is the width. */
static bool read_width_argument(Format *format, Place *place)
{
    bool is_there;

    place->has_width_argument = true;
    if (!read_number(format, &is_there, &place->width))
        return false;
    if (!is_there)
        return true;
    if (format->at == format->end)
        return fail_end(format);
    if (*format->at++ != '$')
        return fail_format(format, "width argument position must be ended by \"$\"");
    return check_argument_number(format, place->width);
}

/* Between "%" and the letter. */
static bool read_place(Format *format, Place *place)
{
    bool is_there;
    int64_t number;

    *place = (Place){.argument = 0};
    if (!read_number(format, &is_there, &number))
        return false;
    if (is_there && (format->at == format->end || *format->at != '$')) {
        place->width = number;
        return format->at < format->end || fail_end(format);
    }
    if (is_there) {
        if (!check_argument_number(format, number))
            return false;
        format->at++;
        place->argument = number;
    }
    for (; format->at < format->end && *format->at == '-'; format->at++)
        place->is_left = true;
    if (format->at < format->end && *format->at == '*') {
        format->at++;
        if (!read_width_argument(format, place))
            return false;
    } else if (!read_number(format, &is_there, &place->width)) {
        return false;
    }
    return format->at < format->end || fail_end(format);
}

static bool find_width(Format *format, Place *place)
{
    const Value *width;
    Value integer;

    if (place->has_width_argument) {
        width = take(format, place->width);
        if (width == NULL)
            return false;
        place->width = 0;
        if (!width->is_null) {
            if (!value_read(TYPE_INT4, value_span(width), NULL, NULL, &integer, format->error))
                return false;
            place->width = integer.integer;
        }
    }
    if (place->is_left && place->width > 0)
        place->width = -place->width;
    return place->width > G_MININT32 || fail_format(format, "number is out of range");
}

static bool append_padded(Format *format, Span part, int64_t width)
{
    int64_t missing = MAX(ABS(width) - characters_count(part), 0);

    if (missing > VALUE_TEXT_BYTES_MAX - (int64_t)format->text->len)
        return fail(format->error, FAIL_LIMIT, "a text of more than %d bytes is beyond the limit",
                    VALUE_TEXT_BYTES_MAX);
    for (int64_t i = 0; width > 0 && i < missing; i++)
        g_string_append_c(format->text, ' ');
    g_string_append_len(format->text, part.at, (gssize)part.len);
    for (int64_t i = 0; width < 0 && i < missing; i++)
        g_string_append_c(format->text, ' ');
    return true;
}

static bool append_value(Format *format, char letter, const Value *value, int64_t width)
{
    g_autoptr(GString) quoted = g_string_new(NULL);

    if (value->is_null && letter == 'I')
        return fail_format(format, "null values cannot be formatted as an SQL identifier");
    if (value->is_null)
        return append_padded(format, letter == 'L' ? span_of("NULL") : span_of(""), width);
    if (letter == 's')
        return append_padded(format, value_span(value), width);
    (letter == 'I' ? quote_append_ident : quote_append_literal)(quoted, value_span(value));
    return append_padded(format, span_make(quoted->str, quoted->len), width);
}

/* Behind a "%". */
static bool append_specifier(Format *format)
{
    const char *letter;
    const Value *value;
    Place place;

    if (format->at == format->end)
        return fail_end(format);
    if (*format->at == '%') {
        g_string_append_c(format->text, *format->at++);
        return true;
    }
    if (!read_place(format, &place))
        return false;
    letter = format->at;
    if (strchr("sIL", *letter) == NULL || *letter == '\0') {
        fail(format->error, FAIL_DATA, "unrecognized format() type specifier \"%.*s\"",
             (int)(g_utf8_next_char(letter) - letter), letter);
        return fail_hint(format->error, "For a single \"%%\" use \"%%%%\".");
    }
    format->at++;
    if (!find_width(format, &place))
        return false;
    value = take(format, place.argument);
    return value != NULL && append_value(format, *letter, value, place.width);
}

EXPR_CALL(text_format)
{
    g_autoptr(GString) text = NULL;
    Format format = {args[0].text, args[0].text + args[0].len, args + 1, args_len - 1, 0, NULL,
                     error};

    *ret_value = VALUE_NULL;
    if (args[0].is_null)
        return true;
    format.text = text = g_string_sized_new((gsize)args[0].len + 32);
    while (format.at < format.end) {
        if (*format.at != '%') {
            g_string_append_c(text, *format.at++);
            continue;
        }
        format.at++;
        if (!append_specifier(&format))
            return false;
    }
    return expr_return_text(context, span_make(text->str, text->len), ret_value, error);
}
