#pragma once
/*
 * A time zone by its name in the time zone database ("Europe/Berlin"), or by its distance from UTC.
 * NULL is UTC wherever a zone is taken.
 *
 * Thread: any; constant once made.
 */
#include <stdint.h>

typedef struct Zone Zone;
