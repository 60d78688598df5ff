/*
 * Why a text is no document: it is read once more, token by token, and what is wrong is told as
 * PostgreSQL tells it: the token, and what was expected in its place. Slow, and only for errors;
 * the scanner has said before that there is one.
 */
#include "row/document_scan.h"

#include <assert.h>

#include "base/fail.h"
#include "row/shown.h"

/* Tokens by their first byte, but for these. */
enum { TOKEN_END = 0, TOKEN_SCALAR = 's' };

typedef struct Reader {
    const char *at, *end; /* after the token */
    char kind;
    Span token;
    GError **error;
} Reader;

static bool fail_syntax(const Reader *reader, const char *format, ...) G_GNUC_PRINTF(2, 3);
static bool fail_syntax(const Reader *reader, const char *format, ...)
{
    g_autofree char *hint = NULL;
    va_list arguments;

    va_start(arguments, format);
    hint = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    fail(reader->error, FAIL_DATA, "invalid input syntax for type json");
    return fail_hint(reader->error, "%s", hint);
}

static bool fail_token(const Reader *reader, const char *start, const char *end)
{
    Span token = shown(span_make(start, (size_t)(end - start)));

    return fail_syntax(reader, "Token \"%.*s\" is invalid.", (int)token.len, token.at);
}

static bool fail_surrogate(const Reader *reader)
{
    return fail_syntax(reader, "Unicode low surrogate must follow a high surrogate.");
}

static bool is_word_byte(char byte)
{
    return g_ascii_isalnum(byte) || byte == '_' || (byte & 0x80) != 0;
}

/* \uXXXX at @at. *is_high: a high surrogate came just before; then whether this is one. */
static bool read_unit(const Reader *reader, const char *at, bool *is_high)
{
    uint32_t unit = 0;

    if (!scan_unit(at, reader->end, &unit)) {
        for (at += 2; at < reader->end; at++) {
            if (!g_ascii_isxdigit(*at))
                return fail_syntax(reader, "\"\\u\" must be followed by four hexadecimal digits.");
        }
        return fail_token(reader, reader->token.at, reader->end);
    }
    if (unit >= 0xD800 && unit <= 0xDBFF) {
        if (*is_high)
            return fail_syntax(reader, "Unicode high surrogate must not follow a high surrogate.");
        *is_high = true;
        return true;
    }
    if ((unit >= 0xDC00 && unit <= 0xDFFF) != *is_high)
        return fail_surrogate(reader);
    *is_high = false;
    if (unit == 0) {
        fail(reader->error, FAIL_DATA, "unsupported Unicode escape sequence");
        return fail_hint(reader->error, "\\u0000 cannot be converted to text.");
    }
    return true;
}

/* One character of a string, or an escape; moves *at on. */
static bool read_character(const Reader *reader, const char **at, bool *is_high)
{
    const char *start = *at;

    if ((uint8_t)*start < 0x20)
        return fail_syntax(reader, "Character with value 0x%02x must be escaped.",
                           (unsigned)*start);
    if (*start == '\\' && start + 1 == reader->end)
        return fail_token(reader, reader->token.at, reader->end);
    if (*start == '\\' && start[1] == 'u') {
        *at += 6;
        return read_unit(reader, start, is_high);
    }
    if (*is_high)
        return fail_surrogate(reader);
    if (*start != '\\') {
        *at = g_utf8_next_char(start);
        return true;
    }
    if (scan_escape(start[1]) == '\0')
        return fail_syntax(reader, "Escape sequence \"\\%.*s\" is invalid.",
                           (int)(g_utf8_next_char(start + 1) - start - 1), start + 1);
    *at += 2;
    return true;
}

static bool read_string(Reader *reader)
{
    bool is_high = false;

    for (reader->at++; reader->at < reader->end && *reader->at != '"';) {
        if (!read_character(reader, &reader->at, &is_high))
            return false;
    }
    if (reader->at == reader->end)
        return fail_token(reader, reader->token.at, reader->end);
    if (is_high)
        return fail_surrogate(reader);
    reader->at++;
    return true;
}

static const char *skip_digits(const char *at, const char *end)
{
    while (at < end && g_ascii_isdigit(*at))
        at++;
    return at;
}

/* Where a number ends, right or wrong; after a first 0 no digit belongs to it. */
static const char *number_end(const char *at, const char *end)
{
    if (*at == '-')
        at++;
    at = at < end && *at == '0' ? at + 1 : skip_digits(at, end);
    if (at < end && *at == '.')
        at = skip_digits(at + 1, end);
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        if (at < end && (*at == '-' || *at == '+'))
            at++;
    }
    return at; /* the digits of an exponent hang on it as letters do */
}

/* A number or a word, with all letters and digits that hang on it. */
static bool read_word(Reader *reader)
{
    const char *start = reader->at;
    Span value;

    if (*start == '-' || g_ascii_isdigit(*start))
        reader->at = number_end(start, reader->end);
    while (reader->at < reader->end && is_word_byte(*reader->at))
        reader->at++;
    if (reader->at == start)
        return fail_token(reader, start, start + 1);
    return document_read(span_make(start, (size_t)(reader->at - start)), &value) ||
           fail_token(reader, start, reader->at);
}

static bool read_token(Reader *reader)
{
    bool holds = true;

    reader->at = scan_space(reader->at, reader->end);
    reader->token.at = reader->at;
    reader->kind = reader->at == reader->end ? TOKEN_END : *reader->at;
    if (reader->kind == '"') {
        holds = read_string(reader);
    } else if (strchr("{}[]:,", reader->kind) == NULL) {
        reader->kind = TOKEN_SCALAR;
        holds = read_word(reader);
    } else if (reader->kind != TOKEN_END) {
        reader->at++;
    }
    reader->token.len = (size_t)(reader->at - reader->token.at);
    return holds;
}

/* What may come next. */
typedef enum Wanted {
    WANTED_VALUE,
    WANTED_ITEM, /* or the end of an array that is empty */
    WANTED_FIRST_NAME,
    WANTED_NAME,
    WANTED_COLON,
    WANTED_NEXT_MEMBER,
    WANTED_NEXT_ITEM,
    WANTED_NOTHING,
    AFTER_VALUE, /* one of the last three, by what the value is in */
} Wanted;

static const char *const wanted_texts[] = {
    "JSON value", "JSON value",     "string or \"}\"", "string",
    "\":\"",      "\",\" or \"}\"", "\",\" or \"]\"",  "end of input",
};

static bool fail_unwanted(const Reader *reader, Wanted wanted)
{
    Span token = shown(reader->token);

    if (reader->kind == TOKEN_END)
        return fail_syntax(reader, "The input string ended unexpectedly.");
    return fail_syntax(reader, "Expected %s, but found \"%.*s\".", wanted_texts[wanted],
                       (int)token.len, token.at);
}

typedef struct Levels {
    char closings[DOCUMENT_DEPTH_MAX];
    size_t depth;
} Levels;

static Wanted after_value(const Levels *levels)
{
    if (levels->depth == 0)
        return WANTED_NOTHING;
    return levels->closings[levels->depth - 1] == '}' ? WANTED_NEXT_MEMBER : WANTED_NEXT_ITEM;
}

static const struct {
    Wanted wanted;
    char kind;
    Wanted next;
} steps[] = {
    {WANTED_VALUE,       TOKEN_SCALAR, AFTER_VALUE      },
    {WANTED_VALUE,       '"',          AFTER_VALUE      },
    {WANTED_VALUE,       '{',          WANTED_FIRST_NAME},
    {WANTED_VALUE,       '[',          WANTED_ITEM      },
    {WANTED_ITEM,        TOKEN_SCALAR, AFTER_VALUE      },
    {WANTED_ITEM,        '"',          AFTER_VALUE      },
    {WANTED_ITEM,        '{',          WANTED_FIRST_NAME},
    {WANTED_ITEM,        '[',          WANTED_ITEM      },
    {WANTED_ITEM,        ']',          AFTER_VALUE      },
    {WANTED_FIRST_NAME,  '"',          WANTED_COLON     },
    {WANTED_FIRST_NAME,  '}',          AFTER_VALUE      },
    {WANTED_NAME,        '"',          WANTED_COLON     },
    {WANTED_COLON,       ':',          WANTED_VALUE     },
    {WANTED_NEXT_MEMBER, ',',          WANTED_NAME      },
    {WANTED_NEXT_MEMBER, '}',          AFTER_VALUE      },
    {WANTED_NEXT_ITEM,   ',',          WANTED_VALUE     },
    {WANTED_NEXT_ITEM,   ']',          AFTER_VALUE      },
};

/* Takes a token where it is wanted; false if it is not. */
static bool step(Levels *levels, char kind, Wanted *wanted)
{
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        if (steps[i].wanted != *wanted || steps[i].kind != kind)
            continue;
        if (kind == '{' || kind == '[')
            levels->closings[levels->depth++] = (char)(kind + 2); /* in ASCII */
        else if (kind == '}' || kind == ']')
            levels->depth--;
        *wanted = steps[i].next == AFTER_VALUE ? after_value(levels) : steps[i].next;
        return true;
    }
    return false;
}

static bool fail_document(Span text, GError **error)
{
    Reader reader = {.at = text.at, .end = text.at + text.len, .error = error};
    Levels levels = {.depth = 0};
    Wanted wanted = WANTED_VALUE;

    for (;;) {
        if (!read_token(&reader))
            return false;
        if ((reader.kind == '{' || reader.kind == '[') && levels.depth == DOCUMENT_DEPTH_MAX)
            return fail(error, FAIL_LIMIT, "a JSON document is nested more than %d levels deep",
                        DOCUMENT_DEPTH_MAX);
        if (!step(&levels, reader.kind, &wanted))
            break;
    }
    assert(wanted != WANTED_NOTHING || reader.kind != TOKEN_END); /* the scanner said no */
    return fail_unwanted(&reader, wanted);
}

bool document_check(Span text, Span *ret_value, GError **error)
{
    const char *wrong;

    if (document_read(text, ret_value))
        return true;
    if (!g_utf8_validate_len(text.at, text.len, &wrong))
        return fail(error, FAIL_DATA, "invalid byte sequence for encoding \"UTF8\": 0x%02x",
                    (unsigned)(uint8_t)*wrong);
    return fail_document(text, error);
}
