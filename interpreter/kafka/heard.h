#pragma once
/*
 * When the leader of each partition was heard last, from librdkafka's statistics. A partition's end
 * is confirmed once; that it is still the end is known only while its leader goes on to answer.
 *
 * All times are g_get_monotonic_time()'s. Thread: one at a time.
 */
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Heard Heard;

typedef struct HeardSpan {
    int64_t since_us; /* it has answered from then on, without a break */
    int64_t until_us; /* its last answer */
} HeardSpan;

/* @break_us: after such a silence it begins anew. */
Heard *heard_new(int64_t break_us); /* (owned) */
void heard_free(Heard *heard);      /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Heard, heard_free)
/* What the statistics say; what is none is passed over. A partition that has no leader keeps what
 * was heard of it. */
void heard_read(Heard *heard, const char *statistics, size_t len);
/* False: nothing was heard of it yet. */
bool heard_find(const Heard *heard, const char *topic, int partition, HeardSpan *ret_span);
