#pragma once
/*
 * The states and functions that the rows of the aggregate table are made of, by the file that holds
 * them.
 *
 * Thread: as in aggregate.h.
 */
#include "expr/aggregate.h"
#include "expr/box.h"
#include "expr/double_double.h"
#include "expr/gather.h"
#include "row/numeric_sum.h"

/* count.c */
typedef struct CountState {
    int64_t rows;
    int64_t unused;
} CountState;

extern const AggregateFunctions count_functions;

/* sum.c */
typedef struct IntegerSum {
    Int128 total;
    int64_t rows;
} IntegerSum;

typedef struct RealSum {
    DoubleDouble total; /* of finite numbers */
    double special;     /* the sum of others; 0 without */
    int64_t rows;
} RealSum;

typedef struct IntervalSum {
    Interval total;
    int64_t rows;
    int64_t unused;
} IntervalSum;

extern const AggregateFunctions sum_int4_functions, sum_int8_functions, avg_integer_functions;
extern const AggregateFunctions sum_real_functions, avg_real_functions;
extern const AggregateFunctions sum_interval_functions, avg_interval_functions;

/* decimal_sum.c: of numerics, and the squares of integers */
typedef struct DecimalSum {
    NumericSum sum;
    int64_t rows;
    int64_t unused;
} DecimalSum;

typedef struct DecimalSpread {
    NumericSum sum, squares;
    int64_t rows;
    int64_t unused;
} DecimalSpread;

extern const AggregateFunctions sum_numeric_functions, avg_numeric_functions;
extern const AggregateFunctions var_pop_integer_functions, var_samp_integer_functions;
extern const AggregateFunctions stddev_pop_integer_functions, stddev_samp_integer_functions;
extern const AggregateFunctions var_pop_numeric_functions, var_samp_numeric_functions;
extern const AggregateFunctions stddev_pop_numeric_functions, stddev_samp_numeric_functions;

/* spread.c */
typedef struct SpreadSums {
    DoubleDouble sum, squares; /* of the differences from the mean */
    double special;            /* the sum of numbers that are not finite; 0 without */
    double unused;
} SpreadSums;

typedef struct SpreadState {
    int64_t rows;
    int64_t unused;
    SpreadSums x;
    SpreadSums y; /* from here on: of pairs only */
    DoubleDouble products;
} SpreadState;

#define SPREAD_BYTES(dimensions)                                                                   \
    ((dimensions) == 1 ? G_STRUCT_OFFSET(SpreadState, y) : sizeof(SpreadState))

extern const AggregateFunctions var_pop_real_functions, var_samp_real_functions;
extern const AggregateFunctions stddev_pop_real_functions, stddev_samp_real_functions;
extern const AggregateFunctions covar_pop_functions, covar_samp_functions, corr_functions;
extern const AggregateFunctions regr_count_functions, regr_sxx_functions, regr_syy_functions;
extern const AggregateFunctions regr_sxy_functions, regr_avgx_functions, regr_avgy_functions;
extern const AggregateFunctions regr_slope_functions, regr_intercept_functions, regr_r2_functions;

/* extreme.c */
typedef struct ExtremeText {
    char *at; /* owned */
    uint32_t len, capacity;
} ExtremeText;

typedef struct ExtremeState {
    union {
        int64_t integer;
        double real;
        Numeric numeric;
        Interval interval;
        ExtremeText text;
    };
    bool is_set;
} ExtremeState;

typedef struct PlacedExtremeState {
    ExtremeState extreme;
    RowPlace place;
    uint64_t unused;
} PlacedExtremeState;

extern const AggregateFunctions min_integer_functions, max_integer_functions;
extern const AggregateFunctions min_real_functions, max_real_functions;
extern const AggregateFunctions min_numeric_functions, max_numeric_functions;
extern const AggregateFunctions min_interval_functions, max_interval_functions;
extern const AggregateFunctions min_text_functions, max_text_functions;

/* ends.c */
typedef struct EndState {
    RowPlace place;
    uint64_t is_set;
    Box box;
} EndState;

extern const AggregateFunctions first_value_functions, last_value_functions;
extern const AggregateFunctions min_array_functions, max_array_functions;

/* truth.c */
typedef struct TruthState {
    int64_t rows, trues;
} TruthState;

typedef struct BitState {
    int64_t rows, bits;
} BitState;

extern const AggregateFunctions bool_and_functions, bool_or_functions;
extern const AggregateFunctions bit_and_functions, bit_or_functions, bit_xor_functions;

/* gathered.c: of calls that keep their rows; their states begin with the rows */
enum { GATHERED_BYTES = 16 };
extern const AggregateFunctions gathered_functions, distinct_functions;

/* lists.c, percentile.c: results of all rows in order */
AGGREGATE_FOLD(fold_text);
AGGREGATE_FOLD(fold_array);
AGGREGATE_FOLD(fold_jsonb);
AGGREGATE_FOLD(fold_jsonb_object);
AGGREGATE_FOLD(fold_percentile_real);
AGGREGATE_FOLD(fold_percentile_interval);
AGGREGATE_FOLD(fold_percentile_item);
AGGREGATE_FOLD(fold_mode);
bool percentile_check(const Value *constant, GError **error);
bool percentile_check_array(const Value *constant, GError **error);

/* sketches.c */
typedef struct SketchState {
    void *sketch; /* owned; NULL: empty */
    uint64_t unused;
} SketchState;

extern const AggregateFunctions approx_count_distinct_functions, approx_percentile_functions;
extern const AggregateFunctions approx_top_k_functions;
bool approx_top_k_check(const Value *constant, GError **error);

/* aggregate_call.c: what many of them need */
/* FAIL_LIMIT: the state of @name would need more than AGGREGATE_STATE_BYTES_MAX. */
bool aggregate_fail_limit(const char *name, GError **error);
/* FAIL_LIMIT: the call's result does not fit into the memory of the results. */
bool aggregate_fail_result(const AggregateCall *call, GError **error);
/* What a GByteArray of that many bytes needs on the heap, about. */
static inline size_t aggregate_buffer_bytes(size_t len)
{
    return sizeof(GByteArray) + ((size_t)1 << g_bit_storage(len));
}
/* Bytes with their length, appended; and back, borrowed. */
void aggregate_save_bytes(const void *at, size_t len, GByteArray *bytes);
Span aggregate_load_bytes(const uint8_t **at);
