/*
 * to_number(): a text as a picture says that it is written. Each item of the picture takes its part
 * of the text from the left: a place a digit, the point or the sign before the first digit, or
 * skips a character that is none of them.
 */
#include "base/fail.h"
#include "expr/calls_number.h"
#include "expr/decimal.h"
#include "expr/number_picture.h"

typedef struct Parser {
    const Picture *picture;
    const char *at, *end;
    GString *number; /* digits and the point */
    char sign;       /* '-', '+', or NUL: not seen yet */
    bool has_point;
    int decimals, digits; /* read */
} Parser;

static bool is_at(const Parser *parser, char byte)
{
    return parser->at < parser->end && *parser->at == byte;
}

static void skip_character(Parser *parser)
{
    if (parser->at < parser->end)
        parser->at++;
    while (parser->at < parser->end && ((unsigned char)*parser->at & 0xC0) == 0x80)
        parser->at++;
}

/* What stands where the picture has a sign, a currency or an ending, and is no part of a number. */
static void skip_decoration(Parser *parser, int characters)
{
    static const char parts[] = "0123456789.,+-";

    for (; characters > 0 && parser->at < parser->end; characters--) {
        if (strchr(parts, *parser->at) != NULL)
            return;
        skip_character(parser);
    }
}

static void read_sign_before(Parser *parser)
{
    const Picture *picture = parser->picture;
    bool is_own = picture_has(picture, PICTURE_S) && !picture->signs_end;

    if (is_at(parser, '-') || (is_at(parser, '<') && !is_own && picture_has(picture, PICTURE_PR)))
        parser->sign = '-';
    else if (is_at(parser, '+'))
        parser->sign = '+';
    else
        return;
    parser->at++;
}

static void read_sign_behind(Parser *parser, bool has_read)
{
    const Picture *picture = parser->picture;
    bool has_own = picture_has(picture, PICTURE_PL) || picture_has(picture, PICTURE_MI) ||
                   picture_has(picture, PICTURE_SG);

    if (picture_has(picture, PICTURE_S)) {
        if (has_read && parser->at + 1 < parser->end &&
            (parser->at[1] == '-' || parser->at[1] == '+'))
            parser->sign = *++parser->at;
    } else if (!has_read && has_own && (is_at(parser, '-') || is_at(parser, '+'))) {
        parser->sign = *parser->at;
    }
}

/* One digit, or the point; true if there was one. */
static bool read_part(Parser *parser)
{
    if (g_ascii_isdigit(*parser->at)) {
        g_string_append_c(parser->number, *parser->at);
        parser->digits++;
        parser->decimals += parser->has_point ? 1 : 0;
        return true;
    }
    if (*parser->at == '.' && !parser->has_point && picture_has(parser->picture, PICTURE_POINT)) {
        g_string_append_c(parser->number, '.');
        parser->has_point = true;
        return true;
    }
    return false;
}

static void read_place(Parser *parser, PictureWord word)
{
    bool is_full = false, has_read = false;

    if (*parser->at == ' ')
        parser->at++;
    if (parser->sign == '\0' && word != PICTURE_POINT && parser->digits == 0)
        read_sign_before(parser);
    if (parser->at < parser->end) {
        is_full = g_ascii_isdigit(*parser->at) && parser->has_point &&
                  parser->decimals == parser->picture->decimals;
        has_read = !is_full && read_part(parser);
    }
    if (!is_full && parser->at < parser->end && parser->sign == '\0' && parser->digits > 0)
        read_sign_behind(parser, has_read);
    parser->at++;
}

static void read_own_sign(Parser *parser, bool takes_minus, bool takes_plus)
{
    if ((takes_minus && is_at(parser, '-')) || (takes_plus && is_at(parser, '+')))
        parser->sign = *parser->at++;
    else
        skip_decoration(parser, 1);
}

static void read_item(Parser *parser, PictureWord word)
{
    switch (word) {
    case PICTURE_TEXT:
        skip_character(parser);
        return;
    case PICTURE_NINE:
    case PICTURE_ZERO:
    case PICTURE_POINT:
        read_place(parser, word);
        return;
    case PICTURE_COMMA:
        if (!picture_has(parser->picture, PICTURE_FM) && is_at(parser, ','))
            parser->at++;
        return;
    case PICTURE_MI:
    case PICTURE_PL:
    case PICTURE_SG:
        read_own_sign(parser, word != PICTURE_PL, word != PICTURE_MI);
        return;
    case PICTURE_CURRENCY:
        skip_decoration(parser, 1);
        return;
    case PICTURE_TH:
    case PICTURE_TH_LOWER:
        if (!picture_has(parser->picture, PICTURE_POINT))
            skip_decoration(parser, 2);
        return;
    default:
        return;
    }
}

static bool check_picture(const Picture *picture, GError **error)
{
    if (picture_has(picture, PICTURE_EEEE))
        return fail(error, FAIL_DATA, "\"EEEE\" not supported for input");
    if (picture_has(picture, PICTURE_ROMAN) || picture_has(picture, PICTURE_ROMAN_LOWER))
        return fail(error, FAIL_DATA, "\"RN\" not supported for input");
    return true;
}

/* The number that was read, moved behind V, as what the picture's places hold. */
static bool make_number(const Parser *parser, Numeric *ret_numeric, GError **error)
{
    const Picture *picture = parser->picture;
    bool ends_with_point = g_str_has_suffix(parser->number->str, ".");
    g_autofree char *text =
        g_strdup_printf("%c%.*s", parser->sign == '\0' ? ' ' : parser->sign,
                        (int)parser->number->len - (ends_with_point ? 1 : 0), parser->number->str);
    int precision = picture->whole + picture->moved + parser->decimals;
    Numeric power = numeric_of_integer(1), number;
    NumberRead outcome = numeric_read(span_of(text), &number);

    if (outcome == NUMBER_SYNTAX)
        return fail(error, FAIL_DATA, "invalid input syntax for type numeric: \"%s\"", text);
    if (outcome == NUMBER_RANGE)
        return numeric_fail_overflow(error);
    if (!numeric_fit(&number, precision, parser->decimals, ret_numeric, error))
        return false;
    if (!picture_has(picture, PICTURE_V))
        return true;
    /* Multiplied by 10^-moved, which as a power has 16 decimals. */
    power.scale = (uint16_t)picture->moved;
    return numeric_round(&power, MAX(picture->moved, NUMERIC_SIGNIFICANT_MIN), NUMERIC_ROUND,
                         &power, error) &&
           numeric_multiply(ret_numeric, &power, ret_numeric, error);
}

EXPR_CALL(number_parse)
{
    g_autoptr(GString) digits = g_string_new(NULL);
    Picture own;
    const Picture *picture = number_picture_of(context, args, &own, error);
    Parser parser = {.picture = picture,
                     .at = args[0].text,
                     .end = args[0].text + args[0].len,
                     .number = digits};
    Numeric number;

    if (picture == NULL || !check_picture(picture, error))
        return false;
    if (picture->len == 0) {
        *ret_value = VALUE_NULL;
        return true;
    }
    for (size_t i = 0; i < picture->len && parser.at < parser.end; i++)
        read_item(&parser, picture->items[i].word);
    return make_number(&parser, &number, error) &&
           decimal_return(context, &number, ret_value, error);
}
