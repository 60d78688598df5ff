#pragma once
/*
 * Unguessable names, from the system's random numbers.
 *
 * Thread: any.
 */
#include <stddef.h>

enum { SECRET_DIGITS_MAX = 128 };

/* @digits: even, up to SECRET_DIGITS_MAX. Writes so many hexadecimal digits and a NUL; a system
 * without random numbers ends the process. */
void secret_fill(char *text, size_t digits);
