#pragma once
/*
 * Rows as records: each column of a row to its place, fields as a JSON object. For everything that
 * writes: INSERT, COPY.
 *
 * Thread: one at a time for one maker.
 */
#include "kafka/sink.h"
#include "plan/plan_change.h"

typedef struct RecordMaker RecordMaker;

/* (owned) @target, @zone: borrowed for its life; NULL is UTC */
RecordMaker *record_maker_new(const PlanTarget *target, const Zone *zone);
void record_maker_free(RecordMaker *maker); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RecordMaker, record_maker_free)

/**
 * record_make() - the record of one row
 * @types, @values:  one for each column of the target; a null of TYPE_UNKNOWN is DEFAULT: of a
 *                   field it is left out, where a null of another type is a null
 * @ret_record:      borrows the maker and @values, until the next call
 * @error:           FAIL_DATA naming the column: headers that are none, a partition or a time that
 *                   can't be
 */
bool record_make(RecordMaker *maker, const Type *types, const Value *values, SinkRecord *ret_record,
                 GError **error);
