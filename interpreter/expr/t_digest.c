#include "expr/t_digest.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define COMPRESSION 400.0 /* centroids that merging leaves, about */

enum { CENTROIDS_MIN = 8 };

typedef struct Centroid {
    double mean;
    double weight;
} Centroid;

struct TDigest {
    Centroid *centroids; /* owned; in no order */
    size_t len, capacity;
    double least, greatest; /* of finite numbers; not set if there are none */
    uint64_t minus_infinities, infinities, nans;
};

TDigest *t_digest_new(void)
{
    TDigest *digest = g_new0(TDigest, 1);

    digest->least = INFINITY;
    digest->greatest = -INFINITY;
    return digest;
}

void t_digest_free(TDigest *digest)
{
    if (digest == NULL)
        return;
    g_free(digest->centroids);
    g_free(digest);
}

size_t t_digest_heap_bytes(const TDigest *digest)
{
    return sizeof(*digest) + digest->capacity * sizeof(Centroid);
}

static int compare_means(const void *a, const void *b)
{
    const Centroid *x = a, *y = b;

    return (x->mean > y->mean) - (x->mean < y->mean);
}

static double total_weight(const Centroid *centroids, size_t len)
{
    double total = 0;

    for (size_t i = 0; i < len; i++)
        total += centroids[i].weight;
    return total;
}

static double scale_of(double fraction)
{
    return COMPRESSION / (2 * G_PI) * asin(2 * fraction - 1);
}

/* The fraction that is one step of the scale behind another. */
static double step_from(double fraction)
{
    double scale = scale_of(fraction) + 1;

    return scale >= COMPRESSION / 4 ? 1 : (sin(scale * 2 * G_PI / COMPRESSION) + 1) / 2;
}

/* Neighbours become one as long as they stay within one step. */
static void compress(TDigest *digest)
{
    double total = total_weight(digest->centroids, digest->len);
    double before = 0, limit = total * step_from(0);
    size_t kept = 0;

    qsort(digest->centroids, digest->len, sizeof(Centroid), compare_means);
    for (size_t i = 1; i < digest->len; i++) {
        Centroid *last = &digest->centroids[kept], next = digest->centroids[i];

        if (before + last->weight + next.weight <= limit) {
            last->weight += next.weight;
            last->mean += (next.mean - last->mean) * (next.weight / last->weight);
            continue;
        }
        before += last->weight;
        limit = total * step_from(before / total);
        digest->centroids[++kept] = next;
    }
    digest->len = kept + 1;
}

static void add_centroid(TDigest *digest, Centroid centroid)
{
    if (digest->len == digest->capacity && digest->capacity < T_DIGEST_EXACT_MAX) {
        digest->capacity =
            MIN(MAX(digest->capacity * 2, (size_t)CENTROIDS_MIN), (size_t)T_DIGEST_EXACT_MAX);
        digest->centroids = g_renew(Centroid, digest->centroids, digest->capacity);
    } else if (digest->len == digest->capacity) {
        compress(digest);
    }
    digest->centroids[digest->len++] = centroid;
}

void t_digest_add(TDigest *digest, double number)
{
    if (isnan(number)) {
        digest->nans++;
    } else if (isinf(number)) {
        *(number < 0 ? &digest->minus_infinities : &digest->infinities) += 1;
    } else {
        digest->least = MIN(digest->least, number);
        digest->greatest = MAX(digest->greatest, number);
        add_centroid(digest, (Centroid){number, 1});
    }
}

void t_digest_merge(TDigest *into, const TDigest *from)
{
    into->least = MIN(into->least, from->least);
    into->greatest = MAX(into->greatest, from->greatest);
    into->minus_infinities += from->minus_infinities;
    into->infinities += from->infinities;
    into->nans += from->nans;
    for (size_t i = 0; i < from->len; i++)
        add_centroid(into, from->centroids[i]);
}

/*
 * The number at a place among finite ones, the first of which is at 0: a centroid's mean lies in
 * the middle of its weight, and between two of them is a straight line.
 */
static double number_at(const TDigest *digest, const Centroid *sorted, double place)
{
    double before = 0, last_at = 0, last = digest->least;
    double total = total_weight(sorted, digest->len);

    for (size_t i = 0; i <= digest->len; i++) {
        bool is_end = i == digest->len;
        double weight = is_end ? 0 : sorted[i].weight;
        double at = is_end ? total - 1 : before + (weight - 1) / 2;
        double mean = is_end ? digest->greatest : sorted[i].mean;

        if (place <= at)
            return at == last_at ? mean
                                 : last + (mean - last) * ((place - last_at) / (at - last_at));
        before += weight;
        last_at = at;
        last = mean;
    }
    return digest->greatest;
}

double t_digest_quantile(const TDigest *digest, double fraction)
{
    g_autofree Centroid *sorted = g_memdup2(digest->centroids, digest->len * sizeof(Centroid));
    double finite = total_weight(digest->centroids, digest->len);
    double total = (double)digest->minus_infinities + finite + (double)digest->infinities +
                   (double)digest->nans;
    double place = fraction * (total - 1);

    if (place < (double)digest->minus_infinities)
        return -INFINITY;
    place -= (double)digest->minus_infinities;
    if (place > finite - 1)
        return place - finite + 1 <= (double)digest->infinities ? INFINITY : NAN;
    if (place <= 0 || place >= finite - 1)
        return place <= 0 ? digest->least : digest->greatest;
    qsort(sorted, digest->len, sizeof(Centroid), compare_means);
    return number_at(digest, sorted, place);
}

void t_digest_save(const TDigest *digest, GByteArray *bytes)
{
    TDigest head = *digest;

    head.centroids = NULL;
    head.capacity = digest->len;
    g_byte_array_append(bytes, (const guint8 *)&head, sizeof(head));
    g_byte_array_append(bytes, (const guint8 *)digest->centroids,
                        (guint)(digest->len * sizeof(Centroid)));
}

TDigest *t_digest_load(const uint8_t **at)
{
    TDigest *digest = g_memdup2(*at, sizeof(*digest));

    *at += sizeof(*digest);
    digest->centroids = g_memdup2(*at, digest->len * sizeof(Centroid));
    *at += digest->len * sizeof(Centroid);
    return digest;
}
