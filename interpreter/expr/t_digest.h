#pragma once
/*
 * Quantiles of a stream of numbers, in 20 KB however many there are.
 *
 * T. Dunning, O. Ertl, "Computing extremely accurate quantiles using t-digests" (2019): numbers
 * that lie close together become one centroid, a mean with a weight. How many may is decided by
 * where they lie: few near the ends, more in the middle (their scale function k1). Numbers wait in
 * a buffer, and are merged into the centroids when it is full. With 400 centroids the rank of an
 * answer is off by a few thousandths in the middle, and by far less near the ends; as long as the
 * buffer never was full, the answer is exact.
 *
 * Thread: one at a time.
 */
#include <glib.h>
#include <stdint.h>

enum { T_DIGEST_EXACT_MAX = 1000 }; /* numbers that are kept themselves */

typedef struct TDigest TDigest;

TDigest *t_digest_new(void);         /* (owned) */
void t_digest_free(TDigest *digest); /* NULL is fine */
void t_digest_add(TDigest *digest, double number);
void t_digest_merge(TDigest *into, const TDigest *from);
/* The number with that fraction of the others before it, as percentile_cont; some was added. NaN
 * comes after all. */
double t_digest_quantile(const TDigest *digest, double fraction);
size_t t_digest_heap_bytes(const TDigest *digest);
void t_digest_save(const TDigest *digest, GByteArray *bytes);
TDigest *t_digest_load(const uint8_t **at); /* (owned) */
