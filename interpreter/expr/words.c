/*
 * words(text), the function of every word count, and so the hottest of all: ASCII goes through one
 * table of 256 kinds, a word without capitals is a slice of its text, and only one with capitals
 * is written anew.
 */
#include "base/fail.h"
#include "base/fault.h"
#include "expr/letters.h"
#include "expr/splitters.h"

enum {
    KIND_OTHER, /* between words */
    KIND_LOWER, /* small letters and digits */
    KIND_UPPER,
    KIND_WIDE, /* a byte of a character beyond ASCII */
};

static const uint8_t kinds[256] = {
    ['0' ... '9'] = KIND_LOWER,
    ['A' ... 'Z'] = KIND_UPPER,
    ['a' ... 'z'] = KIND_LOWER,
    [0x80 ... 0xFF] = KIND_WIDE,
};

static bool is_word_character(gunichar character)
{
    switch (g_unichar_type(character)) {
    case G_UNICODE_LOWERCASE_LETTER:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_OTHER_LETTER:
    case G_UNICODE_TITLECASE_LETTER:
    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_DECIMAL_NUMBER:
    case G_UNICODE_LETTER_NUMBER:
    case G_UNICODE_OTHER_NUMBER:
        return true;
    default:
        return false;
    }
}

/* The end of the word that begins at @at; @at itself if none does. Notes a capital in it. */
static const char *find_end(const char *at, const char *end, bool *ret_has_upper)
{
    uint8_t seen = 0;

    for (;;) {
        gunichar character;
        uint8_t kind = KIND_OTHER;

        while (at < end && ((kind = kinds[(uint8_t)*at]) == KIND_LOWER || kind == KIND_UPPER)) {
            seen |= kind; /* KIND_UPPER is a bit of its own */
            at++;
        }
        if (at == end || kind == KIND_OTHER)
            break;
        character = g_utf8_get_char(at);
        if (!is_word_character(character))
            break;
        if (letters_lower_one(character) != character && !FAULT(words_keep_case))
            seen |= KIND_UPPER;
        at = g_utf8_next_char(at);
    }
    *ret_has_upper = (seen & KIND_UPPER) != 0;
    return at;
}

static const char *find_start(const char *at, const char *end)
{
    while (at < end) {
        uint8_t kind = kinds[(uint8_t)*at];

        if (kind == KIND_OTHER)
            at++;
        else if (kind != KIND_WIDE || is_word_character(g_utf8_get_char(at)))
            break;
        else
            at = g_utf8_next_char(at);
    }
    return at;
}

/* A small letter may take more bytes than its capital: 3 instead of 2. */
static bool write_lower(Span word, ExprContext *context, Value *ret_value, GError **error)
{
    char *text = arena_try_alloc(context->arena, word.len + word.len / 2 + 8), *to = text;

    if (text == NULL)
        return fail(error, FAIL_LIMIT, "a word of %zu bytes does not fit into the memory of a row",
                    word.len);
    for (const char *at = word.at; at < word.at + word.len;) {
        if (kinds[(uint8_t)*at] != KIND_WIDE) {
            *to++ = g_ascii_tolower(*at++);
        } else {
            to += g_unichar_to_utf8(letters_lower_one(g_utf8_get_char(at)), to);
            at = g_utf8_next_char(at);
        }
    }
    *ret_value = value_of_text(text, (size_t)(to - text));
    return true;
}

bool words_next(TableFunctionState *state, ExprContext *context, Value *values, size_t values_max,
                size_t *ret_len, GError **error)
{
    const Value *text = &state->arguments[0];
    const char *at, *end;
    size_t len = 0;

    *ret_len = 0;
    if (text->is_null)
        return true;
    at = text->text + state->at;
    end = text->text + text->len;
    while (len < values_max && (at = find_start(at, end)) < end) {
        bool has_upper;
        const char *word_end = find_end(at, end, &has_upper);
        Span word = span_make(at, (size_t)(word_end - at));

        if (!has_upper)
            values[len] = value_of_text(word.at, word.len);
        else if (!write_lower(word, context, &values[len], error))
            return false;
        len++;
        at = word_end;
    }
    state->at = (size_t)(at - text->text);
    *ret_len = len;
    return true;
}
