#pragma once
/*
 * What a record holds, as a value of a column's type: a text, or a JSON value. It fits if
 * PostgreSQL's (record ->> 'field')::type takes it; besides, a whole number may be written as
 * 1.0 or 1e3 in JSON, a JSON array becomes an array, and a number is a time where the format
 * says what it counts.
 *
 * Thread: any; pure.
 */
#include "codec/format.h"

typedef struct Fit {
    FormatEpoch epoch;
    const Zone *zone; /* of a timestamptz without one; NULL is UTC */
    Arena *arena;
} Fit;

typedef enum FitOutcome {
    FIT_FITS,
    FIT_NOT,    /* nothing is set */
    FIT_FAILED, /* error is set: FAIL_LIMIT, the memory of a row */
} FitOutcome;

/* @text: any bytes; of a text column, what is not UTF-8 becomes U+FFFD. Borrowed where it can be.
 */
FitOutcome fit_text(const Fit *fit, Type type, Span text, Value *ret_value, GError **error);
/* @value: as row/document.h has it. JSON's null is NULL. */
FitOutcome fit_document(const Fit *fit, Type type, Span value, Value *ret_value, GError **error);

/* @count since the epoch, in 1 / @per_second, as a value of timestamptz, timestamp or date. */
FitOutcome fit_epoch(Type type, int64_t count, int64_t per_second, Value *ret_value);
FitOutcome fit_no_memory(GError **error);
