#pragma once
/*
 * A record's content never becomes markup: what a cell may hold, written so that neither HTML nor
 * Zeppelin's table text can be broken by it. Tab, newline and carriage return become blanks, other
 * control bytes their visible pictures (U+2400...), what is not UTF-8 becomes U+FFFD.
 *
 * Thread: any; pure.
 */
#include <glib.h>
#include <stddef.h>

void cell_append_html(GString *html, const char *text);
/*
 * For a TABLE message. Zeppelin's classic UI renders a cell that begins with %html as HTML, and
 * takes what follows an empty line, or a line <!--TABLE_COMMENT-->, for a comment in HTML: such a
 * cell gets a zero-width space in front.
 * @is_line:  the cell is a whole line of the text
 */
void cell_append_table(GString *table, const char *text, gboolean is_line);
void cell_append_plain(GString *plain, const char *text); /* of a TEXT message */
/* (owned) A text of several lines for a TEXT message: its newlines and tabs stay. */
char *cell_clean_text(const char *text);
char *cell_html(const char *text); /* (owned) as cell_append_html(); newlines stay */
