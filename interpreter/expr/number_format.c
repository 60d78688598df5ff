/*
 * to_char() of numbers. A number becomes digits first: those before the point, as many blanks as
 * the picture has places more, and those behind it. Then the picture's items are gone through from
 * the left; each place takes the next blank, digit or point. The sign stands before the first place
 * that shows something.
 */
#include <math.h>

#include "base/fail.h"
#include "expr/calls_number.h"
#include "expr/number_picture.h"
#include "row/numeric.h"

enum { ROMAN_WIDTH = 15 };

typedef struct Writer {
    const Picture *picture;
    GString *text;
    const char *number; /* digits, a point, digits */
    int number_len;
    int whole, decimals; /* places of the picture for this number */
    int blanks;          /* places before the first digit */
    int kept;            /* index in number of the last character that FM keeps; -1: all */
    char sign;           /* '-' or '+'; of a roman number neither */
    bool sign_is_written, has_brackets, is_roman;
    bool hides_zero; /* the 0 of 0.5, for which no place is filled with a zero */
    int place, next; /* the next place, and the next character of number */
    bool is_inside;  /* the last place has shown a digit */
    bool is_cut;     /* as PostgreSQL does where a picture has a point and no decimals */
} Writer;

static bool fills(const Writer *writer)
{
    return !picture_has(writer->picture, PICTURE_FM);
}

/* Before the first place that shows something. */
static void write_sign(Writer *writer)
{
    const Picture *picture = writer->picture;
    bool is_negative = writer->sign == '-';

    if (picture_has(picture, PICTURE_S)) {
        if (picture->signs_end)
            return;
        g_string_append_c(writer->text, writer->sign);
    } else if (writer->has_brackets) {
        g_string_append_c(writer->text, is_negative ? '<' : ' ');
    } else if (is_negative) {
        g_string_append_c(writer->text, '-');
    } else if (fills(writer)) {
        g_string_append_c(writer->text, ' ');
    }
    writer->sign_is_written = true;
}

static void write_sign_behind(Writer *writer)
{
    const Picture *picture = writer->picture;

    if (writer->has_brackets)
        g_string_append_c(writer->text, writer->sign == '-' ? '>' : ' ');
    else if (picture_has(picture, PICTURE_S) && picture->signs_end)
        g_string_append_c(writer->text, writer->sign);
}

/* FM has dropped all decimals. */
static bool keeps_point_only(const Writer *writer)
{
    return writer->kept >= 0 && writer->number[writer->kept] == '.';
}

static void write_digit(Writer *writer, PictureWord word)
{
    int at = writer->next;
    bool is_dropped = writer->kept >= 0 && at > writer->kept && word != PICTURE_ZERO;

    if (at < writer->number_len)
        writer->next++;
    if (is_dropped)
        return;
    if (at >= writer->number_len) {
        writer->is_cut = true;
    } else if (writer->number[at] == '.') {
        g_string_append_c(writer->text, '.');
    } else if (writer->hides_zero && at == 0) {
        if (fills(writer) || keeps_point_only(writer))
            g_string_append_c(writer->text, fills(writer) ? ' ' : '0');
    } else {
        g_string_append_c(writer->text, writer->number[at]);
        writer->is_inside = true;
    }
}

static void write_place(Writer *writer, PictureWord word)
{
    const Picture *picture = writer->picture;
    int zero_from = picture->zero_from < 0 ? G_MAXINT : picture->zero_from;
    bool is_blank = writer->place < writer->blanks;
    bool hides = writer->hides_zero && writer->next == 0 && !keeps_point_only(writer);
    int places = writer->whole + writer->decimals + (picture_has(picture, PICTURE_POINT) ? 1 : 0);

    writer->is_inside = false;
    if (writer->is_roman)
        return;
    if (!writer->sign_is_written && (!is_blank || writer->place == zero_from) && !hides)
        write_sign(writer);
    if (!is_blank) {
        write_digit(writer, word);
    } else if (writer->place >= zero_from) {
        g_string_append_c(writer->text, '0');
        writer->is_inside = true;
    } else if (fills(writer)) {
        g_string_append_c(writer->text, ' ');
    }
    writer->place++;
    if (writer->place == places && !writer->is_cut)
        write_sign_behind(writer);
}

/* The ending of an ordinal number: st, nd, rd, th. */
static void write_ordinal(Writer *writer, bool is_upper)
{
    static const char *const endings[] = {"th", "st", "nd", "rd"};
    const char *digits = writer->number, *ending;
    int last;
    bool is_teen;

    if (writer->is_roman || digits[0] == '#' || writer->sign == '-' ||
        picture_has(writer->picture, PICTURE_POINT))
        return;
    last = digits[writer->number_len - 1] - '0';
    is_teen = writer->number_len > 1 && digits[writer->number_len - 2] == '1';
    ending = endings[last > 0 && last < 4 && !is_teen ? last : 0];
    for (size_t i = 0; ending[i] != '\0'; i++)
        g_string_append_c(writer->text, is_upper ? g_ascii_toupper(ending[i]) : ending[i]);
}

/* To the right of its width, if blanks are wanted. */
static void write_roman(Writer *writer, bool is_lower)
{
    g_autofree char *number =
        is_lower ? g_ascii_strdown(writer->number, -1) : g_strdup(writer->number);

    g_string_append_printf(writer->text, "%*s", fills(writer) ? ROMAN_WIDTH : 0, number);
}

/* A sign's own place: a blank if it has another one. */
static void write_own_sign(Writer *writer, char sign)
{
    if (writer->sign == sign)
        g_string_append_c(writer->text, sign);
    else if (fills(writer))
        g_string_append_c(writer->text, ' ');
}

static void write_item(Writer *writer, const PictureItem *item)
{
    switch (item->word) {
    case PICTURE_TEXT:
        g_string_append_len(writer->text, item->text.at, (gssize)item->text.len);
        return;
    case PICTURE_NINE:
    case PICTURE_ZERO:
    case PICTURE_POINT:
        write_place(writer, item->word);
        return;
    case PICTURE_COMMA:
        if (writer->is_inside || fills(writer))
            g_string_append_c(writer->text, writer->is_inside ? ',' : ' ');
        return;
    case PICTURE_MI:
        write_own_sign(writer, '-');
        return;
    case PICTURE_PL:
        write_own_sign(writer, '+');
        return;
    case PICTURE_SG:
        g_string_append_c(writer->text, writer->sign);
        return;
    case PICTURE_CURRENCY:
        g_string_append_c(writer->text, ' ');
        return;
    case PICTURE_ROMAN:
    case PICTURE_ROMAN_LOWER:
        write_roman(writer, item->word == PICTURE_ROMAN_LOWER);
        return;
    case PICTURE_TH:
    case PICTURE_TH_LOWER:
        write_ordinal(writer, item->word == PICTURE_TH);
        return;
    case PICTURE_FM:
    case PICTURE_S:
    case PICTURE_PR:
    case PICTURE_V:
    case PICTURE_EEEE:
    case PICTURE_NOTHING:
        return;
    }
}

/* The last character that FM keeps: no zeros at the end, but those that 0 asks for. */
static int find_kept(const Writer *writer)
{
    const char *point = strchr(writer->number, '.');
    int kept, zeros = writer->picture->zero_to - writer->blanks;

    if (point == NULL || fills(writer))
        return -1;
    kept = writer->number_len - 1;
    while (writer->number[kept] == '0' && writer->number + kept > point)
        kept--;
    return zeros > 0 ? MAX(kept, MIN(zeros, writer->number_len - 1)) : kept;
}

/* ---- the numbers ---- */

static void write_items(Writer *writer)
{
    for (size_t i = 0; i < writer->picture->len && !writer->is_cut; i++)
        write_item(writer, &writer->picture->items[i]);
}

/* The sign is where MI, PL or SG are, or FM leaves it out. */
static bool has_sign_elsewhere(const Picture *picture, char sign)
{
    if (picture_has(picture, PICTURE_MI) || picture_has(picture, PICTURE_SG))
        return true;
    return sign == '+' && picture_has(picture, PICTURE_FM) && !picture_has(picture, PICTURE_PL) &&
           !picture_has(picture, PICTURE_S);
}

/* @number: digits, and behind a point as many as @decimals. */
static void write_number(const Picture *picture, char sign, const char *number, int decimals,
                         GString *text)
{
    int whole = picture->whole + picture->moved, len = (int)strcspn(number, ".");
    bool is_plain = sign == '+' && picture_has(picture, PICTURE_FM);
    g_autofree char *overflow = NULL;
    Writer writer = {.picture = picture,
                     .text = text,
                     .number = number,
                     .whole = whole,
                     .decimals = decimals,
                     .blanks = MAX(whole - len, 0),
                     .sign = sign,
                     .sign_is_written = has_sign_elsewhere(picture, sign),
                     .has_brackets = picture_has(picture, PICTURE_PR) && !is_plain};

    if (len > whole) {
        overflow = g_strnfill((gsize)(whole + decimals + 1), '#');
        overflow[whole] = '.';
        writer.number = overflow;
    }
    writer.number_len = (int)strlen(writer.number);
    writer.hides_zero = picture->zero_from < 0 && writer.number[0] == '0' && decimals > 0;
    writer.kept = picture_has(picture, PICTURE_POINT) ? find_kept(&writer) : -1;
    write_items(&writer);
}

static void write_roman_number(const Picture *picture, int64_t number, GString *text)
{
    static const struct {
        int value;
        const char *letters;
    } parts[] = {
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
    g_autoptr(GString) letters = g_string_new(NULL);
    Writer writer = {.picture = picture, .text = text, .is_roman = true};

    for (size_t i = 0; i < G_N_ELEMENTS(parts) && number > 0 && number < 4000; i++) {
        for (; number >= parts[i].value; number -= parts[i].value)
            g_string_append(letters, parts[i].letters);
    }
    if (letters->len == 0)
        g_string_append(letters, "###############");
    writer.number = letters->str;
    write_items(&writer);
}

/* What has no exponent, in as many signs as a number would take. */
static void write_no_exponent(const Picture *picture, GString *text)
{
    for (int i = 0; i < picture->whole + picture->decimals + 6; i++)
        g_string_append_c(text, i == 0 ? ' ' : i == picture->whole + 1 ? '.' : '#');
}

static bool is_roman(const Picture *picture)
{
    return picture_has(picture, PICTURE_ROMAN) || picture_has(picture, PICTURE_ROMAN_LOWER);
}

/* With as many decimals, of which those beyond what a numeric holds are zeros. */
static void write_digits(const Numeric *numeric, int decimals, GString *digits)
{
    numeric_write(numeric, digits);
    if (!numeric_is_finite(numeric))
        return;
    if (numeric->scale == 0 && decimals > 0)
        g_string_append_c(digits, '.');
    for (int i = numeric->scale; i < decimals; i++)
        g_string_append_c(digits, '0');
}

static bool write_scientific(const Picture *picture, const Numeric *numeric, GString *text,
                             GError **error)
{
    g_autoptr(GString) digits = g_string_new(NULL);
    Numeric first = numeric_abs(numeric);
    int len = wide_digits_of(numeric_magnitude(numeric));
    int power = len == 0 ? 0 : len - 1 - numeric->scale;

    if (!numeric_is_finite(numeric)) {
        write_no_exponent(picture, text);
        return true;
    }
    first.scale = (uint16_t)MAX(len - 1, 0);
    if (!numeric_round(&first, picture->decimals, NUMERIC_ROUND, &first, error))
        return false;
    write_digits(&first, picture->decimals, digits);
    g_string_append_printf(text, "%c%se%c%02d", numeric->coefficient < 0 ? '-' : ' ', digits->str,
                           power < 0 ? '-' : '+', ABS(power));
    return true;
}

static bool write_numeric(const Picture *picture, const Numeric *numeric, GString *text,
                          GError **error)
{
    g_autoptr(GString) digits = g_string_new(NULL);
    Numeric rounded = *numeric;
    int64_t integer;
    bool is_negative;

    if (is_roman(picture)) {
        if (!numeric_to_integer(numeric, TYPE_INT4, &integer, error))
            return false;
        write_roman_number(picture, integer, text);
        return true;
    }
    if (picture_has(picture, PICTURE_EEEE))
        return write_scientific(picture, numeric, text, error);
    for (int i = 0; i < picture->moved; i++) {
        const Numeric ten = numeric_of_integer(10);

        if (!numeric_multiply(&rounded, &ten, &rounded, error))
            return false;
    }
    if (!numeric_round(&rounded, picture->decimals, NUMERIC_ROUND, &rounded, error))
        return false;
    write_digits(&rounded, picture->decimals, digits);
    is_negative = digits->str[0] == '-';
    write_number(picture, is_negative ? '-' : '+', digits->str + (is_negative ? 1 : 0),
                 picture->decimals, text);
    return true;
}

/* The C library's exponent, with a blank for a plus. */
static void write_real_scientific(const Picture *picture, double real, GString *text)
{
    char format[16], digits[G_ASCII_DTOSTR_BUF_SIZE + PICTURE_BYTES_MAX];

    if (isnan(real) || isinf(real)) {
        write_no_exponent(picture, text);
        return;
    }
    g_snprintf(format, sizeof(format), "%%+.%de", picture->decimals);
    g_ascii_formatd(digits, sizeof(digits), format, real);
    if (digits[0] == '+')
        digits[0] = ' ';
    g_string_append(text, digits);
}

/* A float8 has 15 digits; decimals beyond them are not shown. */
static void write_real(const Picture *picture, double real, GString *text)
{
    char format[16], digits[350 + PICTURE_BYTES_MAX];
    double moved = real * pow(10, picture->moved);
    int decimals = picture->decimals, whole;
    enum { REAL_DIGITS = 15 };

    if (is_roman(picture)) {
        write_roman_number(picture, fabs(real) < 1e9 ? (int64_t)rint(real) : 0, text);
        return;
    }
    if (picture_has(picture, PICTURE_EEEE)) {
        write_real_scientific(picture, real, text);
        return;
    }
    if (isnan(moved) || isinf(moved)) {
        decimals = MIN(decimals, REAL_DIGITS - (isnan(moved) ? 3 : 8)); /* letters are digits too */
        write_number(picture, moved < 0 ? '-' : '+', isnan(moved) ? "NaN" : "Infinity", decimals,
                     text);
        return;
    }
    whole = (int)strlen(g_ascii_formatd(digits, sizeof(digits), "%.0f", fabs(moved)));
    decimals = MIN(decimals, MAX(REAL_DIGITS - whole, 0));
    g_snprintf(format, sizeof(format), "%%.%df", decimals);
    g_ascii_formatd(digits, sizeof(digits), format, moved);
    write_number(picture, digits[0] == '-' ? '-' : '+', digits + (digits[0] == '-' ? 1 : 0),
                 decimals, text);
}

/* ---- the calls ---- */

static bool return_string(ExprContext *context, const GString *text, Value *ret_value,
                          GError **error)
{
    return expr_return_text(context, span_make(text->str, text->len), ret_value, error);
}

static bool return_numeric_text(ExprContext *context, const Value *args, const Numeric *numeric,
                                Value *ret_value, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Picture own;
    const Picture *picture = number_picture_of(context, args, &own, error);

    return picture != NULL && write_numeric(picture, numeric, text, error) &&
           return_string(context, text, ret_value, error);
}

EXPR_CALL(number_format_numeric)
{
    return return_numeric_text(context, args, args[0].numeric, ret_value, error);
}

EXPR_CALL(number_format_int8)
{
    Numeric numeric = numeric_of_integer(args[0].integer);

    return return_numeric_text(context, args, &numeric, ret_value, error);
}

EXPR_CALL(number_format_float8)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Picture own;
    const Picture *picture = number_picture_of(context, args, &own, error);

    if (picture == NULL)
        return false;
    write_real(picture, args[0].real, text);
    return return_string(context, text, ret_value, error);
}

/* An exponent is the C library's here, as in PostgreSQL. */
EXPR_CALL(number_format_int4)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Picture own;
    const Picture *picture = number_picture_of(context, args, &own, error);

    if (picture == NULL)
        return false;
    if (!picture_has(picture, PICTURE_EEEE))
        return number_format_int8(context, args, args_len, ret_value, error);
    write_real_scientific(picture, (double)args[0].integer, text);
    return return_string(context, text, ret_value, error);
}
