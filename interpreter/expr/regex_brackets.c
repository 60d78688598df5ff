/*
 * Brackets and escapes. Classes of characters are those of C.UTF-8, which PCRE2's own are not:
 * there a digit is one of ten, a no-break space is no space, and marks are letters where Unicode
 * says Alphabetic.
 */
#include "expr/regex_pattern.h"

#define WORD "\\p{Alphabetic}\\p{Nd}_"
#define SPACE                                                                                      \
    "\\t-\\r \\x{1680}\\x{2000}-\\x{2006}\\x{2008}-\\x{200a}\\x{2028}\\x{2029}\\x{205f}\\x{3000}"

static const struct {
    const char *name, *members;
} classes[] = {
    {"alpha",  "\\p{Alphabetic}"                               },
    {"alnum",  "\\p{Alphabetic}\\p{Nd}"                        },
    {"digit",  "0-9"                                           },
    {"xdigit", "0-9A-Fa-f"                                     },
    {"lower",  "\\p{Lowercase}\\x{1c5}\\x{1c8}\\x{1cb}\\x{1f2}"},
    {"upper",  "\\p{Uppercase}\\p{Lt}"                         },
    {"space",  SPACE                                           },
    {"blank",  " \\t"                                          },
    {"punct",  "\\p{P}\\p{S}\\p{No}"                           },
    {"cntrl",  "[:cntrl:]"                                     },
    {"print",  "[:print:]"                                     },
    {"graph",  "[:graph:]"                                     },
    {"word",   WORD                                            },
    {"ascii",  "\\x00-\\x7f"                                   },
};

/* What stands for several characters, or for a place; inside of brackets NULL is not allowed. */
static const struct {
    char letter;
    const char *outside, *inside;
    bool is_constraint;
} escapes[] = {
    {'d', "[0-9]",                                                           "0-9", false},
    {'D', "[^0-9]",                                                          "\\D", false},
    {'s', "[" SPACE "]",                                                     SPACE, false},
    {'S', "[^" SPACE "]",                                                    "\\S", false},
    {'w', "[" WORD "]",                                                      WORD,  false},
    {'W', "[^" WORD "]",                                                     "\\W", false},
    {'A', "\\A",                                                             NULL,  true },
    {'Z', "\\z",                                                             NULL,  true },
    {'m', "(?<![" WORD "])(?=[" WORD "])",                                   NULL,  true },
    {'M', "(?<=[" WORD "])(?![" WORD "])",                                   NULL,  true },
    {'y', "(?:(?<![" WORD "])(?=[" WORD "])|(?<=[" WORD "])(?![" WORD "]))", NULL,  true },
    {'Y', "(?:(?<![" WORD "])(?![" WORD "])|(?<=[" WORD "])(?=[" WORD "]))", NULL,  true },
};

/* Characters that have a letter. */
static const struct {
    char letter;
    uint32_t character;
} characters[] = {
    {'a', 7   },
    {'b', 8   },
    {'B', '\\'},
    {'e', 27  },
    {'f', '\f'},
    {'n', '\n'},
    {'r', '\r'},
    {'t', '\t'},
    {'v', '\v'},
};

/* ---- escapes ---- */

static bool fail_escape(RegexReading *reading)
{
    return regex_pattern_fail(reading, "invalid escape \\ sequence");
}

/* Digits of a base, at the first; false: fewer than @digits_min, or beyond all characters. */
static bool read_digits(RegexReading *reading, uint32_t base, size_t digits_min, size_t digits_max,
                        uint32_t *ret_number)
{
    uint32_t number = 0;
    size_t digits = 0;

    for (; digits < digits_max; digits++, reading->at++) {
        int digit = g_ascii_xdigit_value(regex_pattern_peek(reading, 0));

        if (digit < 0 || (uint32_t)digit >= base)
            break;
        number = number > 0x10FFFF ? number : number * base + (uint32_t)digit;
    }
    *ret_number = number;
    return digits >= digits_min && g_unichar_validate(number);
}

/* \xhhh, \uhhhh, \Uhhhhhhhh, \cX or a character that has a letter; at what follows the letter. */
static bool read_character(RegexReading *reading, char letter, uint32_t *ret_character)
{
    if (letter == 'x')
        return read_digits(reading, 16, 1, 255, ret_character);
    if (letter == 'u' || letter == 'U')
        return read_digits(reading, 16, letter == 'u' ? 4 : 8, letter == 'u' ? 4 : 8,
                           ret_character);
    if (letter == 'c' && reading->at < reading->pattern.len) {
        const char *at = reading->pattern.at + reading->at;

        *ret_character = g_utf8_get_char(at) & 31;
        reading->at += (size_t)(g_utf8_next_char(at) - at);
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(characters); i++) {
        if (characters[i].letter == letter) {
            *ret_character = characters[i].character;
            return true;
        }
    }
    return false;
}

/* A reference to a group, if it has one digit or there are so many groups; else a character of
 * octal digits. At the first digit. */
static bool read_number(RegexReading *reading, bool is_inside)
{
    size_t start = reading->at;
    bool is_octal = regex_pattern_peek(reading, 0) == '0';
    uint32_t number;

    if (!is_octal) {
        read_digits(reading, 10, 1, 255, &number);
        is_octal = reading->at - start > 1 && number > reading->captures->len;
    }
    if (is_octal) {
        reading->at = start;
        if (!read_digits(reading, 8, 1, 3, &number))
            return fail_escape(reading);
        regex_pattern_put(reading, number);
        return true;
    }
    if (is_inside)
        return fail_escape(reading);
    if (reading->looking > 0 || number == 0 || number > reading->captures->len ||
        !g_array_index(reading->captures, bool, number - 1))
        return regex_pattern_fail(reading, "invalid backreference number");
    reading->to->has_backreference = true;
    g_string_append_printf(reading->to->text, "\\g{%u}", number);
    return true;
}

static bool put_class(RegexReading *reading, char letter, bool is_inside, bool *ret_is_found,
                      bool *ret_is_constraint)
{
    *ret_is_found = false;
    for (size_t i = 0; i < G_N_ELEMENTS(escapes); i++) {
        const char *to = is_inside ? escapes[i].inside : escapes[i].outside;

        if (escapes[i].letter != letter)
            continue;
        if (to == NULL)
            return fail_escape(reading);
        g_string_append(reading->to->text, to);
        *ret_is_found = true;
        *ret_is_constraint = escapes[i].is_constraint;
        reading->to->looks_ahead |= escapes[i].is_constraint;
    }
    return true;
}

bool regex_escape_read(RegexReading *reading, bool is_inside, bool *ret_is_constraint)
{
    char letter = regex_pattern_peek(reading, 1);
    uint32_t character;
    bool is_found;

    *ret_is_constraint = false;
    if (reading->at + 1 >= reading->pattern.len)
        return fail_escape(reading);
    reading->at++;
    if (g_ascii_isdigit(letter))
        return read_number(reading, is_inside);
    if (!g_ascii_isalpha(letter)) { /* itself */
        regex_pattern_copy(reading);
        return true;
    }
    reading->at++;
    if (!put_class(reading, letter, is_inside, &is_found, ret_is_constraint))
        return false;
    if (is_found)
        return true;
    if (!read_character(reading, letter, &character))
        return fail_escape(reading);
    regex_pattern_put(reading, character);
    return true;
}

/* ---- brackets ---- */

/* "[:alpha:]", "[.-.]", "[=a=]", at the inner bracket. */
static bool read_named(RegexReading *reading)
{
    char kind = regex_pattern_peek(reading, 1);
    const char end_mark[] = {kind, ']', '\0'};
    const char *name = reading->pattern.at + reading->at + 2;
    const char *end =
        g_strstr_len(name, (gssize)(reading->pattern.len - reading->at - 2), end_mark);
    size_t len;

    if (end == NULL)
        return regex_pattern_fail(reading, "brackets [] not balanced");
    len = (size_t)(end - name);
    reading->at += len + 4;
    if (kind != ':') {
        if (len == 0 || g_utf8_next_char(name) != end)
            return regex_pattern_fail(reading, "invalid collating element");
        regex_pattern_put(reading, g_utf8_get_char(name));
        return true;
    }
    if (reading->to->is_caseless && len == 5 &&
        (memcmp(name, "upper", len) == 0 || memcmp(name, "lower", len) == 0))
        name = "alpha";
    for (size_t i = 0; i < G_N_ELEMENTS(classes); i++) {
        if (strlen(classes[i].name) == len && memcmp(classes[i].name, name, len) == 0) {
            g_string_append(reading->to->text, classes[i].members);
            return true;
        }
    }
    return regex_pattern_fail(reading, "invalid character class");
}

/* One member, at its first byte. *ret_character: of a single one, else G_MAXUINT32. */
static bool read_member(RegexReading *reading, uint32_t *ret_character)
{
    size_t before = reading->to->text->len;
    char byte = regex_pattern_peek(reading, 0), next = regex_pattern_peek(reading, 1);
    bool is_constraint, is_single = true, is_read = true;

    if (byte == '\\') {
        is_single = strchr("dDsSwW", next) == NULL;
        is_read = regex_escape_read(reading, true, &is_constraint);
    } else if (byte == '[' && (next == ':' || next == '.' || next == '=') && next != '\0') {
        is_single = next != ':';
        is_read = read_named(reading);
    } else {
        regex_pattern_copy(reading);
    }
    *ret_character = G_MAXUINT32;
    if (is_read && is_single) {
        const char *put = reading->to->text->str + before;

        *ret_character =
            *put == '\\' ? (uint32_t)g_ascii_strtoull(put + 2, NULL, 16) : g_utf8_get_char(put);
    }
    return is_read;
}

static bool is_range(const RegexReading *reading)
{
    return regex_pattern_peek(reading, 0) == '-' && regex_pattern_peek(reading, 1) != ']' &&
           reading->at + 1 < reading->pattern.len;
}

/* "-c" behind a member, where it is a range. */
static bool read_range(RegexReading *reading, uint32_t first)
{
    uint32_t last;

    if (!is_range(reading))
        return true;
    if (first == G_MAXUINT32)
        return regex_pattern_fail(reading, "invalid character range");
    reading->at++;
    g_string_append_c(reading->to->text, '-');
    if (!read_member(reading, &last))
        return false;
    return (last != G_MAXUINT32 && first <= last && !is_range(reading)) ||
           regex_pattern_fail(reading, "invalid character range");
}

/* [[:<:]] and [[:>:]], which are places, are written as \m and \M. */
static bool read_word_end(RegexReading *reading)
{
    static const char *const marks[] = {"[[:<:]]", "[[:>:]]"};
    static const char letters[] = {'m', 'M'};
    Span rest = span_make(reading->pattern.at + reading->at, reading->pattern.len - reading->at);

    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
        bool is_found, is_constraint;

        if (rest.len < strlen(marks[i]) || memcmp(rest.at, marks[i], strlen(marks[i])) != 0)
            continue;
        reading->at += strlen(marks[i]);
        put_class(reading, letters[i], false, &is_found, &is_constraint);
        return true;
    }
    return false;
}

bool regex_brackets_read(RegexReading *reading, bool *ret_is_constraint)
{
    bool is_first = true;

    *ret_is_constraint = read_word_end(reading);
    if (*ret_is_constraint)
        return true;
    reading->at++;
    g_string_append_c(reading->to->text, '[');
    if (regex_pattern_peek(reading, 0) == '^') {
        reading->at++;
        g_string_append(reading->to->text, reading->to->stops_at_end ? "^\\n" : "^");
    }
    for (;
         reading->at < reading->pattern.len && (is_first || regex_pattern_peek(reading, 0) != ']');
         is_first = false) {
        uint32_t character;

        if (!read_member(reading, &character) || !read_range(reading, character))
            return false;
    }
    if (reading->at == reading->pattern.len)
        return regex_pattern_fail(reading, "brackets [] not balanced");
    reading->at++;
    g_string_append_c(reading->to->text, ']');
    return true;
}
