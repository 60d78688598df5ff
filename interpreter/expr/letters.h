#pragma once
/*
 * Capital and small letters, one character for one, as PostgreSQL has them: GLib's, and besides
 * the numerals and circled letters that have two forms but are not letters to GLib.
 *
 * Thread: as in expr.h.
 */
#include "expr/node.h"

gunichar letters_lower_one(gunichar character);
bool letters_to_lower(ExprContext *context, Span text, Value *ret_value, GError **error);
