#pragma once
/*
 * How many different values there were, from their hashes, in 16 KB however many.
 *
 * P. Flajolet, E. Fusy, O. Gandouet, F. Meunier, "HyperLogLog: the analysis of a near-optimal
 * cardinality estimation algorithm" (2007): each hash chooses one of 2^14 registers, which keeps
 * the most zeros that one of its hashes began with. The estimate is that of O. Ertl, "New
 * cardinality estimation algorithms for HyperLogLog sketches" (2017), which needs no corrections by
 * tables. Its standard error is 1.04 / sqrt(2^14) = 0.8 %. While there are few different hashes
 * they are kept themselves, and the count is exact.
 *
 * What is added twice, in whatever order and whatever parts, changes nothing.
 *
 * Thread: one at a time.
 */
#include <glib.h>
#include <stdint.h>

enum {
    HYPERLOGLOG_BITS = 14,
    HYPERLOGLOG_REGISTERS = 1 << HYPERLOGLOG_BITS,
    HYPERLOGLOG_EXACT_MAX = 1024, /* hashes that are kept themselves */
};

typedef struct HyperLogLog HyperLogLog;

HyperLogLog *hyperloglog_new(void);         /* (owned) */
void hyperloglog_free(HyperLogLog *sketch); /* NULL is fine */
void hyperloglog_add(HyperLogLog *sketch, uint64_t hash);
void hyperloglog_merge(HyperLogLog *into, const HyperLogLog *from);
int64_t hyperloglog_count(const HyperLogLog *sketch);
size_t hyperloglog_heap_bytes(const HyperLogLog *sketch);
void hyperloglog_save(const HyperLogLog *sketch, GByteArray *bytes);
HyperLogLog *hyperloglog_load(const uint8_t **at); /* (owned) */
