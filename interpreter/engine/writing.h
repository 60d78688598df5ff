#pragma once
/*
 * The writing half of INSERT ... SELECT: rows become records of one topic, and every checkpoint is
 * one transaction with the records and with the offsets that they were made of, which are those of
 * the hand-overs that main has merged. Its reader sees how much was written, a table of one row;
 * the end says it in words.
 *
 * A query that keeps nothing from one record to the next resumes: the committed offsets say where
 * it goes on. One with groups keeps them in a State: its checkpoint is on disk first, then the
 * transaction names its number beside the offsets, and that number decides at the start which of
 * the last two checkpoints counts. One with an end and groups is written once, at that end, in one
 * transaction without offsets.
 *
 * Thread: main.
 */
#include "engine/engine.h"
#include "engine/outlet.h"
#include "engine/reading.h"
#include "engine/visible.h"

typedef struct Writing Writing;

/* (owned) NULL if rows are not to be written, which is fine everywhere below. @plan, what @options
 * has: borrowed */
Writing *writing_new(const PlanSelect *plan, const EngineOptions *options);
void writing_free(Writing *writing);
const Outlet *writing_outlet(const Writing *writing); /* (borrowed) */

/**
 * writing_resume() - put the source where the stream's last transaction has left it
 * @source:  (borrowed) opened, not started; NULL: nothing is read
 * @error:   FAIL_QUERY: the stream of that name was another statement's; FAIL_NET, FAIL_KAFKA
 */
bool writing_resume(Writing *writing, Source *source, GError **error);
void writing_emit_schema(Writing *writing, bool waits);
/* Have the groups that were kept, and make the first checkpoint, in which all places to read from
 * are. Both borrowed */
bool writing_begin(Writing *writing, Reading *reading, Visible *visible, GError **error);
/* When a checkpoint is due, of g_get_monotonic_time(). */
int64_t writing_next_us(const Writing *writing);
/* Put what changed and commit all that was put and read so far. */
bool writing_checkpoint(Writing *writing, GError **error);
bool writing_go_on(Writing *writing, GError **error); /* the same, if it is due */
int64_t writing_rows(const Writing *writing);         /* committed */
