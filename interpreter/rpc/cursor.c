#include "rpc/cursor.h"

#include <string.h>

static int units_of(const char *at)
{
    return (unsigned char)*at >= 0xf0 ? 2 : 1;
}

/* @text: UTF-8, as every text that Thrift's reader lets through */
static size_t forward(const char *text, int units)
{
    const char *at = text;

    while (*at != '\0' && units >= units_of(at)) {
        units -= units_of(at);
        at = g_utf8_next_char(at);
    }
    return (size_t)(at - text);
}

static const char *backward(const char *text, const char *at, int units)
{
    while (at > text && units > 0) {
        at = g_utf8_prev_char(at);
        units -= units_of(at);
    }
    return at;
}

/* The parenthesis behind the first word, %kafka; NULL: there is none. */
static const char *find_open(const char *paragraph)
{
    const char *at = paragraph + strspn(paragraph, " \t\r\n");

    if (*at != '%')
        return NULL;
    at++;
    at += strspn(at, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_-.");
    return *at == '(' ? at : NULL;
}

/* Behind it, where quotes are respected; NULL: it is not closed. */
static const char *find_close(const char *at)
{
    bool is_quoted = false;

    for (; *at != '\0'; at++) {
        if (*at == '"')
            is_quoted = !is_quoted;
        else if (*at == ')' && !is_quoted)
            return at;
    }
    return NULL;
}

/* True if the cursor stands between the parentheses. */
static bool find_inside(const char *script, int units, const char *paragraph, Cursor *cursor)
{
    const char *open = find_open(paragraph);
    const char *close = open == NULL ? NULL : find_close(open);
    const char *begin, *at;

    if (close == NULL)
        return false;
    if (*script == '\0') { /* it is not said where: people type at the end */
        at = close;
    } else {
        begin = strstr(close, script);
        if (begin == NULL)
            return false;
        at = backward(paragraph, begin, -units);
    }
    if (at <= open || at > close)
        return false;
    *cursor =
        (Cursor){true, g_strndup(open + 1, (gsize)(close - open - 1)), (size_t)(at - open - 1)};
    return true;
}

Cursor cursor_find(const char *script, int units, const char *paragraph)
{
    Cursor cursor = {0};

    if (!g_utf8_validate(script, -1, NULL) || !g_utf8_validate(paragraph, -1, NULL))
        return (Cursor){false, g_strdup(""), 0};
    if ((units < 0 || *script == '\0') && units > -G_MAXINT &&
        find_inside(script, units, paragraph, &cursor))
        return cursor;
    return (Cursor){false, g_strdup(script), forward(script, units)};
}

void cursor_clear(Cursor *cursor)
{
    g_clear_pointer(&cursor->text, g_free);
}
