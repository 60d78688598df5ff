#pragma once
/*
 * COPY ... FROM STDIN: lines become records, one after the other, so that it takes no more memory
 * than its longest row.
 *
 * Thread: one.
 */
#include <stdio.h>

#include "kafka/sink.h"
#include "plan/plan_change.h"

/**
 * copy_run() - write a record for each row, up to a line `\.` or the end
 * @input:        (borrowed) the lines
 * @zone:         NULL is UTC
 * @ret_records:  how many were handed to the sink, which is not flushed; set in any case
 * @error:        FAIL_DATA with the line's number, FAIL_LIMIT, FAIL_CONFIG: the input can't be
 *                read; what the sink says. What stands before it stays written.
 */
bool copy_run(const PlanCopy *plan, const Zone *zone, FILE *input, Sink *sink, size_t *ret_records,
              GError **error);
