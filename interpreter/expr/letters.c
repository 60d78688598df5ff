/*
 * Capital and small letters: one character becomes one character, as in PostgreSQL. ASCII takes
 * the fast way; a text that is as wanted already is borrowed.
 */
#include "base/fail.h"
#include "base/fault.h"
#include "expr/calls.h"
#include "expr/letters.h"

static bool is_ascii(Span text)
{
    uint8_t bits = 0;

    for (size_t i = 0; i < text.len; i++)
        bits |= (uint8_t)text.at[i];
    return (bits & 0x80) == 0 || FAULT(letters_of_ascii);
}

static bool map_ascii(ExprContext *context, Span text, bool to_upper, Value *ret_value,
                      GError **error)
{
    char first = to_upper ? 'a' : 'A', last = to_upper ? 'z' : 'Z', *copy;
    size_t i = 0;

    while (i < text.len && (text.at[i] < first || text.at[i] > last))
        i++;
    if (i == text.len) {
        *ret_value = value_of_text(text.at, text.len);
        return true;
    }
    copy = expr_alloc(context, text.len, error);
    if (copy == NULL)
        return false;
    memcpy(copy, text.at, i);
    for (; i < text.len; i++)
        copy[i] =
            text.at[i] >= first && text.at[i] <= last ? (char)(text.at[i] ^ 0x20) : text.at[i];
    *ret_value = value_of_text(copy, text.len);
    return true;
}

typedef gunichar (*MapFn)(gunichar character, gunichar before);

/* A character may take more bytes than the one it comes from: 3 instead of 2. */
static bool map_wide(ExprContext *context, Span text, MapFn map, Value *ret_value, GError **error)
{
    char *copy = expr_alloc(context, text.len + text.len / 2 + 8, error), *to = copy;
    gunichar before = 0;

    if (copy == NULL)
        return false;
    for (const char *at = text.at; at < text.at + text.len; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);

        to += g_unichar_to_utf8(map(character, before), to);
        before = character;
    }
    *ret_value = value_of_text(copy, (size_t)(to - copy));
    return true;
}

/* What has two forms and is no letter: Roman numerals and circled letters. */
static const struct {
    gunichar upper, lower, len;
} pairs[] = {
    {0x2160, 0x2170, 16},
    {0x24B6, 0x24D0, 26},
};
enum { IOTA_BELOW = 0x345, IOTA = 0x399 }; /* a mark, whose capital is a letter */

gunichar letters_lower_one(gunichar character)
{
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
        if (character - pairs[i].upper < pairs[i].len)
            return character - pairs[i].upper + pairs[i].lower;
    }
    return g_unichar_tolower(character);
}

static gunichar to_upper(gunichar character)
{
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
        if (character - pairs[i].lower < pairs[i].len)
            return character - pairs[i].lower + pairs[i].upper;
    }
    return character == IOTA_BELOW ? IOTA : g_unichar_toupper(character);
}

static gunichar lower_one(gunichar character, gunichar before)
{
    (void)before;
    return letters_lower_one(character);
}

static gunichar upper_one(gunichar character, gunichar before)
{
    (void)before;
    return to_upper(character);
}

static gunichar initcap_one(gunichar character, gunichar before)
{
    return g_unichar_isalnum(before) ? letters_lower_one(character) : to_upper(character);
}

bool letters_to_lower(ExprContext *context, Span text, Value *ret_value, GError **error)
{
    return is_ascii(text) ? map_ascii(context, text, false, ret_value, error)
                          : map_wide(context, text, lower_one, ret_value, error);
}

EXPR_CALL(letters_lower)
{
    return letters_to_lower(context, value_span(&args[0]), ret_value, error);
}

EXPR_CALL(letters_upper)
{
    Span text = value_span(&args[0]);

    return is_ascii(text) ? map_ascii(context, text, true, ret_value, error)
                          : map_wide(context, text, upper_one, ret_value, error);
}

EXPR_CALL(letters_initcap)
{
    return map_wide(context, value_span(&args[0]), initcap_one, ret_value, error);
}
