#include <string.h>

#include "ask/commands.h"

/* The words to the end of the statement, one blank between. */
static char *take_rest(Words *words)
{
    g_autoptr(GString) rest = g_string_new(NULL);

    while (!words_at_end(words)) {
        g_string_append_printf(rest, "%s%.*s", rest->len > 0 ? " " : "", (int)words->next.text.len,
                               words->next.text.at);
        words->next = scan_next(&words->scan);
    }
    return g_ascii_strdown(rest->str, -1);
}

bool narrow_parse(Words *words, Ask *ask)
{
    ask->is_pattern = words_take(words, "LIKE");
    ask->name_position = words_position(words);
    if (ask->is_pattern || words->next.kind == SCAN_STRING) {
        g_autofree char *text = NULL;

        if (!words_take_value(words, "a pattern in quotes", &text))
            return false;
        ask->like = g_ascii_strdown(text, -1);
        return true;
    }
    if (!words_at_end(words))
        ask->like = take_rest(words);
    return true;
}

/* LIKE's signs as those of GLib's patterns. */
static char *glob_of(const char *pattern)
{
    char *glob = g_strdup(pattern);

    for (char *at = glob; *at != '\0'; at++)
        *at = *at == '%' ? '*' : *at == '_' ? '?' : *at;
    return glob;
}

bool narrow_matches(const Ask *ask, const char *name)
{
    g_autofree char *lower = g_ascii_strdown(name, -1);
    g_autofree char *glob = NULL;

    if (ask->like == NULL)
        return true;
    if (!ask->is_pattern)
        return strstr(lower, ask->like) != NULL;
    glob = glob_of(ask->like);
    return g_pattern_match_simple(glob, lower);
}
