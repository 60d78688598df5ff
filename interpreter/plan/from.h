#pragma once
/*
 * The FROM clause: something with rows, perhaps in a window function, then table functions.
 *
 * Thread: one at a time.
 */
#include "plan/bind.h"

/* Binds FROM: fills the binder's scope with its columns, and its route with what makes the rows. */
bool from_bind(Binder *binder, const SqlSelect *sql);
