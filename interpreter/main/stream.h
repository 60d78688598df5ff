#pragma once
/*
 * The stream that an INSERT ... SELECT is: its name, its producer with its transactions, the topic
 * that it writes to, and whether it goes on from what an earlier run has committed.
 *
 * Thread: one.
 */
#include "engine/engine.h"
#include "main/connect.h"

typedef struct Stream Stream;

/**
 * stream_open() - name the stream, and be ready to write
 * @plan:        (borrowed for its life) of kind PLAN_INSERT_SELECT
 * @connection:  (borrowed for its life)
 * @now_us:      the statement's start
 * @error:       FAIL_CONFIG: its name can't be; as sink_open() and transaction_open()
 */
Stream *stream_open(const Plan *plan, const ConfigSet *settings, Connection *connection,
                    int64_t now_us, int64_t timeout_ms, GError **error);
void stream_close(Stream *stream); /* NULL is fine; what is not committed is lost */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stream, stream_close)

/* When its first run began, if it goes on: what `now()` and times back from now are of. */
int64_t stream_start_us(const Stream *stream);
const EngineInsert *stream_insert(const Stream *stream); /* (borrowed) */
/* (owned) Why it does not go on after it ends, to be told; NULL: it does. */
char *stream_doubt(const Stream *stream);
/* (owned) "INSERT 3: 3 records written to copy" */
char *stream_end_text(const Stream *stream, int64_t written);
