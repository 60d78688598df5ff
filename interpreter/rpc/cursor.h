#pragma once
/*
 * Where a page's cursor is. Zeppelin counts in UTF-16 and from behind `%kafka`; a cursor in the
 * parentheses of `%kafka(...)` it makes negative, or 0 if nothing stands behind them, and the text
 * that it sends begins behind them: what is inside is in the paragraph's own text.
 *
 * Thread: any; pure.
 */
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Cursor {
    bool is_settings; /* in the parentheses */
    char *text;       /* owned: what is between them, or the script */
    size_t bytes;     /* of the text before the cursor */
} Cursor;

/**
 * cursor_find() - where it is
 * @script:     what stands behind %kafka, as the server sends it
 * @units:      UTF-16 code units from its beginning
 * @paragraph:  the whole text; "" if the server does not say it
 */
Cursor cursor_find(const char *script, int units, const char *paragraph);
void cursor_clear(Cursor *cursor);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Cursor, cursor_clear)
