#pragma once
/*
 * The clocks. Rooms whose results must not depend on the moment (expr/, window/, plan/) never
 * include this: they are given a time.
 *
 * Thread: any.
 */
#include <stdint.h>

int64_t time_wall_ms(void);      /* ms since the Unix epoch; may jump */
int64_t time_monotonic_ms(void); /* ms since some start; never jumps: for deadlines and rates */
