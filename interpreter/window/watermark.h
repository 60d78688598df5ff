#pragma once
/*
 * The watermark of one query: how far event time has certainly come. Every partition has a clock,
 * its greatest event time. The watermark is the least clock minus grace, and never goes back.
 * A partition is idle only when the broker confirmed its end and nothing came for `idle`: then its
 * clock goes on, and is the later of that and the wall's. One that lags is never idle and holds the
 * watermark; so does one whose leader is silent, from its last answer on. A bounded partition that
 * is done counts as infinite. A wall's clock that jumps back only begins `idle` anew.
 *
 * Thread: one, the main thread of the worker. Pure: the wall's time is an argument.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

typedef struct Watermark Watermark;

#define WATERMARK_NONE INT64_MIN /* nothing is known yet */
#define WATERMARK_END INT64_MAX  /* every partition is done */

Watermark *watermark_new(size_t partitions_len, int64_t grace_us, int64_t idle_us); /* (owned) */
void watermark_free(Watermark *watermark); /* NULL is fine */
/* There are more partitions, of which nothing is known yet. @watermark_take: (taken); (owned) */
Watermark *watermark_grow(Watermark *watermark_take, size_t partitions_len);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Watermark, watermark_free)

/* Records of @partition were read at @wall_us, the greatest event time among them @time_us. */
void watermark_observe(Watermark *watermark, size_t partition, int64_t time_us, int64_t wall_us);
/* The broker confirmed at @wall_us that all there is of @partition has been read. */
void watermark_confirm_end(Watermark *watermark, size_t partition, int64_t wall_us);
/* The leader of @partition has answered from @since_us to @until_us of the wall's time without a
 * break, and all that came has been read. Never called: it is taken to answer always. */
void watermark_hear(Watermark *watermark, size_t partition, int64_t since_us, int64_t until_us);
/* @partition is bounded and at its end. */
void watermark_finish(Watermark *watermark, size_t partition);
/* The watermark at @wall_us. */
int64_t watermark_get(Watermark *watermark, int64_t wall_us);
/* The partition that holds it back; -1 if none does (idle or done ones hold nothing). */
int watermark_holder(const Watermark *watermark);
/* By how much the holder is behind the least of the others: INT64_MAX if it has no time at all yet,
 * 0 without a holder or without others that are ahead. */
int64_t watermark_held_us(const Watermark *watermark);
