#pragma once
/*
 * What the rows of the table of table functions point to.
 *
 * Thread: as in table_function.h.
 */
#include "expr/table_function.h"

/* Runs of Unicode letters, marks and numbers, in lower case; at: bytes read. */
bool words_next(TableFunctionState *state, ExprContext *context, Value *values, size_t values_max,
                size_t *ret_len, GError **error);

/* (text, delimiter, null_string); at: where the next field begins, or beyond the text at the end.
 */
bool string_to_table_next(TableFunctionState *state, ExprContext *context, Value *values,
                          size_t values_max, size_t *ret_len, GError **error);

/* regex_parts.c: (text, pattern, flags); at: as above; prepared: the Regex of a constant pattern.
 */
bool regexp_split_prepare(const Value *arguments, size_t arguments_len, void **ret_prepared,
                          GError **error);
bool regexp_matches_prepare(const Value *arguments, size_t arguments_len, void **ret_prepared,
                            GError **error);
void regexp_release(void *prepared);
bool regexp_split_next(TableFunctionState *state, ExprContext *context, Value *values,
                       size_t rows_max, size_t *ret_len, GError **error);
bool regexp_matches_next(TableFunctionState *state, ExprContext *context, Value *values,
                         size_t rows_max, size_t *ret_len, GError **error);

/* (array); at: items given. */
bool unnest_next(TableFunctionState *state, ExprContext *context, Value *values, size_t rows_max,
                 size_t *ret_len, GError **error);

/* (first, last, step) of integers; at: numbers given. */
bool generate_series_next(TableFunctionState *state, ExprContext *context, Value *values,
                          size_t rows_max, size_t *ret_len, GError **error);

/* (first, last, step); at: 0 at the beginning; current: what comes next. */
bool generate_series_numeric_next(TableFunctionState *state, ExprContext *context, Value *values,
                                  size_t rows_max, size_t *ret_len, GError **error);
bool generate_series_timestamptz_next(TableFunctionState *state, ExprContext *context,
                                      Value *values, size_t rows_max, size_t *ret_len,
                                      GError **error);
bool generate_series_timestamp_next(TableFunctionState *state, ExprContext *context, Value *values,
                                    size_t rows_max, size_t *ret_len, GError **error);

/* array_split.c: all values that a function of one column gives, as an array, in two walks. */
bool array_of_rows(ExprContext *context, TableFunctionState *state, TableFunctionNextFn next,
                   Value *ret_value, GError **error);
