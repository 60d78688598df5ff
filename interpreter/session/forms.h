#pragma once
/*
 * Values of dynamic forms. Zeppelin puts them into a paragraph's text before we see it, as they
 * are. Who may run a paragraph, but not write it, chooses them, and need not keep to the options
 * that a form shows. So a form that its author has put in quotes gives a text or a name whatever is
 * chosen: a value that would end those quotes is refused.
 *
 * Thread: any; pure.
 */
#include <glib.h>
#include <stdbool.h>

enum { FORMS_MAX = 1000 }; /* of a paragraph */

/**
 * forms_check() - that no value leaves the quotes, or the comment, that its form stands in
 * @written:  the paragraph as its author wrote it, with ${name=default,a|b}
 * @gui, @note_gui:  Zeppelin's JSON of the values, of the paragraph's forms and of the note's
 * @error:    FAIL_QUERY naming the form; FAIL_LIMIT
 */
bool forms_check(const char *written, const char *gui, const char *note_gui, GError **error);
