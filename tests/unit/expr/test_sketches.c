/*
 * Sketches: what is documented about their errors, on known distributions. Method: random numbers
 * of a fixed seed, whose true answer is counted beside; whole, in parts that are merged, and saved.
 */
#include <math.h>
#include <stdlib.h>

#include "unit/expr/aggregate_ways.h"

#include "base/hash.h"
#include "expr/hyperloglog.h"
#include "expr/space_saving.h"
#include "expr/t_digest.h"

enum { SEED = 20260131, PARTS = 7 };

/* ---- HyperLogLog ---- */

static uint64_t hash_of(uint64_t number)
{
    return hash_stable(&number, sizeof(number));
}

static int64_t count_of(uint64_t from, uint64_t to)
{
    HyperLogLog *sketch = hyperloglog_new();
    int64_t count;

    for (uint64_t i = from; i < to; i++)
        hyperloglog_add(sketch, hash_of(i));
    for (uint64_t i = from; i < to; i += 3) /* again */
        hyperloglog_add(sketch, hash_of(i));
    count = hyperloglog_count(sketch);
    hyperloglog_free(sketch);
    return count;
}

static void few_values_are_counted_exactly(void)
{
    for (uint64_t n = 1; n <= HYPERLOGLOG_EXACT_MAX; n += 31)
        CU_ASSERT_EQUAL(count_of(1000, 1000 + n), (int64_t)n);
    CU_ASSERT_EQUAL(count_of(0, HYPERLOGLOG_EXACT_MAX), HYPERLOGLOG_EXACT_MAX);
}

/* Of the standard error 0.8 %: the mean square of many trials, and no trial beyond five of it. */
static void many_values_are_counted_within_the_standard_error(void)
{
    static const uint64_t sizes[] = {1025, 3000, 20000, 100000, 400000};

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        double squares = 0;
        const int trials = sizes[i] > 50000 ? 12 : 40;

        for (int trial = 0; trial < trials; trial++) {
            uint64_t from = (uint64_t)trial * 10000000;
            double off = (double)count_of(from, from + sizes[i]) / (double)sizes[i] - 1;

            CU_ASSERT_TRUE(fabs(off) < 0.041);
            squares += off * off;
        }
        CU_ASSERT_TRUE(sqrt(squares / trials) < 0.0125);
    }
}

/* Parts of different sizes, some exact and some not, in turn into each other. */
static void merged_counts_are_those_of_all_values(void)
{
    static const size_t sizes[PARTS] = {10, 900, 900, 5000, 0, 30000, 500};
    HyperLogLog *whole = hyperloglog_new();

    for (int first = 0; first < PARTS; first++) {
        HyperLogLog *merged = hyperloglog_new();

        for (int j = 0; j < PARTS; j++) {
            HyperLogLog *part = hyperloglog_new();
            uint64_t from = (uint64_t)((first + j) % PARTS) * 700; /* they overlap */

            for (size_t i = 0; i < sizes[(first + j) % PARTS]; i++) {
                hyperloglog_add(part, hash_of(from + i));
                hyperloglog_add(whole, hash_of(from + i));
            }
            hyperloglog_merge(merged, part);
            hyperloglog_free(part);
        }
        CU_ASSERT_EQUAL(hyperloglog_count(merged), hyperloglog_count(whole));
        hyperloglog_free(merged);
    }
    CU_ASSERT_TRUE(hyperloglog_heap_bytes(whole) < 17 * 1024);
    hyperloglog_free(whole);
}

static void counts_are_saved_and_loaded(void)
{
    static const uint64_t sizes[] = {0, 1, 1024, 1025, 50000};

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        HyperLogLog *sketch = hyperloglog_new(), *loaded;
        g_autoptr(GByteArray) bytes = g_byte_array_new();
        const uint8_t *at;

        for (uint64_t j = 0; j < sizes[i]; j++)
            hyperloglog_add(sketch, hash_of(j));
        hyperloglog_save(sketch, bytes);
        at = bytes->data;
        loaded = hyperloglog_load(&at);
        CU_ASSERT_PTR_EQUAL(at, bytes->data + bytes->len);
        CU_ASSERT_EQUAL(hyperloglog_count(loaded), hyperloglog_count(sketch));
        hyperloglog_free(sketch);
        hyperloglog_free(loaded);
    }
}

/* ---- t-digest ---- */

enum { NUMBERS = 100000 };

static double uniform(GRand *random)
{
    return g_rand_double_range(random, -1000, 1000);
}

static double exponential(GRand *random)
{
    return -log(1 - g_rand_double(random));
}

static double normal(GRand *random)
{
    return sqrt(2 * exponential(random)) * cos(2 * G_PI * g_rand_double(random));
}

static double one_of_ten(GRand *random)
{
    return g_rand_int_range(random, 0, 10);
}

static double growing(GRand *random)
{
    static double last;

    return last += g_rand_double(random); /* in order, the worst for the buffer */
}

static int compare_reals(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* How far the fraction of numbers below (and at) the answer is from the one that was asked. */
static double rank_error(const double *sorted, double answer, double fraction)
{
    size_t below = 0, at_most = 0;

    while (at_most < NUMBERS && sorted[at_most] <= answer)
        below = sorted[at_most++] < answer ? at_most : below;
    if (fraction * NUMBERS < (double)below)
        return (double)below / NUMBERS - fraction;
    return MAX(0, fraction - (double)at_most / NUMBERS);
}

static void check_quantiles(const TDigest *digest, const double *sorted, const char *name)
{
    static const double fractions[] = {0,    0.0001, 0.001, 0.01,  0.1,    0.25, 0.5,
                                       0.75, 0.9,    0.99,  0.999, 0.9999, 1};

    for (size_t i = 0; i < G_N_ELEMENTS(fractions); i++) {
        double fraction = fractions[i], tail = MIN(fraction, 1 - fraction);
        double error = rank_error(sorted, t_digest_quantile(digest, fraction), fraction);
        g_autofree char *why = g_strdup_printf("%s at %g: off by %g", name, fraction, error);

        UNIT_CHECK(error <= 0.0001 + 0.008 * sqrt(tail * (1 - tail)), why);
    }
    CU_ASSERT_EQUAL(t_digest_quantile(digest, 0), sorted[0]);
    CU_ASSERT_EQUAL(t_digest_quantile(digest, 1), sorted[NUMBERS - 1]);
    CU_ASSERT_TRUE(t_digest_heap_bytes(digest) < 20 * 1024);
}

static void quantiles_of_known_distributions_are_close(void)
{
    static const struct {
        const char *name;
        double (*next)(GRand *random);
    } distributions[] = {
        {"uniform",     uniform    },
        {"exponential", exponential},
        {"normal",      normal     },
        {"one of ten",  one_of_ten },
        {"growing",     growing    }
    };
    g_autofree double *numbers = g_new(double, NUMBERS);

    for (size_t i = 0; i < G_N_ELEMENTS(distributions); i++) {
        g_autoptr(GRand) random = g_rand_new_with_seed(SEED);
        TDigest *whole = t_digest_new(), *merged = t_digest_new(), *parts[PARTS];

        for (int j = 0; j < PARTS; j++)
            parts[j] = t_digest_new();
        for (int j = 0; j < NUMBERS; j++) {
            numbers[j] = distributions[i].next(random);
            t_digest_add(whole, numbers[j]);
            t_digest_add(parts[j % PARTS], numbers[j]);
        }
        for (int j = 0; j < PARTS; j++) {
            t_digest_merge(merged, parts[j]);
            t_digest_free(parts[j]);
        }
        qsort(numbers, NUMBERS, sizeof(double), compare_reals);
        check_quantiles(whole, numbers, distributions[i].name);
        check_quantiles(merged, numbers, distributions[i].name);
        t_digest_free(whole);
        t_digest_free(merged);
    }
}

/* ---- Space-Saving ---- */

enum { ITEMS = 20000, COUNTERS = 500, DRAWS = 200000, ITEM_MAX = 16 };

/* The n-th item comes about 1/n as often as the first. */
static size_t zipf(GRand *random)
{
    return (size_t)(exp(g_rand_double(random) * log(ITEMS)) - 1);
}

static Span item_of(size_t n, char *text)
{
    return span_make(text, (size_t)g_snprintf(text, ITEM_MAX, "item %zu", n));
}

static void check_counts(const SpaceSaving *sketch, const int64_t *truth, int64_t error_max)
{
    g_autoptr(GArray) items = space_saving_items(sketch);
    g_autofree bool *is_there = g_new0(bool, ITEMS);

    CU_ASSERT_TRUE(items->len <= COUNTERS);
    for (guint i = 0; i < items->len; i++) {
        const SpaceSavingItem *item = &g_array_index(items, SpaceSavingItem, i);
        g_autofree char *text = g_strndup(item->bytes.at, item->bytes.len);
        size_t n = (size_t)g_ascii_strtoull(text + strlen("item "), NULL, 10);

        is_there[n] = true;
        CU_ASSERT_TRUE(item->count >= truth[n] && item->count <= truth[n] + error_max);
    }
    for (size_t n = 0; n < ITEMS; n++)
        CU_ASSERT_TRUE(is_there[n] || truth[n] <= error_max);
}

static void frequent_items_are_there_and_none_is_counted_low(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(SEED);
    SpaceSaving *whole = space_saving_new(COUNTERS), *merged = space_saving_new(COUNTERS);
    SpaceSaving *parts[PARTS];
    g_autofree int64_t *truth = g_new0(int64_t, ITEMS);
    char text[ITEM_MAX];

    for (int j = 0; j < PARTS; j++)
        parts[j] = space_saving_new(COUNTERS);
    for (int j = 0; j < DRAWS; j++) {
        size_t n = zipf(random);
        Span item = item_of(n, text);

        truth[n]++;
        space_saving_add(whole, item, 1);
        space_saving_add(parts[j % PARTS], item, 1);
    }
    check_counts(whole, truth, DRAWS / COUNTERS);
    for (int j = 0; j < PARTS; j++) {
        space_saving_merge(merged, parts[j]);
        space_saving_free(parts[j]);
    }
    check_counts(merged, truth, DRAWS / COUNTERS);
    space_saving_free(whole);
    space_saving_free(merged);
}

static void few_items_are_counted_exactly_and_saved(void)
{
    SpaceSaving *sketch = space_saving_new(COUNTERS), *loaded;
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autofree int64_t *truth = g_new0(int64_t, ITEMS);
    const uint8_t *at;
    char text[ITEM_MAX];

    for (size_t n = 0; n < COUNTERS; n++) {
        truth[n] = (int64_t)(n * 7919 % 100 + 1);
        space_saving_add(sketch, item_of(n, text), truth[n]);
    }
    check_counts(sketch, truth, 0);
    space_saving_save(sketch, bytes);
    at = bytes->data;
    loaded = space_saving_load(&at);
    CU_ASSERT_PTR_EQUAL(at, bytes->data + bytes->len);
    check_counts(loaded, truth, 0);
    space_saving_free(sketch);
    space_saving_free(loaded);
}

/* ---- as aggregates ---- */

static const AggregateCase cases[] = {
    {"approx_count_distinct(a)",          "text",    {"x", "y", "x", "NULL"},                                    "bigint|2"                  },
    {"approx_count_distinct(a)",          "numeric", {"1.0", "1.00", "2"},                                       "bigint|2"                  },
    {"approx_count_distinct(a)",          "int4[]",  {"{1}", "{1}", "{}"},                                       "bigint|2"                  },
    {"approx_count_distinct(DISTINCT a)", "int8",    {"1", "1"},                                                 "bigint|1"                  },
    {"approx_count_distinct(a)",          "text",    {NULL},                                                     "bigint|0"                  },
    {"approx_percentile(a, 0.5)",         "float8",  {"1", "4", "2", "3"},                                       "double precision|2.5"      },
    {"approx_percentile(a, 0.25)",        "int4",    {"1", "4", "2", "NULL"},                                    "double precision|1.5"      },
    {"approx_percentile(a, 0.0)",         "float8",  {"2", "-Infinity"},                                         "double precision|-Infinity"},
    {"approx_percentile(a, 0.7)",         "float8",  {"2", "NaN", "1"},                                          "double precision|NaN"      },
    {"approx_percentile(a, 0.5)",
     "float8",                                       {"Infinity", "Infinity", "1"},
     "double precision|Infinity"                                                                                                             },
    {"approx_percentile(a, 0.5)",         "float8",  {NULL},                                                     "double precision|NULL"     },
    {"approx_percentile(a, NULL)",        "float8",  {"1"},                                                      "double precision|NULL"     },
    {"approx_top_k(a, 2)",
     "jsonb",                                        {"\"x\"", "1", "\"y\"", "\"x\"", "NULL", "\"y\"", "\"x\""},
     "jsonb|[{\"count\": 3, \"value\": \"x\"}, {\"count\": 2, \"value\": \"y\"}]"                                                            },
    {"approx_top_k(a, 5)",
     "jsonb",                                        {"2", "10", "1.0", "1.0"},
     "jsonb|[{\"count\": 2, \"value\": 1}, {\"count\": 1, \"value\": 2}, {\"count\": 1, \"value\": "
     "10}]"                                                                                                                                  },
    {"approx_top_k(a, 3)",                "jsonb",   {NULL},                                                     "jsonb|NULL"                },
};

static void sketches_of_few_rows_are_exact(void)
{
    aggregate_test_all(cases, G_N_ELEMENTS(cases));
}

UNIT_MAIN("expr/sketches", UNIT(few_values_are_counted_exactly),
          UNIT(many_values_are_counted_within_the_standard_error),
          UNIT(merged_counts_are_those_of_all_values), UNIT(counts_are_saved_and_loaded),
          UNIT(quantiles_of_known_distributions_are_close),
          UNIT(frequent_items_are_there_and_none_is_counted_low),
          UNIT(few_items_are_counted_exactly_and_saved), UNIT(sketches_of_few_rows_are_exact))
