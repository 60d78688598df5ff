#include "ask/words.h"

#include <string.h>

Words words_make(const char *text, GError **error)
{
    Words words = {.text = text, .scan = scan_make(span_of(text)), .error = error};

    words.next = scan_next(&words.scan);
    return words;
}

static void take(Words *words)
{
    words->next = scan_next(&words->scan);
}

bool words_take(Words *words, const char *keyword)
{
    if (!scan_is_word(&words->next, keyword))
        return false;
    take(words);
    return true;
}

bool words_take_phrase(Words *words, const char *phrase)
{
    g_auto(GStrv) keywords = g_strsplit(phrase, " ", -1);
    Words ahead = *words;

    for (size_t i = 0; keywords[i] != NULL; i++) {
        if (!words_take(&ahead, keywords[i]))
            return false;
    }
    *words = ahead;
    return true;
}

static bool is_symbol(const ScanToken *token, char symbol)
{
    return token->kind == SCAN_SYMBOL && token->text.len == 1 && token->text.at[0] == symbol;
}

bool words_at_end(const Words *words)
{
    return words->next.kind == SCAN_END || is_symbol(&words->next, ';');
}

int words_position(const Words *words)
{
    size_t end = strlen(words->text);

    if (words->next.kind != SCAN_END)
        return (int)(words->next.text.at - words->text);
    while (end > 0 && g_ascii_isspace(words->text[end - 1]))
        end--;
    return (int)end;
}

bool words_refuse(Words *words, const char *wanted)
{
    if (words_at_end(words))
        fail_at(words->error, FAIL_QUERY, words_position(words),
                "the statement ends where %s is wanted", wanted);
    else
        fail_at(words->error, FAIL_QUERY, words_position(words), "%s is wanted, not \"%.*s\"",
                wanted, (int)words->next.text.len, words->next.text.at);
    return fail_hint(words->error, "write %s", words->usage);
}

/* Without its quotes, of which two inside are one. */
static void append_unquoted(GString *text, Span token)
{
    char quote = token.at[0];

    for (size_t i = 1; i + 1 < token.len; i++) {
        g_string_append_c(text, token.at[i]);
        if (token.at[i] == quote)
            i++;
    }
}

static bool take_part(Words *words, GString *name)
{
    Span token = words->next.text;

    if (words->next.kind == SCAN_QUOTED && token.len > 2) {
        append_unquoted(name, token);
    } else if (words->next.kind == SCAN_WORD) {
        g_autofree char *lower = g_ascii_strdown(token.at, (gssize)token.len);

        g_string_append(name, lower);
    } else {
        return false;
    }
    take(words);
    return true;
}

bool words_take_name(Words *words, const char *what, char **ret_name)
{
    g_autoptr(GString) name = g_string_new(NULL);

    if (!take_part(words, name))
        return words_refuse(words, what);
    while (is_symbol(&words->next, '.')) {
        take(words);
        g_string_append_c(name, '.');
        if (!take_part(words, name))
            return words_refuse(words, "the part of a name");
    }
    *ret_name = g_string_free(g_steal_pointer(&name), FALSE);
    return true;
}

bool words_take_name_or_text(Words *words, const char *what, char **ret_name)
{
    if (words->next.kind == SCAN_STRING)
        return words_take_value(words, what, ret_name);
    return words_take_name(words, what, ret_name);
}

bool words_take_symbol(Words *words, char symbol)
{
    if (!is_symbol(&words->next, symbol))
        return false;
    take(words);
    return true;
}

bool words_take_value(Words *words, const char *what, char **ret_value)
{
    Span token = words->next.text;
    g_autoptr(GString) value = g_string_new(NULL);

    if (words->next.kind == SCAN_STRING && token.at[0] == '\'')
        append_unquoted(value, token);
    else if (words->next.kind == SCAN_NUMBER)
        g_string_append_len(value, token.at, (gssize)token.len);
    else
        return words_refuse(words, what);
    take(words);
    *ret_value = g_string_free(g_steal_pointer(&value), FALSE);
    return true;
}

bool words_take_count(Words *words, const char *what, int64_t max, int64_t *ret_count)
{
    g_autofree char *text = g_strndup(words->next.text.at, words->next.text.len);
    guint64 count = 0;

    if (words->next.kind != SCAN_NUMBER ||
        !g_ascii_string_to_unsigned(text, 10, 1, (guint64)max, &count, NULL)) {
        words_refuse(words, what);
        return fail_hint(words->error, "it is a whole number from 1 to %" G_GINT64_FORMAT, max);
    }
    take(words);
    *ret_count = (int64_t)count;
    return true;
}

bool words_end(Words *words)
{
    if (is_symbol(&words->next, ';'))
        take(words);
    if (words->next.kind == SCAN_END)
        return true;
    fail_at(words->error, FAIL_QUERY, words_position(words), "syntax error at or near \"%.*s\"",
            (int)words->next.text.len, words->next.text.at);
    return fail_hint(words->error, "write %s", words->usage);
}
