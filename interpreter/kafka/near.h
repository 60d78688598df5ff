#pragma once
/*
 * Names that somebody may have meant: of a topic, of a property.
 *
 * Thread: any.
 */
#include <glib.h>

enum { NEAR_NAMES_MAX = 5, NEAR_DISTANCE_MAX = 2, NEAR_TEXT_MAX = 250 };

/**
 * near_names() - those of @names that differ in at most two letters, or that hold @name, or that
 *                it holds, whatever their case
 * @names:  (borrowed) char*
 *
 * Return: (owned) `"a", "b"`, at most NEAR_NAMES_MAX, the nearest first; NULL if there are none.
 */
char *near_names(const char *name, const GPtrArray *names);
