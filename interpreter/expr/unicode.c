/* Single characters: their numbers, escapes, normal forms, and one for another. */
#include "base/fail.h"
#include "expr/calls_quote.h"

EXPR_CALL(unicode_ascii)
{
    *ret_value = value_of_integer(args[0].len == 0 ? 0 : g_utf8_get_char(args[0].text));
    return true;
}

EXPR_CALL(unicode_chr)
{
    int64_t number = args[0].integer;
    char bytes[6];

    if (number < 0)
        return fail(error, FAIL_DATA, "character number must be positive");
    if (number == 0)
        return fail(error, FAIL_DATA, "null character not permitted");
    if (number > 0x10FFFF)
        return fail(error, FAIL_DATA,
                    "requested character too large for encoding: %" G_GINT64_FORMAT, number);
    if (!g_unichar_validate((gunichar)number))
        return fail(error, FAIL_DATA,
                    "requested character not valid for encoding: %" G_GINT64_FORMAT, number);
    return expr_return_text(context,
                            span_make(bytes, (size_t)g_unichar_to_utf8((gunichar)number, bytes)),
                            ret_value, error);
}

/* ---- unistr() ---- */

/* The kinds of an escape: what stands between the backslash and its digits. */
static const struct {
    const char *before;
    size_t digits;
} escapes[] = {
    {"+", 6},
    {"u", 4},
    {"U", 8},
    {"",  4},
};

/* At a backslash that is not doubled; false: it is no escape. */
static bool read_escape(Span rest, gunichar *ret_number, size_t *ret_len)
{
    for (size_t i = 0; i < G_N_ELEMENTS(escapes); i++) {
        size_t before = strlen(escapes[i].before), len = 1 + before, digits = 0;
        gunichar number = 0;

        if (rest.len < len + escapes[i].digits ||
            memcmp(rest.at + 1, escapes[i].before, before) != 0)
            continue;
        for (; digits < escapes[i].digits && g_ascii_isxdigit(rest.at[len]); digits++, len++)
            number = number * 16 + (gunichar)g_ascii_xdigit_value(rest.at[len]);
        if (digits == escapes[i].digits) {
            *ret_number = number;
            *ret_len = len;
            return true;
        }
    }
    return false;
}

static bool fail_escape(GError **error)
{
    fail(error, FAIL_DATA, "invalid Unicode escape");
    return fail_hint(error, "Unicode escapes must be \\XXXX, \\+XXXXXX, \\uXXXX, or \\UXXXXXXXX.");
}

/* @first: of a pair of surrogates, 0 outside of one */
static bool append_number(GString *text, gunichar number, gunichar *first, GError **error)
{
    bool is_second = number >= 0xDC00 && number <= 0xDFFF;

    if (number == 0 || number > 0x10FFFF)
        return fail(error, FAIL_DATA, "invalid Unicode code point: %04X", number);
    if (is_second != (*first != 0))
        return fail(error, FAIL_DATA, "invalid Unicode surrogate pair");
    if (number >= 0xD800 && number <= 0xDBFF) {
        *first = number;
        return true;
    }
    if (is_second)
        number = 0x10000 + ((*first - 0xD800) << 10) + (number - 0xDC00);
    *first = 0;
    g_string_append_unichar(text, number);
    return true;
}

EXPR_CALL(unicode_unistr)
{
    g_autoptr(GString) text = g_string_sized_new(args[0].len);
    Span rest = value_span(&args[0]);
    gunichar first = 0, number;

    while (rest.len > 0) {
        bool is_backslash = rest.at[0] == '\\';
        bool is_doubled = is_backslash && rest.len > 1 && rest.at[1] == '\\';
        size_t len = is_doubled ? 2 : 1;

        if (is_backslash && !is_doubled) {
            if (!read_escape(rest, &number, &len))
                return fail_escape(error);
            if (!append_number(text, number, &first, error))
                return false;
        } else if (first != 0) {
            return fail(error, FAIL_DATA, "invalid Unicode surrogate pair");
        } else {
            g_string_append_c(text, rest.at[0]);
        }
        rest = span_make(rest.at + len, rest.len - len);
    }
    if (first != 0)
        return fail(error, FAIL_DATA, "invalid Unicode surrogate pair");
    return expr_return_text(context, span_make(text->str, text->len), ret_value, error);
}

/* ---- normal forms ---- */

static bool normalize(const Value *args, size_t args_len, char **ret_text, gsize *ret_len,
                      GError **error)
{
    static const struct {
        const char *name;
        GNormalizeMode mode;
    } forms[] = {
        {"NFC",  G_NORMALIZE_NFC },
        {"NFD",  G_NORMALIZE_NFD },
        {"NFKC", G_NORMALIZE_NFKC},
        {"NFKD", G_NORMALIZE_NFKD},
    };
    Span form = args_len > 1 ? value_span(&args[1]) : span_of("NFC");

    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        if (strlen(forms[i].name) == form.len &&
            g_ascii_strncasecmp(forms[i].name, form.at, form.len) == 0) {
            *ret_text =
                g_utf8_normalize(args[0].len == 0 ? "" : args[0].text, args[0].len, forms[i].mode);
            *ret_len = strlen(*ret_text);
            return true;
        }
    }
    return fail(error, FAIL_DATA, "invalid normalization form: %.*s", (int)MIN(form.len, 64),
                form.at);
}

EXPR_CALL(unicode_normalize)
{
    g_autofree char *text = NULL;
    gsize len;

    return normalize(args, args_len, &text, &len, error) &&
           expr_return_text(context, span_make(text, len), ret_value, error);
}

EXPR_CALL(unicode_is_normalized)
{
    g_autofree char *text = NULL;
    gsize len;

    if (!normalize(args, args_len, &text, &len, error))
        return false;
    *ret_value = (Value){.boolean = span_equals(span_make(text, len), value_span(&args[0]))};
    return true;
}

/* ---- translate() ---- */

/* The character of @to at the place that a character has in @from; false: it stays. */
static bool find_other(Span from, Span to, Span character, Span *ret_other)
{
    const char *at = from.at, *end = at + from.len, *other = to.at, *other_end = other + to.len;

    while (at < end) {
        size_t len = (size_t)(g_utf8_next_char(at) - at);
        size_t other_len = other < other_end ? (size_t)(g_utf8_next_char(other) - other) : 0;

        if (span_equals(span_make(at, len), character)) {
            *ret_other = span_make(other, other_len);
            return true;
        }
        at += len;
        other += other_len;
    }
    return false;
}

EXPR_CALL(unicode_translate)
{
    Span from = value_span(&args[1]), to = value_span(&args[2]);
    const char *at = args[0].text, *end = at + args[0].len;
    g_autoptr(GString) text = g_string_sized_new(args[0].len);

    while (at < end) {
        Span character = span_make(at, (size_t)(g_utf8_next_char(at) - at)), other;

        if (!find_other(from, to, character, &other))
            other = character;
        if (other.len > 0)
            g_string_append_len(text, other.at, (gssize)other.len);
        at += character.len;
    }
    return expr_return_text(context, span_make(text->str, text->len), ret_value, error);
}
