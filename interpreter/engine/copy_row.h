#pragma once
/*
 * One row of COPY, of each format: a line, or of CSV several, as the values of its columns.
 *
 * Thread: one.
 */
#include "plan/plan_change.h"

enum { COPY_ARENA_BYTES = 256 * 1024 * 1024 };

typedef struct CopyRow {
    const PlanCopy *plan;
    const PlanTarget *target;
    const Zone *zone;
    Arena *arena; /* owned: what values point to */
    Type *types;  /* owned, as values: one for each column of the target */
    Value *values;
    Span *cells;   /* owned: of the last line that was cut */
    bool *is_null; /* owned */
    size_t cells_len;
} CopyRow;

void copy_row_init(CopyRow *row, const PlanCopy *plan, const Zone *zone);
void copy_row_done(CopyRow *row);
/* The row is of these columns from here on. @target: borrowed for its life */
void copy_row_set_target(CopyRow *row, const PlanTarget *target);

/* Whether a quote is open at the end of the text: then the next line is of the same row. @state: 0
 * at the beginning of a row; for the text that was appended since the last call. */
bool copy_row_is_open(const PlanCopy *plan, Span more, int *state);
/* Cut a line into its cells; FAIL_DATA. */
bool copy_row_cut(CopyRow *row, Span line, GError **error);
/* The cells as values, or the members of a line of JSON; FAIL_DATA, FAIL_LIMIT. */
bool copy_row_read_cells(CopyRow *row, GError **error);
bool copy_row_read_json(CopyRow *row, Span line, GError **error);
