#pragma once
/*
 * The states and functions that the rows of the aggregate table are made of.
 *
 * Thread: as in aggregate.h.
 */
#include "expr/aggregate.h"
#include "row/numeric_sum.h"

/* Every state begins with the number of values in it, and zeroed memory is an empty one. */
typedef struct CountState {
    int64_t rows;
    int64_t unused;
} CountState;

typedef struct SumState {
    Int128 sum; /* of whole numbers, exact */
    double real;
    int64_t rows;
} SumState;

typedef struct DecimalSumState {
    NumericSum sum;
    int64_t rows;
    int64_t unused;
} DecimalSumState;

typedef struct ExtremeState {
    union {
        int64_t integer;
        double real;
        Numeric numeric;
        Interval interval;
        struct {
            char *text; /* owned */
            uint32_t len;
            uint32_t capacity;
        };
    };
    int64_t rows;
} ExtremeState;
G_STATIC_ASSERT(sizeof(DecimalSumState) % 16 == 0 && sizeof(ExtremeState) % 16 == 0);

void count_init(void *state);
bool count_add(void *state, const Value *value, GError **error);
bool count_merge(void *into, void *from, GError **error);
bool count_result(const void *state, Arena *arena, Value *ret_value, GError **error);

void sum_init(void *state);
bool sum_add_integer(void *state, const Value *value, GError **error);
bool sum_add_real(void *state, const Value *value, GError **error);
bool sum_merge(void *into, void *from, GError **error);
bool sum_result_int8(const void *state, Arena *arena, Value *ret_value, GError **error);
bool sum_result_numeric(const void *state, Arena *arena, Value *ret_value, GError **error);
bool sum_result_real(const void *state, Arena *arena, Value *ret_value, GError **error);
bool avg_result_whole(const void *state, Arena *arena, Value *ret_value, GError **error);
bool avg_result_real(const void *state, Arena *arena, Value *ret_value, GError **error);

void decimal_sum_init(void *state);
bool decimal_sum_add(void *state, const Value *value, GError **error);
bool decimal_sum_merge(void *into, void *from, GError **error);
bool decimal_sum_result(const void *state, Arena *arena, Value *ret_value, GError **error);
bool decimal_avg_result(const void *state, Arena *arena, Value *ret_value, GError **error);

/* Names of the functions of min and max over one kind of value. */
#define EXTREME_FUNCTIONS(name)                                                                    \
    bool name##_add(void *state, const Value *value, GError **error);                              \
    bool name##_merge(void *into, void *from, GError **error);                                     \
    bool name##_result(const void *state, Arena *arena, Value *ret_value, GError **error)

void extreme_init(void *state);
size_t extreme_text_heap_bytes(const void *state);
void extreme_text_done(void *state);
EXTREME_FUNCTIONS(min_integer);
EXTREME_FUNCTIONS(max_integer);
EXTREME_FUNCTIONS(min_real);
EXTREME_FUNCTIONS(max_real);
EXTREME_FUNCTIONS(min_numeric);
EXTREME_FUNCTIONS(max_numeric);
EXTREME_FUNCTIONS(min_interval);
EXTREME_FUNCTIONS(max_interval);
EXTREME_FUNCTIONS(min_text);
EXTREME_FUNCTIONS(max_text);
