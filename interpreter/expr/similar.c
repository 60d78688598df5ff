#include "expr/similar.h"

#include "base/fail.h"
#include "expr/calls_regex.h"

typedef struct Similar {
    Span escape;
    GString *text;
    bool is_lazy; /* whether the part before the first quote is to match as little as it can */
    int brackets; /* that are open: those of a class within those of a set */
    bool after_quantifier;
    bool is_at_start; /* of a set, where "]" is a member */
    int quotes;
} Similar;

static bool append_quote(Similar *similar, GError **error)
{
    static const char *const between[] = {"){1,1}?(", "){1,1}(?:"};

    if (similar->quotes == (int)G_N_ELEMENTS(between))
        return fail(error, FAIL_DATA,
                    "SQL regular expression may not contain more than two "
                    "escape-double-quote separators");
    g_string_append(similar->text, between[similar->quotes++]);
    return true;
}

static const struct {
    char sign;
    const char *becomes;
} signs[] = {
    {'%',  ".*"  },
    {'_',  "."   },
    {'(',  "(?:" },
    {'\\', "\\\\"},
    {'.',  "\\." },
    {'^',  "\\^" },
    {'$',  "\\$" },
};

/* A character that is not escaped, outside of brackets. */
static void append_outside(Similar *similar, const char *at, size_t len)
{
    bool is_lazy = similar->is_lazy && similar->quotes == 0;
    bool is_quantifier = strchr("%*+?}", *at) != NULL;
    const char *becomes = NULL;

    if (*at == '?' && similar->after_quantifier && is_lazy)
        return; /* it is as short already */
    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++) {
        if (signs[i].sign == *at)
            becomes = signs[i].becomes;
    }
    if (becomes != NULL)
        g_string_append(similar->text, becomes);
    else
        g_string_append_len(similar->text, at, (gssize)len);
    if (is_quantifier && is_lazy)
        g_string_append_c(similar->text, '?');
    similar->after_quantifier = is_quantifier && *at != '?';
    similar->brackets = *at == '[' ? 1 : 0;
    similar->is_at_start = true;
}

static void append_inside(Similar *similar, const char *at, size_t len)
{
    bool is_caret =
        *at == '^' && similar->is_at_start && similar->text->str[similar->text->len - 1] == '[';

    if (*at == '\\')
        g_string_append_c(similar->text, '\\');
    g_string_append_len(similar->text, at, (gssize)len);
    if (*at == ']' && !similar->is_at_start)
        similar->brackets--;
    else if (*at == '[')
        similar->brackets++;
    similar->is_at_start = is_caret;
}

/* PostgreSQL's translation, to the letter. */
static bool append_pattern(Similar *similar, Span pattern, GError **error)
{
    Span escape = similar->escape;
    bool after_escape = false;
    size_t len;

    if (escape.len > 0 && (size_t)(g_utf8_next_char(escape.at) - escape.at) < escape.len) {
        fail(error, FAIL_DATA, "invalid escape string");
        return fail_hint(error, "Escape string must be empty or one character.");
    }
    g_string_append(similar->text, "^(?:");
    for (const char *at = pattern.at, *end = at + pattern.len; at < end; at += len) {
        len = (size_t)(g_utf8_next_char(at) - at);
        if (after_escape) {
            if (*at == '"' && similar->brackets == 0) {
                if (!append_quote(similar, error))
                    return false;
            } else {
                g_string_append_c(similar->text, '\\');
                g_string_append_len(similar->text, at, (gssize)len);
                similar->is_at_start = false;
            }
            after_escape = false;
        } else if (escape.len == len && memcmp(at, escape.at, len) == 0) {
            after_escape = true;
        } else if (similar->brackets > 0) {
            append_inside(similar, at, len);
        } else {
            append_outside(similar, at, len);
        }
    }
    g_string_append(similar->text, ")$");
    return true;
}

EXPR_CALL(similar_to_escape)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Similar similar = {.escape = args_len > 1 ? value_span(&args[1]) : span_make("\\", 1),
                       .text = text};

    return append_pattern(&similar, value_span(&args[0]), error) &&
           expr_return_text(context, span_make(text->str, text->len), ret_value, error);
}

Regex *similar_regex(Span pattern, Span escape, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Similar similar = {.escape = escape, .text = text};

    if (!append_pattern(&similar, pattern, error))
        return NULL;
    if (similar.quotes > 0) { /* backtracking has to be told what is to be short */
        g_string_truncate(text, 0);
        similar = (Similar){.escape = escape, .text = text, .is_lazy = true};
        append_pattern(&similar, pattern, NULL);
    }
    return regex_new(span_make(text->str, text->len), span_make("", 0), error);
}
