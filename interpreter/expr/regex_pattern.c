/*
 * A pattern is read once, from left to right. What PostgreSQL and PCRE2 write differently becomes
 * the equivalent, what only PCRE2 knows is an error as there.
 *
 * On the way it is learnt what the whole pattern prefers: a quantifier prefers the longest match,
 * or with "?" the shortest; a sequence prefers what the first of its parts prefers that has a
 * choice; alternatives prefer the longest.
 */
#include "expr/regex_pattern.h"

#include "base/fail.h"

typedef struct RegexGroup {
    RegexPrefers prefers; /* of the branch that is being read */
    bool has_branches;
    bool looks;  /* ahead or behind */
    int capture; /* its number from 0, or -1 */
} RegexGroup;

bool regex_pattern_fail(RegexReading *reading, const char *why)
{
    return fail(reading->error, FAIL_DATA, "invalid regular expression: %s", why);
}

char regex_pattern_peek(const RegexReading *reading, size_t ahead)
{
    return reading->at + ahead < reading->pattern.len ? reading->pattern.at[reading->at + ahead]
                                                      : '\0';
}

void regex_pattern_put(RegexReading *reading, uint32_t character)
{
    if (character < 0x80 && !g_ascii_isalnum((char)character))
        g_string_append_printf(reading->to->text, "\\x%02x", character);
    else
        g_string_append_unichar(reading->to->text, character);
}

void regex_pattern_copy(RegexReading *reading)
{
    const char *at = reading->pattern.at + reading->at;

    regex_pattern_put(reading, g_utf8_get_char(at));
    reading->at += (size_t)(g_utf8_next_char(at) - at);
}

/* ---- flags ---- */

static bool read_flag(char letter, RegexPattern *to)
{
    switch (letter) {
    case 'i':
    case 'c':
        to->is_caseless = letter == 'i';
        return true;
    case 'm':
    case 'n':
        to->is_by_lines = to->stops_at_end = true;
        return true;
    case 'p':
    case 'w':
        to->stops_at_end = letter == 'p';
        to->is_by_lines = letter == 'w';
        return true;
    case 's':
        to->is_by_lines = to->stops_at_end = false;
        return true;
    case 'x':
    case 't':
        to->is_expanded = letter == 'x';
        return true;
    case 'q':
        to->is_literal = true;
        return true;
    default:
        return false;
    }
}

static bool read_flags(Span flags, RegexPattern *to, GError **error)
{
    for (size_t i = 0; i < flags.len; i++) {
        const char *at = flags.at + i;

        if (!read_flag(*at, to))
            return fail(error, FAIL_DATA, "invalid regular expression option: \"%.*s\"",
                        (int)(g_utf8_next_char(at) - at), at);
    }
    return true;
}

/* "***:" or "***=", then "(?i)" and the like, at the very beginning only. */
static bool read_beginning(RegexReading *reading)
{
    Span pattern = reading->pattern;

    if (pattern.len >= 4 && memcmp(pattern.at, "***=", 4) == 0)
        reading->to->is_literal = true;
    if (pattern.len >= 4 && memcmp(pattern.at, "***", 3) == 0 && strchr(":=", pattern.at[3]))
        reading->at = 4;
    if (reading->to->is_literal || regex_pattern_peek(reading, 0) != '(' ||
        regex_pattern_peek(reading, 1) != '?' || !g_ascii_isalpha(regex_pattern_peek(reading, 2)))
        return true;
    reading->at += 2;
    for (; g_ascii_isalpha(regex_pattern_peek(reading, 0)); reading->at++) {
        if (!read_flag(regex_pattern_peek(reading, 0), reading->to))
            return regex_pattern_fail(reading, "invalid embedded option");
    }
    if (regex_pattern_peek(reading, 0) != ')')
        return regex_pattern_fail(reading, "invalid embedded option");
    reading->at++;
    return true;
}

/* ---- parts ---- */

static RegexGroup *innermost(RegexReading *reading)
{
    return &g_array_index(reading->groups, RegexGroup, reading->groups->len - 1);
}

static bool skip_comment(RegexReading *reading)
{
    if (regex_pattern_peek(reading, 0) == '(' && regex_pattern_peek(reading, 1) == '?' &&
        regex_pattern_peek(reading, 2) == '#') {
        while (reading->at < reading->pattern.len && regex_pattern_peek(reading, 0) != ')')
            reading->at++;
        reading->at = MIN(reading->at + 1, reading->pattern.len);
        return true;
    }
    if (!reading->to->is_expanded || regex_pattern_peek(reading, 0) != '#')
        return false;
    while (reading->at < reading->pattern.len && regex_pattern_peek(reading, 0) != '\n')
        reading->at++;
    return true;
}

/* Comments, and of an expanded pattern its spaces. */
static void skip(RegexReading *reading)
{
    for (;;) {
        if (reading->to->is_expanded && reading->at < reading->pattern.len &&
            g_ascii_isspace(regex_pattern_peek(reading, 0)))
            reading->at++;
        else if (!skip_comment(reading))
            return;
    }
}

/* {m}, {m,} or {m,n}, at the brace. */
static bool read_bounds(RegexReading *reading, bool *ret_is_fixed)
{
    unsigned numbers[2] = {0, G_MAXUINT};
    size_t len = 0;

    reading->at++;
    for (; len < G_N_ELEMENTS(numbers) && g_ascii_isdigit(regex_pattern_peek(reading, 0)); len++) {
        numbers[len] = 0;
        for (; g_ascii_isdigit(regex_pattern_peek(reading, 0)); reading->at++) {
            numbers[len] = numbers[len] * 10 + (unsigned)(regex_pattern_peek(reading, 0) - '0');
            if (numbers[len] > REGEX_REPEAT_MAX)
                return regex_pattern_fail(reading, "invalid repetition count(s)");
        }
        if (len == 0 && regex_pattern_peek(reading, 0) != ',')
            numbers[1] = numbers[0];
        else if (len == 0)
            reading->at++;
    }
    if (regex_pattern_peek(reading, 0) != '}')
        return regex_pattern_fail(reading, reading->at < reading->pattern.len
                                               ? "invalid repetition count(s)"
                                               : "braces {} not balanced");
    if (numbers[0] > numbers[1])
        return regex_pattern_fail(reading, "invalid repetition count(s)");
    *ret_is_fixed = reading->pattern.at[reading->at - 1] != ',' && len == 1;
    reading->at++;
    g_string_append_printf(reading->to->text, "{%u", numbers[0]);
    if (numbers[1] == G_MAXUINT)
        g_string_append_c(reading->to->text, ',');
    else if (!*ret_is_fixed)
        g_string_append_printf(reading->to->text, ",%u", numbers[1]);
    g_string_append_c(reading->to->text, '}');
    return true;
}

static bool is_quantifier(const RegexReading *reading)
{
    char byte = regex_pattern_peek(reading, 0);

    return byte == '*' || byte == '+' || byte == '?' ||
           (byte == '{' && g_ascii_isdigit(regex_pattern_peek(reading, 1)));
}

/* Behind something that a quantifier may follow. */
static bool finish_part(RegexReading *reading, RegexPrefers prefers, bool is_group)
{
    bool is_fixed = false, is_short;

    skip(reading);
    if (is_quantifier(reading)) {
        if (regex_pattern_peek(reading, 0) != '{')
            g_string_append_c(reading->to->text, reading->pattern.at[reading->at++]);
        else if (!read_bounds(reading, &is_fixed))
            return false;
        is_short = regex_pattern_peek(reading, 0) == '?';
        if (is_short) {
            g_string_append_c(reading->to->text, '?');
            reading->at++;
        }
        if (!is_fixed) {
            prefers = is_short ? REGEX_SHORTEST : REGEX_LONGEST;
            reading->to->has_choice |= is_short || is_group;
        }
    }
    if (innermost(reading)->prefers == REGEX_NO_CHOICE)
        innermost(reading)->prefers = prefers;
    return true;
}

/* ---- groups ---- */

/* Behind "(": what PostgreSQL has, and nothing else that PCRE2 has. */
static bool open_group(RegexReading *reading)
{
    static const char *const kinds[] = {"?:", "?=", "?!", "?<=", "?<!"};
    RegexGroup group = {.capture = -1};
    const char *kind = NULL;

    reading->at++;
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        size_t len = strlen(kinds[i]);

        if (reading->pattern.len - reading->at >= len &&
            memcmp(reading->pattern.at + reading->at, kinds[i], len) == 0)
            kind = kinds[i];
    }
    if (kind == NULL && regex_pattern_peek(reading, 0) == '?')
        return regex_pattern_fail(reading, "quantifier operand invalid");
    group.looks = kind != NULL && kind[1] != ':';
    if (kind == NULL && reading->looking == 0) {
        bool is_closed = false;

        group.capture = (int)reading->captures->len;
        g_array_append_val(reading->captures, is_closed);
    }
    reading->looking += group.looks ? 1 : 0;
    reading->to->looks_ahead |= group.looks && kind[1] != '<';
    g_array_append_val(reading->groups, group);
    g_string_append_c(reading->to->text, '(');
    if (kind != NULL)
        reading->at += strlen(kind);
    if (kind != NULL || group.capture < 0)
        g_string_append(reading->to->text, kind != NULL ? kind : "?:");
    return true;
}

static bool close_group(RegexReading *reading)
{
    RegexGroup group = *innermost(reading);

    if (reading->groups->len == 1)
        return regex_pattern_fail(reading, "parentheses () not balanced");
    reading->at++;
    g_string_append_c(reading->to->text, ')');
    g_array_set_size(reading->groups, reading->groups->len - 1);
    if (group.capture >= 0)
        g_array_index(reading->captures, bool, group.capture) = true;
    if (group.looks) {
        reading->looking--;
        return true;
    }
    return finish_part(reading, group.has_branches ? REGEX_LONGEST : group.prefers, true);
}

static void read_branch(RegexReading *reading)
{
    reading->at++;
    g_string_append_c(reading->to->text, '|');
    innermost(reading)->has_branches = true;
    reading->to->has_choice = true;
}

/* ---- the whole ---- */

static bool read_part(RegexReading *reading)
{
    char byte = regex_pattern_peek(reading, 0);
    bool is_constraint = false;

    switch (byte) {
    case '(':
        return open_group(reading);
    case ')':
        return close_group(reading);
    case '|':
        read_branch(reading);
        return true;
    case '^':
    case '$':
        reading->to->looks_ahead |= byte == '$';
        g_string_append_c(reading->to->text, byte);
        reading->at++;
        return true;
    case '[':
    case '\\':
        if (byte == '[' ? !regex_brackets_read(reading, &is_constraint)
                        : !regex_escape_read(reading, false, &is_constraint))
            return false;
        return is_constraint || finish_part(reading, REGEX_NO_CHOICE, false);
    case '.':
        g_string_append_c(reading->to->text, byte);
        reading->at++;
        return finish_part(reading, REGEX_NO_CHOICE, false);
    default:
        if (is_quantifier(reading))
            return regex_pattern_fail(reading, "quantifier operand invalid");
        regex_pattern_copy(reading);
        return finish_part(reading, REGEX_NO_CHOICE, false);
    }
}

static bool read_parts(RegexReading *reading)
{
    RegexGroup whole = {.capture = -1};

    g_array_append_val(reading->groups, whole);
    for (skip(reading); reading->at < reading->pattern.len; skip(reading)) {
        if (!read_part(reading))
            return false;
    }
    if (reading->groups->len > 1)
        return regex_pattern_fail(reading, "parentheses () not balanced");
    whole = *innermost(reading);
    reading->to->prefers = whole.has_branches ? REGEX_LONGEST : whole.prefers;
    return true;
}

bool regex_pattern_read(Span pattern, Span flags, RegexPattern *ret_pattern, GError **error)
{
    g_autoptr(GArray) groups = g_array_new(FALSE, FALSE, sizeof(RegexGroup));
    g_autoptr(GArray) captures = g_array_new(FALSE, FALSE, sizeof(bool));
    RegexReading reading = {
        .pattern = pattern,
        .to = ret_pattern,
        .groups = groups,
        .captures = captures,
        .error = error,
    };

    if (!read_flags(flags, ret_pattern, error) || !read_beginning(&reading))
        return false;
    while (ret_pattern->is_literal && reading.at < pattern.len)
        regex_pattern_copy(&reading);
    return ret_pattern->is_literal || read_parts(&reading);
}
