#include "expr/regex.h"

#include "base/fail.h"

/* Escapes outside and inside of brackets; NULL: not allowed there. Others keep their meaning. */
typedef struct Escape {
    char letter;
    const char *outside, *inside;
} Escape;

static const Escape escapes[] = {
    {'a', "\\a",         "\\a"  },
    {'b', "\\x08",       "\\x08"},
    {'B', "\\\\",        "\\\\" },
    {'d', "\\d",         "\\d"  },
    {'D', "\\D",         "\\D"  },
    {'e', "\\e",         "\\e"  },
    {'f', "\\f",         "\\f"  },
    {'n', "\\n",         "\\n"  },
    {'r', "\\r",         "\\r"  },
    {'s', "\\s",         "\\s"  },
    {'S', "\\S",         "\\S"  },
    {'t', "\\t",         "\\t"  },
    {'v', "\\x0b",       "\\x0b"},
    {'w', "\\w",         "\\w"  },
    {'W', "\\W",         "\\W"  },
    {'A', "\\A",         NULL   },
    {'m', "\\b(?=\\w)",  NULL   },
    {'M', "\\b(?<=\\w)", NULL   },
    {'y', "\\b",         NULL   },
    {'Y', "\\B",         NULL   },
    {'Z', "\\z",         NULL   },
    {'x', "",            ""     }, /* a number follows: read_number_escape() */
    {'u', "",            ""     },
    {'U', "",            ""     },
    {'0', "\\x00",       "\\x00"},
};

typedef struct Translation {
    Span pattern;
    size_t at;
    bool after_quantifier;
    GRegexCompileFlags flags;
    bool is_literal;
    GString *text; /* what PCRE gets */
} Translation;

static bool bad(GError **error, const char *why)
{
    return fail(error, FAIL_DATA, "invalid regular expression: %s", why);
}

static bool read_flag(char letter, GRegexCompileFlags *flags, bool *is_literal)
{
    switch (letter) {
    case 'i':
        *flags |= G_REGEX_CASELESS;
        return true;
    case 'c':
        *flags &= ~G_REGEX_CASELESS;
        return true;
    case 'm':
    case 'n': /* lines: "." stops at their ends, "^" and "$" match there */
        *flags = (*flags | G_REGEX_MULTILINE) & ~G_REGEX_DOTALL;
        return true;
    case 'p':
        *flags &= ~(G_REGEX_MULTILINE | G_REGEX_DOTALL);
        return true;
    case 'w':
        *flags |= G_REGEX_MULTILINE | G_REGEX_DOTALL;
        return true;
    case 's':
        *flags = (*flags | G_REGEX_DOTALL) & ~G_REGEX_MULTILINE;
        return true;
    case 'x':
        *flags |= G_REGEX_EXTENDED;
        return true;
    case 't':
        *flags &= ~G_REGEX_EXTENDED;
        return true;
    case 'q':
        *is_literal = true;
        return true;
    default:
        return false;
    }
}

/* "(?i)" and the like, at the very beginning only. */
static bool read_embedded_flags(Translation *t, GError **error)
{
    Span pattern = t->pattern;
    size_t i = 2;

    if (pattern.len < 3 || memcmp(pattern.at, "(?", 2) != 0 || !g_ascii_isalpha(pattern.at[2]))
        return true;
    for (; i < pattern.len && pattern.at[i] != ')'; i++) {
        if (!read_flag(pattern.at[i], &t->flags, &t->is_literal))
            return bad(error, "invalid embedded option");
    }
    t->at = MIN(i + 1, pattern.len);
    return true;
}

static char peek(const Translation *t, size_t ahead)
{
    return t->at + ahead < t->pattern.len ? t->pattern.at[t->at + ahead] : '\0';
}

static void copy_byte(Translation *t)
{
    char byte = peek(t, 0);

    if (byte == '\0')
        g_string_append(t->text, "\\x00"); /* GRegex ends a pattern at a NUL */
    else
        g_string_append_c(t->text, byte);
    t->at++;
}

/* \xhhh, \uhhhh, \Uhhhhhhhh: at the first digit. */
static bool read_number_escape(Translation *t, char letter, GError **error)
{
    size_t digits_max = letter == 'u' ? 4 : letter == 'U' ? 8 : 255, digits = 0;
    uint32_t number = 0;

    for (; digits < digits_max && g_ascii_isxdigit(peek(t, 0)); t->at++, digits++)
        number =
            number > 0x10FFFF ? number : number * 16 + (uint32_t)g_ascii_xdigit_value(peek(t, 0));
    if (digits == 0 || (letter != 'x' && digits < digits_max) || !g_unichar_validate(number))
        return bad(error, "invalid escape \\ sequence");
    g_string_append_printf(t->text, "\\x{%x}", number);
    return true;
}

static bool translate_escape(Translation *t, bool is_inside, GError **error)
{
    char letter = peek(t, 1);

    if (t->at + 1 >= t->pattern.len)
        return bad(error, "invalid escape \\ sequence");
    t->at += 2;
    for (size_t i = 0; i < G_N_ELEMENTS(escapes); i++) {
        const char *to = is_inside ? escapes[i].inside : escapes[i].outside;

        if (escapes[i].letter != letter)
            continue;
        if (to == NULL)
            break;
        if (*to == '\0')
            return read_number_escape(t, letter, error);
        g_string_append(t->text, to);
        return true;
    }
    if (g_ascii_isalpha(letter) || (is_inside && g_ascii_isdigit(letter)))
        return bad(error, "invalid escape \\ sequence");
    if (!(letter & 0x80)) /* an ASCII sign; the first byte of any other character stays alone */
        g_string_append_c(t->text, '\\');
    t->at--;
    copy_byte(t);
    return true;
}

/* "[:alpha:]" and its like, inside of brackets, as they are. */
static bool copy_class(Translation *t)
{
    char kind = peek(t, 1);

    if (kind != ':' && kind != '.' && kind != '=')
        return false;
    for (size_t end = t->at + 2; end + 1 < t->pattern.len; end++) {
        if (t->pattern.at[end] == kind && t->pattern.at[end + 1] == ']') {
            g_string_append_len(t->text, t->pattern.at + t->at, (gssize)(end + 2 - t->at));
            t->at = end + 2;
            return true;
        }
    }
    return false;
}

static bool translate_brackets(Translation *t, GError **error)
{
    copy_byte(t);
    if (peek(t, 0) == '^') {
        copy_byte(t);
        if ((t->flags & G_REGEX_DOTALL) == 0) /* where lines count, it does not match their end */
            g_string_append(t->text, "\\n");
    }
    if (peek(t, 0) == ']') { /* here it is itself */
        g_string_append(t->text, "\\]");
        t->at++;
    }
    while (t->at < t->pattern.len && peek(t, 0) != ']') {
        if (peek(t, 0) == '\\') {
            if (!translate_escape(t, true, error))
                return false;
        } else if (peek(t, 0) == '[') {
            if (copy_class(t))
                continue;
            g_string_append(t->text, "\\[");
            t->at++;
        } else {
            copy_byte(t);
        }
    }
    if (t->at == t->pattern.len)
        return bad(error, "brackets [] not balanced");
    copy_byte(t);
    return true;
}

/* After "(": PostgreSQL has (?:  (?=  (?!  (?<=  (?<! and nothing else that PCRE has. */
static bool check_group(const Translation *t, GError **error)
{
    if (peek(t, 1) == '*')
        return bad(error, "quantifier operand invalid");
    if (peek(t, 1) != '?' || strchr(":=!", peek(t, 2)) != NULL ||
        (peek(t, 2) == '<' && strchr("=!", peek(t, 3)) != NULL))
        return true;
    return bad(error, "quantifier operand invalid");
}

static bool is_quantifier(const Translation *t, char byte)
{
    return byte == '*' || byte == '+' || byte == '?' ||
           (byte == '{' && g_ascii_isdigit(peek(t, 1)));
}

/* One quantifier with the "?" that makes it take little; PCRE would read a second "+". */
static bool translate_quantifier(Translation *t, GError **error)
{
    if (t->after_quantifier)
        return bad(error, "quantifier operand invalid");
    if (peek(t, 0) == '{') {
        while (t->at < t->pattern.len && peek(t, 0) != '}')
            copy_byte(t);
    }
    copy_byte(t);
    if (peek(t, 0) == '?')
        copy_byte(t);
    t->after_quantifier = true;
    return true;
}

/* A comment of an expanded pattern, up to the end of its line. */
static bool copy_comment(Translation *t)
{
    if ((t->flags & G_REGEX_EXTENDED) == 0 || peek(t, 0) != '#')
        return false;
    while (t->at < t->pattern.len && peek(t, 0) != '\n')
        copy_byte(t);
    return true;
}

static bool translate(Translation *t, GError **error)
{
    while (t->at < t->pattern.len) {
        char byte = peek(t, 0);
        bool done = true;

        if (copy_comment(t))
            continue;
        if (is_quantifier(t, byte)) {
            if (!translate_quantifier(t, error))
                return false;
            continue;
        }
        t->after_quantifier = false;
        if (byte == '\\')
            done = translate_escape(t, false, error);
        else if (byte == '[')
            done = translate_brackets(t, error);
        else if (byte == '(' && !check_group(t, error))
            return false;
        else if (byte == '(' && peek(t, 1) == '?') {
            copy_byte(t); /* the group's "?" is no quantifier */
            copy_byte(t);
        } else
            copy_byte(t);
        if (!done)
            return false;
    }
    return true;
}

static GRegex *compile(const Translation *t, GError **error)
{
    g_autoptr(GError) why = NULL;
    GRegex *regex = g_regex_new(t->text->str, t->flags, 0, &why);

    if (regex == NULL) /* its sentence shows the translation; the part after the last colon does */
        bad(error,
            strrchr(why->message, ':') == NULL ? why->message : strrchr(why->message, ':') + 2);
    return regex;
}

GRegex *regex_new(Span pattern, Span flags, GError **error)
{
    g_autoptr(GString) text = g_string_sized_new(pattern.len + 32);
    Translation t = {
        .pattern = pattern,
        .flags = G_REGEX_DOTALL | G_REGEX_DOLLAR_ENDONLY | G_REGEX_NEWLINE_LF,
        .text = text,
    };

    if (pattern.len > REGEX_PATTERN_BYTES_MAX)
        return fail_null(error, FAIL_LIMIT,
                         "a regular expression of %zu bytes is beyond the limit of %d", pattern.len,
                         REGEX_PATTERN_BYTES_MAX);
    for (size_t i = 0; i < flags.len; i++) {
        if (!read_flag(flags.at[i], &t.flags, &t.is_literal))
            return fail_null(error, FAIL_DATA, "invalid regular expression option: \"%c\"",
                             g_ascii_isprint(flags.at[i]) ? flags.at[i] : '?');
    }
    g_string_append_printf(text, "(*LIMIT_MATCH=%d)", REGEX_STEPS_MAX);
    if (!read_embedded_flags(&t, error))
        return NULL;
    if (t.is_literal) {
        g_autofree char *literal =
            g_regex_escape_string(pattern.at + t.at, (gint)(pattern.len - t.at));

        g_string_append(text, literal);
        return compile(&t, error);
    }
    return translate(&t, error) ? compile(&t, error) : NULL;
}

static bool find(const GRegex *regex, Span text, size_t from, gint group, bool *ret_found,
                 size_t *ret_start, size_t *ret_end, GError **error)
{
    g_autoptr(GMatchInfo) match = NULL;
    g_autoptr(GError) why = NULL;
    gint start = -1, end = -1;
    bool found;

    if (text.len == 0)
        text.at = ""; /* GRegex wants an address */
    found = g_regex_match_full(regex, text.at, (gssize)text.len, (gint)from, 0, &match, &why);
    if (why != NULL)
        return fail(error, FAIL_DATA,
                    "matching a regular expression took more than %d steps: it backtracks too "
                    "much on this text",
                    REGEX_STEPS_MAX);
    found = found && g_match_info_fetch_pos(match, group, &start, &end) && start >= 0;
    if (found) {
        *ret_start = (size_t)start;
        *ret_end = (size_t)end;
    }
    *ret_found = found;
    return true;
}

bool regex_find(const GRegex *regex, Span text, size_t from, bool *ret_found, size_t *ret_start,
                size_t *ret_end, GError **error)
{
    return find(regex, text, from, 0, ret_found, ret_start, ret_end, error);
}

bool regex_find_group(const GRegex *regex, Span text, bool *ret_found, size_t *ret_start,
                      size_t *ret_end, GError **error)
{
    gint group = g_regex_get_capture_count(regex) > 0 ? 1 : 0;

    return find(regex, text, 0, group, ret_found, ret_start, ret_end, error);
}
