#pragma once
/*
 * Windows of event time: which window a time lies in, and when one closes and is forgotten. Pure:
 * time is an argument, so that a test can replay a day in a millisecond. All times are
 * microseconds since the Unix epoch.
 *
 * Thread: any; pure functions.
 */
#include <stdbool.h>
#include <stdint.h>

/* Start of the tumbling window that @time_us lies in: aligned to the epoch plus shift, start
 * inclusive, end exclusive. @size_us > 0, 0 <= @shift_us < @size_us. */
int64_t window_start(int64_t time_us, int64_t size_us, int64_t shift_us);
/* End of the window that begins at @start_us; INT64_MAX if it has no representable end. */
int64_t window_end(int64_t start_us, int64_t size_us);
