#pragma once
/*
 * Rows that a statement has, as records of a topic.
 *
 * Thread: one.
 */
#include <stdio.h>

#include "kafka/sink.h"
#include "plan/plan.h"
#include "row/zone.h"

/**
 * write_rows() - write the rows of an INSERT, and wait until they are delivered
 * @zone:      NULL is UTC
 * @ret_text:  (owned) what was done, for people
 * @error:     FAIL_DATA: a row that can't be a record, with its number; what the sink says
 */
bool write_rows(Sink *sink, const PlanInsert *insert, const Zone *zone, char **ret_text,
                GError **error);
/* The lines of a COPY, in the same way. @input: (borrowed) */
bool write_lines(Sink *sink, const PlanCopy *copy, const Zone *zone, FILE *input, char **ret_text,
                 GError **error);
